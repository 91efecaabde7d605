"""Notes and colours where the book is a ward's own: what it locks against the system is left alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from local_google import local_transport, over, place_of, snapshot_of
from requests.adapters import BaseAdapter, HTTPAdapter
from small_edition import SETTING, book

from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.sheets.blocks import grid_range
from sheetsync.core.catalogue import Severity
from sheetsync.core.cells import CellRef
from sheetsync.core.notes import CLOSES, OPENS, Flag
from sheetsync.core.plan import Desired, plan

WARD, SYSTEM = "p1@example.org", "he-thong@example.org"
SHARING = "https://www.googleapis.com/drive/v3/files/{}/permissions"
TEXT = f"{OPENS}\n• Phải sửa: “mười” không phải là số. Gõ một số.\n{CLOSES}"


class As(HTTPAdapter):
    """The way of one person to the books."""

    def __init__(self, email: str, on: BaseAdapter) -> None:
        super().__init__()
        self.email, self.on = email, on

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        request.headers["Authorization"] = f"Bearer {self.email}"
        return self.on.send(request, *args, **options)


@pytest.fixture
def transport(tmp_path: Path) -> Iterator[BaseAdapter]:
    with local_transport(tmp_path) as opened:
        yield opened


def shared(ward: GoogleBooks) -> str:
    """A book that the ward owns and in which the system may write."""
    spreadsheet_id = ward.create("Phường 1", "t/P1")
    body = {"role": "writer", "type": "user", "emailAddress": SYSTEM}
    ward._worker().client.http_client.request("post", SHARING.format(spreadsheet_id), json=body)
    return spreadsheet_id


def test_the_rest_of_the_book_is_written_though_the_ward_has_locked_a_flagged_cell(transport: BaseAdapter) -> None:
    ward, system = over(As(WARD, transport)), over(As(SYSTEM, transport))
    spreadsheet_id = shared(ward)
    system.provision(spreadsheet_id, book("P1"), SETTING)
    place = place_of("P1", "self", snapshot_of(system, spreadsheet_id))
    first, second = (place.ref(place.rows[code], "points") for code in ("1.1", "1.2"))

    def publish(*cells: CellRef) -> dict[str, str]:
        snapshot = snapshot_of(system, spreadsheet_id)
        flags = dict.fromkeys(cells, Flag(Severity.ERROR, TEXT))
        system.publish(spreadsheet_id, plan(book("P1"), snapshot, Desired({}, flags=flags), {}))
        grid = place_of("P1", "self", snapshot_of(system, spreadsheet_id)).grid
        return {one.a1: grid.at(one.row, one.col).note for one in (first, second)}

    assert publish(first) == {first.a1: TEXT, second.a1: ""}
    own = {"range": grid_range(first.sheet_id, first.row, first.col), "editors": {"users": [WARD]}}
    ward.open_batch(spreadsheet_id, [{"addProtectedRange": {"protectedRange": own}}])
    assert publish(second) == {first.a1: TEXT, second.a1: TEXT}, "the locked cell keeps what it had"
    found = place_of("P1", "self", snapshot_of(system, spreadsheet_id)).grid
    assert [one.row for tint in found.tints for one in tint.areas] == [first.row]
