"""What the job asks of the outside world: the protocols its hands fulfil, and the few things that pass between them."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sheetsync.core.cells import Snapshot
from sheetsync.core.course.deadlines import Closing
from sheetsync.core.course.hold import Hold, Sharing
from sheetsync.core.course.past import Step
from sheetsync.core.digest import Digest
from sheetsync.core.intake.changes import Change
from sheetsync.core.layout import Book, Setting
from sheetsync.core.mending.items import DriveFile, Mending
from sheetsync.core.plan import BookPlan, Content
from sheetsync.core.reminders import Reminder


@dataclass(frozen=True, slots=True)
class Kept:
    """A pulled book as memory keeps it: when it was read, and the hash that names its content (`Memory.reply`)."""

    read_at: datetime
    content_hash: str


@dataclass(frozen=True, slots=True)
class Unread:
    """The last attempt to read a book failed: why (a value of errors.Unreadable), in whose words, and when."""

    reason: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """What was written to a book in one publication: the epoch's number and mark, and all that is ours there since."""

    number: int
    mark: str
    content: Content


@dataclass(frozen=True, slots=True)
class RubricVersion:
    """A version of the rubric: its number from 1, since when it is in force, what it says, and of a later one why."""

    number: int
    at: datetime
    content: str
    reason: str = ""
    note: str = ""
    """What the log of publications has to tell of it."""


REMINDER = "reminder"
"""The kind of letter that is about a day, not about a result: no later result makes it untrue."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, ready to leave: its bytes never change once it is in the outbox. `key` is unique and names it."""

    key: str
    kind: str
    about: str
    recipient: str
    message: bytes
    """A whole RFC 5322 message with Message-ID and Date."""


class Books(Protocol):
    """Google Sheets, as far as the job needs it."""

    @property
    def reads(self) -> int:
        """Read requests sent so far."""

    @property
    def writes(self) -> int:
        """Write requests sent so far."""

    def pull(self, spreadsheet_id: str) -> Mapping[str, Any]:
        """One `spreadsheets.get`. Raises BookUnreadableError. Called from several threads at once."""

    def publish(self, spreadsheet_id: str, plan: BookPlan) -> None:
        """Send one atomic batch; a resend after a lost reply is recognised, not applied twice.

        Raises GoogleError or BookUnreadableError, and SafetyStopError where somebody else has published this epoch.
        """


class Typist(Books, Protocol):
    """Google Sheets, as far as entering a file into a book needs it."""

    def type_values(self, spreadsheet_id: str, changes: Sequence[Change]) -> None:
        """Type into people's cells in one atomic batch that may be sent again. Raises GoogleError."""


class Drive(Protocol):
    """Where books live, as far as provisioning needs it. Every method raises GoogleError."""

    @property
    def keeper(self) -> str:
        """The address that works in the books where another account creates them; empty where it is the same."""

    def files(self) -> Sequence[DriveFile]:
        """Every spreadsheet that can be seen, the oldest first, those in the bin too."""

    def file(self, spreadsheet_id: str) -> DriveFile | None:
        """One that the listing left out; None where there is none, or nobody shared it."""

    def sharing(self, spreadsheet_id: str) -> Sharing | None:
        """With whom a file is shared; None where that cannot be seen."""

    def create(self, title: str, tag: str) -> str:
        """A new spreadsheet's id; the tag stays with it whatever it is called later.

        Raises CreationRefusedError where this account may create none at all.
        """

    def tag(self, spreadsheet_id: str, tag: str) -> None:
        """Mark a spreadsheet that somebody else has made."""

    def share(self, spreadsheet_id: str, address: str) -> None:
        """Let an address write, without a mail."""

    def inspect(self, spreadsheet_id: str, book: Book, setting: Setting) -> Mending:
        """What it lacks against the layout. Raises BookUnreadableError."""

    def provision(self, spreadsheet_id: str, book: Book, setting: Setting, planned: Mending | None = None) -> None:
        """Look, and at once lay down what is missing.

        Raises SafetyStopError, with nothing written, where that would be anything else than was `planned`.
        """


class Locks(Protocol):
    """The locks of books, as far as the calendar needs them, of a book as pulled: what was read, and Google's reply."""

    def lacks(
        self, book: Book, snapshot: Snapshot, reply: Mapping[str, Any], closed: frozenset[str], sharing: Sharing | None
    ) -> Mending:
        """What brings a book to having these parts closed and the others open; no request."""

    def change(self, spreadsheet_id: str, mending: Mending) -> None:
        """Carry it out, all or nothing. Raises GoogleError."""

    def hold(
        self, book: Book, snapshot: Snapshot, reply: Mapping[str, Any], closing: Closing, sharing: Sharing | None
    ) -> Hold:
        """Who can still type in one closed part, by what the book shows; no request."""

    def sharing(self, spreadsheet_id: str) -> Sharing | None:
        """With whom the file is shared; None where nobody tells. Raises GoogleError."""


class Memory(Protocol):
    """What is remembered between runs."""

    def begin_run(self, at: datetime) -> int:
        """Open a run and hold the lock until `finish_run`. Raises SafetyStopError while another run holds it."""

    def finish_run(self, run: int, summary: Mapping[str, Any]) -> None:
        """Close a run with what it did."""

    def last_summary(self) -> Mapping[str, Any]:
        """What the last finished run said of itself; empty where there was none."""

    def at_once(self) -> AbstractContextManager[None]:
        """Make all that is remembered inside one change: whole or not at all, and one wait for the disk."""

    def keep(self, run: int, book: str, reply: Mapping[str, Any], at: datetime) -> str:
        """Remember a pulled book and give the hash that names its content; equal content is stored once."""

    def reply(self, book: str, content_hash: str) -> Mapping[str, Any]:
        """What Google replied, by the name of its content."""

    def keep_unread(self, run: int, book: str, unread: Unread) -> None:
        """Remember that a book could not be read."""

    def latest(self, book: str) -> Kept | None:
        """The newest pull of a book."""

    def pulls(self, book: str) -> Sequence[Kept]:
        """Every pull of a book, in the order in which they were made."""

    def last_unread(self, book: str) -> Unread | None:
        """Why the newest attempt failed; None where it succeeded or none was made."""

    def accept(self, book: str, content_hash: str) -> None:
        """Remember this content as the last that was good to score."""

    def accepted(self, book: str) -> Kept | None:
        """The newest pull that was good to score."""

    def published(self, book: str) -> Published | None:
        """The last publication known to have been applied."""

    def intended(self, book: str) -> Published | None:
        """A publication that was about to be sent when its run ended without hearing back."""

    def intend(self, book: str, publication: Published) -> None:
        """Remember a publication before it is sent; replaces an earlier intention."""

    def confirm(self, book: str) -> None:
        """The intention has been applied: it is the last publication now."""

    def withdraw(self, book: str) -> None:
        """The intention was never applied."""

    def completed(self, book: str) -> datetime | None:
        """When a book was first seen with nothing missing."""

    def mark_completed(self, book: str, at: datetime) -> None:
        """Remember the first moment of completeness; later calls change nothing."""

    def incomplete(self, book: str) -> datetime | None:
        """When a book was last seen with something missing, before it was ever complete."""

    def mark_incomplete(self, book: str, at: datetime) -> None:
        """Remember that a book was seen with something missing; the last call counts."""

    def rubrics(self) -> Sequence[RubricVersion]:
        """Every frozen version of the rubric, the one in force last."""

    def freeze(self, content: str, at: datetime, reason: str = "", note: str = "") -> None:
        """Put a version of the rubric in force, from now on; the earlier ones are kept."""

    def keep_record(self, phase: str, book: str, content_hash: str, at: datetime) -> None:
        """Remember this pull of a book as the record of a deadline; later calls change nothing."""

    def records(self) -> Mapping[tuple[str, str], Kept]:
        """Books as the first pull after the end of a phase found them, by (phase, book)."""

    def keep_step(self, unit: str, step: str, taken: Step) -> None:
        """Remember that a unit's report took a step; earlier ones of that name are kept, the last counts.

        The step that was the last already changes nothing.
        """

    def steps(self) -> Mapping[tuple[str, str], Step]:
        """The last step of each name that each unit's report took, by (unit, step)."""

    def see(self, kind: str, keys: Collection[str], at: datetime) -> None:
        """Remember when things of a kind were first seen; later calls change nothing."""

    def seen(self, kind: str) -> Mapping[str, datetime]:
        """When each thing of a kind was first seen."""

    def reminded(self, recipient: str) -> frozenset[str]:
        """All that a person has been reminded of."""

    def queue_reminder(self, letter: Letter, items: Collection[str], at: datetime) -> None:
        """Put a reminder in the outbox and remember of what it reminds its recipient: both or neither.

        An earlier one to the same person that was never claimed is dropped: this one tells all that is still so.
        """

    def last_content(self, kind: str, about: str, recipient: str) -> str | None:
        """The content hash of the last letter queued for this occasion and recipient."""

    def queue(self, letter: Letter, content_hash: str, at: datetime) -> None:
        """Put a letter in the outbox. A waiting letter of the same occasion that was never claimed is dropped."""

    def drop_waiting(self, keep: Collection[tuple[str, str, str]]) -> None:
        """Drop the letters never claimed whose (kind, about, recipient) is not to be told any more; reminders stay."""

    def waiting(self) -> Sequence[Letter]:
        """Letters not known to have left: those claimed before a kill first, with the same bytes; then oldest first."""

    def claim(self, key: str) -> None:
        """This letter is about to be sent."""

    def release(self, key: str) -> None:
        """This letter, claimed before, has certainly not left: a newer one may take its place."""

    def mark_sent(self, key: str, at: datetime) -> None:
        """This letter has left."""


class Scribe(Protocol):
    """Turns a digest or a reminder into a letter."""

    def write(self, digest: Digest, content_hash: str, previous: str | None, at: datetime) -> Letter:
        """Write one letter; the same four arguments give the same bytes."""

    def remind(self, reminder: Reminder, at: datetime) -> Letter:
        """Write one letter of kind "reminder"; the same two arguments give the same bytes."""


class Postbox(Protocol):
    """Where letters go."""

    def send(self, letter: Letter) -> None:
        """Send one letter; the same letter again keeps its Message-ID.

        Raises LetterRefusedError where it certainly has not left, SheetsyncError where nobody can know.
        """


# --- what `doctor` asks ---


@dataclass(frozen=True, slots=True)
class Card:
    """What Drive says of a book's file."""

    title: str
    link: str
    can_edit: bool
    trashed: bool


class Clinic(Protocol):
    """Google, as far as an examination needs it."""

    @property
    def account(self) -> str:
        """The address that books have to be shared with; empty where it is not known yet."""

    def whoami(self) -> str:
        """Sign in and give the address under which Google knows us. Raises SheetsyncError."""

    def card(self, spreadsheet_id: str) -> Card:
        """What Drive says of a book. Raises SheetsyncError."""

    def inspect(self, spreadsheet_id: str, book: Book, setting: Setting) -> Mending:
        """What a spreadsheet lacks against its book's layout. Raises SheetsyncError."""
