"""Requests that put the rows of a range in another order, or take some of them out: sort, shuffle, drop duplicates."""

from random import SystemRandom
from typing import Any

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.pasting import FORMAT, moved_formula
from sheetsync.emulator.book.a1 import write_span
from sheetsync.emulator.book.grid import START_COLUMN, START_ROW, Area, area_of, require_dimension, to_grid_range
from sheetsync.emulator.book.model import COLUMNS, ROWS, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.values import FormulaError, Scalar, from_extended, order

HIDDEN = ("hiddenByUser", "hiddenByFilter")
ERRORS = 3  # after numbers, text and truth values
COLOURS = (("backgroundColor", ()), ("foregroundColor", ("textFormat",)))
Rank = tuple[int, float | str]


def sort_range(batch: Batch, request: Obj) -> None:
    """Sort the rows of a range: numbers, text, truth values, errors; blanks last either way, hidden rows stay."""
    _refuse_start_outside(batch, request.get("range", {}))
    sheet, area = batch.within(request.get("range", {}))
    _refuse_tall_merges(sheet, area, "sort")
    specs = request.get("sortSpecs", [])
    for spec in specs:
        if not area.start_column <= spec.get("dimensionIndex", 0) < area.end_column:
            raise RequestError(f"sortSpecs.dimensionIndex[{spec.get('dimensionIndex', 0)}] is outside of the range.")
        if len([name for name, _ in COLOURS if name in spec or f"{name}Style" in spec]) > 1:
            raise RequestError("backgroundColor and foregroundColor are mutually exclusive.")
    rows = _shown_rows(sheet, area)
    for spec in reversed(specs):
        rows = _by_colour(sheet, rows, spec) if _colour_of(spec) else _by_value(batch, sheet, rows, spec)
    stay = {row: row for row in range(area.start_row, area.end_row)}
    _rearrange(batch, sheet, area, {**stay, **dict(zip(_shown_rows(sheet, area), rows, strict=True))})


def randomize_range(batch: Batch, request: Obj) -> None:
    """Shuffle the rows of a range."""
    sheet, area = batch.within(request.get("range", {}))
    _refuse_tall_merges(sheet, area, "randomize")
    rows = list(range(area.start_row, area.end_row))
    SystemRandom().shuffle(rows)
    _rearrange(batch, sheet, area, dict(zip(range(area.start_row, area.end_row), rows, strict=True)))


def delete_duplicates(batch: Batch, request: Obj) -> Obj:
    """Take out each row of a range whose values an earlier row has; the rows below it in the range move up."""
    sheet, area = batch.within(request.get("range", {}))
    _refuse_tall_merges(sheet, area, "remove duplicates from")
    columns = _compared(batch, sheet, area, request.get("comparisonColumns", []))
    calculator = batch.calculator()
    seen: set[tuple[Any, ...]] = set()
    kept = []
    for row in range(area.start_row, area.end_row):
        values = tuple(_folded(from_extended(calculator.effective(sheet, row, column))) for column in columns)
        # A row with nothing in it repeats nothing: an open range would else end in a thousand duplicates. Whether
        # Google counts such rows is unknown (facts §6).
        if values in seen and any(value is not None for value in values):
            continue
        seen.add(values)
        kept.append(row)
    removed = area.height - len(kept)
    _rearrange(batch, sheet, area, dict(enumerate(kept, start=area.start_row)))
    return {"duplicatesRemovedCount": removed} if removed else {}


def _rearrange(batch: Batch, sheet: Sheet, area: Area, sources: dict[int, int]) -> None:
    """Fill each row of an area from the row given for it; one with none is emptied."""
    before = {(row, column): sheet.cell(row, column) for row, column in area.cells()}
    for row in range(area.start_row, area.end_row):
        source = sources.get(row)
        for column in range(area.start_column, area.end_column):
            cell = {} if source is None else before[source, column]
            if source is not None and source != row:
                cell = moved_formula(cell, batch.locale.decimal, row - source, 0)
            sheet.put(row, column, cell)
    goes_to = {source: row for row, source in sources.items()}
    for name in ("merges", "commentAnchors"):
        items = [_followed(sheet, area, item, goes_to) for item in sheet.listed(name)]
        sheet.keep(name, [item for item in items if item is not None])
    _carry_metadata(batch, sheet, goes_to)


def _carry_metadata(batch: Batch, sheet: Sheet, goes_to: dict[int, int]) -> None:
    """Let what is kept of a row go with its values, as measured by others of sorting: facts §1 [3P]."""
    items = []
    for item in batch.book.listed("developerMetadata"):
        place = item["location"].get("dimensionRange", {})
        here = place.get("dimension") == ROWS and place.get("sheetId", 0) == sheet.id
        row = goes_to.get(place["startIndex"], place["startIndex"]) if here else None
        if row is not None:
            lines = {**place, "startIndex": row, "endIndex": row + 1}
            item = {**item, "location": {**item["location"], "dimensionRange": lines}}  # noqa: PLW2901 - its successor
        items.append(item)
    batch.book.keep("developerMetadata", items)


def _followed(sheet: Sheet, area: Area, item: Obj, goes_to: dict[int, int]) -> Obj | None:
    """Return a merge or comment anchor of one row of the area where that row went."""
    place = area_of(sheet, item.get("range", item))
    if not area.holds(place) or place.height != 1:
        return item
    if place.start_row not in goes_to:
        return None
    moved = to_grid_range(sheet.id, place.moved(goes_to[place.start_row] - place.start_row, 0))
    return {**item, "range": moved} if "range" in item else moved


def _by_value(batch: Batch, sheet: Sheet, rows: list[int], spec: Obj) -> list[int]:
    calculator = batch.calculator()
    column = spec.get("dimensionIndex", 0)
    ranks = {row: _rank(from_extended(calculator.effective(sheet, row, column))) for row in rows}
    # Python's sort keeps equal rows in their order even when reversed, as Google does.
    filled = sorted(
        (row for row in rows if ranks[row] is not None),
        key=lambda row: ranks[row] or (0, 0.0),
        reverse=spec.get("sortOrder") == "DESCENDING",
    )
    return filled + [row for row in rows if ranks[row] is None]


def _by_colour(sheet: Sheet, rows: list[int], spec: Obj) -> list[int]:
    """Put the cells of one colour on top, as documented."""
    column = spec.get("dimensionIndex", 0)
    name, path, wanted = _colour_of(spec) or ("", (), {})

    def other(row: int) -> bool:
        cell_format = sheet.cell(row, column).get(FORMAT, {})
        for step in path:
            cell_format = cell_format.get(step, {})
        default = {"red": 1, "green": 1, "blue": 1} if name == "backgroundColor" else {}
        return bool(cell_format.get(name, default) != wanted)

    return sorted(rows, key=other)


def _colour_of(spec: Obj) -> tuple[str, tuple[str, ...], Obj] | None:
    for name, path in COLOURS:
        if f"{name}Style" in spec:
            return name, path, spec[f"{name}Style"].get("rgbColor", {})
        if name in spec:
            return name, path, spec[name]
    return None


def _rank(value: Scalar) -> Rank | None:
    if value is None:
        return None
    return (ERRORS, value.kind) if isinstance(value, FormulaError) else order(value)


def _folded(value: Scalar) -> Any:
    """Return a value as duplicates are compared: without the case of letters, 1 apart from TRUE."""
    if isinstance(value, FormulaError):
        return "error", value.kind
    return value.casefold() if isinstance(value, str) else value if value is None else (type(value) is bool, value)


def _compared(batch: Batch, sheet: Sheet, area: Area, given: list[Obj]) -> list[int]:
    columns: list[int] = []
    for dimension_range in given:
        other, dimension, start, end = require_dimension(batch.book, dimension_range)
        if other is not sheet or dimension != COLUMNS or not area.start_column <= start < end <= area.end_column:
            raise RequestError("comparisonColumns must be columns within the range.")
        columns.extend(range(start, end))
    return columns or list(range(area.start_column, area.end_column))


def _shown_rows(sheet: Sheet, area: Area) -> list[int]:
    return [row for row in range(area.start_row, area.end_row) if not _unseen(sheet, row)]


def _unseen(sheet: Sheet, row: int) -> bool:
    return any(sheet.rows.get(row, {}).get(name) for name in HIDDEN)


def _refuse_start_outside(batch: Batch, grid_range: Obj) -> None:
    """Raise RequestError in the words that sorting has of its own for it, as seen by others: facts §1 [3P]."""
    sheet = batch.sheet(grid_range.get("sheetId", 0))
    for name, dimension in ((START_ROW, ROWS), (START_COLUMN, COLUMNS)):
        if grid_range.get(name, 0) >= sheet.count(dimension):
            raise RequestError(f"range.{name} is larger than current grid size ({sheet.count(dimension)})")


def _refuse_tall_merges(sheet: Sheet, area: Area, verb: str) -> None:
    for merge in sheet.listed("merges"):
        place = area_of(sheet, merge)
        if place.meets(area) and (place.height > 1 or not area.holds(place)):
            where = write_span(place.start_row, place.end_row, place.start_column, place.end_column)
            raise RequestError(
                f"You can't {verb} a range containing vertical merges. There is a vertical merge at {where}"
                if place.height > 1
                else "Merges must be entirely within the sort range."
            )


KINDS = (
    ("sortRange", sort_range),
    ("randomizeRange", randomize_range),
    ("deleteDuplicates", delete_duplicates),
)
