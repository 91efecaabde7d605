"""Requests about groups of rows or columns that fold.

Google keeps a depth per line: adding a group deepens its lines by one, deleting lifts them by one. The groups of a
reply are read off the depths: at each depth, every run of lines at least that deep is one group.
"""

from collections.abc import Iterator

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.book.model import ROWS, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.shapes import masks

MAX_DEPTH = 8


def add_dimension_group(batch: Batch, request: Obj) -> Obj:
    """Group rows or columns, one level deeper where they are grouped already."""
    sheet, dimension, start, end = batch.lines(request.get("range", {}))
    if end > sheet.count(dimension):  # what Google says here is not known; a group of lines that are not there is none
        raise RequestError(f"range.endIndex[{end}] is beyond the grid of {sheet.count(dimension)} {dimension.lower()}.")
    depths = _depths(sheet, dimension)
    for index in range(start, end):
        depths[index] = depths.get(index, 0) + 1
    if max(depths.values()) > MAX_DEPTH:
        raise RequestError(f"Groups can be nested at most {MAX_DEPTH} deep.")
    control = "rowGroupControlAfter" if dimension == ROWS else "columnGroupControlAfter"
    sheet.body["properties"]["gridProperties"][control] = True  # as recorded: the first group sets it, for good
    return _kept(sheet, dimension, depths)


def delete_dimension_group(batch: Batch, request: Obj) -> Obj:
    """Lift grouped rows or columns by one level."""
    sheet, dimension, start, end = batch.lines(request.get("range", {}))
    depths = _depths(sheet, dimension)
    if not all(depths.get(index) for index in range(start, end)):
        raise RequestError(f"There is no group over {dimension.lower()} {start} to {end}.")
    for index in range(start, end):
        depths[index] -= 1
    return _kept(sheet, dimension, depths)


def update_dimension_group(batch: Batch, request: Obj) -> None:
    """Collapse or expand a group, which is told by its range and depth: its lines are hidden or shown with it."""
    mask = masks.update_mask(request.get("fields", ""), "DimensionGroup")
    given = request.get("dimensionGroup", {})
    sheet, dimension, start, end = batch.lines(given.get("range", {}))
    name = _list_name(dimension)
    old = next((group for group in sheet.listed(name) if _key(group) == (start, end, given.get("depth", 0))), None)
    if old is None:
        # That it must be a group of the tab is in the discovery document; the sentence is not recorded anywhere known.
        raise RequestError(f"There is no group over {dimension.lower()} {start} to {end} at that depth.")
    new = {**masks.merge(mask, old, given), "range": old["range"], "depth": old["depth"]}
    sheet.keep(name, [new if group is old else group for group in sheet.listed(name)])
    if mask and "collapsed" not in mask:
        return
    known = sheet.dimensions(dimension)
    for index in range(start, end):
        rest = {part: item for part, item in known.get(index, {}).items() if part != "hiddenByUser"}
        known[index] = {**rest, "hiddenByUser": True} if new.get("collapsed") else rest
        if not known[index]:
            del known[index]


def _key(group: Obj) -> tuple[int, int, int]:
    return group["range"]["startIndex"], group["range"]["endIndex"], group["depth"]


def _depths(sheet: Sheet, dimension: str) -> dict[int, int]:
    depths: dict[int, int] = {}
    for group in sheet.listed(_list_name(dimension)):
        for index in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            depths[index] = max(depths.get(index, 0), group["depth"])
    return depths


def _kept(sheet: Sheet, dimension: str, depths: dict[int, int]) -> Obj:
    collapsed = {_key(group) for group in sheet.listed(_list_name(dimension)) if group.get("collapsed")}
    groups = [
        {**group, "collapsed": True} if _key(group) in collapsed else group
        for group in sorted(groups_of(sheet, dimension, depths), key=lambda group: (_key(group)[0], group["depth"]))
    ]
    sheet.keep(_list_name(dimension), groups)
    return {"dimensionGroups": groups} if groups else {}


def groups_of(sheet: Sheet, dimension: str, depths: dict[int, int]) -> Iterator[Obj]:
    """Yield the groups that these depths of rows or columns come to."""
    for depth in range(1, max(depths.values(), default=0) + 1):
        deep = {index for index, found in depths.items() if found >= depth}
        for start in sorted(index for index in deep if index - 1 not in deep):
            end = start
            while end in deep:
                end += 1
            place = {"sheetId": sheet.id} if sheet.id else {}
            yield {"range": {**place, "dimension": dimension, "startIndex": start, "endIndex": end}, "depth": depth}


def _list_name(dimension: str) -> str:
    return "rowGroups" if dimension == ROWS else "columnGroups"


KINDS = (
    ("addDimensionGroup", add_dimension_group),
    ("deleteDimensionGroup", delete_dimension_group),
    ("updateDimensionGroup", update_dimension_group),
)
