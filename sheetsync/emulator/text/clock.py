"""Clock: a serial number shown as a date, a time or a length of time, by a pattern and in the locale's words."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from sheetsync.emulator.text.digits import WIDE
from sheetsync.emulator.text.locales import Locale
from sheetsync.emulator.text.moments import EPOCH
from sheetsync.emulator.text.patterns import literal

TOKEN = re.compile(
    r'"[^"]*"?|\\.?|\[h+\]|\[m+\]|\[s+\]|\[[^\]]*\]|_.|\*.|[yY]+|m+|M+|[dD]+|[hH]+|[sS]+|am/pm|a/p|(?-i:[AP]M)|0+|.',
    re.DOTALL | re.IGNORECASE,
)
UNITS = frozenset("ymdhnsHNS")
ELAPSED = frozenset("HNS")
HOUR, MINUTE, DAY = 3600, 60, 86_400
NOON = 12
TWO, THREE, FIVE = 2, 3, 5  # letters: up to two are a number, three a short name, five a first letter


@dataclass(frozen=True, slots=True)
class Plan:
    """A pattern read once. Kinds: y m d h n (minute) s f (fraction of a second) a (half of the day), E and literals."""

    parts: tuple[tuple[str, str], ...]  # kind, token
    half_days: bool
    decimals: int
    elapsed: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A serial number as whole seconds and what is left of one."""

    day: date
    seconds: int  # of the day; of everything, when a length of time is shown
    fraction: str
    hour: int


def show_moment(number: float, section: str, locale: Locale) -> str | None:
    """Return the text of a serial number; None if its day is in no calendar."""
    plan = _plan(section)
    # To the digit shown, not to the binary fraction: 8:30 is 0.354166... days and must not show as 8:29:59.
    total = WIDE.multiply(Decimal(repr(number)), Decimal(DAY)).scaleb(plan.decimals, WIDE)
    ticks = int(total.quantize(Decimal(1), ROUND_HALF_UP, WIDE))
    minus = plan.elapsed and ticks < 0
    seconds, rest = divmod(abs(ticks) if minus else ticks, 10**plan.decimals)
    days, of_day = (0, seconds) if plan.elapsed else divmod(seconds, DAY)
    try:
        day = EPOCH + timedelta(days=days)
    except OverflowError:
        return None
    hour = of_day // HOUR
    moment = Moment(day, of_day, str(rest).zfill(plan.decimals), (hour + 11) % NOON + 1 if plan.half_days else hour)
    shown = "".join(_part(kind, token, moment, locale) for kind, token in plan.parts)
    return f"-{shown}" if minus else shown


@cache
def _plan(section: str) -> Plan:
    tokens = TOKEN.findall(section)
    kinds = [_kind(token) for token in tokens]
    whole = True
    for index, token in enumerate(tokens):
        kind = kinds[index]
        if kind == "m" and token[0] == "m" and len(token) <= TWO:  # M is always a month
            before = next((other for other in reversed(kinds[:index]) if other in UNITS), "")
            after = next((other for other in kinds[index + 1 :] if other in UNITS), "")
            kinds[index] = "n" if before in ("h", "H") or after in ("s", "S") else "m"
        elif kind in ELAPSED:  # the first length of time counts everything, the others what it leaves
            kinds[index] = kind if whole else kind.lower()
            whole = False
        elif kind == "f":
            follows = {"s", "S"} & set(kinds[:index])
            kinds[index] = "f" if follows else ""
            if follows and tokens[index - 1] == ".":
                kinds[index - 1] = "."
    fractions = [len(token) for kind, token in zip(kinds, tokens, strict=True) if kind == "f"]
    parts = tuple(zip(kinds, tokens, strict=True))
    return Plan(parts, half_days="a" in kinds, decimals=min(sum(fractions), 9), elapsed=not whole)


def _kind(token: str) -> str:
    lowered = token.lower()
    if lowered in ("am/pm", "a/p") or token in ("AM", "PM"):
        return "a"
    if token[0] == "[":
        inner = set(lowered[1:-1])
        return {"h": "H", "m": "N", "s": "S"}.get(inner.pop(), "") if len(inner) == 1 else ""
    if lowered[0] in "ymdhs":
        return lowered[0]
    return "f" if token[0] == "0" else ""


def _part(kind: str, token: str, moment: Moment, locale: Locale) -> str:
    if kind == "a":
        half = "AM" if moment.seconds % DAY < NOON * HOUR else "PM"
        short = half[0] if token[0].isupper() else half[0].lower()
        return short if len(token) == THREE else half
    if kind in ELAPSED:
        unit = {"H": HOUR, "N": MINUTE, "S": 1}[kind]
        return str(moment.seconds // unit).zfill(len(token) - 2)
    if kind in ("y", "m", "d"):
        return _calendar(kind, len(token), moment.day, locale)
    if kind in ("h", "n", "s"):
        amount = {"h": moment.hour, "n": moment.seconds // MINUTE % MINUTE, "s": moment.seconds % MINUTE}[kind]
        return str(amount).zfill(min(len(token.strip("[]")), TWO))
    if kind == "f":
        return moment.fraction[: len(token)]
    return locale.decimal if kind == "." else literal(token)


def _calendar(kind: str, letters: int, day: date, locale: Locale) -> str:
    if kind == "y":
        return f"{day.year:04d}" if letters > TWO else f"{day.year % 100:02d}"
    if letters <= TWO:
        return str(day.month if kind == "m" else day.day).zfill(letters)
    if kind == "d":
        return (locale.short_days if letters == THREE else locale.days)[day.weekday()]
    if letters == FIVE:
        return locale.months[day.month - 1][0]
    return (locale.short_months if letters == THREE else locale.months)[day.month - 1]
