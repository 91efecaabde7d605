"""Shared drives: nobody owns what lies in them, and their members are let in everywhere."""

from typing import Any

import pytest
import requests

from .world import DRIVE, SHEETS, Book, World

DRIVES = "https://www.googleapis.com/drive/v3/drives"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
ROBOT = "robot@example-project.iam.gserviceaccount.com"
ORGANIZER, WRITER, READER, STRANGER = (f"{name}@example.com" for name in ("organizer", "writer", "reader", "stranger"))
ALL: Any = {"supportsAllDrives": "true"}


class Shared:
    """A shared drive with members of three kinds and a service account that writes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.id = str(world.call("POST", DRIVES, {"name": "Phường"}, ORGANIZER, requestId="1").json()["id"])
        self.url = f"{DRIVES}/{self.id}"
        for role, who in (("writer", WRITER), ("reader", READER), ("fileOrganizer", ROBOT)):
            assert self.member(role, who).status_code == 200

    def member(self, role: str, who: str, caller: str = ORGANIZER) -> requests.Response:
        body = {"type": "user", "role": role, "emailAddress": who}
        return self.world.call("POST", f"{DRIVE}/{self.id}/permissions", body, caller, **ALL)

    def make(self, caller: str = ROBOT, mime: str = SPREADSHEET, parent: str = "") -> str:
        body = {"name": "Sổ", "mimeType": mime, "parents": [parent or self.id]}
        reply = self.world.call("POST", DRIVE, body, caller, **ALL)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["id"])

    def write(self, file_id: str, caller: str) -> int:
        url = f"{SHEETS}/{file_id}/values/A1"
        return self.world.call("PUT", url, {"values": [["x"]]}, caller, valueInputOption="RAW").status_code


@pytest.fixture
def shared(world: World) -> Shared:
    return Shared(world)


def _reason(reply: requests.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["errors"][0]["reason"]


def test_the_same_request_makes_no_second_drive(shared: Shared) -> None:
    world = shared.world
    assert world.call("POST", DRIVES, {"name": "Phường"}, ORGANIZER, requestId="1").status_code == 409
    assert world.call("POST", DRIVES, {"name": "x"}, ORGANIZER).status_code == 400
    assert world.call("POST", DRIVES, {"name": " "}, ORGANIZER, requestId="2").status_code == 400
    assert world.call("POST", DRIVES, {"name": "Phường"}, WRITER, requestId="1").status_code == 200


@pytest.mark.parametrize("caller", [ROBOT, "somebody@gmail.com"])
def test_only_people_of_an_organisation_make_drives(world: World, caller: str) -> None:
    reply = world.call("POST", DRIVES, {"name": "x"}, caller, requestId="1")
    assert _reason(reply) == (403, "userCannotCreateTeamDrives")


def test_members_see_a_drive_and_its_organizers_change_it(shared: Shared) -> None:
    world = shared.world
    assert world.call("GET", shared.url, caller=READER).json() == {
        "kind": "drive#drive",
        "id": shared.id,
        "name": "Phường",
    }
    assert _reason(world.call("GET", shared.url, caller=STRANGER)) == (404, "notFound")
    assert world.call("PATCH", shared.url, {"name": "Xã"}, WRITER).status_code == 403
    assert world.call("PATCH", shared.url, {"name": "Xã"}, ORGANIZER).json()["name"] == "Xã"
    restrictions = {"restrictions": {"domainUsersOnly": True}}
    changed = world.call("PATCH", shared.url, restrictions, ORGANIZER, fields="restrictions,capabilities(canEdit)")
    assert changed.json() == {**restrictions, "capabilities": {"canEdit": True}}
    assert world.call("POST", f"{shared.url}/hide", caller=READER, fields="hidden").json() == {"hidden": True}
    assert world.call("POST", f"{shared.url}/unhide", caller=READER, fields="hidden").json() == {"hidden": False}


def test_drives_are_listed_for_their_members_in_pages(shared: Shared) -> None:
    world = shared.world
    for number in range(2, 5):
        world.call("POST", DRIVES, {"name": f"drive {number}"}, ORGANIZER, requestId=str(number))

    def names(caller: str = ORGANIZER, **params: Any) -> list[str]:
        return [drive["name"] for drive in world.call("GET", DRIVES, caller=caller, **params).json()["drives"]]

    assert names() == ["Phường", "drive 2", "drive 3", "drive 4"]
    assert names(READER) == ["Phường"]
    assert names(STRANGER) == []
    assert names(q="name contains 'DRIVE' and hidden = false") == ["drive 2", "drive 3", "drive 4"]
    assert names(q="name = 'drive 3'") == ["drive 3"]
    first = world.call("GET", DRIVES, caller=ORGANIZER, pageSize=3).json()
    assert names(pageSize=3, pageToken=first["nextPageToken"]) == ["drive 4"]
    assert world.call("GET", DRIVES, caller=ORGANIZER, q="frob = 1").status_code == 400


def test_a_service_account_makes_files_in_a_shared_drive_and_nobody_owns_them(shared: Shared) -> None:
    made = shared.make(ROBOT)
    fields = "driveId,parents,owners,ownedByMe,permissions(emailAddress)"
    shown = shared.world.call("GET", f"{DRIVE}/{made}", caller=ROBOT, fields=fields, **ALL).json()
    assert shown["driveId"] == shared.id
    assert shown["parents"] == [shared.id]
    assert not {"owners", "ownedByMe"} & set(shown)
    assert "permissions" not in shown  # "not present for items in shared drives"


def test_gspread_works_in_a_shared_drive(shared: Shared) -> None:
    book = shared.world.client(ROBOT).create("Sổ", folder_id=shared.id)
    book.sheet1.update([["x"]], "A1")
    assert shared.world.client(READER).open_by_key(book.id).sheet1.acell("A1").value == "x"


def test_who_does_not_say_that_she_knows_of_shared_drives_is_not_shown_any(shared: Shared) -> None:
    made, world = shared.make(), shared.world
    for method, path in (("GET", made), ("GET", f"{made}/permissions"), ("POST", f"{made}/copy"), ("DELETE", made)):
        assert _reason(world.call(method, f"{DRIVE}/{path}", caller=ORGANIZER)) == (404, "notFound")
    body = {"name": "x", "mimeType": SPREADSHEET, "parents": [shared.id]}
    assert _reason(world.call("POST", DRIVE, body, ORGANIZER)) == (404, "notFound")
    assert world.call("GET", f"{DRIVE}/{made}", caller=ORGANIZER, **ALL).status_code == 200


def test_members_have_their_role_in_every_file_and_folder(shared: Shared) -> None:
    folder = shared.make(mime=FOLDER)
    for made in (shared.make(), shared.make(parent=folder)):
        roles = {who: shared.write(made, who) for who in (ORGANIZER, WRITER, READER, STRANGER)}
        assert roles == {ORGANIZER: 200, WRITER: 200, READER: 403, STRANGER: 403}
        assert shared.world.call("GET", f"{SHEETS}/{made}", caller=READER).status_code == 200


def test_a_file_may_be_shared_with_more_than_the_members(shared: Shared) -> None:
    made, world = shared.make(), shared.world
    body = {"type": "user", "role": "writer", "emailAddress": STRANGER}
    assert world.call("POST", f"{DRIVE}/{made}/permissions", body, WRITER, **ALL).status_code == 200
    assert shared.write(made, STRANGER) == 200
    fields = "permissions(emailAddress,permissionDetails)"
    found = world.call("GET", f"{DRIVE}/{made}/permissions", caller=ORGANIZER, fields=fields, **ALL).json()
    details = {item["emailAddress"]: item["permissionDetails"] for item in found["permissions"]}
    assert details[STRANGER] == [{"permissionType": "file", "role": "writer", "inherited": False}]
    assert details[READER] == [
        {"permissionType": "member", "role": "reader", "inherited": True, "inheritedFrom": shared.id}
    ]


def test_what_comes_from_the_drive_is_changed_in_the_drive(shared: Shared) -> None:
    made, world = shared.make(), shared.world
    listed = world.call("GET", f"{DRIVE}/{made}/permissions", caller=ORGANIZER, fields="permissions", **ALL).json()
    reader = next(item["id"] for item in listed["permissions"] if item["emailAddress"] == READER)
    refused = world.call("DELETE", f"{DRIVE}/{made}/permissions/{reader}", caller=ORGANIZER, **ALL)
    assert _reason(refused) == (403, "cannotModifyInheritedPermission")
    there = f"{DRIVE}/{shared.id}/permissions/{reader}"
    assert world.call("DELETE", there, caller=WRITER, **ALL).status_code == 403
    assert world.call("DELETE", there, caller=ORGANIZER, **ALL).status_code == 204
    assert world.call("GET", f"{SHEETS}/{made}", caller=READER).status_code == 403


def test_only_organizers_choose_members(shared: Shared) -> None:
    assert shared.member("reader", STRANGER, WRITER).status_code == 403
    assert shared.member("reader", STRANGER, ROBOT).status_code == 403
    assert shared.member("organizer", STRANGER).status_code == 200


def test_there_is_no_owner_in_a_shared_drive(shared: Shared) -> None:
    made, world = shared.make(), shared.world
    body = {"type": "user", "role": "owner", "emailAddress": WRITER}
    refused = world.call("POST", f"{DRIVE}/{made}/permissions", body, ORGANIZER, transferOwnership="true", **ALL)
    assert _reason(refused) == (403, "ownerOnTeamDriveItemNotSupported")
    assert refused.json()["error"]["message"] == "Owner role is invalid for shared drive items."
    organizer = {**body, "role": "organizer"}
    assert world.call("POST", f"{DRIVE}/{made}/permissions", organizer, ORGANIZER, **ALL).status_code == 403
    anyone = {"type": "anyone", "role": "reader"}
    assert world.call("POST", f"{DRIVE}/{shared.id}/permissions", anyone, ORGANIZER, **ALL).status_code == 403


def test_a_drive_that_is_not_empty_is_not_deleted(shared: Shared) -> None:
    made, world = shared.make(), shared.world
    assert _reason(world.call("DELETE", shared.url, caller=ORGANIZER)) == (403, "teamDriveNotEmpty")
    assert world.call("DELETE", f"{DRIVE}/{made}", caller=WRITER, **ALL).status_code == 403
    assert world.call("DELETE", f"{DRIVE}/{made}", caller=ORGANIZER, **ALL).status_code == 204
    assert world.call("DELETE", shared.url, caller=WRITER).status_code == 403
    assert world.call("DELETE", shared.url, caller=ORGANIZER).status_code == 204
    assert world.call("GET", shared.url, caller=ORGANIZER).status_code == 404


def test_a_protection_binds_all_but_its_editors_where_there_is_no_owner(shared: Shared) -> None:
    made, world = shared.make(), shared.world
    url = f"{SHEETS}/{made}:batchUpdate"
    protect = {"requests": [{"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}}]}
    assert world.call("POST", url, protect, ROBOT).status_code == 200
    assert {who: shared.write(made, who) for who in (ROBOT, WRITER, ORGANIZER)} == {
        ROBOT: 200,
        WRITER: 400,
        ORGANIZER: 400,
    }
    shown = world.call("GET", f"{SHEETS}/{made}", caller=ROBOT).json()["sheets"][0]["protectedRanges"][0]
    assert shown["editors"] == {"users": [ROBOT]}


def test_a_copy_out_of_a_shared_drive_is_the_copyists_own(shared: Shared, book: Book) -> None:
    made, world = shared.make(), shared.world
    copy = world.call("POST", f"{DRIVE}/{made}/copy", {"parents": ["root"]}, READER, fields="owners(me)", **ALL)
    assert copy.json() == {"owners": [{"me": True}]}
    inside = world.call("POST", f"{DRIVE}/{book.id}/copy", {"parents": [shared.id]}, ORGANIZER, **ALL)
    assert inside.status_code == 404  # the book is not shared with her
