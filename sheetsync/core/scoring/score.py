"""Rule + entries -> points of one line, with their basis and a reason that a person can read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from sheetsync.core.entries import NOT_PULLED, State
from sheetsync.core.ledger import Line
from sheetsync.core.scoring.rules import absent, agreed_points, left_blank, worth
from sheetsync.core.scoring.worth import ZERO, Given, Unusable, Worth
from sheetsync.core.values import exactly
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
    PROVISIONAL = "provisional"
    """The unit's own figure, until a hand that counts has given one."""
    EXEMPT = "exempt"
    """The criterion does not stand on this unit's scale."""
    MISSING = "missing"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Scored:
    """The points of one unit for one leaf. `points` is None where nobody gave any, or what was given cannot count.

    Points are what the leaf adds to the total: bonus included, and negative where something is taken off.
    """

    points: Decimal | None
    basis: Basis
    hand: Hand | None
    because: str
    bonus: Decimal = ZERO
    """The part of the points that is bonus."""
    over: Decimal = ZERO
    """What caps and rules of counting once left out, as a size."""
    amount: Decimal | None = None
    """How many cases or things were counted."""
    killer: bool = False
    """True where the figure makes the whole parent 0."""

    @property
    def lacking(self) -> bool:
        """True where points are still to come."""
        return self.basis in _LACKING


OFF_SCALE = "không thuộc thang điểm của đơn vị"
_UNREAD = "bảng chưa đọc được"
_LACKING = frozenset({Basis.MISSING, Basis.WITHHELD, Basis.PROVISIONAL})


@exactly
def score_line(rubric: Rubric, line: Line) -> Scored:
    """Take the strongest hand that spoke. What it said unusably is withheld, never replaced by a weaker hand's.

    Nor does a weaker hand speak for one whose book was not read: nobody knows what that one says.
    """
    if not rubric.applies(line.criterion.code, line.unit):
        return exempt()
    for hand in rubric.precedence:
        entry = line.hands.get(hand)
        if entry is None or entry.state is State.BLANK:
            continue
        if entry.state is State.NOT_PULLED:
            return _provisional(rubric, line, _UNREAD, _UNREAD)
        return _score_entry(rubric, line, hand)
    waiting = "bộ phận chưa chấm" if "department" in rubric.precedence else "chưa có điểm thống nhất"
    return _blank(rubric, line, rubric.precedence) or _provisional(rubric, line, "chưa có điểm", waiting)


def _blank(rubric: Rubric, line: Line, hands: Iterable[Hand]) -> Scored | None:
    """What a blank earns, where the rubric says it, with the bonus that the first of these hands gave beside it.

    A row of an inspection without points lacks something, is told so, and counts for nothing.
    """
    outcome = rubric.outcomes[line.criterion.code].blank
    if outcome is None:
        return None
    for hand in hands:
        if hand != "cluster" and line.extra(hand).state in {State.GIVEN, State.UNREADABLE}:  # noqa: S610 - no Django
            return _score_entry(rubric, line, hand)
    return _scored(rubric, line, None, absent(rubric, line.criterion, outcome, "để trống"))


def _provisional(rubric: Rubric, line: Line, why: str, waiting: str) -> Scored:
    """The unit's own figure for the time being, where the rubric wants that; else nothing."""
    if rubric.self_provisional and line.hand("self").state not in {State.BLANK, State.NOT_PULLED}:
        own = _score_entry(rubric, line, "self")
        if own.points is not None:
            return replace(own, basis=Basis.PROVISIONAL, because=f"tạm tính theo {own.because} ({waiting})")
    return Scored(None, Basis.MISSING, None, why)


@exactly
def score_hand(rubric: Rubric, line: Line, hand: Hand) -> Scored:
    """What one hand's figure is worth by itself, whoever counts."""
    entry = line.hand(hand)
    if not rubric.applies(line.criterion.code, line.unit):
        return exempt()
    if entry.state is State.NOT_PULLED:
        return Scored(None, Basis.MISSING, None, _UNREAD)
    if entry.state is State.BLANK:
        earned = _blank(rubric, line, (hand,)) if hand in rubric.precedence else None
        return earned or Scored(None, Basis.MISSING, None, "chưa có điểm")
    return _score_entry(rubric, line, hand)


def hand_points(rubric: Rubric, line: Line, hand: Hand) -> Decimal | None:
    """The points of `score_hand`; None where the hand gave none that could count."""
    return score_hand(rubric, line, hand).points


def judge(rubric: Rubric, line: Line, hand: Hand) -> Worth | Unusable:
    """What the rule says to what one hand gave, and the rubric to a blank (for a hand whose book was read)."""
    extra = line.extra(hand) if line.criterion.has_extra else NOT_PULLED  # noqa: S610 - no Django here
    given = Given(rubric, line.criterion, line.hand(hand), extra)
    if given.figure.state is State.BLANK:
        return left_blank(given)
    return agreed_points(given) if hand == "cluster" else worth(given)


def agreed(rubric: Rubric, line: Line) -> bool:
    """True where what counts is what an inspection agreed on."""
    scored = score_line(rubric, line)
    return scored.hand == "cluster" and not scored.lacking


def _score_entry(rubric: Rubric, line: Line, hand: Hand) -> Scored:
    found = judge(rubric, line, hand)
    if isinstance(found, Unusable):
        return Scored(None, Basis.WITHHELD, hand, f"{HAND_NAMES[hand]}: {found.because}")
    return _scored(rubric, line, hand, found)


def exempt() -> Scored:
    """The score of a leaf that does not stand on a unit's scale."""
    return Scored(None, Basis.EXEMPT, None, OFF_SCALE)


def _scored(rubric: Rubric, line: Line, hand: Hand | None, found: Worth) -> Scored:
    because = f"{HAND_NAMES[hand]}: {found.because}" if hand else found.because
    if found.rebased:
        return Scored(None, Basis.EXEMPT, hand, because)
    role = rubric.roles[line.criterion.code]
    points = -found.points if role == "deduction" else found.points + found.bonus
    amount = Decimal(1) if found.amount is None and points < 0 else found.amount
    basis = Basis.COMPUTED if found.computed else Basis.GIVEN
    bonus = {"base": found.bonus, "bonus": points, "deduction": ZERO}[role]
    return Scored(points, basis, hand, because, bonus, found.over, amount, found.killer)
