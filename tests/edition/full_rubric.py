"""A sound rubric with every setting of the language in it, and what the linter says once it is changed."""

from pathlib import Path

from tiny_edition import RUBRIC, examined, written

from sheetsync.errors import ConfigProblem

SOUND = """\
title: Thang điểm
max: 20
step: 0.5
precedence: [cluster, department]
compare: points
bonus: {cap: 5}
bonus_cap: 14
deduction_cap: 7
clamp: {minimum: 0, maximum: 30}
ranking: [total, band, bonus, A]
late:
  - {phase: BC, per_day: 0.5, per_report: 1, cap: 2}
once:
  - {items: [A.1, A.2], because: đã chấm tại A.1}
bands:
  - name: Tốt
    minimum: 18
    needs:
      - {criterion: A, percent: 60}
      - {criterion: A.4, points: 4}
      - {criterion: A.3, count: 1}
      - {figure: S01, at_least: 5}
      - {proposals: 1}
  - {name: Khá, minimum: 10}
  - {name: Yếu, minimum: 0}
sanctions:
  - {criterion: T.1, not_above: Khá}
  - {criterion: T.2, at_least: 2, drop: 1}
  - {criterion: A.2, band: Yếu}
quotas:
  - {band: Tốt, percent: 50, order: [total, bonus]}
  - {band: Khá, percent: 99}
criteria:
  - code: A
    text: Nhóm A
    max: 12
    bonus: {cap: 2}
    criteria:
      - {code: A.1, text: Tỷ lệ, max: 4, scorer: VP, rule: {kind: ratio, target: 90}, zero_over_zero: zero}
      - code: A.2
        text: Chọn
        max: 4
        scorer: VP
        rule:
          kind: choice
          tiers:
            - {text: Đủ và đúng hạn, points: 4}
            - {text: Thiếu, points: 1.7}
            - {text: Làm sai, name: Sai, points: 0.2, killer: false}
            - {text: Không có, points: 0}
      - {code: A.3, text: Đếm, max: 2, scorer: VP, rule: {kind: count, per: 1}}
      - {code: A.4, text: Điểm, max: 2, scorer: VP, bonus: {cap: 2}}
  - code: B
    text: Nhóm B
    max: 8
    criteria:
      - code: B.1
        text: Bậc của tỷ lệ
        max: 3
        scorer: VP
        zero_over_zero: full
        rule:
          kind: tiers
          of: ratio
          tiers:
            - {at_least: 90, points: 3}
            - {over: 80, points: 2}
            - {at_most: 80, at_least: 50, points: 1}
            - {below: 50, points: 0, killer: true}
      - code: B.2
        text: Bậc của số đếm
        max: 2
        scorer: VP
        rule:
          {kind: tiers, of: count, tiers: [{at_most: 0, points: 2}, {at_most: 2, points: 1}, {at_least: 3, points: 0}]}
      - {code: B.3, text: Trừ dần, max: 2, scorer: VP, rule: {kind: minus, per: 0.3}}
      - {code: B.4, text: Trừ và cộng, max: 1, scorer: VP, rule: {kind: minus_plus, minus: 0.5, plus: 1, plus_cap: 1}}
  - code: V
    text: Thưởng
    max: 6
    role: bonus
    criteria:
      - {code: V.1, text: Bằng khen, max: 4, scorer: VP}
      - {code: V.2, text: Mô hình, max: 2, scorer: VP, rule: {kind: count, per: 0.5}}
  - code: T
    text: Trừ
    max: 5
    role: deduction
    criteria:
      - {code: T.1, text: Vi phạm, max: 3, scorer: VP, rule: {kind: deduction, per: 1}}
      - {code: T.2, text: Chậm, max: 2, scorer: VP, rule: {kind: deduction, per: 0.5}}
"""
Change = tuple[str, str]
"""What is replaced in the rubric, once, and by what."""

Told = tuple[str, str, str]
"""What was said: the line it was said of, the severity and the sentence."""


def told(folder: Path, *changes: Change, edition: tuple[Change, ...] = (), rubric: str = SOUND) -> list[Told]:
    """Change the sound rubric (and the edition), and give what is said of either."""
    for old, new in changes:
        assert old in rubric, old
        rubric = rubric.replace(old, new, 1)
    written_changes = [("rubric.yaml", RUBRIC, rubric), *(("edition.yaml", *change) for change in edition)]
    home = written(folder, *written_changes)
    _, problems = examined(home)
    return [(_line(home, problem), problem.severity, problem.message) for problem in problems]


def _line(folder: Path, problem: ConfigProblem) -> str:
    return (folder / problem.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]


def said(found: list[Told], line: str, severity: str, message: str) -> bool:
    """True where exactly one of the sentences is this one, at this line."""
    fits = [one for one in found if line in one[0] and one[1] == severity and message in one[2]]
    return len(fits) == 1
