"""The edition with a criterion of every kind of rule, as core sees it; its files are in tests/edition/every_rule."""

from pathlib import Path

from sheetsync.core.books import books
from sheetsync.core.layout import Column, Row, Tab
from sheetsync.edition import load_edition

FOLDER = Path(__file__).parents[1] / "edition" / "every_rule"
EVERY, PROBLEMS = load_edition(FOLDER)
BOOKS = {book.code: book for book in books(EVERY)}


def tab_of(book: str, name: str) -> Tab:
    tab = BOOKS[book].tab(name)
    assert tab
    return tab


def row_of(book: str, tab: str, key: str) -> Row:
    row = tab_of(book, tab).row(key)
    assert row
    return row


def column_of(book: str, tab: str, name: str) -> Column:
    column = tab_of(book, tab).column(name)
    assert column
    return column
