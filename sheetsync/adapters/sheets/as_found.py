"""A spreadsheet as provisioning finds it: what a pull shows, and what belongs to its cells and tabs besides. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sheetsync.adapters.sheets.blocks import Spot
from sheetsync.core.cells import PULL_FIELDS, Snapshot, read_snapshot

PROVISION_FIELDS = f"{PULL_FIELDS},sheets/data/rowData/values/dataValidation/condition"
"""The field mask of the read before provisioning: a pull, and what cells ask for."""

LOCK_FIELDS = "sheets(properties/sheetId,protectedRanges)"
"""The field mask of a read of nothing but locks."""

Condition = Mapping[str, Any]
"""Google's BooleanCondition."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A book as it stands: the snapshot, the ids of its named ranges, and by sheet id what nobody sees in a pull.

    Where a tab is not among `locks` or `asked`, nobody looked.
    """

    snapshot: Snapshot
    range_ids: Mapping[str, str] = field(default_factory=dict)
    """Name -> Google's id."""
    locks: Mapping[int, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Google's ProtectedRange resources."""
    asked: Mapping[int, Mapping[Spot, Condition]] = field(default_factory=dict)
    """The conditions of the data validation."""

    def with_ranges(self, ids: Mapping[str, str]) -> "Standing":
        """The same book with named ranges that no reply lists; those that are listed stay."""
        return replace(self, range_ids={**ids, **self.range_ids})


def locks_of(reply: Mapping[str, Any]) -> dict[int, Sequence[Mapping[str, Any]]]:
    """The protections of each tab, by sheet id, in the JSON of a pull."""
    return {sheet["properties"].get("sheetId", 0): sheet.get("protectedRanges", ()) for sheet in reply["sheets"]}


def read_standing(reply: Mapping[str, Any]) -> Standing:
    """Read the JSON of `spreadsheets.get` (with PROVISION_FIELDS). Raises ValueError where it is not such a reply."""
    snapshot = read_snapshot(reply)
    asked: dict[int, dict[Spot, Condition]] = {}
    for sheet in reply["sheets"]:
        sheet_id = sheet["properties"].get("sheetId", 0)
        asked[sheet_id] = {}
        for row, cells in enumerate((sheet.get("data") or [{}])[0].get("rowData", ()), 1):
            for col, cell in enumerate(cells.get("values", ()), 1):
                if condition := cell.get("dataValidation", {}).get("condition"):
                    asked[sheet_id][row, col] = condition
    return Standing(
        snapshot,
        {item["name"]: item["namedRangeId"] for item in reply.get("namedRanges", ())},
        locks_of(reply),
        asked,
    )
