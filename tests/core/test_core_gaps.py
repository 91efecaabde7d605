"""Gaps: every difference is shown, and from the edition's limit on the unit is asked to explain it."""

from small_year import EDITION, NOW, Year, drawn, filled_year, published, small_edition

from sheetsync.core.digest import digests
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER
from sheetsync.core.tables.desired import Occasion, desired

ASKING = small_edition(limits={"gap": 9, "explain_gap": 2})


def differing(points: str = "7") -> Year:
    """Ward 1 gives itself 9 for 1.1, the department so many."""
    year = filled_year(ASKING)
    year["TG"].type("points", f"code | 1.1 \n P1 | {points}")
    return year


def questions(year: Year, unit: str = "P1") -> list[list[object]]:
    assessment = year.assess()
    found = desired(assessment, assessment.book(unit), Occasion(NOW, 1, {})).tables["questions"]
    return [[key, *values] for key, values in zip(found.index, found.itertuples(index=False, name=None), strict=True)]


def row(state: str, words: str = "", key: str = "GAP-1.1") -> list[object]:
    return [key, "Bộ phận Tuyên giáo", "1.1", "Tuyên truyền", words or WORDS, state]


def gaps(year: Year) -> list[tuple[object, ...]]:
    assessment = year.assess()
    found = desired(assessment, assessment.book(MASTER), Occasion(NOW, 1, {})).tables["gaps"]
    return list(found[["criterion", "gap", "explanation"]].itertuples(index=False, name=None))


def unexplained(year: Year) -> list[Finding]:
    return [finding for finding in year.assess().findings if finding.code == "gap-unexplained"]


WORDS = "Chênh lệch: tự chấm 9, bộ phận chấm 7 ở tiêu chí 1.1; đề nghị giải trình"


def test_from_the_limit_on_the_ward_is_asked_in_its_own_book() -> None:
    assert questions(differing()) == [row("chờ trả lời")]
    assert questions(differing("7,5")) == [], "1,5 points are no matter for an explanation"
    assert questions(differing(), "P2") == []


def test_without_a_limit_nobody_is_asked_anything() -> None:
    year = filled_year()
    year["TG"].type("points", "code | 1.1 \n P1 | 1")
    assert questions(year) == []
    assert unexplained(year) == []
    assessment = year.assess()
    shown = desired(assessment, assessment.book(MASTER), Occasion(NOW, 1, {})).tables["gaps"]
    assert "explanation" not in shown.columns
    assert EDITION.limits.explain_gap is None


def test_until_it_is_explained_the_gap_is_a_finding_at_the_wards_cell_told_to_it_and_listed_for_the_office() -> None:
    (found,) = unexplained(differing())
    assert drawn([found]) == [("gap-unexplained", "P1", "questions F4", "P1", "1.1")]
    assert found.message == "Phường 1 chưa giải trình chênh lệch ở tiêu chí 1.1: tự chấm 9, bộ phận chấm 7."
    assert found.advice == "Trả lời dòng GAP-1.1 trong thẻ “Giải trình”."
    told = {one.about: [line.message for line in one.lines] for one in digests(differing().assess(), {})}
    assert found.message in told["P1"]
    assert found.message not in told["TG"]
    assessment = differing().assess()
    listed = desired(assessment, assessment.book(MASTER), Occasion(NOW, 1, {})).tables["findings"]
    assert found.message in list(listed["message"])


def explained() -> Year:
    year = published(differing())[0]
    year["P1"].type("questions", "code | answer \n GAP-1.1 | Có 3 hội nghị chưa gửi biên bản")
    return year


def test_the_explanation_stands_beside_the_gap() -> None:
    year = explained()
    assert unexplained(year) == []
    assert questions(year) == [row("đã khép")], "what is explained at these figures closes by itself"
    assert gaps(year)[0] == ("1.1", 2, "Có 3 hội nghị chưa gửi biên bản")
    assert gaps(differing())[0] == ("1.1", 2, "")


def test_an_explanation_that_is_no_text_is_shown_as_it_was_typed() -> None:
    year = published(differing())[0]
    year["P1"].type("questions", "code | answer \n GAP-1.1 | không phát sinh")
    assert gaps(year)[0][2] == "không phát sinh"


def test_changed_figures_ask_anew() -> None:
    year = explained()
    year["TG"].type("points", "code | 1.1 \n P1 | 6")
    assert questions(year) == [row("chờ trả lời", WORDS.replace("7", "6", 1), "GAP-1.1/2")]
    assert len(unexplained(year)) == 1
    assert gaps(year)[0] == ("1.1", 3, "")


def test_once_the_inspection_has_settled_it_nobody_waits_for_the_explanation() -> None:
    agreed = "no | unit | criterion | points | reason \n 1 | P1 | 1.1 |"
    year = differing()
    year["C1"].type("agreed", f"{agreed} 8 | Đã xem hồ sơ")
    assert unexplained(year) == []
    assert questions(year) == [row("đã khép")]
    for off in ("80 | Đã xem hồ sơ", "8 | "):
        year["C1"].type("agreed", f"{agreed} {off}")
        assert questions(year) == [row("chờ trả lời")]
        assert len(unexplained(year)) == 1, "what does not count settles nothing"


def test_gaps_and_the_questions_of_departments_stand_side_by_side() -> None:
    year = differing()
    year["VP"].type("questions", "no | unit | criterion | question \n 1 | P1 | 2.1 | Vì sao?")
    assert [one[0] for one in questions(year)] == ["VP-1", "GAP-1.1"]


def test_a_ward_whose_book_was_never_read_is_asked_nothing() -> None:
    year = differing()
    year.unread("P1", "not-found")
    assert unexplained(year) == []
