"""Series carried on and text pasted in."""

from typing import Any

import pytest

from .test_moving import area
from .world import Book


def _fill(book: Book, source: dict[str, Any], length: int, dimension: str = "ROWS", **more: Any) -> None:
    given = {"source": source, "dimension": dimension, "fillLength": length}
    book.batch({"autoFill": {"sourceAndDestination": given, **more}})


@pytest.mark.parametrize(
    ("typed", "carried_on", "alternate"),
    [
        ([1], [1, 1], [2, 3]),
        ([1, 3], [5, 7], [1, 3]),
        (["9/1/2026"], [46267, 46268], [46266, 46266]),
        (["1/31/2026", "2/1/2026"], [46055, 46056], [46053, 46054]),
        (["1/1/2026", "2/1/2026"], [46082, 46113], [46023, 46054]),
        (["Tuần 1"], ["Tuần 2", "Tuần 3"], ["Tuần 1", "Tuần 1"]),
        (["no 08", "no 10"], ["no 12", "no 14"], ["no 08", "no 10"]),
        (["a", "b"], ["a", "b"], ["a", "b"]),
        (["November", "december"], ["January", "February"], ["November", "december"]),
        (["Sunday"], ["Monday", "Tuesday"], ["Sunday", "Sunday"]),
        ([1, 2, 4], [1, 2], [1, 2]),
    ],
)
def test_a_series_goes_on_as_when_the_handle_is_dragged(
    book: Book, typed: list[Any], carried_on: list[Any], alternate: list[Any]
) -> None:
    for column, (used, expected) in enumerate(((False, carried_on), (True, alternate))):
        letter = "AB"[column]
        book.write(f"{letter}1", *[[item] for item in typed])
        count = len(typed)
        _fill(book, area((0, count), (column, column + 1)), 2, useAlternateSeries=used)
        shown = book.shown(f"{letter}{count + 1}:{letter}{count + 2}", "UNFORMATTED_VALUE")
        assert [row[0] for row in shown] == expected


def test_a_series_goes_back_too_with_its_formats_and_formulas(book: Book) -> None:
    book.write("A5", [10, "=A5*2"], [12, "=A6*2"])
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    book.batch(
        {"repeatCell": {"range": area((4, 6), (0, 1)), "cell": bold, "fields": "userEnteredFormat.textFormat.bold"}}
    )
    _fill(book, area((4, 6), (0, 2)), -2)
    assert book.shown("A3:B4", "FORMULA") == [[6, "=A3*2"], [8, "=A4*2"]]
    assert book.cell("A3", "userEnteredFormat") == bold


def test_filling_a_range_finds_its_data(book: Book) -> None:
    book.write("A1", [1, 2], [3, 4])
    book.batch({"autoFill": {"range": area((0, 3), (0, 3))}})
    assert book.shown("A1:C3", "UNFORMATTED_VALUE") == [[1, 2, 3], [3, 4, 5], [5, 6, 7]]


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({}, "Must specify exactly one of 'range' or 'sourceAndDestination'."),
        ({"range": area((5, 9), (5, 9))}, "The range to fill has no data."),
        (
            {"sourceAndDestination": {"source": area((0, 1), (0, 1)), "dimension": "ROWS", "fillLength": -1}},
            "fillLength[-1] leaves the grid of 1000 rows.",
        ),
        ({"sourceAndDestination": {"source": area((0, 1), (0, 1)), "fillLength": 1}}, "No dimension specified."),
        ({"range": {"sheetId": 3}}, "No grid with id: 3"),
    ],
)
def test_a_fill_without_sense_is_refused(book: Book, request_: Any, sentence: str) -> None:
    assert book.refused({"autoFill": request_}) == f"Invalid requests[0].autoFill: {sentence}"


def test_pasted_text_is_read_as_if_typed_and_the_grid_grows(vietnamese: Book) -> None:
    vietnamese.tab.resize(2, 2)
    data = 'tên,điểm\n"Lan, Hoa",8\n=1+1,TRUE\n'
    request = {"coordinate": {"rowIndex": 1, "columnIndex": 1}, "data": data, "delimiter": ",", "type": "PASTE_NORMAL"}
    vietnamese.batch({"pasteData": request})
    assert vietnamese.shown("A1:C4", "UNFORMATTED_VALUE") == [
        [],
        ["", "tên", "điểm"],
        ["", "Lan, Hoa", 8],
        ["", 2, True],
    ]


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"data": "x"}, "Must specify one of 'delimiter' or 'html'."),
        ({"data": "<table></table>", "html": True}, "the emulator does not read HTML."),
        ({"data": "x", "delimiter": ",", "type": "PASTE_FORMAT"}, "Text has no formats and no validation to paste."),
        (
            {"data": "x", "delimiter": ",", "coordinate": {"rowIndex": 1000}},
            "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
    ],
)
def test_pasting_what_cannot_be_pasted_is_refused(book: Book, request_: Any, sentence: str) -> None:
    assert book.refused({"pasteData": request_}) == f"Invalid requests[0].pasteData: {sentence}"
    assert book.shown("A1:B2") == []
