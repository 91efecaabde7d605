"""How much a scale can give: by hand for one rubric, and against every way to fill it in."""

from decimal import Decimal
from pathlib import Path

import pytest
from full_rubric import SOUND, Change
from tiny_edition import RUBRIC, written

from sheetsync.edition import examine
from sheetsync.edition.reach import highest, highest_mark, most, most_bonus, most_deducted, offered_bonus
from sheetsync.edition.rubric import Rubric

NO_CLAMP = ("clamp: {minimum: 0, maximum: 30}\n", "")
NO_CAP = ("bonus_cap: 14\n", "")
A_CAP = ("    bonus: {cap: 2}\n", "")
A4 = "scorer: VP, bonus: {cap: 2}"
BARE = (A4, "scorer: VP, bonus: {}")


def rubric(folder: Path, *changes: Change) -> Rubric:
    text = SOUND
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    edition, _ = examine(written(folder, ("rubric.yaml", RUBRIC, text)))
    assert edition
    return edition.rubric


@pytest.mark.parametrize(
    ("changes", "total"),
    [
        ([], "30"),
        ([NO_CLAMP], "34"),  # 20 + the register's 5, 2 at A, 1 at B.4, 6 of V
        ([("maximum: 30", "maximum: 30, applies_to: bands")], "34"),
        ([NO_CLAMP, NO_CAP], "34"),
        ([NO_CLAMP, ("bonus_cap: 14", "bonus_cap: 9.5")], "29.5"),
        ([NO_CLAMP, NO_CAP, ("bonus: {cap: 5}\n", "")], "29"),
        ([NO_CLAMP, NO_CAP, (A4, "scorer: VP, bonus: {cap: 7}")], "34"),  # its section holds it
        ([NO_CLAMP, NO_CAP, A_CAP, (A4, "scorer: VP, bonus: {cap: 7}")], "39"),
        ([NO_CLAMP, NO_CAP, ("max: 6\n    role: bonus", "max: 5\n    role: bonus")], "33"),
        ([NO_CLAMP, NO_CAP, ("max: 6\n    role: bonus", "max: 9\n    role: bonus")], "34"),  # of what is in it
        ([NO_CLAMP, NO_CAP, ("plus: 1, plus_cap: 1", "plus: 0, plus_cap: 1")], "33"),
        ([NO_CLAMP, NO_CAP, BARE], "34"),
        ([NO_CLAMP, NO_CAP, A_CAP, BARE], None),
        ([NO_CLAMP, A_CAP, BARE], "34"),
        ([NO_CAP, A_CAP, BARE], "30"),
    ],
)
def test_the_highest_total_knows_all_bonus_and_every_cap(
    tmp_path: Path, changes: list[Change], total: str | None
) -> None:
    assert highest(rubric(tmp_path, *changes)) == (None if total is None else Decimal(total))


def test_bonus_inside_a_section_of_the_base_comes_on_top(tmp_path: Path) -> None:
    extra = "{code: A.5, text: Nóng, max: 3, role: bonus, scorer: VP}"
    found = rubric(tmp_path, NO_CAP, ("      - {code: A.3", f"      - {extra}\n      - {{code: A.3"))
    assert offered_bonus(found) == 17
    assert most(found, found.nodes["A"]) == 12 + 2 + 3


def test_bands_are_held_against_points_or_percent_within_their_limits(tmp_path: Path) -> None:
    percent = ("compare: points", "compare: percent")
    assert highest_mark(rubric(tmp_path)) == 30
    assert highest_mark(rubric(tmp_path, ("maximum: 30", "maximum: 30, applies_to: bands"))) == 30
    assert highest_mark(rubric(tmp_path, percent, NO_CLAMP)) == 170
    assert highest_mark(rubric(tmp_path, percent)) == 150, "30 of 20 points is all that a total can be"
    for shrinking in ("not_for: [P1], rule", "blank: rebase, rule"):
        smaller = (
            "{code: A.3, text: Đếm, max: 2, scorer: VP, rule",
            f"{{code: A.3, text: Đếm, max: 2, scorer: VP, {shrinking}",
        )
        assert highest_mark(rubric(tmp_path, percent, smaller)) == 170, "of a smaller scale that limit leaves more over"
    assert highest_mark(rubric(tmp_path, percent, ("maximum: 30", "maximum: 100, applies_to: bands"))) == 100
    assert highest_mark(rubric(tmp_path, percent, NO_CLAMP, NO_CAP, A_CAP, BARE)) is None
    assert highest_mark(rubric(tmp_path, percent, NO_CLAMP, ("max: 20\n", "max: 0\n"))) is None


def test_deductions_end_where_lateness_does(tmp_path: Path) -> None:
    late = "per_day: 0.5, per_report: 1, cap: 2"
    assert most_deducted(rubric(tmp_path)) == 7
    assert most_deducted(rubric(tmp_path, (late, "per_report: 1"))) == 6
    assert most_deducted(rubric(tmp_path, (late, "per_day: 1"))) is None
    assert most_bonus(rubric(tmp_path, ("bonus_cap: 14", "bonus_cap: 3"))) == 3
    found = rubric(tmp_path)
    assert most(found, found.nodes["T.1"]) == 0
