"""Transfers: a tab copied into another book, with all that Google takes along."""

from collections.abc import Iterator

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.copies import copied, mapped, renew_ids
from sheetsync.emulator.book.cells import check_size
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.rewrite import respelt, retitled
from sheetsync.emulator.limits import exceeds
from sheetsync.emulator.text.locales import locale_of

LOOK_ELSEWHERE = (("charts", "EmbeddedChart"), ("slicers", "Slicer"))


def into_another_book(batch: Batch, source: Book, sheet_id: int) -> Sheet:
    """Copy a tab of `source` to the end of the batch's book, as `Copy of X`; return the copy.

    Along come cells, formats, notes, validation, merges, conditional formats, banding, filters, charts and slicers of
    the tab's own data. Left behind, as Apps Script's users report of the same operation, are protections; and what
    belongs to the book: named ranges, developer metadata, comments. Google documents none of this (facts §6).
    """
    original = source.sheet(sheet_id)
    if original is None:
        raise RequestError(f"No sheet with id: {sheet_id}")
    book = batch.book
    copy = copied(original, fresh_id({sheet.id for sheet in book.sheets}))
    title = _free_title(book, f"Copy of {original.title}")
    most = batch.limits.title_characters
    if exceeds(len(title), most):
        raise RequestError(f"The sheet name cannot be greater than {most} characters.")
    copy.body["properties"]["title"] = title
    copy.keep("protectedRanges", [])
    for name, message in LOOK_ELSEWHERE:
        copy.keep(name, [item for item in copy.listed(name) if set(_tabs_of(message, item)) <= {copy.id}])
    renew_ids(book, copy)
    _settle(copy, original.title, locale_of(source.locale).decimal, batch.locale.decimal)
    book.sheets.append(copy)
    book.renumber()
    check_size(book, batch.limits)
    return copy


def _free_title(book: Book, title: str) -> str:
    """Return the title, with the first number from 2 that makes it free, as the UI does."""
    free, number = title, 1
    while book.titled(free):
        number += 1
        free = f"{title} {number}"
    return free


def _settle(copy: Sheet, old: str, decimal: str, new: str) -> None:
    """Let formulas that named the tab they stand in name the copy, in the spelling of the new book's locale."""
    for row, column, cell in list(copy.entries()):
        formula = cell.get("userEnteredValue", {}).get("formulaValue")
        after = respelt(retitled(formula, decimal, old, copy.title), decimal, new) if formula else formula
        if after != formula:
            copy.put(row, column, {**cell, "userEnteredValue": {"formulaValue": after}})


def _tabs_of(message: str, item: Obj) -> Iterator[int]:
    """Yield the ids of all tabs that a resource names."""
    found: list[int] = []

    def seen(place: Obj) -> Obj:
        found.append(place.get("sheetId", 0))
        return place

    mapped(message, item, seen)
    yield from found
