"""A first edition from a few answers: who takes part, when, and an example scale; the texts are templates'."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from sheetsync.edition.model import Part
from sheetsync.edition.roster import Party, clean, clusters_of, coded, in_clusters, read_roster, same_names
from sheetsync.errors import ConfigError, ConfigProblem, SheetsyncError

_SUNDAY = 6
_POINTS_A_SECTION = 10
_BANDS = (("Xuất sắc", 90), ("Tốt", 80), ("Khá", 65), ("Trung bình", 50), ("Yếu", 0))
"""Bands of the example scale, from so many percent of the total on."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a plan, in the order in which they come; each may be the day of the one before."""

    report_from: date
    report_to: date
    consolidate_to: date
    inspect_from: date
    inspect_to: date
    decide_on: date

    @property
    def days(self) -> tuple[date, ...]:
        """All of them."""
        return (
            *(self.report_from, self.report_to, self.consolidate_to),
            *(self.inspect_from, self.inspect_to, self.decide_on),
        )


def next_day(earlier: date, days: int) -> date:
    """So many days later; not on a Sunday."""
    later = earlier + timedelta(days=days)
    return later + timedelta(days=1) if later.weekday() == _SUNDAY else later


def first_monday(year: int) -> date:
    """The first Monday of November, when most plans of the year's scoring begin."""
    first = date(year, 11, 1)
    return first + timedelta(days=-first.weekday() % 7)


@dataclass(frozen=True, slots=True)
class Table:
    """A file of names as it lies on the disk."""

    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answers:
    """What the secretary was asked; `units` are names where there is no table of them."""

    body: str
    year: int
    unit_noun: str
    calendar: Calendar
    office: str
    committee: str
    units: Table | Sequence[str]
    departments: Table | None = None
    clusters: Table | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase of the calendar as it will be written."""

    code: str
    title: str
    starts: date
    ends: date
    due: tuple[str, ...] = ()
    closes: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the templates of an edition need to know. `bands` are (name, points) from the highest down."""

    answers: Answers
    units: tuple[Party, ...]
    clusters: tuple[Party, ...]
    departments: tuple[Party, ...]
    stages: tuple[Stage, ...]
    total: int
    bands: tuple[tuple[str, Decimal], ...]


def drafted(answers: Answers) -> Draft:
    """Think an edition up. Raises ConfigError with everything that is wrong in the tables, SheetsyncError for days."""
    for earlier, later in pairwise(answers.calendar.days):
        if later < earlier:
            raise SheetsyncError(
                f"Ngày {later:%d/%m/%Y} đứng sau ngày {earlier:%d/%m/%Y} trong lịch nhưng lại sớm hơn.",
                "Ghi các ngày theo thứ tự: nhận báo cáo, tổng hợp, kiểm tra, họp xét.",
            )
    problems: list[ConfigProblem] = []
    given = answers.units
    units = _read(given, problems) if isinstance(given, Table) else _named(given)
    departments = _read(answers.departments, problems) or [Party("Văn phòng", email=answers.office)]
    clusters = _read(answers.clusters, problems) if answers.clusters else clusters_of(units)
    for parties in (units, departments, clusters):
        same_names(parties, problems)
    units, clusters, departments = coded((units, clusters, departments), problems)
    units = in_clusters(units, clusters, problems)
    if not units and not problems:
        problems.append(ConfigProblem("--units", 1, f"chưa có {answers.unit_noun} nào; ghi ít nhất một"))
    if problems:
        problems.sort(key=lambda problem: (problem.file, problem.line))
        raise ConfigError(tuple(problems), "Danh sách", "Sửa từng dòng nêu trên rồi chạy lại `sheetsync init`.")
    total = _POINTS_A_SECTION * len(departments)
    return Draft(
        answers,
        _with_titles(units, ""),
        _with_titles(clusters, "Thư ký "),
        _with_titles(departments, ""),
        tuple(_stages(answers, clustered=bool(clusters))),
        total,
        tuple((name, Decimal(total * percent) / 100) for name, percent in _BANDS),
    )


def _read(table: Table | None, problems: list[ConfigProblem]) -> list[Party]:
    return read_roster(table.file, table.content, problems) if table else []


def _named(names: Iterable[str]) -> list[Party]:
    found = [Party(clean(name), file="--units", line=number) for number, name in enumerate(names, 1)]
    return [party for party in found if party.name]


def _with_titles(parties: Iterable[Party], prefix: str) -> tuple[Party, ...]:
    """Who is written to has a title: that of the table, or the party's own name."""
    return tuple(replace(party, title=party.title or f"{prefix}{party.name}") for party in parties)


def _stages(answers: Answers, *, clustered: bool) -> Iterable[Stage]:
    """The year as plans have it; what each deadline closes is what people should have finished by then."""
    days, noun, day = answers.calendar, answers.unit_noun, timedelta(days=1)
    consolidated = min(days.report_to + day, days.consolidate_to)
    yield Stage(
        *("BAO-CAO", f"Các {noun} gửi báo cáo và tự chấm điểm", days.report_from, days.report_to),
        due=("unit",),
        closes=("report",),
    )
    yield Stage(
        *("TONG-HOP", "Các bộ phận chấm điểm; tổng hợp, đánh giá", consolidated, days.consolidate_to),
        due=("department", "cluster") if clustered else ("department",),
        closes=("points", "proposals"),
    )
    asked: tuple[Part, ...] = ("answers", "questions", "verdicts", "submission")
    yield Stage(
        *("KIEM-TRA", "Kiểm tra, chấm điểm, trao đổi nội dung chưa rõ", days.inspect_from, days.inspect_to),
        due=("cluster",) if clustered else (),
        closes=(*asked, "consolidation", "agreed") if clustered else asked,
    )
    yield Stage("XET-DUYET", "Họp xét, thống nhất điểm và xếp loại", days.decide_on, days.decide_on, (), ("decisions",))


def settings(draft: Draft) -> Mapping[str, object]:
    """The draft under the names by which the templates know it."""
    answers = draft.answers
    return {
        "body": answers.body,
        "year": answers.year,
        "unit_noun": answers.unit_noun,
        "office": answers.office,
        "committee": answers.committee,
        "units": draft.units,
        "clusters": draft.clusters,
        "departments": draft.departments,
        "stages": draft.stages,
        "total": draft.total,
        "bands": draft.bands,
    }
