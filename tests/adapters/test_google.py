"""Real gspread against the emulator: books are read whole in one request, and every refusal says what to do."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
from local_google import local_books, local_transport, over, place_of, provisioned, scripted, snapshot_of
from requests.adapters import BaseAdapter
from scripted_google import Clock, Script
from small_edition import book

from sheetsync.adapters.google.books import FillCell, GoogleBooks
from sheetsync.edition.model import Quota
from sheetsync.emulator import App, InProcessTransport, Store
from sheetsync.errors import BookUnreadableError, GoogleError, Unreadable


@pytest.fixture
def books(tmp_path: Path) -> Iterator[GoogleBooks]:
    with local_books(tmp_path) as connected:
        yield connected


@pytest.fixture
def transport(tmp_path: Path) -> Iterator[BaseAdapter]:
    with local_transport(tmp_path) as opened:
        yield opened


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
    spreadsheet_id = books.create("x", "t/x")
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
                '{"error": {"code": 403, "message": "x", "details": [{"reason": "SERVICE_DISABLED"}]}}',
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
    spreadsheet_id = over(transport).create("x", "t/x")
    clock = Clock()
    books = over(transport, clock, Quota(reads_per_user=5))
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(books.pull, [spreadsheet_id] * 6))
    assert books.reads == 6
    assert clock.time - 1000 >= 60


def test_closed_books_open_again(books: GoogleBooks) -> None:
    spreadsheet_id = books.create("x", "t/x")
    books.close()
    assert books._workers == []
    books.pull(spreadsheet_id)


# --- creating, finding, exporting ------------------------------------------------------------------------------------


def test_a_book_is_created_with_one_request_and_never_with_two() -> None:
    books, script, _ = scripted((503, "{}"), (200, '{"id": "second"}'))
    with pytest.raises(GoogleError, match="Không tạo bảng “Phường 1” được") as caught:
        books.create("Phường 1", "t/P1")
    assert "sheetsync provision" in caught.value.next_step
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    "body",
    [
        '{"error": {"code": 403, "message": "x", "errors": [{"reason": "storageQuotaExceeded"}]}}',
        '{"error": {"code": 403, "message": "The caller does not have permission"}}',
    ],
)
def test_why_a_service_account_cannot_create_a_book_is_explained(body: str) -> None:
    books, script, clock = scripted((403, body))
    books.account = "robot@example.iam.gserviceaccount.com"
    with pytest.raises(GoogleError, match=r"cho tài khoản dịch vụ \(robot@example.iam") as caught:
        books.create("Phường 1", "t/P1")
    for words in ("sheetsync login", "tài khoản Google của thư ký", "drive dùng chung", "shared_drive", "books.yaml"):
        assert words in caught.value.next_step
    assert len(script.sent) == 1
    assert clock.slept == []


def test_a_person_who_may_not_create_a_book_is_told_what_google_says() -> None:
    books, _, _ = scripted((403, '{"error": {"code": 403, "message": "The storage quota has been exceeded."}}'))
    books.account = "thuky@example.org"
    with pytest.raises(GoogleError, match="storage quota has been exceeded") as caught:
        books.create("Phường 1", "t/P1")
    assert "còn dung lượng" in caught.value.next_step


def test_books_are_listed_with_their_tags_the_oldest_first_and_what_is_in_the_bin_says_so(tmp_path: Path) -> None:
    moments = iter(datetime(2020, 11, 1, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(999))
    store = Store(tmp_path / "books.db")
    books = over(InProcessTransport(App(store, clock=lambda: next(moments))))
    first, second, binned = (books.create("Phường 1", "t/P1") for _ in range(3))
    other = books.create("Phường 1", "t/P2")
    elsewhere = books.create("Phường 1", "elsewhere/P1")
    books.open_batch(second, [{"updateSpreadsheetProperties": {"properties": {"title": "y"}, "fields": "title"}}])
    url = f"https://www.googleapis.com/drive/v3/files/{binned}"
    books._worker().client.http_client.request("patch", url, json={"trashed": True})
    assert [(file.id, file.tag, file.trashed) for file in books.files()] == [
        (first, "t/P1", False), (second, "t/P1", False), (binned, "t/P1", True), (other, "t/P2", False),
        (elsewhere, "elsewhere/P1", False),
    ]  # fmt: skip
    assert (books.reads, books.writes) == (0, 1), "Drive has a quota of its own"
    store.close()


def test_a_listing_is_read_page_by_page() -> None:
    def page(*names: str, following: str = "") -> tuple[int, str]:
        files: list[dict[str, Any]] = [{"id": "a stranger's", "createdTime": "2020"}]
        files += [{"id": name, "createdTime": "2020", "appProperties": {"sheetsync": f"t/{name}"}} for name in names]
        return 200, json.dumps({"files": files} | ({"nextPageToken": following} if following else {}))

    books, script, _ = scripted(page("a", "b", following="t1"), page("á", following="t2"), page("c"))
    tags = {file.id: file.tag for file in books.files()}
    assert tags == {"a stranger's": "", "a": "t/a", "b": "t/b", "á": "t/á", "c": "t/c"}
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


def test_a_listing_that_fails_says_so() -> None:
    books, _, _ = scripted((403, '{"error": {"code": 403, "message": "insufficient"}}'))
    with pytest.raises(GoogleError, match="liệt kê"):
        books.files()


def test_a_cell_that_cannot_be_filled_is_said() -> None:
    books, _, _ = scripted((400, '{"error": {"code": 400, "message": "Unable to parse range: \'x\'!A1"}}'))
    with pytest.raises(GoogleError, match="Unable to parse range"):
        books.fill("abc", [FillCell("x", "A1", "1")])


def test_an_export_that_fails_says_so() -> None:
    books, _, _ = scripted((404, '{"error": {"code": 404, "message": "File not found"}}'))
    with pytest.raises(GoogleError, match="xuất bảng tính"):
        books.export("abc")


def test_local_books_never_leave_this_machine(books: GoogleBooks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a socket was opened"))
    books.create("x", "t/x")
    with pytest.raises(requests.exceptions.InvalidSchema):
        books._worker().session.get("https://example.org/")
