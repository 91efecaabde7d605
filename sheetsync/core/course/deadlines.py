"""What the calendar closes and when: a part of a book is open until its phase ends, longer where somebody allowed it.

Days are the edition's own; the last day belongs to the time that is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sheetsync.core.layout import Book, Setting
from sheetsync.core.values import format_date
from sheetsync.edition.model import FILLED_FIRST, PARTS, Edition, Extension, Part, Phase

PART_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "report": "báo cáo",
        "submission": "nộp báo cáo",
        "answers": "trả lời giải trình",
        "points": "chấm điểm",
        "proposals": "đề xuất điểm thưởng",
        "questions": "nội dung chưa rõ",
        "verdicts": "đánh giá khắc phục",
        "consolidation": "tổng hợp cụm",
        "agreed": "điểm thống nhất",
        "decisions": "quyết định",
    }
)
"""What people call the parts of books that deadlines close."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of the time in which one part of one book is filled."""

    book: str
    part: Part
    phase: Phase
    """The phase at the end of which the part closes for everybody."""
    extension: Extension | None = None
    """The exception that holds for this book, the longest where there are several."""

    @property
    def ends(self) -> date:
        """The last day on which this book's part is open."""
        return max(self.phase.ends, self.extension.until) if self.extension else self.phase.ends

    @property
    def record(self) -> str:
        """What the record of the common end is kept under: another day is another deadline."""
        return f"{self.phase.code}+{self.phase.ends:%Y-%m-%d}"

    @property
    def longer_record(self) -> str:
        """What the record of the end of the longer time is kept under; empty where there is none."""
        return f"{self.phase.code}+{self.part}+{self.ends:%Y-%m-%d}" if self.is_longer else ""

    @property
    def is_longer(self) -> bool:
        """True where this book's part is open for longer than everybody's."""
        return self.ends > self.phase.ends

    def is_past(self, today: date) -> bool:
        """True from the day after the last one on."""
        return today > self.ends


def closings(edition: Edition, book: str, kind: str) -> Iterator[Closing]:
    """Yield the closing of every part of a book that some phase closes; `kind` is the book's."""
    for part in PARTS[kind]:
        phases = [phase for phase in edition.phases if part in phase.closes]
        if phases:
            longer = [one for one in edition.extensions if (one.book, one.part) == (book, part)]
            latest = max(longer, key=lambda one: one.until, default=None)
            yield Closing(book, part, max(phases, key=lambda phase: phase.ends), latest)


def closed_parts(edition: Edition, book: str, kind: str, today: date) -> frozenset[str]:
    """The parts of a book in which nobody but its keeper is to type any more."""
    return frozenset(one.part for one in closings(edition, book, kind) if one.is_past(today))


def setting_of(edition: Edition, book: Book, today: date) -> Setting:
    """How a book is set up on this day."""
    closed = closed_parts(edition, book.code, book.kind, today)
    return Setting(edition.locale, edition.timezone, edition.rubric.decimals, closed)


def records_kept(edition: Edition, book: Book) -> Iterator[tuple[str, date]]:
    """Yield what the records of a book are kept under, each with the last day before it."""
    for one in closings(edition, book.code, book.kind):
        yield one.record, one.phase.ends
        if one.longer_record:
            yield one.longer_record, one.ends


def due(edition: Edition, book: str, kind: str) -> date | None:
    """The last day on which this very book is on time, if the calendar says: the kind's, or as it was extended."""
    last = edition.due(kind)
    if last is None:
        return None
    filled = (one for one in closings(edition, book, kind) if one.part == FILLED_FIRST[kind])
    return max([last, *(one.extension.until for one in filled if one.extension)])


def longer_reports(edition: Edition) -> dict[str, date]:
    """Until when the units may report to which somebody gave longer."""
    return {
        unit.code: one.extension.until
        for unit in edition.units
        for one in closings(edition, unit.code, "unit")
        if one.part == "report" and one.extension
    }


def over_words(ended: date, *, to_office: bool = False) -> str:
    """What people are advised once the time for a part of their book is over: the office alone opens it again."""
    how = (
        "nếu cho làm tiếp, ghi gia hạn vào extensions.yaml" if to_office else "muốn sửa, đề nghị Văn phòng cho gia hạn"
    )
    return f"Phần này đã hết hạn {format_date(ended)}; {how}."


def extension_words(extension: Extension, name: str) -> str:
    """An exception as the log tells it; `name` is what people call the book."""
    part = PART_WORDS[extension.part]
    until = format_date(extension.until)
    return f"Gia hạn: {name}, {part} đến hết ngày {until}; {extension.allowed_by} cho phép, lý do: {extension.because}"


def untold_extensions(edition: Edition, names: Mapping[str, str], told: tuple[str, ...]) -> Iterator[str]:
    """Yield the exceptions of which `told`, the notes of the log as last published, say nothing."""
    for one in edition.extensions:
        words = extension_words(one, names.get(one.book, one.book))
        if not any(words in note.splitlines() for note in told):
            yield words
