"""What one figure is worth, rule by rule: typical ones, the border, off the scale, absences, bonus beside it."""

from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, get_args

import pytest
from rule_bench import Typed, entry, figures, leaf, line, rubric_of, score, section, tiers

from sheetsync.core.ratios import percent_words, round_fraction
from sheetsync.core.scoring import rules
from sheetsync.core.scoring.points import attainable
from sheetsync.core.scoring.rules import worth
from sheetsync.core.scoring.score import Basis, judge, score_line
from sheetsync.core.scoring.worth import Given, Unusable
from sheetsync.edition.rules import Rule
from sheetsync.edition.terms import Hand

POINTS = leaf("A")
CHOICE = leaf("A", kind="choice", tiers=tiers("5", "3", "0"))
RATIO = leaf("A", kind="ratio", target=90, measure="hộ")
BY_RATIO = leaf(
    "A",
    kind="tiers",
    of="ratio",
    measure="hộ",
    tiers=[{"at_least": 90, "points": 5}, {"at_least": 80, "points": 3}, {"at_least": 0, "points": 0}],
)
BY_COUNT = leaf("A", kind="tiers", of="count", tiers=[{"over": 2, "points": 5}, {"at_least": 1, "points": "2,5"}])
BY_NUMBER = leaf("A", kind="tiers", of="number", tiers=[{"over": "1,5", "points": 5}, {"points": 1}])
COUNT = leaf("A", kind="count", per="1,5", measure="mô hình")
MINUS = leaf("A", kind="minus", per="0,75", measure="vụ")
BOTH = leaf("A", kind="minus_plus", minus=1, plus=2, plus_cap=3)
DEDUCTION = leaf("A", kind="deduction", per="0,5", role="deduction", measure="lần")


def plain(number: Decimal) -> str:
    return f"{number.normalize() + 0:f}"


def worth_of(one: dict[str, Any], typed: Typed, hand: Hand = "department") -> str:
    """points [+bonus] [over] [x amount] [killer], or the code of the finding ("-" where the cell has one already)."""
    rubric = rubric_of(one)
    found = judge(rubric, line(rubric, one["code"], {hand: typed}), hand)
    if isinstance(found, Unusable):
        return found.code or "-"
    parts = {"": found.points, "+": found.bonus or None, "over ": found.over or None, "x": found.amount}
    said = [f"{name}{plain(number)}" for name, number in parts.items() if number is not None]
    return " ".join([*said, *["killer"] * found.killer])


def test_every_kind_of_the_language_has_a_rule_here() -> None:
    kinds = {get_args(one.model_fields["kind"].annotation)[0] for one in get_args(get_args(Rule)[0])}
    assert set(rules._BY_KIND) == kinds


@pytest.mark.parametrize(
    ("one", "typed", "expected"),
    [
        (POINTS, "3,25", "3.25"),
        (POINTS, "0", "0"),
        (POINTS, "5", "5"),
        (POINTS, "5,25", "points-out-of-range"),
        (POINTS, "-1", "points-out-of-range"),
        (POINTS, "3,3", "points-off-step"),
        (POINTS, "?3đ", "-"),
        (leaf("A", "5,1"), "5,1", "5.1"),  # the maximum is open even where no step leads to it
        (POINTS, "giỏi", "-"),
        (CHOICE, "mức 3", "3 x0"),
        (CHOICE, "3,0", "3 x0"),
        (CHOICE, "4", "tier-unknown"),
        (CHOICE, "mức 4", "tier-unknown"),
        (RATIO, "90%", "5"),
        (RATIO, "100/100", "5"),
        (RATIO, "120%", "5"),
        (RATIO, "45/100", "2.5"),
        (RATIO, "0/45", "0"),
        (RATIO, "3", "ratio-unreadable"),
        (RATIO, "2/0", "ratio-over-zero"),
        (RATIO, "0/0", "zero-over-zero-unclear"),
        (BY_RATIO, "90%", "5"),
        (BY_RATIO, "8999/10000", "3"),
        (BY_RATIO, "80%", "3"),
        (BY_RATIO, "150%", "5"),
        (BY_RATIO, "4", "ratio-unreadable"),
        (BY_COUNT, "3", "5 x3"),
        (BY_COUNT, "2", "2.5 x2"),
        (BY_COUNT, "0", "tier-none"),
        (BY_COUNT, "1,5", "cases-not-whole"),
        (BY_COUNT, "nhiều", "number-unreadable"),
        (BY_NUMBER, "1,51", "5 x1.51"),
        (BY_NUMBER, "1,5", "1 x1.5"),
        (BY_NUMBER, "-0,1", "cases-not-whole"),
        (COUNT, "2", "3 x2"),
        (COUNT, "4", "5 over 1 x4"),
        (COUNT, "0", "0 x0"),
        (COUNT, "1,5", "cases-not-whole"),
        (COUNT, "-1", "cases-not-whole"),
        (COUNT, "nhiều", "number-unreadable"),
        (MINUS, "0", "5 x0"),
        (MINUS, "2", "3.5 x2"),
        (MINUS, "7", "0 x7"),
        (MINUS, "0,5", "cases-not-whole"),
        (BOTH, ("2", ""), "3 x2"),
        (BOTH, ("2", "1"), "5 x2"),
        (BOTH, ("2", "2"), "5 +2 x2"),
        (BOTH, ("0", "9"), "5 +3 over 15 x0"),
        (BOTH, ("9", "1"), "0 x9"),
        (BOTH, ("nhiều", "1"), "number-unreadable"),
        (BOTH, ("1", "nhiều"), "number-unreadable"),
        (BOTH, ("1", "-1"), "cases-not-whole"),
        (BOTH, ("1", "?1đ"), "-"),
        (DEDUCTION, "3", "1.5 x3"),
        (DEDUCTION, "12", "5 over 1 x12"),
        (DEDUCTION, "nhiều", "number-unreadable"),
        (DEDUCTION, "-1", "cases-not-whole"),
    ],
)
def test_what_a_figure_is_worth(one: dict[str, Any], typed: Typed, expected: str) -> None:
    assert worth_of(one, typed) == expected


@pytest.mark.parametrize(
    ("typed", "most", "step", "expected"),
    [
        ("2/3", "5", "0.25", "3.25"),  # 3.333
        ("5/8", "1", "0.25", "0.75"),  # 0.625 is half way
        ("3/8", "1", "0.25", "0.5"),  # 0.375 too: up again, not to the even step
        ("1/8", "1", "0.25", "0.25"),
        ("1249999999/10000000000", "1", "0.25", "0"),
        ("1/1", "5", "2", "5"),  # rounding goes no higher than the maximum
        ("1/2", "5", "2", "2"),
        ("3/10", "5", "1", "2"),  # 1.5
        ("1/3", "0.01", "0.001", "0.003"),
    ],
)
def test_a_ratio_is_rounded_half_up_to_the_step(typed: str, most: str, step: str, expected: str) -> None:
    assert worth_of(leaf("A", most, kind="ratio", step=step), typed) == expected


@pytest.mark.parametrize("fraction", [Fraction(2, 3), Fraction(7, 2), Fraction(0), Fraction(10**20 + 1, 3)])
@pytest.mark.parametrize("step", ["0.25", "0.3", "2", "1E+2"])
def test_a_fraction_goes_to_the_nearest_step(fraction: Fraction, step: str) -> None:
    off = Fraction(round_fraction(fraction, Decimal(step))) - fraction
    assert -Fraction(step) / 2 < off <= Fraction(step) / 2


@pytest.mark.parametrize(
    ("exact", "limits", "words"),
    [
        (Fraction(4200, 45), (), "93,3 %"),
        (Decimal("89.96"), (), "89,96 %"),
        (Decimal(90), (90,), "90 %"),
        (Decimal("92.46"), (), "92,5 %"),
        (Decimal("92.46"), ("92.5",), "92,46 %"),
        (Decimal("92.54"), ("92.5",), "92,54 %"),
        (Decimal("99.9999999999"), (), "99,9999999999 %"),
        (Decimal("100.04"), (), "100,04 %"),
        (90 - Fraction(1, 10**60), (90,), "90 %"),  # enough is enough
        (Fraction(0), (0,), "0 %"),
    ],
)
def test_a_percentage_is_never_shown_across_a_threshold(
    exact: Fraction | Decimal, limits: tuple[str, ...], words: str
) -> None:
    assert percent_words(exact, [Decimal(limit) for limit in limits]) == words


@pytest.mark.parametrize(
    ("tiers_", "values"),
    [
        (
            [{"at_least": 90, "points": 5}, {"over": 80, "points": 3}, {"at_least": 50, "points": 1}],
            {"90": 0, "89.9": 1, "80": 2, "80.1": 1, "50": 2, "49": None, "1000": 0},
        ),
        (
            [{"over": 90, "at_most": 95, "points": 5}, {"below": 80, "points": 1}],
            {"95": 0, "95.1": None, "90": None, "80": None, "79.9": 1, "0": 1},
        ),
        ([{"at_most": 3, "points": 5}, {"at_most": 5, "over": 3, "points": 1}], {"3": 0, "3.1": 1, "5": 1, "6": None}),
        ([{"at_least": 2, "at_most": 2, "points": 5}, {"points": 0}], {"2": 0, "1.9": 1, "2.1": None}),
        ([{"over": 2, "below": 2, "points": 5}, {"over": 2, "at_most": 2, "points": 4}], {"2": None, "1": None}),
        ([{"points": 5}, {"points": 0}], {"0": 0, "7": 0}),
        ([{"below": 1, "points": 5}, {"points": 0}], {"0": 0, "1": 1, "7": 1}),
    ],
)
def test_a_tier_without_an_upper_limit_ends_where_the_one_above_begins(
    tiers_: list[dict[str, Any]], values: dict[str, int | None]
) -> None:
    rule = rubric_of(leaf("A", kind="tiers", of="number", tiers=tiers_)).nodes["A"].rule
    assert rule.kind == "tiers"
    assert {value: rule.tier_of(Decimal(value)) for value in values} == values
    assert {value: rule.tier_of(Fraction(value)) for value in values} == values


def test_points_that_two_answers_share_name_neither_and_are_asked_about_where_one_of_them_kills() -> None:
    answers = [{"text": "Tốt", "points": 3}, {"text": "Khá", "points": 3}, {"text": "Trễ", "points": 0}]
    lie = {"text": "Gian dối", "name": "GD", "points": 0, "killer": True}
    plain, deadly = (leaf("A", kind="choice", tiers=one) for one in (answers, [*answers, lie]))
    assert score(plain, "3").because == "bộ phận chấm: 3 điểm"
    assert score(plain, "Khá").because == "bộ phận chấm: “Khá”: 3 điểm"
    assert [worth_of(deadly, typed) for typed in ("3", "0", "Trễ", "GD")] == [
        "3 x0",
        "tier-unclear",
        "0 x0",
        "0 x1 killer",
    ]


@pytest.mark.parametrize(
    ("typed", "cap", "expected"),
    [
        ("11", None, "3 +8"),
        ("11", "4", "3 +4 over 4"),
        ("3", "4", "3"),
        ("2", "4", "2"),
        (("3", "8"), None, "3 +8"),
        (("2", "8"), "4", "2 +4 over 4"),
        (("11", "1"), "4", "points-out-of-range"),  # with two figures each has its own limit
        (("11", "0"), "4", "points-out-of-range"),
        (("3", "-1"), "4", "points-negative"),
        (("3", "0,3"), "4", "points-off-step"),
        ("3,3", "4", "points-off-step"),
        (("3", "không phát sinh"), "4", "3"),
        (("3", "?1đ"), "4", "-"),
        ("34,75", "4", "3 +4 over 27.75"),
        ("35", "4", "points-out-of-range"),  # 5 times as much as a cell can hold: a lost comma
        ("14,75", None, "3 +11.75"),
        ("15", None, "points-out-of-range"),
        (("3", "99"), "4", "3 +4 over 95"),
        ("4", "0", "points-out-of-range"),
    ],
)
def test_bonus_stands_beside_points_or_above_the_maximum_in_one_cell(
    typed: Typed, cap: str | None, expected: str
) -> None:
    assert worth_of(leaf("a7", "3", bonus={"cap": cap}), typed) == expected


def test_bonus_has_a_step_of_its_own() -> None:
    one = leaf("A", bonus={"cap": 2, "step": "0,1"})
    assert [worth_of(one, ("5", bonus)) for bonus in ("0,1", "0,25")] == ["5 +0.1", "points-off-step"]
    assert score(one, ("5", "3")).because == "bộ phận chấm: 5 + thưởng 2 (vượt trần 1 không tính)"


@pytest.mark.parametrize(
    ("one", "typed", "expected"),
    [
        (CHOICE, ("mức 3", "1"), "3 +1 x0"),
        (RATIO, ("90%", "3"), "5 +2 over 1"),
        (BY_COUNT, ("2", "1"), "2.5 +1 x2"),
        (COUNT, ("4", "3"), "5 +2 over 2 x4"),
        (MINUS, ("2", "1"), "3.5 +1 x2"),
        (MINUS, ("2", "0"), "3.5 x2"),
        (MINUS, ("2", "-1"), "points-negative"),
        (MINUS, ("2", "0,1"), "points-off-step"),
        (MINUS, ("nhiều", "1"), "number-unreadable"),
        (CHOICE | {"not_applicable": "full"}, ("không phát sinh", "1"), "5 +1"),
        (CHOICE | {"not_applicable": "zero"}, ("không phát sinh", "1"), "0 +1"),
        (CHOICE | {"not_applicable": "rebase"}, ("không phát sinh", "1"), "0"),
        (RATIO | {"zero_over_zero": "full"}, ("0/0", "1"), "5 +1"),
    ],
)
def test_bonus_stands_beside_a_figure_that_a_rule_computes(one: dict[str, Any], typed: Typed, expected: str) -> None:
    assert worth_of(one | {"bonus": {"cap": 2}}, typed) == expected


def test_a_second_figure_counts_for_nothing_where_the_leaf_takes_none() -> None:
    assert worth_of(POINTS, ("3", "2")) == "3"
    assert worth_of(POINTS, ("3", "2"), hand="cluster") == "3"
    assert worth_of(COUNT, ("2", "2"), hand="cluster") == "2 x1"


@pytest.mark.parametrize(
    ("one", "typed", "expected"),
    [
        (POINTS, "4", "4"),
        (CHOICE, "4", "4"),
        (CHOICE, "mức 3", "-"),
        (RATIO, "4", "4"),
        (RATIO, "4/5", "-"),
        (BY_RATIO, "2,5", "2.5"),
        (leaf("A", kind="choice", tiers=tiers("5", "3.3", "0")), "3,3", "3.3"),
        (leaf("A", kind="choice", tiers=tiers("5", "3.3", "0")), "3,4", "points-off-step"),
        (COUNT, "3", "3 x2"),
        (COUNT, "2", "2 x1"),  # one and a bit of what earns points are one
        (leaf("A", kind="count", per="0.3"), "0,9", "0.9 x3"),
        (leaf("A", kind="count", per="0.3"), "0,8", "points-off-step"),
        (leaf("A", kind="count", per=0), "1", "1"),
        (MINUS, "3,5", "3.5 x2"),
        (leaf("A", kind="minus", per="0.3"), "4,7", "4.7 x1"),
        (leaf("A", kind="minus", per="0.3"), "0,3", "points-off-step"),
        (BOTH, "7", "5 +2 x0"),
        (BOTH, ("3", "2"), "3 +2 x2"),
        (BOTH, ("3", "-2"), "points-negative"),
        (BOTH, "9", "5 +3 over 1 x0"),
        (leaf("A", kind="minus_plus", minus="0.3", plus="0.7", plus_cap=1), ("4,7", "0,7"), "4.7 +0.7 x1"),
        (leaf("A", kind="minus_plus", minus="0.3", plus="0.7", plus_cap=1), ("4,7", "0,6"), "points-off-step"),
        (leaf("A", kind="minus_plus", minus=1, plus=0, plus_cap=1), ("4", "0,6"), "points-off-step"),
        (leaf("A", kind="minus_plus", minus=1, plus=1), "6", "points-out-of-range"),
        (DEDUCTION, "1,5", "1.5 x3"),
        (DEDUCTION, "-1,5", "points-out-of-range"),
        (DEDUCTION, "5,5", "points-out-of-range"),
        (POINTS, "không phát sinh", "not-applicable-unclear"),
        (POINTS | {"not_applicable": "full"}, "không phát sinh", "5"),
        (POINTS | {"bonus": {}}, ("?5đ", ""), "-"),
        (POINTS | {"bonus": {}}, ("5", "?5đ"), "-"),
    ],
)
def test_an_inspection_agrees_on_points_whatever_the_rule_asks_for(
    one: dict[str, Any], typed: Typed, expected: str
) -> None:
    assert worth_of(one, typed, hand="cluster") == expected


def test_what_cannot_be_read_is_quoted_where_it_stands() -> None:
    both = POINTS | {"bonus": {}}
    assert score(both, ("5", "?2đ")).because == "bộ phận chấm: “2đ” không đọc được thành điểm"
    assert score(both, ("5", "?2đ"), "cluster").because == "thống nhất khi kiểm tra: “2đ” không đọc được thành điểm"
    assert score(both, ("?5đ", "?2đ")).because == "bộ phận chấm: “5đ” không đọc được thành điểm"
    assert score(both, ("không phát sinh", "?2đ")).basis is Basis.WITHHELD


@pytest.mark.parametrize(
    ("one", "named"),
    [
        (POINTS, "5"),
        (CHOICE, "5 5 3 0"),
        (BY_NUMBER, "5 5 1"),
        (COUNT, "5 0 1.5 3 4.5"),
        (MINUS, "5 5 4.25 3.5 2.75 2 1.25 0.5"),
        (leaf("A", kind="count", per=0), "5"),
    ],
)
def test_what_a_rule_gives_by_itself_can_be_agreed_on(one: dict[str, Any], named: str) -> None:
    rubric = rubric_of(one)
    found = attainable(rubric.nodes["A"])
    assert " ".join(map(plain, found)) == named
    for number in map(plain, found):
        agreed = line(rubric, "A", {"cluster": number.replace(".", ",")})
        assert not isinstance(judge(rubric, agreed, "cluster"), Unusable)


def test_points_agreed_on_that_only_a_killer_tier_gives_mean_that_tier() -> None:
    kills = {"text": "không có kế hoạch", "points": 0, "killer": True}
    answers = [{"text": "đủ", "points": 5}, {"text": "thiếu", "points": 3}, kills]
    agreed = score(leaf("A", kind="choice", tiers=answers), "0", "cluster")
    assert (agreed.killer, agreed.amount) == (True, Decimal(1))
    assert not score(leaf("A", kind="choice", tiers=answers), "3", "cluster").killer
    both = [*answers, {"text": "chậm", "points": 0}]
    assert not score(leaf("A", kind="choice", tiers=both), "0", "cluster").killer, "0 may be the other answer"


ABSENT = [("không phát sinh", "not_applicable"), ("0/0", "zero_over_zero"), ("", "blank")]


@pytest.mark.parametrize(("typed", "policy"), ABSENT)
def test_an_absence_earns_what_the_leaf_or_the_nearest_section_says(typed: str, policy: str) -> None:
    word = {"": "để trống"}.get(typed, typed)
    for outcome, points, because in (
        ("full", 5, f"{word}, tính 5 điểm"),
        ("zero", 0, f"{word}, tính 0 điểm"),
        ("rebase", None, f"{word}, không tính vào thang điểm của đơn vị"),
    ):
        other = "zero" if outcome == "full" else "full"
        nested = section("I", "5", section("I.1", "5", RATIO, **{policy: outcome}), **{policy: other})
        for top in (RATIO | {policy: outcome}, section("I", "5", RATIO, **{policy: outcome}), nested):
            rubric = rubric_of(top)
            found = score_line(rubric, line(rubric, "A", {"department": typed}))
            assert (found.points, found.because.removeprefix("bộ phận chấm: ")) == (points, because)
            assert found.basis is (Basis.EXEMPT if points is None else Basis.COMPUTED)


@pytest.mark.parametrize(("typed", "policy"), ABSENT)
@pytest.mark.parametrize("outcome", ["full", "zero"])
def test_where_points_are_taken_off_an_absence_takes_none(typed: str, policy: str, outcome: str) -> None:
    one = leaf("A", kind="ratio", role="deduction", **{policy: outcome})
    found = score(one, typed)
    assert found.points == 0
    assert found.because.endswith("không trừ")


@pytest.mark.parametrize(
    ("typed", "basis", "because"),
    [
        ("không phát sinh", Basis.WITHHELD, "bộ phận chấm: không phát sinh, thang điểm chưa nói cách tính"),
        ("0/0", Basis.WITHHELD, "bộ phận chấm: 0/0, thang điểm chưa nói cách tính"),
        ("", Basis.MISSING, "chưa có điểm"),
    ],
)
def test_an_absence_of_which_the_rubric_is_silent_earns_nothing_yet(typed: str, basis: Basis, because: str) -> None:
    found = score(RATIO, typed)
    assert figures(found, "points", "basis", "because") == (None, basis, because)


@pytest.mark.parametrize(
    ("one", "typed", "because"),
    [
        (RATIO, "42/45", "42/45 hộ = 93,3 % so với chỉ tiêu 90 %: 5 điểm"),
        (RATIO, "42/45 hộ", "42/45 hộ = 93,3 % so với chỉ tiêu 90 %: 5 điểm"),
        (RATIO, "89,96%", "89,96 % so với chỉ tiêu 90 %: 5 điểm"),
        (leaf("A", kind="ratio", target="92.5"), "92,46%", "92,46 % so với chỉ tiêu 92,5 %: 5 điểm"),
        (BY_RATIO, "42/45", "42/45 hộ = 93,3 % → bậc ≥ 90 %: 5 điểm"),
        (BY_RATIO, "8996/10000", "8996/10000 hộ = 89,96 % → bậc từ 80 % đến dưới 90 %: 3 điểm"),
        (BY_COUNT, "2", "2 → bậc từ 1 đến 2: 2,5 điểm"),
        (BY_NUMBER, "1,50", "1,5 → bậc ≤ 1,5: 1 điểm"),
        (COUNT, "2", "2 mô hình × 1,5 điểm = 3 điểm"),
        (COUNT, "4", "4 mô hình × 1,5 điểm = 6 điểm, tối đa 5"),
        (MINUS, "2", "5 − 2 vụ × 0,75 điểm = 3,5 điểm"),
        (MINUS, "8", "5 − 8 vụ × 0,75 điểm = -1 điểm, thấp nhất 0 điểm"),
        (leaf("A", kind="minus", per=1), "5", "5 − 5 × 1 điểm = 0 điểm"),
        (BOTH, ("9", "1"), "5 − 9 + 2 = -2 điểm, thấp nhất 0 điểm"),
        (BOTH, ("1", "4"), "5 − 1 + 8 = 8 điểm (vượt trần 4 không tính)"),
        (DEDUCTION, "3", "3 lần × 0,5 điểm: trừ 1,5 điểm"),
        (DEDUCTION, "12", "12 lần × 0,5 điểm: trừ 5 điểm (tính đủ là 6, trừ tối đa 5)"),
        (MINUS | {"bonus": {"cap": 1}}, ("0", "2"), "5 − 0 vụ × 0,75 điểm = 5 điểm; thưởng 1 (vượt trần 1 không tính)"),
        (BY_COUNT, "0", "0: không rơi vào mức nào của thang điểm"),
        (RATIO, "3/0", "“3/0” chia cho 0"),
    ],
)
def test_a_reason_shows_what_was_typed_and_what_it_comes_to(one: dict[str, Any], typed: Typed, because: str) -> None:
    assert score(one, typed).because == f"bộ phận chấm: {because}"


def test_a_long_answer_is_quoted_in_part() -> None:
    text = "Báo cáo " * 20
    one = leaf("A", kind="choice", tiers=[{"text": text, "points": 5}])
    assert score(one, text.strip()).because == f"bộ phận chấm: “{text[:59]}…”: 5 điểm"


@pytest.mark.parametrize(
    ("one", "typed", "points", "bonus"),
    [
        (leaf("A", kind="count", per="0.1", role="bonus"), "3", "0.3", "0.3"),
        (leaf("A", bonus={"cap": 2}), ("4", "1"), "5", "1"),
        (DEDUCTION, "3", "-1.5", "0"),
        (DEDUCTION, "0", "0", "0"),
        (leaf("A", role="deduction"), "2", "-2", "0"),
        (leaf("A", role="deduction", kind="choice", tiers=tiers("5", "2", "0")), "mức 2", "-2", "0"),
    ],
)
def test_points_carry_the_sign_of_what_they_do(one: dict[str, Any], typed: Typed, points: str, bonus: str) -> None:
    found = score(one, typed)
    assert figures(found, "points", "bonus") == (Decimal(points), Decimal(bonus))


@pytest.mark.parametrize(
    ("one", "typed", "amount"),
    [
        (leaf("A", role="deduction"), "2", 1),
        (leaf("A", role="deduction"), "0", None),
        (leaf("A", role="deduction", kind="choice", tiers=tiers("5", "2", "0")), "mức 2", 1),
        (leaf("A", role="deduction", kind="choice", tiers=tiers("5", "2", "0")), "mức 0", 0),
        (leaf("A", kind="tiers", of="ratio", tiers=[{"points": 0, "killer": True}]), "5%", 1),
        (BY_RATIO, "5%", None),
        (POINTS, "3", None),
    ],
)
def test_what_is_not_counted_is_one_case_where_it_takes_or_kills(
    one: dict[str, Any], typed: Typed, amount: int | None
) -> None:
    assert score(one, typed).amount == amount


HUGE = "9" * 40


def test_no_length_of_number_is_rounded_in_silence() -> None:
    fine, wide = "0." + "3" * 40, Context(prec=200)
    earned = wide.multiply(Decimal(HUGE), Decimal(fine))
    assert score(leaf("A", kind="count", per=fine), HUGE).over == wide.subtract(earned, Decimal(5))
    beside = score(leaf("A", bonus={}), ("5", HUGE))
    assert (str(beside.points), str(beside.bonus)) == ("1" + "0" * 39 + "4", HUGE)
    assert str(score(leaf("A", "1", kind="minus", per=fine), "1").points) == "0." + "6" * 39 + "7"


def test_a_rule_is_asked_of_the_figure_as_it_was_read() -> None:
    rubric = rubric_of(RATIO)
    found = worth(Given(rubric, rubric.nodes["A"], entry("⅓"), entry(None)))
    assert isinstance(found, Unusable)
    assert found.code == "ratio-unreadable"


@pytest.mark.parametrize(
    ("one", "typed", "raw", "meant"),
    [
        (leaf("A", "10", bonus={"cap": 2}, step="0,5"), "11,3", "11,3 (trong đó thưởng 1,3)", "11,5"),
        (leaf("A", "10", bonus={"cap": 2}, step="0,5"), "17,3", "17,3 (trong đó thưởng 7,3)", "12"),
        (leaf("A", "10", bonus={"cap": 80, "step": 25}), "87", "87 (trong đó thưởng 77)", "85"),
        (leaf("A", "10", bonus={"cap": 80, "step": 30}), "95", "95 (trong đó thưởng 85)", "70"),
        (leaf("A", "10", bonus={}, step="0,5"), "17,3", "17,3 (trong đó thưởng 7,3)", "17,5"),
        (leaf("A", "10", bonus={"cap": "2,2"}, step="0,5"), ("10", "2,3"), "2,3", "2"),
        (leaf("A", "5,1", step="0,5"), "5,08", "5,08", "5"),
        (leaf("A", "5,3", step="0,5"), "5,28", "5,28", "5,3"),
    ],
)
def test_points_off_the_step_are_named_as_typed_and_what_is_suggested_counts(
    one: dict[str, Any], typed: Typed, raw: str, meant: str
) -> None:
    rubric = rubric_of(one)
    found = judge(rubric, line(rubric, "A", {"department": typed}), "department")
    assert isinstance(found, Unusable)
    assert (found.code, dict(found.words)["raw"], dict(found.words)["meant"]) == ("points-off-step", raw, meant)
    again = (typed[0], meant) if isinstance(typed, tuple) else meant
    assert not isinstance(judge(rubric, line(rubric, "A", {"department": again}), "department"), Unusable)


def test_a_figure_far_above_a_cell_is_told_how_much_it_can_hold() -> None:
    """`points-out-of-range` where a comma was lost: 95 for 9,5."""
    rubric = rubric_of(leaf("A", "10", bonus={"cap": 2}))
    found = judge(rubric, line(rubric, "A", {"department": "95"}), "department")
    assert found == Unusable(
        "95 không hợp thang điểm", "points-out-of-range", (("raw", "95"), ("max", "12"), ("criterion", "A"))
    )
    nothing = leaf("A", "0", bonus={})
    assert worth_of(nothing, "3") == "0 +3", "of nothing there is no multiple"
