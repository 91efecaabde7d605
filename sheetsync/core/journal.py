"""What the tabs tell of the year's course: questions and remedies, what came late, how far each report and book is."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from sheetsync.core.assessment import Assessment, BookStatus
from sheetsync.core.frames import frame
from sheetsync.core.layout import MASTER, pair
from sheetsync.core.reading import Reading
from sheetsync.core.values import format_date

READING_WORDS = {Reading.CURRENT: "Đọc được", Reading.OLD: "Số liệu cũ", Reading.NONE: "Chưa đọc được"}


def on_time_words(status: BookStatus) -> str:
    """Whether a book was complete in time, in words; of one first read complete after its last day, that much."""
    if status.due is None:
        return ""
    due = format_date(status.due)
    if status.on_time is None:
        if status.complete:
            return f"Đủ (đọc sau hạn {due})"
        return f"Hạn {due}" if status.reading is Reading.NONE else f"Còn hạn đến {due}"
    return f"Đúng hạn {due}" if status.on_time else f"Quá hạn {due}"


def progress(assessment: Assessment) -> pd.DataFrame:
    """How far every book is: read, expected, received, complete, on time, with evidence."""
    counted = pd.Series([finding.book for finding in assessment.findings], dtype=object).value_counts()
    rows = {
        status.book.code: (
            status.name,
            READING_WORDS[status.reading],
            "",
            "",
            f"{status.done}/{status.expected} ô" if status.expected else "",
            on_time_words(status),
            "",
            Decimal(int(counted.get(status.book.code, 0))),
        )
        for status in assessment.statuses
        if status.book.code != MASTER
    }
    columns = ("name", "state", "expected", "received", "complete", "on_time", "evidence", "findings")
    return frame(columns, rows)


def remedies(assessment: Assessment) -> pd.DataFrame:
    """Last year's remarks with what units report and what departments say of it."""
    rows: dict[str, Sequence[object]] = {}
    for remark in assessment.edition.remarks:
        parsed = assessment.parsed.get(remark.unit)
        action, result, evidence = (
            (parsed.entry("remedies", remark.code, column).text if parsed else "")
            for column in ("action", "result", "evidence")
        )
        name = assessment.name(remark.unit)
        row = (name, remark.text, action, result, evidence, assessment.name(remark.judge), "", "")
        rows[pair(remark.unit, remark.code)] = row
    columns = ("unit", "remark", "action", "result", "evidence", "department", "verdict", "note")
    return frame(columns, rows)


def questions(assessment: Assessment) -> pd.DataFrame:
    """The questions that are open, with their age in days."""
    columns = ("unit", "department", "criterion", "question", "answer", "state", "since", "age")
    return frame(columns, {one.code: ("",) * len(columns) for one in assessment.course.inquiries if one.is_open})


def late(assessment: Assessment) -> pd.DataFrame:
    """What was changed after a deadline, with what stood there before."""
    columns = ("book", "place", "unit", "criterion", "before", "after", "closed", "allowed")
    numbered = enumerate(assessment.course.late, 1)
    return frame(columns, {str(number): ("",) * len(columns) for number, _ in numbered})
