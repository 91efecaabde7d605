"""The shapes: Google's messages as this emulator knows them, one line each, and how a line is read.

A field is `name:type`. Types are str, int, double, float (32 bits), channel (of a colour), bool, any, an enum `A|B` (or
the name of a line that lists one), a message name, or `[T]` for a list. A `?` marks a field that knows presence: it is
printed even when zero or false. All others follow proto3 and vanish from replies at their default. Source: the
discovery document of Sheets v4; the presence marks follow recordings.
"""

from dataclasses import dataclass
from functools import cache

from sheetsync.emulator.schema_text import MESSAGES


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message."""

    name: str
    type: str
    many: bool
    presence: bool
    choices: frozenset[str]
    snake: str  # the name as protobuf and Google's error paths spell it


def snake(name: str) -> str:
    """Turn camelCase into snake_case."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def camel(name: str) -> str:
    """Turn snake_case into camelCase; camelCase stays."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


@cache
def fields_of(message: str) -> dict[str, Field]:
    """Return a message's fields by camelCase name; empty for a type without a known shape."""
    return {field.name: field for field in map(_field, _table().get(message, ()))}


@cache
def knows(message: str) -> bool:
    """Tell whether the type is a message of the table."""
    return message in _table()


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = (line.split("=", 1) for line in MESSAGES.replace("\n   ", " ").splitlines() if "=" in line)
    return {name.strip(): tuple(body.split()) for name, body in lines}


def _field(text: str) -> Field:
    name, kind = text.split(":", 1)
    presence = kind.endswith("?")
    kind = kind.removesuffix("?")
    many = kind.startswith("[")
    kind = kind.strip("[]")
    listed = [word for word in _table().get(kind, ()) if ":" not in word]
    choices = frozenset(kind.split("|") if "|" in kind else listed)
    return Field(name, "enum" if choices else kind, many, presence, choices, snake(name))
