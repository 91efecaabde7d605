"""Digests to write letters of, and ways to read a letter as its reader's program does."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from html.parser import HTMLParser
from pathlib import Path

from sheetsync.adapters.mail.letters import LetterScribe
from sheetsync.core.digest import Digest, Line, Row
from sheetsync.edition.model import Contact
from sheetsync.hands import Letter

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
SENDER = Contact(title="Văn phòng Ủy ban MTTQ Việt Nam Quận 5", email="vanphong@example.org")
AT = datetime(2020, 11, 9, 8, 5, tzinfo=timezone(timedelta(hours=7)))
KINDS = ("unit", "department", "cluster", "committee", "office")
BOOK = "https://docs.google.com/spreadsheets/d/b1/edit"

LINES = (
    Line("Cần xem", "Phụ lục số liệu, ô C9", "Số này lớn hơn mức thường gặp.", "Kiểm tra lại số này.", BOOK + "#C9"),
    Line("Phải sửa", "Tự chấm điểm, ô D12", "“8,5đ” có chữ dính vào số.", "Chỉ gõ số: 8,5.", BOOK + "#gid=1&range=D12"),
    Line("Phải sửa", "Tự chấm điểm, ô D31", "Chưa có điểm tiêu chí 4.2.", "Gõ điểm; 0 điểm thì gõ 0.", ""),
)
ROWS = (
    Row("Phường 12", "Cụm thi đua 1", "93", "91", "91,25", "3", "94,25", "1", "1", "Xuất sắc", "Đủ"),
    Row("Phường 4", "Cụm thi đua 1", "90", "86,5", "86,5", "", "86,5", "2", "2", "Tốt", "Tạm tính: thiếu 4.2"),
    Row("Phường 14", "Cụm thi đua 1", "", "", "", "", "", "", "", "", "Chưa có điểm"),
)


def empty(kind: str) -> Digest:
    about = "P4" if kind == "unit" else kind
    return Digest(
        kind=kind,
        about=about,
        title="Ban Thường trực Ủy ban MTTQ Việt Nam Phường 4",
        email="mttq.phuong4@example.org",
        body="Ủy ban MTTQ Việt Nam Quận 5",
        edition="Kiểm tra, đánh giá kết quả, phân loại thi đua công tác Mặt trận phường năm 2020",
        year=2020,
        name="Phường 4",
        unit_noun="phường",
        book_link="",
    )


def full(kind: str) -> Digest:
    return replace(
        empty(kind),
        book_link=BOOK,
        rows=ROWS[1:2] if kind == "unit" else ROWS,
        lines=LINES,
        missing=("Phường 9: 4 tiêu chí",) if kind in ("department", "office") else (),
        to_score="Đề nghị Phường 4 chấm bổ sung." if kind == "department" else "",
        facts=(("Đã điền", "57/60 ô"), ("Hạn", "Quá hạn 08/11/2020")),
        has_bonus=True,
        has_bands=True,
        has_self=True,
        has_clusters=True,
    )


SCRIBE = LetterScribe(TEMPLATES, SENDER)


def write(digest: Digest, previous: str | None = None, templates: Path | None = None) -> Letter:
    scribe = LetterScribe(templates, SENDER) if templates else SCRIBE
    return scribe.write(digest, "hash", previous, AT)


def read(letter: Letter) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(letter.message)
    assert isinstance(message, EmailMessage)
    return message


def part(letter: Letter, kind: str) -> str:
    body = read(letter).get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def header(letter: Letter, name: str) -> str:
    """A header as mail readers decode it (RFC 2047), without the quirks of one library's parser."""
    raw: Message = BytesParser(policy=policy.compat32).parsebytes(letter.message)
    return str(make_header(decode_header(raw[name])))


class Page(HTMLParser):
    """The elements of a page in order, with the names of their attributes; and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())
