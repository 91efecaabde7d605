"""The receipt of one figure: every hand, the cell it came from, the rule, the points and why."""

import pytest
from small_year import EDITION, IDS, NOW, Year, drawn, empty_year, filled_year, small_edition

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
    assert found.rule == (
        "Gõ số điểm từ 0 đến 10, bội số của 0,5. Lấy theo thứ tự: thống nhất khi kiểm tra, bộ phận chấm."
    )
    assert [one.reason for one in found.hands] == ["Tốt", "", "Thiếu hồ sơ"]
    assert [(one.worth, one.extra, one.read_at) for one in found.hands] == [
        ("9", "", NOW),
        ("9", "", NOW),
        ("8,5", "", NOW),
    ]
    assert (found.maximum, found.bonus, found.overflow, found.parts) == ("10", "", "", ())
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


@pytest.mark.parametrize(("unit", "criterion"), [("P9", "1.1"), ("P1", "9.9"), ("P9", "1")])
def test_what_does_not_exist_cannot_be_explained(unit: str, criterion: str) -> None:
    with pytest.raises(KeyError):
        receipt(filled_year(), unit, criterion)
    assert EDITION.units


def test_a_departments_remark_is_its_reason_for_all_its_points() -> None:
    year = filled_year()
    year["TG"].type("points", "code | remark \n P1 | Báo cáo kịp thời")
    assert receipt(year).hands[1].reason == "Báo cáo kịp thời"
    assert receipt(year, "P1", "2.1").hands[1].reason == ""


def test_a_section_shows_what_its_children_come_to_hand_by_hand() -> None:
    year = filled_year()
    year["P2"].type("self", "code | figures \n 2.2 | ")
    found = receipt(year, "P2", "2")
    assert [
        (part.criterion.code, part.self_points, part.department_points, part.points, part.maximum, part.complete)
        for part in found.parts
    ] == [("2.1", "4,5", "4,5", "4,5", "5", True), ("2.2", "2,75", "2,75", "2,75", "3", True)]
    assert (found.points, found.basis, found.because) == ("7,25", "computed", "2.1 (4,5) + 2.2 (2,75) = 7,25")
    assert (found.scorer, found.maximum, found.hands, found.rule) == (
        *("Văn phòng", "8", ()),
        "Cộng điểm các tiêu chí bên dưới.",
    )
    assert drawn(found.findings) == [("evidence-missing", "P2", "self D9", "P2", "2.2")]


def test_a_section_that_lacks_points_says_where() -> None:
    year = filled_year()
    year["VP"].type("points", "code | 2.2 \n P1 |")
    found = receipt(year, "P1", "2")
    assert (found.points, found.basis, found.because) == ("5", "missing", "2.1 (5) = 5; chưa đủ điểm ở 2.2")
    assert receipt(empty_year(), "P1", "2").because == "chưa có điểm"


EXTRA = small_edition(
    {
        "max": 10,
        "self_provisional": True,
        "criteria": [
            {
                "code": "1",
                "text": "Mô hình",
                "max": 10,
                "criteria": [
                    {
                        "code": "1.1",
                        "text": "Số mô hình",
                        "max": 6,
                        "scorer": "TG",
                        "rule": {"kind": "count", "per": 2},
                    },
                    {"code": "1.2", "text": "Nhân rộng", "max": 4, "scorer": "VP", "bonus": {"cap": 2}},
                ],
            }
        ],
    }
)


def test_the_second_figure_bonus_and_what_caps_leave_out_are_on_the_receipt() -> None:
    year = empty_year(EXTRA)
    year["VP"].type("points", "code | 1.2 | extra-1.2 \n P1 | 3 | 3")
    year["TG"].type("points", "code | 1.1 \n P1 | 4")
    found = receipt(year, "P1", "1.2")
    assert [(one.hand, one.value, one.extra, one.worth) for one in found.hands] == [
        ("self", "", "", ""),
        ("department", "3", "3", "5"),
    ]
    assert (found.points, found.bonus, found.overflow) == ("5", "2", "1")
    assert found.rule.endswith(" Chưa ai trong số đó chấm thì tạm lấy điểm đơn vị tự chấm.")
    whole = receipt(year, "P1", "1")
    assert (whole.points, whole.bonus, whole.overflow) == ("11", "2", "3")


def test_a_ratio_is_shown_as_it_was_typed_beside_what_it_is_worth() -> None:
    leaf = {"code": "1", "text": "Hộ văn hóa", "max": 25, "scorer": "TG", "rule": {"kind": "ratio"}}
    year = empty_year(small_edition({"criteria": [leaf]}))
    year["TG"].type("points", "code | 1 \n P1 | 40/50")
    department = receipt(year, "P1", "1").hands[1]
    assert (department.value, department.worth) == ("40/50", "20")


OFF = small_edition(
    {
        "max": 10,
        "compare": "percent",
        "criteria": [
            {
                "code": "1",
                "text": "Mô hình",
                "max": 10,
                "criteria": [
                    {"code": "1.1", "text": "Tôn giáo", "max": 6, "scorer": "TG", "not_for": ["P1"]},
                    {"code": "1.2", "text": "Hòa giải", "max": 4, "scorer": "VP", "not_applicable": "rebase"},
                ],
            }
        ],
    }
)


def test_of_a_criterion_off_a_units_scale_nobody_was_to_score_it_and_no_figure_is_asked() -> None:
    found = receipt(empty_year(OFF), "P1", "1.1")
    assert [(one.hand, one.state) for one in found.hands] == [("self", "không chấm"), ("department", "không chấm")]
    assert (found.maximum, found.rule) == ("0", "Không thuộc thang điểm của đơn vị.")
    unread = empty_year(OFF)
    unread.unread("P2", "not-found")
    assert receipt(unread, "P2", "1.1").hands[0].state == "chưa đọc bảng"


def test_in_a_section_what_is_off_the_scale_is_told_apart_from_what_is_missing() -> None:
    year = empty_year(OFF)
    assert [(part.exempt, part.complete) for part in receipt(year, "P1", "1").parts] == [(True, True), (False, False)]
    assert receipt(year, "P1", "1").because == "chưa có điểm"
    year["VP"].type("points", "code | 1.2 \n P1 | không phát sinh")
    whole = receipt(year, "P1", "1")
    assert [part.exempt for part in whole.parts] == [True, True]
    assert (whole.because, whole.maximum) == ("không thuộc thang điểm của đơn vị", "0")
