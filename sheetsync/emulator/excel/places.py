"""Excel places: rectangles as Excel writes them, and cells gathered into as few rectangles as rows allow."""

import re
from collections.abc import Iterable
from itertools import groupby

from sheetsync.emulator.book.a1 import Span, parse_span, split_title, write_span
from sheetsync.emulator.book.grid import Area

Cell = tuple[int, int]
ENDPOINT = re.compile(r"([A-Z]+)([0-9]+)")


def span(area: Area) -> str:
    """Return `A1:B2`."""
    return write_span(area.start_row, area.end_row, area.start_column, area.end_column)


def spans(areas: Iterable[Area]) -> str:
    """Return `A1:B2 D4`, as rules name their cells."""
    return " ".join(map(span, areas))


def absolute(title: str, area: Area) -> str:
    """Return `'Tab'!$A$1:$B$2`."""
    return quoted(title) + "!" + ENDPOINT.sub(r"$\1$\2", span(area))


def quoted(title: str) -> str:
    """Return a tab's name as it stands before `!`."""
    return "'" + title.replace("'", "''") + "'"


def located(reference: str) -> tuple[str | None, Span] | None:
    """Return the (unquoted) tab and the rectangle of a reference; None for what is not one."""
    title, rest = split_title(reference)
    found = parse_span((rest or "").replace("$", ""))
    return (title, found) if found else None


def rectangles(cells: Iterable[Cell]) -> list[Area]:
    """Return rectangles that hold just these cells: runs along rows, joined where they lie below one another."""
    found: list[Area] = []
    above: dict[tuple[int, int], int] = {}  # the columns of a run in the row before -> its place in `found`
    last = -2
    for row, group in groupby(sorted(cells), key=lambda cell: cell[0]):
        known, above = (above if row == last + 1 else {}), {}
        for run in _runs([column for _, column in group]):
            if run in known:
                place = known[run]
                found[place] = Area(found[place].start_row, row + 1, *run)
            else:
                place = len(found)
                found.append(Area(row, row + 1, *run))
            above[run] = place
        last = row
    return found


def _runs(columns: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column:
            runs[-1] = runs[-1][0], column + 1
        else:
            runs.append((column, column + 1))
    return runs
