"""The call: one API request as a handler sees it, free of HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sheetsync.emulator.errors import invalid_field
from sheetsync.emulator.shapes.payload import parse_json
from sheetsync.emulator.store import Store


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks what. `path` and `query` are decoded; `now` is the emulator's clock."""

    store: Store
    caller: str
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    raw_body: bytes
    content_type: str = ""

    def body(self) -> Any:
        """Return the JSON body."""
        return parse_json(self.raw_body)

    def text(self, name: str, default: str = "") -> str:
        """Return a query parameter, the last one given."""
        return self.query[name][-1] if self.query.get(name) else default

    def flag(self, name: str) -> bool:
        """Return a true-or-false query parameter; Python's `True` is taken as Google takes it."""
        return self.text(name).lower() in ("true", "1")

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        """Return a query parameter that must be one of the options; the first is the default."""
        value = self.text(name) or options[0]
        if value not in options:
            raise invalid_field(name, f"Invalid value at '{name}' (TYPE_ENUM), \"{value}\"")
        return value


@dataclass(frozen=True, slots=True)
class Download:
    """A reply that is not JSON."""

    content: bytes
    content_type: str
