"""What every part of an export, or of a reading, needs to know of the whole: names, marks and colours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import TokenizerError

from sheetsync.emulator.book.a1 import Span
from sheetsync.emulator.book.grid import END_COLUMN, END_ROW, START_COLUMN, START_ROW, Area, area_of
from sheetsync.emulator.book.model import Book
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.colours import Colours
from sheetsync.emulator.excel.places import absolute, located
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.formulas.rewrite import in_english, respelt, retitled
from sheetsync.emulator.text.entry import enter
from sheetsync.emulator.text.locales import Locale

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_TITLE = 31
# Functions that Excel got after 2007 and stores with a mark, though nobody ever types it.
LATER = (
    *("ARRAYTOTEXT", "BYCOL", "BYROW", "CHOOSECOLS", "CHOOSEROWS", "CONCAT", "DAYS", "DROP", "EXPAND", "FILTER"),
    *("FORMULATEXT", "HSTACK", "IFNA", "IFS", "ISFORMULA", "ISOWEEKNUM", "LAMBDA", "LET", "MAKEARRAY", "MAP"),
    *("MAXIFS", "MINIFS", "NUMBERVALUE", "RANDARRAY", "REDUCE", "SCAN", "SEQUENCE", "SHEET", "SHEETS", "SORT"),
    *("SORTBY", "SWITCH", "TAKE", "TEXTAFTER", "TEXTBEFORE", "TEXTJOIN", "TEXTSPLIT", "TOCOL", "TOROW", "UNICHAR"),
    *("UNICODE", "UNIQUE", "VSTACK", "WRAPCOLS", "WRAPROWS", "XLOOKUP", "XMATCH", "XOR"),
    *("PERCENTILE.INC", "PERCENTILE.EXC", "QUARTILE.INC", "QUARTILE.EXC", "RANK.AVG", "RANK.EQ"),
    *("STDEV.P", "STDEV.S", "VAR.P", "VAR.S", "MODE.SNGL", "MODE.MULT"),
)
TEXT = r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\''
LATER_CALL = re.compile(
    rf"{TEXT}|(?<![\w.])({'|'.join(sorted(map(re.escape, LATER), reverse=True))})(?=\()", re.IGNORECASE
)
PREFIX = re.compile(rf"{TEXT}|_xlfn\.(?:_xlws\.)?|_xlws\.|_xlpm\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An export: the book, the name each tab has in Excel, which allows fewer letters, and what day it is."""

    book: Book
    calculator: Calculator
    locale: Locale
    titles: dict[int, str]
    today: date

    def formula(self, typed: str) -> str:
        """Return a formula as Excel stores it: English marks, Excel's tab names, marked functions."""
        typed = CONTROL.sub("", typed)
        for sheet in self.book.sheets:
            if self.titles[sheet.id] != sheet.title:
                typed = retitled(typed, self.locale.decimal, sheet.title, self.titles[sheet.id])
        english = in_english(typed, self.locale.decimal)
        return LATER_CALL.sub(lambda found: f"_xlfn.{found[1].upper()}" if found[1] else found[0], english)

    def bare_formula(self, typed: str) -> str:
        """Return the formula without its `=`, as rules hold it."""
        return self.formula(typed if typed.startswith("=") else f"={typed[1:]}").removeprefix("=")

    def number(self, entered: str) -> float | None:
        """Return what a text counts that was given as a number or a date."""
        found = enter(entered, self.locale, self.today).value.get("numberValue")
        return None if found is None else float(found)

    def reference(self, grid_range: Obj) -> str | None:
        """Return `'Tab'!$A$1:$B$2` of a GridRange; None for one without a tab or without cells."""
        sheet = self.book.sheet(grid_range.get("sheetId", 0))
        area = area_of(sheet, grid_range) if sheet else None
        if sheet is None or area is None or area.height <= 0 or area.width <= 0:
            return None
        return absolute(self.titles[sheet.id], area)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A reading: the workbook, the id each of its tabs gets, and how its colours and formulas are understood."""

    workbook: Any
    locale: Locale
    ids: dict[str, int]  # by the tab's name, in small letters
    colours: Colours

    def formula(self, stored: str) -> str:
        """Return a formula, with or without its `=`, as it would be typed in the book's locale."""
        bare = PREFIX.sub(lambda found: found[0] if found[0][0] in "\"'" else "", stored.removeprefix("="))
        return respelt(f"={bare}", ".", self.locale.decimal)

    def number(self, amount: float) -> str:
        """Return a number as it would be typed."""
        text = repr(int(amount) if float(amount).is_integer() else amount)
        return text.replace(".", self.locale.decimal)

    def grid_range(self, reference: str, home: int = -1) -> Obj | None:
        """Return a reference as a GridRange; None for one to nowhere. Without a tab it is one to `home`."""
        found = located(reference)
        if found is None:
            return None
        sheet_id = home if found[0] is None else self.ids.get(found[0].casefold(), -1)
        return None if sheet_id < 0 else _grid_range(sheet_id, found[1])

    def areas(self, references: str) -> list[Area]:
        """Return the closed rectangles of `A1:B2 D4`."""
        found = [located(part) for part in references.split()]
        return [
            Area(place[1].start_row or 0, place[1].end_row, place[1].start_column or 0, place[1].end_column)
            for place in found
            if place and place[1].end_row is not None and place[1].end_column is not None
        ]


def is_sound(formula: str) -> bool:
    """Tell whether Excel could read a formula; it calls a file damaged that holds one it cannot."""
    try:
        items = [item for item in Tokenizer(formula).items if item.type != "WHITE-SPACE"]
    except (TokenizerError, IndexError):
        return False
    depth = sum({"OPEN": 1, "CLOSE": -1}.get(item.subtype, 0) for item in items)
    return bool(items) and depth == 0 and items[-1].type not in ("OPERATOR-INFIX", "OPERATOR-PREFIX", "SEP")


def safe_titles(book: Book) -> dict[int, str]:
    """Return for each tab a name that Excel takes: 31 letters, none of them forbidden, and no two alike."""
    titles: dict[int, str] = {}
    for sheet in book.sheets:
        base = FORBIDDEN.sub("_", sheet.title).strip("'")[:LONGEST_TITLE].rstrip("'") or "_"
        taken = {other.casefold() for other in titles.values()}
        titles[sheet.id] = next(title for title in _numbered(base) if title.casefold() not in taken)
    return titles


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base[: LONGEST_TITLE - len(str(number)) - 1]}_{number}"
        number += 1


def _grid_range(sheet_id: int, span: Span) -> Obj:
    bounds = {
        START_ROW: span.start_row,
        END_ROW: span.end_row,
        START_COLUMN: span.start_column,
        END_COLUMN: span.end_column,
    }
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    return {"sheetId": sheet_id, **given} if sheet_id else given
