"""A pulled book as typed cells: where each stands, what was typed, what it shows."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

PULL_FIELDS = (
    "properties(title,locale,timeZone),namedRanges,developerMetadata,"
    "sheets(properties(sheetId,title,index,gridProperties),protectedRanges,"
    "conditionalFormats(ranges,booleanRule/condition),"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue,effectiveFormat/numberFormat,note))))"
)
"""The field mask of the one read per book: what `read_snapshot` uses, and what is protected."""

MOST_LETTERS = 50_000
"""Characters that a cell of Google Sheets takes, and a note."""


def column_letters(col: int) -> str:
    """1 -> "A", 27 -> "AA"."""
    letters = ""
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True, order=True)
class CellRef:
    """One cell of one book: book code, Google's sheet id, tab name (layout), 1-based row and column."""

    book: str
    tab: str
    sheet_id: int
    row: int
    col: int

    @property
    def a1(self) -> str:
        """The address a person sees: "D12"."""
        return f"{column_letters(self.col)}{self.row}"


def book_link(spreadsheet_id: str) -> str:
    """The address that opens a book in a browser."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet_id}/edit"


def tab_link(spreadsheet_id: str, sheet_id: int) -> str:
    """The address that opens one tab of a book."""
    return f"{book_link(spreadsheet_id)}#gid={sheet_id}"


def cell_link(spreadsheet_id: str, ref: CellRef) -> str:
    """The address that opens the very cell."""
    return f"{tab_link(spreadsheet_id, ref.sheet_id)}&range={ref.a1}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as pulled. `value` is the effective value: text, exact decimal, boolean or None for blank."""

    value: str | Decimal | bool | None = None
    formula: str | None = None
    error: str | None = None
    """Google's error type ("REF", "DIVIDE_BY_ZERO", "LOADING" ...) where the cell shows an error."""
    format: str | None = None
    """Google's number format type ("DATE", "PERCENT" ...), None where automatic."""
    note: str = ""
    """The note on the cell, whoever wrote it."""

    @property
    def is_blank(self) -> bool:
        """True where nothing was typed, or only white space."""
        if self.formula is not None or self.error is not None:
            return False
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Anchor:
    """A named range's first cell: sheet id, 1-based row and column."""

    sheet_id: int
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells: 1-based row and column of the first, and how many rows and columns."""

    row: int
    col: int
    height: int
    width: int

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield (row, column), row by row."""
        rows, cols = range(self.row, self.row + self.height), range(self.col, self.col + self.width)
        return ((row, col) for row in rows for col in cols)

    def meets(self, other: "Area") -> bool:
        """True where they have a cell in common."""
        down, right = other.row - self.row, other.col - self.col
        return -other.height < down < self.height and -other.width < right < self.width


@dataclass(frozen=True, slots=True)
class Tint:
    """A conditional format of ours as pulled: its place among the tab's rules (from 0), its name, what it colours."""

    index: int
    name: str
    areas: tuple[Area, ...]

    def covers(self, cells: Collection[tuple[int, int]]) -> bool:
        """True where these (row, column) are exactly what it colours."""
        if sum(area.height * area.width for area in self.areas) != len(cells):
            return False  # people may have painted it over a million cells: those are never listed
        return {cell for area in self.areas for cell in area.cells()} == set(cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """A tab as pulled: ragged rows of cells from A1 on, the size of its grid, and our conditional formats in it.

    `closed` is what somebody has locked against the account that pulled: Google refuses a whole batch that touches it.
    """

    sheet_id: int
    title: str
    rows: tuple[tuple[Cell, ...], ...]
    row_count: int
    column_count: int
    tints: tuple[Tint, ...] = ()
    closed: tuple[Area, ...] = ()

    def at(self, row: int, col: int) -> Cell:
        """The cell at a 1-based place; what lies beyond the pulled data is blank."""
        if 0 < row <= len(self.rows) and 0 < col <= len(self.rows[row - 1]):
            return self.rows[row - 1][col - 1]
        return BLANK

    @property
    def used_rows(self) -> tuple[int, ...]:
        """The rows in which anything stands."""
        return tuple(row for row, cells in enumerate(self.rows, 1) if any(not cell.is_blank for cell in cells))

    def column(self, col: int, from_row: int) -> Iterator[tuple[int, Cell]]:
        """Yield (row, cell) down one column."""
        for row in range(from_row, len(self.rows) + 1):
            yield row, self.at(row, col)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A book at one moment. `epochs` are the publications it carries (metadata id -> value)."""

    title: str
    locale: str
    timezone: str
    grids: tuple[Grid, ...]
    anchors: Mapping[str, Anchor]
    epochs: Mapping[int, str] = field(default_factory=dict)

    def grid(self, sheet_id: int) -> Grid | None:
        """The tab with this id, whatever it is called by now."""
        return next((grid for grid in self.grids if grid.sheet_id == sheet_id), None)


EPOCH_KEY = "sheetsync.publish"
"""The developer-metadata key under which a book carries its publications."""


_TINT = re.compile(r'=\s*"sheetsync:([a-z]+)"\s*<>\s*""')


def tint_formula(name: str) -> str:
    """The condition of a conditional format of ours: always true, the same in every locale, and a name to know it by.

    Rules have no ids in Google Sheets.
    """
    return f'="sheetsync:{name}"<>""'


def read_snapshot(reply: Mapping[str, Any]) -> Snapshot:
    """Read the JSON of `spreadsheets.get` (with PULL_FIELDS). Raises ValueError where it is not such a reply."""
    try:
        properties = reply["properties"]
        return Snapshot(
            title=properties["title"],
            locale=properties["locale"],
            timezone=properties["timeZone"],
            grids=tuple(_grid(sheet) for sheet in reply["sheets"]),
            anchors=_anchors(reply.get("namedRanges", ())),
            epochs={
                item["metadataId"]: item.get("metadataValue", "")
                for item in reply.get("developerMetadata", ())
                if item.get("metadataKey") == EPOCH_KEY
            },
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a spreadsheet reply: {error!r}") from error


def _anchors(named_ranges: Iterable[Mapping[str, Any]]) -> dict[str, Anchor]:
    """The named ranges that lead somewhere: one whose cells were all deleted has a name and no place."""
    return {item["name"]: _anchor(item["range"]) for item in named_ranges if item.get("range")}


def _anchor(grid_range: Mapping[str, int]) -> Anchor:
    """Google leaves out `sheetId` and start indexes that are 0."""
    return Anchor(
        grid_range.get("sheetId", 0),
        grid_range.get("startRowIndex", 0) + 1,
        grid_range.get("startColumnIndex", 0) + 1,
    )


def _grid(sheet: Mapping[str, Any]) -> Grid:
    properties = sheet["properties"]
    size = properties.get("gridProperties", {})
    data = sheet.get("data", ())
    rows = tuple(
        tuple(_cell(value) for value in row.get("values", ())) for row in (data[0].get("rowData", ()) if data else ())
    )
    return Grid(
        sheet_id=properties.get("sheetId", 0),
        title=properties["title"],
        rows=rows,
        row_count=size.get("rowCount", 0),
        column_count=size.get("columnCount", 0),
        tints=tuple(_tints(sheet.get("conditionalFormats", ()), size)),
        closed=tuple(
            _area(lock.get("range", {}), size)
            for lock in sheet.get("protectedRanges", ())
            if not lock.get("warningOnly") and not lock.get("requestingUserCanEdit")
        ),
    )


def _tints(rules: Iterable[Mapping[str, Any]], size: Mapping[str, int]) -> Iterator[Tint]:
    for index, rule in enumerate(rules):
        for value in rule.get("booleanRule", {}).get("condition", {}).get("values", ()):
            if known := _TINT.fullmatch(value.get("userEnteredValue", "")):
                yield Tint(index, known[1], tuple(_area(one, size) for one in rule.get("ranges", ())))


def _area(grid_range: Mapping[str, int], size: Mapping[str, int]) -> Area:
    """A range without an end goes as far as the grid."""
    row, col = grid_range.get("startRowIndex", 0), grid_range.get("startColumnIndex", 0)
    height = grid_range.get("endRowIndex", size.get("rowCount", 0)) - row
    return Area(row + 1, col + 1, height, grid_range.get("endColumnIndex", size.get("columnCount", 0)) - col)


def _cell(data: Mapping[str, Any]) -> Cell:
    if not data:
        return BLANK  # as most are
    effective = data.get("effectiveValue", {})
    error = effective.get("errorValue")
    return Cell(
        value=_value(effective),
        formula=data.get("userEnteredValue", {}).get("formulaValue"),
        error=error.get("type", "ERROR") if error else None,
        format=data.get("effectiveFormat", {}).get("numberFormat", {}).get("type"),
        note=data.get("note", ""),
    )


def _value(effective: Mapping[str, Any]) -> str | Decimal | bool | None:
    """Numbers arrive as binary floats; their shortest decimal form is what was typed."""
    if "numberValue" in effective:
        return exact(effective["numberValue"])
    if "stringValue" in effective:
        return str(effective["stringValue"])
    if "boolValue" in effective:
        return bool(effective["boolValue"])
    return None


def exact(number: float) -> Decimal:
    """The decimal a person typed: 8.5 -> Decimal("8.5"), 8.0 -> Decimal("8")."""
    return Decimal(repr(number).removesuffix(".0"))
