"""What the checks look at: the edition, the books as parsed, the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass

from sheetsync.core.ledger import Ledger, Line
from sheetsync.core.parse import Parsed
from sheetsync.edition.model import Edition, Unit


@dataclass(frozen=True, slots=True)
class Scene:
    """What the checks look at."""

    edition: Edition
    parsed: Mapping[str, Parsed]
    ledger: Ledger

    @property
    def reporting(self) -> list[Unit]:
        """The units whose book was read and holds anything; for an empty one, one finding says it all."""
        units = (unit for unit in self.edition.units if unit.code in self.parsed)
        return [unit for unit in units if self.parsed[unit.code].given]

    def lines(self, unit: Unit) -> list[Line]:
        """A unit's lines in the rubric's order."""
        return [self.ledger.lines[unit.code, leaf.code] for leaf in self.edition.rubric.leaves]

    def home(self, code: str) -> str | None:
        """The cluster of a unit."""
        return next(unit.cluster for unit in self.edition.units if unit.code == code)

    def unit_name(self, code: str | None) -> str:
        """A unit's name, empty where the code names none."""
        return next((unit.name for unit in self.edition.units if unit.code == code), "")
