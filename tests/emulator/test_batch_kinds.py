"""The kinds of batchUpdate requests: what each leaves behind."""

from typing import Any

import pytest

from .world import Book

ONE = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
SQUARE = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}


def _text(value: str) -> dict[str, Any]:
    return {"userEnteredValue": {"stringValue": value}}


def test_a_tab_gets_what_was_asked_and_defaults_for_the_rest(book: Book) -> None:
    given = {
        "sheetId": 7,
        "title": "Q3/2025",
        "index": 0,
        "gridProperties": {"frozenRowCount": 2},
        "tabColor": {"red": 1},
    }
    reply = book.batch({"addSheet": {"properties": given}})[0]["addSheet"]["properties"]
    assert reply["gridProperties"] == {"rowCount": 1000, "columnCount": 26, "frozenRowCount": 2}
    assert reply["tabColorStyle"] == {"rgbColor": {"red": 1}}
    assert [sheet["properties"]["title"] for sheet in book.get()["sheets"]] == ["Q3/2025", "Sheet1"]


def test_deleting_a_tab_takes_its_names_and_breaks_formulas(book: Book) -> None:
    book.batch(
        {"addSheet": {"properties": {"sheetId": 7, "title": "gone"}}},
        {"addNamedRange": {"namedRange": {"name": "there", "range": {"sheetId": 7}}}},
    )
    book.write("A1", ["=gone!A1+1"])
    book.batch({"deleteSheet": {"sheetId": 7}})
    assert "namedRanges" not in book.get()
    assert book.shown("A1", "FORMULA") == [["=#REF!+1"]]
    assert book.shown("A1") == [["#REF!"]]


def test_renaming_a_tab_renames_it_in_formulas(book: Book) -> None:
    book.gspread.add_worksheet("other", 5, 5).update([["=Sheet1!A1"]], "A1", raw=False)
    book.tab.update_title("Tổng hợp")
    assert book.shown("other!A1", "FORMULA") == [["='Tổng hợp'!A1"]]


def test_a_duplicate_tab_has_cells_and_protections_of_its_own(book: Book) -> None:
    book.write("A1", ["x"])
    book.batch(
        {"addProtectedRange": {"protectedRange": {"protectedRangeId": 5, "range": {"sheetId": 0}}}},
        {"mergeCells": {"range": SQUARE, "mergeType": "MERGE_ALL"}},
        {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 9, "newSheetName": "copy", "insertSheetIndex": 1}},
    )
    copy = book.get(includeGridData=True)["sheets"][1]
    assert copy["properties"]["title"] == "copy"
    assert copy["merges"] == [{**SQUARE, "sheetId": 9}]
    assert copy["protectedRanges"][0]["range"] == {"sheetId": 9}
    assert copy["protectedRanges"][0]["protectedRangeId"] != 5
    book.write("A1", ["changed"])
    assert book.shown("copy!A1") == [["x"]]


def test_update_cells_writes_what_fields_lists_and_clears_what_is_absent(book: Book) -> None:
    full = {**_text("x"), "note": "n", "userEnteredFormat": {"textFormat": {"bold": True}}}
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [full]}], "fields": "*"}})
    book.batch({"updateCells": {"range": ONE, "rows": [{"values": [_text("y")]}], "fields": "userEnteredValue,note"}})
    assert book.cell("A1", "userEnteredValue,note,userEnteredFormat") == {
        **_text("y"),
        "userEnteredFormat": {"textFormat": {"bold": True}},
    }


def test_update_cells_over_a_range_clears_the_cells_it_does_not_cover(book: Book) -> None:
    book.write("A1", ["a", "b"], ["c", "d"])
    rows = [{"values": [_text("new")]}]
    book.batch({"updateCells": {"range": SQUARE, "rows": rows, "fields": "userEnteredValue"}})
    assert book.shown("A1:B2") == [["new"]]


def test_update_cells_keeps_validation_runs_and_black_text(book: Book) -> None:
    cell = {
        **_text("rich text"),
        "dataValidation": {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]}, "strict": True},
        "textFormatRuns": [{"startIndex": 5, "format": {"bold": True}}],
        "userEnteredFormat": {"textFormat": {"foregroundColor": {"red": 0, "green": 0, "blue": 0}}},
    }
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "*"}})
    black: dict[str, Any] = {"foregroundColor": {}, "foregroundColorStyle": {"rgbColor": {}}}
    assert book.cell("A1", "userEnteredValue,dataValidation,textFormatRuns,userEnteredFormat") == {
        **cell,
        "userEnteredFormat": {"textFormat": black},
    }


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ({}, "Must specify one of 'start' or 'range'."),
        ({"start": {"rowIndex": -1}}, "start.rowIndex and start.columnIndex must be at least 0."),
        ({"range": ONE, "rows": [{}, {}]}, "Attempting to write row: 1, beyond the last requested row of: 0"),
    ],
)
def test_update_cells_wants_one_place_that_is_there(book: Book, where: dict[str, Any], sentence: str) -> None:
    request = {"rows": [{"values": [_text("x")]}], "fields": "note", **where}
    assert book.refused({"updateCells": request}) == f"Invalid requests[0].updateCells: {sentence}"


def test_repeat_cell_moves_the_references_of_a_formula(book: Book) -> None:
    book.write("A1", [1], [2], [3])
    column = {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 2}
    cell = {"userEnteredValue": {"formulaValue": "=A1*$A$3"}}
    book.batch({"repeatCell": {"range": column, "cell": cell, "fields": "userEnteredValue"}})
    assert book.shown("B1:B3") == [["3"], ["6"], ["9"]]


def test_append_cells_goes_below_the_last_row_with_data(book: Book) -> None:
    book.write("C3", ["x"])
    book.batch({"appendCells": {"sheetId": 0, "rows": [{"values": [_text("y")]}], "fields": "userEnteredValue"}})
    assert book.shown("A4") == [["y"]]


def test_merging_keeps_the_first_cell_only_and_refuses_half_a_merge(book: Book) -> None:
    book.write("A1", [1, 2], [3, 4])
    book.batch({"mergeCells": {"range": SQUARE, "mergeType": "MERGE_COLUMNS"}})
    assert book.shown("A1:B2") == [["1", "2"]]
    half = {**SQUARE, "endRowIndex": 1}
    refusal = "You must select all cells in a merged range to merge or unmerge them."
    assert book.refused({"unmergeCells": {"range": half}}) == f"Invalid requests[0].unmergeCells: {refusal}"
    book.batch({"unmergeCells": {"range": SQUARE}})
    assert "merges" not in book.get()["sheets"][0]


def test_named_ranges_are_added_changed_and_deleted(book: Book) -> None:
    added = book.batch({"addNamedRange": {"namedRange": {"name": "a_1x", "namedRangeId": "tok", "range": SQUARE}}})
    assert added[0]["addNamedRange"]["namedRange"] == {"name": "a_1x", "namedRangeId": "tok", "range": SQUARE}
    book.batch({"updateNamedRange": {"namedRange": {"namedRangeId": "tok", "range": ONE}, "fields": "range"}})
    assert book.get()["namedRanges"] == [{"name": "a_1x", "namedRangeId": "tok", "range": ONE}]
    book.batch({"deleteNamedRange": {"namedRangeId": "tok"}})
    assert "namedRanges" not in book.get()
    assert "updateNamedRange" in book.refused(
        {"updateNamedRange": {"namedRange": {"namedRangeId": "tok"}, "fields": "range"}}
    )


def test_borders_are_drawn_outside_and_inside(book: Book) -> None:
    solid, none = {"style": "SOLID"}, {"style": "NONE"}
    book.batch({"updateBorders": {"range": SQUARE, "top": solid, "innerVertical": solid}})
    first, second = book.cells("A1:B1", "userEnteredFormat.borders")[0]
    assert first["userEnteredFormat"]["borders"].keys() == {"top", "right"}
    assert second["userEnteredFormat"]["borders"].keys() == {"top", "left"}
    book.batch({"updateBorders": {"range": SQUARE, "top": none, "innerVertical": none}})
    assert book.cells("A1:B1", "userEnteredFormat.borders") == []


def test_filters_and_banding_come_and_go(book: Book) -> None:
    colours = {"firstBandColor": {"red": 1}, "secondBandColor": {"red": 0.5}}
    banded = {"bandedRangeId": 3, "range": SQUARE, "rowProperties": colours}
    book.batch({"setBasicFilter": {"filter": {"range": SQUARE}}}, {"addBanding": {"bandedRange": banded}})
    sheet = book.get()["sheets"][0]
    assert sheet["basicFilter"] == {"range": SQUARE}
    assert sheet["bandedRanges"][0]["rowProperties"]["firstBandColorStyle"] == {"rgbColor": {"red": 1}}
    book.batch({"clearBasicFilter": {"sheetId": 0}}, {"deleteBanding": {"bandedRangeId": 3}})
    assert book.get()["sheets"][0].keys() == {"properties"}


def test_sorting_puts_numbers_before_text_and_blanks_last(book: Book) -> None:
    book.write("A1", ["b", 1], ["", 2], [3, 3], ["a", 4], [1, 5])
    area = {"startRowIndex": 0, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 2}
    for order, column in (("ASCENDING", ["5", "3", "4", "1", "2"]), ("DESCENDING", ["1", "4", "3", "5", "2"])):
        book.batch({"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": order}]}})
        assert [row[1] for row in book.shown("A1:B5")] == column


def test_copying_moves_references_and_can_paste_values_only(book: Book) -> None:
    book.write("A1", [1, "=A1+1"], [5, ""])
    source = {**ONE, "startColumnIndex": 1, "endColumnIndex": 2}
    below = {**source, "startRowIndex": 1, "endRowIndex": 2}
    beside = {**source, "startColumnIndex": 2, "endColumnIndex": 3}
    book.batch(
        {"copyPaste": {"source": source, "destination": below, "pasteType": "PASTE_NORMAL"}},
        {"copyPaste": {"source": source, "destination": beside, "pasteType": "PASTE_VALUES"}},
    )
    assert book.shown("A1:C2", "FORMULA") == [[1, "=A1+1", 2], [5, "=A2+1"]]


def test_groups_nest_by_depth(book: Book) -> None:
    def columns(start: int, end: int) -> dict[str, Any]:
        return {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}}

    book.batch({"addDimensionGroup": columns(0, 5)}, {"addDimensionGroup": columns(1, 3)})
    groups = [
        (group["range"]["startIndex"], group["range"]["endIndex"], group["depth"])
        for group in book.get()["sheets"][0]["columnGroups"]
    ]
    assert groups == [(0, 5, 1), (1, 3, 2)]


def test_column_widths_and_hidden_rows_show_in_the_metadata(book: Book) -> None:
    book.tab.hide_rows(1, 2)
    width = {
        "range": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1},
        "properties": {"pixelSize": 300},
        "fields": "pixelSize",
    }
    book.batch({"updateDimensionProperties": width})
    data = book.get(ranges="A1:B3", includeGridData=True)["sheets"][0]["data"][0]
    assert data["columnMetadata"] == [{"pixelSize": 300}, {"pixelSize": 100}]
    assert data["rowMetadata"] == [{"pixelSize": 21}, {"pixelSize": 21, "hiddenByUser": True}, {"pixelSize": 21}]


def test_the_whole_book_can_come_with_the_reply(book: Book) -> None:
    request = {"updateCells": {"start": {}, "rows": [{"values": [_text("x")]}], "fields": "userEnteredValue"}}
    options: dict[str, Any] = {
        "includeSpreadsheetInResponse": True,
        "responseIncludeGridData": True,
        "responseRanges": ["A1:B2"],
    }
    reply = book.try_batch(request, **options).json()["updatedSpreadsheet"]
    assert reply["sheets"][0]["data"][0]["rowData"] == [
        {"values": [reply["sheets"][0]["data"][0]["rowData"][0]["values"][0]]}
    ]
    assert reply["sheets"][0]["data"][0]["rowData"][0]["values"][0]["formattedValue"] == "x"


def test_a_spreadsheet_can_be_created_whole(book: Book) -> None:
    body = {
        "properties": {"title": "made", "locale": "vi_VN"},
        "sheets": [
            {
                "properties": {"title": "T", "sheetId": 3},
                "data": [{"startRow": 1, "rowData": [{"values": [_text("x")]}]}],
            },
        ],
        "namedRanges": [{"name": "n", "range": {"sheetId": 3}}],
    }
    made = book.world.call("POST", "https://sheets.googleapis.com/v4/spreadsheets", body).json()
    assert made["properties"]["locale"] == "vi_VN"
    assert [sheet["properties"]["title"] for sheet in made["sheets"]] == ["T"]
    tab = book.world.client().open_by_key(made["spreadsheetId"]).worksheet("T")
    assert tab.get_all_values() == [[""], ["x"]]


@pytest.mark.parametrize(
    "mask",
    [
        "sheets(properties(title,sheetId))",
        "sheets.properties(title,sheet_id)",
        "sheets/properties/title,sheets/properties/sheetId",
    ],
)
def test_reply_masks_are_read_in_all_spellings(book: Book, mask: str) -> None:
    assert book.get(fields=mask) == {"sheets": [{"properties": {"title": "Sheet1", "sheetId": 0}}]}


def test_an_unknown_path_in_a_reply_mask_is_refused(book: Book) -> None:
    error = book.world.call("GET", book.url, fields="sheets.nope").json()["error"]
    assert error["message"] == "Request contains an invalid argument."
    reason = "Error expanding 'fields' parameter. Cannot find matching fields for path 'sheets.nope'."
    assert error["details"][0]["fieldViolations"][0]["description"] == reason


def test_one_read_brings_all_that_sheetsync_looks_at(vietnamese: Book) -> None:
    vietnamese.write("A1", ["8,5", "=1/0", "3/9/2026"])
    cell = "userEnteredValue,effectiveValue,formattedValue,note,effectiveFormat.numberFormat"
    data = f"data(startRow,startColumn,rowData(values({cell})))"
    shown = vietnamese.get(fields=f"properties(locale,timeZone),namedRanges,sheets(properties,protectedRanges,{data})")
    error = {"errorValue": {"type": "DIVIDE_BY_ZERO", "message": "Function DIVIDE parameter 2 cannot be zero."}}
    assert shown["properties"] == {"locale": "vi_VN", "timeZone": "Etc/GMT"}
    assert shown["sheets"][0]["data"] == [{"rowData": [{"values": [
        {"userEnteredValue": {"numberValue": 8.5}, "effectiveValue": {"numberValue": 8.5}, "formattedValue": "8,5",
         "effectiveFormat": {}},
        {"userEnteredValue": {"formulaValue": "=1/0"}, "effectiveValue": error, "formattedValue": "#DIV/0!",
         "effectiveFormat": {}},
        {"userEnteredValue": {"numberValue": 46268}, "effectiveValue": {"numberValue": 46268},
         "formattedValue": "3/9/2026", "effectiveFormat": {"numberFormat": {"type": "DATE", "pattern": "d/m/yyyy"}}},
    ]}]}]  # fmt: skip


def test_a_reply_shows_the_moment_of_its_request(book: Book) -> None:
    replies = book.batch(
        {"addSheet": {"properties": {"sheetId": 7, "title": "first"}}},
        {"updateSheetProperties": {"properties": {"sheetId": 7, "title": "second"}, "fields": "title"}},
    )
    assert replies[0]["addSheet"]["properties"]["title"] == "first"


def test_cells_formatted_together_can_be_changed_apart(book: Book) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}, "borders": {"top": {"style": "SOLID"}}}}
    book.batch({"repeatCell": {"range": {"endRowIndex": 3, "endColumnIndex": 1}, "cell": bold, "fields": "*"}})
    book.write("A2", ["hai"])
    italic = {"userEnteredFormat": {"textFormat": {"italic": True}}}
    fields = "userEnteredFormat.textFormat.italic"
    span = {"startRowIndex": 1, "endRowIndex": 3, "endColumnIndex": 1}
    book.batch({"repeatCell": {"range": span, "cell": italic, "fields": fields}})
    cells = [row[0] for row in book.cells("A1:A3", "userEnteredValue,userEnteredFormat.textFormat")]
    both = {"userEnteredFormat": {"textFormat": {"bold": True, "italic": True}}}
    assert cells[0] == {"userEnteredFormat": {"textFormat": {"bold": True}}}
    assert cells[1:] == [{"userEnteredValue": {"stringValue": "hai"}, **both}, both]


def test_a_format_that_cannot_be_read_is_refused_at_its_own_place(book: Book) -> None:
    good = {"userEnteredFormat": {"wrapStrategy": "WRAP"}}
    bad = {"userEnteredFormat": {"wrapStrategy": "FOLD"}}
    rows = [{"values": [good, bad]}, {"values": [bad]}]
    place = "requests[0].update_cells.rows[{}].values[{}].user_entered_format.wrap_strategy"
    for first, (row, column) in ((0, (0, 1)), (1, (0, 0))):
        message = book.refused({"updateCells": {"start": {}, "rows": rows[first:], "fields": "*"}})
        assert place.format(row, column) in message


def test_a_reply_mask_reaches_into_cells(book: Book) -> None:
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [
        {"userEnteredValue": {"numberValue": 2}, "userEnteredFormat": {"textFormat": {"bold": True, "fontSize": 9}}},
        {"userEnteredValue": {"stringValue": "hai"}, "note": "ghi chú"}]}], "fields": "*"}})  # fmt: skip
    fields = "userEnteredValue.numberValue,effectiveValue.stringValue,effectiveFormat.textFormat(bold,fontSize)"
    assert book.cells("A1:B1", fields) == [[
        {"userEnteredValue": {"numberValue": 2}, "effectiveValue": {},
         "effectiveFormat": {"textFormat": {"bold": True, "fontSize": 9}}},
        {"userEnteredValue": {}, "effectiveValue": {"stringValue": "hai"},
         "effectiveFormat": {"textFormat": {"bold": False, "fontSize": 10}}},
    ]]  # fmt: skip
