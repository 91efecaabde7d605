"""Excel: an .xlsx file as a book, by openpyxl. Imported only when one is uploaded to be converted.

A workbook says neither a locale nor the size of a grid: the book has the locale asked for, and each tab is as large as
a new one, or as what is in it. Pictures, pivot tables, and what the other modules here say of their parts are left out.
"""

from datetime import date, time, timedelta
from math import isfinite
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.datetime import MAC_EPOCH, to_excel
from openpyxl.worksheet.formula import ArrayFormula

from sheetsync.emulator.batch.ranges import NAME
from sheetsync.emulator.book.a1 import parse_span
from sheetsync.emulator.book.cells import TOO_LONG, check_size
from sheetsync.emulator.book.defaults import (
    COLUMN_COUNT,
    LOCALE,
    ROW_COUNT,
    UPLOAD_TIME_ZONE,
    sheet_properties,
    spreadsheet_properties,
)
from sheetsync.emulator.book.grid import END_COLUMN, END_ROW, Area, to_grid_range
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import COLUMNS, ROWS, Book, Sheet
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.excel.charts_read import read_charts
from sheetsync.emulator.excel.colours import Colours, colours_of
from sheetsync.emulator.excel.filters import read_criteria, read_filter, read_tables
from sheetsync.emulator.excel.lines import read_lines
from sheetsync.emulator.excel.links import link_of
from sheetsync.emulator.excel.locks import read_protection
from sheetsync.emulator.excel.looks_read import text_format, unlinked
from sheetsync.emulator.excel.package import UNREADABLE, load
from sheetsync.emulator.excel.rules import read_rules
from sheetsync.emulator.excel.runs import runs_of, text_of
from sheetsync.emulator.excel.scene import Incoming, Outgoing
from sheetsync.emulator.excel.styles import Looks
from sheetsync.emulator.excel.validation import is_lists, read_validation
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.limits import SIZES, Limits, exceeds
from sheetsync.emulator.text.entry import whole
from sheetsync.emulator.text.locales import locale_of

MAX_TITLE = 100
DAYS_1904 = 1462  # between the first days of the two calendars of Excel
DATED = ("DATE", "DATE_TIME")
HIDDEN = ("hidden", "veryHidden")


def book_of(content: bytes, file_id: str, title: str, locale: str = LOCALE, limits: Limits = SIZES) -> Book:
    """Return the book a file makes; raises RequestError for one that cannot be read, or holds too much."""
    workbook = load(content)
    try:
        return _book(workbook, file_id, title, locale, limits)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError) as error:
        # openpyxl does not look at everything a file says; what makes no sense comes out here.
        raise RequestError(UNREADABLE) from error


def _book(workbook: Any, file_id: str, title: str, locale: str, limits: Limits) -> Book:
    tabs = [tab for tab in workbook._sheets if not is_lists(tab)]  # noqa: SLF001 - all tabs, those of charts too
    if not tabs:
        raise RequestError(UNREADABLE)
    ids: dict[str, int] = {}
    for tab in tabs:
        ids[tab.title.casefold()] = fresh_id(set(ids.values()))
    incoming = Incoming(workbook, locale_of(locale), ids, colours_of(workbook.loaded_theme))
    properties = {**spreadsheet_properties(title), "locale": locale, "timeZone": UPLOAD_TIME_ZONE}
    pairs = [(tab, _new_sheet(tab, ids[tab.title.casefold()], incoming.colours)) for tab in tabs]
    book = Book(file_id, {"properties": properties}, [sheet for _, sheet in pairs])
    book.renumber()
    check_size(book, limits)
    taken: set[int] = set()
    for tab, sheet in pairs:
        if hasattr(tab, "iter_rows"):
            _read_tab(incoming, tab, sheet, limits)
        read_charts(incoming, tab, sheet, taken)
    _read_names(incoming, book)
    calculator = Calculator(book)
    outgoing = Outgoing(book, calculator, incoming.locale, {}, date.min)
    for tab, sheet in pairs:
        if "basicFilter" in sheet.body:
            read_criteria(outgoing, tab, sheet, incoming)
    if all(sheet.body["properties"].get("hidden") for sheet in book.sheets):
        del book.sheets[0].body["properties"]["hidden"]
    return book


def _new_sheet(tab: Any, sheet_id: int, colours: Colours) -> Sheet:
    """Return a tab without content: its properties, and a grid large enough."""
    properties = sheet_properties(sheet_id, tab.title[:MAX_TITLE], 0)
    if tab.sheet_state in HIDDEN:
        properties["hidden"] = True
    sheet = Sheet({"properties": properties})
    if not hasattr(tab, "iter_rows"):
        properties["sheetType"] = "OBJECT"
        del properties["gridProperties"]
        return sheet
    sheet.resize(ROWS, max(ROW_COUNT, tab.max_row))
    sheet.resize(COLUMNS, max(COLUMN_COUNT, tab.max_column))
    colour = colours(tab.sheet_properties.tabColor)
    if colour is not None:
        properties |= with_colour_styles({"tabColor": colour})
    view = tab.sheet_view
    if view.rightToLeft:
        properties["rightToLeft"] = True
    if view.showGridLines is False:
        properties["gridProperties"]["hideGridlines"] = True
    if view.pane is not None and view.pane.state in ("frozen", "frozenSplit"):
        frozen = {"frozenRowCount": view.pane.ySplit, "frozenColumnCount": view.pane.xSplit}
        properties["gridProperties"] |= {name: int(count) for name, count in frozen.items() if count}
    return sheet


def _read_tab(incoming: Incoming, tab: Any, sheet: Sheet, limits: Limits) -> None:
    looks, spilt = Looks(incoming), _spilt(tab)
    for held in tab._cells.values():  # noqa: SLF001 - by rows, openpyxl would make all the cells that are not there
        if isinstance(held, MergedCell):
            continue  # covered; openpyxl gives its borders to the cell that covers it
        cell = _cell(incoming, held, looks)
        value = cell.get("userEnteredValue", {})
        if any(isinstance(part, str) and exceeds(len(part), limits.cell_characters) for part in value.values()):
            raise RequestError(TOO_LONG.format(limits.cell_characters))
        if any(area.has(held.row - 1, held.column - 1) for area in spilt):
            cell.pop("userEnteredValue", None)
        if cell:
            sheet.put(held.row - 1, held.column - 1, cell)
    merges = [area for merge in tab.merged_cells.ranges for area in incoming.areas(str(merge))]
    sheet.keep("merges", [to_grid_range(sheet.id, area) for area in sorted(merges, key=_corner)])
    filtered = read_filter(incoming, tab, sheet)
    read_lines(tab, sheet, filtered if filtered and tab.auto_filter.filterColumn else None)
    read_protection(tab, sheet)
    read_rules(incoming, tab, sheet)
    read_validation(incoming, tab, sheet)
    read_tables(incoming, tab, sheet)


def _corner(area: Area) -> tuple[int, int]:
    return area.start_row, area.start_column


def _spilt(tab: Any) -> list[Area]:
    """Return the cells that array formulas fill but for the one that has the formula: Google fills them by itself."""
    found = []
    for place, reference in getattr(tab, "array_formulae", {}).items():
        own, span = parse_span(place), parse_span(str(reference).replace("$", ""))
        if own and span and span.end_row and span.end_column:
            top, left = span.start_row or 0, span.start_column or 0
            found.append(Area(top, top + 1, left + 1, span.end_column))
            found.append(Area(top + 1, span.end_row, left, span.end_column))
    return found


def _cell(incoming: Incoming, held: Any, looks: Looks) -> Obj:
    cell_format = looks.of(held)
    cell: Obj = {}
    value = _value(incoming, held, cell_format)
    if value:
        cell["userEnteredValue"] = value
    if isinstance(held.value, CellRichText):
        base = text_format(held.font, incoming.colours)
        if runs := runs_of(held.value, base, incoming.colours):
            cell["textFormatRuns"] = runs
    address = link_of(held, incoming)
    if address:
        letters = {**unlinked(cell_format.get("textFormat", {})), "link": {"uri": address}}
        cell_format = {**cell_format, "textFormat": letters}
    if cell_format:
        cell["userEnteredFormat"] = cell_format
    if held.comment is not None and held.comment.text:
        cell["note"] = held.comment.text
    return cell


def _value(incoming: Incoming, held: Any, cell_format: Obj) -> Obj:
    """Return what was entered into a cell; the results of formulas are worked out anew."""
    value = text_of(held.value) if isinstance(held.value, CellRichText) else held.value
    if isinstance(value, ArrayFormula):
        return {"formulaValue": f"=ARRAYFORMULA({incoming.formula(str(value.text))[1:]})"}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        if not isfinite(value):
            raise RequestError(UNREADABLE)
        moved = held.parent.parent.epoch == MAC_EPOCH and cell_format.get("numberFormat", {}).get("type") in DATED
        return {"numberValue": whole(value + DAYS_1904 if moved else value)}
    if isinstance(value, date | time | timedelta):
        return {"numberValue": whole(to_excel(value))}  # type: ignore[no-untyped-call]  # the stubs lack it
    return _written(incoming, value, held.data_type) if isinstance(value, str) else {}


def _written(incoming: Incoming, text: str, kind: str) -> Obj:
    """Return what a text of the file is: a formula, an error that stands there without one, or a text."""
    if kind == "f":
        return {"formulaValue": incoming.formula(text)} if len(text) > 1 else {}
    if kind == "e":
        return {"formulaValue": f"={text}"}
    return {"stringValue": text} if text else {}


def _read_names(incoming: Incoming, book: Book) -> None:
    """Name the ranges that have a name; a name for anything else means nothing to Google."""
    known: dict[str, Obj] = {}
    named = [(name, None) for name in incoming.workbook.defined_names.values()]
    for tab in incoming.workbook.worksheets:
        named += [(name, tab) for name in tab.defined_names.values()]
    for name, tab in named:
        home = incoming.ids.get(tab.title.casefold(), -1) if tab is not None else -1
        place = incoming.grid_range(name.attr_text or "", home)
        usable = NAME.fullmatch(name.name) and not parse_span(name.name) and not name.hidden
        if place is None or not usable or name.name.casefold() in known:
            continue
        sheet = book.sheet(place.get("sheetId", 0))
        if sheet and place.get(END_ROW, 0) <= sheet.row_count and place.get(END_COLUMN, 0) <= sheet.column_count:
            known[name.name.casefold()] = {"namedRangeId": str(fresh_id()), "name": name.name, "range": place}
    book.keep("namedRanges", list(known.values()))
