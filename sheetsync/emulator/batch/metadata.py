"""Requests about developer metadata: keys and values tied to the book, a tab, a row or a column."""

from collections import Counter

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.book.filters import NO_FILTERS, location_kind, one_line, picked_metadata
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.limits import exceeds
from sheetsync.emulator.shapes import masks

TAKEN = "Cannot add developer metadata with ID [{}] because developer metadata with that ID already exists."
VISIBILITIES = ("DOCUMENT", "PROJECT")


def create_developer_metadata(batch: Batch, request: Obj) -> Obj:
    """Attach metadata; a taken id fails the batch, which makes an id usable as a lock or an idempotency key."""
    given = request.get("developerMetadata", {})
    taken = {item["metadataId"] for item in batch.book.listed("developerMetadata")}
    metadata_id = given.get("metadataId") or fresh_id(taken)
    if metadata_id in taken:
        raise RequestError(TAKEN.format(metadata_id))
    made = {**given, "metadataId": metadata_id, "location": _located(batch, given.get("location", {}))}
    _check(made)
    batch.book.keep("developerMetadata", [*batch.book.listed("developerMetadata"), made])
    _check_room(batch)
    return {"developerMetadata": made}


def update_developer_metadata(batch: Batch, request: Obj) -> Obj:
    """Change all metadata that any of the filters picks; their ids stay, whatever is given."""
    mask = masks.update_mask(request.get("fields", ""), "DeveloperMetadata")
    given = request.get("developerMetadata", {})
    if not request.get("dataFilters"):
        raise RequestError(NO_FILTERS)
    found = {item["metadataId"] for one in request["dataFilters"] for item in picked_metadata(batch.book, one)}
    kept, changed = [], []
    for item in batch.book.listed("developerMetadata"):
        if item["metadataId"] in found:
            new = {**masks.merge(mask, item, given), "metadataId": item["metadataId"]}
            new["location"] = _located(batch, new.get("location", {}))
            _check(new)
            changed.append(new)
            kept.append(new)
        else:
            kept.append(item)
    batch.book.keep("developerMetadata", kept)
    _check_room(batch)
    return {"developerMetadata": changed} if changed else {}


def delete_developer_metadata(batch: Batch, request: Obj) -> Obj:
    """Remove all metadata that the filter picks."""
    found = picked_metadata(batch.book, request.get("dataFilter", {}))
    batch.book.keep("developerMetadata", [item for item in batch.book.listed("developerMetadata") if item not in found])
    return {"deletedDeveloperMetadata": found} if found else {}


def _located(batch: Batch, location: Obj) -> Obj:
    """Return the location with its type, which is not for the caller to say."""
    kind = location_kind(location)
    if kind is None:
        raise RequestError("The developer metadata location must be specified.")
    if kind == "spreadsheet":
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if kind == "sheetId":
        return {"locationType": "SHEET", "sheetId": batch.sheet(location["sheetId"]).id}
    place = location["dimensionRange"]
    sheet, _ = one_line(batch.book, place)
    line = {name: place[name] for name in ("dimension", "startIndex", "endIndex")}
    return {
        "locationType": place["dimension"].removesuffix("S"),
        "dimensionRange": {**({"sheetId": sheet.id} if sheet.id else {}), **line},
    }


def _check(item: Obj) -> None:
    if not item.get("metadataKey"):
        raise RequestError("developerMetadata.metadataKey must be specified.")
    if item.get("visibility") not in VISIBILITIES:
        raise RequestError("developerMetadata.visibility must be specified.")
    if item["metadataId"] <= 0:
        raise RequestError("developerMetadata.metadataId must be positive.")


def _check_room(batch: Batch) -> None:
    """Raise RequestError if keys and values take more room than there is for the book, or for one of its tabs."""
    most, spent = batch.limits.metadata_characters, Counter[int | None]()
    for item in batch.book.listed("developerMetadata"):
        place = item["location"]
        tab = None if "spreadsheet" in place else place.get("dimensionRange", place).get("sheetId", 0)
        spent[tab] += len(item["metadataKey"]) + len(item.get("metadataValue", ""))
    if exceeds(max(spent.values(), default=0), most):
        raise RequestError(f"Developer metadata cannot exceed {most} characters.")  # our words: facts §6


KINDS = (
    ("createDeveloperMetadata", create_developer_metadata),
    ("updateDeveloperMetadata", update_developer_metadata),
    ("deleteDeveloperMetadata", delete_developer_metadata),
)
