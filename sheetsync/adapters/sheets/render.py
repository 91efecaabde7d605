"""Plans -> the requests of one `spreadsheets.batchUpdate`. Pure, and the same plan gives the same requests.

Only typed values are written: a text stays a text even where it looks like a formula, because nothing here is parsed as
if a person had typed it. Laying out books is in `provision`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from sheetsync.adapters.sheets import looks
from sheetsync.adapters.sheets.blocks import Spot, blocks, grid_range, update_cells
from sheetsync.core.cells import EPOCH_KEY, CellRef, tint_formula
from sheetsync.core.intake.changes import Change
from sheetsync.core.layout import Kind
from sheetsync.core.notes import NoteChange, TintChange
from sheetsync.core.plan import BookPlan, CellChange, Epoch, Growth, Link, Value

Request = dict[str, Any]
"""One request of a batch, as Google's JSON."""

EPOCH_BASE = 1_000_000_000
"""Added to a publication's number: the id of the developer metadata that makes a second sending of it fail whole."""

MOST_BYTES = 10_485_760
"""The largest request that Google takes."""

_VALUE = "userEnteredValue"
_VALUE_AND_LINK = "userEnteredValue,userEnteredFormat.textFormat.link"
_VALUE_AND_NUMBER_FORMAT = "userEnteredValue,userEnteredFormat.numberFormat"


def publish_requests(plan: BookPlan) -> list[Request]:
    """Render a publication: its epoch first, then room for the rows, then the cells: values and links, notes, colours.

    The format of a cell is never touched: the colour of a finding is a conditional format that lies over it.
    """
    return [
        *_epoch(plan.epoch),
        *map(_room, plan.growth),
        *_values((one.cell, one.new, _mask_of(one)) for one in plan.changes),
        *_notes(plan.notes),
        *_tints(plan.tints),
    ]


def _room(growth: Growth) -> Request:
    """Rows at the end of a tab that look like its last one and ask the same; appended ones would be bare."""
    end = growth.last + growth.rows
    rows = {"sheetId": growth.sheet_id, "dimension": "ROWS", "startIndex": growth.last, "endIndex": end}
    return {"insertDimension": {"range": rows, "inheritFromBefore": True}}


def encoded(requests: Sequence[Request]) -> bytes:
    """The body of a batch, as short as JSON can be: a Vietnamese letter takes up to three bytes, escaped six."""
    return json.dumps({"requests": requests}, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _epoch(epoch: Epoch) -> list[Request]:
    created: Request = {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataId": EPOCH_BASE + epoch.number,
                "metadataKey": EPOCH_KEY,
                "metadataValue": epoch.mark,
                "location": {"spreadsheet": True},
                "visibility": "DOCUMENT",
            }
        }
    }
    forgotten: list[Request] = [
        {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": metadata_id}}}}
        for metadata_id in epoch.forget
    ]
    return [created, *forgotten]


def typed_requests(changes: Iterable[Change]) -> list[Request]:
    """Render what is entered into people's cells: values alone, and where a cell has to forget a format, that."""
    return _values((one.cell, one.value, _VALUE_AND_NUMBER_FORMAT if one.reformat else _VALUE) for one in changes)


def _mask_of(change: CellChange) -> str:
    return _VALUE_AND_LINK if change.kind is Kind.LINK or isinstance(change.new, Link) else _VALUE


def _values(written: Iterable[tuple[CellRef, Value, str]]) -> list[Request]:
    """Write values into cells, each under its own field mask."""
    tables: dict[tuple[int, str], dict[Spot, Request]] = defaultdict(dict)
    for cell, value, fields in written:
        tables[cell.sheet_id, fields][cell.row, cell.col] = cell_data(value)
    return [
        request
        for (sheet_id, fields), cells in sorted(tables.items(), key=lambda table: table[0])
        for request in update_cells(sheet_id, cells, fields)
    ]


def _notes(changes: Iterable[NoteChange]) -> list[Request]:
    tabs: dict[int, dict[Spot, Request]] = defaultdict(dict)
    for change in changes:
        tabs[change.cell.sheet_id][change.cell.row, change.cell.col] = {"note": change.text} if change.text else {}
    return [request for sheet_id, cells in sorted(tabs.items()) for request in update_cells(sheet_id, cells, "note")]


def _tints(changes: Sequence[TintChange]) -> Iterator[Request]:
    """A rule is named by its place among the tab's: so those that stay come first, then those that go, the last first.

    New ones are put on top, where their colour shows.
    """
    there = [(change, change.index) for change in changes if change.index is not None]
    for change, index in there:
        if change.cells:
            yield {"updateConditionalFormatRule": {"index": index, "rule": _rule(change)}}
    for change, index in sorted(there, key=lambda one: one[1], reverse=True):
        if not change.cells:
            yield {"deleteConditionalFormatRule": {"sheetId": change.sheet_id, "index": index}}
    for change in changes:
        if change.index is None:
            yield {"addConditionalFormatRule": {"index": 0, "rule": _rule(change)}}


def _rule(change: TintChange) -> Request:
    covered = blocks(dict.fromkeys(change.cells))
    return {
        "ranges": [grid_range(change.sheet_id, one.row, one.col, one.height, one.width) for one in covered],
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": tint_formula(change.name)}]},
            "format": {"backgroundColorStyle": looks.colour(looks.FINDING_TINTS[change.name])},
        },
    }


def cell_data(value: Value) -> Request:
    """A value as Google's CellData; the empty text gives an empty cell, which clears what the mask names."""
    if isinstance(value, Link):
        return {
            "userEnteredValue": {"stringValue": value.text},
            "userEnteredFormat": {"textFormat": {"link": {"uri": value.uri}}},
        }
    if isinstance(value, Decimal):
        return {"userEnteredValue": {"numberValue": number(value)}}
    return {"userEnteredValue": {"stringValue": value}} if value else {}


def number(value: Decimal) -> int | float:
    """A decimal as a JSON number: integers without a point, all else by its shortest binary form."""
    return int(value) if value == value.to_integral_value() else float(value)
