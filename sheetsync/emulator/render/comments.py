"""Rendering comments: threads and posts of the Sheets API as one caller sees them."""

import html

from sheetsync.emulator.book.grid import Area, area_of
from sheetsync.emulator.book.model import Book, Sheet
from sheetsync.emulator.book.threads import replies, threads
from sheetsync.emulator.errors import Obj

Areas = list[tuple[Sheet, Area]] | None
INCLUDED, OMITTED = "COMMENTS_VIEW_MODE_INCLUDED", "COMMENTS_VIEW_MODE_OMITTED"
BY_ACCESS = "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS"
UNSPECIFIED = "COMMENTS_VIEW_MODE_UNSPECIFIED"


def shown_threads(book: Book, areas: Areas, caller: str) -> list[Obj]:
    """Return the CommentThreads of a book; of ranges (not None) only those anchored there, as the guide says."""
    there = {item["anchorId"] for sheet in book.sheets for item in anchors_in(sheet, areas)}
    return [
        shown_thread(thread, caller) for thread in threads(book) if areas is None or thread.get("anchorId") in there
    ]


def anchors_in(sheet: Sheet, areas: Areas) -> list[Obj]:
    """Return the anchors of a tab that lie in ranges; all without ranges."""
    return [
        item
        for item in sheet.listed("commentAnchors")
        if areas is None or any(other is sheet and area.meets(area_of(sheet, item["range"])) for other, area in areas)
    ]


def shown_thread(thread: Obj, caller: str) -> Obj:
    """Return a CommentThread. A deleted reply is left out, as was seen by others on Google: facts §1 [3P]."""
    shown = {**thread, "headPost": shown_post(thread["headPost"], caller)}
    for name in ("replies", "driveAnchor", "driveQuote"):
        shown.pop(name, None)
    if replies(thread):
        shown["replies"] = [shown_post(post, caller) for post in replies(thread)]
    return shown


def shown_post(post: Obj, caller: str) -> Obj:
    """Return a Post, with its author as the caller is to see her."""
    content = post.get("content")
    return {
        **post,
        **({"contentHtml": html.escape(content)} if content else {}),
        "author": author(post["author"], caller),
    }


def author(address: str, caller: str) -> Obj:
    """Return a PostAuthor; the number behind `users/` is made up, but always the same for the same address."""
    number = int.from_bytes(address.casefold().encode(), "big") % 10**20
    me = {"me": True} if address.casefold() == caller.casefold() else {}
    return {"displayName": address.partition("@")[0], "user": f"users/{number}", **me}
