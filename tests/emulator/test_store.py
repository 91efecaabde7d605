"""The store: many threads, a second process, a process killed at the wrong moment; and the app over HTTP."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import gspread
import pytest
import requests

from sheetsync.emulator import App, InProcessTransport, Store, serve

from .world import DRIVE, SHEETS, Book, World

KILLED_AT_WORK = """
import os, signal, sys
from pathlib import Path
from sheetsync.emulator import Store
store = Store(Path(sys.argv[1]))
with store.transaction():
    book = store.book(sys.argv[2]).copy()
    book.sheets[0].put(0, 0, {"userEnteredValue": {"stringValue": "half"}})
    store.save_book(book)
    os.kill(os.getpid(), signal.SIGKILL)
"""
KILLED_WHILE_SHARING = """
import os, signal, sys
from pathlib import Path
from sheetsync.emulator import Store
store = Store(Path(sys.argv[1]))
with store.transaction():
    store.save_file({**store.file(sys.argv[2]), "name": "half"})
    person = {"id": "1", "type": "user", "role": "reader", "emailAddress": "ward@example.com"}
    store.save_permission(sys.argv[2], person)
    store.save_content(sys.argv[2], b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
APPENDS_FROM_OUTSIDE = """
import sys
from pathlib import Path
from sheetsync.emulator import App, InProcessTransport, Store
import requests
store = Store(Path(sys.argv[1]))
session = requests.Session()
session.mount("https://", InProcessTransport(App(store)))
where = f"https://sheets.googleapis.com/v4/spreadsheets/{sys.argv[2]}/values/A1:append"
for turn in range(10):
    reply = session.post(where, json={"values": [[f"outside/{turn}"]]}, params={"valueInputOption": "RAW"})
    assert reply.status_code == 200, reply.text
store.close()
"""
FIRST_LAYOUT = """
CREATE TABLE files (id TEXT PRIMARY KEY, modified TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX files_by_time ON files (modified DESC);
CREATE TABLE permissions (
    file TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE, id TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (file, id));
"""
WRITES_FROM_OUTSIDE = """
import sys
from pathlib import Path
from sheetsync.emulator import Store
store = Store(Path(sys.argv[1]))
with store.transaction():
    book = store.book(sys.argv[2]).copy()
    book.sheets[0].put(0, 0, {"userEnteredValue": {"stringValue": "outside"}})
    store.save_book(book)
store.close()
"""


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[World]:
    store = Store(tmp_path / "google.db")
    app = App(store)
    session = World.session_for(app)
    yield World(store, app, session)
    session.close()
    store.close()


def _run(script: str, tmp_path: Path, book_id: str) -> int:
    command = [sys.executable, "-c", script, str(tmp_path / "google.db"), book_id]
    return subprocess.run(command, check=False, timeout=60).returncode  # noqa: S603 - our own interpreter


def test_what_is_written_is_there_when_the_file_is_opened_again(on_disk: World, tmp_path: Path) -> None:
    book = Book(on_disk, "vi_VN")
    book.write("B2", ["8,5", "=B2*2"])
    book.tab.freeze(rows=1)
    before = book.get(includeGridData=True)
    again = Store(tmp_path / "google.db")
    session = World.session_for(App(again))
    assert session.get(book.url, params={"includeGridData": "true"}).json() == before
    session.close()
    again.close()


def test_a_killed_process_leaves_the_file_as_before_the_batch(on_disk: World, tmp_path: Path) -> None:
    book = Book(on_disk)
    book.write("A1", ["whole"])
    assert _run(KILLED_AT_WORK, tmp_path, book.id) == -signal.SIGKILL
    again = Store(tmp_path / "google.db")
    stored = again.book(book.id)
    assert stored is not None
    assert stored.sheets[0].cell(0, 0) == {"userEnteredValue": {"stringValue": "whole"}}
    again.close()


def test_a_change_by_another_process_is_seen(on_disk: World, tmp_path: Path) -> None:
    book = Book(on_disk)
    book.write("A1", ["inside"])
    assert book.shown("A1") == [["inside"]]
    assert _run(WRITES_FROM_OUTSIDE, tmp_path, book.id) == 0
    assert book.shown("A1") == [["outside"]]


def test_a_process_killed_while_it_shares_leaves_nothing_of_it(on_disk: World, tmp_path: Path) -> None:
    book = Book(on_disk)
    changes = f"{DRIVE.removesuffix('/files')}/changes"
    token = on_disk.call("GET", f"{changes}/startPageToken").json()["startPageToken"]
    before = on_disk.call("GET", f"{DRIVE}/{book.id}", fields="*").json()
    assert _run(KILLED_WHILE_SHARING, tmp_path, book.id) == -signal.SIGKILL
    assert on_disk.call("GET", f"{DRIVE}/{book.id}", fields="*").json() == before
    assert on_disk.call("GET", changes, pageToken=token).json()["changes"] == []


def test_two_processes_write_to_one_book_and_lose_nothing(on_disk: World, tmp_path: Path) -> None:
    book = Book(on_disk)
    command = [sys.executable, "-c", APPENDS_FROM_OUTSIDE, str(tmp_path / "google.db"), book.id]
    with subprocess.Popen(command) as other:  # noqa: S603 - our own interpreter
        for turn in range(10):
            params = {"valueInputOption": "RAW"}
            body = {"values": [[f"inside/{turn}"]]}
            assert on_disk.call("POST", f"{book.url}/values/A1:append", body, **params).status_code == 200
    assert other.returncode == 0
    written = {row[0] for row in book.shown("A1:A50")}
    assert written == {f"{where}/{turn}" for where in ("inside", "outside") for turn in range(10)}


def test_a_file_of_the_first_layout_is_opened_and_can_be_searched(tmp_path: Path) -> None:
    path = tmp_path / "google.db"
    time = "2026-09-03T08:00:00.000Z"
    file = {"id": "f", "name": "Cũ", "mimeType": "text/plain", "createdTime": time, "modifiedTime": time}
    owner = {"id": "1", "type": "user", "role": "owner", "emailAddress": "owner@example.com"}
    with closing(sqlite3.connect(path)) as old:
        old.executescript(FIRST_LAYOUT)
        owners = [{"emailAddress": "owner@example.com"}]
        old.execute("INSERT INTO files VALUES ('f', ?, ?)", (time, json.dumps({**file, "owners": owners})))
        old.execute("INSERT INTO permissions VALUES ('f', '1', ?)", (json.dumps(owner),))
        old.commit()
    for _ in range(2):  # laid out anew, and then found so
        with closing(Store(path)) as store, World.session_for(App(store)) as session:
            found = session.get(DRIVE, params={"q": "name = 'cũ' and 'me' in owners"}).json()["files"]
            assert [one["name"] for one in found] == ["Cũ"]


def test_the_work_does_not_grow_with_the_number_of_books(world: World) -> None:
    """Counted in steps of SQLite's machine, which the clock of this computer has no part in."""
    tags = {"appProperties": {"unit": "P7"}, "mimeType": "application/vnd.google-apps.spreadsheet"}
    book = world.call("POST", DRIVE, {"name": "one", **tags}).json()["id"]
    cells = [{"values": [{"userEnteredValue": {"numberValue": number}} for number in range(10)]}] * 60
    update = {"start": {"sheetId": 0}, "rows": cells, "fields": "userEnteredValue"}
    write = {"requests": [{"updateCells": update}]}
    requests_: dict[str, Callable[[], requests.Response]] = {
        "read": lambda: world.call("GET", f"{SHEETS}/{book}/values/A1:J60"),
        "write": lambda: world.call("POST", f"{SHEETS}/{book}:batchUpdate", write),
        "get": lambda: world.call("GET", f"{DRIVE}/{book}", fields="*"),
        "first page": lambda: world.call("GET", DRIVE, pageSize=10),
        "by kind": lambda: world.call("GET", DRIVE, q=f"mimeType = '{tags['mimeType']}'", pageSize=10),
        "by name": lambda: world.call("GET", DRIVE, q="name = 'one'"),
        "by tag": lambda: world.call("GET", DRIVE, q="appProperties has {key='unit' and value='P7'}"),
    }

    def grow(count: int) -> dict[str, int]:
        for number in range(count):
            assert world.call("POST", DRIVE, {"name": f"b{number}", "mimeType": tags["mimeType"]}).status_code == 200
        requests_["read"]()  # the new books may have pushed this one out of the cache, which is no growth
        return {name: _steps(world.store, ask) for name, ask in requests_.items()}

    few, many = grow(20), grow(300)
    assert {name: (few[name], many[name]) for name in few if many[name] > 1.5 * few[name]} == {}


def _steps(store: Store, ask: Callable[[], requests.Response]) -> int:
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    database = store._db  # SQLite counts for its connection only
    database.set_progress_handler(count, 1)
    try:
        assert ask().status_code == 200
    finally:
        database.set_progress_handler(None, 1)
    return steps[0]


def test_eight_threads_lose_no_write(on_disk: World) -> None:
    book = Book(on_disk)

    def append(number: int) -> None:
        session = World.session_for(on_disk.app)
        for turn in range(5):
            body = {"values": [[f"{number}/{turn}"]]}
            params = {"valueInputOption": "RAW"}
            reply = session.post(f"{SHEETS}/{book.id}/values/A1:append", json=body, params=params)
            assert reply.status_code == 200
            assert session.get(f"{SHEETS}/{book.id}/values/A1:A50").status_code == 200
        session.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(append, range(8)))
    assert sorted(row[0] for row in book.shown("A1:A50")) == sorted(f"{n}/{t}" for n in range(8) for t in range(5))


def test_of_two_racing_for_one_id_exactly_one_wins(on_disk: World) -> None:
    book = Book(on_disk)
    item = {"metadataId": 1, "metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}

    def claim(_: int) -> int:
        session = World.session_for(on_disk.app)
        body = {"requests": [{"createDeveloperMetadata": {"developerMetadata": item}}]}
        status = session.post(f"{book.url}:batchUpdate", json=body).status_code
        session.close()
        return status

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(claim, range(8))) == [200] + [400] * 7


def test_a_reset_store_is_empty(world: World) -> None:
    Book(world)
    world.store.reset()
    assert world.client().list_spreadsheet_files() == []


def test_the_same_answers_come_over_http(world: World) -> None:
    with serve(world.app, port=0) as server:
        base = f"http://127.0.0.1:{server.port}"
        book = Book(world)
        book.gspread.add_worksheet("Q3/2025", 3, 3).update([["x"]], "A1")
        url = f"{base}/v4/spreadsheets/{book.id}"
        assert requests.get(url, timeout=5).json() == book.get()
        assert requests.get(f"{url}/values/%27Q3%2F2025%27%21A1", timeout=5).json()["values"] == [["x"]]
        assert requests.delete(f"{base}/drive/v3/files/{book.id}", timeout=5).status_code == 204
        assert requests.get(url, timeout=5).status_code == 404


def test_gspread_works_over_http_when_its_requests_are_rerouted(world: World) -> None:
    class Rerouted(requests.Session):
        def request(self, method: str | bytes, url: str | bytes, *rest: object, **more: object) -> requests.Response:
            local = str(url).replace("https://sheets.googleapis.com", base).replace("https://www.googleapis.com", base)
            return super().request(method, local, *rest, **more)  # type: ignore[arg-type]  # gspread asks for less than it says

    with serve(world.app, port=0) as server, Rerouted() as session:
        base = f"http://127.0.0.1:{server.port}"
        book = gspread.Client(auth=None, session=session).create("over http")  # type: ignore[arg-type]  # gspread asks for less than it says
        book.sheet1.append_row(["a", "b"])
        assert book.sheet1.get_all_values() == [["a", "b"]]


def test_any_address_but_loopback_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 only"):
        serve(world.app, port=0, host="0.0.0.0")  # noqa: S104 - that is the point


def test_the_transport_needs_no_network(world: World) -> None:
    assert isinstance(world.session.get_adapter("https://sheets.googleapis.com/v4"), InProcessTransport)
