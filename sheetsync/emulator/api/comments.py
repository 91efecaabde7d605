"""Handlers of Drive comments and their replies: over the same threads that the Sheets API shows."""

import html
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus

from sheetsync.emulator import access
from sheetsync.emulator.api.call import Call
from sheetsync.emulator.api.drive_fields import mask_of
from sheetsync.emulator.api.drive_files import find
from sheetsync.emulator.api.parameters import page_size, page_start, page_token, require_fields
from sheetsync.emulator.book import threads
from sheetsync.emulator.book.model import Book
from sheetsync.emulator.book.threads import MAX_CONTENT, NO_ACTION, REOPEN, RESOLVE, Speaker
from sheetsync.emulator.errors import ApiError, Obj, drive_error, drive_forbidden, forbidden
from sheetsync.emulator.render.comments import BY_ACCESS, INCLUDED, OMITTED, UNSPECIFIED
from sheetsync.emulator.shapes import payload
from sheetsync.emulator.shapes.masks import project

PAGE_SIZE, MAX_PAGE_SIZE = 20, 100
ACTIONS = (("resolve", RESOLVE), ("reopen", REOPEN))


def comments_list(call: Call) -> Obj:
    """Return a file's comments page by page, the last changed first."""
    file = find(call, "reader")
    require_fields(call)
    book = call.store.book(file["id"])
    found = threads.threads(book, deleted=call.flag("includeDeleted")) if book else []
    shown = [_comment(thread, call) for thread in found]
    since = _since(call)
    if since:
        shown = [item for item in shown if datetime.fromisoformat(item["modifiedTime"]) >= since]
    # The order is not documented; that the last changed come first is what callers report.
    shown.sort(key=lambda item: str(item["modifiedTime"]), reverse=True)
    return _page(call, "comment", "CommentList", shown)


def comments_get(call: Call) -> Obj:
    """Return a comment with its replies."""
    file = find(call, "reader")
    require_fields(call)
    thread = _thread(call.store.book(file["id"]), call, deleted=call.flag("includeDeleted"))
    return _masked(call, _comment(thread, call), "Comment")


def comments_create(call: Call) -> Obj:
    """Comment on a file. An anchor is kept and shown, but to Sheets the comment is on no cell, as documented."""
    given = payload.read_known("Comment", call.body())
    require_fields(call)
    with _writing(call) as book:
        quoted = given.get("quotedFileContent", {})
        extra = {
            **({"driveAnchor": given["anchor"]} if given.get("anchor") else {}),
            **({"driveQuote": json.dumps(quoted)} if quoted else {}),
        }
        head = threads.post(_content(given), _speaker(call))
        thread = threads.start(book, head, **extra)
    return _masked(call, _comment(thread, call), "Comment")


def comments_update(call: Call) -> Obj:
    """Give a comment another text; only its author may."""
    given = payload.read_known("Comment", call.body())
    require_fields(call)
    with _writing(call) as book:
        thread = _thread(book, call)
        _check_author(call, thread["headPost"])
        threads.rewrite(book, thread, thread["headPost"], _content(given), _speaker(call))
        changed = _thread(book, call)
    return _masked(call, _comment(changed, call), "Comment")


def comments_delete(call: Call) -> None:
    """Delete a comment with its replies; only its author may."""
    with _writing(call) as book:
        thread = _thread(book, call)
        _check_author(call, thread["headPost"])
        threads.delete(book, thread, _speaker(call))


def replies_list(call: Call) -> Obj:
    """Return a comment's replies page by page, the oldest first."""
    file = find(call, "reader")
    require_fields(call)
    thread = _thread(call.store.book(file["id"]), call)
    found = thread.get("replies", []) if call.flag("includeDeleted") else threads.replies(thread)
    return _page(call, "reply", "ReplyList", [_reply(post, call) for post in found])


def replies_get(call: Call) -> Obj:
    """Return a reply."""
    file = find(call, "reader")
    require_fields(call)
    thread = _thread(call.store.book(file["id"]), call)
    return _masked(call, _reply(_post(thread, call, deleted=call.flag("includeDeleted")), call), "Reply")


def replies_create(call: Call) -> Obj:
    """Reply to a comment, resolve it or open it again."""
    given = payload.read_known("Reply", call.body())
    require_fields(call)
    name = given.get("action", "")
    if name and name not in dict(ACTIONS):
        raise _invalid("action", f"Invalid value for: action: {name}")
    with _writing(call) as book:
        content = given.get("content", "") if name else _content(given)
        reply = threads.post(content, _speaker(call), action=dict(ACTIONS).get(name, NO_ACTION))
        threads.add_reply(book, _thread(book, call), reply)
    return _masked(call, _reply(reply, call), "Reply")


def replies_update(call: Call) -> Obj:
    """Give a reply another text; only its author may."""
    given = payload.read_known("Reply", call.body())
    require_fields(call)
    with _writing(call) as book:
        thread = _thread(book, call)
        post = _post(thread, call)
        _check_author(call, post)
        changed = threads.rewrite(book, thread, post, _content(given), _speaker(call))
    return _masked(call, _reply(changed, call), "Reply")


def replies_delete(call: Call) -> None:
    """Delete a reply; only its author may."""
    with _writing(call) as book:
        thread = _thread(book, call)
        post = _post(thread, call)
        _check_author(call, post)
        threads.delete_reply(book, thread, post, _speaker(call))


def view_mode(call: Call, file: Obj, asked: str) -> str:
    """Return the comments view mode that applies to a spreadsheet; empty if none was asked for.

    Raises the Sheets API's 403 when comments are asked for by a caller who may not see them: who may only read.
    """
    may = access.reaches(file, access.role(call.store, file, call.caller), "commenter")
    if asked == INCLUDED and not may:
        raise forbidden()
    if asked == BY_ACCESS:
        return INCLUDED if may else OMITTED
    return OMITTED if asked == UNSPECIFIED else asked


@contextmanager
def _writing(call: Call) -> Iterator[Book]:
    """Yield a copy of the book to write a comment into, for all who may comment; it is saved at the end.

    The file's version goes up, its modifiedTime does not: a comment changes no content.
    """
    with call.store.transaction():
        file = find(call, "commenter")
        stored = call.store.book(file["id"])
        if stored is None:
            raise drive_error(HTTPStatus.BAD_REQUEST, "badRequest", "the emulator keeps comments on spreadsheets only.")
        book = stored.copy()
        yield book
        call.store.save_book(book)
        call.store.save_file(file)


def _comment(thread: Obj, call: Call) -> Obj:
    head = thread["headPost"]
    posts = [head, *thread.get("replies", [])]
    acted = any(post["commentAction"] in (RESOLVE, REOPEN) for post in posts)
    shown = {
        **_said(head, call),
        "kind": "drive#comment",
        "id": thread["commentId"],
        "modifiedTime": max(post["updateTime"] for post in posts),
        "replies": [_reply(post, call) for post in threads.replies(thread)],
        **({"resolved": thread["status"] == threads.RESOLVED} if acted else {}),
    }
    if "anchorId" in thread:
        place = {"type": "workbook-range", "uid": 0, "range": thread["anchorId"]}
        shown["anchor"] = json.dumps(place, separators=(",", ":"))
        shown["quotedFileContent"] = {
            "mimeType": "text/html",
            "value": html.escape(thread.get("plainTextQuote", "")),
        }
    if "driveAnchor" in thread:
        shown["anchor"] = thread["driveAnchor"]
    if "driveQuote" in thread:
        shown["quotedFileContent"] = json.loads(thread["driveQuote"])
    return shown


def _reply(post: Obj, call: Call) -> Obj:
    action = next((name for name, known in ACTIONS if known == post["commentAction"]), None)
    return {
        **_said(post, call),
        "kind": "drive#reply",
        "id": post["postId"],
        "modifiedTime": post["updateTime"],
        **({"action": action} if action else {}),
    }


def _said(post: Obj, call: Call) -> Obj:
    """Return what comments and replies have in common; an address is not shown, as documented."""
    address = post["author"]
    content = post.get("content", "")
    said = {
        "createdTime": post["createTime"],
        "author": {
            "kind": "drive#user",
            "displayName": address.partition("@")[0],
            "me": access.same(address, call.caller),
        },
        "deleted": bool(post.get("deleted")),
    }
    if content:
        said |= {"content": content, "htmlContent": html.escape(content)}
    if "assigneeEmail" in post:
        said["assigneeEmailAddress"] = post["assigneeEmail"]
    return said


def _thread(book: Book | None, call: Call, *, deleted: bool = False) -> Obj:
    wanted = call.path["commentId"]
    for thread in threads.threads(book, deleted=deleted) if book else []:
        if thread["commentId"] == wanted:
            return thread
    raise _not_found("Comment", wanted, "commentId")


def _post(thread: Obj, call: Call, *, deleted: bool = False) -> Obj:
    wanted = call.path["replyId"]
    for post in thread.get("replies", []) if deleted else threads.replies(thread):
        if post["postId"] == wanted:
            found: Obj = post
            return found
    raise _not_found("Reply", wanted, "replyId")


def _content(given: Obj) -> str:
    content = str(given.get("content", ""))
    if not content:
        raise drive_error(
            HTTPStatus.BAD_REQUEST, "required", "The 'content' field is required.", ("content", "parameter")
        )
    if len(content.encode()) > MAX_CONTENT:
        # The Drive document names no limit; the thread is the Sheets API's too, which has one.
        raise _invalid("content", f"The content may not exceed {MAX_CONTENT} UTF-8 code units.")
    return content


def _check_author(call: Call, post: Obj) -> None:
    if not access.same(post["author"], call.caller):
        raise drive_forbidden(call.path["fileId"])


def _page(call: Call, kind: str, message: str, items: list[Obj]) -> Obj:
    size, start = page_size(call.text("pageSize") or str(PAGE_SIZE), MAX_PAGE_SIZE), page_start(call)
    end = start + size
    found: Obj = {"kind": f"drive#{kind}List", f"{kind}s" if kind == "comment" else "replies": items[start:end]}
    if len(items) > end:
        found["nextPageToken"] = page_token(end)
    return _masked(call, found, message)


def _since(call: Call) -> datetime | None:
    text = call.text("startModifiedTime")
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise _invalid_time(text) from error
    if found and found.tzinfo is None:
        raise _invalid_time(text)
    return found


def _invalid_time(text: str) -> ApiError:
    return _invalid("startModifiedTime", f"Invalid value '{text}'.")


def _masked(call: Call, value: Obj, message: str) -> Obj:
    found: Obj = project(mask_of(call, "*", message), value)
    return found


def _speaker(call: Call) -> Speaker:
    return Speaker(call.caller, call.now)


def _invalid(name: str, sentence: str) -> ApiError:
    return drive_error(HTTPStatus.BAD_REQUEST, "invalidParameter", sentence, (name, "parameter"))


def _not_found(what: str, wanted: str, name: str) -> ApiError:
    return drive_error(HTTPStatus.NOT_FOUND, "notFound", f"{what} not found: {wanted}.", (name, "parameter"))
