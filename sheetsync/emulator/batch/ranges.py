"""Requests about ranges: merged, named, protected."""

import re

from sheetsync.emulator.access import may_edit
from sheetsync.emulator.batch.context import Batch, fresh_id
from sheetsync.emulator.book import a1
from sheetsync.emulator.book.grid import Area, area_of, to_grid_range
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import PROTECTED, Obj, RequestError
from sheetsync.emulator.shapes import masks

NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
MAX_NAME = 250
PARTIAL_MERGE = "You must select all cells in a merged range to merge or unmerge them."
WARNING_HAS_NO_EDITORS = "ProtectedRange is warningOnly. Editors cannot be set on it."


def merge_cells(batch: Batch, request: Obj) -> None:
    """Merge a range, whole, by columns or by rows; of each merge only the first cell keeps its value."""
    sheet, area = batch.editable(request.get("range", {}))
    kept = _outside(sheet, area)
    made = [part for part in _parts(area, request.get("mergeType", "MERGE_ALL")) if part.height * part.width > 1]
    for part in made:
        for row, column in part.cells():
            cell = sheet.cell(row, column)
            if (row, column) != (part.start_row, part.start_column) and "userEnteredValue" in cell:
                sheet.put(row, column, {name: item for name, item in cell.items() if name != "userEnteredValue"})
    sheet.keep("merges", kept + [to_grid_range(sheet.id, part) for part in made])


def unmerge_cells(batch: Batch, request: Obj) -> None:
    """Take apart every merge in a range."""
    sheet, area = batch.editable(request.get("range", {}))
    sheet.keep("merges", _outside(sheet, area))


def add_named_range(batch: Batch, request: Obj) -> Obj:
    """Name a range."""
    given = request.get("namedRange", {})
    named = {"namedRangeId": given.get("namedRangeId") or str(fresh_id(set())), **given}
    # That a taken id is refused is in the discovery document; the sentence is modelled on the recorded one for names.
    if any(item["namedRangeId"] == named["namedRangeId"] for item in batch.book.listed("namedRanges")):
        raise RequestError(
            f"Cannot add named range with id: {named['namedRangeId']}, a named range with that id already exists."
        )
    _check_name(batch.book, named.get("name", ""), "")
    batch.area(named.get("range", {}))
    named.setdefault("range", {})
    batch.book.keep("namedRanges", [*batch.book.listed("namedRanges"), named])
    return {"namedRange": named}


def update_named_range(batch: Batch, request: Obj) -> None:
    """Change the name or the cells of a named range."""
    mask = masks.update_mask(request.get("fields", ""), "NamedRange")
    given = request.get("namedRange", {})
    old = _named(batch.book, given.get("namedRangeId", ""))
    new = {**masks.merge(mask, old, given), "namedRangeId": old["namedRangeId"]}
    _check_name(batch.book, new.get("name", ""), old["namedRangeId"])
    new.setdefault("range", {})
    batch.area(new["range"])
    batch.book.keep("namedRanges", [new if item is old else item for item in batch.book.listed("namedRanges")])


def delete_named_range(batch: Batch, request: Obj) -> None:
    """Forget a named range; its cells stay."""
    old = _named(batch.book, request.get("namedRangeId", ""))
    batch.book.keep("namedRanges", [item for item in batch.book.listed("namedRanges") if item is not old])


def add_protected_range(batch: Batch, request: Obj) -> Obj:
    """Protect a range or a whole tab; whoever asks, and the owner, stay among the editors."""
    given = request.get("protectedRange", {})
    taken = {item["protectedRangeId"] for sheet in batch.book.sheets for item in sheet.listed("protectedRanges")}
    protected = {"protectedRangeId": given.get("protectedRangeId") or fresh_id(taken), **given}
    if protected["protectedRangeId"] in taken:
        # Refused by the discovery document; the sentence is not recorded anywhere known.
        raise RequestError(
            f"Cannot add protected range with id: {protected['protectedRangeId']}, "
            "a protected range with that id already exists."
        )
    protected.pop("requestingUserCanEdit", None)
    sheet = _check_protected(batch, protected)
    stored = {**protected, "editors": _with_editors(protected.get("editors", {}), batch.owner, batch.caller)}
    sheet.keep("protectedRanges", [*sheet.listed("protectedRanges"), stored])
    shown = {**protected, "requestingUserCanEdit": True, "editors": given.get("editors", {})}
    return {"protectedRange": shown}


def update_protected_range(batch: Batch, request: Obj) -> None:
    """Change what is protected, how, or against whom."""
    mask = masks.update_mask(request.get("fields", ""), "ProtectedRange")
    given = request.get("protectedRange", {})
    sheet, old = _protected(batch, given.get("protectedRangeId", 0))
    new = {**masks.merge(mask, old, given), "protectedRangeId": old["protectedRangeId"]}
    new.pop("requestingUserCanEdit", None)
    if new.get("warningOnly") and "editors" in mask and given.get("editors", {}).get("users"):
        raise RequestError(WARNING_HAS_NO_EDITORS)
    new["editors"] = _with_editors(new.get("editors", {}), batch.owner, batch.caller)
    sheet.keep("protectedRanges", [item for item in sheet.listed("protectedRanges") if item is not old])
    target = _check_protected(batch, {name: item for name, item in new.items() if name != "editors"})
    target.keep("protectedRanges", [*target.listed("protectedRanges"), new])


def delete_protected_range(batch: Batch, request: Obj) -> None:
    """Lift a protection."""
    sheet, old = _protected(batch, request.get("protectedRangeId", 0))
    sheet.keep("protectedRanges", [item for item in sheet.listed("protectedRanges") if item is not old])


def _outside(sheet: Sheet, area: Area) -> list[Obj]:
    """Return the merges that lie outside an area; one that crosses its edge is an error."""
    kept = []
    for merge in sheet.listed("merges"):
        place = area_of(sheet, merge)
        if not place.meets(area):
            kept.append(merge)
        elif not area.holds(place):
            raise RequestError(PARTIAL_MERGE)
    return kept


def _parts(area: Area, kind: str) -> list[Area]:
    if kind == "MERGE_ROWS":
        return [Area(row, row + 1, area.start_column, area.end_column) for row in range(area.start_row, area.end_row)]
    if kind == "MERGE_COLUMNS":
        return [
            Area(area.start_row, area.end_row, column, column + 1)
            for column in range(area.start_column, area.end_column)
        ]
    return [area]


def _check_name(book: Book, name: str, own_id: str) -> None:
    fits = NAME.fullmatch(name) and len(name) <= MAX_NAME and not a1.parse_span(name)
    if not fits or name.upper() in ("TRUE", "FALSE"):
        raise RequestError(f"The name of the named range is invalid: {name}")
    if any(
        item["name"].casefold() == name.casefold() and item["namedRangeId"] != own_id
        for item in book.listed("namedRanges")
    ):
        raise RequestError(f"Cannot add named range with name: {name}, a named range with that name already exists.")


def _named(book: Book, named_range_id: str) -> Obj:
    for item in book.listed("namedRanges"):
        if item["namedRangeId"] == named_range_id:
            return item
    # That this is an error is relied on in public; its sentence is not recorded anywhere known.
    raise RequestError(f"No named range with id: {named_range_id}")


def _check_protected(batch: Batch, protected: Obj) -> Sheet:
    """Return the tab a protection lies in, after checking its ranges; a named range is looked up."""
    if protected.get("warningOnly") and protected.get("editors", {}).get("users"):
        raise RequestError(WARNING_HAS_NO_EDITORS)
    if "namedRangeId" in protected:
        protected["range"] = _named(batch.book, protected["namedRangeId"])["range"]
    protected.setdefault("range", {})
    sheet, area = batch.area(protected["range"])
    for hole in protected.get("unprotectedRanges", []):
        inner_sheet, inner = batch.area(hole)
        if inner_sheet is not sheet or not area.holds(inner):
            raise RequestError("unprotectedRanges must lie within the protected range.")
    return sheet


def _protected(batch: Batch, protected_id: int) -> tuple[Sheet, Obj]:
    for sheet in batch.book.sheets:
        for item in sheet.listed("protectedRanges"):
            if item["protectedRangeId"] == protected_id:
                if not may_edit(item, batch.owner, batch.caller):
                    raise RequestError(PROTECTED)
                return sheet, item
    raise RequestError(f"No protected range with id: {protected_id}")


def _with_editors(editors: Obj, owner: str, caller: str) -> Obj:
    users = list(dict.fromkeys([*editors.get("users", []), caller, owner]))
    return {**editors, "users": users}


KINDS = (
    ("mergeCells", merge_cells),
    ("unmergeCells", unmerge_cells),
    ("addNamedRange", add_named_range),
    ("updateNamedRange", update_named_range),
    ("deleteNamedRange", delete_named_range),
    ("addProtectedRange", add_protected_range),
    ("updateProtectedRange", update_protected_range),
    ("deleteProtectedRange", delete_protected_range),
)
