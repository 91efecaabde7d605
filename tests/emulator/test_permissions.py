"""Permissions: who may give whom what, and until when."""

from datetime import timedelta
from typing import Any

import gspread
import pytest
import requests

from sheetsync.emulator import App
from sheetsync.emulator.text.stamps import rfc3339

from .world import DRIVE, NOW, Book, World

OWNER, WRITER, READER, NEW = "owner@example.com", "writer@example.com", "reader@example.com", "new@example.com"
ROBOT = "robot@example-project.iam.gserviceaccount.com"


class Sharing:
    """The permissions of one file, spoken to in short."""

    def __init__(self, world: World, file_id: str) -> None:
        self.world, self.url = world, f"{DRIVE}/{file_id}/permissions"

    def give(self, role: str, who: str = NEW, caller: str | None = None, **params: Any) -> requests.Response:
        return self.post({"type": "user", "role": role, "emailAddress": who}, caller, **params)

    def post(self, body: dict[str, Any], caller: str | None = None, **params: Any) -> requests.Response:
        return self.world.call("POST", self.url, body, caller, **params)

    def change(self, who: str, body: dict[str, Any], caller: str | None = None, **params: Any) -> requests.Response:
        return self.world.call("PATCH", f"{self.url}/{self.id(who)}", body, caller, **params)

    def take(self, who: str, caller: str | None = None) -> requests.Response:
        return self.world.call("DELETE", f"{self.url}/{self.id(who)}", caller=caller)

    def all(self, caller: str | None = None, **params: Any) -> list[dict[str, Any]]:
        reply = self.world.call("GET", self.url, caller=caller, fields="permissions", **params)
        assert reply.status_code == 200, reply.text
        return list(reply.json()["permissions"])

    def roles(self, caller: str | None = None) -> dict[str, str]:
        return {item.get("emailAddress", item["id"]): item["role"] for item in self.all(caller)}

    def id(self, who: str) -> str:
        return next((item["id"] for item in self.all() if item.get("emailAddress") == who), who)


@pytest.fixture
def sharing(book: Book) -> Sharing:
    """A book with a writer and a reader."""
    found = Sharing(book.world, book.id)
    assert found.give("writer", WRITER).status_code == 200
    assert found.give("reader", READER).status_code == 200
    return found


def _refusal(reply: requests.Response) -> tuple[int, str, str]:
    error = reply.json()["error"]
    return reply.status_code, error["errors"][0]["reason"], error["message"]


def test_a_permission_has_the_same_id_in_every_file(sharing: Sharing) -> None:
    other = Sharing(sharing.world, sharing.world.client().create("other").id)
    made = other.give("reader", WRITER.upper()).json()
    assert made == {"kind": "drive#permission", "id": sharing.id(WRITER), "type": "user", "role": "reader"}
    assert other.world.call("GET", f"{other.url}/{made['id']}", fields="emailAddress,displayName,deleted").json() == {
        "emailAddress": WRITER.upper(),
        "displayName": "WRITER",
        "deleted": False,
    }


def test_sharing_again_raises_a_role_and_does_not_lower_it(sharing: Sharing) -> None:
    assert sharing.give("writer", READER).json()["role"] == "writer"
    assert sharing.give("reader", READER).json()["role"] == "writer"
    assert sharing.change(READER, {"role": "reader"}).json()["role"] == "reader"
    assert sharing.give("writer", OWNER).json()["role"] == "owner"
    assert sharing.roles() == {OWNER: "owner", WRITER: "writer", READER: "reader"}


def test_writers_share_unless_the_owner_keeps_that_to_herself(sharing: Sharing) -> None:
    assert sharing.give("reader", caller=WRITER).status_code == 200
    assert sharing.take(NEW, WRITER).status_code == 204
    sharing.world.call("PATCH", sharing.url.removesuffix("/permissions"), {"writersCanShare": False})
    refused = sharing.give("reader", caller=WRITER)
    assert _refusal(refused)[:2] == (403, "insufficientFilePermissions")
    assert sharing.give("reader").status_code == 200


def test_a_reader_sees_no_permissions_and_gives_none(sharing: Sharing) -> None:
    assert sharing.world.call("GET", sharing.url, caller=READER).status_code == 403
    assert sharing.give("reader", caller=READER).status_code == 403
    assert sharing.take(WRITER, READER).status_code == 403
    assert sharing.world.call("GET", sharing.url, caller=NEW).status_code == 404


def test_anybody_may_give_her_own_permission_away(sharing: Sharing) -> None:
    assert sharing.take(READER, READER).status_code == 204
    assert READER not in sharing.roles()


def test_the_owner_can_neither_be_removed_nor_lowered(sharing: Sharing) -> None:
    for refused in (sharing.take(OWNER), sharing.change(OWNER, {"role": "writer"}), sharing.take(OWNER, OWNER)):
        assert _refusal(refused) == (403, "cannotRemoveOwner", "The owner of a file cannot be removed.")


def test_an_unknown_permission_is_not_found(sharing: Sharing) -> None:
    for refused in (sharing.take("123"), sharing.change("123", {"role": "reader"})):
        assert _refusal(refused) == (404, "notFound", "Permission not found: 123.")


@pytest.mark.parametrize(
    ("body", "reason", "sentence"),
    [
        ({"role": "reader"}, "required", "The permission type field is required."),
        ({"type": "user", "emailAddress": NEW}, "required", "The permission role field is required."),
        (
            {"type": "user", "role": "reader"},
            "invalidSharingRequest",
            'Bad Request. User message: "You must specify an email address."',
        ),
        (
            {"type": "user", "role": "reader", "emailAddress": "no address"},
            "invalid",
            "The specified emailAddress is invalid or not applicable for the given permission type.",
        ),
        (
            {"type": "anyone", "role": "reader", "emailAddress": NEW},
            "invalid",
            "The specified emailAddress is invalid or not applicable for the given permission type.",
        ),
        (
            {"type": "user", "role": "reader", "emailAddress": NEW, "domain": "example.com"},
            "invalid",
            "The specified domain is invalid or not applicable for the given permission type.",
        ),
        (
            {"type": "domain", "role": "reader"},
            "required",
            "The domain field is required for permissions of type 'domain'.",
        ),
        (
            {"type": "anyone", "role": "owner"},
            "invalid",
            "The specified role is invalid or not applicable for the given permission type.",
        ),
    ],
)
def test_a_permission_that_makes_no_sense_is_refused(
    sharing: Sharing, body: dict[str, Any], reason: str, sentence: str
) -> None:
    assert _refusal(sharing.post(body)) == (400, reason, sentence)


def test_a_role_or_type_that_drive_does_not_know_is_refused(sharing: Sharing) -> None:
    assert sharing.give("boss").status_code == 400
    assert sharing.post({"type": "robot", "role": "reader", "emailAddress": NEW}).status_code == 400


def test_the_roles_of_shared_drives_are_for_shared_drives(sharing: Sharing) -> None:
    assert _refusal(sharing.give("organizer"))[:2] == (403, "organizerOnNonTeamDriveItemNotSupported")


def test_mail_goes_to_people_and_a_new_owner_must_be_told(sharing: Sharing) -> None:
    assert sharing.give("reader", sendNotificationEmail="false", emailMessage="x").status_code == 200
    anyone = sharing.post({"type": "anyone", "role": "reader"}, sendNotificationEmail="true")
    assert _refusal(anyone)[:2] == (403, "forbidden")
    params = {"transferOwnership": "true", "sendNotificationEmail": "false"}
    assert _refusal(sharing.give("owner", **params))[:2] == (403, "forbidden")


def test_a_copy_with_its_permissions_fails_at_the_owner_as_with_google(book: Book) -> None:
    with pytest.raises(gspread.exceptions.APIError, match="The transferOwnership parameter must be enabled"):
        book.world.client().copy(book.id, copy_permissions=True)


def test_a_domain_is_all_its_people(sharing: Sharing, book: Book) -> None:
    stranger, neighbour = "stranger@elsewhere.org", "neighbour@example.com"
    sharing.post({"type": "domain", "role": "writer", "domain": "Example.com"})
    assert book.try_batch({"addSheet": {}}, caller=neighbour).status_code == 200
    assert book.try_batch({"addSheet": {}}, caller=stranger).status_code == 403


def test_of_a_group_only_its_own_address_is_known(sharing: Sharing, book: Book) -> None:
    made = sharing.post({"type": "group", "role": "writer", "emailAddress": "all@example.com"})
    assert made.json()["type"] == "group"
    assert book.try_batch({"addSheet": {}}, caller="all@example.com").status_code == 200
    assert book.try_batch({"addSheet": {}}, caller="member@example.com").status_code == 403


def test_with_the_link_or_for_all_to_find(sharing: Sharing) -> None:
    with_link = sharing.post({"type": "anyone", "role": "reader"}, fields="id,allowFileDiscovery,displayName").json()
    assert with_link == {"id": "anyoneWithLink", "allowFileDiscovery": False}
    found = sharing.post({"type": "anyone", "role": "reader", "allowFileDiscovery": True}).json()
    assert found["id"] == "anyone"


def test_an_end_can_be_set_and_taken_away(sharing: Sharing, book: Book) -> None:
    end = {"role": "writer", "expirationTime": rfc3339(NOW + timedelta(days=1))}
    body = {"type": "user", "emailAddress": NEW, **end}
    assert _refusal(sharing.post(body))[:2] == (403, "cannotSetExpirationOnInsert")
    assert sharing.change(WRITER, end, fields="expirationTime").json() == {"expirationTime": "2026-09-04T08:00:00.000Z"}
    assert sharing.change(READER, {"role": "reader", "expirationTime": end["expirationTime"]}).status_code == 200
    assert sharing.change(READER, {"role": "reader"}, removeExpiration="true").status_code == 200
    later = World(
        book.world.store, app := App(book.world.store, clock=lambda: NOW + timedelta(days=1)), World.session_for(app)
    )
    assert Sharing(later, book.id).roles() == {OWNER: "owner", READER: "reader"}
    assert later.call("GET", book.url, caller=WRITER).status_code == 403


def test_an_end_lies_in_the_coming_year_and_is_for_people(sharing: Sharing) -> None:
    sharing.post({"type": "anyone", "role": "reader"})
    for moment in (NOW, NOW + timedelta(days=400)):
        refused = sharing.change(WRITER, {"role": "writer", "expirationTime": rfc3339(moment)})
        assert _refusal(refused)[:2] == (403, "expirationDatesMustBeInTheFuture")
    tomorrow = rfc3339(NOW + timedelta(days=1))
    anyone = sharing.change("anyoneWithLink", {"role": "reader", "expirationTime": tomorrow})
    assert _refusal(anyone)[:2] == (403, "cannotSetExpirationOnAnyoneOrDomain")
    assert sharing.change(WRITER, {"role": "writer", "expirationTime": "tomorrow"}).status_code == 400
    assert sharing.change(OWNER, {"role": "owner", "expirationTime": tomorrow}).status_code == 403


def test_ownership_stays_inside_the_organisation(sharing: Sharing) -> None:
    params = {"transferOwnership": "true"}
    assert _refusal(sharing.give("owner"))[:2] == (403, "forbidden")
    assert _refusal(sharing.give("owner", "x@elsewhere.org", **params))[:2] == (
        400,
        "ownershipChangeAcrossDomainNotPermitted",
    )
    assert _refusal(sharing.give("owner", "x@gmail.com", **params))[:2] == (403, "consentRequiredForOwnershipTransfer")
    assert _refusal(sharing.give("owner", ROBOT, **params))[:2] == (403, "storageQuotaExceeded")
    assert _refusal(sharing.give("owner", NEW, WRITER, **params))[:2] == (403, "insufficientFilePermissions")
    assert sharing.give("owner", NEW, **params).json()["role"] == "owner"
    assert sharing.roles() == {OWNER: "writer", WRITER: "writer", READER: "reader", NEW: "owner"}
    assert sharing.take(NEW).status_code == 403


def test_between_consumers_an_ownership_is_offered_and_taken(world: World) -> None:
    first, second, third = "first@gmail.com", "second@gmail.com", "third@example.com"
    made = world.client(first).create("x")
    made.share(second, perm_type="user", role="writer")
    made.share(third, perm_type="user", role="writer")
    ids = {item["emailAddress"]: str(item["id"]) for item in made.list_permissions()}
    url = f"{DRIVE}/{made.id}/permissions"
    take = {"role": "owner"}
    assert world.call("PATCH", f"{url}/{ids[second]}", take, second, transferOwnership="true").status_code == 403
    offered = world.call("PATCH", f"{url}/{ids[third]}", {"role": "writer", "pendingOwner": True}, first)
    assert _refusal(offered)[1] == "targetUserCannotBePendingOwnerOnFile"
    made.transfer_ownership(ids[second])
    assert world.call("PATCH", f"{url}/{ids[third]}", take, third, transferOwnership="true").status_code == 403
    theirs = world.client(second).open_by_key(made.id)
    theirs.accept_ownership(ids[second])
    assert {item["emailAddress"]: item["role"] for item in theirs.list_permissions()} == {
        first: "writer",
        second: "owner",
        third: "writer",
    }


def test_permissions_come_in_pages(sharing: Sharing) -> None:
    for number in range(4):
        sharing.give("reader", f"p{number}@example.com")
    seen, token = [], ""
    while True:
        fields = "nextPageToken,permissions(id)"
        page = sharing.world.call("GET", sharing.url, pageSize=2, pageToken=token, fields=fields).json()
        seen += [item["id"] for item in page["permissions"]]
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert seen == [item["id"] for item in sharing.all()]
    assert len(seen) == 7
    assert sharing.world.call("GET", sharing.url, pageSize=0).status_code == 400
    assert sharing.world.call("GET", sharing.url, pageToken="!").status_code == 400


def test_what_is_shared_of_a_folder_is_shared_of_all_in_it(world: World) -> None:
    folder = world.call("POST", DRIVE, {"name": "x", "mimeType": "application/vnd.google-apps.folder"}).json()["id"]
    inner = world.client().create("inside", folder_id=folder)
    Sharing(world, folder).give("writer", WRITER)
    assert Sharing(world, inner.id).roles() == {OWNER: "owner", WRITER: "writer"}
    theirs = world.client(WRITER).open_by_key(inner.id)
    theirs.sheet1.update([["x"]], "A1")
    refused = Sharing(world, inner.id).take(WRITER)
    assert _refusal(refused)[1] == "cannotModifyInheritedPermission"


@pytest.mark.parametrize("token", ["YXQ6LTU=", "eGF0OjU=", "%%%"], ids=["at:-5", "xat:5", "no base64"])
def test_a_page_token_that_nobody_handed_out_is_refused(book: Book, token: str) -> None:
    assert book.world.call("GET", f"{DRIVE}/{book.id}/permissions", pageToken=token).status_code == 400
