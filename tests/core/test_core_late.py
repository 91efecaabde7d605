"""Late reports: which days count, what they take, and how a ward hears of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_year import NOW, SMALL, ZONE, Year, empty_year, filled_year, small_edition

from sheetsync.core.reading import Source
from sheetsync.core.scoring.late import Lateness, lateness
from sheetsync.edition.model import Edition

HALF_A_DAY = {"phase": "BC", "per_day": "0.5"}
"""Reports are due on 07/11."""


def on_day(day: int, hour: int = 8) -> datetime:
    return datetime(2020, 11, day, hour, 0, tzinfo=ZONE)


def lost(seen: datetime, *rules: Mapping[str, Any]) -> Lateness | None:
    """What Phường 1 loses by these rules where its book was last seen incomplete then."""
    return lateness(small_edition({"late": rules}), {"P1": seen}, {}).get("P1")


@pytest.mark.parametrize(
    ("seen", "points", "days"),
    [(on_day(8, 0), "-0.5", 1), (on_day(10), "-1.5", 3), (on_day(10, 23), "-1.5", 3)],
)
def test_each_day_after_the_last_one_is_counted_up_to_the_last_on_which_the_book_was_seen_incomplete(
    seen: datetime, points: str, days: int
) -> None:
    assert lost(seen, HALF_A_DAY) == Lateness(
        Decimal(points),
        f"Nộp chậm {days} ngày so với hạn 07/11/2020: trừ {points[1:].replace('.', ',')} điểm",
        days,
    )


@pytest.mark.parametrize("seen", [on_day(1), on_day(7, 23)])
def test_until_the_end_of_the_last_day_nobody_is_late(seen: datetime) -> None:
    assert lost(seen, HALF_A_DAY) is None


def test_points_off_once_and_for_each_day_add_up_to_the_most_that_lateness_takes() -> None:
    once = lost(on_day(9), {**HALF_A_DAY, "per_report": 1})
    assert once
    assert once.points == -2
    capped = lost(on_day(9), {**HALF_A_DAY, "per_report": 1, "cap": "1.5"})
    assert capped
    assert (capped.points, capped.days) == (Decimal("-1.5"), 2)
    assert capped.because == "Nộp chậm 2 ngày so với hạn 07/11/2020: trừ 1,5 điểm, là mức trừ tối đa"


def test_several_rules_add_up_each_by_its_own_phase() -> None:
    both = lost(on_day(13), HALF_A_DAY, {"phase": "TH", "per_report": 1}, {"phase": "KT", "per_report": 9})
    assert both == Lateness(
        Decimal(-4),
        "Nộp chậm 6 ngày so với hạn 07/11/2020: trừ 3 điểm; nộp chậm 1 ngày so với hạn 12/11/2020: trừ 1 điểm",
        6,
    )


def test_a_rule_about_a_phase_that_the_calendar_does_not_have_takes_nothing() -> None:
    assert lost(on_day(30), {"phase": "XX", "per_day": 1}) is None


def test_only_wards_that_were_seen_are_late() -> None:
    edition = small_edition({"late": [HALF_A_DAY]})
    assert lateness(edition, {}, {}) == {}
    assert list(lateness(edition, {"P3": on_day(9), "TG": on_day(30)}, {})) == ["P3"], "departments report nothing"


@given(st.integers(0, 200), st.decimals(0, 20, places=2), st.decimals(0, 5, places=2), st.decimals(0, 30, places=1))
def test_lateness_never_gives_points_nor_takes_more_than_its_cap_and_grows_with_the_days(
    days: int, per_day: Decimal, per_report: Decimal, cap: Decimal
) -> None:
    rule = {"phase": "BC", "per_day": per_day, "per_report": per_report, "cap": cap}
    taken = [
        one.points if (one := lost(on_day(7) + timedelta(days=more), rule)) else Decimal(0) for more in (days, days + 1)
    ]
    assert 0 >= taken[0] >= taken[1] >= -cap


# --- what was seen ---------------------------------------------------------------------------------------------------


def late_year(*, filled: bool = False) -> Year:
    edition = small_edition({"late": [HALF_A_DAY]})
    return filled_year(edition) if filled else empty_year(edition)


def seen(year: Year, now: datetime) -> datetime | None:
    return year.assess(now).index.statuses["P1"].incomplete


def test_a_book_that_is_read_incomplete_now_is_seen_so_now() -> None:
    year = late_year()
    year.overrides["P1"] = Source(read_at=on_day(9), incomplete=on_day(8))
    assert seen(year, on_day(9)) == on_day(9)
    year.overrides["P1"] = Source(incomplete=on_day(8))
    assert seen(year, on_day(9)) == on_day(9)


def test_who_looks_at_an_old_pull_sees_no_more_than_the_pull_showed() -> None:
    """Readers judge the last pull again on later days, on which nobody looked into the book."""
    year = late_year()
    year.overrides["P1"] = Source(read_at=on_day(9))
    assert seen(year, on_day(30)) == on_day(9)


def test_a_book_that_cannot_be_read_or_is_not_used_is_not_seen() -> None:
    year = late_year()
    year.overrides["P1"] = Source(unread="not-shared", incomplete=on_day(8))
    assert seen(year, on_day(20)) == on_day(8)
    year = late_year(filled=True)
    year.remember("P1")
    year["P1"].empty()
    assert seen(year, on_day(20)) is None, "suddenly blank: the last good pull is used"


def test_what_goes_missing_from_a_book_that_was_complete_once_makes_no_report_late() -> None:
    year = late_year(filled=True)
    year["P1"].type("self", "code | points \n 1.1 | ")
    year.overrides["P1"] = Source(read_at=on_day(20), completed=on_day(6), incomplete=on_day(5))
    assert seen(year, on_day(20)) == on_day(5)
    assert year.assess(on_day(20)).late == {}


def test_a_book_that_is_complete_at_last_stays_as_late_as_it_was_last_seen_to_be() -> None:
    year = late_year(filled=True)
    year.overrides["P1"] = Source(read_at=on_day(20), incomplete=on_day(9))
    assert year.assess(on_day(20)).late["P1"].days == 2


def test_the_ward_is_told_what_it_loses_and_why() -> None:
    year = late_year(filled=True)
    year.overrides["P1"] = Source(read_at=NOW, incomplete=on_day(10))
    (finding,) = year.assess().told_to("P1")
    assert (finding.code, finding.unit, finding.severity.value) == ("report-late-points", "P1", "info")
    assert finding.message == "Nộp chậm 3 ngày so với hạn 07/11/2020: trừ 1,5 điểm."
    assert year.assess().told_to("P2") == ()


def test_where_wards_have_no_books_nobody_is_late() -> None:
    edition = small_edition({"late": [HALF_A_DAY]}, collects=["department", "cluster"], remarks=[], figures=[])
    assert empty_year(edition).assess(on_day(30)).late == {}


# --- exceptions ------------------------------------------------------------------------------------------------------


def excused(until: str, book: str = "P1", part: str = "report") -> Edition:
    """Reports are closed on 07/11, but for one book; lateness costs half a point a day."""
    phases = [{**SMALL["phases"][0], "closes": ["report"]}, *SMALL["phases"][1:]]
    why = {"allowed_by": "Phó Chủ tịch phụ trách", "because": "Bão số 9"}
    return small_edition(
        {"late": [HALF_A_DAY]}, phases=phases, extensions=[{"book": book, "part": part, "until": until, **why}]
    )


def late_by(edition: Edition, day: int, unit: str = "P1") -> int:
    year = filled_year(edition)
    year[unit].type("self", "code | points \n 1.1 | ")
    year.overrides[unit] = Source(read_at=on_day(day))
    found = year.assess(on_day(day)).late.get(unit)
    return found.days if found else 0


def test_an_extension_of_a_report_moves_the_day_from_which_it_is_late() -> None:
    assert [late_by(excused("10/11/2020"), day) for day in (8, 10, 11)] == [0, 0, 1]
    assert late_by(excused("10/11/2020"), 10, unit="P2") == 3, "the others have no longer"


def test_an_extension_of_another_part_or_one_that_ends_too_early_moves_nothing() -> None:
    assert late_by(excused("06/11/2020"), 9) == 2
    assert late_by(excused("20/11/2020", part="answers"), 9) == 2
