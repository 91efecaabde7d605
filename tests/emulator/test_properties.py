"""Random batches: the emulator and a plain book of lists do the same, and a refused batch leaves no trace."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .plain_book import PlainBook, RefusedError
from .world import Book, World

ROWS, COLUMNS = 6, 5
SHEET_IDS = st.sampled_from([0, 0, 0, 1])  # 1 is there only once it was added
DIMENSIONS = st.sampled_from(["ROWS", "COLUMNS"])
BATCHES = settings(
    max_examples=80,  # each is a spreadsheet and up to thirty requests
    deadline=None,
    # One emulator serves all examples: each makes a spreadsheet of its own.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(0, 5))
    end = start + draw(st.integers(1, 3))
    return {"sheetId": draw(SHEET_IDS), "dimension": draw(DIMENSIONS), "startIndex": start, "endIndex": end}


@st.composite
def written(draw: st.DrawFn) -> dict[str, Any]:
    cell: st.SearchStrategy[dict[str, Any]] = st.one_of(
        st.just({}), st.integers(1, 99).map(lambda number: {"userEnteredValue": {"numberValue": number}})
    )
    rows = draw(
        st.lists(st.lists(cell, min_size=1, max_size=3).map(lambda row: {"values": row}), min_size=1, max_size=3)
    )
    start = {"sheetId": draw(SHEET_IDS), "rowIndex": draw(st.integers(0, 6)), "columnIndex": draw(st.integers(0, 5))}
    return {"start": start, "rows": rows, "fields": "userEnteredValue"}


@st.composite
def named(draw: st.DrawFn) -> dict[str, Any]:
    row, column = draw(st.integers(0, 6)), draw(st.integers(0, 5))
    place = {
        "sheetId": draw(SHEET_IDS),
        "startRowIndex": row,
        "endRowIndex": row + draw(st.integers(1, 3)),
        "startColumnIndex": column,
        "endColumnIndex": column + draw(st.integers(1, 3)),
    }
    return {"namedRange": {"name": draw(st.sampled_from(["diem", "tong", "xep_hang"])), "range": place}}


@st.composite
def new_sheet(draw: st.DrawFn) -> dict[str, Any]:
    number = draw(SHEET_IDS)
    size = {"rowCount": draw(st.integers(1, ROWS)), "columnCount": draw(st.integers(1, COLUMNS))}
    return {"properties": {"sheetId": number, "title": f"Trang {number}", "gridProperties": size}}


REQUESTS = st.one_of(
    written().map(lambda body: {"updateCells": body}),
    lines().map(lambda place: {"insertDimension": {"range": place, "inheritFromBefore": False}}),
    lines().map(lambda place: {"deleteDimension": {"range": place}}),
    st.builds(
        lambda place, to: {"moveDimension": {"source": place, "destinationIndex": to}}, lines(), st.integers(0, 9)
    ),
    st.builds(
        lambda sheet, dimension, length: {
            "appendDimension": {"sheetId": sheet, "dimension": dimension, "length": length}
        },
        SHEET_IDS,
        DIMENSIONS,
        st.integers(1, 3),
    ),
    new_sheet().map(lambda body: {"addSheet": body}),
    SHEET_IDS.map(lambda sheet: {"deleteSheet": {"sheetId": sheet}}),
    named().map(lambda body: {"addNamedRange": body}),
)


@BATCHES
@given(batches=st.lists(st.lists(REQUESTS, min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_batch_does_what_a_plain_book_would_do_or_leaves_no_trace(
    world: World, batches: list[list[dict[str, Any]]]
) -> None:
    book, plain = small_book(world), PlainBook.fresh(ROWS, COLUMNS)
    for batch in batches:
        before = book.get(includeGridData="true")
        reply = book.try_batch(*deepcopy(batch))
        try:
            plain.apply(batch)
        except RefusedError:
            assert reply.status_code == 400, reply.text
            assert book.get(includeGridData="true") == before
        else:
            assert reply.status_code == 200, reply.text
        assert state(book) == state_of_plain(plain)


@BATCHES
@given(batch=st.lists(REQUESTS, min_size=1, max_size=6), place=st.integers(0, 6))
def test_a_batch_with_one_request_that_cannot_be_done_leaves_no_trace_wherever_it_stands(
    world: World, batch: list[dict[str, Any]], place: int
) -> None:
    book = small_book(world)
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [{"note": "còn nguyên"}]}], "fields": "note"}})
    before = book.get(includeGridData="true")
    batch.insert(place, {"deleteNamedRange": {"namedRangeId": "nobody"}})
    assert book.try_batch(*batch).status_code == 400
    assert book.get(includeGridData="true") == before


def small_book(world: World) -> Book:
    book = Book(world)
    size = {"sheetId": 0, "gridProperties": {"rowCount": ROWS, "columnCount": COLUMNS}}
    book.batch({"updateSheetProperties": {"properties": size, "fields": "gridProperties(rowCount,columnCount)"}})
    return book


def state(book: Book) -> Any:
    reply = book.get(fields="namedRanges,sheets.properties(sheetId,title,gridProperties(rowCount,columnCount))")
    tabs = {}
    for sheet in reply["sheets"]:
        properties = sheet["properties"]
        size = properties["gridProperties"]
        shown = book.shown(f"'{properties['title']}'", "UNFORMATTED_VALUE")
        tabs[properties["sheetId"]] = (size["rowCount"], size["columnCount"], shown)
    names = {}
    for item in reply.get("namedRanges", []):
        place = item["range"]
        ends = (place[f"{edge}{side}Index"] for side in ("Row", "Column") for edge in ("start", "end"))
        names[item["name"]] = (place.get("sheetId", 0), *ends)
    return tabs, names


def state_of_plain(plain: PlainBook) -> Any:
    tabs = {number: (len(tab.rows), len(tab.columns), tab.values()) for number, tab in plain.tabs.items()}
    names = {name: (number, *place) for number, tab in plain.tabs.items() for name, place in tab.named().items()}
    return tabs, names


def test_the_plain_book_refuses_what_it_should() -> None:
    with pytest.raises(RefusedError):
        PlainBook.fresh(2, 2).apply([{"deleteSheet": {"sheetId": 0}}])
