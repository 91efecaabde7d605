"""What this run sees, as the course of the year is told from it: the counterpart of what is remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sheetsync.core.layout import Book
from sheetsync.core.ledger import Ledger, ListRow
from sheetsync.core.parse import Parsed
from sheetsync.core.scoring.decisions import Decisions
from sheetsync.edition.model import Edition


@dataclass(frozen=True, slots=True)
class Present:
    """One run's books, put side by side. `now` is in the edition's zone."""

    edition: Edition
    books: Mapping[str, Book]
    """What every book looks like, by code."""
    parsed: Mapping[str, Parsed]
    """The books that could be read, now or before."""
    current: frozenset[str]
    """Those of them whose newest pull is the one in use: of the others nobody knows what stands there now."""
    ledger: Ledger
    now: datetime
    decisions: Decisions = field(default_factory=Decisions)
    read_at: Mapping[str, datetime] = field(default_factory=dict)
    """When the pull in use of each book was made."""
    agreed: Mapping[tuple[str, str], tuple[ListRow, ...]] = field(init=False, repr=False)
    """What was agreed on, by the book it stands in and the unit it is about."""

    def __post_init__(self) -> None:
        """Sort what was agreed on once: every unit looks up its own."""
        found: dict[tuple[str, str], tuple[ListRow, ...]] = {}
        for row in self.ledger.agreed:
            if row.unit:
                found[row.book, row.unit] = (*found.get((row.book, row.unit), ()), row)
        object.__setattr__(self, "agreed", found)
