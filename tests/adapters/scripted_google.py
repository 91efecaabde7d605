"""A clock that only sleeping moves, and a transport that answers from a script."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import requests
from google_shapes import complaints_of_request
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from sheetsync.adapters.google.session import Patience, Timing

SHEET = "https://sheets.googleapis.com/v4/spreadsheets/abc"
DRIVE = "https://www.googleapis.com/drive/v3/files"


class Clock:
    """Time in seconds; `slept` are the pauses asked for, in order."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.time += seconds

    def timing(self, draw: float = 0.0) -> Timing:
        return Timing(now=lambda: self.time, sleep=self.sleep, draw=lambda: draw)

    def patience(self, **changes: Any) -> Patience:
        return Patience(**({"timing": self.timing()} | changes))


Step = Exception | tuple[int, str] | tuple[int, str, Mapping[str, str]]


class Script(BaseAdapter):
    """Answers one step after the other and notes what was asked; the last step is repeated for ever."""

    def __init__(self, *steps: Step, then: BaseAdapter | None = None) -> None:
        super().__init__()
        self.steps = list(steps)
        self.then = then
        self.sent: list[requests.PreparedRequest] = []
        self.timeouts: list[Any] = []
        self.closed = False

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        assert not complaints_of_request(request), "Google would not understand this"
        self.sent.append(request)
        self.timeouts.append(options.get("timeout"))
        if not self.steps:
            assert self.then is not None
            return self.then.send(request, *args, **options)
        last = len(self.steps) == 1 and self.then is None
        step = self.steps[0] if last else self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return answer(request, step[0], step[1], step[2] if len(step) == 3 else {})

    def close(self) -> None:
        self.closed = True


class LostReplies(BaseAdapter):
    """Passes requests on; replies to those that `matches` chooses get lost, `times` times, after they were applied."""

    def __init__(self, inner: BaseAdapter, matches: Callable[[requests.PreparedRequest], bool], times: int = 1) -> None:
        super().__init__()
        self.inner = inner
        self.matches = matches
        self.times = times
        self.sent: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        response = self.inner.send(request, *args, **options)
        self.sent.append(request)
        if self.times and self.matches(request):
            self.times -= 1
            raise requests.ConnectionError("the reply was lost")
        return response

    def close(self) -> None:
        self.inner.close()


def answer(
    request: requests.PreparedRequest, status: int, text: str, headers: Mapping[str, str] | None = None
) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = text.encode()
    response.headers = CaseInsensitiveDict(headers or {})
    response.url, response.request, response.encoding = str(request.url), request, "utf-8"
    return response
