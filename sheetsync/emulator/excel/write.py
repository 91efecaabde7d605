"""Excel: a book as an .xlsx file, by openpyxl. Imported only when an export is asked for."""

import io
import re
from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from sheetsync.emulator.book.a1 import write_span
from sheetsync.emulator.book.grid import Area, area_of
from sheetsync.emulator.book.model import COLUMNS, ROWS, Book, Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel import looks
from sheetsync.emulator.excel.links import linked
from sheetsync.emulator.excel.rules import conditional_format, validation
from sheetsync.emulator.excel.styles import Wardrobe
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.formulas.rewrite import in_english, retitled
from sheetsync.emulator.text.locales import Locale, locale_of

FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_TITLE = 31
PIXELS_A_CHARACTER, PIXELS_AROUND, POINTS_A_PIXEL = 7, 5, 0.75
DEFAULT_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Export:
    """One export: the book and the name each tab has in Excel, which allows fewer letters."""

    book: Book
    calculator: Calculator
    locale: Locale
    titles: dict[int, str]
    wardrobe: Wardrobe

    def formula(self, typed: str) -> str:
        """Return a formula as Excel stores it: English marks, Excel's tab names."""
        for sheet in self.book.sheets:
            if self.titles[sheet.id] != sheet.title:
                typed = retitled(typed, self.locale.decimal, sheet.title, self.titles[sheet.id])
        return in_english(typed, self.locale.decimal)

    def bare_formula(self, typed: str) -> str:
        """Return the formula without its `=`, as rules hold it."""
        return self.formula(typed).removeprefix("=")


def workbook_bytes(book: Book, calculator: Calculator) -> bytes:
    """Return the .xlsx file."""
    locale = locale_of(book.locale)
    export = Export(book, calculator, locale, _titles(book), Wardrobe(locale))
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in book.sheets:
        _write_tab(export, sheet, workbook.create_sheet(export.titles[sheet.id]))
    visible = [index for index, sheet in enumerate(book.sheets) if not sheet.body["properties"].get("hidden")]
    workbook.active = visible[0]
    for named in book.listed("namedRanges"):
        target = book.sheet(named["range"].get("sheetId", 0))
        if target:
            place = f"{_quoted(export.titles[target.id])}!{_absolute(area_of(target, named['range']))}"
            workbook.defined_names[named["name"]] = DefinedName(named["name"], attr_text=place)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write_tab(export: Export, sheet: Sheet, worksheet: Worksheet) -> None:
    locks = _write_protection(sheet, worksheet)
    for row, column, cell in sheet.entries():
        target = worksheet.cell(row + 1, column + 1)
        cell_format = _write_cell(export, cell, target)
        export.wardrobe.dress(target, cell_format, locked=locks.pop((row, column), None))
    for (row, column), locked in locks.items():
        export.wardrobe.dress(worksheet.cell(row + 1, column + 1), None, locked=locked)
    _write_sizes(sheet, worksheet)
    _write_properties(sheet, worksheet)
    _write_rules(export, sheet, worksheet)
    # Merging comes last: openpyxl lets nobody write into the covered cells afterwards.
    for merge in sheet.listed("merges"):
        worksheet.merge_cells(_span(area_of(sheet, merge)))


def _write_cell(export: Export, cell: Obj, target: Cell | MergedCell) -> Obj:
    """Write all but the look, and return the format that says it."""
    value = cell.get("userEnteredValue", {})
    if "formulaValue" in value:
        target.value = export.formula(value["formulaValue"])
    elif "stringValue" in value:
        # Set apart from its type, so that a text that starts with `=` stays a text.
        target.value = CONTROL.sub("", value["stringValue"])
        target.data_type = "s"
    elif value:
        target.value = next(iter(value.values()))
    if "note" in cell:
        target.comment = Comment(CONTROL.sub("", cell["note"]), "")
    address, cell_format = linked(cell)
    if address:
        # After the value: openpyxl writes the address into a cell that has none.
        target.hyperlink = address
    return cell_format


def _write_sizes(sheet: Sheet, worksheet: Worksheet) -> None:
    worksheet.sheet_format.defaultColWidth = _characters(DEFAULT_WIDTH)
    for index, properties in sheet.dimensions(COLUMNS).items():
        column = worksheet.column_dimensions[get_column_letter(index + 1)]
        column.width = _characters(properties.get("pixelSize", DEFAULT_WIDTH))
        column.hidden = bool(properties.get("hiddenByUser"))
    for index, properties in sheet.dimensions(ROWS).items():
        row = worksheet.row_dimensions[index + 1]
        if "pixelSize" in properties:
            row.height = properties["pixelSize"] * POINTS_A_PIXEL
        row.hidden = bool(properties.get("hiddenByUser"))


def _write_protection(sheet: Sheet, worksheet: Worksheet) -> dict[tuple[int, int], bool]:
    """Lock what is protected, and return by place which cells are locked; no cell for a tab without protection.

    Excel locks all cells of a protected tab, so the others are unlocked one by one, down to the last that matters.
    """
    shut = [item for item in sheet.listed("protectedRanges") if not item.get("warningOnly")]
    if not shut:
        return {}
    worksheet.protection.sheet = True
    locked = [area_of(sheet, item.get("range", {})) for item in shut]
    holes = [area_of(sheet, hole) for item in shut for hole in item.get("unprotectedRanges", [])]
    for column in range(sheet.column_count):
        if not any(area.height == sheet.row_count and area.has(0, column) for area in locked):
            worksheet.column_dimensions[get_column_letter(column + 1)].protection = Protection(locked=False)
    last_row = max([1, *(row + 1 for row in sheet.cells), *(hole.end_row for hole in holes)])
    inside = {place for area in locked for place in replace(area, end_row=min(area.end_row, last_row)).cells()}
    inside.difference_update(place for hole in holes for place in hole.cells())
    return {place: place in inside for place in Area(0, last_row, 0, sheet.column_count).cells()}


def _write_properties(sheet: Sheet, worksheet: Worksheet) -> None:
    properties = sheet.body["properties"]
    grid = properties.get("gridProperties", {})  # a chart's own tab has none
    frozen = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
    if any(frozen):
        worksheet.freeze_panes = f"{get_column_letter(frozen[1] + 1)}{frozen[0] + 1}"
    if properties.get("hidden"):
        worksheet.sheet_state = "hidden"
    if grid.get("hideGridlines"):
        worksheet.sheet_view.showGridLines = False
    colour = looks.colour(properties, "tabColor")
    if colour:
        worksheet.sheet_properties.tabColor = colour
    if "basicFilter" in sheet.body:
        worksheet.auto_filter.ref = _span(area_of(sheet, sheet.body["basicFilter"]["range"]))


def _write_rules(export: Export, sheet: Sheet, worksheet: Worksheet) -> None:
    for rule, spans in _validated_cells(sheet):
        made = validation(rule, export.bare_formula)
        if made:
            worksheet.add_data_validation(made)
            for span in spans:
                made.add(span)
    for rule in sheet.listed("conditionalFormats"):
        areas = [area_of(sheet, item) for item in rule["ranges"]]
        corner = write_span(
            areas[0].start_row, areas[0].start_row + 1, areas[0].start_column, areas[0].start_column + 1
        )
        made_format = conditional_format(rule, corner, export.bare_formula)
        if made_format:
            worksheet.conditional_formatting.add(" ".join(map(_span, areas)), made_format)


def _validated_cells(sheet: Sheet) -> list[tuple[Obj, list[str]]]:
    """Return each rule once, with the cells it is on, runs down a column written as one span."""
    found: list[tuple[Obj, list[tuple[int, int]]]] = []
    for row, column, cell in sheet.entries():
        rule = cell.get("dataValidation")
        if rule:
            known = next((cells for other, cells in found if other == rule), None)
            if known is None:
                found.append((rule, [(column, row)]))
            else:
                known.append((column, row))
    return [(rule, _runs(sorted(cells))) for rule, cells in found]


def _runs(cells: list[tuple[int, int]]) -> list[str]:
    runs: list[Area] = []
    for column, row in cells:
        last = runs[-1] if runs else None
        if last and last.start_column == column and last.end_row == row:
            runs[-1] = Area(last.start_row, row + 1, column, column + 1)
        else:
            runs.append(Area(row, row + 1, column, column + 1))
    return [_span(area) for area in runs]


def _titles(book: Book) -> dict[int, str]:
    titles: dict[int, str] = {}
    for sheet in book.sheets:
        base = FORBIDDEN.sub("_", sheet.title).strip("'")[:LONGEST_TITLE] or "_"
        title, number = base, 1
        while title.casefold() in {other.casefold() for other in titles.values()}:
            number += 1
            title = f"{base[: LONGEST_TITLE - len(str(number)) - 1]}_{number}"
        titles[sheet.id] = title
    return titles


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _span(area: Area) -> str:
    return write_span(area.start_row, area.end_row, area.start_column, area.end_column)


def _absolute(area: Area) -> str:
    return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", _span(area))


def _characters(pixels: int) -> float:
    return round((pixels - PIXELS_AROUND) / PIXELS_A_CHARACTER, 2)
