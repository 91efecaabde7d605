"""The journal: which requests came in, what each cost, and what became of it."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One request before anything is done about it.

    `path` is raw, where `%2F` is still part of a name. `operation` is called as Google calls it, such as
    `spreadsheets.values.get`, and empty for a path that Google does not have; `meter` is the quota it spends: read,
    write, drive or none.
    """

    time: datetime
    method: str
    path: str
    query: str
    operation: str
    caller: str
    meter: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One request that was answered, or of which the answer was lost (status 0).

    `units` is what it took from the quota of its meter: 1 for Sheets, Drive's own price for Drive, 0 where it was
    turned away before. `fault` names the fault on demand that struck it.
    """

    number: int
    asked: Asked
    units: int
    status: int
    bytes_in: int
    bytes_out: int
    fault: str


class Journal:
    """The last requests, oldest first."""

    def __init__(self, kept: int = KEPT) -> None:
        """`kept` is how many entries are held before the oldest is let go."""
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._count = 0

    def __iter__(self) -> Iterator[Entry]:
        with self._lock:
            return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, asked: Asked, outcome: "Outcome") -> None:
        """Write down one request."""
        with self._lock:
            self._count += 1
            self._entries.append(
                Entry(
                    number=self._count,
                    asked=asked,
                    units=outcome.units,
                    status=outcome.status,
                    bytes_in=outcome.bytes_in,
                    bytes_out=outcome.bytes_out,
                    fault=outcome.fault,
                )
            )

    def clear(self) -> None:
        """Forget all entries and count from 1 again."""
        with self._lock:
            self._entries.clear()
            self._count = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request, for its entry."""

    units: int
    status: int
    bytes_in: int
    bytes_out: int
    fault: str


class RequestCounts:
    """How many requests came in: Sheets reads and writes as Google's quota counts them, Drive calls apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reads = self.writes = self.drive = 0

    def reset(self) -> None:
        """Start again at zero."""
        with self._lock:
            self.reads = self.writes = self.drive = 0

    def count(self, meter: str) -> None:
        """Count one request."""
        with self._lock:
            if meter == "read":
                self.reads += 1
            elif meter == "write":
                self.writes += 1
            elif meter == "drive":
                self.drive += 1
