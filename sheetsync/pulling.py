"""The first stage: every book read at once; and the last pull recalled from memory, without a request."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sheetsync.core.assessment import Assessment, fit_to_score
from sheetsync.core.books import books
from sheetsync.core.cells import Snapshot, read_snapshot
from sheetsync.core.course.deadlines import records_kept
from sheetsync.core.course.past import News, Past, Record
from sheetsync.core.layout import MASTER, Book
from sheetsync.core.names import read_names
from sheetsync.core.reading import BookReader, Source
from sheetsync.edition.model import Edition
from sheetsync.errors import BookUnreadableError, Unreadable
from sheetsync.hands import Books, Kept, Memory, Unread

Progress = Callable[[str, int, int], None]
"""Told of every step: (stage, done, of how many). Stages: "pull", "publish", "lock", "notify", or words for people."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """One attempt to read a book: what came, or why nothing did; `content_hash` names it in memory."""

    reply: Mapping[str, Any] | None = None
    snapshot: Snapshot | None = None
    reason: Unreadable | None = None
    detail: str = ""
    content_hash: str = ""


def pull_one(drive: Books, spreadsheet_id: str | None) -> Pulled:
    """Read one book with one request; a book that cannot be read says why."""
    if spreadsheet_id is None:
        return Pulled(reason=Unreadable.NOT_PROVISIONED)
    try:
        reply = drive.pull(spreadsheet_id)
        return Pulled(reply, read_snapshot(reply))
    except BookUnreadableError as error:
        return Pulled(reason=error.reason, detail=error.detail)
    except ValueError as error:
        return Pulled(reason=Unreadable.MALFORMED, detail=str(error))


@contextmanager
def one_run(memory: Memory, at: datetime) -> Iterator[tuple[int, dict[str, Any]]]:
    """Open a run, and close it however it ends; yield its number and its summary.

    The summary says what the last one said until it is changed: a run that publishes nothing has nothing new to say.
    """
    run = memory.begin_run(at)
    summary = dict(memory.last_summary())
    try:
        yield run, summary
    finally:
        memory.finish_run(run, summary)


@dataclass(frozen=True, slots=True)
class Reader:
    """How a run reads an edition: `ids` says where each book is."""

    edition: Edition
    ids: Mapping[str, str]
    drive: Books
    memory: Memory
    progress: Progress

    def read(self, run: int, now: datetime, *, dry_run: bool) -> tuple[dict[str, Pulled], dict[str, Source]]:
        """Read every book, and set each beside what memory knows of it; a dry run keeps nothing."""
        wanted = {book.code: self.ids.get(book.code) for book in books(self.edition)}
        pulled = pull_all(self.drive, wanted, self.progress)
        if not dry_run:
            with self.memory.at_once():  # one wait for the disk, and never half a pull to recall
                pulled = {
                    code: dataclasses.replace(one, content_hash=remember(self.memory, run, code, one, now))
                    for code, one in pulled.items()
                }
        return pulled, {code: source(self.edition, self.memory, code, one, now) for code, one in pulled.items()}


def pull_all(drive: Books, ids: Mapping[str, str | None], progress: Progress) -> dict[str, Pulled]:
    """Read every book (code -> spreadsheet id) at once, one request each; one that fails does not stop the others."""
    found: dict[str, Pulled] = {}
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        waiting = {pool.submit(pull_one, drive, spreadsheet_id): code for code, spreadsheet_id in ids.items()}
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                found[waiting[future]] = future.result()
                progress("pull", done, len(ids))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # nobody waits for books that nobody will use
            raise
    return {code: found[code] for code in ids}


WORKERS = 8
"""Books read or locked at the same time; Google's quota, not this, decides how many a minute."""


def remember(memory: Memory, run: int, code: str, pulled: Pulled, now: datetime) -> str:
    """Keep one attempt in memory; returns the name of its content, empty where nothing was read."""
    if pulled.reply is not None:
        return memory.keep(run, code, pulled.reply, now)
    memory.keep_unread(run, code, Unread(pulled.reason or Unreadable.MALFORMED, pulled.detail, now))
    return ""


def source(edition: Edition, memory: Memory, code: str, pulled: Pulled, read_at: datetime | None) -> Source:
    """One attempt beside what memory knows of the book."""
    good = memory.accepted(code)
    return Source(
        now=pulled.snapshot,
        unread=pulled.reason,
        detail=pulled.detail,
        read_at=read_at,
        good=pulled.snapshot if good and good.content_hash == pulled.content_hash else _snapshot(memory, code, good),
        good_at=_local(edition, good.read_at if good else None),
        completed=_local(edition, memory.completed(code)),
        incomplete=_local(edition, memory.incomplete(code)),
    )


def recalled(edition: Edition, memory: Memory, code: str) -> Source:
    """The newest attempt that memory knows, as if it had just been made."""
    latest, unread = memory.latest(code), memory.last_unread(code)
    newest = Pulled(
        snapshot=_snapshot(memory, code, latest) if unread is None else None,
        reason=Unreadable(unread.reason) if unread else None,
        detail=unread.detail if unread else "",
        content_hash=latest.content_hash if latest and unread is None else "",
    )
    return source(edition, memory, code, newest, _local(edition, latest.read_at if latest else None))


def last_read(edition: Edition, memory: Memory) -> datetime | None:
    """When all books were last read, or at least tried; None before the first run.

    That is when the master was: a run reads it with all others, an import reads the one book it enters.
    """
    latest, unread = memory.latest(MASTER), memory.last_unread(MASTER)
    return _local(edition, unread.at if unread else latest.read_at if latest else None)


def past(edition: Edition, memory: Memory, now: datetime) -> Past:
    """What runs before `now` saw, with moments in the edition's zone."""
    named = {(name, book.code) for book in books(edition) for name, _ in records_kept(edition, book)}
    held = {place: kept for place, kept in memory.records().items() if place in named}
    held |= overlooked(edition, memory, now)
    distinct = {kept.content_hash: book for (_, book), kept in held.items()}  # several deadlines may find the same
    snapshots = {name: read_snapshot(memory.reply(book, name)) for name, book in distinct.items()}
    return Past(
        {
            place: Record(snapshots[kept.content_hash], kept.read_at.astimezone(edition.zone))
            for place, kept in held.items()
        },
        {place: replace(step, at=step.at.astimezone(edition.zone)) for place, step in memory.steps().items()},
        {code: at.astimezone(edition.zone) for code, at in memory.seen(ASKED).items()},
    )


def overlooked(edition: Edition, memory: Memory, now: datetime) -> dict[tuple[str, str], Kept]:
    """The records that no run has kept although one before `now` could have: by (what they are kept under, book).

    A deadline may be moved, or called by another name, once it is over; what was pulled first after it is still known.
    """
    kept, found = memory.records(), {}
    for book in books(edition):
        days = dict(records_kept(edition, book))
        over = {name: day for name, day in days.items() if day < now.date() and (name, book.code) not in kept}
        made = [pull for pull in memory.pulls(book.code) if pull.read_at < now] if over else []
        for name, last_day in over.items():
            if record := _first_fit(edition, memory, book, made, last_day):
                found[name, book.code] = record
    return found


def _first_fit(edition: Edition, memory: Memory, book: Book, made: Sequence[Kept], last_day: date) -> Kept | None:
    """The first pull after a deadline that is fit to be its record; the last one before tells what has gone missing."""
    before: list[Kept] = []
    after: dict[str, Kept] = {}
    for pull in made:
        if pull.read_at.astimezone(edition.zone).date() <= last_day:
            before.append(pull)
        else:
            after.setdefault(pull.content_hash, pull)
    if not after:
        return None
    reader, good = BookReader(read_names(edition), edition.locale), before[-1] if before else None
    known = Source(good=_snapshot(memory, book.code, good), good_at=good.read_at if good else None)
    for pull in after.values():
        if reader.read(book, book.title, replace(known, now=_snapshot(memory, book.code, pull))).is_fit:
            return pull
    return None


ASKED = "question"
"""The kind under which memory keeps when a question was first seen."""


def remember_seen(memory: Memory, assessment: Assessment, sources: Mapping[str, Source], now: datetime) -> None:
    """Keep what the pulls of a run showed: which are good to score, which books are full, what was not seen before."""
    with memory.at_once():
        for code in fit_to_score(assessment):
            if kept := memory.latest(code):
                memory.accept(code, kept.content_hash)
        for status in assessment.statuses:
            code = status.book.code
            if status.complete and status.completed:
                memory.mark_completed(code, status.completed)
            if status.incomplete and status.incomplete != sources[code].incomplete:
                memory.mark_incomplete(code, status.incomplete)
        news = assessment.course.news
        hashes = {book: kept.content_hash for _, book in news.records if (kept := memory.latest(book))}
        _remember_news(memory, news, hashes, now)
        for (name, book), record in overlooked(assessment.edition, memory, now).items():
            memory.keep_record(name, book, record.content_hash, record.read_at)


def _remember_news(memory: Memory, news: News, hashes: Mapping[str, str], now: datetime) -> None:
    """Keep what a run saw for the first time; `hashes` names the content of each book that was read this time."""
    for phase, book in sorted(news.records):
        memory.keep_record(phase, book, hashes[book], now)
    for (unit, step), taken in news.steps.items():
        memory.keep_step(unit, step, taken)
    memory.see(ASKED, news.asked, now)


def _snapshot(memory: Memory, code: str, kept: Kept | None) -> Snapshot | None:
    return read_snapshot(memory.reply(code, kept.content_hash)) if kept else None


def _local(edition: Edition, moment: datetime | None) -> datetime | None:
    return moment.astimezone(edition.zone) if moment else None
