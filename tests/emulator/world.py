"""An emulator to test against, with real gspread on top, and a spreadsheet spoken to in short."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import gspread
import requests

from sheetsync.emulator import App, InProcessTransport, Store

NOW = datetime(2026, 9, 3, 8, 0, tzinfo=UTC)
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
DRIVE = "https://www.googleapis.com/drive/v3/files"
INCLUDED = "COMMENTS_VIEW_MODE_INCLUDED"
WARD, CLERK = "ward@example.com", "clerk@example.com"
FIRST_ROW = {"startRowIndex": 0, "endRowIndex": 1}
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


@dataclass
class World:
    """One emulator with everything needed to talk to it."""

    store: Store
    app: App
    session: requests.Session

    def client(self, caller: str | None = None) -> gspread.Client:
        return gspread.Client(auth=None, session=self.session_of(caller) if caller else self.session)  # type: ignore[arg-type]  # gspread takes None at run time

    def session_of(self, caller: str) -> requests.Session:
        session = self.session_for(self.app)
        session.headers["Authorization"] = f"Bearer {caller}"
        return session

    @staticmethod
    def session_for(app: App) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # there is no network here, and the environment would be searched for each request
        for prefix in ("https://sheets.googleapis.com/", "https://www.googleapis.com/"):
            session.mount(prefix, InProcessTransport(app))
        return session

    def call(
        self, method: str, url: str, body: Any = None, caller: str | None = None, **params: Any
    ) -> requests.Response:
        session = self.session_of(caller) if caller else self.session
        return session.request(method, url, json=body, params=params or None)


class Book:
    """A spreadsheet of the emulator, spoken to in short."""

    def __init__(self, world: World, locale: str = "en_US") -> None:
        self.world = world
        self.gspread = world.client().create("Sổ chấm điểm")
        self.id = self.gspread.id
        self.url = f"{SHEETS}/{self.id}"
        self.tab = self.gspread.sheet1
        if locale != "en_US":
            self.batch({"updateSpreadsheetProperties": {"properties": {"locale": locale}, "fields": "locale"}})

    @classmethod
    def there(cls, world: World, book_id: str) -> "Book":
        """A spreadsheet that there is already."""
        book = cls.__new__(cls)
        book.world, book.gspread = world, world.client().open_by_key(book_id)
        book.id, book.url, book.tab = book_id, f"{SHEETS}/{book_id}", book.gspread.sheet1
        return book

    def batch(self, *requests_: dict[str, Any], caller: str | None = None, **options: Any) -> Any:
        reply = self.try_batch(*requests_, caller=caller, **options)
        assert reply.status_code == 200, reply.text
        return reply.json()["replies"]

    def try_batch(self, *requests_: dict[str, Any], caller: str | None = None, **options: Any) -> requests.Response:
        return self.world.call("POST", f"{self.url}:batchUpdate", {"requests": list(requests_), **options}, caller)

    def refused(self, *requests_: dict[str, Any], caller: str | None = None) -> str:
        reply = self.try_batch(*requests_, caller=caller)
        assert reply.status_code == 400, reply.text
        return str(reply.json()["error"]["message"])

    def get(self, caller: str | None = None, **params: Any) -> Any:
        reply = self.world.call("GET", self.url, caller=caller, **params)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def write(self, where: str, *rows: list[Any]) -> None:
        self.tab.update(list(rows), where, raw=False)

    def shown(self, where: str, option: str = "FORMATTED_VALUE") -> Any:
        return self.world.call("GET", f"{self.url}/values/{where}", valueRenderOption=option).json().get("values", [])

    def cells(self, where: str, fields: str) -> list[list[Any]]:
        reply = self.get(ranges=where, fields=f"sheets.data.rowData.values({fields})")
        return [row.get("values", []) for row in reply["sheets"][0]["data"][0].get("rowData", [])]

    def cell(self, where: str, fields: str) -> Any:
        rows = self.cells(where, fields)
        return rows[0][0] if rows and rows[0] else {}


def write_text(row: int, value: str = "x") -> dict[str, Any]:
    rows = [{"values": [{"userEnteredValue": {"stringValue": value}}]}]
    return {"updateCells": {"start": {"rowIndex": row}, "rows": rows, "fields": "userEnteredValue"}}
