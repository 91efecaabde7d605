"""The context of a batch: the working copy that its requests change one after another, and on whose behalf."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sheetsync.emulator.access import guard, guard_new_lines, guard_tab
from sheetsync.emulator.book.grid import Area, require_area, require_dimension, require_sheet, span_of, visible
from sheetsync.emulator.book.model import ROWS, Book, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.limits import SIZES, Limits
from sheetsync.emulator.text.locales import Locale, locale_of


@dataclass(slots=True)
class Batch:
    """A batch at work. `book` is a copy: if any request fails, it is dropped. `writers` are all who may edit it."""

    book: Book
    owner: str
    caller: str
    now: datetime
    limits: Limits = SIZES
    writers: tuple[str, ...] = ()

    @property
    def locale(self) -> Locale:
        """Return the locale of the book as it now is."""
        return locale_of(self.book.locale)

    def sheet(self, sheet_id: int) -> Sheet:
        """Return a tab; raises RequestError for an unknown id."""
        return require_sheet(self.book, sheet_id)

    def area(self, grid_range: Obj) -> tuple[Sheet, Area]:
        """Return tab and rectangle to read."""
        return require_area(self.book, grid_range)

    def editable(self, grid_range: Obj) -> tuple[Sheet, Area]:
        """Return tab and rectangle to change, which no protection may shut to the caller."""
        sheet, area = require_area(self.book, grid_range)
        self.guard(sheet, area)
        return sheet, area

    def within(self, grid_range: Obj) -> tuple[Sheet, Area]:
        """Return tab and the cells that the grid has of a range to change, which must start in it.

        So measured by others for repeatCell (facts §1 [3P]), and taken to hold where cells are changed one by one; a
        range that is kept, or written to row by row, must fit.
        """
        sheet = require_sheet(self.book, grid_range.get("sheetId", 0))
        area = visible(sheet, span_of(grid_range))
        self.guard(sheet, area)
        return sheet, area

    def lines(self, dimension_range: Obj) -> tuple[Sheet, str, int, int]:
        """Return tab, dimension, start and end of rows or columns to change, none of them protected."""
        sheet, dimension, start, end = require_dimension(self.book, dimension_range)
        self.guard(sheet, across(sheet, dimension, start, end))
        return sheet, dimension, start, end

    def guard(self, sheet: Sheet, area: Area) -> None:
        """Raise RequestError if the caller may not change a cell of the area."""
        guard(sheet, area, self.owner, self.caller)

    def guard_new_lines(self, sheet: Sheet, dimension: str, at: int) -> None:
        """Raise RequestError if the caller may not insert rows or columns before `at`."""
        guard_new_lines(sheet, dimension, at, self.owner, self.caller)

    def grow(self, sheet: Sheet, dimension: str, count: int) -> None:
        """Give a tab at least so many rows or columns; raises RequestError if the caller may not add any."""
        if count > sheet.count(dimension):
            self.guard_new_lines(sheet, dimension, sheet.count(dimension))
            sheet.resize(dimension, count)

    def guard_tab(self, sheet: Sheet) -> None:
        """Raise RequestError if the tab as a whole is protected from the caller."""
        guard_tab(sheet, self.owner, self.caller)

    def calculator(self) -> Calculator:
        """Return a calculator of the book as it now is."""
        return Calculator(self.book)


def refuse_taken(what: str, wanted: int | str, taken: Collection[int | str]) -> None:
    """Raise RequestError for an id that another resource of the kind has.

    That taken ids are refused is in the discovery document, but for tables; the sentence is modelled on the recorded
    one for the names of named ranges (facts §6).
    """
    if wanted in taken:
        raise RequestError(f"Cannot add {what} with id: {wanted}, a {what} with that id already exists.")


def across(sheet: Sheet, dimension: str, start: int, end: int) -> Area:
    """Return whole rows or whole columns as a rectangle."""
    if dimension == ROWS:
        return Area(start, end, 0, sheet.column_count)
    return Area(0, sheet.row_count, start, end)
