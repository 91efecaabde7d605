"""Who is reminded of what, on which days; and that nothing is told twice."""

import copy
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from small_year import IDS, SMALL, ZONE, Year, empty_year, filled_year, small_edition

from sheetsync.core.assessment import Assessment
from sheetsync.core.course.course import Course
from sheetsync.core.course.inquiry import Inquiry
from sheetsync.core.course.review import Change, Report, Stage
from sheetsync.core.reading import Source
from sheetsync.core.reminders import Reminder, reminders
from sheetsync.edition.model import Edition


def addressed(**changes: Any) -> Edition:
    """The small edition in which everybody has an address: p1@, tg@; one person heads both clusters."""
    data = copy.deepcopy(SMALL)
    for owner in (*data["units"], *data["departments"]):
        owner["contacts"] = [{"title": owner["name"], "email": f"{owner['code'].lower()}@example.org"}]
    for cluster, head in zip(data["clusters"], ("Truong@example.org", "truong@example.org"), strict=True):
        cluster["contacts"] = [{"title": f"Trưởng {cluster['name']}", "email": head}]
    owners = {name: data[name] for name in ("units", "departments", "clusters")}
    return small_edition(**(owners | changes))


def on_day(day: int, hour: int = 8) -> datetime:
    return datetime(2020, 11, day, hour, 0, tzinfo=ZONE)


def told(year: Year, day: int, course: Course | None = None) -> dict[str, Reminder]:
    """The reminders of a November day by address; with `course` in place of what the books say of it."""
    assessment = year.assess(on_day(day))
    assessment = replace(assessment, course=course or silent(assessment))
    found = reminders(assessment, IDS, on_day(day).date())
    assert len({one.email for one in found}) == len(found)
    return {one.email: one for one in found}


def silent(assessment: Assessment) -> Course:
    """A course in which every report is in, and nobody asks anything."""
    return Course({unit.code: report(unit.code, Stage.SUBMITTED) for unit in assessment.edition.units})


def report(unit: str, stage: Stage, put_back: Iterable[Stage] = ()) -> Report:
    return Report(unit, stage, {one: (Change("Tự chấm điểm", "1", "2"),) for one in put_back}, {})


def asked(code: str, unit: str = "P1", day: int = 5, answer: str = "", *, closed: bool = False) -> Inquiry:
    return Inquiry(code, unit, code.partition("-")[0], "1.1", "Vì sao?", answer, closed, on_day(day))


def lacks(found: dict[str, Reminder], email: str) -> list[tuple[str, ...]]:
    return [item.lacks for item in found[email].items] if email in found else []


# --- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "slot", "when"),
    [
        (3, "", ""),
        (4, "before-3", "còn 3 ngày"),
        (5, "before-3", "còn 2 ngày"),
        (6, "before-1", "còn 1 ngày"),
        (7, "before-1", "hôm nay"),
        (8, "after-1", "quá hạn 1 ngày"),
        (9, "after-1", "quá hạn 2 ngày"),
        (10, "after-3", "quá hạn 3 ngày"),
        (30, "after-3", "quá hạn 23 ngày"),
    ],
)
def test_a_deadline_is_told_in_the_last_slot_that_has_come(day: int, slot: str, when: str) -> None:
    found = told(empty_year(addressed()), day)
    items = found["p1@example.org"].items if "p1@example.org" in found else ()
    assert [(item.key, item.when) for item in items] == ([(f"P1/2020-11-07/{slot}", when)] if slot else [])


def test_an_edition_may_want_other_days_or_none() -> None:
    edition = addressed(reminders={"before": [0], "after": []})
    assert "p1@example.org" not in told(empty_year(edition), 6)
    (item,) = told(empty_year(edition), 7)["p1@example.org"].items
    assert item.key == "P1/2020-11-07/before-0"
    assert told(empty_year(edition), 8) == {}


def test_the_day_is_told_with_its_weekday_and_the_book_with_its_link() -> None:
    (item,) = told(empty_year(addressed()), 4)["p1@example.org"].items
    assert (item.name, item.day, item.left) == ("Phường 1", "thứ bảy, 07/11/2020", 3)
    assert item.link == "https://docs.google.com/spreadsheets/d/id-P1/edit"
    year = empty_year(addressed())
    bare = reminders(year.assess(on_day(4)), {}, date(2020, 11, 4))
    assert {item.link for one in bare for item in one.items} == {""}


def test_more_time_for_one_ward_is_time_in_which_it_is_left_in_peace_and_then_reminded_anew() -> None:
    more = {"book": "P1", "part": "report", "until": "12/11/2020", "allowed_by": "Trưởng đoàn", "because": "Bão"}
    phases = [{**phase, "closes": ["report"] if phase["code"] == "BC" else []} for phase in SMALL["phases"]]
    year = empty_year(addressed(phases=phases, extensions=[more]))
    assert "p1@example.org" not in told(year, 8)
    assert [item.key for item in told(year, 8)["p2@example.org"].items] == ["P2/2020-11-07/after-1"]
    assert [item.key for item in told(year, 9)["p1@example.org"].items] == ["P1/2020-11-12/before-3"]


def test_a_part_that_closes_before_its_book_is_due_is_told_of_that_day() -> None:
    """Clusters consolidate long before the inspections end, when their books are due."""
    phases = [{**phase, "closes": ["consolidation"] if phase["code"] == "TH" else []} for phase in SMALL["phases"]]
    found = told(empty_year(addressed(phases=phases)), 11)
    assert [item.ends.day for item in found["truong@example.org"].items] == [12, 12]


def test_a_part_that_closes_though_its_book_is_never_due_is_told_too_and_without_a_day_nothing_is() -> None:
    phases = [{"code": "BC", "title": "Báo cáo", "starts": "02/11/2020", "ends": "07/11/2020", "closes": ["report"]}]
    assert [one.email for one in told(empty_year(addressed(phases=phases)), 6).values()] == [
        f"p{number}@example.org" for number in (1, 2, 3, 10)
    ]
    assert told(empty_year(addressed(phases=[])), 6) == {}


# --- what is missing -------------------------------------------------------------------------------------------------


def test_who_has_done_everything_is_left_in_peace() -> None:
    assert told(filled_year(addressed()), 7) == {}
    assert told(filled_year(addressed()), 30) == {}


def test_a_ward_is_told_which_criteria_figures_and_remarks_are_left() -> None:
    year = filled_year(addressed())
    year["P1"].type("self", "code | points \n 1.2 | \n 3 | ")
    year["P1"].type("appendix", "code | value \n S2 | ")
    year["P1"].type("remedies", "code | action \n NX2 | ")
    assert lacks(told(year, 6), "p1@example.org") == [
        (
            "Tự chấm điểm: còn 2 tiêu chí: 1.2, 3",
            "Phụ lục số liệu: còn 1 số: S2",
            "Khắc phục hạn chế: còn 1 nhận xét: NX2",
        )
    ]


def test_of_much_that_is_missing_the_first_is_named_and_all_is_counted() -> None:
    figures = [{"code": f"S{n}", "text": "Số", "measure": "cuộc", "kind": "count"} for n in range(1, 15)]
    year = empty_year(addressed(figures=figures))
    year["P2"].type("appendix", "code | value \n S14 | 1")
    assert lacks(told(year, 6), "p2@example.org") == [
        (
            "Tự chấm điểm: chưa ghi gì (5 tiêu chí)",
            "Phụ lục số liệu: còn 13 số: S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12, …",
        )
    ]


def test_a_full_report_that_is_not_handed_in_is_missing() -> None:
    open_, back = report("P1", Stage.OPEN), report("P2", Stage.OPEN, [Stage.SUBMITTED])
    found = told(filled_year(addressed()), 6, Course({"P1": open_, "P2": back, "P3": report("P3", Stage.SUBMITTED)}))
    assert list(found) == ["p1@example.org", "p2@example.org"]
    assert lacks(found, "p1@example.org") == [("Chưa nộp (đánh dấu ở thẻ “Nộp báo cáo”)",)]
    assert lacks(found, "p2@example.org") == [("Đã sửa sau khi nộp, chưa nộp lại (xem thẻ “Nộp báo cáo”)",)]


def test_questions_are_to_be_answered_before_the_department_that_asks_must_be_done() -> None:
    course = Course(inquiries=(asked("TG-1"), asked("VP-2"), asked("TG-3", answer="12"), asked("TG-4", closed=True)))
    year = filled_year(addressed())
    assert "p1@example.org" not in told(year, 7, course), "not due with the report"
    (item,) = told(year, 11, course)["p1@example.org"].items
    assert (item.key, item.lacks) == ("P1/2020-11-12/before-1", ("Chưa trả lời 2 câu hỏi: TG-1, VP-2",))


def test_where_answers_close_on_a_day_they_are_due_then_and_what_is_asked_later_is_not_late() -> None:
    phases = [{**phase, "closes": ["answers"] if phase["code"] == "KT" else []} for phase in SMALL["phases"]]
    year = filled_year(addressed(phases=phases))
    course = Course(inquiries=(asked("TG-1"), asked("TG-2", day=25)))
    assert "p1@example.org" not in told(year, 13, course)
    assert lacks(told(year, 24, course), "p1@example.org") == [("Chưa trả lời 1 câu hỏi: TG-1",)]
    over = "Phần này đã hết hạn 24/11/2020; muốn sửa, đề nghị Văn phòng cho gia hạn."
    assert lacks(told(year, 25, course), "p1@example.org") == [("Chưa trả lời 1 câu hỏi: TG-1", over)]


def test_an_answer_without_any_day_is_due_with_the_report() -> None:
    phases = [phase for phase in SMALL["phases"] if phase["code"] == "BC"]
    course = Course(inquiries=(asked("TG-1"),))
    (item,) = told(filled_year(addressed(phases=phases)), 6, course)["p1@example.org"].items
    assert item.ends.day == 7
    assert told(filled_year(addressed(phases=[])), 6, course) == {}


def test_a_department_is_told_ward_by_ward_what_it_has_not_scored() -> None:
    year = filled_year(addressed())
    year["VP"].type("points", "code | 2.1 | 2.2 | 3 \n P2 | | | \n P10 | 4 | | 1")
    assert lacks(told(year, 11), "vp@example.org") == [
        ("Phường 2: 3 tiêu chí chưa có điểm", "Phường 10: 1 tiêu chí chưa có điểm")
    ]
    assert lacks(told(empty_year(addressed()), 11), "vp@example.org") == [("Chưa chấm phường nào (4 phường)",)]


def test_of_many_wards_the_first_are_named_and_the_others_counted() -> None:
    units = [{"code": f"P{n}", "name": f"Phường {n}", "cluster": "C1"} for n in range(1, 16)]
    year = empty_year(addressed(units=units, remarks=[], figures=[]))
    year["TG"].type("points", "code | 1.1 | 1.2 \n P1 | 9 | 5")
    (words,) = lacks(told(year, 11), "tg@example.org")
    assert (len(words), words[0], words[-1]) == (13, "Phường 2: 2 tiêu chí chưa có điểm", "2 phường khác chưa đủ điểm")
    (heads, *_) = lacks(told(year, 23), "truong@example.org")
    assert heads[0].startswith("Chưa ghi đã nhận báo cáo của Phường 1, Phường 2, ")
    assert heads[0].endswith("Phường 12 và 3 phường khác")


def test_a_department_is_told_of_answers_it_has_not_looked_at_and_remedies_it_has_not_judged() -> None:
    remarks = [
        {"unit": unit, "code": code, "text": "Chậm", "judge": judge}
        for unit, code, judge in (("P1", "NX1", "VP"), ("P1", "NX2", "VP"), ("P2", "NX3", "VP"), ("P3", "NX4", "TG"))
    ]
    year = filled_year(addressed(remarks=remarks))
    year["P3"].type("remedies", "code | action \n NX4 | Đã sửa")
    year["TG"].type("verdicts", "code | verdict \n P3/NX4 | đã khắc phục")
    course = Course(inquiries=(asked("VP-1", answer="12"), asked("VP-2"), asked("VP-3", answer="5", closed=True)))
    assert lacks(told(year, 11, course), "vp@example.org") == [
        ("Chưa khép 1 câu hỏi: VP-1 (đã được trả lời)", "Chưa đánh giá khắc phục của Phường 1")
    ], "Phường 2 has not said yet what it did"
    assert lacks(told(year, 11, course), "tg@example.org") == []


def test_of_a_ward_that_cannot_be_read_no_verdict_is_asked() -> None:
    remarks = [{"unit": "P1", "code": code, "text": "Chậm", "judge": "VP"} for code in ("NX1", "NX2")]
    year = filled_year(addressed(remarks=remarks))
    year.unread("P1", "not-shared")
    assert lacks(told(year, 11), "vp@example.org") == [
        ("Chưa đọc được bảng nên chưa biết còn thiếu gì và chưa nhắc; đề nghị xem `sheetsync status`",)
    ], "as the office, not as a department"


def test_a_cluster_is_told_whose_report_it_has_not_noted() -> None:
    year = filled_year(addressed())
    year["C1"].type("reports", "code | received \n P2 | ")
    assert lacks(told(year, 23), "truong@example.org") == [("Chưa ghi đã nhận báo cáo của Phường 2",)]


def test_a_cluster_that_is_inspected_owes_the_tick_of_the_inspection_by_the_day_that_closes_it() -> None:
    closes = {"BC": [], "TH": ["consolidation"], "KT": ["agreed"]}
    phases = [{**phase, "closes": closes[phase["code"]]} for phase in SMALL["phases"]]
    year = filled_year(addressed(phases=phases))
    year["C1"].type("reports", "code | received | agreed \n P1 | chưa | \n P2 | có | chưa")
    (status,) = (one for one in year.assess(on_day(11)).statuses if one.book.code == "C1")
    assert (status.done, status.expected, status.complete) == (1, 4, False), "“chưa” is no tick"
    assert lacks(told(year, 11), "truong@example.org") == [("Chưa ghi đã nhận báo cáo của Phường 1",)]
    assert [(item.name, item.ends.day, item.lacks[0]) for item in told(year, 23)["truong@example.org"].items] == [
        ("Cụm 1", 12, "Chưa ghi đã nhận báo cáo của Phường 1"),
        ("Cụm 1", 24, "Chưa ghi đã kiểm tra, thống nhất với Phường 1, Phường 2"),
        ("Cụm 2", 24, "Chưa ghi đã kiểm tra, thống nhất với Phường 3, Phường 10"),
    ]


def test_without_a_day_of_its_own_the_tick_of_the_inspection_is_due_with_the_book() -> None:
    (item, *_) = told(filled_year(addressed(inspections=[SESSION])), 23)["truong@example.org"].items
    assert (item.ends.day, item.lacks) == (24, ("Chưa ghi đã kiểm tra, thống nhất với Phường 1, Phường 2",))


def test_what_was_typed_and_cannot_be_read_is_not_called_missing() -> None:
    year = filled_year(addressed())
    year["P1"].type("self", "code | points \n 1.2 | 90% \n 3 | ")
    year["TG"].type("points", "code | 1.1 | 1.2 \n P2 | | 4đ \n P3 | 8đ | 4")
    assert lacks(told(year, 6), "p1@example.org") == [
        ("Tự chấm điểm: còn 1 tiêu chí: 3", "Tự chấm điểm: đã ghi nhưng chưa đọc được 1 tiêu chí: 1.2")
    ]
    assert lacks(told(year, 11), "tg@example.org") == [
        (
            "Phường 2: 1 tiêu chí chưa có điểm, 1 tiêu chí đã ghi nhưng chưa đọc được",
            "Phường 3: 1 tiêu chí đã ghi nhưng chưa đọc được",
        )
    ]


# --- what is closed, and what may be done anew -----------------------------------------------------------------------


def closing(**closes: list[str]) -> Edition:
    return addressed(phases=[{**phase, "closes": closes.get(phase["code"], [])} for phase in SMALL["phases"]])


def test_after_its_end_a_ward_is_sent_to_the_office_and_not_to_a_locked_cell() -> None:
    year = filled_year(closing(BC=["report"], KT=["submission"]))
    year["P1"].type("self", "code | points \n 3 | ")
    course = Course({"P1": report("P1", Stage.OPEN)})
    (before,) = told(year, 7, course)["p1@example.org"].items
    assert (before.figures, before.lacks[0]) == (True, "Tự chấm điểm: còn 1 tiêu chí: 3")
    (after,) = told(year, 8, course)["p1@example.org"].items
    assert (after.figures, after.lacks) == (
        False,
        (
            "Chưa nộp (đánh dấu ở thẻ “Nộp báo cáo”)",
            "Tự chấm điểm: còn 1 tiêu chí: 3",
            "Phần này đã hết hạn 07/11/2020; muốn sửa, đề nghị Văn phòng cho gia hạn.",
        ),
    )


def test_a_report_changed_after_it_was_handed_in_is_not_overdue_and_asked_for_until_that_closes() -> None:
    course = Course({"P1": report("P1", Stage.OPEN, [Stage.SUBMITTED])})
    year = filled_year(closing(BC=["report"], KT=["submission"]))
    assert "p1@example.org" not in told(year, 8, course)
    (item,) = told(year, 23, course)["p1@example.org"].items
    assert (item.ends.day, item.when, item.lacks) == (
        24,
        "còn 1 ngày",
        ("Đã sửa sau khi nộp, chưa nộp lại (xem thẻ “Nộp báo cáo”)",),
    )
    assert "p1@example.org" not in told(year, 25, course)
    assert "p1@example.org" not in told(filled_year(addressed()), 8, course), "no part closes: due with the report"
    assert told(filled_year(addressed(phases=[])), 6, course) == {}


# --- the committee ---------------------------------------------------------------------------------------------------


def deciding(**changes: Any) -> Year:
    phases = [*SMALL["phases"], PHASE]
    return filled_year(addressed(phases=phases, **changes))


PHASE = {"code": "XD", "title": "Họp xét", "starts": "26/11/2020", "ends": "26/11/2020", "closes": ["decisions"]}


def test_the_committee_is_told_how_many_it_has_not_decided_on() -> None:
    year = deciding()
    assert "btt@example.org" not in told(year, 22)
    (item,) = told(year, 25)["btt@example.org"].items
    assert (item.key, item.name, item.lacks) == (
        "master/2020-11-26/before-1",
        "Bảng tổng hợp",
        ("Chưa quyết định 4 phường",),
    )
    year["master"].type("ranking", "code | agreed_points | reason \n P1 | 23 | Thống nhất \n P2 | 22 | Thống nhất")
    assert lacks(told(year, 25), "btt@example.org") == [("Chưa quyết định 2 phường: Phường 3, Phường 10",)]
    over = "Phần này đã hết hạn 26/11/2020; muốn sửa, đề nghị Văn phòng cho gia hạn."
    assert lacks(told(year, 27), "btt@example.org") == [("Chưa quyết định 2 phường: Phường 3, Phường 10", over)]
    year["master"].type("ranking", "code | agreed_points | reason \n P3 | 20 | Đủ \n P10 | 18 | Đủ")
    assert told(year, 27) == {}


# --- people ----------------------------------------------------------------------------------------------------------


def test_who_owns_two_books_is_told_of_both_at_once_however_the_address_is_written() -> None:
    one = told(empty_year(addressed()), 23)["truong@example.org"]
    assert [item.name for item in one.items] == ["Cụm 1", "Cụm 2"]
    assert one.title == "Trưởng Cụm 1; Trưởng Cụm 2"
    assert (one.body, one.edition, one.year) == ("Ủy ban MTTQ Việt Nam Quận 5", "Thi đua năm 2020", 2020)


def test_of_a_book_that_cannot_be_read_the_office_is_told_and_not_its_owner() -> None:
    year = empty_year(addressed())
    year.unread("P1", "not-shared")
    found = told(year, 6)
    assert "p1@example.org" not in found
    (item,) = found["vp@example.org"].items
    assert (item.kind, item.key, item.name) == ("unread", "P1/unread/2020-11-07/before-1", "Phường 1")


def test_of_a_book_whose_owner_has_no_address_the_office_is_told() -> None:
    found = told(empty_year(addressed(units=silent_wards("P1"))), 6)
    (item,) = found["vp@example.org"].items
    assert (item.kind, item.name, item.lacks) == (
        "due",
        "Phường 1",
        (
            "Phường 1 chưa có địa chỉ nhận thư: đề nghị Văn phòng báo giúp và bổ sung địa chỉ",
            "Tự chấm điểm: chưa ghi gì (5 tiêu chí)",
            "Phụ lục số liệu: chưa ghi gì (3 số)",
            "Khắc phục hạn chế: chưa ghi gì (2 nhận xét)",
        ),
    )


def test_of_figures_that_are_old_nobody_is_blamed_either() -> None:
    year = empty_year(addressed())
    year["P1"].type("self", "code | points \n 1.1 | 9")
    year.overrides["P1"] = Source(unread="unavailable", good=year["P1"].snapshot(), good_at=on_day(5))
    found = told(year, 6)
    assert "p1@example.org" not in found
    assert [item.kind for item in found["vp@example.org"].items] == ["unread"]


def test_a_book_without_any_day_that_cannot_be_read_is_no_deadline_of_anybody() -> None:
    year = empty_year(addressed(phases=[]))
    year.unread("P1", "not-shared")
    assert told(year, 6) == {}


def test_who_keeps_no_book_is_reminded_of_none() -> None:
    edition = addressed(
        collects=["department"], remarks=[], figures=[], clusters=[], units=[{"code": "P1", "name": "Một"}]
    )
    assert list(told(empty_year(edition), 11)) == ["tg@example.org", "vp@example.org"]


# --- inspections -----------------------------------------------------------------------------------------------------

SESSION = {"cluster": "C1", "day": "20/11/2020", "hour": "08g00", "place": "Hội trường Phường 1"}


def test_an_inspection_is_announced_to_its_cluster_and_wards_and_not_after_it() -> None:
    year = filled_year(addressed(inspections=[SESSION]))
    found = told(year, 19)
    assert list(found) == ["truong@example.org", "p1@example.org", "p2@example.org"]
    (item,) = found["p1@example.org"].items
    assert (item.kind, item.name, item.day, item.when) == ("session", "Cụm 1", "thứ sáu, 20/11/2020", "còn 1 ngày")
    assert item.lacks == ("08g00 tại Hội trường Phường 1",)
    agreed = "code | received | agreed"
    year["C1"].type("reports", f"{agreed} \n P1 | có | có \n P2 | có | có")
    year["C2"].type("reports", f"{agreed} \n P3 | có | có \n P10 | có | có")
    assert told(year, 21) == {}
    assert told(year, 16) == {}


def test_an_inspection_that_moves_is_announced_anew() -> None:
    (before,) = told(filled_year(addressed(inspections=[SESSION])), 19)["p1@example.org"].items
    moved = addressed(inspections=[SESSION | {"place": "Hội trường Phường 2"}])
    (after,) = told(filled_year(moved), 19)["p1@example.org"].items
    assert before.key != after.key


def test_an_inspection_on_a_doubtful_day_is_told_to_the_office_and_nobody_is_invited() -> None:
    found = told(filled_year(addressed(inspections=[SESSION | {"weekday": "thứ hai"}])), 19)
    assert list(found) == ["vp@example.org"]
    (item,) = found["vp@example.org"].items
    assert (item.kind, item.lacks) == (
        "session",
        (
            "08g00 tại Hội trường Phường 1",
            (
                "Kế hoạch ghi ngày này là thứ hai, lịch là thứ sáu: chưa mời họp; đề nghị xác định lại rồi sửa mục "
                "inspections trong edition.yaml"
            ),
        ),
    )
    right = filled_year(addressed(inspections=[SESSION | {"weekday": "Thứ 6"}]))
    assert list(told(right, 19)) == ["truong@example.org", "p1@example.org", "p2@example.org"]


def silent_wards(*codes: str) -> list[dict[str, Any]]:
    """The wards, those named without an address."""
    units = copy.deepcopy(SMALL["units"])
    return [unit | {"contacts": [] if unit["code"] in codes else unit["contacts"]} for unit in units]


def test_who_has_no_address_is_invited_by_the_office() -> None:
    edition = addressed(inspections=[SESSION], units=silent_wards("P1", "P2"))
    found = told(filled_year(edition), 19)
    assert list(found) == ["truong@example.org", "vp@example.org"]
    assert lacks(found, "vp@example.org") == [
        (
            "08g00 tại Hội trường Phường 1",
            "Phường 1, Phường 2 chưa có địa chỉ nhận thư: đề nghị Văn phòng báo giúp và bổ sung địa chỉ",
        )
    ]


# --- once ------------------------------------------------------------------------------------------------------------


def test_what_has_been_told_is_no_news_and_stands_behind_what_is() -> None:
    one = told(empty_year(addressed()), 23)["truong@example.org"]
    first, second = (item.key for item in one.items)
    assert one.knowing([]) == one
    assert [item.key for item in one.knowing([first]).items] == [second, first]
    assert [item.key for item in one.knowing([first]).news] == [second]
    assert one.knowing([first, second]).news == ()


def test_the_most_pressing_comes_first() -> None:
    phases = [{**phase, "closes": ["questions"] if phase["code"] == "KT" else []} for phase in SMALL["phases"]]
    year = empty_year(addressed(phases=phases, reminders={"before": [20], "after": [1]}))
    course = Course(inquiries=(asked("VP-1", answer="12"),))
    year.unread("P1", "not-shared")
    assert [(item.name, item.left) for item in told(year, 8, course)["vp@example.org"].items] == [
        ("Phường 1", -1),
        ("Văn phòng", 4),
        ("Văn phòng", 16),
    ]
