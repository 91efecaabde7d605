"""A filled file against the book it was exported from: which cells would change, and which may be entered.

Cells are compared as what they say, not as characters: a number is no text, however alike they look, and a unit is the
same by its code and by its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from sheetsync.core.cells import BLANK, Cell, CellRef, Grid, Snapshot
from sheetsync.core.entries import Entry, State, shown
from sheetsync.core.findings import Finding
from sheetsync.core.intake.unplaced import Unplaced, unplaced
from sheetsync.core.layout import NUMBERS, Ask, Book, Column, Kind, ask_of
from sheetsync.core.names import Names
from sheetsync.core.parse import Parsed, parse
from sheetsync.core.values import format_number

Formulas = Mapping[tuple[int, int, int], str]
"""What was worked out in a file: sheet id, row and column -> the formula."""


class Fate(Enum):
    """What a cell of the file means for the book's."""

    NEW = "new"
    """The book is blank there."""
    CHANGED = "changed"
    EMPTIED = "emptied"
    """The file is blank where the book has something."""
    UNREADABLE = "unreadable"
    """What was typed is not what the cell asks for: it is never entered."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What else may be entered: the file's blanks (`blanks`), and cells whose time is over (`late`)."""

    blanks: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One cell in which file and book differ: where it is in each, what each says, and what would be typed."""

    cell: CellRef
    source: CellRef
    key: str
    column: Column
    fate: Fate
    old: str
    new: str
    value: str | Decimal
    """A text or a number; the empty text clears the cell."""
    late: bool = False
    """True where the deadline has closed the cell."""
    formula: str = ""
    """What Excel has worked the value out from; never entered itself."""
    reformat: bool = False
    """True where the book's cell shows numbers as days or percents, and has to forget that."""
    finding: Finding | None = None
    """What reading the file's cell says of it."""

    def is_wanted(self, wanted: Wanted) -> bool:
        """True where it is to be entered."""
        if self.fate is Fate.UNREADABLE or (self.late and not wanted.late):
            return False
        return self.fate is not Fate.EMPTIED or wanted.blanks


@dataclass(frozen=True, slots=True)
class Intake:
    """A whole file against its book."""

    file: Parsed
    live: Parsed
    changes: tuple[Change, ...]
    unplaced: tuple[Unplaced, ...]
    same: int
    """How many filled cells of the file the book already says."""

    def wanted(self, wanted: Wanted) -> tuple[Change, ...]:
        """What is to be entered."""
        return tuple(change for change in self.changes if change.is_wanted(wanted))

    def left_out(self, wanted: Wanted) -> bool:
        """True where something that a person typed into the file would not reach the book."""
        kept = any(one.fate is not Fate.EMPTIED and not one.is_wanted(wanted) for one in self.changes)
        return kept or any(one.typed for one in self.unplaced)


def intake(book: Book, file: Snapshot, live: Snapshot, names: Names, closed: frozenset[str]) -> Intake:
    """Compare a file with its book as it is now. `closed` are the parts whose deadline is over.

    Both are read with the same eyes, as if they had been typed in the live book's locale: Excel's numbers have none.
    """
    results, formulas = _calculated(file)
    offered, standing = parse(book, results, names, file.locale), parse(book, live, names, live.locale)
    findings = {finding.cell: finding for finding in offered.findings if finding.cell}
    late = {tab.name for tab in book.tabs if tab.part in closed}
    changes: list[Change] = []
    same = 0
    for place, entry in offered.entries.items():
        there = standing.entries.get(place)
        if there is None:
            continue  # it has no place in the book: `unplaced` says so
        if _says(entry, there):
            same += entry.state is not State.BLANK
        else:
            change = _change(_Pair(offered, standing, *place), (entry, there), formulas)
            changes.append(replace(change, late=change.cell.tab in late, finding=findings.get(change.source)))
    return Intake(offered, standing, tuple(changes), unplaced(offered, file, standing), same)


def _says(one: Entry, other: Entry) -> bool:
    """True where both say the same; what cannot be read says what is seen."""
    if one.state is not other.state:
        return False
    return one.raw == other.raw if one.state is State.UNREADABLE else one.value == other.value


@dataclass(frozen=True, slots=True)
class _Pair:
    """One cell of the layout in both: the file's and the book's."""

    file: Parsed
    live: Parsed
    tab: str
    key: str
    column: str

    def seen(self, parsed: Parsed) -> tuple[CellRef, Cell]:
        place = parsed.places[self.tab]
        row = place.rows[self.key]
        return place.ref(row, self.column), place.cell(row, self.column)

    @property
    def described(self) -> tuple[Column, Ask]:
        tab = self.file.places[self.tab].tab
        column = next(column for column in tab.columns if column.name == self.column)
        return column, ask_of(column, tab.row(self.key))


def _change(pair: _Pair, entries: tuple[Entry, Entry], formulas: Formulas) -> Change:
    entry, there = entries
    (source, offered), (cell, standing) = pair.seen(pair.file), pair.seen(pair.live)
    column, ask = pair.described
    value = _keys(offered, entry, ask)
    return Change(
        cell,
        source,
        pair.key,
        column,
        _fate(offered, entry, there),
        _words(there, ask),
        str(value) if isinstance(offered.value, bool) else _words(entry, ask),
        value,
        formula=formulas.get((source.sheet_id, source.row, source.col), ""),
        reformat=isinstance(value, Decimal) and standing.format in _NOT_AS_TYPED,
    )


_NOT_AS_TYPED = frozenset({"DATE", "TIME", "DATE_TIME", "PERCENT"})


def _fate(offered: Cell, entry: Entry, there: Entry) -> Fate:
    if entry.state is State.UNREADABLE or offered.formula is not None:
        return Fate.UNREADABLE
    if entry.state is State.BLANK:
        return Fate.EMPTIED
    return Fate.NEW if there.state is State.BLANK else Fate.CHANGED


def _words(entry: Entry, ask: Ask) -> str:
    """What a person would say stands there; a text whole, however long."""
    if entry.state is State.BLANK:
        return ""
    return (entry.text if ask.kind is Kind.TEXT else "") or entry.raw


def _keys(offered: Cell, entry: Entry, ask: Ask) -> str | Decimal:
    """What a person would type so that the book says the same: numbers where they count, texts as they stand."""
    if entry.state is State.BLANK:
        return ""
    if isinstance(offered.value, str):
        return offered.value
    if ask.kind in NUMBERS and entry.number is not None:
        return entry.number
    if ask.kind is Kind.TIER and entry.number is not None:
        return format_number(entry.number).replace(".", "")  # the book keeps it as a text, without groups of thousands
    if isinstance(offered.value, bool) and ask.kind is Kind.YES_NO and len(ask.choices) > 1:
        return ask.choices[0] if offered.value else ask.choices[1]
    return shown(offered)


def _calculated(snapshot: Snapshot) -> tuple[Snapshot, Formulas]:
    """A file with the results of its formulas in their place; one without a result stays a formula."""
    formulas = {
        (grid.sheet_id, row, col): cell.formula
        for grid in snapshot.grids
        for row, cells in enumerate(grid.rows, 1)
        for col, cell in enumerate(cells, 1)
        if cell.formula is not None
    }
    grids = tuple(replace(grid, rows=tuple(tuple(map(_result, row)) for row in grid.rows)) for grid in snapshot.grids)
    return replace(snapshot, grids=grids), formulas


def _result(cell: Cell) -> Cell:
    return replace(cell, formula=None) if cell.value is not None or cell.error is not None else cell


def entered(live: Snapshot, changes: Iterable[Change]) -> Snapshot:
    """The book as it will be once these changes have been typed."""
    by_tab: dict[int, list[Change]] = {}
    for change in changes:
        by_tab.setdefault(change.cell.sheet_id, []).append(change)
    return replace(live, grids=tuple(_typed(grid, by_tab.get(grid.sheet_id, ())) for grid in live.grids))


def _typed(grid: Grid, changes: Iterable[Change]) -> Grid:
    rows = [list(row) for row in grid.rows]
    for change in changes:
        row, col = change.cell.row, change.cell.col
        rows += [[] for _ in range(row - len(rows))]
        cells = rows[row - 1]
        cells += [BLANK] * (col - len(cells))
        kept = cells[col - 1]
        value = None if change.value == "" else change.value
        cells[col - 1] = replace(
            kept, value=value, formula=None, error=None, format=None if change.reformat else kept.format
        )
    return replace(grid, rows=tuple(map(tuple, rows)))


def in_file(intake: Intake, cell: CellRef) -> CellRef | None:
    """The cell of the file that is a cell of the book; None where the file has none."""
    file = intake.file.places.get(cell.tab)
    return intake.live.places[cell.tab].follow(cell, file) if file else None
