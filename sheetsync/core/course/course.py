"""The course of the year, put together: reports, questions and late changes, what is found of them, what is new."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetsync.core.cells import CellRef
from sheetsync.core.course.inquiry import Inquiry, inquiries
from sheetsync.core.course.late import LateChange, late_changes, late_findings, late_records, records_due
from sheetsync.core.course.past import News, Past
from sheetsync.core.course.present import Present
from sheetsync.core.course.review import Report, reports, step_findings
from sheetsync.core.findings import Finding


@dataclass(frozen=True, slots=True)
class Course:
    """How far everybody is."""

    reports: Mapping[str, Report] = field(default_factory=dict)
    inquiries: tuple[Inquiry, ...] = ()
    late: tuple[LateChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    news: News = field(default_factory=News)

    @property
    def answers(self) -> dict[tuple[str, str], CellRef]:
        """Where units answer what they are asked, by (unit, code of the row)."""
        return {(one.unit, one.code): one.cell for one in self.inquiries if one.cell}


def course(present: Present, past: Past) -> Course:
    """See how far everybody is."""
    found, asked, late = reports(present, past), inquiries(present, past), late_changes(present, past)
    return Course(
        found,
        asked,
        late,
        (*step_findings(present, found), *late_findings(late), *late_records(present, past)),
        News(
            records=records_due(present, past),
            steps={(unit, name): step for unit, report in found.items() for name, step in report.news.items()},
            asked=frozenset(one.mark for one in asked) - past.asked.keys(),
        ),
    )
