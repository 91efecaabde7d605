"""Excel files from anywhere: looked through before openpyxl reads them, which trusts what it is given.

A workbook is a zip of XML. What it unpacks to is bounded; no part may declare entities, which those of workbooks never
do, whatever library reads them; and no range may make openpyxl build more cells than there are in most books.
"""

import io
import re
import warnings
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl.reader.excel import ExcelReader

from sheetsync.emulator.book.a1 import parse_span
from sheetsync.emulator.errors import RequestError

MOST_BYTES = 100 * 1024 * 1024  # of all parts unpacked; what Google takes for conversion is as much (facts §1)
MOST_PARTS = 10_000
MOST_CELLS = 1_000_000  # merged or linked as ranges
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
RANGED = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s([^>]*)>?")
REFERENCE = re.compile(rb"""\sref\s*=\s*["']([^"']*)["']""")
UNREADABLE = "The file cannot be read as a workbook."


class _Reader(ExcelReader):
    """Reads numbers as numbers: what openpyxl makes of dates loses some of their digits."""

    def read_worksheets(self) -> None:
        self.wb._date_formats = set()  # type: ignore[attr-defined]  # noqa: SLF001 - openpyxl has no switch for it
        super().read_worksheets()


def load(content: bytes) -> Any:
    """Return the workbook of a file; raises RequestError for one that is none, or that holds macros or a threat."""
    _inspect(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out
            reader = _Reader(io.BytesIO(content), keep_links=False, rich_text=True)
            reader.read()
    except Exception as error:  # a broken file leads openpyxl into any there is
        raise RequestError(UNREADABLE) from error
    return reader.wb


def _inspect(content: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            # No more is ever unpacked of a part than its entry says.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise RequestError("The file is too large to be converted.")
            if any(part.flag_bits & 1 or part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise RequestError("A file with a password or with macros cannot be converted.")
            cells = sum(_cells(archive.read(part)) for part in parts if not _is_picture(part.filename))
    except (BadZipFile, RuntimeError, OSError, EOFError, ValueError) as error:
        raise RequestError(UNREADABLE) from error
    if cells > MOST_CELLS:
        raise RequestError("The file is too large to be converted.")


def _is_picture(name: str) -> bool:
    return name.lower().startswith("xl/media/")


def _cells(part: bytes) -> int:
    """Return how many cells a part of the file merges or links by ranges; raises for one that declares entities."""
    plain = part.replace(b"\0", b"")  # in UTF-16, which XML may be written in as well
    if DECLARATION.search(plain):
        raise RequestError(UNREADABLE)
    count = 0
    for found in RANGED.finditer(plain):
        reference = REFERENCE.search(b" " + found[1])
        span = parse_span(reference[1].decode("ascii", "replace").replace("$", "")) if reference else None
        if span is None or span.end_row is None or span.end_column is None:
            raise RequestError(UNREADABLE)
        count += (span.end_row - (span.start_row or 0)) * (span.end_column - (span.start_column or 0))
    return count
