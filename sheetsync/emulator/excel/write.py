"""Excel: a book as an .xlsx file, by openpyxl. Imported only when an export is asked for.

What Excel has no place for is left out: filter views, slicers, developer metadata, comments that are talked about, who
may edit what is protected, protections that only warn, and what the other modules here say of their parts.
"""

import io
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from sheetsync.emulator.book.grid import area_of
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.banding import banded, over_band
from sheetsync.emulator.excel.cached import with_results
from sheetsync.emulator.excel.charts import drawn, write_charts
from sheetsync.emulator.excel.colours import written
from sheetsync.emulator.excel.filters import write_filter, write_tables
from sheetsync.emulator.excel.lines import write_lines
from sheetsync.emulator.excel.links import linked
from sheetsync.emulator.excel.locks import write_protection
from sheetsync.emulator.excel.places import span
from sheetsync.emulator.excel.rules import write_rules
from sheetsync.emulator.excel.runs import rich_text
from sheetsync.emulator.excel.scene import CONTROL, Outgoing, is_sound, safe_titles
from sheetsync.emulator.excel.styles import Wardrobe
from sheetsync.emulator.excel.validation import Lists, write_validation
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.text.locales import locale_of

WHOLE_TAB = (9_300_000, 6_070_000)  # in Excel's units: a page lying on its side


def workbook_bytes(book: Book, calculator: Calculator, today: date = date.min) -> bytes:
    """Return the .xlsx file; `today` completes dates that were given without a year."""
    locale = locale_of(book.locale)
    outgoing = Outgoing(book, calculator, locale, safe_titles(book), today)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    parts: dict[str, Sheet] = {}
    worksheets: list[tuple[Sheet, Any]] = []
    for sheet in book.sheets:
        tab = _new_tab(outgoing, sheet, workbook)
        if tab is not None:
            worksheets.append((sheet, tab))
            parts[f"xl/worksheets/sheet{len(worksheets)}.xml"] = sheet
    visible = [index for index, tab in enumerate(workbook._sheets) if tab.sheet_state == "visible"]  # type: ignore[attr-defined]  # noqa: SLF001 - all tabs, those of charts too
    if not visible:
        visible = [0]
        workbook._sheets[0].sheet_state = "visible"  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    workbook.active = visible[0]
    _name_ranges(outgoing, workbook)
    lists, wardrobe = Lists(workbook), Wardrobe(locale)
    taken = {name.casefold() for name in workbook.defined_names}
    for sheet, worksheet in worksheets:
        _write_tab(outgoing, sheet, worksheet, wardrobe)
        write_validation(outgoing, sheet, worksheet, lists)
        write_tables(sheet, worksheet, taken)
    out = io.BytesIO()
    workbook.save(out)
    return with_results(out.getvalue(), calculator, parts)


def _new_tab(outgoing: Outgoing, sheet: Sheet, workbook: Workbook) -> Any | None:
    """Add a tab and return its worksheet; None for one that is all chart."""
    title = outgoing.titles[sheet.id]
    alone = "gridProperties" not in sheet.body["properties"]
    charts = [chart for given in sheet.listed("charts") if (chart := drawn(outgoing, given))] if alone else []
    tab: Any = workbook.create_chartsheet(title) if charts else workbook.create_sheet(title)
    for chart in charts[:1]:
        tab.add_chart(chart)
        chart.anchor.ext = XDRPositiveSize2D(*WHOLE_TAB)  # Excel fills the tab; others do as they are told
    properties = sheet.body["properties"]
    if properties.get("hidden"):
        tab.sheet_state = "hidden"
    colour = written(properties, "tabColor")
    if colour and not charts:
        tab.sheet_properties.tabColor = colour
    return None if charts else tab


def _name_ranges(outgoing: Outgoing, workbook: Workbook) -> None:
    for named in outgoing.book.listed("namedRanges"):
        place = outgoing.reference(named["range"])
        if place:
            workbook.defined_names[named["name"]] = DefinedName(named["name"], attr_text=place)


def _write_tab(outgoing: Outgoing, sheet: Sheet, worksheet: Any, wardrobe: Wardrobe) -> None:
    locks, bands = write_protection(sheet, worksheet), banded(sheet)
    for row, column, cell in sheet.entries():
        place = row, column
        target = worksheet.cell(row + 1, column + 1)
        cell_format = over_band(_write_cell(outgoing, cell, target), bands.pop(place, None))
        wardrobe.dress(target, cell_format, locked=locks.pop(place, None))
    for (row, column), colour in bands.items():
        wardrobe.dress(worksheet.cell(row + 1, column + 1), colour, locked=locks.pop((row, column), None))
    for (row, column), locked in locks.items():
        wardrobe.dress(worksheet.cell(row + 1, column + 1), {}, locked=locked)
    write_lines(sheet, worksheet)
    _write_properties(sheet, worksheet)
    write_filter(outgoing, sheet, worksheet)
    write_rules(outgoing, sheet, worksheet)
    write_charts(outgoing, sheet, worksheet)
    # Merging comes last: openpyxl lets nobody write into the covered cells afterwards.
    for merge in sheet.listed("merges"):
        worksheet.merge_cells(span(area_of(sheet, merge)))


def _write_cell(outgoing: Outgoing, cell: Obj, target: Cell | MergedCell) -> Obj:
    """Write all but the look, and return the format that says it."""
    value = cell.get("userEnteredValue", {})
    address, cell_format = linked(cell)
    if "formulaValue" in value:
        formula = outgoing.formula(value["formulaValue"])
        target.value = formula
        target.data_type = "f" if is_sound(formula) else "s"
    elif "stringValue" in value:
        letters = {name: part for name, part in cell_format.get("textFormat", {}).items() if name != "link"}
        rich = None if address else rich_text(value["stringValue"], cell.get("textFormatRuns", []), letters)
        # Set apart from its type, so that a text that starts with `=` stays a text.
        target.value = rich or CONTROL.sub("", value["stringValue"])
        target.data_type = "s"
    elif value:
        target.value = next(iter(value.values()))
    if "note" in cell:
        target.comment = Comment(CONTROL.sub("", cell["note"]), "")
    if address:
        # After the value: openpyxl writes the address into a cell that has none.
        target.hyperlink = address
    return cell_format


def _write_properties(sheet: Sheet, worksheet: Any) -> None:
    properties = sheet.body["properties"]
    grid = properties.get("gridProperties", {})
    frozen = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
    if any(frozen):
        worksheet.freeze_panes = f"{get_column_letter(frozen[1] + 1)}{frozen[0] + 1}"
    worksheet.sheet_view.showGridLines = not grid.get("hideGridlines", False)
    worksheet.sheet_view.rightToLeft = properties.get("rightToLeft", False) or None
