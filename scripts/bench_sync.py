"""What a sync costs: requests counted, time as ratios. `scripts/bench sync [UNITS ...]`.

Runs the real job over the emulator in this process on copies of the District 5 edition with more and more wards. The
machine's speed cancels out in the ratios; requests do not depend on it at all.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from sheetsync.adapters.google.books import FillCell, GoogleBooks
from sheetsync.adapters.google.connect import connect_local
from sheetsync.adapters.mail.letters import LetterScribe
from sheetsync.adapters.mail.postbox import FolderPostbox
from sheetsync.adapters.memory.sqlite import SqliteMemory
from sheetsync.core.books import books
from sheetsync.core.cells import read_snapshot
from sheetsync.edition.load import load_edition
from sheetsync.edition.model import Edition, Unit
from sheetsync.emulator import App, InProcessTransport, Store
from sheetsync.fill import Typed, aim, read_table
from sheetsync.job import Hands, Job, Options, Outcome
from sheetsync.provisioning import Provisioning

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "config" / "quan5-2020"


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", nargs="*", type=int, default=[15, 30, 60, 120])
    sizes = parser.parse_args().units
    edition, _ = load_edition(SAMPLE)
    table = Table(title="One sync: requests and seconds, by number of wards")
    for header in ("wards", "books", "run", "reads", "writes", "letters", "cells", "seconds", "seconds/book", "ratio"):
        table.add_column(header, justify="right")
    base: dict[str, float] = {}
    for size in sizes:
        grown = _grown(edition, size)
        count = len(books(grown))
        for run, (outcome, seconds) in _runs(grown).items():
            per_book = seconds / count
            base.setdefault(run, per_book)
            table.add_row(
                str(size), str(count), run, str(outcome.reads), str(outcome.writes), str(len(outcome.letters)),
                str(outcome.cells_changed), f"{seconds:.2f}", f"{per_book:.4f}", f"{per_book / base[run]:.2f}",
            )  # fmt: skip
    console = Console()
    console.print(table)
    console.print("ratio: seconds per book against the smallest size; 1 means that the cost is linear.")
    console.print(f"sheetsync --help: {_help_seconds():.3f} s (median of 9, whole process)")
    return 0


def _grown(edition: Edition, size: int) -> Edition:
    """The edition with `size` wards: those it has, and copies of them under other names."""
    units = list(edition.units)
    for number in range(len(units) + 1, size + 1):
        model = edition.units[(number - 1) % len(edition.units)]
        units.append(Unit(code=f"P{number}", name=f"Phường {number}", cluster=model.cluster, contacts=model.contacts))
    return edition.model_copy(update={"units": tuple(units[:size])})


def _runs(edition: Edition) -> dict[str, tuple[Outcome, float]]:
    """A first sync of the filled books, a second with nothing changed, a third after one cell was typed."""
    now = datetime(2020, 11, 8, 17, tzinfo=edition.zone)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "sheets.db")
        try:
            with (
                connect_local(InProcessTransport(App(store, clock=lambda: now))) as drive,
                SqliteMemory(Path(folder) / "memory.db") as memory,
                FolderPostbox(Path(folder) / "letters") as postbox,
            ):
                ids = _filled(edition, drive, now)
                scribe = LetterScribe(ROOT / "templates" / "mail", edition.mail.sender)
                job = Job(edition, ids, Hands(drive, memory, scribe, postbox), lambda: now)
                runs = {"first": _timed(job), "nothing new": _timed(job)}
                change = [Typed("bench", 1, "P1", "self", edition.rubric.leaves[0].code, "points", "0,5")]
                _type(edition, drive, ids, change)
                return {**runs, "one cell": _timed(job)}
        finally:
            store.close()


def _timed(job: Job) -> tuple[Outcome, float]:
    started = time.perf_counter()
    outcome = job.sync(Options())
    return outcome, time.perf_counter() - started


def _filled(edition: Edition, drive: GoogleBooks, now: datetime) -> dict[str, str]:
    """Every book of the edition, filled from the sample; copies of a ward are filled like their model."""
    ids: dict[str, str] = {}
    for _ in Provisioning(edition, {}, drive, ids.update, now.date()).run():
        pass
    typed = [line for path in sorted((SAMPLE / "sample" / "books").glob("*.csv")) for line in read_table(path)]
    codes = {unit.code for unit in edition.units}
    lines = [line for line in typed if line.book in ids and (line.key in codes or not line.key.startswith("P"))]
    for copy in edition.units[len(load_edition(SAMPLE)[0].units) :]:
        lines += [
            Typed(line.file, line.line, copy.code, line.tab, line.key, line.column, line.value)
            for line in typed
            if line.book == "P1" and line.tab in ("self", "appendix", "highlights")
        ]
    _type(edition, drive, ids, lines)
    return ids


def _type(edition: Edition, drive: GoogleBooks, ids: dict[str, str], lines: list[Typed]) -> None:
    named = {line.book for line in lines}
    laid = [book for book in books(edition) if book.code in named]
    pulled = {book.code: read_snapshot(drive.pull(ids[book.code])) for book in laid}
    by_book: dict[str, list[FillCell]] = {}
    for target in aim(lines, laid, pulled):
        by_book.setdefault(target.book, []).append(FillCell(target.tab_title, target.a1, target.value))
    for code, cells in by_book.items():
        drive.fill(ids[code], cells)


def _help_seconds() -> float:
    command = [str(Path(sys.executable).parent / "sheetsync"), "--help"]
    return median(_seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(9))  # noqa: S603 - our own command


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
