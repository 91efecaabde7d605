"""The doctor looks at everything in order, says what is wrong where it is wrong, and how to mend it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from gspread import Spreadsheet

import sheetsync.cli.doctor

from .cloud import ROBOT, Cloud, cloud_over, new_key
from .office import Office, Ran, answer
from .small_town import BOOKS

ORDER = (
    *("configuration", "credentials", "clock", "access", "trash", "locale", "layout", "protection", "quota", "mail"),
)


def checks(done: Ran) -> dict[str, dict[str, Any]]:
    """What --json says, by check; of a check about several books the last."""
    return {check["name"]: check for check in done.json}


def verdicts(done: Ran) -> dict[str, str]:
    return {name: check["verdict"] for name, check in checks(done).items()}


# --- local books -----------------------------------------------------------------------------------------------------


def test_local_books_in_order_need_no_login_and_no_clock(provisioned: Office) -> None:
    done = provisioned.run("doctor")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "Mọi thứ sẵn sàng."
    assert all(len(line) <= 80 for line in done.out.splitlines())
    told = checks(provisioned.run("doctor", "--json"))
    assert tuple(told) == ORDER
    needless = {name for name, check in told.items() if check["verdict"] == "needless"}
    assert needless == {"credentials", "clock", "quota"}
    assert {check["verdict"] for name, check in told.items() if name not in needless} == {"fine"}


def test_it_changes_nothing(provisioned: Office) -> None:
    before = provisioned.everything()
    provisioned.run("doctor")
    assert provisioned.writes == 0
    assert provisioned.everything() == before
    assert provisioned.letters == {}


def test_a_configuration_that_is_wrong_is_said_and_nothing_else_is_looked_at(provisioned: Office) -> None:
    provisioned.configure("rubric.yaml", "max: 25", "max: hai lăm")
    done = provisioned.run("doctor")
    assert done.code == 1
    assert "✗ Cấu hình        1 chỗ sai" in done.out
    assert "sheetsync check" in done.words
    assert set(list(verdicts(provisioned.run("doctor", "--json")).values())[1:]) == {"unchecked"}
    assert "cấu hình còn chỗ sai" in done.words


def test_doubts_about_the_configuration_are_no_hindrance(provisioned: Office) -> None:
    provisioned.configure("edition.yaml", "ends: 07/11/2020", "ends: 08/11/2020")
    done = provisioned.run("doctor")
    assert done.code == 0
    assert "! Cấu hình        Dùng được; 1 chỗ đáng ngờ." in done.out
    assert done.out.splitlines()[-1] == "Làm việc được; 1 chỗ nên xem lại (dấu !)."


def test_no_edition_named(office: Office) -> None:
    assert office.bare("doctor").code == 2


def test_before_the_first_provision_books_are_missing_and_the_rest_waits(office: Office) -> None:
    done = office.run("doctor", "--json")
    assert done.code == 1
    told = checks(done)
    assert told["access"]["verdict"] == "wrong"
    assert "P4" in told["access"]["says"]
    assert "sheetsync provision" in told["access"]["mend"]
    assert {told[name]["verdict"] for name in ("trash", "locale", "layout", "protection")} == {"unchecked"}
    assert told["mail"]["verdict"] == "fine"


def test_a_list_of_books_that_cannot_be_read_is_named_with_its_line(provisioned: Office) -> None:
    (provisioned.data / "books.yaml").write_text("P4: 1\n- x\n", encoding="utf-8")
    told = checks(provisioned.run("doctor", "--json"))
    assert "books.yaml:" in told["access"]["says"]
    assert told["layout"]["verdict"] == "unchecked"


def lose_a_column(book: Spreadsheet) -> None:
    book.worksheet("Tự chấm điểm").delete_columns(5)


def lose_a_tab(book: Spreadsheet) -> None:
    book.del_worksheet(book.worksheet("Phụ lục số liệu"))


def lose_a_row(book: Spreadsheet) -> None:
    book.worksheet("Phụ lục số liệu").delete_rows(4)


def lose_the_locks(book: Spreadsheet) -> None:
    for sheet in book.fetch_sheet_metadata({"fields": "sheets.protectedRanges"})["sheets"]:
        for lock in sheet.get("protectedRanges", ()):
            book.batch_update({"requests": [{"deleteProtectedRange": {"protectedRangeId": lock["protectedRangeId"]}}]})


def go_abroad(book: Spreadsheet) -> None:
    book.update_locale("en_US")


DAMAGES = {
    "a lost column": (lose_a_column, "layout", "provision --plan"),
    "a lost tab": (lose_a_tab, "layout", "“Phụ lục số liệu”"),
    "a lost row": (lose_a_row, "layout", "S1"),
    "lost locks": (lose_the_locks, "protection", "Tự chấm điểm"),
    "another locale": (go_abroad, "locale", "en_US"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_a_book_lacks_is_told_with_the_book_and_the_mend(provisioned: Office, damage: str) -> None:
    harm, name, words = DAMAGES[damage]
    harm(provisioned.book("P4"))
    done = provisioned.run("doctor", "--json")
    assert done.code == 1
    told = checks(done)
    assert {check for check, found in told.items() if found["verdict"] == "wrong"} == {name}
    assert told[name]["book"] == "P4"
    assert "“Phường 4 - Thi đua 2020”" in told[name]["says"]
    assert words in told[name]["says"] + told[name]["mend"]
    assert provisioned.ids["P4"] in told[name]["link"]
    assert provisioned.run("provision").code == 0
    assert provisioned.run("doctor").code == 0, "what it says mends it"


def test_a_book_in_the_bin_is_told(provisioned: Office) -> None:
    url = f"https://www.googleapis.com/drive/v3/files/{provisioned.ids['TG']}"
    provisioned.client.http_client.request("patch", url, json={"trashed": True})
    done = provisioned.run("doctor")
    assert done.code == 1
    assert "✗ Thùng rác" in done.out
    assert "Khôi phục" in done.words


def test_a_book_that_is_not_there_any_more_does_not_stop_the_others(provisioned: Office) -> None:
    provisioned.client.del_spreadsheet(provisioned.ids["TG"])
    told = checks(provisioned.run("doctor", "--json"))
    assert (told["access"]["book"], told["access"]["verdict"]) == ("TG", "wrong")
    assert "books.yaml" in told["access"]["mend"]
    assert told["layout"]["says"].startswith(f"{len(BOOKS) - 1} bảng")


@pytest.mark.parametrize("wrong", ["../about", "P 4", "https://docs.google.com/spreadsheets/d/abc/edit"])
def test_what_is_no_id_at_all_is_a_book_that_is_not_there(provisioned: Office, wrong: str) -> None:
    path = provisioned.data / "books.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(provisioned.ids["TG"], wrong), encoding="utf-8")
    told = checks(provisioned.run("doctor", "--json"))
    assert (told["access"]["book"], told["access"]["verdict"]) == ("TG", "wrong")
    assert "dòng TG của books.yaml" in told["access"]["mend"]


def test_what_stands_in_the_way_of_every_book_is_told_once(provisioned: Office) -> None:
    body = {"error": {"code": 403, "message": "off", "errors": [{"reason": "accessNotConfigured"}]}}
    off = answer(403, body)
    provisioned.accidents.append(lambda request, _: off(request) if "/drive/v3/" in str(request.url) else None)
    done = provisioned.run("doctor", "--json")
    access = [check for check in done.json if check["name"] == "access"]
    assert len(access) == 1
    assert "Google Drive API" in access[0]["mend"]
    assert checks(done)["layout"]["verdict"] == "unchecked"


def test_it_tells_how_many_requests_the_last_run_took(filled: Office) -> None:
    filled.run("sync")
    assert "Lần chạy trước: 18 lượt đọc, 9 lượt ghi" in filled.run("doctor").words
    filled.run("sync", "--dry-run")
    assert "Lần chạy trước: 18 lượt đọc, 9 lượt ghi" in filled.run("doctor").words, "a rehearsal leaves no trace"


def test_a_memory_that_is_damaged_is_told_where_it_would_be_used(provisioned: Office) -> None:
    (provisioned.data / "memory.db").write_bytes(b"nothing of a database" * 100)
    done = provisioned.run("doctor")
    assert done.code == 1
    assert "memory.db" in done.words


# --- mail ------------------------------------------------------------------------------------------------------------


def test_without_a_server_a_test_letter_becomes_a_file(provisioned: Office) -> None:
    assert "Chưa khai máy chủ thư" in provisioned.run("doctor").words
    done = provisioned.run("doctor", "--letter")
    assert done.code == 0
    assert "Đã ghi một thư thử" in done.words
    (letter,) = provisioned.letters.values()
    assert letter["To"] == "vanphong@example.org"


def test_a_server_that_is_not_there_is_told_but_not_in_a_rehearsal(provisioned: Office) -> None:
    provisioned.configure("edition.yaml", "\nmail:", "\nmail:\n  smtp: {host: 127.0.0.1, port: 9, security: none}")
    assert "Đang diễn tập" in provisioned.run("doctor").words
    provisioned.moment = ""
    done = provisioned.run("doctor")
    assert done.code == 1
    assert "✗ Thư" in done.out
    assert "127.0.0.1:9" in done.words


def test_a_password_that_is_not_there_is_told_by_the_variables_name(
    provisioned: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("THU_MAT", raising=False)
    smtp = "{host: smtp.example.org, user_env: THU_AI, password_env: THU_MAT}"
    provisioned.configure("edition.yaml", "\nmail:", f"\nmail:\n  smtp: {smtp}")
    provisioned.moment = ""
    told = checks(provisioned.run("doctor", "--json"))
    assert told["mail"]["verdict"] == "wrong"
    assert "THU_MAT" in told["mail"]["says"]


# --- Google ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key() -> str:
    return new_key()


@pytest.fixture
def cloud(office: Office, key: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """Books on Google, made by the secretary, in which the service account works."""
    with cloud_over(office, key, monkeypatch) as found:
        found.configure("oauth_client", "service_account")
        office.run("login")
        assert office.run("provision").code == 0
        yield found


def test_on_google_everything_is_looked_at(cloud: Cloud) -> None:
    told = checks(cloud.office.run("doctor", "--json"))
    assert {check["verdict"] for check in told.values()} == {"fine"}
    assert ROBOT in told["credentials"]["says"]
    assert told["quota"]["says"] == "Một lần chạy cần từ 9 đến 18 lượt đọc, hạn mức 60 lượt mỗi phút."


def test_a_book_that_is_not_shared_is_told_with_the_address_and_the_link(cloud: Cloud) -> None:
    cloud.share("P4", "", ROBOT)
    done = cloud.office.run("doctor")
    assert done.code == 1
    assert f"thêm {ROBOT} với quyền Người chỉnh sửa" in done.words
    link = f"https://docs.google.com/spreadsheets/d/{cloud.ids['P4']}/edit"
    assert link in [line.strip() for line in done.out.splitlines()], "it can be copied"
    assert "✓ Khung bảng" in done.out, "the others are looked at all the same"


def test_a_book_shared_for_reading_only_is_told(cloud: Cloud) -> None:
    cloud.share("P4", "reader", ROBOT)
    told = checks(cloud.office.run("doctor", "--json"))
    assert told["access"]["verdict"] == "wrong"
    assert "chỉ xem được" in told["access"]["says"]
    assert ROBOT in told["access"]["mend"]


@pytest.mark.parametrize(
    ("seconds", "verdict", "words"),
    [
        (0, "fine", "Đúng giờ"),
        (59, "fine", "Đúng giờ"),
        (-65, "doubtful", "nhanh 65 giây"),
        (290, "doubtful", "chậm 290 giây"),
        (310, "wrong", "chậm 310 giây"),
    ],
)
def test_the_clock_is_held_against_googles(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, seconds: int, verdict: str, words: str
) -> None:
    now = datetime(2020, 11, 8, 3, tzinfo=UTC)

    class Frozen(datetime):
        @classmethod
        def now(cls, _zone: object = None) -> datetime:  # type: ignore[override] # all that is asked of it
            return now

    monkeypatch.setattr(sheetsync.cli.doctor, "datetime", Frozen)
    cloud.time = now + timedelta(seconds=seconds)
    cloud.office.moment = "08g00 ngày 01/01/2020"
    check = checks(cloud.office.run("doctor", "--json"))["clock"]
    assert check["verdict"] == verdict
    assert words in check["says"]


def test_where_googles_clock_cannot_be_asked_that_is_said(cloud: Cloud) -> None:
    cloud.time = None
    assert checks(cloud.office.run("doctor", "--json"))["clock"]["verdict"] == "unchecked"


def test_a_key_that_is_gone_stands_in_the_way_of_the_books_but_not_of_the_mail(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICE_ACCOUNT", str(Path("keys") / "none.json"))
    told = checks(cloud.office.run("doctor", "--json"))
    assert told["credentials"]["verdict"] == "wrong"
    assert "none.json" in told["credentials"]["says"]
    assert told["clock"]["verdict"] == "fine"
    assert told["access"]["says"] == "Chưa kiểm tra được vì chưa đăng nhập được Google."
    assert (told["quota"]["verdict"], told["mail"]["verdict"]) == ("fine", "fine")


def test_more_books_than_the_quota_lets_read_in_a_minute_take_their_time(cloud: Cloud) -> None:
    cloud.office.configure("edition.yaml", "highlights:", "quota: {reads_per_user: 4}\nhighlights:")
    check = checks(cloud.office.run("doctor", "--json"))["quota"]
    assert check["verdict"] == "doubtful"
    assert "phải chờ đến 4 phút" in check["says"]
