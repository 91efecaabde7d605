"""Values: what formulas compute with, and how one kind is taken for another."""

from collections.abc import Iterator
from dataclasses import dataclass

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.entry import parse_number, whole
from sheetsync.emulator.text.locales import Locale


class FormulaError(Exception):
    """An error value, such as #DIV/0!: raised inside a function, carried as a value between cells."""

    def __init__(self, kind: str, message: str) -> None:
        """`kind` is Google's ErrorValue type."""
        super().__init__(message)
        self.kind = kind
        self.message = message

    def fresh(self) -> "FormulaError":
        """Return an equal error to raise: one that is remembered would gather a longer traceback at every raise."""
        return FormulaError(self.kind, self.message)


Scalar = float | int | str | bool | FormulaError | None


@dataclass(frozen=True, slots=True)
class Block:
    """The values of a rectangle of cells. `rows` ends where nothing follows; all its rows are `width` long."""

    rows: tuple[tuple[Scalar, ...], ...]
    height: int
    width: int
    sheet_id: int
    row: int
    column: int

    def values(self) -> Iterator[Scalar]:
        """Yield what the cells hold, row by row, blank ones left out."""
        for row in self.rows:
            for value in row:
                if value is not None:
                    yield value

    def at(self, row: int, column: int) -> Scalar:
        """Return one value by its place within the rectangle; blank beyond what is filled."""
        return self.rows[row][column] if row < len(self.rows) else None

    def part(self, row: int, column: int) -> "Block":
        """Return one cell of it, which knows where it lies."""
        return Block(((self.at(row, column),),), 1, 1, self.sheet_id, self.row + row, self.column + column)

    def flat(self) -> list[Scalar]:
        """Return all values row by row, blank ones too."""
        found = [value for row in self.rows for value in row]
        return found + [None] * (self.height * self.width - len(found))


Value = Scalar | Block
NO_ARRAY = "An array value could not be found."


def scalar(value: Value) -> Scalar:
    """Return a single value; a rectangle of several cannot stand for one."""
    if not isinstance(value, Block):
        return value
    if value.height == value.width == 1:
        return value.at(0, 0)
    raise FormulaError("VALUE", NO_ARRAY)


def intersect(value: Value, row: int, column: int) -> Value:
    """Return what a rectangle stands for where one value is wanted: its cell beside or above the formula's own.

    Google does so in a formula that is no array formula; a rectangle of several rows and columns is an error.
    """
    if not isinstance(value, Block) or value.height == value.width == 1:
        return value
    if value.width == 1 and value.row <= row < value.row + value.height:
        return value.part(row - value.row, 0)
    if value.height == 1 and value.column <= column < value.column + value.width:
        return value.part(0, column - value.column)
    return FormulaError("VALUE", NO_ARRAY)


def flat(value: Value) -> list[Scalar]:
    """Return the value, or all values of a rectangle."""
    return value.flat() if isinstance(value, Block) else [value]


def known(value: Value) -> float | int | str | bool | None:
    """Return a single value that is no error; raises the error it is."""
    single = scalar(value)
    if isinstance(single, FormulaError):
        raise single.fresh()
    return single


def number(value: Value, function: str, place: int, locale: Locale) -> float | int:
    """Take a value for a number: blank is 0, TRUE is 1, text only if it reads as a number."""
    single = known(value)
    if single is None:
        return 0
    if isinstance(single, str):
        read = parse_number(single, locale)
        if read is None:
            raise FormulaError(
                "VALUE",
                f"Function {function} parameter {place} expects number values. "
                f"But '{single}' is a text and cannot be coerced to a number.",
            )
        return read
    return int(single) if isinstance(single, bool) else single


def text(value: Value, locale: Locale) -> str:
    """Take a value for text: a number with all its digits (how many Google joins is unknown; it is not ten)."""
    single = known(value)
    if single is None:
        return ""
    if isinstance(single, bool):
        return "TRUE" if single else "FALSE"
    if isinstance(single, str):
        return single
    return repr(whole(single)).upper().replace(".", locale.decimal)


def truth(value: Value, function: str, place: int) -> bool:
    """Take a value for TRUE or FALSE."""
    single = known(value)
    if isinstance(single, str):
        if single.upper() in ("TRUE", "FALSE"):
            return single.upper() == "TRUE"
        raise FormulaError(
            "VALUE",
            f"Function {function} parameter {place} expects boolean values. "
            f"But '{single}' is a text and cannot be coerced to a boolean.",
        )
    return bool(single)


def order(value: Scalar) -> tuple[int, float | str]:
    """Return a sort key as spreadsheets order mixed values: numbers, then text without case, then truth values."""
    if isinstance(value, bool):
        return 2, float(value)
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, float(value) if isinstance(value, int | float) else 0.0


def to_extended(value: Scalar) -> Obj:
    """Return Google's ExtendedValue of a result; that of a lone reference to a blank cell is blank."""
    if isinstance(value, FormulaError):
        words = {"message": value.message} if value.message else {}
        return {"errorValue": {"type": value.kind, **words}}
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": whole(value)}


def from_extended(value: Obj) -> Scalar:
    """Return the value behind an ExtendedValue that is no formula."""
    for name, plain in value.items():
        if name != "errorValue":
            found: Scalar = plain
            return found
        return FormulaError(plain.get("type", "ERROR"), plain.get("message", ""))
    return None
