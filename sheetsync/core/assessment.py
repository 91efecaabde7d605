"""Everything the pulled books say, thought through once: parse -> ledger -> checks -> scores -> standings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from sheetsync.core.books import books
from sheetsync.core.catalogue import CATALOGUE
from sheetsync.core.checks import check
from sheetsync.core.checks.scene import Scene
from sheetsync.core.course.course import Course, course
from sheetsync.core.course.deadlines import closings, longer_reports, over_words
from sheetsync.core.course.deadlines import due as due_of
from sheetsync.core.course.inquiry import Inquiry
from sheetsync.core.course.past import Past
from sheetsync.core.course.present import Present
from sheetsync.core.entries import FILLED, State
from sheetsync.core.findings import Finding, on
from sheetsync.core.layout import MASTER, Book
from sheetsync.core.ledger import Ledger, build_ledger
from sheetsync.core.names import owner_names, read_names
from sheetsync.core.parse import Parsed
from sheetsync.core.reading import BookReader, Read, Reading, Source, about
from sheetsync.core.scoring.bands import quota_findings
from sheetsync.core.scoring.decisions import Decisions, decided_elsewhere, decisions, stale_findings
from sheetsync.core.scoring.late import Lateness, lateness
from sheetsync.core.scoring.outcome import stand
from sheetsync.core.scoring.register import BonusScored, score_bonus
from sheetsync.core.scoring.score import Scored, score_line
from sheetsync.core.scoring.standing import Evidence, Standing, settled_scores
from sheetsync.core.values import format_date
from sheetsync.edition.model import FILLED_FIRST, Edition, Remark

T = TypeVar("T")


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
    """True where the book was seen complete by its last day, whatever is asked for or goes missing after it; False
    where it never was, and the day has passed.

    None where nobody can know: the day has not passed yet, there is none, the book was never read, or it was first
    read complete after that day (it may have been so in time).
    """
    incomplete: datetime | None = None
    """When it was last seen with something missing, before it was ever complete."""

    @property
    def complete(self) -> bool:
        """True where all that people must fill is filled."""
        return self.done >= self.expected


@dataclass(frozen=True, slots=True)
class Index:
    """The parts of an assessment by code, so that looking one up costs the same for 15 units and for 3,000."""

    names: Mapping[str, str]
    books: Mapping[str, Book]
    statuses: Mapping[str, BookStatus]
    standings: Mapping[str, Standing]
    asked: Mapping[str, tuple[Inquiry, ...]]
    """What each unit is asked."""
    remarks: Mapping[str, tuple[Remark, ...]]
    """Last year's remarks on each unit."""
    proposals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The keys of the bonus proposals for each unit."""
    about: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Findings by the unit they are about."""
    told: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Findings by the book whose owner is told of them."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole result of one run, before it is laid out for anybody."""

    edition: Edition
    today: date
    """The day of the run, in the edition's zone."""
    books: tuple[Book, ...]
    parsed: Mapping[str, Parsed]
    evidence: Evidence
    """What the standings rest on."""
    scores: Mapping[tuple[str, str], Scored]
    """What counts of every line, caps included."""
    late: Mapping[str, Lateness]
    """What lateness takes, by unit."""
    standings: tuple[Standing, ...]
    decisions: Decisions
    """What the committee decided, and what it rests on."""
    findings: tuple[Finding, ...]
    statuses: tuple[BookStatus, ...]
    course: Course
    """How far everybody is in the year."""
    index: Index

    @property
    def ledger(self) -> Ledger:
        """All that was given."""
        return self.evidence.ledger

    @property
    def bonus(self) -> tuple[BonusScored, ...]:
        """The register of bonus, scored."""
        return self.evidence.bonus

    def book(self, code: str) -> Book:
        """The layout of one book. Raises KeyError where there is none."""
        return self.index.books[code]

    def name(self, code: str | None) -> str:
        """What people call a unit, department, cluster or the master; empty for none."""
        return self.index.names.get(code, code) if code else ""

    @property
    def read_at(self) -> datetime | None:
        """When the newest of the figures were read; None where none ever were."""
        return max((status.read_at for status in self.statuses if status.read_at), default=None)

    @property
    def unread(self) -> int:
        """How many books could not be read."""
        return sum(status.reason is not None for status in self.statuses)

    def over(self, book: str, part: str) -> date | None:
        """The last day of a part of a book that is past, as it was extended; None where people still type."""
        ends = (one.ends for one in closings(self.edition, book, self.book(book).kind) if one.part == part)
        return next((day for day in ends if self.today > day), None)

    def advice_to(self, reader: str, finding: Finding) -> str:
        """What the owner of a book is advised, of the master the office: it alone opens what a deadline has closed."""
        book = self.book(finding.book)
        if book.code != MASTER and not CATALOGUE[finding.code].any_time:
            tab = book.tab(finding.tab or "")
            if ended := self.over(book.code, tab.part if tab else FILLED_FIRST[book.kind]):
                return over_words(ended, to_office=reader == MASTER)
        return finding.advice if reader == MASTER else finding.advice_to_owner

    def findings_of(self, unit: str) -> tuple[Finding, ...]:
        """What was found about one unit, in whatever book."""
        return self.index.about.get(unit, ())

    def told_to(self, book: str) -> tuple[Finding, ...]:
        """What the owner of a book is told: what is in it, and for a unit the gaps it has to settle.

        What only the office can do something about is not told; the master is the office's own.
        """
        return self.index.told.get(book, ())


def _index(
    edition: Edition,
    laid: tuple[Book, ...],
    statuses: tuple[BookStatus, ...],
    found: tuple[Standing, ...],
    asked: tuple[Inquiry, ...],
) -> Index:
    """Everything by code but what was proposed or found."""
    return Index(
        names=owner_names(edition),
        books={book.code: book for book in laid},
        statuses={status.book.code: status for status in statuses},
        standings={standing.unit.code: standing for standing in found},
        asked=_grouped((one.unit, one) for one in asked),
        remarks=_grouped((remark.unit, remark) for remark in edition.remarks),
    )


def _indexed(index: Index, ledger: Ledger, findings: tuple[Finding, ...]) -> Index:
    """The index with what was proposed and what was found."""
    proposals = ((row.unit, row.key) for row in ledger.bonus if row.unit)
    told = (one for finding in findings for one in _told(ledger, finding))
    about = ((finding.unit, finding) for finding in findings if finding.unit)
    return replace(index, proposals=_grouped(proposals), about=_grouped(about), told=_grouped(told))


def _told(ledger: Ledger, finding: Finding) -> Iterator[tuple[str, Finding]]:
    """Yield (book, finding) for the books whose owners are told of it, each at a cell that its owner can open."""
    if finding.book == MASTER or not finding.for_office:
        yield finding.book, finding
    if finding.unit and finding.criterion and finding.code == "gap-large":
        own = ledger.lines[finding.unit, finding.criterion].hand("self").cell
        yield finding.unit, replace(finding, book=finding.unit, tab="self", cell=own)


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(group) for key, group in found.items()}


def assess(edition: Edition, sources: Mapping[str, Source], now: datetime, past: Past = Past()) -> Assessment:  # noqa: B008 - frozen
    """Judge an edition's books. Pure: the same sources, moment and past give the same assessment."""
    laid = books(edition)
    reader, called = BookReader(read_names(edition), edition.locale), owner_names(edition)
    read = [reader.read(book, called[book.code], sources.get(book.code, Source())) for book in laid]
    parsed = {one.book.code: one.parsed for one in read if one.parsed}
    statuses = tuple(_status(edition, one, now) for one in read)
    seen = {status.book.code: status.incomplete for status in statuses if status.incomplete}
    late = lateness(edition, seen, longer_reports(edition))
    master = parsed[MASTER].places if MASTER in parsed else {}
    ledger = build_ledger(edition, parsed)
    ledger = replace(ledger, decided_elsewhere=decided_elsewhere(edition, ledger, master))
    evidence = Evidence(
        ledger,
        {place: score_line(edition.rubric, line) for place, line in ledger.lines.items()},
        score_bonus(edition.rubric, ledger),
        {unit: one.points for unit, one in late.items()},
        _figures_asked(edition, parsed),
        _resting_on_old(edition, statuses),
    )
    stood, settled = stand(edition, evidence), settled_scores(edition, evidence)
    decided = decisions(edition, evidence, settled, stood, master)
    current = frozenset(one.book.code for one in read if one.reading is Reading.CURRENT)
    by_code = {book.code: book for book in laid}
    ran = course(Present(edition, by_code, parsed, current, ledger, now, decided, _read_at(read)), past)
    findings = _in_order(
        laid,
        [
            *(finding for one in read for finding in one.findings),
            *(
                one
                for one in check(Scene(edition, parsed, ledger, ran.answers))
                if not _is_early(edition, one, now.date())
            ),
            *_late(statuses),
            *_losses(edition, late),
            *stale_findings(decided, ledger, stood),
            *quota_findings(edition, stood),
            *ran.findings,
        ],
    )
    index = _indexed(_index(edition, laid, statuses, stood, ran.inquiries), ledger, findings)
    return Assessment(
        edition, now.date(), laid, parsed, evidence, settled, late, stood, decided, findings, statuses, ran, index
    )


def _read_at(read: Iterable[Read]) -> dict[str, datetime]:
    """When the pull in use of each book was made, where that is known."""
    moments = {one.book.code: one.source.good_at if one.reading is Reading.OLD else one.source.read_at for one in read}
    return {code: at for code, at in moments.items() if at}


def _figures_asked(edition: Edition, parsed: Mapping[str, Parsed]) -> dict[str, dict[str, Decimal]]:
    """The figures of the data appendix that conditions of bands look at, by unit."""
    asked = {need.figure for band in edition.rubric.bands for need in band.needs if need.figure}
    return {
        unit.code: {
            code: number
            for code in sorted(asked)
            if (number := parsed[unit.code].entry("appendix", code, "value").number) is not None
        }
        for unit in edition.units
        if asked and unit.code in parsed
    }


def with_findings(assessment: Assessment, more: Iterable[Finding]) -> Assessment:
    """The same assessment with findings that came up later."""
    placed = [one for finding in more for one in about(assessment.book(finding.book), [finding])]
    findings = _in_order(assessment.books, [*assessment.findings, *placed])
    return replace(assessment, findings=findings, index=_indexed(assessment.index, assessment.ledger, findings))


def fit_to_score(assessment: Assessment) -> Iterator[str]:
    """Yield the codes of the books whose newest pull was used and is whole: from now on it is their last good one."""
    for status in assessment.statuses:
        if status.reading is Reading.CURRENT and not assessment.parsed[status.book.code].damaged:
            yield status.book.code


# --- progress --------------------------------------------------------------------------------------------------------


def _status(edition: Edition, read: Read, now: datetime) -> BookStatus:
    source, old = read.source, read.reading is Reading.OLD
    done, expected = _filled(edition, read.book, read.parsed)
    complete = read.parsed is not None and done >= expected
    completed = source.completed or (now if complete else None)
    due = due_of(edition, read.book.code, read.book.kind)
    return BookStatus(
        book=read.book,
        name=read.name,
        reading=read.reading,
        reason=source.unread if source.now is None else None,
        read_at=source.good_at if old else source.read_at,
        done=done,
        expected=expected,
        due=due,
        completed=completed,
        on_time=_on_time(due, completed, now, complete=complete) if read.parsed else None,
        incomplete=_incomplete(read, now, complete=complete),
    )


def _incomplete(read: Read, now: datetime, *, complete: bool) -> datetime | None:
    """When a book was last seen incomplete: at its newest pull, where that is the one in use, or before.

    What goes missing from a book that was complete once does not make its report late.
    """
    source = read.source
    seen = read.reading is Reading.CURRENT and not complete and source.completed is None
    return (source.read_at or now) if seen else source.incomplete


def _on_time(due: date | None, completed: datetime | None, now: datetime, *, complete: bool) -> bool | None:
    """Judge by when a book was first seen complete, as lateness does (`_incomplete`).

    A criterion that comes later, or a cell that is emptied later, is told by findings of its own: the report was there.
    """
    if due is None or (completed and completed.date() > due):
        return None
    if complete:
        return True
    return completed is not None if now.date() > due else None


def _filled(edition: Edition, book: Book, parsed: Parsed | None) -> tuple[int, int]:
    """How many of the cells that must be filled are."""
    wanted = list(required(edition, book))
    if parsed is None:
        return 0, len(wanted)
    return len(wanted) - len(lacking(edition, book, parsed)), len(wanted)


def lacking(edition: Edition, book: Book, parsed: Parsed) -> dict[tuple[str, str, str], State]:
    """The cells that the owner of a book still has to fill, with how each stands: a tick says “có”, or nothing."""
    entries = {place: parsed.entry(*place) for place in required(edition, book)}
    ticks = book.kind == "cluster"
    return {
        place: entry.state
        for place, entry in entries.items()
        if (entry.value is not True if ticks else entry.state not in FILLED)
    }


def required(edition: Edition, book: Book) -> Iterator[tuple[str, str, str]]:
    """Yield (tab, row key, column) of every cell that the owner of a book has to fill."""
    if book.kind == "unit":
        asked = (leaf.code for leaf in edition.rubric.leaves if edition.rubric.asked(leaf.code, book.code))
        yield from (("self", code, "points") for code in asked)
        yield from (("appendix", figure.code, "value") for figure in edition.figures if figure.required)
        yield from (("remedies", remark.code, "action") for remark in edition.remarks if remark.unit == book.code)
    elif book.kind == "department":
        own = [leaf.code for leaf in edition.rubric.scored_by(book.code)]
        places = ((unit.code, code) for unit in edition.units for code in own)
        yield from (("points", unit, code) for unit, code in places if edition.rubric.asked(code, unit))
    elif book.kind == "cluster":
        ticks = ("received", "agreed") if asks_to_agree(edition) else ("received",)
        yield from (("reports", unit.code, tick) for tick in ticks for unit in edition.units_of(book.code))


def asks_to_agree(edition: Edition) -> bool:
    """True where clusters are inspected: each of their units is to be agreed on."""
    return bool(edition.inspections) or any("agreed" in phase.closes for phase in edition.phases)


def _is_early(edition: Edition, finding: Finding, today: date) -> bool:
    """True of a report that nobody has begun, while its last day is further off than anybody is reminded of it."""
    last = due_of(edition, finding.book, "unit") if finding.code == "report-missing" else None
    return last is not None and (last - today).days > max(edition.reminders.before, default=0)


def _late(statuses: tuple[BookStatus, ...]) -> Iterator[Finding]:
    for status in statuses:
        if status.due and status.on_time is False:
            late = on("book-late", status.book.code, name=status.name, raw=format_date(status.due))
            yield from about(status.book, [late])


def _losses(edition: Edition, late: Mapping[str, Lateness]) -> Iterator[Finding]:
    for unit in edition.units:
        if unit.code in late:
            yield on("report-late-points", unit.code, about=(unit.code, None), raw=late[unit.code].because)


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
