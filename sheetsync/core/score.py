"""Rule + entries -> points, with their basis and a reason that a person can read."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sheetsync.core.entries import Entry, State
from sheetsync.core.ledger import Ledger, Line
from sheetsync.core.values import format_number, is_multiple
from sheetsync.edition.rubric import Rubric
from sheetsync.edition.terms import Hand

HAND_NAMES: dict[Hand, str] = {
    "self": "đơn vị tự chấm",
    "department": "bộ phận chấm",
    "cluster": "thống nhất khi kiểm tra",
    "committee": "Ban Thường trực thống nhất",
}


class Basis(StrEnum):
    """Where points come from, or why there are none."""

    GIVEN = "given"
    COMPUTED = "computed"
    MISSING = "missing"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Scored:
    """The points of one unit for one leaf. `points` is None where nobody gave any, or what was given cannot count."""

    points: Decimal | None
    basis: Basis
    hand: Hand | None
    because: str


def score_line(rubric: Rubric, line: Line) -> Scored:
    """Take the strongest hand that spoke. What it said unusably is withheld, never replaced by a weaker hand's.

    Nor does a weaker hand speak for one whose book was not read: nobody knows what that one says.
    """
    for hand in rubric.precedence:
        entry = line.hands.get(hand)
        if entry is None or entry.state is State.BLANK:
            continue
        if entry.state is State.NOT_PULLED:
            return Scored(None, Basis.MISSING, None, "bảng chưa đọc được")
        return _score_entry(rubric, line, hand, entry)
    return Scored(None, Basis.MISSING, None, "chưa có điểm")


def hand_points(rubric: Rubric, line: Line, hand: Hand) -> Decimal | None:
    """What one hand's figure is worth by itself, whoever counts; None where it gave none that could count."""
    entry = line.hand(hand)
    if entry.state in {State.BLANK, State.NOT_PULLED}:
        return None
    return _score_entry(rubric, line, hand, entry).points


def _score_entry(rubric: Rubric, line: Line, hand: Hand, entry: Entry) -> Scored:
    leaf, who = line.criterion, HAND_NAMES[hand]
    if entry.state is State.NOT_APPLICABLE:
        if leaf.not_applicable is None:
            return Scored(None, Basis.WITHHELD, hand, f"{who}: không phát sinh, thang điểm chưa nói cách tính")
        points = leaf.max if leaf.not_applicable == "full" else Decimal(0)
        return Scored(points, Basis.COMPUTED, hand, f"{who}: không phát sinh, tính {format_number(points)} điểm")
    if entry.number is None:
        return Scored(None, Basis.WITHHELD, hand, f"{who}: “{entry.raw}” không đọc được thành điểm")
    if not counts(entry.number, leaf.max, rubric.step_of(leaf)):
        return Scored(None, Basis.WITHHELD, hand, f"{who}: {format_number(entry.number)} không hợp thang điểm")
    return Scored(entry.number, Basis.GIVEN, hand, f"{who}: {format_number(entry.number)}")


def counts(points: Decimal, maximum: Decimal, step: Decimal) -> bool:
    """True where points can count: between 0 and the maximum, and on a step of the scale."""
    return 0 <= points <= maximum and is_multiple(points, step)


def highest_total(rubric: Rubric) -> Decimal:
    """The most a unit can reach: base and bonus together."""
    return rubric.max + (rubric.bonus.cap if rubric.bonus else 0)


@dataclass(frozen=True, slots=True)
class BonusScored:
    """One proposal's bonus: what was proposed, what counts, what the unit's cap cuts off."""

    key: str
    unit: str | None
    proposed: Decimal | None
    counted: Decimal
    overflow: Decimal


def score_bonus(rubric: Rubric, ledger: Ledger) -> tuple[BonusScored, ...]:
    """Count complete proposals in the order of the register, each unit up to the cap; the rest overflows, visibly."""
    if rubric.bonus is None:
        return ()
    cap, step = rubric.bonus.cap, rubric.bonus.step or rubric.step
    used: dict[str, Decimal] = {}
    scored = []
    for row in ledger.bonus:
        points = row["points"].number
        complete = row["model"].state is State.GIVEN and row["reason"].state is State.GIVEN
        if row.unit is None or points is None or not complete or points < 0 or not is_multiple(points, step):
            scored.append(BonusScored(row.key, row.unit, points, Decimal(0), Decimal(0)))
            continue
        counted = min(points, cap - used.get(row.unit, Decimal(0)))
        used[row.unit] = used.get(row.unit, Decimal(0)) + counted
        scored.append(BonusScored(row.key, row.unit, points, counted, points - counted))
    return tuple(scored)
