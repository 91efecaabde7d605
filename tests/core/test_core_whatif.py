"""What if: the same figures by a supposed rubric; who would move, and what would no longer mean anything."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_year import these
from typed_contest import Typed, typed, typed_edition

from sheetsync.core.committee.whatif import Supposed, Supposition, out_of_order, suppose, supposed_rubric
from sheetsync.core.scoring.outcome import stand
from sheetsync.core.scoring.register import BonusScored
from sheetsync.edition.model import Edition

Side = tuple[str | None, int | None, str | None]


def leaf(code: str, most: object, **more: Any) -> dict[str, Any]:
    return {"code": code, "text": f"Tiêu chí {code}", "max": most, "scorer": "TG"} | more


RUBRIC: dict[str, Any] = {
    "max": 12,
    "step": "0.5",
    "bands": [
        {
            "name": "Xuất sắc",
            "minimum": 10,
            "needs": [{"criterion": "B", "points": 1}, {"criterion": "1", "points": 1}],
        },
        {"name": "Tốt", "minimum": 8, "needs": [{"proposals": 0}]},
        {"name": "Khá", "minimum": 0},
    ],
    "ranking": ["total", "bonus", "B"],
    "once": [{"items": ["B.1", "2"]}, {"items": ["1.1", "1.2", "2"]}],
    "sanctions": [{"criterion": "D", "not_above": "Khá"}],
    "quotas": [{"band": "Xuất sắc", "percent": 100, "order": ["total", "B"]}],
    "criteria": [
        {
            "code": "1",
            "text": "Công tác năm",
            "max": 7,
            "bonus": {"cap": 1},
            "criteria": [
                leaf("1.1", 4, bonus={"cap": 2}),
                leaf("1.2", 3, rule={"kind": "minus_plus", "minus": 1, "plus": 1, "plus_cap": 1}),
            ],
        },
        leaf("2", 5),
        {"code": "B", "text": "Thưởng", "max": 2, "role": "bonus", "criteria": [leaf("B.1", 2)]},
        leaf("D", 2, role="deduction", rule={"kind": "deduction", "per": 1}),
    ],
}
YEAR = typed_edition(3, RUBRIC | {"bonus": {"cap": 3}})
POINTS: Typed = {
    "1.1": ["4+1", "3+0", "0+0"],
    "1.2": ["0+0", "3+0", "0+0"],
    "2": ["0", "0", "5"],
    "B.1": ["2", "1", "0"],
    "D": ["0", "0", "0"],
}


def supposed(supposition: Supposition, year: Edition = YEAR, points: Typed = POINTS, **more: Any) -> Supposed:
    evidence = typed(year, points, **more)
    return suppose(year, evidence, stand(year, evidence), supposition)


def sides(found: Supposed) -> dict[str, tuple[Side, Side]]:
    return {
        one.before.unit.code: (
            (str(one.before.total), one.before.rank, one.before.band),
            (str(one.after.total), one.after.rank, one.after.band),
        )
        for one in found.units
    }


def plain_edition(**rubric: Any) -> Edition:
    bands = [{"name": "Tốt", "minimum": 6}, {"name": "Khá", "minimum": 3}]
    criteria = [leaf("1", 5), leaf("2", 3)]
    return typed_edition(3, {"max": 8, "step": "0.5", "bands": bands, "criteria": criteria} | rubric)


def test_another_threshold_moves_only_bands() -> None:
    found = supposed(
        Supposition(thresholds={"Tốt": Decimal(4)}), plain_edition(), {"1": ["5", "3", "1"], "2": ["2", "2", "0"]}
    )
    assert sides(found) == {
        "P1": (("7", 1, "Tốt"), ("7", 1, "Tốt")),
        "P2": (("5", 2, "Khá"), ("5", 2, "Tốt")),
        "P3": (("1", 3, None), ("1", 3, None)),
    }
    assert [one.before.unit.code for one in found.units if one.moves] == ["P2"]
    assert found.dropped == ()


def test_a_criterion_left_out_takes_its_points_with_it_and_the_scale_shrinks() -> None:
    found = supposed(Supposition(left_out=("2",)), plain_edition(), {"1": ["5", "3", "4"], "2": ["0", "3", "0"]})
    assert found.rubric.max == 5
    assert sides(found) == {
        "P1": (("5", 2, "Khá"), ("5", 1, "Khá")),
        "P2": (("6", 1, "Tốt"), ("3", 3, "Khá")),
        "P3": (("4", 3, "Khá"), ("4", 2, "Khá")),
    }


def test_a_unit_that_lacks_only_what_is_left_out_gets_its_band() -> None:
    found = supposed(Supposition(left_out=("2",)), plain_edition(), {"1": ["5", "3", "4"], "2": ["", "3", "0"]})
    assert sides(found)["P1"] == (("5", 2, None), ("5", 1, "Khá"))


def test_without_bonus_neither_leaves_nor_sections_nor_the_register_give_any() -> None:
    register = (BonusScored("TG-1", "P3", Decimal(3), Decimal(3), Decimal(0)),)
    found = supposed(Supposition(without_bonus=True), bonus=register)
    assert {code: (before[0], after[0]) for code, (before, after) in sides(found).items()} == {
        "P1": ("10", "7"),
        "P2": ("12", "11"),
        "P3": ("11", "8"),
    }
    rubric = found.rubric
    assert not rubric.has_bonus
    assert rubric.max == 12
    assert rubric.nodes["1"].bonus is None
    assert "B" not in rubric.nodes
    assert rubric.ranking == ("total", "bonus")
    assert rubric.quotas[0].order == ("total",)
    assert [one.items for one in rubric.once] == [("1.1", "1.2", "2")]
    assert found.dropped == (
        "1 điều kiện của loại Xuất sắc",
        "1 điều kiện của loại Tốt",
        "quy định chỉ tính một lần (B.1, 2)",
        "thứ tự xét B",
    )


def test_what_refers_to_what_is_left_out_goes_with_it() -> None:
    found = supposed(Supposition(left_out=("1", "D")))
    assert found.rubric.max == 5
    assert found.rubric.sanctions == ()
    assert [one.items for one in found.rubric.once] == [("B.1", "2")]
    assert [len(band.needs) for band in found.rubric.bands] == [1, 1, 0]
    assert "chế tài ở tiêu chí D" in found.dropped
    assert "quy định chỉ tính một lần (1.1, 1.2, 2)" in found.dropped


def test_a_section_without_any_criterion_left_is_gone_itself() -> None:
    rubric = supposed_rubric(YEAR.rubric, Supposition(left_out=("1.1", "1.2", "B.1")))
    assert list(rubric.nodes) == ["2", "D"]
    assert rubric.max == 5


def test_a_section_that_holds_more_than_its_maximum_goes_on_holding_what_is_left() -> None:
    section = {
        "code": "1",
        "text": "Công tác",
        "max": 5,
        "max_because": "chỉ tính mức cao",
        "criteria": [leaf("1.1", 3), leaf("1.2", 3), leaf("1.3", 1)],
    }
    year = plain_edition(criteria=[section, leaf("2", 3)])
    few = supposed_rubric(year.rubric, Supposition(left_out=("1.3",)))
    assert these(few.nodes["1"].max, few.max) == [5, 8]
    fewer = supposed_rubric(year.rubric, Supposition(left_out=("1.2",)))
    assert these(fewer.nodes["1"].max, fewer.max) == [4, 7]
    wide = plain_edition(criteria=[section | {"max": 9}, leaf("2", 3)], max=12)
    narrower = supposed_rubric(wide.rubric, Supposition(left_out=("1.2",)))
    assert these(narrower.nodes["1"].max, narrower.max) == [6, 9]


def test_a_chain_of_nothing_but_what_is_left_out_falls_back_on_the_total() -> None:
    year = plain_edition(ranking=["2"])
    assert supposed_rubric(year.rubric, Supposition(left_out=("2",))).ranking == ("total",)


def test_everything_cannot_be_left_out() -> None:
    with pytest.raises(ValueError, match="no criterion is left"):
        supposed_rubric(plain_edition().rubric, Supposition(left_out=("1", "2")))


def test_thresholds_that_cross_are_seen() -> None:
    rubric = plain_edition().rubric
    crossed = out_of_order(rubric, {"Khá": Decimal(6)})
    assert crossed
    assert [band.name for band in crossed] == ["Tốt", "Khá"]
    assert out_of_order(rubric, {"Khá": Decimal("5.5")}) is None


figures = st.lists(st.sampled_from(["", "0", "1", "2.5"]), min_size=3, max_size=3)


@given(figures, figures)
def test_supposing_what_is_so_already_moves_nobody(one: list[str], other: list[str]) -> None:
    found = supposed(Supposition(thresholds={"Khá": Decimal(3)}), plain_edition(), {"1": one, "2": other})
    assert [one.after for one in found.units] == [one.before for one in found.units]


@given(figures, figures)
def test_leaving_out_is_the_same_as_never_having_asked(one: list[str], other: list[str]) -> None:
    found = supposed(Supposition(left_out=("2",)), plain_edition(), {"1": one, "2": other})
    never = plain_edition(criteria=[leaf("1", 5)], max=5)
    assert [each.after for each in found.units] == list(stand(never, typed(never, {"1": one})))
