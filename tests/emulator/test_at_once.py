"""Many at once: threads on two servers over one file write into the same books, and every accepted write is there."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from sheetsync.emulator import App, Reroute, Store, serve

from .soundness import unsound
from .world import NOW, SHEETS

WRITERS, WRITES, BOOKS = 6, 15, 2


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[list[requests.Session]]:
    """Return a session for each writer: every other one talks to the second server, which has its own connection."""
    with ExitStack() as stack:
        ports = []
        for _ in range(2):
            store = Store(tmp_path / "store.db")
            stack.callback(store.close)
            ports.append(stack.enter_context(serve(App(store, clock=lambda: NOW), port=0)).port)
        found = [stack.enter_context(requests.Session()) for _ in range(WRITERS)]
        for number, session in enumerate(found):
            session.mount("https://", Reroute(ports[number % 2]))
        yield found


def _written(token: str, rng: random.Random) -> list[dict[str, Any]]:
    """Return a batch that leaves its token in a new row, among other things that move rows about."""
    row = {"values": [{"userEnteredValue": {"stringValue": token}}]}
    batch: list[dict[str, Any]] = [{"appendCells": {"rows": [row], "fields": "userEnteredValue"}}]
    place = rng.randrange(5)
    lines = {"dimension": "ROWS", "startIndex": place, "endIndex": place + 1}
    noise: list[dict[str, Any]] = [
        {"insertDimension": {"range": lines}},
        {"addSheet": {"properties": {"title": f"tab of {token}"}}},
        {"addNamedRange": {"namedRange": {"name": f"n_{token}", "range": {"endRowIndex": 1, "endColumnIndex": 1}}}},
        {"deleteSheet": {"sheetId": 424242}},  # refuses the batch
        {"addSheet": {"properties": {"sheetId": 5, "title": "one of all"}}},  # refuses all but the first
    ]
    return batch + rng.sample(noise, rng.randrange(3))


def _work(session: requests.Session, books: list[str], number: int) -> list[tuple[str, str]]:
    rng, kept = random.Random(number), []  # noqa: S311 - the same on every run
    for turn in range(WRITES):
        book, token = rng.choice(books), f"w{number}t{turn}"
        if turn % 5 == 0:
            url = f"{SHEETS}/{book}/values/A1:append?valueInputOption=RAW"
            reply = session.post(url, json={"values": [[token]]}, timeout=60)
        else:
            reply = session.post(f"{SHEETS}/{book}:batchUpdate", json={"requests": _written(token, rng)}, timeout=60)
        assert reply.status_code in (200, 400), reply.text
        if reply.status_code == 200:
            kept.append((book, token))
        else:
            assert "424242" in reply.text or "already exists" in reply.text, reply.text
        assert session.get(f"{SHEETS}/{book}", timeout=60).status_code == 200
    return kept


def test_no_accepted_write_is_lost_and_none_refused_is_kept(sessions: list[requests.Session]) -> None:
    books = [str(sessions[0].post(SHEETS, json={}).json()["spreadsheetId"]) for _ in range(BOOKS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        works = [pool.submit(_work, session, books, number) for number, session in enumerate(sessions)]
        kept = [pair for work in works for pair in work.result(timeout=120)]
    assert len(kept) > WRITERS * WRITES / 3
    for session in sessions[:2]:
        shown = []
        for book in books:
            values = session.get(f"{SHEETS}/{book}/values/A:Z").json().get("values", [])
            shown += [(book, cell) for row in values for cell in row if cell]
            assert not unsound(session.get(f"{SHEETS}/{book}?includeGridData=true").json())
        assert sorted(shown) == sorted(kept)
