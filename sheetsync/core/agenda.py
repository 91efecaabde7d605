"""What an inspection session of one cluster has before it: when and where, and unit by unit what there is to settle."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from sheetsync.core.assessment import Assessment, lacking
from sheetsync.core.course.inquiry import Inquiry
from sheetsync.core.course.late import LateChange
from sheetsync.core.course.review import Change, Stage, step_words
from sheetsync.core.entries import NOT_PULLED
from sheetsync.core.layout import Book
from sheetsync.core.reading import Reading
from sheetsync.core.scoring.gaps import gaps_of
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.tables.course import Remedied, cell_words, leave_words, remedied
from sheetsync.core.tables.frames import WAITING
from sheetsync.core.values import format_date, format_number, format_time
from sheetsync.edition.model import Cluster, Edition, Inspection, Unit
from sheetsync.edition.terms import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A criterion at which the unit and its department are far apart."""

    criterion: str
    text: str
    own: Decimal
    theirs: Decimal
    gap: Decimal
    """What the unit gave itself above the department's points; negative where it gave itself less."""
    scorer: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal of bonus points, as its department wrote it; `state` is what the committee has said of it."""

    key: str
    department: str
    model: str
    points: Decimal | None
    reason: str
    evidence: str
    state: str


@dataclass(frozen=True, slots=True)
class Late:
    """What was changed after a deadline; `allowed` says who allowed it, where somebody did."""

    book: str
    place: str
    criterion: str
    before: str
    after: str
    closed: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Item:
    """One unit's turn."""

    unit: Unit
    step: str
    changes: tuple[Change, ...]
    """What was changed since the highest step was taken."""
    standing: Standing
    gaps: tuple[Disagreement, ...]
    """The largest first, equals in the rubric's order."""
    questions: tuple[Inquiry, ...]
    """The open ones."""
    late: tuple[Late, ...]
    bonus: tuple[Proposal, ...]
    remarks: tuple[Remedied, ...]
    cluster_remarks: str
    cluster_band: str
    judgement: str
    """The head's preliminary judgement."""
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """When and where the cluster is inspected: "08g00, thứ sáu ngày 20/11/2020"."""

    when: str
    place: str
    doubt: str
    """Where the plan calls the day another weekday than the calendar."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that a session has before it."""

    edition: Edition
    cluster: Cluster
    sessions: tuple[Session, ...]
    items: tuple[Item, ...]
    read_at: datetime | None
    """When the newest of the figures were read."""

    def name(self, department: str) -> str:
        """What people call a department."""
        return next((one.name for one in self.edition.departments if one.code == department), department)


def agenda(assessment: Assessment, cluster: str) -> Agenda:
    """Put together what a cluster's session has before it. Raises KeyError where there is no such cluster."""
    edition = assessment.edition
    return Agenda(
        edition,
        {one.code: one for one in edition.clusters}[cluster],
        tuple(_session(one) for one in edition.inspections if one.cluster == cluster),
        tuple(_item(assessment, unit) for unit in edition.units_of(cluster)),
        assessment.read_at,
    )


def _session(inspection: Inspection) -> Session:
    day = WEEKDAYS[inspection.day.weekday()]
    when = f"{format_time(inspection.hour)}, {day} ngày {format_date(inspection.day)}"
    doubt = f"kế hoạch ghi là {inspection.weekday}; hỏi lại trước khi mời họp" if inspection.is_misnamed else ""
    return Session(when, inspection.place, doubt)


def _item(assessment: Assessment, unit: Unit) -> Item:
    report = assessment.course.reports[unit.code]
    said = assessment.ledger.reports.get(unit.code, {})
    remarks, band, judgement = (said.get(column, NOT_PULLED) for column in ("remarks", "band", "judgement"))
    return Item(
        unit,
        step_words(report),
        report.put_back.get(report.reached, ()),
        assessment.index.standings[unit.code],
        tuple(sorted(_gaps(assessment, unit.code), key=lambda one: abs(one.gap), reverse=True)),
        tuple(one for one in assessment.index.asked.get(unit.code, ()) if one.is_open),
        tuple(_late(assessment, one) for one in assessment.course.late if one.unit == unit.code),
        tuple(_proposals(assessment, unit.code)),
        tuple(remedied(assessment, remark) for remark in assessment.index.remarks.get(unit.code, ())),
        remarks.text,
        band.text,
        judgement.text,
        tuple(_missing(assessment, unit)),
    )


def _gaps(assessment: Assessment, unit: str) -> Iterator[Disagreement]:
    for gap in gaps_of(assessment.edition, assessment.ledger, unit):
        leaf = gap.line.criterion
        if gap.size >= assessment.edition.limits.gap:
            scorer = assessment.name(leaf.scorer)
            yield Disagreement(leaf.code, leaf.text, gap.own, gap.theirs, gap.own - gap.theirs, scorer)


def _late(assessment: Assessment, late: LateChange) -> Late:
    return Late(
        assessment.name(late.cell.book),
        cell_words(assessment, late.cell),
        late.criterion or "",
        late.before,
        late.now,
        format_date(late.deadline),
        leave_words(late),
    )


def _proposals(assessment: Assessment, unit: str) -> Iterator[Proposal]:
    scored = {one.key: one for one in assessment.bonus}
    for row in assessment.ledger.bonus:
        if row.unit == unit:
            texts = {column: row[column].text or row[column].raw for column in ("model", "reason", "evidence")}
            one, state = scored.get(row.key), ""
            if one and one.waiting:
                state = WAITING
            elif one and one.decided is not None:
                state = f"được duyệt {format_number(one.decided)}"
            yield Proposal(row.key, assessment.name(row.book), points=row["points"].number, state=state, **texts)


def _missing(assessment: Assessment, unit: Unit) -> Iterator[str]:
    """Yield what is still to come before the unit can be settled."""
    collects, status = assessment.edition.collects, assessment.index.statuses.get(unit.code)
    report = assessment.course.reports[unit.code]
    if "unit" in collects and report.reached is Stage.OPEN:
        yield f"{unit.name} chưa nộp báo cáo"
    if status and status.reading is not Reading.CURRENT:
        yield "Chưa đọc được bảng của đơn vị" if status.reading is Reading.NONE else "Bảng của đơn vị: số liệu cũ"
    if status and not status.complete and status.reading is not Reading.NONE:
        which = _lacking(assessment, status.book) if status.done else ""
        yield f"Bảng của đơn vị mới điền {status.done}/{status.expected} ô{which}"
    if "cluster" in collects and report.reached in {Stage.OPEN, Stage.SUBMITTED}:
        yield "Thư ký cụm chưa ghi đã nhận báo cáo"
    yield from _unscored(assessment, assessment.index.standings[unit.code])


FEW = 3
"""So many cells that are still to be filled are named; of more, the number is told."""


def _lacking(assessment: Assessment, book: Book) -> str:
    """Which cells a unit still has to fill: "; còn thiếu Tự chấm điểm 1.1, 1.2; Phụ lục số liệu S1; 4 ô khác"."""
    places = list(lacking(assessment.edition, book, assessment.parsed[book.code]))
    titles = {tab.name: tab.title for tab in book.tabs}
    by_tab = groupby(places[:FEW], key=lambda place: place[0])
    named = [f"{titles[tab]} {', '.join(key for _, key, _ in own)}" for tab, own in by_tab]
    others = [f"{len(places) - FEW} ô khác"] if len(places) > FEW else []
    return f"; còn thiếu {'; '.join((*named, *others))}"


def _unscored(assessment: Assessment, standing: Standing) -> Iterator[str]:
    by_scorer: dict[str, list[str]] = {}
    for code in standing.missing:
        by_scorer.setdefault(assessment.name(assessment.edition.rubric.nodes[code].scorer), []).append(code)
    for scorer, codes in by_scorer.items():
        yield f"{scorer} chưa có điểm tiêu chí {', '.join(codes)}"
