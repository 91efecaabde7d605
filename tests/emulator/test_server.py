"""The server: HTTP as real clients speak it, faults on a real socket, and a process that is killed."""

import gzip
import http.client
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import gspread
import pytest
import requests

from sheetsync.emulator import App, Fault, Reroute, Store, serve

from .world import NOW, SHEETS, Book, World

FILES = "/drive/v3/files"


@pytest.fixture
def port(world: World) -> Iterator[int]:
    with serve(world.app, port=0) as server:
        yield server.port


@pytest.fixture
def wire(port: int) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        yield connection


def ask(
    wire: http.client.HTTPConnection, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, bytes]:
    wire.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
    reply = wire.getresponse()
    return reply.status, reply.read()


def raw(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


# --- HTTP ------------------------------------------------------------------------------------------------------------


def test_a_connection_carries_many_requests(book: Book, wire: http.client.HTTPConnection) -> None:
    wire.connect()
    mine = wire.sock
    assert ask(wire, "GET", f"/v4/spreadsheets/{book.id}?fields=spreadsheetId")[0] == 200
    assert (
        ask(wire, "PUT", f"/v4/spreadsheets/{book.id}/values/A1?valueInputOption=RAW", '{"values":[["x"]]}')[0] == 200
    )
    assert ask(wire, "GET", f"/v4/spreadsheets/{book.id}/values/NOPE!A1")[0] == 400
    assert ask(wire, "GET", "/nothing")[0] == 404
    assert ask(wire, "DELETE", f"{FILES}/{book.id}") == (204, b"")
    assert ask(wire, "GET", FILES)[0] == 200
    assert wire.sock is mine


def test_answers_on_one_connection_do_not_wait_for_each_other(book: Book, wire: http.client.HTTPConnection) -> None:
    ask(wire, "GET", f"/v4/spreadsheets/{book.id}?fields=spreadsheetId")
    start = time.monotonic()
    for _ in range(20):
        ask(wire, "GET", f"/v4/spreadsheets/{book.id}?fields=spreadsheetId")
    assert time.monotonic() - start < 0.7, "as slow as acknowledgements that wait for more data: 40 ms each"


def test_requests_may_be_sent_ahead(book: Book, port: int) -> None:
    one = f"GET /v4/spreadsheets/{book.id}?fields=spreadsheetId HTTP/1.1\r\nHost: localhost\r\n"
    got = raw(port, f"{one}\r\n{one}\r\n{one}Connection: close\r\n\r\n".encode())
    assert got.count(b"HTTP/1.1 200 OK") == 3


def test_a_body_may_come_in_chunks(book: Book, wire: http.client.HTTPConnection) -> None:
    path = f"/v4/spreadsheets/{book.id}/values/A1?valueInputOption=RAW"
    wire.request("PUT", path, iter([b'{"values":', b'[["in ', b'pieces"]]}']), encode_chunked=True)
    assert wire.getresponse().read()
    assert book.shown("A1") == [["in pieces"]]
    assert ask(wire, "GET", FILES)[0] == 200, "the connection stands where the next request begins"


def test_a_body_may_be_packed(book: Book, wire: http.client.HTTPConnection) -> None:
    path = f"/v4/spreadsheets/{book.id}/values/A1?valueInputOption=RAW"
    status, _ = ask(wire, "PUT", path, gzip.compress(b'{"values":[["packed"]]}'), Content_Encoding="gzip")
    assert (status, book.shown("A1")) == (200, [["packed"]])


def test_big_bodies_pass_and_one_that_is_too_big_leaves_the_connection_whole(
    book: Book, wire: http.client.HTTPConnection
) -> None:
    path = f"/v4/spreadsheets/{book.id}/values/A1?valueInputOption=RAW"
    rows = [["y" * 50_000] for _ in range(180)]
    assert ask(wire, "PUT", path.replace("A1", "A1:A180"), json.dumps({"values": rows}))[0] == 200
    status, content = ask(wire, "GET", f"/v4/spreadsheets/{book.id}/values/A1:A180")
    assert (status, json.loads(content)["values"]) == (200, rows)
    for encode in (False, True):
        body = iter([b" " * 1_000_000] * 11) if encode else b" " * 10_485_761
        wire.request("PUT", path, body, encode_chunked=encode)
        reply = wire.getresponse()
        assert (reply.status, b"exceeds the limit: 10485760 bytes" in reply.read()) == (400, True)
    assert ask(wire, "GET", FILES)[0] == 200


def test_a_client_may_ask_before_it_sends_the_body(book: Book, port: int) -> None:
    head = f"PUT /v4/spreadsheets/{book.id}/values/A1?valueInputOption=RAW HTTP/1.1\r\nHost: localhost\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"{head}Content-Length: 18\r\nExpect: 100-continue\r\n\r\n".encode())
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b'{"values":[["x"]]}')
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_an_encoded_slash_stays_in_the_name(book: Book, wire: http.client.HTTPConnection) -> None:
    book.gspread.add_worksheet("Q3/2025", 3, 3).update([["x"]], "A1")
    status, content = ask(wire, "GET", f"/v4/spreadsheets/{book.id}/values/%27Q3%2F2025%27%21A1")
    assert (status, json.loads(content)["values"]) == (200, [["x"]])
    assert ask(wire, "GET", f"/v4/spreadsheets/{book.id}/values/Q3/2025")[0] == 404


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "FROBNICATE"])
def test_verbs_that_google_has_no_use_for_are_405(book: Book, wire: http.client.HTTPConnection, method: str) -> None:
    status, content = ask(wire, method, f"/v4/spreadsheets/{book.id}")
    assert (status, bool(content)) == (405, method != "HEAD")
    assert ask(wire, "PUT", f"/v4/spreadsheets/{book.id}")[0] == 404
    assert ask(wire, "GET", f"/v4/spreadsheets/{book.id}?fields=spreadsheetId")[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
        b"what is this\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_and_hung_up_on(port: int, sent: bytes) -> None:
    assert b" 400 " in raw(port, sent).partition(b"\r\n")[0]


@pytest.mark.parametrize(("host", "status"), [("evil.example.org", 421), ("sheets.googleapis.com", 200), ("", 200)])
def test_a_name_that_was_made_to_point_here_is_refused(
    wire: http.client.HTTPConnection, host: str, status: int
) -> None:
    found, content = ask(wire, "GET", FILES, Host=host)
    assert found == status
    assert (content == b"The host is none of 127.0.0.1, localhost, *.googleapis.com.\n") == (status == 421)


def test_a_crash_is_googles_500_and_its_traceback_goes_to_the_log(
    world: World,
    wire: http.client.HTTPConnection,
    complaints: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_: str) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(world.store, "file", broken)
    status, content = ask(wire, "GET", "/v4/spreadsheets/any")
    wanted = {"error": {"code": 500, "message": "Internal error encountered.", "status": "INTERNAL"}}
    assert (status, json.loads(content)) == (500, wanted)
    drive = json.loads(ask(wire, "GET", f"{FILES}/any")[1])["error"]
    assert (drive["code"], drive["errors"][0]["domain"]) == (500, "global")
    assert world.call("GET", f"{SHEETS}/any").json() == wanted
    assert "a bug" in caplog.text
    assert "Traceback" in caplog.text
    assert len(complaints) == 3
    complaints.clear()


def test_even_the_app_itself_may_crash(
    world: World, port: int, complaints: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(world.app.faults, "strike", lambda _: 1 / 0)
    caplog.set_level(logging.ERROR)
    assert requests.get(f"http://127.0.0.1:{port}{FILES}", timeout=5).status_code == 500
    assert "ZeroDivisionError" in caplog.text
    complaints.clear()


def test_a_server_that_stops_hangs_up_on_who_waits_but_lets_an_answer_finish(world: World) -> None:
    world.app.faults.add(Fault("slow", seconds=0.3))
    server = serve(world.app, port=0)
    with server, closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as idle:
        idle.connect()
        got: list[int] = []
        url = f"http://127.0.0.1:{server.port}{FILES}"
        busy = threading.Thread(target=lambda: got.append(requests.get(url, timeout=5).status_code))
        busy.start()
        while not len(world.app.journal):
            time.sleep(0.01)
        server.shutdown()
        busy.join()
        assert got == [200]
        with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
            ask(idle, "GET", FILES)
        with pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=5)


# --- faults on a socket ----------------------------------------------------------------------------------------------


def test_a_reset_connection_is_reset(world: World, book: Book, port: int) -> None:
    world.app.faults.add(Fault("reset", applied=True, count=1))
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        path = f"/v4/spreadsheets/{book.id}/values/A1?valueInputOption=RAW"
        connection.sendall(f"PUT {path} HTTP/1.1\r\nContent-Length: 18\r\n\r\n".encode() + b'{"values":[["x"]]}')
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    assert book.shown("A1") == [["x"]]


def test_requests_meets_the_same_exceptions_as_in_process(world: World, book: Book, port: int) -> None:
    session = requests.Session()
    session.mount("https://", Reroute(port))
    for kind, error in (
        ("reset", requests.ConnectionError),
        ("truncated", requests.exceptions.ChunkedEncodingError),
    ):
        world.app.faults.add(Fault(kind, count=2))
        for one in (session, world.session):
            with pytest.raises(error):
                one.get(book.url)
    world.app.faults.add(Fault("slow", seconds=0.3, count=1))
    with pytest.raises(requests.ReadTimeout):
        session.get(book.url, timeout=0.1)
    assert session.get(book.url).json() == book.get()
    session.close()


# --- gspread as it is ------------------------------------------------------------------------------------------------


def test_five_lines_point_gspread_at_the_server(port: int) -> None:
    session = requests.Session()
    session.mount("https://", Reroute(port))
    client = gspread.Client(auth=None, session=session)  # type: ignore[arg-type]  # gspread takes None at run time
    book = client.create("by adapter")
    book.sheet1.append_row(["a", 1])
    assert client.open("by adapter").sheet1.get_all_values() == [["a", "1"]]
    session.close()


def test_an_http_client_of_gspread_points_it_at_the_server(port: int) -> None:
    class Local(gspread.HTTPClient):
        def request(self, method: str, endpoint: str, *rest: Any, **options: Any) -> Any:
            here = re.sub(r"^https://\w+\.googleapis\.com", f"http://127.0.0.1:{port}", endpoint)
            return super().request(method, here, *rest, **options)

    session = requests.Session()
    client = gspread.Client(auth=None, session=session, http_client=Local)  # type: ignore[arg-type]  # as above
    client.create("by client").sheet1.update([["x"]], "A1")
    assert client.open("by client").sheet1.acell("A1").value == "x"
    session.close()


def test_a_rerouted_answer_looks_as_if_it_came_from_google(
    book: Book, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with requests.Session() as session:
        session.mount("https://", Reroute(port))
        reply = session.get(f"{book.url}/values/'Q3'!A1", headers={"Authorization": "Bearer x@example.org"})
    assert reply.url == f"{book.url}/values/'Q3'!A1"
    assert reply.request.url == reply.url
    assert reply.status_code == 403


# --- killed ----------------------------------------------------------------------------------------------------------

KILLED_INSIDE = """
import sys, time
from pathlib import Path
from sheetsync.emulator import App, Store, serve
store = Store(Path(sys.argv[1]))
written = store.save_book
def save_and_hang(book):
    written(book)
    print("written, not committed", flush=True)
    time.sleep(60)
store.save_book = save_and_hang
with serve(App(store), 0) as server:
    print(server.port, flush=True)
    time.sleep(60)
"""


def test_a_process_killed_in_the_middle_of_a_batch_leaves_the_file_as_before(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    book_id = _stored_book(path, "before")
    command = [sys.executable, "-c", KILLED_INSIDE, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own program
        assert server.stdout
        port = int(server.stdout.readline())
        request = {"addSheet": {"properties": {"title": "never"}}}
        url = f"http://127.0.0.1:{port}/v4/spreadsheets/{book_id}:batchUpdate"
        asking = threading.Thread(target=_posted, args=(url, {"requests": [request, _fill("after")]}))
        asking.start()
        assert server.stdout.readline() == "written, not committed\n"
        os.kill(server.pid, signal.SIGKILL)
        asking.join()
    assert _found_in(path, book_id) == (["Sheet1"], {"before"})


def test_a_process_killed_at_any_moment_leaves_whole_batches_only(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    book_id = _stored_book(path, "0")
    for moment in (0.02, 0.11, 0.23):
        command = [sys.executable, "-m", "sheetsync.emulator", "--port", "0", "--store", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own program
            assert server.stdout
            found = re.search(r":(\d+)", server.stdout.readline())
            assert found
            url = f"http://127.0.0.1:{found[1]}/v4/spreadsheets/{book_id}:batchUpdate"
            threading.Timer(moment, server.kill).start()
            number = 1
            while _posted(url, {"requests": [_fill(f"{moment} {number}")]}):
                number += 1
        titles, values = _found_in(path, book_id)
        assert (titles, len(values)) == (["Sheet1"], 1)


def _stored_book(path: Path, value: str) -> str:
    store = Store(path)
    app = App(store, clock=lambda: NOW)
    book = Book(World(store, app, World.session_for(app)))
    book.batch(_fill(value))
    store.close()
    return str(book.id)


def _fill(value: str) -> dict[str, Any]:
    cell = {"userEnteredValue": {"stringValue": value}}
    area = {"sheetId": 0, "endRowIndex": 500, "endColumnIndex": 4}
    return {"repeatCell": {"range": area, "cell": cell, "fields": "userEnteredValue"}}


def _posted(url: str, body: Any) -> bool:
    try:
        return requests.post(url, json=body, timeout=30).status_code == 200
    except requests.RequestException:
        return False


def _found_in(path: Path, book_id: str) -> tuple[list[str], set[str]]:
    store = Store(path)
    client = World(store, App(store), World.session_for(App(store))).client()
    tabs = client.open_by_key(book_id).worksheets()
    values = tabs[0].get("A1:D500")
    store.close()
    assert [len(row) for row in values] == [4] * 500
    return [tab.title for tab in tabs], {cell for row in values for cell in row}
