"""Filters: what they keep, the order they put rows in, and the rows they hide."""

from typing import Any

import pytest

from .world import Book

AREA = {"startRowIndex": 0, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 2}
RED = {"red": 1}


@pytest.fixture
def marks(book: Book) -> Book:
    """Four wards with their points, under a header.

    | Phường | Điểm |
    | An     | 8    |
    | Bình   | 6.5  |
    | Chánh  | 9    |
    |        | 0    |
    """
    book.write("A1", ["Phường", "Điểm"], ["An", 8], ["Bình", 6.5], ["Chánh", 9], ["", 0])
    return book


def _condition(kind: str, *values: str) -> dict[str, Any]:
    given = {"values": [{"userEnteredValue": value} for value in values]} if values else {}
    return {"condition": {"type": kind, **given}}


def _filtered(book: Book, column: int, wanted: dict[str, Any], **more: Any) -> list[int]:
    """Set a filter and return the rows that it hides."""
    specs = [{"columnIndex": column, "filterCriteria": wanted}]
    book.batch({"setBasicFilter": {"filter": {"range": AREA, "filterSpecs": specs, **more}}})
    return _hidden(book)


def _hidden(book: Book) -> list[int]:
    rows = book.get(fields="sheets.data.rowMetadata")["sheets"][0]["data"][0]["rowMetadata"]
    return [index + 1 for index, row in enumerate(rows) if row.get("hiddenByFilter")]


@pytest.mark.parametrize("form", ["criteria", "filterSpecs"])
def test_both_forms_of_criteria_come_back_whichever_was_sent(marks: Book, form: str) -> None:
    criteria = {"hiddenValues": ["An"]}
    specs = [{"columnIndex": 0, "filterCriteria": criteria}]
    forms: dict[str, Any] = {"criteria": {"0": criteria}, "filterSpecs": specs}
    given = {form: forms[form]}
    marks.batch({"setBasicFilter": {"filter": {"range": AREA, **given}}})
    shown = marks.get()["sheets"][0]["basicFilter"]
    assert shown == {"range": AREA, "criteria": {"0": criteria}, "filterSpecs": specs}
    assert _hidden(marks) == [2]


def test_of_two_forms_the_newer_one_counts(marks: Book) -> None:
    older = {"criteria": {"0": {"hiddenValues": ["Bình"]}}}
    assert _filtered(marks, 0, {"hiddenValues": ["An"]}, **older) == [2]


@pytest.mark.parametrize(
    ("column", "criteria", "hidden"),
    [
        (1, _condition("NUMBER_GREATER", "6.5"), [3, 5]),
        (1, _condition("NUMBER_BETWEEN", "9", "6.5"), [5]),
        (1, _condition("NUMBER_NOT_EQ", "=2*4"), [2]),
        (0, _condition("TEXT_CONTAINS", "NH"), [2, 5]),
        (0, _condition("TEXT_NOT_CONTAINS", "nh"), [3, 4]),
        (0, _condition("TEXT_STARTS_WITH", "b"), [2, 4, 5]),
        (0, _condition("TEXT_EQ", "an"), [3, 4, 5]),
        (0, _condition("BLANK"), [2, 3, 4]),
        (0, _condition("NOT_BLANK"), [5]),
        (1, _condition("CUSTOM_FORMULA", "=B2>AVERAGE(B$2:B$5)"), [5]),
        (1, {"hiddenValues": ["9"], **_condition("NUMBER_GREATER", "0")}, [4, 5]),
    ],
)
def test_rows_that_a_criterion_does_not_let_through_are_hidden(
    marks: Book, column: int, criteria: dict[str, Any], hidden: list[int]
) -> None:
    assert _filtered(marks, column, criteria) == hidden


def test_several_columns_hide_together_and_clearing_shows_all(marks: Book) -> None:
    marks.batch({"setBasicFilter": {"filter": {"range": AREA, "criteria": {
        "0": _condition("NOT_BLANK"), "1": _condition("NUMBER_LESS", "9")}}}})  # fmt: skip
    assert _hidden(marks) == [4, 5]
    marks.batch({"clearBasicFilter": {"sheetId": 0}}, {"clearBasicFilter": {"sheetId": 0}})
    assert _hidden(marks) == []


def test_a_filter_that_goes_with_its_columns_leaves_no_row_hidden(marks: Book) -> None:
    assert _filtered(marks, 0, {"hiddenValues": ["An"]}) == [2]
    columns = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}
    marks.batch({"deleteDimension": {"range": columns}})
    assert "basicFilter" not in marks.get()["sheets"][0]
    assert _hidden(marks) == []


def test_dates_are_compared_by_the_day_and_relative_to_today(book: Book) -> None:
    book.write("A1", ["Ngày"], ["2026-09-01"], ["2026-09-03"], ["2026-09-05"], ["text"])
    yesterday = {"condition": {"type": "DATE_AFTER", "values": [{"relativeDate": "YESTERDAY"}]}}
    assert _filtered(book, 0, yesterday) == [2, 5]
    assert _filtered(book, 0, _condition("DATE_EQ", "9/3/2026")) == [2, 4, 5]
    assert _filtered(book, 0, _condition("DATE_BEFORE", "9/3/2026")) == [3, 4, 5]


def test_a_bound_is_read_by_the_locale(vietnamese: Book) -> None:
    vietnamese.write("A1", ["Điểm"], ["8,5"], ["8,4"])
    assert 3 in _filtered(vietnamese, 0, _condition("NUMBER_GREATER_THAN_EQ", "8,5"))
    assert 2 not in _hidden(vietnamese)
    message = "Invalid ConditionValue.userEnteredValue: tám for ConditionType: NUMBER_LESS"
    criteria = {"0": _condition("NUMBER_LESS", "tám")}
    assert message in vietnamese.refused({"setBasicFilter": {"filter": {"range": AREA, "criteria": criteria}}})


def test_rows_are_shown_by_their_colour(marks: Book) -> None:
    red = {"userEnteredFormat": {"backgroundColor": RED}}
    cell = {**AREA, "startRowIndex": 2, "endRowIndex": 3}
    marks.batch({"repeatCell": {"range": cell, "cell": red, "fields": "userEnteredFormat"}})
    assert _filtered(marks, 0, {"visibleBackgroundColor": RED}) == [2, 4, 5]
    both = {"0": {"visibleBackgroundColor": RED, "visibleForegroundColor": RED}}
    assert "mutually exclusive" in marks.refused({"setBasicFilter": {"filter": {"range": AREA, "criteria": both}}})


def test_a_filter_sorts_the_rows_below_its_header_once(marks: Book) -> None:
    specs = [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]
    marks.batch({"setBasicFilter": {"filter": {"range": AREA, "sortSpecs": specs}}})
    assert marks.shown("B1:B5") == [["Điểm"], ["9"], ["8"], ["6.5"], ["0"]]
    assert marks.get()["sheets"][0]["basicFilter"]["sortSpecs"] == specs


def test_hidden_rows_and_criteria_follow_rows_and_columns(marks: Book) -> None:
    marks.batch({"setBasicFilter": {"filter": {"range": AREA, "criteria": {
        "0": {"hiddenValues": ["An"]}, "1": _condition("CUSTOM_FORMULA", "=B2<9")}}}})  # fmt: skip
    assert _hidden(marks) == [2, 4]
    place = {"sheetId": 0, "startIndex": 0, "endIndex": 1}
    marks.batch(
        {"insertDimension": {"range": {**place, "dimension": "ROWS"}}},
        {"deleteDimension": {"range": {**place, "dimension": "COLUMNS"}}},
    )
    assert _hidden(marks) == [3, 5]
    moved = _condition("CUSTOM_FORMULA", "=A3<9")
    assert marks.get()["sheets"][0]["basicFilter"] == {
        "range": {"startRowIndex": 1, "endRowIndex": 6, "startColumnIndex": 0, "endColumnIndex": 1},
        "criteria": {"0": moved},
        "filterSpecs": [{"columnIndex": 0, "filterCriteria": moved}],
    }


@pytest.mark.parametrize(
    ("criteria", "sentence"),
    [
        (_condition("ONE_OF_LIST", "a"), "ConditionType 'ONE_OF_LIST' is not supported for filters."),
        ({"condition": {}}, "No conditionType specified."),
        (
            _condition("NUMBER_LESS"),
            "ConditionType 'NUMBER_LESS' requires exactly one ConditionValue, but 0 values were supplied.",
        ),
        (
            _condition("NUMBER_BETWEEN", "1"),
            "ConditionType 'NUMBER_BETWEEN' requires exactly two ConditionValues, but 1 values were supplied.",
        ),
        (
            _condition("BLANK", "1"),
            "ConditionType 'BLANK' requires no ConditionValues, but 1 values were supplied.",
        ),
    ],
)
def test_a_criterion_that_filters_do_not_take_is_refused(marks: Book, criteria: dict[str, Any], sentence: str) -> None:
    given = {"range": AREA, "criteria": {"1": criteria}}
    assert marks.refused({"addFilterView": {"filter": given}}) == f"Invalid requests[0].addFilterView: {sentence}"


def test_a_column_outside_the_range_is_refused(marks: Book) -> None:
    given = {"range": AREA, "criteria": {"2": {"hiddenValues": ["x"]}}}
    assert "column index 2 is outside" in marks.refused({"setBasicFilter": {"filter": given}})


def test_a_filter_view_is_added_changed_copied_and_deleted(marks: Book) -> None:
    criteria = {"0": {"hiddenValues": ["An"]}}
    view = marks.batch({"addFilterView": {"filter": {"range": AREA, "criteria": criteria}}})[0]["addFilterView"][
        "filter"
    ]
    assert view["title"] == "Filter 1"
    assert _hidden(marks) == []  # a view is for whoever opens it
    view_id = view["filterViewId"]
    taken = marks.refused({"addFilterView": {"filter": {"filterViewId": view_id, "range": AREA}}})
    assert "a filter view with that id already exists." in taken
    update = {"filterViewId": view_id, "title": "Dưới 8", "filterSpecs": [{"columnIndex": 1}]}
    marks.batch({"updateFilterView": {"filter": update, "fields": "title,filterSpecs"}})
    copy = marks.batch({"duplicateFilterView": {"filterId": view_id}})[0]["duplicateFilterView"]["filter"]
    assert copy == {
        "filterViewId": copy["filterViewId"],
        "title": "Copy of Dưới 8",
        "range": AREA,
        "criteria": {"1": {}},
        "filterSpecs": [{"columnIndex": 1}],
    }
    marks.batch({"deleteFilterView": {"filterId": view_id}})
    assert [item["filterViewId"] for item in marks.get()["sheets"][0]["filterViews"]] == [copy["filterViewId"]]
    assert f"No filter view with id: {view_id}" in marks.refused({"duplicateFilterView": {"filterId": view_id}})


def test_criteria_that_a_mask_clears_are_gone_in_both_forms(marks: Book) -> None:
    given = {"filterViewId": 4, "range": AREA, "criteria": {"0": {"hiddenValues": ["An"]}}}
    marks.batch({"addFilterView": {"filter": given}})
    marks.batch({"updateFilterView": {"filter": {"filterViewId": 4}, "fields": "criteria"}})
    assert marks.get()["sheets"][0]["filterViews"] == [{"filterViewId": 4, "title": "Filter 1", "range": AREA}]


def test_a_view_may_stand_on_a_named_range_and_move_to_another_tab(marks: Book) -> None:
    marks.batch(
        {"addSheet": {"properties": {"sheetId": 7}}},
        {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "marks", "range": AREA}}},
        {"addFilterView": {"filter": {"filterViewId": 4, "namedRangeId": "n"}}},
    )
    assert marks.get()["sheets"][0]["filterViews"][0]["range"] == AREA
    both = {"filterViewId": 5, "namedRangeId": "n", "range": AREA}
    assert "Only one of" in marks.refused({"addFilterView": {"filter": both}})
    marks.batch({"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 8}}, {"deleteSheet": {"sheetId": 7}})
    copy = next(sheet for sheet in marks.get()["sheets"] if sheet["properties"]["sheetId"] == 8)["filterViews"][0]
    assert copy.keys() == {"filterViewId", "title", "range"}
    assert copy["range"] == {**AREA, "sheetId": 8}
    marks.batch({"deleteSheet": {"sheetId": 8}}, {"addSheet": {"properties": {"sheetId": 7}}})
    wider = {"namedRangeId": "n", "range": {**AREA, "endRowIndex": 9}}
    marks.batch({"updateNamedRange": {"namedRange": wider, "fields": "range"}})
    assert marks.get()["sheets"][0]["filterViews"][0]["range"] == wider["range"]
    there = {**AREA, "sheetId": 7}
    marks.batch({"updateFilterView": {"filter": {"filterViewId": 4, "range": there}, "fields": "range"}})
    sheets = marks.get()["sheets"]
    assert "filterViews" not in sheets[0]
    assert sheets[1]["filterViews"] == [{"filterViewId": 4, "title": "Filter 1", "range": there}]
