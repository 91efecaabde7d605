"""Calculator: the effective value of every cell of one book, worked out when asked for and remembered.

A book that is read does not change, so results never go stale: a change makes a new book with a new calculator. Nothing
is worked out that was not asked for, and nothing twice.
"""

from bisect import bisect_left
from collections.abc import Iterator
from types import MappingProxyType

from sheetsync.emulator.book.grid import Area, clipped, closed, find
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.functions import FUNCTIONS, call
from sheetsync.emulator.formulas.inheritance import inherited
from sheetsync.emulator.formulas.order import in_order
from sheetsync.emulator.formulas.parser import Apply, ErrorLiteral, Literal, Name, Reference, Step, steps
from sheetsync.emulator.formulas.values import (
    Block,
    FormulaError,
    Scalar,
    Value,
    from_extended,
    intersect,
    scalar,
    text,
    to_extended,
)
from sheetsync.emulator.text.formats import DATE_TYPES, show, show_number
from sheetsync.emulator.text.locales import locale_of

Key = tuple[int, int, int]  # sheet id, row, column
Result = tuple[Value, Obj | None]  # a value, and the number format it would be shown with
CIRCULAR = "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
MOST_BLOCKS = 256
ERROR_LITERALS = MappingProxyType(
    {
        "#REF!": "REF",
        "#N/A": "N_A",
        "#DIV/0!": "DIVIDE_BY_ZERO",
        "#VALUE!": "VALUE",
        "#NAME?": "NAME",
        "#NUM!": "NUM",
        "#NULL!": "NULL_VALUE",
    }
)


class Calculator:
    """Works out the formulas of a book that does not change while it is used."""

    def __init__(self, book: Book) -> None:
        """`book` is only read."""
        self._book = book
        self._locale = locale_of(book.locale)
        self._known: dict[Key, Scalar] = {}
        self._formats: dict[Key, Obj | None] = {}
        self._sheets = {sheet.id: sheet for sheet in book.sheets}
        self._formulas: dict[int, dict[int, list[int]]] = {}  # sheet id -> column -> rows that hold formulas
        self._blocks: dict[tuple[int, Area], Block] = {}

    def effective(self, sheet: Sheet, row: int, column: int) -> Obj:
        """Return the effective ExtendedValue of a cell; empty for a blank one."""
        entered: Obj = sheet.cell(row, column).get("userEnteredValue", {})
        if "formulaValue" not in entered:
            return entered
        return to_extended(self.value((sheet.id, row, column)))

    def number_format(self, sheet: Sheet, row: int, column: int) -> Obj:
        """Return the number format a cell is shown with: its own, else the one its formula's result brings along."""
        return self._format_at((sheet.id, row, column), sheet.cell(row, column)) or {}

    def shown(self, sheet: Sheet, row: int, column: int) -> str:
        """Return the text a cell shows; empty for a blank one."""
        value = self.effective(sheet, row, column)
        return show(value, self.number_format(sheet, row, column), self._book.locale) if value else ""

    def hyperlink(self, sheet: Sheet, row: int, column: int) -> str | None:
        """Return the address of a cell whose formula is a HYPERLINK."""
        formula = sheet.cell(row, column).get("userEnteredValue", {}).get("formulaValue", "")
        found = steps(formula, self._locale.decimal) if "HYPERLINK" in formula.upper() else None
        if not found or not isinstance(found[-1], Apply) or found[-1].function != "HYPERLINK" or not found[-1].count:
            return None
        key = (sheet.id, row, column)
        self.value(key)  # settles what the address is made of
        address = scalar(intersect(self._run(found[:-1], key)[-found[-1].count][0], row, column))
        return None if isinstance(address, FormulaError) else text(address, self._locale)

    def evaluate(self, formula: str, sheet: Sheet, row: int, column: int) -> Value:
        """Return what a formula with its `=` comes to as if it stood in a cell: that of a condition, for one."""
        found = steps(formula, self._locale.decimal)
        if found is None:
            return FormulaError("ERROR", "Formula parse error.")
        for key in self._looked_at(found, sheet.id):
            self.value(key)
        return self._run(found, (sheet.id, row, column))[-1][0]

    def value(self, key: Key) -> Scalar:
        """Return the value of any cell."""
        entered = self._entered(key)
        if "formulaValue" not in entered:
            return from_extended(entered)
        if key not in self._known:
            for together, circular in in_order(key, self._needs):
                for one in together:
                    self._known[one] = FormulaError("REF", CIRCULAR) if circular else self._result(one)
        return self._known[key]

    def _result(self, key: Key) -> Scalar:
        found = steps(self._entered(key)["formulaValue"], self._locale.decimal)
        if found is None:
            return FormulaError("ERROR", "Formula parse error.")
        value, number_format = self._run(found, key)[-1]
        value = intersect(value, key[1], key[2])
        self._formats[key] = self._look(value) if isinstance(value, Block) else number_format
        return scalar(value)

    def _needs(self, key: Key) -> Iterator[Key]:
        """Yield the formula cells a formula looks at that are not worked out yet."""
        found = steps(self._entered(key)["formulaValue"], self._locale.decimal)
        return self._looked_at(found or (), key[0])

    def _looked_at(self, found: tuple[Step, ...], home: int) -> Iterator[Key]:
        for step in found:
            target = self._target(step, home) if isinstance(step, Reference | Name) else None
            if target:
                for key in self._formulas_in(*target):
                    if key not in self._known:
                        yield key

    def _run(self, found: tuple[Step, ...], key: Key) -> list[Result]:
        """Work through the steps of a formula; what they need is worked out already."""
        stack: list[Result] = []
        for step in found:
            if isinstance(step, Apply):
                start = len(stack) - step.count
                stack[start:] = [self._applied(step.function, stack[start:], key)]
            elif isinstance(step, Literal):
                stack.append((step.value, None))
            elif isinstance(step, ErrorLiteral):
                # Only that of a lost reference has words: `#N/A ()` was seen (facts §4).
                words = "Reference does not exist." if step.text == "#REF!" else ""
                stack.append((FormulaError(ERROR_LITERALS[step.text], words), None))
            else:
                stack.append((self._cells(step, key[0]), None))
        return stack

    def _applied(self, name: str, results: list[Result], key: Key) -> Result:
        function = FUNCTIONS.get(name)
        arguments = tuple(
            value if function is None or function.takes_range(place) else intersect(value, key[1], key[2])
            for place, (value, _) in enumerate(results, start=1)
        )
        formats = [own for _, own in results]
        if name in ("CONCAT", "CONCATENATE"):
            arguments = tuple(map(self._dated, arguments, formats))
        result = call(name, arguments, self._locale)
        return result, inherited(name, result, arguments, formats, self._look)

    def _dated(self, value: Value, own: Obj | None) -> Value:
        """Return a date as text: joined to text it shows as it does in its cell, where other numbers show plain."""
        is_cell = isinstance(value, Block) and value.height == value.width == 1
        shown = self._look(value) if isinstance(value, Block) and is_cell else own
        plain = scalar(value) if is_cell else value
        if not shown or shown.get("type") not in DATE_TYPES or not isinstance(plain, int | float):
            return value
        return value if isinstance(plain, bool) else show_number(plain, shown, self._locale.name)

    def _look(self, block: Block) -> Obj | None:
        """Return the number format of the first cell of a rectangle that holds a number."""
        sheet = self._sheets[block.sheet_id]
        for down, row in enumerate(block.rows):
            for right, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    place = block.row + down, block.column + right
                    return self._format_at((sheet.id, *place), sheet.cell(*place))
        return None

    def _format_at(self, key: Key, cell: Obj) -> Obj | None:
        own: Obj | None = cell.get("userEnteredFormat", {}).get("numberFormat")
        if own or "formulaValue" not in cell.get("userEnteredValue", {}):
            return own
        is_number = isinstance(value := self.value(key), int | float) and not isinstance(value, bool)
        return self._formats.get(key) if is_number else None

    def _cells(self, node: Reference | Name, home: int) -> Value:
        target = self._target(node, home)
        if target is None:
            if isinstance(node, Name) and self._is_lost(node.text):
                return FormulaError("REF", "Reference does not exist.")
            if isinstance(node, Name):
                return FormulaError("NAME", f"Unknown range name: '{node.text.upper()}'.")
            return FormulaError("REF", f"Unresolved sheet name '{node.title}'.")
        sheet, area = target
        if area.height <= 0 or area.width <= 0:
            return FormulaError("REF", "Reference does not exist.")
        block = self._blocks.get((sheet.id, area))
        if block is None:
            if len(self._blocks) >= MOST_BLOCKS:
                self._blocks.clear()
            block = self._blocks[sheet.id, area] = self._block(sheet, area)
        return block

    def _block(self, sheet: Sheet, area: Area) -> Block:
        blank: tuple[Scalar, ...] = (None,) * area.width
        last = area.end_row
        if area.height > len(sheet.cells):
            last = max((row for row in sheet.cells if area.start_row <= row < area.end_row), default=-1) + 1
        rows = tuple(
            self._row(cells, (sheet.id, row), area) if (cells := sheet.cells.get(row)) else blank
            for row in range(area.start_row, last)
        )
        return Block(rows, area.height, area.width, sheet.id, area.start_row, area.start_column)

    def _row(self, cells: dict[int, Obj], place: tuple[int, int], area: Area) -> tuple[Scalar, ...]:
        found: list[Scalar] = []
        for column in range(area.start_column, area.end_column):
            entered = cells[column].get("userEnteredValue") if column in cells else None
            if entered and "formulaValue" in entered:
                found.append(self._known[(*place, column)])
            else:
                found.append(from_extended(entered) if entered else None)
        return tuple(found)

    def _target(self, node: Reference | Name, home: int) -> tuple[Sheet, Area] | None:
        if isinstance(node, Name):
            found = find(self._book, node.text) if self._is_named(node.text) else None
            return (found[0], clipped(found[0], closed(*found))) if found else None
        sheet = self._book.titled(node.title) if node.title is not None else self._sheets.get(home)
        return (sheet, clipped(sheet, closed(sheet, node.span))) if sheet else None

    def _is_lost(self, name: str) -> bool:
        """Tell whether a range once had this name and lost its cells."""
        return any(named["name"].casefold() == name.casefold() for named in self._book.listed("lostNames"))

    def _is_named(self, name: str) -> bool:
        return any(named["name"].casefold() == name.casefold() for named in self._book.listed("namedRanges"))

    def _formulas_in(self, sheet: Sheet, area: Area) -> Iterator[Key]:
        columns = self._formulas.get(sheet.id)
        if columns is None:
            columns = self._formulas[sheet.id] = _formula_cells(sheet)
        within = range(area.start_column, area.end_column)
        for column in within if len(within) < len(columns) else [column for column in columns if column in within]:
            rows = columns.get(column, [])
            for row in rows[bisect_left(rows, area.start_row) : bisect_left(rows, area.end_row)]:
                yield sheet.id, row, column

    def _entered(self, key: Key) -> Obj:
        sheet = self._sheets.get(key[0])
        entered: Obj = sheet.cell(key[1], key[2]).get("userEnteredValue", {}) if sheet else {}
        return entered


def _formula_cells(sheet: Sheet) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in sorted(sheet.cells):
        for column, cell in sheet.cells[row].items():
            if "formulaValue" in cell.get("userEnteredValue", {}):
                found.setdefault(column, []).append(row)
    return found
