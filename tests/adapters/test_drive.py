"""Spreadsheets as files: who may write, whose book one is, and what Drive refuses."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from local_google import local_books, scripted, writers

from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.errors import CreationRefusedError, GoogleError


@pytest.fixture
def books(tmp_path: Path) -> Iterator[GoogleBooks]:
    with local_books(tmp_path) as connected:
        yield connected


def refusal(status: int, message: str = "no") -> tuple[int, str]:
    return status, json.dumps({"error": {"code": status, "message": message}})


def test_a_book_that_is_shared_lists_its_writers_and_sharing_again_changes_nothing(books: GoogleBooks) -> None:
    spreadsheet_id = books.create("Phường 4", "t/P4")
    books.share(spreadsheet_id, "P4@example.org")
    books.share(spreadsheet_id, "P4@example.org")
    (file,) = books.files()
    assert file.writers is not None
    assert "p4@example.org" in file.writers
    assert writers(books, spreadsheet_id) == file.writers
    assert len(file.writers) == 2, "the owner and she"


def test_a_file_made_by_a_person_gets_its_tag(books: GoogleBooks) -> None:
    spreadsheet_id = books.create("Phường 4", "")
    books.tag(spreadsheet_id, "t/P4")
    found = books.file(spreadsheet_id)
    assert found is not None
    assert found.tag == "t/P4"


@pytest.mark.parametrize("spreadsheet_id", ["nowhere", "../about", "a?b=c"])
def test_what_drive_does_not_know_is_none(books: GoogleBooks, spreadsheet_id: str) -> None:
    assert books.file(spreadsheet_id) is None


def test_writers_that_may_not_be_seen_are_not_known_and_of_many_every_page_is_read() -> None:
    books, _, _ = scripted(refusal(403))
    assert books.sharing("abc") is None
    assert books.sharing("../about") is None
    first = {"permissions": [{"emailAddress": "A@example.org", "role": "writer"}], "nextPageToken": "2"}
    second = {
        "permissions": [
            {"emailAddress": "b@example.org", "role": "reader"},
            {"emailAddress": "c@example.org", "role": "writer", "deleted": True},
            {"role": "writer"},
            {"emailAddress": "d@example.org", "role": "fileOrganizer"},
        ]
    }
    books, script, _ = scripted((200, json.dumps(first)), (200, json.dumps(second)))
    assert writers(books, "abc") == frozenset({"a@example.org", "d@example.org"})
    assert "pageToken=2" in str(script.sent[1].url)


@pytest.mark.parametrize(
    ("status", "words"), [(400, "chưa có tài khoản Google"), (403, "không có quyền chia sẻ"), (404, "không có bảng")]
)
def test_why_somebody_cannot_be_let_in_is_said(status: int, words: str) -> None:
    books, script, _ = scripted(refusal(status))
    with pytest.raises(GoogleError, match=words) as caught:
        books.share("abc", "p4@example.org")
    assert "p4@example.org" in caught.value.sentence
    assert caught.value.next_step
    assert "sendNotificationEmail=False" in str(script.sent[0].url), "nobody gets a mail of Google's"


@pytest.mark.parametrize(("status", "hopeless"), [(403, True), (400, False), (404, False)])
def test_only_a_refusal_means_that_no_book_at_all_can_be_created(status: int, *, hopeless: bool) -> None:
    books, _, _ = scripted(refusal(status))
    with pytest.raises(GoogleError) as caught:
        books.create("Phường 4", "t/P4")
    assert isinstance(caught.value, CreationRefusedError) is hopeless


def test_other_refusals_of_drive_say_what_could_not_be_done() -> None:
    books, _, _ = scripted(refusal(400))
    with pytest.raises(GoogleError, match="tìm bảng tính"):
        books.file("abc")
    with pytest.raises(GoogleError, match="chia sẻ cho ai"):
        books.sharing("abc")
    with pytest.raises(GoogleError, match="gắn dấu"):
        books.tag("abc", "t/P4")
