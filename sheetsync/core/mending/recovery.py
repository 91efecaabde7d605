"""Which row is which where codes were damaged, and where lost rows and columns go. Pure.

A row is known by its code. Where a code is gone, doubled, of another row or not of this layout, the edition's other
texts in that row may still say which it is: if they say so of one row alone, that is it, with all that people typed
beside it. Columns of criteria are told by their headers in the same way. Where texts leave it open, a person decides.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from sheetsync.core.layout import Owner, extra_column
from sheetsync.core.locate import Place
from sheetsync.core.telling import Line, mixed, spoken_for, tell_columns, tell_rows


@dataclass(slots=True)
class Recovered:
    """The rows (or columns) of a tab: by key, those whose code stands twice, and what is to be said about codes.

    `recoded` by key: the code that stands in its line and is not its own. `doubtful` by line: the code that stands
    there, and the keys that its texts speak for; none where the texts of its own code stand in another line.
    """

    rows: dict[str, int]
    twice: dict[str, tuple[int, ...]]
    recoded: dict[str, str] = field(default_factory=dict)
    doubtful: dict[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def is_lost(self, key: str) -> bool:
        """True where no line is that key's, nor may be it."""
        doubted = {key for _, says in self.doubtful.values() for key in says}
        return key not in self.rows and key not in self.twice and key not in doubted


def recover(place: Place) -> Recovered:
    """Tell the rows of a tab apart, by their codes and then by their texts."""
    found = Recovered(dict(place.rows), dict(place.twice))
    known = {row.key for row in place.tab.rows}
    _settle(found, tell_rows(place), known, at_stake=bool(place.tab.owned_by(Owner.PEOPLE)))
    return found


def recover_columns(place: Place) -> Recovered:
    """Tell the columns of a tab apart: those of criteria by their headers, which people read while they type."""
    columns = {column.name: column for column in place.tab.columns}
    firsts = {name for name, column in columns.items() if column.criterion == name}
    found = Recovered({name: col for name, col in place.columns.items() if name in firsts}, {})
    _settle(found, tell_columns(place), firsts, at_stake=True)
    for name, col in place.columns.items():
        first = columns[name].criterion
        if name in firsts:
            continue
        if not first:
            found.rows[name] = col
        elif doubt := found.doubtful.get(place.columns.get(first, 0)):
            found.rows[name] = col
            found.doubtful[col] = doubt
        else:  # a second figure goes where the first one goes
            now = next((key for key, old in found.recoded.items() if old == first), first)
            if extra_column(now) in columns:
                found.rows[extra_column(now)] = col
    return found


def _settle(found: Recovered, lines: Mapping[int, Line], known: AbstractSet[str], *, at_stake: bool) -> None:
    """Give lines to the keys that their texts speak for, and say which are doubtful."""
    speaks = spoken_for(lines)
    moved = True
    while moved:  # a code that is given back may leave another one lost: 1.2 that had been renumbered 1.3
        moved = False
        for at, key in speaks.items():
            code = lines[at].carries
            if key in found.rows or key in found.twice or key == code or (code in known and not at_stake):
                continue
            _give(found, at, key, code)
            moved = True
    if at_stake:
        _change_places(found, lines, speaks)
        _doubt(found, lines, known)


def _give(found: Recovered, row: int, key: str, code: str) -> None:
    """Say that this row is that key's, not the one's whose code stands there."""
    found.rows[key] = row
    found.recoded[key] = code
    if code in found.twice:
        rest = tuple(other for other in found.twice.pop(code) if other != row)
        if len(rest) == 1:
            found.rows[code] = rest[0]
        else:
            found.twice[code] = rest
        return
    for other in [name for name, place in found.rows.items() if place == row and name != key]:
        del found.rows[other]
        found.recoded.pop(other, None)


def _change_places(found: Recovered, lines: Mapping[int, Line], speaks: Mapping[int, str]) -> None:
    """Give lines whose codes have changed places among each other back to their texts.

    Only where all that the edition put there says so, in each of them: one text typed over another is no exchange.
    """
    ring = {
        at: speaks[at]
        for key, at in found.rows.items()
        if at in speaks and speaks[at] != key and speaks[at] in found.rows and lines[at].wholly
    }
    while True:
        closed = {at: key for at, key in ring.items() if found.rows[key] in ring}
        if len(closed) == len(ring):
            break
        ring = closed
    for at, key in ring.items():
        found.rows[key] = at
        found.recoded[key] = lines[at].carries


def _doubt(found: Recovered, lines: Mapping[int, Line], known: AbstractSet[str]) -> None:
    """Say of which lines nobody knows whose they are, by what they carry now."""
    held = {at: key for key, at in found.rows.items() if key in known}
    unsure = mixed(lines, held)
    wanted = {held[at] for at in unsure}
    found.doubtful = {
        at: (held.get(at, line.carries), unsure.get(at, line.says))
        for at, line in lines.items()
        if at in unsure or (at not in held and wanted & set(line.says))
    }


@dataclass(frozen=True, slots=True)
class Insertion:
    """New lines: the 1-based place of the first, how many, and whether they follow a line they belong to."""

    at: int
    count: int
    follows: bool


def insertions(order: Sequence[str], there: Mapping[str, int], end: int) -> tuple[dict[str, int], list[Insertion]]:
    """Find room for what is not there, after the nearest neighbour before it that is; `end` where nothing is.

    Returns where everything comes to stand, and what to insert, one after the other.
    """
    places = dict(there)
    found: list[Insertion] = []
    for number, name in enumerate(order):
        if name in places:
            continue
        before = [places[other] for other in order[:number] if other in places]
        after = [places[other] for other in order[number + 1 :] if other in places]
        new = Insertion(before[-1] + 1 if before else after[0] if after else end, 1, follows=bool(before) or not after)
        places = {other: place + (place >= new.at) for other, place in places.items()}
        places[name] = new.at
        if found and found[-1].at + found[-1].count == new.at:
            found[-1] = Insertion(found[-1].at, found[-1].count + 1, found[-1].follows)
        else:
            found.append(new)
    return places, found


def moved(line: int, inserted: Sequence[Insertion]) -> int:
    """Where a line comes to stand once all this is inserted."""
    for one in inserted:
        line += one.count if line >= one.at else 0
    return line
