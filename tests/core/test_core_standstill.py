"""A plan is for a book as it was read: whoever moves its rows or types where we write makes it another book."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from drawn_book import provisioned

from sheetsync.core.cells import BLANK, Area, Cell, CellRef, Grid, Snapshot, Tint
from sheetsync.core.layout import Book, Column, Kind, Owner, Row, Tab
from sheetsync.core.notes import NoteChange, TintChange
from sheetsync.core.plan import BookPlan, Desired, plan
from sheetsync.core.standstill import still_fits
from sheetsync.core.tables.frames import frame

BOARD = Tab(
    "board",
    "Bảng",
    "Kết quả",
    (
        Column("code", "Mã", Owner.EDITION),
        Column("total", "Tổng", Owner.SYNC, Kind.POINTS),
        Column("remark", "Ghi chú", Owner.PEOPLE),
    ),
    "code",
    rows=(Row("P1"), Row("P2")),
)
ASIDE = replace(BOARD, name="aside", title="Bên cạnh")
BOOK = Book("B", "unit", "Sổ", (BOARD, ASIDE))
BEFORE = provisioned(BOOK).snapshot()
SHEET = BEFORE.grids[0].sheet_id
PLANNED = plan(BOOK, BEFORE, Desired({"board": frame(("total",), {"P2": ("9",)})}), {})


def changed(change: Callable[[Grid], Grid], number: int = 0) -> Snapshot:
    grids = list(BEFORE.grids)
    grids[number] = change(grids[number])
    return replace(BEFORE, grids=tuple(grids))


def put(row: int, col: int, cell: Cell) -> Callable[[Grid], Grid]:
    def change(grid: Grid) -> Grid:
        cells = [[grid.at(r, c) for c in range(1, 4)] for r in range(1, 7)]
        cells[row - 1][col - 1] = cell
        return replace(grid, rows=tuple(map(tuple, cells)))

    return change


def inserted(grid: Grid) -> Grid:
    return replace(grid, rows=(*grid.rows[:4], (BLANK,), *grid.rows[4:]), row_count=grid.row_count + 1)


def swapped(grid: Grid) -> Grid:
    return replace(grid, rows=(*grid.rows[:3], grid.rows[4], grid.rows[3], *grid.rows[5:]))


def test_a_book_that_nobody_touched_is_still_the_same() -> None:
    assert PLANNED.changes
    assert still_fits(PLANNED, BOOK, BEFORE, BEFORE)


@pytest.mark.parametrize(
    "change",
    [
        inserted,
        swapped,
        lambda grid: replace(grid, row_count=grid.row_count + 1),
        lambda grid: replace(grid, sheet_id=77),
        lambda grid: replace(grid, tints=(Tint(0, "error", (Area(4, 3, 1, 1),)),)),
        put(5, 2, Cell("của tôi")),
    ],
    ids=["row inserted", "sorted", "rows added below", "tab deleted", "colours changed", "typed where we write"],
)
def test_what_would_lead_the_batch_astray_is_seen(change: Callable[[Grid], Grid]) -> None:
    assert not still_fits(PLANNED, BOOK, BEFORE, changed(change))


def test_what_people_type_beside_and_what_happens_in_other_tabs_does_not_matter() -> None:
    assert still_fits(PLANNED, BOOK, BEFORE, changed(put(5, 3, Cell("đã xem"))))
    assert still_fits(PLANNED, BOOK, BEFORE, changed(inserted, 1))


def test_notes_and_colours_hang_on_their_cells_too() -> None:
    ref = CellRef("B", "board", SHEET, 5, 3)
    noted = replace(PLANNED, changes=(), notes=(NoteChange(ref, "Cần xem lại"),))
    assert not still_fits(noted, BOOK, BEFORE, changed(put(5, 3, Cell("đã sửa"))))
    tinted: BookPlan = replace(PLANNED, changes=(), tints=(TintChange(SHEET, "error", ((5, 3),)),))
    assert still_fits(tinted, BOOK, BEFORE, changed(put(5, 3, Cell("đã sửa"))))
    assert not still_fits(tinted, BOOK, BEFORE, changed(inserted))


def test_a_cell_on_a_tab_that_is_not_there_holds_nothing() -> None:
    ref = CellRef("B", "gone", 99, 5, 3)
    assert still_fits(replace(PLANNED, notes=(NoteChange(ref, "x"),)), BOOK, BEFORE, BEFORE)
