"""What only a person can put right in a tab: said of rows and columns, each with its mend; and how cells compare."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from sheetsync.core.cells import Anchor, Cell, Grid
from sheetsync.core.layout import Column, Owner, Row, Tab
from sheetsync.core.locate import Place
from sheetsync.core.mending.items import Item, Lack
from sheetsync.core.mending.oddities import (
    holds,
    hopeless,
    is_text,
    left_names,
    oddities,
    perhaps_renamed,
    quoted,
    row_words,
    short,
)
from sheetsync.core.mending.recovery import Recovered

CODE, TEXT = Column("code", "Mã", Owner.EDITION), Column("text", "Nội dung", Owner.EDITION)
POINTS = Column("points", "Điểm\ntự chấm", Owner.PEOPLE)
LAID = (Row("1", {"text": "Một"}), Row("2", {"text": "Hai"}))
COLUMNS = {"code": 1, "text": 2, "points": 3}


def tab(*columns: Column, key: str = "code") -> Tab:
    return Tab("t", "Thẻ", "Thẻ", columns or (CODE, TEXT, POINTS), key, rows=LAID)


def place(*lines: str, laid: Tab | None = None, columns: dict[str, int] | None = None) -> Place:
    """A tab drawn as lines "code text" below the headers in row 3; a dash stands for a blank."""
    cells = [tuple(Cell(part.strip("-")) for part in line.split()) for line in lines]
    headers = tuple(Cell(text) for text in ("Mã", "Nội dung", "Điểm tự chấm", "Cột lạ"))
    grid = Grid(7, "Thẻ", ((), (), headers, *cells), 9, 4)
    there = COLUMNS if columns is None else columns
    return Place("P1", laid or tab(), grid, 3, there, {}, {})


def found(
    there: Place, rows: Recovered, columns: Recovered | None = None, anchors: Mapping[str, Anchor] | None = None
) -> list[tuple[Lack, str]]:
    """What is odd there, drawn as kind and words; all of it is for people to mend, in this tab."""
    items = list(oddities(there, rows, columns or Recovered(dict(there.columns), {}), anchors or {}))
    assert all(one.by_hand and one.tab == "Thẻ" and one.advice for one in items)
    return [(one.kind, one.words) for one in items]


# --- rows and columns that nobody can be sure of ----------------------------------------------------------------------


def test_where_everything_is_in_its_place_nothing_is_odd() -> None:
    assert found(place("1 Một", "2 Hai"), Recovered({"1": 4, "2": 5}, {})) == []


def test_a_code_that_stands_twice_is_told_with_its_rows() -> None:
    there = place("1 Một", "1 Một", "2 Hai")
    assert found(there, Recovered({"2": 6}, {"1": (4, 5)})) == [(Lack.ROW, "mã “1” có ở các dòng 4, 5")]


@pytest.mark.parametrize(
    ("code", "says", "words"),
    [
        ("1", (), "mang mã “1”, nhưng nội dung của mã ấy ở chỗ khác"),
        ("1", ("2",), "mang mã “1”, nhưng nội dung là của “2”"),
        ("1", ("2", "3"), "mang mã “1”, nhưng nội dung là của “2” hoặc “3”"),
        ("", ("2", "3"), "không mang mã nào, nhưng nội dung là của “2” hoặc “3”"),
    ],
)
def test_a_row_or_a_column_with_the_texts_of_another_says_whose_they_may_be(
    code: str, says: tuple[str, ...], words: str
) -> None:
    there = place("1 Một", "2 Hai")
    doubtful = Recovered({"2": 5}, {}, doubtful={4: (code, says)})
    assert found(there, doubtful) == [(Lack.ROW, f"dòng 4: {words}")]
    columns = Recovered({"code": 1, "text": 2}, {}, doubtful={3: (code, says)})
    assert found(there, Recovered({"1": 4, "2": 5}, {}), columns) == [(Lack.COLUMN, f"cột C “Điểm tự chấm”: {words}")]


def test_the_mend_of_a_doubtful_line_speaks_of_rows_or_of_columns() -> None:
    there = place("1 Một", "2 Hai")
    doubtful: dict[int, tuple[str, tuple[str, ...]]] = {4: ("1", ("2",))}
    rows, columns = Recovered({"2": 5}, {}, doubtful=doubtful), Recovered(COLUMNS, {}, doubtful=doubtful)
    of_row, of_column = oddities(there, rows, columns, {})
    assert "sửa ô mã" in of_row.advice
    assert "sửa tiêu đề" in of_column.advice


# --- rows and columns that are not of the layout ----------------------------------------------------------------------


def test_a_row_with_a_code_of_no_criterion_is_told() -> None:
    there = place("1 Một", "9.9 Lạ", "- -", "2 Hai")
    told = found(there, Recovered({"1": 4, "2": 7}, {}))
    assert told == [(Lack.ROW, "dòng 5: mã “9.9” không có trong mẫu")]


def test_a_row_that_was_told_by_its_texts_is_not_foreign_whatever_its_code() -> None:
    there = place("1 Một", "9.9 Hai", "8.8 Ba")
    rows = Recovered({"1": 4, "2": 5}, {}, recoded={"2": "9.9"}, doubtful={6: ("8.8", ("3",))})
    assert [words for _, words in found(there, rows)] == ["dòng 6: mang mã “8.8”, nhưng nội dung là của “3”"]


@pytest.mark.parametrize(
    ("laid", "columns"),
    [
        (tab(Column("code", "Mã", Owner.SYNC), TEXT, POINTS), COLUMNS),
        (tab(), {"text": 2, "points": 3}),
        (tab(key="elsewhere"), COLUMNS),
    ],
    ids=["sync lists what it finds", "the key column is gone", "no column has the key"],
)
def test_where_no_code_is_the_editions_none_is_foreign(laid: Tab, columns: dict[str, int]) -> None:
    assert found(place("9.9 Lạ", laid=laid, columns=columns), Recovered({}, {})) == []


def test_the_row_or_column_of_a_ward_that_left_the_list_is_no_criterion_with_another_code() -> None:
    wards = replace(tab(CODE, replace(TEXT, name="name"), POINTS), lists="unit")
    there = place("1 Một", "P9 Chín", "2 Hai", laid=wards, columns={"code": 1, "name": 2, "points": 3})
    rows, columns = Recovered({"1": 4, "2": 6}, {}), Recovered({"code": 1, "name": 2}, {})
    row, column = oddities(there, rows, columns, {})
    assert row.words == "dòng 5: “P9” không có trong danh sách"
    assert row.advice.startswith("Đơn vị đã rút khỏi danh sách thì hệ thống không tính dòng này nữa")
    assert column.words == "cột C “Điểm tự chấm” không còn trong mẫu"
    assert "đơn vị của cột đã rút khỏi danh sách" in column.advice
    scored = replace(wards, columns=(*wards.columns, Column("1.1", "1.1", Owner.PEOPLE, criterion="1.1")))
    *_, column = oddities(replace(there, tab=scored), rows, columns, {})
    assert "nếu tiêu chí đã đổi mã" in column.advice


def test_a_column_of_an_earlier_layout_is_told_by_the_name_it_still_has() -> None:
    anchors = {"ss_t_old": Anchor(7, 3, 4), "ss_t_code": Anchor(7, 3, 1), "ss_t_away": Anchor(8, 3, 2)}
    there = place("1 Một", "2 Hai")
    assert left_names(there, anchors) == {"ss_t_old": Anchor(7, 3, 4)}
    told = found(there, Recovered({"1": 4, "2": 5}, {}), anchors=anchors)
    assert told == [(Lack.COLUMN, "cột D “Cột lạ” không còn trong mẫu")]


def test_a_column_that_has_lost_its_criterion_is_told() -> None:
    columns = Recovered({"code": 1, "text": 2}, {})
    told = found(place("1 Một", "2 Hai"), Recovered({"1": 4, "2": 5}, {}), columns)
    assert told == [(Lack.COLUMN, "cột C “Điểm tự chấm” không còn trong mẫu")]


def test_a_lost_column_of_peoples_and_one_that_nobody_knows_are_told_together() -> None:
    item = perhaps_renamed(place("1 Một"), POINTS, 4)
    assert (item.kind, item.by_hand) == (Lack.COLUMN, True)
    assert item.words == "mất cột “Điểm tự chấm”, trong khi cột D “Cột lạ” không thuộc mẫu"
    assert "trả lại tiêu đề “Điểm tự chấm”" in item.advice


# --- a tab whose rows nobody can tell -------------------------------------------------------------------------------

WITHOUT_KEY = {"text": 2, "points": 3}
SYNCED = Column("code", "Mã", Owner.SYNC)


def lost(laid: Tab, rows: Recovered, *lines: str, columns: dict[str, int] | None = None) -> Item | None:
    return hopeless(place(*lines, laid=laid, columns=WITHOUT_KEY if columns is None else columns), rows)


def test_a_tab_with_its_key_column_or_without_any_key_is_not_hopeless() -> None:
    assert lost(tab(), Recovered({}, {}), "1 Một", columns=COLUMNS) is None
    assert lost(tab(key="elsewhere"), Recovered({}, {}), "1 Một") is None


def test_where_the_texts_tell_every_row_the_codes_can_be_written_again() -> None:
    assert lost(tab(), Recovered({"1": 4, "2": 5}, {}), "- Một", "- Hai") is None


def test_where_a_row_is_left_that_nobody_knows_only_the_history_helps() -> None:
    item = lost(tab(), Recovered({"1": 4}, {}), "- Một", "- khác")
    assert item
    assert item.words == "mất cột “Mã”, không còn biết dòng nào là dòng nào"
    assert "lịch sử phiên bản" in item.advice


def test_a_list_of_ours_is_made_anew_unless_people_typed_beside_it() -> None:
    ours, beside = lost(tab(SYNCED, TEXT), Recovered({}, {})), lost(tab(SYNCED, TEXT, POINTS), Recovered({}, {}))
    assert ours
    assert beside
    assert "Xóa thẻ này" in ours.advice
    assert "lịch sử phiên bản" in beside.advice


# --- how cells are compared and spoken of ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "meant", "is_key", "same"),
    [
        (Cell(Decimal(5)), Decimal("5.0"), False, True),
        (Cell(Decimal(5), formula="=2+3"), Decimal(5), False, False),
        (Cell("5"), Decimal(5), False, False),
        (Cell(Decimal("1.1")), "1.1", True, True),
        (Cell(" 1.1 "), "1.1", True, True),
        (Cell("1.1", formula="=A1"), "1.1", True, False),
        (Cell(Decimal("1.1")), "1.1", False, False),
        (Cell("Một  việc"), "Một việc", False, True),
        (Cell("Một việc", formula="=A1"), "Một việc", False, False),
        (Cell("khác"), "Một việc", False, False),
        (Cell(" "), "", False, True),
        (Cell("x"), "", False, False),
    ],
)
def test_a_cell_holds_what_it_is_to_hold(cell: Cell, meant: str | Decimal, *, is_key: bool, same: bool) -> None:
    assert holds(cell, meant, is_key=is_key) is same


def test_a_number_is_no_text_even_where_it_reads_the_same() -> None:
    assert not is_text(Cell(Decimal(5)), "5")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Row("1.1", {"text": "Tuyên truyền"}), "“1.1 Tuyên truyền”"),
        (Row("P1", {"name": "Phường 1"}), "“P1 Phường 1”"),
        (Row("S1", {"text": Decimal(5)}), "“S1”"),
        (Row("S1"), "“S1”"),
    ],
)
def test_a_row_is_called_by_its_code_and_what_it_says(row: Row, words: str) -> None:
    assert row_words(row) == words


def test_long_texts_are_cut_and_blanks_are_named() -> None:
    assert short("a" * 99) == "a" * 59 + "…"
    assert quoted(" \n ") == "trống"
    assert quoted("một\nhai") == "“một hai”"
