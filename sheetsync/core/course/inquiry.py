"""Questions of departments to units, and gaps to be explained: asked, answered, closed, and for how long."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sheetsync.core.cells import CellRef
from sheetsync.core.course.past import Past
from sheetsync.core.course.present import Present
from sheetsync.core.layout import pair
from sheetsync.core.ledger import Ledger
from sheetsync.core.parse import Parsed
from sheetsync.core.scoring.gaps import to_explain
from sheetsync.core.scoring.score import agreed
from sheetsync.core.values import normalize


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
    age: int = 0
    """Whole days since then; 0 on that day."""
    own: str = ""
    """The row of the department's list that asks; empty for a gap, which nobody asked about by hand."""
    wordings: tuple[str, ...] = ()
    """The codes of its rows in the unit's book, those of earlier words too."""
    cell: CellRef | None = None
    """Where its unit answers: in the row that stands there, or in the one that this run brings."""

    @property
    def is_open(self) -> bool:
        """True until the department closes it."""
        return not self.closed

    @property
    def waits(self) -> bool:
        """True where the unit still owes an answer."""
        return self.is_open and not self.answer

    @property
    def state(self) -> str:
        """How far it is, as people read it."""
        if self.closed:
            return "đã khép"
        return "đã trả lời, chờ bộ phận xem" if self.answer else "chờ trả lời"

    @property
    def key(self) -> str:
        """What names it among those of all units; the code of a gap is the same in every unit's book."""
        return self.code if self.own else pair(self.unit, self.code)

    @property
    def mark(self) -> str:
        """By what memory knows it: another unit, row or wording makes another question of it."""
        return f"{pair(self.unit, self.code)} {normalize(self.question)}"


def inquiries(present: Present, past: Past) -> tuple[Inquiry, ...]:
    """Every question that can be put to its unit, unit by unit, in the order in which departments ask, gaps last."""
    asked: dict[str, list[Inquiry]] = {}
    for one in _asked(present.ledger, present.now):
        asked.setdefault(one.unit, []).append(one)
    found: list[Inquiry] = []
    for unit in present.edition.units:
        found += _seated([*asked.get(unit.code, ()), *_gaps(present, unit.code)], present.parsed.get(unit.code))
    return tuple(_dated(one, past, present.now) for one in found)


def _seated(asked: list[Inquiry], unit: Parsed | None) -> list[Inquiry]:
    """All that a unit is asked, with the cells of the answers.

    A new question has the row that publishing will give to it, so that what is said of it is said at the very cell from
    the first run on, and reads the same in the next one.
    """
    place = unit.places.get("questions") if unit else None
    if place is None or "answer" not in place.columns:
        return asked
    rows = place.seats(one.code for one in asked)
    return [replace(one, cell=place.ref(rows[one.code], "answer")) if one.code in rows else one for one in asked]


def _dated(one: Inquiry, past: Past, now: datetime) -> Inquiry:
    """The question with when it was first seen."""
    since = past.asked.get(one.mark, now)
    return replace(one, since=since, age=(now.date() - since.date()).days)


def _asked(ledger: Ledger, now: datetime) -> Iterator[Inquiry]:
    """Yield what departments ask."""
    for row in ledger.questions:
        if row.unit and (asked := ledger.asked.get(row.key)):
            yield Inquiry(
                code=asked.code,
                unit=row.unit,
                department=row.book,
                criterion=row.criterion,
                question=row["question"].text,
                answer=asked.said,
                closed=asked.closed,
                since=now,
                own=row.key,
                wordings=asked.wordings,
            )


def _gaps(present: Present, unit: str) -> Iterator[Inquiry]:
    """Yield the gaps that a unit is asked to explain; one is closed once explained, or settled by an inspection."""
    edition = present.edition
    for gap, asked in to_explain(edition, present.ledger, present.parsed, unit):
        yield Inquiry(
            code=asked.code,
            unit=unit,
            department=gap.line.criterion.scorer or "",
            criterion=gap.line.criterion.code,
            question=gap.question,
            answer=asked.said,
            closed=asked.answered or agreed(edition.rubric, gap.line),
            since=present.now,
            wordings=asked.wordings,
        )
