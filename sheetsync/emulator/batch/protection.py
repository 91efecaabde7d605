"""Requests about protected ranges: what is shut, with which holes, and to whom it stays open."""

from sheetsync.emulator.access import domain_of, may_edit
from sheetsync.emulator.batch.context import Batch, refuse_taken
from sheetsync.emulator.batch.ranges import find_named_range
from sheetsync.emulator.batch.tables import require_table
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import PROTECTED, Obj, RequestError
from sheetsync.emulator.shapes import masks

BOUNDS = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
PLACES = ("range", "namedRangeId", "tableId")
WARNING_HAS_NO_EDITORS = "ProtectedRange is warningOnly. Editors cannot be set on it."


def add_protected_range(batch: Batch, request: Obj) -> Obj:
    """Protect a range or a whole tab; whoever asks, and the owner, stay among the editors."""
    given = request.get("protectedRange", {})
    taken = {item["protectedRangeId"] for sheet in batch.book.sheets for item in sheet.listed("protectedRanges")}
    protected = {"protectedRangeId": given.get("protectedRangeId") or fresh_id(taken), **given}
    refuse_taken("protected range", protected["protectedRangeId"], taken)
    protected.pop("requestingUserCanEdit", None)
    _check_editors(batch, protected)
    sheet = _placed(batch, protected)
    stored = {**protected, "editors": _with_editors(batch, protected.get("editors", {}))}
    sheet.keep("protectedRanges", [*sheet.listed("protectedRanges"), stored])
    shown = {**protected, "requestingUserCanEdit": True, "editors": given.get("editors", {})}
    return {"protectedRange": shown}


def update_protected_range(batch: Batch, request: Obj) -> None:
    """Change what is protected, how, or against whom."""
    mask = masks.update_mask(request.get("fields", ""), "ProtectedRange")
    given = request.get("protectedRange", {})
    sheet, old = _protected(batch, given.get("protectedRangeId", 0))
    new = {**masks.merge(mask, old, given), "protectedRangeId": old["protectedRangeId"]}
    new.pop("requestingUserCanEdit", None)
    moved = [name for name in PLACES if name in given and (name in mask or not mask)]
    if moved:  # a new place ends the tie to the old one
        new = {name: value for name, value in new.items() if name not in PLACES or name in moved}
    elif "namedRangeId" in new or "tableId" in new:
        new.pop("range", None)
    told = "editors" in mask or not mask
    _check_editors(batch, {**new, "editors": given.get("editors", {}) if told else {}})
    if new.get("warningOnly"):
        new["editors"] = {}
    elif old.get("warningOnly") and not told:
        new["editors"] = {"users": list(batch.writers)}  # as documented: all the editors of the document
    new["editors"] = _with_editors(batch, new.get("editors", {}))
    sheet.keep("protectedRanges", [item for item in sheet.listed("protectedRanges") if item is not old])
    target = _placed(batch, new)
    target.keep("protectedRanges", [*target.listed("protectedRanges"), new])


def delete_protected_range(batch: Batch, request: Obj) -> None:
    """Lift a protection."""
    sheet, old = _protected(batch, request.get("protectedRangeId", 0))
    sheet.keep("protectedRanges", [item for item in sheet.listed("protectedRanges") if item is not old])


def _placed(batch: Batch, protected: Obj) -> Sheet:
    """Return the tab a protection lies in, and write its range into it, looked up where it is a name's or a table's.

    Nobody can protect cells that are shut to her; Google is not known to say otherwise (facts §6).
    """
    named = [name for name in PLACES if name in protected]
    if len(named) != 1:
        raise RequestError("Exactly one of range, namedRangeId or tableId must be set.")
    if named == ["namedRangeId"]:
        protected["range"] = find_named_range(batch.book, protected["namedRangeId"])["range"]
    if named == ["tableId"]:
        protected["range"] = require_table(batch, protected["tableId"])[1]["range"]
    sheet, area = batch.editable(protected["range"])
    holes = protected.get("unprotectedRanges", [])
    if holes and any(bound in protected["range"] for bound in BOUNDS):
        raise RequestError("unprotectedRanges are only supported on protected sheets.")
    for hole in holes:
        inner_sheet, inner = batch.area(hole)
        if inner_sheet is not sheet or not area.holds(inner):
            raise RequestError("unprotectedRanges must lie within the protected range.")
    return sheet


def _protected(batch: Batch, protected_id: int) -> tuple[Sheet, Obj]:
    """Return tab and protection; who is shut out cannot change or lift it."""
    for sheet in batch.book.sheets:
        for item in sheet.listed("protectedRanges"):
            if item["protectedRangeId"] == protected_id:
                if not may_edit(item, batch.owner, batch.caller):
                    raise RequestError(PROTECTED)
                return sheet, item
    # That this is an error is sure, its sentence is not known (facts §6).
    raise RequestError(f"No protected range with id: {protected_id}")


def _check_editors(batch: Batch, protected: Obj) -> None:
    editors = protected.get("editors", {})
    if protected.get("warningOnly") and any(editors.get(name) for name in ("users", "groups", "domainUsersCanEdit")):
        raise RequestError(WARNING_HAS_NO_EDITORS)
    if editors.get("domainUsersCanEdit") and not domain_of(batch.owner):
        # "Domain protection is only supported on documents within a domain"; Google's own sentence is not known.
        raise RequestError("domainUsersCanEdit is only supported on documents within a domain.")


def _with_editors(batch: Batch, editors: Obj) -> Obj:
    known: dict[str, str] = {}
    for person in (*editors.get("users", []), batch.caller, batch.owner):
        if person:
            known.setdefault(person.casefold(), person)
    return {**editors, "users": list(known.values())}


KINDS = (
    ("addProtectedRange", add_protected_range),
    ("updateProtectedRange", update_protected_range),
    ("deleteProtectedRange", delete_protected_range),
)
