"""What goes into a rule and what comes out: what a hand gave for a leaf, what it is worth, why it cannot count."""

from dataclasses import dataclass
from decimal import Decimal

from sheetsync.core.entries import Entry
from sheetsync.edition.rubric import Criterion, Rubric

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Worth:
    """What one figure is worth. `points` are those of the leaf itself (of a deduction: how much is taken, positive)."""

    points: Decimal
    because: str
    bonus: Decimal = ZERO
    """What comes on top of the maximum."""
    over: Decimal = ZERO
    """What the leaf's own cap cuts off."""
    beyond: Decimal = ZERO
    """The part of `over` that somebody gave as points of bonus: a lost comma may be the reason."""
    amount: Decimal | None = None
    """How many cases or things were counted."""
    killer: bool = False
    """True where the whole parent becomes 0."""
    rebased: bool = False
    """True where the criterion leaves this unit's scale."""
    computed: bool = True
    """False where a hand gave the points themselves."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a figure cannot count, and the finding that says so; no code where its cell has a finding already."""

    because: str
    code: str = ""
    words: tuple[tuple[str, str], ...] = ()
    beside: bool = False
    """True where it is the second figure that cannot count."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one hand gave for one leaf: the figure, the second one beside it where the leaf has one, and the rule."""

    rubric: Rubric
    leaf: Criterion
    figure: Entry
    extra: Entry

    @property
    def step(self) -> Decimal:
        """The step in which points of this leaf are given or rounded."""
        return self.rubric.step_of(self.leaf)


def unreadable(entry: Entry) -> Unusable:
    """Why what cannot be read cannot count; its cell has a finding already."""
    return Unusable(f"“{entry.raw}” không đọc được thành điểm")
