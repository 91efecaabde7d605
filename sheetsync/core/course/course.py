"""The course of the year, put together: reports, questions and late changes, what is found of them, what is new."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sheetsync.core.course.inquiry import Inquiry, inquiries
from sheetsync.core.course.late import LateChange, late_changes
from sheetsync.core.course.past import News, Past
from sheetsync.core.course.review import Report, reports
from sheetsync.core.findings import Finding
from sheetsync.core.ledger import Ledger
from sheetsync.core.parse import Parsed
from sheetsync.edition.model import Edition


@dataclass(frozen=True, slots=True)
class Course:
    """How far everybody is."""

    reports: Mapping[str, Report] = field(default_factory=dict)
    inquiries: tuple[Inquiry, ...] = ()
    late: tuple[LateChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    news: News = field(default_factory=News)


def course(edition: Edition, parsed: Mapping[str, Parsed], ledger: Ledger, past: Past, now: datetime) -> Course:
    """See how far everybody is. `parsed` holds the books whose newest pull is in use or an older one instead."""
    return Course(
        reports(edition, parsed, ledger, past, now),
        inquiries(edition, parsed, ledger, past, now),
        late_changes(edition, parsed, past, now),
    )
