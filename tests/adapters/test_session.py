"""Requests to Google end: in their turn, timed out, and tried again only where that is safe and may help."""

import io
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import urllib3
from scripted_google import DRIVE, SHEET, Clock, Script, answer

from sheetsync.adapters.google.session import Access, Gate, PatientAdapter, access_of, retry_after
from sheetsync.edition.model import Quota

QUOTA_SPENT = '{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded for quota metric"}}'
SORRY = "<html><body>Sorry... your computer may be sending automated queries</body></html>"
UNAVAILABLE = '{"error": {"code": 503, "status": "UNAVAILABLE", "message": "The service is currently unavailable."}}'
BROKEN = requests.ConnectionError("broken")


class Line:
    """A session over a script, with a clock that only sleeping moves."""

    def __init__(self, *steps: Any, quota: Quota | None = None, **patience: float) -> None:
        self.clock = Clock()
        self.script = Script(*steps)
        self.gate = Gate(quota, self.clock.timing())
        self.adapter = PatientAdapter(self.script, self.gate, self.clock.patience(**patience))
        self.session = requests.Session()
        self.session.mount("https://", self.adapter)

    def get(self, url: str = SHEET) -> requests.Response:
        return self.session.get(url, headers={"Authorization": "Bearer very-secret"})

    def post(self, url: str = f"{SHEET}:batchUpdate") -> requests.Response:
        return self.session.post(url, json={"requests": []})


# --- trying again ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "failure",
    [
        (429, QUOTA_SPENT),
        (429, SORRY),
        (500, "{}"),
        (502, "<html>Bad gateway</html>"),
        (503, UNAVAILABLE),
        (504, ""),
        BROKEN,
        requests.ReadTimeout("slow"),
        requests.ConnectTimeout("far"),
        requests.exceptions.ChunkedEncodingError("cut"),
    ],
)
def test_a_read_that_fails_for_a_passing_reason_is_sent_again(failure: Any) -> None:
    line = Line(failure, (200, "{}"))
    assert line.get().status_code == 200
    assert len(line.script.sent) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 501])
def test_a_refusal_is_taken_as_final(status: int) -> None:
    body = '{"error": {"code": 403, "errors": [{"domain": "usageLimits", "reason": "storageQuotaExceeded"}]}}'
    line = Line((status, body))
    assert line.get().status_code == status
    assert len(line.script.sent) == 1
    assert line.clock.slept == []


@pytest.mark.parametrize("failure", [(503, UNAVAILABLE), (429, QUOTA_SPENT), BROKEN])
def test_a_write_is_not_sent_again_unless_the_caller_vouches_for_it(failure: Any) -> None:
    line = Line(failure, (200, "{}"))
    if isinstance(failure, Exception):
        with pytest.raises(requests.ConnectionError):
            line.post()
    else:
        assert line.post().status_code == failure[0]
    assert len(line.script.sent) == 1

    line = Line(failure, (200, "{}"))
    with line.adapter.resendable():
        assert line.post().status_code == 200
    assert len(line.script.sent) == 2


def test_vouching_ends_with_the_block_even_when_it_fails() -> None:
    line = Line(requests.TooManyRedirects("round and round"), (503, "{}"), (200, "{}"))
    with pytest.raises(requests.TooManyRedirects), line.adapter.resendable():
        line.post()
    assert line.post().status_code == 503


def test_the_same_bytes_are_sent_again() -> None:
    line = Line(BROKEN, (200, "{}"))
    with line.adapter.resendable():
        line.post()
    first, second = line.script.sent
    assert first.body == second.body == b'{"requests": []}'


def test_a_connection_that_breaks_half_way_through_the_reply_counts_as_an_attempt() -> None:
    class HalfWay(Script):
        def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
            response = super().send(request, *args, **options)
            if len(self.sent) == 1:
                response._content = False  # type: ignore[assignment]  # what requests itself does
                response.raw = urllib3.HTTPResponse(
                    io.BytesIO(b'{"half":'), headers={"Content-Length": "100"}, preload_content=False
                )
            return response

    line = Line()
    line.script = HalfWay((200, '{"whole": true}'))
    line.session.mount("https://", PatientAdapter(line.script, line.gate, line.clock.patience()))
    assert line.get().json() == {"whole": True}
    assert len(line.script.sent) == 2


def test_pauses_double_up_to_a_ceiling_and_are_jittered() -> None:
    line = Line((503, "{}"), attempts=8)
    assert line.get().status_code == 503
    assert line.clock.slept == [1, 2, 4, 8, 16, 32, 32]

    clock = Clock()
    jittered = PatientAdapter(Script((503, "{}"), (200, "{}")), Gate(None), clock.patience(timing=clock.timing(0.25)))
    line.session.mount("https://", jittered)
    line.get()
    assert clock.slept == [1.25]


def test_patience_ends_after_so_many_attempts_with_the_last_reply() -> None:
    line = Line((503, UNAVAILABLE), attempts=3)
    assert line.get().json()["error"]["status"] == "UNAVAILABLE"
    assert len(line.script.sent) == 3


def test_patience_ends_after_so_many_attempts_with_the_last_failure() -> None:
    line = Line(requests.ReadTimeout("slow"), attempts=3)
    with pytest.raises(requests.ReadTimeout):
        line.get()
    assert len(line.script.sent) == 3


def test_patience_ends_before_a_pause_that_would_outlast_it() -> None:
    line = Line((503, "{}"), seconds=10, attempts=99)
    line.get()
    assert line.clock.slept == [1, 2, 4]


# --- a spent quota ---------------------------------------------------------------------------------------------------


def test_a_spent_quota_is_waited_out_to_the_end_of_the_window() -> None:
    line = Line((200, "{}"), (429, QUOTA_SPENT), (200, "{}"), quota=Quota())
    line.get()
    line.clock.time += 45
    line.get()
    assert line.clock.slept == [15]


def test_where_that_was_not_enough_a_whole_window_is_waited() -> None:
    line = Line((429, SORRY), (429, SORRY), (200, "{}"))
    line.get()
    assert line.clock.slept == [60, 60]


def test_one_workers_429_holds_the_others_back() -> None:
    line = Line((429, QUOTA_SPENT), (200, "{}"))
    other = Line((200, "{}"))
    other.session.mount("https://", PatientAdapter(other.script, line.gate, line.clock.patience()))
    line.gate.hold(Access.READ, 30)
    before = line.clock.time
    other.get()
    assert line.clock.time - before == 30
    line.gate.hold(Access.READ, 30)
    other.session.get(DRIVE)
    assert line.clock.time - before == 30, "Drive has a quota of its own"


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Sun, 22 Nov 2020 08:00:20 GMT", "Date": "Sun, 22 Nov 2020 08:00:05 GMT"}, 15),
        ({"Retry-After": "Sun, 22 Nov 2020 08:00:00 GMT", "Date": "Sun, 22 Nov 2020 08:00:05 GMT"}, 0),
        ({"Retry-After": "soon"}, 60),
    ],
)
def test_google_may_say_how_long_to_wait(header: dict[str, str], pause: float) -> None:
    line = Line((429, QUOTA_SPENT, header), (200, "{}"))
    assert line.get().status_code == 200
    assert line.clock.slept == [pause]


def test_a_wait_longer_than_patience_is_not_begun() -> None:
    line = Line((503, "{}", {"Retry-After": "3600"}), (200, "{}"))
    assert line.get().status_code == 503
    assert line.clock.slept == []


def test_a_date_without_a_zone_is_read_as_universal_time() -> None:
    reply = answer(requests.Request("GET", SHEET).prepare(), 503, "", {"Retry-After": "Sun, 22 Nov 2020 08:00:20"})
    assert retry_after(reply) == 0.0, "long past"


# --- timeouts, turns, counts -----------------------------------------------------------------------------------------


def test_every_request_has_timeouts_even_where_none_was_asked_for() -> None:
    line = Line((200, "{}"))
    line.session.get(SHEET, timeout=None)
    line.session.get(SHEET, timeout=3)
    assert line.script.timeouts == [(5.0, 190.0), 3]


def test_sixty_reads_pass_at_once_and_the_next_waits_for_the_first_to_leave_the_window() -> None:
    line = Line((200, "{}"), quota=Quota())
    for _ in range(60):
        line.get()
    assert line.clock.slept == []
    line.get()
    assert sum(line.clock.slept) == pytest.approx(60, abs=0.01)


def test_no_minute_ever_holds_more_than_the_quota() -> None:
    line = Line((200, "{}"), quota=Quota(reads_per_user=5))
    moments = []
    for nth in range(23):
        line.clock.time += nth % 4
        line.get()
        moments.append(line.clock.time)
    assert all(later - earlier >= 60 for earlier, later in zip(moments, moments[5:], strict=False))


def test_the_projects_limit_holds_where_it_is_the_lower_one() -> None:
    line = Line((200, "{}"), quota=Quota(reads_per_project=2))
    for _ in range(3):
        line.get()
    assert sum(line.clock.slept) == pytest.approx(60, abs=0.01)


def test_reads_and_writes_wait_apart_and_drive_does_not_wait() -> None:
    line = Line((200, "{}"), quota=Quota(reads_per_user=1, writes_per_user=1))
    line.get()
    line.post()
    for _ in range(5):
        line.get(DRIVE)
    assert line.clock.slept == []


def test_each_attempt_is_counted_as_google_counts_it() -> None:
    line = Line((503, "{}"), (200, "{}"))
    line.get()
    line.post()
    line.get(DRIVE)
    assert (line.gate.passed(Access.READ), line.gate.passed(Access.WRITE)) == (2, 1)


def test_without_a_quota_nothing_waits() -> None:
    line = Line((200, "{}"))
    for _ in range(500):
        line.get()
    assert line.clock.slept == []


def test_the_gate_keeps_count_among_threads() -> None:
    gate = Gate(None)

    def enter_often(_: int) -> None:
        for _ in range(200):
            gate.enter(Access.READ)

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(enter_often, range(8)))
    assert gate.passed(Access.READ) == 1600


@pytest.mark.parametrize(
    ("method", "url", "access"),
    [
        ("GET", SHEET, Access.READ),
        ("GET", f"{SHEET}/values:batchGet", Access.READ),
        ("POST", f"{SHEET}/developerMetadata:search", Access.READ),
        ("POST", f"{SHEET}:getByDataFilter", Access.READ),
        ("POST", f"{SHEET}:batchUpdate", Access.WRITE),
        ("POST", f"{SHEET}/values:batchUpdateByDataFilter", Access.WRITE),
        ("PUT", f"{SHEET}/values/A1", Access.WRITE),
        ("GET", DRIVE, None),
        ("POST", "https://oauth2.googleapis.com/token", None),
    ],
)
def test_what_a_request_costs(method: str, url: str, access: Access | None) -> None:
    assert access_of(method, url) is access


def test_a_retry_is_logged_without_headers_query_or_body(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    line = Line((503, "{}"), BROKEN, (200, "{}"))
    line.get(f"{SHEET}?fields=secret-field")
    messages = [record.getMessage() for record in caplog.records if record.name.startswith("sheetsync")]
    assert messages == [
        "GET /v4/spreadsheets/abc: 503, again in 1 s",
        "GET /v4/spreadsheets/abc: ConnectionError, again in 2 s",
    ]


def test_closing_the_session_closes_the_transport() -> None:
    line = Line((200, "{}"))
    line.session.close()
    assert line.script.closed
