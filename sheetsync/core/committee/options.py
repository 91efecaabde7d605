"""What else a hand could have given at one leaf: every figure that the rule takes, nearest first.

A change is one figure: the points or the cases, or the bonus beside them; where both are typed as one figure, also that
one, from the points up into the bonus and back. So a change never gives with one hand and takes with the other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from heapq import merge
from itertools import chain
from math import ceil, floor

from sheetsync.core.entries import Entry, State
from sheetsync.core.ledger import Line
from sheetsync.core.ratios import Ratio, round_fraction
from sheetsync.core.scoring.points import attainable
from sheetsync.core.scoring.score import Scored, judge, score_line
from sheetsync.core.scoring.worth import ZERO, Worth
from sheetsync.core.values import is_multiple
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.rules import Choice, Count, Deduction, Given, Minus, MinusPlus, Span, Tiers
from sheetsync.edition.rules import Ratio as RatioRule
from sheetsync.edition.terms import Hand


@dataclass(frozen=True, slots=True)
class Option:
    """Another figure for one leaf. `change` is what the leaf would add more (negative: less) before caps."""

    change: Decimal
    figure: Entry
    extra: Entry
    killer: bool = False
    """True where the figure makes the whole parent 0."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One leaf of one unit: the figure that counts, the hand that gave it, and how far an open bonus is looked at."""

    rubric: Rubric
    line: Line
    scored: Scored
    most_bonus: Decimal
    """Where the rubric sets a bonus no limit, as far as anything can depend on it."""
    asked: tuple[Decimal, ...] = ()
    """Counts of this leaf from which on conditions or sanctions look at it in another way."""

    @property
    def leaf(self) -> Criterion:
        """The leaf."""
        return self.line.criterion

    @property
    def hand(self) -> Hand:
        """Whose figure counts; where a blank earns points, the hand that is to fill it."""
        return self.scored.hand or self.rubric.precedence[-1]

    @property
    def beside(self) -> Entry:
        """The second figure of that hand."""
        return self.line.extra(self.hand)  # noqa: S610 - no Django here

    def typed(self, option: Option) -> Scored:
        """What would count at this leaf."""
        hands, extras = {**self.line.hands, self.hand: option.figure}, {**self.line.extras, self.hand: option.extra}
        return score_line(self.rubric, replace(self.line, hands=hands, extras=extras))


@dataclass(frozen=True, slots=True)
class Options:
    """All options of one leaf. The listed ones are few; the points a hand may give in steps can be thousands."""

    listed: tuple[Option, ...]
    steps: "_Steps | None" = None

    def rising(self, up: Fraction | None, down: Fraction | None) -> Iterator[Option]:
        """Yield, nearest first, what changes the leaf by at least `up` or `-down`; None: nothing in that direction."""
        streams: list[Iterable[Option]] = [[one for one in self.listed if _far(one.change, up, down)]]
        if self.steps:
            streams += self.steps.streams(up, down)
        yield from merge(*streams, key=lambda one: abs(one.change))


def _far(change: Decimal, up: Fraction | None, down: Fraction | None) -> bool:
    above = up is not None and change >= 0 and change >= up
    return above or (down is not None and change <= 0 and -change >= down)


def options(seat: Seat) -> Options:
    """What else the hand could have given; nothing where no points are there to be changed."""
    if seat.scored.points is None:
        return Options(())
    rule = seat.leaf.rule
    if seat.hand == "cluster" or isinstance(rule, Given | RatioRule):
        return Options(_agreed_killers(seat), _steps(seat))
    listed = _others(seat, _figures(seat, rule))
    beside = seat.leaf.bonus is not None and seat.line.hand(seat.hand).state is State.GIVEN
    return Options(listed, _steps(seat) if beside else None)


def _agreed_killers(seat: Seat) -> tuple[Option, ...]:
    """Agreed points that can only mean a tier that kills: they change more than their own size."""
    rule = seat.leaf.rule
    killing = sorted({tier.points for tier in rule.tiers if tier.killer}) if isinstance(rule, Choice | Tiers) else ()
    found = []
    for points in killing:
        would = seat.typed(Option(ZERO, _entry(points), seat.beside))
        if would.killer and would.points is not None:
            change = would.points - (seat.scored.points or ZERO)
            found.append(Option(change, _entry(points), seat.beside, killer=True))
    return tuple(sorted(found, key=lambda one: abs(one.change)))


# --- points and bonus in steps ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Steps:
    """Points `base` and `bonus` as they are, and the steps in which they could be given."""

    seat: Seat
    base: Decimal
    bonus: Decimal
    most: Decimal
    step: Decimal
    named: tuple[Decimal, ...]
    above: Decimal | None
    """How much bonus may stand beside; None: none."""
    bonus_step: Decimal
    only_bonus: bool
    """True where the points follow a list, and only the bonus goes in steps."""
    one_figure: bool
    """True where points and bonus can be typed as one figure."""

    def streams(self, up: Fraction | None, down: Fraction | None) -> Iterator[Iterator[Option]]:
        """Yield runs of options, each nearest first."""
        taking = self.seat.rubric.roles[self.seat.leaf.code] == "deduction"
        more, less = (down, up) if taking else (up, down)
        sign = -1 if taking else 1
        if more is not None:
            yield from (self._run(sign, pairs) for pairs in self._more(more))
        if less is not None:
            yield from (self._run(sign, pairs) for pairs in self._less(less))

    def _run(self, sign: int, pairs: Iterable[tuple[Decimal, Decimal]]) -> Iterator[Option]:
        for base, bonus in pairs:
            counted = bonus if self.above is None else min(bonus, self.above)
            change = sign * (base + counted - self.base - self.bonus)
            yield Option(change, self._figure(base), self._extra(bonus))

    def _more(self, least: Fraction) -> Iterator[Iterator[tuple[Decimal, Decimal]]]:
        if not self.only_bonus:
            yield ((base, self.bonus) for base in self._bases_above(least))
        if self.above is not None:
            yield ((self.base, bonus) for bonus in self._bonuses_above(least))
            if self.one_figure and self.base < self.most:
                rest = least - Fraction(self.most - self.base)
                yield ((self.most, bonus) for bonus in self._bonuses_above(rest))

    def _less(self, least: Fraction) -> Iterator[Iterator[tuple[Decimal, Decimal]]]:
        if not self.only_bonus:
            yield ((base, self.bonus) for base in self._bases_below(least))
        if self.bonus:
            yield ((self.base, bonus) for bonus in _below(self.bonus, least, self.bonus_step))
            if self.one_figure:
                yield ((base, ZERO) for base in self._bases_below(least - Fraction(self.bonus)))

    def _bases_above(self, least: Fraction) -> Iterator[Decimal]:
        named = [one for one in self.named if one > self.base and one - self.base >= least]
        return _distinct(merge(sorted(named), _above(self.base, least, self.step, self.most)))

    def _bases_below(self, least: Fraction) -> Iterator[Decimal]:
        named = [one for one in self.named if one < self.base and self.base - one >= least]
        steps = _below(self.base, least, self.step)
        return _distinct(merge(sorted(named, reverse=True), steps, reverse=True))

    def _bonuses_above(self, least: Fraction) -> Iterator[Decimal]:
        """Steps of bonus above what there is; where the cap lies between two, what goes beyond it is held at it."""
        most = self.above or ZERO
        yield from _above(self.bonus, least, self.bonus_step, most)
        if not is_multiple(most, self.bonus_step) and most > self.bonus and most - self.bonus >= least:
            yield (most // self.bonus_step + 1) * self.bonus_step

    def _figure(self, base: Decimal) -> Entry:
        rule, hand = self.seat.leaf.rule, self.seat.hand
        if self.only_bonus:
            return self.seat.line.hand(hand)
        if isinstance(rule, RatioRule) and hand != "cluster":
            return _entry(Ratio(base * rule.target, self.seat.leaf.max * 100))
        return _entry(base)

    def _extra(self, bonus: Decimal) -> Entry:
        return self.seat.beside if self.above is None else _entry(bonus)


def _steps(seat: Seat) -> _Steps:
    rubric, leaf, rule = seat.rubric, seat.leaf, seat.leaf.rule
    agreed = seat.hand == "cluster"
    found = judge(rubric, seat.line, seat.hand) if seat.scored.hand else None
    given = found if isinstance(found, Worth) else Worth(abs(seat.scored.points or ZERO), "")
    step = rubric.step_of(leaf)
    most = leaf.max
    if isinstance(rule, RatioRule) and not agreed:
        most = min(leaf.max, round_fraction(Fraction(leaf.max), step))
    named = attainable(leaf) if agreed else (most,) if isinstance(rule, RatioRule) else ()
    above = _most_beside(seat)
    return _Steps(
        seat=seat,
        base=given.points,
        bonus=ZERO if above is None else given.bonus,
        most=most,
        step=step,
        named=tuple(one for one in named if one <= most),
        above=above,
        bonus_step=leaf.bonus.step if leaf.bonus and leaf.bonus.step else step,
        only_bonus=not agreed and not isinstance(rule, Given | RatioRule),
        one_figure=agreed or isinstance(rule, Given),
    )


def _most_beside(seat: Seat) -> Decimal | None:
    """How much bonus a hand may give in points beside the leaf; what only takes away has none."""
    leaf = seat.leaf
    if seat.rubric.roles[leaf.code] == "deduction":
        return None
    if leaf.bonus:
        return seat.most_bonus if leaf.bonus.cap is None else leaf.bonus.cap
    return leaf.rule.plus_cap if seat.hand == "cluster" and isinstance(leaf.rule, MinusPlus) else None


def _entry(value: Decimal | Ratio | str) -> Entry:
    return Entry(State.GIVEN, value)


def _above(start: Decimal, least: Fraction, step: Decimal, most: Decimal) -> Iterator[Decimal]:
    """Multiples of the step above `start`, at least so far from it, rising."""
    first = max(ceil((Fraction(start) + least) / Fraction(step)), floor(Fraction(start) / Fraction(step)) + 1)
    return (number * step for number in map(Decimal, range(first, floor(Fraction(most) / Fraction(step)) + 1)))


def _below(start: Decimal, least: Fraction, step: Decimal) -> Iterator[Decimal]:
    """Multiples of the step from 0 on below `start`, at least so far from it, falling."""
    first = min(floor((Fraction(start) - least) / Fraction(step)), ceil(Fraction(start) / Fraction(step)) - 1)
    return (number * step for number in map(Decimal, range(first, -1, -1)))


def _distinct(values: Iterable[Decimal]) -> Iterator[Decimal]:
    last = None
    for value in values:
        if value != last:
            yield value
        last = value


# --- tiers and cases, one by one -------------------------------------------------------------------------------------


def _others(seat: Seat, figures: Iterable[tuple[Entry, Entry]]) -> tuple[Option, ...]:
    """The figures that would count for something else, each way of counting once, nearest first."""
    now = seat.scored
    seen = {_weight(seat, now)}
    found = []
    for figure, extra in figures:
        would = seat.typed(Option(ZERO, figure, extra))
        if would.points is not None and (weight := _weight(seat, would)) not in seen:
            seen.add(weight)
            found.append((Option(would.points - (now.points or ZERO), figure, extra, would.killer), would.amount))

    def nearest(one: tuple[Option, Decimal | None]) -> tuple[Decimal, Decimal]:
        return abs(one[0].change), abs((one[1] or ZERO) - (now.amount or ZERO))

    return tuple(option for option, _ in sorted(found, key=nearest))


def _weight(seat: Seat, one: Scored) -> tuple[object, ...]:
    """All that what follows can depend on: how much was counted only where somebody asks for it."""
    return (one.points, one.bonus, one.killer, one.amount if seat.asked else None)


def _figures(seat: Seat, rule: Choice | Tiers | Count | Minus | Deduction | MinusPlus) -> Iterator[tuple[Entry, Entry]]:
    """Yield what the hand could type, the first figure and the second."""
    extra, most = seat.beside, seat.leaf.max
    if isinstance(rule, Choice):
        yield from ((_entry(tier.label), extra) for tier in rule.tiers)
    elif isinstance(rule, Tiers):
        values = set(chain.from_iterable(_within(span, rule.of) for span in rule.spans))
        if rule.of != "ratio":
            values.update(seat.asked)
        yield from ((_entry(Ratio(one, Decimal(100)) if rule.of == "ratio" else one), extra) for one in sorted(values))
    elif isinstance(rule, MinusPlus):
        own = seat.line.hand(seat.hand)
        faults, merits = own.number or ZERO, extra.number or ZERO
        yield from ((_entry(cases), extra) for cases in _cases(seat, most + merits * rule.plus, rule.minus))
        figure = own if own.state is State.GIVEN else _entry(ZERO)
        enough = faults * rule.minus + rule.plus_cap
        yield from ((figure, _entry(cases)) for cases in _cases(seat, enough, rule.plus))
    else:
        yield from ((_entry(cases), extra) for cases in _cases(seat, most, rule.per))


def _cases(seat: Seat, whole: Decimal, per: Decimal) -> list[Decimal]:
    """Numbers of cases until nothing more is given or taken, and those that conditions and sanctions ask for."""
    enough = ceil(Fraction(whole) / Fraction(per)) if per else 0
    return sorted({*map(Decimal, range(enough + 1)), *seat.asked})


def _within(span: Span, of: str) -> Iterator[Decimal]:
    """Yield values of a tier: its ends, as far as they can be typed, and one between them."""
    ends = [end for end in (span.low, span.high) if end is not None]
    tried = {ZERO, *ends, *(end + 1 for end in ends), *(end - 1 for end in ends), sum(ends, ZERO) / 2}
    if of == "count":
        tried = {whole for one in tried for whole in (Decimal(floor(one)), Decimal(ceil(one)))}
    return (value for value in tried if value >= 0 and value in span)
