"""Excel protection: a tab is shut as a whole but for the cells that are open, without a password, both ways.

Excel does not know who may edit nevertheless, and it does not merely warn: a protection that does is left out.
"""

from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Protection

from sheetsync.emulator.book.grid import Area, area_of, to_grid_range
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.excel.lines import column_of
from sheetsync.emulator.excel.places import Cell, rectangles

MOST_CELLS = 1_000_000


def write_protection(sheet: Sheet, worksheet: Any) -> dict[Cell, bool]:
    """Lock what is protected, and return by place which cells are locked; no cell for a tab without protection.

    A column is locked or not as its last cell is; cells are told one by one down to the last that may differ.
    """
    shut = [item for item in sheet.listed("protectedRanges") if not item.get("warningOnly")]
    if not shut:
        return {}
    worksheet.protection.sheet = True
    locked = [area_of(sheet, item.get("range", {})) for item in shut]
    holes = [area_of(sheet, hole) for item in shut for hole in item.get("unprotectedRanges", [])]
    bottom = sheet.row_count - 1
    for column in range(sheet.column_count):
        if not _is_locked(locked, holes, bottom, column):
            column_of(worksheet, column).protection = Protection(locked=False)
    edges = [edge for area in (*locked, *holes) for edge in (area.start_row, area.end_row) if edge < sheet.row_count]
    last_row = max([1, *(row + 1 for row in sheet.cells), *edges])
    inside = {cell for area in locked for cell in _above(area, last_row).cells()}
    inside.difference_update(cell for hole in holes for cell in _above(hole, last_row).cells())
    return {cell: cell in inside for cell in Area(0, last_row, 0, sheet.column_count).cells()}


def read_protection(worksheet: Any, sheet: Sheet) -> None:
    """Give a tab the protection of its worksheet: of the whole with its open cells, or of the cells that are shut."""
    if not worksheet.protection.sheet:
        return
    open_columns = _open_columns(worksheet, sheet)
    last_row = worksheet.max_row
    if last_row * sheet.column_count > MOST_CELLS:
        raise RequestError("Too many cells are protected one by one.")
    cells = worksheet._cells.values()  # noqa: SLF001 - those that are there, and no others
    told = {
        (cell.row - 1, cell.column - 1): cell.protection.locked for cell in cells if not isinstance(cell, MergedCell)
    }
    places = Area(0, last_row, 0, sheet.column_count).cells()
    locked = {place for place in places if told.get(place, place[1] not in open_columns)}
    if 2 * len(open_columns) <= sheet.column_count:
        holes = set(Area(0, last_row, 0, sheet.column_count).cells()) - locked
        tail = {column: column in open_columns for column in range(sheet.column_count)}
        unprotected = [to_grid_range(sheet.id, area) for area in _with_tails(holes, tail, last_row, sheet)]
        whole: Obj = {"sheetId": sheet.id} if sheet.id else {}
        protected = [{"range": whole, **({"unprotectedRanges": unprotected} if unprotected else {})}]
    else:
        tail = {column: column not in open_columns for column in range(sheet.column_count)}
        protected = [{"range": to_grid_range(sheet.id, area)} for area in _with_tails(locked, tail, last_row, sheet)]
    sheet.keep("protectedRanges", [{"protectedRangeId": fresh_id(), **item, "editors": {}} for item in protected])


def _is_locked(locked: list[Area], holes: list[Area], row: int, column: int) -> bool:
    return any(area.has(row, column) for area in locked) and not any(hole.has(row, column) for hole in holes)


def _above(area: Area, last_row: int) -> Area:
    return Area(area.start_row, min(area.end_row, last_row), area.start_column, area.end_column)


def _open_columns(worksheet: Any, sheet: Sheet) -> set[int]:
    found: set[int] = set()
    for column in worksheet.column_dimensions.values():
        if column.min is not None and not column.protection.locked:
            found.update(range(column.min - 1, min(column.max, sheet.column_count)))
    return found


def _with_tails(cells: set[Cell], tail: dict[int, bool], last_row: int, sheet: Sheet) -> list[Area]:
    """Return the rectangles of cells, one row standing for all the rows below the last that is told cell by cell."""
    below = {(last_row, column) for column, is_set in tail.items() if is_set and last_row < sheet.row_count}
    return [
        Area(area.start_row, sheet.row_count, area.start_column, area.end_column) if area.end_row > last_row else area
        for area in rectangles(cells | below)
    ]
