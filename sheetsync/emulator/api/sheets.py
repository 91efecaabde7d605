"""Handlers of spreadsheets: get, create, batchUpdate, and tabs copied from one to another."""

from dataclasses import replace

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call, whole_number
from sheetsync.emulator.api.comments import view_mode
from sheetsync.emulator.api.creation import fill
from sheetsync.emulator.api.drive_files import SPREADSHEET, may_own, new_file, touch
from sheetsync.emulator.api.options import COMMENTS_VIEW, chosen, flag, refusals
from sheetsync.emulator.batch.comments import KINDS as COMMENT_REQUESTS
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.runner import run
from sheetsync.emulator.batch.transfer import into_another_book
from sheetsync.emulator.book.defaults import FIRST_TITLE, sheet_properties, spreadsheet_properties
from sheetsync.emulator.book.filters import Place, picked_places
from sheetsync.emulator.book.grid import readable
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import Obj, forbidden, invalid, invalid_field
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.render.spreadsheet import View, spreadsheet
from sheetsync.emulator.shapes import payload
from sheetsync.emulator.shapes.masks import asks, below, reply_mask
from sheetsync.emulator.store.files import new_file_id

COMMENT_KINDS = frozenset(name for name, _ in COMMENT_REQUESTS)


def spreadsheets_get(call: Call) -> Obj:
    """Return a spreadsheet, or of it what lies in the ranges; a `fields` mask overrides includeGridData."""
    asked = chosen(call, COMMENTS_VIEW)[0] if "commentsViewMode" in call.query else ""
    grid_data, without_tables = flag(call, "includeGridData"), flag(call, "excludeTablesInBandedRanges")
    file, book = _opened(call)
    texts = call.query.get("ranges", [])
    with refusals():
        areas = [readable(book, text) for text in texts] or None
    view = _view(call, file, book, areas)
    comments = view_mode(call, file, asked)
    grid_data = view.grid_data or grid_data
    return spreadsheet(replace(view, grid_data=grid_data, without_tables=without_tables, comments=comments))


def spreadsheets_get_by_data_filter(call: Call) -> Obj:
    """Return a spreadsheet, or of it what the filters pick; filters that pick nothing leave all, as measured."""
    body = payload.read("GetSpreadsheetByDataFilterRequest", call.body())
    file, book = _opened(call)
    areas: list[Place] = []
    with refusals():
        for one in body.get("dataFilters", []):
            for sheet, area in picked_places(book, one, noun="sheet"):
                if not any(known is sheet and there == area for known, there in areas):
                    areas.append((sheet, area))
    view = _view(call, file, book, areas or None)
    comments = view_mode(call, file, body.get("commentsViewMode", ""))
    grid_data = view.grid_data or bool(body.get("includeGridData"))
    without_tables = bool(body.get("excludeTablesInBandedRanges"))
    return spreadsheet(replace(view, grid_data=grid_data, without_tables=without_tables, comments=comments))


def spreadsheets_create(call: Call) -> Obj:
    """Make a spreadsheet from a Spreadsheet resource, whole or not at all."""
    body = payload.read("Spreadsheet", call.body())
    title = body.get("properties", {}).get("title") or "Untitled spreadsheet"
    if not may_own(call, call.caller):
        raise forbidden()  # Sheets does not say why, as Drive does (facts §3)
    with call.store.transaction():
        file = new_file(call, {"id": new_file_id(), "name": title, "mimeType": SPREADSHEET})
        batch = _batch(call, file, new_book(file["id"], title))
        fill(batch, body)
        call.store.save_book(batch.book)
    return spreadsheet(View(batch.book, Calculator(batch.book), access.owner_of(file), call.caller))


def spreadsheets_batch_update(call: Call) -> Obj:
    """Apply a list of requests in order, all or none."""
    body = payload.read("BatchUpdateSpreadsheetRequest", call.body())
    with call.store.transaction():
        file, stored = _opened(call, "writer")
        if not body.get("requests"):
            raise invalid("Must specify at least one request.")
        batch = _batch(call, file, stored.copy())
        replies = run(batch, body["requests"])
        shown = _updated(call, file, batch.book, body) if body.get("includeSpreadsheetInResponse") else {}
        call.store.save_book(batch.book)
        touch(call, {**file, "name": batch.book.title})
    # A comment that cannot be saved ends the batch: see `batch.comments`.
    commented = any(name in COMMENT_KINDS for request in body["requests"] for name in request)
    state = {"commentUpdateState": "ALL_SAVED"} if commented else {}
    return {"spreadsheetId": file["id"], "replies": replies, **shown, **state}


def spreadsheets_sheets_copy_to(call: Call) -> Obj:
    """Copy a tab into another spreadsheet, or into the same one; return the copy's properties."""
    body = payload.read("CopySheetToAnotherSpreadsheetRequest", call.body())
    text = call.path["sheetId"]
    if whole_number(text.removeprefix("-")) is None:
        raise invalid_field("sheet_id", f"Invalid value at 'sheet_id' (TYPE_INT32), \"{text}\"")
    with call.store.transaction():
        _, source = _opened(call)
        file, stored = access.require_book(call.store, body.get("destinationSpreadsheetId", ""), call.caller, "writer")
        batch = _batch(call, file, stored.copy())
        with refusals():
            copy = into_another_book(batch, source, int(text))
        call.store.save_book(batch.book)
        touch(call, file)
    properties: Obj = copy.body["properties"]
    return properties


def new_book(file_id: str, title: str) -> Book:
    """Return the book behind a new file: one empty tab."""
    first = Sheet({"properties": sheet_properties(0, FIRST_TITLE, 0)})
    return Book(file_id, {"properties": spreadsheet_properties(title)}, [first])


def _opened(call: Call, level: str = "reader") -> tuple[Obj, Book]:
    return access.require_book(call.store, call.path["spreadsheetId"], call.caller, level)


def _batch(call: Call, file: Obj, book: Book) -> Batch:
    writers = access.editors_of(call.store, file)
    return Batch(book, access.owner_of(file), call.caller, call.now, call.limits, writers)


def _view(call: Call, file: Obj, book: Book, areas: list[Place] | None) -> View:
    """Return what the call's mask shows; with a mask, it alone says whether there are cells."""
    fields = call.fields
    return View(
        book,
        call.store.calculator(book),
        access.owner_of(file),
        call.caller,
        mask=reply_mask(fields, "Spreadsheet") if fields else {},
        areas=areas,
        grid_data=bool(fields),
        edits=access.reaches(file, access.role(call.store, file, call.caller), "writer"),
        today=call.now.date(),
    )


def _updated(call: Call, file: Obj, book: Book, body: Obj) -> Obj:
    """Return the changed spreadsheet for a batch's reply. A range that is not there any more drops the whole batch.

    What Google does then is not known (facts §6); that nothing be applied is the stricter reading.
    """
    fields = call.fields
    mask = reply_mask(fields, "BatchUpdateSpreadsheetResponse") if fields else {}
    if not asks(mask, "updatedSpreadsheet"):
        return {}
    with refusals():
        areas = [readable(book, text) for text in body.get("responseRanges", [])] or None
    view = View(
        book,
        Calculator(book),
        access.owner_of(file),
        call.caller,
        mask=below(mask, "updatedSpreadsheet"),
        areas=areas,
        grid_data=bool(fields) or bool(body.get("responseIncludeGridData")),
        comments=view_mode(call, file, body.get("commentsViewMode", "")),
        today=call.now.date(),
    )
    return {"updatedSpreadsheet": spreadsheet(view)}
