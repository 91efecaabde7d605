"""Requests about tables: a named range with a header row, typed columns and bands of its own.

How they behave is partly documented and partly measured in public: the name of a column is the text of its header cell
and is written into it; a list of columns replaces the one before whole; a boolean column has no blanks and no texts;
a table counts as banding; deleting one takes its cells and the rules over them along.
"""

from itertools import count

from sheetsync.emulator.batch.banding import require_unbanded
from sheetsync.emulator.batch.context import Batch, refuse_taken
from sheetsync.emulator.batch.holders import show_filtered
from sheetsync.emulator.batch.shift import Lines, insert_lines
from sheetsync.emulator.book.cells import check_size
from sheetsync.emulator.book.grid import END_ROW, Area, area_of, to_grid_range
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import ROWS, Book, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.conditions import VALIDATION, check
from sheetsync.emulator.shapes import masks
from sheetsync.emulator.text.formats import show

NO_HEADER = "Table header row cell must have a value."
NO_LIST = "Condition must be set for dropdown column type."
NOT_A_LIST = "Cannot set condition for non-dropdown column type."
FOOTER = "footerColorStyle"
LEAST_HEIGHT = 2  # the header and one row


def add_table(batch: Batch, request: Obj) -> Obj:
    """Make a table of a range, whose first row becomes the header."""
    given = request.get("table", {})
    sheet, area = batch.editable(given.get("range", {}))
    taken = {table["tableId"] for _, table in _all(batch)}
    table_id = given.get("tableId") or str(fresh_id({int(name) for name in taken if name.isdecimal()}))
    refuse_taken("table", table_id, taken)
    name = given.get("name") or _free_name(batch)
    _check_name(batch, name, "")
    _check_place(sheet, area, None)
    _check_columns(batch, given.get("columnProperties", []), area)
    _check_rows(given.get("rowsProperties", {}))
    columns = _named(batch, sheet, area, _numbered(given.get("columnProperties", [])))
    rows = {"rowsProperties": given["rowsProperties"]} if given.get("rowsProperties") else {}
    table = {
        "tableId": table_id,
        "name": name,
        "range": to_grid_range(sheet.id, area),
        **rows,
        "columnProperties": columns,
    }
    _tick(sheet, area, columns)
    sheet.keep("tables", [*sheet.listed("tables"), table])
    return {"table": table}


def update_table(batch: Batch, request: Obj) -> None:
    """Change a table's name, range, columns or colours."""
    mask = masks.update_mask(request.get("fields", ""), "Table")
    given = request.get("table", {})
    sheet, old = require_table(batch, given.get("tableId", ""))
    new = {**masks.merge(mask, old, given), "tableId": old["tableId"]}
    _check_name(batch, new.get("name", ""), old["tableId"])
    _check_rows(new.get("rowsProperties", {}))
    target, area = batch.editable(new.get("range", {}))
    if target is not sheet:
        raise RequestError("A table cannot be moved to another sheet.")
    _check_place(sheet, area, old)
    written = "columnProperties" in mask or not mask
    columns = new.get("columnProperties", []) if written else _shifted(old, sheet, area)
    if written and any(not column.get("columnName") for column in columns):
        raise RequestError(NO_HEADER)
    _check_columns(batch, columns, area)
    new |= {"range": to_grid_range(sheet.id, area), "columnProperties": _named(batch, sheet, area, columns)}
    _tick(sheet, area, new["columnProperties"])
    _keep(sheet, old, new)


def delete_table(batch: Batch, request: Obj) -> None:
    """Delete a table with what is in it: its cells, and the conditional formats that lie wholly over it.

    That the formats go was measured in public; that the cells go is what Google's editor does on "Delete table". The
    discovery document says neither (facts §6).
    """
    sheet, old = require_table(batch, request.get("tableId", ""))
    area = area_of(sheet, old["range"])
    batch.guard(sheet, area)
    for row, column, _ in list(sheet.entries()):
        if area.has(row, column):
            sheet.put(row, column, {})
    rules = sheet.listed("conditionalFormats")
    sheet.keep(
        "conditionalFormats",
        [rule for rule in rules if not all(area.holds(area_of(sheet, place)) for place in rule["ranges"])],
    )
    sheet.keep("tables", [table for table in sheet.listed("tables") if table is not old])
    if sheet.body.get("basicFilter", {}).get("tableId") == old["tableId"]:
        del sheet.body["basicFilter"]
        show_filtered(sheet)
    views = sheet.listed("filterViews")
    sheet.keep("filterViews", [view for view in views if view.get("tableId") != old["tableId"]])


def room_below(batch: Batch, table_id: str, rows: int) -> tuple[Sheet, int, int, int]:
    """Make room for rows at the end of a table, which grows by them; return tab, row, column and width to write into.

    Rows are inserted only if something stands in the way. One public measurement saw Google drop the values of
    appendCells; others saw them written, as documented.
    """
    sheet, old = require_table(batch, table_id)
    area = area_of(sheet, old["range"])
    below = Area(area.end_row, area.end_row + rows, area.start_column, area.end_column)
    batch.guard(sheet, below)
    blocked = any("userEnteredValue" in cell and below.has(row, column) for row, column, cell in sheet.entries())
    held = [*sheet.listed("bandedRanges"), *(table for table in sheet.listed("tables") if table is not old)]
    if blocked or any(area_of(sheet, item["range"]).meets(below) for item in held):
        insert_lines(batch.book, sheet, Lines(ROWS, area.end_row, rows), inherit_from=area.end_row - 1)
    if below.end_row > sheet.row_count:
        batch.guard_new_lines(sheet, ROWS, sheet.row_count)
        sheet.resize(ROWS, below.end_row)
    check_size(batch.book, batch.limits)
    grow(sheet, below)
    return sheet, area.end_row, area.start_column, area.width


def grow(sheet: Sheet, written: Area) -> None:
    """Let a table grow over rows that were appended to it: they lie right below and within its columns."""
    for table in sheet.listed("tables"):
        area = area_of(sheet, table["range"])
        within = area.start_column <= written.start_column and written.end_column <= area.end_column
        if written.start_row == area.end_row and within:
            _keep(sheet, table, {**table, "range": {**table["range"], END_ROW: written.end_row}})
            return


def _keep(sheet: Sheet, old: Obj, new: Obj) -> None:
    """Put a table in the place of the old one; the filters on it follow."""
    sheet.keep("tables", [new if table is old else table for table in sheet.listed("tables")])
    if sheet.body.get("basicFilter", {}).get("tableId") == new["tableId"]:
        sheet.body["basicFilter"] = {**sheet.body["basicFilter"], "range": new["range"]}
    views = sheet.listed("filterViews")
    sheet.keep(
        "filterViews",
        [{**view, "range": new["range"]} if view.get("tableId") == new["tableId"] else view for view in views],
    )


def _all(batch: Batch) -> list[tuple[Sheet, Obj]]:
    return [(sheet, table) for sheet in batch.book.sheets for table in sheet.listed("tables")]


def require_table(batch: Batch, table_id: str) -> tuple[Sheet, Obj]:
    """Return a table with its tab; raises RequestError for an unknown id."""
    for sheet, table in _all(batch):
        if table["tableId"] == table_id:
            return sheet, table
    raise RequestError(f"No table with id: {table_id}")  # modelled on Google's sentence for tabs


def _free_name(batch: Batch) -> str:
    known = {table["name"].casefold() for _, table in _all(batch)}
    return next(name for number in range(1, len(known) + 2) if (name := f"Table{number}").casefold() not in known)


def _check_name(batch: Batch, name: str, own_id: str) -> None:
    if not name:
        raise RequestError("The table name cannot be empty.")
    for _, table in _all(batch):
        if table["name"].casefold() == name.casefold() and table["tableId"] != own_id:
            # That names are unique is in the discovery document; the sentence is modelled on that for named ranges.
            raise RequestError(f"Cannot add table with name: {name}, a table with that name already exists.")


def _check_place(sheet: Sheet, area: Area, own: Obj | None) -> None:
    if area.height < LEAST_HEIGHT:
        raise RequestError("A table must have at least one row below its header.")
    require_unbanded(sheet, area, but=own)


def _check_rows(rows: Obj) -> None:
    if FOOTER in rows:
        # Google turns the last row into a footer of totals that refer to the table's columns, such as =SUM(T[Fee]).
        raise RequestError("The emulator does not implement footers of tables.")


def _check_columns(batch: Batch, columns: list[Obj], area: Area) -> None:
    indexes = [column.get("columnIndex", 0) for column in columns]
    if any(not 0 <= index < area.width for index in indexes) or len(set(indexes)) < len(indexes):
        raise RequestError("TableColumnProperties.columnIndex must be unique and within the table.")
    for column in columns:
        condition = column.get("dataValidationRule", {}).get("condition")
        if column.get("columnType") != "DROPDOWN":
            if "dataValidationRule" in column:
                raise RequestError(NOT_A_LIST)
        elif not condition:
            raise RequestError(NO_LIST)
        elif condition.get("type") != "ONE_OF_LIST":
            raise RequestError("TableColumnDataValidationRule.condition must be of type ONE_OF_LIST.")
        else:
            check(condition, VALIDATION, batch.locale, batch.now.date())


def plain_headers(book: Book) -> None:
    """Make a text of every formula in a table's header, the column's name by its place: so seen by others, facts §1."""
    for sheet in book.sheets:
        for table in sheet.listed("tables"):
            area = area_of(sheet, table["range"])
            for index in range(area.width):
                row, column = area.start_row, area.start_column + index
                cell = sheet.cell(row, column)
                if "formulaValue" in cell.get("userEnteredValue", {}):
                    sheet.put(row, column, {**cell, "userEnteredValue": {"stringValue": f"Column {index + 1}"}})


def _shifted(table: Obj, sheet: Sheet, area: Area) -> list[Obj]:
    """Return a table's columns by their places in another range; those outside are gone."""
    moved = area_of(sheet, table["range"]).start_column - area.start_column
    kept = []
    for column in table["columnProperties"]:
        index = column.get("columnIndex", 0) + moved
        rest = {name: part for name, part in column.items() if name not in ("columnIndex", "columnName")}
        if 0 <= index < area.width:
            kept.append({"columnIndex": index, **rest} if index else rest)
    return kept


def _numbered(columns: list[Obj]) -> list[Obj]:
    """Name the typed columns that came without a name: Column 1, Column 2 ... among themselves, as measured."""
    number = count(1)
    ordered = sorted(columns, key=lambda column: column.get("columnIndex", 0))
    return [
        {**column, "columnName": f"Column {next(number)}"}
        if "columnType" in column and not column.get("columnName")
        else column
        for column in ordered
    ]


def _named(batch: Batch, sheet: Sheet, area: Area, given: list[Obj]) -> list[Obj]:
    """Return an entry for every column of a table, and write its name into the header cell.

    A column without a name is called what its header says, or by its place where that says nothing; a header cannot
    be a formula.
    """
    by_index = {column.get("columnIndex", 0): column for column in given}
    calculator, columns = batch.calculator(), []
    for index in range(area.width):
        row, place = area.start_row, area.start_column + index
        column, cell = by_index.get(index, {}), sheet.cell(row, place)
        value = calculator.effective(sheet, row, place)
        header = ""
        if value and "formulaValue" not in cell.get("userEnteredValue", {}):
            header = show(value, cell.get("userEnteredFormat", {}).get("numberFormat", {}), batch.book.locale)
        name = column.get("columnName") or header or f"Column {index + 1}"
        if name != header:
            kept = {part: item for part, item in cell.items() if part not in ("userEnteredValue", "textFormatRuns")}
            sheet.put(row, place, {**kept, "userEnteredValue": {"stringValue": name}})
        rest = {part: item for part, item in column.items() if part not in ("columnIndex", "columnName")}
        columns.append({**({"columnIndex": index} if index else {}), "columnName": name, **rest})
    return columns


def _tick(sheet: Sheet, area: Area, columns: list[Obj]) -> None:
    """Make FALSE of every blank and text in a boolean column."""
    for column in columns:
        if column.get("columnType") == "BOOLEAN":
            place = area.start_column + column.get("columnIndex", 0)
            for row in range(area.start_row + 1, area.end_row):
                cell = sheet.cell(row, place)
                if "userEnteredValue" not in cell or "stringValue" in cell["userEnteredValue"]:
                    sheet.put(row, place, {**cell, "userEnteredValue": {"boolValue": False}})


KINDS = (("addTable", add_table), ("updateTable", update_table), ("deleteTable", delete_table))
