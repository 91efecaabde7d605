"""A rule's word about a place of the Edition, which `load` turns into a line of a file."""

from dataclasses import dataclass

Loc = tuple[str | int, ...]
"""A place in the Edition as pydantic writes it: `("units", 3, "cluster")`."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something wrong (`error`: the edition is not used) or doubtful (`warning`) at a place of the Edition."""

    loc: Loc
    message: str
    severity: str = "error"


def warning(loc: Loc, message: str) -> Doubt:
    """Say that something is legal but probably not meant."""
    return Doubt(loc, message, "warning")
