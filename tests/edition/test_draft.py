"""A first edition from a few answers: the calendar of a plan, an example scale, and what is wrong all at once."""

from dataclasses import replace
from datetime import date

import pytest

from sheetsync.edition.draft import Answers, Calendar, Table, drafted, first_monday, next_day
from sheetsync.edition.model import PARTS
from sheetsync.errors import ConfigError, SheetsyncError

DAYS = Calendar(
    *(date(2020, 11, 2), date(2020, 11, 8), date(2020, 11, 12)),
    *(date(2020, 11, 20), date(2020, 11, 24), date(2020, 11, 26)),
)
ANSWERS = Answers("Ủy ban", 2020, "phường", DAYS, "vp@example.org", "btt@example.org", ["Phường 4", "Phường 1"])


def table(text: str) -> Table:
    return Table("bang.csv", text.encode())


def test_the_plan_of_district_5_comes_out_with_what_each_deadline_closes() -> None:
    draft = drafted(replace(ANSWERS, units=table("tên,cụm\nPhường 4,1\n")))
    assert [(stage.code, stage.starts.day, stage.ends.day, stage.due, stage.closes) for stage in draft.stages] == [
        ("BAO-CAO", 2, 8, ("unit",), ("report",)),
        ("TONG-HOP", 9, 12, ("department", "cluster"), ("points", "proposals")),
        (
            "KIEM-TRA",
            20,
            24,
            ("cluster",),
            ("answers", "questions", "verdicts", "submission", "consolidation", "agreed"),
        ),
        ("XET-DUYET", 26, 26, (), ("decisions",)),
    ]
    closed = [part for stage in draft.stages for part in stage.closes]
    assert sorted(closed) == sorted(part for parts in PARTS.values() for part in parts), "each part closes once"


def test_without_clusters_nothing_of_theirs_is_due_or_closes() -> None:
    stages = drafted(ANSWERS).stages
    assert {kind for stage in stages for kind in stage.due} == {"unit", "department"}
    assert {"consolidation", "agreed"}.isdisjoint(part for stage in stages for part in stage.closes)


def test_where_all_ends_on_one_day_no_phase_runs_backwards() -> None:
    day = date(2020, 11, 9)
    stages = drafted(replace(ANSWERS, calendar=Calendar(day, day, day, day, day, day))).stages
    assert {(stage.starts, stage.ends) for stage in stages} == {(day, day)}


def test_days_out_of_order_are_refused() -> None:
    with pytest.raises(SheetsyncError, match="Ngày 12/11/2020 đứng sau ngày 13/11/2020"):
        drafted(replace(ANSWERS, calendar=replace(DAYS, report_to=date(2020, 11, 13))))


def test_the_usual_days_are_no_sundays() -> None:
    for year in range(2000, 2100):
        first = first_monday(year)
        assert (first.weekday(), first.month) == (0, 11)
        assert first.day <= 7
    assert next_day(date(2020, 11, 7), 1) == date(2020, 11, 9)
    assert next_day(date(2020, 11, 7), 2) == date(2020, 11, 9)


def test_the_example_scale_adds_up_and_has_its_bands_from_the_highest_down() -> None:
    draft = drafted(replace(ANSWERS, departments=table("tên\nBộ phận Tuyên giáo\nVăn phòng\nTổ chức\n")))
    assert [party.code for party in draft.departments] == ["TG", "VP", "TC"]
    assert draft.total == 30
    assert [str(minimum) for _, minimum in draft.bands] == ["27", "24", "19.5", "15", "0"]


def test_where_nobody_names_departments_the_office_scores() -> None:
    (office,) = drafted(ANSWERS).departments
    assert (office.code, office.name, office.email) == ("VP", "Văn phòng", "vp@example.org")


def test_units_may_be_named_without_a_table() -> None:
    draft = drafted(replace(ANSWERS, units=["Phường 4", " ", "Phường  1"]))
    assert [(party.code, party.name, party.title) for party in draft.units] == [
        ("P4", "Phường 4", "Phường 4"),
        ("P1", "Phường 1", "Phường 1"),
    ]


def test_a_table_of_clusters_names_them_all() -> None:
    draft = drafted(
        replace(
            ANSWERS,
            units=table("tên,cụm\nPhường 4,Khu Đông\n"),
            clusters=table("tên,email\nKhu Đông,dong@example.org\nKhu Tây,\n"),
        )
    )
    assert [(party.code, party.title) for party in draft.clusters] == [
        ("KD", "Thư ký Khu Đông"),
        ("KT", "Thư ký Khu Tây"),
    ]
    assert draft.units[0].cluster == "KD"


def test_what_is_wrong_in_any_table_is_told_at_once_in_the_order_of_the_lines() -> None:
    with pytest.raises(ConfigError) as caught:
        drafted(
            replace(
                ANSWERS,
                units=Table("a.csv", "mã,tên,cụm\nP4,Phường 4,9\nP4,Phường 4,1\n".encode()),
                departments=Table("b.csv", "tên,email\nVăn phòng,x\n".encode()),
                clusters=Table("c.csv", "mã,tên\nC1,Cụm 1\n".encode()),
            )
        )
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [
        ("a.csv", 2),
        ("a.csv", 3),
        ("a.csv", 3),
        ("b.csv", 2),
    ]
    assert "sheetsync init" in caught.value.next_step


def test_an_edition_of_nobody_is_refused() -> None:
    with pytest.raises(ConfigError) as caught:
        drafted(replace(ANSWERS, units=["", " "]))
    assert "chưa có phường nào" in caught.value.problems[0].message
