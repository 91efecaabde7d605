"""Upload: a csv put in the place of a spreadsheet's content, as gspread's import_csv does through Drive v2."""

import csv
import io
from dataclasses import replace
from secrets import randbelow
from typing import Any

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_files import touch
from sheetsync.emulator.book.cells import Typing, typed_into
from sheetsync.emulator.book.defaults import UPLOAD_TIME_ZONE, sheet_properties, spreadsheet_properties
from sheetsync.emulator.book.model import COLUMNS, ROWS, Book, Sheet
from sheetsync.emulator.errors import Obj, drive_error
from sheetsync.emulator.text.locales import locale_of

MAX_ID = 2**31


def files_update_v2(call: Call) -> Obj:
    """Replace the content of a spreadsheet by a csv: one tab, named as the file."""
    with call.store.transaction():
        file = access.require_file(call.store, call.path["fileId"], call.caller, "writer")
        if "csv" not in call.content_type:
            raise drive_error(
                400, "badRequest", "The requested conversion is not supported.", ("convertTo", "parameter")
            )
        book = _from_csv(file, call.raw_body.decode("utf-8-sig"), call)
        call.store.save_book(book)
        changed = touch(call, file)
    return _file_v2(changed, call.caller)


def _from_csv(file: Obj, text: str, call: Call) -> Book:
    properties = {**spreadsheet_properties(file["name"]), "timeZone": UPLOAD_TIME_ZONE}
    sheet = Sheet({"properties": sheet_properties(randbelow(MAX_ID), file["name"], 0)})
    typing = Typing(user_entered=True, locale=locale_of(properties["locale"]), today=call.now.date())
    rows = list(csv.reader(io.StringIO(text)))
    sheet.resize(ROWS, max(sheet.row_count, len(rows)))
    sheet.resize(COLUMNS, max(sheet.column_count, max(map(len, rows), default=0)))
    for row, line in enumerate(rows):
        for column, typed in enumerate(line):
            if typed:
                sheet.put(row, column, typed_into({}, typed, typing))
    return replace(Book(file["id"], {"properties": properties}, []), sheets=[sheet])


def _file_v2(file: Obj, caller: str) -> dict[str, Any]:
    """Return the parts of a Drive v2 File that a caller of the upload looks at."""
    return {
        "kind": "drive#file",
        "id": file["id"],
        "title": file["name"],
        "mimeType": file["mimeType"],
        "createdDate": file["createdTime"],
        "modifiedDate": file["modifiedTime"],
        "ownerNames": [owner["emailAddress"] for owner in file["owners"]],
        "lastModifyingUserName": caller,
        "editable": True,
    }
