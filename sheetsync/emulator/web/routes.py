"""Routes: which URL is which of Google's operations. Matched on the raw path, where `%2F` is still part of a name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

from sheetsync.emulator.api import (
    changes,
    comments,
    drive,
    drive_list,
    filtered_values,
    metadata,
    permissions,
    shared_drives,
    sheets,
    tokens,
    upload,
    values,
)
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
RESOURCES = (
    *("spreadsheets", "values", "sheets", "developer_metadata"),
    *("files", "permissions", "comments", "replies", "changes", "drives", "about"),
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

    @property
    def operation(self) -> str:
        """Return the operation's name as Google has it, such as `spreadsheets.values.batchGet`."""
        return _operation(self.handler.__name__)


@dataclass(frozen=True, slots=True)
class Match:
    """A route, and the names found in the path."""

    route: Route
    names: Mapping[str, str]


def find_route(method: str, path: str) -> Match | None:
    """Return the route of a request; None for what Google does not have."""
    for route in routes():
        match = route.pattern.fullmatch(path) if route.method == method else None
        if match:
            return Match(route, {name: unquote(value) for name, value in match.groupdict().items()})
    return None


@cache
def routes() -> tuple[Route, ...]:
    """Return all routes, in the order they are tried."""
    return (
        _sheets(
            "GET",
            "/{spreadsheetId}",
            sheets.spreadsheets_get,
            "read",
            "ranges includeGridData excludeTablesInBandedRanges commentsViewMode",
        ),
        _sheets("POST", "", sheets.spreadsheets_create, "write"),
        _sheets("POST", "/{spreadsheetId}:batchUpdate", sheets.spreadsheets_batch_update, "write"),
        _sheets("POST", "/{spreadsheetId}:getByDataFilter", sheets.spreadsheets_get_by_data_filter, "read"),
        _sheets("POST", "/{spreadsheetId}/sheets/{sheetId}:copyTo", sheets.spreadsheets_sheets_copy_to, "write"),
        _sheets(
            "GET",
            "/{spreadsheetId}/developerMetadata/{metadataId}",
            metadata.spreadsheets_developer_metadata_get,
            "read",
        ),
        _sheets(
            "POST",
            "/{spreadsheetId}/developerMetadata:search",
            metadata.spreadsheets_developer_metadata_search,
            "read",
        ),
        *_by_data_filter("/{spreadsheetId}/values"),
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
        *_drive_routes(),
    )


def _drive_routes() -> tuple[Route, ...]:
    return (
        _drive("POST", "/files", drive.files_create),
        _drive("GET", "/files", drive_list.files_list),
        _drive("GET", "/files/generateIds", drive.files_generate_ids),
        _drive("DELETE", "/files/trash", drive.files_empty_trash),
        _drive("GET", "/about", drive.about_get),
        _drive("GET", "/changes/startPageToken", changes.changes_get_start_page_token),
        _drive("GET", "/changes", changes.changes_list),
        _drive("GET", "/files/{fileId}", drive.files_get),
        _drive("PATCH", "/files/{fileId}", drive.files_update),
        _drive("DELETE", "/files/{fileId}", drive.files_delete),
        _drive("POST", "/files/{fileId}/copy", drive.files_copy),
        _drive("GET", "/files/{fileId}/export", drive.files_export),
        *_comments("/files/{fileId}/comments"),
        _drive("POST", "/files/{fileId}/permissions", permissions.permissions_create),
        _drive("GET", "/files/{fileId}/permissions", permissions.permissions_list),
        _drive("GET", "/files/{fileId}/permissions/{permissionId}", permissions.permissions_get),
        _drive("PATCH", "/files/{fileId}/permissions/{permissionId}", permissions.permissions_update),
        _drive("DELETE", "/files/{fileId}/permissions/{permissionId}", permissions.permissions_delete),
        _drive("POST", "/drives", shared_drives.drives_create),
        _drive("GET", "/drives", shared_drives.drives_list),
        _drive("GET", "/drives/{driveId}", shared_drives.drives_get),
        _drive("PATCH", "/drives/{driveId}", shared_drives.drives_update),
        _drive("DELETE", "/drives/{driveId}", shared_drives.drives_delete),
        _drive("POST", "/drives/{driveId}/hide", shared_drives.drives_hide),
        _drive("POST", "/drives/{driveId}/unhide", shared_drives.drives_unhide),
        Route("POST", _pattern("/token"), tokens.token, "token", None),
        *_uploads("/upload/drive/v3/files"),
        Route("PUT", _pattern("/upload/drive/v2/files/{fileId}"), upload.files_update_v2, "drive", None),
    )


def _uploads(path: str) -> tuple[Route, ...]:
    one = _pattern(f"{path}/{{fileId}}")
    return (
        Route("POST", _pattern(path), upload.files_create, "drive", None),
        Route("PUT", _pattern(path), upload.files_create, "drive", None),  # the pieces of an upload
        Route("PATCH", one, upload.files_update, "drive", None),
        Route("PUT", one, upload.files_update, "drive", None),
    )


def _by_data_filter(path: str) -> tuple[Route, ...]:
    found = filtered_values
    return (
        _sheets("POST", f"{path}:batchGetByDataFilter", found.spreadsheets_values_batch_get_by_data_filter, "read"),
        _sheets(
            "POST", f"{path}:batchUpdateByDataFilter", found.spreadsheets_values_batch_update_by_data_filter, "write"
        ),
        _sheets(
            "POST", f"{path}:batchClearByDataFilter", found.spreadsheets_values_batch_clear_by_data_filter, "write"
        ),
    )


def _comments(path: str) -> tuple[Route, ...]:
    one, replies = f"{path}/{{commentId}}", f"{path}/{{commentId}}/replies"
    return (
        _drive("GET", path, comments.comments_list),
        _drive("POST", path, comments.comments_create),
        _drive("GET", one, comments.comments_get),
        _drive("PATCH", one, comments.comments_update),
        _drive("DELETE", one, comments.comments_delete),
        _drive("GET", replies, comments.replies_list),
        _drive("POST", replies, comments.replies_create),
        _drive("GET", f"{replies}/{{replyId}}", comments.replies_get),
        _drive("PATCH", f"{replies}/{{replyId}}", comments.replies_update),
        _drive("DELETE", f"{replies}/{{replyId}}", comments.replies_delete),
    )


def _sheets(method: str, path: str, handler: Handler, meter: str, parameters: str = "") -> Route:
    return Route(method, _pattern(f"/v4/spreadsheets{path}"), handler, meter, frozenset(parameters.split()) | COMMON)


def _drive(method: str, path: str, handler: Handler) -> Route:
    return Route(method, _pattern(f"/drive/v3{path}"), handler, "drive", None)


@cache
def _operation(handler: str) -> str:
    parts, rest = [], handler
    while resource := next((name for name in RESOURCES if rest.startswith(f"{name}_")), None):
        parts.append(resource)
        rest = rest.removeprefix(f"{resource}_")
    return ".".join(_camel(part) for part in (*parts, rest))


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


def _pattern(path: str) -> re.Pattern[str]:
    # A verb may follow a name after a colon, so a name never holds a bare colon unless it is a range such as A1:B2.
    parts = re.sub(r"\{(\w+)\}", lambda name: rf"(?P<{name[1]}>{'[^/]+?' if name[1] == 'range' else '[^/:]+'})", path)
    return re.compile(parts)
