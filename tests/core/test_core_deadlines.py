"""What the calendar closes and when, for everybody and for whoever has longer."""

from datetime import date
from typing import Any

import pytest
from small_year import SMALL, small_edition

from sheetsync.core.books import books
from sheetsync.core.course.deadlines import (
    PART_WORDS,
    Closing,
    closed_parts,
    closings,
    due,
    longer_reports,
    records_kept,
    untold_extensions,
)
from sheetsync.core.layout import MASTER
from sheetsync.edition.model import PARTS, Edition

CLOSES = {"BC": ["report"], "TH": ["points", "proposals"], "KT": ["answers", "agreed"]}
P4 = {
    "book": "P2",
    "part": "report",
    "until": "10/11/2020",
    "allowed_by": "Phó Chủ tịch phụ trách",
    "because": "Cán bộ nghỉ ốm",
}


def calendar(*extensions: dict[str, Any], **more: list[str]) -> Edition:
    closes = {**CLOSES, **more}
    phases = [{**phase, "closes": closes.get(phase["code"], [])} for phase in SMALL["phases"]]
    return small_edition(phases=phases, extensions=list(extensions))


def november(day: int) -> date:
    return date(2020, 11, day)


def closing(edition: Edition, book: str, part: str) -> Closing:
    (found,) = [one for one in closings(edition, book, "unit") if one.part == part]
    return found


def test_a_part_is_open_on_its_last_day_and_closed_on_the_next() -> None:
    edition = calendar()
    assert closed_parts(edition, "P1", "unit", november(7)) == frozenset()
    assert closed_parts(edition, "P1", "unit", november(8)) == {"report"}
    assert closed_parts(edition, "P1", "unit", november(25)) == {"report", "answers"}
    assert closed_parts(edition, "TG", "department", november(13)) == {"points", "proposals"}


def test_a_part_that_no_phase_closes_is_never_closed() -> None:
    assert closed_parts(calendar(), MASTER, MASTER, date(2030, 1, 1)) == frozenset()


def test_a_part_that_two_phases_close_is_closed_by_the_later_one() -> None:
    edition = calendar(TH=["points", "report"])
    assert closed_parts(edition, "P1", "unit", november(12)) == frozenset()
    assert closing(edition, "P1", "report").phase.code == "TH"


def test_an_extension_keeps_one_part_of_one_book_open_that_day_included() -> None:
    edition = calendar(P4)
    assert closed_parts(edition, "P2", "unit", november(10)) == frozenset()
    assert closed_parts(edition, "P2", "unit", november(11)) == {"report"}
    assert closed_parts(edition, "P1", "unit", november(10)) == {"report"}


def test_the_longest_of_several_extensions_holds_and_one_that_ends_too_early_shortens_nothing() -> None:
    longer = calendar(P4, {**P4, "until": "15/11/2020"}, {**P4, "until": "09/11/2020"})
    assert closing(longer, "P2", "report").ends == november(15)
    early = closing(calendar({**P4, "until": "01/11/2020"}), "P2", "report")
    assert (early.ends, early.is_longer, early.longer_record) == (november(7), False, "")


def test_a_book_is_due_when_its_kind_is_or_when_its_extension_ends() -> None:
    edition = calendar(P4)
    assert due(edition, "P1", "unit") == november(7)
    assert due(edition, "P2", "unit") == november(10)
    assert due(edition, MASTER, MASTER) is None
    assert due(calendar({**P4, "part": "answers", "until": "30/11/2020"}), "P2", "unit") == november(7)
    assert longer_reports(edition) == {"P2": november(10)}


def test_where_reports_close_later_than_they_are_due_an_extension_still_makes_them_punctual() -> None:
    edition = calendar({**P4, "until": "20/11/2020"}, BC=[], TH=["points", "report"])
    assert (due(edition, "P1", "unit"), due(edition, "P2", "unit")) == (november(7), november(20))
    assert longer_reports(edition) == {"P2": november(20)}
    soon = calendar(P4, BC=[], TH=["points", "report"])
    assert due(soon, "P2", "unit") == november(10), "though nothing closes before the 12th"


def test_each_end_has_a_record_of_its_own() -> None:
    edition = calendar(P4)
    kept = {book.code: list(records_kept(edition, book)) for book in books(edition)}
    report, answers = ("BC+2020-11-07", november(7)), ("KT+2020-11-24", november(24))
    assert kept["P1"] == [report, answers]
    assert kept["P2"] == [report, ("BC+report+2020-11-10", november(10)), answers]
    assert kept[MASTER] == []


def test_an_exception_is_told_with_who_allowed_it_and_why_until_the_log_holds_it() -> None:
    edition, names = calendar(P4), {"P2": "Phường 2"}
    words = "Gia hạn: Phường 2, báo cáo đến hết ngày 10/11/2020; Phó Chủ tịch phụ trách cho phép, lý do: Cán bộ nghỉ ốm"
    assert list(untold_extensions(edition, names, ())) == [words]
    assert list(untold_extensions(edition, names, ("khác", f"Thang điểm đổi.\n{words}"))) == []
    assert list(untold_extensions(edition, names, (f"{words} và mưa lớn",))) == [words], (
        "nor is another reason the same"
    )
    longer = calendar({**P4, "until": "12/11/2020"})
    assert len(list(untold_extensions(longer, names, (words,)))) == 1, "another day is another exception"


@pytest.mark.parametrize("part", [part for parts in PARTS.values() for part in parts])
def test_every_part_has_a_name_that_people_know(part: str) -> None:
    assert PART_WORDS[part] != part
