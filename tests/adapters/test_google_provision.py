"""Books are laid out by real gspread against the emulator once, and what they lose comes back."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from local_google import is_batch, local_books, local_transport, over, place_of, provisioned, scripted, snapshot_of
from requests.adapters import BaseAdapter
from scripted_google import LostReplies
from small_edition import BOOKS, SETTING, book

from sheetsync.adapters.google import FillCell, GoogleBooks
from sheetsync.errors import BookUnreadableError, GoogleError


@pytest.fixture
def books(tmp_path: Path) -> Iterator[GoogleBooks]:
    with local_books(tmp_path) as connected:
        yield connected


@pytest.fixture
def transport(tmp_path: Path) -> Iterator[BaseAdapter]:
    with local_transport(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("code", BOOKS)
def test_a_provisioned_book_holds_every_tab_column_and_row_of_its_layout(books: GoogleBooks, code: str) -> None:
    snapshot = snapshot_of(books, provisioned(books, code))
    assert (snapshot.locale, snapshot.timezone) == ("vi_VN", "Asia/Ho_Chi_Minh")
    assert [grid.title for grid in snapshot.grids] == [tab.title for tab in book(code).tabs]
    for tab in book(code).tabs:
        place = place_of(code, tab.name, snapshot)
        assert place.missing == ()
        assert place.header_row == 3
        assert set(place.rows) == {row.key for row in tab.rows}
        assert place.twice == {}
        assert (place.stamp is not None) == tab.stamped
        assert place.grid.sheet_id == tab.sheet_id
        for row in tab.rows:
            for name, value in row.cells.items():
                assert place.cell(place.rows[row.key], name).value == value


@pytest.mark.parametrize("code", BOOKS)
def test_provisioning_again_writes_nothing(books: GoogleBooks, code: str) -> None:
    spreadsheet_id = provisioned(books, code)
    reads, writes = books.reads, books.writes
    assert books.provision(spreadsheet_id, book(code), SETTING) == 0
    assert (books.reads - reads, books.writes - writes) == (1, 0)
    assert books.provision(spreadsheet_id, book(code), SETTING, snapshot_of(books, spreadsheet_id)) == 0
    assert books.reads - reads == 2, "with a fresh pull at hand not even a read"


def test_a_provisioning_whose_reply_was_lost_is_recognised(transport: BaseAdapter) -> None:
    lossy = LostReplies(transport, is_batch)
    books = over(lossy)
    spreadsheet_id = books.create("x")
    assert books.provision(spreadsheet_id, book("P1"), SETTING) > 0
    assert len([request for request in lossy.sent if is_batch(request)]) == 2
    assert books.provision(spreadsheet_id, book("P1"), SETTING) == 0
    assert len(snapshot_of(books, spreadsheet_id).grids) == len(book("P1").tabs)


def test_what_was_lost_is_put_back_and_what_was_typed_stays(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "P1")
    self_tab, appendix = book("P1").tab("self"), book("P1").tab("appendix")
    assert self_tab
    assert appendix
    books.fill(spreadsheet_id, [FillCell("Tự chấm điểm", "D5", "3,5"), FillCell("Tự chấm điểm", "E6", "12 buổi")])
    books.open_batch(
        spreadsheet_id,
        [
            {"deleteSheet": {"sheetId": appendix.sheet_id}},
            {"deleteDimension": {"range": rows_of(self_tab.sheet_id, 7, 8)}},  # 2.1
            {"deleteDimension": {"range": columns_of(self_tab.sheet_id, 5, 6)}},  # judgement
        ],
    )
    before = snapshot_of(books, spreadsheet_id)
    assert place_of("P1", "self", before).missing != ()

    assert books.provision(spreadsheet_id, book("P1"), SETTING) > 0
    after = snapshot_of(books, spreadsheet_id)
    for tab in book("P1").tabs:
        place = place_of("P1", tab.name, after)
        assert place.missing == ()
        assert set(place.rows) == {row.key for row in tab.rows}
    place = place_of("P1", "self", after)
    assert place.cell(place.rows["1.1"], "points").value == Decimal("3.5")
    assert place.cell(place.rows["1.2"], "figures").value == "12 buổi"
    assert books.provision(spreadsheet_id, book("P1"), SETTING) == 0


def rows_of(sheet_id: int, start: int, end: int) -> dict[str, Any]:
    return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def columns_of(sheet_id: int, start: int, end: int) -> dict[str, Any]:
    return rows_of(sheet_id, start, end) | {"dimension": "COLUMNS"}


def test_a_spreadsheet_in_which_somebody_has_typed_keeps_that_tab(books: GoogleBooks) -> None:
    spreadsheet_id = books.create("x")
    title = snapshot_of(books, spreadsheet_id).grids[0].title
    books.fill(spreadsheet_id, [FillCell(title, "A1", "của tôi")])
    books.provision(spreadsheet_id, book("VP"), SETTING)
    kept = snapshot_of(books, spreadsheet_id).grids
    assert len(kept) == len(book("VP").tabs) + 1
    assert title in [grid.title for grid in kept]


def test_rows_and_columns_that_people_move_are_still_found(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "P1")
    tab = book("P1").tab("self")
    assert tab
    insert = {"range": rows_of(tab.sheet_id, 0, 2), "inheritFromBefore": False}
    move = {"source": columns_of(tab.sheet_id, 3, 4), "destinationIndex": 6}
    books.open_batch(spreadsheet_id, [{"insertDimension": insert}, {"moveDimension": move}])
    place = place_of("P1", "self", snapshot_of(books, spreadsheet_id))
    assert place.header_row == 5
    assert place.columns["points"] == 6
    assert books.provision(spreadsheet_id, book("P1"), SETTING) == 0


STANDING = """{"properties": {"title": "x", "locale": "en_US", "timeZone": "Etc/GMT"},
 "sheets": [{"properties": {"sheetId": 0, "title": "Sheet1", "gridProperties": {"rowCount": 9, "columnCount": 9}}}]}"""
REFUSED = '{"error": {"code": 400, "message": "Invalid requests[1].addSheet: no"}}'


def test_a_layout_that_google_refuses_is_tried_once_more_after_another_look_and_no_longer() -> None:
    books, script, _ = scripted((200, STANDING), (400, REFUSED), (200, STANDING), (400, REFUSED), (200, "{}"))
    with pytest.raises(GoogleError, match="Invalid requests"):
        books.provision("abc", book("P1"), SETTING)
    assert len(script.sent) == 4


def test_a_book_without_write_access_cannot_be_laid_out() -> None:
    books, script, _ = scripted((200, STANDING), (403, '{"error": {"code": 403, "message": "no"}}'))
    with pytest.raises(GoogleError, match="không có quyền") as caught:
        books.provision("abc", book("P1"), SETTING)
    assert "Người chỉnh sửa" in caught.value.next_step
    assert len(script.sent) == 2


def test_what_is_no_book_cannot_be_laid_out() -> None:
    books, _, _ = scripted((200, '{"spreadsheetId": "abc"}'))
    with pytest.raises(BookUnreadableError, match="không phải một bảng tính"):
        books.provision("abc", book("P1"), SETTING)
