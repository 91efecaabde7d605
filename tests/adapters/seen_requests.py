"""Reading batchUpdate requests back, for tests."""

from collections.abc import Iterable, Mapping
from typing import Any


def kinds(requests: Iterable[Mapping[str, Any]]) -> list[str]:
    return [next(iter(request)) for request in requests]


def only(requests: Iterable[Mapping[str, Any]], kind: str) -> list[Any]:
    return [request[kind] for request in requests if kind in request]


def written(requests: Iterable[Mapping[str, Any]]) -> dict[tuple[int, int, int], Any]:
    """What updateCells requests do: (sheet id, row, column), 1-based -> CellData."""
    return {
        (update["start"]["sheetId"], update["start"]["rowIndex"] + down, update["start"]["columnIndex"] + right): data
        for update in only(requests, "updateCells")
        for down, row in enumerate(update["rows"], 1)
        for right, data in enumerate(row["values"], 1)
    }


def spans(ranges: Iterable[Mapping[str, int]]) -> list[str]:
    return [
        f"{chr(64 + span['startColumnIndex'] + 1)}{span['startRowIndex'] + 1}"
        f":{chr(64 + span['endColumnIndex'])}{span['endRowIndex']}"
        for span in ranges
    ]
