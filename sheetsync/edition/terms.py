"""The terms in which every file of an edition is written: exact points, codes, hands, frozen settings."""

from decimal import Decimal
from typing import Annotated, Literal
from unicodedata import normalize

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

CODE = r"^\w[\w.\-]*$"
"""What a code looks like."""

Code = Annotated[str, Field(pattern=CODE)]
"""A code people see and type: letters, digits, dot, hyphen; compared whole."""

EMAIL = r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$"
"""What an address for letters looks like."""

Email = Annotated[str, Field(pattern=EMAIL)]
"""An address for letters."""

WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
"""What days are called, Monday first."""

SUNDAY = 6


def read_weekday(text: str) -> int | None:
    """Read a weekday as plans write it: "thứ sáu", "Thứ 6", "chủ nhật", "CN"; Monday is 0."""
    plain = " ".join(normalize("NFC", text).casefold().split())
    names = {name.casefold(): number for number, name in enumerate(WEEKDAYS)}
    names |= {f"thứ {number + 2}": number for number in range(SUNDAY)} | {"thứ bẩy": 5, "cn": SUNDAY}
    return names.get(plain)


Text = Annotated[str, Field(min_length=1)]

Hand = Literal["self", "department", "cluster", "committee"]
"""Who gave a figure."""

HANDS: tuple[Hand, ...] = ("self", "department", "cluster", "committee")


class Frozen(BaseModel):
    """A piece of configuration: immutable, and an unknown setting is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)
