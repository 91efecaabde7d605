"""What `doctor` and `login` try: who we are to Google, what we may do with a book, how it stands."""

from http import HTTPStatus
from urllib.parse import quote

from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.google.refusals import FAILURES, refused, status_of, unreadable
from sheetsync.core.layout import Book, Setting
from sheetsync.core.mending.items import Mending
from sheetsync.hands import Card

_DRIVE = "https://www.googleapis.com/drive/v3"
_SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
_CARD = "name,webViewLink,trashed,capabilities(canEdit)"


class GoogleClinic:
    """`hands.Clinic` over the books of an edition."""

    def __init__(self, books: GoogleBooks) -> None:
        self.account = books.account
        self._books = books

    def whoami(self) -> str:
        """Sign in and give the address under which Google knows us. Raises GoogleError."""
        try:
            found = self._books.ask(f"{_DRIVE}/about", {"fields": "user(emailAddress)"}).json()
            self.account = str(found["user"]["emailAddress"])
        except (*FAILURES, KeyError, TypeError) as error:
            raise refused(error, "hỏi Google xem đang làm việc bằng tài khoản nào") from error
        return self.account

    def card(self, spreadsheet_id: str) -> Card:
        """What Drive says of a book. Raises BookUnreadableError, and GoogleError where no book can be read."""
        try:
            url = f"{_DRIVE}/files/{quote(spreadsheet_id, safe='')}"
            found = self._books.ask(url, {"fields": _CARD, "supportsAllDrives": True}).json()
        except FAILURES as error:
            if status_of(error) == HTTPStatus.NOT_FOUND:
                self._look(spreadsheet_id)  # to Drive a book that is not shared is not there; Sheets tells them apart
            raise unreadable(error, self.account) from error
        can_edit = bool(found.get("capabilities", {}).get("canEdit"))
        return Card(str(found.get("name", "")), str(found.get("webViewLink", "")), can_edit, bool(found.get("trashed")))

    def _look(self, spreadsheet_id: str) -> None:
        try:
            self._books.ask(f"{_SHEETS}/{quote(spreadsheet_id, safe='')}", {"fields": "spreadsheetId"})
        except FAILURES as error:
            raise unreadable(error, self.account) from error

    def inspect(self, spreadsheet_id: str, book: Book, setting: Setting) -> Mending:
        """What a spreadsheet lacks against its book's layout: one read. Raises like `card`."""
        return self._books.inspect(spreadsheet_id, book, setting)
