"""Requests that carry cells about: copy, cut, and insert or delete cells without their rows and columns."""

from sheetsync.emulator.batch import holders
from sheetsync.emulator.batch.bands import (
    Band,
    Carry,
    Place,
    band_of,
    carry_formulas,
    carry_list,
    carry_named_ranges,
    carry_sources,
    check_merges,
)
from sheetsync.emulator.batch.carried_rules import copy_rules, move_rules, remove_rules
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.pasting import (
    NORMAL,
    VALUE,
    WITH_RULES,
    Cells,
    copy_merges,
    moved_formula,
    pasted,
    require_kind,
    taken,
)
from sheetsync.emulator.batch.shift import Change, deleted, inserted
from sheetsync.emulator.book.a1 import Span
from sheetsync.emulator.book.cells import check_size
from sheetsync.emulator.book.grid import END_COLUMN, END_ROW, Area, area_of, clipped, grid_limits, to_grid_range
from sheetsync.emulator.book.model import ROWS, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.rewrite import carried

OBJECTS = ("tables", "bandedRanges")  # lie on cells, and go with them when they are cut whole
BY_COLUMN = ("tables", "filterViews", "basicFilter")


def copy_paste(batch: Batch, request: Obj) -> None:
    """Copy a range; a destination that is a multiple of it is filled by repeating, a smaller one is outgrown."""
    source_sheet, source = batch.area(request.get("source", {}))
    sheet, target = batch.area(request.get("destination", {}))
    kind = require_kind(request)
    turned = request.get("pasteOrientation") == "TRANSPOSE"
    height, width = (source.width, source.height) if turned else (source.height, source.width)
    target = Area(
        target.start_row,
        target.start_row + _repeated(height, target.height),
        target.start_column,
        target.start_column + _repeated(width, target.width),
    )
    _check_target(batch, sheet, target)
    cells = taken(batch, source_sheet, source, kind)
    for row, column in target.cells():
        down, right = (row - target.start_row) % height, (column - target.start_column) % width
        at = (
            (source.start_row + right, source.start_column + down)
            if turned
            else (source.start_row + down, source.start_column + right)
        )
        given = moved_formula(cells.get(at, {}), batch.locale.decimal, row - at[0], column - at[1])
        sheet.put(row, column, pasted(sheet.cell(row, column), given, kind))
    if turned:
        return  # whether Google turns merges and conditional formats too is unknown: they stay
    if kind == NORMAL:
        copy_merges(source_sheet, source, sheet, target)
    if kind in WITH_RULES:
        copy_rules(source_sheet, source, sheet, target, batch.locale.decimal)


def cut_paste(batch: Batch, request: Obj) -> None:
    """Move a range: what it leaves is empty, and whatever names its cells follows, as after a cut in the UI."""
    source_sheet, source = batch.editable(request.get("source", {}))
    sheet, target = _cut_target(batch, source, request.get("destination", {}))
    kind = require_kind(request)
    check_merges(source_sheet, source, source.holds)
    _refuse_covered_objects(source_sheet, source, sheet, target)
    cells = taken(batch, source_sheet, source, kind)
    if sheet is not source_sheet:
        cells = _with_titles(cells, source_sheet.title, batch.locale.decimal)
    for row, column in source.cells():
        source_sheet.put(row, column, {})
    for (row, column), cell in _offset(cells, source, target).items():
        sheet.put(row, column, pasted(sheet.cell(row, column), cell, kind))
    _move_merges(source_sheet, source, sheet, target, keep=kind == NORMAL)
    if kind in WITH_RULES:
        move_rules(source_sheet, source, sheet, target, batch.locale.decimal)
    else:
        remove_rules(source_sheet, source, batch.locale.decimal)
    carry = _cut_carry(source_sheet, source, sheet, target)
    carry_formulas(batch.book, carry)
    # References to cells that were pasted over are lost; names and comments of theirs stay where they are. Whether a
    # protection follows the cells it protects is unknown (facts §6): it stays, so that nothing comes out from under it.
    followers = _cut_carry(source_sheet, source, sheet, target, lost=False)
    carry_named_ranges(batch.book, followers)
    carry_sources(batch.book, followers)
    for name in ("commentAnchors", *OBJECTS):
        carry_list(source_sheet, name, followers)


def insert_range(batch: Batch, request: Obj) -> None:
    """Insert empty cells; those below or to the right make room."""
    sheet, area, dimension = _shifted(batch, request)
    band = band_of(sheet, area, dimension)
    batch.guard(sheet, band.area)
    start, end = area.span(dimension)
    cells = _cells(sheet, band.area)
    last = max((row if dimension == ROWS else column for row, column in cells), default=-1)
    # No cell falls off the edge: the grid grows, as it does in the UI.
    batch.grow(sheet, dimension, last + 1 + end - start)
    check_size(batch.book, batch.limits)
    _shift_cells(band, inserted(dimension, start, end - start), cells)
    _follow(batch, band, inserted(dimension, start, end - start))


def delete_range(batch: Batch, request: Obj) -> None:
    """Delete cells; those below or to the right close the gap."""
    sheet, area, dimension = _shifted(batch, request)
    band = band_of(sheet, area, dimension)
    batch.guard(sheet, band.area)
    start, end = area.span(dimension)
    _shift_cells(band, deleted(dimension, start, end), _cells(sheet, band.area))
    _follow(batch, band, deleted(dimension, start, end))


def _shifted(batch: Batch, request: Obj) -> tuple[Sheet, Area, str]:
    """Return tab, range and dimension of a shift; the range is constrained to the tab, as documented."""
    grid_range = dict(request.get("range", {}))
    sheet = batch.sheet(grid_range.get("sheetId", 0))
    for name, count in ((END_ROW, sheet.row_count), (END_COLUMN, sheet.column_count)):
        if name in grid_range:
            grid_range[name] = min(grid_range[name], count)
    dimension = request.get("shiftDimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise RequestError("No shiftDimension specified.")
    sheet, area = batch.editable(grid_range)
    _refuse_tables(sheet, area, dimension)
    return sheet, area, dimension


def _refuse_tables(sheet: Sheet, area: Area, dimension: str) -> None:
    """Raise RequestError if a table or filter would shift whose columns are then others.

    Google refuses to shift part of a table (facts §1 [3P]); what it does with whole ones sideways is not known.
    """
    if dimension == ROWS:
        strip = Area(area.start_row, sheet.row_count, area.start_column, area.end_column)
    else:
        strip = Area(area.start_row, area.end_row, area.start_column, sheet.column_count)
    for name in BY_COLUMN:
        held = [sheet.body[name]] if name == "basicFilter" and name in sheet.body else sheet.listed(name)
        for place in (area_of(sheet, item["range"]) for item in held if "range" in item):
            if place.meets(strip) and not (dimension == ROWS and strip.holds(place)):
                raise RequestError("This operation is not allowed because it would shift part of a table or filter.")


def _shift_cells(band: Band, change: Change, cells: Cells) -> None:
    sheet = band.sheet
    for row, column in cells:
        sheet.put(row, column, {})
    for (row, column), cell in cells.items():
        index = change.index(row if band.dimension == ROWS else column)
        if index is not None:
            sheet.put(*((index, column) if band.dimension == ROWS else (row, index)), cell)


def _follow(batch: Batch, band: Band, change: Change) -> None:
    """Let all that lies wholly in the band follow: named ranges, merges, protections and the rest, and references."""
    holders.carry(batch.book, band.carrier(change))
    carry_formulas(batch.book, band.carry(change))


def _cut_target(batch: Batch, source: Area, corner: Obj) -> tuple[Sheet, Area]:
    sheet = batch.sheet(corner.get("sheetId", 0))
    row, column = corner.get("rowIndex", 0), corner.get("columnIndex", 0)
    if row < 0 or column < 0:
        raise RequestError(f"GridCoordinate must not be negative: {row}, {column}")
    target = source.moved(row - source.start_row, column - source.start_column)
    _check_target(batch, sheet, target, own=source)
    return sheet, target


def _refuse_covered_objects(source_sheet: Sheet, source: Area, sheet: Sheet, target: Area) -> None:
    """Raise RequestError if a table or banding that is cut whole would come to lie on another one."""
    for name in OBJECTS:
        places = [area_of(source_sheet, item["range"]) for item in source_sheet.listed(name)]
        others = [area_of(sheet, item["range"]) for item in sheet.listed(name)]
        moving = [place for place in places if source.holds(place)]
        staying = [place for place in others if sheet is not source_sheet or not source.holds(place)]
        if moving and any(place.meets(target) for place in staying):
            raise RequestError(f"The {name} of the source would lie on those of the destination.")


def _check_target(batch: Batch, sheet: Sheet, target: Area, own: Area | None = None) -> None:
    if target.end_row > sheet.row_count or target.end_column > sheet.column_count:
        raise RequestError(grid_limits(sheet, target))
    batch.guard(sheet, target)
    check_merges(sheet, target, lambda place: target.holds(place) or (own is not None and own.holds(place)))


def _cut_carry(source_sheet: Sheet, source: Area, sheet: Sheet, target: Area, *, lost: bool = True) -> Carry:
    """Return where rectangles go: those in the source move along, those wholly pasted over are gone if `lost`."""

    def carry(home: Sheet, area: Area) -> Place | None:
        if home is source_sheet and source.holds(clipped(home, area)):
            return sheet, area.moved(target.start_row - source.start_row, target.start_column - source.start_column)
        if lost and home is sheet and target.holds(clipped(home, area)):
            return None
        return home, area

    return carry


def _with_titles(cells: Cells, title: str, decimal: str) -> Cells:
    """Give the references of formulas that leave their tab its title, so that they mean the same cells."""

    def titled(own: str | None, span: Span) -> tuple[str | None, Span]:
        return own if own is not None else title, span

    return {
        place: {**cell, VALUE: {"formulaValue": carried(cell[VALUE]["formulaValue"], decimal, titled)}}
        if "formulaValue" in cell.get(VALUE, {})
        else cell
        for place, cell in cells.items()
    }


def _offset(cells: Cells, source: Area, target: Area) -> Cells:
    down, right = target.start_row - source.start_row, target.start_column - source.start_column
    return {(row + down, column + right): cell for (row, column), cell in cells.items()}


def _move_merges(source_sheet: Sheet, source: Area, sheet: Sheet, target: Area, *, keep: bool) -> None:
    places = [area_of(source_sheet, merge) for merge in source_sheet.listed("merges")]
    mine = [place for place in places if source.holds(place)]
    source_sheet.keep(
        "merges", [merge for merge in source_sheet.listed("merges") if not source.holds(area_of(source_sheet, merge))]
    )
    if not keep:
        return
    others = [merge for merge in sheet.listed("merges") if not target.holds(area_of(sheet, merge))]
    down, right = target.start_row - source.start_row, target.start_column - source.start_column
    sheet.keep("merges", others + [to_grid_range(sheet.id, place.moved(down, right)) for place in mine])


def _cells(sheet: Sheet, area: Area) -> Cells:
    return {(row, column): cell for row, column, cell in sheet.entries() if area.has(row, column)}


def _repeated(length: int, room: int) -> int:
    """Return how far copies of a length reach in a room: all of it if it is a multiple, else one copy."""
    return room if room % length == 0 and room else length


KINDS = (
    ("copyPaste", copy_paste),
    ("cutPaste", cut_paste),
    ("insertRange", insert_range),
    ("deleteRange", delete_range),
)
