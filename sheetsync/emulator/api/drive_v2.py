"""A file in the words of Drive v2, which gspread still uploads through; the fields as recorded from Google."""

import hashlib
from types import MappingProxyType

from sheetsync.emulator.api.drive_fields import Seen, shown
from sheetsync.emulator.api.drive_files import root_id
from sheetsync.emulator.errors import Obj

BASE = "https://www.googleapis.com/drive/v2/files"
NEVER = "1970-01-01T00:00:00.000Z"
RENAMED = MappingProxyType(
    {
        "id": "id",
        "mimeType": "mimeType",
        "description": "description",
        "exportLinks": "exportLinks",
        "iconLink": "iconLink",
        "spaces": "spaces",
        "version": "version",
        "writersCanShare": "writersCanShare",
        "copyRequiresWriterPermission": "copyRequiresWriterPermission",
        "explicitlyTrashed": "explicitlyTrashed",
        "shared": "shared",
        "driveId": "driveId",
        "quotaBytesUsed": "quotaBytesUsed",
        "name": "title",
        "size": "fileSize",
        "createdTime": "createdDate",
        "modifiedTime": "modifiedDate",
        "modifiedByMeTime": "modifiedByMeDate",
        "viewedByMeTime": "lastViewedByMeDate",
        "sharedWithMeTime": "sharedWithMeDate",
        "webViewLink": "alternateLink",
        "md5Checksum": "md5Checksum",
        "originalFilename": "originalFilename",
    }
)


def file_v2(seen: Seen) -> Obj:
    """Return a file as Drive v2 shows it to the caller."""
    file = shown(seen, {})
    found: Obj = {new: file[old] for old, new in RENAMED.items() if old in file}
    link = f"{BASE}/{file['id']}"
    can = file["capabilities"]
    people = {name: file[name] for name in ("owners", "lastModifyingUser") if name in file}
    return {
        "kind": "drive#file",
        **found,
        "selfLink": link,
        "etag": _etag(file["id"], file["version"]),
        "userPermission": _permission(seen, link),
        "parents": [_parent(seen, link, parent) for parent in file.get("parents", [])],
        "labels": {
            "viewed": file["viewedByMe"],
            "restricted": file["copyRequiresWriterPermission"],
            "starred": file["starred"],
            "hidden": False,
            "trashed": file["trashed"],
        },
        "owners": [_person(person) for person in people.get("owners", [])],
        "ownerNames": [person["displayName"] for person in people.get("owners", [])],
        **({"lastModifyingUser": _person(people["lastModifyingUser"])} if "lastModifyingUser" in people else {}),
        "lastModifyingUserName": people.get("lastModifyingUser", {}).get("displayName", ""),
        "editable": can["canEdit"],
        "copyable": can["canCopy"],
        "appDataContents": False,
        "embedLink": f"https://docs.google.com/spreadsheets/d/{file['id']}/htmlembed",
        "markedViewedByMeDate": NEVER,
        "capabilities": {"canEdit": can["canEdit"], "canCopy": can["canCopy"]},
    }


def _person(person: Obj) -> Obj:
    kept = {name: person[name] for name in ("displayName", "kind", "permissionId", "emailAddress")}
    return {**kept, "isAuthenticatedUser": bool(person.get("me"))}


def _permission(seen: Seen, link: str) -> Obj:
    comments = seen.role == "commenter"
    return {
        "id": "me",
        "type": "user",
        "role": "reader" if comments else seen.role or "reader",
        **({"additionalRoles": ["commenter"]} if comments else {}),
        "kind": "drive#permission",
        "selfLink": f"{link}/permissions/me",
        "etag": _etag(seen.file["id"], "me"),
        "pendingOwner": False,
    }


def _parent(seen: Seen, link: str, parent: str) -> Obj:
    tops = (root_id(seen.call.caller), seen.file.get("driveId"))
    return {
        "kind": "drive#parentReference",
        "id": parent,
        "selfLink": f"{link}/parents/{parent}",
        "parentLink": f"{BASE}/{parent}",
        "isRoot": parent in tops,
    }


def _etag(*parts: str) -> str:
    return f'"{hashlib.sha256("/".join(parts).encode()).hexdigest()[:27]}"'
