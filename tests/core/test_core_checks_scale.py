"""Checks where criteria do not stand on every unit's scale, a blank means something, or caps cut what was given."""

import pytest
from small_year import LATER, SMALL, Row, Year, empty_year, filled_year, small_edition

UNITS = ("P1", "P2", "P3", "P10")


def _node(code: str, **settings: object) -> dict[str, object]:
    return {"code": code, "text": code, "max": 5, "scorer": "VP", "evidence": False, **settings}


def _year(*criteria: dict[str, object], **rubric: object) -> Year:
    most = sum(5 for _ in criteria)
    departments = [one for one in SMALL["departments"] if one["code"] == "VP"]
    edition = small_edition(
        {"max": most, "bonus": None, "bands": [], "criteria": list(criteria), **rubric},
        departments=departments, figures=[], highlights=None, remarks=[], clusters=[], inspections=[],
        units=[{**unit, "cluster": None} for unit in SMALL["units"]], collects=["unit", "department"],
    )  # fmt: skip
    return empty_year(edition)


def _typed(year: Year, own: str, theirs: str = "4") -> Year:
    """Every unit gives itself, and is given, points for criterion 1 only."""
    for unit in UNITS:
        year[unit].type("self", f"code | points \n 1 | {own}")
        year["VP"].type("points", f"code | 1 \n {unit} | {theirs}")
    return year


def missing(year: Year) -> list[Row]:
    return [row for row in year.findings() if row[0] != "gap-large"]


def test_a_blank_that_earns_something_is_missed_by_nobody_and_makes_no_book_incomplete() -> None:
    year = _typed(_year(_node("1"), _node("2", blank="zero")), "4")
    assert missing(year) == []
    assert all(status.complete for status in year.assess(LATER).statuses)
    assert [finding.code for finding in year.assess(LATER).findings] == []


def test_a_criterion_off_a_units_scale_makes_no_book_incomplete() -> None:
    year = _typed(_year(_node("1"), _node("2", not_for=list(UNITS)), compare="percent"), "4")
    assert missing(year) == []
    assert {status.expected for status in year.assess().statuses if status.book.kind == "unit"} == {1}
    assert all(status.complete for status in year.assess(LATER).statuses)


def test_who_gives_nothing_of_what_is_asked_has_not_reported() -> None:
    year = _year(_node("1"), _node("2"), _node("3", blank="full"))
    assert {row[0] for row in year.findings()} == {"report-missing", "department-silent"}


def test_a_unit_of_which_one_criterion_is_asked_is_told_of_that_one() -> None:
    year = _typed(_year(_node("1"), _node("2", not_for=["P2"]), compare="percent"), "4")
    for unit in ("P1", "P3", "P10"):
        year[unit].type("self", "code | points \n 2 | 4")
        year["VP"].type("points", f"code | 2 \n {unit} | 4")
    year["VP"].type("points", "code | 1 \n P2 | ")
    assert [(row[0], row[3], row[4]) for row in missing(year)] == [("points-missing", "P2", "1")]


@pytest.mark.parametrize(("typed", "found"), [("6", []), ("8", ["total-mismatch"])])
def test_a_typed_total_is_held_against_what_counts_of_the_units_own_figures(typed: str, found: list[str]) -> None:
    """Two units of 4 in a section that holds 6 at most come to 6."""
    section = {
        "code": "S", "text": "S", "max": 6, "max_because": "chọn việc",
        "criteria": [_node("1"), _node("2")],
    }  # fmt: skip
    year = _year(section, max=6)
    year["P1"].type("self", f"code | points \n 1 | 4 \n 2 | 4 \n TONG | {typed}")
    assert [row[0] for row in year.findings() if row[0] == "total-mismatch"] == found


def test_a_typed_total_is_judged_where_a_criterion_is_off_the_scale() -> None:
    year = _typed(_year(_node("1"), _node("2", not_for=["P1"]), compare="percent"), "4")
    year["P1"].type("self", "code | points \n TONG | 5")
    assert [row[3] for row in year.findings() if row[0] == "total-mismatch"] == ["P1"]


def test_a_year_in_which_all_is_asked_is_as_it_was() -> None:
    assert filled_year().findings() == []


def test_a_second_figure_that_nothing_counts_is_told_and_not_lost() -> None:
    """`extra-uncounted`: nothing beside it, "không phát sinh" where merits stand, a criterion that takes none."""
    merits = {"kind": "minus_plus", "minus": 1, "plus": 1}
    year = _year(_node("1", bonus={"cap": 2}), _node("2", rule=merits, not_applicable="full"), _node("3"))
    assert told(year) == []
    year["P1"].type("self", "code | points | extra \n 1 | | 2 \n 2 | không phát sinh | 1 \n 3 | 5 |")
    year["VP"].type("points", "code | 1 | extra-1 | 2 | extra-2 | 3 \n P1 | 5 | 1 | 0 | 2 | 4")
    assert told(year) == [
        "Tiêu chí 1: số 2 ghi ở ô thưởng, cộng thêm không được tính vì ô điểm của tiêu chí còn trống.",
        "Tiêu chí 2: số 1 ghi ở ô thưởng, cộng thêm không được tính vì đã ghi “không phát sinh”.",
    ]


def test_an_inspection_is_told_where_a_criterion_takes_no_bonus() -> None:
    nodes = [_node("1", bonus={"cap": 2}), _node("2")]
    year = empty_year(small_edition({"max": 10, "bonus": None, "bands": [], "criteria": nodes}))
    year[str(year.edition.units[0].cluster)].type(
        "agreed",
        "no | unit | criterion | points | extra | reason \n 1 | P1 | 1 | 5 | 1 | đủ \n 2 | P1 | 2 | 5 | 1 | đủ",
    )
    assert told(year) == [
        "Tiêu chí 2: số 1 ghi ở ô thưởng, cộng thêm không được tính vì tiêu chí này không có điểm thưởng."
    ]


def told(year: Year) -> list[str]:
    return [finding.message for finding in year.assess().findings if finding.code == "extra-uncounted"]
