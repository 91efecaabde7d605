"""Structure follows edits: whatever names a place moves when rows and columns come, go or move."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetsync.emulator.batch import shift
from sheetsync.emulator.formulas.rewrite import follow, moved_by

from .world import Book

AREA = {"startRowIndex": 4, "endRowIndex": 6, "startColumnIndex": 0, "endColumnIndex": 2}


def _rows(start: int, end: int, **more: Any) -> dict[str, Any]:
    return {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": start, "endIndex": end}, **more}


@pytest.fixture
def rich(book: Book) -> Book:
    """A book with everything that has a place, in rows 5 and 6."""
    book.write("A5", ["five"], ["six"])
    book.write("D1", ["=A5&A6", "=SUM(A5:A6)", "=$A$5"])
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A5=1"}]}
    row = {"dimension": "ROWS", "startIndex": 4, "endIndex": 5}
    book.batch(
        {"addNamedRange": {"namedRange": {"name": "area", "range": AREA}}},
        {"addProtectedRange": {"protectedRange": {"range": AREA, "unprotectedRanges": [{**AREA, "startRowIndex": 5}]}}},
        {"mergeCells": {"range": {**AREA, "startColumnIndex": 2, "endColumnIndex": 4}, "mergeType": "MERGE_ALL"}},
        {"setDataValidation": {"range": AREA, "rule": {"condition": condition}}},
        {"addConditionalFormatRule": {"rule": {"ranges": [AREA], "booleanRule": {"condition": condition}}, "index": 0}},
        {"setBasicFilter": {"filter": {"range": AREA}}},
        {"createDeveloperMetadata": {"developerMetadata": {
            "metadataId": 1, "metadataKey": "row", "visibility": "DOCUMENT", "location": {"dimensionRange": row}}}},
        {"updateDimensionProperties": {"range": row, "properties": {"pixelSize": 50}, "fields": "pixelSize"}},
    )  # fmt: skip
    return book


def _places(book: Book) -> dict[str, Any]:
    shown = book.get(includeGridData=True)
    sheet = shown["sheets"][0]
    metadata = sheet["data"][0]["rowMetadata"]

    def rows(grid_range: dict[str, Any]) -> tuple[int, int]:
        return grid_range["startRowIndex"], grid_range["endRowIndex"]

    return {
        "named": rows(shown["namedRanges"][0]["range"]),
        "protected": rows(sheet["protectedRanges"][0]["range"]),
        "hole": rows(sheet["protectedRanges"][0]["unprotectedRanges"][0]),
        "merge": rows(sheet["merges"][0]),
        "rule": rows(sheet["conditionalFormats"][0]["ranges"][0]),
        "filter": rows(sheet["basicFilter"]["range"]),
        "tagged": [index for index, row in enumerate(metadata) if "developerMetadata" in row],
        "high": [index for index, row in enumerate(metadata) if row["pixelSize"] == 50],
        "formulas": book.shown("D1:F1", "FORMULA")[0],
        "condition": sheet["conditionalFormats"][0]["booleanRule"]["condition"]["values"][0]["userEnteredValue"],
    }


def test_rows_inserted_above_push_everything_down(rich: Book) -> None:
    rich.batch({"insertDimension": _rows(2, 5)})
    assert _places(rich) == {
        "named": (7, 9), "protected": (7, 9), "hole": (8, 9), "merge": (7, 9), "rule": (7, 9), "filter": (7, 9),
        "tagged": [7], "high": [7], "formulas": ["=A8&A9", "=SUM(A8:A9)", "=$A$8"], "condition": "=$A8=1",
    }  # fmt: skip
    assert rich.shown("A8:A9") == [["five"], ["six"]]
    assert rich.get()["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 1003


def test_a_row_inserted_inside_widens(rich: Book) -> None:
    rich.batch({"insertDimension": _rows(5, 6, inheritFromBefore=True)})
    places = _places(rich)
    assert places["named"] == places["protected"] == places["merge"] == places["rule"] == (4, 7)
    assert places["formulas"] == ["=A5&A7", "=SUM(A5:A7)", "=$A$5"]
    assert "dataValidation" in rich.cell("A6", "dataValidation")


def test_a_deleted_row_narrows(rich: Book) -> None:
    rich.batch({"deleteDimension": _rows(4, 5)})
    places = _places_without_metadata(rich)
    assert places["named"] == (4, 5)
    assert rich.shown("D1:F1", "FORMULA")[0] == ["=#REF!&A5", "=SUM(A5:A5)", "=#REF!"]


def test_deleting_all_cells_of_a_named_range_deletes_it(rich: Book) -> None:
    rich.batch({"deleteDimension": _rows(4, 6)})
    shown = rich.get()
    assert "namedRanges" not in shown
    assert shown["sheets"][0].keys() == {"properties"}


def test_moved_rows_take_their_ranges_along(rich: Book) -> None:
    rich.batch({"moveDimension": {"source": _rows(4, 6)["range"], "destinationIndex": 10}})
    places = _places(rich)
    assert places["named"] == places["protected"] == places["merge"] == (8, 10)
    assert places["formulas"] == ["=A9&A10", "=SUM(A9:A10)", "=$A$9"]
    assert places["tagged"] == places["high"] == [8]


def test_columns_shift_like_rows(book: Book) -> None:
    book.write("B1", ["b", "=B1"])
    book.batch({"addNamedRange": {"namedRange": {"name": "n", "range": {"startColumnIndex": 1, "endColumnIndex": 2}}}})
    columns = {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}
    book.batch({"insertDimension": {"range": columns}})
    assert book.shown("A1:E1", "FORMULA") == [["", "", "", "b", "=D1"]]
    assert book.get()["namedRanges"][0]["range"] == {"startColumnIndex": 3, "endColumnIndex": 4}


def test_frozen_rows_follow(book: Book) -> None:
    book.tab.freeze(rows=2)
    book.batch({"deleteDimension": _rows(0, 1)})
    assert book.get()["sheets"][0]["properties"]["gridProperties"]["frozenRowCount"] == 1


def test_shrinking_the_grid_deletes_what_was_there(rich: Book) -> None:
    rich.tab.resize(rows=4)
    assert "namedRanges" not in rich.get()
    assert rich.shown("D1:F1") == [["#REF!", "#REF!", "#REF!"]]


def test_deleting_every_row_is_refused(book: Book) -> None:
    wanted = "Invalid requests[0].deleteDimension: You can't delete all the rows on the sheet."
    assert book.refused({"deleteDimension": _rows(0, 1000)}) == wanted
    too_far = "Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows."
    assert book.refused({"deleteDimension": _rows(5, 1001)}) == f"Invalid requests[0].deleteDimension: {too_far}"


@given(st.integers(0, 9), st.integers(1, 5), st.integers(0, 12))
def test_a_moved_index_agrees_with_a_list_that_was_really_moved(first: int, count: int, to: int) -> None:
    lines = list(range(15))
    last = first + count
    change = shift.moved("ROWS", first, last, to)
    if first <= to <= last:
        return
    block = lines[first:last]
    rest = lines[:first] + lines[last:]
    at = to if to < first else to - count
    expected = rest[:at] + block + rest[at:]
    assert {index: change.index(index) for index in lines} == {line: place for place, line in enumerate(expected)}


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 5))
def test_inserting_and_deleting_again_leaves_a_formula_as_it_was(row: int, other: int, at: int, count: int) -> None:
    low, high = sorted((row, other))
    formula = f"=SUM(A{low}:$B${high})&'a b'!C{row}"
    inserted = follow(formula, ".", "ROWS", lambda title: title is None, shift.inserted("ROWS", at, count).span)
    back = follow(inserted, ".", "ROWS", lambda title: title is None, shift.deleted("ROWS", at, at + count).span)
    assert back == formula


def test_a_copied_formula_moves_only_what_is_relative() -> None:
    assert moved_by("=A1+$A1+A$1+$A$1&\"A1\"&'A1'!B2", ".", 1, 2) == "=C2+$A2+C$1+$A$1&\"A1\"&'A1'!D3"
    assert moved_by("=A1", ".", -1, 0) == "=#REF!"


def _places_without_metadata(book: Book) -> dict[str, Any]:
    shown = book.get()
    named = shown["namedRanges"][0]["range"]
    return {"named": (named["startRowIndex"], named["endRowIndex"])}
