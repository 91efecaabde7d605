"""Shifting: when rows or columns come, go or move, everything that names a place follows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import TypeVar

from sheetsync.emulator.batch.holders import Carrier, carry
from sheetsync.emulator.batch.holders import rewritten as in_conditions
from sheetsync.emulator.book.grid import END_COLUMN, END_ROW, FAR, START_COLUMN, START_ROW
from sheetsync.emulator.book.model import COLUMNS, ROWS, Book, Dimensions, Rows, Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.rewrite import follow
from sheetsync.emulator.text.locales import locale_of

T = TypeVar("T")
INHERITED = ("userEnteredFormat", "dataValidation")
FROZEN = MappingProxyType({"ROWS": "frozenRowCount", "COLUMNS": "frozenColumnCount"})
CONDITIONED = ("conditionalFormats", "basicFilter", "filterViews", "slicers")  # what holds conditions, besides cells
GROUPS = MappingProxyType({"ROWS": "rowGroups", "COLUMNS": "columnGroups"})


@dataclass(frozen=True, slots=True)
class Change:
    """What happens along one dimension: where an index goes, and where a half-open span goes; None when gone."""

    dimension: str
    index: Callable[[int], int | None]
    span: Callable[[int, int], tuple[int, int] | None]
    moves: bool = False  # lines change places, and are as many as before


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows or columns to be inserted: `count` of them before `at`."""

    dimension: str
    at: int
    count: int


def inserted(dimension: str, at: int, count: int) -> Change:
    """Return the change that `count` new lines before `at` make."""
    return Change(
        dimension,
        lambda index: index + count if index >= at else index,
        lambda start, end: (start + count if start >= at else start, end + count if end > at else end),
    )


def deleted(dimension: str, first: int, last: int) -> Change:
    """Return the change that removing lines [first, last) makes."""

    def edge(place: int) -> int:
        return place - max(0, min(place, last) - first)

    def span(start: int, end: int) -> tuple[int, int] | None:
        return (edge(start), edge(end)) if edge(start) < edge(end) else None

    return Change(dimension, lambda index: None if first <= index < last else edge(index), span)


def moved(dimension: str, first: int, last: int, destination: int) -> Change:
    """Return the change that carrying lines [first, last) before `destination` makes; counted before the move."""
    count = last - first

    def index(place: int) -> int:
        if first <= place < last:
            return place + (destination - first if destination <= first else destination - last)
        if destination <= place < first:
            return place + count
        return place - count if last <= place < destination else place

    def span(start: int, end: int) -> tuple[int, int]:
        # A range keeps to the lines of it that stay; only one that moves whole goes along. How Google takes a range
        # of which a part moves out is not documented.
        if first <= start and end <= last:
            return index(start), index(end - 1) + 1
        low = last if first <= start < last else start
        high = first if first < end <= last else end
        return index(low), index(high - 1) + 1

    return Change(dimension, index, span, moves=True)


def insert_lines(book: Book, sheet: Sheet, new: Lines, *, inherit_from: int | None = None) -> None:
    """Insert empty rows or columns; they take format and validation from the line `inherit_from` (before the move)."""
    pattern = _look_of(sheet, new.dimension, inherit_from) if inherit_from is not None else {}
    sheet.resize(new.dimension, sheet.count(new.dimension) + new.count)
    apply(book, sheet, inserted(new.dimension, new.at, new.count))
    for across, cell in pattern.items():
        for line in range(new.at, new.at + new.count):
            row, column = (line, across) if new.dimension == ROWS else (across, line)
            sheet.put(row, column, cell)


def delete_lines(book: Book, sheet: Sheet, dimension: str, first: int, last: int) -> None:
    """Remove rows or columns with all that is in them."""
    apply(book, sheet, deleted(dimension, first, last))
    sheet.resize(dimension, sheet.count(dimension) - (last - first))


def apply(book: Book, sheet: Sheet, change: Change) -> None:
    """Carry a change through cells, sizes, every list that holds a range, metadata and formulas."""
    sheet.replace_cells(_moved_cells(sheet, change))
    _move_sizes(sheet.dimensions(change.dimension), change)
    _move_frozen(sheet, change)
    _move_groups(sheet, change)
    carry(book, _carrier(sheet, change))
    _move_metadata(book, sheet, change)
    _move_formulas(book, sheet, change)


def moved_range(grid_range: Obj, change: Change) -> Obj | None:
    """Return a GridRange after the change; None when all its cells are gone."""
    start_key, end_key = (START_ROW, END_ROW) if change.dimension == ROWS else (START_COLUMN, END_COLUMN)
    if start_key not in grid_range and end_key not in grid_range:
        return grid_range
    after = change.span(grid_range.get(start_key, 0), grid_range.get(end_key, FAR))
    if after is None:
        return None
    places = dict(zip((start_key, end_key), after, strict=True))
    return {**grid_range, **{key: place for key, place in places.items() if key in grid_range}}


def _moved_cells(sheet: Sheet, change: Change) -> Rows:
    if change.dimension == ROWS:
        return _moved_keys(sheet.cells, change)
    moved_rows = {row: _moved_keys(cells, change) for row, cells in sheet.cells.items()}
    return {row: cells for row, cells in moved_rows.items() if cells}


def _moved_keys(items: dict[int, T], change: Change) -> dict[int, T]:
    return {place: item for index, item in items.items() if (place := change.index(index)) is not None}


def _look_of(sheet: Sheet, dimension: str, line: int) -> Dimensions:
    found: Dimensions = {}
    for row, column, cell in sheet.entries():
        along, across = (row, column) if dimension == ROWS else (column, row)
        look = {name: cell[name] for name in INHERITED if name in cell}
        if along == line and look:
            found[across] = look
    return found


def _move_sizes(sizes: Dimensions, change: Change) -> None:
    kept = _moved_keys(sizes, change)
    sizes.clear()
    sizes.update(kept)


def _move_frozen(sheet: Sheet, change: Change) -> None:
    if change.moves:
        return
    properties: Obj = sheet.body["properties"]["gridProperties"]
    name = FROZEN[change.dimension]
    frozen = properties.pop(name, 0)
    after = change.span(0, frozen) if frozen else None
    if after:
        properties[name] = after[1] - after[0]


def _carrier(sheet: Sheet, change: Change) -> Carrier:
    rows, columns = (change.index, _same) if change.dimension == ROWS else (_same, change.index)
    return Carrier(
        sheet,
        lambda grid_range: moved_range(grid_range, change),
        rows,
        columns,
        lambda grid_range: _origin(sheet, grid_range, change),
    )


def _same(index: int) -> int:
    return index


def _origin(sheet: Sheet, grid_range: Obj, change: Change) -> tuple[int, int]:
    """Return the cell that ends up as a range's top left one: its own, or the first whose line is not deleted."""
    corner = {ROWS: grid_range.get(START_ROW, 0), COLUMNS: grid_range.get(START_COLUMN, 0)}
    end = grid_range.get(END_ROW if change.dimension == ROWS else END_COLUMN, sheet.count(change.dimension))
    lines = range(corner[change.dimension], end)
    after = change.span(lines.start, lines.stop)
    first = after[0] if after else None
    corner[change.dimension] = next((line for line in lines if change.index(line) == first), lines.start)
    return corner[ROWS], corner[COLUMNS]


def _move_groups(sheet: Sheet, change: Change) -> None:
    groups = GROUPS[change.dimension]
    sheet.keep(groups, [item for old in sheet.listed(groups) if (item := _moved_group(old, change))])


def _moved_group(group: Obj, change: Change) -> Obj | None:
    after = change.span(group["range"]["startIndex"], group["range"]["endIndex"])
    if after is None:
        return None
    return {**group, "range": {**group["range"], "startIndex": after[0], "endIndex": after[1]}}


def _move_metadata(book: Book, sheet: Sheet, change: Change) -> None:
    kept = []
    for item in book.listed("developerMetadata"):
        place = item["location"].get("dimensionRange")
        here = place and place.get("sheetId", 0) == sheet.id and place["dimension"] == change.dimension
        if not here:
            kept.append(item)
            continue
        after = change.span(place["startIndex"], place["endIndex"])
        if after is not None:
            moved_place = {**place, "startIndex": after[0], "endIndex": after[1]}
            kept.append({**item, "location": {**item["location"], "dimensionRange": moved_place}})
    book.keep("developerMetadata", kept)


def _move_formulas(book: Book, changed: Sheet, change: Change) -> None:
    def rewritten(home: Sheet, formula: str) -> str:
        def concerns(title: str | None) -> bool:
            return home is changed if title is None else book.titled(title) is changed

        return follow(formula, locale_of(book.locale).decimal, change.dimension, concerns, change.span)

    rewrite_formulas(book, rewritten)


def rewrite_formulas(book: Book, rewritten: Callable[[Sheet, str], str]) -> None:
    """Pass every formula of the book, those of rules, filters and validation too, through `rewritten(tab, formula)`."""
    for sheet in book.sheets:
        change = cache(partial(rewritten, sheet))
        _rewrite_cells(sheet, change)
        for name in CONDITIONED:
            if name in sheet.body:
                sheet.body[name] = in_conditions(sheet.body[name], change)


def _rewrite_cells(sheet: Sheet, change: Callable[[str], str]) -> None:
    rules: dict[int, tuple[Obj, Obj]] = {}  # cells share their rules; the old one is held, so that its id stays its own
    for row, column, cell in list(sheet.entries()):
        parts: Obj = {}
        formula = cell.get("userEnteredValue", {}).get("formulaValue")
        if formula and (after := change(formula)) != formula:
            parts["userEnteredValue"] = {"formulaValue": after}
        rule = cell.get("dataValidation")
        if rule:
            if id(rule) not in rules:
                rules[id(rule)] = rule, in_conditions(rule, change)
            if rules[id(rule)][1] is not rule:
                parts["dataValidation"] = rules[id(rule)][1]
        if parts:
            sheet.put(row, column, {**cell, **parts})
