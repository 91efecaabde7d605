"""What one figure is worth by the rule of its criterion, with a reason that a person can read.

Pure arithmetic: exact decimals, fractions where something is divided, half up to the step the rubric names. Caps that
stand above a leaf (sections, the whole edition) are not this room's matter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from sheetsync.core.entries import Entry, State
from sheetsync.core.howto import tier_words
from sheetsync.core.ratios import percent_words, round_fraction
from sheetsync.core.values import exactly, format_number, is_multiple, round_half_up
from sheetsync.edition.rubric import Criterion, Outcome, Rubric
from sheetsync.edition.rules import Choice, Count, Deduction, Minus, MinusPlus, Ratio, Tiers

ZERO = Decimal(0)
LONGEST_QUOTE = 60
"""Characters of a tier's text that a reason quotes."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What one figure is worth. `points` are those of the leaf itself (of a deduction: how much is taken, positive)."""

    points: Decimal
    because: str
    bonus: Decimal = ZERO
    """What comes on top of the maximum."""
    over: Decimal = ZERO
    """What the leaf's own cap cuts off."""
    amount: Decimal | None = None
    """How many cases or things were counted."""
    killer: bool = False
    """True where the whole parent becomes 0."""
    rebased: bool = False
    """True where the criterion leaves this unit's scale."""
    computed: bool = True
    """False where a hand gave the points themselves."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a figure cannot count, and the finding that says so; no code where its cell has a finding already."""

    because: str
    code: str = ""
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What one hand gave for one leaf: the figure, the second one beside it where the leaf has one, and the rule."""

    rubric: Rubric
    leaf: Criterion
    figure: Entry
    extra: Entry

    @property
    def step(self) -> Decimal:
        """The step in which points of this leaf are given or rounded."""
        return self.rubric.step_of(self.leaf)


@exactly
def worth(given: Given) -> Worth | Unusable:
    """What a figure is worth by the rule of its leaf."""
    for entry in (given.figure, given.extra):
        if entry.state is State.UNREADABLE:
            return _unreadable(entry)
    if given.figure.state is State.NOT_APPLICABLE:
        return _plus_bonus(given, _nothing_arose(given))
    return _plus_bonus(given, _BY_KIND[given.leaf.rule.kind](given, given.leaf.rule))


@exactly
def agreed_points(given: Given) -> Worth | Unusable:
    """What points are worth that somebody agreed on as points, whatever the rule of the leaf asks for."""
    figure, leaf = given.figure, given.leaf
    if figure.state is State.NOT_APPLICABLE:
        return _plus_bonus(given, _nothing_arose(given))
    if given.extra.state is State.UNREADABLE:
        return _unreadable(given.extra)
    found, per = _given_points(given), _per_case(leaf)
    if isinstance(found, Unusable):
        return found
    if not per:
        return replace(found, amount=Decimal(1), killer=True) if _only_kills(leaf, found.points) else found
    return replace(found, amount=Decimal(ceil(Fraction(_counted(leaf, found.points)) / Fraction(per))))


def _only_kills(leaf: Criterion, points: Decimal) -> bool:
    """True where agreed points can only mean a tier that makes the whole parent 0."""
    tiers = leaf.rule.tiers if isinstance(leaf.rule, Choice | Tiers) else ()
    fits = [tier.killer for tier in tiers if tier.points == points]
    return bool(fits) and all(fits)


def _unreadable(entry: Entry) -> Unusable:
    return Unusable(f"“{entry.raw}” không đọc được thành điểm")


# --- absences --------------------------------------------------------------------------------------------------------


def absent(rubric: Rubric, leaf: Criterion, outcome: Outcome, what: str) -> Worth:
    """What an absence ("không phát sinh", "0/0", "để trống") earns that has this outcome."""
    if outcome == "rebase":
        return Worth(ZERO, f"{what}, không tính vào thang điểm của đơn vị", rebased=True)
    if rubric.roles[leaf.code] == "deduction":
        return Worth(ZERO, f"{what}, không trừ")
    points = leaf.max if outcome == "full" else ZERO
    return Worth(points, f"{what}, tính {format_number(points)} điểm")


def _nothing_arose(given: Given) -> Worth | Unusable:
    outcome = given.rubric.outcomes[given.leaf.code].not_applicable
    return _absent(given, outcome, "không phát sinh", "not-applicable-unclear")


def _absent(given: Given, outcome: Outcome | None, what: str, code: str) -> Worth | Unusable:
    """What an absence earns; where the rubric does not say it, nothing can be counted."""
    if outcome is None:
        return Unusable(f"{what}, thang điểm chưa nói cách tính", code, (("criterion", given.leaf.code),))
    return absent(given.rubric, given.leaf, outcome, what)


# --- points given ----------------------------------------------------------------------------------------------------


def _given_points(given: Given, _rule: object = None) -> Worth | Unusable:
    """Points from 0 to the maximum; where the leaf takes a bonus and none stands beside, the rest above is bonus."""
    leaf, base, extra = given.leaf, given.figure.number, given.extra.number
    if base is None:
        return _unreadable(given.figure)
    rest, cap = extra or ZERO, _bonus_cap(leaf)
    if extra is None and leaf.has_extra and cap != 0:
        base, rest = _split(base, leaf.max)
    if off := _off_scale(given, base) or _off_bonus(given, rest):
        return off
    shown = format_number(base)
    if not rest:
        return Worth(base, shown, computed=False)
    bonus, over = _split(rest, cap)
    return Worth(base, f"{shown} + thưởng {format_number(bonus)}{_cut(over)}", bonus, over, computed=False)


def _bonus_cap(leaf: Criterion) -> Decimal | None:
    """The most that a leaf may exceed its maximum; None where nothing holds it."""
    if isinstance(leaf.rule, MinusPlus):
        return leaf.rule.plus_cap
    return leaf.bonus.cap if leaf.bonus else ZERO


def _split(number: Decimal, limit: Decimal | None) -> tuple[Decimal, Decimal]:
    """What is within a limit, and what is beyond it."""
    within = number if limit is None else min(number, limit)
    return within, number - within


def _off_scale(given: Given, number: Decimal) -> Unusable | None:
    """Points outside 0..maximum, or neither on the step nor points that the rule itself gives."""
    leaf = given.leaf
    if not 0 <= number <= leaf.max:
        words = (("raw", format_number(number)), ("max", format_number(leaf.max)), ("criterion", leaf.code))
        return Unusable(f"{format_number(number)} không hợp thang điểm", "points-out-of-range", words)
    return None if _attains(leaf, number) else _off_step(number, given.step)


def _off_bonus(given: Given, number: Decimal) -> Unusable | None:
    """Bonus below 0, or neither on its step nor what merits give."""
    leaf = given.leaf
    if number < 0:
        words = (("raw", format_number(number)), ("criterion", leaf.code))
        return Unusable(f"điểm thưởng {format_number(number)} là số âm", "points-negative", words)
    if isinstance(leaf.rule, MinusPlus) and leaf.rule.plus and is_multiple(number, leaf.rule.plus):
        return None
    return _off_step(number, leaf.bonus.step if leaf.bonus and leaf.bonus.step else given.step)


def _off_step(number: Decimal, step: Decimal) -> Unusable | None:
    if is_multiple(number, step):
        return None
    shown, near = format_number(number), format_number(round_half_up(number, step))
    words = (("raw", shown), ("step", format_number(step)), ("meant", near))
    return Unusable(f"{shown} không hợp thang điểm", "points-off-step", words)


def _attains(leaf: Criterion, number: Decimal) -> bool:
    """True for points that are `attainable`, without a list that a tiny `per` would make endless."""
    per = _per_case(leaf)
    by_cases = bool(per) and is_multiple(_counted(leaf, number), per)
    return by_cases or number == leaf.max or number in _tier_points(leaf)


@exactly
def attainable(leaf: Criterion) -> tuple[Decimal, ...]:
    """The points that a rule itself can give, whatever the step: the maximum, those of tiers and of so many cases."""
    per = _per_case(leaf)
    cases = int(Fraction(leaf.max) / Fraction(per)) if per else -1
    return (leaf.max, *_tier_points(leaf), *(_counted(leaf, number * per) for number in range(cases + 1)))


def _tier_points(leaf: Criterion) -> tuple[Decimal, ...]:
    return tuple(tier.points for tier in leaf.rule.tiers) if isinstance(leaf.rule, Choice | Tiers) else ()


def _per_case(leaf: Criterion) -> Decimal:
    """How many points a case takes or a thing gives; 0 where the rule counts neither."""
    if isinstance(leaf.rule, MinusPlus):
        return leaf.rule.minus
    return leaf.rule.per if isinstance(leaf.rule, Count | Minus | Deduction) else ZERO


def _counted(leaf: Criterion, points: Decimal) -> Decimal:
    """The part of the points that cases or things have given or taken."""
    return leaf.max - points if isinstance(leaf.rule, Minus | MinusPlus) else points


# --- tiers -----------------------------------------------------------------------------------------------------------


def _choice(given: Given, rule: Choice) -> Worth | Unusable:
    figure, number = given.figure, given.figure.number
    fits = [tier for tier in rule.tiers if (tier.points == number if number is not None else tier.label == figure.text)]
    if not fits or len({tier.killer for tier in fits}) > 1:
        labels = ", ".join(f"“{_short(tier.label)}” ({format_number(tier.points)})" for tier in rule.tiers)
        words = (("raw", figure.raw), ("criterion", given.leaf.code), ("meant", labels))
        return Unusable(f"“{figure.raw}” không rõ là mức nào", "tier-unclear" if fits else "tier-unknown", words)
    tier = fits[0]
    taken = given.rubric.roles[given.leaf.code] == "deduction" and tier.points > 0
    amount = Decimal(1) if tier.killer or taken else ZERO
    answer = f"“{_short(tier.label)}”: " if len(fits) == 1 else ""  # the points of two answers name neither
    return Worth(tier.points, f"{answer}{format_number(tier.points)} điểm", amount=amount, killer=tier.killer)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def _tiers(given: Given, rule: Tiers) -> Worth | Unusable:
    value = _ratio_or_number(given, rule)
    if isinstance(value, Worth | Unusable):
        return value
    place = rule.tier_of(value)
    seen = _ratio_words(given, rule.measure, value, _limits(rule)) if rule.of == "ratio" else _things(given, rule)
    if place is None:
        return Unusable(f"{seen}: không rơi vào mức nào của thang điểm", "tier-none", _about(given))
    tier = rule.tiers[place]
    because = f"{seen} → bậc {tier_words(rule, rule.spans[place])}: {format_number(tier.points)} điểm"
    amount = given.figure.number if rule.of != "ratio" else Decimal(1) if tier.killer else None
    return Worth(tier.points, because, amount=amount, killer=tier.killer)


def _limits(rule: Tiers) -> list[Decimal]:
    return [limit for span in rule.spans for limit in (span.low, span.high) if limit is not None]


def _about(given: Given) -> tuple[tuple[str, str], ...]:
    return (("raw", given.figure.raw), ("criterion", given.leaf.code))


# --- ratios ----------------------------------------------------------------------------------------------------------


def _ratio(given: Given, rule: Ratio) -> Worth | Unusable:
    percentage = _ratio_or_number(given, rule)
    if isinstance(percentage, Worth | Unusable):
        return percentage
    reached = min(Fraction(1), Fraction(percentage) / Fraction(rule.target))
    points = min(given.leaf.max, round_fraction(reached * Fraction(given.leaf.max), given.step))
    seen, target = _ratio_words(given, rule.measure, percentage, [rule.target]), format_number(rule.target)
    return Worth(points, f"{seen} so với chỉ tiêu {target} %: {format_number(points)} điểm")


def _ratio_or_number(given: Given, rule: Ratio | Tiers) -> Fraction | Decimal | Worth | Unusable:
    """The percentage or the number that was given; 0/0 is judged at once."""
    if isinstance(rule, Tiers) and rule.of != "ratio":
        return _cases(given, given.figure, whole=rule.of == "count")
    ratio = given.figure.ratio
    if ratio is None:
        return Unusable(f"“{given.figure.raw}” không phải là tỷ lệ", "ratio-unreadable", _about(given))
    percentage = ratio.percentage
    if percentage is not None:
        return percentage
    if ratio.numerator:
        return Unusable(f"“{given.figure.raw}” chia cho 0", "ratio-over-zero", _about(given))
    outcome = given.rubric.outcomes[given.leaf.code].zero_over_zero
    return _absent(given, outcome, "0/0", "zero-over-zero-unclear")


def _ratio_words(given: Given, measure: str, percentage: Fraction | Decimal, limits: Sequence[Decimal]) -> str:
    """What was typed and what it comes to: "42/45 hộ = 93,3 %"; of a typed percentage, that alone."""
    raw = given.figure.raw
    if "/" not in raw:
        return percent_words(percentage, limits)
    named = f"{raw} {measure}" if measure and raw[-1:].isdigit() else raw
    return f"{named} = {percent_words(percentage, limits)}"


# --- counts ----------------------------------------------------------------------------------------------------------


def _cases(given: Given, entry: Entry, *, whole: bool = True) -> Decimal | Unusable:
    number = entry.number
    if number is None:
        return Unusable(f"“{entry.raw}” không phải là số", "number-unreadable", (("raw", entry.raw),))
    if number < 0 or (whole and number != number.to_integral_value()):
        words = (("raw", format_number(number)), ("criterion", given.leaf.code))
        return Unusable(f"{format_number(number)} không phải là số đếm được", "cases-not-whole", words)
    return number


def _things(given: Given, rule: Tiers | Count | Minus | Deduction) -> str:
    return f"{format_number(given.figure.number or ZERO)} {rule.measure}".rstrip()


def _count(given: Given, rule: Count) -> Worth | Unusable:
    number = _cases(given, given.figure)
    if isinstance(number, Unusable):
        return number
    earned = number * rule.per
    points = min(earned, given.leaf.max)
    because = f"{_things(given, rule)} × {format_number(rule.per)} điểm = {format_number(earned)} điểm"
    if earned > points:
        because += f", tối đa {format_number(points)}"
    return Worth(points, because, over=earned - points, amount=number)


def _minus(given: Given, rule: Minus) -> Worth | Unusable:
    number = _cases(given, given.figure)
    if isinstance(number, Unusable):
        return number
    points = max(ZERO, given.leaf.max - number * rule.per)
    taken = f"{_things(given, rule)} × {format_number(rule.per)} điểm"
    because = f"{format_number(given.leaf.max)} − {taken} = {format_number(points)} điểm"
    return Worth(points, because, amount=number)


def _minus_plus(given: Given, rule: MinusPlus) -> Worth | Unusable:
    faults = _cases(given, given.figure)
    merits = _cases(given, given.extra) if given.extra.state is State.GIVEN else ZERO
    if isinstance(faults, Unusable):
        return faults
    if isinstance(merits, Unusable):
        return merits
    reached = max(ZERO, given.leaf.max - faults * rule.minus + merits * rule.plus)
    points, rest = _split(reached, given.leaf.max)
    bonus, over = _split(rest, rule.plus_cap)
    taken, added = faults * rule.minus, merits * rule.plus
    sums = f"{format_number(given.leaf.max)} − {format_number(taken)} + {format_number(added)}"
    because = f"{sums} = {format_number(points + bonus)} điểm{_cut(over)}"
    return Worth(points, because, bonus, over, faults)


def _deduction(given: Given, rule: Deduction) -> Worth | Unusable:
    number = _cases(given, given.figure)
    if isinstance(number, Unusable):
        return number
    due = number * rule.per
    taken = min(due, given.leaf.max)
    because = f"{_things(given, rule)} × {format_number(rule.per)} điểm: trừ {format_number(taken)} điểm"
    if due > taken:
        because += f" (tính đủ là {format_number(due)}, trừ tối đa {format_number(taken)})"
    return Worth(taken, because, over=due - taken, amount=number)


# --- bonus beside a computed figure ----------------------------------------------------------------------------------


def _plus_bonus(given: Given, found: Worth | Unusable) -> Worth | Unusable:
    """Add the bonus that stands beside a figure whose rule computes the points (who gives points gave it with them)."""
    extra = given.extra.number
    if isinstance(found, Unusable) or found.rebased or not found.computed or not given.leaf.bonus or not extra:
        return found
    if off := _off_bonus(given, extra):
        return off
    bonus, over = _split(extra, given.leaf.bonus.cap)
    because = f"{found.because}; thưởng {format_number(bonus)}{_cut(over)}"
    return replace(found, because=because, bonus=bonus, over=found.over + over)


def _cut(over: Decimal) -> str:
    return f" (vượt trần {format_number(over)} không tính)" if over else ""


_BY_KIND: dict[str, Callable[[Given, Any], Worth | Unusable]] = {
    "points": _given_points,
    "choice": _choice,
    "ratio": _ratio,
    "tiers": _tiers,
    "count": _count,
    "minus": _minus,
    "minus_plus": _minus_plus,
    "deduction": _deduction,
}
"""The rule of each kind of the language."""
