"""A book that has lost something gets that back, and not a cell in which anything stands is touched."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from seen_requests import flat, kinds, only, spans, written
from small_edition import BOOKS, SETTING, book, tab_of

from sheetsync.adapters.provision import Standing, provision_steps
from sheetsync.core.cells import Anchor, Cell, Grid, Snapshot
from sheetsync.core.layout import HEADER_ROW, Book, Owner, Tab


def standing_book(shown: Book, locks: bool = True) -> Standing:  # noqa: FBT001, FBT002 - reads well where it is called
    """A book as its provisioning leaves it."""
    grids: list[Grid] = []
    anchors: dict[str, Anchor] = {}
    for tab in shown.tabs:
        rows: list[tuple[Cell, ...]] = [
            (Cell(tab.heading),),
            (Cell(tab.hint or None),),
            tuple(Cell(column.header) for column in tab.columns),
        ]
        rows += [
            tuple(
                Cell(row.key if column.name == tab.key else row.cells.get(column.name))
                if column.owner is Owner.EDITION
                else Cell()
                for column in tab.columns
            )
            for row in tab.rows
        ]
        grids.append(
            Grid(tab.sheet_id, tab.title, tuple(rows), HEADER_ROW + len(tab.rows) + tab.spare + 2, len(tab.columns))
        )
        anchors |= {
            tab.anchor(column.name): Anchor(tab.sheet_id, HEADER_ROW, col) for col, column in enumerate(tab.columns, 1)
        }
        if tab.stamped:
            anchors[tab.stamp_anchor] = Anchor(tab.sheet_id, 2, 1)
    ours = {"range": {}, "description": "sheetsync: khóa", "protectedRangeId": 5, "unprotectedRanges": []}
    return Standing(
        Snapshot("t", "vi_VN", "Asia/Ho_Chi_Minh", tuple(grids), anchors),
        {name: f"id-{name}" for name in anchors},
        {grid.sheet_id: [ours] for grid in grids} if locks else {},
    )


def without(standing: Standing, tab: Tab, **changes: Any) -> Standing:
    """The same book with one tab's grid changed; `drop` removes named ranges."""
    drop: Sequence[str] = changes.pop("drop", ())
    grids = tuple(
        replace(grid, **changes) if grid.sheet_id == tab.sheet_id else grid for grid in standing.snapshot.grids
    )
    anchors = {name: anchor for name, anchor in standing.snapshot.anchors.items() if name not in drop}
    ids = {name: known for name, known in standing.range_ids.items() if name not in drop}
    return replace(standing, snapshot=replace(standing.snapshot, grids=grids, anchors=anchors), range_ids=ids)


def mended(code: str, standing: Standing) -> list[dict[str, Any]]:
    return flat(provision_steps(book(code), standing, SETTING))


@pytest.mark.parametrize("code", BOOKS)
def test_a_complete_book_needs_nothing(code: str) -> None:
    assert mended(code, standing_book(book(code))) == []
    assert mended(code, standing_book(book(code), locks=False)) == []


def test_a_deleted_tab_comes_back_in_its_place_and_its_names_are_led_to_it() -> None:
    tab, full = tab_of("P1", "appendix"), standing_book(book("P1"))
    grids = tuple(grid for grid in full.snapshot.grids if grid.sheet_id != tab.sheet_id)
    requests = mended("P1", replace(full, snapshot=replace(full.snapshot, grids=grids)))
    (added,) = only(requests, "addSheet")
    assert (added["properties"]["title"], added["properties"]["index"]) == ("Phụ lục số liệu", 2)
    assert "addNamedRange" not in kinds(requests), "the names are still there, and may not be there twice"
    assert {update["namedRange"]["namedRangeId"] for update in only(requests, "updateNamedRange")} == {
        f"id-{tab.anchor(column.name)}" for column in tab.columns
    }
    assert not {"deleteSheet", "updateSpreadsheetProperties"} & set(kinds(requests))


def test_a_tab_of_a_persons_own_keeps_its_title() -> None:
    own = Grid(0, "tự chấm điểm", ((Cell("của tôi"),),), 10, 5)
    requests = mended("P1", Standing(Snapshot("t", "vi_VN", "Asia/Ho_Chi_Minh", (own,), {})))
    titles = [added["properties"]["title"] for added in only(requests, "addSheet")]
    assert "Tự chấm điểm (2)" in titles
    assert "deleteSheet" not in kinds(requests)


def test_a_lost_row_comes_back_below_everything_that_is_used() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    rows = list(full.snapshot.grids[1].rows)
    del rows[4]  # 1.1
    rows.append((Cell(), Cell(), Cell(), Cell("ghi chú của phường")))
    requests = mended("P1", without(full, tab, rows=tuple(rows), row_count=len(rows)))
    assert kinds(requests)[0] == "appendDimension"
    cells = written(requests)
    assert {(row, col) for _, row, col in cells} == {(len(rows) + 1, col) for col in range(1, 7)}
    assert cells[tab.sheet_id, len(rows) + 1, 1]["userEnteredValue"] == {"stringValue": "1.1"}
    (unlocked,) = only(requests, "updateProtectedRange")
    assert spans(unlocked["protectedRange"]["unprotectedRanges"]) == [f"D{len(rows) + 1}:F{len(rows) + 1}"]


def test_a_code_typed_twice_is_left_to_the_findings() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    rows = (*full.snapshot.grids[1].rows, full.snapshot.grids[1].rows[4])
    assert mended("P1", without(full, tab, rows=rows)) == []


def test_a_lost_column_comes_back_at_the_right_edge_with_all_that_belongs_to_it() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    rows = tuple(row[:3] + row[4:] for row in full.snapshot.grids[1].rows)
    moved = {
        tab.anchor(name): Anchor(tab.sheet_id, HEADER_ROW, col)
        for col, name in enumerate(("code", "text", "max", "figures", "judgement"), 1)
    }
    lost = without(full, tab, rows=rows, column_count=5, drop=[tab.anchor("points")])
    lost = replace(lost, snapshot=replace(lost.snapshot, anchors={**lost.snapshot.anchors, **moved}))
    requests = mended("P1", lost)
    assert requests[0] == {"appendDimension": {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "length": 1}}
    assert {col for _, _, col in written(requests)} == {6}
    (named,) = only(requests, "addNamedRange")
    assert spans([named["namedRange"]["range"]]) == ["F3:F3"]
    assert [spans([check["range"]])[0] for check in only(requests, "setDataValidation")] == ["F5:F6", "F8:F9"]
    (unlocked,) = only(requests, "updateProtectedRange")
    assert spans(unlocked["protectedRange"]["unprotectedRanges"]) == ["F5:F6", "F8:F9"]


def test_a_lost_name_is_given_again_where_the_header_still_stands() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    requests = mended("P1", without(full, tab, drop=[tab.anchor("points")]))
    assert kinds(requests) == ["addNamedRange"]
    assert spans([requests[0]["addNamedRange"]["namedRange"]["range"]]) == ["D3:D3"]


def test_a_lost_name_of_the_stamp_is_given_again() -> None:
    tab, full = tab_of("P1", "feedback"), standing_book(book("P1"))
    requests = mended("P1", without(full, tab, drop=[tab.stamp_anchor]))
    assert kinds(requests) == ["addNamedRange"]
    assert spans([requests[0]["addNamedRange"]["namedRange"]["range"]]) == ["A2:A2"]


def test_without_its_key_column_a_tab_is_left_alone_for_nobody_knows_its_rows() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    rows = tuple(row[1:] for row in full.snapshot.grids[1].rows)
    moved = {
        tab.anchor(column.name): Anchor(tab.sheet_id, HEADER_ROW, col) for col, column in enumerate(tab.columns[1:], 1)
    }
    lost = without(full, tab, rows=rows, column_count=5, drop=[tab.anchor("code")])
    lost = replace(lost, snapshot=replace(lost.snapshot, anchors={**lost.snapshot.anchors, **moved}))
    assert mended("P1", lost) == []


def test_a_lost_lock_is_put_back() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    locks = {**full.locks, tab.sheet_id: [{"protectedRangeId": 9, "range": {"startRowIndex": 0}, "description": "x"}]}
    requests = mended("P1", replace(full, locks=locks))
    assert kinds(requests) == ["addProtectedRange"]
    assert spans(requests[0]["addProtectedRange"]["protectedRange"]["unprotectedRanges"]) == ["D5:F6", "D8:F8", "D9:D9"]
