"""Progress and remedies: expected, received, complete, on time, with evidence; what was remedied and who says so."""

from datetime import datetime

from small_year import IDS, LATER, NOW, SMALL, ZONE, Year, empty_year, filled_year, published, small_edition

from sheetsync.core.layout import MASTER
from sheetsync.core.reading import Source
from sheetsync.core.tables.course import on_time_words
from sheetsync.core.tables.desired import Occasion, desired
from sheetsync.core.tables.progress import Share, Total, progress

JUDGED = small_edition(
    remarks=[
        {"unit": "P1", "code": "NX1", "text": "Báo cáo chậm", "judge": "VP"},
        {"unit": "P1", "code": "NX2", "text": "Thiếu số liệu"},
        {"unit": "P2", "code": "NX1", "text": "Ít mô hình", "judge": "TG"},
    ]
)


def table(year: Year, tab: str, code: str = MASTER, now: datetime = NOW) -> dict[str, list[object]]:
    """One tab as rows by key; nothing where there is no such tab."""
    assessment = year.assess(now)
    found = desired(assessment, assessment.book(code), Occasion(now, 7, IDS)).tables.get(tab)
    if found is None:
        return {}
    return {str(key): list(values) for key, values in zip(found.index, found.itertuples(index=False), strict=True)}


def spoiled(code: str, tab: str, drawn: str, year: Year | None = None) -> Year:
    year = year or filled_year()
    year[code].type(tab, drawn)
    return year


# --- progress --------------------------------------------------------------------------------------------------------


def test_the_progress_of_every_book_but_the_master_then_of_clusters_and_all() -> None:
    year = spoiled("P1", "self", "code | points \n 1.1 | 9đ")
    year.remember("C1")
    year.unread("C1", "not-found")
    year.unread("C2", "not-found")
    rows = table(year, "progress")
    assert list(rows) == ["P1", "P2", "P3", "P10", "TG", "VP", "C1", "C2", "Cộng C1", "Cộng C2", "Tổng cộng"]
    assert rows["P1"] == [
        *("Phường 1", "Đọc được", "10 ô", "Cụm đã nhận", "9/10 ô", "Còn hạn đến 07/11/2020"),
        *("4/4 tiêu chí", 1),
    ]
    assert rows["P2"][4:] == ["8/8 ô", "Đúng hạn 07/11/2020", "4/4 tiêu chí", 0]
    assert [rows[code][1] for code in ("C1", "C2")] == ["Số liệu cũ", "Chưa đọc được"]


def test_of_a_cluster_and_of_all_the_wards_are_counted() -> None:
    year = spoiled("P1", "self", "code | points | figures | judgement \n 1.1 | | 12 cuộc | ")
    year.unread("P3", "not-found")
    rows = table(year, "progress")
    assert rows["Cộng C1"] == ["Cụm 1: 2 phường", "2/2", "2 phường", "2/2", "1/2", "1/2", "1/2", 1]
    assert rows["Cộng C2"] == ["Cụm 2: 2 phường", "1/2", "2 phường", "2/2", "1/2", "1/2", "1/2", 1]
    assert rows["Tổng cộng"] == ["Tất cả: 4 phường", "3/4", "4 phường", "4/4", "2/4", "2/4", "2/4", 2]
    assert rows["P3"][2:7] == ["8 ô", "Đã nộp 06/11/2020", "", "Hạn 07/11/2020", ""], (
        "of what was not read nobody knows"
    )


def test_no_book_can_have_the_key_of_a_total() -> None:
    """Codes hold no space, and a key is read back as a row of its own."""
    year, _ = published(filled_year())
    keys = {year[MASTER].stands("progress", row, 1) for row in range(4, 16)}
    assert {"Cộng C1", "Tổng cộng"} <= keys
    assert [" " in total.key for total in progress(year.assess()).totals] == [True] * 3


def test_a_cluster_without_wards_has_no_total_and_without_clusters_there_is_only_one() -> None:
    clusters = [{"code": code, "name": code} for code in ("C1", "C2", "C3")]
    assert list(table(empty_year(small_edition(clusters=clusters)), "progress"))[-3:] == [
        *("Cộng C1", "Cộng C2", "Tổng cộng"),
    ]
    units = [{"code": "P1", "name": "Phường 1"}]
    alone = small_edition(units=units, clusters=[], remarks=[], figures=[], collects=["unit", "department"])
    assert list(table(empty_year(alone), "progress")) == ["P1", "TG", "VP", "Tổng cộng"]
    nobody = small_edition(collects=["department"])
    assert list(table(empty_year(nobody), "progress")) == ["TG", "VP"], "no ward has a book"


def test_a_book_in_which_nothing_is_asked_shows_no_count() -> None:
    criteria = [{"code": "1", "text": "Tuyên truyền", "max": 25, "scorer": "TG"}]
    year = empty_year(small_edition(collects=["department"], rubric={"criteria": criteria}))
    assert table(year, "progress")["VP"][2:5] == ["", "Đã chấm 0/0 phường", ""]


def received(year: Year, code: str = "P1") -> object:
    return table(year, "progress")[code][3]


def test_the_master_tells_how_many_the_committee_has_decided_on_where_that_has_a_day() -> None:
    days = {"starts": "26/11/2020", "ends": "26/11/2020", "closes": ["decisions"]}
    year = filled_year(small_edition(phases=[*SMALL["phases"], {"code": "XD", "title": "Họp xét", **days}]))
    assert received(year, MASTER) == "Đã quyết định 0/4 phường"
    year[MASTER].type("ranking", "code | agreed_points | reason \n P1 | 23 | Thống nhất")
    assert received(year, MASTER) == "Đã quyết định 1/4 phường"
    assert MASTER not in table(filled_year(), "progress")


def test_a_report_is_received_by_its_own_tick_or_by_the_secretary_of_its_cluster() -> None:
    year = empty_year()
    assert received(year) == ""
    year["P1"].type("submission", "code | done \n NOP | có")
    assert received(year) == "Đã nộp 06/11/2020"
    assert received(filled_year()) == "Đã nộp 06/11/2020", "on paper, says the secretary of the cluster"


def test_departments_are_counted_by_the_wards_they_have_scored_and_clusters_by_the_reports_they_have() -> None:
    year = filled_year()
    assert (received(year, "TG"), received(year, "C1")) == ("Đã chấm 4/4 phường", "Đã nhận 2/2 phường")
    year["TG"].type("points", "code | 1.1 \n P2 |")
    year["C1"].type("reports", "code | received \n P2 | chưa")
    assert (received(year, "TG"), received(year, "C1")) == ("Đã chấm 3/4 phường", "Đã nhận 1/2 phường")
    found = {row.status.book.code: row.received for row in progress(year.assess()).books}
    assert {code: found[code] for code in ("TG", "VP", "C1", "C2", MASTER)} == {
        MASTER: False,
        **dict.fromkeys(("TG", "C1"), False),
        **dict.fromkeys(("VP", "C2"), True),
    }
    year.unread("VP", "not-found")
    assert received(year, "VP") == ""


def evidence(year: Year, code: str = "P1") -> object:
    return table(year, "progress")[code][6]


def test_evidence_is_counted_where_it_is_asked_for() -> None:
    assert evidence(empty_year()) == "0/4 tiêu chí", "2.1 asks for none"
    year = spoiled("P1", "self", "code | figures \n 1.1 | \n 2.1 |")
    assert evidence(year) == "3/4 tiêu chí"
    spoiled("P1", "self", "code | judgement \n 2.2 | ", year)
    assert evidence(year) == "2/4 tiêu chí"
    spoiled("P1", "self", "code | points \n 1.1 | 0 \n 1.2 | không phát sinh", year)
    assert evidence(year) == "1/2 tiêu chí", "nothing done, nothing to prove"


def test_a_departments_evidence_is_that_of_its_proposals() -> None:
    year = filled_year()
    assert evidence(year, "TG") == ""
    rows = "no | unit | model | points | reason | evidence \n 1 | P1 | Hẻm | 1 | Hay | 5/BC \n 2 | P2 | Chợ | 1 | Hay |"
    year["TG"].type("bonus", rows)
    assert evidence(year, "TG") == "1/2 đề xuất"


def test_where_nothing_asks_for_evidence_none_is_lacking() -> None:
    leaf = {"code": "1", "text": "Việc", "max": 25, "scorer": "TG", "evidence": False}
    year = empty_year(small_edition({"criteria": [leaf]}))
    rows = table(year, "progress")
    assert (rows["P1"][6], rows["Cộng C1"][6]) == ("", "2/2")


def test_a_share_and_a_total_say_so_many_of_so_many() -> None:
    assert (str(Share(38, 41)), Share(38, 41).whole, Share(4, 4).whole) == ("38/41", False, True)
    total = Total("C1", "Cụm 1: 5 phường", 5, 5, 4, 4, 3, 2, 0)
    assert (total.key, total.share(total.received)) == ("Cộng C1", "4/5")


def test_whether_a_book_was_in_time_is_said_in_words() -> None:
    def words(year: Year, now: datetime) -> str:
        return on_time_words(year.assess(now).index.statuses["P1"])

    early = datetime(2020, 11, 5, tzinfo=ZONE)
    assert words(empty_year(), NOW) == "Còn hạn đến 07/11/2020"
    assert words(empty_year(), LATER) == "Quá hạn 07/11/2020"
    assert words(filled_year(), NOW) == "Đúng hạn 07/11/2020"
    assert words(filled_year(), LATER) == "Đủ (đọc sau hạn 07/11/2020)"
    asked_more = empty_year()
    asked_more.overrides["P1"] = Source(completed=LATER)
    assert words(asked_more, LATER) == "Từng đủ (đọc sau hạn 07/11/2020)"
    unread = filled_year()
    unread.unread("P1", "not-found")
    assert words(unread, LATER) == "Hạn 07/11/2020"
    assert words(filled_year(small_edition(phases=[])), early) == ""


# --- remedies --------------------------------------------------------------------------------------------------------


def judged(verdict: str = "", note: str = "") -> Year:
    """Ward 1 has reported on both remarks; the Office judges the first."""
    year = filled_year(JUDGED)
    return spoiled("VP", "verdicts", f"code | verdict | note \n P1/NX1 | {verdict} | {note}", year)


def test_a_department_reads_what_the_wards_report_of_the_remarks_it_judges() -> None:
    year = judged()
    assert table(year, "verdicts", "VP") == {"P1/NX1": ["Đã nhắc", "Đúng hạn", "5/BC"]}
    assert table(year, "verdicts", "TG") == {"P2/NX1": ["", "", ""]}
    spoiled("P2", "remedies", "code | action | result \n NX1 | không phát sinh | =A1", year)
    assert table(year, "verdicts", "TG") == {"P2/NX1": ["không phát sinh", "=A1", ""]}


def test_the_ward_reads_the_verdict_with_its_reason() -> None:
    assert table(judged(), "remedies", "P1") == {"NX1": [""]}
    assert table(judged("khắc phục một phần", "Còn 2 khu phố"), "remedies", "P1") == {
        "NX1": ["khắc phục một phần: Còn 2 khu phố"]
    }
    assert table(judged("đã khắc phục"), "remedies", "P1") == {"NX1": ["đã khắc phục"]}
    assert table(judged(), "remedies", "P3") == {}, "nobody remarked on it"
    assert table(filled_year(), "remedies", "P1") == {}, "nobody judges"


def test_the_master_shows_every_remark_with_its_remedy_and_the_verdict() -> None:
    year = judged("chưa khắc phục", "Vẫn trễ")
    rows = table(year, "remedies")
    assert rows["P1/NX1"] == [
        *("Phường 1", "Báo cáo chậm", "Đã nhắc", "Đúng hạn", "5/BC", "Văn phòng", "chưa khắc phục", "Vẫn trễ"),
    ]
    assert rows["P1/NX2"][5:] == ["", "", ""]
    assert rows["P2/NX1"] == ["Phường 2", "Ít mô hình", "", "", "", "Bộ phận Tuyên giáo", "", ""]
    year.unread("P1", "not-found")
    year.unread("VP", "not-found")
    assert table(year, "remedies")["P1/NX1"][2:] == ["", "", "", "Văn phòng", "", ""]
