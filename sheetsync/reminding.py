"""The corridor of reminders: every book read, everybody told once what is missing; nothing is written to any book."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sheetsync.core.assessment import Assessment, assess
from sheetsync.core.reminders import Reminder, reminders
from sheetsync.edition.model import Edition
from sheetsync.errors import SheetsyncError
from sheetsync.hands import REMINDER, Letter
from sheetsync.job import Hands
from sheetsync.mailing import Mailing
from sheetsync.pulling import Progress, Reader, one_run, past, remember_seen


@dataclass(frozen=True, slots=True)
class Reminded:
    """What a run found and did."""

    assessment: Assessment
    reminders: tuple[Reminder, ...]
    """Of those who have something new to be told."""
    sent: tuple[Letter, ...]
    """All letters that left, those included that had waited."""
    failures: tuple[str, ...]
    """Sentences on what could not be written or sent; the rest went on."""
    reads: int


@dataclass(frozen=True, slots=True)
class Reminding:
    """One edition with its hands: `ids` says where each book is, `clock` tells the edition's own time."""

    edition: Edition
    ids: Mapping[str, str]
    hands: Hands
    clock: Callable[[], datetime]
    progress: Progress = lambda _stage, _done, _total: None

    def remind(self, *, dry_run: bool) -> Reminded:
        """Run once; a dry run only finds out. Raises SheetsyncError only for what stops everything.

        What the books show is remembered as after `sync`. No points are told, so a rubric that is not in force does
        not matter here.
        """
        if not self.ids:
            raise SheetsyncError("Chưa tạo bảng nào nên chưa có gì để nhắc.", "Chạy `sheetsync provision` trước.")
        with one_run(self.hands.memory, self.clock()) as (run, _):
            return self._remind(run, dry_run=dry_run)

    def _remind(self, run: int, *, dry_run: bool) -> Reminded:
        memory, now, before = self.hands.memory, self.clock(), self.hands.books.reads
        reader = Reader(self.edition, self.ids, self.hands.books, memory, self.progress)
        _, sources = reader.read(run, now, dry_run=dry_run)
        assessment = assess(self.edition, sources, now, past(self.edition, memory, now))
        told = tuple(self._news(assessment, now))
        sent: list[Letter] = []
        failures: list[str] = []
        if not dry_run:
            remember_seen(memory, assessment, sources, now)
            try:
                failures += self._deliver(told, now, sent)
            except SheetsyncError as error:  # a template that is broken: nobody has been reminded yet
                failures.append(f"Chưa viết được thư: {error.sentence} {error.next_step}".strip())
        return Reminded(assessment, told, tuple(sent), tuple(failures), self.hands.books.reads - before)

    def _news(self, assessment: Assessment, now: datetime) -> Iterator[Reminder]:
        for reminder in reminders(assessment, self.ids, now.date()):
            known = reminder.knowing(self.hands.memory.reminded(reminder.email))
            if known.news:
                yield known

    def _deliver(self, told: tuple[Reminder, ...], now: datetime, sent: list[Letter]) -> Iterator[str]:
        """Queue all letters, then send what waits; `sent` grows by what left. Yield what failed."""
        memory, scribe = self.hands.memory, self.hands.scribe
        for reminder, letter in [(one, scribe.remind(one, now)) for one in told]:
            memory.queue_reminder(letter, {item.key for item in reminder.news}, now)
        mailing = Mailing(memory, scribe, self.hands.postbox, self.clock, self.progress)
        # Results that wait are for `sync` alone: it knows whether they still say what the master shows.
        yield from mailing.send([letter for letter in memory.waiting() if letter.kind == REMINDER], sent)
