"""Ranges as plain values, in the three render options and both dimensions."""

from dataclasses import dataclass
from typing import Any

from sheetsync.emulator.book.grid import Area, notation
from sheetsync.emulator.book.model import ROWS, Book, Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.text.formats import DATE_TYPES, error_text, show


@dataclass(frozen=True, slots=True)
class Rendering:
    """How values are to be shown."""

    value: str = "FORMATTED_VALUE"
    date: str = "SERIAL_NUMBER"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rectangles of a book that does not change meanwhile."""

    book: Book
    calculator: Calculator
    rendering: Rendering

    def value_range(self, sheet: Sheet, area: Area, dimension: str) -> Obj:
        """Return a ValueRange: trailing empties dropped, and no `values` at all when everything is empty."""
        rows = [self._row(sheet, row, area) for row in range(area.start_row, area.end_row)]
        lines = _trimmed(rows if dimension == ROWS else _transposed(rows))
        result: Obj = {"range": notation(sheet, area), "majorDimension": dimension}
        return {**result, "values": lines} if lines else result

    def _row(self, sheet: Sheet, row: int, area: Area) -> list[Any]:
        cells = sheet.cells.get(row)
        if not cells:
            return []
        last = max((column for column in cells if area.start_column <= column < area.end_column), default=-1)
        return [
            self._shown(sheet, row, column) if column in cells else "" for column in range(area.start_column, last + 1)
        ]

    def _shown(self, sheet: Sheet, row: int, column: int) -> Any:
        cell = sheet.cells[row][column]
        entered = cell.get("userEnteredValue", {})
        if self.rendering.value == "FORMULA" and "formulaValue" in entered:
            return entered["formulaValue"]
        value = self.calculator.effective(sheet, row, column)
        number_format = self.calculator.number_format(sheet, row, column)
        is_date = number_format.get("type") in DATE_TYPES and "numberValue" in value
        if self.rendering.value == "FORMATTED_VALUE" or (is_date and self.rendering.date == "FORMATTED_STRING"):
            return show(value, number_format, self.book.locale)
        if "errorValue" in value:
            return f"{error_text(value['errorValue']['type'])} ({value['errorValue'].get('message', '')})"
        return next(iter(value.values()), "")


def _trimmed(lines: list[list[Any]]) -> list[list[Any]]:
    """Drop the empty cells at the end of each line and the empty lines at the end."""
    for line in lines:
        while line and line[-1] == "":
            line.pop()
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _transposed(rows: list[list[Any]]) -> list[list[Any]]:
    longest = max(map(len, rows), default=0)
    return [[row[index] if index < len(row) else "" for row in rows] for index in range(longest)]
