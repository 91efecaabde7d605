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
    for where in ("E4", "A4"):
        url = f"{book.url}/values/{where}:append"
        alone = book.world.call("POST", url, {"values": [[None]]}, valueInputOption="RAW").json()
        assert "tableRange" not in alone
        assert alone["updates"]["updatedRange"] == f"Sheet1!{where}"


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
        ("Sheet1!2", "Unable to parse range: Sheet1!2"),
        ("Sheet1!", "Unable to parse range: Sheet1!"),
        ("'Sheet1'!", "Unable to parse range: 'Sheet1'!"),
        ("!Sheet1", "Unable to parse range: !Sheet1"),
        ("A0", "Unable to parse range: A0"),
        ("A1:", "Unable to parse range: A1:"),
        ("A1:B2:C3", "Unable to parse range: A1:B2:C3"),
        (" A1", "Unable to parse range:  A1"),
        ("Sheet1! A1", "Unable to parse range: Sheet1! A1"),
        ("A1:R2C2", "Unable to parse range: A1:R2C2"),
        ("R0C1", "Unable to parse range: R0C1"),
        ("R2C2:R1C1", "Unable to parse range: R2C2:R1C1"),
        ("Name", "Unable to parse range: Name"),
        ("ZZ:ZZ", "Range (Sheet1!ZZ) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("AA:AB", "Range (Sheet1!AA:AB) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("1001:1002", "Range (Sheet1!1001:1002) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A2000:B", "Range (Sheet1!A2000:B) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("R[1000]C[0]", "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
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
        ("b2:a1", "A1:B2"),
        ("sheet1!a1", "A1"),
        ("Sheet1!A5:B", "A5:B1000"),
        ("B:A5", "A1:B5"),
        ("A998:AB1200", "A998:Z1000"),
        ("$A$1:B$2", "A1:B2"),
        ("!B2", "B2"),
        ("''!B2", "B2"),
        ("'Sheet1'", "A1:Z1000"),
        ("R[1]C[1]", "B2"),
        ("R1C1:R2", "A1:Z2"),
        ("r1c1:r2000c50", "A1:Z1000"),
        ("C[1]", "B1:B1000"),
        ("RC", "A1"),
        ("R1C", "A1"),
        ("R01C02", "B1"),
        ("R3C3:R1C1", "A1:C3"),
        ("R[1]C[1]:R1C1", "A1:B2"),
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


@pytest.mark.parametrize(
    ("title", "echoed"),
    [
        ("Data", "Data"),
        ("A", "A"),
        ("A1", "'A1'"),
        ("RC", "'RC'"),
        ("R1C1", "'R1C1'"),
        ("ABCD1", "ABCD1"),
        ("2024", "'2024'"),
        ("Second Sheet", "'Second Sheet'"),
        ("Bob's", "'Bob''s'"),
        ("a:b", "'a:b'"),
        ("has!bang", "'has!bang'"),
        ("Điểm", "'Điểm'"),
    ],
)
def test_a_tab_is_reached_by_its_name_and_echoed_as_google_quotes_it(book: Book, title: str, echoed: str) -> None:
    book.gspread.add_worksheet(title, 5, 5)
    quoted = "'" + title.replace("'", "''") + "'"
    for name in (quoted, title, title.lower()):
        assert book.gspread.values_get(f"{name}!A1:B2")["range"] == f"{echoed}!A1:B2"
    assert book.gspread.values_get(quoted)["range"] == f"{echoed}!A1:E5"


def test_a_bare_name_is_a_cell_before_it_is_a_tab(book: Book) -> None:
    for title in ("A1", "R1C1", "has!bang", "A"):
        book.gspread.add_worksheet(title, 5, 5)
    assert book.gspread.values_get("A1")["range"] == "Sheet1!A1"
    assert book.gspread.values_get("R1C1")["range"] == "Sheet1!A1"
    assert book.gspread.values_get("A")["range"] == "A!A1:E5"
    assert book.gspread.values_get("has!bang")["range"] == "'has!bang'!A1:E5"


def test_a_named_range_is_read_written_and_cleared_by_its_name_and_goes_before_a_tab(book: Book) -> None:
    book.gspread.add_worksheet("Twin", 5, 5)
    area = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 3}
    for name in ("Twin", "Điểm"):
        book.batch({"addNamedRange": {"namedRange": {"name": name, "range": area}}})
    assert book.gspread.values_get("twin")["range"] == "Sheet1!B2:C3"
    assert book.gspread.values_get("'Twin'")["range"] == "Twin!A1:E5"
    reply = put(book, "Điểm", [["x", "y"]])
    assert reply["updatedRange"] == "Sheet1!B2:C2"
    url = f"{book.url}/values/{'Điểm'}:clear"
    assert book.world.call("POST", url, {}).json()["clearedRange"] == "Sheet1!B2:C3"


def put(book: Book, where: str, values: Any, body: dict[str, Any] | None = None, **params: Any) -> Any:
    url = f"{book.url}/values/{where}"
    return book.world.call(
        "PUT", url, {**(body or {}), "values": values}, **{"valueInputOption": "RAW", **params}
    ).json()


def test_raw_values_stay_what_they_are(book: Book) -> None:
    put(book, "A1", [["=1+1", "TRUE", "1,5", "2026-09-03", "'a", 1.5, True, 2.0]])
    assert book.shown("A1:H1", "UNFORMATTED_VALUE") == [["=1+1", "TRUE", "1,5", "2026-09-03", "'a", 1.5, True, 2]]
    assert "formulaValue" not in book.cell("A1", "userEnteredValue")["userEnteredValue"]


def test_only_what_is_written_is_counted(book: Book) -> None:
    reply = put(book, "B2:E5", [["a", None, "c"], [None], [], ["", "d"]])
    assert reply == {
        "spreadsheetId": book.id,
        "updatedRange": "Sheet1!B2:D5",
        "updatedRows": 2,
        "updatedColumns": 3,
        "updatedCells": 4,
    }
    assert put(book, "B2", [[None]]) == {"spreadsheetId": book.id, "updatedRange": "Sheet1!B2"}
    assert put(book, "B2", []) == {"spreadsheetId": book.id, "updatedRange": "Sheet1!B2"}
    assert put(book, "B2", [[]]) == {"spreadsheetId": book.id, "updatedRange": "Sheet1!B2"}


def test_what_was_written_is_shown_as_far_as_the_range_named(book: Book) -> None:
    book.write("A1", ["a", 2], ["c", 4])
    show: dict[str, Any] = {"includeValuesInResponse": "true", "responseValueRenderOption": "UNFORMATTED_VALUE"}
    reply = put(book, "A1:C9", [["new"]], **show)
    assert reply["updatedRange"] == "Sheet1!A1"
    assert reply["updatedData"] == {"range": "Sheet1!A1:C9", "majorDimension": "ROWS", "values": [["new", 2], ["c", 4]]}
    reply = put(book, "A1", [["x", "y"]], {"majorDimension": "COLUMNS"}, **show)
    assert reply["updatedData"] == {"range": "Sheet1!A1:A2", "majorDimension": "COLUMNS", "values": [["x", "y"]]}
    reply = put(book, "A1", [["x"]], {"majorDimension": "DIMENSION_UNSPECIFIED"}, **show)
    assert reply["updatedData"]["majorDimension"] == "ROWS"


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_range_in_the_body_is_that_of_the_url_letter_by_letter(book: Book, method: str) -> None:
    url = f"{book.url}/values/Sheet1!A1{':append' if method == 'POST' else ''}"
    body = {"values": [[1]], "range": "Sheet1!A1"}
    assert book.world.call(method, url, body, valueInputOption="RAW").status_code == 200
    reply = book.world.call(method, url, {**body, "range": "'Sheet1'!A1"}, valueInputOption="RAW").json()
    assert reply["error"]["message"] == "Request range[Sheet1!A1] does not match value's range['Sheet1'!A1]"


@pytest.mark.parametrize(
    ("where", "values", "message"),
    [
        ("A1:B2", [[1], [2], [3]], "Requested writing within range [Sheet1!A1:B2], but tried writing to row [3]"),
        ("A:A", [[1, 2]], "Requested writing within range [Sheet1!A1:A1000], but tried writing to column [B]"),
        ("Z1", [[1, 2]], "Range (Sheet1!Z1:AA1) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1000", [[1], [2]], "Range (Sheet1!A1000:A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1001:B1001", [[1]], "Range (Sheet1!A1001:B1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_values_stay_within_their_range_and_the_grid(book: Book, where: str, values: Any, message: str) -> None:
    assert put(book, where, values)["error"]["message"] == message


def test_ranges_of_a_batch_are_written_in_order_and_counted_once(book: Book) -> None:
    data = [
        {"range": "A1:B2", "values": [["a", "b"], ["c", "d"]]},
        {"range": "B2:C3", "majorDimension": "COLUMNS", "values": [["x", "y"], [None, "z"]]},
    ]
    reply = book.world.call("POST", f"{book.url}/values:batchUpdate", {"valueInputOption": "RAW", "data": data}).json()
    counts = {name: reply[f"totalUpdated{name}"] for name in ("Rows", "Columns", "Cells", "Sheets")}
    assert counts == {"Rows": 3, "Columns": 3, "Cells": 6, "Sheets": 1}
    assert [item["updatedCells"] for item in reply["responses"]] == [4, 3]
    assert book.shown("A1:C3") == [["a", "b"], ["c", "x"], ["", "y", "z"]]


def test_a_batch_shows_what_the_whole_batch_left(book: Book) -> None:
    data = [{"range": "A1:A2", "values": [[1]]}, {"range": "A1", "values": [[2]]}]
    body = {
        "valueInputOption": "RAW",
        "data": data,
        "includeValuesInResponse": True,
        "responseValueRenderOption": "UNFORMATTED_VALUE",
    }
    reply = book.world.call("POST", f"{book.url}/values:batchUpdate", body).json()
    assert [item["updatedData"]["values"] for item in reply["responses"]] == [[[2]], [[2]]]
    del body["valueInputOption"]
    message = book.world.call("POST", f"{book.url}/values:batchUpdate", body).json()["error"]["message"]
    assert message == "'valueInputOption' is required but not specified"


def test_ranges_are_cleared_together_or_not_at_all(book: Book) -> None:
    book.write("A1", ["a", "b"], ["c", "d"])
    url = f"{book.url}/values:batchClear"
    reply = book.world.call("POST", url, {"ranges": ["A1", "Nope!A1"]}).json()
    assert reply["error"]["message"] == "Invalid range[1]: Unable to parse range: Nope!A1"
    assert book.shown("A1:B2") == [["a", "b"], ["c", "d"]]
    reply = book.world.call("POST", url, {"ranges": ["A1", "B2:B"]}).json()
    assert reply == {"spreadsheetId": book.id, "clearedRanges": ["Sheet1!A1", "Sheet1!B2:B1000"]}
    assert book.shown("A1:B2") == [["", "b"], ["c"]]


def test_a_batch_without_ranges_is_refused(book: Book) -> None:
    for method, verb, body in (("GET", "batchGet", None), ("POST", "batchClear", {})):
        reply = book.world.call(method, f"{book.url}/values:{verb}", body)
        assert (reply.status_code, reply.json()["error"]["message"]) == (400, "Must specify at least one range.")


def test_columns_are_appended_as_columns(book: Book) -> None:
    book.write("A1", ["a", "b"])
    params = {"valueInputOption": "RAW", "includeValuesInResponse": "true"}
    body = {"majorDimension": "COLUMNS", "values": [[1, 2], [3]]}
    reply = book.world.call("POST", f"{book.url}/values/A1:append", body, **params).json()["updates"]
    assert (reply["updatedRange"], reply["updatedCells"]) == ("Sheet1!A2:B3", 3)
    assert reply["updatedData"] == {"range": "Sheet1!A2:B3", "majorDimension": "COLUMNS", "values": [["1", "2"], ["3"]]}


def test_overwriting_replaces_what_lies_below_and_inserting_moves_it(book: Book) -> None:
    body = {"values": [["n"], ["n"], ["n"]]}
    left = [["t"], ["n"], ["n"], ["n"]]
    for option, below in (("OVERWRITE", left), ("INSERT_ROWS", [*left, [], ["other"]])):
        book.tab.clear()
        book.write("A1", ["t"], [], ["other"])
        url = f"{book.url}/values/A1:append"
        book.world.call("POST", url, body, valueInputOption="RAW", insertDataOption=option)
        assert book.shown("A1:A9") == below


def test_wrong_options_are_refused_together_and_before_an_unknown_id(book: Book) -> None:
    url = book.url.replace(book.id, "nobodys")
    reply = book.world.call(
        "GET", f"{url}/values/A1", majorDimension="UP", valueRenderOption="", dateTimeRenderOption="x"
    )
    kinds = "type.googleapis.com/google.apps.sheets.v4"
    sentences = [
        f"Invalid value at 'major_dimension' ({kinds}.Dimension), \"UP\"",
        f"Invalid value at 'value_render_option' ({kinds}.ValueRenderOption), \"\"",
        f"Invalid value at 'date_time_render_option' ({kinds}.DateTimeRenderOption), \"x\"",
    ]
    error = reply.json()["error"]
    assert (reply.status_code, error["message"].split("\n")) == (400, sentences)
    violations = error["details"][0]["fieldViolations"]
    assert [item["field"] for item in violations] == [
        "major_dimension",
        "value_render_option",
        "date_time_render_option",
    ]
    assert [item["description"] for item in violations] == sentences


def test_a_dimension_left_open_is_rows(book: Book) -> None:
    reply = book.world.call("GET", f"{book.url}/values/A1", majorDimension="DIMENSION_UNSPECIFIED").json()
    assert reply["majorDimension"] == "ROWS"


def test_a_write_whose_answer_cannot_be_shown_is_not_done(book: Book) -> None:
    params = {"valueInputOption": "RAW", "fields": "updatedRange,nothing"}
    assert book.world.call("PUT", f"{book.url}/values/A1", {"values": [["x"]]}, **params).status_code == 400
    assert book.shown("A1") == []
    params["fields"] = "updatedRange"
    reply = book.world.call("PUT", f"{book.url}/values/A1", {"values": [["x"]]}, **params)
    assert reply.json() == {"updatedRange": "Sheet1!A1"}
