"""Books in the store: spreadsheets whose cells are decoded once and shared between readers."""

from collections import OrderedDict
from pathlib import Path

from sheetsync.emulator.book.model import Book
from sheetsync.emulator.book.stored import decode_book, encode_book, encode_cells
from sheetsync.emulator.formulas.calculator import Calculator
from sheetsync.emulator.store.files import FileStore

CACHED_BOOKS = 256


class BookStore(FileStore):
    """Files, and the books behind those that are spreadsheets.

    A decoded book is cached under its version, and nobody may change it: writers take a copy.
    """

    def __init__(self, path: Path | None) -> None:
        """Open the file, or a store in memory."""
        self._cache: OrderedDict[str, tuple[int, Book, Calculator]] = OrderedDict()
        self._pending: dict[str, tuple[int, Book]] = {}
        super().__init__(path)

    def reset(self) -> None:
        """Delete everything."""
        with self._lock:
            super().reset()
            self._cache.clear()

    def delete_file(self, file_id: str) -> None:
        """Delete a file with its book and permissions; whom it was shared with is left a note that it is gone."""
        with self.transaction():
            super().delete_file(file_id)
            self._cache.pop(file_id, None)
            self._pending.pop(file_id, None)

    def book(self, file_id: str) -> Book | None:
        """Return a spreadsheet to read; to change it, take a copy and save that."""
        found = self._load(file_id)
        return found[0] if found else None

    def calculator(self, book: Book) -> Calculator:
        """Return the calculator of a book; that of a stored book remembers its results until the book changes."""
        cached = self._cache.get(book.id)
        return cached[2] if cached and cached[1] is book else Calculator(book)

    def save_book(self, book: Book) -> None:
        """Write a working copy: its body, and the cells of the tabs that changed."""
        with self.transaction():
            version = self.next_number("version")
            self._db.execute(
                "INSERT INTO books VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET version = excluded.version, body = excluded.body",
                (book.id, version, encode_book(book)),
            )
            stored = {row[0] for row in self._db.execute("SELECT id FROM tabs WHERE book = ?", (book.id,))}
            for sheet in book.sheets:
                if sheet.changed or sheet.id not in stored:
                    self._db.execute(
                        "INSERT OR REPLACE INTO tabs VALUES (?, ?, ?)", (book.id, sheet.id, encode_cells(sheet))
                    )
                sheet.own_rows = None
            for gone in stored - {sheet.id for sheet in book.sheets}:
                self._db.execute("DELETE FROM tabs WHERE book = ? AND id = ?", (book.id, gone))
            self._pending[book.id] = (version, book)

    def _committed(self) -> None:
        for version, book in self._pending.values():
            self._remember(version, book)

    def _ended(self) -> None:
        self._pending.clear()

    def _load(self, file_id: str) -> tuple[Book, Calculator] | None:
        with self._lock:
            if file_id in self._pending:
                book = self._pending[file_id][1]
                return book, Calculator(book)
            row = self._db.execute("SELECT version FROM books WHERE id = ?", (file_id,)).fetchone()
            if row is None:
                return None
            cached = self._cache.get(file_id)
            if cached and cached[0] == row[0]:
                self._cache.move_to_end(file_id)
                return cached[1], cached[2]
            return self._read(file_id)

    def _read(self, file_id: str) -> tuple[Book, Calculator]:
        with self._snapshot():
            version, body = self._db.execute("SELECT version, body FROM books WHERE id = ?", (file_id,)).fetchone()
            cells = dict(self._db.execute("SELECT id, cells FROM tabs WHERE book = ?", (file_id,)).fetchall())
        return self._remember(version, decode_book(file_id, body, cells))

    def _remember(self, version: int, book: Book) -> tuple[Book, Calculator]:
        calculator = Calculator(book)
        self._cache[book.id] = (version, book, calculator)
        self._cache.move_to_end(book.id)
        while len(self._cache) > CACHED_BOOKS:
            self._cache.popitem(last=False)
        return book, calculator
