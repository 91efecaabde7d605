"""A layout becomes requests: locked texts, cells to fill, names, rules and colours, from one description."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from just_created import steps_to
from seen_requests import flat, kinds, only, spans, written
from small_edition import BOOKS, SETTING, book, tab_of

from sheetsync.adapters.sheets.looks import (
    SECTION_TINT,
    TO_FILL,
    TOTAL_TINT,
    colour,
    header_format,
    header_height,
    points_pattern,
)
from sheetsync.adapters.sheets.parts import head
from sheetsync.adapters.sheets.render import encoded
from sheetsync.core.layout import HEADER_ROW, Column, Owner, Row


def fresh(code: str) -> list[dict[str, Any]]:
    return flat(steps_to(book(code), SETTING))


@pytest.mark.parametrize("code", BOOKS)
def test_a_book_is_laid_out_the_same_every_time(code: str) -> None:
    assert fresh(code) == fresh(code)


def test_locale_and_zone_come_first_and_the_empty_tab_of_google_goes_with_the_first_of_ours() -> None:
    first, *others = steps_to(book("P1"), SETTING)
    assert first[0] == {
        "updateSpreadsheetProperties": {
            "properties": {"locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"},
            "fields": "locale,timeZone",
        }
    }
    assert first[-1] == {"deleteSheet": {"sheetId": 0}}
    assert kinds(first).count("addSheet") == 1, "a book cannot be without a tab"
    assert not {"updateSpreadsheetProperties", "deleteSheet"} & set(kinds(flat(others)))


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
        if span.startswith("L")
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
        and repeat["range"]["startRowIndex"] >= HEADER_ROW
    ]
    assert len(repeated) == len(tab_of("master", "detail").columns)
    assert {repeat["fields"] for repeat in repeated} == {"userEnteredFormat"}


@pytest.mark.parametrize("code", BOOKS)
def test_a_look_is_told_once_for_a_rectangle_and_never_cell_by_cell(code: str) -> None:
    requests = fresh(code)
    assert {update["fields"] for update in only(requests, "updateCells")} == {"userEnteredValue,note"}
    assert all(cell for update in only(requests, "updateCells") for row in update["rows"] for cell in row["values"])
    painted: dict[tuple[int, int, int], int] = defaultdict(int)
    for repeat in only(requests, "repeatCell"):
        for place in written([{"repeatCell": repeat}]):
            painted[place] += 1
    below = {
        (tab.sheet_id, row, col)
        for tab in book(code).tabs
        for row in range(HEADER_ROW, HEADER_ROW + 1 + len(tab.rows) + tab.spare)
        for col in range(1, len(tab.columns) + 1)
    }
    assert below <= set(painted)
    assert set(painted.values()) == {1}
    headers = [
        spans([repeat["range"]])[0]
        for repeat in only(requests, "repeatCell")
        if repeat["cell"]["userEnteredFormat"] == header_format()
    ]
    assert len(headers) == len(book(code).tabs)


def test_a_book_of_very_many_rows_takes_hardly_more_than_its_texts() -> None:
    tab = tab_of("VP", "points")
    rows = tuple(Row(f"P{number}", {"unit": f"Phường {number}"}) for number in range(1, 1001))
    many = replace(book("VP"), tabs=(replace(tab, rows=rows),))
    requests = flat(steps_to(many, SETTING))
    texts = sum(len(row.key) + len("".join(map(str, row.cells.values())).encode()) for row in rows)
    assert len(encoded(requests)) < 8 * texts + 30_000


@given(st.integers(0, 255))
def test_colours_survive_being_cut_down_to_256_steps(share: int) -> None:
    assert int(colour(f"{share:02X}0000")["rgbColor"]["red"] * 255) == share


def test_the_header_row_is_as_high_as_its_longest_header_needs_within_reason() -> None:
    short, long = Column("a", "Mã", Owner.EDITION), Column("b", "1.1 (tối đa 2)\n" + "chữ " * 30, Owner.PEOPLE)
    assert header_height([short]) == 32
    assert 100 < header_height([short, long]) <= 150
    assert header_height([short, Column("c", "chữ " * 300, Owner.PEOPLE)]) == 150


def test_only_the_frozen_rows_have_a_height_so_that_others_grow_with_what_is_typed() -> None:
    for code in BOOKS:
        heights = [
            update["range"]
            for update in only(fresh(code), "updateDimensionProperties")
            if update["range"]["dimension"] == "ROWS"
        ]
        assert {(span["startIndex"], span["endIndex"]) for span in heights} == {(0, 1), (1, 2), (2, 3)}


def test_neighbouring_columns_of_one_width_are_set_together() -> None:
    tab = tab_of("VP", "points")
    widths = [
        (update["range"]["startIndex"], update["range"]["endIndex"], update["properties"]["pixelSize"])
        for update in only(fresh("VP"), "updateDimensionProperties")
        if update["range"]["sheetId"] == tab.sheet_id and update["range"]["dimension"] == "COLUMNS"
    ]
    assert sorted(widths) == [(0, 1, 60), (1, 2, 180), (2, 5, 130), (5, 6, 320)]


def test_the_committee_sees_total_and_rank_first() -> None:
    shown = formats_of("master", "ranking")
    bold = {cell for cell, look in shown.items() if cell.endswith("4") and look.get("textFormat", {}).get("bold")}
    assert bold == {"H4", "J4"}


def test_sections_and_totals_stand_out_across_the_whole_row() -> None:
    shown = formats_of("P1", "self")
    assert {str(shown[f"{col}4"]["backgroundColorStyle"]) for col in "ABCDEF"} == {str(colour(SECTION_TINT))}
    assert shown["A9"]["borders"]["top"]["style"] == "SOLID_MEDIUM"
    assert shown["D9"]["backgroundColorStyle"] == colour(TO_FILL), "the total is the ward's to type"
    assert shown["E9"]["backgroundColorStyle"] == colour(TOTAL_TINT)


def test_the_hint_of_a_stamped_tab_is_a_note_since_the_stamps_cell_has_to_stay_blank() -> None:
    tab = replace(tab_of("P1", "feedback"), hint="Đọc từ trên xuống")
    cells = head(tab)
    assert cells[1, 1]["note"] == "Đọc từ trên xuống"
    assert "userEnteredValue" not in cells[2, 1]
