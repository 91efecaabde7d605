"""Developer metadata: found by id, by what it says, by where it lies; moved with rows; changed, deleted by filter."""

from typing import Any

import pytest

from .world import Book

ROW_3 = {"dimensionRange": {"dimension": "ROWS", "startIndex": 2, "endIndex": 3}}
ROW_4 = {"dimensionRange": {"dimension": "ROWS", "startIndex": 3, "endIndex": 4}}
COLUMN_B = {"dimensionRange": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}
TAB = {"sheetId": 0}
BOOK = {"spreadsheet": True}
PLACES = (ROW_3, ROW_4, COLUMN_B, TAB, BOOK)


def create(book: Book, **item: Any) -> Any:
    made = {"metadataKey": "key", "visibility": "DOCUMENT", "location": BOOK, **item}
    reply = book.batch({"createDeveloperMetadata": {"developerMetadata": made}})
    return reply[0]["createDeveloperMetadata"]["developerMetadata"]


@pytest.fixture
def marked(book: Book) -> Book:
    """Metadata 1 to 5 on row 3, row 4, column B, the tab and the spreadsheet; 6 on another tab's row 3."""
    for number, place in enumerate(PLACES, start=1):
        create(book, metadataId=number, location=place, metadataKey="odd" if number % 2 else "even")
    other = book.gspread.add_worksheet("Other", 10, 10)
    line = {**ROW_3["dimensionRange"], "sheetId": other.id}
    create(book, metadataId=6, location={"dimensionRange": line}, metadataValue="six", visibility="PROJECT")
    return book


def search(book: Book, *filters: dict[str, Any]) -> Any:
    return book.world.call("POST", f"{book.url}/developerMetadata:search", {"dataFilters": list(filters)})


def found(book: Book, **lookup: Any) -> list[int]:
    reply = search(book, {"developerMetadataLookup": lookup})
    assert reply.status_code == 200, reply.text
    return [item["developerMetadata"]["metadataId"] for item in reply.json().get("matchedDeveloperMetadata", [])]


def complaint(book: Book, **lookup: Any) -> str:
    reply = search(book, {"developerMetadataLookup": lookup})
    assert reply.status_code == 400, reply.text
    return str(reply.json()["error"]["message"])


def test_one_is_returned_by_its_id(marked: Book) -> None:
    url = f"{marked.url}/developerMetadata"
    assert marked.world.call("GET", f"{url}/1").json() == {
        "metadataId": 1,
        "metadataKey": "odd",
        "visibility": "DOCUMENT",
        "location": {"locationType": "ROW", **ROW_3},
    }
    assert marked.world.call("GET", f"{url}/77").status_code == 404
    reply = marked.world.call("GET", f"{url}/x")
    assert reply.json()["error"]["message"] == "Invalid value at 'metadata_id' (TYPE_INT32), \"x\""


def test_each_match_comes_with_the_filters_that_matched_it(marked: Book) -> None:
    odd, third = {"developerMetadataLookup": {"metadataKey": "odd"}}, {"a1Range": "D3"}
    reply = search(marked, odd, third).json()["matchedDeveloperMetadata"]
    matched = {item["developerMetadata"]["metadataId"]: item["dataFilters"] for item in reply}
    assert matched == {1: [odd, third], 3: [odd], 4: [third], 5: [odd]}


def test_a_lookup_takes_all_that_it_specifies_together(marked: Book) -> None:
    assert found(marked, metadataKey="odd") == [1, 3, 5]
    assert found(marked, metadataKey="odd", locationType="COLUMN") == [3]
    assert found(marked, metadataValue="six") == [6]
    assert found(marked, visibility="PROJECT") == [6]
    assert found(marked, locationType="SPREADSHEET") == [5]
    assert found(marked, metadataKey="odd", metadataId=2) == []
    assert found(marked, metadataKey="") == []
    assert found(marked) == [1, 2, 3, 4, 5, 6]


def test_a_location_takes_what_crosses_it_unless_it_must_be_exact(marked: Book) -> None:
    assert found(marked, metadataLocation=ROW_3) == [1, 3, 4]
    assert found(marked, metadataLocation=ROW_3, locationMatchingStrategy="INTERSECTING_LOCATION") == [1, 3, 4]
    assert found(marked, metadataLocation=ROW_3, locationMatchingStrategy="EXACT_LOCATION") == [1]
    assert found(marked, metadataLocation=COLUMN_B) == [1, 2, 3, 4]
    assert found(marked, metadataLocation=TAB, locationType="ROW") == [1, 2]
    assert found(marked, metadataLocation=TAB, locationMatchingStrategy="EXACT_LOCATION") == [4]
    assert found(marked, metadataLocation=BOOK) == [5]


def test_cells_take_the_metadata_that_meets_them_but_never_the_spreadsheets(marked: Book) -> None:
    reply = search(marked, {"gridRange": {"startRowIndex": 3, "endRowIndex": 9, "startColumnIndex": 5}}).json()
    assert [item["developerMetadata"]["metadataId"] for item in reply["matchedDeveloperMetadata"]] == [2, 4]
    reply = search(marked, {"a1Range": "Other"}).json()
    assert [item["developerMetadata"]["metadataId"] for item in reply["matchedDeveloperMetadata"]] == [6]


@pytest.mark.parametrize(
    ("lookup", "sentence"),
    [
        (
            {"locationType": "SPREADSHEET", "metadataLocation": TAB},
            "Cannot limit by location type of SPREADSHEET for the location sheetId",
        ),
        (
            {"locationType": "ROW", "metadataLocation": ROW_3, "locationMatchingStrategy": "EXACT_LOCATION"},
            (
                "The locationMatchingStrategy was specified as EXACT_LOCATION, but a locationType was also specified: "
                "lookups cannot limit by a location type when matching an exact location."
            ),
        ),
        (
            {"locationMatchingStrategy": "INTERSECTING_LOCATION"},
            (
                "A locationMatchingStrategy was specified, but no metadataLocation was specified: "
                "lookups must always specify a metadataLocation when specifying a locationMatchingStrategy."
            ),
        ),
        (
            {"metadataLocation": BOOK, "locationMatchingStrategy": "INTERSECTING_LOCATION"},
            "DeveloperMetadataLookup.spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING.",
        ),
        ({"metadataLocation": {"sheetId": 9}}, "No grid with id: 9"),
        (
            {"metadataLocation": {"dimensionRange": {"dimension": "ROWS", "startIndex": 1}}},
            "DimensionRange must specify both a startIndex and an endIndex.",
        ),
        (
            {"metadataLocation": {"dimensionRange": {"dimension": "ROWS", "startIndex": 1, "endIndex": 3}}},
            "DimensionRange must represent a single row or column.",
        ),
        (
            {"metadataLocation": {"dimensionRange": {"startIndex": 1, "endIndex": 2}}},
            "No dimension specified",
        ),
        (
            {"metadataLocation": {"dimensionRange": {"dimension": "COLUMNS", "startIndex": 26, "endIndex": 27}}},
            "DimensionRange startIndex [26] is after the last COLUMNS index [25] of the sheet [0].",
        ),
    ],
)
def test_a_lookup_that_contradicts_itself_is_refused(marked: Book, lookup: dict[str, Any], sentence: str) -> None:
    assert complaint(marked, **lookup) == f"Invalid dataFilter[0]: {sentence}"


def test_a_lookup_google_has_no_sentence_for_is_its_internal_error(marked: Book) -> None:
    reply = search(marked, {"developerMetadataLookup": {"locationType": "ROW", "metadataLocation": BOOK}})
    assert (reply.status_code, reply.json()["error"]["status"]) == (500, "INTERNAL")


def test_a_search_without_filters_is_refused(marked: Book) -> None:
    assert search(marked).json()["error"]["message"] == "Must specify at least one dataFilter."


def test_a_found_row_is_where_it_is_after_rows_came_before_it(marked: Book) -> None:
    lines = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}
    marked.batch({"insertDimension": {"range": lines}})
    assert found(marked, metadataLocation=ROW_3) == [3, 4]
    moved = marked.world.call("GET", f"{marked.url}/developerMetadata/1").json()["location"]["dimensionRange"]
    assert (moved["startIndex"], moved["endIndex"]) == (4, 5)


def test_all_that_the_filters_pick_is_changed(marked: Book) -> None:
    filters = [{"developerMetadataLookup": {"metadataKey": "even"}}, {"a1Range": "B3"}]
    change = {"dataFilters": filters, "developerMetadata": {"metadataValue": "new"}, "fields": "metadataValue"}
    reply = marked.batch({"updateDeveloperMetadata": change})
    changed = reply[0]["updateDeveloperMetadata"]["developerMetadata"]
    assert [(item["metadataId"], item["metadataKey"], item["metadataValue"]) for item in changed] == [
        (1, "odd", "new"),
        (2, "even", "new"),
        (3, "odd", "new"),
        (4, "even", "new"),
    ]


def test_what_a_filter_picks_is_deleted_and_returned(marked: Book) -> None:
    lookup = {"metadataLocation": ROW_3, "locationMatchingStrategy": "EXACT_LOCATION"}
    reply = marked.batch({"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}})
    assert [item["metadataId"] for item in reply[0]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]] == [1]
    assert found(marked) == [2, 3, 4, 5, 6]


def test_a_request_without_a_filter_deletes_and_changes_nothing(marked: Book) -> None:
    assert marked.refused({"deleteDeveloperMetadata": {}}) == (
        "Invalid requests[0].deleteDeveloperMetadata: dataFilter.filter must be specified."
    )
    change = {"developerMetadata": {"metadataValue": "new"}, "fields": "metadataValue"}
    assert marked.refused({"updateDeveloperMetadata": change}) == (
        "Invalid requests[0].updateDeveloperMetadata: Must specify at least one dataFilter."
    )


def test_a_reader_may_search(marked: Book) -> None:
    marked.gspread.share("r@example.com", perm_type="user", role="reader")
    url = f"{marked.url}/developerMetadata:search"
    body = {"dataFilters": [{"developerMetadataLookup": {"metadataId": 1}}]}
    assert marked.world.call("POST", url, body, "r@example.com").status_code == 200
    assert marked.world.call("POST", url, body, "stranger@example.com").status_code == 403


def test_metadata_is_found_where_it_was_put_and_by_lookup(book: Book) -> None:
    row = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}}
    places: list[dict[str, Any]] = [{"spreadsheet": True}, {"sheetId": 0}, row]
    for number, place in enumerate(places, start=1):
        item = {
            "metadataId": number,
            "metadataKey": "k",
            "metadataValue": "v",
            "visibility": "DOCUMENT",
            "location": place,
        }
        reply = book.batch({"createDeveloperMetadata": {"developerMetadata": item}})[0]
        assert reply["createDeveloperMetadata"]["developerMetadata"]["metadataId"] == number
    shown = book.get(includeGridData=True)
    assert [item["metadataId"] for item in shown["developerMetadata"]] == [1]
    assert [item["metadataId"] for item in shown["sheets"][0]["developerMetadata"]] == [2]
    assert [item["metadataId"] for item in shown["sheets"][0]["data"][0]["rowMetadata"][2]["developerMetadata"]] == [3]
    lookup = {"developerMetadataLookup": {"metadataId": 1}}
    change = {"dataFilters": [lookup], "developerMetadata": {"metadataValue": "w"}, "fields": "metadataValue"}
    changed = book.batch({"updateDeveloperMetadata": change})[0]["updateDeveloperMetadata"]["developerMetadata"]
    assert [(item["metadataId"], item["metadataValue"]) for item in changed] == [(1, "w")]
    deleted = book.batch({"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataKey": "k"}}}})
    assert len(deleted[0]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]) == 3
    assert "developerMetadata" not in book.get()
