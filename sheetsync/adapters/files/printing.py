"""An exported workbook made ready for paper: what Google's export leaves open, since a sheet on screen has no pages.

Landscape A4 (A3 for a wide table), as wide as one page (a very wide one: several A3 side by side), the frozen rows on
top of each page, the page number below, no page of rows that are still empty; and rows as high as their wrapped text,
which on screen they grow to by themselves.
"""

from io import BytesIO
from math import ceil
from zipfile import ZipFile, is_zipfile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_PIXELS_A_WIDTH = 7.0
"""A column's width is counted in digits of the standard font."""
_LETTER, _BOLD_LETTER = 6.1, 6.8
"""Pixels of an average letter at 10 points, with what is lost at the ends of lines."""
_LINE, _AIR = 13.0, 5.0
"""Points: the height of a line, and what a row keeps free around its text."""
_DEFAULT_WIDTH = 13.0
_WIDEST_ON_A4 = 1600
"""Pixels; a wider table would be too small to read on A4."""
_WIDEST_ON_A3 = 2600
"""Pixels; a wider table goes over several pages side by side, each with the frozen columns."""
_MARGIN, _TOP, _FOOTER = 0.4, 0.75, 0.35
"""Inches."""


def ready_to_print(content: bytes) -> bytes:
    """Take and return an .xlsx file. Raises ValueError where it is none.

    A book into which people put pictures or charts is returned as it came: openpyxl would not keep all of them.
    """
    if _has_drawings(content):
        return content
    try:
        workbook = load_workbook(BytesIO(content), rich_text=True)
    except Exception as error:  # openpyxl raises whatever its parts raise: BadZipFile, KeyError, ParseError ...
        raise ValueError(f"not an .xlsx file: {type(error).__name__}") from error
    for sheet in workbook.worksheets:
        _set_page(sheet)
        _set_heights(sheet)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _has_drawings(content: bytes) -> bool:
    """True where the file holds more than cells and their notes."""
    if not is_zipfile(BytesIO(content)):
        return False
    with ZipFile(BytesIO(content)) as parts:
        return any(part.startswith(("xl/media/", "xl/charts/", "xl/drawings/drawing")) for part in parts.namelist())


def _set_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    width = sum(_pixels(sheet, get_column_letter(col)) for col in range(1, sheet.max_column + 1))
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4 if width <= _WIDEST_ON_A4 else sheet.PAPERSIZE_A3
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = ceil(width / _WIDEST_ON_A3), 0
    sheet.page_margins = PageMargins(_MARGIN, _MARGIN, _TOP, _TOP, _FOOTER, _FOOTER)
    footer = sheet.oddFooter
    if footer is not None:  # an empty one is false
        footer.left.text, footer.right.text = "&A", "Trang &P/&N"
    if sheet.freeze_panes:
        row, column = coordinate_to_tuple(str(sheet.freeze_panes))
        if row > 1:
            sheet.print_title_rows = f"1:{row - 1}"
        if column > 1 and width > _WIDEST_ON_A3:
            sheet.print_title_cols = f"A:{get_column_letter(column - 1)}"
    used = max((number for number, row in enumerate(sheet.iter_rows(), 1) if _is_used(row)), default=1)
    sheet.print_area = f"A1:{get_column_letter(sheet.max_column)}{used}"


def _is_used(row: tuple[Cell | MergedCell, ...]) -> bool:
    return any(cell.value not in {None, ""} for cell in row)


def _set_heights(sheet: Worksheet) -> None:
    for number, row in enumerate(sheet.iter_rows(), 1):
        if sheet.row_dimensions[number].height is None:
            lines = max((_lines(sheet, cell) for cell in row), default=1)
            sheet.row_dimensions[number].height = _LINE * lines + _AIR


def _lines(sheet: Worksheet, cell: Cell | MergedCell) -> int:
    if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
        return 1
    letter = _BOLD_LETTER if cell.font.bold else _LETTER
    letters = max(1, int(_pixels(sheet, cell.column_letter) / letter))
    return sum(ceil(max(1, len(line)) / letters) for line in cell.value.split("\n"))


def _pixels(sheet: Worksheet, letter: str) -> float:
    return (sheet.column_dimensions[letter].width or _DEFAULT_WIDTH) * _PIXELS_A_WIDTH
