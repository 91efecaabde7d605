"""Lag: Drive goes on showing a file as it was for some minutes after a change (facts §1, "Changes").

A fault on demand, so off unless asked for. Whether `version` lags like `modifiedTime` is not known (facts §6): here it
does, which is the stricter for whoever takes an equal version for an unchanged file. Search and order by time do not.
"""

from sheetsync.emulator.api.call import Call
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.stamps import rfc3339

UNSEEN = "unseenChanges"
SHOWN = ("modifiedTime", "version")


def with_unseen(call: Call, before: Obj, changed: Obj) -> Obj:
    """Return a changed file that remembers, where the call lags, until when Drive shows it as before."""
    now = rfc3339(call.now)
    pending = [item for item in before.get(UNSEEN, []) if item["until"] > now]
    if call.lag:
        pending.append({"until": rfc3339(call.now + call.lag), **{name: before[name] for name in SHOWN}})
    others = {name: value for name, value in changed.items() if name != UNSEEN}
    return {**others, UNSEEN: pending} if pending else others


def as_shown(file: Obj, now: str) -> Obj:
    """Return a file as Drive shows it at a time: as before the first change that is not yet to be seen."""
    first: Obj = next((item for item in file.get(UNSEEN, []) if item["until"] > now), {})
    plain = {name: value for name, value in file.items() if name != UNSEEN}
    return {**plain, **{name: first[name] for name in SHOWN if name in first}}
