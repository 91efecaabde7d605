"""The small town's year with its whole calendar: what deadlines close, who judges what, when people are reminded."""

from pathlib import Path

from .small_town import APPENDIX, EDITION, NAME, REMARKS, RUBRIC

PHASES = """\
phases:
  - {code: BC, title: Báo cáo, starts: 02/11/2020, ends: 07/11/2020, due: [unit], closes: [report]}
  - {code: TH, title: Tổng hợp, starts: 09/11/2020, ends: 12/11/2020, due: [department], closes: [points, proposals]}
  - code: KT
    title: Kiểm tra
    starts: 20/11/2020
    ends: 24/11/2020
    due: [cluster]
    closes: [answers, questions, verdicts, consolidation, agreed, submission]
  - {code: XD, title: Họp xét, starts: 26/11/2020, ends: 26/11/2020, closes: [decisions]}
inspections:
  - {cluster: C1, day: 20/11/2020, weekday: thứ sáu, hour: 08g00, place: Hội trường Phường 1}
reminders: {before: [3, 1], after: [1]}
"""

EXTENSIONS = """\
extensions:
  - book: P10
    part: report
    until: 10/11/2020
    allowed_by: Phó Chủ tịch phụ trách Cụm 2
    because: Cán bộ phụ trách nghỉ ốm
"""

_AFTER = '      - {code: "2.2", text: Tập huấn, max: 3, scorer: VP, step: 0.25}\n'
_NEW = '      - {code: "2.15", text: Sơ kết sáu tháng, max: 1, scorer: VP, blank: zero}\n'
MORE_CRITERIA = (_AFTER, _NEW + _AFTER)
"""A criterion that comes in December, between two that are there, and what becomes of the sums above it."""
LARGER_SUMS = (
    ("max: 25\nstep", "max: 26\nstep"),
    ("text: Tổ chức, cán bộ\n    max: 8", "text: Tổ chức, cán bộ\n    max: 9"),
)


def _with_calendar(edition: str) -> str:
    start, end = edition.index("phases:"), edition.index("limits:")
    return edition[:start] + PHASES + edition[end:]


FILES = {
    "edition.yaml": _with_calendar(EDITION),
    "rubric.yaml": RUBRIC,
    "appendix.yaml": APPENDIX,
    "remarks.yaml": REMARKS.replace("text: Báo cáo còn chậm}", "text: Báo cáo còn chậm, judge: VP}"),
}


def write_year(folder: Path) -> Path:
    """Write the edition under `folder`/config, as `small_town.write_edition` does, and return its folder."""
    edition = folder / "config" / NAME
    edition.mkdir(parents=True, exist_ok=True)
    for file, text in FILES.items():
        (edition / file).write_text(text, encoding="utf-8")
    return edition
