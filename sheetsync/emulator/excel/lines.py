"""Excel rows and columns: their sizes, which are hidden, and the groups that fold, both ways.

Excel measures columns in characters of the workbook's font, and rows in points. A row that nobody sized is left to
whoever opens the file: it is as high as its text, as in Google's own editor.
"""

from types import MappingProxyType
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter

from sheetsync.emulator.batch.groups import groups_of
from sheetsync.emulator.book.defaults import COLUMN_PIXELS, ROW_PIXELS
from sheetsync.emulator.book.grid import Area
from sheetsync.emulator.book.model import COLUMNS, ROWS, Sheet
from sheetsync.emulator.errors import Obj

PIXELS_A_CHARACTER, PIXELS_AROUND, POINTS_A_PIXEL = 7, 5, 0.75
GROUPS = MappingProxyType(
    {ROWS: ("rowGroups", "rowGroupControlAfter"), COLUMNS: ("columnGroups", "columnGroupControlAfter")}
)
DEEPEST = 7  # levels of groups Excel has
NORMAL_HEIGHT = 15  # points of a row that nobody sized, in a file that says nothing else


def write_lines(sheet: Sheet, worksheet: Any) -> None:
    """Size, hide and group the rows and columns of a worksheet."""
    worksheet.sheet_format.defaultColWidth = _characters(COLUMN_PIXELS)
    for index, properties in sheet.columns.items():
        column = column_of(worksheet, index)
        column.width = _characters(properties.get("pixelSize", COLUMN_PIXELS))
        column.hidden = bool(properties.get("hiddenByUser"))
    for index, properties in sheet.rows.items():
        row = worksheet.row_dimensions[index + 1]
        if "pixelSize" in properties:
            row.height = properties["pixelSize"] * POINTS_A_PIXEL
        row.hidden = bool(properties.get("hiddenByUser") or properties.get("hiddenByFilter"))
    for dimension in (ROWS, COLUMNS):
        _write_groups(sheet, worksheet, dimension)


def read_lines(worksheet: Any, sheet: Sheet, filtered: Area | None) -> None:
    """Give a tab the rows and columns of its worksheet; a row hidden within `filtered` is hidden by the filter."""
    _read_columns(worksheet, sheet)
    for number, row in worksheet.row_dimensions.items():
        index, properties = number - 1, Obj()
        if row.height is not None and round(row.height / POINTS_A_PIXEL) != ROW_PIXELS:
            properties["pixelSize"] = round(row.height / POINTS_A_PIXEL)
        if row.hidden:
            by_filter = filtered is not None and filtered.start_row < index < filtered.end_row
            properties["hiddenByFilter" if by_filter else "hiddenByUser"] = True
        if properties and index < sheet.row_count:
            sheet.rows[index] = properties
    rows = {number - 1: row for number, row in worksheet.row_dimensions.items()}
    _read_groups(sheet, ROWS, rows, after=worksheet.sheet_properties.outlinePr.summaryBelow)
    columns = {index: column for column in worksheet.column_dimensions.values() for index in _covered(column, sheet)}
    _read_groups(sheet, COLUMNS, columns, after=worksheet.sheet_properties.outlinePr.summaryRight)


def pixels_wide(worksheet: Any, index: int) -> int:
    """Return the width of a column of a worksheet."""
    for column in worksheet.column_dimensions.values():
        if column.min is not None and column.min <= index + 1 <= column.max and column.customWidth:
            return _pixels(column.width)
    return _pixels(worksheet.sheet_format.defaultColWidth or _characters(COLUMN_PIXELS))


def pixels_high(worksheet: Any, index: int) -> int:
    """Return the height of a row of a worksheet."""
    known = worksheet.row_dimensions
    height = known[index + 1].height if index + 1 in known else None
    return round((height or worksheet.sheet_format.defaultRowHeight or NORMAL_HEIGHT) / POINTS_A_PIXEL)


def column_of(worksheet: Any, index: int) -> Any:
    """Return the properties of a column of a worksheet, to be changed; it is as wide as others unless it is sized."""
    letter = get_column_letter(index + 1)
    if letter not in worksheet.column_dimensions:
        worksheet.column_dimensions[letter].width = _characters(COLUMN_PIXELS)
    return worksheet.column_dimensions[letter]


def _read_columns(worksheet: Any, sheet: Sheet) -> None:
    usual = worksheet.sheet_format.defaultColWidth
    if usual and _pixels(usual) != COLUMN_PIXELS:
        sheet.columns.update({index: {"pixelSize": _pixels(usual)} for index in range(sheet.column_count)})
    for column in worksheet.column_dimensions.values():
        for index in _covered(column, sheet):
            properties = sheet.columns.pop(index, {})
            if column.customWidth:
                properties = {} if _pixels(column.width) == COLUMN_PIXELS else {"pixelSize": _pixels(column.width)}
            if column.hidden:
                properties = {**properties, "hiddenByUser": True}
            if properties:
                sheet.columns[index] = properties


def _covered(column: Any, sheet: Sheet) -> range:
    """Return the columns that one entry of a file is about, as far as they are in the grid."""
    first = column.min or column_index_from_string(column.index)
    return range(first - 1, min(column.max or first, sheet.column_count))


def _write_groups(sheet: Sheet, worksheet: Any, dimension: str) -> None:
    name, control = GROUPS[dimension]
    after = bool(sheet.body["properties"].get("gridProperties", {}).get(control))
    outline = worksheet.sheet_properties.outlinePr
    if sheet.listed(name):
        setattr(outline, "summaryBelow" if dimension == ROWS else "summaryRight", after)
    for group in sheet.listed(name):
        start, end = group["range"]["startIndex"], group["range"]["endIndex"]
        for index in range(start, end):
            line = _line(worksheet, dimension, index)
            line.outlineLevel = min(max(line.outlineLevel or 0, group["depth"]), DEEPEST)
        handle = end if after else start - 1
        if group.get("collapsed") and handle >= 0:
            _line(worksheet, dimension, handle).collapsed = True


def _line(worksheet: Any, dimension: str, index: int) -> Any:
    if dimension == ROWS:
        return worksheet.row_dimensions[index + 1]
    return column_of(worksheet, index)


def _read_groups(sheet: Sheet, dimension: str, lines: dict[int, Any], *, after: bool) -> None:
    name, control = GROUPS[dimension]
    count = sheet.count(dimension)
    depths = {index: line.outlineLevel for index, line in lines.items() if line.outlineLevel and index < count}
    if not depths:
        return
    if after:
        sheet.body["properties"]["gridProperties"][control] = True
    found = sorted(
        groups_of(sheet, dimension, depths), key=lambda group: (group["range"]["startIndex"], group["depth"])
    )
    groups = []
    for group in found:
        start, end = group["range"]["startIndex"], group["range"]["endIndex"]
        handle = lines.get(end if after else start - 1)
        # The handle of a group stands outside of it, one level higher.
        folded = handle is not None and handle.collapsed and (handle.outlineLevel or 0) == group["depth"] - 1
        groups.append({**group, "collapsed": True} if folded else group)
    sheet.keep(name, groups)


def _characters(pixels: int) -> float:
    return round((pixels - PIXELS_AROUND) / PIXELS_A_CHARACTER, 2)


def _pixels(characters: float) -> int:
    return max(0, round(characters * PIXELS_A_CHARACTER + PIXELS_AROUND))
