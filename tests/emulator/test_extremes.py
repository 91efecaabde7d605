"""Extremes: what is far too large, too deep or hardly a number is refused in words, and the emulator never fails."""

import json
from typing import Any

import pytest

from .world import DRIVE, Book, World

LARGEST = 2**31 - 1
DRIVES = DRIVE.replace("/files", "/drives")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHANGES = DRIVE.replace("/files", "/changes")


def test_a_group_reaches_no_further_than_the_grid(book: Book) -> None:
    for end in (1001, LARGEST):
        lines = {"dimension": "ROWS", "startIndex": 998, "endIndex": end}
        assert "beyond the grid of 1000 rows" in book.refused({"addDimensionGroup": {"range": lines}})
    book.batch({"addDimensionGroup": {"range": {"dimension": "ROWS", "startIndex": 998, "endIndex": 1000}}})


def test_more_rows_than_there_may_be_are_refused_before_they_are_filled(book: Book) -> None:
    book.batch({"repeatCell": {"range": {}, "cell": {"userEnteredFormat": {"wrapStrategy": "WRAP"}}, "fields": "*"}})
    lines = {"dimension": "ROWS", "startIndex": 1, "endIndex": LARGEST}
    assert "10000000 cells" in book.refused({"insertDimension": {"range": lines}})
    assert book.get()["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 1000


@pytest.mark.parametrize("formula", ["=1e400", "=1e400+1", "=" + "9" * 400, "=-1e999"])
def test_a_number_in_a_formula_that_is_too_large_is_an_error(book: Book, formula: str) -> None:
    book.write("A1", [formula], ["=2"])
    assert book.shown("A1:A2") == [["#NUM!"], ["2"]]


@pytest.mark.parametrize("find", ["(" * 3000, "a{99999999999}"])
def test_a_regular_expression_beyond_count_is_refused(book: Book, find: str) -> None:
    request = {"findReplace": {"find": find, "replacement": "", "searchByRegex": True, "allSheets": True}}
    assert book.refused(request) == f"Invalid requests[0].findReplace: Invalid regular expression: {find}"


def test_a_replacement_may_name_a_group_by_any_count_of_digits(book: Book) -> None:
    book.write("A1", ["xay"])
    request = {"find": "(a)", "replacement": "$1" + "0" * 5000, "searchByRegex": True, "allSheets": True}
    book.batch({"findReplace": request})
    assert book.shown("A1") == [["xa" + "0" * 5000 + "y"]]


@pytest.mark.parametrize("share", [1e39, -1e39, 3e38])
def test_a_share_of_a_colour_that_no_float_holds_is_refused(book: Book, share: float) -> None:
    colour = {"properties": {"tabColor": {"red": share}}, "fields": "tabColor"}
    assert "(TYPE_FLOAT)" in book.refused({"updateSheetProperties": colour})


def test_of_a_share_of_a_colour_beyond_the_whole_the_low_byte_is_left(book: Book) -> None:
    orange = {"red": 236, "green": 161, "blue": 51}
    cell = {"userEnteredFormat": {"backgroundColor": orange}}
    book.batch({"repeatCell": {"range": {"endRowIndex": 1, "endColumnIndex": 1}, "cell": cell, "fields": "*"}})
    blue = book.cell("A1", "userEnteredFormat.backgroundColor")["userEnteredFormat"]["backgroundColor"]
    assert {name: round(share * 255) for name, share in blue.items()} == {"red": 20, "green": 95, "blue": 205}
    assert book.world.call("GET", f"{DRIVE}/{book.id}/export", mimeType=XLSX).status_code == 200


def test_a_whole_float_too_large_for_an_integer_is_kept(book: Book) -> None:
    colour = {"properties": {"tabColor": {"alpha": 1e22}}, "fields": "tabColor"}
    book.batch({"updateSheetProperties": colour})
    assert book.get()["sheets"][0]["properties"]["tabColor"]["alpha"] == 1e22


@pytest.mark.parametrize(
    "query",
    [
        "(" * 5000,
        "not " * 5000 + "name = 'a'",
        "(" * 40 + "name = 'a'" + ")" * 40,
        "name = 'a'" + " and name = 'a' or name = 'b'" * 60,
        " and ".join(["name = 'a'"] * 2000),
        "modifiedTime > '9999-12-31T23:59:59-14:00'",
        "modifiedTime > '0001-01-01T00:00:00+14:00'",
    ],
)
def test_a_search_that_is_too_long_or_too_deep_is_refused(world: World, query: str) -> None:
    reply = world.call("GET", DRIVE, q=query)
    assert (reply.status_code, reply.json()["error"]["errors"][0]["location"]) == (400, "q")


@pytest.mark.parametrize("word", ["and", "or"])
def test_a_search_may_name_hundreds_of_things(world: World, book: Book, word: str) -> None:
    query = f" {word} ".join(["name = 'Sổ chấm điểm'"] * 400)
    assert [file["id"] for file in world.call("GET", DRIVE, q=query).json()["files"]] == [book.id]


def test_and_and_or_are_still_taken_from_left_to_right(world: World, book: Book) -> None:
    true, false = "name contains 'sổ'", "name = 'nobody'"
    for query, found in (
        (f"{true} or {true} and {false}", False),
        (f"{false} and {true} or {true}", True),
        (f"{true} or ({true} and {false})", True),
        (f"not {false} and {false} or {true} and {false}", False),
    ):
        files = world.call("GET", DRIVE, q=query).json()["files"]
        assert files == [] or files[0]["id"] == book.id
        assert bool(files) == found, query


@pytest.mark.parametrize("text", ["²", "٣", "1_0", " 5", "9" * 5000, "-1", "1e1"])
def test_a_count_is_written_in_plain_digits(world: World, book: Book, text: str) -> None:
    pages = (DRIVE, DRIVES, f"{DRIVE}/{book.id}/comments", f"{DRIVE}/{book.id}/permissions")
    for url in pages:
        assert world.call("GET", url, pageSize=text, fields="*").status_code == 400
    assert world.call("GET", CHANGES, pageToken=text).status_code == 400
    assert world.call("GET", f"{DRIVE}/generateIds", count=text).status_code == 400
    reply = world.call("POST", f"{book.url}/sheets/{text}:copyTo", {"destinationSpreadsheetId": book.id})
    assert reply.status_code in (400, 404)


def test_a_mask_that_does_not_fit_is_refused_before_anything_is_done_to_drive(world: World, book: Book) -> None:
    made = world.call("POST", DRIVES, {"name": "một"}, "head@example.org", requestId="1").json()
    file, drive = f"{DRIVE}/{book.id}", f"{DRIVES}/{made['id']}"
    before = world.store.files()
    for method, url, body in (
        ("POST", DRIVE, {"name": "x"}),
        ("PATCH", file, {"name": "x"}),
        ("POST", f"{file}/copy", {"name": "x"}),
        ("POST", f"{file}/permissions", {"type": "anyone", "role": "reader"}),
        ("POST", f"{file}/comments", {"content": "x"}),
        ("POST", f"{DRIVES}?requestId=2", {"name": "hai"}),
        ("PATCH", drive, {"name": "x"}),
        ("POST", f"{drive}/hide", None),
        ("GET", DRIVES, None),
        ("GET", drive, None),
    ):
        reply = world.call(method, url, body, "head@example.org" if url.startswith(DRIVES) else None, fields="nope")
        assert (reply.status_code, reply.json()["error"]["message"]) == (400, "Invalid field selection nope")
    assert world.store.files() == before


def test_null_for_the_name_or_the_type_of_a_file_gives_none(world: World, book: Book) -> None:
    made = world.call("POST", DRIVE, {"name": None, "mimeType": None}).json()
    assert (made["name"], made["mimeType"]) == ("Untitled", "application/octet-stream")
    kept = world.call("PATCH", f"{DRIVE}/{book.id}", {"name": None, "description": "x"}, fields="name,description")
    assert kept.json() == {"name": "Sổ chấm điểm", "description": "x"}


def test_a_header_may_be_given_in_bytes(world: World, book: Book) -> None:
    headers: Any = {"Authorization": b"Bearer owner@example.com"}
    assert world.session.get(book.url, headers=headers).status_code == 200


@pytest.mark.parametrize("sent", ["[" * 100_000, '{"a":' * 50_000, '{"requests": NaN}', '{"requests": "\\ud800"}'])
def test_a_body_that_is_no_json_is_refused(world: World, book: Book, sent: str) -> None:
    reply = world.session.post(f"{book.url}:batchUpdate", data=sent.encode())
    assert reply.status_code == 400
    assert json.loads(reply.content)["error"]["status"] == "INVALID_ARGUMENT"
