"""Soundness: what must be true of every book, whatever was done to it, read off the reply of `spreadsheets.get`."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from sheetsync.emulator.shapes.schema import fields_of

Grids = dict[int, tuple[int, int]]
IDS = {
    "protectedRanges": "protectedRangeId",
    "bandedRanges": "bandedRangeId",
    "filterViews": "filterViewId",
    "tables": "tableId",
    "charts": "chartId",
    "slicers": "slicerId",
}
OBJECTS = ("charts", "slicers")  # which share their ids


def unsound(book: Any) -> list[str]:
    """Return what is wrong with a book."""
    grids = {sheet["properties"]["sheetId"]: _grid(sheet) for sheet in book["sheets"]}
    return [*_names(book), *_places("Spreadsheet", book, "", grids), *_overlaps(book)]


def _grid(sheet: Any) -> tuple[int, int]:
    size = sheet["properties"].get("gridProperties", {})
    return size.get("rowCount", 0), size.get("columnCount", 0)


def _names(book: Any) -> Iterator[str]:
    sheets = book["sheets"]
    found = {
        "sheet id": [sheet["properties"]["sheetId"] for sheet in sheets],
        "title": [sheet["properties"]["title"].casefold() for sheet in sheets],
        "named range id": [named["namedRangeId"] for named in book.get("namedRanges", [])],
        "named range": [named["name"].casefold() for named in book.get("namedRanges", [])],
        "object id": [item[IDS[many]] for many in OBJECTS for sheet in sheets for item in sheet.get(many, [])],
        "table": [table["name"].casefold() for sheet in sheets for table in sheet.get("tables", [])],
        **{
            one: [item[one] for sheet in sheets for item in sheet.get(many, []) if one in item]
            for many, one in IDS.items()
        },
    }
    for what, names in found.items():
        if len(set(names)) < len(names):
            yield f"a {what} is there twice: {names}"
    if [sheet["properties"]["index"] for sheet in sheets] != list(range(len(sheets))):
        yield "the tabs are not counted through"
    if all(sheet["properties"].get("hidden") for sheet in sheets):
        yield "no tab is to be seen"


def _places(message: str, value: Any, path: str, grids: Grids) -> Iterator[str]:
    """Find every range and every place in the book, by the schema, that its tab does not have."""
    if message == "GridRange":
        yield from _outside(value, ("Row", "Column"), path, grids)
    elif message == "DimensionRange":
        yield from _outside_lines(value, path, grids)
    elif message == "GridCoordinate":
        yield from _beside(value, path, grids)
    for name, item in value.items():
        field = fields_of(message)[name]
        if fields_of(field.type):
            items = enumerate(item) if field.many else item.items() if field.keyed else [("", item)]
            for index, one in items:
                if one is not None:
                    yield from _places(
                        field.type, one, f"{path}.{name}[{index}]" if index != "" else f"{path}.{name}", grids
                    )


def _outside(place: Any, sides: tuple[str, ...], path: str, grids: Grids) -> Iterator[str]:
    sheet = place.get("sheetId", 0)
    if sheet not in grids:
        yield f"{path} is in no tab: {place}"
        return
    for side, count in zip(sides, grids[sheet], strict=True):
        start, end = place.get(f"start{side}Index", 0), place.get(f"end{side}Index", count)
        if not 0 <= start < end <= count:
            yield f"{path} is not in its grid of {grids[sheet]}: {place}"


def _outside_lines(place: Any, path: str, grids: Grids) -> Iterator[str]:
    sheet = place.get("sheetId", 0)
    if sheet not in grids:
        yield f"{path} is in no tab: {place}"
        return
    count = grids[sheet][place["dimension"] == "COLUMNS"]
    if not 0 <= place.get("startIndex", 0) < place.get("endIndex", count) <= count:
        yield f"{path} is not in its grid of {grids[sheet]}: {place}"


def _beside(place: Any, path: str, grids: Grids) -> Iterator[str]:
    rows, columns = grids.get(place.get("sheetId", 0), (0, 0))
    if not (0 <= place.get("rowIndex", 0) < rows and 0 <= place.get("columnIndex", 0) < columns):
        yield f"{path} is not in its grid of {rows}, {columns}: {place}"


def _overlaps(book: Any) -> Iterator[str]:
    for sheet in book["sheets"]:
        grid = _grid(sheet)
        ranges = {
            "merges": sheet.get("merges", []),
            "tables": [table["range"] for table in sheet.get("tables", [])],
            "banding": [banding["range"] for banding in sheet.get("bandedRanges", [])],
        }
        for what, found in ranges.items():
            for first, second in combinations(found, 2):
                if _meet(first, second, grid):
                    yield f"{what} overlap: {first} and {second}"


def _meet(first: Any, second: Any, grid: tuple[int, int]) -> bool:
    return all(
        first.get(f"start{side}Index", 0) < second.get(f"end{side}Index", count)
        and second.get(f"start{side}Index", 0) < first.get(f"end{side}Index", count)
        for side, count in zip(("Row", "Column"), grid, strict=True)
    )
