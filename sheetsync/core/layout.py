"""What a book looks like: tabs, columns, keys, and who owns each column. Provisioning, parsing and publishing share it.

A column is known by a named range on its header cell, a row by what stands in its key column: tabs may be renamed,
rows and columns moved or inserted, and every figure is still found.
"""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from types import MappingProxyType

TITLE_ROW, STAMP_ROW, HEADER_ROW = 1, 2, 3
"""Where provisioning puts a tab's title, its hint (or the stamp of the last publication) and its headers."""


MASTER, MASTER_NAME = "master", "Bảng tổng hợp"
"""The code and the kind of the book the committee reads, and what people call it."""


class Owner(Enum):
    """Whose a column is: only its owner ever writes it."""

    EDITION = auto()
    """Written once from the edition, locked: codes, texts, maxima."""
    PEOPLE = auto()
    """Typed by people; never written by sync."""
    SYNC = auto()
    """Written by sync alone, locked."""


class Kind(Enum):
    """What a column holds."""

    TEXT = auto()
    POINTS = auto()
    """Points in the rubric's steps."""
    COUNT = auto()
    """A whole number of things."""
    AMOUNT = auto()
    """A number that may have decimals: money in millions, averages."""
    PERCENT = auto()
    """Percent units: 87,88."""
    RATIO = auto()
    """So many of so many ("42/45"), or a percentage ("93,3%")."""
    TIER = auto()
    """One answer of a choice, by its label or by its points."""
    YES_NO = auto()
    CHOICE = auto()
    UNIT = auto()
    """A unit named by code or name, as people write it."""
    CRITERION = auto()
    """A leaf criterion by its code."""
    LINK = auto()
    RANK = auto()


FIGURE_KINDS = MappingProxyType(
    {"count": Kind.COUNT, "decimal": Kind.AMOUNT, "money": Kind.AMOUNT, "percent": Kind.PERCENT}
)
"""The kind of number that each kind of figure of the data appendix is."""

NUMBERS = frozenset({Kind.POINTS, Kind.COUNT, Kind.AMOUNT, Kind.PERCENT})
"""What Sheets holds as a number; a ratio and a tier are texts there."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What one cell holds and, where people type, asks: what kind of thing, from which list, in which words."""

    kind: Kind
    choices: tuple[str, ...] = ()
    prompt: str = ""
    """What is shown while the cell is filled; the words for its kind where empty."""
    most: Decimal | None = None
    """The largest number that is in order, where the layout knows it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tab. `name` is the layout's word, `header` what people read, `width` in pixels."""

    name: str
    header: str
    owner: Owner
    kind: Kind = Kind.TEXT
    width: int = 110
    choices: tuple[str, ...] = ()
    hint: str = ""
    """A note on the header."""
    prompt: str = ""
    most: Decimal | None = None
    criterion: str = ""
    """The code of the leaf that a department scores here; empty elsewhere."""
    ask: Ask = field(init=False, repr=False, compare=False)
    """What a cell of this column asks, where its row does not ask otherwise."""

    def __post_init__(self) -> None:
        """Say once what every cell of the column is asked."""
        object.__setattr__(self, "ask", Ask(self.kind, self.choices, self.prompt, self.most))


class Look(Enum):
    """How a row is drawn."""

    PLAIN = auto()
    SECTION = auto()
    TOTAL = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """A row that provisioning lays down: its key, its locked texts by column, and what its cells ask."""

    key: str
    cells: Mapping[str, str | Decimal] = field(default_factory=dict)
    look: Look = Look.PLAIN
    open: frozenset[str] | None = None
    """The people's columns that this row has; None for all, empty for a heading."""
    asks: Mapping[str, Ask] = field(default_factory=dict)
    """What cells of this row hold or ask, by column, where it differs by row: figures, criteria."""


def ask_of(column: Column, row: Row | None) -> Ask:
    """What one cell holds or asks; `row` None is one of the free rows."""
    return row.asks.get(column.name, column.ask) if row else column.ask


def is_open(column: Column, row: Row | None) -> bool:
    """True where people type; `row` None is one of the free rows."""
    return column.owner is Owner.PEOPLE and (row is None or row.open is None or column.name in row.open)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. Rows below `rows` are free for what sync lists; `spare` says how many are laid out."""

    name: str
    title: str
    heading: str
    columns: tuple[Column, ...]
    key: str
    hint: str = ""
    rows: tuple[Row, ...] = ()
    spare: int = 0
    frozen_columns: int = 0
    stamped: bool = False
    """True where row 2 carries the publication's stamp, written by sync."""
    filterable: bool = False
    lists: str = ""
    """What a row is about: "unit", "criterion", or nothing that a finding could name."""
    part: str = ""
    """What a deadline closes it with (`edition.model.Part`); empty where people type nothing."""
    _laid: Mapping[str, Row] = field(init=False, repr=False, compare=False)
    _named: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay rows down by key and columns by name: a department's tab has many of both, and each is looked up."""
        object.__setattr__(self, "_laid", {row.key: row for row in reversed(self.rows)})
        object.__setattr__(self, "_named", {column.name: column for column in reversed(self.columns)})

    def column(self, name: str) -> Column | None:
        """The column of this name."""
        return self._named.get(name)

    def row(self, key: str) -> Row | None:
        """The laid-down row of this key."""
        return self._laid.get(key)

    def owned_by(self, owner: Owner) -> tuple[Column, ...]:
        """The columns of one owner, in order."""
        return tuple(column for column in self.columns if column.owner is owner)

    @property
    def sheet_id(self) -> int:
        """The id provisioning asks Google for: the same in every book, so links can be known beforehand."""
        return zlib.crc32(self.name.encode()) & 0x3FFFFFFF

    def anchor(self, column: str) -> str:
        """The named range on a column's header cell."""
        return anchor_name(self.name, column)

    @property
    def stamp_anchor(self) -> str:
        """The named range on the cell of the publication's stamp."""
        return anchor_name(self.name, "stamp__")


@dataclass(frozen=True, slots=True)
class Book:
    """One spreadsheet: `code` names it everywhere, `kind` is unit, department, cluster or master."""

    code: str
    kind: str
    title: str
    tabs: tuple[Tab, ...]

    @property
    def label(self) -> str:
        """What lists call it: its code; the master, to which no edition gives a code, by its name."""
        return MASTER_NAME if self.code == MASTER else self.code

    def subject(self, tab: Tab, key: str, column: str) -> tuple[str | None, str | None]:
        """The unit and the criterion that a cell of this book is about."""
        if self.kind == "unit":
            row = tab.row(key) if tab.lists == "criterion" else None
            return self.code, key if row and row.look is Look.PLAIN else None
        unit = key if tab.lists == "unit" else None
        described = tab.column(column)
        return unit, described.criterion or None if unit and described else None

    def tab(self, name: str) -> Tab | None:
        """The tab of this name."""
        return next((tab for tab in self.tabs if tab.name == name), None)


@dataclass(frozen=True, slots=True)
class Setting:
    """How an edition wants one of its books: `decimals` are the decimal places in which points are shown."""

    locale: str
    timezone: str
    decimals: int
    closed: frozenset[str] = frozenset()
    """The parts in which people type no more, since their deadline has passed."""


@lru_cache(maxsize=2**12)  # every book of a kind has the same ones
def anchor_name(tab: str, column: str) -> str:
    """A name Google accepts for a range: letters, digits and underscores, never shaped like an address."""
    return "ss_" + re.sub(r"\W", "_", f"{tab}_{column}", flags=re.ASCII)


def extra_column(criterion: str) -> str:
    """The column of a department's second figure for a leaf."""
    return f"extra-{criterion}"


def pair(unit: str, code: str) -> str:
    """The key of a row about a unit and something of its own: two codes may hold a hyphen, neither holds a stroke."""
    return f"{unit}/{code}"


def book_title(year: int, name: str) -> str:
    """What a spreadsheet is called in the drive."""
    return f"{name} - Thi đua {year}"
