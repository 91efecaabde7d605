"""How a book is written down: its resources as JSON, and the cells of each tab as JSON of their own."""

import orjson

from sheetsync.emulator.book.model import Book, Rows, Sheet


def encode_book(book: Book) -> str:
    """Return all of a book but its cells, as it is stored."""
    tabs = [{"body": sheet.body, "rows": sheet.rows, "columns": sheet.columns} for sheet in book.sheets]
    return _written({"body": book.body, "tabs": tabs})


def encode_cells(sheet: Sheet) -> str:
    """Return the cells of a tab as they are stored."""
    return _written(sheet.cells)


def decode_book(file_id: str, text: str, cells: dict[int, str]) -> Book:
    """Return a book from what was stored of it, and of the cells of each tab."""
    stored = orjson.loads(text)
    sheets = []
    for tab in stored["tabs"]:
        raw = orjson.loads(cells.get(tab["body"]["properties"]["sheetId"], "{}"))
        decoded: Rows = {int(row): {int(column): cell for column, cell in found.items()} for row, found in raw.items()}
        rows, columns = ({int(key): value for key, value in tab[name].items()} for name in ("rows", "columns"))
        sheets.append(Sheet(tab["body"], decoded, rows, columns))
    return Book(file_id, stored["body"], sheets)


def _written(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
