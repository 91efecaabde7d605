"""The app: WSGI in, WSGI out. Finds the operation, calls its handler, words the reply or the refusal."""

import logging
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import parse_qs, unquote_plus
from wsgiref.types import StartResponse, WSGIEnvironment

from sheetsync.emulator.api.call import Call, Download
from sheetsync.emulator.api.drive_fields import require_mask
from sheetsync.emulator.api.gate import admit, caller_of
from sheetsync.emulator.errors import ApiError, invalid
from sheetsync.emulator.limits import SIZES, Limits, exceeds
from sheetsync.emulator.shapes.masks import Mask, project, reply_mask
from sheetsync.emulator.store import Store
from sheetsync.emulator.web.clock import Clock, real_time
from sheetsync.emulator.web.control import control, is_control
from sheetsync.emulator.web.faults import AT_THE_DOOR, Faults, OverdueError, ResetError, Strike
from sheetsync.emulator.web.journal import Asked, Journal, Outcome, RequestCounts
from sheetsync.emulator.web.quota import Quota
from sheetsync.emulator.web.replies import Reply, internal, json_reply, page, worded
from sheetsync.emulator.web.routes import Match, Route, find_route

LOG = logging.getLogger("sheetsync.emulator")
PATIENCE = "emulator.patience"
"""In the environment, where the caller is in this process: the seconds it waits for an answer, or None."""

VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
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
    ("spreadsheets_values_batch_get_by_data_filter", "BatchGetValuesByDataFilterResponse"),
    ("spreadsheets_values_batch_update_by_data_filter", "BatchUpdateValuesByDataFilterResponse"),
    ("spreadsheets_values_batch_clear_by_data_filter", "BatchClearValuesByDataFilterResponse"),
    ("spreadsheets_developer_metadata_get", "DeveloperMetadata"),
    ("spreadsheets_developer_metadata_search", "SearchDeveloperMetadataResponse"),
    ("spreadsheets_sheets_copy_to", "SheetProperties"),
)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One request on its way through the app. `found` is None for a path that Google does not have."""

    environ: WSGIEnvironment
    asked: Asked
    found: Match | None


class App:
    """Google Sheets v4 and Drive v3 over a store, as a WSGI callable.

    `faults`, `journal`, `clock` and `limits` are there to be used; with `control`, by HTTP too.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime] = real_time,
        limits: Limits = SIZES,
        control: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`clock` is what the app's clock follows; `sleep` is how a slow answer waits, in seconds."""
        self.store = store
        self.requests = RequestCounts()
        self.journal = Journal()
        self.faults = Faults()
        self.clock = Clock(clock)
        store.clock = self.clock
        self.limits = limits
        self._first_limits = limits
        self._quota = Quota()
        self._control = control
        self._sleep = sleep

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; raises ResetError or OverdueError where a fault on demand leaves it without an answer."""
        path = str(environ.get("RAW_URI") or environ["PATH_INFO"]).partition("?")[0]
        reply = self._controlled(environ, path) if self._control and is_control(path) else self._exchange(environ, path)
        start_response(reply.line, reply.all_headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [reply.content]

    def reset(self) -> None:
        """Delete every file and set everything as at the start."""
        self.store.reset()
        self.faults.clear()
        self.journal.clear()
        self.requests.reset()
        self.clock.reset()
        self._quota.clear()
        self.limits = self._first_limits

    def payload_limit(self, path: str) -> int | None:
        """Return how many bytes may be sent to a path; an upload to Drive is a file, not a payload."""
        return None if path.startswith("/upload/") else self.limits.payload_bytes

    def _controlled(self, environ: WSGIEnvironment, path: str) -> Reply:
        if "HTTP_ORIGIN" in environ:  # some page in a browser, which has no business here
            return json_reply({"error": "Not from a browser."}, HTTPStatus.FORBIDDEN)
        query = parse_qs(environ.get("QUERY_STRING", ""))
        length = int(environ.get("CONTENT_LENGTH") or 0)
        return control(self, (environ["REQUEST_METHOD"], path), query, environ["wsgi.input"].read(length))

    def _exchange(self, environ: WSGIEnvironment, path: str) -> Reply:
        exchange = self._received(environ, path)
        asked = exchange.asked
        self.requests.count(asked.meter)
        strike = self.faults.strike(asked)
        units, reply = self._outcome(exchange, strike)
        self.journal.add(
            asked,
            Outcome(
                units=units,
                status=int(reply.status) if reply else 0,
                bytes_in=int(environ.get("CONTENT_LENGTH") or 0),
                bytes_out=len(reply.content) if reply else 0,
                fault=strike.name,
            ),
        )
        self._wait(strike.late, environ.get(PATIENCE))
        if reply is None:
            raise ResetError
        return reply

    def _received(self, environ: WSGIEnvironment, path: str) -> _Exchange:
        found = find_route(environ["REQUEST_METHOD"], path)
        now = self.clock()
        asked = Asked(
            time=now,
            method=environ["REQUEST_METHOD"],
            path=path,
            query=environ.get("QUERY_STRING", ""),
            operation=found.route.operation if found else "",
            caller=caller_of(self.store, environ.get("HTTP_AUTHORIZATION", ""), now),
            meter=found.route.meter if found else "",
        )
        return _Exchange(environ, asked, found)

    def _outcome(self, exchange: _Exchange, strike: Strike) -> tuple[int, Reply | None]:
        """Return what the request took from the quota, and the reply; None where the connection is to be reset."""
        asked, fault = exchange.asked, strike.fault
        if fault and fault.kind in AT_THE_DOOR:
            return 0, fault.spoil(asked, None)
        try:
            units = self._quota.spend(asked, self.limits)
        except ApiError as error:
            return 0, worded(error, asked.path)
        if fault and fault.before:
            return units, fault.spoil(asked, None)
        reply = self._carried_out(exchange, strike)
        return units, fault.spoil(asked, reply) if fault else reply

    def _carried_out(self, exchange: _Exchange, strike: Strike) -> Reply:
        path = exchange.asked.path
        if exchange.found is None:
            return _not_there(exchange.asked)
        try:
            return self._handled(exchange, exchange.found, strike)
        except ApiError as error:
            return worded(error, path)
        except Exception:
            LOG.exception("%s %s failed", exchange.asked.method, path)
            return worded(internal(path), path)

    def _handled(self, exchange: _Exchange, found: Match, strike: Strike) -> Reply:
        environ, asked = exchange.environ, exchange.asked
        call = Call(
            store=self.store,
            caller=asked.caller,
            now=asked.time,
            path=found.names,
            query=_query(environ, found.route),
            raw_body=_read_body(environ, self.payload_limit(asked.path)),
            content_type=environ.get("CONTENT_TYPE", ""),
            limits=self.limits,
            lag=strike.lag,
            headers={name[5:].replace("_", "-").lower(): environ[name] for name in environ if name.startswith("HTTP_")},
            origin=f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST') or environ['SERVER_NAME']}",
        )
        call = admit(call, found.route.handler.__name__, environ.get("HTTP_AUTHORIZATION", ""))
        # Before anything is done: a reply that cannot be shown drops the request.
        mask = _mask(found.route, call)
        require_mask(call, found.route.handler.__name__)
        reply = found.route.handler(call)
        if reply is None:
            return Reply(HTTPStatus.NO_CONTENT, "", b"")
        if isinstance(reply, Download):
            return Reply(reply.status, reply.content_type, reply.content, reply.headers)
        return json_reply(project(mask, reply))

    def _wait(self, seconds: float, patience: float | None) -> None:
        if patience is not None and seconds > patience:
            self._sleep(patience)
            raise OverdueError
        if seconds:
            self._sleep(seconds)


def _mask(route: Route, call: Call) -> Mask:
    """Return the mask for a reply of the Sheets API whose handler does not apply it itself; empty shows everything."""
    message = dict(REPLIES).get(route.handler.__name__)
    return reply_mask(call.fields, message) if message and call.fields else {}


def _not_there(asked: Asked) -> Reply:
    # Google's front end says 404 to a path it does not know with that verb; for HEAD, OPTIONS and the like nothing is
    # known of it, and 405 is what HTTP has for them.
    if asked.method in VERBS:
        return page(HTTPStatus.NOT_FOUND, f"The requested URL {asked.path} was not found.")
    reply = page(HTTPStatus.METHOD_NOT_ALLOWED, f"The request method {asked.method} is not for the URL {asked.path}.")
    return replace(reply, headers=(("Allow", ", ".join(sorted(VERBS))),))


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


def _read_body(environ: WSGIEnvironment, limit: int | None) -> bytes:
    """Return the body, unpacked; raises ApiError for one that is too long, packed or unpacked."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if exceeds(length, limit):
        raise _too_long(limit)
    body: bytes = environ["wsgi.input"].read(length) if length else b""
    if environ.get("HTTP_CONTENT_ENCODING", "").lower() != "gzip":
        return body
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(body, 0 if limit is None else limit + 1)
    except zlib.error as error:
        raise invalid("Request contains an invalid argument.") from error
    if exceeds(len(unpacked), limit):
        raise _too_long(limit)
    return unpacked


def _too_long(limit: int | None) -> ApiError:
    return invalid(f"Request payload size exceeds the limit: {limit} bytes.")
