"""The store: files, permissions, books and cells in one SQLite database.

One connection serves the whole process behind a lock; a second process is kept apart by SQLite's own write lock (WAL).
A decoded book is cached under its version and shared between readers, so nobody may change it: writers take a copy,
and `transaction` makes all they save visible at once or not at all.
"""

import json
import secrets
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sheetsync.emulator.book.model import Book, Rows, Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.calculator import Calculator

OWNER = "owner@example.com"
CACHED_BOOKS = 256
BUSY_SECONDS = 30.0
TABLES = """
CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, modified TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS files_by_time ON files (modified DESC);
CREATE TABLE IF NOT EXISTS permissions (
    file TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE, id TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (file, id));
CREATE TABLE IF NOT EXISTS books (
    id TEXT PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE, version INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tabs (
    book TEXT NOT NULL REFERENCES books (id) ON DELETE CASCADE, id INTEGER NOT NULL, cells TEXT NOT NULL,
    PRIMARY KEY (book, id));
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


class Store:
    """Everything the emulator knows. `path` None keeps it in memory."""

    def __init__(self, path: Path | None, *, owner: str = OWNER) -> None:
        """`owner` is who calls when the bearer token names nobody."""
        self.owner = owner
        self._lock = threading.RLock()
        self._depth = 0
        self._cache: OrderedDict[str, tuple[int, Book, Calculator]] = OrderedDict()
        self._pending: dict[str, tuple[int, Book]] = {}
        self._db = sqlite3.connect(
            str(path) if path else ":memory:", timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.executescript(TABLES)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()

    def reset(self) -> None:
        """Delete everything."""
        with self.transaction():
            for table in ("tabs", "books", "permissions", "files"):  # counters stay: a version is never used twice
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are the literals above
            self._cache.clear()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock; all that is saved inside becomes visible together, or is undone by an exception."""
        with self._lock:
            if self._depth:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            else:
                self._db.execute("COMMIT")
                for version, book in self._pending.values():
                    self._remember(version, book)
            finally:
                self._depth -= 1
                self._pending.clear()

    def next_number(self, name: str) -> int:
        """Return the next value of a counter that never goes back."""
        with self._lock:
            row = self._db.execute(
                "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
                (name,),
            ).fetchone()
        return int(row[0])

    def file(self, file_id: str) -> Obj | None:
        """Return a file's Drive resource as stored."""
        with self._lock:
            row = self._db.execute("SELECT body FROM files WHERE id = ?", (file_id,)).fetchone()
        return json.loads(row[0]) if row else None

    def files(self) -> list[Obj]:
        """Return all files, the last modified first, as Drive lists them."""
        with self._lock:
            rows = self._db.execute("SELECT body FROM files ORDER BY modified DESC, rowid DESC").fetchall()
        return [json.loads(row[0]) for row in rows]

    def save_file(self, body: Obj) -> None:
        """Insert or replace a file by its id."""
        with self.transaction():
            self._db.execute(
                "INSERT INTO files VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET modified = excluded.modified, body = excluded.body",
                (body["id"], body["modifiedTime"], json.dumps(body)),
            )

    def delete_file(self, file_id: str) -> None:
        """Delete a file with its book and permissions."""
        with self.transaction():
            self._db.execute("DELETE FROM files WHERE id = ?", (file_id,))
            self._cache.pop(file_id, None)

    def permissions(self, file_id: str) -> list[Obj]:
        """Return a file's Permission resources, in the order they were given."""
        with self._lock:
            rows = self._db.execute("SELECT body FROM permissions WHERE file = ? ORDER BY rowid", (file_id,)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def save_permission(self, file_id: str, body: Obj) -> None:
        """Insert or replace a permission by its id."""
        with self.transaction():
            self._db.execute(
                "INSERT INTO permissions VALUES (?, ?, ?) ON CONFLICT (file, id) DO UPDATE SET body = excluded.body",
                (file_id, body["id"], json.dumps(body)),
            )

    def delete_permission(self, file_id: str, permission_id: str) -> bool:
        """Delete a permission; tell whether there was one."""
        with self.transaction():
            done = self._db.execute("DELETE FROM permissions WHERE file = ? AND id = ?", (file_id, permission_id))
        return done.rowcount > 0

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
                (book.id, version, _encode_book(book)),
            )
            stored = {row[0] for row in self._db.execute("SELECT id FROM tabs WHERE book = ?", (book.id,))}
            for sheet in book.sheets:
                if sheet.changed or sheet.id not in stored:
                    self._db.execute(
                        "INSERT OR REPLACE INTO tabs VALUES (?, ?, ?)", (book.id, sheet.id, json.dumps(sheet.cells))
                    )
                sheet.own_rows = None
            for gone in stored - {sheet.id for sheet in book.sheets}:
                self._db.execute("DELETE FROM tabs WHERE book = ? AND id = ?", (book.id, gone))
            self._pending[book.id] = (version, book)

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
        return self._remember(version, _decode_book(file_id, json.loads(body), cells))

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Read one state even while another process writes."""
        if self._depth:
            yield
            return
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("COMMIT")

    def _remember(self, version: int, book: Book) -> tuple[Book, Calculator]:
        calculator = Calculator(book)
        self._cache[book.id] = (version, book, calculator)
        self._cache.move_to_end(book.id)
        while len(self._cache) > CACHED_BOOKS:
            self._cache.popitem(last=False)
        return book, calculator


def new_file_id() -> str:
    """Return an id that looks like Google's: 44 characters, a 1 first."""
    return "1" + secrets.token_urlsafe(33)[:43]


def _encode_book(book: Book) -> str:
    tabs = [{"body": sheet.body, "rows": sheet.rows, "columns": sheet.columns} for sheet in book.sheets]
    return json.dumps({"body": book.body, "tabs": tabs})


def _decode_book(file_id: str, stored: Obj, cells: dict[int, str]) -> Book:
    sheets = []
    for tab in stored["tabs"]:
        raw = json.loads(cells.get(tab["body"]["properties"]["sheetId"], "{}"))
        decoded: Rows = {int(row): {int(column): cell for column, cell in found.items()} for row, found in raw.items()}
        rows, columns = ({int(key): value for key, value in tab[name].items()} for name in ("rows", "columns"))
        sheets.append(Sheet(tab["body"], decoded, rows, columns))
    return Book(file_id, stored["body"], sheets)
