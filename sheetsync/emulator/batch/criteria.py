"""Criteria: what a filter says per column, in the two forms Google prints, and the rows it hides."""

from dataclasses import dataclass
from datetime import date

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.book.grid import Area
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.book.styles import effective_format, with_colour_styles
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.formulas.conditions import FILTERS, Setting, Subject, check, holds
from sheetsync.emulator.formulas.rewrite import moved_by
from sheetsync.emulator.formulas.values import Value
from sheetsync.emulator.text.locales import Locale

COLOURS = (("visibleBackgroundColorStyle", "backgroundColorStyle"), ("visibleForegroundColorStyle", "textFormat"))
BOTH_COLOURS = "visibleBackgroundColor and visibleForegroundColor are mutually exclusive."


def settled(given: Obj, area: Area, locale: Locale, today: date) -> Obj:
    """Return `criteria` and `filterSpecs` of a filter, each saying the same; where both are given the specs count."""
    by_column = {int(name): item for name, item in given.get("criteria", {}).items()}
    if "filterSpecs" in given:
        if any("dataSourceColumnReference" in spec for spec in given["filterSpecs"]):
            raise RequestError("The emulator has no data sources to filter.")
        by_column = {spec.get("columnIndex", 0): spec.get("filterCriteria", {}) for spec in given["filterSpecs"]}
    for column, item in by_column.items():
        if not area.start_column <= column < area.end_column:
            raise RequestError(f"The filter criteria's column index {column} is outside of the filter's range.")
        _check(item, locale, today)
    if not by_column:
        return {}
    kept = {column: with_colour_styles(by_column[column]) for column in sorted(by_column)}
    specs = [{"columnIndex": column, **({"filterCriteria": item} if item else {})} for column, item in kept.items()]
    return {"criteria": {str(column): item for column, item in kept.items()}, "filterSpecs": specs}


def hidden_rows(batch: Batch, sheet: Sheet, area: Area, criteria: dict[str, Obj]) -> set[int]:
    """Return the rows below the header of a filtered range that its criteria hide."""
    asked = {int(column): item for column, item in criteria.items() if item}
    if not asked:
        return set()
    filtered = _Filtered(batch, batch.calculator(), sheet, area.start_row + 1)
    rows = range(area.start_row + 1, area.end_row)
    return {row for row in rows if not all(filtered.shows(item, row, column) for column, item in asked.items())}


@dataclass(frozen=True, slots=True)
class _Filtered:
    """A range being filtered; the formulas of its conditions are written for its first row below the header."""

    batch: Batch
    calculator: Calculator
    sheet: Sheet
    first_row: int

    def shows(self, criteria: Obj, row: int, column: int) -> bool:
        """Tell whether a cell's criteria let its row be seen."""
        value = self.calculator.effective(self.sheet, row, column)
        own_format: Obj = self.sheet.cell(row, column).get("userEnteredFormat", {})
        locale_name = self.batch.book.locale
        shown = self.calculator.shown(self.sheet, row, column)
        if shown in criteria.get("hiddenValues", []):
            return False
        condition = criteria.get("condition")
        if condition and not holds(condition, Subject(value, shown), self._setting(row, column)):
            return False
        looks = effective_format(own_format, value, locale_name, {})
        return all(_colour(looks, part) == criteria[name] for name, part in COLOURS if name in criteria)

    def _setting(self, row: int, column: int) -> Setting:
        def evaluate(formula: str) -> Value:
            here = moved_by(formula, self.batch.locale.decimal, row - self.first_row, 0)
            return self.calculator.evaluate(here, self.sheet, row, column)

        return Setting(self.batch.locale, self.batch.now.date(), evaluate)


def _colour(looks: Obj, part: str) -> Obj:
    found: Obj = looks["textFormat"]["foregroundColorStyle"] if part == "textFormat" else looks[part]
    return found


def _check(criteria: Obj, locale: Locale, today: date) -> None:
    kinds = {name for name in criteria if name.startswith("visible")}
    if any("Background" in name for name in kinds) and any("Foreground" in name for name in kinds):
        raise RequestError(BOTH_COLOURS)
    if "condition" in criteria:
        check(criteria["condition"], FILTERS, locale, today)
