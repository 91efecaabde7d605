"""Requests that carry cells about: copy, cut, sort, find and replace."""

import re
from collections.abc import Iterator

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.book.cells import Typing, typed_into
from sheetsync.emulator.book.grid import Area, area_of, grid_limits, to_grid_range, whole
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.rewrite import moved_by
from sheetsync.emulator.formulas.values import from_extended, order
from sheetsync.emulator.text.formats import show

VALUE, FORMAT, RULE = "userEnteredValue", "userEnteredFormat", "dataValidation"
TAKEN_BY_TYPE = (
    ("PASTE_VALUES", (VALUE,)),
    ("PASTE_FORMULA", (VALUE,)),
    ("PASTE_FORMAT", (FORMAT,)),
    ("PASTE_DATA_VALIDATION", (RULE,)),
)
ALL_PARTS = (VALUE, FORMAT, RULE, "note", "textFormatRuns")


def copy_paste(batch: Batch, request: Obj) -> None:
    """Copy a range; a larger destination is filled by repeating it, a smaller one is outgrown."""
    source_sheet, source = batch.area(request.get("source", {}))
    sheet, target = batch.area(request.get("destination", {}))
    turned = request.get("pasteOrientation") == "TRANSPOSE"
    height, width = (source.width, source.height) if turned else (source.height, source.width)
    target = Area(
        target.start_row,
        target.start_row + height * max(1, target.height // height),
        target.start_column,
        target.start_column + width * max(1, target.width // width),
    )
    if target.end_row > sheet.row_count or target.end_column > sheet.column_count:
        raise RequestError(grid_limits(sheet, target))
    batch.guard(sheet, target)
    kind = request.get("pasteType", "PASTE_NORMAL")
    taken = _taken(batch, source_sheet, source, kind)
    for row, column in target.cells():
        down, right = (row - target.start_row) % height, (column - target.start_column) % width
        at = (
            (source.start_row + right, source.start_column + down)
            if turned
            else (source.start_row + down, source.start_column + right)
        )
        given = _moved_formula(taken.get(at, {}), batch.locale.decimal, row - at[0], column - at[1])
        sheet.put(row, column, _pasted(sheet.cell(row, column), given, kind))
    if kind == "PASTE_NORMAL" and not turned:
        _copy_merges(source_sheet, source, sheet, target)


def cut_paste(batch: Batch, request: Obj) -> None:
    """Move a range; its formulas stay as they are and what it leaves is empty."""
    source_sheet, source = batch.editable(request.get("source", {}))
    corner = request.get("destination", {})
    sheet = batch.sheet(corner.get("sheetId", 0))
    target = source.moved(
        corner.get("rowIndex", 0) - source.start_row, corner.get("columnIndex", 0) - source.start_column
    )
    if target.end_row > sheet.row_count or target.end_column > sheet.column_count:
        raise RequestError(grid_limits(sheet, target))
    batch.guard(sheet, target)
    kind = request.get("pasteType", "PASTE_NORMAL")
    taken = _taken(batch, source_sheet, source, kind)
    for row, column in source.cells():
        source_sheet.put(row, column, {})
    for row, column in target.cells():
        at = (row - target.start_row + source.start_row, column - target.start_column + source.start_column)
        sheet.put(row, column, _pasted(sheet.cell(row, column), taken.get(at, {}), kind))


def sort_range(batch: Batch, request: Obj) -> None:
    """Sort the rows of a range by its columns: numbers, then text, then truth values; blanks last either way."""
    sheet, area = batch.editable(request.get("range", {}))
    calculator = batch.calculator()
    rows = list(range(area.start_row, area.end_row))
    for spec in reversed(request.get("sortSpecs", [])):
        column = spec.get("dimensionIndex", 0)
        keys = {row: from_extended(calculator.effective(sheet, row, column)) for row in rows}
        ranks = {row: order(key) for row, key in keys.items() if key is not None}
        # Python's sort keeps equal rows in their order even when reversed, as Google does.
        filled = sorted(ranks, key=ranks.__getitem__, reverse=spec.get("sortOrder") == "DESCENDING")
        rows = filled + [row for row in rows if row not in ranks]
    before = {(row, column): sheet.cell(row, column) for row, column in area.cells()}
    for place, row in enumerate(rows, start=area.start_row):
        for column in range(area.start_column, area.end_column):
            cell = _moved_formula(before[row, column], batch.locale.decimal, place - row, 0)
            sheet.put(place, column, cell)


def find_replace(batch: Batch, request: Obj) -> Obj:
    """Replace text in values, and in formulas if asked; what comes out is read as if typed."""
    pattern = _pattern(request)
    typing = Typing(user_entered=True, locale=batch.locale, today=batch.now.date())
    counts = {"valuesChanged": 0, "formulasChanged": 0, "rowsChanged": 0, "sheetsChanged": 0, "occurrencesChanged": 0}
    calculator = batch.calculator()
    for sheet, area in _searched(batch, request):
        rows: set[int] = set()
        for row, column, cell in list(sheet.entries()):
            if VALUE not in cell or not area.has(row, column):
                continue
            formula = cell[VALUE].get("formulaValue")
            if formula and not request.get("includeFormulas"):
                continue
            text = formula or show(
                calculator.effective(sheet, row, column),
                cell.get(FORMAT, {}).get("numberFormat", {}),
                batch.book.locale,
            )
            replaced, times = _replaced(pattern, text, request)
            if times:
                batch.guard(sheet, Area(row, row + 1, column, column + 1))
                sheet.put(row, column, typed_into(cell, replaced, typing))
                counts["formulasChanged" if formula else "valuesChanged"] += 1
                counts["occurrencesChanged"] += times
                rows.add(row)
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {name: count for name, count in counts.items() if count}


def _taken(batch: Batch, sheet: Sheet, area: Area, kind: str) -> dict[tuple[int, int], Obj]:
    """Return the cells to paste, by place; for PASTE_VALUES with results instead of formulas."""
    names = dict(TAKEN_BY_TYPE).get(kind, ALL_PARTS)
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


def _pasted(old: Obj, given: Obj, kind: str) -> Obj:
    names = dict(TAKEN_BY_TYPE).get(kind, ALL_PARTS)
    return {**{name: part for name, part in old.items() if name not in names}, **given}


def _moved_formula(cell: Obj, decimal: str, rows: int, columns: int) -> Obj:
    formula = cell.get(VALUE, {}).get("formulaValue")
    if not formula:
        return cell
    return {**cell, VALUE: {"formulaValue": moved_by(formula, decimal, rows, columns)}}


def _copy_merges(source_sheet: Sheet, source: Area, sheet: Sheet, target: Area) -> None:
    kept = [merge for merge in sheet.listed("merges") if not area_of(sheet, merge).meets(target)]
    for merge in source_sheet.listed("merges"):
        place = area_of(source_sheet, merge)
        if source.holds(place):
            for row in range(target.start_row, target.end_row, source.height):
                for column in range(target.start_column, target.end_column, source.width):
                    copy = place.moved(row - source.start_row, column - source.start_column)
                    kept.append(to_grid_range(sheet.id, copy))
    sheet.keep("merges", kept)


def _searched(batch: Batch, request: Obj) -> Iterator[tuple[Sheet, Area]]:
    if "range" in request:
        yield batch.area(request["range"])
    elif "sheetId" in request:
        sheet = batch.sheet(request["sheetId"])
        yield sheet, whole(sheet)
    elif request.get("allSheets"):
        for sheet in batch.book.sheets:
            yield sheet, whole(sheet)
    else:
        raise RequestError("Must specify a scope.")


def _pattern(request: Obj) -> re.Pattern[str]:
    wanted = request.get("find", "")
    if not wanted:
        raise RequestError("find must not be empty.")
    try:
        return re.compile(
            wanted if request.get("searchByRegex") else re.escape(wanted),
            0 if request.get("matchCase") else re.IGNORECASE,
        )
    except re.error as error:
        raise RequestError(f"Invalid regular expression: {wanted}") from error


def _replaced(pattern: re.Pattern[str], text: str, request: Obj) -> tuple[str, int]:
    replacement = request.get("replacement", "")
    if request.get("matchEntireCell"):
        return (replacement, 1) if pattern.fullmatch(text) else (text, 0)
    if request.get("searchByRegex"):
        return pattern.subn(re.sub(r"\$(\d)", r"\\\1", replacement), text)
    return pattern.subn(lambda _: replacement, text)


KINDS = (("copyPaste", copy_paste), ("cutPaste", cut_paste), ("sortRange", sort_range), ("findReplace", find_replace))
