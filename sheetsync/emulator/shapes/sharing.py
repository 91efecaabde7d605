"""Sharing: equal JSON objects, such as the few formats of a book's thousands of cells, are worked out only once."""

import marshal
from collections.abc import Callable
from functools import lru_cache

from sheetsync.emulator.errors import Obj

REMEMBERED = 4096


def content(value: Obj) -> bytes:
    """Return what tells two JSON objects apart, to find one again by."""
    # Not JSON, where writing the shares of colours takes longer than all else. Version 2 is the last that looks only at
    # content: later ones also write down which parts are the same object.
    return marshal.dumps(value, 2)


def by_content(work: Callable[[Obj], Obj]) -> Callable[[Obj], Obj]:
    """Make a function remember its results; they are shared, so nobody may change them."""

    @lru_cache(maxsize=REMEMBERED)
    def known(written: bytes) -> Obj:
        return work(marshal.loads(written))  # noqa: S302 - `content` wrote it, a moment ago

    return lambda value: known(content(value))
