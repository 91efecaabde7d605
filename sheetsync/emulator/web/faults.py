"""Faults on demand: what goes wrong on the way to Google and back, when, and for whom."""

import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from fnmatch import fnmatchcase

from sheetsync.emulator.api.tokens import invalid_credentials
from sheetsync.emulator.web.journal import Asked
from sheetsync.emulator.web.replies import (
    HTML_TYPE,
    SORRY,
    Reply,
    internal,
    too_many,
    unavailable,
    worded,
)


class Kind(StrEnum):
    """What goes wrong."""

    TOO_MANY = "429"
    TOO_MANY_PAGE = "429-page"
    UNAUTHORIZED = "401"
    INTERNAL = "500"
    UNAVAILABLE = "503"
    RESET = "reset"
    TRUNCATED = "truncated"
    SLOW = "slow"
    LAG = "lag"


AT_THE_DOOR = frozenset({Kind.TOO_MANY, Kind.TOO_MANY_PAGE, Kind.UNAUTHORIZED})
LOSING = frozenset({Kind.INTERNAL, Kind.UNAVAILABLE, Kind.RESET})
TIMED = frozenset({Kind.SLOW, Kind.LAG})
LONGEST = 366 * 86_400


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and the requests it strikes: those that match all that is given, or every one.

    kind: one of `Kind`, or its text. A `500`, `503` or `reset` leaves the request undone, unless `applied`: then it was
        carried out, and only the answer is lost. A `truncated` answer is of a request that was carried out.
    seconds: how late a `slow` answer comes, or how long Drive goes on showing modifiedTime and version as they were
        before the change (`lag`).
    method, operation, caller: compared whole; the operation as Google calls it, with `*` for anything, such as
        `spreadsheets.values.*`. path: a regular expression, searched for in the raw path.
    skip, count, rate: of the requests that match, pass over the first `skip`, strike each further one with the
        probability `rate`, and stop after `count`. The same `seed` strikes the same ones.
    """

    kind: Kind | str
    applied: bool = False
    seconds: float = 0.0
    method: str = ""
    path: str = ""
    operation: str = ""
    caller: str = ""
    skip: int = 0
    count: int | None = None
    rate: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in tuple(Kind):
            raise ValueError(f"{self.kind!r} is no kind of fault: {', '.join(Kind)}.")
        object.__setattr__(self, "kind", Kind(self.kind))
        if self.applied and self.kind not in LOSING:
            raise ValueError(f"Only {', '.join(sorted(LOSING))} can be applied: {self.kind}")
        if (self.seconds > 0) != (self.kind in TIMED):
            raise ValueError(f"{' and '.join(sorted(TIMED))} have seconds, and only they: {self.kind}")
        if self.seconds > LONGEST:
            raise ValueError(f"seconds may not be more than {LONGEST}, a year.")
        if not 0 < self.rate <= 1 or self.skip < 0 or (self.count is not None and self.count < 1):
            raise ValueError("rate lies between 0 and 1, skip is not negative, and count is at least 1.")
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"path is no regular expression: {error}") from error

    def matches(self, asked: Asked) -> bool:
        """Tell whether a request is one that this fault may strike."""
        return (
            self.method in ("", asked.method)
            and self.caller in ("", asked.caller)
            and (not self.operation or fnmatchcase(asked.operation, self.operation))
            and re.search(self.path, asked.path) is not None
        )

    @property
    def before(self) -> bool:
        """Tell whether the request is left undone."""
        return self.kind in AT_THE_DOOR or (self.kind in LOSING and not self.applied)

    def spoil(self, asked: Asked, reply: Reply | None) -> Reply | None:
        """Return what becomes of a reply (None: not carried out); None stands for a connection that is reset."""
        if self.kind == Kind.RESET:
            return None
        if self.kind == Kind.TRUNCATED and reply:
            return replace(reply, content=reply.content[: len(reply.content) // 2], length=len(reply.content))
        if self.kind == Kind.TOO_MANY_PAGE:
            return Reply(429, HTML_TYPE, SORRY.encode())
        if self.kind == Kind.TOO_MANY:
            return worded(too_many(asked.path, asked.meter), asked.path)
        if self.kind == Kind.UNAUTHORIZED:
            return worded(invalid_credentials(), asked.path)
        said = internal if self.kind == Kind.INTERNAL else unavailable
        return worded(said(asked.path), asked.path)


@dataclass(slots=True)
class Set:
    """A fault that has been set: how often it could have struck, and how often it did."""

    number: int
    fault: Fault
    matched: int = 0
    struck: int = 0
    _chance: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        self._chance.seed(self.fault.seed)

    def strikes(self, asked: Asked) -> bool:
        """Tell whether the fault strikes this request, and count it."""
        if not self.fault.matches(asked):
            return False
        self.matched += 1
        used_up = self.fault.count is not None and self.struck >= self.fault.count
        if self.matched <= self.fault.skip or used_up or self._chance.random() >= self.fault.rate:
            return False
        self.struck += 1
        return True


@dataclass(frozen=True, slots=True)
class Strike:
    """What strikes one request: at most one fault that spoils the answer, and delays."""

    fault: Fault | None = None
    late: float = 0.0
    lag: timedelta = timedelta(0)

    @property
    def name(self) -> str:
        """Return the faults' names, as the journal has them."""
        spoilt = (f"{self.fault.kind}{' applied' if self.fault.applied else ''}",) if self.fault else ()
        return ", ".join((*spoilt, *(("slow",) if self.late else ()), *(("lag",) if self.lag else ())))


class Faults:
    """The faults that have been set, in order. The first that strikes spoils the answer; delays add to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set: list[Set] = []
        self._count = 0

    def __iter__(self) -> Iterator[Set]:
        with self._lock:
            return iter(tuple(self._set))

    def add(self, fault: Fault) -> int:
        """Set a fault; return the number by which it can be taken away."""
        with self._lock:
            self._count += 1
            self._set.append(Set(self._count, fault))
            return self._count

    def remove(self, number: int) -> bool:
        """Take one fault away; tell whether it was there."""
        with self._lock:
            before = len(self._set)
            self._set = [one for one in self._set if one.number != number]
            return len(self._set) < before

    def clear(self) -> None:
        """Take all faults away."""
        with self._lock:
            self._set = []

    def strike(self, asked: Asked) -> Strike:
        """Return what strikes a request; a fault behind one that spoils the answer already is not asked."""
        strike = Strike()
        with self._lock:
            for one in self._set:
                kind = one.fault.kind
                if (strike.fault and kind not in TIMED) or not one.strikes(asked):
                    continue
                if kind == Kind.SLOW:
                    strike = replace(strike, late=strike.late + one.fault.seconds)
                elif kind == Kind.LAG:
                    strike = replace(strike, lag=max(strike.lag, timedelta(seconds=one.fault.seconds)))
                else:
                    strike = replace(strike, fault=one.fault)
        return strike


class ResetError(Exception):
    """The connection is to be reset: raised through the app to whoever holds the connection."""


class OverdueError(Exception):
    """The answer comes later than the caller waits: raised only where the caller said how long that is."""
