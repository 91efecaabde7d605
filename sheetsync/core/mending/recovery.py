"""Which row is which where codes were damaged, and where lost rows and columns go. Pure.

A row is known by its code. Where a code is gone, doubled or not of this layout, the edition's other texts in that row
may still say which it is: if they say so of one row alone, that is it, with all that people typed beside it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheetsync.core.layout import Owner, Row
from sheetsync.core.locate import Place, key_text
from sheetsync.core.values import normalize


@dataclass(slots=True)
class Recovered:
    """The rows of a tab: by key, those whose code stands twice, and what is to be said about codes.

    `recoded` by key: the code that stands in its row and is not its own. `doubtful` by row: the code that stands
    there, and the key that the texts beside it speak for though it stands elsewhere.
    """

    rows: dict[str, int]
    twice: dict[str, tuple[int, ...]]
    recoded: dict[str, str] = field(default_factory=dict)
    doubtful: dict[int, tuple[str, str]] = field(default_factory=dict)


def recover(place: Place) -> Recovered:
    """Tell the rows of a tab apart, by their codes and then by their texts."""
    found = Recovered(dict(place.rows), dict(place.twice))
    codes = _codes(place)
    speaks = _spoken_for(place)
    known = {row.key for row in place.tab.rows}
    at_stake = bool(place.tab.owned_by(Owner.PEOPLE))
    moved = True
    while moved:  # a code that is given back may leave another one lost: 1.2 that had been renumbered 1.3
        moved = False
        for row, key in speaks.items():
            code = codes.get(row, "")
            if key in found.rows or key in found.twice or key == code or (code in known and not at_stake):
                continue
            _give(found, row, key, code)
            moved = True
    if at_stake:
        held = {row: key for key, row in found.rows.items()}
        found.doubtful = {row: (held[row], key) for row, key in speaks.items() if held.get(row, key) != key}
    return found


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


def _codes(place: Place) -> dict[int, str]:
    """What stands in the key column, by row."""
    if place.tab.key not in place.columns:
        return {}
    return {row: key_text(cell) for row, cell in place.grid.column(place.columns[place.tab.key], place.header_row + 1)}


def _spoken_for(place: Place) -> dict[int, str]:
    """Row -> the one key whose texts all stand there, where no other row has them too."""
    by_shape: dict[tuple[str, ...], dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in place.tab.rows:
        texts = _texts(place, row)
        if texts:
            by_shape[tuple(texts)][tuple(texts.values())].append(row.key)
    found: dict[str, list[int]] = defaultdict(list)
    for number in range(place.header_row + 1, len(place.grid.rows) + 1):
        keys = [
            key
            for shape, rows in by_shape.items()
            for key in rows.get(tuple(_text(place, number, name) for name in shape), ())
        ]
        if len(keys) == 1:
            found[keys[0]].append(number)
    return {rows[0]: key for key, rows in found.items() if len(rows) == 1}


def _texts(place: Place, row: Row) -> dict[str, str]:
    """The edition's texts of a row, by the columns that are there."""
    return {
        name: normalize(value)
        for name, value in sorted(row.cells.items())
        if isinstance(value, str) and value.strip() and name in place.columns
    }


def _text(place: Place, row: int, column: str) -> str:
    value = place.cell(row, column).value
    return normalize(value) if isinstance(value, str) else ""


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
