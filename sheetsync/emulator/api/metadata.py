"""Handlers of spreadsheets.developerMetadata: one by its id, many by data filters."""

import re

from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.options import refusals
from sheetsync.emulator.api.values import opened
from sheetsync.emulator.book.filters import NO_FILTERS, picked_metadata
from sheetsync.emulator.errors import Obj, invalid, invalid_field, not_found
from sheetsync.emulator.shapes import payload

INT32 = re.compile(r"[+-]?[0-9]{1,10}")


def spreadsheets_developer_metadata_get(call: Call) -> Obj:
    """Return one metadata; that an unknown id is 404 follows from the resource's own URL (facts §6)."""
    text = call.path["metadataId"]
    if not INT32.fullmatch(text):
        raise invalid_field("metadata_id", f"Invalid value at 'metadata_id' (TYPE_INT32), \"{text}\"")
    book, _ = opened(call)
    for item in book.listed("developerMetadata"):
        if item["metadataId"] == int(text):
            return item
    raise not_found()


def spreadsheets_developer_metadata_search(call: Call) -> Obj:
    """Return all metadata that any of the filters picks, each with the filters that picked it."""
    body = payload.read("SearchDeveloperMetadataRequest", call.body())
    book, _ = opened(call)
    filters = body.get("dataFilters", [])
    if not filters:
        raise invalid(NO_FILTERS)
    picked: dict[int, list[Obj]] = {}
    for index, one in enumerate(filters):
        with refusals(f"Invalid dataFilter[{index}]: "):
            for item in picked_metadata(book, one):
                picked.setdefault(item["metadataId"], []).append(one)
    found = [
        {"developerMetadata": item, "dataFilters": picked[item["metadataId"]]}
        for item in book.listed("developerMetadata")
        if item["metadataId"] in picked
    ]
    return {"matchedDeveloperMetadata": found} if found else {}
