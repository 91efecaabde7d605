"""Values: what formulas compute with, and how one kind is taken for another."""

from dataclasses import dataclass

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.entry import parse_number, whole
from sheetsync.emulator.text.formats import general
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
    """The values of a rectangle, all rows equally long."""

    rows: tuple[tuple[Scalar, ...], ...]

    def flat(self) -> list[Scalar]:
        """Return all values row by row."""
        return [value for row in self.rows for value in row]


Value = Scalar | Block


def scalar(value: Value) -> Scalar:
    """Return a single value; a rectangle of several cannot stand for one."""
    if not isinstance(value, Block):
        return value
    if len(value.rows) == 1 and len(value.rows[0]) == 1:
        return value.rows[0][0]
    raise FormulaError("VALUE", "An array value could not be found.")


def flat(value: Value) -> list[Scalar]:
    """Return the value, or all values of a rectangle."""
    return value.flat() if isinstance(value, Block) else [value]


def number(value: Value, function: str, place: int, locale: Locale) -> float | int:
    """Take a value for a number: blank is 0, TRUE is 1, text only if it reads as a number."""
    single = scalar(value)
    if isinstance(single, FormulaError):
        raise single.fresh()
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
    """Take a value for text."""
    single = scalar(value)
    if isinstance(single, FormulaError):
        raise single.fresh()
    if single is None:
        return ""
    if isinstance(single, bool):
        return "TRUE" if single else "FALSE"
    return single if isinstance(single, str) else general(single, locale)


def truth(value: Value, function: str, place: int) -> bool:
    """Take a value for TRUE or FALSE."""
    single = scalar(value)
    if isinstance(single, FormulaError):
        raise single.fresh()
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
        return {"errorValue": {"type": value.kind, "message": value.message}}
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": whole(value)}


def from_extended(value: Obj) -> Scalar:
    """Return the value behind an ExtendedValue that is no formula."""
    if "errorValue" in value:
        return FormulaError(value["errorValue"].get("type", "ERROR"), value["errorValue"].get("message", ""))
    plain: Scalar = next(iter(value.values()), None)
    return plain
