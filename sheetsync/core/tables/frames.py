"""Tables as pandas frames of plain objects, and the words that stand in them where there is no figure."""

from collections.abc import Mapping, Sequence

import pandas as pd

from sheetsync.core.entries import NOTHING_AROSE, Entry, State

UNREADABLE = "không đọc được"
NOT_PULLED = "chưa đọc bảng"
TO_MEND = "phải sửa"
"""Absences in words, beside that nothing arose; a blank is a blank cell, and 0 is 0."""

WAITING = "chờ duyệt"
"""What counts of a proposal that nobody has decided on, where the rubric wants a decision."""


def frame(columns: Sequence[str], rows: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """A frame of plain objects: no inference, so that a Decimal stays exact and nothing becomes NaN."""
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=list(columns), dtype=object)


def points_cell(entry: Entry) -> object:
    """One hand's figure in a table: a number, a word for its absence, or blank."""
    words = {State.NOT_APPLICABLE: NOTHING_AROSE, State.UNREADABLE: UNREADABLE, State.NOT_PULLED: NOT_PULLED}
    return entry.number if entry.state is State.GIVEN else words.get(entry.state)
