"""What people call whoever fills a book, and whom they mean when they write a unit or a criterion their own way."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheetsync.core.layout import MASTER, MASTER_NAME
from sheetsync.core.values import fold, normalize
from sheetsync.edition.model import Edition, Unit


def owner_names(edition: Edition) -> dict[str, str]:
    """What people call every unit, department and cluster and the master, by code."""
    return {**{owner.code: owner.name for owner in edition.owners}, MASTER: MASTER_NAME}


FEW = 3
"""So many of which the same is to be said are named, as a rule."""


def few(names: Sequence[str], noun: str, most: int = FEW) -> str:
    """Up to `most` by name, of more the number: "Phường 4, Phường 7", "25 bảng"."""
    return ", ".join(names) if len(names) <= most else f"{len(names)} {noun}"


@dataclass(frozen=True, slots=True)
class Names:
    """The edition's units and leaf criteria by every spelling that names exactly one of them.

    `district` is the number of the one district that the edition's body names: "5".
    """

    units: Mapping[str, str]
    criteria: frozenset[str]
    district: str | None = None

    def unit(self, text: str) -> str | None:
        """The code of the unit meant by "Phường 4", "P4", "P12/Q5", "Phường 3 Quận 5" or "4"; None if none is.

        A unit of any other district than the body's is none of ours.
        """
        folded = _spelling(text)
        if folded not in self.units and (suffix := _DISTRICT.search(folded)) and suffix[1] == self.district:
            folded = folded[: suffix.start()].strip()
        return self.units.get(folded)

    def criterion(self, text: str) -> str | None:
        """The code of the leaf meant by "1.1", "1.1." or "TC 1.1"; None if there is none."""
        typed = normalize(text)
        meant = (typed, typed.strip(" ."), typed.removeprefix("TC").strip(" ."))  # a code may itself begin with TC
        return next((code for code in meant if code in self.criteria), None)


_DISTRICT = re.compile(r"[/,\- ]*(?:q|quan)[ .]*0*(\d+)$")


def _spelling(text: str) -> str:
    return re.sub(r"\s*\.\s*", ".", fold(text)).strip(" .")


def read_names(edition: Edition) -> Names:
    """Collect the spellings of an edition; one that could mean two units means none."""
    spelled: dict[str, set[str]] = {}
    for unit in edition.units:
        for spelling in _spellings(unit):
            spelled.setdefault(spelling, set()).add(unit.code)
    districts = set(re.findall(r"\bquan 0*(\d+)\b", fold(edition.body)))
    return Names(
        units={spelling: next(iter(codes)) for spelling, codes in spelled.items() if len(codes) == 1},
        criteria=frozenset(leaf.code for leaf in edition.rubric.leaves),
        district=districts.pop() if len(districts) == 1 else None,
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
