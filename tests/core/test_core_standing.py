"""Totals, competition ranks, bands; the committee's word over all."""

from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from rule_bench import Sheet, evidence, figures, leaf, rubric_of, section, stood, tiers, year
from small_year import Year, empty_year, filled_year, small_edition, these

from sheetsync.core.layout import MASTER
from sheetsync.core.scoring.ranks import by_rank
from sheetsync.core.scoring.standing import Standing, adding, total
from sheetsync.edition.reach import maxima


def points(*texts: str) -> list[Decimal | None]:
    return [Decimal(text) if text else None for text in texts]


def test_the_sum_of_nothing_is_not_zero() -> None:
    assert total(points("", "")) is None
    assert total([]) is None
    assert total(points("0", "")) == 0
    assert total(points("0.1", "0.2", "")) == Decimal("0.3")


def stand(year: Year) -> dict[str, Standing]:
    return {standing.unit.code: standing for standing in year.assess().standings}


def drawn(year: Year) -> list[tuple[str, str, int | None, int | None, str | None]]:
    """unit, total, rank, rank in the cluster, band."""
    return [(code, str(one.total), one.rank, one.cluster_rank, one.band) for code, one in stand(year).items()]


def test_wards_stand_by_what_the_departments_gave() -> None:
    assert drawn(filled_year()) == [
        ("P1", "24", 1, 1, "Xuất sắc"),
        ("P2", "22.75", 2, 2, "Xuất sắc"),
        ("P3", "20.5", 3, 1, "Tốt"),
        ("P10", "18", 4, 2, "Tốt"),
    ]
    first = stand(filled_year())["P1"]
    assert these(first.self_total, first.department_total, first.base, first.bonus) == these(24, 24, 24, 0)
    assert these(first.complete, first.missing, first.old, first.decided) == these(True, (), False, None)


def test_equals_share_a_rank_whatever_row_they_stand_in() -> None:
    year = filled_year()
    year["TG"].type("points", "code | 1.1 | 1.2 \n P1 | 7 | 4 \n P2 | 8,5 | 5 \n P3 | 8,5 | 5 \n P10 | 8,5 | 5")
    year["VP"].type(
        "points", "code | 2.1 | 2.2 | 3 \n P1 | 1 | 1 | 1 \n P2 | 4 | 2 | 1 \n P3 | 4 | 2 | 1 \n P10 | 5 | 3 | 2"
    )
    expected = [("P1", 4, 2), ("P2", 2, 1), ("P3", 2, 2), ("P10", 1, 1)]
    assert [(code, rank, in_cluster) for code, _, rank, in_cluster, _ in drawn(year)] == expected
    year["TG"].order_rows("points", [3, 1, 2, 0])
    year["VP"].order_rows("points", [2, 3, 0, 1])
    assert [(code, rank, in_cluster) for code, _, rank, in_cluster, _ in drawn(year)] == expected


def test_each_section_has_its_own_points_and_ranks() -> None:
    nodes = {code: one.nodes for code, one in stand(filled_year()).items()}
    tops = {code: [(str(found[top].points), found[top].rank) for top in "123"] for code, found in nodes.items()}
    assert tops == {
        "P1": [("14", 1), ("8", 1), ("2", 1)],
        "P2": [("13.5", 2), ("7.25", 2), ("2", 1)],
        "P3": [("12.5", 3), ("6.5", 3), ("1.5", 3)],
        "P10": [("11", 4), ("6", 4), ("1", 4)],
    }


def test_every_node_has_its_points_and_maximum_and_those_of_both_hands() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | 10 \n 2.2 |")
    found = stand(year)["P1"].nodes
    assert list(found) == ["1", "1.1", "1.2", "2", "2.1", "2.2", "3"]
    own, theirs = found["1.1"].self_points, found["1.1"].department_points
    assert these(found["1.1"].points, own, theirs, found["1.1"].maximum) == these(9, 10, 9, 10)
    assert found["2.2"].self_points is None
    assert found["1.1"].rank is None, "only the top sections are ranked"


def test_a_section_without_points_has_no_rank() -> None:
    year = filled_year()
    year["VP"].type("points", "code | 3 \n P1 |")
    part = stand(year)["P1"].nodes["3"]
    assert figures(part, "points", "rank") == (None, None)
    assert stand(year)["P3"].nodes["3"].rank == 2


def test_a_ward_without_points_has_no_rank_and_no_band() -> None:
    assert drawn(empty_year()) == [(code, "None", None, None, None) for code in ("P1", "P2", "P3", "P10")]
    one = stand(empty_year())["P1"]
    assert these(one.base, one.computed, one.complete) == these(None, None, False)
    assert one.missing == ("1.1", "1.2", "2.1", "2.2", "3")


def test_a_band_is_withheld_while_points_are_missing() -> None:
    year = filled_year()
    year["VP"].type("points", "code | 3 \n P1 |")
    one = stand(year)["P1"]
    assert these(one.total, one.missing, one.complete, one.band, one.rank) == these(22, ("3",), False, None, 2)


def test_a_band_is_the_highest_reached_at_its_very_minimum_and_below_the_lowest_there_is_none() -> None:
    edition = small_edition(
        rubric={
            "bands": [
                {"name": "Khá", "minimum": 18.25},
                {"name": "Giỏi", "minimum": 24},
                {"name": "Tốt", "minimum": 20.5},
            ]
        }
    )
    assert [band for *_, band in drawn(filled_year(edition))] == ["Giỏi", "Tốt", "Tốt", None]
    bare = small_edition(rubric={"bands": []})
    assert [band for *_, band in drawn(filled_year(bare))] == [None] * 4


def test_bonus_comes_on_top_and_may_lift_a_rank() -> None:
    year = filled_year()
    year["TG"].type(
        "bonus", "no | unit | model | points | reason \n 1 | P3 | Thư viện | 4 | Hay \n 2 | P9 | Hẻm | 1 | Hay"
    )
    one = stand(year)["P3"]
    assert these(one.base, one.bonus, one.total, one.rank, one.cluster_rank, one.band) == these(
        *(Decimal("20.5"), 4, Decimal("24.5")),
        *(1, 1, "Xuất sắc"),
    )


def test_points_agreed_at_the_inspection_replace_the_departments() -> None:
    year = filled_year()
    year["C1"].type("agreed", "no | unit | criterion | points | reason \n 1 | P1 | 1.1 | 7 | Thiếu hồ sơ")
    one = stand(year)["P1"]
    assert these(one.department_total, one.base, one.rank) == these(24, 22, 2)


def decide(row: str) -> Year:
    year = filled_year()
    year[MASTER].type("ranking", f"code | agreed_points | agreed_band | reason \n {row}")
    return year


def test_the_committees_total_ranks_and_bands() -> None:
    one = stand(decide("P10 | 24,5 | | Thành tích đột xuất"))["P10"]
    assert these(one.computed, one.total, one.rank, one.cluster_rank, one.band) == these(
        18, Decimal("24.5"), 1, 1, "Xuất sắc"
    )


def test_the_committees_band_stands_whatever_the_total() -> None:
    one = stand(decide("P1 | | khá | Có đơn thư"))["P1"]
    assert these(one.total, one.rank, one.band, one.decided) == these(24, 1, "Khá", None)


def test_with_the_committees_total_a_ward_is_complete() -> None:
    year = decide("P1 | 20 | | Thống nhất")
    year["VP"].type("points", "code | 3 \n P1 |")
    one = stand(year)["P1"]
    assert these(one.complete, one.missing, one.total, one.band) == these(True, ("3",), 20, "Tốt")


@pytest.mark.parametrize("typed", ["245", "-1", "30,5", "24,5đ", "=20+1", "không phát sinh"])
def test_a_total_that_cannot_be_meant_decides_nothing(typed: str) -> None:
    one = stand(decide(f"P1 | {typed} | | Thống nhất"))["P1"]
    assert these(one.decided, one.total, one.rank) == these(None, 24, 1)


def test_a_ward_without_a_cluster_has_no_rank_in_one() -> None:
    units = [{"code": "P1", "name": "Phường 1"}, {"code": "P2", "name": "Phường 2", "cluster": "C1"}]
    year = empty_year(small_edition(units=units, remarks=[]))
    year["TG"].type("points", "code | 1.1 \n P1 | 9 \n P2 | 8")
    assert [(code, rank, in_cluster) for code, _, rank, in_cluster, _ in drawn(year)] == [("P1", 1, None), ("P2", 2, 1)]


def test_the_best_come_first_and_those_without_a_rank_last() -> None:
    year = filled_year()
    year["TG"].type("points", "code | 1.1 | 1.2 \n P1 | |")
    year["VP"].type("points", "code | 2.1 | 2.2 | 3 \n P1 | | |")
    year["TG"].type("points", "code | 1.1 | 1.2 \n P10 | 9 | 5")
    assert [one.unit.code for one in by_rank(year.assess().standings)] == ["P2", "P10", "P3", "P1"]


def test_a_section_with_points_missing_has_no_rank_there() -> None:
    year = filled_year()
    year["TG"].type("points", "code | 1.1 \n P1 | ")
    stood = {standing.unit.code: standing.nodes["1"] for standing in year.assess().standings}
    assert figures(stood["P1"], "complete", "rank") == (False, None)
    assert stood["P1"].points is not None
    assert all(section.rank for code, section in stood.items() if code != "P1")


# --- bonus, deductions, lateness, limits of the total ----------------------------------------------------------------

WITH_ALL = (
    section("I", "10", leaf("I.1", "5", bonus={"cap": 4}), leaf("I.2")),
    section("V", "6", leaf("V.1", "6", kind="count", per=2), role="bonus"),
    section("IX", "8", leaf("IX.1", "8", kind="deduction", per=1), role="deduction"),
)
TYPED: Sheet = {"P1": {"I.1": ("5", "3"), "I.2": "4", "V.1": "2", "IX.1": "5"}}


def parts(**rubric: Any) -> dict[str, str]:
    """Base, bonus and so on of P1, who has 9 + 3 + 4 - 5, 1.5 granted by the register and 2 off for lateness."""
    one = stood(year(*WITH_ALL, **rubric), TYPED, granted={"P1": "1.5"}, late={"P1": "-2"})["P1"]
    names = ("base", "bonus", "bonus_cut", "deductions", "late", "deduction_cut", "clamped", "total", "mark")
    found = {name: getattr(one, name) for name in names}
    return {name: str(float(value)).removesuffix(".0") for name, value in found.items() if value}


def test_a_total_is_base_and_bonus_less_what_is_taken_off() -> None:
    expected = {"base": "9", "bonus": "8.5", "deductions": "-7", "late": "-2", "total": "10.5", "mark": "10.5"}
    assert parts() == expected
    assert stood(year(*WITH_ALL), TYPED, granted={"P1": "1.5"})["P1"].proposals == 1


def test_caps_over_all_bonus_and_all_deductions_hold_and_what_they_cut_is_shown() -> None:
    held = {"bonus": "6", "bonus_cut": "2.5", "deductions": "-4", "deduction_cut": "-3", "total": "11", "mark": "11"}
    assert parts(bonus_cap=6, deduction_cap=4) == parts() | held
    assert parts(bonus_cap=100, deduction_cap=100) == parts()


@pytest.mark.parametrize(
    ("clamp", "total_", "clamped"),
    [
        ({"maximum": 10}, "10", "-0.5"),
        ({"maximum": 10, "minimum": 2}, "10", "-0.5"),
        ({"minimum": 11}, "11", "0.5"),
        ({"maximum": 12}, "10.5", None),
        ({"maximum": 10, "applies_to": "bands"}, "10.5", None),
    ],
)
def test_a_total_is_held_within_its_limits(clamp: dict[str, Any], total_: str, clamped: str | None) -> None:
    found = parts(clamp=clamp)
    assert (found["total"], found["mark"], found.get("clamped")) == (total_, total_, clamped)


def test_the_committees_total_is_not_above_what_limits_and_caps_leave_open() -> None:
    decided = {"P1": "19,25"}
    for rubric, most in (({}, "19.25"), ({"bonus_cap": 9}, None), ({"clamp": {"maximum": 15}}, None)):
        one = stood(year(*WITH_ALL, **rubric), TYPED, decided=decided)["P1"]
        assert str(one.decided) == str(most)


def test_without_a_single_base_point_there_is_no_total_yet() -> None:
    one = stood(year(*WITH_ALL), {"P1": {"V.1": "2", "IX.1": "1"}})["P1"]
    assert figures(one, "base", "total", "mark", "complete") == (None, None, None, False)


def test_a_rubric_that_only_takes_away_comes_to_0_or_less() -> None:
    taking = year(section("IX", "8", leaf("IX.1", "8", kind="deduction", per=1), role="deduction"), units=2)
    found = stood(taking, {"P1": {"IX.1": "3"}})
    assert [figures(one, "base", "total", "complete") for one in found.values()] == [(0, -3, True), (None, None, False)]


# --- units with a scale of their own ---------------------------------------------------------------------------------

PERCENT = (
    section("I", "60", leaf("I.1", "45"), leaf("I.2", "15", not_for=["P2"], not_applicable="rebase")),
    leaf("II", "40"),
    section("V", "10", leaf("V.1", "10"), role="bonus"),
    section("IX", "10", leaf("IX.1", "10", kind="deduction", per=1), role="deduction"),
)


def test_marks_in_percent_are_exact_and_of_the_units_own_scale() -> None:
    edition = year(*PERCENT, units=3, compare="percent")
    found = stood(
        edition,
        {
            "P1": {"I.1": "40", "I.2": "15", "II": "30", "V.1": "5", "IX.1": "2"},
            "P2": {"I.1": "40", "I.2": "15", "II": "30", "V.1": "5", "IX.1": "2"},
            "P3": {"I.1": "40", "I.2": "không phát sinh", "II": "30"},
        },
    )
    # 85/100 + 3/100; 70/85 + 3/100; 70/85
    assert [one.mark for one in found.values()] == [88, Fraction(7000, 85) + 3, Fraction(7000, 85)]
    assert [one.scale for one in found.values()] == [100, 85, 85]
    assert [one.nodes["I"].maximum for one in found.values()] == [60, 45, 45]
    assert [one.missing for one in found.values()] == [(), (), ("V.1", "IX.1")]


def test_the_committees_total_is_percent_of_the_units_own_scale_too() -> None:
    edition = year(*PERCENT, units=2, compare="percent")
    found = stood(edition, {"P1": {"I.1": "40"}}, decided={"P1": "68", "P2": "68"})
    assert [one.mark for one in found.values()] == [68, 80]


def test_confirming_the_computed_total_changes_no_mark() -> None:
    edition = year(*PERCENT, units=2, compare="percent", clamp={"maximum": 86})
    typed: Sheet = {
        "P1": {"I.1": "40", "I.2": "15", "II": "30", "V.1": "5", "IX.1": "2"},
        "P2": {"I.1": "40", "II": "30", "V.1": "5", "IX.1": "2"},
    }
    before = stood(edition, typed)
    assert these(*(one.total for one in before.values())) == these(86, 73)
    after = stood(edition, typed, decided={"P1": "86", "P2": "73"})
    assert [one.mark for one in after.values()] == [one.mark for one in before.values()]
    assert before["P2"].mark == Fraction(7000, 85) + 3
    more = stood(edition, typed, decided={"P2": "74"})["P2"]
    assert more.mark == Fraction(7100, 85) + 3, "what the committee adds is base"


def test_a_unit_on_whose_scale_nothing_stands_has_no_mark() -> None:
    edition = year(leaf("I", not_for=["P1"]), leaf("V", role="bonus"), units=2, compare="percent")
    found = stood(edition, {"P1": {"V": "5", "I": "5"}, "P2": {"V": "5", "I": "4"}})
    assert [figures(one, "scale", "base", "mark") for one in found.values()] == [(0, 0, None), (5, 4, 180)]
    assert found["P1"].missing == ()
    alone = stood(year(leaf("I", not_for=["P1"]), compare="percent"), {"P1": {"I": "5"}})["P1"]
    assert these(alone.base, alone.total, alone.mark, alone.nodes["I"].maximum) == these(None, None, None, 0)


def test_a_section_smaller_than_its_criteria_keeps_its_maximum_as_long_as_the_rest_can_reach_it() -> None:
    made = rubric_of(
        section("I", "5", *(leaf(f"I.{place}", "3") for place in (1, 2, 3)), max_because="dự thảo"),
        section("V", "4", leaf("V.1", "3"), leaf("V.2", "3"), role="bonus"),
    )
    for off, held in (((), (5, 4)), (("I.1",), (5, 4)), (("I.1", "I.2", "V.1"), (3, 3)), (tuple(made.nodes), (0, 0))):
        found = maxima(made, set(off))
        assert these(found["I"], found["V"]) == these(*held)


# --- how it is worked out --------------------------------------------------------------------------------------------


def test_both_hands_are_settled_like_what_counts() -> None:
    killing = leaf("I.1", "5", kind="choice", tiers=tiers("5", "0", killer="0"))
    edition = year(section("I", "10", killing, leaf("I.2")), self_provisional=True, precedence=["department"])
    typed = {"I.1": "mức 5", "I.2": "4"}
    one = stood(edition, {"P1": typed}, {"P1": typed | {"I.1": "mức 0"}})["P1"]
    assert these(one.self_total, one.department_total, one.base) == these(0, 9, 9)
    own = stood(edition, {}, {"P1": typed})["P1"]
    assert these(own.self_total, own.department_total, own.base, own.provisional) == these(9, None, 9, ("I.1", "I.2"))


def test_standings_do_not_look_at_the_context_of_decimals() -> None:
    edition = year(*WITH_ALL)
    with localcontext(prec=5):
        tight = stood(edition, TYPED, granted={"P1": "1000000.5"})["P1"]
        assert tight.total == Decimal("1000011.5")
    wide = stood(edition, TYPED, granted={"P1": "1000000.5"})["P1"]
    assert tight == wide


def test_a_supposition_changes_what_counts_and_not_what_the_hands_gave() -> None:
    edition = year(*WITH_ALL)
    found = evidence(edition, TYPED)
    adder, unit = adding(edition.rubric, found), edition.units[0]
    scored = adder.scores(unit)
    supposed = adder.of(unit, [replace(scored[0], points=Decimal(1), bonus=Decimal(0)), *scored[1:]])
    assert these(supposed.base, supposed.department_total) == these(5, adder.standing(unit).department_total)
