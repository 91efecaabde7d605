"""The parts of a tab as requests: cells, widths, named ranges, rules, locks. Pure.

Each part is drawn from a bed, which says where the tab's columns and rows lie, so that a whole tab and a single column
that is put back are drawn by the same hand.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from sheetsync.adapters.sheets import looks
from sheetsync.adapters.sheets.blocks import Spot, blocks, grid_range, update_cells
from sheetsync.adapters.sheets.render import Request, cell_data
from sheetsync.adapters.sheets.rules import colouring, validation
from sheetsync.core.layout import HEADER_ROW, STAMP_ROW, TITLE_ROW, Book, Column, Owner, Row, Tab, ask_of, is_open

Cells = dict[Spot, Request]
"""CellData by place."""

_HELD, _LOOKS = "userEnteredValue,note", "userEnteredFormat"
LOCK_MARK = "sheetsync:"
_LOCK_TO_FILL = f"{LOCK_MARK} chỉ gõ vào các ô nền vàng"
_LOCK_OVER = f"{LOCK_MARK} đã hết hạn, không gõ thêm được nữa"
_LOCK_OURS = f"{LOCK_MARK} thẻ này do hệ thống ghi"


@dataclass(frozen=True, slots=True)
class Bed:
    """Where the parts of a tab lie: columns by name, the laid-down rows, and the free rows below them; 1-based."""

    tab: Tab
    sheet_id: int
    header_row: int
    columns: Mapping[str, int]
    rows: Sequence[tuple[Row, int]]
    free: range

    def all_rows(self) -> Iterator[tuple[Row | None, int]]:
        """Every row below the header; the free ones come as None."""
        yield from self.rows
        yield from ((None, row) for row in self.free)

    def cells_to_fill(self, columns: Iterable[Column]) -> Iterator[tuple[int, Column, Row | None]]:
        """Every cell that people type in, column by column, downwards: (row number, column, row)."""
        for column in columns:
            yield from ((place, column, row) for row, place in self.all_rows() if is_open(column, row))


def fresh_bed(tab: Tab) -> Bed:
    """Lay a tab out from the top: laid-down rows first, then the free ones."""
    columns = {column.name: place for place, column in enumerate(tab.columns, 1)}
    first, free = HEADER_ROW + 1, HEADER_ROW + 1 + len(tab.rows)
    return Bed(
        tab,
        tab.sheet_id,
        HEADER_ROW,
        columns,
        tuple(zip(tab.rows, range(first, free), strict=True)),
        range(free, free + tab.spare),
    )


def drawn(sheet_id: int, cells: Cells) -> list[Request]:
    """The requests that draw these cells: what each holds, then the looks, told once per rectangle of one format.

    Formats told cell by cell would be nine tenths of a batch. A cell that holds nothing is not written at all.
    """
    held: Cells = {}
    alike: dict[str, Cells] = defaultdict(dict)
    for place, cell in cells.items():
        if rest := {name: value for name, value in cell.items() if name != _LOOKS}:
            held[place] = rest
        alike[json.dumps(cell[_LOOKS])][place] = cell[_LOOKS]
    return [
        *update_cells(sheet_id, held, _HELD),
        *(
            _painted(grid_range(sheet_id, block.row, block.col, block.height, block.width), block.rows[0][0])
            for same in alike.values()
            for block in blocks(same)
        ),
    ]


def _painted(span: Mapping[str, int], look: looks.Format) -> Request:
    return {"repeatCell": {"range": span, "cell": {_LOOKS: look}, "fields": _LOOKS}}


def head(tab: Tab) -> Cells:
    """The heading, and below it the hint; or room for the stamp, which sync writes and which starts out blank."""
    heading = cell_data(tab.heading) | {_LOOKS: looks.title_format()}
    if tab.stamped and tab.hint:
        heading["note"] = tab.hint
    below = cell_data("" if tab.stamped else tab.hint) | {_LOOKS: looks.stamp_format()}
    return {(TITLE_ROW, 1): heading, (STAMP_ROW, 1): below}


def headers(bed: Bed, columns: Iterable[Column]) -> Cells:
    """The header cells; a hint becomes a note, which shows where the pointer rests."""
    return {
        (bed.header_row, bed.columns[column.name]): cell_data(column.header)
        | {_LOOKS: looks.header_format()}
        | ({"note": column.hint} if column.hint else {})
        for column in columns
    }


def body(bed: Bed, rows: Iterable[tuple[Row, int]], columns: Sequence[Column], decimals: int) -> Cells:
    """The laid-down rows: the edition's texts and figures, and the formats of all their cells."""
    return {
        (place, bed.columns[column.name]): _locked_value(bed.tab, row, column)
        | {_LOOKS: looks.cell_format(column, row, decimals)}
        for row, place in rows
        for column in columns
    }


def _locked_value(tab: Tab, row: Row, column: Column) -> Request:
    if column.owner is not Owner.EDITION:
        return {}
    return cell_data(row.key if column.name == tab.key else row.cells.get(column.name, ""))


def free_formats(bed: Bed, columns: Iterable[Column], decimals: int) -> list[Request]:
    """The formats of the free rows, column by column; nothing is written there."""
    if not bed.free:
        return []
    return [
        _painted(
            grid_range(bed.sheet_id, bed.free.start, bed.columns[column.name], len(bed.free)),
            looks.cell_format(column, None, decimals),
        )
        for column in columns
    ]


def widths(bed: Bed, columns: Iterable[Column]) -> list[Request]:
    """Column widths, neighbours of one width together."""
    placed = sorted((bed.columns[column.name], column.width) for column in columns)
    found: list[Request] = []
    for width, group in groupby(placed, key=lambda item: item[1]):
        places = [place for place, _ in group]
        found += [_dimension(bed.sheet_id, "COLUMNS", run.start, run.stop, width) for run in _runs(places)]
    return found


def heights(bed: Bed) -> list[Request]:
    """Heights of the frozen rows; all others grow with their text."""
    rows = (
        (TITLE_ROW, looks.TITLE_HEIGHT),
        (STAMP_ROW, looks.STAMP_HEIGHT),
        (HEADER_ROW, looks.header_height(bed.tab.columns)),
    )
    return [_dimension(bed.sheet_id, "ROWS", row, row + 1, height) for row, height in rows]


def _dimension(sheet_id: int, dimension: str, start: int, stop: int, pixels: int) -> Request:
    """`start` and `stop` are 1-based, `stop` is the first that is not meant."""
    span = {"sheetId": sheet_id, "dimension": dimension, "startIndex": start - 1, "endIndex": stop - 1}
    change = {"range": span, "properties": {"pixelSize": pixels}, "fields": "pixelSize"}
    return {"updateDimensionProperties": change}


def _runs(places: Iterable[int]) -> Iterator[range]:
    """Ascending numbers as runs without gaps."""
    for _, group in groupby(enumerate(places), key=lambda item: item[1] - item[0]):
        run = [place for _, place in group]
        yield range(run[0], run[-1] + 1)


def validations(bed: Bed, columns: Iterable[Column]) -> list[Request]:
    """The soft rules of the people's cells, one for each run of cells down a column that ask the same."""
    found = []
    cells = ((place, column, ask_of(column, row)) for place, column, row in bed.cells_to_fill(columns))
    for (column, ask), group in groupby(cells, key=lambda cell: (cell[1], cell[2])):
        for run in _runs(place for place, _, _ in group):
            rule = validation(bed.tab, bed.columns, column, run.start, ask)
            if rule is not None:
                span = grid_range(bed.sheet_id, run.start, bed.columns[column.name], len(run))
                found.append({"setDataValidation": {"range": span, "rule": rule, "filteredRowsIncluded": True}})
    return found


def colours(book: Book, bed: Bed, columns: Iterable[Column], last_row: int) -> list[Request]:
    """The conditional formats of some columns, from below the header down to `last_row`."""
    places = {bed.columns[column.name] for column in columns}
    found: list[Request] = []
    for col, rule in colouring(book, bed.tab, bed.columns, bed.header_row + 1):
        if col in places:
            span = grid_range(bed.sheet_id, bed.header_row + 1, col, last_row - bed.header_row)
            found.append({"addConditionalFormatRule": {"rule": {"ranges": [span], **rule}, "index": len(found)}})
    return found


def names(bed: Bed, columns: Iterable[Column], known: Mapping[str, str]) -> list[Request]:
    """Name the header cells; `known` are the names the book has by now, with their ids."""
    return [
        _name(bed.tab.anchor(column.name), grid_range(bed.sheet_id, bed.header_row, bed.columns[column.name]), known)
        for column in columns
    ]


def stamp_name(bed: Bed, known: Mapping[str, str]) -> list[Request]:
    """Name the cell of the stamp, where the tab has one."""
    if not bed.tab.stamped:
        return []
    row = max(1, bed.header_row + STAMP_ROW - HEADER_ROW)
    return [_name(bed.tab.stamp_anchor, grid_range(bed.sheet_id, row, 1), known)]


def _name(name: str, span: Mapping[str, int], known: Mapping[str, str]) -> Request:
    """Name a range; a name that has lost its place (its tab is gone) is led to the new one."""
    if name not in known:
        return {"addNamedRange": {"namedRange": {"namedRangeId": range_id(name), "name": name, "range": span}}}
    return {"updateNamedRange": {"namedRange": {"namedRangeId": known[name], "range": span}, "fields": "range"}}


def range_id(name: str) -> str:
    """The id under which we make a named range: known in advance, unlike one of Google's own.

    A range whose cells were all deleted keeps its name taken, but no reply lists it any more (gspread issue 1530). By
    its id it can still be led to new cells.
    """
    return sha256(name.encode()).hexdigest()[:16]


def names_added(steps: Iterable[Iterable[Request]]) -> list[str]:
    """The names that steps give to new ranges."""
    return [
        request["addNamedRange"]["namedRange"]["name"]
        for step in steps
        for request in step
        if "addNamedRange" in request
    ]


def lock_words(*, is_open: bool, is_over: bool) -> str:
    """What people read of a lock of ours, by which it is also known: some cells are open, all are closed by now."""
    if is_open:
        return _LOCK_TO_FILL
    return _LOCK_OVER if is_over else _LOCK_OURS


def is_our_lock(protected: Mapping[str, Any]) -> bool:
    """True for a protection of a whole tab that provisioning has put there."""
    whole = "startRowIndex" not in protected.get("range", {}) and "startColumnIndex" not in protected.get("range", {})
    return whole and str(protected.get("description", "")).startswith(LOCK_MARK)
