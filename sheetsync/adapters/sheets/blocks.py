"""Cells scattered over a tab -> as few rectangles as cover them and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Spot = tuple[int, int]
"""1-based (row, column)."""


@dataclass(frozen=True, slots=True)
class Block(Generic[T]):
    """A rectangle of cells: 1-based row and column of the first, and what each holds, row by row, all equally wide."""

    row: int
    col: int
    rows: tuple[tuple[T, ...], ...]

    @property
    def width(self) -> int:
        """How many columns."""
        return len(self.rows[0])

    @property
    def height(self) -> int:
        """How many rows."""
        return len(self.rows)

    def continued_by(self, other: "Block[T]") -> bool:
        """True where `other` lies right below and is as wide."""
        return (other.row, other.col, other.width) == (self.row + self.height, self.col, self.width)


def blocks(cells: Mapping[Spot, T]) -> list[Block[T]]:
    """Cover the cells: runs along rows, stacked where they are equally wide."""
    found: list[Block[T]] = []
    newest: dict[int, int] = {}  # column -> place in `found` of the newest block that starts there
    for run in _runs(cells):
        place = newest.get(run.col)
        if place is not None and found[place].continued_by(run):
            above = found[place]
            found[place] = Block(above.row, above.col, above.rows + run.rows)
        else:
            newest[run.col] = len(found)
            found.append(run)
    return found


def _runs(cells: Mapping[Spot, T]) -> list[Block[T]]:
    runs: list[tuple[int, int, list[T]]] = []
    for row, col in sorted(cells):
        if runs and (runs[-1][0], runs[-1][1] + len(runs[-1][2])) == (row, col):
            runs[-1][2].append(cells[row, col])
        else:
            runs.append((row, col, [cells[row, col]]))
    return [Block(row, col, (tuple(values),)) for row, col, values in runs]


def grid_range(sheet_id: int, row: int, col: int, height: int = 1, width: int = 1) -> dict[str, Any]:
    """Google's GridRange (half-open, from 0) of a rectangle given by its 1-based first cell and its size."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": row - 1,
        "endRowIndex": row - 1 + height,
        "startColumnIndex": col - 1,
        "endColumnIndex": col - 1 + width,
    }


def update_cells(sheet_id: int, cells: Mapping[Spot, dict[str, Any]], fields: str) -> list[dict[str, Any]]:
    """The `updateCells` requests that write these CellData; `fields` says which parts of each cell they decide."""
    return [
        {
            "updateCells": {
                "start": {"sheetId": sheet_id, "rowIndex": block.row - 1, "columnIndex": block.col - 1},
                "rows": [{"values": list(row)} for row in block.rows],
                "fields": fields,
            }
        }
        for block in blocks(cells)
    ]
