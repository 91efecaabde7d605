"""Requests about objects that lie over the cells of a tab, whatever they show: where they are, their border, their end.

Charts and slicers share one row of ids, since they are moved and deleted by the same requests.
"""

from types import MappingProxyType

from sheetsync.emulator.batch.colours import paired
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.shapes import masks

LISTS = MappingProxyType({"charts": "chartId", "slicers": "slicerId"})
WIDTH, HEIGHT = 600, 371
UNPLACED = "One of EmbeddedObjectPosition.overlayPosition or EmbeddedObjectPosition.sheetId must be set"
SHEET_TAKEN = "Cannot add chart to new sheet with ID: {}, a sheet with that ID already exists."


def update_embedded_object_position(batch: Batch, request: Obj) -> Obj:
    """Move or resize an object on its tab, to another tab, or to a tab of its own."""
    sheet, name, old = found(batch, request.get("objectId", 0))
    given = request.get("newPosition", {})
    if "overlayPosition" in given:
        mask = masks.update_mask(request.get("fields", ""), "OverlayPosition")
        overlay = masks.merge(mask, old["position"].get("overlayPosition", {}), given["overlayPosition"])
        given = {"overlayPosition": overlay}
    target, position = placed(batch, given, alone=name == "charts")
    new = {**old, "position": position}
    kept = [new if item is old and target is sheet else item for item in sheet.listed(name)]
    sheet.keep(name, [item for item in kept if item is not old])
    if target is not sheet:
        target.keep(name, [*target.listed(name), new])
        _drop_empty(batch, sheet)
    return {"position": position}


def update_embedded_object_border(batch: Batch, request: Obj) -> None:
    """Colour the border of a chart; a slicer has none."""
    sheet, name, old = found(batch, request.get("objectId", 0), "chart")
    mask = paired(masks.update_mask(request.get("fields", ""), "EmbeddedObjectBorder"))
    border = masks.merge(mask, old.get("border", {}), with_colour_styles(request.get("border", {})))
    new = {part: item for part, item in {**old, "border": border}.items() if part != "border" or item}
    sheet.keep(name, [new if item is old else item for item in sheet.listed(name)])


def delete_embedded_object(batch: Batch, request: Obj) -> None:
    """Delete a chart or a slicer; a tab that held nothing else goes with it."""
    sheet, name, old = found(batch, request.get("objectId", 0))
    sheet.keep(name, [item for item in sheet.listed(name) if item is not old])
    _drop_empty(batch, sheet)


def found(batch: Batch, object_id: int, what: str = "embedded object") -> tuple[Sheet, str, Obj]:
    """Return the tab, the list and the resource of an object (or only a `chart`, a `slicer`) with an id."""
    for sheet in batch.book.sheets:
        for name, key in LISTS.items():
            for item in sheet.listed(name):
                if item[key] == object_id and what in ("embedded object", name.removesuffix("s")):
                    batch.guard_tab(sheet)
                    return sheet, name, item
    raise RequestError(f"No {what} with id: {object_id}")


def new_id(batch: Batch, given: int, what: str) -> int:
    """Return the id of a new object; raises RequestError if the one that was asked for is taken."""
    sheets = batch.book.sheets
    taken = {item[key] for sheet in sheets for name, key in LISTS.items() for item in sheet.listed(name)}
    if given in taken:
        # That it is refused is in the discovery document; the sentence is modelled on that for named ranges.
        raise RequestError(f"Cannot add {what} with id: {given}, an embedded object with that id already exists.")
    return given or fresh_id(taken)


def placed(batch: Batch, given: Obj, *, alone: bool) -> tuple[Sheet, Obj]:
    """Return the tab of an object and its position as it is kept; `alone`: it may have a tab of its own."""
    if alone and given.get("newSheet"):
        sheet = _own_sheet(batch, fresh_id({sheet.id for sheet in batch.book.sheets}))
        return sheet, {"sheetId": sheet.id}
    if alone and "sheetId" in given and "overlayPosition" not in given:
        if batch.book.sheet(given["sheetId"]) is not None:
            raise RequestError(SHEET_TAKEN.format(given["sheetId"]))
        sheet = _own_sheet(batch, given["sheetId"])
        return sheet, {"sheetId": sheet.id}
    if "overlayPosition" not in given:
        raise RequestError(UNPLACED)
    overlay = {"anchorCell": {}, **given["overlayPosition"]}
    anchor = overlay["anchorCell"]
    row, column = anchor.get("rowIndex", 0), anchor.get("columnIndex", 0)
    cell = {"startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": column, "endColumnIndex": column + 1}
    sheet, _ = batch.area({"sheetId": anchor.get("sheetId", 0), **cell})
    batch.guard_tab(sheet)
    for name, least in (("widthPixels", WIDTH), ("heightPixels", HEIGHT)):
        overlay[name] = overlay.get(name) or least
        if overlay[name] < 0:
            raise RequestError(f"OverlayPosition.{name} must be greater than 0: {overlay[name]}")
    return sheet, {"overlayPosition": overlay}


def _own_sheet(batch: Batch, sheet_id: int) -> Sheet:
    """Add a tab that is all chart, as measured in public: an OBJECT called Chart1, without a grid."""
    book = batch.book
    if sheet_id < 0:
        raise RequestError(f"sheetId must be non-negative: {sheet_id}")
    number = 1
    while book.titled(f"Chart{number}"):
        number += 1
    properties = {"sheetId": sheet_id, "title": f"Chart{number}", "index": len(book.sheets), "sheetType": "OBJECT"}
    sheet = Sheet({"properties": properties})
    book.sheets.append(sheet)
    book.renumber()
    return sheet


def _drop_empty(batch: Batch, sheet: Sheet) -> None:
    """Remove a chart's own tab when the chart has left; what Google does with it is not known."""
    if sheet.body["properties"].get("sheetType") != "OBJECT" or sheet.listed("charts"):
        return
    batch.book.sheets.remove(sheet)
    batch.book.renumber()
    if all(other.body["properties"].get("hidden") for other in batch.book.sheets):
        raise RequestError("You can't remove all the visible sheets in a document.")


KINDS = (
    ("updateEmbeddedObjectPosition", update_embedded_object_position),
    ("updateEmbeddedObjectBorder", update_embedded_object_border),
    ("deleteEmbeddedObject", delete_embedded_object),
)
