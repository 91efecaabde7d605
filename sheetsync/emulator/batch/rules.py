"""Requests about conditional formats: the rules of a tab, in the order in which they are asked."""

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.book.grid import area_of
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.conditions import FORMATS, check, is_formula
from sheetsync.emulator.formulas.parser import Call, Name, Node, Reference, parse
from sheetsync.emulator.formulas.tokens import ParseError
from sheetsync.emulator.text.entry import enter

ENDS = frozenset({"MIN", "MAX"})
FORMATTED = frozenset({"backgroundColor", "backgroundColorStyle", "textFormat"})
LETTERED = frozenset({"bold", "italic", "strikethrough", "underline", "foregroundColor", "foregroundColorStyle"})


def add_conditional_format_rule(batch: Batch, request: Obj) -> None:
    """Insert a rule before the others at its index."""
    rule = _checked(batch, request.get("rule", {}))
    sheet = _sheet_of(batch, rule)
    rules = list(sheet.listed("conditionalFormats"))
    index = request.get("index", 0)
    if not 0 <= index <= len(rules):
        raise RequestError(f"Index must be between 0 and {len(rules)}: {index}")
    rules.insert(index, rule)
    sheet.keep("conditionalFormats", rules)


def update_conditional_format_rule(batch: Batch, request: Obj) -> Obj:
    """Replace a rule, or move it."""
    index = request.get("index", 0)
    if "rule" not in request and "newIndex" not in request:
        raise RequestError("Must specify either 'rule' or 'newIndex'.")
    if "rule" in request:
        rule = _checked(batch, request["rule"])
        sheet = _sheet_of(batch, rule)
        rules, old = _rules(batch, sheet, index)
        rules[index] = rule
        sheet.keep("conditionalFormats", rules)
        return {"oldRule": old, "newRule": rule, **({"newIndex": index} if index else {})}
    sheet = batch.sheet(request.get("sheetId", 0))
    rules, old = _rules(batch, sheet, index)
    target = request["newIndex"]
    _rules(batch, sheet, target)
    rules.insert(target, rules.pop(index))
    sheet.keep("conditionalFormats", rules)
    return {"newRule": old, **{name: at for name, at in (("oldIndex", index), ("newIndex", target)) if at}}


def delete_conditional_format_rule(batch: Batch, request: Obj) -> Obj:
    """Delete a rule."""
    sheet = batch.sheet(request.get("sheetId", 0))
    rules, old = _rules(batch, sheet, request.get("index", 0))
    sheet.keep("conditionalFormats", [rule for rule in rules if rule is not old])
    return {"rule": old}


def _sheet_of(batch: Batch, rule: Obj) -> Sheet:
    return batch.sheet(rule["ranges"][0].get("sheetId", 0))


def _rules(batch: Batch, sheet: Sheet, index: int) -> tuple[list[Obj], Obj]:
    rules = list(sheet.listed("conditionalFormats"))
    if not 0 <= index < len(rules):
        raise RequestError(f"No conditional format on sheet: {sheet.id} at index: {index}")
    for grid_range in rules[index]["ranges"]:
        batch.guard(sheet, area_of(sheet, grid_range))
    return rules, rules[index]


def _checked(batch: Batch, rule: Obj) -> Obj:
    """Return the rule as it is kept; raises RequestError for one that Google does not take."""
    if not rule.get("ranges"):
        raise RequestError("ConditionalFormatRule.ranges must not be empty.")
    if "booleanRule" not in rule and "gradientRule" not in rule:
        raise RequestError("ConditionalFormatRule must have either a booleanRule or a gradientRule.")
    for grid_range in rule["ranges"]:
        batch.editable(grid_range)
    if len({grid_range.get("sheetId", 0) for grid_range in rule["ranges"]}) > 1:
        raise RequestError("All ranges of a conditional format rule must be on the same sheet.")
    if "booleanRule" in rule:
        _check_boolean(batch, rule)
        return with_colour_styles(rule)
    return with_colour_styles({**rule, "gradientRule": _gradient(batch, rule["gradientRule"])})


def _check_boolean(batch: Batch, rule: Obj) -> None:
    condition, shown = rule["booleanRule"].get("condition", {}), rule["booleanRule"].get("format", {})
    check(condition, FORMATS, batch.locale, batch.now.date())
    for value in condition.get("values", []):
        entered = value.get("userEnteredValue", "")
        if is_formula(entered):
            _check_formula(batch, _sheet_of(batch, rule), entered, condition["type"])
    # The discovery document names the parts of a format a rule can apply; how others are refused is not known.
    unknown = [*(shown.keys() - FORMATTED), *(shown.get("textFormat", {}).keys() - LETTERED)]
    if unknown:
        raise RequestError(f"ConditionalFormatRule.booleanRule.format.{min(unknown)} is not supported.")


def _check_formula(batch: Batch, sheet: Sheet, entered: str, kind: str) -> None:
    """Refuse what public reports say a rule cannot look at: a named range, another tab."""
    try:
        tree = parse(f"={entered[1:]}", batch.locale.decimal)
    except ParseError:
        return  # a formula that this emulator cannot read may still be one that Google can
    for node in _leaves(tree):
        if isinstance(node, Name):
            raise RequestError(f"Invalid ConditionValue.userEnteredValue: {entered} for ConditionType: {kind}")
        if isinstance(node, Reference) and node.title is not None and batch.book.titled(node.title) is not sheet:
            raise RequestError("Conditional format rule cannot reference a different sheet.")


def _leaves(node: Node) -> list[Node]:
    if isinstance(node, Call):
        return [leaf for argument in node.arguments for leaf in _leaves(argument)]
    return [node]


def _gradient(batch: Batch, gradient: Obj) -> Obj:
    """Return a colour scale as it is kept: its points checked, and no value on one that takes the least or most."""
    kept: Obj = {}
    for name in ("minpoint", "midpoint", "maxpoint"):
        point = gradient.get(name)
        if point is None and name == "midpoint":
            continue
        kind = (point or {}).get("type", "INTERPOLATION_POINT_TYPE_UNSPECIFIED")
        if point is None or kind == "INTERPOLATION_POINT_TYPE_UNSPECIFIED":
            raise RequestError("No interpolationPointType specified.")
        value = point.get("value", "")
        if kind in ENDS:
            kept[name] = {part: item for part, item in point.items() if part != "value"}
            continue
        if not value:
            raise RequestError("InterpolationPoint.value is required.")
        if not is_formula(value) and "numberValue" not in enter(value, batch.locale, batch.now.date()).value:
            raise RequestError(f"Invalid InterpolationPoint.value: {value}")
        kept[name] = point
    return kept


KINDS = (
    ("addConditionalFormatRule", add_conditional_format_rule),
    ("updateConditionalFormatRule", update_conditional_format_rule),
    ("deleteConditionalFormatRule", delete_conditional_format_rule),
)
