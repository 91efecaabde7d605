"""The commands that read: what the secretary sees in a window of her size, and what a program gets."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

import sheetsync.core.books
from sheetsync.core.catalogue import CATALOGUE
from sheetsync.core.layout import Book
from sheetsync.edition import load_edition

from .office import Office

STANDING = ["unit", "name", "cluster", "total", "rank", "cluster_rank", "band", "complete", "findings"]
FINDING = ["code", "severity", "book", "tab", "cell", "unit", "criterion", "message", "link"]
SENTENCES = re.compile(r"[.!?:…”)]$")

ALLOWED = {"master"}
"""The codes a secretary has to know: that of the master, as in books.yaml."""


def layout_words(edition: Path) -> set[str]:
    """The words of the code for things people see: none of them is meant for people."""
    laid: tuple[Book, ...] = sheetsync.core.books.books(load_edition(edition)[0])
    words = {book.kind for book in laid}
    words |= {tab.name for book in laid for tab in book.tabs}
    words |= {column.name for book in laid for tab in book.tabs for column in tab.columns}
    words |= set(CATALOGUE)
    words |= {"error", "warning", "info", "current", "old", "none", "true", "false", "given", "missing", "withheld"}
    words |= {"computed", "blank", "not", "found", "shared", "malformed", "unavailable", "provisioned", "unread"}
    words |= {"self", "department", "cluster", "committee", "nan", "decimal", "error", "traceback", "exception"}
    return {word for word in words - ALLOWED if word.isascii() and len(word) > 2}


def english(text: str, edition: Path) -> set[str]:
    """Words of the code in a text, apart from commands, addresses and codes of criteria."""
    without_commands = re.sub(
        r"`[^`]*`|sheetsync(?: (?:-e \S+|\w+))+|\S+\.(?:yaml|xlsx|eml|csv)|https?://\S+", " ", text
    )
    return layout_words(edition) & set(re.findall(r"[a-z][a-z-]+", without_commands.lower()))


COMMANDS = (
    ("standing",),
    ("findings",),
    ("findings", "--unit", "P4"),
    ("status",),
    ("explain", "P4", "1.1"),
    ("explain", "P4", "1.2"),
    ("explain", "Phường 2", "1.1"),
    ("agenda", "C1"),
    ("agenda", "C2"),
    ("check",),
    ("sync", "--dry-run"),
    ("sync",),
)


@pytest.mark.parametrize("width", ["60", "80"])
def test_what_a_secretary_reads_is_vietnamese_and_fits_her_window(
    muddled: Office, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for command in COMMANDS:
        shown = muddled.run(*command)
        text = shown.out + shown.err
        assert text.strip(), command
        assert english(text, muddled.edition_folder) == set(), (command, text)
        assert "Traceback" not in text
        assert "None" not in text
        assert max(map(len, shown.out.splitlines())) <= int(width), (command, shown.out)


@pytest.mark.parametrize("width", ["40", "60"])
def test_a_finding_that_is_longer_than_a_line_hangs_where_it_began(
    muddled: Office, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    whole = muddled.run("findings").out.splitlines()
    monkeypatch.setenv("COLUMNS", width)
    broken = muddled.run("findings").out.splitlines()
    assert len(broken) > len(whole)
    assert [line for line in broken if not line.startswith(("[", "    "))] == whole[-1:], "the count"
    advice = [line for line in broken if line.startswith("    → ")]
    assert len(advice) == len(whole) // 3
    assert any(line.startswith("      ") for line in broken), "advice hangs behind its arrow"


def test_the_master_is_listed_by_its_name_and_named_by_its_code(published: Office) -> None:
    shown = published.run("status").out
    assert "Bảng tổng hợp" in shown
    assert "master" not in shown
    (published.data / "books.yaml").write_text("P4: 1AbC\n", encoding="utf-8")
    doctor = published.run("doctor").words
    assert "Chưa có bảng cho: P1, P2, P10, TG, VP, C1, C2, Bảng tổng hợp." in doctor
    assert published.run("sync", "--dry-run", "--accept-empty", "master").code == 3


@pytest.mark.parametrize("width", ["60", "80"])
def test_no_line_is_broken_inside_a_word(muddled: Office, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    for command in COMMANDS[:-2]:
        monkeypatch.setenv("COLUMNS", "400")
        wide = muddled.run(*command).out.split()
        monkeypatch.setenv("COLUMNS", width)
        narrow = muddled.run(*command).out.replace("─", "").split()
        assert set(narrow) - set(wide) == set(), command


def test_standing_as_json_has_the_shape_that_programs_rely_on(muddled: Office) -> None:
    rows = muddled.run("standing", "--json").json
    assert {tuple(row)[: len(STANDING)] for row in rows} == {tuple(STANDING)}
    assert {type(row["total"]) for row in rows} == {str}
    assert [row["rank"] for row in rows] == sorted(row["rank"] for row in rows)
    four = next(row for row in rows if row["unit"] == "P4")
    assert (four["name"], four["cluster"], four["complete"]) == ("Phường 4", "C1", True)
    assert four["findings"] == len(muddled.run("findings", "--unit", "P4", "--json").json)


def test_findings_as_json_have_the_shape_that_programs_rely_on(muddled: Office) -> None:
    found = muddled.findings()
    assert {tuple(key for key in row if key != "advice") for row in found} == {tuple(FINDING)}
    assert {row["severity"] for row in found} <= {"error", "warning", "info"}
    assert {row["code"] for row in found} <= set(CATALOGUE)
    assert [row["severity"] for row in found] == sorted(
        (row["severity"] for row in found), key=["error", "warning", "info"].index
    )
    for row in found:
        assert SENTENCES.search(row["message"]), row
        assert "{" not in row["message"] + row["advice"]


def test_every_mistake_is_found_at_its_cell(muddled: Office) -> None:
    found = {(row["code"], row["book"], row["cell"]) for row in muddled.findings()}

    def at(code: str, book: str, tab: str, key: str, column: str) -> tuple[str, str, str]:
        return code, book, muddled.address(book, tab, key, column)

    assert found >= {
        at("points-out-of-range", "P4", "self", "1.1", "points"),
        at("number-as-text", "P4", "self", "1.2", "points"),
        at("evidence-missing", "P4", "self", "2.1", "points"),
        at("figure-not-whole", "P4", "appendix", "S1", "value"),
        at("number-unreadable", "P1", "self", "3", "points"),
        at("points-missing", "TG", "points", "P10", "1.1"),
        at("unit-unknown", "TG", "bonus", "1", "unit"),
        at("gap-large", "VP", "points", "P1", "2.1"),
        at("unit-not-in-cluster", "C1", "agreed", "1", "unit"),
        ("book-not-found", "P2", None),
    }


def test_findings_of_one_ward_are_asked_for_by_code_or_by_name(muddled: Office) -> None:
    by_code = muddled.run("findings", "--unit", "P4", "--json").json
    assert by_code
    assert {row["unit"] for row in by_code} == {"P4"}
    for name in ("Phường 4", "phường 4", "p4", "P.4", "4"):
        assert muddled.run("findings", "--unit", name, "--json").json == by_code


def test_a_link_opens_the_very_cell_in_the_real_tab(muddled: Office) -> None:
    for row in muddled.findings():
        if row["book"] == "P2":
            continue
        address, _, place = row["link"].partition("#")
        assert address == f"https://docs.google.com/spreadsheets/d/{muddled.ids[row['book']]}/edit"
        tabs = {tab.id: tab.title for tab in muddled.book(row["book"]).worksheets()}
        if row["cell"]:
            gid, cell = re.fullmatch(r"gid=(\d+)&range=([A-Z]+\d+)", place).groups()  # type: ignore[union-attr]  # no match fails the test
            assert (tabs[int(gid)], cell) == (row["tab"], row["cell"])
        elif row["tab"]:
            assert tabs[int(place.removeprefix("gid="))] == row["tab"]


def test_the_ward_sees_its_findings_with_links_in_its_own_book(muddled: Office) -> None:
    own = [row for row in muddled.findings() if row["book"] == "P4"]
    for number, row in enumerate(own, 1):
        shown = muddled.row("P4", "feedback", str(number))
        assert (shown["message"], shown["advice"]) == (row["message"], row["advice"])
    sheet = muddled.worksheet("P4", "feedback")
    cell = muddled.address("P4", "feedback", "1", "link")
    reply = muddled.client.http_client.fetch_sheet_metadata(
        muddled.ids["P4"],
        {"ranges": f"'{sheet.title}'!{cell}", "fields": "sheets.data.rowData.values(hyperlink,textFormatRuns)"},
    )
    assert own[0]["link"] in str(reply)
    assert "Cập nhật lúc 08g00 ngày 30/11/2020" in muddled.text("P4", "feedback")


def test_status_says_of_each_book_whether_it_was_read_how_full_it_is_and_whether_in_time(
    muddled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    four, two, first = muddled.status("P4"), muddled.status("P2"), muddled.status("C1")
    assert list(four) == [
        "book", "kind", "name", "read", "reason", "read_at", "done", "expected", "complete", "due", "completed",
        "on_time", "received", "received_as", "received_on", "evidence", "findings",
    ]  # fmt: skip
    assert (four["read"], four["reason"], four["read_at"]) == ("current", None, "2020-11-30T08:00:00+07:00")
    assert (four["done"], four["expected"], four["complete"], four["due"]) == (7, 8, False, "2020-11-07")
    assert four["on_time"] is False
    assert (four["received"], four["received_as"], four["received_on"]) == (True, "Đã nộp", "2020-11-30")
    assert four["evidence"] == {"done": 4, "of": 5}
    assert (two["read"], two["reason"]) == ("none", "not-found")
    assert (first["complete"], first["on_time"]) == (True, None)  # first read after its day: nobody can know
    totals = {total["cluster"]: total for total in muddled.status("master")["totals"]}
    assert list(totals) == ["C1", "C2", None]
    assert [totals[None][name] for name in ("units", "read", "received", "complete", "on_time")] == [4, 3, 4, 1, 0]
    assert "totals" not in four
    monkeypatch.setenv("COLUMNS", "100")
    shown = muddled.run("status").out
    assert re.search(r"P4 +Phường 4 +08g00 30/11/2020 +Đã nộp +7/8 +4/5 +Quá hạn 07/11/2020", shown)
    assert re.search(r"Cụm 1: 2 phường +2/2 +2/2 +0/2 +0/2 +1/2", shown)
    assert re.search(r"P2 +Phường 2 +chưa đọc được", shown)


def test_explain_traces_a_figure_to_the_cells_it_came_from(muddled: Office) -> None:
    muddled.fill(
        ("C1", "agreed", "2", column, value)
        for column, value in (("unit", "Phường 4"), ("criterion", "1.1"), ("points", "9"), ("reason", "Đã xem hồ sơ"))
    )
    muddled.run("sync")
    receipt = muddled.run("explain", "P4", "1.1", "--json").json
    hands = {hand["hand"]: hand for hand in receipt["hands"]}
    assert (receipt["points"], receipt["because"]) == ("9", "thống nhất khi kiểm tra: 9")
    assert [name for name, hand in hands.items() if hand["counts"]] == ["cluster"]
    assert (hands["self"]["value"], hands["department"]["value"]) == ("11", "8,5")
    assert hands["department"]["cell"] == muddled.address("TG", "points", "P4", "1.1")
    assert hands["cluster"]["link"].endswith(f"&range={muddled.address('C1', 'agreed', '2', 'points')}")
    shown = muddled.run("explain", "Phường 4", "1.1").words
    for words in (
        "Phường 4, tiêu chí 1.1: Tuyên truyền", "Tối đa 10 điểm; Bộ phận Tuyên giáo chấm.", "bội số của 0,5",
        "Điểm tính: 9 (thống nhất khi kiểm tra: 9)", "Số liệu minh họa: Số liệu 1.1", "11 nằm ngoài khoảng",
    ):  # fmt: skip
        assert words in shown


def test_explain_traces_a_whole_section_to_its_criteria(published: Office) -> None:
    receipt = published.run("explain", "P4", "1", "--json").json
    parts = {part["criterion"]: part for part in receipt["parts"]}
    assert receipt["hands"] == []
    assert sum(Decimal(part["points"].replace(",", ".")) for part in parts.values()) == Decimal(receipt["points"])
    shown = published.run("explain", "P4", "1").words
    assert "mục 1" in shown
    assert f"Điểm tính: {receipt['points']} ({receipt['because']})" in shown


def test_a_standing_tells_every_node_and_what_makes_up_the_total(published: Office) -> None:
    row = published.standing("P4")
    assert set(row["sections"]) < set(row["nodes"])
    sums = [Decimal(row[name]) for name in ("base", "bonus", "deductions", "clamped")]
    assert sum(sums) == Decimal(row["computed"])
    assert row["mark"] == row["total"], "without idle zeros"
    assert (row["rank_without_bonus"], row["band_open"], row["provisional"]) == (row["rank"], False, [])


DECIDED = ["state", "decided", "decided_band", "stale", "stale_bonus"]


def test_a_standing_tells_what_was_decided_and_whether_it_rests_on_old_figures(published: Office) -> None:
    def told(unit: str) -> list[object]:
        row = published.standing(unit)
        return [row[name] for name in DECIDED]

    assert told("P4") == ["Đủ", None, None, False, []]
    decided = [("agreed_points", "20,50"), ("agreed_band", "Khá"), ("reason", "Thống nhất")]
    published.fill(("master", "ranking", "P4", column, value) for column, value in decided)
    assert published.run("sync", "--no-mail").code == 0
    assert told("P4") == [published.see("master", "ranking", "P4", "state"), "20.5", "Khá", False, []]
    shown = published.run("standing").out
    assert "nhất" in shown.split("Phường")[0], "the committee's total has a column of its own"
    line = next(line for line in shown.splitlines() if "Phường 4" in line)
    computed = published.see("master", "ranking", "P4", "total")
    assert re.search(rf"\b{computed} +20,50\b", line), "beside the computed one"
    assert "Ban Thường trực thống nhất 20,5; xếp loại Khá" in published.run("agenda", "C1").words
    published.fill([("VP", "points", "P4", "3", "1")])
    assert published.run("sync", "--no-mail").code in (0, 1)
    state, *others = told("P4")
    assert others == ["20.5", "Khá", True, []]
    assert state == published.see("master", "ranking", "P4", "state")
    assert "Quyết định dựa trên số cũ" in str(state)
    ran = published.run("standing")
    assert f"Phường 4: {state}" in ran.words, "whole, below the table"
    assert len(ran.out.splitlines()) < 14
    assert told("P1")[3] is False


def test_where_nothing_is_scored_the_ranking_shows_no_place_and_no_bonus(provisioned: Office) -> None:
    provisioned.run("sync", "--no-mail")
    line = next(line for line in provisioned.run("standing").out.splitlines() if "Phường 4" in line)
    assert line.split() == ["Phường", "4", "C1", "Chưa", "có", "điểm"]


def test_a_standing_names_the_proposals_that_were_decided_on_as_they_once_were(published: Office) -> None:
    published.fill(("TG", "bonus", "1", column, value) for column, value in PROPOSED)
    assert published.run("sync", "--no-mail").code in (0, 1)
    published.fill([("master", "bonus", "TG-1", "decided", "1")])
    assert published.run("sync", "--no-mail").code in (0, 1)
    assert published.standing("P4")["stale_bonus"] == []
    published.fill([("TG", "bonus", "1", "points", "2")])
    assert published.run("sync", "--no-mail").code in (0, 1)
    assert published.standing("P4")["stale_bonus"] == ["TG-1"]


PROPOSED = (("unit", "Phường 4"), ("model", "Thư viện"), ("points", "1,5"), ("reason", "Hay"), ("evidence", "Số 1"))


PERCENT = ("criteria:", "compare: percent\nlate: [{phase: BC, per_report: 0.5}]\ncriteria:")


@pytest.mark.parametrize(("width", "more"), [("60", 0), ("80", 1)])
def test_the_ranking_shows_by_what_it_ranks(
    filled: Office, monkeypatch: pytest.MonkeyPatch, width: str, more: int
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    filled.configure("rubric.yaml", *PERCENT)
    filled.type("P4", "self", "1.1", "points", "")
    filled.moment = "08g00 ngày 08/11/2020"
    filled.run("sync", "--no-mail")
    shown = filled.run("standing").out
    assert max(map(len, shown.splitlines())) <= int(width)
    line = next(line for line in shown.splitlines() if "Phường 4" in line)
    assert re.search(r"\b20,50 +82,00\b", line), "20,5 of 25 points"
    assert (shown.count("Trừ"), line.count("-0,50")) == (more, more)


def test_readers_send_no_request(published: Office) -> None:
    published.traffic.clear()
    for command in (("standing",), ("findings",), ("status",), ("explain", "P4", "1.1"), ("check",)):
        assert published.run(*command).code == 0
    assert published.traffic == []


ALL_READERS = (
    *(("findings",), ("status",), ("standing",), ("agenda", "C1"), ("margins",), ("fairness",)),
    *(("explain", "P4", "3"), ("whatif", "--without-bonus")),
)


def test_between_two_runs_readers_tell_what_the_last_one_said_whatever_the_day(filled: Office) -> None:
    filled.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    filled.configure("edition.yaml", "due: [department]", "due: [department], closes: [points, questions]")
    filled.type("VP", "points", "P4", "3", "")
    filled.fill((("TG", "questions", "1", name, said) for name, said in (("unit", "P4"), ("question", "Ở đâu?"))))
    filled.moment = "10g00 ngày 10/11/2020"
    filled.sync("--no-mail")
    readers = [(*one, *more) for one in ALL_READERS for more in ((), ("--json",))]
    then = [filled.run(*one).out for one in readers]
    filled.moment = "10g00 ngày 18/11/2020"
    assert [filled.run(*one).out for one in readers] == then
    assert (filled.status("VP")["on_time"], filled.status("VP")["read_at"][:10]) == (None, "2020-11-10")
    filled.sync("--no-mail")
    assert filled.status("VP")["on_time"] is False, "only who has looked can say so"
    late = [one["message"] for one in filled.findings() if one["code"] in {"book-late", "record-late"}]
    assert any("Văn phòng chưa đủ khi hết hạn 12/11/2020." in one for one in late)
    assert any("đến 18/11/2020 mới đọc được" in one for one in late)


def test_an_import_between_two_runs_reads_one_book_and_moves_no_other_day(filled: Office) -> None:
    filled.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    filled.type("VP", "points", "P4", "3", "")
    filled.moment = "10g00 ngày 10/11/2020"
    filled.sync("--no-mail")
    then = filled.findings()
    assert filled.run("export", "out").code == 0
    filled.type("P4", "self", "1.1", "points", "9,5")
    filled.moment = "10g00 ngày 18/11/2020"
    (file,) = filled.folder.glob("out/P4 *.xlsx")
    assert filled.run("import", "P4", str(file), "--late", "--yes").code == 0
    assert [one for one in filled.findings() if one["book"] == "VP"] == [one for one in then if one["book"] == "VP"]


@pytest.mark.parametrize("command", [("standing",), ("findings",), ("status",), ("explain", "P4", "1.1")])
def test_before_the_first_run_readers_say_what_to_do(office: Office, command: tuple[str, ...]) -> None:
    done = office.run(*command)
    assert done.code == 2
    assert done.err.splitlines() == ["Chưa đồng bộ lần nào nên chưa có số liệu.", "→ Chạy `sheetsync sync` trước."]


def test_a_year_without_a_fault_is_said_to_be_without_a_fault(published: Office) -> None:
    said = "Không có chỗ nào cần xem lại (đọc lúc 08g00 ngày 05/11/2020)."
    assert published.run("findings").words == said
    assert published.run("findings", "--json").json == []
    assert "Không còn ô nào cần xem lại." in published.text("P4", "feedback")


def test_check_names_every_problem_with_file_and_line(office: Office) -> None:
    office.configure("edition.yaml", "starts: 09/11/2020", "starts: 31/02/2020")
    office.configure("rubric.yaml", "max: 2,", "max: hai,")
    done = office.run("check")
    assert done.code == 2
    assert re.search(r"^edition\.yaml:\d+: \[Sai\] ", done.out, re.MULTILINE)
    assert re.search(r"^rubric\.yaml:\d+: \[Sai\] ", done.out, re.MULTILINE)
    rows = office.run("check", "--json").json
    assert {tuple(row) for row in rows} == {("severity", "file", "line", "message")}
    assert len(rows) == len(re.findall(r"^\S+:\d+: \[", done.out, re.MULTILINE)), "all of them"
