"""Formats: how a value is shown, by number format and locale, as in FORMATTED_VALUE and formattedValue."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from types import MappingProxyType

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.clock import show_moment
from sheetsync.emulator.text.digits import WIDE, Style, show_digits
from sheetsync.emulator.text.locales import Locale, locale_of
from sheetsync.emulator.text.patterns import section_for, text_section

DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})
SIGNIFICANT_DIGITS = 10
PLAIN_UP_TO = 1e15
PLAIN_DOWN_TO = 1e-9
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
DEFAULT_PATTERNS = MappingProxyType({"NUMBER": "#,##0.00", "PERCENT": "0.00%", "SCIENTIFIC": "0.00E+00", "TEXT": "@"})


def error_text(kind: str) -> str:
    """Return what a cell shows for an ErrorValue type."""
    return ERROR_TEXT.get(kind, "#ERROR!")


def pattern_of(number_format: Obj, locale: Locale) -> str:
    """Return the pattern of a number format, or the one its type has in this locale."""
    if number_format.get("pattern"):
        return str(number_format["pattern"])
    kind = number_format.get("type", "")
    by_locale = {
        "DATE": locale.date_pattern,
        "TIME": locale.time_pattern,
        "DATE_TIME": locale.date_time_pattern,
        "CURRENCY": locale.currency_pattern,
    }
    return by_locale.get(kind) or DEFAULT_PATTERNS.get(kind, "")


def show(value: Obj, number_format: Obj, locale_name: str) -> str:
    """Return the text a cell shows for an ExtendedValue."""
    if "numberValue" in value:
        return show_number(value["numberValue"], number_format, locale_name)
    if "stringValue" in value:
        pattern = number_format.get("pattern")
        return text_section(pattern, value["stringValue"]) if pattern else str(value["stringValue"])
    if "boolValue" in value:
        # Google writes WAHR in a German sheet; in vi_VN and en_US, and wherever the word is not known, it is TRUE.
        return "TRUE" if value["boolValue"] else "FALSE"
    if "errorValue" in value:
        return error_text(value["errorValue"]["type"])
    return ""


def show_number(number: float, number_format: Obj, locale_name: str) -> str:
    """Return a number as its format and the locale want it."""
    locale = locale_of(locale_name)
    pattern = pattern_of(number_format, locale) if number_format else ""
    return _shown(number, pattern, locale)


@lru_cache(maxsize=16_384)
def _shown(number: float, pattern: str, locale: Locale) -> str:
    if not pattern:
        return general(number, locale)
    section, minus = section_for(pattern, number)
    if section is None or section.is_general:
        return general(number, locale)
    if section.is_moment:
        shown = show_moment(number, section.text, locale)
        return general(number, locale) if shown is None else shown
    style = Style(locale.decimal, locale.group, lambda: general(abs(number), locale))
    return minus + show_digits(abs(number), section.text, style)


def general(number: float, locale: Locale) -> str:
    """Return a number without a format: at most ten significant digits, and powers of ten beyond fifteen places."""
    size = abs(number)
    if size and (size >= PLAIN_UP_TO or size < PLAIN_DOWN_TO):
        mantissa, exponent = f"{Decimal(repr(number)).normalize():.5E}".split("E")
        trimmed = mantissa.rstrip("0").rstrip(".")
        return f"{trimmed.replace('.', locale.decimal)}E{exponent[0]}{exponent[1:].zfill(2)}"
    if isinstance(number, int) or float(number).is_integer():
        return str(int(number))
    exact = Decimal(repr(number))
    decimals = max(0, SIGNIFICANT_DIGITS - 1 - exact.adjusted())
    text = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, WIDE):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", locale.decimal)
