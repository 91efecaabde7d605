"""The fields of a Drive file as one caller sees them. Only what the mask asks for is worked out."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_files import FOLDER, SPREADSHEET, root_id, user
from sheetsync.emulator.api.lag import as_shown
from sheetsync.emulator.errors import ApiError, Obj, drive_error
from sheetsync.emulator.shapes.masks import Mask, MaskError, parse, project
from sheetsync.emulator.text.stamps import rfc3339

EXPORTS = MappingProxyType(
    {
        "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
        "text/tab-separated-values": "tsv",
        "application/pdf": "pdf",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "text/csv": "csv",
        "application/zip": "zip",
        "application/vnd.oasis.opendocument.spreadsheet": "ods",
    }
)
SMALLEST_BOOK = 1024  # what Google counts for a small spreadsheet, as recorded
GOOGLE_TYPES = "application/vnd.google-apps."
# What the operations that change something reply with.
REPLIES = MappingProxyType(
    {
        **dict.fromkeys(("files_create", "files_update", "files_copy"), "File"),
        **dict.fromkeys(("permissions_create", "permissions_update"), "Permission"),
        **dict.fromkeys(("comments_create", "comments_update"), "Comment"),
        **dict.fromkeys(("replies_create", "replies_update"), "Reply"),
        **dict.fromkeys(("drives_create", "drives_update", "drives_hide", "drives_unhide"), "Drive"),
    }
)


@dataclass(frozen=True)
class Seen:
    """A file and who looks at it. What has to be fetched for a field is fetched at its first use."""

    call: Call
    file: Obj

    @cached_property
    def granted(self) -> list[Obj]:
        """All permissions on the file, those of folders above it too."""
        return access.granted(self.call.store, self.file)

    @cached_property
    def role(self) -> str | None:
        """What the caller may do; the top of her own My Drive is hers without any permission."""
        if self.file["id"] == root_id(self.call.caller):
            return "owner"
        held = [item["role"] for item in self.granted if access.covers(item, self.call.caller)]
        return max((name for name in held if name in access.LEVELS), key=access.LEVELS.index, default=None)

    @cached_property
    def marks(self) -> Obj:
        """What the file is to the caller: see `Store.marks`."""
        return self.call.store.marks(self.file["id"], self.call.caller)

    @cached_property
    def content(self) -> bytes | None:
        """The bytes of a file that is no spreadsheet."""
        return self.call.store.content(self.file["id"])

    @property
    def kind(self) -> str:
        """The MIME type."""
        return str(self.file["mimeType"])

    @property
    def in_drive(self) -> bool:
        """Whether it lies in a shared drive."""
        return "driveId" in self.file

    @property
    def listed(self) -> bool:
        """Whether it is among the caller's files: shared with her by name, or opened by her through a link."""
        return self.role is not None and (self.by_name or bool(self.marks["viewed"]))

    @property
    def by_name(self) -> bool:
        """Whether it is shared with the caller herself, and not only with her domain or with all who have the link."""
        named = ("user", "group")
        return any(item["type"] in named and access.covers(item, self.call.caller) for item in self.granted)

    def reaches(self, level: str) -> bool:
        """Tell whether the caller's role is enough."""
        return access.reaches(self.file, self.role, level)


def shown(seen: Seen, mask: Mask) -> Obj:
    """Return the fields of a file that the mask asks for; an empty mask asks for all."""
    made = {name: FIELDS[name](seen) for name in FIELDS if not mask or name in mask}
    found: Obj = project(mask, {name: value for name, value in made.items() if value is not None})
    return found


def mask_of(call: Call, default: str, message: str) -> Mask:
    """Return the mask that the call gives, or the default one; raises Drive's 400 for a field that is not there."""
    try:
        return parse(call.fields or default, message)
    except MaskError as error:
        raise invalid_selection(error.path) from error


def require_mask(call: Call, handler: str) -> None:
    """Raise the 400 for a reply that cannot be shown, while nothing is changed yet."""
    if handler in REPLIES:
        mask_of(call, "*", REPLIES[handler])


def invalid_selection(path: str) -> ApiError:
    """Return Drive's 400 for a mask that does not fit."""
    return drive_error(400, "invalidParameter", f"Invalid field selection {path}", ("fields", "parameter"))


def _capabilities(seen: Seen) -> Obj:
    writes, owns, sees = seen.reaches("writer"), seen.reaches("owner"), seen.role is not None
    folder, shut = seen.kind == FOLDER, access.locked(seen.file)
    copies = sees and (writes or not seen.file.get("copyRequiresWriterPermission", False))
    shares = access.may_share(seen.file, seen.role)
    trashes = seen.reaches("trash")
    restricted = any(item.get("ownerRestricted") for item in seen.file.get("contentRestrictions", []))
    found = {
        "canAddChildren": folder and writes,
        "canChangeCopyRequiresWriterPermission": writes,
        "canChangeViewersCanCopyContent": writes,
        "canComment": (writes or seen.role == "commenter") and not shut,
        "canCopy": copies and not folder,
        "canDelete": owns,
        "canDownload": copies and not folder,
        "canEdit": writes and not shut,
        "canListChildren": folder and sees,
        "canModifyContent": writes and not shut,
        "canModifyContentRestriction": writes,
        "canModifyEditorContentRestriction": writes,
        "canModifyOwnerContentRestriction": owns,
        "canRemoveContentRestriction": shut and (owns or (writes and not restricted)),
        "canMoveItemOutOfDrive": owns,
        "canMoveItemWithinDrive": writes,
        "canReadRevisions": writes and not folder,
        "canRemoveChildren": folder and writes and not seen.in_drive,
        "canRename": writes and not shut,
        "canShare": shares,
        "canTrash": trashes,
        "canUntrash": trashes,
    }
    if seen.in_drive:
        mine = {"canDeleteChildren": folder and owns, "canTrashChildren": folder and trashes, "canReadDrive": sees}
        return {**found, **mine}
    return {**found, "canAcceptOwnership": False, "canAddMyDriveParent": False, "canRemoveMyDriveParent": owns}


def _parents(seen: Seen) -> list[str] | None:
    """Return the folder a file lies in, for those who see that folder."""
    return [parent for parent in seen.file.get("parents", []) if _sees(seen.call, parent)] or None


def _sees(call: Call, folder_id: str) -> bool:
    if folder_id == root_id(call.caller):
        return True
    folder = call.store.file(folder_id)
    return folder is not None and access.role(call.store, folder, call.caller) is not None


def _owners(seen: Seen) -> list[Obj] | None:
    if seen.in_drive:
        return None
    return [_person(seen, owner) for owner in seen.file.get("owners", [])]


def _person(seen: Seen, person: Obj) -> Obj:
    return {**person, "me": access.same(person["emailAddress"], seen.call.caller)}


def _last_user(seen: Seen) -> Obj | None:
    person = seen.file.get("lastModifyingUser")
    return _person(seen, person) if person else None


def _sharer(seen: Seen) -> Obj | None:
    sharer = seen.marks["sharer"]
    return _person(seen, user(sharer)) if sharer and seen.marks["shared"] else None


def _permissions(seen: Seen) -> list[Obj] | None:
    may = access.may_share(seen.file, seen.role)
    return seen.granted if may and not seen.in_drive else None


def _permission_ids(seen: Seen) -> list[str] | None:
    return [item["id"] for item in seen.granted] if access.may_share(seen.file, seen.role) else None


def _shared(seen: Seen) -> bool | None:
    return None if seen.in_drive else len(seen.granted) > 1


def _web_view_link(seen: Seen) -> str:
    place = seen.file["id"]
    if seen.kind == SPREADSHEET:
        return f"https://docs.google.com/spreadsheets/d/{place}/edit?usp=drivesdk"
    if seen.kind == FOLDER:
        return f"https://drive.google.com/drive/folders/{place}"
    return f"https://drive.google.com/file/d/{place}/view?usp=drivesdk"


def _size(seen: Seen) -> int | None:
    if seen.kind == FOLDER:
        return None
    size = seen.call.store.size(seen.file["id"])
    return max(size, SMALLEST_BOOK) if seen.kind == SPREADSHEET else size


def _size_text(seen: Seen) -> str | None:
    size = _size(seen)
    return None if size is None else str(size)


def _of_content(make: Callable[[Seen, bytes], Any]) -> Callable[[Seen], Any]:
    """Return a field that only files with bytes of their own have."""
    return lambda seen: None if seen.kind.startswith(GOOGLE_TYPES) else make(seen, seen.content or b"")


def _digest(name: str) -> Callable[[Seen], Any]:
    return _of_content(lambda _, content: hashlib.new(name, content, usedforsecurity=False).hexdigest())


def _extension(seen: Seen, *, full: bool) -> str:
    parts = str(seen.file["name"]).split(".")[1:]
    return ".".join(parts) if full else (parts or [""])[-1]


def _export_links(seen: Seen) -> Obj | None:
    if seen.kind != SPREADSHEET:
        return None
    where = f"https://docs.google.com/spreadsheets/export?id={seen.file['id']}&exportFormat="
    return {kind: where + name for kind, name in EXPORTS.items()}


def _stored(name: str, default: Any = None) -> Callable[[Seen], Any]:
    return lambda seen: seen.file.get(name, default)


def _lagging(name: str) -> Callable[[Seen], Any]:
    return lambda seen: as_shown(seen.file, rfc3339(seen.call.now)).get(name)


def _mark(name: str) -> Callable[[Seen], Any]:
    return lambda seen: seen.marks[name] or None


def _in_drive(make: Callable[[Seen], Any]) -> Callable[[Seen], Any]:
    return lambda seen: make(seen) if seen.in_drive else None


def _in_my_drive(make: Callable[[Seen], Any]) -> Callable[[Seen], Any]:
    return lambda seen: None if seen.in_drive else make(seen)


FIELDS: Mapping[str, Callable[[Seen], Any]] = MappingProxyType(
    {
        "kind": lambda _: "drive#file",
        "id": _stored("id"),
        "name": _stored("name"),
        "mimeType": _stored("mimeType"),
        "description": _stored("description"),
        "starred": lambda seen: bool(seen.marks["starred"]),
        "trashed": _stored("trashed", default=False),
        "explicitlyTrashed": _stored("explicitlyTrashed", default=False),
        "trashedTime": _in_drive(_stored("trashedTime")),
        "trashingUser": _in_drive(_stored("trashingUser")),
        "parents": _parents,
        "properties": lambda seen: seen.file.get("properties") or None,
        "appProperties": lambda seen: seen.file.get("appProperties") or None,
        "spaces": lambda _: ["drive"],
        "version": _lagging("version"),
        "webContentLink": _of_content(
            lambda seen, _: f"https://drive.google.com/uc?id={seen.file['id']}&export=download"
        ),
        "webViewLink": _web_view_link,
        "iconLink": lambda seen: f"https://drive-thirdparty.googleusercontent.com/16/type/{seen.kind}",
        "hasThumbnail": lambda _: False,
        "thumbnailVersion": lambda _: "0",
        "viewedByMe": lambda seen: bool(seen.marks["viewed"]),
        "viewedByMeTime": _mark("viewed"),
        "createdTime": _stored("createdTime"),
        "modifiedTime": _lagging("modifiedTime"),
        "modifiedByMe": lambda seen: bool(seen.marks["modified"]),
        "modifiedByMeTime": _mark("modified"),
        "sharedWithMeTime": _mark("shared"),
        "sharingUser": _sharer,
        "owners": _owners,
        "driveId": _stored("driveId"),
        "teamDriveId": _stored("driveId"),
        "hasAugmentedPermissions": _in_drive(lambda seen: bool(seen.call.store.permissions(seen.file["id"]))),
        "lastModifyingUser": _last_user,
        "shared": _shared,
        "ownedByMe": _in_my_drive(lambda seen: access.same(access.owner_of(seen.file), seen.call.caller)),
        "capabilities": _capabilities,
        "viewersCanCopyContent": lambda seen: not seen.file.get("copyRequiresWriterPermission", False),
        "copyRequiresWriterPermission": _stored("copyRequiresWriterPermission", default=False),
        "writersCanShare": _in_my_drive(_stored("writersCanShare", default=True)),
        "permissions": _permissions,
        "permissionIds": _permission_ids,
        "folderColorRgb": _stored("folderColorRgb"),
        "originalFilename": _of_content(lambda seen, _: seen.file.get("originalFilename", seen.file["name"])),
        "fullFileExtension": _of_content(lambda seen, _: _extension(seen, full=True)),
        "fileExtension": _of_content(lambda seen, _: _extension(seen, full=False)),
        "md5Checksum": _digest("md5"),
        "sha1Checksum": _digest("sha1"),
        "sha256Checksum": _digest("sha256"),
        "headRevisionId": _of_content(lambda _, content: hashlib.sha256(content).hexdigest()[:51]),
        "size": _size_text,
        "quotaBytesUsed": lambda seen: str(_size(seen) or 0),
        "contentRestrictions": _stored("contentRestrictions"),
        "isAppAuthorized": lambda _: True,
        "exportLinks": _export_links,
        "linkShareMetadata": lambda _: {"securityUpdateEligible": False, "securityUpdateEnabled": True},
        "inheritedPermissionsDisabled": lambda _: False,
    }
)
