"""Threads: comments on a spreadsheet, as the Sheets API and the Drive API both speak of them.

A thread is Google's CommentThread, but that a post's `author` is an address: only a reply knows who is asking. What was
deleted stays behind without its content, for the Drive API to show on demand.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe

from sheetsync.emulator.book.grid import Area, to_grid_range
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.errors import Obj

RESOLVE, REOPEN, NO_ACTION = "RESOLVE", "REOPEN", "NO_COMMENT_ACTION_CHANGE"
OPEN, RESOLVED = "OPEN", "RESOLVED"
MAX_CONTENT = 2048  # in UTF-8 code units


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something, and when."""

    address: str
    moment: datetime

    @property
    def time(self) -> str:
        """Return the moment as Google prints it."""
        return self.moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def threads(book: Book, *, deleted: bool = False) -> list[Obj]:
    """Return the threads of a book, the oldest first; deleted ones only if asked for."""
    return [thread for thread in book.listed("comments") if deleted or not thread["headPost"].get("deleted")]


def thread_of(book: Book, comment_id: str) -> Obj | None:
    """Return a thread by its id."""
    return next((thread for thread in threads(book) if thread["commentId"] == comment_id), None)


def reply_of(thread: Obj, post_id: str) -> Obj | None:
    """Return a reply of a thread by its id."""
    return next((post for post in replies(thread) if post["postId"] == post_id), None)


def replies(thread: Obj) -> list[Obj]:
    """Return the replies of a thread that are not deleted."""
    return [post for post in thread.get("replies", []) if not post.get("deleted")]


def post(content: str, speaker: Speaker, *, action: str = NO_ACTION, assignee: str = "") -> Obj:
    """Return a new post."""
    made: Obj = {
        "postId": _new_id(),
        "author": speaker.address,
        "createTime": speaker.time,
        "updateTime": speaker.time,
        "commentAction": action,
    }
    if content:
        made["content"] = content
    if assignee:
        made["assigneeEmail"] = assignee
    return made


def start(book: Book, head: Obj, **more: str) -> Obj:
    """Begin a thread with its first post; `more` are further fields of it."""
    thread = {"commentId": _new_id(), **more, "status": OPEN, "headPost": head}
    book.keep("comments", [*book.listed("comments"), thread])
    return thread


def anchor(sheet: Sheet, row: int, column: int) -> str:
    """Tie a new anchor to a cell, and return its id."""
    anchor_id = str(fresh_id())
    place = to_grid_range(sheet.id, Area(row, row + 1, column, column + 1))
    sheet.keep("commentAnchors", [*sheet.listed("commentAnchors"), {"anchorId": anchor_id, "range": place}])
    return anchor_id


def add_reply(book: Book, thread: Obj, reply: Obj) -> None:
    """Add a reply, which may resolve the thread or open it again."""
    status = {RESOLVE: RESOLVED, REOPEN: OPEN}.get(reply["commentAction"], thread["status"])
    _replace(book, thread, {**thread, "status": status, "replies": [*thread.get("replies", []), reply]})


def rewrite(book: Book, thread: Obj, old: Obj, content: str, speaker: Speaker) -> Obj:
    """Give a post of a thread another text, and return it."""
    new = {**old, "content": content, "updateTime": speaker.time}
    _put(book, thread, old, new)
    return new


def delete_reply(book: Book, thread: Obj, old: Obj, speaker: Speaker) -> None:
    """Delete a reply: its text is gone."""
    _put(book, thread, old, _deleted(old, speaker))


def delete(book: Book, thread: Obj, speaker: Speaker) -> None:
    """Delete a thread with its replies and its anchor."""
    kept = {name: part for name, part in thread.items() if name in ("commentId", "status")}
    _replace(book, thread, {**kept, "headPost": _deleted(thread["headPost"], speaker)})
    for sheet in book.sheets:
        anchors = sheet.listed("commentAnchors")
        sheet.keep("commentAnchors", [item for item in anchors if item["anchorId"] != thread.get("anchorId")])


def forget_comments(book: Book) -> None:
    """Take all comments off a book: a copy of a spreadsheet begins without."""
    book.keep("comments", [])
    for sheet in book.sheets:
        sheet.keep("commentAnchors", [])


def _put(book: Book, thread: Obj, old: Obj, new: Obj) -> None:
    if thread["headPost"] is old:
        _replace(book, thread, {**thread, "headPost": new})
    else:
        _replace(book, thread, {**thread, "replies": [new if item is old else item for item in thread["replies"]]})


def _replace(book: Book, old: Obj, new: Obj) -> None:
    book.keep("comments", [new if thread is old else thread for thread in book.listed("comments")])


def _deleted(old: Obj, speaker: Speaker) -> Obj:
    kept = {name: part for name, part in old.items() if name not in ("content", "assigneeEmail")}
    return {**kept, "updateTime": speaker.time, "deleted": True}


def _new_id() -> str:
    return "AAAB" + token_urlsafe(6)[:7]
