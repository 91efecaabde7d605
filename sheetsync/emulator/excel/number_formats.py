"""Excel number formats: the patterns of both are nearly one language; what differs is said here.

Excel calls a file damaged in which a pattern has letters it does not know and that are not quoted; Google does not mind
them. Excel's marks for a language, and its own name for the plain format, are unknown to Google.
"""

import re
import unicodedata
from itertools import groupby

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.formats import pattern_of
from sheetsync.emulator.text.locales import Locale

PIECE = re.compile(
    r'"[^"]*"?|\\.|\[[^\]]*\]|_.|\*.|am/pm|a/p|General|[dmyhs]+|E[+-]|[0#?.,%@/;:()+\- ]|.', re.IGNORECASE | re.DOTALL
)
KNOWN = re.compile(r'"|\\.|\[|_.|\*.|General$|[dmyhs]|E[+-]|[0#?.,%@/;:()+\- ]|\$$', re.IGNORECASE | re.DOTALL)
HALVES = ("am/pm", "a/p")
LANGUAGE = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
UNSEEN = re.compile(r'"[^"]*"?|\\.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|_.|\*.', re.IGNORECASE | re.DOTALL)
PLAIN = "General"
LOCALE_DATES = ("mm-dd-yy", "m/d/yy h:mm")  # Excel's numbers 14 and 22, which each reader sees in his own way


def to_excel(number_format: Obj, locale: Locale) -> str:
    """Return a number format as Excel's pattern."""
    pattern = pattern_of(number_format, locale)
    pieces = [piece.upper() if piece.lower() in HALVES else piece for piece in PIECE.findall(pattern)]
    written = ""
    for is_known, group in groupby(pieces, lambda piece: piece in ("AM/PM", "A/P") or bool(KNOWN.match(piece))):
        text = "".join(group)
        written += text if is_known else f'"{text}"'
    return written or PLAIN


def from_excel(pattern: str, locale: Locale) -> Obj | None:
    """Return an Excel pattern as a number format; None for the plain one."""
    if pattern in LOCALE_DATES:
        by_locale = (locale.date_pattern, locale.date_time_pattern)[LOCALE_DATES.index(pattern)]
        return {"type": ("DATE", "DATE_TIME")[LOCALE_DATES.index(pattern)], "pattern": by_locale}
    bare = LANGUAGE.sub(lambda found: f"[${found[1]}]" if found[1] else "", pattern)
    kind = kind_of(bare)
    if kind in ("DATE", "TIME", "DATE_TIME"):
        bare = re.sub("am/pm|a/p", lambda found: found[0].lower(), bare.removesuffix(";@"), flags=re.IGNORECASE)
    return {"type": kind, "pattern": bare} if kind else None


def kind_of(pattern: str) -> str | None:
    """Return Google's type of a pattern, which Excel does not say; None for the plain format."""
    seen = UNSEEN.sub("", pattern.partition(";")[0]).lower()
    if not pattern or pattern.lower() == PLAIN.lower():
        return None
    if "general" not in seen:
        clock = re.search(r"[hs]|am/pm|\[m", seen) is not None
        day = re.search(r"[dy]|mmm", seen) is not None or ("m" in seen and not clock)
        if day or clock:
            return "DATE_TIME" if day and clock else "DATE" if day else "TIME"
        if "@" in seen:
            return "TEXT"
        if "e+" in seen or "e-" in seen:
            return "SCIENTIFIC"
        if "%" in seen:
            return "PERCENT"
    return "CURRENCY" if any(unicodedata.category(letter) == "Sc" for letter in _shown(pattern)) else "NUMBER"


def _shown(pattern: str) -> str:
    """Return a pattern without the `$` that only opens `[$₫]`."""
    return re.sub(r"\[\$([^\]-]*)[^\]]*\]", r"\1", pattern)
