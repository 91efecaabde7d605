"""An edition's books as a whole: who is let in, what the calendar has closed, what one refusal means for the others."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from local_google import local_books, place_of, snapshot_of, writers
from small_edition import BOOKS, EDITION, SETTING, book

from sheetsync.adapters.google.books import GoogleBooks
from sheetsync.adapters.sheets.as_found import PROVISION_FIELDS, read_standing
from sheetsync.core.layout import Owner, is_open
from sheetsync.core.mending.items import LACK_WORDS, Lack
from sheetsync.edition.model import Contact, Phase
from sheetsync.errors import CreationRefusedError, GoogleError
from sheetsync.provisioning import Provisioning

EARLY = date(2020, 1, 1)
ROBOT = "robot@example.iam.gserviceaccount.com"


@pytest.fixture
def books(tmp_path: Path) -> Iterator[GoogleBooks]:
    with local_books(tmp_path) as connected:
        yield connected


def test_what_the_secretary_creates_is_shared_with_the_account_that_works_there(books: GoogleBooks) -> None:
    books.keeper = ROBOT
    unit = EDITION.units[0].model_copy(update={"contacts": (Contact(title="Phường 1", email="p1@example.org"),) * 2})
    edition = EDITION.model_copy(update={"units": (unit, *EDITION.units[1:])})
    ids: dict[str, str] = {}
    assert not any(done.failures for done in Provisioning(edition, {}, books, ids.update, EARLY).run())
    (owner,) = {one for code in BOOKS for one in writers(books, ids[code])} - {ROBOT, "p1@example.org"}
    assert writers(books, ids["P1"]) == frozenset({owner, ROBOT, "p1@example.org"})
    assert writers(books, ids["master"]) == frozenset({owner, ROBOT})
    lock = books._get(ids["P1"], PROVISION_FIELDS)["sheets"][0]["protectedRanges"][0]
    assert ROBOT in lock["editors"]["users"], "it writes where people do not"


def test_what_the_calendar_has_closed_is_laid_out_closed_and_stays_so(books: GoogleBooks) -> None:
    phase = Phase(code="BC", title="Báo cáo", starts=date(2020, 11, 2), ends=date(2020, 11, 8), closes=("report",))
    edition = EDITION.model_copy(update={"phases": (phase,)})
    ids: dict[str, str] = {}
    list(Provisioning(edition, {}, books, ids.update, date(2020, 11, 8)).run())
    (task,) = [one for one in Provisioning(edition, ids, books, ids.update, date(2020, 11, 9)).survey() if one.to_do][
        :1
    ]
    assert {item.kind for item in task.items} == {Lack.PROTECTION}
    list(Provisioning(edition, ids, books, ids.update, date(2020, 11, 9)).run())
    assert not any(one.to_do for one in Provisioning(edition, ids, books, ids.update, date(2020, 11, 9)).survey())
    locks = read_standing(books._get(ids["P1"], PROVISION_FIELDS)).locks
    place = place_of("P1", "self", snapshot_of(books, ids["P1"]))
    assert not locks[place.grid.sheet_id][0].get("unprotectedRanges")


def test_who_may_not_create_one_book_is_not_asked_again_and_the_books_there_are_mended(
    books: GoogleBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = books.create("bảng của phường", "")
    asked: list[str] = []

    def refuse(title: str, tag: str) -> str:
        asked.append(f"{title} {tag}")
        raise CreationRefusedError("Không tạo được bảng.", "Chạy `sheetsync login`.")

    monkeypatch.setattr(books, "create", refuse)
    ids = {"P2": made}
    done = {one.book.code: one for one in Provisioning(EDITION, dict(ids), books, ids.update, EARLY).run()}
    assert len(asked) == 1
    assert [code for code, one in done.items() if not one.failures] == ["P2"]
    assert done["P2"].changed
    assert {str(one.failures[0]) for code, one in done.items() if code != "P2"} == {"Không tạo được bảng."}
    assert ids == {"P2": made}


def test_a_failure_that_passes_keeps_no_other_book_from_being_created(
    books: GoogleBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, failures = books.create, iter([GoogleError("Google đang trục trặc.", "Chạy lại.")])

    def now_and_then(title: str, tag: str) -> str:
        for failure in failures:
            raise failure
        return create(title, tag)

    monkeypatch.setattr(books, "create", now_and_then)
    ids: dict[str, str] = {}
    first, *others = Provisioning(EDITION, {}, books, ids.update, EARLY).run()
    assert [str(one) for one in first.failures] == ["Google đang trục trặc."]
    assert all(one.created and not one.failures for one in others)
    assert set(ids) == set(BOOKS) - {first.book.code}


@pytest.mark.parametrize("code", BOOKS)
def test_every_cell_with_choices_offers_them_as_a_list_and_every_number_has_its_limits(
    books: GoogleBooks, code: str
) -> None:
    spreadsheet_id = books.create("x", "t/x")
    books.provision(spreadsheet_id, book(code), SETTING)
    asked = read_standing(books._get(spreadsheet_id, PROVISION_FIELDS)).asked
    snapshot = snapshot_of(books, spreadsheet_id)
    for tab in book(code).tabs:
        place = place_of(code, tab.name, snapshot)
        for row in tab.rows:
            for column in tab.owned_by(Owner.PEOPLE):
                condition = asked[place.grid.sheet_id].get((place.rows[row.key], place.columns[column.name]), {})
                if column.choices and is_open(column, row):
                    offered = tuple(value["userEnteredValue"] for value in condition["values"])
                    assert (condition["type"], offered) == ("ONE_OF_LIST", column.choices)


def test_every_kind_of_lack_has_a_word_for_people() -> None:
    assert set(LACK_WORDS) == set(Lack)
