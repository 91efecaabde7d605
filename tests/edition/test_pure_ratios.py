"""A scale of nothing but ratios: points worked out by hand to the hundredth, through the books as people fill them."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from drawn_tables import read_rows
from real_path import synced

from sheetsync.core.assessment import Assessment
from sheetsync.core.scoring.standing import Standing
from sheetsync.edition.load import examine
from sheetsync.edition.model import Edition

FOLDER = Path(__file__).parent / "ratios"

TYPED = """
   | R1    | R2    | R3      | R4    | R5     | R6
T1 | 35/50 | 42/45 | 137/152 | 2/3   | 61,5%  | 1/3
T2 | 0/0   | 0/0   | 0/0     | 0/0   | 0/7    | 100%
T3 | 1/7   | 5/9   | 1/8     | 0,5%  | 89,99% |
T4 | 80%   | 9/10  | 3/3     | 1/3   | 0/0    | 0/9
T5 | 48/40 | 89,9% | 99,95%  | 99,9% | 17/19  | 19/24
"""

POINTS = """
   | R1    | R2    | R3    | R4   | R5    | R6    | total | scale
T1 | 17,5  | 15    | 22,53 | 6,67 | 12,3  | 5     | 79    | 100
T2 | 0     | 15    | 0     |      | 0     | 12    | 27    | 90
T3 | 3,57  | 9,26  | 3,13  | 0,05 | 18    | 12    | 46,01 | 100
T4 | 20    | 15    | 25    | 3,33 |       | 0     | 63,33 | 100
T5 | 20    | 14,98 | 24,99 | 9,99 | 17,89 | 11,88 | 99,73 | 100
"""
"""By hand: 35/50 is 70 %, 70/80 of 20 is 17,5; 137/152 of 25 is 22,5328…; 1/8 of 25 is 3,125, half up 3,13; 19/24 is
79,1666… %, of 80 % so much is 0,98958…, of 12 exactly 11,875, half up 11,88. More than the target is the maximum."""


@pytest.fixture(scope="module")
def edition() -> Edition:
    edition, _ = examine(FOLDER)
    assert edition
    return edition


@pytest.fixture(scope="module")
def assessment(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    keys = [
        ("CS", "points", unit, code, typed)
        for unit, row in read_rows(TYPED).items()
        for code, typed in row.items()
        if typed
    ]
    return synced(edition, keys, tmp_path_factory.mktemp("ratios"))


@pytest.fixture(scope="module")
def standings(assessment: Assessment) -> dict[str, Standing]:
    return {standing.unit.code: standing for standing in assessment.standings}


def number(typed: str) -> Decimal | None:
    return Decimal(typed.replace(",", ".")) if typed else None


@pytest.mark.parametrize(("unit", "expected"), read_rows(POINTS).items())
def test_points_come_out_to_the_hundredth(standings: dict[str, Standing], unit: str, expected: dict[str, str]) -> None:
    standing = standings[unit]
    came_out = {code: node.points for code, node in standing.nodes.items()}
    assert {**came_out, "total": standing.total, "scale": standing.scale} == {
        name: number(value) for name, value in expected.items()
    }


def test_a_smaller_scale_is_compared_by_percent(standings: dict[str, Standing]) -> None:
    assert standings["T2"].mark == Fraction(30)  # 27 of 90
    assert standings["T3"].mark == Fraction(4601, 100)


def test_check_asks_where_the_rubric_leaves_zero_over_zero_open() -> None:
    _, problems = examine(FOLDER)
    (doubt,) = problems
    assert doubt.severity == "warning"
    assert doubt.message.startswith("'R5' tính theo tỷ lệ nhưng chưa nói 0/0")


def test_where_the_rubric_leaves_zero_over_zero_open_a_person_is_asked(
    assessment: Assessment, standings: dict[str, Standing]
) -> None:
    assert {unit: standing.missing for unit, standing in standings.items() if standing.missing} == {"T4": ("R5",)}
    found = [(one.code, one.unit, one.criterion) for one in assessment.findings]
    assert found == [("zero-over-zero-unclear", "T4", "R5")]  # and nobody misses the blank that earns full points


def test_the_reason_shows_the_ratio_as_it_was_typed(assessment: Assessment) -> None:
    because = assessment.scores["T1", "R3"].because
    assert "137/152 hồ sơ = 90,1 %" in because
    assert "22,53" in because
