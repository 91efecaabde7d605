"""Tables: a header, typed columns, bands of their own, and growing by what is appended."""

from typing import Any

import pytest

from .world import Book

AREA = {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
LIST = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Tốt"}, {"userEnteredValue": "Khá"}]}}
WHITE = {"rgbColor": {"red": 1, "green": 1, "blue": 1}}
NO_ROWS = "A table must have at least one row below its header."
COVERED = "You cannot add alternating background colors to a range that already has alternating background colors."


@pytest.fixture
def marks(book: Book) -> Book:
    book.write("A1", ["Phường", "Điểm"], ["An", 8], ["Bình", 6.5])
    return book


def _add(**given: Any) -> dict[str, Any]:
    return {"addTable": {"table": {"name": "Chấm", "range": AREA, **given}}}


def _table(book: Book) -> Any:
    return book.get()["sheets"][0]["tables"][0]


def _append(*values: str, table_id: str = "t") -> dict[str, Any]:
    cells = [{"userEnteredValue": {"stringValue": value}} for value in values]
    return {"appendCells": {"tableId": table_id, "rows": [{"values": cells}], "fields": "userEnteredValue"}}


def test_a_table_names_its_columns_by_the_header_and_keeps_their_types(marks: Book) -> None:
    columns = [{"columnIndex": 1, "columnName": "Loại", "columnType": "DROPDOWN", "dataValidationRule": LIST}]
    table = marks.batch(_add(columnProperties=columns))[0]["addTable"]["table"]
    assert table == {
        "tableId": table["tableId"],
        "name": "Chấm",
        "range": AREA,
        "columnProperties": [{"columnName": "Phường"}, columns[0]],
    }
    assert marks.shown("A1:B2") == [["Phường", "Loại"], ["An", "8"]]
    assert _table(marks) == table


def test_typed_columns_without_names_are_numbered_over_what_the_header_said(marks: Book) -> None:
    marks.batch(_add(tableId="t", columnProperties=[{"columnIndex": 1, "columnType": "DOUBLE"}]))
    assert marks.shown("A1:B1") == [["Phường", "Column 1"]]


def test_a_blank_header_or_one_with_a_formula_is_called_by_its_place(book: Book) -> None:
    book.write("A1", ["", "=1+1"])
    book.batch(_add())
    assert book.shown("A1:B1", "FORMULA") == [["Column 1", "Column 2"]]


def test_what_is_written_into_a_header_names_the_column(marks: Book) -> None:
    marks.batch(_add())
    marks.write("B1", ["Tổng"])
    assert [column["columnName"] for column in _table(marks)["columnProperties"]] == ["Phường", "Tổng"]


def test_a_boolean_column_has_no_blanks_and_no_texts(book: Book) -> None:
    book.write("A1", ["Tên", "Xong"], ["a", "maybe"], ["b", ""], ["c", True])
    columns = [{"columnIndex": 1, "columnName": "Xong", "columnType": "BOOLEAN"}]
    book.batch(_add(range={**AREA, "endRowIndex": 4}, columnProperties=columns))
    assert book.shown("B2:B4", "UNFORMATTED_VALUE") == [[False], [False], [True]]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "chấm"}, "Cannot add table with name: chấm, a table with that name already exists."),
        ({"tableId": "t"}, "Cannot add table with id: t, a table with that id already exists."),
        ({"name": "other"}, COVERED),
        ({"range": {**AREA, "startRowIndex": 9, "endRowIndex": 10}}, NO_ROWS),
        ({"columnProperties": [{"columnType": "DROPDOWN"}]}, "Condition must be set for dropdown column type."),
        (
            {"columnProperties": [{"columnType": "DOUBLE", "dataValidationRule": LIST}]},
            "Cannot set condition for non-dropdown column type.",
        ),
        (
            {"columnProperties": [{"columnIndex": 2}]},
            "TableColumnProperties.columnIndex must be unique and within the table.",
        ),
        ({"rowsProperties": {"footerColorStyle": WHITE}}, "The emulator does not implement footers of tables."),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused(marks: Book, given: dict[str, Any], sentence: str) -> None:
    marks.batch(_add(tableId="t"))
    elsewhere = {"range": {**AREA, "startRowIndex": 5, "endRowIndex": 8}} if sentence != COVERED else {}
    request = _add(**{"name": "second", **elsewhere, **given})
    assert marks.refused(request) == f"Invalid requests[0].addTable: {sentence}"


def test_a_banded_range_cannot_become_a_table(marks: Book) -> None:
    colours = {"firstBandColorStyle": WHITE, "secondBandColorStyle": WHITE}
    marks.batch({"addBanding": {"bandedRange": {"range": AREA, "rowProperties": colours}}})
    assert marks.refused(_add()) == f"Invalid requests[0].addTable: {COVERED}"


def test_a_tables_bands_show_among_the_banded_ranges_unless_left_out(marks: Book) -> None:
    marks.batch(_add(tableId="t", rowsProperties={"headerColorStyle": WHITE}))
    assert marks.get()["sheets"][0]["bandedRanges"] == [
        {
            "bandedRangeReference": "t",
            "range": AREA,
            "rowProperties": {"headerColor": WHITE["rgbColor"], "headerColorStyle": WHITE},
        }
    ]
    assert "bandedRanges" not in marks.get(excludeTablesInBandedRanges=True)["sheets"][0]


def test_a_list_of_columns_replaces_the_one_before_whole(marks: Book) -> None:
    columns = [
        {"columnType": "TEXT", "columnName": "Phường"},
        {"columnIndex": 1, "columnType": "DOUBLE", "columnName": "Điểm"},
    ]
    marks.batch(_add(tableId="t", columnProperties=columns))
    nameless = {"tableId": "t", "columnProperties": [{"columnIndex": 1, "columnType": "DATE"}]}
    update = {"updateTable": {"table": nameless, "fields": "columnProperties"}}
    assert marks.refused(update) == "Invalid requests[0].updateTable: Table header row cell must have a value."
    named = {"tableId": "t", "columnProperties": [{"columnIndex": 1, "columnName": "Ngày", "columnType": "DATE"}]}
    assert marks.batch({"updateTable": {"table": named, "fields": "columnProperties"}}) == [{}]
    assert _table(marks)["columnProperties"] == [{"columnName": "Phường"}, named["columnProperties"][0]]
    assert marks.shown("B1") == [["Ngày"]]


def test_a_table_is_renamed_and_resized_keeping_the_types_of_its_columns(marks: Book) -> None:
    typed = {"columnIndex": 1, "columnName": "Điểm", "columnType": "DOUBLE"}
    marks.batch(_add(tableId="t", columnProperties=[typed]))
    wider = {**AREA, "endRowIndex": 5, "endColumnIndex": 3}
    marks.batch({"updateTable": {"table": {"tableId": "t", "name": "Mới", "range": wider}, "fields": "name,range"}})
    table = _table(marks)
    assert (table["name"], table["range"]) == ("Mới", wider)
    assert table["columnProperties"] == [{"columnName": "Phường"}, typed, {"columnIndex": 2, "columnName": "Column 3"}]
    assert "No table with id: x" in marks.refused({"updateTable": {"table": {"tableId": "x"}, "fields": "name"}})


def test_appended_cells_go_to_the_end_of_the_table_which_grows(marks: Book) -> None:
    marks.batch(_add(tableId="t"), {"setBasicFilter": {"filter": {"tableId": "t"}}}, _append("Chánh"))
    assert _table(marks)["range"] == marks.get()["sheets"][0]["basicFilter"]["range"] == {**AREA, "endRowIndex": 4}
    assert marks.shown("A4") == [["Chánh"]]
    marks.write("A5", ["below"])
    marks.batch(_append("Dinh"))
    assert marks.shown("A5:A6") == [["Dinh"], ["below"]]
    assert _table(marks)["range"]["endRowIndex"] == 5
    assert "No table with id: x" in marks.refused(_append("x", table_id="x"))
    assert "Attempting to write 3 columns" in marks.refused(_append("1", "2", "3"))


def test_appended_rows_belong_to_the_table_if_they_are_inserted(marks: Book) -> None:
    marks.batch(_add())
    marks.tab.append_rows([["over", 1]], insert_data_option="OVERWRITE")  # type: ignore[arg-type]  # a plain text does
    assert _table(marks)["range"]["endRowIndex"] == 3
    marks.batch({"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 3, "endIndex": 4}}})
    marks.tab.append_rows([["in", 1]], insert_data_option="INSERT_ROWS")  # type: ignore[arg-type]  # a plain text does
    assert _table(marks)["range"]["endRowIndex"] == 4


def test_columns_that_come_go_and_move_do_so_in_the_table(marks: Book) -> None:
    typed = {"columnIndex": 1, "columnName": "Điểm", "columnType": "DOUBLE"}
    marks.batch(_add(tableId="t", columnProperties=[typed]))
    columns = {"sheetId": 0, "dimension": "COLUMNS"}
    marks.batch({"insertDimension": {"range": {**columns, "startIndex": 1, "endIndex": 2}}})
    assert _table(marks)["columnProperties"] == [
        {"columnName": "Phường"},
        {"columnIndex": 1, "columnName": "Column 2"},
        {**typed, "columnIndex": 2},
    ]
    marks.batch({"deleteDimension": {"range": {**columns, "startIndex": 0, "endIndex": 2}}})
    assert _table(marks)["columnProperties"] == [{name: part for name, part in typed.items() if name != "columnIndex"}]


def test_a_deleted_table_takes_its_cells_and_the_rules_over_them_along(marks: Book) -> None:
    rule = {"ranges": [AREA], "booleanRule": {"condition": {"type": "BLANK"}}}
    marks.write("A4", ["below"])
    marks.batch(
        _add(tableId="t"),
        {"addConditionalFormatRule": {"rule": rule}},
        {"addFilterView": {"filter": {"tableId": "t"}}},
        {"deleteTable": {"tableId": "t"}},
    )
    assert marks.get()["sheets"][0].keys() == {"properties"}
    assert marks.shown("A1:B5") == [[], [], [], ["below"]]
    assert "No table with id: t" in marks.refused({"deleteTable": {"tableId": "t"}})


def test_a_copied_tab_has_tables_and_filters_of_its_own(marks: Book) -> None:
    marks.batch(
        _add(tableId="t"),
        {"setBasicFilter": {"filter": {"tableId": "t"}}},
        {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 9, "insertSheetIndex": 1}},
    )
    copy = marks.get()["sheets"][1]
    table = copy["tables"][0]
    assert table["tableId"] != "t"
    assert table["name"] != "Chấm"
    assert table["range"] == {**AREA, "sheetId": 9}
    assert copy["basicFilter"]["tableId"] == table["tableId"]
