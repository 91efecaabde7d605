"""The register of bonus: what departments propose, what the committee decides on it, what counts, what a cap cuts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sheetsync.core.entries import NOT_PULLED, Entry, State
from sheetsync.core.ledger import Ledger, ListRow
from sheetsync.core.values import is_multiple
from sheetsync.edition.rubric import Rubric
from sheetsync.edition.verdict import Bonus

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BonusScored:
    """One proposal's bonus: what was proposed and decided, what counts of it, what the unit's cap cuts off."""

    key: str
    unit: str | None
    proposed: Decimal | None
    counted: Decimal
    overflow: Decimal
    decided: Decimal | None = None
    """What the committee granted, where that can count; 0 is a refusal."""
    waiting: bool = False
    """True where the proposal could count and the rubric wants a decision first, which nobody has taken yet."""


def decision_on(ledger: Ledger, key: str) -> Entry:
    """What the committee wrote beside one proposal; NOT_PULLED where nobody wrote anything into its row."""
    return ledger.bonus_decisions.get(key, {}).get("decided", NOT_PULLED)


def is_decided(entry: Entry) -> bool:
    """True where the committee wrote something, usable or not, in place of the proposed points."""
    return entry.state not in {State.BLANK, State.NOT_PULLED}


def grantable(rubric: Rubric, points: Decimal | None) -> bool:
    """True where bonus points can count: not negative, and on a step of the bonus. What exceeds the cap is cut."""
    step = rubric.bonus.step if rubric.bonus and rubric.bonus.step else rubric.step
    return points is not None and points >= 0 and is_multiple(points, step)


def score_bonus(rubric: Rubric, ledger: Ledger) -> tuple[BonusScored, ...]:
    """Count complete proposals in the order of the register, each unit up to the cap; the rest overflows, visibly.

    A decision takes the place of the proposed points; one that cannot count, or that was taken on another unit's
    proposal, lets nothing count.
    """
    if rubric.bonus is None:
        return ()
    used: dict[str, Decimal] = {}
    return tuple(_score(rubric, rubric.bonus, ledger, row, used) for row in ledger.bonus)


def _score(rubric: Rubric, bonus: Bonus, ledger: Ledger, row: ListRow, used: dict[str, Decimal]) -> BonusScored:
    """Score one row; `used` is how much of each unit's cap the rows above have taken, and grows."""
    proposed, decision = row["points"].number, decision_on(ledger, row.key)
    granted = decision.number if is_decided(decision) else proposed
    complete = row["model"].state is State.GIVEN and row["reason"].state is State.GIVEN
    usable = grantable(rubric, granted) and row.key not in ledger.decided_elsewhere
    decided = decision.number if usable and is_decided(decision) else None
    if row.unit is None or granted is None or not complete or not usable:
        return BonusScored(row.key, row.unit, proposed, ZERO, ZERO, decided)
    if bonus.needs_decision and decided is None:
        return BonusScored(row.key, row.unit, proposed, ZERO, ZERO, waiting=True)
    counted = min(granted, bonus.cap - used.get(row.unit, ZERO))
    used[row.unit] = used.get(row.unit, ZERO) + counted
    return BonusScored(row.key, row.unit, proposed, counted, granted - counted, decided)


def proposal_texts(names: Mapping[str, str], row: ListRow) -> dict[str, str]:
    """The words of a proposal as the master shows them, by its columns there; `names` are those of units by code."""
    texts = {column: row[column].text for column in ("model", "evidence", "reason")}
    return {"unit": names.get(row.unit or "", row["unit"].raw), **texts}
