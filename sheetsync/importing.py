"""Enters a filled Excel file into its book, as if somebody had typed it there: shown first, then typed in one batch.

What is typed passes the same checks as ever: the file is read by the same parse, and what the next sync would find in
the book is told beforehand.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sheetsync.core.assessment import assess, owner_names
from sheetsync.core.books import books
from sheetsync.core.cells import Snapshot
from sheetsync.core.course.deadlines import closed_parts
from sheetsync.core.findings import Finding
from sheetsync.core.intake.changes import Intake, Wanted, entered, in_file, intake
from sheetsync.core.intake.unplaced import stranger
from sheetsync.core.layout import Book
from sheetsync.core.names import read_names
from sheetsync.edition.model import Edition
from sheetsync.errors import BookUnreadableError, SafetyStopError, SheetsyncError, Unreadable
from sheetsync.hands import Memory, Typist
from sheetsync.pulling import Pulled, past, pull_one, recalled, source


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a file is entered: one book of an edition, where it is, and the hands. `now` is in the edition's zone."""

    edition: Edition
    book: Book
    spreadsheet_id: str | None
    typist: Typist
    memory: Memory
    now: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """A file beside its book, before anything is typed: `findings` are those that entering it would bring."""

    wanted: Wanted
    intake: Intake
    findings: tuple[Finding, ...]
    """Their cells are those of the file, where it has them."""


def review(desk: Desk, file: Snapshot, wanted: Wanted) -> Review:
    """Read the book once and say what the file would change. Raises SheetsyncError for a file that is another book."""
    live = _pulled(desk)
    if live.locale != desk.edition.locale:
        raise SheetsyncError(
            f"Bảng “{desk.book.title}” đang đặt ngôn ngữ {live.locale} nên không đọc đúng được số có dấu phẩy.",
            "Chạy `sheetsync provision` để đặt lại, rồi nhập lại.",
        )
    _check_owner(desk, file, live)
    found = _compare(desk, file, live)
    return Review(wanted, found, _news(desk, live, found, wanted))


def enter(desk: Desk, file: Snapshot, reviewed: Review) -> int:
    """Type what was reviewed, if the book still stands as it did; returns how many cells. Raises SafetyStopError."""
    changes = reviewed.intake.wanted(reviewed.wanted)
    if not changes or desk.spreadsheet_id is None:
        return 0
    if _compare(desk, file, _pulled(desk)).wanted(reviewed.wanted) != changes:
        raise SafetyStopError(
            f"Bảng “{desk.book.title}” vừa thay đổi trong lúc đối chiếu; chưa nhập ô nào.",
            "Chạy lại lệnh vừa rồi để đối chiếu với nội dung mới, xem lại rồi mới thêm --yes.",
        )
    desk.typist.type_values(desk.spreadsheet_id, changes)
    return len(changes)


def _pulled(desk: Desk) -> Snapshot:
    pulled = pull_one(desk.typist, desk.spreadsheet_id)
    if pulled.snapshot is None:
        if desk.spreadsheet_id is None:
            raise SheetsyncError(f"Chưa có bảng “{desk.book.title}” để nhập vào.", "Chạy `sheetsync provision` trước.")
        raise BookUnreadableError(pulled.reason or Unreadable.MALFORMED, pulled.detail, desk.book.title)
    return pulled.snapshot


def _compare(desk: Desk, file: Snapshot, live: Snapshot) -> Intake:
    closed = closed_parts(desk.edition, desk.book.code, desk.book.kind, desk.now.date())
    return intake(desk.book, file, live, read_names(desk.edition), closed)


def _check_owner(desk: Desk, file: Snapshot, live: Snapshot) -> None:
    """Refuse a file that is the book of somebody else, of another year, or of nobody we know."""
    other = stranger(desk.book, file, live, books(desk.edition))
    if other is None:
        return
    names = owner_names(desk.edition)
    if other.book:
        raise SheetsyncError(
            f"Tệp {file.title} là bảng của {names[other.book]}, không phải của {names[desk.book.code]}.",
            f"Chọn đúng tệp, hoặc nhập vào đúng bảng: sheetsync import {other.book} TỆP.xlsx.",
        )
    what = f"của năm khác (“{other.heading}”)" if other.heading else f"không phải bảng của {names[desk.book.code]}"
    raise SheetsyncError(
        f"Tệp {file.title} {what}.",
        "Xuất lại bảng bằng `sheetsync export THƯ_MỤC`, chép số liệu sang tệp mới đó rồi nhập lại.",
    )


# --- what sync would find --------------------------------------------------------------------------------------------


def _news(desk: Desk, live: Snapshot, found: Intake, wanted: Wanted) -> tuple[Finding, ...]:
    """The findings on this book that come with the file: those of the book as it would be, without those it has."""
    changes = found.wanted(wanted)
    if not changes:
        return ()
    before = set(_findings(desk, live))
    come = [finding for finding in _findings(desk, entered(live, changes)) if finding not in before]
    return tuple(replace(finding, cell=finding.cell and in_file(found, finding.cell)) for finding in come)


def _findings(desk: Desk, snapshot: Snapshot) -> list[Finding]:
    """What is found in this book if it stands like that, and all others as they were last read."""
    edition, memory, code = desk.edition, desk.memory, desk.book.code
    sources = {book.code: recalled(edition, memory, book.code) for book in books(edition) if book.code != code}
    sources[code] = source(edition, memory, code, Pulled(snapshot=snapshot), desk.now)
    assessment = assess(edition, sources, desk.now, past(edition, memory))
    return [finding for finding in assessment.findings if finding.book == code]
