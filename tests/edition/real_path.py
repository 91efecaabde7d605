"""The whole way of an edition on this disk: books provisioned, people's keys typed, one sync, what came of it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sheetsync.adapters.google.books import FillCell, GoogleBooks
from sheetsync.adapters.google.connect import connect_local
from sheetsync.adapters.mail.letters import LetterScribe
from sheetsync.adapters.mail.postbox import FolderPostbox
from sheetsync.adapters.memory.sqlite import SqliteMemory
from sheetsync.core.assessment import Assessment
from sheetsync.core.books import books
from sheetsync.core.cells import read_snapshot
from sheetsync.edition.model import Edition
from sheetsync.emulator import App, InProcessTransport, Store
from sheetsync.fill import Typed, aim, read_table
from sheetsync.job import Hands, Job, Options
from sheetsync.provisioning import Provisioning

ROOT = Path(__file__).parents[2]

Keys = tuple[str, str, str, str, str]
"""What somebody types: book, tab, row key, column, the keys pressed."""


def synced(
    edition: Edition,
    keys: Iterable[Keys],
    folder: Path,
    moment: str = "2026-12-15 08:00",
    decisions: Iterable[Keys] = (),
) -> Assessment:
    """Provision, type, sync without letters; then the committee decides in the master, and once more.

    Where it decides nothing, the second sync must find nothing to write.
    """
    now = datetime.fromisoformat(moment).replace(tzinfo=edition.zone)
    store = Store(folder / "sheets.db")
    try:
        with (
            connect_local(InProcessTransport(App(store, clock=lambda: now))) as drive,
            SqliteMemory(folder / "memory.db") as memory,
            FolderPostbox(folder / "letters") as postbox,
        ):
            ids: dict[str, str] = {}
            for _ in Provisioning(edition, {}, drive, ids.update, now.date()).run():
                pass
            _type(edition, drive, ids, keys)
            hands = Hands(drive, memory, LetterScribe(ROOT / "templates" / "mail", edition.mail.sender), postbox)
            job = Job(edition, ids, hands, lambda: now)
            first = job.sync(Options(mail=False))
            assert (first.held, first.failures, first.assessment.unread) == ((), (), 0)
            if decided := list(decisions):
                _type(edition, drive, ids, decided)
            second = job.sync(Options(mail=False))
            assert bool(decided) or second.cells_changed == 0
            return second.assessment
    finally:
        store.close()


def _type(edition: Edition, drive: GoogleBooks, ids: dict[str, str], keys: Iterable[Keys]) -> None:
    typed = [Typed("keys", number, *key) for number, key in enumerate(keys, 1)]
    named = {line.book for line in typed}
    laid = [book for book in books(edition) if book.code in named]
    pulled = {book.code: read_snapshot(drive.pull(ids[book.code])) for book in laid}
    cells: dict[str, list[FillCell]] = {}
    for target in aim(typed, laid, pulled):
        cells.setdefault(target.book, []).append(FillCell(target.tab_title, target.a1, target.value))
    for code, written in cells.items():
        drive.fill(ids[code], written)


def sample_keys(folder: Path) -> list[Keys]:
    """What an edition's `sample/books` types."""
    paths = sorted((folder / "sample" / "books").glob("*.csv"))
    return [(line.book, line.tab, line.key, line.column, line.value) for path in paths for line in read_table(path)]
