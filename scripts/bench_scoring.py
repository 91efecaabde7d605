"""What scoring costs: every rule, then caps, bands, quotas and ranks. `scripts/bench scoring [UNITS ...]`.

Scores made-up ledgers in this process, from figures that are already parsed, for as many units as the country has
communes and wards, and for a half and a quarter of them. The machine's speed cancels out in the ratio.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from sheetsync.core.entries import NOT_PULLED, Entry, State
from sheetsync.core.ledger import Ledger, Line
from sheetsync.core.ratios import Ratio
from sheetsync.core.scoring.outcome import stand
from sheetsync.core.scoring.register import score_bonus
from sheetsync.core.scoring.score import score_line
from sheetsync.core.scoring.standing import Evidence, Standing
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion
from sheetsync.edition.terms import Hand

COMMUNES = 3_321
"""Communes, wards and special zones since July 2025."""
MOST_RATIO = 1.3
GROUPS, LEAVES = 6, 10
CLUSTER_OF = 15
FEWEST_BANDS = 3
"""Of four bands so many must have units, or the figures are too much alike to measure anything."""

TIERS = [{"text": "Tốt", "points": 2}, {"text": "Khá", "points": 1.25}, {"text": "Yếu", "points": 0, "killer": True}]
RANGES = [{"at_least": 90, "points": 2}, {"at_least": 75, "points": 1.5}, {"below": 75, "points": 0}]
NUMBERS = [{"at_least": 30, "points": 2}, {"at_least": 9, "points": 1}, {"below": 9, "points": 0}]
RULES: tuple[Mapping[str, Any], ...] = (
    {"rule": {"kind": "choice", "tiers": TIERS}},
    {"rule": {"kind": "ratio", "target": 90, "measure": "hộ"}, "zero_over_zero": "full"},
    {"rule": {"kind": "tiers", "of": "ratio", "tiers": RANGES}, "zero_over_zero": "full"},
    {"rule": {"kind": "tiers", "of": "count", "tiers": NUMBERS}},
    {"rule": {"kind": "count", "per": 0.5, "measure": "mô hình"}},
    {"rule": {"kind": "minus", "per": 0.25, "measure": "vụ"}},
    {"rule": {"kind": "minus_plus", "minus": 0.5, "plus": 0.25, "plus_cap": 1}},
    {"bonus": {"cap": 1}},
    {"not_applicable": "rebase"},
    {},
)
"""What the leaves of each group of the base say, in turn: every kind of rule is there."""


def main() -> int:
    """Print the table; 1 where the cost of a unit grows with their number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", nargs="*", type=int, default=[COMMUNES // 4, COMMUNES // 2, COMMUNES])
    sizes = parser.parse_args().units
    table = Table(title=f"Scoring, {GROUPS * LEAVES} criteria a unit")
    for header in ("units", "lines", "score", "stand and rank", "seconds", "ms/unit", "ratio"):
        table.add_column(header, justify="right")
    first, ratio = 0.0, 1.0
    _measured(CLUSTER_OF)  # what is loaded and prepared once is no cost of a unit
    for size in sizes:
        scoring, standing = _measured(size)
        per_unit = (scoring + standing) / size
        first = first or per_unit
        ratio = per_unit / first
        seconds = (scoring, standing, scoring + standing)
        table.add_row(
            f"{size:,}", f"{size * GROUPS * LEAVES:,}", *(f"{each:.2f}" for each in seconds), f"{per_unit * 1000:.2f}",
            f"{ratio:.2f}",
        )  # fmt: skip
    console = Console()
    console.print(table)
    console.print("ratio: time per unit against the smallest size; 1 means that the cost is linear.")
    return int(ratio > MOST_RATIO)


def _measured(size: int) -> tuple[float, float]:
    """Seconds of this process to score every line, and to settle, add up, band and rank every unit."""
    edition = _edition(size)
    ledger = _ledger(edition)
    started = time.process_time()
    scores = {place: score_line(edition.rubric, line) for place, line in ledger.lines.items()}
    scored = time.process_time()
    found = stand(edition, Evidence(ledger, scores, score_bonus(edition.rubric, ledger)))
    ended = time.process_time()
    _plausible(found)
    return scored - started, ended - scored


def _plausible(found: tuple[Standing, ...]) -> None:
    """A measurement of nothing would be quick: units must differ, be banded and be ranked."""
    bands = {standing.band for standing in found}
    if any(standing.total is None or standing.rank is None for standing in found) or len(bands) < FEWEST_BANDS:
        raise SystemExit("the made-up units are not scored as they should be")


# --- made-up units and figures ---


def _edition(size: int) -> Edition:
    """An edition with so many units, in clusters as they are inspected together."""
    clusters = -(-size // CLUSTER_OF)
    someone = {"title": "Văn phòng", "email": "vanphong@example.org"}
    return Edition.model_validate(
        {
            "name": "bench", "title": "Đo tốc độ (số liệu minh họa)", "body": "Văn phòng", "year": 2026,
            "unit_noun": "xã", "mail": {"sender": someone}, "rubric": _rubric(),
            "departments": [{"code": "VP", "name": "Văn phòng"}],
            "clusters": [{"code": f"C{number}", "name": f"Cụm {number}"} for number in range(clusters)],
            "units": [
                {"code": f"X{number}", "name": f"Xã {number}", "cluster": f"C{number % clusters}"}
                for number in range(size)
            ],
        }
    )  # fmt: skip


def _rubric() -> dict[str, Any]:
    """Six groups of ten leaves: four of the base, one of bonus, one of deductions; with all that bands may ask."""
    base = [
        {"code": f"{group}", "text": f"Nhóm {group}", "max": 2 * LEAVES, "bonus": {"cap": 2}, "criteria": [
            {"code": f"{group}.{place}", "text": "Tiêu chí", "max": 2, "scorer": "VP", **RULES[place]}
            for place in range(LEAVES)
        ]}
        for group in range(GROUPS - 2)
    ]  # fmt: skip
    count, case = {"kind": "count", "per": 0.5}, {"kind": "deduction", "per": 0.5}
    return {
        "title": "Thang điểm (minh họa)", "max": sum(group["max"] for group in base), "step": 0.25,
        "compare": "percent", "ranking": ["total", "T", "0"], "clamp": {"maximum": 110}, "deduction_cap": 8,
        "bands": [
            {"name": "Xuất sắc", "minimum": 70, "needs": [{"criterion": "0", "percent": 60}]},
            {"name": "Tốt", "minimum": 60, "needs": [{"criterion": "0.4", "count": 1}]},
            {"name": "Khá", "minimum": 50},
            {"name": "Trung bình", "minimum": 0},
        ],
        "sanctions": [{"criterion": "B.0", "at_least": 5, "not_above": "Tốt"}, {"criterion": "B.1", "drop": 1}],
        "quotas": [{"band": "Xuất sắc", "percent": 25, "per": "cluster", "order": ["total", "T"]}],
        "once": [{"items": ["T.0", "T.1"], "keep": "largest"}],
        "criteria": [*base, _section("T", "bonus", count, 5), _section("B", "deduction", case, 10)],
    }  # fmt: skip


def _section(code: str, role: str, rule: Mapping[str, Any], cap: int) -> dict[str, Any]:
    leaves = [
        {"code": f"{code}.{place}", "text": "Việc", "max": 2, "scorer": "VP", "rule": rule} for place in range(LEAVES)
    ]
    return {"code": code, "text": code, "max": cap, "role": role, "max_because": "minh họa", "criteria": leaves}


def _ledger(edition: Edition) -> Ledger:
    """What wards and departments gave, as it is once books are parsed; the same in every run."""
    lines = {(line.unit, line.criterion.code): line for line in _lines(edition)}
    return Ledger(lines, bonus=(), agreed=(), questions=(), asked={}, reports={}, decisions={})


def _lines(edition: Edition) -> Iterator[Line]:
    for number, unit in enumerate(edition.units):
        for place, leaf in enumerate(edition.rubric.leaves):
            seed = number * 7_919 + place * 104_729 + (number * place) % 31
            hands: dict[Hand, Entry] = {"self": _figure(leaf, seed // 3), "department": _figure(leaf, seed)}
            extras: dict[Hand, Entry] = {
                "department": _given(Decimal(seed % 3) / 4 if leaf.bonus else Decimal(seed % 3))
            }
            yield Line(unit.code, leaf, hands, NOT_PULLED, NOT_PULLED, extras if leaf.has_extra else {})


def _figure(leaf: Criterion, seed: int) -> Entry:
    """A figure such as the rule of a leaf asks for; now and then nothing arose."""
    rule = leaf.rule
    if leaf.not_applicable and seed % 9 == 0:
        return Entry(State.NOT_APPLICABLE, None, "không phát sinh")
    if rule.kind == "choice":
        tier = rule.tiers[2 if seed % 97 == 0 else seed % 2]
        return Entry(State.GIVEN, tier.label, tier.label)
    if rule.kind == "ratio" or (rule.kind == "tiers" and rule.of == "ratio"):
        above, below = 60 + seed % 41, 100 if seed % 50 else 0
        return Entry(State.GIVEN, Ratio(Decimal(above if below else 0), Decimal(below)), f"{above}/{below}")
    if rule.kind == "points":
        return _given(Decimal(seed % 9) / 4)
    return _given(Decimal({"tiers": seed % 40, "count": seed % 6}.get(rule.kind, seed % 11 // 8)))


def _given(number: Decimal) -> Entry:
    return Entry(State.GIVEN, number, str(number))


if __name__ == "__main__":
    sys.exit(main())
