"""Handlers of spreadsheets: get, create, batchUpdate."""

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_files import SPREADSHEET, new_file, touch
from sheetsync.emulator.api.values import readable
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.runner import run
from sheetsync.emulator.book.defaults import FIRST_TITLE, sheet_properties, spreadsheet_properties
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import Obj, invalid
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.render.spreadsheet import View, spreadsheet
from sheetsync.emulator.shapes import payload
from sheetsync.emulator.shapes.masks import Mask, reply_mask
from sheetsync.emulator.store import new_file_id


def spreadsheets_get(call: Call) -> Obj:
    """Return a spreadsheet; a `fields` mask overrides includeGridData."""
    file = access.require_book_file(call.store, call.path["spreadsheetId"], call.caller, "reader")
    book = call.store.book(file["id"])
    if book is None:
        raise LookupError(file["id"])
    texts = call.query.get("ranges", [])
    areas = [readable(book, text) for text in texts] if texts else None
    return spreadsheet(
        View(
            book,
            call.store.calculator(book),
            access.owner_of(file),
            call.caller,
            mask=_mask(call.text("fields") or call.text("$fields")),
            areas=areas,
            grid_data=call.flag("includeGridData"),
        )
    )


def spreadsheets_create(call: Call) -> Obj:
    """Make a spreadsheet from a Spreadsheet resource: properties, tabs, cells and named ranges."""
    body = payload.read("Spreadsheet", call.body())
    given = body.get("properties", {})
    title = given.get("title", "Untitled spreadsheet")
    with call.store.transaction():
        file = new_file(call, {"id": new_file_id(), "name": title, "mimeType": SPREADSHEET})
        book = new_book(file["id"], title)
        book.body["properties"].update(given)
        requests = _creation_requests(body)
        batch = Batch(book, access.owner_of(file), call.caller, call.now)
        if requests:
            book.sheets = []
            run(batch, requests)
        call.store.save_book(book)
    return spreadsheet(View(book, Calculator(book), access.owner_of(file), call.caller))


def spreadsheets_batch_update(call: Call) -> Obj:
    """Apply a list of requests in order, all or none."""
    body = payload.read("BatchUpdateSpreadsheetRequest", call.body())
    with call.store.transaction():
        file = access.require_book_file(call.store, call.path["spreadsheetId"], call.caller, "writer")
        stored = call.store.book(file["id"])
        if stored is None:
            raise LookupError(file["id"])
        if not body.get("requests"):
            raise invalid("Must specify at least one request.")
        batch = Batch(stored.copy(), access.owner_of(file), call.caller, call.now)
        replies = run(batch, body["requests"])
        call.store.save_book(batch.book)
        touch(call, {**file, "name": batch.book.title})
    reply: Obj = {"spreadsheetId": file["id"], "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        areas = [readable(batch.book, text) for text in body.get("responseRanges", [])] or None
        reply["updatedSpreadsheet"] = spreadsheet(
            View(
                batch.book,
                Calculator(batch.book),
                access.owner_of(file),
                call.caller,
                areas=areas,
                grid_data=bool(body.get("responseIncludeGridData")),
            )
        )
    return reply


def new_book(file_id: str, title: str) -> Book:
    """Return the book behind a new file: one empty tab."""
    first = Sheet({"properties": sheet_properties(0, FIRST_TITLE, 0)})
    return Book(file_id, {"properties": spreadsheet_properties(title)}, [first])


def _mask(text: str) -> Mask:
    return reply_mask(text, "Spreadsheet") if text else {}


def _creation_requests(body: Obj) -> list[Obj]:
    """Say in requests what a Spreadsheet resource to be created holds."""
    requests: list[Obj] = []
    for index, sheet in enumerate(body.get("sheets", [])):
        properties = {"sheetId": index, **sheet.get("properties", {})}
        requests.append({"addSheet": {"properties": properties}})
        for data in sheet.get("data", []):
            start = {
                "sheetId": properties["sheetId"],
                "rowIndex": data.get("startRow", 0),
                "columnIndex": data.get("startColumn", 0),
            }
            requests.append({"updateCells": {"start": start, "rows": data.get("rowData", []), "fields": "*"}})
    requests.extend({"addNamedRange": {"namedRange": named}} for named in body.get("namedRanges", []))
    return requests
