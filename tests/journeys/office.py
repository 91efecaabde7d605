"""A secretary's office for tests: runs commands as she does, touches books as people do, lets accidents happen."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import gspread
import pytest
import requests
from gspread.utils import absolute_range_name
from requests import PreparedRequest, Response

import sheetsync.cli.workplace
from sheetsync.adapters.mail.letters import LetterScribe
from sheetsync.cli import main
from sheetsync.cli.booklist import BookList
from sheetsync.core.books import books
from sheetsync.core.cells import PULL_FIELDS, read_snapshot
from sheetsync.core.layout import Book
from sheetsync.core.locate import Place, find_grid, locate
from sheetsync.edition import load_edition
from sheetsync.edition.model import Contact, Edition
from sheetsync.emulator import App, InProcessTransport, Store
from sheetsync.errors import ConfigProblem

from .small_town import NAME, Keys

EARLY = "08g00 ngày 05/11/2020"
"""Before anything is due."""
LATE = "08g00 ngày 30/11/2020"
"""After everything was due."""

WHERE = "properties,namedRanges"
"""What of a book tells where its tabs are; the cells of one tab are far fewer than those of all."""

Json = dict[str, Any]
Accident = Callable[[PreparedRequest, Callable[[], Response]], Response | None]
"""What may befall a request: it gets the request and a way to send it on; None lets the request pass."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left on the screen."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def sentences(self) -> list[str]:
        """What stands on standard error, one thing a line: a line that hangs in goes on with the one before."""
        return self.err.replace("\n  ", " ").splitlines()

    @property
    def words(self) -> str:
        """Everything on one line, since where lines are broken depends on the window."""
        return " ".join((self.out + " " + self.err).split())


class Road(InProcessTransport):
    """The way from the commands to the books, with its traffic noted and accidents on it."""

    def __init__(self, app: App, office: "Office") -> None:
        super().__init__(app)
        self.office = office

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        def on() -> Response:
            return super(Road, self).send(request, *args, **kwargs)

        self.office.traffic.append((str(request.method), str(request.url)))
        for accident in self.office.accidents:
            if (reply := accident(request, on)) is not None:
                return reply
        return on()


class OpenStore(Store):
    """The emulator's store, open for people and commands alike, whoever thinks she is the last to leave."""

    def close(self) -> None:
        """Stay open."""

    def close_for_good(self) -> None:
        super().close()


class Office:
    """One folder to work in, with one edition."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.edition_folder = folder / "config" / NAME
        self.data = folder / ".sheetsync" / NAME
        self.traffic: list[tuple[str, str]] = []
        self.accidents: list[Accident] = []
        self.moment = EARLY
        self._capsys = capsys
        self._store: OpenStore | None = None
        self._client: gspread.Client | None = None
        monkeypatch.chdir(folder)
        monkeypatch.delenv("SHEETSYNC_EDITION", raising=False)
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(sheetsync.cli.workplace, "Store", lambda _path: self.store)
        monkeypatch.setattr(sheetsync.cli.workplace, "InProcessTransport", lambda app: Road(app, self))
        monkeypatch.setattr(sheetsync.cli.workplace, "load_edition", load_once)
        monkeypatch.setattr(sheetsync.cli.workplace, "LetterScribe", scribe)

    def close(self) -> None:
        """Close the books that people have open."""
        if self._store:
            self._store.close_for_good()
        self._store = self._client = None

    # --- the secretary ---

    def bare(self, *arguments: str) -> Ran:
        """Run `sheetsync` with nothing but these arguments."""
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = self._capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    def run(self, *arguments: str) -> Ran:
        """Run a command on the edition: on its own day, or rehearsed at the office's moment of that year."""
        at = ("--at", self.moment) if self.moment else ()
        return self.bare("-e", f"config/{NAME}", *at, *arguments)

    def sync(self, *options: str) -> Json:
        """Run the main job and give what `--json` says."""
        done: Json = self.run("sync", "--json", *options).json
        return done

    def findings(self) -> list[Json]:
        found: list[Json] = self.run("findings", "--json").json
        return found

    def codes(self) -> list[str]:
        """The codes of all findings."""
        return [finding["code"] for finding in self.findings()]

    def standing(self, unit: str) -> Json:
        rows: list[Json] = self.run("standing", "--json").json
        return next(row for row in rows if row["unit"] == unit)

    def status(self, book: str) -> Json:
        rows: list[Json] = self.run("status", "--json").json
        return next(row for row in rows if row["book"] == book)

    def fill(self, keys: Iterable[Keys]) -> Ran:
        """Have people type, by way of `local fill`."""
        return self.run("local", "fill", str(self.table(keys)))

    def table(self, keys: Iterable[Keys]) -> Path:
        """Write a table for `local fill`."""
        text = io.StringIO()
        csv.writer(text).writerows([("book", "tab", "key", "column", "value"), *keys])
        path = self.folder / "go.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return path

    def configure(self, file: str, old: str, new: str) -> None:
        """Edit the edition's configuration."""
        path = self.edition_folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    @property
    def letters(self) -> dict[str, EmailMessage]:
        """The letters in the folder by recipient and subject matter: "unit-P4" has one per version."""
        found = {}
        for path in sorted((self.data / "letters").glob("*.eml")):
            found[path.stem] = read_letter(path.read_bytes())
        return found

    def letter(self, name: str) -> EmailMessage:
        """The only letter whose file begins so."""
        (found,) = [letter for stem, letter in self.letters.items() if stem.startswith(f"{name}-")]
        return found

    # --- people at their books ---

    @property
    def ids(self) -> dict[str, str]:
        return BookList(self.data / "books.yaml").read()

    @property
    def store(self) -> Store:
        if self._store is None:
            self.data.mkdir(parents=True, exist_ok=True)
            self._store = OpenStore(self.data / "sheets.db")
        return self._store

    @property
    def client(self) -> gspread.Client:
        """Real gspread, as the owner of the books."""
        if self._client is None:
            session = requests.Session()
            session.trust_env = False
            session.mount("https://", InProcessTransport(App(self.store)))
            self._client = gspread.Client(auth=None, session=session)  # type: ignore[arg-type] # as gspread documents
        return self._client

    def book(self, code: str) -> gspread.Spreadsheet:
        return self.client.open_by_key(self.ids[code])

    def batch(self, code: str, *changes: Json) -> None:
        """Change a book the way its menus do."""
        self.client.http_client.batch_update(self.ids[code], {"requests": list(changes)})

    def layout(self, code: str) -> Book:
        """What a book looks like by its edition."""
        return layouts(self.edition_folder, yaml_files(self.edition_folder))[code]

    def place(self, code: str, tab: str) -> Place:
        """Where a tab's rows and columns are now."""
        book = self.layout(code)
        laid = book.tab(tab)
        assert laid
        ask, ident = self.client.http_client.fetch_sheet_metadata, self.ids[code]
        grid = find_grid(laid, read_snapshot(ask(ident, {"fields": f"{WHERE},sheets.properties"})))
        assert grid
        place = locate(book, laid, read_snapshot(ask(ident, {"fields": PULL_FIELDS, "ranges": [grid.title]})))
        assert place
        return place

    def address(self, code: str, tab: str, key: str, column: str) -> str:
        """The address of a cell as people see it now: D12."""
        place = self.place(code, tab)
        return place.ref(place.rows[key], column).a1

    def worksheet(self, code: str, tab: str) -> gspread.Worksheet:
        return self.book(code).worksheet(self.place(code, tab).grid.title)

    def type(self, code: str, tab: str, key: str, column: str, value: str) -> None:
        """Type into one cell."""
        place = self.place(code, tab)
        where = absolute_range_name(place.grid.title, place.ref(place.rows[key], column).a1)
        self.client.http_client.values_update(
            self.ids[code], where, {"valueInputOption": "USER_ENTERED"}, {"values": [[value]]}
        )

    def sort(self, code: str, tab: str, column: str) -> None:
        """Sort the rows of a tab from the menu, largest first."""
        place = self.place(code, tab)
        rows = place.rows.values()
        area = {"sheetId": place.grid.sheet_id, "startRowIndex": min(rows) - 1, "endRowIndex": max(rows)}
        area |= {"startColumnIndex": 0, "endColumnIndex": place.grid.column_count}
        order = {"dimensionIndex": place.columns[column] - 1, "sortOrder": "DESCENDING"}
        self.batch(code, {"sortRange": {"range": area, "sortSpecs": [order]}})

    def see(self, code: str, tab: str, key: str, column: str) -> str:
        """What one cell shows."""
        return self.row(code, tab, key)[column]

    def row(self, code: str, tab: str, key: str) -> dict[str, str]:
        """What one row shows, by layout column."""
        place = self.place(code, tab)
        shown = self._values(place, "FORMATTED_VALUE", place.rows[key])
        return {name: str(shown[col - 1]) if col <= len(shown) else "" for name, col in place.columns.items()}

    def holds(self, code: str, tab: str, key: str, column: str) -> Any:
        """What one cell really holds, whatever it shows."""
        place = self.place(code, tab)
        held = self._values(place, "UNFORMATTED_VALUE", place.rows[key])
        col = place.columns[column]
        return held[col - 1] if col <= len(held) else ""

    def _values(self, place: Place, how: str, row: int) -> list[Any]:
        where = absolute_range_name(place.grid.title, f"{row}:{row}")
        got = self.client.http_client.values_get(self.ids[place.book], where, {"valueRenderOption": how})
        return list(got.get("values", [[]])[0])

    def text(self, code: str, tab: str) -> str:
        """Everything a tab shows."""
        return "\n".join(" | ".join(row) for row in self.worksheet(code, tab).get_all_values())

    def everything(self) -> list[tuple[Any, ...]]:
        """All that is stored of all books, to see whether anything changed."""
        with closing(sqlite3.connect(self.data / "sheets.db")) as store:
            return [
                row
                for table in ("files", "permissions", "books", "tabs")
                for row in store.execute(f"SELECT * FROM {table}")  # noqa: S608 - the names are these
            ]

    @property
    def writes(self) -> int:
        """How many write requests the commands have sent."""
        return sum(method != "GET" for method, _ in self.traffic)


YamlFiles = tuple[tuple[str, bytes], ...]


def yaml_files(folder: Path) -> YamlFiles:
    return tuple((path.name, path.read_bytes()) for path in sorted(folder.glob("*.yaml")))


def load_once(folder: Path) -> tuple[Edition, tuple[ConfigProblem, ...]]:
    """Load an edition, or take what the same files gave before: it never changes, and reading YAML takes its time."""
    return _loaded(folder, yaml_files(folder))


@lru_cache(maxsize=8)
def _loaded(folder: Path, _files: YamlFiles) -> tuple[Edition, tuple[ConfigProblem, ...]]:
    return load_edition(folder)


@lru_cache(maxsize=8)
def layouts(folder: Path, files: YamlFiles) -> dict[str, Book]:
    """What the books of an edition look like, by their codes."""
    return {book.code: book for book in books(_loaded(folder, files)[0])}


@cache
def scribe(templates: Path, sender: Contact) -> LetterScribe:
    """A scribe whose templates are read once, as long as nobody edits them."""
    return LetterScribe(templates, sender)


def read_letter(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def address_of(letter: EmailMessage) -> str:
    """Whom a letter is for."""
    return str(letter["To"].addresses[0].addr_spec)


def part(letter: EmailMessage, kind: str) -> str:
    """The "plain" or "html" part of a letter."""
    body = letter.get_body(preferencelist=(kind,))
    assert body
    return str(body.get_content())


def answer(status: int, body: Any) -> Callable[[PreparedRequest], Response]:
    """A reply that Google, or something on the way, might give."""

    def give(request: PreparedRequest) -> Response:
        response = Response()
        response.status_code, response.url, response.request = status, str(request.url), request
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        response.raw = io.BytesIO(content)
        return response

    return give


def open_tabs(sheet: gspread.Spreadsheet) -> Iterator[tuple[str, int]]:
    """Yield the tabs of a book with their ids."""
    for tab in sheet.worksheets():
        yield tab.title, tab.id
