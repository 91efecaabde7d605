"""What a typed text becomes, by locale; and how it is shown again."""

from typing import Any

import pytest

from .world import Book

FIELDS = "userEnteredValue,effectiveValue,formattedValue,userEnteredFormat.numberFormat,effectiveFormat.numberFormat"

VIETNAMESE = [
    # typed, value, number format type, shown
    ("8,5", {"numberValue": 8.5}, None, "8,5"),
    ("1.234,5", {"numberValue": 1234.5}, "NUMBER", "1.234,50"),
    ("1.879", {"numberValue": 1879}, "NUMBER", "1.879"),
    ("12,5%", {"numberValue": 0.125}, "PERCENT", "12,50%"),
    ("12%", {"numberValue": 0.12}, "PERCENT", "12%"),
    ("-3", {"numberValue": -3}, None, "-3"),
    ("+8", {"numberValue": 8}, None, "8"),
    ("007", {"numberValue": 7}, None, "7"),
    (" 8,5 ", {"numberValue": 8.5}, None, "8,5"),
    ("3/9/2026", {"numberValue": 46268}, "DATE", "3/9/2026"),
    ("26/11/2020", {"numberValue": 44161}, "DATE", "26/11/2020"),
    ("8/5", {"numberValue": 46150}, "DATE", "8/5"),
    ("2020-01-01", {"numberValue": 43831}, "DATE", "2020-01-01"),
    ("8:30", {"numberValue": 0.3541666666666667}, "TIME", "8:30"),
    ("31/2/2026", {"stringValue": "31/2/2026"}, None, "31/2/2026"),
    ("8.5", {"stringValue": "8.5"}, None, "8.5"),
    ("08g00", {"stringValue": "08g00"}, None, "08g00"),
    ("true", {"boolValue": True}, None, "TRUE"),
    ("'8,5", {"stringValue": "8,5"}, None, "8,5"),
    ("8,5 điểm", {"stringValue": "8,5 điểm"}, None, "8,5 điểm"),
    ("To\u0302\u0309 1 ", {"stringValue": "To\u0302\u0309 1 "}, None, "To\u0302\u0309 1 "),
]
AMERICAN = [
    ("8,5", {"numberValue": 85}, "NUMBER", "85"),
    ("8.5", {"numberValue": 8.5}, None, "8.5"),
    ("1234,1234", {"numberValue": 12341234}, "NUMBER", "12,341,234"),
    ("1,234.5", {"numberValue": 1234.5}, "NUMBER", "1,234.50"),
    ("3/9/2026", {"numberValue": 46090}, "DATE", "3/9/2026"),
    ("26/11/2020", {"stringValue": "26/11/2020"}, None, "26/11/2020"),
    ("1e3", {"numberValue": 1000}, "SCIENTIFIC", "1.00E+03"),
    ("3_2_1", {"stringValue": "3_2_1"}, None, "3_2_1"),
]


def _check(book: Book, typed: str, value: dict[str, Any], kind: str | None, shown: str) -> None:
    book.write("A1", [typed])
    cell = book.cell("A1", FIELDS)
    assert cell["userEnteredValue"] == cell["effectiveValue"] == value
    assert cell["formattedValue"] == shown
    for name in ("userEnteredFormat", "effectiveFormat"):
        assert cell.get(name, {}).get("numberFormat", {}).get("type") == kind


@pytest.mark.parametrize(("typed", "value", "kind", "shown"), VIETNAMESE)
def test_a_vietnamese_sheet_reads_what_is_typed(
    vietnamese: Book, typed: str, value: dict[str, Any], kind: str | None, shown: str
) -> None:
    _check(vietnamese, typed, value, kind, shown)


@pytest.mark.parametrize(("typed", "value", "kind", "shown"), AMERICAN)
def test_an_american_sheet_reads_what_is_typed(
    book: Book, typed: str, value: dict[str, Any], kind: str | None, shown: str
) -> None:
    _check(book, typed, value, kind, shown)


def test_raw_keeps_every_text_as_text(vietnamese: Book) -> None:
    vietnamese.tab.update([["=1+1", "8,5", "'x", True, 2.0]], "A1", raw=True)
    values = [cell["userEnteredValue"] for cell in vietnamese.cells("A1:E1", "userEnteredValue")[0]]
    assert values == [
        {"stringValue": "=1+1"}, {"stringValue": "8,5"}, {"stringValue": "'x"}, {"boolValue": True}, {"numberValue": 2},
    ]  # fmt: skip


def test_a_number_format_set_by_hand_outlives_a_typed_date(vietnamese: Book) -> None:
    own = {"type": "NUMBER", "pattern": "0.0"}
    vietnamese.batch(
        {
            "repeatCell": {
                "range": {"endRowIndex": 1, "endColumnIndex": 1},
                "cell": {"userEnteredFormat": {"numberFormat": own}},
                "fields": "userEnteredFormat.numberFormat",
            }
        }
    )
    vietnamese.write("A1", ["3/9/2026"])
    cell = vietnamese.cell("A1", FIELDS)
    assert cell["userEnteredFormat"]["numberFormat"] == own
    assert cell["formattedValue"] == "46268,0"


def test_a_cell_formatted_as_text_takes_numbers_as_text(vietnamese: Book) -> None:
    vietnamese.batch(
        {
            "repeatCell": {
                "range": {"endRowIndex": 1, "endColumnIndex": 1},
                "cell": {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}},
                "fields": "userEnteredFormat.numberFormat",
            }
        }
    )
    vietnamese.write("A1", ["8,5"])
    assert vietnamese.cell("A1", FIELDS)["userEnteredValue"] == {"stringValue": "8,5"}


@pytest.mark.parametrize(
    ("number", "pattern", "shown"),
    [
        (1234.5, "#,##0.00", "1.234,50"),
        (0.5, "0%", "50%"),
        (2.5, "0", "3"),
        (-1234.567, "#,##0.0;(#,##0.0)", "(1.234,6)"),
        (7, '00 "điểm"', "07 điểm"),
        (0, "#,##0;-#,##0;\\-", "-"),
        (0.00012, "0.0E+00", "1,2E-04"),
        (1 / 3, None, "0,3333333333"),
        (1e21, None, "1E+21"),
        (123456.123456789, None, "123456,1235"),
    ],
)
def test_numbers_are_shown_by_pattern_and_locale(
    vietnamese: Book, number: float, pattern: str | None, shown: str
) -> None:
    cell: dict[str, Any] = {"userEnteredValue": {"numberValue": number}}
    if pattern:
        cell["userEnteredFormat"] = {"numberFormat": {"type": "NUMBER", "pattern": pattern}}
    vietnamese.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "*"}})
    assert vietnamese.shown("A1") == [[shown]]


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("dd/mm/yyyy", "03/09/2026"),
        ("d-mmm-yy", "3-Sep-26"),
        ("hh:mm", "18:05"),
        ("h:mm am/pm", "6:05 PM"),
        ("dddd", "Thursday"),
    ],
)
def test_dates_are_shown_by_pattern(book: Book, pattern: str, shown: str) -> None:
    moment = 46268 + (18 * 60 + 5) / 1440
    cell = {
        "userEnteredValue": {"numberValue": moment},
        "userEnteredFormat": {"numberFormat": {"type": "DATE_TIME", "pattern": pattern}},
    }
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "*"}})
    assert book.shown("A1") == [[shown]]
