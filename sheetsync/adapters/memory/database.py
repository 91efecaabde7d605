"""One SQLite file, shared by threads and kept whole through kills: transactions, a run lock, sentences for failures."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from sheetsync.adapters.memory.schema import MIGRATIONS
from sheetsync.core.values import format_moment
from sheetsync.errors import SafetyStopError, SheetsyncError

PATIENCE = 30.0
"""Seconds to wait for another process that is writing."""


class Database:
    """The file `path` (made with its folder where missing), at the schema of today; usable from several threads.

    Raises SheetsyncError where the file cannot be opened, read or written, or a newer sheetsync wrote it; LookupError
    where a change refers to what is not there. The run lock is a second file beside it, `<path>.lock`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.RLock()
        self._lock: sqlite3.Connection | None = None
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = _connected(path, PATIENCE)
            try:
                _prepare(self._db)
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, and of the lock where a run was left open; twice is once."""
        with self._turn:
            self._unlock()
            self._db.close()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Make all changes inside one transaction: whole or not at all, and the disk is waited for once."""
        with self._change():
            yield

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, or a part of the one that is open: whole or not at all, also against a kill."""
        with self._turn, _explained(self.path), ExitStack() as stack:
            if not self._db.in_transaction:  # only who has the turn begins one, so an open one is our own
                stack.enter_context(_transaction(self._db))
            yield self._db

    def _do(self, statement: str, *values: object) -> int:
        """One statement as a transaction of its own; how many rows it changed."""
        with self._change() as db:
            return db.execute(statement, values).rowcount

    def _must(self, what: str, statement: str, *values: object) -> None:
        """Change exactly one row: finding none is a mistake of the caller, not of the file."""
        if self._do(statement, *values) != 1:
            raise LookupError(f"memory holds no {what}")

    def _rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._turn, _explained(self.path):
            return self._db.execute(query, values).fetchall()

    def _locked(self) -> sqlite3.Connection:
        """Take the run lock: an exclusive transaction on a database of its own, which the system ends with the process.

        Nothing is ever written there, so a kill leaves nothing to recover, and it works alike on every system.
        """
        with _explained(self.path):
            lock = _connected(self.path.with_name(self.path.name + ".lock"), patience=0)
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                lock.close()
                if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                    raise self._busy() from None
                raise
            return lock

    def _unlock(self) -> None:
        with self._turn:
            if self._lock is not None:
                self._lock.close()
                self._lock = None

    def _busy(self) -> SafetyStopError:
        since = ""
        for row in self._rows("SELECT started FROM runs WHERE finished IS NULL ORDER BY number DESC LIMIT 1"):
            since = f" (bắt đầu lúc {format_moment(datetime.fromisoformat(row['started']))})"
        return SafetyStopError(
            f"Một lệnh khác đang chạy{since}.",
            "Chờ lệnh đó xong rồi chạy lại. Nếu cửa sổ đó bị treo thì đóng nó lại: khóa tự mở, không cần cờ nào.",
        )


def _connected(path: Path, patience: float) -> sqlite3.Connection:
    # Transactions are begun by hand (isolation_level): the module's own would begin late and in the wrong mode.
    db = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    return db


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:  # SQLite may have rolled back by itself, as on a full disk
            db.execute("ROLLBACK")


def _prepare(db: sqlite3.Connection) -> None:
    """Bring a file, new or of any earlier version, to the schema of today."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")  # a letter marked as sent must stay so through a power cut
    db.execute("PRAGMA foreign_keys = ON")
    with _transaction(db):  # two processes may open a new file at once
        taken = int(db.execute("PRAGMA user_version").fetchone()[0])
        if taken > len(MIGRATIONS):
            raise SheetsyncError("Tệp bộ nhớ do một bản sheetsync mới hơn ghi.", "Cập nhật sheetsync rồi chạy lại.")
        for statement in ";".join(MIGRATIONS[taken:]).split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say into a sentence for the secretary."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise LookupError(f"memory was never given what this refers to: {error}") from error
    except (sqlite3.Error, OSError) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:  # the higher bits only say where
            raise damaged(path, error) from error
        raise SheetsyncError(
            f"Không dùng được tệp bộ nhớ {path} ({error}).",
            "Kiểm tra đĩa còn chỗ trống, thư mục cho phép ghi, và tệp không bị chương trình khác giữ.",
        ) from error


_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def damaged(path: Path, error: Exception) -> SheetsyncError:
    """What is told of a file that no longer holds what was written: running again does not mend it."""
    return SheetsyncError(
        f"Tệp bộ nhớ {path} đã hỏng ({error}).",
        "Chép lại thư mục .sheetsync từ bản sao lưu rồi chạy lại; không có bản sao lưu thì đổi tên tệp này đi, "
        "rồi chạy `sheetsync sync --adopt --no-mail`.",
    )


def iso(at: datetime) -> str:
    """A moment as the file keeps it."""
    if at.utcoffset() is None:
        raise ValueError("memory keeps moments: a datetime without an offset is only a wall clock")
    return at.isoformat()
