"""Handlers of uploads: a file sent whole, with its metadata, or in pieces; kept as it is, or made a spreadsheet of.

A table that comes to a spreadsheet takes the place of all its content: one tab, named as the file, as recorded. What
Google does with a fresh file of that kind was not recorded; it is taken to be the same.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import BytesHeaderParser
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call, Download
from sheetsync.emulator.api.drive import answer, changed, created, unsupported_conversion
from sheetsync.emulator.api.drive_body import given_changes, given_new
from sheetsync.emulator.api.drive_fields import GOOGLE_TYPES, Seen
from sheetsync.emulator.api.drive_files import SPREADSHEET, find, new_session, refuse_if_locked, touch
from sheetsync.emulator.api.drive_v2 import file_v2
from sheetsync.emulator.book.cells import Typing, typed_into
from sheetsync.emulator.book.defaults import UPLOAD_TIME_ZONE, sheet_properties, spreadsheet_properties
from sheetsync.emulator.book.grid import whole
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import COLUMNS, ROWS, Book, Sheet
from sheetsync.emulator.errors import ApiError, Obj, RequestError, drive_error, drive_forbidden
from sheetsync.emulator.excel.export import SEPARATED, XLSX
from sheetsync.emulator.excel.read import MAX_TITLE
from sheetsync.emulator.shapes.payload import parse_json
from sheetsync.emulator.text.locales import locale_of

PIECE = 256 * 1024  # all pieces but the last are so many bytes, or a multiple
RESUME = 308
CONTENT_RANGE = re.compile(r"bytes (?:(\d{1,18})-(\d{1,18})|\*)/(\d{1,18}|\*)")
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was uploaded: the metadata, the bytes, and the type they came as, such as `text/csv; charset=utf-8`."""

    metadata: Any
    content: bytes
    content_type: str

    @property
    def kind(self) -> str:
        """Return the MIME type alone."""
        return _header(self.content_type).get_content_type() if self.content_type else UNKNOWN_TYPE

    @property
    def charset(self) -> str:
        """Return the character set that was said, else UTF-8, with its mark passed over."""
        said = _header(self.content_type).get_content_charset() or "utf-8"
        return "utf-8-sig" if said in ("utf-8", "utf8", "us-ascii") else said


Finish = Callable[[Call, Sent], Obj]


def files_create(call: Call) -> Obj | Download:
    """Make a file of what is uploaded; of a table a spreadsheet, if the metadata asks for that type."""
    return _received(call, _make)


def files_update(call: Call) -> Obj | Download:
    """Change a file's metadata and its content."""
    if not call.text("upload_id"):
        find(call, "writer")  # an upload in pieces is refused before the first piece
    return _received(call, _put)


def files_update_v2(call: Call) -> Obj:
    """Replace the content of a file through Drive v2, as gspread's import_csv does."""
    with call.store.transaction():
        file = find(call, "writer")
        if file["mimeType"] == SPREADSHEET and not call.flag("convert"):
            # A spreadsheet has no bytes of its own, so without conversion there is no place to put them.
            raise unsupported_conversion()
        file = _with_content(call, file, Sent({}, call.raw_body, call.content_type))
    return file_v2(Seen(call, file))


def _received(call: Call, finish: Finish) -> Obj | Download:
    if call.text("upload_id"):
        return _piece(call, finish)
    protocol = call.text("uploadType")
    if protocol == "resumable":
        return _session(call)
    take = PROTOCOLS.get(protocol)
    if take is None:
        raise drive_error(HTTPStatus.BAD_REQUEST, "badRequest", "Bad Request", ("uploadType", "parameter"))
    return finish(call, take(call))


def _make(call: Call, sent: Sent) -> Obj:
    given = given_new(sent.metadata)
    kind = given.setdefault("mimeType", sent.kind)
    with call.store.transaction():
        if kind != SPREADSHEET and kind.startswith(GOOGLE_TYPES):
            raise unsupported_conversion()
        file = created(call, given)
        if kind == SPREADSHEET:
            call.store.save_book(_book(call, file, sent))
        else:
            call.store.save_content(file["id"], sent.content)
    return answer(call, file)


def _put(call: Call, sent: Sent) -> Obj:
    given = given_changes(sent.metadata)
    kind = given.pop("mimeType", None)
    with call.store.transaction():
        refuse_if_locked(find(call, "writer"))
        file = changed(call, given)
        if kind and file["mimeType"] != kind and GOOGLE_TYPES in f"{kind} {file['mimeType']}":
            raise unsupported_conversion()
        return answer(call, _with_content(call, {**file, "mimeType": kind or file["mimeType"]}, sent))


def _with_content(call: Call, file: Obj, sent: Sent) -> Obj:
    refuse_if_locked(file)
    if file["mimeType"] == SPREADSHEET:
        _refuse_if_protected(call, file)
        call.store.save_book(_book(call, file, sent))
    elif file["mimeType"].startswith(GOOGLE_TYPES):
        raise unsupported_conversion()
    else:
        call.store.save_content(file["id"], sent.content)
    return touch(call, file)


def _refuse_if_protected(call: Call, file: Obj) -> None:
    """Raise the 403 for content in whose place some is that is protected from the caller.

    What Google does with protections then is not known (facts §6); this is the stricter reading.
    """
    book = call.store.book(file["id"])
    try:
        for sheet in book.sheets if book else ():
            access.guard(sheet, whole(sheet), access.owner_of(file), call.caller)
    except RequestError as error:
        raise drive_forbidden(file["id"]) from error


def _book(call: Call, file: Obj, sent: Sent) -> Book:
    try:
        if sent.kind in SEPARATED:
            return _from_table(file, sent, call)
        if sent.kind == XLSX:
            from sheetsync.emulator.excel.read import book_of  # only now: openpyxl is slow to come

            return book_of(sent.content, file["id"], file["name"], limits=call.limits)
    except (RequestError, UnicodeDecodeError, LookupError, csv.Error) as error:
        raise drive_error(HTTPStatus.BAD_REQUEST, "badRequest", "Bad Request") from error
    raise unsupported_conversion()


def _from_table(file: Obj, sent: Sent, call: Call) -> Book:
    """Return the book of a table: its texts are taken as if typed in, in the locale of a new book."""
    properties = {**spreadsheet_properties(file["name"]), "timeZone": UPLOAD_TIME_ZONE}
    sheet = Sheet({"properties": sheet_properties(fresh_id(), file["name"][:MAX_TITLE], 0)})
    typing = Typing(True, locale_of(properties["locale"]), call.now.date(), call.limits)
    text = sent.content.decode(sent.charset)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATED[sent.kind]))
    sheet.resize(ROWS, max(sheet.row_count, len(rows)))
    sheet.resize(COLUMNS, max(sheet.column_count, max(map(len, rows), default=0)))
    for row, line in enumerate(rows):
        for column, typed in enumerate(line):
            if typed:
                sheet.put(row, column, typed_into({}, typed, typing))
    return replace(Book(file["id"], {"properties": properties}, []), sheets=[sheet])


def _media(call: Call) -> Sent:
    return Sent({}, call.raw_body, call.content_type)


def _multipart(call: Call) -> Sent:
    """Return the two parts of a multipart/related body: the metadata, then the content."""
    boundary = _header(call.content_type).get_param("boundary")
    if not isinstance(boundary, str):
        raise _malformed()
    pieces = re.split(rb"(?:^|\r?\n)--" + re.escape(boundary.encode()) + rb"(?:--)?[ \t]*(?:\r?\n|$)", call.raw_body)
    parts = [_part(piece) for piece in pieces[1:] if piece.strip()]
    if len(parts) != 2:  # noqa: PLR2004 - metadata and content
        raise _malformed()
    (_, metadata), (content_type, content) = parts
    return Sent(parse_json(metadata), content, content_type)


def _part(piece: bytes) -> tuple[str, bytes]:
    head, *rest = BLANK_LINE.split(piece, maxsplit=1)
    if not rest:
        raise _malformed()
    headers = BytesHeaderParser().parsebytes(head + b"\n\n")
    content = rest[0]
    if headers.get("Content-Transfer-Encoding", "").lower() == "base64":
        headers.set_payload(content.decode("ascii", "replace"))
        decoded = headers.get_payload(decode=True)
        content = decoded if isinstance(decoded, bytes) else b""
    return headers.get("Content-Type", UNKNOWN_TYPE), content


PROTOCOLS: Mapping[str, Callable[[Call], Sent]] = MappingProxyType({"media": _media, "multipart": _multipart})


def _session(call: Call) -> Download:
    """Begin an upload in pieces: what is to be made is remembered, and where to send the pieces is answered."""
    session = new_session()
    began = {
        "metadata": parse_json(call.raw_body),
        "content_type": call.headers.get("x-upload-content-type", ""),
        "query": {name: values for name, values in call.query.items() if name != "uploadType"},
        "path": dict(call.path),
        "caller": call.caller,
    }
    file_id = call.path.get("fileId")
    (given_changes if file_id else given_new)(began["metadata"])
    call.store.save_upload(session, began, b"")
    place = f"{call.origin}/upload/drive/v3/files" + (f"/{file_id}" if file_id else "")
    location = f"{place}?uploadType=resumable&upload_id={session}"
    return Download(
        b"", "text/html; charset=UTF-8", headers=(("Location", location), ("X-GUploader-UploadID", session))
    )


def _piece(call: Call, finish: Finish) -> Obj | Download:
    """Take a piece of an upload; the last one makes the file, and sent again it gets the same answer."""
    session = call.text("upload_id")
    with call.store.transaction():
        kept = call.store.upload(session)
        if kept is None or kept[0]["caller"] != call.caller or kept[0]["path"] != dict(call.path):
            raise drive_error(HTTPStatus.NOT_FOUND, "notFound", "Not Found")
        began, held = kept
        if "answer" in began:
            done: Obj = began["answer"]
            return done
        content, total = _joined(call, held)
        if total is None or len(content) < total:
            call.store.save_upload(session, began, content)
            received = (("Range", f"bytes=0-{len(content) - 1}"),) if content else ()
            return Download(b"", "text/html; charset=UTF-8", RESUME, received)
        whole = replace(call, query={**began["query"], **call.query})
        content_type = began["content_type"] or call.content_type
        made = finish(whole, Sent(began["metadata"], content, content_type))
        call.store.save_upload(session, {**began, "answer": made}, b"")
    return made


def _joined(call: Call, held: bytes) -> tuple[bytes, int | None]:
    """Return all that has come by now, and how much it is to be in all; None while that is not said."""
    said = call.headers.get("content-range", "")
    if not said:
        return call.raw_body, len(call.raw_body)
    match = CONTENT_RANGE.fullmatch(said)
    if not match:
        raise _malformed()
    first, last, total = match.groups()
    whole = None if total == "*" else int(total)
    if first is None:  # a question how much has come
        return held, whole
    start, end = int(first), int(last) + 1
    is_last = whole is not None and end == whole
    if end - start != len(call.raw_body) or start > len(held) or (whole is not None and end > whole):
        raise _malformed()
    if not is_last and (end - start) % PIECE:
        raise _malformed()
    return held[:start] + call.raw_body, whole


def _malformed() -> ApiError:
    return drive_error(HTTPStatus.BAD_REQUEST, "badRequest", "Bad Request")


def _header(content_type: str) -> Message:
    message = Message()
    message["Content-Type"] = content_type
    return message
