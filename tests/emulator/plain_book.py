"""A spreadsheet as plainly as it can be written: lists of lists, and lines that know who they are.

Slow, and without formats, formulas or people: something simple to hold the emulator against.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

_NAMES = count(1)


class RefusedError(Exception):
    """The edit cannot be done."""


@dataclass
class PlainTab:
    """One tab. Each row and column has a token, which a named range holds on to."""

    rows: list[int]
    columns: list[int]
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)  # by tokens
    names: dict[str, tuple[list[int], list[int]]] = field(default_factory=dict)  # tokens of rows, of columns

    def lines(self, dimension: str) -> list[int]:
        return self.rows if dimension == "ROWS" else self.columns

    def values(self) -> list[list[Any]]:
        grid = [[self.cells.get((row, column), "") for column in self.columns] for row in self.rows]
        for line in grid:
            while line and line[-1] == "":
                line.pop()
        while grid and not grid[-1]:
            grid.pop()
        return grid

    def named(self) -> dict[str, tuple[int, int, int, int]]:
        """Where each named range lies: first row, end row, first column, end column."""
        found = {}
        for name, (rows, columns) in self.names.items():
            down, across = [self.rows.index(row) for row in rows], [self.columns.index(column) for column in columns]
            found[name] = (min(down), max(down) + 1, min(across), max(across) + 1)
        return found


@dataclass
class PlainBook:
    """Tabs by id, in their order."""

    tabs: dict[int, PlainTab]

    @classmethod
    def fresh(cls, rows: int, columns: int) -> "PlainBook":
        return cls({0: new_tab(rows, columns)})

    def apply(self, batch: list[dict[str, Any]]) -> None:
        """Apply all of a batch, or raise RefusedError and change nothing."""
        before = deepcopy(self.tabs)
        try:
            for request in batch:
                ((kind, body),) = request.items()
                getattr(self, f"_{kind}")(body)
        except RefusedError:
            self.tabs = before
            raise

    def _tab(self, sheet_id: int) -> PlainTab:
        if sheet_id not in self.tabs:
            raise RefusedError
        return self.tabs[sheet_id]

    def _updateCells(self, body: Any) -> None:  # noqa: N802 - named as Google names the request
        start = body["start"]
        tab = self._tab(start["sheetId"])
        for down, row in enumerate(body["rows"]):
            for right, cell in enumerate(row["values"]):
                at = (start["rowIndex"] + down, start["columnIndex"] + right)
                if at[0] >= len(tab.rows) or at[1] >= len(tab.columns):
                    raise RefusedError
                tokens = (tab.rows[at[0]], tab.columns[at[1]])
                tab.cells.pop(tokens, None)
                if "userEnteredValue" in cell:
                    tab.cells[tokens] = cell["userEnteredValue"]["numberValue"]

    def _insertDimension(self, body: Any) -> None:  # noqa: N802 - named as Google names the request
        place = body["range"]
        tab, side = self._tab(place["sheetId"]), int(place["dimension"] == "COLUMNS")
        lines = tab.lines(place["dimension"])
        start, many = place["startIndex"], place["endIndex"] - place["startIndex"]
        if start >= len(lines):
            raise RefusedError
        fresh = [next(_NAMES) for _ in range(many)]
        before, after = set(lines[:start]), set(lines[start:])
        for tokens in tab.names.values():
            if before & set(tokens[side]) and after & set(tokens[side]):
                tokens[side].extend(fresh)
        lines[start:start] = fresh

    def _deleteDimension(self, body: Any) -> None:  # noqa: N802 - named as Google names the request
        place = body["range"]
        tab, side = self._tab(place["sheetId"]), int(place["dimension"] == "COLUMNS")
        lines = tab.lines(place["dimension"])
        start, end = place["startIndex"], place["endIndex"]
        if end > len(lines) or end - start >= len(lines):
            raise RefusedError
        gone = set(lines[start:end])
        del lines[start:end]
        tab.cells = {at: value for at, value in tab.cells.items() if at[side] not in gone}
        for tokens in tab.names.values():
            tokens[side][:] = [token for token in tokens[side] if token not in gone]
        tab.names = {name: tokens for name, tokens in tab.names.items() if tokens[side]}

    def _moveDimension(self, body: Any) -> None:  # noqa: N802 - named as Google names the request
        place, to = body["source"], body["destinationIndex"]
        lines = self._tab(place["sheetId"]).lines(place["dimension"])
        start, end = place["startIndex"], place["endIndex"]
        if end > len(lines) or to > len(lines):
            raise RefusedError
        if start <= to <= end:
            return
        carried = lines[start:end]
        rest_before = [line for line in lines[:to] if line not in carried]
        rest_after = [line for line in lines[to:] if line not in carried]
        lines[:] = [*rest_before, *carried, *rest_after]

    def _appendDimension(self, body: Any) -> None:  # noqa: N802 - named as Google names the request
        self._tab(body["sheetId"]).lines(body["dimension"]).extend(next(_NAMES) for _ in range(body["length"]))

    def _addSheet(self, body: Any) -> None:  # noqa: N802 - named as Google names the request
        properties = body["properties"]
        if properties["sheetId"] in self.tabs:
            raise RefusedError
        size = properties["gridProperties"]
        self.tabs[properties["sheetId"]] = new_tab(size["rowCount"], size["columnCount"])

    def _deleteSheet(self, body: Any) -> None:  # noqa: N802 - named as Google names the request
        if body["sheetId"] not in self.tabs or len(self.tabs) == 1:
            raise RefusedError
        del self.tabs[body["sheetId"]]

    def _addNamedRange(self, body: Any) -> None:  # noqa: N802 - named as Google names the request
        name, place = body["namedRange"]["name"], body["namedRange"]["range"]
        tab = self._tab(place["sheetId"])
        rows = tab.rows[place["startRowIndex"] : place["endRowIndex"]]
        columns = tab.columns[place["startColumnIndex"] : place["endColumnIndex"]]
        taken = any(name in other.names for other in self.tabs.values())
        if taken or place["endRowIndex"] > len(tab.rows) or place["endColumnIndex"] > len(tab.columns):
            raise RefusedError
        tab.names[name] = (rows, columns)


def new_tab(rows: int, columns: int) -> PlainTab:
    """An empty tab of that size."""
    return PlainTab([next(_NAMES) for _ in range(rows)], [next(_NAMES) for _ in range(columns)])
