"""Tabs, columns and rows are found wherever people have put them."""

from collections.abc import Callable

import pytest
from drawn_book import DrawnBook, number, provisioned, text
from small_year import EDITION, filled_year

from sheetsync.core.books import books
from sheetsync.core.locate import Place, locate

BOOK = books(EDITION)[0]
Damage = Callable[[DrawnBook], object]


def found(damage: Damage, tab: str = "self") -> Place | None:
    drawn = filled_year()["P1"]
    damage(drawn)
    laid = BOOK.tab(tab)
    assert laid
    return locate(BOOK, laid, drawn.snapshot())


def place(damage: Damage, tab: str = "self") -> Place:
    there = found(damage, tab)
    assert there
    return there


def figure(there: Place, key: str, column: str) -> str:
    return f"{there.ref(there.rows[key], column).a1} {there.cell(there.rows[key], column).value}"


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        (lambda book: book, "D5 9"),
        (lambda book: book.insert_rows("self", 1, 2), "D7 9"),
        (lambda book: book.insert_rows("self", 5), "D6 9"),
        (lambda book: book.order_rows("self", [7, 6, 5, 4, 3, 2, 1, 0]), "D10 9"),
        (lambda book: book.move_column("self", "points", 1), "A5 9"),
        (lambda book: book.move_column("self", "code", 6), "C5 9"),
        (lambda book: book.insert_column("self", 1, "Ghi chú"), "E5 9"),
        (lambda book: book.insert_column("self", 4, "Điểm tự chấm", "1", "1", "1"), "E5 9"),
        (lambda book: book.put("self", "D3", "Điểm"), "D5 9"),
        (lambda book: book.rename_tab("self", "Bảng điểm P1"), "D5 9"),
        (lambda book: book.forget_name("self", "points"), "D5 9"),
        (lambda book: book.forget_name("self", "code"), "D5 9"),
        (lambda book: book.insert_rows("self", 1).forget_name("self", "code"), "D6 9"),
        (lambda book: book.anchors.clear(), "D5 9"),
        (lambda book: book.move_column("self", "points", 6).forget_name("self", "points"), "F5 9"),
    ],
    ids=range(15),
)
def test_a_figure_is_found(damage: Damage, where: str) -> None:
    assert figure(place(damage), "1.1", "points") == where


def test_a_tab_is_known_by_its_ranges_though_its_id_is_another() -> None:
    """Somebody copied the tab back from an older version: Google gave it a new id."""

    def copied(book: DrawnBook) -> None:
        sheet = book.sheets["self"]
        sheet.sheet_id = 99
        for name in [name for name in book.anchors if name.startswith("ss_self_")]:
            book.anchors[name] = (99, *book.anchors[name][1:])

    assert place(copied).grid.sheet_id == 99


def test_a_tab_that_is_gone_is_not_found() -> None:
    assert found(lambda book: book.delete_tab("self")) is None


def test_a_range_that_leads_into_another_tab_is_not_followed() -> None:
    def stray(book: DrawnBook) -> None:
        sheet_id = book.sheets["appendix"].sheet_id
        book.anchors["ss_self_points"] = (sheet_id, 3, 1)

    assert figure(place(stray), "1.1", "points") == "D5 9"


def test_a_column_that_is_gone_is_missing_and_a_lookalike_elsewhere_is_not_taken() -> None:
    there = place(lambda book: book.delete_column("self", "points").put("self", "H2", "Điểm tự chấm"))
    assert [column.name for column in there.missing] == ["points"]
    assert "points" not in there.columns


def test_a_column_that_has_its_own_range_is_never_taken_for_a_lost_one() -> None:
    """The points column was deleted and the next one got its header; of two alike the first is taken, and only once."""
    there = place(lambda book: book.delete_column("self", "points").put("self", "D3", "Điểm tự chấm"))
    assert "points" not in there.columns
    doubled = place(lambda book: book.forget_name("self", "points").insert_column("self", 7, "Điểm tự chấm"))
    assert doubled.columns["points"] == 4


def test_without_its_key_column_a_tab_has_no_rows() -> None:
    there = place(lambda book: book.delete_column("self", "code"))
    assert (there.rows, there.twice) == ({}, {})


def test_a_header_row_beyond_the_cells_finds_nothing() -> None:
    def emptied(book: DrawnBook) -> None:
        book.sheets["self"].rows = []
        book.anchors.clear()

    assert len(place(emptied).missing) == 7


def test_a_code_that_stands_twice_has_no_row_of_its_own() -> None:
    there = place(lambda book: book.put("self", "A6", text("1.1")))
    assert there.twice == {"1.1": (5, 6)}
    assert "1.1" not in there.rows


def test_a_code_retyped_as_a_number_is_still_that_code() -> None:
    there = place(lambda book: book.put("self", "A10", 3).put("self", "A4", number(1.0)).put("self", "A5", number(1.1)))
    assert [there.rows[key] for key in ("1", "1.1", "3")] == [4, 5, 10]


def test_a_tick_or_a_blank_is_no_code() -> None:
    there = place(lambda book: book.put("self", "A5", "TRUE").put("self", "A6", "").put("self", "A7", "' "))
    assert list(there.rows) == ["1", "2.1", "2.2", "3", "TONG"]


def test_the_stamp_is_found_where_it_is() -> None:
    drawn = provisioned(BOOK).insert_rows("feedback", 1)
    tab = BOOK.tab("feedback")
    assert tab
    there = locate(BOOK, tab, drawn.snapshot())
    assert there
    assert (there.stamp, there.header_row) == ((3, 1), 4)
    assert place(lambda book: book).stamp is None
