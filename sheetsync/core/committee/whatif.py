"""What if: the same figures by a supposed rubric (without bonus, without a criterion, with other thresholds).

Nothing is read or written anew: what every figure is worth stays, the rest is added up, banded and ranked again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sheetsync.core.scoring.outcome import stand
from sheetsync.core.scoring.ranks import ladder
from sheetsync.core.scoring.score import Scored
from sheetsync.core.scoring.standing import Evidence, Standing
from sheetsync.core.scoring.worth import ZERO
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.rules import MinusPlus
from sheetsync.edition.verdict import Band, Sanction


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed; all of it at once."""

    without_bonus: bool = False
    left_out: tuple[str, ...] = ()
    """Criteria and sections, by code."""
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    """Other smallest totals, by band."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One unit, as it stands and as it would."""

    before: Standing
    after: Standing

    @property
    def moves(self) -> bool:
        """True where rank or band would be another; a total alone moves nobody."""
        return (self.before.rank, self.before.band, self.before.band_open) != (
            self.after.rank,
            self.after.band,
            self.after.band_open,
        )


@dataclass(frozen=True, slots=True)
class Supposed:
    """What would come of it."""

    rubric: Rubric
    units: tuple[Moved, ...]
    """Every unit, in the edition's order."""
    dropped: tuple[str, ...]
    """What of the rubric no longer means anything and is left out of account, in words."""


def suppose(edition: Edition, evidence: Evidence, stood: Sequence[Standing], supposition: Supposition) -> Supposed:
    """Stand all units again by the supposed rubric. Codes and bands must be the rubric's own; a leaf must be left."""
    rubric = supposed_rubric(edition.rubric, supposition)
    changed = edition.model_copy(update={"rubric": rubric})
    weighed = _weighed(rubric, evidence, supposition)
    after = stand(changed, weighed)
    units = tuple(Moved(before, then) for before, then in zip(stood, after, strict=True))
    return Supposed(rubric, units, _dropped(edition.rubric, rubric))


def out_of_order(rubric: Rubric, thresholds: Mapping[str, Decimal]) -> tuple[Band, Band] | None:
    """Two bands of which the better one would no longer ask for more; None where the order holds."""
    bands = ladder(rubric)
    asked = [thresholds.get(band.name, band.minimum) for band in bands]
    pairs = zip(bands, bands[1:], asked, asked[1:], strict=False)
    return next(((better, worse) for better, worse, more, less in pairs if more <= less), None)


def supposed_rubric(rubric: Rubric, supposition: Supposition) -> Rubric:
    """The rubric as it would be. Raises ValueError where no criterion would be left."""
    gone = set(supposition.left_out)
    if supposition.without_bonus:
        gone |= {code for code, role in rubric.roles.items() if role == "bonus"}
    pruned = [(top, _pruned(rubric, top, gone, plain=supposition.without_bonus)) for top in rubric.criteria]
    criteria = tuple(after for _, after in pruned if after)
    if not criteria:
        raise ValueError("no criterion is left")
    kept = {node.code for top in criteria for _, node in top.walk()}
    proposals = not (supposition.without_bonus and rubric.bonus)
    changes = {
        "criteria": criteria,
        "max": rubric.max - _lost(rubric, pruned),
        "bonus": None if supposition.without_bonus else rubric.bonus,
        "once": tuple(
            one.model_copy(update={"items": items})
            for one in rubric.once
            if len(items := tuple(code for code in one.items if code in kept)) > 1
        ),
        "ranking": _known(rubric, rubric.ranking, kept) or ("total",),
        "bands": tuple(
            _band(band, kept, proposals=proposals, minimum=supposition.thresholds.get(band.name, band.minimum))
            for band in rubric.bands
        ),
        "sanctions": _sanctions(rubric, kept),
        "quotas": tuple(
            quota.model_copy(update={"order": _known(rubric, quota.order, kept)}) for quota in rubric.quotas
        ),
    }
    # built anew, not copied: a copy would bring along what the rubric has worked out about itself
    return Rubric.model_validate({name: getattr(rubric, name) for name in Rubric.model_fields} | changes)


def _pruned(rubric: Rubric, node: Criterion, gone: Collection[str], *, plain: bool) -> Criterion | None:
    """A node without what is gone below it, or None; `plain`: nothing in it can exceed its maximum."""
    if node.code in gone:
        return None
    bare: dict[str, object] = {"bonus": None} if plain else {}
    if plain and isinstance(node.rule, MinusPlus):
        bare["rule"] = node.rule.model_copy(update={"plus_cap": ZERO})
    if node.is_leaf:
        return node.model_copy(update=bare)
    below = [(child, _pruned(rubric, child, gone, plain=plain)) for child in node.criteria]
    criteria = tuple(after for _, after in below if after)
    if not criteria:
        return None
    most = node.max
    if rubric.roles[node.code] == "base":
        most -= _lost(rubric, below)
        left = sum((after.max for child, after in below if after and _base(rubric, child)), ZERO)
        if sum((child.max for child in node.criteria if _base(rubric, child)), ZERO) >= node.max:
            most = min(node.max, left)  # what held several together goes on holding those that are left
    return node.model_copy(update={**bare, "criteria": criteria, "max": most})


def _base(rubric: Rubric, node: Criterion) -> bool:
    return rubric.roles[node.code] == "base"


def _lost(rubric: Rubric, pruned: Sequence[tuple[Criterion, Criterion | None]]) -> Decimal:
    """The base points that are gone with what is gone."""
    return sum((before.max - (after.max if after else ZERO) for before, after in pruned if _base(rubric, before)), ZERO)


def _known(rubric: Rubric, words: Sequence[str], kept: Collection[str]) -> tuple[str, ...]:
    """The words of a chain that still mean something."""
    return tuple(word for word in words if word in kept or word not in rubric.nodes)


def _band(band: Band, kept: Collection[str], *, proposals: bool, minimum: Decimal) -> Band:
    needs = tuple(
        need
        for need in band.needs
        if (need.criterion is None or need.criterion in kept) and (proposals or need.proposals is None)
    )
    return band.model_copy(update={"needs": needs, "minimum": minimum})


def _sanctions(rubric: Rubric, kept: Collection[str]) -> tuple[Sanction, ...]:
    return tuple(one for one in rubric.sanctions if one.criterion in kept)


def _weighed(rubric: Rubric, evidence: Evidence, supposition: Supposition) -> Evidence:
    """The same figures, those of leaves that are gone left aside; without bonus, what each is worth without it."""
    kept = {leaf.code: leaf for leaf in rubric.leaves}
    scores = {place: one for place, one in evidence.scores.items() if place[1] in kept}
    lines = {
        place: replace(line, criterion=kept[place[1]])
        for place, line in evidence.ledger.lines.items()
        if place[1] in kept
    }
    weighed = replace(evidence, scores=scores, ledger=replace(evidence.ledger, lines=lines))
    if not supposition.without_bonus:
        return weighed
    return replace(weighed, scores={place: _bare(one) for place, one in scores.items()}, bonus=())


def _bare(one: Scored) -> Scored:
    return one if one.points is None else replace(one, points=one.points - one.bonus, bonus=ZERO)


def _dropped(before: Rubric, after: Rubric) -> tuple[str, ...]:
    """What of the rubric goes with what is gone: a reader must know that it is no longer looked at."""
    found = []
    for old, new in zip(before.bands, after.bands, strict=True):
        if len(old.needs) > len(new.needs):
            found.append(f"{len(old.needs) - len(new.needs)} điều kiện của loại {old.name}")
    lost = [one.criterion for one in before.sanctions if one.criterion not in after.nodes]
    found += [f"chế tài ở tiêu chí {code}" for code in lost]
    alone = [one for one in before.once if sum(code in after.nodes for code in one.items) <= 1]
    found += [f"quy định chỉ tính một lần ({', '.join(one.items)})" for one in alone]
    words = [word for word in before.ranking if word not in after.ranking]
    found += [f"thứ tự xét {word}" for word in words]
    return tuple(found)
