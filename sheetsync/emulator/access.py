"""Access: what a file lets a caller do, and which protected ranges stop her."""

from collections.abc import Iterator
from types import MappingProxyType

from sheetsync.emulator.book.grid import (
    END_COLUMN,
    END_ROW,
    FAR,
    START_COLUMN,
    START_ROW,
    Area,
)
from sheetsync.emulator.book.model import ROWS, Book, Sheet
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

LEVELS = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")
NO_OWNER_HERE = MappingProxyType({"owner": "organizer", "trash": "fileOrganizer"})
MY_DRIVE = MappingProxyType({"trash": "owner"})
SERVICE_ACCOUNT = ".gserviceaccount.com"
CONSUMER = frozenset({"gmail.com", "googlemail.com"})


def same(one: str, other: str) -> bool:
    """Tell whether two addresses are one person's; nobody's address is like no other."""
    return bool(one) and one.casefold() == other.casefold()


def domain_of(address: str) -> str:
    """Return the organisation behind an address; consumers and service accounts have none."""
    domain = address.casefold().partition("@")[2]
    return "" if domain in CONSUMER or domain.endswith(SERVICE_ACCOUNT) else domain


def is_consumer(address: str) -> bool:
    """Tell whether an address is an account of a person outside any organisation."""
    return address.casefold().partition("@")[2] in CONSUMER


def is_service_account(address: str) -> bool:
    """Tell whether an address is a service account's."""
    return address.casefold().endswith(SERVICE_ACCOUNT)


def covers(permission: Obj, caller: str) -> bool:
    """Tell whether a permission is the caller's.

    Who is in a group nobody here can know: a group's permission is taken by a caller with the group's own address only.
    """
    kind = permission["type"]
    if kind == "anyone":
        return True
    if kind == "domain":
        return domain_of(caller) == str(permission.get("domain", "")).casefold() != ""
    return same(permission.get("emailAddress", ""), caller)


def granted(store: Store, file: Obj) -> list[Obj]:
    """Return all permissions on a file, those of the folders and the drive above it too; one an id, the highest role.

    A folder's owner may write what others put into it, but does not own it.
    """
    found = {item["id"]: item for item in store.permissions(file["id"])}
    for above in _above(store, file):
        for item in store.permissions(above["id"]):
            inherited = {**item, "role": "writer"} if item["role"] == "owner" else item
            if item["id"] not in found or _is_higher(inherited, found[item["id"]]):
                found[item["id"]] = inherited
    return list(found.values())


def role(store: Store, file: Obj, caller: str) -> str | None:
    """Return the caller's role on a file; None when it is not shared with her."""
    held = [item["role"] for item in granted(store, file) if covers(item, caller)]
    known = [name for name in held if name in LEVELS]
    return max(known, key=LEVELS.index, default=None)


def require_book(store: Store, file_id: str, caller: str, level: str) -> tuple[Obj, Book]:
    """Return file and book of a spreadsheet for the Sheets API: 404 unknown, 403 not allowed."""
    file, book = store.file(file_id), store.book(file_id)
    if file is None or book is None:
        raise not_found()
    if not reaches(file, role(store, file, caller), level):
        raise forbidden()
    if level != "reader" and locked(file):
        raise forbidden()
    return file, book


def locked(file: Obj) -> bool:
    """Tell whether the content of a file may not be changed by anybody, not even its owner (facts §4)."""
    return any(item.get("readOnly") for item in file.get("contentRestrictions", []))


def require_file(store: Store, file_id: str, caller: str, level: str) -> Obj:
    """Return a file for the Drive API, which does not admit to files it does not show: 404, then 403."""
    file = store.file(file_id)
    held = role(store, file, caller) if file else None
    if file is None or held is None:
        raise file_not_found(file_id)
    if not reaches(file, held, level):
        raise drive_forbidden(file_id)
    return file


def reaches(file: Obj, held: str | None, level: str) -> bool:
    """Tell whether a role is enough. In a shared drive, which owns its files, an organizer stands for the owner."""
    needed = (NO_OWNER_HERE if "driveId" in file else MY_DRIVE).get(level, level)
    return held is not None and LEVELS.index(held) >= LEVELS.index(needed)


def may_share(file: Obj, held: str | None) -> bool:
    """Tell whether a role lets one give others access: writers, unless the owner has kept that to herself."""
    if held in ("owner", "organizer"):
        return True
    if file.get("driveId") == file["id"]:
        return False  # the members of a drive are the organizers' business
    return held in ("writer", "fileOrganizer") and bool(file.get("writersCanShare", True))


def drive_above(store: Store, parents: list[str]) -> str | None:
    """Return the shared drive that a file with these parents lies in; None for My Drive."""
    found = (folder["driveId"] for parent in parents if (folder := store.file(parent)) and "driveId" in folder)
    return next(found, None)


def owner_of(file: Obj) -> str:
    """Return the address of a file's owner; empty in a shared drive, where nobody owns anything."""
    return str(file["owners"][0]["emailAddress"]) if file.get("owners") else ""


def editors_of(store: Store, file: Obj) -> tuple[str, ...]:
    """Return the addresses of all who may edit a file."""
    return tuple(
        item["emailAddress"]
        for item in granted(store, file)
        if item["type"] == "user" and reaches(file, item["role"], "writer")
    )


def may_edit(protected: Obj, owner: str, caller: str) -> bool:
    """Tell whether a protection lets the caller through; the owner always passes, a warning stops nobody.

    In a shared drive there is no owner. Whether its organizers pass in her place is not known (facts §6): here they do
    not, unless they are editors of the range.
    """
    editors = protected.get("editors", {})
    listed = [*editors.get("users", []), *editors.get("groups", [])]  # of a group, its own address only: see `covers`
    if not caller:
        return False
    if protected.get("warningOnly") or same(caller, owner) or any(same(caller, one) for one in listed):
        return True
    return bool(editors.get("domainUsersCanEdit")) and domain_of(caller) == domain_of(owner) != ""


def guard(sheet: Sheet, area: Area, owner: str, caller: str) -> None:
    """Raise RequestError if a protected range keeps the caller from changing a cell of the area."""
    for shut, holes in _shut(sheet, owner, caller):
        common = shut.common(area)
        if common and _left(common, holes):
            raise RequestError(PROTECTED)


def guard_new_lines(sheet: Sheet, dimension: str, at: int, owner: str, caller: str) -> None:
    """Raise RequestError if rows or columns inserted before `at` would come to lie in a range shut to the caller.

    A range without an end takes in every new line, so nobody it shuts out can add one, at the end neither. That this
    is so in the UI is well known, and taken to hold for the API.
    """
    beside = Area(max(at - 1, 0), at + 1, 0, sheet.column_count)
    if dimension != ROWS:
        beside = Area(0, sheet.row_count, max(at - 1, 0), at + 1)
    for shut, holes in _shut(sheet, owner, caller):
        first, last = shut.span(dimension)
        common = shut.common(beside)
        if first < at < last and common and _left(common, holes):
            raise RequestError(PROTECTED)


def guard_tab(sheet: Sheet, owner: str, caller: str) -> None:
    """Raise RequestError if the tab as a whole is protected from the caller: its name, colour, place and size too."""
    for shut, _ in _shut(sheet, owner, caller):
        if shut == Area(-1, FAR, -1, FAR):
            raise RequestError(PROTECTED)


def _above(store: Store, file: Obj) -> Iterator[Obj]:
    """Yield the folders above a file, the nearest first; a shared drive ends at its top-level folder."""
    waiting, seen = list(file.get("parents", [])), {"root", file["id"]}
    while waiting:
        folder_id = waiting.pop(0)
        folder = None if folder_id in seen else store.file(folder_id)
        seen.add(folder_id)
        if folder:
            waiting += folder.get("parents", [])
            yield folder


def _is_higher(one: Obj, other: Obj) -> bool:
    return LEVELS.index(one["role"]) > LEVELS.index(other["role"])


def _shut(sheet: Sheet, owner: str, caller: str) -> Iterator[tuple[Area, list[Area]]]:
    """Yield rectangle and holes of each protection that stops the caller."""
    if same(caller, owner):
        return
    for protected in sheet.listed("protectedRanges"):
        if not may_edit(protected, owner, caller):
            holes = [_open_area(item) for item in protected.get("unprotectedRanges", [])]
            yield _open_area(_place(sheet, protected)), holes


def _place(sheet: Sheet, protected: Obj) -> Obj:
    """Return the range of a protection; one that is a table's goes wherever the table goes."""
    for table in sheet.listed("tables"):
        if "tableId" in protected and table["tableId"] == protected["tableId"]:
            found: Obj = table.get("range", {})
            return found
    place: Obj = protected.get("range", {})
    return place


def _open_area(grid_range: Obj) -> Area:
    """Return a GridRange as a rectangle whose open ends lie beyond the grid, where rows may yet be added."""
    return Area(
        grid_range.get(START_ROW, -1),
        grid_range.get(END_ROW, FAR),
        grid_range.get(START_COLUMN, -1),
        grid_range.get(END_COLUMN, FAR),
    )


def _left(area: Area, holes: list[Area]) -> list[Area]:
    """Return what remains of a rectangle when the holes are taken out, as rectangles."""
    parts = [area]
    for hole in holes:
        parts = [piece for part in parts for piece in part.without(hole)]
    return parts
