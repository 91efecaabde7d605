"""A1: the emulator's own reader and writer of A1 and R1C1 notation, shared with nobody.

Only notation lives here; whether a tab exists or a range fits its grid is for `grid` to say. The finer rules (R1C1,
whitespace, reversed ranges, quoting) are those that others measured on Google and made public: facts §1 [3P].
"""

import re
from dataclasses import dataclass

LAST_LETTERED = 18277  # ZZZ: Google names no column beyond it
PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ENDPOINT = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,9})?")
R1C1 = re.compile(r"(R(?:([0-9]{1,9})|\[([0-9]{1,9})\])?)?(C(?:([0-9]{1,9})|\[([0-9]{1,9})\])?)?", re.IGNORECASE)
QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle as typed: 0-based, half-open, None where an end was left open."""

    start_row: int | None
    end_row: int | None
    start_column: int | None
    end_column: int | None


@dataclass(frozen=True, slots=True)
class _Corner:
    """One side of a range. The written numbers, with how they were written, are only there in R1C1."""

    row: int | None
    column: int | None
    written: tuple[tuple[str, int] | None, tuple[str, int] | None] = (None, None)


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
    """Return the tab's name as Google prints it before `!`: quoted unless a plain ASCII word that names no cell."""
    if PLAIN_TITLE.fullmatch(title) and parse_span(title) is None:
        return title
    return "'" + title.replace("'", "''") + "'"


def split_title(text: str) -> tuple[str | None, str | None]:
    """Split `'Tab'!A1` at the last bang into the unquoted name and the rest; either is None where there is none."""
    if match := QUOTED.fullmatch(text):
        return match[1].replace("''", "'"), match[2]
    title, bang, rest = text.rpartition("!")
    return (title, rest) if bang else (None, text)


def parse_span(text: str) -> Span | None:
    """Read `A1`, `A1:B2`, `A:C`, `2:5`, `A2:C`, `R1C1:R2C3`, `R[1]C[1]`; None when it is none of these."""
    halves = text.split(":")
    return _read_a1(halves) or _read_r1c1(halves)


def write_span(start_row: int, end_row: int, start_column: int, end_column: int) -> str:
    """Write a closed rectangle: `A1` for one cell, else `A1:B2`."""
    return write_open(Span(start_row, end_row, start_column, end_column))


def write_open(span: Span) -> str:
    """Write only the ends that are set: `A5:B`, `AA` for a whole column, `7` for a whole row."""
    first = _written(span.start_row, span.start_column)
    last = _written(_less(span.end_row), _less(span.end_column))
    return first if first == last else f"{first}:{last}"


def _read_a1(halves: list[str]) -> Span | None:
    corners = [corner for half in halves if (corner := _a1_corner(half))]
    if len(corners) != len(halves):
        return None
    if len(corners) == 1 and (corners[0].row is None or corners[0].column is None):
        return None  # a column or a row is named by two ends only
    return _ordered(corners)


def _read_r1c1(halves: list[str]) -> Span | None:
    corners = [corner for half in halves if (corner := _r1c1_corner(half))]
    if len(corners) != len(halves):
        return None
    for start, end in zip(corners[0].written, corners[-1].written, strict=True):
        # As measured: numbers of one kind that run back by exactly one are refused, by more are put in order.
        if start and end and (start[0], start[1]) == (end[0], end[1] + 1):
            return None
    return _ordered(corners)


def _a1_corner(text: str) -> _Corner | None:
    match = ENDPOINT.fullmatch(text)
    if not match or match.groups() == (None, None):
        return None
    letters, digits = match.groups()
    if digits and int(digits) == 0:
        return None
    return _Corner(int(digits) - 1 if digits else None, column_index(letters) if letters else None)


def _r1c1_corner(text: str) -> _Corner | None:
    match = R1C1.fullmatch(text) if text else None
    if not match or any(digits and int(digits) == 0 for digits in (match[2], match[5])):
        return None
    row, column = _numbered(match[2], match[3]), _numbered(match[5], match[6])
    return _Corner(_place(match[1], row, column), _place(match[4], column, row), (row, column))


def _numbered(absolute: str | None, relative: str | None) -> tuple[str, int] | None:
    if absolute is not None:
        return "absolute", int(absolute)
    return ("relative", int(relative)) if relative is not None else None


def _place(letter: str | None, own: tuple[str, int] | None, other: tuple[str, int] | None) -> int | None:
    """Return the 0-based place along one axis: offsets count from A1; beside a number, an absent axis is left open."""
    if own:
        return own[1] - 1 if own[0] == "absolute" else own[1]
    return None if letter is None and other else 0


def _ordered(corners: list[_Corner]) -> Span | None:
    """Put the corners in order: `B2:A1` is `A1:B2`."""
    if len(corners) > 2:  # noqa: PLR2004 - a range has two ends
        return None
    rows, columns = _axis([corner.row for corner in corners]), _axis([corner.column for corner in corners])
    return Span(*rows, *columns)


def _axis(places: list[int | None]) -> tuple[int | None, int | None]:
    first, last = places[0], places[-1]
    if first is not None and last is not None and last < first:
        first, last = last, first
    return first, None if last is None else last + 1


def _written(row: int | None, column: int | None) -> str:
    letters = "" if column is None or column > LAST_LETTERED else column_letters(column)
    return letters + ("" if row is None else str(row + 1))


def _less(number: int | None) -> int | None:
    return None if number is None else number - 1
