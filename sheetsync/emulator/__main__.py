"""The emulator run alone: `python -m sheetsync.emulator --port 8765 --store FILE`."""

import argparse
import os
import signal
import sqlite3
import sys
import threading
from pathlib import Path

from sheetsync.emulator.limits import SIZES, Limits
from sheetsync.emulator.store import OWNER, Store
from sheetsync.emulator.web.app import App
from sheetsync.emulator.web.server import LOOPBACK, serve

USAGE_ERROR = 2
OURS = frozenset({"files", "permissions", "books", "tabs", "counters"})
PATIENCE = 2.0  # seconds that another process may hold the file while this one looks at it


class StoreError(Exception):
    """The file cannot be a store, in one sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code: 0, or 2 where it could not start."""
    given = _parser().parse_args(arguments)
    try:
        store = _opened(given.store, given.owner)
    except StoreError as error:
        return _failed(str(error))
    limits = Limits.google() if given.limits else SIZES
    try:
        server = serve(App(store, limits=limits, control=given.control), given.port)
    except OSError as error:
        store.close()
        return _failed(f"Port {given.port} on {LOOPBACK} cannot be used: {os.strerror(error.errno or 0)}.")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with server:
        _say(f"Serving Google Sheets and Drive at http://{LOOPBACK}:{server.port} (Ctrl-C stops).")
        if given.control:
            _say(f"Control: http://{LOOPBACK}:{server.port}/emulator")
        stop.wait()
    store.close()
    _say("Stopped.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sheetsync.emulator",
        description="Google Sheets v4 and Drive v3 on this machine, for tests. Serves on the loopback address only.",
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=_port, default=8765, help="the port; 0 takes a free one (default: %(default)s)")
    parser.add_argument("--store", type=Path, help="the file that keeps all; made if need be (default: in memory)")
    parser.add_argument(
        "--owner",
        type=_address,
        default=OWNER,
        help="who calls with no token, or with one that is no address (default: %(default)s)",
    )
    parser.add_argument("--control", action="store_true", help="serve /emulator too: faults, log, clock, limits, reset")
    parser.add_argument("--limits", action="store_true", help="refuse what is over Google's quotas too")
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65_535):  # noqa: PLR2004 - what fits into 16 bits
        raise argparse.ArgumentTypeError(f"{text} is no port: 0 to 65535.")
    return int(text)


def _address(text: str) -> str:
    name, _, domain = text.partition("@")
    if not (name and domain):
        raise argparse.ArgumentTypeError(f"'{text}' is no address: name@domain.")
    return text


def _opened(path: Path | None, owner: str) -> Store:
    if path and path.exists():
        _check(path)
    elif path and not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent} for the store.")
    try:
        return Store(path, owner=owner)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The store {path} cannot be opened: {error}.") from error


def _check(path: Path) -> None:
    """Raise StoreError for a file that is no store of this emulator, or that cannot be written now."""
    if not path.is_file():
        raise StoreError(f"The store {path} is no file.")
    try:
        database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if tables and not tables >= OURS:
                raise StoreError(f"The file {path} is no store of the emulator.")
            database.execute("BEGIN IMMEDIATE")
            database.execute("ROLLBACK")
        finally:
            database.close()
    except sqlite3.OperationalError as error:
        raise StoreError(f"The store {path} cannot be used now: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"The file {path} is no store of the emulator.") from error


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _failed(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main())
