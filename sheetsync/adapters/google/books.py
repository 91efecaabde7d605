"""Google Sheets and Drive through gspread: pull a book, publish to it, and what the commands need around that.

Every thread has its own gspread client and session; all share one gate, so that together they keep to the quota.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self

import requests
from gspread import Client, HTTPClient
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL
from gspread.utils import ExportFormat, absolute_range_name
from requests.adapters import BaseAdapter

from sheetsync.adapters.google.account import Account
from sheetsync.adapters.google.drive import ID, DriveFiles
from sheetsync.adapters.google.refusals import (
    FAILURES,
    changed_since,
    epoch_exists,
    lost_name,
    no_such_range,
    refused,
    status_of,
    taken_range,
    too_large,
    unreadable,
)
from sheetsync.adapters.google.session import Access, Gate, Patience, PatientAdapter
from sheetsync.adapters.sheets.as_found import LOCK_FIELDS, PROVISION_FIELDS, Standing, locks_of, read_standing
from sheetsync.adapters.sheets.parts import names_added, range_id
from sheetsync.adapters.sheets.protection import Keepers, widened
from sheetsync.adapters.sheets.provision import batches, fails_twice, mending
from sheetsync.adapters.sheets.render import EPOCH_BASE, MOST_BYTES, Request, encoded, publish_requests, typed_requests
from sheetsync.core.cells import PULL_FIELDS
from sheetsync.core.intake.changes import Change
from sheetsync.core.layout import Book, Setting
from sheetsync.core.mending.items import Mending, Step
from sheetsync.core.plan import BookPlan, Epoch
from sheetsync.errors import BookUnreadableError, GoogleError, SafetyStopError, Unreadable

_FEWER = "Chia đợt này thành các đợt nhỏ hơn, mỗi đợt ít đơn vị hơn (mục units: trong edition.yaml), rồi chạy lại."

Params = dict[str, str | int | bool | float | list[str] | None]


@dataclass(frozen=True, slots=True)
class FillCell:
    """A cell to fill as a person would: the tab's title as it is now, the address ("D12"), and the keys typed."""

    tab_title: str
    a1: str
    value: str


@dataclass(frozen=True, slots=True)
class _Worker:
    """One thread's way to Google: its gspread client, and the adapter that is told what may be sent again."""

    client: Client
    session: requests.Session
    adapter: PatientAdapter


class GoogleBooks(DriveFiles):
    """The books in Google Sheets; fulfils `hands.Books`. Safe to call from several threads; close it when done.

    `open_session` makes one worker's session and mounts the adapter in it.
    """

    def __init__(
        self,
        gate: Gate,
        open_session: Callable[[PatientAdapter], requests.Session],
        transport: Callable[[], BaseAdapter],
        patience: Patience,
        account: Account = Account(),  # noqa: B008 - frozen
    ) -> None:
        self.account = account.address
        self.keeper = account.keeper
        self._drive = account.drive
        self._gate = gate
        self._open_session = open_session
        self._transport = transport
        self._patience = patience
        self._local = threading.local()
        self._lock = threading.Lock()
        self._workers: list[_Worker] = []

    @property
    def reads(self) -> int:
        """Read requests sent to Sheets so far, each attempt counted."""
        return self._gate.passed(Access.READ)

    @property
    def writes(self) -> int:
        """Write requests sent to Sheets so far, each attempt counted."""
        return self._gate.passed(Access.WRITE)

    def close(self) -> None:
        """Close the connections of all workers; the next call opens new ones."""
        with self._lock:
            workers, self._workers = self._workers, []
            self._local = threading.local()
        for worker in workers:
            worker.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the job -----------------------------------------------------------------------------------------------------

    def pull(self, spreadsheet_id: str) -> Mapping[str, Any]:
        """One `spreadsheets.get` with PULL_FIELDS.

        Raises BookUnreadableError; and GoogleError where it is the key or the project that Google refuses, since then
        no book can be read.
        """
        reply = self._get(spreadsheet_id, PULL_FIELDS)
        if "properties" not in reply or "sheets" not in reply:
            raise BookUnreadableError(Unreadable.MALFORMED, "trả lời không phải một bảng tính")
        return reply

    def publish(self, spreadsheet_id: str, plan: BookPlan) -> None:
        """Send one atomic batch, headed by the epoch that makes a second sending fail whole.

        Where a tab grows one read goes before it, of the locks that have to grow along. Raises GoogleError or
        BookUnreadableError, and SafetyStopError where somebody else has published this epoch.
        """
        batch = publish_requests(plan)
        if plan.growth:
            batch += widened(plan.growth, locks_of(self._get(spreadsheet_id, LOCK_FIELDS)))
        try:
            with self._worker().adapter.resendable():
                self._batch(spreadsheet_id, batch, "ghi vào bảng tính")
        except FAILURES as error:
            if not epoch_exists(error):
                again = (
                    "Chạy lại `sheetsync sync`: nếu lần này đã ghi được rồi, hệ thống tự nhận ra và không ghi hai lần."
                )
                raise refused(error, "ghi vào bảng tính", self.account, again) from error
            # Either a reply of ours was lost and this was the second sending, or somebody else was first.
            self._check_epoch(spreadsheet_id, plan.epoch)

    def _check_epoch(self, spreadsheet_id: str, epoch: Epoch) -> None:
        try:
            reply = self._get(spreadsheet_id, "developerMetadata")
        except BookUnreadableError as error:
            raise GoogleError(
                f"Không xác nhận được lần công bố thứ {epoch.number} đã ghi hay chưa ({error.detail}).",
                "Chạy lại `sheetsync sync`: nếu đã ghi được rồi, hệ thống tự nhận ra và không ghi hai lần.",
            ) from error
        number = EPOCH_BASE + epoch.number
        found: Iterator[dict[str, Any]] = (
            item for item in reply.get("developerMetadata", ()) if item.get("metadataId") == number
        )
        if next(found, {}).get("metadataValue") != epoch.mark:
            raise SafetyStopError(
                f"Có người vừa công bố lần thứ {epoch.number} vào bảng này từ nơi khác; lần này chưa ghi gì.",
                "Mở bảng ra xem. Nếu nội dung đang có là đúng (do máy này hay đồng nghiệp công bố), chạy "
                "`sheetsync sync --adopt --no-mail` để nhận nội dung ấy và công bố tiếp.",
            )

    def _get(self, spreadsheet_id: str, fields: str) -> Mapping[str, Any]:
        if not ID.fullmatch(spreadsheet_id):
            raise BookUnreadableError(Unreadable.NOT_FOUND, f"“{spreadsheet_id}” không phải mã bảng tính")
        try:
            reply = self._worker().client.http_client.fetch_sheet_metadata(spreadsheet_id, {"fields": fields})
        except FAILURES as error:
            raise unreadable(error, self.account) from error
        if not isinstance(reply, dict):
            raise BookUnreadableError(Unreadable.MALFORMED, "trả lời không đọc được")
        return reply

    # --- the commands ------------------------------------------------------------------------------------------------

    def inspect(self, spreadsheet_id: str, book: Book, setting: Setting) -> Mending:
        """What a spreadsheet lacks against its book's layout: one read. Raises BookUnreadableError, GoogleError."""
        return self._mending(book, self._standing(spreadsheet_id), setting)

    def provision(self, spreadsheet_id: str, book: Book, setting: Setting, planned: Mending | None = None) -> None:
        """Bring a spreadsheet to its book's layout, by the places that its rows have right now.

        One read and, where anything is missing, one write, more only for a very large book. Raises BookUnreadableError,
        GoogleError, and SafetyStopError with nothing written where it lacks something else by now than was `planned`.
        """
        refused_steps: Sequence[Step] = ()
        taken: dict[str, str] = {}
        while steps := self._mending(book, self._standing(spreadsheet_id).with_ranges(taken), setting).steps:
            if planned is not None and planned.steps != steps:
                raise changed_since(book.title)
            planned = None  # what is still missing after a refusal was planned, too
            try:
                self._lay_out(spreadsheet_id, steps, f"tạo khung bảng “{book.title}”")
            except FAILURES as error:
                name = next((one for one in names_added(steps) if taken_range(error) in (one, range_id(one))), "")
                if name:
                    taken[name] = range_id(name)  # it has lost its cells, and Google does not list it
                    continue
                if taken and no_such_range(error):
                    raise lost_name(book.title, ", ".join(taken)) from error
                if status_of(error) != HTTPStatus.BAD_REQUEST or steps == refused_steps:
                    again = "Chạy lại `sheetsync provision`: phần nào đã ghi thì hệ thống nhận ra và không ghi hai lần."
                    raise refused(error, f"tạo khung bảng “{book.title}”", self.account, again) from error
                refused_steps = steps  # perhaps the first sending was applied and its reply lost: look again
            else:
                break

    def _mending(self, book: Book, standing: Standing, setting: Setting) -> Mending:
        return mending(book, standing, setting, Keepers(frozenset({self.account, self.keeper}) - {""}))

    def _standing(self, spreadsheet_id: str) -> Standing:
        try:
            return read_standing(self._get(spreadsheet_id, PROVISION_FIELDS))
        except ValueError as error:
            raise BookUnreadableError(Unreadable.MALFORMED, "trả lời không phải một bảng tính") from error

    def _lay_out(self, spreadsheet_id: str, steps: Sequence[Step], doing: str) -> None:
        adapter = self._worker().adapter
        for batch in batches(steps):
            with adapter.resendable() if fails_twice(batch) else nullcontext():
                self._batch(spreadsheet_id, batch, doing)

    def ask(self, url: str, params: Params) -> requests.Response:
        """One GET of anything else that Google has. Raises what gspread raises: `refusals.FAILURES`."""
        response: requests.Response = self._worker().client.http_client.request("get", url, params)
        return response

    def open_batch(self, spreadsheet_id: str, requests: Sequence[Request]) -> Mapping[str, Any]:
        """Send any batch, once, and return Google's reply. Raises GoogleError."""
        doing = "sửa bảng tính"
        try:
            return self._batch(spreadsheet_id, requests, doing)
        except FAILURES as error:
            raise refused(error, doing, self.account) from error

    def _batch(self, spreadsheet_id: str, requests: Sequence[Request], doing: str) -> Mapping[str, Any]:
        """One `spreadsheets.batchUpdate`, all or nothing. Raises GoogleError for one that Google would not take."""
        content = encoded(requests)
        if len(content) > MOST_BYTES:
            raise too_large(len(content), MOST_BYTES, doing, _FEWER)
        # gspread's own batch_update escapes every Vietnamese letter.
        url, headers = SPREADSHEET_BATCH_UPDATE_URL % spreadsheet_id, {"Content-Type": "application/json"}
        reply = self._worker().client.http_client.request("post", url, data=content, headers=headers)
        found: Mapping[str, Any] = reply.json()
        return found

    def export(self, spreadsheet_id: str) -> bytes:
        """The book as an .xlsx file; Google exports at most 10 MB. Raises GoogleError."""
        try:
            content: bytes = self._worker().client.export(spreadsheet_id, ExportFormat.EXCEL)
        except FAILURES as error:
            raise refused(error, "xuất bảng tính ra Excel", self.account) from error
        return content

    def fill(self, spreadsheet_id: str, cells: Sequence[FillCell]) -> None:
        """Type into cells as a person would (USER_ENTERED: the sheet's locale decides), in one request.

        May be sent again, since the same keys in the same cell give the same. Raises GoogleError.
        """
        if not cells:
            return
        data = [{"range": absolute_range_name(cell.tab_title, cell.a1), "values": [[cell.value]]} for cell in cells]
        worker = self._worker()
        try:
            with worker.adapter.resendable():
                body = {"valueInputOption": "USER_ENTERED", "data": data}
                worker.client.http_client.values_batch_update(spreadsheet_id, body)
        except FAILURES as error:
            raise refused(error, "điền vào bảng tính", self.account) from error

    def type_values(self, spreadsheet_id: str, changes: Sequence[Change]) -> None:
        """Type into people's cells, a number as a number and a text as a text, in one atomic batch.

        May be sent again, since the same values in the same cells give the same. Raises GoogleError.
        """
        doing = "nhập số liệu vào bảng tính"
        try:
            with self._worker().adapter.resendable():
                self._batch(spreadsheet_id, typed_requests(changes), doing)
        except FAILURES as error:
            raise refused(error, doing, self.account) from error

    def _http(self) -> HTTPClient:
        client: HTTPClient = self._worker().client.http_client
        return client

    def _resendable(self) -> AbstractContextManager[None]:
        return self._worker().adapter.resendable()

    def _worker(self) -> _Worker:
        """The calling thread's own way to Google."""
        worker: _Worker | None = getattr(self._local, "worker", None)
        if worker is None:
            adapter = PatientAdapter(self._transport(), self._gate, self._patience)
            session = self._open_session(adapter)
            client = Client(auth=None, session=session)  # type: ignore[arg-type] # as gspread documents it
            worker = _Worker(client, session, adapter)
            worker.client.set_timeout((self._patience.connect_timeout, self._patience.read_timeout))
            self._local.worker = worker
            with self._lock:
                self._workers.append(worker)
        return worker
