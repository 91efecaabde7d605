"""Requests about developer metadata: keys and values tied to the book, a tab, a row or a column."""

from sheetsync.emulator.batch.context import Batch, fresh_id
from sheetsync.emulator.book.grid import require_dimension
from sheetsync.emulator.errors import Obj, RequestError
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
    return {"developerMetadata": made}


def update_developer_metadata(batch: Batch, request: Obj) -> Obj:
    """Change all metadata that the filters pick."""
    mask = masks.update_mask(request.get("fields", ""), "DeveloperMetadata")
    given = request.get("developerMetadata", {})
    filters = request.get("dataFilters", [])
    if not filters:
        raise RequestError("dataFilters must not be empty.")
    kept, changed = [], []
    for item in batch.book.listed("developerMetadata"):
        if any(matches(item, one) for one in filters):
            new = {**masks.merge(mask, item, given), "metadataId": item["metadataId"]}
            new["location"] = _located(batch, new.get("location", {}))
            _check(new)
            changed.append(new)
            kept.append(new)
        else:
            kept.append(item)
    batch.book.keep("developerMetadata", kept)
    return {"developerMetadata": changed} if changed else {}


def delete_developer_metadata(batch: Batch, request: Obj) -> Obj:
    """Remove all metadata that the filter picks."""
    one = request.get("dataFilter", {})
    found = [item for item in batch.book.listed("developerMetadata") if matches(item, one)]
    kept = [item for item in batch.book.listed("developerMetadata") if not matches(item, one)]
    batch.book.keep("developerMetadata", kept)
    return {"deletedDeveloperMetadata": found} if found else {}


def matches(item: Obj, data_filter: Obj) -> bool:
    """Tell whether a DataFilter picks the metadata; only lookups can."""
    lookup = data_filter.get("developerMetadataLookup")
    if lookup is None:
        return False
    if any(
        name in lookup and item.get(name) != lookup[name]
        for name in ("metadataId", "metadataKey", "metadataValue", "visibility")
    ):
        return False
    if "locationType" in lookup and item["location"]["locationType"] != lookup["locationType"]:
        return False
    wanted = lookup.get("metadataLocation", {})
    return all(item["location"].get(name) == place for name, place in wanted.items() if name != "locationType")


def _located(batch: Batch, location: Obj) -> Obj:
    """Return the location with its type; exactly one place must be named."""
    places = [name for name in ("spreadsheet", "sheetId", "dimensionRange") if name in location]
    if len(places) != 1:
        raise RequestError("The developer metadata location must be specified.")
    if places == ["spreadsheet"]:
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if places == ["sheetId"]:
        return {"locationType": "SHEET", "sheetId": batch.sheet(location["sheetId"]).id}
    sheet, dimension, start, end = require_dimension(batch.book, location["dimensionRange"])
    if end - start != 1 or end > sheet.count(dimension):
        raise RequestError("Developer metadata can be associated with a single row or column of the grid only.")
    place = {
        **({"sheetId": sheet.id} if sheet.id else {}),
        "dimension": dimension,
        "startIndex": start,
        "endIndex": end,
    }
    return {"locationType": dimension.removesuffix("S"), "dimensionRange": place}


def _check(item: Obj) -> None:
    if not item.get("metadataKey"):
        raise RequestError("developerMetadata.metadataKey must be specified.")
    if item.get("visibility") not in VISIBILITIES:
        raise RequestError("developerMetadata.visibility must be specified.")
    if item["metadataId"] <= 0:
        raise RequestError("developerMetadata.metadataId must be positive.")


KINDS = (
    ("createDeveloperMetadata", create_developer_metadata),
    ("updateDeveloperMetadata", update_developer_metadata),
    ("deleteDeveloperMetadata", delete_developer_metadata),
)
