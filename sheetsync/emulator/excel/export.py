"""Export: a book in another file format."""

import csv
import io
from types import MappingProxyType

from sheetsync.emulator.book.grid import whole
from sheetsync.emulator.book.model import ROWS, Book
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.render.values import Reader, Rendering

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEPARATED = MappingProxyType({"text/csv": ",", "text/tab-separated-values": "\t"})


def convert(book: Book, calculator: Calculator, kind: str) -> bytes | None:
    """Return the book as the MIME type asked for; None for one that is not supported (pdf among them)."""
    if kind == XLSX:
        from sheetsync.emulator.excel.write import workbook_bytes

        return workbook_bytes(book, calculator)
    if kind in SEPARATED:
        return _separated(book, calculator, SEPARATED[kind])
    return None


def _separated(book: Book, calculator: Calculator, mark: str) -> bytes:
    """Return the first tab as shown, each row as wide as the widest, lines ended as Google ends them."""
    sheet = book.sheets[0]
    rows = Reader(book, calculator, Rendering()).value_range(sheet, whole(sheet), ROWS).get("values", [])
    width = max(map(len, rows), default=0)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(row + [""] * (width - len(row)) for row in rows)
    return out.getvalue().removesuffix("\r\n").encode()
