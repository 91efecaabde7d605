"""Uploads: whole, with metadata, or in pieces; kept as bytes, or made a spreadsheet of."""

import base64
import hashlib
import json
from typing import Any

import pytest
import requests

from .world import DRIVE, SHEETS, WARD, Book, World

UPLOAD = "https://www.googleapis.com/upload/drive/v3/files"
UPLOAD_V2 = "https://www.googleapis.com/upload/drive/v2/files"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 256 * 1024
TABLE = 'Tiêu chí,Điểm\r\n"a,b",1.5\r\nx,=B2*2\r\n'


def _send(
    world: World, where: str, data: bytes, kind: str, *, caller: str | None = None, **params: Any
) -> requests.Response:
    session = world.session_of(caller) if caller else world.session
    method, url = where.split()
    return session.request(method, url, data=data, headers={"Content-Type": kind}, params=params)


def _multipart(metadata: dict[str, Any], content: bytes, kind: str, *, end: str = "\r\n", extra: str = "") -> bytes:
    head = f"--b0{end}Content-Type: application/json; charset=UTF-8{end}{end}{json.dumps(metadata)}{end}"
    second = f"--b0{end}Content-Type: {kind}{end}{extra}{end}"
    return (head + second).encode() + content + f"{end}--b0--{end}".encode()


def _values(world: World, file_id: str, option: str = "UNFORMATTED_VALUE") -> Any:
    tab = world.call("GET", f"{SHEETS}/{file_id}").json()["sheets"][0]["properties"]["title"]
    return world.call("GET", f"{SHEETS}/{file_id}/values/{tab}", valueRenderOption=option).json().get("values", [])


def _begun(world: World, metadata: dict[str, Any], kind: str, method: str = "POST", url: str = UPLOAD) -> str:
    reply = world.session.request(
        method, url, json=metadata, headers={"X-Upload-Content-Type": kind}, params={"uploadType": "resumable"}
    )
    assert reply.status_code == 200, reply.text
    return reply.headers["Location"]


def _piece(world: World, place: str, data: bytes, said: str) -> requests.Response:
    return world.session.put(place, data=data, headers={"Content-Range": said}, allow_redirects=False)


def test_bytes_are_kept_and_come_back_as_they_were(world: World) -> None:
    content = bytes(range(256)) * 3
    made = _send(world, f"POST {UPLOAD}", content, "image/png", uploadType="media").json()
    assert made == {"kind": "drive#file", "id": made["id"], "name": "Untitled", "mimeType": "image/png"}
    back = world.call("GET", f"{DRIVE}/{made['id']}", alt="media")
    assert (back.content, back.headers["Content-Type"]) == (content, "image/png")
    fields = "size,md5Checksum,quotaBytesUsed,fileExtension,originalFilename,webContentLink"
    shown = world.call("GET", f"{DRIVE}/{made['id']}", fields=fields).json()
    assert shown["size"] == shown["quotaBytesUsed"] == "768"
    assert shown["md5Checksum"] == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert world.call("GET", f"{SHEETS}/{made['id']}").status_code == 404


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_metadata_and_content_come_together(world: World, end: str) -> None:
    content = b"\r\nline\n\n\x00--b1\r\n"
    body = _multipart({"name": "a.tar.gz", "appProperties": {"k": "v"}}, content, "application/gzip", end=end)
    made = _send(world, f"POST {UPLOAD}", body, "multipart/related; boundary=b0", uploadType="multipart").json()
    fields = "name,mimeType,appProperties,fileExtension,fullFileExtension"
    assert world.call("GET", f"{DRIVE}/{made['id']}", fields=fields).json() == {
        "name": "a.tar.gz",
        "mimeType": "application/gzip",
        "appProperties": {"k": "v"},
        "fileExtension": "gz",
        "fullFileExtension": "tar.gz",
    }
    assert world.call("GET", f"{DRIVE}/{made['id']}", alt="media").content == content


def test_content_may_be_written_in_base64(world: World) -> None:
    extra = "Content-Transfer-Encoding: base64\r\n"
    body = _multipart({"name": "x"}, base64.b64encode(b"\x00\xff"), "image/png", extra=extra)
    made = _send(world, f"POST {UPLOAD}", body, 'multipart/related; boundary="b0"', uploadType="multipart").json()
    assert world.call("GET", f"{DRIVE}/{made['id']}", alt="media").content == b"\x00\xff"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/csv", TABLE.encode()),
        ("text/csv; charset=utf-8", b"\xef\xbb\xbf" + TABLE.encode()),
        ("text/csv; charset=utf-16", TABLE.encode("utf-16")),
        ("text/tab-separated-values", TABLE.replace('"a,b"', "a;b").replace(",", "\t").replace(";", ",").encode()),
    ],
)
def test_a_table_becomes_a_spreadsheet_if_that_is_asked_for(world: World, kind: str, content: bytes) -> None:
    body = _multipart({"name": "Bảng", "mimeType": SPREADSHEET}, content, kind)
    made = _send(world, f"POST {UPLOAD}", body, "multipart/related; boundary=b0", uploadType="multipart").json()
    assert made["mimeType"] == SPREADSHEET
    assert _values(world, made["id"]) == [["Tiêu chí", "Điểm"], ["a,b", 1.5], ["x", 3]]
    assert _values(world, made["id"], "FORMULA")[2] == ["x", "=B2*2"]
    assert world.call("GET", f"{SHEETS}/{made['id']}").json()["properties"]["title"] == "Bảng"


def test_a_table_without_that_wish_stays_a_file(world: World) -> None:
    made = _send(world, f"POST {UPLOAD}", TABLE.encode(), "text/csv", uploadType="media").json()
    assert made["mimeType"] == "text/csv"
    assert world.call("GET", f"{DRIVE}/{made['id']}", alt="media").content == TABLE.encode()


def test_a_table_sent_to_a_spreadsheet_takes_the_place_of_its_content(book: Book) -> None:
    book.gspread.add_worksheet("second", 5, 5)
    reply = _send(book.world, f"PATCH {UPLOAD}/{book.id}", b"1,2\n3,4", "text/csv", uploadType="media")
    assert reply.status_code == 200, reply.text
    assert [sheet["properties"]["title"] for sheet in book.get()["sheets"]] == ["Sổ chấm điểm"]
    assert _values(book.world, book.id) == [[1, 2], [3, 4]]
    body = _multipart({"name": "mới"}, b"5", "text/csv")
    _send(book.world, f"PATCH {UPLOAD}/{book.id}", body, "multipart/related; boundary=b0", uploadType="multipart")
    assert (book.get()["properties"]["title"], _values(book.world, book.id)) == ("mới", [[5]])


def test_new_bytes_take_the_place_of_old_ones(world: World) -> None:
    made = _send(world, f"POST {UPLOAD}", b"old", "text/plain", uploadType="media").json()["id"]
    first = world.call("GET", f"{DRIVE}/{made}", fields="version,headRevisionId").json()
    _send(world, f"PATCH {UPLOAD}/{made}", b"new", "text/plain", uploadType="media")
    second = world.call("GET", f"{DRIVE}/{made}", fields="version,headRevisionId").json()
    assert world.call("GET", f"{DRIVE}/{made}", alt="media").content == b"new"
    assert int(second["version"]) > int(first["version"])
    assert second["headRevisionId"] != first["headRevisionId"]


def test_gspread_imports_a_csv_and_is_answered_in_the_words_of_v2(book: Book) -> None:
    book.world.client().import_csv(book.id, b"1,2\n3,8.5")
    assert _values(book.world, book.id) == [[1, 2], [3, 8.5]]
    shown = _send(book.world, f"PUT {UPLOAD_V2}/{book.id}", b"1", "text/csv", convert="true").json()
    assert shown["title"] == "Sổ chấm điểm"
    assert shown["labels"] == {"viewed": True, "restricted": False, "starred": False, "hidden": False, "trashed": False}
    assert shown["ownerNames"] == ["owner"]
    assert shown["parents"][0]["isRoot"] is True
    assert shown["fileSize"] == "1024"


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [("application/pdf", b"%PDF", 400), ("text/csv", b"\xff\xfe\xfa", 400), ("text/csv; charset=klingon", b"1", 400)],
)
def test_what_cannot_be_converted_is_refused_and_nothing_is_made(
    world: World, kind: str, content: bytes, code: int
) -> None:
    body = _multipart({"name": "x", "mimeType": SPREADSHEET}, content, kind)
    reply = _send(world, f"POST {UPLOAD}", body, "multipart/related; boundary=b0", uploadType="multipart")
    assert (reply.status_code, reply.json()["error"]["errors"][0]["reason"]) == (code, "badRequest")
    assert world.call("GET", DRIVE).json()["files"] == []


def test_an_upload_that_makes_no_sense_is_refused(book: Book) -> None:
    world = book.world
    folder = world.call("POST", DRIVE, {"name": "f", "mimeType": FOLDER}).json()["id"]
    related = "multipart/related; boundary=b0"
    for method, url, data, kind, params in (
        ("POST", UPLOAD, b"x", "text/plain", {}),
        ("POST", UPLOAD, b"x", "text/plain", {"uploadType": "carrier-pigeon"}),
        ("POST", UPLOAD, b"x", "multipart/related", {"uploadType": "multipart"}),
        ("POST", UPLOAD, b"--b0\r\nno parts", related, {"uploadType": "multipart"}),
        ("PATCH", f"{UPLOAD}/{folder}", b"x", "text/plain", {"uploadType": "media"}),
        ("PUT", f"{UPLOAD_V2}/{book.id}", b"1", "text/csv", {}),
    ):
        assert _send(world, f"{method} {url}", data, kind, **params).status_code == 400
    missing = _send(world, f"PATCH {UPLOAD}/nope", b"x", "text/plain", uploadType="media")
    assert missing.status_code == 404


def test_a_reader_uploads_nothing(book: Book) -> None:
    book.gspread.share(WARD, perm_type="user", role="reader")
    reply = _send(book.world, f"PATCH {UPLOAD}/{book.id}", b"1", "text/csv", caller=WARD, uploadType="media")
    assert reply.status_code == 403
    assert _values(book.world, book.id) == []


def test_an_upload_in_one_piece_after_its_metadata(world: World) -> None:
    place = _begun(world, {"name": "table", "mimeType": SPREADSHEET}, "text/csv")
    assert world.call("GET", DRIVE).json()["files"] == []
    made = world.session.put(place, data=b"1,2").json()
    assert _values(world, made["id"]) == [[1, 2]]


def test_an_upload_in_pieces_is_made_with_the_last(world: World) -> None:
    content = bytes(range(256)) * 2500
    place = _begun(world, {"name": "big"}, "image/png")
    total = len(content)
    asked = _piece(world, place, b"", f"bytes */{total}")
    assert (asked.status_code, "Range" in asked.headers) == (308, False)
    first = _piece(world, place, content[:PIECE], f"bytes 0-{PIECE - 1}/{total}")
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{PIECE - 1}")
    second = _piece(world, place, content[PIECE : 2 * PIECE], f"bytes {PIECE}-{2 * PIECE - 1}/*")
    assert second.headers["Range"] == f"bytes=0-{2 * PIECE - 1}"
    assert _piece(world, place, b"", f"bytes */{total}").headers["Range"] == f"bytes=0-{2 * PIECE - 1}"
    last = _piece(world, place, content[2 * PIECE :], f"bytes {2 * PIECE}-{total - 1}/{total}")
    assert last.status_code == 200
    assert world.call("GET", f"{DRIVE}/{last.json()['id']}", alt="media").content == content
    again = _piece(world, place, content[2 * PIECE :], f"bytes {2 * PIECE}-{total - 1}/{total}")
    assert again.json() == last.json()
    assert len(world.call("GET", DRIVE).json()["files"]) == 1


def test_pieces_that_do_not_fit_are_refused_and_lose_nothing(world: World) -> None:
    place = _begun(world, {"name": "big"}, "image/png")
    total = PIECE + 10
    for data, said in (
        (b"x" * 10, f"bytes 0-9/{total}"),
        (b"x" * PIECE, f"bytes 10-{PIECE + 9}/{total}"),
        (b"x" * 5, f"bytes 0-9/{total}"),
        (b"x", "bytes first"),
    ):
        assert _piece(world, place, data, said).status_code == 400
    assert _piece(world, place, b"x" * PIECE, f"bytes 0-{PIECE - 1}/{total}").status_code == 308
    assert _piece(world, place, b"y" * 10, f"bytes {PIECE}-{total - 1}/{total}").json()["name"] == "big"


def test_an_upload_in_pieces_changes_a_file_that_is_there(book: Book) -> None:
    place = _begun(book.world, {"name": "mới"}, "text/csv", "PATCH", f"{UPLOAD}/{book.id}")
    assert book.get()["properties"]["title"] == "Sổ chấm điểm"
    assert _piece(book.world, place, b"7", "bytes 0-0/1").json()["name"] == "mới"
    assert _values(book.world, book.id) == [[7]]


def test_nobody_else_goes_on_with_an_upload(world: World) -> None:
    place = _begun(world, {"name": "x"}, "image/png")
    assert world.session_of(WARD).put(place, data=b"x").status_code == 404
    assert world.session.put(place.replace("upload_id=", "upload_id=0"), data=b"x").status_code == 404
