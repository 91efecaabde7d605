"""Points -> what every unit comes to: totals, nodes, what is compared. Ranks and bands are given elsewhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from sheetsync.core.ledger import Ledger
from sheetsync.core.scoring.register import BonusScored
from sheetsync.core.scoring.score import Basis, Scored, score_hand
from sheetsync.core.scoring.settle import Settling, settling
from sheetsync.core.scoring.worth import ZERO
from sheetsync.core.values import exactly
from sheetsync.edition.model import Edition, Unit
from sheetsync.edition.reach import highest, maxima, scale_left
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.terms import Hand


@dataclass(frozen=True, slots=True)
class NodeStanding:
    """A unit's points at one node of the rubric (None where none were given), hand by hand.

    Points that are taken off are negative. `maximum` is what the unit's own scale holds there; `rank` only of the top
    sections, once no point is missing.
    """

    points: Decimal | None
    complete: bool = True
    maximum: Decimal = Decimal(0)
    self_points: Decimal | None = None
    department_points: Decimal | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit stands. Points are None, not 0, where nobody gave any; ranks are 1-2-2-4."""

    unit: Unit
    self_total: Decimal | None
    department_total: Decimal | None
    base: Decimal | None
    """The base points that count, by the precedence of hands."""
    bonus: Decimal
    """What counts of all bonus: of leaves, of sections of bonus, of the register."""
    decided: Decimal | None
    """The committee's own total, where it gave one that the scale can hold."""
    decided_band: str | None
    missing: tuple[str, ...]
    """The leaves without points."""
    nodes: Mapping[str, NodeStanding]
    """Every node of the rubric, by its code."""
    deductions: Decimal = Decimal(0)
    """What is taken off, lateness included: 0 or negative."""
    late: Decimal = Decimal(0)
    """The part of the deductions that lateness takes: 0 or negative."""
    bonus_cut: Decimal = Decimal(0)
    """The bonus that the cap over all bonus cuts off."""
    deduction_cut: Decimal = Decimal(0)
    """The deductions that the cap over all of them spares: 0 or negative."""
    clamped: Decimal = Decimal(0)
    """What the limits of the total add (positive) or cut off (negative)."""
    scale: Decimal = Decimal(0)
    """The most base points this unit can have: less than the rubric's where criteria do not apply to it."""
    provisional: tuple[str, ...] = ()
    """The leaves for which the unit's own figure counts for the time being; they are also missing."""
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    """By leaf: how many cases or things were counted there (for conditions and sanctions)."""
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    """The figures of the data appendix that conditions of bands ask for, by code."""
    proposals: int = 0
    """How many bonus proposals count."""
    old: bool = False
    """True where some figure comes from an earlier pull."""
    mark: Fraction | None = None
    """What is compared and held against thresholds: the total, or the percentage of the unit's own scale; exact."""
    rank: int | None = None
    cluster_rank: int | None = None
    rank_without_bonus: int | None = None
    band: str | None = None
    band_because: str = ""
    """Why the band is not the one that the total alone would reach; empty where it is."""
    band_open: bool = False
    """True where a quota cannot choose between equals: a person must decide."""

    @property
    @exactly
    def computed(self) -> Decimal | None:
        """Base, bonus and deductions together, within the limits of the total."""
        return None if self.base is None else self.base + self.bonus + self.deductions + self.clamped

    @property
    def total(self) -> Decimal | None:
        """What ranks: the committee's total where it gave one, else the computed one."""
        return self.decided if self.decided is not None else self.computed

    @property
    def is_decided(self) -> bool:
        """True where the committee gave a total or a band: it is no longer a provisional one."""
        return self.decided is not None or self.decided_band is not None

    @property
    def complete(self) -> bool:
        """True where every criterion has points, or the committee decided on the total."""
        return not self.missing or self.decided is not None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What standings rest on besides the rubric."""

    ledger: Ledger
    scores: Mapping[tuple[str, str], Scored]
    """What counts of every line, before caps."""
    bonus: tuple[BonusScored, ...] = ()
    late: Mapping[str, Decimal] = field(default_factory=dict)
    """Points off for lateness by unit: negative."""
    figures: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    """Figures of the data appendix by unit and code."""
    old: frozenset[str] = frozenset()
    """The units resting on figures of an earlier pull."""


def standings(edition: Edition, evidence: Evidence) -> tuple[Standing, ...]:
    """Add up every unit, in the edition's order; bands and ranks come after, in rooms of their own."""
    adder = adding(edition.rubric, evidence)
    return tuple(adder.standing(unit) for unit in edition.units)


def adding(rubric: Rubric, evidence: Evidence) -> "Adding":
    """Prepare to add up units by a rubric."""
    return Adding(rubric, settling(rubric), evidence, _granted(evidence.bonus))


def settled_scores(edition: Edition, evidence: Evidence) -> dict[tuple[str, str], Scored]:
    """What counts of every line, caps and rules of counting once included, by (unit, leaf)."""
    adder = adding(edition.rubric, evidence)
    return {
        (unit.code, leaf.code): one
        for unit in edition.units
        for leaf, one in zip(edition.rubric.leaves, adder.settling.settle(adder.scores(unit)), strict=True)
    }


@exactly
def _granted(bonus: Iterable[BonusScored]) -> dict[str | None, tuple[Decimal, int]]:
    """What the register grants each unit: points, and how many proposals count."""
    granted: dict[str | None, tuple[Decimal, int]] = {}
    for item in bonus:
        points, count = granted.get(item.unit, (ZERO, 0))
        granted[item.unit] = (points + item.counted, count + bool(item.counted))
    return granted


@dataclass(frozen=True, slots=True)
class Adding:
    """Adds up unit after unit by one rubric."""

    rubric: Rubric
    settling: Settling
    evidence: Evidence
    granted: Mapping[str | None, tuple[Decimal, int]]

    def standing(self, unit: Unit) -> Standing:
        """Add up one unit by what the evidence says of it."""
        return self.of(unit, self.scores(unit))

    def scores(self, unit: Unit) -> list[Scored]:
        """What counts of every line of a unit before caps, in the rubric's order."""
        return [self.evidence.scores[unit.code, leaf.code] for leaf in self.rubric.leaves]

    @exactly
    def of(self, unit: Unit, scored: Sequence[Scored]) -> Standing:
        """Add up one unit from the scores of its leaves, in the rubric's order."""
        final = self.settling.settle(scored)
        decision = self.evidence.ledger.decisions.get(unit.code, {})
        points, band = decision.get("agreed_points"), decision.get("agreed_band")
        largest = maxima(self.rubric, {leaf.code for leaf, one in self._each(final) if one.basis is Basis.EXEMPT})
        nodes = self._nodes(unit.code, final, largest)
        found = Standing(
            unit=unit,
            self_total=total(nodes[top.code].self_points for top in self.rubric.criteria),
            department_total=total(nodes[top.code].department_points for top in self.rubric.criteria),
            base=self._base(final),
            bonus=ZERO,
            decided=_decided(self.rubric, points.number) if points else None,
            decided_band=band.text or None if band else None,
            missing=self._codes(one.lacking for one in final),
            nodes=nodes,
            scale=scale_left(self.rubric, largest),
            provisional=self._codes(one.basis is Basis.PROVISIONAL for one in final),
            amounts={leaf.code: one.amount for leaf, one in self._each(final) if one.amount is not None},
            figures=self.evidence.figures.get(unit.code, {}),
            old=unit.code in self.evidence.old,
        )
        return self._with_mark(self._with_extras(found, final))

    def _with_extras(self, found: Standing, final: Sequence[Scored]) -> Standing:
        """Add what comes on top and what is taken off, within the caps over all of it."""
        code, rubric = found.unit.code, self.rubric
        register, proposals = self.granted.get(code, (ZERO, 0))
        given = register + sum((one.bonus for one in final), ZERO)
        bonus = given if rubric.bonus_cap is None else min(given, rubric.bonus_cap)
        late = self.evidence.late.get(code, ZERO)
        due = late + sum((one.points for one in final if one.points is not None and one.points < 0), ZERO)
        deductions = due if rubric.deduction_cap is None else max(due, -rubric.deduction_cap)
        return replace(
            found,
            bonus=bonus,
            bonus_cut=given - bonus,
            late=late,
            deductions=deductions,
            deduction_cut=due - deductions,
            proposals=proposals,
        )

    def _with_mark(self, found: Standing) -> Standing:
        """Hold the total within its limits, and say what of it is compared."""
        clamp, computed = self.rubric.clamp, found.computed
        if clamp and clamp.applies_to == "total" and computed is not None:
            held = max(computed, clamp.minimum)
            held = held if clamp.maximum is None else min(held, clamp.maximum)
            found = replace(found, clamped=held - computed)
        return replace(found, mark=mark(self.rubric, found))

    def _base(self, final: Sequence[Scored]) -> Decimal | None:
        """The base points of a unit: 0, not None, where others are given and its scale holds no base at all."""
        base = [one for leaf, one in self._each(final) if self.rubric.roles[leaf.code] == "base"]
        points = total(None if one.points is None else one.points - one.bonus for one in base)
        off_scale = all(one.basis is Basis.EXEMPT for one in base) and any(one.points is not None for one in final)
        return ZERO if points is None and off_scale else points

    def _codes(self, chosen: Iterable[bool]) -> tuple[str, ...]:
        return tuple(leaf.code for leaf, one in zip(self.rubric.leaves, chosen, strict=True) if one)

    def _each(self, final: Sequence[Scored]) -> Iterator[tuple[Criterion, Scored]]:
        return zip(self.rubric.leaves, final, strict=True)

    def _nodes(self, unit: str, final: Sequence[Scored], largest: Mapping[str, Decimal]) -> dict[str, NodeStanding]:
        """What each hand's figures, and those that count, come to at every node."""
        own, theirs = self.hand(unit, "self"), self.hand(unit, "department")
        nodes: dict[str, NodeStanding] = {}
        for code, node in reversed(self.rubric.nodes.items()):  # criteria before their section
            if node.is_leaf:
                place = self.settling.places[code]
                hands = own[place].points, theirs[place].points
                nodes[code] = NodeStanding(final[place].points, not final[place].lacking, largest[code], *hands)
            else:
                nodes[code] = _together([nodes[child.code] for child in node.criteria], largest[code])
        return {code: nodes[code] for code in self.rubric.nodes}

    def hand(self, unit: str, hand: Hand) -> list[Scored]:
        """What one hand's figures alone would come to, leaf by leaf, caps included."""
        alone = []
        for leaf in self.rubric.leaves:
            counted = self.evidence.scores[unit, leaf.code]
            known = counted.hand == hand and counted.basis is not Basis.PROVISIONAL  # scored before
            alone.append(
                counted if known else score_hand(self.rubric, self.evidence.ledger.lines[unit, leaf.code], hand)
            )
        return self.settling.settle(alone)


def _together(parts: Sequence[NodeStanding], maximum: Decimal) -> NodeStanding:
    """A section, from its criteria."""
    return NodeStanding(
        points=total(part.points for part in parts),
        complete=all(part.complete for part in parts),
        maximum=maximum,
        self_points=total(part.self_points for part in parts),
        department_points=total(part.department_points for part in parts),
    )


@exactly
def mark(rubric: Rubric, standing: Standing) -> Fraction | None:
    """What is compared: the total, or base points in percent of the unit's own scale and the rest of the whole one.

    The rest of a total is what was computed as bonus, deductions and limits, whoever gave the total: so confirming the
    computed one changes nothing. Where nothing was computed, all of it is base.
    """
    if standing.total is None:
        return None
    if rubric.compare == "points":
        return Fraction(standing.total)
    if not standing.scale:
        return None
    computed = standing.base is not None
    rest = Fraction(standing.bonus + standing.deductions + standing.clamped) if computed else Fraction(0)
    base = Fraction(standing.total) - rest
    return base * 100 / Fraction(standing.scale) + rest * 100 / Fraction(rubric.max)


def _decided(rubric: Rubric, number: Decimal | None) -> Decimal | None:
    """A total off the scale (855 for 85,5) decides nothing: it is found, and the computed one stands."""
    if number is None or number < 0:
        return None
    most = highest(rubric)
    return number if most is None or number <= most else None


@exactly
def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is given; None, not 0, where nothing is."""
    given = [value for value in values if value is not None]
    return sum(given, ZERO) if given else None
