"""The store: files, permissions, books and cells in one SQLite database.

One connection serves the whole process behind a lock; a second process is kept apart by SQLite's own write lock (WAL).
`transaction` makes all that is saved in it visible at once or not at all. Whatever changes a file or its sharing also
counts up the file's version and notes the change, in the same transaction.
"""

from pathlib import Path

from sheetsync.emulator.store.accounts import Accounts
from sheetsync.emulator.store.books import BookStore

OWNER = "owner@example.com"


class Store(BookStore):
    """Everything the emulator knows. `path` None keeps it in memory."""

    def __init__(self, path: Path | None, *, owner: str = OWNER) -> None:
        """`owner` is who calls when the bearer token names nobody."""
        super().__init__(path)
        self.owner = owner
        self.accounts = Accounts(self._db, self._lock)
