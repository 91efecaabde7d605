"""Locales: the facts per language that decide how a typed text is read and how a value is shown, taken from CLDR.

Google draws on CLDR too, but on which edition, and where it differs, is not known (facts §4, §6); what is known to
differ is written out here.
"""

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import babel
from babel.core import get_global
from babel.numbers import get_currency_precision, get_currency_symbol, get_territory_currencies

RENAMED = MappingProxyType({"no": "nb", "iw": "he", "in": "id"})  # codes of old that Google still lists
FALLBACK = "en_GB"  # Google turns unknown locales down before a book can have one
INVISIBLE = re.compile("[\u200e\u200f\u061c]")


@dataclass(frozen=True, slots=True, eq=False)
class Locale:
    """How a locale writes numbers, dates and formula arguments. There is one object per name: compare with `is`."""

    name: str
    decimal: str
    group: str
    date_order: str  # "dmy", "mdy" or "ymd"
    date_mark: str  # between the numbers of a date
    separator: str  # between the arguments of a formula
    date_pattern: str
    time_pattern: str
    date_time_pattern: str
    currency: str  # the sign of the country's money
    currency_pattern: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]  # from Monday on
    short_days: tuple[str, ...]


@cache
def locale_of(name: str) -> Locale:
    """Return the facts of a locale such as vi_VN."""
    known = _cldr(name)
    symbols = known.number_symbols["latn"]
    decimal = symbols["decimal"]
    date_pattern = _date_pattern(known)
    clock = _time_pattern(known)
    symbol, money = _money(known)
    return Locale(
        name=name,
        decimal=decimal,
        group=symbols["group"],
        date_order="".join(dict.fromkeys(re.sub("[^dmy]", "", date_pattern))),
        date_mark=re.sub("[dmy]", "", date_pattern)[:1],
        separator=";" if decimal == "," else ",",
        date_pattern=date_pattern,
        time_pattern=clock,
        # Documented for en_US: a time by itself has AM and PM, beside a date it has 24 hours.
        date_time_pattern=f"{date_pattern} {clock.removesuffix(' am/pm')}",
        currency=symbol,
        currency_pattern=money,
        months=tuple(known.months["format"]["wide"][month] for month in range(1, 13)),
        short_months=tuple(known.months["format"]["abbreviated"][month] for month in range(1, 13)),
        days=tuple(known.days["format"]["wide"][day] for day in range(7)),
        short_days=tuple(known.days["format"]["abbreviated"][day] for day in range(7)),
    )


def is_known(name: str) -> bool:
    """Tell whether CLDR has the language of a locale: which of them Google has is not written anywhere (facts §4)."""
    language = name.partition("_")[0]
    try:
        return bool(babel.Locale.parse(RENAMED.get(language, language)))
    except (babel.UnknownLocaleError, ValueError):
        return False


def _cldr(name: str) -> babel.Locale:
    language, _, rest = name.partition("_")
    renamed = "_".join(filter(None, (RENAMED.get(language, language), rest)))
    for candidate in (renamed, renamed.partition("_")[0], FALLBACK):
        try:
            return babel.Locale.parse(candidate)
        except (babel.UnknownLocaleError, ValueError):
            continue
    return babel.Locale.parse(FALLBACK)


def _date_pattern(known: babel.Locale) -> str:
    """Return CLDR's short date with all digits of the year: d/m/yyyy, dd.mm.yyyy."""
    short = INVISIBLE.sub("", known.date_formats["short"].pattern).lower()
    return re.sub("y+", "yyyy", re.sub(r"[^dmy/.\- ]|'[^']*'", "", short)).strip(" ")


def _time_pattern(known: babel.Locale) -> str:
    medium = re.sub("'[^']*'", "", known.time_formats["medium"].pattern)
    clock = re.search(r"h{1,2}([:.])mm\1ss", medium.lower())
    if not clock:
        return "hh:mm:ss"  # written with words, as in fr_CA
    return f"{clock[0]} am/pm" if re.search("[abB]", medium) else clock[0]


def _money(known: babel.Locale) -> tuple[str, str]:
    """Return the sign of a country's money and the pattern of its amounts: `#,##0 "₫"` for vi_VN."""
    territory = known.territory or get_global("likely_subtags").get(str(known), "en_US").rpartition("_")[2]
    currency = next(iter(get_territory_currencies(territory)), "USD")
    symbol = get_currency_symbol(currency, known)
    digits = "#,##0" + "." * bool(places := get_currency_precision(currency)) + "0" * places
    layout = INVISIBLE.sub("", known.currency_formats["standard"].pattern).partition(";")[0]
    return symbol, re.sub(r"[#0,.]+", digits, layout).replace("¤", f'"{symbol}"')
