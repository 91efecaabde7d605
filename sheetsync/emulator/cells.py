"""Cells: the one place where a cell's content changes, whatever request asks for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sheetsync.emulator import masks
from sheetsync.emulator.defaults import MAX_CELLS, MAX_CHARACTERS
from sheetsync.emulator.entry import Entered, enter, raw
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.locales import Locale
from sheetsync.emulator.masks import Mask
from sheetsync.emulator.model import Book
from sheetsync.emulator.styles import with_colour_styles

TOO_LONG = "Your input contains more than the maximum of 50000 characters in a single cell."
TOO_MANY = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
DERIVED = frozenset({"effectiveValue", "formattedValue", "effectiveFormat", "hyperlink"})


@dataclass(frozen=True, slots=True)
class Typing:
    """How values given to the values API are read."""

    user_entered: bool
    locale: Locale
    today: date


def typed_into(cell: Obj, typed: Any, typing: Typing) -> Obj:
    """Return the cell after a JSON value was written into it; an empty text clears the value, not the format."""
    result = {name: part for name, part in cell.items() if name not in ("userEnteredValue", "textFormatRuns")}
    if typed == "":
        return result
    own_format: Obj = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    entered = _entered(typed, own_format, typing)
    _check_length(entered.value)
    result["userEnteredValue"] = entered.value
    if entered.number_format and not own_format:
        result["userEnteredFormat"] = {**cell.get("userEnteredFormat", {}), "numberFormat": entered.number_format}
    return result


def merged_into(cell: Obj, given: Obj, mask: Mask) -> Obj:
    """Return the cell after a CellData was written under an update mask."""
    merged = masks.merge(mask, cell, given)
    if "userEnteredValue" in merged:
        _check_value(merged["userEnteredValue"])
        if not merged["userEnteredValue"]:
            del merged["userEnteredValue"]
    rewritten = not mask or "userEnteredValue" in mask
    if rewritten and "textFormatRuns" not in given:
        merged.pop("textFormatRuns", None)
    if "userEnteredFormat" in merged:
        merged["userEnteredFormat"] = with_colour_styles(_without_none_borders(merged["userEnteredFormat"]))
    return {name: part for name, part in merged.items() if name not in DERIVED and part not in ("", {}, [])}


def check_size(book: Book) -> None:
    """Raise RequestError if the grids of a book hold more cells than Google allows."""
    if sum(sheet.row_count * sheet.column_count for sheet in book.sheets) > MAX_CELLS:
        raise RequestError(TOO_MANY)


def _entered(typed: Any, own_format: Obj, typing: Typing) -> Entered:
    if not typing.user_entered or (own_format.get("type") == "TEXT" and isinstance(typed, str)):
        return Entered(raw(typed))
    return enter(typed, typing.locale, typing.today)


def _check_value(value: Obj) -> None:
    if "errorValue" in value:
        raise RequestError("userEnteredValue.errorValue is read-only.")
    if "formulaValue" in value and not value["formulaValue"].startswith("="):
        raise RequestError(f"userEnteredValue.formulaValue must start with '=': {value['formulaValue']}")
    _check_length(value)


def _check_length(value: Obj) -> None:
    if any(isinstance(part, str) and len(part) > MAX_CHARACTERS for part in value.values()):
        raise RequestError(TOO_LONG)


def _without_none_borders(cell_format: Obj) -> Obj:
    """Drop borders whose style is NONE: writing one removes the border."""
    borders = cell_format.get("borders")
    if not borders:
        return cell_format
    kept = {side: border for side, border in borders.items() if border.get("style", "NONE") != "NONE"}
    rest = {name: part for name, part in cell_format.items() if name != "borders"}
    return {**rest, "borders": kept} if kept else rest
