"""Tables: the block of filled cells that an append writes below."""

from sheetsync.emulator.book.grid import Area
from sheetsync.emulator.book.model import Sheet


def table_at(sheet: Sheet, area: Area) -> Area | None:
    """Return the last table that meets the area, as Google's guide to appending describes; None if there is none.

    A table is a group of filled cells that touch, corners included; of several, the one reaching lowest, then furthest
    right, is the last.
    """
    filled = {(row, column) for row, column, cell in sheet.entries() if "userEnteredValue" in cell}
    tables = []
    while filled:
        group = _group(filled, next(iter(filled)))
        filled -= group
        table = _bounds(group)
        if table.meets(area):
            tables.append(table)
    return max(tables, key=lambda table: (table.end_row, table.end_column), default=None)


def _group(filled: set[tuple[int, int]], first: tuple[int, int]) -> set[tuple[int, int]]:
    group, waiting = {first}, [first]
    while waiting:
        row, column = waiting.pop()
        around = {(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)}
        fresh = (around & filled) - group
        group |= fresh
        waiting.extend(fresh)
    return group


def _bounds(group: set[tuple[int, int]]) -> Area:
    rows, columns = [row for row, _ in group], [column for _, column in group]
    return Area(min(rows), max(rows) + 1, min(columns), max(columns) + 1)
