"""Which pull of a book counts: the newest, or the last good one where the newest is missing, damaged or emptied."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from sheetsync.core.cells import Snapshot
from sheetsync.core.findings import Finding, on
from sheetsync.core.layout import Book
from sheetsync.core.names import Names
from sheetsync.core.parse import Parsed, parse
from sheetsync.core.values import format_moment


@dataclass(frozen=True, slots=True)
class Source:
    """One book as it comes to be judged. Moments are in the edition's zone.

    `now` is the newest pull (None where it failed, `unread` says why), `good` the last one that was fit to score,
    `completed` when the book was first seen with nothing missing, `incomplete` when it was last seen with something
    missing before that.
    """

    now: Snapshot | None = None
    unread: str | None = None
    detail: str = ""
    read_at: datetime | None = None
    good: Snapshot | None = None
    good_at: datetime | None = None
    completed: datetime | None = None
    incomplete: datetime | None = None
    accept_empty: bool = False
    """A person said that everything in it was deleted on purpose."""


class Reading(Enum):
    """How current the figures of a book are."""

    CURRENT = "current"
    OLD = "old"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Read:
    """One book as it will be scored (None where it never could be read), and what was found on the way."""

    book: Book
    name: str
    source: Source
    parsed: Parsed | None
    findings: tuple[Finding, ...]
    reading: Reading

    @property
    def is_fit(self) -> bool:
        """True where the newest pull tells what stands in the book, all of it: it may be the record of a deadline."""
        return self.parsed is not None and self.reading is Reading.CURRENT and not self.parsed.damaged


EMPTIED_FROM = 5
"""From so many filled cells on, a book that is suddenly blank is taken for an accident."""


_STRUCTURE = frozenset({"code-twice", "code-mixed-up"})
"""What is found at a cell and says why rows can no longer be told."""


@dataclass(frozen=True, slots=True)
class BookReader:
    """Reads the books of one edition: `names` tells whom people mean, `locale` how their numbers were typed."""

    names: Names
    locale: str

    def read(self, book: Book, name: str, source: Source) -> Read:
        """Read the newest pull of a book that people call `name`; fall back on the last good one.

        That is used where there is no newest pull, where its structure or locale is damaged, where it is suddenly
        blank, and where a row that was filled can no longer be told: what such a row says now, nobody knows.
        """
        current = self._parse(book, source.now)
        parsed, reading = current, Reading.CURRENT if current else Reading.NONE
        findings = current.findings if current else _unread(book, name, source)
        good = self._parse(book, source.good) if _is_doubtful(current) else None
        if good and source.good_at and (trouble := _trouble(book, current, good, source)) is not None:
            stale = on("book-stale", book.code, name=name, raw=format_moment(source.good_at))
            findings = (*(trouble if current else findings), stale, *good.findings)
            parsed, reading = good, Reading.OLD
        return Read(book, name, source, parsed, tuple(about(book, findings)), reading)

    def _parse(self, book: Book, snapshot: Snapshot | None) -> Parsed | None:
        return parse(book, snapshot, self.names, self.locale) if snapshot else None


def _is_doubtful(current: Parsed | None) -> bool:
    """True where the newest pull may not be the one to use: only then the last good one is looked at."""
    return current is None or current.damaged or not current.given or bool(current.lost)


def _trouble(book: Book, current: Parsed | None, good: Parsed, source: Source) -> tuple[Finding, ...] | None:
    """Why the newest pull of a book is not used; None where it is."""
    if current is None:
        return ()
    if current.damaged or current.lost & good.filled:
        return tuple(one for one in current.findings if one.cell is None or one.code in _STRUCTURE)
    if not current.given and good.given >= EMPTIED_FROM and not source.accept_empty:
        return (on("book-emptied", book.code, raw=book.code),)
    return None


def _unread(book: Book, name: str, source: Source) -> tuple[Finding, ...]:
    if source.unread is None:
        return ()
    return (on(f"book-{source.unread}", book.code, name=name, raw=source.detail or "không rõ lỗi"),)


def about(book: Book, findings: Iterable[Finding]) -> Iterable[Finding]:
    """Whatever is found in a unit's book is about that unit."""
    for finding in findings:
        yield replace(finding, unit=book.code) if book.kind == "unit" and finding.unit is None else finding
