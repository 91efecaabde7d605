"""People with rights of their own: each opens books as herself, and is let in or kept out as Google would."""

from dataclasses import dataclass
from typing import Any

import gspread
import pytest
import requests
from gspread.exceptions import APIError
from gspread.utils import absolute_range_name

from sheetsync.emulator import App, InProcessTransport

from .office import Office


@dataclass(frozen=True)
class Person:
    """Somebody with an address, at a computer of her own; the office knows where the cells are."""

    office: Office
    email: str

    @property
    def client(self) -> gspread.Client:
        """Real gspread, as herself."""
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", InProcessTransport(App(self.office.store)))
        session.headers["Authorization"] = f"Bearer {self.email}"
        return gspread.Client(auth=None, session=session)  # type: ignore[arg-type] # as gspread documents

    def type(self, code: str, tab: str, key: str, column: str, value: str) -> None:
        """Type into one cell. Raises APIError where she may not."""
        place = self.office.place(code, tab)
        where = absolute_range_name(place.grid.title, place.ref(place.rows[key], column).a1)
        body = {"values": [[value]]}
        self.client.http_client.values_update(self.office.ids[code], where, {"valueInputOption": "USER_ENTERED"}, body)

    def fill(self, code: str, *rows: tuple[str, str, str, str]) -> None:
        """Type into several cells of one book: (tab, key, column, value)."""
        for tab, key, column, value in rows:
            self.type(code, tab, key, column, value)

    def is_refused(self, code: str, tab: str, key: str, column: str, value: str = "9") -> str:
        """Try to type, be refused, and give Google's sentence."""
        with pytest.raises(APIError) as refused:
            self.type(code, tab, key, column, value)
        return str(refused.value)

    def reads(self, code: str, tab: str) -> list[list[Any]]:
        """What a tab shows her. Raises APIError, or PermissionError, where it is not shared with her."""
        title = self.office.place(code, tab).grid.title
        return self.client.open_by_key(self.office.ids[code]).worksheet(title).get_all_values()
