"""Questions: who asks whom, how far each is, since when; a gap is a question that closes by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from drawn_book import DrawnBook
from small_year import IDS, LATER, NOW, SMALL, Year, changes, empty_year, filled_year, plans, published, small_edition

from sheetsync.core.assessment import Assessment, assess
from sheetsync.core.course.inquiry import Inquiry
from sheetsync.core.course.past import Past
from sheetsync.core.digest import digests
from sheetsync.core.layout import MASTER
from sheetsync.core.plan import Content
from sheetsync.core.tables.course import asked_beside
from sheetsync.core.tables.desired import Occasion, desired

HEAD = "no | unit | criterion | question"
DAY = timedelta(days=1)


def asking(*rows: str, year: Year | None = None) -> Year:
    """The year in which the Office asks: no | unit | criterion | question."""
    year = year or filled_year()
    year["VP"].type("questions", "\n".join((HEAD, *rows)))
    return year


def answered(year: Year, **answers: str) -> Year:
    """The questions have reached ward 1, which answers: VP_1="..."."""
    reached = published(year)[0]
    for code, answer in answers.items():
        reached["P1"].type("questions", f"code | answer \n {code.replace('_', '-')} | {answer}")
    return reached


def close(book: DrawnBook, number: str, word: str = "có") -> None:
    book.type("questions", f"no | closed \n {number} | {word}")


def seen(year: Year, past: Past | None = None, now: datetime = NOW) -> Assessment:
    return assess(year.edition, year.sources(), now, past or Past())


def inquiries(year: Year, past: Past | None = None, now: datetime = NOW) -> tuple[Inquiry, ...]:
    return seen(year, past, now).course.inquiries


def table(assessment: Assessment, code: str, tab: str) -> dict[str, list[object]]:
    found = desired(assessment, assessment.book(code), Occasion(NOW, 1, {})).tables[tab]
    return {str(key): list(row) for key, row in zip(found.index, found.itertuples(index=False), strict=True)}


def beside(year: Year, criterion: str, unit: str = "P1") -> object:
    """What stands beside a criterion in a ward's own score."""
    assessment = seen(year)
    found = desired(assessment, assessment.book(unit), Occasion(NOW, 1, {})).tables["self"]
    return found["asked"][criterion]


# --- how far a question is -------------------------------------------------------------------------------------------


def test_a_question_is_open_until_the_department_closes_it() -> None:
    year = asking("1 | P1 | 2.1 | Vì sao?")
    (one,) = inquiries(year)
    assert (one.code, one.unit, one.department, one.criterion, one.question, one.answer) == (
        *("VP-1", "P1", "VP", "2.1", "Vì sao?", ""),
    )
    assert (one.is_open, one.waits, one.state) == (True, True, "chờ trả lời")
    year = answered(year, VP_1="Đã bổ sung")
    (one,) = inquiries(year)
    assert (one.answer, one.is_open, one.waits, one.state) == (
        *("Đã bổ sung", True, False, "đã trả lời, chờ bộ phận xem"),
    )
    close(year["VP"], "1", "chưa")
    assert inquiries(year)[0].is_open
    close(year["VP"], "1")
    (one,) = inquiries(year)
    assert (one.answer, one.is_open, one.state) == ("Đã bổ sung", False, "đã khép")


def test_a_question_closed_before_it_was_answered_is_closed() -> None:
    year = asking("1 | P1 | 2.1 | Vì sao?")
    close(year["VP"], "1")
    (one,) = inquiries(year)
    assert (one.waits, one.state) == (False, "đã khép")
    assert year.findings() == []


def test_questions_stand_unit_by_unit_in_the_order_in_which_they_are_asked_and_gaps_last() -> None:
    year = filled_year(small_edition(limits={"explain_gap": 2, "question_rows": 3}))
    year["TG"].type("points", "code | 1.1 \n P1 | 7")
    asking("1 | P2 | | Bao giờ?", "2 | P1 | 2.1 | Vì sao?", "3 | | 2.1 | Ai?", year=year)
    year["TG"].type("questions", f"{HEAD} \n 1 | P1 | 1.1 | Bao nhiêu?")
    year.unread("P3", "not-found")
    found = inquiries(year)
    assert [(one.unit, one.code, one.key) for one in found] == [
        ("P1", "TG-1", "TG-1"),
        ("P1", "VP-2", "VP-2"),
        ("P1", "GAP-1.1", "P1/GAP-1.1"),
        ("P2", "VP-1", "VP-1"),
    ]
    assert (found[2].department, found[2].own) == ("TG", "")


def test_a_gap_closes_by_itself_once_it_is_explained_or_settled() -> None:
    year = filled_year(small_edition(limits={"explain_gap": 2}))
    year["TG"].type("points", "code | 1.1 \n P1 | 7")
    assert [one.state for one in inquiries(year)] == ["chờ trả lời"]
    year = answered(year)
    year["P1"].type("questions", "code | answer \n GAP-1.1 | Chưa gửi biên bản")
    assert [one.state for one in inquiries(year)] == ["đã khép"]
    year["TG"].type("points", "code | 1.1 \n P1 | 6")
    assert [(one.code, one.state) for one in inquiries(year)] == [("GAP-1.1/2", "chờ trả lời")], (
        "other figures ask anew"
    )
    year["C1"].type("agreed", "no | unit | criterion | points | reason \n 1 | P1 | 1.1 | 8 | Đã xem hồ sơ")
    assert [one.state for one in inquiries(year)] == ["đã khép"]


# --- since when ------------------------------------------------------------------------------------------------------


def test_a_question_is_as_old_as_its_first_sight_in_whole_days() -> None:
    year = asking("1 | P1 | 2.1 | Vì sao?")
    first = seen(year)
    (mark,) = first.course.news.asked
    assert (first.course.inquiries[0].since, first.course.inquiries[0].age) == (NOW, 0)
    past = Past(asked={mark: NOW})
    same_day = seen(year, past, NOW.replace(hour=23))
    assert (same_day.course.inquiries[0].age, same_day.course.news.asked) == (0, frozenset())
    (one,) = inquiries(year, past, NOW.replace(hour=0) + 3 * DAY)
    assert (one.since, one.age) == (NOW, 3)


@pytest.mark.parametrize(
    "row", ["1 | P1 | 2.1 | Bao nhiêu?", "1 | P2 | 2.1 | Vì sao?"], ids=["other words", "another ward"]
)
def test_another_question_in_the_same_row_is_a_new_one(row: str) -> None:
    year = asking("1 | P1 | 2.1 | Vì sao?")
    past = Past(asked={inquiries(year)[0].mark: NOW})
    (one,) = inquiries(asking(row, year=year), past, NOW + DAY)
    assert (one.age, one.since) == (0, NOW + DAY)


def test_the_same_gap_of_two_wards_is_two_questions() -> None:
    year = filled_year(small_edition(limits={"explain_gap": 2}))
    year["TG"].type("points", "code | 1.1 \n P1 | 7 \n P2 | 7")
    assert len({one.mark for one in inquiries(year)}) == len({one.key for one in inquiries(year)}) == 2


# --- the cell of the answer ------------------------------------------------------------------------------------------


def kinds(year: Year | None = None) -> Year:
    """Ward 1 is asked twice by the Office and has a gap to explain."""
    year = year or filled_year(small_edition(limits={"gap": 9, "explain_gap": 2, "question_rows": 3}))
    year["TG"].type("points", "code | 1.1 \n P1 | 7")
    return asking("1 | P1 | 2.1 | Vì sao?", "2 | P1 | | Bao giờ?", year=year)


def quiet(year: Year, bases: Mapping[str, Content]) -> bool:
    return all(planned.is_empty for planned in plans(year, bases).values())


def noted(year: Year, code: str) -> str:
    """The note on the cell in which ward 1 answers."""
    note: str = year["P1"].sheets["questions"].at(year["P1"].row("questions", code, "code"), 6).get("note", "")
    return note


def test_the_run_that_brings_a_question_says_at_its_cell_that_an_answer_is_wanted() -> None:
    year = kinds()
    told, placed = digests(year.assess(), IDS), [one.cell for one in inquiries(year)]
    assert [cell and cell.a1 for cell in placed] == ["F4", "F5", "F6"]
    reached, bases = published(year)
    assert "câu hỏi VP-2 của Văn phòng: “Bao giờ?”." in noted(reached, "VP-2")
    assert "chưa giải trình chênh lệch ở tiêu chí 1.1" in noted(reached, "GAP-1.1")
    assert [one.cell for one in inquiries(reached)] == placed
    assert digests(reached.assess(), IDS) == told, "nobody is written to again because the row is there now"
    assert quiet(reached, bases)


def test_a_question_takes_no_row_in_which_somebody_typed() -> None:
    year = kinds()
    year["P1"].put("questions", "F5", "Phường ghi nhầm vào đây")
    reached, bases = published(year)
    assert [one.cell and one.cell.a1 for one in inquiries(year)] == ["F4", "F6", "F7"]
    assert [reached["P1"].row("questions", code, "code") for code in ("VP-1", "VP-2", "GAP-1.1")] == [4, 6, 7]
    assert quiet(reached, bases)


def test_the_note_goes_once_the_question_is_answered() -> None:
    year, bases = published(kinds())
    year["P1"].type("questions", "code | answer \n VP-1 | Đã bổ sung")
    year, bases = published(year, bases)
    assert noted(year, "VP-1") == ""
    assert noted(year, "VP-2") != ""
    assert quiet(year, bases)


# --- answers to what is asked no more --------------------------------------------------------------------------------


def rows(year: Year) -> list[str]:
    """What stands in the ward's tab of questions: code, question, answer, state."""
    book = year["P1"]
    drawn = (" | ".join(book.stands("questions", row, col) for col in (1, 5, 6, 7)) for row in range(4, 9))
    return [line for line in drawn if line.replace("|", "").strip()]


def once_answered() -> tuple[Year, dict[str, Content]]:
    """Both questions of the Office have reached ward 1, which has answered the first."""
    year, bases = published(asking("1 | P1 | 2.1 | Vì sao?", "2 | P1 | | Bao giờ?"))
    year["P1"].type("questions", "code | answer \n VP-1 | Vì mưa")
    return published(year, bases)


def test_a_question_put_in_other_words_stays_beside_the_answer_to_it() -> None:
    year, bases = once_answered()
    year, bases = published(asking("1 | P1 | 2.1 | Bao nhiêu?", year=year), bases)
    assert rows(year) == [
        "VP-1 | Vì sao? | Vì mưa | câu hỏi đã sửa, xem dòng VP-1.2",
        "VP-2 | Bao giờ? |  | chờ trả lời",
        "VP-1.2 | Bao nhiêu? |  | chờ trả lời",
    ]
    assert quiet(year, bases)
    year, bases = published(asking("1 | P1 | 2.1 | Vì sao?", year=year), bases)
    assert rows(year)[0] == "VP-1 | Vì sao? | Vì mưa | đã trả lời, chờ bộ phận xem", "asked again, it is answered"
    assert len(rows(year)) == 2


def test_questions_that_change_places_keep_their_answers_beside_them() -> None:
    year, bases = once_answered()
    year["P1"].type("questions", "code | answer \n VP-2 | Tháng 11")
    year, bases = published(year, bases)
    year, bases = published(asking("1 | P1 | | Bao giờ?", "2 | P1 | 2.1 | Vì sao?", year=year), bases)
    assert rows(year) == [
        "VP-1 | Vì sao? | Vì mưa | câu hỏi đã sửa, xem dòng VP-1.2",
        "VP-2 | Bao giờ? | Tháng 11 | câu hỏi đã sửa, xem dòng VP-2.2",
        "VP-1.2 | Bao giờ? |  | chờ trả lời",
        "VP-2.2 | Vì sao? |  | chờ trả lời",
    ]
    assert quiet(year, bases)


@pytest.mark.parametrize("row", ["1 | | |", "1 | P2 | 2.1 | Vì sao?"], ids=["deleted", "put to another ward"])
def test_a_question_taken_back_stays_beside_its_answer_until_that_goes(row: str) -> None:
    year, bases = once_answered()
    year, bases = published(asking(row, year=year), bases)
    assert rows(year)[0] == "VP-1 | Vì sao? | Vì mưa | câu hỏi đã rút"
    assert quiet(year, bases)
    year["P1"].type("questions", "code | answer \n VP-1 |")
    year, bases = published(year, bases)
    assert rows(year) == ["VP-2 | Bao giờ? |  | chờ trả lời"]


def test_the_row_of_a_question_that_nobody_answered_is_free_for_the_next_one() -> None:
    year, bases = published(asking("1 | P1 | 2.1 | Vì sao?", "2 | P1 | | Bao giờ?"))
    year, bases = published(asking("1 | | |", year=year), bases)
    assert rows(year) == ["VP-2 | Bao giờ? |  | chờ trả lời"]
    year, bases = published(asking("3 | P1 | | Ai?", year=year), bases)
    assert rows(year) == ["VP-3 | Ai? |  | chờ trả lời", "VP-2 | Bao giờ? |  | chờ trả lời"]
    assert quiet(year, bases)


def test_an_explanation_keeps_the_figures_that_it_explains() -> None:
    year, bases = published(kinds())
    year["P1"].type("questions", "code | answer \n GAP-1.1 | Chưa gửi biên bản")
    year["TG"].type("points", "code | 1.1 \n P1 | 6")
    year, bases = published(year, bases)
    assert rows(year)[2].endswith("| Chưa gửi biên bản | câu hỏi đã sửa, xem dòng GAP-1.1/2")
    year["TG"].type("points", "code | 1.1 \n P1 | 9")
    year, bases = published(year, bases)
    assert [line.split(" | ")[0] for line in rows(year)] == ["VP-1", "VP-2", "GAP-1.1"]
    assert rows(year)[2].endswith("| Chưa gửi biên bản | câu hỏi đã rút")
    assert quiet(year, bases)


# --- where it shows --------------------------------------------------------------------------------------------------


def test_a_question_shows_beside_its_criterion_until_it_is_closed() -> None:
    year = asking("1 | P1 | 2.1 | Vì sao?", "2 | P1 | 2.1 | Bao nhiêu?", "3 | P1 | | Bao giờ?")
    where = "→ trả lời ở thẻ “Giải trình”, dòng"
    assert beside(year, "2.1") == f"VP-1: Vì sao? {where} VP-1\nVP-2: Bao nhiêu? {where} VP-2"
    assert (beside(year, "2.2"), beside(year, "2.1", "P2")) == ("", "")
    year = answered(year, VP_1="Đã bổ sung")
    assert beside(year, "2.1") == f"VP-1: Vì sao? (đã trả lời)\nVP-2: Bao nhiêu? {where} VP-2"
    close(year["VP"], "1")
    assert beside(year, "2.1") == f"VP-2: Bao nhiêu? {where} VP-2"
    close(year["VP"], "2")
    assert beside(year, "2.1") == ""


def test_once_answers_are_over_nobody_is_sent_to_the_row_of_the_answer() -> None:
    phases = [{**phase, "closes": ["answers"] if phase["code"] == "KT" else []} for phase in SMALL["phases"]]
    year = filled_year(small_edition(phases=phases))
    year["TG"].type("questions", "no | unit | criterion | question \n 1 | P1 | 1.1 | Vì sao?")
    said = [asked_beside(year.assess(now), "P1")["1.1"] for now in (NOW, LATER)]
    assert said == [
        "TG-1: Vì sao? → trả lời ở thẻ “Giải trình”, dòng TG-1",
        "TG-1: Vì sao? (hết hạn trả lời 24/11/2020)",
    ]


def test_a_long_question_is_cut_beside_the_criterion_and_whole_in_its_row() -> None:
    words = "Vì sao? " * 100
    year = asking(f"1 | P1 | 2.1 | {words}")
    assert len(str(beside(year, "2.1"))) < 300
    assert table(seen(year), "P1", "questions")["VP-1"][3] == words.strip()


def test_the_ward_reads_the_whole_question_and_how_far_it_is_in_its_own_tab() -> None:
    year = answered(asking("1 | P1 | 2.1 | Vì sao?"), VP_1="Đã bổ sung")
    close(year["VP"], "1")
    assert table(seen(year), "P1", "questions") == {"VP-1": ["Văn phòng", "2.1", "Báo cáo", "Vì sao?", "đã khép"]}
    assert table(seen(year), "VP", "questions") == {"1": ["Đã bổ sung"]}


def test_the_master_lists_only_open_questions_the_oldest_first_with_their_age() -> None:
    year = asking("1 | P1 | 2.1 | Vì sao?", "2 | P2 | | Bao giờ?", "3 | P1 | 2.2 | Bao nhiêu?")
    first, _, second = inquiries(year)  # P1: rows 1 and 3; P2: row 2
    past = Past(asked={second.mark: NOW - 5 * DAY, first.mark: NOW - 2 * DAY})
    year = answered(year, VP_1="Đã bổ sung")
    close(year["VP"], "3")
    assert table(seen(year, past), MASTER, "questions") == {
        "VP-2": ["Phường 2", "Văn phòng", None, "Bao giờ?", "", "chờ trả lời", "01/11/2020", 5],
        "VP-1": [
            *("Phường 1", "Văn phòng", "2.1", "Vì sao?", "Đã bổ sung", "đã trả lời, chờ bộ phận xem"),
            *("04/11/2020", 2),
        ],
    }


def test_a_second_run_right_after_writes_nothing() -> None:
    year, bases = published(asking("1 | P1 | 2.1 | Vì sao?"))
    assert year["P1"].stands("self", year["P1"].row("self", "2.1", "code"), year["P1"].col("self", "asked"))
    assert changes(plans(year, bases)) == []


def test_an_edition_in_which_nobody_asks_has_no_column_for_it() -> None:
    year = empty_year(small_edition(collects=["unit"]))
    assessment = seen(year)
    found = desired(assessment, assessment.book("P1"), Occasion(NOW, 1, {})).tables["self"]
    assert list(found.columns) == []
