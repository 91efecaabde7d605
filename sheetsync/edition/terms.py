"""The terms in which every file of an edition is written: exact points, codes, hands, frozen settings."""

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

Percent = Annotated[Decimal, BeforeValidator(_decimal), Field(gt=0, le=1000)]
"""Percent units: 90 is 90 %."""

Code = Annotated[str, Field(pattern=r"^\w[\w.\-]*$")]
"""A code people see and type: letters, digits, dot, hyphen; compared whole."""

Text = Annotated[str, Field(min_length=1)]

Hand = Literal["self", "department", "cluster", "committee"]
"""Who gave a figure."""

HANDS: tuple[Hand, ...] = ("self", "department", "cluster", "committee")


class Frozen(BaseModel):
    """A piece of configuration: immutable, and an unknown setting is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)
