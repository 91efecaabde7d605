"""Everything the pulled books say, thought through once: parse -> ledger -> checks -> scores -> standings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from sheetsync.core.books import books
from sheetsync.core.cells import Snapshot
from sheetsync.core.checks import check
from sheetsync.core.checks.scene import Scene
from sheetsync.core.entries import State
from sheetsync.core.findings import Finding, on
from sheetsync.core.layout import MASTER, Book
from sheetsync.core.ledger import Ledger, build_ledger
from sheetsync.core.names import Names, read_names
from sheetsync.core.parse import Parsed, parse
from sheetsync.core.score import BonusScored, Scored, score_bonus, score_line
from sheetsync.core.standing import Standing, standings
from sheetsync.core.values import format_date, format_moment
from sheetsync.edition.model import Cluster, Department, Edition, Unit


@dataclass(frozen=True, slots=True)
class Source:
    """One book as it comes to be judged. Moments are in the edition's zone.

    `now` is the newest pull (None where it failed, `unread` says why), `good` the last one that was fit to score,
    `completed` when the book was first seen with nothing missing.
    """

    now: Snapshot | None = None
    unread: str | None = None
    detail: str = ""
    read_at: datetime | None = None
    good: Snapshot | None = None
    good_at: datetime | None = None
    completed: datetime | None = None
    accept_empty: bool = False
    """A person said that everything in it was deleted on purpose."""


class Reading(Enum):
    """How current the figures of a book are."""

    CURRENT = "current"
    OLD = "old"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BookStatus:
    """How one book stands: what was read and when, how much of it is filled, and whether in time."""

    book: Book
    name: str
    reading: Reading
    reason: str | None
    read_at: datetime | None
    done: int
    expected: int
    due: date | None
    completed: datetime | None
    on_time: bool | None
    """None while the last day has not passed and the book is not complete, or where there is no last day."""

    @property
    def complete(self) -> bool:
        """True where all that people must fill is filled."""
        return self.done >= self.expected


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole result of one run, before it is laid out for anybody."""

    edition: Edition
    books: tuple[Book, ...]
    parsed: Mapping[str, Parsed]
    ledger: Ledger
    scores: Mapping[tuple[str, str], Scored]
    bonus: tuple[BonusScored, ...]
    standings: tuple[Standing, ...]
    findings: tuple[Finding, ...]
    statuses: tuple[BookStatus, ...]

    def book(self, code: str) -> Book:
        """The layout of one book. Raises StopIteration where there is none."""
        return next(book for book in self.books if book.code == code)

    def findings_of(self, unit: str) -> tuple[Finding, ...]:
        """What was found about one unit, in whatever book."""
        return tuple(finding for finding in self.findings if finding.unit == unit)

    def name(self, code: str | None) -> str:
        """What people call a unit, department, cluster or the master."""
        return owner_name(self.edition, code)


def owner_name(edition: Edition, code: str | None) -> str:
    """What people call a unit, department, cluster or the master; empty for none."""
    owners: tuple[Unit | Department | Cluster, ...] = (*edition.units, *edition.departments, *edition.clusters)
    if code == MASTER:
        return "Bảng tổng hợp"
    return next((owner.name for owner in owners if owner.code == code), code or "")


def assess(edition: Edition, sources: Mapping[str, Source], now: datetime) -> Assessment:
    """Judge an edition's books. Pure: the same sources and moment give the same assessment."""
    laid = books(edition)
    names = read_names(edition)
    read = {book.code: _read(edition, book, sources.get(book.code, Source()), names) for book in laid}
    parsed = {code: outcome.parsed for code, outcome in read.items() if outcome.parsed}
    ledger = build_ledger(edition, parsed)
    scores = {place: score_line(edition.rubric, line) for place, line in ledger.lines.items()}
    bonus = score_bonus(edition.rubric, ledger)
    statuses = tuple(_status(edition, book, sources.get(book.code, Source()), read[book.code], now) for book in laid)
    found = [finding for outcome in read.values() for finding in outcome.findings]
    found += check(Scene(edition, parsed, ledger))
    found += _late(statuses, now)
    return Assessment(
        edition,
        laid,
        parsed,
        ledger,
        scores,
        bonus,
        standings(edition, ledger, scores, bonus, _resting_on_old(edition, statuses)),
        _in_order(laid, found),
        statuses,
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One book read, or why not."""

    parsed: Parsed | None
    findings: tuple[Finding, ...]
    reading: Reading


EMPTIED_FROM = 5
"""From so many filled cells on, a book that is suddenly blank is taken for an accident."""


def _read(edition: Edition, book: Book, source: Source, names: Names) -> _Outcome:
    """Read the newest pull; fall back on the last good one where it is missing, damaged or suddenly empty."""
    name = owner_name(edition, book.code)
    current = parse(book, source.now, names, edition.locale) if source.now else None
    good = parse(book, source.good, names, edition.locale) if source.good else None
    if current is None:
        trouble: tuple[Finding, ...] = _unread(book, name, source)
    elif current.damaged:
        trouble = tuple(finding for finding in current.findings if finding.cell is None)
    elif good and good.given >= EMPTIED_FROM and current.given == 0 and not source.accept_empty:
        trouble = (_about(book, on("book-emptied", book.code, raw=book.code)),)
    else:
        return _Outcome(current, tuple(_about(book, finding) for finding in current.findings), Reading.CURRENT)
    if good is None or source.good_at is None:
        found = current.findings if current else trouble
        reading = Reading.CURRENT if current else Reading.NONE
        return _Outcome(current, tuple(_about(book, finding) for finding in found), reading)
    stale = on("book-stale", book.code, name=name, raw=format_moment(source.good_at))
    findings = (*trouble, stale, *good.findings)
    return _Outcome(good, tuple(_about(book, finding) for finding in findings), Reading.OLD)


def _unread(book: Book, name: str, source: Source) -> tuple[Finding, ...]:
    if source.unread is None:
        return ()
    return (_about(book, on(f"book-{source.unread}", book.code, name=name, raw=source.detail or "không rõ lỗi")),)


def _about(book: Book, finding: Finding) -> Finding:
    """Whatever is found in a unit's book is about that unit."""
    return replace(finding, unit=book.code) if book.kind == "unit" and finding.unit is None else finding


def with_findings(assessment: Assessment, more: Iterable[Finding]) -> Assessment:
    """The same assessment with findings that came up later."""
    return replace(assessment, findings=_in_order(assessment.books, [*assessment.findings, *more]))


def fit_to_score(assessment: Assessment) -> Iterator[str]:
    """Yield the codes of the books whose newest pull was used and is whole: from now on it is their last good one."""
    for status in assessment.statuses:
        if status.reading is Reading.CURRENT and not assessment.parsed[status.book.code].damaged:
            yield status.book.code


# --- progress --------------------------------------------------------------------------------------------------------


def _status(edition: Edition, book: Book, source: Source, outcome: _Outcome, now: datetime) -> BookStatus:
    done, expected = _filled(edition, book, outcome.parsed)
    due = edition.due(book.kind)
    completed = source.completed or (now if done >= expected and outcome.parsed else None)
    on_time: bool | None = None
    if due and completed and done >= expected:
        on_time = completed.date() <= due
    elif due and now.date() > due:
        on_time = False
    return BookStatus(
        book=book,
        name=owner_name(edition, book.code),
        reading=outcome.reading,
        reason=source.unread if source.now is None else None,
        read_at=source.good_at if outcome.reading is Reading.OLD else source.read_at,
        done=done,
        expected=expected,
        due=due,
        completed=completed,
        on_time=on_time,
    )


def _filled(edition: Edition, book: Book, parsed: Parsed | None) -> tuple[int, int]:
    """How many of the cells that must be filled are."""
    wanted = list(_required(edition, book))
    if parsed is None:
        return 0, len(wanted)
    filled = {State.GIVEN, State.NOT_APPLICABLE}
    return sum(parsed.entry(*place).state in filled for place in wanted), len(wanted)


def _required(edition: Edition, book: Book) -> Iterator[tuple[str, str, str]]:
    """Yield (tab, row key, column) of every cell that the owner of a book has to fill."""
    if book.kind == "unit":
        yield from (("self", leaf.code, "points") for leaf in edition.rubric.leaves)
        yield from (("appendix", figure.code, "value") for figure in edition.figures if figure.required)
        yield from (("remedies", remark.code, "action") for remark in edition.remarks if remark.unit == book.code)
    elif book.kind == "department":
        own = edition.rubric.scored_by(book.code)
        yield from (("points", unit.code, leaf.code) for unit in edition.units for leaf in own)
    elif book.kind == "cluster":
        yield from (("reports", unit.code, "received") for unit in edition.units_of(book.code))


def _late(statuses: tuple[BookStatus, ...], now: datetime) -> Iterator[Finding]:
    for status in statuses:
        if status.due and not status.complete and now.date() > status.due:
            yield _about(status.book, on("book-late", status.book.code, name=status.name, raw=format_date(status.due)))


def _resting_on_old(edition: Edition, statuses: tuple[BookStatus, ...]) -> frozenset[str]:
    """The units some of whose counted figures come from an earlier pull."""
    old = {status.book.code for status in statuses if status.reading is Reading.OLD}
    scorers = {leaf.scorer for leaf in edition.rubric.leaves}
    if old & scorers:
        return frozenset(unit.code for unit in edition.units)
    return frozenset(unit.code for unit in edition.units if unit.code in old or unit.cluster in old)


def _in_order(laid: tuple[Book, ...], found: list[Finding]) -> tuple[Finding, ...]:
    """Gravest first, then book by book, tab by tab, row by row: an order that no run changes."""
    places = {book.code: place for place, book in enumerate(laid)}
    tabs = {(book.code, tab.name): place for book in laid for place, tab in enumerate(book.tabs)}

    def key(finding: Finding) -> tuple[object, ...]:
        cell = finding.cell
        return (
            finding.severity.rank,
            places[finding.book],
            tabs.get((finding.book, finding.tab or ""), -1),
            (cell.row, cell.col) if cell else (0, 0),
            finding.code,
            finding.words,
        )

    return tuple(sorted(dict.fromkeys(found), key=key))
