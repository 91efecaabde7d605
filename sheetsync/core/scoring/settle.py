"""The leaves of one unit side by side: what counts only once, what a killer tier takes, what caps of sections cut.

Works on the scores of one unit in the order of `rubric.leaves`, and gives them back in that order with what counts.
What is cut is kept as `over`, so that the sum of what is shown is the total and nothing is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto

from sheetsync.core.scoring.score import Basis, Scored
from sheetsync.core.scoring.worth import ZERO
from sheetsync.core.values import exactly, format_number
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.rules import Minus, MinusPlus
from sheetsync.edition.verdict import Once


class Part(Enum):
    """Which part of its leaves' points a cap holds down."""

    BASE = auto()
    BONUS = auto()
    ALL = auto()


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit over several leaves (by their places): what is beyond it is cut, the last in reading order first."""

    section: Criterion
    limit: Decimal
    part: Part
    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settling:
    """One rubric, prepared for settling unit after unit."""

    rubric: Rubric
    places: Mapping[str, int]
    below: Mapping[str, tuple[int, ...]]
    """By node: the places of the leaves below it; of a leaf, its own."""
    caps: tuple[Cap, ...]
    """Inner sections before those around them."""

    @exactly
    def settle(self, scored: Sequence[Scored]) -> list[Scored]:
        """Settle the leaves of one unit, each with what it is worth by itself."""
        settled = list(scored)
        for once in self.rubric.once:
            self._count_once(once, settled)
        for place, one in enumerate(scored):
            if one.killer:
                self._kill(place, settled)
        for cap in self.caps:
            _hold(cap, settled)
        return settled

    def _count_once(self, once: Once, settled: list[Scored]) -> None:
        """Of several items let one count; the others become as if nothing had been given or taken there.

        Where one of them takes points off, they are about what is lost: a base criterion that has its full points
        takes nothing, and one that is not to count again gets them. Else they are about what is given.
        """
        places = [self.places[code] for code in once.items]
        taking = any(self._takes(place) for place in places)
        effects = {place: abs(self._beyond(place, settled[place], taking=taking)) for place in places}
        working = [place for place in places if effects[place]]
        if len(working) <= 1:
            return
        kept = working[0] if once.keep == "first" else max(working, key=lambda place: effects[place])
        reason = once.because or f"đã tính ở {self.rubric.leaves[kept].code}"
        for place in working:
            if place != kept:
                one = settled[place]
                points = (one.points or ZERO) - self._beyond(place, one, taking=taking)
                because, over = f"{one.because}; chỉ tính một lần ({reason})", one.over + effects[place]
                settled[place] = replace(one, points=points, bonus=min(one.bonus, points), over=over, because=because)

    def _takes(self, place: int) -> bool:
        """True where a leaf is about what is lost: a deduction, or a rule that begins at the maximum."""
        leaf = self.rubric.leaves[place]
        return self.rubric.roles[leaf.code] == "deduction" or isinstance(leaf.rule, Minus | MinusPlus)

    def _beyond(self, place: int, one: Scored, *, taking: bool) -> Decimal:
        """What a leaf gives, or (negative) takes; its bonus is no part of what it takes."""
        leaf, points = self.rubric.leaves[place], one.points or ZERO
        if one.points is None or not taking or self.rubric.roles[leaf.code] != "base":
            return points
        return points - one.bonus - leaf.max

    def _kill(self, place: int, settled: list[Scored]) -> None:
        """Take all that was earned below the parent of a killer. What takes away goes on doing so: killing never gives.

        Points still to come there no longer matter, unless the killer itself counts only for the time being.
        """
        killer = self.rubric.leaves[place]
        path = self.rubric.paths[killer.code]
        parent, basis = (path[-1] if path else killer).code, settled[place].basis
        for below in self.below[parent]:
            one, code = settled[below], self.rubric.leaves[below].code
            if one.basis is Basis.EXEMPT or self.rubric.roles[code] == "deduction":
                continue
            lost = "làm mất điểm" if below == place else f"mất điểm do {killer.code} làm mất điểm"
            settled[below] = replace(
                one,
                points=ZERO,
                bonus=ZERO,
                over=one.over + (one.points or ZERO),
                basis=basis if one.lacking else one.basis,
                because=f"{one.because}; {lost} cả mục {parent}",
            )


@exactly
def settling(rubric: Rubric) -> Settling:
    """Prepare a rubric."""
    places = {leaf.code: place for place, leaf in enumerate(rubric.leaves)}
    below: dict[str, list[int]] = {code: [] for code in rubric.nodes}
    for code, place in places.items():
        for node in (rubric.nodes[code], *rubric.paths[code]):
            below[node.code].append(place)
    inner_first = sorted((node for _, node in rubric.walk() if node.criteria), key=lambda n: -len(rubric.paths[n.code]))
    caps = tuple(cap for node in inner_first for cap in _caps(rubric, node, tuple(below[node.code])))
    return Settling(rubric, places, {code: tuple(found) for code, found in below.items()}, caps)


def _caps(rubric: Rubric, node: Criterion, below: tuple[int, ...]) -> list[Cap]:
    """The limits that a section sets: its maximum where more could come together, and the cap of its bonus."""
    if rubric.roles[node.code] != "base":
        return [Cap(node, node.max, Part.ALL, below)]
    base = tuple(place for place in below if rubric.roles[rubric.leaves[place].code] == "base")
    found = []
    if sum(child.max for child in node.criteria if rubric.roles[child.code] == "base") > node.max:
        found.append(Cap(node, node.max, Part.BASE, base))
    if node.bonus and node.bonus.cap is not None:
        found.append(Cap(node, node.bonus.cap, Part.BONUS, base))
    return found


def _hold(cap: Cap, settled: list[Scored]) -> None:
    """Let the leaves in reading order count until the limit is reached; cut what is beyond."""
    left = cap.limit
    for place in cap.leaves:
        one = settled[place]
        held = _held(one, cap.part)
        if not held:
            continue
        cut = max(ZERO, held - left)
        left -= held - cut
        if cut:
            settled[place] = _cut(one, cut, cap)


def _held(one: Scored, part: Part) -> Decimal:
    """How much of a leaf's points a cap looks at, as a size."""
    points = one.points or ZERO
    if part is Part.ALL:
        return abs(points)
    return one.bonus if part is Part.BONUS else points - one.bonus


def _cut(one: Scored, cut: Decimal, cap: Cap) -> Scored:
    points = one.points or ZERO
    what = f"điểm thưởng của mục {cap.section.code}" if cap.part is Part.BONUS else f"mục {cap.section.code}"
    because = f"{one.because}; {what} tối đa {format_number(cap.limit)}, {format_number(cut)} không tính"
    signed = points + cut if points < 0 else points - cut
    bonus = one.bonus - cut if cap.part is Part.BONUS or (cap.part is Part.ALL and one.bonus) else one.bonus
    return replace(one, points=signed, bonus=bonus, over=one.over + cut, because=because)
