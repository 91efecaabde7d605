"""The leaves of a unit side by side: killers, caps of sections, what counts once."""

from decimal import Decimal
from typing import Any

import pytest
from rule_bench import Typed, figures, leaf, points, section, settled, stood, tiers, year

from sheetsync.core.scoring.score import Basis

# --- killers ---------------------------------------------------------------------------------------------------------

KILLER = leaf("I.1.1", "3", kind="choice", tiers=tiers("3", "1", "0", killer="0"))
NESTED = year(
    section(
        "I",
        "10",
        section(
            "I.1",
            "7",
            KILLER,
            leaf("I.1.2", "4", bonus={"cap": 2}),
            leaf("I.1.3", "2", kind="deduction", per=1, role="deduction"),
            leaf("I.1.4", "2", role="bonus"),
        ),
        leaf("I.2", "3"),
    ),
    leaf("II", "5"),
)
ALL: dict[str, Typed] = {
    "I.1.1": "mức 3",
    "I.1.2": ("4", "1"),
    "I.1.3": "2",
    "I.1.4": "1,5",
    "I.2": "3",
    "II": "5",
}


def test_a_killer_takes_all_its_parent_has_earned_and_nothing_else() -> None:
    alive = {"I.1.1": "3", "I.1.2": "5", "I.1.3": "-2", "I.1.4": "1.5", "I.2": "3", "II": "5"}
    assert points(NESTED, ALL) == alive
    dead = {"I.1.1": "0", "I.1.2": "0", "I.1.4": "0"}
    assert points(NESTED, ALL | {"I.1.1": "mức 0"}) == alive | dead, "what is taken off stays taken off"


def test_what_a_killer_takes_is_shown() -> None:
    found = settled(NESTED, ALL | {"I.1.1": "mức 0"})
    assert figures(found["I.1.2"], "over", "bonus") == (5, 0)
    assert found["I.1.2"].because == "bộ phận chấm: 4 + thưởng 1; mất điểm do I.1.1 làm mất điểm cả mục I.1"
    assert found["I.1.1"].because == "bộ phận chấm: “mức 0”: 0 điểm; làm mất điểm cả mục I.1"


def test_a_killer_in_the_outer_section_takes_the_inner_one_too_and_not_the_other_way_round() -> None:
    inner = section("I.1", "5", leaf("I.1.1", "5", kind="choice", tiers=tiers("5", "0", killer="0")))
    outer = leaf("I.2", "5", kind="choice", tiers=tiers("5", "0", killer="0"))
    nested = year(section("I", "10", inner, outer))
    assert points(nested, {"I.1.1": "mức 5", "I.2": "mức 0"}) == {"I.1.1": "0", "I.2": "0"}
    assert points(nested, {"I.1.1": "mức 0", "I.2": "mức 5"}) == {"I.1.1": "0", "I.2": "5"}
    both = settled(nested, {"I.1.1": "mức 0", "I.2": "mức 0"})["I.1.1"]
    assert both.because.endswith("; làm mất điểm cả mục I.1; mất điểm do I.2 làm mất điểm cả mục I")


def test_a_killer_at_the_top_takes_itself() -> None:
    assert points(year(KILLER | {"code": "I"}, leaf("II")), {"I": "mức 0", "II": "4"}) == {"I": "0", "II": "4"}


def test_a_killer_among_deductions_gives_nothing_back() -> None:
    taking = section(
        "IX",
        "10",
        leaf("IX.1", "4", kind="deduction", per=1),
        leaf("IX.2", "5", kind="choice", tiers=tiers("5", "0", killer="5")),
        role="deduction",
    )
    assert points(year(leaf("I"), taking), {"IX.1": "2", "IX.2": "mức 5"}) == {"I": None, "IX.1": "-2", "IX.2": "-5"}


def test_under_a_killed_parent_points_still_to_come_no_longer_matter() -> None:
    found = settled(NESTED, {"I.1.1": "mức 0"})
    assert figures(found["I.1.2"], "points", "basis") == (0, Basis.COMPUTED)
    assert stood(NESTED, {"P1": {"I.1.1": "mức 0"}})["P1"].missing == ("I.1.3", "I.2", "II")


def test_a_killer_that_counts_for_the_time_being_kills_for_the_time_being() -> None:
    edition = year(section("I", "8", KILLER, leaf("I.2", "5")), leaf("II"), self_provisional=True)
    one = stood(edition, {"P1": {"II": "5"}}, {"P1": {"I.1.1": "mức 0", "I.2": "4"}})["P1"]
    assert figures(one, "base", "missing", "provisional") == (5, ("I.1.1", "I.2"), ("I.1.1", "I.2"))
    settled_by_department = stood(edition, {"P1": {"I.1.1": "mức 0"}}, {"P1": {"I.2": "4"}})["P1"]
    assert figures(settled_by_department, "missing", "provisional") == (("II",), ())


def test_a_killer_does_not_bring_back_what_does_not_stand_on_the_scale() -> None:
    edition = year(section("I", "8", KILLER, leaf("I.2", "5", not_for=["P1"])))
    assert points(edition, {"I.1.1": "mức 0", "I.2": "4"}) == {"I.1.1": "0", "I.2": None}


# --- caps of sections ------------------------------------------------------------------------------------------------


def test_a_section_cuts_what_is_beyond_its_cap_the_last_in_reading_order_first() -> None:
    leaves = [leaf(f"V.{place}", "6", kind="count", per=2) for place in (1, 2, 3)]
    edition = year(leaf("I"), section("V", "10", *leaves, role="bonus"))
    assert points(edition, {"V.1": "2", "V.2": "2", "V.3": "3"}) == {"I": None, "V.1": "4", "V.2": "4", "V.3": "2"}
    found = settled(edition, {"V.1": "9", "V.2": "2", "V.3": "3"})
    assert [figures(found[code], "points", "bonus", "over") for code in ("V.1", "V.2", "V.3")] == [
        *((6, 6, 12), (4, 4, 0), (0, 0, 6)),
    ]
    assert found["V.3"].because.endswith("= 6 điểm; mục V tối đa 10, 6 không tính")


def test_caps_of_deductions_hold_inside_each_other() -> None:
    inner = section("IX.1", "3", *(leaf(f"IX.1.{place}", "2", kind="deduction", per=1) for place in (1, 2)))
    edition = year(leaf("I"), section("IX", "4", inner, leaf("IX.2", "5", kind="deduction", per=1), role="deduction"))
    typed: dict[str, Typed] = {"I": "5", "IX.1.1": "2", "IX.1.2": "2", "IX.2": "5"}
    assert points(edition, typed) == {"I": "5", "IX.1.1": "-2", "IX.1.2": "-1", "IX.2": "-1"}
    found = settled(edition, typed)
    assert [found[code].over for code in ("IX.1.1", "IX.1.2", "IX.2")] == [0, 1, 4]
    one = stood(edition, {"P1": typed})["P1"]
    assert [one.nodes[code].points for code in ("IX.1", "IX")] == [-3, -4]
    assert figures(one, "total", "deductions", "bonus") == (1, -4, 0)


def test_the_bonus_of_a_section_is_capped_and_its_base_is_not() -> None:
    leaves = [leaf(f"I.{place}", "3", bonus={"cap": 2}) for place in (1, 2)]
    edition = year(section("I", "6", *leaves, bonus={"cap": 3}))
    found = settled(edition, {"I.1": ("3", "2"), "I.2": ("2", "2")})
    assert [figures(one, "points", "bonus", "over") for one in found.values()] == [(5, 2, 0), (3, 1, 1)]
    assert found["I.2"].because.endswith("; điểm thưởng của mục I tối đa 3, 1 không tính")


def test_a_section_smaller_than_its_criteria_holds_their_base_and_leaves_their_bonus() -> None:
    leaves = [leaf(f"I.{place}", "3", bonus={"cap": 2}) for place in (1, 2)]
    edition = year(section("I", "4", *leaves, leaf("I.3", "2", role="bonus"), max_because="dự thảo"))
    found = settled(edition, {"I.1": ("3", "2"), "I.2": ("3", "2"), "I.3": "2"})
    assert [figures(one, "points", "bonus", "over") for one in found.values()] == [(5, 2, 0), (3, 2, 2), (2, 2, 0)]


def test_a_cap_that_nothing_reaches_changes_nothing() -> None:
    edition = year(section("I", "10", leaf("I.1"), leaf("I.2"), bonus={}))
    typed: dict[str, Typed] = {"I.1": "5", "I.2": "5"}
    assert points(edition, typed) == typed
    assert all(one.over == 0 for one in settled(edition, typed).values())


# --- counted once only -----------------------------------------------------------------------------------------------


def once(keep: str, **more: Any) -> Any:
    """A report late: once off the points of the report (from the maximum), once among the deductions; and a bonus."""
    return year(
        leaf("I.1", "5", kind="minus", per=1),
        leaf("I.2", "5", kind="minus_plus", minus=1, plus=1),
        section("IX", "5", leaf("IX.1", "5", kind="deduction", per=2), role="deduction"),
        once=[{"items": ["I.1", "I.2", "IX.1"], "keep": keep, **more}],
    )


@pytest.mark.parametrize(
    ("keep", "typed", "expected"),
    [
        ("first", ("2", "0", "2"), ("3", "5", "0")),
        ("first", ("0", "0", "2"), ("5", "5", "-4")),
        ("first", ("2", "3", "0"), ("3", "5", "0")),
        ("first", ("", "3", "1"), (None, "2", "0")),
        ("largest", ("2", "0", "2"), ("5", "5", "-4")),
        ("largest", ("4", "0", "2"), ("1", "5", "0")),  # equal: the first
        ("largest", ("1", "3", "1"), ("5", "2", "0")),
        ("largest", ("0", "0", "0"), ("5", "5", "0")),
    ],
)
def test_of_items_that_exclude_each_other_one_counts(
    keep: str, typed: tuple[str, str, str], expected: tuple[str | None, ...]
) -> None:
    found = points(once(keep), dict(zip(("I.1", "I.2", "IX.1"), typed, strict=True)))
    assert tuple(found.values()) == expected


LATE = [
    {"text": "Đúng hạn", "points": 3},
    {"text": "Chậm", "points": 1},
    {"text": "Không báo cáo", "points": 0},
]


@pytest.mark.parametrize(
    ("items", "answer", "expected"),
    [
        ("I.1 IX.1", "Đúng hạn", ("4", "-2")),
        ("IX.1 I.1", "Đúng hạn", ("4", "-2")),
        ("I.1 IX.1", "Chậm", ("2", "0")),
        ("IX.1 I.1", "Chậm", ("4", "-2")),
        ("IX.1 I.1", "", (None, "-2")),
    ],
)
def test_beside_a_deduction_a_criterion_counts_by_what_it_loses_so_full_points_exclude_nothing(
    items: str, answer: str, expected: tuple[str | None, str]
) -> None:
    edition = year(
        leaf("I.1", "3", kind="choice", tiers=LATE) | {"bonus": {"cap": 1}},
        section("IX", "5", leaf("IX.1", "5", kind="deduction", per=1), role="deduction"),
        once=[{"items": items.split(), "keep": "first"}],
    )
    found = points(edition, {"I.1": (answer, "1" if answer else ""), "IX.1": "2"})
    assert (found["I.1"], found["IX.1"]) == expected, "the bonus beside it is no part of the matter"


def test_what_does_not_count_twice_is_shown_with_the_reason() -> None:
    typed: dict[str, Typed] = {"I.1": "2", "I.2": "0", "IX.1": "2"}
    left_out = settled(once("first"), typed)["IX.1"]
    assert figures(left_out, "points", "over", "amount") == (0, 4, 2)
    assert left_out.because.endswith("trừ 4 điểm; chỉ tính một lần (đã tính ở I.1)")
    worded = settled(once("first", because="đã chấm tại I.1"), typed)["IX.1"]
    assert worded.because.endswith("; chỉ tính một lần (đã chấm tại I.1)")


def test_bonus_beside_an_item_goes_with_it() -> None:
    edition = year(
        leaf("A", kind="count", per=1), leaf("B", bonus={"cap": 2}), once=[{"items": ["A", "B"], "keep": "first"}]
    )
    found = settled(edition, {"A": "1", "B": ("5", "2")})
    assert [figures(one, "points", "bonus", "over") for one in found.values()] == [(1, 0, 0), (0, 0, 7)]


def test_an_item_off_the_scale_excludes_nothing() -> None:
    edition = year(leaf("A", not_for=["P1"]), leaf("B"), once=[{"items": ["A", "B"], "keep": "first"}])
    assert points(edition, {"A": "5", "B": "4"}) == {"A": None, "B": "4"}


def test_what_is_counted_once_is_held_by_caps_afterwards() -> None:
    bonus = section("V", "3", leaf("V.1", "3"), leaf("V.2", "3"), role="bonus")
    edition = year(leaf("I"), bonus, once=[{"items": ["V.1", "I"], "keep": "largest"}])
    assert points(edition, {"I": "5", "V.1": "3", "V.2": "2"}) == {"I": "5", "V.1": "0", "V.2": "2"}


def test_settling_sums_of_any_length_are_exact() -> None:
    cap, typed = "999." + "0" * 30 + "5", "1" + "0" * 30
    edition = year(section("I", "5", leaf("I.1", "5", bonus={}), bonus={"cap": cap}))
    found = settled(edition, {"I.1": ("5", typed)})["I.1"]
    assert (str(found.points), str(found.over)) == (f"1004.{'0' * 30}5", f"{'9' * 27}000.{'9' * 30}5")
    assert stood(edition, {"P1": {"I.1": ("5", typed)}})["P1"].total == Decimal(f"1004.{'0' * 30}5")
