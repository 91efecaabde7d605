"""Whether a book that is looked at once more still is what its plan was made for.

A batch names cells by their place. Where somebody has inserted, deleted, moved or sorted rows since, or typed where we
are about to write, the same batch would write beside what it means.
"""

from typing import Any

from sheetsync.core.cells import Cell, CellRef, Snapshot
from sheetsync.core.layout import Book, Tab
from sheetsync.core.locate import locate
from sheetsync.core.plan import BookPlan


def still_fits(planned: BookPlan, book: Book, before: Snapshot, now: Snapshot) -> bool:
    """True where every tab that the plan writes into has its rows, columns and colours where they were.

    And where every cell that it writes holds what it held. Whatever else people type meanwhile does not matter.
    """
    cells = [*(change.cell for change in planned.changes), *(note.cell for note in planned.notes)]
    touched = {cell.sheet_id for cell in cells} | {tint.sheet_id for tint in planned.tints}
    return all(_frame(book, tab, before, touched) == _frame(book, tab, now, touched) for tab in book.tabs) and all(
        _held(before, cell) == _held(now, cell) for cell in cells
    )


def _frame(book: Book, tab: Tab, snapshot: Snapshot, touched: set[int]) -> tuple[Any, ...]:
    """Where everything lies in a tab that is written; empty for any other."""
    place = locate(book, tab, snapshot)
    if place is None or place.grid.sheet_id not in touched:
        return ()
    found = (place.header_row, place.columns, place.rows, place.twice, place.stamp)
    return (*found, place.grid.sheet_id, place.grid.row_count, place.grid.tints)


def _held(snapshot: Snapshot, cell: CellRef) -> Cell | None:
    grid = snapshot.grid(cell.sheet_id)
    return grid.at(cell.row, cell.col) if grid else None
