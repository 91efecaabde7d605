"""Handlers of spreadsheets.values: ranges of plain values read and written."""

from sheetsync.emulator import access
from sheetsync.emulator.api import options
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.options import chosen, flag, refusals
from sheetsync.emulator.api.writing import Writer, totals
from sheetsync.emulator.book.grid import notation, readable
from sheetsync.emulator.book.model import COLUMNS, ROWS, Book
from sheetsync.emulator.book.tables import table_at
from sheetsync.emulator.errors import Obj, invalid
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.render.values import Reader, Rendering
from sheetsync.emulator.shapes import payload

# Modelled on the sentence for data filters, which is known; this one is not (facts §6).
NO_RANGES = "Must specify at least one range."


def spreadsheets_values_get(call: Call) -> Obj:
    """Return one range."""
    dimension, rendering = _asked(call)
    book, calculator = opened(call)
    with refusals():
        sheet, area = readable(book, call.path["range"])
    return Reader(book, calculator, rendering).value_range(sheet, area, dimension)


def spreadsheets_values_batch_get(call: Call) -> Obj:
    """Return several ranges."""
    dimension, rendering = _asked(call)
    book, calculator = opened(call)
    if not call.query.get("ranges"):
        raise invalid(NO_RANGES)
    reader = Reader(book, calculator, rendering)
    with refusals():
        found = [reader.value_range(*readable(book, text), dimension) for text in call.query["ranges"]]
    return {"spreadsheetId": book.id, "valueRanges": found}


def spreadsheets_values_update(call: Call) -> Obj:
    """Write one range."""
    option, rendering = _writing(call)
    body = payload.read("ValueRange", call.body(), "data")
    with call.store.transaction():
        writer = Writer(call, option)
        _check_same_range(call, body)
        with refusals():
            update = writer.write(call.path["range"], body)
        writer.save()
    if rendering:
        writer.show([update], rendering)
    return update.reply


def spreadsheets_values_batch_update(call: Call) -> Obj:
    """Write several ranges one after the other, all or none."""
    body = payload.read("BatchUpdateValuesRequest", call.body())
    with call.store.transaction():
        writer = Writer(call, body.get("valueInputOption", ""))
        updates = []
        for index, data in enumerate(body.get("data", [])):
            with refusals(f"Invalid data[{index}]: "):
                updates.append(writer.write(data.get("range", ""), data))
        writer.save()
    if body.get("includeValuesInResponse"):
        writer.show(updates, response_rendering(body))
    responses = {"responses": [update.reply for update in updates]} if updates else {}
    return {"spreadsheetId": writer.book.id, **totals(updates), **responses}


def spreadsheets_values_append(call: Call) -> Obj:
    """Write after the table found at a range, growing the grid if need be."""
    option, rendering = _writing(call)
    (inserting,) = chosen(call, options.INSERT_DATA)
    body = payload.read("ValueRange", call.body(), "data")
    with call.store.transaction():
        writer = Writer(call, option)
        _check_same_range(call, body)
        with refusals():
            sheet, area = readable(writer.book, call.path["range"])
            table = table_at(sheet, area)
            row, column = (table.end_row, table.start_column) if table else (area.start_row, area.start_column)
            writer.make_room(sheet, row, column, body, insert=inserting == "INSERT_ROWS")
            update = writer.write_from(sheet, row, column, body)
        writer.save()
    if rendering:
        writer.show([update], rendering)
    found = {"tableRange": notation(sheet, table)} if table else {}
    return {"spreadsheetId": writer.book.id, **found, "updates": update.reply}


def spreadsheets_values_clear(call: Call) -> Obj:
    """Clear the values of one range, keeping formats, notes and validation."""
    payload.read("ClearValuesRequest", call.body())
    with call.store.transaction():
        writer = Writer(call, "RAW")
        with refusals():
            cleared = writer.clear(call.path["range"])
        writer.save()
    return {"spreadsheetId": writer.book.id, "clearedRange": cleared}


def spreadsheets_values_batch_clear(call: Call) -> Obj:
    """Clear the values of several ranges, all or none."""
    body = payload.read("BatchClearValuesRequest", call.body())
    with call.store.transaction():
        writer = Writer(call, "RAW")
        if not body.get("ranges"):
            raise invalid(NO_RANGES)
        cleared = []
        for index, text in enumerate(body["ranges"]):
            with refusals(f"Invalid range[{index}]: "):  # as seen by others: facts §1 [3P]
                cleared.append(writer.clear(text))
        writer.save()
    return {"spreadsheetId": writer.book.id, "clearedRanges": cleared}


def opened(call: Call) -> tuple[Book, Calculator]:
    """Return the spreadsheet of a call to read, with its results."""
    _, book = access.require_book(call.store, call.path["spreadsheetId"], call.caller, "reader")
    return book, call.store.calculator(book)


def response_rendering(body: Obj) -> Rendering:
    """Return how a body of a batch wants to see what it wrote."""
    return Rendering(
        body.get("responseValueRenderOption", options.RENDER_VALUES[0]),
        body.get("responseDateTimeRenderOption", options.RENDER_DATES[0]),
    )


def _asked(call: Call) -> tuple[str, Rendering]:
    """Return dimension and rendering of a read; as measured by others, wrong ones come before an unknown id."""
    dimension, value, date = chosen(call, options.MAJOR_DIMENSION, options.VALUE_RENDER, options.DATE_RENDER)
    return COLUMNS if dimension == COLUMNS else ROWS, Rendering(value, date)


def _writing(call: Call) -> tuple[str, Rendering | None]:
    """Return how values are to be read and, if they are to be shown afterwards, how."""
    option, value, date = chosen(call, options.VALUE_INPUT, options.RESPONSE_VALUE_RENDER, options.RESPONSE_DATE_RENDER)
    return option, Rendering(value, date) if flag(call, "includeValuesInResponse") else None


def _check_same_range(call: Call, body: Obj) -> None:
    """Raise unless a range in the body is, letter by letter, the range of the URL."""
    asked, given = call.path["range"], body.get("range", "")
    if given and given != asked:
        raise invalid(f"Request range[{asked}] does not match value's range[{given}]")
