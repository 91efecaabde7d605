"""What Drive tells of who may write, and what is done where it does not."""

import json

import pytest
from local_google import scripted

from sheetsync.adapters.google.locksmith import Locksmith
from sheetsync.core.course.hold import Sharing
from sheetsync.errors import GoogleError


def page(*permissions: dict[str, object], more: str = "") -> tuple[int, str]:
    return 200, json.dumps({"permissions": permissions, **({"nextPageToken": more} if more else {})})


def person(role: str, address: str, **more: object) -> dict[str, object]:
    return {"type": "user", "role": role, "emailAddress": address, **more}


def test_who_may_write_is_gathered_from_all_pages_and_who_is_gone_is_left_out() -> None:
    books, script, _ = scripted(
        page(person("owner", "VP@example.org"), person("writer", "p1@example.org"), more="2"),
        page(person("reader", "la@example.org"), person("writer", "cu@example.org", deleted=True)),
    )
    assert Locksmith(books).sharing("abc") == Sharing(frozenset({"vp@example.org"}), frozenset({"p1@example.org"}))
    assert "pageToken=2" in str(script.sent[1].url)


def test_a_link_or_a_group_that_writes_opens_the_file_to_people_nobody_can_name() -> None:
    books, _, _ = scripted(page({"type": "anyone", "role": "writer"}), page({"type": "anyone", "role": "reader"}))
    smith = Locksmith(books)
    assert [one.is_open for one in (smith.sharing("abc"), smith.sharing("abc")) if one] == [True, False]


def test_managers_of_a_shared_drive_keep_its_files() -> None:
    books, _, _ = scripted(page(person("organizer", "vp@example.org"), person("fileOrganizer", "p1@example.org")))
    assert Locksmith(books).sharing("abc") == Sharing(frozenset({"vp@example.org"}), frozenset({"p1@example.org"}))


def test_where_drive_does_not_tell_nothing_is_known() -> None:
    books, _, _ = scripted((403, '{"error": {"code": 403, "message": "no"}}'))
    assert Locksmith(books).sharing("abc") is None


def test_a_drive_that_is_broken_is_told() -> None:
    books, _, _ = scripted((400, '{"error": {"code": 400, "message": "no"}}'))
    with pytest.raises(GoogleError):
        Locksmith(books).sharing("abc")
