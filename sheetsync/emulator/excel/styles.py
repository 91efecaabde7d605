"""Excel styles: each distinct look of a workbook is built once and copied from cell to cell."""

from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Protection

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel import looks
from sheetsync.emulator.excel.looks_read import cell_format
from sheetsync.emulator.excel.number_formats import to_excel
from sheetsync.emulator.excel.scene import Incoming
from sheetsync.emulator.shapes.sharing import content
from sheetsync.emulator.text.locales import Locale


class Wardrobe:
    """The looks of one workbook. openpyxl compares a style part by part with all it has, so each is given once."""

    def __init__(self, locale: Locale) -> None:
        """`locale` gives the patterns of number formats that name none."""
        self._locale = locale
        self._made: dict[tuple[bytes, bool | None], Cell] = {}

    def dress(self, target: Cell | MergedCell, cell_format: Obj, *, locked: bool | None) -> None:
        """Give a cell its look; None as `locked` leaves the protection to Excel."""
        key = (content(cell_format), locked)
        if key not in self._made:
            self._made[key] = self._shape(Cell(target.parent, 1, 1), cell_format, locked=locked)
        style = self._made[key]._style  # type: ignore[attr-defined]  # noqa: SLF001 - openpyxl copies no style whole
        target._style = copy(style)  # type: ignore[union-attr]  # noqa: SLF001 - as above; the stubs do not know it

    def _shape(self, model: Cell, cell_format: Obj, *, locked: bool | None) -> Cell:
        """Build a look, part by part, on a cell that stands in no tab."""
        model.font = looks.font(cell_format.get("textFormat", {}))
        model.alignment = looks.alignment(cell_format)
        if "numberFormat" in cell_format:
            model.number_format = to_excel(cell_format["numberFormat"], self._locale)
        background = looks.fill(cell_format)
        if background:
            model.fill = background
        if "borders" in cell_format:
            model.border = looks.border(cell_format["borders"])
        if locked is not None:
            model.protection = Protection(locked=locked)
        return model


class Looks:
    """The looks of a workbook that is read: each is worked out once, and shared by the cells that have it."""

    def __init__(self, incoming: Incoming) -> None:
        """`incoming` says how colours and patterns are understood."""
        self._incoming = incoming
        self._known: dict[bytes, Obj] = {}

    def of(self, cell: Any) -> Obj:
        """Return the format of a cell, not to be changed."""
        key = cell._style.tobytes()  # noqa: SLF001 - openpyxl tells by nothing else that two cells look alike
        if key not in self._known:
            self._known[key] = cell_format(self._incoming, cell)
        return self._known[key]
