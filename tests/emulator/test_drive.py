"""Drive: files found, renamed, copied, trashed, exported, shared."""

import csv
import io
from typing import Any

import gspread
import pytest
import requests

from .world import CLERK, DRIVE, NOW, SHEETS, WARD, Book, World

ABOUT = "https://www.googleapis.com/drive/v3/about"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"


def _names(world: World, query: str = "", **params: Any) -> list[str]:
    reply = world.call("GET", DRIVE, q=query, **params)
    assert reply.status_code == 200, reply.text
    return sorted(file["name"] for file in reply.json()["files"])


def _folder(world: World, name: str, *parents: str) -> str:
    body = {"name": name, "mimeType": FOLDER, **({"parents": list(parents)} if parents else {})}
    return str(world.call("POST", DRIVE, body).json()["id"])


def _shown(world: World, file_id: str, fields: str, caller: str | None = None) -> Any:
    reply = world.call("GET", f"{DRIVE}/{file_id}", caller=caller, fields=fields)
    assert reply.status_code == 200, reply.text
    return reply.json()


def _refusal(reply: requests.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["errors"][0]["reason"]


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


def test_every_field_that_can_be_known_of_a_new_spreadsheet_is_there(book: Book) -> None:
    shown = _shown(book.world, book.id, "*")
    now = NOW.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    expected = {
        "kind": "drive#file",
        "id": book.id,
        "name": "Sổ chấm điểm",
        "mimeType": SPREADSHEET,
        "starred": False,
        "trashed": False,
        "explicitlyTrashed": False,
        "spaces": ["drive"],
        "createdTime": now,
        "modifiedTime": now,
        "modifiedByMe": True,
        "modifiedByMeTime": now,
        "viewedByMe": True,
        "viewedByMeTime": now,
        "shared": False,
        "ownedByMe": True,
        "size": "1024",
        "quotaBytesUsed": "1024",
        "viewersCanCopyContent": True,
        "copyRequiresWriterPermission": False,
        "writersCanShare": True,
        "isAppAuthorized": True,
        "hasThumbnail": False,
        "thumbnailVersion": "0",
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{book.id}/edit?usp=drivesdk",
    }
    assert expected.items() <= shown.items()
    assert shown["lastModifyingUser"]["emailAddress"] == shown["owners"][0]["emailAddress"] == "owner@example.com"
    assert shown["permissionIds"] == [item["id"] for item in shown["permissions"]]
    assert shown["exportLinks"]["text/csv"].endswith(f"id={book.id}&exportFormat=csv")
    assert not shown.keys() & {"md5Checksum", "headRevisionId", "driveId", "sharingUser", "contentRestrictions"}


def test_capabilities_follow_the_role(book: Book) -> None:
    book.gspread.share(WARD, perm_type="user", role="writer", notify=False)
    book.gspread.share(CLERK, perm_type="user", role="reader", notify=False)
    names = ("canEdit", "canRename", "canTrash", "canDelete", "canCopy", "canDownload", "canShare")
    fields = f"capabilities({','.join(names)})"
    can = {
        who: [name for name, may in _shown(book.world, book.id, fields, who)["capabilities"].items() if may]
        for who in (None, WARD, CLERK)
    }
    assert set(can[None]) == set(names)
    assert set(can[WARD]) == {"canEdit", "canRename", "canCopy", "canDownload", "canShare"}
    assert set(can[CLERK]) == {"canCopy", "canDownload"}
    assert "permissions" not in _shown(book.world, book.id, "*", CLERK)


def test_what_only_google_writes_cannot_be_written(book: Book) -> None:
    url = f"{DRIVE}/{book.id}"
    bodies: list[Any] = [{"version": "9"}, {"owners": []}, {"id": "x"}, {"createdTime": "2020-01-01T00:00:00Z"}]
    for body in bodies:
        assert _refusal(book.world.call("PATCH", url, body)) == (403, "fieldNotWritable")
    assert _refusal(book.world.call("PATCH", url, {"parents": ["root"]})) == (403, "fieldNotWritable")
    assert _refusal(book.world.call("PATCH", url, {"mimeType": "text/csv"})) == (400, "badRequest")
    assert _refusal(book.world.call("POST", DRIVE, {"name": "x", "size": "1"})) == (403, "fieldNotWritable")
    assert _refusal(book.world.call("PATCH", url, {"modifiedTime": "soon"})) == (400, "invalid")


def test_fields_can_be_set_cleared_and_dated(book: Book) -> None:
    url = f"{DRIVE}/{book.id}"
    book.world.call("PATCH", url, {"description": "x", "copyRequiresWriterPermission": True})
    book.world.call("PATCH", url, {"modifiedTime": "2020-02-01T07:00:00+07:00"})
    fields = "description,modifiedTime,viewersCanCopyContent"
    assert _shown(book.world, book.id, fields) == {
        "description": "x",
        "modifiedTime": "2020-02-01T00:00:00.000Z",
        "viewersCanCopyContent": False,
    }
    book.world.call("PATCH", url, {"description": None, "copyRequiresWriterPermission": False})
    assert _shown(book.world, book.id, "description,copyRequiresWriterPermission") == {
        "copyRequiresWriterPermission": False
    }


def test_a_file_lies_in_one_folder_and_moves_to_another(world: World) -> None:
    first, second = _folder(world, "first"), _folder(world, "second")
    inside = world.client().create("book", folder_id=first).id
    url = f"{DRIVE}/{inside}"
    assert _refusal(world.call("PATCH", url, {}, addParents=second)) == (403, "cannotAddParent")
    assert world.call("PATCH", url, {}, addParents=second, removeParents=first).status_code == 200
    assert _shown(world, inside, "parents") == {"parents": [second]}
    assert _names(world, f"'{first}' in parents") == []
    world.call("PATCH", url, {}, removeParents=second)
    top = _shown(world, "root", "id,name,mimeType,parents")
    assert top == {"id": top["id"], "name": "My Drive", "mimeType": FOLDER}
    assert _shown(world, inside, "parents") == {"parents": [top["id"]]}
    assert "book" in _names(world, f"'{top['id']}' in parents")
    assert _refusal(world.call("PATCH", url, {}, addParents="nope", removeParents="root")) == (404, "notFound")


def test_a_file_goes_into_folders_only_and_only_where_one_may_write(world: World) -> None:
    folder, book = _folder(world, "f"), world.client().create("b").id

    def made_in(*parents: str, caller: str | None = None) -> tuple[int, str]:
        return _refusal(world.call("POST", DRIVE, {"name": "x", "parents": list(parents)}, caller))

    assert made_in(book) == (403, "parentNotAFolder")
    assert made_in("nope") == (404, "notFound")
    assert made_in(folder, "root") == (403, "cannotAddParent")
    world.call("POST", f"{DRIVE}/{folder}/permissions", {"type": "user", "role": "reader", "emailAddress": WARD})
    assert made_in(folder, caller=WARD) == (403, "insufficientParentPermissions")
    assert made_in(folder, caller=CLERK) == (404, "notFound")


def test_a_folder_does_not_go_into_itself(world: World) -> None:
    outer = _folder(world, "outer")
    inner = _folder(world, "inner", outer)
    for place in (outer, inner):
        reply = world.call("PATCH", f"{DRIVE}/{outer}", {}, addParents=place, removeParents="root")
        assert reply.status_code == 403
    assert _shown(world, inner, "parents") == {"parents": [outer]}


def test_a_folder_takes_what_lies_in_it_into_the_trash_and_back(world: World) -> None:
    outer = _folder(world, "outer")
    inner = _folder(world, "inner", outer)
    deep, own = (world.client().create(name, folder_id=inner).id for name in ("deep", "own"))
    world.call("PATCH", f"{DRIVE}/{own}", {"trashed": True})
    world.call("PATCH", f"{DRIVE}/{outer}", {"trashed": True})
    trash = "trashed,explicitlyTrashed"
    assert _shown(world, outer, trash) == {"trashed": True, "explicitlyTrashed": True}
    assert _shown(world, deep, trash) == {"trashed": True, "explicitlyTrashed": False}
    world.call("PATCH", f"{DRIVE}/{outer}", {"trashed": False})
    assert _names(world, "trashed = true") == ["own"]


def test_only_the_owner_trashes_and_deletes(book: Book) -> None:
    book.gspread.share(WARD, perm_type="user", role="writer", notify=False)
    url = f"{DRIVE}/{book.id}"
    assert _refusal(book.world.call("PATCH", url, {"trashed": True}, WARD)) == (403, "insufficientFilePermissions")
    assert _refusal(book.world.call("DELETE", url, caller=WARD)) == (403, "insufficientFilePermissions")
    assert book.world.call("PATCH", url, {"name": "hers"}, WARD).status_code == 200
    assert _shown(book.world, book.id, "lastModifyingUser/emailAddress") == {
        "lastModifyingUser": {"emailAddress": WARD}
    }


def test_a_deleted_folder_takes_along_what_its_owner_owns(world: World) -> None:
    folder = _folder(world, "f")
    mine = world.client().create("mine", folder_id=folder).id
    world.call("POST", f"{DRIVE}/{folder}/permissions", {"type": "user", "role": "writer", "emailAddress": WARD})
    hers = world.call("POST", DRIVE, {"name": "hers", "parents": [folder]}, WARD).json()["id"]
    assert world.call("DELETE", f"{DRIVE}/{folder}").status_code == 204
    assert world.call("GET", f"{DRIVE}/{mine}").status_code == 404
    top = _shown(world, "root", "id", WARD)["id"]
    assert _shown(world, hers, "name,parents", WARD) == {"name": "hers", "parents": [top]}


def test_the_trash_is_emptied_of_my_own_files(world: World) -> None:
    gone, kept = world.client().create("gone").id, world.client().create("kept").id
    hers = world.call("POST", DRIVE, {"name": "hers"}, WARD).json()["id"]
    world.call("PATCH", f"{DRIVE}/{gone}", {"trashed": True})
    world.call("PATCH", f"{DRIVE}/{hers}", {"trashed": True}, WARD)
    assert world.call("DELETE", f"{DRIVE}/trash").status_code == 204
    assert world.call("GET", f"{DRIVE}/{gone}").status_code == 404
    assert _shown(world, kept, "trashed") == {"trashed": False}
    assert _shown(world, hers, "trashed", WARD) == {"trashed": True}


def test_ids_are_handed_out_and_each_makes_one_file(world: World) -> None:
    given = world.call("GET", f"{DRIVE}/generateIds", count=3).json()
    assert (given["kind"], given["space"], len(set(given["ids"]))) == ("drive#generatedIds", "drive", 3)
    body = {"id": given["ids"][0], "name": "x", "mimeType": SPREADSHEET}
    assert world.call("POST", DRIVE, body).json()["id"] == given["ids"][0]
    assert _refusal(world.call("POST", DRIVE, body)) == (409, "fileIdInUse")
    assert _refusal(world.call("POST", DRIVE, {**body, "id": "made-up"})) == (400, "invalid")
    assert _refusal(world.call("GET", f"{DRIVE}/generateIds", count=1001)) == (400, "invalidParameter")


def test_a_locked_file_is_read_and_not_written_by_anybody(book: Book) -> None:
    book.gspread.share(WARD, perm_type="user", role="writer", notify=False)
    url = f"{DRIVE}/{book.id}"
    lock = {"contentRestrictions": [{"readOnly": True, "reason": "chốt điểm"}]}
    assert book.world.call("PATCH", url, lock, WARD).status_code == 200
    held = _shown(book.world, book.id, "contentRestrictions,capabilities(canEdit,canModifyContent)")
    assert held["capabilities"] == {"canEdit": False, "canModifyContent": False}
    assert held["contentRestrictions"][0]["reason"] == "chốt điểm"
    assert held["contentRestrictions"][0]["restrictingUser"]["emailAddress"] == WARD
    add = {"addSheet": {"properties": {"title": "x"}}}
    assert book.try_batch(add).status_code == 403
    values = {"values": [["x"]]}
    put = book.world.call("PUT", f"{book.url}/values/A1", values, valueInputOption="RAW")
    assert (put.status_code, put.json()["error"]["message"]) == (403, "The caller does not have permission")
    assert book.world.call("PATCH", url, {"name": "x"}).status_code == 403
    assert book.shown("A1") == []
    book.world.call("PATCH", url, {"contentRestrictions": [{"readOnly": False}]}, WARD)
    book.batch(add)
    assert "contentRestrictions" not in _shown(book.world, book.id, "*")


def test_a_lock_for_the_owner_is_lifted_by_the_owner(book: Book) -> None:
    book.gspread.share(WARD, perm_type="user", role="writer", notify=False)
    url, free = f"{DRIVE}/{book.id}", {"contentRestrictions": [{"readOnly": False}]}
    lock = {"contentRestrictions": [{"readOnly": True, "ownerRestricted": True}]}
    assert _refusal(book.world.call("PATCH", url, lock, WARD)) == (403, "insufficientFilePermissions")
    assert book.world.call("PATCH", url, lock).status_code == 200
    assert _refusal(book.world.call("PATCH", url, free, WARD)) == (403, "insufficientFilePermissions")
    assert book.world.call("PATCH", url, free).status_code == 200


def test_what_readers_may_not_take_with_them_they_cannot(book: Book) -> None:
    book.gspread.share(CLERK, perm_type="user", role="reader", notify=False)
    url = f"{DRIVE}/{book.id}"
    assert book.world.call("POST", f"{url}/copy", {}, CLERK).status_code == 200
    book.world.call("PATCH", url, {"copyRequiresWriterPermission": True})
    assert _refusal(book.world.call("POST", f"{url}/copy", {}, CLERK)) == (403, "cannotCopyFile")
    exported = book.world.call("GET", f"{url}/export", caller=CLERK, mimeType="text/csv")
    assert _refusal(exported) == (403, "cannotExportFile")
    folder = _folder(book.world, "f")
    assert _refusal(book.world.call("POST", f"{DRIVE}/{folder}/copy", {})) == (403, "cannotCopyFile")


def test_a_copy_belongs_to_who_makes_it_and_lies_where_she_may_write(book: Book) -> None:
    folder = _folder(book.world, "f")
    book.world.call("PATCH", f"{DRIVE}/{book.id}", {"starred": True}, addParents=folder, removeParents="root")
    book.gspread.share(WARD, perm_type="user", role="reader", notify=False)
    mine = book.world.call("POST", f"{DRIVE}/{book.id}/copy", {}).json()
    hers = book.world.call("POST", f"{DRIVE}/{book.id}/copy", {"name": "hers"}, WARD).json()
    assert mine["name"] == "Copy of Sổ chấm điểm"
    assert _shown(book.world, mine["id"], "parents,starred") == {"parents": [folder], "starred": False}
    shown = _shown(book.world, hers["id"], "parents,owners/emailAddress,permissionIds", WARD)
    assert shown["owners"] == [{"emailAddress": WARD}]
    assert shown["parents"] == [_shown(book.world, "root", "id", WARD)["id"]]
    assert len(shown["permissionIds"]) == 1
    assert book.world.call("GET", f"{SHEETS}/{hers['id']}", caller=WARD).json()["properties"]["title"] == "hers"


def test_export_and_download_say_what_they_cannot_do(book: Book) -> None:
    world, folder = book.world, _folder(book.world, "f")
    assert _refusal(world.call("GET", f"{DRIVE}/{book.id}/export")) == (400, "required")
    assert _refusal(world.call("GET", f"{DRIVE}/{folder}/export", mimeType="text/csv")) == (403, "fileNotExportable")
    assert _refusal(world.call("GET", f"{DRIVE}/{book.id}", alt="media")) == (403, "fileNotDownloadable")
    for kind in ("application/pdf", "application/zip", "text/plain"):
        assert _refusal(world.call("GET", f"{DRIVE}/{book.id}/export", mimeType=kind)) == (400, "badRequest")
    tsv = world.call("GET", f"{DRIVE}/{book.id}/export", mimeType="text/tab-separated-values")
    assert (tsv.status_code, tsv.headers["Content-Type"]) == (200, "text/tab-separated-values")


def test_an_export_has_no_more_than_ten_megabytes(book: Book) -> None:
    book.batch({"appendDimension": {"dimension": "ROWS", "length": 1000}})
    line = [["x" * 45_000] * 10] * 6
    for start in range(1, 26, 6):
        reply = book.world.call(
            "PUT", f"{book.url}/values/A{start}:J{start + 5}", {"values": line}, valueInputOption="RAW"
        )
        assert reply.status_code == 200
    exported = book.world.call("GET", f"{DRIVE}/{book.id}/export", mimeType="text/csv")
    assert _refusal(exported) == (403, "exportSizeLimitExceeded")
    assert exported.json()["error"]["message"] == "This file is too large to be exported."


def test_about_says_who_calls_and_insists_on_fields(book: Book) -> None:
    assert _refusal(book.world.call("GET", ABOUT)) == (400, "required")
    about = book.world.call("GET", ABOUT, caller=WARD, fields="*").json()
    assert about["user"]["emailAddress"] == WARD
    assert about["storageQuota"]["usage"] == "0"
    assert about["importFormats"]["text/csv"] == [SPREADSHEET]
    assert "application/pdf" not in about["exportFormats"][SPREADSHEET]
    mine = book.world.call("GET", ABOUT, fields="storageQuota(usage)").json()
    assert int(mine["storageQuota"]["usage"]) > 0


def test_the_top_folder_can_be_seen_and_not_changed(world: World) -> None:
    assert _shown(world, "root", "ownedByMe,capabilities(canAddChildren)") == {
        "ownedByMe": True,
        "capabilities": {"canAddChildren": True},
    }
    assert world.call("PATCH", f"{DRIVE}/root", {"name": "x"}).status_code == 403
    assert world.call("DELETE", f"{DRIVE}/root").status_code == 403
    hers = _shown(world, "root", "id", WARD)["id"]
    assert world.call("GET", f"{DRIVE}/{hers}").status_code == 404


def test_what_is_not_kept_is_not_taken(book: Book) -> None:
    for body in ({"mimeType": "application/vnd.google-apps.shortcut"}, {"inheritedPermissionsDisabled": True}):
        assert _refusal(book.world.call("POST", DRIVE, {"name": "x", **body})) == (501, "notImplemented")
