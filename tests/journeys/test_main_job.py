"""The main job: one command pulls, checks, scores, publishes and mails; a second one finds nothing to do."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from requests import PreparedRequest

from sheetsync.adapters.memory.sqlite import SqliteMemory

from .office import EARLY, LATE, Accident, Office, address_of
from .small_town import BOOKS, RECIPIENTS, WARDS, everything

KEYS = [
    *("books", "read", "unread", "requests", "cells_changed", "notes_changed", "colours_changed"),
    *("findings", "letters_sent", "seconds"),
]


def test_one_run_reads_every_book_once_and_again_before_it_writes_it_and_says_so(filled: Office) -> None:
    ran = filled.run("sync", "--json")
    assert ran.err == ""
    done = ran.json
    assert list(done) == KEYS
    assert (done["books"], done["read"], done["unread"]) == (len(BOOKS), len(BOOKS), 0)
    assert done["requests"] == {"reads": 2 * len(BOOKS), "writes": len(BOOKS)}
    assert done["letters_sent"] == len(RECIPIENTS)
    assert done["findings"] == 0
    assert isinstance(done["seconds"], float)
    assert len(filled.traffic) == 3 * len(BOOKS)


def test_the_ranking_comes_out_as_the_points_add_up(published: Office) -> None:
    rows = published.run("standing", "--json").json
    assert [(row["unit"], row["total"], row["rank"], row["cluster_rank"], row["band"]) for row in rows] == [
        ("P1", "23.75", 1, 1, "Xuất sắc"),
        ("P4", "21", 2, 2, "Tốt"),
        ("P2", "20", 3, 1, "Tốt"),
        ("P10", "15", 4, 2, "Khá"),
    ]
    row = published.row("master", "ranking", "P4") | {"state": "Đủ"}
    assert re.fullmatch(r"21 điểm · [0-9a-f]{8}", row.pop("basis"))
    assert row == {
        "code": "P4", "name": "Phường 4", "cluster": "Cụm 1", "self": "21,00", "department": "21,00",
        "agreed": "21,00", "bonus": "0,00", "total": "21,00", "cluster_rank": "2", "rank": "2",
        "rank_without_bonus": "2", "band": "Tốt", "cluster_band": "", "state": "Đủ",
        "step": "Đang xét", "agreed_points": "", "agreed_band": "", "reason": "", "decided_on": "",
    }  # fmt: skip


def test_a_second_run_writes_nothing_and_tells_nobody(published: Office) -> None:
    before = published.everything()
    done = published.sync()
    assert done["requests"] == {"reads": len(BOOKS), "writes": 0}
    assert (done["cells_changed"], done["letters_sent"]) == (0, 0)
    assert published.everything() == before
    assert len(published.letters) == len(RECIPIENTS)


def test_of_books_that_are_as_the_last_run_read_them_none_is_unpacked(
    published: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.sync()  # reads what the first one has written
    unpacked: list[str] = []
    monkeypatch.setattr(SqliteMemory, "reply", lambda _memory, book, _name: unpacked.append(book))
    assert published.sync()["read"] == len(BOOKS)
    assert unpacked == []


def test_a_second_run_at_another_hour_writes_nothing_either(published: Office) -> None:
    published.moment = "14g30 ngày 05/11/2020"
    done = published.sync()
    assert (done["requests"]["writes"], done["letters_sent"]) == (0, 0)


def test_one_typed_cell_changes_only_what_depends_on_it(published: Office) -> None:
    published.type("VP", "points", "P4", "2.1", "4,5")
    plan = published.sync("--dry-run")["plan"]["changes"]
    mark = re.compile(r" · [0-9a-f]{8}$")
    beside = {"", "Nhật ký công bố"}  # stamps have no key; the log tells of every publication
    assert {
        (row["book"], row["tab"], row["key"], row["column"], *(mark.sub("", row[one]) for one in ("from", "to")))
        for row in plan
        if not beside & {row["key"], row["tab"]}
    } == {
        ("master", "Xếp hạng", "P4", "department", "21", "21.5"),
        ("master", "Xếp hạng", "P4", "agreed", "21", "21.5"),
        ("master", "Xếp hạng", "P4", "total", "21", "21.5"),
        ("master", "Xếp hạng", "P4", "basis", "21 điểm", "21,5 điểm"),
        ("master", "Theo tiêu chuẩn", "P4", "2-points", "6.5", "7"),
        ("master", "Chi tiết", "P4/2.1", "department", "4", "4.5"),
        ("master", "Chi tiết", "P4/2.1", "points", "4", "4.5"),
        ("master", "Chi tiết", "P4/2.1", "because", "bộ phận chấm: 4", "bộ phận chấm: 4,5"),
        ("master", "Chênh lệch", "1", "key", "", "1"),
        ("master", "Chênh lệch", "1", "unit", "", "Phường 4"),
        ("master", "Chênh lệch", "1", "criterion", "", "2.1"),
        ("master", "Chênh lệch", "1", "text", "", "Báo cáo"),
        ("master", "Chênh lệch", "1", "self", "", "4"),
        ("master", "Chênh lệch", "1", "department", "", "4.5"),
        ("master", "Chênh lệch", "1", "gap", "", "-0.5"),
        ("master", "Chênh lệch", "1", "scorer", "", "Văn phòng"),
        ("C1", "Tổng hợp cụm", "P4", "department", "21", "21.5"),
    }  # fmt: skip
    done = published.sync()
    assert done["requests"]["writes"] == 2
    assert done["cells_changed"] == len(plan)
    assert published.see("master", "ranking", "P4", "total") == "21,50"
    received = Counter(address_of(letter) for letter in published.letters.values())
    assert {address for address, letters in received.items() if letters > 1} == {
        "p4@example.org", "truong.c1@example.org", "thuky.c1@example.org", "btt@example.org",
    }  # fmt: skip


# --- while it runs ---------------------------------------------------------------------------------------------------


def second_look(office: Office, happens: Callable[[], None], *, times: int = 1) -> Accident:
    """Let something happen after the books were read, right before the master is looked at again."""
    looks = 0

    def accident(request: PreparedRequest, _on: object) -> None:
        nonlocal looks
        if request.method == "GET" and office.ids["master"] in str(request.url):
            looks += 1
            if 2 <= looks < 2 + times:
                happens()

    return accident


def test_what_the_committee_types_and_sorts_during_a_run_is_taken_along(published: Office) -> None:
    published.type("VP", "points", "P4", "2.1", "4,5")

    def meanwhile() -> None:
        published.type("master", "ranking", "P10", "agreed_points", "24")
        published.type("master", "ranking", "P10", "reason", "Công trình 200 ngày")
        published.sort("master", "ranking", "name")

    published.accidents.append(second_look(published, meanwhile))
    done = published.sync()
    assert done["requests"]["reads"] == len(BOOKS) + done["requests"]["writes"] + 1, "the master twice more"
    totals = {ward: published.see("master", "ranking", ward, "total") for ward in WARDS}
    assert totals == {"P1": "23,75", "P4": "21,50", "P2": "20,00", "P10": "15,00"}
    assert published.row("master", "ranking", "P10")["rank"] == "1"
    assert published.holds("master", "ranking", "P10", "agreed_points") == 24
    first = published.run("standing", "--json").json[0]
    assert (first["unit"], first["total"]) == ("P10", "24"), "readers know of it, too"
    assert published.see("master", "ranking", "P4", "name") == "Phường 4"
    published.accidents.clear()
    assert published.sync()["requests"]["writes"] == 0


def test_a_master_that_does_not_hold_still_is_not_written(published: Office) -> None:
    published.type("VP", "points", "P4", "2.1", "4,5")
    notes = iter("abcdef")

    def meanwhile() -> None:
        published.type("master", "ranking", "P10", "reason", next(notes))

    published.accidents.append(second_look(published, meanwhile, times=5))
    done = published.run("sync")
    assert done.code == 4
    assert "Bảng tổng hợp đang được sửa" in done.words
    assert published.writes == 0
    published.accidents.clear()
    assert published.sync()["requests"]["writes"] == 2


# --- rehearsing ------------------------------------------------------------------------------------------------------


def test_a_dry_run_changes_neither_books_nor_letters_nor_memory(filled: Office) -> None:
    before = filled.everything()
    plan = filled.sync("--dry-run")
    assert [*KEYS, "plan"] == list(plan)
    assert plan["requests"] == {"reads": len(BOOKS), "writes": 0}
    assert plan["letters_sent"] == 0
    assert filled.writes == 0
    assert filled.everything() == before
    assert not filled.letters
    assert filled.run("standing").code == 2
    done = filled.sync()
    assert done["cells_changed"] == plan["cells_changed"] == len(plan["plan"]["changes"])
    assert done["letters_sent"] == len(plan["plan"]["letters"]) == len(RECIPIENTS)
    assert done["requests"]["writes"] == len(BOOKS)


def test_a_dry_run_shows_what_would_change_from_what_to_what_and_who_would_get_a_letter(published: Office) -> None:
    published.type("VP", "points", "P4", "2.1", "4,5")
    shown = published.run("sync", "--dry-run")
    assert "Bảng tổng hợp - Thi đua 2020: " in shown.out
    assert ": 21 → 21,5" in shown.words
    assert "Chênh lệch!B4: (trống) → Phường 4" in shown.words
    assert "Thư cho p4@example.org: Phường 4" in shown.words
    assert "Thư cho btt@example.org: kết quả tổng hợp" in shown.words
    assert "Sẽ ghi" in shown.words
    assert "sẽ gửi 4 thư" in shown.words
    assert published.see("master", "ranking", "P4", "total") == "21,00"


def test_a_dry_run_counts_the_cells_of_a_tab_where_there_are_many(filled: Office) -> None:
    shown = filled.run("sync", "--dry-run").out
    plan = filled.sync("--dry-run")["plan"]["changes"]
    ranking = {one["cell"] for one in plan if (one["book"], one["tab"]) == ("master", "Xếp hạng")}
    assert len(ranking) > 20
    assert f" Xếp hạng: {len(ranking)} ô, " in " ".join(shown.split())
    assert not re.search(r"![A-Z]+[0-9]+: ", shown), "in a first run they are too many everywhere"
    assert len(shown.splitlines()) < 80
    assert "thêm --full" in shown
    assert "Thư cho p4@example.org: Phường 4" in shown
    full = filled.run("sync", "--dry-run", "--full").out
    assert full.count("\n  Xếp hạng!") == len(ranking)
    assert "thêm --full" not in full


def test_a_dry_run_lists_the_few_cells_beside_a_tab_that_has_many(
    published: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetsync.cli.sync.MOST_OF_A_TAB", 3)
    published.type("VP", "points", "P4", "2.1", "4,5")
    shown = published.run("sync", "--dry-run").words
    assert "Theo tiêu chuẩn!E5: 6,5 → 7" in shown
    assert "Xếp hạng!" not in shown
    assert re.search(r"Xếp hạng: \d+ ô", shown)


def test_letters_held_back_leave_with_a_later_run(filled: Office) -> None:
    done = filled.sync("--no-mail")
    assert (done["letters_sent"], done["requests"]["writes"]) == (0, len(BOOKS))
    assert not filled.letters
    done = filled.sync()
    assert (done["letters_sent"], done["requests"]["writes"]) == (len(RECIPIENTS), 0)
    assert len(filled.letters) == len(RECIPIENTS)


# --- exit codes ------------------------------------------------------------------------------------------------------


def test_it_ends_with_0_where_nothing_is_wrong(filled: Office) -> None:
    assert filled.run("sync").code == 0


def test_it_ends_with_0_where_there_are_only_doubts(filled: Office) -> None:
    filled.type("P4", "self", "1.1", "judgement", "")
    assert filled.run("sync").code == 0
    assert filled.codes() == ["evidence-missing"]


def test_it_ends_with_1_where_a_finding_blocks_the_result(filled: Office) -> None:
    filled.type("VP", "points", "P4", "2.1", "9")
    assert filled.run("sync").code == 1
    assert filled.codes()[0] == "points-out-of-range"


def test_it_ends_with_2_where_no_book_was_ever_made(office: Office) -> None:
    done = office.run("sync")
    assert done.code in (2, 3)
    assert "provision" in done.words


def test_it_ends_with_3_where_a_book_cannot_be_read(published: Office) -> None:
    published.client.del_spreadsheet(published.ids["P4"])
    assert published.run("sync").code == 3


def test_it_ends_with_3_where_a_book_cannot_be_written(filled: Office) -> None:
    for permission in filled.store.permissions(filled.ids["C1"]):
        filled.store.save_permission(filled.ids["C1"], {**permission, "role": "reader"})
    done = filled.run("sync", "--json")
    assert done.code == 3
    assert done.json["requests"]["writes"] == len(BOOKS)
    (failure,) = done.json["failures"]
    assert "C1" in failure
    assert "quyền" in failure
    assert filled.see("master", "ranking", "P4", "total") == "21,00"


@pytest.mark.parametrize(("moment", "late"), [(EARLY, 0), (LATE, 8)])
def test_a_book_that_is_not_complete_is_late_only_once_its_day_has_passed(
    provisioned: Office, moment: str, late: int
) -> None:
    provisioned.moment = moment
    provisioned.sync()
    assert provisioned.codes().count("book-late") == late


def test_an_unfinished_year_publishes_what_is_known_and_calls_nothing_zero(provisioned: Office) -> None:
    provisioned.fill(key for key in everything() if key[0] in ("P4", "TG"))
    assert provisioned.run("sync").code == 1
    four, one = provisioned.standing("P4"), provisioned.standing("P1")
    assert (four["self"], four["total"], four["band"], four["complete"]) == ("21", "13", None, False)
    assert (one["self"], one["total"]) == (None, "14.5")
    row = provisioned.row("master", "ranking", "P1")
    assert (row["self"], row["band"]) == ("", "")
    assert "thiếu 2.1, 2.2, 3" in row["state"]
    assert provisioned.row("master", "detail", "P1/2.1")["points"] == ""
