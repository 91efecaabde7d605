"""Excel conditions: what Google asks of a value, as the comparisons and formulas Excel has for it, and back.

What a text must be is a formula in Excel. The same templates write it and know it again, so that a condition that was
exported is the same after an upload.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.scene import Incoming, Outgoing
from sheetsync.emulator.formulas.conditions import is_formula
from sheetsync.emulator.text.entry import EPOCH
from sheetsync.emulator.text.formats import show_number

OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        "GREATER": "greaterThan",
        "GREATER_THAN_EQ": "greaterThanOrEqual",
        "LESS": "lessThan",
        "LESS_THAN_EQ": "lessThanOrEqual",
        "EQ": "equal",
        "NOT_EQ": "notEqual",
        "BETWEEN": "between",
        "NOT_BETWEEN": "notBetween",
    }
)
NUMBERS: Mapping[str, str] = MappingProxyType({f"NUMBER_{name}": theirs for name, theirs in OPERATORS.items()})
DATES: Mapping[str, str] = MappingProxyType(
    {
        "DATE_EQ": "equal",
        "DATE_BEFORE": "lessThan",
        "DATE_AFTER": "greaterThan",
        "DATE_ON_OR_BEFORE": "lessThanOrEqual",
        "DATE_ON_OR_AFTER": "greaterThanOrEqual",
        "DATE_BETWEEN": "between",
        "DATE_NOT_BETWEEN": "notBetween",
    }
)
RELATIVE: Mapping[str, str] = MappingProxyType(
    {
        "TODAY": "TODAY()",
        "YESTERDAY": "TODAY()-1",
        "TOMORROW": "TODAY()+1",
        "PAST_WEEK": "TODAY()-7",
        "PAST_MONTH": "EDATE(TODAY(),-1)",
        "PAST_YEAR": "EDATE(TODAY(),-12)",
    }
)
TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "TEXT_CONTAINS": "NOT(ISERROR(SEARCH({text},{cell})))",
        "TEXT_NOT_CONTAINS": "ISERROR(SEARCH({text},{cell}))",
        "TEXT_STARTS_WITH": "LEFT({cell},LEN({text}))={text}",
        "TEXT_ENDS_WITH": "RIGHT({cell},LEN({text}))={text}",
        "TEXT_EQ": "EXACT(LOWER({cell}),LOWER({text}))",
        "TEXT_IS_EMAIL": 'NOT(ISERROR(MATCH("*?@?*.?*",{cell},0)))',
        "TEXT_IS_URL": 'NOT(ISERROR(MATCH("?*.?*",{cell},0)))',
        "BLANK": "LEN(TRIM({cell}))=0",
        "NOT_BLANK": "LEN(TRIM({cell}))>0",
    }
)
SEARCHED = ("TEXT_CONTAINS", "TEXT_NOT_CONTAINS")  # where Excel reads * ? ~ as more than themselves
TEXTLESS = ("TEXT_IS_EMAIL", "TEXT_IS_URL", "BLANK", "NOT_BLANK")
DATE_CALL = re.compile(r"DATE\((\d{4}),(\d{1,2}),(\d{1,2})\)")
LITERAL = re.compile(r'"((?:[^"]|"")*)"')
NUMERAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
WILD = re.compile(r"[*?~]")


def operands(condition: Obj, outgoing: Outgoing) -> list[str] | None:
    """Return the values of a comparison as Excel has them; None if one of them is no number."""
    written = [_operand(value, condition["type"], outgoing) for value in condition.get("values", [])]
    return [text for text in written if text is not None] if None not in written else None


def test_of(condition: Obj, cell: str, outgoing: Outgoing) -> str | None:
    """Return the formula that asks a condition of a cell; None for a kind Excel has none for."""
    kind = condition["type"]
    entered = [value.get("userEnteredValue", "") for value in condition.get("values", [])]
    if kind == "CUSTOM_FORMULA" and entered:
        return outgoing.bare_formula(entered[0] if is_formula(entered[0]) else f"={entered[0]}")
    if kind not in TEXTS or (kind not in TEXTLESS and not entered):
        return None
    text = "" if kind in TEXTLESS else _text(entered[0], kind, outgoing)
    return TEXTS[kind].replace("{cell}", cell).replace("{text}", text)


def comparison(operator: str, formulas: list[str], incoming: Incoming, *, dates: bool = False) -> Obj | None:
    """Return the condition of a comparison; `dates` says that numbers are days."""
    days = [_day(text, incoming, bare=dates) for text in formulas]
    if all(days) and (name := _named(DATES, operator)) and days:
        return {"type": name, "values": days}
    literal = LITERAL.fullmatch(formulas[0]) if formulas else None
    if literal and operator == "equal":
        return {"type": "TEXT_EQ", "values": [{"userEnteredValue": literal[1].replace('""', '"')}]}
    name = _named(NUMBERS, operator)
    if not name or not formulas or literal:
        return None
    return {"type": name, "values": [{"userEnteredValue": _entered(text, incoming)} for text in formulas]}


def asked(test: str, cell: str, incoming: Incoming) -> Obj:
    """Return the condition a formula asks of a cell: a known one, or the formula."""
    for kind, template in TEXTS.items():
        pattern = re.escape(template).replace(r"\{cell\}", re.escape(cell))
        first, *more = pattern.split(r"\{text\}")
        found = re.fullmatch(first + "".join(f"(?P<t{at}>.+){part}" for at, part in enumerate(more)), test)
        if found and len(set(found.groups())) <= 1:
            return {"type": kind, **({"values": [_read_text(found[1], kind, incoming)]} if more else {})}
    return {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": incoming.formula(test)}]}


def _operand(value: Obj, kind: str, outgoing: Outgoing) -> str | None:
    if "relativeDate" in value:
        return RELATIVE.get(value["relativeDate"])
    entered = value.get("userEnteredValue", "")
    if is_formula(entered):
        return outgoing.bare_formula(entered)
    number = outgoing.number(entered)
    if number is None:
        return None
    if kind in DATES:
        day = EPOCH + timedelta(days=int(number))
        return f"DATE({day.year},{day.month},{day.day})"
    return repr(int(number) if number.is_integer() else number)


def as_literal(text: str) -> str:
    """Return a text as Excel searches for it letter by letter: its wildcards are none."""
    return WILD.sub(r"~\g<0>", text)


def _text(entered: str, kind: str, outgoing: Outgoing) -> str:
    if is_formula(entered):
        return outgoing.bare_formula(entered)
    plain = as_literal(entered) if kind in SEARCHED else entered
    return '"' + plain.replace('"', '""') + '"'


def _read_text(text: str, kind: str, incoming: Incoming) -> Obj:
    literal = LITERAL.fullmatch(text)
    if not literal:
        return {"userEnteredValue": incoming.formula(text)}
    plain = literal[1].replace('""', '"')
    return {"userEnteredValue": re.sub(r"~([*?~])", r"\1", plain) if kind in SEARCHED else plain}


def _day(text: str, incoming: Incoming, *, bare: bool) -> Obj | None:
    for name, formula in RELATIVE.items():
        if formula == text:
            return {"relativeDate": name}
    if called := DATE_CALL.fullmatch(text):
        try:
            number = (date(*map(int, called.groups())) - EPOCH).days
        except ValueError:
            return None
    elif bare and NUMERAL.fullmatch(text):
        number = int(float(text))
    else:
        return {"userEnteredValue": incoming.formula(text)} if bare and text else None
    return {"userEnteredValue": show_number(number, {"type": "DATE"}, incoming.locale.name)}


def _entered(text: str, incoming: Incoming) -> str:
    return incoming.number(float(text)) if NUMERAL.fullmatch(text) else incoming.formula(text)


def _named(names: Mapping[str, str], operator: str) -> str | None:
    return next((ours for ours, theirs in names.items() if theirs == operator), None)
