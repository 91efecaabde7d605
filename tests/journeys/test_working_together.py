"""People work in the books while commands run, and commands run at the same time: nobody writes over anybody."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from requests import PreparedRequest

from sheetsync.adapters.memory.sqlite import SqliteMemory

from .office import EARLY, LATE, Accident, Office
from .small_town import BOOKS, NAME


def at_look(office: Office, code: str, number: int, happens: Callable[[], None]) -> Accident:
    """Let something happen in a book right before it is read for the n-th time."""
    looks = 0

    def accident(request: PreparedRequest, _on: object) -> None:
        nonlocal looks
        if request.method == "GET" and f"/v4/spreadsheets/{office.ids[code]}" in str(request.url):
            looks += 1
            if looks == number:
                happens()

    return accident


def insert_row(office: Office, code: str, tab: str, key: str) -> None:
    """Insert a row above one, as the menu does."""
    place = office.place(code, tab)
    above = place.rows[key] - 1
    span = {"sheetId": place.grid.sheet_id, "dimension": "ROWS", "startIndex": above, "endIndex": above + 1}
    office.batch(code, {"insertDimension": {"range": span, "inheritFromBefore": True}})


def damage(office: Office, code: str) -> None:
    """Type over a locked text, as an owner can."""
    office.worksheet(code, "self").update_acell(office.address(code, "self", "2.1", "text"), "abc")


def texts(office: Office, code: str) -> dict[str, str]:
    return {key: office.see(code, "self", key, "text").strip() for key in office.place(code, "self").rows}


# --- provisioning ----------------------------------------------------------------------------------------------------


def test_a_row_inserted_while_a_plan_is_applied_leaves_that_book_alone_and_mends_the_others(filled: Office) -> None:
    meant = texts(filled, "P4")
    for code in ("P1", "P4"):
        damage(filled, code)
    assert filled.run("provision", "--plan").code == 0
    filled.accidents.append(at_look(filled, "P4", 2, lambda: insert_row(filled, "P4", "self", "1.1")))
    ran = filled.run("provision", "--apply")
    assert ran.code == 4
    assert "Phường 4 - Thi đua 2020” vừa có người sửa sau khi soát nên chưa ghi gì vào bảng này. [P4]" in ran.words
    assert "sheetsync provision --plan" in ran.words
    assert texts(filled, "P4") == meant | {"2.1": "abc"}, "no other row got that text"
    assert texts(filled, "P1") == meant
    filled.accidents.clear()
    assert filled.run("provision", "--plan").code == 0
    assert filled.run("provision", "--apply").code == 0
    assert texts(filled, "P4") == meant


def test_without_a_plan_a_book_is_mended_where_its_rows_are_by_then(filled: Office) -> None:
    meant = texts(filled, "P4")
    damage(filled, "P4")
    filled.accidents.append(at_look(filled, "P4", 2, lambda: insert_row(filled, "P4", "self", "1.1")))
    assert filled.run("provision").code == 0
    assert texts(filled, "P4") == meant
    assert filled.holds("P4", "self", "1.1", "points") == 8.5


def test_only_a_book_that_is_mended_is_read_twice(filled: Office) -> None:
    damage(filled, "P4")
    filled.traffic.clear()
    assert filled.run("provision").code == 0
    reads = [url for method, url in filled.traffic if method == "GET" and "/v4/spreadsheets/" in url]
    assert (len(reads), filled.writes) == (len(BOOKS) + 1, 1)


# --- publishing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["a row inserted", "sorted"])
def test_a_book_whose_rows_move_right_before_it_is_written_waits_for_the_next_run(published: Office, how: str) -> None:
    published.type("VP", "points", "P4", "2.1", "4,5")
    before = published.row("C1", "reports", "P1")

    def meanwhile() -> None:
        if how == "sorted":
            published.sort("C1", "reports", "code")
        else:
            insert_row(published, "C1", "reports", "P1")

    published.accidents.append(at_look(published, "C1", 2, meanwhile))
    ran = published.run("sync", "--no-mail")
    assert ran.code == 3
    assert "Chưa ghi được bảng C1: bảng đang được sửa ngay lúc công bố. Lần đồng bộ sau sẽ ghi." in ran.words
    assert published.see("master", "ranking", "P4", "total") == "21,50"
    assert published.row("C1", "reports", "P1") == before
    assert published.see("C1", "reports", "P4", "department") == "21,00"
    published.accidents.clear()
    assert published.sync("--no-mail")["requests"] == {"reads": len(BOOKS) + 1, "writes": 1}
    assert published.see("C1", "reports", "P4", "department") == "21,50"


def test_a_book_that_cannot_be_looked_at_again_is_not_written(published: Office) -> None:
    published.type("VP", "points", "P4", "2.1", "4,5")

    def gone() -> None:
        published.client.del_spreadsheet(published.ids["C1"])

    published.accidents.append(at_look(published, "C1", 2, gone))
    ran = published.run("sync", "--no-mail")
    assert ran.code == 3
    assert "Chưa ghi được bảng C1: không có bảng tính nào mang mã này." in ran.words


def test_people_may_type_on_while_their_book_is_written(published: Office) -> None:
    published.type("TG", "points", "P4", "1.1", "99")
    published.accidents.append(at_look(published, "TG", 2, lambda: published.type("TG", "points", "P1", "1.1", "8")))
    done = published.sync("--no-mail")
    assert done["notes_changed"]
    assert "failures" not in done
    assert published.see("TG", "points", "P1", "1.1") == "8"


# --- commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("provision",), ("lock",), ("sync",)])
def test_two_commands_that_write_never_run_at_once(filled: Office, arguments: tuple[str, ...]) -> None:
    damage(filled, "P4")
    before = filled.everything()
    with SqliteMemory(filled.data / "memory.db") as memory:
        run = memory.begin_run(datetime.now(UTC))
        ran = filled.run(*arguments)
        assert ran.code == 4
        assert "đang chạy" in ran.words
        assert filled.everything() == before
        assert filled.run("provision", "--plan").code == 0, "looking is always allowed"
        memory.finish_run(run, {})
    assert filled.run("provision").code == 0


def test_what_a_sync_said_of_itself_outlives_a_provisioning(published: Office) -> None:
    damage(published, "P4")
    assert published.run("provision").code == 0
    with SqliteMemory(published.data / "memory.db") as memory:
        assert memory.last_summary()["reads"] == 2 * len(BOOKS)


# --- another day -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "what", "instead"),
    [
        (("sync",), "công bố lên Google", "--dry-run"),
        (("lock",), "khóa bảng trên Google", "--dry-run"),
        (("remind",), "nhắc ai về bảng trên Google", "--dry-run"),
        (("import", "P4", "p4.xlsx", "--yes"), "nhập lên Google", "--yes"),
        (("provision",), "tạo hay sửa bảng trên Google", "--plan"),
        (("provision", "--apply"), "tạo hay sửa bảng trên Google", "--plan"),
    ],
)
def test_nothing_is_written_to_google_by_a_time_that_is_not_true(
    office: Office, arguments: tuple[str, ...], what: str, instead: str
) -> None:
    office.configure("edition.yaml", "highlights:", "google: {service_account: khong-co.json}\nhighlights:")
    ran = office.bare("-e", f"config/{NAME}", "--at", LATE, *arguments)
    assert ran.code == 2
    assert f"`--at` chỉ để diễn tập: không {what} với giờ giả định." in ran.words
    assert "Bỏ `--at`, hoặc" in ran.words
    assert instead in ran.words


def test_a_plan_may_be_made_for_another_day(office: Office) -> None:
    office.configure("edition.yaml", "highlights:", "google: {service_account: khong-co.json}\nhighlights:")
    ran = office.bare("-e", f"config/{NAME}", "--at", EARLY, "provision", "--plan")
    assert "khong-co.json" in ran.words, "it went as far as Google's door"
    assert "diễn tập" not in ran.words
