"""Rendering: a book as the Spreadsheet resource, no more of it than the mask asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sheetsync.emulator.access import may_edit
from sheetsync.emulator.book.defaults import COLUMN_PIXELS, ROW_PIXELS
from sheetsync.emulator.book.grid import Area, whole
from sheetsync.emulator.book.model import COLUMNS, ROWS, Book, Sheet
from sheetsync.emulator.book.styles import PLAIN, Paint, effective_format
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.render.comments import INCLUDED, anchors_in, shown_threads
from sheetsync.emulator.render.painting import Painter
from sheetsync.emulator.render.tables import table_bands, tables
from sheetsync.emulator.shapes.masks import Mask, asks, below, project, without
from sheetsync.emulator.text.formats import show

STORED = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation", "textFormatRuns", "pivotTable")
UNLISTED = ("comments", "lostNames")  # kept with a book, shown only on demand or not at all
ADDRESS = "https://docs.google.com/spreadsheets/d/{}/edit"


@dataclass(frozen=True, slots=True)
class View:
    """What of a book is to be shown, and to whom. `areas` None means all tabs, whole."""

    book: Book
    calculator: Calculator
    owner: str
    caller: str
    mask: Mask = field(default_factory=dict)
    areas: list[tuple[Sheet, Area]] | None = None
    grid_data: bool = False  # cells wanted, as far as the mask asks for them
    without_tables: bool = False  # leave out the banding that tables have
    comments: str = ""  # the view mode that was asked for
    edits: bool = True  # the caller may edit the document: who else may edit a range is shown to editors only
    today: date = date.min  # what the relative dates of conditional formats count from


def spreadsheet(view: View) -> Obj:
    """Return the Spreadsheet resource under the view's mask."""
    book = view.book
    result: Obj = {"spreadsheetId": book.id, **book.body, "spreadsheetUrl": ADDRESS.format(book.id)}
    own = [item for item in book.listed("developerMetadata") if item["location"]["locationType"] == "SPREADSHEET"]
    result.pop("developerMetadata", None)
    if own:
        result["developerMetadata"] = own
    for name in UNLISTED:
        result.pop(name, None)
    if view.comments:
        result["commentsViewMode"] = view.comments
    if view.comments == INCLUDED and (seen := shown_threads(book, view.areas, view.caller)):
        result["comments"] = seen
    if asks(view.mask, "sheets"):
        shown = [sheet for sheet in book.sheets if view.areas is None or any(sheet is other for other, _ in view.areas)]
        result["sheets"] = [_sheet(view, sheet) for sheet in shown]
    # Cells are made to the mask: going through them again would take as long as making them.
    found: Obj = project(without(view.mask, "sheets", "data", "rowData"), result)
    return found


def protected_range(protected: Obj, owner: str, caller: str) -> Obj:
    """Return a protection as the caller sees it: who may edit is shown only to those who may."""
    if not may_edit(protected, owner, caller):
        return {name: value for name, value in protected.items() if name != "editors"}
    return {**protected, "requestingUserCanEdit": True}


@dataclass(frozen=True, slots=True)
class CellView:
    """Which parts of a cell are wanted, read off the mask once per range and not once per cell."""

    stored: tuple[tuple[str, Mask], ...]
    value: Mask | None
    text: bool
    looks: Mask | None
    link: bool
    painter: Painter | None

    @classmethod
    def of(cls, view: "View", mask: Mask, sheet: Sheet) -> "CellView":
        """Read a mask over CellData."""
        looks = below(mask, "effectiveFormat") if asks(mask, "effectiveFormat") else None
        seen = looks is not None and looks.keys() != {"numberFormat"}
        painter = Painter(view.book, view.calculator, sheet, view.today) if seen else None
        return cls(
            tuple((name, below(mask, name)) for name in STORED if asks(mask, name)),
            below(mask, "effectiveValue") if asks(mask, "effectiveValue") else None,
            asks(mask, "formattedValue"),
            looks,
            asks(mask, "hyperlink"),
            painter if painter and not painter.idle else None,
        )


def cell_data(view: View, wanted: CellView, sheet: Sheet, row: int, column: int) -> Obj:
    """Return a CellData cut to the mask; empty when nothing was ever entered, nor painted."""
    stored = sheet.cell(row, column)
    result = {name: project(mask, stored[name]) for name, mask in wanted.stored if name in stored}
    if "userEnteredValue" not in stored and not wanted.painter:
        return _blank(view, wanted, stored, result)
    value = view.calculator.effective(sheet, row, column)
    entered_format = stored.get("userEnteredFormat", {})
    if value and wanted.value is not None:
        result["effectiveValue"] = project(wanted.value, value)
    if value and wanted.text:
        result["formattedValue"] = show(value, view.calculator.number_format(sheet, row, column), view.book.locale)
    under, over = wanted.painter.paint(row, column, value) if wanted.painter else ({}, {})
    if wanted.looks is not None and (value or entered_format or under or over):
        number_format = view.calculator.number_format(sheet, row, column)
        paint = Paint(under, over, number_format, linked=bool(_link(view, stored, sheet, row, column)))
        looks = effective_format(entered_format, value, view.book.locale, wanted.looks, paint)
        result["effectiveFormat"] = project(wanted.looks, looks)
    if wanted.link and (link := _link(view, stored, sheet, row, column)):
        result["hyperlink"] = link
    return result


def _blank(view: View, wanted: CellView, stored: Obj, result: Obj) -> Obj:
    """Add to what is stored of a cell without content how it looks: most cells of a form are such cells."""
    entered_format = stored.get("userEnteredFormat")
    if not entered_format:
        return result
    link = entered_format.get("textFormat", {}).get("link", {}).get("uri")
    if wanted.looks is not None:
        paint = Paint(linked=True) if link else PLAIN
        looks = effective_format(entered_format, {}, view.book.locale, wanted.looks, paint)
        result["effectiveFormat"] = project(wanted.looks, looks)
    if wanted.link and link:
        result["hyperlink"] = link
    return result


def _link(view: View, stored: Obj, sheet: Sheet, row: int, column: int) -> str | None:
    entered: str | None = stored.get("userEnteredFormat", {}).get("textFormat", {}).get("link", {}).get("uri")
    return entered or view.calculator.hyperlink(sheet, row, column)


def _sheet(view: View, sheet: Sheet) -> Obj:
    result: Obj = dict(sheet.body)
    if sheet.listed("protectedRanges"):
        result["protectedRanges"] = [
            protected_range(item, view.owner, view.caller if view.edits else "")
            for item in sheet.listed("protectedRanges")
        ]
    if sheet.listed("tables"):
        result["tables"] = tables(view.calculator, sheet)
        if not view.without_tables:
            result["bandedRanges"] = [*sheet.listed("bandedRanges"), *table_bands(sheet)]
    anchors = anchors_in(sheet, view.areas) if view.comments == INCLUDED else []
    if result.pop("commentAnchors", None) and anchors:
        result["commentAnchors"] = anchors
    own = [
        item
        for item in view.book.listed("developerMetadata")
        if item["location"]["locationType"] == "SHEET" and item["location"].get("sheetId") == sheet.id
    ]
    if own:
        result["developerMetadata"] = own
    if asks(view.mask, "sheets", "data") and view.grid_data and "gridProperties" in sheet.body["properties"]:
        areas = [whole(sheet)] if view.areas is None else [area for other, area in view.areas if other is sheet]
        result["data"] = [_grid_data(view, sheet, area) for area in areas]
    return result


def _grid_data(view: View, sheet: Sheet, area: Area) -> Obj:
    mask = below(view.mask, "sheets", "data")
    result: Obj = {}
    if area.start_row:
        result["startRow"] = area.start_row
    if area.start_column:
        result["startColumn"] = area.start_column
    if asks(mask, "rowData") and (rows := _row_data(view, below(mask, "rowData", "values"), sheet, area)):
        result["rowData"] = rows
    for name, dimension, pixels in (("rowMetadata", ROWS, ROW_PIXELS), ("columnMetadata", COLUMNS, COLUMN_PIXELS)):
        if asks(mask, name):
            start, end = area.span(dimension)
            if start >= end:
                continue
            tagged = _dimension_metadata(view.book, sheet.id, dimension)
            known = sheet.dimensions(dimension)
            result[name] = [_dimension(known.get(index, {}), pixels, tagged.get(index)) for index in range(start, end)]
    return result


def _row_data(view: View, mask: Mask, sheet: Sheet, area: Area) -> list[Obj]:
    rows: list[Obj] = []
    wanted = CellView.of(view, mask, sheet)
    painted = wanted.painter.blank_cells(area) if wanted.painter else {}
    filled = [row for row in (*sheet.cells, *painted) if area.start_row <= row < area.end_row]
    for row in range(area.start_row, max(filled, default=-1) + 1):
        cells = sheet.cells.get(row, {}).keys() | painted[row] if row in painted else sheet.cells.get(row, {})
        last = max((column for column in cells if area.start_column <= column < area.end_column), default=-1)
        values = [
            cell_data(view, wanted, sheet, row, column) if column in cells else {}
            for column in range(area.start_column, last + 1)
        ]
        rows.append({"values": values} if values else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _dimension(properties: Mapping[str, Any], pixels: int, tagged: list[Obj] | None) -> Obj:
    shown: Obj = {"pixelSize": pixels, **properties}
    return {**shown, "developerMetadata": tagged} if tagged else shown


def _dimension_metadata(book: Book, sheet_id: int, dimension: str) -> dict[int, list[Obj]]:
    found: dict[int, list[Obj]] = {}
    for item in book.listed("developerMetadata"):
        place = item["location"].get("dimensionRange", {})
        if place.get("sheetId", 0) == sheet_id and place.get("dimension") == dimension:
            found.setdefault(place.get("startIndex", 0), []).append(item)
    return found
