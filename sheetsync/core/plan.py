"""A book as it is + the tables it should hold -> the cells to write, and nothing else.

Three versions meet in every cell of ours: what we last published (base), what stands there now, and what should stand
there. Where a person typed over us, the cell is left as it is and becomes a finding: what a person typed is never
overwritten. A blank cell is always ours to fill.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from sheetsync.core.cells import Cell, CellRef, Snapshot, exact
from sheetsync.core.entries import shown
from sheetsync.core.findings import Finding, at
from sheetsync.core.layout import Book, Kind, Owner, Tab
from sheetsync.core.locate import Place, locate
from sheetsync.core.notes import Flags, NoteChange, TintChange, note_changes, tint_changes
from sheetsync.core.values import format_number


@dataclass(frozen=True, slots=True)
class Link:
    """A text that opens an address."""

    text: str
    uri: str


Value = str | Decimal | Link
"""What sync may write into a cell. Blank is the empty text."""

Content = Mapping[str, Mapping[str, Mapping[str, str]]]
"""What a book holds of ours: tab -> row key -> column -> canonical text."""

STAMP_KEY = ""
"""The row key under which a tab's stamp is remembered."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell to write: where, in which row of the table, what stood there and what will; `kind` is its column's."""

    cell: CellRef
    key: str
    column: str
    old: str
    new: Value
    kind: Kind


@dataclass(frozen=True, slots=True)
class Growth:
    """A tab that needs so many more rows, below the `last` it has, before it can hold its table."""

    sheet_id: int
    last: int
    rows: int


@dataclass(frozen=True, slots=True)
class Epoch:
    """One publication of one book: its number, what it carries, and the numbers old enough to be forgotten."""

    number: int
    fingerprint: str
    forget: tuple[int, ...] = ()

    @property
    def mark(self) -> str:
        """What the book carries to say that this publication has been applied."""
        return f"{self.number} {self.fingerprint}"


@dataclass(frozen=True, slots=True)
class BookPlan:
    """All that one batch will do to one book, and what the book will hold of ours afterwards."""

    book: str
    epoch: Epoch
    changes: tuple[CellChange, ...]
    growth: tuple[Growth, ...]
    content: Content
    findings: tuple[Finding, ...] = ()
    notes: tuple[NoteChange, ...] = ()
    tints: tuple[TintChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where the book already holds all it should."""
        return not (self.changes or self.notes or self.tints)


@dataclass(frozen=True, slots=True)
class Desired:
    """What a book should hold: a frame per tab (index: row key; columns: ours), and what goes along with a change.

    `stamp` is written into every stamped tab, and the `along` frames are written, only if something else changes, or
    if there is `news`: the tab and column of an `along` frame that must be told in any case. `flags` are the cells
    that carry a note and a colour of ours, by their place in the book as pulled. `left` says, beside rows that a table
    no longer has and in which people typed, why they are still there: the rest of such a row stays as it is.
    """

    tables: Mapping[str, pd.DataFrame]
    stamp: str = ""
    along: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    news: tuple[str, str] | None = None
    flags: Flags = field(default_factory=dict)
    left: Mapping[str, pd.DataFrame] = field(default_factory=dict)


KEPT_EPOCHS = 20


def plan(book: Book, snapshot: Snapshot, desired: Desired, base: Content) -> BookPlan:
    """Plan one book. `base` is what was last published there (empty where nothing was)."""
    draft = _Draft(book, snapshot, base)
    for name, frame in desired.tables.items():
        draft.lay(name, frame, desired.left.get(name))
    findings = tuple(draft.findings)
    draft.notes = tuple(note_changes(book, snapshot, desired.flags))
    draft.tints = tuple(tint_changes(book, snapshot, desired.flags))
    if draft.changes or draft.notes or draft.tints or (desired.news and draft.has_room(*desired.news)):
        for name, frame in desired.along.items():
            draft.lay(name, frame, whole=False)
        draft.stamp(desired.stamp)
    return BookPlan(
        book.code,
        _epoch(snapshot, draft),
        tuple(draft.changes),
        tuple(draft.growth),
        draft.content,
        findings,
        draft.notes,
        draft.tints,
    )


def last_epoch(snapshot: Snapshot) -> tuple[int, str]:
    """The newest publication a book carries: (number, mark); (0, "") where it carries none."""
    newest = max(_numbers(snapshot).values(), default=0)
    return newest, next((snapshot.epochs[at] for at, number in _numbers(snapshot).items() if number == newest), "")


def _numbers(snapshot: Snapshot) -> dict[int, int]:
    """Metadata id -> number of the publications a book carries, oldest id first."""
    numbers = {metadata_id: mark.split(" ")[0] for metadata_id, mark in sorted(snapshot.epochs.items())}
    return {metadata_id: int(number) for metadata_id, number in numbers.items() if number.isdecimal()}


def _epoch(snapshot: Snapshot, draft: "_Draft") -> Epoch:
    newest, _ = last_epoch(snapshot)
    body = json.dumps(
        [
            [[change.cell.a1, change.cell.sheet_id, canonical(change.new)] for change in draft.changes],
            [[note.cell.a1, note.cell.sheet_id, note.text] for note in draft.notes],
            [[tint.sheet_id, tint.name, tint.cells] for tint in draft.tints],
        ]
    )
    old = tuple(at for at, number in _numbers(snapshot).items() if number <= newest - KEPT_EPOCHS)
    return Epoch(newest + 1, hashlib.sha256(body.encode()).hexdigest()[:16], old)


def canonical(value: object) -> str:
    """The text by which two values of a cell are compared; blank is empty, a number is what a sheet can hold of it."""
    if isinstance(value, Link):
        return value.text
    if isinstance(value, Decimal):
        return format(exact(float(value)).normalize(), "f")
    return value if isinstance(value, str) else ""


_LEADS_TO = "\x1f"
"""In what is remembered of a link, between its text and its address: two links may read alike."""


def _remembered_text(remembered: str) -> str:
    """What stood in a cell of ours when it was published: of a link, its text."""
    return remembered.partition(_LEADS_TO)[0]


def _standing_text(cell: Cell) -> str:
    """What stands in a cell, in the same words as `canonical`."""
    if cell.formula is not None or cell.error is not None or isinstance(cell.value, bool):
        return shown(cell)
    return canonical(cell.value)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A cell of ours: where, and what it is in the table."""

    cell: CellRef
    key: str
    column: str
    kind: Kind


class _Draft:
    """The plan of one book while it is being drawn up."""

    def __init__(self, book: Book, snapshot: Snapshot, base: Content) -> None:
        self.book = book
        self.snapshot = snapshot
        self.base = base
        self.changes: list[CellChange] = []
        self.growth: list[Growth] = []
        self.findings: list[Finding] = []
        self.notes: tuple[NoteChange, ...] = ()
        self.tints: tuple[TintChange, ...] = ()
        self.content: dict[str, dict[str, dict[str, str]]] = {
            tab: {key: dict(columns) for key, columns in rows.items()} for tab, rows in base.items()
        }

    def place(self, name: str) -> Place | None:
        tab = self.book.tab(name)
        return locate(self.book, tab, self.snapshot) if tab else None

    def has_room(self, name: str, column: str) -> bool:
        """True where a table's column is there, and the one by which its rows are known."""
        place = self.place(name)
        return place is not None and {place.tab.key, column} <= place.columns.keys()

    def lay(self, name: str, frame: pd.DataFrame, left: pd.DataFrame | None = None, *, whole: bool = True) -> None:
        """Plan one tab. `whole`: rows of ours that the frame no longer has are emptied, or told of by `left`."""
        place = self.place(name)
        if place is None or place.tab.key not in place.columns:
            return  # the tab is gone: a finding already
        wanted = _rows(place.tab, frame)
        rows = place.seats(wanted)
        last = place.grid.row_count
        if (needed := max(rows.values(), default=0)) > last:
            self.growth.append(Growth(place.grid.sheet_id, last, needed - last))
        for key, row in rows.items():
            self._row(place, row, key, wanted[key])
        said = _rows(place.tab, left) if left is not None else {}
        for key in [key for key in self.base.get(name, {}) if whole and key not in wanted and key != STAMP_KEY]:
            if key in said and key in place.rows:
                self._row(place, place.rows[key], key, said[key])
            else:
                self._blank(place, key)

    def _row(self, place: Place, row: int, key: str, values: Mapping[str, Value]) -> None:
        for column, value in values.items():
            if column in place.columns:
                self._cell(place, row, key, column, value)

    def _blank(self, place: Place, key: str) -> None:
        """Empty our cells of a row that the table no longer has; what a person typed there stays and is theirs now."""
        base, row = self.content[place.tab.name].pop(key), place.rows.get(key)
        if row is None:
            return
        for column in place.tab.owned_by(Owner.SYNC):
            stands = _standing_text(place.cell(row, column.name)) if column.name in place.columns else ""
            if stands and stands == _remembered_text(base.get(column.name, "")):
                ref = place.ref(row, column.name)
                self.changes.append(CellChange(ref, key, column.name, stands, "", column.kind))

    def stamp(self, text: str) -> None:
        for tab in self.book.tabs:
            place = self.place(tab.name)
            if tab.stamped and place and place.stamp:
                row, col = place.stamp
                ref = CellRef(self.book.code, tab.name, place.grid.sheet_id, row, col)
                self._decide(_Spot(ref, STAMP_KEY, "stamp", Kind.TEXT), place.grid.at(row, col), text)

    def _cell(self, place: Place, row: int, key: str, column: str, value: Value) -> None:
        described = place.tab.column(column)
        kind = described.kind if described else Kind.TEXT
        self._decide(_Spot(place.ref(row, column), key, column, kind), place.cell(row, column), value)

    def _decide(self, spot: "_Spot", now: Cell, value: Value) -> None:
        tab = spot.cell.tab
        remembered = self.base.get(tab, {}).get(spot.key, {}).get(spot.column, "")
        base = _remembered_text(remembered)
        stands, wanted = _standing_text(now), canonical(value)
        # A formula that reads like our text was made of it by somebody opening the cell; it would be carried out.
        if stands not in ("", base, wanted) or (stands == wanted and now.formula is not None):
            meant = format_number(value) if isinstance(value, Decimal) else wanted
            self.findings.append(at("cell-ours-changed", spot.cell, raw=shown(now), meant=meant))
            return
        address = f"{_LEADS_TO}{value.uri}" if isinstance(value, Link) else ""
        self.content.setdefault(tab, {}).setdefault(spot.key, {})[spot.column] = wanted + address
        elsewhere = _LEADS_TO in remembered and remembered != wanted + address
        if stands != wanted or elsewhere:
            self.changes.append(CellChange(spot.cell, spot.key, spot.column, stands, value, spot.kind))


def _ours(tab: Tab) -> tuple[str, ...]:
    return tuple(column.name for column in tab.owned_by(Owner.SYNC))


def _rows(tab: Tab, frame: pd.DataFrame) -> dict[str, dict[str, Value]]:
    """A frame as rows of writable values. The key column is ours too where no one else lays it down."""
    ours = [column for column in frame.columns if column in _ours(tab)]
    rows: dict[str, dict[str, Value]] = {}
    for key, values in zip(frame.index, frame[ours].itertuples(index=False, name=None), strict=True):
        rows[str(key)] = dict(zip(ours, map(_value, values), strict=True))
        if tab.key in _ours(tab):
            rows[str(key)][tab.key] = str(key)
    return rows


def _value(value: object) -> Value:
    if isinstance(value, Decimal | Link | str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return ""


def standing_content(book: Book, snapshot: Snapshot) -> Content:
    """All that stands in our columns now, as if we had published it: the base where the true one is not known."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for tab in book.tabs:
        place = locate(book, tab, snapshot)
        if place is None:
            continue
        for key, row in place.rows.items():
            columns = [name for name in _ours(tab) if name in place.columns]
            found.setdefault(tab.name, {})[key] = {name: _standing_text(place.cell(row, name)) for name in columns}
        if place.stamp:
            stamp = _standing_text(place.grid.at(*place.stamp))
            found.setdefault(tab.name, {})[STAMP_KEY] = {"stamp": stamp}
    return found
