"""Tokens: who signs in how, with google-auth as it is, and what a token is good for."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import google.auth.transport.requests
import google.oauth2.credentials
import gspread
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from google.auth.exceptions import RefreshError
from google_shapes import _methods as methods

from sheetsync.emulator import App, InProcessTransport, Store, serve
from sheetsync.emulator.api.gate import enough
from sheetsync.emulator.api.tokens import INVALID_CREDENTIALS, SHORT_LIVED, UNAUTHORIZED
from sheetsync.emulator.web.routes import routes

from .world import DRIVE, NOW, SHEETS, Book, World

ROBOT = "robot@example-project.iam.gserviceaccount.com"
PERSON = "person@example.com"
AUTH = "https://www.googleapis.com/auth/"
JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ENDPOINT = "https://www.googleapis.com/token"


class Key:
    """A key pair of a service account."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        self.private = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        self.public = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(self, text: str) -> bytes:
        return self._key.sign(text.encode(), padding.PKCS1v15(), SHA256())


@pytest.fixture(scope="module")
def key() -> Key:
    return Key()


@pytest.fixture(scope="module")
def other_key() -> Key:
    return Key()


@pytest.fixture
def served() -> Iterator[tuple[App, str]]:
    """An emulator by the real clock, as google-auth goes by it, and its /token over HTTP."""
    store = Store(None)
    app = App(store)
    with serve(app, 0) as server:
        yield app, f"http://127.0.0.1:{server.port}/token"
    store.close()


def _info(key: Key, token_uri: str) -> dict[str, str]:
    return {
        "type": "service_account",
        "project_id": "example-project",
        "private_key_id": "1",
        "private_key": key.private,
        "client_email": ROBOT,
        "token_uri": token_uri,
    }


def _mounted(app: App, client: gspread.Client) -> gspread.Client:
    for prefix in ("https://sheets.googleapis.com/", "https://www.googleapis.com/"):
        client.http_client.session.mount(prefix, InProcessTransport(app))
    return client


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _claims(**changes: Any) -> dict[str, Any]:
    now = int(NOW.timestamp())
    claims = {
        "iss": ROBOT,
        "scope": f"{AUTH}spreadsheets {AUTH}drive",
        "aud": "https://oauth2.googleapis.com/token",
        "iat": now,
        "exp": now + 3600,
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def _assertion(key: Key, header: dict[str, Any] | None = None, **changes: Any) -> str:
    signed = f"{_part(header or {'alg': 'RS256', 'typ': 'JWT'})}.{_part(_claims(**changes))}"
    return f"{signed}.{base64.urlsafe_b64encode(key.sign(signed)).decode().rstrip('=')}"


def _ask(world: World, **form: str) -> requests.Response:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return world.session.post(ENDPOINT, data=urlencode(form), headers=headers)


def _refused(world: World, assertion: str) -> tuple[int, str, str]:
    reply = _ask(world, grant_type=JWT, assertion=assertion)
    body = reply.json()
    return reply.status_code, body["error"], body["error_description"]


def _token(world: World, key: Key, **changes: Any) -> str:
    reply = _ask(world, grant_type=JWT, assertion=_assertion(key, **changes))
    assert reply.status_code == 200, reply.text
    return str(reply.json()["access_token"])


def test_gspread_signs_in_with_a_service_account_of_its_own_key(served: tuple[App, str], key: Key) -> None:
    app, token_uri = served
    app.store.accounts.register(ROBOT, key.public)
    owner = gspread.Client(auth=None, session=World.session_for(app))  # type: ignore[arg-type]  # gspread takes None at run time
    book = owner.create("Sổ")
    book.share(ROBOT, perm_type="user", role="writer")
    robot = _mounted(app, gspread.service_account_from_dict(_info(key, token_uri)))
    robot.open_by_key(book.id).sheet1.update([["x"]], "A1")
    assert book.sheet1.acell("A1").value == "x"
    assert [file["id"] for file in robot.list_spreadsheet_files()] == [book.id]
    with pytest.raises(gspread.exceptions.APIError) as caught:
        robot.create("hers")
    assert "storageQuotaExceeded" in caught.value.response.text
    robot.http_client.session.close()


def test_a_registered_account_is_known_by_its_signature(served: tuple[App, str], key: Key, other_key: Key) -> None:
    app, token_uri = served
    app.store.accounts.register(ROBOT, other_key.public)
    robot = _mounted(app, gspread.service_account_from_dict(_info(key, token_uri)))
    with pytest.raises(RefreshError, match="Invalid JWT Signature"):
        robot.list_spreadsheet_files()
    robot.http_client.session.close()


def test_a_person_signs_in_with_a_refresh_token_that_is_her_address(served: tuple[App, str]) -> None:
    app, token_uri = served
    stored = {"refresh_token": PERSON, "client_id": "x", "client_secret": "y", "token_uri": token_uri}
    credentials = google.oauth2.credentials.Credentials(None, **stored)  # type: ignore[no-untyped-call]  # google-auth
    client = _mounted(app, gspread.authorize(credentials))
    assert client.create("hers").list_permissions()[0]["emailAddress"] == PERSON
    client.http_client.session.close()


def test_by_delegation_the_token_is_the_persons(world: World, key: Key) -> None:
    world.store.accounts.register(ROBOT, key.public)
    refused = _refused(world, _assertion(key, sub=PERSON))
    assert refused == (401, "unauthorized_client", UNAUTHORIZED)
    world.store.accounts.register(ROBOT, key.public, delegated=True)
    made = world.client(_token(world, key, sub=PERSON)).create("hers")
    assert made.list_permissions()[0]["emailAddress"] == PERSON


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({"exp": None}, "invalid_grant", SHORT_LIVED),
        ({"exp": int(NOW.timestamp()) + 3601}, "invalid_grant", SHORT_LIVED),
        ({"iat": int(NOW.timestamp()) - 7200, "exp": int(NOW.timestamp()) - 3600}, "invalid_grant", SHORT_LIVED),
        ({"iat": int(NOW.timestamp()) + 3600, "exp": int(NOW.timestamp()) + 7200}, "invalid_grant", SHORT_LIVED),
        ({"iat": "now"}, "invalid_grant", SHORT_LIVED),
        ({"aud": "https://example.com/token"}, "invalid_grant", "Invalid JWT: Failed audience check."),
        ({"iss": "nobody@example.com"}, "invalid_grant", "Invalid grant: account not found"),
        ({"iss": "nobody"}, "invalid_grant", "Not a valid email or user ID."),
        ({"scope": None}, "invalid_scope", "Empty or missing scope not allowed."),
        (
            {"scope": f"{AUTH}drive nonsense"},
            "invalid_scope",
            f"Some requested scopes were invalid. {{valid=[{AUTH}drive], invalid=[nonsense]}}",
        ),
        ({"sub": "me"}, "invalid_request", "Invalid impersonation &quot;sub&quot; field."),
    ],
)
def test_an_assertion_that_is_not_right_is_refused(
    world: World, key: Key, changes: dict[str, Any], error: str, sentence: str
) -> None:
    assert _refused(world, _assertion(key, **changes)) == (400, error, sentence)


def test_clocks_may_differ_a_little(world: World, key: Key) -> None:
    now = int(NOW.timestamp())
    _token(world, key, iat=now + 60, exp=now + 3660)
    _token(world, key, iat=now - 3660, exp=now - 60)


def test_what_is_no_assertion_is_refused(world: World, key: Key) -> None:
    whole = _assertion(key)
    for broken in ("", "x", "a.b.c", "!.!.!", whole.rpartition(".")[0] + ".", f"{whole}.x"):
        assert _refused(world, broken)[:2] == (400, "invalid_grant")
    assert _refused(world, _assertion(key, {"alg": "none"}))[2] == "Invalid JWT Signature."
    assert _ask(world, grant_type="password").json()["error"] == "unsupported_grant_type"
    assert _ask(world, grant_type="refresh_token", refresh_token=PERSON).json()["error"] == "invalid_request"
    known = {"client_id": "x", "client_secret": "y", "refresh_token": "1//x"}
    assert _ask(world, grant_type="refresh_token", **known).json()["error"] == "invalid_grant"


def test_a_changed_claim_breaks_the_signature(world: World, key: Key) -> None:
    world.store.accounts.register(ROBOT, key.public, delegated=True)
    head, _, signature = _assertion(key).split(".")
    forged = f"{head}.{_part(_claims(sub=PERSON))}.{signature}"
    assert _refused(world, forged) == (400, "invalid_grant", "Invalid JWT Signature.")


def test_a_token_dies_after_an_hour(world: World, key: Key) -> None:
    token = _token(world, key)
    session = world.session_of(token)
    assert session.get(DRIVE).status_code == 200
    later = App(world.store, clock=lambda: NOW + timedelta(hours=1))
    session = World.session_for(later)
    session.headers["Authorization"] = f"Bearer {token}"
    reply = session.get(f"{SHEETS}/x")
    assert reply.status_code == 401
    assert reply.json() == {"error": {"code": 401, "message": INVALID_CREDENTIALS, "status": "UNAUTHENTICATED"}}
    assert reply.headers["WWW-Authenticate"].startswith("Bearer realm=")
    error = session.get(DRIVE).json()["error"]
    place = {"location": "Authorization", "locationType": "header"}
    item = {"domain": "global", "reason": "authError", "message": "Invalid Credentials", **place}
    assert (error["status"], error["errors"]) == ("UNAUTHENTICATED", [item])


def test_a_token_outlives_the_process_and_dies_with_the_store(tmp_path: Path, key: Key) -> None:
    def status(store: Store) -> int:
        session = World.session_for(App(store, clock=lambda: NOW))
        return session.get(DRIVE, headers={"Authorization": f"Bearer {token}"}).status_code

    first = Store(tmp_path / "store.db")
    app = App(first, clock=lambda: NOW)
    token = _token(World(first, app, World.session_for(app)), key)
    first.close()
    second = Store(tmp_path / "store.db")
    assert status(second) == 200
    second.reset()
    assert status(second) == 401
    second.close()


def test_what_looks_like_a_token_of_ours_is_never_the_owner(world: World) -> None:
    assert world.call("GET", DRIVE, caller="ya29.emulator.made-up").status_code == 401
    assert world.call("GET", DRIVE, caller="ya29.anything").status_code == 200


def test_a_token_may_also_stand_in_the_query(book: Book, key: Key) -> None:
    token = _token(book.world, key)
    assert book.world.call("GET", book.url, access_token=token).status_code == 403
    assert book.world.call("GET", book.url, access_token=f"{token}x").status_code == 401


def test_a_token_for_reading_does_not_write(book: Book, key: Key) -> None:
    world = book.world
    book.gspread.share(ROBOT, perm_type="user", role="writer")
    token = _token(world, key, scope=f"{AUTH}spreadsheets.readonly")
    assert book.get(caller=token)["spreadsheetId"] == book.id
    reply = book.try_batch({"addSheet": {}}, caller=token)
    assert reply.status_code == 403
    error = reply.json()["error"]
    assert (error["message"], error["status"]) == (
        "Request had insufficient authentication scopes.",
        "PERMISSION_DENIED",
    )
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert error["details"][0]["metadata"]["service"] == "sheets.googleapis.com"
    drive = world.call("GET", DRIVE, caller=token).json()["error"]
    assert drive["errors"][0] == {
        "domain": "global",
        "reason": "insufficientPermissions",
        "message": "Insufficient Permission",
    }


def test_each_operation_takes_the_scopes_that_google_lists() -> None:
    of_google = {(api, method["id"]): set(method["scopes"]) for api, _, _, method in methods()}
    for route in routes():
        name, api = route.operation, "sheets.v4" if route.operation.startswith("spreadsheets") else "drive.v3"
        if name == "files.updateV2":
            name, api = "files.update", "drive.v2"
        if name != "token":
            expected = of_google[api, f"{api.partition('.')[0]}.{name}"]
            assert enough(route.handler.__name__) == expected, name


def test_service_accounts_own_nothing_unless_that_is_allowed(world: World) -> None:
    sheets = world.call("POST", SHEETS, {}, ROBOT)
    assert (sheets.status_code, sheets.json()["error"]["message"]) == (403, "The caller does not have permission")
    drive = world.call("POST", DRIVE, {"name": "x"}, ROBOT).json()["error"]
    assert (drive["code"], drive["errors"][0]["reason"], drive["errors"][0]["domain"]) == (
        403,
        "storageQuotaExceeded",
        "usageLimits",
    )
    world.app.limits = replace(world.app.limits, service_accounts_own_files=True)
    assert world.call("POST", SHEETS, {}, ROBOT).status_code == 200


def test_a_service_account_copies_nothing(book: Book) -> None:
    book.gspread.share(ROBOT, perm_type="user", role="writer")
    copy = book.world.call("POST", f"{DRIVE}/{book.id}/copy", {}, ROBOT)
    assert copy.json()["error"]["errors"][0]["reason"] == "storageQuotaExceeded"
