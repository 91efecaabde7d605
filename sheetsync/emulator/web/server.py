"""The server: the app over HTTP, bound to the loopback address and nothing else."""

import io
import logging
import socket
import struct
import threading
import time
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from wsgiref.types import WSGIEnvironment

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from sheetsync.emulator.web.app import App
from sheetsync.emulator.web.faults import ResetError

LOG = logging.getLogger("sheetsync.emulator")
LOOPBACK = "127.0.0.1"
ALLOWED = frozenset({LOOPBACK, "localhost"})
GOOGLE = ".googleapis.com"
NAMES = f"{LOOPBACK}, localhost, *{GOOGLE}"
AT_ONCE = 65_536
LOOK_EVERY = 0.05
DRAIN_SECONDS = 5.0
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: on, for no time at all


class _BadRequestError(Exception):
    """What came in is no HTTP."""


class _Handler(WSGIRequestHandler):
    """One connection, kept open from request to request as Google keeps it.

    werkzeug's own `run_wsgi` closes it after each, and hides from the app how an answer is cut off.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Listener"

    def run_wsgi(self) -> None:
        """Answer one request."""
        environ = self.make_environ()
        try:
            if not _is_ours(environ.get("HTTP_HOST", "")):
                self._refuse(HTTPStatus.MISDIRECTED_REQUEST, f"The host is none of {NAMES}.\n")
                return
            self._take_body(environ)
        except (_BadRequestError, OSError):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        seen: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None, /) -> Any:
            seen[:] = [status, headers]
            return seen.append

        try:
            content = b"".join(self.server.emulator(environ, start_response))
        except ResetError:
            self._reset()
        except Exception:
            LOG.exception("%s failed", self.requestline)
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            self._send(seen[0], seen[1], content)

    def _take_body(self, environ: WSGIEnvironment) -> None:
        """Put the whole body where the app can read it by its length; one that is too long is passed over.

        All of it is taken off the connection in any case, for the next request stands behind it.
        """
        chunked = bool(environ.get("wsgi.input_terminated"))
        length = None if chunked else _length(environ.get("CONTENT_LENGTH"))
        most = self.server.emulator.payload_limit(str(environ["RAW_URI"]))
        kept, taken = io.BytesIO(), 0
        while length is None or taken < length:
            part = environ["wsgi.input"].read(AT_ONCE if length is None else min(AT_ONCE, length - taken))
            if not part:
                break
            taken += len(part)
            if most is None or taken <= most:
                kept.write(part)
        if length is not None and taken < length:
            raise _BadRequestError
        kept.seek(0)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = kept, str(taken)

    def _send(self, status: str, headers: list[tuple[str, str]], content: bytes) -> None:
        code, _, phrase = status.partition(" ")
        promised = int(dict(headers).get("Content-Length", 0))
        if self.command != "HEAD" and len(content) < promised:
            self.close_connection = True  # whoever waits for the rest hears that there is none
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def _refuse(self, status: HTTPStatus, reason: str = "") -> None:
        self.close_connection = True
        content = b"" if self.command == "HEAD" else reason.encode()
        headers = [("Content-Type", "text/plain; charset=UTF-8"), ("Content-Length", f"{len(reason.encode())}")]
        self._send(f"{int(status)} {status.phrase}", headers, content)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.rfile.close()
        self.wfile.close()
        self.connection.close()
        raise ConnectionResetError

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing per request: `app.journal` does."""

    def version_string(self) -> str:
        """Return what the server calls itself."""
        return "sheetsync-emulator"


class _Listener(ThreadedWSGIServer):
    """The socket that listens, and the connections that came of it."""

    def __init__(self, app: App, listening: socket.socket) -> None:
        host, port = listening.getsockname()
        super().__init__(host, port, app, _Handler, fd=listening.fileno())
        self.emulator = app
        self._open: set[Any] = set()

    def get_request(self) -> tuple[Any, Any]:
        """Take a connection."""
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def drain(self) -> None:
        """Let requests that are being answered come to their end, and take no more."""
        for connection in tuple(self._open):
            try:
                connection.shutdown(socket.SHUT_RD)
            except OSError:
                self._open.discard(connection)  # gone by itself
        end = time.monotonic() + DRAIN_SECONDS
        while self._open and time.monotonic() < end:
            time.sleep(LOOK_EVERY / 5)


class Server:
    """A threaded HTTP server; usable as a context manager, which serves in the background and stops at the end."""

    def __init__(self, app: App, port: int, host: str = LOOPBACK) -> None:
        """Port 0 takes any free one; any host but the loopback one is refused with ValueError.

        Raises OSError where the port is taken.
        """
        if host not in ALLOWED:
            raise ValueError(f"The emulator serves on {LOOPBACK} only, not on {host}.")
        with socket.create_server((LOOPBACK, port)) as listening:  # werkzeug ends the process if the port is taken
            self._server = _Listener(app, listening)
        self._thread: threading.Thread | None = None
        self.port = self._server.port

    def serve_forever(self) -> None:
        """Answer requests until `shutdown`."""
        self._server.serve_forever(LOOK_EVERY)

    def shutdown(self) -> None:
        """Stop answering and free the port; requests that are being answered have a moment to come to their end."""
        self._server.shutdown()
        self._server.drain()
        self._server.server_close()
        if self._thread:
            self._thread.join()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()


def serve(app: App, port: int = 8765, host: str = LOOPBACK) -> Server:
    """Return a server for the app, bound to the loopback address and not yet serving."""
    return Server(app, port, host)


def _is_ours(host: str) -> bool:
    """Tell whether a request is meant for this server.

    A page in a browser can have its own name point at this machine; what it sends then still carries that name.
    """
    name = urlsplit(f"//{host}").hostname or LOOPBACK
    return name in ALLOWED or name.endswith(GOOGLE)


def _length(text: str | None) -> int:
    text = (text or "0").strip()
    if not text.isascii() or not text.isdigit():
        raise _BadRequestError
    return int(text)
