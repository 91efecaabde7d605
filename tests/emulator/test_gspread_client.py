"""Every method of gspread's Client and Spreadsheet that sends something, and what it does to the spreadsheets."""

import io
import json
from typing import Any

import gspread
import openpyxl
import pytest
from gspread.exceptions import APIError, SpreadsheetNotFound, WorksheetNotFound
from gspread.utils import ExportFormat, ValueRenderOption

from sheetsync.emulator import App, Store

from .world import DRIVE, NOW, Book, World

FOLDER = "application/vnd.google-apps.folder"


@pytest.fixture
def client(world: World) -> gspread.Client:
    return world.client()


def test_a_spreadsheet_is_opened_by_title_key_and_url(client: gspread.Client) -> None:
    made = client.create("Bảng một")
    client.create("Bảng hai")
    for found in (client.open("Bảng một"), client.open_by_key(made.id), client.open_by_url(made.url)):
        assert (found.id, found.title, found.locale, found.timezone) == (made.id, "Bảng một", "en_US", "Etc/GMT")
    assert [book.title for book in client.openall()] == ["Bảng hai", "Bảng một"]
    assert [book.title for book in client.openall("Bảng hai")] == ["Bảng hai"]


def test_what_cannot_be_opened_is_told_apart(world: World, client: gspread.Client) -> None:
    with pytest.raises(SpreadsheetNotFound):
        client.open("no such title")
    with pytest.raises(SpreadsheetNotFound):
        client.open_by_key("nosuchkey")
    private = world.client("somebody@example.com").create("private")
    with pytest.raises(PermissionError):
        client.open_by_key(private.id)


def test_files_are_listed_by_title_and_by_folder(world: World, client: gspread.Client) -> None:
    folder = world.call("POST", DRIVE, {"name": "2026", "mimeType": FOLDER}).json()["id"]
    inside = client.create("same", folder_id=folder)
    client.create("same")
    (listed,) = client.list_spreadsheet_files(folder_id=folder)
    assert listed == {"id": inside.id, "name": "same", "createdTime": _time(), "modifiedTime": _time()}
    assert len(client.list_spreadsheet_files("same")) == 2
    assert client.open("same", folder_id=folder).id == inside.id
    assert client.list_spreadsheet_files("other") == []


def test_more_files_than_a_page_holds_are_all_listed(world: World, client: gspread.Client) -> None:
    made = [client.create(f"{number}").id for number in range(3)]
    send = world.session.request
    world.session.request = lambda *args, **options: send(  # type: ignore[method-assign]  # a smaller page
        *args, **{**options, "params": {**(options.get("params") or {}), "pageSize": 2}}
    )
    assert sorted(file["id"] for file in client.list_spreadsheet_files()) == sorted(made)


def test_a_deleted_spreadsheet_is_gone(client: gspread.Client) -> None:
    made = client.create("short-lived")
    client.del_spreadsheet(made.id)
    with pytest.raises(SpreadsheetNotFound):
        client.open_by_key(made.id)
    with pytest.raises(APIError) as refused:
        client.del_spreadsheet(made.id)
    assert refused.value.error["message"] == f"File not found: {made.id}."


def test_times_come_from_drive(world: World) -> None:
    book = world.client().create("timed")
    assert book.creationTime == _time()
    with pytest.warns(DeprecationWarning, match="get_lastUpdateTime"):
        assert book.lastUpdateTime == _time()
    assert book.get_lastUpdateTime() == _time()
    drive = world.client().get_file_drive_metadata(book.id)
    assert drive == {"id": book.id, "name": "timed", "createdTime": _time(), "modifiedTime": _time()}


def test_a_timeout_is_passed_on_and_does_not_hurt(client: gspread.Client) -> None:
    client.set_timeout((1, 2))
    assert client.create("in time").title == "in time"


def test_a_copy_has_the_cells_and_a_title_of_its_own(world: World, book: Book) -> None:
    folder = world.call("POST", DRIVE, {"name": "copies", "mimeType": FOLDER}).json()["id"]
    book.write("A1", ["x", "=1+1"])
    copy = world.client().copy(book.id, "the copy", folder_id=folder)
    assert copy.sheet1.get_all_values() == [["x", "2"]]
    assert copy.title == "the copy"
    assert world.client().open("the copy", folder_id=folder).id == copy.id
    assert world.client().copy(book.id).title == "Copy of Sổ chấm điểm"


def test_a_copy_takes_the_comments_along_unless_told_not_to(world: World, book: Book) -> None:
    made = {"content": "xem lại ô này", "anchor": "r1"}
    world.call("POST", f"{DRIVE}/{book.id}/comments", made, fields="id").raise_for_status()
    assert _comments(world, world.client().copy(book.id).id) == [made]
    assert _comments(world, world.client().copy(book.id, copy_comments=False).id) == []


def test_copying_permissions_stops_at_the_owner_as_drive_does(world: World, book: Book) -> None:
    # gspread shares the copy with everybody on the list, the owner too; Drive makes nobody owner without being told so.
    book.gspread.share("reader@example.com", "user", "reader", notify=False)
    with pytest.raises(APIError) as refused:
        world.client().copy(book.id, copy_permissions=True)
    assert refused.value.code == 403
    assert "must" in refused.value.error["message"]


def test_a_spreadsheet_is_exported_in_the_formats_drive_has(book: Book) -> None:
    book.write("A1", ["a", 'say "b", please'], [1.5, "=A2*2"])
    quoted = '"say ""b"", please"'
    assert book.gspread.export(ExportFormat.CSV).decode() == f"a,{quoted}\r\n1.5,3"
    assert book.world.client().export(book.id, ExportFormat.TSV).decode() == 'a\tsay "b", please\r\n1.5\t3'
    saved = openpyxl.load_workbook(io.BytesIO(book.gspread.export(ExportFormat.EXCEL)))
    assert [[cell.value for cell in row] for row in saved["Sheet1"].rows] == [["a", 'say "b", please'], [1.5, "=A2*2"]]
    for unknown in (ExportFormat.PDF, ExportFormat.OPEN_OFFICE_SHEET, ExportFormat.ZIPPED_HTML):
        with pytest.raises(APIError) as refused:
            book.gspread.export(unknown)
        assert refused.value.code == 400  # the emulator draws no pages


def test_a_csv_replaces_everything(world: World, book: Book) -> None:
    book.gspread.add_worksheet("second", 5, 5)
    book.tab.update_acell("C9", "old")
    world.client().import_csv(book.id, 'tên,điểm\n"Trần, An",8.5\n')
    (only,) = world.client().open_by_key(book.id).worksheets()
    assert only.get_all_values() == [["tên", "điểm"], ["Trần, An", "8.5"]]
    assert only.get(value_render_option=ValueRenderOption.unformatted) == [["tên", "điểm"], ["Trần, An", 8.5]]
    world.client().import_csv(book.id, "nặng".encode())
    assert world.client().open_by_key(book.id).sheet1.get_all_values() == [["nặng"]]


def test_sharing_lists_and_takes_back_permissions(world: World, book: Book) -> None:
    shared = book.gspread.share("ann@example.com", "user", "writer", email_message="xin mời").json()
    book.gspread.share("team@example.com", "group", "reader", notify=False)
    book.gspread.share("example.com", "domain", "commenter", with_link=True)
    world.client().insert_permission(book.id, None, perm_type="anyone", role="reader")
    assert shared == {"kind": "drive#permission", "id": shared["id"], "type": "user", "role": "writer"}
    kinds = sorted((item["type"], item["role"]) for item in book.gspread.list_permissions())
    assert kinds == [
        ("anyone", "reader"),
        ("domain", "commenter"),
        ("group", "reader"),
        ("user", "owner"),
        ("user", "writer"),
    ]
    world.client("ann@example.com").open_by_key(book.id).sheet1.update_acell("A1", "hers")
    assert book.shown("A1") == [["hers"]]
    assert book.gspread.remove_permissions("ann@example.com", role="reader") == []
    assert book.gspread.remove_permissions("ann@example.com") == [shared["id"]]
    assert len(book.gspread.remove_permissions("example.com")) == 1
    anyone = next(item for item in world.client().list_permissions(book.id) if item["type"] == "anyone")
    world.client().remove_permission(book.id, str(anyone["id"]))
    assert _people(book.gspread) == {("owner@example.com", "owner"), ("team@example.com", "reader")}
    with pytest.raises(ValueError, match="Invalid permission type"):
        book.gspread.share("x", "planet", "reader")


def test_ownership_is_offered_and_accepted() -> None:
    store = Store(None, owner="old@gmail.com")
    app = App(store, clock=lambda: NOW)
    world = World(store, app, World.session_for(app))
    book = world.client().create("handed over")
    book.share("new@gmail.com", "user", "writer", notify=False)
    hers = next(item["id"] for item in book.list_permissions() if item.get("emailAddress") == "new@gmail.com")
    assert book.transfer_ownership(str(hers)).json()["role"] == "writer"
    assert next(item for item in book.list_permissions() if item["id"] == hers)["pendingOwner"] is True
    taken = world.client("new@gmail.com").open_by_key(book.id)
    assert taken.accept_ownership(str(hers)).json()["role"] == "owner"
    assert _people(taken) == {("new@gmail.com", "owner"), ("old@gmail.com", "writer")}
    store.close()


def test_tabs_are_found_by_place_id_and_title(book: Book) -> None:
    second = book.gspread.add_worksheet("điểm", 5, 3)
    hidden = book.gspread.add_worksheet("ẩn", 2, 2, index=0)
    hidden.hide()
    assert [tab.title for tab in book.gspread] == ["ẩn", "Sheet1", "điểm"]
    assert [tab.title for tab in book.gspread.worksheets(exclude_hidden=True)] == ["Sheet1", "điểm"]
    found = (book.gspread.worksheet("điểm"), book.gspread.get_worksheet(2), book.gspread.get_worksheet_by_id(second.id))
    assert {(tab.id, tab.row_count, tab.col_count, tab.index) for tab in found} == {(second.id, 5, 3, 2)}
    assert book.gspread.get_worksheet_by_id(str(hidden.id)).isSheetHidden
    with pytest.raises(WorksheetNotFound):
        book.gspread.worksheet("x")
    with pytest.raises(WorksheetNotFound):
        book.gspread.get_worksheet(7)


def test_tabs_are_added_duplicated_reordered_and_deleted(book: Book) -> None:
    book.tab.update_acell("A1", "content")
    added = book.gspread.add_worksheet("added", 3, 3, index=0)
    copy = book.gspread.duplicate_sheet(book.tab.id, insert_sheet_index=1, new_sheet_id=77, new_sheet_name="copied")
    assert (copy.id, copy.title, copy.index, copy.acell("A1").value) == (77, "copied", 1, "content")
    unnamed = book.gspread.duplicate_sheet(book.tab.id)
    assert unnamed.title == "Copy of Sheet1"
    book.gspread.reorder_worksheets([book.tab, unnamed])
    assert [(tab.title, tab.index) for tab in book.gspread][:2] == [("Sheet1", 0), ("Copy of Sheet1", 1)]
    book.gspread.del_worksheet(added)
    book.gspread.del_worksheet_by_id(str(unnamed.id))
    book.gspread.del_worksheet_by_id(77)
    assert [tab.title for tab in book.gspread] == ["Sheet1"]
    with pytest.raises(APIError) as refused:
        book.gspread.del_worksheet(book.tab)
    assert refused.value.error["status"] == "INVALID_ARGUMENT"
    with pytest.raises(APIError) as refused:
        book.gspread.add_worksheet("Sheet1", 1, 1)
    assert '"Sheet1" already exists' in refused.value.error["message"]


def test_title_locale_and_time_zone_are_changed(book: Book) -> None:
    book.gspread.update_title("🎊 mới")
    book.gspread.update_timezone("Asia/Ho_Chi_Minh")
    book.gspread.update_locale("vi_VN")
    fresh = book.world.client().open_by_key(book.id)
    assert (fresh.title, fresh.timezone, fresh.locale) == ("🎊 mới", "Asia/Ho_Chi_Minh", "vi_VN")
    book.tab.update_acell("A1", "8,5")
    assert book.shown("A1", "UNFORMATTED_VALUE") == [[8.5]]
    with pytest.raises(APIError, match="time zone"):
        book.gspread.update_timezone("Mars/Base")
    with pytest.raises(APIError, match="locale"):
        book.gspread.update_locale("xx_YY")


def test_named_and_protected_ranges_are_listed(book: Book) -> None:
    book.write("A1", ["a", "b"], ["c", "d"])
    assert book.gspread.list_named_ranges() == []
    assert book.gspread.list_protected_ranges(book.tab.id) == []
    added = book.tab.define_named_range("A1:B2", "Square")["replies"][0]["addNamedRange"]["namedRange"]
    assert book.gspread.list_named_ranges() == [added]
    assert [cell.value for cell in book.gspread.named_range("Square")] == ["a", "b", "c", "d"]
    book.tab.add_protected_range("A1:B2", ["ann@example.com"], description="khoá")
    (protected,) = book.gspread.list_protected_ranges(book.tab.id)
    assert protected["description"] == "khoá"
    assert protected["editors"]["users"] == ["ann@example.com", "owner@example.com"]
    with pytest.raises(WorksheetNotFound):
        book.gspread.list_protected_ranges(404)


def test_the_values_methods_of_a_spreadsheet(book: Book) -> None:
    spreadsheet = book.gspread
    raw: dict[str, Any] = {"valueInputOption": "RAW"}
    updated = spreadsheet.values_update("Sheet1!A1", params=raw, body={"values": [[1, "=2"]]})
    assert updated == {
        "spreadsheetId": book.id,
        "updatedRange": "Sheet1!A1:B1",
        "updatedRows": 1,
        "updatedColumns": 2,
        "updatedCells": 2,
    }
    appended = spreadsheet.values_append("Sheet1!A1", {"valueInputOption": "USER_ENTERED"}, {"values": [["=A1+1"]]})
    assert (appended["tableRange"], appended["updates"]["updatedRange"]) == ("Sheet1!A1:B1", "Sheet1!A2")
    assert spreadsheet.values_get("Sheet1!A1:B2")["values"] == [["1", "=2"], ["2"]]
    data = [{"range": "A1:B1", "values": [[5, 6]]}, {"range": "A3:B3", "values": [[7, 8]]}]
    both = spreadsheet.values_batch_update({**raw, "data": data})
    totals = {name: count for name, count in both.items() if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 2,  # the same two columns, twice
        "totalUpdatedCells": 4,
        "totalUpdatedSheets": 1,
    }
    got = spreadsheet.values_batch_get(["A1:A3", "B1:B3"], {"majorDimension": "COLUMNS"})
    assert [item["values"] for item in got["valueRanges"]] == [[["5", "6", "7"]], [["6", "", "8"]]]
    assert spreadsheet.values_clear("Sheet1!A1:B1") == {"spreadsheetId": book.id, "clearedRange": "Sheet1!A1:B1"}
    cleared = spreadsheet.values_batch_clear(body={"ranges": ["Sheet1!A2", "Sheet1!A3:B3"]})
    assert cleared == {"spreadsheetId": book.id, "clearedRanges": ["Sheet1!A2", "Sheet1!A3:B3"]}
    assert "values" not in spreadsheet.values_get("Sheet1")


def test_metadata_is_fetched_with_and_without_cells(book: Book) -> None:
    book.write("A1", ["x"])
    assert "data" not in book.gspread.fetch_sheet_metadata()["sheets"][0]
    whole = book.gspread.fetch_sheet_metadata({"includeGridData": "true", "ranges": "A1"})["sheets"][0]["data"][0]
    assert whole["rowData"][0]["values"][0]["formattedValue"] == "x"
    only = book.gspread.fetch_sheet_metadata({"fields": "spreadsheetId,sheets.properties.title"})
    assert only == {"spreadsheetId": book.id, "sheets": [{"properties": {"title": "Sheet1"}}]}


def test_an_error_reaches_gspread_with_googles_words(book: Book) -> None:
    with pytest.raises(APIError) as refused:
        book.gspread.values_get("NOPE!A5:F15")
    assert (refused.value.code, refused.value.error["message"]) == (400, "Unable to parse range: NOPE!A5:F15")
    with pytest.raises(APIError) as refused:
        book.gspread.batch_update({"requests": []})
    assert refused.value.error["message"] == "Must specify at least one request."


def _time() -> str:
    return NOW.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _people(book: gspread.Spreadsheet) -> set[tuple[Any, Any]]:
    return {(item["emailAddress"], item["role"]) for item in book.list_permissions() if "emailAddress" in item}


def _comments(world: World, file_id: str) -> list[dict[str, str]]:
    reply = world.call("GET", f"{DRIVE}/{file_id}/comments", fields="comments(content,anchor)")
    return list(json.loads(reply.text)["comments"])
