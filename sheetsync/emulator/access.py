"""Access: who is calling, what the file lets her do, and which protected ranges stop her."""

from collections.abc import Iterable

from sheetsync.emulator.book.grid import Area, area_of
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import (
    PROTECTED,
    Obj,
    RequestError,
    drive_forbidden,
    file_not_found,
    forbidden,
    not_found,
)
from sheetsync.emulator.store import Store

LEVELS = ("reader", "commenter", "writer", "owner")


def caller_of(authorization: str, owner: str) -> str:
    """Return the address behind an Authorization header: a bearer token that is an address, else the store's owner."""
    token = authorization.partition(" ")[2].strip()
    return token if "@" in token else owner


def role(store: Store, file: Obj, caller: str) -> str | None:
    """Return the caller's role on a file; None when it is not shared with her."""
    held = [granted["role"] for granted in store.permissions(file["id"]) if _covers(granted, caller)]
    known = [name for name in held if name in LEVELS]
    return max(known, key=LEVELS.index, default=None)


def require_book_file(store: Store, file_id: str, caller: str, level: str) -> Obj:
    """Return the file of a spreadsheet for the Sheets API: 404 unknown, 403 not allowed."""
    file = store.file(file_id)
    if file is None or store.book(file_id) is None:
        raise not_found()
    if not _reaches(role(store, file, caller), level):
        raise forbidden()
    return file


def require_file(store: Store, file_id: str, caller: str, level: str) -> Obj:
    """Return a file for the Drive API, which does not admit to files it does not show: 404, then 403."""
    file = store.file(file_id)
    held = role(store, file, caller) if file else None
    if file is None or held is None:
        raise file_not_found(file_id)
    if not _reaches(held, level):
        raise drive_forbidden(file_id)
    return file


def owner_of(file: Obj) -> str:
    """Return the address of a file's owner."""
    return str(file["owners"][0]["emailAddress"])


def may_edit(protected: Obj, owner: str, caller: str) -> bool:
    """Tell whether a protection lets the caller through; the owner always passes, a warning stops nobody."""
    editors = protected.get("editors", {})
    if protected.get("warningOnly") or caller == owner or caller in editors.get("users", []):
        return True
    same_domain = caller.partition("@")[2] == owner.partition("@")[2]
    return bool(editors.get("domainUsersCanEdit")) and same_domain


def guard(sheet: Sheet, area: Area, owner: str, caller: str) -> None:
    """Raise RequestError if a protected range keeps the caller from changing a cell of the area."""
    if caller == owner:
        return
    for protected in sheet.listed("protectedRanges"):
        if not may_edit(protected, owner, caller) and _stops(sheet, protected, area):
            raise RequestError(PROTECTED)


def _stops(sheet: Sheet, protected: Obj, area: Area) -> bool:
    shut = area_of(sheet, protected.get("range", {}))
    if not shut.meets(area):
        return False
    common = Area(
        max(shut.start_row, area.start_row),
        min(shut.end_row, area.end_row),
        max(shut.start_column, area.start_column),
        min(shut.end_column, area.end_column),
    )
    free = [area_of(sheet, item) for item in protected.get("unprotectedRanges", [])]
    return not any(hole.holds(common) for hole in free) and not _covered(common, free)


def _covered(area: Area, holes: Iterable[Area]) -> bool:
    near = [hole for hole in holes if hole.meets(area)]
    return bool(near) and all(any(hole.has(row, column) for hole in near) for row, column in area.cells())


def _covers(permission: Obj, caller: str) -> bool:
    kind = permission["type"]
    if kind == "anyone":
        return True
    if kind == "domain":
        return caller.partition("@")[2] == permission.get("domain")
    return bool(permission.get("emailAddress", "").casefold() == caller.casefold())


def _reaches(held: str | None, level: str) -> bool:
    return held is not None and LEVELS.index(held) >= LEVELS.index(level)
