"""Limits: those of size are on unless switched off, the quotas off unless switched on."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sheetsync.emulator import Limits

from .world import DRIVE, SHEETS, Book, World

ONE_MINUTE = timedelta(minutes=1)

TOO_MANY = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."


def test_a_tab_name_has_at_most_a_hundred_letters(book: Book) -> None:
    wanted = "Invalid requests[0].addSheet: The sheet name cannot be greater than 100 characters."
    assert book.refused({"addSheet": {"properties": {"title": "x" * 101}}}) == wanted
    book.batch({"addSheet": {"properties": {"title": "x" * 100}}})


def test_a_cell_holds_at_most_fifty_thousand_characters(book: Book) -> None:
    reply = book.world.call("PUT", f"{book.url}/values/A1", {"values": [["x" * 50_001]]}, valueInputOption="RAW")
    assert reply.status_code == 400
    assert "maximum of 50000 characters in a single cell" in reply.json()["error"]["message"]
    book.tab.update([["x" * 50_000]], "A1")


def test_a_workbook_holds_at_most_ten_million_cells(book: Book) -> None:
    big = {"properties": {"gridProperties": {"rowCount": 100_000, "columnCount": 100}}}
    assert book.refused({"addSheet": big}) == f"Invalid requests[0].addSheet: {TOO_MANY}"
    length = {"sheetId": 0, "dimension": "ROWS", "length": 400_000}
    assert book.refused({"appendDimension": length}) == f"Invalid requests[0].appendDimension: {TOO_MANY}"


def test_a_payload_has_at_most_ten_mebibytes(book: Book) -> None:
    body = {"values": [["x" * 10_485_760]]}
    reply = book.world.call("PUT", f"{book.url}/values/A1", body, valueInputOption="RAW")
    assert reply.status_code == 400
    assert reply.json()["error"]["message"] == "Request payload size exceeds the limit: 10485760 bytes."


def test_values_beyond_the_grid_are_refused(book: Book) -> None:
    reply = book.world.call("PUT", f"{book.url}/values/A1000", {"values": [[1], [2]]}, valueInputOption="RAW")
    wanted = "Range (Sheet1!A1000:A1001) exceeds grid limits. Max rows: 1000, max columns: 26"
    assert reply.json()["error"]["message"] == wanted


def test_all_rows_cannot_be_frozen(book: Book) -> None:
    grid = {"properties": {"gridProperties": {"frozenRowCount": 1000}}, "fields": "gridProperties.frozenRowCount"}
    wanted = "Invalid requests[0].updateSheetProperties: You can't freeze all visible rows on the sheet."
    assert book.refused({"updateSheetProperties": grid}) == wanted


def test_a_tab_ends_at_column_zzz(book: Book) -> None:
    wide = {"properties": {"gridProperties": {"rowCount": 1, "columnCount": 18_279}}}
    assert "above the limit of 18278 columns" in book.refused({"addSheet": wide})
    wide["properties"]["gridProperties"]["columnCount"] = 18_278
    book.batch({"addSheet": wide})


def test_a_payload_is_measured_unpacked(world: World, book: Book) -> None:
    packed = gzip.compress(json.dumps({"values": [["x" * 10_485_760]]}).encode())
    reply = _put(world, book, packed, "gzip")
    assert reply.json()["error"]["message"] == "Request payload size exceeds the limit: 10485760 bytes."
    assert _put(world, book, gzip.compress(b'{"values": [["packed"]]}'), "gzip").status_code == 200
    assert book.shown("A1") == [["packed"]]
    assert _put(world, book, b"no gzip at all", "gzip").status_code == 400


def _put(world: World, book: Book, body: bytes, encoding: str) -> Any:
    headers = {"Content-Encoding": encoding, "Content-Type": "application/json"}
    url = f"{book.url}/values/A1"
    return world.session.put(url, data=body, headers=headers, params={"valueInputOption": "RAW"})


def test_developer_metadata_has_room_of_its_own_for_the_book_and_for_each_tab(book: Book) -> None:
    def create(letters: int, **location: Any) -> dict[str, Any]:
        item = {"metadataKey": "k", "metadataValue": "v" * (letters - 1), "visibility": "DOCUMENT"}
        return {"createDeveloperMetadata": {"developerMetadata": {**item, "location": location}}}

    row = {"dimensionRange": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}}
    book.batch({"addSheet": {"properties": {"sheetId": 7}}})
    book.batch(create(30_000, spreadsheet=True), create(20_000, sheetId=0), create(10_000, **row), create(9, sheetId=7))
    for place in ({"spreadsheet": True}, {"sheetId": 0}, row):
        assert "30000 characters" in book.refused(create(1, **place))
    book.batch(create(1, sheetId=7))


# --- switched off ----------------------------------------------------------------------------------------------------


def test_every_limit_of_size_can_be_switched_off(world: World, book: Book) -> None:
    world.app.limits = Limits.none()
    book.tab.update([["x" * 10_485_760]], "A1")
    book.batch({"addSheet": {"properties": {"title": "y" * 101}}})
    book.batch({"addSheet": {"properties": {"gridProperties": {"rowCount": 1_000, "columnCount": 20_000}}}})
    book.tab.update([["below the edge"]], "AB1001")
    properties = book.get()["sheets"][0]["properties"]["gridProperties"]
    assert (properties["rowCount"], properties["columnCount"]) == (1001, 28)
    updated = {"rows": [{"values": [{"userEnteredValue": {"stringValue": "z" * 50_001}}]}], "fields": "*"}
    book.batch({"updateCells": {**updated, "start": {"sheetId": 0}}})
    item = {"metadataKey": "k" * 30_001, "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    book.batch({"createDeveloperMetadata": {"developerMetadata": item}})


def test_every_limit_of_size_can_be_set(world: World, book: Book) -> None:
    world.app.limits = Limits(cells=26_001, cell_characters=3, title_characters=4)
    assert "greater than 4 characters" in book.refused({"addSheet": {"properties": {"title": "12345"}}})
    length = {"sheetId": 0, "dimension": "ROWS", "length": 1}
    assert "above the limit of 26001 cells" in book.refused({"appendDimension": length})
    cell = {"rows": [{"values": [{"userEnteredValue": {"stringValue": "abcd"}}]}], "fields": "*"}
    assert "maximum of 3 characters" in book.refused({"updateCells": {**cell, "start": {"sheetId": 0}}})


# --- quotas ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def strict(world: World) -> World:
    world.app.limits = Limits.google()
    return world


def test_without_being_asked_for_no_quota_stops_anybody(world: World, book: Book) -> None:
    assert {world.call("GET", book.url, fields="spreadsheetId").status_code for _ in range(61)} == {200}


def test_a_user_reads_sixty_times_a_minute(strict: World) -> None:
    book = Book(strict)
    strict.app.clock.advance(ONE_MINUTE)
    for _ in range(60):
        book.get(fields="spreadsheetId")
    reply = strict.call("GET", book.url, fields="spreadsheetId")
    error = reply.json()["error"]
    assert (reply.status_code, error["code"], error["status"]) == (429, 429, "RESOURCE_EXHAUSTED")
    assert error["message"].startswith(
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
        "'sheets.googleapis.com' for consumer 'project_number:"
    )
    info, links = error["details"]
    assert (info["reason"], info["domain"]) == ("RATE_LIMIT_EXCEEDED", "googleapis.com")
    assert info["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert info["metadata"]["quota_limit_value"] == "60"
    assert info["metadata"]["quota_metric"] == "sheets.googleapis.com/read_requests"
    assert links["@type"] == "type.googleapis.com/google.rpc.Help"
    book.batch({"addSheet": {}})  # writes are counted apart
    strict.app.clock.advance(ONE_MINUTE)
    book.get(fields="spreadsheetId")


def test_a_minute_begins_with_the_clocks_minute(strict: World) -> None:
    strict.app.limits = Limits(reads_per_user=1)
    url = f"{SHEETS}/unknown"
    strict.app.clock.advance(timedelta(seconds=59))
    assert [strict.call("GET", url).status_code for _ in range(2)] == [404, 429]
    strict.app.clock.advance(timedelta(seconds=1))
    assert strict.call("GET", url).status_code == 404


def test_a_project_reads_three_hundred_times_a_minute_whoever_asks(strict: World) -> None:
    url = f"{SHEETS}/unknown"
    for number in range(5):
        assert {strict.call("GET", url, caller=f"{number}@example.org").status_code for _ in range(60)} == {404}
    reply = strict.call("GET", url, caller="6@example.org")
    assert "limit 'Read requests per minute' of service" in reply.json()["error"]["message"]
    assert reply.json()["error"]["details"][0]["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerProject"


def test_a_request_that_was_turned_away_takes_nothing_from_the_project(strict: World) -> None:
    strict.app.limits = Limits(writes_per_user=1, writes_per_project=2)
    book = Book(strict)  # made through Drive
    assert book.try_batch({"addSheet": {}}).status_code == 200
    assert [book.try_batch({"addSheet": {}}).status_code for _ in range(5)] == [429] * 5
    assert book.try_batch({"addSheet": {}}, caller="other@example.org").status_code == 403
    assert book.try_batch({"addSheet": {}}, caller="third@example.org").status_code == 429


def test_writes_are_refused_in_their_own_words(strict: World) -> None:
    strict.app.limits = Limits(writes_per_user=0)
    reply = strict.call("POST", SHEETS, {})
    assert "quota metric 'Write requests' and limit 'Write requests per minute per user'" in reply.text
    assert '"WriteRequestsPerMinutePerUser"' in reply.text


def test_drive_refuses_with_403_in_its_own_dialect(strict: World) -> None:
    strict.app.limits = replace(Limits.google(), drive_queries=2)
    assert [strict.call("GET", DRIVE).status_code for _ in range(3)] == [200, 200, 403]
    error = strict.call("GET", DRIVE).json()["error"]
    assert (error["code"], error["message"]) == (403, "User rate limit exceeded.")
    assert [(item["domain"], item["reason"]) for item in error["errors"]] == [("usageLimits", "userRateLimitExceeded")]
    reply = strict.call("GET", DRIVE, caller="other@example.org")
    assert reply.json()["error"]["errors"][0]["reason"] == "rateLimitExceeded"
    assert strict.call("GET", f"{SHEETS}/unknown").status_code == 404


def test_google_has_twelve_thousand_drive_queries_a_minute() -> None:
    assert Limits.google().drive_queries == 12_000
    assert Limits().drive_queries is None
