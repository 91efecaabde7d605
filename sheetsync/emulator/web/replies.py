"""Replies: what goes out, and how errors that no handler makes are worded."""

from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import Any

import orjson

from sheetsync.emulator.errors import ApiError, drive_error

JSON_TYPE = "application/json; charset=UTF-8"
HTML_TYPE = "text/html; charset=UTF-8"
PROJECT = "123456789012"
HELP = "https://cloud.google.com/docs/quotas/help/request_increase"
SERVICE = "sheets.googleapis.com"
SORRY = (
    "<!DOCTYPE html><html><head><title>Sorry...</title></head><body><h1>We're sorry...</h1>"
    "<p>This network seems to be sending automated queries, so this request was not taken.</p></body></html>"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply. `length` is the Content-Length where that is not the length of the content."""

    status: int
    content_type: str
    content: bytes
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None

    @property
    def line(self) -> str:
        """Return the status line without its protocol."""
        return f"{int(self.status)} {HTTPStatus(self.status).phrase}"

    @property
    def all_headers(self) -> list[tuple[str, str]]:
        """Return the headers; a 204 has no content to describe."""
        if self.status == HTTPStatus.NO_CONTENT:
            return list(self.headers)
        length = len(self.content) if self.length is None else self.length
        return [("Content-Type", self.content_type), ("Content-Length", str(length)), *self.headers]


def json_reply(body: Any, status: int = HTTPStatus.OK) -> Reply:
    """Return a reply in JSON."""
    return Reply(status, JSON_TYPE, orjson.dumps(body))


def page(status: HTTPStatus, sentence: str) -> Reply:
    """Return one of the pages meant for people."""
    title = f"Error {int(status)} ({status.phrase})!!1"
    return Reply(status, HTML_TYPE, f"<!DOCTYPE html><title>{title}</title><p>{escape(sentence)}".encode())


def worded(error: ApiError, path: str) -> Reply:
    """Return an error as the API that was asked words it."""
    body = error.sheets_body() if is_sheets(path) else error.drive_body()
    reply = json_reply(body, error.code)
    return Reply(reply.status, reply.content_type, reply.content, error.headers)


def is_sheets(path: str) -> bool:
    """Tell whether a path belongs to the Sheets API."""
    return path.startswith("/v4/")


def internal(path: str) -> ApiError:
    """Return the 500 that hides what went wrong."""
    if is_sheets(path):
        return ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error encountered.", "INTERNAL")
    return drive_error(HTTPStatus.INTERNAL_SERVER_ERROR, "internalError", "Internal Error")


def unavailable(path: str) -> ApiError:
    """Return the 503."""
    if is_sheets(path):
        return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "The service is currently unavailable.", "UNAVAILABLE")
    return drive_error(HTTPStatus.SERVICE_UNAVAILABLE, "backendError", "The service is currently unavailable.")


def too_many_of(meter: str, *, per_user: bool, limit: int) -> ApiError:
    """Return the 429 of Sheets for one of its four quotas, as recorded (facts §1)."""
    name = "Write" if meter == "write" else "Read"
    whose = " per user" if per_user else ""
    sentence = (
        f"Quota exceeded for quota metric '{name} requests' and limit '{name} requests per minute{whose}' "
        f"of service '{SERVICE}' for consumer 'project_number:{PROJECT}'."
    )
    error = ApiError(HTTPStatus.TOO_MANY_REQUESTS, sentence, "RESOURCE_EXHAUSTED")
    metadata = {
        "quota_limit": f"{name}RequestsPerMinutePer{'User' if per_user else 'Project'}",
        "quota_limit_value": str(limit),
        "quota_location": "global",
        "quota_metric": f"{SERVICE}/{name.lower()}_requests",
        "quota_unit": "1/min/{project}/{user}" if per_user else "1/min/{project}",
        "consumer": f"projects/{PROJECT}",
        "service": SERVICE,
    }
    error.details = (
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": metadata,
        },
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [{"description": "Request a higher quota limit.", "url": HELP}],
        },
    )
    return error


def too_many_of_drive(*, per_user: bool) -> ApiError:
    """Return the 403 by which Drive says that there were too many requests."""
    reason, sentence = (
        ("userRateLimitExceeded", "User rate limit exceeded.")
        if per_user
        else ("rateLimitExceeded", "Rate limit exceeded.")
    )
    error = drive_error(HTTPStatus.FORBIDDEN, reason, sentence)
    error.domain = "usageLimits"
    return error


def too_many(path: str, meter: str) -> ApiError:
    """Return the 429 of the API that was asked; that of Drive is rarer than its 403, but documented."""
    if is_sheets(path):
        return too_many_of(meter, per_user=True, limit=60)
    error = drive_error(HTTPStatus.TOO_MANY_REQUESTS, "rateLimitExceeded", "Rate Limit Exceeded")
    error.domain = "usageLimits"
    return error
