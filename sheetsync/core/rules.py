"""What one figure is worth by the rule of its criterion, with a reason that a person can read.

Pure arithmetic: exact decimals, fractions where something is divided, half up to the step the rubric names. Caps that
stand above a leaf (sections, the whole edition) are not this room's matter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from sheetsync.core.entries import Entry, State
from sheetsync.core.values import format_number, is_multiple, round_half_up
from sheetsync.edition.rubric import Criterion, Outcome, Rubric
from sheetsync.edition.rules import Choice, Count, Deduction, Minus, MinusPlus, Ratio, Span, Tiers

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


def worth(given: Given) -> Worth | Unusable:
    """What a figure is worth by the rule of its leaf."""
    figure = given.figure
    if figure.state is State.NOT_APPLICABLE:
        return absent(given.rubric, given.leaf, "không phát sinh")
    if figure.state is not State.GIVEN or given.extra.state is State.UNREADABLE:
        raw = figure.raw if figure.state is not State.GIVEN else given.extra.raw
        return Unusable(f"“{raw}” không đọc được thành điểm")
    return _BY_KIND[given.leaf.rule.kind](given, given.leaf.rule)


def agreed_points(given: Given) -> Worth | Unusable:
    """What points are worth that somebody agreed on as points, whatever the rule of the leaf asks for."""
    figure, leaf = given.figure, given.leaf
    if figure.state is State.NOT_APPLICABLE:
        return absent(given.rubric, leaf, "không phát sinh")
    if figure.number is None or given.extra.state is State.UNREADABLE:
        return Unusable(f"“{figure.raw}” không đọc được thành điểm")
    found = _given_points(given, None)
    per = getattr(leaf.rule, "per", None)
    if isinstance(found, Unusable) or not per:
        return found
    missed = leaf.max - found.points if isinstance(leaf.rule, Minus) else found.points
    amount = Decimal(ceil(Fraction(missed) / Fraction(per)))
    return Worth(found.points, found.because, found.bonus, found.over, amount, computed=False)


# --- absences --------------------------------------------------------------------------------------------------------


def absent(rubric: Rubric, leaf: Criterion, what: str) -> Worth | Unusable:
    """What "không phát sinh", "0/0" or a blank earns, as the rubric says; where it does not, nothing can be counted."""
    outcomes = rubric.outcomes[leaf.code]
    outcome = {
        "không phát sinh": outcomes.not_applicable,
        "0/0": outcomes.zero_over_zero,
        "để trống": outcomes.blank,
    }[what]
    if outcome is None:
        code = "not-applicable-unclear" if what == "không phát sinh" else "zero-over-zero-unclear"
        return Unusable(f"{what}, thang điểm chưa nói cách tính", code, (("criterion", leaf.code),))
    return _outcome(rubric, leaf, outcome, what)


def _outcome(rubric: Rubric, leaf: Criterion, outcome: Outcome, what: str) -> Worth:
    if outcome == "rebase":
        return Worth(ZERO, f"{what}, không tính vào thang điểm của đơn vị", rebased=True)
    if rubric.roles[leaf.code] == "deduction":
        return Worth(ZERO, f"{what}, không trừ")
    points = leaf.max if outcome == "full" else ZERO
    return Worth(points, f"{what}, tính {format_number(points)} điểm")


# --- points given ----------------------------------------------------------------------------------------------------


def _given_points(given: Given, _rule: object) -> Worth | Unusable:
    """Points from 0 to the maximum; where the leaf has a bonus and none stands beside, the rest above is bonus."""
    leaf, number, extra = given.leaf, given.figure.number, given.extra.number
    if number is None:
        return Unusable(f"“{given.figure.raw}” không đọc được thành điểm")
    above = _above(leaf)
    base, rest = (number, extra or ZERO) if extra is not None or above is None else _split(number, leaf.max)
    step = leaf.bonus.step if leaf.bonus and leaf.bonus.step else given.step
    off = _off_scale(given, base, leaf.max, given.step) or (
        _off_scale(given, rest, None, step) if rest and leaf.bonus else None
    )
    if off:
        return off
    shown = format_number(base)
    if not rest:
        return Worth(base, shown, computed=False)
    bonus = min(rest, above) if above is not None and above.is_finite() else rest
    because = f"{shown} + thưởng {format_number(bonus)}{_cut(rest - bonus)}"
    return Worth(base, because, bonus, rest - bonus, computed=False)


def _above(leaf: Criterion) -> Decimal | None:
    """How far a leaf may exceed its maximum: None not at all, infinity without limit."""
    if isinstance(leaf.rule, MinusPlus):
        return leaf.rule.plus_cap
    if leaf.bonus is None:
        return None
    return Decimal("Infinity") if leaf.bonus.cap is None else leaf.bonus.cap


def _split(number: Decimal, maximum: Decimal) -> tuple[Decimal, Decimal]:
    base = min(number, maximum)
    return base, number - base


def _off_scale(given: Given, number: Decimal, maximum: Decimal | None, step: Decimal) -> Unusable | None:
    """Points outside 0..maximum, or neither on the step nor points that the rule itself names."""
    shown = format_number(number)
    because, code = f"{shown} không hợp thang điểm", given.leaf.code
    if number < 0 or (maximum is not None and number > maximum):
        words = (("raw", shown), ("max", format_number(given.leaf.max)), ("criterion", code))
        return Unusable(because, "points-out-of-range", words)
    if not is_multiple(number, step) and number not in attainable(given.leaf):
        near = format_number(round_half_up(number, step))
        return Unusable(because, "points-off-step", (("raw", shown), ("step", format_number(step)), ("meant", near)))
    return None


def attainable(leaf: Criterion) -> tuple[Decimal, ...]:
    """The points that the tiers of a leaf name; empty for rules without tiers."""
    return tuple(tier.points for tier in leaf.rule.tiers) if isinstance(leaf.rule, Choice | Tiers) else ()


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
    because = f"“{_short(tier.label)}”: {format_number(tier.points)} điểm"
    return _plus_bonus(given, Worth(tier.points, because, amount=amount, killer=tier.killer))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def _tiers(given: Given, rule: Tiers) -> Worth | Unusable:
    value = _ratio_or_number(given, rule)
    if isinstance(value, Worth | Unusable):
        return value
    place = rule.tier_of(value)
    seen = _ratio_words(given, rule.measure, value) if rule.of == "ratio" else _things(given.figure, rule.measure)
    if place is None:
        return Unusable(f"{seen}: không rơi vào mức nào của thang điểm", "tier-none", _about(given))
    tier, unit = rule.tiers[place], " %" if rule.of == "ratio" else ""
    because = f"{seen} → bậc {span_words(rule.spans[place], unit)}: {format_number(tier.points)} điểm"
    number = given.figure.number
    amount = number if rule.of != "ratio" else Decimal(1) if tier.killer else None
    return _plus_bonus(given, Worth(tier.points, because, amount=amount, killer=tier.killer))


def _about(given: Given) -> tuple[tuple[str, str], ...]:
    return (("raw", given.figure.raw), ("criterion", given.leaf.code))


def span_words(span: Span, unit: str = "") -> str:
    """The limits of a tier in words: "≥ 90 %", "từ 80 % đến dưới 90 %", "< 50 %"."""
    low = "" if span.low is None else f"{format_number(span.low)}{unit}"
    high = "" if span.high is None else f"{format_number(span.high)}{unit}"
    if low and low == high:
        return low
    if low and high:
        return f"{'từ' if span.low_in else 'trên'} {low} đến {'' if span.high_in else 'dưới '}{high}"
    if high:
        return f"{'≤' if span.high_in else '<'} {high}"
    return f"{'≥' if span.low_in else '>'} {low}" if low else "bất kỳ"


# --- ratios ----------------------------------------------------------------------------------------------------------


def _ratio(given: Given, rule: Ratio) -> Worth | Unusable:
    percentage = _ratio_or_number(given, rule)
    if isinstance(percentage, Worth | Unusable):
        return percentage
    reached = min(Fraction(1), Fraction(percentage) / Fraction(rule.target))
    points = min(given.leaf.max, round_fraction(reached * Fraction(given.leaf.max), given.step))
    seen, target = _ratio_words(given, rule.measure, percentage), format_number(rule.target)
    because = f"{seen} so với chỉ tiêu {target} %: {format_number(points)} điểm"
    return _plus_bonus(given, Worth(points, because))


def _ratio_or_number(given: Given, rule: Ratio | Tiers) -> Fraction | Decimal | Worth | Unusable:
    """The percentage or the number that was given; 0/0 is judged at once."""
    if isinstance(rule, Tiers) and rule.of != "ratio":
        return _cases(given, given.figure, whole=rule.of == "count")
    ratio = given.figure.ratio
    if ratio is None:
        return Unusable(f"“{given.figure.raw}” không phải là tỷ lệ", "ratio-unclear", _about(given))
    percentage = ratio.percentage
    if percentage is not None:
        return percentage
    if ratio.numerator:
        return Unusable(f"“{given.figure.raw}” chia cho 0", "ratio-over-zero", _about(given))
    return absent(given.rubric, given.leaf, "0/0")


def round_fraction(value: Fraction, step: Decimal) -> Decimal:
    """Round an exact fraction, not below 0, half up to a multiple of `step`."""
    steps = value / Fraction(step)
    return Decimal((2 * steps.numerator + steps.denominator) // (2 * steps.denominator)) * step


def percent_words(percentage: Fraction | Decimal) -> str:
    """A percentage with one decimal, "93,3 %"; more where one would show a threshold that was not reached."""
    exact = Fraction(percentage)
    for decimals in range(1, 7):
        shown = round_fraction(exact, Decimal(1).scaleb(-decimals))
        if Fraction(shown) == exact or shown != shown.to_integral_value():
            break
    return f"{format_number(shown)} %"


def _ratio_words(given: Given, measure: str, percentage: Fraction | Decimal) -> str:
    """What was typed and what it comes to: "42/45 hộ = 93,3 %"; of a typed percentage, that alone."""
    raw = given.figure.raw
    if "/" not in raw:
        return percent_words(percentage)
    named = f"{raw} {measure}" if measure and raw[-1:].isdigit() else raw
    return f"{named} = {percent_words(percentage)}"


# --- counts ----------------------------------------------------------------------------------------------------------


def _cases(given: Given, entry: Entry, *, whole: bool = True) -> Decimal | Unusable:
    number = entry.number
    if number is None:
        return Unusable(f"“{entry.raw}” không phải là số", "number-unreadable", (("raw", entry.raw),))
    if number < 0 or (whole and number != number.to_integral_value()):
        words = (("raw", format_number(number)), ("criterion", given.leaf.code))
        return Unusable(f"{format_number(number)} không phải là số đếm được", "cases-not-whole", words)
    return number


def _things(entry: Entry, measure: str) -> str:
    return f"{format_number(entry.number or ZERO)} {measure}".rstrip()


def _count(given: Given, rule: Count) -> Worth | Unusable:
    number = _cases(given, given.figure)
    if isinstance(number, Unusable):
        return number
    earned = number * rule.per
    points = min(earned, given.leaf.max)
    because = f"{_things(given.figure, rule.measure)} × {format_number(rule.per)} điểm = {format_number(earned)} điểm"
    if earned > points:
        because += f", tối đa {format_number(points)}"
    return _plus_bonus(given, Worth(points, because, over=earned - points, amount=number))


def _minus(given: Given, rule: Minus) -> Worth | Unusable:
    number = _cases(given, given.figure)
    if isinstance(number, Unusable):
        return number
    points = max(ZERO, given.leaf.max - number * rule.per)
    taken = f"{_things(given.figure, rule.measure)} × {format_number(rule.per)} điểm"
    because = f"{format_number(given.leaf.max)} − {taken} = {format_number(points)} điểm"
    return _plus_bonus(given, Worth(points, because, amount=number))


def _minus_plus(given: Given, rule: MinusPlus) -> Worth | Unusable:
    faults = _cases(given, given.figure)
    merits = _cases(given, given.extra) if given.extra.state is State.GIVEN else ZERO
    if isinstance(faults, Unusable):
        return faults
    if isinstance(merits, Unusable):
        return merits
    reached = max(ZERO, given.leaf.max - faults * rule.minus + merits * rule.plus)
    points, rest = _split(reached, given.leaf.max)
    bonus = min(rest, rule.plus_cap)
    taken, added = faults * rule.minus, merits * rule.plus
    sums = f"{format_number(given.leaf.max)} − {format_number(taken)} + {format_number(added)}"
    because = f"{sums} = {format_number(points + bonus)} điểm{_cut(rest - bonus)}"
    return Worth(points, because, bonus, rest - bonus, faults)


def _deduction(given: Given, rule: Deduction) -> Worth | Unusable:
    number = _cases(given, given.figure)
    if isinstance(number, Unusable):
        return number
    due = number * rule.per
    taken = min(due, given.leaf.max)
    because = f"{_things(given.figure, rule.measure)} × {format_number(rule.per)} điểm: trừ {format_number(taken)} điểm"
    if due > taken:
        because += f" (tính đủ là {format_number(due)}, trừ tối đa {format_number(taken)})"
    return Worth(taken, because, over=due - taken, amount=number)


# --- bonus beside a computed figure ----------------------------------------------------------------------------------


def _plus_bonus(given: Given, found: Worth) -> Worth | Unusable:
    """Add the bonus that stands beside a figure whose rule computes the points."""
    leaf, extra = given.leaf, given.extra.number
    if leaf.bonus is None or not extra:
        return found
    off = _off_scale(given, extra, None, leaf.bonus.step or given.step)
    if off:
        return off
    bonus = extra if leaf.bonus.cap is None else min(extra, leaf.bonus.cap)
    because = f"{found.because}; thưởng {format_number(bonus)}{_cut(extra - bonus)}"
    return Worth(found.points, because, bonus, found.over + extra - bonus, found.amount, found.killer)


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
"""The rule of each kind; a law of its own that every kind of the language has its place here."""
