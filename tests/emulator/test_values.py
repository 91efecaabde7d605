"""The values API: render options, ragged rows, appending, clearing, and what it refuses."""

from typing import Any

import gspread
import pytest

from .world import Book, World


def test_trailing_empties_are_dropped_and_inner_ones_kept(book: Book) -> None:
    book.write("A1", ["a", "", "c"], [], ["", "b"])
    assert book.shown("A1:D9") == [["a", "", "c"], [], ["", "b"]]
    assert book.world.call("GET", f"{book.url}/values/F1:G9").json() == {
        "range": "Sheet1!F1:G9",
        "majorDimension": "ROWS",
    }


def test_columns_come_as_lines_when_asked(book: Book) -> None:
    book.write("A1", [1, 2], [3])
    reply = book.world.call("GET", f"{book.url}/values/A1:C3", majorDimension="COLUMNS").json()
    assert reply["values"] == [["1", "3"], ["2"]]


def test_columns_can_be_written_as_lines(book: Book) -> None:
    body = {"majorDimension": "COLUMNS", "values": [[1, 2, 3], [4]]}
    reply = book.world.call("PUT", f"{book.url}/values/A1", body, valueInputOption="RAW").json()
    assert reply["updatedRange"] == "Sheet1!A1:B3"
    assert reply["updatedCells"] == 4
    assert book.shown("A1:B3", "UNFORMATTED_VALUE") == [[1, 4], [2], [3]]


def test_the_three_render_options_differ_for_errors_and_formulas(book: Book) -> None:
    book.write("A1", ["=1/0", "=3/2", True, 2.0])
    assert book.shown("A1:D1") == [["#DIV/0!", "1.5", "TRUE", "2"]]
    divided = "#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)"
    assert book.shown("A1:D1", "UNFORMATTED_VALUE") == [[divided, 1.5, True, 2]]
    assert book.shown("A1:D1", "FORMULA") == [["=1/0", "=3/2", True, 2]]


def test_null_leaves_a_cell_alone_and_an_empty_text_clears_it(book: Book) -> None:
    book.write("A1", ["a", "b", "c"])
    reply = book.world.call("PUT", f"{book.url}/values/A1:C1", {"values": [[None, "", "x"]]}, valueInputOption="RAW")
    assert reply.json()["updatedCells"] == 2
    assert book.shown("A1:C1") == [["a", "", "x"]]


def test_clearing_keeps_formats_and_notes(book: Book) -> None:
    cell = {"userEnteredValue": {"numberValue": 1}, "note": "n", "userEnteredFormat": {"textFormat": {"bold": True}}}
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "*"}})
    book.tab.batch_clear(["A1:B2"])
    kept = book.cell("A1", "userEnteredValue,note,userEnteredFormat")
    assert kept == {"note": "n", "userEnteredFormat": {"textFormat": {"bold": True}}}


def test_a_tab_named_like_a_path_is_reached(book: Book) -> None:
    tab = book.gspread.add_worksheet("Q3/2025", 5, 5)
    tab.update([["x"]], "B2")
    assert tab.get("A1:B2") == [[], ["", "x"]]


def test_values_batch_update_writes_all_ranges_or_none(book: Book) -> None:
    good = {"range": "A1", "values": [[1]]}
    bad = {"range": "A1:B1", "values": [[1, 2, 3]]}
    body = {"valueInputOption": "RAW", "data": [good, bad]}
    reply = book.world.call("POST", f"{book.url}/values:batchUpdate", body)
    wanted = "Invalid data[1]: Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]"
    assert (reply.status_code, reply.json()["error"]["message"]) == (400, wanted)
    assert book.shown("A1:Z9") == []
    book.world.call("POST", f"{book.url}/values:batchUpdate", {**body, "data": [good]})
    assert book.shown("A1:Z9") == [["1"]]


def test_append_goes_below_the_table_and_grows_the_grid(book: Book) -> None:
    tab = book.gspread.add_worksheet("small", 2, 2)
    tab.append_rows([["a", "b"], ["c", "d"], ["e", "f", "g"]])
    assert tab.get_all_values() == [["a", "b", ""], ["c", "d", ""], ["e", "f", "g"]]
    reply = tab.append_row(["h"], include_values_in_response=True)
    assert reply["tableRange"] == "small!A1:C3"
    assert reply["updates"]["updatedData"]["values"] == [["h"]]
    assert book.gspread.worksheet("small").row_count == 4


def test_append_finds_the_table_that_googles_guide_describes(book: Book) -> None:
    book.write("A1", ["x", "y", "z"], ["x", "y", "z"], [], ["", "x", "y"], ["", "", "y", "z"], ["", "x", "y", "z"])
    tables = {"Sheet1": "B4:D6", "C5:D5": "B4:D6", "B2:D4": "B4:D6", "A3:G10": "B4:D6", "A1": "A1:C2"}
    for where, table in tables.items():
        reply = book.world.call(
            "POST", f"{book.url}/values/{where}:append", {"values": [[None]]}, valueInputOption="RAW"
        )
        assert reply.json()["tableRange"] == f"Sheet1!{table}", where
    alone = book.world.call("POST", f"{book.url}/values/F4:append", {"values": [["n"]]}, valueInputOption="RAW").json()
    assert "tableRange" not in alone
    assert alone["updates"]["updatedRange"] == "Sheet1!F4"


def test_append_can_push_down_what_lies_below(book: Book) -> None:
    book.write("A1", ["a"], ["b"], [], ["below"])
    params = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
    book.world.call("POST", f"{book.url}/values/A1:append", {"values": [["c"], ["d"]]}, **params)
    assert book.shown("A1:A9") == [["a"], ["b"], ["c"], ["d"], [], ["below"]]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("NOPE!A5:F15", "Unable to parse range: NOPE!A5:F15"),
        ("Sheet1!A", "Unable to parse range: Sheet1!A"),
        ("A2000", "Range (Sheet1!A2000) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_ranges_that_are_not_there_are_refused(book: Book, where: str, message: str) -> None:
    with pytest.raises(gspread.exceptions.APIError) as caught:
        book.gspread.values_get(where)
    assert caught.value.error["message"] == message


@pytest.mark.parametrize(
    ("where", "echoed"),
    [
        ("A:B", "A1:B1000"),
        ("2:3", "A2:Z3"),
        ("B3:B", "B3:B1000"),
        ("C2:A1", "A1:C2"),
        ("Sheet1", "A1:Z1000"),
        ("R2C3", "C2"),
    ],
)
def test_open_ranges_are_closed_by_the_grid(book: Book, where: str, echoed: str) -> None:
    assert book.gspread.values_get(where)["range"] == f"Sheet1!{echoed}"


def test_a_number_read_by_numericise_is_what_gspread_makes_of_it(vietnamese: Book) -> None:
    vietnamese.write("A1", ["điểm"], ["8,5"])
    assert vietnamese.tab.get_all_records() == [{"điểm": 85}]  # the trap that the product must not step into


def test_an_unknown_query_parameter_is_refused(book: Book) -> None:
    reply = book.world.call("GET", book.url, frobnicate="1")
    assert reply.status_code == 400
    assert "Cannot bind query parameter. Field 'frobnicate' could not be found" in reply.json()["error"]["message"]


def test_a_missing_value_input_option_is_refused(book: Book) -> None:
    reply = book.world.call("PUT", f"{book.url}/values/A1", {"values": [[1]]})
    assert reply.json()["error"]["message"] == "'valueInputOption' is required but not specified"


def test_counters_follow_googles_quota(world: World) -> None:
    book = Book(world)
    world.app.requests.reset()
    book.tab.get("A1")
    book.gspread.values_batch_get(["A1", "B1"])
    book.tab.update([["x"]], "A1")
    book.batch({"updateSpreadsheetProperties": {"properties": {"title": "t"}, "fields": "title"}})
    world.client().list_spreadsheet_files()
    counted: Any = world.app.requests
    assert (counted.reads, counted.writes, counted.drive) == (2, 2, 1)
