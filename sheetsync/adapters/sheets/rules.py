"""What a sheet does by itself: it lists choices, warns of an odd figure, and colours what a committee should see.

Set once, at provisioning, so that sync has to write nothing but values. No formula here has more than one argument to a
function: the separator depends on the spreadsheet's locale (a semicolon in vi_VN, a comma in en_US).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sheetsync.adapters.sheets import looks
from sheetsync.adapters.sheets.looks import Format, colour
from sheetsync.core.cells import column_letters
from sheetsync.core.entries import NOTHING_AROSE
from sheetsync.core.layout import MASTER, NUMBERS, Ask, Book, Column, Kind, Owner, Tab

Rule = dict[str, Any]
"""Google's DataValidationRule or ConditionalFormatRule, without its ranges."""

_POINTS_MESSAGE = (
    "Gõ bằng số, dấu phẩy thập phân (ví dụ 8,5). Chưa chấm thì để trống; chấm 0 điểm thì gõ 0; "
    f"không có việc để chấm thì ghi: {NOTHING_AROSE}."
)
_CHOICE_MESSAGE = "Chọn một mục trong danh sách."
_TIER_MESSAGE = "Chọn một mức trong danh sách, hoặc gõ số điểm của mức đó."
_RATIO_MESSAGE = "Ghi tỷ lệ, ví dụ 42/45 hoặc 93,3%."
_NO_WORK = f"Không có việc thì ghi: {NOTHING_AROSE}."
_NUMBER_MESSAGE = f"Gõ bằng số, dấu phẩy thập phân (ví dụ 8,5). {_NO_WORK}"
_MESSAGES = {Kind.POINTS: _POINTS_MESSAGE, Kind.COUNT: f"Gõ số nguyên. {_NO_WORK}"}
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


def validation(tab: Tab, columns: Mapping[str, int], column: Column, row: int, ask: Ask) -> Rule | None:
    """The rule of a people's cell, as it reads in `row` (its references move along); None where anything goes.

    Every rule is soft: it marks the cell and explains, but a person is never kept from typing what has to be said.
    """
    if ask.choices:
        values = [{"userEnteredValue": choice} for choice in ask.choices]
        message = ask.prompt or (_TIER_MESSAGE if ask.kind is Kind.TIER else _CHOICE_MESSAGE)
        return _soft({"type": "ONE_OF_LIST", "values": values}, message)
    here = f"{column_letters(columns[column.name])}{row}"
    if ask.kind is Kind.RATIO:  # typed as text; what Sheets has made a number of is asked about
        return _formula(f"=ISTEXT({here})", f"{ask.prompt or _RATIO_MESSAGE} {_NO_WORK}")
    if ask.kind not in NUMBERS:
        return None
    allowed = f"ISNUMBER({here})*({here}>=0)"
    if ask.kind is Kind.COUNT:
        allowed += f"*(IFERROR(INT({here}))={here})"
    if limit := _limit(tab, columns, column, row, ask):
        allowed += f"*({here}<={limit})"
    message = f"{ask.prompt} {_NO_WORK}" if ask.prompt else _MESSAGES.get(ask.kind, _NUMBER_MESSAGE)
    return _formula(f'={allowed}+(LOWER(TRIM({here}))="{NOTHING_AROSE}")>0', message)


def _limit(tab: Tab, columns: Mapping[str, int], column: Column, row: int, ask: Ask) -> str:
    """What points may not exceed: their own limit, or the maximum that stands in the row; empty where there is none."""
    if ask.most is not None:
        # Written as a fraction: whether 3.5 or 3,5 is a number depends on the locale.
        over, under = ask.most.as_integer_ratio()
        return str(over) if under == 1 else f"{over}/{under}"
    ceiling = tab.column("max")
    by_row = ask == column.ask and ask.kind is Kind.POINTS and ceiling is not None and ceiling.owner is Owner.EDITION
    return f"${column_letters(columns['max'])}{row}" if by_row and "max" in columns else ""


def _formula(formula: str, message: str) -> Rule:
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
