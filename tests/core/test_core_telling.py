"""Rows and columns are told by their texts where these are not those of the code they carry."""

import pytest
from drawn_book import provisioned, text
from hypothesis import given
from hypothesis import strategies as st
from small_year import EDITION, filled_year

from sheetsync.core.books import books
from sheetsync.core.cells import Cell, Grid
from sheetsync.core.howto import Heading, read_header
from sheetsync.core.layout import Column, Owner, Row, Tab, extra_column
from sheetsync.core.locate import Place, locate
from sheetsync.core.mending.recovery import Recovered, recover_columns
from sheetsync.core.parse import Parsed
from sheetsync.core.telling import Line, by_texts, mixed_columns, mixed_rows, tell_columns

PEOPLE = Owner.PEOPLE
EXTRA = "thưởng"


def department(*texts: str) -> Tab:
    """Criteria 1, 2, 3 ... with these texts; "+" before a text gives it a second column."""
    columns = [Column("code", "Mã", Owner.EDITION)]
    for number, said in enumerate(texts, 1):
        key = str(number)
        columns.append(Column(key, f"{key} (tối đa 5)\n{said.strip('+')}", PEOPLE, criterion=key))
        if said.startswith("+"):
            columns.append(Column(extra_column(key), f"{key}: {EXTRA}", PEOPLE, criterion=key))
    return Tab("points", "Chấm", "Chấm", (*columns, Column("remark", "Nhận xét", PEOPLE)), "code", rows=(Row("P1"),))


def seen(old: Tab, new: Tab, *more: str) -> Place:
    """A tab laid out as `old`, with more headers of people's own, found by the names of `new`."""
    headers = [*(column.header for column in old.columns), *more]
    laid = {column.name for column in new.columns}
    places = {column.name: col for col, column in enumerate(old.columns, 1) if column.name in laid}
    grid = Grid(1, "Chấm", ((), (), tuple(map(Cell, headers)), (Cell("P1"),)), 9, len(headers))
    return Place("VP", new, grid, 3, places, {"P1": 4}, {})


def told(old: Tab, new: Tab, *more: str) -> Recovered:
    return recover_columns(seen(old, new, *more))


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("2.1 (tối đa 5)\nBáo cáo", Heading("tối đa 5", "", "Báo cáo")),
        ("2.1 (thưởng tối đa 0,5)\nGhi: số vụ\nBáo  cáo\nquý", Heading("thưởng tối đa 0,5", "số vụ", "Báo cáo quý")),
        ("2.1 (trừ tối đa 5)\nBáo cáo ", Heading("trừ tối đa 5", "", "Báo cáo")),
        ("2.1: điểm thưởng (tối đa 5)", None),
        ("Báo cáo", None),
        ("", None),
    ],
)
def test_a_header_of_a_criterion_is_taken_apart(header: str, parts: Heading | None) -> None:
    assert read_header(header) == parts


def test_every_header_that_is_laid_out_can_be_taken_apart() -> None:
    leaves = {leaf.code: leaf for leaf in EDITION.rubric.leaves}
    columns = [column for book in books(EDITION) for tab in book.tabs for column in tab.columns]
    for column in columns:
        if column.criterion and column.criterion == column.name:
            heading = read_header(column.header)
            assert heading
            assert heading.text == leaves[column.name].text


def test_columns_follow_their_headers_where_a_criterion_is_inserted_and_where_two_change_places() -> None:
    found = told(department("a", "b"), department("x", "a", "b"))
    assert (found.rows, found.recoded, found.doubtful) == (
        {"code": 1, "2": 2, "3": 3, "remark": 4},
        {"2": "1", "3": "2"},
        {},
    )
    found = told(department("a", "b"), department("b", "a"))
    assert (found.rows, found.doubtful) == ({"code": 1, "1": 3, "2": 2, "remark": 4}, {})


def test_a_column_without_its_name_is_told_by_its_text_though_its_code_is_another_now() -> None:
    found = told(department(), department("a"), "7 (tối đa 2)\na", "a")
    assert found.rows == {"code": 1, "remark": 2, "1": 3}


def test_a_second_figure_goes_with_the_first() -> None:
    found = told(department("+a", "+b"), department("+x", "+a", "+b"))
    places = {"2": 2, extra_column("2"): 3, "3": 4, extra_column("3"): 5}
    assert found.rows == {"code": 1, **places, "remark": 6}
    found = told(department("+a", "b"), department("+x", "a", "b"))
    assert extra_column("1") not in found.rows, "what had been given beside “a” is not given beside “x”"


def test_where_a_criterion_was_dropped_nobody_knows_and_its_second_figure_goes_with_it() -> None:
    place = seen(department("+a", "+b"), department("+b"))
    found = recover_columns(place)
    assert found.doubtful == {2: ("1", ()), 3: ("1", ()), 4: ("", ("1",))}
    assert mixed_columns(place) == {2: (), 3: ()}


def test_where_two_criteria_have_one_text_the_other_words_decide_and_then_a_person() -> None:
    found = told(department("a", "b"), department("x", "a", "a"))
    assert found.doubtful == {2: ("1", ("2", "3")), 3: ("2", ())}
    old, new = department("Ghi: số vụ\na"), department("x", "Ghi: số vụ\na", "Ghi: số ca\na")
    assert told(old, new).recoded == {"2": "1"}
    place = seen(department("a"), department("a"))
    assert tell_columns(place) == {2: Line("1", ("1",))}


def test_no_column_of_criteria_says_nothing() -> None:
    assert tell_columns(seen(department(), department(), "7 (tối đa 2)\na")) == {}


TEXTS = "abcdef"


@given(st.permutations(TEXTS), st.permutations(TEXTS), st.integers(1, 6), st.integers(1, 6))
def test_however_a_rubric_is_renumbered_no_column_is_taken_for_another_text(
    before: list[str], after: list[str], old: int, new: int
) -> None:
    stands, meant = dict(enumerate(before[:old], 2)), dict(enumerate(after[:new], 1))
    found = told(department(*before[:old]), department(*after[:new]))
    common = set(stands.values()) & set(meant.values())
    for number, said in meant.items():
        col = found.rows.get(str(number))
        sure = col is not None and col not in found.doubtful
        assert not sure or stands[col or 0] == said or not {stands[col or 0], said} & common
    if set(stands.values()) <= set(meant.values()):
        assert found.doubtful == {}


# --- long ago --------------------------------------------------------------------------------------------------------


def columns(old: Tab, new: Tab) -> dict[str, int]:
    return dict(by_texts(seen(old, new)).columns)


def test_a_column_of_long_ago_is_found_by_its_text_and_its_second_figure_beside_it() -> None:
    inserted = columns(department("+a", "+b"), department("+x", "+a", "+b"))
    assert inserted == {"code": 1, "2": 2, extra_column("2"): 3, "3": 4, extra_column("3"): 5, "remark": 6}
    dropped = columns(department("+a", "+b"), department("+b"))
    assert dropped == {"code": 1, "1": 4, "remark": 6}, "nothing leads to the second figure of a code that is gone"


def test_a_column_that_was_worded_anew_is_found_by_its_code() -> None:
    assert columns(department("a", "b"), department("a", "c")) == {"code": 1, "1": 2, "2": 3, "remark": 4}


def test_where_two_criteria_have_the_text_of_a_column_it_is_neither_of_them() -> None:
    assert columns(department("a", "b"), department("x", "a", "a")) == {"code": 1, "remark": 4}


@given(st.permutations(TEXTS), st.permutations(TEXTS), st.integers(1, 6), st.integers(1, 6))
def test_however_a_rubric_is_renumbered_each_text_that_stays_is_found(
    before: list[str], after: list[str], old: int, new: int
) -> None:
    found = columns(department(*before[:old]), department(*after[:new]))
    stands = dict(enumerate(before[:old], 2))
    for number, said in enumerate(after[:new], 1):
        if said in stands.values():
            assert stands[found[str(number)]] == said
        elif str(number) in found:
            assert stands[found[str(number)]] not in after[:new], "nobody else's"


# --- reading ---------------------------------------------------------------------------------------------------------


def test_rows_whose_codes_have_changed_places_are_not_read_and_said() -> None:
    year = filled_year()
    year["P1"].put("self", "A5", text("1.2")).put("self", "A6", text("1.1"))
    book: Parsed = year.assess().parsed["P1"]
    said = {one.message for one in book.findings if one.code == "code-mixed-up"}
    assert "Dòng mã 1.2 mang nội dung của 1.1; số liệu ở đó chưa được tính cho tiêu chí nào." in said
    (owner,) = {one.advice_to_owner for one in book.findings if one.code == "code-mixed-up"}
    assert owner == "Báo Văn phòng."
    assert [book.entry("self", key, "points").state.value for key in ("1.1", "1.2")] == ["not-pulled"] * 2
    assert {("self", "1.1"), ("self", "1.2")} <= book.lost


def test_columns_whose_headers_have_changed_places_are_not_read_and_said() -> None:
    year = filled_year()
    shown = year["VP"]
    tab = next(tab for tab in year.book("VP").tabs if tab.name == "points")
    one, other = [column for column in tab.columns if column.criterion][:2]
    at = {column.name: shown.a1("points", "P1", column.name)[0] + "3" for column in (one, other)}
    shown.put("points", at[one.name], other.header).put("points", at[other.name], one.header)
    book = year.assess().parsed["VP"]
    said = {finding.message for finding in book.findings if finding.code == "code-mixed-up"}
    assert f"Cột mã {one.name} mang nội dung của {other.name}; số liệu ở đó chưa được tính cho tiêu chí nào." in said
    assert {book.entry("points", "P1", column.name).state.value for column in (one, other)} == {"not-pulled"}


def test_a_book_as_it_was_laid_out_has_nothing_mixed_up() -> None:
    for book in books(EDITION):
        snapshot = provisioned(book).snapshot()
        for tab in book.tabs:
            place = locate(book, tab, snapshot)
            assert place
            assert (mixed_rows(place), mixed_columns(place)) == ({}, {})
