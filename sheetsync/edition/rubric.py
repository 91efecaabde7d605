"""The rubric: a tree of criteria whose leaves carry points by a rule, with bonus, deductions, bands and hands."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import BaseModel

from sheetsync.edition.rules import Given, Rule
from sheetsync.edition.terms import Code, Frozen, Hand, Points, Step, Text
from sheetsync.edition.verdict import Band, Bonus, Clamp, Late, Once, Quota, Sanction

Role = Literal["base", "bonus", "deduction"]
"""What points do: make up the scale, come on top of it, or are taken off."""

Outcome = Literal["full", "zero", "rebase"]
"""What an absence earns: the full points, none, or the criterion leaves this unit's scale."""


class LeafBonus(Frozen):
    """Bonus on a leaf, given beside its points; on a section, the cap of the bonus below it."""

    cap: Points | None = None
    """The most that counts; without limit where it is left out."""
    step: Step | None = None
    """The step in which it is given; the leaf's where it is left out."""


class Criterion(Frozen):
    """A node of the rubric. A node with `criteria` is a section; one without is a leaf that a department scores."""

    code: Code
    text: Text
    max: Points
    """The most points; in a section of bonus or deductions, the cap of the whole section."""
    max_because: Text | None = None
    """Why the maximum is not the sum of the criteria below, where it is not."""
    role: Role | None = None
    """What its points do; the parent's role where it is left out, "base" at the top."""
    criteria: tuple["Criterion", ...] = ()
    scorer: Code | None = None
    """The department that scores this leaf."""
    rule: Rule = Given()
    """How what people give becomes points."""
    step: Step | None = None
    """The step in which points are given or rounded; the rubric's where it is left out."""
    bonus: LeafBonus | None = None
    """Points beyond the maximum: of a leaf, given beside it; of a section, the cap of those below."""
    evidence: bool = True
    """Whether points need figures and a judgement beside them."""
    not_applicable: Outcome | None = None
    """What "không phát sinh" earns; of a section, wherever its leaves do not say; unset: a person is asked."""
    zero_over_zero: Outcome | None = None
    """What the ratio 0/0 earns; of a section, wherever its leaves do not say; unset: a person is asked."""
    blank: Outcome | None = None
    """What a leaf earns that all hands that count left blank; of a section likewise; unset: points are missing."""
    not_for: tuple[Code, ...] = ()
    """Units on whose scale this node does not stand."""

    @property
    def is_leaf(self) -> bool:
        """True where points are given."""
        return not self.criteria

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Criterion"]]:
        """Yield this node and all below it in reading order, with their depth."""
        yield depth, self
        for child in self.criteria:
            yield from child.walk(depth + 1)

    @property
    def has_extra(self) -> bool:
        """True where a second figure is given beside the first: bonus points, or the number of merits."""
        return self.is_leaf and (self.bonus is not None or self.rule.kind == "minus_plus")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What absences earn at one leaf; None where the rubric does not say."""

    not_applicable: Outcome | None
    zero_over_zero: Outcome | None
    blank: Outcome | None


class Rubric(Frozen):
    """One year's scale. `max` is the base total; bonus comes on top and may exceed it."""

    title: Text
    max: Points
    step: Step
    criteria: tuple[Criterion, ...]
    bonus: Bonus | None = None
    """The register of bonus that departments propose."""
    bonus_cap: Points | None = None
    """The most that all bonus together counts for one unit."""
    deduction_cap: Points | None = None
    """The most that all deductions together take from one unit."""
    clamp: Clamp | None = None
    """The limits of a total."""
    late: tuple[Late, ...] = ()
    """Points off for reports that come late."""
    once: tuple[Once, ...] = ()
    """Items of which only one counts."""
    compare: Literal["points", "percent"] = "points"
    """What ranks and bands look at: points, or percent of the unit's own scale."""
    ranking: tuple[Text, ...] = ("total",)
    """By what units are ranked, one after the other where equal: total, band, base, bonus, deductions, or a code."""
    bands: tuple[Band, ...] = ()
    """Classes by total, from the highest down."""
    sanctions: tuple[Sanction, ...] = ()
    """What overrides the band."""
    quotas: tuple[Quota, ...] = ()
    """How many may have a band."""
    precedence: tuple[Hand, ...] = ("cluster", "department")
    """Which hand counts, the strongest first; a hand not listed is shown but does not count."""
    self_provisional: bool = False
    """Whether a unit's own figure counts, marked as provisional, until a hand that counts has given one."""

    def walk(self) -> Iterator[tuple[int, Criterion]]:
        """Yield every node in reading order, with its depth (0 for the top sections)."""
        for criterion in self.criteria:
            yield from criterion.walk()

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        """The criteria that carry points, in reading order."""
        return tuple(node for _, node in self.walk() if node.is_leaf)

    @cached_property
    def nodes(self) -> dict[str, Criterion]:
        """Every node by its code."""
        return {node.code: node for _, node in self.walk()}

    @cached_property
    def paths(self) -> dict[str, tuple[Criterion, ...]]:
        """The sections above every node, from the top down, by its code."""
        found: dict[str, tuple[Criterion, ...]] = {}

        def below(path: tuple[Criterion, ...], nodes: tuple[Criterion, ...]) -> None:
            for node in nodes:
                found[node.code] = path
                below((*path, node), node.criteria)

        below((), self.criteria)
        return found

    @cached_property
    def roles(self) -> dict[str, Role]:
        """What the points of every node do, by its code."""
        return {
            code: next((one.role for one in (self.nodes[code], *reversed(path)) if one.role), "base")
            for code, path in self.paths.items()
        }

    @cached_property
    def outcomes(self) -> dict[str, Outcomes]:
        """What absences earn at every leaf, by its code; the nearest node that says it decides."""
        found = {}
        for leaf in self.leaves:
            line = (leaf, *reversed(self.paths[leaf.code]))
            found[leaf.code] = Outcomes(
                next((node.not_applicable for node in line if node.not_applicable), None),
                next((node.zero_over_zero for node in line if node.zero_over_zero), None),
                next((node.blank for node in line if node.blank), None),
            )
        return found

    @cached_property
    def has_bonus(self) -> bool:
        """True where points can come on top of the scale: from the register, beside a leaf, in a section of bonus."""
        beside = any(leaf.bonus or getattr(leaf.rule, "plus_cap", 0) for leaf in self.leaves)
        return self.bonus is not None or beside or "bonus" in self.roles.values()

    @cached_property
    def has_deductions(self) -> bool:
        """True where points can be taken off the total, for lateness or in a section of deductions."""
        return bool(self.late) or "deduction" in self.roles.values()

    def step_of(self, leaf: Criterion) -> Decimal:
        """The step in which points of this leaf are given."""
        return leaf.step or self.step

    def scored_by(self, department: str) -> tuple[Criterion, ...]:
        """The leaves one department scores, in reading order."""
        return tuple(leaf for leaf in self.leaves if leaf.scorer == department)

    def applies(self, code: str, unit: str) -> bool:
        """True where the node stands on the unit's scale."""
        return unit not in self._strangers[code]

    @cached_property
    def _strangers(self) -> dict[str, frozenset[str]]:
        """The units on whose scale a node does not stand, by its code."""
        return {
            code: frozenset(unit for node in (self.nodes[code], *path) for unit in node.not_for)
            for code, path in self.paths.items()
        }

    def asked(self, code: str, unit: str) -> bool:
        """True where a leaf wants a figure for the unit: it stands on its scale, and a blank says nothing there."""
        return self.outcomes[code].blank is None and self.applies(code, unit)

    @cached_property
    def decimals(self) -> int:
        """Decimal places that show every possible figure exactly: those of the finest step or fixed points."""
        return max(max(0, -int(value.normalize().as_tuple().exponent)) for value in _units(self))


def _units(rubric: Rubric) -> Iterator[Decimal]:
    """Yield the figures of which all points are sums."""
    yield rubric.step
    if rubric.bonus and rubric.bonus.step:
        yield rubric.bonus.step
    for late in rubric.late:
        yield from (late.per_day, late.per_report)
    for leaf in rubric.leaves:
        yield from (step for step in (leaf.step, leaf.bonus and leaf.bonus.step) if step)
        yield from _rule_points(leaf.rule)


def _rule_points(rule: BaseModel) -> Iterator[Decimal]:
    """Yield the points that a rule names."""
    yield from (getattr(rule, name) for name in ("per", "minus", "plus", "plus_cap") if hasattr(rule, name))
    yield from (tier.points for tier in getattr(rule, "tiers", ()))
