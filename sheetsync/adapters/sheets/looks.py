"""How cells look: one palette, and the format of each cell by whose it is, what it holds and what row it is in."""

from collections.abc import Iterable
from math import ceil
from types import MappingProxyType
from typing import Any

from sheetsync.core.layout import NUMBERS, Column, Kind, Look, Owner, Row, ask_of, is_open

Format = dict[str, Any]
"""Google's CellFormat, or a part of it."""


def colour(code: str) -> Format:
    """Google's ColorStyle of an RRGGBB code; rounded up, since Google cuts each share down to one of 256 steps."""
    red, green, blue = (ceil(int(code[place : place + 2], 16) / 255 * 10_000) / 10_000 for place in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}


# One palette: the Front's dark red for what frames a table, warm tints for headings, yellow for what people fill in.
INK, WHITE, GREY_INK = "202124", "FFFFFF", "6B6B6B"
FRAME, LINE = "8C1D18", "D5CFC9"
SECTION_TINT, TOTAL_TINT = "F5E6DC", "EBD3C3"
LOCKED, TO_FILL, OURS = "F3F3F3", "FFF9DB", "FFFFFF"
GOOD, FAIR, MIDDLING, OTHER, MISSING = "CFE8CF", "D3E3F6", "FCE8B8", "E3E3E3", "F9D9D6"
GOOD_INK, FAIR_INK, MIDDLING_INK, MISSING_INK = "1E5B2A", "1B4C86", "7A5200", "A3150D"
FINDING_TINTS = MappingProxyType({"error": "F7B7B0", "warning": "FAD58B"})
"""Over a cell at which something was found, by severity: to be told from a yellow cell that is to be filled."""
TAB_TO_FILL, TAB_OURS, TAB_READING = "E0A800", "8C1D18", "8A8A8A"

TITLE_HEIGHT, STAMP_HEIGHT = 36, 24
"""Pixels."""

_LINE, _LETTER, _AIR = 17, 7, 12
"""Pixels a line of bold header text is high, a letter of it wide, and what a cell keeps free around it."""
_LOWEST_HEADER, _HIGHEST_HEADER = 32, 150
"""Frozen rows must leave the screen to the figures; where a header is cut, its note has the whole text."""

_PADDING = {"top": 4, "right": 5, "bottom": 4, "left": 5}

_PATTERNS = {
    Kind.COUNT: "#,##0",
    Kind.RANK: "#,##0",
    # One decimal always and a second where there is one: "#,##0.##" would leave "12," with its comma dangling.
    Kind.AMOUNT: "#,##0.0#",
    Kind.PERCENT: "#,##0.0#",
}
_CENTRED = frozenset({Kind.POINTS, Kind.RANK, Kind.YES_NO, Kind.CHOICE, Kind.CRITERION, Kind.RATIO, Kind.TIER})
_AS_TYPED = frozenset({Kind.CRITERION, Kind.UNIT, Kind.RATIO, Kind.TIER})
_RIGHT = frozenset({Kind.COUNT, Kind.AMOUNT, Kind.PERCENT})
_RESULTS = frozenset({"total", "rank"})
"""Columns of ours that a committee looks for first."""

_TINTS = {Look.SECTION: SECTION_TINT, Look.TOTAL: TOTAL_TINT}


def title_format() -> Format:
    """The tab's heading; it runs on over the empty cells beside it, so nothing is merged across frozen columns."""
    return {
        "textFormat": {"bold": True, "fontSize": 14, "foregroundColorStyle": colour(FRAME)},
        "wrapStrategy": "OVERFLOW_CELL",
        "verticalAlignment": "MIDDLE",
    }


def stamp_format() -> Format:
    """The hint below the heading, or the stamp of the last publication."""
    return {
        "textFormat": {"italic": True, "fontSize": 10, "foregroundColorStyle": colour(GREY_INK)},
        "wrapStrategy": "OVERFLOW_CELL",
        "verticalAlignment": "MIDDLE",
    }


def header_format() -> Format:
    """A column's header."""
    return {
        "backgroundColorStyle": colour(FRAME),
        "textFormat": {"bold": True, "foregroundColorStyle": colour(WHITE)},
        "horizontalAlignment": "CENTER",
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP",
        "borders": _borders(WHITE),
    }


def header_height(columns: Iterable[Column]) -> int:
    """Pixels for the header row, so that its longest header is seen whole, within reason.

    No other row of a table gets a height: they grow with what is typed in them.
    """
    lines = max(
        sum(ceil(max(len(line), 1) * _LETTER / (column.width - _AIR)) for line in column.header.split("\n"))
        for column in columns
    )
    return min(max(_LINE * lines + _AIR, _LOWEST_HEADER), _HIGHEST_HEADER)


def is_band(column: Column) -> bool:
    """True for a column that holds a class of results, chosen by people or written by sync."""
    return column.kind is Kind.CHOICE or column.name == "band" or column.name.endswith("_band")


def cell_format(column: Column, row: Row | None, decimals: int) -> Format:
    """The format of a cell below the header; `row` None is one of the free rows, `decimals` are those of points."""
    look = row.look if row is not None else Look.PLAIN
    fill = TO_FILL if is_open(column, row) else _TINTS.get(look, OURS if column.owner is Owner.SYNC else LOCKED)
    found: Format = {
        "backgroundColorStyle": colour(fill),
        "verticalAlignment": "TOP",
        "wrapStrategy": "WRAP",
        "padding": _PADDING,
        "borders": _borders(LINE),
        **_number_format(column, row, decimals),
    }
    if look is not Look.PLAIN or (column.owner is Owner.SYNC and column.name in _RESULTS):
        found["textFormat"] = {"bold": True, "foregroundColorStyle": colour(INK)}
    if look is Look.TOTAL:
        found["borders"]["top"] = {"style": "SOLID_MEDIUM", "colorStyle": colour(FRAME)}
    if alignment := _alignment(column, row):
        found["horizontalAlignment"] = alignment
    return found


def _number_format(column: Column, row: Row | None, decimals: int) -> Format:
    kind = ask_of(column, row).kind
    if column.owner is Owner.PEOPLE:
        # People's numbers keep the automatic format: a date or a percent that Google makes of what was typed then shows
        # itself as one, to the person and to sync. Codes are text, or 1.10 would become the number 1.1 or a day; so are
        # ratios and tiers, or 3/5 would become the third of May.
        return {"numberFormat": {"type": "TEXT", "pattern": "@"}} if kind in _AS_TYPED else {}
    pattern = points_pattern(decimals) if kind is Kind.POINTS else _PATTERNS.get(kind)
    return {"numberFormat": {"type": "NUMBER", "pattern": pattern}} if pattern else {}


def points_pattern(decimals: int) -> str:
    """The pattern of points: as many decimals as the finest step has, so that columns line up."""
    return "0." + "0" * decimals if decimals else "0"


def _alignment(column: Column, row: Row | None) -> str:
    """Empty where Google is to decide: a number that became text then stands on the left and gives itself away."""
    kind = ask_of(column, row).kind
    if column.owner is Owner.PEOPLE and kind in NUMBERS:
        return ""
    if kind in _CENTRED or is_band(column):
        return "CENTER"
    return "RIGHT" if kind in _RIGHT else "LEFT"


def _borders(code: str) -> Format:
    return {side: {"style": "SOLID", "colorStyle": colour(code)} for side in ("top", "bottom", "left", "right")}
