"""How a leaf criterion turns what people give into points: one model a kind of rule."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from sheetsync.edition.terms import Frozen, Percent, Points, Text


class Given(Frozen):
    """A hand gives the points themselves, in steps from 0 to the maximum. The rule where none is named."""

    kind: Literal["points"] = "points"


class Tier(Frozen):
    """One answer of a choice. People pick or type its `name` (its `text` where it has none), or its points."""

    text: Text
    points: Points
    name: Text | None = None
    """The short word people pick, where the text is long."""
    killer: bool = False
    """Whether this answer makes the whole parent 0."""

    @property
    def label(self) -> str:
        """What people pick from the list."""
        return self.name or self.text


class Choice(Frozen):
    """One of several answers, each with its points."""

    kind: Literal["choice"]
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    """The answers, the best first."""


class Ratio(Frozen):
    """Numerator / denominator against a target: min(1, ratio / target) x the maximum, half up to the step."""

    kind: Literal["ratio"]
    target: Percent = Decimal(100)
    """The percentage that earns the maximum."""
    measure: str = ""
    """What is counted, for sentences: "hộ"."""


class Range(Frozen):
    """One tier of a ratio (percent units) or a count, with its points.

    A tier that names no upper limit ends where the tier written above it begins.
    """

    at_least: Points | None = None
    """The lower limit, which belongs to the tier: >= 90."""
    over: Points | None = None
    """The lower limit, which does not belong to it: > 90."""
    below: Points | None = None
    """The upper limit, which does not belong to it: < 90."""
    at_most: Points | None = None
    """The upper limit, which belongs to it: <= 90."""
    points: Points
    killer: bool = False
    """Whether this tier makes the whole parent 0."""


@dataclass(frozen=True, slots=True)
class Span:
    """The values of one tier: between `low` and `high` (None: no limit), each of which may belong to it."""

    low: Decimal | None
    low_in: bool
    high: Decimal | None
    high_in: bool

    def __contains__(self, value: Fraction | Decimal) -> bool:
        """True where the value lies in the tier; exact."""
        above = self.low is None or (value >= self.low if self.low_in else value > self.low)
        return above and (self.high is None or (value <= self.high if self.high_in else value < self.high))


class Tiers(Frozen):
    """Points by the tier into which a ratio, a count or a number falls."""

    kind: Literal["tiers"]
    of: Literal["ratio", "count", "number"]
    """What people give: "42/45" or a percentage; a whole number; a number that may have decimals."""
    tiers: Annotated[tuple[Range, ...], Field(min_length=1)]
    """The tiers, the best first."""
    measure: str = ""
    """What is counted, for sentences: "hộ"."""

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The values of each tier.

        One that names no upper limit ends where the tier above it begins, or nowhere where that one begins lower: the
        last of "no case", "up to 2", "more than 2".
        """
        found: list[Span] = []
        for tier in self.tiers:
            low = tier.at_least if tier.at_least is not None else tier.over
            high = tier.at_most if tier.at_most is not None else tier.below
            high_in = tier.at_most is not None
            above = found[-1].low if found else None
            if high is None and above is not None and (low is None or low < above):
                high, high_in = above, not found[-1].low_in
            found.append(Span(low, tier.at_least is not None, high, high_in))
        return tuple(found)

    def tier_of(self, value: Fraction | Decimal) -> int | None:
        """Which tier a value falls into, by its place in the list; None where it falls between them."""
        return next((place for place, span in enumerate(self.spans) if value in span), None)


class Count(Frozen):
    """So many points for each, up to the maximum; what is beyond is shown as overflow."""

    kind: Literal["count"]
    per: Points
    """Points for each."""
    measure: str = ""
    """What is counted, for sentences: "mô hình"."""


class Minus(Frozen):
    """The maximum, less so much for each case, never below 0."""

    kind: Literal["minus"]
    per: Points
    """Points off for each case."""
    measure: str = ""
    """What a case is called, for sentences: "vụ"."""


class MinusPlus(Frozen):
    """The maximum, less so much for each fault, more for each merit; two figures are given.

    Merits first mend faults; what is then beyond the maximum is bonus, up to `plus_cap`.
    """

    kind: Literal["minus_plus"]
    minus: Points
    """Points off for each fault."""
    plus: Points
    """Points on for each merit."""
    plus_cap: Points = Decimal(0)
    """The most that merits may add beyond the maximum."""
    measure: str = ""
    """What a case is called, for sentences: "vụ"."""


class Deduction(Frozen):
    """So many points off for each case, at most the maximum; for what only takes away."""

    kind: Literal["deduction"]
    per: Points
    """Points off for each case."""
    measure: str = ""
    """What a case is called, for sentences: "lần"."""


Rule = Annotated[Given | Choice | Ratio | Tiers | Count | Minus | MinusPlus | Deduction, Field(discriminator="kind")]
