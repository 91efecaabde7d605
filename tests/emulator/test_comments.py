"""Comments: threads on cells in the Sheets API, and the same ones in the Drive API."""

from typing import Any

import pytest
import requests

from .world import DRIVE, INCLUDED, Book

LAN, HOA, MAI = "lan@example.com", "hoa@example.com", "mai@example.com"

CELL = {"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 1, "endColumnIndex": 2}


@pytest.fixture
def shared(book: Book) -> Book:
    """Return a book that Lan may write, Hoa may comment on and Mai may read."""
    for address, role in ((LAN, "writer"), (HOA, "commenter"), (MAI, "reader")):
        book.gspread.share(address, perm_type="user", role=role)
    book.write("B2", ["8,5 điểm"])
    return book


def _insert(book: Book, content: str = "Sai rồi", caller: str | None = None, **more: Any) -> Any:
    request = {"coordinate": {"rowIndex": 1, "columnIndex": 1}, "content": content, **more}
    return book.batch({"insertComment": request}, caller=caller)[0]["insertComment"]["commentThread"]


def _read(book: Book, **params: Any) -> tuple[list[Any], list[Any]]:
    shown = book.get(commentsViewMode=INCLUDED, **params)
    anchors = [item["range"] for sheet in shown["sheets"] for item in sheet.get("commentAnchors", [])]
    return shown.get("comments", []), anchors


def _drive(
    book: Book, method: str, path: str = "", body: Any = None, caller: str | None = None, **params: Any
) -> requests.Response:
    return book.world.call(method, f"{DRIVE}/{book.id}/comments{path}", body, caller, **{"fields": "*", **params})


def test_a_comment_is_a_thread_on_a_cell(shared: Book) -> None:
    thread = _insert(shared, "Điểm này <sai>", caller=LAN)
    assert thread["status"] == "OPEN"
    assert thread["plainTextQuote"] == "8,5 điểm"
    head = thread["headPost"]
    assert head["content"] == "Điểm này <sai>"
    assert head["contentHtml"] == "Điểm này &lt;sai&gt;"
    assert head["author"]["displayName"] == "lan"
    assert head["author"]["me"] is True
    assert head["createTime"] == head["updateTime"] == "2026-09-03T08:00:00.000Z"
    found, anchors = _read(shared)
    assert [item["commentId"] for item in found] == [thread["commentId"]]
    assert "me" not in found[0]["headPost"]["author"]
    assert anchors == [CELL]


def test_the_reply_of_a_batch_says_that_its_comments_were_saved(shared: Book) -> None:
    insert = {"insertComment": {"coordinate": {}, "content": "x"}}
    assert shared.try_batch(insert).json()["commentUpdateState"] == "ALL_SAVED"
    assert "commentUpdateState" not in shared.try_batch({"addSheet": {}}).json()


def test_comments_are_shown_only_when_asked_for(shared: Book) -> None:
    _insert(shared)
    plain = shared.get()
    assert "comments" not in plain
    assert "commentAnchors" not in plain["sheets"][0]
    by_access = "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS"
    for caller, mode in ((LAN, INCLUDED), (HOA, INCLUDED), (MAI, "COMMENTS_VIEW_MODE_OMITTED")):
        shown = shared.get(caller=caller, commentsViewMode=by_access)
        assert shown["commentsViewMode"] == mode
        assert ("comments" in shown) == (mode == INCLUDED)
    refused = shared.world.call("GET", shared.url, caller=MAI, commentsViewMode=INCLUDED)
    assert refused.status_code == 403


def test_ranges_show_only_the_comments_in_them(shared: Book) -> None:
    _insert(shared)
    shared.gspread.add_worksheet("other", 5, 5)
    assert len(_read(shared, ranges="A1:B2")[0]) == 1
    assert _read(shared, ranges="A1") == ([], [])
    assert _read(shared, ranges="other!A1:B2") == ([], [])
    body = {"dataFilters": [{"a1Range": "other"}], "commentsViewMode": INCLUDED}
    assert "comments" not in shared.world.call("POST", f"{shared.url}:getByDataFilter", body).json()


def test_replies_resolve_a_thread_and_open_it_again(shared: Book) -> None:
    comment_id = _insert(shared)["commentId"]

    def reply(**post: Any) -> Any:
        return shared.batch({"addCommentReply": {"commentId": comment_id, "post": post}}, caller=LAN)[0]

    assert reply(content="Đã xem")["addCommentReply"]["post"]["commentAction"] == "NO_COMMENT_ACTION_CHANGE"
    reply(commentAction="RESOLVE")
    assert _read(shared)[0][0]["status"] == "RESOLVED"
    reply(commentAction="REOPEN", content="chưa")
    thread = _read(shared)[0][0]
    assert thread["status"] == "OPEN"
    assert [post.get("content") for post in thread["replies"]] == ["Đã xem", None, "chưa"]


def test_only_the_author_changes_or_deletes_what_she_said(shared: Book) -> None:
    thread = _insert(shared, caller=LAN)
    comment_id, head_id = thread["commentId"], thread["headPost"]["postId"]
    post = {"addCommentReply": {"commentId": comment_id, "post": {"content": "ừ"}}}
    reply_id = shared.batch(post)[0]["addCommentReply"]["post"]["postId"]
    change = {"updateCommentPost": {"commentId": comment_id, "postId": head_id, "content": "đúng"}}
    forget = {"deleteCommentReply": {"commentId": comment_id, "postId": reply_id}}
    assert shared.refused(change) == "The requesting user is not the author of the post."
    assert shared.refused({"deleteComment": {"commentId": comment_id}}).endswith("not the author of the head post.")
    assert "not the author" in shared.refused(forget, caller=LAN)
    shared.batch(forget)
    shared.batch(change, caller=LAN)
    (shown,), _ = _read(shared)
    assert shown["headPost"]["content"] == "đúng"
    assert "replies" not in shown
    shared.batch({"deleteComment": {"commentId": comment_id}}, caller=LAN)
    assert _read(shared) == ([], [])


def test_a_reply_with_an_action_or_an_assignee_stays(shared: Book) -> None:
    comment_id = _insert(shared, assigneeEmailAddress=LAN)["commentId"]
    for post, sentence in (
        ({"commentAction": "RESOLVE"}, "The reply post contains a comment action."),
        ({"content": "cho Hoa", "assigneeEmail": HOA}, "The reply post contains an assignee."),
    ):
        request = {"addCommentReply": {"commentId": comment_id, "post": post}}
        post_id = shared.batch(request)[0]["addCommentReply"]["post"]["postId"]
        assert shared.refused({"deleteCommentReply": {"commentId": comment_id, "postId": post_id}}) == sentence


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"coordinate": {"sheetId": 9}, "content": "x"}, "No grid with id: 9"),
        ({"content": "x"}, "A coordinate is required."),
        ({"coordinate": {}}, "Insert comment requests must specify non-empty post text."),
        (
            {"coordinate": {"rowIndex": 1000}, "content": "x"},
            "GridCoordinate.rowIndex[1000] is after last row in grid[999]",
        ),
        ({"coordinate": {}, "content": "é" * 1025}, "The content may not exceed 2048 UTF-8 code units."),
    ],
)
def test_a_comment_that_cannot_be_is_refused_with_its_whole_batch(shared: Book, request_: Any, sentence: str) -> None:
    told = shared.refused({"addSheet": {}}, {"insertComment": request_})
    assert told == f"Invalid requests[1].insertComment: {sentence}"
    assert len(shared.get()["sheets"]) == 1
    assert _read(shared) == ([], [])


def test_an_unknown_comment_is_not_found_and_drops_the_batch(shared: Book) -> None:
    comment_id = _insert(shared, "x" * 2048)["commentId"]
    for request, sentence in (
        (
            {"addCommentReply": {"commentId": "nope", "post": {"content": "x"}}},
            "Comment with ID nope does not exist.",
        ),
        (
            {"updateCommentPost": {"commentId": comment_id, "postId": "no", "content": "x"}},
            "Reply with ID no does not exist.",
        ),
        ({"deleteComment": {"commentId": "nope"}}, "Comment thread with ID 'nope' was not found."),
        ({"deleteCommentReply": {"commentId": comment_id, "postId": "no"}}, "Reply with ID no does not exist."),
    ):
        reply = shared.try_batch({"addSheet": {}}, request)
        assert (reply.status_code, reply.json()["error"]["message"]) == (404, sentence)
    assert len(shared.get()["sheets"]) == 1


def test_a_comment_moves_with_its_cell_and_outlives_it(shared: Book) -> None:
    _insert(shared)
    rows = {"dimension": "ROWS", "startIndex": 0, "endIndex": 2}
    shared.batch({"insertDimension": {"range": rows}})
    assert _read(shared)[1] == [{**CELL, "startRowIndex": 3, "endRowIndex": 4}]
    source = {"startRowIndex": 3, "endRowIndex": 4, "startColumnIndex": 1, "endColumnIndex": 2}
    shared.batch({"cutPaste": {"source": source, "destination": {"rowIndex": 9, "columnIndex": 0}}})
    moved = {"startRowIndex": 9, "endRowIndex": 10, "startColumnIndex": 0, "endColumnIndex": 1}
    assert _read(shared)[1] == [moved]
    shared.batch({"deleteDimension": {"range": {**rows, "startIndex": 9, "endIndex": 10}}})
    found, anchors = _read(shared)
    assert (len(found), anchors) == (1, [])


def test_a_copied_tab_has_none_of_the_comments(shared: Book) -> None:
    _insert(shared)
    shared.batch({"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 5, "newSheetName": "copy"}})
    assert _read(shared)[1] == [CELL]


def test_a_copied_spreadsheet_has_none_of_the_comments(shared: Book) -> None:
    _insert(shared)
    copy = shared.world.call("POST", f"{DRIVE}/{shared.id}/copy", {"name": "copy"}).json()["id"]
    shown = shared.world.call("GET", f"{shared.url.rpartition('/')[0]}/{copy}", commentsViewMode=INCLUDED).json()
    assert "comments" not in shown
    assert "commentAnchors" not in shown["sheets"][0]


def test_drive_shows_the_comments_of_the_sheet(shared: Book) -> None:
    comment_id = _insert(shared, "một & hai", caller=LAN)["commentId"]
    shared.batch({"addCommentReply": {"commentId": comment_id, "post": {"commentAction": "RESOLVE"}}})
    (shown,) = _drive(shared, "GET").json()["comments"]
    assert shown == _drive(shared, "GET", f"/{comment_id}").json()
    assert shown["id"] == comment_id
    assert shown["content"] == "một & hai"
    assert shown["htmlContent"] == "một &amp; hai"
    assert shown["author"] == {"kind": "drive#user", "displayName": "lan", "me": False}
    assert shown["quotedFileContent"] == {"mimeType": "text/html", "value": "8,5 điểm"}
    assert shown["resolved"] is True
    assert [reply["action"] for reply in shown["replies"]] == ["resolve"]
    assert '"type":"workbook-range"' in shown["anchor"]


def test_commenters_comment_by_drive_and_readers_do_not(shared: Book) -> None:
    made = _drive(shared, "POST", body={"content": "không rõ", "anchor": "{'r': 'head'}"}, caller=HOA).json()
    assert made["content"] == "không rõ"
    assert made["anchor"] == "{'r': 'head'}"
    reply = _drive(shared, "POST", f"/{made['id']}/replies", {"content": "vâng"}, HOA).json()
    assert reply["kind"] == "drive#reply"
    refused = _drive(shared, "POST", body={"content": "x"}, caller=MAI)
    assert refused.status_code == 403
    (thread,), anchors = _read(shared)
    assert (thread["headPost"]["content"], [post["content"] for post in thread["replies"]]) == ("không rõ", ["vâng"])
    assert anchors == []
    told = shared.try_batch({"insertComment": {"coordinate": {}, "content": "x"}}, caller=HOA)
    assert told.status_code == 403


def test_what_was_said_by_drive_is_changed_and_deleted_by_its_author(shared: Book) -> None:
    comment_id = _drive(shared, "POST", body={"content": "a"}, caller=HOA).json()["id"]
    reply_id = _drive(shared, "POST", f"/{comment_id}/replies", {"content": "b"}).json()["id"]
    one, reply = f"/{comment_id}", f"/{comment_id}/replies/{reply_id}"
    assert _drive(shared, "PATCH", one, {"content": "c"}).status_code == 403
    assert _drive(shared, "PATCH", one, {"content": "c"}, HOA).json()["content"] == "c"
    assert _drive(shared, "PATCH", reply, {"content": "d"}).json()["content"] == "d"
    assert _drive(shared, "GET", reply).json()["content"] == "d"
    assert _drive(shared, "DELETE", reply, caller=HOA).status_code == 403
    assert _drive(shared, "DELETE", reply).status_code == 204
    assert _drive(shared, "GET", reply).status_code == 404
    assert _drive(shared, "GET", reply, includeDeleted="true").json()["deleted"] is True
    assert _drive(shared, "GET", f"{one}/replies").json()["replies"] == []
    assert _drive(shared, "DELETE", one).status_code == 403
    assert _drive(shared, "DELETE", one, caller=HOA).status_code == 204
    assert _drive(shared, "GET", one).json()["error"]["message"] == f"Comment not found: {comment_id}."
    assert _drive(shared, "GET").json()["comments"] == []
    (deleted,) = _drive(shared, "GET", includeDeleted="true").json()["comments"]
    assert deleted["deleted"] is True
    assert "content" not in deleted


def test_comments_come_page_by_page_and_since_a_time(shared: Book) -> None:
    for number in range(5):
        _insert(shared, str(number))
    contents, token = [], ""
    for _ in range(3):
        page = _drive(shared, "GET", pageSize="2", pageToken=token).json()
        contents += [item["content"] for item in page["comments"]]
        token = page.get("nextPageToken", "")
    assert sorted(contents) == list("01234")
    assert token == ""
    since = {"startModifiedTime": "2026-09-03T15:00:00.000+07:00"}
    assert len(_drive(shared, "GET", **since).json()["comments"]) == 5
    late = {"startModifiedTime": "2026-09-03T08:00:01Z"}
    assert _drive(shared, "GET", **late).json()["comments"] == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "", None), ("GET", "/x", None), ("POST", "", {"content": "x"}), ("POST", "/x/replies", {"content": "x"})],
)
def test_drive_wants_to_know_the_fields(shared: Book, method: str, path: str, body: Any) -> None:
    error = _drive(shared, method, path, body, fields="").json()["error"]
    assert error["message"] == "The 'fields' parameter is required for this method."


@pytest.mark.parametrize(
    ("method", "path", "body", "params"),
    [
        ("POST", "", {}, {}),
        ("POST", "", {"content": "x" * 2049}, {}),
        ("GET", "", None, {"pageSize": "0"}),
        ("GET", "", None, {"pageToken": "!"}),
        ("GET", "", None, {"startModifiedTime": "yesterday"}),
        ("GET", "", None, {"fields": "nope"}),
    ],
)
def test_drive_refuses_nonsense(shared: Book, method: str, path: str, body: Any, params: dict[str, str]) -> None:
    assert _drive(shared, method, path, body, **params).status_code == 400
    assert _drive(shared, "GET").json()["comments"] == []
