"""Fairness: how departments, clusters and units score, side by side; warnings only where there is enough to go by."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from small_year import these
from typed_contest import Typed, entry, evidence_of, typed, typed_edition

from sheetsync.core.committee.fairness import (
    FEWEST_FIGURES,
    Fairness,
    fairness,
    mean,
    rounded,
    shown,
    signed,
)
from sheetsync.core.scoring.outcome import stand
from sheetsync.core.scoring.standing import settled_scores
from sheetsync.edition.model import Edition


def leaf(code: str, most: object, scorer: str = "TG", **more: Any) -> dict[str, Any]:
    return {"code": code, "text": f"Tiêu chí {code}", "max": most, "scorer": scorer} | more


def year(units: int, *criteria: dict[str, Any], clusters: int = 0, most: object = 10) -> Edition:
    return typed_edition(units, {"max": most, "step": "0.5", "criteria": criteria}, clusters)


def looked_at(edition: Edition, points: Typed, own: Typed | None = None) -> Fairness:
    evidence = typed(edition, points, own)
    return fairness(edition, evidence, stand(edition, evidence), settled_scores(edition, evidence))


def cautions(found: Fairness) -> list[tuple[str, str]]:
    return [(one.code, one.about) for one in found.cautions]


# --- departments -----------------------------------------------------------------------------------------------------

TWO = (leaf("1", 4), leaf("2", 2), leaf("3", 4, "VP"))


def test_a_department_is_measured_by_the_shares_it_gives_and_against_the_others() -> None:
    found = looked_at(year(2, *TWO), {"1": ["4", "2"], "2": ["2", "1"], "3": ["1", "3"]})
    ours, theirs = found.departments
    assert these(ours.leaves, ours.figures, ours.mean, ours.others, ours.full) == [2, 4, 75, 50, 50]
    assert these(ours.lowest, ours.highest, ours.variance, ours.spread) == [50, 100, 625, 25]
    assert these(theirs.mean, theirs.others, theirs.full, theirs.spread) == [50, 75, 0, 25]
    assert ours.against_self is None


def test_self_scores_are_compared_where_both_are_given() -> None:
    own: Typed = {"1": ["4", ""], "2": ["", "2"], "3": ["4", "4"]}
    found = looked_at(year(2, *TWO), {"1": ["2", "2"], "2": ["2", "1"], "3": ["", ""]}, own)
    assert [one.against_self for one in found.departments] == [-50, None]
    assert [one.mean for one in found.departments] == [Fraction(250, 4), None]
    assert found.departments[1].spread is None
    assert found.departments[1].lowest is None


def test_bonus_and_deductions_say_nothing_of_how_strictly_somebody_scores() -> None:
    criteria = (
        leaf("1", 4, bonus={"cap": 2}),
        leaf("B", 2, role="bonus"),
        leaf("D", 2, role="deduction", rule={"kind": "deduction", "per": 1}),
    )
    found = looked_at(year(1, *criteria, most=4), {"1": ["4+2"], "B": ["0"], "D": ["2"]})
    assert [(one.leaves, one.figures, one.mean) for one in found.departments] == [(1, 1, 100), (0, 0, None)]


def departments(tg: list[str], vp: list[str]) -> Fairness:
    leaves = [leaf(f"T{place}", 10) for place in range(4)] + [leaf(f"V{place}", 10, "VP") for place in range(4)]
    edition = year(5, *leaves, most=80)
    points = {f"T{place}": tg for place in range(4)} | {f"V{place}": vp for place in range(4)}
    return looked_at(edition, points)


def test_a_department_far_from_the_others_is_named_with_the_facts() -> None:
    found = departments(["9", "10", "8", "9", "9"], ["8", "9", "8", "8", "8"])
    assert cautions(found) == [("department-lenient", "TG"), ("department-strict", "VP")]
    assert found.cautions[0].text == (
        "Bộ phận Tuyên giáo cho bình quân 90 % điểm tối đa, các bộ phận khác 82 %: "
        "nên xem lại có dễ hơn mặt bằng không."
    )
    near = departments(["9", "10", "8", "9", "9"], ["8", "9", "8", "8.5", "8"])
    assert cautions(near) == []


def test_a_department_that_gives_nearly_everybody_everything_is_named() -> None:
    found = departments(["10", "10", "10", "10", "10"], ["10", "9", "10", "9", "9.5"])
    assert cautions(found)[:2] == [("department-mostly-full", "TG"), ("department-flat", "TG")]
    assert "100 % số lần chấm" in found.cautions[0].text
    assert "lệch chuẩn 0 %" in found.cautions[1].text


def test_with_few_units_or_few_figures_nobody_is_named() -> None:
    leaves = [leaf(f"T{place}", 10) for place in range(10)] + [leaf("V", 10, "VP")]
    few = year(4, *leaves, most=110)
    points = {f"T{place}": ["10"] * 5 for place in range(10)} | {"V": ["1", "2", "3", "4", "5"]}
    assert looked_at(few, points).cautions == ()
    enough = looked_at(year(5, *leaves, most=110), points)
    assert [one.figures >= FEWEST_FIGURES for one in enough.departments] == [True, False]
    assert {about for _, about in cautions(enough)} == {"TG", ""}


# --- criteria --------------------------------------------------------------------------------------------------------


def test_criteria_at_which_all_have_the_same_decide_nothing() -> None:
    points: Typed = {"1": ["4", "4", "4"], "2": ["1", "", "1"], "3": ["1", "2", "1"]}
    found = looked_at(year(3, *TWO), points)
    assert [these(one.criterion.code, one.points, one.units, one.full) for one in found.undeciding] == [
        ["1", 4, 3, True],
        ["2", 1, 2, False],
    ]
    assert found.cautions == ()


def test_one_unit_alone_is_not_all() -> None:
    assert looked_at(year(1, *TWO), {"1": ["4"], "2": ["1"], "3": ["1"]}).undeciding == ()


@pytest.mark.parametrize(("most", "warned"), [(10, True), (20, True), (21, False)])
def test_a_fifth_of_the_scale_that_decides_nothing_is_worth_a_word(most: int, warned: bool) -> None:  # noqa: FBT001 - a column of the table
    edition = year(5, leaf("1", 4), leaf("2", most - 4), most=most)
    found = looked_at(edition, {"1": ["2"] * 5, "2": ["1", "2", "3", "4", "5"]})
    assert [one for one in found.cautions if one.code == "criteria-undeciding"] == [
        one for one in found.cautions if warned
    ]
    if warned:
        assert f"1 tiêu chí, 4 trên {most} điểm" in found.cautions[0].text


# --- clusters and units ----------------------------------------------------------------------------------------------


def clustered(first: list[str], own: Typed | None = None) -> Fairness:
    """Six wards, P1 P3 P5 in the first cluster."""
    return looked_at(year(6, leaf("1", 10), clusters=2), {"1": first}, own)


def test_clusters_are_compared_by_their_complete_units() -> None:
    found = clustered(["4", "8", "6", "", "5", "7"], {"1": ["5", "8", "5", "9", "6.5", "7"]})
    assert [(one.cluster.code, one.units, one.scored, one.total) for one in found.clusters] == [
        ("C1", 3, 3, 5),
        ("C2", 3, 2, Fraction(15, 2)),
    ]
    assert [one.against_self for one in found.clusters] == [Fraction(1, 2), 0]
    assert [one.raised for one in found.clusters] == [0, 0]


def test_a_cluster_whose_inspection_changes_more_than_the_others_is_named() -> None:
    found = inspected(["c:9", "8", "c:8", "8", "8", "8"], ["8", "8", "8", "8", "8", "8"])
    assert [one.raised for one in found.clusters] == [Fraction(1, 3), 0]
    assert cautions(found) == [("cluster-inspection", "C1"), ("cluster-inspection", "C2")]
    assert found.cautions[0].text == (
        "Kiểm tra ở Cụm 1 thay đổi bình quân +0,33 điểm mỗi phường, ở các cụm khác 0: "
        "nên đối chiếu cách làm của các đoàn kiểm tra."
    )
    same = inspected(["c:9", "c:9", "8", "8", "8", "8"], ["8", "8", "8", "8", "8", "8"])
    assert [one for one in cautions(same) if one[0] == "cluster-inspection"] == []
    few = inspected(["c:9", "8", "c:9", "", "8", "8"], ["8", "8", "8", "", "8", "8"])
    assert [one for one in cautions(few) if one[0] == "cluster-inspection"] == []


def inspected(agreed: list[str], before: list[str]) -> Fairness:
    """What the departments gave before, and what counts after the inspection."""
    edition = year(6, leaf("1", 10), clusters=2)
    lines = {
        (unit, code): replace(line, hands={**line.hands, "department": entry(before[place])})
        for place, ((unit, code), line) in enumerate(typed(edition, {"1": agreed}).ledger.lines.items())
    }
    evidence = evidence_of(edition, lines)
    return fairness(edition, evidence, stand(edition, evidence), settled_scores(edition, evidence))


def test_units_are_set_against_themselves_the_largest_difference_first() -> None:
    points: Typed = {"1": ["4", "2", "3"], "2": ["2", "", "2"], "3": ["4", "4", "4"]}
    own: Typed = {"1": ["4", "4", "1"], "2": ["2", "2", "2"], "3": ["3", "4", "4"]}
    found = looked_at(year(3, *TWO), points, own)
    assert [these(one.unit.code, one.own, one.counted, one.difference, one.leaves) for one in found.units] == [
        ["P2", 8, 6, 2, 2],
        ["P3", 7, 9, -2, 3],
        ["P1", 9, 10, -1, 3],
    ]
    assert [(one.code, one.about) for one in found.cautions] == [
        ("unit-self", "P2"),
        ("unit-self", "P3"),
        ("unit-self", "P1"),
    ]
    assert found.cautions[0].text.startswith("Phường 2 tự chấm cao hơn điểm được tính 2 điểm")
    assert "tự chấm thấp hơn" in found.cautions[1].text


def test_bonus_and_deductions_set_no_unit_against_itself_and_make_no_criterion_decide() -> None:
    taking = leaf("D", 5, role="deduction", rule={"kind": "deduction", "per": 1})
    edition = year(2, leaf("1", 5, bonus={"cap": 3}), taking, most=5)
    own: Typed = {"1": ["8", "4"], "D": ["0", "4"]}
    found = looked_at(edition, {"1": ["5", "4+1"], "D": ["0", "0"]}, own)
    assert found.undeciding == ()
    assert [these(one.own, one.counted, one.leaves) for one in found.units] == [[5, 5, 1], [4, 4, 1]]
    same = looked_at(edition, {"1": ["5", "5+1"], "D": ["0", "0"]})
    assert [these(one.points, one.full) for one in same.undeciding] == [[5, True]]


def test_an_edition_without_clusters_and_self_scores_leaves_those_parts_out() -> None:
    found = looked_at(year(2, *TWO), {"1": ["4", "2"], "2": ["2", "1"], "3": ["1", "3"]})
    assert (found.clusters, found.units) == ((), ())


def test_nothing_given_at_all_is_no_error() -> None:
    found = looked_at(year(2, *TWO, clusters=1), {})
    assert [(one.mean, one.full, one.variance) for one in found.departments] == [(None, None, None)] * 2
    assert [(one.scored, one.total, one.raised, one.against_self) for one in found.clusters] == [(0, None, None, None)]
    assert (found.undeciding, found.units, found.cautions) == ((), (), ())


# --- figures ---------------------------------------------------------------------------------------------------------


def test_figures_are_exact_until_they_are_shown() -> None:
    assert mean([Fraction(1, 3), Decimal("0.5")]) == Fraction(5, 12)
    assert mean([]) is None
    assert [rounded(Fraction(one)) for one in ("0.125", "-0.125", "2/3", "-0.001")] == [
        Decimal("0.13"),
        Decimal("-0.13"),
        Decimal("0.67"),
        Decimal(0),
    ]
    assert [signed(Fraction(one)) for one in ("1/3", "-1/2", "0", "-0.001")] == ["+0,33", "−0,5", "0", "0"]
    assert shown(Fraction(171, 2)) == "85,5"
