"""The corridor: pull -> parse -> check -> score -> publish -> notify, with the hands given from outside."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sheetsync.core.assessment import Assessment, assess, fit_to_score, with_findings
from sheetsync.core.books import books
from sheetsync.core.cells import CellRef, Snapshot, read_snapshot
from sheetsync.core.digest import Digest, digests
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER
from sheetsync.core.plan import BookPlan, Content, last_epoch, plan, standing_content
from sheetsync.core.reading import Source
from sheetsync.core.tables import Occasion, desired
from sheetsync.edition.model import Edition
from sheetsync.errors import (
    BookUnreadableError,
    GoogleError,
    LetterRefusedError,
    SafetyStopError,
    SheetsyncError,
    Unreadable,
)
from sheetsync.hands import Books, Kept, Letter, Memory, Postbox, Published, Scribe, Unread

Progress = Callable[[str, int, int], None]
"""Told of every step: (stage, done, of how many). Stages: "pull", "publish", "notify"."""

ENOUGH_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Hands:
    """What the job works with."""

    books: Books
    memory: Memory
    scribe: Scribe
    postbox: Postbox


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is wanted. `accept_empty`: books whose deletion of everything is meant; `adopt`: see `_settle`."""

    dry_run: bool = False
    mail: bool = True
    accept_empty: frozenset[str] = frozenset()
    adopt: bool = False
    workers: int = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found and did."""

    assessment: Assessment
    plans: Mapping[str, BookPlan]
    """What was applied, by book; in a dry run, what would be."""
    letters: tuple[Letter, ...]
    """Sent; in a dry run, those that would go."""
    failures: tuple[str, ...]
    """Sentences on what could not be written or sent; the rest went on."""
    reads: int
    writes: int

    @property
    def unread(self) -> int:
        """How many books could not be read this time."""
        return sum(status.reason is not None for status in self.assessment.statuses)

    @property
    def cells_changed(self) -> int:
        """How many cells were written; in a dry run, would be."""
        return sum(len(planned.changes) for planned in self.plans.values())


@dataclass(frozen=True, slots=True)
class Job:
    """One edition with its hands: `ids` says where each book is, `clock` tells the edition's own time."""

    edition: Edition
    ids: Mapping[str, str]
    hands: Hands
    clock: Callable[[], datetime]
    progress: Progress = lambda _stage, _done, _total: None

    def sync(self, options: Options) -> Outcome:
        """Run the whole way once. Raises SheetsyncError only for what stops everything."""
        run = self.hands.memory.begin_run(self.clock())
        summary: dict[str, Any] = {**self.hands.memory.last_summary(), "finished": False}
        try:
            outcome = self._sync(run, options)
            summary = {"finished": True, "dry_run": options.dry_run, "edits": _edits(outcome.plans)}
            return outcome
        finally:
            self.hands.memory.finish_run(run, summary)

    def _sync(self, run: int, options: Options) -> Outcome:
        reads, writes = self.hands.books.reads, self.hands.books.writes
        now = self.clock()
        pulled = self._pull(run, options, now)
        sources = {code: self._source(code, outcome, options) for code, outcome in pulled.items()}
        master = sources[MASTER].now
        if master is None:
            raise GoogleError(
                "Không đọc được bảng tổng hợp nên chưa công bố gì.",
                "Chạy `sheetsync status` để xem lý do; nếu chưa tạo bảng thì chạy `sheetsync provision`.",
            )
        bases = {code: self._base(code, source.now, options) for code, source in sources.items() if source.now}
        assessment = assess(self.edition, sources, now)
        occasion = Occasion(now, last_epoch(master)[0] + 1, self.ids)
        assessment, plans = self._plan(assessment, sources, bases, occasion)
        if options.dry_run:
            letters = tuple(letter for letter, _ in self._new_letters(assessment, now)) if options.mail else ()
            used = (self.hands.books.reads - reads, self.hands.books.writes - writes)
            return Outcome(assessment, plans, letters, (), *used)
        self._remember(assessment)
        failures = dict(self._publish(plans))
        sent: list[Letter] = []
        not_sent: list[str] = []
        if options.mail and MASTER not in failures:  # nobody is told of a result that the master does not show
            not_sent += self._notify(assessment, now, sent)
        used = (self.hands.books.reads - reads, self.hands.books.writes - writes)
        applied = {code: planned for code, planned in plans.items() if code not in failures}
        return Outcome(assessment, applied, tuple(sent), (*failures.values(), *not_sent), *used)

    # --- pull --------------------------------------------------------------------------------------------------------

    def _pull(self, run: int, options: Options, now: datetime) -> dict[str, "_Pulled"]:
        """Read every book at once, one request each. A book that fails says why; the others go on."""
        codes = [book.code for book in books(self.edition)]
        found: dict[str, _Pulled] = {}
        with ThreadPoolExecutor(max_workers=options.workers) as pool:
            waiting = {pool.submit(self._pull_one, code): code for code in codes}
            for done, future in enumerate(as_completed(waiting), 1):
                code, result = waiting[future], future.result()
                content_hash = "" if options.dry_run else self._keep(run, code, result, now)
                found[code] = dataclasses.replace(result, at=now, content_hash=content_hash)
                self.progress("pull", done, len(codes))
        return {code: found[code] for code in codes}

    def _pull_one(self, code: str) -> "_Pulled":
        if code not in self.ids:
            return _Pulled(reason=Unreadable.NOT_PROVISIONED)
        try:
            reply = self.hands.books.pull(self.ids[code])
            return _Pulled(reply, read_snapshot(reply))
        except BookUnreadableError as error:
            return _Pulled(reason=error.reason, detail=error.detail)
        except ValueError as error:
            return _Pulled(reason=Unreadable.MALFORMED, detail=str(error))

    def _keep(self, run: int, code: str, pulled: "_Pulled", now: datetime) -> str:
        """Remember one attempt; returns the hash of what was read, empty where nothing was."""
        if pulled.reply is not None:
            return self.hands.memory.keep(run, code, pulled.reply, now).content_hash
        reason = pulled.reason or Unreadable.MALFORMED
        self.hands.memory.keep_unread(run, code, Unread(reason, pulled.detail, now))
        return ""

    def _source(self, code: str, pulled: "_Pulled", options: Options) -> Source:
        good = self.hands.memory.accepted(code)
        return Source(
            now=pulled.snapshot,
            unread=pulled.reason,
            detail=pulled.detail,
            read_at=pulled.at,
            good=_good(good, pulled.content_hash, pulled.snapshot),
            good_at=good.read_at.astimezone(self.edition.zone) if good else None,
            completed=self._completed(code),
            accept_empty=code in options.accept_empty,
        )

    def _completed(self, code: str) -> datetime | None:
        moment = self.hands.memory.completed(code)
        return moment.astimezone(self.edition.zone) if moment else None

    # --- publish -----------------------------------------------------------------------------------------------------

    def _base(self, code: str, snapshot: Snapshot, options: Options) -> Content:
        """What we last wrote into a book, made certain by the publication that the book itself says it carries.

        A run may have died between sending and hearing back: the mark in the book tells whether its batch was applied.
        A mark that this machine never made means that somebody published from elsewhere, or that an old version was
        restored: what stands there may be anyone's, so nothing is written unless `adopt` says that it is ours.
        """
        memory = self.hands.memory
        number, mark = last_epoch(snapshot)
        intended = memory.intended(code)
        if intended and intended.mark == mark:
            if not options.dry_run:
                memory.confirm(code)
            return intended.content
        if intended and not options.dry_run:
            memory.withdraw(code)
        published = memory.published(code)
        if mark == (published.mark if published else ""):
            return published.content if published else {}
        if options.adopt:
            content = standing_content(next(book for book in books(self.edition) if book.code == code), snapshot)
            if not options.dry_run:  # known from now on, even if this run finds nothing to write there
                memory.intend(code, Published(number, mark, content))
                memory.confirm(code)
            return content
        raise SafetyStopError(
            f"Bảng {code} mang bản công bố mà máy này không biết (có người công bố từ máy khác, hoặc bảng được "
            "khôi phục từ phiên bản cũ). Chưa ghi gì.",
            "Nếu chấp nhận nội dung đang có trong bảng là của hệ thống, chạy `sheetsync sync --adopt`.",
        )

    def _plan(
        self,
        assessment: Assessment,
        sources: Mapping[str, Source],
        bases: Mapping[str, Content],
        occasion: Occasion,
    ) -> tuple[Assessment, dict[str, BookPlan]]:
        """Plan every book; where people typed over us, say so in the tables too and plan once more."""
        plans = _plan_books(assessment, sources, bases, occasion)
        typed_over = [finding for planned in plans.values() for finding in planned.findings]
        if typed_over:
            assessment = with_findings(assessment, typed_over)
            plans = _plan_books(assessment, sources, bases, occasion)
        return assessment, plans

    def _remember(self, assessment: Assessment) -> None:
        memory = self.hands.memory
        for code in fit_to_score(assessment):
            if kept := memory.latest(code):
                memory.accept(code, kept.content_hash)
        for status in assessment.statuses:
            if status.complete and status.completed:
                memory.mark_completed(status.book.code, status.completed)

    def _publish(self, plans: Mapping[str, BookPlan]) -> Iterator[tuple[str, str]]:
        """Write every book that changes, one batch each, the intention remembered first.

        Yield (book, what went wrong) for those that could not be written; the others go on.
        """
        due = [planned for planned in plans.values() if not planned.is_empty]
        for done, planned in enumerate(due, 1):
            epoch = planned.epoch
            self.hands.memory.intend(planned.book, Published(epoch.number, epoch.mark, planned.content))
            try:
                self.hands.books.publish(self.ids[planned.book], planned)
                self.hands.memory.confirm(planned.book)
            except SafetyStopError:
                raise
            except SheetsyncError as error:
                yield planned.book, f"Chưa ghi được bảng {planned.book}: {error.sentence} {error.next_step}".strip()
            self.progress("publish", done, len(due))

    # --- notify ------------------------------------------------------------------------------------------------------

    def _new_letters(self, assessment: Assessment, now: datetime) -> Iterator[tuple[Letter, str]]:
        """Yield the letters that say something new to their recipient, with the hash of what they say."""
        for digest in digests(assessment, self.ids):
            content_hash = _hash(digest)
            previous = self.hands.memory.last_content(digest.kind, digest.about, digest.email)
            if content_hash != previous:
                yield self.hands.scribe.write(digest, content_hash, previous, now), content_hash

    def _notify(self, assessment: Assessment, now: datetime, sent: list[Letter]) -> Iterator[str]:
        """Queue what is new, then send what waits; `sent` grows by what left. Yield what failed.

        After several failures in a row the server is taken to be down: the rest waits for the next run.
        """
        memory = self.hands.memory
        for letter, content_hash in list(self._new_letters(assessment, now)):
            memory.queue(letter, content_hash, now)
        waiting = memory.waiting()
        failed_in_a_row = 0
        for done, letter in enumerate(waiting, 1):
            if failed_in_a_row == ENOUGH_FAILURES:
                yield f"Còn {len(waiting) - done + 1} thư chưa gửi, sẽ gửi ở lần chạy sau."
                return
            memory.claim(letter.key)
            try:
                self.hands.postbox.send(letter)
            except SheetsyncError as error:
                if isinstance(error, LetterRefusedError):
                    memory.release(letter.key)
                failed_in_a_row += 1
                yield f"Chưa gửi được thư cho {letter.recipient}: {error.sentence} {error.next_step}".strip()
            else:
                failed_in_a_row = 0
                memory.mark_sent(letter.key, self.clock())
                sent.append(letter)
            self.progress("notify", done, len(waiting))


@dataclass(frozen=True, slots=True)
class _Pulled:
    """One attempt to read a book."""

    reply: Mapping[str, Any] | None = None
    snapshot: Snapshot | None = None
    reason: Unreadable | None = None
    detail: str = ""
    at: datetime | None = None
    content_hash: str = ""


def recall(edition: Edition, memory: Memory, now: datetime) -> Assessment:
    """Judge again what the last run pulled, without a single request. Raises SheetsyncError before the first run."""
    sources = {book.code: _recalled(edition, memory, book.code) for book in books(edition)}
    if all(source.now is None and source.unread is None for source in sources.values()):
        raise SheetsyncError("Chưa đồng bộ lần nào nên chưa có số liệu.", "Chạy `sheetsync sync` trước.")
    assessment = assess(edition, sources, now)
    return with_findings(assessment, [_finding(edit) for edit in memory.last_summary().get("edits", ())])


def _recalled(edition: Edition, memory: Memory, code: str) -> Source:
    latest, unread, good = memory.latest(code), memory.last_unread(code), memory.accepted(code)
    completed = memory.completed(code)
    newest = _snapshot(latest)
    return Source(
        now=newest if unread is None else None,
        unread=unread.reason if unread else None,
        detail=unread.detail if unread else "",
        read_at=latest.read_at.astimezone(edition.zone) if latest else None,
        good=_good(good, latest.content_hash if latest else "", newest),
        good_at=good.read_at.astimezone(edition.zone) if good else None,
        completed=completed.astimezone(edition.zone) if completed else None,
    )


def _snapshot(kept: Kept | None) -> Snapshot | None:
    return read_snapshot(kept.reply) if kept else None


def _good(good: Kept | None, content_hash: str, newest: Snapshot | None) -> Snapshot | None:
    """The last good pull; read from memory only where it is not the newest one anyway."""
    return newest if good and good.content_hash == content_hash else _snapshot(good)


def _plan_books(
    assessment: Assessment, sources: Mapping[str, Source], bases: Mapping[str, Content], occasion: Occasion
) -> dict[str, BookPlan]:
    return {
        book.code: plan(book, snapshot, desired(assessment, book, occasion), bases[book.code])
        for book in assessment.books
        if (snapshot := sources[book.code].now) is not None
    }


def _hash(digest: Digest) -> str:
    content = json.dumps(dataclasses.asdict(digest), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _edits(plans: Mapping[str, BookPlan]) -> list[dict[str, Any]]:
    """The cells of ours that people typed into, to be told again by readers that do not plan."""
    return [dataclasses.asdict(finding) for planned in plans.values() for finding in planned.findings]


def _finding(edit: Mapping[str, Any]) -> Finding:
    cell = CellRef(**edit["cell"]) if edit["cell"] else None
    words = tuple((name, value) for name, value in edit["words"])
    return Finding(edit["code"], edit["book"], edit["tab"], cell, edit["unit"], edit["criterion"], words)
