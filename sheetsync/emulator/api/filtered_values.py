"""Handlers of spreadsheets.values by data filter: ranges found by A1, by numbers or by the metadata tied to them."""

from dataclasses import dataclass, field

from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.options import RENDER_DATES, RENDER_VALUES, refusals
from sheetsync.emulator.api.values import opened, response_rendering
from sheetsync.emulator.api.writing import Update, Writer, dimension_of, totals
from sheetsync.emulator.book.filters import NO_FILTERS, picked_places
from sheetsync.emulator.book.grid import Area, notation
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import Obj, invalid
from sheetsync.emulator.render.values import Reader, Rendering
from sheetsync.emulator.shapes import payload


def spreadsheets_values_batch_get_by_data_filter(call: Call) -> Obj:
    """Return the ranges that any of the filters picks, each with the filters that picked it."""
    body = payload.read("BatchGetValuesByDataFilterRequest", call.body())
    book, calculator = opened(call)
    rendering = Rendering(
        body.get("valueRenderOption", RENDER_VALUES[0]), body.get("dateTimeRenderOption", RENDER_DATES[0])
    )
    reader, dimension = Reader(book, calculator, rendering), dimension_of(body)
    found = [
        {"valueRange": reader.value_range(match.sheet, match.area, dimension), "dataFilters": match.filters}
        for match in _matches(book, body.get("dataFilters", []))
    ]
    return {"spreadsheetId": book.id, **({"valueRanges": found} if found else {})}


def spreadsheets_values_batch_update_by_data_filter(call: Call) -> Obj:
    """Write values into every range that their filter picks, all or none."""
    body = payload.read("BatchUpdateValuesByDataFilterRequest", call.body())
    with call.store.transaction():
        writer = Writer(call, body.get("valueInputOption", ""))
        updates: list[Update] = []
        for index, data in enumerate(body.get("data", [])):
            with refusals(f"Invalid data[{index}]: "):
                updates += _written(writer, data)
        writer.save()
    if body.get("includeValuesInResponse"):
        writer.show(updates, response_rendering(body))
    responses = {"responses": [update.reply for update in updates]} if updates else {}
    return {"spreadsheetId": writer.book.id, **totals(updates), **responses}


def spreadsheets_values_batch_clear_by_data_filter(call: Call) -> Obj:
    """Clear the values of every range that any of the filters picks, all or none."""
    body = payload.read("BatchClearValuesByDataFilterRequest", call.body())
    with call.store.transaction():
        writer = Writer(call, "RAW")
        matches = _matches(writer.book, body.get("dataFilters", []))
        with refusals():
            cleared = [writer.clear_area(match.sheet, match.area) for match in matches]
        writer.save()
    return {"spreadsheetId": writer.book.id, **({"clearedRanges": cleared} if cleared else {})}


@dataclass(frozen=True, slots=True)
class _Match:
    """A range, and the filters that picked it."""

    sheet: Sheet
    area: Area
    filters: list[Obj] = field(default_factory=list)

    def place(self) -> tuple[int, ...]:
        area = self.area
        return self.sheet.index, area.start_column, area.start_row, area.end_column, area.end_row


def _matches(book: Book, filters: list[Obj]) -> list[_Match]:
    """Return what the filters pick, in the order measured by others: tab, then column, then row; equal ranges once."""
    if not filters:
        raise invalid(NO_FILTERS)
    found: dict[str, _Match] = {}
    for index, one in enumerate(filters):
        with refusals(f"Invalid dataFilter[{index}]: "):
            for sheet, area in picked_places(book, one):
                match = found.setdefault(notation(sheet, area), _Match(sheet, area))
                if not any(known is one for known in match.filters):
                    match.filters.append(one)
    return sorted(found.values(), key=_Match.place)


def _written(writer: Writer, data: Obj) -> list[Update]:
    """Write into all ranges of one filter, which the values may not leave; the reply names the filter, not the book."""
    one = data.get("dataFilter", {})
    places = {notation(sheet, area): (sheet, area) for sheet, area in picked_places(writer.book, one)}
    updates = [writer.write_into(sheet, area, data) for sheet, area in places.values()]
    for update in updates:
        del update.reply["spreadsheetId"]
        update.reply["dataFilter"] = one
    return updates
