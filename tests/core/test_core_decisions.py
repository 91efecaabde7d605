"""What decisions rest on: kept as long as they stand, called stale when a figure beneath changes, never moved."""

from typing import Any

import pytest
from drawn_book import formula
from small_year import EDITION, NOW, Year, drawn, empty_year, filled_year, plans, published, small_edition, these

from sheetsync.core.digest import digests
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER
from sheetsync.core.scoring.decisions import Decided
from sheetsync.core.tables.desired import Occasion, desired

Office = tuple[Year, Any]
"""A year and what its books hold of ours."""


def after(office: Office) -> Office:
    """The same after one more run."""
    return published(*office)


def opened() -> Office:
    """A year once published: the committee has figures before it."""
    return published(filled_year())


def decided(points: str = "23", band: str = "Tốt", reason: str = "Thống nhất", unit: str = "P1") -> Office:
    office = opened()
    office[0][MASTER].type("ranking", f"code | agreed_points | agreed_band | reason \n {unit}|{points}|{band}|{reason}")
    return office


def rescored(office: Office, points: str = "8,5", unit: str = "P1") -> Office:
    """A department changes its mind."""
    office[0]["TG"].type("points", f"code | 1.1 \n {unit} | {points}")
    return office


def of(office: Office, unit: str = "P1") -> Decided:
    return office[0].assess(NOW).decisions.units[unit]


def row(office: Office, unit: str = "P1") -> dict[str, object]:
    assessment = office[0].assess()
    ranking = desired(assessment, assessment.book(MASTER), Occasion(NOW, 1, {})).tables["ranking"]
    return {str(column): value for column, value in ranking.loc[unit].items()}


def stale(office: Office) -> list[Finding]:
    return [finding for finding in office[0].assess().findings if finding.code.endswith("decision-stale")]


def test_the_ranking_shows_what_a_decision_would_rest_on_and_what_it_rests_on() -> None:
    bases = {unit.code: str(row(opened(), unit.code)["basis"]) for unit in EDITION.units}
    assert [basis.split(" · ")[0] for basis in bases.values()] == ["24 điểm", "22,75 điểm", "20,5 điểm", "18 điểm"]
    assert len({basis.split(" · ")[1] for basis in bases.values()}) == 4
    assert row(opened())["decided_on"] == ""
    assert str(row(decided())["decided_on"]).startswith(f"{bases['P1']} · ")


def test_a_unit_without_points_has_a_basis_all_the_same() -> None:
    year = filled_year()
    year["TG"].empty()
    year["VP"].empty()
    assert str(row((year, {}))["basis"]).startswith("chưa có điểm · ")


def test_a_decision_keeps_what_it_rests_on_from_run_to_run() -> None:
    office = after(decided())
    kept = of(office)
    assert (kept.stale, kept.without) == (False, None)
    again = after(office)
    assert of(again) == kept
    assert not any(planned.changes for planned in plans(*again).values())


def test_when_a_figure_beneath_changes_that_decision_and_only_that_one_is_stale() -> None:
    office = decided()
    office[0][MASTER].type("ranking", "code | agreed_points | reason \n P2 | 22 | Thống nhất")
    changed = rescored(after(office))
    assert (of(changed).stale, of(changed, "P2").stale) == (True, False)
    assert drawn(stale(changed)) == [
        ("decision-stale", MASTER, f"ranking {changed[0][MASTER].a1('ranking', 'P1', 'agreed_points')}", "P1", None)
    ]
    assert row(changed)["total"] == 23.5
    assert row(changed)["decided_on"] == row(after(office))["decided_on"], "a decision never moves by itself"


def test_a_stale_decision_says_what_would_be_without_it() -> None:
    changed = rescored(after(decided("20", "")), "9,5")
    words = "khi đó 24 điểm, nay 24,5 điểm; nếu theo số mới: hạng 1, loại Xuất sắc (đang là hạng 3, loại Tốt)"
    assert row(changed)["state"] == f"Đã thống nhất; Quyết định dựa trên số cũ: {words}"
    (found,) = stale(changed)
    assert found.message == f"Phường 1: quyết định dựa trên số cũ, {words}."
    assert found.advice == "Xem lại; nếu giữ nguyên quyết định thì ghi lại lý do."
    same = rescored(after(decided("24", "Xuất sắc")), "9,5")
    assert str(row(same)["state"]).endswith("nếu theo số mới: vẫn hạng 1, loại Xuất sắc")


def test_what_would_be_without_it_leaves_all_other_decisions_in_place() -> None:
    office = decided("20", "")
    office[0][MASTER].type("ranking", "code | agreed_points | reason \n P2 | 24,9 | Thống nhất")
    without = of(rescored(after(office), "9,5")).without
    assert without
    assert these(without.total, without.rank) == these(24.5, 2)


def test_a_total_that_stays_the_same_over_other_figures_is_told_apart() -> None:
    office = after(decided())
    office[0]["TG"].type("points", "code | 1.1 | 1.2 \n P1 | 9,5 | 4,5")
    assert of(office).stale
    assert "khi đó và nay đều 24 điểm, nhưng số liệu bên dưới đã khác; " in stale(office)[0].message


@pytest.mark.parametrize(
    "change",
    [
        lambda year: year["P1"].type("self", "code | points \n 1.1 | 8"),
        lambda year: year["TG"].type("points", "code | 1.1 \n P2 | 1"),
        lambda year: year["TG"].type("points", "code | 1.1 \n P1 | '9,0"),
    ],
    ids=["a hand that does not count", "another ward", "the same typed otherwise, which cannot be read"],
)
def test_only_what_counts_beneath_it_touches_a_decision(change: Any) -> None:
    office = after(decided())
    change(office[0])
    unreadable = office[0].assess().scores["P1", "1.1"].points is None
    assert of(office).stale is unreadable


def test_bonus_and_lateness_are_beneath_a_decision_too() -> None:
    office = after(decided())
    office[0]["TG"].type("bonus", "no | unit | model | points | reason \n 1 | P1 | Thư viện | 1 | Hay")
    assert of(office).then.words == "24 điểm"
    assert of(office).now.words == "25 điểm"


def test_writing_the_reason_anew_takes_the_decision_anew_on_what_is_shown() -> None:
    changed = after(rescored(after(decided())))
    assert of(changed).stale
    changed[0][MASTER].type("ranking", "code | reason \n P1 | Đã xem lại, giữ nguyên")
    assert not of(changed).stale
    assert of(changed).then.words == "23,5 điểm"
    settled = after(changed)
    assert stale(settled) == []


def test_a_new_decision_rests_on_what_the_master_showed_when_it_was_typed() -> None:
    office = rescored(decided())
    assert of(office).stale, "the department changed its points between the publication and this run"
    assert of(office).then.words == "24 điểm"
    assert of(after(office)).stale, "and the next run still knows"


@pytest.mark.parametrize("shown", ["", "vừa gõ vào", "=A1"])
def test_where_nothing_was_shown_a_decision_rests_on_the_figures_of_now(shown: str) -> None:
    office = rescored(decided())
    place = office[0][MASTER].a1("ranking", "P1", "basis")
    office[0][MASTER].put("ranking", place, formula(shown) if shown.startswith("=") else shown)
    assert not of(office).stale


def test_before_the_first_publication_there_is_nothing_else_to_rest_on() -> None:
    year = filled_year()
    year[MASTER].type("ranking", "code | agreed_band | reason \n P1 | Tốt | Thống nhất")
    assert of((year, {})).then == of((year, {})).now


def test_a_decision_withdrawn_leaves_nothing_behind() -> None:
    office = after(decided())
    office[0][MASTER].type("ranking", "code | agreed_points | agreed_band | reason \n P1 | | |")
    assert row(office)["decided_on"] == ""
    assert row(after(office))["decided_on"] == ""


def test_a_reason_alone_or_a_total_that_cannot_be_used_decides_nothing() -> None:
    assert row(decided("", "", "Xem sau"))["decided_on"] == ""
    assert row(decided("855", ""))["decided_on"] == ""
    assert row(decided("855", "Tốt"))["decided_on"] != "", "the band does"


def test_a_decision_without_the_column_of_reasons_still_rests_on_something() -> None:
    office = decided()
    office[0][MASTER].delete_column("ranking", "reason")
    assert not of(office).stale


def test_wards_and_clusters_are_not_told_what_the_committee_would_change() -> None:
    changed = rescored(after(decided(band="")))
    told = {one.kind: one.rows[0].state for one in digests(changed[0].assess(), {}) if one.about in {"P1", "C1"}}
    assert told == {"unit": "Đã thống nhất", "cluster": "Đã thống nhất"}
    (committee,) = (one for one in digests(changed[0].assess(), {}) if one.kind == "committee")
    assert any("Quyết định dựa trên số cũ" in one.state for one in committee.rows)


# --- bonus -----------------------------------------------------------------------------------------------------------

BONUS = "no | unit | model | points | reason \n "


def granted(decision: str = "2 | Chưa nhân rộng") -> Office:
    year = filled_year()
    year["TG"].type("bonus", f"{BONUS}1 | P2 | Thư viện | 3 | Hay")
    office = published(year)
    office[0][MASTER].type("bonus", f"key | decided | decided_reason \n TG-1 | {decision}")
    return office


def proposed(office: Office, points: str = "1", reason: str = "Hay") -> Office:
    office[0]["TG"].type("bonus", f"no | points | reason \n 1 | {points} | {reason}")
    return office


def bonus_of(office: Office) -> Decided:
    return office[0].assess().decisions.bonus["TG-1"]


def test_a_decision_on_bonus_rests_on_the_proposal_as_it_was_shown() -> None:
    office = granted()
    assert bonus_of(office).text.startswith("đề xuất 3 điểm cho Phường 2 · ")
    assert not bonus_of(office).stale
    assert not bonus_of(after(office)).stale
    assert bonus_of(proposed(granted())).stale, "changed between publication and run"
    assert not bonus_of(proposed(after(office), "3,0")).stale


def test_when_a_proposal_changes_its_decision_is_stale_and_says_what_would_be_without_it() -> None:
    office = proposed(after(granted()))
    assert office[0].assess().bonus[0].counted == 2, "the decision stands"
    (found,) = stale(office)
    assert drawn([found]) == [("bonus-decision-stale", MASTER, "bonus H4", "P2", None)]
    assert found.message == (
        "Đề xuất TG-1: quyết định dựa trên đề xuất cũ, "
        "khi đó đề xuất 3 điểm cho Phường 2, nay đề xuất 1 điểm cho Phường 2; "
        "nếu theo số mới: hạng 2, loại Xuất sắc (đang là hạng 1, loại Xuất sắc)."
    )
    assert row(office, "P2")["state"] == "Điểm thưởng TG-1 được duyệt theo đề xuất cũ"
    assert row(office, "P1")["state"] == "Đủ"


def test_a_proposal_for_nobody_known_has_no_effect_to_tell() -> None:
    office = after(granted())
    office[0]["TG"].type("bonus", "no | unit \n 1 | Phường 99")
    (found,) = stale(office)
    assert found.message == (
        "Đề xuất TG-1: quyết định dựa trên đề xuất cũ, "
        "khi đó đề xuất 3 điểm cho Phường 2, nay đề xuất 3 điểm cho Phường 99."
    )


def test_a_decision_on_one_units_proposal_never_counts_for_another_that_took_its_row() -> None:
    office = after(granted())
    office[0]["TG"].type("bonus", "no | unit | model | points \n 1 | P1 | Thư viện | 3")
    for _ in range(2):  # the next run, which sees the other unit in the row, still knows
        item = office[0].assess().bonus[0]
        assert (item.unit, str(item.counted)) == ("P1", "0")
        assert drawn(stale(office)) == [("bonus-decision-stale", MASTER, "bonus H4", "P1", None)]
        office = after(office)
    office[0][MASTER].type("bonus", "key | decided | decided_reason \n TG-1 | 1 | Xét lại cho đơn vị mới")
    assert office[0].assess().bonus[0].counted == 1


def test_a_proposal_whose_points_are_not_given_is_named_so() -> None:
    assert bonus_of(proposed(after(granted()), "")).now.words == "chưa rõ điểm đề xuất cho Phường 2"


def test_a_decision_beside_a_register_that_lost_a_column_rests_on_the_proposal_of_now() -> None:
    office = granted()
    office[0][MASTER].delete_column("bonus", "evidence")
    assert not bonus_of(proposed(office)).stale


def test_without_a_decision_on_bonus_there_is_nothing_to_rest() -> None:
    assert granted("| Xem sau")[0].assess().decisions.bonus == {}


def test_a_decision_may_rest_on_a_ratio_however_its_spaces_are_typed() -> None:
    criteria = [
        {"code": "1", "text": "Hộ văn hóa", "max": 25, "scorer": "TG", "rule": {"kind": "ratio"}},
    ]
    edition = small_edition({"criteria": criteria})
    year = empty_year(edition)
    year["TG"].type("points", "code | 1 \n P1 | 40/50")
    office = published(year)
    office[0][MASTER].type("ranking", "code | agreed_band | reason \n P1 | Tốt | Thống nhất")
    office = after(office)
    office[0]["TG"].type("points", "code | 1 \n P1 | 40 / 50")
    assert not of(office).stale
    office[0]["TG"].type("points", "code | 1 \n P1 | 41/50")
    assert of(office).stale
