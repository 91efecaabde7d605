"""The locks of books in Google Sheets: what they lack, how they are brought there, who can still type."""

from collections.abc import Mapping
from typing import Any

from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.sheets.as_found import Standing, locks_of
from sheetsync.adapters.sheets.holding import hold
from sheetsync.adapters.sheets.protection import Keepers, book_lock_changes
from sheetsync.core.cells import Snapshot
from sheetsync.core.course.deadlines import Closing
from sheetsync.core.course.hold import Hold, Sharing
from sheetsync.core.layout import Book
from sheetsync.core.mending.items import Mending

Reply = Mapping[str, Any]


class Locksmith:
    """Works on locks through the books' own connection; fulfils `hands.Locks`. Safe in several threads."""

    def __init__(self, books: GoogleBooks) -> None:
        self._books = books

    def lacks(
        self, book: Book, snapshot: Snapshot, reply: Reply, closed: frozenset[str], sharing: Sharing | None
    ) -> Mending:
        """What brings the locks of a book to what is wanted; no request is sent."""
        keepers = Keepers(self.accounts, sharing.owners if sharing else None)
        found = book_lock_changes(book, Standing(snapshot, locks=locks_of(reply)), closed, keepers)
        step = [one.request for one in found]
        return Mending(tuple(one.item for one in found), (step,) if step else ())

    def change(self, spreadsheet_id: str, mending: Mending) -> None:
        """Carry all of it out in one batch. Raises GoogleError."""
        self._books.open_batch(spreadsheet_id, [request for step in mending.steps for request in step])

    def hold(self, book: Book, snapshot: Snapshot, reply: Reply, closing: Closing, sharing: Sharing | None) -> Hold:
        """Who can still type in one closed part, by what the book shows of its protections."""
        return hold(book, Standing(snapshot, locks=locks_of(reply)), closing, sharing, self.accounts)

    def sharing(self, spreadsheet_id: str) -> Sharing | None:
        """With whom a file is shared; None where Drive does not tell this account. Raises GoogleError."""
        return self._books.sharing(spreadsheet_id)

    @property
    def accounts(self) -> frozenset[str]:
        """The addresses under which sheetsync works in these books."""
        return frozenset({self._books.account, self._books.keeper}) - {""}
