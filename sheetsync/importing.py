"""Enters a filled Excel file into its book, as if somebody had typed it there: shown first, then typed in one batch.

What is typed passes the same checks as ever: the file is read by the same parse, and what the next sync would find in
the book is told beforehand.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sheetsync.core.assessment import Assessment, assess
from sheetsync.core.books import books
from sheetsync.core.cells import CellRef, Snapshot
from sheetsync.core.course.deadlines import closed_parts, records_kept
from sheetsync.core.course.past import Past, Record
from sheetsync.core.findings import Finding
from sheetsync.core.intake.changes import Change, Intake, Wanted, entered, in_file, intake
from sheetsync.core.intake.unplaced import stranger
from sheetsync.core.layout import Book
from sheetsync.core.names import owner_names, read_names
from sheetsync.edition.model import Edition
from sheetsync.errors import BookUnreadableError, SafetyStopError, SheetsyncError, Unreadable
from sheetsync.hands import Memory, Typist
from sheetsync.pulling import Pulled, one_run, past, pull_one, recalled, remember, source


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
    still_blank: int = 0
    """How many other findings come up with them: cells in rows that the file leaves alone, blank as they were.

    Of a book that nobody has begun one sentence says all; once begun, each blank cell has its own.
    """
    records: frozenset[str] = frozenset()
    """The deadlines of which the book as it was read is the record: none has been kept of them yet."""


def review(desk: Desk, file: Snapshot, wanted: Wanted) -> Review:
    """Read the book once and say what the file would change. Raises SheetsyncError for a file that is another book."""
    _, live = _pulled(desk)
    if live.locale != desk.edition.locale:
        raise SheetsyncError(
            f"Bảng “{desk.book.title}” đang đặt ngôn ngữ {live.locale} nên không đọc đúng được số có dấu phẩy.",
            "Chạy `sheetsync provision` để đặt lại, rồi nhập lại.",
        )
    _check_owner(desk, file, live)
    found = _compare(desk, file, live)
    return _told(desk, live, Review(wanted, found, ()))


def enter(desk: Desk, file: Snapshot, reviewed: Review) -> int:
    """Type what was reviewed, if the book still stands as it did; returns how many cells. Raises SafetyStopError."""
    changes = reviewed.intake.wanted(reviewed.wanted)
    if not changes or desk.spreadsheet_id is None:
        return 0
    with one_run(desk.memory, desk.now) as (run, _):  # no other command of this machine writes there meanwhile
        pulled, live = _pulled(desk)
        if _compare(desk, file, live).wanted(reviewed.wanted) != changes:
            raise SafetyStopError(
                f"Bảng “{desk.book.title}” vừa thay đổi trong lúc đối chiếu; chưa nhập ô nào.",
                "Chạy lại lệnh vừa rồi để đối chiếu với nội dung mới, xem lại rồi mới thêm --yes.",
            )
        if any(change.late for change in changes):
            _keep_records(desk, run, pulled, reviewed.records)
        desk.typist.type_values(desk.spreadsheet_id, changes)
    return len(changes)


def _keep_records(desk: Desk, run: int, pulled: Pulled, names: frozenset[str]) -> None:
    """Keep what stands in the book before anything is typed late, so that the next sync tells what was."""
    content_hash = remember(desk.memory, run, desk.book.code, pulled, desk.now)
    for name in sorted(names):
        desk.memory.keep_record(name, desk.book.code, content_hash, desk.now)


def _pulled(desk: Desk) -> tuple[Pulled, Snapshot]:
    pulled = pull_one(desk.typist, desk.spreadsheet_id)
    if pulled.snapshot is None:
        if desk.spreadsheet_id is None:
            raise SheetsyncError(f"Chưa có bảng “{desk.book.title}” để nhập vào.", "Chạy `sheetsync provision` trước.")
        raise BookUnreadableError(pulled.reason or Unreadable.MALFORMED, pulled.detail, desk.book.title)
    return pulled, pulled.snapshot


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


def _told(desk: Desk, live: Snapshot, reviewed: Review) -> Review:
    """The review with the findings on this book that come with the file: those that it has not already.

    What is entered late is held against the book as it is now where no run has kept a record of the deadline yet.
    """
    changes = reviewed.intake.wanted(reviewed.wanted)
    if not changes:
        return reviewed
    edition, memory, code = desk.edition, desk.memory, desk.book.code
    others = {book.code: recalled(edition, memory, book.code) for book in books(edition) if book.code != code}
    then = past(edition, memory, desk.now)

    def judged(snapshot: Snapshot, seen: Past) -> Assessment:
        """The whole year if this book stands like that, and all others as they were last read."""
        own = source(edition, memory, code, Pulled(snapshot=snapshot), desk.now)
        return assess(edition, {**others, code: own}, desk.now, seen)

    before = judged(live, then)
    records = {place: Record(live, desk.now) for place in before.course.news.records if place[1] == code}
    known = replace(then, records={**then.records, **records})
    if any(change.late for change in changes):
        _must_be_on_record(desk, known)
    after, had = judged(entered(live, changes), known), set(before.findings)
    come = [one for one in after.findings if one.book == code and one not in had]
    own = [one for one in come if not _was_blank(one.cell, live, changes)]
    placed = tuple(replace(one, cell=one.cell and in_file(reviewed.intake, one.cell)) for one in own)
    names = frozenset(name for name, _ in records)
    return replace(reviewed, findings=placed, still_blank=len(come) - len(own), records=names)


def _was_blank(cell: CellRef | None, live: Snapshot, changes: Iterable[Change]) -> bool:
    """True of a blank cell of the book in a row that nothing is typed into: what is entered has no part in it."""
    grid = live.grid(cell.sheet_id) if cell else None
    if cell is None or grid is None or not grid.at(cell.row, cell.col).is_blank:
        return False
    return all((change.cell.sheet_id, change.cell.row) != (cell.sheet_id, cell.row) for change in changes)


def _must_be_on_record(desk: Desk, known: Past) -> None:
    """Raise SheetsyncError where nobody could tell later what stood in the book when its deadline passed."""
    over = {name for name, last_day in records_kept(desk.edition, desk.book) if desk.now.date() > last_day}
    if any((name, desk.book.code) not in known.records for name in over):
        raise SheetsyncError(
            f"Bảng “{desk.book.title}” đang hỏng nên không lưu lại được nội dung khi hết hạn; chưa nhập trễ được.",
            "Chạy `sheetsync sync` để xem hỏng chỗ nào và sửa, rồi nhập lại; hoặc bỏ --late.",
        )
