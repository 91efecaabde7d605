"""Once somebody has scored, the rubric is frozen: another one needs a reason, and the log keeps it."""

import json
from datetime import UTC, datetime

import pytest

from sheetsync.adapters.memory.sqlite import SqliteMemory
from sheetsync.freezing import Settled
from sheetsync.hands import RubricVersion

from .office import LATE, Office
from .small_town import BOOKS, NAME, ward_keys
from .test_kills import dies, log

MORE = ('{code: "3", text: Việc đột xuất, max: 2,', '{code: "3", text: Việc đột xuất, max: 1,')
"""Criterion 3 is worth less: what departments gave there beyond 1 no longer counts."""
BANDS = ("{name: Xuất sắc, minimum: 22}", "{name: Xuất sắc, minimum: 20.5}")
"""Phường 4, with 21, is Xuất sắc too."""
SAID = "xếp loại Xuất sắc: ngưỡng 22 → 20,5"
TOUCHED = "Phường 4: Tốt → Xuất sắc"
NOTE = f"Đổi thang điểm lần 1 (Công văn 12): {SAID}. Thay đổi: Phường 4 Tốt → Xuất sắc."
COMMITTEE = (("margins",), ("margins", "P4", "--json"), ("whatif", "--without-bonus"), ("fairness",))
READERS = (("standing",), ("findings",), ("explain", "P4", "1.1"), *COMMITTEE)


def change_bands(office: Office) -> None:
    office.configure("rubric.yaml", *BANDS)


def notes(office: Office) -> list[str]:
    """What stands in the notes of the log, publication by publication."""
    return [office.see("master", "log", number, "note") for number in log(office)]


def test_a_rubric_changed_after_scoring_is_refused_with_what_it_would_change_and_what_to_do(published: Office) -> None:
    before, letters = published.everything(), len(published.letters)
    change_bands(published)
    ran = published.run("sync")
    assert ran.code == 4
    assert (
        f"Đã chấm điểm nên thang điểm đã khóa (từ 08g00 ngày 05/11/2020), nay cấu hình ghi khác: {SAID}." in ran.words
    )
    assert f"Làm thay đổi {TOUCHED}." in ran.words
    assert 'sheetsync sync --new-rubric "lý do"' in ran.words
    assert (published.everything(), len(published.letters), published.writes) == (before, letters, 0)


def test_the_old_rubric_put_back_goes_on_as_if_nothing_had_been(published: Office) -> None:
    change_bands(published)
    assert published.run("sync").code == 4
    published.configure("rubric.yaml", *BANDS[::-1])
    assert published.sync()["requests"]["writes"] == 0
    assert notes(published) == [""]


def test_with_a_reason_it_is_published_and_the_log_keeps_why_and_whom_it_touched(published: Office) -> None:
    change_bands(published)
    ran = published.run("sync", "--new-rubric", "Công văn 12")
    assert ran.code == 0
    assert NOTE in ran.words
    assert published.see("master", "ranking", "P4", "band") == "Xuất sắc"
    assert notes(published) == ["", NOTE]
    assert published.standing("P4")["band"] == "Xuất sắc"
    assert published.sync()["requests"]["writes"] == 0, "from now on that is the rubric in force"


def test_a_change_that_touches_nobody_is_logged_as_well(published: Office) -> None:
    published.configure("rubric.yaml", "{name: Khá, minimum: 10}", "{name: Khá, minimum: 9}")
    done = published.sync("--new-rubric", "Công văn 12")
    assert done["requests"]["writes"] == 1
    assert done["rubric"] == notes(published)[1]
    assert done["rubric"] == (
        "Đổi thang điểm lần 1 (Công văn 12): xếp loại Khá: ngưỡng 10 → 9. "
        "Không đơn vị nào thay đổi tổng điểm, hạng hay xếp loại."
    )
    assert published.sync()["requests"]["writes"] == 0


def test_a_criterion_added_after_everything_was_due_makes_nobody_late(published: Office) -> None:
    published.moment = LATE
    published.sync("--no-mail")
    before = published.status("master")["totals"]
    published.configure("rubric.yaml", "max: 25", "max: 26")
    published.configure(
        "rubric.yaml", "criteria:\n", 'criteria:\n  - {code: "4", text: Việc mới, max: 1, scorer: VP}\n'
    )
    assert published.run("provision").code == 0
    done = published.run("sync", "--no-mail", "--new-rubric", "Công văn 12")
    assert done.code in {0, 1}, done
    ward = published.status("P4")
    assert (ward["done"], ward["expected"], ward["complete"], ward["on_time"]) == (8, 9, False, True)
    assert [total["on_time"] for total in published.status("master")["totals"]] == [
        total["on_time"] for total in before
    ]
    assert "Đúng hạn 07/11/2020" in published.see("master", "progress", "P4", "on_time")
    codes = published.codes()
    assert "book-late" not in codes
    assert codes.count("points-missing") == 8, "what is missing now is told: four wards and their department"


def test_a_second_change_is_the_second_one_in_the_log(published: Office) -> None:
    change_bands(published)
    assert published.run("sync", "--new-rubric", "Công văn 12").code == 0
    published.configure("rubric.yaml", *BANDS[::-1])
    assert published.run("sync").code == 4
    assert published.run("sync", "--new-rubric", "Công văn 13").code == 0
    assert notes(published)[2] == (
        "Đổi thang điểm lần 2 (Công văn 13): xếp loại Xuất sắc: ngưỡng 20,5 → 22. Thay đổi: Phường 4 Xuất sắc → Tốt."
    )
    assert published.see("master", "ranking", "P4", "band") == "Tốt"


def test_points_that_a_change_takes_are_told_unit_by_unit(published: Office) -> None:
    published.configure("rubric.yaml", *MORE)
    published.configure("rubric.yaml", "max: 25", "max: 24")
    words = published.run("sync").words
    assert "tổng điểm 25 → 24; 3: điểm tối đa 2 → 1." in words
    assert "Phường 1: 23,75 → 21,75" in words
    assert "Phường 4: 21 → 19,5" in words
    assert "Phường 2: hạng 3 → 2." in words, "others fall behind it"
    assert "Phường 10" not in words


def test_a_rehearsal_compares_but_changes_nothing(published: Office) -> None:
    before = published.everything()
    change_bands(published)
    refused = published.run("sync", "--dry-run")
    assert refused.code == 4
    assert TOUCHED in refused.words
    shown = published.run("sync", "--dry-run", "--new-rubric", "Công văn 12")
    assert shown.code == 0
    assert f"Nhật ký công bố!F5: (trống) → {NOTE}" in shown.words
    assert (published.everything(), published.writes) == (before, 0)
    assert published.run("sync").code == 4, "nothing was frozen"


def test_readers_show_no_points_by_a_rubric_that_is_not_in_force(published: Office) -> None:
    change_bands(published)
    for command in READERS:
        ran = published.run(*command)
        assert ran.code == 2, command
        assert SAID in ran.words
        assert "--new-rubric" in ran.words
        assert ran.out == ""
    assert published.run("check").code == 0
    assert published.run("status").code == 0, "it shows no points"


def test_before_anybody_has_scored_the_rubric_may_still_be_changed(provisioned: Office) -> None:
    provisioned.fill(ward_keys("P4"))
    assert provisioned.run("sync").code == 1
    change_bands(provisioned)
    assert provisioned.run("sync").code == 1
    assert provisioned.run("standing").code == 0
    done = provisioned.sync("--new-rubric", "Công văn 12")
    assert done["rubric"] == "Chưa có bản thang điểm nào được khóa nên không cần `--new-rubric`."
    provisioned.type("TG", "points", "P4", "1.1", "8,5")
    assert provisioned.run("sync", "--dry-run").code == 1
    provisioned.configure("rubric.yaml", *BANDS[::-1])
    assert provisioned.run("sync").code == 1, "a rehearsal freezes nothing"
    change_bands(provisioned)
    assert provisioned.run("sync").code == 4


def test_a_reason_where_nothing_differs_is_told_so_and_the_run_goes_on(published: Office) -> None:
    published.configure("rubric.yaml", "max: 25", "max: 25.0")
    ran = published.run("sync", "--new-rubric", "Công văn 12")
    assert ran.code == 0
    assert "Thang điểm không khác bản đã khóa nên không cần `--new-rubric`." in ran.words
    assert notes(published) == [""]


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_reason_is_none(published: Office, reason: str) -> None:
    change_bands(published)
    ran = published.run("sync", "--new-rubric", reason)
    assert ran.code == 2
    assert ran.err.startswith("Chưa ghi lý do đổi thang điểm.")
    assert published.traffic == []


@pytest.mark.parametrize("step", ["before-publish", "after-publish"])
def test_killed_between_freezing_and_publishing_it_is_simply_run_again(published: Office, step: str) -> None:
    change_bands(published)
    dies(published, step, 1, "--new-rubric", "Công văn 12")
    assert published.run("standing").code == 0, "the new rubric is in force"
    ran = published.run("sync")
    assert ran.code == 0
    assert notes(published) == ["", NOTE]
    assert published.see("master", "ranking", "P4", "band") == "Xuất sắc"
    assert published.sync()["requests"] == {"reads": len(BOOKS), "writes": 0}


def test_notes_that_could_not_be_written_are_told_by_the_next_publication(published: Office) -> None:
    master = published.ids["master"]
    before = published.store.permissions(master)
    for permission in before:
        published.store.save_permission(master, {**permission, "role": "reader"})
    change_bands(published)
    assert published.run("sync", "--new-rubric", "Công văn 12").code == 3
    published.configure("rubric.yaml", *BANDS[::-1])
    assert published.run("sync", "--new-rubric", "Công văn 13").code == 3
    for permission in before:
        published.store.save_permission(master, permission)
    assert published.run("sync").code == 0
    first, second = notes(published)[1].splitlines()
    assert first == NOTE
    assert second.startswith("Đổi thang điểm lần 2 (Công văn 13): xếp loại Xuất sắc: ngưỡng 20,5 → 22.")
    assert published.sync()["requests"]["writes"] == 0


def test_a_master_restored_from_before_the_change_is_told_of_it_again(published: Office) -> None:
    change_bands(published)
    assert published.run("sync", "--new-rubric", "Công văn 12").code == 0
    published.worksheet("master", "log").update_acell("F5", "")
    reply = published.client.http_client.fetch_sheet_metadata(published.ids["master"], {"fields": "developerMetadata"})
    newest = max(item["metadataId"] for item in reply["developerMetadata"])
    lookup = {"developerMetadataLookup": {"metadataId": newest}}
    published.batch("master", {"deleteDeveloperMetadata": {"dataFilter": lookup}})
    assert published.run("sync").code == 4, "a state that this machine did not leave"
    assert published.run("sync", "--adopt", "--no-mail").code == 0
    assert NOTE in notes(published)


def test_what_a_person_deletes_in_the_log_stays_deleted(published: Office) -> None:
    change_bands(published)
    assert published.run("sync", "--new-rubric", "Công văn 12").code == 0
    published.type("master", "log", "2", "note", "")
    assert published.run("sync").code == 0
    assert notes(published) == ["", ""]


LATE_RULE = ("criteria:", "late: [{phase: BC, per_day: 0.5, cap: 2}]\ncriteria:")


def test_a_late_report_costs_what_the_rubric_says_for_the_days_on_which_it_was_seen_incomplete(filled: Office) -> None:
    filled.configure("rubric.yaml", *LATE_RULE)
    filled.type("P4", "self", "1.1", "points", "")
    filled.moment = "08g00 ngày 08/11/2020"
    filled.run("sync")
    filled.moment = "08g00 ngày 20/11/2020"
    assert filled.run("sync", "--dry-run").code in (0, 1)
    filled.type("P4", "self", "1.1", "points", "8,5")
    filled.run("sync")
    (found,) = [one for one in filled.findings() if one["code"] == "report-late-points"]
    assert (found["unit"], found["message"]) == ("P4", "Nộp chậm 1 ngày so với hạn 07/11/2020: trừ 0,5 điểm.")
    assert filled.standing("P4")["total"] == "20.5", f"{NAME}: 21 less half a point"
    assert filled.standing("P1")["total"] == "23.75"


def test_what_goes_missing_after_a_report_was_complete_costs_nothing(published: Office) -> None:
    published.configure("rubric.yaml", *LATE_RULE)
    published.run("sync", "--new-rubric", "Công văn 12")
    published.type("P4", "self", "1.1", "points", "")
    published.moment = "08g00 ngày 20/11/2020"
    published.run("sync")
    assert "report-late-points" not in published.codes()


def test_a_deadline_moved_after_scoring_is_refused_like_another_rubric(filled: Office) -> None:
    filled.configure("rubric.yaml", *LATE_RULE)
    filled.type("P4", "self", "1.1", "points", "")
    filled.moment = "08g00 ngày 08/11/2020"
    assert filled.run("sync").code in (0, 1)
    filled.configure("edition.yaml", "ends: 07/11/2020", "ends: 06/11/2020")
    refused = filled.run("sync")
    assert refused.code == 4
    assert "hạn của giai đoạn BC: 07/11/2020 → 06/11/2020. Làm thay đổi Phường 4: 20,5 → 20" in refused.words
    assert "trả lại rubric.yaml và edition.yaml như cũ." in refused.words
    told = filled.run("sync", "--new-rubric", "Dời hạn theo công văn 12")
    assert "Đổi thang điểm lần 1 (Dời hạn theo công văn 12): hạn của giai đoạn BC" in told.words
    assert notes(filled)[1].startswith("Đổi thang điểm lần 1 (Dời hạn theo công văn 12): hạn của giai đoạn BC")
    assert filled.run("sync").code in (0, 1)


def test_a_version_frozen_without_the_calendar_is_completed_in_silence(published: Office) -> None:
    with SqliteMemory(published.data / "memory.db") as memory:
        (frozen,) = memory.rubrics()
        bare = json.loads(frozen.content)
        del bare["edition"]
        memory.freeze(json.dumps(bare), frozen.at)
    assert published.sync()["requests"]["writes"] == 0
    with SqliteMemory(published.data / "memory.db") as memory:
        whole = memory.rubrics()[-1]
    assert (whole.number, whole.at, whole.content, whole.note) == (3, frozen.at, frozen.content, "")
    change_bands(published)
    published.run("sync", "--new-rubric", "Công văn 12")
    assert notes(published)[1] == NOTE, "still the first change that anybody made"


def test_a_change_whose_words_begin_those_of_an_earlier_one_is_told_for_itself() -> None:
    change = RubricVersion(3, datetime(2020, 11, 9, tzinfo=UTC), "{}", note="Thang điểm đổi: ngập")
    earlier = {"log": {"1": {"note": "Thang điểm đổi: ngập nặng"}}}
    assert Settled((change,)).untold(earlier) == change.note
    assert Settled((change,)).untold({"log": {"1": {"note": f"Gia hạn.\n{change.note}"}}}) == ""
