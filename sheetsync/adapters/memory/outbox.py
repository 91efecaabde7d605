"""The outbox: letters that wait, are claimed and have left; and of what each person has been reminded."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sheetsync.adapters.memory.database import Database, iso
from sheetsync.hands import REMINDER, Letter

_OCCASION = "kind = ? AND about = ? AND recipient = ? COLLATE NOCASE"
"""Capitals make no other person of an address: who corrects only those is not told everything anew."""


class Outbox(Database):
    """The part of `hands.Memory` that keeps letters."""

    def last_content(self, kind: str, about: str, recipient: str) -> str | None:
        """The content hash of the last letter queued for this occasion and recipient that was not dropped."""
        newest = f"SELECT content_hash FROM outbox WHERE {_OCCASION} ORDER BY number DESC LIMIT 1"  # noqa: S608 - built of constants
        rows = self._rows(newest, kind, about, recipient)
        return str(rows[0]["content_hash"]) if rows else None

    def queue(self, letter: Letter, content_hash: str, at: datetime) -> None:
        """Put a letter in the outbox. A waiting letter of the same occasion that was never claimed is dropped.

        A key that is there already stays as it is, bytes and state. Where dropping uncovers that the last letter to
        leave said the same, there is nothing new to tell, and nothing is put in.
        """
        occasion = (letter.kind, letter.about, letter.recipient)
        entry = (letter.key, *occasion, content_hash, letter.message, iso(at))
        with self._change() as db:
            if db.execute("SELECT 1 FROM outbox WHERE key = ?", (letter.key,)).fetchone():
                return
            db.execute(f"DELETE FROM outbox WHERE {_OCCASION} AND state = 'waiting'", occasion)  # noqa: S608 - built of constants
            if self.last_content(*occasion) != content_hash:
                columns = "key, kind, about, recipient, content_hash, message, queued_at"
                db.execute(f"INSERT INTO outbox ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", entry)  # noqa: S608 - built of constants

    def drop_waiting(self, keep: Collection[tuple[str, str, str]]) -> None:
        """Drop the letters never claimed whose (kind, about, recipient) is not to be told any more; reminders stay."""
        unclaimed = "SELECT key, kind, about, recipient FROM outbox WHERE state = 'waiting'"
        kept = {(kind, about, recipient.casefold()) for kind, about, recipient in keep}
        for key, kind, about, recipient in self._rows(unclaimed):
            if kind != REMINDER and (kind, about, recipient.casefold()) not in kept:
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
        self._must(f"claimed letter {key}", sent, iso(at), key)

    def release(self, key: str) -> None:
        """This letter, claimed before, has certainly not left: a newer one may take its place."""
        released = "UPDATE outbox SET state = 'waiting' WHERE key = ? AND state = 'claimed'"
        self._must(f"claimed letter {key}", released, key)

    def reminded(self, recipient: str) -> frozenset[str]:
        """All that a person has been reminded of."""
        return frozenset(row["item"] for row in self._rows("SELECT item FROM reminded WHERE recipient = ?", recipient))

    def queue_reminder(self, letter: Letter, items: Collection[str], at: datetime) -> None:
        """Put a reminder in the outbox and remember of what it reminds its recipient: both or neither.

        An earlier one to the same person that was never claimed is dropped: this one tells all that is still so.
        """
        columns = "key, kind, about, recipient, content_hash, message, queued_at"
        entry = (letter.key, letter.kind, letter.about, letter.recipient, "", letter.message, iso(at))
        earlier = "DELETE FROM outbox WHERE kind = ? AND recipient = ? AND key <> ? AND state = 'waiting'"
        with self._change() as db:
            db.execute(earlier, (letter.kind, letter.recipient, letter.key))
            db.execute(f"INSERT OR IGNORE INTO outbox ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", entry)  # noqa: S608 - built of constants
            db.executemany(
                "INSERT OR IGNORE INTO reminded (recipient, item, at) VALUES (?, ?, ?)",
                [(letter.recipient, item, iso(at)) for item in sorted(items)],
            )
