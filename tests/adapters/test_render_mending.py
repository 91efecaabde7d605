"""A book that has lost something gets that back in its place, and of what stands there only our own is touched."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from just_created import steps_to
from seen_requests import flat, kinds, only, spans, written
from small_edition import BOOKS, SETTING, book, tab_of

from sheetsync.adapters.sheets.as_found import Standing
from sheetsync.adapters.sheets.parts import fresh_bed
from sheetsync.adapters.sheets.protection import lock_changes
from sheetsync.adapters.sheets.provision import mending
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
            tuple(Cell(column.header, note=column.hint) for column in tab.columns),
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
    return Standing(
        Snapshot("t", "vi_VN", "Asia/Ho_Chi_Minh", tuple(grids), anchors),
        {name: f"id-{name}" for name in anchors},
        {tab.sheet_id: [lock_of(tab)] for tab in shown.tabs} if locks else {},
    )


def lock_of(tab: Tab) -> dict[str, Any]:
    """The lock of a tab as provisioning has put it there, and as Google shows it."""
    (change,) = lock_changes(fresh_bed(tab), HEADER_ROW + len(tab.rows) + tab.spare + 2, (), frozenset())
    held: dict[str, Any] = change.request["addProtectedRange"]["protectedRange"]
    return {**held, "protectedRangeId": 5}


def without(standing: Standing, tab: Tab, **changes: Any) -> Standing:
    """The same book with one tab's grid changed; `drop` removes named ranges."""
    drop: Sequence[str] = changes.pop("drop", ())
    grids = tuple(
        replace(grid, **changes) if grid.sheet_id == tab.sheet_id else grid for grid in standing.snapshot.grids
    )
    anchors = {name: anchor for name, anchor in standing.snapshot.anchors.items() if name not in drop}
    ids = {name: known for name, known in standing.range_ids.items() if name not in drop}
    return replace(standing, snapshot=replace(standing.snapshot, grids=grids, anchors=anchors), range_ids=ids)


def line(tab: Tab, dimension: str, start: int) -> dict[str, Any]:
    """One line of a tab, counted from 0."""
    return {"sheetId": tab.sheet_id, "dimension": dimension, "startIndex": start, "endIndex": start + 1}


def mended(code: str, standing: Standing) -> list[dict[str, Any]]:
    return flat(steps_to(book(code), SETTING, standing))


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


def test_a_lost_row_is_inserted_in_its_place_and_the_holes_of_the_lock_move_along() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    rows = list(full.snapshot.grids[1].rows)
    del rows[4]  # 1.1
    rows.append((Cell(), Cell(), Cell(), Cell("ghi chú của phường")))
    requests = mended("P1", without(full, tab, rows=tuple(rows), row_count=len(rows)))
    assert requests[0] == {"insertDimension": {"range": line(tab, "ROWS", 4), "inheritFromBefore": True}}
    cells = written(requests)
    assert {(row, col) for _, row, col in cells} == {(5, col) for col in range(1, 8)}
    assert cells[tab.sheet_id, 5, 1]["userEnteredValue"] == {"stringValue": "1.1"}
    (unlocked,) = only(requests, "updateProtectedRange")
    assert spans(unlocked["protectedRange"]["unprotectedRanges"]) == ["D5:F6", "D8:F8", "D9:D9"]


def test_rows_that_have_lost_all_their_neighbours_come_below_everything_that_is_used() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    rows = (*full.snapshot.grids[1].rows[:HEADER_ROW], (Cell(), Cell(), Cell(), Cell("ghi chú của phường")))
    requests = mended("P1", without(full, tab, rows=rows, row_count=4))
    assert requests[0]["insertDimension"]["range"] == {**line(tab, "ROWS", 4), "endIndex": 4 + len(tab.rows)}
    assert {row for _, row, _ in written(requests)} == set(range(5, 5 + len(tab.rows)))


def test_a_code_typed_twice_is_left_to_the_findings_and_both_rows_stay_open() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    rows = (*full.snapshot.grids[1].rows, full.snapshot.grids[1].rows[4])
    (unlocked,) = mended("P1", without(full, tab, rows=rows))
    spared = spans(unlocked["updateProtectedRange"]["protectedRange"]["unprotectedRanges"])
    assert spared == ["D5:F6", "D8:F8", "D9:D9", f"D{len(rows)}:F{len(rows)}"]


def without_column(name: str, of: str = "self") -> Standing:
    """P1 after somebody deleted a column of one tab, and with it its name."""
    tab, full = tab_of("P1", of), standing_book(book("P1"))
    gone = [column.name for column in tab.columns].index(name)
    grid = next(grid for grid in full.snapshot.grids if grid.sheet_id == tab.sheet_id)
    rows = tuple(row[:gone] + row[gone + 1 :] for row in grid.rows)
    left = [column.name for column in tab.columns if column.name != name]
    places = {tab.anchor(one): Anchor(tab.sheet_id, HEADER_ROW, col) for col, one in enumerate(left, 1)}
    lost = without(full, tab, rows=rows, column_count=len(left), drop=[tab.anchor(name)])
    return replace(lost, snapshot=replace(lost.snapshot, anchors={**lost.snapshot.anchors, **places}))


def test_a_lost_column_is_inserted_in_its_place_with_all_that_belongs_to_it() -> None:
    tab = tab_of("P1", "self")
    requests = mended("P1", without_column("points"))
    assert requests[0] == {"insertDimension": {"range": line(tab, "COLUMNS", 3), "inheritFromBefore": True}}
    assert {col for _, _, col in written(requests)} == {4}
    (named,) = only(requests, "addNamedRange")
    assert spans([named["namedRange"]["range"]]) == ["D3:D3"]
    cleared, *checks = only(requests, "setDataValidation")
    assert "rule" not in cleared
    assert [spans([check["range"]])[0] for check in checks] == ["D5:D6", "D8:D9"]
    assert {check["filteredRowsIncluded"] for check in checks} == {True}
    (unlocked,) = only(requests, "updateProtectedRange")
    assert spans(unlocked["protectedRange"]["unprotectedRanges"]) == ["D5:F6", "D8:F8", "D9:D9"]


def test_a_lost_column_of_codes_is_written_again_from_the_texts_beside_it() -> None:
    tab = tab_of("P1", "appendix")
    requests = mended("P1", without_column("code", "appendix"))
    assert requests[0] == {"insertDimension": {"range": line(tab, "COLUMNS", 0), "inheritFromBefore": False}}
    cells = {row: cell for (_, row, _), cell in written(requests).items() if row >= HEADER_ROW}
    codes = {row: cell.get("userEnteredValue", {}).get("stringValue") for row, cell in cells.items()}
    assert codes == {3: "Mã", **{number: row.key for number, row in enumerate(tab.rows, 4)}}


def test_a_column_of_peoples_is_not_made_anew_beside_one_that_may_be_it() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    headers = tuple(
        Cell("Điểm của tôi") if cell.value == "Điểm tự chấm" else cell for cell in full.snapshot.grids[1].rows[2]
    )
    rows = (*full.snapshot.grids[1].rows[:2], headers, *full.snapshot.grids[1].rows[3:])
    lost = without(full, tab, rows=rows, drop=[tab.anchor("points")])
    found = mending(book("P1"), lost, SETTING)
    assert [(item.words, item.by_hand) for item in found.items][:1] == [
        ("mất cột “Điểm tự chấm”, trong khi cột D “Điểm của tôi” không thuộc mẫu", True)
    ]
    assert "insertDimension" not in kinds(flat(found.steps))


def test_a_note_of_ours_on_a_header_comes_back_and_one_of_a_persons_stays() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    header = full.snapshot.grids[1].rows[2]
    bare = tuple(replace(cell, note="của tôi" if col == 4 else "") for col, cell in enumerate(header))
    rows = (*full.snapshot.grids[1].rows[:2], bare, *full.snapshot.grids[1].rows[3:])
    requests = mended("P1", without(full, tab, rows=rows))
    assert {update["fields"] for update in only(requests, "updateCells")} == {"note"}
    assert {col for _, _, col in written(requests)} == {
        number for number, column in enumerate(tab.columns, 1) if column.hint and number != 5
    }


def test_a_heading_is_restored_unless_somebody_has_moved_things_around_it() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    rows = ((Cell("tiêu đề khác"),), *full.snapshot.grids[1].rows[1:])
    assert written(mended("P1", without(full, tab, rows=rows)))[tab.sheet_id, 1, 1]["userEnteredValue"] == {
        "stringValue": tab.heading
    }
    rows = ((Cell(), Cell(tab.heading)), *full.snapshot.grids[1].rows[1:])
    assert mended("P1", without(full, tab, rows=rows)) == []


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


@pytest.mark.parametrize(
    ("code", "name", "advice"),
    [("VP", "bonus", "lịch sử phiên bản"), ("master", "bonus", "lịch sử phiên bản"), ("P1", "feedback", "Xóa thẻ này")],
)
def test_without_its_key_column_and_texts_a_tab_is_left_alone_for_nobody_knows_its_rows(
    code: str, name: str, advice: str
) -> None:
    tab, full = tab_of(code, name), standing_book(book(code))
    rows = tuple(row[1:] for row in next(grid for grid in full.snapshot.grids if grid.sheet_id == tab.sheet_id).rows)
    places = {
        tab.anchor(column.name): Anchor(tab.sheet_id, HEADER_ROW, col) for col, column in enumerate(tab.columns[1:], 1)
    }
    rows = (*rows, (Cell("đề xuất của ai?"),))
    lost = without(full, tab, rows=rows, column_count=len(tab.columns) - 1, drop=[tab.anchor(tab.key)])
    lost = replace(lost, snapshot=replace(lost.snapshot, anchors={**lost.snapshot.anchors, **places}))
    found = mending(book(code), lost, SETTING)
    assert found.steps == ()
    (item,) = found.items
    assert item.by_hand
    assert advice in item.advice


def test_a_lost_lock_is_put_back() -> None:
    tab, full = tab_of("P1", "self"), standing_book(book("P1"))
    locks = {**full.locks, tab.sheet_id: [{"protectedRangeId": 9, "range": {"startRowIndex": 0}, "description": "x"}]}
    requests = mended("P1", replace(full, locks=locks))
    assert kinds(requests) == ["addProtectedRange"]
    assert spans(requests[0]["addProtectedRange"]["protectedRange"]["unprotectedRanges"]) == ["D5:F6", "D8:F8", "D9:D9"]
