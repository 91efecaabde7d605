"""What sheetsync remembers between runs, in one SQLite file: runs, snapshots, what was published, the outbox.

Every change of state is a transaction of its own, so that a run killed at any moment leaves a file that says exactly
how far it came. Nothing secret is ever given to this room, so nothing secret is ever stored.
"""

import hashlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sheetsync.adapters.schema import MIGRATIONS
from sheetsync.core.values import format_moment
from sheetsync.errors import SafetyStopError, SheetsyncError
from sheetsync.hands import Kept, Letter, Published, RubricVersion, Unread

PATIENCE = 30.0
"""Seconds to wait for another process that is writing."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the main job. `interrupted`: it was killed before it could say what it did."""

    number: int
    started: datetime
    finished: datetime | None
    interrupted: bool
    summary: Mapping[str, Any]


class SqliteMemory:
    """`hands.Memory` in the file `path` (made with its folder where missing); may be used from several threads.

    Raises SheetsyncError where the file cannot be opened, read or written, or a newer sheetsync wrote it; LookupError
    where the caller speaks of a run, a content, an intention or a letter that was never given.
    The run lock is a second file beside it, `<path>.lock`.
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

    # runs

    def begin_run(self, at: datetime) -> int:
        """Open a run and hold the lock until `finish_run`, `close` or the end of the process, however it ends.

        Raises SafetyStopError while another run, here or in another process, holds it.
        """
        with self._turn:
            if self._lock is not None:
                raise self._busy()
            self._lock = self._locked()
            try:
                with self._change() as db:
                    # Whoever holds the lock is alone: a run still open was killed.
                    db.execute("UPDATE runs SET interrupted = 1 WHERE finished IS NULL")
                    return int(db.execute("INSERT INTO runs (started) VALUES (?)", (_iso(at),)).lastrowid or 0)
            except BaseException:
                self._unlock()
                raise

    def finish_run(self, run: int, summary: Mapping[str, Any]) -> None:
        """Close a run, now, with what it did (JSON values). The lock is let go of in any case."""
        try:
            done = "UPDATE runs SET finished = ?, interrupted = 0, summary = ? WHERE number = ?"
            text = json.dumps(dict(summary), ensure_ascii=False)
            self._must(f"run {run}", done, _iso(datetime.now().astimezone()), text, run)
        finally:
            self._unlock()

    def runs(self, limit: int) -> tuple[Run, ...]:
        """The newest `limit` runs, newest first."""
        return tuple(
            Run(
                row["number"],
                datetime.fromisoformat(row["started"]),
                datetime.fromisoformat(row["finished"]) if row["finished"] else None,
                bool(row["interrupted"]),
                json.loads(row["summary"]),
            )
            for row in self._rows("SELECT * FROM runs ORDER BY number DESC LIMIT ?", limit)
        )

    def last_summary(self) -> Mapping[str, Any]:
        """What the last finished run said of itself; empty where there was none."""
        rows = self._rows("SELECT summary FROM runs WHERE finished IS NOT NULL ORDER BY number DESC LIMIT 1")
        return dict(json.loads(rows[0]["summary"])) if rows else {}

    # what was read

    def keep(self, run: int, book: str, reply: Mapping[str, Any], at: datetime) -> Kept:
        """Remember a pulled book; equal content is stored once and never thrown away: it is the record."""
        text = _canonical(reply)
        content_hash = hashlib.sha256(text).hexdigest()
        packed = zlib.compress(text)  # before the turn is taken: books are pulled by several threads
        with self._change() as db:
            db.execute("INSERT OR IGNORE INTO snapshots VALUES (?, ?, ?)", (book, content_hash, packed))
            pull = (run, book, _iso(at), content_hash)
            db.execute("INSERT INTO pulls (run, book, at, hash) VALUES (?, ?, ?, ?)", pull)
        return Kept(reply, at, content_hash)

    def keep_unread(self, run: int, book: str, unread: Unread) -> None:
        """Remember that a book could not be read."""
        failed = "INSERT INTO pulls (run, book, at, reason, detail) VALUES (?, ?, ?, ?, ?)"
        self._do(failed, run, book, _iso(unread.at), unread.reason, unread.detail)

    def latest(self, book: str) -> Kept | None:
        """The newest pull of a book."""
        newest = """
            SELECT at, hash, reply FROM pulls JOIN snapshots USING (book, hash)
            WHERE book = ? ORDER BY number DESC LIMIT 1"""
        return _kept(self._rows(newest, book))

    def last_unread(self, book: str) -> Unread | None:
        """Why the newest attempt failed; None where it succeeded or none was made."""
        for row in self._rows("SELECT * FROM pulls WHERE book = ? ORDER BY number DESC LIMIT 1", book):
            if row["reason"] is not None:
                return Unread(row["reason"], row["detail"], datetime.fromisoformat(row["at"]))
        return None

    def accept(self, book: str, content_hash: str) -> None:
        """Remember this content as the last that was good to score."""
        self._do("INSERT OR REPLACE INTO accepted (book, hash) VALUES (?, ?)", book, content_hash)

    def accepted(self, book: str) -> Kept | None:
        """The newest pull that was good to score."""
        newest = """
            SELECT at, hash, reply FROM accepted JOIN pulls USING (book, hash) JOIN snapshots USING (book, hash)
            WHERE book = ? ORDER BY number DESC LIMIT 1"""
        return _kept(self._rows(newest, book))

    # what was published

    def published(self, book: str) -> Published | None:
        """The last publication known to have been applied."""
        return self._publication(book, "applied")

    def intended(self, book: str) -> Published | None:
        """A publication that was about to be sent when its run ended without hearing back."""
        return self._publication(book, "intended")

    def intend(self, book: str, publication: Published) -> None:
        """Remember a publication before it is sent; replaces an earlier intention."""
        content = zlib.compress(_canonical(publication.content))
        about_to = "INSERT OR REPLACE INTO publications VALUES (?, 'intended', ?, ?, ?)"
        self._do(about_to, book, publication.number, publication.mark, content)

    def confirm(self, book: str) -> None:
        """The intention has been applied: it is the last publication now."""
        # REPLACE, because the one applied before stands in the place of the new one
        applied = "UPDATE OR REPLACE publications SET state = 'applied' WHERE book = ? AND state = 'intended'"
        self._must(f"intention for {book}", applied, book)

    def withdraw(self, book: str) -> None:
        """The intention was never applied."""
        self._do("DELETE FROM publications WHERE book = ? AND state = 'intended'", book)

    def _publication(self, book: str, state: str) -> Published | None:
        rows = self._rows("SELECT * FROM publications WHERE book = ? AND state = ?", book, state)
        return Published(rows[0]["number"], rows[0]["mark"], _unpacked(rows[0]["content"])) if rows else None

    # when a book was complete

    def completed(self, book: str) -> datetime | None:
        """When a book was first seen with nothing missing."""
        rows = self._rows("SELECT at FROM completed WHERE book = ?", book)
        return datetime.fromisoformat(rows[0]["at"]) if rows else None

    def mark_completed(self, book: str, at: datetime) -> None:
        """Remember the first moment of completeness; later calls change nothing."""
        self._do("INSERT OR IGNORE INTO completed (book, at) VALUES (?, ?)", book, _iso(at))

    def incomplete(self, book: str) -> datetime | None:
        """When a book was last seen with something missing, before it was ever complete."""
        rows = self._rows("SELECT at FROM incomplete WHERE book = ?", book)
        return datetime.fromisoformat(rows[0]["at"]) if rows else None

    def mark_incomplete(self, book: str, at: datetime) -> None:
        """Remember that a book was seen with something missing; the last call counts."""
        self._do("INSERT OR REPLACE INTO incomplete (book, at) VALUES (?, ?)", book, _iso(at))

    # the rubric in force

    def rubrics(self) -> Sequence[RubricVersion]:
        """Every frozen version of the rubric, the one in force last."""
        return tuple(
            RubricVersion(row["number"], datetime.fromisoformat(row["at"]), row["content"], row["reason"], row["note"])
            for row in self._rows("SELECT * FROM rubrics ORDER BY number")
        )

    def freeze(self, content: str, at: datetime, reason: str = "", note: str = "") -> None:
        """Put a version of the rubric in force, from now on; the earlier ones are kept."""
        values = (_iso(at), content, reason, note)
        self._do("INSERT INTO rubrics (at, content, reason, note) VALUES (?, ?, ?, ?)", *values)

    # the outbox

    def last_content(self, kind: str, about: str, recipient: str) -> str | None:
        """The content hash of the last letter queued for this occasion and recipient that was not dropped."""
        newest = """
            SELECT content_hash FROM outbox WHERE kind = ? AND about = ? AND recipient = ?
            ORDER BY number DESC LIMIT 1"""
        rows = self._rows(newest, kind, about, recipient)
        return str(rows[0]["content_hash"]) if rows else None

    def queue(self, letter: Letter, content_hash: str, at: datetime) -> None:
        """Put a letter in the outbox. A waiting letter of the same occasion that was never claimed is dropped.

        A key that is there already stays as it is, bytes and state. Where dropping uncovers that the last letter to
        leave said the same, there is nothing new to tell, and nothing is put in.
        """
        occasion = (letter.kind, letter.about, letter.recipient)
        entry = (letter.key, *occasion, content_hash, letter.message, _iso(at))
        with self._change() as db:
            if db.execute("SELECT 1 FROM outbox WHERE key = ?", (letter.key,)).fetchone():
                return
            same = "kind = ? AND about = ? AND recipient = ?"
            db.execute(f"DELETE FROM outbox WHERE {same} AND state = 'waiting'", occasion)  # noqa: S608 - built of constants
            if self.last_content(*occasion) != content_hash:
                columns = "key, kind, about, recipient, content_hash, message, queued_at"
                db.execute(f"INSERT INTO outbox ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", entry)  # noqa: S608 - built of constants

    def drop_waiting(self, keep: Collection[tuple[str, str, str]]) -> None:
        """Drop the letters never claimed whose (kind, about, recipient) is not to be told anything any more."""
        unclaimed = "SELECT key, kind, about, recipient FROM outbox WHERE state = 'waiting'"
        for key, *occasion in self._rows(unclaimed):
            if tuple(occasion) not in keep:
                self._do("DELETE FROM outbox WHERE key = ? AND state = 'waiting'", key)

    def waiting(self) -> Sequence[Letter]:
        """Letters not known to have left: those claimed before a kill first, with the same bytes; then oldest first."""
        unsent = """
            SELECT key, kind, about, recipient, message FROM outbox
            WHERE state <> 'sent' ORDER BY state = 'waiting', number"""
        return tuple(Letter(*row) for row in self._rows(unsent))

    def claim(self, key: str) -> None:
        """This letter is about to be sent; once more after a kill. It must not be known to have left."""
        claimed = "UPDATE outbox SET state = 'claimed' WHERE key = ? AND state <> 'sent'"
        self._must(f"unsent letter {key}", claimed, key)

    def mark_sent(self, key: str, at: datetime) -> None:
        """This letter, claimed before, has left."""
        sent = "UPDATE outbox SET state = 'sent', sent_at = ? WHERE key = ? AND state = 'claimed'"
        self._must(f"claimed letter {key}", sent, _iso(at), key)

    def release(self, key: str) -> None:
        """This letter, claimed before, has certainly not left: a newer one may take its place."""
        released = "UPDATE outbox SET state = 'waiting' WHERE key = ? AND state = 'claimed'"
        self._must(f"claimed letter {key}", released, key)

    # the file

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: whole or not at all, also against a kill."""
        with self._turn, _explained(self.path), _transaction(self._db):
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
            f"Một lần đồng bộ khác đang chạy{since}.",
            "Chờ lần đó xong rồi chạy lại. Nếu cửa sổ đó bị treo thì đóng nó lại: khóa tự mở, không cần cờ nào.",
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
        raise SheetsyncError(
            f"Không dùng được tệp bộ nhớ {path} ({error}).",
            "Kiểm tra đĩa còn chỗ trống, thư mục cho phép ghi, và tệp không bị chương trình khác giữ.",
        ) from error


def _kept(rows: list[sqlite3.Row]) -> Kept | None:
    return Kept(_unpacked(rows[0]["reply"]), datetime.fromisoformat(rows[0]["at"]), rows[0]["hash"]) if rows else None


def _canonical(value: object) -> bytes:
    """One text for equal JSON values. ASCII, since a reply may hold half a surrogate pair that no UTF-8 can."""
    return json.dumps(value, sort_keys=True, allow_nan=False, separators=(",", ":")).encode("ascii")


def _unpacked(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))


def _iso(at: datetime) -> str:
    if at.utcoffset() is None:
        raise ValueError("memory keeps moments: a datetime without an offset is only a wall clock")
    return at.isoformat()
