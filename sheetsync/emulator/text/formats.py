"""Formats: how a value is shown, by number format and locale, as in FORMATTED_VALUE and formattedValue."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from types import MappingProxyType

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.entry import EPOCH
from sheetsync.emulator.text.locales import Locale, locale_of

DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})
SIGNIFICANT_DIGITS = 10
NOON = 12
TWO = 2  # letters: up to two are a number, more are a name or a full year
LONG_NAMES = MappingProxyType({"ddd": "%a", "dddd": "%A", "mmm": "%b", "mmmm": "%B"})
PLAIN_UP_TO = 1e15
PLAIN_DOWN_TO = 1e-9
DATE_TOKEN = re.compile(r'"[^"]*"|\\.|\[h+\]|y+|m+|d+|h+|s+|am/pm|a/p|.', re.IGNORECASE | re.DOTALL)
NUMBER_TOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|[0#?,.]+|E[+-]0+|%|@|.', re.IGNORECASE | re.DOTALL)
ERROR_TEXT = MappingProxyType(
    {
        "ERROR": "#ERROR!",
        "NULL_VALUE": "#NULL!",
        "DIVIDE_BY_ZERO": "#DIV/0!",
        "VALUE": "#VALUE!",
        "REF": "#REF!",
        "NAME": "#NAME?",
        "NUM": "#NUM!",
        "N_A": "#N/A",
        "LOADING": "Loading...",
    }
)
DEFAULT_PATTERNS = MappingProxyType(
    {
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": "#,##0.00",
        "SCIENTIFIC": "0.00E+00",
        "TEXT": "@",
        "TIME": "h:mm:ss",
    }
)


@dataclass(frozen=True, slots=True)
class Digits:
    """How many digits a number pattern wants, and whether in groups."""

    least_whole: int
    least_decimals: int
    most_decimals: int
    grouped: bool


def error_text(kind: str) -> str:
    """Return what a cell shows for an ErrorValue type."""
    return ERROR_TEXT.get(kind, "#ERROR!")


def pattern_of(number_format: Obj, locale: Locale) -> str:
    """Return the pattern of a number format, or the one its type has in this locale."""
    kind = number_format.get("type", "")
    if number_format.get("pattern"):
        return str(number_format["pattern"])
    if kind == "DATE":
        return locale.date_pattern
    if kind == "DATE_TIME":
        return f"{locale.date_pattern} h:mm:ss"
    return DEFAULT_PATTERNS.get(kind, "")


def show(value: Obj, number_format: Obj, locale_name: str) -> str:
    """Return the text a cell shows for an ExtendedValue."""
    if "numberValue" in value:
        return show_number(value["numberValue"], number_format, locale_name)
    if "stringValue" in value:
        return str(value["stringValue"])
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "errorValue" in value:
        return error_text(value["errorValue"]["type"])
    return ""


def show_number(number: float, number_format: Obj, locale_name: str) -> str:
    """Return a number as its format and the locale want it."""
    locale = locale_of(locale_name)
    pattern = pattern_of(number_format, locale)
    if not pattern or pattern in ("@", "General"):
        return general(number, locale)
    if number_format.get("type") in DATE_TYPES:
        return _show_moment(number, pattern)
    return _show_pattern(number, pattern, locale)


def general(number: float, locale: Locale) -> str:
    """Return a number without a format: at most ten significant digits."""
    size = abs(number)
    if size and (size >= PLAIN_UP_TO or size < PLAIN_DOWN_TO):
        mantissa, exponent = f"{number:.5E}".split("E")
        trimmed = mantissa.rstrip("0").rstrip(".")
        return f"{trimmed.replace('.', locale.decimal)}E{exponent[0]}{exponent[1:].zfill(2)}"
    if isinstance(number, int) or float(number).is_integer():
        return str(int(number))
    exact = Decimal(repr(number))
    decimals = max(0, SIGNIFICANT_DIGITS - max(0, exact.adjusted() + 1))
    text = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", locale.decimal)


def _show_pattern(number: float, pattern: str, locale: Locale) -> str:
    sections = _sections(pattern)
    chosen, signed = sections[0], number < 0
    if number < 0 and len(sections) > 1:
        chosen, signed = sections[1], False
    elif number == 0 and len(sections) > 2:  # noqa: PLR2004 - positive; negative; zero
        chosen = sections[2]
    tokens = tuple(NUMBER_TOKEN.findall(chosen))
    amount = abs(Decimal(repr(number))) * (Decimal(100) ** tokens.count("%"))
    exponent = next((token for token in tokens if re.fullmatch(r"E[+-]0+", token, re.IGNORECASE)), None)
    power = amount.adjusted() if exponent and amount else 0
    shown = _digits_text(amount.scaleb(-power), _digits(chosen), locale)
    text = "".join(_literal(token, shown, exponent, power) for token in _one_number(tokens))
    return f"-{text}" if signed and any(digit in "123456789" for digit in shown) else text


def _one_number(tokens: tuple[str, ...]) -> list[str]:
    """Keep the first run of digit places; the others were counted into it."""
    kept: list[str] = []
    seen = False
    for token in tokens:
        is_number = token[0] in "0#?,."
        if not (is_number and seen):
            kept.append(token)
        seen = seen or is_number
    return kept


def _literal(token: str, shown: str, exponent: str | None, power: int) -> str:
    if token[0] in "0#?,.":
        return shown
    if exponent and token == exponent:
        sign = "-" if power < 0 else "+" if "+" in token else ""
        return f"E{sign}{str(abs(power)).zfill(len(token) - 2)}"
    if token[0] == "[":
        return token[2:-1].split("-", maxsplit=1)[0] if token.startswith("[$") else ""
    return {'"': token[1:-1], "\\": token[1:], "_": " ", "*": ""}.get(token[0], token)


@cache
def _sections(pattern: str) -> tuple[str, ...]:
    return tuple(re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', pattern))


@cache
def _digits(pattern: str) -> Digits:
    places = "".join(token for token in NUMBER_TOKEN.findall(pattern) if token[0] in "0#?,.")
    integer, _, fraction = places.partition(".")
    return Digits(integer.count("0"), fraction.count("0"), sum(fraction.count(mark) for mark in "0#?"), "," in integer)


def _digits_text(amount: Decimal, digits: Digits, locale: Locale) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-digits.most_decimals), ROUND_HALF_UP)
    integer, _, fraction = f"{rounded:f}".partition(".")
    integer = integer.lstrip("0").rjust(digits.least_whole, "0")
    if digits.grouped:
        integer = re.sub(r"(?<=\d)(?=(\d{3})+$)", locale.group, integer)
    fraction = fraction[: digits.least_decimals] + fraction[digits.least_decimals :].rstrip("0")
    return f"{integer}{locale.decimal}{fraction}" if fraction else integer


def _show_moment(number: float, pattern: str) -> str:
    moment = datetime(EPOCH.year, EPOCH.month, EPOCH.day) + timedelta(seconds=round(number * 86_400))  # noqa: DTZ001 - a serial has no zone
    tokens = DATE_TOKEN.findall(pattern)
    afternoon = any(token.lower() in ("am/pm", "a/p") for token in tokens)
    shown, previous = [], ""
    for index, token in enumerate(tokens):
        kind = token.lower()
        if kind[0] == "m" and (previous == "h" or _next_unit(tokens[index + 1 :]) == "s"):
            kind = "n" * len(kind)  # minutes, not months
        shown.append(_moment_part(kind, token, moment, afternoon=afternoon))
        if kind[0] in "ymdhsn":
            previous = kind[0]
    return "".join(shown)


def _next_unit(tokens: list[str]) -> str:
    return next((token[0].lower() for token in tokens if token[0].lower() in "ymdhs"), "")


def _moment_part(kind: str, token: str, moment: datetime, *, afternoon: bool) -> str:
    hour = (moment.hour + 11) % 12 + 1 if afternoon else moment.hour
    clock = {"h": hour, "n": moment.minute, "s": moment.second}
    if kind in ("am/pm", "a/p"):
        return "AM" if moment.hour < NOON else "PM"
    if kind[0] == "y":
        return f"{moment.year:04d}" if len(kind) > TWO else f"{moment.year % 100:02d}"
    if kind[0] in "md" and len(kind) > TWO:
        return moment.strftime(LONG_NAMES[kind[:4]])
    if kind[0] in "md":
        return _padded(moment.month if kind[0] == "m" else moment.day, two=len(kind) == TWO)
    if kind[0] in clock:
        return _padded(clock[kind[0]], two=len(kind) == TWO)
    return {'"': token[1:-1], "\\": token[1:]}.get(token[0], token)


def _padded(number: int, *, two: bool) -> str:
    return f"{number:02d}" if two else str(number)
