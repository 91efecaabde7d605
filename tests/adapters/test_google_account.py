"""The service account signs in by itself, and what is wrong with its key is said without showing it."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from requests import ConnectionError as Unreached
from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter, HTTPAdapter
from scripted_google import Clock, Script

from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.google.connect import connect_google
from sheetsync.edition.model import Google, Quota
from sheetsync.emulator import App, Limits, Reroute, Store, serve
from sheetsync.errors import BookUnreadableError, ConfigError, GoogleError, Unreadable

FILES = "https://www.googleapis.com/drive/v3/files"
DRIVES = "https://www.googleapis.com/drive/v3/drives"


@pytest.fixture(scope="module")
def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return encoded.decode()


class Tokens(HTTPServer):
    """Google's token endpoint on loopback."""

    granted = 0
    status = 200

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server = self.server
            assert isinstance(server, Tokens)
            self.rfile.read(int(self.headers["Content-Length"]))
            server.granted += 1
            granted = {"access_token": f"token-{server.granted}", "expires_in": 3600, "token_type": "Bearer"}
            body = json.dumps(granted if server.status == 200 else {"error": "invalid_grant"}).encode()
            self.send_response(server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""


@pytest.fixture
def tokens() -> Iterator[Tokens]:
    server = Tokens(("127.0.0.1", 0), Tokens.Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def key_file(tmp_path: Path, private_key: str, tokens: Tokens) -> Path:
    key = {
        "type": "service_account",
        "project_id": "example",
        "private_key_id": "1",
        "private_key": private_key,
        "client_email": "robot@example.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": f"http://127.0.0.1:{tokens.server_port}/token",
    }
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key))
    return file


def connected(google: Google, transport: BaseAdapter, environ: Mapping[str, str] | None = None) -> GoogleBooks:
    patience = Clock().patience()
    return connect_google(google, Quota(), environ or {}, patience=patience, transport=lambda: transport)


def test_the_service_account_signs_in_by_itself(key_file: Path, tokens: Tokens) -> None:
    script = Script((200, '{"files": []}'))
    with connected(Google(service_account=str(key_file)), script) as books:
        assert books.account == "robot@example.iam.gserviceaccount.com"
        assert tokens.granted == 0, "connecting asks nothing"
        books.files()
        books.files()
    assert tokens.granted == 1
    assert script.sent[0].headers["Authorization"] == "Bearer token-1"
    assert script.timeouts == [(5.0, 190.0), (5.0, 190.0)]


def test_the_service_account_asks_google_for_nothing_but_its_token(
    key_file: Path, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    send = HTTPAdapter.send

    def noted(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        asked.append(str(request.url))
        if "127.0.0.1" not in str(request.url):
            raise Unreached(request.url)
        return send(adapter, request, *args, **kwargs)

    monkeypatch.setattr(HTTPAdapter, "send", noted)
    before = set(threading.enumerate())
    with connected(Google(service_account=str(key_file)), Script((200, '{"files": []}'))) as books:
        books.files()
        for aside in set(threading.enumerate()) - before:
            aside.join(timeout=10)
    assert asked == [f"http://127.0.0.1:{tokens.server_port}/token"], "all else goes through the gate"


def test_the_keys_path_may_come_from_the_environment(key_file: Path) -> None:
    google = Google(service_account="/nowhere.json", service_account_env="SHEETSYNC_ACCOUNT")
    with connected(google, Script((200, "{}")), {"SHEETSYNC_ACCOUNT": str(key_file)}) as books:
        assert books.account.startswith("robot@")


def test_a_key_that_google_no_longer_takes_stops_the_command(key_file: Path, tokens: Tokens) -> None:
    tokens.status = 400
    with connected(Google(service_account=str(key_file)), Script((200, "{}"))) as books:
        with pytest.raises(GoogleError, match="không nhận khóa") as caught:
            books.pull("abc")
        assert "đồng hồ" in caught.value.next_step
        with pytest.raises(GoogleError, match="không nhận khóa"):
            books.create("x", "t/x")


def test_a_book_that_is_not_shared_names_the_address_to_share_it_with(key_file: Path) -> None:
    refused = Script((403, '{"error": {"code": 403, "message": "The caller does not have permission"}}'))
    with (
        connected(Google(service_account=str(key_file)), refused) as books,
        pytest.raises(BookUnreadableError, match="robot@example"),
    ):
        books.pull("abc")


@pytest.fixture
def emulated(private_key: str, tmp_path: Path) -> Iterator[tuple[Store, Path, Reroute]]:
    """A Google of our own over HTTP, which knows whose key this is."""
    store = Store(None)
    with serve(App(store, limits=Limits.google()), 0) as server:
        address = "robot@example.iam.gserviceaccount.com"
        key = {"type": "service_account", "private_key_id": "1", "private_key": private_key, "client_email": address}
        file = tmp_path / "robot.json"
        file.write_text(json.dumps({**key, "token_uri": f"http://127.0.0.1:{server.port}/token"}))
        yield store, file, Reroute(server.port)
    store.close()


def person(reroute: Reroute) -> Session:
    session = Session()
    session.mount("https://", reroute)
    return session


def test_a_service_account_creates_books_in_a_shared_drive_and_finds_them_again(
    emulated: tuple[Store, Path, Reroute],
) -> None:
    _, file, reroute = emulated
    with person(reroute) as secretary:
        made = secretary.post(DRIVES, params={"requestId": "1"}, json={"name": "Thi đua"}).json()["id"]
        member = {"type": "user", "role": "fileOrganizer", "emailAddress": "robot@example.iam.gserviceaccount.com"}
        shared = secretary.post(f"{FILES}/{made}/permissions", params={"supportsAllDrives": "true"}, json=member)
        assert shared.status_code == 200, shared.text
    with connected(Google(service_account=str(file), shared_drive=made), reroute) as books:
        book = books.create("Phường 1", "t/P1")
        assert [(file.id, file.tag) for file in books.files()] == [(book, "t/P1")]
        assert books.pull(book)["sheets"]


def test_without_a_shared_drive_it_is_told_to_have_books_made_for_it_and_works_in_those(
    emulated: tuple[Store, Path, Reroute],
) -> None:
    _, file, reroute = emulated
    with connected(Google(service_account=str(file)), reroute) as books:
        with pytest.raises(GoogleError, match="không cấp dung lượng cho tài khoản dịch vụ"):
            books.create("Phường 1", "t/P1")
        with person(reroute) as secretary:
            sheet = {"name": "Phường 1", "mimeType": "application/vnd.google-apps.spreadsheet"}
            book = secretary.post(FILES, json=sheet).json()["id"]
            with pytest.raises(BookUnreadableError, match="robot@example"):
                books.pull(book)
            member = {"type": "user", "role": "writer", "emailAddress": books.account}
            secretary.post(f"{FILES}/{book}/permissions", json=member)
        assert books.pull(book)["sheets"]


SPOILT: dict[str, tuple[Callable[[dict[str, Any]], str], str]] = {
    "not JSON": (lambda _: "-----BEGIN very-secret", "không phải JSON"),
    "a list": (lambda _: "[]", "không phải khóa của tài khoản dịch vụ"),
    "a client's secrets": (lambda key: json.dumps({**key, "type": "authorized_user"}), "type: authorized_user"),
    "a broken key": (lambda key: json.dumps({**key, "private_key": "very-secret"}), "bị hỏng"),
    "half a key": (lambda key: json.dumps({"type": key["type"], "private_key": "very-secret"}), "bị hỏng"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_wrong_with_a_key_file_is_said_without_its_content(key_file: Path, spoilt: str) -> None:
    spoil, words = SPOILT[spoilt]
    key_file.write_text(spoil(json.loads(key_file.read_text())))
    with pytest.raises(ConfigError) as caught:
        connected(Google(service_account=str(key_file)), Script((200, "{}")))
    (problem,) = caught.value.problems
    assert problem.file == str(key_file)
    assert words in problem.message
    assert "very-secret" not in f"{problem} {caught.value!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize(
    ("google", "words"),
    [
        (Google(), "service_account_env"),
        (Google(service_account_env="SHEETSYNC_ACCOUNT"), "SHEETSYNC_ACCOUNT"),
        (Google(service_account="/nowhere/key.json"), "không mở được"),
    ],
)
def test_a_key_that_is_not_there_is_named(google: Google, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        connected(google, Script((200, "{}")))
    assert words in str(caught.value.problems[0])


def test_where_the_token_endpoint_cannot_be_reached_the_book_is_unavailable(key_file: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as closed:
        port = closed.server_port
    key_file.write_text(json.dumps({**json.loads(key_file.read_text()), "token_uri": f"http://127.0.0.1:{port}/token"}))
    with (
        connected(Google(service_account=str(key_file)), Script((200, "{}"))) as books,
        pytest.raises(BookUnreadableError) as caught,
    ):
        books.pull("abc")
    assert caught.value.reason is Unreadable.UNAVAILABLE
