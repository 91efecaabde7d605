"""What holds for every kind of request: a sample of it works, and a batch that fails after it leaves nothing behind."""

import sqlite3
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from sheetsync.emulator import App, Store
from sheetsync.emulator.batch.runner import kinds

from .samples import prepare, state
from .world import NOW, Book, World

DOOMED = {"deleteSheet": {"sheetId": 424242}}
NOWHERE = 424242
PLACED = {"startRowIndex", "startIndex", "rowIndex"}
ELSEWHERE = {"sheetId": NOWHERE}
LOOKUP = {"developerMetadataLookup": {"metadataLocation": ELSEWHERE}}
# Kinds whose samples name nothing that could be missing.
NONSENSE: dict[str, Any] = {
    "updateSpreadsheetProperties": {"properties": {"locale": "xx_nowhere"}, "fields": "locale"},
    "addSheet": {"properties": {"title": "khác"}},
    "appendCells": {**ELSEWHERE, "rows": [{"values": [{"note": "n"}]}], "fields": "note"},
    "appendDimension": {**ELSEWHERE, "dimension": "ROWS", "length": 2},
    "updateCells": {"start": ELSEWHERE, "rows": [{"values": [{"note": "n"}]}], "fields": "note"},
    "findReplace": {"find": "a", **ELSEWHERE},
    "clearBasicFilter": ELSEWHERE,
    "deleteConditionalFormatRule": {"index": 9},
    "createDeveloperMetadata": {"developerMetadata": {"metadataId": 12, "metadataKey": "k"}},
    "updateDeveloperMetadata": {"dataFilters": [LOOKUP], "developerMetadata": {}, "fields": "*"},
    "deleteDeveloperMetadata": {"dataFilter": LOOKUP},
}


@dataclass
class Scene:
    """A book with something of everything in it, in a store on disk, and a request of each kind that changes it."""

    file: Path
    book: Book
    samples: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, dict[str, Any]]]:
    """A store with the scene in it, the book's id and the samples; the file is copied for each test."""
    file = tmp_path_factory.mktemp("scene") / "store.db"
    store = Store(file)
    app = App(store, clock=lambda: NOW)
    with World.session_for(app) as session:
        book = Book(World(store, app, session))
        samples = prepare(book)
    store.close()
    return file, book.id, samples


@pytest.fixture
def scene(first: tuple[Path, str, dict[str, dict[str, Any]]], tmp_path: Path) -> Iterator[Scene]:
    file, book_id, samples = first
    store = Store(copyfile(file, tmp_path / "store.db"))
    app = App(store, clock=lambda: NOW)
    with World.session_for(app) as session:
        book = Book.there(World(store, app, session), book_id)
        yield Scene(tmp_path / "store.db", book, deepcopy(samples))
    store.close()


def _bytes(file: Path) -> list[str]:
    """Return all that is in the store, read past the emulator."""
    with sqlite3.connect(file) as connection:
        return list(connection.iterdump())


def test_every_kind_has_a_sample(book: Book) -> None:
    assert prepare(book).keys() == set(kinds())


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_request_works_alone_and_leaves_nothing_when_its_batch_fails(scene: Scene, kind: str) -> None:
    book, request = scene.book, {kind: scene.samples[kind]}
    shown, stored = state(book), _bytes(scene.file)
    assert book.refused(request, DOOMED) == "Invalid requests[1].deleteSheet: No sheet with id: 424242"
    assert _bytes(scene.file) == stored
    assert state(book) == shown
    (reply,) = book.batch(request)
    assert not reply or reply.keys() == {kind}
    assert state(book) != shown


def _astray(value: Any) -> Any:
    """Return a request whose every place and id is of something that is not there."""
    if isinstance(value, list):
        return [_astray(item) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {name: _unknown(part) if name.endswith("Id") else _astray(part) for name, part in value.items()}
    return {**changed, "sheetId": NOWHERE} if PLACED & value.keys() else changed


def _unknown(identity: int | str) -> int | str:
    return NOWHERE if isinstance(identity, int) else "nobody's"


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_request_about_what_is_not_there_is_refused_and_changes_nothing(scene: Scene, kind: str) -> None:
    book, request = scene.book, scene.samples[kind]
    before = state(book)
    reply = book.try_batch({kind: NONSENSE.get(kind) or _astray(request)})
    assert reply.status_code == (404 if "Comment" in kind and kind != "insertComment" else 400), reply.text
    assert state(book) == before
