"""Where an edition's things are, and the hands that work there: books, memory, letters, clock."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.google.connect import connect_google, connect_local
from sheetsync.adapters.mail.letters import LetterScribe
from sheetsync.adapters.mail.postbox import FolderPostbox, SmtpPostbox
from sheetsync.adapters.memory.sqlite import SqliteMemory
from sheetsync.cli.booklist import BookList
from sheetsync.cli.settings import Settings
from sheetsync.core.values import read_moment
from sheetsync.edition.load import load_edition
from sheetsync.edition.model import Edition
from sheetsync.emulator import App, InProcessTransport, Store
from sheetsync.errors import SheetsyncError

DATA = Path(".sheetsync")
"""Where data that is not configuration lives, under the folder the command runs in."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """One edition on one backend. `folder` is the edition's configuration, `data` its place under .sheetsync."""

    edition: Edition
    folder: Path
    data: Path
    local: bool
    clock: Callable[[], datetime]
    letters: Path
    rehearsal: bool = False
    """True where the user asked for the books on this disk or for another day: no letter may leave then."""

    @property
    def book_list(self) -> BookList:
        """Which spreadsheet is which book: beside the edition for Google, with the data for local books."""
        return BookList((self.data if self.local else self.folder) / "books.yaml")

    @property
    def login(self) -> Path:
        """Where the secretary's login is kept: her own folder of settings, outside every repository."""
        return Path(click.get_app_dir("sheetsync")) / f"{self.edition.name}.json"

    def refuse_rehearsal(self, what: str, instead: str = "thêm `--dry-run`") -> None:
        """Raise SheetsyncError where a command would act on Google by a time that is not true.

        `what` it does not do, and what one may do `instead`, both as they stand in a sentence.
        """
        if self.rehearsal and not self.local:
            raise SheetsyncError(
                f"`--at` chỉ để diễn tập: không {what} với giờ giả định.", f"Bỏ `--at`, hoặc {instead}."
            )

    @contextmanager
    def books(self, *, creating: bool = False) -> Iterator[GoogleBooks]:
        """The way to the books: real gspread, over Google or over the emulator in this process.

        `creating` is for who makes and shares books: that is the secretary's own account, where she has logged in.
        """
        if not self.local:
            if self.edition.google is None:
                raise SheetsyncError("Đợt này chưa khai báo Google.", "Thêm mục google: vào edition.yaml.")
            google, quota = self.edition.google, self.edition.quota
            with connect_google(google, quota, os.environ, login=self.login, creating=creating) as books:
                yield books
            return
        store = Store(self.store_path)
        try:
            with connect_local(InProcessTransport(App(store, clock=self.clock))) as books:
                yield books
        finally:
            store.close()

    @property
    def store_path(self) -> Path:
        """The emulator's file; its folder is made."""
        self.data.mkdir(parents=True, exist_ok=True)
        return self.data / "sheets.db"

    @contextmanager
    def memory(self) -> Iterator[SqliteMemory]:
        """What is remembered between runs; Google and local books are remembered apart."""
        folder = self.data if self.local else self.data / "google"
        folder.mkdir(parents=True, exist_ok=True)
        with SqliteMemory(folder / "memory.db") as memory:
            yield memory

    def scribe(self) -> LetterScribe:
        """The writer of letters, from the templates the office may edit."""
        return LetterScribe(templates_folder(), self.edition.mail.sender)

    @contextmanager
    def postbox(self, *, sends: bool) -> Iterator[FolderPostbox | SmtpPostbox]:
        """Where letters go: an SMTP server where one is configured, else a folder; a rehearsal's never leave the disk.

        `sends` is false where no letter will be sent: then the server's password need not be there.
        """
        smtp = self.edition.mail.smtp
        box = SmtpPostbox(smtp, os.environ) if smtp and sends and not self.rehearsal else FolderPostbox(self.letters)
        with box:
            yield box


def templates_folder() -> Path:
    """The mail templates: those of the folder the command runs in, else those of the checkout."""
    return templates_of("mail")


def templates_of(kind: str) -> Path:
    """The templates of one kind (mail, edition, report): of the folder the command runs in, else of the checkout."""
    here = Path("templates") / kind
    return here if here.is_dir() else Path(__file__).parents[2] / "templates" / kind


def open_workplace(settings: Settings) -> Workplace:
    """Load the edition the user named. Raises SheetsyncError with the next step where there is none."""
    if settings.edition is None:
        raise SheetsyncError(
            "Chưa cho biết đợt thi đua nào.", "Thêm `-e config/quan5-2020`, hoặc đặt biến SHEETSYNC_EDITION."
        )
    edition, _ = load_edition(settings.edition)
    data = DATA / edition.name
    return Workplace(
        edition=edition,
        folder=settings.edition,
        data=data,
        local=settings.force_local or edition.google is None,
        clock=_clock(edition, settings.moment),
        letters=data / "letters",
        rehearsal=settings.force_local or settings.moment is not None,
    )


def _clock(edition: Edition, moment: str | None) -> Callable[[], datetime]:
    if moment is None:
        return lambda: datetime.now(edition.zone)
    fixed = read_moment(moment)
    if fixed is None:
        raise SheetsyncError(f"Không hiểu thời điểm “{moment}”.", 'Ghi như: --at "08g00 ngày 12/11/2020".')
    return lambda: fixed.replace(tzinfo=edition.zone)
