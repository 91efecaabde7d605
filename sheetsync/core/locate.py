"""Finds a layout's tabs, columns and rows in a book as it is now, whatever people renamed, moved or inserted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from sheetsync.core.cells import Cell, CellRef, Grid, Snapshot
from sheetsync.core.layout import HEADER_ROW, Book, Column, Owner, Tab
from sheetsync.core.values import normalize


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tab of the layout is: `columns` by layout name and `rows` by key, 1-based; `twice` keys that repeat."""

    book: str
    tab: Tab
    grid: Grid
    header_row: int
    columns: Mapping[str, int]
    rows: Mapping[str, int]
    twice: Mapping[str, tuple[int, ...]]
    stamp: tuple[int, int] | None = None

    @property
    def missing(self) -> tuple[Column, ...]:
        """The columns that nothing leads to any more."""
        return tuple(column for column in self.tab.columns if column.name not in self.columns)

    def ref(self, row: int, column: str) -> CellRef:
        """The address of a cell of this tab."""
        return CellRef(self.book, self.tab.name, self.grid.sheet_id, row, self.columns[column])

    def cell(self, row: int, column: str) -> Cell:
        """What stands there."""
        return self.grid.at(row, self.columns[column])

    def seats(self, keys: Iterable[str]) -> dict[str, int]:
        """The row of every key of a table: where it stands, or the next row below the header in which nothing does.

        A key that stands twice has no row, nor has one that the edition lays down and somebody deleted: a finding
        already, and what is written beside no key would be lost to the next run.
        """
        key_column, used = self.tab.column(self.tab.key), frozenset(self.grid.used_rows)
        grows = key_column is not None and key_column.owner is Owner.SYNC and self.tab.key in self.columns
        free = (row for row in count(self.header_row + 1) if row not in used)
        rows: dict[str, int] = {}
        for key in keys:
            if key in self.rows:
                rows[key] = self.rows[key]
            elif grows and key not in self.twice:
                rows[key] = next(free)
        return rows

    def follow(self, cell: CellRef, other: "Place") -> CellRef | None:
        """Where a cell of this tab is in another pull of it: by its row's key and its column's name."""
        key = next((key for key, row in self.rows.items() if row == cell.row), "")
        column = next((name for name, col in self.columns.items() if col == cell.col), "")
        known = key in other.rows and column in other.columns
        return other.ref(other.rows[key], column) if known else None


def locate(book: Book, tab: Tab, snapshot: Snapshot) -> Place | None:
    """Find one tab; None where it is gone."""
    grid = find_grid(tab, snapshot)
    if grid is None:
        return None
    anchors = {
        column.name: anchor
        for column in tab.columns
        if (anchor := snapshot.anchors.get(tab.anchor(column.name))) and anchor.sheet_id == grid.sheet_id
    }
    header = anchors.get(tab.key) or next(iter(anchors.values()), None)
    header_row = header.row if header else HEADER_ROW
    columns = {name: anchor.col for name, anchor in anchors.items()}
    columns |= _by_header(tab, grid, header_row, columns)
    rows, twice = _rows(tab, grid, header_row, columns)
    stamp = snapshot.anchors.get(tab.stamp_anchor)
    return Place(book.code, tab, grid, header_row, columns, rows, twice, (stamp.row, stamp.col) if stamp else None)


def find_grid(tab: Tab, snapshot: Snapshot) -> Grid | None:
    """A tab is known by the ranges it carries, then by the id it was given; never by its title."""
    for column in tab.columns:
        anchor = snapshot.anchors.get(tab.anchor(column.name))
        if anchor and (grid := snapshot.grid(anchor.sheet_id)):
            return grid
    return snapshot.grid(tab.sheet_id)


def _by_header(tab: Tab, grid: Grid, header_row: int, known: Mapping[str, int]) -> dict[str, int]:
    """Columns whose named range someone deleted, found by the exact text of their header."""
    lost = {normalize(column.header): column.name for column in tab.columns if column.name not in known}
    taken = set(known.values())
    found: dict[str, int] = {}
    if not lost or header_row > len(grid.rows):
        return found
    for col, cell in enumerate(grid.rows[header_row - 1], 1):
        name = lost.get(normalize(cell.value)) if isinstance(cell.value, str) else None
        if name and col not in taken and name not in found:
            found[name] = col
    return found


def key_text(cell: Cell) -> str:
    """What stands in a key cell, as text: a key that someone retyped may have become a number."""
    if cell.value is None or isinstance(cell.value, bool):
        return ""
    return normalize(cell.value) if isinstance(cell.value, str) else format(cell.value, "f")


def _rows(
    tab: Tab, grid: Grid, header_row: int, columns: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    if tab.key not in columns:
        return {}, {}
    found: dict[str, list[int]] = defaultdict(list)
    for row, cell in grid.column(columns[tab.key], header_row + 1):
        if key := key_text(cell):
            found[key].append(row)
    rows = {key: places[0] for key, places in found.items() if len(places) == 1}
    twice = {key: tuple(places) for key, places in found.items() if len(places) > 1}
    return rows, twice
