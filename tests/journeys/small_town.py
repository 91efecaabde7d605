"""A small town's year as YAML, and what its people type when everybody does everything right."""

from collections.abc import Iterator
from pathlib import Path

NAME = "nho-2020"

EDITION = """\
title: Kiểm tra, phân loại thi đua năm 2020
body: Ủy ban MTTQ Việt Nam Quận 5
year: 2020
unit_noun: phường
timezone: Asia/Ho_Chi_Minh
clusters:
  - code: C1
    name: Cụm 1
    contacts:
      - {title: Trưởng cụm 1, email: truong.c1@example.org}
      - {title: Thư ký cụm 1, email: thuky.c1@example.org}
  - {code: C2, name: Cụm 2, contacts: [{title: Thư ký cụm 2, email: thuky.c2@example.org}]}
units:
  - {code: P1, name: Phường 1, cluster: C1, contacts: [{title: Mặt trận Phường 1, email: p1@example.org}]}
  - {code: P4, name: Phường 4, cluster: C1, contacts: [{title: Mặt trận Phường 4, email: p4@example.org}]}
  - {code: P2, name: Phường 2, cluster: C2, contacts: [{title: Mặt trận Phường 2, email: p2@example.org}]}
  - {code: P10, name: Phường 10, cluster: C2, contacts: [{title: Mặt trận Phường 10, email: p10@example.org}]}
departments:
  - {code: TG, name: Bộ phận Tuyên giáo, contacts: [{title: Bộ phận Tuyên giáo, email: tg@example.org}]}
  - {code: VP, name: Văn phòng, contacts: [{title: Văn phòng, email: vp@example.org}]}
phases:
  - {code: BC, title: Báo cáo, starts: 02/11/2020, ends: 07/11/2020, due: [unit]}
  - {code: TH, title: Tổng hợp, starts: 09/11/2020, ends: 12/11/2020, due: [department]}
  - {code: KT, title: Kiểm tra, starts: 20/11/2020, ends: 24/11/2020, due: [cluster]}
limits: {gap: 1, drift: 3, bonus_rows: 4, question_rows: 3, agreed_rows: 4}
highlights:
  max_words: 100
  limit_text: 2 trang
  themes:
    - {code: MH, text: Mô hình mới}
    - {code: CT19, text: Chỉ thị 19}
mail:
  sender: {title: Văn phòng, email: vanphong@example.org}
  committee: [{title: Ban Thường trực, email: btt@example.org}]
  office: [{title: Văn phòng, email: vanphong@example.org}]
"""

RUBRIC = """\
title: Thang điểm thử
max: 25
step: 0.5
precedence: [cluster, department]
bonus: {cap: 5}
bands:
  - {name: Xuất sắc, minimum: 22}
  - {name: Tốt, minimum: 18}
  - {name: Khá, minimum: 10}
  - {name: Trung bình, minimum: 0}
criteria:
  - code: "1"
    text: Tuyên truyền, vận động
    max: 15
    criteria:
      - {code: "1.1", text: Tuyên truyền, max: 10, scorer: TG}
      - {code: "1.2", text: Tham dự hội thi, max: 5, scorer: TG, not_applicable: full}
  - code: "2"
    text: Tổ chức, cán bộ
    max: 8
    criteria:
      - {code: "2.1", text: Báo cáo, max: 5, scorer: VP}
      - {code: "2.2", text: Tập huấn, max: 3, scorer: VP, step: 0.25}
  - {code: "3", text: Việc đột xuất, max: 2, scorer: VP}
"""

APPENDIX = """\
figures:
  - {code: S1, text: Số cuộc tuyên truyền, measure: cuộc, kind: count, max: 400, last_year: {P1: 100, P4: 90}}
  - {code: S2, text: Quỹ Vì người nghèo, measure: triệu đồng, kind: money, max: 1000}
"""

REMARKS = """\
remarks:
  P4:
    - {code: NX1, text: Báo cáo còn chậm}
"""

FILES = {"edition.yaml": EDITION, "rubric.yaml": RUBRIC, "appendix.yaml": APPENDIX, "remarks.yaml": REMARKS}

BOOKS = ("P1", "P4", "P2", "P10", "TG", "VP", "C1", "C2", "master")
WARDS = ("P1", "P4", "P2", "P10")
RECIPIENTS = (
    "p1@example.org", "p4@example.org", "p2@example.org", "p10@example.org", "tg@example.org", "vp@example.org",
    "truong.c1@example.org", "thuky.c1@example.org", "thuky.c2@example.org", "btt@example.org",
    "vanphong@example.org",
)  # fmt: skip

SCORERS = {"1.1": "TG", "1.2": "TG", "2.1": "VP", "2.2": "VP", "3": "VP"}
POINTS = {
    "P1": {"1.1": "9,5", "1.2": "5", "2.1": "4,5", "2.2": "2,75", "3": "2"},
    "P4": {"1.1": "8,5", "1.2": "4,5", "2.1": "4", "2.2": "2,5", "3": "1,5"},
    "P2": {"1.1": "9", "1.2": "4", "2.1": "4", "2.2": "2", "3": "1"},
    "P10": {"1.1": "7", "1.2": "3,5", "2.1": "3", "2.2": "1,5", "3": "0"},
}
"""What wards give themselves and departments give them: totals 23,75, 21, 20 and 15."""

Keys = tuple[str, str, str, str, str]
"""What somebody types: book, tab, row key, column, the keys pressed."""


def write_edition(folder: Path) -> Path:
    """Write the edition under `folder`/config and return its folder."""
    edition = folder / "config" / NAME
    edition.mkdir(parents=True)
    for file, text in FILES.items():
        (edition / file).write_text(text, encoding="utf-8")
    return edition


def ward_keys(ward: str) -> Iterator[Keys]:
    """Yield what a ward types into its book."""
    for code, points in POINTS[ward].items():
        yield ward, "self", code, "points", points
        yield ward, "self", code, "figures", f"Số liệu {code}"
        yield ward, "self", code, "judgement", "Đạt hiệu quả"
    yield ward, "appendix", "S1", "value", "120"
    yield ward, "appendix", "S2", "value", "42,5"
    yield ward, "highlights", "MH", "content", f"Mô hình của {ward}"
    yield ward, "highlights", "MH", "effect", "Bà con hưởng ứng"
    if ward == "P4":
        yield ward, "remedies", "NX1", "action", "Đã phân công người theo dõi"
        yield ward, "remedies", "NX1", "result", "Nộp đúng hạn"
        yield ward, "remedies", "NX1", "evidence", "Sổ theo dõi báo cáo"


def everything() -> Iterator[Keys]:
    """Yield what everybody types."""
    for ward, given in POINTS.items():
        yield from ward_keys(ward)
        for code, points in given.items():
            yield SCORERS[code], "points", ward, code, points
    for cluster, wards in {"C1": ("P1", "P4"), "C2": ("P2", "P10")}.items():
        for ward in wards:
            yield cluster, "reports", ward, "received", "có"


MISTAKES: tuple[Keys, ...] = (
    ("P4", "self", "1.1", "points", "11"),
    ("P4", "self", "1.2", "points", "'4,5"),
    ("P4", "self", "2.1", "judgement", ""),
    ("P4", "appendix", "S1", "value", "2,5"),
    ("P1", "self", "3", "points", "tốt"),
    ("TG", "points", "P10", "1.1", ""),
    ("TG", "bonus", "1", "unit", "Phường 99"),
    ("VP", "points", "P1", "2.1", "1"),
    ("C1", "agreed", "1", "unit", "P10"),
)
"""What some of them mistype on top of it: `test_readers` knows what comes of each."""
