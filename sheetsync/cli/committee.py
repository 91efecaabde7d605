"""What the committee's commands share: the JSON shapes of margins, suppositions and fairness, and words for them."""

from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from sheetsync.cli.records import decimal
from sheetsync.core.committee.fairness import ClusterScoring, Fairness, Scoring, SelfScoring, rounded, signed
from sheetsync.core.committee.margins import Change, Margin, UnitMargins
from sheetsync.core.committee.whatif import Moved, Supposed, Supposition
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.values import format_number
from sheetsync.edition.terms import Hand

Json = dict[str, Any]

_HANDS: dict[Hand, str] = {
    "self": "tự chấm",
    "department": "bộ phận chấm",
    "cluster": "kiểm tra",
    "committee": "Ban Thường trực",
}
FEW = 3
"""So many criteria or units are named; of more, the number is told."""


def exact(value: Fraction | None) -> str | None:
    """A fraction as text: all its decimals where they end, else as many as a reader can use."""
    return None if value is None else decimal(Decimal(value.numerator) / Decimal(value.denominator))


def _two(value: Fraction | None) -> str | None:
    return None if value is None else decimal(rounded(value))


# --- margins ---------------------------------------------------------------------------------------------------------


def margins_record(found: UnitMargins) -> Json:
    """One unit's margins."""
    standing = found.standing
    return {
        "unit": standing.unit.code,
        "name": standing.unit.name,
        "rank": standing.rank,
        "total": decimal(standing.total),
        "band": standing.band,
        "complete": standing.complete,
        "decided": standing.decided is not None,
        "margins": [_margin_record(margin) for margin in found.margins],
    }


def _margin_record(margin: Margin) -> Json:
    return {
        "goal": margin.goal.value,
        "units": [unit.code for unit in margin.rivals],
        "band": margin.band,
        "gap": exact(margin.gap),
        "change": decimal(abs(margin.changes[0].points)) if margin.changes else None,
        "at": [
            {
                "criterion": change.criterion.code,
                "hand": change.hand,
                "change": decimal(change.points),
                "from": decimal(change.before.points),
                "to": decimal(change.after.points),
                "amount_from": decimal(change.before.amount),
                "amount_to": decimal(change.after.amount),
            }
            for change in margin.changes
        ],
    }


def changes_words(changes: tuple[Change, ...]) -> str:
    """What would be enough, in words: "+0,5 ở 1.2, 1.4 (bộ phận chấm) và 8 tiêu chí khác"."""
    parts = []
    for (what, hand), group in groupby(changes[:FEW], key=lambda change: (_change_words(change), change.hand)):
        codes = ", ".join(change.criterion.code for change in group)
        parts.append(f"{what} ở {codes} ({_HANDS[hand]})")
    more = len(changes) - FEW
    return ", ".join(parts) + (f" và {more} tiêu chí khác" if more > 0 else "")


def _change_words(change: Change) -> str:
    if change.points:
        return signed(change.points)
    before, after = (format_number(one.amount or Decimal(0)) for one in (change.before, change.after))
    return f"đếm {after} thay vì {before}"


# --- what if ---------------------------------------------------------------------------------------------------------


def whatif_record(supposition: Supposition, supposed: Supposed) -> Json:
    """What would come of a supposition."""
    moved = sum(one.moves for one in supposed.units)
    return {
        "without_bonus": supposition.without_bonus,
        "left_out": list(supposition.left_out),
        "thresholds": {name: decimal(value) for name, value in supposition.thresholds.items()},
        "max": decimal(supposed.rubric.max),
        "bands": {band.name: decimal(band.minimum) for band in supposed.rubric.bands},
        "dropped": list(supposed.dropped),
        "moved": moved,
        "unmoved": len(supposed.units) - moved,
        "units": [_moved_record(one) for one in supposed.units],
    }


def _moved_record(one: Moved) -> Json:
    unit = one.before.unit
    sides = {"before": _side(one.before), "after": _side(one.after)}
    return {"unit": unit.code, "name": unit.name, "moves": one.moves, **sides}


def _side(standing: Standing) -> Json:
    return {
        "total": decimal(standing.total),
        "rank": standing.rank,
        "band": standing.band,
        "band_open": standing.band_open,
    }


# --- fairness --------------------------------------------------------------------------------------------------------


def fairness_record(found: Fairness) -> Json:
    """How everybody scores. Shares are percent of the maximum."""
    return {
        "departments": [_scoring_record(one) for one in found.departments],
        "undeciding": [
            {
                "criterion": one.criterion.code,
                "text": one.criterion.text,
                "max": decimal(one.criterion.max),
                "points": decimal(one.points),
                "full": one.full,
                "units": one.units,
            }
            for one in found.undeciding
        ],
        "clusters": [_cluster_record(one) for one in found.clusters],
        "units": [_self_record(one) for one in found.units],
        "warnings": [{"code": one.code, "about": one.about or None, "message": one.text} for one in found.cautions],
    }


def _scoring_record(one: Scoring) -> Json:
    return {
        "department": one.department.code,
        "name": one.department.name,
        "criteria": one.leaves,
        "figures": one.figures,
        "mean": _two(one.mean),
        "others": _two(one.others),
        "against_self": _two(one.against_self),
        "full": _two(one.full),
        "spread": decimal(one.spread),
        "lowest": _two(one.lowest),
        "highest": _two(one.highest),
    }


def _cluster_record(one: ClusterScoring) -> Json:
    return {
        "cluster": one.cluster.code,
        "name": one.cluster.name,
        "units": one.units,
        "complete": one.scored,
        "total": _two(one.total),
        "inspection": _two(one.raised),
        "self_minus_final": _two(one.against_self),
    }


def _self_record(one: SelfScoring) -> Json:
    return {
        "unit": one.unit.code,
        "name": one.unit.name,
        "self": decimal(one.own),
        "final": decimal(one.counted),
        "difference": decimal(one.difference),
        "criteria": one.leaves,
    }
