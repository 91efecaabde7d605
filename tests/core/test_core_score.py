"""Points of one unit for one criterion: whose word counts, and why there are none."""

from decimal import Decimal

import pytest
from small_year import EDITION, small_edition

from sheetsync.core.entries import NOT_PULLED, Entry, State
from sheetsync.core.ledger import Line
from sheetsync.core.score import Basis, Scored, hand_points, highest_total, score_line
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.terms import Hand

RUBRIC = EDITION.rubric
PLAIN, FULL, _, ZERO, _ = RUBRIC.leaves
BLANK, NOTHING_AROSE = Entry(State.BLANK), Entry(State.NOT_APPLICABLE, None, "không phát sinh")
UNREADABLE = Entry(State.UNREADABLE, None, "8,5đ")


def gives(points: str) -> Entry:
    return Entry(State.GIVEN, Decimal(points), points)


def line(leaf: Criterion = PLAIN, **hands: Entry) -> Line:
    given: dict[Hand, Entry] = {"self": NOT_PULLED, "department": NOT_PULLED}
    given |= hands  # type: ignore[arg-type]  # keywords are plain texts to mypy
    return Line("P1", leaf, given)


def score(leaf: Criterion = PLAIN, rubric: Rubric = RUBRIC, **hands: Entry) -> Scored:
    return score_line(rubric, line(leaf, **hands))


def test_the_department_counts_and_the_inspection_counts_more() -> None:
    assert score(self=gives("10"), department=gives("8.5")) == Scored(
        Decimal("8.5"), Basis.GIVEN, "department", "bộ phận chấm: 8,5"
    )
    assert score(department=gives("8.5"), cluster=gives("8")).because == "thống nhất khi kiểm tra: 8"
    assert score(department=gives("8.5"), cluster=BLANK).points == Decimal("8.5")


def test_what_the_ward_gives_itself_does_not_count_unless_the_edition_says_so() -> None:
    assert score(self=gives("10"), department=BLANK) == Scored(None, Basis.MISSING, None, "chưa có điểm")
    own = small_edition(rubric={"precedence": ["self"]}).rubric
    assert score(PLAIN, own, self=gives("10")).points == 10


def test_a_figure_not_given_is_not_zero_and_zero_is_a_figure() -> None:
    assert score(department=BLANK).points is None
    assert score(department=gives("0")) == Scored(Decimal(0), Basis.GIVEN, "department", "bộ phận chấm: 0")


def test_a_book_not_read_is_told_apart_from_a_blank() -> None:
    assert score().because == "bảng chưa đọc được"
    assert score(department=BLANK, cluster=NOT_PULLED).because == "bảng chưa đọc được"
    decided = small_edition(rubric={"precedence": ["committee", "cluster", "department"]}).rubric
    assert score(PLAIN, decided, department=BLANK).because == "chưa có điểm", "the committee has no book of points"


@pytest.mark.parametrize(
    ("leaf", "scored"),
    [
        (FULL, Scored(Decimal(5), Basis.COMPUTED, "department", "bộ phận chấm: không phát sinh, tính 5 điểm")),
        (ZERO, Scored(Decimal(0), Basis.COMPUTED, "department", "bộ phận chấm: không phát sinh, tính 0 điểm")),
        (
            PLAIN,
            Scored(
                None,
                Basis.WITHHELD,
                "department",
                "bộ phận chấm: không phát sinh, thang điểm chưa nói cách tính",
            ),
        ),
    ],
)
def test_nothing_arose_earns_what_the_scale_says_and_nothing_where_it_is_silent(
    leaf: Criterion, scored: Scored
) -> None:
    assert score(leaf, department=NOTHING_AROSE) == scored


def test_what_a_stronger_hand_said_unusably_is_withheld_and_no_weaker_one_replaces_it() -> None:
    unreadable = score(department=gives("8.5"), cluster=UNREADABLE)
    assert unreadable == Scored(
        None, Basis.WITHHELD, "cluster", "thống nhất khi kiểm tra: “8,5đ” không đọc được thành điểm"
    )
    off = score(department=gives("8.5"), cluster=gives("85"))
    assert off == Scored(None, Basis.WITHHELD, "cluster", "thống nhất khi kiểm tra: 85 không hợp thang điểm")


@pytest.mark.parametrize(
    ("points", "step", "fits"),
    [
        *(("0", "0.5", True), ("10", "0.5", True), ("10.5", "0.5", False), ("-0.5", "0.5", False)),
        *(("8.3", "0.5", False), ("8.25", "0.25", True), ("0.3", "0.1", True)),
    ],
)
def test_points_count_between_0_and_the_maximum_and_on_a_step(points: str, step: str, *, fits: bool) -> None:
    rubric = small_edition(rubric={"step": step}).rubric
    assert (hand_points(rubric, line(department=gives(points)), "department") is not None) is fits


def test_a_leaf_may_have_a_finer_step_than_the_scale() -> None:
    assert score(ZERO, department=gives("2.75")).points == Decimal("2.75")
    assert score(PLAIN, department=gives("2.75")).points is None


def test_a_weaker_hand_does_not_speak_for_one_whose_book_was_not_read() -> None:
    own = small_edition(rubric={"precedence": ["department", "self"]}).rubric
    assert score(PLAIN, own, self=gives("10")) == Scored(None, Basis.MISSING, None, "bảng chưa đọc được")
    assert score(PLAIN, own, self=gives("10"), department=BLANK).points == 10
    first = small_edition(rubric={"precedence": ["self", "department"]}).rubric
    assert score(PLAIN, first, department=gives("8")).because == "bảng chưa đọc được"


def test_one_hands_figure_is_worth_the_same_whoever_counts() -> None:
    given = line(FULL, self=NOTHING_AROSE, department=UNREADABLE)
    worth = [hand_points(RUBRIC, given, hand) for hand in ("self", "department", "cluster")]
    assert worth == [5, None, None]
    assert hand_points(RUBRIC, line(PLAIN, self=BLANK), "self") is None


def test_the_highest_total_is_the_base_and_all_bonus() -> None:
    bare = small_edition(rubric={"bonus": None}).rubric
    assert [str(highest_total(rubric)) for rubric in (RUBRIC, bare)] == ["30", "25"]
