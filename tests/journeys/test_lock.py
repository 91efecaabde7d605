"""Deadlines that hold: what is over is shut to all but the keeper, exceptions let in, late changes are marked."""

import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from .archive import Archive
from .callers import Person
from .office import Json, Office, answer
from .small_town import BOOKS, everything
from .test_renumbered import INSERTED, SWAPPED
from .whole_year import EXTENSIONS, write_year

IN_TIME, OVER, DAY_AFTER = "08g00 ngày 05/11/2020", "06g00 ngày 08/11/2020", "06g00 ngày 09/11/2020"
LOCKED = "protected cell or object"
LOG_NOTE = (
    "Gia hạn: Phường 10, báo cáo đến hết ngày 10/11/2020; Phó Chủ tịch phụ trách Cụm 2 cho phép, "
    "lý do: Cán bộ phụ trách nghỉ ốm"
)


@pytest.fixture
def town(office: Office, archive: Archive) -> Office:
    """The whole calendar; everybody has typed everything, each book is shared with those who fill it."""
    write_year(office.folder)
    office.moment = IN_TIME
    if not archive.resume(office, "town-with-calendar"):
        assert office.run("provision").code == 0
        assert office.fill(everything()).code == 0
        archive.keep(office, "town-with-calendar")
    return office


def person(office: Office, name: str) -> Person:
    return Person(office, f"{name}@example.org")


def lock(office: Office, *options: str) -> Json:
    done: Json = office.run("lock", "--json", *options).json
    return done


def part(record: Json, book: str, name: str) -> Json:
    (found,) = [one for one in record["books"] if one["book"] == book]
    return next(one for one in found["parts"] if one["part"] == name)


def protections(office: Office, code: str) -> list[Json]:
    reply = office.client.http_client.fetch_sheet_metadata(office.ids[code], {"fields": "sheets/protectedRanges"})
    return [one for sheet in reply["sheets"] for one in sheet.get("protectedRanges", ())]


def extend(office: Office, text: str = EXTENSIONS) -> None:
    (office.edition_folder / "extensions.yaml").write_text(text, encoding="utf-8")


# --- shutting --------------------------------------------------------------------------------------------------------


def test_until_the_last_day_is_over_nothing_is_shut_and_nothing_written(town: Office) -> None:
    town.moment = "23g00 ngày 07/11/2020"
    before = town.everything()
    ran = town.run("lock")
    assert ran.code == 0
    assert "Chưa phần nào hết hạn." in ran.words
    assert town.everything() == before
    person(town, "p4").type("P4", "self", "1.1", "points", "8")


def test_after_it_a_ward_types_no_more_and_the_owner_does(town: Office) -> None:
    town.moment = OVER
    ran = town.run("lock")
    assert ran.code == 0, ran
    ward = person(town, "p4")
    for tab, key, column in (
        ("self", "1.1", "points"),
        ("appendix", "S1", "value"),
        ("highlights", "MH", "content"),
        ("remedies", "NX1", "action"),
    ):
        assert LOCKED in ward.is_refused("P4", tab, key, column)
    ward.type("P4", "submission", "NOP", "done", "có")
    person(town, "tg").type("TG", "points", "P4", "1.1", "8")
    town.type("P4", "self", "1.1", "points", "8")
    assert town.see("P4", "self", "1.1", "points") == "8"


def test_locking_takes_one_read_a_book_and_again_writes_nothing(town: Office) -> None:
    town.moment = OVER
    first = lock(town)
    assert first["requests"] == {"reads": len(BOOKS) + 4, "writes": 4}, "the four wards are written and read back"
    assert lock(town)["requests"] == {"reads": len(BOOKS), "writes": 0}


def test_a_dry_run_says_what_it_would_shut_and_leaves_no_trace(town: Office) -> None:
    town.moment = OVER
    before = town.everything()
    ran = town.run("lock", "--dry-run")
    assert ran.code == 0
    assert "Phường 4: Thẻ “Tự chấm điểm”: khóa 16 ô vì đã hết hạn; Thẻ “Phụ lục số liệu”: khóa 4 ô" in ran.words
    assert "mọi người có quyền chỉnh sửa" in ran.words
    assert "Sẽ sửa khóa 4 bảng" in ran.words
    assert town.everything() == before
    town.sync()
    assert "late-change" not in town.codes(), "nor was a record kept that would be held against anything"


def test_a_dry_run_asks_nobody_to_do_what_locking_does_itself(town: Office) -> None:
    town.moment = OVER
    lock(town)
    found = town.client.http_client.fetch_sheet_metadata(town.ids["P4"], {"fields": "sheets.protectedRanges"})
    for one in [one for sheet in found["sheets"] for one in sheet.get("protectedRanges", [])]:
        users = [*one["editors"].get("users", []), "p4@example.org"]
        changed = {"protectedRangeId": one["protectedRangeId"], "editors": {"users": users}}
        town.batch("P4", {"updateProtectedRange": {"protectedRange": changed, "fields": "editors"}})
    rehearsed = town.run("lock", "--dry-run")
    assert "cả p4@example.org" in rehearsed.words
    assert "CHƯA KHÓA" not in rehearsed.words
    assert town.run("lock").code == 0
    assert "p4@example.org" not in town.run("lock", "--dry-run").words


def test_who_can_still_type_is_read_back_and_told(town: Office) -> None:
    town.moment = OVER
    ran = town.run("lock")
    assert "4 bảng" not in ran.out.splitlines()[0]
    assert "chỉ chủ tệp" in ran.words
    report = part(lock(town), "P4", "report")
    assert report["locked"] is True
    assert report["over"] is True
    assert (report["typists"], report["open_cells"], report["extension"]) == ([], [], None)
    still_open = part(lock(town), "TG", "points")
    assert (still_open["over"], still_open["locked"], still_open["last_day"]) == (False, None, "2020-11-12")
    assert max(map(len, ran.out.splitlines())) <= 80


def test_other_peoples_protections_stay_as_they_are(town: Office) -> None:
    place = town.place("P4", "self")
    own = {"range": {"sheetId": place.grid.sheet_id, "startRowIndex": 4, "endRowIndex": 5}, "description": "của tôi"}
    town.batch("P4", {"addProtectedRange": {"protectedRange": own}})
    before = [one for one in protections(town, "P4") if one.get("description") == "của tôi"]
    town.moment = OVER
    assert town.run("lock").code == 0
    assert [one for one in protections(town, "P4") if one.get("description") == "của tôi"] == before
    assert part(lock(town), "P4", "report")["locked"] is True


# --- what does not hold ----------------------------------------------------------------------------------------------


def our_lock(office: Office, code: str, tab: str) -> Json:
    sheet_id = office.place(code, tab).grid.sheet_id
    return next(one for one in protections(office, code) if one["range"].get("sheetId", 0) == sheet_id)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"warningOnly": True}, "khóa thật thay cho lời nhắc"),
        ({"editors": {"users": ["p4@example.org"]}}, "bỏ quyền gõ vào ô khóa của p4@example.org"),
        ({"unprotectedRanges": []}, ""),
    ],
    ids=["a warning", "a stranger", "already shut"],
)
def test_a_lock_that_somebody_loosened_is_made_whole(town: Office, change: dict[str, Any], said: str) -> None:
    lock_id = our_lock(town, "P4", "appendix")["protectedRangeId"]
    fields = ",".join(change)
    changed = {"updateProtectedRange": {"protectedRange": {"protectedRangeId": lock_id, **change}, "fields": fields}}
    town.batch("P4", changed)
    town.moment = OVER
    ran = town.run("lock")
    assert ran.code == 0
    assert said in ran.words
    assert LOCKED in person(town, "p4").is_refused("P4", "appendix", "S1", "value")


def test_a_lock_that_was_taken_off_comes_back_and_a_doubled_one_goes(town: Office) -> None:
    appendix, own = our_lock(town, "P4", "appendix"), our_lock(town, "P4", "self")
    twice = {name: own[name] for name in ("range", "description", "unprotectedRanges")}
    town.batch(
        "P4",
        {"deleteProtectedRange": {"protectedRangeId": appendix["protectedRangeId"]}},
        {"addProtectedRange": {"protectedRange": twice}},
    )
    count = len(protections(town, "P4"))
    town.moment = OVER
    ran = town.run("lock")
    assert ran.code == 0
    assert "Phường 4: " in ran.words, "more than shutting what is over was done"
    assert "“Phụ lục số liệu”: đặt khóa, không chừa ô nào" in ran.words
    assert "Phường 2: " not in ran.words
    assert len(protections(town, "P4")) == count
    assert LOCKED in person(town, "p4").is_refused("P4", "appendix", "S1", "value")
    assert LOCKED in person(town, "p4").is_refused("P4", "self", "1.1", "points")


def test_what_nobody_protects_is_not_locked_and_the_secretary_is_told_how_to_mend_it(town: Office) -> None:
    town.moment = OVER
    asked: list[str] = []

    def refuse(request: Any, _on: Any) -> Any:
        if request.method == "POST" and town.ids["P4"] in str(request.url):
            asked.append(str(request.url))
            return answer(200, {"replies": []})(request)  # says that it is done, and does nothing
        return None

    town.accidents.append(refuse)
    ran = town.run("lock")
    assert ran.code == 1
    assert asked
    assert "CHƯA KHÓA: mọi người có quyền chỉnh sửa gõ được ở" in ran.words
    assert "Phường 4" in ran.words
    assert "sheetsync lock" in ran.words


def test_a_file_that_the_ward_itself_owns_cannot_be_locked(town: Office) -> None:
    town.configure("edition.yaml", "p4@example.org", "owner@example.com")
    town.moment = OVER
    ran = town.run("lock")
    assert ran.code == 1
    assert "chủ tệp owner@example.com là nơi điền bảng, không khóa nào giữ được" in ran.words


def test_a_book_that_cannot_be_read_or_locked_does_not_stop_the_others(town: Office) -> None:
    town.client.del_spreadsheet(town.ids["P2"])
    town.moment = OVER

    def fail(request: Any, _on: Any) -> Any:
        refused = {"error": {"code": 403, "message": "The caller does not have permission", "status": "X"}}
        is_batch = request.method == "POST" and town.ids["P1"] in str(request.url)
        return answer(403, refused)(request) if is_batch else None

    town.accidents.append(fail)
    ran = town.run("lock")
    assert ran.code == 3
    assert "Phường 2: không đọc được bảng" in ran.words
    assert "Phường 1: " in ran.words
    assert LOCKED in person(town, "p4").is_refused("P4", "self", "1.1", "points")
    record = lock(town)
    assert [one["book"] for one in record["books"] if one["failure"]] == ["P1", "P2"]


def test_without_books_there_is_nothing_to_lock(office: Office) -> None:
    ran = office.run("lock")
    assert ran.code == 2
    assert "sheetsync provision" in ran.words


def test_where_drive_does_not_tell_who_owns_a_file_that_is_said(town: Office) -> None:
    town.moment = OVER

    def refuse(request: Any, _on: Any) -> Any:
        refused = {"error": {"code": 403, "message": "The caller does not have permission", "status": "X"}}
        return answer(403, refused)(request) if "/permissions" in str(request.url) else None

    town.accidents.append(refuse)
    ran = town.run("lock")
    assert "(Drive không" in ran.words
    assert "chỉ chủ tệp" not in ran.words
    assert part(lock(town), "P4", "report")["owners"] is None
    town.accidents.clear()
    assert part(lock(town), "P4", "report")["owners"] == ["owner@example.com"]


# --- exceptions ------------------------------------------------------------------------------------------------------


def test_an_extension_lets_one_ward_in_until_its_day_and_no_longer(town: Office) -> None:
    town.moment = OVER
    assert town.run("lock").code == 0
    extend(town)
    town.moment = DAY_AFTER
    ran = town.run("lock")
    assert ran.code == 0
    assert LOG_NOTE in ran.words
    ward, other = person(town, "p10"), person(town, "p2")
    ward.type("P10", "self", "3", "points", "1")
    assert LOCKED in other.is_refused("P2", "self", "3", "points")
    town.moment = "23g59 ngày 10/11/2020"
    assert lock(town)["requests"]["writes"] == 0
    ward.type("P10", "self", "3", "points", "0,5")
    town.moment = "00g01 ngày 11/11/2020"
    assert f"{LOG_NOTE} (đã hết)" in town.run("lock").words
    assert LOCKED in ward.is_refused("P10", "self", "3", "points")


def test_the_log_tells_of_an_extension_once_even_after_a_run_that_died(town: Office) -> None:
    extend(town)
    town.moment = DAY_AFTER

    def die(request: Any, _on: Any) -> Any:
        if request.method == "POST" and town.ids["master"] in str(request.url):
            raise KeyboardInterrupt
        return None

    town.accidents.append(die)
    assert town.run("sync").code not in {0, 1}
    town.accidents.clear()
    town.sync()
    town.moment = "08g00 ngày 09/11/2020"
    town.sync()
    assert town.text("master", "log").count(LOG_NOTE) == 1


# --- late changes ----------------------------------------------------------------------------------------------------


def test_what_is_changed_after_the_record_is_marked_and_counts(town: Office) -> None:
    town.moment = OVER
    assert town.run("lock").code == 0
    assert "late-change" not in town.codes()
    town.type("P4", "self", "1.1", "points", "9")  # the owner does it for the ward
    town.sync("--no-mail")
    (late,) = [one for one in town.findings() if one["code"] == "late-change"]
    assert (late["unit"], late["criterion"], late["severity"]) == ("P4", "1.1", "warning")
    assert "8,5" in late["message"]
    row = town.row("master", "late", "1")
    assert (row["unit"], row["before"], row["after"]) == ("Phường 4", "8,5", "9")
    assert row["closed"] == "07/11/2020 (báo cáo)"
    assert "Sửa sau hạn" in town.text("P4", "feedback")
    assert town.standing("P4")["self"] == "21.5"
    town.type("P4", "self", "1.1", "points", "8,5")
    town.sync("--no-mail")
    assert "late-change" not in town.codes()
    assert "Phường 4" not in town.text("master", "late")


def test_the_first_sync_after_the_deadline_keeps_the_record_too(town: Office) -> None:
    town.moment = OVER
    town.sync("--no-mail")
    town.type("P4", "self", "1.1", "points", "9")
    town.moment = DAY_AFTER
    town.sync("--no-mail")
    assert town.codes().count("late-change") == 1


def test_what_was_changed_in_longer_time_stays_allowed_and_what_comes_later_is_late(town: Office) -> None:
    extend(town)
    town.moment = OVER
    assert town.run("lock").code == 0
    person(town, "p10").fill("P10", ("self", "3", "points", "1"), ("self", "2.2", "points", "2"))
    town.moment = "06g00 ngày 11/11/2020"
    assert town.run("lock").code == 0
    town.type("P10", "self", "3", "points", "0,5")
    town.sync("--no-mail")
    found = {one["criterion"]: one["code"] for one in town.findings() if one["code"].startswith("late-change")}
    assert found == {"2.2": "late-change-allowed", "3": "late-change"}
    assert town.row("master", "late", "2")["closed"] == "10/11/2020 (báo cáo)"


# --- corrected afterwards --------------------------------------------------------------------------------------------


def day_by_day(office: Office, *days: str) -> None:
    for day in days:
        office.moment = f"06g00 ngày {day}/11/2020"
        assert office.run("lock").code == 0
        office.sync("--no-mail")


def late(office: Office) -> list[tuple[str, str | None, str]]:
    """What is said to be late, and with what stood there then."""
    found = [one for one in office.findings() if one["code"].startswith(("late-change", "record-late"))]
    return [(one["code"], one["unit"], re.split("; |: điều", one["message"])[0]) for one in found]


@pytest.mark.parametrize("rubric", [INSERTED, SWAPPED], ids=["inserted", "swapped"])
def test_a_rubric_renumbered_after_the_deadline_accuses_nobody(town: Office, rubric: str) -> None:
    town.type("P4", "submission", "NOP", "done", "có")
    town.sync("--no-mail")
    day_by_day(town, "08")
    town.type("C1", "reports", "P4", "agreed", "có")
    town.sync("--no-mail")
    (town.edition_folder / "rubric.yaml").write_text(rubric, encoding="utf-8")
    assert town.run("provision").code == 0
    assert town.run("sync", "--no-mail", "--new-rubric", "Đánh số lại").code in {0, 1}
    assert {"late-change", "step-put-back"}.isdisjoint(town.codes())
    assert (late(town), town.see("C1", "reports", "P4", "step")) == ([], "Đã thống nhất")
    new = "1.2" if rubric is SWAPPED else "1.1"
    town.type("P4", "self", new, "points", "8")
    town.sync("--no-mail")
    assert late(town) == [("late-change", "P4", "Sửa sau hạn 07/11/2020: khi hết hạn ô này là “8,5”, nay là “8”")]
    assert f"Tự chấm điểm, {new}: Điểm tự chấm: “8,5” → “8”" in town.row("P4", "submission", "NOP")["changes"]


def test_shorter_time_and_another_name_for_a_phase_leave_late_what_was_late(town: Office) -> None:
    extend(town)
    day_by_day(town, "08", "09", "10", "11")
    town.type("P10", "self", "1.1", "points", "5")
    town.sync("--no-mail")
    assert late(town) == [("late-change", "P10", "Sửa sau hạn 10/11/2020: khi hết hạn ô này là “7”, nay là “5”")]
    extend(town, EXTENSIONS.replace("10/11/2020", "09/11/2020"))
    shorter = [("late-change", "P10", "Sửa sau hạn 09/11/2020: khi hết hạn ô này là “7”, nay là “5”")]
    assert late(town) == shorter, "as soon as it is asked"
    town.sync("--no-mail")
    assert late(town) == shorter
    town.configure("edition.yaml", "code: BC,", "code: BCX,")
    rehearsed = town.sync("--no-mail", "--dry-run")
    assert rehearsed["cells_changed"] == town.sync("--no-mail")["cells_changed"] == 0
    assert late(town) == shorter
    with closing(sqlite3.connect(town.data / "memory.db")) as memory:
        kept = dict(memory.execute("SELECT phase, at FROM records WHERE book = 'P10'"))
    assert kept["BCX+2020-11-07"] == kept["BC+2020-11-07"] == "2020-11-08T06:00:00+07:00", "looked for only once"
    assert kept["BCX+report+2020-11-09"] == "2020-11-10T06:00:00+07:00"


def test_a_deadline_moved_to_an_earlier_day_is_held_against_what_was_read_first_after_that_day(town: Office) -> None:
    for town.moment in ("08g00 ngày 06/11/2020", "08g00 ngày 07/11/2020"):
        town.sync("--no-mail")
    town.type("P4", "self", "1.1", "points", "9")
    town.configure("edition.yaml", "ends: 07/11/2020, due: [unit]", "ends: 05/11/2020, due: [unit]")
    town.moment = "20g00 ngày 07/11/2020"
    town.sync("--no-mail")
    assert late(town) == [("late-change", "P4", "Sửa sau hạn 05/11/2020: khi hết hạn ô này là “8,5”, nay là “9”")]


def test_a_book_that_could_not_be_told_after_a_moved_deadline_is_held_against_what_was_read_next(town: Office) -> None:
    town.sync("--no-mail")
    locale = {"updateSpreadsheetProperties": {"properties": {"locale": "en_US"}, "fields": "locale"}}
    town.batch("P4", locale)
    day_by_day(town, "06")
    locale["updateSpreadsheetProperties"]["properties"] = {"locale": "vi_VN"}
    town.batch("P4", locale)
    town.type("P4", "self", "1.1", "points", "9")
    day_by_day(town, "07")
    town.type("P4", "self", "1.1", "points", "9,5")
    town.configure("edition.yaml", "ends: 07/11/2020, due: [unit]", "ends: 05/11/2020, due: [unit]")
    town.moment = "20g00 ngày 07/11/2020"
    town.sync("--no-mail")
    assert late(town) == [
        ("late-change", "P4", "Sửa sau hạn 05/11/2020: khi hết hạn ô này là “9”, nay là “9,5”"),
        ("record-late", None, "Sau hạn 05/11/2020, đến 07/11/2020 mới đọc được Phường 4"),
    ]


# --- sync that locks -------------------------------------------------------------------------------------------------


def test_where_the_edition_wants_it_sync_locks_and_asks_nothing_more_once_it_is_done(town: Office) -> None:
    town.configure("edition.yaml", "reminders:", "lock_on_sync: true\nreminders:")
    town.moment = OVER
    ran = town.run("sync", "--no-mail")
    assert "Bảng P4: Thẻ “Tự chấm điểm”: khóa 16 ô vì đã hết hạn." in ran.words
    assert LOCKED in person(town, "p4").is_refused("P4", "self", "1.1", "points")
    done = town.sync("--no-mail")
    assert "locked" not in done
    assert done["requests"]["writes"] == 0
    assert done["requests"]["reads"] == len(BOOKS)


def test_elsewhere_sync_locks_nothing(town: Office) -> None:
    town.moment = OVER
    town.sync("--no-mail")
    person(town, "p4").type("P4", "self", "1.1", "points", "8")


def test_a_lock_that_sync_cannot_set_is_told_and_the_rest_goes_on(town: Office) -> None:
    town.configure("edition.yaml", "reminders:", "lock_on_sync: true\nreminders:")
    town.moment = OVER
    town.sync("--no-mail")
    lock_id = our_lock(town, "P1", "self")["protectedRangeId"]
    town.batch("P1", {"deleteProtectedRange": {"protectedRangeId": lock_id}})
    refused = {"error": {"code": 403, "message": "The caller does not have permission", "status": "X"}}

    def fail(request: Any, _on: Any) -> Any:
        is_batch = request.method == "POST" and town.ids["P1"] in str(request.url)
        return answer(403, refused)(request) if is_batch else None

    town.accidents.append(fail)
    ran = town.run("sync", "--no-mail")
    assert ran.code == 3
    assert "Chưa khóa được bảng P1" in ran.words
