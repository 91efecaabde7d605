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
        *("P3/Q5", "P3Q5", "P3/Q05", "P3, Q5", "P3 - Quận 5", "Phường 3 Quận 5", "Phường 3, Q.5"),
        *("3", "03", "3."),
    ],
)
def test_a_unit_is_known_by_its_code_its_name_its_number_and_with_its_district(written: str) -> None:
    assert NAMES.unit(written) == "P3"


@pytest.mark.parametrize("written", ["", "Phường", "Phường 4", "P33", "13", "Q3", "Phường 3a", "Phường 3 và 10", "ba"])
def test_nothing_is_guessed_from_a_part_of_a_name(written: str) -> None:
    assert NAMES.unit(written) is None


@pytest.mark.parametrize("written", ["Phường 3 Quận 7", "P3/Q7", "P3/Q55", "P3, Q.1"])
def test_a_ward_of_another_district_is_none_of_ours(written: str) -> None:
    assert NAMES.unit(written) is None


@pytest.mark.parametrize(
    ("body", "code"),
    [("Quận 7", "P3"), ("Quận 07, Thành phố", "P3"), ("Thành phố", None), ("Quận 5 và Quận 7", None)],
)
def test_a_district_is_understood_where_the_body_names_it_alone(body: str, code: str | None) -> None:
    assert read_names(small_edition(body=f"Ủy ban MTTQ Việt Nam {body}")).unit("P3/Q7") == code


def test_a_name_that_ends_like_a_district_is_a_name() -> None:
    units = [{"code": "X1", "name": "Liên đội Q7"}, {"code": "X2", "name": "Liên đội"}]
    names = read_names(small_edition(units=units, remarks=[]))
    assert [names.unit(text) for text in ("Liên đội Q7", "Liên đội", "Liên đội/Q5")] == ["X1", "X2", "X2"]


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


def test_a_criterion_whose_code_begins_with_tc_is_known_by_it() -> None:
    criteria = [{"code": code, "text": code, "max": 1, "scorer": "TG"} for code in ("TC1", "1", "2.")]
    names = read_names(small_edition(rubric={"criteria": criteria}))
    assert [names.criterion(text) for text in ("TC1", "TC TC1", "1", "TC 1", "2.", "2")] == [
        *("TC1", "TC1", "1", "1", "2.", None)
    ]
