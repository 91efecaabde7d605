"""Who can still type in the cells of a book's closed parts, by the protections that lie over them. Pure.

Google's rule: a person with the right to write types in a cell where every protection that covers it, and does not
leave it out, is a mere warning or names that person as an editor. The owner always does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sheetsync.adapters.sheets.as_found import Standing
from sheetsync.adapters.sheets.blocks import Spot, blocks
from sheetsync.adapters.sheets.protection import Protected, open_cells, standing_bed
from sheetsync.core.cells import column_letters
from sheetsync.core.course.deadlines import Closing
from sheetsync.core.course.hold import Hold, Sharing
from sheetsync.core.layout import Book
from sheetsync.core.locate import Place, locate

HIDDEN = "người mà Google không cho xem"
"""Who may type through a protection that this account may not look into."""

_EVERYBODY_HERE = "mọi người trong cơ quan"


def hold(book: Book, standing: Standing, closing: Closing, sharing: Sharing | None, keepers: Collection[str]) -> Hold:
    """How one closed part of a book, as just pulled, is held shut; `sharing` None where Drive does not tell."""
    bare: list[str] = []
    typists: set[str] = set()
    for tab in book.tabs:
        place = locate(book, tab, standing.snapshot) if tab.part == closing.part else None
        if place is None:
            continue
        for covering, cells in _covered(_cells(place), standing.locks.get(place.grid.sheet_id, ())):
            if covering:
                typists |= _let_through(covering)
            else:
                bare += [f"{place.grid.title}!{area}" for area in _areas(cells)]
    known = {one.casefold() for one in keepers} | (sharing.owners if sharing else set())
    named = sorted(one for one in typists if one.casefold() not in known)
    if sharing:
        named = [one for one in named if "@" not in one or sharing.lets_in(one)]
    return Hold(closing, tuple(bare), tuple(named), tuple(sorted(sharing.owners)) if sharing else None)


def _cells(place: Place) -> frozenset[Spot]:
    """The people's cells of a tab; where its keys are gone, all of their columns."""
    bed = standing_bed(place)
    if place.tab.key not in place.columns:
        bed = replace(bed, rows=(), free=range(place.header_row + 1, place.grid.row_count + 1))
    return open_cells(bed, frozenset())


def _covered(
    cells: Iterable[Spot], protections: Sequence[Protected]
) -> Iterator[tuple[tuple[Protected, ...], list[Spot]]]:
    """Yield the cells in groups over which the same protections lie, with those."""
    strict = [one for one in protections if not one.get("warningOnly")]
    groups: dict[tuple[int, ...], list[Spot]] = defaultdict(list)
    for cell in cells:
        groups[tuple(number for number, one in enumerate(strict) if _covers(one, cell))].append(cell)
    yield from ((tuple(strict[number] for number in numbers), group) for numbers, group in groups.items())


def _covers(protected: Protected, cell: Spot) -> bool:
    holes = protected.get("unprotectedRanges", ())
    return _holds(protected.get("range", {}), cell) and not any(_holds(hole, cell) for hole in holes)


def _holds(grid_range: Mapping[str, int], cell: Spot) -> bool:
    """True where a GridRange, whose missing bounds are open, holds a cell."""
    row, col = cell[0] - 1, cell[1] - 1
    return grid_range.get("startRowIndex", 0) <= row < grid_range.get("endRowIndex", row + 1) and grid_range.get(
        "startColumnIndex", 0
    ) <= col < grid_range.get("endColumnIndex", col + 1)


def _let_through(covering: tuple[Protected, ...]) -> frozenset[str]:
    """Who is an editor of every one of these protections."""
    return frozenset.intersection(*(_editors(one) for one in covering))


def _editors(protected: Protected) -> frozenset[str]:
    editors = protected.get("editors")
    if editors is None:  # shown only to who may edit; nobody is certain to be kept out
        return frozenset() if protected.get("requestingUserCanEdit") else frozenset({HIDDEN})
    everybody = [_EVERYBODY_HERE] if editors.get("domainUsersCanEdit") else []
    return frozenset([*editors.get("users", ()), *editors.get("groups", ()), *everybody])


def _areas(cells: Iterable[Spot]) -> Iterator[str]:
    """Yield the ranges that cover these cells, as people write them."""
    for block in blocks(dict.fromkeys(sorted(cells), True)):
        first = f"{column_letters(block.col)}{block.row}"
        last = f"{column_letters(block.col + block.width - 1)}{block.row + block.height - 1}"
        yield first if first == last else f"{first}:{last}"
