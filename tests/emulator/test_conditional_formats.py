"""Conditional formats: their order, what Google does not take, and what it keeps otherwise than sent."""

from typing import Any

import pytest

from .world import Book

SQUARE = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
BOLD = {"textFormat": {"bold": True}}


def _rule(kind: str, *values: str, **more: Any) -> dict[str, Any]:
    given = {"values": [{"userEnteredValue": value} for value in values]} if values else {}
    return {"ranges": [SQUARE], "booleanRule": {"condition": {"type": kind, **given}, "format": BOLD}, **more}


def _scale(**points: Any) -> dict[str, Any]:
    given = {"minpoint": {"type": "MIN"}, "maxpoint": {"type": "MAX"}, **points}
    return {"ranges": [SQUARE], "gradientRule": {name: point for name, point in given.items() if point is not None}}


def _add(rule: dict[str, Any], index: int = 0) -> dict[str, Any]:
    return {"addConditionalFormatRule": {"rule": rule, "index": index}}


def _kinds(book: Book) -> list[str]:
    rules = book.get()["sheets"][0].get("conditionalFormats", [])
    return [rule["booleanRule"]["condition"]["type"] for rule in rules]


def test_rules_keep_their_order_and_are_replaced_moved_and_deleted(book: Book) -> None:
    replies = book.batch(_add(_rule("BLANK")), _add(_rule("NOT_BLANK")), _add(_rule("TEXT_EQ", "x"), 2))
    assert replies == [{}, {}, {}]
    assert _kinds(book) == ["NOT_BLANK", "BLANK", "TEXT_EQ"]
    new = _rule("NUMBER_EQ", "1")
    replaced = book.batch({"updateConditionalFormatRule": {"index": 1, "rule": new}})[0]["updateConditionalFormatRule"]
    assert replaced == {"oldRule": _rule("BLANK"), "newRule": new, "newIndex": 1}
    moved = book.batch({"updateConditionalFormatRule": {"index": 2, "newIndex": 0, "sheetId": 0}})
    assert moved[0]["updateConditionalFormatRule"] == {"newRule": _rule("TEXT_EQ", "x"), "oldIndex": 2}
    assert _kinds(book) == ["TEXT_EQ", "NOT_BLANK", "NUMBER_EQ"]
    deleted = book.batch({"deleteConditionalFormatRule": {"sheetId": 0, "index": 1}})
    assert deleted[0]["deleteConditionalFormatRule"] == {"rule": _rule("NOT_BLANK")}
    missing = "Invalid requests[0].deleteConditionalFormatRule: No conditional format on sheet: 0 at index: 5"
    assert book.refused({"deleteConditionalFormatRule": {"sheetId": 0, "index": 5}}) == missing


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (_rule("DATE_IS_VALID"), "ConditionType 'DATE_IS_VALID' is not supported for conditional formatting."),
        (
            _rule("NUMBER_LESS", "1", "2"),
            "ConditionType 'NUMBER_LESS' requires exactly one ConditionValue, but 2 values were supplied.",
        ),
        (_rule("BLANK", ranges=[]), "ConditionalFormatRule.ranges must not be empty."),
        (
            _rule("CUSTOM_FORMULA", "A1>1"),
            "Invalid ConditionValue.userEnteredValue: A1>1 for ConditionType: CUSTOM_FORMULA",
        ),
        (
            _rule("CUSTOM_FORMULA", "=A1>bound"),
            "Invalid ConditionValue.userEnteredValue: =A1>bound for ConditionType: CUSTOM_FORMULA",
        ),
        (_rule("CUSTOM_FORMULA", "=A1>other!A1"), "Conditional format rule cannot reference a different sheet."),
        (
            {"ranges": [SQUARE], "booleanRule": {"condition": {"type": "BLANK"}, "format": {"padding": {"top": 1}}}},
            "ConditionalFormatRule.booleanRule.format.padding is not supported.",
        ),
        (
            _rule("BLANK", ranges=[SQUARE, {**SQUARE, "sheetId": 7}]),
            "All ranges of a conditional format rule must be on the same sheet.",
        ),
        ({"ranges": [SQUARE]}, "ConditionalFormatRule must have either a booleanRule or a gradientRule."),
        (_scale(maxpoint=None), "No interpolationPointType specified."),
        (_scale(minpoint={"value": "1"}), "No interpolationPointType specified."),
        (_scale(midpoint={"type": "PERCENTILE"}), "InterpolationPoint.value is required."),
        (_scale(midpoint={"type": "NUMBER", "value": "many"}), "Invalid InterpolationPoint.value: many"),
    ],
)
def test_a_rule_google_does_not_take_is_refused(book: Book, rule: dict[str, Any], sentence: str) -> None:
    book.batch({"addSheet": {"properties": {"sheetId": 7, "title": "other"}}}, _add(_rule("BLANK")))
    assert book.refused(_add(rule)) == f"Invalid requests[0].addConditionalFormatRule: {sentence}"
    replace = {"updateConditionalFormatRule": {"index": 0, "rule": rule}}
    assert book.refused(replace) == f"Invalid requests[0].updateConditionalFormatRule: {sentence}"


def test_a_rule_may_look_at_its_own_tab_by_name(book: Book) -> None:
    book.batch(_add(_rule("CUSTOM_FORMULA", "=$A1>Sheet1!B$1")))
    assert _kinds(book) == ["CUSTOM_FORMULA"]


def test_an_update_says_either_a_rule_or_a_place(book: Book) -> None:
    book.batch(_add(_rule("BLANK")))
    neither = book.refused({"updateConditionalFormatRule": {"index": 0}})
    assert neither.endswith("Must specify either 'rule' or 'newIndex'.")
    both = book.refused({"updateConditionalFormatRule": {"newIndex": 0, "rule": _rule("BLANK")}})
    assert both == (
        "Invalid value at 'requests[0].update_conditional_format_rule' (oneof), "
        "oneof field 'instruction' is already set. Cannot set 'rule'"
    )


def test_a_rule_is_either_a_condition_or_a_scale(book: Book) -> None:
    assert book.refused(_add({**_rule("BLANK"), **_scale()})) == (
        "Invalid value at 'requests[0].add_conditional_format_rule.rule' (oneof), "
        "oneof field 'rule' is already set. Cannot set 'gradientRule'"
    )


def test_a_scale_forgets_values_it_has_no_use_for_and_keeps_the_locales_decimals(vietnamese: Book) -> None:
    colour = {"color": {"red": 1}}
    vietnamese.batch(
        _add(_scale(minpoint={"type": "MIN", "value": "2"}, midpoint={"type": "NUMBER", "value": "1,5", **colour}))
    )
    shown = vietnamese.get()["sheets"][0]["conditionalFormats"][0]["gradientRule"]
    assert shown["minpoint"] == {"type": "MIN"}
    styled = {**colour, "colorStyle": {"rgbColor": {"red": 1}}}
    assert shown["midpoint"] == {"type": "NUMBER", "value": "1,5", **styled}
    assert "Invalid InterpolationPoint.value: 1.5" in vietnamese.refused(
        _add(_scale(midpoint={"type": "NUMBER", "value": "1.5"}))
    )


def test_the_formulas_of_a_scale_follow_their_cells(book: Book) -> None:
    book.batch(_add(_scale(midpoint={"type": "NUMBER", "value": "=$D$5"})))
    row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 3, "endIndex": 4}
    book.batch({"deleteDimension": {"range": row}})
    scale = book.get()["sheets"][0]["conditionalFormats"][0]["gradientRule"]
    assert scale["midpoint"]["value"] == "=$D$4"


def test_a_rule_whose_first_range_is_gone_goes_on_from_the_next(book: Book) -> None:
    first, second = {**SQUARE, "endRowIndex": 1}, {**SQUARE, "startRowIndex": 4, "endRowIndex": 6}
    book.batch(_add(_rule("CUSTOM_FORMULA", "=$A1=B$1", ranges=[first, second])))
    book.batch({"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}})
    rule = book.get()["sheets"][0]["conditionalFormats"][0]
    assert rule["ranges"] == [{**SQUARE, "startRowIndex": 3, "endRowIndex": 5}]
    # Both references were to the deleted row, but only one of them is fixed to it.
    assert rule["booleanRule"]["condition"]["values"] == [{"userEnteredValue": "=$A4=#REF!"}]
