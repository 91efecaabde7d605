"""The tree of a rubric: each rule by a change that it speaks of, and by one that it lets pass."""

from pathlib import Path

import pytest
from full_rubric import Change, said, told

A3 = "{code: A.3, text: Đếm, max: 2, scorer: VP, rule: {kind: count, per: 1}}"
A4 = "{code: A.4, text: Điểm, max: 2, scorer: VP, bonus: {cap: 2}}"
B3 = "{code: B.3, text: Trừ dần, max: 2, scorer: VP, rule: {kind: minus, per: 0.3}}"
B4 = "rule: {kind: minus_plus, minus: 0.5, plus: 1, plus_cap: 1}"
T1 = "{code: T.1, text: Vi phạm, max: 3, scorer: VP, rule: {kind: deduction, per: 1}}"
V = "    text: Thưởng\n    max: 6\n    role: bonus\n"
T = "    text: Trừ\n    max: 5\n    role: deduction\n"
SECTION_A = "    max: 12\n    bonus: {cap: 2}\n"

SPOKEN = [
    # changes, line, severity, what is said
    # sums
    (
        [("    max: 12\n", "    max: 12.25\n")],
        "max: 12.25",
        "error",
        "của 'A' ghi 12,25 nhưng các phần cộng lại là 12;",
    ),
    (
        [("max: 20\n", "max: 26\n")],
        "max: 26",
        "error",
        "ghi 26 nhưng các phần cộng lại là 20 (không kể phần thưởng, trừ)",
    ),
    ([(V, V.replace("6", "5"))], "max: 5", "warning", "các mục của 'V' cộng lại 6, trần 5: phần vượt không được tính"),
    ([(T, T.replace("5", "9"))], "max: 9", "warning", "các mục của 'T' cộng lại 5, trần 9: không bao giờ đạt trần"),
    ([("    max: 8\n", "    max: 8\n    max_because: theo mẫu\n")], "max_because", "warning", "đúng bằng các phần"),
    ([(V, V + "    max_because: theo mẫu\n")], "max_because", "warning", "của 'V' đúng bằng các phần cộng lại"),
    ([(A3, A3[:-1] + ", max_because: x}")], "A.3", "warning", "'A.3' không có tiêu chí con"),
    ([("bonus_cap: 14", "bonus_cap: 15")], "bonus_cap", "warning", "trần điểm thưởng chung là 15 nhưng"),
    ([("deduction_cap: 7", "deduction_cap: 7.5")], "deduction_cap", "warning", "tất cả điểm trừ cộng lại chỉ có 7"),
    # steps
    ([("step: 0.5\n", "step: 1.5\n")], "A.1", "error", "tối đa của 'A.1' là 4, không chia hết cho bước điểm 1,5"),
    ([(A4, A4.replace("{cap: 2}", "{cap: 1.2}"))], "A.4", "error", "điểm thưởng của 'A.4' là 1,2"),
    ([(A4, A4.replace("{cap: 2}", "{cap: 2, step: 3}"))], "A.4", "error", "không chia hết cho bước điểm 3"),
    # sections
    ([("    max: 8\n", "    max: 8\n    rule: {kind: points}\n")], "rule", "error", "chuyển 'rule' xuống tiêu chí con"),
    ([(SECTION_A, SECTION_A.replace("cap: 2", "cap: 2, step: 1"))], "step: 1", "error", "'bonus' ở đây chỉ là trần"),
    # roles
    (
        [("{code: V.1,", "{code: V.1, role: base,")],
        "V.1",
        "error",
        "'V.1' là thang điểm nhưng nằm trong 'V' là điểm thưởng",
    ),
    ([("{code: V.1,", "{code: V.1, role: deduction,")], "V.1", "error", "'V.1' là điểm trừ nhưng nằm trong 'V'"),
    ([("kind: count, per: 0.5", "kind: deduction, per: 0.5")], "V.2", "error", "không thuộc mục điểm trừ"),
    ([(T1, T1.replace("kind: deduction", "kind: minus"))], "T.1", "error", "dùng 'kind: deduction'"),
    (
        [(T1, T1.replace("kind: deduction, per: 1", "kind: minus_plus, minus: 1, plus: 1"))],
        "T.1",
        "error",
        "'minus_plus'",
    ),
    # bonus
    ([("bonus: {cap: 5}", "bonus: {cap: 0}")], "bonus: {cap: 0}", "warning", "điểm thưởng tối đa là 0"),
    ([(A4, A4.replace("{cap: 2}", "{cap: 0}"))], "A.4", "warning", "điểm thưởng tối đa của 'A.4' là 0"),
    (
        [("{code: V.1,", "{code: V.1, bonus: {cap: 1},")],
        "V.1",
        "error",
        "'V.1' là điểm thưởng nên không có thưởng riêng",
    ),
    ([(T, T + "    bonus: {cap: 1}\n")], "bonus: {cap: 1}", "error", "'T' là điểm trừ nên không có thưởng riêng"),
    ([(B4, B4 + ", bonus: {cap: 1}")], "B.4", "error", "dùng 'plus_cap'"),
    ([(SECTION_A, SECTION_A.replace("{cap: 2}", "{}"))], "bonus: {}", "warning", "'bonus' của 'A' chưa nói gì"),
    (
        [("bonus_cap: 14\n", ""), (SECTION_A, "    max: 12\n"), (A4, A4.replace("{cap: 2}", "{}"))],
        "A.4",
        "warning",
        "điểm thưởng của 'A.4' không có trần nào",
    ),
    (
        [(SECTION_A, SECTION_A.replace("cap: 2", "cap: 3"))],
        "cap: 3",
        "warning",
        "là 3 nhưng các tiêu chí con chỉ thưởng tới 2",
    ),
    # units with a smaller scale
    ([(A3, A3[:-1] + ", not_applicable: rebase}")], "A.3", "error", "'A.3' ghi 'rebase' nên có đơn vị"),
    ([("    max: 8\n", "    max: 8\n    blank: rebase\n")], "blank", "error", "'B' ghi 'rebase'"),
    ([("    max: 8\n", "    max: 8\n    not_for: [P1]\n")], "not_for", "warning", "thêm 'compare: percent'"),
    ([("    max: 8\n", "    max: 8\n    not_for: [P9]\n")], "not_for", "error", "không có đơn vị nào mang mã 'P9'"),
]

SILENT: list[list[Change]] = [
    [],
    # a reason takes the place of the sum, up and down, in the base and beside it
    [("    max: 12\n", "    max: 11\n    max_because: chọn một\n"), ("max: 20\n", "max: 19\n")],
    [(V, V.replace("6", "5") + "    max_because: dự thảo\n"), ("bonus_cap: 14", "bonus_cap: 13")],
    # only points that are given or rounded have to fit the step
    [
        (A3, A3.replace("2,", "2.3,")),
        ("max: 12\n", "max: 12.3\n"),
        (B3, B3.replace("2,", "1.7,")),
        ("max: 8\n", "max: 7.7\n"),
    ],
    # what departs from the base inside a section of the base is not part of its sum
    [("      - " + A4, "      - " + A4 + "\n      - {code: A.5, text: Nóng, max: 1, role: bonus, scorer: VP}")],
    # a bonus without limit of its own under a limit above it
    [(A4, A4.replace("{cap: 2}", "{}"))],
    [(A4, A4.replace("{cap: 2}", "{}")), (SECTION_A, "    max: 12\n")],
    [(A4, A4.replace("{cap: 2}", "{}")), ("bonus_cap: 14\n", "")],
    # percent compares scales of any size
    [("compare: points", "compare: percent"), (A3, A3[:-1] + ", not_applicable: rebase, not_for: [P1]}")],
    # an outcome of a section holds for its leaves
    [("    max: 8\n", "    max: 8\n    zero_over_zero: full\n"), ("        zero_over_zero: full\n", "")],
]


@pytest.mark.parametrize(("changes", "line", "severity", "message"), SPOKEN)
def test_each_rule_speaks_at_its_line(
    tmp_path: Path, changes: list[Change], line: str, severity: str, message: str
) -> None:
    found = told(tmp_path, *changes)
    assert said(found, line, severity, message), found


@pytest.mark.parametrize("changes", SILENT)
def test_what_is_meant_is_let_pass(tmp_path: Path, changes: list[Change]) -> None:
    assert told(tmp_path, *changes) == []


def test_a_sum_is_held_against_the_maximum_by_every_digit(tmp_path: Path) -> None:
    tiny = "2.0000000000000000000000000000000001"
    found = told(tmp_path, (A3, A3.replace("max: 2,", f"max: {tiny},")))
    assert any("của 'A' ghi 12" in message for _, _, message in found)


def test_bonus_without_a_cap_is_said_once_for_all_leaves(tmp_path: Path) -> None:
    bare = A4.replace("{cap: 2}", "{}")
    changes = [("bonus_cap: 14\n", ""), (SECTION_A, "    max: 12\n"), (A4, bare), (A3, A3[:-1] + ", bonus: {}}")]
    (told_once,) = [message for _, _, message in told(tmp_path, *changes) if "không có trần nào" in message]
    assert "'A.3', 'A.4'" in told_once
