"""Contests in which somebody typed figures: evidence from what stands in cells, without any sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from small_year import small_edition

from sheetsync.core.entries import Entry, State
from sheetsync.core.ledger import Ledger, Line
from sheetsync.core.ratios import Ratio
from sheetsync.core.scoring.score import score_line
from sheetsync.core.scoring.standing import Evidence
from sheetsync.edition.model import Edition
from sheetsync.edition.terms import Hand

BLANK = Entry(State.BLANK)

Typed = Mapping[str, Sequence[str]]
"""By leaf: the department's figure of each ward; "c:" before it makes it the inspection's, "+" parts the second one."""


def typed_edition(units: int, rubric: Mapping[str, Any], clusters: int = 1) -> Edition:
    """Wards P1, P2 ... dealt out to clusters, by a rubric without the small year's bonus and bands."""
    return small_edition(
        rubric={"bonus": None, "bands": [], "title": "Thang điểm thử", **rubric},
        clusters=[{"code": f"C{place}", "name": f"Cụm {place}"} for place in range(1, clusters + 1)],
        units=[
            {"code": f"P{place + 1}", "name": f"Phường {place + 1}"}
            | ({"cluster": f"C{place % clusters + 1}"} if clusters else {})
            for place in range(units)
        ],
        remarks=[],
    )


def entry(text: str) -> Entry:
    """A cell: "" blank, "-" not applicable, "3/4" a ratio, a number, else a text."""
    if not text:
        return BLANK
    if text == "-":
        return Entry(State.NOT_APPLICABLE, raw="không phát sinh")
    if "/" in text:
        above, below = map(Decimal, text.split("/"))
        return Entry(State.GIVEN, Ratio(above, below), text)
    number = text.replace(".", "", 1)
    return Entry(State.GIVEN, Decimal(text) if number.isdecimal() else text, text)


def typed(edition: Edition, department: Typed, own: Typed | None = None, **more: Any) -> Evidence:
    """Evidence from what was typed; `own`: what wards gave themselves."""
    lines = {}
    for leaf in edition.rubric.leaves:
        for place, unit in enumerate(edition.units):
            text = department[leaf.code][place] if leaf.code in department else ""
            hand: Hand = "cluster" if text.startswith("c:") else "department"
            figure, _, extra = text.removeprefix("c:").partition("+")
            hands: dict[Hand, Entry] = {"department": BLANK, hand: entry(figure)}
            if own is not None:
                hands["self"] = entry(own[leaf.code][place] if leaf.code in own else "")
            extras: dict[Hand, Entry] = {hand: entry(extra)} if leaf.has_extra else {}
            lines[unit.code, leaf.code] = Line(unit.code, leaf, hands, extras=extras)
    return evidence_of(edition, lines, **more)


def evidence_of(edition: Edition, lines: Mapping[tuple[str, str], Line], **more: Any) -> Evidence:
    """Evidence from the lines themselves; `decisions`: what the committee wrote, by unit."""
    decisions = {
        unit: {column: entry(text) for column, text in row.items()} for unit, row in more.pop("decisions", {}).items()
    }
    ledger = Ledger(lines, (), (), (), {}, {}, decisions)
    scores = {place: score_line(edition.rubric, line) for place, line in lines.items()}
    return Evidence(ledger, scores, **more)
