"""Rows whose codes were damaged are told by their texts; lost lines find their place between their neighbours."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.core.cells import Cell, Grid
from sheetsync.core.layout import Column, Kind, Owner, Row, Tab
from sheetsync.core.locate import Place
from sheetsync.core.mending.recovery import Insertion, Recovered, insertions, moved, recover

CODE, TEXT = Column("code", "Mã", Owner.EDITION), Column("text", "Nội dung", Owner.EDITION)
POINTS = Column("points", "Điểm", Owner.PEOPLE)
ROWS = tuple(Row(key, {"text": text}) for key, text in (("1", "Một"), ("2", "Hai"), ("3", "Ba"), ("4", "Bốn")))


def tab(*, people: bool = True, rows: tuple[Row, ...] = ROWS) -> Tab:
    columns = (CODE, TEXT, POINTS) if people else (CODE, TEXT)
    return Tab("t", "Thẻ", "Thẻ", columns, "code", rows=rows)


def told(laid: Tab, *lines: str, with_codes: bool = True) -> Recovered:
    """A tab drawn as lines "code text" below its header in row 3; a dash stands for a blank."""
    cells = [
        tuple(Cell(Decimal(part) if col == 3 else part.strip("-")) for col, part in enumerate(line.split(), 1))
        for line in lines
    ]
    found: dict[str, list[int]] = {}
    for row, line in enumerate(lines, 4):
        found.setdefault(line.split()[0], []).append(row)
    found.pop("-", None)
    rows = {key: places[0] for key, places in found.items() if len(places) == 1} if with_codes else {}
    twice = {key: tuple(places) for key, places in found.items() if len(places) > 1} if with_codes else {}
    columns = {"text": 2, **({"code": 1} if with_codes else {}), **({"max": 3} if laid.column("max") else {})}
    return recover(Place("P4", laid, Grid(1, "Thẻ", ((), (), (), *cells), 9, 3), 3, columns, rows, twice))


def test_rows_with_their_codes_are_left_as_they_are() -> None:
    assert told(tab(), "1 Một", "2 Hai", "3 Ba", "4 Bốn") == Recovered({"1": 4, "2": 5, "3": 6, "4": 7}, {})


@pytest.mark.parametrize("code", ["-", "2.x"])
def test_a_damaged_code_is_given_back_to_the_row_whose_text_is_its_own(code: str) -> None:
    found = told(tab(), "1 Một", f"{code} Hai", "3 Ba", "4 Bốn")
    assert found.rows["2"] == 5
    assert found.recoded == {"2": "" if code == "-" else code}


def test_a_code_typed_over_with_another_one_is_told_by_the_texts() -> None:
    found = told(tab(), "1 Một", "1 Hai", "3 Ba", "4 Bốn")
    assert (found.rows["1"], found.rows["2"], found.twice) == (4, 5, {})


def test_of_three_rows_with_one_code_two_stay_twice() -> None:
    found = told(tab(), "1 Một", "1 Hai", "1 khác", "3 Ba", "4 Bốn")
    assert found.rows["2"] == 5
    assert found.twice == {"1": (4, 6)}


def test_renumbered_rows_take_what_was_typed_along() -> None:
    """The rubric got a new second criterion: what was 2 and 3 is 3 and 4 now."""
    rows = (Row("1", {"text": "Một"}), Row("2", {"text": "Mới"}), Row("3", {"text": "Hai"}), Row("4", {"text": "Ba"}))
    found = told(tab(rows=rows), "1 Một", "2 Hai", "3 Ba")
    assert found.rows == {"1": 4, "3": 5, "4": 6}
    assert found.recoded == {"3": "2", "4": "3"}


def test_where_nobody_types_texts_follow_the_codes() -> None:
    rows = (Row("1", {"text": "Một"}), Row("2", {"text": "Mới"}), Row("3", {"text": "Hai"}))
    found = told(tab(people=False, rows=rows), "1 Một", "2 Hai")
    assert found.rows == {"1": 4, "2": 5}
    assert found.recoded == {}


def test_codes_that_changed_places_go_back_to_their_texts() -> None:
    found = told(tab(), "2 Một", "1 Hai", "3 Ba", "4 Bốn")
    assert found.rows == {"1": 4, "2": 5, "3": 6, "4": 7}
    assert (found.recoded, found.doubtful) == ({"1": "2", "2": "1"}, {})
    ring = told(tab(), "2 Một", "3 Hai", "1 Ba", "4 Bốn")
    assert ring.rows == {"1": 4, "2": 5, "3": 6, "4": 7}


def test_codes_that_changed_places_are_left_to_a_person_where_not_all_that_stands_there_agrees() -> None:
    most = Column("max", "Tối đa", Owner.EDITION, Kind.POINTS)
    rows = (Row("1", {"text": "Một", "max": Decimal(5)}), Row("2", {"text": "Hai", "max": Decimal(3)}))
    laid = Tab("t", "Thẻ", "Thẻ", (CODE, TEXT, most, POINTS), "code", rows=rows)
    found = told(laid, "2 Một 5", "1 Hai 4")
    assert found.rows == {"2": 4, "1": 5}
    assert found.doubtful == {4: ("2", ("1",)), 5: ("1", ("2",))}
    assert told(laid, "2 Một 5", "1 Hai 3").doubtful == {}


def test_a_text_typed_over_with_another_rows_is_left_to_a_person() -> None:
    found = told(tab(), "1 Hai", "2 Hai", "3 Ba", "4 Bốn")
    assert found.rows == {"1": 4, "2": 5, "3": 6, "4": 7}
    assert found.doubtful == {4: ("1", ("2",))}


def test_a_row_whose_criterion_is_gone_while_another_has_its_code_is_left_to_a_person() -> None:
    """The rubric lost its first criterion: what was 2 and 3 is 1 and 2 now."""
    rows = (Row("1", {"text": "Hai"}), Row("2", {"text": "Ba"}))
    found = told(tab(rows=rows), "1 Một", "2 Hai", "3 Ba")
    assert found.doubtful == {4: ("1", ()), 5: ("2", ("1",)), 6: ("3", ("2",))}
    settled = told(tab(rows=rows), "- Một", "2 Hai", "3 Ba")
    assert (settled.rows, settled.doubtful) == ({"1": 5, "2": 6}, {})


def test_where_two_criteria_have_one_text_the_rest_decides_and_then_a_person() -> None:
    rows = (Row("1", {"text": "Mới"}), Row("2", {"text": "Một"}), Row("3", {"text": "Một"}))
    found = told(tab(rows=rows), "1 Một", "2 Một")
    assert found.doubtful == {4: ("1", ("2", "3"))}
    assert not found.is_lost("3"), "it may be the row in doubt"


TEXTS = "abcdef"


@given(st.permutations(TEXTS), st.permutations(TEXTS), st.integers(1, 6), st.integers(1, 6))
def test_however_a_rubric_is_renumbered_no_row_is_taken_for_another_text(
    before: list[str], after: list[str], old: int, new: int
) -> None:
    """Rows that were laid out by one rubric, seen by another one with some of its texts, in another order."""
    rows = tuple(Row(str(number), {"text": text}) for number, text in enumerate(after[:new], 1))
    found = told(tab(rows=rows), *(f"{number} {text}" for number, text in enumerate(before[:old], 1)))
    stands = dict(enumerate(before[:old], 4))
    meant = {row.key: row.cells["text"] for row in rows}
    for key, row in found.rows.items():
        sure = key in meant and row not in found.doubtful
        assert (
            not sure
            or stands[row] == meant[key]
            or not {stands[row], meant[key]} & (set(before[:old]) & set(after[:new]))
        )
    if set(before[:old]) <= set(after[:new]):
        assert found.doubtful == {}


def test_a_text_that_stands_twice_says_nothing() -> None:
    assert "2" not in told(tab(), "1 Một", "- Hai", "x Hai", "3 Ba", "4 Bốn").rows
    assert told(tab(rows=(Row("1", {"text": ""}), Row("2"))), "- -", "x -").rows == {"x": 5}
    same = (Row("1", {"text": "Một"}), Row("2", {"text": "Một"}))
    assert told(tab(rows=same), "- Một", "- Một").rows == {}


def test_without_any_code_rows_are_told_by_their_texts() -> None:
    found = told(tab(), "- Bốn", "- Hai", "- Ba", with_codes=False)
    assert found.rows == {"4": 4, "2": 5, "3": 6}


def test_lines_go_after_the_nearest_neighbour_before_them_else_before_the_next_else_to_the_end() -> None:
    assert insertions("abcd", {"a": 4, "d": 9}, 20) == (
        {"a": 4, "b": 5, "c": 6, "d": 11},
        [Insertion(5, 2, follows=True)],
    )
    assert insertions("ab", {"b": 4}, 20) == ({"a": 4, "b": 5}, [Insertion(4, 1, follows=False)])
    assert insertions("ab", {}, 20) == ({"a": 20, "b": 21}, [Insertion(20, 2, follows=True)])


@given(st.permutations(range(4, 12)), st.sets(st.sampled_from("abcdefgh")))
def test_whatever_order_people_have_brought_rows_into_every_line_gets_a_place_of_its_own(
    places: list[int], lost: set[str]
) -> None:
    there = {name: place for name, place in zip("abcdefgh", places, strict=True) if name not in lost}
    found, inserted = insertions("abcdefgh", there, 12)
    assert len(set(found.values())) == len(found) == 8
    assert sum(one.count for one in inserted) == len(lost)
    assert {name: moved(place, inserted) for name, place in there.items()} == {name: found[name] for name in there}
    assert sorted(there, key=lambda name: there[name]) == sorted(there, key=lambda name: found[name])
