"""Rewriting: references inside formulas follow the cells they name; everything else stays as typed."""

import re
from collections.abc import Callable

from sheetsync.emulator.book.a1 import Span, column_index, column_letters, parse_span, quote_title
from sheetsync.emulator.book.grid import FAR
from sheetsync.emulator.book.model import ROWS
from sheetsync.emulator.formulas.tokens import ParseError, Token, tokenize

ENDPOINT = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([0-9]+)?")
GONE = "#REF!"
SpanMap = Callable[[int, int], tuple[int, int] | None]  # half-open span before -> after, None when nothing is left
Carry = Callable[[str | None, Span], tuple[str | None, Span] | None]  # title and rectangle before -> after, None: gone


def moved_by(formula: str, decimal: str, rows: int, columns: int) -> str:
    """Return the formula as copied `rows` down and `columns` right: relative references move, `$` ones stay."""

    def change(token: Token) -> str:
        parts = [_offset(part, rows, columns) for part in token.span.split(":")]
        return _with_title(token, GONE if GONE in parts else ":".join(parts))

    return _changed(formula, decimal, change)


def follow(formula: str, decimal: str, dimension: str, concerns: Callable[[str | None], bool], spans: SpanMap) -> str:
    """Return the formula after rows or columns moved in the tabs that `concerns` picks by (unquoted) title."""

    def change(token: Token) -> str:
        if token.span == GONE or not concerns(_plain_title(token)):
            return token.text
        return _with_title(token, _respanned(token.span, dimension, spans))

    return _changed(formula, decimal, change)


def carried(formula: str, decimal: str, carry: Carry) -> str:
    """Return the formula after cells were carried elsewhere, perhaps to another tab; `carry` has (unquoted) titles."""

    def change(token: Token) -> str:
        title, span = _plain_title(token), parse_span(token.span.replace("$", ""))
        if span is None:
            return token.text
        after = carry(title, span)
        if after is None:
            return GONE
        if after == (title, span):
            return token.text
        shown = (token.title or "") if after[0] == title else f"{quote_title(after[0])}!" if after[0] else ""
        return shown + _replaced(token.span, after[1])

    return _changed(formula, decimal, change)


def retitled(formula: str, decimal: str, old: str, new: str | None) -> str:
    """Return the formula after a tab was renamed, or deleted (`new` None)."""

    def change(token: Token) -> str:
        title = _plain_title(token)
        if title is None or title.casefold() != old.casefold():
            return token.text
        return GONE if new is None else f"{quote_title(new)}!{token.span}"

    return _changed(formula, decimal, change)


def renamed(formula: str, decimal: str, old: str, new: str) -> str:
    """Return the formula after a named range got another name; a function of that name keeps its own."""
    try:
        tokens = tokenize(formula[1:], decimal)
    except ParseError:
        return formula
    texts = [token.text for token in tokens]
    for index, token in enumerate(tokens):
        called = texts[index + 1 : index + 2] == ["("]
        if token.kind == "name" and token.text.casefold() == old.casefold() and not called:
            texts[index] = new
    return "=" + "".join(texts)


def in_english(formula: str, decimal: str) -> str:
    """Return the formula with a decimal point and commas between arguments, as files store it."""
    return respelt(formula, decimal, ".")


def respelt(formula: str, decimal: str, new: str) -> str:
    """Return the formula as a locale with another decimal mark writes it: `SUM(1.5,2)` is `SUM(1,5;2)` in vi_VN."""
    try:
        tokens = tokenize(formula[1:], decimal)
    except ParseError:
        return formula
    separator = ";" if new == "," else ","

    def spelt(token: Token) -> str:
        return separator if token.kind == ";" else token.text.replace(decimal, new)

    return "=" + "".join(spelt(token) if token.kind in ("number", ";") else token.text for token in tokens)


def _changed(formula: str, decimal: str, change: Callable[[Token], str]) -> str:
    try:
        tokens = tokenize(formula[1:], decimal)
    except ParseError:
        return formula  # what cannot be read is left as typed, as in Google
    return "=" + "".join(change(token) if token.kind == "ref" else token.text for token in tokens)


def _plain_title(token: Token) -> str | None:
    if token.title is None:
        return None
    title = token.title[:-1]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def _with_title(token: Token, span: str) -> str:
    return span if span == GONE else f"{token.title or ''}{span}"


def _offset(endpoint: str, rows: int, columns: int) -> str:
    match = ENDPOINT.fullmatch(endpoint)
    if not match:
        return endpoint
    fixed_column, letters, fixed_row, digits = match.groups()
    column = column_index(letters) + (0 if fixed_column else columns) if letters else 0
    row = int(digits) + (0 if fixed_row else rows) if digits else 1
    if column < 0 or row < 1:
        return GONE
    return f"{fixed_column}{column_letters(column) if letters else ''}{fixed_row}{row if digits else ''}"


def _respanned(span: str, dimension: str, spans: SpanMap) -> str:
    matches = [ENDPOINT.fullmatch(part) for part in span.split(":")]
    ends = [match.groups() for match in matches if match]
    first, last = ends[0], ends[-1]
    place = 3 if dimension == ROWS else 1
    if first[place] is None:
        return span  # a whole column does not feel rows move, nor a whole row columns
    start = _index(first[place], dimension)
    end = _index(last[place], dimension) + 1 if last[place] else FAR
    if end <= start:  # typed backwards, and kept so
        return ":".join(_respanned(":".join(span.split(":")[::-1]), dimension, spans).split(":")[::-1])
    after = spans(start, end)
    if after is None:
        return GONE
    shown = [_endpoint(first, dimension, after[0])]
    if len(ends) > 1:
        shown.append(_endpoint(last, dimension, after[1] - 1 if last[place] else None))
    return ":".join(shown)


def _replaced(typed: str, span: Span) -> str:
    """Return a reference moved to a rectangle, with the `$` and the open ends it was typed with."""
    corners = ((span.start_row, span.start_column), (_last(span.end_row), _last(span.end_column)))
    shown = []
    for part, (row, column) in zip(typed.split(":"), corners, strict=False):
        match = ENDPOINT.fullmatch(part)
        fixed_column, letters, fixed_row, digits = match.groups() if match else ("", "", "", "")
        letters = column_letters(column) if letters and column is not None else ""
        digits = str(row + 1) if digits and row is not None else ""
        shown.append(f"{fixed_column}{letters}{fixed_row}{digits}")
    return ":".join(shown)


def _last(end: int | None) -> int | None:
    return None if end is None else end - 1


def _index(text: str, dimension: str) -> int:
    return int(text) - 1 if dimension == ROWS else column_index(text)


def _endpoint(parts: tuple[str | None, ...], dimension: str, index: int | None) -> str:
    fixed_column, letters, fixed_row, digits = (part or "" for part in parts)
    if index is not None and dimension == ROWS:
        digits = str(index + 1)
    elif index is not None:
        letters = column_letters(index)
    return f"{fixed_column}{letters}{fixed_row}{digits}"
