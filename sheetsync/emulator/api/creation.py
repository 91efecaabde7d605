"""Creation: a Spreadsheet resource to be made, said in requests of a batch; what is wrong with any refuses it whole."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from sheetsync.emulator.api.options import refusals
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.copies import mapped
from sheetsync.emulator.batch.runner import kinds
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.errors import Obj, invalid

# Printed by Google or made elsewhere; not for the caller to say, and passed over as read-only fields are.
READ_ONLY = frozenset({"spreadsheetId", "spreadsheetUrl", "commentsViewMode", "dataSourceSchedules"})
MADE_HERE = frozenset({"properties", "sheets", "namedRanges", "developerMetadata"})
# The lists of a tab, and the request that adds one of each.
ADDED = MappingProxyType(
    {
        "merges": ("mergeCells", "range"),
        "tables": ("addTable", "table"),
        "bandedRanges": ("addBanding", "bandedRange"),
        "filterViews": ("addFilterView", "filter"),
        "protectedRanges": ("addProtectedRange", "protectedRange"),
        "charts": ("addChart", "chart"),
        "slicers": ("addSlicer", "slicer"),
    }
)
GROUPS = ("rowGroups", "columnGroups")
DIMENSIONS = (("rowMetadata", "ROWS", "startRow"), ("columnMetadata", "COLUMNS", "startColumn"))
Step = tuple[str, str, Obj]  # the place in the resource, the kind of request, the request


def fill(batch: Batch, body: Obj) -> None:
    """Make a new book what the resource says; raises ApiError at the first thing that cannot be made."""
    for place, kind, request in _steps(batch, body):
        known = kinds().get(kind)
        if known is None:
            # One that Google has and this emulator has not: better refused than taken and not done.
            raise invalid(f"Invalid {place}: the emulator does not implement {kind}.")
        with refusals(f"Invalid {place}: "):
            known(batch, request)


def _steps(batch: Batch, body: Obj) -> Iterator[Step]:
    for name in body.keys() - READ_ONLY - MADE_HERE:
        raise invalid(f"Invalid spreadsheet.{name}: the emulator cannot create it.")
    # Google says that the default format is read-only; what it does with one that is given is not known (facts §6).
    properties = {name: part for name, part in body.get("properties", {}).items() if name != "defaultFormat" and part}
    if properties:
        request = {"properties": properties, "fields": ",".join(properties)}
        yield "spreadsheet.properties", "updateSpreadsheetProperties", request
    yield from _tabs(batch, body.get("sheets", []))
    for index, named in enumerate(body.get("namedRanges", [])):
        yield f"spreadsheet.namedRanges[{index}]", "addNamedRange", {"namedRange": named}
    for index, item in enumerate(body.get("developerMetadata", [])):
        place = f"spreadsheet.developerMetadata[{index}]"
        yield place, "createDeveloperMetadata", _metadata(item, {"spreadsheet": True})


def _tabs(batch: Batch, sheets: list[Obj]) -> Iterator[Step]:
    """Make all tabs before anything in them, as charts and formulas may look from one into another."""
    if sheets:
        batch.book.sheets = []
    given = {sheet["properties"]["sheetId"] for sheet in sheets if "sheetId" in sheet.get("properties", {})}
    ids: list[int] = []
    for index, sheet in enumerate(sheets):
        properties = {"index": index, **sheet.get("properties", {})}
        if properties.get("sheetType", "GRID") not in ("GRID", "SHEET_TYPE_UNSPECIFIED"):
            raise invalid(f"Invalid spreadsheet.sheets[{index}].properties: the emulator makes only tabs with a grid.")
        if "sheetId" not in properties:
            # As recorded for a book made without tabs, the first is 0.
            properties["sheetId"] = 0 if index == 0 and 0 not in given else fresh_id({*given, *ids})
        ids.append(properties["sheetId"])
        yield f"spreadsheet.sheets[{index}].properties", "addSheet", {"properties": properties}
    for index, (sheet_id, sheet) in enumerate(zip(ids, sheets, strict=True)):
        yield from _tab(f"spreadsheet.sheets[{index}]", sheet_id, _placed(sheet, sheet_id))


def _placed(sheet: Obj, sheet_id: int) -> Obj:
    """Return a tab whose ranges name it: its id may be one that the caller cannot know yet."""

    def named(place: Obj) -> Obj:
        return place if "sheetId" in place or not sheet_id else {"sheetId": sheet_id, **place}

    return mapped("Sheet", sheet, named)


def _tab(place: str, sheet_id: int, sheet: Obj) -> Iterator[Step]:
    for index, data in enumerate(sheet.get("data", [])):
        yield from _grid(f"{place}.data[{index}]", sheet_id, data)
    for name, (kind, key) in ADDED.items():
        for index, item in enumerate(sheet.get(name, [])):
            yield f"{place}.{name}[{index}]", kind, {key: item}
    for index, rule in enumerate(sheet.get("conditionalFormats", [])):
        yield f"{place}.conditionalFormats[{index}]", "addConditionalFormatRule", {"rule": rule, "index": index}
    if "basicFilter" in sheet:
        yield f"{place}.basicFilter", "setBasicFilter", {"filter": sheet["basicFilter"]}
    for name in GROUPS:
        for index, group in enumerate(sheet.get(name, [])):
            yield from _group(f"{place}.{name}[{index}]", group)
    for index, item in enumerate(sheet.get("developerMetadata", [])):
        step = _metadata(item, {"sheetId": sheet_id})
        yield f"{place}.developerMetadata[{index}]", "createDeveloperMetadata", step
    if "commentAnchors" in sheet:
        raise invalid(f"Invalid {place}.commentAnchors: the emulator cannot create it.")


def _grid(place: str, sheet_id: int, data: Obj) -> Iterator[Step]:
    row, column = data.get("startRow", 0), data.get("startColumn", 0)
    if data.get("rowData"):
        start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
        yield f"{place}.rowData", "updateCells", {"start": start, "rows": data["rowData"], "fields": "*"}
    for name, dimension, start_name in DIMENSIONS:
        for index, item in enumerate(data.get(name, []), start=data.get(start_name, 0)):
            line = {"sheetId": sheet_id, "dimension": dimension, "startIndex": index, "endIndex": index + 1}
            here = f"{place}.{name}[{index - data.get(start_name, 0)}]"
            properties = {key: part for key, part in item.items() if key in ("pixelSize", "hiddenByUser")}
            if properties:
                request = {"range": line, "properties": properties, "fields": ",".join(properties)}
                yield here, "updateDimensionProperties", request
            for one in item.get("developerMetadata", []):
                yield here, "createDeveloperMetadata", _metadata(one, {"dimensionRange": line})


def _group(place: str, group: Obj) -> Iterator[Step]:
    """A group of each depth is listed by itself, and each adding deepens its lines by one."""
    yield place, "addDimensionGroup", {"range": group.get("range", {})}
    if group.get("collapsed"):
        yield place, "updateDimensionGroup", {"dimensionGroup": group, "fields": "collapsed"}


def _metadata(item: Obj, location: Obj) -> dict[str, Any]:
    return {"developerMetadata": {**item, "location": location}}
