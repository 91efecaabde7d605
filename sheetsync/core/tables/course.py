"""What the tabs tell of the year's course: questions and remedies, what came late, how far each report and book is."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from sheetsync.core.assessment import Assessment, BookStatus
from sheetsync.core.cells import CellRef
from sheetsync.core.course.deadlines import PART_WORDS
from sheetsync.core.course.inquiry import Inquiry
from sheetsync.core.course.late import LateChange
from sheetsync.core.entries import NOT_PULLED
from sheetsync.core.layout import MASTER, pair
from sheetsync.core.marks import ANSWERS_TAB
from sheetsync.core.reading import Reading
from sheetsync.core.tables.frames import frame
from sheetsync.core.tables.progress import BookProgress, Total
from sheetsync.core.tables.progress import progress as progress_of
from sheetsync.core.values import format_date, shorten
from sheetsync.edition.model import Remark

READING_WORDS = {Reading.CURRENT: "Đọc được", Reading.OLD: "Số liệu cũ", Reading.NONE: "Chưa đọc được"}

_SHORT = 200
"""Characters of a question that are shown beside its criterion; the whole stands in its own row."""


# --- questions -------------------------------------------------------------------------------------------------------


def asked_beside(assessment: Assessment, unit: str) -> dict[str, str]:
    """What is asked of each criterion, as its row in the unit's own score shows it; nothing once it is closed."""
    said: dict[str, list[str]] = {}
    for one in assessment.index.asked.get(unit, ()):
        if one.criterion and one.is_open:
            said.setdefault(one.criterion, []).append(_beside(one, assessment.over(unit, "answers")))
    return {leaf.code: "\n".join(said.get(leaf.code, ())) for leaf in assessment.edition.rubric.leaves}


def _beside(one: Inquiry, ended: date | None) -> str:
    said = f"{one.code}: {shorten(one.question, _SHORT)}"
    if one.answer:
        return f"{said} (đã trả lời)"
    if ended:
        return f"{said} (hết hạn trả lời {format_date(ended)})"
    return f"{said} → trả lời ở thẻ “{ANSWERS_TAB}”, dòng {one.code}"


def questions_to(assessment: Assessment, unit: str) -> pd.DataFrame:
    """What departments ask a unit, then the gaps that it is asked to explain; closed ones stay beside their answer."""
    nodes = assessment.edition.rubric.nodes
    rows: dict[str, Sequence[object]] = {
        one.code: (
            assessment.name(one.department),
            one.criterion,
            nodes[one.criterion].text if one.criterion else "",
            one.question,
            one.state,
        )
        for one in assessment.index.asked.get(unit, ())
    }
    return frame(("department", "criterion", "text", "question", "state"), rows)


def asked_no_more(assessment: Assessment, unit: str) -> pd.DataFrame:
    """What has become of the questions that a unit answered and nobody asks in those words now.

    Each stays beside its answer: without it nobody could tell any more what was answered.
    """
    asked, parsed = assessment.index.asked.get(unit, ()), assessment.parsed.get(unit)
    put, now = {one.code for one in asked}, {code: one.code for one in asked for code in one.wordings}
    rows = {
        code: (f"câu hỏi đã sửa, xem dòng {now[code]}" if code in now else "câu hỏi đã rút",)
        for code, _ in (parsed.rows("questions") if parsed else ())
        if code not in put
    }
    return frame(("state",), rows)


def answers_for(assessment: Assessment, department: str) -> pd.DataFrame:
    """What units answered, beside a department's questions."""
    rows = {
        one.own.removeprefix(f"{department}-"): (one.answer,)
        for one in assessment.course.inquiries
        if one.department == department and one.own and one.answer
    }
    return frame(("answer",), rows)


def questions(assessment: Assessment) -> pd.DataFrame:
    """The questions that are open, the oldest first, with their age in whole days."""
    waiting = sorted((one for one in assessment.course.inquiries if one.is_open), key=lambda one: one.since)
    rows = {
        one.key: (
            assessment.name(one.unit),
            assessment.name(one.department),
            one.criterion,
            one.question,
            one.answer,
            one.state,
            format_date(one.since),
            Decimal(one.age),
        )
        for one in waiting
    }
    return frame(("unit", "department", "criterion", "question", "answer", "state", "since", "age"), rows)


# --- remedies --------------------------------------------------------------------------------------------------------

_REPORTED = ("action", "result", "evidence")


@dataclass(frozen=True, slots=True)
class Remedied:
    """A remark of last year, what its unit says it did about it, and what a department says of that."""

    code: str
    remark: str
    action: str
    result: str
    evidence: str
    department: str
    verdict: str
    note: str


def remedied(assessment: Assessment, remark: Remark) -> Remedied:
    """One remark, as people read what has become of it."""
    reported, judge = _reported(assessment, remark), assessment.name(remark.judge)
    return Remedied(remark.code, remark.text, *reported, judge, *_verdict(assessment, remark))


def remedies_of(assessment: Assessment, unit: str) -> pd.DataFrame:
    """What departments say of a unit's remedies: "khắc phục một phần: còn 2 khu phố"."""
    rows = {
        remark.code: (": ".join(said for said in _verdict(assessment, remark) if said),)
        for remark in assessment.index.remarks.get(unit, ())
        if remark.judge
    }
    return frame(("verdict",) if rows else (), rows)


def remedies_for(assessment: Assessment, department: str) -> pd.DataFrame:
    """What units report of the remarks that a department judges."""
    rows = {
        pair(remark.unit, remark.code): _reported(assessment, remark)
        for remark in assessment.edition.remarks
        if remark.judge == department
    }
    return frame(_REPORTED, rows)


def remedies(assessment: Assessment) -> pd.DataFrame:
    """Last year's remarks with what units report and what departments say of it."""
    rows: dict[str, Sequence[object]] = {
        pair(remark.unit, code): (assessment.name(remark.unit), *told)
        for remark in assessment.edition.remarks
        for code, *told in (astuple(remedied(assessment, remark)),)
    }
    return frame(("unit", "remark", *_REPORTED, "department", "verdict", "note"), rows)


def _reported(assessment: Assessment, remark: Remark) -> tuple[str, str, str]:
    """What was done, with what result, by what evidence."""
    parsed = assessment.parsed.get(remark.unit)
    given = (parsed.entry("remedies", remark.code, column) if parsed else NOT_PULLED for column in _REPORTED)
    action, result, evidence = (entry.text or entry.raw for entry in given)
    return action, result, evidence


def _verdict(assessment: Assessment, remark: Remark) -> tuple[str, str]:
    """A department's verdict and the note beside it."""
    parsed, key = assessment.parsed.get(remark.judge or ""), pair(remark.unit, remark.code)
    if parsed is None:
        return "", ""
    return parsed.entry("verdicts", key, "verdict").text, parsed.entry("verdicts", key, "note").text


# --- what came late --------------------------------------------------------------------------------------------------


def late(assessment: Assessment) -> pd.DataFrame:
    """What was changed after a deadline, with what stood there before."""
    columns = ("book", "place", "unit", "criterion", "before", "after", "closed", "allowed")
    rows = {str(number): _late_row(assessment, one) for number, one in enumerate(assessment.course.late, 1)}
    return frame(columns, rows)


def _late_row(assessment: Assessment, one: LateChange) -> Sequence[object]:
    return (
        assessment.name(one.cell.book),
        cell_words(assessment, one.cell),
        assessment.name(one.unit),
        one.criterion or "",
        one.before,
        one.now,
        f"{format_date(one.deadline)} ({PART_WORDS[one.closing.part]})",
        leave_words(one),
    )


def cell_words(assessment: Assessment, cell: CellRef) -> str:
    """Where a cell is, as people say it: "Tự chấm điểm, ô D12"."""
    tab = assessment.book(cell.book).tab(cell.tab)
    return f"{tab.title if tab else cell.tab}, ô {cell.a1}"


def leave_words(late: LateChange) -> str:
    """Who allowed a late change, and why; empty where nobody did."""
    return f"{late.allowed.allowed_by}: {late.allowed.because}" if late.allowed else ""


# --- progress --------------------------------------------------------------------------------------------------------


def progress(assessment: Assessment) -> pd.DataFrame:
    """How far every book is, then the units of each cluster and all of them."""
    found, noun = progress_of(assessment), assessment.edition.unit_noun
    told = (row for row in found.books if row.status.book.code != MASTER or row.received_words)
    rows = {row.status.book.code: _book_row(row) for row in told}
    rows |= {total.key: _total_row(total, noun) for total in found.totals}
    columns = ("name", "state", "expected", "received", "complete", "on_time", "evidence", "findings")
    return frame(columns, rows)


def on_time_words(status: BookStatus) -> str:
    """Whether a book was complete in time, in words; of one first read complete after its last day, that much."""
    if status.due is None:
        return ""
    due = format_date(status.due)
    if status.on_time is not None:
        return f"Đúng hạn {due}" if status.on_time else f"Quá hạn {due}"
    if status.reading is Reading.NONE:
        return f"Hạn {due}"
    if status.completed and status.completed.date() > status.due:
        return f"{'Đủ' if status.complete else 'Từng đủ'} (đọc sau hạn {due})"
    return f"Còn hạn đến {due}"


def _book_row(row: BookProgress) -> Sequence[object]:
    status = row.status
    what = "tiêu chí" if status.book.kind == "unit" else "đề xuất"
    return (
        status.name,
        READING_WORDS[status.reading],
        f"{status.expected} ô" if status.expected else "",
        f"{row.received_words} {format_date(row.received_on)}" if row.received_on else row.received_words,
        f"{row.filled} ô" if row.filled else "",
        on_time_words(status),
        f"{row.evidence} {what}" if row.evidence else "",
        Decimal(row.findings),
    )


def _total_row(total: Total, noun: str) -> Sequence[object]:
    counts = (total.received, total.complete, total.on_time, total.evidence)
    shown = (total.share(count) for count in counts)
    return total.name, total.share(total.read), f"{total.units} {noun}", *shown, Decimal(total.findings)
