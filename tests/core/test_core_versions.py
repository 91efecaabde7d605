"""The frozen rubric: when scoring has begun, what is a change of it, and whom a change touches."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_year import LATER, NOW, SMALL, Year, empty_year, filled_year, small_edition

from sheetsync.core.assessment import assess
from sheetsync.core.differences import differences
from sheetsync.core.versions import CELL, FEW, Change, change_of, content_of, edition_in, has_begun
from sheetsync.edition.rubric import Rubric

EDITION = small_edition()
FROZEN = content_of(EDITION)
OLDEST = json.dumps({name: value for name, value in json.loads(FROZEN).items() if name != "edition"})
"""What was frozen before anything but the rubric was."""


def content(**changes: Any) -> str:
    """What is frozen of the small edition with some settings of its rubric replaced."""
    return content_of(small_edition(changes))


def leaf_3(**settings: Any) -> dict[str, Any]:
    """The small rubric with some settings of criterion 3 replaced."""
    criteria = copy.deepcopy(SMALL["rubric"]["criteria"])
    criteria[2] |= settings
    return {"criteria": criteria}


# --- what is the same ------------------------------------------------------------------------------------------------


def test_a_rubric_comes_back_from_what_was_frozen() -> None:
    found = edition_in(FROZEN, small_edition({"max": 30}))
    assert found
    assert (found.rubric, content_of(found)) == (EDITION.rubric, FROZEN)
    assert json.loads(FROZEN)["step"] == "0.5", "exact, never through binary floating point"


@pytest.mark.parametrize("written", ["25", "25.0", "25,00", "2.5E+1"])
def test_the_same_figure_written_otherwise_is_the_same_rubric(written: str) -> None:
    assert content(max=written) == FROZEN


def test_a_setting_learned_since_is_no_change_where_it_has_its_default() -> None:
    older = json.loads(FROZEN)
    del older["compare"], older["criteria"][0]["not_for"]
    found = edition_in(json.dumps(older), EDITION)
    assert found
    assert content_of(found) == FROZEN


def test_what_another_sheetsync_wrote_may_not_be_understood() -> None:
    for unknown in ({"mới": 1}, {"edition": {"units": ["P1"]}}, {"edition": {"phases": {"BC": "mai"}}}):
        assert edition_in(json.dumps(json.loads(FROZEN) | unknown), EDITION) is None
    change = change_of('{"mới": 1}', filled_year().assess(), {}, NOW)
    assert change
    assert change.words == (
        "bản thang điểm đã khóa do bản sheetsync khác ghi, không so sánh được. "
        "Không rõ đơn vị nào thay đổi tổng điểm, hạng hay xếp loại."
    )


def test_what_was_frozen_at_first_held_the_rubric_alone_and_is_still_read() -> None:
    assert edition_in(OLDEST, EDITION) == EDITION
    year = filled_year()
    assert change_of(OLDEST, year.assess(), year.sources(), NOW) is None
    found = edition_in(OLDEST, small_edition(phases=[], timezone="UTC"))
    assert found
    assert (found.phases, found.timezone) == ((), "UTC"), "of what it does not say nothing can have changed"


FULL = Rubric.model_validate(
    SMALL["rubric"]
    | {
        "late": [{"phase": "BC", "per_day": 1, "cap": 2}],
        "clamp": {"maximum": 30},
        "once": [{"items": ["1.1", "3"], "because": "trùng"}],
        "quotas": [{"band": "Tốt", "percent": 25, "order": ["total"]}],
        "sanctions": [{"criterion": "3", "drop": 1}],
        "bonus_cap": 5,
    }
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every figure in a rubric."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, tuple) else ()
    for key, value in pairs:
        if isinstance(value, Decimal):
            yield (*path, key)
        yield from places(value, (*path, key))


FIGURES = tuple(places(FULL.model_dump()))


def listed(tree: Any) -> Any:
    """A tree that can be changed in place."""
    if isinstance(tree, dict):
        return {key: listed(value) for key, value in tree.items()}
    return [listed(one) for one in tree] if isinstance(tree, tuple) else tree


def by_rubric(rubric: Rubric) -> str:
    return content_of(EDITION.model_copy(update={"rubric": rubric}))


@given(st.sampled_from(FIGURES))
def test_whatever_figure_is_changed_there_is_exactly_one_difference(path: tuple[Any, ...]) -> None:
    tree = listed(FULL.model_dump())
    piece = tree
    for key in path[:-1]:
        piece = piece[key]
    old = piece[path[-1]]
    piece[path[-1]] = old + 1
    changed = Rubric.model_validate(tree)
    assert by_rubric(changed) != by_rubric(FULL)
    (said,) = differences(FULL, changed)
    assert said.endswith(f"{old} → {old + 1}".replace(".", ","))


# --- when scoring has begun ------------------------------------------------------------------------------------------


def begun(year: Year) -> bool:
    return has_begun(year.edition.rubric, year.assess().ledger)


def test_scoring_begins_with_the_first_figure_of_a_hand_that_counts() -> None:
    year = empty_year()
    year["P1"].type("self", "code | points \n 1.1 | 9")
    assert not begun(year), "a ward's own figure is none"
    year["TG"].type("points", "code | 1.1 \n P1 | -")
    assert not begun(year), "nothing is given"
    year["TG"].type("points", "code | 1.1 \n P1 | 0")
    assert begun(year)


def test_an_agreed_point_begins_scoring_too() -> None:
    year = empty_year()
    year["C1"].type("agreed", "no | unit | criterion | points | reason \n 1 | P1 | 1.1 | 8 | Thống nhất")
    assert begun(year)


def test_a_bonus_beside_the_points_begins_scoring_as_well() -> None:
    year = empty_year(small_edition(leaf_3(bonus={"cap": 1})))
    year["VP"].type("points", "code | extra-3 \n P1 | 1")
    assert begun(year)


def test_a_hand_that_does_not_count_begins_nothing() -> None:
    year = empty_year(small_edition({"precedence": ["cluster", "self"]}))
    year["TG"].type("points", "code | 1.1 \n P1 | 8")
    year["P1"].type("self", "code | points \n 1.1 | 9")
    assert not begun(year)


def test_a_book_that_was_never_read_begins_nothing() -> None:
    year = filled_year()
    for code in ("TG", "VP", "C1", "C2"):
        year.unread(code, "not-shared")
    assert not begun(year)


# --- what a change does ----------------------------------------------------------------------------------------------


def change(**changes: Any) -> Change | None:
    """What a rubric with these settings changes of the small one, once everybody has scored."""
    year = filled_year(small_edition(changes))
    return change_of(FROZEN, year.assess(), year.sources(), NOW)


def test_the_same_rubric_changes_nothing() -> None:
    assert change() is None


def test_a_change_names_the_units_whose_points_it_changes() -> None:
    """A figure of 2 is beyond the new maximum and no longer counts."""
    changed = change(max=24, **leaf_3(max=1))
    assert changed
    assert changed.settings == ("tổng điểm 25 → 24", "3: điểm tối đa 2 → 1")
    assert changed.effects
    assert [name for name, _ in changed.effects] == ["Phường 1", "Phường 2", "Phường 3"]
    assert changed.effects[0][1].startswith("24 → 22")


def test_a_change_of_thresholds_names_the_units_whose_band_it_changes() -> None:
    bands = [{"name": "Xuất sắc", "minimum": 24}, *SMALL["rubric"]["bands"][1:]]
    changed = change(bands=bands)
    assert changed == Change(("xếp loại Xuất sắc: ngưỡng 22 → 24",), (("Phường 2", "Xuất sắc → Tốt"),))
    assert changed.words == ("xếp loại Xuất sắc: ngưỡng 22 → 24. Làm thay đổi Phường 2: Xuất sắc → Tốt.")
    assert changed.note(1, " Công văn\nsố 12 ") == (
        "Đổi thang điểm lần 1 (Công văn số 12): xếp loại Xuất sắc: ngưỡng 22 → 24. Thay đổi: Phường 2 Xuất sắc → Tốt."
    )


def test_points_and_band_may_change_together() -> None:
    year = filled_year(small_edition({"bonus": {"cap": 5}}))
    year["TG"].type("bonus", "no | unit | model | points | reason \n 1 | P3 | Thư viện | 2 | Hay")
    without = content(bonus={"cap": 1})
    changed = change_of(without, year.assess(), year.sources(), NOW)
    assert changed
    assert changed.effects == (("Phường 3", "21,5 → 22,5 (Tốt → Xuất sắc)"),)


def test_a_unit_without_points_is_told_so() -> None:
    year = empty_year(small_edition(leaf_3(blank="full")))
    changed = change_of(FROZEN, year.assess(), year.sources(), NOW)
    assert changed
    assert changed.settings == ("3: khi để trống không có → trọn điểm",)
    assert changed.effects
    assert changed.effects[0] == ("Phường 1", "chưa có điểm → 2 (hạng chưa có → 1)")


def test_a_change_of_words_touches_nobody() -> None:
    changed = change(title="Thang điểm")
    assert changed
    assert changed.words == (
        "tên thang điểm “Thang điểm thử” → “Thang điểm”. Không đơn vị nào thay đổi tổng điểm, hạng hay xếp loại."
    )
    assert changed.note(2, "Sửa chữ").endswith("“Thang điểm”. Không đơn vị nào thay đổi tổng điểm, hạng hay xếp loại.")


def test_a_department_that_is_no_longer_there_is_compared_all_the_same() -> None:
    departments = [one for one in SMALL["departments"] if one["code"] == "VP"]
    criteria = copy.deepcopy(SMALL["rubric"]["criteria"])
    for leaf in criteria[0]["criteria"]:
        leaf["scorer"] = "VP"
    year = filled_year()
    now = Year(small_edition({"criteria": criteria}, departments=departments), year.drawn)
    changed = change_of(FROZEN, now.assess(), now.sources(), NOW)
    assert changed
    assert changed.settings == ("1.1: bộ phận chấm TG → VP", "1.2: bộ phận chấm TG → VP")


# --- what decides points besides the rubric --------------------------------------------------------------------------

LATE = {"late": [{"phase": "BC", "per_day": 1}]}


def phases(ends: str) -> list[dict[str, Any]]:
    return [SMALL["phases"][0] | {"ends": ends}, *SMALL["phases"][1:]]


def around(frozen: dict[str, Any], now: dict[str, Any], rubric: dict[str, Any]) -> Change | None:
    """What another edition changes of a frozen one, the rubric being the same; Phường 2 has not filled its book."""
    drawn = filled_year(small_edition(rubric)).drawn | {"P2": empty_year(small_edition(rubric))["P2"]}
    year = Year(small_edition(rubric, **now), drawn)
    sources = {code: replace(source, read_at=LATER) for code, source in year.sources().items()}
    assessment = assess(year.edition, sources, LATER)
    return change_of(content_of(small_edition(rubric, **frozen)), assessment, sources, LATER)


def test_a_deadline_that_lateness_is_counted_from_is_part_of_what_is_frozen() -> None:
    changed = around({}, {"phases": phases("05/11/2020")}, LATE)
    assert changed == Change(("hạn của giai đoạn BC: 07/11/2020 → 05/11/2020",), (("Phường 2", "-0,25 → -2,25"),)), (
        "two days more are taken off"
    )


def test_a_deadline_from_which_nothing_is_taken_is_not() -> None:
    assert around({}, {"phases": phases("05/11/2020")}, {}) is None
    later = [SMALL["phases"][0], SMALL["phases"][1] | {"ends": "13/11/2020"}]
    assert around({}, {"phases": later}, LATE) is None


def test_a_rubric_that_begins_to_count_lateness_says_only_that() -> None:
    year = filled_year(small_edition(LATE, phases=phases("05/11/2020")))
    changed = change_of(FROZEN, year.assess(), year.sources(), NOW)
    assert changed
    assert changed.settings == ("thêm trừ điểm nộp chậm BC",)


def test_a_phase_that_is_no_longer_there_keeps_its_last_day() -> None:
    frozen = content(**LATE)
    found = edition_in(frozen, small_edition(phases=[]))
    assert found
    assert [(phase.code, f"{phase.ends:%d/%m/%Y}") for phase in found.phases] == [("BC", "07/11/2020")]
    assert content_of(found) == frozen


def test_a_unit_in_another_cluster_is_a_change_of_who_is_compared() -> None:
    units = [SMALL["units"][0] | {"cluster": "C2"}, *SMALL["units"][1:]]
    changed = around({}, {"units": units}, {})
    assert changed == Change(
        ("Phường 1: chuyển từ C1 sang C2",),
        (
            ("Phường 2", "hạng trong cụm 2 → 1"),
            ("Phường 3", "hạng trong cụm 1 → 2"),
            ("Phường 10", "hạng trong cụm 2 → 3"),
        ),
    )


def test_units_and_clusters_that_come_and_go_are_a_change_too() -> None:
    first, *others = SMALL["units"]
    changed = around({"units": [first | {"code": "P9", "cluster": "C9"}, *others]}, {}, {})
    assert changed
    assert changed.settings == ("thêm đơn vị Phường 1", "bỏ đơn vị P9")
    outside = around({"units": [first | {"cluster": None}, *others]}, {}, {})
    assert outside
    assert outside.settings == ("Phường 1: chuyển từ ngoài các cụm sang C1",)


def test_the_zone_of_days_and_the_books_of_hands_are_a_change() -> None:
    changed = around({"timezone": "UTC", "collects": ["department", "unit"]}, {}, LATE)
    assert changed
    assert changed.settings == (
        "múi giờ UTC → Asia/Ho_Chi_Minh",
        "bên có bảng để ghi bộ phận, đơn vị → đơn vị, bộ phận, cụm",
    )
    assert around({"collects": ["cluster", "unit", "department"]}, {}, {}) is None, "their order says nothing"


def test_names_and_what_is_only_pointed_out_are_no_change() -> None:
    now = {"unit_noun": "xã", "title": "Khác", "limits": {"gap": 2}, "inspections": []}
    now["units"] = [unit | {"name": f"Xã {unit['code']}"} for unit in SMALL["units"]]
    assert around({}, now, LATE) is None


# --- what happens to whom --------------------------------------------------------------------------------------------


def effects(year: Year, before: str) -> dict[str, str]:
    changed = change_of(before, year.assess(), year.sources(), NOW)
    assert changed
    assert changed.effects is not None
    return dict(changed.effects)


def test_who_only_changes_rank_is_told() -> None:
    year = filled_year(small_edition({"ranking": ["2.1"]}))
    assert effects(year, FROZEN) == {"Phường 10": "hạng 4 → 3"}, "as many points at 2.1 as Phường 3"


def test_a_computed_total_that_changes_beneath_a_decided_one_is_told() -> None:
    year = filled_year(small_edition(leaf_3(max=1)))
    year["master"].type("ranking", "code | agreed_points \n P1 | 20")
    assert effects(year, FROZEN)["Phường 1"] == "tổng điểm tính được 24 → 22 (hạng 3 → 2)"


def test_percentages_are_told_where_they_are_what_is_compared() -> None:
    year = filled_year(small_edition({"compare": "percent", "max": 30}))
    found = effects(year, content(compare="percent"))
    assert found["Phường 2"] == "phần trăm 91 → 75,8333"


@pytest.mark.parametrize(("many", "more"), [(FEW, ""), (FEW + 3, "; và 3 chỗ khác")])
def test_of_many_differences_some_are_named_and_the_rest_is_counted(many: int, more: str) -> None:
    settings = tuple(f"{number}: điểm tối đa 1 → 2" for number in range(many))
    words = Change(settings, ()).words
    assert words.startswith("; ".join(settings[:FEW]) + more + ". ")


def test_the_log_names_every_unit_the_screen_only_some() -> None:
    changed = Change(("bước điểm 1 → 2",), tuple((f"Phường {number}", "1 → 2") for number in range(1, 31)))
    assert changed.words.endswith("; Phường 8: 1 → 2; và 22 đơn vị khác.")
    assert changed.note(1, "lý do").count("Phường") == 30


@given(st.integers(0, 4000), st.text(min_size=1, max_size=9000))
def test_a_note_fits_a_cell_however_much_there_is_to_tell(units: int, reason: str) -> None:
    changed = Change(("bước điểm 1 → 2",) * 20, tuple((f"Phường {number}", "1 → 2") for number in range(units)))
    note = changed.note(1, reason)
    assert len(note) <= CELL < 5000
    long = Change(("1: không áp dụng cho không có → " + "P1, " * 2000,), changed.effects).note(1, reason)
    assert len(long) <= CELL
    assert long.endswith((f"Phường {units - 1} 1 → 2.", "đơn vị khác.", "xếp loại."))
    assert note.endswith((f"Phường {units - 1} 1 → 2.", "đơn vị khác.", "xếp loại."))
