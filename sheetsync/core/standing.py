"""Points -> totals, ranks and bands of every unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from sheetsync.core.ledger import Ledger
from sheetsync.core.score import BonusScored, Scored, hand_points, highest_total
from sheetsync.edition.model import Edition, Unit
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
    def computed(self) -> Decimal | None:
        """Base, bonus and deductions together, within the limits of the total."""
        return None if self.base is None else self.base + self.bonus + self.deductions + self.clamped

    @property
    def total(self) -> Decimal | None:
        """What ranks: the committee's total where it gave one, else the computed one."""
        return self.decided if self.decided is not None else self.computed

    @property
    def complete(self) -> bool:
        """True where every criterion has points, or the committee decided on the total."""
        return not self.missing or self.decided is not None


def standings(
    edition: Edition,
    ledger: Ledger,
    scores: Mapping[tuple[str, str], Scored],
    bonus: Iterable[BonusScored],
    old: frozenset[str],
) -> tuple[Standing, ...]:
    """Stand every unit, in the edition's order. `old` are the units resting on figures of an earlier pull."""
    granted: dict[str | None, Decimal] = {}
    for item in bonus:
        granted[item.unit] = granted.get(item.unit, Decimal(0)) + item.counted
    found = [
        replace(
            _standing(edition, ledger, scores, unit),
            bonus=granted.get(unit.code, Decimal(0)),
            old=unit.code in old,
        )
        for unit in edition.units
    ]
    return _banded(edition.rubric, _ranked(_section_ranked(edition.rubric, found)))


def _standing(edition: Edition, ledger: Ledger, scores: Mapping[tuple[str, str], Scored], unit: Unit) -> Standing:
    leaves = edition.rubric.leaves
    points = {leaf.code: scores[unit.code, leaf.code].points for leaf in leaves}
    decision = ledger.decisions.get(unit.code, {})
    decided, band = decision.get("agreed_points"), decision.get("agreed_band")
    return Standing(
        unit=unit,
        self_total=_hand_total(edition.rubric, ledger, unit.code, "self"),
        department_total=_hand_total(edition.rubric, ledger, unit.code, "department"),
        base=total(points.values()),
        bonus=Decimal(0),
        decided=_decided(edition.rubric, decided.number if decided else None),
        decided_band=band.text or None if band else None,
        missing=tuple(code for code, value in points.items() if value is None),
        nodes={
            section.code: _section([points[leaf.code] for leaf in _leaves(section)])
            for section in edition.rubric.criteria
        },
    )


def _decided(rubric: Rubric, number: Decimal | None) -> Decimal | None:
    """A total off the scale (855 for 85,5) decides nothing: it is found, and the computed one stands."""
    return number if number is not None and 0 <= number <= highest_total(rubric) else None


def _section(points: Sequence[Decimal | None]) -> NodeStanding:
    return NodeStanding(total(points), None not in points)


def _leaves(section: Criterion) -> list[Criterion]:
    return [node for _, node in section.walk() if node.is_leaf]


def _hand_total(rubric: Rubric, ledger: Ledger, unit: str, hand: Hand) -> Decimal | None:
    return total(hand_points(rubric, ledger.lines[unit, leaf.code], hand) for leaf in rubric.leaves)


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is given; None, not 0, where nothing is."""
    given = [value for value in values if value is not None]
    return sum(given, Decimal(0)) if given else None


def competition_ranks(values: Sequence[Decimal | None]) -> list[int | None]:
    """Rank from the largest, equals sharing a place and leaving the next ones free: 1-2-2-4. None has no rank."""
    places: dict[Decimal, int] = {}
    for place, value in enumerate(sorted((value for value in values if value is not None), reverse=True), 1):
        places.setdefault(value, place)
    return [None if value is None else places[value] for value in values]


def _section_ranked(rubric: Rubric, found: Sequence[Standing]) -> list[Standing]:
    ranked: list[dict[str, NodeStanding]] = [{} for _ in found]
    for section in rubric.criteria:
        own = [standing.nodes[section.code] for standing in found]
        ranks = competition_ranks([one.points if one.complete else None for one in own])
        for sections, one, rank in zip(ranked, own, ranks, strict=True):
            sections[section.code] = replace(one, rank=rank)
    return [replace(standing, nodes=sections) for standing, sections in zip(found, ranked, strict=True)]


def _ranked(found: Sequence[Standing]) -> list[Standing]:
    overall = competition_ranks([standing.total for standing in found])
    in_cluster: dict[str, int | None] = {}
    for cluster in {standing.unit.cluster for standing in found} - {None}:
        members = [standing for standing in found if standing.unit.cluster == cluster]
        ranks = competition_ranks([standing.total for standing in members])
        in_cluster |= {member.unit.code: rank for member, rank in zip(members, ranks, strict=True)}
    return [
        replace(standing, rank=rank, cluster_rank=in_cluster.get(standing.unit.code))
        for standing, rank in zip(found, overall, strict=True)
    ]


def _banded(rubric: Rubric, found: Sequence[Standing]) -> tuple[Standing, ...]:
    return tuple(replace(standing, band=standing.decided_band or _reached(rubric, standing)) for standing in found)


def _reached(rubric: Rubric, standing: Standing) -> str | None:
    """The highest band a total reaches. A band from half the points would be a false one, so there is none then."""
    if standing.total is None or not standing.complete:
        return None
    reached = [band for band in rubric.bands if standing.total >= band.minimum]
    return max(reached, key=lambda band: band.minimum).name if reached else None


def by_rank(found: Iterable[Standing]) -> list[Standing]:
    """Best first; units without a rank last; equals in the edition's order (the sort is stable)."""
    return sorted(found, key=lambda standing: standing.rank if standing.rank is not None else 10**9)
