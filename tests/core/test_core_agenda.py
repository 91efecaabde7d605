"""What an inspection session has before it: the session itself, and unit by unit what there is to settle."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from small_year import NOW, Year, empty_year, filled_year, published, small_edition

from sheetsync.core.agenda import Agenda, Disagreement, Item, Late, Proposal, Session, agenda
from sheetsync.core.cells import CellRef
from sheetsync.core.course.deadlines import Closing
from sheetsync.core.course.late import LateChange
from sheetsync.core.course.past import Past
from sheetsync.core.course.review import Change
from sheetsync.core.layout import MASTER
from sheetsync.core.reading import Source
from sheetsync.core.tables.course import Remedied
from sheetsync.edition.model import Extension, Phase


def of(year: Year, cluster: str = "C1") -> Agenda:
    return agenda(year.assess(), cluster)


def item(year: Year, unit: str = "P1") -> Item:
    return next(one for cluster in ("C1", "C2") for one in of(year, cluster).items if one.unit.code == unit)


def planned(*inspections: dict[str, str]) -> tuple[Session, ...]:
    return of(empty_year(small_edition(inspections=list(inspections)))).sessions


FRIDAY = {"cluster": "C1", "day": "20/11/2020", "weekday": "Thứ Sáu", "hour": "08g00", "place": "UBND Phường 1"}


def test_a_session_says_when_with_its_weekday_and_where() -> None:
    assert planned(FRIDAY) == (Session("08g00, thứ sáu ngày 20/11/2020", "UBND Phường 1", ""),)
    assert planned(FRIDAY | {"weekday": "chủ nhật", "day": "22/11/2020"})[0].when == "08g00, chủ nhật ngày 22/11/2020"
    assert planned({name: value for name, value in FRIDAY.items() if name != "weekday"})[0].doubt == ""
    assert planned(FRIDAY | {"weekday": "Thứ 6"})[0].doubt == "", "plans write days with a number, too"


def test_a_plan_that_calls_the_day_another_weekday_is_doubted() -> None:
    (session,) = planned(FRIDAY | {"day": "22/11/2020"})
    assert session.doubt == "kế hoạch ghi là Thứ Sáu; hỏi lại trước khi mời họp"


def test_only_the_clusters_own_sessions_and_units_are_there_in_order() -> None:
    assert planned(FRIDAY | {"cluster": "C2"}) == ()
    found = of(filled_year(), "C2")
    assert [one.unit.code for one in found.items] == ["P3", "P10"]
    assert (found.cluster.name, found.name("TG"), found.name("XX")) == ("Cụm 2", "Bộ phận Tuyên giáo", "XX")


def test_a_cluster_that_is_none_has_no_agenda() -> None:
    with pytest.raises(KeyError):
        of(filled_year(), "C9")


def test_the_newest_reading_dates_the_figures() -> None:
    assert of(filled_year()).read_at == NOW
    year = filled_year()
    year.overrides = {code: Source() for code in year.drawn}
    assert of(year).read_at is None


def test_a_ward_with_nothing_to_settle_has_empty_lists() -> None:
    one = item(filled_year(), "P3")
    assert (one.step, one.changes, one.questions, one.late, one.bonus) == ("Đang xét", (), (), (), ())
    assert (one.remarks, one.missing) == ((), ())
    assert (one.cluster_remarks, one.cluster_band, one.judgement) == ("", "", "")
    assert (one.standing.self_total, one.standing.department_total) == (Decimal("21.5"), Decimal("20.5"))


def test_gaps_from_the_limit_on_stand_the_largest_first_with_who_scored() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | 8 \n 1.2 | 4,5 \n 3 | 0")
    year["TG"].type("points", "code | 1.1 \n P1 | 7")
    assert item(year).gaps == (
        Disagreement("3", "Việc đột xuất", Decimal(0), Decimal(2), Decimal(-2), "Văn phòng"),
        Disagreement("1.1", "Tuyên truyền", Decimal(8), Decimal(7), Decimal(1), "Bộ phận Tuyên giáo"),
    )


def test_questions_stay_on_the_agenda_until_they_are_closed() -> None:
    year = filled_year()
    columns = "no | unit | criterion | question | closed \n"
    year["TG"].type(
        "questions", f"{columns} 1 | P1 | 1.1 | Vì sao? | \n 2 | P1 | 1.2 | Ở đâu? | có \n 3 | P2 | | Ai? |"
    )
    assert [(one.question, one.department) for one in item(year).questions] == [("Vì sao?", "TG")]


def test_proposals_come_with_evidence_and_with_what_was_said_of_them() -> None:
    year = filled_year(small_edition({"bonus": {"cap": 5, "needs_decision": True}}))
    columns = "no | unit | model | points | reason | evidence \n"
    year["TG"].type("bonus", f"{columns} 1 | P1 | Thư viện | 2 | Hay | KH 12 \n 2 | P2 | Sân chơi | 1 | Mới |")
    year["VP"].type("bonus", f"{columns} 1 | P1 | Tủ sách | mấy | Mới |")
    assert item(year).bonus == (
        Proposal("TG-1", "Bộ phận Tuyên giáo", "Thư viện", Decimal(2), "Hay", "KH 12", "chờ duyệt"),
        Proposal("VP-1", "Văn phòng", "Tủ sách", None, "Mới", "", ""),
    )
    year = published(year)[0]
    year[MASTER].type("bonus", "key | decided \n TG-1 | 1,5")
    assert item(year).bonus[0].state == "được duyệt 1,5"


def test_remarks_of_last_year_come_with_the_remedy_and_the_verdict() -> None:
    remarks = [
        {"unit": "P1", "code": "NX1", "text": "Báo cáo chậm", "judge": "TG"},
        {"unit": "P1", "code": "NX2", "text": "Thiếu số liệu"},
        {"unit": "P2", "code": "NX1", "text": "Ít tin bài"},
    ]
    year = filled_year(small_edition(remarks=remarks))
    columns = "code | action | result | evidence \n"
    year["P1"].type("remedies", f"{columns} NX1 | Đã nhắc | Đúng hạn | CV 3 \n NX2 | Đã bổ sung | Đủ |")
    year["TG"].type("verdicts", "code | verdict | note \n P1/NX1 | khắc phục một phần | còn trễ quý I")
    assert item(year).remarks == (
        Remedied(
            *("NX1", "Báo cáo chậm", "Đã nhắc", "Đúng hạn", "CV 3"),
            *("Bộ phận Tuyên giáo", "khắc phục một phần", "còn trễ quý I"),
        ),
        Remedied("NX2", "Thiếu số liệu", "Đã bổ sung", "Đủ", "", "", "", ""),
    )


def test_what_the_cluster_and_its_head_say_is_there() -> None:
    year = filled_year()
    said = "code | remarks | band | judgement \n P1 | Báo cáo đủ | Tốt | Đạt yêu cầu"
    year["C1"].type("reports", said)
    one = item(year)
    assert (one.cluster_remarks, one.cluster_band, one.judgement) == ("Báo cáo đủ", "Tốt", "Đạt yêu cầu")


def test_changes_after_the_highest_step_are_told() -> None:
    year = filled_year()
    year.past = Past(steps=year.assess().course.news.steps)
    year["P1"].type("self", "code | points \n 1.1 | 8,5")
    one = item(year)
    assert (one.step, one.changes) == (
        "Đang điền, lùi từ “Đang xét” vì 1 thay đổi",
        (Change("Tự chấm điểm, 1.1: Điểm tự chấm", "9", "8,5"),),
    )


def test_late_changes_say_where_what_until_when_and_who_allowed_them() -> None:
    year = filled_year()
    assessment = year.assess()
    phase = Phase.model_validate({"code": "BC", "title": "Báo cáo", "starts": "02/11/2020", "ends": "07/11/2020"})
    extension = Extension(
        book="P1", part="report", until=date(2020, 11, 9), allowed_by="Phó Chủ tịch", because="mưa bão"
    )
    longer, cell = Closing("P1", "report", phase, extension), CellRef("P1", "self", 1, 5, 4)
    changes = (
        LateChange(Closing("P1", "report", phase), cell, "P1", "1.1", "9", "8"),
        LateChange(longer, replace(cell, tab="gone"), "P1", None, "", "8", extension),
        LateChange(longer, cell, "P1", "1.1", "8", "7"),
        LateChange(Closing("P2", "report", phase), replace(cell, book="P2"), "P2", None, "", "8"),
    )
    assessment = replace(assessment, course=replace(assessment.course, late=changes))
    assert agenda(assessment, "C1").items[0].late == (
        Late("Phường 1", "Tự chấm điểm, ô D5", "1.1", "9", "8", "07/11/2020", ""),
        Late("Phường 1", "gone, ô D5", "", "", "8", "07/11/2020", "Phó Chủ tịch: mưa bão"),
        Late("Phường 1", "Tự chấm điểm, ô D5", "1.1", "8", "7", "09/11/2020", ""),
    )


def test_what_is_still_to_come_is_told() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 |")
    year["C1"].type("reports", "code | received \n P1 |")
    year["TG"].type("points", "code | 1.1 | 1.2 \n P1 | | ")
    year["VP"].type("points", "code | 3 \n P1 |")
    assert item(year).missing == (
        "Phường 1 chưa nộp báo cáo",
        "Bảng của đơn vị mới điền 9/10 ô; còn thiếu Tự chấm điểm 1.1",
        "Thư ký cụm chưa ghi đã nhận báo cáo",
        "Bộ phận Tuyên giáo chưa có điểm tiêu chí 1.1, 1.2",
        "Văn phòng chưa có điểm tiêu chí 3",
    )


def test_a_few_cells_that_are_missing_are_named_and_of_an_empty_book_none() -> None:
    def said(year: Year) -> str:
        (found,) = (one for one in item(year).missing if "mới điền" in one)
        return found.partition("mới điền ")[2]

    year = filled_year()
    year["P1"].type("self", "code | points \n 1.2 | \n 3 |")
    year["P1"].type("appendix", "code | value \n S2 |")
    assert said(year) == "7/10 ô; còn thiếu Tự chấm điểm 1.2, 3; Phụ lục số liệu S2"
    year["P1"].type("appendix", "code | value \n S3 |")
    assert said(year) == "6/10 ô; còn thiếu Tự chấm điểm 1.2, 3; Phụ lục số liệu S2; 1 ô khác"
    assert said(empty_year()) == "0/10 ô"


def test_a_book_that_is_old_or_was_never_read_is_missing() -> None:
    year = filled_year()
    year.remember("P1")
    year.unread("P1", "unavailable")
    year.unread("P2", "not-shared")
    assert item(year).missing == ("Bảng của đơn vị: số liệu cũ",)
    assert item(year, "P2").missing == ("Chưa đọc được bảng của đơn vị",)


def test_a_year_without_wards_books_or_cluster_books_misses_none_of_them() -> None:
    year = empty_year(small_edition(collects=["department"]))
    assert [len(item(year).missing), item(year).missing[0]] == [2, "Bộ phận Tuyên giáo chưa có điểm tiêu chí 1.1, 1.2"]
