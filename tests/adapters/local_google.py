"""A Google of our own for tests: the emulator in this process, or a script, behind real gspread."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from requests.adapters import BaseAdapter
from scripted_google import Clock, Script
from small_edition import SETTING, book, tab_of

from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.google.connect import connect_local
from sheetsync.core.cells import Snapshot, read_snapshot
from sheetsync.core.locate import Place, locate
from sheetsync.edition.model import Quota
from sheetsync.emulator import App, InProcessTransport, Store


@contextmanager
def local_transport(folder: Path) -> Iterator[BaseAdapter]:
    store = Store(folder / "books.db")
    try:
        yield InProcessTransport(App(store))
    finally:
        store.close()


@contextmanager
def local_books(folder: Path) -> Iterator[GoogleBooks]:
    with local_transport(folder) as transport, over(transport) as books:
        yield books


def over(transport: BaseAdapter, clock: Clock | None = None, quota: Quota | None = None) -> GoogleBooks:
    return connect_local(transport, quota=quota, patience=(clock or Clock()).patience())


def scripted(*steps: Any) -> tuple[GoogleBooks, Script, Clock]:
    script, clock = Script(*steps), Clock()
    return over(script, clock), script, clock


def provisioned(books: GoogleBooks, code: str) -> str:
    spreadsheet_id = books.create(book(code).title, f"t/{code}")
    books.provision(spreadsheet_id, book(code), SETTING)
    return spreadsheet_id


def snapshot_of(books: GoogleBooks, spreadsheet_id: str) -> Snapshot:
    return read_snapshot(books.pull(spreadsheet_id))


def place_of(code: str, tab_name: str, snapshot: Snapshot) -> Place:
    place = locate(book(code), tab_of(code, tab_name), snapshot)
    assert place is not None
    return place


def is_batch(request: requests.PreparedRequest) -> bool:
    return str(request.url).endswith(":batchUpdate")


def writers(books: GoogleBooks, spreadsheet_id: str) -> frozenset[str]:
    """The addresses that may write to a spreadsheet, its owner too."""
    sharing = books.sharing(spreadsheet_id)
    assert sharing
    return sharing.named
