"""Which pull of a book counts, how far books are filled, and in which order findings are told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from drawn_book import DrawnBook
from small_year import EDITION, LATER, NOW, ZONE, Year, drawn, empty_year, filled_year, small_edition, these

from sheetsync.core.assessment import Assessment, BookStatus, fit_to_score, with_findings
from sheetsync.core.findings import Finding, on
from sheetsync.core.layout import MASTER
from sheetsync.core.reading import EMPTIED_FROM, Reading, Source

CURRENT, OLD, NONE = Reading.CURRENT, Reading.OLD, Reading.NONE


def status(assessment: Assessment, code: str) -> BookStatus:
    return assessment.index.statuses[code]


def total(assessment: Assessment, unit: str) -> Decimal | None:
    return assessment.index.standings[unit].total


def known(code: str = "TG") -> Year:
    """A year whose books have all been read once while in order; then somebody changed a figure of `code`."""
    year = filled_year()
    year.remember(code)
    return year


# --- which pull counts -----------------------------------------------------------------------------------------------


def test_a_book_that_was_read_whole_counts_as_it_is_now() -> None:
    year = known()
    year["TG"].type("points", "code | 1.1 \n P1 | 7")
    assessment = year.assess()
    assert these(status(assessment, "TG").reading, total(assessment, "P1")) == these(CURRENT, 22)
    assert assessment.findings_of("P1")[0].code == "gap-large"
    assert set(fit_to_score(assessment)) == set(year.drawn)


@pytest.mark.parametrize(
    ("reason", "code", "said"),
    [
        ("not-provisioned", "book-not-provisioned", "Bộ phận Tuyên giáo chưa được tạo."),
        ("not-found", "book-not-found", "Không tìm thấy bảng của Bộ phận Tuyên giáo."),
        ("not-shared", "book-not-shared", "Không có quyền đọc bảng của Bộ phận Tuyên giáo."),
        ("malformed", "book-malformed", "Không đọc được bảng của Bộ phận Tuyên giáo: không rõ lỗi."),
        ("unavailable", "book-unavailable", "Google chưa trả lời khi đọc bảng của Bộ phận Tuyên giáo."),
    ],
)
def test_a_book_that_cannot_be_read_rests_on_its_last_good_pull(reason: str, code: str, said: str) -> None:
    year = known()
    year["TG"].type("points", "code | 1.1 \n P1 | 7")
    year.unread("TG", reason)
    assessment = year.assess()
    assert drawn(assessment.findings) == [(code, "TG", "", None, None), ("book-stale", "TG", "", None, None)]
    assert [finding.message for finding in assessment.findings] == [
        said,
        "Đang dùng số liệu cũ của Bộ phận Tuyên giáo, đọc 08g00 ngày 06/11/2020.",
    ]
    old = status(assessment, "TG")
    assert (old.reading, old.reason, old.read_at, old.done) == (OLD, reason, NOW, 8)
    assert total(assessment, "P1") == 24, "as it was"
    assert {standing.unit.code for standing in assessment.standings if standing.old} == {"P1", "P2", "P3", "P10"}
    assert set(fit_to_score(assessment)) == set(year.drawn) - {"TG"}


def test_why_a_book_is_malformed_is_told() -> None:
    year = known()
    year.unread("TG", "malformed", "thiếu properties")
    assert year.assess().findings[0].message == "Không đọc được bảng của Bộ phận Tuyên giáo: thiếu properties."


def test_a_book_that_could_never_be_read_leaves_its_figures_unknown_and_the_others_go_on() -> None:
    year = filled_year()
    year.unread("P1", "not-shared")
    assessment = year.assess()
    assert drawn(assessment.findings) == [("book-not-shared", "P1", "", "P1", None)]
    missing = status(assessment, "P1")
    assert (missing.reading, missing.done, missing.expected, missing.complete) == (NONE, 0, 10, False)
    assert these(total(assessment, "P1"), assessment.index.standings["P1"].self_total) == these(24, None)
    assert not any(standing.old for standing in assessment.standings)
    assert "P1" not in set(fit_to_score(assessment))
    assert (assessment.unread, filled_year().assess().unread) == (1, 0)


def test_a_book_nobody_has_tried_to_read_is_simply_not_there() -> None:
    year = filled_year()
    del year.drawn["C1"]
    assessment = year.assess()
    assert (status(assessment, "C1").reading, assessment.findings) == (NONE, ())


def lose_points(book: DrawnBook) -> None:
    book.type("points", "code | 1.1 \n P1 | 7").delete_column("points", "1.2")


def test_a_damaged_book_rests_on_its_last_good_pull_and_says_what_is_gone() -> None:
    year = known()
    lose_points(year["TG"])
    assessment = year.assess()
    assert drawn(assessment.findings) == [
        ("column-missing", "TG", "points", None, None),
        ("book-stale", "TG", "", None, None),
    ]
    assert (status(assessment, "TG").reading, status(assessment, "TG").reason) == (OLD, None)
    assert total(assessment, "P1") == 24
    assert "TG" not in set(fit_to_score(assessment))


def test_a_book_that_was_damaged_from_the_start_is_read_as_far_as_it_goes_run_after_run() -> None:
    year = filled_year()
    lose_points(year["TG"])
    assessment = year.assess()
    assert drawn(assessment.findings)[0] == ("column-missing", "TG", "points", None, None)
    assert status(assessment, "TG").reading is CURRENT
    assert assessment.index.standings["P1"].missing == ("1.2",)
    assert "TG" not in set(fit_to_score(assessment)), "a damaged pull never becomes the good one"


def test_only_the_wards_that_rest_on_an_old_book_are_marked() -> None:
    def marked(code: str) -> set[str]:
        year = known(code)
        year.unread(code, "unavailable")
        return {standing.unit.code for standing in year.assess().standings if standing.old}

    assert marked("P1") == {"P1"}
    assert marked("C2") == {"P3", "P10"}
    assert marked("VP") == {"P1", "P2", "P3", "P10"}
    assert marked(MASTER) == set()


def test_a_book_in_another_locale_rests_on_its_last_good_pull() -> None:
    year = known()
    year["TG"].type("points", "code | 1.1 \n P1 | 7")
    year["TG"].locale = "en_US"
    assessment = year.assess()
    assert [finding.code for finding in assessment.findings] == ["locale-wrong", "book-stale"]
    assert these(status(assessment, "TG").reading, total(assessment, "P1")) == these(OLD, 24)
    assert "TG" not in set(fit_to_score(assessment))


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (lambda book: book.put("points", "A5", "P1"), ["code-missing", "code-twice", "book-stale"]),
        (lambda book: book.delete_row("points", 4), ["code-missing", "book-stale"]),
    ],
    ids=["twice", "gone"],
)
def test_a_row_that_was_filled_and_can_no_longer_be_told_rests_on_the_last_good_pull(
    spoil: Callable[[DrawnBook], object], codes: list[str]
) -> None:
    year = known()
    year["TG"].type("points", "code | 1.1 \n P10 | 5")
    spoil(year["TG"])
    assessment = year.assess()
    assert [finding.code for finding in assessment.findings] == codes
    assert these(status(assessment, "TG").reading, total(assessment, "P1"), total(assessment, "P10")) == these(
        *(OLD, 24, 18)
    )
    assert all(standing.old for standing in assessment.standings)
    assert "TG" not in set(fit_to_score(assessment))


def test_a_row_in_which_nothing_stood_may_go_and_the_rest_counts_as_it_is_now() -> None:
    year = known()
    year["TG"].type("points", "code | 1.1 \n P1 | 8,5").delete_row("bonus", 7)
    assessment = year.assess()
    assert [finding.code for finding in assessment.findings] == ["code-missing"]
    assert these(status(assessment, "TG").reading, total(assessment, "P1")) == these(CURRENT, Decimal("23.5"))
    assert "TG" in set(fit_to_score(assessment))


def test_without_a_good_pull_a_row_twice_is_not_read_and_the_others_are() -> None:
    year = filled_year()
    year["TG"].put("points", "A5", "P1")
    assessment = year.assess()
    assert status(assessment, "TG").reading is CURRENT
    assert these(total(assessment, "P1"), total(assessment, "P10")) == these(10, 18)


def test_a_book_suddenly_blank_is_taken_for_an_accident() -> None:
    year = known("P1")
    year["P1"].empty()
    assessment = year.assess()
    assert drawn(assessment.findings) == [
        ("book-emptied", "P1", "", "P1", None),
        ("book-stale", "P1", "", "P1", None),
    ]
    assert assessment.findings[0].advice == (
        "Khôi phục từ lịch sử phiên bản; nếu đúng là xóa, chạy `sheetsync sync --accept-empty P1`."
    )
    assert these(assessment.index.standings["P1"].self_total) == these(24)


def test_a_person_may_say_that_everything_was_deleted_on_purpose() -> None:
    year = known("P1")
    year["P1"].empty()
    year.overrides["P1"] = replace(year.overrides["P1"], accept_empty=True)
    assessment = year.assess()
    assert [finding.code for finding in assessment.findings] == ["report-missing"]
    assert "P1" in set(fit_to_score(assessment))


@pytest.mark.parametrize(("cells", "reading"), [(EMPTIED_FROM - 1, CURRENT), (EMPTIED_FROM, OLD)])
def test_a_few_cells_may_be_deleted_without_an_alarm(cells: int, reading: Reading) -> None:
    year = empty_year()
    for place in ("E5", "E6", "E8", "E9", "E10")[:cells]:
        year["P1"].put("self", place, "việc")
    year.remember("P1")
    year["P1"].empty()
    assert status(year.assess(), "P1").reading is reading


def test_without_knowing_when_it_was_read_an_old_pull_is_not_used() -> None:
    year = known()
    year.overrides["TG"] = Source(unread="not-found", good=year["TG"].snapshot())
    assert status(year.assess(), "TG").reading is NONE


# --- progress --------------------------------------------------------------------------------------------------------


def test_what_each_owner_has_to_fill_is_counted() -> None:
    year = empty_year()
    year["P1"].type("self", "code | points \n 1.1 | 9 \n 1.2 | không phát sinh \n 2.1 | 8đ")
    counted = {one.book.code: (one.done, one.expected) for one in year.assess().statuses}
    assert counted["P1"] == (2, 5 + 3 + 2), (
        "points, required figures, remarks to answer; what cannot be read is not filled"
    )
    assert (counted["P2"], counted["TG"], counted["VP"]) == ((0, 8), (0, 8), (0, 12))
    assert (counted["C1"], counted[MASTER]) == ((0, 2), (0, 0))


EARLY = datetime(2020, 11, 5, 8, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("filled", "now", "completed", "on_time"),
    [
        (True, NOW, None, True),
        (True, LATER, None, None),
        (True, LATER, LATER, None),
        (True, LATER, EARLY, True),
        (False, NOW, None, None),
        (False, LATER, None, False),
        (False, LATER, EARLY, True),  # what is asked for later, or goes missing later, makes nobody late
        (False, NOW, EARLY, None),
        (False, LATER, LATER, None),
    ],
)
def test_a_book_is_on_time_where_it_was_complete_before_its_last_day_had_passed(
    *, filled: bool, now: datetime, completed: datetime | None, on_time: bool | None
) -> None:
    year = filled_year() if filled else empty_year()
    year.overrides["P1"] = Source(completed=completed)
    one = status(year.assess(now), "P1")
    assert one.on_time is on_time
    assert one.completed == (completed or (now if filled else None))


def test_a_book_that_was_never_read_is_not_called_late() -> None:
    year = filled_year()
    year.unread("P1", "not-found")
    assessment = year.assess(LATER)
    assert status(assessment, "P1").on_time is None
    assert "book-late" not in {finding.code for finding in assessment.findings}


def test_without_a_calendar_nobody_is_early_or_late() -> None:
    one = status(filled_year(small_edition(phases=[])).assess(LATER), "P1")
    assert (one.due, one.on_time) == (None, None)


# --- the whole -------------------------------------------------------------------------------------------------------


def test_findings_stand_gravest_first_then_book_by_book_cell_by_cell_and_never_twice() -> None:
    year = filled_year()
    year["P2"].type("self", "code | points | figures \n 1.1 | 9đ | 12 cuộc \n 2.1 | 9đ | \n 3 | 2 |")
    year["P1"].type("appendix", "code | value \n S1 | '120 \n S2 | -1").delete_tab("guide")
    year["TG"].type("points", "code | 1.1 \n P10 | 7,3")
    assessment = year.assess()
    assert drawn(assessment.findings) == [
        ("tab-missing", "P1", "guide", "P1", None),
        ("figure-negative", "P1", "appendix E5", "P1", None),
        ("number-with-words", "P2", "self D5", "P2", "1.1"),
        ("number-with-words", "P2", "self D8", "P2", "2.1"),
        ("points-off-step", "TG", "points C7", "P10", "1.1"),
        ("evidence-missing", "P2", "self D10", "P2", "3"),
        ("number-read-from-text", "P1", "appendix E4", "P1", None),
    ]
    assert with_findings(assessment, assessment.findings).findings == assessment.findings


def test_findings_that_come_up_later_take_their_place() -> None:
    assessment = filled_year().assess()
    more = [on("book-late", "P2", name="Phường 2", raw="07/11/2020"), on("book-not-found", "P1", name="Phường 1")]
    after = with_findings(assessment, more)
    assert [finding.code for finding in after.findings] == ["book-not-found", "book-late"]
    assert [(finding.code, finding.unit) for finding in after.told_to("P2")] == [("book-late", "P2")]
    assert after.findings_of("P1") == after.told_to("P1"), "what is found in a ward's book is about that ward"
    assert after.standings == assessment.standings


def test_a_ward_is_told_of_the_gaps_it_has_to_settle_with_a_department() -> None:
    year = filled_year()
    year["TG"].type("points", "code | 1.1 \n P1 | 7 \n P2 | 8,3")
    assessment = year.assess()
    assert [finding.code for finding in assessment.told_to("P1")] == ["gap-large"]
    assert assessment.told_to("P2") == (), "that is for the department to mend"
    assert [finding.code for finding in assessment.told_to("TG")] == ["points-off-step", "gap-large"]
    assert [finding.code for finding in assessment.findings_of("P2")] == ["points-off-step"]
    assert assessment.findings_of("P3") == ()


@pytest.mark.parametrize("reason", ["not-provisioned", "not-found", "not-shared", "malformed", "unavailable"])
def test_an_owner_is_never_told_to_do_what_only_the_office_can(reason: str) -> None:
    year = known("P1")
    year.unread("P1", reason)
    told = year.assess().told_to("P1")
    assert [finding.code for finding in told] == (
        [] if reason in {"not-provisioned", "unavailable"} else [f"book-{reason}"]
    )
    assert {finding.advice_to_owner for finding in told} <= {"Báo Văn phòng."}
    assert [finding.code for finding in year.assess().findings] == [f"book-{reason}", "book-stale"], (
        "the office is told"
    )


def test_the_office_is_told_all_about_the_master() -> None:
    year = known(MASTER)
    year.unread(MASTER, "unavailable")
    assert [finding.code for finding in year.assess().told_to(MASTER)] == ["book-unavailable", "book-stale"]


def test_every_owner_has_a_name() -> None:
    assessment = filled_year().assess()
    names = [assessment.name(code) for code in ("P1", "TG", "C1", MASTER, "P9", None)]
    assert names == ["Phường 1", "Bộ phận Tuyên giáo", "Cụm 1", "Bảng tổng hợp", "P9", ""]
    assert assessment.book("P1").kind == "unit"
    with pytest.raises(KeyError):
        assessment.book("P9")


def test_the_same_sources_give_the_same_assessment() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | 9đ")
    assert year.assess() == year.assess()
    assert year.assess().edition == EDITION
    assert isinstance(year.finding(), Finding)
