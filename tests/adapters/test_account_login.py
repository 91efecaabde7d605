"""The secretary's login: kept for her alone, used where it should be, and said to be over where it is."""

import json
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials
from scripted_google import Clock, Script

from sheetsync.adapters.google import account
from sheetsync.adapters.google.account import Flow, forget_login, keep_login, log_in, login_credentials, read_login
from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.google.clinic import GoogleClinic
from sheetsync.adapters.google.connect import connect_google, google_time
from sheetsync.adapters.mail.trial import trial_letter
from sheetsync.edition.model import Contact, Google, Quota
from sheetsync.emulator import App, Reroute, Store, serve
from sheetsync.errors import BookUnreadableError, ConfigError, GoogleError, SheetsyncError, Unreadable

SECRETARY = "thuky@example.org"
ROBOT = "robot@example.iam.gserviceaccount.com"
SECRET = "very-secret"  # noqa: S105 - of a client that no Google knows


@dataclass(frozen=True)
class Desk:
    """A Google of our own over HTTP, and the files of whoever goes there."""

    port: int
    folder: Path

    @property
    def login(self) -> Path:
        return self.folder / "settings" / "year.json"

    @property
    def client(self) -> Path:
        file = self.folder / "client.json"
        file.write_text(json.dumps({"installed": {"client_id": "1.apps", "client_secret": SECRET}}))
        return file

    @property
    def both(self) -> Google:
        return Google(oauth_client=str(self.client), service_account=str(self.folder / "robot.json"))

    @property
    def hers(self) -> Google:
        return Google(oauth_client=str(self.client))

    def granted(self, person: str | None = SECRETARY) -> Credentials:
        return Credentials(  # type: ignore[no-untyped-call] # google-auth has no types here
            "a-token",
            refresh_token=person,
            client_id="1.apps",
            client_secret=SECRET,
            token_uri=f"http://127.0.0.1:{self.port}/token",
        )

    def flow(self, person: str | None = SECRETARY) -> Flow:
        def agree(client: Mapping[str, Any], scopes: Sequence[str]) -> Credentials:
            assert client["installed"]["client_id"] == "1.apps"
            assert "https://www.googleapis.com/auth/drive" in scopes
            return self.granted(person)

        return agree

    def books(self, google: Google, *, creating: bool = False) -> GoogleBooks:
        road = {"patience": Clock().patience(), "transport": lambda: Reroute(self.port)}
        return connect_google(google, Quota(), {}, login=self.login, creating=creating, **road)  # type: ignore[arg-type] # two of one dictionary


@pytest.fixture(scope="module")
def robot_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form).decode()


@pytest.fixture
def desk(tmp_path: Path, robot_key: str) -> Iterator[Desk]:
    store = Store(None)
    with serve(App(store), 0) as server:
        key = {"type": "service_account", "private_key_id": "1", "private_key": robot_key, "client_email": ROBOT}
        uri = f"http://127.0.0.1:{server.port}/token"
        (tmp_path / "robot.json").write_text(json.dumps({**key, "token_uri": uri}))
        yield Desk(server.port, tmp_path)
    store.close()


def test_a_login_is_kept_for_her_alone_and_works_from_then_on(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    keep_login(log_in(desk.hers, {}, desk.flow()), "", desk.login)
    with desk.books(desk.hers) as books:
        assert books.account == "", "nobody has asked yet"
        address = GoogleClinic(books).whoami()
    keep_login(desk.granted(), address, desk.login)
    with desk.books(desk.hers) as books:
        assert (books.account, books.keeper) == (SECRETARY, "")
        book = books.create("Phường 1", "t/P1")
        assert books.pull(book)["sheets"], "unlike a service account she owns what she makes"
    assert stat.S_IMODE(desk.login.stat().st_mode) == 0o600
    assert "a-token" not in desk.login.read_text()
    shown = capsys.readouterr()
    assert SECRET not in shown.out + shown.err


def test_keeping_a_login_again_leaves_no_file_that_others_can_read(desk: Desk) -> None:
    desk.login.parent.mkdir()
    for file in (desk.login, desk.login.with_suffix(".new")):
        file.write_text("{}")
        file.chmod(0o644)
    keep_login(desk.granted(), SECRETARY, desk.login)
    assert [(file.name, stat.S_IMODE(file.stat().st_mode)) for file in desk.login.parent.iterdir()] == [
        ("year.json", 0o600)
    ]


@pytest.mark.parametrize(
    ("logged_in", "creating", "expected"),
    [
        (True, False, (ROBOT, "")),
        (True, True, (SECRETARY, ROBOT)),
        (False, False, (ROBOT, "")),
        (False, True, (ROBOT, "")),
    ],
)
def test_where_both_are_configured_she_creates_for_the_service_account_which_does_the_daily_work(
    desk: Desk, *, logged_in: bool, creating: bool, expected: tuple[str, str]
) -> None:
    if logged_in:
        keep_login(desk.granted(), SECRETARY, desk.login)
    with desk.books(desk.both, creating=creating) as books:
        assert (books.account, books.keeper) == expected
        assert GoogleClinic(books).whoami() == expected[0]


@pytest.mark.parametrize("creating", [True, False])
def test_without_a_login_she_is_told_to_log_in(desk: Desk, *, creating: bool) -> None:
    with pytest.raises(SheetsyncError, match="Chưa đăng nhập Google") as caught:
        desk.books(desk.hers, creating=creating)
    assert "sheetsync login" in caught.value.next_step


def test_a_login_that_cannot_be_read_is_not_taken_for_none(desk: Desk) -> None:
    desk.login.parent.mkdir()
    for content in ("{", "[]", '{"refresh_token": "x"}'):
        desk.login.write_text(content)
        with pytest.raises(SheetsyncError, match="không đọc được"):
            read_login(desk.login)


def test_a_login_that_is_over_says_so_and_of_the_seven_days(desk: Desk) -> None:
    keep_login(desk.granted("revoked"), SECRETARY, desk.login)
    with desk.books(desk.hers) as books:
        for ask in (lambda: books.pull("abc"), lambda: books.create("x", "t/x"), GoogleClinic(books).whoami):
            with pytest.raises(GoogleError, match="đã hết hạn") as caught:
                ask()
            assert "sheetsync login" in caught.value.next_step
            assert "7 ngày" in caught.value.next_step
            assert SECRET not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_failure_of_the_token_endpoint_alone_does_not_end_a_login(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise RefreshError("busy", retryable=True)  # type: ignore[no-untyped-call] # google-auth has no types here

    monkeypatch.setattr(Credentials, "refresh", busy)
    keep_login(desk.granted(), SECRETARY, desk.login)
    with pytest.raises(RefreshError):
        login_credentials(read_login(desk.login)).refresh(None)
    with desk.books(desk.hers) as books, pytest.raises(BookUnreadableError) as caught:
        books.pull("abc")
    assert caught.value.reason is Unreadable.UNAVAILABLE


def test_a_login_is_forgotten_once(desk: Desk) -> None:
    keep_login(desk.granted(), SECRETARY, desk.login)
    assert forget_login(desk.login)
    assert not desk.login.exists()
    assert not forget_login(desk.login)


def test_she_who_does_not_agree_is_not_logged_in_and_nothing_of_it_is_quoted(desk: Desk) -> None:
    def refuse(*_: object) -> Credentials:
        raise ValueError(SECRET)

    with pytest.raises(SheetsyncError, match="Chưa đăng nhập được Google") as caught:
        log_in(desk.hers, {}, refuse)
    assert SECRET not in f"{caught.value!r} {caught.value.next_step} {caught.value.__cause__!r}"
    with pytest.raises(SheetsyncError, match="không cấp quyền làm việc lâu dài"):
        log_in(desk.hers, {}, desk.flow(person=None))


def test_the_browser_is_gsprads_own_flow(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    seen: list[object] = []

    def flow(client: object, scopes: object) -> Credentials:
        seen.extend((client, scopes))
        return desk.granted()

    monkeypatch.setattr("gspread.auth.local_server_flow", flow)
    assert log_in(desk.hers, {}, account.browser_flow).refresh_token == SECRETARY
    assert seen[1] == account.SCOPES


SPOILT: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "not there": (lambda file: file.unlink(), "không mở được tệp OAuth client"),
    "not JSON": (lambda file: file.write_text(f"-- {SECRET}"), "không phải JSON"),
    "a list": (lambda file: file.write_text("[]"), "Desktop app"),
    "for a web server": (lambda file: file.write_text(json.dumps({"web": {"client_secret": SECRET}})), "Desktop app"),
    "half": (lambda file: file.write_text(json.dumps({"installed": {"client_secret": SECRET}})), "Desktop app"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_wrong_with_a_client_file_is_said_without_its_content(desk: Desk, spoilt: str) -> None:
    spoil, words = SPOILT[spoilt]
    google, file = desk.hers, desk.folder / "client.json"
    spoil(file)
    with pytest.raises(ConfigError) as caught:
        log_in(google, {}, desk.flow())
    (problem,) = caught.value.problems
    assert problem.file == str(file)
    assert words in problem.message
    assert SECRET not in f"{problem} {caught.value!r} {caught.value.__cause__!r}"


def test_the_clients_path_may_come_from_the_environment(desk: Desk) -> None:
    google = Google(oauth_client_env="SHEETSYNC_CLIENT")
    assert log_in(google, {"SHEETSYNC_CLIENT": str(desk.client)}, desk.flow()).refresh_token == SECRETARY
    with pytest.raises(ConfigError) as caught:
        log_in(google, {}, desk.flow())
    assert "SHEETSYNC_CLIENT" in str(caught.value.problems[0])


# --- what is asked besides -------------------------------------------------------------------------------------------


def test_a_book_that_she_may_only_read_is_told_from_one_she_may_edit_and_one_that_is_not_hers(desk: Desk) -> None:
    keep_login(desk.granted(), SECRETARY, desk.login)
    files = "https://www.googleapis.com/drive/v3/files"
    with desk.books(desk.hers) as hers, desk.books(desk.both) as robots:
        book = hers.create("Phường 1", "t/P1")
        clinic = GoogleClinic(robots)
        with pytest.raises(BookUnreadableError, match=ROBOT) as caught:
            clinic.card(book)
        assert caught.value.reason is Unreadable.NOT_SHARED
        with pytest.raises(BookUnreadableError) as caught:
            clinic.card("1AbCdEfGhIjKlMnOpQrStUvWxYz1234567890abcdefgh")
        assert caught.value.reason is Unreadable.NOT_FOUND
        session = hers._worker().client.http_client
        member = {"type": "user", "role": "reader", "emailAddress": ROBOT}
        session.request("post", f"{files}/{book}/permissions", json=member)
        card = clinic.card(book)
        assert (card.title, card.can_edit, card.trashed) == ("Phường 1", False, False)
        assert book in card.link
        session.request("patch", f"{files}/{book}", json={"trashed": True})
        own = GoogleClinic(hers).card(book)
        assert (own.can_edit, own.trashed) == (True, True)


def test_googles_time_is_asked_without_signing_in() -> None:
    script = Script((401, "{}", {"Date": "Sun, 08 Nov 2020 03:00:00 GMT"}))
    assert google_time(lambda: script) == datetime(2020, 11, 8, 3, tzinfo=UTC)
    assert "Authorization" not in script.sent[0].headers


@pytest.mark.parametrize("step", [ConnectionError("no"), (200, "{}", {"Date": "hôm nay"}), (200, "{}")])
def test_where_nobody_tells_the_time_it_is_not_known(step: Any) -> None:
    import requests

    step = requests.ConnectionError("no") if isinstance(step, ConnectionError) else step
    assert google_time(lambda: Script(step)) is None


def test_a_trial_letter_goes_from_the_sender_to_itself() -> None:
    sender = Contact(title="Văn phòng", email="vanphong@example.org")
    letter = trial_letter(sender, "Thi đua 2020", datetime(2020, 11, 8, 9, 30, tzinfo=UTC))
    message = message_from_bytes(letter.message, policy=policy.default)
    assert letter.recipient == message["To"] == message["From"] == "vanphong@example.org"
    assert message["Subject"] == "Thư thử của sheetsync, 09g30 ngày 08/11/2020"
    assert letter.key in message["Message-ID"]
    assert "Thi đua 2020" in message.get_content()
