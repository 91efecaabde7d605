"""gspread's Worksheet: every method about a tab itself, its looks, its notes, its rules and who may change it."""

from collections.abc import Callable
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import MergeType, ValidationConditionType

from .world import Book, World

PINK = {"red": 1, "blue": 0.49803922}


def test_a_tab_is_renamed_moved_hidden_and_shown(book: Book) -> None:
    second = book.gspread.add_worksheet("second", 3, 3)
    book.write("A1", ["x", "=Sheet1!A1"])
    book.tab.update_title("Q3/2025 'cuối'")
    assert book.shown("'Q3%2F2025 ''cuối'''!B1") == [["x"]]
    assert book.shown("'Q3%2F2025 ''cuối'''!B1", "FORMULA") == [["='Q3/2025 ''cuối'''!A1"]]
    assert book.tab.get_all_values() == [["x", "x"]]
    second.update_index(0)
    assert [(tab.title, tab.index) for tab in book.gspread] == [("second", 0), ("Q3/2025 'cuối'", 1)]
    second.hide()
    assert [tab.isSheetHidden for tab in book.gspread] == [True, False]
    with pytest.raises(APIError, match="You can't hide all the sheets in a document"):
        book.tab.hide()
    second.show()
    assert [tab.isSheetHidden for tab in book.gspread] == [False, False]
    with pytest.raises(APIError, match='"second" already exists'):
        book.tab.update_title("second")


def test_a_tab_has_a_colour_until_it_is_cleared(book: Book) -> None:
    assert book.tab.tab_color is None
    book.tab.update_tab_color("#FF007F")
    fresh = book.gspread.sheet1
    assert (fresh.tab_color, fresh._properties["tabColorStyle"]) == ("#FF007F", {"rgbColor": PINK})
    assert fresh._properties["tabColor"] == PINK
    book.tab.clear_tab_color()
    assert not {"tabColor", "tabColorStyle"} & book.gspread.sheet1._properties.keys()


def test_rows_and_columns_are_frozen_and_thawed(book: Book) -> None:
    book.tab.freeze(rows=2)
    book.tab.freeze(cols=1)
    assert (book.gspread.sheet1.frozen_row_count, book.gspread.sheet1.frozen_col_count) == (2, 1)
    book.tab.freeze(0, 0)
    assert book.get()["sheets"][0]["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}
    with pytest.raises(APIError, match="can't freeze all"):
        book.tab.freeze(rows=1000)
    with pytest.raises(TypeError):
        book.tab.freeze()


def test_gridlines_are_hidden_and_shown(book: Book) -> None:
    book.tab.hide_gridlines()
    assert book.gspread.sheet1.is_gridlines_hidden
    book.tab.show_gridlines()
    assert book.get()["sheets"][0]["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


def test_rows_and_columns_are_hidden_and_shown(book: Book) -> None:
    book.tab.hide_columns(0, 2)
    book.tab.hide_rows(1, 3)
    assert _hidden(book) == ([1, 2], [0, 1])
    book.tab.unhide_columns(0, 1)
    book.tab.unhide_rows(0, 3)
    assert _hidden(book) == ([], [1])


def test_columns_and_rows_take_the_size_of_their_content(book: Book) -> None:
    def sizes(kind: str) -> list[int]:
        data = book.get(ranges="A1:B2", fields=f"sheets.data.{kind}.pixelSize")["sheets"][0]["data"][0]
        return [item["pixelSize"] for item in data[kind]]

    book.write("A1", ["a word that is longer than a column is wide", "b"])
    rows = {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    tall = {"range": rows, "properties": {"pixelSize": 60}, "fields": "pixelSize"}
    book.batch({"updateDimensionProperties": tall})
    assert (sizes("columnMetadata"), sizes("rowMetadata")) == ([100, 100], [60, 21])
    book.tab.columns_auto_resize(0, 2)
    book.tab.rows_auto_resize(0, 2)
    after = sizes("columnMetadata")
    assert after[0] > 100 > after[1]
    assert sizes("rowMetadata") == [21, 21]


def test_groups_nest_and_unfold_again(book: Book) -> None:
    book.tab.add_dimension_group_columns(1, 5)
    book.tab.add_dimension_group_columns(2, 4)
    book.tab.add_dimension_group_rows(0, 3)
    assert _groups(book.tab.list_dimension_group_columns()) == [(1, 5, 1), (2, 4, 2)]
    assert _groups(book.tab.list_dimension_group_rows()) == [(0, 3, 1)]
    inner = {"range": {"dimension": "COLUMNS", "startIndex": 2, "endIndex": 4}, "depth": 2, "collapsed": True}
    book.batch({"updateDimensionGroup": {"dimensionGroup": inner, "fields": "collapsed"}})
    assert [group.get("collapsed", False) for group in book.tab.list_dimension_group_columns()] == [False, True]
    book.tab.delete_dimension_group_columns(3, 5)
    assert _groups(book.tab.list_dimension_group_columns()) == [(1, 4, 1), (2, 3, 2)]
    book.tab.delete_dimension_group_rows(0, 3)
    assert book.tab.list_dimension_group_rows() == []
    with pytest.raises(APIError):
        book.tab.delete_dimension_group_rows(0, 3)


def test_cells_are_merged_in_every_way_and_parted(book: Book) -> None:
    book.write("A1", ["a", "b"], ["c", "d"])
    book.tab.merge_cells("A1:B2", MergeType.merge_columns)
    assert _merges(book) == [(0, 2, 0, 1), (0, 2, 1, 2)]
    assert book.tab.get_all_values() == [["a", "b"]]
    book.tab.unmerge_cells("A1:B2")
    assert _merges(book) == []
    book.tab.merge_cells(1, 1, 2, 2, merge_type=MergeType.merge_rows)
    assert _merges(book) == [(0, 1, 0, 2), (1, 2, 0, 2)]
    book.tab.merge_cells("A1:B2")
    assert _merges(book) == [(0, 2, 0, 2)]
    with pytest.raises(APIError, match="must select all cells"):
        book.tab.unmerge_cells("A1:A1")
    book.tab.batch_merge([{"range": "D1:E1"}, {"range": "D3:E4", "mergeType": MergeType.merge_rows}])
    assert _merges(book)[1:] == [(0, 1, 3, 5), (2, 3, 3, 5), (3, 4, 3, 5)]


def test_cells_are_formatted_with_nested_formats(book: Book) -> None:
    book.write("A1", [0.5, 46268, 3])
    look = {
        "backgroundColor": {"green": 1},
        "horizontalAlignment": "CENTER",
        "textFormat": {"bold": True, "fontSize": 12, "foregroundColor": {"red": 1}},
        "borders": {"bottom": {"style": "DOUBLE"}},
        "numberFormat": {"type": "PERCENT", "pattern": "0.0%"},
    }
    book.tab.format(["A1", "C1:C2"], look)
    kept = book.cell("A1", "userEnteredFormat")["userEnteredFormat"]
    assert kept["backgroundColorStyle"] == {"rgbColor": {"green": 1}}
    assert kept["textFormat"]["foregroundColorStyle"] == {"rgbColor": {"red": 1}}
    assert {name: kept[name] for name in ("backgroundColor", "horizontalAlignment", "numberFormat")} == {
        name: look[name] for name in ("backgroundColor", "horizontalAlignment", "numberFormat")
    }
    assert kept["borders"]["bottom"]["style"] == "DOUBLE"
    book.tab.batch_format(
        [
            {"range": "B1", "format": {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}},
            {"range": "A1", "format": {"textFormat": {"italic": True}}},
        ]
    )
    assert book.shown("A1:C1") == [["50.0%", "03/09/2026", "300.0%"]]
    again = book.cell("A1", "userEnteredFormat")["userEnteredFormat"]
    assert again["textFormat"] == {"italic": True}  # written whole, as the mask names it whole
    assert again["horizontalAlignment"] == "CENTER"
    shown = book.cell("A1", "effectiveFormat")["effectiveFormat"]
    assert (shown["textFormat"]["fontSize"], shown["textFormat"]["italic"], shown["wrapStrategy"]) == (
        10,
        True,
        "OVERFLOW_CELL",
    )
    with pytest.raises(APIError, match="Unknown name"):
        book.tab.format("A1", {"sparkle": True})


def test_notes_are_written_read_and_cleared_one_by_one_and_together(book: Book) -> None:
    book.tab.insert_note("B2", "một")
    book.tab.insert_notes({"A1": "hai", "C3": "ba"})
    assert (book.tab.get_note("B2"), book.tab.get_note("A2")) == ("một", "")
    assert book.tab.get_notes() == [["hai"], ["", "một"], ["", "", "ba"]]
    assert book.tab.get_notes(default_empty_value=None, grid_range="B2:C3") == [["một"], [None, "ba"]]
    book.tab.update_note("B2", "khác")
    book.tab.update_notes({"A1": "nữa"})
    assert book.tab.get_notes() == [["nữa"], ["", "khác"], ["", "", "ba"]]
    book.write("B2", ["value"])
    book.tab.clear_note("B2")
    book.tab.clear_notes(["A1", "C3"])
    assert (book.tab.get_note("B2"), book.tab.get_note("A1"), book.shown("B2")) == ("", "", [["value"]])
    with pytest.raises(TypeError):
        book.tab.insert_notes({"A1": 3})  # type: ignore[dict-item]  # what gspread refuses itself


def test_named_ranges_come_and_go(book: Book) -> None:
    book.write("A1", [1], [2])
    added = book.tab.define_named_range("A1:A2", "Scores")["replies"][0]["addNamedRange"]["namedRange"]
    bounds = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}
    assert added == {"namedRangeId": added["namedRangeId"], "name": "Scores", "range": bounds}
    book.tab.update_acell("B1", "=SUM(Scores)")
    assert book.tab.acell("B1").value == "3"
    for bad in ("2x", "A1", "has space"):
        with pytest.raises(APIError):
            book.tab.define_named_range("A1", bad)
    assert book.tab.delete_named_range(added["namedRangeId"]) == {"spreadsheetId": book.id, "replies": [{}]}
    assert book.gspread.list_named_ranges() == []
    assert book.tab.acell("B1").value == "#NAME?"


def test_a_protected_range_lets_its_editors_in(world: World, book: Book) -> None:
    for name in ("ann", "bob"):
        book.gspread.share(f"{name}@example.com", "user", "writer", notify=False)
    book.tab.add_protected_range("A1:B2", ["ann@example.com"], ["team@example.com"], "khoá", False, True)
    (made,) = book.gspread.list_protected_ranges(book.tab.id)
    assert made["editors"] == {"users": ["ann@example.com", "owner@example.com"], "groups": ["team@example.com"]}
    assert (made["description"], made["requestingUserCanEdit"]) == ("khoá", True)
    _tab(world, book, "ann").update_acell("A1", "hers")
    with pytest.raises(APIError, match="You are trying to edit a protected cell or object"):
        _tab(world, book, "bob").update_acell("B2", "his")
    _tab(world, book, "bob").update_acell("C3", "free")
    book.tab.delete_protected_range(made["protectedRangeId"])
    _tab(world, book, "bob").update_acell("B2", "his")
    assert book.tab.get_all_values() == [["hers", "", ""], ["", "his", ""], ["", "", "free"]]
    with pytest.raises(APIError):
        book.tab.delete_protected_range(made["protectedRangeId"])


def test_a_warning_stops_nobody(world: World, book: Book) -> None:
    book.gspread.share("bob@example.com", "user", "writer", notify=False)
    made = book.tab.add_protected_range("A1:B2", warning_only=True)["replies"][0]["addProtectedRange"]["protectedRange"]
    assert made["warningOnly"] is True
    _tab(world, book, "bob").update_acell("A1", "through")
    assert book.tab.acell("A1").value == "through"


def test_a_filter_shows_its_bounds_and_is_cleared(book: Book) -> None:
    def bounds() -> list[int]:
        found = book.get()["sheets"][0]["basicFilter"]["range"]
        return [found[name] for name in ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")]

    book.tab.resize(20, 20)
    book.tab.set_basic_filter()
    assert bounds() == [0, 20, 0, 20]
    book.tab.set_basic_filter("B1:C2")
    assert bounds() == [0, 2, 1, 3]
    book.tab.set_basic_filter(1, 2, 5, 3)
    assert bounds() == [0, 5, 1, 3]
    for _ in range(2):
        book.tab.clear_basic_filter()
        assert "basicFilter" not in book.get()["sheets"][0]


def test_cells_get_validation_of_every_condition_that_needs_no_range(book: Book) -> None:
    book.tab.add_validation("A1:A2", ValidationConditionType.one_of_list, ["có", "không"], "chọn", True, True)
    rule = book.cell("A2", "dataValidation")["dataValidation"]
    assert rule == {
        "condition": {
            "type": "ONE_OF_LIST",
            "values": [{"userEnteredValue": "có"}, {"userEnteredValue": "không"}],
        },
        "inputMessage": "chọn",
        "strict": True,
        "showCustomUi": True,
    }
    book.tab.add_validation("B1", ValidationConditionType.number_between, ["0", "10"])
    assert book.cell("B1", "dataValidation")["dataValidation"]["condition"]["type"] == "NUMBER_BETWEEN"
    book.tab.add_validation("C1", ValidationConditionType.boolean, [])
    with pytest.raises(APIError):
        book.tab.add_validation("D1", ValidationConditionType.number_between, ["0"])


def test_a_tab_is_duplicated_here_and_copied_to_another_spreadsheet(world: World, book: Book) -> None:
    book.write("A1", ["x", "=A1"])
    book.tab.format("A1", {"textFormat": {"bold": True}})
    copy = book.tab.duplicate(insert_sheet_index=0, new_sheet_id=123, new_sheet_name="twin")
    assert (copy.id, copy.title, copy.index, copy.get_all_values()) == (123, "twin", 0, [["x", "x"]])
    assert book.tab.duplicate().title == "Copy of Sheet1"
    other = world.client().create("other")
    sent = book.tab.copy_to(other.id)
    assert {name: sent[name] for name in ("title", "index", "sheetType", "gridProperties")} == {
        "title": "Copy of Sheet1",
        "index": 1,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 1000, "columnCount": 26},
    }
    assert other.get_worksheet_by_id(sent["sheetId"]).get_all_values() == [["x", "x"]]
    with pytest.raises(APIError) as refused:
        book.tab.copy_to("nowhere")
    assert refused.value.code == 404


@pytest.mark.parametrize(
    "change",
    [
        lambda tab: tab.hide_rows(5, 5000),
        lambda tab: tab.add_dimension_group_rows(3, 3),
        lambda tab: tab.insert_rows([["x"]], 2000),
        lambda tab: tab.copy_range("A1", "A5000"),
        lambda tab: tab.merge_cells("A1:ZZ1"),
        lambda tab: tab.sort((1, "asc"), range="A5000:A6000"),
    ],
)
def test_what_lies_outside_the_grid_is_refused_and_changes_nothing(
    book: Book, change: Callable[[gspread.Worksheet], Any]
) -> None:
    before = book.get()
    with pytest.raises(APIError) as refused:
        change(book.tab)
    assert refused.value.error["status"] == "INVALID_ARGUMENT"
    assert book.get() == before


def _tab(world: World, book: Book, name: str) -> gspread.Worksheet:
    return world.client(f"{name}@example.com").open_by_key(book.id).sheet1


def _hidden(book: Book) -> tuple[list[int], list[int]]:
    fields = "sheets.data(rowMetadata.hiddenByUser,columnMetadata.hiddenByUser)"
    data = book.get(ranges="A1:E5", fields=fields)["sheets"][0]["data"][0]
    rows, columns = (
        [index for index, item in enumerate(data.get(kind, [])) if item.get("hiddenByUser")]
        for kind in ("rowMetadata", "columnMetadata")
    )
    return rows, columns


def _groups(found: list[Any]) -> list[tuple[int, int, int]]:
    return [(group["range"]["startIndex"], group["range"]["endIndex"], group["depth"]) for group in found]


def _merges(book: Book) -> list[tuple[int, ...]]:
    names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    return [tuple(item[name] for name in names) for item in book.get()["sheets"][0].get("merges", [])]
