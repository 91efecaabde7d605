"""The corridor: pull -> parse -> check -> score -> publish -> notify, with the hands given from outside."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sheetsync.core.assessment import Assessment, assess, with_findings
from sheetsync.core.books import books
from sheetsync.core.cells import CellRef, Snapshot
from sheetsync.core.course.deadlines import untold_extensions
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER, Book
from sheetsync.core.notes import flags
from sheetsync.core.plan import BookPlan, Content, Desired, last_epoch, plan, standing_content
from sheetsync.core.reading import Source
from sheetsync.core.standstill import still_fits
from sheetsync.core.tables.desired import Occasion, desired
from sheetsync.edition.model import Edition
from sheetsync.errors import GoogleError, SafetyStopError, SheetsyncError
from sheetsync.freezing import Case, Settled, freeze, log_notes, must_be_in_force, settle
from sheetsync.hands import Books, Letter, Locks, Memory, Postbox, Published, Scribe
from sheetsync.locking import Closed, close_what_is_over
from sheetsync.mailing import Mailing
from sheetsync.pulling import (
    Progress,
    Pulled,
    Reader,
    last_read,
    one_run,
    past,
    pull_one,
    recalled,
    remember,
    remember_seen,
)


@dataclass(frozen=True, slots=True)
class Hands:
    """What the job works with."""

    books: Books
    memory: Memory
    scribe: Scribe
    postbox: Postbox
    locks: Locks | None = None
    """For editions that want `sync` to lock."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is wanted. `accept_empty`: books whose deletion of everything is meant; `adopt`: see `_base`.

    `new_rubric`: why the rubric was changed after scoring had begun; empty where it must not have been.
    """

    dry_run: bool = False
    mail: bool = True
    accept_empty: frozenset[str] = frozenset()
    adopt: bool = False
    new_rubric: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found and did."""

    assessment: Assessment
    plans: Mapping[str, BookPlan]
    """What was applied, by book; in a dry run, what would be."""
    letters: tuple[Letter, ...]
    """Sent; in a dry run, those that would go."""
    held: tuple[str, ...]
    """Sentences on books that were left alone for safety; the rest went on."""
    failures: tuple[str, ...]
    """Sentences on what could not be written or sent; the rest went on."""
    reads: int
    writes: int
    rubric: str = ""
    """What there is to say to somebody who asked for a new rubric."""
    locked: tuple[str, ...] = ()
    """Sentences on locks that were changed."""

    @property
    def cells_changed(self) -> int:
        """How many cells were written; in a dry run, would be."""
        return sum(len(planned.changes) for planned in self.plans.values())

    @property
    def notes_changed(self) -> int:
        """On how many cells a note of ours was written, renewed or taken away; in a dry run, would be."""
        return sum(len(planned.notes) for planned in self.plans.values())

    @property
    def tints_changed(self) -> int:
        """How many of our conditional formats were changed; in a dry run, would be."""
        return sum(len(planned.tints) for planned in self.plans.values())


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a run has found so far, and what it would write."""

    now: datetime
    sources: Mapping[str, Source]
    bases: Mapping[str, Content]
    held: tuple[str, ...]
    assessment: Assessment
    settled: Settled
    plans: Mapping[str, BookPlan]


LOOKS_AGAIN = 2
"""How often the master is read again before a publication: at most two reads beyond one a book."""


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
        with one_run(self.hands.memory, self.clock()) as (run, summary):
            outcome = self._sync(run, options)
            if not options.dry_run:
                summary |= {"edits": _edits(outcome.plans), "reads": outcome.reads, "writes": outcome.writes}
            return outcome

    def _sync(self, run: int, options: Options) -> Outcome:
        drive, memory = self.hands.books, self.hands.memory
        before, now = (drive.reads, drive.writes), self.clock()
        laid, reader = books(self.edition), Reader(self.edition, self.ids, drive, memory, self.progress)
        pulled, found = reader.read(run, now, dry_run=options.dry_run)
        sources = {
            code: dataclasses.replace(one, accept_empty=code in options.accept_empty) for code, one in found.items()
        }
        draft = self._draft(laid, sources, options, now)
        if options.dry_run:
            mailing = self._mailing().new_letters(draft.assessment, self.ids, now) if options.mail else ()
            letters = tuple(letter for letter, _ in mailing)
            return self._outcome(draft, letters, (), before)
        draft = self._look_again(run, laid, draft, options)
        remember_seen(memory, draft.assessment, draft.sources, now)
        freeze(memory, draft.settled)
        failures = dict(self._publish(draft))
        draft = dataclasses.replace(
            draft, plans={code: planned for code, planned in draft.plans.items() if code not in failures}
        )
        closed = self._close(pulled, now)
        sent: list[Letter] = []
        not_sent: list[str] = []
        if options.mail and MASTER not in failures:  # nobody is told of a result that the master does not show
            try:
                not_sent += self._mailing().deliver(draft.assessment, self.ids, now, sent)
            except SheetsyncError as error:  # a template that is broken: what is published stays, letters wait
                not_sent.append(f"Chưa viết được thư: {error.sentence} {error.next_step}".strip())
        outcome = self._outcome(draft, tuple(sent), (*failures.values(), *closed.failures, *not_sent), before)
        return dataclasses.replace(outcome, locked=closed.changed)

    def _close(self, pulled: Mapping[str, Pulled], now: datetime) -> Closed:
        """Shut what is over, where the edition wants `sync` to do that."""
        locks = self.hands.locks if self.edition.lock_on_sync else None
        return close_what_is_over(self.edition, self.ids, locks, pulled, now.date()) if locks else Closed()

    def _outcome(
        self, draft: _Draft, letters: tuple[Letter, ...], failures: tuple[str, ...], before: tuple[int, int]
    ) -> Outcome:
        used = (self.hands.books.reads - before[0], self.hands.books.writes - before[1])
        return Outcome(draft.assessment, draft.plans, letters, draft.held, failures, *used, draft.settled.said)

    def _mailing(self) -> Mailing:
        return Mailing(self.hands.memory, self.hands.scribe, self.hands.postbox, self.clock, self.progress)

    # --- plan --------------------------------------------------------------------------------------------------------

    def _draft(self, laid: tuple[Book, ...], sources: Mapping[str, Source], options: Options, now: datetime) -> _Draft:
        """Think everything through: what the books say, and what each should hold."""
        master = sources[MASTER].now
        if master is None:
            raise GoogleError(
                "Không đọc được bảng tổng hợp nên chưa công bố gì.",
                "Chạy `sheetsync status` để xem lý do; nếu chưa tạo bảng thì chạy `sheetsync provision`.",
            )
        bases, held = self._bases(laid, sources, options)
        assessment = assess(self.edition, sources, now, past(self.edition, self.hands.memory, now))
        settled = settle(self.hands.memory, Case(assessment, sources, now), options.new_rubric)
        allowed = untold_extensions(self.edition, assessment.index.names, log_notes(bases[MASTER]))
        note = "\n".join(filter(None, (settled.untold(bases[MASTER]), *allowed)))
        occasion = Occasion(now, last_epoch(master)[0] + 1, self.ids, note)
        plans = _plans(assessment, sources, bases, occasion)
        typed_over = [finding for planned in plans.values() for finding in planned.findings]
        if typed_over:  # the tables say so, too
            assessment = with_findings(assessment, typed_over)
            plans = _plans(assessment, sources, bases, occasion)
        return _Draft(now, sources, bases, held, assessment, settled, plans)

    def _look_again(self, run: int, laid: tuple[Book, ...], draft: _Draft, options: Options) -> _Draft:
        """Read the master once more right before it is written: the committee may have sorted or typed meanwhile.

        A batch names rows by their place, so a plan made for other places must not be sent. Raises SafetyStopError
        where the master does not hold still.
        """
        now = draft.now
        for _ in range(LOOKS_AGAIN):
            if draft.plans[MASTER].is_empty:
                return draft
            fresh = pull_one(self.hands.books, self.ids[MASTER])
            if fresh.snapshot == draft.sources[MASTER].now:
                return draft
            if fresh.snapshot is None:
                break
            remember(self.hands.memory, run, MASTER, fresh, now)
            sources = {**draft.sources, MASTER: dataclasses.replace(draft.sources[MASTER], now=fresh.snapshot)}
            draft = self._draft(laid, sources, options, now)
        raise SafetyStopError(
            "Bảng tổng hợp đang được sửa ngay lúc công bố; chưa ghi gì.", "Chờ người đang sửa xong rồi chạy lại."
        )

    def _bases(
        self, laid: tuple[Book, ...], sources: Mapping[str, Source], options: Options
    ) -> tuple[dict[str, Content], tuple[str, ...]]:
        """The base of every book that was read; a book of unknown state is held back, the master stops the run."""
        bases: dict[str, Content] = {}
        held: list[str] = []
        for book in laid:
            snapshot = sources[book.code].now
            if snapshot is None:
                continue
            try:
                bases[book.code] = self._base(book, snapshot, options)
            except SafetyStopError as stop:
                if book.code == MASTER:
                    raise
                held.append(f"{stop.sentence} {stop.next_step}")
        return bases, tuple(held)

    def _base(self, book: Book, snapshot: Snapshot, options: Options) -> Content:
        """What we last wrote into a book, made certain by the publication that the book itself says it carries.

        A run may have died between sending and hearing back: the mark in the book tells whether its batch was applied.
        A mark that this machine never made means that somebody published from elsewhere, or that an old version was
        restored: what stands there may be anyone's, so nothing is written unless `adopt` says that it is ours.
        """
        memory, code = self.hands.memory, book.code
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
            content = standing_content(book, snapshot)
            if not options.dry_run:  # known from now on, even if this run finds nothing to write there
                memory.intend(code, Published(number, mark, content))
                memory.confirm(code)
            return content
        raise SafetyStopError(
            f"Bảng {code} mang bản công bố mà máy này không biết (có người công bố từ máy khác, hoặc bảng được "
            "khôi phục từ phiên bản cũ). Chưa ghi gì vào bảng này.",
            "Nếu chấp nhận nội dung đang có trong bảng là của hệ thống, chạy `sheetsync sync --adopt --no-mail`.",
        )

    # --- publish -----------------------------------------------------------------------------------------------------

    def _publish(self, draft: _Draft) -> Iterator[tuple[str, str]]:
        """Write every book that changes, one batch each, the master first, the intention remembered before.

        Yield (book, what went wrong) for those that could not be written; the others go on.
        """
        due = sorted(
            (planned for planned in draft.plans.values() if not planned.is_empty), key=lambda one: one.book != MASTER
        )
        for done, planned in enumerate(due, 1):
            epoch = planned.epoch
            try:
                self._see_it_stands(draft, planned)
                self.hands.memory.intend(planned.book, Published(epoch.number, epoch.mark, planned.content))
                self.hands.books.publish(self.ids[planned.book], planned)
                self.hands.memory.confirm(planned.book)
            except SafetyStopError:
                raise
            except SheetsyncError as error:
                yield planned.book, f"Chưa ghi được bảng {planned.book}: {error.sentence} {error.next_step}".strip()
            self.progress("publish", done, len(due))

    def _see_it_stands(self, draft: _Draft, planned: BookPlan) -> None:
        """Read a book once more right before it is written: people work in it, and the pull may be minutes old.

        Only a book that changes costs this read, the master none: it has just been looked at. Google's quota counts
        requests, not bytes, so the whole book is asked for: that shows moves and sorting, too. Raises SheetsyncError
        where the plan fits no more; the next run plans anew.
        """
        before = draft.sources[planned.book].now
        if planned.book == MASTER or before is None:
            return
        fresh = pull_one(self.hands.books, self.ids[planned.book])
        book = draft.assessment.book(planned.book)
        if fresh.snapshot is None or not still_fits(planned, book, before, fresh.snapshot):
            why = fresh.detail or "bảng đang được sửa ngay lúc công bố"
            raise SheetsyncError(f"{why}.", "Lần đồng bộ sau sẽ ghi.")


def recall(edition: Edition, memory: Memory, now: datetime, *, shows_points: bool = True) -> Assessment:
    """Judge again what the last run pulled, as of then, without a single request.

    What a later day would make of it nobody has seen: whether a book is late, the next run finds out. `now` only keeps
    a rehearsal of an earlier day in its time. Raises SheetsyncError before the first run, and where points would be
    shown by a rubric that is not in force.
    """
    read_at = last_read(edition, memory)
    if read_at is None:
        raise SheetsyncError("Chưa đồng bộ lần nào nên chưa có số liệu.", "Chạy `sheetsync sync` trước.")
    then = min(read_at, now)
    sources = {book.code: recalled(edition, memory, book.code) for book in books(edition)}
    assessment = assess(edition, sources, then, past(edition, memory, then))
    if shows_points:
        must_be_in_force(memory, Case(assessment, sources, then))
    return with_findings(assessment, [_finding(edit) for edit in memory.last_summary().get("edits", ())])


def _plans(
    assessment: Assessment, sources: Mapping[str, Source], bases: Mapping[str, Content], occasion: Occasion
) -> dict[str, BookPlan]:
    return {
        book.code: plan(book, snapshot, _wanted(assessment, book, snapshot, occasion), bases[book.code])
        for book in assessment.books
        if book.code in bases and (snapshot := sources[book.code].now) is not None
    }


def _wanted(assessment: Assessment, book: Book, snapshot: Snapshot, occasion: Occasion) -> Desired:
    return dataclasses.replace(desired(assessment, book, occasion), flags=flags(assessment, book, snapshot))


def _edits(plans: Mapping[str, BookPlan]) -> list[dict[str, Any]]:
    """The cells of ours that people typed into, to be told again by readers that do not plan."""
    return [dataclasses.asdict(finding) for planned in plans.values() for finding in planned.findings]


def _finding(edit: Mapping[str, Any]) -> Finding:
    cell = CellRef(**edit["cell"]) if edit["cell"] else None
    words = tuple((name, value) for name, value in edit["words"])
    return Finding(edit["code"], edit["book"], edit["tab"], cell, edit["unit"], edit["criterion"], words)
