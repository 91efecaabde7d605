"""The locks of books in Google Sheets: what they lack, how they are brought there, who can still type."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.google.refusals import FAILURES, refused, status_of
from sheetsync.adapters.sheets.holding import hold
from sheetsync.adapters.sheets.protection import Keepers, book_lock_changes
from sheetsync.core.course.deadlines import Closing
from sheetsync.core.course.hold import Hold, Sharing
from sheetsync.core.layout import Book

_PERMISSIONS = "nextPageToken,permissions(type,role,emailAddress,deleted)"
_KEEPS = frozenset({"owner", "organizer"})
_WRITES = frozenset({"writer", "fileOrganizer"})

Reply = Mapping[str, Any]


class Locksmith:
    """Works on locks through the books' own connection; fulfils `locking.Locks`. Safe in several threads."""

    def __init__(self, books: GoogleBooks) -> None:
        self._books = books

    def lacks(
        self, book: Book, reply: Reply, closed: frozenset[str], sharing: Sharing | None
    ) -> Sequence[tuple[str, Any]]:
        """What brings the locks of a book to what is wanted: words, and a request; no request is sent."""
        owners = sharing.owners if sharing else None
        keepers = Keepers(self.accounts, owners)
        found = book_lock_changes(book, reply, closed, keepers)
        return [(one.words, one.request) for one in found]

    def change(self, spreadsheet_id: str, lacking: Sequence[tuple[str, Any]]) -> None:
        """Carry all of it out in one batch. Raises GoogleError."""
        self._books.open_batch(spreadsheet_id, [request for _, request in lacking])

    def hold(self, book: Book, reply: Reply, closing: Closing, sharing: Sharing | None) -> Hold:
        """Who can still type in one closed part, by what the book shows of its protections."""
        return hold(book, reply, closing, sharing, self.accounts)

    def sharing(self, spreadsheet_id: str) -> Sharing | None:
        """With whom a file is shared; None where Drive does not tell this account. Raises GoogleError."""
        url = f"https://www.googleapis.com/drive/v3/files/{spreadsheet_id}/permissions"
        params: dict[str, Any] = {"supportsAllDrives": True, "pageSize": 100, "fields": _PERMISSIONS}
        found: list[Mapping[str, Any]] = []
        try:
            while True:
                page = self._books.ask(url, params).json()
                found += page.get("permissions", ())
                if not page.get("nextPageToken"):
                    return _sharing(found)
                params["pageToken"] = page["nextPageToken"]
        except FAILURES as error:
            if status_of(error) in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
                return None
            raise refused(error, "xem bảng tính được chia sẻ cho ai", self._books.account) from error

    @property
    def accounts(self) -> frozenset[str]:
        """The addresses under which sheetsync works in these books."""
        return frozenset({self._books.account, self._books.keeper}) - {""}


def _sharing(permissions: Sequence[Mapping[str, Any]]) -> Sharing:
    held = [one for one in permissions if not one.get("deleted")]
    by_role = {
        roles: frozenset(
            one["emailAddress"].casefold() for one in held if one.get("role") in roles and one.get("emailAddress")
        )
        for roles in (_KEEPS, _WRITES)
    }
    is_open = any(one.get("type") != "user" and one.get("role") in _WRITES for one in held)
    return Sharing(by_role[_KEEPS], by_role[_WRITES], is_open)
