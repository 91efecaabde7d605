"""What sheetsync remembers between runs, in one SQLite file: runs, snapshots, what was published, the outbox.

Every change of state is a transaction, its own or the one that `at_once` opens, so that a run killed at any moment
leaves a file that says exactly how far it came. Nothing secret is ever given to this room, so none is ever stored.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sheetsync.adapters.memory.database import damaged, iso
from sheetsync.adapters.memory.outbox import Outbox
from sheetsync.adapters.memory.year import YearMemory, as_kept, kept
from sheetsync.hands import Kept, Published, RubricVersion, Unread


class SqliteMemory(YearMemory, Outbox):
    """`hands.Memory` in the file `path` (made with its folder where missing); may be used from several threads.

    Raises SheetsyncError where the file cannot be opened, read or written, or a newer sheetsync wrote it; LookupError
    where the caller speaks of a run, a content, an intention or a letter that was never given.
    The run lock is a second file beside it, `<path>.lock`.
    """

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
                    return int(db.execute("INSERT INTO runs (started) VALUES (?)", (iso(at),)).lastrowid or 0)
            except BaseException:
                self._unlock()
                raise

    def finish_run(self, run: int, summary: Mapping[str, Any]) -> None:
        """Close a run, now, with what it did (JSON values). The lock is let go of in any case."""
        try:
            done = "UPDATE runs SET finished = ?, interrupted = 0, summary = ? WHERE number = ?"
            text = json.dumps(dict(summary), ensure_ascii=False)
            self._must(f"run {run}", done, iso(datetime.now().astimezone()), text, run)
        finally:
            self._unlock()

    def last_summary(self) -> Mapping[str, Any]:
        """What the last finished run said of itself; empty where there was none."""
        rows = self._rows("SELECT summary FROM runs WHERE finished IS NOT NULL ORDER BY number DESC LIMIT 1")
        return dict(json.loads(rows[0]["summary"])) if rows else {}

    # what was read

    def keep(self, run: int, book: str, reply: Mapping[str, Any], at: datetime) -> str:
        """Remember a pulled book and give the hash that names its content.

        Equal content is stored once and never thrown away: it is the record.
        """
        text = _canonical(reply)
        content_hash = hashlib.sha256(text).hexdigest()
        with self._change() as db:
            if not db.execute("SELECT 1 FROM snapshots WHERE book = ? AND hash = ?", (book, content_hash)).fetchone():
                db.execute("INSERT INTO snapshots VALUES (?, ?, ?)", (book, content_hash, zlib.compress(text)))
            pull = (run, book, iso(at), content_hash)
            db.execute("INSERT INTO pulls (run, book, at, hash) VALUES (?, ?, ?, ?)", pull)
        return content_hash

    def reply(self, book: str, content_hash: str) -> Mapping[str, Any]:
        """What Google replied, by the name of its content."""
        rows = self._rows("SELECT reply FROM snapshots WHERE book = ? AND hash = ?", book, content_hash)
        if not rows:
            raise LookupError(f"memory holds no content {content_hash} of {book}")
        return dict(self._unpacked(rows[0]["reply"]))

    def keep_unread(self, run: int, book: str, unread: Unread) -> None:
        """Remember that a book could not be read."""
        failed = "INSERT INTO pulls (run, book, at, reason, detail) VALUES (?, ?, ?, ?, ?)"
        self._do(failed, run, book, iso(unread.at), unread.reason, unread.detail)

    def latest(self, book: str) -> Kept | None:
        """The newest pull of a book."""
        newest = "SELECT at, hash FROM pulls WHERE book = ? AND hash IS NOT NULL ORDER BY number DESC LIMIT 1"
        return kept(self._rows(newest, book))

    def pulls(self, book: str) -> Sequence[Kept]:
        """Every pull of a book, in the order in which they were made."""
        made = self._rows("SELECT at, hash FROM pulls WHERE book = ? AND hash IS NOT NULL ORDER BY number", book)
        return tuple(map(as_kept, made))

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
            SELECT at, hash FROM accepted JOIN pulls USING (book, hash) WHERE book = ? ORDER BY number DESC LIMIT 1"""
        return kept(self._rows(newest, book))

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
        return Published(rows[0]["number"], rows[0]["mark"], self._unpacked(rows[0]["content"])) if rows else None

    # when a book was complete

    def completed(self, book: str) -> datetime | None:
        """When a book was first seen with nothing missing."""
        rows = self._rows("SELECT at FROM completed WHERE book = ?", book)
        return datetime.fromisoformat(rows[0]["at"]) if rows else None

    def mark_completed(self, book: str, at: datetime) -> None:
        """Remember the first moment of completeness; later calls change nothing."""
        self._do("INSERT OR IGNORE INTO completed (book, at) VALUES (?, ?)", book, iso(at))

    def incomplete(self, book: str) -> datetime | None:
        """When a book was last seen with something missing, before it was ever complete."""
        rows = self._rows("SELECT at FROM incomplete WHERE book = ?", book)
        return datetime.fromisoformat(rows[0]["at"]) if rows else None

    def mark_incomplete(self, book: str, at: datetime) -> None:
        """Remember that a book was seen with something missing; the last call counts."""
        self._do("INSERT OR REPLACE INTO incomplete (book, at) VALUES (?, ?)", book, iso(at))

    # the rubric in force

    def rubrics(self) -> Sequence[RubricVersion]:
        """Every frozen version of the rubric, the one in force last."""
        return tuple(
            RubricVersion(row["number"], datetime.fromisoformat(row["at"]), row["content"], row["reason"], row["note"])
            for row in self._rows("SELECT * FROM rubrics ORDER BY number")
        )

    def freeze(self, content: str, at: datetime, reason: str = "", note: str = "") -> None:
        """Put a version of the rubric in force, from now on; the earlier ones are kept."""
        values = (iso(at), content, reason, note)
        self._do("INSERT INTO rubrics (at, content, reason, note) VALUES (?, ?, ?, ?)", *values)

    def _unpacked(self, packed: bytes) -> Any:
        """What a compressed column holds."""
        try:
            return json.loads(zlib.decompress(packed))
        except (zlib.error, ValueError, TypeError) as error:
            raise damaged(self.path, error) from error


def _canonical(value: object) -> bytes:
    """One text for equal JSON values. ASCII, since a reply may hold half a surrogate pair that no UTF-8 can."""
    return json.dumps(value, sort_keys=True, allow_nan=False, separators=(",", ":")).encode("ascii")
