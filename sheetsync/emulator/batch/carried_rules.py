"""Conditional formats that go along with cells that are copied or cut."""

from sheetsync.emulator.batch.holders import rewritten
from sheetsync.emulator.batch.pasting import copies
from sheetsync.emulator.book.grid import START_COLUMN, START_ROW, Area, area_of, to_grid_range
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.rewrite import moved_by

NAME = "conditionalFormats"


def copy_rules(source_sheet: Sheet, source: Area, sheet: Sheet, target: Area, decimal: str) -> None:
    """Extend the conditional formats of the source over the target, and end there those that it had."""
    found = []  # each rule of the source that covers some of it, with the places it gets in the target
    for rule in source_sheet.listed(NAME):
        parts = _inside(source_sheet, rule, source)
        if parts:
            found.append(
                (rule, [to_grid_range(sheet.id, copy) for part in parts for copy in copies(part, source, target)])
            )
    remove_rules(sheet, target, decimal, but=[rule for rule, _ in found])
    rules = list(sheet.listed(NAME))
    for rule, places in found:
        at = next((index for index, other in enumerate(rules) if other is rule), None)
        if at is None:
            rules.append(_over(rule, places, decimal))
        else:
            held = [area_of(sheet, item) for item in rule["ranges"]]
            fresh = [item for item in places if not any(area.holds(area_of(sheet, item)) for area in held)]
            rules[at] = {**rule, "ranges": [*rule["ranges"], *fresh]}
    sheet.keep(NAME, rules)


def move_rules(source_sheet: Sheet, source: Area, sheet: Sheet, target: Area, decimal: str) -> None:
    """Let the conditional formats of cut cells go with them; a rule that covered more than those becomes two.

    The formula of what is cut stays what it was for its first cell, as those of cells do: references follow later.
    """
    if sheet is not source_sheet:
        remove_rules(sheet, target, decimal)
    kept = []
    for rule in source_sheet.listed(NAME):
        rest = [part for held in rule["ranges"] for part in _without(source_sheet, held, source)]
        if sheet is source_sheet:
            rest = [part for held in rest for part in _without(sheet, held, target)]
        if rest:
            kept.append(_over(rule, rest, decimal))
        parts = _inside(source_sheet, rule, source)
        if parts:
            cut = _over(rule, [to_grid_range(source_sheet.id, part) for part in parts], decimal)
            places = [to_grid_range(sheet.id, copy) for part in parts for copy in copies(part, source, target)]
            if sheet is source_sheet:
                kept.append({**cut, "ranges": places})
            else:
                sheet.keep(NAME, [*sheet.listed(NAME), {**cut, "ranges": places}])
    source_sheet.keep(NAME, kept)


def remove_rules(sheet: Sheet, area: Area, decimal: str, but: list[Obj] | None = None) -> None:
    """Take an area out of the conditional formats of a tab, but for some rules."""
    kept = []
    for rule in sheet.listed(NAME):
        if any(rule is other for other in but or []):
            kept.append(rule)
            continue
        rest = [part for held in rule["ranges"] for part in _without(sheet, held, area)]
        if rest:
            kept.append(_over(rule, rest, decimal))
    sheet.keep(NAME, kept)


def _over(rule: Obj, ranges: list[Obj], decimal: str) -> Obj:
    """Return a rule over other ranges. Its formulas are those of the first cell of the first of them."""
    before, after = rule["ranges"][0], ranges[0]
    down = after.get(START_ROW, 0) - before.get(START_ROW, 0)
    right = after.get(START_COLUMN, 0) - before.get(START_COLUMN, 0)
    result = {**rule, "ranges": ranges}
    if not (down or right):
        return result
    moved: Obj = rewritten(result, lambda formula: moved_by(formula, decimal, down, right))
    return moved


def _inside(sheet: Sheet, rule: Obj, area: Area) -> list[Area]:
    return [common for held in rule["ranges"] if (common := area_of(sheet, held).common(area))]


def _without(sheet: Sheet, held: Obj, hole: Area) -> list[Obj]:
    """Return a range without the cells of a hole; one that the hole does not touch as it was."""
    area = area_of(sheet, held)
    return [to_grid_range(sheet.id, part) for part in area.without(hole)] if area.meets(hole) else [held]
