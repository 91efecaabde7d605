"""The listing of Drive files: what the query language means, in what order files come, and how pages hang together."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sheetsync.emulator import App, Store

from .world import DRIVE, NOW, SHEETS, World

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
WARD, STRANGER = "ward@example.com", "stranger@elsewhere.org"
ALL_DRIVES = {"supportsAllDrives": "true", "includeItemsFromAllDrives": "true"}


class Shelf:
    """A few files, made and asked for in short."""

    def __init__(self, world: World) -> None:
        self.world = world

    def put(self, name: str, caller: str | None = None, **given: Any) -> str:
        body = {"name": name, "mimeType": SPREADSHEET, **given}
        reply = self.world.call("POST", DRIVE, body, caller)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["id"])

    def change(self, file_id: str, caller: str | None = None, **given: Any) -> None:
        reply = self.world.call("PATCH", f"{DRIVE}/{file_id}", given, caller)
        assert reply.status_code == 200, reply.text

    def share(self, file_id: str, **permission: Any) -> str:
        reply = self.world.call("POST", f"{DRIVE}/{file_id}/permissions", permission)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["id"])

    def found(self, query: str = "", caller: str | None = None, **params: Any) -> list[str]:
        reply = self.world.call("GET", DRIVE, caller=caller, q=query, **params)
        assert reply.status_code == 200, reply.text
        return [file["name"] for file in reply.json()["files"]]

    def refusal(self, caller: str | None = None, **params: Any) -> tuple[int, str, str]:
        reply = self.world.call("GET", DRIVE, caller=caller, **params)
        error = reply.json()["error"]
        return reply.status_code, error["errors"][0]["reason"], error["errors"][0].get("location", "")


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf(world)


@pytest.fixture
def timed() -> Iterator[tuple[Shelf, list[Any]]]:
    """A shelf whose clock the test sets."""
    now = [NOW]
    store = Store(None)
    app = App(store, clock=lambda: now[0])
    session = World.session_for(app)
    yield Shelf(World(store, app, session)), now
    session.close()
    store.close()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("name = 'BÁO CÁO tháng 9'", {"Báo cáo tháng 9"}),
        ("name != 'Báo cáo tháng 9' and mimeType = 'application/vnd.google-apps.spreadsheet'", {"HelloWorld_plan"}),
        ("name contains 'hello'", {"HelloWorld_plan"}),
        ("name contains 'world'", set()),
        ("name contains 'plan hel'", {"HelloWorld_plan"}),
        ("name contains 'cáo 9'", {"Báo cáo tháng 9"}),
        ("mimeType contains 'folder'", {"Đợt 1"}),
        ("not name contains 'hello' and not mimeType = 'application/vnd.google-apps.folder'", {"Báo cáo tháng 9"}),
        ("NOT (name contains 'hello' OR name contains 'báo')", {"Đợt 1"}),
        ("fullText contains 'khẩn'", {"Báo cáo tháng 9"}),
        ("fullText contains 'khẩ'", set()),
        ("""fullText contains '"rất khẩn"'""", {"Báo cáo tháng 9"}),
        ("""fullText contains '"khẩn rất"'""", set()),
        ("fullText contains 'điểm'", {"HelloWorld_plan"}),
        ("'root' in parents", {"Báo cáo tháng 9", "Đợt 1"}),
        ('parents in "root" and trashed = false', {"Báo cáo tháng 9", "Đợt 1"}),
        ("'me' in owners and name contains 'đợt'", {"Đợt 1"}),
        ("'OWNER@example.com' in writers and name contains 'đợt'", {"Đợt 1"}),
        ("'ward@example.com' in writers", set()),
        ("'ward@example.com' in readers", {"Báo cáo tháng 9"}),
        ("visibility = 'anyoneWithLink'", {"HelloWorld_plan"}),
        ("visibility != 'limited'", {"HelloWorld_plan"}),
        ("starred = true", {"Đợt 1"}),
        ("starred != false", {"Đợt 1"}),
        ("properties has {key='kỳ' and value='it\\'s \\\\ 9'}", {"Báo cáo tháng 9"}),
        ("properties has { value='it\\'s \\\\ 9' and key='kỳ' }", {"Báo cáo tháng 9"}),
        ("appProperties has {key='kỳ' and value='it\\'s \\\\ 9'}", set()),
        ("sharedWithMe and name contains 'báo'", set()),
        ("not sharedWithMe and name contains 'báo'", {"Báo cáo tháng 9"}),
        ("sharedWithMe = false and trashed=false", {"Báo cáo tháng 9", "HelloWorld_plan", "Đợt 1"}),
        ('name = "Đợt 1"', {"Đợt 1"}),
    ],
)
def test_each_term_means_what_the_reference_says(shelf: Shelf, query: str, wanted: set[str]) -> None:
    folder = shelf.put("Đợt 1", mimeType=FOLDER, starred=True)
    report = shelf.put("Báo cáo tháng 9", description="rất khẩn", properties={"kỳ": "it's \\ 9"})
    plan = shelf.put("HelloWorld_plan", parents=[folder])
    shelf.share(report, type="user", role="reader", emailAddress=WARD)
    shelf.share(plan, type="anyone", role="reader")
    shelf.world.call("PUT", f"{SHEETS}/{plan}/values/A1", {"values": [["bảng điểm"]]}, valueInputOption="RAW")
    assert set(shelf.found(query)) == wanted


@pytest.mark.parametrize(
    "query",
    [
        *("name =", "name", "= 'x'", "name 'x'", "name = x", "name = 'x", "(name = 'x'", "name = 'x')", "name < 'x'"),
        *("'x' in name", "parents in x", "trashed = 'true'", "trashed > true", "trashed contains true"),
        *("properties has {key='a'}", "properties has {key='a' and key='b'}", "properties = 'a'", "name has {}"),
        *("modifiedTime > 'yesterday'", "modifiedTime contains '2026'", "modifiedTime > modifiedTime"),
        *("visibility = 'hidden'", "fullText = 'x'", "starred in parents", "name = 'x' name = 'y'", "and", "not"),
        *(
            "trashed",
            "starred and trashed",
            "name = 'x' and",
            "or name = 'x'",
            "title = 'x'",
            "name = 'x'; drop table files",
        ),
    ],
)
def test_what_does_not_parse_is_an_invalid_value(shelf: Shelf, query: str) -> None:
    assert shelf.refusal(q=query) == (400, "invalid", "q")


def test_and_and_or_are_taken_from_left_to_right(shelf: Shelf) -> None:
    for name in ("a", "b"):
        shelf.put(name)
    assert shelf.found("name = 'a' or name = 'b' and name = 'b'") == ["b"]
    assert set(shelf.found("name = 'a' or (name = 'b' and name = 'b')")) == {"a", "b"}


def test_times_are_compared_as_moments_whatever_their_zone(timed: tuple[Shelf, list[Any]]) -> None:
    shelf, now = timed
    old = shelf.put("old")
    now[0] = NOW + timedelta(milliseconds=1500)
    shelf.put("new")
    assert shelf.found("modifiedTime > '2026-09-03T08:00:00'") == ["new"]
    assert shelf.found("modifiedTime <= '2026-09-03T15:00:00+07:00'") == ["old"]
    assert shelf.found("createdTime = '2026-09-03T08:00:01.5Z'") == ["new"]
    assert shelf.found("createdTime != '2026-09-03T08:00:00Z'") == ["new"]
    assert set(shelf.found("createdTime >= '2026-09-03'")) == {"old", "new"}
    shelf.change(old, viewedByMeTime="2027-01-01T00:00:00Z")
    assert shelf.found("viewedByMeTime > '2026-12-31T00:00:00Z'") == ["old"]


def test_a_star_is_one_persons_own(shelf: Shelf) -> None:
    file_id = shelf.put("x")
    shelf.share(file_id, type="user", role="reader", emailAddress=WARD)
    before = shelf.world.call("GET", f"{DRIVE}/{file_id}", fields="modifiedTime,version").json()
    shelf.change(file_id, WARD, starred=True)
    assert shelf.found("starred = true", WARD) == ["x"]
    assert shelf.found("starred = true") == []
    assert shelf.world.call("GET", f"{DRIVE}/{file_id}", fields="modifiedTime,version").json() == before


def test_files_come_in_the_order_asked_for(timed: tuple[Shelf, list[Any]]) -> None:
    shelf, now = timed
    for minute, name in enumerate(("sheet 12", "Sheet 2", "sheet 1")):
        now[0] = NOW + timedelta(minutes=minute)
        shelf.put(name)
    shelf.put("a folder", mimeType=FOLDER)
    assert shelf.found() == ["a folder", "sheet 1", "Sheet 2", "sheet 12"]
    assert shelf.found(orderBy="name") == ["a folder", "sheet 1", "sheet 12", "Sheet 2"]
    assert shelf.found(orderBy="name_natural desc") == ["sheet 12", "Sheet 2", "sheet 1", "a folder"]
    assert shelf.found(orderBy="folder,createdTime desc, name")[:2] == ["a folder", "sheet 1"]
    keys = "modifiedByMeTime,modifiedTime desc,quotaBytesUsed,recency desc,sharedWithMeTime,starred,viewedByMeTime"
    assert len(shelf.found(orderBy=keys)) == 4
    for wrong in ("size", "name up", "name desc desc"):
        assert shelf.refusal(orderBy=wrong) == (400, "invalid", "orderBy")
    assert shelf.refusal(q="fullText contains 'x'", orderBy="name") == (403, "forbidden", "orderBy")


@pytest.mark.parametrize("order", ["", "name", "folder,name_natural desc", "modifiedTime,name", "createdTime desc"])
def test_pages_of_any_order_hold_every_file_once(shelf: Shelf, order: str) -> None:
    for number in range(7):
        shelf.put(f"book {number % 3}")
    names, token = [], ""
    for size in (3, 2, 3):
        page = shelf.world.call("GET", DRIVE, orderBy=order, pageSize=size, pageToken=token).json()
        names += [file["id"] for file in page["files"]]
        token = page.get("nextPageToken", "")
    assert token == ""
    assert len(set(names)) == len(names) == 7


def test_a_page_goes_on_behind_the_last_whatever_was_deleted_or_made_meanwhile(shelf: Shelf) -> None:
    ids = {name: shelf.put(name) for name in "abcdef"}
    first = shelf.world.call("GET", DRIVE, orderBy="name", pageSize=3).json()
    shelf.world.call("DELETE", f"{DRIVE}/{ids['b']}")
    shelf.world.call("DELETE", f"{DRIVE}/{ids['c']}")
    shelf.put("aa")
    shelf.put("dd")
    assert shelf.found(orderBy="name", pageSize=9, pageToken=first["nextPageToken"]) == ["d", "dd", "e", "f"]


def test_a_token_leads_on_in_its_own_listing_only_and_not_for_ever(timed: tuple[Shelf, list[Any]]) -> None:
    shelf, now = timed
    for name in "abc":
        shelf.put(name)
        now[0] += timedelta(seconds=1)
    token = shelf.world.call("GET", DRIVE, pageSize=1).json()["nextPageToken"]
    assert shelf.found(pageToken=token) == ["b", "a"]
    refused = (400, "invalid", "pageToken")
    assert shelf.refusal(pageToken=token, orderBy="name") == refused
    assert shelf.refusal(pageToken=token, q="name = 'a'") == refused
    assert shelf.refusal(WARD, pageToken=token) == refused
    assert shelf.refusal(pageToken="bm90IG91cnM=") == refused
    now[0] += timedelta(days=1)
    assert shelf.refusal(pageToken=token) == refused


def test_a_page_has_one_to_a_thousand_files(shelf: Shelf) -> None:
    shelf.put("a")
    assert shelf.found(pageSize=5000) == ["a"]
    for wrong in ("0", "-1", "many"):
        assert shelf.refusal(pageSize=wrong) == (400, "invalidParameter", "pageSize")


def test_trashed_files_are_listed_unless_the_query_leaves_them_out(shelf: Shelf) -> None:
    shelf.change(shelf.put("gone"), trashed=True)
    shelf.put("here")
    assert set(shelf.found()) == {"gone", "here"}
    assert shelf.found("trashed = false") == ["here"]
    assert shelf.found("trashed != false") == ["gone"]


def test_a_list_shows_what_is_asked_for_and_little_otherwise(shelf: Shelf) -> None:
    shelf.put("a", appProperties={"k": "v"})
    plain = shelf.world.call("GET", DRIVE).json()
    assert plain.keys() == {"kind", "incompleteSearch", "files"}
    assert plain["files"][0].keys() == {"kind", "id", "name", "mimeType"}
    masked = shelf.world.call("GET", DRIVE, fields="files(appProperties,owners/emailAddress)").json()
    assert masked == {"files": [{"appProperties": {"k": "v"}, "owners": [{"emailAddress": "owner@example.com"}]}]}
    whole = shelf.world.call("GET", DRIVE, fields="*").json()
    assert whole["files"][0]["capabilities"]["canEdit"] is True


def test_a_file_shared_by_link_is_listed_once_it_was_opened(shelf: Shelf) -> None:
    file_id = shelf.put("open")
    shelf.share(file_id, type="anyone", role="reader")
    assert shelf.found(caller=STRANGER) == []
    shelf.change(file_id, STRANGER, viewedByMeTime="2026-09-03T08:00:00Z")
    assert shelf.found(caller=STRANGER) == ["open"]


def test_files_of_the_domain_are_found_in_its_own_collection(shelf: Shelf) -> None:
    shared = shelf.put("for all of us")
    shelf.put("mine")
    shelf.share(shared, type="domain", role="reader", domain="example.com", allowFileDiscovery=True)
    assert shelf.found(caller=WARD) == []
    assert shelf.found(caller=WARD, corpora="domain") == ["for all of us"]
    assert shelf.found(caller=STRANGER, corpora="domain") == []


def test_what_is_shared_with_me_is_dated_and_names_who_shared(shelf: Shelf) -> None:
    file_id = shelf.put("for the ward")
    permission = shelf.share(file_id, type="user", role="writer", emailAddress=WARD)
    assert shelf.found("sharedWithMe = true", WARD) == ["for the ward"]
    fields = "sharedWithMeTime,sharingUser(emailAddress,me),shared,ownedByMe"
    assert shelf.world.call("GET", f"{DRIVE}/{file_id}", caller=WARD, fields=fields).json() == {
        "sharedWithMeTime": "2026-09-03T08:00:00.000Z",
        "sharingUser": {"emailAddress": "owner@example.com", "me": False},
        "shared": True,
        "ownedByMe": False,
    }
    shelf.world.call("DELETE", f"{DRIVE}/{file_id}/permissions/{permission}")
    assert shelf.found("sharedWithMe = true", WARD) == []


def test_what_lies_in_a_shared_folder_is_shared(shelf: Shelf) -> None:
    folder = shelf.put("folder", mimeType=FOLDER)
    shelf.put("inside", parents=[folder])
    shelf.put("outside")
    shelf.share(folder, type="user", role="reader", emailAddress=WARD)
    assert set(shelf.found(caller=WARD)) == {"folder", "inside"}


def test_files_of_a_shared_drive_are_listed_to_those_who_know_of_drives_and_ask_for_them(shelf: Shelf) -> None:
    made = shelf.world.call(
        "POST", "https://www.googleapis.com/drive/v3/drives", {"name": "Quận 5"}, requestId="r1"
    ).json()
    body = {"name": "in the drive", "mimeType": SPREADSHEET, "parents": [made["id"]]}
    file_id = shelf.world.call("POST", DRIVE, body, supportsAllDrives="true").json()["id"]
    shelf.put("mine")
    assert shelf.found() == ["mine"]
    assert shelf.found(includeItemsFromAllDrives="true") == ["mine"]
    assert set(shelf.found(**ALL_DRIVES)) == {"mine", "in the drive"}
    assert set(shelf.found(corpora="allDrives", **ALL_DRIVES)) == {"mine", "in the drive"}
    assert shelf.found(corpora="drive", driveId=made["id"], **ALL_DRIVES) == ["in the drive"]
    assert shelf.world.call("GET", f"{DRIVE}/{file_id}").status_code == 404
    for wrong in ({"corpora": "drive"}, {"driveId": made["id"]}, {"corpora": "allDrives"}, {"corpora": "all"}):
        assert shelf.refusal(**wrong)[0] == 400
    assert shelf.refusal(STRANGER, corpora="drive", driveId=made["id"], **ALL_DRIVES)[0] == 404


def test_nothing_lies_in_the_space_of_apps(shelf: Shelf) -> None:
    shelf.put("a")
    assert shelf.found(spaces="appDataFolder") == []
    assert shelf.found(spaces="drive") == ["a"]
    assert shelf.refusal(spaces="attic") == (400, "invalid", "spaces")
