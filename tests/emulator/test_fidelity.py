"""Rules and sentences of Google's that its documents state or that others saw, each where it is easily got wrong."""

import re
from typing import Any

import pytest

from .test_moving import area
from .world import Book

LETTERS = {"rows": [{"values": [{"userEnteredValue": {"stringValue": "abc"}}]}]}
BOLD = {"cell": {"userEnteredFormat": {"textFormat": {"bold": True}}}, "fields": "userEnteredFormat.textFormat.bold"}
LIMITS = "exceeds grid limits. Max rows: 1000, max columns: 26"


def _bold(**place: int) -> dict[str, Any]:
    return {"repeatCell": {"range": place, **BOLD}}


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ({"startRowIndex": 1000, "startColumnIndex": 0, "endColumnIndex": 2}, "A1001:B"),
        ({"startRowIndex": 1005, "startColumnIndex": 0, "endColumnIndex": 2}, "A1006:B"),
        (area((1000, 1001), (0, 2)), "A1001:B1001"),
        (area((0, 2), (26, 27)), "AA1:AA2"),
        ({"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 26}, "AA1:2"),
    ],
)
def test_a_range_that_starts_outside_the_grid_is_refused_by_its_name(
    book: Book, place: dict[str, int], named: str
) -> None:
    assert book.refused(_bold(**place)) == f"Invalid requests[0].repeatCell: Range (Sheet1!{named}) {LIMITS}"


@pytest.mark.parametrize("place", [area((999, 1003), (0, 2)), area((0, 2), (25, 28)), area((3, 3), (0, 2))])
def test_a_range_that_starts_in_the_grid_is_cut_at_its_edge(book: Book, place: dict[str, int]) -> None:
    book.batch(_bold(**place))
    grid = book.get(fields="sheets.properties.gridProperties")["sheets"][0]["properties"]["gridProperties"]
    assert grid == {"rowCount": 1000, "columnCount": 26}


def test_what_of_a_range_lies_in_the_grid_is_written(book: Book) -> None:
    book.batch(_bold(**area((999, 1003), (25, 28))))
    assert book.cell("Z1000", "userEnteredFormat.textFormat") == {"userEnteredFormat": {"textFormat": {"bold": True}}}


def test_sorting_has_words_of_its_own_for_it(book: Book) -> None:
    request = {"sortRange": {"range": {"startRowIndex": 1000}, "sortSpecs": [{"dimensionIndex": 0}]}}
    sentence = "range.startRowIndex is larger than current grid size (1000)"
    assert book.refused(request) == f"Invalid requests[0].sortRange: {sentence}"


def test_what_is_kept_of_a_row_goes_with_it_when_it_is_sorted(book: Book) -> None:
    book.write("A1", ["c"], ["b"], ["a"])
    for number, row in ((1, 0), (2, 1)):
        lines = {"dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
        item = {
            "metadataId": number,
            "metadataKey": "k",
            "visibility": "DOCUMENT",
            "location": {"dimensionRange": lines},
        }
        book.batch({"createDeveloperMetadata": {"developerMetadata": item}})
    book.batch({"sortRange": {"range": area((0, 3), (0, 1)), "sortSpecs": [{"dimensionIndex": 0}]}})
    rows = book.get(ranges="A1:A3", fields="sheets.data.rowMetadata.developerMetadata.metadataId")
    assert rows["sheets"][0]["data"][0]["rowMetadata"] == [
        {},
        {"developerMetadata": [{"metadataId": 2}]},
        {"developerMetadata": [{"metadataId": 1}]},
    ]


def test_a_merge_does_not_cross_the_edge_of_what_is_frozen(book: Book) -> None:
    grid = {"frozenRowCount": 1, "frozenColumnCount": 1}
    freeze = {"properties": {"gridProperties": grid}, "fields": "gridProperties(frozenRowCount,frozenColumnCount)"}
    across = {"mergeCells": {"range": area((2, 3), (0, 2)), "mergeType": "MERGE_ALL"}}
    refusal = "You can't merge frozen and non-frozen columns."
    assert book.refused({"updateSheetProperties": freeze}, across) == f"Invalid requests[1].mergeCells: {refusal}"
    down = {"mergeCells": {"range": area((0, 2), (2, 4)), "mergeType": "MERGE_COLUMNS"}}
    refusal = "You can't merge frozen and non-frozen rows."
    assert book.refused({"updateSheetProperties": freeze}, down) == f"Invalid requests[1].mergeCells: {refusal}"
    assert book.refused(down, {"updateSheetProperties": freeze}).endswith(refusal)
    within = {"mergeCells": {"range": area((0, 2), (2, 4)), "mergeType": "MERGE_ROWS"}}
    book.batch({"updateSheetProperties": freeze}, within)


def test_what_is_no_name_for_a_range_is_refused(book: Book) -> None:
    named = {"name": "two words", "range": area((0, 1), (0, 1))}
    refusal = "Invalid requests[0].addNamedRange: The name given to this range is invalid."
    assert book.refused({"addNamedRange": {"namedRange": named}}) == refusal


def test_formulas_follow_a_named_range_to_its_new_name(book: Book) -> None:
    book.write("A1", [1, "=SUM(Nom)+nom", '="Nom"&Nom_2', "=NOM(1)"])
    book.batch({"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "Nom", "range": area((0, 1), (0, 1))}}})
    picked = {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Nom"}]}}
    book.batch({"setDataValidation": {"range": area((0, 1), (5, 6)), "rule": picked}})
    book.batch({"updateNamedRange": {"namedRange": {"namedRangeId": "n", "name": "Mới"}, "fields": "name"}})
    assert book.shown("B1:D1", "FORMULA") == [["=SUM(Mới)+Mới", '="Nom"&Nom_2', "=NOM(1)"]]
    assert book.shown("B1") == [["2"]]
    rule = book.cell("F1", "dataValidation")["dataValidation"]
    assert rule["condition"]["values"] == [{"userEnteredValue": "=Mới"}]


def test_a_cell_that_is_a_list_is_spelt_out(book: Book) -> None:
    def refused(value: Any) -> str:
        body = {"values": [["a"], [value]]}
        reply = book.world.call("PUT", f"{book.url}/values/A1", body, valueInputOption="RAW")
        assert reply.status_code == 400, reply.text
        return str(reply.json()["error"]["message"])

    assert refused([1]) == "Invalid values[1][0]: list_value \t {\n  values {\n    number_value: 1.0\n  }\n}\n"
    assert refused({"ấ": None}) == (
        'Invalid values[1][0]: struct_value \t {\n  fields {\n    key: "\\341\\272\\245"\n'
        "    value {\n      null_value: NULL_VALUE\n    }\n  }\n}\n"
    )
    assert "bool_value: true" in refused([True])
    assert r'string_value: "say \"\n\""' in refused(['say "\n"'])


def test_a_request_that_is_a_text_is_none(book: Book) -> None:
    reply = book.world.call("POST", f"{book.url}:batchUpdate", {"requests": ["repeatCell"]})
    kind = "type.googleapis.com/google.apps.sheets.v4.BatchUpdateSpreadsheetRequest.Request"
    assert reply.json()["error"]["message"] == f"Invalid value at 'requests[0]' ({kind}), \"repeatCell\""


def test_a_range_that_cannot_be_cleared_is_named_by_its_place(book: Book) -> None:
    reply = book.world.call("POST", f"{book.url}/values:batchClear", {"ranges": ["A1", "Sheet1!A1001:ZZ"]})
    assert reply.json()["error"]["message"] == f"Invalid range[1]: Range (Sheet1!A1001:ZZ) {LIMITS}"


@pytest.mark.parametrize("through", ["values", "batch"])
def test_a_formula_in_the_header_of_a_table_becomes_the_columns_name(book: Book, through: str) -> None:
    book.write("B2", ["x", "y"], [1, 2])
    book.batch({"addTable": {"table": {"tableId": "t", "name": "T", "range": area((1, 3), (1, 3))}}})
    if through == "values":
        book.write("C2", ["=1+2"])
    else:
        rows = [{"values": [{"userEnteredValue": {"formulaValue": "=1+2"}}]}]
        start = {"rowIndex": 1, "columnIndex": 2}
        book.batch({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})
    assert book.shown("B2:C2", "FORMULA") == [["x", "Column 2"]]
    columns = book.get(fields="sheets.tables.columnProperties")["sheets"][0]["tables"][0]["columnProperties"]
    assert [column["columnName"] for column in columns] == ["x", "Column 2"]


@pytest.mark.parametrize(
    ("request_", "at", "name", "second"),
    [
        (
            {
                "updateCells": {
                    "start": {},
                    "rows": [{"values": [{"userEnteredValue": {"stringValue": "", "boolValue": False}}]}],
                }
            },
            "update_cells.rows[0].values[0].user_entered_value",
            "value",
            "boolValue",
        ),
        ({"updateCells": {"start": {}, "range": area((0, 1), (0, 1))}}, "update_cells", "area", "range"),
        ({"findReplace": {"find": "a", "sheetId": 0, "allSheets": True}}, "find_replace", "scope", "allSheets"),
        (
            {"autoFill": {"range": area((0, 1), (0, 1)), "sourceAndDestination": {"fillLength": 1}}},
            "auto_fill",
            "area",
            "sourceAndDestination",
        ),
        ({"pasteData": {"data": "a", "delimiter": ",", "html": True}}, "paste_data", "kind", "html"),
        (
            {"repeatCell": {"cell": {"userEnteredFormat": {"textRotation": {"angle": 9, "vertical": True}}}}},
            "repeat_cell.cell.user_entered_format.text_rotation",
            "type",
            "vertical",
        ),
    ],
)
def test_of_a_union_only_one_may_be_given(
    book: Book, request_: dict[str, Any], at: str, name: str, second: str
) -> None:
    place = f"Invalid value at 'requests[0].{at}' (oneof)"
    assert book.refused(request_) == f"{place}, oneof field '{name}' is already set. Cannot set '{second}'"


def _chart(kind: str, *, deep: bool = False, series: dict[str, Any] | None = None, domains: int = 1) -> dict[str, Any]:
    def source(column: int) -> dict[str, Any]:
        return {"sourceRange": {"sources": [area((0, 5), (column, column + 1))]}}

    basic = {
        "chartType": kind,
        "threeDimensional": deep,
        "domains": [{"domain": source(0)}] * domains,
        "series": [{"series": source(1), **(series or {})}],
    }
    return {"addChart": {"chart": {"spec": {"basicChart": basic}, "position": {"overlayPosition": {"anchorCell": {}}}}}}


@pytest.mark.parametrize(
    "fits",
    [
        _chart("COLUMN", deep=True),
        _chart("COMBO", deep=True, series={"type": "LINE", "targetAxis": "RIGHT_AXIS"}),
        _chart("BAR", series={"targetAxis": "BOTTOM_AXIS"}),
    ],
)
def test_a_chart_within_the_rules_is_taken(book: Book, fits: dict[str, Any]) -> None:
    book.batch(fits)


@pytest.mark.parametrize(
    "wrong",
    [
        _chart("LINE", deep=True),
        _chart("COLUMN", domains=2),
        _chart("COLUMN", series={"type": "LINE"}),
        _chart("COMBO", series={"type": "BAR"}),
        _chart("BAR", series={"targetAxis": "LEFT_AXIS"}),
        _chart("LINE", series={"targetAxis": "BOTTOM_AXIS"}),
    ],
)
def test_a_chart_that_the_documents_rule_out_is_refused(book: Book, wrong: dict[str, Any]) -> None:
    assert book.refused(wrong).startswith("Invalid requests[0].addChart: ")


def _cell(cell: dict[str, Any], fields: str = "*") -> dict[str, Any]:
    return {"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": fields}}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (_cell({"userEnteredFormat": {"numberFormat": {"pattern": "0.0"}}}), "No numberFormatType specified"),
        (_cell({"userEnteredFormat": {"textRotation": {"angle": 91}}}), "between -90 and 90"),
        (_cell({"userEnteredValue": {"numberValue": 1}, "textFormatRuns": [{"format": {"bold": True}}]}), "strings"),
        (_cell({"textFormatRuns": [{"format": {"bold": True}}]}), "strings"),
        (_cell({"userEnteredValue": {"stringValue": "ab"}, "textFormatRuns": [{"startIndex": 2}]}), "within the text"),
        (
            _cell(
                {"userEnteredValue": {"stringValue": "ab"}, "textFormatRuns": [{"startIndex": 1}, {"startIndex": 1}]}
            ),
            "must rise",
        ),
        (_cell({"formattedValue": "1"}, "formattedValue"), "formattedValue is read-only"),
        (_cell({"effectiveFormat": {}}, "effectiveFormat.padding"), "effectiveFormat is read-only"),
        ({"addSheet": {"properties": {"sheetType": "OBJECT"}}}, "OBJECT"),
        ({"updateSheetProperties": {"properties": {"sheetType": "OBJECT"}, "fields": "sheetType"}}, "read-only"),
        (
            {
                "updateDimensionProperties": {
                    "range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1},
                    "properties": {"hiddenByFilter": True},
                    "fields": "hiddenByFilter",
                }
            },
            "read-only",
        ),
        (
            {"updateSpreadsheetProperties": {"properties": {"defaultFormat": {}}, "fields": "defaultFormat"}},
            "read-only",
        ),
        (
            {
                "sortRange": {
                    "range": area((0, 2), (0, 1)),
                    "sortSpecs": [{"dimensionIndex": 0, "backgroundColor": {}, "foregroundColorStyle": {}}],
                }
            },
            "mutually exclusive",
        ),
    ],
)
def test_what_the_documents_rule_out_is_not_said_to_be_done(book: Book, wrong: dict[str, Any], said: str) -> None:
    before = book.get()
    assert re.search(said, book.refused(wrong))
    assert book.get() == before


def test_a_copied_cell_may_be_written_with_all_that_was_read_of_it(book: Book) -> None:
    book.write("A1", ["1,5"])
    read = book.cell("A1", "*")
    book.batch(_cell(read, "*"))
    assert book.cell("A1", "*") == read
