"""Margins: the smallest change at one criterion, found through all rules, and never one that is not the smallest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typed_contest import BLANK, Typed, entry, evidence_of, typed, typed_edition

from sheetsync.core.committee.margins import Goal, Margin, margins
from sheetsync.core.committee.options import Seat, options
from sheetsync.core.entries import Entry
from sheetsync.core.ledger import Line
from sheetsync.core.scoring.outcome import stand
from sheetsync.core.scoring.ranks import ranking_key
from sheetsync.core.scoring.score import Scored, score_line
from sheetsync.core.scoring.standing import Evidence, Standing
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion

BANDS = [{"name": "Xuất sắc", "minimum": 9}, {"name": "Tốt", "minimum": 6}, {"name": "Khá", "minimum": 2}]


def leaf(code: str, most: object, rule: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "text": f"Tiêu chí {code}",
        "max": most,
        "scorer": "TG",
        "rule": rule or {"kind": "points"},
    } | more


def section(code: str, most: object, *leaves: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "text": f"Tiêu chuẩn {code}", "max": most, "criteria": list(leaves)} | more


def edition(*criteria: dict[str, Any], units: int = 2, **rubric: Any) -> Edition:
    most = sum((Decimal(str(one["max"])) for one in criteria if one.get("role", "base") == "base"), Decimal(0))
    return typed_edition(units, {"max": most, "step": "0.5", "criteria": criteria, **rubric})


Told = tuple[str, tuple[str, ...], str | None, str, list[str]]
"""A margin drawn: goal, rivals, band, gap, changes ("1.1 department +0.5")."""


def told(found: Margin) -> Told:
    changes = [f"{one.criterion.code} {one.hand} {one.points.normalize():+f}" for one in found.changes]
    return found.goal.value, tuple(one.code for one in found.rivals), found.band, str(found.gap), changes


def of(year: Edition, department: Typed, unit: str = "P1", **more: Any) -> list[Told]:
    evidence = typed(year, department, **more)
    (found,) = margins(year, evidence, stand(year, evidence), [unit])
    return [told(one) for one in found.margins]


# --- neighbours and bands --------------------------------------------------------------------------------------------

PLAIN = edition(section("1", 7, leaf("1.1", 5), leaf("1.2", 2)), leaf("2", 5), units=4, bands=BANDS)


def test_a_unit_is_told_what_lifts_it_past_the_next_and_what_drops_it_below() -> None:
    points = {"1.1": ["4", "5", "3", "1"], "1.2": ["2", "1", "2", "1"], "2": ["2", "3.5", "2", "2"]}
    assert of(PLAIN, points) == [
        ("band-up", (), "Xuất sắc", "1", ["1.1 department +1", "2 department +1"]),
        ("above", ("P2",), None, "3/2", ["2 department +2"]),
        ("below", ("P3",), None, "1", ["1.1 department -1.5", "1.2 department -1.5", "2 department -1.5"]),
        ("band-down", (), "Khá", "2", ["1.1 department -2.5"]),
    ]


def test_equals_are_separated_by_a_single_step() -> None:
    points = {"1.1": ["4", "4", "4", "1"], "1.2": ["2", "2", "2", "1"], "2": ["0", "0", "0.5", "0"]}
    found = of(PLAIN, points)
    assert found[1:4] == [
        ("above", ("P3",), None, "1/2", ["1.1 department +1", "2 department +1"]),
        ("above-equal", ("P2",), None, "0", ["1.1 department +0.5", "2 department +0.5"]),
        ("below-equal", ("P2",), None, "0", ["1.1 department -0.5", "1.2 department -0.5"]),
    ]


def test_the_first_has_nobody_above_and_the_last_nobody_below() -> None:
    points = {"1.1": ["5", "1", "0", "0"], "1.2": ["2", "0", "0", "0"], "2": ["5", "0.5", "0.5", "0"]}
    assert [one[0] for one in of(PLAIN, points)] == ["below", "band-down"]
    assert [one[0] for one in of(PLAIN, points, "P4")] == ["band-up", "above"]


def test_where_a_criterion_ranks_before_the_total_it_is_the_one_to_change() -> None:
    year = edition(leaf("1", 5), leaf("2", 5), ranking=["1", "total"])
    points = {"1": ["3", "4"], "2": ["5", "1"]}
    assert [(one[0], one[1], one[4]) for one in of(year, points)] == [("above", ("P2",), ["1 department +1"])]


def test_where_no_single_criterion_is_enough_no_change_is_named_but_the_gap_is() -> None:
    points = {"1.1": ["4.5", "5", "5", "5"], "1.2": ["0", "2", "2", "2"], "2": ["4.5", "5", "5", "5"]}
    assert of(PLAIN, points)[0] == ("above", ("P2", "P3", "P4"), None, "3", [])


def test_a_unit_that_lacks_points_has_margins_of_rank_but_not_of_band() -> None:
    points = {"1.1": ["4", "1", "", "0"], "1.2": ["", "2", "", "0"], "2": ["2", "0.5", "", "0"]}
    assert [one[0] for one in of(PLAIN, points)] == ["below"]
    assert of(PLAIN, points, "P3") == []


def test_the_hand_whose_figure_counts_is_the_one_that_would_have_to_change_it() -> None:
    year = edition(leaf("1", 5), leaf("2", 5, {"kind": "count", "per": 1}))
    points = {"1": ["c:4.5", "5"], "2": ["c:2", "2"]}
    assert of(year, points) == [("above", ("P2",), None, "1/2", ["2 cluster +1"])]


def test_what_a_blank_earns_is_changed_by_whoever_is_to_fill_it() -> None:
    year = edition(leaf("1", 5, blank="zero"), leaf("2", 1))
    assert of(year, {"1": ["", "2"], "2": ["1", "1"]}) == [("above", ("P2",), None, "2", ["1 department +2.5"])]


# --- what the rules do with a change ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "before", "change"),
    [
        ({"kind": "choice", "tiers": [{"text": "Tốt", "points": 4}, {"text": "Kém", "points": 0}]}, "Kém", "+4"),
        ({"kind": "ratio", "target": 80}, "3/10", "+1.5"),
        ({"kind": "count", "per": 2}, "1", "+2"),
        ({"kind": "minus", "per": 3}, "1", "+3"),
        ({"kind": "tiers", "of": "ratio", "tiers": [{"at_least": 90, "points": 4}, {"points": 1}]}, "1/2", "+3"),
        ({"kind": "tiers", "of": "count", "tiers": [{"at_least": 3, "points": 4}, {"points": 2}]}, "1", "+2"),
        ({"kind": "tiers", "of": "number", "tiers": [{"over": "2.5", "points": 3}, {"points": 1}]}, "1", "+2"),
    ],
)
def test_a_change_is_one_that_the_rule_allows(rule: dict[str, Any], before: str, change: str) -> None:
    year = edition(leaf("1", 4, rule), leaf("2", 1))
    points = {"1": [before, before], "2": ["0", "1"]}
    (found,) = [one for one in of(year, points) if one[0] == "above"]
    named = {one.split()[0]: one for one in found[4]}
    assert named == {"1": f"1 department {change}"}


def test_a_killer_tier_takes_the_whole_section_with_one_answer() -> None:
    tiers = [
        {"text": "Có", "points": 1},
        {"text": "Không", "points": 0},
        {"text": "Gian dối", "points": 0.5, "killer": True},
    ]
    year = edition(section("1", 6, leaf("1.1", 5), leaf("1.2", 1, {"kind": "choice", "tiers": tiers})), leaf("2", 2))
    points = {"1.1": ["4", "0"], "1.2": ["Có", "Không"], "2": ["2", "2"]}
    assert of(year, points) == [("below", ("P2",), None, "5", [])]
    assert of(year, points | {"2": ["1", "2"]}) == [("below", ("P2",), None, "4", ["1.2 department -0.5"])]
    back = of(year, points | {"1.2": ["Gian dối", "Không"], "2": ["1", "2"]})
    assert back == [("above", ("P2",), None, "1", ["1.2 department +0.5"])]


def test_agreed_points_that_can_only_mean_a_killer_tier_take_the_whole_section_too() -> None:
    tiers = [
        {"text": "Có", "points": 1},
        {"text": "Gian dối", "points": 0.5, "killer": True},
        {"text": "Không", "points": 0},
        {"text": "Che giấu", "points": 0, "killer": True},  # agreed points of 0 may mean either
    ]
    year = edition(section("1", 6, leaf("1.1", 5), leaf("1.2", 1, {"kind": "choice", "tiers": tiers})), leaf("2", 2))
    points = {"1.1": ["4", "0"], "1.2": ["c:1", "c:1"], "2": ["1", "2"]}
    assert of(year, points) == [("below", ("P2",), None, "3", ["1.2 cluster -0.5"])]


def test_a_cap_that_holds_several_swallows_a_change() -> None:
    bonus = section("B", 2, leaf("B.1", 2, {"kind": "count", "per": 1}), leaf("B.2", 2), role="bonus")
    year = edition(leaf("1", 5), bonus)
    points = {"1": ["5", "5"], "B.1": ["1", "2"], "B.2": ["0.5", "0"]}
    assert of(year, points) == [("above", ("P2",), None, "1/2", [])]
    assert of(year, points, "P2")[0] == ("below", ("P1",), None, "1/2", ["1 department -1", "B.1 department -1"])


def test_of_items_of_which_one_counts_all_ways_are_tried() -> None:
    year = edition(
        leaf("1", 5),
        leaf("D", 2, {"kind": "deduction", "per": 1}, role="deduction"),
        leaf("E", 5),
        once=[{"items": ["1", "E"]}],
    )
    points = {"1": ["1", "4"], "D": ["0", "0"], "E": ["4", "0"]}
    assert of(year, points)[0] == ("above", ("P2",), None, "3", ["1 department +3.5"])
    assert of(year, {"1": ["1", "3"], "D": ["0", "0"], "E": ["4", "0"]})[0][4] == ["1 department -1"]


def test_bonus_beside_a_leaf_is_changed_alone_or_typed_as_one_figure() -> None:
    year = edition(leaf("1", 3, bonus={"cap": 4}), leaf("2", 1))
    points = {"1": ["2+0", "3+2"], "2": ["1", "1"]}
    assert of(year, points) == [("above", ("P2",), None, "3", ["1 department +3.5"])]
    assert of(year, {"1": ["3+2", "2.5+0"], "2": ["1", "1"]}) == [("below", ("P2",), None, "5/2", ["1 department -3"])]


def test_bonus_without_a_cap_reaches_as_far_as_it_must() -> None:
    year = edition(leaf("1", 3, bonus={}), leaf("2", 1))
    assert of(year, {"1": ["0", "3+40"], "2": ["1", "1"]}) == [("above", ("P2",), None, "43", ["1 department +43.5"])]


def test_bonus_whose_cap_lies_between_two_steps_reaches_it() -> None:
    year = edition(leaf("1", 3, {"kind": "count", "per": 1}, bonus={"cap": "0.75"}), leaf("2", 1))
    points = {"1": ["3+0", "3+0.5"], "2": ["1", "1"]}
    assert of(year, points) == [("above", ("P2",), None, "1/2", ["1 department +0.75"])]


def test_points_agreed_on_for_faults_and_merits_may_exceed_the_maximum_by_the_merits() -> None:
    rule = {"kind": "minus_plus", "minus": 1, "plus": 1, "plus_cap": 2}
    year = edition(leaf("1", 3, rule), leaf("2", 1))
    assert of(year, {"1": ["c:3", "0+1"], "2": ["1", "1"]}) == [("above", ("P2",), None, "1", ["1 cluster +1.5"])]
    assert of(year, {"1": ["1+0", "0+1"], "2": ["1", "1"]}) == [("above", ("P2",), None, "2", ["1 department +3"])]


def test_a_case_more_is_a_smaller_deduction_s_opposite() -> None:
    year = edition(
        leaf("1", 5), section("D", 3, leaf("D.1", 3, {"kind": "deduction", "per": 1}), leaf("D.2", 2), role="deduction")
    )
    points = {"1": ["5", "5"], "D.1": ["1", "0"], "D.2": ["0", "0.5"]}
    assert of(year, points) == [("above", ("P2",), None, "1/2", ["D.1 department +1"])]
    assert of(year, points, "P2") == [
        ("below", ("P1",), None, "1/2", ["1 department -1", "D.1 department -1", "D.2 department -1"])
    ]


# --- conditions, sanctions, quotas, the committee --------------------------------------------------------------------


def test_a_band_that_a_condition_withholds_is_reached_where_the_condition_is() -> None:
    bands = [
        {"name": "Xuất sắc", "minimum": 6, "needs": [{"criterion": "2", "percent": 60}]},
        {"name": "Tốt", "minimum": 0},
    ]
    year = edition(leaf("1", 5), leaf("2", 5), bands=bands)
    found = of(year, {"1": ["5", "5"], "2": ["2", "5"]})
    assert found[0] == ("band-up", (), "Xuất sắc", "-1", ["2 department +1"])
    assert of(year, {"1": ["5", "5"], "2": ["3", "5"]})[-1] == ("band-down", (), "Tốt", "2", ["2 department -0.5"])


def test_one_thing_more_that_earns_nothing_can_still_fulfil_a_condition() -> None:
    bands = [
        {"name": "Xuất sắc", "minimum": 5, "needs": [{"criterion": "B", "count": 3}]},
        {"name": "Tốt", "minimum": 0},
    ]
    year = edition(
        leaf("1", 5), section("B", 1, leaf("B.1", 1, {"kind": "count", "per": 1}), role="bonus"), bands=bands
    )
    assert of(year, {"1": ["5", "5"], "B.1": ["1", "3"]})[0] == ("band-up", (), "Xuất sắc", "-1", ["B.1 department +0"])


def test_a_sanction_is_brought_on_by_a_single_case() -> None:
    year = edition(
        leaf("1", 5),
        section("D", 2, leaf("D.1", 2, {"kind": "deduction", "per": "0.5"}), role="deduction"),
        bands=[{"name": "Xuất sắc", "minimum": 3}, {"name": "Tốt", "minimum": 0}],
        sanctions=[{"criterion": "D.1", "not_above": "Tốt"}],
    )
    found = of(year, {"1": ["5", "5"], "D.1": ["0", "1"]})
    assert found[-1] == ("band-down", (), "Tốt", "2", ["D.1 department -0.5"])


def test_a_quota_is_left_by_falling_behind_and_entered_by_overtaking() -> None:
    quotas = [{"band": "Xuất sắc", "percent": 50}]
    bands = [{"name": "Xuất sắc", "minimum": 3}, {"name": "Tốt", "minimum": 0}]
    year = edition(leaf("1", 5), bands=bands, quotas=quotas)
    points = {"1": ["4", "5"]}
    assert of(year, points) == [("band-up", (), "Xuất sắc", "-1", []), ("above", ("P2",), None, "1", [])]
    assert of(year, points, "P2")[-1] == ("band-down", (), None, "2", ["1 department -1"])
    equals = of(year, {"1": ["4", "4"]})
    assert equals[0] == ("band-up", (), "Xuất sắc", "-1", ["1 department +0.5"])
    assert equals[-1] == ("band-down", (), "Tốt", "1", ["1 department -0.5"])


def test_whom_the_committee_has_placed_no_figure_moves() -> None:
    year = edition(leaf("1", 5), bands=[{"name": "Tốt", "minimum": 3}, {"name": "Khá", "minimum": 0}])
    decided = of(year, {"1": ["4", "5"]}, decisions={"P1": {"agreed_points": "2"}})
    assert decided == [("band-up", (), "Tốt", "1", []), ("above", ("P2",), None, "3", [])]
    banded = of(year, {"1": ["4", "5"]}, decisions={"P1": {"agreed_band": "Khá"}})
    assert [one[0] for one in banded] == ["above"]


def test_by_percent_a_point_weighs_more_on_a_smaller_scale() -> None:
    year = edition(leaf("1", 5), leaf("2", 5, not_for=["P1"]), compare="percent")
    assert of(year, {"1": ["3", "4"], "2": ["", "3"]}) == [("above", ("P2",), None, "10", ["1 department +1"])]


def test_by_percent_bonus_shifts_the_mark_even_under_the_committees_total() -> None:
    """Of a total that stays, what is bonus weighs less than base on a smaller scale."""
    year = edition(leaf("1", 5, bonus={"cap": 5}), leaf("2", 5, not_for=["P1"]), compare="percent")
    decided = {"P1": {"agreed_points": "5"}}
    assert of(year, {"1": ["4+1", "4+0"], "2": ["", "5"]}, decisions=decided) == [
        ("above-equal", ("P2",), None, "0", ["1 department -0.5"]),
        ("below-equal", ("P2",), None, "0", ["1 department +0.5"]),
    ]


def test_below_the_lowest_band_there_is_still_one_to_reach() -> None:
    year = edition(leaf("1", 5), bands=[{"name": "Khá", "minimum": 3}])
    assert of(year, {"1": ["1", "5"]})[0] == ("band-up", (), "Khá", "2", ["1 department +2"])
    assert of(year, {"1": ["3", "5"]})[-1] == ("band-down", (), None, "0", ["1 department -0.5"])


# --- against a search through everything -----------------------------------------------------------------------------

CHOICE = {
    "kind": "choice",
    "tiers": [{"text": "A", "points": 2}, {"text": "B", "points": 1}, {"text": "C", "points": "0.5", "killer": True}],
}
TIERS = {
    "kind": "tiers",
    "of": "count",
    "tiers": [{"at_least": 4, "points": 2}, {"at_least": 2, "points": 1}, {"points": 0}],
}
RATIOS = {
    "kind": "tiers",
    "of": "ratio",
    "tiers": [{"at_least": 90, "points": 2}, {"over": 50, "points": 1}, {"points": 0}],
}
SECTIONS: dict[str, tuple[dict[str, Any], ...]] = {
    "A": (
        leaf("A.1", 2, bonus={"cap": "1.5"}),
        leaf("A.2", 2, CHOICE),
        leaf("A.3", 2, {"kind": "ratio", "target": 80}),
    ),
    "B": (
        leaf("B.1", 2, {"kind": "count", "per": "0.5"}, bonus={"cap": 1}),
        leaf("B.2", 2, {"kind": "minus", "per": "0.5"}),
        leaf("B.3", 2, {"kind": "minus_plus", "minus": 1, "plus": "0.5", "plus_cap": 1}),
        leaf("B.4", 2, TIERS),
        leaf("B.5", 2, RATIOS),
    ),
    "V": (leaf("V.1", 2, {"kind": "count", "per": 1}), leaf("V.2", 1)),
    "X": (leaf("X.1", 2, {"kind": "deduction", "per": "0.5"}), leaf("X.2", 1)),
}
EXTRA = {"A.1", "B.1", "B.3"}
FIGURES = {
    "points": ["0", "0.5", "1"],
    "choice": ["A", "B", "C"],
    "ratio": ["0/20", "9/20", "20/20"],
    "count": ["0", "2", "6"],
}
WORDS = ["total", "base", "bonus", "deductions", "band", "A", "X"]


@st.composite
def rubrics(draw: st.DrawFn) -> Edition:
    """Some leaves of every kind, with some of all that can come between them and a total."""

    def maybe(value: Any) -> Any:
        return draw(st.sampled_from([None, value]))

    def some(code: str, most: int) -> list[dict[str, Any]]:
        return draw(
            st.lists(st.sampled_from(SECTIONS[code]), min_size=1, max_size=most, unique_by=lambda one: one["code"])
        )

    chosen = {code: some(code, 2) for code in SECTIONS}
    codes = {one["code"] for leaves in chosen.values() for one in leaves}
    base = [
        section(code, sum(one["max"] for one in chosen[code]), *chosen[code])
        | ({"bonus": {"cap": "0.5"}} if maybe(1) else {})
        for code in "AB"
    ]
    criteria = [*base, section("V", 2, *chosen["V"], role="bonus"), section("X", 1, *chosen["X"], role="deduction")]
    pairs = [pair for pair in (["A.2", "B.2"], ["V.1", "V.2"], ["B.1", "X.1"]) if {*pair} <= codes]
    needs = [{"criterion": "A", "percent": 50}, {"criterion": "V", "count": 2}, {"criterion": "B", "points": 2}]
    bands = [
        {"name": "Tốt", "minimum": 6, "needs": draw(st.lists(st.sampled_from(needs), max_size=1))},
        {"name": "Khá", "minimum": 4},
        {"name": "Yếu", "minimum": draw(st.sampled_from([0, 1]))},
    ]
    sanctioned = [code for code in ("X.1", "X.2") if code in codes]
    sanctions = [
        {"criterion": code, "at_least": 2, "not_above": "Khá"} for code in sanctioned[: draw(st.integers(0, 1))]
    ]
    first = draw(st.sampled_from(["total", "total", "band"]))
    return (
        edition(
            *criteria,
            units=3,
            bands=draw(st.sampled_from([bands, bands, []])),
            sanctions=[],
            ranking=[first, *draw(st.lists(st.sampled_from([word for word in WORDS if word != first]), max_size=1))],
            bonus_cap=maybe(1),
            deduction_cap=maybe(1),
            clamp=maybe({"maximum": 7, "applies_to": draw(st.sampled_from(["total", "bands"]))}),
            once=[{"items": pair, "keep": draw(st.sampled_from(["first", "largest"]))} for pair in pairs if maybe(1)],
            compare=draw(st.sampled_from(["points", "points", "percent"])),
        )
        if not sanctions
        else _sanctioned(draw, criteria, bands, sanctions)
    )


def _sanctioned(draw: st.DrawFn, criteria: list[Any], bands: list[Any], sanctions: list[Any]) -> Edition:
    quotas = draw(st.sampled_from([[], [{"band": "Tốt", "percent": 34}]]))
    return edition(*criteria, units=3, bands=bands, sanctions=sanctions, quotas=quotas)


def drawn_lines(draw: st.DrawFn, year: Edition) -> dict[tuple[str, str], Line]:
    lines = {}
    for unit in year.units:
        for one in year.rubric.leaves:
            agreed = draw(st.integers(0, 3)) == 0
            hand = "cluster" if agreed else "department"
            figure = draw(st.sampled_from(FIGURES["points" if agreed else _asks(one)]))
            extra = entry(draw(st.sampled_from(["", "0.5", "1"]))) if one.has_extra else BLANK
            if one.rule.kind == "minus_plus" and not agreed and extra.number == Decimal("0.5"):
                extra = entry("3")
            extras: Any = {hand: extra} if one.has_extra else {}
            hands: Any = {"department": BLANK, hand: entry(figure)}
            lines[unit.code, one.code] = Line(unit.code, one, hands, extras=extras)
    return lines


def _asks(one: Criterion) -> str:
    kind = one.rule.kind
    if kind == "tiers":
        return "ratio" if one.code == "B.5" else "count"
    return kind if kind in FIGURES else "count"


def everything(line: Line, hand: str) -> Iterator[tuple[Entry, Entry]]:
    """Every figure one could think of, the second one as it is; then every second one, and both as one figure."""
    leaf_, now, extra = line.criterion, line.hands[hand], line.extras.get(hand, BLANK)  # type: ignore[index, call-overload]  # hands are drawn as text
    quarters = [Decimal(number) / 4 for number in range(17)]
    points = hand == "cluster" or leaf_.rule.kind == "points"
    asks = "points" if points else _asks(leaf_)
    if asks == "points":
        figures = [entry(str(one)) for one in quarters]
    elif asks == "choice":
        figures = [entry(text) for text in "ABC"]
    else:
        figures = [entry(f"{number}/20" if asks == "ratio" else str(number)) for number in range(25)]
    now_points = Decimal(0)
    if points and leaf_.has_extra:
        number, beside = now.number or Decimal(0), extra.number
        now_points = min(number, leaf_.max)
        extra = entry(str(number - now_points if beside is None else beside))
        now = entry(str(now_points))
        yield from ((one, BLANK) for one in figures)
    yield from ((one, extra) for one in figures)
    if leaf_.has_extra:
        yield from ((now, entry(str(one))) for one in (quarters if hand == "cluster" or leaf_.bonus else range(25)))


def gives_and_takes(before: Scored, after: Scored) -> bool:
    base = (after.points or 0) - after.bonus - (before.points or 0) + before.bonus
    return bool(base * (after.bonus - before.bonus) < 0)


@dataclass(frozen=True)
class Trial:
    """One figure tried at one leaf of a unit: how much that changes, and where everybody then stands."""

    size: Decimal
    code: str
    year: Edition
    evidence: Evidence

    @cached_property
    def found(self) -> dict[str, Standing]:
        return {each.unit.code: each for each in stand(self.year, self.evidence)}


def trials(year: Edition, lines: dict[tuple[str, str], Line], unit: str) -> list[Trial]:
    """Everything on every leaf of a unit, the smallest change first; figures that count for the same are tried once."""
    evidence = evidence_of(year, lines)
    tried: list[Trial] = []
    for one in year.rubric.leaves:
        line, scored = lines[unit, one.code], evidence.scores[unit, one.code]
        seen: list[Scored] = []
        for figure, extra in everything(line, scored.hand or ""):
            hands: Any = {**line.hands, scored.hand: figure}
            extras: Any = {**line.extras, scored.hand: extra} if one.has_extra else {}
            after = score_line(year.rubric, replace(line, hands=hands, extras=extras))
            if after.points is None or gives_and_takes(scored, after) or after in seen:
                continue
            seen.append(after)
            scores = {**evidence.scores, (unit, one.code): after}
            size = abs(after.points - (scored.points or 0))
            tried.append(Trial(size, one.code, year, replace(evidence, scores=scores)))
    return sorted(tried, key=lambda trial: trial.size)


def searched(
    year: Edition, stood: tuple[Standing, ...], tried: list[Trial], unit: str, goal: Margin
) -> tuple[Decimal, set[str]] | None:
    """The smallest change for a goal, by trying everything on everybody."""
    before = next(one for one in stood if one.unit.code == unit)
    best: tuple[Decimal, set[str]] | None = None
    for trial in tried:
        if best and trial.size > best[0]:
            break
        if reached(year, goal, before, trial.found):
            best = (trial.size, {trial.code} | (best[1] if best else set()))
    return best


def reached(year: Edition, goal: Margin, before: Standing, found: Mapping[str, Standing]) -> bool:
    own = found[before.unit.code]
    rivals = [found[rival.code].rank or 0 for rival in goal.rivals]
    if goal.goal in {Goal.ABOVE, Goal.AHEAD}:
        return all((own.rank or 0) < rank for rank in rivals)
    if goal.goal in {Goal.BELOW, Goal.BEHIND}:
        return all((own.rank or 0) > rank for rank in rivals)
    now, then = (ranking_key(year.rubric, one, ["band"]) for one in (before, own))
    return then > now and not own.band_open if goal.goal is Goal.BAND_UP else then < now


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_margin_is_what_a_search_through_everything_finds(data: st.DataObject) -> None:
    year = data.draw(rubrics())
    lines = data.draw(st.composite(lambda draw: drawn_lines(draw, year))())
    evidence = evidence_of(year, lines)
    stood = stand(year, evidence)
    tried = trials(year, lines, "P1")
    for found in margins(year, evidence, stood, ["P1"]):
        for goal in found.margins:
            expected = searched(year, stood, tried, "P1", goal)
            ours = (abs(goal.changes[0].points), {one.criterion.code for one in goal.changes}) if goal.changes else None
            assert ours == expected, goal


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_an_option_changes_a_leaf_by_what_it_says_and_the_nearest_come_first(data: st.DataObject) -> None:
    year = data.draw(rubrics())
    lines = data.draw(st.composite(lambda draw: drawn_lines(draw, year))())
    evidence: Evidence = evidence_of(year, lines)
    least = Fraction(data.draw(st.sampled_from(["0", "1/3", "1/2", "5/4"])))
    for place, line in lines.items():
        seat = Seat(year.rubric, line, evidence.scores[place], Decimal(5))
        everywhere = list(options(seat).rising(Fraction(0), Fraction(0)))
        for one in everywhere:
            after = seat.typed(one)
            assert (after.points or 0) - (seat.scored.points or 0) == one.change
            assert not gives_and_takes(seat.scored, after)
        sizes = [abs(one.change) for one in everywhere]
        assert sizes == sorted(sizes)
        far = list(options(seat).rising(least, None))
        assert [one.change for one in far] == [
            one.change for one in everywhere if one.change >= least and one.change >= 0
        ]
