"""What every emulator test starts from: an empty store, an app with a fixed clock, and real gspread on top of it."""

from collections.abc import Iterator

import pytest

from sheetsync.emulator import App, Store

from .world import CLERK, FIRST_ROW, NOW, WARD, Book, World


@pytest.fixture
def world() -> Iterator[World]:
    store = Store(None)
    app = App(store, clock=lambda: NOW)
    session = World.session_for(app)
    yield World(store, app, session)
    session.close()
    store.close()


@pytest.fixture
def book(world: World) -> Book:
    return Book(world)


@pytest.fixture
def vietnamese(world: World) -> Book:
    return Book(world, "vi_VN")


@pytest.fixture
def shared(book: Book) -> Book:
    """A book that the ward may write and the clerk may read, its first row protected."""
    book.gspread.share(WARD, perm_type="user", role="writer")
    book.gspread.share(CLERK, perm_type="user", role="reader")
    book.batch({"addProtectedRange": {"protectedRange": {"protectedRangeId": 1, "range": FIRST_ROW}}})
    return book
