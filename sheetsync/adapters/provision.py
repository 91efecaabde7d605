"""A book's layout -> the requests that lay it out, or that add what an existing book has lost. Pure.

A fresh book is laid out whole, in one batch. In a book that people already use only what is missing is added, and
never into a cell in which anything stands: lost columns come back at the right edge, lost rows below the last used one,
lost tabs as new tabs. Where nothing is missing there is no request.

What one tab needs is one step and stays together; steps share batches as far as a batch may grow. After any batch the
book is whole as far as it goes, and what is still missing is found by the next look.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sheetsync.adapters import looks, parts
from sheetsync.adapters.blocks import grid_range
from sheetsync.adapters.parts import Bed, fresh_bed
from sheetsync.adapters.render import Request, encoded
from sheetsync.core.cells import PULL_FIELDS, Grid, Snapshot, read_snapshot
from sheetsync.core.layout import HEADER_ROW, Book, Owner, Row, Setting, Tab
from sheetsync.core.locate import Place, locate

PROVISION_FIELDS = f"{PULL_FIELDS},sheets/protectedRanges"
"""The field mask of the read before provisioning: a pull, and what is protected."""

BATCH_BYTES = 4_000_000
"""How large a batch may grow by taking in further steps: well below what Google takes and what it does in time."""

_UNIQUE = frozenset({"addSheet", "addNamedRange"})
"""What a book has once: no id of a tab and no name of a range is given twice."""

_MARGIN_ROWS = 2
"""Empty rows below the last row that is laid out, so that the table visibly ends."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A book as provisioning finds it: the snapshot, the ids of its named ranges, and each tab's protections."""

    snapshot: Snapshot
    range_ids: Mapping[str, str] = field(default_factory=dict)
    """Name -> Google's id."""
    locks: Mapping[int, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Sheet id -> Google's ProtectedRange resources."""

    def with_ranges(self, ids: Mapping[str, str]) -> "Standing":
        """The same book with named ranges that no reply lists; those that are listed stay."""
        return replace(self, range_ids={**ids, **self.range_ids})


JUST_CREATED = Standing(Snapshot("", "", "", (Grid(0, "", (), 0, 0),), {}))
"""What Google gives who creates a spreadsheet: one empty tab with id 0."""


def read_standing(reply: Mapping[str, Any]) -> Standing:
    """Read the JSON of `spreadsheets.get` (with PROVISION_FIELDS). Raises ValueError where it is not such a reply."""
    return Standing(
        read_snapshot(reply),
        {item["name"]: item["namedRangeId"] for item in reply.get("namedRanges", ())},
        {sheet["properties"].get("sheetId", 0): sheet.get("protectedRanges", ()) for sheet in reply["sheets"]},
    )


def provision_steps(book: Book, standing: Standing, setting: Setting) -> list[list[Request]]:
    """What brings a book to its layout, tab by tab; nothing where it is complete.

    Locale and zone are set in a book that is laid out whole; in a book people have typed in they stay as they are,
    since a change would not mend what was typed.
    """
    places = [locate(book, tab, standing.snapshot) for tab in book.tabs]
    fresh = not any(places)
    titles = [grid.title for grid in standing.snapshot.grids]
    steps: list[list[Request]] = []
    for index, (tab, place) in enumerate(zip(book.tabs, places, strict=True)):
        if place is not None:
            steps.append(_Mending(book, standing, place).requests(setting.decimals))
            continue
        title = _free_title(tab.title, titles)
        added = _add_sheet(tab, title, min(index, len(titles)))
        steps.append([added, *_fill_tab(book, standing, tab, setting.decimals)])
        titles.append(title)
    if fresh:  # all of this goes with the first tab: the next look finds a book that is laid out already
        properties = {"locale": setting.locale, "timeZone": setting.timezone}
        steps[0].insert(0, {"updateSpreadsheetProperties": {"properties": properties, "fields": "locale,timeZone"}})
        steps[0] += _blank_tab_goes(standing.snapshot.grids)
    return [step for step in steps if step]


def batches(steps: Iterable[Sequence[Request]], most: int = BATCH_BYTES) -> list[list[Request]]:
    """Steps as batches of at most so many bytes; a step is never torn apart, however large it is."""
    found: list[list[Request]] = []
    room = 0
    for step in steps:
        weight = len(encoded(step))
        if not found or weight > room:
            found.append([])
            room = most
        found[-1] += step
        room -= weight
    return found


def fails_twice(requests: Iterable[Request]) -> bool:
    """True for a batch that Google refuses whole once it has been applied, so that it may be sent again.

    Any other batch would append its rows or add its lock a second time.
    """
    return any(_UNIQUE & request.keys() for request in requests)


def _blank_tab_goes(grids: Sequence[Grid]) -> list[Request]:
    """Delete the one empty tab of a new spreadsheet; where a person has put anything in, or added a tab, all stay."""
    if len(grids) == 1 and _is_blank(grids[0]):
        return [{"deleteSheet": {"sheetId": grids[0].sheet_id}}]
    return []


def _is_blank(grid: Grid) -> bool:
    return all(cell.is_blank for row in grid.rows for cell in row)


def _free_title(title: str, taken: Iterable[str]) -> str:
    """A tab's title, numbered where a person has another tab of that name (Google does not tell case apart)."""
    titles = {other.casefold() for other in taken}
    found, number = title, 2
    while found.casefold() in titles:
        found, number = f"{title} ({number})", number + 1
    return found


# --- a whole tab -----------------------------------------------------------------------------------------------------


def _row_count(tab: Tab) -> int:
    return HEADER_ROW + len(tab.rows) + tab.spare + _MARGIN_ROWS


def _add_sheet(tab: Tab, title: str, index: int) -> Request:
    owners = {column.owner for column in tab.columns}
    tint = looks.TAB_TO_FILL if Owner.PEOPLE in owners else looks.TAB_OURS
    properties = {
        "sheetId": tab.sheet_id,
        "title": title,
        "index": index,
        "gridProperties": {
            "rowCount": _row_count(tab),
            "columnCount": len(tab.columns),
            "frozenRowCount": HEADER_ROW,
            "frozenColumnCount": min(tab.frozen_columns, len(tab.columns) - 1),
            "hideGridlines": True,
        },
        "tabColorStyle": looks.colour(tint if owners != {Owner.EDITION} else looks.TAB_READING),
    }
    return {"addSheet": {"properties": properties}}


def _fill_tab(book: Book, standing: Standing, tab: Tab, decimals: int) -> list[Request]:
    bed, last_row = fresh_bed(tab), _row_count(tab)
    cells = parts.head(tab) | parts.headers(bed, tab.columns) | parts.body(bed, bed.rows, tab.columns, decimals)
    requests = [
        *parts.drawn(bed.sheet_id, cells),
        *parts.free_formats(bed, tab.columns, decimals),
        *parts.widths(bed, tab.columns),
        *parts.heights(bed),
        *parts.names(bed, tab.columns, standing.range_ids),
        *parts.stamp_name(bed, standing.range_ids),
        *parts.validations(bed, tab.columns),
        parts.lock(bed),
        *parts.colours(book, bed, tab.columns, last_row),
    ]
    if tab.filterable:
        span = grid_range(bed.sheet_id, HEADER_ROW, 1, last_row - HEADER_ROW + 1, len(tab.columns))
        requests.append({"setBasicFilter": {"filter": {"range": span}}})
    return requests


# --- a tab that is there ---------------------------------------------------------------------------------------------


class _Mending:
    """What one tab has lost, and the requests that put it back."""

    def __init__(self, book: Book, standing: Standing, place: Place) -> None:
        tab, grid = place.tab, place.grid
        used = [row for row, cells in enumerate(grid.rows, 1) if any(not cell.is_blank for cell in cells)]
        lost = [row for row in tab.rows if row.key not in place.rows and row.key not in place.twice]
        first_free = max([place.header_row, *used]) + 1
        new = [grid.column_count + nth for nth in range(1, len(place.missing) + 1)]
        self._book = book
        self._standing = standing
        self._place = place
        self._columns = dict(place.columns) | dict(zip((column.name for column in place.missing), new, strict=True))
        self._found = [(row, place.rows[row.key]) for row in tab.rows if row.key in place.rows]
        self._lost = list(zip(lost, range(first_free, first_free + len(lost)), strict=True))
        self._last_row = max([grid.row_count, *(row for _, row in self._lost)])

    def requests(self, decimals: int) -> list[Request]:
        """All of them. Without its key column nobody knows which row is which: then nothing is put back."""
        if self._place.tab.key not in self._place.columns:
            return []
        return [*self._columns_back(decimals), *self._rows_back(decimals), *self._names_back(), *self._lock_back()]

    def _bed(self, rows: Sequence[tuple[Row, int]], *, free: bool = False) -> Bed:
        place = self._place
        laid = max([place.header_row, *(row for _, row in rows)])
        below = range(laid + 1, place.grid.row_count + 1) if free and place.tab.spare else range(0)
        return Bed(place.tab, place.grid.sheet_id, place.header_row, self._columns, rows, below)

    def _columns_back(self, decimals: int) -> list[Request]:
        missing = self._place.missing
        if not missing:
            return []
        bed = self._bed(self._found, free=True)
        cells = parts.headers(bed, missing) | parts.body(bed, self._found, missing, decimals)
        return [
            _append(bed.sheet_id, "COLUMNS", len(missing)),
            *parts.drawn(bed.sheet_id, cells),
            *parts.free_formats(bed, missing, decimals),
            *parts.widths(bed, missing),
            *parts.validations(bed, missing),
            *parts.colours(self._book, bed, missing, self._last_row),
        ]

    def _rows_back(self, decimals: int) -> list[Request]:
        if not self._lost:
            return []
        bed, columns = self._bed(self._lost), self._place.tab.columns
        more = self._last_row - self._place.grid.row_count
        return [
            *([_append(bed.sheet_id, "ROWS", more)] if more else ()),
            *parts.drawn(bed.sheet_id, parts.body(bed, self._lost, columns, decimals)),
            *parts.validations(bed, columns),
        ]

    def _names_back(self) -> list[Request]:
        place, known = self._place, self._standing.range_ids
        bed = self._bed(self._found)
        unnamed = [column for column in place.tab.columns if not self._is_here(place.tab.anchor(column.name))]
        found = parts.names(bed, unnamed, known)
        return found if self._is_here(place.tab.stamp_anchor) else [*found, *parts.stamp_name(bed, known)]

    def _is_here(self, name: str) -> bool:
        anchor = self._standing.snapshot.anchors.get(name)
        return anchor is not None and anchor.sheet_id == self._place.grid.sheet_id

    def _lock_back(self) -> list[Request]:
        sheet_id = self._place.grid.sheet_id
        if sheet_id not in self._standing.locks:  # nobody looked
            return []
        ours = [lock for lock in self._standing.locks[sheet_id] if parts.is_our_lock(lock)]
        if not ours:
            return [parts.lock(self._bed([*self._found, *self._lost], free=True))]
        new = parts.unlocked(self._bed(self._found, free=True), self._place.missing)
        new += parts.unlocked(self._bed(self._lost), self._place.tab.columns)
        if not new:
            return []
        spared = {"protectedRangeId": ours[0]["protectedRangeId"]}
        spared["unprotectedRanges"] = [*ours[0].get("unprotectedRanges", ()), *new]
        return [{"updateProtectedRange": {"protectedRange": spared, "fields": "unprotectedRanges"}}]


def _append(sheet_id: int, dimension: str, length: int) -> Request:
    return {"appendDimension": {"sheetId": sheet_id, "dimension": dimension, "length": length}}
