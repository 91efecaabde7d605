"""Changes: what has become different since a token, told to each caller by what she may see."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sheetsync.emulator import App, Store

from .world import DRIVE, NOW, SHEETS, World

CHANGES = "https://www.googleapis.com/drive/v3/changes"
DRIVES = "https://www.googleapis.com/drive/v3/drives"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
WARD, STRANGER = "ward@example.com", "stranger@elsewhere.org"
ALL_DRIVES = {"supportsAllDrives": "true", "includeItemsFromAllDrives": "true"}


class Follower:
    """Somebody who asks again and again what has changed."""

    def __init__(self, world: World, caller: str | None = None) -> None:
        self.world, self.caller = world, caller
        self.token = world.call("GET", f"{CHANGES}/startPageToken", caller=caller).json()["startPageToken"]

    def page(self, **params: Any) -> Any:
        reply = self.world.call("GET", CHANGES, caller=self.caller, **{"pageToken": self.token, **params})
        assert reply.status_code == 200, reply.text
        return reply.json()

    def told(self, **params: Any) -> list[tuple[str, bool]]:
        """All that is new since the last time: the name of each file, or its id if it is gone; and whether it is."""
        page = self.page(**params)
        self.token = page["newStartPageToken"]
        return [(change.get("file", {}).get("name", change["fileId"]), change["removed"]) for change in page["changes"]]


def _made(world: World, name: str, **given: Any) -> str:
    return str(world.call("POST", DRIVE, {"name": name, "mimeType": SPREADSHEET, **given}).json()["id"])


def _shared(world: World, file_id: str, address: str = WARD, role: str = "reader") -> str:
    body = {"type": "user", "role": role, "emailAddress": address}
    return str(world.call("POST", f"{DRIVE}/{file_id}/permissions", body).json()["id"])


@pytest.fixture
def me(world: World) -> Follower:
    return Follower(world)


@pytest.fixture
def ward(world: World) -> Follower:
    return Follower(world, WARD)


@pytest.fixture
def passing_time() -> Iterator[tuple[World, list[Any]]]:
    now = [NOW]
    store = Store(None)
    app = App(store, clock=lambda: now[0])
    session = World.session_for(app)
    yield World(store, app, session), now
    session.close()
    store.close()


def test_nothing_is_told_of_what_was_before_the_token(world: World) -> None:
    _made(world, "old")
    follower = Follower(world)
    page = follower.page()
    assert page == {"kind": "drive#changeList", "newStartPageToken": follower.token, "changes": []}


def test_each_kind_of_change_is_told(world: World, me: Follower) -> None:
    file_id = _made(world, "book")
    assert me.told() == [("book", False)]
    world.call("PUT", f"{SHEETS}/{file_id}/values/A1", {"values": [["x"]]}, valueInputOption="RAW")
    assert me.told() == [("book", False)]
    world.call("PATCH", f"{DRIVE}/{file_id}", {"name": "renamed"})
    assert me.told() == [("renamed", False)]
    permission = _shared(world, file_id)
    assert me.told() == [("renamed", False)]
    world.call("PATCH", f"{DRIVE}/{file_id}/permissions/{permission}", {"role": "writer"})
    assert me.told() == [("renamed", False)]
    world.call("DELETE", f"{DRIVE}/{file_id}/permissions/{permission}")
    assert me.told() == [("renamed", False)]
    world.call("PATCH", f"{DRIVE}/{file_id}", {"trashed": True})
    assert me.told() == [("renamed", False)]
    world.call("DELETE", f"{DRIVE}/{file_id}")
    assert me.told() == [(file_id, True)]
    world.call("GET", f"{SHEETS}/{file_id}")
    assert me.told() == []


def test_every_change_counts_up_the_version_those_of_sharing_too(world: World) -> None:
    def version() -> int:
        return int(world.call("GET", f"{DRIVE}/{file_id}", fields="version").json()["version"])

    file_id = _made(world, "book")
    versions = [version()]
    _shared(world, file_id)
    versions.append(version())
    world.call("PUT", f"{SHEETS}/{file_id}/values/A1", {"values": [["x"]]}, valueInputOption="RAW")
    versions.append(version())
    assert versions == sorted(set(versions))
    world.call("GET", f"{SHEETS}/{file_id}/values/A1")
    assert version() == versions[-1]


def test_a_file_comes_once_where_it_changed_last(world: World, me: Follower) -> None:
    first, _ = _made(world, "first"), _made(world, "second")
    world.call("PATCH", f"{DRIVE}/{first}", {"description": "again"})
    assert me.told() == [("second", False), ("first", False)]


def test_pages_hang_together_and_the_last_one_has_the_next_start(world: World, me: Follower) -> None:
    for number in range(5):
        _made(world, f"book {number}")
    names: list[str] = []
    while "newStartPageToken" not in (page := me.page(pageSize=2)):
        assert len(page["changes"]) == 2
        names += [change["file"]["name"] for change in page["changes"]]
        me.token = page["nextPageToken"]
    names += [change["file"]["name"] for change in page["changes"]]
    assert names == [f"book {number}" for number in range(5)]
    assert "nextPageToken" not in page
    me.token = page["newStartPageToken"]
    assert me.told() == []


def test_tokens_do_not_expire(passing_time: tuple[World, list[Any]]) -> None:
    world, now = passing_time
    follower = Follower(world)
    _made(world, "then")
    now[0] += timedelta(days=400)
    change = follower.page()["changes"][0]
    assert change["time"] == "2026-09-03T08:00:00.000Z"
    assert follower.told() == [("then", False)]


def test_a_caller_is_told_of_what_she_may_see_only(world: World, me: Follower, ward: Follower) -> None:
    hers = _made(world, "hers")
    _made(world, "mine")
    assert ward.told() == []
    permission = _shared(world, hers)
    assert ward.told() == [("hers", False)]
    world.call("DELETE", f"{DRIVE}/{hers}/permissions/{permission}")
    assert ward.told() == [(hers, True)]
    world.call("PATCH", f"{DRIVE}/{hers}", {"name": "hidden"})
    assert ward.told() == []
    _shared(world, hers)
    assert ward.told() == [("hidden", False)]
    world.call("DELETE", f"{DRIVE}/{hers}")
    assert ward.told(includeRemoved="false") == []
    assert me.told() == [("mine", False), (hers, True)]
    assert Follower(world, STRANGER).told(pageToken="1") == []


def test_who_loses_a_folder_loses_what_lies_in_it(world: World, ward: Follower) -> None:
    folder = _made(world, "folder", mimeType=FOLDER)
    inside = _made(world, "inside", parents=[folder])
    permission = _shared(world, folder)
    assert ward.told() == [("folder", False), ("inside", False)]
    world.call("DELETE", f"{DRIVE}/{folder}/permissions/{permission}")
    assert ward.told() == [(folder, True), (inside, True)]


def test_an_entry_shows_what_is_asked_for(world: World, me: Follower) -> None:
    file_id = _made(world, "book", appProperties={"k": "v"})
    assert me.page()["changes"] == [
        {
            "kind": "drive#change",
            "type": "file",
            "changeType": "file",
            "time": "2026-09-03T08:00:00.000Z",
            "removed": False,
            "fileId": file_id,
            "file": {"kind": "drive#file", "id": file_id, "name": "book", "mimeType": SPREADSHEET},
        }
    ]
    fields = "newStartPageToken,changes(fileId,file(appProperties))"
    assert me.page(fields=fields)["changes"] == [{"fileId": file_id, "file": {"appProperties": {"k": "v"}}}]
    assert me.page(fields="changes/removed") == {"changes": [{"removed": False}]}


def test_a_token_that_was_never_handed_out_is_refused(world: World) -> None:
    for token, reason in (("", "required"), ("0", "invalid"), ("999", "invalid"), ("x", "invalid")):
        reply = world.call("GET", CHANGES, pageToken=token)
        assert (reply.status_code, reply.json()["error"]["errors"][0]["reason"]) == (400, reason)


def test_only_my_own_drive_if_asked_for(world: World, me: Follower, ward: Follower) -> None:
    folder = _made(world, "folder", mimeType=FOLDER)
    _made(world, "inside", parents=[folder])
    _shared(world, folder)
    assert me.told(restrictToMyDrive="true") == [("folder", False), ("inside", False)]
    assert ward.told(restrictToMyDrive="true") == []


def test_changes_in_a_shared_drive_are_told_to_those_who_ask_for_them(world: World, me: Follower) -> None:
    drive = world.call("POST", DRIVES, {"name": "Quận 5"}, requestId="r").json()["id"]
    other = world.call("POST", DRIVES, {"name": "other"}, requestId="r2").json()["id"]
    for place in (drive, other):
        body = {"name": f"in {place}", "mimeType": SPREADSHEET, "parents": [place]}
        world.call("POST", DRIVE, body, supportsAllDrives="true")
    assert me.page()["changes"] == []
    names = {change.get("file", {}).get("name") for change in me.page(**ALL_DRIVES)["changes"]}
    assert {f"in {drive}", f"in {other}"} <= names
    within = me.page(driveId=drive, **ALL_DRIVES)["changes"]
    assert {change["driveId"] for change in within} == {drive}
    of_drives = [change for change in me.page(**ALL_DRIVES)["changes"] if change["changeType"] == "drive"]
    assert [change["drive"]["name"] for change in of_drives] == ["Quận 5", "other"]


def test_push_is_not_built_and_not_pretended(world: World) -> None:
    assert world.call("POST", f"{CHANGES}/watch", {}, pageToken="1").status_code == 404


def test_what_failed_leaves_no_change(world: World, me: Follower) -> None:
    file_id = _made(world, "book")
    me.told()
    requests = [{"addSheet": {"properties": {"title": "x"}}}, {"deleteSheet": {"sheetId": 99}}]
    assert world.call("POST", f"{SHEETS}/{file_id}:batchUpdate", {"requests": requests}).status_code == 400
    assert me.told() == []
