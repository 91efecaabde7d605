"""Requests that write cells: values, formats, notes, validation, borders."""

from collections.abc import Callable

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.tables import room_below
from sheetsync.emulator.book.cells import Stamp, check_size, merged_into
from sheetsync.emulator.book.grid import Area, area_of, grid_limits
from sheetsync.emulator.book.model import COLUMNS, ROWS, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.conditions import VALIDATION, check
from sheetsync.emulator.formulas.rewrite import moved_by
from sheetsync.emulator.shapes import masks

Merge = Callable[[Obj, Obj], Obj]
SIDES = ("top", "bottom", "left", "right")


def update_cells(batch: Batch, request: Obj) -> None:
    """Write rows of CellData into a range, or from a corner on; in a range, cells not covered are cleared."""
    mask = masks.update_mask(request.get("fields", ""), "CellData")
    rows = request.get("rows", [])
    if "range" in request:
        sheet, area = batch.editable(request["range"])
        _check_rows(area, rows)
        targets = area
    elif "start" in request:
        start = request["start"]
        sheet = batch.sheet(start.get("sheetId", 0))
        targets = _extent(start.get("rowIndex", 0), start.get("columnIndex", 0), rows)
        if targets.start_row < 0 or targets.start_column < 0:
            raise RequestError("start.rowIndex and start.columnIndex must be at least 0.")
        if targets.end_row > sheet.row_count or targets.end_column > sheet.column_count:
            raise RequestError(grid_limits(sheet, targets))
        batch.guard(sheet, targets)
    else:
        raise RequestError("Must specify one of 'start' or 'range'.")
    _write(sheet, targets, rows, _merging(batch, mask), clear="range" in request)


def repeat_cell(batch: Batch, request: Obj) -> None:
    """Write one CellData into every cell of a range; the references of a formula move along."""
    sheet, area = batch.within(request.get("range", {}))
    mask = masks.update_mask(request.get("fields", ""), "CellData")
    cell = request.get("cell", {})
    _check_validation(batch, cell, mask)
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if not formula:
        _stamp(sheet, area, Stamp(cell, mask, batch.limits))
        return
    decimal = batch.locale.decimal
    for row, column in area.cells():
        here = moved_by(formula, decimal, row - area.start_row, column - area.start_column)
        given = {**cell, "userEnteredValue": {"formulaValue": here}}
        sheet.put(row, column, merged_into(sheet.cell(row, column), given, mask, batch.limits))


def append_cells(batch: Batch, request: Obj) -> None:
    """Write rows after the last row with data, or at the end of a table, adding rows to the grid if need be."""
    mask = masks.update_mask(request.get("fields", ""), "CellData")
    rows = request.get("rows", [])
    if request.get("tableId"):
        sheet, row, column, width = room_below(batch, request["tableId"], len(rows))
        area = _extent(row, column, rows)
        if area.width > width:
            raise RequestError(f"Attempting to write {area.width} columns into a table of {width}.")
        _write(sheet, area, rows, _merging(batch, mask), clear=False)
        return
    sheet = batch.sheet(request.get("sheetId", 0))
    last = max((row for row, _, cell in sheet.entries() if "userEnteredValue" in cell), default=-1)
    area = _extent(last + 1, 0, rows)
    batch.guard(sheet, area)
    batch.grow(sheet, ROWS, area.end_row)
    batch.grow(sheet, COLUMNS, area.end_column)
    check_size(batch.book, batch.limits)
    _write(sheet, area, rows, _merging(batch, mask), clear=False)


def set_data_validation(batch: Batch, request: Obj) -> None:
    """Set the validation rule of every cell of a range; without a rule, take it away. Filtered rows only if asked."""
    sheet, area = batch.within(request.get("range", {}))
    rule = request.get("rule", {})
    if rule:
        check(rule.get("condition", {}), VALIDATION, batch.locale, batch.now.date())
    _refuse_typed_columns(sheet, area)
    stamp = Stamp({"dataValidation": rule}, {"dataValidation": {}}, batch.limits)
    for row, column in area.cells():
        if request.get("filteredRowsIncluded") or not sheet.rows.get(row, {}).get("hiddenByFilter"):
            sheet.put(row, column, stamp.over(sheet.cell(row, column)))


def update_borders(batch: Batch, request: Obj) -> None:
    """Draw the outer and inner borders of a range; a side that is not given stays, style NONE takes it away."""
    sheet, area = batch.within(request.get("range", {}))
    for row, column in area.cells():
        drawn = _borders_at(request, area, row, column)
        if drawn:
            cell = sheet.cell(row, column)
            borders = {**cell.get("userEnteredFormat", {}).get("borders", {}), **drawn}
            sheet.put(
                row,
                column,
                merged_into(cell, {"userEnteredFormat": {"borders": borders}}, {"userEnteredFormat": {"borders": {}}}),
            )


def _borders_at(request: Obj, area: Area, row: int, column: int) -> Obj:
    names = {
        "top": "top" if row == area.start_row else "innerHorizontal",
        "bottom": "bottom" if row == area.end_row - 1 else "innerHorizontal",
        "left": "left" if column == area.start_column else "innerVertical",
        "right": "right" if column == area.end_column - 1 else "innerVertical",
    }
    return {side: request[names[side]] for side in SIDES if names[side] in request}


def _refuse_typed_columns(sheet: Sheet, area: Area) -> None:
    """Raise RequestError if the columns of a table say already what may stand there; the sentence: facts §1 [3P]."""
    for table in sheet.listed("tables"):
        place = area_of(sheet, table.get("range", {}))
        for column in table.get("columnProperties", []):
            index = place.start_column + column.get("columnIndex", 0)
            typed = column.get("columnType", "COLUMN_TYPE_UNSPECIFIED") != "COLUMN_TYPE_UNSPECIFIED"
            if typed and place.meets(area) and area.start_column <= index < area.end_column:
                raise RequestError("This operation is not allowed on cells in typed columns")


def _stamp(sheet: Sheet, area: Area, stamp: Stamp) -> None:
    for row, column in area.cells():
        sheet.put(row, column, stamp.over(sheet.cell(row, column)))


def _merging(batch: Batch, mask: masks.Mask) -> Merge:
    def merge(cell: Obj, given: Obj) -> Obj:
        _check_validation(batch, given, mask)
        return merged_into(cell, given, mask, batch.limits)

    return merge


def _check_validation(batch: Batch, given: Obj, mask: masks.Mask) -> None:
    """Raise RequestError if a cell to write brings a rule that setDataValidation would refuse."""
    if given.get("dataValidation") and (not mask or "dataValidation" in mask):
        check(given["dataValidation"].get("condition", {}), VALIDATION, batch.locale, batch.now.date())


def _write(sheet: Sheet, area: Area, rows: list[Obj], merge: Merge, *, clear: bool) -> None:
    for down in range(area.height):
        given = rows[down].get("values", []) if down < len(rows) else []
        width = area.width if clear else len(given)
        row = area.start_row + down
        for right in range(width):
            column = area.start_column + right
            cell = given[right] if right < len(given) else {}
            old = sheet.cell(row, column)
            if old or cell:
                sheet.put(row, column, merge(old, cell))


def _extent(row: int, column: int, rows: list[Obj]) -> Area:
    width = max((len(line.get("values", [])) for line in rows), default=0)
    return Area(row, row + len(rows), column, column + width)


def _check_rows(area: Area, rows: list[Obj]) -> None:
    wanted = _extent(area.start_row, area.start_column, rows)
    if wanted.end_row > area.end_row:
        raise RequestError(
            f"Attempting to write row: {area.end_row}, beyond the last requested row of: {area.end_row - 1}"
        )
    if wanted.end_column > area.end_column:
        raise RequestError(
            f"Attempting to write column: {area.end_column}, beyond the last requested column of: {area.end_column - 1}"
        )


KINDS = (
    ("updateCells", update_cells),
    ("repeatCell", repeat_cell),
    ("appendCells", append_cells),
    ("setDataValidation", set_data_validation),
    ("updateBorders", update_borders),
)
