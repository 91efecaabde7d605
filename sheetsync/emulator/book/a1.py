"""A1: the emulator's own reader and writer of A1 notation, shared with nobody.

Only notation lives here; whether a tab exists or a range fits its grid is for `grid` to say.
"""

import re
from dataclasses import dataclass

MAX_COLUMN_LETTERS = 3
PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")
ENDPOINT = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,8})?")
R1C1 = re.compile(r"[Rr]([0-9]+)[Cc]([0-9]+)(?::[Rr]([0-9]+)[Cc]([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle as typed: 0-based, half-open, None where an end was left open."""

    start_row: int | None
    end_row: int | None
    start_column: int | None
    end_column: int | None


def column_letters(index: int) -> str:
    """Return the letters of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the 0-based column of its letters."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def quote_title(title: str) -> str:
    """Return the tab's name as Google prints it before `!`: quoted unless it is a plain ASCII word and no cell."""
    if PLAIN_TITLE.fullmatch(title) and not CELL_LIKE.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split_title(text: str) -> tuple[str | None, str]:
    """Split `'Tab'!A1` into the unquoted tab name and the rest; a quoted name may stand alone, with an empty rest."""
    if text.startswith("'"):
        match = re.match(r"'((?:[^']|'')*)'(?:!(.*))?$", text, re.DOTALL)
        if match:
            return match[1].replace("''", "'"), match[2] or ""
    if "!" in text:
        title, rest = text.rsplit("!", 1)
        return title, rest
    return None, text


def parse_span(text: str) -> Span | None:
    """Read `A1`, `A1:B2`, `A:C`, `2:5`, `A2:C`, `R1C1:R2C3`; None when it is none of these."""
    if match := R1C1.fullmatch(text):
        top, left, bottom, right = (int(part) if part else None for part in match.groups())
        return _ordered(_less(top), _less(left), _less(bottom or top), _less(right or left))
    first, colon, second = text.partition(":")
    start = _endpoint(first)
    if start is None:
        return None
    if not colon:
        return _ordered(*start, *start) if None not in start else None
    end = _endpoint(second)
    if end is None:
        return None
    if (start[0] is None and end[0] is not None and start[1] is None) or start == (None, None):
        return None
    return _ordered(*start, *end)


def write_span(start_row: int, end_row: int, start_column: int, end_column: int) -> str:
    """Write a closed rectangle: `A1` for one cell, else `A1:B2`."""
    first = f"{column_letters(start_column)}{start_row + 1}"
    last = f"{column_letters(end_column - 1)}{end_row}"
    return first if first == last else f"{first}:{last}"


def _endpoint(text: str) -> tuple[int | None, int | None] | None:
    match = ENDPOINT.fullmatch(text)
    if not match or not text:
        return None
    letters, digits = match.groups()
    row = int(digits) - 1 if digits else None
    if row is not None and row < 0:
        return None
    return row, column_index(letters) if letters else None


def _ordered(row: int | None, column: int | None, last_row: int | None, last_column: int | None) -> Span:
    """Put the corners in order: `B2:A1` is `A1:B2`."""
    if row is not None and last_row is not None and last_row < row:
        row, last_row = last_row, row
    if column is not None and last_column is not None and last_column < column:
        column, last_column = last_column, column
    return Span(row, _more(last_row), column, _more(last_column))


def _more(index: int | None) -> int | None:
    return None if index is None else index + 1


def _less(number: int | None) -> int | None:
    return None if number is None else number - 1
