"""Structure follows edits: whatever names a place moves when rows and columns come, go or move."""

import time
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


BANDED = {**AREA, "startColumnIndex": 4, "endColumnIndex": 6}
TABLED = {**AREA, "startColumnIndex": 7, "endColumnIndex": 9}
ANCHOR = {"overlayPosition": {"anchorCell": {"rowIndex": 4, "columnIndex": 10}}}
FIRST = {**AREA, "endColumnIndex": 1}
COLOURS = {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}


@pytest.fixture
def rich(book: Book) -> Book:
    """A book with everything that has a place, in rows 5 and 6."""
    book.write("A5", ["five", "b"], ["six", "c"])
    book.write("D1", ["=A5&A6", "=SUM(A5:A6)", "=$A$5"])
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A5=1"}]}
    row = {"dimension": "ROWS", "startIndex": 4, "endIndex": 5}
    criteria = {"filterCriteria": {"hiddenValues": ["none"], "condition": condition}, "columnIndex": 1}
    chart = {"chartType": "LINE", "series": [{"series": {"sourceRange": {"sources": [FIRST]}}}]}
    book.batch(
        {"addNamedRange": {"namedRange": {"name": "area", "range": AREA}}},
        {"addProtectedRange": {"protectedRange": {"range": AREA}}},
        {"addProtectedRange": {"protectedRange": {
            "range": {"sheetId": 0}, "unprotectedRanges": [{**AREA, "startRowIndex": 5}]}}},
        {"mergeCells": {"range": {**AREA, "startColumnIndex": 2, "endColumnIndex": 4}, "mergeType": "MERGE_ALL"}},
        {"setDataValidation": {"range": AREA, "rule": {"condition": condition}}},
        {"addConditionalFormatRule": {"rule": {"ranges": [AREA], "booleanRule": {"condition": condition}}, "index": 0}},
        {"setBasicFilter": {"filter": {"range": AREA}}},
        {"addFilterView": {"filter": {"title": "v", "range": AREA, "filterSpecs": [criteria]}}},
        {"addBanding": {"bandedRange": {"range": BANDED, "rowProperties": COLOURS}}},
        {"addTable": {"table": {"name": "T", "range": TABLED}}},
        {"addChart": {"chart": {"spec": {"basicChart": chart}, "position": ANCHOR}}},
        {"addSlicer": {"slicer": {"spec": {"dataRange": AREA, "columnIndex": 1}, "position": ANCHOR}}},
        {"createDeveloperMetadata": {"developerMetadata": {
            "metadataId": 1, "metadataKey": "row", "visibility": "DOCUMENT", "location": {"dimensionRange": row}}}},
        {"updateDimensionProperties": {"range": row, "properties": {"pixelSize": 50}, "fields": "pixelSize"}},
        {"addDimensionGroup": _rows(4, 6)},
    )  # fmt: skip
    return book


def _ranges(sheet: dict[str, Any]) -> dict[str, Any]:
    """Return every range of a tab that lies over rows 5 and 6 in `rich`."""
    return {
        "protected": sheet["protectedRanges"][0]["range"],
        "merge": sheet["merges"][0],
        "rule": sheet["conditionalFormats"][0]["ranges"][0],
        "filter": sheet["basicFilter"]["range"],
        "view": sheet["filterViews"][0]["range"],
        "banding": sheet["bandedRanges"][0]["range"],
        "table": sheet["tables"][0]["range"],
        "chart": sheet["charts"][0]["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"][0],
        "slicer": sheet["slicers"][0]["spec"]["dataRange"],
    }


def _places(book: Book) -> dict[str, Any]:
    """Return where everything in `rich` is: all ranges must agree."""
    shown = book.get(includeGridData=True)
    sheet = shown["sheets"][0]
    metadata = sheet["data"][0]["rowMetadata"]
    spans = {name: (place["startRowIndex"], place["endRowIndex"]) for name, place in _ranges(sheet).items()}
    named = shown["namedRanges"][0]["range"]
    assert set(spans.values()) == {(named["startRowIndex"], named["endRowIndex"])}, spans
    group = sheet["rowGroups"][0]["range"]
    views = sheet["filterViews"][0]["criteria"]["1"]["condition"]["values"][0]
    objects = [item["position"]["overlayPosition"]["anchorCell"] for item in (*sheet["charts"], *sheet["slicers"])]
    return {
        "ranges": spans["table"],
        "hole": sheet["protectedRanges"][1]["unprotectedRanges"][0]["startRowIndex"],
        "group": (group["startIndex"], group["endIndex"]),
        "anchors": [anchor["rowIndex"] for anchor in objects],
        "tagged": [index for index, row in enumerate(metadata) if "developerMetadata" in row],
        "high": [index for index, row in enumerate(metadata) if row["pixelSize"] == 50],
        "formulas": book.shown("D1:F1", "FORMULA")[0],
        "condition": sheet["conditionalFormats"][0]["booleanRule"]["condition"]["values"][0]["userEnteredValue"],
        "criteria": views["userEnteredValue"],
    }


def test_rows_inserted_above_push_everything_down(rich: Book) -> None:
    rich.batch({"insertDimension": _rows(2, 5)})
    assert _places(rich) == {
        "ranges": (7, 9), "hole": 8, "group": (7, 9), "anchors": [7, 7], "tagged": [7], "high": [7],
        "formulas": ["=A8&A9", "=SUM(A8:A9)", "=$A$8"], "condition": "=$A8=1", "criteria": "=$A8=1",
    }  # fmt: skip
    assert rich.shown("A8:A9") == [["five"], ["six"]]
    validation = rich.cell("A8", "dataValidation")["dataValidation"]
    assert validation["condition"]["values"] == [{"userEnteredValue": "=$A8=1"}]
    assert rich.get()["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 1003


def test_a_row_inserted_inside_widens(rich: Book) -> None:
    rich.batch({"insertDimension": _rows(5, 6, inheritFromBefore=True)})
    places = _places(rich)
    assert places["ranges"] == places["group"] == (4, 7)
    assert places["formulas"] == ["=A5&A7", "=SUM(A5:A7)", "=$A$5"]
    assert "dataValidation" in rich.cell("A6", "dataValidation")


def test_a_deleted_row_narrows_and_a_rule_goes_on_from_the_first_row_left(rich: Book) -> None:
    rich.batch({"deleteDimension": _rows(4, 5)})
    shown = rich.get()
    sheet = shown["sheets"][0]
    named = shown["namedRanges"][0]["range"]
    assert (named["startRowIndex"], named["endRowIndex"]) == (4, 5)
    assert rich.shown("D1:F1", "FORMULA")[0] == ["=#REF!&A5", "=SUM(A5:A5)", "=#REF!"]
    assert sheet["conditionalFormats"][0]["booleanRule"]["condition"]["values"] == [{"userEnteredValue": "=$A5=1"}]


def test_a_name_whose_cells_are_gone_is_not_listed_and_still_taken(rich: Book) -> None:
    rich.write("H1", ["=SUM(area)"])
    name_id = rich.get()["namedRanges"][0]["namedRangeId"]
    rich.batch({"deleteDimension": _rows(4, 6)})
    shown = rich.get()
    assert "namedRanges" not in shown
    assert rich.shown("H1") == [["#REF!"]]
    again = {"addNamedRange": {"namedRange": {"name": "AREA", "range": AREA}}}
    assert "a named range with that name already exists." in rich.refused(again)
    rich.batch({"updateNamedRange": {"namedRange": {"namedRangeId": name_id, "range": AREA}, "fields": "range"}})
    assert rich.get()["namedRanges"] == [{"namedRangeId": name_id, "name": "area", "range": AREA}]
    assert rich.shown("H1") == [["0"]]
    rich.batch({"deleteDimension": _rows(4, 6)}, {"deleteNamedRange": {"namedRangeId": name_id}}, again)


def test_what_lay_over_deleted_rows_is_gone_and_objects_stay_without_their_sources(rich: Book) -> None:
    rich.batch({"deleteDimension": _rows(4, 6)})
    sheet = rich.get()["sheets"][0]
    assert sheet.keys() == {"properties", "protectedRanges", "charts", "slicers"}
    assert [item["range"] for item in sheet["protectedRanges"]] == [{}]
    assert "unprotectedRanges" not in sheet["protectedRanges"][0]
    assert sheet["charts"][0]["spec"]["basicChart"] == {"chartType": "LINE"}
    assert "dataRange" not in sheet["slicers"][0]["spec"]
    assert sheet["charts"][0]["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 4, "columnIndex": 10}


def test_deleting_the_tab_breaks_what_looked_there_from_elsewhere(rich: Book) -> None:
    series = {"series": {"sourceRange": {"sources": [FIRST]}}}
    rich.batch({"addSheet": {"properties": {"sheetId": 7, "title": "other"}}})
    here = {"overlayPosition": {"anchorCell": {"sheetId": 7}}}
    rich.batch({"addChart": {"chart": {"spec": {"basicChart": {"series": [series]}}, "position": here}}})
    rich.gspread.worksheet("other").update([["=SUM(area)", "=Sheet1!A5"]], "A1", raw=False)
    rich.batch({"deleteSheet": {"sheetId": 0}})
    assert rich.shown("other!A1:B1") == [["#REF!", "#REF!"]]
    assert rich.get()["sheets"][0]["charts"][0]["spec"]["basicChart"] == {}
    assert "namedRanges" not in rich.get()


def test_moved_rows_take_their_ranges_along(rich: Book) -> None:
    rich.batch({"moveDimension": {"source": _rows(4, 6)["range"], "destinationIndex": 10}})
    places = _places(rich)
    assert places["ranges"] == places["group"] == (8, 10)
    assert places["formulas"] == ["=A9&A10", "=SUM(A9:A10)", "=$A$9"]
    assert places["condition"] == places["criteria"] == "=$A9=1"
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


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("=SUM(A1:A3)", "=SUM(A1:A2)"),  # its first row moved away: it keeps the others
        ("=SUM(A1:A8)", "=SUM(A1:A8)"),  # moved within it
        ("=SUM(A2:A4)", "=SUM(A1:A3)"),
        ("=SUM(A5:A7)", "=SUM(A4:A7)"),  # moved into it
        ("=SUM(A:A)+A$1+$A1", "=SUM(A:A)+A$6+$A6"),
        ("=SUM(1:1)+SUM(A2:A)", "=SUM(6:6)+SUM(A1:A)"),
        ("=SUM(A3:A1)", "=SUM(A2:A1)"),
    ],
)
def test_ranges_keep_to_the_rows_that_stay_when_the_first_row_moves(book: Book, typed: str, expected: str) -> None:
    book.write("Z20", [typed])
    book.batch({"moveDimension": {"source": _rows(0, 1)["range"], "destinationIndex": 6}})
    assert book.shown("Z20", "FORMULA") == [[expected]]


def test_frozen_rows_stay_as_many_when_rows_change_places(book: Book) -> None:
    book.tab.freeze(rows=2)
    book.batch({"moveDimension": {"source": _rows(0, 1)["range"], "destinationIndex": 6}})
    assert book.get()["sheets"][0]["properties"]["gridProperties"]["frozenRowCount"] == 2


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("=SUM(B:D)", "=SUM(B:C)"),
        ("=SUM(C:C)", "=SUM(#REF!)"),
        ("=SUM(B2:$D$9)", "=SUM(B2:$C$9)"),
        ("=SUM(C2:C)+$E$1", "=SUM(#REF!)+$D$1"),
        ("=SUM(2:5)", "=SUM(2:5)"),
    ],
)
def test_columns_deleted_inside_a_reference_shrink_it(book: Book, typed: str, expected: str) -> None:
    book.write("A10", [typed])
    book.batch({"deleteDimension": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 2, "endIndex": 3}}})
    assert book.shown("A10", "FORMULA") == [[expected]]


def test_references_from_another_tab_follow_and_those_to_another_tab_stay(book: Book) -> None:
    other = book.gspread.add_worksheet("other", 10, 5)
    other.update([["=Sheet1!A5+A5"]], "A1", raw=False)
    book.write("A1", ["=other!A5+A5"])
    book.batch({"insertDimension": _rows(2, 4)})
    assert book.shown("other!A1", "FORMULA") == [["=Sheet1!A7+A5"]]
    assert book.shown("A1", "FORMULA") == [["=other!A5+A7"]]


def test_a_group_is_collapsed_hides_its_rows_and_follows_them(book: Book) -> None:
    book.batch({"addDimensionGroup": _rows(1, 6)}, {"addDimensionGroup": _rows(3, 5)})
    inner = {**_rows(3, 5), "depth": 2, "collapsed": True}
    book.batch({"updateDimensionGroup": {"dimensionGroup": inner, "fields": "collapsed"}})
    book.batch({"insertDimension": _rows(0, 1)})
    data = book.get(includeGridData=True)["sheets"][0]
    assert [(group["depth"], group.get("collapsed", False)) for group in data["rowGroups"]] == [(1, False), (2, True)]
    rows = data["data"][0]["rowMetadata"]
    assert [index for index, row in enumerate(rows) if row.get("hiddenByUser")] == [4, 5]
    shown = {**_rows(4, 6), "depth": 2}
    book.batch({"updateDimensionGroup": {"dimensionGroup": shown, "fields": "*"}}, {"addDimensionGroup": _rows(8, 9)})
    data = book.get(includeGridData=True)["sheets"][0]
    assert not any(row.get("hiddenByUser") for row in data["data"][0]["rowMetadata"])
    assert "There is no group" in book.refused(
        {"updateDimensionGroup": {"dimensionGroup": {**shown, "depth": 1}, "fields": "collapsed"}}
    )


def _changes(sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """Return requests that touch whatever lies over the cells of `rich`."""
    view_id, table_id = sheet["filterViews"][0]["filterViewId"], sheet["tables"][0]["tableId"]
    banded = {"bandedRangeId": sheet["bandedRanges"][0]["bandedRangeId"], "rowProperties": {"firstBandColor": {}}}
    chart_id, slicer_id = sheet["charts"][0]["chartId"], sheet["slicers"][0]["slicerId"]
    overlay = {"newPosition": {"overlayPosition": {"anchorCell": {}}}, "fields": "anchorCell"}
    row = [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}]
    return [
        {"insertDimension": _rows(4, 5)},
        {"moveDimension": {"source": _rows(5, 7)["range"], "destinationIndex": 9}},
        {"updateBanding": {"bandedRange": banded, "fields": "rowProperties.firstBandColor"}},
        {"updateTable": {"table": {"tableId": table_id, "name": "other"}, "fields": "name"}},
        {"appendCells": {"tableId": table_id, "rows": row, "fields": "*"}},
        {"setBasicFilter": {"filter": {"range": AREA, "sortSpecs": [{"sortOrder": "DESCENDING"}]}}},
        {"updateFilterView": {"filter": {"filterViewId": view_id, "title": "other"}, "fields": "title"}},
        {"duplicateFilterView": {"filterId": view_id}},
        {"updateChartSpec": {"chartId": chart_id, "spec": {"pieChart": {}}}},
        {"updateEmbeddedObjectPosition": {"objectId": chart_id, **overlay}},
        {"updateSlicerSpec": {"slicerId": slicer_id, "spec": {"dataRange": AREA}, "fields": "title,columnIndex"}},
        {"updateDimensionGroup": {"dimensionGroup": {
            **_rows(7, 9), "depth": 1, "collapsed": True}, "fields": "collapsed"}},
        {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}},
        {"deleteDimension": _rows(3, 9)},
        {"deleteTable": {"tableId": table_id}},
        {"deleteEmbeddedObject": {"objectId": slicer_id}},
        {"duplicateSheet": {"sourceSheetId": 0}},
    ]  # fmt: skip


def test_a_batch_that_fails_at_its_end_leaves_everything_over_the_cells_as_it_was(rich: Book) -> None:
    before = rich.get(includeGridData=True)
    changes = _changes(before["sheets"][0])
    for length in range(len(changes) + 1):
        refused = rich.refused(*changes[:length], {"deleteSheet": {"sheetId": 99}})
        assert refused == f"Invalid requests[{length}].deleteSheet: No sheet with id: 99"
    assert rich.get(includeGridData=True) == before


def test_inserting_a_row_in_a_full_book_stays_quick(book: Book) -> None:
    book.write("A1", *[[f"=A{row}+$B$1", row, "x", "=SUM(B:B)"] for row in range(2, 502)])
    start = time.perf_counter()
    book.batch({"insertDimension": _rows(250, 251)})
    assert time.perf_counter() - start < 1  # it takes about 30 ms; 2,000 cells, 1,000 of them formulas


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


@given(st.integers(0, 9), st.integers(1, 5), st.integers(0, 14), st.integers(0, 9), st.integers(1, 5))
def test_a_span_covers_the_lines_it_had_that_are_still_there(
    first: int, count: int, to: int, start: int, length: int
) -> None:
    last, end = first + count, start + length
    for change in (shift.deleted("ROWS", first, last), shift.inserted("ROWS", first, count)):
        left = [place for line in range(start, end) if (place := change.index(line)) is not None]
        assert change.span(start, end) == ((left[0], left[-1] + 1) if left else None)
    if not first <= to <= last:
        change = shift.moved("ROWS", first, last, to)
        stayed = [change.index(line) for line in range(start, end) if not first <= line < last]
        wanted = stayed or [change.index(line) for line in range(start, end)]
        assert change.span(start, end) == (wanted[0], (wanted[-1] or 0) + 1)


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
