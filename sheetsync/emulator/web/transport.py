"""The transport: `requests` adapters that bring what is meant for Google to the emulator."""

import io
import sys
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication

from requests import ConnectionError as RequestsConnectionError
from requests import PreparedRequest, ReadTimeout, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import ProtocolError

from sheetsync.emulator.web.app import PATIENCE
from sheetsync.emulator.web.faults import OverdueError, ResetError
from sheetsync.emulator.web.server import LOOPBACK


class InProcessTransport(HTTPAdapter):
    """Hands each request to the app in this process, without a socket.

    Mount it for https://sheets.googleapis.com/ and https://www.googleapis.com/. What a broken connection is to the
    caller of `requests`, the app's faults are here.
    """

    def __init__(self, app: WSGIApplication) -> None:
        """`app` is any WSGI callable."""
        super().__init__()
        self._app = app

    def send(self, request: PreparedRequest, *_: Any, **options: Any) -> Response:
        """Run the app on the request and return what it answers."""
        seen: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            if exc_info:
                raise exc_info[1]
            seen[:] = [status, headers]
            return seen.append

        patience = _read_timeout(options.get("timeout"))
        try:
            content = b"".join(self._app({**_environ(request), PATIENCE: patience}, start_response))
        except ResetError as error:
            broken = ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))
            raise RequestsConnectionError(broken, request=request) from error
        except OverdueError as error:
            raise ReadTimeout(f"Read timed out. (read timeout={patience})", request=request) from error
        return self._answered(request, seen[0], seen[1], content)

    def _answered(
        self, request: PreparedRequest, status: str, headers: list[tuple[str, str]], content: bytes
    ) -> Response:
        code, _, reason = status.partition(" ")
        raw = HTTPResponse(
            body=io.BytesIO(content),
            headers=HTTPHeaderDict(headers),
            status=int(code),
            reason=reason,
            preload_content=False,
            request_method=request.method,
        )
        return self.build_response(request, raw)


class Reroute(HTTPAdapter):
    """Sends what is meant for Google to an emulator that serves on this machine.

    Mounted for https://, it lets nothing out: `session.mount("https://", Reroute(8765))`.
    """

    def __init__(self, port: int) -> None:
        """`port` is the one the emulator says it serves on."""
        super().__init__()
        self._port = port

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        """Send the request to the emulator; the response looks as if it came from Google."""
        url = urlsplit(str(request.url))
        sent = request.copy()
        sent.url = url._replace(scheme="http", netloc=f"{LOOPBACK}:{self._port}").geturl()
        response = super().send(sent, *args, **{**options, "proxies": None})
        response.url, response.request = str(request.url), request
        return response


def _read_timeout(timeout: Any) -> float | None:
    seconds = timeout[1] if isinstance(timeout, tuple) else timeout
    return float(seconds) if isinstance(seconds, int | float) else None


def _plain(value: str | bytes) -> str:
    """Return a header as WSGI wants it; `requests` takes bytes too."""
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _environ(request: PreparedRequest) -> dict[str, Any]:
    url = urlsplit(str(request.url))
    body = request.body or b""
    content = body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else b"".join(body)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": _plain(value) for name, value in request.headers.items()}
    return {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "QUERY_STRING": url.query,
        "PATH_INFO": unquote_to_bytes(url.path).decode("latin-1"),
        "RAW_URI": url.path,
        "SERVER_NAME": url.hostname,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(content)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": io.BytesIO(content),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **headers,
    }
