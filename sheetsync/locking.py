"""The corridor of locks: what a past deadline closes is shut, what somebody was given longer is open, and who can type.

Nothing that people typed is touched; what stood there is kept as the record of the deadline.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime

from sheetsync.core.assessment import assess
from sheetsync.core.books import books
from sheetsync.core.course.deadlines import Closing, closed_parts, closings
from sheetsync.core.course.hold import Hold, fillers
from sheetsync.core.layout import Book
from sheetsync.core.mending.items import Item
from sheetsync.core.names import owner_names
from sheetsync.edition.model import Edition
from sheetsync.errors import SheetsyncError
from sheetsync.hands import Books, Locks, Memory
from sheetsync.pulling import WORKERS, Progress, Pulled, Reader, one_run, past, pull_one, remember_seen


@dataclass(frozen=True, slots=True)
class BookLock:
    """What became of one book, and who can still type in it."""

    book: Book
    name: str
    closings: tuple[Closing, ...]
    """Of every part that the calendar closes some day."""
    changed: tuple[str, ...] = ()
    """What was changed in its locks; in a dry run, what would be."""
    mended: tuple[str, ...] = ()
    """What of this was not only shut because a day has come."""
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
        with one_run(self.memory, self.clock()) as (run, _):
            return self._lock(run, dry_run=dry_run)

    def _lock(self, run: int, *, dry_run: bool) -> Locked:
        before, now = (self.drive.reads, self.drive.writes), self.clock()
        laid = books(self.edition)
        reader = Reader(self.edition, self.ids, self.drive, self.memory, self.progress)
        pulled, sources = reader.read(run, now, dry_run=dry_run)
        if not dry_run:  # what stands there now is the record of the deadline, before anything is shut
            assessment = assess(self.edition, sources, now, past(self.edition, self.memory, now))
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
        book, spreadsheet_id = unknown.book, self.ids.get(unknown.book.code, "")
        if pulled.reply is None or pulled.snapshot is None:
            return _unread(unknown, pulled)
        over = [one for one in unknown.closings if one.is_past(today)]
        try:
            sharing = self.locks.sharing(spreadsheet_id) if over else None
            closed = frozenset(one.part for one in over)
            lacking = self.locks.lacks(book, pulled.snapshot, pulled.reply, closed, sharing)
            if lacking.steps and not dry_run:
                self.locks.change(spreadsheet_id, lacking)
                pulled = pull_one(self.drive, spreadsheet_id)
        except SheetsyncError as error:
            return replace(unknown, failure=f"{unknown.name}: {error.sentence} {error.next_step}".strip())
        mended = (item for item in lacking.items if not item.by_calendar)
        done = replace(unknown, changed=tuple(map(_words, lacking.items)), mended=tuple(map(_words, mended)))
        if pulled.reply is None or pulled.snapshot is None:
            return _unread(done, pulled)
        holds = [self.locks.hold(book, pulled.snapshot, pulled.reply, one, sharing) for one in over]
        return replace(done, holds=tuple(self._judged(book, hold) for hold in holds))

    def _judged(self, book: Book, hold: Hold) -> Hold:
        """With what is known of who fills the book; an owner of whom Drive does not tell stays unknown."""
        return replace(hold, owned_by_filler=not fillers(self.edition, book.code).isdisjoint(hold.owners or ()))


def _unread(known: BookLock, pulled: Pulled) -> BookLock:
    why = pulled.detail or str(pulled.reason)
    mend = "Kiểm tra mã bảng trong books.yaml và quyền truy cập, rồi chạy lại `sheetsync lock`."
    return replace(known, failure=f"{known.name}: không đọc được bảng ({why}). {mend}")


def _words(item: Item) -> str:
    return f"Thẻ “{item.tab}”: {item.words}"


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
        snapshot, reply = pulled[book.code].snapshot, pulled[book.code].reply
        if snapshot is None or reply is None or not any(closings(edition, book.code, book.kind)):
            continue
        lacking = locks.lacks(book, snapshot, reply, closed_parts(edition, book.code, book.kind, today), None)
        if not lacking.steps:
            continue
        try:
            locks.change(ids[book.code], lacking)
            changed += [f"Bảng {book.code}: {_words(item)}." for item in lacking.items]
        except SheetsyncError as error:
            failures.append(f"Chưa khóa được bảng {book.code}: {error.sentence} {error.next_step}".strip())
    return Closed(tuple(changed), tuple(failures))
