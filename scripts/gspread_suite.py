"""gspread's own tests, run against the emulator: `scripts/gspread-suite CHECKOUT [--socket] [arguments for pytest]`.

CHECKOUT is a checkout of gspread 6.2.1 (its tests are in neither wheel nor sdist). No cassette is read and vcrpy
need not be installed: whatever the tests send through `requests` goes to an emulator with a fresh store, in process or,
with `--socket`, over HTTP on loopback. What the tests expect of the account they run under is put in place first.
"""

import argparse
import contextlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from sheetsync.emulator import App, InProcessTransport, Store, serve
from sheetsync.emulator.api.drive_files import SPREADSHEET, owner_permission, user
from sheetsync.emulator.api.sheets import new_book
from sheetsync.emulator.text.stamps import rfc3339

DRIVE = "https://www.googleapis.com/drive/v3/files"
PRIVATE_ID = "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc"  # the spreadsheet that the suite may not open
STRANGER = "somebody.else@example.com"
OTHERS = ("Kept from last year", "Kept from the year before", "A list of names")  # `openall` wants more than one

TOO_MANY, FAILED = 429, 500

Send = Callable[[requests.PreparedRequest], requests.Response]


@contextlib.contextmanager
def emulated(send: Send) -> Iterator[None]:
    """Let `send` answer everything sent through `requests`, and keep the cassettes closed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTTPAdapter, "send", lambda _adapter, request, *_, **__: _final(send(request)))
        patch.delenv("GS_CREDS_FILENAME", raising=False)
        # The suite puts the mark on a fixture as well, which pytest 9 refuses: as nothing is recorded it marks nothing.
        patch.setattr(pytest.mark, "vcr", _no_mark, raising=False)
        if importlib.util.find_spec("vcr") is None:
            for module in _stand_ins():
                patch.setitem(sys.modules, module.__name__, module)
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite and return pytest's exit code."""
    parser = argparse.ArgumentParser(description="Runs gspread's own tests against the emulator.")
    parser.add_argument("checkout", type=Path, help="a checkout of gspread, with its tests directory")
    parser.add_argument("--socket", action="store_true", help="over HTTP on loopback instead of in process")
    options, rest = parser.parse_known_args(arguments)
    tests = options.checkout / "tests"
    if not tests.is_dir():
        parser.error(f"{options.checkout} has no tests directory.")
    sys.dont_write_bytecode = True  # the checkout is somebody's: leave nothing in it
    store = Store(None)
    app = App(store)
    prepare(store, app)
    with contextlib.ExitStack() as running:
        send = _over_socket(running.enter_context(serve(app, port=0)).port) if options.socket else _in_process(app)
        # vcr and recording are the names under which pytest-vcr and pytest-recording register, where installed.
        switched_off = [f"-pno:{plugin}" for plugin in ("cacheprovider", "vcr", "recording")]
        own = [str(tests), f"--rootdir={options.checkout}", "-opython_files=*_test.py", *switched_off]
        running.enter_context(emulated(send))
        return int(pytest.main([*own, *rest]))


def prepare(store: Store, app: App) -> None:
    """Put in place what the suite expects of the account: spreadsheets of its own, and one that is somebody else's."""
    session = requests.Session()
    session.mount("https://", InProcessTransport(app))
    for name in OTHERS:
        session.post(DRIVE, json={"name": name, "mimeType": SPREADSHEET}).raise_for_status()
    now = rfc3339(datetime.now(UTC))
    file = {"kind": "drive#file", "id": PRIVATE_ID, "name": "Private", "mimeType": SPREADSHEET}
    store.save_file({**file, "createdTime": now, "modifiedTime": now, "owners": [user(STRANGER)]})
    store.save_permission(PRIVATE_ID, owner_permission(STRANGER))
    with store.transaction():
        store.save_book(new_book(PRIVATE_ID, "Private"))


def _in_process(app: App) -> Send:
    return InProcessTransport(app).send


def _over_socket(port: int) -> Send:
    adapter, send = HTTPAdapter(), HTTPAdapter.send  # as it was before the plugin took it over

    def over_socket(request: requests.PreparedRequest) -> requests.Response:
        url = urlsplit(str(request.url))
        request.url = url._replace(scheme="http", netloc=f"127.0.0.1:{port}").geturl()
        return send(adapter, request, timeout=60)

    return over_socket


def _final(reply: requests.Response) -> requests.Response:
    """Return a reply that the suite's client takes as it is; on some it would wait and ask again, for hours."""
    if reply.status_code == TOO_MANY or reply.status_code >= FAILED or '"usageLimits"' in reply.text:
        raise AssertionError(f"{reply.request.method} {reply.url}: {reply.status_code} {reply.text}")
    return reply


def _no_mark(*_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda marked: marked


def _stand_ins() -> tuple[ModuleType, ModuleType]:
    """Return modules with the names of vcrpy that the suite's conftest imports."""
    vcr, errors = ModuleType("vcr"), ModuleType("vcr.errors")
    vars(vcr).update(VCR=type("VCR", (), {}), errors=errors)
    vars(errors).update(CannotOverwriteExistingCassetteException=type("NoCassette", (Exception,), {}))
    return vcr, errors


if __name__ == "__main__":
    sys.exit(main())
