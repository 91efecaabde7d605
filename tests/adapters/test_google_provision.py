"""Books are laid out by real gspread against the emulator once, and what they lose comes back."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from local_google import is_batch, local_books, local_transport, over, place_of, provisioned, scripted, snapshot_of
from requests import PreparedRequest
from requests.adapters import BaseAdapter
from scripted_google import Clock, LostReplies
from small_edition import BOOKS, SETTING, book, tab_of

from sheetsync.adapters.google import books as google
from sheetsync.adapters.google.books import FillCell, GoogleBooks
from sheetsync.adapters.google.connect import connect_local
from sheetsync.adapters.sheets.as_found import PROVISION_FIELDS, read_standing
from sheetsync.adapters.sheets.provision import batches, fails_twice
from sheetsync.adapters.sheets.render import Request
from sheetsync.core.mending.items import Mending
from sheetsync.errors import BookUnreadableError, GoogleError


@pytest.fixture
def books(tmp_path: Path) -> Iterator[GoogleBooks]:
    with local_books(tmp_path) as connected:
        yield connected


@pytest.fixture
def transport(tmp_path: Path) -> Iterator[BaseAdapter]:
    with local_transport(tmp_path) as opened:
        yield opened


def lacks(books: GoogleBooks, spreadsheet_id: str) -> list[set[str]]:
    """What kinds of requests another look at ward P1's book would bring."""
    found = books.inspect(spreadsheet_id, book("P1"), SETTING)
    return [set(request) for step in found.steps for request in step]


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
    books.provision(spreadsheet_id, book(code), SETTING)
    assert (books.reads - reads, books.writes - writes) == (1, 0)
    assert books.inspect(spreadsheet_id, book(code), SETTING) == Mending()


def test_a_provisioning_whose_reply_was_lost_is_recognised(transport: BaseAdapter) -> None:
    lossy = LostReplies(transport, is_batch)
    books = over(lossy)
    spreadsheet_id = books.create("x", "t/x")
    books.provision(spreadsheet_id, book("P1"), SETTING)
    assert len([request for request in lossy.sent if is_batch(request)]) == 2
    assert not lacks(books, spreadsheet_id)
    assert len(snapshot_of(books, spreadsheet_id).grids) == len(book("P1").tabs)


def book_with_lost_rows_and_lock(books: GoogleBooks) -> str:
    """A book that has lost rows and a lock: nothing that Google would refuse to put back a second time."""
    spreadsheet_id = provisioned(books, "P1")
    tab = tab_of("P1", "self")
    (lock,) = locks_of(books, spreadsheet_id)[tab_of("P1", "feedback").sheet_id]
    books.open_batch(
        spreadsheet_id,
        [
            {"deleteDimension": {"range": rows_of(tab.sheet_id, 7, 8)}},  # 2.1
            {"deleteDimension": {"range": rows_of(tab.sheet_id, 8, 10)}},  # the empty rows at the end
            {"deleteProtectedRange": {"protectedRangeId": lock["protectedRangeId"]}},
        ],
    )
    return spreadsheet_id


def locks_of(books: GoogleBooks, spreadsheet_id: str) -> Mapping[int, Sequence[Mapping[str, Any]]]:
    reply = books._worker().client.http_client.fetch_sheet_metadata(spreadsheet_id, {"fields": PROVISION_FIELDS})
    return read_standing(reply).locks


def test_a_mending_of_rows_and_locks_is_not_sent_twice_and_the_next_run_finds_what_was_applied(
    transport: BaseAdapter,
) -> None:
    spreadsheet_id = book_with_lost_rows_and_lock(over(transport))
    lossy = LostReplies(transport, is_batch)
    books = over(lossy)
    with pytest.raises(GoogleError, match="không kết nối được") as caught:
        books.provision(spreadsheet_id, book("P1"), SETTING)
    assert "sheetsync provision" in caught.value.next_step
    assert len([request for request in lossy.sent if is_batch(request)]) == 1
    assert not lacks(books, spreadsheet_id)
    place = place_of("P1", "self", snapshot_of(books, spreadsheet_id))
    assert "2.1" in place.rows
    assert place.twice == {}
    assert {len(locks) for locks in locks_of(books, spreadsheet_id).values()} == {1}


def test_a_very_large_book_is_laid_out_tab_by_tab_and_is_the_same_book(
    books: GoogleBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = snapshot_of(books, provisioned(books, "master"))
    monkeypatch.setattr(google, "batches", partial(batches, most=1))
    writes = books.writes
    cut = snapshot_of(books, provisioned(books, "master"))
    assert books.writes - writes == len(book("master").tabs)
    assert cut == whole


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_layout_in_several_batches_goes_on_where_it_broke_off(
    transport: BaseAdapter, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(google, "batches", partial(batches, most=1))
    seen: list[PreparedRequest] = []

    def is_the_one(request: PreparedRequest) -> bool:
        seen.extend([request] if is_batch(request) else [])
        return is_batch(request) and len(seen) == number

    impatient = connect_local(LostReplies(transport, is_the_one), patience=Clock().patience(attempts=1))
    spreadsheet_id = impatient.create("x", "t/x")
    with pytest.raises(GoogleError):
        impatient.provision(spreadsheet_id, book("P1"), SETTING)
    assert len(snapshot_of(impatient, spreadsheet_id).grids) == number
    impatient.provision(spreadsheet_id, book("P1"), SETTING)
    snapshot = snapshot_of(impatient, spreadsheet_id)
    assert [grid.title for grid in snapshot.grids] == [tab.title for tab in book("P1").tabs]
    assert snapshot.locale == "vi_VN"
    assert not lacks(impatient, spreadsheet_id)


def test_replies_lost_in_several_batches_are_all_recognised(
    transport: BaseAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(google, "batches", partial(batches, most=1))
    in_turn = cycle([True, False])
    books = over(LostReplies(transport, lambda request: is_batch(request) and next(in_turn), times=99))
    spreadsheet_id = books.create("x", "t/x")
    books.provision(spreadsheet_id, book("P1"), SETTING)
    assert [grid.title for grid in snapshot_of(books, spreadsheet_id).grids] == [tab.title for tab in book("P1").tabs]


def test_a_batch_may_be_sent_twice_only_where_it_adds_what_a_book_has_once() -> None:
    assert fails_twice([{"updateCells": {}}, {"addSheet": {}}])
    assert fails_twice([{"addNamedRange": {}}])
    assert not fails_twice([{"appendDimension": {}}, {"addProtectedRange": {}}, {"updateNamedRange": {}}])


def test_batches_share_steps_as_far_as_they_may_grow_and_tear_none_apart() -> None:
    steps: list[list[Request]] = [[{"a": "x" * size}, {"b": {}}] for size in (10, 10, 900, 10, 10)]
    assert batches(steps, 300) == [steps[0] + steps[1], steps[2], steps[3] + steps[4]]
    assert batches(steps) == [[request for step in steps for request in step]]
    assert batches([]) == []


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

    books.provision(spreadsheet_id, book("P1"), SETTING)
    after = snapshot_of(books, spreadsheet_id)
    for tab in book("P1").tabs:
        place = place_of("P1", tab.name, after)
        assert place.missing == ()
        assert set(place.rows) == {row.key for row in tab.rows}
    place = place_of("P1", "self", after)
    assert place.cell(place.rows["1.1"], "points").value == Decimal("3.5")
    assert place.cell(place.rows["1.2"], "figures").value == "12 buổi"
    assert not lacks(books, spreadsheet_id)


def test_a_name_that_lost_its_cells_and_is_not_ours_is_left_to_a_person_to_delete(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "P1")
    self_tab = book("P1").tab("self")
    assert self_tab
    name = self_tab.anchor("judgement")
    ours = read_standing(books._get(spreadsheet_id, PROVISION_FIELDS)).range_ids[name]
    place = {"sheetId": 99, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    books.open_batch(
        spreadsheet_id,
        [
            {"deleteNamedRange": {"namedRangeId": ours}},
            {"addSheet": {"properties": {"sheetId": 99, "title": "Nháp"}}},
            {"addNamedRange": {"namedRange": {"namedRangeId": "theirs", "name": name, "range": place}}},
            {"deleteSheet": {"sheetId": 99}},
        ],
    )
    with pytest.raises(GoogleError) as raised:
        books.provision(spreadsheet_id, book("P1"), SETTING)
    assert f"“{name}” đã mất ô của nó (#REF!)" in str(raised.value)
    assert "Dữ liệu → Dải ô đã đặt tên" in raised.value.next_step


def rows_of(sheet_id: int, start: int, end: int) -> dict[str, Any]:
    return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def columns_of(sheet_id: int, start: int, end: int) -> dict[str, Any]:
    return rows_of(sheet_id, start, end) | {"dimension": "COLUMNS"}


def test_a_spreadsheet_in_which_somebody_has_typed_keeps_that_tab(books: GoogleBooks) -> None:
    spreadsheet_id = books.create("x", "t/x")
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
    assert lacks(books, spreadsheet_id) == [{"updateProtectedRange"}], "the lock leaves out where people type now"
    books.provision(spreadsheet_id, book("P1"), SETTING)
    assert not lacks(books, spreadsheet_id)


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
