"""Whom people mean when they write a unit or a criterion their own way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sheetsync.core.values import fold, normalize
from sheetsync.edition.model import Edition, Unit


@dataclass(frozen=True, slots=True)
class Names:
    """The edition's units and leaf criteria by every spelling that names exactly one of them."""

    units: Mapping[str, str]
    criteria: frozenset[str]

    def unit(self, text: str) -> str | None:
        """The code of the unit meant by "Phường 4", "P4", "P12/Q5", "Phường 3 Quận 5" or "4"; None if none is."""
        folded = _spelling(text)
        without_district = re.sub(r"[/,\- ]*(?:q|quan)[ .]*\d+$", "", folded).strip()
        return self.units.get(folded) or self.units.get(without_district)

    def criterion(self, text: str) -> str | None:
        """The code of the leaf meant; None if there is none."""
        code = normalize(text).removeprefix("TC").strip(" .")
        return code if code in self.criteria else None


def _spelling(text: str) -> str:
    return re.sub(r"\s*\.\s*", ".", fold(text)).strip(" .")


def read_names(edition: Edition) -> Names:
    """Collect the spellings of an edition; one that could mean two units means none."""
    spelled: dict[str, set[str]] = {}
    for unit in edition.units:
        for spelling in _spellings(unit):
            spelled.setdefault(spelling, set()).add(unit.code)
    return Names(
        units={spelling: next(iter(codes)) for spelling, codes in spelled.items() if len(codes) == 1},
        criteria=frozenset(leaf.code for leaf in edition.rubric.leaves),
    )


def _spellings(unit: Unit) -> set[str]:
    code, name = _spelling(unit.code), _spelling(unit.name)
    found = {code, name}
    if numbered := re.fullmatch(r"(\D+?)\s*(\d+)", name):
        noun, number = numbered[1].strip(), str(int(numbered[2]))
        initial = noun[0]
        for digits in {number, number.zfill(2)}:
            found |= {digits, f"{noun} {digits}", f"{initial}{digits}", f"{initial}.{digits}", f"{initial} {digits}"}
    return found
