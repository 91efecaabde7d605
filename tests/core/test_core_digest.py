"""Who is told what; and that nobody is told anything new by a mere rerun."""

from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from small_year import IDS, LATER, NOW, SMALL, ZONE, Year, empty_year, filled_year, published, small_edition

from sheetsync.core.digest import Digest, Line, digests
from sheetsync.core.layout import MASTER
from sheetsync.core.notes import flags
from sheetsync.core.tables.desired import Occasion, desired


def told(year: Year, now: datetime = NOW) -> dict[str, Digest]:
    """The digests of a year by what they are about; everybody in it has one contact."""
    found = digests(year.assess(now), IDS)
    assert len({(one.kind, one.about) for one in found}) == len(found)
    return {one.about: one for one in found}


def test_every_owner_the_committee_and_the_office_get_one_letter_each() -> None:
    found = told(filled_year())
    assert [(one.kind, one.about, one.name, one.title, one.email) for one in found.values()] == [
        *(("unit", f"P{n}", f"Phường {n}", f"Phường {n}", "someone@example.org") for n in (1, 2, 3, 10)),
        ("department", "TG", "Bộ phận Tuyên giáo", "Tuyên giáo", "someone@example.org"),
        ("department", "VP", "Văn phòng", "Văn phòng", "someone@example.org"),
        ("cluster", "C1", "Cụm 1", "Cụm 1", "someone@example.org"),
        ("cluster", "C2", "Cụm 2", "Cụm 2", "someone@example.org"),
        ("committee", "committee", "Kết quả tổng hợp", "Ban Thường trực", "btt@example.org"),
        ("office", "office", "Văn phòng", "Văn phòng", "vp@example.org"),
    ]
    assert all(one.body == "Ủy ban MTTQ Việt Nam Quận 5" and one.year == 2020 for one in found.values())


def test_an_owner_with_two_contacts_is_told_twice_and_one_with_none_not_at_all() -> None:
    contacts = [{"title": title, "email": f"{title}@example.org"} for title in ("truong", "pho")]
    units = [{"code": "P1", "name": "Phường 1", "contacts": contacts}, {"code": "P2", "name": "Phường 2"}]
    edition = small_edition(
        units=units,
        remarks=[],
        clusters=[],
        departments=SMALL["departments"],
        mail={"sender": {"title": "Văn phòng", "email": "vp@example.org"}},
    )
    found = digests(empty_year(edition).assess(), IDS)
    assert [(one.about, one.title) for one in found if one.kind == "unit"] == [("P1", "truong"), ("P1", "pho")]
    assert {one.kind for one in found} == {"unit", "department"}


def test_who_keeps_no_book_in_this_edition_gets_no_letter() -> None:
    found = digests(empty_year(small_edition(collects=["department"])).assess(), IDS)
    assert [one.about for one in found] == ["TG", "VP", "committee", "office"]
    assert not any(one.has_self for one in found)
    bare = small_edition(
        collects=["department"],
        clusters=[],
        units=[{"code": "T1", "name": "Một"}],
        remarks=[],
        rubric={"bonus": None, "bands": []},
    )
    one = digests(empty_year(bare).assess(), IDS)[0]
    assert (one.has_bonus, one.has_bands, one.has_clusters) == (False, False, False)


def test_a_ward_reads_its_points_but_not_its_rank() -> None:
    year = filled_year()
    year["TG"].type("bonus", "no | unit | model | points | reason \n 1 | P2 | Thư viện | 1 | Hay")
    letter = told(year)["P2"]
    (row,) = letter.rows
    assert {one.name: getattr(row, one.name) for one in fields(row)} == {
        "name": "Phường 2",
        "cluster": "Cụm 1",
        "self_points": "23,25",
        "department_points": "22,75",
        "agreed_points": "22,75",
        "bonus": "1,00",
        "total": "23,75",
        "cluster_rank": "",
        "rank": "",
        "band": "Xuất sắc",
        "state": "Đủ",
        "deductions": "",
        "decided": "",
        "is_decided": False,
    }
    assert (letter.lines, letter.missing) == ((), ())
    assert letter.facts == (("Đã điền", "8/8 ô"), ("Hạn", "Đúng hạn 07/11/2020"))
    assert letter.book_link == "https://docs.google.com/spreadsheets/d/id-P2/edit"


def test_what_is_taken_off_stands_in_the_letter_where_the_rubric_takes_anything_off() -> None:
    late = filled_year(small_edition({"late": [{"phase": "BC", "per_report": 1}]}))
    assert told(late)["P2"].rows[0].deductions == "0,00"


def test_without_a_calendar_a_letter_speaks_of_no_day() -> None:
    assert told(filled_year(small_edition(phases=[])))["P2"].facts == (("Đã điền", "8/8 ô"),)


def test_a_ward_without_points_reads_blanks() -> None:
    (row,) = told(empty_year())["P2"].rows
    assert (row.self_points, row.total, row.band, row.state) == ("", "", "", "Chưa có điểm")


def test_a_ward_is_told_what_to_mend_in_its_own_book_with_a_link_to_the_cell() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | 7,5đ")
    year["TG"].type("points", "code | 1.2 \n P1 | 3 \n P2 | 4,7")
    letters = told(year)
    assert letters["P1"].lines == (
        Line(
            "Phải sửa",
            "Tự chấm điểm, ô D5",
            "“7,5đ” có chữ hoặc ký hiệu dính vào số; có lẽ là 7,5.",
            "Chỉ gõ số: 7,5.",
            "https://docs.google.com/spreadsheets/d/id-P1/edit#gid=994785635&range=D5",
        ),
        Line(
            "Cần xem",
            "Tự chấm điểm, ô D6",
            "Phường 1, tiêu chí 1.2: tự chấm 5, bộ phận chấm 3, chênh 2 điểm.",
            "Trao đổi lại giữa Phường 1 và bộ phận chấm trước khi họp xét.",
            "https://docs.google.com/spreadsheets/d/id-P1/edit#gid=994785635&range=D6",
        ),
    ), "of a gap at its own figure: the department's book it cannot open"
    assert letters["TG"].lines[1].place == "Chấm điểm, ô D4"
    assert [line.severity for line in letters["TG"].lines] == ["Phải sửa", "Cần xem"]
    assert letters["P2"].lines == (), "what the department mistyped is the department's"


OVER = "Phần này đã hết hạn {day}/11/2020; muốn sửa, đề nghị Văn phòng cho gia hạn."


def closing_year(**more: Any) -> Year:
    """A year whose reports and points close, in which a ward and a department mistype."""
    closes = {"BC": ["report"], "TH": ["points"], "KT": []}
    phases = [{**phase, "closes": closes[phase["code"]]} for phase in SMALL["phases"]]
    year = filled_year(small_edition(phases=phases, **more))
    year["P1"].type("self", "code | points \n 1.1 | 7,5đ")
    year["TG"].type("points", "code | 1.1 | 1.2 \n P1 | 7đ | 5 \n P2 | 5 | 5")
    return year


def day(number: int) -> datetime:
    return datetime(2020, 11, number, 8, 0, tzinfo=ZONE)


def test_once_a_part_is_over_its_owner_is_sent_to_the_office_in_letter_feedback_and_note() -> None:
    year = closing_year()
    open_, over = (told(year, day(number))["P1"].lines[0] for number in (7, 8))
    assert (open_.advice, open_.can_be_mended) == ("Chỉ gõ số: 7,5.", True)
    assert (over.advice, over.can_be_mended) == (OVER.format(day="07"), False)
    assessment, snapshot = year.assess(day(8)), year["P1"].snapshot()
    feedback = desired(assessment, year.book("P1"), Occasion(day(8), 1, IDS)).tables["feedback"]
    assert feedback["advice"]["1"] == OVER.format(day="07")
    (flag,) = flags(assessment, year.book("P1"), snapshot).values()
    assert OVER.format(day="07") in flag.text
    master = desired(assessment, year.book(MASTER), Occasion(day(8), 1, IDS)).tables["findings"]
    assert "Chỉ gõ số: 7,5." in list(master["advice"]), "the office keeps its own advice"


def test_longer_time_keeps_the_usual_advice_until_it_is_over() -> None:
    more = {"book": "P1", "part": "report", "until": "10/11/2020", "allowed_by": "Trưởng đoàn", "because": "Bão"}
    year = closing_year(extensions=[more])
    assert told(year, day(10))["P1"].lines[0].advice == "Chỉ gõ số: 7,5."
    assert told(year, day(11))["P1"].lines[0].advice == OVER.format(day="10")


def test_what_is_not_about_typing_is_advised_after_the_end_too() -> None:
    lines = {line.message: line.advice for line in told(closing_year(), day(13))["TG"].lines}
    gap = "Phường 2, tiêu chí 1.1: tự chấm 9, bộ phận chấm 5, chênh 4 điểm."
    assert lines[gap] == "Trao đổi lại giữa Phường 2 và bộ phận chấm trước khi họp xét."
    assert OVER.format(day=12) in lines.values()


def test_of_a_whole_book_that_was_not_complete_in_time_nobody_is_asked_to_type_either() -> None:
    year = closing_year()
    year["TG"].type("points", "code | 1.2 \n P10 |")
    year["P2"].type("self", "code | points \n 1.1 |")
    for about, message, last in (
        ("TG", "Bộ phận Tuyên giáo chưa đủ khi hết hạn 12/11/2020.", 12),
        ("P2", "Phường 2 chưa đủ khi hết hạn 07/11/2020.", 7),
    ):
        letters = told(year, day(13))
        lines = {line.message: line for line in letters[about].lines}
        assert (lines[message].advice, lines[message].can_be_mended) == (OVER.format(day=f"{last:02}"), False)
        office = {line.message: line.advice for line in letters["office"].lines}
        assert office[message] == (
            f"Phần này đã hết hạn {last:02}/11/2020; nếu cho làm tiếp, ghi gia hạn vào extensions.yaml."
        )
    assert "muốn sửa" not in str(told(filled_year(), LATER)), "where nothing closes, everybody may still type"


def test_a_book_that_nobody_can_read_is_no_matter_of_deadlines() -> None:
    year = closing_year()
    year.unread("P2", "not-shared")
    assert [line.advice for line in told(year, day(13))["P2"].lines] == ["Báo Văn phòng."]


def test_a_gap_is_no_matter_any_more_once_it_is_settled() -> None:
    def gaps(year: Year) -> list[str]:
        return [line.message for line in told(year)["P1"].lines if "chênh" in line.message]

    year = filled_year()
    year["TG"].type("points", "code | 1.1 \n P1 | 7")
    assert len(gaps(year)) == 1
    year["C1"].type("agreed", "no | unit | criterion | points | reason \n 1 | P1 | 1.1 | 8 | Bổ sung")
    assert gaps(year) == [], "the inspection has agreed on the points"
    year["C1"].type("agreed", "no | unit | criterion | points | reason \n 1 | | | |")
    year[MASTER].type("ranking", "code | agreed_band | reason \n P1 | Tốt | Xét")
    assert gaps(year) == [], "the committee has decided"


def test_a_department_is_asked_to_score_until_the_points_are_over() -> None:
    asked = "Đề nghị Bộ phận Tuyên giáo chấm bổ sung; tiêu chí nào 0 điểm thì ghi 0, không để trống."
    year = closing_year()
    assert [told(year, day(number))["TG"].to_score for number in (12, 13)] == [asked, OVER.format(day=12)]


def test_who_has_filled_nothing_is_neither_blamed_before_the_days_of_reminders_nor_thanked() -> None:
    year = empty_year()
    early, near = (told(year, day(number))["P2"] for number in (3, 4))
    assert (early.lines, early.complete) == ((), False)
    assert [line.message for line in near.lines] == ["Phường 2 chưa tự chấm điểm tiêu chí nào."]


def test_a_department_reads_which_wards_it_still_owes_points() -> None:
    year = filled_year()
    year["VP"].type("points", "code | 2.1 | 2.2 | 3 \n P1 | | | 2 \n P3 | 5 | 3đ | 2")
    letter = told(year)["VP"]
    assert letter.missing == ("Phường 1: 2 tiêu chí", "Phường 3: 1 tiêu chí"), "what cannot be read is owed, too"
    assert letter.facts[0] == ("Đã điền", "9/12 ô")
    assert (letter.rows, told(year)["TG"].missing) == ((), ())


def test_a_department_whose_book_was_never_read_has_scored_nobody_as_far_as_anyone_knows() -> None:
    year = filled_year()
    year.unread("VP", "unavailable")
    letter = told(year)["VP"]
    assert (letter.unread, letter.lines) == (True, ()), "it can do nothing about it"
    assert letter.missing == tuple(f"Phường {n}: 3 tiêu chí" for n in (1, 2, 3, 10))
    assert letter.facts == (("Đã điền", "0/12 ô"), ("Hạn", "Hạn 12/11/2020"))
    assert [one.about for one in told(year).values() if one.unread] == ["VP"]


def test_letters_to_owners_hold_no_command_and_no_file() -> None:
    year = filled_year()
    year.remember("P1")
    year["P1"].empty()
    year.unread("P2", "not-found")
    letters = told(year)
    assert [line.advice for about in ("P1", "P2") for line in letters[about].lines] == [
        "Khôi phục từ lịch sử phiên bản; nếu đúng là xóa, báo Văn phòng.",
        "Báo Văn phòng.",
    ]
    assert [line.advice for line in letters["office"].lines][:2] == [
        "Khôi phục từ lịch sử phiên bản; nếu đúng là xóa, chạy `sheetsync sync --accept-empty P1`.",
        "Kiểm tra mã bảng trong books.yaml, hoặc khôi phục từ thùng rác.",
    ]


def test_letters_say_how_many_questions_wait_for_whom() -> None:
    year = filled_year(small_edition(limits={"explain_gap": 2}))
    year["TG"].type("points", "code | 1.1 \n P1 | 7")
    year["VP"].type("questions", "no | unit | question | closed \n 1 | P1 | Vì sao? | \n 2 | P1 | Bao giờ? | có")
    letters = told(year)
    assert letters["P1"].facts[-1] == ("Câu hỏi chờ trả lời", "2"), "one of a department and one of a gap"
    assert letters["VP"].facts[-1] == ("Câu hỏi chưa khép", "1")
    assert "Câu hỏi" not in str(letters["TG"].facts), "a gap closes by itself"


def test_the_office_reads_what_is_wrong_in_the_cells_of_the_master() -> None:
    year = filled_year()
    year[MASTER].type("ranking", "code | agreed_points | reason \n P1 | 855 | Đạt \n P2 | 90đ | Đạt")
    assert [(line.place, line.message) for line in told(year)["office"].lines] == [
        ("Bảng tổng hợp: Xếp hạng, ô P4", "855 nằm ngoài khoảng từ 0 đến 30 điểm của tiêu chí tổng điểm."),
        ("Bảng tổng hợp: Xếp hạng, ô P5", "“90đ” có chữ hoặc ký hiệu dính vào số; có lẽ là 90."),
    ]


def test_a_cluster_reads_the_table_of_its_own_wards_best_first() -> None:
    year = filled_year()
    year["TG"].type("points", "code | 1.1 \n P1 | 6")
    rows = told(year)["C1"].rows
    assert [(row.name, row.total, row.cluster_rank, row.rank) for row in rows] == [
        ("Phường 2", "22,75", "1", "1"),
        ("Phường 1", "21,00", "2", "2"),
    ]


def test_the_committee_reads_the_ranking_and_how_final_it_is() -> None:
    year = filled_year()
    year["VP"].type("points", "code | 3 \n P10 | ")
    letter = told(year)["committee"]
    assert [(row.name, row.rank) for row in letter.rows] == [
        *(("Phường 1", "1"), ("Phường 2", "2"), ("Phường 3", "3"), ("Phường 10", "4")),
    ]
    assert letter.facts == (("Số phường đủ điểm", "3/4"), ("Số chỗ phải sửa trước khi xét", "1"))
    assert letter.book_link == "https://docs.google.com/spreadsheets/d/id-master/edit"
    assert letter.lines == ()


def test_what_the_committee_decided_stands_beside_what_was_computed_for_every_reader() -> None:
    year = filled_year()
    year[MASTER].type("ranking", "code | agreed_points | agreed_band | reason \n P1 | 22 | | Xét \n P2 | | Tốt | Xét")
    letters = told(year)
    for row in (letters["P1"].rows[0], letters["C1"].rows[1], letters["committee"].rows[1]):
        assert (row.name, row.total, row.decided, row.is_decided) == ("Phường 1", "24,00", "22,00", True)
    assert (letters["P2"].rows[0].decided, letters["P2"].rows[0].is_decided) == ("", True), "its band is decided"
    assert not letters["P3"].rows[0].is_decided


def test_the_committee_reads_why_the_ranking_is_not_final_in_the_numbers_that_it_reads_elsewhere() -> None:
    year = filled_year()
    assert told(year)["committee"].doubts == ()
    year["VP"].type("points", "code | 3 \n P10 | \n P3 |")
    year.remember("P2")
    year.unread("P2", "not-shared")
    year[MASTER].type("ranking", "code | agreed_points | reason \n P1 | 22 | Xét")
    year, _ = published(year)
    year["TG"].type("points", "code | 1.1 \n P1 | 8")
    letter = told(year)["committee"]
    assert letter.doubts == (
        "2 phường chưa đủ số liệu",
        "1 phường dùng số liệu cũ",
        "1 phường có quyết định dựa trên số cũ",
    )
    assert letter.facts[0] == ("Số phường đủ điểm", "2/4")


def test_a_person_with_two_titles_at_one_address_is_told_once_however_it_is_spelt() -> None:
    contacts = [
        {"title": "Chủ tịch", "email": "P1@example.org"},
        {"title": "Thư ký", "email": "p1@Example.org"},
        {"title": "Chủ tịch", "email": "p1@example.org"},
    ]
    units = [{**unit, "contacts": contacts} if unit["code"] == "P1" else unit for unit in SMALL["units"]]
    found = digests(filled_year(small_edition(units=units)).assess(), IDS)
    assert [(one.title, one.email) for one in found if one.about == "P1"] == [("Chủ tịch; Thư ký", "P1@example.org")]


def test_the_office_reads_how_the_run_went() -> None:
    year = filled_year()
    year.remember("P1")
    year.unread("P1", "not-shared")
    year.unread("C2", "not-found")
    year["P2"].type("self", "code | points \n 1.1 | 7đ")
    letter = told(year)["office"]
    assert letter.missing == ("Phường 1: Số liệu cũ", "Cụm 2: Chưa đọc được")
    assert letter.facts == (
        ("Số bảng đọc được", "6/8"),
        ("Số bảng đã điền đủ", "6/8"),
        *(("Phải sửa", "3"), ("Cần xem", "1"), ("Để biết", "0")),
    )
    assert [(line.place, line.message) for line in letter.lines] == [
        ("Phường 1: Cả bảng", "Không có quyền đọc bảng của Phường 1."),
        ("Cụm 2: Cả bảng", "Không tìm thấy bảng của Cụm 2."),
        ("Phường 1: Cả bảng", "Đang dùng số liệu cũ của Phường 1, đọc 08g00 ngày 06/11/2020."),
    ], "whole books, and the master's cells; other cells are their owners' business"


def test_a_book_without_a_place_has_no_link_and_nobody_is_sent_to_the_master_instead() -> None:
    found = {one.about: one for one in digests(filled_year().assess(), {MASTER: "id-master"})}
    assert found["P1"].book_link == ""
    assert found["committee"].book_link.endswith("/id-master/edit")
    assert digests(filled_year().assess(), {})[-1].book_link == ""


def test_letters_show_points_with_the_decimals_of_the_finest_step() -> None:
    whole = small_edition(rubric={"step": 1, "criteria": [{"code": "1", "text": "Một", "max": 25, "scorer": "TG"}]})
    year = empty_year(whole)
    year["TG"].type("points", "code | 1 \n P1 | 20")
    assert told(year)["P1"].rows[0].total == "20"
    assert whole.rubric.decimals == 0


@pytest.mark.parametrize("hour", [8, 9, 23])
def test_the_hour_of_a_run_changes_no_letter(hour: int) -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | 7đ")
    assert told(year, NOW.replace(hour=hour)) == told(year)


def test_the_number_of_runs_changes_no_letter() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | 7đ")
    year["VP"].type("questions", "no | unit | criterion | question \n 1 | P1 | 2.1 | Vì sao?")
    letters = told(year)
    bases = None
    for hour in (9, 10):
        year, bases = published(year, bases, NOW.replace(hour=hour))
        assert told(year, NOW.replace(hour=hour)) == letters


def test_a_day_that_passes_changes_a_letter_only_where_it_makes_something_late() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 |")
    for code in year.drawn:
        if code != "P1":
            year.overrides[code] = year.source(code).__class__(completed=datetime(2020, 11, 1, tzinfo=ZONE))
    changed = {about for about, letter in told(year, LATER).items() if letter != told(year)[about]}
    assert changed == {"P1", "office"}


def test_points_of_a_letter_are_exact() -> None:
    edition = small_edition(rubric={"step": Decimal("0.1")})
    year = filled_year(edition)
    year["TG"].type("points", "code | 1.1 | 1.2 \n P1 | 0,1 | 0,2")
    assert told(year)["P1"].rows[0].total == "10,30"
