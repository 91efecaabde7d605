"""Questions of departments to units, and gaps to be explained: asked, answered, closed, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sheetsync.core.course.past import Past
from sheetsync.core.ledger import Ledger
from sheetsync.core.parse import Parsed
from sheetsync.edition.model import Edition


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question as its unit sees it. `code` names its row there; `department` who asks."""

    code: str
    unit: str
    department: str
    criterion: str | None
    question: str
    answer: str
    """What the unit answered to these very words; empty where it has not."""
    closed: bool
    """True where the department says that it is clear, or where an explained gap wants nothing more."""
    since: datetime
    """When it was first seen."""

    @property
    def is_open(self) -> bool:
        """True until the department closes it."""
        return not self.closed


def inquiries(
    edition: Edition, parsed: Mapping[str, Parsed], ledger: Ledger, past: Past, now: datetime
) -> tuple[Inquiry, ...]:
    """Every question that can be put to its unit, unit by unit, in the order in which departments ask."""
    return ()
