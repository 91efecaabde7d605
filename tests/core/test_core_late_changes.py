"""What is typed after a deadline counts and is marked, with what stood there when the deadline passed."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from small_year import (
    SMALL,
    ZONE,
    Year,
    drawn,
    filled_year,
    leaves_changed,
    published,
    renumbered,
    small_edition,
    with_rubric,
)

from sheetsync.core.course.late import LateChange
from sheetsync.core.course.past import Past, Record
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER
from sheetsync.core.names import read_names
from sheetsync.core.reading import BookReader, Source
from sheetsync.core.tables.course import late as late_tab

WHY = {"allowed_by": "Phó Chủ tịch phụ trách", "because": "Cán bộ nghỉ ốm"}
LONGER = {"book": "P1", "part": "report", "until": "10/11/2020", **WHY}
CLOSES = {
    "BC": ["report"],
    "TH": ["points", "proposals"],
    "KT": ["answers", "verdicts", "consolidation", "agreed", "decisions"],
}
BC = "BC+2020-11-07"
"""What the record of the reports' last day is kept under."""


def on_day(day: int) -> datetime:
    return datetime(2020, 11, day, 6, 0, tzinfo=ZONE)


def closing_year(*extensions: dict[str, Any], **changes: Any) -> Year:
    phases = [{**phase, "closes": CLOSES[phase["code"]]} for phase in SMALL["phases"]]
    return filled_year(small_edition(phases=phases, extensions=list(extensions), **changes))


def run(year: Year, day: int) -> tuple[LateChange, ...]:
    """Have one run see the books that day, and keep what is new; gives the late changes it found."""
    course = year.assess(on_day(day)).course
    new = {(name, code): Record(year[code].snapshot(), on_day(day)) for name, code in course.news.records}
    year.past = replace(year.past, records={**year.past.records, **new})
    return course.late


def told(year: Year, day: int) -> list[Finding]:
    return [one for one in year.assess(on_day(day)).findings if one.code.startswith("late-")]


def changed(late: tuple[LateChange, ...]) -> list[tuple[str, str, str]]:
    return [(f"{one.cell.book} {one.cell.tab} {one.cell.a1}", one.before, one.after) for one in late]


def points(year: Year, typed: str, unit: str = "P1") -> None:
    year[unit].type("self", f"code | points \n 1.1 | {typed}")


# --- the record of a deadline ----------------------------------------------------------------------------------------


def records(year: Year, day: int) -> set[tuple[str, str]]:
    return set(year.assess(on_day(day)).course.news.records)


def test_the_first_run_after_the_last_day_makes_its_pulls_the_record_and_finds_nothing() -> None:
    year = closing_year()
    assert records(year, 7) == set()
    assert records(year, 8) == {(BC, unit) for unit in ("P1", "P2", "P3", "P10")}
    assert run(year, 8) == ()
    assert records(year, 9) == set(), "it is kept once"
    assert records(year, 13) == {("TH+2020-11-12", "TG"), ("TH+2020-11-12", "VP")}


@pytest.mark.parametrize(
    "source", [Source(unread="not-shared"), Source(unread="unavailable", read_at=on_day(8))], ids=str
)
def test_a_book_that_was_not_read_this_time_is_no_record(source: Source) -> None:
    year = closing_year()
    year.overrides["P1"] = source
    assert (BC, "P1") not in records(year, 8)
    year.overrides["P1"] = replace(source, good=year["P1"].snapshot(), good_at=on_day(6))
    assert (BC, "P1") not in records(year, 8), "nor is the last good pull"
    del year.overrides["P1"]
    assert (BC, "P1") in records(year, 9)


def test_a_damaged_book_is_no_record() -> None:
    year = closing_year()
    year["P1"].locale = "en_US"
    assert (BC, "P1") not in records(year, 8)


def test_a_pull_is_fit_to_be_a_record_where_all_that_stands_in_the_book_can_be_told() -> None:
    year = closing_year()
    reader, before = BookReader(read_names(year.edition), year.edition.locale), year["P1"].snapshot()

    def is_fit(**known: Any) -> bool:
        return reader.read(year.book("P1"), "Phường 1", Source(good=before, good_at=on_day(6), **known)).is_fit

    assert is_fit(now=before)
    assert not is_fit(unread="unavailable")
    emptied = year["P1"].copy().empty()
    assert not is_fit(now=emptied.snapshot())
    assert is_fit(now=emptied.snapshot(), accept_empty=True)
    emptied.locale = "en_US"
    assert not is_fit(now=emptied.snapshot(), accept_empty=True)


def test_longer_time_has_a_record_of_its_own_besides_the_common_one() -> None:
    year = closing_year(LONGER)
    assert (BC, "P1") in records(year, 8), "what stood there when everybody's time was over"
    run(year, 8)
    assert records(year, 10) == set()
    assert records(year, 11) == {("BC+report+2020-11-10", "P1")}


def untold(year: Year, day: int) -> list[str]:
    return [one.message for one in year.assess(on_day(day)).findings if one.code == "record-late"]


def test_a_book_first_read_days_after_its_last_day_is_told_to_the_office_for_as_long_as_the_record_stands() -> None:
    year = closing_year()
    year.overrides["P1"] = Source(unread="unavailable")
    run(year, 8)
    assert untold(year, 9) == []
    del year.overrides["P1"]
    (words,) = untold(year, 10)
    assert words.startswith("Sau hạn 07/11/2020, đến 10/11/2020 mới đọc được Phường 1: ")
    run(year, 10)
    assert untold(year, 11) == [words], "the day is that of the record, not that of the run"
    assert untold(year, 9) == [], "nor does a rehearsal of a day before know of it"
    (finding,) = [one for one in year.assess(on_day(11)).findings if one.code == "record-late"]
    assert (finding.book, finding.for_office, finding.severity.value) == (MASTER, True, "info")


def test_where_nobody_ran_it_for_days_the_books_are_counted_once_for_each_last_day() -> None:
    assert [words[: words.index(":")] for words in untold(closing_year(), 14)] == [
        "Sau hạn 07/11/2020, đến 14/11/2020 mới đọc được 4 bảng",
        "Sau hạn 12/11/2020, đến 14/11/2020 mới đọc được Bộ phận Tuyên giáo, Văn phòng",
    ]


def until(day: int, year: Year) -> Year:
    """The same books and the same past after everybody's last day for reports was moved."""
    phases = [{**phase, "closes": CLOSES[phase["code"]]} for phase in SMALL["phases"]]
    phases[0]["ends"] = f"{day:02}/11/2020"
    return replace(year, edition=small_edition(phases=phases))


def test_a_deadline_moved_for_everybody_is_another_deadline_with_a_record_of_its_own() -> None:
    year = closing_year()
    run(year, 8)
    year = until(9, year)
    points(year, "8,5")
    assert (run(year, 9), told(year, 9)) == ((), []), "typed on the last day there is now"
    assert (("BC+2020-11-09", "P1") in records(year, 10), run(year, 10)) == (True, ())
    points(year, "8")
    assert [(one.before, one.after, one.deadline.day) for one in run(year, 11)] == [("8,5", "8", 9)]
    assert [(one.before, one.after, one.deadline.day) for one in run(until(7, year), 11)] == [("9", "8", 7)]


def test_a_rehearsal_on_a_day_before_the_deadline_finds_nothing_late() -> None:
    year = closing_year()
    run(year, 8)
    points(year, "8,5")
    assert run(year, 7) == ()
    assert run(year, 9) != ()


# --- what differs from it --------------------------------------------------------------------------------------------


def test_a_cell_changed_after_the_deadline_counts_and_is_marked_where_it_stands() -> None:
    year = closing_year()
    run(year, 8)
    points(year, "8,5")
    assert changed(run(year, 9)) == [("P1 self D5", "9", "8,5")]
    (finding,) = told(year, 9)
    assert drawn([finding]) == [("late-change", "P1", "self D5", "P1", "1.1")]
    assert finding.severity.value == "warning"
    assert finding.message == "Sửa sau hạn 07/11/2020: khi hết hạn ô này là “9”, nay là “8,5”; số mới vẫn được tính."
    assessment = year.assess(on_day(9))
    assert finding in assessment.told_to("P1"), "the ward reads it in its own feedback"
    standing = assessment.index.standings["P1"]
    assert standing.nodes["1.1"].self_points is not None
    assert str(standing.nodes["1.1"].self_points) == "8.5"


def test_a_cell_put_back_to_what_it_held_is_no_late_change() -> None:
    year = closing_year()
    run(year, 8)
    points(year, "8,5")
    assert run(year, 9)
    points(year, "9")
    assert run(year, 10) == ()


def test_spaces_and_the_way_letters_are_put_together_make_no_change() -> None:
    year = closing_year()
    run(year, 8)
    year["P1"].type("self", "code | judgement \n 1.1 |   To\u0302\u0301t   ")
    assert run(year, 9) == ()


def test_a_cell_emptied_or_filled_late_says_so() -> None:
    year = closing_year()
    year["P1"].type("self", "code | figures \n 1.1 | ")
    run(year, 8)
    year["P1"].type("self", "code | figures | judgement \n 1.1 | 12 cuộc | ")
    assert [one[1:] for one in changed(run(year, 9))] == [("(trống)", "12 cuộc"), ("Tốt", "(trống)")]


def test_what_is_still_open_may_be_changed() -> None:
    year = closing_year()
    run(year, 8)
    year["TG"].type("points", "code | 1.1 \n P1 | 8")
    year["C1"].type("reports", "code | remarks \n P1 | Nền nếp")
    assert run(year, 9) == ()


def test_departments_and_clusters_have_their_own_deadlines_and_the_row_says_whom_it_is_about() -> None:
    year = closing_year()
    year["C1"].type("agreed", "no | unit | criterion | points | reason \n 1 | P1 | 1.1 | 9 | Hồ sơ")
    run(year, 25)
    year["TG"].type("points", "code | 1.1 \n P2 | 8")
    year["TG"].type("bonus", "no | unit | model | points | reason \n 2 | P10 | Thư viện | 1 | Hay")
    year["C1"].type("agreed", "no | points \n 1 | 8")
    found = run(year, 26)
    about = {(one.cell.book, one.cell.tab): (one.unit, one.criterion) for one in found}
    assert about == {
        ("TG", "points"): ("P2", "1.1"),
        ("TG", "bonus"): ("P10", None),
        ("C1", "agreed"): ("P1", "1.1"),
    }


def test_a_verdict_is_about_the_unit_whose_remark_it_judges() -> None:
    judged = [{**remark, "judge": "VP"} for remark in SMALL["remarks"]]
    year = closing_year(remarks=judged)
    run(year, 25)
    year["VP"].type("verdicts", "code | verdict \n P1/NX1 | đã khắc phục")
    (late,) = run(year, 26)
    assert (late.unit, late.criterion) == ("P1", None)


def test_rows_that_people_sort_are_told_by_their_keys() -> None:
    year = closing_year()
    run(year, 25)
    year["TG"].order_rows("points", [3, 0, 2, 1])
    assert run(year, 26) == ()
    year["TG"].type("points", "code | 1.1 \n P10 | 6")
    (late,) = run(year, 27)
    assert (late.unit, late.before, late.after) == ("P10", "7", "6")


def test_a_row_that_is_lost_tells_nothing_late() -> None:
    year = closing_year()
    run(year, 8)
    year["P1"].delete_row("self", year["P1"].row("self", "1.1", "code"))
    assert [one for one in run(year, 9) if one.cell.book == "P1"] == []


def test_a_row_whose_code_nobody_knows_tells_nothing_late() -> None:
    year = closing_year()
    year["P1"].put("self", "A30", "9.9")
    run(year, 8)
    year["P1"].put("self", "D30", 5)
    assert "code-unknown" in {one.code for one in year.assess(on_day(9)).findings}
    assert [one for one in run(year, 9) if one.cell.book == "P1"] == []


def test_a_row_that_was_lost_at_the_deadline_has_nothing_to_be_held_against() -> None:
    year = closing_year()
    whole = year["P1"].snapshot()
    year["P1"].delete_row("self", year["P1"].row("self", "1.1", "code"))
    year.past = Past({(BC, "P1"): Record(year["P1"].snapshot(), on_day(8))})
    year.overrides["P1"] = Source(now=whole, read_at=on_day(9))
    assert [one for one in run(year, 9) if one.cell.book == "P1"] == []


def test_a_tab_or_a_column_that_was_lost_at_the_deadline_tells_nothing_either() -> None:
    year = closing_year()
    whole = year["P1"].snapshot()
    gone = replace(whole, grids=tuple(grid for grid in whole.grids if grid.title != "Phụ lục số liệu"))
    anchors = {name: anchor for name, anchor in gone.anchors.items() if "self_points" not in name}
    grids = tuple(replace(grid, rows=()) if grid.title == "Tự chấm điểm" else grid for grid in gone.grids)
    year.past = Past({(BC, "P1"): Record(replace(gone, grids=grids, anchors=anchors), on_day(8))})
    year["P1"].type("appendix", "code | value \n S1 | 130")
    assert [one.cell.tab for one in run(year, 9) if one.cell.book == "P1"] == []


def test_a_decision_on_a_proposal_that_came_after_the_deadline_starts_from_a_blank() -> None:
    year = closing_year()
    run(year, 25)
    year["TG"].type("bonus", "no | unit | model | points | reason \n 1 | P1 | Thư viện | 3 | Hay")
    year.drawn |= published(year, now=on_day(26))[0].drawn
    year[MASTER].type("bonus", "key | decided \n TG-1 | 3")
    (late,) = [one for one in run(year, 27) if one.cell.book == MASTER]
    assert (late.cell.tab, late.before, late.after) == ("bonus", "(trống)", "3")


def test_a_pull_older_than_the_record_is_not_held_against_it() -> None:
    year = closing_year()
    before = year["P1"].snapshot()
    points(year, "8,5")
    run(year, 8)
    year.overrides["P1"] = Source(unread="unavailable", good=before, good_at=on_day(6))
    assert run(year, 9) == ()
    year.overrides["P1"] = Source(unread="unavailable", good=before, good_at=on_day(9))
    assert changed(run(year, 10)) == [("P1 self D5", "8,5", "9")]


# --- renumbered since ------------------------------------------------------------------------------------------------


def test_what_a_renumbered_rubric_moves_with_its_text_is_no_late_change() -> None:
    year = closing_year()
    run(year, 25)
    leaves = {"1.1": {"code": "1.2"}, "1.2": {"code": "1.1"}}
    assert run(with_rubric(year, leaves_changed(leaves)), 26) == (), "nor before the books have the new codes"
    year = renumbered(year)
    assert run(year, 26) == ()
    year["P1"].put("self", "D5", "8")
    year["TG"].put("points", "C4", "7")
    assert [(one.unit, one.criterion, one.before, one.after) for one in run(year, 27)] == [
        ("P1", "1.2", "9", "8"),
        ("P1", "1.2", "9", "7"),
    ]


def test_a_criterion_that_came_after_the_deadline_has_nothing_to_be_held_against() -> None:
    year = closing_year()
    run(year, 8)
    inserted = leaves_changed({"2.1": {"text": "Sơ kết"}, "2.2": {"text": "Báo cáo", "max": 3}})
    year = with_rubric(year, inserted)
    for unit in ("P1", "P2", "P3", "P10"):
        year[unit].put("self", "A8", "'2.2").put("self", "A9", "'2.3")
    year["P1"].put("self", "A10", "'2.1").put("self", "B10", "Sơ kết").put("self", "D10", "1")
    assert changed(run(year, 9)) == []


# --- with leave ------------------------------------------------------------------------------------------------------


def test_in_longer_time_a_change_is_told_with_who_allowed_it() -> None:
    year = closing_year(LONGER)
    run(year, 8)
    points(year, "8,5")
    points(year, "8", unit="P2")
    run(year, 9)
    (asked, allowed) = told(year, 9)
    assert [(one.code, one.book, one.severity.value) for one in (asked, allowed)] == [
        ("late-change", "P2", "warning"),
        ("late-change-allowed", "P1", "info"),
    ]
    assert allowed.advice == "Không phải làm gì thêm: Phó Chủ tịch phụ trách cho phép, lý do: Cán bộ nghỉ ốm."


def test_after_longer_time_what_was_changed_in_it_stays_allowed_and_what_comes_later_is_late() -> None:
    year = closing_year(LONGER)
    run(year, 8)
    points(year, "8,5")
    (in_time,) = run(year, 11)
    assert in_time.allowed
    points(year, "8")
    year["P1"].type("self", "code | points \n 1.2 | 4")
    (again, fresh) = run(year, 12)
    assert (again.allowed, again.before, again.after) == (None, "8,5", "8")
    assert (fresh.allowed, fresh.before, fresh.after, fresh.deadline.day) == (None, "5", "4", 10)
    points(year, "8,5")
    (allowed, late) = run(year, 13)
    assert allowed.allowed
    assert late == fresh


# --- what people read ------------------------------------------------------------------------------------------------


def test_what_comes_after_longer_time_is_late_even_where_it_is_what_stood_there_at_the_common_end() -> None:
    year = closing_year(LONGER)
    points(year, "7")
    run(year, 8)
    points(year, "6")
    run(year, 11)
    points(year, "7")
    (late,) = run(year, 12)
    assert (late.before, late.after, late.allowed) == ("6", "7", None)


def test_the_master_lists_the_changes_with_old_and_new() -> None:
    year = closing_year(LONGER)
    run(year, 8)
    points(year, "8,5")
    points(year, "8", unit="P2")
    rows = late_tab(year.assess(on_day(9)))
    assert [tuple(row) for row in rows.itertuples(index=False)] == [
        (
            *("Phường 1", "Tự chấm điểm, ô D5", "Phường 1", "1.1", "9", "8,5", "07/11/2020 (báo cáo)"),
            "Phó Chủ tịch phụ trách: Cán bộ nghỉ ốm",
        ),
        ("Phường 2", "Tự chấm điểm, ô D5", "Phường 2", "1.1", "9", "8", "07/11/2020 (báo cáo)", ""),
    ]


def messages(before: str, after: str) -> tuple[str, str]:
    year = closing_year()
    year["P1"].type("self", f"code | judgement \n 1.1 | {before}")
    run(year, 8)
    year["P1"].type("self", f"code | judgement \n 1.1 | {after}")
    (finding,) = told(year, 9)
    before, after = re.findall("“([^”]*)”", finding.message)
    return before, after


def test_what_reads_as_before_but_was_typed_anew_is_told_as_that() -> None:
    year = closing_year()
    points(year, "'8,5")
    year["P1"].type("self", "code | judgement \n 1.1 | '5")
    run(year, 8)
    points(year, "8,5")
    year["P1"].type("self", "code | judgement \n 1.1 | =5")
    assert [(one.after, one.now) for one in run(year, 9)] == [("8,5", "8,5 (gõ bằng số)"), ("=5", "=5")]
    (finding, formula) = told(year, 9)
    assert finding.message == "Sửa sau hạn 07/11/2020: ô này vẫn là “8,5”, nay gõ bằng số; số mới vẫn được tính."
    assert "khi hết hạn ô này là “5”, nay là “=5”" in formula.message
    points(year, "'8,5")
    run(year, 8)
    assert told(year, 9)[0].message.startswith("Sửa sau hạn 07/11/2020: khi hết hạn ô này là “5”")


def test_a_formula_put_behind_the_same_text_is_told_as_typed_anew() -> None:
    year = closing_year()
    year["P1"].type("self", "code | judgement \n 1.1 | '=5")
    run(year, 8)
    year["P1"].type("self", "code | judgement \n 1.1 | =5")
    (finding,) = told(year, 9)
    assert "ô này vẫn là “=5”, nay gõ lại theo cách khác" in finding.message


def test_a_late_change_may_be_advised_on_although_the_part_is_over() -> None:
    year = closing_year()
    run(year, 8)
    points(year, "8,5")
    (finding,) = told(year, 9)
    assert year.assess(on_day(9)).advice_to("P1", finding) == finding.advice_to_owner


def test_long_texts_are_cut_so_that_the_difference_shows() -> None:
    long = "Đã tổ chức tuyên truyền ở tất cả các khu phố với sự tham gia của đông đảo bà con và các đoàn thể"
    assert messages(f"{long}.", f"{long}, có hình ảnh.") == (
        "…con và các đoàn thể.",
        "…con và các đoàn thể, có hình ảnh.",
    )
    assert messages(long, f"{long} phường")[0].startswith("…")
    assert messages(f"A {long}", f"B {long}")[1].startswith("B Đã tổ chức")
    assert messages("ngắn", "gọn") == ("ngắn", "gọn")


def test_a_formula_typed_late_is_shown_as_it_was_typed() -> None:
    year = closing_year()
    run(year, 8)
    points(year, "=4+4")
    assert changed(run(year, 9))[0][1:] == ("9", "=4+4")
