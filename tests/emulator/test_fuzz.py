"""Random requests, valid by Google's schema: nothing crashes, nothing is half done, no book is lost or bent.

The examples are the same on every run; `FUZZ_TIMES=50` tries fifty times as many, and others each time.
"""

import io
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import requests
from hypothesis import HealthCheck, given, settings

from sheetsync.emulator import App, Store
from sheetsync.emulator.book.model import Book as StoredBook

from .plausible import BATCHES, COMMENT, POST, REPLY
from .samples import prepare
from .soundness import unsound
from .world import DRIVE, INCLUDED, NOW, SHEETS, Book, World

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWERS = {200, 400, 403, 404}


def examples(count: int) -> settings:
    """Return how many examples to try."""
    return settings(
        max_examples=count * TIMES,
        deadline=None,
        derandomize=TIMES == 1,
        database=None,
        # One store serves all examples: each puts the book back as it was at first.
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.large_base_example],
    )


@dataclass
class Bench:
    """A rich book in a store on disk, and a second store on the same file."""

    file: Path
    book: Book
    other: requests.Session
    first: StoredBook
    ids: dict[str, str]

    def put_back(self) -> None:
        """Make the book again what it was at first."""
        book = self.first.copy()
        for sheet in book.sheets:
            sheet.replace_cells(sheet.cells)
        self.book.world.store.save_book(book)

    def call(self, method: str, url: str, body: Any = None, **params: Any) -> requests.Response:
        """Call, and hold the answer to be one of those that Google gives."""
        text = json.dumps(body) if body is not None else None
        for name, identity in self.ids.items() if text else ():
            text = text.replace(name, identity)
        reply = self.book.world.session.request(method, url, data=text, params=params or None)
        assert reply.status_code in ANSWERS, f"{method} {url} {text} {params}: {reply.text}"
        return reply

    def shown(self, session: requests.Session | None = None) -> Any:
        """Return all that the Sheets API tells of the book."""
        asked = {"includeGridData": "true", "commentsViewMode": INCLUDED}
        reply = (session or self.book.world.session).get(self.book.url, params=asked)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def stored(self) -> list[str]:
        """Return all that is in the store, read past the emulator."""
        with sqlite3.connect(self.file) as connection:
            return list(connection.iterdump())


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    file = tmp_path_factory.mktemp("fuzz") / "store.db"
    store, second = Store(file), Store(file)
    app = App(store, clock=lambda: NOW)
    with World.session_for(app) as session, World.session_for(App(second, clock=lambda: NOW)) as other:
        book = Book(World(store, app, session))
        samples = prepare(book)
        comment = samples["deleteCommentReply"]
        ids = {COMMENT: comment["commentId"], REPLY: comment["postId"], POST: samples["updateCommentPost"]["postId"]}
        first = store.book(book.id)
        assert first
        yield Bench(file, book, other, first.copy(), ids)
    store.close()
    second.close()


@examples(60)
@given(batches=BATCHES)
def test_any_batch_is_done_whole_or_not_at_all_and_leaves_a_sound_book(bench: Bench, batches: list[list[Any]]) -> None:
    bench.put_back()
    shown = bench.shown()
    for batch in batches:
        stored = bench.stored()
        reply = bench.call("POST", f"{bench.book.url}:batchUpdate", {"requests": batch})
        after = bench.shown()
        if reply.status_code == 200:
            assert len(reply.json()["replies"]) == len(batch)
            assert not unsound(after)
            assert bench.shown(bench.other) == after
        else:
            assert after == shown
            assert bench.stored() == stored
        shown = after
    exported = bench.call("GET", f"{DRIVE}/{bench.book.id}/export", mimeType=XLSX)
    assert exported.status_code == 200, exported.text
    openpyxl.load_workbook(io.BytesIO(exported.content))
