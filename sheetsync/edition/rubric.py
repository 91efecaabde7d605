"""The rubric: a tree of criteria whose leaves carry points, with bonus, bands and the precedence of hands."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _decimal(value: object) -> object:
    """Take YAML's 0.5 by its digits, never through binary floating point, and accept a decimal comma."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return value.strip().replace(",", ".")
    return value


Points = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, le=10**15)]
"""Points as an exact decimal, never negative."""

Step = Annotated[Decimal, BeforeValidator(_decimal), Field(gt=0, le=10**15, decimal_places=6)]

Code = Annotated[str, Field(pattern=r"^\w[\w.\-]*$")]
"""A code people see and type: letters, digits, dot, hyphen; compared whole."""

Hand = Literal["self", "department", "cluster", "committee"]
"""Who gave a figure."""

HANDS: tuple[Hand, ...] = ("self", "department", "cluster", "committee")


class Frozen(BaseModel):
    """A piece of configuration: immutable, and an unknown setting is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)


class Criterion(Frozen):
    """A node of the rubric. A node with `criteria` is a section; one without is a leaf that a department scores."""

    code: Code
    text: Annotated[str, Field(min_length=1)]
    max: Points
    criteria: tuple["Criterion", ...] = ()
    scorer: Code | None = None
    """The department that scores this leaf."""
    step: Step | None = None
    """The step in which points are given; the rubric's where it is left out."""
    evidence: bool = True
    """Whether points need figures and a judgement beside them."""
    not_applicable: Literal["full", "zero"] | None = None
    """What "không phát sinh" earns; where unset, a person is asked and nothing is counted."""

    @property
    def is_leaf(self) -> bool:
        """True where points are given."""
        return not self.criteria

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Criterion"]]:
        """Yield this node and all below it in reading order, with their depth."""
        yield depth, self
        for child in self.criteria:
            yield from child.walk(depth + 1)


class Bonus(Frozen):
    """Points on top of the base, proposed by departments: at most `cap` per unit, in multiples of `step`."""

    cap: Points
    """The most that counts for one unit."""
    step: Step | None = None


class Band(Frozen):
    """A class of results ("Xuất sắc", "Tốt" ...) and the smallest total that reaches it."""

    name: Annotated[str, Field(min_length=1)]
    minimum: Points
    """The smallest total that reaches it."""


class Rubric(Frozen):
    """One year's scale. `max` is the base total; bonus comes on top and may exceed it."""

    title: Annotated[str, Field(min_length=1)]
    max: Points
    step: Step
    criteria: tuple[Criterion, ...]
    bonus: Bonus | None = None
    bands: tuple[Band, ...] = ()
    precedence: tuple[Hand, ...] = ("cluster", "department")
    """Which hand counts, the strongest first; a hand not listed is shown but does not count."""

    def walk(self) -> Iterator[tuple[int, Criterion]]:
        """Yield every node in reading order, with its depth (0 for the top sections)."""
        for criterion in self.criteria:
            yield from criterion.walk()

    @property
    def leaves(self) -> tuple[Criterion, ...]:
        """The criteria that carry points, in reading order."""
        return tuple(node for _, node in self.walk() if node.is_leaf)

    def step_of(self, leaf: Criterion) -> Decimal:
        """The step in which points of this leaf are given."""
        return leaf.step or self.step

    def scored_by(self, department: str) -> tuple[Criterion, ...]:
        """The leaves one department scores, in reading order."""
        return tuple(leaf for leaf in self.leaves if leaf.scorer == department)

    @property
    def decimals(self) -> int:
        """Decimal places that show every possible figure exactly: those of the finest step."""
        steps = [self.step, *(leaf.step for leaf in self.leaves if leaf.step)]
        if self.bonus and self.bonus.step:
            steps.append(self.bonus.step)
        return max(max(0, -int(step.normalize().as_tuple().exponent)) for step in steps)
