"""Real gspread against the emulator: books are laid out once, read whole, and written exactly once."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import BaseAdapter
from scripted_google import Clock, LostReplies, Script
from small_edition import BOOKS, SETTING, book

from sheetsync.adapters.google import FillCell, GoogleBooks, connect_google, connect_local
from sheetsync.adapters.render import EPOCH_BASE
from sheetsync.core.cells import EPOCH_KEY, CellRef, Snapshot, read_snapshot
from sheetsync.core.layout import Kind
from sheetsync.core.locate import Place, locate
from sheetsync.core.plan import BookPlan, CellChange, Epoch, Link, Value, last_epoch
from sheetsync.edition.model import Google, Quota
from sheetsync.emulator import App, InProcessTransport, Store
from sheetsync.errors import BookUnreadableError, ConfigError, GoogleError, SafetyStopError, Unreadable

NOT_AN_ID = "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc"


@pytest.fixture
def transport(tmp_path: Path) -> Iterator[BaseAdapter]:
    store = Store(tmp_path / "books.db")
    yield InProcessTransport(App(store))
    store.close()


@pytest.fixture
def books(transport: BaseAdapter) -> Iterator[GoogleBooks]:
    with connect_local(transport, patience=Clock().patience()) as connected:
        yield connected


def over(transport: BaseAdapter, clock: Clock | None = None, quota: Quota | None = None) -> GoogleBooks:
    return connect_local(transport, quota=quota, patience=(clock or Clock()).patience())


def scripted(*steps: Any) -> tuple[GoogleBooks, Script, Clock]:
    script, clock = Script(*steps), Clock()
    return over(script, clock), script, clock


def provisioned(books: GoogleBooks, code: str) -> str:
    spreadsheet_id = books.create(book(code).title)
    books.provision(spreadsheet_id, book(code), SETTING)
    return spreadsheet_id


def snapshot_of(books: GoogleBooks, spreadsheet_id: str) -> Snapshot:
    return read_snapshot(books.pull(spreadsheet_id))


def place_of(code: str, tab_name: str, snapshot: Snapshot) -> Place:
    tab = book(code).tab(tab_name)
    assert tab is not None
    place = locate(book(code), tab, snapshot)
    assert place is not None
    return place


def is_batch(request: requests.PreparedRequest) -> bool:
    return str(request.url).endswith(":batchUpdate")


# --- provisioning ----------------------------------------------------------------------------------------------------


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


# --- pulling ---------------------------------------------------------------------------------------------------------


def test_a_pull_is_one_request(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "P1")
    before = books.reads
    books.pull(spreadsheet_id)
    assert books.reads - before == 1


def test_what_people_type_is_read_by_the_sheets_locale(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "P1")
    typed = {"D5": "2,5", "D6": "3/9/2020", "D8": "8,5đ", "D9": "=1/0", "E5": "12%", "E6": "=1+1"}
    books.fill(spreadsheet_id, [FillCell("Tự chấm điểm", a1, value) for a1, value in typed.items()])
    grid = place_of("P1", "self", snapshot_of(books, spreadsheet_id)).grid
    assert grid.at(5, 4).value == Decimal("2.5")
    assert grid.at(6, 4).format == "DATE"
    assert grid.at(8, 4).value == "8,5đ"
    assert grid.at(9, 4).error == "DIVIDE_BY_ZERO"
    assert grid.at(5, 5).format == "PERCENT"
    assert grid.at(6, 5).formula == "=1+1"


def test_tab_titles_with_quotes_and_slashes_are_filled(books: GoogleBooks) -> None:
    spreadsheet_id = books.create("x")
    properties = {"sheetId": 0, "title": "Q3/2025 'mới'"}
    books.open_batch(spreadsheet_id, [{"updateSheetProperties": {"properties": properties, "fields": "title"}}])
    books.fill(spreadsheet_id, [FillCell("Q3/2025 'mới'", "B2", "có")])
    assert snapshot_of(books, spreadsheet_id).grids[0].at(2, 2).value == "có"


def test_filling_nothing_asks_nothing(books: GoogleBooks) -> None:
    books.fill("whatever", [])
    assert books.writes == 0


@pytest.mark.parametrize(
    ("step", "reason", "words"),
    [
        ((404, '{"error": {"code": 404, "message": "Requested entity was not found."}}'), Unreadable.NOT_FOUND, "mã"),
        (
            (403, '{"error": {"code": 403, "message": "The caller does not have permission"}}'),
            Unreadable.NOT_SHARED,
            "chia sẻ",
        ),
        (
            (400, '{"error": {"code": 400, "message": "This operation is not supported for this document"}}'),
            Unreadable.MALFORMED,
            "Excel",
        ),
        ((400, '{"error": {"code": 400, "message": "Bad field"}}'), Unreadable.MALFORMED, "Bad field"),
        ((200, "<html>not JSON</html>"), Unreadable.MALFORMED, "không đọc được"),
        ((200, "[]"), Unreadable.MALFORMED, "không đọc được"),
        ((200, '{"spreadsheetId": "x"}'), Unreadable.MALFORMED, "không phải một bảng tính"),
        ((429, "<html>Sorry...</html>"), Unreadable.UNAVAILABLE, "quá nhiều yêu cầu"),
        ((503, '{"error": {"code": 503, "message": "x"}}'), Unreadable.UNAVAILABLE, "503"),
        (requests.ConnectionError("no route"), Unreadable.UNAVAILABLE, "kết nối"),
        (requests.ReadTimeout("slow"), Unreadable.UNAVAILABLE, "không trả lời kịp"),
    ],
)
def test_why_a_book_cannot_be_read(step: Any, reason: Unreadable, words: str) -> None:
    books, _, _ = scripted(step)
    with pytest.raises(BookUnreadableError) as caught:
        books.pull("abc")
    assert caught.value.reason is reason
    assert words in caught.value.detail
    assert words in caught.value.sentence


def test_the_emulators_own_refusals_are_understood(books: GoogleBooks) -> None:
    with pytest.raises(BookUnreadableError) as caught:
        books.pull("1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdefg")
    assert caught.value.reason is Unreadable.NOT_FOUND


@pytest.mark.parametrize("spreadsheet_id", ["", "a/b", "../x", "https://docs.google.com/spreadsheets/d/x/edit", "a?b"])
def test_what_cannot_be_an_id_is_not_sent(spreadsheet_id: str) -> None:
    books, script, _ = scripted((200, "{}"))
    with pytest.raises(BookUnreadableError, match="không phải mã bảng tính"):
        books.pull(spreadsheet_id)
    assert script.sent == []


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ((401, '{"error": {"code": 401, "message": "Invalid Credentials"}}'), "khóa"),
        (
            (
                403,
                '{"error": {"code": 403, "message": "Google Sheets API has not been used in project 1 before",'
                ' "details": [{"reason": "SERVICE_DISABLED"}]}}',
            ),
            "chưa bật API",
        ),
    ],
)
def test_what_is_wrong_with_the_key_or_the_project_stops_the_command(step: Any, words: str) -> None:
    books, _, _ = scripted(step)
    with pytest.raises(GoogleError, match=words) as caught:
        books.pull("abc")
    assert caught.value.next_step


def test_a_read_is_tried_until_google_is_back(transport: BaseAdapter) -> None:
    spreadsheet_id = provisioned(over(transport), "P1")
    clock = Clock()
    books = over(
        Script((503, "{}"), (429, "<html>Sorry</html>"), requests.ConnectionError("cut"), then=transport), clock
    )
    assert books.pull(spreadsheet_id)["properties"]["title"] == book("P1").title
    assert books.reads == 4, "each attempt is one"
    assert clock.slept == [1, 60, 4]


def test_eight_workers_pull_at_once_each_with_a_session_of_its_own(books: GoogleBooks) -> None:
    ids = [provisioned(books, code) for code in ("P1", "P2", "VP", "C1")] * 8
    before = books.reads
    with ThreadPoolExecutor(8) as workers:
        replies = list(workers.map(books.pull, ids))
    assert books.reads - before == len(ids)
    for spreadsheet_id, reply in zip(ids, replies, strict=True):
        assert reply == replies[ids.index(spreadsheet_id)]
    assert len(books._workers) <= 9


def test_workers_share_one_quota(transport: BaseAdapter) -> None:
    spreadsheet_id = over(transport).create("x")
    clock = Clock()
    books = over(transport, clock, Quota(reads_per_user=5))
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(books.pull, [spreadsheet_id] * 6))
    assert books.reads == 6
    assert clock.time - 1000 >= 60


def test_closed_books_open_again(books: GoogleBooks) -> None:
    spreadsheet_id = books.create("x")
    books.close()
    assert books._workers == []
    books.pull(spreadsheet_id)


# --- publishing ------------------------------------------------------------------------------------------------------


def plan_for(snapshot: Snapshot, cells: Mapping[str, Value], number: int | None = None, mark: str = "aa") -> BookPlan:
    """Write into the row of P1 in the ranking, by column."""
    place = place_of("master", "ranking", snapshot)
    kinds = {column.name: column.kind for column in place.tab.columns}
    changes = tuple(
        CellChange(place.ref(place.rows["P1"], name), "P1", name, "", value, kinds[name])
        for name, value in cells.items()
    )
    newest, _ = last_epoch(snapshot)
    return BookPlan("master", Epoch(number or newest + 1, mark), changes, (), {})


def test_a_publication_writes_typed_values_and_leaves_formats_and_people_alone(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "master")
    books.fill(spreadsheet_id, [FillCell("Xếp hạng", "P4", "Đồng ý")])
    snapshot = snapshot_of(books, spreadsheet_id)
    before = snapshot.grids[0]
    formula = '=IMPORTXML("https://example.org","//a")'
    cells = {"total": Decimal("9.25"), "rank": Decimal(1), "band": "Xuất sắc", "state": formula}
    books.publish(spreadsheet_id, plan_for(snapshot, cells))

    place = place_of("master", "ranking", snapshot_of(books, spreadsheet_id))
    shown = {name: place.cell(place.rows["P1"], name) for name in cells}
    assert {name: cell.value for name, cell in shown.items()} == cells
    assert shown["state"].formula is None, "text that looks like a formula stays text"
    assert shown["total"].format == "NUMBER"
    assert place.cell(place.rows["P1"], "reason").value == before.at(4, 16).value
    assert snapshot_of(books, spreadsheet_id).epochs == {EPOCH_BASE + 1: "1 aa"}
    assert books.writes == 3


def test_a_cell_is_emptied_again(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "master")
    books.publish(spreadsheet_id, plan_for(snapshot_of(books, spreadsheet_id), {"total": Decimal(9)}))
    books.publish(spreadsheet_id, plan_for(snapshot_of(books, spreadsheet_id), {"total": ""}, mark="bb"))
    place = place_of("master", "ranking", snapshot_of(books, spreadsheet_id))
    assert place.cell(place.rows["P1"], "total").is_blank


def test_a_link_opens_the_cell_and_goes_with_its_text(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "P1")
    place = place_of("P1", "feedback", snapshot_of(books, spreadsheet_id))
    ref = CellRef("P1", "feedback", place.grid.sheet_id, 4, place.columns["link"])

    def publish(number: int, value: Value) -> dict[str, Any]:
        change = CellChange(ref, "1", "link", "", value, Kind.LINK)
        books.publish(spreadsheet_id, BookPlan("P1", Epoch(number, "aa"), (change,), (), {}))
        fields = "sheets(properties/title,data/rowData/values(userEnteredValue,userEnteredFormat/textFormat/link))"
        reply = books._worker().client.http_client.fetch_sheet_metadata(
            spreadsheet_id, {"ranges": "'Phản hồi'!F4", "fields": fields}
        )
        found: dict[str, Any] = reply["sheets"][0]["data"][0].get("rowData", [{}])[0].get("values", [{}])[0]
        return found

    uri = "https://docs.google.com/spreadsheets/d/x/edit#gid=1&range=D5"
    assert publish(1, Link("Mở D5", uri)) == {
        "userEnteredValue": {"stringValue": "Mở D5"},
        "userEnteredFormat": {"textFormat": {"link": {"uri": uri}}},
    }
    assert "link" not in json.dumps(publish(2, ""))


def test_old_epochs_are_forgotten(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "master")
    for number in (1, 2, 3):
        forget = (EPOCH_BASE + 1,) if number == 3 else ()
        books.publish(spreadsheet_id, BookPlan("master", Epoch(number, "aa", forget), (), (), {}))
    assert set(snapshot_of(books, spreadsheet_id).epochs) == {EPOCH_BASE + 2, EPOCH_BASE + 3}


@pytest.mark.parametrize("lost", [requests.ConnectionError("cut"), requests.ReadTimeout("slow"), (503, "{}")])
def test_a_publication_whose_reply_was_lost_is_applied_exactly_once(transport: BaseAdapter, lost: Any) -> None:
    spreadsheet_id = provisioned(over(transport), "master")
    snapshot = snapshot_of(over(transport), spreadsheet_id)
    applied: list[int] = []

    class Lossy(LostReplies):
        def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
            try:
                response = super().send(request, *args, **options)
            except requests.ConnectionError:
                applied.append(200)
                if isinstance(lost, Exception):
                    raise lost from None
                return Script(lost).send(request)
            if is_batch(request):
                applied.append(response.status_code)
            return response

    books = over(Lossy(transport, is_batch))
    books.publish(spreadsheet_id, plan_for(snapshot, {"total": Decimal("9.25")}))
    assert applied == [200, 400], "the second sending fails whole"
    assert (books.reads, books.writes) == (1, 2), "one small read tells that the first one was ours"
    assert snapshot_of(books, spreadsheet_id).epochs == {EPOCH_BASE + 1: "1 aa"}


def test_a_publication_applied_by_a_run_that_was_killed_is_recognised_at_the_first_sending(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "master")
    plan = plan_for(snapshot_of(books, spreadsheet_id), {"total": Decimal("9.25")})
    books.publish(spreadsheet_id, plan)
    books.publish(spreadsheet_id, plan)
    assert snapshot_of(books, spreadsheet_id).epochs == {EPOCH_BASE + 1: "1 aa"}


def test_an_epoch_of_somebody_elses_stops_everything_and_nothing_is_written(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "master")
    snapshot = snapshot_of(books, spreadsheet_id)
    books.publish(spreadsheet_id, plan_for(snapshot, {"total": Decimal(8)}, mark="theirs"))
    with pytest.raises(SafetyStopError) as caught:
        books.publish(spreadsheet_id, plan_for(snapshot, {"total": Decimal(9)}, mark="ours"))
    assert "sheetsync sync" in caught.value.next_step
    place = place_of("master", "ranking", snapshot_of(books, spreadsheet_id))
    assert place.cell(place.rows["P1"], "total").value == Decimal(8)


def test_of_eight_publishers_of_one_epoch_exactly_one_wins(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "master")
    snapshot = snapshot_of(books, spreadsheet_id)

    def publish(nth: int) -> str:
        try:
            books.publish(spreadsheet_id, plan_for(snapshot, {"total": Decimal(nth)}, mark=f"m{nth}"))
        except SafetyStopError:
            return "stopped"
        return f"1 m{nth}"

    with ThreadPoolExecutor(8) as workers:
        results = list(workers.map(publish, range(8)))
    (winner,) = set(results) - {"stopped"}
    assert results.count("stopped") == 7
    assert snapshot_of(books, spreadsheet_id).epochs == {EPOCH_BASE + 1: winner}


def test_metadata_of_another_kind_under_our_number_stops_too(books: GoogleBooks) -> None:
    spreadsheet_id = provisioned(books, "master")
    snapshot = snapshot_of(books, spreadsheet_id)
    foreign = {
        "metadataId": EPOCH_BASE + 1,
        "metadataKey": f"not.{EPOCH_KEY}",
        "metadataValue": "?",
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    books.open_batch(spreadsheet_id, [{"createDeveloperMetadata": {"developerMetadata": foreign}}])
    with pytest.raises(SafetyStopError):
        books.publish(spreadsheet_id, plan_for(snapshot, {"total": Decimal(9)}))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ((403, '{"error": {"code": 403, "message": "The caller does not have permission"}}'), "không có quyền"),
        ((404, '{"error": {"code": 404, "message": "Requested entity was not found."}}'), "không có bảng tính nào"),
        (
            (400, '{"error": {"code": 400, "message": "You are trying to edit a protected cell or object."}}'),
            "bị khóa",
        ),
        ((400, '{"error": {"code": 400, "message": "No grid with id: 7"}}'), "No grid with id: 7"),
        ((503, "{}"), "trục trặc"),
        (requests.ConnectionError("cut"), "không kết nối được"),
    ],
)
def test_why_a_publication_fails_is_said_with_what_to_do(step: Any, words: str) -> None:
    books, _, _ = scripted(step)
    with pytest.raises(GoogleError, match=words) as caught:
        books.publish("abc", BookPlan("master", Epoch(1, "aa"), (), (), {}))
    assert caught.value.next_step


def test_where_it_cannot_be_told_whether_a_publication_was_applied_nobody_pretends_to_know() -> None:
    exists = (
        "createDeveloperMetadata: Cannot add developer metadata with ID [1] because developer metadata with that ID"
    )
    books, _, _ = scripted(
        (400, json.dumps({"error": {"code": 400, "message": f"Invalid requests[0].{exists} already exists."}})),
        (503, "{}"),
    )
    with pytest.raises(GoogleError, match="Không xác nhận được"):
        books.publish("abc", BookPlan("master", Epoch(1, "aa"), (), (), {}))


def test_a_batch_without_an_epoch_is_never_sent_twice() -> None:
    books, script, _ = scripted((503, "{}"), (200, "{}"))
    with pytest.raises(GoogleError, match="503"):
        books.open_batch("abc", [{"deleteSheet": {"sheetId": 1}}])
    assert len(script.sent) == 1


# --- creating, finding, exporting ------------------------------------------------------------------------------------


def test_a_book_is_created_with_one_request_and_never_with_two() -> None:
    books, script, _ = scripted((503, "{}"), (200, '{"id": "second"}'))
    with pytest.raises(GoogleError, match="Không tạo bảng “Phường 1” được") as caught:
        books.create("Phường 1")
    assert "sheetsync provision" in caught.value.next_step
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    "body",
    [
        '{"error": {"code": 403, "errors": [{"domain": "usageLimits", "reason": "storageQuotaExceeded"}],'
        ' "message": "Service Accounts do not have storage quota."}}',
        '{"error": {"code": 403, "message": "The caller does not have permission"}}',
    ],
)
def test_why_a_service_account_cannot_create_a_book_is_explained(body: str) -> None:
    books, script, clock = scripted((403, body))
    books.account = "robot@example.iam.gserviceaccount.com"
    with pytest.raises(GoogleError, match="tài khoản dịch vụ sở hữu tệp") as caught:
        books.create("Phường 1")
    for words in ("tài khoản Google của thư ký", "drive dùng chung", "robot@example.iam", "books.yaml"):
        assert words in caught.value.next_step
    assert len(script.sent) == 1
    assert clock.slept == []


def test_books_are_found_by_title_the_oldest_first_and_not_in_the_bin(tmp_path: Path) -> None:
    moments = iter(datetime(2020, 11, 1, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(999))
    store = Store(tmp_path / "books.db")
    books = over(InProcessTransport(App(store, clock=lambda: next(moments))))
    first, second, binned = (books.create("Phường 1") for _ in range(3))
    other = books.create("O'Brien \\ Phường 2")
    url = f"https://www.googleapis.com/drive/v3/files/{binned}"
    books._worker().client.http_client.request("patch", url, json={"trashed": True})
    titles = ["Phường 1", "O'Brien \\ Phường 2", "Phường 3"]
    assert books.find(titles) == {"Phường 1": [first, second], "O'Brien \\ Phường 2": [other], "Phường 3": []}
    assert (books.reads, books.writes) == (0, 0), "Drive has a quota of its own"
    store.close()


def test_a_listing_is_read_page_by_page() -> None:
    def page(*names: str, token: str = "") -> tuple[int, str]:
        files = [{"id": f"id-{name}", "name": name, "createdTime": "2020"} for name in names]
        return 200, json.dumps({"files": files} | ({"nextPageToken": token} if token else {}))

    books, script, _ = scripted(page("a", "b", token="t1"), page("a\u0301", token="t2"), page("c"))
    assert books.find(["a", "á", "c", "d"]) == {"a": ["id-a"], "á": ["id-a\u0301"], "c": ["id-c"], "d": []}
    assert ["pageToken" in str(request.url) for request in script.sent] == [False, True, True]


def test_a_book_is_exported_as_excel(books: GoogleBooks, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    spreadsheet_id = provisioned(books, "P1")
    books.fill(spreadsheet_id, [FillCell("Tự chấm điểm", "D5", "3,5")])
    file = tmp_path / "P1.xlsx"
    file.write_bytes(books.export(spreadsheet_id))
    workbook = load_workbook(file)
    assert workbook.sheetnames == [tab.title for tab in book("P1").tabs]
    assert workbook["Tự chấm điểm"]["D5"].value == 3.5


def test_an_export_that_fails_says_so() -> None:
    books, _, _ = scripted((404, '{"error": {"code": 404, "message": "File not found"}}'))
    with pytest.raises(GoogleError, match="xuất bảng tính"):
        books.export("abc")


def test_local_books_never_leave_this_machine(books: GoogleBooks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a socket was opened"))
    books.create("x")
    with pytest.raises(requests.exceptions.InvalidSchema):
        books._worker().session.get("https://example.org/")


# --- the service account ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return encoded.decode()


class Tokens(HTTPServer):
    """Google's token endpoint on loopback."""

    granted = 0
    status = 200

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server = self.server
            assert isinstance(server, Tokens)
            self.rfile.read(int(self.headers["Content-Length"]))
            server.granted += 1
            granted = {"access_token": f"token-{server.granted}", "expires_in": 3600, "token_type": "Bearer"}
            body = json.dumps(granted if server.status == 200 else {"error": "invalid_grant"}).encode()
            self.send_response(server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""


@pytest.fixture
def tokens() -> Iterator[Tokens]:
    server = Tokens(("127.0.0.1", 0), Tokens.Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def key_file(tmp_path: Path, private_key: str, tokens: Tokens) -> Path:
    key = {
        "type": "service_account",
        "project_id": "example",
        "private_key_id": "1",
        "private_key": private_key,
        "client_email": "robot@example.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": f"http://127.0.0.1:{tokens.server_port}/token",
    }
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key))
    return file


def connected(google: Google, transport: BaseAdapter, environ: Mapping[str, str] | None = None) -> GoogleBooks:
    patience = Clock().patience()
    return connect_google(google, Quota(), environ or {}, patience=patience, transport=lambda: transport)


def test_the_service_account_signs_in_by_itself(key_file: Path, tokens: Tokens, transport: BaseAdapter) -> None:
    script = Script((200, '{"files": []}'))
    with connected(Google(service_account=str(key_file)), script) as books:
        assert books.account == "robot@example.iam.gserviceaccount.com"
        assert tokens.granted == 0, "connecting asks nothing"
        books.find(["x"])
        books.find(["x"])
    assert tokens.granted == 1
    assert script.sent[0].headers["Authorization"] == "Bearer token-1"
    assert script.timeouts == [(5.0, 190.0), (5.0, 190.0)]


def test_the_keys_path_may_come_from_the_environment(key_file: Path) -> None:
    google = Google(service_account="/nowhere.json", service_account_env="SHEETSYNC_ACCOUNT")
    with connected(google, Script((200, "{}")), {"SHEETSYNC_ACCOUNT": str(key_file)}) as books:
        assert books.account.startswith("robot@")


def test_a_key_that_google_no_longer_takes_stops_the_command(key_file: Path, tokens: Tokens) -> None:
    tokens.status = 400
    with connected(Google(service_account=str(key_file)), Script((200, "{}"))) as books:
        with pytest.raises(GoogleError, match="không nhận khóa") as caught:
            books.pull("abc")
        assert "đồng hồ" in caught.value.next_step
        with pytest.raises(GoogleError, match="không nhận khóa"):
            books.create("x")


def test_a_book_that_is_not_shared_names_the_address_to_share_it_with(key_file: Path) -> None:
    refused = Script((403, '{"error": {"code": 403, "message": "The caller does not have permission"}}'))
    with (
        connected(Google(service_account=str(key_file)), refused) as books,
        pytest.raises(BookUnreadableError, match="robot@example"),
    ):
        books.pull("abc")


SPOILT: dict[str, tuple[Callable[[dict[str, Any]], str], str]] = {
    "not JSON": (lambda _: "-----BEGIN very-secret", "không phải JSON"),
    "a list": (lambda _: "[]", "không phải khóa của tài khoản dịch vụ"),
    "a client's secrets": (lambda key: json.dumps({**key, "type": "authorized_user"}), "type: authorized_user"),
    "a broken key": (lambda key: json.dumps({**key, "private_key": "very-secret"}), "bị hỏng"),
    "half a key": (lambda key: json.dumps({"type": key["type"], "private_key": "very-secret"}), "bị hỏng"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_wrong_with_a_key_file_is_said_without_its_content(key_file: Path, spoilt: str) -> None:
    spoil, words = SPOILT[spoilt]
    key_file.write_text(spoil(json.loads(key_file.read_text())))
    with pytest.raises(ConfigError) as caught:
        connected(Google(service_account=str(key_file)), Script((200, "{}")))
    (problem,) = caught.value.problems
    assert problem.file == str(key_file)
    assert words in problem.message
    assert "very-secret" not in f"{problem} {caught.value!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize(
    ("google", "words"),
    [
        (Google(), "service_account_env"),
        (Google(service_account_env="SHEETSYNC_ACCOUNT"), "SHEETSYNC_ACCOUNT"),
        (Google(service_account="/nowhere/key.json"), "không mở được"),
    ],
)
def test_a_key_that_is_not_there_is_named(google: Google, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        connected(google, Script((200, "{}")))
    assert words in str(caught.value.problems[0])
