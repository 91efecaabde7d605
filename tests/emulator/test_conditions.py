"""Conditions asked of one value, as filters, conditional formats and data validation ask them."""

from datetime import date
from typing import Any

import pytest

from sheetsync.emulator.errors import RequestError
from sheetsync.emulator.formulas.conditions import FILTERS, FORMATS, KINDS, VALIDATION, Setting, Subject, check, holds
from sheetsync.emulator.formulas.values import Block, FormulaError, Value
from sheetsync.emulator.text.locales import locale_of

TODAY = date(2026, 3, 31)
SERIAL = 46112  # that day as a spreadsheet counts it
EN = locale_of("en_US")
RESULTS: dict[str, Value] = {
    "=TRUE()": True,
    "=2": 2,
    '="x"': "x",
    "=1/0": FormulaError("DIVIDE_BY_ZERO", ""),
    "=B1:B2": Block(((1,), ("Khá",)), 2, 1, 0, 0, 1),
    "=0": 0,
}


def _condition(kind: str, *values: str) -> dict[str, Any]:
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def _holds(condition: dict[str, Any], value: Any, shown: str | None = None) -> bool:
    extended = {
        bool: lambda: {"boolValue": value},
        int: lambda: {"numberValue": value},
        float: lambda: {"numberValue": value},
        str: lambda: {"stringValue": value},
    }
    subject = Subject(
        extended[type(value)]() if value is not None else {}, str(value or "") if shown is None else shown
    )
    return holds(condition, subject, Setting(EN, TODAY, RESULTS.__getitem__))


@pytest.mark.parametrize(
    ("condition", "yes", "no"),
    [
        (_condition("NUMBER_GREATER", "2"), [3], [2, "3", None, True]),
        (_condition("NUMBER_LESS_THAN_EQ", "=2"), [2, 1], [2.5]),
        (_condition("NUMBER_NOT_BETWEEN", "1", "3"), [0, 4], [1, 2, 3, "x"]),
        (_condition("NUMBER_EQ", "=1/0"), [], [0, 1]),
        (_condition("TEXT_EQ", "Khá"), ["khá", "KHÁ"], ["khá ", None]),
        (_condition("TEXT_STARTS_WITH", '="x"'), ["Xyz"], ["yx"]),
        (_condition("TEXT_ENDS_WITH", "2"), [12], [21]),
        (_condition("CUSTOM_FORMULA", "=TRUE()"), [None, "x"], []),
        (_condition("CUSTOM_FORMULA", "=2"), [None], []),
        (_condition("CUSTOM_FORMULA", "=0"), [], [None]),
        (_condition("CUSTOM_FORMULA", '="x"'), [], [None]),
        (_condition("CUSTOM_FORMULA", "=1/0"), [], [None]),
        (_condition("DATE_EQ", "3/31/2026"), [SERIAL, SERIAL + 0.5], [SERIAL + 1, "3/31/2026"]),
        (_condition("DATE_BETWEEN", "3/30/2026", "2026-03-31"), [SERIAL - 1, SERIAL + 0.9], [SERIAL + 1]),
        (_condition("DATE_IS_VALID"), [SERIAL], ["soon", None, True]),
        (_condition("ONE_OF_LIST", "Tốt", "1.5"), ["Tốt", 1.5], ["tốt", None]),
        (_condition("ONE_OF_RANGE", "=B1:B2"), [1, "Khá"], ["1", None]),
        (_condition("BOOLEAN"), [True, False], ["TRUE", None]),
        (_condition("BOOLEAN", "Yes"), ["Yes", None], ["No", True]),
        (_condition("BOOLEAN", "Yes", "No"), ["Yes", "No"], [None, True]),
        (_condition("TEXT_IS_EMAIL"), ["a.b@phuong.vn"], ["a@b", "a b@c.vn", None]),
        (_condition("TEXT_IS_URL"), ["https://x", "phuong.vn/a"], ["phuong", "a b.vn", None]),
    ],
)
def test_a_condition_holds_of_some_values_and_not_of_others(
    condition: dict[str, Any], yes: list[Any], no: list[Any]
) -> None:
    assert [value for value in yes if not _holds(condition, value)] == []
    assert [value for value in no if _holds(condition, value)] == []


@pytest.mark.parametrize(
    ("relative", "day"),
    [
        ("TODAY", 46112), ("YESTERDAY", 46111), ("TOMORROW", 46113), ("PAST_WEEK", 46105),
        ("PAST_MONTH", 46081),  # the last of February
        ("PAST_YEAR", 45747),
    ],
)  # fmt: skip
def test_a_relative_date_counts_from_today(relative: str, day: int) -> None:
    condition = {"type": "DATE_AFTER", "values": [{"relativeDate": relative}]}
    assert [_holds(condition, day + step) for step in (0, 1)] == [False, True]


def test_every_type_of_condition_that_somebody_may_ask_can_be_answered() -> None:
    for kind, wants in KINDS.items():
        values = {"ONE_OF_RANGE": "=B1:B2", "CUSTOM_FORMULA": "=2"}.get(kind, "2")
        condition = _condition(kind, *([values] * wants.least))
        for use in (FORMATS, FILTERS, VALIDATION):
            if use in wants.uses:
                check(condition, use, EN, TODAY)
                assert _holds(condition, 2) in (True, False)
            else:
                with pytest.raises(RequestError, match="is not supported for"):
                    check(condition, use, EN, TODAY)


def test_a_range_to_choose_from_needs_its_equals_sign() -> None:
    wanted = "Invalid ConditionValue.userEnteredValue: Sheet1!A1:A5 for ConditionType: ONE_OF_RANGE"
    with pytest.raises(RequestError, match=wanted):
        check(_condition("ONE_OF_RANGE", "Sheet1!A1:A5"), VALIDATION, EN, TODAY)
    check(_condition("ONE_OF_RANGE", "=Sheet1!$A$1:$A$5"), VALIDATION, EN, TODAY)


def test_relative_dates_are_not_for_data_validation() -> None:
    condition = {"type": "DATE_BEFORE", "values": [{"relativeDate": "TODAY"}]}
    check(condition, FORMATS, EN, TODAY)
    with pytest.raises(RequestError, match="TODAY for ConditionType: DATE_BEFORE"):
        check(condition, VALIDATION, EN, TODAY)
