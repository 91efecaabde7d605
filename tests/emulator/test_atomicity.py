"""Atomicity and identity: a batch applies whole or not at all, and nothing exists twice."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .world import Book, World

METADATA = {"metadataId": 9, "metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
NAMED = {"namedRangeId": "tok", "name": "LOCK", "range": {"endRowIndex": 1}}
PROTECTED = {"protectedRangeId": 4, "range": {"endRowIndex": 1}}

DUPLICATES = [
    (
        {"addSheet": {"properties": {"title": "sheet1"}}},
        'A sheet with the name "sheet1" already exists. Please enter another name.',
    ),
    ({"addSheet": {"properties": {"sheetId": 0}}}, "Sheet with id 0 already exists"),
    ({"duplicateSheet": {"newSheetId": 0}}, "Sheet with id 0 already exists"),
    (
        {"addNamedRange": {"namedRange": {**NAMED, "namedRangeId": "x"}}},
        "Cannot add named range with name: LOCK, a named range with that name already exists.",
    ),
    (
        {"addNamedRange": {"namedRange": {**NAMED, "name": "other"}}},
        "Cannot add named range with id: tok, a named range with that id already exists.",
    ),
    (
        {"addProtectedRange": {"protectedRange": PROTECTED}},
        "Cannot add protected range with id: 4, a protected range with that id already exists.",
    ),
    (
        {"createDeveloperMetadata": {"developerMetadata": METADATA}},
        "Cannot add developer metadata with ID [9] because developer metadata with that ID already exists.",
    ),
]


@pytest.mark.parametrize(("request_", "sentence"), DUPLICATES, ids=[sentence for _, sentence in DUPLICATES])
def test_a_taken_id_or_name_is_refused(book: Book, request_: dict[str, Any], sentence: str) -> None:
    book.batch(
        {"addNamedRange": {"namedRange": NAMED}},
        {"addProtectedRange": {"protectedRange": PROTECTED}},
        {"createDeveloperMetadata": {"developerMetadata": METADATA}},
    )
    assert book.refused(request_) == f"Invalid requests[0].{next(iter(request_))}: {sentence}"


def test_a_name_can_be_freed_and_taken_again_in_one_batch(book: Book) -> None:
    book.batch({"addNamedRange": {"namedRange": NAMED}})
    book.batch({"deleteNamedRange": {"namedRangeId": "tok"}}, {"addNamedRange": {"namedRange": NAMED}})
    assert len(book.get()["namedRanges"]) == 1


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (
            {"frobnicate": {}},
            "Invalid JSON payload received. Unknown name \"frobnicate\" at 'requests[0]': Cannot find field.",
        ),
        (
            {"updateCells": {"nope": 1}},
            "Invalid JSON payload received. Unknown name \"nope\" at 'requests[0].update_cells': Cannot find field.",
        ),
        (
            {"repeatCell": {"cell": {"textFormat": {}}}},
            (
                'Invalid JSON payload received. Unknown name "textFormat" '
                "at 'requests[0].repeat_cell.cell': Cannot find field."
            ),
        ),
        ({"deleteSheet": {"sheetId": "x"}}, "Invalid value at 'requests[0].delete_sheet.sheet_id' (TYPE_INT32), \"x\""),
        ({"deleteSheet": {"sheetId": 99}}, "Invalid requests[0].deleteSheet: No sheet with id: 99"),
        (
            {"repeatCell": {"range": {"sheetId": 5}, "fields": "note"}},
            "Invalid requests[0].repeatCell: No grid with id: 5",
        ),
        (
            {"repeatCell": {"range": {"endRowIndex": 1}}},
            (
                "Invalid requests[0].repeatCell: At least one field must be listed in 'fields'. "
                "(Use '*' to indicate all fields.)"
            ),
        ),
        (
            {"deleteSheet": {"sheetId": 0}},
            "Invalid requests[0].deleteSheet: You can't remove all the visible sheets in a document.",
        ),
        (
            {"updateCells": {"start": {"rowIndex": 1000}, "rows": [{"values": [{"note": "n"}]}], "fields": "note"}},
            "Invalid requests[0].updateCells: Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26",  # noqa: E501 - Google's sentence, whole
        ),
        (
            {"addSheet": {}, "deleteSheet": {}},
            "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'deleteSheet'",
        ),
    ],
)
def test_what_google_refuses_is_refused_in_its_words(book: Book, request_: dict[str, Any], sentence: str) -> None:
    assert book.refused(request_) == sentence


def test_an_empty_batch_is_refused(book: Book) -> None:
    assert book.refused() == "Must specify at least one request."


GOOD: tuple[dict[str, Any], ...] = (
    {"addSheet": {"properties": {}}},
    {"updateCells": {"start": {}, "rows": [{"values": [{"note": "n"}]}], "fields": "*"}},
    {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 3}}},
    {"deleteDimension": {"range": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}}},
    {"mergeCells": {"range": {"endRowIndex": 2, "endColumnIndex": 2}, "mergeType": "MERGE_ALL"}},
    {"updateSpreadsheetProperties": {"properties": {"title": "t"}, "fields": "title"}},
    {"setBasicFilter": {"filter": {"range": {"endRowIndex": 2}}}},
    {"findReplace": {"find": "a", "replacement": "b", "allSheets": True}},
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(GOOD), min_size=1, max_size=6), st.data())
def test_a_batch_that_fails_at_any_place_leaves_nothing_behind(
    world: World, requests_: list[dict[str, Any]], data: st.DataObject
) -> None:
    book = Book(world)
    book.write("A1", ["a", "=A1"], ["b"])
    before = book.get(includeGridData=True)
    place = data.draw(st.integers(0, len(requests_)))
    doomed = copy.deepcopy(requests_)
    doomed.insert(place, {"deleteSheet": {"sheetId": 424242}})
    assert book.refused(*doomed) == f"Invalid requests[{place}].deleteSheet: No sheet with id: 424242"
    assert book.get(includeGridData=True) == before
    assert len(book.batch(*requests_)) == len(requests_)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.text(max_size=5)), max_size=12))
def test_cells_read_back_as_a_plain_model_says(world: World, writes: list[tuple[int, int, str]]) -> None:
    book = Book(world)
    model: dict[tuple[int, int], str] = {}
    for row, column, text in writes:
        cell = {"userEnteredValue": {"stringValue": text}}
        start = {"rowIndex": row, "columnIndex": column}
        book.batch({"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}})
        model[row, column] = text
    rows = book.cells("A1:E5", "userEnteredValue")
    found = {
        (row, column): cell["userEnteredValue"]["stringValue"]
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        if cell
    }
    assert found == model
