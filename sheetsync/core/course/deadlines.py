"""What the calendar closes and when: a part of a book is open until its phase ends, longer where somebody allowed it.

Days are the edition's own; the last day belongs to the time that is given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sheetsync.core.layout import MASTER
from sheetsync.edition.model import PARTS, Edition, Extension, Part, Phase


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of the time in which one part of one book is filled."""

    book: str
    part: Part
    phase: Phase
    """The phase at the end of which the part closes for everybody."""
    extension: Extension | None = None
    """The exception that holds for this book, the longest where there are several."""

    @property
    def ends(self) -> date:
        """The last day on which this book's part is open."""
        return max(self.phase.ends, self.extension.until) if self.extension else self.phase.ends

    def is_past(self, today: date) -> bool:
        """True from the day after the last one on."""
        return today > self.ends


def closings(edition: Edition, book: str, kind: str) -> Iterator[Closing]:
    """Yield the closing of every part of a book that some phase closes; `kind` is the book's."""
    for part in PARTS[kind]:
        phases = [phase for phase in edition.phases if part in phase.closes]
        if phases:
            longer = [one for one in edition.extensions if (one.book, one.part) == (book, part)]
            latest = max(longer, key=lambda one: one.until, default=None)
            yield Closing(book, part, max(phases, key=lambda phase: phase.ends), latest)


def closed_parts(edition: Edition, book: str, kind: str, today: date) -> frozenset[str]:
    """The parts of a book in which nobody but its keeper is to type any more."""
    return frozenset(one.part for one in closings(edition, book, kind) if one.is_past(today))


def due(edition: Edition, book: str, kind: str) -> date | None:
    """The last day on which this very book is on time, if the calendar says: the kind's, or as it was extended."""
    last = edition.due(kind)
    if last is None or kind == MASTER:
        return last
    extended = [one.ends for one in closings(edition, book, kind) if one.extension and one.phase.ends == last]
    return max([last, *extended])
