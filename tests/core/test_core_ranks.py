"""Ranks: by a chain of words, equals sharing a place, whatever row a unit stands in."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contest import all_stood, contest, nodes, stood

from sheetsync.core.scoring.ranks import best_reached, by_rank, competition_ranks, ladder, ranked, ranking_key
from sheetsync.core.scoring.standing import NodeStanding, Standing
from sheetsync.edition import load_edition

ROOT = Path(__file__).parents[2]


def decimals(*texts: str) -> list[Decimal | None]:
    return [Decimal(text) if text else None for text in texts]


@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        (("9", "8", "8", "7"), [1, 2, 2, 4]),
        (("8", "9", "8", "8.0", "7"), [2, 1, 2, 2, 5]),
        (("8", "8", "8"), [1, 1, 1]),
        (("", "8", "", "9"), [None, 2, None, 1]),
        (("0", "", "-1"), [1, None, 2]),
        ((), []),
    ],
)
def test_equals_share_a_place_and_leave_the_next_ones_free(values: tuple[str, ...], ranks: list[int | None]) -> None:
    assert competition_ranks(decimals(*values)) == ranks


def ranks(standings: Sequence[Standing]) -> list[int | None]:
    return [one.rank for one in standings]


def test_a_unit_without_a_mark_has_no_rank_at_all() -> None:
    edition = contest(3)
    found = ranked(edition, all_stood(edition, ["80", None, "90"]))
    assert ranks(found) == [2, None, 1]
    assert (found[1].cluster_rank, found[1].rank_without_bonus) == (None, None)


def test_a_cluster_is_ranked_within_itself_and_a_unit_outside_all_clusters_nowhere() -> None:
    edition = contest(5, clusters=2)
    found = ranked(edition, all_stood(edition, ["80", "90", "85", "90", "80"]))
    assert [(one.unit.cluster, one.rank, one.cluster_rank) for one in found] == [
        ("C1", 4, 2),
        ("C2", 1, 1),
        ("C1", 3, 1),
        ("C2", 1, 1),
        ("C1", 4, 2),
    ]
    alone = contest(2, clusters=0)
    assert [one.cluster_rank for one in ranked(alone, all_stood(alone, ["80", "90"]))] == [None, None]


def test_marks_are_compared_exactly_not_as_they_are_shown() -> None:
    edition = contest(2)
    one, other = all_stood(edition, ["90", "90"])
    third = Fraction(1, 3)
    found = ranked(edition, [replace(one, mark=90 + third), replace(other, mark=90 + third - Fraction(1, 10**30))])
    assert ranks(found) == [1, 2]


@pytest.mark.parametrize(
    ("word", "more", "expected"),
    [
        ("base", ({"base": Decimal(85)}, {"base": Decimal(90)}), [2, 1]),
        ("bonus", ({"bonus": Decimal(5)}, {"bonus": Decimal(0)}), [1, 2]),
        ("deductions", ({"deductions": Decimal(-5)}, {"deductions": Decimal(-2)}), [2, 1]),
        ("band", ({"band": "Tốt"}, {"band": "Xuất sắc"}), [2, 1]),
        ("band", ({"band": "Yếu"}, {"band": None}), [1, 2]),
        ("band", ({"band": "Không có"}, {"band": None}), [1, 1]),
        ("band", ({"band": "Tốt"}, {"band": None, "band_open": True}), [2, 1]),
        ("band", ({"band": "Xuất sắc"}, {"band": None, "band_open": True}), [1, 2]),
    ],
)
def test_equal_totals_are_told_apart_by_the_next_word_of_the_chain(
    word: str, more: tuple[dict[str, object], dict[str, object]], expected: list[int]
) -> None:
    edition = contest(2, ranking=["total", word])
    pair = [stood(edition, place, "90", **each) for place, each in enumerate(more, 1)]
    assert ranks(ranked(edition, pair)) == expected
    plain = contest(2)
    assert ranks(ranked(plain, pair)) == [1, 1]


def test_a_section_named_in_the_chain_tells_equals_apart_and_no_points_are_the_worst() -> None:
    edition = contest(3, ranking=["total", "V"])
    given_ = [nodes(edition.rubric, V=points) for points in ("12", None, "12.5")]
    assert ranks(
        ranked(edition, [stood(edition, place, "90", nodes=each) for place, each in enumerate(given_, 1)])
    ) == [2, 3, 1]


def test_where_the_band_comes_first_a_better_band_beats_a_larger_total() -> None:
    edition = contest(2, ranking=["band", "total"])
    assert ranks(ranked(edition, [stood(edition, 1, "95", band="Tốt"), stood(edition, 2, "91", band="Xuất sắc")])) == [
        2,
        1,
    ]


def test_without_bonus_units_stand_by_base_and_deductions_whatever_the_committee_decided() -> None:
    edition = contest(3)
    found = ranked(
        edition,
        [
            stood(edition, 1, "100", base=Decimal(90), bonus=Decimal(10)),
            stood(edition, 2, "95", base=Decimal(96), deductions=Decimal(-1)),
            stood(edition, 3, "99", base=Decimal(80), decided=Decimal(99)),
        ],
    )
    assert [(one.rank, one.rank_without_bonus) for one in found] == [(1, 2), (3, 1), (2, 3)]


def test_without_bonus_no_limit_of_the_total_is_looked_at() -> None:
    edition = contest(2, clamp={"maximum": 100})
    cut = stood(edition, 1, "100", base=Decimal(95), bonus=Decimal(10), clamped=Decimal(-5))
    assert [one.rank_without_bonus for one in ranked(edition, [cut, stood(edition, 2, "94")])] == [1, 2]


def test_without_bonus_a_smaller_scale_is_compared_in_percent() -> None:
    edition = contest(3, compare="percent")
    found = ranked(
        edition,
        [
            stood(edition, 1, "90", base=Decimal(90)),
            stood(edition, 2, "90", base=Decimal(80), scale=Decimal(85)),
            stood(edition, 3, None, base=Decimal(0), scale=Decimal(0)),
        ],
    )
    assert [one.rank_without_bonus for one in found] == [2, 1, None]


def test_top_sections_are_ranked_among_units_complete_there_and_no_others_are() -> None:
    edition = contest(4)
    given_ = [nodes(edition.rubric, I=points) for points in ("70", "75", None, "70")]
    given_[1] = {**given_[1], "I": replace(given_[1]["I"], complete=False)}
    found = ranked(edition, [stood(edition, place, "90", nodes=each) for place, each in enumerate(given_, 1)])
    assert [one.nodes["I"].rank for one in found] == [1, None, None, 1]
    assert [one.nodes["V"].rank for one in found] == [1, 1, 1, 1]
    assert {one.nodes["V.1"].rank for one in found} == {None}
    assert found[0].nodes["I"] == replace(given_[0]["I"], rank=1)


def test_by_percent_a_top_section_is_ranked_by_its_share_of_the_units_own_scale() -> None:
    edition = contest(4, compare="percent")
    smaller = {3: Decimal(5), 4: Decimal(0)}
    given_ = [nodes(edition.rubric, V=points, IX=taken) for points, taken in
              (("15", "-1"), ("16", "-2"), ("5", "-1"), ("0", None))]  # fmt: skip
    units = [
        stood(
            edition,
            place,
            "90",
            nodes={code: replace(one, maximum=smaller.get(place, Decimal(20))) for code, one in each.items()},
        )
        for place, each in enumerate(given_, 1)
    ]
    found = ranked(edition, units)
    assert [one.nodes["V"].rank for one in found] == [3, 2, 1, None]
    assert [one.nodes["IX"].rank for one in found] == [1, 3, 1, None], "what is taken off has one scale for all"
    plain = ranked(contest(4), units)
    assert [one.nodes["V"].rank for one in plain] == [2, 1, 3, 4]


def test_the_best_come_first_and_those_without_a_rank_last_equals_as_they_stood() -> None:
    edition = contest(4)
    found = ranked(edition, all_stood(edition, ["80", None, "90", "80"]))
    assert [one.unit.code for one in by_rank(found)] == ["P3", "P1", "P4", "P2"]


def test_the_ladder_runs_from_the_best_band_down_however_bands_are_written() -> None:
    bands = [{"name": "Khá", "minimum": 50}, {"name": "Giỏi", "minimum": 90}, {"name": "Yếu", "minimum": 20}]
    rubric = contest(1, bands=bands).rubric
    assert [band.name for band in ladder(rubric)] == ["Giỏi", "Khá", "Yếu"]


@pytest.mark.parametrize(("mark", "rung"), [("90", 0), ("89.99", 1), ("0", 3), ("-0.5", 3), (None, None)])
def test_a_mark_reaches_a_band_at_its_very_minimum(mark: str | None, rung: int | None) -> None:
    edition = contest(1)
    assert best_reached(edition.rubric, stood(edition, 1, mark)) == rung


@pytest.mark.parametrize(
    ("clamp", "mark", "rung"),
    [
        ({"minimum": 0, "applies_to": "bands"}, "-3", 3),
        ({"minimum": 0, "maximum": 85, "applies_to": "bands"}, "107", 1),
        ({"minimum": 0, "maximum": 85, "applies_to": "total"}, "107", 0),
    ],
)
def test_a_mark_may_be_held_within_limits_only_where_bands_are_looked_up(
    clamp: dict[str, object], mark: str, rung: int
) -> None:
    edition = contest(1, clamp=clamp)
    assert best_reached(edition.rubric, stood(edition, 1, mark)) == rung


def test_the_published_index_comes_out_with_its_ranks_total_and_component_alike() -> None:
    folder = ROOT / "config" / "index766-2026"
    edition, _ = load_edition(folder)
    with (folder / "sample" / "published.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["code"]: row for row in csv.DictReader(lines)}
    columns = {leaf.code: f"{leaf.code}_{leaf.max}" for leaf in edition.rubric.leaves}
    given_ = []
    for place, unit in enumerate(edition.units, 1):
        parts = {code: NodeStanding(Decimal(rows[unit.code][column])) for code, column in columns.items()}
        total = sum((part.points for part in parts.values() if part.points is not None), Decimal(0))
        given_.append(stood(edition, place, str(total), nodes=parts))
    found = ranked(edition, given_)
    assert len(found) == 34
    for one in found:
        row = rows[one.unit.code]
        assert (one.rank, one.rank_without_bonus) == (int(row["rank"]), int(row["rank"]))
        assert {code: part.rank for code, part in one.nodes.items()} == {
            code: int(row[f"rank_{code}"]) for code in columns
        }


# --- laws ------------------------------------------------------------------------------------------------------------

CONTEST = contest(8, clusters=3, ranking=["total", "bonus"])
few_points = st.sampled_from(["70", "80", "80.25", "90"])
entered = st.tuples(st.none() | few_points, st.sampled_from(["0", "1", "2"]))


@given(st.lists(entered, min_size=8, max_size=8))
def test_a_rank_is_one_more_than_the_number_of_the_better(given_: list[tuple[str | None, str]]) -> None:
    found = ranked(
        CONTEST,
        [stood(CONTEST, place, mark, bonus=Decimal(bonus)) for place, (mark, bonus) in enumerate(given_, 1)],
    )
    keys = {one.unit.code: ranking_key(CONTEST.rubric, one, ["total", "bonus"]) for one in found}
    for one in found:
        better = [other for other in found if other.mark is not None and keys[other.unit.code] > keys[one.unit.code]]
        here = [other for other in better if other.unit.cluster == one.unit.cluster]
        expected = (None, None) if one.mark is None else (1 + len(better), 1 + len(here))
        assert (one.rank, one.cluster_rank) == expected


@given(st.lists(entered, min_size=8, max_size=8), st.permutations(range(8)))
def test_the_order_of_units_changes_no_rank(given_: list[tuple[str | None, str]], order: list[int]) -> None:
    units = [stood(CONTEST, place, mark, bonus=Decimal(bonus)) for place, (mark, bonus) in enumerate(given_, 1)]
    straight, mixed = ranked(CONTEST, units), ranked(CONTEST, [units[place] for place in order])
    assert [straight[place] for place in order] == list(mixed)
