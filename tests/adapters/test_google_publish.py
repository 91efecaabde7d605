"""Publications reach a book exactly once, whatever becomes of the replies, and change nothing but values."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
from local_google import is_batch, local_books, local_transport, over, place_of, provisioned, scripted, snapshot_of
from requests.adapters import BaseAdapter
from scripted_google import LostReplies, Script

from sheetsync.adapters.google.books import FillCell, GoogleBooks
from sheetsync.adapters.sheets.render import EPOCH_BASE
from sheetsync.core.cells import EPOCH_KEY, CellRef, Snapshot
from sheetsync.core.layout import Kind
from sheetsync.core.plan import BookPlan, CellChange, Epoch, Link, Value, last_epoch
from sheetsync.errors import GoogleError, SafetyStopError


@pytest.fixture
def books(tmp_path: Path) -> Iterator[GoogleBooks]:
    with local_books(tmp_path) as connected:
        yield connected


@pytest.fixture
def transport(tmp_path: Path) -> Iterator[BaseAdapter]:
    with local_transport(tmp_path) as opened:
        yield opened


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
    reason = place_of("master", "ranking", snapshot_of(books, spreadsheet_id)).ref(4, "reason")
    books.fill(spreadsheet_id, [FillCell("Xếp hạng", reason.a1, "Đồng ý")])
    snapshot = snapshot_of(books, spreadsheet_id)
    formula = '=IMPORTXML("https://example.org","//a")'
    cells: dict[str, Value] = {"total": Decimal("9.25"), "rank": Decimal(1), "band": "Xuất sắc", "state": formula}
    books.publish(spreadsheet_id, plan_for(snapshot, cells))

    place = place_of("master", "ranking", snapshot_of(books, spreadsheet_id))
    shown = {name: place.cell(place.rows["P1"], name) for name in cells}
    assert {name: cell.value for name, cell in shown.items()} == cells
    assert shown["state"].formula is None, "text that looks like a formula stays text"
    assert shown["total"].format == "NUMBER"
    assert place.cell(place.rows["P1"], "reason").value == "Đồng ý"
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
    assert "sheetsync sync --adopt --no-mail" in caught.value.next_step, "a mere rerun would stop again"
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


def test_a_publication_that_google_would_not_take_is_not_sent_for_it_cannot_be_cut_in_two() -> None:
    books, script, _ = scripted((200, "{}"))
    ref = CellRef("master", "ranking", 7, 4, 1)
    huge = tuple(
        CellChange(replace(ref, row=row), str(row), "state", "", "ư" * 50_000, Kind.TEXT) for row in range(4, 110)
    )
    with pytest.raises(GoogleError, match="10,1 MB, Google chỉ nhận đến 10 MB") as caught:
        books.publish("abc", BookPlan("master", Epoch(1, "aa"), huge, (), {}))
    assert "đợt nhỏ hơn" in caught.value.next_step
    assert script.sent == []
    books.publish("abc", BookPlan("master", Epoch(1, "aa"), huge[:100], (), {}))
    assert len(script.sent) == 1, "up to the limit it goes in one piece"


def test_a_batch_without_an_epoch_is_never_sent_twice() -> None:
    books, script, _ = scripted((503, "{}"), (200, "{}"))
    with pytest.raises(GoogleError, match="503"):
        books.open_batch("abc", [{"deleteSheet": {"sheetId": 1}}])
    assert len(script.sent) == 1
