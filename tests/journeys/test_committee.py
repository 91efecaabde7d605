"""What the committee asks: how little would change the result, what if, and is the same measure laid to all."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sheetsync.cli import main

from .office import Office, Ran
from .test_demo import INDEX, QUAN5


@pytest.fixture
def run(demos: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command that only reads, on the editions that come with the program, with their samples, synced."""
    monkeypatch.chdir(demos)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SHEETSYNC_EDITION", raising=False)

    def go(*arguments: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = capsys.readouterr()
        assert max(map(len, out.splitlines()), default=0) <= 80 or "{" in out
        return Ran(int(ended.value.code or 0), out, err)

    return go


# --- margins ---------------------------------------------------------------------------------------------------------


def test_margins_of_the_sample_name_the_change_the_place_and_the_hand(run: Any) -> None:
    rows = {row["unit"]: row for row in run(*QUAN5, "margins", "--json").json}
    assert len(rows) == 15
    assert [row["rank"] for row in rows.values()] == sorted(row["rank"] for row in rows.values())
    up = next(one for one in rows["P5"]["margins"] if one["goal"] == "band-up")
    assert (up["band"], up["gap"], up["change"]) == ("Xuất sắc", "0.5", "0.5")
    assert {"criterion": "2.3", "hand": "department", "change": "0.5"}.items() <= up["at"][0].items()
    assert [one["goal"] for one in rows["P3"]["margins"]] == ["above", "below"]
    inspected = next(one for one in rows["P9"]["margins"] if one["goal"] == "above")
    assert [(one["criterion"], one["hand"]) for one in inspected["at"]] == [("5.2", "cluster")]


def test_margins_are_read_as_a_table(run: Any) -> None:
    done = run(*QUAN5, "margins", "Phường 5", "P3", "P15")
    assert done.code == 0
    assert "lên Xuất sắc" in done.words
    assert "+0,5 ở 2.3" in done.words
    assert "một tiêu chí không đủ" in done.words
    assert "còn thiếu 1 tiêu chí nên chưa xét loại" in done.words
    assert "Phường 12" not in done.words
    assert run(*QUAN5, "margins", "P99").code == 2


def test_equals_are_told_what_separates_them(run: Any) -> None:
    done = run(*QUAN5, "margins", "P2")
    assert "hơn Phường 10 (đang bằng)" in done.words
    assert "kém Phường 10 (đang bằng)" in done.words
    assert "và 38 tiêu chí khác" in done.words


def test_the_index_has_margins_to_the_hundredth_and_no_bands(run: Any) -> None:
    rows = run(*INDEX, "margins", "--json").json
    assert len(rows) == 34
    assert {one["goal"] for row in rows for one in row["margins"]} <= {"above", "below", "above-equal", "below-equal"}
    for better, worse in pairwise(rows):
        above = next(one for one in worse["margins"] if one["goal"] == "above")
        assert above["units"] == [better["unit"]]
        assert round(float(above["change"]) - float(above["gap"]), 2) == 0.01


def test_of_too_many_units_some_must_be_named(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetsync.cli.margins.MOST", 10)
    refused = run(*QUAN5, "margins")
    assert refused.code == 2
    assert "15 phường, nhiều hơn 10" in refused.words
    assert run(*QUAN5, "margins", "P1").code == 0


# --- what if ---------------------------------------------------------------------------------------------------------


def test_without_bonus_those_who_lived_on_it_fall(run: Any) -> None:
    found = run(*QUAN5, "whatif", "--without-bonus", "--json").json
    moved = {row["unit"]: row for row in found["units"] if row["moves"]}
    assert (found["moved"], found["unmoved"]) == (len(moved), 15 - len(moved))
    assert moved["P12"]["before"] == {"total": "96", "rank": 1, "band": "Xuất sắc", "band_open": False}
    assert moved["P12"]["after"] == {"total": "91", "rank": 2, "band": "Xuất sắc", "band_open": False}
    done = run(*QUAN5, "whatif", "--without-bonus")
    assert "Giả định: không tính điểm thưởng." in done.words
    assert "96,0 → 91,0" in done.words
    assert "không có gì được ghi hay gửi" in done.words


def test_suppositions_combine_and_what_stays_is_said(run: Any) -> None:
    one = run(*QUAN5, "whatif", "--leave-out", "3", "--leave-out", "TC 1.2.", "--without-bonus")
    assert "Giả định: không tính điểm thưởng; bỏ 3, 1.2." in one.words
    both = run(*QUAN5, "whatif", "--leave-out", "3", "--threshold", "Xuất sắc=75.5", "--threshold", "tot=70")
    assert "Giả định: bỏ 3; Xuất sắc từ 75,5 (nay là 90); Tốt từ 70 (nay là 80)." in both.words
    assert "Thang điểm còn 78 thay vì 95 điểm; ngưỡng giữ nguyên: Khá 65, Trung bình 50, Yếu 0." in both.words


def test_the_index_without_a_component_is_ranked_anew(run: Any) -> None:
    done = run(*INDEX, "whatif", "--leave-out", "TTTT")
    assert "Thang điểm còn 90 thay vì 100 điểm." in done.words
    assert "8 giữ nguyên hạng." in done.words
    assert "vốn không có điểm thưởng" in run(*INDEX, "whatif", "--without-bonus").words


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "Chưa cho biết giả định điều gì"),
        (("--leave-out", "99"), "Không có tiêu chí “99”. → Dùng một trong: 1, 1.1"),
        (("--threshold", "Giỏi=3"), "Không có loại “Giỏi”. → Dùng một trong: Xuất sắc, Tốt"),
        (("--threshold", "Tốt=abc"), "Không hiểu ngưỡng “Tốt=abc”"),
        (("--threshold", "Tốt=-1"), "Không hiểu ngưỡng"),
        (("--threshold", "Tốt=1.000"), "Không hiểu ngưỡng"),
        (("--threshold", "Tốt"), "Không hiểu ngưỡng"),
        (("--threshold", "Tốt=95"), "Xuất sắc không còn đòi nhiều điểm hơn Tốt"),
        (tuple(word for code in "123456789" for word in ("--leave-out", code)), "không còn tiêu chí nào"),
    ],
)
def test_what_cannot_be_supposed_is_refused_with_what_can(run: Any, options: tuple[str, ...], says: str) -> None:
    refused = run(*QUAN5, "whatif", *options)
    assert refused.code == 2
    assert says in refused.words


def test_an_edition_without_bands_has_no_threshold_to_change(run: Any) -> None:
    assert "không chia loại; bỏ --threshold" in run(*INDEX, "whatif", "--threshold", "Tốt=80").words


# --- fairness --------------------------------------------------------------------------------------------------------


def test_departments_clusters_and_units_are_laid_side_by_side(run: Any) -> None:
    found = run(*QUAN5, "fairness", "--json").json
    departments = {row["department"]: row for row in found["departments"]}
    assert departments.keys() == {"VP", "TG", "DT", "PT", "DC", "TC"}
    assert departments["TG"].items() >= {"criteria": 5, "figures": 69, "mean": "92.39", "others": "88.3"}.items()
    assert [row["complete"] for row in found["clusters"]] == [5, 5, 1]
    differences = [abs(float(row["difference"])) for row in found["units"]]
    assert differences == sorted(differences, reverse=True)
    assert found["units"][0].items() >= {"unit": "P11", "self": "84", "final": "75.5", "difference": "8.5"}.items()
    done = run(*QUAN5, "fairness")
    for words in ("Các bộ phận chấm", "Cụm thi đua 1", "Tự chấm so với điểm được tính", "không điểm nào bị sửa"):
        assert words in done.words


def test_an_edition_without_clusters_and_self_scores_shows_its_department(run: Any) -> None:
    done = run(*INDEX, "fairness")
    assert done.code == 0
    assert "62,66" in done.words
    assert "Cụm" not in done.words
    assert "Tự chấm" not in done.words
    assert run(*INDEX, "fairness", "--json").json["clusters"] == []


def test_a_margin_holds_when_the_change_is_really_typed(published: Office) -> None:
    rows = published.run("margins", "--json").json
    ward, below = next(
        (row["unit"], one) for row in rows for one in row["margins"] if one["goal"] == "below" and one["at"]
    )
    place = below["at"][0]
    assert place["hand"] == "department"
    scorer = "TG" if place["criterion"].startswith("1") else "VP"
    keys = [(scorer, "points", ward, place["criterion"], place["to"].replace(".", ","))]
    assert published.fill(keys).code == 0
    assert published.run("sync", "--no-mail").code == 0
    ranks = {one["unit"]: one["rank"] for one in published.run("standing", "--json").json}
    assert all(ranks[ward] > ranks[rival] for rival in below["units"])


def test_no_such_command_sends_a_request_or_writes_anything(published: Office) -> None:
    published.traffic.clear()
    before = json.dumps(published.run("standing", "--json").json)
    for command in (("margins",), ("whatif", "--without-bonus"), ("fairness",), ("margins", "P1", "--json")):
        assert published.run(*command).code == 0
    assert published.traffic == []
    assert json.dumps(published.run("standing", "--json").json) == before


def test_criteria_that_decide_nothing_are_shown_with_their_words(filled: Office) -> None:
    assert filled.fill(("VP", "points", ward, "3", "2") for ward in ("P1", "P4", "P2", "P10")).code == 0
    assert filled.run("sync", "--no-mail").code == 0
    (found,) = filled.run("fairness", "--json").json["undeciding"]
    assert found == {"criterion": "3", "text": "Việc đột xuất", "max": "2", "points": "2", "full": True, "units": 4}
    shown = filled.run("fairness").words
    assert "Tiêu chí mà mọi phường bằng điểm nhau (không phân loại được ai)" in shown
    assert "3 Việc đột xuất 2/2 4" in shown


def test_a_long_list_of_units_is_cut_and_says_so(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetsync.cli.fairness.MOST", 3)
    assert "Còn 11 đơn vị chênh ít hơn; xem đủ bằng --json." in run(*QUAN5, "fairness").words


def test_where_the_committee_has_decided_no_figure_helps(published: Office) -> None:
    assert published.fill([("master", "ranking", "P1", "agreed_points", "20")]).code == 0
    assert published.fill([("master", "ranking", "P4", "agreed_band", "Khá")]).code == 0
    assert published.run("sync", "--no-mail").code == 0
    shown = published.run("margins").words
    assert "Ban Thường trực đã thống nhất tổng điểm" in shown
    assert "loại Khá do Ban Thường trực quyết định" in shown
    assert "không tính lại: Phường 1." in published.run("whatif", "--without-bonus").words
    smaller = published.run("whatif", "--leave-out", "1", "--leave-out", "2.1", "--without-bonus").words
    assert "vượt thang điểm giả định nên không dùng, lấy tổng tính ra: Phường 1." in smaller
    assert "không tính lại" not in smaller


def test_before_anybody_has_given_points_there_is_nothing_to_compare(provisioned: Office) -> None:
    assert provisioned.run("sync", "--no-mail").code == 1
    assert "chưa có điểm" in provisioned.run("margins").words
    assert provisioned.run("whatif", "--without-bonus").code == 0
    assert provisioned.run("fairness").code == 0


@pytest.mark.parametrize("command", [("margins",), ("margins", "P4"), ("whatif", "--leave-out", "1.1"), ("fairness",)])
def test_before_the_first_sync_the_next_step_is_told(office: Office, command: tuple[str, ...]) -> None:
    done = office.run(*command)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == ["Chưa đồng bộ lần nào nên chưa có số liệu.", "→ Chạy `sheetsync sync` trước."]


def test_a_unit_that_is_not_there_is_refused_with_those_that_are(published: Office) -> None:
    done = published.run("margins", "P4", "Phường 44")
    assert (done.code, done.out) == (2, "")
    assert done.words == "Không có đơn vị “Phường 44”. → Dùng một trong: P1, P4, P2, P10."
