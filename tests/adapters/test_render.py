"""Plans become requests: typed values only, in as few rectangles as cover the cells, the epoch first."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seen_requests import kinds, only, spans

from sheetsync.adapters.sheets.blocks import blocks
from sheetsync.adapters.sheets.looks import FINDING_TINTS
from sheetsync.adapters.sheets.render import EPOCH_BASE, cell_data, publish_requests
from sheetsync.core.cells import CellRef
from sheetsync.core.layout import Kind
from sheetsync.core.notes import COLOURED, NoteChange, TintChange
from sheetsync.core.plan import BookPlan, CellChange, Epoch, Growth, Link, Value

A, B = 11, 22


def change(row: int, col: int, new: Value, kind: Kind = Kind.TEXT, sheet_id: int = A) -> CellChange:
    return CellChange(CellRef("master", "ranking", sheet_id, row, col), "P1", "total", "", new, kind)


def note(row: int, col: int, text: str, sheet_id: int = A) -> NoteChange:
    return NoteChange(CellRef("master", "ranking", sheet_id, row, col), text)


def plan(*changes: CellChange, growth: tuple[Growth, ...] = (), forget: tuple[int, ...] = ()) -> BookPlan:
    return BookPlan("master", Epoch(7, "abc123", forget), changes, growth, {})


def test_the_epoch_heads_the_batch_then_what_is_forgotten_then_room_then_cells() -> None:
    requests = publish_requests(plan(change(4, 1, "x"), growth=(Growth(A, 8, 3),), forget=(501, 502)))
    assert requests[0] == {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataId": EPOCH_BASE + 7,
                "metadataKey": "sheetsync.publish",
                "metadataValue": "7 abc123",
                "location": {"spreadsheet": True},
                "visibility": "DOCUMENT",
            }
        }
    }
    assert kinds(requests[1:]) == [*["deleteDeveloperMetadata"] * 2, "insertDimension", "updateCells"]
    assert requests[2] == {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": 502}}}}
    assert requests[3] == {
        "insertDimension": {
            "range": {"sheetId": A, "dimension": "ROWS", "startIndex": 8, "endIndex": 11},
            "inheritFromBefore": True,
        }
    }


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ("Phường 1", {"userEnteredValue": {"stringValue": "Phường 1"}}),
        ('=IMPORTXML("x")', {"userEnteredValue": {"stringValue": '=IMPORTXML("x")'}}),
        ("8,5", {"userEnteredValue": {"stringValue": "8,5"}}),
        ("", {}),
        (Decimal("8.5"), {"userEnteredValue": {"numberValue": 8.5}}),
        (Decimal("0.1"), {"userEnteredValue": {"numberValue": 0.1}}),
        (Decimal("8.0"), {"userEnteredValue": {"numberValue": 8}}),
        (Decimal(0), {"userEnteredValue": {"numberValue": 0}}),
        (
            Link("Tự chấm!D5", "https://docs.google.com/x"),
            {
                "userEnteredValue": {"stringValue": "Tự chấm!D5"},
                "userEnteredFormat": {"textFormat": {"link": {"uri": "https://docs.google.com/x"}}},
            },
        ),
    ],
)
def test_values_are_written_typed(value: Value, data: dict[str, Any]) -> None:
    assert cell_data(value) == data


def test_only_the_value_is_written_and_in_link_columns_the_link() -> None:
    requests = publish_requests(
        plan(change(4, 1, "x"), change(4, 2, Link("mở", "https://x"), Kind.LINK), change(5, 2, "", Kind.LINK))
    )
    plain, linked = only(requests, "updateCells")
    assert plain["fields"] == "userEnteredValue"
    assert linked["fields"] == "userEnteredValue,userEnteredFormat.textFormat.link"
    assert linked["rows"][1] == {"values": [{}]}, "the old link goes with the old text"


def test_neighbours_share_a_request_and_equal_runs_are_stacked() -> None:
    #     1  2  3  4
    #  4  x  x  .  x
    #  5  x  x  .  x
    #  6  x  .  .  .
    cells = [(4, 1), (4, 2), (4, 4), (5, 1), (5, 2), (5, 4), (6, 1)]
    requests = publish_requests(plan(*(change(row, col, f"{row}{col}") for row, col in reversed(cells))))
    assert [
        (update["start"]["rowIndex"], update["start"]["columnIndex"]) for update in only(requests, "updateCells")
    ] == [
        (3, 0),
        (3, 3),
        (5, 0),
    ]
    assert only(requests, "updateCells")[0]["rows"] == [
        {"values": [cell_data("41"), cell_data("42")]},
        {"values": [cell_data("51"), cell_data("52")]},
    ]


def test_tabs_are_kept_apart() -> None:
    requests = publish_requests(plan(change(4, 1, "a"), change(4, 2, "b", sheet_id=B)))
    assert [update["start"]["sheetId"] for update in only(requests, "updateCells")] == [A, B]


def test_notes_are_written_apart_from_values_and_an_empty_one_goes() -> None:
    notes = (note(4, 1, "a"), note(5, 1, ""), note(4, 2, "b", B))
    requests = publish_requests(replace(plan(change(4, 1, "x")), notes=notes))
    value, *noted = only(requests, "updateCells")
    assert (value["fields"], value["rows"]) == ("userEnteredValue", [{"values": [cell_data("x")]}])
    assert [update["fields"] for update in noted] == ["note", "note"], "neither value nor format"
    assert [update["start"]["sheetId"] for update in noted] == [A, B]
    assert noted[0]["rows"] == [{"values": [{"note": "a"}]}, {"values": [{}]}]


def test_a_colour_is_a_rule_over_as_few_rectangles_as_cover_the_cells() -> None:
    cells = ((4, 1), (4, 2), (5, 1), (5, 2), (9, 3))
    (added,) = only(
        publish_requests(replace(plan(), tints=(TintChange(A, "error", cells),))), "addConditionalFormatRule"
    )
    assert added["index"] == 0
    assert spans(added["rule"]["ranges"]) == ["A4:B5", "C9:C9"]
    (condition, look) = (added["rule"]["booleanRule"][part] for part in ("condition", "format"))
    assert condition == {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '="sheetsync:error"<>""'}]}
    assert look.keys() == {"backgroundColorStyle"}, "what stands in the cell looks as its people want it"


def test_rules_are_named_by_their_place_so_those_that_stay_come_first_and_new_ones_last() -> None:
    tints = (
        *(TintChange(A, "error", (), 1), TintChange(A, "warning", ((4, 1),), 2), TintChange(A, "error", (), 5)),
        *(TintChange(B, "warning", ((4, 1),)), TintChange(B, "error", ((4, 2),), 0)),
    )
    requests = publish_requests(replace(plan(), tints=tints))[1:]
    assert kinds(requests) == [
        *["updateConditionalFormatRule"] * 2,
        *["deleteConditionalFormatRule"] * 2,
        "addConditionalFormatRule",
    ]
    assert [(one["index"], one["rule"]["ranges"][0]["sheetId"]) for one in only(requests, kinds(requests)[0])] == [
        (2, A),
        (0, B),
    ]
    assert only(requests, "deleteConditionalFormatRule") == [{"sheetId": A, "index": 5}, {"sheetId": A, "index": 1}]


def test_every_colour_has_a_look() -> None:
    assert set(FINDING_TINTS) == {severity.value for severity in COLOURED}


@given(st.sets(st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_blocks_cover_the_cells_and_only_them_once(cells: set[tuple[int, int]]) -> None:
    covered = [
        ((block.row + down, block.col + right), held)
        for block in blocks({cell: str(cell) for cell in cells})
        for down, row in enumerate(block.rows)
        for right, held in enumerate(row)
    ]
    assert sorted(covered) == sorted((cell, str(cell)) for cell in cells)
