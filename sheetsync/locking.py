"""The corridor of locks: what a past deadline closes is shut, what somebody was given longer is open, and who can type.

Nothing that people typed is touched; what stood there is kept as the record of the deadline.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from sheetsync.core.assessment import assess, owner_names
from sheetsync.core.books import books
from sheetsync.core.course.deadlines import Closing, closed_parts, closings
from sheetsync.core.course.hold import Hold, Sharing, fillers
from sheetsync.core.layout import Book
from sheetsync.edition.model import Edition
from sheetsync.errors import SheetsyncError
from sheetsync.hands import Books, Memory
from sheetsync.pulling import WORKERS, Progress, Pulled, past, pull_all, remember, remember_seen, source


class Locks(Protocol):
    """The locks of books, as far as the calendar needs them. Every method that asks Google raises GoogleError."""

    def lacks(
        self, book: Book, reply: Mapping[str, Any], closed: frozenset[str], sharing: Sharing | None
    ) -> Sequence[tuple[str, Any]]:
        """What brings a book as just pulled to having these parts closed and the others open; no request.

        Words that people read, each with something only the hands understand.
        """

    def change(self, spreadsheet_id: str, lacking: Sequence[tuple[str, Any]]) -> None:
        """Carry it out, all or nothing."""

    def hold(self, book: Book, reply: Mapping[str, Any], closing: Closing, sharing: Sharing | None) -> Hold:
        """Who can still type in one closed part, by what the book shows; no request."""

    def sharing(self, spreadsheet_id: str) -> Sharing | None:
        """With whom the file is shared; None where nobody tells."""


@dataclass(frozen=True, slots=True)
class BookLock:
    """What became of one book, and who can still type in it."""

    book: Book
    name: str
    closings: tuple[Closing, ...]
    """Of every part that the calendar closes some day."""
    changed: tuple[str, ...] = ()
    """What was changed in its locks; in a dry run, what would be."""
    holds: tuple[Hold, ...] = ()
    """How the parts that are over are held shut; as they stand before, in a dry run."""
    failure: str = ""
    """Why nobody knows; a sentence with the next step."""


@dataclass(frozen=True, slots=True)
class Locked:
    """What a run did."""

    today: date
    books: tuple[BookLock, ...]
    reads: int
    writes: int

    @property
    def loose(self) -> tuple[Hold, ...]:
        """The parts that are over and not shut."""
        return tuple(hold for book in self.books for hold in book.holds if not hold.is_locked)

    @property
    def failures(self) -> tuple[str, ...]:
        """Sentences on the books of which nobody knows."""
        return tuple(book.failure for book in self.books if book.failure)


@dataclass(frozen=True, slots=True)
class Locking:
    """One edition with what it works with: `ids` says where each book is, `clock` tells the edition's own time."""

    edition: Edition
    ids: Mapping[str, str]
    drive: Books
    locks: Locks
    memory: Memory
    clock: Callable[[], datetime]
    progress: Progress = lambda _stage, _done, _total: None

    def lock(self, *, dry_run: bool) -> Locked:
        """Run once; a dry run only looks. Raises SheetsyncError only for what stops everything.

        One read a book; for one with a part that is over, Drive is asked with whom it is shared; where a lock is not
        as it should be, one write and one more read.
        """
        if not self.ids:
            raise SheetsyncError("Chưa tạo bảng nào nên chưa có gì để khóa.", "Chạy `sheetsync provision` trước.")
        run = self.memory.begin_run(self.clock())
        summary = {**self.memory.last_summary(), "finished": False}
        try:
            locked = self._lock(run, dry_run=dry_run)
            summary["finished"] = True
            return locked
        finally:
            self.memory.finish_run(run, summary)

    def _lock(self, run: int, *, dry_run: bool) -> Locked:
        before, now = (self.drive.reads, self.drive.writes), self.clock()
        laid = books(self.edition)

        def keep(code: str, pulled: Pulled) -> str:
            return "" if dry_run else remember(self.memory, run, code, pulled, now)

        pulled = pull_all(self.drive, {book.code: self.ids.get(book.code) for book in laid}, keep, self.progress)
        if not dry_run:  # what stands there now is the record of the deadline, before anything is shut
            sources = {code: source(self.edition, self.memory, code, one, now) for code, one in pulled.items()}
            assessment = assess(self.edition, sources, now, past(self.edition, self.memory))
            remember_seen(self.memory, assessment, sources, now)
        names, today = owner_names(self.edition), now.date()

        def secure(book: Book) -> BookLock:
            parts = {tab.part for tab in book.tabs}
            known = tuple(one for one in closings(self.edition, book.code, book.kind) if one.part in parts)
            return self._secure(BookLock(book, names[book.code], known), pulled[book.code], today, dry_run=dry_run)

        found: list[BookLock] = []
        with ThreadPoolExecutor(max_workers=WORKERS) as pool:
            for done, one in enumerate(pool.map(secure, laid), 1):
                found.append(one)
                self.progress("lock", done, len(laid))
        used = (self.drive.reads - before[0], self.drive.writes - before[1])
        return Locked(today, tuple(found), *used)

    def _secure(self, unknown: BookLock, pulled: Pulled, today: date, *, dry_run: bool) -> BookLock:
        """Bring one book's locks to what is wanted and see how they hold; one that fails does not stop the others."""
        book, reply = unknown.book, pulled.reply
        if reply is None or pulled.snapshot is None:
            why = pulled.detail or str(pulled.reason)
            mend = "Kiểm tra mã bảng trong books.yaml và quyền truy cập, rồi chạy lại `sheetsync lock`."
            return replace(unknown, failure=f"{unknown.name}: không đọc được bảng ({why}). {mend}")
        over = [one for one in unknown.closings if one.is_past(today)]
        try:
            sharing = self.locks.sharing(self.ids[book.code]) if over else None
            lacking = self.locks.lacks(book, reply, frozenset(one.part for one in over), sharing)
            if lacking and not dry_run:
                self.locks.change(self.ids[book.code], lacking)
                reply = self.drive.pull(self.ids[book.code])
        except SheetsyncError as error:
            return replace(unknown, failure=f"{unknown.name}: {error.sentence} {error.next_step}".strip())
        return replace(
            unknown,
            changed=tuple(words for words, _ in lacking),
            holds=tuple(self._hold(book, reply, one, sharing) for one in over),
        )

    def _hold(self, book: Book, reply: Mapping[str, Any], closing: Closing, sharing: Sharing | None) -> Hold:
        found = self.locks.hold(book, reply, closing, sharing)
        return replace(found, owned_by_filler=not fillers(self.edition, book.code).isdisjoint(found.owners))


@dataclass(frozen=True, slots=True)
class Closed:
    """What a run that pulls anyway did to locks: sentences on what was changed, and on what could not be."""

    changed: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


def close_what_is_over(
    edition: Edition, ids: Mapping[str, str], locks: Locks, pulled: Mapping[str, Pulled], today: date
) -> Closed:
    """Bring the locks of every book that was pulled to what is wanted: no request where they are."""
    changed: list[str] = []
    failures: list[str] = []
    for book in books(edition):
        reply = pulled[book.code].reply if pulled[book.code].snapshot else None
        if reply is None or not any(closings(edition, book.code, book.kind)):
            continue
        lacking = locks.lacks(book, reply, closed_parts(edition, book.code, book.kind, today), None)
        if not lacking:
            continue
        try:
            locks.change(ids[book.code], lacking)
            changed += [f"Bảng {book.code}: {words}." for words, _ in lacking]
        except SheetsyncError as error:
            failures.append(f"Chưa khóa được bảng {book.code}: {error.sentence} {error.next_step}".strip())
    return Closed(tuple(changed), tuple(failures))
