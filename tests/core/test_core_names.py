"""Whom people mean when they write a unit or a criterion their own way."""

import unicodedata

import pytest
from small_year import EDITION, small_edition

from sheetsync.core.names import read_names

NAMES = read_names(EDITION)


@pytest.mark.parametrize(
    "written",
    [
        *("Phường 3", "phường 03", "PHƯỜNG 3", "phuong 3", "Phường  3 ", unicodedata.normalize("NFD", "Phường 3")),
        *("P3", "p3", "P 3", "P.3", "P. 3", "P03"),
        *("P3/Q5", "P3, Q5", "P3 - Quận 5", "Phường 3 Quận 5", "Phường 3, Q.5"),
        *("3", "03", "3."),
    ],
)
def test_a_unit_is_known_by_its_code_its_name_its_number_and_with_its_district(written: str) -> None:
    assert NAMES.unit(written) == "P3"


@pytest.mark.parametrize("written", ["", "Phường", "Phường 4", "P33", "13", "Q3", "Phường 3a", "Phường 3 và 10", "ba"])
def test_nothing_is_guessed_from_a_part_of_a_name(written: str) -> None:
    assert NAMES.unit(written) is None


def test_ten_is_not_one() -> None:
    assert (NAMES.unit("P10/Q5"), NAMES.unit("P1/Q5"), NAMES.unit("10")) == ("P10", "P1", "P10")


def test_a_spelling_that_could_mean_two_units_means_none() -> None:
    units = [{"code": "P4", "name": "Phường 4"}, {"code": "X4", "name": "Xã 4"}, {"code": "PX", "name": "Phú Xuân"}]
    names = read_names(small_edition(units=units, remarks=[]))
    assert names.unit("4") is None
    assert [names.unit(text) for text in ("P4", "X4", "xã 4", "phú xuân", "Phu Xuan", "px")] == [
        *("P4", "X4", "X4", "PX", "PX", "PX")
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("1.1", "1.1"), (" 1.1 ", "1.1"), ("1.1.", "1.1"), ("TC 1.1", "1.1"), ("TC1.1", "1.1"), ("3", "3")),
        *(("1", None), ("1.10", None), ("1,1", None), ("", None), ("Tuyên truyền", None)),
    ],
)
def test_a_criterion_is_known_by_its_whole_code_and_only_where_points_are_given(written: str, code: str | None) -> None:
    assert NAMES.criterion(written) == code
