"""Data validation: rules for what may be typed, set on a range or written with a cell."""

from typing import Any

import pytest

from .test_moving import area
from .world import Book


def _rule(kind: str, *values: str) -> dict[str, Any]:
    return {"condition": {"type": kind, "values": [{"userEnteredValue": value} for value in values]}, "strict": True}


@pytest.mark.parametrize(
    "rule",
    [
        _rule("NUMBER_BETWEEN", "0", "10"),
        _rule("ONE_OF_LIST", "A", "B", "C"),
        _rule("ONE_OF_RANGE", "=Sheet1!A1:A5"),
        _rule("CUSTOM_FORMULA", "=A1>0"),
        _rule("DATE_IS_VALID"),
        _rule("BOOLEAN"),
    ],
    ids=lambda rule: str(rule["condition"]["type"]),
)
def test_a_rule_is_set_and_taken_away(book: Book, rule: dict[str, Any]) -> None:
    if not rule["condition"]["values"]:
        del rule["condition"]["values"]
    book.batch({"setDataValidation": {"range": area((0, 2), (0, 1)), "rule": rule}})
    assert book.cells("A1:A2", "dataValidation") == [[{"dataValidation": rule}]] * 2
    book.batch({"setDataValidation": {"range": area((0, 1), (0, 1))}})
    assert book.cells("A1:A2", "dataValidation") == [[], [{"dataValidation": rule}]]


@pytest.mark.parametrize(
    "rule",
    [
        {},
        _rule("NUMBER_BETWEEN", "1"),
        _rule("NUMBER_EQ", "1", "2"),
        _rule("BLANK"),
        _rule("TEXT_STARTS_WITH", "a"),
        _rule("ONE_OF_RANGE", "nonsense here"),
        {"condition": {"type": "DATE_BEFORE", "values": [{"relativeDate": "TODAY"}]}},
    ],
    ids=["no condition", "one of two", "two of one", "blank", "starts with", "no range", "relative"],
)
def test_a_rule_that_validation_does_not_have_is_refused(book: Book, rule: dict[str, Any]) -> None:
    given = rule or {"strict": True}
    assert "Invalid requests[0].setDataValidation: " in book.refused(
        {"setDataValidation": {"range": area((0, 2), (0, 1)), "rule": given}}
    )
    assert book.cells("A1:A2", "dataValidation") == []


def test_filtered_rows_get_a_rule_only_if_asked(book: Book) -> None:
    book.write("A1", ["h"], ["x"], ["y"])
    criteria = {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["x"]}}
    book.batch({"setBasicFilter": {"filter": {"range": area((0, 3), (0, 1)), "filterSpecs": [criteria]}}})
    request = {"range": area((1, 3), (0, 1)), "rule": _rule("NUMBER_EQ", "1")}
    book.batch({"setDataValidation": request})
    assert [bool(row[0]) for row in book.cells("A2:A3", "dataValidation")] == [False, True]
    book.batch({"setDataValidation": {**request, "filteredRowsIncluded": True}})
    assert [bool(row[0]) for row in book.cells("A2:A3", "dataValidation")] == [True, True]


def test_a_typed_column_of_a_table_takes_no_rule(book: Book) -> None:
    columns = [{"columnIndex": 0, "columnName": "a", "columnType": "TEXT"}, {"columnIndex": 1, "columnName": "b"}]
    table = {"name": "Bang", "range": area((0, 3), (0, 2)), "columnProperties": columns}
    book.batch({"addTable": {"table": table}})
    told = book.refused({"setDataValidation": {"range": area((1, 2), (0, 1)), "rule": _rule("NUMBER_EQ", "1")}})
    assert told.endswith("This operation is not allowed on cells in typed columns")
    book.batch({"setDataValidation": {"range": area((1, 2), (1, 2)), "rule": _rule("NUMBER_EQ", "1")}})


def test_a_rule_written_with_a_cell_is_checked_too(book: Book) -> None:
    cell = {"dataValidation": _rule("NUMBER_EQ")}
    for request in (
        {"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "dataValidation"}},
        {"repeatCell": {"range": area((0, 1), (0, 1)), "cell": cell, "fields": "dataValidation"}},
        {"appendCells": {"rows": [{"values": [cell]}], "fields": "dataValidation"}},
    ):
        assert "NUMBER_EQ" in book.refused(request)
