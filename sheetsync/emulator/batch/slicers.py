"""Requests about slicers: the boxes over a tab by which its reader filters a range."""

from sheetsync.emulator.batch.colours import paired
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.objects import found, new_id, placed
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.formulas.conditions import FILTERS, check
from sheetsync.emulator.shapes import masks

ALIGNED = frozenset({"LEFT", "CENTER", "RIGHT"})


def add_slicer(batch: Batch, request: Obj) -> Obj:
    """Add a slicer over the cells of a tab; it cannot have a tab of its own."""
    given = request.get("slicer", {})
    slicer_id = new_id(batch, given.get("slicerId", 0), "slicer")
    spec = _checked(batch, given.get("spec", {}))
    sheet, position = placed(batch, given.get("position", {}), alone=False)
    slicer = {"slicerId": slicer_id, "spec": spec, "position": position}
    sheet.keep("slicers", [*sheet.listed("slicers"), slicer])
    return {"slicer": slicer}


def update_slicer_spec(batch: Batch, request: Obj) -> None:
    """Change what a slicer says or filters."""
    mask = paired(masks.update_mask(request.get("fields", ""), "SlicerSpec"))
    sheet, name, old = found(batch, request.get("slicerId", 0), "slicer")
    spec = masks.merge(mask, old["spec"], with_colour_styles(request.get("spec", {})))
    new = {**old, "spec": _checked(batch, spec)}
    sheet.keep(name, [new if item is old else item for item in sheet.listed(name)])


def _checked(batch: Batch, spec: Obj) -> Obj:
    """Return a specification as it is kept. How Google words these refusals is not known."""
    if "dataRange" not in spec:
        raise RequestError("SlicerSpec.dataRange must be specified.")
    _, area = batch.area(spec["dataRange"])
    column = spec.get("columnIndex", 0)
    if not 0 <= column < area.width:
        raise RequestError(f"SlicerSpec.columnIndex must be between 0 and {area.width - 1}: {column}")
    if spec.get("horizontalAlignment", "LEFT") not in ALIGNED:
        raise RequestError("SlicerSpec.horizontalAlignment is not specified.")
    condition = spec.get("filterCriteria", {}).get("condition")
    if condition:
        check(condition, FILTERS, batch.locale, batch.now.date())
    return with_colour_styles(spec)


KINDS = (("addSlicer", add_slicer), ("updateSlicerSpec", update_slicer_spec))
