"""Ids: the numbers by which tabs, and most of what lies in them, are known."""

from collections.abc import Collection
from secrets import randbelow

MAX_ID = 2**31


def fresh_id(taken: Collection[int] = ()) -> int:
    """Return a random id of 31 bits that is not taken."""
    while (number := randbelow(MAX_ID - 1) + 1) in taken:
        pass
    return number
