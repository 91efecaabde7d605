"""Points of one unit for one criterion: whose word counts, and why there are none."""

from decimal import Decimal

import pytest
from rule_bench import figures
from small_year import EDITION, small_edition

from sheetsync.core.entries import NOT_PULLED, Entry, State
from sheetsync.core.ledger import Line
from sheetsync.core.scoring.score import Basis, Scored, hand_points, score_line
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


# --- the unit's own figure for the time being, absences, units off the scale -----------------------------------------


def provisional(**rubric: object) -> Rubric:
    return small_edition(rubric={"self_provisional": True, **rubric}).rubric


def test_a_units_own_figure_counts_until_a_hand_that_counts_has_given_one() -> None:
    rubric = provisional()
    own = score(PLAIN, rubric, self=gives("9"), department=BLANK)
    assert figures(own, "points", "basis", "hand", "lacking") == (9, Basis.PROVISIONAL, "self", True)
    assert own.because == "tạm tính theo đơn vị tự chấm: 9 (bộ phận chưa chấm)"
    alone = score(PLAIN, provisional(precedence=["cluster"]), self=gives("9"))
    assert alone.because == "tạm tính theo đơn vị tự chấm: 9 (chưa có điểm thống nhất)"
    unread = score(PLAIN, rubric, self=gives("9"))
    assert figures(unread, "points", "because") == (9, "tạm tính theo đơn vị tự chấm: 9 (bảng chưa đọc được)")
    assert score(PLAIN, rubric, self=gives("9"), department=gives("8")).points == 8


@pytest.mark.parametrize("own", [BLANK, NOT_PULLED, UNREADABLE, NOTHING_AROSE, gives("10.5")])
def test_an_own_figure_that_cannot_count_does_not_count_for_the_time_being_either(own: Entry) -> None:
    assert score(PLAIN, provisional(), self=own, department=BLANK) == Scored(None, Basis.MISSING, None, "chưa có điểm")


def test_what_a_stronger_hand_said_unusably_is_not_replaced_by_the_units_own_figure() -> None:
    assert score(PLAIN, provisional(), self=gives("9"), department=UNREADABLE).points is None


def with_leaf(**settings: object) -> Rubric:
    """A rubric whose only leaf has these settings."""
    one = {"code": "A", "text": "A", "max": 10, "scorer": "TG", **settings}
    return small_edition(rubric={"max": 10, "criteria": [one], "self_provisional": True}).rubric


def test_a_blank_earns_what_the_rubric_says_once_every_hand_that_counts_is_known_to_be_blank() -> None:
    rubric = with_leaf(blank="full")
    blank = score(rubric.nodes["A"], rubric, self=gives("3"), department=BLANK, cluster=BLANK)
    assert blank == Scored(Decimal(10), Basis.COMPUTED, None, "để trống, tính 10 điểm")
    unread = score(rubric.nodes["A"], rubric, self=gives("3"), department=NOT_PULLED)
    assert unread.basis is Basis.PROVISIONAL, "nobody knows yet whether the department left it blank"
    assert hand_points(rubric, line(rubric.nodes["A"], department=BLANK), "department") == 10
    assert hand_points(rubric, line(rubric.nodes["A"], self=BLANK), "self") is None, "a hand that does not count"


def test_nothing_given_counts_for_a_unit_off_the_scale() -> None:
    rubric = with_leaf(not_for=["P1"], blank="full")
    for hands in ({}, {"department": BLANK}, {"department": gives("9")}, {"self": gives("9"), "department": BLANK}):
        off = score(rubric.nodes["A"], rubric, **hands)
        assert off == Scored(None, Basis.EXEMPT, None, "không thuộc thang điểm của đơn vị")
        assert not off.lacking
    assert hand_points(rubric, line(rubric.nodes["A"], department=gives("9")), "department") is None


def test_the_order_of_hands_is_the_rubrics_and_a_hand_not_listed_does_not_count() -> None:
    rubric = small_edition(rubric={"precedence": ["department", "self"]}).rubric
    assert score(PLAIN, rubric, cluster=gives("1"), department=gives("8"), self=gives("9")).points == 8
    assert score(PLAIN, rubric, cluster=gives("1"), department=BLANK, self=gives("9")).points == 9
    assert score(PLAIN, rubric, cluster=gives("1"), department=BLANK, self=BLANK).points is None


def beside(rubric: Rubric, **hands: tuple[Entry, Entry]) -> Line:
    """A line with two figures of each hand."""
    firsts: dict[Hand, Entry] = {hand: one for hand, (one, _) in hands.items()}  # type: ignore[misc]  # see above
    seconds: dict[Hand, Entry] = {hand: one for hand, (_, one) in hands.items()}  # type: ignore[misc]  # see above
    return Line("P1", rubric.nodes["A"], firsts, extras=seconds)


@pytest.mark.parametrize(
    ("outcome", "points", "because"),
    [
        ("zero", 1, "bộ phận chấm: để trống, tính 0 điểm; thưởng 1"),
        ("full", 11, "bộ phận chấm: để trống, tính 10 điểm; thưởng 1"),
    ],
)
def test_bonus_beside_a_blank_comes_on_top_of_what_the_blank_earns(outcome: str, points: int, because: str) -> None:
    rubric = with_leaf(blank=outcome, bonus={"cap": 2})
    given = beside(rubric, department=(BLANK, gives("1")), self=(BLANK, gives("2")))
    found = score_line(rubric, given)
    assert figures(found, "points", "bonus", "hand", "because") == (points, 1, "department", because)
    assert hand_points(rubric, given, "department") == points
    assert hand_points(rubric, beside(rubric, department=(BLANK, BLANK)), "department") == points - 1


def test_beside_a_blank_the_bonus_of_the_strongest_hand_that_gave_one_counts() -> None:
    rubric = with_leaf(blank="zero", bonus={"cap": 2}).model_copy(update={"precedence": ("department", "self")})
    both = beside(rubric, department=(BLANK, BLANK), self=(BLANK, gives("2")))
    assert figures(score_line(rubric, both), "points", "hand") == (2, "self")
    none = beside(rubric, department=(BLANK, gives("0")), self=(BLANK, gives("2")))
    assert figures(score_line(rubric, none), "points", "hand") == (0, "department")
    filled = beside(rubric, department=(BLANK, gives("1")), self=(gives("4"), BLANK))
    assert figures(score_line(rubric, filled), "points", "hand") == (4, "self")


def test_what_an_inspection_says_of_bonus_without_points_counts_for_nothing() -> None:
    rubric = with_leaf(blank="zero", bonus={"cap": 2}).model_copy(update={"precedence": ("cluster", "department")})
    row = beside(rubric, cluster=(BLANK, gives("2")), department=(BLANK, gives("1")))
    assert figures(score_line(rubric, row), "points", "hand") == (1, "department")


def test_bonus_that_cannot_be_read_beside_a_blank_is_withheld_and_beside_a_rebased_one_none_counts() -> None:
    rubric = with_leaf(blank="zero", bonus={"cap": 2})
    unread = score_line(rubric, beside(rubric, department=(BLANK, UNREADABLE)))
    assert figures(unread, "points", "basis") == (None, Basis.WITHHELD)
    off = with_leaf(blank="rebase", bonus={"cap": 2})
    assert score_line(off, beside(off, department=(BLANK, gives("1")))).basis is Basis.EXEMPT
    silent = with_leaf(bonus={"cap": 2})
    assert score_line(silent, beside(silent, department=(BLANK, gives("1")))).basis is Basis.MISSING


def test_merits_beside_a_blank_change_nothing() -> None:
    rubric = with_leaf(blank="zero", rule={"kind": "minus_plus", "minus": 1, "plus": 1, "plus_cap": 2})
    found = score_line(rubric, beside(rubric, department=(BLANK, gives("3"))))
    assert figures(found, "points", "bonus") == (0, 0)
