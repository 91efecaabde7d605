"""Points off for reports that come late: nobody is punished for a day on which no sync saw the book incomplete."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sheetsync.core.values import format_date, format_number
from sheetsync.edition.model import Edition, Unit
from sheetsync.edition.verdict import Late


@dataclass(frozen=True, slots=True)
class Lateness:
    """What one unit loses by lateness, why, and after how many days its book was last seen incomplete."""

    points: Decimal
    """0 or negative."""
    because: str
    days: int


def lateness(edition: Edition, seen: Mapping[str, datetime], longer: Mapping[str, date]) -> dict[str, Lateness]:
    """What every unit that is late loses; several rules add up.

    `seen`: by unit, the last moment (in the edition's zone) at which its book was seen before it was ever complete;
    `longer`: by unit, until when it may report whatever phase has ended before.
    """
    found = {}
    for unit in edition.units:
        if unit.code in seen and (parts := list(_parts(edition, unit, seen[unit.code].date(), longer))):
            because = "; ".join(part.because for part in parts)
            found[unit.code] = Lateness(
                sum((part.points for part in parts), Decimal(0)),
                because[0].upper() + because[1:],
                max(part.days for part in parts),
            )
    return found


def _parts(edition: Edition, unit: Unit, day: date, longer: Mapping[str, date]) -> Iterator[Lateness]:
    """Yield what each rule takes for a book last seen incomplete on `day`."""
    ends = {phase.code: max(phase.ends, longer.get(unit.code, phase.ends)) for phase in edition.phases}
    for rule in edition.rubric.late:
        if rule.phase in ends and day > ends[rule.phase]:
            yield _part(rule, ends[rule.phase], day)


def _part(rule: Late, end: date, day: date) -> Lateness:
    days = (day - end).days
    owed = rule.per_report + rule.per_day * days
    points = owed if rule.cap is None else min(owed, rule.cap)
    most = ", là mức trừ tối đa" if points < owed else ""
    because = f"nộp chậm {days} ngày so với hạn {format_date(end)}: trừ {format_number(points)} điểm{most}"
    return Lateness(-points, because, days)
