"""Requests about filters: the one a tab has for everybody, and the views each reader may choose from."""

from sheetsync.emulator.batch.colours import paired
from sheetsync.emulator.batch.context import Batch, refuse_taken
from sheetsync.emulator.batch.criteria import hidden_rows, settled
from sheetsync.emulator.batch.holders import show_filtered
from sheetsync.emulator.batch.sorting import sort_range
from sheetsync.emulator.book.grid import Area, area_of, to_grid_range
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.shapes import masks

BACKING = ("range", "namedRangeId", "tableId")


def set_basic_filter(batch: Batch, request: Obj) -> None:
    """Put the tab's one filter on a range: sort its rows once, and hide those that its criteria do not let through."""
    given = request.get("filter", {})
    kept, sheet, area = _settled(batch, given)
    batch.guard(sheet, area)
    below = Area(area.start_row + 1, area.end_row, area.start_column, area.end_column)
    show_filtered(sheet)
    if kept.get("sortSpecs") and below.height > 0:
        sort_range(batch, {"range": to_grid_range(sheet.id, below), "sortSpecs": kept["sortSpecs"]})
    # A range without bounds covers the grid as it is now, and is shown with its bounds.
    sheet.body["basicFilter"] = {**kept, "range": to_grid_range(sheet.id, area)}
    # Rows are hidden when the filter is set; a later change of a value does not filter anew, as people of Google's
    # own editor know it.
    for row in hidden_rows(batch, sheet, area, kept.get("criteria", {})):
        sheet.rows[row] = {**sheet.rows.get(row, {}), "hiddenByFilter": True}


def clear_basic_filter(batch: Batch, request: Obj) -> None:
    """Take the tab's filter off and show what it hid; without one, nothing happens."""
    sheet = batch.sheet(request.get("sheetId", 0))
    if old := sheet.body.pop("basicFilter", None):
        batch.guard(sheet, area_of(sheet, old["range"]))
        show_filtered(sheet)


def add_filter_view(batch: Batch, request: Obj) -> Obj:
    """Add a filter view."""
    given = request.get("filter", {})
    taken = _ids(batch)
    view_id = given.get("filterViewId") or fresh_id(taken)
    refuse_taken("filter view", view_id, taken)
    kept, sheet, _ = _settled(batch, given)
    view = {"filterViewId": view_id, "title": given.get("title") or _free_title(sheet), **kept}
    sheet.keep("filterViews", [*sheet.listed("filterViews"), view])
    return {"filter": view}


def update_filter_view(batch: Batch, request: Obj) -> None:
    """Change the title, the range, the sorting or the criteria of a filter view."""
    mask = paired(masks.update_mask(request.get("fields", ""), "FilterView"))
    given = request.get("filter", {})
    sheet, old = _view(batch, given.get("filterViewId", 0))
    # What the view is put on counts alone; and the range of a table or a named range is looked up again.
    replaced = any(name in given for name in BACKING if not mask or name in mask)
    backed = "namedRangeId" in old or "tableId" in old
    dropped = BACKING if replaced else ("range",) if backed else ()
    base = {name: part for name, part in old.items() if name not in dropped}
    new = masks.merge(mask, base, given)
    # The form that was written counts; the other one still says what was there before.
    if "criteria" in mask and "filterSpecs" not in mask:
        new.pop("filterSpecs", None)
    elif "filterSpecs" in mask and "filterSpecs" not in new:
        new.pop("criteria", None)
    kept, target, _ = _settled(batch, new)
    view = {"filterViewId": old["filterViewId"], "title": new.get("title") or old["title"], **kept}
    views = [view if item is old else item for item in sheet.listed("filterViews")]
    if target is not sheet:
        views.remove(view)
        target.keep("filterViews", [*target.listed("filterViews"), view])
    sheet.keep("filterViews", views)


def duplicate_filter_view(batch: Batch, request: Obj) -> Obj:
    """Add a copy of a filter view."""
    sheet, old = _view(batch, request.get("filterId", 0))
    copy = {**old, "filterViewId": fresh_id(_ids(batch)), "title": f"Copy of {old['title']}"}
    sheet.keep("filterViews", [*sheet.listed("filterViews"), copy])
    return {"filter": copy}


def delete_filter_view(batch: Batch, request: Obj) -> None:
    """Forget a filter view."""
    sheet, old = _view(batch, request.get("filterId", 0))
    sheet.keep("filterViews", [item for item in sheet.listed("filterViews") if item is not old])


def _settled(batch: Batch, given: Obj) -> tuple[Obj, Sheet, Area]:
    """Return what a filter keeps, with its tab and range; a table or a named range behind it is looked up."""
    backed = [name for name in BACKING if given.get(name)]
    if len(backed) > 1:
        raise RequestError(f"Only one of {', '.join(BACKING)} may be set.")
    grid_range = _backing(batch, given)
    sheet, area = batch.area(grid_range)
    kept: Obj = {"range": grid_range, **{name: given[name] for name in BACKING[1:] if given.get(name)}}
    specs = given.get("sortSpecs", [])
    for spec in specs:
        column = spec.get("dimensionIndex", 0)
        if not area.start_column <= column < area.end_column:
            raise RequestError(f"sortSpecs.dimensionIndex[{column}] is outside of the range.")
    if specs:
        kept["sortSpecs"] = [with_colour_styles({"dimensionIndex": 0, **spec}) for spec in specs]
    return {**kept, **settled(given, area, batch.locale, batch.now.date())}, sheet, area


def _backing(batch: Batch, given: Obj) -> Obj:
    for name, held, key in (("tableId", _tables(batch), "tableId"), ("namedRangeId", _names(batch), "namedRangeId")):
        wanted = given.get(name)
        if wanted:
            found = next((item["range"] for item in held if item[key] == wanted), None)
            if found is None:
                raise RequestError(f"No {'table' if name == 'tableId' else 'named range'} with id: {wanted}")
            return dict(found)
    return dict(given.get("range", {}))


def _tables(batch: Batch) -> list[Obj]:
    return [item for sheet in batch.book.sheets for item in sheet.listed("tables")]


def _names(batch: Batch) -> list[Obj]:
    return batch.book.listed("namedRanges")


def _free_title(sheet: Sheet) -> str:
    known = {view["title"] for view in sheet.listed("filterViews")}
    return next(title for number in range(1, len(known) + 2) if (title := f"Filter {number}") not in known)


def _ids(batch: Batch) -> set[int]:
    return {item["filterViewId"] for sheet in batch.book.sheets for item in sheet.listed("filterViews")}


def _view(batch: Batch, view_id: int) -> tuple[Sheet, Obj]:
    for sheet in batch.book.sheets:
        for item in sheet.listed("filterViews"):
            if item["filterViewId"] == view_id:
                return sheet, item
    raise RequestError(f"No filter view with id: {view_id}")  # modelled on Google's sentence for tabs


KINDS = (
    ("setBasicFilter", set_basic_filter),
    ("clearBasicFilter", clear_basic_filter),
    ("addFilterView", add_filter_view),
    ("updateFilterView", update_filter_view),
    ("duplicateFilterView", duplicate_filter_view),
    ("deleteFilterView", delete_filter_view),
)
