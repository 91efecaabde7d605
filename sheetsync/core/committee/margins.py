"""How little would have changed the result: for each unit the smallest change at one criterion, exact, not sampled.

Every figure that a hand could have given instead is an option; the unit is added up again with it, through all caps,
conditions and sanctions, and the nearest option that reaches the goal is the margin. Options are passed over only where
they provably cannot reach it: a change never moves what is compared by more than its own size (but for killer tiers and
items of which only one counts, and those are all tried). The other units keep their figures.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from heapq import merge
from itertools import groupby

from sheetsync.core.committee.options import Option, Options, Seat, options
from sheetsync.core.ledger import Line
from sheetsync.core.scoring.bands import Found, banded, by_itself, seated
from sheetsync.core.scoring.ranks import Key, best_reached, ladder, ranking_key
from sheetsync.core.scoring.score import Scored
from sheetsync.core.scoring.standing import Adding, Evidence, Standing, adding
from sheetsync.core.scoring.worth import ZERO
from sheetsync.edition.model import Edition, Unit
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.terms import Hand


class Goal(StrEnum):
    """What a change would bring about."""

    ABOVE = "above"
    """Past the units right above."""
    AHEAD = "above-equal"
    """Ahead of those who share the rank."""
    BEHIND = "below-equal"
    """Behind those who share the rank."""
    BELOW = "below"
    """Behind the units right below."""
    BAND_UP = "band-up"
    """Into a better band, without a person having to choose."""
    BAND_DOWN = "band-down"
    """Out of the band, downwards."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure changed: at which leaf, by the hand whose figure counts there, and what the leaf is worth then."""

    criterion: Criterion
    hand: Hand
    before: Scored
    after: Scored

    @property
    def points(self) -> Decimal:
        """By how much the points of the leaf change; 0 where only the number of cases does."""
        return (self.after.points or ZERO) - (self.before.points or ZERO)


@dataclass(frozen=True, slots=True)
class Margin:
    """What the smallest change for one goal is. `changes` is empty where no single figure is enough."""

    goal: Goal
    rivals: tuple[Unit, ...]
    """The units to be passed or to fall behind; none for bands."""
    band: str | None
    """The band then (None: none at all); what is reached, or where nothing does what would be next."""
    gap: Fraction
    """How far off in what is compared: points, or percent of the scale."""
    changes: tuple[Change, ...]
    """All changes of the smallest size, in the rubric's order."""


@dataclass(frozen=True, slots=True)
class UnitMargins:
    """The margins of one unit; none where it has no points."""

    standing: Standing
    margins: tuple[Margin, ...]


def margins(
    edition: Edition, evidence: Evidence, stood: Sequence[Standing], units: Iterable[str]
) -> Iterator[UnitMargins]:
    """Yield the margins of the units named, in the order of `stood` (all units, with bands and ranks)."""
    chosen = frozenset(units)
    contest = _contest(edition, evidence, stood, chosen)
    for place, standing in enumerate(stood):
        if standing.unit.code in chosen:
            trial = contest.trial(place)
            yield UnitMargins(standing, tuple(trial.margin(aim) for aim in contest.aims(place)))


# --- the contest: all units as they stand ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What a mark must be so that a goal can be reached: at least `low`, at most `high`; `strict`: not those either."""

    low: Fraction | None = None
    high: Fraction | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class _Aim:
    """One goal of one unit. `near`: bounds at leaves on which only the mark depends (None: nothing helps there)."""

    goal: Goal
    rivals: tuple[int, ...]
    band: str | None
    gap: Fraction
    far: _Bounds
    near: _Bounds | None


@dataclass(frozen=True, slots=True)
class _Contest:
    """All units as they stand, and what their comparison depends on."""

    edition: Edition
    evidence: Evidence
    adder: Adding
    """Adds up what counts; what each hand's figures alone would come to is not asked here."""
    stood: Sequence[Standing]
    keys: Sequence[Key | None]
    order: Sequence[Key]
    """The distinct keys, the best first."""
    sharing: Mapping[Key, tuple[int, ...]]
    watched: frozenset[str]
    """The top sections in which a condition or a sanction looks at something."""
    alone: Sequence[Found]
    """The units placed by themselves, before quotas choose among them; empty where there are none."""

    @property
    def rubric(self) -> Rubric:
        return self.edition.rubric

    def trial(self, place: int) -> "_Trial":
        unit = self.stood[place].unit
        return _Trial(self, place, self.adder.scores(unit), tuple(self._seats(self.stood[place])))

    def _seats(self, standing: Standing) -> Iterator[tuple[Seat, Options]]:
        most = max((one.total for one in self.stood if one.total is not None), default=ZERO)
        for leaf in self.rubric.leaves:
            place = standing.unit.code, leaf.code
            seat = Seat(
                self.rubric,
                self.evidence.ledger.lines[place],
                self.evidence.scores[place],
                most_bonus=self.rubric.max + max(most, ZERO),
                asked=tuple(sorted(_asked(self.rubric, leaf, standing))),
            )
            yield seat, options(seat)

    def after(self, place: int, one: Standing) -> Sequence[Standing]:
        """All units with bands, `one` being what stands at `place`."""
        if self.rubric.quotas:
            placed = [*self.alone[:place], by_itself(self.edition, one), *self.alone[place + 1 :]]
            return seated(self.edition, placed)
        return [*self.stood[:place], banded(self.edition, [one])[0], *self.stood[place + 1 :]]

    def key(self, standing: Standing) -> Key:
        return ranking_key(self.rubric, standing, self.rubric.ranking)

    def aims(self, place: int) -> Iterator[_Aim]:
        """Yield what a unit could be aimed at, from the better to the worse."""
        key, standing = self.keys[place], self.stood[place]
        if key is None:
            return
        rank = self.order.index(key)
        equals = tuple(other for other in self.sharing[key] if other != place)
        if self._has_band(standing):
            yield from self._band_up(standing)
        if rank:
            yield self._aim(place, Goal.ABOVE, self.sharing[self.order[rank - 1]])
        if equals:
            yield self._aim(place, Goal.AHEAD, equals)
            yield self._aim(place, Goal.BEHIND, equals)
        if rank + 1 < len(self.order):
            yield self._aim(place, Goal.BELOW, self.sharing[self.order[rank + 1]])
        if self._has_band(standing):
            yield from self._band_down(standing)

    def _aim(self, place: int, goal: Goal, rivals: tuple[int, ...]) -> _Aim:
        own, their = (self.stood[one].mark or Fraction(0) for one in (place, rivals[0]))
        bounds = _Bounds()
        if self.rubric.ranking[0] == "total":
            strict = len(self.rubric.ranking) == 1
            upwards = goal in {Goal.ABOVE, Goal.AHEAD}
            bounds = _Bounds(their, None, strict) if upwards else _Bounds(None, their, strict)
        kept = rivals if self.rubric.quotas else rivals[:1]  # equals are passed together
        return _Aim(goal, kept, None, abs(their - own), bounds, bounds)

    def _has_band(self, standing: Standing) -> bool:
        """Bands of incomplete units would be false ones, and the committee's no figure changes."""
        return bool(self.rubric.bands) and standing.complete and not standing.decided_band

    def _rungs(self, standing: Standing) -> tuple[int, int]:
        """The rung of the band a unit has, and of that which its mark alone reaches; the last one is none at all."""
        bands = ladder(self.rubric)
        reached = best_reached(self.rubric, standing)
        reached = len(bands) if reached is None else reached
        names = [band.name for band in bands]
        if standing.band is None:
            return (reached + 1 if standing.band_open else len(bands)), reached
        return names.index(standing.band), reached

    def _band_up(self, standing: Standing) -> Iterator[_Aim]:
        bands, (rung, reached) = ladder(self.rubric), self._rungs(standing)
        if rung == 0:
            return
        far = self._at_least(bands[rung - 1].minimum)
        near: _Bounds | None = far
        if not self.rubric.quotas:
            near = self._at_least(bands[reached - 1].minimum) if reached else None
        gap = Fraction(bands[rung - 1].minimum) - (standing.mark or 0)
        yield _Aim(Goal.BAND_UP, (), bands[rung - 1].name, gap, far, near)

    def _at_least(self, minimum: Decimal) -> _Bounds:
        clamp = self.rubric.clamp
        lifted = clamp and clamp.applies_to == "bands" and clamp.minimum >= minimum
        return _Bounds() if lifted else _Bounds(low=Fraction(minimum))

    def _band_down(self, standing: Standing) -> Iterator[_Aim]:
        bands, (rung, reached) = ladder(self.rubric), self._rungs(standing)
        held = reached if standing.band_open else rung  # what a person is still to choose can yet be lost
        if held >= len(bands) or (held == len(bands) - 1 and not bands[held].minimum):
            return
        below = bands[held + 1].name if held + 1 < len(bands) else None
        near: _Bounds | None = _Bounds()
        if not self.rubric.quotas:
            near = _Bounds(high=Fraction(bands[reached].minimum), strict=True)
        gap = (standing.mark or Fraction(0)) - Fraction(bands[held].minimum)
        yield _Aim(Goal.BAND_DOWN, (), below, gap, _Bounds(), near)


def _contest(edition: Edition, evidence: Evidence, stood: Sequence[Standing], chosen: frozenset[str]) -> _Contest:
    rubric = edition.rubric
    bare = {
        (unit, leaf.code): Line(unit, leaf, {})  # what hands alone come to is left out: it decides nothing
        for unit in chosen
        for leaf in rubric.leaves
    }
    adder = adding(rubric, replace(evidence, ledger=replace(evidence.ledger, lines=bare)))
    keys = [None if one.mark is None else ranking_key(rubric, one, rubric.ranking) for one in stood]
    sharing: dict[Key, tuple[int, ...]] = {}
    for place, key in enumerate(keys):
        if key is not None:
            sharing[key] = (*sharing.get(key, ()), place)
    needs = [need.criterion for band in rubric.bands for need in band.needs if need.criterion]
    looked_at = [*needs, *(sanction.criterion for sanction in rubric.sanctions)]
    return _Contest(
        edition=edition,
        evidence=evidence,
        adder=adder,
        stood=stood,
        keys=keys,
        order=sorted(sharing, reverse=True),
        sharing=sharing,
        watched=frozenset(_top(rubric, code) for code in looked_at),
        alone=[by_itself(edition, one) for one in stood] if rubric.quotas else (),
    )


def _top(rubric: Rubric, code: str) -> str:
    path = rubric.paths[code]
    return path[0].code if path else code


def _asked(rubric: Rubric, leaf: Criterion, standing: Standing) -> Iterator[Decimal]:
    """Yield the counts of a leaf on both sides of which conditions and sanctions say different things."""
    above = {leaf.code, *(node.code for node in rubric.paths[leaf.code])}
    edges = [one.at_least for one in rubric.sanctions if one.criterion == leaf.code]
    for need in (need for band in rubric.bands for need in band.needs):
        if need.count is not None and need.criterion in above:
            amounts = standing.amounts
            below = (node.code for _, node in rubric.nodes[need.criterion].walk() if node.code != leaf.code)
            edges.append(need.count - sum((amounts.get(code, ZERO) for code in below), ZERO))
    for edge in edges:
        whole = -(-edge // 1)
        yield from (one for one in (whole, whole - 1) if one >= 0)


# --- the trial: one unit with one figure changed ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Trial:
    """One unit, leaf by leaf, with all that could have been given."""

    contest: _Contest
    place: int
    scores: list[Scored]
    seats: tuple[tuple[Seat, Options], ...]
    known: dict[tuple[int, Option], tuple[Scored, Standing]] = field(default_factory=dict)
    """What was added up before, since goals often look at the same options; grows."""

    def margin(self, aim: _Aim) -> Margin:
        """Find the smallest changes for one goal."""
        stood = self.contest.stood
        changes: dict[str, Change] = {}
        band = aim.band
        for _, same in groupby(self._rising(aim), key=lambda one: abs(one[1].change)):
            for leaf, option in same:
                reached = self._reaches(aim, leaf, option)
                if reached and not changes:
                    band = reached.band
                seat = self.seats[leaf][0]
                if reached and seat.leaf.code not in changes:
                    after = self._supposed(leaf, option)[0]
                    changes[seat.leaf.code] = Change(seat.leaf, seat.hand, self.scores[leaf], after)
            if changes:
                break
        named = tuple(stood[rival].unit for rival in self._named(aim))
        return Margin(aim.goal, named, band if aim.goal in _BANDS else None, aim.gap, tuple(changes.values()))

    def _named(self, aim: _Aim) -> Iterable[int]:
        """All the units that the goal is about: those that stand where the first of them stands."""
        key = self.contest.keys[aim.rivals[0]] if aim.rivals else None
        return () if key is None else (one for one in self.contest.sharing[key] if one != self.place)

    def _rising(self, aim: _Aim) -> Iterator[tuple[int, Option]]:
        """Yield all options that may reach a goal, the smallest changes first, then in the rubric's order."""
        runs = (self._run(aim, leaf) for leaf in range(len(self.seats)))
        return merge(*runs, key=lambda one: (abs(one[1].change), one[0]))

    def _run(self, aim: _Aim, leaf: int) -> Iterator[tuple[int, Option]]:
        seat, given = self.seats[leaf]
        in_once = any(seat.leaf.code in once.items for once in self.contest.rubric.once)
        if in_once or seat.scored.killer:
            up = down = Fraction(0)
            yield from ((leaf, option) for option in given.rising(up, down))
            return
        watched = _top(self.contest.rubric, seat.leaf.code) in self.contest.watched
        bounds = aim.far if watched else aim.near
        directions = (None, None) if bounds is None else self._least(bounds)
        killers = [(leaf, option) for option in given.listed if option.killer]
        others = ((leaf, option) for option in given.rising(*directions) if not option.killer)
        yield from merge(killers, others, key=lambda one: abs(one[1].change))

    def _least(self, bounds: _Bounds) -> tuple[Fraction | None, Fraction | None]:
        """How much a leaf must change, upwards and downwards, before the mark can lie within bounds."""
        standing = self.contest.stood[self.place]
        if standing.decided is not None and self.contest.rubric.compare == "percent":
            return Fraction(0), Fraction(0)  # bonus and deductions weigh otherwise than base in a total that stays
        mark, a_point = standing.mark or Fraction(0), self._a_point(standing)
        up: Fraction | None = Fraction(0)
        down: Fraction | None = Fraction(0)
        if bounds.low is not None and (bounds.low > mark or (bounds.strict and bounds.low == mark)):
            up, down = ((bounds.low - mark) / a_point if a_point else None), None
        if bounds.high is not None and (bounds.high < mark or (bounds.strict and bounds.high == mark)):
            up, down = None, ((mark - bounds.high) / a_point if a_point else None)
        return up, down

    def _a_point(self, standing: Standing) -> Fraction:
        """By how much one point at a leaf moves the mark at most; not at all where the committee decided on it."""
        if standing.decided is not None:
            return Fraction(0)
        return Fraction(1) if self.contest.rubric.compare == "points" else Fraction(100) / Fraction(standing.scale)

    def _supposed(self, leaf: int, option: Option) -> tuple[Scored, Standing]:
        """What the leaf and the unit would come to."""
        if (leaf, option) not in self.known:
            scored = self.seats[leaf][0].typed(option)
            changed = [*self.scores[:leaf], scored, *self.scores[leaf + 1 :]]
            unit = self.contest.stood[self.place].unit
            self.known[leaf, option] = scored, self.contest.adder.of(unit, changed)
        return self.known[leaf, option]

    def _reaches(self, aim: _Aim, leaf: int, option: Option) -> Standing | None:
        """The unit as it would stand, where the goal is reached."""
        contest, own = self.contest, self._supposed(leaf, option)[1]
        stood = contest.stood
        if aim.goal in _BANDS or "band" in contest.rubric.ranking:
            stood = contest.after(self.place, own)
            own = stood[self.place]
        if aim.goal in _BANDS:
            now, then = (ranking_key(contest.rubric, one, ("band",)) for one in (contest.stood[self.place], own))
            reached = then > now and not own.band_open if aim.goal is Goal.BAND_UP else then < now
        else:
            key, rivals = contest.key(own), [contest.key(stood[rival]) for rival in aim.rivals]
            better = all(key > rival for rival in rivals)
            reached = better if aim.goal in {Goal.ABOVE, Goal.AHEAD} else all(key < rival for rival in rivals)
        return own if reached else None


_BANDS = frozenset({Goal.BAND_UP, Goal.BAND_DOWN})
