"""Books drawn by hand: tables of what people typed become the replies Google would send for them.

A drawn value is what a person types in a Vietnamese sheet: `8,5` is a number, `'8,5` a text, `26/11/2020` a day, `85%`
a percent, `=A1` a formula, `#REF` an error, `TRUE` a tick. Everything else is a text; nothing is a blank.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from sheetsync.core.cells import EPOCH_KEY, Grid, Snapshot, column_letters, read_snapshot, tint_formula
from sheetsync.core.layout import HEADER_ROW, STAMP_ROW, TITLE_ROW, Book, Owner, Tab
from sheetsync.core.notes import TintChange
from sheetsync.core.plan import BookPlan, Link, Value

Json = dict[str, Any]
Drawn = str | int | Decimal | Json

EPOCH_IDS = 1000


def text(value: str) -> Json:
    return {"userEnteredValue": {"stringValue": value}, "effectiveValue": {"stringValue": value}}


def number(value: float, kind: str | None = None) -> Json:
    cell: Json = {"userEnteredValue": {"numberValue": value}, "effectiveValue": {"numberValue": value}}
    return cell | ({"effectiveFormat": {"numberFormat": {"type": kind, "pattern": "0"}}} if kind else {})


def formula(source: str, effective: Json | None = None) -> Json:
    return {"userEnteredValue": {"formulaValue": source}, "effectiveValue": effective or {"numberValue": 2}}


def error(kind: str, source: str = "=1/0") -> Json:
    return formula(source, {"errorValue": {"type": kind, "message": "..."}})


def _day(typed: str) -> Json:
    day = datetime.strptime(typed, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    return number((day - date(1899, 12, 30)).days, "DATE")


def _tick(typed: str) -> Json:
    value = {"boolValue": typed == "TRUE"}
    return {"userEnteredValue": value, "effectiveValue": value}


_HABITS: tuple[tuple[str, Callable[[str], Json]], ...] = (
    (r"", lambda _typed: {}),
    (r"'.*", lambda typed: text(typed[1:])),
    (r"=.*", formula),
    (r"#[A-Z_]+", lambda typed: error(typed[1:])),
    (r"TRUE|FALSE", _tick),
    (r"-?\d+(,\d+)?", lambda typed: number(float(typed.replace(",", ".")))),
    (r"\d+(,\d+)?%", lambda typed: number(float(Decimal(typed[:-1].replace(",", ".")) / 100), "PERCENT")),
    (r"\d{1,2}/\d{1,2}/\d{4}", _day),
)


def cell(drawn: Drawn) -> Json:
    """What Google holds once this has been typed."""
    if isinstance(drawn, dict):
        return drawn
    if not isinstance(drawn, str):
        return number(float(drawn))
    return next((make(drawn) for habit, make in _HABITS if re.fullmatch(habit, drawn, re.DOTALL)), text(drawn))


@dataclass
class Sheet:
    """One tab: ragged rows of Google's CellData, and the size of the grid.

    A cell is replaced, never changed in place: copies of a tab share their cells.
    """

    title: str
    sheet_id: int
    rows: list[list[Json]]
    row_count: int
    column_count: int
    rules: list[Json] = field(default_factory=list)
    """Conditional formats, as Google gives them."""

    def put(self, row: int, col: int, value: Json) -> None:
        """Fill a cell; a note on it stays."""
        note = self.at(row, col).get("note")
        self.set(row, col, {**({"note": note} if note else {}), **value})

    def annotate(self, row: int, col: int, note: str) -> None:
        """Put a note on a cell, whatever stands in it."""
        rest = {name: part for name, part in self.at(row, col).items() if name != "note"}
        self.set(row, col, {**rest, **({"note": note} if note else {})})

    def set(self, row: int, col: int, value: Json) -> None:
        assert row <= self.row_count, "Google refuses to write beyond the grid"
        assert col <= self.column_count
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        cells += [{} for _ in range(col - len(cells))]
        cells[col - 1] = value

    def at(self, row: int, col: int) -> Json:
        cells = self.rows[row - 1] if row <= len(self.rows) else []
        return cells[col - 1] if col <= len(cells) else {}

    def copy(self) -> "Sheet":
        return replace(self, rows=[[*cells] for cells in self.rows], rules=[*self.rules])


@dataclass
class DrawnBook:
    """A spreadsheet on paper; every change returns the book itself, so that damages can be told in a row."""

    book: Book
    locale: str
    sheets: dict[str, Sheet]
    anchors: dict[str, tuple[int, int, int]]
    """Named ranges: sheet id, 1-based row and column."""
    epochs: dict[int, str] = field(default_factory=dict)

    # --- what people type

    def type(self, tab: str, table: str) -> "DrawnBook":
        """Type a table. Its first line names columns; the first of them finds the row by what stands there."""
        lines = [[value.strip() for value in line.split("|")] for line in table.strip().splitlines()]
        key, *columns = lines[0]
        for row_key, *values in lines[1:]:
            row = self.row(tab, row_key, key)
            for column, value in zip(columns, values, strict=True):
                self.sheets[tab].put(row, self.col(tab, column), cell(value))
        return self

    def put(self, tab: str, a1: str, drawn: Drawn) -> "DrawnBook":
        """Type into one cell; a person adds rows and columns where there are none."""
        sheet, (row, col) = self.sheets[tab], address(a1)
        sheet.row_count, sheet.column_count = max(sheet.row_count, row), max(sheet.column_count, col)
        sheet.put(row, col, cell(drawn))
        return self

    def row(self, tab: str, key: str, column: str) -> int:
        col = self.col(tab, column)
        rows = range(self.anchors[self._anchor(tab, column)][1] + 1, len(self.sheets[tab].rows) + 1)
        return next(row for row in rows if self.stands(tab, row, col) == key)

    def col(self, tab: str, column: str) -> int:
        return self.anchors[self._anchor(tab, column)][2]

    def stands(self, tab: str, row: int, col: int) -> str:
        """What stands in a cell, as a text; numbers the way JSON writes them."""
        cell_data = self.sheets[tab].at(row, col)
        entered = cell_data.get("userEnteredValue", {})
        return str(next(iter(entered.values()), ""))

    def a1(self, tab: str, key: str, column: str) -> str:
        """The address of a cell named by its row's key."""
        return f"{column_letters(self.col(tab, column))}{self.row(tab, key, self._tab(tab).key)}"

    # --- what people do to the sheet

    def insert_rows(self, tab: str, before: int, count: int = 1) -> "DrawnBook":
        sheet = self.sheets[tab]
        sheet.rows[before - 1 : before - 1] = [[] for _ in range(count)]
        sheet.row_count += count
        return self._shift(tab, lambda row, col: (row + count if row >= before else row, col))

    def delete_row(self, tab: str, row: int) -> "DrawnBook":
        del self.sheets[tab].rows[row - 1]
        self.sheets[tab].row_count -= 1
        return self

    def order_rows(self, tab: str, order: list[int]) -> "DrawnBook":
        """Sort the rows below the header: `order` are their places counted from 0."""
        rows = self.sheets[tab].rows
        rows[HEADER_ROW:] = [rows[HEADER_ROW + place] for place in order]
        return self

    def move_column(self, tab: str, column: str, to: int) -> "DrawnBook":
        """Take a column out and put it back as the `to`-th."""
        come_from, sheet = self.col(tab, column), self.sheets[tab]
        for cells in sheet.rows:
            cells += [{} for _ in range(sheet.column_count - len(cells))]
            cells.insert(to - 1, cells.pop(come_from - 1))
        order = list(range(1, sheet.column_count + 1))
        order.insert(to - 1, order.pop(come_from - 1))
        return self._shift(tab, lambda row, col: (row, order.index(col) + 1))

    def insert_column(self, tab: str, before: int, *values: Drawn) -> "DrawnBook":
        """Insert a column with these values from the header row downwards."""
        sheet = self.sheets[tab]
        sheet.column_count += 1
        for number_, cells in enumerate(sheet.rows, 1):
            cells += [{} for _ in range(before - 1 - len(cells))]
            place = number_ - HEADER_ROW
            cells.insert(before - 1, cell(values[place]) if 0 <= place < len(values) else {})
        return self._shift(tab, lambda row, col: (row, col + 1 if col >= before else col))

    def delete_column(self, tab: str, column: str) -> "DrawnBook":
        gone, sheet = self.col(tab, column), self.sheets[tab]
        sheet.column_count -= 1
        for cells in sheet.rows:
            del cells[gone - 1 : gone]
        self.forget_name(tab, column)
        return self._shift(tab, lambda row, col: (row, col - 1 if col > gone else col))

    def forget_name(self, tab: str, column: str) -> "DrawnBook":
        del self.anchors[self._anchor(tab, column)]
        return self

    def rename_tab(self, tab: str, title: str) -> "DrawnBook":
        self.sheets[tab].title = title
        return self

    def delete_tab(self, tab: str) -> "DrawnBook":
        sheet_id = self.sheets.pop(tab).sheet_id
        self.anchors = {name: place for name, place in self.anchors.items() if place[0] != sheet_id}
        return self

    def empty(self) -> "DrawnBook":
        """Delete all that people typed."""
        for tab in self.book.tabs:
            for column in tab.owned_by(Owner.PEOPLE):
                for row in range(HEADER_ROW + 1, len(self.sheets[tab.name].rows) + 1):
                    self.sheets[tab.name].put(row, self.col(tab.name, column.name), {})
        return self

    def _shift(self, tab: str, moved: Callable[[int, int], tuple[int, int]]) -> "DrawnBook":
        sheet_id = self.sheets[tab].sheet_id
        for name, (sheet, row, col) in self.anchors.items():
            if sheet == sheet_id:
                self.anchors[name] = (sheet, *moved(row, col))
        return self

    def _tab(self, name: str) -> Tab:
        return next(tab for tab in self.book.tabs if tab.name == name)

    def _anchor(self, tab: str, column: str) -> str:
        return self._tab(tab).anchor(column)

    # --- what Google says

    def reply(self) -> Json:
        """The JSON of `spreadsheets.get`, as it comes over the wire."""
        parsed: Json = orjson.loads(orjson.dumps(self._about() | {"sheets": self._tabs()}))
        return parsed

    def _about(self) -> Json:
        """All that is said of the book but its tabs."""
        return {
            "properties": {"title": self.book.title, "locale": self.locale, "timeZone": "Asia/Ho_Chi_Minh"},
            "namedRanges": [_named(name, *place) for name, place in self.anchors.items()],
            "developerMetadata": [
                {"metadataId": key, "metadataKey": EPOCH_KEY, "metadataValue": mark, "visibility": "DOCUMENT"}
                for key, mark in self.epochs.items()
            ],
        }

    def _tabs(self) -> list[Json]:
        return [_sheet(index, sheet) for index, sheet in enumerate(self.sheets.values())]

    def snapshot(self) -> Snapshot:
        """What is read from the reply; tabs that say the same are read once."""
        grids = tuple(_grid(orjson.dumps(sheet)) for sheet in self._tabs())
        return replace(read_snapshot(self._about() | {"sheets": []}), grids=grids)

    def copy(self) -> "DrawnBook":
        sheets = {name: sheet.copy() for name, sheet in self.sheets.items()}
        return replace(self, sheets=sheets, anchors=dict(self.anchors), epochs=dict(self.epochs))

    def applied(self, plan: BookPlan) -> "DrawnBook":
        """The book after Google has carried out a plan; this one stays as it is."""
        after = self.copy()
        by_id = {sheet.sheet_id: sheet for sheet in after.sheets.values()}
        for growth in plan.growth:
            by_id[growth.sheet_id].row_count += growth.rows
        for change in plan.changes:
            by_id[change.cell.sheet_id].put(change.cell.row, change.cell.col, _written(change.new))
        for note in plan.notes:
            by_id[note.cell.sheet_id].annotate(note.cell.row, note.cell.col, note.text)
        for sheet_id, sheet in by_id.items():
            sheet.rules = _rules_after(sheet.rules, [tint for tint in plan.tints if tint.sheet_id == sheet_id])
        if not plan.is_empty:
            after.epochs[EPOCH_IDS + plan.epoch.number] = plan.epoch.mark
            after.epochs = {key: mark for key, mark in after.epochs.items() if key not in plan.epoch.forget}
        return after


@lru_cache(maxsize=1024)
def _grid(wire: bytes) -> Grid:
    """One tab as it comes over the wire."""
    alone = {"properties": {"title": "", "locale": "", "timeZone": ""}, "sheets": [orjson.loads(wire)]}
    return read_snapshot(alone).grids[0]


def _rules_after(rules: list[Json], tints: Sequence[TintChange]) -> list[Json]:
    changed = {tint.index: tint for tint in tints if tint.index is not None}
    kept = [_rule(changed[place]) if place in changed else rule for place, rule in enumerate(rules)]
    there = [rule for place, rule in enumerate(kept) if place not in changed or changed[place].cells]
    return [*(_rule(tint) for tint in tints if tint.index is None), *there]


def _rule(tint: TintChange) -> Json:
    """A rule of ours, one range a cell."""
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": tint_formula(tint.name)}]}
    return {"ranges": [_span(tint.sheet_id, *cell) for cell in tint.cells], "booleanRule": {"condition": condition}}


def provisioned(book: Book, locale: str = "vi_VN") -> DrawnBook:
    """An empty book as provisioning lays it out: heading, stamp or hint, header, the edition's rows, free rows."""
    drawn = DrawnBook(book, locale, {}, {})
    for tab in book.tabs:
        height = HEADER_ROW + len(tab.rows) + tab.spare
        sheet = drawn.sheets[tab.name] = Sheet(tab.title, tab.sheet_id, [], height, len(tab.columns))
        sheet.put(TITLE_ROW, 1, text(tab.heading))
        sheet.put(STAMP_ROW, 1, text(tab.hint) if tab.hint and not tab.stamped else {})
        for col, column in enumerate(tab.columns, 1):
            sheet.put(HEADER_ROW, col, text(column.header))
            drawn.anchors[tab.anchor(column.name)] = (tab.sheet_id, HEADER_ROW, col)
            for place, row in enumerate(tab.rows, HEADER_ROW + 1):
                if column.owner is Owner.EDITION:
                    sheet.put(place, col, _laid_down(row.key if column.name == tab.key else row.cells.get(column.name)))
        if tab.stamped:
            drawn.anchors[tab.stamp_anchor] = (tab.sheet_id, STAMP_ROW, 1)
    return drawn


def _laid_down(value: str | Decimal | None) -> Json:
    if value is None:
        return {}
    return text(value) if isinstance(value, str) else number(float(value), "NUMBER")


def _written(value: Value) -> Json:
    if isinstance(value, Decimal):
        return number(float(value))
    words = value.text if isinstance(value, Link) else value
    return text(words) if words else {}


def _sheet(index: int, sheet: Sheet) -> Json:
    rows = [{"values": cells} if cells else {} for cells in sheet.rows]
    size = {"rowCount": sheet.row_count, "columnCount": sheet.column_count}
    properties = {"sheetId": sheet.sheet_id, "title": sheet.title, "index": index, "gridProperties": size}
    rules = {"conditionalFormats": sheet.rules} if sheet.rules else {}
    return {"properties": properties, **rules, "data": [{"rowData": rows}]}


def _named(name: str, sheet_id: int, row: int, col: int) -> Json:
    return {"namedRangeId": f"id-{name}", "name": name, "range": _span(sheet_id, row, col)}


def _span(sheet_id: int, row: int, col: int) -> Json:
    """The GridRange of one cell; indexes that are 0 are left out."""
    indexes = {"startRowIndex": row - 1, "endRowIndex": row, "startColumnIndex": col - 1, "endColumnIndex": col}
    return {"sheetId": sheet_id, **{key: value for key, value in indexes.items() if value}}


def address(a1: str) -> tuple[int, int]:
    """D12 -> (12, 4)."""
    found = re.fullmatch(r"([A-Z]+)([0-9]+)", a1)
    assert found, a1
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), col
