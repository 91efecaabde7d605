"""One cell -> one entry, and a finding where what was typed is not what the column asks for."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from sheetsync.core.cells import Cell, CellRef
from sheetsync.core.findings import Finding, at
from sheetsync.core.layout import NUMBERS, Ask, Kind
from sheetsync.core.names import Names
from sheetsync.core.ratios import Ratio, Unclear, percentage_meant, read_ratio
from sheetsync.core.values import (
    Absence,
    Problem,
    absence,
    fold,
    format_date,
    format_moment,
    format_number,
    format_time,
    normalize,
    read_number,
    serial_to_date,
    shorten,
    truthy,
)


class State(Enum):
    """Five different things, from the cell to the final table. Zero is `GIVEN` with the value 0."""

    GIVEN = "given"
    BLANK = "blank"
    NOT_APPLICABLE = "not-applicable"
    UNREADABLE = "unreadable"
    NOT_PULLED = "not-pulled"


NOTHING_AROSE = "không phát sinh"
"""What people type, and read, where there was nothing to score: not 0, and not left blank."""

FILLED = frozenset({State.GIVEN, State.NOT_APPLICABLE})
"""The states of a cell in which nothing is still to be filled."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure, text or choice as a person gave it. `value` is set where `state` is GIVEN; `raw` is what was seen."""

    state: State
    value: str | Decimal | Ratio | bool | None = None
    raw: str = ""
    cell: CellRef | None = None

    @property
    def number(self) -> Decimal | None:
        """The number given, if a number was given."""
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def ratio(self) -> Ratio | None:
        """The ratio given, if a ratio was given."""
        return self.value if isinstance(self.value, Ratio) else None

    @property
    def text(self) -> str:
        """The text given; empty where none was."""
        return self.value if isinstance(self.value, str) else ""


NOT_PULLED = Entry(State.NOT_PULLED)


def count_words(entries: Iterable[Entry]) -> int:
    """How many words these texts have, counted between spaces."""
    return sum(len(entry.text.split()) for entry in entries)


_STATES = {Absence.BLANK: State.BLANK, Absence.NOT_APPLICABLE: State.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading a cell needs to know about the book: whom names mean, and whether its numbers can be trusted."""

    names: Names
    numbers_trusted: bool
    example_unit: str
    example_criterion: str


def written(value: str | Decimal) -> str:
    """A configured or computed value as an office writes it."""
    return format_number(value) if isinstance(value, Decimal) else value


def shown(cell: Cell) -> str:
    """What a person sees in a cell, on one line and not too long."""
    if cell.formula is not None:
        text = cell.formula
    elif cell.error is not None:
        text = f"#{cell.error}"
    elif isinstance(cell.value, bool):
        text = "TRUE" if cell.value else "FALSE"
    elif isinstance(cell.value, Decimal):
        text = _number_shown(cell.value, cell.format)
    else:
        text = normalize(cell.value or "")
    return shorten(text, _LONGEST)


_LONGEST = 80
_DATE_FORMATS = frozenset({"DATE", "TIME", "DATE_TIME"})


def _number_shown(number: Decimal, kind: str | None) -> str:
    """A number as its format shows it; a serial beyond the calendar (a long number under a date format) as itself."""
    if kind == "PERCENT":
        return f"{format_number(number * 100)}%"
    if kind not in _DATE_FORMATS:
        return format_number(number)
    try:
        moment = serial_to_date(number)
    except ValueError:
        return format_number(number)
    if kind == "TIME":
        return format_time(moment.time())
    return format_date(moment) if kind == "DATE" else format_moment(moment)


def read_entry(cell: Cell, ref: CellRef, ask: Ask, reader: Reader) -> tuple[Entry, Finding | None]:
    """Read what a person put in one cell, as the kind of thing that the cell asks for."""
    if cell.is_blank:
        return Entry(State.BLANK, cell=ref), None
    if ask.kind in NUMBERS:
        return _read_number(cell, ref, ask, reader)
    return _READ.get(ask.kind, _read_choice)(cell, ref, ask, reader)


def _read_text(cell: Cell, ref: CellRef, _ask: Ask, _reader: Reader) -> tuple[Entry, Finding | None]:
    raw = shown(cell)
    if cell.formula is not None:
        return Entry(State.GIVEN, cell.formula, raw, ref), at("formula-in-text", ref, raw=raw)
    if cell.error is not None:
        return Entry(State.UNREADABLE, None, raw, ref), at("cell-error", ref, raw=raw)
    text = prose(cell.value) if isinstance(cell.value, str) else raw
    if missing := absence(text):
        return Entry(_STATES[missing], None, text, ref), None
    return Entry(State.GIVEN, text, raw, ref), None


def prose(text: str) -> str:
    """Text as typed, in NFC, lines kept, no stray spaces."""
    lines = (normalize(line) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(lines).strip()


def _read_choice(cell: Cell, ref: CellRef, ask: Ask, reader: Reader) -> tuple[Entry, Finding | None]:
    raw, kind = shown(cell), ask.kind
    if cell.error is not None:
        return Entry(State.UNREADABLE, None, raw, ref), at("cell-error", ref, raw=raw)
    value: str | bool | None
    if kind is Kind.YES_NO:
        value = cell.value if isinstance(cell.value, bool) else truthy(raw)
        finding = at("choice-unknown", ref, raw=raw, meant=", ".join(ask.choices))
    elif kind is Kind.UNIT:
        value = reader.names.unit(raw)
        finding = at("unit-unknown", ref, raw=raw, meant=reader.example_unit)
    elif kind is Kind.CRITERION:
        value = reader.names.criterion(raw)
        finding = at("criterion-unknown", ref, raw=raw, meant=reader.example_criterion)
    else:
        value = next((choice for choice in ask.choices if fold(choice) == fold(raw)), None)
        finding = at("choice-unknown", ref, raw=raw, meant=", ".join(ask.choices))
    if value is None:
        return Entry(State.UNREADABLE, None, raw, ref), finding
    return Entry(State.GIVEN, value, raw, ref), None


def _read_number(cell: Cell, ref: CellRef, ask: Ask, reader: Reader) -> tuple[Entry, Finding | None]:
    raw, kind = shown(cell), ask.kind
    unreadable = Entry(State.UNREADABLE, None, raw, ref)
    if (code := _not_typed_as_number(cell)) is not None:
        return unreadable, at(code, ref, raw=raw)
    if not isinstance(cell.value, Decimal):
        return _read_number_text(str(cell.value), ref, kind)
    if not reader.numbers_trusted:
        return unreadable, None  # one finding on the book says why
    if cell.format in _DATE_FORMATS:
        return unreadable, at("number-is-date", ref, raw=raw, meant=_before_it_was_a_date(cell.value))
    if cell.format == "PERCENT" and kind is not Kind.PERCENT:
        return unreadable, at("number-is-percent", ref, raw=raw)
    number = cell.value * 100 if cell.format == "PERCENT" else cell.value
    return Entry(State.GIVEN, number, raw, ref), None


def _before_it_was_a_date(serial: Decimal) -> str:
    """What was probably typed where Sheets made a date of it: 8.5 and 8/5 become 8 May. An example where none fits."""
    try:
        moment = serial_to_date(serial)
    except ValueError:
        return "8,5"
    if serial < 1:
        return "8,5"  # less than a day is a time
    if moment.year <= _FIRST_YEAR:
        return format_number(serial)  # a number in a cell that had become a day before
    return f"{moment.day},{moment.month}"


_FIRST_YEAR = 1900
"""The year in which serials begin; nobody means a day in it."""


def _not_typed_as_number(cell: Cell) -> str | None:
    """The finding for what can be no number at all, whatever stands in the cell."""
    if cell.error is not None:
        return "cell-error"
    if cell.formula is not None:
        return "number-is-formula"
    return "number-is-choice" if isinstance(cell.value, bool) else None


_PROBLEM_CODES = {
    Problem.NOT_A_NUMBER: "number-as-text",
    Problem.AMBIGUOUS: "number-ambiguous",
    Problem.MALFORMED_GROUPS: "number-malformed",
    Problem.PERCENT: "number-is-percent",
    Problem.UNIT: "number-with-words",
}


def _read_number_text(text: str, ref: CellRef, kind: Kind) -> tuple[Entry, Finding | None]:
    raw = normalize(text)[:_LONGEST]
    if missing := absence(text):
        return Entry(_STATES[missing], None, raw, ref), None
    reading = read_number(text, whole=kind is Kind.COUNT, percent=kind is Kind.PERCENT)
    unreadable = Entry(State.UNREADABLE, None, raw, ref)
    if reading.value is not None:
        meant = format_number(reading.value)
        if kind is Kind.POINTS:  # a text in a points cell is asked about, never converted
            return unreadable, at("number-as-text", ref, raw=raw, meant=meant)
        return Entry(State.GIVEN, reading.value, raw, ref), at("number-read-from-text", ref, raw=raw, meant=meant)
    code = _PROBLEM_CODES[reading.problem or Problem.NOT_A_NUMBER]
    if not reading.meant and code in {"number-as-text", "number-with-words", "number-ambiguous"}:
        return unreadable, at("number-unreadable", ref, raw=raw)
    meant = " hoặc ".join(format_number(value) for value in reading.meant)
    return unreadable, at(code, ref, raw=raw, meant=meant)


# --- ratios and tiers ------------------------------------------------------------------------------------------------

_UNCLEAR_CODES = {
    Unclear.NOT_A_RATIO: "ratio-unreadable",
    Unclear.BARE_NUMBER: "ratio-unclear",
    Unclear.AMBIGUOUS: "number-ambiguous",
}


def _read_ratio(cell: Cell, ref: CellRef, _ask: Ask, reader: Reader) -> tuple[Entry, Finding | None]:
    """Read a share or a percentage. A text was typed as it stands; a number is what Sheets has made of something."""
    raw = shown(cell)
    unreadable = Entry(State.UNREADABLE, None, raw, ref)
    if (code := _not_typed_as_number(cell)) is not None:
        return unreadable, at(code, ref, raw=raw)
    if isinstance(cell.value, Decimal):
        return _read_ratio_number(cell, cell.value, ref, reader)
    text = str(cell.value)
    if missing := absence(text):
        return Entry(_STATES[missing], None, raw, ref), None
    reading = read_ratio(text)
    if reading.value is not None:
        return Entry(State.GIVEN, reading.value, raw, ref), None
    code = _UNCLEAR_CODES[reading.unclear or Unclear.NOT_A_RATIO]
    return unreadable, at(code, ref, raw=raw, meant=" hoặc ".join(reading.meant))


def _read_ratio_number(cell: Cell, number: Decimal, ref: CellRef, reader: Reader) -> tuple[Entry, Finding | None]:
    raw = shown(cell)
    unreadable = Entry(State.UNREADABLE, None, raw, ref)
    if cell.format in _DATE_FORMATS:
        return unreadable, at("ratio-is-date", ref, raw=raw, meant=_share_before_it_was_a_date(number))
    if not reader.numbers_trusted:
        return unreadable, None  # one finding on the book says why
    if cell.format != "PERCENT" or number < 0:
        return unreadable, at("ratio-unclear", ref, raw=raw, meant=percentage_meant(number.copy_abs()))
    return Entry(State.GIVEN, Ratio(number * 100, Decimal(100)), raw, ref), None


def _share_before_it_was_a_date(serial: Decimal) -> str:
    """What was probably typed where Sheets made a day of it: 3/5 became 3 May. An example where none fits."""
    try:
        moment = serial_to_date(serial)
    except ValueError:
        return "42/45"
    return f"{moment.day}/{moment.month}" if serial >= 1 else "42/45"  # less than a day is a time


def _read_tier(cell: Cell, ref: CellRef, ask: Ask, reader: Reader) -> tuple[Entry, Finding | None]:
    """Read an answer of a list: its label, or its points, which are judged later. A label comes before all else."""
    raw = shown(cell)
    unreadable = Entry(State.UNREADABLE, None, raw, ref)
    if (code := _not_typed_as_number(cell)) is not None:
        return unreadable, at(code, ref, raw=raw)
    text = cell.value if isinstance(cell.value, str) else raw
    if (label := _label(text, ask.choices)) is not None:
        return Entry(State.GIVEN, label, raw, ref), None
    if isinstance(cell.value, str) and (missing := absence(text)):
        return Entry(_STATES[missing], None, raw, ref), None
    trusted = reader.numbers_trusted or isinstance(cell.value, str)
    points = None if cell.format in _DATE_FORMATS | {"PERCENT"} else _points_typed(cell)
    if points is not None:
        return (Entry(State.GIVEN, points, raw, ref) if trusted else unreadable), None
    labels = ", ".join(shorten(choice, _SHORT) for choice in ask.choices)
    return unreadable, at("tier-unreadable", ref, raw=raw, meant=labels)


def _label(text: str, labels: tuple[str, ...]) -> str | None:
    """The label typed: to the letter, or else the only one that differs in nothing but case, marks and spaces."""
    same = [label for label in labels if normalize(label) == normalize(text)]
    alike = same or [label for label in labels if fold(label) == fold(text)]
    return alike[0] if len(alike) == 1 else None


def _points_typed(cell: Cell) -> Decimal | None:
    """A number, also one typed into a cell that keeps what is typed as text."""
    if isinstance(cell.value, Decimal):
        return cell.value
    return read_number(str(cell.value), whole=False).value


_SHORT = 30
"""Characters of a label that a list in a sentence shows."""

_READ = {Kind.TEXT: _read_text, Kind.RATIO: _read_ratio, Kind.TIER: _read_tier}
"""How the kinds that are neither numbers nor names or answers are read."""
