"""Bands: thresholds, what they ask besides, sanctions, quotas, and the committee's word over all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from small_contest import BANDS, all_stood, contest, nodes, stood

from sheetsync.core.scoring.bands import banded, quota_findings
from sheetsync.core.scoring.ranks import ladder
from sheetsync.core.scoring.standing import Standing
from sheetsync.edition.model import Edition

BEST, GOOD, FAIR, POOR = "Xuất sắc", "Tốt", "Khá", "Yếu"


def bands(edition: Edition, marks: Sequence[str | None], **more: Any) -> list[str | None]:
    return [one.band for one in banded(edition, all_stood(edition, marks, **more))]


def only(edition: Edition, mark: str = "95", place: int = 1, **more: Any) -> tuple[str | None, str]:
    """The band of one ward by itself, and why."""
    (one,) = banded(edition, [stood(edition, place, mark, **more)])
    assert not one.band_open
    return one.band, one.band_because


def needing(*best: Mapping[str, object], good: Sequence[Mapping[str, object]] = (), **rubric: Any) -> Edition:
    """A contest in which Xuất sắc, and perhaps Tốt, ask for something."""
    first, second, *others = BANDS
    return contest(4, bands=[first | {"needs": best}, second | {"needs": good}, *others], **rubric)


def cases(**amounts: str) -> dict[str, Any]:
    return {"amounts": {code.replace("_", "."): Decimal(number) for code, number in amounts.items()}}


# --- thresholds ------------------------------------------------------------------------------------------------------


def test_a_band_is_the_highest_that_the_mark_reaches_and_needs_no_reason() -> None:
    edition = contest(5)
    found = banded(edition, all_stood(edition, ["90", "89.99", "65", "0", "-1"]))
    assert [one.band for one in found] == [BEST, GOOD, FAIR, POOR, POOR], "no band can begin below 0"
    assert {(one.band_because, one.band_open) for one in found} == {("", False)}


def test_the_mark_is_compared_exactly() -> None:
    edition = contest(1)
    one = replace(stood(edition, 1, "90"), mark=Fraction(90) - Fraction(1, 10**30))
    assert [each.band for each in banded(edition, [one])] == [GOOD]


def test_a_total_may_be_clamped_where_bands_are_looked_up() -> None:
    assert bands(contest(1, clamp={"maximum": 89, "applies_to": "bands"}), ["107"]) == [GOOD]
    assert bands(contest(1, clamp={"maximum": 89}), ["107"]) == [BEST]


def test_no_band_while_points_are_missing_but_the_committees_total_makes_a_unit_complete() -> None:
    edition = contest(1)
    assert bands(edition, ["95"], missing=("V.1",)) == [None]
    assert bands(edition, [None]) == [None]
    assert bands(edition, ["95"], missing=("V.1",), decided=Decimal(95)) == [BEST]


def test_without_bands_there_is_none() -> None:
    assert bands(contest(1, bands=[], sanctions=[]), ["95"]) == [None]


# --- what bands ask besides ------------------------------------------------------------------------------------------


def test_a_unit_short_of_a_condition_falls_to_the_next_band_and_hears_by_how_much() -> None:
    edition = needing({"criterion": "V", "percent": 60})
    assert only(edition, nodes=nodes(edition.rubric, V="12")) == (BEST, "")
    assert only(edition, nodes=nodes(edition.rubric, V="11")) == (
        GOOD,
        "Đủ điểm Xuất sắc nhưng tiêu chuẩn V đạt 55 %, cần 60 %",
    )


def test_a_percentage_just_short_is_never_shown_as_enough() -> None:
    edition = needing({"criterion": "V", "percent": 60})
    short = nodes(edition.rubric, V="11.9999")
    assert only(edition, nodes=short)[1].endswith("đạt 59,99 %, cần 60 %")
    finer = needing({"criterion": "V", "percent": "66.667"})
    short = nodes(finer.rubric, V="13.333399")
    assert only(finer, nodes=short)[1].endswith("đạt 66,666 %, cần 66,667 %")


def test_the_percentage_is_of_what_the_units_own_scale_holds() -> None:
    edition = needing({"criterion": "V", "percent": 60})
    whole = nodes(edition.rubric, V="3")
    smaller = {**whole, "V": replace(whole["V"], maximum=Decimal(5))}
    nothing = {**whole, "V": replace(whole["V"], maximum=Decimal(0), points=None)}
    worthless = {**whole, "V": replace(whole["V"], maximum=Decimal(0), points=Decimal(0))}
    assert [only(edition, nodes=each)[0] for each in (whole, smaller, nothing, worthless)] == [GOOD, BEST, BEST, BEST]


def test_what_does_not_stand_on_a_units_scale_is_not_asked_of_it() -> None:
    edition = needing({"criterion": "V.2", "points": 10}, {"criterion": "V.2", "count": 1})
    none = nodes(edition.rubric, V_2=None)
    assert only(edition, place=4, nodes=none)[0] == BEST
    assert only(edition, place=3, nodes=none)[0] == GOOD


@pytest.mark.parametrize("need", [{"points": 10}, {"count": 1}, {"percent": 50}])
def test_what_was_rebased_away_is_not_asked_of_the_unit_and_is_not_called_missing(need: Mapping[str, object]) -> None:
    edition = needing({"criterion": "V.1", **need})
    whole = nodes(edition.rubric)
    away = {**whole, "V.1": replace(whole["V.1"], maximum=Decimal(0), points=None)}
    assert only(edition, nodes=away) == (BEST, "")


def test_a_condition_may_ask_for_points_at_a_leaf() -> None:
    edition = needing({"criterion": "V.1", "points": 4.5})
    assert only(edition, nodes=nodes(edition.rubric, V_1="4.5"))[0] == BEST
    assert only(edition, nodes=nodes(edition.rubric, V_1="4.25")) == (
        GOOD,
        "Đủ điểm Xuất sắc nhưng tiêu chí V.1 được 4,25 điểm, cần 4,5 điểm",
    )
    assert only(edition, nodes=nodes(edition.rubric, V_1=None))[1] == (
        "Đủ điểm Xuất sắc nhưng tiêu chí V.1 chưa có điểm"
    )


@pytest.mark.parametrize(
    ("code", "amounts", "band"),
    [
        ("VIII.1", {"VIII_1": "2"}, BEST),
        ("VIII.1", {"VIII_1": "1", "VIII_2": "5"}, GOOD),
        ("VIII", {"VIII_1": "1", "VIII_2": "1"}, BEST),
        ("VIII", {}, GOOD),
    ],
)
def test_a_count_is_that_of_the_leaf_or_of_all_leaves_of_the_section(
    code: str, amounts: dict[str, str], band: str
) -> None:
    assert only(needing({"criterion": code, "count": 2}), **cases(**amounts))[0] == band


def test_too_small_a_count_is_told() -> None:
    assert only(needing({"criterion": "VIII", "count": 1}))[1] == (
        "Đủ điểm Xuất sắc nhưng tiêu chuẩn VIII đếm được 0, cần 1"
    )


def test_a_condition_may_ask_for_a_figure_of_the_appendix() -> None:
    edition = needing({"figure": "S1", "at_least": 120})
    assert only(edition, figures={"S1": Decimal(120)}) == (BEST, "")
    assert only(edition, figures={"S1": Decimal("119.5")})[1] == (
        "Đủ điểm Xuất sắc nhưng số liệu “Số cuộc tuyên truyền” là 119,5, cần 120"
    )
    assert only(edition)[1] == "Đủ điểm Xuất sắc nhưng chưa có số liệu “Số cuộc tuyên truyền”"


def test_a_condition_may_ask_for_proposals_that_count() -> None:
    edition = needing({"proposals": 2})
    assert only(edition, proposals=2) == (BEST, "")
    assert only(edition, proposals=1)[1] == "Đủ điểm Xuất sắc nhưng có 1 đề xuất điểm thưởng được tính, cần 2"


def test_a_unit_falls_as_far_as_conditions_fail_and_hears_of_each() -> None:
    edition = needing({"proposals": 1}, {"criterion": "V", "percent": 60}, good=[{"criterion": "V", "percent": 40}])
    assert only(edition, nodes=nodes(edition.rubric, V="7")) == (
        FAIR,
        (
            "Đủ điểm Xuất sắc nhưng có 0 đề xuất điểm thưởng được tính, cần 1 và tiêu chuẩn V đạt 35 %, cần 60 %. "
            "Đủ điểm Tốt nhưng tiêu chuẩn V đạt 35 %, cần 40 %"
        ),
    )


def test_who_meets_no_bands_conditions_has_none() -> None:
    asking = [band | {"needs": [{"proposals": 1}]} for band in BANDS]
    assert only(contest(1, bands=asking), "70") == (
        None,
        (
            "Đủ điểm Khá nhưng có 0 đề xuất điểm thưởng được tính, cần 1. "
            "Đủ điểm Yếu nhưng có 0 đề xuất điểm thưởng được tính, cần 1"
        ),
    )


# --- sanctions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sanction", "mark", "expected"),
    [
        ({"not_above": GOOD}, "95", (GOOD, "Tiêu chí IX.1 có 2 vụ: không xếp trên Tốt")),
        ({"not_above": GOOD}, "85", (GOOD, "")),
        ({"not_above": GOOD}, "70", (FAIR, "")),
        ({"drop": 1}, "95", (GOOD, "Tiêu chí IX.1 có 2 vụ: hạ 1 bậc")),
        ({"drop": 2}, "70", (POOR, "Tiêu chí IX.1 có 2 vụ: hạ 2 bậc")),
        ({"drop": 1}, "10", (POOR, "")),
        ({"drop": 1}, "-1", (POOR, "")),
        ({"band": POOR}, "95", (POOR, "Tiêu chí IX.1 có 2 vụ: xếp Yếu")),
        ({"band": GOOD}, "70", (FAIR, "")),
        ({"band": GOOD}, "85", (GOOD, "")),
        ({"at_least": 2, "drop": 1}, "95", (GOOD, "Tiêu chí IX.1 có 2 vụ: hạ 1 bậc")),
        ({"at_least": 3, "drop": 1}, "95", (BEST, "")),
        ({"drop": 1, "because": "Có đơn thư vượt cấp."}, "95", (GOOD, "Có đơn thư vượt cấp")),
    ],
)
def test_a_sanction_lowers_the_band_and_never_lifts_it(
    sanction: dict[str, object], mark: str, expected: tuple[str | None, str]
) -> None:
    edition = contest(1, sanctions=[{"criterion": "IX.1"} | sanction])
    assert only(edition, mark, **cases(IX_1="2")) == expected


def test_a_sanction_from_no_case_on_meets_every_unit() -> None:
    edition = contest(1, sanctions=[{"criterion": "IX.1", "at_least": 0, "drop": 1}])
    assert only(edition) == (GOOD, "Tiêu chí IX.1 có 0 vụ: hạ 1 bậc")


def test_a_sanction_of_a_leaf_that_is_not_counted_names_no_number() -> None:
    edition = contest(1, sanctions=[{"criterion": "IX.2", "not_above": GOOD}])
    assert only(edition, **cases(IX_2="1")) == (GOOD, "Tiêu chí IX.2: không xếp trên Tốt")
    assert only(edition) == (BEST, "")


def test_of_several_sanctions_the_gravest_result_holds_and_drops_add_up_below_it() -> None:
    not_above = [{"criterion": "IX.1", "not_above": GOOD}, {"criterion": "IX.2", "not_above": FAIR}]
    drop = {"criterion": "VIII.1", "drop": 1, "because": "Báo cáo sai"}
    fixed = {"criterion": "VIII.2", "band": POOR, "because": "Tái phạm"}
    all_of_them = cases(IX_1="1", IX_2="1", VIII_1="1", VIII_2="1")
    assert only(contest(1, sanctions=not_above), **all_of_them) == (FAIR, "Tiêu chí IX.2: không xếp trên Khá")
    assert only(contest(1, sanctions=[not_above[0], drop]), **all_of_them) == (
        FAIR,
        "Tiêu chí IX.1 có 1 vụ: không xếp trên Tốt. Báo cáo sai",
    )
    assert only(contest(1, sanctions=[drop, drop | {"criterion": "IX.1"}]), **all_of_them)[0] == FAIR
    assert only(contest(1, sanctions=[*not_above, fixed]), **all_of_them) == (POOR, "Tái phạm")
    assert only(contest(1, sanctions=[*not_above, drop, fixed]), **all_of_them)[0] == POOR


def test_below_a_sanction_a_band_still_asks_its_conditions() -> None:
    edition = needing(good=[{"proposals": 1}], sanctions=[{"criterion": "IX.1", "not_above": GOOD}])
    assert only(edition, **cases(IX_1="1")) == (
        FAIR,
        "Tiêu chí IX.1 có 1 vụ: không xếp trên Tốt. Đủ điểm Tốt nhưng có 0 đề xuất điểm thưởng được tính, cần 1",
    )


# --- the committee ---------------------------------------------------------------------------------------------------


def test_the_committees_band_overrides_points_conditions_sanctions_and_quotas() -> None:
    edition = needing(
        {"proposals": 1},
        sanctions=[{"criterion": "IX.1", "band": POOR}],
        quotas=[{"band": BEST, "percent": 1}],
    )
    assert only(edition, "70", decided_band=BEST, **cases(IX_1="1")) == (BEST, "Ban Thường trực quyết định")
    assert only(edition, "95", decided_band=BEST, missing=("V.1",)) == (BEST, "")
    assert only(edition, "-1", decided_band=GOOD) == (GOOD, "Ban Thường trực quyết định")


# --- quotas ----------------------------------------------------------------------------------------------------------


def quota(percent: float, band: str = BEST, **more: object) -> dict[str, object]:
    return {"band": band, "percent": percent} | more


def test_who_is_over_the_quota_falls_to_the_next_band_by_rank_not_by_row() -> None:
    edition = contest(15, quotas=[quota(25)])
    found = banded(edition, all_stood(edition, ["91", "94", "92", "93", *["70"] * 11]))
    assert [one.band for one in found[:4]] == [GOOD, BEST, BEST, BEST]
    assert [one.band_because for one in found[:4]] == [
        *("Vượt chỉ tiêu: chỉ 3 phường được xếp Xuất sắc, đứng thứ 4", "", "", "")
    ]


def test_units_without_points_count_among_those_of_whom_a_quota_takes_its_part() -> None:
    edition = contest(4, quotas=[quota(50)])
    assert bands(edition, ["95", "94", None, None]) == [BEST, BEST, None, None]
    assert bands(edition, ["95", "94", "93", None]) == [BEST, BEST, GOOD, None]


def test_a_seat_is_only_for_the_time_being_while_units_without_all_their_points_may_take_it() -> None:
    edition = contest(4, quotas=[quota(50)])
    seated = [stood(edition, place, mark) for place, mark in enumerate(("99", "98", "97"), 1)]
    waiting = stood(edition, 4, "96", missing=("V.1",))
    found = banded(edition, [*seated, waiting])
    told = "Tạm xếp Xuất sắc: còn 1 phường chưa đủ điểm"
    assert [(one.band, one.band_because) for one in found[:2]] == [(BEST, ""), (BEST, told)], "one seat nobody can take"
    assert found[2].band == GOOD
    roomy = contest(4, quotas=[quota(75)])
    assert {one.band_because for one in banded(roomy, [*seated[:2], waiting])} == {""}


def test_a_quota_too_small_for_one_seats_nobody() -> None:
    edition = contest(3, quotas=[quota(33)])
    found = banded(edition, all_stood(edition, ["95", "95", "70"]))
    assert [(one.band, one.band_open) for one in found] == [(GOOD, False), (GOOD, False), (FAIR, False)]
    assert found[0].band_because == "Vượt chỉ tiêu: không phường nào được xếp Xuất sắc, đứng thứ 1"


def test_a_quota_may_hold_in_each_cluster() -> None:
    edition = contest(6, clusters=2, quotas=[quota(34, per="cluster")])
    found = banded(edition, all_stood(edition, ["91", "95", "92", "96", "93", "70"]))
    assert [(one.unit.cluster, one.band) for one in found] == [
        *(("C1", GOOD), ("C2", GOOD), ("C1", GOOD), ("C2", BEST), ("C1", BEST), ("C2", FAIR)),
    ]
    assert found[0].band_because == "Vượt chỉ tiêu: chỉ 1 phường của Cụm 1 được xếp Xuất sắc, đứng thứ 3"


def test_units_outside_all_clusters_share_the_quota_of_a_cluster() -> None:
    assert bands(contest(2, clusters=0, quotas=[quota(50, per="cluster")]), ["95", "94"]) == [BEST, GOOD]


def test_of_two_quotas_on_a_band_the_one_of_clusters_comes_first_so_that_no_seat_is_lost() -> None:
    quotas = [quota(34), quota(34, per="cluster")]  # 2 of all 6, and 1 of each 3
    edition = contest(6, clusters=2, quotas=quotas)
    assert bands(edition, ["96", "91", "95", "90", "94", "70"]) == [BEST, BEST, GOOD, GOOD, GOOD, FAIR]


def test_those_who_fall_are_seen_by_the_quota_of_the_band_below() -> None:
    edition = contest(4, quotas=[quota(25, GOOD), quota(25)])
    found = banded(edition, all_stood(edition, ["95", "94", "85", "70"]))
    assert [one.band for one in found] == [BEST, GOOD, FAIR, FAIR]
    tight = banded(edition, all_stood(edition, ["95", "94", "93", "70"]))
    assert tight[2].band == FAIR
    assert tight[2].band_because == (
        "Vượt chỉ tiêu: chỉ 1 phường được xếp Xuất sắc, đứng thứ 3. "
        "Vượt chỉ tiêu: chỉ 1 phường được xếp Tốt, đứng thứ 2"
    )


def test_who_falls_by_a_quota_must_meet_the_conditions_of_the_band_below() -> None:
    edition = needing(good=[{"proposals": 1}], quotas=[quota(1)])
    assert only(edition) == (
        FAIR,
        (
            "Vượt chỉ tiêu: không phường nào được xếp Xuất sắc, đứng thứ 1. "
            "Đủ điểm Tốt nhưng có 0 đề xuất điểm thưởng được tính, cần 1"
        ),
    )


def test_a_quota_may_have_an_order_of_its_own() -> None:
    edition = contest(2, quotas=[quota(50, order=["V", "total"])])
    one = stood(edition, 1, "95", nodes=nodes(edition.rubric, V="15"))
    other = stood(edition, 2, "94", nodes=nodes(edition.rubric, V="16"))
    assert [each.band for each in banded(edition, [one, other])] == [GOOD, BEST]


def test_the_rubrics_chain_orders_a_quota_and_the_band_it_is_about_tells_nobody_apart() -> None:
    edition = contest(2, ranking=["band", "total"], quotas=[quota(50)])
    given_ = [stood(edition, 1, "94", band=BEST), stood(edition, 2, "95", band=GOOD)]
    assert [each.band for each in banded(edition, given_)] == [GOOD, BEST]


def test_of_equals_astride_the_border_nobody_is_seated_until_a_person_chooses() -> None:
    edition = contest(6, quotas=[quota(34)])
    found = banded(edition, all_stood(edition, ["95", "93", "93", "92", "70", "70"]))
    assert [(one.band, one.band_open) for one in found[:4]] == [
        (BEST, False),
        (None, True),
        (None, True),
        (GOOD, False),
    ]
    assert [one.band_because for one in found[:4]] == [
        "",
        "Bằng điểm với Phường 3 cho 1 suất Xuất sắc còn lại: Ban Thường trực phải chọn",
        "Bằng điểm với Phường 2 cho 1 suất Xuất sắc còn lại: Ban Thường trực phải chọn",
        "Vượt chỉ tiêu: chỉ 2 phường được xếp Xuất sắc, đứng thứ 4",
    ]


def test_equals_wholly_within_or_wholly_beyond_the_quota_leave_nothing_open() -> None:
    edition = contest(4, quotas=[quota(50)])
    found = banded(edition, all_stood(edition, ["95", "95", "93", "93"]))
    assert [(one.band, one.band_open) for one in found] == [*[(BEST, False)] * 2, *[(GOOD, False)] * 2]


def test_many_equals_are_named_in_part() -> None:
    edition = contest(7, quotas=[quota(30)])
    found = banded(edition, all_stood(edition, ["95"] * 7))
    assert {one.band_open for one in found} == {True}
    assert found[0].band_because.startswith("Bằng điểm với Phường 2, Phường 3, Phường 4 và 3 phường khác cho 2 suất")
    assert found[6].band_because.startswith("Bằng điểm với Phường 1, Phường 2, Phường 3 và 3 phường khác cho 2 suất")


def test_equals_left_open_by_one_quota_are_left_alone_by_the_next() -> None:
    edition = contest(4, clusters=2, quotas=[quota(50, per="cluster"), quota(50)])
    found = banded(edition, all_stood(edition, ["95", "94", "95", "93"]))
    assert [(one.band, one.band_open) for one in found] == [(None, True), (BEST, False), (None, True), (GOOD, False)]


def test_once_the_committee_has_chosen_among_equals_the_other_falls() -> None:
    edition = contest(4, quotas=[quota(25)])
    one, other, *rest = all_stood(edition, ["95", "95", "70", "70"])
    found = banded(edition, [replace(one, decided_band=BEST), other, *rest])
    assert [(each.band, each.band_open) for each in found[:2]] == [(BEST, False), (GOOD, False)]
    assert found[1].band_because == "Vượt chỉ tiêu: chỉ 1 phường được xếp Xuất sắc, đứng thứ 2"
    refused = banded(edition, [replace(one, decided_band=GOOD), other, *rest])
    assert [each.band for each in refused[:2]] == [GOOD, BEST]


def test_the_committees_bands_take_their_seats_first_and_may_exceed_the_quota() -> None:
    edition = contest(4, quotas=[quota(25)])
    low, lower, high, last = all_stood(edition, ["70", "60", "95", "10"])
    found = banded(edition, [replace(low, decided_band=BEST), replace(lower, decided_band=BEST), high, last])
    assert [one.band for one in found] == [BEST, BEST, GOOD, POOR]


# --- findings --------------------------------------------------------------------------------------------------------


def told(edition: Edition, standings: Sequence[Standing]) -> list[tuple[str, str | None, str]]:
    found = list(quota_findings(edition, banded(edition, standings)))
    assert {(one.book, one.tab) for one in found} <= {("master", "ranking")}
    return [(one.code, one.unit, one.message) for one in found]


def test_a_band_that_a_person_must_choose_is_found_about_each_of_the_equals() -> None:
    edition = contest(2, quotas=[quota(50)])
    assert told(edition, all_stood(edition, ["95", "95"])) == [
        (
            "band-open",
            "P1",
            (
                "Phường 1 chưa xếp loại được: bằng điểm với Phường 2 cho 1 suất Xuất sắc còn lại: "
                "Ban Thường trực phải chọn."
            ),
        ),
        (
            "band-open",
            "P2",
            (
                "Phường 2 chưa xếp loại được: bằng điểm với Phường 1 cho 1 suất Xuất sắc còn lại: "
                "Ban Thường trực phải chọn."
            ),
        ),
    ]
    assert told(edition, all_stood(edition, ["95", "94"])) == []


def test_a_quota_that_the_committees_bands_exceed_is_found() -> None:
    edition = contest(4, clusters=2, quotas=[quota(50, per="cluster"), quota(50, GOOD)])
    one, two, three, four = all_stood(edition, ["95", "95", "94", "70"])
    kept = [replace(one, decided_band=BEST), replace(two, decided_band=BEST), three, four]
    assert told(edition, kept) == []
    exceeded = [replace(one, decided_band=BEST), two, replace(three, decided_band=BEST), four]
    assert told(edition, exceeded) == [
        ("quota-exceeded", None, "Ban Thường trực đã xếp 2 phường của Cụm 1 loại Xuất sắc, chỉ tiêu là 1."),
    ]
    overall = [replace(each, decided_band=GOOD) for each in (one, two, three)]
    assert told(edition, [*overall, four])[0][2] == "Ban Thường trực đã xếp 3 phường loại Tốt, chỉ tiêu là 2."


# --- laws ------------------------------------------------------------------------------------------------------------

MARKS = st.sampled_from(["95", "94.75", "92", "90", "85", "84", "80", "70", "60"])
DECIDED = st.sampled_from([None, None, None, BEST, GOOD])
HELD = [
    contest(8, clusters=2, ranking=ranking, quotas=quotas)
    for ranking in (["total"], ["total", "bonus"], ["band", "total"])
    for quotas in (
        [],
        [quota(25)],
        [quota(25), quota(50, GOOD)],
        [quota(50, per="cluster"), quota(25, GOOD, per="cluster")],
        [quota(34), quota(50, per="cluster"), quota(13, FAIR)],
    )
]
editions = st.sampled_from(HELD)
wards = st.lists(st.tuples(MARKS, st.integers(0, 1), DECIDED), min_size=8, max_size=8)
Ward = tuple[str, int, str | None]


def entered(edition: Edition, given_: Sequence[Ward]) -> list[Standing]:
    return [
        stood(edition, place, mark, bonus=Decimal(bonus), decided_band=decided)
        for place, (mark, bonus, decided) in enumerate(given_, 1)
    ]


@given(editions, wards, st.permutations(range(8)))
def test_the_order_of_units_changes_no_band(edition: Edition, given_: list[Ward], order: list[int]) -> None:
    units = entered(edition, given_)
    straight, mixed = banded(edition, units), banded(edition, [units[place] for place in order])
    assert [straight[place].band for place in order] == [one.band for one in mixed]
    assert [straight[place].band_open for place in order] == [one.band_open for one in mixed]


@given(editions, wards)
def test_never_more_units_are_computed_into_a_band_than_its_quota_holds(edition: Edition, given_: list[Ward]) -> None:
    found = banded(edition, entered(edition, given_))
    for each in edition.rubric.quotas:
        group = {one.unit.code: one.unit.cluster if each.per == "cluster" else None for one in found}
        sizes = Counter(group.values())
        having = [one for one in found if one.band == each.band]
        computed = Counter(group[one.unit.code] for one in having if not one.decided_band)
        decided = Counter(group[one.unit.code] for one in having if one.decided_band)
        for among, size in sizes.items():
            assert computed[among] <= max(0, int(each.percent * size / 100) - decided[among])


@given(editions, wards)
def test_an_open_band_is_one_for_at_least_two_equals_and_only_where_there_is_a_quota(
    edition: Edition, given_: list[Ward]
) -> None:
    still = [one for one in banded(edition, entered(edition, given_)) if one.band_open]
    assert not still or edition.rubric.quotas
    assert all(one.band is None and one.band_because and not one.decided_band for one in still)
    assert 1 not in Counter(one.mark for one in still).values()


@given(editions, wards, st.integers(0, 7), MARKS)
def test_a_larger_mark_never_worsens_a_units_own_band(
    edition: Edition, given_: list[Ward], place: int, larger: str
) -> None:
    mark, bonus, decided = given_[place]
    assume(Decimal(larger) > Decimal(mark))
    before = banded(edition, entered(edition, given_))[place]
    raised = [*given_[:place], (larger, bonus, decided), *given_[place + 1 :]]
    after = banded(edition, entered(edition, raised))[place]
    rungs = [band.name for band in ladder(edition.rubric)]
    if not after.band_open and before.band is not None:
        assert rungs.index(after.band or "") <= rungs.index(before.band)


@given(st.lists(MARKS, min_size=8, max_size=8))
def test_without_conditions_sanctions_and_quotas_a_larger_mark_has_no_worse_band(marks: list[str]) -> None:
    edition = HELD[0]
    rungs = [band.name for band in ladder(edition.rubric)]
    found = sorted(banded(edition, all_stood(edition, marks)), key=lambda one: one.mark or 0, reverse=True)
    assert [rungs.index(one.band or "") for one in found] == sorted(rungs.index(one.band or "") for one in found)


@given(editions, wards)
def test_banding_what_is_banded_changes_nothing(edition: Edition, given_: list[Ward]) -> None:
    once = banded(edition, entered(edition, given_))
    assert banded(edition, once) == once
