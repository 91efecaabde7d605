"""Excel filters and tables, both ways.

A filter that says which colour is seen, or asks a formula, is left out; its rows stay hidden. A table is one in Excel
too where its header can be: texts that differ, and neither a merge nor the tab's filter across it. Of what kind the
columns of a table are, Excel does not know.
"""

import re
from typing import Any

from openpyxl.worksheet.filters import AutoFilter, CustomFilter, CustomFilters, FilterColumn, Filters
from openpyxl.worksheet.table import Table, TableColumn

from sheetsync.emulator.batch.tables import LEAST_HEIGHT
from sheetsync.emulator.book.grid import Area, area_of, to_grid_range
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.conditions import NUMBERS, NUMERAL, as_literal, operands
from sheetsync.emulator.excel.places import span
from sheetsync.emulator.excel.scene import Incoming, Outgoing
from sheetsync.emulator.text.formats import show

SIGNED = ("equal", "notEqual", "greaterThan", "greaterThanOrEqual", "lessThan", "lessThanOrEqual")
NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


def write_filter(outgoing: Outgoing, sheet: Sheet, worksheet: Any) -> None:
    """Put the tab's filter over the same range, with what it asks of each column."""
    given = sheet.body.get("basicFilter")
    if not given or (area := area_of(sheet, given["range"])).height <= 0:
        return
    worksheet.auto_filter.ref = span(area)
    for name, criteria in given.get("criteria", {}).items():
        column = FilterColumn(colId=int(name) - area.start_column)
        if criteria.get("hiddenValues"):
            seen = _shown_values(outgoing, sheet, area, int(name)) - set(criteria["hiddenValues"])
            column.filters = Filters(filter=sorted(seen - {""}), blank="" in seen or None)
        elif custom := _custom(criteria.get("condition", {}), outgoing):
            column.customFilters = custom
        else:
            continue
        worksheet.auto_filter.filterColumn.append(column)


def read_filter(incoming: Incoming, worksheet: Any, sheet: Sheet) -> Area | None:
    """Return the range of the filter of a worksheet after giving it to the tab."""
    areas = incoming.areas(worksheet.auto_filter.ref or "")
    if not areas or areas[0].end_row > sheet.row_count or areas[0].end_column > sheet.column_count:
        return None
    sheet.body["basicFilter"] = {"range": to_grid_range(sheet.id, areas[0])}
    return areas[0]


def read_criteria(outgoing: Outgoing, worksheet: Any, sheet: Sheet, incoming: Incoming) -> None:
    """Read what a filter asks of each column. Excel says which values are seen, so all the cells must be there."""
    area = area_of(sheet, sheet.body["basicFilter"]["range"])
    found: dict[int, Obj] = {}
    for column in worksheet.auto_filter.filterColumn:
        index = area.start_column + column.colId
        if column.filters is not None and index < area.end_column:
            seen = set(column.filters.filter) | ({""} if column.filters.blank else set())
            hidden = sorted(_shown_values(outgoing, sheet, area, index) - seen)
            if hidden:
                found[index] = {"hiddenValues": hidden}
        elif column.customFilters is not None and (condition := _asked(column.customFilters, incoming)):
            found[index] = {"condition": condition}
    if found:
        specs = [{"columnIndex": index, "filterCriteria": item} for index, item in sorted(found.items())]
        both = {"criteria": {str(index): item for index, item in sorted(found.items())}, "filterSpecs": specs}
        sheet.body["basicFilter"] = {**sheet.body["basicFilter"], **both}


def write_tables(sheet: Sheet, worksheet: Any, taken: set[str]) -> None:
    """Make tables of a tab's tables. `taken` are the names the workbook has by now, in small letters."""
    barred = [area_of(sheet, place) for place in sheet.listed("merges")]
    if "basicFilter" in sheet.body:
        barred.append(area_of(sheet, sheet.body["basicFilter"]["range"]))
    for given in sheet.listed("tables"):
        area = area_of(sheet, given["range"])
        names = [
            sheet.cell(area.start_row, column).get("userEnteredValue", {}).get("stringValue", "")
            for column in range(area.start_column, area.end_column)
        ]
        title = re.sub(r"\W", "_", given["name"])
        differ = len({name.casefold() for name in names}) == len(names)
        sound = differ and all(name and name.isprintable() for name in names)
        known = not NAME.fullmatch(title) or title.casefold() in taken
        if not sound or known or area.height < LEAST_HEIGHT or any(place.meets(area) for place in barred):
            continue
        taken.add(title.casefold())
        made = Table(displayName=title, name=title, ref=span(area), autoFilter=AutoFilter(ref=span(area)))
        made.tableColumns = [TableColumn(id=number, name=name) for number, name in enumerate(names, start=1)]
        worksheet.add_table(made)


def read_tables(incoming: Incoming, worksheet: Any, sheet: Sheet) -> None:
    """Give a tab the tables of its worksheet; those without a header, or with nothing below it, are none here."""
    tables: list[Obj] = []
    ids: set[int] = set()
    for held in worksheet.tables.values():
        areas = incoming.areas(held.ref)
        if not areas or held.headerRowCount == 0:
            continue
        bottom = areas[0].end_row - (held.totalsRowCount or 0)  # Google's row of totals works in another way
        area = Area(areas[0].start_row, bottom, areas[0].start_column, areas[0].end_column)
        fits = area.end_row <= sheet.row_count and area.end_column <= sheet.column_count
        if area.height >= LEAST_HEIGHT and fits:
            ids.add(number := fresh_id(ids))
            tables.append(
                {
                    "tableId": str(number),
                    "name": held.displayName,
                    "range": to_grid_range(sheet.id, area),
                    "columnProperties": [
                        {**({"columnIndex": index} if index else {}), "columnName": column.name}
                        for index, column in enumerate(held.tableColumns)
                    ],
                }
            )
    sheet.keep("tables", tables)


def _shown_values(outgoing: Outgoing, sheet: Sheet, area: Area, column: int) -> set[str]:
    shown = set()
    for row in range(area.start_row + 1, area.end_row):
        value = outgoing.calculator.effective(sheet, row, column)
        number_format = outgoing.calculator.number_format(sheet, row, column)
        shown.add(show(value, number_format, outgoing.locale.name) if value else "")
    return shown


def _custom(condition: Obj, outgoing: Outgoing) -> CustomFilters | None:
    kind = condition.get("type", "")
    text = (condition.get("values") or [{}])[0].get("userEnteredValue", "")
    literal = as_literal(text)
    patterns = {
        "TEXT_EQ": ("equal", literal),
        "TEXT_CONTAINS": ("equal", f"*{literal}*"),
        "TEXT_NOT_CONTAINS": ("notEqual", f"*{literal}*"),
        "TEXT_STARTS_WITH": ("equal", f"{literal}*"),
        "TEXT_ENDS_WITH": ("equal", f"*{literal}"),
        "BLANK": ("equal", " "),
        "NOT_BLANK": ("notEqual", " "),
    }
    if kind in patterns and not text.startswith("="):
        operator, pattern = patterns[kind]
        return _filters((operator, pattern))
    operator = NUMBERS.get(kind, "")
    values = operands(condition, outgoing) if operator else None
    if not values or not all(map(NUMERAL.fullmatch, values)):
        return None
    if operator == "between":
        return _filters(*zip(("greaterThanOrEqual", "lessThanOrEqual"), values, strict=True))
    return _filters((operator, values[0])) if operator in SIGNED else None


def _filters(*asked: tuple[str, str]) -> CustomFilters:
    made = [CustomFilter(operator=operator, val=value) for operator, value in asked]  # type: ignore[arg-type]  # one of openpyxl's own words
    return CustomFilters(_and=len(asked) > 1 or None, customFilter=made)


def _asked(custom: Any, incoming: Incoming) -> Obj | None:
    held = [(item.operator or "equal", str(item.val)) for item in custom.customFilter]
    bounds = dict(held)
    if len(held) > 1:
        both = custom._and and set(bounds) == {"greaterThanOrEqual", "lessThanOrEqual"}  # noqa: SLF001 - openpyxl's name
        values = [incoming.number(float(bounds[sign])) for sign in SIGNED if sign in bounds] if both else []
        return {"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": value} for value in values]} if both else None
    (operator, text), *_ = held
    if operator in SIGNED[2:] or NUMERAL.fullmatch(text):
        name = next(ours for ours, theirs in NUMBERS.items() if theirs == operator)
        return {"type": name, "values": [{"userEnteredValue": incoming.number(float(text))}]}
    if not text.strip():
        return {"type": "BLANK" if operator == "equal" else "NOT_BLANK"}
    starts, ends = text.startswith("*"), text.endswith("*") and not text.endswith("~*")
    plain = re.sub(r"~([*?~])", r"\1", text[starts : len(text) - ends])
    kinds = (("TEXT_EQ", "TEXT_STARTS_WITH"), ("TEXT_ENDS_WITH", "TEXT_CONTAINS"))
    kind = kinds[starts][ends] if operator == "equal" else "TEXT_NOT_CONTAINS" if starts and ends else None
    return {"type": kind, "values": [{"userEnteredValue": plain}]} if kind and plain else None
