"""Drive files as resources: how one is made, how it shows its owner, and what a change does to it."""

from datetime import UTC, datetime

from sheetsync.emulator.api.call import Call
from sheetsync.emulator.errors import Obj

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"


def rfc3339(moment: datetime) -> str:
    """Return a time as Drive prints it: UTC with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def user(address: str) -> Obj:
    """Return a User resource."""
    return {
        "kind": "drive#user",
        "displayName": address.partition("@")[0],
        "permissionId": permission_id(address),
        "emailAddress": address,
    }


def permission_id(address: str) -> str:
    """Return the id a person has in every file: the same digits for the same address."""
    return str(int.from_bytes(address.casefold().encode(), "big") % 10**20).zfill(20)


def new_file(call: Call, given: Obj) -> Obj:
    """Store a new file that belongs to the caller; `given` has id, name and mimeType at least."""
    now = rfc3339(call.now)
    file: Obj = {
        "kind": "drive#file",
        "trashed": False,
        "parents": ["root"],
        "version": str(call.store.next_number("changes")),
        "createdTime": now,
        "modifiedTime": now,
        **given,
        "owners": [user(call.caller)],
        "lastModifyingUser": user(call.caller),
    }
    call.store.save_file(file)
    call.store.save_permission(file["id"], owner_permission(call.caller))
    return file


def owner_permission(address: str) -> Obj:
    """Return the Permission of a file's owner."""
    return {
        "kind": "drive#permission",
        "id": permission_id(address),
        "type": "user",
        "emailAddress": address,
        "role": "owner",
        "displayName": address.partition("@")[0],
        "deleted": False,
        "pendingOwner": False,
    }


def touch(call: Call, file: Obj) -> Obj:
    """Mark a file as changed by the caller now."""
    changed = {
        **file,
        "modifiedTime": rfc3339(call.now),
        "version": str(call.store.next_number("changes")),
        "lastModifyingUser": user(call.caller),
    }
    call.store.save_file(changed)
    return changed
