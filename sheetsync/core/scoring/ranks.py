"""Standings -> ranks: by a chain of words, equals sharing a place (1-2-2-4), never by the order of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from sheetsync.core.scoring.standing import NodeStanding, Standing, mark
from sheetsync.core.scoring.worth import ZERO
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Rubric
from sheetsync.edition.verdict import Band

Key = tuple[tuple[Fraction, ...], ...]
"""What units are compared by: a value for each word of the chain, larger is better; empty, the worst, for none."""

Compared = TypeVar("Compared", Decimal, Fraction, Key)


def ranked(edition: Edition, standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Give every unit with a mark its ranks: overall, in its cluster, without bonus, and in each top section.

    Where the chain names `band`, bands must have been given before.
    """
    rubric = edition.rubric
    keys = [None if one.mark is None else ranking_key(rubric, one, rubric.ranking) for one in standings]
    overall, in_cluster = competition_ranks(keys), _cluster_ranks(standings, keys)
    without_bonus = competition_ranks([_without_bonus(rubric, one) for one in standings])
    in_sections = _section_ranks(rubric, standings)
    return tuple(
        replace(one, rank=rank, cluster_rank=cluster_rank, rank_without_bonus=plain, nodes={**one.nodes, **sections})
        for one, rank, cluster_rank, plain, sections in zip(
            standings, overall, in_cluster, without_bonus, in_sections, strict=True
        )
    )


def competition_ranks(values: Sequence[Compared | None]) -> list[int | None]:
    """Rank from the largest, equals sharing a place and leaving the next ones free: 1-2-2-4. None has no rank."""
    places: dict[Compared, int] = {}
    for place, value in enumerate(sorted((value for value in values if value is not None), reverse=True), 1):
        places.setdefault(value, place)
    return [None if value is None else places[value] for value in values]


def by_rank(found: Iterable[Standing]) -> list[Standing]:
    """Best first; units without a rank last; equals in the edition's order (the sort is stable)."""
    return sorted(found, key=lambda standing: standing.rank if standing.rank is not None else 10**9)


def ranking_key(rubric: Rubric, standing: Standing, words: Iterable[str]) -> Key:
    """What a chain of words (total, band, base, bonus, deductions, or a node's code) says of a unit: more is better."""
    return tuple(_value(rubric, standing, word) for word in words)


def _value(rubric: Rubric, standing: Standing, word: str) -> tuple[Fraction, ...]:
    value: Fraction | Decimal | None
    match word:
        case "total":
            value = standing.mark
        case "band":
            value = _band_value(rubric, standing)
        case "base":
            value = standing.base
        case "bonus":
            value = standing.bonus
        case "deductions":  # 0 or negative: less taken is better
            value = standing.deductions
        case code:
            value = standing.nodes[code].points
    return () if value is None else (Fraction(value),)


def _band_value(rubric: Rubric, standing: Standing) -> Fraction | None:
    """The better the band the larger; one that a person must still decide on stands just below the one in question."""
    if standing.band_open and (reached := best_reached(rubric, standing)) is not None:
        return -Fraction(2 * reached + 1, 2)
    names = [band.name for band in ladder(rubric)]
    return -Fraction(names.index(standing.band)) if standing.band in names else None


def ladder(rubric: Rubric) -> tuple[Band, ...]:
    """The bands from the best down, in whatever order they are written."""
    return tuple(sorted(rubric.bands, key=lambda band: band.minimum, reverse=True))


def best_reached(rubric: Rubric, standing: Standing) -> int | None:
    """Which band of the ladder (0 is the best) the mark alone reaches; None below the lowest and without a mark."""
    held, clamp = standing.mark, rubric.clamp
    if held is None:
        return None
    held = max(held, Fraction(0))  # deductions may go below 0; no band can begin there
    if clamp and clamp.applies_to == "bands":
        held = max(held, Fraction(clamp.minimum))
        held = held if clamp.maximum is None else min(held, Fraction(clamp.maximum))
    return next((rung for rung, band in enumerate(ladder(rubric)) if held >= Fraction(band.minimum)), None)


def _cluster_ranks(standings: Sequence[Standing], keys: Sequence[Key | None]) -> list[int | None]:
    members: dict[str, list[int]] = {}
    for place, one in enumerate(standings):
        if one.unit.cluster is not None:
            members.setdefault(one.unit.cluster, []).append(place)
    ranks: list[int | None] = [None] * len(standings)
    for group in members.values():
        for place, rank in zip(group, competition_ranks([keys[place] for place in group]), strict=True):
            ranks[place] = rank
    return ranks


def _section_ranks(rubric: Rubric, standings: Sequence[Standing]) -> list[dict[str, NodeStanding]]:
    """The top sections of every unit with their ranks, among the units that are complete there."""
    found: list[dict[str, NodeStanding]] = [{} for _ in standings]
    for section in rubric.criteria:
        own = [one.nodes[section.code] for one in standings]
        scaled = rubric.compare == "percent" and rubric.roles[section.code] == "base"
        ranks = competition_ranks([_in_section(node, scaled=scaled) for node in own])
        for sections, node, rank in zip(found, own, ranks, strict=True):
            sections[section.code] = replace(node, rank=rank)
    return found


def _in_section(node: NodeStanding, *, scaled: bool) -> Fraction | None:
    """What is compared at a top section; `scaled`: the share of what the unit's own scale holds there."""
    if node.points is None or not node.complete or (scaled and not node.maximum):
        return None
    return Fraction(node.points) / (Fraction(node.maximum) if scaled else 1)


def _without_bonus(rubric: Rubric, standing: Standing) -> Fraction | None:
    """The mark that the base and the deductions alone would give; the committee's total is not looked at."""
    return mark(rubric, replace(standing, decided=None, bonus=ZERO, clamped=ZERO))
