"""The runner: requests one by one onto the working copy; the first that fails ends the batch, in Google's words."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from types import MappingProxyType

from sheetsync.emulator.batch import (
    banding,
    charts,
    cleaning,
    comments,
    content,
    dimensions,
    filling,
    groups,
    metadata,
    moving,
    objects,
    protection,
    ranges,
    rules,
    slicers,
    sorting,
    tables,
    tabs,
    views,
)
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.errors import Obj, RequestError, invalid

Kind = Callable[[Batch, Obj], Obj | None]
MODULES = (
    tabs,
    content,
    dimensions,
    groups,
    ranges,
    protection,
    metadata,
    rules,
    banding,
    views,
    tables,
    charts,
    slicers,
    objects,
    moving,
    sorting,
    cleaning,
    filling,
    comments,
)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the function of every kind of request that is known, by Google's name."""
    return MappingProxyType({name: kind for module in MODULES for name, kind in module.KINDS})


def run(batch: Batch, requests: list[Obj]) -> list[Obj]:
    """Apply the requests in order and return the replies; raises ApiError 400 at the first that cannot be applied."""
    return [_applied(batch, index, request) for index, request in enumerate(requests)]


def _applied(batch: Batch, index: int, request: Obj) -> Obj:
    if not request:
        raise invalid(f"Invalid requests[{index}]: No request set.")
    first, *others = request
    if others:
        sentence = (
            f"Invalid value at 'requests[{index}]' (oneof), oneof field 'kind' is already set. Cannot set '{others[0]}'"
        )
        raise invalid(sentence, (f"requests[{index}]", sentence))
    kind = kinds().get(first)
    if kind is None:
        # One that Google has and this emulator has not: better refused than taken and not done.
        raise invalid(f"Invalid requests[{index}].{first}: the emulator does not implement this kind of request.")
    try:
        reply = kind(batch, request[first])
        tables.plain_headers(batch.book)
    except RequestError as error:
        raise invalid(f"Invalid requests[{index}].{first}: {error}") from error
    # A reply shows the moment: what later requests do to the same resource must not show in it.
    return {} if reply is None else {first: deepcopy(reply)}
