"""Google's reply as typed cells."""

from decimal import Decimal
from typing import Any

import pytest
from drawn_book import error, formula, number, text
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.core.cells import (
    BLANK,
    EPOCH_KEY,
    Anchor,
    Area,
    Cell,
    CellRef,
    Grid,
    Tint,
    book_link,
    cell_link,
    column_letters,
    exact,
    read_snapshot,
    tab_link,
    tint_formula,
)

REF = CellRef("P1", "self", 77, 12, 4)


def reply(**changes: Any) -> dict[str, Any]:
    properties = {"title": "Phường 1", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"}
    return {"properties": properties, "sheets": []} | changes


def one_cell(data: dict[str, Any]) -> Cell:
    sheet = {"properties": {"title": "A"}, "data": [{"rowData": [{"values": [data]}]}]}
    return read_snapshot(reply(sheets=[sheet])).grids[0].at(1, 1)


@pytest.mark.parametrize(("col", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_as_sheets_names_them(col: int, letters: str) -> None:
    assert column_letters(col) == letters


def test_links_open_the_book_the_tab_and_the_very_cell() -> None:
    assert REF.a1 == "D12"
    assert book_link("abc") == "https://docs.google.com/spreadsheets/d/abc/edit"
    assert tab_link("abc", 77) == "https://docs.google.com/spreadsheets/d/abc/edit#gid=77"
    assert cell_link("abc", REF) == "https://docs.google.com/spreadsheets/d/abc/edit#gid=77&range=D12"


@pytest.mark.parametrize(
    ("held", "read"),
    [
        ({}, BLANK),
        (text("8,5"), Cell("8,5")),
        (number(8.5), Cell(Decimal("8.5"))),
        (number(8.0), Cell(Decimal(8))),
        (number(44140, "DATE"), Cell(Decimal(44140), format="DATE")),
        ({"effectiveValue": {"boolValue": False}}, Cell(value=False)),
        (formula("=A1"), Cell(Decimal(2), formula="=A1")),
        (error("REF"), Cell(None, formula="=1/0", error="REF")),
        ({"effectiveValue": {"errorValue": {"message": "?"}}}, Cell(error="ERROR")),
        ({"note": "đã hỏi\n "}, Cell(note="đã hỏi\n ")),
        (text("8,5") | {"note": "đã hỏi"}, Cell("8,5", note="đã hỏi")),
    ],
)
def test_a_cell_keeps_what_was_typed_and_what_it_shows(held: dict[str, Any], read: Cell) -> None:
    assert one_cell(held) == read


@pytest.mark.parametrize(
    ("binary", "decimal"), [(0.1, "0.1"), (8.0, "8"), (8.25, "8.25"), (100.0, "100"), (1e22, "1E+22"), (7, "7")]
)
def test_a_binary_number_is_the_decimal_that_was_typed(binary: float, decimal: str) -> None:
    assert str(exact(binary)) == decimal


@pytest.mark.parametrize(
    ("cell", "blank"),
    [
        (BLANK, True),
        (Cell(""), True),
        (Cell(" \n"), True),
        (Cell(note="đã hỏi"), True),
        (Cell("x"), False),
        (Cell(Decimal(0)), False),
        (Cell(value=False), False),
        (Cell("", formula='=""'), False),
        (Cell(error="REF"), False),
    ],
)
def test_a_cell_is_blank_only_where_nothing_was_typed(cell: Cell, *, blank: bool) -> None:
    assert cell.is_blank is blank


def test_what_lies_beyond_the_pulled_cells_is_blank() -> None:
    grid = Grid(1, "A", ((Cell("x"),), (), (Cell("y"), Cell("z"))), 10, 5)
    assert [grid.at(*place) for place in ((1, 1), (2, 1), (3, 2), (4, 1), (1, 2), (0, 1), (1, 0))] == [
        *(Cell("x"), BLANK, Cell("z")),
        *(BLANK, BLANK, BLANK, BLANK),
    ]
    assert list(grid.column(1, 2)) == [(2, BLANK), (3, Cell("y"))]


def test_tabs_are_known_by_id_and_indexes_that_google_leaves_out_are_zero() -> None:
    snapshot = read_snapshot(
        reply(
            sheets=[
                {"properties": {"title": "Trống"}},
                {"properties": {"sheetId": 5, "title": "Hai", "gridProperties": {"rowCount": 9, "columnCount": 3}}},
            ],
            namedRanges=[
                {"name": "a", "range": {"endRowIndex": 1}},
                {"name": "b", "range": {"sheetId": 5, "startRowIndex": 2, "startColumnIndex": 3}},
            ],
        )
    )
    assert snapshot.grid(0) == Grid(0, "Trống", (), 0, 0)
    assert snapshot.grid(5) == Grid(5, "Hai", (), 9, 3)
    assert snapshot.grid(6) is None
    assert snapshot.anchors == {"a": Anchor(0, 1, 1), "b": Anchor(5, 3, 4)}


def rule(kind: str, *values: str, **span: int) -> dict[str, Any]:
    condition = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
    return {"ranges": [span], "booleanRule": {"condition": condition}}


def test_our_own_colours_are_known_by_their_formula_among_the_rules_of_people() -> None:
    rules = [
        rule("CUSTOM_FORMULA", '=A1="sheetsync:error"'),
        rule("CUSTOM_FORMULA", tint_formula("error"), startRowIndex=4, endRowIndex=6, endColumnIndex=1),
        {"ranges": [{}], "gradientRule": {"minpoint": {"type": "MIN"}}},
        rule("BLANK"),
        {name: part for name, part in rule("CUSTOM_FORMULA", '= "sheetsync:x" <> ""').items() if name != "ranges"},
        rule("CUSTOM_FORMULA", tint_formula("warning"), startColumnIndex=2),
    ]
    size = {"rowCount": 9, "columnCount": 3}
    sheet = {"properties": {"title": "A", "gridProperties": size}, "conditionalFormats": rules}
    assert read_snapshot(reply(sheets=[sheet])).grids[0].tints == (
        Tint(1, "error", (Area(5, 1, 2, 1),)),
        Tint(4, "x", ()),
        Tint(5, "warning", (Area(1, 3, 9, 1),)),
    )


@pytest.mark.parametrize(
    ("areas", "cells", "same"),
    [
        ([Area(5, 4, 2, 1)], {(5, 4), (6, 4)}, True),
        ([Area(5, 4, 1, 1), Area(6, 4, 1, 1)], {(5, 4), (6, 4)}, True),
        ([Area(5, 4, 1, 2)], {(5, 4), (6, 4)}, False),
        ([Area(5, 4, 1, 1)], {(5, 4), (6, 4)}, False),
        ([Area(1, 1, 10**7, 10**4)], {(5, 4)}, False),
        ([], {(5, 4)}, False),
    ],
)
def test_a_colour_covers_cells_however_its_ranges_are_cut(
    areas: list[Area], cells: set[tuple[int, int]], *, same: bool
) -> None:
    assert Tint(0, "error", tuple(areas)).covers(cells) is same


def test_what_others_have_locked_against_us_is_known_and_what_only_warns_or_is_ours_is_not() -> None:
    locks = [
        {"range": {"startRowIndex": 4, "endRowIndex": 5, "startColumnIndex": 3, "endColumnIndex": 4}},
        {"range": {"startRowIndex": 1}, "warningOnly": True},
        {"range": {"startRowIndex": 2}, "requestingUserCanEdit": True},
        {"namedRangeId": "x"},
    ]
    size = {"rowCount": 9, "columnCount": 3}
    sheet = {"properties": {"title": "A", "gridProperties": size}, "protectedRanges": locks}
    assert read_snapshot(reply(sheets=[sheet])).grids[0].closed == (Area(5, 4, 1, 1), Area(1, 1, 9, 3))


@given(st.tuples(*[st.integers(1, 5)] * 4), st.tuples(*[st.integers(1, 5)] * 4))
def test_areas_meet_where_they_share_a_cell(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    assert Area(*one).meets(Area(*other)) is bool(set(Area(*one).cells()) & set(Area(*other).cells()))


@pytest.mark.parametrize("gone", [{}, {"range": {}}])
def test_a_named_range_whose_cells_were_deleted_leads_nowhere(gone: dict[str, Any]) -> None:
    assert read_snapshot(reply(namedRanges=[{"name": "ss_self_code"} | gone])).anchors == {}


def test_only_our_own_marks_are_publications() -> None:
    marks = [
        {"metadataId": 11, "metadataKey": EPOCH_KEY, "metadataValue": "1 abc"},
        {"metadataId": 12, "metadataKey": EPOCH_KEY},
        {"metadataId": 13, "metadataKey": "somebody.else", "metadataValue": "9 x"},
    ]
    assert read_snapshot(reply(developerMetadata=marks)).epochs == {11: "1 abc", 12: ""}


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"error": {"code": 404}},
        {"properties": {"title": "x", "locale": "vi_VN"}, "sheets": []},
        reply(sheets=None),
        reply(sheets=[{}]),
        reply(sheets=["x"]),
        reply(namedRanges=[{"range": {"sheetId": 1}}]),
    ],
)
def test_what_is_not_such_a_reply_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a spreadsheet reply"):
        read_snapshot(broken)
