"""Cells: the one place where a cell's content changes, whatever request asks for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sheetsync.emulator.book.model import Book
from sheetsync.emulator.book.styles import settled
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.limits import SIZES, Limits, exceeds
from sheetsync.emulator.shapes import masks
from sheetsync.emulator.shapes.masks import Mask
from sheetsync.emulator.text.entry import Entered, enter, raw
from sheetsync.emulator.text.locales import Locale

TOO_LONG = "Your input contains more than the maximum of {} characters in a single cell."
TOO_MANY = "This action would increase the number of cells in the workbook above the limit of {} cells."
# As seen by others: facts §1 [3P].
TOO_WIDE = "This action would increase the number of columns in the sheet above the limit of {} columns."
UNTYPED = "NUMBER_FORMAT_TYPE_UNSPECIFIED"
STEEPEST = 90  # degrees
DERIVED = frozenset({"effectiveValue", "formattedValue", "effectiveFormat", "hyperlink"})


@dataclass(frozen=True, slots=True)
class Typing:
    """How values given to the values API are read."""

    user_entered: bool
    locale: Locale
    today: date
    limits: Limits = SIZES


def typed_into(cell: Obj, typed: Any, typing: Typing) -> Obj:
    """Return the cell after a JSON value was written into it; an empty text clears the value, not the format."""
    result = {name: part for name, part in cell.items() if name not in ("userEnteredValue", "textFormatRuns")}
    if typed == "":
        return result
    own_format: Obj = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    entered = _entered(typed, own_format, typing)
    _check_length(entered.value, typing.limits)
    result["userEnteredValue"] = entered.value
    if entered.number_format and not own_format:
        result["userEnteredFormat"] = {**cell.get("userEnteredFormat", {}), "numberFormat": entered.number_format}
    return result


def merged_into(cell: Obj, given: Obj, mask: Mask, limits: Limits = SIZES) -> Obj:
    """Return the cell after a CellData was written under an update mask."""
    if mask and not DERIVED.isdisjoint(mask):
        raise RequestError(f"{', '.join(sorted(DERIVED & mask.keys()))} is read-only.")
    merged = masks.merge(mask, cell, given)
    if "userEnteredValue" in merged:
        _check_value(merged["userEnteredValue"], limits)
        if not merged["userEnteredValue"]:
            del merged["userEnteredValue"]
    rewritten = not mask or "userEnteredValue" in mask
    if rewritten and "textFormatRuns" not in given:
        merged.pop("textFormatRuns", None)
    if "textFormatRuns" in given and (not mask or "textFormatRuns" in mask):
        _check_runs(given["textFormatRuns"], merged.get("userEnteredValue", {}))
    if "userEnteredFormat" in merged and (not mask or "userEnteredFormat" in mask):
        _check_format(merged["userEnteredFormat"])
        merged["userEnteredFormat"] = settled(merged["userEnteredFormat"])
    return {name: part for name, part in merged.items() if name not in DERIVED and part not in ("", {}, [])}


class Stamp:
    """One CellData written under one update mask into cell after cell.

    Cells that are one object, as after a stamp on blank cells, become one object again and are merged only once.
    """

    def __init__(self, given: Obj, mask: Mask, limits: Limits = SIZES) -> None:
        """All are as in `merged_into`."""
        self._given = given
        self._mask = mask
        self._limits = limits
        self._made: dict[int, tuple[Obj, Obj]] = {}  # the old cell is held too, so that no other gets its identity

    def over(self, cell: Obj) -> Obj:
        """Return the cell after the stamp."""
        key = id(cell) if cell else 0
        if key not in self._made:
            self._made[key] = cell, merged_into(cell, self._given, self._mask, self._limits)
        return self._made[key][1]


def check_size(book: Book, limits: Limits = SIZES) -> None:
    """Raise RequestError if the grids of a book hold more cells, or columns, than Google allows."""
    if exceeds(sum(sheet.row_count * sheet.column_count for sheet in book.sheets), limits.cells):
        raise RequestError(TOO_MANY.format(limits.cells))
    if exceeds(max((sheet.column_count for sheet in book.sheets), default=0), limits.columns):
        raise RequestError(TOO_WIDE.format(limits.columns))


def _entered(typed: Any, own_format: Obj, typing: Typing) -> Entered:
    return enter(typed, typing.locale, typing.today, own_format) if typing.user_entered else Entered(raw(typed))


def _check_value(value: Obj, limits: Limits) -> None:
    if "errorValue" in value:
        raise RequestError("userEnteredValue.errorValue is read-only.")
    if "formulaValue" in value and not value["formulaValue"].startswith("="):
        raise RequestError(f"userEnteredValue.formulaValue must start with '=': {value['formulaValue']}")
    _check_length(value, limits)


def _check_runs(runs: list[Obj], value: Obj) -> None:
    """Raise for runs that do not fit what they lie on: as documented, they are for texts that were entered.

    What Google says then is not known (facts §6), here and in `_check_format`.
    """
    starts = [run.get("startIndex", 0) for run in runs]
    if runs and "stringValue" not in value:
        raise RequestError("textFormatRuns are only valid on user entered strings.")
    if starts != sorted(set(starts)) or (starts and not 0 <= starts[0] <= starts[-1] < _units(value["stringValue"])):
        raise RequestError("textFormatRuns.startIndex must rise, and lie within the text.")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _check_format(cell_format: Obj) -> None:
    number, rotation = cell_format.get("numberFormat"), cell_format.get("textRotation")
    if number and number.get("type", UNTYPED) == UNTYPED:
        raise RequestError("No numberFormatType specified.")  # as documented, it must be set
    if rotation and not -STEEPEST <= rotation.get("angle", 0) <= STEEPEST:
        raise RequestError(f"textRotation.angle must be between -{STEEPEST} and {STEEPEST}.")


def _check_length(value: Obj, limits: Limits) -> None:
    if any(isinstance(part, str) and exceeds(len(part), limits.cell_characters) for part in value.values()):
        raise RequestError(TOO_LONG.format(limits.cell_characters))
