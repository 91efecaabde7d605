"""What one figure is worth by the rule of its criterion, with a reason that a person can read.

Pure arithmetic: exact decimals, fractions where something is divided, half up to the step the rubric names. Caps that
stand above a leaf (sections, the whole edition) are not this room's matter.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sheetsync.core.entries import Entry, State
from sheetsync.core.howto import tier_words
from sheetsync.core.ratios import percent_words, round_fraction
from sheetsync.core.scoring.points import counted, cut, given_points, per_case, plus_bonus, split
from sheetsync.core.scoring.worth import ZERO, Given, Unusable, Worth, unreadable
from sheetsync.core.values import exactly, format_number, shorten
from sheetsync.edition.rubric import Criterion, Outcome, Rubric
from sheetsync.edition.rules import Choice, Count, Deduction, Minus, MinusPlus, Ratio, Tiers

LONGEST_QUOTE = 60
"""Characters of a tier's text that a reason quotes."""


@exactly
def worth(given: Given) -> Worth | Unusable:
    """What a figure is worth by the rule of its leaf."""
    for entry in (given.figure, given.extra):
        if entry.state is State.UNREADABLE:
            return unreadable(entry)
    if given.figure.state is State.NOT_APPLICABLE:
        return plus_bonus(given, _nothing_arose(given))
    return plus_bonus(given, _BY_KIND[given.leaf.rule.kind](given, given.leaf.rule))


@exactly
def agreed_points(given: Given) -> Worth | Unusable:
    """What points are worth that somebody agreed on as points, whatever the rule of the leaf asks for."""
    figure, leaf = given.figure, given.leaf
    if figure.state is State.NOT_APPLICABLE:
        return plus_bonus(given, _nothing_arose(given))
    if given.extra.state is State.UNREADABLE:
        return unreadable(given.extra)
    found, per = given_points(given), per_case(leaf)
    if isinstance(found, Unusable):
        return found
    if not per:
        return replace(found, amount=Decimal(1), killer=True) if _only_kills(leaf, found.points) else found
    cases = Fraction(counted(leaf, found.points)) / Fraction(per)
    # Part of a case is one that happened; part of what earns points is not yet one more.
    return replace(found, amount=Decimal(floor(cases) if isinstance(leaf.rule, Count) else ceil(cases)))


def _only_kills(leaf: Criterion, points: Decimal) -> bool:
    """True where agreed points can only mean a tier that makes the whole parent 0."""
    tiers = leaf.rule.tiers if isinstance(leaf.rule, Choice | Tiers) else ()
    fits = [tier.killer for tier in tiers if tier.points == points]
    return bool(fits) and all(fits)


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


@exactly
def left_blank(given: Given) -> Worth | Unusable:
    """What a blank earns, where the rubric says it, with the bonus that stands beside it."""
    if given.extra.state is State.UNREADABLE:
        return unreadable(given.extra)
    outcome = given.rubric.outcomes[given.leaf.code].blank
    if outcome is None:
        return Unusable("chưa có điểm")
    return plus_bonus(given, absent(given.rubric, given.leaf, outcome, "để trống"))


def _absent(given: Given, outcome: Outcome | None, what: str, code: str) -> Worth | Unusable:
    """What an absence earns; where the rubric does not say it, nothing can be counted."""
    if outcome is None:
        return Unusable(f"{what}, thang điểm chưa nói cách tính", code, (("criterion", given.leaf.code),))
    return absent(given.rubric, given.leaf, outcome, what)


# --- tiers -----------------------------------------------------------------------------------------------------------


def _choice(given: Given, rule: Choice) -> Worth | Unusable:
    figure, number = given.figure, given.figure.number
    fits = [tier for tier in rule.tiers if (tier.points == number if number is not None else tier.label == figure.text)]
    if not fits or len({tier.killer for tier in fits}) > 1:
        labels = ", ".join(
            f"“{shorten(tier.label, LONGEST_QUOTE)}” ({format_number(tier.points)})" for tier in rule.tiers
        )
        words = (("raw", figure.raw), ("criterion", given.leaf.code), ("meant", labels))
        return Unusable(f"“{figure.raw}” không rõ là mức nào", "tier-unclear" if fits else "tier-unknown", words)
    tier = fits[0]
    taken = given.rubric.roles[given.leaf.code] == "deduction" and tier.points > 0
    amount = Decimal(1) if tier.killer or taken else ZERO
    answer = (
        f"“{shorten(tier.label, LONGEST_QUOTE)}”: " if len(fits) == 1 else ""
    )  # the points of two answers name neither
    return Worth(tier.points, f"{answer}{format_number(tier.points)} điểm", amount=amount, killer=tier.killer)


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
    left = given.leaf.max - number * rule.per
    taken = f"{_things(given, rule)} × {format_number(rule.per)} điểm"
    because = f"{format_number(given.leaf.max)} − {taken} = {_stopped(left)}"
    return Worth(max(ZERO, left), because, amount=number)


def _stopped(points: Decimal) -> str:
    """What is left of a maximum, which goes no lower than 0."""
    return f"{format_number(points)} điểm{', thấp nhất 0 điểm' if points < 0 else ''}"


def _minus_plus(given: Given, rule: MinusPlus) -> Worth | Unusable:
    faults = _cases(given, given.figure)
    merits = _cases(given, given.extra) if given.extra.state is State.GIVEN else ZERO
    if isinstance(faults, Unusable):
        return faults
    if isinstance(merits, Unusable):
        return replace(merits, beside=True)
    taken, added = faults * rule.minus, merits * rule.plus
    reached = given.leaf.max - taken + added
    points, rest = split(max(ZERO, reached), given.leaf.max)
    bonus, over = split(rest, rule.plus_cap)
    sums = f"{format_number(given.leaf.max)} − {format_number(taken)} + {format_number(added)}"
    because = f"{sums} = {_stopped(reached) if reached < 0 else f'{format_number(points + bonus)} điểm{cut(over)}'}"
    return Worth(points, because, bonus, over, amount=faults)


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


_BY_KIND: dict[str, Callable[[Given, Any], Worth | Unusable]] = {
    "points": given_points,
    "choice": _choice,
    "ratio": _ratio,
    "tiers": _tiers,
    "count": _count,
    "minus": _minus,
    "minus_plus": _minus_plus,
    "deduction": _deduction,
}
"""The rule of each kind of the language."""
