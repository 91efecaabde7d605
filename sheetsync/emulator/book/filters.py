"""Data filters: which cells, and which developer metadata, a DataFilter picks.

The rules stand in the descriptions of DataFilter and DeveloperMetadataLookup; the sentences, and the order in which
what is wrong is found, were measured by others on Google and made public: facts §1 [3P].
"""

from collections.abc import Callable
from http import HTTPStatus

from sheetsync.emulator.book.grid import Area, require_sheet, resolve, span_of, visible, whole
from sheetsync.emulator.book.model import ROWS, Book, Sheet
from sheetsync.emulator.errors import ApiError, Obj, RequestError

Place = tuple[Sheet, Area]
NO_FILTERS = "Must specify at least one dataFilter."
NO_FILTER = "dataFilter.filter must be specified."
LOOKED_AT = ("metadataId", "metadataKey", "metadataValue", "visibility")
LOCATIONS = ("spreadsheet", "sheetId", "dimensionRange")
EXACT_WITH_TYPE = (
    "The locationMatchingStrategy was specified as EXACT_LOCATION, but a locationType was also specified: "
    "lookups cannot limit by a location type when matching an exact location."
)
STRATEGY_WITHOUT_LOCATION = (
    "A locationMatchingStrategy was specified, but no metadataLocation was specified: "
    "lookups must always specify a metadataLocation when specifying a locationMatchingStrategy."
)
SPREADSHEET_MEETS_NOTHING = (
    "DeveloperMetadataLookup.spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING."
)


def picked_places(book: Book, data_filter: Obj, *, noun: str = "grid") -> list[Place]:
    """Return the rectangles a filter picks; raises RequestError for one that cannot be.

    Metadata of the whole spreadsheet is tied to no cells, so it picks none: what Google does is not known (facts §6).
    `noun` is Google's word for an unknown tab: a grid where values are asked for, else a sheet.
    """
    if "developerMetadataLookup" not in data_filter:
        return [_range(book, data_filter, noun)]
    return [place for item in picked_metadata(book, data_filter) if (place := place_of(book, item))]


def picked_metadata(book: Book, data_filter: Obj) -> list[Obj]:
    """Return the metadata a filter picks; one that names cells picks all that is tied to a place they meet."""
    picks = _looks_up(book, data_filter) if "developerMetadataLookup" in data_filter else _meets(book, data_filter)
    return [item for item in book.listed("developerMetadata") if picks(item)]


def place_of(book: Book, item: Obj) -> Place | None:
    """Return the tab, row or column a metadata is tied to; None for the spreadsheet's own."""
    location = item["location"]
    if location["locationType"] == "SPREADSHEET":
        return None
    if location["locationType"] == "SHEET":
        sheet = require_sheet(book, location["sheetId"])
        return sheet, whole(sheet)
    return _lines(book, location["dimensionRange"])


def one_line(book: Book, dimension_range: Obj) -> Place:
    """Return the single row or column of a DimensionRange; raises RequestError if it is not one, or not there."""
    if "startIndex" not in dimension_range or "endIndex" not in dimension_range:
        raise RequestError("DimensionRange must specify both a startIndex and an endIndex.")
    start, end = dimension_range["startIndex"], dimension_range["endIndex"]
    if end - start != 1:
        raise RequestError("DimensionRange must represent a single row or column.")
    if start < 0:
        raise RequestError("DimensionRange indexes must be >= 0")
    sheet = require_sheet(book, dimension_range.get("sheetId", 0))
    dimension = dimension_range.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise RequestError("No dimension specified")
    if start >= sheet.count(dimension):
        raise RequestError(
            f"DimensionRange startIndex [{start}] is after the last {dimension} index "
            f"[{sheet.count(dimension) - 1}] of the sheet [{sheet.id}]."
        )
    return _lines(book, dimension_range)


def location_kind(location: Obj) -> str | None:
    """Return which of the three places a DeveloperMetadataLocation names."""
    return next((name for name in LOCATIONS if name in location), None)


def _range(book: Book, data_filter: Obj, noun: str) -> Place:
    if "a1Range" in data_filter:
        sheet, span = resolve(book, data_filter["a1Range"])
    elif "gridRange" in data_filter:
        sheet_id = data_filter["gridRange"].get("sheetId", 0)
        found = book.sheet(sheet_id)
        if found is None:
            raise RequestError(f"No {noun} with id: {sheet_id}")
        sheet, span = found, span_of(data_filter["gridRange"])
    else:
        raise RequestError(NO_FILTER)
    return sheet, visible(sheet, span)


def _lines(book: Book, dimension_range: Obj) -> Place:
    sheet = require_sheet(book, dimension_range.get("sheetId", 0))
    start, end = dimension_range["startIndex"], dimension_range["endIndex"]
    if dimension_range["dimension"] == ROWS:
        return sheet, Area(start, end, 0, sheet.column_count)
    return sheet, Area(0, sheet.row_count, start, end)


def _meets(book: Book, data_filter: Obj) -> Callable[[Obj], bool]:
    sheet, area = _range(book, data_filter, "grid")

    def meets(item: Obj) -> bool:
        place = place_of(book, item)
        return place is not None and place[0] is sheet and place[1].meets(area)

    return meets


def _looks_up(book: Book, data_filter: Obj) -> Callable[[Obj], bool]:
    lookup = _specified(data_filter["developerMetadataLookup"])
    location = lookup.get("metadataLocation", {})
    _check_lookup(lookup, location)
    at = _location_test(book, location, exact=lookup.get("locationMatchingStrategy") == "EXACT_LOCATION")
    kind = lookup.get("locationType")
    # The emulator knows no projects: metadata of visibility PROJECT is seen by every caller, as within one project.
    wanted = {name: lookup[name] for name in LOOKED_AT if name in lookup}

    def picks(item: Obj) -> bool:
        if any(item.get(name, "") != value for name, value in wanted.items()):
            return False
        return at(item) and kind in (None, item["location"]["locationType"])

    return picks


def _location_test(book: Book, location: Obj, *, exact: bool) -> Callable[[Obj], bool]:
    """Return whether metadata lies at a location; without a location, all does. Its own `locationType` is not read."""
    named = location_kind(location)
    if named is None:
        return lambda _: True
    if named == "spreadsheet":
        return lambda item: bool(item["location"]["locationType"] == "SPREADSHEET")
    if named == "sheetId":
        sheet, kind = require_sheet(book, location["sheetId"]), "SHEET"
        area = whole(sheet)
    else:
        sheet, area = one_line(book, location["dimensionRange"])
        kind = location["dimensionRange"]["dimension"].removesuffix("S")

    def at(item: Obj) -> bool:
        place = place_of(book, item)
        if place is None or place[0] is not sheet:
            return False
        return place[1] == area and item["location"]["locationType"] == kind if exact else place[1].meets(area)

    return at


def _specified(lookup: Obj) -> Obj:
    """Leave out the enums that say they are not specified."""
    enums = ("locationType", "locationMatchingStrategy", "visibility")
    return {name: part for name, part in lookup.items() if not (name in enums and part.endswith("_UNSPECIFIED"))}


def _check_lookup(lookup: Obj, location: Obj) -> None:
    """Raise for what the descriptions rule out, in the order measured."""
    kind, strategy, named = lookup.get("locationType"), lookup.get("locationMatchingStrategy"), location_kind(location)
    if kind == "SPREADSHEET" and named not in (None, "spreadsheet"):
        raise RequestError(f"Cannot limit by location type of SPREADSHEET for the location {named}")
    if strategy == "EXACT_LOCATION" and kind:
        raise RequestError(EXACT_WITH_TYPE)
    if strategy and named is None:
        raise RequestError(STRATEGY_WITHOUT_LOCATION)
    if strategy == "INTERSECTING_LOCATION" and named == "spreadsheet":
        raise RequestError(SPREADSHEET_MEETS_NOTHING)
    if named == "spreadsheet" and kind not in (None, "SPREADSHEET"):
        # As measured: Google has no sentence for this one.
        raise ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error encountered.", "INTERNAL")
