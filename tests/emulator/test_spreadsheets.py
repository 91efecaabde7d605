"""Spreadsheets as a whole: made from a resource, shown in part, and tabs copied from one into another."""

from typing import Any

import pytest

from .world import SHEETS, Book, World

BLUE = {"blue": 1}
KINDS = "type.googleapis.com/google.apps.sheets.v4"
WHOLE: dict[str, Any] = {
    "properties": {"title": "Sổ điểm", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"},
    "sheets": [
        {
            "properties": {
                "title": "Lớp 1",
                "gridProperties": {"rowCount": 50, "columnCount": 6, "frozenRowCount": 1},
                "tabColorStyle": {"rgbColor": BLUE},
            },
            "data": [
                {
                    "rowData": [
                        {"values": [{"userEnteredValue": {"stringValue": "tên"}}, {"note": "ghi chú"}]},
                        {"values": [{}, {"userEnteredValue": {"formulaValue": "=1+1"}}]},
                    ],
                    "rowMetadata": [{"pixelSize": 40}],
                    "columnMetadata": [{}, {"hiddenByUser": True}],
                },
                {
                    "startRow": 4,
                    "startColumn": 2,
                    "rowData": [{"values": [{"userEnteredValue": {"numberValue": 8.5}}]}],
                    "rowMetadata": [{"developerMetadata": [{"metadataKey": "row", "visibility": "DOCUMENT"}]}],
                },
            ],
            "merges": [{"startRowIndex": 9, "endRowIndex": 10, "startColumnIndex": 0, "endColumnIndex": 2}],
            "protectedRanges": [{"range": {"startRowIndex": 0, "endRowIndex": 1}, "description": "đầu bảng"}],
            "conditionalFormats": [
                {
                    "ranges": [{"startRowIndex": 1, "endRowIndex": 5}],
                    "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}},
                }
            ],
            "bandedRanges": [
                {
                    "range": {"startRowIndex": 20, "endRowIndex": 30, "startColumnIndex": 0, "endColumnIndex": 6},
                    "rowProperties": {"firstBandColorStyle": {"rgbColor": BLUE}, "secondBandColor": {"red": 1}},
                }
            ],
            "basicFilter": {"range": {"startRowIndex": 0, "endRowIndex": 5}},
            "rowGroups": [{"range": {"dimension": "ROWS", "startIndex": 2, "endIndex": 4}, "depth": 1}],
            "developerMetadata": [{"metadataKey": "tab", "visibility": "DOCUMENT"}],
        },
        {"properties": {"title": "Lớp 2", "sheetId": 7}},
    ],
    "namedRanges": [{"name": "Diem", "namedRangeId": "n1", "range": {"sheetId": 7, "endRowIndex": 3}}],
    "developerMetadata": [{"metadataKey": "book", "metadataValue": "x", "visibility": "DOCUMENT"}],
}


def create(world: World, body: dict[str, Any]) -> Any:
    return world.call("POST", SHEETS, body)


def opened(world: World, reply: Any, **params: Any) -> Any:
    return world.call("GET", f"{SHEETS}/{reply.json()['spreadsheetId']}", **params).json()


def test_a_spreadsheet_is_made_with_all_that_the_resource_says(world: World) -> None:
    reply = create(world, WHOLE)
    assert reply.status_code == 200, reply.text
    made = opened(world, reply, includeGridData=True)
    assert made["properties"]["timeZone"] == "Asia/Ho_Chi_Minh"
    assert [item["metadataKey"] for item in made["developerMetadata"]] == ["book"]
    assert made["namedRanges"] == WHOLE["namedRanges"]
    first, second = made["sheets"]
    assert (first["properties"]["sheetId"], second["properties"]["sheetId"]) == (0, 7)
    assert first["properties"]["tabColor"] == BLUE
    assert first["merges"] == WHOLE["sheets"][0]["merges"]
    assert first["protectedRanges"][0]["description"] == "đầu bảng"
    assert first["conditionalFormats"][0]["booleanRule"]["condition"] == {"type": "NOT_BLANK"}
    assert len(first["bandedRanges"]) == len(first["rowGroups"]) == len(first["developerMetadata"]) == 1
    assert first["basicFilter"]["range"]["endRowIndex"] == 5
    data = first["data"][0]
    assert data["rowData"][0]["values"][1]["note"] == "ghi chú"
    assert data["rowData"][1]["values"][1]["formattedValue"] == "2"
    assert data["rowData"][4]["values"][2]["formattedValue"] == "8,5"
    assert (data["rowMetadata"][0]["pixelSize"], data["columnMetadata"][1]["hiddenByUser"]) == (40, True)
    assert data["rowMetadata"][4]["developerMetadata"][0]["location"]["locationType"] == "ROW"


def test_a_spreadsheet_made_of_nothing_has_googles_defaults(world: World) -> None:
    made = create(world, {}).json()
    assert made["properties"]["title"] == "Untitled spreadsheet"
    assert made["properties"]["locale"] == "en_US"
    assert [sheet["properties"]["title"] for sheet in made["sheets"]] == ["Sheet1"]
    assert made["sheets"][0]["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


def test_tabs_without_names_and_ids_get_them(world: World) -> None:
    made = create(world, {"sheets": [{}, {"properties": {"sheetId": 0}}, {"merges": [{"endColumnIndex": 2}]}]}).json()
    ids = [sheet["properties"]["sheetId"] for sheet in made["sheets"]]
    assert (len(set(ids)), ids[1]) == (3, 0)
    assert [sheet["properties"]["title"] for sheet in made["sheets"]] == ["Sheet1", "Sheet2", "Sheet3"]
    assert made["sheets"][2]["merges"][0]["sheetId"] == ids[2]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (
            {"sheets": [{"properties": {"title": "a"}}, {"properties": {"title": "A"}}]},
            "spreadsheet.sheets[1]",
        ),
        ({"sheets": [{"merges": [{"startRowIndex": 2000}]}]}, "spreadsheet.sheets[0].merges[0]"),
        ({"properties": {"locale": "nowhere"}}, "spreadsheet.properties"),
        ({"namedRanges": [{"name": "A1", "range": {}}]}, "spreadsheet.namedRanges[0]"),
        ({"developerMetadata": [{"metadataKey": "k"}]}, "spreadsheet.developerMetadata[0]"),
        ({"dataSources": [{"dataSourceId": "x"}]}, "spreadsheet.dataSources"),
        ({"sheets": [{"properties": {"sheetType": "OBJECT"}}]}, "spreadsheet.sheets[0].properties"),
    ],
)
def test_a_resource_with_one_fault_makes_nothing(world: World, body: dict[str, Any], place: str) -> None:
    reply = create(world, body)
    assert reply.status_code == 400
    assert reply.json()["error"]["message"].startswith(f"Invalid {place}")
    assert world.client().list_spreadsheet_files() == []


def test_ranges_cut_the_tabs_and_give_a_block_each(book: Book) -> None:
    book.gspread.add_worksheet("B", 5, 5)
    book.gspread.add_worksheet("C", 5, 5)
    book.batch({"addNamedRange": {"namedRange": {"name": "Corner", "range": {"endRowIndex": 2, "endColumnIndex": 2}}}})
    book.write("A1", ["x", "y", "z"])
    shown = book.get(ranges=["B!C3:D", "Corner", "C2:c2", "B"], includeGridData="True")
    assert [sheet["properties"]["title"] for sheet in shown["sheets"]] == ["Sheet1", "B"]
    first, second = (sheet["data"] for sheet in shown["sheets"])
    assert [len(block["rowMetadata"]) for block in first] == [2, 1]
    assert [len(block["columnMetadata"]) for block in second] == [2, 5]
    assert (first[1]["startRow"], first[1]["startColumn"]) == (1, 2)
    assert [len(row.get("values", [])) for row in first[0]["rowData"]] == [2]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"ranges": "Nope!A1"}, "Unable to parse range: Nope!A1"),
        ({"ranges": ["A1", "A2000:B"]}, "Range (Sheet1!A2000:B) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ({"includeGridData": "maybe"}, "Invalid value at 'include_grid_data' (TYPE_BOOL), \"maybe\""),
        (
            {"commentsViewMode": "ALL"},
            f"Invalid value at 'comments_view_mode' ({KINDS}.CommentsViewMode), \"ALL\"",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(book: Book, params: dict[str, Any], message: str) -> None:
    reply = book.world.call("GET", book.url, **params)
    assert (reply.status_code, reply.json()["error"]["message"]) == (400, message)


def test_without_a_mask_cells_are_shown_only_when_asked_for(book: Book) -> None:
    book.write("A1", ["x"])
    assert "data" not in book.get()["sheets"][0]
    assert "data" not in book.get(includeGridData=False, ranges="A1")["sheets"][0]
    assert "rowData" in book.get(includeGridData=True)["sheets"][0]["data"][0]


def test_a_mask_alone_says_whether_cells_are_shown(book: Book) -> None:
    book.write("A1", ["x"])
    assert book.get(fields="sheets.properties.title", includeGridData=True) == {
        "sheets": [{"properties": {"title": "Sheet1"}}]
    }
    for mask in ("*", "sheets", "sheets.data"):
        assert "rowData" in book.get(fields=mask, ranges="A1")["sheets"][0]["data"][0]


def test_a_batch_can_answer_with_the_spreadsheet_afterwards(book: Book) -> None:
    rename = {"updateSheetProperties": {"properties": {"title": "New"}, "fields": "title"}}
    write = {
        "updateCells": {"start": {}, "rows": [{"values": [{"userEnteredValue": {"numberValue": 1}}]}], "fields": "*"}
    }
    options: dict[str, Any] = {"includeSpreadsheetInResponse": True, "responseRanges": ["New!A1:A2"]}
    plain = book.try_batch(rename, write, **options).json()["updatedSpreadsheet"]
    assert [sheet["properties"]["title"] for sheet in plain["sheets"]] == ["New"]
    assert "data" not in plain["sheets"][0]
    full = book.try_batch(write, **options, responseIncludeGridData=True).json()["updatedSpreadsheet"]
    assert len(full["sheets"][0]["data"][0]["rowMetadata"]) == 2
    body = {"requests": [write], **options}
    masked = book.world.call("POST", f"{book.url}:batchUpdate", body, fields="updatedSpreadsheet.sheets.data.startRow")
    assert masked.json() == {"updatedSpreadsheet": {"sheets": [{"data": [{}]}]}}


def test_a_range_to_answer_with_that_is_not_there_drops_the_batch(book: Book) -> None:
    rename = {"updateSheetProperties": {"properties": {"title": "New"}, "fields": "title"}}
    reply = book.try_batch(rename, includeSpreadsheetInResponse=True, responseRanges=["Sheet1!A1"])
    assert reply.json()["error"]["message"] == "Unable to parse range: Sheet1!A1"
    assert book.gspread.fetch_sheet_metadata()["sheets"][0]["properties"]["title"] == "Sheet1"


@pytest.fixture
def destination(world: World) -> Book:
    return Book(world)


def copy_to(source: Book, sheet_id: int, destination: Book, caller: str | None = None) -> Any:
    url = f"{source.url}/sheets/{sheet_id}:copyTo"
    return source.world.call("POST", url, {"destinationSpreadsheetId": destination.id}, caller)


def test_a_tab_is_copied_with_its_cells_and_all_that_is_about_them(book: Book, destination: Book) -> None:
    book.write("A1", ["x", '=B2&"!"'], ["", "=Sheet1!A1"])
    area = {"startRowIndex": 4, "endRowIndex": 6, "startColumnIndex": 0, "endColumnIndex": 2}
    rule = {"condition": {"type": "BOOLEAN"}}
    colours = {"booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {"backgroundColor": BLUE}}}
    book.batch(
        {"mergeCells": {"range": area}},
        {"setDataValidation": {"range": {**area, "startRowIndex": 7, "endRowIndex": 8}, "rule": rule}},
        {"addConditionalFormatRule": {"rule": {"ranges": [{}], **colours}, "index": 0}},
        {"addProtectedRange": {"protectedRange": {"range": {}}}},
        {"addNamedRange": {"namedRange": {"name": "Here", "range": area}}},
        {"updateCells": {"start": {}, "rows": [{"values": [{"note": "n"}]}], "fields": "note"}},
    )
    reply = copy_to(book, 0, destination).json()
    assert (reply["title"], reply["index"], reply["sheetType"]) == ("Copy of Sheet1", 1, "GRID")
    assert reply["sheetId"] != 0
    copy = destination.get(includeGridData=True)["sheets"][1]
    assert copy["properties"] == reply
    assert copy["merges"] == [{"sheetId": reply["sheetId"], **area}]
    assert copy["conditionalFormats"][0]["ranges"] == [{"sheetId": reply["sheetId"]}]
    assert copy["data"][0]["rowData"][0]["values"][0]["note"] == "n"
    assert copy["data"][0]["rowData"][7]["values"][0]["dataValidation"]["condition"] == {"type": "BOOLEAN"}
    assert "protectedRanges" not in copy
    assert "namedRanges" not in destination.get()
    assert destination.shown("'Copy of Sheet1'!A1:B2", "FORMULA") == [["x", '=B2&"!"'], ["", "='Copy of Sheet1'!A1"]]
    assert destination.shown("'Copy of Sheet1'!A1:B2") == [["x", "x!"], ["", "x"]]


def test_copies_are_numbered_when_their_name_is_taken(book: Book, destination: Book) -> None:
    titles = [copy_to(book, 0, destination).json()["title"] for _ in range(3)]
    assert titles == ["Copy of Sheet1", "Copy of Sheet1 2", "Copy of Sheet1 3"]
    assert copy_to(book, 0, book).json()["title"] == "Copy of Sheet1"


def test_a_copy_leaves_the_original_as_it_was(book: Book, destination: Book) -> None:
    book.write("A1", ["x"])
    before = book.get(includeGridData=True)
    copied = copy_to(book, 0, destination).json()
    destination.batch({"deleteSheet": {"sheetId": copied["sheetId"]}})
    assert book.get(includeGridData=True) == before


def test_copying_needs_to_read_the_one_and_to_write_the_other(book: Book, destination: Book) -> None:
    someone = "someone@example.com"
    assert copy_to(book, 0, destination, someone).status_code == 403
    book.gspread.share(someone, perm_type="user", role="reader")
    destination.gspread.share(someone, perm_type="user", role="reader")
    assert copy_to(book, 0, destination, someone).status_code == 403
    destination.gspread.share(someone, perm_type="user", role="writer")
    assert copy_to(book, 0, destination, someone).status_code == 200


def test_copying_what_is_not_there_is_refused(book: Book) -> None:
    url = f"{book.url}/sheets"
    body = {"destinationSpreadsheetId": book.id}
    assert book.world.call("POST", f"{url}/99:copyTo", body).json()["error"]["message"] == "No sheet with id: 99"
    assert book.world.call("POST", f"{url}/0:copyTo", {"destinationSpreadsheetId": "nope"}).status_code == 404
    assert book.world.call("POST", f"{url}/x:copyTo", body).status_code == 400


def test_gspread_copies_a_tab(book: Book, destination: Book) -> None:
    book.write("A1", ["x"])
    title = book.tab.copy_to(destination.id)["title"]
    assert destination.gspread.worksheet(title).acell("A1").value == "x"


def test_a_copy_spells_its_formulas_as_the_new_locale_does(book: Book, vietnamese: Book) -> None:
    book.write("A1", ["=SUM(1.5,2)"])
    copy_to(book, 0, vietnamese)
    assert vietnamese.shown("'Copy of Sheet1'!A1", "FORMULA") == [["=SUM(1,5;2)"]]
    assert vietnamese.shown("'Copy of Sheet1'!A1") == [["3,5"]]


def test_what_looks_into_other_tabs_is_left_behind(book: Book, destination: Book) -> None:
    other = book.gspread.add_worksheet("Other", 5, 5)
    for sheet_id in (0, other.id):
        source = {"sources": [{"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 3, "endColumnIndex": 1}]}
        series = [{"series": {"sourceRange": source}, "targetAxis": "LEFT_AXIS"}]
        place = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 1, "columnIndex": 3}}}
        spec = {"basicChart": {"chartType": "LINE", "series": series}}
        book.batch({"addChart": {"chart": {"spec": spec, "position": place}}})
    new_id = copy_to(book, 0, destination).json()["sheetId"]
    (chart,) = destination.get()["sheets"][1]["charts"]
    data = chart["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"]
    assert (data[0]["sheetId"], chart["position"]["overlayPosition"]["anchorCell"]["sheetId"]) == (new_id, new_id)
