"""Where rules ask for ratios, tiers and counts: how their cells look, what they offer, and what they mark."""

from pathlib import Path
from typing import Any

import pytest
from just_created import steps_to
from seen_requests import flat, only, spans, written

from sheetsync.adapters.sheets.looks import LOCKED, OURS, TO_FILL, colour
from sheetsync.core.books import books
from sheetsync.core.layout import Setting, Tab
from sheetsync.edition import load_edition

EVERY, _ = load_edition(Path(__file__).parents[1] / "edition" / "every_rule")
BOOKS = {book.code: book for book in books(EVERY)}
REQUESTS = {
    code: flat(steps_to(BOOKS[code], Setting("vi_VN", "Asia/Ho_Chi_Minh", 2)))
    for code in ("X1", "X4", "PT", "KT", "C1")
}


def tab_of(code: str, name: str) -> Tab:
    return next(tab for tab in BOOKS[code].tabs if tab.name == name)


def checks(code: str, name: str) -> dict[str, dict[str, Any]]:
    """The validation rules of a tab by range."""
    sheet_id = tab_of(code, name).sheet_id
    set_there = [one for one in only(REQUESTS[code], "setDataValidation") if one["range"]["sheetId"] == sheet_id]
    return {spans([one["range"]])[0]: one["rule"] for one in set_there}


def looks(code: str, name: str) -> dict[str, dict[str, Any]]:
    """The formats of a tab by address."""
    sheet_id = tab_of(code, name).sheet_id
    return {
        f"{chr(64 + col)}{row}": cell["userEnteredFormat"]
        for (sheet, row, col), cell in written(REQUESTS[code]).items()
        if sheet == sheet_id and "userEnteredFormat" in cell
    }


def formula(rule: dict[str, Any]) -> str:
    assert rule["condition"]["type"] == "CUSTOM_FORMULA"
    return str(rule["condition"]["values"][0]["userEnteredValue"]).removesuffix(_OR_NOTHING)


_OR_NOTHING = '="không phát sinh")>0'

# Rows of a unit's own score: 4 I, 5 1, 6 1.1 ... 8 1.3, 9 2, 10 2.1 ... 14 2.5, 15 3, 16 3.1, 17 3.2.


def test_a_choice_is_offered_as_a_list_in_which_points_may_be_typed_too() -> None:
    for code, name, span in (("X1", "self", "E7:E7"), ("KT", "points", "C4:C7")):
        rule = checks(code, name)[span]
        offered = [value["userEnteredValue"] for value in rule["condition"]["values"]]
        assert (rule["condition"]["type"], offered) == ("ONE_OF_LIST", ["Đầy đủ", "Thiếu", "Lập hồ sơ khống"])
        assert (rule["strict"], rule["showCustomUi"]) == (False, True)
        assert rule["inputMessage"] == "Chọn một mức trong danh sách, hoặc gõ số điểm của mức đó."


def test_a_ratio_is_kept_as_it_is_typed_and_explained() -> None:
    rule = checks("X1", "self")["E10:E10"]
    assert formula(rule) == "=ISTEXT(E10)"
    assert rule["inputMessage"] == ("Ghi tỷ lệ hộ, ví dụ 42/45 hoặc 93,3%. Không có việc thì ghi: không phát sinh.")
    assert formula(checks("PT", "points")["E4:E7"]) == "=ISTEXT(E4)"


@pytest.mark.parametrize(
    ("code", "name", "cell"), [("X1", "self", "E10"), ("X1", "self", "E7"), ("PT", "points", "E4")]
)
def test_ratios_and_tiers_are_texts_so_that_none_becomes_a_day(code: str, name: str, cell: str) -> None:
    look = looks(code, name)[cell]
    assert look["numberFormat"] == {"type": "TEXT", "pattern": "@"}
    assert look["horizontalAlignment"] == "CENTER"
    assert look["backgroundColorStyle"] == colour(TO_FILL)


def test_a_count_is_whole_and_not_negative() -> None:
    rule = checks("X1", "self")["E14:E14"]
    assert formula(rule) == "=ISNUMBER(E14)*(E14>=0)*(IFERROR(INT(E14))=E14)+(LOWER(TRIM(E14))"
    assert rule["inputMessage"].startswith("Gõ số mô hình; không có thì gõ 0.")
    assert "numberFormat" not in looks("X1", "self")["E14"], "a number keeps the automatic format"


def test_points_stay_below_the_maximum_of_their_row_and_of_their_bonus() -> None:
    own = checks("X1", "self")
    assert formula(own["E8:E8"]).startswith("=ISNUMBER(E8)*(E8>=0)*(E8<=$D8)+")
    assert formula(own["E6:E6"]).startswith("=ISNUMBER(E6)*(E6>=0)*(E6<=8)+")
    assert formula(own["F6:F6"]).startswith("=ISNUMBER(F6)*(F6>=0)*(F6<=3)+")
    assert "<=" not in formula(own["E24:E24"]), "a total may go beyond the base"
    department = checks("PT", "points")
    assert formula(department["C4:C7"]).startswith("=ISNUMBER(C4)*(C4>=0)*(C4<=8)+")
    assert formula(department["D4:D7"]).startswith("=ISNUMBER(D4)*(D4>=0)*(D4<=3)+")


def test_cells_nobody_fills_are_grey_and_what_is_computed_is_white() -> None:
    own, other = looks("X1", "self"), looks("X4", "self")
    assert own["F7"]["backgroundColorStyle"] == colour(LOCKED), "1.2 takes no second figure"
    assert own["F6"]["backgroundColorStyle"] == colour(TO_FILL)
    assert own["G6"]["backgroundColorStyle"] == colour(OURS)
    assert own["G6"]["numberFormat"] == {"type": "NUMBER", "pattern": "0.00"}
    assert own["E13"]["backgroundColorStyle"] == colour(TO_FILL)
    assert other["E13"]["backgroundColorStyle"] == colour(LOCKED), "not on the scale of this unit"
    assert looks("PT", "points")["G7"]["backgroundColorStyle"] == colour(LOCKED)


def test_closed_cells_are_locked() -> None:
    sheet_id = tab_of("PT", "points").sheet_id
    locks = [one["protectedRange"] for one in only(REQUESTS["PT"], "addProtectedRange")]
    (spared,) = (spans(one["unprotectedRanges"]) for one in locks if one["range"]["sheetId"] == sheet_id)
    assert spared == ["C4:K6", "C7:F7", "H7:K7"]


@pytest.mark.parametrize("code", REQUESTS)
def test_no_formula_depends_on_the_locales_separators(code: str) -> None:
    rules = [one["rule"] for one in only(REQUESTS[code], "setDataValidation")]
    formulas = [formula(rule) for rule in rules if rule["condition"]["type"] == "CUSTOM_FORMULA"]
    assert formulas
    assert not any(set(",;.") & set(one) for one in formulas)
