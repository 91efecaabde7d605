"""Every test, wherever it stands: what passes between it and the emulator is checked against Google's documents."""

import gc
import gzip
import io
import logging
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from google_shapes import complaints_of

from sheetsync.cli.app import RARELY
from sheetsync.emulator import App

gc.set_threshold(*RARELY)  # as every command does


class Watch(logging.Handler):
    """What has been complained of, in the test that is running; a crash of the emulator is a complaint too."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.complaints: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.complaints.append(self.format(record))

    def over(self, answer: Any) -> Any:
        """Return the app's way to answer, with the check behind it."""

        def answered(app: App, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            seen: list[Any] = []

            def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                seen[:] = [status, dict(headers)]
                return start_response(status, headers, *rest)

            reply = b"".join(answer(app, {**environ, "wsgi.input": io.BytesIO(sent)}, started))
            code = int(seen[0].split()[0])
            if code < 300 and environ.get("HTTP_CONTENT_ENCODING") == "gzip":
                sent = gzip.decompress(sent)
            if int(seen[1].get("Content-Length", len(reply))) == len(reply):  # else it is cut off on purpose
                self.complaints += complaints_of(environ, sent, code, seen[1].get("Content-Type", ""), reply)
            return [reply]

        return answered


@pytest.fixture(scope="session")
def _watch() -> Iterator[Watch]:
    watch = Watch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "__call__", watch.over(App.__call__))
        logging.getLogger("sheetsync.emulator").addHandler(watch)
        yield watch
        logging.getLogger("sheetsync.emulator").removeHandler(watch)


@pytest.fixture(autouse=True)
def _google_would_understand(_watch: Watch) -> Iterator[None]:
    _watch.complaints.clear()
    yield
    assert not _watch.complaints, "\n".join(_watch.complaints[:20])


@pytest.fixture
def complaints(_watch: Watch) -> list[str]:
    """For a test that makes the emulator crash: to be cleared at its end."""
    return _watch.complaints
