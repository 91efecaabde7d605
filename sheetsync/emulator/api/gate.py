"""The gate: what is settled before an operation begins. Who calls, whether the token is for this, what has run out."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType

from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.tokens import bearer
from sheetsync.emulator.errors import ApiError
from sheetsync.emulator.store import Store
from sheetsync.emulator.text.stamps import rfc3339

AUTH = "https://www.googleapis.com/auth/"
OPEN = frozenset({"token"})
"""Operations that ask for no token."""

SHEETS = "drive drive.file spreadsheets"
SEEING = "drive drive.appdata drive.file drive.meet.readonly drive.metadata drive.metadata.readonly drive.readonly"
READING = "drive drive.file drive.meet.readonly drive.readonly"
ENOUGH = MappingProxyType(
    {
        "spreadsheets_get": f"{SHEETS} drive.readonly spreadsheets.readonly",
        "spreadsheets_values_get": f"{SHEETS} drive.readonly spreadsheets.readonly",
        "spreadsheets_values_batch_get": f"{SHEETS} drive.readonly spreadsheets.readonly",
        "about_get": (
            "drive drive.appdata drive.file drive.metadata drive.metadata.readonly drive.photos.readonly drive.readonly"
        ),
        "files_list": f"{SEEING} drive.photos.readonly",
        "files_get": f"{SEEING} drive.photos.readonly",
        "files_copy": "drive drive.appdata drive.file drive.photos.readonly",
        "files_create": "drive drive.appdata drive.file",
        "files_delete": "drive drive.appdata drive.file",
        "files_generate_ids": "drive drive.appdata drive.file",
        "files_update": "drive drive.appdata drive.file drive.metadata drive.scripts",
        "files_export": READING,
        "comments_list": READING,
        "comments_get": READING,
        "replies_list": READING,
        "replies_get": READING,
        "comments_create": "drive drive.file",
        "comments_update": "drive drive.file",
        "comments_delete": "drive drive.file",
        "replies_create": "drive drive.file",
        "replies_update": "drive drive.file",
        "replies_delete": "drive drive.file",
        "changes_get_start_page_token": f"{SEEING} drive.photos.readonly",
        "changes_list": f"{SEEING} drive.photos.readonly",
        "permissions_list": f"{READING} drive.metadata drive.metadata.readonly drive.photos.readonly",
        "permissions_get": f"{READING} drive.metadata drive.metadata.readonly drive.photos.readonly",
        "permissions_create": "drive drive.file",
        "permissions_update": "drive drive.file",
        "permissions_delete": "drive drive.file",
        "drives_get": "drive drive.readonly",
        "drives_list": "drive drive.readonly",
        "files_update_v2": "drive drive.appdata drive.apps.readonly drive.file drive.metadata drive.scripts",
    }
)
"""Which scopes are enough for an operation, any one of them, as the discovery documents say. Else `drive` for Drive."""


def admit(call: Call, operation: str, authorization: str) -> Call:
    """Return the call with its caller, or raise: 401 for a dead token, 403 for one given for less than this."""
    if operation in OPEN:
        return call
    text = call.text("access_token") or call.text("oauth_token")
    caller, scopes = bearer(call.store, authorization or f"Bearer {text}", call.now)
    if scopes is not None and not scopes & enough(operation):
        raise insufficient_scopes(operation)
    _end_sharing(call)
    return replace(call, caller=caller)


def caller_of(store: Store, authorization: str, now: datetime) -> str:
    """Return whom an Authorization header stands for, to count her requests; a dead token stands for nobody."""
    try:
        return bearer(store, authorization, now)[0]
    except ApiError:
        return ""


def enough(operation: str) -> frozenset[str]:
    """Return the scopes of which one is enough for an operation."""
    names = ENOUGH.get(operation) or (SHEETS if operation.startswith("spreadsheets_") else "drive")
    return frozenset(AUTH + name for name in names.split())


def insufficient_scopes(operation: str) -> ApiError:
    """Return the 403 for a token that was given for less."""
    service = "sheets" if operation.startswith("spreadsheets_") else "drive"
    error = ApiError(HTTPStatus.FORBIDDEN, "Request had insufficient authentication scopes.", "PERMISSION_DENIED")
    error.reason, error.short = "insufficientPermissions", "Insufficient Permission"
    error.details = (
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            "domain": "googleapis.com",
            "metadata": {"service": f"{service}.googleapis.com"},
        },
    )
    error.headers = (("WWW-Authenticate", 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"'),)
    return error


def _end_sharing(call: Call) -> None:
    """Take away the permissions that have run out by now."""
    for file_id, permission_id in call.store.accounts.expired_permissions(rfc3339(call.now)):
        call.store.delete_permission(file_id, permission_id)
