"""Entry: what a typed text becomes under USER_ENTERED, by the locale of the spreadsheet.

Returns Google's ExtendedValue and, where the text itself says how it wants to be shown, a NumberFormat. Text that is
nothing else stays exactly as typed; nothing is ever normalised.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.locales import Locale

EPOCH = date(1899, 12, 30)
SECONDS_A_DAY = 86_400
CENTURY_PIVOT = 30  # two-digit years below are 20xx, as spreadsheets have long read them
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
LOCAL_DATE = re.compile(r"(\d{1,4})([/-])(\d{1,2})(?:\2(\d{2}|\d{4}))?")
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
SIGNED_FORMULA = re.compile(r"[+-][A-Za-z0-9($\']")
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.]\d+)?[eE][+-]?\d+")


@dataclass(frozen=True, slots=True)
class Entered:
    """A value and the number format that came with the way it was typed, if any."""

    value: Obj
    number_format: Obj | None = None


def enter(typed: Any, locale: Locale, today: date) -> Entered:
    """Read one JSON value as if typed in the UI; `today` gives the year of a date typed without one."""
    if not isinstance(typed, str):
        return Entered(raw(typed))
    if typed.startswith("'"):
        return Entered({"stringValue": typed[1:]})
    bare = typed.strip()
    found = _formula_or_truth(bare) or _number(bare, locale) or _moment(bare, locale, today) or _signed_formula(bare)
    return found or Entered({"stringValue": typed})


def _formula_or_truth(bare: str) -> Entered | None:
    if bare.startswith("=") and len(bare) > 1:
        return Entered({"formulaValue": bare})
    if bare.upper() in ("TRUE", "FALSE"):
        return Entered({"boolValue": bare.upper() == "TRUE"})
    return None


def _signed_formula(bare: str) -> Entered | None:
    """Take `+A1` or `-A1*2` for a formula; `+8` and `-3` were numbers already."""
    if SIGNED_FORMULA.match(bare):
        return Entered({"formulaValue": "=" + bare})
    return None


def raw(value: Any) -> Obj:
    """Read one JSON value as RAW: strings stay strings."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": whole(value)}
    return {"stringValue": str(value)}


def whole(number: float) -> int | float:
    """Return an integral float as int, as Google prints it."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def parse_number(text: str, locale: Locale) -> float | int | None:
    """Read a plain number or percentage; None when it is neither. Used for text in arithmetic too."""
    found = _number(text.strip(), locale)
    if found is None:
        return None
    number: float | int = found.value["numberValue"]
    return number


def serial(day: date, seconds: int = 0) -> int | float:
    """Return the day number since 1899-12-30, with the time as a fraction."""
    return whole((day - EPOCH).days + seconds / SECONDS_A_DAY)


@cache
def _number_pattern(locale: Locale) -> re.Pattern[str]:
    decimal, group = re.escape(locale.decimal), re.escape(locale.group)
    # en_US drops group marks wherever they stand between digits: "8,5" is 85 and "1234,1234" is 12,341,234, as
    # observed.
    # For a point as group mark that leniency is unknown, and "8.5" in vi_VN may be 8 May to Google, 85, or text. The
    # stricter reading is taken: only true groups of three are a number; "8.5" stays text, which a reader must report.
    grouped = rf"\d+(?:{group}\d+)+" if locale.group == "," else rf"\d{{1,3}}(?:{group}\d{{3}})+"
    return re.compile(rf"([+-]?)({grouped}|\d+)?(?:({decimal})(\d*))?(\s?%)?")


def _number(text: str, locale: Locale) -> Entered | None:
    if SCIENTIFIC.fullmatch(text.replace(locale.decimal, ".") if locale.decimal == "," else text):
        return Entered(
            {"numberValue": whole(float(text.replace(locale.decimal, ".")))},
            {"type": "SCIENTIFIC", "pattern": "0.00E+00"},
        )
    match = _number_pattern(locale).fullmatch(text)
    if not match or not (match[2] or match[4]):
        return None
    sign, integer, _, fraction, percent = match.groups()
    digits = (integer or "0").replace(locale.group, "")
    number = float(f"{sign}{digits}.{fraction or 0}") if fraction or percent else int(sign + digits)
    if percent:
        shown = {"type": "PERCENT", "pattern": "0.00%" if fraction else "0%"}
        return Entered({"numberValue": whole(round(number / 100, 15))}, shown)
    if integer and locale.group in integer:
        return Entered(
            {"numberValue": whole(number)}, {"type": "NUMBER", "pattern": "#,##0.00" if fraction else "#,##0"}
        )
    return Entered({"numberValue": whole(number)})


def _moment(text: str, locale: Locale, today: date) -> Entered | None:
    first, _, second = text.partition(" ")
    day = _day(first, locale, today)
    if day and not second:
        return Entered({"numberValue": serial(day[0])}, {"type": "DATE", "pattern": day[1]})
    seconds = _seconds(second.strip() if day else text)
    if seconds is None:
        return None
    clock = "h:mm:ss" if text.count(":") > 1 else "h:mm"
    if day:
        return Entered({"numberValue": serial(day[0], seconds)}, {"type": "DATE_TIME", "pattern": f"{day[1]} {clock}"})
    return Entered({"numberValue": whole(seconds / SECONDS_A_DAY)}, {"type": "TIME", "pattern": clock})


def _day(text: str, locale: Locale, today: date) -> tuple[date, str] | None:
    if match := ISO_DATE.fullmatch(text):
        found = _date(int(match[1]), int(match[2]), int(match[3]))
        return (found, "yyyy-mm-dd") if found else None
    match = LOCAL_DATE.fullmatch(text)
    if not match:
        return None
    first, mark, second, third = match[1], match[2], match[3], match[4]
    if locale.date_order == "ymd" and third:
        found = _date(_year(first), int(second), int(third))
    else:
        day, month = (second, first) if locale.date_order != "dmy" else (first, second)
        found = _date(_year(third) if third else today.year, int(month), int(day))
    if found is None:
        return None
    pattern = locale.date_pattern if third else locale.short_date_pattern
    return found, pattern.replace("/", mark)


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004 - a year of two digits
        return year
    return year + (2000 if year < CENTURY_PIVOT else 1900)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _seconds(text: str) -> int | None:
    match = TIME.fullmatch(text)
    if not match:
        return None
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    try:
        datetime(2000, 1, 1, hours, minutes, seconds)  # noqa: DTZ001 - only to check the clock face
    except ValueError:
        return None
    return hours * 3600 + minutes * 60 + seconds
