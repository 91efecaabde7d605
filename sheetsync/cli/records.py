"""The JSON shapes of what commands print: stable names, points as decimal strings, dates as ISO."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sheetsync.core.assessment import Assessment
from sheetsync.core.cells import CellRef
from sheetsync.core.explain import Receipt
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER
from sheetsync.core.notes import NoteChange
from sheetsync.core.plan import CellChange, canonical
from sheetsync.core.ratios import round_fraction
from sheetsync.core.scoring.standing import NodeStanding, Standing
from sheetsync.core.tables.desired import finding_link
from sheetsync.core.tables.progress import BookProgress, Progress
from sheetsync.core.tables.results import TEN_THOUSANDTH, stale_bonus, state_words
from sheetsync.job import Outcome
from sheetsync.reminding import Reminded

Json = dict[str, Any]


def decimal(value: Decimal | None) -> str | None:
    """Points as text, exact and without idle zeros, however they were added up: "87.5"."""
    return None if value is None else format(value.normalize(), "f")


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def standing_record(assessment: Assessment, standing: Standing) -> Json:
    """One unit's standing."""
    decision = assessment.decisions.units.get(standing.unit.code)
    return {
        "unit": standing.unit.code,
        "name": standing.unit.name,
        "cluster": standing.unit.cluster,
        "total": decimal(standing.total),
        "rank": standing.rank,
        "cluster_rank": standing.cluster_rank,
        "band": standing.band,
        "complete": standing.complete,
        "findings": len(assessment.findings_of(standing.unit.code)),
        "self": decimal(standing.self_total),
        "department": decimal(standing.department_total),
        "bonus": decimal(standing.bonus),
        "computed": decimal(standing.computed),
        "old": standing.old,
        "missing": list(standing.missing),
        "base": decimal(standing.base),
        "deductions": decimal(standing.deductions),
        "late": decimal(standing.late),
        "bonus_cut": decimal(standing.bonus_cut),
        "clamped": decimal(standing.clamped),
        "scale": decimal(standing.scale),
        "mark": None if standing.mark is None else decimal(round_fraction(standing.mark, TEN_THOUSANDTH)),
        "rank_without_bonus": standing.rank_without_bonus,
        "band_because": standing.band_because,
        "band_open": standing.band_open,
        "provisional": list(standing.provisional),
        "sections": {
            section.code: {"points": decimal(node.points), "rank": node.rank, "complete": node.complete}
            for section in assessment.edition.rubric.criteria
            for node in [standing.nodes[section.code]]
        },
        "nodes": {code: node_record(node) for code, node in standing.nodes.items()},
        "state": state_words(assessment, standing),
        "decided": decimal(standing.decided),
        "decided_band": standing.decided_band,
        "stale": decision is not None and decision.stale,
        "stale_bonus": list(stale_bonus(assessment, standing.unit.code)),
    }


def node_record(node: NodeStanding) -> Json:
    """One unit's points at one node of the rubric."""
    return {
        "points": decimal(node.points),
        "self": decimal(node.self_points),
        "department": decimal(node.department_points),
        "maximum": decimal(node.maximum),
        "complete": node.complete,
    }


def finding_record(assessment: Assessment, finding: Finding, ids: Mapping[str, str]) -> Json:
    """One finding."""
    tab = assessment.book(finding.book).tab(finding.tab or "")
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "book": finding.book,
        "tab": tab.title if tab else None,
        "cell": finding.cell.a1 if finding.cell else None,
        "unit": finding.unit,
        "criterion": finding.criterion,
        "message": finding.message,
        "advice": finding.advice,
        "link": finding_link(assessment, finding, ids),
    }


def status_record(progress: Progress, row: BookProgress) -> Json:
    """One book's state; the master's tells the totals, too: the units cluster by cluster, then all of them."""
    status = row.status
    record: Json = {
        "book": status.book.code,
        "kind": status.book.kind,
        "name": status.name,
        "read": status.reading.value,
        "reason": status.reason,
        "read_at": _iso(status.read_at),
        "done": status.done,
        "expected": status.expected,
        "complete": status.complete,
        "due": _iso(status.due),
        "completed": _iso(status.completed),
        "on_time": status.on_time,
        "received": row.received,
        "received_as": row.received_words or None,
        "received_on": _iso(row.received_on),
        "evidence": {"done": row.evidence.done, "of": row.evidence.of} if row.evidence else None,
        "findings": row.findings,
    }
    if status.book.code == MASTER:
        record["totals"] = [dataclasses.asdict(total) for total in progress.totals]
    return record


def receipt_record(receipt: Receipt) -> Json:
    """Where one unit's points for one criterion come from."""
    return {
        "unit": receipt.unit,
        "criterion": receipt.criterion.code,
        "text": receipt.criterion.text,
        "max": decimal(receipt.criterion.max),
        "scorer": receipt.scorer,
        "rule": receipt.rule,
        "points": receipt.points,
        "basis": receipt.basis,
        "because": receipt.because,
        "figures": receipt.figures,
        "judgement": receipt.judgement,
        "hands": [
            {
                "hand": hand.hand,
                "state": hand.state,
                "value": hand.value,
                "raw": hand.raw,
                "book": hand.book,
                "tab": hand.tab,
                "cell": hand.cell,
                "link": hand.link,
                "counts": hand.counts,
                "worth": hand.worth,
                "extra": hand.extra,
                "reason": hand.reason,
                "read_at": _iso(hand.read_at),
            }
            for hand in receipt.hands
        ],
        "maximum": receipt.maximum,
        "bonus": receipt.bonus,
        "overflow": receipt.overflow,
        "parts": [
            {
                "criterion": part.criterion.code,
                "text": part.criterion.text,
                "self": part.self_points,
                "department": part.department_points,
                "points": part.points,
                "maximum": part.maximum,
                "complete": part.complete,
                "exempt": part.exempt,
            }
            for part in receipt.parts
        ],
        "findings": [finding.message for finding in receipt.findings],
    }


def change_record(assessment: Assessment, change: CellChange) -> Json:
    """One cell that a run writes, or would."""
    return {
        **_place_record(assessment, change.cell),
        "key": change.key,
        "column": change.column,
        "from": change.old,
        "to": canonical(change.new),
    }


def note_record(assessment: Assessment, note: NoteChange) -> Json:
    """One cell whose note a run writes, or would: the whole note, empty where it goes."""
    return {**_place_record(assessment, note.cell), "note": note.text}


def _place_record(assessment: Assessment, cell: CellRef) -> Json:
    """Where a cell is: its book's code, its tab's title, its address."""
    tab = assessment.book(cell.book).tab(cell.tab)
    return {"book": cell.book, "tab": tab.title if tab else cell.tab, "cell": cell.a1}


def reminded_record(reminded: Reminded) -> Json:
    """Who is reminded of what."""
    record: Json = {
        "people": [
            {
                "to": one.email,
                "title": one.title,
                "items": [
                    {
                        "kind": item.kind,
                        "name": item.name,
                        "day": _iso(item.ends),
                        "days_left": item.left,
                        "lacks": list(item.lacks),
                        "link": item.link or None,
                        "new": not item.told,
                    }
                    for item in one.items
                ],
            }
            for one in reminded.reminders
        ],
        "unread": reminded.assessment.unread,
        "requests": {"reads": reminded.reads},
        "letters_sent": len(reminded.sent),
    }
    if reminded.failures:
        record["failures"] = list(reminded.failures)
    return record


def outcome_record(outcome: Outcome, seconds: float, *, dry_run: bool) -> Json:
    """What a run of the main job did; a dry run adds its plan."""
    statuses = outcome.assessment.statuses
    record: Json = {
        "books": len(statuses),
        "read": len(statuses) - outcome.assessment.unread,
        "unread": outcome.assessment.unread,
        "requests": {"reads": outcome.reads, "writes": outcome.writes},
        "cells_changed": outcome.cells_changed,
        "notes_changed": outcome.notes_changed,
        "colours_changed": outcome.tints_changed,
        "findings": len(outcome.assessment.findings),
        "letters_sent": 0 if dry_run else len(outcome.letters),
        "seconds": round(seconds, 3),
    }
    if outcome.rubric:
        record["rubric"] = outcome.rubric
    if outcome.locked:
        record["locked"] = list(outcome.locked)
    if outcome.held:
        record["held"] = list(outcome.held)
    if outcome.failures:
        record["failures"] = list(outcome.failures)
    if dry_run:
        record["plan"] = {
            "changes": [
                change_record(outcome.assessment, change)
                for planned in outcome.plans.values()
                for change in planned.changes
            ],
            "notes": [
                note_record(outcome.assessment, note) for planned in outcome.plans.values() for note in planned.notes
            ],
            "letters": [
                {"kind": letter.kind, "about": letter.about, "to": letter.recipient} for letter in outcome.letters
            ],
        }
    return record
