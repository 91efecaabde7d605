"""The result as a whole: units added up, banded and ranked; and the same again where something is supposed."""

from sheetsync.core.scoring.bands import banded
from sheetsync.core.scoring.ranks import ranked
from sheetsync.core.scoring.standing import Evidence, Standing, standings
from sheetsync.edition.model import Edition


def stand(edition: Edition, evidence: Evidence) -> tuple[Standing, ...]:
    """Every unit's standing, in the edition's order."""
    return placed(edition, standings(edition, evidence))


def placed(edition: Edition, added: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """Give bands, then ranks (which may look at bands), to units that are added up; earlier ones are forgotten."""
    return ranked(edition, banded(edition, added))
