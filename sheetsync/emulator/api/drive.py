"""Handlers of Drive v3 files: make, show, change, trash, copy, delete, export, and what Drive says of itself."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call, Download, whole_number
from sheetsync.emulator.api.drive_body import (
    QUIET,
    given_changes,
    given_new,
    laid_over,
    level_for,
    mark_personal,
    restricted,
)
from sheetsync.emulator.api.drive_fields import EXPORTS, GOOGLE_TYPES, Seen, mask_of, shown
from sheetsync.emulator.api.drive_files import (
    FOLDER,
    SPREADSHEET,
    delete_tree,
    find,
    new_file,
    place,
    require_folder,
    root_id,
    set_trashed,
    touch,
    user,
)
from sheetsync.emulator.api.parameters import invalid_value, out_of_range, require_fields, required
from sheetsync.emulator.api.sheets import new_book
from sheetsync.emulator.book.model import Book
from sheetsync.emulator.book.threads import forget_comments
from sheetsync.emulator.errors import ApiError, Obj, drive_error
from sheetsync.emulator.excel import export
from sheetsync.emulator.shapes.masks import project
from sheetsync.emulator.store.files import new_file_id

DEFAULT_FIELDS = "kind,id,name,mimeType"
MAX_IDS, IDS = 1000, 10
MAX_EXPORT = 10 * 1024 * 1024
COPIED = ("mimeType", "description", "appProperties", "properties", "copyRequiresWriterPermission", "folderColorRgb")
IMPORTS: Mapping[str, list[str]] = MappingProxyType(
    {
        "text/csv": [SPREADSHEET],
        "text/tab-separated-values": [SPREADSHEET],
        export.XLSX: [SPREADSHEET],
    }
)
PALETTE = ("#ac725e", "#d06b64", "#f83a22", "#fa573c", "#ff7537", "#ffad46", "#42d692", "#16a765", "#7bd148", "#b3dc6c")
QUOTA = 15 * 1024**3
MAX_UPLOAD = 5_497_558_138_880


def files_create(call: Call) -> Obj:
    """Make a file without content; a spreadsheet gets one empty tab."""
    with call.store.transaction():
        file = created(call, given_new(call.body()))
        if file["mimeType"] == SPREADSHEET:
            call.store.save_book(new_book(file["id"], file["name"]))
    return answer(call, file)


def files_get(call: Call) -> Obj | Download:
    """Return a file; with `alt=media` its bytes."""
    file = find(call, "reader")
    if call.text("alt") != "media":
        return answer(call, file)
    if file["mimeType"].startswith(GOOGLE_TYPES):
        sentence = "Only files with binary content can be directly downloaded. Use Export with Docs Editors files."
        raise drive_error(HTTPStatus.FORBIDDEN, "fileNotDownloadable", sentence, ("alt", "parameter"))
    _refuse_unless_copyable(call, file, "cannotDownloadFile", "This file cannot be downloaded by the user.")
    return Download(call.store.content(file["id"]) or b"", file["mimeType"])


def files_update(call: Call) -> Obj:
    """Change a file's name, place, marks or trash state; the spreadsheet's title follows the name."""
    with call.store.transaction():
        file = changed(call, given_changes(call.body()))
    return answer(call, file)


def files_delete(call: Call) -> None:
    """Delete a file for good, with all that the caller owns below it; only its owner may."""
    with call.store.transaction():
        delete_tree(call, find(call, "owner"))


def files_empty_trash(call: Call) -> None:
    """Delete for good all that the caller put into the trash; with `driveId`, what lies in that drive's."""
    drive = call.text("driveId")
    with call.store.transaction():
        if drive:
            access.require_file(call.store, drive, call.caller, "owner")
        for file_id, trashed in call.store.in_drive(drive):
            file = call.store.file(file_id) if trashed else None
            if file and (drive or access.same(access.owner_of(file), call.caller)):
                delete_tree(call, file)


def files_copy(call: Call) -> Obj:
    """Copy a file with all its cells; the copy belongs to the caller and is shared with nobody."""
    given = given_new(call.body())
    with call.store.transaction():
        source = find(call, "reader")
        if source["mimeType"] == FOLDER or given.get("mimeType", source["mimeType"]) != source["mimeType"]:
            raise _cannot_copy()
        _refuse_unless_copyable(call, source, "cannotCopyFile", "This file cannot be copied by the user.")
        kept: Obj = {name: source[name] for name in COPIED if name in source}
        kept |= {"name": f"Copy of {source['name']}", "parents": [_parent_for_copy(call, source)]}
        file = created(call, {**kept, **laid_over(kept, given)})
        book, content = call.store.book(source["id"]), call.store.content(source["id"])
        if book:
            call.store.save_book(_copied(book, file["id"], file["name"]))
        if content is not None:
            call.store.save_content(file["id"], content)
    return answer(call, file)


def files_export(call: Call) -> Download:
    """Return a spreadsheet as xlsx, csv or tsv."""
    file = find(call, "reader")
    kind = call.text("mimeType")
    if not kind:
        raise required("mimeType")
    book = call.store.book(file["id"])
    if book is None:
        raise drive_error(HTTPStatus.FORBIDDEN, "fileNotExportable", "Export only supports Docs Editors files.")
    _refuse_unless_copyable(call, file, "cannotExportFile", "This file cannot be exported by the user.")
    content = export.convert(book, call.store.calculator(book), kind, call.now.date())
    if content is None:
        raise unsupported_conversion()
    if len(content) > MAX_EXPORT:
        raise drive_error(HTTPStatus.FORBIDDEN, "exportSizeLimitExceeded", "This file is too large to be exported.")
    return Download(content, kind)


def files_generate_ids(call: Call) -> Obj:
    """Hand out ids that files can be made with."""
    text = call.text("count", str(IDS))
    count = whole_number(text) or 0
    if not 1 <= count <= MAX_IDS:
        raise out_of_range("count", text, MAX_IDS)
    if call.text("space", "drive") != "drive" or call.text("type", "files") != "files":
        raise invalid_value("space")
    ids = [new_file_id() for _ in range(count)]
    call.store.promise_ids(ids)
    found: Obj = {"kind": "drive#generatedIds", "space": "drive", "ids": ids}
    projected: Obj = project(mask_of(call, "*", "GeneratedIds"), found)
    return projected


def about_get(call: Call) -> Obj:
    """Return who calls and what this Drive can do; like few other methods it insists on `fields`."""
    require_fields(call)
    files = call.store.in_drive("")
    owned = [(call.store.size(file_id), trashed) for file_id, trashed in files if _owns(call, file_id)]
    usage = sum(size for size, _ in owned)
    quota = {
        "limit": "0" if access.is_service_account(call.caller) else str(QUOTA),
        "usage": str(usage),
        "usageInDrive": str(usage),
        "usageInDriveTrash": str(sum(size for size, trashed in owned if trashed)),
    }
    found: Obj = {
        "kind": "drive#about",
        "user": {**user(call.caller), "me": True},
        "storageQuota": quota,
        "importFormats": dict(IMPORTS),
        "exportFormats": {SPREADSHEET: [kind for kind in EXPORTS if kind in (export.XLSX, *export.SEPARATED)]},
        "maxImportSizes": {SPREADSHEET: str(100 * 1024 * 1024)},
        "maxUploadSize": str(MAX_UPLOAD),
        "appInstalled": True,
        "folderColorPalette": list(PALETTE),
        "driveThemes": [],
        "canCreateDrives": not access.is_service_account(call.caller),
    }
    projected: Obj = project(mask_of(call, "*", "About"), found)
    return projected


def created(call: Call, given: Obj) -> Obj:
    """Store a new file of the caller's from what is given for it."""
    file_id = given.get("id") or new_file_id()
    if "id" in given:
        _refuse_unless_usable(call, file_id)
    made = laid_over({"name": "Untitled", "mimeType": "application/octet-stream"}, {**given, "id": file_id})
    made = restricted(call, {"id": file_id, "name": made["name"], "owners": [user(call.caller)]}, made)
    file = new_file(call, {name: value for name, value in made.items() if value is not None})
    mark_personal(call, file_id, given)
    return file


def changed(call: Call, given: Obj) -> Obj:
    """Store what is given for the file that the call is about, and where it is to lie."""
    moved = bool(call.text("addParents") or call.text("removeParents"))
    file = find(call, level_for(given, moved=moved))
    if file["id"] == root_id(call.caller):
        raise drive_error(HTTPStatus.FORBIDDEN, "forbidden", "The top-level folder cannot be changed like this.")
    if given.get("mimeType", file["mimeType"]) != file["mimeType"]:
        # "The value cannot be changed unless a new revision is uploaded."
        raise drive_error(HTTPStatus.BAD_REQUEST, "badRequest", "Bad Request", ("mimeType", "other"))
    given = restricted(call, file, given)
    new = place(call, laid_over(file, given))
    if "trashed" in given:
        new = set_trashed(call, new, trashed=bool(given["trashed"]))
    mark_personal(call, file["id"], given)
    if not QUIET.issuperset(given):
        new = touch(call, new)
        if given.get("modifiedTime"):
            call.store.save_file({**new, "modifiedTime": given["modifiedTime"]})
    elif moved or "trashed" in given:
        call.store.save_file(new)
    book = call.store.book(file["id"])
    if book and new["name"] != file["name"]:
        book = book.copy()
        book.body["properties"]["title"] = new["name"]
        call.store.save_book(book)
    return call.store.file(file["id"]) or new


def answer(call: Call, file: Obj) -> Obj:
    """Return a file as the call wants to see it."""
    return shown(Seen(call, file), mask_of(call, DEFAULT_FIELDS, "File"))


def unsupported_conversion() -> ApiError:
    """Return the 400 for a format that a file cannot be turned into, or made from."""
    sentence = "The requested conversion is not supported."
    return drive_error(HTTPStatus.BAD_REQUEST, "badRequest", sentence, ("convertTo", "parameter"))


def _copied(book: Book, file_id: str, title: str) -> Book:
    copy = replace(book.copy(), id=file_id)
    copy.body["properties"]["title"] = title
    forget_comments(copy)
    return copy


def _owns(call: Call, file_id: str) -> bool:
    file = call.store.file(file_id)
    return file is not None and access.same(access.owner_of(file), call.caller)


def _parent_for_copy(call: Call, source: Obj) -> str:
    """Return where a copy lies if nothing is said: beside its original, if the caller may put something there."""
    for parent in source.get("parents", []):
        try:
            return str(require_folder(call, parent)["id"])
        except ApiError:
            continue
    return root_id(call.caller)


def _refuse_unless_usable(call: Call, file_id: str) -> None:
    if call.store.file(file_id):
        raise drive_error(HTTPStatus.CONFLICT, "fileIdInUse", "A file already exists with the provided ID.")
    if not call.store.promised(file_id):
        raise drive_error(
            HTTPStatus.BAD_REQUEST, "invalid", "The provided file ID is not usable.", ("file.id", "other")
        )


def _refuse_unless_copyable(call: Call, file: Obj, reason: str, sentence: str) -> None:
    if file.get("copyRequiresWriterPermission") and not Seen(call, file).reaches("writer"):
        raise drive_error(HTTPStatus.FORBIDDEN, reason, sentence)


def _cannot_copy() -> ApiError:
    return drive_error(HTTPStatus.FORBIDDEN, "cannotCopyFile", "This file cannot be copied by the user.")
