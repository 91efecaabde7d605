"""The server: the app over HTTP, bound to the loopback address and nothing else."""

import socket
import threading
from types import TracebackType
from typing import Self

from werkzeug.serving import WSGIRequestHandler, make_server

from sheetsync.emulator.web.app import App

LOOPBACK = "127.0.0.1"
ALLOWED = frozenset({LOOPBACK, "localhost"})


class _Quiet(WSGIRequestHandler):
    """Says nothing per request: who watches the emulator counts `app.requests`."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Do not log."""


class Server:
    """A threaded HTTP server; usable as a context manager, which serves in the background and stops at the end."""

    def __init__(self, app: App, port: int, host: str = LOOPBACK) -> None:
        """Port 0 takes any free one; any host but the loopback one is refused with ValueError.

        Raises OSError where the port is taken.
        """
        if host not in ALLOWED:
            raise ValueError(f"The emulator serves on {LOOPBACK} only, not on {host}.")
        with socket.create_server((LOOPBACK, port)) as listening:  # werkzeug ends the process if the port is taken
            self._server = make_server(
                LOOPBACK, port, app, threaded=True, request_handler=_Quiet, fd=listening.fileno()
            )
        self._thread: threading.Thread | None = None
        self.port = self._server.port

    def serve_forever(self) -> None:
        """Answer requests until `shutdown`."""
        self._server.serve_forever()

    def shutdown(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
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
