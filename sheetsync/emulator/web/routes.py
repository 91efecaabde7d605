"""Routes: which URL is which of Google's operations. Matched on the raw path, where `%2F` is still part of a name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sheetsync.emulator.api import drive, permissions, sheets, upload, values
from sheetsync.emulator.api.call import Call

Handler = Callable[[Call], Any]
COMMON = frozenset(
    {
        "fields",
        "$fields",
        "alt",
        "$alt",
        "key",
        "$key",
        "prettyPrint",
        "$prettyPrint",
        "quotaUser",
        "access_token",
        "oauth_token",
        "callback",
        "uploadType",
        "upload_protocol",
        "$.xgafv",
    }
)
RENDERING = "majorDimension valueRenderOption dateTimeRenderOption"
WRITING = "valueInputOption includeValuesInResponse responseValueRenderOption responseDateTimeRenderOption"


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: `meter` says which quota it spends: read, write or drive."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler
    meter: str
    parameters: frozenset[str] | None  # None: Drive passes over parameters it does not know


@cache
def routes() -> tuple[Route, ...]:
    """Return all routes, in the order they are tried."""
    return (
        _sheets(
            "GET",
            "/{spreadsheetId}",
            sheets.spreadsheets_get,
            "read",
            "ranges includeGridData excludeTablesInBandedRanges",
        ),
        _sheets("POST", "", sheets.spreadsheets_create, "write"),
        _sheets("POST", "/{spreadsheetId}:batchUpdate", sheets.spreadsheets_batch_update, "write"),
        _sheets(
            "GET",
            "/{spreadsheetId}/values:batchGet",
            values.spreadsheets_values_batch_get,
            "read",
            f"ranges {RENDERING}",
        ),
        _sheets("POST", "/{spreadsheetId}/values:batchUpdate", values.spreadsheets_values_batch_update, "write"),
        _sheets("POST", "/{spreadsheetId}/values:batchClear", values.spreadsheets_values_batch_clear, "write"),
        _sheets("GET", "/{spreadsheetId}/values/{range}", values.spreadsheets_values_get, "read", RENDERING),
        _sheets("PUT", "/{spreadsheetId}/values/{range}", values.spreadsheets_values_update, "write", WRITING),
        _sheets(
            "POST",
            "/{spreadsheetId}/values/{range}:append",
            values.spreadsheets_values_append,
            "write",
            f"{WRITING} insertDataOption",
        ),
        _sheets("POST", "/{spreadsheetId}/values/{range}:clear", values.spreadsheets_values_clear, "write"),
        _drive("POST", "/files", drive.files_create),
        _drive("GET", "/files", drive.files_list),
        _drive("GET", "/files/{fileId}", drive.files_get),
        _drive("PATCH", "/files/{fileId}", drive.files_update),
        _drive("DELETE", "/files/{fileId}", drive.files_delete),
        _drive("POST", "/files/{fileId}/copy", drive.files_copy),
        _drive("GET", "/files/{fileId}/export", drive.files_export),
        _drive("GET", "/files/{fileId}/comments", drive.comments_list),
        _drive("POST", "/files/{fileId}/permissions", permissions.permissions_create),
        _drive("GET", "/files/{fileId}/permissions", permissions.permissions_list),
        _drive("GET", "/files/{fileId}/permissions/{permissionId}", permissions.permissions_get),
        _drive("PATCH", "/files/{fileId}/permissions/{permissionId}", permissions.permissions_update),
        _drive("DELETE", "/files/{fileId}/permissions/{permissionId}", permissions.permissions_delete),
        Route("PUT", _pattern("/upload/drive/v2/files/{fileId}"), upload.files_update_v2, "drive", None),
    )


def _sheets(method: str, path: str, handler: Handler, meter: str, parameters: str = "") -> Route:
    return Route(method, _pattern(f"/v4/spreadsheets{path}"), handler, meter, frozenset(parameters.split()) | COMMON)


def _drive(method: str, path: str, handler: Handler) -> Route:
    return Route(method, _pattern(f"/drive/v3{path}"), handler, "drive", None)


def _pattern(path: str) -> re.Pattern[str]:
    # A verb may follow a name after a colon, so a name never holds a bare colon unless it is a range such as A1:B2.
    parts = re.sub(r"\{(\w+)\}", lambda name: rf"(?P<{name[1]}>{'[^/]+?' if name[1] == 'range' else '[^/:]+'})", path)
    return re.compile(parts)
