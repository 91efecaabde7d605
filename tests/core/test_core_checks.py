"""Each check by what it finds in a year that is right but for one thing: code, book, place, unit, criterion."""

import pytest
from small_year import LATER, Row, Year, drawn, empty_year, filled_year, published, small_edition

from sheetsync.core.checks import CHECKS, check
from sheetsync.core.checks.scene import Scene
from sheetsync.core.layout import MASTER


def spoiled(code: str, tab: str, table: str, year: Year | None = None) -> Year:
    year = year or filled_year()
    year[code].type(tab, table)
    return year


def message(year: Year) -> str:
    finding = year.finding()
    return f"{finding.message} {finding.advice}"


def test_a_year_in_which_all_is_right_has_no_findings() -> None:
    assert filled_year().findings() == []


def test_checks_are_listed_once_and_run_in_their_order() -> None:
    assessment = empty_year().assess()
    scene = Scene(assessment.edition, assessment.parsed, assessment.ledger)
    assert len(set(CHECKS)) == len(CHECKS)
    assert list(check(scene)) == [finding for one in CHECKS for finding in one(scene)]
    assert (scene.unit_name("P1"), scene.unit_name(None), scene.unit_name("P9")) == ("Phường 1", "", "")


# --- points missing --------------------------------------------------------------------------------------------------


def test_a_ward_that_left_a_criterion_out_is_told_which() -> None:
    year = spoiled("P1", "self", "code | points | figures | judgement \n 1.2 | | |")
    assert year.findings() == [("points-missing", "P1", "self D6", "P1", "1.2")]
    assert message(year) == "Chưa có điểm tiêu chí 1.2 của Phường 1. Gõ điểm; 0 điểm thì gõ 0."


def test_a_ward_that_gave_nothing_gets_one_finding_not_one_for_each_cell() -> None:
    year = filled_year()
    year["P1"].empty()
    assert year.findings() == [("report-missing", "P1", "self", "P1", None)]
    assert message(year).startswith("Phường 1 chưa tự chấm điểm tiêu chí nào.")


def test_a_ward_that_gave_figures_but_no_points_is_told_of_the_rest_too() -> None:
    year = filled_year()
    year["P2"].empty().type("appendix", "code | value \n S1 | 90 \n S2 | 50")
    assert year.findings() == [
        ("report-missing", "P2", "self", "P2", None),
        ("figure-missing", "P2", "appendix E6", "P2", None),
    ]


def test_a_department_that_left_one_criterion_out() -> None:
    year = spoiled("TG", "points", "code | 1.2 \n P2 |")
    assert year.findings() == [("points-missing", "TG", "points D5", "P2", "1.2")]


def test_a_department_that_left_a_ward_out_is_told_once() -> None:
    year = spoiled("TG", "points", "code | 1.1 | 1.2 \n P2 | |")
    assert year.findings() == [("unit-unscored", "TG", "points C5", "P2", None)]
    assert message(year).startswith("Bộ phận Tuyên giáo chưa chấm điểm Phường 2.")


def test_a_department_that_scored_nobody_is_told_once() -> None:
    year = filled_year()
    year["TG"].empty()
    assert year.findings() == [("department-silent", "TG", "points", None, None)]
    assert message(year).startswith("Bộ phận Tuyên giáo chưa chấm điểm đơn vị nào.")


def test_a_department_with_a_single_criterion_or_none() -> None:
    criteria = [{"code": "1", "text": "Tuyên truyền", "max": 25, "scorer": "TG"}]
    year = empty_year(small_edition(collects=["department"], remarks=[], rubric={"criteria": criteria}))
    year["TG"].type("points", "code | 1 \n P1 | 20 \n P2 | 20 \n P3 | 20")
    assert year.findings() == [("points-missing", "TG", "points C7", "P10", "1")], "VP has nothing to score"


def test_empty_books_of_a_year_that_has_just_begun() -> None:
    assert empty_year().findings() == [
        *(("report-missing", unit, "self", unit, None) for unit in ("P1", "P2", "P3", "P10")),
        *(("department-silent", department, "points", None, None) for department in ("TG", "VP")),
    ]


# --- points off the scale --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "tab", "table", "row", "said"),
    [
        (
            "TG",
            "points",
            "code | 1.1 \n P1 | 10,5",
            ("points-out-of-range", "TG", "points C4", "P1", "1.1"),
            "10,5 nằm ngoài khoảng từ 0 đến 10 điểm của tiêu chí 1.1. Gõ lại điểm từ 0 đến 10.",
        ),
        (
            "TG",
            "points",
            "code | 1.1 \n P1 | -1",
            ("points-out-of-range", "TG", "points C4", "P1", "1.1"),
            "-1 nằm ngoài khoảng từ 0 đến 10 điểm của tiêu chí 1.1. Gõ lại điểm từ 0 đến 10.",
        ),
        (
            "TG",
            "points",
            "code | 1.1 \n P1 | 8,3",
            ("points-off-step", "TG", "points C4", "P1", "1.1"),
            "8,3 không phải bội số của 0,5 điểm. Làm tròn đến 0,5 điểm, ví dụ 8,5.",
        ),
        (
            "P1",
            "self",
            "code | points \n 2.2 | 2,8",
            ("points-off-step", "P1", "self D9", "P1", "2.2"),
            "2,8 không phải bội số của 0,25 điểm. Làm tròn đến 0,25 điểm, ví dụ 2,75.",
        ),
        (
            "C1",
            "agreed",
            "no | unit | criterion | points | reason \n 1 | P1 | 1.2 | 6 | Thống nhất",
            ("points-out-of-range", "C1", "agreed D4", "P1", "1.2"),
            "6 nằm ngoài khoảng từ 0 đến 5 điểm của tiêu chí 1.2. Gõ lại điểm từ 0 đến 5.",
        ),
        (
            "TG",
            "bonus",
            "no | unit | model | points | reason \n 1 | P1 | Thư viện | -1 | Hay",
            ("points-out-of-range", "TG", "bonus D4", "P1", None),
            "-1 nằm ngoài khoảng từ 0 đến 5 điểm của tiêu chí điểm thưởng. Gõ lại điểm từ 0 đến 5.",
        ),
        (
            "TG",
            "bonus",
            "no | unit | model | points | reason \n 1 | P1 | Thư viện | 1,2 | Hay",
            ("points-off-step", "TG", "bonus D4", "P1", None),
            "1,2 không phải bội số của 0,5 điểm. Làm tròn đến 0,5 điểm, ví dụ 1.",
        ),
        (
            MASTER,
            "ranking",
            "code | agreed_points | reason \n P1 | 245 | Thống nhất",
            ("points-out-of-range", MASTER, "ranking P4", "P1", None),
            "245 nằm ngoài khoảng từ 0 đến 30 điểm của tiêu chí tổng điểm. Gõ lại điểm từ 0 đến 30.",
        ),
    ],
    ids=range(8),
)
def test_points_off_the_scale_are_found_whoever_gave_them(code: str, tab: str, table: str, row: Row, said: str) -> None:
    year = spoiled(code, tab, table)
    assert year.findings() == [row]
    assert message(year) == said


def test_without_a_bonus_a_committee_can_agree_on_no_more_than_the_base() -> None:
    year = filled_year(small_edition(rubric={"bonus": None}))
    spoiled(MASTER, "ranking", "code | agreed_points | reason \n P1 | 26 | Thống nhất \n P2 | 25 | Thống nhất", year)
    assert [(row[0], row[3]) for row in year.findings()] == [("points-out-of-range", "P1")]


def test_nothing_arose_where_the_scale_is_silent_is_put_to_a_person() -> None:
    year = spoiled("TG", "points", "code | 1.1 | 1.2 \n P1 | không phát sinh | không phát sinh")
    assert year.findings() == [("not-applicable-unclear", "TG", "points C4", "P1", "1.1")]
    assert year.finding().message == (
        "Tiêu chí 1.1 ghi “không phát sinh” nhưng thang điểm chưa nói cách tính trường hợp này."
    )
    own = spoiled("P1", "self", "code | points \n 1.1 | không phát sinh")
    assert own.findings() == [("not-applicable-unclear", "P1", "self D5", "P1", "1.1")], "its own total lacks it, too"


# --- the ward's own words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("1.1 | 9 | | Tốt", "số liệu minh họa"),
        ("1.1 | 9 | 12 cuộc | ", "nhận định, đánh giá hiệu quả"),
        ("1.1 | 9 | - | chưa có", "số liệu minh họa và nhận định, đánh giá hiệu quả"),
    ],
)
def test_points_need_figures_and_a_judgement_beside_them(row: str, what: str) -> None:
    year = spoiled("P1", "self", f"code | points | figures | judgement \n {row}")
    assert year.findings() == [("evidence-missing", "P1", "self D5", "P1", "1.1")]
    assert year.finding().message == f"Tiêu chí 1.1 tự chấm 9 nhưng chưa có {what}."


def test_zero_points_and_nothing_arose_need_no_evidence() -> None:
    year = spoiled("P1", "self", "code | points | figures | judgement \n 1.2 | không phát sinh | | \n 3 | 0 | |")
    assert [row[0] for row in year.findings()] == ["gap-large"], "0 against 2"


def test_a_total_that_is_not_the_sum() -> None:
    assert spoiled("P1", "self", "code | points \n TONG | 24").findings() == []
    year = spoiled("P1", "self", "code | points \n TONG | 25")
    assert year.findings() == [("total-mismatch", "P1", "self D11", "P1", None)]
    assert year.finding().message == "Tổng điểm ghi 25, cộng các tiêu chí được 24."


def test_a_total_is_not_judged_before_all_figures_can_be_read() -> None:
    year = spoiled("P1", "self", "code | points \n TONG | 25 \n 1.1 | 9đ")
    assert [row[0] for row in year.findings()] == ["number-with-words"]


def test_a_gap_beyond_the_limit_is_told_at_the_departments_cell() -> None:
    assert spoiled("P1", "self", "code | points \n 1.1 | 10").findings() == [], "one point is within the limit"
    year = spoiled("P1", "self", "code | points \n 1.1 | 7,5")
    assert year.findings() == [("gap-large", "TG", "points C4", "P1", "1.1")]
    assert message(year) == (
        "Phường 1, tiêu chí 1.1: tự chấm 7,5, bộ phận chấm 9, chênh 1,5 điểm. "
        "Trao đổi lại giữa Phường 1 và bộ phận chấm trước khi họp xét."
    )


def test_a_figure_off_the_scale_makes_no_gap() -> None:
    assert [row[0] for row in spoiled("P1", "self", "code | points \n 1.1 | 90").findings()] == ["points-out-of-range"]


# --- somebody else's criterion ---------------------------------------------------------------------------------------


def test_a_department_that_adds_a_column_for_anothers_criterion() -> None:
    year = filled_year()
    year["TG"].insert_column("points", 5, "2.1. Báo cáo", "5", "5").insert_column("points", 6, "Ghi chú", "x")
    assert year.findings() == [("criterion-foreign", "TG", "points E3", None, "2.1")]
    assert message(year) == (
        "Cột “2.1. Báo cáo” chấm tiêu chí 2.1, không thuộc phần việc của bộ phận; điểm ở cột này không được tính. "
        "Xóa cột này; tiêu chí 2.1 do Văn phòng chấm."
    )


def test_a_department_whose_book_cannot_be_read_is_not_searched_for_columns() -> None:
    year = filled_year()
    year["TG"].delete_column("points", "code")
    assert [row[0] for row in year.findings()] == ["column-missing"]
    year["TG"].delete_tab("points")
    assert [row[0] for row in year.findings()] == ["tab-missing"]


# --- lists -----------------------------------------------------------------------------------------------------------

BONUS = "no | unit | model | points | reason \n"
AGREED = "no | unit | criterion | points | reason \n"


@pytest.mark.parametrize(
    ("row", "what", "place", "unit"),
    [
        ("1 | | Thư viện | 1 | Hay", "đơn vị", "B4", None),
        ("1 | P1 | | 1 | Hay", "mô hình, cách làm", "B4", "P1"),
        ("2 | P1 | Thư viện | | ", "điểm, lý do", "B5", "P1"),
        ("2 | P1 | không phát sinh | không phát sinh | Hay", "mô hình, cách làm, điểm", "B5", "P1"),
    ],
)
def test_a_proposal_that_lacks_something(row: str, what: str, place: str, unit: str | None) -> None:
    year = spoiled("TG", "bonus", BONUS + row)
    assert year.findings() == [("bonus-incomplete", "TG", f"bonus {place}", unit, None)]
    assert message(year) == f"Đề xuất điểm thưởng còn thiếu {what}. Ghi đủ {what}; thiếu thì chưa được tính."


def test_more_bonus_than_the_cap_is_told_once_where_it_overflows() -> None:
    year = spoiled("TG", "bonus", BONUS + "1 | P1 | Thư viện | 3 | Hay \n 2 | P1 | Hẻm | 1,5 | Hay")
    assert year.findings() == []
    spoiled("VP", "bonus", BONUS + "1 | P1 | Chợ | 2 | Hay \n 2 | P1 | Hoa | 1 | Hay \n 3 | P2 | Hoa | 5 | Hay", year)
    assert year.findings() == [("bonus-over-cap", "VP", "bonus B5", "P1", None)]
    assert message(year) == ("Phường 1 được đề xuất 7,5 điểm thưởng, trần là 5. Phần vượt 2,5 điểm không được tính.")


@pytest.mark.parametrize(
    ("decisions", "what"),
    [
        ("TG-1 | 3 | \n TG-2 | 3 | Giảm", "được duyệt 6"),
        ("TG-1 | | \n TG-2 | 3 | Giảm", "được đề xuất và duyệt 6"),
        ("TG-1 | | \n TG-2 | |", "được đề xuất 7"),
        ("TG-1 | 0 | Không \n TG-2 | 6 | Tăng", "được duyệt 6"),
    ],
)
def test_what_overflows_is_called_granted_where_the_committee_granted_it(decisions: str, what: str) -> None:
    year = spoiled("TG", "bonus", BONUS + "1 | P1 | Thư viện | 3 | Hay \n 2 | P1 | Hẻm | 4 | Hay")
    year.drawn |= published(year)[0].drawn
    year[MASTER].type("bonus", f"key | decided | decided_reason \n {decisions}")
    (found,) = (one for one in year.assess().findings if one.code == "bonus-over-cap")
    assert found.message == f"Phường 1 {what} điểm thưởng, trần là 5."


def test_a_proposal_that_cannot_count_overflows_nothing() -> None:
    year = spoiled("TG", "bonus", BONUS + "1 | P1 | Thư viện | 3 | Hay \n 2 | P1 | Hẻm | 3 |")
    assert [row[0] for row in year.findings()] == ["bonus-incomplete"]


@pytest.mark.parametrize(
    ("row", "what", "unit", "criterion"),
    [
        ("1 | | 1.1 | 8 | Thiếu hồ sơ", "đơn vị", None, "1.1"),
        ("1 | P1 | | 8 | Thiếu hồ sơ", "tiêu chí", "P1", None),
        ("1 | P1 | 1.1 | | ", "điểm, lý do", "P1", "1.1"),
        ("1 | P1 | 1.2 | 4 | không phát sinh", "lý do", "P1", "1.2"),
        ("1 | P1 | 1.2 | không phát sinh | ", "lý do", "P1", "1.2"),
    ],
)
def test_agreed_points_that_lack_something(row: str, what: str, unit: str | None, criterion: str | None) -> None:
    year = spoiled("C1", "agreed", AGREED + row)
    assert year.findings() == [("agreed-incomplete", "C1", "agreed B4", unit, criterion)]
    assert year.finding().message == f"Dòng điểm thống nhất còn thiếu {what}."


def test_points_agreed_twice_are_told_at_every_row_but_the_first() -> None:
    year = spoiled("C1", "agreed", AGREED + "1 | P1 | 1.1 | 8 | Thiếu \n 3 | Phường 1 | TC 1.1 | 8 | Thiếu")
    assert year.findings() == [("agreed-twice", "C1", "agreed B6", "P1", "1.1")]
    assert message(year) == (
        "Phường 1, tiêu chí 1.1 có nhiều dòng điểm thống nhất. "
        "Chỉ giữ một dòng; đến khi đó các dòng này chưa được tính."
    )
    spoiled("C1", "agreed", AGREED + "4 | P1 | 1.1 | 7 | Thiếu", year)
    assert [(row[0], row[2]) for row in year.findings()] == [
        ("agreed-twice", "agreed B6"),
        ("agreed-twice", "agreed B7"),
    ]


def test_agreed_points_for_a_ward_of_another_cluster() -> None:
    year = spoiled("C2", "agreed", AGREED + "1 | P1 | 1.1 | 8 | Thiếu \n 2 | P1 | 1.1 | 8 | Thiếu")
    assert year.findings() == [
        ("unit-not-in-cluster", "C2", "agreed B4", "P1", "1.1"),
        ("unit-not-in-cluster", "C2", "agreed B5", "P1", "1.1"),
    ]
    assert year.assess().findings[0].message == "Phường 1 không thuộc cụm này nên dòng này chưa được tính."


QUESTION = "no | unit | criterion | question \n"


def test_a_question_that_cannot_be_passed_on() -> None:
    year = spoiled("VP", "questions", QUESTION + "1 | | 2.1 | Vì sao? \n 2 | P1 | 2.1 | ")
    assert year.findings() == [
        ("question-incomplete", "VP", "questions B4", None, "2.1"),
        ("question-incomplete", "VP", "questions B5", "P1", "2.1"),
    ]
    assert [finding.message for finding in year.assess().findings] == [
        "Câu hỏi VP-1 còn thiếu đơn vị.",
        "Câu hỏi VP-2 còn thiếu nội dung cần làm rõ.",
    ]
    assert year.assess().findings[0].advice == "Ghi đủ đơn vị để phường biết mà trả lời."


def test_a_question_waits_for_its_answer_at_the_very_cell_whether_its_row_is_there_or_still_to_come() -> None:
    year = spoiled("VP", "questions", QUESTION + "1 | P1 | 2.1 | Vì sao? \n 2 | P2 | | Bao giờ?")
    assert year.findings() == [
        ("question-unanswered", "P1", "questions F4", "P1", "2.1"),
        ("question-unanswered", "P2", "questions F4", "P2", None),
    ]
    assert [finding.message for finding in year.assess().findings] == [
        "Phường 1 chưa trả lời câu hỏi VP-1 của Văn phòng về tiêu chí 2.1: “Vì sao?”.",
        "Phường 2 chưa trả lời câu hỏi VP-2 của Văn phòng: “Bao giờ?”.",
    ]
    assert year.assess().findings[0].advice == "Trả lời dòng VP-1 trong thẻ “Giải trình”."
    year["P1"].put("questions", "A4", "VP-1").put("questions", "E4", "Vì sao?").put("questions", "F4", "Đã bổ sung")
    year["P2"].put("questions", "A4", "VP-2").put("questions", "E4", "Bao giờ?").put("questions", "F4", "-")
    assert [row[:2] for row in year.findings()] == [("question-unanswered", "P2"), ("question-unclosed", "VP")]


def test_an_answer_waits_for_the_department_to_say_that_it_is_clear() -> None:
    year = spoiled("VP", "questions", QUESTION + "1 | P1 | 2.1 | Vì sao?")
    year["P1"].put("questions", "A4", "VP-1").put("questions", "E4", "Vì sao?").put("questions", "F4", "Đã bổ sung")
    assert year.findings() == [("question-unclosed", "VP", "questions F4", "P1", "2.1")]
    assert message(year) == (
        "Phường 1 đã trả lời câu hỏi VP-1, xem ở cột “Trả lời”: “Vì sao?”. "
        "Rõ rồi thì ghi “có” vào cột “Đã rõ”; chưa rõ thì hỏi tiếp ở một dòng mới."
    )
    year["VP"].type("questions", "no | closed \n 1 | chưa")
    assert [row[0] for row in year.findings()] == ["question-unclosed"]
    year["VP"].type("questions", "no | closed \n 1 | có")
    assert year.findings() == []


def test_a_question_that_the_department_takes_back_waits_for_no_answer() -> None:
    assert spoiled("VP", "questions", "no | unit | question | closed \n 1 | P1 | Vì sao? | x").findings() == []


def test_an_answer_to_other_words_does_not_answer_a_question() -> None:
    year = spoiled("VP", "questions", QUESTION + "1 | P1 | 2.1 | Bao nhiêu?")
    year["P1"].put("questions", "A4", "VP-1").put("questions", "E4", "Vì sao?").put("questions", "F4", "Đã bổ sung")
    assert message(year).startswith("Phường 1 chưa trả lời câu hỏi VP-1.2 của Văn phòng về tiêu chí 2.1: “Bao nhiêu?”.")


def test_a_long_question_is_named_by_its_beginning() -> None:
    year = spoiled("VP", "questions", QUESTION + f"1 | P1 | 2.1 | {'Vì sao chưa gửi? ' * 40}")
    assert "“Vì sao chưa gửi? Vì sao" in message(year)
    assert len(message(year)) < 300


@pytest.mark.parametrize("lost", ["code", "answer"])
def test_a_question_with_no_cell_to_answer_in_waits_on_the_wards_tab(lost: str) -> None:
    year = spoiled("VP", "questions", QUESTION + "1 | P1 | 2.1 | Vì sao?")
    year["P1"].delete_column("questions", lost)
    assert ("question-unanswered", "P1", "questions", "P1", "2.1") in year.findings()


def test_a_question_to_a_ward_whose_tab_is_gone_waits_for_the_tab() -> None:
    year = spoiled("VP", "questions", QUESTION + "1 | P1 | 2.1 | Vì sao?")
    year["P1"].delete_tab("questions")
    assert ("question-unanswered", "P1", "questions", "P1", "2.1") in year.findings()


def test_a_question_to_a_ward_whose_book_cannot_be_read_is_not_held_against_it() -> None:
    year = spoiled("VP", "questions", QUESTION + "1 | P1 | 2.1 | Vì sao?")
    year.unread("P1", "not-found")
    assert [row[0] for row in year.findings()] == ["book-not-found"]


def test_where_bonus_has_no_limit_a_total_may_be_any_but_below_zero() -> None:
    leaf = {"code": "1", "text": "Mô hình", "max": 25, "scorer": "TG", "bonus": {}}
    year = empty_year(small_edition({"criteria": [leaf]}))
    year[MASTER].type("ranking", "code | agreed_points | reason \n P1 | -1 | Xem lại \n P2 | 855 | Xem lại")
    found = [finding for finding in year.assess().findings if finding.tab == "ranking"]
    assert [(finding.code, finding.unit) for finding in found] == [("points-negative", "P1")]


def test_a_decision_of_the_committee_without_a_reason() -> None:
    year = spoiled(MASTER, "ranking", "code | agreed_points | agreed_band \n P1 | 23 | \n P2 | | Tốt")
    assert year.findings() == [
        ("decision-without-reason", MASTER, "ranking P4", "P1", None),
        ("decision-without-reason", MASTER, "ranking Q5", "P2", None),
    ]
    assert year.assess().findings[0].message == ("Phường 1: đã ghi điểm hoặc xếp loại thống nhất nhưng chưa ghi lý do.")
    assert spoiled(MASTER, "ranking", "code | reason \n P1 | Xem lại sau").findings() == []


# --- the appendix ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code", "place", "said"),
    [
        ("S1 |", "figure-missing", "E4", "Chưa có số liệu S1 (Số cuộc tuyên truyền)."),
        ("S1 | -", "figure-missing", "E4", "Chưa có số liệu S1 (Số cuộc tuyên truyền)."),
        ("S1 | 120,5", "figure-not-whole", "E4", "S1 (Số cuộc tuyên truyền) đếm bằng cuộc, không thể là 120,5."),
        ("S2 | -1", "figure-negative", "E5", "S2 (Quỹ Vì người nghèo) không thể âm (-1)."),
        (
            "S2 | 71300000",
            "figure-wrong-measure",
            "E5",
            "S2 (Quỹ Vì người nghèo) ghi 71.300.000 triệu đồng: quá lớn, có lẽ gõ theo đồng.",
        ),
        ("S2 | 7130", "figure-wrong-measure", "E5", "S2 (Quỹ Vì người nghèo) ghi 7.130 triệu đồng: quá lớn, có lẽ"),
        (
            "S2 | 2000000000",
            "figure-implausible",
            "E5",
            "S2 (Quỹ Vì người nghèo) ghi 2.000.000.000 triệu đồng, lớn hơn mức thường gặp.",
        ),
        ("S1 | 401", "figure-implausible", "E4", "S1 (Số cuộc tuyên truyền) ghi 401 cuộc, lớn hơn mức thường gặp."),
        ("S3 | 101", "figure-implausible", "E6", "S3 (Hộ văn hóa) ghi 101 %, lớn hơn mức thường gặp."),
        (
            "S1 | 301",
            "figure-drift",
            "E4",
            "S1 (Số cuộc tuyên truyền) năm nay 301, năm trước 100: lệch nhiều lần.",
        ),
        ("S1 | 33", "figure-drift", "E4", "S1 (Số cuộc tuyên truyền) năm nay 33, năm trước 100: lệch nhiều lần."),
    ],
)
def test_a_figure_that_cannot_be_what_was_asked_for(row: str, code: str, place: str, said: str) -> None:
    year = spoiled("P1", "appendix", f"code | value \n {row}")
    assert year.findings() == [(code, "P1", f"appendix {place}", "P1", None)]
    assert year.finding().message.startswith(said)


@pytest.mark.parametrize(
    "row",
    ["S1 | 300 |", "S1 | 34 |", "S1 | 301 | Thêm đợt cao điểm", "S1 | không phát sinh |", "S4 | |", "S1 | 400 | Có"],
)
def test_a_figure_within_bounds_explained_or_not_required_is_left_alone(row: str) -> None:
    assert spoiled("P1", "appendix", f"code | value | note \n {row}").findings() == []


def test_a_figure_whose_row_is_gone_is_not_missed_twice() -> None:
    year = filled_year()
    year["P1"].delete_row("appendix", 4)
    assert year.findings() == [("code-missing", "P1", "appendix", "P1", None)]


def test_small_figures_may_double_without_a_word() -> None:
    figures = [
        {"code": "S1", "text": "Số mô hình", "measure": "mô hình", "kind": "count", "last_year": {"P1": 1, "P2": 0}}
    ]
    year = empty_year(small_edition(figures=figures))
    for code in ("P1", "P2"):
        spoiled(code, "appendix", "code | value \n S1 | 9", year)
    assert not [row for row in year.findings() if row[0] == "figure-drift"]


# --- remedies and highlights -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ["NX1 | |", "NX1 | | Đúng hạn", "NX1 | Đã nhắc | chưa có"])
def test_a_remark_of_last_year_needs_what_was_done_and_what_came_of_it(row: str) -> None:
    year = spoiled("P1", "remedies", f"code | action | result \n {row}")
    (finding,) = year.findings()
    assert finding[0] == "remedy-unanswered"
    assert finding[2] in ("remedies C4", "remedies D4")
    assert year.finding().message == "Chưa trả lời nhận xét năm trước NX1."


def test_a_remedy_wants_evidence_once_it_is_told() -> None:
    year = spoiled("P1", "remedies", "code | evidence \n NX1 |")
    assert year.findings() == [("remedy-without-evidence", "P1", "remedies E4", "P1", None)]
    assert message(year) == (
        "Biện pháp khắc phục nhận xét NX1 chưa có minh chứng. Ghi số văn bản hoặc đường dẫn tài liệu."
    )
    year["P1"].type("remedies", "code | action \n NX1 |")
    assert [row[0] for row in year.findings()] == ["remedy-unanswered"], "nothing told, nothing to prove"


def judging(verdict: str = "", judge: str = "VP") -> Year:
    remarks = [{"unit": "P1", "code": "NX1", "text": "Báo cáo chậm", "judge": judge}]
    year = filled_year(small_edition(remarks=remarks), remedies=("NX1",))
    return spoiled(judge, "verdicts", f"code | verdict \n P1/NX1 | {verdict}", year)


def test_a_remedy_waits_for_its_department_once_the_ward_has_told_it() -> None:
    year = judging()
    assert year.findings() == [("remedy-unjudged", "VP", "verdicts G4", "P1", None)]
    assert message(year) == (
        "Chưa đánh giá việc Phường 1 khắc phục nhận xét NX1. Đọc dòng này rồi chọn mức ở cột “Đánh giá”."
    )
    assert judging("Đã khắc phục").findings() == []
    assert [row[0] for row in judging("tạm được").findings()] == ["choice-unknown"]
    year["P1"].type("remedies", "code | action \n NX1 |")
    assert [row[0] for row in year.findings()] == ["remedy-unanswered"]
    year = judging()
    year.unread("VP", "not-found")
    assert "remedy-unjudged" not in [row[0] for row in year.findings()]


def test_a_remark_is_not_held_against_a_ward_that_has_not_begun_or_cannot_be_read() -> None:
    year = filled_year()
    year["P1"].empty()
    assert [row[0] for row in year.findings()] == ["report-missing"]
    year.unread("P1", "unavailable")
    assert [row[0] for row in year.findings()] == ["book-unavailable"]


def test_highlights_beyond_the_limit_are_counted_in_words() -> None:
    words = " ".join(["chữ"] * 10)
    year = spoiled("P1", "highlights", f"code | content | effect \n MH | {words} | {words}")
    assert year.findings() == []
    spoiled("P1", "highlights", "code | content \n CT19 | Thêm", year)
    assert year.findings() == [("highlights-too-long", "P1", "highlights C5", "P1", None)], "there the limit is passed"
    assert message(year) == "Phần nổi bật dài khoảng 21 chữ, quá 20 chữ. Rút gọn cho vừa 2 trang."


def test_an_edition_without_highlights_counts_no_words() -> None:
    assert filled_year(small_edition(highlights=None)).findings() == []


# --- the calendar ----------------------------------------------------------------------------------------------------


def test_books_that_are_not_complete_when_they_are_due_are_late() -> None:
    year = filled_year()
    year["P1"].type("appendix", "code | value \n S1 |")
    year["TG"].type("points", "code | 1.1 \n P1 |")
    year["C1"].type("reports", "code | received \n P1 |")
    late = [finding for finding in year.assess(LATER).findings if finding.code == "book-late"]
    assert drawn(late) == [
        ("book-late", "P1", "", "P1", None),
        ("book-late", "TG", "", None, None),
        ("book-late", "C1", "", None, None),
    ]
    assert late[0].message == "Phường 1 chưa đủ khi hết hạn 07/11/2020."
    assert [row[0] for row in year.findings()] == ["points-missing", "figure-missing"], "before that nobody is late"
