"""Whether a deadline holds: for whom a lock is no lock."""

from typing import Any

import pytest
from small_year import small_edition

from sheetsync.core.course.deadlines import Closing
from sheetsync.core.course.hold import Hold, Sharing, fillers
from sheetsync.edition.model import Phase

REPORT = Closing(
    "P1", "report", Phase.model_validate({"code": "BC", "title": "x", "starts": "02/11/2020", "ends": "07/11/2020"})
)


@pytest.mark.parametrize(
    ("loose", "locked"),
    [
        ({}, True),
        ({"open_cells": ("D5",)}, False),
        ({"typists": ("p1@example.org",)}, False),
        ({"owned_by_filler": True}, False),
    ],
)
def test_a_part_is_locked_where_nobody_types_but_who_keeps_the_books(
    loose: dict[str, Any],
    *,
    locked: bool,
) -> None:
    values: dict[str, Any] = {"open_cells": (), "typists": (), "owners": ("vp@example.org",), **loose}
    assert Hold(REPORT, **values).is_locked is locked


def test_who_is_named_nowhere_may_not_write_unless_the_file_is_open_to_many() -> None:
    sharing = Sharing(frozenset({"vp@example.org"}), frozenset({"p1@example.org"}))
    assert [sharing.lets_in(one) for one in ("VP@example.org", "p1@example.org", "la@example.org")] == [
        True,
        True,
        False,
    ]
    assert Sharing(frozenset(), frozenset(), is_open=True).lets_in("la@example.org")


def test_those_who_fill_a_book_are_its_contacts_but_not_the_office() -> None:
    contact = {"title": "x", "email": "P1@example.org"}
    office = {"title": "x", "email": "vp@example.org"}
    units = [{"code": "P1", "name": "Phường 1", "cluster": "C1", "contacts": [contact]}]
    departments = [
        {"code": "TG", "name": "Tuyên giáo", "contacts": [office]},
        {"code": "VP", "name": "Văn phòng", "contacts": [office]},
    ]
    edition = small_edition(units=units, departments=departments)
    assert fillers(edition, "P1") == {"p1@example.org"}
    assert fillers(edition, "VP") == frozenset()
    assert fillers(edition, "master") == frozenset()
