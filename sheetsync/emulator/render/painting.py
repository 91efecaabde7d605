"""Painting: what banding and conditional formats do to the looks of cells."""

from datetime import date

from sheetsync.emulator.book.grid import Area, area_of
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.book.styles import laid_over
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.formulas.conditions import Setting, Subject, holds
from sheetsync.emulator.formulas.rewrite import moved_by
from sheetsync.emulator.formulas.values import Value
from sheetsync.emulator.render.gradients import Scale
from sheetsync.emulator.render.tables import table_bands
from sheetsync.emulator.text.formats import show
from sheetsync.emulator.text.locales import locale_of

HEADER, FIRST, SECOND = 0, 1, 2  # which colour is asked first where rows and columns are both banded
# Conditions that can be true of a blank cell.
ASKED_OF_BLANK = frozenset({"BLANK", "CUSTOM_FORMULA", "TEXT_NOT_CONTAINS"})


class Painter:
    """Paints the cells of one tab. Rules are asked in their order; the first that holds decides each property."""

    def __init__(self, book: Book, calculator: Calculator, sheet: Sheet, today: date) -> None:
        """All are only read; `today` is what relative dates count from."""
        self._sheet = sheet
        self._calculator = calculator
        self._locale = locale_of(book.locale)
        self._today = today
        self._bands = [
            (area_of(sheet, item["range"]), item) for item in (*sheet.listed("bandedRanges"), *table_bands(sheet))
        ]
        self._rules = [
            ([area_of(sheet, item) for item in rule["ranges"]], rule) for rule in sheet.listed("conditionalFormats")
        ]
        self._scales: dict[int, Scale] = {}

    @property
    def idle(self) -> bool:
        """Tell whether there is nothing to paint."""
        return not self._bands and not self._rules

    def paint(self, row: int, column: int, value: Obj) -> tuple[Obj, Obj]:
        """Return what lies under and over a cell's own format."""
        under = next((band_format(item, area, row, column) for area, item in self._bands if area.has(row, column)), {})
        over: Obj = {}
        for areas, rule in self._rules:
            if any(area.has(row, column) for area in areas):
                over = laid_over(self._format(rule, areas, row, column, value), over)
        return under, over

    def blank_cells(self, area: Area) -> dict[int, set[int]]:
        """Return row by row the blank cells of an area that are painted all the same."""
        found: dict[int, set[int]] = {}
        places = [band for band, _ in self._bands]
        for areas, rule in self._rules:
            if rule.get("booleanRule", {}).get("condition", {}).get("type") in ASKED_OF_BLANK:
                places.extend(areas)
        for common in filter(None, map(area.common, places)):
            for row, column in common.cells():
                if column not in self._sheet.cells.get(row, {}) and self.paint(row, column, {}) != ({}, {}):
                    found.setdefault(row, set()).add(column)
        return found

    def _format(self, rule: Obj, areas: list[Area], row: int, column: int, value: Obj) -> Obj:
        """Return what a rule does to a cell; nothing if it does not hold."""
        if "gradientRule" in rule:
            if id(rule) not in self._scales:
                corner = self._setting(areas[0], areas[0].start_row, areas[0].start_column)
                self._scales[id(rule)] = Scale.of(rule["gradientRule"], self._numbers(areas), corner)
            return self._scales[id(rule)].format(value)
        number_format = self._calculator.number_format(self._sheet, row, column)
        subject = Subject(value, show(value, number_format, self._locale.name) if value else "")
        boolean: Obj = rule["booleanRule"]
        setting = self._setting(areas[0], row, column)
        return boolean.get("format", {}) if holds(boolean["condition"], subject, setting) else {}

    def _setting(self, corner: Area, row: int, column: int) -> Setting:
        """Return where a condition is asked: its formulas are written for the first cell of its first range."""

        def evaluate(formula: str) -> Value:
            here = moved_by(formula, self._locale.decimal, row - corner.start_row, column - corner.start_column)
            return self._calculator.evaluate(here, self._sheet, row, column)

        return Setting(self._locale, self._today, evaluate)

    def _numbers(self, areas: list[Area]) -> list[float]:
        found = []
        for row, column, _ in self._sheet.entries():
            if any(area.has(row, column) for area in areas):
                value = self._calculator.effective(self._sheet, row, column)
                if "numberValue" in value:
                    found.append(value["numberValue"])
        return sorted(found)


def band_format(item: Obj, area: Area, row: int, column: int) -> Obj:
    """Return the background of a cell in a banded range, by the order the discovery document gives."""
    places = ((row - area.start_row, area.height), (column - area.start_column, area.width))
    sides = (item.get("rowProperties"), item.get("columnProperties"))
    colours = [_colour(side, *place) for side, place in zip(sides, places, strict=True) if side]
    if not colours:
        return {}
    name, side = min(colours, key=lambda found: found[0])[1:]
    return {f"background{part}": side[f"{name}{part}"] for part in ("Color", "ColorStyle") if f"{name}{part}" in side}


def _colour(side: Obj, place: int, count: int) -> tuple[int, str, Obj]:
    headed = "headerColorStyle" in side or "headerColor" in side
    if headed and place == 0:
        return HEADER, "header", side
    if ("footerColorStyle" in side or "footerColor" in side) and place == count - 1:
        return HEADER, "footer", side
    first = (place - headed) % 2 == 0
    return (FIRST, "firstBand", side) if first else (SECOND, "secondBand", side)
