"""How a book is written down: its resources as JSON, and the cells of each tab as JSON of their own."""

import json

from sheetsync.emulator.book.model import Book, Rows, Sheet


def encode_book(book: Book) -> str:
    """Return all of a book but its cells, as it is stored."""
    tabs = [{"body": sheet.body, "rows": sheet.rows, "columns": sheet.columns} for sheet in book.sheets]
    return json.dumps({"body": book.body, "tabs": tabs})


def decode_book(file_id: str, text: str, cells: dict[int, str]) -> Book:
    """Return a book from what was stored of it, and of the cells of each tab."""
    stored = json.loads(text)
    sheets = []
    for tab in stored["tabs"]:
        raw = json.loads(cells.get(tab["body"]["properties"]["sheetId"], "{}"))
        decoded: Rows = {int(row): {int(column): cell for column, cell in found.items()} for row, found in raw.items()}
        rows, columns = ({int(key): value for key, value in tab[name].items()} for name in ("rows", "columns"))
        sheets.append(Sheet(tab["body"], decoded, rows, columns))
    return Book(file_id, stored["body"], sheets)
