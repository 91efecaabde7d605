"""The truth: a book and its tabs, held as Google's own JSON resources.

Cells, and the resources in the lists, are never changed in place: a change puts a new one. A working copy of a book
therefore shares every cell with the book it was made from, and costs little.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from sheetsync.emulator.errors import Obj

Rows = dict[int, dict[int, Obj]]
Dimensions = dict[int, Obj]
ROWS, COLUMNS = "ROWS", "COLUMNS"


class _Resource:
    """What a tab and a book have in common: a JSON resource with lists in it."""

    __slots__ = ()
    body: Obj

    def listed(self, name: str) -> list[Obj]:
        """Return one of the lists, such as `merges` or `namedRanges`, to read."""
        found: list[Obj] = self.body.get(name, [])
        return found

    def keep(self, name: str, items: list[Obj]) -> None:
        """Set one of the lists; an empty one is not kept, as Google does not print it."""
        if items:
            self.body[name] = items
        else:
            self.body.pop(name, None)


@dataclass(slots=True)
class Sheet(_Resource):
    """One tab. `body` is Google's Sheet resource without `data`; `cells` holds what was entered, row by row."""

    body: Obj
    cells: Rows = field(default_factory=dict)
    rows: Dimensions = field(default_factory=dict)
    columns: Dimensions = field(default_factory=dict)
    own_rows: set[int] | None = None  # rows already copied from the shared book; None while no cell has changed

    @property
    def id(self) -> int:
        """Return the tab's id."""
        return int(self.body["properties"]["sheetId"])

    @property
    def title(self) -> str:
        """Return the tab's name."""
        return str(self.body["properties"]["title"])

    @property
    def index(self) -> int:
        """Return the tab's place among the others."""
        return int(self.body["properties"]["index"])

    @property
    def row_count(self) -> int:
        """Return the number of rows in the grid; a tab that is all chart has none."""
        return int(self.body["properties"].get("gridProperties", {}).get("rowCount", 0))

    @property
    def column_count(self) -> int:
        """Return the number of columns in the grid."""
        return int(self.body["properties"].get("gridProperties", {}).get("columnCount", 0))

    @property
    def changed(self) -> bool:
        """Tell whether a cell was written since the copy was made."""
        return self.own_rows is not None

    def count(self, dimension: str) -> int:
        """Return the number of rows or of columns."""
        return self.row_count if dimension == ROWS else self.column_count

    def resize(self, dimension: str, count: int) -> None:
        """Set the number of rows or columns; cells outside are not looked at."""
        self.body["properties"]["gridProperties"]["rowCount" if dimension == ROWS else "columnCount"] = count

    def dimensions(self, dimension: str) -> Dimensions:
        """Return the properties of rows or columns that are not at their default."""
        return self.rows if dimension == ROWS else self.columns

    def cell(self, row: int, column: int) -> Obj:
        """Return a cell to read; empty if there is nothing in it."""
        return self.cells.get(row, {}).get(column, {})

    def put(self, row: int, column: int, cell: Obj) -> None:
        """Replace a cell; an empty one removes it."""
        if self.own_rows is None:
            self.cells, self.own_rows = dict(self.cells), set()
        if row not in self.own_rows:
            self.cells[row] = dict(self.cells.get(row, {}))
            self.own_rows.add(row)
        if cell:
            self.cells[row][column] = cell
        else:
            self.cells[row].pop(column, None)
            if not self.cells[row]:
                del self.cells[row]
                self.own_rows.discard(row)

    def replace_cells(self, cells: Rows) -> None:
        """Set all cells at once; the rows given may still be shared with another book."""
        self.cells, self.own_rows = cells, set()

    def entries(self) -> Iterator[tuple[int, int, Obj]]:
        """Yield row, column and cell of everything that is not empty."""
        for row, cells in self.cells.items():
            for column, cell in cells.items():
                yield row, column, cell

    def copy(self) -> "Sheet":
        """Return a working copy."""
        return Sheet(_clone(self.body), self.cells, dict(self.rows), dict(self.columns))


@dataclass(slots=True)
class Book(_Resource):
    """A spreadsheet. `body` is Google's Spreadsheet resource without id, url and sheets."""

    id: str
    body: Obj
    sheets: list[Sheet]

    @property
    def locale(self) -> str:
        """Return the spreadsheet's locale, such as vi_VN."""
        return str(self.body["properties"]["locale"])

    @property
    def title(self) -> str:
        """Return the spreadsheet's title, which is also the file's name."""
        return str(self.body["properties"]["title"])

    def sheet(self, sheet_id: int) -> Sheet | None:
        """Return the tab with this id."""
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def titled(self, title: str) -> Sheet | None:
        """Return the tab with this name, else the one that differs only in case."""
        exact = next((sheet for sheet in self.sheets if sheet.title == title), None)
        return exact or next((sheet for sheet in self.sheets if sheet.title.casefold() == title.casefold()), None)

    def copy(self) -> "Book":
        """Return a working copy that can be changed, or dropped, without a trace in this one."""
        return Book(self.id, _clone(self.body), [sheet.copy() for sheet in self.sheets])

    def renumber(self) -> None:
        """Write each tab's place into its properties."""
        for index, sheet in enumerate(self.sheets):
            sheet.body["properties"]["index"] = index


def _clone(body: Obj) -> Obj:
    copied: Obj = orjson.loads(orjson.dumps(body))
    return copied
