"""The clock: what time it is for the emulator. It can be set, moved on, stopped, and left to run."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Source = Callable[[], datetime]


def real_time() -> datetime:
    """Return the time it really is."""
    return datetime.now(UTC)


class Clock:
    """A clock that follows a source, as far as nobody moves or stops it."""

    def __init__(self, source: Source = real_time) -> None:
        """`source` gives times with a zone."""
        self._source = source
        self._lock = threading.Lock()
        self._ahead = timedelta(0)
        self._stopped: datetime | None = None

    def __call__(self) -> datetime:
        """Return the time."""
        with self._lock:
            return self._stopped or self._source() + self._ahead

    @property
    def running(self) -> bool:
        """Tell whether time passes."""
        return self._stopped is None

    def set(self, moment: datetime) -> None:
        """Set the time, and let it run or stand as before; raises ValueError for a time without zone."""
        if moment.tzinfo is None:
            raise ValueError("The time needs a zone, such as 2026-09-03T08:00:00+07:00.")
        with self._lock:
            if self._stopped:
                self._stopped = moment
            else:
                self._ahead = moment - self._source()

    def advance(self, time: timedelta) -> None:
        """Move the time on; back, if it is negative."""
        self.set(self() + time)

    def stop(self) -> None:
        """Let the time stand still."""
        now = self()
        with self._lock:
            self._stopped = now

    def run(self) -> None:
        """Let the time run on from where it stands."""
        with self._lock:
            if self._stopped:
                self._ahead, self._stopped = self._stopped - self._source(), None

    def reset(self) -> None:
        """Follow the source again as at the start."""
        with self._lock:
            self._ahead, self._stopped = timedelta(0), None
