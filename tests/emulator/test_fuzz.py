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
from urllib.parse import quote

import openpyxl
import orjson
import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetsync.emulator import App, Store
from sheetsync.emulator.book.model import Book as StoredBook
from sheetsync.emulator.shapes.schema import fields_of

from .plausible import BATCHES, COMMENT, FORMULAS, NUMBERS, PATTERNS, POST, REPLY
from .plausible_calls import BOOK, FILE, INTO_BOOK, INTO_DRIVE, INTO_VALUES, PERMISSION, Call
from .samples import prepare
from .soundness import unsound
from .world import DRIVE, INCLUDED, NOW, Book, World

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWERS = {200, 204, 400, 403, 404}
OF_DRIVE = {409, 501}  # taken already; and a field of a file that the emulator does not keep
LOCALES = st.sampled_from(["en_US", "vi_VN"])
KINDS_OF_FORMAT = sorted(fields_of("NumberFormat")["type"].choices)


def examples(count: int) -> settings:
    """Return how many examples to try."""
    return settings(
        max_examples=count * TIMES,
        deadline=None,
        derandomize=TIMES == 1,
        database=None,
        # One store serves all examples: each puts the book back as it was at first.
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@dataclass(repr=False)
class Bench:
    """A rich book in a store on disk, and a second store on the same file."""

    file: Path
    book: Book
    other: requests.Session
    first: StoredBook
    ids: dict[str, str]

    def put_back(self, locale: str = "en_US") -> None:
        """Make the book again what it was at first, in some locale."""
        book = self.first.copy()
        book.body["properties"]["locale"] = locale
        for sheet in book.sheets:
            sheet.replace_cells(sheet.cells)
        self.book.world.store.save_book(book)

    def call(self, method: str, url: str, body: Any = None, **params: Any) -> requests.Response:
        """Call, and hold the answer to be one of those that Google gives."""
        sent = None if body is None else self.filled(json.dumps(body)).encode()
        reply = self.book.world.session.request(method, self.filled(url), data=sent, params=params or None)
        # For a chart of nothing, Google itself fails so.
        accepted = ANSWERS | (OF_DRIVE if "/drive/" in url else {500} if b"basicChart" in (sent or b"") else set())
        assert reply.status_code in accepted, f"{method} {url} {body} {params}: {reply.text}"
        return reply

    def carry_out(self, call: Call) -> requests.Response:
        """Carry out a call that was drawn."""
        url = call.address
        for name in call.path:
            url = url.replace("{}", quote(name, safe=""), 1)
        return self.call(call.method, url, call.body, **call.query)

    def filled(self, text: str) -> str:
        """Put the ids that there are into the places left for them."""
        for name, identity in self.ids.items():
            text = text.replace(name, identity)
        return text

    def exported(self) -> None:
        """Hold the book to be one that can be taken away."""
        reply = self.call("GET", f"{DRIVE}/{self.book.id}/export", mimeType=XLSX)
        assert reply.status_code == 200, reply.text
        openpyxl.load_workbook(io.BytesIO(reply.content))

    def shown(self, session: requests.Session | None = None) -> Any:
        """Return all that the Sheets API tells of the book."""
        asked = {"includeGridData": "true", "commentsViewMode": INCLUDED}
        reply = (session or self.book.world.session).get(self.book.url, params=asked)
        assert reply.status_code == 200, reply.text
        return orjson.loads(reply.content)

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
        ids |= {BOOK: book.id, FILE: Book(book.world).id, PERMISSION: "nobody"}
        first = store.book(book.id)
        assert first
        yield Bench(file, book, other, first.copy(), ids)
    store.close()
    second.close()


@examples(50)
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
    bench.exported()


@examples(50)
@given(locale=LOCALES, calls=st.lists(st.one_of(INTO_VALUES, INTO_VALUES, INTO_BOOK), min_size=1, max_size=10))
def test_any_call_about_values_is_answered_and_leaves_a_sound_book(
    bench: Bench, locale: str, calls: list[Call]
) -> None:
    bench.put_back(locale)
    for call in calls:
        bench.carry_out(call)
    after = bench.shown()
    assert not unsound(after)
    assert bench.shown(bench.other) == after
    bench.exported()


@examples(60)
@given(calls=st.lists(INTO_DRIVE, min_size=1, max_size=12))
def test_any_call_to_drive_is_answered_and_leaves_every_file_readable(bench: Bench, calls: list[Call]) -> None:
    for call in calls:
        reply = bench.carry_out(call)
        if reply.status_code == 200 and call.method == "POST" and call.address.endswith("/permissions"):
            bench.ids[PERMISSION] = reply.json().get("id", PERMISSION)
    listed = bench.call("GET", DRIVE, fields="*", pageSize="1000").json()["files"]
    assert bench.ids[FILE] in {file["id"] for file in listed}
    for file in listed:
        if file["id"] not in bench.ids.values():
            bench.call("DELETE", f"{DRIVE}/{file['id']}")


@examples(60)
@given(locale=LOCALES, formulas=st.lists(FORMULAS, min_size=1, max_size=8), place=st.integers(0, 8))
def test_any_formula_can_be_shown_and_moved(bench: Bench, locale: str, formulas: list[str], place: int) -> None:
    bench.put_back(locale)
    cells = [{"values": [{"userEnteredValue": {"formulaValue": formula}}]} for formula in formulas]
    lines = {"dimension": "ROWS", "startIndex": place, "endIndex": place + 1}
    for request in (
        {"updateCells": {"start": {"columnIndex": 1}, "rows": cells, "fields": "userEnteredValue"}},
        {"insertDimension": {"range": lines}},
        {"deleteDimension": {"range": {**lines, "dimension": "COLUMNS"}}},
    ):
        bench.call("POST", f"{bench.book.url}:batchUpdate", {"requests": [request]})
        for option in ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"):
            bench.call("GET", f"{bench.book.url}/values/A1:D9", valueRenderOption=option)
    after = bench.shown()
    assert bench.shown(bench.other) == after
    bench.exported()


@examples(150)
@given(locale=LOCALES, kind=st.sampled_from(KINDS_OF_FORMAT), pattern=PATTERNS, number=NUMBERS)
def test_any_number_can_be_shown_by_any_pattern(
    bench: Bench, locale: str, kind: str, pattern: str, number: float
) -> None:
    bench.put_back(locale)
    number_format = {"numberFormat": {"type": kind, "pattern": pattern}}
    cell = {"userEnteredValue": {"numberValue": number}, "userEnteredFormat": number_format}
    update = {"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "*"}}
    bench.call("POST", f"{bench.book.url}:batchUpdate", {"requests": [update]})
    bench.call("GET", f"{bench.book.url}/values/A1")
