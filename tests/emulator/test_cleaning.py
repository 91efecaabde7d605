"""Text found, replaced, split and trimmed; duplicates dropped."""

from typing import Any

import pytest

from .test_moving import area
from .world import Book


def _replace(book: Book, **request: Any) -> Any:
    return book.batch({"findReplace": {"allSheets": True, **request}})[0].get("findReplace", {})


def test_groups_of_a_regular_expression_are_spelled_as_in_java(book: Book) -> None:
    book.write("A1", ["Google Sheets"], ["Google Docs"])
    reply = _replace(book, find="o.* (?<what>.*)", replacement="$1 Rocks \\$${what}", searchByRegex=True)
    assert book.shown("A1:A2") == [["GSheets Rocks $Sheets"], ["GDocs Rocks $Docs"]]
    assert reply == {"valuesChanged": 2, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 2}


def test_a_whole_cell_may_be_asked_for_and_formulas_only_if_asked(book: Book) -> None:
    book.write("A1", ["ab", "a", '="a"&B1'])
    assert _replace(book, find="A", replacement="x", matchEntireCell=True) == {
        "valuesChanged": 1,
        "rowsChanged": 1,
        "sheetsChanged": 1,
        "occurrencesChanged": 1,
    }
    assert _replace(book, find="a", replacement="c", matchCase=True, includeFormulas=True)["formulasChanged"] == 1
    assert book.shown("A1:C1", "FORMULA") == [["cb", "x", '="c"&B1']]


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"find": "a"}, "Must specify a scope."),
        ({"find": "(", "searchByRegex": True, "allSheets": True}, "Invalid regular expression: ("),
        (
            {"find": "a", "replacement": "$2", "searchByRegex": True, "allSheets": True},
            "No group 2 in the regular expression.",
        ),
        ({"allSheets": True}, "find must not be empty."),
        ({"find": "a", "sheetId": 8}, "No grid with id: 8"),
    ],
)
def test_a_search_without_sense_is_refused(book: Book, request_: Any, sentence: str) -> None:
    book.write("A1", ["a"])
    assert book.refused({"findReplace": request_}) == f"Invalid requests[0].findReplace: {sentence}"
    assert book.shown("A1") == [["a"]]


def test_text_is_split_into_the_columns_beside_it(book: Book) -> None:
    book.write("A1", ["a,b,3"], ["c", "kept"], ["d,,e", "lost"])
    book.batch({"textToColumns": {"source": area((0, 3), (0, 1)), "delimiterType": "COMMA"}})
    assert book.shown("A1:C3", "UNFORMATTED_VALUE") == [["a", "b", 3], ["c", "kept"], ["d", "", "e"]]


@pytest.mark.parametrize(
    ("more", "parts"),
    [
        ({"delimiterType": "AUTODETECT"}, ["x", "y.z"]),
        ({"delimiterType": "PERIOD"}, ["x;y", "z"]),
        ({"delimiterType": "CUSTOM", "delimiter": "y."}, ["x;", "z"]),
        ({"delimiterType": "SPACE"}, ["x;y.z"]),
    ],
)
def test_the_delimiter_may_be_any(book: Book, more: Any, parts: list[str]) -> None:
    book.write("A1", ["x;y.z"], ["1;2"])
    book.batch({"textToColumns": {"source": area((0, 2), (0, 1)), **more}})
    assert book.shown("A1:C1") == [parts]


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"source": area((0, 1), (0, 2)), "delimiterType": "COMMA"}, "The source range must span exactly one column."),
        ({"source": area((0, 1), (0, 1))}, "A delimiterType must be specified."),
        (
            {"source": area((0, 1), (0, 1)), "delimiterType": "CUSTOM"},
            "A delimiter must be specified if the delimiterType is CUSTOM.",
        ),
    ],
)
def test_a_split_without_sense_is_refused(book: Book, request_: Any, sentence: str) -> None:
    assert book.refused({"textToColumns": request_}) == f"Invalid requests[0].textToColumns: {sentence}"


def test_trimming_leaves_text_text(book: Book) -> None:
    texts = ["  a \t b\n", " =1", "ok", "   "]
    rows = [{"values": [{"userEnteredValue": {"stringValue": text}}]} for text in texts]
    book.batch({"updateCells": {"start": {}, "rows": rows, "fields": "userEnteredValue"}})
    reply = book.batch({"trimWhitespace": {"range": area((0, 9), (0, 2))}})[0]
    assert reply == {"trimWhitespace": {"cellsChangedCount": 3}}
    assert book.cells("A1:A4", "userEnteredValue.stringValue") == [
        [{"userEnteredValue": {"stringValue": text}}] for text in ("a b", "=1", "ok")
    ]
    assert book.batch({"trimWhitespace": {"range": area((0, 9), (0, 2))}}) == [{"trimWhitespace": {}}]
    assert "No grid with id: 2" in book.refused({"trimWhitespace": {"range": {"sheetId": 2}}})


def test_duplicates_go_whatever_their_case_and_rows_move_up_in_the_range_only(book: Book) -> None:
    book.write("A1", ["a", 1, "left"], ["b", 2, "as"], ["A", 1, "it"], ["a", 2, "was"], ["c", '=1&""', "!"])
    reply = book.batch({"deleteDuplicates": {"range": area((0, 900), (0, 2))}})[0]
    assert reply == {"deleteDuplicates": {"duplicatesRemovedCount": 1}}
    assert book.shown("A1:C5") == [
        ["a", "1", "left"],
        ["b", "2", "as"],
        ["a", "2", "it"],
        ["c", "1", "was"],
        ["", "", "!"],
    ]


def test_duplicates_may_be_told_by_some_columns(book: Book) -> None:
    book.write("A1", ["a", 1], ["a", 2], ["b", 1])
    first = {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    request = {"range": area((0, 3), (0, 2)), "comparisonColumns": [first]}
    book.batch({"deleteDuplicates": request})
    assert book.shown("A1:B3") == [["a", "1"], ["b", "1"]]
    outside = {**first, "startIndex": 5, "endIndex": 6}
    told = book.refused({"deleteDuplicates": {**request, "comparisonColumns": [outside]}})
    assert told.endswith("comparisonColumns must be columns within the range.")


def test_find_and_replace_counts_and_reads_the_outcome_as_typed(book: Book) -> None:
    book.write("A1", ["x1", "X2", "=1+1"], ["y", "x", ""])
    request = {"find": "x", "replacement": "3", "allSheets": True}
    reply = book.batch({"findReplace": request})[0]["findReplace"]
    assert reply == {"valuesChanged": 3, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 3}
    assert book.shown("A1:C2", "UNFORMATTED_VALUE") == [[31, 32, 2], ["y", 3]]
    assert book.batch({"findReplace": {**request, "matchEntireCell": True}})[0]["findReplace"] == {}
