"""Plans and layouts become requests: typed values only, as few rectangles as needed, and nothing a person typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_edition import BOOKS, SETTING, book

from sheetsync.adapters.blocks import blocks
from sheetsync.adapters.looks import colour, points_pattern
from sheetsync.adapters.provision import JUST_CREATED, Standing, provision_requests
from sheetsync.adapters.render import EPOCH_BASE, cell_data, publish_requests
from sheetsync.core.cells import Anchor, Cell, CellRef, Grid, Snapshot
from sheetsync.core.layout import HEADER_ROW, Book, Kind, Owner, Tab
from sheetsync.core.plan import BookPlan, CellChange, Epoch, Growth, Link, Value

A, B = 11, 22


def change(row: int, col: int, new: Value, kind: Kind = Kind.TEXT, sheet_id: int = A) -> CellChange:
    return CellChange(CellRef("master", "ranking", sheet_id, row, col), "P1", "total", "", new, kind)


def plan(*changes: CellChange, growth: tuple[Growth, ...] = (), forget: tuple[int, ...] = ()) -> BookPlan:
    return BookPlan("master", Epoch(7, "abc123", forget), changes, growth, {})


def kinds(requests: Iterable[Mapping[str, Any]]) -> list[str]:
    return [next(iter(request)) for request in requests]


def only(requests: Iterable[Mapping[str, Any]], kind: str) -> list[Any]:
    return [request[kind] for request in requests if kind in request]


def written(requests: Iterable[Mapping[str, Any]]) -> dict[tuple[int, int, int], Any]:
    """What updateCells requests do: (sheet id, row, column), 1-based -> CellData."""
    return {
        (update["start"]["sheetId"], update["start"]["rowIndex"] + down, update["start"]["columnIndex"] + right): data
        for update in only(requests, "updateCells")
        for down, row in enumerate(update["rows"], 1)
        for right, data in enumerate(row["values"], 1)
    }


# --- publishing ------------------------------------------------------------------------------------------------------


def test_the_epoch_heads_the_batch_then_what_is_forgotten_then_room_then_cells() -> None:
    requests = publish_requests(plan(change(4, 1, "x"), growth=(Growth(A, 3),), forget=(501, 502)))
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
    assert kinds(requests[1:]) == [*["deleteDeveloperMetadata"] * 2, "appendDimension", "updateCells"]
    assert requests[2] == {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": 502}}}}
    assert requests[3] == {"appendDimension": {"sheetId": A, "dimension": "ROWS", "length": 3}}


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


@given(st.sets(st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_blocks_cover_the_cells_and_only_them_once(cells: set[tuple[int, int]]) -> None:
    covered = [
        ((block.row + down, block.col + right), held)
        for block in blocks({cell: str(cell) for cell in cells})
        for down, row in enumerate(block.rows)
        for right, held in enumerate(row)
    ]
    assert sorted(covered) == sorted((cell, str(cell)) for cell in cells)


# --- a fresh book ----------------------------------------------------------------------------------------------------


def fresh(code: str) -> list[dict[str, Any]]:
    return provision_requests(book(code), JUST_CREATED, SETTING)


def tab_of(code: str, name: str) -> Tab:
    tab = book(code).tab(name)
    assert tab is not None
    return tab


@pytest.mark.parametrize("code", BOOKS)
def test_a_book_is_laid_out_the_same_every_time(code: str) -> None:
    assert fresh(code) == fresh(code)


def test_locale_and_zone_come_first_and_the_empty_tab_of_google_goes_last() -> None:
    requests = fresh("P1")
    assert requests[0] == {
        "updateSpreadsheetProperties": {
            "properties": {"locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"},
            "fields": "locale,timeZone",
        }
    }
    assert requests[-1] == {"deleteSheet": {"sheetId": 0}}


@pytest.mark.parametrize("code", BOOKS)
def test_every_tab_gets_its_id_its_size_its_names_and_a_lock(code: str) -> None:
    requests = fresh(code)
    sheets = {added["properties"]["sheetId"]: added["properties"] for added in only(requests, "addSheet")}
    names = {named["namedRange"]["name"]: named["namedRange"]["range"] for named in only(requests, "addNamedRange")}
    locks = {
        added["protectedRange"]["range"]["sheetId"]: added["protectedRange"]
        for added in only(requests, "addProtectedRange")
    }
    for index, tab in enumerate(book(code).tabs):
        properties = sheets[tab.sheet_id]
        grid = properties["gridProperties"]
        assert (properties["title"], properties["index"]) == (tab.title, index)
        assert grid["columnCount"] == len(tab.columns)
        assert grid["rowCount"] >= HEADER_ROW + len(tab.rows) + tab.spare
        assert grid["frozenRowCount"] == HEADER_ROW
        assert grid["frozenColumnCount"] == tab.frozen_columns
        assert grid["hideGridlines"] is True
        assert locks[tab.sheet_id]["description"].startswith("sheetsync: ")
        for place, column in enumerate(tab.columns):
            assert names[tab.anchor(column.name)] == {
                "sheetId": tab.sheet_id,
                "startRowIndex": HEADER_ROW - 1,
                "endRowIndex": HEADER_ROW,
                "startColumnIndex": place,
                "endColumnIndex": place + 1,
            }
        assert (tab.stamp_anchor in names) == tab.stamped


def test_people_may_type_in_their_cells_and_nowhere_else() -> None:
    tab = tab_of("P1", "self")
    lock = next(
        added["protectedRange"]
        for added in only(fresh("P1"), "addProtectedRange")
        if added["protectedRange"]["range"]["sheetId"] == tab.sheet_id
    )
    # rows: 4 heading, 5 and 6 criteria, 7 heading, 8 criterion, 9 the total (its points alone)
    assert spans(lock["unprotectedRanges"]) == ["D5:F6", "D8:F8", "D9:D9"]
    assert lock["warningOnly"] is False
    assert lock["editors"] == {"users": [], "groups": []}


def spans(ranges: Iterable[Mapping[str, int]]) -> list[str]:
    return [
        f"{chr(64 + span['startColumnIndex'] + 1)}{span['startRowIndex'] + 1}"
        f":{chr(64 + span['endColumnIndex'])}{span['endRowIndex']}"
        for span in ranges
    ]


def test_a_tab_without_peoples_columns_is_locked_whole() -> None:
    sheet_id = tab_of("P1", "feedback").sheet_id
    lock = next(
        added["protectedRange"]
        for added in only(fresh("P1"), "addProtectedRange")
        if added["protectedRange"]["range"]["sheetId"] == sheet_id
    )
    assert "unprotectedRanges" not in lock


def test_texts_of_the_edition_are_laid_down_typed_and_peoples_cells_are_left_empty() -> None:
    sheet_id = tab_of("P1", "self").sheet_id
    cells = written(fresh("P1"))
    values = {
        f"{chr(64 + col)}{row}": data.get("userEnteredValue")
        for (sheet, row, col), data in cells.items()
        if sheet == sheet_id
    }
    assert values["A1"] == {"stringValue": "Phường 1: bảng tự chấm điểm thi đua năm 2020"}
    assert values["A5"] == {"stringValue": "1.1"}
    assert values["C5"] == {"numberValue": 3.5}
    assert [values[f"{col}5"] for col in "DEF"] == [None, None, None]
    assert values["B9"] == {"stringValue": "Tổng điểm tự chấm"}


def test_the_stamps_cell_starts_out_blank() -> None:
    cells = written(fresh("master"))
    assert "userEnteredValue" not in cells[tab_of("master", "ranking").sheet_id, 2, 1]


def formats_of(code: str, name: str) -> dict[str, dict[str, Any]]:
    sheet_id = tab_of(code, name).sheet_id
    return {
        f"{chr(64 + col)}{row}": data["userEnteredFormat"]
        for (sheet, row, col), data in written(fresh(code)).items()
        if sheet == sheet_id and col <= 26
    }


def test_peoples_numbers_keep_the_automatic_format_so_that_a_date_shows_itself() -> None:
    shown = formats_of("P1", "self")
    assert "numberFormat" not in shown["D5"]
    assert "horizontalAlignment" not in shown["D5"], "a number that is text stands on the left"
    assert shown["C5"]["numberFormat"] == {"type": "NUMBER", "pattern": "0.0"}


def test_codes_that_people_type_stay_text() -> None:
    assert formats_of("C1", "agreed")["C4"]["numberFormat"]["type"] == "TEXT"


def test_figures_are_shown_by_the_kind_of_their_row() -> None:
    shown = formats_of("P1", "appendix")
    assert shown["D4"]["numberFormat"]["pattern"] == "#,##0"
    assert shown["D5"]["numberFormat"]["pattern"] == "#,##0.0#"


@pytest.mark.parametrize(("decimals", "pattern"), [(0, "0"), (1, "0.0"), (2, "0.00")])
def test_points_line_up(decimals: int, pattern: str) -> None:
    assert points_pattern(decimals) == pattern


def rules(code: str, name: str, kind: str) -> list[tuple[str, dict[str, Any]]]:
    sheet_id = tab_of(code, name).sheet_id
    found = []
    for request in only(fresh(code), kind):
        span = request["range"] if "range" in request else request["rule"]["ranges"][0]
        if span["sheetId"] == sheet_id:
            found.append((spans([span])[0], request["rule"]))
    return found


def test_points_are_checked_softly_against_the_maximum_beside_them() -> None:
    checks = rules("P1", "self", "setDataValidation")
    assert [span for span, _ in checks] == ["D5:D6", "D8:D9"]
    rule = checks[0][1]
    assert rule["condition"] == {
        "type": "CUSTOM_FORMULA",
        "values": [{"userEnteredValue": '=ISNUMBER(D5)*(D5>=0)*(D5<=$C5)+(LOWER(TRIM(D5))="không phát sinh")>0'}],
    }
    assert rule["strict"] is False
    assert "8,5" in rule["inputMessage"]


def test_no_formula_depends_on_the_locales_separators() -> None:
    for code in BOOKS:
        for kind in ("setDataValidation", "addConditionalFormatRule"):
            for request in only(fresh(code), kind):
                rule = request["rule"]
                condition = rule.get("condition") or rule["booleanRule"]["condition"]
                if condition["type"] == "CUSTOM_FORMULA":
                    formula = condition["values"][0]["userEnteredValue"]
                    assert not set(",;.") & set(formula)


def test_choices_are_listed_and_nothing_is_forbidden() -> None:
    (span, rule), *_ = rules("C1", "reports", "setDataValidation")
    assert span == "C4:C5"
    assert rule["condition"]["type"] == "ONE_OF_LIST"
    assert [value["userEnteredValue"] for value in rule["condition"]["values"]] == ["có", "chưa"]
    assert rule["strict"] is False
    assert rule["showCustomUi"] is True


def test_bands_are_coloured_by_their_place_not_their_name() -> None:
    shown = [
        (rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"], rule["booleanRule"]["format"])
        for span, rule in rules("master", "ranking", "addConditionalFormatRule")
        if span.startswith("K")
    ]
    assert [name for name, _ in shown] == ["Xuất sắc", "Tốt", "Khá", "Trung bình", "Yếu"]
    fills = [look["backgroundColorStyle"]["rgbColor"]["red"] for _, look in shown]
    assert len({str(look) for _, look in shown}) == 4, "the last two share the colour of the rest"
    assert all(0 <= fill <= 1 for fill in fills)


def test_blank_points_are_seen_where_a_row_has_begun() -> None:
    missing = {
        span: rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for span, rule in rules("master", "ranking", "addConditionalFormatRule")
        if rule["booleanRule"]["condition"]["type"] == "CUSTOM_FORMULA"
    }
    assert missing == {
        "D4:D7": '=($A4<>"")*(D4="")',
        "E4:E7": '=($A4<>"")*(E4="")',
        "H4:H7": '=($A4<>"")*(H4="")',
    }, "self, department and total; a bonus or an inspected score may rightly be blank"


def test_rules_of_a_tab_are_numbered_from_nought() -> None:
    for tab in book("master").tabs:
        added = [
            request["index"]
            for request in only(fresh("master"), "addConditionalFormatRule")
            if request["rule"]["ranges"][0]["sheetId"] == tab.sheet_id
        ]
        assert added == list(range(len(added)))


def test_only_filterable_tabs_get_a_filter() -> None:
    filtered = {added["filter"]["range"]["sheetId"] for added in only(fresh("master"), "setBasicFilter")}
    assert filtered == {tab.sheet_id for tab in book("master").tabs if tab.filterable}


def test_free_rows_look_as_rows_will_but_hold_nothing() -> None:
    repeated = [
        repeat
        for repeat in only(fresh("master"), "repeatCell")
        if repeat["range"]["sheetId"] == tab_of("master", "detail").sheet_id
    ]
    assert len(repeated) == len(tab_of("master", "detail").columns)
    assert {repeat["fields"] for repeat in repeated} == {"userEnteredFormat"}


def test_colours_are_googles_fractions() -> None:
    assert colour("FF8000") == {"rgbColor": {"red": 1.0, "green": 0.502, "blue": 0.0}}


# --- a book that is there --------------------------------------------------------------------------------------------


def standing_book(shown: Book, locks: bool = True) -> Standing:  # noqa: FBT001, FBT002
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
    return provision_requests(book(code), standing, SETTING)


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
