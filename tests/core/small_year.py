"""A small year to test with: four wards in two clusters, two departments, five criteria, and what people typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from drawn_book import DrawnBook, Json, provisioned, text

from sheetsync.core.assessment import Assessment, assess, with_findings
from sheetsync.core.books import books
from sheetsync.core.course.past import Past
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER, Book
from sheetsync.core.notes import flags
from sheetsync.core.plan import BookPlan, Content, last_epoch, plan
from sheetsync.core.reading import Source
from sheetsync.core.tables.desired import Occasion, desired
from sheetsync.edition.model import Edition

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2020, 11, 6, 8, 0, tzinfo=ZONE)
"""Before anything is due."""
LATER = datetime(2020, 11, 30, 8, 0, tzinfo=ZONE)
"""After everything was due."""


def _contact(title: str) -> list[Json]:
    return [{"title": title, "email": "someone@example.org"}]


SMALL: Json = {
    "name": "small-2020",
    "title": "Thi đua năm 2020",
    "body": "Ủy ban MTTQ Việt Nam Quận 5",
    "year": 2020,
    "unit_noun": "phường",
    "clusters": [
        {"code": "C1", "name": "Cụm 1", "contacts": _contact("Cụm 1")},
        {"code": "C2", "name": "Cụm 2", "contacts": _contact("Cụm 2")},
    ],
    "units": [
        {"code": "P1", "name": "Phường 1", "cluster": "C1", "contacts": _contact("Phường 1")},
        {"code": "P2", "name": "Phường 2", "cluster": "C1", "contacts": _contact("Phường 2")},
        {"code": "P3", "name": "Phường 3", "cluster": "C2", "contacts": _contact("Phường 3")},
        {"code": "P10", "name": "Phường 10", "cluster": "C2", "contacts": _contact("Phường 10")},
    ],
    "departments": [
        {"code": "TG", "name": "Bộ phận Tuyên giáo", "contacts": _contact("Tuyên giáo")},
        {"code": "VP", "name": "Văn phòng", "contacts": _contact("Văn phòng")},
    ],
    "phases": [
        {"code": "BC", "title": "Báo cáo", "starts": "02/11/2020", "ends": "07/11/2020", "due": ["unit"]},
        {"code": "TH", "title": "Tổng hợp", "starts": "09/11/2020", "ends": "12/11/2020", "due": ["department"]},
        {"code": "KT", "title": "Kiểm tra", "starts": "20/11/2020", "ends": "24/11/2020", "due": ["cluster"]},
    ],
    "limits": {"gap": 1, "drift": 3, "bonus_rows": 4, "question_rows": 3, "agreed_rows": 4},
    "mail": {
        "sender": {"title": "Văn phòng", "email": "vp@example.org"},
        "committee": [{"title": "Ban Thường trực", "email": "btt@example.org"}],
        "office": [{"title": "Văn phòng", "email": "vp@example.org"}],
    },
    "rubric": {
        "title": "Thang điểm thử",
        "max": 25,
        "step": 0.5,
        "bonus": {"cap": 5},
        "bands": [
            {"name": "Xuất sắc", "minimum": 22},
            {"name": "Tốt", "minimum": 18},
            {"name": "Khá", "minimum": 5},
        ],
        "criteria": [
            {
                "code": "1",
                "text": "Tuyên truyền, vận động",
                "max": 15,
                "criteria": [
                    {"code": "1.1", "text": "Tuyên truyền", "max": 10, "scorer": "TG"},
                    {"code": "1.2", "text": "Tham dự hội thi", "max": 5, "scorer": "TG", "not_applicable": "full"},
                ],
            },
            {
                "code": "2",
                "text": "Tổ chức, cán bộ",
                "max": 8,
                "criteria": [
                    {"code": "2.1", "text": "Báo cáo", "max": 5, "scorer": "VP", "evidence": False},
                    {
                        "code": "2.2",
                        "text": "Tập huấn",
                        "max": 3,
                        "scorer": "VP",
                        "step": 0.25,
                        "not_applicable": "zero",
                    },
                ],
            },
            {"code": "3", "text": "Việc đột xuất", "max": 2, "scorer": "VP"},
        ],
    },
    "figures": [
        {
            "code": "S1",
            "text": "Số cuộc tuyên truyền",
            "measure": "cuộc",
            "kind": "count",
            "max": 400,
            "last_year": {"P1": 100},
        },
        {"code": "S2", "text": "Quỹ Vì người nghèo", "measure": "triệu đồng", "kind": "money", "max": 1000},
        {"code": "S3", "text": "Hộ văn hóa", "measure": "%", "kind": "percent", "max": 100},
        {"code": "S4", "text": "Bình quân", "measure": "người", "kind": "decimal", "required": False},
    ],
    "highlights": {
        "max_words": 20,
        "limit_text": "2 trang",
        "themes": [{"code": "MH", "text": "Mô hình mới"}, {"code": "CT19", "text": "Chỉ thị 19"}],
    },
    "remarks": [
        {"unit": "P1", "code": "NX1", "text": "Báo cáo chậm"},
        {"unit": "P1", "code": "NX2", "text": "Thiếu số liệu"},
    ],
}
"""The edition as its files would give it."""


def small_edition(rubric: Mapping[str, Any] | None = None, **changes: Any) -> Edition:
    """The small edition with some of its settings (`rubric`: of its rubric) replaced."""
    data = SMALL | changes
    data["rubric"] = data["rubric"] | (rubric or {})
    return Edition.model_validate(data)


EDITION = small_edition()

IDS = {book.code: f"id-{book.code}" for book in books(EDITION)}
"""Where each book is."""

Row = tuple[str, str, str, str | None, str | None]
"""A finding drawn: code, book, place ("self D5", the tab or ""), unit, criterion."""


def drawn(findings: Iterable[Finding]) -> list[Row]:
    """Findings as a table."""
    return [
        (
            finding.code,
            finding.book,
            f"{finding.tab or ''} {finding.cell.a1 if finding.cell else ''}".strip(),
            finding.unit,
            finding.criterion,
        )
        for finding in findings
    ]


@dataclass
class Year:
    """The books of an edition on paper, and what came of earlier runs."""

    edition: Edition
    drawn: dict[str, DrawnBook]
    overrides: dict[str, Source] = field(default_factory=dict)
    """What is known of a book besides its cells; `now` is filled in where it is not there."""
    past: Past = field(default_factory=Past)
    """What is remembered of earlier runs."""

    def __getitem__(self, code: str) -> DrawnBook:
        return self.drawn[code]

    def book(self, code: str) -> Book:
        return self.drawn[code].book

    def source(self, code: str) -> Source:
        known = self.overrides.get(code, Source(read_at=NOW))
        return known if known.now or known.unread else replace(known, now=self.drawn[code].snapshot())

    def sources(self) -> dict[str, Source]:
        return {code: self.source(code) for code in self.drawn}

    def assess(self, now: datetime = NOW) -> Assessment:
        return assess(self.edition, self.sources(), now, self.past)

    def findings(self, now: datetime = NOW) -> list[Row]:
        return drawn(self.assess(now).findings)

    def finding(self, now: datetime = NOW) -> Finding:
        """The only finding of this year."""
        (finding,) = self.assess(now).findings
        return finding

    def unread(self, code: str, reason: str, detail: str = "") -> None:
        self.overrides[code] = replace(self.overrides.get(code, Source()), unread=reason, detail=detail)

    def remember(self, code: str) -> None:
        """From here on, what stands in a book now is its last good pull."""
        self.overrides[code] = Source(read_at=NOW, good=self.drawn[code].snapshot(), good_at=NOW)


def empty_year(edition: Edition = EDITION) -> Year:
    """Every book as provisioned; nobody has typed anything."""
    return _laid_out(edition) if edition is not EDITION else _copied(_first_empty())


@cache
def _first_empty() -> Year:
    return _laid_out(EDITION)


def _laid_out(edition: Edition) -> Year:
    return Year(edition, {book.code: provisioned(book, edition.locale) for book in books(edition)})


def _copied(year: Year) -> Year:
    """The same year on other paper, to be typed into."""
    return Year(year.edition, {code: drawn.copy() for code, drawn in year.drawn.items()})


def filled_year(edition: Edition = EDITION, remedies: Iterable[str] = ("NX1", "NX2")) -> Year:
    """Everybody has done everything right: no findings."""
    return _filled(edition, remedies) if edition is not EDITION else _copied(_first_filled(tuple(remedies)))


@cache
def _first_filled(remedies: tuple[str, ...]) -> Year:
    return _filled(EDITION, remedies)


def _filled(edition: Edition, remedies: Iterable[str]) -> Year:
    year = empty_year(edition)
    for place, unit in enumerate(unit.code for unit in edition.units):
        fill_unit(year[unit], place)
    for code in remedies:
        year["P1"].type("remedies", f"code | action | result | evidence \n {code} | Đã nhắc | Đúng hạn | 5/BC")
    year["TG"].type(
        "points",
        """
        code | 1.1 | 1.2
        P1   | 9   | 5
        P2   | 8,5 | 5
        P3   | 8   | 4,5
        P10  | 7   | 4
        """,
    )
    year["VP"].type(
        "points",
        """
        code | 2.1 | 2.2  | 3
        P1   | 5   | 3    | 2
        P2   | 4,5 | 2,75 | 2
        P3   | 4   | 2,5  | 1,5
        P10  | 4   | 2    | 1
        """,
    )
    year["C1"].type("reports", "code | received \n P1 | có \n P2 | có")
    year["C2"].type("reports", "code | received \n P3 | có \n P10 | x")
    return year


SELF = (
    ("9", "5", "5", "3", "2"),
    ("9", "5", "4,5", "2,75", "2"),
    ("8", "5", "4", "2,5", "2"),
    ("8", "4", "4", "2", "1"),
)
"""What the four wards give themselves: 24, 23,25, 21,5 and 19."""


def fill_unit(book: DrawnBook, place: int) -> None:
    points = SELF[place]
    book.type(
        "self",
        f"""
        code | points      | figures     | judgement
        1.1  | {points[0]} | 12 cuộc     | Tốt
        1.2  | {points[1]} | 2 hội thi   | Tốt
        2.1  | {points[2]} |             |
        2.2  | {points[3]} | 3 lớp       | Khá
        3    | {points[4]} | 1 việc      | Kịp thời
        """,
    )
    book.type("appendix", "code | value \n S1 | 120 \n S2 | 71,3 \n S3 | 87,88")


# --- another rubric ---------------------------------------------------------------------------------------------------


def leaves_changed(changed: Mapping[str, Json]) -> list[Json]:
    """The small rubric's criteria, some of its leaves with other settings."""
    return [
        {**node, "criteria": [{**leaf, **changed.get(leaf["code"], {})} for leaf in node["criteria"]]}
        if "criteria" in node
        else node
        for node in SMALL["rubric"]["criteria"]
    ]


def renumbered(year: Year) -> Year:
    """The same books once 1.1 and 1.2 have changed their codes, as provisioning leaves them: beside their texts."""
    criteria = leaves_changed({"1.1": {"code": "1.2"}, "1.2": {"code": "1.1"}})
    for unit in year.edition.units:
        year[unit.code].put("self", "A5", text("1.2")).put("self", "A6", text("1.1"))
    department = year["TG"].put("points", "C3", "1.2 (tối đa 10)\nTuyên truyền")
    department.put("points", "D3", "1.1 (tối đa 5)\nTham dự hội thi")
    one, other = "ss_points_1_1", "ss_points_1_2"
    department.anchors |= {one: department.anchors[other], other: department.anchors[one]}
    return with_rubric(year, criteria)


def with_rubric(year: Year, criteria: list[Json]) -> Year:
    """The same books, whatever they carry, under an edition with these criteria."""
    rubric = small_edition({"criteria": criteria}).rubric
    return replace(year, edition=year.edition.model_copy(update={"rubric": rubric}))


# --- publishing on paper ---------------------------------------------------------------------------------------------

Bases = Mapping[str, Content]


def plans(year: Year, bases: Bases, now: datetime = NOW) -> dict[str, BookPlan]:
    """Plan every book that was read; where people typed over sync, say so in the tables too and plan once more."""
    assessment = year.assess(now)
    found = _plan_books(year, assessment, bases, now)
    typed_over = [finding for planned in found.values() for finding in planned.findings]
    return _plan_books(year, with_findings(assessment, typed_over), bases, now) if typed_over else found


def _plan_books(year: Year, assessment: Assessment, bases: Bases, now: datetime) -> dict[str, BookPlan]:
    master = year.source(MASTER).now
    assert master
    occasion = Occasion(now, last_epoch(master)[0] + 1, IDS)
    return {
        book.code: plan(
            book,
            snapshot,
            replace(desired(assessment, book, occasion), flags=flags(assessment, book, snapshot)),
            bases.get(book.code, {}),
        )
        for book in assessment.books
        if (snapshot := year.source(book.code).now)
    }


def published(year: Year, bases: Bases | None = None, now: datetime = NOW) -> tuple[Year, dict[str, Content]]:
    """The year after one run, and what each book then holds of sync's."""
    found = plans(year, bases or {}, now)
    after = {code: year[code].applied(found[code]) if code in found else year[code] for code in year.drawn}
    contents = {code: planned.content for code, planned in found.items() if not planned.is_empty}
    return Year(year.edition, after, dict(year.overrides), year.past), {**(bases or {}), **contents}


def changes(found: Mapping[str, BookPlan]) -> list[tuple[str, str, str, str]]:
    """All that plans would write: book, place, what stood there, what will."""
    return [
        (code, f"{change.cell.tab} {change.cell.a1}", change.old, str(getattr(change.new, "text", change.new)))
        for code, planned in found.items()
        for change in planned.changes
    ]


def these(*values: object) -> list[object]:
    """Figures to be compared by value, whatever their types: Decimal("24.0") and 24 are the same."""
    return list(values)
