"""Reminders: who is behind is told before the deadline and after it, once, and is left in peace when done."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import sheetsync.cli.workplace
from sheetsync.adapters.mail.postbox import FolderPostbox
from sheetsync.errors import LetterRefusedError

from .office import Office, address_of, part
from .small_town import NAME, WARDS

DYING = Path(__file__).with_name("dying.py")
FOUR, FIVE, SIX = (f"08g00 ngày 0{day}/11/2020" for day in (4, 5, 6))


@pytest.fixture
def behind(filled: Office) -> Office:
    """Everybody has handed in but Phường 4, which still owes two criteria; three days are left."""
    for ward in WARDS:
        if ward != "P4":
            filled.type(ward, "submission", "NOP", "done", "có")
    filled.type("P4", "self", "1.2", "points", "")
    filled.type("P4", "self", "3", "points", "")
    filled.moment = FOUR
    return filled


def reminded(office: Office, moment: str = "") -> list[str]:
    """Run `remind` and give the addresses of the letters that came of it."""
    office.moment = moment or office.moment
    before = set(office.letters)
    office.run("remind")
    return sorted(address_of(letter) for name, letter in office.letters.items() if name not in before)


def remembered(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """All that is remembered but that there was a run."""
    with closing(sqlite3.connect(office.data / "memory.db")) as memory:
        tables = [name for (name,) in memory.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        kept = (name for name in tables if name not in {"runs", "sqlite_sequence"})
        return {name: memory.execute(f"SELECT * FROM {name}").fetchall() for name in kept}  # noqa: S608 - its own names


def refuse(_box: FolderPostbox, _letter: object) -> None:
    """What a postbox does that takes nothing."""
    raise LetterRefusedError("Hết chỗ.", "Dọn đĩa.")


def complete(office: Office, ward: str = "P4") -> None:
    office.type(ward, "self", "1.2", "points", "4,5")
    office.type(ward, "self", "3", "points", "1,5")
    office.type(ward, "submission", "NOP", "done", "có")


def test_who_is_behind_is_told_once_what_is_missing(behind: Office) -> None:
    done = behind.run("remind")
    assert (done.code, behind.writes) == (0, 0)
    assert "Mặt trận Phường 4 <p4@example.org>" in done.words
    assert "Đã gửi 1 thư." in done.words
    letter = behind.letter("reminder")
    assert address_of(letter) == "p4@example.org"
    assert letter["Subject"] == "[Thi đua 2020] Nhắc: còn 3 ngày đến hạn của Phường 4"
    words = " ".join(part(letter, "plain").split())
    assert "Phường 4: hạn cuối thứ bảy, 07/11/2020 (còn 3 ngày)" in words
    assert "- Tự chấm điểm: còn 2 tiêu chí: 1.2, 3" in words
    assert f"https://docs.google.com/spreadsheets/d/{behind.ids['P4']}/edit" in words
    again = behind.run("remind")
    assert (again.code, "Không có gì để nhắc." in again.words, len(behind.letters)) == (0, True, 1)


def test_one_read_a_book_and_no_write(behind: Office) -> None:
    everything = behind.everything()
    done = behind.run("remind", "--json").json
    assert done["requests"] == {"reads": len(behind.ids)}
    assert behind.everything() == everything


def test_each_day_of_reminding_has_its_letter_and_the_days_between_have_none(behind: Office) -> None:
    days = {day: reminded(behind, f"17g00 ngày {day:02}/11/2020") for day in range(3, 12)}
    assert {day for day, told in days.items() if told} == {4, 6, 8, 10}
    assert {address for told in days.values() for address in told} == {"p4@example.org"}
    subjects = [str(letter["Subject"]) for letter in behind.letters.values() if address_of(letter) == "p4@example.org"]
    assert sorted(subjects) == [
        "[Thi đua 2020] Nhắc: còn 1 ngày đến hạn của Phường 4",
        "[Thi đua 2020] Nhắc: còn 3 ngày đến hạn của Phường 4",
        "[Thi đua 2020] Quá hạn 1 ngày: Phường 4",
        "[Thi đua 2020] Quá hạn 3 ngày: Phường 4",
    ]


def test_a_day_on_which_nobody_ran_it_is_caught_up_with_and_days_gone_by_are_not_told(behind: Office) -> None:
    assert reminded(behind, FIVE) == ["p4@example.org"]
    assert "còn 2 ngày" in str(behind.letter("reminder")["Subject"])
    assert reminded(behind, "08g00 ngày 09/11/2020") == ["p4@example.org"]
    assert sorted("Quá hạn" in str(letter["Subject"]) for letter in behind.letters.values()) == [False, True]


def test_who_completes_in_between_hears_no_more(behind: Office) -> None:
    assert reminded(behind) == ["p4@example.org"]
    complete(behind)
    assert reminded(behind, SIX) == []
    assert reminded(behind, "08g00 ngày 08/11/2020") == []


def test_a_head_of_two_clusters_gets_one_letter_about_both(behind: Office) -> None:
    behind.configure("edition.yaml", "Thư ký cụm 2, email: thuky.c2@", "Trưởng cụm 2, email: Truong.C1@")
    for cluster, ward in (("C1", "P4"), ("C2", "P2")):
        behind.type(cluster, "reports", ward, "received", "")
    complete(behind)
    assert reminded(behind, "08g00 ngày 21/11/2020") == ["thuky.c1@example.org", "truong.c1@example.org"]
    (letter,) = [one for one in behind.letters.values() if address_of(one) == "truong.c1@example.org"]
    words = " ".join(part(letter, "plain").split())
    assert "Kính gửi: Trưởng cụm 1; Trưởng cụm 2" in words
    assert "Chưa ghi đã nhận báo cáo của Phường 4" in words
    assert "Chưa ghi đã nhận báo cáo của Phường 2" in words
    assert str(letter["Subject"]).endswith("của Cụm 1 và 1 việc khác")


def test_killed_before_or_after_the_letter_left_it_leaves_once_with_the_same_bytes(behind: Office) -> None:
    for step, ward in (("before-send", "P4"), ("after-send", "P2")):
        behind.type(ward, "self", "2.1", "points", "")
        behind.close()
        command = [sys.executable, str(DYING), step, "1", "-e", f"config/{NAME}", "--at", behind.moment, "remind"]
        ended = subprocess.run(command, cwd=behind.folder, check=False, capture_output=True)  # noqa: S603 - our own command
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
        (kept,) = [row for row in remembered(behind)["outbox"] if "sent" not in row]
        before = {name: letter.as_bytes() for name, letter in behind.letters.items()}
        done = behind.run("remind", "--json").json
        assert (done["people"], done["letters_sent"]) == ([], 1)
        after = {name: letter.as_bytes() for name, letter in behind.letters.items()}
        assert before.items() <= after.items()
        assert kept[2] in [path.read_bytes() for path in (behind.data / "letters").glob("*.eml")]
        assert behind.run("remind", "--json").json["letters_sent"] == 0
    assert sorted(map(address_of, behind.letters.values())) == ["p2@example.org", "p4@example.org"]


def test_a_dry_run_shows_whom_and_of_what_and_leaves_no_trace(behind: Office) -> None:
    behind.run("remind", "--dry-run")  # makes the file of what is remembered
    before, everything = remembered(behind), behind.everything()
    done = behind.run("remind", "--dry-run")
    assert done.code == 0
    assert "Mặt trận Phường 4 <p4@example.org>" in done.words
    assert "còn 3 ngày" in done.words
    assert "Tự chấm điểm: còn 2" in done.words
    assert "Sẽ nhắc 1 nơi; chưa gửi gì." in done.words
    assert (remembered(behind), behind.everything(), behind.letters) == (before, everything, {})
    assert not any(before.values())


def test_the_record_for_programs_says_the_same(behind: Office) -> None:
    done = behind.run("remind", "--dry-run", "--json").json
    (person,) = done["people"]
    (item,) = person["items"]
    assert (person["to"], person["title"]) == ("p4@example.org", "Mặt trận Phường 4")
    assert item["lacks"][0] == "Tự chấm điểm: còn 2 tiêu chí: 1.2, 3"
    assert {name: item[name] for name in ("kind", "name", "day", "days_left", "new")} == {
        "kind": "due",
        "name": "Phường 4",
        "day": "2020-11-07",
        "days_left": 3,
        "new": True,
    }
    assert item["link"].endswith(f"{behind.ids['P4']}/edit")
    assert (done["unread"], done["letters_sent"]) == (0, 0)


@pytest.mark.parametrize("columns", ["40", "80"])
def test_a_window_of_any_width_shows_every_word(behind: Office, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = behind.run("remind", "--dry-run").out
    assert max(map(len, out.splitlines())) <= int(columns)
    assert "…" not in out


def test_more_time_is_a_new_deadline_with_reminders_of_its_own(behind: Office) -> None:
    behind.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    assert reminded(behind, SIX) == ["p4@example.org"]
    more = "extensions:\n  - {book: P4, part: report, until: 10/11/2020, allowed_by: Trưởng cụm 1, because: Mưa bão}\n"
    (behind.edition_folder / "extensions.yaml").write_text(more, encoding="utf-8")
    assert reminded(behind, SIX) == []
    assert reminded(behind, "08g00 ngày 08/11/2020") == ["p4@example.org"]
    newest = [letter for letter in behind.letters.values() if "còn 2 ngày" in str(letter["Subject"])]
    assert "10/11/2020" in part(newest[0], "plain")


def test_of_a_book_that_cannot_be_read_the_office_is_told_and_not_the_ward(behind: Office) -> None:
    behind.client.del_spreadsheet(behind.ids["P4"])
    done = behind.run("remind")
    assert done.code == 3
    assert "Phường 4: Chưa đọc được" in done.words
    letter = behind.letter("reminder")
    assert address_of(letter) == "vanphong@example.org"
    assert letter["Subject"] == "[Thi đua 2020] Chưa đọc được bảng của Phường 4, còn 3 ngày"
    assert reminded(behind) == []


def test_a_rubric_that_is_not_in_force_keeps_nobody_from_being_reminded(behind: Office) -> None:
    behind.run("sync", "--no-mail")
    behind.configure("rubric.yaml", "step: 0.5", "step: 0.25")
    assert behind.run("sync", "--no-mail").code == 4
    assert reminded(behind) == ["p4@example.org"]


def test_what_reminders_saw_of_the_year_is_remembered_as_by_sync(behind: Office) -> None:
    behind.run("remind")
    assert behind.status("P1")["completed"] == "2020-11-04T08:00:00+07:00"
    assert behind.status("P4")["completed"] is None
    assert behind.run("sync").code in (0, 1)


def test_what_people_typed_over_is_still_told_after_reminders(published: Office) -> None:
    published.type("master", "ranking", "P4", "total", "99")
    published.run("sync")
    found = published.codes()
    published.run("remind")
    assert found
    assert published.codes() == found


def test_a_broken_template_reminds_nobody_and_counts_for_nothing(
    behind: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sheetsync.cli.workplace, "templates_folder", lambda: tmp_path / "none")
        done = behind.run("remind")
    assert done.code == 3
    assert "Chưa viết được thư" in done.words
    assert behind.letters == {}
    assert reminded(behind) == ["p4@example.org"]


def test_a_letter_that_could_not_leave_makes_room_for_the_next_day_s(
    behind: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(FolderPostbox, "send", refuse)
        done = behind.run("remind")
        assert done.code == 3
        assert "Chưa gửi được thư cho p4@example.org: Hết chỗ. Dọn đĩa." in done.words
    assert reminded(behind, SIX) == ["p4@example.org"]
    assert "còn 1 ngày" in str(behind.letter("reminder")["Subject"])


def test_a_reminder_that_waits_leaves_with_the_letters_of_a_sync(
    behind: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(FolderPostbox, "send", refuse)
        behind.run("remind")
    behind.run("sync")
    assert "còn 3 ngày" in str(behind.letter("reminder")["Subject"])
    assert reminded(behind) == []


def test_results_that_wait_are_not_told_by_remind_when_newer_ones_are_published(
    behind: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(FolderPostbox, "send", refuse)
        assert behind.run("sync").code == 3
    behind.type("TG", "points", "P1", "1.1", "7,25")
    behind.run("sync", "--no-mail")
    assert reminded(behind) == ["p4@example.org"]
    assert [letter["Subject"] for letter in behind.letters.values()] == [behind.letter("reminder")["Subject"]]
    behind.run("sync")
    total = behind.see("master", "ranking", "P1", "total")
    assert total in str(behind.letter("committee").get_body(("plain",))), "it hears of what the master shows"


def test_before_there_are_books_the_next_step_is_said(office: Office) -> None:
    done = office.run("remind")
    assert done.code == 2
    assert "Chưa tạo bảng nào" in done.words
    assert "provision" in done.words


def test_on_google_no_rehearsed_day_is_taken_for_a_reminder(behind: Office) -> None:
    path = behind.edition_folder / "edition.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "google: {service_account_env: KEY}\n", encoding="utf-8")
    done = behind.run("remind")
    assert done.code == 2
    assert "--dry-run" in done.words
    assert behind.run("--local", "remind").code == 0
    assert len(behind.letters) == 1


def test_a_late_ward_is_not_written_to_anew_because_another_day_has_passed(behind: Office) -> None:
    behind.configure("rubric.yaml", "criteria:", "late: [{phase: BC, per_report: 1}]\ncriteria:")
    for day in ("08", "09", "10"):
        behind.moment = f"08g00 ngày {day}/11/2020"
        behind.run("sync")
        (found,) = [one for one in behind.findings() if one["code"] == "report-late-points"]
        assert f"nộp chậm {int(day) - 7} ngày" in found["message"].lower()
    assert len([name for name in behind.letters if name.startswith("unit-P4-")]) == 1
