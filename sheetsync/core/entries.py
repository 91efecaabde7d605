"""One cell -> one entry, and a finding where what was typed is not what the column asks for."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from sheetsync.core.cells import Cell, CellRef
from sheetsync.core.findings import Finding, at
from sheetsync.core.layout import NUMBERS, Column, Kind
from sheetsync.core.names import Names
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
    truthy,
)


class State(Enum):
    """Five different things, from the cell to the final table. Zero is `GIVEN` with the value 0."""

    GIVEN = "given"
    BLANK = "blank"
    NOT_APPLICABLE = "not-applicable"
    UNREADABLE = "unreadable"
    NOT_PULLED = "not-pulled"


FILLED = frozenset({State.GIVEN, State.NOT_APPLICABLE})
"""The states of a cell in which nothing is still to be filled."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure, text or choice as a person gave it. `value` is set where `state` is GIVEN; `raw` is what was seen."""

    state: State
    value: str | Decimal | bool | None = None
    raw: str = ""
    cell: CellRef | None = None

    @property
    def number(self) -> Decimal | None:
        """The number given, if a number was given."""
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def text(self) -> str:
        """The text given; empty where none was."""
        return self.value if isinstance(self.value, str) else ""


NOT_PULLED = Entry(State.NOT_PULLED)


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
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


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


def read_entry(cell: Cell, ref: CellRef, column: Column, kind: Kind, reader: Reader) -> tuple[Entry, Finding | None]:
    """Read what a person put in one cell of a column, as the kind of thing that this row of the column holds."""
    raw = shown(cell)
    if cell.is_blank:
        return Entry(State.BLANK, cell=ref), None
    if kind in NUMBERS:
        return _read_number(cell, ref, kind, reader)
    if cell.formula is not None and kind is Kind.TEXT:
        return Entry(State.GIVEN, cell.formula, raw, ref), at("formula-in-text", ref, raw=raw)
    if cell.error is not None:
        return Entry(State.UNREADABLE, None, raw, ref), at("cell-error", ref, raw=raw)
    if kind is Kind.TEXT:
        return _read_text(cell, ref)
    return _read_choice(cell, ref, column, kind, reader)


def _read_text(cell: Cell, ref: CellRef) -> tuple[Entry, None]:
    text = prose(cell.value) if isinstance(cell.value, str) else shown(cell)
    missing = absence(text)
    if missing is Absence.BLANK:
        return Entry(State.BLANK, None, text, ref), None
    if missing is Absence.NOT_APPLICABLE:
        return Entry(State.NOT_APPLICABLE, None, text, ref), None
    return Entry(State.GIVEN, text, shown(cell), ref), None


def prose(text: str) -> str:
    """Text as typed, in NFC, lines kept, no stray spaces."""
    lines = (normalize(line) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(lines).strip()


def _read_choice(cell: Cell, ref: CellRef, column: Column, kind: Kind, reader: Reader) -> tuple[Entry, Finding | None]:
    raw = shown(cell)
    value: str | bool | None
    if kind is Kind.YES_NO:
        value = cell.value if isinstance(cell.value, bool) else truthy(raw)
        finding = at("choice-unknown", ref, raw=raw, meant=", ".join(column.choices))
    elif kind is Kind.UNIT:
        value = reader.names.unit(raw)
        finding = at("unit-unknown", ref, raw=raw, meant=reader.example_unit)
    elif kind is Kind.CRITERION:
        value = reader.names.criterion(raw)
        finding = at("criterion-unknown", ref, raw=raw, meant=reader.example_criterion)
    else:
        value = next((choice for choice in column.choices if fold(choice) == fold(raw)), None)
        finding = at("choice-unknown", ref, raw=raw, meant=", ".join(column.choices))
    if value is None:
        return Entry(State.UNREADABLE, None, raw, ref), finding
    return Entry(State.GIVEN, value, raw, ref), None


def _read_number(cell: Cell, ref: CellRef, kind: Kind, reader: Reader) -> tuple[Entry, Finding | None]:
    raw = shown(cell)
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
    return f"{moment.day},{moment.month}" if serial >= 1 else "8,5"  # less than a day is a time


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
    missing = absence(text)
    if missing:
        state = State.BLANK if missing is Absence.BLANK else State.NOT_APPLICABLE
        return Entry(state, None, raw, ref), None
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
