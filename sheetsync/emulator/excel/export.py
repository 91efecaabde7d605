"""Export: a book in another file format."""

import csv
import io
import re
from datetime import date
from types import MappingProxyType

from sheetsync.emulator.book.grid import whole
from sheetsync.emulator.book.model import ROWS, Book
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.render.values import Reader, Rendering

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TSV = "text/tab-separated-values"
SEPARATED = MappingProxyType({"text/csv": ",", TSV: "\t"})

SEPARATORS = re.compile(r"\r\n|[\t\r\n]")


def convert(book: Book, calculator: Calculator, kind: str, today: date) -> bytes | None:
    """Return the book as the MIME type asked for; None for one that is not supported (pdf among them)."""
    if kind == XLSX:
        from sheetsync.emulator.excel.write import workbook_bytes

        return workbook_bytes(book, calculator, today)
    if kind in SEPARATED:
        return _separated(book, calculator, SEPARATED[kind])
    return None


def _separated(book: Book, calculator: Calculator, mark: str) -> bytes:
    """Return the first tab as shown, each row as wide as the widest, lines ended as Google ends them."""
    sheet = book.sheets[0]
    rows = Reader(book, calculator, Rendering()).value_range(sheet, whole(sheet), ROWS).get("values", [])
    width = max(map(len, rows), default=0)
    full = (row + [""] * (width - len(row)) for row in rows)
    if mark == SEPARATED[TSV]:
        # That media type knows no quotes, and no tab or line end within a field: a space stands for it.
        return "\r\n".join(mark.join(" ".join(SEPARATORS.split(text)) for text in row) for row in full).encode()
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(full)
    return out.getvalue().removesuffix("\r\n").encode()
