"""Functions: one small Python function per spreadsheet function, gathered in a table by name.

Anything that is not in the table is a #NAME? error, as an unknown function is in Google.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from sheetsync.emulator.formulas.criteria import COMPARE, criterion, same
from sheetsync.emulator.formulas.values import (
    Block,
    FormulaError,
    Scalar,
    Value,
    flat,
    known,
    number,
    order,
    scalar,
    text,
    truth,
)
from sheetsync.emulator.text.digits import WIDE
from sheetsync.emulator.text.entry import parse_number
from sheetsync.emulator.text.locales import Locale

Arguments = tuple[Value, ...]
Work = Callable[[Arguments, Locale], Value]
MOST_PLACES = 400
MOST_LETTERS = 50_000
IF_PLACES = 3
TOO_LARGE = "Result too large: numeric value is greater than 1.79769E+308 and cannot be displayed properly."


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its work, how many arguments it takes, and which of them (from 1) may be whole rectangles."""

    work: Work
    least: int
    most: int | None
    ranges: frozenset[int] | None = frozenset()  # None: all

    def takes_range(self, place: int) -> bool:
        """Tell whether the argument may be a rectangle; elsewhere one stands for a single cell of it."""
        return self.ranges is None or place in self.ranges


def _numbers(arguments: Arguments, function: str, locale: Locale) -> list[float | int]:
    """Collect numbers as SUM does: cells that hold text or truth values are passed over, typed-in ones are not."""
    found: list[float | int] = []
    for place, argument in enumerate(arguments, start=1):
        if isinstance(argument, Block):
            found.extend(_plain_numbers(argument.values()))
        else:
            found.append(number(argument, function, place, locale))
    return found


def _plain_numbers(values: Iterable[Scalar]) -> list[float | int]:
    found: list[float | int] = []
    for value in values:
        if isinstance(value, FormulaError):
            raise value.fresh()
        if isinstance(value, int | float) and not isinstance(value, bool):
            found.append(value)
    return found


def _sum(arguments: Arguments, locale: Locale) -> Value:
    return _total(_numbers(arguments, "SUM", locale))


def _total(numbers: list[float | int]) -> float:
    # How Google sums is unknown; this is the sum without an error of rounding.
    try:
        return math.fsum(numbers)
    except OverflowError:
        return math.inf


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
    """Count numbers: in cells only true ones, typed in also text and truth values that pass for one."""
    found = 0
    for argument in arguments:
        if isinstance(argument, Block):
            found += sum(isinstance(value, int | float) and not isinstance(value, bool) for value in argument.values())
        elif isinstance(argument, str):
            found += parse_number(argument, locale) is not None
        else:
            found += isinstance(argument, int | float)
    return found


def _counta(arguments: Arguments, _locale: Locale) -> Value:
    return sum(value is not None for argument in arguments for value in flat(argument))


def _range(value: Value) -> Block:
    if isinstance(value, Block):
        return value
    known(value)
    raise FormulaError("N_A", "Argument must be a range.")


def _countif(arguments: Arguments, locale: Locale) -> Value:
    looked_at, test = _range(arguments[0]), criterion(arguments[1], locale)
    blank = looked_at.height * looked_at.width - sum(len(row) for row in looked_at.rows)
    return sum(test(value) for row in looked_at.rows for value in row) + blank * test(None)


def _sumif(arguments: Arguments, locale: Locale) -> Value:
    """Sum the cells that lie as the cells that pass do.

    Cells outside the third argument are not summed. Whether Google stretches it to the size of the first is unknown.
    """
    looked_at, test = _range(arguments[0]), criterion(arguments[1], locale)
    summed = _range(arguments[2]) if len(arguments) == IF_PLACES else looked_at
    blank = (None,) * looked_at.width
    picked = [
        value
        for place, row in enumerate(summed.rows[: looked_at.height])
        for key, value in zip(looked_at.rows[place] if place < len(looked_at.rows) else blank, row, strict=False)
        if value is not None and test(key)
    ]
    return _total(_plain_numbers(picked))


def _round(arguments: Arguments, locale: Locale) -> Value:
    """Round half away from zero, by the decimal digits and not by the binary fraction behind them."""
    value = number(arguments[0], "ROUND", 1, locale)
    places = int(number(arguments[1], "ROUND", 2, locale)) if len(arguments) > 1 else 0
    if places > MOST_PLACES:
        return value
    step = Decimal(1).scaleb(-max(places, -MOST_PLACES), WIDE)
    return float(Decimal(repr(value)).quantize(step, ROUND_HALF_UP, WIDE))


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
        if isinstance(argument, Block):
            found += [truth(value, function, place) for value in argument.values() if not isinstance(value, str)]
        else:
            found.append(truth(argument, function, place))
    if not found:
        raise FormulaError("N_A", f"{function} has no valid input data.")
    return found


def _and(arguments: Arguments, _locale: Locale) -> Value:
    return all(_truths(arguments, "AND"))


def _or(arguments: Arguments, _locale: Locale) -> Value:
    return any(_truths(arguments, "OR"))


def _not(arguments: Arguments, _locale: Locale) -> Value:
    return not truth(arguments[0], "NOT", 1)


def _rank(arguments: Arguments, locale: Locale) -> Value:
    """Return the place among the others; equal values share the better place."""
    value = number(arguments[0], "RANK", 1, locale)
    data = _numbers((arguments[1],), "RANK", locale)
    rising = len(arguments) == IF_PLACES and truth(arguments[2], "RANK", 3)
    if value not in data:
        raise FormulaError("N_A", "RANK has no valid input data.")
    return 1 + sum(other < value if rising else other > value for other in data)


def _joining(name: str) -> Work:
    def function(arguments: Arguments, locale: Locale) -> Value:
        joined = "".join(text(value, locale) for argument in arguments for value in flat(argument))
        if len(joined) > MOST_LETTERS:
            raise FormulaError("VALUE", f"Text result of {name} is longer than the limit of 50000 characters.")
        return joined

    return function


def _vlookup(arguments: Arguments, locale: Locale) -> Value:
    key = known(arguments[0])
    table = _range(arguments[1])
    column = int(number(arguments[2], "VLOOKUP", 3, locale))
    by_order = len(arguments) <= IF_PLACES or truth(arguments[3], "VLOOKUP", 4)
    if column < 1:
        raise FormulaError(
            "VALUE", f"Function VLOOKUP parameter 3 value is {column}. It should be greater than or equal to 1."
        )
    if column > table.width:
        raise FormulaError("REF", "VLOOKUP evaluates to an out of bounds range.")
    rows = enumerate(table.rows)
    if by_order:
        found = [place for place, row in rows if row[0] is not None and _not_above(row[0], key)][-1:]
    else:
        found = [place for place, row in rows if same(row[0], key)][:1] if key is not None else []
    if not found:
        raise FormulaError("N_A", f"Did not find value '{text(key, locale)}' in VLOOKUP evaluation.")
    return table.part(found[0], column - 1)


def _not_above(value: Scalar, key: Scalar) -> bool:
    return not isinstance(value, FormulaError) and order(value)[0] == order(key)[0] and order(value) <= order(key)


def _hyperlink(arguments: Arguments, locale: Locale) -> Value:
    address = text(arguments[0], locale)
    return arguments[1] if len(arguments) > 1 else address


def _arithmetic(name: str, work: Callable[[float, float], float]) -> Work:
    def function(arguments: Arguments, locale: Locale) -> Value:
        try:
            return work(number(arguments[0], name, 1, locale), number(arguments[1], name, 2, locale))
        except OverflowError:
            return math.inf

    return function


def _divide(left: float, right: float) -> float:
    if right == 0:
        raise FormulaError("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    return left / right


def _power(left: float, right: float) -> float:
    try:
        result: Any = float(left) ** float(right)
    except ZeroDivisionError as error:
        # The sentence is the one other functions have; that of 0 to a negative power is not known.
        raise FormulaError("DIVIDE_BY_ZERO", "Evaluation of function POW caused a divide by zero error.") from error
    if isinstance(result, complex):
        raise FormulaError("NUM", "POW evaluates to an imaginary number.")
    return float(result)


def _comparison(sign: str) -> Work:
    def function(arguments: Arguments, _locale: Locale) -> Value:
        left, right = known(arguments[0]), known(arguments[1])
        return COMPARE[sign](order(_like(left, right)), order(_like(right, left)))

    return function


def _like(value: Scalar, other: Scalar) -> Scalar:
    """A blank is whatever it is compared with: empty text beside text, FALSE beside a truth value, else 0."""
    if value is not None:
        return value
    if isinstance(other, bool):
        return False
    return "" if isinstance(other, str) else 0


def _minus(arguments: Arguments, locale: Locale) -> Value:
    return -number(arguments[0], "UMINUS", 1, locale)


def _plus(arguments: Arguments, _locale: Locale) -> Value:
    return arguments[0]


def _percent(arguments: Arguments, locale: Locale) -> Value:
    return number(arguments[0], "UNARY_PERCENT", 1, locale) / 100


ALL = None
FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "SUM": Function(_sum, 1, None, ALL),
        "SUMIF": Function(_sumif, 2, 3, frozenset({1, 3})),
        "COUNT": Function(_count, 1, None, ALL),
        "COUNTA": Function(_counta, 1, None, ALL),
        "COUNTIF": Function(_countif, 2, 2, frozenset({1})),
        "AVERAGE": Function(_average, 1, None, ALL),
        "MIN": Function(_min, 1, None, ALL),
        "MAX": Function(_max, 1, None, ALL),
        "ROUND": Function(_round, 1, 2),
        "IF": Function(_if, 2, 3, frozenset({2, 3})),
        "IFERROR": Function(_iferror, 1, 2),
        "AND": Function(_and, 1, None, ALL),
        "OR": Function(_or, 1, None, ALL),
        "NOT": Function(_not, 1, 1),
        "RANK": Function(_rank, 2, 3, frozenset({2})),
        "CONCATENATE": Function(_joining("CONCATENATE"), 1, None, ALL),
        "VLOOKUP": Function(_vlookup, 3, 4, frozenset({2})),
        "HYPERLINK": Function(_hyperlink, 1, 2),
        "ADD": Function(_arithmetic("ADD", lambda left, right: left + right), 2, 2),
        "MINUS": Function(_arithmetic("MINUS", lambda left, right: left - right), 2, 2),
        "MULTIPLY": Function(_arithmetic("MULTIPLY", lambda left, right: left * right), 2, 2),
        "DIVIDE": Function(_arithmetic("DIVIDE", _divide), 2, 2),
        "POW": Function(_arithmetic("POW", _power), 2, 2),
        "CONCAT": Function(_joining("CONCAT"), 2, 2),
        "EQ": Function(_comparison("="), 2, 2),
        "NE": Function(_comparison("<>"), 2, 2),
        "LT": Function(_comparison("<"), 2, 2),
        "GT": Function(_comparison(">"), 2, 2),
        "LTE": Function(_comparison("<="), 2, 2),
        "GTE": Function(_comparison(">="), 2, 2),
        "UMINUS": Function(_minus, 1, 1),
        "UPLUS": Function(_plus, 1, 1),
        "UNARY_PERCENT": Function(_percent, 1, 1),
    }
)


def call(name: str, arguments: Arguments, locale: Locale) -> Value:
    """Return the result of a function; errors among the arguments come out as the result, as functions decide."""
    function = FUNCTIONS.get(name)
    if function is None:
        return FormulaError("NAME", f"Unknown function: '{name}'.")
    if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
        return FormulaError(
            "N_A",
            f"Wrong number of arguments to {name}. Expected {_expected(function)} arguments, "
            f"but got {len(arguments)} arguments.",
        )
    try:
        result = function.work(arguments, locale)
    except FormulaError as error:
        return error.fresh()
    if isinstance(result, float) and not math.isfinite(result):
        return FormulaError("NUM", TOO_LARGE)
    return result


def _expected(function: Function) -> str:
    if function.most is None:
        return f"at least {function.least}"
    if function.least == function.most:
        return str(function.least)
    return f"between {function.least} and {function.most}"
