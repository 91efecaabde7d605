"""Tokens: a formula cut into pieces, each with its text, so that it can be parsed or put together again unchanged."""

import re
from dataclasses import dataclass

TITLE = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]*"
REFERENCE = re.compile(
    rf"(?P<title>{TITLE})?"
    rf"(?P<span>{CELL}:{CELL}|{CELL}:\$?[A-Za-z]{{1,3}}|{CELL}"
    r"|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[1-9][0-9]*:\$?[1-9][0-9]*|#REF!)(?![\w(])"
)
NAME = re.compile(r"[^\W\d][\w.]*")
STRING = re.compile(r'"(?:[^"]|"")*"')
ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)")
OPERATOR = re.compile(r"<>|<=|>=|[-+*/^&=<>%]")
SPACE = re.compile(r"\s+")


class ParseError(Exception):
    """The formula cannot be read."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: kind is space, ref, name, number, string, error, op, (, ) or `;` for an argument separator."""

    kind: str
    text: str
    title: str | None = None  # of a reference, as typed, with quotes and `!`
    span: str = ""


def tokenize(formula: str, decimal: str) -> list[Token]:
    """Cut a formula, without its leading `=`; `decimal` is the locale's decimal mark. Raises ParseError."""
    tokens: list[Token] = []
    position = 0
    number = re.compile(rf"\d+(?:{re.escape(decimal)}\d+)?(?:[eE][+-]?\d+)?|{re.escape(decimal)}\d+")
    while position < len(formula):
        token = _next(formula, position, number, decimal)
        tokens.append(token)
        position += len(token.text)
    return tokens


def _next(formula: str, position: int, number: re.Pattern[str], decimal: str) -> Token:
    if match := REFERENCE.match(formula, position):
        return Token("ref", match[0], match["title"], match["span"])
    for kind, pattern in (
        ("space", SPACE),
        ("number", number),
        ("string", STRING),
        ("name", NAME),
        ("error", ERROR),
        ("op", OPERATOR),
    ):
        if match := pattern.match(formula, position):
            return Token(kind, match[0])
    letter = formula[position]
    if letter in "()":
        return Token(letter, letter)
    # `;` separates everywhere; `,` only where it is not the decimal mark.
    if letter == ";" or (letter == "," and decimal != ","):
        return Token(";", letter)
    raise ParseError(letter)
