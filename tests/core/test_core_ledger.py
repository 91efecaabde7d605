"""The hands side by side: who gave what, and whose word counts for nothing."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from drawn_book import DrawnBook, provisioned
from every_rule import BOOKS, EVERY
from small_year import Year, empty_year, filled_year, small_edition

from sheetsync.core.entries import Entry, State
from sheetsync.core.layout import MASTER
from sheetsync.core.ledger import Ledger, Line, ListRow, build_ledger
from sheetsync.core.names import read_names
from sheetsync.core.parse import parse
from sheetsync.edition.terms import HANDS


def ledger(year: Year) -> Ledger:
    return year.assess().ledger


def hands(found: Ledger, unit: str = "P1", criterion: str = "1.1") -> dict[str, str]:
    line = found.lines[unit, criterion]
    return {hand: entry.raw or entry.state.value for hand, entry in line.hands.items()}


def agreed(*rows: str, book: str = "C1") -> Ledger:
    year = filled_year()
    year[book].type("agreed", "\n".join(("no | unit | criterion | points | reason", *rows)))
    return ledger(year)


def test_each_hand_gives_its_own_figure_and_the_ward_adds_its_evidence() -> None:
    line = ledger(filled_year()).lines["P2", "1.1"]
    assert {hand: (entry.raw, entry.cell and entry.cell.book) for hand, entry in line.hands.items()} == {
        "self": ("9", "P2"),
        "department": ("8,5", "TG"),
    }
    assert (line.figures.text, line.judgement.text) == ("12 cuộc", "Tốt")
    assert line.hand("committee").state is State.NOT_PULLED


def test_blank_is_not_the_same_as_a_book_that_could_not_be_read() -> None:
    year = empty_year()
    year.unread("P1", "not-found")
    year.unread("TG", "not-shared")
    found = ledger(year)
    assert hands(found) == {"self": "not-pulled", "department": "not-pulled"}
    assert hands(found, "P2", "2.1") == {"self": "blank", "department": "blank"}
    assert found.lines["P1", "1.1"].figures.state is State.NOT_PULLED


def test_an_edition_that_does_not_ask_the_wards_has_no_hand_of_theirs() -> None:
    year = empty_year(small_edition(collects=["department"]))
    assert hands(ledger(year)) == {"department": "blank"}


def test_the_inspection_speaks_where_it_gives_unit_criterion_points_and_reason() -> None:
    assert hands(agreed("1 | P1/Q5 | 1.1 | 8 | Thiếu hồ sơ"))["cluster"] == "8"
    assert hands(agreed("3 | Phường 1 | TC 1.1 | 8 | Thiếu hồ sơ"))["cluster"] == "8"


def test_points_agreed_without_a_reason_for_a_stranger_or_twice_do_not_count() -> None:
    assert "cluster" not in hands(agreed("1 | P1 | 1.1 | 8 | "))
    assert "cluster" not in hands(agreed("1 | Phường 99 | 1.1 | 8 | Thiếu hồ sơ"))
    assert "cluster" not in hands(agreed("1 | P1 | | 8 | Thiếu hồ sơ"))
    assert "cluster" not in hands(agreed("1 | P1 | 1.1 | 8 | Thiếu", "2 | P1 | 1.1 | 8 | Thiếu"))


def test_a_cluster_cannot_agree_on_the_points_of_anothers_ward() -> None:
    assert "cluster" not in hands(agreed("1 | P1 | 1.1 | 8 | Thiếu hồ sơ", book="C2"))
    year = filled_year()
    for code in ("C1", "C2"):
        year[code].type("agreed", "no | unit | criterion | points | reason \n 1 | P1 | 1.1 | 8 | Thiếu hồ sơ")
    assert hands(ledger(year))["cluster"] == "8", "nor silence its own cluster by a second row"


def test_agreed_points_left_blank_or_unreadable_are_the_inspections_own_word() -> None:
    assert hands(agreed("1 | P1 | 1.1 | | Chờ bổ sung"))["cluster"] == "blank"
    assert hands(agreed("1 | P1 | 1.1 | 8đ | Thiếu hồ sơ"))["cluster"] == "8đ"


def test_lists_keep_their_rows_in_sheet_order_each_with_a_key_known_everywhere() -> None:
    year = filled_year()
    year["TG"].type(
        "bonus", "no | unit | model | points | reason \n 3 | P1 | Tổ tự quản | 1 | Hay \n 1 | | Thư viện | |"
    )
    year["VP"].type("bonus", "no | unit \n 2 | P2")
    year["VP"].type("questions", "no | unit | question \n 1 | P1 | Vì sao?")
    found = ledger(year)
    assert [(row.key, row.book, row.unit, row.cell.a1) for row in found.bonus] == [
        ("TG-1", "TG", None, "B4"),
        ("TG-3", "TG", "P1", "B6"),
        ("VP-2", "VP", "P2", "B5"),
    ]
    assert [(row.key, row.unit, row.criterion) for row in found.questions] == [("VP-1", "P1", None)]


def test_a_row_says_what_it_lacks() -> None:
    row = ListRow(
        "TG-1",
        "TG",
        {
            "unit": Entry(State.BLANK),
            "model": Entry(State.GIVEN, "Tổ"),
            "points": Entry(State.UNREADABLE, raw="1đ"),
            "reason": Entry(State.NOT_APPLICABLE),
        },
    )
    assert row.lacks(unit="đơn vị", model="mô hình", points="điểm", reason="lý do", no="số") == "đơn vị, lý do, số"
    assert row["no"].state is State.NOT_PULLED
    assert (row.unit, row.criterion) == (None, None)


def test_reports_and_decisions_are_kept_by_whom_they_are_about() -> None:
    year = filled_year()
    year["C1"].type("reports", "code | remarks | band \n P2 | Tốt | Xuất sắc")
    year[MASTER].type("ranking", "code | agreed_points \n P3 | 21")
    found = ledger(year)
    assert {unit: row["band"].text for unit, row in found.reports.items()} == {
        "P1": "",
        "P2": "Xuất sắc",
        "P3": "",
        "P10": "",
    }
    assert {unit: row["agreed_points"].number for unit, row in found.decisions.items()} == {"P3": 21}


def asked(words: str, *rows: str, unit: str = "P1", spoil: Callable[[DrawnBook], object] = str) -> tuple[str, str]:
    """The code and the answer of the only question, TG-1; ward 1's tab has these rows: code, question, answer."""
    year = filled_year()
    year["TG"].type("questions", f"no | unit | question \n 1 | {unit} | {words}")
    for number, row in enumerate(rows, 4):
        for col, value in zip("AEF", row.split("|"), strict=True):
            year["P1"].put("questions", f"{col}{number}", value.strip())
    spoil(year["P1"])
    (found,) = ledger(year).asked.values()
    return found.code, found.answer.text


def test_an_answer_is_known_by_its_ward_its_question_and_the_words_it_stands_beside() -> None:
    assert asked("Vì sao?", "TG-1 | Vì sao? | Đã rõ") == ("TG-1", "Đã rõ")
    assert asked("Vì  sao?", "VP-1 | Vì sao? | Đã bổ sung", "TG-1 | Vì sao? | Đã rõ") == ("TG-1", "Đã rõ")
    assert asked("Vì sao?", "TG-1 | Vì sao? | Đã rõ", unit="P2") == ("TG-1", ""), "another ward's answer"
    assert asked("Vì sao?") == ("TG-1", ""), "the question has not reached the ward yet"


def test_a_question_in_other_words_takes_a_row_of_its_own_and_waits_for_its_own_answer() -> None:
    assert asked("Bao nhiêu?", "TG-1 | Vì sao? | Đã rõ") == ("TG-1.2", "")
    assert asked("Bao nhiêu?", "TG-1 | Vì sao? | Đã rõ", "TG-1.2 | Bao nhiêu? | 12") == ("TG-1.2", "12")
    assert asked("Ai?", "TG-1.2 | Bao nhiêu? | 12", "TG-10 | Khi nào? | x", "TG-1.b | Ai? | x") == ("TG-1.3", "")
    assert asked("Vì sao?", "TG-1 | Vì sao? | Đã rõ", "TG-1 | Vì sao? | Chưa rõ") == ("TG-1.2", ""), (
        "twice is not known"
    )
    assert asked("9", "TG-1 | 9 | Đã rõ") == ("TG-1.2", ""), "what sync writes is a text"
    assert asked("=A1", "TG-1 | =A1 | Đã rõ") == ("TG-1.2", ""), "and never a formula"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda book: book.delete_tab("questions"),
        lambda book: book.delete_column("questions", "code"),
        lambda book: book.delete_column("questions", "question"),
    ],
    ids=["tab", "code", "question"],
)
def test_where_nobody_can_tell_what_was_asked_nothing_is_answered(spoil: Callable[[DrawnBook], object]) -> None:
    assert asked("Vì sao?", "TG-1 | Vì sao? | Đã rõ", spoil=spoil) == ("TG-1", "")


def test_books_that_were_never_read_leave_an_empty_ledger() -> None:
    year = filled_year()
    for code in year.drawn:
        year.unread(code, "not-provisioned")
    found = ledger(year)
    assert (found.bonus, found.agreed, found.questions) == ((), (), ())
    assert (found.asked, found.reports, found.decisions) == ({}, {}, {})
    assert {entry.state for line in found.lines.values() for entry in line.hands.values()} == {State.NOT_PULLED}


# --- second figures --------------------------------------------------------------------------------------------------


def every_line(criterion: str, *drawn: DrawnBook) -> Line:
    """What hands gave the first unit for one criterion of the edition of every rule, in the books that were read."""
    parsed = {book.book.code: parse(book.book, book.snapshot(), read_names(EVERY), EVERY.locale) for book in drawn}
    return build_ledger(EVERY, parsed).lines["X1", criterion]


def extras(line: Line) -> dict[str, str]:
    return {hand: entry.raw or entry.state.value for hand, entry in line.extras.items()}


def test_a_second_figure_stands_beside_the_first_hand_by_hand() -> None:
    unit, department, cluster = (provisioned(BOOKS[code]) for code in ("X1", "PT", "C1"))
    unit.type("self", "code | points | extra \n 1.1 | 5 | 2,5 \n 3.2 | 1 | 4")
    department.type("points", "code | 1.1 | extra-1.1 \n X1 | 4,5 | 1")
    cluster.type("agreed", "no | unit | criterion | points | extra | reason \n 1 | X1 | 1.1 | 5 | 2 | Đã xem hồ sơ")
    line = every_line("1.1", unit, department, cluster)
    assert extras(line) == {"self": "2,5", "department": "1", "cluster": "2"}
    second = [line.extra(hand).number for hand in HANDS]  # noqa: S610 - no Django here
    assert second == [Decimal("2.5"), 1, 2, None]
    assert extras(every_line("3.2", unit)) == {"self": "4", "department": "not-pulled"}
    assert extras(every_line("1.1", department)) == {"self": "not-pulled", "department": "1"}


def test_a_criterion_that_takes_one_figure_has_no_second_one() -> None:
    assert extras(every_line("1.3", provisioned(BOOKS["X1"]))) == {}
