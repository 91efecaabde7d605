"""Rendering: tables, whose columns are called what their header cells say, and the bands they make."""

from sheetsync.emulator.book.grid import area_of
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.calculator import Calculator

BANDS = ("headerColorStyle", "firstBandColorStyle", "secondBandColorStyle")


def tables(calculator: Calculator, sheet: Sheet) -> list[Obj]:
    """Return the tables of a tab."""
    return [{**table, "columnProperties": _columns(calculator, sheet, table)} for table in sheet.listed("tables")]


def table_bands(sheet: Sheet) -> list[Obj]:
    """Return the bandings that tables make. They have no number, but a reference: here the table's id (facts §6).

    Which colours Google fills in where a table names none is not known; those are left out.
    """
    found = []
    for table in sheet.listed("tables"):
        rows = table.get("rowsProperties", {})
        colours = {name: rows[name] for name in BANDS if name in rows}
        plain = {name.removesuffix("Style"): part["rgbColor"] for name, part in colours.items() if "rgbColor" in part}
        bands = {"bandedRangeReference": table["tableId"], "range": table["range"]}
        found.append({**bands, "rowProperties": {**plain, **colours}} if colours else bands)
    return found


def _columns(calculator: Calculator, sheet: Sheet, table: Obj) -> list[Obj]:
    area = area_of(sheet, table["range"])
    columns = []
    for column in table["columnProperties"]:
        index = column.get("columnIndex", 0)
        header = calculator.shown(sheet, area.start_row, area.start_column + index)
        name = header or column.get("columnName") or f"Column {index + 1}"
        columns.append({**column, "columnName": name})
    return columns
