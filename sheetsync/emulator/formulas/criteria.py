"""Criteria: the tests behind COUNTIF and SUMIF, such as 5, ">=5", "<>x" or "ab*", and text with wildcards."""

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from types import MappingProxyType

from sheetsync.emulator.formulas.values import FormulaError, Scalar, Value, known, order
from sheetsync.emulator.text.entry import parse_number
from sheetsync.emulator.text.locales import Locale

COMPARISON = re.compile(r"(<>|<=|>=|=|<|>)?(.*)", re.DOTALL)
WILDCARD = re.compile(r"~[*?~]|[*?]|[^*?~]+|~", re.DOTALL)
Test = Callable[[Scalar], bool]
COMPARE: MappingProxyType[str, Callable[[tuple[int, float | str], tuple[int, float | str]], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne}
)


def criterion(wanted: Value, locale: Locale) -> Test:
    """Return the test behind a criterion; a number or truth value written as text is meant as one."""
    single = known(wanted)
    match = COMPARISON.fullmatch(single) if isinstance(single, str) else None
    sign, target = (match[1] or "=", _read(match[2], locale)) if match else ("=", single)
    return lambda value: _meets(value, sign, target)


def same(value: Scalar, target: Scalar) -> bool:
    """Tell whether a value is the one looked for: text without case and with wildcards, other kinds exactly."""
    if isinstance(target, str) and isinstance(value, str):
        return wildcards(target).fullmatch(value) is not None
    return value is not None and not isinstance(value, FormulaError) and order(value) == order(target)


@lru_cache(maxsize=1024)
def wildcards(text: str) -> re.Pattern[str]:
    """Return the pattern of a text in which `*` is anything, `?` one letter, and `~` takes their meaning away."""
    parts = []
    for piece in WILDCARD.findall(text):
        plain = re.escape(piece[1:] if len(piece) > 1 and piece[0] == "~" else piece)
        parts.append({"*": ".*", "?": "."}.get(piece, plain))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _read(typed: str, locale: Locale) -> float | int | str | bool:
    if typed.upper() in ("TRUE", "FALSE"):
        return typed.upper() == "TRUE"
    read = parse_number(typed, locale)
    return typed if read is None else read


def _meets(value: Scalar, sign: str, target: Scalar) -> bool:
    if isinstance(value, FormulaError):
        return False
    if sign in ("=", "<>"):
        # A criterion without anything after its sign asks for blank cells, or for all others.
        equal = value in (None, "") if target in (None, "") else same(value, target)
        return equal == (sign == "=")
    if value is None or order(value)[0] != order(target)[0]:
        return False
    return COMPARE[sign](order(value), order(target))
