"""Drive: files found, renamed, copied, trashed, exported, shared."""

import csv
import io
from typing import Any

import gspread
import pytest

from .world import DRIVE, NOW, Book, World

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"


def _names(world: World, query: str = "", **params: Any) -> list[str]:
    reply = world.call("GET", DRIVE, q=query, **params)
    assert reply.status_code == 200, reply.text
    return sorted(file["name"] for file in reply.json()["files"])


def _folder(world: World, name: str) -> str:
    return str(world.call("POST", DRIVE, {"name": name, "mimeType": FOLDER}).json()["id"])


def test_a_query_picks_by_name_kind_place_and_trash(world: World) -> None:
    folder = _folder(world, "Đợt 2026")
    inside = world.client().create("Phường 1", folder_id=folder)
    world.client().create("it's \\ here")
    assert _names(world, "name = 'Phường 1'") == ["Phường 1"]
    assert _names(world, r"name = 'it\'s \\ here'") == ["it's \\ here"]
    assert _names(world, f"'{folder}' in parents and mimeType = '{SPREADSHEET}'") == ["Phường 1"]
    assert _names(world, f"mimeType != '{SPREADSHEET}' or name contains 'phường'") == ["Phường 1", "Đợt 2026"]
    world.call("PATCH", f"{DRIVE}/{inside.id}", {"trashed": True})
    assert _names(world, "trashed = true") == ["Phường 1"]
    assert _names(world, "not trashed=true and (name='x' or mimeType = 'nope')") == []


def test_a_query_that_cannot_be_read_is_refused_in_drives_shape(world: World) -> None:
    for query in ("name = ", "frob = 'x'", "name = 'x' and", "name ? 'x'"):
        reply = world.call("GET", DRIVE, q=query)
        error = reply.json()["error"]
        assert (reply.status_code, error["message"], error["errors"][0]["location"]) == (400, "Invalid Value", "q")


def test_pages_cover_all_files_once(world: World) -> None:
    for number in range(5):
        world.client().create(f"book {number}")
    names, token = [], ""
    for _ in range(3):
        page = world.call("GET", DRIVE, pageSize=2, pageToken=token, fields="nextPageToken,files(name)").json()
        names += [file["name"] for file in page["files"]]
        token = page.get("nextPageToken", "")
    assert sorted(names) == [f"book {number}" for number in range(5)]
    assert token == ""
    assert len(world.client().list_spreadsheet_files()) == 5


def test_a_file_shows_its_version_owner_and_what_the_caller_may(book: Book) -> None:
    def shown() -> Any:
        fields = "name,version,createdTime,owners(emailAddress,me),capabilities(canEdit)"
        return book.world.call("GET", f"{DRIVE}/{book.id}", fields=fields).json()

    first = shown()
    assert first["owners"] == [{"emailAddress": "owner@example.com", "me": True}]
    assert first["capabilities"] == {"canEdit": True}
    assert first["createdTime"] == NOW.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    book.write("A1", ["x"])
    assert int(shown()["version"]) > int(first["version"])


def test_name_and_title_are_one(book: Book) -> None:
    book.gspread.update_title("mới")
    assert _names(book.world) == ["mới"]
    book.world.call("PATCH", f"{DRIVE}/{book.id}", {"name": "mới hơn"})
    assert book.get()["properties"]["title"] == "mới hơn"


def test_properties_are_kept_merged_and_taken_away_by_null(book: Book) -> None:
    def shown(file_id: str) -> Any:
        reply = book.world.call("GET", f"{DRIVE}/{file_id}", fields="appProperties,properties").json()
        return reply.get("appProperties"), reply.get("properties")

    given = {"name": "x", "mimeType": SPREADSHEET, "appProperties": {"a": "1", "b": "2", "no": None}}
    made = book.world.call("POST", DRIVE, given).json()["id"]
    assert shown(made) == ({"a": "1", "b": "2"}, None)
    listed = book.world.call("GET", DRIVE, fields="files(id,appProperties)").json()["files"]
    assert {file["id"]: file.get("appProperties") for file in listed} == {made: {"a": "1", "b": "2"}, book.id: None}

    changes = {"appProperties": {"b": "3", "a": None, "c": "4"}, "properties": {"seen": "by all"}}
    book.world.call("PATCH", f"{DRIVE}/{made}", changes)
    book.world.call("PATCH", f"{DRIVE}/{made}", {"name": "y"})
    assert shown(made) == ({"b": "3", "c": "4"}, {"seen": "by all"})

    copied = book.world.call("POST", f"{DRIVE}/{made}/copy", {"appProperties": {"c": None}}).json()["id"]
    assert shown(copied) == ({"b": "3"}, {"seen": "by all"})
    assert shown(made) == ({"b": "3", "c": "4"}, {"seen": "by all"})


def test_a_copy_is_separate_from_its_original(book: Book) -> None:
    book.write("A1", ["x"])
    copy = book.world.client().copy(book.id, title="bản sao")
    copy.sheet1.update([["y"]], "A1")
    assert book.shown("A1") == [["x"]]
    assert copy.sheet1.acell("A1").value == "y"


def test_a_deleted_file_is_gone_for_both_apis(book: Book) -> None:
    book.world.client().del_spreadsheet(book.id)
    sheets = book.world.call("GET", book.url)
    drive = book.world.call("GET", f"{DRIVE}/{book.id}")
    assert sheets.json() == {
        "error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    }
    message = f"File not found: {book.id}."
    assert drive.json() == {
        "error": {
            "code": 404,
            "message": message,
            "errors": [
                {
                    "domain": "global",
                    "reason": "notFound",
                    "message": message,
                    "locationType": "parameter",
                    "location": "fileId",
                }
            ],
        }
    }


def test_export_gives_csv_and_refuses_pdf(book: Book) -> None:
    book.write("A1", ["a,b", "c"], ["=1+1"])
    exported = book.gspread.export(gspread.utils.ExportFormat.CSV)
    assert list(csv.reader(io.StringIO(exported.decode()))) == [["a,b", "c"], ["2", ""]]
    with pytest.raises(gspread.exceptions.APIError) as caught:
        book.gspread.export(gspread.utils.ExportFormat.PDF)
    assert caught.value.code == 400


def test_comments_are_none(book: Book) -> None:
    reply = book.world.call("GET", f"{DRIVE}/{book.id}/comments", fields="comments").json()
    assert reply == {"comments": []}
    assert book.world.call("GET", f"{DRIVE}/{book.id}/comments").status_code == 400


def test_permissions_come_and_go_through_gspread(book: Book) -> None:
    book.gspread.share("ward@example.com", perm_type="user", role="writer")
    listed = {item["emailAddress"]: item for item in book.gspread.list_permissions()}
    assert {address: item["role"] for address, item in listed.items()} == {
        "owner@example.com": "owner",
        "ward@example.com": "writer",
    }
    book.gspread.remove_permissions("ward@example.com")
    assert len(book.gspread.list_permissions()) == 1
    owner = f"{DRIVE}/{book.id}/permissions/{listed['owner@example.com']['id']}"
    assert book.world.call("DELETE", owner).status_code == 403


def test_an_unknown_drive_field_is_refused(world: World) -> None:
    reply = world.call("GET", DRIVE, fields="files(nope)")
    assert reply.status_code == 400
    assert "Invalid field selection" in reply.json()["error"]["message"]


def test_an_unknown_address_is_a_404_page(world: World) -> None:
    reply = world.call("GET", "https://sheets.googleapis.com/v5/nothing")
    assert (reply.status_code, reply.headers["Content-Type"]) == (404, "text/html; charset=UTF-8")
