"""Pasting: which parts of a cell each kind of paste takes, and the merges that go with them."""

from types import MappingProxyType

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.book.grid import Area, area_of, to_grid_range
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.rewrite import moved_by
from sheetsync.emulator.text.formats import show

VALUE, FORMAT, RULE = "userEnteredValue", "userEnteredFormat", "dataValidation"
NORMAL = "PASTE_NORMAL"
ALL_PARTS = (VALUE, FORMAT, RULE, "note", "textFormatRuns", "pivotTable", "chipRuns")
PARTS = MappingProxyType(
    {
        NORMAL: ALL_PARTS,
        "PASTE_NO_BORDERS": ALL_PARTS,
        "PASTE_VALUES": (VALUE,),
        "PASTE_FORMULA": (VALUE,),
        "PASTE_FORMAT": (FORMAT,),
        "PASTE_DATA_VALIDATION": (RULE,),
        "PASTE_CONDITIONAL_FORMATTING": (),
    }
)
# What the UI's own paste does; the discovery document names conditional formats only for the kind of that name.
WITH_RULES = (NORMAL, "PASTE_NO_BORDERS", "PASTE_FORMAT", "PASTE_CONDITIONAL_FORMATTING")
Cells = dict[tuple[int, int], Obj]


def taken(batch: Batch, sheet: Sheet, area: Area, kind: str) -> Cells:
    """Return the parts to paste of every cell of an area, by place; for PASTE_VALUES results instead of formulas."""
    names = PARTS[kind]
    calculator = batch.calculator()
    found = {}
    for row, column in area.cells():
        cell = {name: part for name, part in sheet.cell(row, column).items() if name in names}
        if kind == "PASTE_VALUES" and "formulaValue" in cell.get(VALUE, {}):
            result = calculator.effective(sheet, row, column)
            cell[VALUE] = {"stringValue": show(result, {}, batch.book.locale)} if "errorValue" in result else result
        if kind == "PASTE_NO_BORDERS" and FORMAT in cell:
            cell[FORMAT] = {name: part for name, part in cell[FORMAT].items() if name != "borders"}
        found[row, column] = {name: part for name, part in cell.items() if part}
    return found


def pasted(old: Obj, given: Obj, kind: str) -> Obj:
    """Return a cell after the parts taken by `kind` were pasted over it; borders stay where the kind leaves them."""
    kept = {name: part for name, part in old.items() if name not in PARTS[kind]}
    borders = old.get(FORMAT, {}).get("borders") if kind == "PASTE_NO_BORDERS" else None
    if borders:
        return {**kept, **given, FORMAT: {**given.get(FORMAT, {}), "borders": borders}}
    return {**kept, **given}


def moved_formula(cell: Obj, decimal: str, rows: int, columns: int) -> Obj:
    """Return a cell whose formula was copied so far down and right."""
    formula = cell.get(VALUE, {}).get("formulaValue")
    if not formula:
        return cell
    return {**cell, VALUE: {"formulaValue": moved_by(formula, decimal, rows, columns)}}


def copy_merges(source_sheet: Sheet, source: Area, sheet: Sheet, target: Area) -> None:
    """Repeat the merges of the source over the target, instead of those that were there."""
    kept = [merge for merge in sheet.listed("merges") if not area_of(sheet, merge).meets(target)]
    for merge in source_sheet.listed("merges"):
        place = area_of(source_sheet, merge)
        if source.holds(place):
            kept.extend(to_grid_range(sheet.id, copy) for copy in copies(place, source, target))
    sheet.keep("merges", kept)


def copies(place: Area, source: Area, target: Area) -> list[Area]:
    """Return a part of the source at every place where the target repeats the source."""
    return [
        place.moved(row - source.start_row, column - source.start_column)
        for row in range(target.start_row, target.end_row, source.height)
        for column in range(target.start_column, target.end_column, source.width)
    ]


def require_kind(request: Obj, name: str = "pasteType") -> str:
    """Return the kind of paste; raises RequestError for one without a name."""
    kind = str(request.get(name, NORMAL))
    if kind not in PARTS:
        raise RequestError(f"Invalid {name}: {kind}")
    return kind
