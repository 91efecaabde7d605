"""How leaves turn figures into points: each rule by a change that it speaks of, and by one that it lets pass."""

from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest
from full_rubric import SOUND, Change, said, told
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_edition import RUBRIC, written

from sheetsync.edition import examine
from sheetsync.edition.lint.tiering import tier_limits
from sheetsync.edition.model import Edition
from sheetsync.edition.rules import Range, Tiers

CHOICE = """\
            - {text: Đủ và đúng hạn, points: 4}
            - {text: Thiếu, points: 1.7}
            - {text: Làm sai, name: Sai, points: 0.2, killer: false}
            - {text: Không có, points: 0}
"""
RATIO = """\
            - {at_least: 90, points: 3}
            - {over: 80, points: 2}
            - {at_most: 80, at_least: 50, points: 1}
            - {below: 50, points: 0, killer: true}
"""
COUNT = "of: count, tiers: [{at_most: 0, points: 2}, {at_most: 2, points: 1}, {at_least: 3, points: 0}]"
ALONE = """\
  - {code: C, text: C, max: 0, scorer: VP, rule: {kind: choice, tiers: [{text: C, points: 0, killer: true}]}}
"""
MINUS_PLUS = "minus: 0.5, plus: 1, plus_cap: 1"


def choice(*tiers: str) -> list[Change]:
    return [(CHOICE, "".join(f"            - {{{tier}}}\n" for tier in tiers))]


def ratio(*tiers: str) -> list[Change]:
    return [(RATIO, "".join(f"            - {{{tier}}}\n" for tier in tiers))]


def count(*tiers: str, of: str = "count") -> list[Change]:
    return [(COUNT, f"of: {of}, tiers: [{', '.join(f'{{{tier}}}' for tier in tiers)}]")]


def taking(*tiers: str) -> list[Change]:
    """Let T.1, of the section that takes away, be a choice."""
    return [("kind: deduction, per: 1}", f"kind: choice, tiers: [{', '.join(f'{{{tier}}}' for tier in tiers)}]}}")]


AMONG_THE_BASE = (
    ("    max: 5\n    role: deduction\n", "    max: 0\n"),
    ("text: Vi phạm, max: 3,", "text: Vi phạm, max: 3, role: deduction,"),
    ("text: Chậm, max: 2,", "text: Chậm, max: 2, role: deduction,"),
)
"""What takes away stands in a section of the base, so that a killer has something to take."""

SPOKEN = [
    # changes, line, severity, what is said
    # points
    (choice("text: A, points: 5", "text: B, points: 0"), "text: A", "error", "được 5 điểm, quá tối đa 4"),
    (choice("text: A, points: 3", "text: B, points: 0"), "tiers:", "warning", "bậc cao nhất của 'A.2' chỉ được 3"),
    (choice("text: A, points: 0", "text: B, points: 4"), "text: B", "warning", "được 4 điểm, hơn bậc xếp trên nó"),
    (ratio("at_least: 50, points: 2.5", "below: 50, points: 0"), "tiers:", "warning", "của 'B.1' chỉ được 2,5"),
    (count("at_most: 0, points: 3", "at_least: 1, points: 0"), "kind: tiers, of", "error", "được 3 điểm, quá tối đa 2"),
    # killers
    (
        [("criteria:\n  - code: A\n", f"criteria:\n{ALONE}  - code: A\n")],
        "code: C",
        "error",
        "không có mục nào bên trên",
    ),
    (choice("text: A, points: 4", "text: B, points: 1, killer: true"), "text: B", "warning", "nên 1 điểm không còn"),
    (
        taking("text: A, points: 3, killer: true", "text: B, points: 0"),
        "text: A, points: 3",
        "warning",
        "bậc thứ 1 của 'T.1' ghi 'killer' nhưng mục 'T' chỉ trừ điểm nên không có tác dụng; bỏ 'killer'",
    ),
    (
        [*taking("text: A, points: 3", "text: B, points: 0, killer: true"), ("{criterion: T.1, ", "{criterion: T.2, ")],
        "text: B, points: 0",
        "warning",
        "bậc thứ 2 của 'T.1' ghi 'killer' nhưng mục 'T' chỉ trừ điểm nên không có tác dụng; bỏ 'killer'",
    ),
    # choices
    (choice("text: Đủ, points: 4", "text: ĐU, points: 0"), "text: ĐU", "error", "cùng tên 'ĐU' với bậc thứ 1"),
    (choice("text: A, name: Tốt, points: 4", "text: tốt, points: 0"), "text: tốt", "error", "cùng tên 'tốt'"),
    (choice('text: A, name: "2", points: 4', "text: B, points: 0"), "text: A", "error", "gõ số ấy sẽ bị hiểu là điểm"),
    (
        choice("text: A, points: 4", "text: B, points: 0", "text: C, points: 0.0, killer: true"),
        "text: C",
        "warning",
        "cùng 0,0 điểm nhưng chỉ một bậc có 'killer'",
    ),
    # limits
    (
        ratio("points: 3"),
        "points: 3",
        "error",
        "không có cận nào; ghi ít nhất một trong at_least, over, below, at_most",
    ),
    (ratio("at_least: 9, over: 8, points: 3"), "over: 8", "error", "có hai cận dưới 'at_least' và 'over'"),
    (ratio("below: 9, at_most: 8, points: 3"), "below: 9", "error", "có hai cận trên 'below' và 'at_most'"),
    (
        ratio("at_least: 9, below: 9, points: 3"),
        "below: 9",
        "error",
        "cận dưới không nằm dưới cận trên; sửa lại hai cận",
    ),
    (
        ratio("below: 5, points: 3", "at_least: 5, points: 2", "at_least: 8, points: 0"),
        "at_least: 8",
        "error",
        "chồng lên bậc thứ 2",
    ),
    (ratio("at_least: 9, points: 3", "below: 10, points: 0"), "at_least: 9", "error", "chồng lên bậc thứ 2"),
    (ratio("at_least: 9, points: 3", "at_most: 9, points: 0"), "at_least: 9", "error", "chồng lên bậc thứ 2"),
    (
        ratio("at_least: 9, points: 3", "below: 8, points: 0"),
        "at_least: 9",
        "error",
        "bỏ trống khoảng từ 8 đến dưới 9;",
    ),
    (ratio("over: 9, points: 3", "below: 9, points: 0"), "over: 9", "error", "bỏ trống khoảng từ 9 đến hết 9;"),
    (ratio("over: 9.5, points: 3", "at_most: 9, points: 0"), "over: 9", "error", "khoảng trên 9 đến hết 9,5;"),
    (ratio("at_least: 9, points: 3"), "at_least: 9", "error", "bỏ trống khoảng từ 0 đến dưới 9;"),
    (
        ratio("at_least: 9, below: 100, points: 3", "below: 9, points: 0"),
        "below: 100",
        "error",
        "khoảng từ 100 trở lên;",
    ),
    (
        count("at_most: 0, points: 2", "at_least: 2, points: 0"),
        "kind: tiers, of",
        "error",
        "bỏ trống khoảng từ 1 đến dưới 2;",
    ),
    (count("at_most: 2, points: 2", "over: 1, points: 0"), "kind: tiers, of", "error", "chồng lên bậc thứ 1"),
    (count("at_most: 2, points: 2"), "kind: tiers, of", "error", "bỏ trống khoảng từ 3 trở lên;"),
    (count("over: 2, below: 3, points: 2"), "kind: tiers, of", "error", "không chứa giá trị nào"),
    (
        count("at_most: 2, points: 2", "at_least: 3, points: 0", of="number"),
        "kind: tiers, of",
        "error",
        "khoảng trên 2 đến dưới 3;",
    ),
    (
        count("at_least: 1, at_most: 9, points: 2", "at_least: 2, at_most: 3, points: 1", "over: 9, points: 0"),
        "kind: tiers, of",
        "error",
        "bậc thứ 2 của 'B.2' chồng lên bậc thứ 1",
    ),
    # points each
    ([("kind: count, per: 1", "kind: count, per: 0")], "A.3", "error", "ghi số điểm ở 'per'"),
    ([("kind: minus, per: 0.3", "kind: minus, per: 0")], "B.3", "error", "ghi số điểm ở 'per'"),
    ([("kind: deduction, per: 1", "kind: deduction, per: 0")], "T.1", "error", "ghi số điểm ở 'per'"),
    ([("kind: count, per: 1", "kind: count, per: 3")], "A.3", "warning", "ghi 3 điểm cho mỗi lần nhưng tối đa chỉ 2"),
    ([(MINUS_PLUS, "minus: 0, plus: 0")], "B.4", "error", "ghi số điểm ở 'minus', 'plus'"),
    ([(MINUS_PLUS, "minus: 1, plus: 0, plus_cap: 1")], "B.4", "warning", "cho cộng tới 1 nhưng mỗi lần cộng 0 điểm"),
    # absences
    ([(", zero_over_zero: zero", "")], "A.1", "warning", "'A.1' tính theo tỷ lệ nhưng chưa nói 0/0"),
    ([("        zero_over_zero: full\n", "")], "code: B.1", "warning", "'B.1' tính theo tỷ lệ nhưng chưa nói 0/0"),
    ([("kind: count, per: 1}", "kind: count, per: 1}, zero_over_zero: full")], "A.3", "warning", "không có tỷ lệ nào"),
    (
        [("    role: bonus\n", "    role: bonus\n    zero_over_zero: full\n")],
        "zero_over",
        "warning",
        "'V' không có tỷ lệ",
    ),
    ([("kind: count, per: 1}", "kind: count, per: 1}, blank: full")], "A.3", "warning", "để trống cũng được trọn điểm"),
]

SILENT = [
    ratio("at_least: 90, points: 3", "at_least: 80, points: 2", "at_least: 0, points: 0"),
    ratio("at_least: 90, at_most: 100, points: 3", "below: 90, points: 0"),  # beyond 100 % nothing need be said
    ratio("below: 50, points: 3", "at_least: 50, points: 0"),
    ratio("over: 90, points: 3", "over: 80, points: 2", "at_most: 80, points: 0"),
    ratio("at_most: 10, points: 3", "at_most: 20, points: 2", "over: 20, points: 0"),  # the fewer the better
    ratio("below: 10, points: 3", "below: 20, points: 2", "at_least: 20, points: 0"),
    ratio("at_least: 120, points: 3", "at_least: 100, points: 2", "below: 100, points: 0"),
    count("below: 1, points: 2", "at_least: 1, at_most: 2, points: 1", "over: 2, points: 0"),
    count("over: 2.5, points: 2", "at_most: 2.9, points: 0"),  # whole things: more than 2.5 is 3
    count("at_least: 3, points: 2", "below: 3, points: 0", of="number"),
    choice("text: A, points: 4", "text: B, points: 0", "text: C, points: 0"),
    choice('text: A, name: "4", points: 4', "text: B, points: 0, killer: true"),
    choice("text: A, points: 4", "text: nan, points: 0"),
    taking("text: A, points: 3", "text: B, points: 0, killer: true"),  # that is a case for the sanction of T.1
    [*taking("text: A, points: 3, killer: true", "text: B, points: 0"), *AMONG_THE_BASE],
    [("kind: minus, per: 0.3", "kind: minus, per: 5")],  # one case takes it all
    [("kind: minus, per: 0.3}", "kind: minus, per: 0.3}, blank: full")],
    [(MINUS_PLUS, "minus: 0.5, plus: 1"), ("bonus_cap: 14", "bonus_cap: 13")],  # merits only mend faults
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


def test_limits_that_contradict_each_other_are_not_said_twice(tmp_path: Path) -> None:
    found = told(tmp_path, *ratio("at_least: 9, over: 8, points: 3"))
    assert len(found) == 1, found


LIMIT = st.integers(0, 6).map(lambda halves: Decimal(halves) / 2)
RANGE = st.one_of(
    st.builds(lambda low: {"at_least": low}, LIMIT),
    st.builds(lambda low: {"over": low}, LIMIT),
    st.builds(lambda high: {"below": high}, LIMIT),
    st.builds(lambda high: {"at_most": high}, LIMIT),
    st.builds(lambda low, high: {"at_least": low, "below": high}, LIMIT, LIMIT),
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    found, _ = examine(written(tmp_path_factory.mktemp("tiers"), ("rubric.yaml", RUBRIC, SOUND)))
    assert found
    return found


def with_tiers(edition: Edition, tiers: Tiers) -> Edition:
    """The edition with these tiers as the rule of its only leaf."""
    leaf = edition.rubric.leaves[0].model_copy(update={"rule": tiers})
    return edition.model_copy(update={"rubric": edition.rubric.model_copy(update={"criteria": (leaf,)})})


@settings(max_examples=300, deadline=None)
@given(limits=st.lists(RANGE, min_size=1, max_size=3), of=st.sampled_from(["count", "number"]))
def test_no_value_without_a_tier_and_no_tier_without_a_value_is_let_pass(
    edition: Edition, limits: list[dict[str, Decimal]], of: Literal["count", "number"]
) -> None:
    tiers = Tiers(kind="tiers", of=of, tiers=tuple(Range(points=Decimal(0), **limit) for limit in limits))
    quarters = (Decimal(n) / 4 for n in range(20))
    reached = {tiers.tier_of(value) for value in quarters if of == "number" or value == value.to_integral_value()}
    assert reached == set(range(len(limits))) or list(tier_limits(with_tiers(edition, tiers)))
