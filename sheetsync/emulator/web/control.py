"""The control route: faults, journal, clock, limits and reset, by HTTP. It is there only when asked for.

GET  /emulator              what is set
GET  /emulator/faults       the faults, with how often each has struck; POST adds one; DELETE takes all away
                            {"kind": "503", "operation": "spreadsheets.values.*", "count": 2}
                            kinds: 429, 429-page, 401, 500, 503, reset, truncated, slow, lag
                            applied: the request was carried out (500, 503, reset); seconds: of slow and lag
                            which: method, path, operation, caller; how many of them: skip, count, rate, seed
DELETE /emulator/faults/3   takes one away
GET  /emulator/log          the requests, oldest first; `after=N` those after number N; DELETE forgets them
GET  /emulator/clock        the time; POST {"set": time} or {"advance": seconds} or {"running": true or false}
GET  /emulator/limits       the limits; POST changes those that are named
POST /emulator/reset        deletes every file and sets everything as at the start
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol

from sheetsync.emulator.limits import Limits
from sheetsync.emulator.web.clock import Clock
from sheetsync.emulator.web.faults import Fault, Faults, Set
from sheetsync.emulator.web.journal import Entry, Journal
from sheetsync.emulator.web.replies import Reply, json_reply

PREFIX = "/emulator"
LEARN = f"See GET {PREFIX}."
CLOCK: dict[str, Any] = {"set": str, "advance": int | float, "running": bool}


class Controlled(Protocol):
    """What can be controlled."""

    faults: Faults
    journal: Journal
    clock: Clock
    limits: Limits

    def reset(self) -> None:
        """Set everything as at the start."""


def is_control(path: str) -> bool:
    """Tell whether a path is one of this route."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def control(app: Controlled, verb: tuple[str, str], query: Mapping[str, list[str]], body: bytes) -> Reply:
    """Answer a control request; `verb` is its method and path."""
    method, path = verb
    place, _, name = path.removeprefix(PREFIX).strip("/").partition("/")
    try:
        given = _object(body)
        match method, place, name:
            case "GET", "", "":
                found: Any = _overview(app)
            case _, "faults", _:
                found = _faults(app.faults, method, name, given)
            case "GET", "log", "":
                after = int(query.get("after", ["0"])[-1])
                found = {"requests": [_entry(entry) for entry in app.journal if entry.number > after]}
            case "DELETE", "log", "":
                app.journal.clear()
                found = {}
            case "GET" | "POST", "clock", "":
                found = _clock(app.clock, given)
            case "GET" | "POST", "limits", "":
                app.limits = _limits(app.limits, given)
                found = asdict(app.limits)
            case "POST", "reset", "":
                app.reset()
                found = {}
            case _:
                found = None
    except (ValueError, TypeError, OverflowError) as error:
        return json_reply({"error": f"{error}"}, HTTPStatus.BAD_REQUEST)
    if found is None:
        return json_reply({"error": f"There is no {method} {path}. {LEARN}"}, HTTPStatus.NOT_FOUND)
    return json_reply(found)


def _object(body: bytes) -> dict[str, Any]:
    given = json.loads(body) if body.strip() else {}
    if not isinstance(given, dict):
        raise TypeError("The body must be a JSON object.")
    return given


def _overview(app: Controlled) -> Any:
    return {
        "faults": [_set(one) for one in app.faults],
        "clock": _clock(app.clock, {}),
        "limits": asdict(app.limits),
        "requests": len(app.journal),
        "usage": (__doc__ or "").splitlines()[2:],
    }


def _faults(faults: Faults, method: str, name: str, given: dict[str, Any]) -> Any:
    if method == "POST" and not name:
        number = faults.add(Fault(**{"kind": "", **_known(given, Fault)}))
        return next((_set(one) for one in faults if one.number == number), {})
    if method == "DELETE" and name.isdecimal():
        return {} if faults.remove(int(name)) else None
    if name or method not in ("GET", "DELETE"):
        return None
    if method == "DELETE":
        faults.clear()
    return {"faults": [_set(one) for one in faults]}


def _set(one: Set) -> Any:
    return {"number": one.number, **asdict(one.fault), "matched": one.matched, "struck": one.struck}


def _entry(entry: Entry) -> Any:
    told = asdict(entry)
    asked = told.pop("asked")
    return {"number": told.pop("number"), **asked, "time": entry.asked.time.isoformat(), **told}


def _clock(clock: Clock, given: dict[str, Any]) -> Any:
    unknown = set(given) - set(CLOCK)
    if unknown:
        raise ValueError(f"Unknown: {', '.join(sorted(unknown))}. {LEARN}")
    for name, value in given.items():
        _check_type(name, value, CLOCK[name])
    if "running" in given:
        (clock.run if given["running"] else clock.stop)()
    if "set" in given:
        clock.set(datetime.fromisoformat(given["set"]))
    if "advance" in given:
        clock.advance(timedelta(seconds=given["advance"]))
    return {"time": clock().isoformat(), "running": clock.running}


def _limits(limits: Limits, given: dict[str, Any]) -> Limits:
    for name, value in _known(given, Limits).items():
        if value is not None and value < 0:
            raise ValueError(f"{name} may not be {value}.")
    return replace(limits, **given)


def _known(given: dict[str, Any], kind: type[Fault | Limits]) -> dict[str, Any]:
    unknown = set(given) - {one.name for one in fields(kind)}
    if unknown:
        raise ValueError(f"Unknown: {', '.join(sorted(unknown))}. {LEARN}")
    for one in fields(kind):
        if one.name in given:
            _check_type(one.name, given[one.name], int | float if one.type is float else one.type)
    return given


def _check_type(name: str, value: Any, wanted: Any) -> None:
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise TypeError(f"{name} may not be {json.dumps(value)}.")
