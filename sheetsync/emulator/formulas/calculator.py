"""Calculator: the effective value of every cell of one book, worked out when asked for and remembered.

A book that is read does not change, so results never go stale: a change makes a new book with a new calculator. Cells
are worked out in dependency order without recursion, so that a thousand running totals do not exhaust Python's stack.
"""

from collections.abc import Iterator
from types import MappingProxyType

from sheetsync.emulator.book.a1 import Span
from sheetsync.emulator.book.grid import Area, find
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.functions import call
from sheetsync.emulator.formulas.parser import Call, ErrorLiteral, Literal, Name, Node, Reference, parse
from sheetsync.emulator.formulas.tokens import ParseError
from sheetsync.emulator.formulas.values import (
    Block,
    FormulaError,
    Scalar,
    Value,
    from_extended,
    scalar,
    text,
    to_extended,
)
from sheetsync.emulator.text.locales import locale_of

Key = tuple[int, int, int]  # sheet id, row, column
CIRCULAR = "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
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
        self._sheets = {sheet.id: sheet for sheet in book.sheets}

    def effective(self, sheet: Sheet, row: int, column: int) -> Obj:
        """Return the effective ExtendedValue of a cell; empty for a blank one."""
        entered: Obj = sheet.cell(row, column).get("userEnteredValue", {})
        if "formulaValue" not in entered:
            return entered
        return to_extended(self.value((sheet.id, row, column)))

    def hyperlink(self, sheet: Sheet, row: int, column: int) -> str | None:
        """Return the address of a cell whose formula is a HYPERLINK."""
        formula = sheet.cell(row, column).get("userEnteredValue", {}).get("formulaValue", "")
        tree = self._tree(formula) if formula.upper().startswith("=HYPERLINK") else None
        if not isinstance(tree, Call) or not tree.arguments:
            return None
        found = scalar(self._work(tree.arguments[0], (sheet.id, row, column)))
        return None if isinstance(found, FormulaError) else text(found, self._locale)

    def value(self, key: Key) -> Scalar:
        """Return the value of any cell."""
        entered = self._entered(key)
        if "formulaValue" not in entered:
            return from_extended(entered)
        if key not in self._known:
            self._settle(key)
        return self._known[key]

    def _settle(self, first: Key) -> None:
        """Work out a formula after everything it needs, in the order of a depth-first walk."""
        waiting: list[tuple[Key, Iterator[Key]]] = [(first, self._needs(first))]
        open_keys = {first}
        while waiting:
            key, needs = waiting[-1]
            needed = next((other for other in needs if other not in self._known), None)
            if needed is None:
                waiting.pop()
                open_keys.discard(key)
                if key not in self._known:
                    self._known[key] = self._result(key)
            elif needed in open_keys:
                self._known[needed] = FormulaError("REF", CIRCULAR)
            else:
                open_keys.add(needed)
                waiting.append((needed, self._needs(needed)))

    def _result(self, key: Key) -> Scalar:
        tree = self._tree(self._entered(key)["formulaValue"])
        if tree is None:
            return FormulaError("ERROR", "Formula parse error.")
        try:
            result = self._work(tree, key)
            # Without spilling, a rectangle shows its first cell.
            return result.rows[0][0] if isinstance(result, Block) else result
        except FormulaError as error:
            return error.fresh()

    def _needs(self, key: Key) -> Iterator[Key]:
        """Yield the formula cells that a formula looks at."""
        tree = self._tree(self._entered(key)["formulaValue"])
        if tree is not None:
            yield from self._formulas_under(tree, key[0])

    def _formulas_under(self, node: Node, home: int) -> Iterator[Key]:
        if isinstance(node, Call):
            for argument in node.arguments:
                yield from self._formulas_under(argument, home)
        elif isinstance(node, Reference | Name):
            target = self._target(node, home)
            if target:
                sheet, area = target
                for row, column in _filled(sheet, area):
                    if "formulaValue" in sheet.cells[row][column].get("userEnteredValue", {}):
                        yield sheet.id, row, column

    def _work(self, node: Node, key: Key) -> Value:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, ErrorLiteral):
            return FormulaError(ERROR_LITERALS[node.text], "Reference does not exist.")
        if isinstance(node, Call):
            return call(node.function, tuple(self._work(argument, key) for argument in node.arguments), self._locale)
        return self._looked_up(node, key[0])

    def _looked_up(self, node: Reference | Name, home: int) -> Value:
        target = self._target(node, home)
        if target is None:
            return self._missing(node)
        sheet, area = target
        if area.height <= 0 or area.width <= 0:
            return FormulaError("REF", "Reference does not exist.")
        return self._block(sheet, area)

    def _block(self, sheet: Sheet, area: Area) -> Block:
        blank: tuple[Scalar, ...] = (None,) * area.width
        rows = []
        for row in range(area.start_row, area.end_row):
            if row in sheet.cells:
                rows.append(
                    tuple(self.value((sheet.id, row, column)) for column in range(area.start_column, area.end_column))
                )
            else:
                rows.append(blank)
        return Block(tuple(rows))

    def _target(self, node: Reference | Name, home: int) -> tuple[Sheet, Area] | None:
        if isinstance(node, Name):
            found = find(self._book, node.text) if self._is_named(node.text) else None
            return (found[0], _closed(found[0], found[1])) if found else None
        sheet = self._book.titled(node.title) if node.title is not None else self._sheets.get(home)
        return (sheet, _closed(sheet, node.span)) if sheet else None

    def _is_named(self, name: str) -> bool:
        return any(named["name"].casefold() == name.casefold() for named in self._book.listed("namedRanges"))

    def _missing(self, node: Reference | Name) -> FormulaError:
        if isinstance(node, Name):
            return FormulaError("NAME", f"Unknown range name: '{node.text.upper()}'.")
        return FormulaError("REF", f"Unresolved sheet name '{node.title}'.")

    def _tree(self, formula: str) -> Node | None:
        try:
            return parse(formula, self._locale.decimal)
        except ParseError:
            return None

    def _entered(self, key: Key) -> Obj:
        sheet = self._sheets.get(key[0])
        entered: Obj = sheet.cell(key[1], key[2]).get("userEnteredValue", {}) if sheet else {}
        return entered


def _closed(sheet: Sheet, span: Span) -> Area:
    """Close a span by the tab's size; what lies outside the grid is empty."""
    return Area(
        span.start_row or 0,
        min(span.end_row or sheet.row_count, sheet.row_count),
        span.start_column or 0,
        min(span.end_column or sheet.column_count, sheet.column_count),
    )


def _filled(sheet: Sheet, area: Area) -> Iterator[tuple[int, int]]:
    rows = range(area.start_row, area.end_row)
    picked = [row for row in sheet.cells if row in rows] if len(sheet.cells) < len(rows) else rows
    for row in picked:
        for column in sheet.cells.get(row, {}):
            if area.start_column <= column < area.end_column:
                yield row, column
