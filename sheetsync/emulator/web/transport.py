"""The transport: a `requests` adapter that hands each request to the app in this process, without a socket."""

import io
import sys
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict


class InProcessTransport(BaseAdapter):
    """Mount it for https://sheets.googleapis.com/ and https://www.googleapis.com/."""

    def __init__(self, app: WSGIApplication) -> None:
        """`app` is any WSGI callable."""
        super().__init__()
        self._app = app

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Run the app on the request and return what it answers."""
        seen: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            if exc_info:
                raise exc_info[1]
            seen[:] = [status, headers]
            return seen.append

        content = b"".join(self._app(_environ(request), start_response))
        return _response(request, seen[0], seen[1], content)

    def close(self) -> None:
        """Nothing is held open."""


def _environ(request: PreparedRequest) -> dict[str, Any]:
    url = urlsplit(str(request.url))
    body = request.body or b""
    content = body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else b"".join(body)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
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


def _response(request: PreparedRequest, status: str, headers: list[tuple[str, str]], content: bytes) -> Response:
    response = Response()
    code, _, reason = status.partition(" ")
    response.status_code, response.reason = int(code), reason
    response.headers = CaseInsensitiveDict(headers)
    response.raw = io.BytesIO(content)
    response.url, response.request = str(request.url), request
    response.encoding = "utf-8"
    return response
