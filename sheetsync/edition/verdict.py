"""How totals become ranks and bands: thresholds, conditions, sanctions, quotas, clamps, points off for lateness."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from sheetsync.edition.terms import Code, Frozen, Percent, Points, Step, Text


class Bonus(Frozen):
    """Points on top of the base, proposed by departments: at most `cap` per unit, in multiples of `step`."""

    cap: Points
    """The most that counts for one unit."""
    step: Step | None = None
    needs_decision: bool = False
    """Whether a proposal counts only once the committee has decided on it."""


class Condition(Frozen):
    """Something a band asks besides the total: one subject (criterion, figure or proposals) and one least measure."""

    criterion: Code | None = None
    """A criterion or section; with it one of `percent`, `points`, `count`."""
    percent: Percent | None = None
    """At least so many percent of its maximum."""
    points: Points | None = None
    """At least so many points there."""
    count: Points | None = None
    """At least so many were counted there (rules that count)."""
    figure: Code | None = None
    """A figure of the data appendix; with it `at_least`."""
    at_least: Points | None = None
    """The smallest figure that will do."""
    proposals: Points | None = None
    """At least so many bonus proposals that count."""


class Band(Frozen):
    """A class of results ("Xuất sắc", "Tốt" ...), the smallest total that reaches it, and what else it asks."""

    name: Text
    minimum: Points
    """The smallest total that reaches it."""
    needs: tuple[Condition, ...] = ()
    """What a unit must also have; else it falls to the next band."""


class Sanction(Frozen):
    """What overrides the band: exactly one of `not_above`, `drop` and `band`."""

    criterion: Code
    """The leaf that brings it about."""
    at_least: Points = Decimal(1)
    """From so many cases on; for a leaf that is not counted, any points off or a tier that kills are one case."""
    not_above: Text | None = None
    """The best band still open: "Tốt" where Xuất sắc is lost."""
    drop: Annotated[int, Field(gt=0)] | None = None
    """By so many bands down."""
    band: Text | None = None
    """This band, whatever the total."""
    because: Text | None = None
    """The reason as the rubric words it."""


class Quota(Frozen):
    """At most floor(percent x units) may have the band, in each cluster or overall."""

    band: Text
    percent: Percent
    per: Literal["cluster", "all"] = "all"
    """Where units are counted."""
    order: tuple[Text, ...] = ()
    """Who goes first where too many reach the band; the rubric's `ranking` where it is left out."""


class Late(Frozen):
    """Points off a unit whose book was not complete by the last day of a phase."""

    phase: Code
    """The phase whose last day counts."""
    per_day: Points = Decimal(0)
    """Points off for each day on which the book was seen incomplete after it."""
    per_report: Points = Decimal(0)
    """Points off once."""
    cap: Points | None = None
    """The most that lateness takes."""


class Once(Frozen):
    """Items of which only one counts.

    Where one of them takes points off, a base criterion among them counts by what it loses: one that need not count
    again gets its full points. Else items count by what they give.
    """

    items: Annotated[tuple[Code, ...], Field(min_length=2)]
    """The leaves, in the order in which they go."""
    keep: Literal["first", "largest"] = "first"
    """Which one counts: the first that gives or takes anything, or the one with the largest effect."""
    because: Text | None = None
    """The reason as the rubric words it: "đã chấm tại I.2"."""


class Clamp(Frozen):
    """The limits of a total: for the total itself, or only where bands are looked up."""

    minimum: Points = Decimal(0)
    maximum: Points | None = None
    applies_to: Literal["total", "bands"] = "total"
    """What is held within the limits."""
