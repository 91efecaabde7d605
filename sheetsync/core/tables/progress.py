"""How far every book is, and everybody together: expected, received, complete, on time, with evidence."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sheetsync.core.assessment import Assessment, BookStatus
from sheetsync.core.course.review import Stage
from sheetsync.core.entries import FILLED, State
from sheetsync.core.layout import MASTER
from sheetsync.core.ledger import Line
from sheetsync.core.reading import Reading
from sheetsync.edition.model import Unit


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    done: int
    of: int

    def __str__(self) -> str:
        return f"{self.done}/{self.of}"

    @property
    def whole(self) -> bool:
        """True where nothing is left to do."""
        return self.done == self.of


@dataclass(frozen=True, slots=True)
class BookProgress:
    """How far one book is."""

    status: BookStatus
    received: bool
    """True where a unit's report was handed in; of others, where all they are to give or receive is there."""
    received_words: str
    received_on: date | None
    """When a unit handed it in, where it did."""
    evidence: Share | None
    """Of a unit, the criteria with figures and a judgement of those that ask for them; of a department, the proposals
    with evidence; None where nothing asks for any, or the book was never read."""
    findings: int

    @property
    def filled(self) -> str:
        """The cells that are filled of those that must be; empty where nothing must, or nobody knows."""
        known = self.status.expected and self.status.reading is not Reading.NONE
        return f"{self.status.done}/{self.status.expected}" if known else ""


@dataclass(frozen=True, slots=True)
class Total:
    """How far the units of a cluster are, or all of them: so many of them each time."""

    cluster: str | None
    """None for all units."""
    name: str
    units: int
    read: int
    received: int
    complete: int
    on_time: int
    """Complete by the last day, as far as anybody can know."""
    evidence: int
    """With evidence for whatever asks for it."""
    findings: int

    @property
    def key(self) -> str:
        """What names it among books: no code holds a space."""
        return f"Cộng {self.cluster}" if self.cluster else "Tổng cộng"

    def share(self, count: int) -> str:
        """One of the counts, of all units: "4/5"."""
        return str(Share(count, self.units))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far everybody is: every book, the master last; then the units cluster by cluster, and all of them."""

    books: tuple[BookProgress, ...]
    totals: tuple[Total, ...]


def progress(assessment: Assessment) -> Progress:
    """See how far everybody is."""
    found = Counter(finding.book for finding in assessment.findings)
    rows = {
        status.book.code: BookProgress(
            status,
            *_received(assessment, status),
            evidence=_evidence(assessment, status),
            findings=found[status.book.code],
        )
        for status in assessment.statuses
    }
    return Progress(tuple(rows.values()), tuple(_totals(assessment, rows)))


# --- received --------------------------------------------------------------------------------------------------------


_Received = tuple[bool, str, date | None]


def _received(assessment: Assessment, status: BookStatus) -> _Received:
    """Whether what a book is to bring has come, in words, and when."""
    code, noun = status.book.code, assessment.edition.unit_noun
    if status.book.kind == "unit":
        return _handed_in(assessment, code)
    if status.reading is Reading.NONE:
        return False, "", None
    if code == MASTER:
        if not any("decisions" in phase.closes for phase in assessment.edition.phases):
            return False, "", None
        share, verb = Share(len(assessment.decisions.units), len(assessment.edition.units)), "Đã quyết định"
    elif status.book.kind == "department":
        share, verb = _scored(assessment, code), "Đã chấm"
    else:
        units = assessment.edition.units_of(code)
        share, verb = Share(sum(_is_received(assessment, unit.code) for unit in units), len(units)), "Đã nhận"
    return share.whole, f"{verb} {share} {noun}", None


def _handed_in(assessment: Assessment, unit: str) -> _Received:
    """How a unit's report came: ticked by itself, or received by the secretary of its cluster."""
    report = assessment.course.reports[unit]
    if step := report.steps.get(Stage.SUBMITTED):
        return True, "Đã nộp", step.at.date()
    if Stage.SUBMITTED in report.put_back:
        return False, "Phải nộp lại", None
    received = _is_received(assessment, unit)
    return received, "Cụm đã nhận" if received else "", None


def _is_received(assessment: Assessment, unit: str) -> bool:
    entry = assessment.ledger.reports.get(unit, {}).get("received")
    return entry is not None and entry.value is True


def _scored(assessment: Assessment, department: str) -> Share:
    """The units to which a department has given all it is asked for, of those it is asked to score at all."""
    rubric = assessment.edition.rubric
    own = [leaf.code for leaf in rubric.scored_by(department)]
    asked = {
        unit.code: codes
        for unit in assessment.edition.units
        if (codes := [code for code in own if rubric.asked(code, unit.code)])
    }
    lines = assessment.ledger.lines
    done = sum(
        all(lines[unit, code].hand("department").state in FILLED for code in codes) for unit, codes in asked.items()
    )
    return Share(done, len(asked))


# --- evidence --------------------------------------------------------------------------------------------------------


def _evidence(assessment: Assessment, status: BookStatus) -> Share | None:
    code, ledger = status.book.code, assessment.ledger
    if status.reading is Reading.NONE:
        return None
    if status.book.kind == "unit":
        rubric = assessment.edition.rubric
        lines = (ledger.lines[code, leaf.code] for leaf in rubric.leaves if rubric.applies(leaf.code, code))
        return _share([_is_proven(line) for line in lines if _asks_for_proof(line)])
    return _share([row["evidence"].state in FILLED for row in ledger.bonus if row.book == code])


def _share(told: Sequence[bool]) -> Share | None:
    return Share(sum(told), len(told)) if told else None


def _asks_for_proof(line: Line) -> bool:
    """False also where the unit says that there is nothing to prove: no points, or nothing arose."""
    points = line.hand("self")
    return line.criterion.evidence and points.state is not State.NOT_APPLICABLE and points.number != 0


def _is_proven(line: Line) -> bool:
    return line.figures.state in FILLED and line.judgement.state in FILLED


# --- totals ----------------------------------------------------------------------------------------------------------


def _totals(assessment: Assessment, rows: dict[str, BookProgress]) -> Iterator[Total]:
    edition = assessment.edition
    if "unit" not in edition.collects:
        return
    for cluster in edition.clusters:
        if units := edition.units_of(cluster.code):
            yield _total(rows, units, cluster.code, f"{cluster.name}: {len(units)} {edition.unit_noun}")
    yield _total(rows, edition.units, None, f"Tất cả: {len(edition.units)} {edition.unit_noun}")


def _total(rows: dict[str, BookProgress], units: Sequence[Unit], cluster: str | None, name: str) -> Total:
    own = [rows[unit.code] for unit in units]
    known = [row for row in own if row.status.reading is not Reading.NONE]
    return Total(
        cluster,
        name,
        units=len(own),
        read=sum(row.status.reading is Reading.CURRENT for row in own),
        received=sum(row.received for row in own),
        complete=sum(row.status.complete for row in known),
        on_time=sum(row.status.on_time is True for row in own),
        evidence=sum(row.evidence is None or row.evidence.whole for row in known),
        findings=sum(row.findings for row in own),
    )
