"""Cells carried there and back again leave a spreadsheet as it was, whatever stands in it."""

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .world import INCLUDED, Book, World

SIZE = 6
FORMULAS = ("=A1", "=$B$2+C3", "=SUM(A1:C3)", "=SUM(B:B)", "=SUM(A2:A)", "=COUNTA(2:3)", "=Sheet1!D4&E$5", "=số+1")
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
places = st.integers(0, SIZE - 1)
contents = st.lists(st.lists(st.sampled_from((*FORMULAS, "x", "", 7)), max_size=SIZE), max_size=SIZE)


@st.composite
def areas(draw: st.DrawFn) -> dict[str, int]:
    top, bottom = sorted((draw(places), draw(places)))
    left, right = sorted((draw(places), draw(places)))
    return {"startRowIndex": top, "endRowIndex": bottom + 1, "startColumnIndex": left, "endColumnIndex": right + 1}


def _scene(world: World, rows: list[list[Any]], named: dict[str, int]) -> Book:
    book = Book(world)
    if rows:
        book.write("A1", *rows)
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=B2>1"}]}
    rule = {"ranges": [named], "booleanRule": {"condition": condition, "format": {"textFormat": {"bold": True}}}}
    corner = {"rowIndex": named["startRowIndex"], "columnIndex": named["startColumnIndex"]}
    book.batch(
        {"addNamedRange": {"namedRange": {"name": "số", "range": named}}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"insertComment": {"coordinate": corner, "content": "x"}},
    )
    return book


def _seen(book: Book) -> Any:
    shown = book.get(includeGridData=True, commentsViewMode=INCLUDED)
    (sheet,) = shown["sheets"]
    ruled = {cell for rule in sheet.pop("conditionalFormats") for held in rule["ranges"] for cell in _cells(held)}
    return [sheet, ruled, shown["namedRanges"], shown["comments"]]


def _cells(held: dict[str, int]) -> Iterator[tuple[int, int]]:
    for row in range(held["startRowIndex"], held["endRowIndex"]):
        for column in range(held["startColumnIndex"], held["endColumnIndex"]):
            yield row, column


@QUICK
@given(contents, areas(), areas(), st.sampled_from(("ROWS", "COLUMNS")))
def test_inserted_cells_that_are_deleted_leave_no_trace(
    world: World, rows: list[list[Any]], named: dict[str, int], area: dict[str, int], dimension: str
) -> None:
    book = _scene(world, rows, named)
    before = _seen(book)
    request = {"range": area, "shiftDimension": dimension}
    book.batch({"insertRange": request}, {"deleteRange": request})
    assert _seen(book) == before


@QUICK
@given(contents, areas(), areas(), st.tuples(places, places))
def test_cells_that_are_cut_and_brought_back_leave_no_trace(
    world: World, rows: list[list[Any]], named: dict[str, int], area: dict[str, int], where: tuple[int, int]
) -> None:
    book = _scene(world, rows, named)
    before = _seen(book)
    away = {"rowIndex": 10 + where[0], "columnIndex": 10 + where[1]}
    target = {
        "startRowIndex": away["rowIndex"],
        "endRowIndex": away["rowIndex"] + area["endRowIndex"] - area["startRowIndex"],
        "startColumnIndex": away["columnIndex"],
        "endColumnIndex": away["columnIndex"] + area["endColumnIndex"] - area["startColumnIndex"],
    }
    back = {"rowIndex": area["startRowIndex"], "columnIndex": area["startColumnIndex"]}
    book.batch(
        {"cutPaste": {"source": area, "destination": away}}, {"cutPaste": {"source": target, "destination": back}}
    )
    assert _seen(book) == before
