"""Totals, competition ranks, bands; the committee's word over all."""

from decimal import Decimal

import pytest
from small_year import Year, empty_year, filled_year, small_edition, these

from sheetsync.core.layout import MASTER
from sheetsync.core.ranks import by_rank, competition_ranks
from sheetsync.core.standing import Standing, total


def points(*texts: str) -> list[Decimal | None]:
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
    assert competition_ranks(points(*values)) == ranks


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
    sections = {code: one.nodes for code, one in stand(filled_year()).items()}
    assert {code: [(str(part.points), part.rank) for part in found.values()] for code, found in sections.items()} == {
        "P1": [("14", 1), ("8", 1), ("2", 1)],
        "P2": [("13.5", 2), ("7.25", 2), ("2", 1)],
        "P3": [("12.5", 3), ("6.5", 3), ("1.5", 3)],
        "P10": [("11", 4), ("6", 4), ("1", 4)],
    }


def test_a_section_without_points_has_no_rank() -> None:
    year = filled_year()
    year["VP"].type("points", "code | 3 \n P1 |")
    part = stand(year)["P1"].nodes["3"]
    assert (part.points, part.rank) == (None, None)
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
    assert (stood["P1"].complete, stood["P1"].rank) == (False, None)
    assert stood["P1"].points is not None
    assert all(section.rank for code, section in stood.items() if code != "P1")
