"""Makes sure that every book of an edition exists and is laid out; what people typed is never touched."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sheetsync.core.books import books
from sheetsync.core.layout import Book, Setting
from sheetsync.edition.model import Edition
from sheetsync.errors import BookUnreadableError, SafetyStopError


class Drive(Protocol):
    """Where books live, as far as provisioning needs it."""

    def find_tagged(self, prefix: str) -> Mapping[str, Sequence[str]]:
        """Tag -> the ids of the spreadsheets that carry it, for the tags that begin like this."""

    def create(self, title: str, tag: str) -> str:
        """A new spreadsheet's id; the tag stays with it whatever it is called later."""

    def provision(self, spreadsheet_id: str, book: Book, setting: Setting) -> int:
        """Lay down what is missing; returns how many things were."""


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What became of one book."""

    book: Book
    spreadsheet_id: str
    created: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Provisioning:
    """One edition's books: `ids` as known so far, `remember` is told of every new id at once."""

    edition: Edition
    ids: Mapping[str, str]
    drive: Drive
    remember: Callable[[Mapping[str, str]], None]
    known: dict[str, str] = field(default_factory=dict)

    def run(self) -> Iterator[Provisioned]:
        """Create and lay out the books one by one; killed anywhere, the next run goes on where this one stopped."""
        laid = books(self.edition)
        setting = Setting(self.edition.locale, self.edition.timezone, self.edition.rubric.decimals)
        self.known.update(self.ids)
        missing = any(book.code not in self.known for book in laid)
        found = self.drive.find_tagged(self._tag("")) if missing else {}
        for book in laid:
            created = book.code not in self.known
            if created:
                self.known[book.code] = self._adopt(book, found) or self.drive.create(book.title, self._tag(book.code))
                self.remember(self.known)
            yield Provisioned(book, self.known[book.code], created, self._lay_out(book, setting))

    def _lay_out(self, book: Book, setting: Setting) -> bool:
        """Whether anything was missing. Raises BookUnreadableError that names the book."""
        try:
            return bool(self.drive.provision(self.known[book.code], book, setting))
        except BookUnreadableError as error:
            raise BookUnreadableError(error.reason, error.detail, book.title) from error

    def _tag(self, code: str) -> str:
        """Whose book it is: titles carry only a year and a name, which the next body's edition has too."""
        return f"{self.edition.name}/{code}"

    def _adopt(self, book: Book, found: Mapping[str, Sequence[str]]) -> str | None:
        """This very book, left behind by a run that was killed before it could note the id."""
        ids = found.get(self._tag(book.code), ())
        if len(ids) > 1:
            raise SafetyStopError(
                f"Có {len(ids)} bảng cùng được tạo làm “{book.title}” của đợt này, không biết dùng bảng nào.",
                f"Ghi mã của bảng đúng vào books.yaml, dòng `{book.code}: ...`, hoặc bỏ bảng thừa vào thùng rác.",
            )
        return ids[0] if ids else None
