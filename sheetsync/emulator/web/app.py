"""The app: WSGI in, WSGI out. Finds the operation, calls its handler, words the reply or the refusal."""

import json
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote, unquote_plus
from wsgiref.types import StartResponse, WSGIEnvironment

from sheetsync.emulator.access import caller_of
from sheetsync.emulator.api.call import Call, Download
from sheetsync.emulator.book.defaults import MAX_PAYLOAD
from sheetsync.emulator.errors import ApiError, invalid
from sheetsync.emulator.shapes.masks import project, reply_mask
from sheetsync.emulator.store import Store
from sheetsync.emulator.web.routes import Route, routes

JSON_TYPE = "application/json; charset=UTF-8"
REPLIES = (
    ("spreadsheets_create", "Spreadsheet"),
    ("spreadsheets_batch_update", "BatchUpdateSpreadsheetResponse"),
    ("spreadsheets_values_get", "ValueRange"),
    ("spreadsheets_values_batch_get", "BatchGetValuesResponse"),
    ("spreadsheets_values_update", "UpdateValuesResponse"),
    ("spreadsheets_values_append", "AppendValuesResponse"),
    ("spreadsheets_values_batch_update", "BatchUpdateValuesResponse"),
    ("spreadsheets_values_clear", "ClearValuesResponse"),
    ("spreadsheets_values_batch_clear", "BatchClearValuesResponse"),
)


class RequestCounts:
    """How many requests came in: Sheets reads and writes as Google's quota counts them, Drive calls apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reads = self.writes = self.drive = 0

    def reset(self) -> None:
        """Start again at zero."""
        with self._lock:
            self.reads = self.writes = self.drive = 0

    def count(self, meter: str) -> None:
        """Count one request."""
        with self._lock:
            if meter == "read":
                self.reads += 1
            elif meter == "write":
                self.writes += 1
            else:
                self.drive += 1


class App:
    """Google Sheets v4 and Drive v3 over a store, as a WSGI callable."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime] | None = None) -> None:
        """`clock` gives the time of every request; the real one by default."""
        self.store = store
        self.requests = RequestCounts()
        self._clock = clock or _now

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("RAW_URI") or environ["PATH_INFO"]).partition("?")[0]
        try:
            status, content_type, content = self._answer(environ, path)
        except ApiError as error:
            body = error.sheets_body() if path.startswith("/v4/") else error.drive_body()
            status, content_type, content = error.code, JSON_TYPE, _json(body)
        headers = [("Content-Type", content_type), ("Content-Length", str(len(content)))]
        if status == HTTPStatus.NO_CONTENT:
            headers = []
        start_response(f"{int(status)} {HTTPStatus(status).phrase}", headers)
        return [content]

    def _answer(self, environ: WSGIEnvironment, path: str) -> tuple[int, str, bytes]:
        found = _route(environ["REQUEST_METHOD"], path)
        if found is None:
            return HTTPStatus.NOT_FOUND, "text/html; charset=UTF-8", _not_a_page(path)
        route, names = found
        self.requests.count(route.meter)
        call = Call(
            store=self.store,
            caller=caller_of(environ.get("HTTP_AUTHORIZATION", ""), self.store.owner),
            now=self._clock(),
            path=names,
            query=_query(environ, route),
            raw_body=_read_body(environ),
            content_type=environ.get("CONTENT_TYPE", ""),
        )
        reply = route.handler(call)
        if reply is None:
            return HTTPStatus.NO_CONTENT, "", b""
        if isinstance(reply, Download):
            return HTTPStatus.OK, reply.content_type, reply.content
        return HTTPStatus.OK, JSON_TYPE, _json(_masked(route, call, reply))


def _masked(route: Route, call: Call, reply: Any) -> Any:
    """Apply `fields` to the replies of the Sheets API whose handlers do not do it themselves."""
    message = dict(REPLIES).get(route.handler.__name__)
    fields = call.text("fields") or call.text("$fields")
    return project(reply_mask(fields, message), reply) if message and fields else reply


def _route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    for route in routes():
        match = route.pattern.fullmatch(path) if route.method == method else None
        if match:
            return route, {name: unquote(value) for name, value in match.groupdict().items()}
    return None


def _query(environ: WSGIEnvironment, route: Route) -> dict[str, list[str]]:
    found = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    for name in found:
        if route.parameters is not None and name not in route.parameters:
            raise _unknown_parameter(name)
    return found


def _unknown_parameter(name: str) -> ApiError:
    sentence = (
        f'Invalid JSON payload received. Unknown name "{unquote_plus(name)}": Cannot bind query parameter. '
        f"Field '{unquote_plus(name)}' could not be found in request message."
    )
    return invalid(sentence, ("", sentence))


def _read_body(environ: WSGIEnvironment) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MAX_PAYLOAD:
        raise invalid(f"Request payload size exceeds the limit: {MAX_PAYLOAD} bytes.")
    body: bytes = environ["wsgi.input"].read(length) if length else b""
    return body


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _not_a_page(path: str) -> bytes:
    page = f"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title><p>The requested URL {path} was not found."
    return page.encode()


def _now() -> datetime:
    return datetime.now(UTC)
