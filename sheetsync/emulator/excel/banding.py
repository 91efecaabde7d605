"""Excel banding: colours in turn, painted into the cells they are seen in.

Excel bands tables only, and what it paints over a range hides the cells' own colours, which in Google lie on top.
"""

from sheetsync.emulator.book.grid import Area, area_of
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.book.styles import laid_over
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.places import Cell
from sheetsync.emulator.render.painting import band_format
from sheetsync.emulator.render.tables import table_bands

MOST_CELLS = 100_000  # of a band; beyond, the rows below the last that is filled stay white


def banded(sheet: Sheet) -> dict[Cell, Obj]:
    """Return the background of each cell of a tab that lies in a band."""
    painted: dict[Cell, Obj] = {}
    for item in (*sheet.listed("bandedRanges"), *table_bands(sheet)):
        area = area_of(sheet, item["range"])
        for row, column in _painted(sheet, area).cells():
            painted.setdefault((row, column), band_format(item, area, row, column))
    return {cell: colour for cell, colour in painted.items() if colour}


def over_band(cell_format: Obj, colour: Obj | None) -> Obj:
    """Return a cell's format on a band: its own background covers it."""
    return laid_over(colour, cell_format) if colour and "backgroundColor" not in cell_format else cell_format


def _painted(sheet: Sheet, area: Area) -> Area:
    if area.height * area.width <= MOST_CELLS:
        return area
    bottom = min(area.end_row, max(sheet.cells, default=-1) + 1)
    return Area(area.start_row, max(bottom, area.start_row), area.start_column, area.end_column)
