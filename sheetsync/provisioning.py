"""Makes sure that every book of an edition exists, is laid out and shared; what people typed is never touched.

First all books are looked at, which gives a task for each: what it lacks, in words, and how that is mended. Then the
tasks are carried out. People work in the books meanwhile, and rows are written by their place: so each book is looked
at once more right before it is mended, and mended as it stands then. What somebody has agreed to beforehand, as a plan,
is carried out only if both looks give just that.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any

from sheetsync.core.books import books
from sheetsync.core.cells import book_link
from sheetsync.core.course.deadlines import setting_of
from sheetsync.core.layout import MASTER, Book, Setting
from sheetsync.core.mending.items import DriveFile, Item, Lack, Mending
from sheetsync.edition.model import Contact, Edition
from sheetsync.errors import (
    BookUnreadableError,
    CreationRefusedError,
    GoogleError,
    SafetyStopError,
    SheetsyncError,
    Unreadable,
)
from sheetsync.hands import Drive


@dataclass(frozen=True, slots=True)
class Task:
    """What one book needs. `spreadsheet_id` is empty where the book has to be created."""

    book: Book
    setting: Setting
    spreadsheet_id: str = ""
    items: tuple[Item, ...] = ()
    mending: Mending = field(default_factory=Mending)
    untagged: bool = False
    unshared: tuple[str, ...] = ()
    failure: SheetsyncError | None = None
    """Why the book could not be looked at; then nothing is done to it."""

    @property
    def to_do(self) -> tuple[Item, ...]:
        """What is mended here."""
        return tuple(item for item in self.items if not item.by_hand)

    @property
    def by_hand(self) -> tuple[Item, ...]:
        """What only a person can mend."""
        return tuple(item for item in self.items if item.by_hand)

    @property
    def outcome(self) -> dict[str, Any]:
        """All that carrying it out would do, as JSON: two plans are one if these are equal."""
        steps = json.dumps([list(step) for step in self.mending.steps], sort_keys=True)
        return {
            "book": self.book.code,
            "id": self.spreadsheet_id,
            "items": [[item.kind.value, item.tab, item.words] for item in self.to_do],
            "unreadable": self.failure is not None,
            "steps": sha256(steps.encode()).hexdigest(),
        }


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What became of one book: `failures` are what could not be done, each as the sentence and the next step."""

    book: Book
    spreadsheet_id: str
    created: bool = False
    changed: bool = False
    failures: tuple[SheetsyncError, ...] = ()


@dataclass(frozen=True, slots=True)
class Provisioning:
    """One edition's books: `ids` as known so far, `remember` is told of every new id at once.

    `today` is the day by which deadlines have passed.
    """

    edition: Edition
    ids: Mapping[str, str]
    drive: Drive
    remember: Callable[[Mapping[str, str]], None]
    today: date

    def run(self) -> Iterator[Provisioned]:
        """Look at all books, then create and mend them one by one; killed anywhere, the next run goes on."""
        return self.carry_out(list(self.survey()))

    # --- looking -----------------------------------------------------------------------------------------------------

    def survey(self) -> Iterator[Task]:
        """What each book needs; one that cannot be read does not stop the others.

        Raises SafetyStopError where it is not sure which spreadsheet is which book.
        """
        files = {file.id: file for file in self.drive.files()}
        laid = books(self.edition)
        known = {book.code: self.ids[book.code] for book in laid if book.code in self.ids}
        files |= {one: file for one in known.values() if one not in files and (file := self.drive.file(one))}
        tagged: dict[str, list[DriveFile]] = defaultdict(list)
        for file in files.values():
            if not file.trashed:
                tagged[file.tag].append(file)
        self._stop_if_mixed_up(laid, known, files)
        chosen = {book.code: known.get(book.code) or self._left_behind(book, tagged) for book in laid}
        for book in laid:
            if spreadsheet_id := chosen[book.code]:
                copies = [file for file in tagged[self._tag(book.code)] if file.id != spreadsheet_id]
                yield self._look(book, spreadsheet_id, files.get(spreadsheet_id), copies)
            else:
                yield self._to_create(book)

    def _stop_if_mixed_up(self, laid: Sequence[Book], known: Mapping[str, str], files: Mapping[str, DriveFile]) -> None:
        """Stop where a spreadsheet is named as one book and is another: laying it out would ruin both."""
        owners = {self._tag(book.code): book.title for book in laid}
        named: dict[str, Book] = {}
        for book in laid:
            spreadsheet_id = known.get(book.code, "")
            file, first = files.get(spreadsheet_id), named.setdefault(spreadsheet_id, book)
            if spreadsheet_id and first is not book:
                raise SafetyStopError(
                    f"books.yaml ghi cùng một mã trang tính cho “{first.title}” ({first.code}) và “{book.title}” "
                    f"({book.code}).",
                    f"Sửa hai dòng `{first.code}:` và `{book.code}:` trong books.yaml: mỗi bảng một mã, rồi chạy lại.",
                )
            if file and file.tag and file.tag != self._tag(book.code):
                other = owners.get(file.tag)
                whose = f"“{other}”" if other else f"đợt khác ({file.tag})"
                raise SafetyStopError(
                    f"books.yaml ghi cho “{book.title}” ({book.code}) trang tính “{file.title}”, vốn là bảng của "
                    f"{whose}.",
                    f"Xem lại dòng `{book.code}:` trong books.yaml, có lẽ hai mã đổi chỗ cho nhau. Chưa sửa bảng nào.",
                )

    def _left_behind(self, book: Book, tagged: Mapping[str, Sequence[DriveFile]]) -> str:
        """This very book, left behind by a run that was killed before it could note the id; or nothing."""
        found = tagged.get(self._tag(book.code), ())
        if len(found) > 1:
            raise SafetyStopError(
                f"Có {len(found)} bảng cùng được tạo làm “{book.title}” của đợt này, không biết dùng bảng nào.",
                f"Ghi mã của bảng đúng vào books.yaml, dòng `{book.code}: ...`, hoặc bỏ bảng thừa vào thùng rác.",
            )
        return found[0].id if found else ""

    def _to_create(self, book: Book) -> Task:
        unshared = self._wanted_writers(book)
        items = [Item(Lack.BOOK, f"tạo mới bảng “{book.title}” ({len(book.tabs)} thẻ)"), *map(_to_share, unshared)]
        return Task(book, setting_of(self.edition, book, self.today), items=tuple(items), unshared=unshared)

    def _look(self, book: Book, spreadsheet_id: str, file: DriveFile | None, copies: Sequence[DriveFile]) -> Task:
        """One book that is there. Without a file Drive does not list it, though Sheets may still open it by a link."""
        setting = setting_of(self.edition, book, self.today)
        if file and file.trashed:
            return Task(book, setting, spreadsheet_id, failure=_in_the_bin(book))
        try:
            mending = self.drive.inspect(spreadsheet_id, book, setting)
        except BookUnreadableError as error:
            failure = BookUnreadableError(error.reason, error.detail, book.title)
            if error.reason in {Unreadable.NOT_FOUND, Unreadable.NOT_SHARED}:
                failure.next_step = (
                    f"Chia sẻ bảng (quyền Người chỉnh sửa) cho tài khoản của hệ thống, hoặc sửa mã ở dòng "
                    f"`{book.code}:` trong books.yaml; bảng đã xóa hẳn thì bỏ dòng ấy để hệ thống tạo bảng mới."
                )
            return Task(book, setting, spreadsheet_id, failure=failure)
        items = []
        if book.code not in self.ids:
            items.append(Item(Lack.BOOK, "nhận lại bảng đã có trong Drive, chưa ghi trong books.yaml"))
        untagged = file is not None and not file.tag
        if untagged:
            items.append(Item(Lack.TAG, "gắn dấu nhận biết cho bảng do người tạo"))
        unshared, said = self._unshared(book, spreadsheet_id, file)
        items += [*mending.items, *map(_to_share, unshared), *said, *map(_copy, copies)]
        return Task(book, setting, spreadsheet_id, tuple(items), mending, untagged=untagged, unshared=unshared)

    def _unshared(self, book: Book, spreadsheet_id: str, file: DriveFile | None) -> tuple[tuple[str, ...], list[Item]]:
        """The addresses that cannot write yet; or an item, where nobody can tell."""
        wanted = self._wanted_writers(book)
        if not wanted:
            return (), []
        there = file.writers if file else None
        if there is None and (sharing := self.drive.sharing(spreadsheet_id)):
            there = sharing.named
        if there is None:
            words = f"không xem được bảng đã chia sẻ cho {', '.join(wanted)} chưa"
            advice = "Nhờ chủ sở hữu bảng chia sẻ cho các địa chỉ ấy, với quyền Người chỉnh sửa."
            return (), [Item(Lack.SHARING, words, by_hand=True, advice=advice)]
        return tuple(address for address in wanted if address.casefold() not in there), []

    def _wanted_writers(self, book: Book) -> tuple[str, ...]:
        """Who fills the book, and who works in it."""
        edition = self.edition
        shares = edition.google is None or edition.google.share
        contacts: Iterable[Contact] = ()
        if book.code == MASTER:
            contacts = (*edition.mail.committee, *edition.mail.office)
        else:
            owner = edition.owner(book.code)
            contacts = owner.contacts if owner else ()
        addresses = [*(contact.email for contact in contacts if shares), *filter(None, [self.drive.keeper])]
        once: dict[str, str] = {}
        for address in addresses:
            once.setdefault(address.casefold(), address)
        return tuple(once.values())

    def _tag(self, code: str) -> str:
        """Whose book it is: titles carry only a year and a name, which the next body's edition has too."""
        return f"{self.edition.name}/{code}"

    # --- doing -------------------------------------------------------------------------------------------------------

    def carry_out(self, tasks: Iterable[Task], *, exactly: bool = False) -> Iterator[Provisioned]:
        """Create and mend the books one by one; what cannot be done is said and does not stop the others.

        `exactly`: a book that by now lacks something else than its task says is left alone. Otherwise it is given what
        it lacks by now.
        """
        known = dict(self.ids)
        refusal: SheetsyncError | None = None
        for task in tasks:
            created = not task.spreadsheet_id and task.failure is None
            if created and refusal is not None:  # who may not create one book may create none
                yield Provisioned(task.book, "", failures=(refusal,))
                continue
            try:
                spreadsheet_id = task.spreadsheet_id or self.drive.create(task.book.title, self._tag(task.book.code))
            except GoogleError as error:
                refusal = error if isinstance(error, CreationRefusedError) else None
                yield Provisioned(task.book, "", failures=(error,))
                continue
            if known.get(task.book.code) != spreadsheet_id:
                known[task.book.code] = spreadsheet_id
                self.remember(known)
            yield self._mend(task, spreadsheet_id, created=created, exactly=exactly)

    def _mend(self, task: Task, spreadsheet_id: str, *, created: bool, exactly: bool) -> Provisioned:
        if task.failure is not None:
            return Provisioned(task.book, spreadsheet_id, failures=(task.failure,))
        done = 0
        failures: list[SheetsyncError] = []
        steps: list[Callable[[], None]] = []
        if created or task.mending.steps:
            planned = task.mending if exactly and not created else None
            steps.append(partial(self.drive.provision, spreadsheet_id, task.book, task.setting, planned))
        if task.untagged:
            steps.append(partial(self.drive.tag, spreadsheet_id, self._tag(task.book.code)))
        steps += [partial(self.drive.share, spreadsheet_id, address) for address in task.unshared]
        for step in steps:
            try:
                step()
                done += 1
            except BookUnreadableError as error:
                failures.append(BookUnreadableError(error.reason, error.detail, task.book.title))
            except (GoogleError, SafetyStopError) as error:
                failures.append(error)
        return Provisioned(task.book, spreadsheet_id, created, done > 0, tuple(failures))


def _to_share(address: str) -> Item:
    return Item(Lack.SHARING, f"chưa chia sẻ cho {address} (quyền sửa)")


def _copy(file: DriveFile) -> Item:
    """A copy that somebody has made: it carries our tag and our names, but nobody reads it."""
    return Item(
        Lack.BOOK,
        f"có một bản sao: “{file.title}”, {book_link(file.id)}",
        by_hand=True,
        advice="Hệ thống không đọc bản sao. Nếu có người đã điền vào đó thì chép số liệu sang bảng chính; "
        "không cần nữa thì bỏ bản sao vào thùng rác.",
    )


def _in_the_bin(book: Book) -> BookUnreadableError:
    failure = BookUnreadableError(Unreadable.NOT_FOUND, "bảng đang ở trong thùng rác", book.title)
    failure.next_step = (
        "Mở Google Drive, vào Thùng rác, khôi phục bảng rồi chạy lại; nếu đúng là bỏ bảng ấy thì xóa dòng "
        f"`{book.code}:` trong books.yaml để hệ thống tạo bảng mới."
    )
    return failure
