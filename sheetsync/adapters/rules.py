"""What a sheet does by itself: it lists choices, warns of an odd figure, and colours what a committee should see.

Set once, at provisioning, so that sync has to write nothing but values. No formula here has more than one argument to a
function: the separator depends on the spreadsheet's locale (a semicolon in vi_VN, a comma in en_US).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sheetsync.adapters import looks
from sheetsync.adapters.looks import Format, colour
from sheetsync.core.cells import column_letters
from sheetsync.core.layout import MASTER, NUMBERS, Book, Column, Kind, Owner, Tab

Rule = dict[str, Any]
"""Google's DataValidationRule or ConditionalFormatRule, without its ranges."""

_POINTS_MESSAGE = (
    "Gõ bằng số, dấu phẩy thập phân (ví dụ 8,5). Chưa chấm thì để trống; chấm 0 điểm thì gõ 0; "
    "không có việc để chấm thì ghi: không phát sinh."
)
_NUMBER_MESSAGE = "Gõ bằng số, dấu phẩy thập phân (ví dụ 8,5). Không có việc thì ghi: không phát sinh."
_CHOICE_MESSAGE = "Chọn một mục trong danh sách."
_BAND_COLOURS = (
    (looks.GOOD, looks.GOOD_INK),
    (looks.FAIR, looks.FAIR_INK),
    (looks.MIDDLING, looks.MIDDLING_INK),
    (looks.OTHER, looks.INK),
)
_SEVERITY_COLOURS = (
    ("Phải sửa", looks.MISSING, looks.MISSING_INK),
    ("Cần xem", looks.MIDDLING, looks.MIDDLING_INK),
    ("Để biết", looks.OTHER, looks.INK),
)
_STATE_COLOURS = (
    ("thiếu", looks.MISSING, looks.MISSING_INK),
    ("cũ", looks.MIDDLING, looks.MIDDLING_INK),
)
_EXPECTED = frozenset({"self", "department", "total", "points"})
"""Points that every row of the master should have; others (bonus, inspection) are blank where nobody gave any."""


def validation(tab: Tab, columns: Mapping[str, int], column: Column, row: int, kind: Kind) -> Rule | None:
    """The rule of a people's cell, as it reads in `row` (its references move along); None where anything goes.

    Every rule is soft: it marks the cell and explains, but a person is never kept from typing what has to be said.
    """
    if column.choices:
        values = [{"userEnteredValue": choice} for choice in column.choices]
        return _soft({"type": "ONE_OF_LIST", "values": values}, _CHOICE_MESSAGE)
    if kind not in NUMBERS:
        return None
    here = f"{column_letters(columns[column.name])}{row}"
    allowed = f"ISNUMBER({here})*({here}>=0)"
    ceiling = tab.column("max")
    if kind is Kind.POINTS and ceiling is not None and ceiling.owner is Owner.EDITION and "max" in columns:
        allowed += f"*({here}<=${column_letters(columns['max'])}{row})"
    formula = f'={allowed}+(LOWER(TRIM({here}))="không phát sinh")>0'
    message = _POINTS_MESSAGE if kind is Kind.POINTS else _NUMBER_MESSAGE
    return _soft({"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}, message)


def _soft(condition: Rule, message: str) -> Rule:
    return {"condition": condition, "inputMessage": message, "strict": False, "showCustomUi": True}


def colouring(book: Book, tab: Tab, columns: Mapping[str, int], row: int) -> Iterator[tuple[int, Rule]]:
    """Yield (column, rule) for the conditional formats of a tab whose first row below the header is `row`."""
    bands = next((column.choices for column in tab.columns if column.kind is Kind.CHOICE), ())
    for column in tab.columns:
        col = columns[column.name]
        if looks.is_band(column):
            yield from ((col, rule) for rule in _band_rules(column.choices or bands))
        elif column.name == "severity":
            yield from ((col, rule) for rule in _word_rules("TEXT_EQ", _SEVERITY_COLOURS))
        elif column.name == "state":
            yield from ((col, rule) for rule in _word_rules("TEXT_CONTAINS", _STATE_COLOURS))
        elif _is_expected(book, column):
            yield col, _missing_rule(columns[tab.key], col, row)


def _band_rules(names: Iterable[str]) -> Iterator[Rule]:
    """Colour bands by their place, best first, whatever they are called this year; the last colour is for the rest."""
    for place, name in enumerate(names):
        fill, ink = _BAND_COLOURS[min(place, len(_BAND_COLOURS) - 1)]
        yield _rule("TEXT_EQ", name, fill, ink)


def _word_rules(condition: str, colours: Iterable[tuple[str, str, str]]) -> Iterator[Rule]:
    return (_rule(condition, word, fill, ink) for word, fill, ink in colours)


def _is_expected(book: Book, column: Column) -> bool:
    ours = book.kind == MASTER and column.owner is Owner.SYNC and column.kind is Kind.POINTS
    return ours and (column.name in _EXPECTED or column.name.endswith("-points"))


def _missing_rule(key_col: int, col: int, row: int) -> Rule:
    """A blank where a row has begun: nothing given is never 0, and has to be seen."""
    key, here = f"${column_letters(key_col)}{row}", f"{column_letters(col)}{row}"
    return _rule("CUSTOM_FORMULA", f'=({key}<>"")*({here}="")', looks.MISSING, looks.MISSING_INK)


def _rule(condition: str, value: str, fill: str, ink: str) -> Rule:
    shown: Format = {
        "backgroundColorStyle": colour(fill),
        "textFormat": {"foregroundColorStyle": colour(ink), "bold": True},
    }
    return {
        "booleanRule": {
            "condition": {"type": condition, "values": [{"userEnteredValue": value}]},
            "format": shown,
        }
    }
