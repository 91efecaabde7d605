"""Where self and department differ: by how much, and what the unit answered where it is asked to explain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sheetsync.core.ledger import Asked, Ledger, Line, find_asked
from sheetsync.core.parse import Parsed
from sheetsync.core.scoring.score import hand_points
from sheetsync.core.values import format_number
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Rubric

_MARK = "/"
"""Before the number of a wording: no criterion's code holds it, so that no two codes of rows meet."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference between the two figures of one line, in points."""

    line: Line
    own: Decimal
    theirs: Decimal

    @property
    def size(self) -> Decimal:
        """How far apart the two are."""
        return abs(self.own - self.theirs)

    @property
    def question(self) -> str:
        """What the unit is asked. Other figures make another question."""
        own, theirs = format_number(self.own), format_number(self.theirs)
        place = f"ở tiêu chí {self.line.criterion.code}"
        return f"Chênh lệch: tự chấm {own}, bộ phận chấm {theirs} {place}; đề nghị giải trình"


def gap_of(rubric: Rubric, line: Line) -> Gap | None:
    """The gap of one line; None where the two agree, or one gave nothing that could count."""
    own, theirs = hand_points(rubric, line, "self"), hand_points(rubric, line, "department")
    return Gap(line, own, theirs) if own is not None and theirs is not None and own != theirs else None


def gaps_of(edition: Edition, ledger: Ledger, unit: str) -> Iterator[Gap]:
    """Yield the gaps of one unit in the rubric's order."""
    for leaf in edition.rubric.leaves:
        if gap := gap_of(edition.rubric, ledger.lines[unit, leaf.code]):
            yield gap


def to_explain(
    edition: Edition, ledger: Ledger, parsed: Mapping[str, Parsed], unit: str
) -> Iterator[tuple[Gap, Asked]]:
    """Yield the gaps that a unit whose book was read is asked to explain, each with its row there and the answer."""
    least, book = edition.limits.explain_gap, parsed.get(unit)
    if least is None or book is None:
        return
    for gap in gaps_of(edition, ledger, unit):
        if gap.size >= least:
            yield gap, find_asked(f"GAP-{gap.line.criterion.code}", gap.question, book, _MARK)
