"""Excel rules: validation and conditional formats, as far as Excel has the same kind."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.looks import difference_fill, difference_font

Formula = Callable[[str], str]  # a formula as typed here -> as Excel stores it, without `=`
LONGEST_LIST = 255  # characters Excel takes for a list written out in the rule
Operator = Literal[
    "lessThan", "lessThanOrEqual", "equal", "notEqual", "greaterThanOrEqual", "greaterThan", "between", "notBetween"
]
COMPARISONS: Mapping[str, Operator] = MappingProxyType(
    {
        "NUMBER_GREATER": "greaterThan",
        "NUMBER_GREATER_THAN_EQ": "greaterThanOrEqual",
        "NUMBER_LESS": "lessThan",
        "NUMBER_LESS_THAN_EQ": "lessThanOrEqual",
        "NUMBER_EQ": "equal",
        "NUMBER_NOT_EQ": "notEqual",
        "NUMBER_BETWEEN": "between",
        "NUMBER_NOT_BETWEEN": "notBetween",
    }
)


def validation(rule: Obj, formula: Formula) -> DataValidation | None:
    """Return a validation rule; None for a kind, or a list, that Excel cannot hold."""
    condition = rule["condition"]
    values = [value.get("userEnteredValue", "") for value in condition.get("values", [])]
    kind: dict[str, Any] | None = None
    if condition["type"] == "ONE_OF_LIST":
        kind = _list_of(values)
    elif condition["type"] == "ONE_OF_RANGE" and values:
        kind = {"type": "list", "formula1": formula(values[0] if values[0].startswith("=") else "=" + values[0])}
    elif condition["type"] == "BOOLEAN":
        kind = _list_of(values or ["TRUE", "FALSE"])
    elif condition["type"] == "CUSTOM_FORMULA" and values:
        kind = {"type": "custom", "formula1": formula(values[0])}
    elif condition["type"] in COMPARISONS and values:
        kind = {
            "type": "decimal",
            "operator": COMPARISONS[condition["type"]],
            **{f"formula{place}": _operand(value, formula) for place, value in enumerate(values[:2], start=1)},
        }
    if kind is None:
        return None
    made = DataValidation(allow_blank=True, **kind)
    made.errorStyle = "stop" if rule.get("strict") else "warning"
    made.showErrorMessage = True
    if rule.get("inputMessage"):
        made.prompt, made.showInputMessage = rule["inputMessage"][:LONGEST_LIST], True
    # openpyxl's flag is Excel's: True hides the arrow.
    made.showDropDown = not rule.get("showCustomUi", False) and kind["type"] == "list"
    return made


def conditional_format(rule: Obj, corner: str, formula: Formula) -> Rule | None:
    """Return a conditional format; `corner` is the first cell of its range. None for a kind Excel has not got."""
    boolean = rule.get("booleanRule")
    if not boolean:
        return None
    condition = boolean["condition"]
    values = [value.get("userEnteredValue", "") for value in condition.get("values", [])]
    style = DifferentialStyle(
        font=difference_font(boolean.get("format", {}).get("textFormat", {})),
        fill=difference_fill(boolean.get("format", {})),
    )
    if condition["type"] in COMPARISONS:
        operands = [_operand(value, formula) for value in values]
        return Rule(type="cellIs", operator=COMPARISONS[condition["type"]], formula=operands, dxf=style)
    test = _expression(condition["type"], values[0] if values else "", corner, formula)
    return Rule(type="expression", formula=[test], dxf=style) if test else None


def _expression(kind: str, value: str, corner: str, formula: Formula) -> str | None:
    text = _operand(value, formula) if value.startswith("=") else '"' + value.replace('"', '""') + '"'
    tests = {
        "TEXT_EQ": f"EXACT(LOWER({corner}),LOWER({text}))",
        "TEXT_CONTAINS": f"ISNUMBER(SEARCH({text},{corner}))",
        "TEXT_NOT_CONTAINS": f"NOT(ISNUMBER(SEARCH({text},{corner})))",
        "TEXT_STARTS_WITH": f"LEFT({corner},LEN({text}))={text}",
        "TEXT_ENDS_WITH": f"RIGHT({corner},LEN({text}))={text}",
        "BLANK": f"LEN(TRIM({corner}))=0",
        "NOT_BLANK": f"LEN(TRIM({corner}))>0",
    }
    if kind == "CUSTOM_FORMULA" and value:
        return formula(value if value.startswith("=") else "=" + value)
    return tests.get(kind)


def _list_of(values: list[str]) -> dict[str, Any] | None:
    written = ",".join(values).replace('"', '""')
    if len(written) > LONGEST_LIST or any("," in value for value in values):
        return None
    return {"type": "list", "formula1": f'"{written}"'}


def _operand(value: str, formula: Formula) -> str:
    return formula(value) if value.startswith("=") else value.replace(",", ".")
