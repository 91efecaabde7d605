"""What people type for a ratio: "42/45", "42/45 hộ", "93,3%"; read exactly, or not at all.

Never guesses: "93,3" may be percent or points, "3/5/2020" is a day, "-3/5" is no share of anything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction

from sheetsync.core.values import Problem, Reading, format_number, normalize, read_number

_SHARE = re.compile(r"([^/]*[0-9]) ?/ ?([^/]*[0-9])(?: ?[^\W\d_][^\d/%]*)?")
_SLASHES = str.maketrans(dict.fromkeys("\u2044\u2215\uff0f", "/"))  # fraction slash, division slash, full width


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many; a typed percentage is a ratio to 100. A denominator of 0 is for the rubric to judge."""

    numerator: Decimal
    denominator: Decimal

    @property
    def percentage(self) -> Fraction | None:
        """The ratio in percent units, exactly; None where the denominator is 0. It may be more than 100."""
        (over, tens), (under, parts) = self.numerator.as_integer_ratio(), self.denominator.as_integer_ratio()
        return Fraction(100 * over * parts, tens * under) if under else None


class Unclear(Enum):
    """Why a text gives no ratio."""

    NOT_A_RATIO = auto()
    BARE_NUMBER = auto()
    """Percent or points: nobody can know."""
    AMBIGUOUS = auto()
    """A number in it has two readings."""


@dataclass(frozen=True, slots=True)
class RatioReading:
    """One text read as a ratio: either `value`, or why not and how it should perhaps be typed."""

    value: Ratio | None
    unclear: Unclear | None = None
    meant: tuple[str, ...] = ()


def read_ratio(text: str) -> RatioReading:
    """Read "42/45", "1.250/1.300 hộ", "93,3 %", "0/0". A share may be more than the whole, but nothing is negative."""
    typed = normalize(text.translate(_SLASHES))
    if share := _SHARE.fullmatch(typed):
        return _read_share(share[1], share[2])
    if typed.endswith("%"):
        return _read_percentage(typed)
    number = read_number(typed, whole=False).value
    if number is not None and number >= 0:
        return RatioReading(None, Unclear.BARE_NUMBER, (percentage_meant(number),))
    return RatioReading(None, Unclear.NOT_A_RATIO)


def percentage_meant(number: Decimal) -> str:
    """What a bare number, not negative, was probably meant for: 93,3 is 93,3%, and 0,933 is that, too."""
    return f"{format_number(number * 100 if number <= 1 else number)}%"


def _read_share(above: str, below: str) -> RatioReading:
    """Read two numbers, each as a count is read: "1.250" is 1250."""
    over, under = read_number(above, whole=True), read_number(below, whole=True)
    if over.value is not None and under.value is not None:
        if over.value < 0 or under.value < 0:
            return RatioReading(None, Unclear.NOT_A_RATIO)
        return RatioReading(Ratio(over.value, under.value))
    pairs = [(one, other) for one in _candidates(over) for other in _candidates(under)]
    if pairs and Problem.AMBIGUOUS in (over.problem, under.problem):
        meant = tuple(f"{format_number(one)}/{format_number(other)}" for one, other in pairs)
        return RatioReading(None, Unclear.AMBIGUOUS, meant)
    return RatioReading(None, Unclear.NOT_A_RATIO)


def _candidates(reading: Reading) -> tuple[Decimal, ...]:
    return reading.meant if reading.value is None else (reading.value,)


def _read_percentage(typed: str) -> RatioReading:
    number = read_number(typed, whole=False, percent=True)
    if number.value is not None and number.value >= 0:
        return RatioReading(Ratio(number.value, Decimal(100)))
    if number.problem is Problem.AMBIGUOUS:
        return RatioReading(None, Unclear.AMBIGUOUS, tuple(f"{format_number(value)}%" for value in number.meant))
    return RatioReading(None, Unclear.NOT_A_RATIO)


FINEST = Decimal("1E-12")  # the last decimal of a percentage that a reason shows, whatever was typed


def round_fraction(value: Fraction, step: Decimal) -> Decimal:
    """Round an exact fraction to a multiple of `step`, a half away from zero."""
    above, below = step.as_integer_ratio()
    steps, whole = abs(value.numerator) * below, value.denominator * above
    size = (2 * steps + whole) // (2 * whole)
    return Decimal(-size if value < 0 else size) * step


def percent_words(percentage: Fraction | Decimal, limits: Sequence[Decimal] = ()) -> str:
    """A percentage with one decimal, "93,3 %"; with more where one would show a threshold that was not reached.

    What is shown is no whole percentage that it is not, and stands on the same side of all `limits`.
    """
    exact, unit = Fraction(percentage), Decimal("0.1")
    while _misleads(exact, shown := round_fraction(exact, unit), unit, limits) and unit > FINEST:
        unit = unit.scaleb(-1)
    return f"{format_number(shown)} %"


def _misleads(exact: Fraction, shown: Decimal, unit: Decimal, limits: Sequence[Decimal]) -> bool:
    near = [limit for limit in (shown.to_integral_value(), *limits) if abs(shown - limit) < unit]
    return any(_side(shown, limit) != _side(exact, limit) for limit in near)


def _side(value: Fraction | Decimal, limit: Decimal) -> int:
    return (value > limit) - (value < limit)
