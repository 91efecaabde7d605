"""Reading batchUpdate requests back, for tests."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def flat(steps: Iterable[Sequence[Any]]) -> list[Any]:
    """The requests of all steps in a row."""
    return [request for step in steps for request in step]


def kinds(requests: Iterable[Mapping[str, Any]]) -> list[str]:
    return [next(iter(request)) for request in requests]


def only(requests: Iterable[Mapping[str, Any]], kind: str) -> list[Any]:
    return [request[kind] for request in requests if kind in request]


def written(requests: Sequence[Mapping[str, Any]]) -> dict[tuple[int, int, int], Any]:
    """What updateCells and repeatCell requests do: (sheet id, row, column), 1-based -> CellData."""
    found: dict[tuple[int, int, int], Any] = {
        (update["start"]["sheetId"], update["start"]["rowIndex"] + down, update["start"]["columnIndex"] + right): data
        for update in only(requests, "updateCells")
        for down, row in enumerate(update["rows"], 1)
        for right, data in enumerate(row["values"], 1)
    }
    for repeat in only(requests, "repeatCell"):
        span = repeat["range"]
        for row in range(span["startRowIndex"] + 1, span["endRowIndex"] + 1):
            for col in range(span["startColumnIndex"] + 1, span["endColumnIndex"] + 1):
                place = (span["sheetId"], row, col)
                found[place] = found.get(place, {}) | repeat["cell"]
    return found


def spans(ranges: Iterable[Mapping[str, int]]) -> list[str]:
    return [
        f"{chr(64 + span['startColumnIndex'] + 1)}{span['startRowIndex'] + 1}"
        f":{chr(64 + span['endColumnIndex'])}{span['endRowIndex']}"
        for span in ranges
    ]
