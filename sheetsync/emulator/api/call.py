"""The call: one API request as a handler sees it, whether it came over a socket or not; and a reply that is bytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sheetsync.emulator.limits import SIZES, Limits
from sheetsync.emulator.shapes.payload import parse_json
from sheetsync.emulator.store import Store

PLAIN = re.compile("[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks what. `path` and `query` are decoded; `now` is the emulator's clock.

    `lag` is how long Drive goes on showing the file as it was before what this call changes.
    """

    store: Store
    caller: str
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    raw_body: bytes
    content_type: str = ""
    limits: Limits = SIZES
    lag: timedelta = timedelta(0)
    headers: Mapping[str, str] = field(default_factory=dict)  # by their names in small letters
    origin: str = ""  # such as https://www.googleapis.com

    def body(self) -> Any:
        """Return the JSON body."""
        return parse_json(self.raw_body)

    def text(self, name: str, default: str = "") -> str:
        """Return a query parameter, the last one given."""
        return self.query[name][-1] if self.query.get(name) else default

    @property
    def fields(self) -> str:
        """Return the mask that the reply is asked for, under either of its names; empty if there is none."""
        return self.text("fields") or self.text("$fields")

    def flag(self, name: str) -> bool:
        """Return a true-or-false query parameter; Python's `True` is taken as Google takes it."""
        return self.text(name).lower() in ("true", "1")


@dataclass(frozen=True, slots=True)
class Download:
    """A reply that is not JSON."""

    content: bytes
    content_type: str
    status: int = HTTPStatus.OK
    headers: tuple[tuple[str, str], ...] = ()


def whole_number(text: str) -> int | None:
    """Return a number written in plain digits, and not too large for the store; None for any other text."""
    return int(text) if PLAIN.fullmatch(text) else None
