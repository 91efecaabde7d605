"""Grids: rectangles of cells, from Google's GridRange or from A1, checked against the tab they lie in."""

from collections.abc import Iterator
from dataclasses import dataclass

from sheetsync.emulator.book import a1
from sheetsync.emulator.book.model import ROWS, Book, Sheet
from sheetsync.emulator.errors import Obj, RequestError

FAR = 2**31  # beyond any index: where an open end lies when the edge of the grid is not meant
START_ROW, END_ROW, START_COLUMN, END_COLUMN = "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"


@dataclass(frozen=True, slots=True)
class Area:
    """A closed rectangle in a tab: 0-based, half-open."""

    start_row: int
    end_row: int
    start_column: int
    end_column: int

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return self.end_row - self.start_row

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return self.end_column - self.start_column

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield row and column of every cell, row by row."""
        for row in range(self.start_row, self.end_row):
            for column in range(self.start_column, self.end_column):
                yield row, column

    def meets(self, other: "Area") -> bool:
        """Tell whether the two share a cell."""
        return (
            self.start_row < other.end_row
            and other.start_row < self.end_row
            and self.start_column < other.end_column
            and other.start_column < self.end_column
        )

    def holds(self, other: "Area") -> bool:
        """Tell whether the other lies wholly within this one."""
        return (
            self.start_row <= other.start_row
            and other.end_row <= self.end_row
            and self.start_column <= other.start_column
            and other.end_column <= self.end_column
        )

    def common(self, other: "Area") -> "Area | None":
        """Return what the two share; None if that is no cell."""
        if not self.meets(other):
            return None
        return Area(
            max(self.start_row, other.start_row),
            min(self.end_row, other.end_row),
            max(self.start_column, other.start_column),
            min(self.end_column, other.end_column),
        )

    def without(self, hole: "Area") -> list["Area"]:
        """Return what remains when a hole is taken out: up to four rectangles."""
        inner = self.common(hole)
        if inner is None:
            return [self]
        pieces = (
            Area(self.start_row, inner.start_row, self.start_column, self.end_column),
            Area(inner.start_row, inner.end_row, self.start_column, inner.start_column),
            Area(inner.start_row, inner.end_row, inner.end_column, self.end_column),
            Area(inner.end_row, self.end_row, self.start_column, self.end_column),
        )
        return [piece for piece in pieces if piece.height > 0 and piece.width > 0]

    def has(self, row: int, column: int) -> bool:
        """Tell whether the cell is inside."""
        return self.start_row <= row < self.end_row and self.start_column <= column < self.end_column

    def moved(self, rows: int, columns: int) -> "Area":
        """Return the same rectangle elsewhere."""
        return Area(self.start_row + rows, self.end_row + rows, self.start_column + columns, self.end_column + columns)

    def span(self, dimension: str) -> tuple[int, int]:
        """Return start and end along rows or columns."""
        if dimension == ROWS:
            return self.start_row, self.end_row
        return self.start_column, self.end_column


def whole(sheet: Sheet) -> Area:
    """Return the tab's whole grid."""
    return Area(0, sheet.row_count, 0, sheet.column_count)


def area_of(sheet: Sheet, grid_range: Obj) -> Area:
    """Return a GridRange closed by the tab's size, clipped to it, without complaint."""
    return Area(
        grid_range.get(START_ROW, 0),
        min(grid_range.get(END_ROW, sheet.row_count), sheet.row_count),
        grid_range.get(START_COLUMN, 0),
        min(grid_range.get(END_COLUMN, sheet.column_count), sheet.column_count),
    )


def to_grid_range(sheet_id: int, area: Area) -> Obj:
    """Return the GridRange of a rectangle, without sheetId when that is 0, as Google prints it."""
    bounds = {
        START_ROW: area.start_row,
        END_ROW: area.end_row,
        START_COLUMN: area.start_column,
        END_COLUMN: area.end_column,
    }
    return {"sheetId": sheet_id, **bounds} if sheet_id else bounds


def notation(sheet: Sheet, area: Area) -> str:
    """Return `Tab!A1:B2` as Google echoes it; a rectangle without cells has no name."""
    if area.height <= 0 or area.width <= 0:
        return "#REF!"
    span = a1.write_span(area.start_row, area.end_row, area.start_column, area.end_column)
    return f"{a1.quote_title(sheet.title)}!{span}"


def grid_limits(sheet: Sheet, area: Area) -> str:
    """Return Google's sentence for a rectangle that leaves the grid."""
    return (
        f"Range ({notation(sheet, area)}) exceeds grid limits. "
        f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    )


def require_sheet(book: Book, sheet_id: int) -> Sheet:
    """Return the tab of a GridRange; raises RequestError for an unknown id, or a tab without a grid."""
    sheet = book.sheet(sheet_id)
    if sheet is None or "gridProperties" not in sheet.body["properties"]:
        raise RequestError(f"No grid with id: {sheet_id}")
    return sheet


def require_area(book: Book, grid_range: Obj) -> tuple[Sheet, Area]:
    """Return tab and rectangle of a request's GridRange; raises RequestError if it leaves the grid or is empty."""
    sheet = require_sheet(book, grid_range.get("sheetId", 0))
    span = span_of(grid_range)
    area = closed(sheet, span)
    if area.height <= 0 or area.width <= 0:
        raise RequestError(
            f"The range must not be empty: {area.start_row}:{area.end_row}, {area.start_column}:{area.end_column}"
        )
    if area.end_row > sheet.row_count or area.end_column > sheet.column_count:
        raise RequestError(grid_limits(sheet, area))
    return sheet, area


def span_of(grid_range: Obj) -> a1.Span:
    """Return a GridRange's rectangle as given, open ends and all; raises RequestError for one that runs backwards."""
    # The sentences were measured by others on data filters, in this order: facts §1 [3P].
    if any(grid_range.get(key, 0) < 0 for key in (START_ROW, END_ROW, START_COLUMN, END_COLUMN)):
        raise RequestError("GridRange indexes must be >= 0")
    for start, end in ((START_ROW, END_ROW), (START_COLUMN, END_COLUMN)):
        if start in grid_range and end in grid_range and grid_range[end] < grid_range[start]:
            raise RequestError(f"{end}[{grid_range[end]}] cannot be before {start}[{grid_range[start]}]")
    return a1.Span(*(grid_range.get(key) for key in (START_ROW, END_ROW, START_COLUMN, END_COLUMN)))


def closed(sheet: Sheet, span: a1.Span) -> Area:
    """Return a rectangle with its open ends at the edges of the grid."""
    return Area(
        span.start_row or 0,
        sheet.row_count if span.end_row is None else span.end_row,
        span.start_column or 0,
        sheet.column_count if span.end_column is None else span.end_column,
    )


def visible(sheet: Sheet, span: a1.Span) -> Area:
    """Return what the grid holds of a rectangle, which must start in it: an end beyond is cut, as Google does."""
    area = closed(sheet, span)
    if area.start_row >= sheet.row_count or area.start_column >= sheet.column_count:
        raise RequestError(_starts_outside(sheet, span))
    return clipped(sheet, area)


def clipped(sheet: Sheet, area: Area) -> Area:
    """Return a rectangle with its ends cut at the edges of the grid."""
    return Area(
        area.start_row, min(area.end_row, sheet.row_count), area.start_column, min(area.end_column, sheet.column_count)
    )


def _starts_outside(sheet: Sheet, span: a1.Span) -> str:
    """Say Google's sentence, which names only the ends that were given."""
    empty = (span.start_row is not None and span.start_row == span.end_row) or (
        span.start_column is not None and span.start_column == span.end_column
    )
    place = f"{'(empty) ' if empty else ''}{a1.quote_title(sheet.title)}!{a1.write_open(span)}"
    return f"Range ({place}) exceeds grid limits. Max rows: {sheet.row_count}, max columns: {sheet.column_count}"


def require_dimension(book: Book, dimension_range: Obj) -> tuple[Sheet, str, int, int]:
    """Return tab, dimension, start and end of a DimensionRange; raises RequestError if it does not fit."""
    sheet = require_sheet(book, dimension_range.get("sheetId", 0))
    dimension = dimension_range.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise RequestError("No dimension specified.")
    start = dimension_range.get("startIndex", 0)
    end = dimension_range.get("endIndex", sheet.count(dimension))
    if not 0 <= start < end:
        raise RequestError(f"range.startIndex ({start}) must be less than range.endIndex ({end}).")
    return sheet, dimension, start, end


def readable(book: Book, text: str) -> tuple[Sheet, Area]:
    """Return tab and rectangle of an A1 text to read: it must start within the grid and is cut at its edge."""
    sheet, span = resolve(book, text)
    return sheet, visible(sheet, span)


def resolve(book: Book, text: str) -> tuple[Sheet, a1.Span]:
    """Return tab and open rectangle of an A1 text; raises RequestError when it cannot be read in this book."""
    found = find(book, text)
    if found is None:
        raise RequestError(f"Unable to parse range: {text}")
    return found


def find(book: Book, text: str) -> tuple[Sheet, a1.Span] | None:
    """Return tab and open rectangle of an A1 text or named range; None when it cannot be read in this book.

    A name without quotes is a named range first, then a reference in the first tab, then a tab; an empty name before
    the bang is the first tab. As documented, and measured by others: facts §1 [3P].
    """
    title, rest = a1.split_title(text)
    if rest is None:
        return _whole_tab(book, title or "")
    if title is None:
        return _named(book, rest) or _in_tab(book.sheets[0], rest) or _whole_tab(book, rest)
    sheet = book.titled(title) if title else book.sheets[0]
    found = (_in_tab(sheet, rest) or (_named(book, rest) if title else None)) if sheet else None
    return found or _whole_tab(book, text)  # the bang may be part of a tab's name


def _in_tab(sheet: Sheet, text: str) -> tuple[Sheet, a1.Span] | None:
    span = a1.parse_span(text)
    return (sheet, span) if span else None


def _whole_tab(book: Book, title: str) -> tuple[Sheet, a1.Span] | None:
    sheet = book.titled(title)
    return (sheet, a1.Span(None, None, None, None)) if sheet else None


def _named(book: Book, name: str) -> tuple[Sheet, a1.Span] | None:
    for named in book.listed("namedRanges"):
        sheet = book.sheet(named["range"].get("sheetId", 0))
        if sheet and named["name"].casefold() == name.casefold():
            bounds = (named["range"].get(key) for key in (START_ROW, END_ROW, START_COLUMN, END_COLUMN))
            return sheet, a1.Span(*bounds)
    return None
