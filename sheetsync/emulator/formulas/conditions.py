"""Conditions: Google's BooleanCondition, checked when it is given and asked of a value.

Filters, conditional formats and data validation all ask the same conditions; which of them may ask which is in the
discovery document, and so is how many values each takes.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from types import MappingProxyType

from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.parser import Name, Reference, parse
from sheetsync.emulator.formulas.tokens import ParseError
from sheetsync.emulator.formulas.values import FormulaError, Scalar, Value, flat, from_extended, scalar
from sheetsync.emulator.text.entry import enter
from sheetsync.emulator.text.locales import Locale
from sheetsync.emulator.text.moments import EPOCH

FORMATS, FILTERS, VALIDATION = "conditional formatting", "filters", "data validation"
EVERY = (VALIDATION, FORMATS, FILTERS)
SHOWN = (FORMATS, FILTERS)
ENTERED = (VALIDATION,)
MONTHS_A_YEAR = 12
FORMULA = re.compile(r"=.+|\+[A-Za-z$'(].*", re.DOTALL)
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s.,;]+")
ADDRESS = re.compile(r"(?:(?:https?|ftp|mailto):\S+|(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a type of condition wants: how many values, and who may ask it. `most` None means any number."""

    least: int
    most: int | None
    uses: tuple[str, ...] = EVERY


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: an effective ExtendedValue (empty for a blank cell) and how the cell shows it."""

    value: Obj
    shown: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Where it is asked: `evaluate` returns what a formula with its `=` comes to at the place of the cell."""

    locale: Locale
    today: date
    evaluate: Callable[[str], Value]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(
            ("NUMBER_GREATER", "NUMBER_GREATER_THAN_EQ", "NUMBER_LESS", "NUMBER_LESS_THAN_EQ", "NUMBER_EQ"), Kind(1, 1)
        ),
        **dict.fromkeys(
            ("NUMBER_NOT_EQ", "TEXT_CONTAINS", "TEXT_NOT_CONTAINS", "TEXT_EQ", "CUSTOM_FORMULA"), Kind(1, 1)
        ),
        **dict.fromkeys(("DATE_EQ", "DATE_BEFORE", "DATE_AFTER"), Kind(1, 1)),
        **dict.fromkeys(("NUMBER_BETWEEN", "NUMBER_NOT_BETWEEN"), Kind(2, 2)),
        **dict.fromkeys(("TEXT_STARTS_WITH", "TEXT_ENDS_WITH"), Kind(1, 1, SHOWN)),
        **dict.fromkeys(("BLANK", "NOT_BLANK"), Kind(0, 0, SHOWN)),
        **dict.fromkeys(("TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID"), Kind(0, 0, ENTERED)),
        **dict.fromkeys(("DATE_ON_OR_BEFORE", "DATE_ON_OR_AFTER", "ONE_OF_RANGE"), Kind(1, 1, ENTERED)),
        **dict.fromkeys(("DATE_BETWEEN", "DATE_NOT_BETWEEN"), Kind(2, 2, ENTERED)),
        "ONE_OF_LIST": Kind(1, None, ENTERED),
        "BOOLEAN": Kind(0, 2, ENTERED),
        # Only for data sources, which the emulator does not have.
        **dict.fromkeys(("TEXT_NOT_EQ", "DATE_NOT_EQ", "FILTER_EXPRESSION"), Kind(1, None, ())),
    }
)
RELATIVE = frozenset({"DATE_BEFORE", "DATE_AFTER", "DATE_ON_OR_BEFORE", "DATE_ON_OR_AFTER"})
COMPARED: Mapping[str, Callable[..., bool]] = MappingProxyType(
    {
        "NUMBER_GREATER": lambda number, bound: number > bound,
        "NUMBER_GREATER_THAN_EQ": lambda number, bound: number >= bound,
        "NUMBER_LESS": lambda number, bound: number < bound,
        "NUMBER_LESS_THAN_EQ": lambda number, bound: number <= bound,
        "NUMBER_EQ": lambda number, bound: number == bound,
        "NUMBER_NOT_EQ": lambda number, bound: number != bound,
        "NUMBER_BETWEEN": lambda number, one, other: min(one, other) <= number <= max(one, other),
        "NUMBER_NOT_BETWEEN": lambda number, one, other: not min(one, other) <= number <= max(one, other),
        "DATE_EQ": lambda day, bound: day == bound,
        "DATE_BEFORE": lambda day, bound: day < bound,
        "DATE_AFTER": lambda day, bound: day > bound,
        "DATE_ON_OR_BEFORE": lambda day, bound: day <= bound,
        "DATE_ON_OR_AFTER": lambda day, bound: day >= bound,
        "DATE_BETWEEN": lambda day, one, other: min(one, other) <= day <= max(one, other),
        "DATE_NOT_BETWEEN": lambda day, one, other: not min(one, other) <= day <= max(one, other),
    }
)
# Case does not count, "exactly" included: to tell cases apart people are sent to =EXACT(). Not documented by Google.
TEXTS: Mapping[str, Callable[[str, str], bool]] = MappingProxyType(
    {
        "TEXT_CONTAINS": lambda text, part: part in text,
        "TEXT_NOT_CONTAINS": lambda text, part: part not in text,
        "TEXT_STARTS_WITH": lambda text, part: text.startswith(part),
        "TEXT_ENDS_WITH": lambda text, part: text.endswith(part),
        "TEXT_EQ": lambda text, part: text == part,
    }
)


def check(condition: Obj, use: str, locale: Locale, today: date) -> None:
    """Raise RequestError unless the condition may be asked by `use` (FORMATS, FILTERS, VALIDATION) as it stands."""
    name = condition.get("type", "CONDITION_TYPE_UNSPECIFIED")
    if name not in KINDS:
        raise RequestError("No conditionType specified.")
    kind, values = KINDS[name], condition.get("values", [])
    if use not in kind.uses:
        # That it is refused follows from the discovery document; the sentence is not recorded anywhere known.
        raise RequestError(f"ConditionType '{name}' is not supported for {use}.")
    if len(values) < kind.least or (kind.most is not None and len(values) > kind.most):
        raise RequestError(f"ConditionType '{name}' requires {_wanted(kind)}, but {len(values)} values were supplied.")
    for value in values:
        if not _fits(name, value, use, locale, today):
            entered = value.get("userEnteredValue", value.get("relativeDate", ""))
            raise RequestError(f"Invalid ConditionValue.userEnteredValue: {entered} for ConditionType: {name}")


def holds(condition: Obj, subject: Subject, setting: Setting) -> bool:
    """Tell whether the condition is true of a value; one that cannot be worked out is not."""
    try:
        return _holds(condition, subject, setting)
    except FormulaError:
        return False


def is_formula(entered: str) -> bool:
    """Tell whether a condition's value is a formula rather than a value."""
    return FORMULA.fullmatch(entered) is not None


def _wanted(kind: Kind) -> str:
    if kind.most is None:
        return "at least one ConditionValue"
    if kind.least != kind.most:
        return f"at most {('no', 'one', 'two')[kind.most]} ConditionValues"
    return ("no ConditionValues", "exactly one ConditionValue", "exactly two ConditionValues")[kind.least]


def _fits(name: str, value: Obj, use: str, locale: Locale, today: date) -> bool:
    if "relativeDate" in value:
        return name in RELATIVE and use != VALIDATION
    entered = value.get("userEnteredValue", "")
    if name in ("ONE_OF_LIST", "BOOLEAN") or name in TEXTS:
        return bool(entered)
    if name == "ONE_OF_RANGE":
        return _is_range(entered, locale)
    if is_formula(entered):
        return True
    return name in COMPARED and "numberValue" in enter(entered, locale, today).value


def _is_range(entered: str, locale: Locale) -> bool:
    """Tell whether a text is `=A1:B2`, with or without a tab; as measured in public, it needs the `=`."""
    try:
        return entered.startswith("=") and isinstance(parse(entered, locale.decimal), Reference | Name)
    except ParseError:
        return False


def _holds(condition: Obj, subject: Subject, setting: Setting) -> bool:
    name, given = condition["type"], condition.get("values", [])
    value = from_extended(subject.value)
    if name in COMPARED:
        numbers = [item for item in (_number(value), *(_bound(item, setting) for item in given)) if item is not None]
        if len(numbers) <= len(given):
            return False  # one of them is none
        whole_days = name.startswith("DATE")
        return bool(COMPARED[name](*(floor(item) if whole_days else item for item in numbers)))
    if name in TEXTS:
        return bool(TEXTS[name](subject.shown.casefold(), _text(given[0], setting).casefold()))
    if name in ("BLANK", "NOT_BLANK"):
        return (value is None or value == "") is (name == "BLANK")
    if name == "CUSTOM_FORMULA":
        return _true(scalar(setting.evaluate(_formula(given[0]["userEnteredValue"]))))
    return _is_allowed(name, given, subject, setting)


def _is_allowed(name: str, given: list[Obj], subject: Subject, setting: Setting) -> bool:
    """Answer the conditions that only data validation asks."""
    value, shown = from_extended(subject.value), subject.shown.strip()
    match name:
        case "TEXT_IS_EMAIL":
            return EMAIL.fullmatch(shown) is not None
        case "TEXT_IS_URL":
            return ADDRESS.fullmatch(shown) is not None
        case "DATE_IS_VALID":
            return _number(value) is not None
        case "ONE_OF_RANGE":
            return value is not None and _among(value, flat(setting.evaluate(given[0]["userEnteredValue"])))
        case "ONE_OF_LIST" | "BOOLEAN":
            return _is_listed(name, given, value, shown, setting)
        case _:
            return False


def _is_listed(name: str, given: list[Obj], value: Scalar, shown: str, setting: Setting) -> bool:
    texts = [str(item.get("userEnteredValue", "")) for item in given]
    choices = [from_extended(enter(text, setting.locale, setting.today).value) for text in texts]
    if name == "ONE_OF_LIST":
        return _among(value, choices) or shown in texts
    if not choices:
        return isinstance(value, bool)
    return _among(value, choices) or (value is None and len(choices) == 1)  # unchecked is blank where only one is given


def _among(value: Scalar, choices: list[Scalar]) -> bool:
    """Tell whether a value is one of those; TRUE is not 1."""
    return any(value == choice and isinstance(value, bool) == isinstance(choice, bool) for choice in choices)


def _number(value: Scalar) -> float | int | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _bound(given: Obj, setting: Setting) -> float | int | None:
    if "relativeDate" in given:
        return (_relative(given["relativeDate"], setting.today) - EPOCH).days
    return _number(_value(given, setting))


def _text(given: Obj, setting: Setting) -> str:
    entered = str(given.get("userEnteredValue", ""))
    found = _value(given, setting) if is_formula(entered) else entered
    return "" if found is None else str(found)


def _value(given: Obj, setting: Setting) -> Scalar:
    entered = str(given.get("userEnteredValue", ""))
    read = enter(entered, setting.locale, setting.today).value
    if "formulaValue" in read:
        return scalar(setting.evaluate(read["formulaValue"]))
    return from_extended(read)


def _formula(entered: str) -> str:
    return entered if entered.startswith("=") else f"={entered}"


def _true(value: Scalar) -> bool:
    return isinstance(value, bool | int | float) and bool(value)


def _relative(name: str, today: date) -> date:
    days = {"YESTERDAY": -1, "TOMORROW": 1, "PAST_WEEK": -7}
    months = {"PAST_MONTH": 1, "PAST_YEAR": MONTHS_A_YEAR}
    if name not in months:
        return today + timedelta(days=days.get(name, 0))
    year, month = divmod(today.year * MONTHS_A_YEAR + today.month - 1 - months[name], MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last))
