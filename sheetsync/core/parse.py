"""Grid + layout -> entries + findings: a whole book read against its layout, nothing converted in silence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sheetsync.core.cells import Cell, Snapshot
from sheetsync.core.entries import NOT_PULLED, Entry, Reader, State, read_entry, shown, written
from sheetsync.core.findings import Finding, at
from sheetsync.core.layout import Book, Owner, ask_of, is_open
from sheetsync.core.locate import Place, locate
from sheetsync.core.names import Names
from sheetsync.core.telling import Mixed, mixed_columns, mixed_rows
from sheetsync.core.values import normalize


@dataclass(frozen=True, slots=True)
class Parsed:
    """One book, read. `entries` by (tab, row key, column).

    `damaged` where it is no base to score: a tab or column people fill is gone, or the locale is another.
    """

    book: Book
    places: Mapping[str, Place]
    entries: Mapping[tuple[str, str, str], Entry]
    findings: tuple[Finding, ...]
    damaged: bool
    mixed: frozenset[tuple[str, str]] = frozenset()
    """(tab, key) of the rows whose texts are of another row."""

    def entry(self, tab: str, key: str, column: str) -> Entry:
        """What was given there; NOT_PULLED where the place could not be read."""
        return self.entries.get((tab, key, column), NOT_PULLED)

    def rows(self, tab: str) -> Iterator[tuple[str, dict[str, Entry]]]:
        """Yield (key, entries by column) of the rows of one tab in which something was typed, in sheet order."""
        found: dict[str, dict[str, Entry]] = {}
        for (name, key, column), entry in self.entries.items():
            if name == tab:
                found.setdefault(key, {})[column] = entry
        for key, entries in found.items():
            if any(entry.state is not State.BLANK for entry in entries.values()):
                yield key, entries

    @property
    def lost(self) -> frozenset[tuple[str, str]]:
        """(tab, key) of the rows that the edition lays down and that can no longer be told: gone, twice, mixed up."""
        return self.mixed | frozenset(
            (place.tab.name, row.key)
            for place in self.places.values()
            for row in place.tab.rows
            if row.key not in place.rows
        )

    @property
    def filled(self) -> frozenset[tuple[str, str]]:
        """(tab, key) of the rows in which something was typed."""
        return frozenset((tab, key) for (tab, key, _), entry in self.entries.items() if entry.state is not State.BLANK)

    @property
    def given(self) -> int:
        """How many cells of this book people have filled."""
        return sum(entry.state is not State.BLANK for entry in self.entries.values())


def parse(book: Book, snapshot: Snapshot, names: Names, locale: str) -> Parsed:
    """Read one pulled book against its layout. `locale` is the one its numbers must have been typed in."""
    findings: list[Finding] = []
    entries: dict[tuple[str, str, str], Entry] = {}
    places: dict[str, Place] = {}
    untold: set[tuple[str, str]] = set()
    trusted = snapshot.locale == locale
    damaged = not trusted
    if not trusted:
        findings.append(Finding("locale-wrong", book.code, words=(("raw", snapshot.locale), ("meant", locale))))
    reader = Reader(names, trusted, next(iter(names.units.values()), ""), min(names.criteria, default=""))
    for tab in book.tabs:
        place, people = locate(book, tab, snapshot), tab.owned_by(Owner.PEOPLE)
        if place is None:
            findings.append(Finding("tab-missing", book.code, tab.name, words=(("raw", tab.title),)))
            damaged = damaged or bool(people)
            continue
        places[tab.name] = place
        findings += _structure_findings(place)
        rows, columns = mixed_rows(place), mixed_columns(place)
        findings += _mixed_findings(book, place, rows, columns)
        untold |= {(tab.name, key) for key, row in place.rows.items() if row in rows}
        damaged = damaged or any(column in people or (people and column.name == tab.key) for column in place.missing)
        for key, column, entry, finding in _read_tab(without(place, rows, columns), reader):
            entries[tab.name, key, column] = entry
            if finding:
                unit, criterion = book.subject(tab, key, column)
                findings.append(replace(finding, unit=unit, criterion=criterion))
    return Parsed(book, places, entries, tuple(findings), damaged, frozenset(untold))


# --- structure -------------------------------------------------------------------------------------------------------


def _structure_findings(place: Place) -> Iterator[Finding]:
    """Columns and rows that are gone, doubled or unknown, and locked cells that someone changed."""
    tab = place.tab
    for column in place.missing:
        words = (("tab", tab.title), ("raw", _one_line(column.header)))
        yield Finding("column-missing", place.book, tab.name, words=words)
    if tab.key not in place.columns:
        return
    for column in tab.columns:
        if column.name in place.columns:
            yield from _changed(place, place.header_row, column.name, column.header)
    for key, rows in place.twice.items():
        where = ", ".join(f"dòng {row}" for row in rows)
        yield at("code-twice", place.ref(rows[0], tab.key), raw=key, meant=where)
    yield from _row_findings(place)


def _row_findings(place: Place) -> Iterator[Finding]:
    tab = place.tab
    key_column = tab.column(tab.key)
    if key_column is None or key_column.owner is Owner.SYNC:
        return
    known = {row.key for row in tab.rows}
    for key, row in place.rows.items():
        if key not in known:
            yield at("code-unknown", place.ref(row, tab.key), raw=key)
    for laid in tab.rows:
        if laid.key in place.rows:
            for name, meant in laid.cells.items():
                if name in place.columns:
                    yield from _changed(place, place.rows[laid.key], name, meant)
        elif laid.key not in place.twice:
            yield Finding("code-missing", place.book, tab.name, words=(("raw", laid.key),))


def _mixed_findings(book: Book, place: Place, rows: Mixed, columns: Mixed) -> Iterator[Finding]:
    """Rows and columns that carry one code and another one's texts: what was typed there is nobody's for now."""
    tab = place.tab
    for key, row in place.rows.items():
        if row in rows:
            subject, meant = book.subject(tab, key, tab.key), _meant(key, rows[row])
            yield at("code-mixed-up", place.ref(row, tab.key), subject, what="Dòng", raw=key, meant=meant)
    for name, col in place.columns.items():
        column = tab.column(name)
        if col in columns and column and column.criterion == name:
            meant = _meant(name, columns[col])
            yield at("code-mixed-up", place.ref(place.header_row, name), what="Cột", raw=name, meant=meant)


def _meant(key: str, says: tuple[str, ...]) -> str:
    """Whose texts a row or a column carries."""
    return " hoặc ".join(says) or f"mục khác (nội dung của {key} nằm ở chỗ khác)"


def without(place: Place, rows: Mixed, columns: Mixed) -> Place:
    """A tab without what is mixed up there."""
    left = {key: row for key, row in place.rows.items() if row not in rows}
    return replace(place, rows=left, columns={name: col for name, col in place.columns.items() if col not in columns})


def _changed(place: Place, row: int, column: str, meant: str | Decimal) -> Iterator[Finding]:
    cell = place.cell(row, column)
    same = cell.value == meant if isinstance(meant, Decimal) else _same_text(cell, meant)
    if not same:
        yield at("cell-locked-changed", place.ref(row, column), raw=shown(cell), meant=_one_line(written(meant)))


def _same_text(cell: Cell, meant: str) -> bool:
    return isinstance(cell.value, str) and (cell.value == meant or normalize(cell.value) == normalize(meant))


def _one_line(text: str) -> str:
    return normalize(text)


# --- cells ----------------------------------------------------------------------------------------------------------


def _read_tab(place: Place, reader: Reader) -> Iterator[tuple[str, str, Entry, Finding | None]]:
    """Yield (key, column, entry, finding) for every people's cell that can be found."""
    tab = place.tab
    people = [column for column in tab.owned_by(Owner.PEOPLE) if column.name in place.columns]
    for key, row in place.rows.items():
        laid = tab.row(key)
        if laid is None and tab.rows:
            continue  # a code nobody knows: a finding already, and not ours to read
        for column in people:
            if is_open(column, laid):
                cell, ref = place.cell(row, column.name), place.ref(row, column.name)
                yield key, column.name, *read_entry(cell, ref, ask_of(column, laid), reader)
