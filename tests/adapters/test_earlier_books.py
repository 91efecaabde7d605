"""Books that an earlier version has laid out come out as if they were new, with every input where it was."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from local_google import local_books, place_of, snapshot_of
from small_edition import SETTING, book

from sheetsync.adapters.google.books import FillCell, GoogleBooks
from sheetsync.core.layout import Book, Column, Owner, Row, Tab
from sheetsync.core.mending.items import Mending


@pytest.fixture
def books(tmp_path: Path) -> Iterator[GoogleBooks]:
    with local_books(tmp_path) as connected:
        yield connected


TYPED = "phường gõ:"

EARLIER: dict[str, dict[str, tuple[str, ...]]] = {
    "P1": {
        "self": ("asked", "1.1"),
        "highlights": ("words",),
        "remedies": ("evidence",),
        "questions": ("text", "state"),
        "submission": (),
    },
    "VP": {"points": ("1.2", "P1"), "questions": ("answer", "closed"), "bonus": ("2",)},
    "C1": {"reports": ("judgement", "agreed", "step", "P2"), "agreed": ("3",)},
    "master": {"ranking": ("step", "P1"), "sections": ("2-points", "2-rank"), "progress": ("evidence",), "late": ()},
}
"""What the tabs of each book did not have: columns and rows; a tab with nothing named was not there at all."""


def earlier(code: str) -> Book:
    """A book as it was before."""
    lacking = EARLIER[code]
    tabs = [_earlier(tab, lacking.get(tab.name, ())) for tab in book(code).tabs if lacking.get(tab.name) != ()]
    return replace(book(code), tabs=tuple(tabs))


def _earlier(tab: Tab, lacking: tuple[str, ...]) -> Tab:
    columns = tuple(column for column in tab.columns if column.name not in lacking)
    return replace(tab, columns=columns, rows=tuple(row for row in tab.rows if row.key not in lacking))


def filled_cells(code: str, books: GoogleBooks, spreadsheet_id: str) -> dict[tuple[str, str, str], str]:
    """Type something into every people's cell of an earlier book that takes text; by tab, key and column."""
    typed, cells = {}, []
    snapshot = snapshot_of(books, spreadsheet_id)
    for tab in earlier(code).tabs:
        place = place_of(code, tab.name, snapshot)
        for row, column in open_cells(tab):
            typed[tab.name, row.key, column.name] = f"{TYPED} {row.key}, {column.name}"
            a1 = place.ref(place.rows[row.key], column.name).a1
            cells.append(FillCell(place.grid.title, a1, f"{TYPED} {row.key}, {column.name}"))
    books.fill(spreadsheet_id, cells)
    return typed


def open_cells(tab: Tab) -> Iterator[tuple[Row, Column]]:
    for row in tab.rows:
        for column in tab.owned_by(Owner.PEOPLE):
            if row.open is None or column.name in row.open:
                yield row, column


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of a JSON value with the way to it, so that two values differ in lines that can be read."""
    if isinstance(value, dict | list) and value:
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(part, f"{path}/{name}")
    else:
        yield path, value


def seen(books: GoogleBooks, spreadsheet_id: str, *, typed: bool) -> dict[str, Any]:
    """A book as Google shows it, but for ids, how columns came by their colours, and the rows that formulas name."""
    fields = (
        "properties(locale,timeZone),namedRanges(name,range),sheets(properties(title,index,gridProperties),"
        "protectedRanges(range,unprotectedRanges,description,warningOnly,editors),"
        "data(rowData(values(userEnteredValue,note,userEnteredFormat,dataValidation(condition/type,strict,inputMessage)))))"
    )
    reply = books._worker().client.http_client.fetch_sheet_metadata(spreadsheet_id, {"fields": fields})
    found: dict[str, Any] = json.loads(json.dumps(reply))
    found["namedRanges"].sort(key=lambda one: one["name"])
    for sheet in found["sheets"]:
        for number, row in enumerate(sheet["data"][0].get("rowData", ())):
            row["values"] = [cell for cell in row.get("values", ()) if number > 1 or "userEnteredValue" in cell]
            if not typed:
                for cell in row["values"]:
                    if cell.get("userEnteredValue", {}).get("stringValue", "").startswith(TYPED):
                        del cell["userEnteredValue"]
    return dict(flat(found))


@pytest.mark.parametrize("code", EARLIER)
def test_a_book_of_an_earlier_version_becomes_like_a_new_one_around_what_was_typed(
    books: GoogleBooks, code: str
) -> None:
    new = books.create("mới", "t/new")
    books.provision(new, book(code), SETTING)
    old = books.create("cũ", "t/old")
    books.provision(old, earlier(code), SETTING)
    typed = filled_cells(code, books, old)
    assert not any(item.by_hand for item in books.inspect(old, book(code), SETTING).items)
    books.provision(old, book(code), SETTING)
    assert books.inspect(old, book(code), SETTING) == Mending()
    snapshot = snapshot_of(books, old)
    for (tab, key, column), text in typed.items():
        place = place_of(code, tab, snapshot)
        assert place.cell(place.rows[key], column).value == text
    assert seen(books, old, typed=False) == seen(books, new, typed=True)
