"""Ways to Google: as the service account, as the secretary, or to a Google of our own; and what its clock says."""

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests
from google.auth.credentials import Credentials
from requests.adapters import BaseAdapter, HTTPAdapter

from sheetsync.adapters.google.account import (
    Account,
    credentials,
    has_client,
    has_key,
    login_credentials,
    read_key,
    read_login,
)
from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.google.session import Gate, Patience, PatientAdapter
from sheetsync.edition.model import Google, Quota

_HOSTS = ("https://sheets.googleapis.com/", "https://www.googleapis.com/")
_ANSWERS_ALL = "https://www.googleapis.com/drive/v3/about?fields=kind"
"""What Google answers to anybody, if only with a refusal that carries its time."""
_CLOCK_SECONDS = 20.0


def connect_google(  # noqa: PLR0913 - the last three are for who creates books, and for tests
    google: Google,
    quota: Quota,
    environ: Mapping[str, str],
    *,
    login: Path | None = None,
    creating: bool = False,
    patience: Patience = Patience(),  # noqa: B008 - frozen
    transport: Callable[[], BaseAdapter] = HTTPAdapter,
) -> GoogleBooks:
    """Connect to Google as `sign_in` says; no request is sent yet. Raises ConfigError, SheetsyncError."""
    return connect_as(*sign_in(google, environ, login, creating=creating), quota, patience, transport)


def connect_as(
    account: Account,
    open_credentials: Callable[[], Credentials],
    quota: Quota,
    patience: Patience = Patience(),  # noqa: B008 - frozen
    transport: Callable[[], BaseAdapter] = HTTPAdapter,
) -> GoogleBooks:
    """Connect to Google under an account, with credentials of its own for each worker; no request is sent yet."""
    from google.auth.transport.requests import AuthorizedSession

    def open_session(adapter: PatientAdapter) -> requests.Session:
        session = AuthorizedSession(open_credentials())  # type: ignore[no-untyped-call]  # google-auth has no types here
        session.mount("https://", adapter)
        return session

    return GoogleBooks(Gate(quota, patience.timing), open_session, transport, patience, account)


def sign_in(
    google: Google, environ: Mapping[str, str], login: Path | None, *, creating: bool
) -> tuple[Account, Callable[[], Credentials]]:
    """As whom, and how each worker gets credentials. `login` is the file of the secretary's login.

    The daily work is the service account's where there is one, so that it does not depend on a person; else the
    secretary's. Who creates and shares books must be able to own files: the secretary where she has logged in. Those
    books are then to be shared with the service account, the account's `keeper`.
    """
    drive = google.shared_drive or ""
    by_login = login is not None and has_client(google) and (not has_key(google) or (creating and login.exists()))
    key = read_key(google, environ) if has_key(google) or not by_login else {}
    robot = str(key.get("client_email", ""))
    if login is None or not by_login:
        return Account(robot, drive), lambda: credentials(key)
    kept = read_login(login)
    return Account(str(kept.get("account", "")), drive, robot), lambda: login_credentials(kept)


def connect_local(
    transport: BaseAdapter,
    *,
    quota: Quota | None = None,
    patience: Patience = Patience(),  # noqa: B008 - frozen
) -> GoogleBooks:
    """Connect to a Google of our own behind `transport`; by default without any quota."""

    def open_session(adapter: PatientAdapter) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # no proxies, no .netrc: nothing of the network is meant
        session.adapters.clear()  # and nothing can get there
        for host in _HOSTS:
            session.mount(host, adapter)
        return session

    return GoogleBooks(Gate(quota, patience.timing), open_session, lambda: transport, patience)


def google_time(transport: Callable[[], BaseAdapter] = HTTPAdapter) -> datetime | None:
    """What Google's clock says, asked without signing in; None where nobody answers."""
    with requests.Session() as session:
        session.mount("https://", transport())
        try:
            return parsedate_to_datetime(session.get(_ANSWERS_ALL, timeout=_CLOCK_SECONDS).headers.get("Date", ""))
        except (requests.RequestException, ValueError):
            return None
