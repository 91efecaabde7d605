"""Requests about banding: ranges whose rows or columns are coloured in turn."""

from sheetsync.emulator.batch.colours import paired
from sheetsync.emulator.batch.context import Batch, refuse_taken
from sheetsync.emulator.book.grid import Area, area_of
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.shapes import masks

COVERED = "You cannot add alternating background colors to a range that already has alternating background colors."
SIDES = ("rowProperties", "columnProperties")
REQUIRED = ("firstBandColor", "secondBandColor")


def add_banding(batch: Batch, request: Obj) -> Obj:
    """Colour a range in bands."""
    given = with_colour_styles(request.get("bandedRange", {}))
    taken = {item["bandedRangeId"] for other in batch.book.sheets for item in other.listed("bandedRanges")}
    banded = {"range": {}, "bandedRangeId": given.get("bandedRangeId") or fresh_id(taken), **given}
    refuse_taken("banded range", banded["bandedRangeId"], taken)
    sheet = _checked(batch, banded)
    sheet.keep("bandedRanges", [*sheet.listed("bandedRanges"), banded])
    return {"bandedRange": banded}


def update_banding(batch: Batch, request: Obj) -> None:
    """Change the colours of a banding, or the range it covers."""
    mask = paired(masks.update_mask(request.get("fields", ""), "BandedRange"))
    given = with_colour_styles(request.get("bandedRange", {}))
    sheet, old = _banded(batch, given.get("bandedRangeId", 0))
    new = {"range": {}, **masks.merge(mask, old, given), "bandedRangeId": old["bandedRangeId"]}
    place = sheet.listed("bandedRanges").index(old)
    rest = [item for item in sheet.listed("bandedRanges") if item is not old]
    sheet.keep("bandedRanges", rest)
    target = _checked(batch, new)
    if target is sheet:
        rest.insert(place, new)
        sheet.keep("bandedRanges", rest)
    else:
        target.keep("bandedRanges", [*target.listed("bandedRanges"), new])


def delete_banding(batch: Batch, request: Obj) -> None:
    """Take a banding away; the cells stay."""
    sheet, old = _banded(batch, request.get("bandedRangeId", 0))
    sheet.keep("bandedRanges", [item for item in sheet.listed("bandedRanges") if item is not old])


def require_unbanded(sheet: Sheet, area: Area, *, but: Obj | None = None) -> None:
    """Raise RequestError if a cell of the area is banded, be it by a banding or by a table, other than `but`."""
    held = [*sheet.listed("bandedRanges"), *sheet.listed("tables")]
    if any(item is not but and area_of(sheet, item["range"]).meets(area) for item in held):
        raise RequestError(COVERED)


def _checked(batch: Batch, banded: Obj) -> Sheet:
    """Return the tab of a banding after checking it against what the discovery document requires."""
    sheet, area = batch.editable(banded["range"])
    sides = [banded[name] for name in SIDES if banded.get(name)]
    if not sides:
        raise RequestError("At least one of rowProperties or columnProperties must be specified.")
    for name in REQUIRED:
        if any(f"{name}Style" not in side for side in sides):
            raise RequestError(f"BandingProperties.{name} must be specified.")
    require_unbanded(sheet, area)
    return sheet


def _banded(batch: Batch, banded_range_id: int) -> tuple[Sheet, Obj]:
    for sheet in batch.book.sheets:
        for item in sheet.listed("bandedRanges"):
            if item["bandedRangeId"] == banded_range_id:
                batch.guard(sheet, area_of(sheet, item["range"]))
                return sheet, item
    raise RequestError(f"No banded range with id: {banded_range_id}")


KINDS = (("addBanding", add_banding), ("updateBanding", update_banding), ("deleteBanding", delete_banding))
