"""What the emulator costs in this process: `scripts/bench emulator [BOOKS ...]`.

Reads and writes one spreadsheet of a store file that holds few and then many of them. The machine's speed cancels out
in the ratio; the milliseconds are those of the machine at hand.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any

import requests
from rich.console import Console
from rich.table import Table

from sheetsync.emulator import App, InProcessTransport, Store

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
DRIVE = "https://www.googleapis.com/drive/v3/files"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
ROWS, COLUMNS = 60, 10
MANY_CELLS = 2_000
# Milliseconds that each may take, where one is promised.
PROMISED: Mapping[str, float] = MappingProxyType({"values.get, 60 x 10": 3.0, "batchUpdate, 2,000 cells": 60.0})
MOST_RATIO = 1.5
PULL = (
    "sheets(properties,data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue,formattedValue,note))))"
)
BAND = {"backgroundColorStyle": {"rgbColor": {"red": 0.85, "green": 0.92, "blue": 0.83}}, "textFormat": {"bold": True}}


@dataclass
class Office:
    """A store file with many copies of one filled spreadsheet, and a session that talks to it."""

    session: requests.Session
    ids: list[str]

    def call(self, method: str, url: str, body: Any = None, **params: Any) -> Any:
        """Send a request; stop at the first that is refused."""
        reply = self.session.request(method, url, json=body, params=params or None)
        reply.raise_for_status()
        return reply.json() if reply.content else None


def main() -> int:
    """Print the table; exit 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", nargs="*", type=int, default=[10, 10_000])
    sizes = parser.parse_args().books
    table = Table(title="The emulator in process: milliseconds (median), by number of books in the store")
    for header in ("request", *(f"{size:,}" for size in sizes), "ratio", "promised"):
        table.add_column(header, justify="right" if header != "request" else "left")
    columns = [_measured(size) for size in sizes]
    broken = 0
    for name in columns[0]:
        figures = [column[name] for column in columns]
        ratio, promise = figures[-1] / figures[0], PROMISED.get(name)
        kept = promise is None or (max(figures) <= promise and ratio <= MOST_RATIO)
        broken += not kept
        told = "" if promise is None else f"{promise:g} ms, {MOST_RATIO}x: {'kept' if kept else 'NOT KEPT'}"
        table.add_row(name, *(f"{figure:.2f}" for figure in figures), f"{ratio:.2f}", told)
    Console().print(table)
    return 1 if broken else 0


def _measured(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store.db")
        session = requests.Session()
        for prefix in ("https://sheets.googleapis.com/", "https://www.googleapis.com/"):
            session.mount(prefix, InProcessTransport(App(store)))
        try:
            return {name: _milliseconds(work) for name, work in _works(_office(store, session, size)).items()}
        finally:
            session.close()
            store.close()


def _office(store: Store, session: requests.Session, size: int) -> Office:
    """Fill one book and copy it; in one transaction, since nobody measures the making."""
    office = Office(session, [])
    with store.transaction():
        first = office.call("POST", DRIVE, {"name": "Sổ 1", "mimeType": SPREADSHEET})["id"]
        values = [[f"Tiêu chí {row}", *(row + column / 4 for column in range(COLUMNS - 1))] for row in range(ROWS)]
        office.call("PUT", f"{SHEETS}/{first}/values/A1", {"values": values}, valueInputOption="RAW")
        office.ids.append(first)
        for number in range(2, size + 1):
            office.ids.append(office.call("POST", f"{DRIVE}/{first}/copy", {"name": f"Sổ {number}"})["id"])
    return office


def _works(office: Office) -> dict[str, Callable[[int], Any]]:
    """Return what is timed; each is given the number of its repetition."""
    one, count = office.ids[len(office.ids) // 2], len(office.ids)

    def any_book(turn: int) -> str:
        return office.ids[(turn * 7919) % count]

    def written(turn: int, looks: Any) -> Any:
        return office.call("POST", f"{SHEETS}/{one}:batchUpdate", {"requests": [_filling(turn, looks)]})

    return {
        "values.get, 60 x 10": lambda _: office.call("GET", f"{SHEETS}/{one}/values/A1:J60"),
        "values.get, 60 x 10, book after book": lambda turn: office.call(
            "GET", f"{SHEETS}/{any_book(turn)}/values/A1:J60"
        ),
        "spreadsheets.get, 60 x 10, cells": lambda _: office.call("GET", f"{SHEETS}/{one}", fields=PULL),
        "batchUpdate, 2,000 cells": lambda turn: written(turn, None),
        "batchUpdate, 2,000 cells with a format": lambda turn: written(turn, BAND),
        "files.get": lambda turn: office.call("GET", f"{DRIVE}/{any_book(turn)}"),
        "files.list, 100 spreadsheets": lambda _: office.call("GET", DRIVE, q=f"mimeType='{SPREADSHEET}'"),
    }


def _filling(turn: int, looks: Any) -> Any:
    cells = [
        {"userEnteredValue": {"numberValue": turn + number / 8}, **({"userEnteredFormat": looks} if looks else {})}
        for number in range(MANY_CELLS)
    ]
    rows = [{"values": cells[start : start + 20]} for start in range(0, MANY_CELLS, 20)]
    fields = "userEnteredValue,userEnteredFormat" if looks else "userEnteredValue"
    return {"updateCells": {"start": {"rowIndex": 100}, "rows": rows, "fields": fields}}


def _milliseconds(work: Callable[[int], Any], turns: int = 40) -> float:
    """Return the median of many turns, the first few left out."""
    times = []
    for turn in range(turns):
        start = time.perf_counter()
        work(turn)
        times.append(1000 * (time.perf_counter() - start))
    return median(times[5:])


if __name__ == "__main__":
    sys.exit(main())
