"""The sample input of an edition as rows, with where each stands."""

import csv
from dataclasses import dataclass
from pathlib import Path

CONFIG = Path(__file__).parents[2] / "config"


@dataclass(frozen=True, slots=True)
class Typed:
    """One cell somebody types: which book and tab, the row's key, the column's name, the text."""

    file: str
    book: str
    tab: str
    key: str
    column: str
    value: str


def sample_rows(edition: str) -> tuple[Typed, ...]:
    """Read every file of `sample/books`, in the order of their names."""
    rows: list[Typed] = []
    for path in sorted((CONFIG / edition / "sample" / "books").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            table = csv.reader(lines)
            assert next(table) == ["book", "tab", "key", "column", "value"], path
            rows += (Typed(path.name, *row) for row in table)
    return tuple(rows)
