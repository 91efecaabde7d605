"""Moments: dates, times and lengths of time as they are typed, by locale, as days since 1899-12-30."""

import re
from datetime import date
from functools import cache

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.figures import Figure, whole
from sheetsync.emulator.text.locales import Locale

EPOCH = date(1899, 12, 30)
SECONDS_A_DAY = 86_400
CENTURY_PIVOT = 30  # two-digit years below are 20xx, as spreadsheets have long read them
NOON, MIDNIGHT, SIXTY = 12, 24, 60
YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})(?P<mark>[-/])(?P<m>[0-9]{1,2})(?P=mark)(?P<d>[0-9]{1,2})")


def serial(day: date, seconds: float = 0) -> int | float:
    """Return the day number since 1899-12-30, with the time as a fraction."""
    return whole((day - EPOCH).days + seconds / SECONDS_A_DAY)


def moment(text: str, locale: Locale, today: date | None) -> Figure | None:
    """Read a text as a date, a time, both, or a length of time.

    `today` gives the year of a date typed without one; without it such a text is no date. The number format repeats
    what was typed: `3/9` is shown as `3/9` and `03:05` as `03:05`.
    """
    if not any(letter.isdigit() for letter in text):
        return None
    if day := _day(text, locale, today):
        return Figure(serial(day[0]), _format("DATE", day[1]))
    first, _, rest = text.partition(" ")
    while rest:
        if day := _day(first, locale, today):
            clock = _clock(rest.strip(), locale)
            if clock and clock[0] < SECONDS_A_DAY:
                return Figure(serial(day[0], clock[0]), _format("DATE_TIME", f"{day[1]} {clock[1]}"))
        word, _, rest = rest.partition(" ")
        first = f"{first} {word}"
    return _time(text, locale)


def _time(text: str, locale: Locale) -> Figure | None:
    """Read a time of day or a length of time; with a minus it can only be a length."""
    clock = _clock(text.removeprefix("-"), locale)
    if clock is None:
        return None
    seconds, pattern = clock
    if not text.startswith("-"):
        return Figure(whole(seconds / SECONDS_A_DAY), _format("TIME", pattern))
    if "am/pm" in pattern:
        return None
    return Figure(-seconds / SECONDS_A_DAY, _format("TIME", re.sub("^h+", r"[\g<0>]", pattern)))


def _format(kind: str, pattern: str) -> Obj:
    return {"type": kind, "pattern": pattern}


def _day(text: str, locale: Locale, today: date | None) -> tuple[date, str] | None:
    for pattern in (YEAR_FIRST, *_dates(locale)):
        if match := pattern.fullmatch(text):
            found = match.groupdict()
            if found.get("y") is None and today is None:
                continue
            year = _year(found["y"]) if found.get("y") else today.year if today else 0
            name = found.get("name")
            month = _months(locale)[name.casefold().rstrip(".")] if name else int(found["m"])
            try:
                return date(year, month, int(found["d"])), _repeated(match, locale)
            except ValueError:
                continue
    return None


def _repeated(match: re.Match[str], locale: Locale) -> str:
    """Return the pattern that shows a date as it was typed."""
    tokens = []
    for group, typed in match.groupdict().items():
        if typed is None or group == "mark":
            continue
        if group == "name":
            full = typed.casefold() in {month.casefold() for month in locale.months}
            token = "mmmm" if full else "mmm"
        elif group == "y":
            token = "y" * len(typed)
        else:
            # After a whole year two digits are 0-filled; elsewhere `26/11` may as well be d/m.
            padded = typed.startswith("0") or (match.re is YEAR_FIRST and len(typed) > 1)
            token = group * 2 if padded else group
        tokens.append((match.span(group), token))
    shown, at = "", 0
    for (start, end), token in sorted(tokens):
        shown += match.string[at:start] + token
        at = end
    return shown + match.string[at:]


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004 - a year of two digits
        return year
    return year + (2000 if year < CENTURY_PIVOT else 1900)


@cache
def _dates(locale: Locale) -> tuple[re.Pattern[str], ...]:
    """Return what dates look like: in numbers by the locale's order, and with its own names of the months."""
    day, month, year = "(?P<d>[0-9]{1,2})", "(?P<m>[0-9]{1,2})", "(?P<y>[0-9]{4}|[0-9]{2})"
    # A point parts dates only where the locale writes them so: "8.5" in vi_VN is unknown (facts §6) and stays text.
    dotted = locale.date_mark == "."
    mark, again = rf"(?P<mark>[-/]{r'|[.] ?' if dotted else ''})", "(?P=mark)"
    first, second = (day, month) if locale.date_order == "dmy" else (month, day)
    numeric = [f"{first}{mark}{second}(?:{again}{year})?"]
    if locale.date_order == "ymd":
        numeric = [f"{year}{mark}{month}{again}{day}", f"{month}{mark}{day}"]
    end = "[.]?" if dotted else ""
    names = "|".join(re.escape(name) for name in sorted(_months(locale), key=len, reverse=True))
    named = rf"(?P<name>(?:{names})[.]?)(?![0-9])"
    spelt = [f"{named} {day}(?:,? {year})?", f"{day}[ -]{named}(?:,?[ -]{year})?"]
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in (*(one + end for one in numeric), *spelt))


@cache
def _months(locale: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for names in (locale.months, locale.short_months):
        for number, name in enumerate(names, start=1):
            if not name.isdigit():
                found[name.casefold().rstrip(".")] = number
    return found


@cache
def _clock_pattern(locale: Locale) -> re.Pattern[str]:
    # Where times are written with points, only three numbers are one: two may be a date, or a number.
    mark = "[:.]" if "." in locale.time_pattern else ":"
    seconds = rf"(?P<mark>{mark})([0-9]{{2}})(?P=mark)([0-9]{{2}})(?:{re.escape(locale.decimal)}([0-9]{{1,3}}))?"
    return re.compile(rf"([0-9]{{1,5}})(?:{seconds}|:([0-9]{{2}}))?(?:\s*([AaPp][Mm]))?")


def _clock(text: str, locale: Locale) -> tuple[float, str] | None:
    """Return the seconds of a time of day, or of a length of time from 24 hours on, and its pattern."""
    match = _clock_pattern(locale).fullmatch(text)
    if not match:
        return None
    digits, mark, minute, second, fraction, only_minute, half = match.groups()
    hours, minutes, seconds = int(digits), int(minute or only_minute or 0), int(second or 0)
    if not (minute or only_minute or half) or minutes >= SIXTY or seconds >= SIXTY:
        return None
    if half and not 1 <= hours <= NOON:
        return None
    letter = "hh" if digits.startswith("0") else "h"
    pattern = f"[{letter}]" if hours >= MIDNIGHT else letter
    pattern += f"{mark}mm{mark}ss" if minute else ":mm" * bool(only_minute)
    if fraction:
        pattern += "." + "0" * len(fraction)
    if half:
        hours = hours % NOON + (NOON if half.lower() == "pm" else 0)
        pattern += " am/pm"
    return hours * 3600 + minutes * 60 + seconds + float(f"0.{fraction or 0}"), pattern
