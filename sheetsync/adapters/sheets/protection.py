"""Which cells of a tab people may type in now, and the requests that make Google hold to it. Pure.

A tab that is ours is protected whole, with holes where people type; a part whose deadline has passed has no holes any
more. Holes are compared as sets of cells: Google and people cut one area into ranges in many ways. What other people
protect is theirs: it is neither changed nor counted here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sheetsync.adapters.sheets.as_found import Standing
from sheetsync.adapters.sheets.blocks import Spot, blocks, grid_range
from sheetsync.adapters.sheets.parts import Bed, is_our_lock, lock_words
from sheetsync.adapters.sheets.render import Request
from sheetsync.core.layout import Book, Row
from sheetsync.core.locate import Place, locate
from sheetsync.core.mending.items import Item, Lack
from sheetsync.core.plan import Growth

Protected = Mapping[str, Any]
"""Google's ProtectedRange."""


@dataclass(frozen=True, slots=True)
class Keepers:
    """Who writes where people do not: Google always leaves the file's owner and whoever asks for the lock."""

    accounts: frozenset[str] = frozenset()
    """Addresses under which sheetsync works, named in every lock: it may have been set under another one."""
    owners: frozenset[str] | None = None
    """The file's owner; None where nobody asked Drive, so that a stranger among the editors cannot be told."""


@dataclass(frozen=True, slots=True)
class LockChange:
    """One request about a lock of ours, and what it does, as people say it."""

    item: Item
    request: Request


def standing_bed(place: Place, columns: Mapping[str, int] | None = None, lost: Iterable[tuple[Row, int]] = ()) -> Bed:
    """A tab as it lies now: every row that can be told, also one that is there twice, and all rows below.

    `columns` and `lost` rows are given where some are being put back.
    """
    tab = place.tab
    numbers = {key: (row,) for key, row in place.rows.items()} | dict(place.twice)
    rows = [(row, number) for row in tab.rows for number in numbers.get(row.key, ())]
    rows += lost
    below = 1 + max([place.header_row, *(number for _, number in rows)])
    free = range(below, max(place.grid.row_count, below) + 1) if tab.spare else range(0)
    return Bed(tab, place.grid.sheet_id, place.header_row, columns or place.columns, rows, free)


def book_lock_changes(book: Book, standing: Standing, closed: frozenset[str], keepers: Keepers) -> list[LockChange]:
    """Bring the locks of a whole book, as just pulled, to what is wanted now.

    Where the keys of a tab are gone nobody knows which row is open: it can only be closed whole.
    """
    found: list[LockChange] = []
    for tab in book.tabs:
        place = locate(book, tab, standing.snapshot)
        if place is not None and (tab.key in place.columns or tab.part in closed):
            locks = standing.locks.get(place.grid.sheet_id, ())
            found += lock_changes(standing_bed(place), place.grid.row_count, locks, closed, keepers)
    return found


def lock_changes(
    bed: Bed,
    last_row: int,
    standing: Sequence[Protected],
    closed: frozenset[str],
    keepers: Keepers = Keepers(),
) -> list[LockChange]:
    """Bring our lock of one tab, down to `last_row`, to what is wanted now; nothing where it is.

    `standing` are the protections of the tab; of several locks of ours one stays. A lock that this account may not
    change is left alone: the request would only take the whole batch down.
    """
    return _Lock(_to_the_end(bed, last_row), closed, keepers).changes(standing)


def widened(growth: Iterable[Growth], locks: Mapping[int, Sequence[Protected]]) -> Iterator[Request]:
    """Yield what lets people type in the rows that tabs get: each hole of ours that reached the last row goes on.

    A tab that is shut has no holes, and stays so.
    """
    for more in growth:
        for lock in locks.get(more.sheet_id, ()):
            holes = lock.get("unprotectedRanges", ())
            longer = {"endRowIndex": more.last + more.rows}
            wanted = [{**hole, **longer} if hole.get("endRowIndex") == more.last else hole for hole in holes]
            if wanted != list(holes) and is_our_lock(lock) and lock.get("requestingUserCanEdit"):
                change = {"protectedRangeId": lock["protectedRangeId"], "unprotectedRanges": wanted}
                yield {"updateProtectedRange": {"protectedRange": change, "fields": "unprotectedRanges"}}


def open_cells(bed: Bed, closed: frozenset[str]) -> frozenset[Spot]:
    """The cells in which people type now."""
    if bed.tab.part in closed:
        return frozenset()
    columns = [column for column in bed.tab.columns if column.name in bed.columns]
    return frozenset((row, bed.columns[column.name]) for row, column, _ in bed.cells_to_fill(columns))


def _to_the_end(bed: Bed, last_row: int) -> Bed:
    """The same bed with its free rows down to the end of the grid, whatever was laid out of them."""
    return replace(bed, free=range(bed.free.start, last_row + 1)) if bed.free else bed


class _Lock:
    """The lock that one tab should have."""

    def __init__(self, bed: Bed, closed: frozenset[str], keepers: Keepers) -> None:
        self._bed = bed
        self._keepers = keepers
        self._over = bed.tab.part in closed
        self._spared = open_cells(bed, closed)

    def changes(self, standing: Sequence[Protected]) -> list[LockChange]:
        """What makes it so."""
        ours = [lock for lock in standing if is_our_lock(lock)]
        mine = [lock for lock in ours if lock.get("requestingUserCanEdit")]
        if not ours:
            return [self._added()]
        doubled = [{"deleteProtectedRange": {"protectedRangeId": lock["protectedRangeId"]}} for lock in mine[1:]]
        return [
            *(change for lock in mine[:1] if (change := self._updated(lock))),
            *(self._change("bỏ khóa đặt trùng", one) for one in doubled),
        ]

    def _wanted(self) -> dict[str, Any]:
        """What it says besides its place. Without people's cells there is no list of holes at all."""
        wanted: dict[str, Any] = {
            "description": lock_words(is_open=bool(self._spared), is_over=self._over),
            "warningOnly": False,
            "editors": {"users": sorted(self._keepers.accounts), "groups": []},
        }
        if self._spared:
            cells = blocks(dict.fromkeys(self._spared, True))
            wanted["unprotectedRanges"] = [
                grid_range(self._bed.sheet_id, block.row, block.col, block.height, block.width) for block in cells
            ]
        return wanted

    def _added(self) -> LockChange:
        whole = {"range": {"sheetId": self._bed.sheet_id}, "requestingUserCanEdit": True, **self._wanted()}
        spared = "chỉ chừa các ô nền vàng"
        if not self._spared:
            spared = "không chừa ô nào vì đã hết hạn" if self._over else "cả thẻ do hệ thống ghi"
        return self._change(f"đặt khóa, {spared}", {"addProtectedRange": {"protectedRange": whole}})

    def _updated(self, lock: Protected) -> LockChange | None:
        """What a lock that is there lacks; None where it is as it should be."""
        held = _holes(self._bed, self._spared, lock)
        strangers = list(_strangers(lock, self._keepers))
        lame, unnamed = bool(lock.get("warningOnly")), not _folded(self._keepers.accounts) <= _folded(_users(lock))
        fields = ["unprotectedRanges"] if held != self._spared else []
        words = [self._moved(held)] if fields else []
        if lame:
            # Google lets everybody with the file through what was a mere warning, but for those left out by name.
            fields += ["warningOnly", "editors"]
            words.append("khóa thật thay cho lời nhắc")
        elif strangers or unnamed:
            fields.append("editors")
            words += [f"bỏ quyền gõ vào ô khóa của {', '.join(strangers)}"] if strangers else []
            words += ["để hệ thống ghi được vào ô khóa"] if unnamed else []
        if not fields:
            return None
        fields.append("description")
        change = {name: value for name, value in self._wanted().items() if name in fields}
        change["protectedRangeId"] = lock["protectedRangeId"]
        request = {"updateProtectedRange": {"protectedRange": change, "fields": ",".join(fields)}}
        only_shuts = self._over and len(words) == 1 and held == open_cells(self._bed, frozenset())
        return self._change("; ".join(words), request, by_calendar=only_shuts)

    def _change(self, words: str, request: Request, *, by_calendar: bool = False) -> LockChange:
        return LockChange(Item(Lack.PROTECTION, words, self._bed.tab.title, by_calendar=by_calendar), request)

    def _moved(self, held: frozenset[Spot]) -> str:
        """What becomes of the cells that are not as wanted."""
        if self._over:
            return f"khóa {len(held)} ô vì đã hết hạn"
        more, fewer = len(self._spared - held), len(held - self._spared)
        parts = [f"mở {more} ô nền vàng"] if more else []
        return ", ".join([*parts, *([f"khóa {fewer} ô không phải để điền"] if fewer else ())])


# --- a lock as it stands ---------------------------------------------------------------------------------------------


def _holes(bed: Bed, spared: Iterable[Spot], lock: Protected) -> frozenset[Spot]:
    """The cells that a lock leaves out. An end that is left open reaches one cell beyond all that is ours here."""
    rows = [bed.header_row, *(row for row, _ in spared), *(row for _, row in bed.rows)]
    last_row = bed.free[-1] if bed.free else max(rows) + 1
    last_col = max(bed.columns.values(), default=0) + 1
    return frozenset(
        (row, col)
        for hole in lock.get("unprotectedRanges", ())
        for row in range(hole.get("startRowIndex", 0) + 1, hole.get("endRowIndex", last_row) + 1)
        for col in range(hole.get("startColumnIndex", 0) + 1, hole.get("endColumnIndex", last_col) + 1)
    )


def _users(lock: Protected) -> frozenset[str]:
    return frozenset(lock.get("editors", {}).get("users", ()))


def _folded(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(address.casefold() for address in addresses)


def _strangers(lock: Protected, keepers: Keepers) -> Iterator[str]:
    """Yield who may type into what is locked and should not; a person only where it is known who owns the file."""
    editors = lock.get("editors", {})
    if keepers.owners is not None:
        known = _folded(keepers.accounts | keepers.owners)
        yield from sorted(user for user in _users(lock) if user.casefold() not in known)
    yield from editors.get("groups", ())
    if editors.get("domainUsersCanEdit"):
        yield "cả cơ quan"
