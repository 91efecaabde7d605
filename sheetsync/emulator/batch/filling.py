"""Requests that fill in cells: a series carried on, data pasted from text."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from sheetsync.emulator.batch.cleaning import typing_of
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.pasting import FORMAT, VALUE, moved_formula, require_kind
from sheetsync.emulator.book.cells import check_size, typed_into
from sheetsync.emulator.book.grid import Area, grid_limits
from sheetsync.emulator.book.model import COLUMNS, ROWS, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.text.entry import EPOCH, whole
from sheetsync.emulator.text.locales import Locale

NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)
DATES = ("DATE", "DATE_TIME")
MONTHS_A_YEAR = 12
PASTES_TEXT = ("PASTE_NORMAL", "PASTE_VALUES", "PASTE_NO_BORDERS", "PASTE_FORMULA")


@dataclass(frozen=True, slots=True)
class Fill:
    """Lines of cells to carry on along a dimension: where they stand, and which lines to fill from them."""

    sheet: Sheet
    source: Area
    dimension: str
    targets: range


def auto_fill(batch: Batch, request: Obj) -> None:
    """Carry on what a range begins with, as dragging the handle does; the alternate series as with Ctrl held."""
    if ("range" in request) == ("sourceAndDestination" in request):
        raise RequestError("Must specify exactly one of 'range' or 'sourceAndDestination'.")
    fills = _found(batch, request["range"]) if "range" in request else _given(batch, request["sourceAndDestination"])
    for fill in fills:
        _fill(batch, fill, alternate=bool(request.get("useAlternateSeries")))


def paste_data(batch: Batch, request: Obj) -> None:
    """Write delimited text from a place on, each field as if typed; the grid grows as it does in the UI."""
    corner = request.get("coordinate", {})
    sheet = batch.sheet(corner.get("sheetId", 0))
    row, column = corner.get("rowIndex", 0), corner.get("columnIndex", 0)
    if row < 0 or column < 0 or row >= sheet.row_count or column >= sheet.column_count:
        raise RequestError(grid_limits(sheet, Area(row, row + 1, column, column + 1)))
    if require_kind(request, "type") not in PASTES_TEXT:
        raise RequestError("Text has no formats and no validation to paste.")
    lines = _lines(request)
    area = Area(row, row + len(lines), column, column + max((len(line) for line in lines), default=0))
    batch.guard(sheet, area)
    batch.grow(sheet, ROWS, area.end_row)
    batch.grow(sheet, COLUMNS, area.end_column)
    check_size(batch.book, batch.limits)
    typing = typing_of(batch)
    for down, line in enumerate(lines, start=row):
        for right, field in enumerate(line, start=column):
            sheet.put(down, right, typed_into(sheet.cell(down, right), field, typing))


def _lines(request: Obj) -> list[list[str]]:
    data, delimiter = request.get("data", ""), request.get("delimiter", "")
    if request.get("html"):
        raise RequestError("the emulator does not read HTML.")
    if not delimiter:
        raise RequestError("Must specify one of 'delimiter' or 'html'.")
    if len(delimiter) > 1:
        return [line.split(delimiter) for line in data.splitlines()]
    return list(csv.reader(io.StringIO(data, newline=""), delimiter=delimiter))


def _given(batch: Batch, request: Obj) -> Iterator[Fill]:
    sheet, source = batch.area(request.get("source", {}))
    dimension, length = request.get("dimension", "DIMENSION_UNSPECIFIED"), request.get("fillLength", 0)
    if dimension == "DIMENSION_UNSPECIFIED":
        raise RequestError("No dimension specified.")
    start, end = source.span(dimension)
    targets = range(end, end + length) if length > 0 else range(start + length, start)
    if not targets:
        raise RequestError("fillLength must not be 0.")
    if targets.start < 0 or targets.stop > sheet.count(dimension):
        raise RequestError(f"fillLength[{length}] leaves the grid of {sheet.count(dimension)} {dimension.lower()}.")
    yield Fill(sheet, source, dimension, targets)


def _found(batch: Batch, grid_range: Obj) -> Iterator[Fill]:
    """Look for the data in a range: it is carried on down and up, and what then stands there right and left."""
    sheet, area = batch.area(grid_range)
    filled = [(row, column) for row, column, cell in sheet.entries() if VALUE in cell and area.has(row, column)]
    if not filled:
        raise RequestError("The range to fill has no data.")
    rows, columns = [row for row, _ in filled], [column for _, column in filled]
    data = Area(min(rows), max(rows) + 1, min(columns), max(columns) + 1)
    tall = Area(area.start_row, area.end_row, data.start_column, data.end_column)
    plan = (
        (data, ROWS, range(data.end_row, area.end_row)),
        (data, ROWS, range(area.start_row, data.start_row)),
        (tall, COLUMNS, range(data.end_column, area.end_column)),
        (tall, COLUMNS, range(area.start_column, data.start_column)),
    )
    for source, dimension, targets in plan:
        if targets:
            yield Fill(sheet, source, dimension, targets)


def _fill(batch: Batch, fill: Fill, *, alternate: bool) -> None:
    batch.guard(fill.sheet, _target(fill))
    start, end = fill.source.span(fill.dimension)
    across = fill.source.span(COLUMNS if fill.dimension == ROWS else ROWS)
    for line in range(*across):
        places = [_place(fill.dimension, index, line) for index in range(start, end)]
        cells = [fill.sheet.cell(*place) for place in places]
        series = _series(cells, batch.locale, alternate=alternate)
        for index in fill.targets:
            source = (index - start) % len(cells)
            cell = {name: part for name, part in cells[source].items() if name != "note"}
            if series is not None:
                cell[VALUE] = series(index - start)
            row, column = _place(fill.dimension, index, line)
            down, right = row - places[source][0], column - places[source][1]
            fill.sheet.put(row, column, moved_formula(cell, batch.locale.decimal, down, right))


def _target(fill: Fill) -> Area:
    if fill.dimension == ROWS:
        return Area(fill.targets.start, fill.targets.stop, fill.source.start_column, fill.source.end_column)
    return Area(fill.source.start_row, fill.source.end_row, fill.targets.start, fill.targets.stop)


def _place(dimension: str, index: int, line: int) -> tuple[int, int]:
    return (index, line) if dimension == ROWS else (line, index)


class Numbers:
    """A series of numbers in equal steps, perhaps behind a text, or of days in equal months."""

    def __init__(self, first: float, step: float, prefix: str | None = None, digits: int = 1) -> None:
        """`prefix` makes it text that ends in a number of at least so many digits."""
        self._first, self._step, self._prefix, self._digits = first, step, prefix, digits

    def __call__(self, index: int) -> Obj:
        """Return the value at an index, counted from the first; it may be negative."""
        number = self._first + self._step * index
        if self._prefix is None:
            return {"numberValue": whole(round(number, 10))}
        return {"stringValue": f"{self._prefix}{str(abs(int(number))).zfill(self._digits)}"}


class Months:
    """A series of days that fall on the same day of every so many months."""

    def __init__(self, first: int, months: int) -> None:
        """`first` is the serial number of the first day."""
        self._first, self._months = EPOCH + timedelta(days=first), months

    def __call__(self, index: int) -> Obj:
        """Return the day at an index, counted from the first."""
        month = self._first.year * MONTHS_A_YEAR + self._first.month - 1 + self._months * index
        year, place = divmod(month, MONTHS_A_YEAR)
        return {"numberValue": (self._first.replace(year=year, month=place + 1) - EPOCH).days}


class Names:
    """A series of names that come round: of months or of days of the week."""

    def __init__(self, names: tuple[str, ...], first: int, step: int) -> None:
        """`first` is the place of the first name."""
        self._names, self._first, self._step = names, first, step

    def __call__(self, index: int) -> Obj:
        """Return the name at an index, counted from the first."""
        return {"stringValue": self._names[(self._first + self._step * index) % len(self._names)]}


def _series(cells: list[Obj], locale: Locale, *, alternate: bool) -> Numbers | Months | Names | None:
    """Return the series that cells begin; None if they are to be repeated.

    Several numbers in equal steps, days, names of months and weekdays, and texts that end in a number go on; a single
    number is repeated. The alternate series is the other way round. Numbers in unequal steps are repeated: what Google
    makes of them is not known.
    """
    values = [cell.get(VALUE, {}) for cell in cells]
    numbers = [value["numberValue"] for value in values if "numberValue" in value]
    if len(numbers) == len(values):
        dated = all(cell.get(FORMAT, {}).get("numberFormat", {}).get("type") in DATES for cell in cells)
        if alternate == (dated or len(numbers) > 1):
            return None
        return (_months(numbers) if dated else None) or _steps(numbers)
    if alternate:
        return None
    texts = [str(value.get("stringValue", "")) for value in values]
    for names in (locale.months, locale.short_months, locale.days):
        if series := _names(texts, names):
            return series
    found = [match for text in texts if (match := NUMBERED.fullmatch(text))]
    if len(found) < len(texts) or len({match[1] for match in found}) > 1:
        return None
    return _steps([int(text[2]) for text in found], found[0][1], len(found[0][2]))


def _steps(numbers: list[float], prefix: str | None = None, digits: int = 1) -> Numbers | None:
    steps = {round(after - before, 10) for before, after in pairwise(numbers)} or {1}
    return Numbers(numbers[0], steps.pop(), prefix, digits) if len(steps) == 1 else None


def _names(texts: list[str], names: tuple[str, ...]) -> Names | None:
    places = {name.casefold(): place for place, name in enumerate(names)}
    found = [places[text.casefold()] for text in texts if text.casefold() in places]
    steps = {(after - before) % len(names) for before, after in pairwise(found)} or {1}
    return Names(names, found[0], steps.pop()) if len(found) == len(texts) and len(steps) == 1 else None


def _months(numbers: list[float]) -> Months | None:
    """Return the series of days if they are the same day of different months; at most the 28th, which all have."""
    days = [EPOCH + timedelta(days=int(number)) for number in numbers if number == int(number)]
    if len(days) < len(numbers) or len({day.day for day in days}) > 1 or not days or days[0].day > 28:  # noqa: PLR2004 - as said
        return None
    counts = [day.year * MONTHS_A_YEAR + day.month for day in days]
    steps = {after - before for before, after in pairwise(counts)}
    return Months(int(numbers[0]), steps.pop()) if len(steps) == 1 else None


KINDS = (("autoFill", auto_fill), ("pasteData", paste_data))
