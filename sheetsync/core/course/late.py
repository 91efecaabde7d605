"""What was typed after a deadline: it counts, and is shown with what stood there when the deadline passed.

The first pull after a deadline is its record. Where a book had longer time, what changed in that time was allowed; a
second record, of the end of that time, tells what came even later. A rubric may be renumbered since: a row or a column
is held against the one of the record that has its texts, whatever code it carried then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sheetsync.core.cells import Cell, CellRef
from sheetsync.core.course.deadlines import Closing, closings, records_kept
from sheetsync.core.course.past import Past, Record
from sheetsync.core.course.present import Present
from sheetsync.core.entries import prose, shown
from sheetsync.core.findings import Finding, at, on
from sheetsync.core.layout import MASTER, Owner, is_open
from sheetsync.core.locate import Place, locate
from sheetsync.core.names import few, owner_names
from sheetsync.core.parse import Parsed
from sheetsync.core.telling import by_texts
from sheetsync.core.values import format_date, shorten
from sheetsync.edition.model import Extension


@dataclass(frozen=True, slots=True)
class LateChange:
    """One cell of a part that was closed, and that no longer holds what it held then; texts as people read them."""

    closing: Closing
    cell: CellRef
    unit: str | None
    criterion: str | None
    before: str
    after: str
    allowed: Extension | None = None
    """The exception in whose time it was changed."""
    again: str = ""
    """How it was typed anew, where it reads as before: "gõ bằng số"."""

    @property
    def now(self) -> str:
        """What stands there now, and where it reads as before, why it is another: "8,5 (gõ bằng số)"."""
        return f"{self.after} ({self.again})" if self.again else self.after

    @property
    def deadline(self) -> date:
        """The last day after which it was changed."""
        return self.closing.phase.ends if self.allowed else self.closing.ends


BLANK_WORDS = "(trống)"
"""How a blank cell is told of."""


def records_due(present: Present, past: Past) -> frozenset[tuple[str, str]]:
    """The deadlines that have passed and of which this run's pull is the record, by (what it is kept under, book).

    An older pull, or one whose structure is damaged, says nothing of what stood there.
    """
    return frozenset(
        (name, code)
        for code in present.current
        if not present.parsed[code].damaged
        for name, last_day in records_kept(present.edition, present.parsed[code].book)
        if present.now.date() > last_day and (name, code) not in past.records
    )


_SOON = timedelta(days=1)
"""A record of the day after a deadline tells what stood there when time was up."""


def late_records(present: Present, past: Past) -> Iterator[Finding]:
    """Say of which books nobody can tell what was typed in the days after a deadline: they were read only later."""
    called, today = owner_names(present.edition), present.now.date()
    taken = {place: record.at.date() for place, record in past.records.items()}
    taken |= dict.fromkeys(records_due(present, past), today)
    told: dict[tuple[date, date], list[str]] = {}
    for code, book in present.books.items():
        ends = ((last_day, taken.get((name, code))) for name, last_day in records_kept(present.edition, book))
        for gap in dict.fromkeys((end, day) for end, day in ends if day and end + _SOON < day <= today):
            told.setdefault(gap, []).append(called[code])
    for (deadline, day), names in sorted(told.items()):
        yield on("record-late", MASTER, books=few(names, "bảng"), deadline=format_date(deadline), day=format_date(day))


def late_changes(present: Present, past: Past) -> tuple[LateChange, ...]:
    """Compare every closed part with the record of its deadline, in the order of books, tabs and rows."""
    today = present.now.date()
    return tuple(
        change
        for code, parsed in present.parsed.items()
        for closing in closings(present.edition, code, parsed.book.kind)
        if today > closing.phase.ends  # everybody's: what changes in longer time is told as allowed
        for change in _changes(present, past, parsed, closing)
    )


def late_findings(changes: tuple[LateChange, ...]) -> Iterator[Finding]:
    """Say of every change that it was made late: with or without leave."""
    for one in changes:
        before, after = _where_they_differ(one.before, one.after)
        change = (
            f"ô này vẫn là “{before}”, nay {one.again}"
            if one.again
            else f"khi hết hạn ô này là “{before}”, nay là “{after}”"
        )
        words = {"change": change, "deadline": format_date(one.deadline)}
        about = (one.unit, one.criterion)
        if one.allowed is None:
            yield at("late-change", one.cell, about=about, **words)
        else:
            allowed = {"who": one.allowed.allowed_by, "why": one.allowed.because}
            yield at("late-change-allowed", one.cell, about=about, **words, **allowed)


_LONGEST, _LEAD = 80, 20
"""Characters of a text that a sentence shows, and how many of them may come before the first difference."""


def _where_they_differ(before: str, after: str) -> tuple[str, str]:
    """Two texts on one line each, cut short so that the first difference can be seen."""
    one, other = " ".join(before.split()), " ".join(after.split())
    if max(len(one), len(other)) <= _LONGEST:
        return one, other
    pairs = enumerate(zip(one, other, strict=False))
    start = next((place for place, (left, right) in pairs if left != right), min(len(one), len(other))) - _LEAD
    if start > 0:
        one, other = f"…{one[start:].lstrip()}", f"…{other[start:].lstrip()}"
    return shorten(one, _LONGEST), shorten(other, _LONGEST)


def _changes(present: Present, past: Past, parsed: Parsed, closing: Closing) -> Iterator[LateChange]:
    record = past.records.get((closing.record, closing.book))
    if record is None:
        return
    if closing.book not in present.current and present.read_at.get(closing.book, record.at) < record.at:
        return  # the pull in use is older than the record
    longer = past.records.get((closing.longer_record, closing.book))
    for tab in parsed.book.tabs:
        if tab.part == closing.part and tab.name in parsed.places:
            yield from _Comparison(parsed, closing, parsed.places[tab.name]).changes(record, longer)


class _Comparison:
    """One tab of a closed part, held against the records of its deadline."""

    def __init__(self, parsed: Parsed, closing: Closing, place: Place) -> None:
        self._parsed = parsed
        self._closing = closing
        self._place = by_texts(place)

    def changes(self, record: Record, longer: Record | None) -> Iterator[LateChange]:
        """Yield what differs, row by row."""
        common, later = self._as_in(record), self._as_in(longer)
        for key, column in self._open_cells():
            cell, held = _standing(self._place, key, column), _standing(common, key, column)
            if cell is None or held is None:
                continue
            last = _standing(later, key, column)
            if last is not None and _content(cell) != _content(last):  # later even than the longer time
                yield self._change(key, column, cell, last, allowed=False)
            elif _content(cell) != _content(held):
                yield self._change(key, column, cell, held, allowed=self._closing.is_longer)

    def _as_in(self, record: Record | None) -> Place | None:
        """The tab as a record has it."""
        place = locate(self._parsed.book, self._place.tab, record.snapshot) if record else None
        return by_texts(place) if place else None

    def _open_cells(self) -> Iterator[tuple[str, str]]:
        """Yield (row key, column) of every cell in which people type, row by row."""
        tab, people = self._place.tab, self._place.tab.owned_by(Owner.PEOPLE)
        for key in sorted(self._place.rows, key=lambda key: self._place.rows[key]):
            laid = tab.row(key)
            if laid or not tab.rows:
                yield from ((key, column.name) for column in people if is_open(column, laid))

    def _change(self, key: str, column: str, cell: Cell, held: Cell, *, allowed: bool) -> LateChange:
        unit, criterion = self._about(key, column)
        return LateChange(
            self._closing,
            self._place.ref(self._place.rows[key], column),
            unit,
            criterion,
            _text(held),
            _text(cell),
            self._closing.extension if allowed else None,
            _again(held, cell),
        )

    def _about(self, key: str, column: str) -> tuple[str | None, str | None]:
        """The unit and the criterion that a row is about: by its place, or as people name them beside it."""
        unit, criterion = self._parsed.book.subject(self._place.tab, key, column)
        named = self._parsed.entry(self._place.tab.name, key, "unit").text
        asked = self._parsed.entry(self._place.tab.name, key, "criterion").text
        if self._place.tab.part == "verdicts":  # its rows are pairs of a unit and one of its remarks
            named = key.partition("/")[0]
        return unit or named or None, criterion or asked or None


def _standing(place: Place | None, key: str, column: str) -> Cell | None:
    """What stands in a cell; None where nobody can tell. A row that people add starts out blank."""
    if place is None or column not in place.columns or place.tab.key not in place.columns:
        return None
    if key in place.rows:
        return place.cell(place.rows[key], column)
    return Cell() if not place.tab.rows and key not in place.twice else None


def _again(held: Cell, cell: Cell) -> str:
    """How a cell was typed anew, where people read the same as before."""
    if _text(held) != _text(cell):
        return ""
    return "gõ bằng số" if isinstance(cell.value, Decimal) and cell.formula is None else "gõ lại theo cách khác"


def _text(cell: Cell) -> str:
    """What stands in a cell, whole, as people read it."""
    plain = cell.formula is None and cell.error is None and isinstance(cell.value, str)
    return (prose(str(cell.value)) if plain else shown(cell)) or BLANK_WORDS


def _content(cell: Cell) -> object:
    """What makes two cells the same: what was typed, whatever it looks like and however its spaces fall."""
    value = prose(cell.value) or None if isinstance(cell.value, str) else cell.value
    return (cell.formula, cell.error, None if cell.is_blank else value)
