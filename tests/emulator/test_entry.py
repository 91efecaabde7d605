"""What a typed text becomes, by locale; and how it is shown again."""

from typing import Any

import pytest

from .world import Book, World

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
    ("(5)", {"numberValue": -5}, None, "-5"),
    ("-0,5%", {"numberValue": -0.005}, "PERCENT", "-0,50%"),
    ("1.000 ₫", {"numberValue": 1000}, "CURRENCY", "1.000\xa0₫"),
    ("-1.000₫", {"numberValue": -1000}, "CURRENCY", "-1.000\xa0₫"),
    ("$5", {"numberValue": 5}, "CURRENCY", "$5"),
    ("1.000 đ", {"stringValue": "1.000 đ"}, None, "1.000 đ"),
    ("1.2345", {"stringValue": "1.2345"}, None, "1.2345"),
    ("1.234.567", {"numberValue": 1234567}, "NUMBER", "1.234.567"),
    ("1,5E-7", {"numberValue": 1.5e-7}, "SCIENTIFIC", "1,50E-07"),
    ("８", {"stringValue": "８"}, None, "８"),
    ("1e999", {"stringValue": "1e999"}, None, "1e999"),
    ("1/2", {"numberValue": 46054}, "DATE", "1/2"),
    ("3-4", {"numberValue": 46115}, "DATE", "3-4"),
    ("20-11-2020", {"numberValue": 44155}, "DATE", "20-11-2020"),
    ("05/09/26", {"numberValue": 46270}, "DATE", "05/09/26"),
    ("2020/11/20", {"numberValue": 44155}, "DATE", "2020/11/20"),
    ("20 tháng 11, 2020", {"numberValue": 44155}, "DATE", "20 tháng 11, 2020"),
    ("20 thg 11", {"numberValue": 46346}, "DATE", "20 thg 11"),
    ("Nov 20, 2020", {"stringValue": "Nov 20, 2020"}, None, "Nov 20, 2020"),
    ("3.9.2026", {"stringValue": "3.9.2026"}, None, "3.9.2026"),
    ("08:30:15", {"numberValue": 0.35434027777777777}, "TIME", "08:30:15"),
    ("8:30 PM", {"numberValue": 0.8541666666666666}, "TIME", "8:30 PM"),
    ("25:30", {"numberValue": 1.0625}, "TIME", "25:30"),
    ("-1:30", {"numberValue": -0.0625}, "TIME", "-1:30"),
    ("8:75", {"stringValue": "8:75"}, None, "8:75"),
    ("20/11/2020 8:30", {"numberValue": 44155.354166666664}, "DATE_TIME", "20/11/2020 8:30"),
    ("++", {"stringValue": "++"}, None, "++"),
    ("=", {"stringValue": "="}, None, "="),
    ("'=1+1", {"stringValue": "=1+1"}, None, "=1+1"),
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
    (".5", {"numberValue": 0.5}, None, "0.5"),
    ("$1,234.50", {"numberValue": 1234.5}, "CURRENCY", "$1,234.50"),
    ("12.5%", {"numberValue": 0.125}, "PERCENT", "12.50%"),
    ("Nov 20, 2020", {"numberValue": 44155}, "DATE", "Nov 20, 2020"),
    ("20-November-2020", {"numberValue": 44155}, "DATE", "20-November-2020"),
    ("Nov 31, 2020", {"stringValue": "Nov 31, 2020"}, None, "Nov 31, 2020"),
    ("11/20/2020 8:30 PM", {"numberValue": 44155.854166666664}, "DATE_TIME", "11/20/2020 8:30 PM"),
    ("8.5.2020", {"stringValue": "8.5.2020"}, None, "8.5.2020"),
    ("3_2_1", {"stringValue": "3_2_1"}, None, "3_2_1"),
]


def _own_format(number_format: dict[str, Any]) -> dict[str, Any]:
    return {
        "repeatCell": {
            "range": {"endRowIndex": 1, "endColumnIndex": 1},
            "cell": {"userEnteredFormat": {"numberFormat": number_format}},
            "fields": "userEnteredFormat.numberFormat",
        }
    }


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


@pytest.mark.parametrize(
    ("locale", "typed", "value", "shown"),
    [
        ("de_DE", "8.5", 46150, "8.5"),  # the 8th of May, a trap well known
        ("de_DE", "1.234,5", 1234.5, "1.234,50"),
        ("fr_FR", "1 234,5", 1234.5, "1\u202f234,50"),
        ("fr_FR", "5,5 €", 5.5, "5,50\xa0€"),
        ("sv_SE", "1234,1234", 1234.1234, "1234,1234"),  # observed (facts §4)
        ("ja_JP", "2020/11/20", 44155, "2020/11/20"),
        ("ja_JP", "11/20", 46346, "11/20"),
    ],
)
def test_other_locales_read_their_own_marks(world: World, locale: str, typed: str, value: float, shown: str) -> None:
    book = Book(world, locale)
    book.write("A1", [typed])
    assert book.cell("A1", "userEnteredValue,formattedValue") == {
        "userEnteredValue": {"numberValue": value},
        "formattedValue": shown,
    }


def test_a_text_in_a_swedish_sheet_with_the_wrong_mark_is_no_number(world: World) -> None:
    book = Book(world, "sv_SE")
    book.write("A1", ["1234.1234"])
    assert book.cell("A1", "userEnteredValue") == {"userEnteredValue": {"stringValue": "1234.1234"}}


@pytest.mark.parametrize(
    ("typed", "number"), [("90", 0.9), ("8,5", 0.085), ("90%", 0.9), (90, 90), ("3/9/2026", 46268)]
)
def test_a_number_typed_into_a_percentage_is_one(vietnamese: Book, typed: str | int, number: float) -> None:
    vietnamese.batch(_own_format({"type": "PERCENT", "pattern": "0%"}))
    vietnamese.write("A1", [typed])
    assert vietnamese.cell("A1", "userEnteredValue") == {"userEnteredValue": {"numberValue": number}}


def test_raw_keeps_every_text_as_text(vietnamese: Book) -> None:
    vietnamese.tab.update([["=1+1", "8,5", "'x", True, 2.0]], "A1", raw=True)
    values = [cell["userEnteredValue"] for cell in vietnamese.cells("A1:E1", "userEnteredValue")[0]]
    assert values == [
        {"stringValue": "=1+1"}, {"stringValue": "8,5"}, {"stringValue": "'x"}, {"boolValue": True}, {"numberValue": 2},
    ]  # fmt: skip


def test_a_number_format_set_by_hand_outlives_a_typed_date(vietnamese: Book) -> None:
    own = {"type": "NUMBER", "pattern": "0.0"}
    vietnamese.batch(_own_format(own))
    vietnamese.write("A1", ["3/9/2026"])
    cell = vietnamese.cell("A1", FIELDS)
    assert cell["userEnteredFormat"]["numberFormat"] == own
    assert cell["formattedValue"] == "46268,0"


def test_a_cell_formatted_as_text_takes_numbers_as_text(vietnamese: Book) -> None:
    vietnamese.batch(_own_format({"type": "TEXT"}))
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
