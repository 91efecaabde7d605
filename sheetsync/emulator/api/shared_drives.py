"""Handlers of Drive v3 drives: shared drives, whose files belong to nobody and whose members are their permissions.

A shared drive is its top-level folder, a file with the same id, and a Drive resource beside it.
"""

import re
import secrets
from collections.abc import Callable
from http import HTTPStatus

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_fields import mask_of
from sheetsync.emulator.api.drive_files import FOLDER, owner_permission, user
from sheetsync.emulator.api.parameters import invalid_value, page_size, page_start, page_token, required
from sheetsync.emulator.errors import ApiError, Obj, drive_error
from sheetsync.emulator.shapes import payload
from sheetsync.emulator.shapes.masks import project
from sheetsync.emulator.text.stamps import rfc3339

DEFAULT_FIELDS = "kind,id,name"
LIST_FIELDS = "kind,nextPageToken,drives(kind,id,name)"
PAGE_SIZE, MAX_PAGE_SIZE = 10, 100
MAX_NAME = 100
WRITABLE = ("name", "themeId", "colorRgb", "backgroundImageFile", "restrictions", "hidden")
TERM = re.compile(r"\s*(?:name\s*(=|contains)\s*'((?:\\.|[^'\\])*)'|hidden\s*(=|!=)\s*(true|false))\s*")
COLOUR = "#4f6bed"  # Google picks a theme by chance; this is always the same one


def drives_create(call: Call) -> Obj:
    """Make a shared drive; its maker is its first organizer. The same `requestId` makes none twice."""
    given = payload.read_known("Drive", call.body())
    request = call.text("requestId")
    if not request:
        raise required("requestId")
    if not access.domain_of(call.caller):
        # Only accounts of an organisation may (facts §3), not a consumer's, nor a service account's save by delegation.
        # The reason is Google's, the sentence is not recorded.
        raise drive_error(
            HTTPStatus.FORBIDDEN,
            "userCannotCreateTeamDrives",
            "The user does not have permission to create a shared drive.",
        )
    name = _checked_name(given.get("name", ""))
    if given.get("restrictions"):
        raise _invalid("restrictions", "Restrictions cannot be set when a shared drive is created.")
    with call.store.transaction():
        if call.store.accounts.drive_of_request(call.caller, request):
            raise drive_error(
                HTTPStatus.CONFLICT, "alreadyExists", "A shared drive already exists with the provided ID."
            )
        drive_id, now = "0A" + secrets.token_urlsafe(12)[:14] + "PVA", rfc3339(call.now)
        call.store.save_file(_top_folder(call, drive_id, now))
        call.store.save_permission(drive_id, {**owner_permission(call.caller), "role": "organizer"})
        drive: Obj = {"kind": "drive#drive", "id": drive_id, "name": name, "createdTime": now, "colorRgb": COLOUR}
        call.store.accounts.add_drive({**drive, **_written(given), "hidden": False}, call.caller, request)
    return _shown(call, drive_id)


def drives_get(call: Call) -> Obj:
    """Return a shared drive."""
    return _shown(call, _required(call, "reader"))


def drives_list(call: Call) -> Obj:
    """Return the shared drives that the caller is a member of, page by page."""
    size, start = page_size(call.text("pageSize", str(PAGE_SIZE)), MAX_PAGE_SIZE), page_start(call)
    test = _query(call.text("q"))
    found = [drive for drive in call.store.accounts.drives() if _role(call, drive["id"]) and test(drive)]
    page = [_full(call, drive) for drive in found[start : start + size]]
    reply: Obj = {"kind": "drive#driveList", "drives": page}
    if len(found) > start + size:
        reply["nextPageToken"] = page_token(start + size)
    shown: Obj = project(mask_of(call, LIST_FIELDS, "DriveList"), reply)
    return shown


def drives_update(call: Call) -> Obj:
    """Change a shared drive's name, look or restrictions; its organizers may."""
    given = payload.read_known("Drive", call.body())

    def changed(drive: Obj) -> Obj:
        if "name" in given:
            drive = {**drive, "name": _checked_name(given["name"])}
        restrictions = {**drive.get("restrictions", {}), **given.get("restrictions", {})}
        return {**drive, **_written(given), **({"restrictions": restrictions} if restrictions else {})}

    return _changed(call, "organizer", changed)


def drives_hide(call: Call) -> Obj:
    """Hide a shared drive from the default view."""
    return _changed(call, "reader", lambda drive: {**drive, "hidden": True})


def drives_unhide(call: Call) -> Obj:
    """Show a hidden shared drive again."""
    return _changed(call, "reader", lambda drive: {**drive, "hidden": False})


def drives_delete(call: Call) -> None:
    """Delete an empty shared drive for good, with what lies in its trash. How Google words its refusal is not known."""
    with call.store.transaction():
        drive_id = _required(call, "organizer")
        inside = [file for file in call.store.files() if file.get("driveId") == drive_id != file["id"]]
        if any(not file.get("trashed") for file in inside):
            raise drive_error(
                HTTPStatus.FORBIDDEN, "teamDriveNotEmpty", "The shared drive cannot be deleted because it is not empty."
            )
        for file in inside:
            call.store.delete_file(file["id"])
        call.store.delete_file(drive_id)


def drive_not_found(drive_id: str) -> ApiError:
    """Return the answer for a shared drive that is not there, or not for this caller."""
    return drive_error(
        HTTPStatus.NOT_FOUND, "notFound", f"Shared drive not found: {drive_id}", ("driveId", "parameter")
    )


def _top_folder(call: Call, drive_id: str, now: str) -> Obj:
    return {
        "kind": "drive#file",
        "id": drive_id,
        "name": "Drive",
        "mimeType": FOLDER,
        "driveId": drive_id,
        "teamDriveId": drive_id,
        "trashed": False,
        "version": "1",
        "createdTime": now,
        "modifiedTime": now,
        "lastModifyingUser": user(call.caller),
    }


def _required(call: Call, level: str) -> str:
    drive_id = call.path["driveId"]
    held = _role(call, drive_id)
    if held is None:
        raise drive_not_found(drive_id)
    if access.LEVELS.index(held) < access.LEVELS.index(level):
        raise drive_error(
            HTTPStatus.FORBIDDEN,
            "insufficientFilePermissions",
            "The user does not have sufficient permissions for this shared drive.",
        )
    return drive_id


def _role(call: Call, drive_id: str) -> str | None:
    folder = call.store.file(drive_id) if call.store.accounts.drive(drive_id) else None
    return access.role(call.store, folder, call.caller) if folder else None


def _changed(call: Call, level: str, change: Callable[[Obj], Obj]) -> Obj:
    with call.store.transaction():
        drive_id = _required(call, level)
        call.store.accounts.change_drive(change(call.store.accounts.drive(drive_id) or {}))
    return _shown(call, drive_id)


def _shown(call: Call, drive_id: str) -> Obj:
    full = _full(call, call.store.accounts.drive(drive_id) or {})
    shown: Obj = project(mask_of(call, DEFAULT_FIELDS, "Drive"), full)
    return shown


def _full(call: Call, drive: Obj) -> Obj:
    level = access.LEVELS.index(_role(call, drive["id"]) or access.LEVELS[0])
    writes, arranges, organizes = (
        level >= access.LEVELS.index(one) for one in ("writer", "fileOrganizer", "organizer")
    )
    may = {
        "canListChildren": True,
        "canCopy": True,
        "canDownload": True,
        "canReadRevisions": level >= access.LEVELS.index("commenter"),
        "canComment": level >= access.LEVELS.index("commenter"),
        "canAddChildren": writes,
        "canEdit": writes,
        "canRename": writes,
        "canShare": writes,
        "canTrashChildren": arranges,
        "canDeleteChildren": organizes,
        "canDeleteDrive": organizes,
        "canManageMembers": organizes,
        "canRenameDrive": organizes,
        "canChangeDriveBackground": organizes,
    }
    return {**drive, "capabilities": may}


def _written(given: Obj) -> Obj:
    return {name: given[name] for name in WRITABLE if name in given and name not in ("name", "restrictions")}


def _checked_name(name: str) -> str:
    if not name.strip() or len(name) > MAX_NAME:
        raise _invalid("name", "The name of a shared drive must be between 1 and 100 characters long.")
    return name


def _invalid(field: str, sentence: str) -> ApiError:
    # Google refuses these; its sentences are recorded nowhere known.
    return drive_error(HTTPStatus.BAD_REQUEST, "invalid", sentence, (field, "other"))


def _query(text: str) -> Callable[[Obj], bool]:
    """Return the test behind a query for shared drives: terms on name and hidden, joined by `and`."""
    terms = [TERM.fullmatch(term) for term in re.split(r"\band\b", text)] if text.strip() else []
    if not all(terms):
        raise invalid_value("q")
    return lambda drive: all(term is None or _passes(drive, term) for term in terms)


def _passes(drive: Obj, term: re.Match[str]) -> bool:
    sign, wanted, hidden_sign, hidden = term.groups()
    if hidden:
        return (bool(drive.get("hidden")) == (hidden == "true")) == (hidden_sign == "=")
    name, wanted = drive["name"].casefold(), re.sub(r"\\(.)", r"\1", wanted).casefold()
    return bool(name == wanted if sign == "=" else wanted in name)
