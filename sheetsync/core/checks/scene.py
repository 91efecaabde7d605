"""What the checks look at: the edition, the books as parsed, the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetsync.core.cells import CellRef
from sheetsync.core.entries import Entry, State
from sheetsync.core.ledger import Ledger, Line
from sheetsync.core.parse import Parsed
from sheetsync.edition.model import Edition, Unit


@dataclass(frozen=True, slots=True)
class Scene:
    """What the checks look at."""

    edition: Edition
    parsed: Mapping[str, Parsed]
    ledger: Ledger
    answers: Mapping[tuple[str, str], CellRef] = field(default_factory=dict)
    """Where units answer what they are asked: (unit, code of the row) -> cell, in a row that is still to come too."""

    @property
    def reporting(self) -> list[Unit]:
        """The units whose book was read and holds anything; for an empty one, one finding says it all."""
        units = (unit for unit in self.edition.units if unit.code in self.parsed)
        return [unit for unit in units if self.parsed[unit.code].given]

    def lines(self, unit: Unit) -> list[Line]:
        """A unit's lines in the rubric's order."""
        return [self.ledger.lines[unit.code, leaf.code] for leaf in self.edition.rubric.leaves]

    def decision(self, unit: str) -> Entry | None:
        """The first cell in which the committee typed a total or a band of this unit."""
        typed = self.ledger.decisions.get(unit, {})
        given = (typed[name] for name in ("agreed_points", "agreed_band") if name in typed)
        return next((entry for entry in given if entry.state is State.GIVEN), None)

    def home(self, code: str) -> str | None:
        """The cluster of a unit."""
        return next(unit.cluster for unit in self.edition.units if unit.code == code)

    def department_name(self, code: str) -> str:
        """A department's name."""
        return next(one.name for one in self.edition.departments if one.code == code)

    def unit_name(self, code: str | None) -> str:
        """A unit's name, empty where the code names none."""
        return next((unit.name for unit in self.edition.units if unit.code == code), "")
