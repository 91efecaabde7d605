"""Banding: colours in turn over a range."""

from typing import Any

import pytest

from .world import Book

SQUARE = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
BELOW = {**SQUARE, "startRowIndex": 2, "endRowIndex": 4}
COLOURS: dict[str, Any] = {"firstBandColor": {"red": 1}, "secondBandColor": {"green": 1}}
TAKEN = "Cannot add banded range with id: 3, a banded range with that id already exists."
TOO_LONG = "Range (Sheet1!A3:B1001) exceeds grid limits. Max rows: 1000, max columns: 26"
COVERED = "You cannot add alternating background colors to a range that already has alternating background colors."


def _add(**given: Any) -> dict[str, Any]:
    return {"addBanding": {"bandedRange": {"range": SQUARE, "rowProperties": COLOURS, **given}}}


def test_a_banding_comes_back_with_an_id_and_colours_in_both_spellings(book: Book) -> None:
    banded = book.batch(_add())[0]["addBanding"]["bandedRange"]
    assert banded["bandedRangeId"] > 0
    assert banded["rowProperties"]["secondBandColorStyle"] == {"rgbColor": {"green": 1}}
    assert book.get()["sheets"][0]["bandedRanges"] == [banded]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"bandedRangeId": 3, "range": BELOW}, TAKEN),
        ({"bandedRangeId": 4}, COVERED),
        ({"range": BELOW, "rowProperties": {}}, "At least one of rowProperties or columnProperties must be specified."),
        (
            {"range": BELOW, "rowProperties": {"firstBandColor": {}}},
            "BandingProperties.secondBandColor must be specified.",
        ),
        ({"range": {**BELOW, "endRowIndex": 1001}}, TOO_LONG),
    ],
)  # fmt: skip
def test_a_banding_that_cannot_be_is_refused(book: Book, given: dict[str, Any], sentence: str) -> None:
    book.batch(_add(bandedRangeId=3))
    assert book.refused(_add(**given)) == f"Invalid requests[0].addBanding: {sentence}"


def test_one_colour_can_be_changed_and_another_taken_away(book: Book) -> None:
    book.batch(_add(bandedRangeId=3, rowProperties={**COLOURS, "headerColor": {"blue": 1}}))
    given = {"bandedRangeId": 3, "rowProperties": {"firstBandColorStyle": {"themeColor": "ACCENT1"}}}
    fields = "rowProperties.firstBandColorStyle,rowProperties.headerColor"
    book.batch({"updateBanding": {"bandedRange": given, "fields": fields}})
    assert book.get()["sheets"][0]["bandedRanges"][0]["rowProperties"] == {
        "firstBandColorStyle": {"themeColor": "ACCENT1"},
        "secondBandColor": {"green": 1},
        "secondBandColorStyle": {"rgbColor": {"green": 1}},
    }


def test_a_banding_moves_but_not_over_another(book: Book) -> None:
    book.batch(_add(bandedRangeId=3), _add(bandedRangeId=4, range=BELOW), {"addSheet": {"properties": {"sheetId": 7}}})

    def moved(**place: int) -> dict[str, Any]:
        return {"updateBanding": {"bandedRange": {"bandedRangeId": 3, "range": {**SQUARE, **place}}, "fields": "range"}}

    assert book.refused(moved(endRowIndex=3)) == f"Invalid requests[0].updateBanding: {COVERED}"
    book.batch(moved(endRowIndex=1))
    book.batch(moved(sheetId=7))
    assert [len(sheet.get("bandedRanges", [])) for sheet in book.get()["sheets"]] == [1, 1]
    book.batch({"deleteBanding": {"bandedRangeId": 3}})
    assert "No banded range with id: 3" in book.refused({"deleteBanding": {"bandedRangeId": 3}})
