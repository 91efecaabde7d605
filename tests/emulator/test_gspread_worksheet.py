"""gspread's Worksheet: every method that reads or writes values, or adds, takes away and moves cells."""

import re
from typing import Any

import pytest
from gspread.cell import Cell
from gspread.exceptions import APIError, GSpreadException
from gspread.utils import (
    DateTimeOption,
    Dimension,
    GridRangeType,
    InsertDataOption,
    PasteOrientation,
    PasteType,
    TableDirection,
    ValueInputOption,
    ValueRenderOption,
)

from .world import Book

ROWS: list[list[Any]] = [["tên", "điểm", "ngày"], ["An", 8.5, "2026-09-03"], ["Bình", "=B2+1", ""], ["", "", "x"]]


@pytest.fixture
def filled(book: Book) -> Book:
    book.tab.update(ROWS, "A1", value_input_option=ValueInputOption.user_entered)
    return book


def test_values_are_read_in_every_rendering_and_dimension(filled: Book) -> None:
    shown = [["tên", "điểm", "ngày"], ["An", "8.5", "2026-09-03"], ["Bình", "9.5"], ["", "", "x"]]
    tab: Any = filled.tab
    assert tab.get() == shown
    assert tab.get_all_values() == [[*row, ""] if len(row) == 2 else row for row in shown]
    assert tab.get("A2:C3", value_render_option=ValueRenderOption.unformatted) == [["An", 8.5, 46268], ["Bình", 9.5]]
    formula = tab.get("B3", value_render_option=ValueRenderOption.formula)
    assert (formula, formula.range, formula.major_dimension) == ([["=B2+1"]], "Sheet1!B3", "ROWS")
    as_text = {"date_time_render_option": DateTimeOption.formatted_string}
    assert tab.get("B2:C2", value_render_option=ValueRenderOption.unformatted, **as_text) == [[8.5, "2026-09-03"]]
    columns = tab.get("A1:B3", major_dimension=Dimension.cols)
    assert (columns, columns.major_dimension) == ([["tên", "An", "Bình"], ["điểm", "8.5", "9.5"]], "COLUMNS")


def test_values_are_padded_and_kept_in_size(filled: Book) -> None:
    tab: Any = filled.tab
    assert tab.get_values("B3:E5") == [["9.5", ""], ["", "x"]]
    assert tab.get_values("B3:E5", pad_values=False) == [["9.5"], ["", "x"]]
    assert tab.get_values("B3:E5", maintain_size=True) == [["9.5", "", "", ""], ["", "x", "", ""], ["", "", "", ""]]
    assert tab.get("X9:Z9", return_type=GridRangeType.ListOfLists) == [[]]
    assert tab.get("X9:Z9").first("nothing") == "nothing"


def test_merged_cells_are_combined(filled: Book) -> None:
    filled.tab.merge_cells("A2:A4")
    filled.tab.define_named_range("A2:B4", "Merged")
    for place in ("A2:B4", "Merged"):
        assert filled.tab.get_values(place, combine_merged_cells=True) == [["An", "8.5"], ["An", "9.5"]]
    filled.tab.set_basic_filter("A1:C4")
    assert filled.tab.get_all_values(combine_merged_cells=True)[2] == ["An", "9.5", ""]


def test_single_cells_rows_and_columns_are_read(filled: Book) -> None:
    tab = filled.tab
    assert tab.acell("B3", value_render_option=ValueRenderOption.formula).value == "=B2+1"
    assert (tab.cell(2, 2).value, tab.cell(2, 2).numeric_value, tab.acell("Z99").value) == ("8.5", 8.5, None)
    assert tab.row_values(2, value_render_option=ValueRenderOption.unformatted) == ["An", 8.5, 46268]
    assert (tab.row_values(4), tab.row_values(50)) == (["", "", "x"], [])
    assert tab.col_values(3) == ["ngày", "2026-09-03", "", "x"]
    assert tab.col_values(26) == []
    assert [cell.value for cell in tab.range("B2:C3")] == ["8.5", "2026-09-03", "9.5", ""]
    assert [(cell.address, cell.value) for cell in tab.range(1, 1, 1, 2)] == [("A1", "tên"), ("B1", "điểm")]
    tab.resize(4, 3)
    assert len(tab.get_all_cells()) == 12
    assert [cell.value for cell in tab.range("B:B")] == ["điểm", "8.5", "9.5", ""]


def test_several_ranges_are_read_at_once(filled: Book) -> None:
    names, scores = filled.tab.batch_get(
        ["A2:A3", "B2:B3"], Dimension.cols, value_render_option=ValueRenderOption.unformatted
    )
    assert (names, names.range, scores) == ([["An", "Bình"]], "Sheet1!A2:A3", [[8.5, 9.5]])


def test_records_are_read_by_their_headers(filled: Book) -> None:
    records = filled.tab.get_all_records(value_render_option=ValueRenderOption.unformatted, default_blank=None)
    assert records[1] == {"tên": "Bình", "điểm": 9.5, "ngày": None}
    assert filled.tab.get_all_records(head=2)[0] == {"An": "Bình", "8.5": 9.5, "2026-09-03": ""}
    assert filled.tab.get_all_records(expected_headers=["tên"], numericise_ignore=["all"])[0]["điểm"] == "8.5"
    filled.tab.update_acell("B1", "tên")
    with pytest.raises(GSpreadException, match="duplicates"):
        filled.tab.get_all_records()


def test_cells_are_found_by_text_and_by_pattern(filled: Book) -> None:
    tab = filled.tab
    assert [tab.find("An"), tab.find("an", case_sensitive=False)] == [Cell(2, 1, "An"), Cell(2, 1, "An")]
    assert (tab.find("an"), tab.find("x", in_column=3), tab.find("x", in_row=2)) == (None, Cell(4, 3, "x"), None)
    found = [cell.address for cell in tab.findall(re.compile(r"^\d\.5$"))]
    assert found == ["B2", "B3"]
    assert [cell.address for cell in tab.findall("", in_row=3)] == ["C3"]


def test_an_update_tells_what_it_wrote_and_echoes_it_when_asked(book: Book) -> None:
    assert book.tab.update([["=1+1", 2]], "B2:C2") == _updated(book, "B2:C2", 1, 2, 2)
    assert book.shown("B2:C2") == [["=1+1", "2"]]  # raw
    reply = book.tab.update(
        [["=1+1", "1/2/2026"]],
        "B2",
        raw=False,
        include_values_in_response=True,
        response_value_render_option=ValueRenderOption.unformatted,
        response_date_time_render_option=DateTimeOption.formatted_string,
    )
    data = {"range": "Sheet1!B2:C2", "majorDimension": "ROWS", "values": [[2, "1/2/2026"]]}
    assert reply == {**_updated(book, "B2:C2", 1, 2, 2), "updatedData": data}
    turned = book.tab.update([["a", "b"], ["c", "d"]], "A5", major_dimension=Dimension.cols)
    assert turned == _updated(book, "A5:B6", 2, 2, 4)
    assert book.shown("A5:B6") == [["a", "c"], ["b", "d"]]
    assert book.tab.update([["whole tab"]]) == _updated(book, "A1", 1, 1, 1)


def test_what_does_not_fit_its_range_is_refused(book: Book) -> None:
    for values, place, sentence in (
        ([["a", "b", "c"]], "A1:B1", "tried writing to column [C]"),
        ([["a"], ["b"]], "A1:B1", "tried writing to row [2]"),
        ([["a"]], "A5000", "exceeds grid limits. Max rows: 1000, max columns: 26"),
    ):
        with pytest.raises(APIError, match=re.escape(sentence)):
            book.tab.update(values, place)
    assert "values" not in book.gspread.values_get("Sheet1")


def test_cells_are_updated_one_by_one_and_as_a_list(book: Book) -> None:
    book.tab.update_acell("A1", "0042")
    book.tab.update_cell(1, 2, "'0042")
    assert book.shown("A1:B1", "UNFORMATTED_VALUE") == [[42, "0042"]]
    book.tab.update_acell("B1", "kept")
    reply = book.tab.update_cells([Cell(1, 1, "=1+1"), Cell(2, 2, "5")], ValueInputOption.user_entered)
    assert reply == _updated(book, "A1:B2", 2, 2, 2)
    assert book.shown("A1:B2", "UNFORMATTED_VALUE") == [[2, "kept"], ["", 5]]
    book.tab.update_cells([Cell(3, 1, "=1+1")])
    assert book.shown("A3") == [["=1+1"]]


def test_several_ranges_are_updated_and_cleared_at_once(book: Book) -> None:
    data = [{"range": "A1:B1", "values": [["1", "=A1+1"]]}, {"range": "A3", "values": [["x"], ["y"]]}]
    reply = book.tab.batch_update(data, raw=False, include_values_in_response=True)
    assert [item["updatedData"]["values"] for item in reply["responses"]] == [[["1", "2"]], [["x"], ["y"]]]
    totals = [reply[f"totalUpdated{name}"] for name in ("Rows", "Columns", "Cells", "Sheets")]
    assert totals == [3, 2, 4, 1]
    assert book.tab.batch_clear(["A1", "A3:A4"])["clearedRanges"] == ["Sheet1!A1", "Sheet1!A3:A4"]
    assert book.tab.get_all_values() == [["", "1"]]
    assert book.tab.clear() == {"spreadsheetId": book.id, "clearedRange": "Sheet1!A1:Z1000"}
    assert book.tab.get_all_values() == [[]]


def test_rows_are_appended_to_the_table_they_belong_to(book: Book) -> None:
    book.write("A1", ["a", "", "c"], ["b", "", "d"])
    assert book.tab.append_row([1, 2])["tableRange"] == "Sheet1!C1:C2"
    assert book.shown("A3:D3") == [["", "", "1", "2"]]
    reply = book.tab.append_rows([["=1+1"], ["5%"]], ValueInputOption.user_entered, table_range="A1:A2")
    assert (reply["tableRange"], reply["updates"]["updatedRange"]) == ("Sheet1!A1:A2", "Sheet1!A3:A4")
    assert book.shown("A3:A4", "UNFORMATTED_VALUE") == [[2], [0.05]]
    reply = book.tab.append_row(["in between"], table_range="C1", include_values_in_response=True)
    assert reply["updates"]["updatedData"]["values"] == [["in between"]]


def test_an_appended_row_overwrites_or_pushes_down_what_lies_below(book: Book) -> None:
    book.write("A1", ["top"], [""], ["below"])
    book.tab.append_row(["one"], insert_data_option=InsertDataOption.insert_rows, table_range="A1")
    assert book.shown("A1:A4") == [["top"], ["one"], [], ["below"]]
    book.tab.append_rows([["two"], ["three"]], insert_data_option=InsertDataOption.overwrite, table_range="A1")
    assert book.shown("A1:A5") == [["top"], ["one"], ["two"], ["three"]]
    assert book.gspread.sheet1.row_count == 1001


def test_an_append_grows_a_tab_that_is_full(book: Book) -> None:
    book.tab.resize(2, 1)
    book.write("A1", ["a"], ["b"])
    assert book.tab.append_rows([["c"], ["d"]])["updates"]["updatedRange"] == "Sheet1!A3:A4"
    assert (book.gspread.sheet1.row_count, book.tab.row_count) == (4, 4)


def test_rows_and_columns_are_inserted_with_values(book: Book) -> None:
    book.write("A1", ["a", "=A2*2"], [3, "x"])
    book.tab.format("A1:B1", {"textFormat": {"bold": True}})
    book.tab.insert_row(["new"], 2)
    book.tab.insert_rows([["=1+1"], ["two"]], 2, ValueInputOption.user_entered, inherit_from_before=True)
    assert book.shown("A1:B5") == [["a", "6"], ["2"], ["two"], ["new"], ["3", "x"]]
    assert book.shown("B1", "FORMULA") == [["=A5*2"]]
    assert [bool(row and row[0]) for row in book.cells("A1:A4", "userEnteredFormat.textFormat.bold")][:3] == [True] * 3
    book.tab.insert_cols([["c1", "c2"]], 2)
    assert book.shown("A1:C2") == [["a", "c1", "6"], ["2", "c2"]]
    assert (book.gspread.sheet1.row_count, book.gspread.sheet1.col_count) == (1003, 27)
    for insert in (book.tab.insert_rows, book.tab.insert_cols):
        with pytest.raises(GSpreadException, match="inherit_from_before"):
            insert([["x"]], 1, inherit_from_before=True)


def test_rows_and_columns_are_deleted(book: Book) -> None:
    book.write("A1", ["a", "b", "c"], ["d", "e", "f"], ["g", "h", "=A1&A3"])
    book.tab.delete_rows(2)
    book.tab.delete_columns(1, 2)
    assert book.shown("A1:C3") == [["c"], ["#REF!"]]
    book.tab.delete_dimension(Dimension.rows, 1)
    sheet = book.gspread.sheet1
    assert (sheet.row_count, sheet.col_count) == (998, 24) == (book.tab.row_count, book.tab.col_count)
    book.tab.resize(2, 1)
    with pytest.raises(APIError, match="delete all"):
        book.tab.delete_rows(1, 2)


def test_a_tab_is_resized(book: Book) -> None:
    book.write("A1", ["a", "b"], ["c", "d"])
    book.tab.resize(rows=1, cols=1)
    book.tab.add_rows(2)
    book.tab.add_cols(1)
    assert book.tab.get_all_values() == [["a"]]
    assert (book.gspread.sheet1.row_count, book.gspread.sheet1.col_count) == (3, 2)
    with pytest.raises(TypeError):
        book.tab.resize()


def test_rows_are_sorted_by_several_columns_below_the_frozen_ones(book: Book) -> None:
    book.write("A1", ["name", "n"], ["b", 2], ["a", 10], ["c", 2], ["", ""], [True, 1])
    book.tab.resize(6, 2)
    book.tab.freeze(rows=1)
    book.tab.sort((2, "asc"), (1, "des"))
    assert book.tab.get_all_values() == [["name", "n"], ["TRUE", "1"], ["c", "2"], ["b", "2"], ["a", "10"]]
    book.tab.sort((1, "asc"), range="A2:A3")
    assert book.shown("A2:B3") == [["c", "1"], ["TRUE", "2"]]
    with pytest.raises(ValueError, match="sort order"):
        book.tab.sort((1, "up"))  # type: ignore[arg-type]  # what gspread refuses itself


def test_a_range_is_copied_in_every_way_of_pasting(book: Book) -> None:
    book.write("A1", [1, "=A1*2"])
    book.tab.format("A1:B1", {"textFormat": {"bold": True}, "borders": {"top": {"style": "SOLID"}}})
    for place, kind in (("A3", PasteType.normal), ("A4", PasteType.values), ("A5", PasteType.format)):
        book.tab.copy_range("A1:B1", place, kind)
    assert book.shown("A3:B5", "FORMULA") == [[1, "=A3*2"], [1, 2]]
    bold = [cell.get("userEnteredFormat", {}) for row in book.cells("A3:A5", "userEnteredFormat") for cell in row]
    assert [bool(look.get("textFormat", {}).get("bold")) for look in bold] == [True, False, True]
    book.tab.copy_range("A1:B1", "A7", PasteType.no_borders)
    assert "borders" not in book.cell("A7", "userEnteredFormat")["userEnteredFormat"]
    book.tab.copy_range("A4:B4", "D1", paste_orientation=PasteOrientation.transpose)
    assert book.shown("D1:D2") == [["1"], ["2"]]
    book.tab.copy_range("A1", "F1:G2")
    assert book.shown("F1:G2") == [["1", "1"], ["1", "1"]]


def test_a_range_is_cut_and_formulas_follow_it(book: Book) -> None:
    book.write("A1", [1, "=A1*2"], [5, ""])
    book.tab.format("A1", {"textFormat": {"italic": True}})
    book.tab.cut_range("A1:A2", "D4")
    assert book.shown("A1:D5", "FORMULA") == [["", "=D4*2"], [], [], ["", "", "", 1], ["", "", "", 5]]
    assert book.cell("D4", "userEnteredFormat.textFormat.italic")["userEnteredFormat"]["textFormat"]["italic"]
    assert "userEnteredFormat" not in book.cell("A1", "userEnteredFormat")
    book.tab.cut_range("D4:D5", "A1", PasteType.values)
    assert book.shown("A1:D5") == [["1", "2"], ["5"]]


def test_a_table_is_expanded_from_a_corner(filled: Book) -> None:
    assert filled.tab.expand("A1", TableDirection.right) == [["tên", "điểm", "ngày"]]
    assert filled.tab.expand("B2", TableDirection.down) == [["8.5"], ["9.5"]]
    assert filled.tab.expand("A2") == [["An", "8.5", "2026-09-03"], ["Bình", "9.5", ""]]


def _updated(book: Book, place: str, rows: int, columns: int, cells: int) -> dict[str, Any]:
    return {
        "spreadsheetId": book.id,
        "updatedRange": f"Sheet1!{place}",
        "updatedRows": rows,
        "updatedColumns": columns,
        "updatedCells": cells,
    }
