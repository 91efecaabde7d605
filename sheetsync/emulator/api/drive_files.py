"""Drive files as the store keeps them: how one is made, where it lies, and what a change does to it."""

import hashlib
from base64 import urlsafe_b64encode
from http import HTTPStatus
from secrets import token_hex

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.lag import with_unseen
from sheetsync.emulator.errors import ApiError, Obj, drive_error, file_not_found
from sheetsync.emulator.text.stamps import rfc3339

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
SHORTCUT = "application/vnd.google-apps.shortcut"
MY_DRIVE = "My Drive"
NO_STORAGE = (
    "Service Accounts do not have storage quota. Leverage shared drives "
    "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), "
    "or use OAuth delegation (http://support.google.com/a/answer/7281227) instead."
)


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


def root_id(address: str) -> str:
    """Return the id of the folder at the top of a person's My Drive; it looks like Google's."""
    digest = hashlib.sha256(address.casefold().encode()).digest()
    return f"0A{urlsafe_b64encode(digest).decode()[:11]}Uk9PVA"


def root(address: str) -> Obj:
    """Return the folder at the top of a person's My Drive, which is no file of the store: it is just there."""
    began = "1970-01-01T00:00:00.000Z"
    return {
        "kind": "drive#file",
        "id": root_id(address),
        "name": MY_DRIVE,
        "mimeType": FOLDER,
        "trashed": False,
        "version": "1",
        "createdTime": began,
        "modifiedTime": began,
        "owners": [user(address)],
    }


def find(call: Call, level: str, file_id: str = "") -> Obj:
    """Return the file that the call is about, or the one given: 404 unknown to the caller, 403 not allowed.

    A caller that does not say that it knows of shared drives is not shown what lies in them.
    """
    wanted = file_id or call.path["fileId"]
    if wanted in ("root", root_id(call.caller)):
        if level in ("reader", "writer"):
            return root(call.caller)
        raise drive_error(HTTPStatus.FORBIDDEN, "forbidden", "The top-level folder cannot be changed like this.")
    file = access.require_file(call.store, wanted, call.caller, level)
    if "driveId" in file and not knows_drives(call):
        raise file_not_found(wanted)
    return file


def knows_drives(call: Call) -> bool:
    """Tell whether the caller says that it supports shared drives, by the new name or the old."""
    return call.flag("supportsAllDrives") or call.flag("supportsTeamDrives")


def new_file(call: Call, given: Obj) -> Obj:
    """Store a new file that belongs to the caller, or to a shared drive; `given` has id, name and mimeType at least."""
    now = rfc3339(call.now)
    file: Obj = {
        "kind": "drive#file",
        "trashed": False,
        "createdTime": now,
        "modifiedTime": now,
        **given,
        "parents": [_parent_for_new(call, given)],
        "owners": [user(call.caller)],
        "lastModifyingUser": user(call.caller),
    }
    drive = access.drive_above(call.store, file["parents"])
    if drive:
        file["driveId"] = drive
        del file["owners"]
    elif not may_own(call, call.caller):
        raise no_storage()
    call.store.save_file(file)
    if not drive:
        call.store.save_permission(file["id"], owner_permission(call.caller))
    call.store.mark(file["id"], call.caller, viewed=now, modified=now)
    return call.store.file(file["id"]) or file


def may_own(call: Call, address: str) -> bool:
    """Tell whether an account can own files: all but service accounts (facts §3). The store's owner always can."""
    ruled_out = access.is_service_account(address) and not call.limits.service_accounts_own_files
    return access.same(address, call.store.owner) or not ruled_out


def no_storage() -> ApiError:
    """Return the 403 for a service account that is to own a file."""
    error = drive_error(HTTPStatus.FORBIDDEN, "storageQuotaExceeded", NO_STORAGE)
    error.domain = "usageLimits"
    return error


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
    """Mark a file as changed by the caller now, and so as viewed by her."""
    now = rfc3339(call.now)
    changed = {**file, "modifiedTime": now, "lastModifyingUser": user(call.caller)}
    call.store.save_file(with_unseen(call, file, changed))
    call.store.mark(file["id"], call.caller, viewed=now, modified=now)
    return call.store.file(file["id"]) or file


def refuse_if_locked(file: Obj) -> None:
    """Raise the 403 for a change of content or name of a locked file.

    That such a change is refused is in Google's description of the field; the sentence is not known (facts §4).
    """
    if access.locked(file):
        raise drive_error(
            HTTPStatus.FORBIDDEN,
            "contentRestricted",
            f"The content of file {file['id']} is read-only.",
        )


def require_folder(call: Call, folder_id: str) -> Obj:
    """Return the folder that something is to be put into; 404, or 403 if the caller may not put anything there."""
    folder = find(call, "reader", folder_id)
    if folder["mimeType"] != FOLDER:
        raise drive_error(HTTPStatus.FORBIDDEN, "parentNotAFolder", "The specified parent is not a folder.")
    if folder["id"] != root_id(call.caller) and not access.reaches(
        folder, access.role(call.store, folder, call.caller), "writer"
    ):
        raise drive_error(
            HTTPStatus.FORBIDDEN,
            "insufficientParentPermissions",
            "Insufficient permissions for the specified parent.",
        )
    return folder


def place(call: Call, file: Obj) -> Obj:
    """Return a file laid where `addParents` and `removeParents` say; a file lies in exactly one folder."""
    added = [require_folder(call, item)["id"] for item in call.text("addParents").split(",") if item]
    removed = {root_id(call.caller) if item == "root" else item for item in call.text("removeParents").split(",")}
    old = file.get("parents", [])
    kept = [item for item in old if item not in removed]
    parents = kept + [item for item in added if item not in kept]
    if parents == old:
        return file
    if len(parents) > 1:
        raise too_many_parents()
    if parents and parents[0] in {file["id"], *(item["id"] for item in below(call, file["id"]))}:
        # What Google says to this is not known; that it cannot be done is sure.
        raise drive_error(HTTPStatus.FORBIDDEN, "forbidden", "A folder cannot be moved into itself.")
    # What is taken out of its last folder falls back to the top of its owner's My Drive.
    home = file.get("driveId") or root_id(access.owner_of(file))
    moved = {**file, "parents": parents or [home]}
    drive = access.drive_above(call.store, moved["parents"])
    if drive != file.get("driveId"):
        # Moving in and out of shared drives changes whose file it is; not built, so not answered as if it were.
        raise drive_error(HTTPStatus.FORBIDDEN, "forbidden", "Files cannot be moved between drives here.")
    return moved


def set_trashed(call: Call, file: Obj, *, trashed: bool) -> Obj:
    """Return a file put into the trash or taken out; what lies in a folder goes with it, and is stored here."""
    changed = {**file, "trashed": trashed, "explicitlyTrashed": trashed}
    if "driveId" in file:
        changed = {name: value for name, value in changed.items() if name not in ("trashedTime", "trashingUser")}
        if trashed:
            changed |= {"trashedTime": rfc3339(call.now), "trashingUser": user(call.caller)}
    for child in call.store.children(file["id"]):
        if not child.get("explicitlyTrashed"):
            moved = set_trashed(call, child, trashed=trashed)
            call.store.save_file({**moved, "explicitlyTrashed": False})
    return changed


def delete_tree(call: Call, file: Obj) -> None:
    """Delete a file for good; in a folder, all that the caller owns. The rest falls back to its owner's My Drive."""
    for child in call.store.children(file["id"]):
        if access.reaches(child, access.role(call.store, child, call.caller), "owner"):
            delete_tree(call, child)
        else:
            call.store.save_file({**child, "parents": [root_id(access.owner_of(child))]})
    call.store.delete_file(file["id"])


def below(call: Call, folder_id: str) -> list[Obj]:
    """Return all that lies in a folder, however deep."""
    children = call.store.children(folder_id)
    return children + [item for child in children for item in below(call, child["id"])]


def too_many_parents() -> ApiError:
    """Return the 403 for a file that would lie in two folders."""
    return drive_error(HTTPStatus.FORBIDDEN, "cannotAddParent", "Increasing the number of parents is not allowed")


def new_session() -> str:
    """Return an id for an upload in pieces."""
    return token_hex(32)


def _parent_for_new(call: Call, given: Obj) -> str:
    parents = given.get("parents") or ["root"]
    if len(parents) > 1:
        raise too_many_parents()
    return str(require_folder(call, parents[0])["id"])
