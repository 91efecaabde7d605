"""What a book lacks against its layout, as data: items that people read, and the steps that mend them.

What a person has to do by hand is an item too, but no part of what is to be done here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Lack(StrEnum):
    """What kind of thing is missing or damaged."""

    BOOK = "book"
    TAG = "tag"
    LOCALE = "locale"
    TAB = "tab"
    COLUMN = "column"
    ROW = "row"
    HEADER = "header"
    TEXT = "text"
    NAME = "name"
    VALIDATION = "validation"
    PROTECTION = "protection"
    SHARING = "sharing"


LACK_WORDS: Mapping[Lack, str] = MappingProxyType(
    {
        Lack.BOOK: "bảng",
        Lack.TAG: "dấu nhận biết",
        Lack.LOCALE: "ngôn ngữ hoặc múi giờ",
        Lack.TAB: "thẻ",
        Lack.COLUMN: "cột",
        Lack.ROW: "dòng",
        Lack.HEADER: "tiêu đề cột",
        Lack.TEXT: "nội dung gốc",
        Lack.NAME: "tên vùng",
        Lack.VALIDATION: "danh sách chọn hoặc giới hạn",
        Lack.PROTECTION: "khóa",
        Lack.SHARING: "chia sẻ",
    }
)
"""What people call each kind where items are counted."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a book lacks, in words; `by_hand` where only a person can mend it, with the advice how."""

    kind: Lack
    words: str
    tab: str = ""
    """The title of the tab it is in; empty where it is the book's."""
    by_hand: bool = False
    advice: str = ""
    by_calendar: bool = False
    """True where nothing was wrong: a day has come, and what ended with it is shut."""


Step = Sequence[dict[str, Any]]
"""Requests that belong together, as Google's JSON."""


@dataclass(frozen=True, slots=True)
class Mending:
    """All that one spreadsheet lacks, and the steps that give it to it."""

    items: tuple[Item, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class DriveFile:
    """A spreadsheet as Drive lists it. `tag` says whose book it is, whatever its title is by now."""

    id: str
    title: str
    tag: str = ""
    trashed: bool = False
    writers: frozenset[str] | None = None
    """The addresses that may write, in lower case; None where Drive does not tell."""
