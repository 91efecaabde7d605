"""Writing: plain values into a working copy of a book, for one request of the values API."""

from dataclasses import dataclass
from typing import Any

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_files import touch
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.shift import Lines, insert_lines
from sheetsync.emulator.batch.tables import grow, plain_headers
from sheetsync.emulator.book.a1 import column_letters
from sheetsync.emulator.book.cells import Typing, check_size, typed_into
from sheetsync.emulator.book.grid import Area, clipped, closed, grid_limits, notation, readable, resolve, visible
from sheetsync.emulator.book.model import COLUMNS, ROWS, Sheet
from sheetsync.emulator.errors import Obj, RequestError, invalid
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.render.values import Reader, Rendering
from sheetsync.emulator.text.locales import locale_of

INPUTS = ("RAW", "USER_ENTERED")
NO_INPUT_OPTION = "'valueInputOption' is required but not specified"


@dataclass(frozen=True, slots=True)
class Update:
    """One range that was written: `asked` is what was named, `cells` are the places of all that was set."""

    sheet: Sheet
    asked: Area
    dimension: str
    cells: frozenset[tuple[int, int]]
    reply: Obj


class Writer:
    """Changes a working copy of a book for one request of the values API."""

    def __init__(self, call: Call, option: str) -> None:
        """`option` is the valueInputOption; raises ApiError for a caller who may not write, or without it."""
        self._call = call
        self._file, stored = access.require_book(call.store, call.path["spreadsheetId"], call.caller, "writer")
        if option not in INPUTS:
            raise invalid(NO_INPUT_OPTION)
        self.book = stored.copy()
        self._batch = Batch(self.book, access.owner_of(self._file), call.caller, call.now, call.limits)
        self._typing = Typing(option == "USER_ENTERED", locale_of(self.book.locale), call.now.date(), call.limits)

    def write(self, text: str, body: Obj) -> Update:
        """Write a ValueRange into an A1 range; a single cell is only where to start."""
        sheet, span = resolve(self.book, text)
        if self._call.limits.grid:
            visible(sheet, span)
        area = closed(sheet, span)
        if area.height * area.width > 1:
            return self.write_into(sheet, area, body)
        return self.write_from(sheet, area.start_row, area.start_column, body)

    def write_into(self, sheet: Sheet, area: Area, body: Obj) -> Update:
        """Write values into a rectangle, which they may not leave."""
        wanted = _extent(area.start_row, area.start_column, lines_of(body))
        _check_bounds(sheet, area, wanted)
        return self._write(sheet, wanted, body, asked=area)

    def write_from(self, sheet: Sheet, row: int, column: int, body: Obj) -> Update:
        """Write values from a corner on, as far as they reach."""
        wanted = _extent(row, column, lines_of(body))
        return self._write(sheet, wanted, body, asked=wanted)

    def make_room(self, sheet: Sheet, row: int, column: int, body: Obj, *, insert: bool) -> None:
        """Grow the grid for an append, or push down what lies below."""
        area = _extent(row, column, lines_of(body))
        if insert and row < sheet.row_count:
            self._batch.guard_new_lines(sheet, ROWS, row)
            insert_lines(self.book, sheet, Lines(ROWS, row, area.height))
        self._resize(sheet, area)
        if insert:
            grow(sheet, area)

    def clear(self, text: str) -> str:
        """Clear a range; return its notation."""
        return self.clear_area(*readable(self.book, text))

    def clear_area(self, sheet: Sheet, area: Area) -> str:
        """Clear the values of a rectangle, keeping all else; return its notation."""
        self._batch.guard(sheet, area)
        for row, column, cell in list(sheet.entries()):
            if area.has(row, column) and "userEnteredValue" in cell:
                sheet.put(row, column, typed_into(cell, "", self._typing))
        return notation(sheet, area)

    def save(self) -> None:
        """Write the copy to the store and mark the file as modified."""
        plain_headers(self.book)
        self._call.store.save_book(self.book)
        touch(self._call, self._file)

    def show(self, updates: list[Update], rendering: Rendering) -> None:
        """Put into each reply what the named range now holds, for includeValuesInResponse."""
        reader = Reader(self.book, Calculator(self.book), rendering)
        for update in updates:
            area = clipped(update.sheet, update.asked)
            update.reply["updatedData"] = reader.value_range(update.sheet, area, update.dimension)

    def _write(self, sheet: Sheet, area: Area, body: Obj, *, asked: Area) -> Update:
        if area.end_row > sheet.row_count or area.end_column > sheet.column_count:
            if self._call.limits.grid:
                raise RequestError(grid_limits(sheet, area))
            self._resize(sheet, area)
        self._batch.guard(sheet, area)
        cells = set()
        for down, line in enumerate(lines_of(body)):
            for right, value in enumerate(line):
                if value is not None:
                    place = area.start_row + down, area.start_column + right
                    sheet.put(*place, typed_into(sheet.cell(*place), value, self._typing))
                    cells.add(place)
        reply: Obj = {
            "spreadsheetId": self.book.id,
            "updatedRange": notation(sheet, area),
            **_counts("updated", {(sheet.id, *cell) for cell in cells}),
        }
        return Update(sheet, asked, dimension_of(body), frozenset(cells), reply)

    def _resize(self, sheet: Sheet, area: Area) -> None:
        self._batch.grow(sheet, ROWS, area.end_row)
        self._batch.grow(sheet, COLUMNS, area.end_column)
        check_size(self.book, self._call.limits)


def dimension_of(body: Obj) -> str:
    """Return the major dimension of what is written or asked for: rows, unless it says columns."""
    return COLUMNS if body.get("majorDimension") == COLUMNS else ROWS


def lines_of(body: Obj) -> list[list[Any]]:
    """Return the values of a ValueRange row by row."""
    values: list[list[Any]] = body.get("values", [])
    if dimension_of(body) == ROWS:
        return values
    longest = max(map(len, values), default=0)
    return [[line[index] if index < len(line) else None for line in values] for index in range(longest)]


def totals(updates: list[Update]) -> Obj:
    """Return the counts over several ranges: a row or column that two of them share counts once, as recorded in public.

    That a cell does too is inferred from the other three counts.
    """
    cells = {(update.sheet.id, *cell) for update in updates for cell in update.cells}
    sheets = {"totalUpdatedSheets": len({sheet for sheet, _, _ in cells})} if cells else {}
    return {**_counts("totalUpdated", cells), **sheets}


def _counts(prefix: str, cells: set[tuple[int, int, int]]) -> Obj:
    """Count the rows, columns and cells among places of tab, row and column; nothing counted is not printed."""
    rows, columns = {(sheet, row) for sheet, row, _ in cells}, {(sheet, column) for sheet, _, column in cells}
    counts = {"Rows": len(rows), "Columns": len(columns), "Cells": len(cells)}
    return {f"{prefix}{name}": count for name, count in counts.items() if count}


def _extent(row: int, column: int, values: list[list[Any]]) -> Area:
    """Return what values cover from a corner on, one cell at least."""
    return Area(row, row + max(len(values), 1), column, column + max([1, *map(len, values)]))


def _check_bounds(sheet: Sheet, area: Area, wanted: Area) -> None:
    place = notation(sheet, area)
    if wanted.end_row > area.end_row:
        raise RequestError(f"Requested writing within range [{place}], but tried writing to row [{area.end_row + 1}]")
    if wanted.end_column > area.end_column:
        letters = column_letters(area.end_column)
        raise RequestError(f"Requested writing within range [{place}], but tried writing to column [{letters}]")
