"""Points that a hand gives itself, and the bonus beside any figure: limits, steps, what the leaf's own cap cuts."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from sheetsync.core.scoring.worth import ZERO, Given, Unusable, Worth, unreadable
from sheetsync.core.values import exactly, format_number, is_multiple, round_half_up
from sheetsync.edition.rubric import Criterion
from sheetsync.edition.rules import Choice, Count, Deduction, Minus, MinusPlus, Tiers

LOST_COMMA = Decimal(5)
"""From so many times the most that a cell can hold on, its figure is no generous bonus. A lost comma makes a figure ten
times as large (95 for 9,5), and one of at least half the most then comes here; the largest real one known is 11 for 3.
"""


# --- points given ----------------------------------------------------------------------------------------------------


def given_points(given: Given, _rule: object = None) -> Worth | Unusable:
    """Points from 0 to the maximum; where the leaf takes a bonus and none stands beside, the rest above is bonus."""
    leaf, base, extra = given.leaf, given.figure.number, given.extra.number
    if base is None:
        return unreadable(given.figure)
    rest, cap = extra or ZERO, bonus_cap(leaf)
    if extra is None and leaf.has_extra and cap != 0:
        most = leaf.max + (cap or ZERO)
        if 0 < LOST_COMMA * most <= base:
            return _out_of_range(leaf, base, most)
        base, rest = split(base, leaf.max)
    if off := _off_scale(given, base) or _off_bonus(given, rest):
        return off
    shown = format_number(base)
    if not rest:
        return Worth(base, shown, computed=False)
    bonus, over = split(rest, cap)
    because = f"{shown} + thưởng {format_number(bonus)}{cut(over)}"
    return Worth(base, because, bonus, over, beyond=over, computed=False)


def bonus_cap(leaf: Criterion) -> Decimal | None:
    """The most that a leaf may exceed its maximum; None where nothing holds it."""
    if isinstance(leaf.rule, MinusPlus):
        return leaf.rule.plus_cap
    return leaf.bonus.cap if leaf.bonus else ZERO


def split(number: Decimal, limit: Decimal | None) -> tuple[Decimal, Decimal]:
    """What is within a limit, and what is beyond it."""
    within = number if limit is None else min(number, limit)
    return within, number - within


def _off_scale(given: Given, number: Decimal) -> Unusable | None:
    """Points outside 0..maximum, or neither on the step nor points that the rule itself gives."""
    leaf = given.leaf
    if not 0 <= number <= leaf.max:
        return _out_of_range(leaf, number, leaf.max)
    if _attains(leaf, number) or is_multiple(number, given.step):
        return None
    return _off_step(format_number(number), given.step, min(leaf.max, round_half_up(number, given.step)))


def _out_of_range(leaf: Criterion, number: Decimal, most: Decimal) -> Unusable:
    words = (("raw", format_number(number)), ("max", format_number(most)), ("criterion", leaf.code))
    return Unusable(f"{format_number(number)} không hợp thang điểm", "points-out-of-range", words)


def _off_bonus(given: Given, number: Decimal) -> Unusable | None:
    """Bonus below 0, or neither on its step nor what merits give. What is suggested instead would count."""
    leaf, cap = given.leaf, bonus_cap(given.leaf)
    shown = format_number(number)
    if number < 0:
        words = (("raw", shown), ("criterion", leaf.code))
        return Unusable(f"điểm thưởng {shown} là số âm", "points-negative", words, beside=True)
    step = leaf.bonus.step if leaf.bonus and leaf.bonus.step else given.step
    merits = isinstance(leaf.rule, MinusPlus) and leaf.rule.plus and is_multiple(number, leaf.rule.plus)
    if merits or is_multiple(number, step):
        return None
    near = round_half_up(number, step)
    near = near if cap is None else min(near, cap // step * step)
    if given.extra.number is not None:
        return replace(_off_step(shown, step, near), beside=True)
    whole = f"{format_number(leaf.max + number)} (trong đó thưởng {shown})"
    return _off_step(whole, step, leaf.max + near)


def _off_step(shown: str, step: Decimal, near: Decimal) -> Unusable:
    words = (("raw", shown), ("step", format_number(step)), ("meant", format_number(near)))
    return Unusable(f"{shown} không hợp thang điểm", "points-off-step", words)


def _attains(leaf: Criterion, number: Decimal) -> bool:
    """True for points that are `attainable`, without a list that a tiny `per` would make endless."""
    per = per_case(leaf)
    by_cases = bool(per) and is_multiple(counted(leaf, number), per)
    return by_cases or number == leaf.max or number in _tier_points(leaf)


@exactly
def attainable(leaf: Criterion) -> tuple[Decimal, ...]:
    """The points that a rule itself can give, whatever the step: the maximum, those of tiers and of so many cases."""
    per = per_case(leaf)
    cases = int(Fraction(leaf.max) / Fraction(per)) if per else -1
    return (leaf.max, *_tier_points(leaf), *(counted(leaf, number * per) for number in range(cases + 1)))


def _tier_points(leaf: Criterion) -> tuple[Decimal, ...]:
    return tuple(tier.points for tier in leaf.rule.tiers) if isinstance(leaf.rule, Choice | Tiers) else ()


def per_case(leaf: Criterion) -> Decimal:
    """How many points a case takes or a thing gives; 0 where the rule counts neither."""
    if isinstance(leaf.rule, MinusPlus):
        return leaf.rule.minus
    return leaf.rule.per if isinstance(leaf.rule, Count | Minus | Deduction) else ZERO


def counted(leaf: Criterion, points: Decimal) -> Decimal:
    """The part of the points that cases or things have given or taken."""
    return leaf.max - points if isinstance(leaf.rule, Minus | MinusPlus) else points


# --- bonus beside a computed figure ----------------------------------------------------------------------------------


def plus_bonus(given: Given, found: Worth | Unusable) -> Worth | Unusable:
    """Add the bonus that stands beside a figure whose rule computes the points (who gives points gave it with them)."""
    extra = given.extra.number
    if isinstance(found, Unusable) or found.rebased or not found.computed or not given.leaf.bonus or not extra:
        return found
    if off := _off_bonus(given, extra):
        return off
    bonus, over = split(extra, given.leaf.bonus.cap)
    because = f"{found.because}; thưởng {format_number(bonus)}{cut(over)}"
    return replace(found, because=because, bonus=bonus, over=found.over + over, beyond=over)


def cut(over: Decimal) -> str:
    """What the leaf's own cap leaves out, for a reason; empty where it is nothing."""
    return f" (vượt trần {format_number(over)} không tính)" if over else ""
