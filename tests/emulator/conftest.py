"""What every emulator test starts from: an empty store, an app with a fixed clock, and real gspread on top of it."""

from collections.abc import Iterator

import pytest

from sheetsync.emulator import App, Store

from .world import NOW, Book, World


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
