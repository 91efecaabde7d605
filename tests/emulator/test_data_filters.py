"""Data filters: cells found by A1, by numbers and by the metadata tied to them, for every method that takes them."""

from typing import Any

import pytest

from .world import Book


@pytest.fixture
def tagged(book: Book) -> Book:
    """Three rows, with metadata on the second row, the second column, the tab and the spreadsheet."""
    book.write("A1", ["a", 1], ["b", 2], ["c", 3])
    for metadata_id, location in enumerate(
        (
            {"dimensionRange": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}},
            {"dimensionRange": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}},
            {"sheetId": 0},
            {"spreadsheet": True},
        ),
        start=1,
    ):
        tag = {"metadataId": metadata_id, "metadataKey": "tag", "metadataValue": f"v{metadata_id}"}
        book.batch(
            {"createDeveloperMetadata": {"developerMetadata": {**tag, "visibility": "DOCUMENT", "location": location}}}
        )
    return book


def post(book: Book, method: str, **body: Any) -> Any:
    return book.world.call("POST", f"{book.url}{method}", body)


def read(book: Book, *filters: dict[str, Any], **options: Any) -> Any:
    reply = post(book, "/values:batchGetByDataFilter", dataFilters=list(filters), **options)
    assert reply.status_code == 200, reply.text
    return reply.json()


def refused(book: Book, method: str, **body: Any) -> str:
    reply = post(book, method, **body)
    assert reply.status_code == 400, reply.text
    return str(reply.json()["error"]["message"])


def by_key(**lookup: Any) -> dict[str, Any]:
    return {"developerMetadataLookup": {"metadataKey": "tag", **lookup}}


def test_a_range_comes_with_the_filter_that_picked_it(tagged: Book) -> None:
    numbers = {"gridRange": {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}}
    assert read(tagged, numbers) == {
        "spreadsheetId": tagged.id,
        "valueRanges": [
            {
                "valueRange": {"range": "Sheet1!A1:B1", "majorDimension": "ROWS", "values": [["a", "1"]]},
                "dataFilters": [numbers],
            }
        ],
    }


def test_filters_that_pick_one_range_share_its_entry_and_ranges_come_column_by_column(tagged: Book) -> None:
    tagged.gspread.add_worksheet("Later", 5, 5)
    texts = ("Later!A1", "B10", "A2:B2", "B9", "A1:A2", "A1", "A1:A1")
    found = read(tagged, *({"a1Range": text} for text in texts))["valueRanges"]
    assert [(entry["valueRange"]["range"], len(entry["dataFilters"])) for entry in found] == [
        ("Sheet1!A1", 2),
        ("Sheet1!A1:A2", 1),
        ("Sheet1!A2:B2", 1),
        ("Sheet1!B9", 1),
        ("Sheet1!B10", 1),
        ("Later!A1", 1),
    ]
    assert found[0]["dataFilters"] == [{"a1Range": "A1"}, {"a1Range": "A1:A1"}]


def test_metadata_of_a_row_a_column_and_a_tab_picks_their_cells(tagged: Book) -> None:
    for metadata_id, place in ((1, "A2:Z2"), (2, "B1:B1000"), (3, "A1:Z1000")):
        found = read(tagged, {"developerMetadataLookup": {"metadataId": metadata_id}})["valueRanges"]
        assert [entry["valueRange"]["range"] for entry in found] == [f"Sheet1!{place}"]
    row = read(tagged, by_key(metadataValue="v1"), valueRenderOption="UNFORMATTED_VALUE", majorDimension="COLUMNS")
    assert row["valueRanges"][0]["valueRange"]["values"] == [["b"], [2]]


def test_a_lookup_that_finds_nothing_or_no_cells_leaves_no_entry(tagged: Book) -> None:
    for lookup in ({"metadataKey": "other"}, {"metadataId": 4}, {"metadataId": 0}):
        assert read(tagged, {"developerMetadataLookup": lookup}) == {"spreadsheetId": tagged.id}


def test_an_empty_grid_range_has_no_name(tagged: Book) -> None:
    found = read(tagged, {"gridRange": {"startRowIndex": 1, "endRowIndex": 1}})["valueRanges"]
    assert found[0]["valueRange"] == {"range": "#REF!", "majorDimension": "ROWS"}


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ([], "Must specify at least one dataFilter."),
        ([{}], "Invalid dataFilter[0]: dataFilter.filter must be specified."),
        ([{"a1Range": "A1"}, {"a1Range": "Nope!A1"}], "Invalid dataFilter[1]: Unable to parse range: Nope!A1"),
        ([{"gridRange": {"sheetId": 7}}], "Invalid dataFilter[0]: No grid with id: 7"),
        ([{"gridRange": {"startRowIndex": -1}}], "Invalid dataFilter[0]: GridRange indexes must be >= 0"),
        (
            [{"gridRange": {"startColumnIndex": 3, "endColumnIndex": 1}}],
            "Invalid dataFilter[0]: endColumnIndex[1] cannot be before startColumnIndex[3]",
        ),
        (
            [{"gridRange": {"startRowIndex": 1000, "startColumnIndex": 1, "endColumnIndex": 3}}],
            "Invalid dataFilter[0]: Range (Sheet1!B1001:C) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (
            [{"gridRange": {"startRowIndex": 5, "endRowIndex": 5, "startColumnIndex": 26}}],
            "Invalid dataFilter[0]: Range ((empty) Sheet1!AA6:5) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
    ],
)
def test_a_filter_that_cannot_be_is_refused(tagged: Book, filters: list[Any], sentence: str) -> None:
    assert refused(tagged, "/values:batchGetByDataFilter", dataFilters=filters) == sentence


def test_values_are_written_into_every_range_of_the_filter(tagged: Book) -> None:
    one = {"developerMetadataLookup": {"metadataLocation": {"sheetId": 0}, "locationType": "ROW"}}
    data = [{"dataFilter": one, "values": [["x", None, "y"]]}, {"dataFilter": {"a1Range": "D1:D2"}, "values": [["z"]]}]
    reply = post(tagged, "/values:batchUpdateByDataFilter", valueInputOption="RAW", data=data).json()
    assert reply == {
        "spreadsheetId": tagged.id,
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 3,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
        "responses": [
            {
                "dataFilter": one,
                "updatedRange": "Sheet1!A2:C2",
                "updatedRows": 1,
                "updatedColumns": 2,
                "updatedCells": 2,
            },
            {
                "dataFilter": {"a1Range": "D1:D2"},
                "updatedRange": "Sheet1!D1",
                "updatedRows": 1,
                "updatedColumns": 1,
                "updatedCells": 1,
            },
        ],
    }
    assert tagged.shown("A1:D2") == [["a", "1", "", "z"], ["x", "2", "y"]]


def test_values_that_leave_the_range_of_a_filter_fail_even_from_one_cell(tagged: Book) -> None:
    good = {"dataFilter": {"a1Range": "A1"}, "values": [["new"]]}
    bad = {"dataFilter": {"a1Range": "A2"}, "values": [["new", "newer"]]}
    message = refused(tagged, "/values:batchUpdateByDataFilter", valueInputOption="RAW", data=[good, bad])
    assert message == "Invalid data[1]: Requested writing within range [Sheet1!A2], but tried writing to column [B]"
    assert tagged.shown("A1") == [["a"]]


def test_values_written_by_filter_can_be_shown(tagged: Book) -> None:
    reply = post(
        tagged,
        "/values:batchUpdateByDataFilter",
        valueInputOption="USER_ENTERED",
        includeValuesInResponse=True,
        responseValueRenderOption="UNFORMATTED_VALUE",
        data=[{"dataFilter": {"a1Range": "A1:B2"}, "values": [["=1+1"]]}],
    ).json()
    shown = reply["responses"][0]["updatedData"]
    assert shown == {"range": "Sheet1!A1:B2", "majorDimension": "ROWS", "values": [[2, 1], ["b", 2]]}


def test_clearing_by_filter_keeps_the_rest(tagged: Book) -> None:
    reply = post(tagged, "/values:batchClearByDataFilter", dataFilters=[by_key(metadataId=1), {"a1Range": "A1"}])
    assert reply.json() == {"spreadsheetId": tagged.id, "clearedRanges": ["Sheet1!A1", "Sheet1!A2:Z2"]}
    assert tagged.shown("A1:B3") == [["", "1"], [], ["c", "3"]]
    assert refused(tagged, "/values:batchClearByDataFilter") == "Must specify at least one dataFilter."


def test_a_protected_row_is_not_written_by_filter(tagged: Book) -> None:
    tagged.gspread.share("w@example.com", perm_type="user", role="writer")
    tagged.batch({"addProtectedRange": {"protectedRange": {"range": {"startRowIndex": 1, "endRowIndex": 2}}}})
    body = {"dataFilters": [by_key(metadataId=1)]}
    url = f"{tagged.url}/values:batchClearByDataFilter"
    assert "protected cell" in tagged.world.call("POST", url, body, "w@example.com").json()["error"]["message"]


def test_a_spreadsheet_is_cut_to_what_the_filters_pick(tagged: Book) -> None:
    other = tagged.gspread.add_worksheet("Other", 5, 5)
    filters = [by_key(metadataId=1), {"gridRange": {"startRowIndex": 1, "endRowIndex": 2}}, {"a1Range": "B1:B2"}]
    reply = post(tagged, ":getByDataFilter", dataFilters=filters, includeGridData=True).json()
    assert [sheet["properties"]["title"] for sheet in reply["sheets"]] == ["Sheet1"]
    blocks = reply["sheets"][0]["data"]
    assert [(block.get("startRow", 0), block.get("startColumn", 0)) for block in blocks] == [(1, 0), (0, 1)]
    assert [cell["formattedValue"] for cell in blocks[0]["rowData"][0]["values"]] == ["b", "2"]
    empty = post(tagged, ":getByDataFilter", dataFilters=[{"gridRange": {"sheetId": other.id, "endRowIndex": 0}}])
    assert [sheet["properties"]["title"] for sheet in empty.json()["sheets"]] == ["Other"]


def test_filters_that_pick_nothing_leave_the_whole_spreadsheet(tagged: Book) -> None:
    tagged.gspread.add_worksheet("Other", 5, 5)
    for filters in ([], [by_key(metadataId=99)]):
        assert len(post(tagged, ":getByDataFilter", dataFilters=filters).json()["sheets"]) == 2


def test_the_spreadsheet_by_filter_names_an_unknown_tab_a_sheet(tagged: Book) -> None:
    assert refused(tagged, ":getByDataFilter", dataFilters=[{"gridRange": {"sheetId": 7}}]) == "No sheet with id: 7"


def test_a_mask_overrides_include_grid_data_by_filter_too(tagged: Book) -> None:
    url = f"{tagged.url}:getByDataFilter"
    body = {"dataFilters": [{"a1Range": "A1"}], "includeGridData": True}
    reply = tagged.world.call("POST", url, body, fields="sheets.properties.title").json()
    assert reply == {"sheets": [{"properties": {"title": "Sheet1"}}]}
    reply = tagged.world.call("POST", url, {**body, "includeGridData": False}, fields="sheets.data.rowData.values.note")
    assert reply.json() == {"sheets": [{"data": [{"rowData": [{"values": [{}]}]}]}]}


def test_a_filter_picks_in_one_way_only(tagged: Book) -> None:
    message = refused(tagged, "/values:batchGetByDataFilter", dataFilters=[{"a1Range": "A1", "gridRange": {}}])
    place = "'data_filters[0]' (oneof)"
    assert message == f"Invalid value at {place}, oneof field 'filter' is already set. Cannot set 'gridRange'"


def test_an_enum_that_is_none_is_named_by_its_type(tagged: Book) -> None:
    body = {"dataFilters": [{"a1Range": "A1"}], "majorDimension": "UP"}
    kind = "type.googleapis.com/google.apps.sheets.v4.Dimension"
    assert (
        refused(tagged, "/values:batchGetByDataFilter", **body)
        == f"Invalid value at 'major_dimension' ({kind}), \"UP\""
    )
