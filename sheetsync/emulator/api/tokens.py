"""Tokens: POST /token as Google's OAuth endpoint answers it, and who a bearer token stands for."""

import base64
import binascii
import json
import re
import secrets
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sheetsync.emulator.access import is_service_account
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.errors import ApiError, Obj
from sheetsync.emulator.store import Store
from sheetsync.emulator.store.accounts import Token

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
HOUR = 3600
LEEWAY = 300  # Google allows for clocks that differ; by how much is not documented
PREFIX = "ya29.emulator."
"""How the access tokens issued here begin. One that begins so and was not issued, or not lately, is refused."""

AUDIENCE = re.compile(
    r"https://oauth2\.googleapis\.com/token|https://accounts\.google\.com(/o/oauth2/token)?"
    r"|https://www\.googleapis\.com/oauth2/v[34]/token|https?://(127\.0\.0\.1|localhost)(:\d+)?/token"
)
SCOPE = re.compile(r"https://(www\.googleapis\.com/auth/[\w./-]+|[\w.]+\.google\.com/[\w./-]*)|openid|email|profile")
DEFAULT_SCOPES = frozenset(
    {"https://www.googleapis.com/auth/drive", "https://www.googleapis.com/auth/spreadsheets"},
)
SHORT_LIVED = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
UNAUTHORIZED = (
    "Client is unauthorized to retrieve access tokens using this method, "
    "or client not authorized for any of the scopes requested."
)
INVALID_CREDENTIALS = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)


class TokenError(ApiError):
    """A refusal of the token endpoint, which has a dialect of its own."""

    def __init__(self, error: str, description: str, code: int = HTTPStatus.BAD_REQUEST) -> None:
        """`error` is OAuth's word, `description` Google's sentence."""
        super().__init__(code, description, "")
        self.error = error

    def drive_body(self) -> Obj:
        """Return the body as OAuth words it."""
        return {"error": self.error, "error_description": self.message}

    def sheets_body(self) -> Obj:
        """Return the body as OAuth words it."""
        return self.drive_body()


def token(call: Call) -> Obj:
    """Hand out an access token for a service account's assertion, or for a person's refresh token."""
    form = {name: values[-1] for name, values in parse_qs(call.raw_body.decode("utf-8", "replace")).items()}
    kind = form.get("grant_type", "")
    if kind == JWT_GRANT:
        caller, scopes = _by_assertion(call, form.get("assertion", ""))
    elif kind == "refresh_token":
        caller, scopes = _by_refresh_token(form)
    else:
        raise TokenError("unsupported_grant_type", f"Invalid grant_type: {kind}")
    text = PREFIX + secrets.token_urlsafe(32)
    call.store.accounts.issue(text, Token(caller, scopes, call.now.timestamp() + HOUR))
    reply: Obj = {"access_token": text, "expires_in": HOUR - 1, "token_type": "Bearer"}
    return {**reply, "scope": " ".join(sorted(scopes))} if kind == "refresh_token" else reply


def bearer(store: Store, authorization: str, now: datetime) -> tuple[str, frozenset[str] | None]:
    """Return whom an Authorization header stands for, and what for: None is everything.

    A token that `token` issued is its caller's, for its scopes, for an hour. A bearer token that is an address is that
    person, without Google's doing. Any other, and none, is the store's owner; but a token of an emulator (see PREFIX)
    that this one does not know, from before a reset perhaps, is never taken for the owner: it is refused.
    """
    text = authorization.partition(" ")[2].strip()
    if not text.startswith(PREFIX):
        return (text if "@" in text else store.owner), None
    known = store.accounts.token(text)
    if known is None or known.expires <= now.timestamp():
        raise invalid_credentials()
    return known.caller, known.scopes


def invalid_credentials() -> ApiError:
    """Return the 401 for a token that is unknown or has run out."""
    error = ApiError(HTTPStatus.UNAUTHORIZED, INVALID_CREDENTIALS, "UNAUTHENTICATED")
    error.reason, error.short, error.location = "authError", "Invalid Credentials", ("Authorization", "header")
    error.headers = (("WWW-Authenticate", 'Bearer realm="https://accounts.google.com/", error="invalid_token"'),)
    return error


def _by_assertion(call: Call, assertion: str) -> tuple[str, frozenset[str]]:
    """Read and check the JWT that a service account signed.

    Only of an account that was registered (`Store.accounts.register`) is the key known, and the signature checked.
    An account that nobody registered is taken at its word: this is an emulator, reached from this machine only.
    """
    header, claims, signature = _decoded(assertion)
    if header.get("alg") != "RS256":
        raise TokenError("invalid_grant", "Invalid JWT Signature.")
    issuer = str(claims.get("iss", ""))
    if "@" not in issuer:
        raise TokenError("invalid_grant", "Not a valid email or user ID.")
    account = call.store.accounts.account(issuer)
    if account is None and not is_service_account(issuer):
        raise TokenError("invalid_grant", "Invalid grant: account not found")
    if account and not _is_signed(assertion, signature, account.public_key):
        raise TokenError("invalid_grant", "Invalid JWT Signature.")
    if not AUDIENCE.fullmatch(str(claims.get("aud", ""))):
        raise TokenError("invalid_grant", "Invalid JWT: Failed audience check.")
    _check_times(claims, call.now.timestamp())
    scopes = _scopes(str(claims.get("scope", "")))
    subject = claims.get("sub") or issuer
    if subject == issuer:
        return issuer, scopes
    if "@" not in str(subject):
        raise TokenError("invalid_request", "Invalid impersonation &quot;sub&quot; field.")
    if account and not account.delegated:
        raise TokenError("unauthorized_client", UNAUTHORIZED, HTTPStatus.UNAUTHORIZED)
    return str(subject), scopes


def _by_refresh_token(form: dict[str, str]) -> tuple[str, frozenset[str]]:
    """Take a refresh token that is an address for that person's; no other is known."""
    if not form.get("client_id"):
        raise TokenError("invalid_request", "Could not determine client ID from request.")
    if not form.get("client_secret"):
        raise TokenError("invalid_request", "client_secret is missing.")
    person = form.get("refresh_token", "")
    if "@" not in person:
        raise TokenError("invalid_grant", "Bad Request")
    return person, _scopes(form["scope"]) if form.get("scope") else DEFAULT_SCOPES


def _decoded(assertion: str) -> tuple[Obj, Obj, bytes]:
    try:
        first, second, third = (_unpadded(part) for part in assertion.split("."))
        header, claims = json.loads(first), json.loads(second)
    except ValueError as error:  # UnicodeDecodeError, JSONDecodeError and binascii.Error are ValueErrors
        raise TokenError("invalid_grant", "Invalid JWT: Token is not well-formed.") from error
    if not isinstance(header, dict) or not isinstance(claims, dict) or not third:
        raise TokenError("invalid_grant", "Invalid JWT: Token is not well-formed.")
    return header, claims, third


def _unpadded(part: str) -> bytes:
    if not re.fullmatch(r"[\w-]+={0,2}", part, re.ASCII):
        raise binascii.Error(part)
    return base64.urlsafe_b64decode(part.rstrip("=") + "=" * (-len(part.rstrip("=")) % 4))


def _is_signed(assertion: str, signature: bytes, public_key: str) -> bool:
    key = load_pem_public_key(public_key.encode())
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(signature, assertion.rpartition(".")[0].encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _check_times(claims: Obj, now: float) -> None:
    made, ends = _seconds(claims.get("iat")), _seconds(claims.get("exp"))
    if made is None or ends is None:
        raise TokenError("invalid_grant", SHORT_LIVED)
    if not 0 < ends - made <= HOUR or made > now + LEEWAY or ends <= now - LEEWAY:
        raise TokenError("invalid_grant", SHORT_LIVED)


def _seconds(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _scopes(text: str) -> frozenset[str]:
    asked = text.split()
    if not asked:
        raise TokenError("invalid_scope", "Empty or missing scope not allowed.")
    bad = [scope for scope in asked if not SCOPE.fullmatch(scope)]
    if bad:
        good = [scope for scope in asked if scope not in bad]
        lists = f"{{valid=[{', '.join(good)}], invalid=[{', '.join(bad)}]}}"
        raise TokenError("invalid_scope", f"Some requested scopes were invalid. {lists}")
    return frozenset(asked)
