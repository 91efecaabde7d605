"""A book that comes back as an Excel file: its cells, typed, as if the book had been pulled.

Excel knows no sheet ids: a tab is known by the names that its header cells carry, which an export keeps, and where a
program has dropped them by its title. A formula comes with what Excel worked out for it.
"""

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import STRIP_RE
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.escape import unescape

from sheetsync.adapters.files.excel_package import as_excel, inspect, too_large
from sheetsync.core.cells import BLANK, Anchor, Cell, Grid, Snapshot, exact
from sheetsync.core.layout import Book, Setting
from sheetsync.core.values import fold, normalize
from sheetsync.errors import SheetsyncError

MOST_ROWS, MOST_COLUMNS = 20_000, 1_000
"""No book is larger; in a file whose cells reach further, something went wrong."""
MOST_CELLS = 2_000_000
"""How many cells of a sheet are looked at, blank ones between others counted."""

_ERRORS = {
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
}
"""Excel's errors by Google's names."""

Named = Mapping[str, tuple[str, int, int]]
"""The worksheet, row and column that a name (without case) leads to."""


def read_excel(path: Path, book: Book, setting: Setting) -> Snapshot:
    """Read a file as `book`, whose tabs get the ids of its layout. Raises SheetsyncError for what cannot be read."""
    content = inspect(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out
            return _snapshot(path, _open(content, results=True), _open(content, results=False), book, setting)
    except SheetsyncError:
        raise
    except Exception as error:  # a broken file leads openpyxl into any there is
        raise SheetsyncError(
            f"Không đọc được tệp {path.name}.", f"Mở tệp bằng Excel xem có hỏng không, {as_excel()}, rồi chạy lại."
        ) from error


def _open(content: bytes, *, results: bool) -> Any:
    """Open the workbook row by row, without its pictures, comments and merged cells."""
    return load_workbook(BytesIO(content), read_only=True, data_only=results, keep_links=False)


def _snapshot(path: Path, results: Any, formulas: Any, book: Book, setting: Setting) -> Snapshot:
    sheets = list(results.worksheets)
    named = _named(results)
    ids = _ids(book, [sheet.title for sheet in sheets], named)
    grids = tuple(
        _grid(path, ids[one.title], one, typed) for one, typed in zip(sheets, formulas.worksheets, strict=True)
    )
    return Snapshot(path.name, setting.locale, setting.timezone, grids, _anchors(book, ids, named))


# --- which tab is which ----------------------------------------------------------------------------------------------


def _named(workbook: Any) -> Named:
    """Where names lead. A sheet that was copied in Excel has names of its own: those of the whole book come first."""
    own = [name for sheet in workbook.worksheets for name in sheet.defined_names.values()]
    found: dict[str, tuple[str, int, int]] = {}
    for defined in (*workbook.defined_names.values(), *own):
        name = defined.name.rpartition("!")[2].casefold()
        for title, cells in defined.destinations:
            col, row, _, _ = range_boundaries(cells)
            if col and row and name not in found:
                found[name] = (title.replace("''", "'"), row, col)
    return found


def _ids(book: Book, titles: list[str], named: Named) -> dict[str, int]:
    """The id of every worksheet: that of the tab it is, or a number of its own where the layout knows no such tab."""
    ids: dict[str, int] = {}
    left = []
    for tab in book.tabs:
        votes = Counter(place[0] for column in tab.columns if (place := named.get(tab.anchor(column.name).casefold())))
        title = next((title for title, _ in votes.most_common() if title in titles and title not in ids), None)
        if title is None:
            left.append(tab)
        else:
            ids[title] = tab.sheet_id
    for alike in (normalize, _title):
        for tab in left:
            same = [title for title in titles if title not in ids and alike(title) == alike(tab.title)]
            if len(same) == 1 and tab.sheet_id not in ids.values():
                ids[same[0]] = tab.sheet_id
    return ids | {title: -place for place, title in enumerate(titles, 1) if title not in ids}


_LONGEST_TITLE = 31
"""Characters of a title that Excel keeps."""


def _title(text: str) -> str:
    """A title as it is compared where it is not to the letter: without case, marks, and the number of a copy."""
    return fold(re.sub(r"\s*\(\d+\)\s*$", "", text))[:_LONGEST_TITLE].strip()


def _anchors(book: Book, ids: Mapping[str, int], named: Named) -> dict[str, Anchor]:
    """The names of the layout's columns, each where its own tab is."""
    found = {}
    for tab in book.tabs:
        for name in (tab.stamp_anchor, *(tab.anchor(column.name) for column in tab.columns)):
            title, row, col = named.get(name.casefold(), ("", 0, 0))
            if ids.get(title) == tab.sheet_id:
                found[name] = Anchor(tab.sheet_id, row, col)
    return found


# --- cells -----------------------------------------------------------------------------------------------------------


def _grid(path: Path, sheet_id: int, results: Any, typed: Any) -> Grid:
    for sheet in (results, typed):
        sheet.reset_dimensions()  # what a file says of its own size may be wrong, and would cut it
    rows: list[tuple[Cell, ...]] = []
    seen = 0
    for number, (shown, entered) in enumerate(zip(results.iter_rows(), typed.iter_rows(), strict=True), 1):
        cells = tuple(_trimmed(map(_cell, shown, entered)))
        seen += len(shown)
        if seen > MOST_CELLS or (cells and (number > MOST_ROWS or len(cells) > MOST_COLUMNS)):
            raise too_large(path)
        if cells:
            rows += [()] * (number - 1 - len(rows))
            rows.append(cells)
    return Grid(sheet_id, results.title, tuple(rows), len(rows), max(map(len, rows), default=0))


def _trimmed(cells: Iterable[Cell]) -> list[Cell]:
    """A row without the blank cells at its end."""
    found = list(cells)
    while found and found[-1] == BLANK:
        found.pop()
    return found


def _cell(result: Any, typed: Any) -> Cell:
    formula = _formula(typed.value) if typed.data_type == "f" else None
    value = result.value
    if result.data_type == "e":
        return Cell(None, formula, _ERRORS.get(str(value), "ERROR"))
    if isinstance(value, bool):
        return Cell(value, formula)
    if isinstance(value, date | time | timedelta):
        serial = to_excel(value)  # type: ignore[no-untyped-call]  # the stubs lack it
        return Cell(exact(serial), formula, None, _clock(value, result.number_format))
    if isinstance(value, int | float):
        if not isfinite(value):
            return Cell(None, formula, "NUM")
        percent = "%" in STRIP_RE.sub("", result.number_format or "")
        return Cell(exact(value), formula, None, "PERCENT" if percent else None)
    text = _text(str(value)) if value is not None else ""
    return Cell(text or None, formula) if text or formula else BLANK


def _formula(value: Any) -> str:
    """A formula as typed; one that fills several cells carries its text inside."""
    return str(value if isinstance(value, str) else getattr(value, "text", None) or "=")


def _clock(value: date | time | timedelta, pattern: str | None) -> str:
    """Google's format type for a day, an hour or both."""
    if not isinstance(value, datetime):
        return "DATE" if isinstance(value, date) else "TIME"
    seen = STRIP_RE.sub("", pattern or "").lower()
    if not re.search("[hs]", seen):
        return "DATE"
    return "DATE_TIME" if re.search("[dy]", seen) else "TIME"


def _text(value: str) -> str:
    """A text as typed: Excel escapes some characters, and ends lines in its own way."""
    lines = unescape(value).replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", lines)
