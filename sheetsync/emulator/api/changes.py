"""Handlers of Drive v3 changes: what has become different since a token, for one caller.

A token is the number of the first change that was not yet told; it never expires. The store keeps the last change of
each file only, so a file comes once, where it changed last. Being told by push is not built: `watch` is no route.
"""

from collections.abc import Iterator

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call, whole_number
from sheetsync.emulator.api.drive_fields import Seen, mask_of, shown
from sheetsync.emulator.api.drive_files import knows_drives, root_id
from sheetsync.emulator.api.drive_list import MAX_PAGE_SIZE, PAGE_SIZE, with_drives
from sheetsync.emulator.api.parameters import invalid_value, page_size, required
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.shapes.masks import Mask, below, project

DEFAULT_FIELDS = (
    "kind,nextPageToken,newStartPageToken,"
    "changes(kind,removed,fileId,file(kind,id,name,mimeType),time,type,changeType,driveId,drive(kind,id,name))"
)


def changes_get_start_page_token(call: Call) -> Obj:
    """Return the token for all changes from now on."""
    _drive(call)
    found: Obj = {"kind": "drive#startPageToken", "startPageToken": str(call.store.last_change() + 1)}
    projected: Obj = project(mask_of(call, "*", "StartPageToken"), found)
    return projected


def changes_list(call: Call) -> Obj:
    """Return the changes since a token, each file once a page, the last changed last."""
    size = page_size(call.text("pageSize", str(PAGE_SIZE)), MAX_PAGE_SIZE)
    start, drive = _start(call), _drive(call)
    mask = mask_of(call, DEFAULT_FIELDS, "ChangeList")
    found: dict[str, Obj] = {}
    reply: Obj = {"kind": "drive#changeList"}
    with call.store.changes(call.caller, start) as told:
        reply["newStartPageToken"] = str(call.store.last_change() + 1)
        for file_id, who, number, time in told:
            entry = _entry(call, drive, (file_id, who, time), below(mask, "changes", "file"))
            if entry is None:
                continue
            if len(found) == size and file_id not in found:
                del reply["newStartPageToken"]
                reply["nextPageToken"] = str(number)
                break
            found.pop(file_id, None)
            found[file_id] = entry
    changes_mask = below(mask, "changes")
    whole = {**changes_mask, "file": {}} if "file" in changes_mask else changes_mask
    reply["changes"] = [project(whole, entry) for entry in found.values()]
    projected: Obj = project({**mask, "changes": {}} if "changes" in mask else mask, reply)
    return projected


def _entry(call: Call, drive: str, change: tuple[str, str, str], mask: Mask) -> Obj | None:
    """Return a change as the caller is told of it; None for what is not hers to know, or not asked for."""
    file_id, who, time = change
    file = call.store.file(file_id)
    seen = Seen(call, file) if file else None
    entry: Obj = {
        "kind": "drive#change",
        "type": "file",
        "changeType": "file",
        "time": time,
        "removed": False,
        "fileId": file_id,
    }
    if file_id.startswith("0A"):  # so do the ids of shared drives begin, and no file's
        return _of_drive(call, drive, entry, seen, gone=bool(who))
    if seen and ((seen.in_drive and seen.role is not None) or seen.listed):
        if not _wanted(call, drive, seen):
            return None
        if seen.in_drive:
            entry["driveId"] = seen.file["driveId"]
        return {**entry, "file": shown(seen, mask)}
    return {**entry, "removed": True} if who and _wants_removals(call) else None


def _of_drive(call: Call, drive: str, entry: Obj, seen: Seen | None, *, gone: bool) -> Obj | None:
    """Return the change of a shared drive itself, which is no change of a file."""
    drive_id = entry.pop("fileId")
    if not with_drives(call) or drive not in ("", drive_id):
        return None
    changed = {**entry, "type": "drive", "changeType": "drive", "driveId": drive_id}
    known = call.store.accounts.drive(drive_id)
    if known and seen and seen.role is not None:
        return {**changed, "drive": {name: known[name] for name in ("kind", "id", "name")}}
    return {**changed, "removed": True} if gone and _wants_removals(call) else None


def _wants_removals(call: Call) -> bool:
    return call.text("includeRemoved", "true").lower() != "false"


def _wanted(call: Call, drive: str, seen: Seen) -> bool:
    if drive:
        return bool(seen.file.get("driveId") == drive)
    if seen.in_drive and not with_drives(call):
        return False
    return not call.flag("restrictToMyDrive") or root_id(call.caller) in _tops(call, seen.file)


def _tops(call: Call, file: Obj) -> Iterator[str]:
    """Yield the folders above a file, up to the last one."""
    for parent in file.get("parents", []):
        yield parent
        folder = call.store.file(parent)
        if folder:
            yield from _tops(call, folder)


def _start(call: Call) -> int:
    token = call.text("pageToken")
    if not token:
        raise required("pageToken")
    number = whole_number(token) or 0
    if not 1 <= number <= call.store.last_change() + 1:
        # A token that was never handed out. What Google says to one is not known; it can hardly be an empty list.
        raise invalid_value("pageToken")
    return number


def _drive(call: Call) -> str:
    drive = call.text("driveId") or call.text("teamDriveId")
    if drive:
        if not knows_drives(call):
            raise invalid_value("driveId")
        access.require_file(call.store, drive, call.caller, "reader")
    return drive
