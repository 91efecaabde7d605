"""Plans -> the requests of one `spreadsheets.batchUpdate`. Pure, and the same plan gives the same requests.

Only typed values are written: a text stays a text even where it looks like a formula, because nothing here is parsed as
if a person had typed it. Laying out books is in `provision`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sheetsync.adapters.blocks import update_cells
from sheetsync.core.cells import EPOCH_KEY
from sheetsync.core.layout import Kind
from sheetsync.core.plan import BookPlan, CellChange, Epoch, Link, Value

Request = dict[str, Any]
"""One request of a batch, as Google's JSON."""

EPOCH_BASE = 1_000_000_000
"""Added to a publication's number: the id of the developer metadata that makes a second sending of it fail whole."""

MOST_BYTES = 10_485_760
"""The largest request that Google takes."""

_VALUE_ONLY = "userEnteredValue"
_VALUE_AND_LINK = "userEnteredValue,userEnteredFormat.textFormat.link"


def publish_requests(plan: BookPlan) -> list[Request]:
    """Render a publication: its epoch first, then room for the rows, then the cells; nothing but values and links."""
    return [
        *_epoch(plan.epoch),
        *(
            {"appendDimension": {"sheetId": growth.sheet_id, "dimension": "ROWS", "length": growth.rows}}
            for growth in plan.growth
        ),
        *_cells(plan.changes),
    ]


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


def _cells(changes: Iterable[CellChange]) -> list[Request]:
    tables: dict[tuple[int, str], dict[tuple[int, int], Request]] = defaultdict(dict)
    for change in changes:
        fields = _VALUE_AND_LINK if change.kind is Kind.LINK or isinstance(change.new, Link) else _VALUE_ONLY
        tables[change.cell.sheet_id, fields][change.cell.row, change.cell.col] = cell_data(change.new)
    return [
        request
        for (sheet_id, fields), cells in sorted(tables.items(), key=lambda table: table[0])
        for request in update_cells(sheet_id, cells, fields)
    ]


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
