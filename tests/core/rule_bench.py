"""A bench for rules: a rubric from a few words, figures as people type them, and what comes of both."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from small_year import small_edition

from sheetsync.core.entries import NOT_PULLED, Entry, State
from sheetsync.core.ledger import Ledger, Line
from sheetsync.core.ratios import read_ratio
from sheetsync.core.scoring.register import BonusScored
from sheetsync.core.scoring.score import Scored, score_line
from sheetsync.core.scoring.standing import Evidence, Standing, settled_scores, standings
from sheetsync.core.values import Absence, absence, read_number
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Rubric
from sheetsync.edition.terms import Hand

Typed = str | tuple[str | None, str] | None
"""What stands in a cell, or in the two cells of a leaf that takes a second figure; None: the book was not read."""


def leaf(code: str, most: str = "5", kind: str = "points", **more: Any) -> dict[str, Any]:
    """A leaf; settings of its rule and of the leaf itself are told apart by their names."""
    own = {"role", "step", "bonus", "not_applicable", "zero_over_zero", "blank", "not_for", "scorer"}
    rule = {name: value for name, value in more.items() if name not in own}
    settings = {name: value for name, value in more.items() if name in own}
    return {"code": code, "text": code, "max": most, "scorer": "TG", "rule": {"kind": kind, **rule}, **settings}


def section(code: str, most: str, *criteria: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A section."""
    return {"code": code, "text": code, "max": most, "criteria": list(criteria), **more}


def tiers(*points: str, killer: str = "") -> list[dict[str, Any]]:
    """The answers of a choice, named "mức 5", "mức 0"; the one worth `killer` makes the parent 0."""
    return [{"text": f"mức {one}", "points": one, "killer": one == killer} for one in points]


def year(*criteria: dict[str, Any], units: int = 1, **rubric: Any) -> Edition:
    """An edition of the units P1, P2 ... in steps of 0.25, its maximum what its sections of the base add up to."""
    most = sum(Decimal(one["max"].replace(",", ".")) for one in criteria if one.get("role", "base") == "base")
    settings = {"max": most, "step": "0.25", "bonus": None, "bands": [], "criteria": list(criteria)} | rubric
    places = range(1, units + 1)
    return small_edition(
        rubric=settings, units=[{"code": f"P{place}", "name": f"Phường {place}"} for place in places], remarks=[]
    )


def rubric_of(*criteria: dict[str, Any], **rubric: Any) -> Rubric:
    """The rubric of such a year."""
    return year(*criteria, **rubric).rubric


def entry(text: str | None) -> Entry:
    """What is read from a cell: a number, a ratio, a label, an absence; what begins with ? cannot be read."""
    if text is None:
        return NOT_PULLED
    if missing := absence(text):
        return Entry(State.BLANK if missing is Absence.BLANK else State.NOT_APPLICABLE, None, text)
    if text.startswith("?"):
        return Entry(State.UNREADABLE, None, text[1:])
    if ("/" in text or "%" in text) and (ratio := read_ratio(text).value):
        return Entry(State.GIVEN, ratio, text)
    number = read_number(text, whole=False).value
    return Entry(State.GIVEN, text if number is None else number, text)


def line(rubric: Rubric, code: str, hands: Mapping[Hand, Typed], unit: str = "P1") -> Line:
    """One line with what each hand typed."""
    firsts: dict[Hand, Entry] = {}
    seconds: dict[Hand, Entry] = {}
    for hand, typed in hands.items():
        first, second = typed if isinstance(typed, tuple) else (typed, "" if typed is not None else None)
        firsts[hand], seconds[hand] = entry(first), entry(second)
    return Line(unit, rubric.nodes[code], firsts, extras=seconds)


def score(one: dict[str, Any], typed: Typed, hand: Hand = "department", **rubric: Any) -> Scored:
    """What one hand's figure at one leaf counts for, before caps."""
    made = rubric_of(one, **rubric)
    return score_line(made, line(made, one["code"], {hand: typed}))


Sheet = Mapping[str, Mapping[str, Typed]]
"""What a hand typed, by unit and leaf; a leaf left out is blank."""


def evidence(
    edition: Edition, typed: Sheet, own: Sheet | None = None, agreed: Sheet | None = None, **more: Mapping[str, str]
) -> Evidence:
    """Evidence of what departments typed (and units, in `own`, and what inspections `agreed` on).

    `more`: by unit, the committee's total (`decided`), the register's bonus (`granted`), points off (`late`).
    """
    sheets: dict[Hand, Sheet] = {"department": typed, "self": own or {}, "cluster": agreed or {}}

    def of(unit: str, code: str) -> Line:
        hands = {hand: sheet.get(unit, {}).get(code, "") for hand, sheet in sheets.items()}
        return line(edition.rubric, code, hands, unit)

    lines = {(unit.code, one.code): of(unit.code, one.code) for unit in edition.units for one in edition.rubric.leaves}
    decisions = {unit: {"agreed_points": entry(total)} for unit, total in more.get("decided", {}).items()}
    return Evidence(
        Ledger(lines, (), (), (), {}, {}, decisions),
        {place: score_line(edition.rubric, one) for place, one in lines.items()},
        tuple(
            BonusScored(f"TG-{unit}", unit, Decimal(points), Decimal(points), Decimal(0))
            for unit, points in more.get("granted", {}).items()
        ),
        {unit: Decimal(points) for unit, points in more.get("late", {}).items()},
    )


def stood(edition: Edition, typed: Sheet, own: Sheet | None = None, **more: Any) -> dict[str, Standing]:
    """Where every unit comes to, before bands and ranks."""
    return {one.unit.code: one for one in standings(edition, evidence(edition, typed, own, **more))}


def settled(edition: Edition, typed: Mapping[str, Typed]) -> dict[str, Scored]:
    """What counts at every leaf of P1 once the leaves are side by side."""
    return {code: one for (unit, code), one in settled_scores(edition, evidence(edition, {"P1": typed})).items()}


def figures(one: object, *names: str) -> tuple[Any, ...]:
    """Some of a thing's figures, to be compared by value: Decimal("24.0") and 24 are the same."""
    return tuple(getattr(one, name) for name in names)


def points(edition: Edition, typed: Mapping[str, Typed]) -> dict[str, str | None]:
    """The same, points only."""
    found = settled(edition, typed)
    return {code: None if one.points is None else str(one.points.normalize() + 0) for code, one in found.items()}
