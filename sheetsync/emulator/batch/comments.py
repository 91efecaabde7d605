"""Requests about comments.

Google does not keep them to the atomicity of a batch: a reply may say `commentUpdateState: ALL_FAILED_UNKNOWN_REASON`
with status 200 (facts §2). Here is the stricter reading: a comment that cannot be saved ends the batch like any other
request, and what a batch says is saved is saved with all the rest of it. That only those who may edit can send a batch
at all is strict too: whether Google lets commenters send one of comments alone is unknown (facts §6).

The sentences were seen by others on Google (facts §1 [3P]), but for those of an author who is another; what the comment
service itself refuses comes without the place of the request.
"""

from http import HTTPStatus

from sheetsync.emulator.access import same
from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.book import threads
from sheetsync.emulator.book.threads import MAX_CONTENT, NO_ACTION, REOPEN, RESOLVE, Speaker
from sheetsync.emulator.errors import ApiError, Obj, RequestError, invalid
from sheetsync.emulator.render.comments import shown_post, shown_thread

NOT_THE_AUTHOR = "The requesting user is not the author of the post."
UNSPECIFIED = "COMMENT_ACTION_TYPE_UNSPECIFIED"


def insert_comment(batch: Batch, request: Obj) -> Obj:
    """Begin a thread on a cell."""
    corner = request.get("coordinate")
    if corner is None:
        raise RequestError("A coordinate is required.")
    sheet = batch.sheet(corner.get("sheetId", 0))
    row, column = corner.get("rowIndex", 0), corner.get("columnIndex", 0)
    for name, place, count in (("row", row, sheet.row_count), ("column", column, sheet.column_count)):
        if place < 0:
            raise RequestError(f"GridCoordinate.{name}Index[{place}] must be at least 0.")
        if place >= count:
            raise RequestError(f"GridCoordinate.{name}Index[{place}] is after last {name} in grid[{count - 1}]")
    content = request.get("content", "")
    if not content:
        raise RequestError("Insert comment requests must specify non-empty post text.")
    _check_length(content, "content")
    assignee = request.get("assigneeEmailAddress", "")
    _check_length(assignee, "assignee email address")
    quote = batch.calculator().shown(sheet, row, column)
    thread = threads.start(
        batch.book,
        threads.post(content, _speaker(batch), assignee=assignee),
        anchorId=threads.anchor(sheet, row, column),
        **({"plainTextQuote": quote} if quote else {}),
    )
    return {"commentThread": shown_thread(thread, batch.caller)}


def add_comment_reply(batch: Batch, request: Obj) -> Obj:
    """Add a post to a thread, perhaps one that resolves it or opens it again."""
    thread = _thread(batch, request)
    given = request.get("post", {})
    action = given.get("commentAction", UNSPECIFIED)
    content, assignee = given.get("content", ""), given.get("assigneeEmail", "")
    if not content and action not in (RESOLVE, REOPEN):
        raise RequestError(
            "Add comment reply requests must specify a non-empty content if comment action is not RESOLVE or REOPEN."
        )
    _check_length(content, "content")
    _check_length(assignee, "assignee email")
    if assignee and action in (RESOLVE, REOPEN):
        raise RequestError("An assignee cannot be set when resolving or reopening.")
    if assignee and "assigneeEmail" not in thread["headPost"]:
        comment_id = thread["commentId"]
        raise invalid(
            f"Cannot reassign comment thread with ID {comment_id} whose head post does not have an assignment."
        )
    action = NO_ACTION if action == UNSPECIFIED else action
    reply = threads.post(content, _speaker(batch), action=action, assignee=assignee)
    threads.add_reply(batch.book, thread, reply)
    return {"post": shown_post(reply, batch.caller)}


def update_comment_post(batch: Batch, request: Obj) -> None:
    """Give a post another text; only its author may."""
    thread = _thread(batch, request)
    head = thread["headPost"]
    post_id = request.get("postId", "")
    post = head if head["postId"] == post_id else _reply(thread, post_id)
    content = request.get("content", "")
    if not content:
        raise RequestError("Update comment post requests must specify non-empty content.")
    _check_length(content, "content")
    _check_author(batch, post, NOT_THE_AUTHOR)
    threads.rewrite(batch.book, thread, post, content, _speaker(batch))


def delete_comment(batch: Batch, request: Obj) -> None:
    """Delete a thread; only the author of its first post may."""
    comment_id = request.get("commentId", "")
    thread = threads.thread_of(batch.book, comment_id)
    if thread is None:
        raise _not_found(f"Comment thread with ID '{comment_id}' was not found.")
    _check_author(batch, thread["headPost"], "The requesting user is not the author of the head post.")
    threads.delete(batch.book, thread, _speaker(batch))


def delete_comment_reply(batch: Batch, request: Obj) -> None:
    """Delete a reply that says something and no more; only its author may."""
    thread = _thread(batch, request)
    post = _reply(thread, request.get("postId", ""))
    _check_author(batch, post, NOT_THE_AUTHOR)
    if post["commentAction"] in (RESOLVE, REOPEN):
        raise invalid("The reply post contains a comment action.")
    if "assigneeEmail" in post:
        raise invalid("The reply post contains an assignee.")
    threads.delete_reply(batch.book, thread, post, _speaker(batch))


def _thread(batch: Batch, request: Obj) -> Obj:
    comment_id = request.get("commentId", "")
    thread = threads.thread_of(batch.book, comment_id)
    if thread is None:
        raise _not_found(f"Comment with ID {comment_id} does not exist.")
    return thread


def _reply(thread: Obj, post_id: str) -> Obj:
    post = threads.reply_of(thread, post_id)
    if post is None:
        raise _not_found(f"Reply with ID {post_id} does not exist.")
    return post


def _check_author(batch: Batch, post: Obj, sentence: str) -> None:
    if not same(post["author"], batch.caller):
        raise invalid(sentence)


def _check_length(text: str, name: str) -> None:
    if len(text.encode()) > MAX_CONTENT:
        raise RequestError(f"The {name} may not exceed {MAX_CONTENT} UTF-8 code units.")


def _speaker(batch: Batch) -> Speaker:
    return Speaker(batch.caller, batch.now)


def _not_found(sentence: str) -> ApiError:
    return ApiError(HTTPStatus.NOT_FOUND, sentence, "NOT_FOUND")


KINDS = (
    ("insertComment", insert_comment),
    ("addCommentReply", add_comment_reply),
    ("updateCommentPost", update_comment_post),
    ("deleteComment", delete_comment),
    ("deleteCommentReply", delete_comment_reply),
)
