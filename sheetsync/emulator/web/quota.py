"""The quota: how many requests a minute are taken, of each caller and of the whole project."""

import threading
from collections import Counter
from types import MappingProxyType

from sheetsync.emulator.limits import Limits, exceeds
from sheetsync.emulator.web.journal import Asked
from sheetsync.emulator.web.replies import too_many_of, too_many_of_drive

PROJECT = ""  # whose counter is that of all callers together
DRIVE_UNITS = MappingProxyType(
    {
        "files.list": 100,
        "changes.list": 100,
        "files.update": 50,
        "files.export": 200,
        "files.download": 200,
    }
)
DRIVE_UNIT = 5


def price(asked: Asked) -> int:
    """Return what a request costs: 1 of Sheets' requests, or Drive's units (facts §1; for export presumed there)."""
    if asked.meter == "drive":
        name = "files.download" if "alt=media" in asked.query.split("&") else asked.operation
        return DRIVE_UNITS.get(name, DRIVE_UNIT)
    return 1 if asked.meter in ("read", "write") else 0


class Quota:
    """Counters that start anew with each minute of the emulator's clock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._spent: Counter[tuple[str, str]] = Counter()

    def spend(self, asked: Asked, limits: Limits) -> int:
        """Take what a request costs and return it; raises ApiError where nothing is left, and then takes nothing."""
        minute = int(asked.time.timestamp() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._spent.clear()
            for who, limit in _limits(asked, limits):
                if exceeds(self._spent[asked.meter, who] + 1, limit):
                    if asked.meter == "drive":
                        raise too_many_of_drive(per_user=who != PROJECT)
                    raise too_many_of(asked.meter, per_user=who != PROJECT, limit=limit or 0)
            for who in (asked.caller, PROJECT):
                self._spent[asked.meter, who] += 1
        return price(asked)

    def clear(self) -> None:
        """Give everybody the whole minute's quota back."""
        with self._lock:
            self._spent.clear()


def _limits(asked: Asked, limits: Limits) -> tuple[tuple[str, int | None], ...]:
    per_user, per_project = {
        "read": (limits.reads_per_user, limits.reads_per_project),
        "write": (limits.writes_per_user, limits.writes_per_project),
        "drive": (limits.drive_queries, limits.drive_queries),
    }.get(asked.meter, (None, None))
    return (asked.caller, per_user), (PROJECT, per_project)
