"""Handlers of spreadsheets.values: ranges of plain values read and written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_files import touch
from sheetsync.emulator.batch.shift import Lines, insert_lines
from sheetsync.emulator.book.a1 import Span, column_letters
from sheetsync.emulator.book.cells import Typing, check_size, typed_into
from sheetsync.emulator.book.grid import Area, find, grid_limits, notation
from sheetsync.emulator.book.model import COLUMNS, ROWS, Book, Sheet
from sheetsync.emulator.book.tables import table_at
from sheetsync.emulator.errors import ApiError, Obj, RequestError, invalid
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.render.values import Reader, Rendering
from sheetsync.emulator.shapes import payload
from sheetsync.emulator.text.locales import locale_of

RENDER_OPTIONS = ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
DATE_OPTIONS = ("SERIAL_NUMBER", "FORMATTED_STRING")
INPUT_OPTIONS = ("INPUT_VALUE_OPTION_UNSPECIFIED", "RAW", "USER_ENTERED")
DIMENSIONS = ("ROWS", "COLUMNS")


def spreadsheets_values_get(call: Call) -> Obj:
    """Return one range."""
    book, calculator = _read(call)
    sheet, area = readable(book, call.path["range"])
    dimension = call.choice("majorDimension", DIMENSIONS)
    return Reader(book, calculator, _rendering(call)).value_range(sheet, area, dimension)


def spreadsheets_values_batch_get(call: Call) -> Obj:
    """Return several ranges."""
    book, calculator = _read(call)
    reader, dimension = Reader(book, calculator, _rendering(call)), call.choice("majorDimension", DIMENSIONS)
    found = [reader.value_range(*readable(book, text), dimension) for text in call.query.get("ranges", [])]
    return {"spreadsheetId": book.id, **({"valueRanges": found} if found else {})}


def spreadsheets_values_update(call: Call) -> Obj:
    """Write one range."""
    body = payload.read("ValueRange", call.body(), "data")
    if body.get("range") and body["range"] != call.path["range"]:
        raise invalid(f"Requested range ({call.path['range']}) does not match the range in the body ({body['range']}).")
    with call.store.transaction():
        writer = _Writer(call, call.text("valueInputOption"))
        try:
            update = writer.write(call.path["range"], body)
        except RequestError as error:
            raise invalid(str(error)) from error
        writer.save()
    if call.flag("includeValuesInResponse"):
        update.reply["updatedData"] = writer.echo(update, _response_rendering(call))
    return update.reply


def spreadsheets_values_batch_update(call: Call) -> Obj:
    """Write several ranges, all or none."""
    body = payload.read("BatchUpdateValuesRequest", call.body())
    with call.store.transaction():
        writer = _Writer(call, body.get("valueInputOption", ""))
        updates = []
        for index, data in enumerate(body.get("data", [])):
            try:
                updates.append(writer.write(data.get("range", ""), data))
            except (RequestError, ApiError) as error:
                raise invalid(f"Invalid data[{index}]: {error}") from error
        writer.save()
    if body.get("includeValuesInResponse"):
        rendering = Rendering(
            body.get("responseValueRenderOption", RENDER_OPTIONS[0]),
            body.get("responseDateTimeRenderOption", DATE_OPTIONS[0]),
        )
        for update in updates:
            update.reply["updatedData"] = writer.echo(update, rendering)
    return _totals(writer.book.id, updates)


def spreadsheets_values_append(call: Call) -> Obj:
    """Write after the table found at a range, growing the grid if need be."""
    body = payload.read("ValueRange", call.body(), "data")
    with call.store.transaction():
        writer = _Writer(call, call.text("valueInputOption"))
        sheet, area = readable(writer.book, call.path["range"])
        table = table_at(sheet, area)
        row, column = (table.end_row, table.start_column) if table else (area.start_row, area.start_column)
        values = _lines(body)
        try:
            writer.make_room(sheet, row, column, values, insert=call.text("insertDataOption") == "INSERT_ROWS")
            update = writer.write_at(sheet, row, column, values)
        except RequestError as error:
            raise invalid(str(error)) from error
        writer.save()
    if call.flag("includeValuesInResponse"):
        update.reply["updatedData"] = writer.echo(update, _response_rendering(call))
    reply: Obj = {"spreadsheetId": writer.book.id, "updates": update.reply}
    return {**reply, "tableRange": notation(sheet, table)} if table else reply


def spreadsheets_values_clear(call: Call) -> Obj:
    """Clear the values of one range, keeping formats, notes and validation."""
    payload.read("ClearValuesRequest", call.body())
    with call.store.transaction():
        writer = _Writer(call, "RAW")
        try:
            cleared = writer.clear(call.path["range"])
        except RequestError as error:
            raise invalid(str(error)) from error
        writer.save()
    return {"spreadsheetId": writer.book.id, "clearedRange": cleared}


def spreadsheets_values_batch_clear(call: Call) -> Obj:
    """Clear the values of several ranges, all or none."""
    body = payload.read("BatchClearValuesRequest", call.body())
    with call.store.transaction():
        writer = _Writer(call, "RAW")
        try:
            cleared = [writer.clear(text) for text in body.get("ranges", [])]
        except RequestError as error:
            raise invalid(str(error)) from error
        writer.save()
    return {"spreadsheetId": writer.book.id, **({"clearedRanges": cleared} if cleared else {})}


def readable(book: Book, text: str) -> tuple[Sheet, Area]:
    """Return the rectangle to read: it must start within the grid and is cut at its edge."""
    sheet, span = _found(book, text)
    area = _closed(sheet, span)
    inside = area.start_row < sheet.row_count and area.start_column < sheet.column_count
    if not inside:
        raise invalid(grid_limits(sheet, area))
    return sheet, Area(
        area.start_row, min(area.end_row, sheet.row_count), area.start_column, min(area.end_column, sheet.column_count)
    )


@dataclass(frozen=True, slots=True)
class _Update:
    sheet: Sheet
    area: Area
    dimension: str
    reply: Obj


class _Writer:
    """Changes a working copy of a book for one request of the values API."""

    def __init__(self, call: Call, option: str) -> None:
        self._call = call
        self._file = access.require_book_file(call.store, call.path["spreadsheetId"], call.caller, "writer")
        if option not in INPUT_OPTIONS[1:]:
            raise invalid(
                "'valueInputOption' is required but not specified"
                if option in ("", INPUT_OPTIONS[0])
                else f"Invalid value at 'value_input_option' (TYPE_ENUM), \"{option}\""
            )
        stored = call.store.book(call.path["spreadsheetId"])
        if stored is None:
            raise LookupError(call.path["spreadsheetId"])
        self.book = stored.copy()
        self._typing = Typing(option == "USER_ENTERED", locale_of(self.book.locale), call.now.date())

    def write(self, text: str, body: Obj) -> _Update:
        """Write a ValueRange at an A1 range, within its bounds."""
        sheet, span = _found(self.book, text)
        area = _closed(sheet, span)
        values = _lines(body)
        wanted = _extent(area.start_row, area.start_column, values)
        single = span.end_row == area.start_row + 1 and span.end_column == area.start_column + 1
        if not single:
            _check_bounds(sheet, area, wanted)
        if wanted.end_row > sheet.row_count or wanted.end_column > sheet.column_count:
            raise RequestError(grid_limits(sheet, wanted))
        return self.write_at(sheet, area.start_row, area.start_column, values, body.get("majorDimension", ROWS))

    def write_at(self, sheet: Sheet, row: int, column: int, values: list[list[Any]], dimension: str = ROWS) -> _Update:
        """Write rows of values from a corner; null leaves a cell alone."""
        area = _extent(row, column, values)
        access.guard(sheet, area, access.owner_of(self._file), self._call.caller)
        written = [
            (row + down, column + right, value)
            for down, line in enumerate(values)
            for right, value in enumerate(line)
            if value is not None
        ]
        for at_row, at_column, value in written:
            sheet.put(at_row, at_column, typed_into(sheet.cell(at_row, at_column), value, self._typing))
        counts = {
            "updatedRows": len({cell[0] for cell in written}),
            "updatedColumns": len({cell[1] for cell in written}),
            "updatedCells": len(written),
        }
        reply: Obj = {
            "spreadsheetId": self.book.id,
            "updatedRange": notation(sheet, area),
            **{name: count for name, count in counts.items() if count},
        }
        return _Update(sheet, area, dimension, reply)

    def make_room(self, sheet: Sheet, row: int, column: int, values: list[list[Any]], *, insert: bool) -> None:
        """Grow the grid for an append, or push down what lies below."""
        area = _extent(row, column, values)
        if insert and row < sheet.row_count:
            insert_lines(self.book, sheet, Lines(ROWS, row, area.height))
        sheet.resize(ROWS, max(sheet.row_count, area.end_row))
        sheet.resize(COLUMNS, max(sheet.column_count, area.end_column))
        check_size(self.book)

    def clear(self, text: str) -> str:
        """Clear a range; return its notation."""
        sheet, area = readable(self.book, text)
        access.guard(sheet, area, access.owner_of(self._file), self._call.caller)
        for row, column, cell in list(sheet.entries()):
            if area.has(row, column) and "userEnteredValue" in cell:
                sheet.put(row, column, typed_into(cell, "", self._typing))
        return notation(sheet, area)

    def save(self) -> None:
        """Write the copy to the store and mark the file as modified."""
        self._call.store.save_book(self.book)
        touch(self._call, self._file)

    def echo(self, update: _Update, rendering: Rendering) -> Obj:
        """Return the values just written, for includeValuesInResponse."""
        reader = Reader(self.book, Calculator(self.book), rendering)
        return reader.value_range(update.sheet, update.area, update.dimension)


def _read(call: Call) -> tuple[Book, Calculator]:
    access.require_book_file(call.store, call.path["spreadsheetId"], call.caller, "reader")
    book = call.store.book(call.path["spreadsheetId"])
    if book is None:
        raise LookupError(call.path["spreadsheetId"])
    return book, call.store.calculator(book)


def _rendering(call: Call) -> Rendering:
    return Rendering(
        call.choice("valueRenderOption", RENDER_OPTIONS), call.choice("dateTimeRenderOption", DATE_OPTIONS)
    )


def _response_rendering(call: Call) -> Rendering:
    return Rendering(
        call.choice("responseValueRenderOption", RENDER_OPTIONS),
        call.choice("responseDateTimeRenderOption", DATE_OPTIONS),
    )


def _found(book: Book, text: str) -> tuple[Sheet, Span]:
    found = find(book, text)
    if found is None:
        raise invalid(f"Unable to parse range: {text}")
    return found


def _closed(sheet: Sheet, span: Span) -> Area:
    rows, columns = sheet.row_count, sheet.column_count
    return Area(
        span.start_row or 0,
        span.end_row if span.end_row is not None else rows,
        span.start_column or 0,
        span.end_column if span.end_column is not None else columns,
    )


def _lines(body: Obj) -> list[list[Any]]:
    values: list[list[Any]] = body.get("values", [])
    if body.get("majorDimension") != COLUMNS:
        return values
    longest = max(map(len, values), default=0)
    return [[line[index] if index < len(line) else None for line in values] for index in range(longest)]


def _extent(row: int, column: int, values: list[list[Any]]) -> Area:
    return Area(row, row + max(len(values), 1), column, column + max(map(len, values), default=1))


def _check_bounds(sheet: Sheet, area: Area, wanted: Area) -> None:
    place = notation(sheet, area)
    if wanted.end_row > area.end_row:
        raise RequestError(f"Requested writing within range [{place}], but tried writing to row [{area.end_row + 1}]")
    if wanted.end_column > area.end_column:
        letters = column_letters(area.end_column)
        raise RequestError(f"Requested writing within range [{place}], but tried writing to column [{letters}]")


def _totals(book_id: str, updates: list[_Update]) -> Obj:
    def total(name: str) -> Iterator[int]:
        return (update.reply.get(name, 0) for update in updates)

    counts = {f"totalUpdated{name}": sum(total(f"updated{name}")) for name in ("Rows", "Columns", "Cells")}
    counts["totalUpdatedSheets"] = len({update.sheet.id for update in updates})
    reply: Obj = {"spreadsheetId": book_id, **{name: count for name, count in counts.items() if count}}
    return {**reply, "responses": [update.reply for update in updates]} if updates else reply
