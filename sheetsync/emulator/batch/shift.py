"""Shifting: when rows or columns come, go or move, everything that names a place follows."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from sheetsync.emulator.book.grid import END_COLUMN, END_ROW, START_COLUMN, START_ROW
from sheetsync.emulator.book.model import ROWS, Book, Dimensions, Rows, Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.rewrite import follow
from sheetsync.emulator.text.locales import locale_of

T = TypeVar("T")
INHERITED = ("userEnteredFormat", "dataValidation")
FROZEN = MappingProxyType({"ROWS": "frozenRowCount", "COLUMNS": "frozenColumnCount"})
GROUPS = MappingProxyType({"ROWS": "rowGroups", "COLUMNS": "columnGroups"})


@dataclass(frozen=True, slots=True)
class Change:
    """What happens along one dimension: where an index goes, and where a half-open span goes; None when gone."""

    dimension: str
    index: Callable[[int], int | None]
    span: Callable[[int, int], tuple[int, int] | None]


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
        ends = index(start), index(end - 1)
        return min(ends), max(ends) + 1

    return Change(dimension, index, span)


def insert_lines(book: Book, sheet: Sheet, new: Lines, *, inherit_from: int | None = None) -> None:
    """Insert empty rows or columns; they take format and validation from the line `inherit_from` (before the move)."""
    pattern = _look_of(sheet, new.dimension, inherit_from) if inherit_from is not None else {}
    sheet.resize(new.dimension, sheet.count(new.dimension) + new.count)
    apply(book, sheet, inserted(new.dimension, new.at, new.count))
    for line in range(new.at, new.at + new.count):
        for across, cell in pattern.items():
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
    _move_lists(sheet, change)
    _move_named_ranges(book, sheet, change)
    _move_metadata(book, sheet, change)
    _move_formulas(book, sheet, change)


def moved_range(grid_range: Obj, change: Change) -> Obj | None:
    """Return a GridRange after the change; None when all its cells are gone."""
    start_key, end_key = (START_ROW, END_ROW) if change.dimension == ROWS else (START_COLUMN, END_COLUMN)
    if start_key not in grid_range and end_key not in grid_range:
        return grid_range
    far = 10**9
    after = change.span(grid_range.get(start_key, 0), grid_range.get(end_key, far))
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
    properties: Obj = sheet.body["properties"]["gridProperties"]
    name = FROZEN[change.dimension]
    frozen = properties.pop(name, 0)
    after = change.span(0, frozen) if frozen else None
    if after:
        properties[name] = after[1] - after[0]


def _move_lists(sheet: Sheet, change: Change) -> None:
    for name in ("protectedRanges", "bandedRanges", "filterViews"):
        sheet.keep(name, [item for old in sheet.listed(name) if (item := _moved_holder(old, change))])
    merges = [item for old in sheet.listed("merges") if (item := moved_range(old, change)) and not _single(item)]
    sheet.keep("merges", merges)
    rules = [{**rule, "ranges": _moved_ranges(rule["ranges"], change)} for rule in sheet.listed("conditionalFormats")]
    sheet.keep("conditionalFormats", [rule for rule in rules if rule["ranges"]])
    if "basicFilter" in sheet.body:
        kept = _moved_holder(sheet.body.pop("basicFilter"), change)
        if kept:
            sheet.body["basicFilter"] = kept
    groups = GROUPS[change.dimension]
    sheet.keep(groups, [item for old in sheet.listed(groups) if (item := _moved_group(old, change))])


def _moved_holder(holder: Obj, change: Change) -> Obj | None:
    """Return a resource with a `range` (and holes in it) after the change."""
    if "range" not in holder:
        return holder
    after = moved_range(holder["range"], change)
    if after is None:
        return None
    result = {**holder, "range": after}
    if "unprotectedRanges" in holder:
        result["unprotectedRanges"] = _moved_ranges(holder["unprotectedRanges"], change)
    return result


def _moved_ranges(ranges: list[Obj], change: Change) -> list[Obj]:
    return [item for old in ranges if (item := moved_range(old, change)) is not None]


def _moved_group(group: Obj, change: Change) -> Obj | None:
    after = change.span(group["range"]["startIndex"], group["range"]["endIndex"])
    if after is None:
        return None
    return {**group, "range": {**group["range"], "startIndex": after[0], "endIndex": after[1]}}


def _single(grid_range: Obj) -> bool:
    return bool(
        grid_range[END_ROW] - grid_range[START_ROW] == 1 and grid_range[END_COLUMN] - grid_range[START_COLUMN] == 1
    )


def _move_named_ranges(book: Book, sheet: Sheet, change: Change) -> None:
    kept = []
    for named in book.listed("namedRanges"):
        here = named["range"].get("sheetId", 0) == sheet.id
        after = moved_range(named["range"], change) if here else named["range"]
        if after is not None:
            kept.append({**named, "range": after})
    book.keep("namedRanges", kept)


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
    """Pass every formula of the book, those of rules and validation too, through `rewritten(tab, formula)`."""
    for sheet in book.sheets:
        for row, column, cell in list(sheet.entries()):
            formula = cell.get("userEnteredValue", {}).get("formulaValue")
            after = rewritten(sheet, formula) if formula else formula
            if after != formula:
                cell = {**cell, "userEnteredValue": {"formulaValue": after}}  # noqa: PLW2901 - cells are never changed
                sheet.put(row, column, cell)
            if "dataValidation" in cell:
                rule = _rewritten_condition(cell["dataValidation"], sheet, rewritten)
                if rule != cell["dataValidation"]:
                    sheet.put(row, column, {**cell, "dataValidation": rule})
        rules = [
            {**rule, "booleanRule": _rewritten_condition(rule["booleanRule"], sheet, rewritten)}
            if "booleanRule" in rule
            else rule
            for rule in sheet.listed("conditionalFormats")
        ]
        sheet.keep("conditionalFormats", rules)


def _rewritten_condition(rule: Obj, sheet: Sheet, rewritten: Callable[[Sheet, str], str]) -> Obj:
    condition: dict[str, Any] = rule.get("condition", {})
    values = condition.get("values", [])
    if not any(str(value.get("userEnteredValue", "")).startswith("=") for value in values):
        return rule
    after = [
        {**value, "userEnteredValue": rewritten(sheet, value["userEnteredValue"])}
        if str(value.get("userEnteredValue", "")).startswith("=")
        else value
        for value in values
    ]
    return {**rule, "condition": {**condition, "values": after}}
