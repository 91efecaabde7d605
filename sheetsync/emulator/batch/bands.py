"""Bands: cells carried about without their rows and columns, and what names them follows.

A `Carry` says where a rectangle goes: the same one if it stays, None when its cells are gone. It is asked for ranges
that something holds, and for every reference in a formula.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sheetsync.emulator.batch.copies import mapped
from sheetsync.emulator.batch.holders import Carrier
from sheetsync.emulator.batch.shift import Change, rewrite_formulas
from sheetsync.emulator.book.a1 import Span
from sheetsync.emulator.book.grid import (
    END_COLUMN,
    END_ROW,
    FAR,
    START_COLUMN,
    START_ROW,
    Area,
    area_of,
    clipped,
    to_grid_range,
)
from sheetsync.emulator.book.model import ROWS, Book, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.rewrite import carried
from sheetsync.emulator.text.locales import locale_of

Place = tuple[Sheet, Area]
Carry = Callable[[Sheet, Area], Place | None]
PARTIAL_MERGE = "You can't perform a paste that partially intersects a merge."


@dataclass(frozen=True, slots=True)
class Band:
    """The cells of a tab that an insertion or deletion of cells shifts: a strip from a place to the edge."""

    sheet: Sheet
    area: Area  # the strip, from the first cell concerned
    dimension: str  # along which it shifts

    def carry(self, change: Change) -> Carry:
        """Return where rectangles go: those whose whole breadth lies in the band shift, all others stay."""

        def moved(sheet: Sheet, area: Area) -> Place | None:
            if sheet is not self.sheet or not self.spans(area):
                return sheet, area
            after = change.span(*area.span(self.dimension))
            length = sheet.count(self.dimension)
            if after is None or after[0] >= length:
                return None
            start, end = after[0], min(after[1], length)
            if self.dimension == ROWS:
                return sheet, Area(start, end, area.start_column, area.end_column)
            return sheet, Area(area.start_row, area.end_row, start, end)

        return moved

    def carrier(self, change: Change) -> Carrier:
        """Return the same for all that holds ranges of the tab. Its rows and columns stay, and charts with them."""
        carry = self.carry(change)

        def origin(grid_range: Obj) -> tuple[int, int]:
            place = area_of(self.sheet, grid_range)
            return place.start_row, place.start_column

        return Carrier(self.sheet, lambda held: carried_range(self.sheet, held, carry), _same, _same, origin)

    def spans(self, area: Area) -> bool:
        """Tell whether the whole breadth of a rectangle lies in the band."""
        inner = clipped(self.sheet, area)
        if self.dimension == ROWS:
            return self.area.start_column <= inner.start_column and inner.end_column <= self.area.end_column
        return self.area.start_row <= inner.start_row and inner.end_row <= self.area.end_row


def band_of(sheet: Sheet, area: Area, dimension: str) -> Band:
    """Return the band that begins with an area; raises RequestError if a merge sticks out of it."""
    if dimension == ROWS:
        strip = Area(area.start_row, sheet.row_count, area.start_column, area.end_column)
    else:
        strip = Area(area.start_row, area.end_row, area.start_column, sheet.column_count)
    band = Band(sheet, strip, dimension)
    check_merges(sheet, strip, band.spans)
    return band


def check_merges(sheet: Sheet, area: Area, fits: Callable[[Area], bool]) -> None:
    """Raise RequestError if a merge that meets the area does not fit."""
    places = (area_of(sheet, merge) for merge in sheet.listed("merges"))
    if any(place.meets(area) and not fits(place) for place in places):
        raise RequestError(PARTIAL_MERGE)


def carry_formulas(book: Book, carry: Carry) -> None:
    """Let the references of every formula follow."""
    decimal = locale_of(book.locale).decimal

    def rewritten(home: Sheet, formula: str) -> str:
        def follow(title: str | None, span: Span) -> tuple[str | None, Span] | None:
            sheet = home if title is None else book.titled(title)
            if sheet is None:
                return title, span
            after = carry(sheet, _closed(span))
            if after is None:
                # A whole row or column is there even when all its cells were taken.
                whole = span.start_row is span.end_row is None or span.start_column is span.end_column is None
                return (title, span) if whole else None
            target = after[0]
            shown = title if target is sheet else None if target is home else target.title
            return shown, _reopened(span, _closed(span), after[1])

        return carried(formula, decimal, follow)

    rewrite_formulas(book, rewritten)


def carry_named_ranges(book: Book, carry: Carry) -> None:
    """Let named ranges follow."""
    kept = []
    for named in book.listed("namedRanges"):
        sheet = book.sheet(named["range"].get("sheetId", 0))
        after = carried_range(sheet, named["range"], carry) if sheet else named["range"]
        kept.append({**named, "range": after} if after is not None else named)
    book.keep("namedRanges", kept)


def carry_sources(book: Book, carry: Carry) -> None:
    """Let the ranges that charts and slicers look at follow; they themselves stay where they lie."""

    def moved(place: Obj) -> Obj:
        sheet = book.sheet(place.get("sheetId", 0))
        if sheet is None or not (END_ROW in place or END_COLUMN in place):
            return place
        return carried_range(sheet, place, carry) or place

    for sheet in book.sheets:
        for name, message in (("charts", "EmbeddedChart"), ("slicers", "Slicer")):
            sheet.keep(name, [mapped(message, item, moved) for item in sheet.listed(name)])


def carry_list(sheet: Sheet, name: str, carry: Carry) -> None:
    """Let what a tab lists under a name follow by its `range`; what comes into another tab is listed there."""
    kept = []
    for item in sheet.listed(name):
        after, there = carry(sheet, area_of(sheet, item["range"])), carried_range(sheet, item["range"], carry)
        if after is None or there is None:
            continue
        if after[0] is sheet:
            kept.append({**item, "range": there})
        else:
            after[0].keep(name, [*after[0].listed(name), {**item, "range": there}])
    sheet.keep(name, kept)


def carried_range(sheet: Sheet, grid_range: Obj, carry: Carry) -> Obj | None:
    """Return a GridRange of a tab where it goes; what was left open stays open."""
    before = area_of(sheet, grid_range)
    after = carry(sheet, before)
    if after is None:
        whole = not {START_ROW, END_ROW} & grid_range.keys() or not {START_COLUMN, END_COLUMN} & grid_range.keys()
        return grid_range if whole else None
    target, area = after
    if after == (sheet, before):
        return grid_range
    bounded = to_grid_range(target.id, area)
    if target is not sheet:
        return bounded
    return {
        name: bounded.get(name, 0)
        for name in ("sheetId", START_ROW, END_ROW, START_COLUMN, END_COLUMN)
        if name in grid_range
    }


def _same(index: int) -> int:
    return index


def _closed(span: Span) -> Area:
    return Area(
        span.start_row or 0,
        FAR if span.end_row is None else span.end_row,
        span.start_column or 0,
        FAR if span.end_column is None else span.end_column,
    )


def _reopened(typed: Span, before: Area, after: Area) -> Span:
    """Return where a reference went, as open as it was typed; one that stayed is as typed."""
    if before == after:
        return typed
    return Span(
        None if typed.start_row is None else after.start_row,
        None if typed.end_row is None else after.end_row,
        None if typed.start_column is None else after.start_column,
        None if typed.end_column is None else after.end_column,
    )
