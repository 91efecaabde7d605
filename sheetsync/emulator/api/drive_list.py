"""The listing of files: which are the caller's, in what order, and where a page goes on."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_fields import SMALLEST_BOOK, Seen, mask_of, shown
from sheetsync.emulator.api.drive_files import FOLDER, SPREADSHEET, knows_drives, root_id
from sheetsync.emulator.api.drive_query import Condition, compile_query
from sheetsync.emulator.api.parameters import invalid_value, page_size
from sheetsync.emulator.errors import Obj, drive_error
from sheetsync.emulator.shapes.masks import below, project
from sheetsync.emulator.store.files import names_of
from sheetsync.emulator.store.layout import SIZE

DEFAULT_LIST_FIELDS = "kind,nextPageToken,incompleteSearch,files(kind,id,name,mimeType)"
PAGE_SIZE, MAX_PAGE_SIZE = 100, 1000
TOKEN_LIFE = timedelta(hours=6)  # "typically valid for several hours"
CORPORA = ("user", "domain", "drive", "allDrives")
SPACES = frozenset({"drive", "appDataFolder", "photos"})
ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "createdTime": "f.created",
        "folder": f"(f.mime != '{FOLDER}')",  # folders first, as in Drive's own listing
        "modifiedByMeTime": "COALESCE(m.modified, '')",
        "modifiedTime": "f.modified",
        "name": "f.name",
        "name_natural": "naturally(f.name)",
        "quotaBytesUsed": f"max({SIZE}, CASE f.mime WHEN '{SPREADSHEET}' THEN {SMALLEST_BOOK} ELSE 0 END)",
        "recency": "max(f.modified, f.created, COALESCE(m.viewed, ''), COALESCE(m.shared, ''))",
        "sharedWithMeTime": "COALESCE(m.shared, '')",
        "starred": "COALESCE(m.starred, 0)",
        "viewedByMeTime": "COALESCE(m.viewed, '')",
    }
)
# Whose files they may be, as the rows can tell. What a folder or a drive above grants is looked at file by file.
MAY_SEE = """(f.id != f.drive AND (
    EXISTS (SELECT 1 FROM permissions p WHERE p.file = f.id AND p.who IN (?, ?, ?))
    OR EXISTS (SELECT 1 FROM files above WHERE above.id = f.parent)))"""


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key."""

    sql: str
    down: bool


def files_list(call: Call) -> Obj:
    """Return the caller's files that pass the query, page by page, the last modified first if nothing else is said.

    Files in the trash are among them unless the query leaves them out.
    """
    size = page_size(call.text("pageSize", str(PAGE_SIZE)), MAX_PAGE_SIZE)
    corpora = _corpora(call)
    condition = compile_query(call.text("q"), call.caller, root_id(call.caller))
    keys = _keys(call, condition)
    start = _start(call)
    mask = mask_of(call, DEFAULT_LIST_FIELDS, "FileList")
    places: list[list[Any]] = []
    page: list[Obj] = []
    for seen, place in _matching(call, corpora, condition, keys, start):
        places.append(place)
        if len(places) > size:
            break
        page.append(shown(seen, below(mask, "files")))
    found: Obj = {"kind": "drive#fileList", "incompleteSearch": False, "files": page}
    if len(places) > size:
        found["nextPageToken"] = _token(call, places[size - 1])
    projected: Obj = project({**mask, "files": {}} if mask and "files" in mask else mask, found)
    return projected


def with_drives(call: Call) -> bool:
    """Tell whether files of shared drives are wanted: the caller must say both that it knows them and wants them."""
    wanted = call.flag("includeItemsFromAllDrives") or call.flag("includeTeamDriveItems")
    return knows_drives(call) and wanted


def _matching(
    call: Call, corpora: str, condition: Condition, keys: list[Key], start: list[Any]
) -> Iterator[tuple[Seen, list[Any]]]:
    """Yield the files that pass, in order, each with its place in that order."""
    if call.text("spaces", "drive") == "appDataFolder":
        return  # nothing here ever writes there
    after = _after(keys, start)
    within = _within(call, corpora)
    columns = ", ".join(key.sql for key in keys)
    order = ", ".join(f"{key.sql} {'DESC' if key.down else 'ASC'}" for key in keys)
    query = (
        f"SELECT f.id, {columns} FROM files f LEFT JOIN marks m ON m.file = f.id AND m.person = ? "  # noqa: S608 - no words but ours
        f"WHERE {condition.sql} AND {within.sql} AND {after.sql} ORDER BY {order}"
    )
    values = (call.caller.casefold(), *condition.values, *within.values, *after.values)
    with call.store.rows(query, values) as rows:
        for file_id, *place in rows:
            file = call.store.file(file_id)
            if file and _belongs(seen := Seen(call, file), corpora):
                yield seen, place


def _within(call: Call, corpora: str) -> Condition:
    """Return what narrows the files down before each of them is looked at."""
    if corpora == "drive":
        return Condition("(f.drive = ? AND f.id != f.drive)", (call.text("driveId") or call.text("teamDriveId"),))
    return Condition(MAY_SEE if with_drives(call) else f"(f.drive = '' AND {MAY_SEE})", names_of(call.caller))


def _belongs(seen: Seen, corpora: str) -> bool:
    """Tell whether a file is in the collection asked for.

    Of a shared drive the collection `user` has only what was shared with the caller herself or opened by her; its
    other files are missed there (facts §3).
    """
    if corpora == "domain":
        domains = (item for item in seen.granted if item["type"] == "domain" and item.get("allowFileDiscovery"))
        return any(access.covers(item, seen.call.caller) for item in domains)
    if corpora == "user" and seen.in_drive:
        own = seen.call.store.permissions(seen.file["id"])
        by_name = any(access.same(item.get("emailAddress", ""), seen.call.caller) for item in own)
        return seen.role is not None and (by_name or bool(seen.marks["viewed"]))
    return seen.role is not None if corpora == "drive" else seen.listed


def _corpora(call: Call) -> str:
    """Return the collection asked for. That these do not fit together is documented, the sentences are not."""
    drive = call.text("driveId") or call.text("teamDriveId")
    corpora = call.text("corpora") or "user"
    if corpora not in CORPORA:
        raise invalid_value("corpora")
    if bool(drive) != (corpora == "drive"):
        raise invalid_value("driveId")
    if corpora in ("drive", "allDrives") and not with_drives(call):
        raise invalid_value("includeItemsFromAllDrives")
    if not SPACES.issuperset(call.text("spaces", "drive").split(",")):
        raise invalid_value("spaces")
    if drive:
        access.require_file(call.store, drive, call.caller, "reader")
    return corpora


def _keys(call: Call, condition: Condition) -> list[Key]:
    given = [part.split() for part in call.text("orderBy").split(",") if part.strip()]
    if given and condition.by_words:
        sentence = (
            "Sorting is not supported for queries with fullText terms. "
            "Results are always in descending relevance order."
        )
        raise drive_error(HTTPStatus.FORBIDDEN, "forbidden", sentence, ("orderBy", "parameter"))
    keys = []
    for name, *rest in given:
        if name not in ORDERS or rest not in ([], ["desc"]):
            raise invalid_value("orderBy")
        keys.append(Key(ORDERS[name], bool(rest)))
    # Relevance is not worked out: what was found by words comes in the usual order.
    return [*(keys or [Key(ORDERS["modifiedTime"], down=True)]), Key("f.rowid", down=True)]


def _after(keys: list[Key], start: list[Any]) -> Condition:
    """Return the condition for what comes after a place: equal in the first keys, beyond it in the next."""
    if not start:
        return Condition("1")
    if len(start) != len(keys):
        raise invalid_value("pageToken")
    choices, values = [], []
    for number, key in enumerate(keys):
        same = [f"{other.sql} = ?" for other in keys[:number]]
        choices.append(" AND ".join([*same, f"{key.sql} {'<' if key.down else '>'} ?"]))
        values += start[: number + 1]
    return Condition(f"({' OR '.join(choices)})", tuple(values))


def _start(call: Call) -> list[Any]:
    """Return the place where the page starts; a token of another listing, or an old one, is refused."""
    token = call.text("pageToken")
    if not token:
        return []
    try:
        mark, issued, place = json.loads(base64.urlsafe_b64decode(token))
        age = call.now.timestamp() - float(issued)
    except (ValueError, TypeError) as error:
        raise invalid_value("pageToken") from error
    if mark != _mark(call) or age > TOKEN_LIFE.total_seconds() or not isinstance(place, list):
        raise invalid_value("pageToken")
    return place


def _token(call: Call, place: list[Any]) -> str:
    written = json.dumps([_mark(call), call.now.timestamp(), place])
    return base64.urlsafe_b64encode(written.encode()).decode()


def _mark(call: Call) -> str:
    """Return what tells a listing from another: a token leads on in its own only."""
    names = ("q", "orderBy", "corpora", "driveId", "spaces", "includeItemsFromAllDrives", "supportsAllDrives")
    said = json.dumps([call.caller, *(call.text(name) for name in names)])
    return hashlib.sha256(said.encode()).hexdigest()[:16]
