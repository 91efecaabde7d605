"""The register of bonus: what was proposed, what the committee decided on it, what counts and what overflows."""

import random
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st
from small_year import EDITION, NOW, Year, drawn, filled_year, published, small_edition, these

from sheetsync.core.entries import Entry, State
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER
from sheetsync.core.ledger import Ledger, ListRow
from sheetsync.core.scoring.register import BonusScored, score_bonus
from sheetsync.core.tables.desired import Occasion, desired
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Rubric

RUBRIC = EDITION.rubric
ASKING = small_edition(rubric={"bonus": {"cap": 5, "needs_decision": True}})
HEAD = "no | unit | model | points | reason"
LIBRARY, MARKET = "1 | P1 | Thư viện | 3 | Hay", "2 | P1 | Chợ | 1 | Hay"


def bonus(*rows: str, rubric: Rubric = RUBRIC) -> list[tuple[str, str | None, str, str]]:
    """Type proposals and give what counts of them: key, unit, counted, overflow."""
    year = filled_year()
    year["TG"].type("bonus", "\n".join((HEAD, *rows)))
    scored = score_bonus(rubric, year.assess().ledger)
    return [(item.key, item.unit, str(item.counted), str(item.overflow)) for item in scored]


def test_bonus_counts_up_to_the_cap_and_the_rest_overflows_visibly() -> None:
    found = bonus(
        "1 | P1 | Thư viện | 3 | Hay", "2 | P2 | Chợ | 5 | Hay", "3 | P1 | Hẻm | 2,5 | Hay", "4 | P1 | Hoa | 1 | Hay"
    )
    assert found == [
        ("TG-1", "P1", "3", "0"),
        ("TG-2", "P2", "5", "0"),
        ("TG-3", "P1", "2", "0.5"),
        ("TG-4", "P1", "0", "1"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "1 | | Thư viện | 1 | Hay",
        "1 | Phường 99 | Thư viện | 1 | Hay",
        "1 | P1 | | 1 | Hay",
        "1 | P1 | Thư viện | | Hay",
        "1 | P1 | Thư viện | 1 |",
        "1 | P1 | Thư viện | -1 | Hay",
        "1 | P1 | Thư viện | 1,2 | Hay",
        "1 | P1 | Thư viện | 1đ | Hay",
    ],
)
def test_a_proposal_that_lacks_something_or_is_off_the_step_counts_for_nothing(row: str) -> None:
    assert [(counted, overflow) for _, _, counted, overflow in bonus(row)] == [("0", "0")]


def test_without_a_bonus_in_the_rubric_none_is_scored() -> None:
    assert bonus(LIBRARY, rubric=small_edition(rubric={"bonus": None}).rubric) == []


def proposed(*rows: str, edition: Edition = EDITION) -> Year:
    """A year whose register the committee has before it."""
    year = filled_year(edition)
    year["TG"].type("bonus", "\n".join((HEAD, *(rows or (LIBRARY, MARKET)))))
    return published(year)[0]


def decided(*decisions: str, rows: tuple[str, ...] = (), edition: Edition = EDITION) -> Year:
    """Decisions typed beside the proposals: key | decided | reason."""
    year = proposed(*rows, edition=edition)
    year[MASTER].type("bonus", "\n".join(("key | decided | decided_reason", *decisions)))
    return year


def scored(year: Year) -> dict[str, BonusScored]:
    return {item.key: item for item in year.assess().bonus}


def about_bonus(year: Year) -> list[Finding]:
    return [finding for finding in year.assess().findings if finding.code.startswith("bonus-")]


def test_a_decision_takes_the_place_of_the_proposed_points() -> None:
    found = scored(decided("TG-1 | 2 | Chưa nhân rộng"))
    first = found["TG-1"]
    assert these(first.proposed, first.decided, first.counted) == these(3, 2, 2)
    assert these(found["TG-2"].decided, found["TG-2"].counted) == these(None, 1), (
        "what nobody decided on counts as proposed"
    )


def test_a_zero_refuses_and_a_blank_says_nothing() -> None:
    assert scored(decided("TG-1 | 0 | Đã tính ở tiêu chí 1.1"))["TG-1"].counted == 0
    assert scored(decided("TG-1 | | Xem sau"))["TG-1"].counted == 3


def test_what_is_granted_beyond_the_cap_overflows_in_the_order_of_the_register() -> None:
    found = scored(decided("TG-1 | 4,5 | Nhân rộng toàn quận"))
    assert [these(item.counted, item.overflow) for item in found.values()] == [these(4.5, 0), these(0.5, 0.5)]


def test_a_decision_gives_points_to_a_proposal_that_named_none() -> None:
    year = decided("TG-1 | 2 | Thống nhất", rows=("1 | P1 | Thư viện | | Hay",))
    assert scored(year)["TG-1"].counted == 2
    assert about_bonus(year) == []


@pytest.mark.parametrize("typed", ["1,2", "-1", "không phát sinh"])
def test_a_decision_that_is_no_points_of_the_scale_lets_nothing_count_and_is_found(typed: str) -> None:
    year = decided(f"TG-1 | {typed} | Thống nhất")
    assert these(scored(year)["TG-1"].counted, scored(year)["TG-1"].decided) == these(0, None)
    (found,) = about_bonus(year)
    assert drawn([found]) == [("bonus-decision-unusable", MASTER, "bonus H4", "P1", None)]
    assert found.message == f"Đề xuất TG-1: “{typed}” không dùng được làm điểm được duyệt nên chưa tính điểm nào."
    assert found.advice == "Gõ số điểm không âm, theo bước 0,5; không duyệt thì gõ 0, chưa duyệt thì để trống."


def test_a_decision_that_cannot_be_read_lets_nothing_count_and_is_found_once() -> None:
    year = decided("TG-1 | 2đ | Thống nhất")
    assert scored(year)["TG-1"].counted == 0
    assert year.findings() == [("number-with-words", MASTER, "bonus H4", None, None)]


def test_bonus_has_a_step_of_its_own_where_the_rubric_gives_one() -> None:
    fine = small_edition(rubric={"bonus": {"cap": 5, "step": 0.1}})
    assert scored(decided("TG-1 | 1,2 | Thống nhất", edition=fine))["TG-1"].counted == Decimal("1.2")
    assert "bước 0,1" in about_bonus(decided("TG-1 | 1,25 | Thống nhất", edition=fine))[0].advice


def test_other_points_than_proposed_need_a_reason() -> None:
    (found,) = about_bonus(decided("TG-1 | 2 |"))
    assert drawn([found]) == [("bonus-decision-without-reason", MASTER, "bonus H4", "P1", None)]
    assert found.message == "Đề xuất TG-1: được duyệt 2 điểm, khác với điểm đề xuất (3), nhưng chưa ghi lý do."
    assert about_bonus(decided("TG-1 | 3 |")) == [], "the same points need none"
    (blank,) = about_bonus(decided("TG-1 | 2 |", rows=("1 | P1 | Thư viện | | Hay",)))
    assert "(chưa ghi)" in blank.message


def test_where_the_rubric_wants_a_decision_a_proposal_waits_for_it_visibly() -> None:
    year = proposed(edition=ASKING)
    assert [(str(item.counted), item.waiting) for item in scored(year).values()] == [("0", True), ("0", True)]
    assert drawn(about_bonus(year)) == [("bonus-undecided", MASTER, "bonus", "P1", None)] * 2
    assert about_bonus(year)[0].message == (
        "Đề xuất TG-1 cho Phường 1 (3 điểm thưởng) đang chờ duyệt nên chưa được tính."
    )
    year[MASTER].type("bonus", "key | decided \n TG-1 | 3")
    assert [(str(item.counted), item.waiting) for item in scored(year).values()] == [("3", False), ("0", True)]
    assessment = year.assess()
    shown = desired(assessment, assessment.book(MASTER), Occasion(NOW, 1, {}))
    assert list(shown.tables["bonus"]["counted"]) == [3, "chờ duyệt"]


def test_an_incomplete_proposal_does_not_wait_it_lacks_something() -> None:
    year = proposed("1 | P1 | Thư viện | 3 |", edition=ASKING)
    assert [item.waiting for item in scored(year).values()] == [False]
    assert [finding.code for finding in about_bonus(year)] == ["bonus-incomplete"]


def test_a_decision_stays_with_its_proposal_when_rows_come_before_it_or_the_committee_sorts() -> None:
    year = proposed(MARKET)
    year[MASTER].type("bonus", "key | decided | decided_reason \n TG-2 | 0,5 | Nhỏ")
    year["TG"].type("bonus", f"{HEAD} \n {LIBRARY}")
    assert {key: item.counted for key, item in scored(year).items()} == {"TG-1": 3, "TG-2": 0.5}
    year[MASTER].insert_rows("bonus", 4)
    assert {key: item.counted for key, item in scored(year).items()} == {"TG-1": 3, "TG-2": 0.5}
    after = published(year)[0]
    assert after.assess().ledger.bonus_decisions["TG-2"]["decided"].number == Decimal("0.5")


# --- laws ------------------------------------------------------------------------------------------------------------

Drawn = tuple[str | None, Decimal, Decimal | None]
"""A row of the register: the unit, the proposed points, the decided ones."""

POINTS = st.integers(min_value=-2, max_value=16).map(lambda halves: Decimal(halves) / 2)
REGISTERS: st.SearchStrategy[list[Drawn]] = st.lists(
    st.tuples(st.sampled_from(["P1", "P2", None]), POINTS, st.none() | POINTS), max_size=8
)


def given(value: str | Decimal | None) -> Entry:
    return Entry(State.BLANK) if value is None else Entry(State.GIVEN, value, str(value))


def register(rows: list[Drawn]) -> Ledger:
    return Ledger(
        lines={},
        bonus=tuple(
            ListRow(
                f"TG-{number}",
                "TG",
                {"unit": given(unit), "model": given("Thư viện"), "points": given(points), "reason": given("Hay")},
            )
            for number, (unit, points, _) in enumerate(rows)
        ),
        agreed=(),
        questions=(),
        asked={},
        reports={},
        decisions={},
        bonus_decisions={f"TG-{number}": {"decided": given(granted)} for number, (*_, granted) in enumerate(rows)},
    )


def granted(rows: list[Drawn]) -> dict[str | None, Decimal]:
    """What each unit is granted; on the way, nothing that was meant is lost."""
    found: dict[str | None, Decimal] = {}
    for (unit, points, decision), item in zip(rows, score_bonus(RUBRIC, register(rows)), strict=True):
        meant = points if decision is None else decision
        assert item.counted + item.overflow == (meant if unit and meant >= 0 else 0)
        assert min(item.counted, item.overflow) >= 0
        found[unit] = found.get(unit, Decimal(0)) + item.counted
    return found


@hypothesis.given(REGISTERS, st.randoms(use_true_random=False))
def test_what_counts_stays_within_the_cap_nothing_is_lost_and_no_order_changes_a_sum(
    rows: list[Drawn], chance: random.Random
) -> None:
    assert all(points <= 5 for points in granted(rows).values())
    assert granted(chance.sample(rows, len(rows))) == granted(rows)
