"""How much the scale can give: what a node and the whole can reach, with bonus and every cap. None: no limit.

Where several items exclude each other (`once`) the figures are those without that: an upper limit is never too low.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal

from sheetsync.edition.rubric import Criterion, Role, Rubric
from sheetsync.edition.rules import MinusPlus
from sheetsync.edition.verdict import Late

ZERO = Decimal(0)


def highest(rubric: Rubric) -> Decimal | None:
    """The largest total a unit can have, within the limits of totals; None where bonus has no limit."""
    reached = _plus((rubric.max, most_bonus(rubric)))
    clamp = rubric.clamp
    return least(reached, clamp.maximum) if clamp and clamp.applies_to == "total" else reached


def highest_mark(rubric: Rubric) -> Decimal | None:
    """The largest figure that is held against the bands: points, or percent of the scale; None: no limit."""
    reached = highest(rubric)
    if rubric.compare == "percent":
        # A unit of a smaller scale can have more than 100 percent below the limits of totals. Without a scale there is
        # no percentage at all, and nothing to conclude.
        total = _plus((rubric.max, most_bonus(rubric))) if _shrinks(rubric) else reached
        reached = None if total is None or not rubric.max else total * 100 / rubric.max
    clamp = rubric.clamp
    return least(reached, clamp.maximum) if clamp and clamp.applies_to == "bands" else reached


def _shrinks(rubric: Rubric) -> bool:
    """True where criteria may leave the scale of a unit."""
    absent = (getattr(node, name) for node in rubric.nodes.values() for name in _ABSENCES)
    return "rebase" in absent or any(node.not_for for node in rubric.nodes.values())


_ABSENCES = ("not_applicable", "zero_over_zero", "blank")


def most_bonus(rubric: Rubric) -> Decimal | None:
    """The most bonus of one unit, from leaves, sections and the register, under the cap over all of it."""
    return least(offered_bonus(rubric), rubric.bonus_cap)


def offered_bonus(rubric: Rubric) -> Decimal | None:
    """The same without the cap over all of it."""
    register = rubric.bonus.cap if rubric.bonus else ZERO
    below = (part for node in rubric.criteria for part in (leaf_bonus(rubric, node), _own_bonus(rubric, node)))
    return _plus((register, *below))


def most_deducted(rubric: Rubric) -> Decimal | None:
    """The most that criteria and lateness can take, without the cap over all of it."""
    return _plus((*(_deducted(rubric, node) for node in rubric.criteria), *map(_late, rubric.late)))


def _late(late: Late) -> Decimal | None:
    return least(None if late.per_day else late.per_report, late.cap)


def most(rubric: Rubric, node: Criterion) -> Decimal | None:
    """The most points of one unit at a node, its bonus included; what only takes away never gives any."""
    role = rubric.roles[node.code]
    if role == "deduction":
        return ZERO
    return held(node) if role == "bonus" else _plus((node.max, leaf_bonus(rubric, node), _own_bonus(rubric, node)))


def held(node: Criterion) -> Decimal:
    """The most of a node of bonus or deductions (as a size): what is below it, under its own maximum."""
    return node.max if node.is_leaf else min(node.max, sum((held(child) for child in node.criteria), ZERO))


def leaf_bonus(rubric: Rubric, node: Criterion) -> Decimal | None:
    """The most bonus that leaves of the base earn beside their points, at this node or below it."""
    below = offered_leaf_bonus(rubric, node)
    return below if node.is_leaf or node.bonus is None else least(below, node.bonus.cap)


def offered_leaf_bonus(rubric: Rubric, node: Criterion) -> Decimal | None:
    """The same without the node's own cap, where it is a section."""
    if rubric.roles[node.code] != "base":
        return ZERO
    if node.criteria:
        return _plus(leaf_bonus(rubric, child) for child in node.criteria)
    if isinstance(node.rule, MinusPlus):
        return node.rule.plus_cap if node.rule.plus else ZERO
    return node.bonus.cap if node.bonus else ZERO


def _own_bonus(rubric: Rubric, node: Criterion) -> Decimal:
    """The most of the nodes of bonus at this node or below it."""
    return sum((held(one) for one in _outermost(rubric, node, "bonus")), ZERO)


def _deducted(rubric: Rubric, node: Criterion) -> Decimal:
    return sum((held(one) for one in _outermost(rubric, node, "deduction")), ZERO)


def _outermost(rubric: Rubric, node: Criterion, role: str) -> list[Criterion]:
    """The nodes of a role at this node or below it that stand in no other such node."""
    if rubric.roles[node.code] == role:
        return [node]
    return [one for child in node.criteria for one in _outermost(rubric, child, role)]


def maxima(rubric: Rubric, off_scale: AbstractSet[str]) -> dict[str, Decimal]:
    """What a unit's scale holds at every node where some leaves do not stand on it.

    A section whose maximum is smaller than its criteria's together keeps it as long as the rest can reach it.
    """
    found: dict[str, Decimal] = {}
    for code, node in reversed(rubric.nodes.items()):  # criteria before their section
        if node.is_leaf:
            found[code] = ZERO if code in off_scale else node.max
        else:
            found[code] = _left(rubric, node.max, rubric.roles[code], node.criteria, found)
    return found


def scale_left(rubric: Rubric, found: Mapping[str, Decimal]) -> Decimal:
    """What is left of the whole scale, `found` being what is left at every node."""
    return _left(rubric, rubric.max, "base", rubric.criteria, found)


def _left(
    rubric: Rubric, most: Decimal, role: Role, parts: Iterable[Criterion], found: Mapping[str, Decimal]
) -> Decimal:
    """What is left of a maximum: itself where its parts are whole, else no more than they come to together."""
    alike = [part for part in parts if rubric.roles[part.code] == role]
    if all(found[part.code] == part.max for part in alike):
        return most
    return min(most, sum((found[part.code] for part in alike), ZERO))


def _plus(parts: Iterable[Decimal | None]) -> Decimal | None:
    """Add up; without limit as soon as one part is."""
    whole = ZERO
    for part in parts:
        if part is None:
            return None
        whole += part
    return whole


def least(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """The smaller of two limits, None being no limit at all."""
    limits = [limit for limit in (one, other) if limit is not None]
    return min(limits, default=None)
