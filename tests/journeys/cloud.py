"""A Google of our own over HTTP for journeys: a service account with its key, the secretary, who shares books."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.oauth2.credentials import Credentials

import sheetsync.cli.doctor
import sheetsync.cli.login
import sheetsync.cli.workplace
from sheetsync.adapters.google.connect import connect_as, connect_google
from sheetsync.adapters.google.session import Patience, Timing
from sheetsync.cli.booklist import BookList
from sheetsync.emulator import App, Reroute, Store, serve

from .office import Office

SECRETARY = "thuky@example.org"
ROBOT = "robot@example.iam.gserviceaccount.com"
SECRET = "rat-bi-mat"  # noqa: S105 - of a client that no Google knows
DRIVE = "https://www.googleapis.com/drive/v3"


class Cloud:
    """Google, and the office's way there."""

    def __init__(self, office: Office, port: int, store: Store) -> None:
        self.office = office
        self.port = port
        self.store = store
        self.agrees = SECRETARY
        self.time: datetime | None = datetime.now(UTC)
        self.passed = 0.0

    def pass_time(self, seconds: float) -> None:
        """Let whoever waits for the quota wait no real time."""
        self.passed += seconds

    def configure(self, *ways: str) -> None:
        """Name ways to Google in the edition: "service_account", "oauth_client"."""
        named = ", ".join(f"{way}_env: {way.upper()}" for way in ways)
        self.office.configure("edition.yaml", "highlights:", f"google: {{{named}}}\nhighlights:")
        self.office.moment = ""

    def flow(self, client: Any, scopes: Any) -> Credentials:
        """Agree, as the secretary does in her browser."""
        assert client["installed"]["client_secret"] == SECRET
        return Credentials(  # type: ignore[no-untyped-call] # google-auth has no types here
            "ya29.short",
            refresh_token=self.agrees,
            client_id="1.apps",
            client_secret=SECRET,
            token_uri=f"http://127.0.0.1:{self.port}/token",
            scopes=scopes,
        )

    @contextmanager
    def person(self, address: str) -> Iterator[requests.Session]:
        """Somebody at Google's own pages."""
        with requests.Session() as session:
            session.mount("https://", Reroute(self.port))
            session.headers["Authorization"] = f"Bearer {address}"
            yield session

    @property
    def ids(self) -> dict[str, str]:
        return BookList(self.office.edition_folder / "books.yaml").read()

    def share(self, code: str, role: str, whom: str) -> None:
        """The secretary lets somebody into a book, or changes what she lets her do."""
        with self.person(SECRETARY) as secretary:
            book = f"{DRIVE}/files/{self.ids[code]}/permissions"
            for one in secretary.get(book, params={"fields": "permissions(id,emailAddress)"}).json()["permissions"]:
                if one.get("emailAddress") == whom:
                    secretary.delete(f"{book}/{one['id']}")
            if role:
                member = {"type": "user", "role": role, "emailAddress": whom}
                secretary.post(book, json=member, params={"sendNotificationEmail": "false"}).raise_for_status()


@contextmanager
def cloud_over(office: Office, key: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """Serve it, and lead the commands there."""
    store = Store(None)
    folder = office.folder / "keys"
    folder.mkdir()
    with serve(App(store), 0) as server:
        cloud = Cloud(office, server.port, store)
        robot = {"type": "service_account", "private_key_id": "1", "private_key": key, "client_email": ROBOT}
        files = {
            "SERVICE_ACCOUNT": {**robot, "token_uri": f"http://127.0.0.1:{server.port}/token"},
            "OAUTH_CLIENT": {"installed": {"client_id": "1.apps", "client_secret": SECRET}},
        }
        for name, content in files.items():
            (folder / f"{name}.json").write_text(json.dumps(content))
            monkeypatch.setenv(name, str(folder / f"{name}.json"))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(office.folder / "settings"))
        monkeypatch.setenv("HOME", str(office.folder / "home"))
        quick = Patience(attempts=1, timing=Timing(now=lambda: cloud.passed, sleep=cloud.pass_time))
        road: dict[str, Any] = {"transport": lambda: Reroute(server.port), "patience": quick}
        monkeypatch.setattr(sheetsync.cli.workplace, "connect_google", partial(connect_google, **road))
        monkeypatch.setattr(sheetsync.cli.login, "connect_as", partial(connect_as, **road))
        monkeypatch.setattr(sheetsync.cli.login, "browser_flow", cloud.flow)
        monkeypatch.setattr(sheetsync.cli.doctor, "google_time", lambda: cloud.time)
        yield cloud
    store.close()


def new_key() -> str:
    """A key for the service account."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form).decode()


def login_file(office: Office) -> Path:
    """Where the secretary's login is kept."""
    (found,) = [path for root in ("settings", "home") for path in (office.folder / root).rglob("*.json")]
    return found
