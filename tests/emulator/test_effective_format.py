"""What a cell looks like: the default, banding, its own format, conditional formats, and what its value asks for."""

from typing import Any

import pytest

from .world import Book

RED = {"red": 1}
GREEN = {"green": 1}
GREY = {"red": 0.8, "green": 0.8, "blue": 0.8}
WHITE = {"red": 1, "green": 1, "blue": 1}


def grid(rows: int, columns: int = 1) -> dict[str, int]:
    return {"startRowIndex": 0, "endRowIndex": rows, "startColumnIndex": 0, "endColumnIndex": columns}


def rule(condition: dict[str, Any], looks: dict[str, Any], rows: int = 5) -> dict[str, Any]:
    boolean = {"condition": condition, "format": looks}
    return {"addConditionalFormatRule": {"rule": {"ranges": [grid(rows)], "booleanRule": boolean}, "index": 0}}


def asked(kind: str, *values: str) -> dict[str, Any]:
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def backgrounds(book: Book, where: str) -> list[list[Any]]:
    rows = book.cells(where, "effectiveFormat.backgroundColor")
    return [[cell.get("effectiveFormat", {}).get("backgroundColor") for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("typed", "aligned"),
    [
        ("5", "RIGHT"),
        ("3/9/2026", "RIGHT"),
        ("text", "LEFT"),
        ("TRUE", "CENTER"),
        ("=1/0", "CENTER"),
        ("=1+1", "RIGHT"),
    ],
)
def test_a_value_is_aligned_by_its_kind(book: Book, typed: str, aligned: str) -> None:
    book.write("A1", [typed])
    assert book.cell("A1", "effectiveFormat.horizontalAlignment") == {
        "effectiveFormat": {"horizontalAlignment": aligned}
    }


def test_links_are_rendered_as_links(book: Book) -> None:
    book.write("A1", ['=HYPERLINK("https://example.org","go")', "plain"])
    shown = [cell["effectiveFormat"]["hyperlinkDisplayType"] for cell in book.cells("A1:B1", "effectiveFormat")[0]]
    assert shown == ["LINKED", "PLAIN_TEXT"]


def test_a_rule_shows_on_the_cells_it_holds_for_and_on_no_others(book: Book) -> None:
    book.write("A1", [5], [15], ["text"], [25])
    book.batch(rule(asked("NUMBER_GREATER", "10"), {"backgroundColor": RED, "textFormat": {"bold": True}}))
    assert backgrounds(book, "A1:A4") == [[WHITE], [RED], [WHITE], [RED]]
    cell = book.cell("A2", "userEnteredFormat,effectiveFormat(textFormat.bold,backgroundColorStyle)")
    assert cell == {"effectiveFormat": {"backgroundColorStyle": {"rgbColor": RED}, "textFormat": {"bold": True}}}


def test_of_two_rules_that_hold_the_first_decides_each_property(book: Book) -> None:
    book.write("A1", [15])
    second = rule(asked("NUMBER_GREATER", "5"), {"backgroundColor": GREEN, "textFormat": {"italic": True}})
    first = rule(asked("NUMBER_GREATER", "10"), {"backgroundColor": RED})
    book.batch(second, first)
    looks = book.cell("A1", "effectiveFormat(backgroundColor,textFormat.italic)")
    assert looks == {"effectiveFormat": {"backgroundColor": RED, "textFormat": {"italic": True}}}


def test_a_rule_covers_what_the_cell_has_of_its_own(book: Book) -> None:
    own = {"userEnteredValue": {"numberValue": 5}, "userEnteredFormat": {"backgroundColor": GREEN}}
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [own]}], "fields": "*"}})
    book.batch(rule(asked("NUMBER_EQ", "5"), {"backgroundColor": RED}))
    assert backgrounds(book, "A1") == [[RED]]


def test_the_formula_of_a_rule_is_written_for_the_first_cell_and_moves_along(book: Book) -> None:
    book.write("A1", [1, 9], [5, 3], [7, 8])
    book.batch(rule(asked("CUSTOM_FORMULA", "=A1>B1"), {"backgroundColor": RED}))
    assert backgrounds(book, "A1:A3") == [[WHITE], [RED], [WHITE]]


def test_a_rule_for_blank_cells_colours_blank_cells(book: Book) -> None:
    book.write("A1", [1], [""], [3])
    book.batch(rule({"type": "BLANK"}, {"backgroundColor": RED}, rows=4))
    assert backgrounds(book, "A1:A9") == [[WHITE], [RED], [WHITE], [RED]]


def test_a_relative_date_counts_from_the_clock_of_the_emulator(vietnamese: Book) -> None:
    vietnamese.write("A1", ["2/9/2026"], ["3/9/2026"], ["4/9/2026"])
    today = {"type": "DATE_BEFORE", "values": [{"relativeDate": "TODAY"}]}
    vietnamese.batch(rule(today, {"backgroundColor": RED}))
    assert backgrounds(vietnamese, "A1:A3") == [[RED], [WHITE], [WHITE]]


def gradient(**points: dict[str, Any]) -> dict[str, Any]:
    return {"addConditionalFormatRule": {"rule": {"ranges": [grid(5)], "gradientRule": points}, "index": 0}}


def test_a_gradient_runs_from_colour_to_colour(book: Book) -> None:
    book.write("A1", [0], [25], [50], [100], ["text"])
    book.batch(gradient(minpoint={"type": "MIN", "color": RED}, maxpoint={"type": "MAX", "color": GREEN}))
    quarter, half = {"red": 0.7490196, "green": 0.2509804}, {"red": 0.5019608, "green": 0.5019608}
    assert backgrounds(book, "A1:A5") == [[RED], [quarter], [half], [GREEN], [WHITE]]


@pytest.mark.parametrize(
    ("middle", "shown"),
    [
        ({"type": "NUMBER", "value": "25"}, [RED, WHITE, GREEN]),
        ({"type": "PERCENT", "value": "25"}, [RED, WHITE, GREEN]),
        ({"type": "PERCENTILE", "value": "50"}, [RED, WHITE, GREEN]),
        ({"type": "NUMBER", "value": "=5*5"}, [RED, WHITE, GREEN]),
    ],
)
def test_a_gradient_can_have_a_point_between(book: Book, middle: dict[str, Any], shown: list[Any]) -> None:
    book.write("A1", [0], [25], [100])
    points = {"minpoint": {"type": "MIN", "color": RED}, "maxpoint": {"type": "MAX", "color": GREEN}}
    book.batch(gradient(**points, midpoint={**middle, "color": WHITE}))
    assert [row[0] for row in backgrounds(book, "A1:A3")] == shown


def banding(rows: int, columns: int, **sides: dict[str, Any]) -> dict[str, Any]:
    return {"addBanding": {"bandedRange": {"range": grid(rows, columns), **sides}}}


def test_bands_colour_blank_cells_too_and_give_way_to_a_colour_of_the_cell(book: Book) -> None:
    book.batch(banding(4, 1, rowProperties={"headerColor": RED, "firstBandColor": WHITE, "secondBandColor": GREY}))
    own = {"userEnteredFormat": {"backgroundColor": GREEN}}
    start = {"rowIndex": 2, "columnIndex": 0}
    book.batch({"updateCells": {"start": start, "rows": [{"values": [own]}], "fields": "userEnteredFormat"}})
    assert backgrounds(book, "A1:A9") == [[RED], [WHITE], [GREEN], [WHITE]]


def test_where_rows_and_columns_are_banded_headers_come_first_and_rows_before_columns(book: Book) -> None:
    rows = {"firstBandColor": WHITE, "secondBandColor": GREY, "footerColor": RED}
    columns = {"headerColor": GREEN, "firstBandColor": {"blue": 1}, "secondBandColor": {"blue": 0.5}}
    book.batch(banding(3, 3, rowProperties=rows, columnProperties=columns))
    assert backgrounds(book, "A1:C3") == [
        [GREEN, WHITE, WHITE],
        [GREEN, {"blue": 1}, GREY],
        [RED, RED, RED],
    ]


def test_a_cell_nobody_touched_has_no_looks(book: Book) -> None:
    book.write("B2", ["x"])
    assert book.cells("A1:B2", "effectiveFormat.wrapStrategy") == [
        [],
        [{}, {"effectiveFormat": {"wrapStrategy": "OVERFLOW_CELL"}}],
    ]


def test_effective_format_lays_the_cells_own_over_the_default(book: Book) -> None:
    cell = {"userEnteredValue": {"numberValue": 0.5}, "userEnteredFormat": {"numberFormat": {"type": "PERCENT"}}}
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "*"}})
    shown = book.cell("A1", "effectiveFormat,formattedValue")
    assert shown["formattedValue"] == "50.00%"
    assert shown["effectiveFormat"]["numberFormat"] == {"type": "PERCENT", "pattern": "0.00%"}
    assert shown["effectiveFormat"]["horizontalAlignment"] == "RIGHT"
    assert shown["effectiveFormat"]["textFormat"]["fontSize"] == 10
