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


def told(year: Year, code: str = "extra-uncounted") -> list[str]:
    return [finding.message for finding in year.assess().findings if finding.code == code]


OFF = "cộng thêm không được tính vì tiêu chí này không tính vào thang điểm của đơn vị."
BLANK = "cộng thêm không được tính vì ô điểm của tiêu chí còn trống."


@pytest.mark.parametrize(
    ("leaf", "typed", "said"),
    [
        ({"not_applicable": "rebase"}, "không phát sinh", OFF),
        ({"zero_over_zero": "rebase", "rule": {"kind": "ratio"}}, "0/0", OFF),
        ({"blank": "rebase"}, "", OFF),
        ({"blank": "full"}, "", None),
        ({"not_applicable": "full"}, "không phát sinh", None),
        ({}, "", BLANK),
    ],
)
def test_bonus_counts_beside_what_earns_something_and_is_told_beside_what_leaves_the_scale(
    leaf: dict[str, object], typed: str, said: str | None
) -> None:
    year = _year(_node("1", bonus={"cap": 2}, **leaf), compare="percent")
    year["VP"].type("points", f"code | 1 | extra-1 \n P1 | {typed} | 1")
    assert told(year) == ([] if said is None else [f"Tiêu chí 1: số 1 ghi ở ô thưởng, {said}"])


def test_merits_beside_a_blank_that_earns_something_are_told() -> None:
    year = _year(_node("1", blank="full", rule={"kind": "minus_plus", "minus": 1, "plus": 1}))
    year["VP"].type("points", "code | 1 | extra-1 \n P1 | | 2")
    assert told(year) == [f"Tiêu chí 1: số 2 ghi ở ô thưởng, {BLANK}"]


def test_bonus_beside_a_blank_is_told_where_a_weaker_hands_figure_counts_instead() -> None:
    year = _year(_node("1", blank="zero", bonus={"cap": 2}), precedence=["department", "self"])
    year["VP"].type("points", "code | 1 | extra-1 \n P1 | | 1 \n P2 | | 1")
    year["P1"].type("self", "code | points | extra \n 1 | 4 |")
    year["P2"].type("self", "code | points | extra \n 1 | | 2")
    assert told(year) == [f"Tiêu chí 1: số 1 ghi ở ô thưởng, {BLANK}"]


@pytest.mark.parametrize("merits", [False, True])
def test_an_inspection_is_told_where_its_bonus_cannot_count_beside_nothing_arose(*, merits: bool) -> None:
    rule = {"rule": {"kind": "minus_plus", "minus": 1, "plus": 1, "plus_cap": 2}, "not_applicable": "full"}
    node = _node("1", **(rule if merits else {"bonus": {"cap": 2}, "not_applicable": "rebase"}))
    year = _inspected(node, "1 | P1 | 1 | không phát sinh | 1 | đủ")
    why = "cộng thêm không được tính vì đã ghi “không phát sinh”." if merits else OFF
    assert told(year) == [f"Tiêu chí 1: số 1 ghi ở ô thưởng, {why}"]


def test_bonus_that_cannot_count_is_found_in_its_own_cell_also_beside_a_blank() -> None:
    year = _year(
        _node("1", blank="zero", bonus={"cap": 2}), _node("2", rule={"kind": "minus_plus", "minus": 1, "plus": 1})
    )
    year["VP"].type("points", "code | 1 | extra-1 | 2 | extra-2 \n P1 | | 0,3 | 1 | \n P2 | 4 | -1 | 1 | 0,5")
    rows = [row for row in year.findings() if row[0] in {"points-off-step", "points-negative", "cases-not-whole"}]
    assert rows == [
        ("points-off-step", "VP", "points D4", "P1", "1"),
        ("points-negative", "VP", "points D5", "P2", "1"),
        ("cases-not-whole", "VP", "points F5", "P2", "2"),
    ]


def _inspected(node: dict[str, object], row: str, typed: str = "") -> Year:
    """A criterion, the second row of a cluster's agreed points, and what the department typed for P1."""
    year = empty_year(small_edition({"max": 5, "bonus": None, "bands": [], "criteria": [node], "compare": "percent"}))
    year["C1"].type("agreed", f"no | unit | criterion | points | extra | reason \n {row}")
    if typed:
        year["VP"].type("points", f"code | 1 | extra-1 \n P1 | {typed}")
    return year


@pytest.mark.parametrize(
    ("typed", "cell", "said"),
    [
        ("6 | 3", "D4", None),  # two figures: 6 is off the scale
        ("5 | 3", "D4", "số điểm thưởng 3 vượt trần, tính được nhiều nhất 2; 1 điểm không được tính."),
        ("9 |", "C4", "số điểm 9 vượt trần, tính được nhiều nhất 7; 2 điểm không được tính."),
        ("không phát sinh | 15", "D4", "số điểm thưởng 15 vượt trần, tính được nhiều nhất 2; 13 điểm không được tính."),
        ("7 |", "C4", None),
        ("5 | 2", "D4", None),
    ],
)
def test_bonus_beyond_the_cap_of_its_criterion_is_told(typed: str, cell: str, said: str | None) -> None:
    """`bonus-beyond-leaf`: perhaps a comma was lost."""
    year = _year(_node("1", bonus={"cap": 2}, not_applicable="full"))
    year["VP"].type("points", f"code | 1 | extra-1 \n P1 | {typed}")
    found = [one for one in year.assess().findings if one.code == "bonus-beyond-leaf"]
    assert [one.message for one in found] == ([f"Tiêu chí 1: {said}"] if said else [])
    assert [one.cell.a1 for one in found if one.cell] == ([cell] if said else [])
    assert all(one.advice.startswith("Kiểm tra dấu phẩy thập phân; đúng là ") for one in found)


def test_what_a_rule_counts_beyond_its_cap_is_no_bonus_that_somebody_typed() -> None:
    year = _year(_node("1", rule={"kind": "minus_plus", "minus": 1, "plus": 1, "plus_cap": 1}),
                 _node("2", rule={"kind": "count", "per": 1}, bonus={"cap": 1}))  # fmt: skip
    year["VP"].type("points", "code | 1 | extra-1 | 2 | extra-2 \n P1 | 0 | 4 | 9 | 1")
    assert told(year, "bonus-beyond-leaf") == []


def test_an_inspection_that_gives_more_bonus_than_counts_is_told_too() -> None:
    year = _inspected(_node("1", bonus={"cap": 2}), "1 | P1 | 1 | 8 | | đủ")
    assert told(year, "bonus-beyond-leaf") == [
        "Tiêu chí 1: số điểm 8 vượt trần, tính được nhiều nhất 7; 1 điểm không được tính."
    ]


@pytest.mark.parametrize(
    ("row", "typed", "missed"),
    [
        ("1 | P1 | 1 | 5 | | đủ", "5 | 1", True),
        ("1 | P1 | 1 | 4 | | đủ", "6 |", True),
        ("1 | P1 | 1 | không phát sinh | | đủ", "5 | 1", True),
        ("1 | P1 | 1 | 5 | 0 | đủ", "5 | 1", False),
        ("1 | P1 | 1 | 6 | | đủ", "5 | 1", False),
        ("1 | P1 | 1 | 5 | | đủ", "5 |", False),
        ("1 | P1 | 1 | 5 | | ", "5 | 1", False),  # a row that does not count drops nothing
        ("1 | P1 | 1 | 50 | | đủ", "5 | 1", False),
    ],
)
def test_an_inspection_that_says_nothing_of_a_bonus_given_is_asked_for_it(
    row: str, typed: str, *, missed: bool
) -> None:
    year = _inspected(_node("1", bonus={"cap": 2}, not_applicable="full"), row, typed)
    found = [one for one in year.assess().findings if one.code == "agreed-bonus-blank"]
    assert [(one.book, one.cell and one.cell.a1, one.unit, one.criterion) for one in found] == (
        [("C1", "E4", "P1", "1")] if missed else []
    )
    said = (
        "Phường 1, tiêu chí 1: dòng điểm thống nhất để trống ô “Điểm thưởng” nên không tính thưởng, trong khi bộ phận "
        "cho thưởng 1. Ghi số điểm thưởng đã thống nhất; không thưởng thì ghi 0."
    )
    assert [f"{one.message} {one.advice}" for one in found] == [said] * missed


def test_what_is_missing_is_asked_for_in_the_terms_of_its_rule_where_0_cases_are_not_0_points() -> None:
    answers = [{"text": "đủ", "points": 5}, {"text": "thiếu", "points": 0}]
    minus = {"kind": "minus", "per": 1, "measure": "vụ"}
    year = _year(_node("1"), _node("2", rule=minus), _node("3", rule={"kind": "choice", "tiers": answers}), _node("4"))
    year["P1"].type("self", "code | points \n 4 | 5")
    asked = [finding.advice for finding in year.assess().findings if finding.code == "points-missing"]
    assert asked[:3] == [
        "Gõ điểm; 0 điểm thì gõ 0.",
        "Gõ số vụ; không có thì gõ 0.",
        "Chọn một mức trong danh sách của ô.",
    ]


def test_a_blank_earns_nothing_for_a_hand_that_does_not_count() -> None:
    year = _year(_node("1"), _node("2", blank="full"))
    year["P1"].type("self", "code | points \n 1 | 4")
    year["VP"].type("points", "code | 1 \n P1 | 4")
    standing = year.assess().index.standings["P1"]
    assert (str(standing.self_total), str(standing.total)) == ("4", "9")
