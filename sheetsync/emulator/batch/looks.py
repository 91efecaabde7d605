"""Requests about how a tab looks without its cells changing: conditional formats, banding, filters."""

from sheetsync.emulator.batch.context import Batch, fresh_id
from sheetsync.emulator.book.grid import area_of
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import Obj, RequestError


def add_conditional_format_rule(batch: Batch, request: Obj) -> None:
    """Insert a rule before the others at its index."""
    rule = _checked(batch, request.get("rule", {}))
    sheet = batch.sheet(rule["ranges"][0].get("sheetId", 0))
    rules = list(sheet.listed("conditionalFormats"))
    index = request.get("index", 0)
    if not 0 <= index <= len(rules):
        raise RequestError(f"Index must be between 0 and {len(rules)}: {index}")
    rules.insert(index, rule)
    sheet.keep("conditionalFormats", rules)


def update_conditional_format_rule(batch: Batch, request: Obj) -> Obj:
    """Replace a rule, or move it."""
    index = request.get("index", 0)
    if "rule" in request:
        rule = _checked(batch, request["rule"])
        sheet = batch.sheet(rule["ranges"][0].get("sheetId", 0))
        rules, old = _rules(sheet, index)
        rules[index] = rule
        sheet.keep("conditionalFormats", rules)
        return {"oldRule": old, "newRule": rule, **({"newIndex": index} if index else {})}
    sheet = batch.sheet(request.get("sheetId", 0))
    rules, old = _rules(sheet, index)
    target = request.get("newIndex", 0)
    if not 0 <= target < len(rules):
        raise RequestError(f"No conditional format on sheet: {sheet.id} at index: {target}")
    rules.insert(target, rules.pop(index))
    sheet.keep("conditionalFormats", rules)
    return {"newRule": old, **{name: at for name, at in (("oldIndex", index), ("newIndex", target)) if at}}


def delete_conditional_format_rule(batch: Batch, request: Obj) -> Obj:
    """Delete a rule."""
    sheet = batch.sheet(request.get("sheetId", 0))
    rules, old = _rules(sheet, request.get("index", 0))
    sheet.keep("conditionalFormats", [rule for rule in rules if rule is not old])
    return {"rule": old}


def set_basic_filter(batch: Batch, request: Obj) -> None:
    """Put the tab's one filter on a range."""
    given = request.get("filter", {})
    sheet, _ = batch.area(given.get("range", {}))
    sheet.body["basicFilter"] = {"range": {}, **given}


def clear_basic_filter(batch: Batch, request: Obj) -> None:
    """Take the tab's filter off; without one, nothing happens."""
    batch.sheet(request.get("sheetId", 0)).body.pop("basicFilter", None)


def add_banding(batch: Batch, request: Obj) -> Obj:
    """Band a range in alternating colours."""
    given = with_colour_styles(request.get("bandedRange", {}))
    sheet, area = batch.area(given.get("range", {}))
    taken = {item["bandedRangeId"] for other in batch.book.sheets for item in other.listed("bandedRanges")}
    banded = {"bandedRangeId": given.get("bandedRangeId") or fresh_id(taken), **given}
    if banded["bandedRangeId"] in taken:
        raise RequestError(
            f"Cannot add banded range with id: {banded['bandedRangeId']}, a banded range with that id already exists."
        )
    if any(area_of(sheet, item["range"]).meets(area) for item in sheet.listed("bandedRanges")):
        raise RequestError(
            "You cannot add alternating background colors to a range that already has alternating background colors."
        )
    sheet.keep("bandedRanges", [*sheet.listed("bandedRanges"), banded])
    return {"bandedRange": banded}


def delete_banding(batch: Batch, request: Obj) -> None:
    """Take a banding away."""
    wanted = request.get("bandedRangeId", 0)
    for sheet in batch.book.sheets:
        kept = [item for item in sheet.listed("bandedRanges") if item["bandedRangeId"] != wanted]
        if len(kept) < len(sheet.listed("bandedRanges")):
            sheet.keep("bandedRanges", kept)
            return
    raise RequestError(f"No banded range with id: {wanted}")


def _checked(batch: Batch, rule: Obj) -> Obj:
    if not rule.get("ranges"):
        raise RequestError("ConditionalFormatRule.ranges must not be empty.")
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise RequestError("ConditionalFormatRule must have either a booleanRule or a gradientRule.")
    if "booleanRule" in rule and not rule["booleanRule"].get("condition", {}).get("type"):
        raise RequestError("ConditionalFormatRule.booleanRule.condition.type must be specified.")
    for grid_range in rule["ranges"]:
        batch.area(grid_range)
    if len({grid_range.get("sheetId", 0) for grid_range in rule["ranges"]}) > 1:
        raise RequestError("All ranges of a conditional format rule must be on the same sheet.")
    return with_colour_styles(rule)


def _rules(sheet: Sheet, index: int) -> tuple[list[Obj], Obj]:
    rules = list(sheet.listed("conditionalFormats"))
    if not 0 <= index < len(rules):
        raise RequestError(f"No conditional format on sheet: {sheet.id} at index: {index}")
    return rules, rules[index]


KINDS = (
    ("addConditionalFormatRule", add_conditional_format_rule),
    ("updateConditionalFormatRule", update_conditional_format_rule),
    ("deleteConditionalFormatRule", delete_conditional_format_rule),
    ("setBasicFilter", set_basic_filter),
    ("clearBasicFilter", clear_basic_filter),
    ("addBanding", add_banding),
    ("deleteBanding", delete_banding),
)
