"""What the tabs hold: five states told apart, nothing lost between a finding and the table that shows it."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from drawn_book import number
from small_year import (
    EDITION,
    IDS,
    NOW,
    SMALL,
    Year,
    changes,
    empty_year,
    filled_year,
    plans,
    published,
    small_edition,
)

from sheetsync.core.books import books
from sheetsync.core.layout import MASTER, Owner
from sheetsync.core.plan import Desired, Link
from sheetsync.core.ratios import round_fraction
from sheetsync.core.reading import Source
from sheetsync.core.tables.desired import Occasion, desired
from sheetsync.core.tables.frames import frame
from sheetsync.edition.model import Edition


def laid(year: Year, code: str = MASTER, now: datetime = NOW) -> Desired:
    assessment = year.assess(now)
    return desired(assessment, assessment.book(code), Occasion(now, 7, IDS))


def table(year: Year, tab: str, code: str = MASTER) -> dict[str, list[object]]:
    """One tab as rows by key."""
    found = laid(year, code).tables[tab]
    return {str(key): list(values) for key, values in zip(found.index, found.itertuples(index=False), strict=True)}


def column(year: Year, tab: str, name: str) -> list[object]:
    return list(laid(year).tables[tab][name])


def spoiled(code: str, tab: str, drawn: str) -> Year:
    year = filled_year()
    year[code].type(tab, drawn)
    return year


def test_a_frame_keeps_its_decimals_and_makes_no_nan() -> None:
    found = frame(("a", "b"), {"x": (Decimal("0.10"), None), "y": (None, 1)})
    assert [list(row) for row in found.itertuples(index=False)] == [[Decimal("0.10"), None], [None, 1]]
    assert list(frame(("a",), {}).columns) == ["a"]


EVERYTHING: dict[str, Any] = {
    "phases": [{**phase, "closes": ["report"]} for phase in SMALL["phases"]],
    "remarks": [{"unit": "P1", "code": "NX1", "text": "Báo cáo chậm", "judge": "VP"}],
}
"""Settings by which every tab is laid out."""
FULL = small_edition(**EVERYTHING)


@pytest.mark.parametrize(
    "edition", [FULL, small_edition(**EVERYTHING, collects=["unit", "department"])], ids=["all", "no cluster"]
)
def test_what_a_table_holds_is_what_the_layout_lays_out(edition: Edition) -> None:
    year = filled_year(FULL, remedies=("NX1",))
    assessment = Year(edition, {book.code: year.drawn[book.code] for book in books(edition)}).assess()
    for book in assessment.books:
        wanted = desired(assessment, book, Occasion(NOW, 1, IDS))
        for name, found in {**wanted.tables, **wanted.along}.items():
            tab = book.tab(name)
            assert tab, f"{book.code} has no tab {name}"
            ours = {one.name for one in tab.owned_by(Owner.SYNC)} - {tab.key}
            assert ours <= set(found.columns), "a column of ours that is never filled"
            if edition is FULL:
                assert ours == set(found.columns), "a figure that has no column"


def test_the_stamp_says_which_publication_and_when() -> None:
    assert laid(filled_year()).stamp == "Bản công bố số 7, lúc 08g00 ngày 06/11/2020"
    assert laid(filled_year(), "P1").stamp == "Cập nhật lúc 08g00 ngày 06/11/2020"


# --- the ranking -----------------------------------------------------------------------------------------------------


def test_the_ranking_shows_every_hand_and_where_a_ward_stands() -> None:
    year = spoiled("C1", "reports", "code | band \n P1 | Tốt")
    year["TG"].type("bonus", "no | unit | model | points | reason \n 1 | P2 | Thư viện | 1 | Hay")
    rows = table(year, "ranking")
    assert rows["P1"][:-3] == [24, 24, 24, 0, 24, 1, 1, 1, "Xuất sắc", "Tốt", "Đủ"]
    assert rows["P2"][:-3] == [
        Decimal("23.25"),
        Decimal("22.75"),
        Decimal("22.75"),
        1,
        Decimal("23.75"),
        2,
        2,
        2,
        "Xuất sắc",
        "",
        "Đủ",
    ]


def test_a_ward_without_any_points_has_blanks_and_not_zeros() -> None:
    assert table(empty_year(), "ranking")["P1"][:-3] == [
        *(None, None, None, 0, None, None, None, None, None, ""),
        "Chưa có điểm",
    ]


def state(year: Year, unit: str = "P1") -> object:
    return laid(year).tables["ranking"]["state"][unit]


def test_how_far_a_result_can_be_relied_on_is_said_in_words() -> None:
    assert state(spoiled("VP", "points", "code | 2.1 | 3 \n P1 | |")) == "Tạm tính: thiếu 2.1, 3"
    assert state(spoiled("VP", "points", "code | 2.1 | 2.2 | 3 \n P1 | | |")) == "Tạm tính: thiếu 2.1, 2.2, 3"
    year = spoiled("VP", "points", "code | 2.1 | 2.2 | 3 \n P1 | | |")
    year["TG"].type("points", "code | 1.1 \n P1 |")
    assert state(year) == "Tạm tính: thiếu 4 tiêu chí"
    year[MASTER].type("ranking", "code | agreed_points | reason \n P1 | 20 | Thống nhất")
    assert state(year) == "Đã thống nhất"


def test_old_and_unread_books_are_named() -> None:
    year = filled_year()
    year.remember("P1")
    year.unread("P1", "not-found")
    year.unread("C1", "not-shared")
    assert state(year) == "Số liệu cũ; Chưa đọc được bảng Cụm 1"
    assert state(year, "P2") == "Chưa đọc được bảng Cụm 1"
    year.overrides["P1"] = Source(unread="not-found")
    assert state(year) == "Chưa đọc được bảng Phường 1, Cụm 1"
    assert state(year, "P3") == "Đủ"


def test_a_result_is_never_called_whole_while_the_book_of_a_scorer_was_not_read() -> None:
    year = filled_year(small_edition(rubric={"precedence": ["self", "department"]}))
    year.unread("VP", "not-found")
    assert state(year) == "Chưa đọc được bảng Văn phòng"
    year.unread("TG", "not-found")
    year.unread("C1", "not-found")
    assert state(year) == "Chưa đọc được bảng Cụm 1, Bộ phận Tuyên giáo, Văn phòng"
    year.unread("P1", "not-found")
    assert state(year) == "Chưa có điểm; Chưa đọc được 4 bảng"


@pytest.mark.parametrize("typed", ["855", "90đ", "-1", "không phát sinh"])
def test_a_total_of_the_committee_that_cannot_be_used_is_said_beside_the_result(typed: str) -> None:
    year = spoiled(MASTER, "ranking", f"code | agreed_points | reason \n P1 | {typed} | Thống nhất \n P2 | | Xem sau")
    assert [state(year, unit) for unit in ("P1", "P2", "P3")] == ["Điểm thống nhất không dùng được", "Đủ", "Đủ"]


DEDUCTION = {
    "code": "TR",
    "text": "Vi phạm",
    "max": 5,
    "scorer": "VP",
    "role": "deduction",
    "rule": {"kind": "deduction", "per": 1},
}


def rich(**rubric: object) -> Year:
    """The filled year under a rubric that also takes points away: ward 1 has two cases, the others none."""
    year = filled_year(small_edition({"criteria": [*SMALL["rubric"]["criteria"], DEDUCTION], **rubric}))
    for unit, cases in (("P1", 2), ("P2", 0), ("P3", 0), ("P10", 7)):
        year["VP"].type("points", f"code | TR \n {unit} | {cases}")
        year[unit].type("self", "code | points | figures | judgement \n TR | 0 | không | Tốt")
    year["TG"].type("bonus", "no | unit | model | points | reason \n 1 | P2 | Thư viện | 1,5 | Hay")
    return year


def test_what_is_shown_of_a_total_adds_up_to_it() -> None:
    shown = laid(rich()).tables["ranking"]
    assert list(shown.loc["P1", ["agreed", "bonus", "deductions", "total"]]) == [24, 0, -2, 22]
    assert list(shown.loc["P10", ["agreed", "bonus", "deductions", "total"]]) == [18, 0, -5, 13]
    assert list(shown["rank"]) == [2, 1, 3, 4]
    assert list(shown["rank_without_bonus"]) == [2, 1, 3, 4]


def test_what_limits_of_the_whole_leave_out_is_said_beside_the_total() -> None:
    limited = rich(bonus_cap=1, deduction_cap=4, clamp={"minimum": 15, "maximum": 23})
    assert state(limited, "P2") == (
        "Điểm thưởng vượt trần 0,5 điểm, không tính; Cắt bớt 0,75 điểm theo giới hạn của tổng điểm"
    )
    assert state(limited, "P10") == (
        "Điểm trừ vượt trần 1 điểm, không trừ; Cộng thêm 1 điểm theo giới hạn của tổng điểm"
    )
    shown = laid(limited).tables["ranking"]
    assert list(shown["total"]) == [22, 23, 20.5, 15]


def test_where_percent_are_compared_the_ranking_shows_them_half_up() -> None:
    shown = laid(rich(compare="percent", max=24, step=0.25)).tables["ranking"]
    assert [str(value) for value in shown["percent"]] == ["91.67", "101.04", "85.42", "54.17"]
    assert list(laid(empty_year(small_edition({"compare": "percent"}))).tables["ranking"]["percent"]) == [None] * 4


def test_a_percentage_below_zero_rounds_away_from_zero_too() -> None:
    assert [str(round_fraction(Fraction(part, 16), Decimal("0.01"))) for part in (-2, 2)] == ["-0.13", "0.13"]
    assert str(round_fraction(Fraction(-1, 400), Decimal("0.01"))) == "0.00", "zero carries no sign"


def test_a_result_that_counts_self_scores_for_the_time_being_says_so() -> None:
    year = filled_year(small_edition({"self_provisional": True}))
    year["VP"].type("points", "code | 2.1 | 2.2 | 3 \n P1 | | | \n P2 | | 2,75 | 2")
    year["TG"].type("points", "code | 1.1 \n P1 |")
    assert state(year) == "Tạm tính: thiếu 4 tiêu chí; Tạm lấy điểm tự chấm ở 4 tiêu chí"
    assert state(year, "P2") == "Tạm tính: thiếu 2.1; Tạm lấy điểm tự chấm ở 2.1"


def test_why_a_band_is_not_the_one_of_the_total_stands_with_the_state() -> None:
    bands = [
        {"name": "Tốt", "minimum": 5, "needs": [{"criterion": "1.1", "points": 9.5}]},
        {"name": "Khá", "minimum": 1},
    ]
    year = filled_year(small_edition({"bands": bands}))
    assert str(state(year)).startswith("Xếp loại: ")


# --- the evidence behind it ------------------------------------------------------------------------------------------


def test_sections_have_points_and_ranks_side_by_side() -> None:
    assert table(filled_year(), "sections")["P2"] == [Decimal("13.5"), 2, Decimal("7.25"), 2, 2, 1]
    assert table(empty_year(), "sections")["P2"] == [None] * 6


def test_every_hands_figure_stands_beside_the_points_and_their_reason() -> None:
    year = spoiled("C1", "agreed", "no | unit | criterion | points | reason \n 1 | P1 | 1.1 | 8 | Thiếu hồ sơ")
    rows = table(year, "detail")
    assert len(rows) == 4 * 5
    assert rows["P1/1.1"] == [
        *("Phường 1", "1.1", "Tuyên truyền", 10),
        *(9, 9, 8, 8, "thống nhất khi kiểm tra: 8", "12 cuộc"),
    ]
    assert rows["P1/2.1"][4:] == [5, 5, None, 5, "bộ phận chấm: 5", ""]


def test_the_five_states_are_told_apart_in_the_detail() -> None:
    year = spoiled("P1", "self", "code | points \n 1.1 | 0 \n 1.2 | không phát sinh \n 2.1 | 5đ \n 2.2 | ")
    year.unread("P2", "not-found")
    rows = table(year, "detail")
    assert [rows[f"P1/{code}"][4] for code in ("1.1", "1.2", "2.1", "2.2")] == [
        *(0, "không phát sinh", "không đọc được", None),
    ]
    assert rows["P2/1.1"][4] == "chưa đọc bảng"


def test_where_wards_do_not_score_themselves_their_column_stays_blank() -> None:
    year = empty_year(small_edition(collects=["department"]))
    assert {row[4] for row in table(year, "detail").values()} == {None}
    assert "self" not in [one.name for one in year.book(MASTER).tabs[0].columns]


def test_the_detail_shows_points_whatever_was_typed_and_what_did_not_count() -> None:
    rows = laid(rich()).tables["detail"]
    assert list(rows.loc["P1/TR", ["self", "department", "points", "overflow"]]) == [0, -2, -2, None]
    assert list(rows.loc["P10/TR", ["self", "department", "points", "overflow"]]) == [0, -5, -5, 2]


def test_a_figure_that_cannot_count_is_shown_as_it_was_typed() -> None:
    leaf = {"code": "1", "text": "Hộ văn hóa", "max": 25, "scorer": "TG", "rule": {"kind": "ratio"}}
    year = empty_year(small_edition({"criteria": [leaf]}))
    year["TG"].type("points", "code | 1 \n P1 | 0/0 \n P2 | 40/50")
    rows = laid(year).tables["detail"]
    assert list(rows["department"])[:2] == ["0/0", 20]
    assert table(spoiled("TG", "points", "code | 1.1 \n P1 | 85"), "detail")["P1/1.1"][5] == 85


def test_gaps_stand_largest_first_and_equals_in_the_editions_order() -> None:
    year = spoiled("TG", "points", "code | 1.1 | 1.2 \n P1 | 8 | 5 \n P10 | 8 | 1")
    rows = table(year, "gaps")
    assert [(key, *row[:2], *row[3:6]) for key, row in rows.items()] == [
        ("1", "Phường 10", "1.2", 4, 1, 3),
        ("2", "Phường 1", "1.1", 9, 8, 1),
        ("3", "Phường 2", "1.1", 9, Decimal("8.5"), Decimal("0.5")),
        ("4", "Phường 3", "1.2", 5, Decimal("4.5"), Decimal("0.5")),
        ("5", "Phường 3", "3", 2, Decimal("1.5"), Decimal("0.5")),
    ]
    assert rows["1"][-1] == "Bộ phận Tuyên giáo"
    assert table(empty_year(), "gaps") == {}


def test_the_register_of_bonus_shows_what_counts_and_what_overflows() -> None:
    year = spoiled(
        "TG",
        "bonus",
        """
        no | unit      | model    | points | reason | evidence
        1  | P1        | Thư viện | 4      | Hay    | 12/BC-MTTQ
        2  | Phường 99 | Hẻm      | 1      | Hay    |
        3  | P1        | Hoa      | 2đ     | Hay    |
        """,
    )
    year["VP"].type("bonus", "no | unit | model | points | reason \n 1 | P1 | Chợ | 2 | Hay")
    assert table(year, "bonus") == {
        "TG-1": ["Phường 1", "Bộ phận Tuyên giáo", "Thư viện", "12/BC-MTTQ", "Hay", 4, "", 4, 5, 0],
        "TG-2": ["Phường 99", "Bộ phận Tuyên giáo", "Hẻm", "", "Hay", 1, "", 0, 5, 0],
        "TG-3": ["Phường 1", "Bộ phận Tuyên giáo", "Hoa", "", "Hay", "không đọc được", "", 0, 5, 0],
        "VP-1": ["Phường 1", "Văn phòng", "Chợ", "", "Hay", 2, "", 1, 5, 1],
    }


def test_without_a_bonus_there_is_no_register() -> None:
    assert table(filled_year(small_edition(rubric={"bonus": None})), "bonus") == {}


# --- figures, highlights, remedies -----------------------------------------------------------------------------------


def test_figures_are_summed_and_percentages_averaged_half_up() -> None:
    year = filled_year()
    for unit, share in (("P1", "80"), ("P2", "80,01"), ("P3", "80"), ("P10", "80,01")):
        year[unit].type("appendix", f"code | value \n S3 | {share}")
    year["P2"].type("appendix", "code | value \n S1 | không phát sinh \n S2 | nhiều")
    year["P3"].type("appendix", "code | value \n S1 | ")
    year.unread("P10", "not-found")
    rows = table(year, "figures")
    assert rows["S1"] == [120, 1, 120, "không phát sinh", None, None]
    assert rows["S2"] == [Decimal("142.6"), 2, Decimal("71.3"), "không đọc được", Decimal("71.3"), None]
    assert rows["S3"][:2] == [Decimal("80.00"), 3]
    assert rows["S4"] == [None, 0, None, None, None, None]


def test_the_mean_of_percentages_rounds_a_half_up() -> None:
    year = filled_year()
    for unit, share in (("P1", "80"), ("P2", "80,01"), ("P3", "80"), ("P10", "80,01")):
        year[unit].type("appendix", f"code | value \n S3 | {share}")
    assert table(year, "figures")["S3"][0] == Decimal("80.01"), "80,005"


def test_a_figure_with_too_many_digits_stops_nothing() -> None:
    year = filled_year()
    year["P1"].put("appendix", "E6", number(1e300)).put("appendix", "E5", number(1e300))
    assert table(year, "figures")["S3"][1] == 4


def test_highlights_of_all_wards_stand_together() -> None:
    year = spoiled("P2", "highlights", "code | content | effect \n MH | Tổ tự quản | 12 tổ")
    assert table(year, "highlights") == {"P2/MH": ["Phường 2", "Mô hình mới", "Tổ tự quản", "12 tổ"]}
    assert table(filled_year(small_edition(highlights=None)), "highlights") == {}


def test_the_sheet_counts_the_words_of_highlights_and_the_row_of_the_sum_is_no_theme() -> None:
    year = spoiled("P2", "highlights", "code | content | effect \n MH | Tổ tự quản | 12  tổ, 3 hẻm \n CT19 | | ")
    assert table(year, "highlights", "P2") == {"MH": [7], "CT19": [None], "TONG": [7]}
    assert table(empty_year(), "highlights", "P2") == {"MH": [None], "CT19": [None], "TONG": [0]}
    year["P2"].put("highlights", "C6", "mười chữ gõ vào dòng cộng không phải nội dung báo cáo")
    assert table(year, "highlights", "P2")["TONG"] == [7]
    assert list(table(year, "highlights")) == ["P2/MH"]
    unread = filled_year()
    unread.unread("P2", "not-found")
    assert table(unread, "highlights", "P2") == {"MH": [None], "CT19": [None], "TONG": [0]}


def test_a_tab_of_highlights_says_its_limit_where_it_counts() -> None:
    (tab,) = (tab for tab in books(EDITION)[0].tabs if tab.name == "highlights")
    assert tab.hint == "Cả bảng 2 trang (khoảng 20 chữ)."
    assert tab.columns[-1].hint == "Hệ thống đếm khi đồng bộ; cả bảng không quá 20 chữ"
    assert tab.rows[-1].cells["text"] == "Cộng (2 trang)"


def test_hyphens_in_codes_never_bring_two_rows_together() -> None:
    units = [{"code": code, "name": name} for code, name in (("A", "Một"), ("A-1", "Hai"))]
    criteria = [{"code": code, "text": code, "max": 1, "scorer": "TG"} for code in ("1-2", "2")]
    remarks = [{"unit": "A", "code": "1-2", "text": "Một"}, {"unit": "A-1", "code": "2", "text": "Hai"}]
    year = empty_year(
        small_edition(units=units, remarks=remarks, clusters=[], figures=[], rubric={"criteria": criteria})
    )
    assert list(table(year, "detail")) == ["A/1-2", "A/2", "A-1/1-2", "A-1/2"]
    assert list(table(year, "remedies")) == ["A/1-2", "A-1/2"]


# --- findings, log ---------------------------------------------------------------------------------------------------


def test_findings_are_told_with_place_advice_and_a_link_to_the_very_cell() -> None:
    year = spoiled("P1", "self", "code | points \n 1.1 | 9đ")
    year["TG"].delete_tab("guide")
    year.unread("C2", "not-shared")
    rows = table(year, "findings")
    assert rows["3"] == [
        *("Phải sửa", "Cụm 2", "Cả bảng", "", None),
        "Không có quyền đọc bảng của Cụm 2.",
        "Chia sẻ bảng (quyền chỉnh sửa) cho tài khoản của hệ thống.",
        Link("C2: Cả bảng", "https://docs.google.com/spreadsheets/d/id-C2/edit"),
    ]
    assert rows["1"][2:5] == ["Tự chấm điểm, ô D5", "Phường 1", "1.1"]
    assert rows["1"][-1] == Link(
        "P1: Tự chấm điểm, ô D5", "https://docs.google.com/spreadsheets/d/id-P1/edit#gid=994785635&range=D5"
    )
    guide = year["P1"].sheets["guide"].sheet_id
    assert rows["2"][-1] == Link("TG: Hướng dẫn", f"https://docs.google.com/spreadsheets/d/id-TG/edit#gid={guide}")


def test_two_links_that_differ_in_address_differ_in_text() -> None:
    """Only a link's text can be seen in the next run: were it the same, a moved finding would keep its old address."""
    year = spoiled("P1", "self", "code | points \n 1.1 | 9đ")
    year["P1"].put("remedies", "D5", "=A1").delete_tab("guide").delete_tab("highlights")
    links = [row[-1] for row in table(year, "findings").values()]
    texts = {link.text: link.uri for link in links if isinstance(link, Link)}
    assert len(texts) == len({link.uri for link in links if isinstance(link, Link)}) == 4


def test_a_finding_in_a_book_nobody_knows_the_place_of_has_no_link() -> None:
    year = filled_year()
    year.unread("P1", "not-provisioned")
    assessment = year.assess()
    wanted = desired(assessment, assessment.book(MASTER), Occasion(NOW, 1, {}))
    assert list(wanted.tables["findings"]["link"]) == [None]


def test_each_publication_leaves_a_line_in_the_log() -> None:
    year = filled_year()
    year.unread("C2", "not-shared")
    log = laid(year).along["log"]
    assert {str(key): list(row) for key, row in zip(log.index, log.itertuples(index=False), strict=True)} == {
        "7": ["08g00 ngày 06/11/2020", "8/9", "Cụm 2", 1, ""]
    }


def test_a_note_stands_in_the_log_and_is_news_in_itself() -> None:
    assessment = filled_year().assess()
    wanted = desired(assessment, assessment.book(MASTER), Occasion(NOW, 7, IDS, "Đổi thang điểm"))
    assert list(wanted.along["log"]["note"]) == ["Đổi thang điểm"]
    assert wanted.news == ("log", "note")
    assert laid(filled_year()).news is None


# --- the books people fill -------------------------------------------------------------------------------------------


def test_a_ward_reads_what_to_mend_and_where() -> None:
    year = spoiled("P1", "self", "code | points \n 1.1 | 7,5đ")
    assert table(year, "feedback", "P1") == {
        "1": [
            *("Phải sửa", "Tự chấm điểm, ô D5"),
            "“7,5đ” có chữ hoặc ký hiệu dính vào số; có lẽ là 7,5.",
            "Chỉ gõ số: 7,5.",
            Link("P1: Tự chấm điểm, ô D5", "https://docs.google.com/spreadsheets/d/id-P1/edit#gid=994785635&range=D5"),
        ]
    }
    assert table(filled_year(), "feedback", "P1") == {"1": ["Đạt", "", "Không còn ô nào cần xem lại.", "", None]}


def asked() -> Year:
    year = spoiled(
        "VP",
        "questions",
        "no | unit | criterion | question \n 1 | P1 | 2.1 | Vì sao? \n 2 | P2 | | Bao giờ? \n 3 | P1 | 2.2 |",
    )
    year["P1"].put("questions", "A4", "VP-1").put("questions", "E4", "Vì sao?").put("questions", "F4", "Đã bổ sung")
    return year


def test_questions_travel_to_the_ward_and_answers_back() -> None:
    assert table(asked(), "questions", "P1") == {
        "VP-1": ["Văn phòng", "2.1", "Báo cáo", "Vì sao?", "đã trả lời, chờ bộ phận xem"]
    }
    assert table(asked(), "questions", "P2") == {"VP-2": ["Văn phòng", None, "", "Bao giờ?", "chờ trả lời"]}
    assert table(asked(), "questions", "VP") == {"1": ["Đã bổ sung"]}
    assert table(asked(), "questions", "TG") == {}
    nothing_arose = asked()
    nothing_arose["P1"].put("questions", "F4", "không phát sinh")
    assert table(nothing_arose, "questions", "VP") == {"1": ["không phát sinh"]}


def test_an_answer_to_a_replaced_question_is_never_taken_for_one_to_the_next() -> None:
    year, bases = published(asked())
    year["VP"].type("questions", "no | question \n 1 | Bao nhiêu?")
    for _ in range(2):  # in the run that brings the new words to the ward, and ever after
        assert [(row[0], row[1]) for row in year.findings()].count(("question-unanswered", "P1")) == 1
        assert table(year, "questions", "VP") == {}
        assert table(year, "questions", "P1") == {
            "VP-1.2": ["Văn phòng", "2.1", "Báo cáo", "Bao nhiêu?", "chờ trả lời"]
        }
        year, bases = published(year, bases)
    assert changes(plans(year, bases)) == []
    tab = year["P1"].sheets["questions"]
    row = year["P1"].row("questions", "VP-1.2", "code")
    assert [year["P1"].stands("questions", row, col) for col in (1, 5, 6)] == ["VP-1.2", "Bao nhiêu?", ""]
    assert tab.at(4, 6)["userEnteredValue"] == {"stringValue": "Đã bổ sung"}, "what the ward typed stays"
    year["P1"].put("questions", f"F{row}", "12")
    assert table(year, "questions", "VP") == {"1": ["12"]}


def test_a_cluster_reads_the_totals_of_its_own_wards() -> None:
    assert table(filled_year(), "reports", "C1") == {
        "P1": [24, 24, "Đang xét"],
        "P2": [Decimal("23.25"), Decimal("22.75"), "Đang xét"],
    }
    assert table(empty_year(), "reports", "C2") == {"P3": [None, None, "Đang điền"], "P10": [None, None, "Đang điền"]}


def test_the_columns_of_a_table_are_plain_objects() -> None:
    for found in laid(filled_year()).tables.values():
        assert isinstance(found, pd.DataFrame)
        assert {str(kind) for kind in found.dtypes} == {"object"}
    assert column(filled_year(), "ranking", "rank") == [1, 2, 3, 4]


def test_a_figure_that_has_to_be_mended_is_not_summed_up() -> None:
    year = filled_year()
    before = table(year, "figures")["S1"]
    year["P1"].type("appendix", "code | value \n S1 | -5")
    after = table(year, "figures")["S1"]
    assert "phải sửa" in after
    assert (before[1], after[1]) == (before[1], Decimal(str(before[1])) - 1)
