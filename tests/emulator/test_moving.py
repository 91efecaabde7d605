"""Cells that are copied, cut, inserted, deleted, sorted and filled: what a user of the UI would expect to find."""

from typing import Any

import pytest

from .world import Book


def area(rows: tuple[int, int], columns: tuple[int, int], sheet_id: int = 0) -> dict[str, Any]:
    (top, bottom), (left, right) = rows, columns
    place = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": sheet_id, **place} if sheet_id else place


def names(book: Book) -> dict[str, Any]:
    return {item["name"]: item["range"] for item in book.get().get("namedRanges", [])}


def name(book: Book, title: str, where: dict[str, Any]) -> None:
    book.batch({"addNamedRange": {"namedRange": {"name": title, "range": where}}})


def rule(where: dict[str, Any]) -> dict[str, Any]:
    condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": "x"}]}
    boolean = {"condition": condition, "format": {"textFormat": {"bold": True}}}
    return {"addConditionalFormatRule": {"rule": {"ranges": [where], "booleanRule": boolean}, "index": 0}}


def rules(book: Book) -> list[Any]:
    return [item["ranges"] for item in book.get()["sheets"][0].get("conditionalFormats", [])]


def test_a_copy_fills_a_destination_that_is_a_multiple_and_else_is_made_once(book: Book) -> None:
    book.write("A1", ["a", "b"])
    source = area((0, 1), (0, 2))
    book.batch({"copyPaste": {"source": source, "destination": area((2, 4), (0, 4))}})
    book.batch({"copyPaste": {"source": source, "destination": area((5, 6), (0, 3))}})
    assert book.shown("A3:D6") == [["a", "b", "a", "b"], ["a", "b", "a", "b"], [], ["a", "b"]]


def test_a_copy_may_lie_over_its_source(book: Book) -> None:
    book.write("A1", [1], [2], [3])
    book.batch({"copyPaste": {"source": area((0, 3), (0, 1)), "destination": area((1, 2), (0, 1))}})
    assert book.shown("A1:A4") == [["1"], ["1"], ["2"], ["3"]]


def test_a_transposed_copy_turns_rows_into_columns(book: Book) -> None:
    book.write("A1", ["a", "b", "c"], ["d", "e", "f"])
    request = {
        "source": area((0, 2), (0, 3)),
        "destination": area((4, 5), (0, 1)),
        "pasteOrientation": "TRANSPOSE",
    }
    book.batch({"copyPaste": request})
    assert book.shown("A5:C7") == [["a", "d"], ["b", "e"], ["c", "f"]]


def test_each_kind_of_paste_takes_its_own_part(book: Book) -> None:
    full = {
        "userEnteredValue": {"formulaValue": "=1+1"},
        "userEnteredFormat": {"textFormat": {"bold": True}, "borders": {"top": {"style": "SOLID"}}},
        "dataValidation": {"condition": {"type": "BOOLEAN"}},
        "note": "n",
    }
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [full]}], "fields": "*"}}, rule(area((0, 1), (0, 1))))
    kinds = ["NORMAL", "VALUES", "FORMAT", "NO_BORDERS", "FORMULA", "DATA_VALIDATION", "CONDITIONAL_FORMATTING"]
    for row, kind in enumerate(kinds, start=1):
        place = area((row, row + 1), (0, 1))
        book.batch({"copyPaste": {"source": area((0, 1), (0, 1)), "destination": place, "pasteType": f"PASTE_{kind}"}})
    fields = "userEnteredValue,userEnteredFormat,dataValidation,note"
    rows = [row[0] if row else {} for row in book.cells("A2:A8", fields)]
    rows += [{}] * (7 - len(rows))
    pasted = dict(zip(kinds, rows, strict=True))
    borders = {"borders": full["userEnteredFormat"]["borders"]}  # type: ignore[index]  # a dict, as written above
    assert pasted["NORMAL"].keys() == full.keys()
    assert pasted["VALUES"] == {"userEnteredValue": {"numberValue": 2}}
    assert pasted["FORMULA"] == {"userEnteredValue": {"formulaValue": "=1+1"}}
    assert pasted["FORMAT"].keys() == {"userEnteredFormat"}
    assert borders.items() <= pasted["FORMAT"]["userEnteredFormat"].items()
    assert pasted["NO_BORDERS"].keys() == full.keys()
    assert "borders" not in pasted["NO_BORDERS"]["userEnteredFormat"]
    assert pasted["DATA_VALIDATION"].keys() == {"dataValidation"}
    assert pasted["CONDITIONAL_FORMATTING"] == {}
    places = {(held["startRowIndex"], held["endRowIndex"]) for held in rules(book)[0]}
    assert places == {(0, 1), (1, 2), (3, 4), (4, 5), (7, 8)}


def test_pasting_over_part_of_a_merge_is_refused_and_changes_nothing(book: Book) -> None:
    book.write("A1", ["x"])
    book.batch({"mergeCells": {"range": area((2, 4), (0, 2)), "mergeType": "MERGE_ALL"}})
    before = book.get(includeGridData=True)
    refusal = "You can't perform a paste that partially intersects a merge."
    request = {"source": area((0, 1), (0, 1)), "destination": area((2, 3), (0, 1))}
    assert book.refused({"copyPaste": request}) == f"Invalid requests[0].copyPaste: {refusal}"
    cut = {"source": area((0, 1), (0, 1)), "destination": {"rowIndex": 3, "columnIndex": 1}}
    assert book.refused({"cutPaste": cut}) == f"Invalid requests[0].cutPaste: {refusal}"
    assert book.get(includeGridData=True) == before


def test_what_names_cut_cells_follows_them(book: Book) -> None:
    book.write("A1", [5, "=A1*2", "=SUM(A1:B1)"], ["=A1", "", "=$A$1+C1"])
    name(book, "five", area((0, 1), (0, 1)))
    name(book, "both", area((0, 1), (0, 2)))
    book.batch(
        rule(area((0, 1), (0, 1))),
        {"cutPaste": {"source": area((0, 1), (0, 1)), "destination": {"rowIndex": 4, "columnIndex": 3}}},
    )
    assert book.shown("A1:D5", "FORMULA") == [
        ["", "=D5*2", "=SUM(A1:B1)"],
        ["=D5", "", "=$D$5+C1"],
        [],
        [],
        ["", "", "", 5],
    ]
    assert names(book) == {"five": area((4, 5), (3, 4)), "both": area((0, 1), (0, 2))}
    assert rules(book) == [[area((4, 5), (3, 4))]]


def test_cells_cut_to_another_tab_still_mean_the_same_cells(book: Book) -> None:
    other = book.gspread.add_worksheet("Sổ hai", 10, 5)
    book.write("A1", [1, "=A1+C1", 3], ["=B1"])
    cut = {"source": area((0, 1), (0, 2)), "destination": {"sheetId": other.id, "rowIndex": 1, "columnIndex": 0}}
    book.batch({"cutPaste": cut})
    assert book.shown("'Sổ hai'!A1:B2", "FORMULA") == [[], [1, "=A2+Sheet1!C1"]]
    assert book.shown("A1:C2", "FORMULA") == [["", "", 3], ["='Sổ hai'!B2"]]
    assert book.shown("A2") == [["4"]]


def test_references_to_cells_that_were_pasted_over_are_lost(book: Book) -> None:
    book.write("A1", [1, 2, "=B1"])
    book.batch({"cutPaste": {"source": area((0, 1), (0, 1)), "destination": {"rowIndex": 0, "columnIndex": 1}}})
    assert book.shown("A1:C1", "FORMULA") == [["", 1, "=#REF!"]]


def test_inserted_cells_push_only_their_own_columns_down(book: Book) -> None:
    book.write("A1", ["a1", "b1", "c1"], ["a2", "b2", "c2"], ["=B2", "=SUM(B1:B2)", "=SUM(A1:C2)"])
    name(book, "column", area((0, 3), (1, 2)))
    name(book, "block", area((0, 3), (0, 3)))
    book.batch({"insertRange": {"range": area((1, 3), (1, 2)), "shiftDimension": "ROWS"}})
    assert book.shown("A1:C5", "FORMULA") == [
        ["a1", "b1", "c1"],
        ["a2", "", "c2"],
        ["=B4", "", "=SUM(A1:C2)"],
        ["", "b2"],
        ["", "=SUM(B1:B4)"],
    ]
    assert names(book) == {"column": area((0, 5), (1, 2)), "block": area((0, 3), (0, 3))}


def test_no_cell_falls_off_the_grid_when_cells_are_inserted(book: Book) -> None:
    book.tab.resize(3, 3)
    book.write("A3", ["last"])
    book.batch({"insertRange": {"range": area((0, 2), (0, 1)), "shiftDimension": "ROWS"}})
    assert book.shown("A1:A5") == [[], [], [], [], ["last"]]
    assert book.get()["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 5


def test_deleted_cells_are_closed_over_from_the_right(book: Book) -> None:
    book.write("A1", ["a", "b", "c", "d"], ["e", "f", "g", "=B1&C1&D1"])
    name(book, "gone", area((0, 1), (1, 3)))
    name(book, "right", area((0, 1), (3, 4)))
    book.batch({"deleteRange": {"range": area((0, 1), (1, 3)), "shiftDimension": "COLUMNS"}})
    assert book.shown("A1:D2", "FORMULA") == [["a", "d"], ["e", "f", "g", "=#REF!&#REF!&B1"]]
    assert names(book) == {"right": area((0, 1), (1, 2))}


def test_merges_protections_and_rules_in_the_band_shift_and_those_across_its_edge_stop_it(book: Book) -> None:
    book.batch(
        {"mergeCells": {"range": area((3, 5), (0, 2)), "mergeType": "MERGE_ALL"}},
        {"addProtectedRange": {"protectedRange": {"range": area((3, 5), (0, 2))}}},
        rule(area((3, 5), (0, 2))),
        {"insertRange": {"range": area((1, 2), (0, 2)), "shiftDimension": "ROWS"}},
    )
    sheet = book.get()["sheets"][0]
    assert sheet["merges"] == [area((4, 6), (0, 2))]
    assert sheet["protectedRanges"][0]["range"] == area((4, 6), (0, 2))
    assert rules(book) == [[area((4, 6), (0, 2))]]
    request = {"range": area((0, 1), (0, 1)), "shiftDimension": "ROWS"}
    for kind in ("insertRange", "deleteRange"):
        assert "partially intersects a merge" in book.refused({kind: request})


@pytest.mark.parametrize("kind", ["insertRange", "deleteRange"])
@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"range": {"sheetId": 7}, "shiftDimension": "ROWS"}, "No grid with id: 7"),
        ({"range": area((0, 1), (0, 1))}, "No shiftDimension specified."),
    ],
)
def test_shifting_needs_a_tab_and_a_dimension(book: Book, kind: str, request_: Any, sentence: str) -> None:
    assert book.refused({kind: request_}) == f"Invalid requests[0].{kind}: {sentence}"


def test_sorting_orders_numbers_text_truth_errors_and_blanks(book: Book) -> None:
    book.write("A1", ["=1/0"], [True], ["b"], [""], [2], ["A"], [1])
    spec = {"dimensionIndex": 0, "sortOrder": "ASCENDING"}
    book.batch({"sortRange": {"range": area((0, 7), (0, 1)), "sortSpecs": [spec]}})
    assert book.shown("A1:A7") == [["1"], ["2"], ["A"], ["b"], ["TRUE"], ["#DIV/0!"]]
    book.batch(
        {"sortRange": {"range": area((0, 7), (0, 1)), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}
    )
    assert book.shown("A1:A7") == [["#DIV/0!"], ["TRUE"], ["b"], ["A"], ["2"], ["1"]]


def test_sorting_leaves_hidden_rows_and_takes_merges_of_one_row_along(book: Book) -> None:
    book.write("A1", [3], [9], [2], [1])
    book.batch(
        {
            "updateDimensionProperties": {
                "range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2},
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
        {"mergeCells": {"range": area((3, 4), (1, 3)), "mergeType": "MERGE_ALL"}},
        {
            "sortRange": {
                "range": area((0, 4), (0, 3)),
                "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}],
            }
        },
    )
    assert book.shown("A1:A4") == [["1"], ["9"], ["2"], ["3"]]
    assert book.get()["sheets"][0]["merges"] == [area((0, 1), (1, 3))]


def test_sorting_by_colour_puts_that_colour_on_top(book: Book) -> None:
    red = {"backgroundColor": {"red": 1}}
    book.write("A1", ["a"], ["b"], ["c"])
    book.batch(
        {
            "repeatCell": {
                "range": area((2, 3), (0, 1)),
                "cell": {"userEnteredFormat": red},
                "fields": "userEnteredFormat",
            }
        },
        {"sortRange": {"range": area((0, 3), (0, 1)), "sortSpecs": [{"dimensionIndex": 0, **red}]}},
    )
    assert book.shown("A1:A3") == [["c"], ["a"], ["b"]]


def test_a_range_with_tall_merges_is_not_sorted(book: Book) -> None:
    book.batch({"mergeCells": {"range": area((1, 3), (0, 1)), "mergeType": "MERGE_ALL"}})
    spec = {"dimensionIndex": 0, "sortOrder": "ASCENDING"}
    told = book.refused({"sortRange": {"range": area((0, 5), (0, 2)), "sortSpecs": [spec]}})
    sentence = "You can't sort a range containing vertical merges. There is a vertical merge at A2:A3"
    assert told == f"Invalid requests[0].sortRange: {sentence}"


def test_shuffled_rows_stay_whole(book: Book) -> None:
    rows = [[str(number), str(number * number)] for number in range(60)]
    book.write("A1", *rows)
    book.batch({"randomizeRange": {"range": area((0, 60), (0, 2))}})
    shuffled = book.shown("A1:B60")
    assert shuffled != rows
    assert sorted(shuffled) == sorted(rows)
    assert "No grid with id: 4" in book.refused({"randomizeRange": {"range": {"sheetId": 4}}})


def test_rows_move_only_where_no_merge_is_torn_apart(book: Book) -> None:
    book.batch({"mergeCells": {"range": area((1, 3), (0, 1)), "mergeType": "MERGE_ALL"}})
    source = {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    sentence = (
        "Sorry, it is not possible to move a row to a position that crosses a merged cell. "
        "Please unmerge and try again."
    )
    told = book.refused({"moveDimension": {"source": source, "destinationIndex": 5}})
    assert told == f"Invalid requests[0].moveDimension: {sentence}"
    into = {"source": {**source, "startIndex": 4, "endIndex": 5}, "destinationIndex": 2}
    assert sentence in book.refused({"moveDimension": into})
    book.batch({"moveDimension": {"source": {**source, "endIndex": 3}, "destinationIndex": 5}})
    assert book.get()["sheets"][0]["merges"] == [area((3, 5), (0, 1))]


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"range": {"dimension": "ROWS", "startIndex": 11, "endIndex": 12}}, "larger than current grid size (10)"),
        (
            {"range": {"dimension": "ROWS", "startIndex": 10, "endIndex": 12}},
            "must be less than the grid size (10) if inheritFromBefore is false.",
        ),
        ({"range": {"dimension": "ROWS", "startIndex": 1}}, "must be specified."),
    ],
)
def test_rows_are_inserted_within_the_grid_only(book: Book, request_: Any, sentence: str) -> None:
    book.tab.resize(10, 5)
    assert book.refused({"insertDimension": request_}).endswith(sentence)


def test_some_rows_that_are_not_frozen_are_left(book: Book) -> None:
    book.tab.resize(5, 5)
    book.tab.freeze(2)
    delete = {"range": {"dimension": "ROWS", "startIndex": 2, "endIndex": 5}}
    assert "Sorry, it is not possible to delete all non-frozen rows." in book.refused({"deleteDimension": delete})
    book.batch({"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 4}}})


def test_a_table_that_is_cut_whole_goes_with_its_cells_and_charts_look_there(book: Book) -> None:
    book.write("A1", ["tên", "điểm"], ["Lan", 8])
    source = {"sources": [area((0, 2), (0, 1))]}
    spec = {"basicChart": {"chartType": "COLUMN", "series": [{"series": {"sourceRange": source}}]}}
    position = {"overlayPosition": {"anchorCell": {"rowIndex": 9, "columnIndex": 9}}}
    table = {"tableId": "t", "name": "Bang", "range": area((0, 2), (0, 2))}
    book.batch({"addTable": {"table": table}}, {"addChart": {"chart": {"spec": spec, "position": position}}})
    book.batch({"cutPaste": {"source": area((0, 2), (0, 2)), "destination": {"rowIndex": 4, "columnIndex": 2}}})
    sheet = book.get()["sheets"][0]
    assert sheet["tables"][0]["range"] == area((4, 6), (2, 4))
    series = sheet["charts"][0]["spec"]["basicChart"]["series"][0]["series"]
    assert series["sourceRange"]["sources"] == [area((4, 6), (2, 3))]
    assert sheet["charts"][0]["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 9, "columnIndex": 9}


def test_cells_beside_a_table_do_not_shift_part_of_it(book: Book) -> None:
    book.batch({"addTable": {"table": {"name": "Bang", "range": area((2, 6), (0, 3))}}})
    for where, dimension in ((area((0, 1), (0, 1)), "ROWS"), (area((3, 4), (0, 1)), "COLUMNS")):
        told = book.refused({"insertRange": {"range": where, "shiftDimension": dimension}})
        assert "shift part of a table" in told
    book.batch({"insertRange": {"range": area((0, 1), (0, 3)), "shiftDimension": "ROWS"}})
    assert book.get()["sheets"][0]["tables"][0]["range"] == area((3, 7), (0, 3))


def test_whole_columns_and_open_ranges_outlive_their_cells(book: Book) -> None:
    book.write("A1", [1, "=SUM(A:A)", "=SUM(A2:A)", "=A1"], [2])
    name(book, "column", {"startColumnIndex": 0, "endColumnIndex": 1})
    book.batch({"deleteRange": {"range": {"startColumnIndex": 0, "endColumnIndex": 1}, "shiftDimension": "ROWS"}})
    assert book.shown("A1:D1", "FORMULA") == [["", "=SUM(A:A)", "=SUM(A1:A)", "=#REF!"]]
    assert names(book) == {"column": {"startColumnIndex": 0, "endColumnIndex": 1}}


def test_a_whole_column_that_is_cut_is_found_where_it_went(book: Book) -> None:
    book.write("A1", [1, "", "=SUM(A:A)", "=SUM(A2:A)", "=SUM(1:1)"], [2])
    whole = {"startColumnIndex": 0, "endColumnIndex": 1}
    book.batch({"cutPaste": {"source": whole, "destination": {"columnIndex": 1}}})
    assert book.shown("A1:E1", "FORMULA") == [["", 1, "=SUM(B:B)", "=SUM(B2:B)", "=SUM(1:1)"]]
