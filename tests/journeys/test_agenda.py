"""`agenda`: what a session has before it, on the screen, as JSON and as a page to print."""

import re
import shutil
from pathlib import Path

import pytest

from .archive import Archive
from .office import Office
from .small_town import Keys, everything

SESSION = """\
inspections:
  - {cluster: C1, day: 20/11/2020, weekday: thứ sáu, hour: 08g00, place: "UBND Phường 1"}
limits:"""


TYPED: tuple[Keys, ...] = (
    ("TG", "points", "P4", "1.1", "6"),
    ("TG", "questions", "1", "unit", "P4"),
    ("TG", "questions", "1", "criterion", "1.1"),
    ("TG", "questions", "1", "question", "Mô hình này <b>ở khu phố nào</b>?"),
    ("TG", "bonus", "1", "unit", "Phường 4"),
    ("TG", "bonus", "1", "model", "Thư viện khu phố"),
    ("TG", "bonus", "1", "points", "1"),
    ("TG", "bonus", "1", "reason", "Bà con dùng hằng ngày"),
    ("TG", "bonus", "1", "evidence", "Kế hoạch 12"),
    ("VP", "points", "P4", "3", ""),
    ("P4", "remedies", "NX1", "evidence", "Sổ giao việc"),
    ("C1", "reports", "P4", "remarks", "Báo cáo đầy đủ"),
    ("C1", "reports", "P4", "band", "Tốt"),
    ("C1", "reports", "P4", "judgement", "<script>alert(1)</script>"),
    ("P4", "submission", "NOP", "done", "có"),
)
"""Something on every topic, on top of what everybody types."""


@pytest.fixture
def ready(office: Office, archive: Archive) -> Office:
    """A cluster with something on every topic, synced; the first of these journeys keeps it for the others."""
    office.configure("edition.yaml", "limits:", SESSION)
    if not archive.resume(office, "agenda"):
        office.run("provision")
        for keys in (everything(), TYPED):
            filled = office.fill(keys)
            assert filled.code == 0, filled
        office.sync("--no-mail")
        archive.keep(office, "agenda")
    return office


SHOWN = (
    "CHƯƠNG TRÌNH KIỂM TRA: Cụm 1",
    "Thời gian: 08g00, thứ sáu ngày 20/11/2020",
    "Địa điểm: UBND Phường 1",
    "Số liệu đọc lúc 08g00 ngày 05/11/2020.",
    "Bước: Đang xét",
    "Điểm: tự chấm 21; bộ phận chấm 17; tổng đến nay 18",
    "- 1.1 Tuyên truyền: tự chấm 8,5, Bộ phận Tuyên giáo chấm 6 (chênh +2,5)",
    "- Bộ phận Tuyên giáo, tiêu chí 1.1: Mô hình này <b>ở khu phố nào</b>? → chưa trả lời",
    "Thay đổi sau hạn: không có",
    "- TG-1, Bộ phận Tuyên giáo: Thư viện khu phố, 1 điểm; lý do: Bà con dùng hằng ngày; minh chứng: Kế hoạch 12",
    "- Báo cáo còn chậm → Đã phân công người theo dõi; Nộp đúng hạn; minh chứng: Sổ giao việc",
    "Nhận xét của cụm: Báo cáo đầy đủ",
    "Cụm đề nghị xếp loại: Tốt",
    "Nhận xét sơ bộ của Trưởng đoàn: <script>alert(1)</script>",
    "- Văn phòng chưa có điểm tiêu chí 3",
)


def test_a_secretary_reads_what_the_session_has_to_settle(ready: Office) -> None:
    shown = ready.run("agenda", "C1")
    words = " ".join(shown.out.split())
    assert [one for one in SHOWN if one not in words] == []
    assert words.index("1. Phường 1") < words.index("2. Phường 4")
    assert "Đề xuất điểm thưởng: không có" in words
    assert max(map(len, shown.out.splitlines())) <= 80
    assert shown.code == 0


def test_no_request_is_sent(ready: Office) -> None:
    ready.traffic.clear()
    ready.run("agenda", "C1")
    assert ready.traffic == []


def test_a_cluster_is_named_as_people_write_it(ready: Office) -> None:
    assert ready.run("agenda", "cụm 1").out == ready.run("agenda", "c1").out
    unknown = ready.run("agenda", "Cụm 9")
    assert (unknown.code, unknown.words) == (
        2,
        "Không có cụm “Cụm 9”. → Dùng một trong: C1 (Cụm 1), C2 (Cụm 2).",
    )


def test_a_cluster_without_a_session_says_so(ready: Office) -> None:
    assert "kế hoạch chưa ghi buổi kiểm tra của cụm này" in ready.run("agenda", "C2").words
    ready.configure("edition.yaml", "weekday: thứ sáu", "weekday: thứ bảy")
    assert "(kế hoạch ghi là thứ bảy; hỏi lại trước khi mời họp)" in ready.run("agenda", "C1").words


def test_a_program_gets_the_whole_agenda(ready: Office) -> None:
    told = ready.run("agenda", "C1", "--json").json
    assert (told["cluster"], told["name"], told["read_at"]) == ("C1", "Cụm 1", "2020-11-05T08:00:00+07:00")
    assert [session["when"] for session in told["sessions"]] == ["08g00, thứ sáu ngày 20/11/2020"]
    one = told["units"][1]
    assert (one["unit"], one["self"], one["department"], one["total"]) == ("P4", "21", "17", "18")
    assert [(gap["criterion"], gap["own"], gap["theirs"], gap["gap"]) for gap in one["gaps"]] == [
        ("1.1", "8.5", "6", "2.5")
    ]
    assert [question["question"] for question in one["questions"]] == ["Mô hình này <b>ở khu phố nào</b>?"]
    assert [(bonus["key"], bonus["points"]) for bonus in one["bonus"]] == [("TG-1", "1")]
    assert (one["changes"], one["late"], one["cluster_band"]) == ([], [], "Tốt")


def test_a_page_to_print_holds_the_same_and_nothing_typed_is_markup(ready: Office) -> None:
    done = ready.run("agenda", "C1", "--out", "cum1.html")
    assert "cum1.html" in done.words
    page = Path("cum1.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Mô hình này &lt;b&gt;ở khu phố nào&lt;/b&gt;?" in page
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for text in (
        "ỦY BAN MTTQ VIỆT NAM QUẬN 5 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Thời gian: 08g00, thứ sáu ngày 20/11/2020",
        "1.1 Tuyên truyền 8,5 6 +2,5 Bộ phận Tuyên giáo",
        "Thư viện khu phố (Bộ phận Tuyên giáo) 1 Bà con dùng hằng ngày Kế hoạch 12",
        "Văn phòng chưa có điểm tiêu chí 3",
    ):
        assert text in words
    assert "None" not in page
    assert "size: A4" in page


def test_a_page_tells_late_changes_and_what_was_put_back(ready: Office) -> None:
    ready.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    ready.moment = "08g00 ngày 08/11/2020"
    ready.sync("--no-mail")
    ready.type("P4", "self", "1.1", "judgement", "Đạt khá")
    ready.sync("--no-mail")
    cell = ready.address("P4", "self", "1.1", "judgement")
    late = f"- Phường 4, Tự chấm điểm, ô {cell} (tiêu chí 1.1): “Đạt hiệu quả” → “Đạt khá”; hạn 07/11/2020"
    assert f"{late}; được phép: không" in ready.run("agenda", "C1").words
    changed = "Tự chấm điểm, 1.1: Nhận định, đánh giá hiệu quả: “Đạt hiệu quả” → “Đạt khá”"
    assert f"Đang điền, lùi từ “Đang xét” vì 1 thay đổi ({changed})" in ready.run("agenda", "C1").words
    ready.run("agenda", "C1", "--out", "cum1.html")
    page = Path("cum1.html").read_text(encoding="utf-8")
    assert changed in page
    assert f"<td>Phường 4, Tự chấm điểm, ô {cell} (tiêu chí 1.1)</td>" in page


LONGER = """\
extensions:
  - {book: P4, part: report, until: 10/11/2020, allowed_by: Phó Chủ tịch phụ trách, because: Mưa bão}
"""


def test_only_what_was_changed_in_longer_time_is_called_allowed(ready: Office) -> None:
    ready.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    (ready.edition_folder / "extensions.yaml").write_text(LONGER, encoding="utf-8")
    steps = (("08", ("judgement", "Đạt khá")), ("11", ("figures", "99 cuộc")), ("12", None))
    for day, typed in steps:
        ready.moment = f"08g00 ngày {day}/11/2020"
        ready.sync("--no-mail")
        if typed:
            ready.type("P4", "self", "1.1", *typed)
    told = {late["after"]: (late["closed"], late["allowed"]) for late in late_of(ready, "P4")}
    assert told == {
        "Đạt khá": ("07/11/2020", "Phó Chủ tịch phụ trách: Mưa bão"),
        "99 cuộc": ("10/11/2020", ""),
    }


def late_of(office: Office, unit: str) -> list[dict[str, str]]:
    (item,) = (one for one in office.run("agenda", "C1", "--json").json["units"] if one["unit"] == unit)
    return list(item["late"])


def test_what_was_typed_on_the_last_day_is_punctual_wherever_that_day_was_moved_from(ready: Office) -> None:
    ready.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    ready.moment = "08g00 ngày 08/11/2020"
    ready.sync("--no-mail")
    ready.configure("edition.yaml", "ends: 07/11/2020", "ends: 08/11/2020")
    ready.type("P4", "self", "1.1", "judgement", "Đạt khá")
    for moment in ("17g00 ngày 08/11/2020", "08g00 ngày 09/11/2020"):
        ready.moment = moment
        ready.sync("--no-mail")
        assert (late_of(ready, "P4"), "late-change" in ready.codes()) == ([], False)
    ready.type("P4", "self", "1.1", "judgement", "Đạt tốt")
    ready.sync("--no-mail")
    assert [(late["before"], late["closed"]) for late in late_of(ready, "P4")] == [("Đạt khá", "08/11/2020")]


def test_a_page_cannot_be_written_into_a_folder_that_is_not_there(ready: Office) -> None:
    refused = ready.run("agenda", "C1", "--out", "khong/co/cum1.html")
    assert refused.code == 2
    assert "Chọn chỗ khác" in refused.words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "Thiếu mẫu trang in"),
        ("{% if %}", "dòng 1 viết sai"),
        ("{{ agenda.nothing }}", "chưa dùng được"),
    ],
)
def test_the_office_may_edit_the_page_and_is_told_of_its_mistakes(ready: Office, text: str | None, told: str) -> None:
    shutil.rmtree("templates", ignore_errors=True)
    own = Path("templates") / "report"
    own.mkdir(parents=True)
    if text:
        (own / "agenda.html.j2").write_text(text, encoding="utf-8")
    refused = ready.run("agenda", "C1", "--out", "cum1.html")
    assert (refused.code, told in refused.words, Path("cum1.html").exists()) == (2, True, False)
    (own / "agenda.html.j2").write_text("{{ agenda.cluster.name }}: {{ agenda.items|length }} phường", encoding="utf-8")
    assert ready.run("agenda", "C1", "--out", "cum1.html").code == 0
    assert Path("cum1.html").read_text(encoding="utf-8") == "Cụm 1: 2 phường"


def test_nothing_is_told_before_the_first_run(provisioned: Office) -> None:
    assert "Chưa đồng bộ lần nào" in provisioned.run("agenda", "C1").words
