"""Excel validation: what may be entered, both ways.

A list that Excel cannot hold inside a rule (too long, or with commas in it) stands in a tab of its own that nobody sees
and that is gone again when the file is read.
"""

from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheetsync.emulator.book.grid import Area, whole
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.excel.conditions import DATES, LITERAL, NUMBERS, asked, comparison, operands, test_of
from sheetsync.emulator.excel.places import Cell, absolute, rectangles, span
from sheetsync.emulator.excel.scene import CONTROL, Incoming, Outgoing
from sheetsync.emulator.formulas.conditions import KINDS, VALIDATION
from sheetsync.emulator.shapes.sharing import content

LONGEST_LIST = 255  # characters Excel takes for a list written out in a rule, or for a message
LISTS_TAB = "_lists"
VERY_HIDDEN = "veryHidden"
CHECKBOX = ["TRUE", "FALSE"]
FIRST_DAY = "0"  # every date is on it or after it
MOST_CELLS = (
    1_000_000  # of rules in a file: each cell keeps its own here, so a file of a few bytes could ask for billions
)


class Lists:
    """The tab for lists that do not fit into rules; made when the first one comes."""

    def __init__(self, workbook: Any) -> None:
        """`workbook` is being written; all its other tabs are there already."""
        self._workbook = workbook
        self._tab: Worksheet | None = None
        self._count = 0

    def place(self, values: list[str]) -> str:
        """Write a list down and return where."""
        if self._tab is None:
            title = LISTS_TAB
            while title in self._workbook.sheetnames:
                title = f"_{title}"
            self._tab = self._workbook.create_sheet(title)
            self._tab.sheet_state = VERY_HIDDEN
        self._count += 1
        for row, value in enumerate(values, start=1):
            cell = self._tab.cell(row, self._count)
            cell.value, cell.data_type = CONTROL.sub("", value), "s"
        return absolute(self._tab.title, Area(0, len(values), self._count - 1, self._count))


def is_lists(worksheet: Any) -> bool:
    """Tell whether a tab is one that an export made for its lists."""
    return bool(worksheet.sheet_state == VERY_HIDDEN and worksheet.title.lstrip("_") == LISTS_TAB.lstrip("_"))


def write_validation(outgoing: Outgoing, sheet: Sheet, worksheet: Any, lists: Lists) -> None:
    """Put each rule of a tab into its worksheet once, with the cells it is on."""
    rules: dict[bytes, tuple[Obj, list[Cell]]] = {}
    for row, column, cell in sheet.entries():
        if "dataValidation" in cell:
            rules.setdefault(content(cell["dataValidation"]), (cell["dataValidation"], []))[1].append((row, column))
    for rule, cells in rules.values():
        areas = rectangles(cells)
        made = _rule(rule, span(areas[0]).partition(":")[0], outgoing, lists)
        if made:
            worksheet.add_data_validation(made)
            for area in areas:
                made.add(span(area))


def read_validation(incoming: Incoming, worksheet: Any, sheet: Sheet) -> None:
    """Give the cells of a tab the rules of its worksheet."""
    count = 0
    for held in worksheet.data_validations.dataValidation:
        areas = incoming.areas(str(held.sqref))
        condition = _condition(held, span(areas[0]).partition(":")[0], incoming) if areas else None
        if condition is None or VALIDATION not in KINDS[condition["type"]].uses:
            continue
        rule = _settled(held, condition)
        for area in areas:
            inside = _within(area, whole(sheet))
            count += max(inside.height, 0) * max(inside.width, 0)
            if count > MOST_CELLS:
                raise RequestError("Too many cells have data validation.")
            for row, column in inside.cells():
                sheet.put(row, column, {**sheet.cell(row, column), "dataValidation": rule})


def _rule(rule: Obj, corner: str, outgoing: Outgoing, lists: Lists) -> DataValidation | None:
    kind = _kind(rule["condition"], corner, outgoing, lists)
    if kind is None:
        return None
    made = DataValidation(allow_blank=True, **kind)
    made.errorStyle = "stop" if rule.get("strict") else "warning"
    made.showErrorMessage = True
    if rule.get("inputMessage"):
        made.prompt, made.showInputMessage = CONTROL.sub("", rule["inputMessage"])[:LONGEST_LIST], True
    # openpyxl's flag is Excel's: True hides the arrow.
    made.showDropDown = not rule.get("showCustomUi", False) and kind["type"] == "list"
    return made


def _kind(condition: Obj, corner: str, outgoing: Outgoing, lists: Lists) -> dict[str, Any] | None:
    name = condition["type"]
    values = [value.get("userEnteredValue", "") for value in condition.get("values", [])]
    if name in ("ONE_OF_LIST", "BOOLEAN"):
        return {"type": "list", "formula1": _list(values or CHECKBOX, lists)}
    if name == "ONE_OF_RANGE" and values:
        return {"type": "list", "formula1": outgoing.bare_formula(f"={values[0].removeprefix('=')}")}
    if name == "DATE_IS_VALID":
        return {"type": "date", "operator": "greaterThanOrEqual", "formula1": FIRST_DAY}
    operator = NUMBERS.get(name) or DATES.get(name)
    if operator:
        compared = operands(condition, outgoing)
        kind = {"type": "decimal" if name in NUMBERS else "date", "operator": operator}
        return {**kind, **dict(zip(("formula1", "formula2"), compared, strict=False))} if compared else None
    test = test_of(condition, corner, outgoing)
    return {"type": "custom", "formula1": test} if test else None


def _list(values: list[str], lists: Lists) -> str:
    written = ",".join(values).replace('"', '""')
    fits = len(written) <= LONGEST_LIST and not any(value != value.strip() or "," in value for value in values)
    return f'"{CONTROL.sub("", written)}"' if fits else lists.place(values)


def _condition(held: Any, corner: str, incoming: Incoming) -> Obj | None:
    formulas = [str(text).removeprefix("=") for text in (held.formula1, held.formula2) if text is not None]
    if not formulas:
        return None
    if held.type == "list":
        return _listed(formulas[0], incoming)
    if held.type == "custom":
        return asked(formulas[0], corner, incoming)
    if held.type == "date" and held.operator == "greaterThanOrEqual" and formulas[0] in (FIRST_DAY, "1"):
        return {"type": "DATE_IS_VALID"}
    if held.type in ("whole", "decimal", "date"):
        # That a number is whole, Google cannot ask.
        operator = held.operator or "between"
        wanted = formulas if operator in ("between", "notBetween") else formulas[:1]
        return comparison(operator, wanted, incoming, dates=held.type == "date")
    return None


def _listed(formula: str, incoming: Incoming) -> Obj | None:
    literal = LITERAL.fullmatch(formula)
    if not literal:
        long = _long_list(formula, incoming)
        values = long if long is not None else [incoming.formula(formula)]
        name = "ONE_OF_LIST" if long is not None else "ONE_OF_RANGE"
    else:
        values = [value.strip() for value in literal[1].replace('""', '"').split(",")]
        name = "ONE_OF_LIST"
        if values == CHECKBOX:
            return {"type": "BOOLEAN"}
    values = [value for value in values if value]
    return {"type": name, "values": [{"userEnteredValue": value} for value in values]} if values else None


def _long_list(formula: str, incoming: Incoming) -> list[str] | None:
    """Return the list that an export wrote into its own tab; None where the formula points elsewhere."""
    title, _, place = formula.rpartition("!")
    title = title.strip("'")
    if title not in incoming.workbook.sheetnames or not is_lists(incoming.workbook[title]):
        return None
    tab, areas = incoming.workbook[title], incoming.areas(place)
    if not areas:
        return None
    rows = range(areas[0].start_row, min(areas[0].end_row, tab.max_row))
    return [str(tab.cell(row + 1, areas[0].start_column + 1).value or "") for row in rows]


def _settled(held: Any, condition: Obj) -> Obj:
    rule: Obj = {"condition": condition}
    if held.promptTitle or held.prompt:
        rule["inputMessage"] = ": ".join(filter(None, (held.promptTitle, held.prompt)))
    if held.showErrorMessage and held.errorStyle in (None, "stop"):
        rule["strict"] = True
    if held.type == "list" and not held.showDropDown:
        rule["showCustomUi"] = True
    return rule


def _within(area: Area, grid: Area) -> Area:
    return Area(
        area.start_row,
        min(area.end_row, grid.end_row),
        area.start_column,
        min(area.end_column, grid.end_column),
    )
