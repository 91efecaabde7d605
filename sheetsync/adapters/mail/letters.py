"""Turns a digest or a reminder into a letter: Jinja templates that the office may edit, one whole RFC 5322 message out.

Whatever people typed arrives here as text and leaves as text: in the HTML part every value is escaped, and no value
can begin a new line, so it can neither forge a header nor a paragraph of the text part.
"""

import hashlib
import json
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, Policy
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sheetsync.core.catalogue import Severity
from sheetsync.core.digest import Digest, Line
from sheetsync.core.reminders import Reminder
from sheetsync.core.values import format_moment
from sheetsync.edition.model import Contact
from sheetsync.errors import SheetsyncError
from sheetsync.hands import REMINDER, Letter

TEXT_WIDTH = 76
"""Columns of the text part: what still reads well where a reply quotes it."""


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one severity; `tone` is error, warning, info, or "" where the catalogue has no such severity."""

    severity: str
    tone: str
    lines: tuple[Line, ...]


class LetterScribe:
    """`hands.Scribe` with the templates in a folder: `{kind}.subject.j2`, `{kind}.txt.j2` and `{kind}.html.j2`.

    A template sees every field of the digest by its name, and: `sender` and `sender_email`; `at`, a text like
    "08g05 ngày 20/11/2020"; `day`, only its date; `to_do`, the lines by severity, gravest first, but for those of
    `only_to_know`; `must` and `should`, how many lines must be corrected and looked at; `mendable`, whether the reader
    can mend any of them; `again`, whether an earlier letter may have arrived. For the text part, the filter `wrapped`
    breaks a text into lines, and `paragraph` sets a blank line after it as well.
    """

    def __init__(self, templates: Path, sender: Contact) -> None:
        self.templates = templates
        self.sender = sender
        self._domain = sender.email.rpartition("@")[2]
        self._jinja = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(templates, encoding="utf-8-sig"),  # some editors put a mark before the first letter
            autoescape=lambda name: name is None or name.endswith(".html.j2"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.filters |= {"wrapped": _wrapped, "paragraph": _paragraph}

    def write(self, digest: Digest, content_hash: str, previous: str | None, at: datetime) -> Letter:
        """Write one letter; the same four arguments give the same bytes.

        Raises SheetsyncError, with file and line, where a template cannot be used, and where an address is none.
        """
        key = _key(digest.kind, digest.about, digest.email, previous, content_hash, at.isoformat())
        context = self._context(_plain(digest), previous, at)
        to = _address(digest.title, digest.email)
        return Letter(key, digest.kind, digest.about, digest.email, self._message(digest.kind, key, to, context, at))

    def remind(self, reminder: Reminder, at: datetime) -> Letter:
        """Write one reminder, with the templates `reminder`; the same two arguments give the same bytes.

        A template sees every field of the reminder by its name, the texts that any letter has, `first`, the item that
        is most pressing of the new ones, and `others`, how many more there are.
        """
        kind, email = REMINDER, reminder.email
        key = _key(kind, email, *(item.key for item in reminder.news), at.isoformat())
        plain: Reminder = _cleaned(reminder)
        items = tuple(replace(item, link=_web(item.link)) for item in plain.items)
        context = {**self._common(replace(plain, items=items), at), "first": items[0], "others": len(items) - 1}
        message = self._message(kind, key, _address(reminder.title, email), context, at)
        return Letter(key, kind, email, email, message)

    def _message(self, kind: str, key: str, to: Address, context: Mapping[str, object], at: datetime) -> bytes:
        message = EmailMessage(policy=_POLICY)
        message["From"] = _address(self.sender.title, self.sender.email)
        message["To"] = to
        message["Subject"] = self._subject(f"{kind}.subject.j2", context)
        message["Date"] = at
        message["Message-ID"] = f"<{key}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = "vi"
        # Quoted-printable: seven bits on any road, and no line of it can be taken for the boundary
        message.set_content(self._text(f"{kind}.txt.j2", context), cte="quoted-printable")
        message.add_alternative(self._html(f"{kind}.html.j2", context), subtype="html", cte="quoted-printable")
        message.set_boundary(f"=_{key}")  # the library's own would be random
        return message.as_bytes()

    def _context(self, digest: Digest, previous: str | None, at: datetime) -> dict[str, object]:
        severities, groups = [line.severity for line in digest.lines], _groups(digest.lines)
        to_do = [group for group in groups if group.tone != Severity.INFO]
        return {
            **self._common(digest, at),
            "to_do": to_do,
            "only_to_know": [group for group in groups if group.tone == Severity.INFO],
            "mendable": any(line.can_be_mended for group in to_do for line in group.lines),
            "must": severities.count(Severity.ERROR.label),
            "should": severities.count(Severity.WARNING.label),
            "again": previous is not None,
        }

    def _common(self, told: Digest | Reminder, at: datetime) -> dict[str, object]:
        return {
            **{field.name: getattr(told, field.name) for field in fields(told)},
            "sender": _clean(self.sender.title),
            "sender_email": self.sender.email,
            "at": format_moment(at),
            "day": format_moment(at).rpartition(" ")[2],
        }

    def _subject(self, name: str, context: Mapping[str, object]) -> str:
        subject = _heading(self._rendered(name, context))
        if not subject:
            raise SheetsyncError(f"Mẫu thư {self.templates / name} cho ra tiêu đề trống.", _CORRECT_IT)
        return subject

    def _text(self, name: str, context: Mapping[str, object]) -> str:
        lines = (line.rstrip() for line in self._rendered(name, context).splitlines())
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"

    def _html(self, name: str, context: Mapping[str, object]) -> str:
        from css_inline import CSSInliner, InlineError

        # Many readers drop a style sheet; what only they need (narrow screens, dark mode) stays in one.
        inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
        try:
            return inliner.inline(self._rendered(name, context))
        except InlineError as error:
            raise SheetsyncError(
                f"Phần kiểu dáng (style) của mẫu thư {self.templates / name} chưa dùng được: {error}.", _CORRECT_IT
            ) from error

    def _rendered(self, name: str, context: Mapping[str, object]) -> str:
        with self._explained(name):
            return self._jinja.get_template(name).render(context)

    @contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        """Turn what an edited template may do wrong into a sentence with file and line."""
        try:
            yield
        except TemplateNotFound as error:
            missing = self.templates / str(error.name or name)
            raise SheetsyncError(f"Thiếu mẫu thư {missing}.", "Chép lại tệp mẫu ban đầu vào thư mục này.") from error
        except TemplateSyntaxError as error:
            place = f"{self.templates / (error.name or name)}, dòng {error.lineno}"
            raise SheetsyncError(f"Mẫu thư {place} viết sai: {error.message}.", _CORRECT_IT) from error
        except UnicodeDecodeError as error:
            raise SheetsyncError(
                f"Mẫu thư {self.templates / name} (hoặc tệp mà nó dùng) không phải UTF-8.",
                "Mở tệp bằng trình soạn thảo, lưu lại với bảng mã UTF-8.",
            ) from error
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            place = self._place(error.__traceback__) or str(self.templates / name)
            raise SheetsyncError(f"Mẫu thư {place} chưa dùng được: {error}.", _CORRECT_IT) from error

    def _place(self, trace: TracebackType | None) -> str:
        """The innermost line of a template that an error passed through; Jinja writes them into the traceback."""
        place = ""
        while trace is not None:
            file = Path(trace.tb_frame.f_code.co_filename)
            if self.templates in file.parents:
                place = f"{file}, dòng {trace.tb_lineno}"
            trace = trace.tb_next
        return place


_CORRECT_IT = "Sửa chỗ đó rồi chạy lại; nếu không rõ, chép lại tệp mẫu ban đầu."


class _Wired(BaseHeader):
    """A header that leaves as `email.header` folds it.

    The folding of `email.policy` (Python 3.11) loses and adds spaces between encoded words ("Trưởngđoàn", "tr a"), and
    loses the quotes round a long name.
    """

    def fold(self, *, policy: Policy) -> str:
        text, tail = str(self), ""
        addresses: tuple[Address, ...] = getattr(self, "addresses", ())
        if addresses:
            text, tail = addresses[0].display_name, f"{policy.linesep} <{addresses[0].addr_spec}>"
        elif text.isascii():
            return super().fold(policy=policy)
        words = Header(text, "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {words}{tail}{policy.linesep}"


def _address(title: str, email: str) -> Address:
    try:
        address = Address(display_name=_heading(title), addr_spec=email)
    except (ValueError, IndexError, HeaderParseError):
        address = Address()
    if address.domain and email.isascii():
        return address
    raise SheetsyncError(
        f"Địa chỉ thư “{_clean(email)}” của {_clean(title)} không dùng được.",
        "Sửa địa chỉ trong edition.yaml: chỉ gồm chữ không dấu, dạng ten@coquan.vn.",
    )


def _key(*parts: str | None) -> str:
    """One name for one letter. The moment belongs to it: what is told a second time, later, is another letter."""
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()[:40]


def _groups(lines: tuple[Line, ...]) -> tuple[Group, ...]:
    tones = {severity.label: severity.value for severity in Severity}
    known = [word for word in tones if any(line.severity == word for line in lines)]
    words = dict.fromkeys([*known, *(line.severity for line in lines)])
    return tuple(
        Group(word, tones.get(word, ""), tuple(line for line in lines if line.severity == word)) for word in words
    )


def _plain(digest: Digest) -> Digest:
    """The digest as templates may see it: every text on one line, every link one that opens a page."""
    cleaned: Digest = _cleaned(digest)
    lines = tuple(replace(line, link=_web(line.link)) for line in cleaned.lines)
    return replace(cleaned, lines=lines, book_link=_web(cleaned.book_link))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def _clean(text: str) -> str:
    """One line in NFC: no line ends, no control, formatting or broken characters, no space beside a space."""
    visible = (_INVISIBLE.get(unicodedata.category(char), char) for char in text)
    return unicodedata.normalize("NFC", " ".join("".join(visible).split()))


_INVISIBLE: Mapping[str, str] = MappingProxyType({"Cc": " ", "Zl": " ", "Zp": " ", "Cs": " ", "Cf": ""})
"""What stands for characters of these categories; Cf are marks that, say, turn the direction of writing."""


def _heading(text: str) -> str:
    """A text fit for a header: where it looks like an encoded word, it must not be decoded into something else."""
    return _clean(text).replace("=?", "= ?")


def _web(link: str) -> str:
    return link if link.startswith(("https://", "http://")) else ""


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    """Break a paragraph at TEXT_WIDTH columns; `first` and `rest` stand before the first line and the others."""
    return textwrap.fill(
        " ".join(str(text).split()),
        TEXT_WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,  # addresses stay whole
        break_on_hyphens=False,
    )


def _paragraph(text: str) -> str:
    return _wrapped(text) + "\n\n"


_POLICY = SMTP.clone(header_factory=HeaderRegistry(base_class=_Wired))
