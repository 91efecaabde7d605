"""Requests to Google that end: timeouts on each, a pace before each, and a bounded number of further attempts.

All three live in a transport adapter of `requests`, below gspread and google-auth, so that both are used as they come:
gspread asks for no timeout, and its own back-off never gives up and sends an append twice.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from pyrate_limiter import InMemoryBucket, Rate, RateItem
from requests.adapters import BaseAdapter
from tenacity import RetryCallState, Retrying

from sheetsync.edition.model import Quota

WINDOW = 60.0
"""Seconds after which Google's quotas are full again."""

_SHEETS_HOST = "sheets.googleapis.com"
_READS_BY_POST = (":getByDataFilter", ":batchGetByDataFilter", ":search")
_PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})
_PASSING_FAILURES = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class Access(Enum):
    """What a Sheets request costs: Google counts reads and writes apart."""

    READ = auto()
    WRITE = auto()


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock, how to sleep, and a draw from 0..1 that keeps workers from trying again all at once."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request may go on: attempts in all, and seconds for the attempts and the pauses between them.

    Six attempts ride out half a minute of failures, or five whole windows of an exhausted quota. Google itself gives
    up on a request after 180 seconds, so the read timeout lies just beyond. Pauses and timeouts are seconds too.
    """

    attempts: int = 6
    seconds: float = 300.0
    longest_pause: float = 32.0
    connect_timeout: float = 5.0
    read_timeout: float = 190.0
    timing: Timing = Timing()


class Gate:
    """Lets Sheets requests through at the pace of the quota and counts them; one for all workers.

    `quota` None is no limit. The limits are per minute: those of the user and those of the project, reads and writes
    apart. Requests to Drive pass freely and are not counted: they spend another quota, a thousand times as large.
    """

    def __init__(self, quota: Quota | None, timing: Timing = Timing()) -> None:
        self.timing = timing
        self._lock = threading.Lock()
        self._passed = dict.fromkeys(Access, 0)
        self._held_until = dict.fromkeys(Access, 0.0)
        self._buckets = {
            Access.READ: _buckets(quota.reads_per_project, quota.reads_per_user) if quota else (),
            Access.WRITE: _buckets(quota.writes_per_project, quota.writes_per_user) if quota else (),
        }

    def passed(self, access: Access) -> int:
        """How many requests of this kind have gone through, each attempt counted, as Google counts them."""
        with self._lock:
            return self._passed[access]

    def enter(self, access: Access) -> None:
        """Wait for this request's turn."""
        for bucket in (None, *self._buckets[access]):
            while (wait := self._claim(access, bucket)) > 0:
                self.timing.sleep(wait)
        with self._lock:
            self._passed[access] += 1

    def _claim(self, access: Access, bucket: InMemoryBucket | None) -> float:
        """Take a place in the bucket: 0 where there was one, else the seconds after which to ask again."""
        with self._lock:
            now = self.timing.now()
            if bucket is None:
                return self._held_until[access] - now
            bucket.leak(_milliseconds(now))
            item = RateItem("sheets", _milliseconds(now))
            return 0.0 if bucket.put(item) else (_waiting(bucket, item) + 1) / 1000

    def hold(self, access: Access, seconds: float) -> None:
        """Let nobody through for a while: Google has just said that the quota is spent, whoever spent it."""
        with self._lock:
            self._held_until[access] = max(self._held_until[access], self.timing.now() + seconds)

    def window_left(self, access: Access) -> float:
        """Seconds until the running window is over, judged by the oldest request that still counts."""
        with self._lock:
            now = _milliseconds(self.timing.now())
            oldest = now
            for bucket in self._buckets[access]:
                bucket.leak(now)
                item = bucket.peek(bucket.count() - 1)
                oldest = min(oldest, item.timestamp if item else now)
            return WINDOW - (now - oldest) / 1000


def _buckets(project: int, user: int) -> tuple[InMemoryBucket, ...]:
    """Two buckets, since one bucket cannot hold two rates over the same interval."""
    return tuple(InMemoryBucket([Rate(limit, _milliseconds(WINDOW))]) for limit in (project, user))


def _waiting(bucket: InMemoryBucket, item: RateItem) -> int:
    waiting = bucket.waiting(item)
    assert isinstance(waiting, int)  # noqa: S101 - only an asynchronous bucket answers with an awaitable
    return waiting


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


class PatientAdapter(BaseAdapter):
    """A transport that passes requests on to `inner`: timed out, in their turn, and again where that may help.

    Tried again: 429 (JSON or HTML), 500, 502, 503, 504, connections that fail or time out; never any other refusal.
    A GET may always be sent again, anything else only within `resendable()`: a reply that is lost says nothing about
    whether the request was applied. When patience ends, the last reply is returned or the last failure raised.

    One adapter belongs to one worker (requests does not promise that sessions may be shared by threads); the gate
    belongs to all.
    """

    def __init__(self, inner: BaseAdapter, gate: Gate, patience: Patience) -> None:
        super().__init__()
        self._inner = inner
        self._gate = gate
        self._patience = patience
        self._resendable = False

    @contextmanager
    def resendable(self) -> Iterator[None]:
        """Within this block the caller vouches that sending a request twice does what sending it once does."""
        self._resendable = True
        try:
            yield
        finally:
            self._resendable = False

    def send(  # noqa: PLR0913, PLR0917 - the signature is that of requests
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - the signature is that of requests
        timeout: Any = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002 - the signature is that of requests
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send a request, as often as it takes and patience allows. Raises what the last attempt raised."""
        options = {
            "stream": stream,
            "timeout": timeout or (self._patience.connect_timeout, self._patience.read_timeout),
            "verify": verify,
            "cert": cert,
            "proxies": proxies,
        }
        attempts = _Attempts(self._gate, self._patience, request, may_resend=self._resendable)
        return attempts.run(lambda: self._inner.send(request, **options))

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class _Attempts:
    """The attempts at one request."""

    def __init__(self, gate: Gate, patience: Patience, request: requests.PreparedRequest, *, may_resend: bool) -> None:
        self._gate = gate
        self._patience = patience
        self._timing = patience.timing
        self._request = request
        self._access = access_of(str(request.method), str(request.url))
        self._may_resend = may_resend or request.method == "GET"
        self._started: float | None = None

    def run(self, send: Callable[[], requests.Response]) -> requests.Response:
        attempts = Retrying(
            sleep=self._timing.sleep,
            retry=self._is_passing,
            wait=self._pause,
            stop=self._is_over,
            before_sleep=self._note,
            retry_error_callback=_last,
        )
        answer: requests.Response = attempts(self._once, send)
        return answer

    def _once(self, send: Callable[[], requests.Response]) -> requests.Response:
        if self._access:
            self._gate.enter(self._access)
        if self._started is None:  # the wait for the first turn is not the request's own time
            self._started = self._timing.now()
        response = send()
        response.content  # noqa: B018 - read the body here: a connection that breaks half-way must count as an attempt
        return response

    def _is_passing(self, state: RetryCallState) -> bool:
        if not self._may_resend:
            return False
        response = _answer(state)
        if response is None:
            return isinstance(_failure(state), _PASSING_FAILURES)
        return response.status_code in _PASSING_STATUSES

    def _pause(self, state: RetryCallState) -> float:
        """Seconds until the next attempt: what Google asks for, the rest of a spent window, else 1, 2, 4 ..."""
        response = _answer(state)
        spent = response is not None and response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        pause = None if response is None else retry_after(response)
        if pause is None and spent:
            pause = self._rest_of_window(state.attempt_number)
        if pause is None:
            pause = min(2.0 ** (state.attempt_number - 1), self._patience.longest_pause)
        if spent and self._access:
            self._gate.hold(self._access, pause)
        return pause + self._timing.draw()

    def _rest_of_window(self, attempt: int) -> float:
        """Where the rest of the window, as we see it, was not enough, others spend this quota too: then a whole one."""
        return self._gate.window_left(self._access) if self._access and attempt == 1 else WINDOW

    def _is_over(self, state: RetryCallState) -> bool:
        spent = self._timing.now() - (self._started or 0.0)
        return state.attempt_number >= self._patience.attempts or spent + state.upcoming_sleep > self._patience.seconds

    def _note(self, state: RetryCallState) -> None:
        """Log that a request is tried again: never its headers, its query or its body."""
        response = _answer(state)
        reason = response.status_code if response is not None else type(_failure(state)).__name__
        logging.getLogger(__name__).info(
            "%s %s: %s, again in %.0f s",
            self._request.method,
            urlsplit(str(self._request.url)).path,
            reason,
            state.upcoming_sleep,
        )


def _answer(state: RetryCallState) -> requests.Response | None:
    if state.outcome is None or state.outcome.failed:
        return None
    answer: requests.Response = state.outcome.result()
    return answer


def _failure(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _last(state: RetryCallState) -> requests.Response:
    """Return what the last attempt was answered, or raise what it raised."""
    assert state.outcome is not None  # noqa: S101 - there has been an attempt
    answer: requests.Response = state.outcome.result()
    return answer


def access_of(method: str, url: str) -> Access | None:
    """What a request costs; None for one that is not to Sheets."""
    parts = urlsplit(url)
    if parts.hostname != _SHEETS_HOST:
        return None
    return Access.READ if method == "GET" or parts.path.endswith(_READS_BY_POST) else Access.WRITE


def retry_after(response: requests.Response) -> float | None:
    """The seconds a reply asks to wait (RFC 9110: a number or a date), None where it does not ask."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    until = _moment(asked)
    if until is None:
        return None
    # Their clock against their clock: ours may be off by more than the wait.
    now = _moment(response.headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
