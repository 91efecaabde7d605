"""The steps of a unit's report: open, submitted, under review, agreed, decided; a change after a step puts it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sheetsync.core.course.past import Past, Step
from sheetsync.core.ledger import Ledger
from sheetsync.core.parse import Parsed
from sheetsync.edition.model import Edition


class Stage(Enum):
    """How far a report is; the value is what people read."""

    OPEN = "Đang điền"
    SUBMITTED = "Đã nộp"
    REVIEWED = "Đang xét"
    AGREED = "Đã thống nhất"
    DECIDED = "Đã quyết định"


@dataclass(frozen=True, slots=True)
class Change:
    """What a step rested on and no longer does: the place as people say it, and both texts."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's report: the stage it holds, and of the steps that were taken and no longer hold, what changed."""

    unit: str
    stage: Stage
    put_back: Mapping[Stage, tuple[Change, ...]]
    steps: Mapping[Stage, Step]
    """The steps that hold, with when they were taken."""


def reports(
    edition: Edition, parsed: Mapping[str, Parsed], ledger: Ledger, past: Past, now: datetime
) -> dict[str, Report]:
    """Every unit's report, by unit."""
    return {}
