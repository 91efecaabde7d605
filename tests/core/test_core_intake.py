"""A filled file against its book: what would change, what is left alone, what has no place."""

import copy
from collections.abc import Callable
from decimal import Decimal

import pytest
from drawn_book import Drawn, DrawnBook, error, formula, number, provisioned, text
from every_rule import BOOKS, EVERY
from hypothesis import given, settings
from hypothesis import strategies as st
from small_year import EDITION, Year, filled_year

from sheetsync.core.books import books
from sheetsync.core.intake.changes import Change, Fate, Intake, Wanted, entered, in_file, intake
from sheetsync.core.intake.unplaced import Stranger, Why, stranger
from sheetsync.core.names import read_names

NAMES = read_names(EDITION)
Damage = Callable[[DrawnBook], object]


def compared(file: Damage, live: Damage = lambda book: book, code: str = "P1", closed: str = "") -> Intake:
    """Ward 1's full book, in which a file and the book itself have since been changed."""
    drawn = filled_year()[code]
    sent = copy.deepcopy(drawn)
    file(sent)
    live(drawn)
    return intake(drawn.book, sent.snapshot(), drawn.snapshot(), NAMES, frozenset({closed} - {""}))


def at(tab: str, key: str, column: str, typed: Drawn) -> Damage:
    """Type one thing, wherever its cell is."""
    return lambda book: book.put(tab, book.a1(tab, key, column), typed)


POINTS = ("self", "1.1", "points")
FIGURES = ("self", "1.1", "figures")


def change(file: Damage, live: Damage = lambda book: book, code: str = "P1") -> Change:
    (found,) = compared(file, live, code).changes
    return found


def told(found: Change) -> tuple[str, str, str, str, str | Decimal]:
    return found.source.a1, found.fate.value, found.old, found.new, found.value


def unplaced(file: Damage, live: Damage = lambda book: book, code: str = "P1") -> list[tuple[str, str, str]]:
    return [(one.tab, one.cell, one.message) for one in compared(file, live, code).unplaced]


# --- what would change -----------------------------------------------------------------------------------------------


def test_a_file_that_nobody_touched_changes_nothing() -> None:
    found = compared(lambda book: book)
    assert (found.changes, found.unplaced, found.same) == ((), (), 22)
    assert not found.left_out(Wanted())


@pytest.mark.parametrize(
    ("place", "standing", "typed"),
    [
        (POINTS, "9", number(9)),
        (FIGURES, "12 cuộc", "12  cuộc "),
        (FIGURES, "12", "'12"),
        (("appendix", "S1", "value"), "120", "'120"),
        (("appendix", "S3", "value"), "87,88", "87,88%"),
        (POINTS, "không phát sinh", "KPS"),
        (POINTS, "", "chưa có"),
        (POINTS, "'tốt", "tốt"),
        (("submission", "NOP", "done"), "có", "TRUE"),
    ],
)
def test_what_says_the_same_is_no_change(place: tuple[str, str, str], standing: Drawn, typed: Drawn) -> None:
    assert compared(at(*place, typed), at(*place, standing)).changes == ()


def test_a_unit_is_the_same_by_its_code_and_by_its_name() -> None:
    places = ("bonus", "1", "unit")
    assert compared(at(*places, "P2"), at(*places, "Phường 2"), "TG").changes == ()
    assert told(change(at(*places, "4"), at(*places, "Phường 2"), "TG"))[1] == "unreadable", "there is no ward 4"
    assert told(change(at(*places, 3), at(*places, "Phường 2"), "TG"))[1:] == ("changed", "Phường 2", "3", "3")


@pytest.mark.parametrize(
    ("place", "standing", "typed", "expected"),
    [
        (POINTS, "9", "8,5", ("changed", "9", "8,5", Decimal("8.5"))),
        (POINTS, "", "8,5", ("new", "", "8,5", Decimal("8.5"))),
        (POINTS, "9", "", ("emptied", "9", "", "")),
        (POINTS, "9", "'8,5", ("unreadable", "9", "8,5", "8,5")),
        (POINTS, "'8,5", "8,5", ("changed", "8,5", "8,5", Decimal("8.5"))),
        (POINTS, "9", "8/5/2020", ("unreadable", "9", "08/05/2020", "08/05/2020")),
        (POINTS, "9", "85%", ("unreadable", "9", "85%", "85%")),
        (POINTS, "9", error("REF"), ("unreadable", "9", "#REF", "#REF")),
        (POINTS, "9", "không phát sinh", ("changed", "9", "không phát sinh", "không phát sinh")),
        (FIGURES, "12 cuộc", text("=1+1"), ("changed", "12 cuộc", "=1+1", "=1+1")),
        (FIGURES, "12 cuộc", "26/11/2020", ("changed", "12 cuộc", "26/11/2020", "26/11/2020")),
        (FIGURES, "12 cuộc", "1234,5", ("changed", "12 cuộc", "1.234,5", "1.234,5")),
        (FIGURES, "12 cuộc", "a" * 99, ("changed", "12 cuộc", "a" * 99, "a" * 99)),
        (FIGURES, "12 cuộc", "TRUE", ("changed", "12 cuộc", "TRUE", "TRUE")),
        (("appendix", "S3", "value"), "80", "87,88%", ("changed", "80", "87,88%", Decimal("87.88"))),
        (("appendix", "S1", "value"), "119", "'120", ("changed", "119", "120", "120")),
        (("submission", "NOP", "done"), "", "TRUE", ("new", "", "có", "có")),
        (("submission", "NOP", "done"), "có", "FALSE", ("changed", "có", "chưa", "chưa")),
    ],
)
def test_a_change_is_told_as_people_see_it_and_typed_as_it_counts(
    place: tuple[str, str, str], standing: Drawn, typed: Drawn, expected: tuple[object, ...]
) -> None:
    assert told(change(at(*place, typed), at(*place, standing)))[1:] == expected


@pytest.mark.parametrize(
    ("place", "typed", "value"),
    [
        (("self", "2.1", "points"), "93,3%", "93,3%"),
        (("self", "2.1", "points"), "'42/45", "42/45"),
        (("self", "1.2", "points"), "2", "2"),
        (("self", "1.2", "points"), "1234,5", "1234,5"),
    ],
)
def test_ratios_and_tiers_are_typed_as_texts(place: tuple[str, str, str], typed: Drawn, value: str) -> None:
    drawn = provisioned(BOOKS["X1"])
    sent = copy.deepcopy(drawn).put(place[0], drawn.a1(*place), typed)
    (found,) = intake(drawn.book, sent.snapshot(), drawn.snapshot(), read_names(EVERY), frozenset()).changes
    assert (found.fate, found.value) == (Fate.NEW, value)


def test_a_cell_that_shows_days_forgets_it_when_a_number_is_entered() -> None:
    assert change(at(*POINTS, "8,5"), at(*POINTS, "8/5/2020")).reformat
    assert change(at("appendix", "S3", "value", "87,88"), at("appendix", "S3", "value", "50%")).reformat
    assert not change(at(*POINTS, "8,5")).reformat
    assert not change(at(*POINTS, "không phát sinh"), at(*POINTS, "8/5/2020")).reformat


def test_what_excel_worked_out_is_offered_without_its_formula() -> None:
    found = change(at(*POINTS, formula("=4*2", {"numberValue": 8})))
    assert (told(found)[1:], found.formula) == (("changed", "9", "8", Decimal(8)), "=4*2")
    said = change(at(*FIGURES, formula("=A1", {"stringValue": "13 cuộc"})))
    assert (said.value, said.formula) == ("13 cuộc", "=A1")


@pytest.mark.parametrize("place", [POINTS, FIGURES])
def test_a_formula_without_a_result_is_not_entered(place: tuple[str, str, str]) -> None:
    found = compared(at(*place, formula("=SUM(D5:D6)", {"nothing": 0})))
    assert [one.fate for one in found.changes] == [Fate.UNREADABLE]
    assert found.wanted(Wanted(blanks=True, late=True)) == ()
    assert found.left_out(Wanted())


def test_what_cannot_be_read_carries_its_finding() -> None:
    found = change(at(*POINTS, "'8,5"))
    assert found.finding
    assert (found.finding.code, found.finding.cell) == ("number-as-text", found.source)


def test_blanks_are_entered_only_where_they_are_wanted() -> None:
    found = compared(at(*POINTS, ""))
    assert found.wanted(Wanted()) == ()
    assert [one.value for one in found.wanted(Wanted(blanks=True))] == [""]
    assert not found.left_out(Wanted()), "a blank is nothing that anybody typed"


def test_a_closed_part_is_late_and_others_are_not() -> None:
    def both(book: DrawnBook) -> None:
        at(*POINTS, "8")(book)
        at("submission", "NOP", "done", "có")(book)

    found = compared(both, closed="report")
    assert [(one.key, one.late) for one in found.changes] == [("1.1", True), ("NOP", False)]
    assert [one.key for one in found.wanted(Wanted())] == ["NOP"]
    assert [one.key for one in found.wanted(Wanted(late=True))] == ["1.1", "NOP"]
    assert found.left_out(Wanted())


def test_rows_and_columns_are_found_wherever_file_and_book_have_them() -> None:
    found = change(
        lambda book: at(*POINTS, "8")(book.insert_rows("self", 5, 2).move_column("self", "points", 2)),
        lambda book: book.order_rows("self", [4, 3, 2, 1, 0, 7, 6, 5]),
    )
    assert (found.source.a1, found.cell.a1, found.value) == ("B7", "D7", Decimal(8))


# --- the book as it will be ------------------------------------------------------------------------------------------

DRAWN = st.one_of(
    st.sampled_from(
        ["", "TRUE", "FALSE", "-", "có", "P2", "Phường 3", "1.1", "KPS", "26/11/2020", "85%", "=A1", "#REF"]
    ),
    st.decimals(-5, 2000, places=2).map(lambda value: format(value.normalize(), "f").replace(".", ",")),
    st.text(max_size=5).map(text),
    st.sampled_from(["9", "8,5", "42/45", "93,3%", "1.000", "120"]).map(lambda value: f"'{value}"),
)
CELLS = [
    *(("P1", "self", "1.1", column) for column in ("points", "figures")),
    *(("P1", "appendix", code, "value") for code in ("S1", "S2", "S3")),
    ("P1", "submission", "NOP", "done"),
    *(("TG", "bonus", "1", column) for column in ("unit", "points", "reason")),
    ("TG", "questions", "1", "criterion"),
    ("C1", "reports", "P1", "band"),
]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(CELLS), DRAWN, DRAWN)
def test_what_was_entered_once_changes_nothing_again(cell: tuple[str, ...], typed: Drawn, standing: Drawn) -> None:
    code, *place = cell
    sent, live = copy.deepcopy(YEAR[code]), copy.deepcopy(YEAR[code])
    for book, drawn in ((sent, typed), (live, standing)):
        book.put(place[0], book.a1(*place), drawn)
    everything, file = Wanted(blanks=True, late=True), sent.snapshot()
    first = intake(sent.book, file, live.snapshot(), NAMES, frozenset())
    again = intake(sent.book, file, entered(live.snapshot(), first.wanted(everything)), NAMES, frozenset())
    assert again.wanted(everything) == ()


YEAR: Year = filled_year()


def test_entering_reaches_beyond_what_was_pulled_and_keeps_the_rest() -> None:
    drawn = filled_year()["TG"]
    sent = copy.deepcopy(drawn)
    at("bonus", "4", "evidence", "5/BC")(sent)
    live = drawn.snapshot()
    found = intake(drawn.book, sent.snapshot(), live, NAMES, frozenset())
    after = entered(live, found.wanted(Wanted()))
    (place,) = [one.cell for one in found.changes]
    grid = after.grid(place.sheet_id)
    assert grid
    assert grid.at(place.row, place.col).value == "5/BC"
    assert [one for one in after.grids if one is not grid] == [
        one for one in live.grids if one.sheet_id != place.sheet_id
    ]


def test_a_row_that_the_pull_left_out_is_written_too() -> None:
    drawn = filled_year()["TG"]
    sent = copy.deepcopy(drawn)
    at("bonus", "4", "reason", "Hay")(sent)
    live = drawn.snapshot()
    (found,) = intake(drawn.book, sent.snapshot(), live, NAMES, frozenset()).changes
    grid = live.grid(found.cell.sheet_id)
    assert grid
    cut = type(grid)(grid.sheet_id, grid.title, grid.rows[:3], grid.row_count, grid.column_count)
    after = entered(type(live)("", "vi_VN", "", (cut,), {}), [found]).grids[0]
    assert after.at(found.cell.row, found.cell.col).value == "Hay"


def test_a_cell_of_the_book_is_known_in_the_file() -> None:
    found = compared(lambda book: book.insert_rows("self", 5, 2))
    live = found.live.places["self"]
    there = in_file(found, live.ref(live.rows["1.1"], "points"))
    assert there
    assert there.a1 == "D7"
    gone = compared(lambda book: book.delete_tab("appendix").delete_row("self", 5))
    assert in_file(gone, live.ref(live.rows["1.1"], "points")) is None
    appendix = gone.live.places["appendix"]
    assert in_file(gone, appendix.ref(appendix.rows["S1"], "value")) is None
    lost = compared(lambda book: book.delete_column("self", "points"))
    assert in_file(lost, live.ref(live.rows["1.1"], "points")) is None


# --- what has no place -----------------------------------------------------------------------------------------------


def a_tab_more(book: DrawnBook) -> None:
    book.sheets["note"] = copy.deepcopy(book.sheets["guide"])
    book.sheets["note"].title, book.sheets["note"].sheet_id = "Ghi chú", -9
    book.sheets["note"].rows = [[text("x")], [{}, text("y")]]
    book.sheets["blank"] = copy.deepcopy(book.sheets["note"])
    book.sheets["blank"].rows, book.sheets["blank"].sheet_id = [], -8


SELF_TITLE = "Tự chấm điểm"
KEPT = "giữ nội dung của bảng."
TWO_LEFT_OUT = "2 ô có nội dung không nhập được."


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (a_tab_more, ("Ghi chú", "", f"bảng không có thẻ này; {TWO_LEFT_OUT}")),
        (
            lambda book: book.put("self", "A20", "'9.9").put("self", "D20", "3").put("self", "E20", "x"),
            (SELF_TITLE, "dòng 20", f"bảng không có dòng mã “9.9”; {TWO_LEFT_OUT}"),
        ),
        (
            lambda book: book.put("self", "D20", "3").put("self", "E20", "x"),
            (SELF_TITLE, "dòng 20", f"dòng này không ghi mã; {TWO_LEFT_OUT}"),
        ),
        (
            lambda book: book.insert_column("self", 2, "Của tôi", "x"),
            (SELF_TITLE, "cột B", f"mẫu không có cột “Của tôi”; {TWO_LEFT_OUT}"),
        ),
        (
            lambda book: book.put("self", "K9", "x").put("self", "K5", "y"),
            (SELF_TITLE, "cột K", f"mẫu không có cột “K”; {TWO_LEFT_OUT}"),
        ),
        (
            lambda book: book.put("self", "B5", "Chữ khác"),
            (SELF_TITLE, "B5", "ô khóa, tệp ghi “Chữ khác” nhưng bảng ghi “Tuyên truyền”; giữ nội dung của bảng."),
        ),
        (
            lambda book: book.put("self", "D3", "Điểm của tôi"),
            (SELF_TITLE, "D3", "ô khóa, tệp ghi “Điểm của tôi” nhưng bảng ghi “Điểm tự chấm”; giữ nội dung của bảng."),
        ),
        (
            lambda book: book.put("self", "D4", "7"),
            (SELF_TITLE, "D4", "ô này không dùng để điền, tệp ghi “7”; không nhập."),
        ),
        (
            at("self", "1.1", "asked", "x"),
            (
                SELF_TITLE,
                "",
                "cột “Cần giải trình” do hệ thống ghi, 1 ô trong tệp khác với bảng; giữ nội dung của bảng.",
            ),
        ),
        (
            lambda book: book.delete_tab("appendix"),
            ("Phụ lục số liệu", "", "tệp không có thẻ này; giữ nội dung của bảng."),
        ),
        (
            lambda book: book.delete_column("self", "figures"),
            (SELF_TITLE, "", "tệp không có cột “Số liệu minh họa”; giữ nội dung của bảng."),
        ),
        (
            lambda book: book.delete_row("self", 6).delete_row("self", 5),
            (SELF_TITLE, "", "tệp không có dòng mã 1.1, 1.2; giữ nội dung của bảng."),
        ),
    ],
    ids=range(12),
)
def test_what_has_no_place_is_told_with_its_place_in_the_file(file: Damage, expected: tuple[str, str, str]) -> None:
    assert unplaced(file) == [expected]


def test_what_nobody_fills_is_not_missed() -> None:
    assert unplaced(lambda book: book.delete_tab("guide").delete_column("self", "text").delete_row("self", 4)) == []


def test_a_code_that_stands_twice_in_the_file_is_told_for_both_rows() -> None:
    found = unplaced(lambda book: book.put("self", "A20", "'1.1").put("self", "D20", "3"))
    message = "mã “1.1” có ở nhiều dòng của tệp nên không biết nhập dòng nào."
    assert found == [(SELF_TITLE, "dòng 5", message), (SELF_TITLE, "dòng 20", message)]


def test_a_row_with_the_code_of_another_is_told_whole_and_not_cell_by_cell() -> None:
    """Only the column of codes was sorted, or the file is older than a rubric that numbers anew."""

    def sorted_codes(book: DrawnBook) -> None:
        book.put("self", "A5", "'1.2").put("self", "A6", "'1.1").put("self", "D5", "2").put("self", "E6", "")

    found = compared(sorted_codes)
    left = "không khớp nhau; {} ô có nội dung không nhập được; trả mã về đúng dòng, hoặc chép số liệu sang bản xuất lại"
    assert [(one.tab, one.cell, one.message) for one in found.unplaced] == [
        (SELF_TITLE, "dòng 5", f"mã “1.2” và nội dung của dòng {left.format(3)}, rồi nhập lại."),
        (SELF_TITLE, "dòng 6", f"mã “1.1” và nội dung của dòng {left.format(2)}, rồi nhập lại."),
    ]
    assert found.left_out(Wanted())
    assert found.changes == ()


def test_a_column_under_the_header_of_another_is_told_with_how_much_stands_in_it() -> None:
    def swapped(book: DrawnBook) -> None:
        at("points", "P2", "1.2", "")(book)
        tab = book.book.tab("points")
        assert tab
        headers = {column.name: column.header for column in tab.columns}
        for code, other in (("1.1", "1.2"), ("1.2", "1.1")):
            book.put("points", book.a1("points", "P1", code)[0] + "3", text(headers[other]))

    found = compared(swapped, code="TG")
    assert [(one.why, one.cell, one.raw, one.count) for one in found.unplaced] == [
        (Why.MIXED_COLUMN, "cột C", "1.2 (tối đa 5) Tham dự hội thi", 4),
        (Why.MIXED_COLUMN, "cột D", "1.1 (tối đa 10) Tuyên truyền", 3),
    ]
    assert "trả tiêu đề về đúng cột" in found.unplaced[0].message
    assert found.left_out(Wanted())
    assert unplaced(lambda book: swapped(book.empty()), code="TG") == [], "nothing was typed there"


def test_a_file_without_the_column_of_codes_has_rows_without_codes() -> None:
    found = compared(lambda book: book.delete_column("appendix", "code"))
    assert {one.why for one in found.unplaced} == {Why.LACKS_COLUMN, Why.NO_KEY}


def test_a_tab_that_the_book_has_lost_takes_nothing() -> None:
    found = compared(at("appendix", "S1", "note", "x"), lambda book: book.delete_tab("appendix"))
    assert found.changes == ()
    gone = [one for one in found.unplaced if one.why is Why.GONE]
    assert [(one.cell, one.raw, one.meant) for one in gone] == [
        ("E4", "S1", "Năm 2020"), ("F4", "S1", "Ghi chú"), ("E5", "S2", "Năm 2020"), ("E6", "S3", "Năm 2020"),
    ]  # fmt: skip
    assert found.left_out(Wanted())


def test_text_that_the_book_itself_has_is_no_damage_of_the_file() -> None:
    older = lambda book: book.put("self", "B5", "Tên cũ").put("self", "D3", "Điểm cũ")  # noqa: E731 - a damage
    assert unplaced(older, older) == []
    assert unplaced(lambda book: book, older) == [], "nor what the layout says by now"


def test_answers_to_a_question_that_is_there_no_more_are_told() -> None:
    found = compared(lambda book: book.put("questions", "A4", "TG-1").put("questions", "F4", "Đã rõ"))
    assert [(one.why, one.cell) for one in found.unplaced] == [(Why.OURS, ""), (Why.GONE, "F4")]
    assert [one.typed for one in found.unplaced] == [False, True]


def test_what_sync_lists_in_a_tab_that_nobody_fills_may_differ() -> None:
    assert unplaced(lambda book: book.put("feedback", "A4", "1").put("feedback", "D4", "Điểm quá lớn")) == []


# --- whose file it is ------------------------------------------------------------------------------------------------


def whose(file: DrawnBook, code: str = "P1", live: Damage = lambda book: book) -> Stranger | None:
    book = filled_year()[code]
    live(book)
    return stranger(book.book, file.snapshot(), book.snapshot(), books(EDITION))


def test_a_file_is_known_by_its_headings() -> None:
    year = filled_year()
    assert whose(year["P1"]) is None
    assert whose(year["P2"]) == Stranger(book="P2")
    assert whose(year["TG"]) == Stranger(book="TG")
    assert whose(year["P1"].put("self", "A1", "Bảng của chúng tôi")) is None, "other tabs still tell"
    assert whose(year["P1"].put("self", "A1", year.book("P3").tabs[1].heading)) == Stranger(book="P3")


def test_a_file_of_another_year_or_of_nobody_is_none_of_ours() -> None:
    other_year = filled_year()["P1"]
    nobody = filled_year()["P1"]
    for tab in other_year.book.tabs:
        other_year.put(tab.name, "A1", tab.heading.replace("2020", "2019")).put(tab.name, "A2", "")
        nobody.put(tab.name, "A1", "").put(tab.name, "A2", "")
    assert whose(other_year) == Stranger(heading="Phường 1: hướng dẫn điền bảng thi đua năm 2019")
    assert whose(nobody) == Stranger()


def test_a_unit_that_was_renamed_since_still_knows_its_book() -> None:
    def older(book: DrawnBook) -> None:
        for tab in book.book.tabs:
            book.put(tab.name, "A1", f"Phường Một: {tab.title}")

    file = filled_year()["P1"]
    older(file)
    assert whose(file) == Stranger()
    assert whose(file, live=older) is None
