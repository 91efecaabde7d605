"""A tab that gets more rows than were laid out: whoever fills it types in the new ones as in the old."""

from typing import Any

import pytest

from .callers import Person
from .office import Office
from .small_town import Keys
from .whole_year import write_year

INSPECTION_OVER = "06g00 ngày 25/11/2020"


@pytest.fixture
def asked(filled: Office) -> Office:
    """Two departments ask a ward as much as they may: a row more than its tab has."""
    filled.fill(key for department in ("TG", "VP") for key in questions(department))
    return filled


def questions(department: str) -> list[Keys]:
    told = (("unit", "P4"), ("question", "Vì sao?"))
    return [(department, "questions", no, column, value) for no in "123" for column, value in told]


def ward(office: Office) -> Person:
    return Person(office, "p4@example.org")


def last_row(office: Office) -> tuple[str, int]:
    """The question in the last row of the ward's tab, and that row."""
    place = office.place("P4", "questions")
    return max(place.rows.items(), key=lambda row: row[1])


def looks(office: Office, address: str) -> dict[str, Any]:
    """How a cell of the ward's questions looks."""
    sheet = office.client.http_client.fetch_sheet_metadata(
        office.ids["P4"],
        {"fields": "sheets/data/rowData/values/userEnteredFormat", "ranges": [f"'Giải trình'!{address}"]},
    )
    found: dict[str, Any] = sheet["sheets"][0]["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"]
    return found


@pytest.mark.parametrize("locks", [False, True], ids=["", "lock_on_sync"])
def test_a_ward_answers_a_question_below_the_rows_that_were_laid_out(asked: Office, *, locks: bool) -> None:
    if locks:
        write_year(asked.folder)
        asked.configure("edition.yaml", "reminders:", "lock_on_sync: true\nreminders:")
    rows = asked.place("P4", "questions").grid.row_count
    asked.sync("--no-mail")
    key, last = last_row(asked)
    assert last == rows + 1
    ward(asked).type("P4", "questions", key, "answer", "Vì mưa bão")
    answer = asked.address("P4", "questions", key, "answer")
    assert looks(asked, answer) == looks(asked, answer.replace(str(last), "4"))
    assert "protected cell" in ward(asked).is_refused("P4", "questions", key, "question")

    asked.sync("--no-mail")
    assert asked.see("VP", "questions", key.removeprefix("VP-"), "answer") == "Vì mưa bão"
    assert asked.sync("--no-mail")["requests"]["writes"] == 0


def test_after_a_tab_has_grown_its_book_lacks_nothing(asked: Office) -> None:
    asked.sync("--no-mail")
    lacks = {book["book"]: book["items"] for book in asked.run("provision", "--plan", "--json").json}
    assert lacks["P4"] == []


def test_a_tab_that_is_shut_stays_shut_when_it_grows(asked: Office) -> None:
    write_year(asked.folder)
    asked.moment = INSPECTION_OVER
    asked.run("lock")
    asked.sync("--no-mail")
    key, _ = last_row(asked)
    assert "protected cell" in ward(asked).is_refused("P4", "questions", key, "answer")


def test_the_committee_decides_on_a_proposal_for_which_the_master_had_no_row_left(filled: Office) -> None:
    grid = filled.place("master", "bonus").grid
    blank = {"sheetId": grid.sheet_id, "dimension": "ROWS", "startIndex": 4, "endIndex": grid.row_count}
    filled.batch("master", {"deleteDimension": {"range": blank}})
    told = (("unit", "P4"), ("model", "Mô hình"), ("points", "1"), ("reason", "Hay"), ("evidence", "Ảnh"))
    filled.fill(("TG", "bonus", no, column, value) for no in "123" for column, value in told)
    filled.sync("--no-mail")
    Person(filled, "btt@example.org").type("master", "bonus", "TG-3", "decided", "0,5")
    filled.sync("--no-mail")
    assert filled.see("master", "bonus", "TG-3", "counted") == "0,50"
