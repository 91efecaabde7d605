"""What earlier runs saw that the books themselves do not tell: records of deadlines, steps of reports, first sights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sheetsync.core.cells import Snapshot


@dataclass(frozen=True, slots=True)
class Record:
    """A book as the first pull after a deadline found it, and when that was (in the edition's zone)."""

    snapshot: Snapshot
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step of one unit's report as it was first seen done.

    `mark` is what people typed to take it (a tick, a note beside it): typed anew, the step is taken anew. `content` is
    what the step rests on: place -> text (`course.resting`).
    """

    mark: str
    at: datetime
    content: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Past:
    """What is remembered of earlier runs."""

    records: Mapping[tuple[str, str], Record] = field(default_factory=dict)
    """By (what the record is kept under, book)."""
    steps: Mapping[tuple[str, str], Step] = field(default_factory=dict)
    """By (unit, step)."""
    asked: Mapping[str, datetime] = field(default_factory=dict)
    """When each question was first seen, by `Inquiry.mark`."""


@dataclass(frozen=True, slots=True)
class News:
    """What a run saw for the first time, to be remembered once it is certain that it goes on."""

    records: frozenset[tuple[str, str]] = frozenset()
    """(what it is kept under, book): this pull of the book is the record of that deadline."""
    steps: Mapping[tuple[str, str], Step] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
