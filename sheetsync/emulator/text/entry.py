"""Entry: what a typed text becomes under USER_ENTERED, by the locale of the spreadsheet.

Returns Google's ExtendedValue and, where the text itself says how it wants to be shown, a NumberFormat. Text that is
nothing else stays exactly as typed; nothing is ever normalised.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.figures import Figure, figure, whole
from sheetsync.emulator.text.locales import Locale
from sheetsync.emulator.text.moments import EPOCH, moment

__all__ = ("EPOCH", "Entered", "enter", "parse_number", "raw", "whole")
MOST = 1e308
SIGNED_FORMULA = re.compile(r"[+-][A-Za-z0-9($\']")


@dataclass(frozen=True, slots=True)
class Entered:
    """A value and the number format that came with the way it was typed, if any."""

    value: Obj
    number_format: Obj | None = None


def enter(typed: Any, locale: Locale, today: date, own_format: Obj | None = None) -> Entered:
    """Read one JSON value as if typed in the UI into a cell that may have a number format of its own.

    `today` gives the year of a date typed without one. A cell formatted as TEXT takes a text as it is. One formatted as
    PERCENT takes a typed 90 for 90 %, as the UI does; that the API does so too follows from "as if the user typed it",
    but was not seen (facts §6). JSON numbers "stay as numbers".
    """
    kind = (own_format or {}).get("type")
    if not isinstance(typed, str) or kind == "TEXT":
        return Entered(raw(typed))
    if typed.startswith("'"):
        return Entered({"stringValue": typed[1:]})
    bare = typed.strip()
    if not bare:
        return Entered({"stringValue": typed})
    if found := _formula_or_truth(bare):
        return found
    if read := figure(bare, locale) or moment(bare, locale, today):
        if kind == "PERCENT" and read.number_format is None:
            read = figure(f"{bare}%", locale) or read
        return Entered({"numberValue": read.number}, read.number_format)
    return _signed_formula(bare) or Entered({"stringValue": typed})


def _formula_or_truth(bare: str) -> Entered | None:
    # That Google reads TRUE in every locale is known; the words it reads besides, such as WAHR, are not.
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
        return {"numberValue": whole(float(value)) if abs(value) < MOST else value}
    return {"stringValue": str(value)}


@lru_cache(maxsize=4096)
def parse_number(text: str, locale: Locale) -> float | int | None:
    """Return what text counts in arithmetic: numbers, money, percentages, times, and dates with their year."""
    bare = text.strip()
    read: Figure | None = (figure(bare, locale) or moment(bare, locale, None)) if bare else None
    return read.number if read else None
