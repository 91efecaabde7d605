"""The database: one SQLite file behind one lock, its transactions, and counters that never go back."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sheetsync.emulator.store.layout import FILLED

BUSY_SECONDS = 30.0


class Database:
    """One connection for the whole process. `path` None keeps all in memory."""

    def __init__(self, path: Path | None) -> None:
        """Open the file; made if need be, and without tables yet."""
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(
            str(path) if path else ":memory:", timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA foreign_keys=ON")

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()

    def reset(self) -> None:
        """Delete everything."""
        with self.transaction():
            for table in FILLED:  # counters stay: a version is never used twice
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are the literals above

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock; all that is saved inside becomes visible together, or is undone by an exception."""
        with self._lock:
            if self._depth:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            else:
                self._db.execute("COMMIT")
                self._committed()
            finally:
                self._depth -= 1
                self._ended()

    def next_number(self, name: str) -> int:
        """Return the next value of a counter that never goes back."""
        with self._lock:
            row = self._db.execute(
                "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
                (name,),
            ).fetchone()
        return int(row[0])

    def number(self, name: str) -> int:
        """Return the last value that a counter gave; 0 before the first."""
        with self._lock:
            row = self._db.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def rows(self, query: str, values: Sequence[Any] = ()) -> Iterator[Iterator[tuple[Any, ...]]]:
        """Run a SELECT and let its rows be read one by one, of one state of the store."""
        with self._lock, self._snapshot():
            cursor = self._db.execute(query, values)
            try:
                yield cursor
            finally:
                cursor.close()

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Read one state even while another process writes."""
        if self._depth:
            yield
            return
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("COMMIT")

    def _committed(self) -> None:
        """Do what follows once a transaction has become visible."""

    def _ended(self) -> None:
        """Do what follows once a transaction is over, whichever way."""
