"""The receipt of one figure: every hand, the cell it came from, the rule, the points and why."""

import pytest
from small_year import EDITION, IDS, Year, drawn, empty_year, filled_year, small_edition

from sheetsync.core.explain import HandReceipt, Receipt, explain


def receipt(year: Year, unit: str = "P1", criterion: str = "1.1") -> Receipt:
    return explain(year.assess(), unit, criterion, IDS)


def test_a_figure_is_traced_to_every_hand_and_its_cell() -> None:
    year = filled_year()
    year["P1"].insert_rows("self", 1, 2)
    year["C1"].type("agreed", "no | unit | criterion | points | reason \n 2 | P1 | 1.1 | 8,5 | Thiếu hồ sơ")
    found = receipt(year)
    assert [(one.hand, one.name, one.value, one.book, one.tab, one.cell, one.counts) for one in found.hands] == [
        ("self", "đơn vị tự chấm", "9", "P1", "Tự chấm điểm", "D7", False),
        ("department", "bộ phận chấm", "9", "TG", "Chấm điểm", "C4", False),
        ("cluster", "thống nhất khi kiểm tra", "8,5", "C1", "Điểm thống nhất", "D5", True),
    ]
    assert found.hands[0].link == "https://docs.google.com/spreadsheets/d/id-P1/edit#gid=994785635&range=D7"
    assert (found.unit, found.criterion.text, found.scorer) == ("Phường 1", "Tuyên truyền", "Bộ phận Tuyên giáo")
    assert (found.points, found.basis, found.because) == ("8,5", "given", "thống nhất khi kiểm tra: 8,5")
    assert (found.figures, found.judgement) == ("12 cuộc", "Tốt")
    assert found.rule == ("Từ 0 đến 10 điểm, theo bước 0,5; lấy theo thứ tự: thống nhất khi kiểm tra, bộ phận chấm.")
    assert found.findings == ()


@pytest.mark.parametrize(
    ("typed", "state", "value", "points", "basis"),
    [
        ("", "để trống", "", "", "missing"),
        ("0", "đã cho", "0", "0", "given"),
        ("không phát sinh", "không phát sinh", "", "5", "computed"),
        ("4đ", "không đọc được", "", "", "withheld"),
    ],
)
def test_each_state_of_a_cell_has_its_own_word(typed: str, state: str, value: str, points: str, basis: str) -> None:
    year = filled_year()
    year["TG"].type("points", f"code | 1.2 \n P1 | {typed}")
    found = receipt(year, "P1", "1.2")
    department = found.hands[1]
    assert (department.state, department.value, department.raw) == (state, value, typed)
    assert (found.points, found.basis) == (points, basis)


def test_a_book_that_could_not_be_read_gives_no_cell() -> None:
    year = filled_year()
    year.unread("TG", "not-found")
    assert receipt(year).hands[1] == HandReceipt(
        "department", "bộ phận chấm", "chưa đọc bảng", "", "", "", "", "", "", counts=False
    )


def test_a_book_without_a_place_gives_no_link() -> None:
    found = explain(filled_year().assess(), "P1", "1.1", {})
    assert [(one.cell, one.link) for one in found.hands] == [("D5", ""), ("C4", "")]


def test_only_hands_that_this_edition_asks_are_shown() -> None:
    year = empty_year(small_edition(collects=["department"]))
    assert [one.hand for one in receipt(year).hands] == ["department"]


def test_the_findings_about_the_figure_come_with_it() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points | figures \n 1.1 | 7 | \n 1.2 | 9 | x")
    assert drawn(receipt(year).findings) == [
        ("evidence-missing", "P1", "self D5", "P1", "1.1"),
        ("gap-large", "TG", "points C4", "P1", "1.1"),
    ]


@pytest.mark.parametrize(("unit", "criterion"), [("P9", "1.1"), ("P1", "9.9"), ("P1", "1")])
def test_what_does_not_exist_cannot_be_explained(unit: str, criterion: str) -> None:
    with pytest.raises(KeyError):
        receipt(filled_year(), unit, criterion)
    assert EDITION.units
