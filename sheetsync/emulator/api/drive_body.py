"""What a caller gives to be written into a file: read, checked against what may be written, and laid over the file."""

from http import HTTPStatus

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_files import SHORTCUT, refuse_if_locked, user
from sheetsync.emulator.api.drive_query import moment
from sheetsync.emulator.errors import ApiError, Obj, drive_error, drive_forbidden
from sheetsync.emulator.shapes import payload
from sheetsync.emulator.shapes.schema import fields_of
from sheetsync.emulator.store.files import KEYED
from sheetsync.emulator.text.stamps import rfc3339

WRITABLE = frozenset(
    {
        *("name", "mimeType", "description", "starred", "trashed", "appProperties", "properties", "writersCanShare"),
        *("copyRequiresWriterPermission", "viewersCanCopyContent", "modifiedTime", "viewedByMeTime", "folderColorRgb"),
        *("contentRestrictions", "contentHints", "originalFilename"),
    }
)
WRITABLE_ONCE = WRITABLE | {"id", "parents", "createdTime", "shortcutDetails"}
NOT_BUILT = ("downloadRestrictions", "inheritedPermissionsDisabled", "shortcutDetails", "labelInfo")
ALWAYS = frozenset({"name", "mimeType"})  # what every file has: null gives nothing, and clears nothing
TIMES = ("createdTime", "modifiedTime", "viewedByMeTime")
PERSONAL = frozenset({"starred", "viewedByMeTime"})
OWNERS = frozenset({"writersCanShare"})
QUIET = PERSONAL | {"trashed"}
"""What leaves `modifiedTime` as it is. That trashing does is not documented; that starring does, follows from its being
one person's own."""


def given_new(body: object) -> Obj:
    """Return what is given for a file to be made."""
    return _given(body, WRITABLE_ONCE)


def given_changes(body: object) -> Obj:
    """Return what is given for a file that there is; None for what is to be cleared."""
    if isinstance(body, dict) and "parents" in body:
        sentence = (
            "The parents field is not directly writable in update requests. "
            "Use the addParents and removeParents parameters instead."
        )
        raise drive_error(HTTPStatus.FORBIDDEN, "fieldNotWritable", sentence)
    return _given(body, WRITABLE)


def level_for(given: Obj, *, moved: bool) -> str:
    """Return the role that a change takes."""
    if given and not moved and PERSONAL.issuperset(given):
        return "reader"
    if OWNERS & given.keys():
        return "owner"
    return "trash" if "trashed" in given else "writer"


def laid_over(file: Obj, given: Obj) -> Obj:
    """Lay what is given over a file; of its properties only those named change, and null takes one away."""
    keyed = {
        name: {key: value for key, value in {**file.get(name, {}), **(given[name] or {})}.items() if value is not None}
        for name in KEYED
        if name in given
    }
    plain = {name: value for name, value in given.items() if name not in PERSONAL}
    return {name: value for name, value in {**file, **plain, **keyed}.items() if value is not None}


def restricted(call: Call, file: Obj, given: Obj) -> Obj:
    """Return what is given with its content restrictions as they will be stored; refuses what a locked file forbids.

    Restrictions that only the owner may lift, only she may set.
    """
    if "contentRestrictions" not in given:
        if "name" in given and given["name"] != file["name"]:
            refuse_if_locked(file)
        return given
    wanted = [item for item in given["contentRestrictions"] or [] if item.get("readOnly")]
    held = [*file.get("contentRestrictions", []), *wanted]
    owns = access.reaches(file, access.role(call.store, file, call.caller), "owner")
    if any(item.get("ownerRestricted") for item in held) and not owns:
        raise drive_forbidden(file["id"])
    stored = [
        {
            "readOnly": True,
            **{name: item[name] for name in ("reason", "ownerRestricted") if name in item},
            "type": "globalContentRestriction",
            "restrictingUser": user(call.caller),
            "restrictionTime": rfc3339(call.now),
        }
        for item in wanted[:1]
    ]
    if stored and access.locked(file) and given.get("name", file["name"]) != file["name"]:
        refuse_if_locked(file)
    return {**given, "contentRestrictions": stored or None}


def mark_personal(call: Call, file_id: str, given: Obj) -> None:
    """Note what is given that belongs to the caller and not to the file: the star, and when she looked at it."""
    if "starred" in given:
        call.store.mark(file_id, call.caller, starred=int(bool(given["starred"])))
    if "viewedByMeTime" in given:
        call.store.mark(file_id, call.caller, viewed=given["viewedByMeTime"] or "")


def _given(body: object, writable: frozenset[str]) -> Obj:
    given = payload.read_known("File", body)
    known = fields_of("File")
    # What is there but empty was dropped as a default; here it says something: false, or to be cleared.
    empty = {name: value for name, value in (body.items() if isinstance(body, dict) else ()) if name in known}
    given = {**empty, **given}
    given.pop("kind", None)
    given = {name: value for name, value in given.items() if value is not None or name not in ALWAYS}
    for name in given:
        if name in NOT_BUILT or (name == "mimeType" and given[name] == SHORTCUT):
            raise drive_error(HTTPStatus.NOT_IMPLEMENTED, "notImplemented", f"The emulator does not keep {name}.")
        if name not in writable:
            sentence = "The resource body includes fields which are not directly writable."
            raise drive_error(HTTPStatus.FORBIDDEN, "fieldNotWritable", sentence)
    if "viewersCanCopyContent" in given:
        given["copyRequiresWriterPermission"] = not given.pop("viewersCanCopyContent")
    for name in TIMES:
        if given.get(name):
            given[name] = _moment(given[name])
    return given


def _moment(text: str) -> str:
    try:
        return moment(text)
    except ValueError as error:
        raise _invalid() from error


def _invalid() -> ApiError:
    return drive_error(HTTPStatus.BAD_REQUEST, "invalid", "Invalid Value")
