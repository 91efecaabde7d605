"""Whose a row or a column is by what stands in it, held against the code that it carries. Pure.

Codes may change places, by a person's hand or with a new rubric; what people typed stays beside the text they read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sheetsync.core.cells import Cell
from sheetsync.core.howto import Heading, read_header
from sheetsync.core.layout import NUMBERS, Column, Owner, Row, extra_column
from sheetsync.core.locate import Place, key_text
from sheetsync.core.values import normalize


@dataclass(frozen=True, slots=True)
class Line:
    """A row, or a column of a criterion, as it stands: the key it carries, and those whose texts are in it.

    `says` is the key it carries wherever its texts are that one's; several where the texts are of more than one other.
    """

    carries: str
    says: tuple[str, ...]
    wholly: bool = True
    """True where all that the edition put there is that one's, its figures too."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What the edition puts into a line: the text that names it, the other texts, the figures."""

    text: str
    others: tuple[str, ...] = ()
    figures: tuple[str | Decimal | bool | None, ...] = ()


Mixed = Mapping[int, tuple[str, ...]]
"""Lines of which nobody knows whose they are: where they stand, and whose texts they have (none: of no line)."""


def mixed(lines: Mapping[int, Line], carried: Mapping[int, str]) -> Mixed:
    """The lines that carry one key and the texts of another, and those whose own texts stand in another line."""
    claimed = {key for at, line in lines.items() for key in line.says if key != carried.get(at)}
    return {
        at: lines[at].says
        for at, key in carried.items()
        if at in lines and key not in lines[at].says and (lines[at].says or key in claimed)
    }


def mixed_rows(place: Place) -> Mixed:
    """The rows of a tab of which nobody knows whose they are, where people type beside them."""
    if not place.tab.owned_by(Owner.PEOPLE):
        return {}
    return mixed(tell_rows(place), {row: key for key, row in place.rows.items() if place.tab.row(key)})


def mixed_columns(place: Place) -> Mixed:
    """The columns of criteria of which nobody knows whose they are; a second figure goes with the first."""
    places = place.columns
    found = mixed(tell_columns(place), {places[column.name]: column.name for column in _criteria(place)})
    seconds = {
        places[column.name]: found[places[column.criterion]]
        for column in place.tab.columns
        if column.criterion not in {"", column.name} and column.name in places and places.get(column.criterion) in found
    }
    return {**found, **seconds}


def spoken_for(lines: Mapping[int, Line]) -> dict[int, str]:
    """Line -> the one key whose texts stand there, where no other line has them too."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, line in lines.items():
        if len(line.says) == 1:
            found[line.says[0]].append(at)
    return {places[0]: key for key, places in found.items() if len(places) == 1}


def by_texts(place: Place) -> Place:
    """A tab, of now or of long ago, with each row and each criterion's column where its texts are; else by its code.

    What is mixed up there is left out: nobody knows whose it is.
    """
    rows, lines = _led(place.rows, tell_rows(place)), tell_columns(place)
    criteria = {column.name: column.criterion for column in place.tab.columns if column.criterion}
    firsts = _led({name: col for name, col in place.columns.items() if name == criteria.get(name)}, lines)
    beside = {first: extra_column(lines[col].carries) for first, col in firsts.items() if col in lines}
    seconds = {  # a second figure goes with the first
        name: place.columns[beside[first]]
        for name, first in criteria.items()
        if name != first and beside.get(first) in place.columns
    }
    rest = {name: col for name, col in place.columns.items() if name not in criteria}
    return replace(place, rows=rows, columns={**rest, **firsts, **seconds})


def _led(there: Mapping[str, int], lines: Mapping[int, Line]) -> dict[str, int]:
    """Where every key is by its texts; where those say nothing, by the code that a line carries."""
    alone = {key: at for at, key in spoken_for(lines).items()}
    others = {*alone.values(), *mixed(lines, {at: key for key, at in there.items()})}
    return {key: at for key, at in there.items() if at not in others} | alone


# --- rows ------------------------------------------------------------------------------------------------------------


def tell_rows(place: Place) -> dict[int, Line]:
    """Every row below the header, told by the edition's cells in it."""
    columns = [
        one for one in place.tab.owned_by(Owner.EDITION) if one.name in place.columns and not _is_key(place, one)
    ]
    texts = [one.name for one in columns if one.kind not in NUMBERS]
    figures = [one.name for one in columns if one.kind in NUMBERS]
    laid = {row.key: _laid(row, texts, figures) for row in place.tab.rows} if texts else {}
    key = place.columns.get(place.tab.key)
    tell = _Telling(laid)
    found = {}
    for row in range(place.header_row + 1, len(place.grid.rows) + 1):
        stands = [_text(place.cell(row, name)) for name in texts]
        content = _Content(
            "".join(stands[:1]), tuple(stands[1:]), tuple(place.cell(row, name).value for name in figures)
        )
        found[row] = tell.line(key_text(place.grid.at(row, key)) if key else "", content)
    return found


def _is_key(place: Place, column: Column) -> bool:
    return column.name == place.tab.key


def _laid(row: Row, texts: list[str], figures: list[str]) -> _Content:
    held = [normalize(str(row.cells.get(name, ""))) for name in texts]
    return _Content(held[0], tuple(held[1:]), tuple(row.cells.get(name) for name in figures))


def _text(cell: Cell) -> str:
    return normalize(cell.value) if isinstance(cell.value, str) else ""


# --- columns ---------------------------------------------------------------------------------------------------------


def tell_columns(place: Place) -> dict[int, Line]:
    """The columns whose header is that of a criterion, and those that carry one, told by their headers."""
    laid = {
        column.name: _heading(heading)
        for column in place.tab.columns
        if column.criterion == column.name and (heading := read_header(column.header))
    }
    held = {col: name for name, col in place.columns.items()}
    tell = _Telling(laid)
    found = {}
    for col in range(1, place.grid.column_count + 1) if laid else ():
        heading = read_header(str(place.grid.at(place.header_row, col).value))
        carries = held.get(col, "")
        if carries in laid or (heading and not carries):
            found[col] = tell.line(carries, _heading(heading) if heading else _Content(""))
    return found


def _criteria(place: Place) -> Iterator[Column]:
    """The columns of criteria that are there."""
    return (one for one in place.tab.columns if one.criterion == one.name and one.name in place.columns)


def _heading(heading: Heading) -> _Content:
    return _Content(heading.text, (heading.given,), (heading.limit,))


# --- whose texts these are -------------------------------------------------------------------------------------------


class _Telling:
    """The lines of a layout by the text that names each."""

    def __init__(self, laid: Mapping[str, _Content]) -> None:
        self._laid = laid
        self._by_text: dict[str, list[str]] = defaultdict(list)
        for key, content in laid.items():
            if content.text:
                self._by_text[content.text].append(key)

    def line(self, carries: str, stands: _Content) -> Line:
        """Whose the texts are: where several have the same name, the other texts decide, and the figures at last."""
        keys = self._by_text.get(stands.text, [])
        keys = [key for key in keys if self._laid[key].others == stands.others] or keys
        if carries in keys:
            keys = [carries]
        elif len(keys) > 1:
            keys = [key for key in keys if self._laid[key].figures == stands.figures] or keys
        return Line(carries, tuple(keys), wholly=[self._laid[key] for key in keys] == [stands])
