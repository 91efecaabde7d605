"""Functions: one small Python function per spreadsheet function, gathered in a table by name."""

import math
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from sheetsync.emulator.formulas.values import (
    Block,
    FormulaError,
    Scalar,
    Value,
    flat,
    number,
    order,
    scalar,
    text,
    truth,
)
from sheetsync.emulator.text.entry import parse_number
from sheetsync.emulator.text.locales import Locale

Arguments = tuple[Value, ...]
Function = Callable[[Arguments, Locale], Value]
COMPARISON = re.compile(r"(<>|<=|>=|=|<|>)?(.*)", re.DOTALL)
IF_PLACES = 3


def _numbers(arguments: Arguments, function: str, locale: Locale) -> list[float | int]:
    """Collect numbers as SUM does: cells that hold text or truth values are passed over, typed-in ones are not."""
    found: list[float | int] = []
    for place, argument in enumerate(arguments, start=1):
        if not isinstance(argument, Block):
            found.append(number(argument, function, place, locale))
            continue
        for value in argument.flat():
            if isinstance(value, FormulaError):
                raise value.fresh()
            if isinstance(value, int | float) and not isinstance(value, bool):
                found.append(value)
    return found


def _sum(arguments: Arguments, locale: Locale) -> Value:
    return _total(_numbers(arguments, "SUM", locale))


def _total(numbers: list[float | int]) -> float:
    return math.fsum(numbers)


def _average(arguments: Arguments, locale: Locale) -> Value:
    numbers = _numbers(arguments, "AVERAGE", locale)
    if not numbers:
        raise FormulaError("DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error.")
    return _total(numbers) / len(numbers)


def _min(arguments: Arguments, locale: Locale) -> Value:
    return min(_numbers(arguments, "MIN", locale), default=0)


def _max(arguments: Arguments, locale: Locale) -> Value:
    return max(_numbers(arguments, "MAX", locale), default=0)


def _count(arguments: Arguments, locale: Locale) -> Value:
    def counts(value: Scalar, *, typed_in: bool) -> bool:
        if isinstance(value, str):
            return typed_in and parse_number(value, locale) is not None
        return isinstance(value, int | float) and (typed_in or not isinstance(value, bool))

    return sum(
        counts(value, typed_in=not isinstance(argument, Block)) for argument in arguments for value in flat(argument)
    )


def _counta(arguments: Arguments, _locale: Locale) -> Value:
    return sum(value is not None for argument in arguments for value in flat(argument))


def _criterion(wanted: Value, locale: Locale) -> Callable[[Scalar], bool]:
    """Return the test behind a criterion such as 5, ">=5", "<>x" or "ab*"."""
    single = scalar(wanted)
    if isinstance(single, FormulaError):
        raise single.fresh()
    match = COMPARISON.fullmatch(single) if isinstance(single, str) else None
    sign, typed = (match[1] or "=", match[2]) if match else ("=", single)
    target: Scalar = typed
    if isinstance(typed, str):
        read = parse_number(typed, locale)
        target = typed if read is None else read
    return lambda value: _meets(value, sign, target)


def _meets(value: Scalar, sign: str, target: Scalar) -> bool:
    if isinstance(value, FormulaError):
        return False
    if sign in ("=", "<>"):
        return _same(value, target) == (sign == "=")
    if value is None or order(value)[0] != order(target)[0]:
        return False
    return _compare(order(value), order(target), sign)


def _same(value: Scalar, target: Scalar) -> bool:
    if isinstance(target, str) and isinstance(value, str) and target:
        pattern = re.sub(r"\\?[*?]", lambda found: {"*": ".*", "?": "."}[found[0][-1]], re.escape(target))
        return re.fullmatch(pattern, value, re.IGNORECASE | re.DOTALL) is not None
    if target in ("", None):
        return value in ("", None)
    return value is not None and isinstance(value, bool) == isinstance(target, bool) and order(value) == order(target)


def _compare(left: tuple[int, float | str], right: tuple[int, float | str], sign: str) -> bool:
    if sign == "<":
        return left < right
    if sign == ">":
        return left > right
    return left <= right if sign == "<=" else left >= right


def _countif(arguments: Arguments, locale: Locale) -> Value:
    test = _criterion(arguments[1], locale)
    return sum(test(value) for value in flat(arguments[0]))


def _sumif(arguments: Arguments, locale: Locale) -> Value:
    test = _criterion(arguments[1], locale)
    looked_at = flat(arguments[0])
    summed = flat(arguments[2]) if len(arguments) > 2 else looked_at  # noqa: PLR2004 - the third is optional
    picked = [value for key, value in zip(looked_at, summed, strict=False) if test(key)]
    return _total(_numbers((Block((tuple(picked),)),), "SUMIF", locale))


def _round(arguments: Arguments, locale: Locale) -> Value:
    value = number(arguments[0], "ROUND", 1, locale)
    places = int(number(arguments[1], "ROUND", 2, locale)) if len(arguments) > 1 else 0
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _if(arguments: Arguments, _locale: Locale) -> Value:
    if truth(arguments[0], "IF", 1):
        return arguments[1]
    return arguments[2] if len(arguments) == IF_PLACES else False


def _iferror(arguments: Arguments, _locale: Locale) -> Value:
    if isinstance(scalar(arguments[0]), FormulaError):
        return arguments[1] if len(arguments) > 1 else None
    return arguments[0]


def _truths(arguments: Arguments, function: str) -> list[bool]:
    found = []
    for place, argument in enumerate(arguments, start=1):
        for value in flat(argument):
            if isinstance(argument, Block) and (value is None or isinstance(value, str)):
                continue
            found.append(truth(value, function, place))
    return found


def _and(arguments: Arguments, _locale: Locale) -> Value:
    return all(_truths(arguments, "AND"))


def _or(arguments: Arguments, _locale: Locale) -> Value:
    return any(_truths(arguments, "OR"))


def _not(arguments: Arguments, _locale: Locale) -> Value:
    return not truth(arguments[0], "NOT", 1)


def _rank(arguments: Arguments, locale: Locale) -> Value:
    value = number(arguments[0], "RANK", 1, locale)
    data = _numbers((arguments[1],), "RANK", locale)
    if value not in data:
        raise FormulaError("N_A", "RANK has no valid input data.")
    rising = len(arguments) > 2 and truth(arguments[2], "RANK", 3)  # noqa: PLR2004 - the third is optional
    return 1 + sum(other < value if rising else other > value for other in data)


def _concatenate(arguments: Arguments, locale: Locale) -> Value:
    return "".join(text(value, locale) for argument in arguments for value in flat(argument))


def _vlookup(arguments: Arguments, locale: Locale) -> Value:
    key = scalar(arguments[0])
    table = arguments[1] if isinstance(arguments[1], Block) else Block(((scalar(arguments[1]),),))
    column = int(number(arguments[2], "VLOOKUP", 3, locale))
    if isinstance(key, FormulaError):
        raise key.fresh()
    if not 1 <= column <= len(table.rows[0]):
        raise FormulaError("REF", "VLOOKUP evaluates to an out of bounds range.")
    by_order = len(arguments) < 4 or truth(arguments[3], "VLOOKUP", 4)  # noqa: PLR2004 - the fourth is optional
    row = _last_not_above(key, table) if by_order else next((row for row in table.rows if _same(row[0], key)), None)
    if row is None:
        raise FormulaError("N_A", f"Did not find value '{text(key, locale)}' in VLOOKUP evaluation.")
    return row[column - 1]


def _last_not_above(key: Scalar, table: Block) -> tuple[Scalar, ...] | None:
    found = None
    for row in table.rows:
        if row[0] is not None and order(row[0])[0] == order(key)[0] and order(row[0]) <= order(key):
            found = row
    return found


def _hyperlink(arguments: Arguments, _locale: Locale) -> Value:
    return arguments[-1]


def _arithmetic(name: str, work: Callable[[float, float], float]) -> Function:
    def function(arguments: Arguments, locale: Locale) -> Value:
        return work(number(arguments[0], name, 1, locale), number(arguments[1], name, 2, locale))

    return function


def _divide(left: float, right: float) -> float:
    if right == 0:
        raise FormulaError("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    return left / right


def _power(left: float, right: float) -> float:
    try:
        result: Any = left**right
    except (OverflowError, ZeroDivisionError) as error:
        raise FormulaError("NUM", "Function POW resulted in a number that cannot be represented.") from error
    if isinstance(result, complex):
        raise FormulaError("NUM", "POW evaluates to an imaginary number.")
    return float(result)


def _comparison(sign: str) -> Function:
    def function(arguments: Arguments, _locale: Locale) -> Value:
        left, right = scalar(arguments[0]), scalar(arguments[1])
        for side in (left, right):
            if isinstance(side, FormulaError):
                raise side.fresh()
        left, right = _like(left, right), _like(right, left)
        if sign in ("=", "<>"):
            return (order(left) == order(right)) == (sign == "=")
        return _compare(order(left), order(right), sign)

    return function


def _like(value: Scalar, other: Scalar) -> Scalar:
    """A blank is whatever it is compared with: empty text beside text, FALSE beside a truth value, else 0."""
    if value is not None:
        return value
    return "" if isinstance(other, str) else isinstance(other, bool) and False


def _minus(arguments: Arguments, locale: Locale) -> Value:
    return -number(arguments[0], "UMINUS", 1, locale)


def _plus(arguments: Arguments, _locale: Locale) -> Value:
    return arguments[0]


def _percent(arguments: Arguments, locale: Locale) -> Value:
    return number(arguments[0], "UNARY_PERCENT", 1, locale) / 100


# name, function, least and most number of arguments
_TABLE: tuple[tuple[str, Function, int, int], ...] = (
    ("SUM", _sum, 1, 255),
    ("SUMIF", _sumif, 2, 3),
    ("COUNT", _count, 1, 255),
    ("COUNTA", _counta, 1, 255),
    ("COUNTIF", _countif, 2, 2),
    ("AVERAGE", _average, 1, 255),
    ("MIN", _min, 1, 255),
    ("MAX", _max, 1, 255),
    ("ROUND", _round, 1, 2),
    ("IF", _if, 2, 3),
    ("IFERROR", _iferror, 1, 2),
    ("AND", _and, 1, 255),
    ("OR", _or, 1, 255),
    ("NOT", _not, 1, 1),
    ("RANK", _rank, 2, 3),
    ("CONCATENATE", _concatenate, 1, 255),
    ("VLOOKUP", _vlookup, 3, 4),
    ("HYPERLINK", _hyperlink, 1, 2),
    ("ADD", _arithmetic("ADD", lambda left, right: left + right), 2, 2),
    ("MINUS", _arithmetic("MINUS", lambda left, right: left - right), 2, 2),
    ("MULTIPLY", _arithmetic("MULTIPLY", lambda left, right: left * right), 2, 2),
    ("DIVIDE", _arithmetic("DIVIDE", _divide), 2, 2),
    ("POW", _arithmetic("POW", _power), 2, 2),
    ("CONCAT", _concatenate, 2, 2),
    ("EQ", _comparison("="), 2, 2),
    ("NE", _comparison("<>"), 2, 2),
    ("LT", _comparison("<"), 2, 2),
    ("GT", _comparison(">"), 2, 2),
    ("LTE", _comparison("<="), 2, 2),
    ("GTE", _comparison(">="), 2, 2),
    ("UMINUS", _minus, 1, 1),
    ("UPLUS", _plus, 1, 1),
    ("UNARY_PERCENT", _percent, 1, 1),
)
FUNCTIONS: Mapping[str, tuple[Function, int, int]] = MappingProxyType(
    {name: (function, least, most) for name, function, least, most in _TABLE}
)


def call(name: str, arguments: Arguments, locale: Locale) -> Value:
    """Return the result of a function; errors among the arguments come out as the result, as functions decide."""
    if name not in FUNCTIONS:
        return FormulaError("NAME", f"Unknown function: '{name}'.")
    function, least, most = FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        return FormulaError(
            "N_A",
            f"Wrong number of arguments to {name}. Expected between {least} and {most} "
            f"arguments, but got {len(arguments)} arguments.",
        )
    try:
        return function(arguments, locale)
    except FormulaError as error:
        return error.fresh()
