"""Copies of tabs: what names a place in the tab names the same place in its copy, and what has an id gets its own."""

from collections.abc import Callable
from typing import Any

from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.shapes.schema import fields_of

PLACES = frozenset({"GridRange", "GridCoordinate", "DimensionRange"})
IDS = (
    ("protectedRanges", "protectedRangeId"),
    ("bandedRanges", "bandedRangeId"),
    ("filterViews", "filterViewId"),
    ("charts", "chartId"),
    ("slicers", "slicerId"),
    ("tables", "tableId"),
)


def copied(source: Sheet, sheet_id: int) -> Sheet:
    """Return a copy of a tab under another id, which is not yet in any book."""

    def moved(place: Obj) -> Obj:
        if place.get("sheetId", 0) != source.id:
            return place
        rest = {name: index for name, index in place.items() if name != "sheetId"}
        return {"sheetId": sheet_id, **rest} if sheet_id else rest

    copy = source.copy()
    copy.body = mapped("Sheet", copy.body, moved)
    copy.body["properties"]["sheetId"] = sheet_id
    for name in ("protectedRanges", "filterViews"):  # the names stay with the original, and so does what is theirs
        rest = [{key: part for key, part in item.items() if key != "namedRangeId"} for item in copy.listed(name)]
        copy.keep(name, rest)
    alone = {"position": {"sheetId": sheet_id}}
    copy.keep(
        "charts", [{**item, **alone} if "sheetId" in item["position"] else item for item in copy.listed("charts")]
    )
    copy.keep("commentAnchors", [])  # the threads stay with the tab they are about
    copy.replace_cells(copy.cells)
    for row, column, cell in list(copy.entries()):
        if "pivotTable" in cell:
            copy.put(row, column, mapped("CellData", cell, moved))
    return copy


def mapped(message: str, value: Obj, change: Callable[[Obj], Obj]) -> Obj:
    """Return a resource with every range, line and cell that it names changed."""
    result: Obj = {}
    for name, part in value.items():
        field = fields_of(message).get(name)
        kind = field.type if field else ""
        if field and field.keyed and isinstance(part, dict):
            result[name] = {key: _mapped(kind, item, change) for key, item in part.items()}
        else:
            result[name] = (
                [_mapped(kind, item, change) for item in part]
                if isinstance(part, list)
                else _mapped(kind, part, change)
            )
    return result


def renew_ids(book: Book, copy: Sheet) -> None:
    """Give whatever in a copied tab has an id one that nothing else in the book has."""
    for name, key in IDS:
        taken = {str(item[key]) for sheet in book.sheets for item in sheet.listed(name)}
        renewed = []
        for item in copy.listed(name):
            number = fresh_id({int(known) for known in taken if known.isdecimal()})
            renewed.append({**item, key: str(number) if isinstance(item[key], str) else number})
            taken.add(str(number))
        if name == "tables":
            _settle_tables(book, copy, renewed)
        copy.keep(name, renewed)


def _settle_tables(book: Book, copy: Sheet, renewed: list[Obj]) -> None:
    """Name copied tables anew, since names are unique in a book, and let the filters on them follow.

    What Google calls the copy of a table is not known.
    """
    ids = {old["tableId"]: new["tableId"] for old, new in zip(copy.listed("tables"), renewed, strict=True)}
    known = {table["name"].casefold() for sheet in book.sheets for table in sheet.listed("tables")}
    for table in renewed:
        names = (f"{table['name']}_{number}" for number in range(2, len(known) + 3))
        table["name"] = next(name for name in (table["name"], *names) if name.casefold() not in known)
        known.add(table["name"].casefold())
    filters = copy.body.get("basicFilter")
    if filters and "tableId" in filters:
        copy.body["basicFilter"] = {**filters, "tableId": ids[filters["tableId"]]}
    views = copy.listed("filterViews")
    copy.keep(
        "filterViews", [{**view, "tableId": ids[view["tableId"]]} if "tableId" in view else view for view in views]
    )


def _mapped(kind: str, value: Any, change: Callable[[Obj], Obj]) -> Any:
    if not isinstance(value, dict):
        return value
    return change(value) if kind in PLACES else mapped(kind, value, change)
