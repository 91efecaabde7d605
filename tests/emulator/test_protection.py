"""Protected ranges: no kind of request gets past one, and all goes on around it."""

import random
from typing import Any

import pytest

from .world import CLERK, FIRST_ROW, PROTECTED, SHEETS, WARD, Book, World, write_text

OWNER = "owner@example.com"


def _protect(book: Book, **given: Any) -> None:
    book.batch({"addProtectedRange": {"protectedRange": given}})


def _lines(kind: str, start: int, end: int, dimension: str = "ROWS", **more: Any) -> dict[str, Any]:
    return {kind: {"range": {"dimension": dimension, "startIndex": start, "endIndex": end}, **more}}


def _properties(fields: str, **given: Any) -> dict[str, Any]:
    return {"updateSheetProperties": {"properties": given, "fields": fields}}


BLOCK = {"startRowIndex": 3, "endRowIndex": 6, "startColumnIndex": 1, "endColumnIndex": 3}
RULE = {"condition": {"type": "BOOLEAN"}}
LOOK = {"condition": {"type": "BLANK"}, "format": {"textFormat": {"bold": True}}}
BANDS = {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}
REFUSED_AT_THE_BLOCK = [
    {"updateCells": {"range": BLOCK, "fields": "userEnteredValue"}},
    {"updateCells": {"range": BLOCK, "fields": "note"}},
    {"repeatCell": {"range": BLOCK, "cell": {}, "fields": "userEnteredFormat"}},
    {"setDataValidation": {"range": BLOCK, "rule": RULE}},
    {"updateBorders": {"range": BLOCK, "top": {"style": "SOLID"}}},
    {"mergeCells": {"range": BLOCK, "mergeType": "MERGE_ALL"}},
    {"unmergeCells": {"range": BLOCK}},
    {"sortRange": {"range": {"startRowIndex": 0, "endRowIndex": 9, "endColumnIndex": 5}, "sortSpecs": [{}]}},
    {"copyPaste": {"source": {**FIRST_ROW, "endColumnIndex": 2}, "destination": BLOCK}},
    {"cutPaste": {"source": BLOCK, "destination": {"rowIndex": 10}}},
    {"cutPaste": {"source": FIRST_ROW, "destination": {"rowIndex": 4}}},
    {"findReplace": {"find": "x", "replacement": "y", "allSheets": True}},
    _lines("deleteDimension", 4, 5),
    _lines("deleteDimension", 2, 3, "COLUMNS"),
    _lines("insertDimension", 4, 5),
    _lines("insertDimension", 2, 3, "COLUMNS"),
    _lines("updateDimensionProperties", 4, 5, properties={"hiddenByUser": True}, fields="hiddenByUser"),
    _lines("addDimensionGroup", 4, 5),
    {"moveDimension": {"source": {"dimension": "ROWS", "startIndex": 4, "endIndex": 5}, "destinationIndex": 9}},
    {"moveDimension": {"source": {"dimension": "ROWS", "startIndex": 9, "endIndex": 10}, "destinationIndex": 5}},
    _properties("gridProperties.rowCount", gridProperties={"rowCount": 5}),
    {"deleteSheet": {"sheetId": 0}},
    {"addConditionalFormatRule": {"rule": {"ranges": [BLOCK], "booleanRule": LOOK}}},
    {"addBanding": {"bandedRange": {"range": BLOCK, "rowProperties": BANDS}}},
    {"setBasicFilter": {"filter": {"range": {"startRowIndex": 0, "endRowIndex": 9, "endColumnIndex": 5}}}},
    {"addProtectedRange": {"protectedRange": {"range": BLOCK}}},
    {"updateProtectedRange": {"protectedRange": {"protectedRangeId": 1, "description": "x"}, "fields": "description"}},
    {"deleteProtectedRange": {"protectedRangeId": 1}},
]
ALLOWED_AROUND_THE_BLOCK = [
    _lines("insertDimension", 3, 5),
    _lines("insertDimension", 6, 7),
    _lines("deleteDimension", 0, 3),
    _lines("insertDimension", 1, 2, "COLUMNS"),
    {"appendDimension": {"dimension": "ROWS", "length": 3}},
    {"moveDimension": {"source": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}, "destinationIndex": 9}},
    {"copyPaste": {"source": BLOCK, "destination": FIRST_ROW}},
    {"findReplace": {"find": "nowhere", "replacement": "y", "allSheets": True}},
    {"appendCells": {"rows": [{"values": [{"note": "x"}]}], "fields": "note"}},
    {"addNamedRange": {"namedRange": {"name": "block", "range": BLOCK}}},
    _properties("title", title="renamed"),
]


@pytest.fixture
def block(shared: Book) -> Book:
    """A book with a block shut to the ward, and something in it; a second tab, so that the first can be deleted."""
    shared.batch({"deleteProtectedRange": {"protectedRangeId": 1}}, {"addSheet": {}})
    shared.write("B4:C6", *[["x", "x"]] * 3)
    _protect(shared, range=BLOCK, protectedRangeId=1)
    return shared


@pytest.mark.parametrize("request_", REFUSED_AT_THE_BLOCK, ids=str)
def test_no_kind_of_request_touches_what_is_shut(block: Book, request_: dict[str, Any]) -> None:
    assert PROTECTED in block.refused(request_, caller=WARD)
    assert block.try_batch(request_).status_code == 200  # nor is it wrong in itself: its owner may


@pytest.mark.parametrize("request_", ALLOWED_AROUND_THE_BLOCK, ids=str)
def test_around_what_is_shut_all_goes_on(block: Book, request_: dict[str, Any]) -> None:
    before = block.shown("Sheet1!B4:C6")
    block.batch(request_, caller=WARD)
    protected = block.get()["sheets"][0]["protectedRanges"][0]["range"]
    title = block.get()["sheets"][0]["properties"]["title"]
    where = f"{title}!R{protected['startRowIndex'] + 1}C{protected['startColumnIndex'] + 1}"
    end = f"R{protected['endRowIndex']}C{protected['endColumnIndex']}"
    assert block.shown(f"{where}:{end}") == before


CHART = {
    "spec": {"pieChart": {"domain": {"sourceRange": {"sources": [{"endRowIndex": 3, "endColumnIndex": 1}]}}}},
    "position": {"overlayPosition": {"anchorCell": {}}},
}
WHOLE_TAB = [
    {"addChart": {"chart": CHART}},
    _properties("title", title="x"),
    _properties("tabColor", tabColor={"red": 1}),
    _properties("hidden", hidden=True),
    _properties("index", index=2),
    _properties("gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 1}),
    _properties("gridProperties.rowCount", gridProperties={"rowCount": 2000}),
    {"appendDimension": {"dimension": "ROWS", "length": 1}},
    {"appendCells": {"rows": [{"values": [{"note": "x"}]}], "fields": "note"}},
    _lines("insertDimension", 0, 1),
    _lines("insertDimension", 1000, 1001, inheritFromBefore=True),
    write_text(0),
]


@pytest.mark.parametrize("request_", WHOLE_TAB, ids=str)
def test_a_protected_tab_keeps_its_looks_size_and_place(block: Book, request_: dict[str, Any]) -> None:
    _protect(block, range={"sheetId": 0})
    assert PROTECTED in block.refused(request_, caller=WARD)
    assert block.try_batch(request_).status_code == 200


def test_a_column_shut_to_its_end_lets_no_row_be_added(shared: Book) -> None:
    shared.batch({"deleteProtectedRange": {"protectedRangeId": 1}})
    _protect(shared, range={"startColumnIndex": 2, "endColumnIndex": 3})
    for request in (_lines("insertDimension", 500, 501), {"appendDimension": {"dimension": "ROWS", "length": 1}}):
        assert PROTECTED in shared.refused(request, caller=WARD)
    url, params = f"{shared.url}/values/A1000:append", {"valueInputOption": "RAW"}
    below = shared.world.call("POST", url, {"values": [["x"], ["y"]]}, WARD, **params)
    assert (below.status_code, below.json()["error"]["message"]) == (400, PROTECTED)
    shared.batch(_lines("insertDimension", 0, 1, "COLUMNS"), caller=WARD)
    assert PROTECTED in shared.refused(_lines("deleteDimension", 3, 4, "COLUMNS"), caller=WARD)


def test_values_are_neither_written_cleared_nor_appended_where_it_is_shut(block: Book) -> None:
    def status(method: str, path: str, body: dict[str, Any], **params: str) -> int:
        return block.world.call(method, f"{block.url}/values{path}", body, WARD, **params).status_code

    raw = {"valueInputOption": "RAW"}
    row = {"values": [["1", "2", "3"]]}
    assert status("PUT", "/A4", row, **raw) == 400
    assert status("POST", ":batchUpdate", {**raw, "data": [{"range": "A1", **row}, {"range": "C6", **row}]}) == 400
    assert status("POST", "/A1:C9:clear", {}) == 400
    assert status("POST", ":batchClear", {"ranges": ["A1", "B4"]}) == 400
    assert status("POST", "/B1:append", {"values": [["1"], ["2"], ["3"], ["4"]]}, **raw) == 400
    assert status("POST", "/B4:C4:append", row, insertDataOption="INSERT_ROWS", **raw) == 200  # below the block
    assert status("PUT", "/A1", row, **raw) == 200
    assert block.shown("A1:C1") == [["1", "2", "3"]]
    assert block.shown("B4:C6") == [["x", "x"]] * 3


def test_rows_that_are_open_across_a_protected_tab_can_be_inserted(shared: Book) -> None:
    _protect(shared, range={"sheetId": 0}, unprotectedRanges=[{"startRowIndex": 5, "endRowIndex": 9}])
    shared.batch(_lines("insertDimension", 7, 8), caller=WARD)
    assert PROTECTED in shared.refused(_lines("insertDimension", 5, 6), caller=WARD)
    assert PROTECTED in shared.refused(_lines("insertDimension", 20, 21), caller=WARD)


def test_holes_are_for_protected_tabs_only(shared: Book) -> None:
    given = {"range": BLOCK, "unprotectedRanges": [BLOCK]}
    assert "unprotectedRanges" in shared.refused({"addProtectedRange": {"protectedRange": given}})


def test_a_protection_can_be_a_named_ranges_and_goes_where_it_goes(shared: Book) -> None:
    named = {"namedRangeId": "n1", "name": "block", "range": BLOCK}
    shared.batch({"addNamedRange": {"namedRange": named}})
    _protect(shared, namedRangeId="n1", protectedRangeId=7)
    assert PROTECTED in shared.refused(_write_at(4, 1), caller=WARD)
    there = {**BLOCK, "startRowIndex": 20, "endRowIndex": 21}
    move = {"updateNamedRange": {"namedRange": {"namedRangeId": "n1", "range": there}, "fields": "range"}}
    assert PROTECTED in shared.refused(move, caller=WARD)
    shared.batch(move)
    shared.batch(_write_at(4, 1), caller=WARD)
    assert PROTECTED in shared.refused(_write_at(20, 1), caller=WARD)
    delete = {"deleteNamedRange": {"namedRangeId": "n1"}}
    assert PROTECTED in shared.refused(delete, caller=WARD)
    shared.batch(delete)
    assert PROTECTED in shared.refused(_write_at(20, 1), caller=WARD)
    stored = shared.get()["sheets"][0]["protectedRanges"][-1]
    assert (stored["range"], "namedRangeId" in stored) == (there, False)


def test_a_tables_protection_goes_where_the_table_goes(shared: Book) -> None:
    table = {"tableId": "t1", "name": "T", "range": {**BLOCK, "endRowIndex": 8}}
    shared.batch({"addTable": {"table": table}})
    _protect(shared, tableId="t1")
    assert PROTECTED in shared.refused(_write_at(7, 1), caller=WARD)
    grown = {**table, "range": {**BLOCK, "endRowIndex": 10}}
    shared.batch({"updateTable": {"table": grown, "fields": "range"}})
    assert PROTECTED in shared.refused(_write_at(9, 2), caller=WARD)
    shared.batch(_write_at(10, 2), caller=WARD)


def test_an_upload_does_not_wash_protections_away(shared: Book) -> None:
    url = f"https://www.googleapis.com/upload/drive/v2/files/{shared.id}?uploadType=media&convert=true"
    upload: Any = {"data": b"a,b", "headers": {"Content-Type": "text/csv"}}
    assert shared.world.session_of(WARD).put(url, **upload).status_code == 403
    assert shared.world.session.put(url, **upload).status_code == 200
    assert shared.world.session_of(WARD).put(url, **upload).status_code == 200  # now nothing is protected any more


def _write_at(row: int, column: int) -> dict[str, Any]:
    rows = [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}]
    return {
        "updateCells": {"start": {"rowIndex": row, "columnIndex": column}, "rows": rows, "fields": "userEnteredValue"}
    }


def test_a_protection_has_exactly_one_place(shared: Book) -> None:
    for given in ({}, {"range": BLOCK, "namedRangeId": "n1"}, {"namedRangeId": "n1"}, {"tableId": "t1"}):
        shared.refused({"addProtectedRange": {"protectedRange": given}})
    taken = {"protectedRangeId": 1, "range": BLOCK}
    assert "already exists" in shared.refused({"addProtectedRange": {"protectedRange": taken}})
    assert "No protected range" in shared.refused({"deleteProtectedRange": {"protectedRangeId": 99}})


def test_whoever_protects_and_the_owner_stay_among_the_editors(shared: Book) -> None:
    given = {"range": BLOCK, "protectedRangeId": 5, "editors": {"users": [CLERK]}}
    shared.batch({"addProtectedRange": {"protectedRange": given}}, caller=WARD)
    change = {"protectedRange": {"protectedRangeId": 5, "editors": {}}, "fields": "editors"}
    editors = shared.get()["sheets"][0]["protectedRanges"][1]["editors"]["users"]
    assert editors == [CLERK, WARD, OWNER]
    shared.batch({"updateProtectedRange": change}, caller=WARD)
    assert shared.get()["sheets"][0]["protectedRanges"][1]["editors"]["users"] == [WARD, OWNER]


def test_a_warning_that_becomes_a_protection_opens_it_to_all_editors_of_the_document(shared: Book) -> None:
    _protect(shared, range=BLOCK, protectedRangeId=5, warningOnly=True)
    for editors in ({"users": [WARD]}, {"groups": ["all@example.com"]}, {"domainUsersCanEdit": True}):
        change = {"protectedRange": {"protectedRangeId": 5, "editors": editors}, "fields": "editors"}
        assert "warningOnly" in shared.refused({"updateProtectedRange": change})
    change = {"protectedRange": {"protectedRangeId": 5, "warningOnly": False}, "fields": "warningOnly"}
    shared.batch({"updateProtectedRange": change})
    editors = shared.get()["sheets"][0]["protectedRanges"][1]["editors"]["users"]
    assert sorted(editors) == [OWNER, WARD]


def test_a_domain_or_a_group_can_be_let_in(shared: Book) -> None:
    foreign, group = "x@elsewhere.org", "all@elsewhere.org"
    for address in (foreign, group):
        shared.gspread.share(address, perm_type="user", role="writer")
    editors = {"domainUsersCanEdit": True, "groups": [group]}
    change = {"protectedRange": {"protectedRangeId": 1, "editors": editors}, "fields": "editors"}
    shared.batch({"updateProtectedRange": change})
    shared.batch(write_text(0), caller=WARD)
    shared.batch(write_text(0), caller=group)
    assert PROTECTED in shared.refused(write_text(0), caller=foreign)


def test_a_document_outside_any_domain_knows_no_domain_users(world: World) -> None:
    book = world.client("somebody@gmail.com").create("x")
    given = {"range": BLOCK, "editors": {"domainUsersCanEdit": True}}
    body = {"requests": [{"addProtectedRange": {"protectedRange": given}}]}
    reply = world.call("POST", f"{SHEETS}/{book.id}:batchUpdate", body, "somebody@gmail.com")
    assert reply.status_code == 400


def test_a_reader_does_not_see_who_may_edit_even_if_she_is_listed(shared: Book) -> None:
    change = {"protectedRange": {"protectedRangeId": 1, "editors": {"users": [CLERK]}}, "fields": "editors"}
    shared.batch({"updateProtectedRange": change})
    hers = shared.get(caller=CLERK)["sheets"][0]["protectedRanges"][0]
    assert not {"editors", "requestingUserCanEdit"} & set(hers)


ROWS, COLUMNS = 12, 8


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_done_by_one_who_is_shut_out_no_shut_cell_changes(shared: Book, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test repeats itself
    shared.batch(_properties("gridProperties", gridProperties={"rowCount": ROWS, "columnCount": COLUMNS}))
    shared.write("A1", *[[f"r{row}c{column}" for column in range(COLUMNS)] for row in range(ROWS - 2)])
    shared.batch({"deleteProtectedRange": {"protectedRangeId": 1}})
    protections = [_any_protection(chance) for _ in range(chance.randint(1, 2))]
    shared.batch(*[{"addProtectedRange": {"protectedRange": given}} for given in protections])
    for _ in range(12):
        before = _shut_cells(shared)
        edit = _any_edit(chance)
        reply = shared.try_batch(edit, caller=WARD)
        assert reply.status_code in (200, 400), reply.text
        assert _shut_cells(shared) == before, edit


def _any_range(chance: random.Random) -> dict[str, Any]:
    top, left = chance.randrange(ROWS), chance.randrange(COLUMNS)
    return {
        "startRowIndex": top,
        "endRowIndex": min(top + chance.randint(1, 3), ROWS),
        "startColumnIndex": left,
        "endColumnIndex": min(left + chance.randint(1, 3), COLUMNS),
    }


def _any_protection(chance: random.Random) -> dict[str, Any]:
    if chance.random() < 0.3:
        return {"range": {"sheetId": 0}, "unprotectedRanges": [_any_range(chance) for _ in range(4)]}
    place = _any_range(chance)
    for ends in (("startRowIndex", "endRowIndex"), ("startColumnIndex", "endColumnIndex")):
        if chance.random() < 0.2:
            place = {name: value for name, value in place.items() if name not in ends}
    return {"range": place}


def _any_edit(chance: random.Random) -> dict[str, Any]:
    place, other = _any_range(chance), _any_range(chance)
    dimension = chance.choice(["ROWS", "COLUMNS"])
    start = chance.randrange(9)
    lines = {"dimension": dimension, "startIndex": start, "endIndex": start + chance.randint(1, 2)}
    corner = {"rowIndex": other["startRowIndex"], "columnIndex": other["startColumnIndex"]}
    cells = [{"values": [{"userEnteredValue": {"numberValue": 1}}] * chance.randint(1, 3)}] * chance.randint(1, 3)
    value = "userEnteredValue"
    row_count, column_count = chance.randint(ROWS - 3, ROWS + 2), chance.randint(COLUMNS - 2, COLUMNS + 1)
    return chance.choice(
        [
            {"updateCells": {"range": place, "fields": "*"}},
            {"updateCells": {"start": corner, "rows": cells, "fields": value}},
            {"repeatCell": {"range": place, "cell": {"note": "x"}, "fields": "note,userEnteredValue"}},
            {"appendCells": {"rows": cells, "fields": value}},
            {"copyPaste": {"source": place, "destination": other}},
            {"cutPaste": {"source": place, "destination": corner}},
            {"sortRange": {"range": place, "sortSpecs": [{"dimensionIndex": place["startColumnIndex"]}]}},
            {"randomizeRange": {"range": place}},
            {"deleteDuplicates": {"range": place}},
            {"trimWhitespace": {"range": place}},
            {
                "textToColumns": {
                    "source": {**place, "endColumnIndex": place["startColumnIndex"] + 1},
                    "delimiter": "c",
                    "delimiterType": "CUSTOM",
                }
            },
            {"pasteData": {"coordinate": corner, "data": "1,2\n3,4", "delimiter": ","}},
            {"autoFill": {"sourceAndDestination": {"source": place, "dimension": dimension, "fillLength": 2}}},
            {"insertRange": {"range": place, "shiftDimension": dimension}},
            {"deleteRange": {"range": place, "shiftDimension": dimension}},
            {"findReplace": {"find": "r1", "replacement": "q", "range": place}},
            {"mergeCells": {"range": place, "mergeType": "MERGE_ALL"}},
            {"insertDimension": {"range": lines, "inheritFromBefore": chance.random() < 0.5}},
            {"deleteDimension": {"range": lines}},
            {"moveDimension": {"source": lines, "destinationIndex": chance.randrange(9)}},
            {"appendDimension": {"dimension": dimension, "length": 1}},
            _properties("gridProperties", gridProperties={"rowCount": row_count, "columnCount": column_count}),
        ]
    )


def _shut_cells(book: Book) -> list[list[Any]]:
    """Return what is in each protected range, less its holes, in reading order; empty cells of new lines count."""
    sheet = book.get(
        fields="sheets(properties.gridProperties,protectedRanges,data.rowData.values(userEnteredValue,note))"
    )["sheets"][0]
    grid = sheet["properties"]["gridProperties"]
    rows = [row.get("values", []) for row in sheet["data"][0].get("rowData", [])]

    def inside(place: dict[str, int], row: int, column: int) -> bool:
        high = place.get("startRowIndex", 0) <= row < place.get("endRowIndex", 99)
        return high and place.get("startColumnIndex", 0) <= column < place.get("endColumnIndex", 99)

    return [
        [
            rows[row][column] if row < len(rows) and column < len(rows[row]) else {}
            for row in range(grid["rowCount"])
            for column in range(grid["columnCount"])
            if inside(protected["range"], row, column)
            and not any(inside(hole, row, column) for hole in protected.get("unprotectedRanges", []))
        ]
        for protected in sheet["protectedRanges"]
    ]
