"""Handlers of Drive v3 files: make, find, show, rename, trash, copy, delete, export."""

import base64
from dataclasses import replace
from http import HTTPStatus

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call, Download
from sheetsync.emulator.api.drive_files import SPREADSHEET, new_file, touch
from sheetsync.emulator.api.drive_query import compile_query
from sheetsync.emulator.api.sheets import new_book
from sheetsync.emulator.book.model import Book
from sheetsync.emulator.errors import ApiError, Obj, drive_error
from sheetsync.emulator.excel import export
from sheetsync.emulator.shapes import payload
from sheetsync.emulator.shapes.masks import MaskError, parse, project
from sheetsync.emulator.store import new_file_id

DEFAULT_FIELDS = "kind,id,name,mimeType"
DEFAULT_LIST_FIELDS = "kind,nextPageToken,incompleteSearch,files(kind,id,name,mimeType)"
PAGE_SIZE, MAX_PAGE_SIZE = 100, 1000
WRITABLE = frozenset(
    {
        "name",
        "mimeType",
        "description",
        "starred",
        "trashed",
        "parents",
        "appProperties",
        "properties",
        "writersCanShare",
        "copyRequiresWriterPermission",
        "modifiedTime",
    }
)
KEYED = ("appProperties", "properties")


def files_create(call: Call) -> Obj:
    """Make a file; a spreadsheet gets one empty tab."""
    given = _writable(payload.read_known("File", call.body()))
    name = given.setdefault("name", "Untitled")
    given.setdefault("mimeType", "application/octet-stream")
    with call.store.transaction():
        file = new_file(call, {**_laid_over({}, given), "id": new_file_id()})
        if file["mimeType"] == SPREADSHEET:
            call.store.save_book(new_book(file["id"], name))
    return _shown(call, file)


def files_get(call: Call) -> Obj:
    """Return a file."""
    return _shown(call, access.require_file(call.store, call.path["fileId"], call.caller, "reader"))


def files_list(call: Call) -> Obj:
    """Return the caller's files that pass the query, page by page, the last modified first."""
    size = _page_size(call)
    start = _page_start(call.text("pageToken"))
    test = compile_query(call.text("q"))
    visible = [full for file in call.store.files() if (full := _full(call, file))["_role"] and test(full)]
    found: Obj = {"kind": "drive#fileList", "incompleteSearch": False, "files": visible[start : start + size]}
    if len(visible) > start + size:
        found["nextPageToken"] = base64.urlsafe_b64encode(f"at:{start + size}".encode()).decode()
    return _project(call, found, DEFAULT_LIST_FIELDS, "FileList")


def files_update(call: Call) -> Obj:
    """Change a file's name, place or trash state; the spreadsheet's title follows the name."""
    given = _writable(payload.read_known("File", call.body()))
    level = "owner" if "trashed" in given else "writer"
    with call.store.transaction():
        file = access.require_file(call.store, call.path["fileId"], call.caller, level)
        parents = [item for item in file.get("parents", []) if item not in call.text("removeParents").split(",")]
        added = [item for item in call.text("addParents").split(",") if item]
        changed = touch(call, {**_laid_over(file, given), "parents": parents + added})
        book = call.store.book(file["id"])
        if book and "name" in given:
            book = book.copy()
            book.body["properties"]["title"] = given["name"]
            call.store.save_book(book)
    return _shown(call, changed)


def files_delete(call: Call) -> None:
    """Delete a file for good; only its owner may."""
    with call.store.transaction():
        access.require_file(call.store, call.path["fileId"], call.caller, "owner")
        call.store.delete_file(call.path["fileId"])


def files_copy(call: Call) -> Obj:
    """Copy a file with all its cells; the copy belongs to the caller and is shared with nobody."""
    given = _writable(payload.read_known("File", call.body()))
    with call.store.transaction():
        source = access.require_file(call.store, call.path["fileId"], call.caller, "reader")
        name = given.get("name", f"Copy of {source['name']}")
        kept: Obj = {key: source[key] for key in ("mimeType", "description", "parents", *KEYED) if key in source}
        file = new_file(call, {**_laid_over(kept, given), "id": new_file_id(), "name": name})
        book = call.store.book(source["id"])
        if book:
            call.store.save_book(_copied(book, file["id"], name))
    return _shown(call, file)


def files_export(call: Call) -> Download:
    """Return a spreadsheet as xlsx or csv."""
    file = access.require_file(call.store, call.path["fileId"], call.caller, "reader")
    book = call.store.book(file["id"])
    if book is None:
        raise drive_error(HTTPStatus.FORBIDDEN, "fileNotExportable", "Export only supports Docs Editors files.")
    kind = call.text("mimeType")
    content = export.convert(book, call.store.calculator(book), kind)
    if content is None:
        raise drive_error(
            HTTPStatus.BAD_REQUEST,
            "badRequest",
            "The requested conversion is not supported.",
            ("convertTo", "parameter"),
        )
    return Download(content, kind)


def comments_list(call: Call) -> Obj:
    """Return a file's comments: the emulator keeps none."""
    access.require_file(call.store, call.path["fileId"], call.caller, "reader")
    if not call.text("fields"):
        # The one Drive method that insists on the parameter.
        raise drive_error(
            HTTPStatus.BAD_REQUEST,
            "required",
            "The 'fields' parameter is required for this method.",
            ("fields", "parameter"),
        )
    return _project(call, {"kind": "drive#commentList", "comments": []}, "*", "CommentList")


def _copied(book: Book, file_id: str, title: str) -> Book:
    copy = replace(book.copy(), id=file_id)
    copy.body["properties"]["title"] = title
    return copy


def _writable(given: Obj) -> Obj:
    return {name: value for name, value in given.items() if name in WRITABLE}


def _laid_over(file: Obj, given: Obj) -> Obj:
    """Lay what is given over a file; of its properties only those named change, and null takes one away."""
    keyed = {
        name: {key: value for key, value in {**file.get(name, {}), **given[name]}.items() if value is not None}
        for name in KEYED
        if name in given
    }
    return {**file, **given, **keyed}


def _shown(call: Call, file: Obj) -> Obj:
    return _project(call, _full(call, file), DEFAULT_FIELDS, "File")


def _full(call: Call, file: Obj) -> Obj:
    """Return the whole File resource as this caller sees it."""
    role = access.role(call.store, file, call.caller)
    permissions = call.store.permissions(file["id"])
    writes = role in ("writer", "owner")
    return {
        **file,
        "_role": role,
        "ownedByMe": role == "owner",
        "shared": len(permissions) > 1,
        "owners": [{**person, "me": person["emailAddress"] == call.caller} for person in file["owners"]],
        "permissions": permissions,
        "permissionIds": [item["id"] for item in permissions],
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{file['id']}/edit?usp=drivesdk",
        "capabilities": {
            "canEdit": writes,
            "canComment": writes or role == "commenter",
            "canCopy": role is not None,
            "canShare": writes,
            "canRename": writes,
            "canTrash": role == "owner",
            "canDelete": role == "owner",
            "canDownload": role is not None,
        },
    }


def _project(call: Call, value: Obj, default: str, message: str) -> Obj:
    text = call.text("fields") or default
    try:
        mask = parse(text, message)
    except MaskError as error:
        raise _invalid_selection(error.path) from error
    shown: Obj = project(mask, value)
    return {name: item for name, item in shown.items() if name != "_role"}


def _invalid_selection(path: str) -> ApiError:
    return drive_error(
        HTTPStatus.BAD_REQUEST, "invalidParameter", f"Invalid field selection {path}", ("fields", "parameter")
    )


def _page_size(call: Call) -> int:
    text = call.text("pageSize", str(PAGE_SIZE))
    if not text.isdigit() or not 1 <= int(text) <= MAX_PAGE_SIZE:
        raise drive_error(
            HTTPStatus.BAD_REQUEST,
            "invalidParameter",
            f"Invalid value '{text}'. Values must be within the range: [1, 1000]",
            ("pageSize", "parameter"),
        )
    return int(text)


def _page_start(token: str) -> int:
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("at:"))
    except ValueError as error:
        raise drive_error(HTTPStatus.BAD_REQUEST, "invalid", "Invalid Value", ("pageToken", "parameter")) from error
