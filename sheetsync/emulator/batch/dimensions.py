"""Requests about rows and columns: more, fewer, elsewhere, wider, hidden."""

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.shift import FROZEN, Lines, apply, delete_lines, insert_lines, moved
from sheetsync.emulator.book.cells import check_size
from sheetsync.emulator.book.grid import area_of, require_dimension
from sheetsync.emulator.book.model import ROWS, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.shapes import masks

PIXELS_A_LETTER, PIXELS_AROUND, NARROWEST = 7, 9, 21


def append_dimension(batch: Batch, request: Obj) -> None:
    """Add rows or columns at the end."""
    sheet = batch.sheet(request.get("sheetId", 0))
    dimension, length = request.get("dimension"), request.get("length", 0)
    if dimension not in ("ROWS", "COLUMNS"):
        raise RequestError("No dimension specified.")
    if length <= 0:
        raise RequestError(f"length must be greater than 0: {length}")
    batch.grow(sheet, dimension, sheet.count(dimension) + length)
    check_size(batch.book, batch.limits)


def insert_dimension(batch: Batch, request: Obj) -> None:
    """Insert rows or columns; they look like the line before or after."""
    _require_bounds(request.get("range", {}))
    sheet, dimension, start, end = require_dimension(batch.book, request.get("range", {}))
    count, before = sheet.count(dimension), request.get("inheritFromBefore", False)
    # Both sentences were seen by others on Google: facts §1 [3P].
    if start > count:
        raise RequestError(f"range.startIndex is larger than current grid size ({count})")
    if start == count and not before:
        raise RequestError(f"range.startIndex must be less than the grid size ({count}) if inheritFromBefore is false.")
    if start == 0 and before:
        raise RequestError("Cannot inherit from before when inserting at index 0.")
    batch.guard_new_lines(sheet, dimension, start)
    sheet.resize(dimension, count + end - start)
    check_size(batch.book, batch.limits)  # before the lines are filled, which may be a great many
    sheet.resize(dimension, count)
    insert_lines(batch.book, sheet, Lines(dimension, start, end - start), inherit_from=start - 1 if before else start)


def delete_dimension(batch: Batch, request: Obj) -> None:
    """Delete rows or columns."""
    sheet, dimension, start, end = batch.lines(request.get("range", {}))
    count = sheet.count(dimension)
    word = "row" if dimension == ROWS else "column"
    if end > count:
        raise RequestError(
            f"Cannot delete a {word} that doesn't exist. Tried to delete {word} index {end - 1} "
            f"but there are only {count} {word}s."
        )
    if end - start >= count:
        raise RequestError(f"You can't delete all the {word}s on the sheet.")
    frozen = sheet.body["properties"]["gridProperties"].get(FROZEN[dimension], 0)
    if frozen and frozen - max(0, min(end, frozen) - start) >= count - (end - start):
        raise RequestError(f"Sorry, it is not possible to delete all non-frozen {word}s.")
    delete_lines(batch.book, sheet, dimension, start, end)


def move_dimension(batch: Batch, request: Obj) -> None:
    """Carry rows or columns elsewhere; the destination counts as before the move."""
    sheet, dimension, start, end = batch.lines(request.get("source", {}))
    destination = request.get("destinationIndex", 0)
    count = sheet.count(dimension)
    if end > count or not 0 <= destination <= count:
        raise RequestError(f"Cannot move {dimension.lower()} {start}:{end} to {destination}: there are only {count}.")
    _refuse_crossed_merges(sheet, dimension, (start, end), destination)
    batch.guard_new_lines(sheet, dimension, destination)
    if not start <= destination <= end:
        apply(batch.book, sheet, moved(dimension, start, end, destination))


def update_dimension_properties(batch: Batch, request: Obj) -> None:
    """Set the size of rows or columns, or hide them."""
    sheet, dimension, start, end = batch.lines(request.get("range", {}))
    mask = masks.update_mask(request.get("fields", ""), "DimensionProperties")
    if "hiddenByFilter" in mask:
        raise RequestError("hiddenByFilter is read-only.")
    if end > sheet.count(dimension):
        raise RequestError(f"range.endIndex[{end}] is beyond the grid of {sheet.count(dimension)} {dimension.lower()}.")
    known = sheet.dimensions(dimension)
    for index in range(start, end):
        merged = masks.merge(mask, known.get(index, {}), request.get("properties", {}))
        if merged:
            known[index] = merged
        else:
            known.pop(index, None)


def auto_resize_dimensions(batch: Batch, request: Obj) -> None:
    """Fit rows or columns to what they show. Without fonts at hand, a letter counts as a fixed number of pixels."""
    sheet, dimension, start, end = batch.lines(request.get("dimensions", {}))
    known = sheet.dimensions(dimension)
    for index in range(start, min(end, sheet.count(dimension))):
        kept = {name: value for name, value in known.get(index, {}).items() if name != "pixelSize"}
        if dimension == ROWS:
            known[index] = kept
        else:
            letters = _longest(batch, sheet, index)
            known[index] = {**kept, "pixelSize": max(NARROWEST, letters * PIXELS_A_LETTER + PIXELS_AROUND)}


def _require_bounds(dimension_range: Obj) -> None:
    """Raise RequestError unless both ends are given, as documented of new rows and columns."""
    if "startIndex" not in dimension_range or "endIndex" not in dimension_range:
        raise RequestError("Both range.startIndex and range.endIndex must be specified.")


def _refuse_crossed_merges(sheet: Sheet, dimension: str, lines: tuple[int, int], destination: int) -> None:
    """Raise RequestError if a move would tear a merge apart; the sentence was seen by others: facts §1 [3P]."""
    start, end = lines
    for merge in sheet.listed("merges"):
        first, last = area_of(sheet, merge).span(dimension)
        torn = first < end and start < last and not (start <= first and last <= end)
        if torn or first < destination < last:
            raise RequestError(
                f"Sorry, it is not possible to move a {'row' if dimension == ROWS else 'column'} to a position that "
                "crosses a merged cell. Please unmerge and try again."
            )


def _longest(batch: Batch, sheet: Sheet, column: int) -> int:
    calculator = batch.calculator()
    longest = 0
    for row, cells in sheet.cells.items():
        if column in cells:
            longest = max(longest, *(len(line) for line in calculator.shown(sheet, row, column).split("\n")))
    return longest


KINDS = (
    ("appendDimension", append_dimension),
    ("insertDimension", insert_dimension),
    ("deleteDimension", delete_dimension),
    ("moveDimension", move_dimension),
    ("updateDimensionProperties", update_dimension_properties),
    ("autoResizeDimensions", auto_resize_dimensions),
)
