"""Locales: the few facts per language that decide how a typed text is read and how a number is shown."""

from dataclasses import dataclass
from functools import cache

COMMA_DECIMAL = frozenset(
    {"vi", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "fi", "nb", "pl", "ru", "uk", "cs", "tr", "id"}
)
MONTH_FIRST = frozenset({"en_US"})
YEAR_FIRST = frozenset({"ja", "zh", "ko", "sv", "hu"})


@dataclass(frozen=True, slots=True)
class Locale:
    """How a locale writes numbers, dates and formula arguments."""

    name: str
    decimal: str
    group: str
    date_order: str  # "dmy", "mdy" or "ymd"
    separator: str  # between the arguments of a formula

    @property
    def date_pattern(self) -> str:
        """Return the pattern a full date gets when it is typed."""
        return {"mdy": "m/d/yyyy", "dmy": "d/m/yyyy", "ymd": "yyyy/m/d"}[self.date_order]

    @property
    def short_date_pattern(self) -> str:
        """Return the pattern a date typed without a year gets."""
        return {"mdy": "m/d", "dmy": "d/m", "ymd": "m/d"}[self.date_order]


@cache
def locale_of(name: str) -> Locale:
    """Return the facts of a locale such as vi_VN; an unknown one writes as en_US but day first."""
    language = name.split("_", maxsplit=1)[0]
    comma = language in COMMA_DECIMAL
    order = "mdy" if name in MONTH_FIRST else "ymd" if language in YEAR_FIRST else "dmy"
    return Locale(name, "," if comma else ".", "." if comma else ",", order, ";" if comma else ",")
