"""What is told of a changed rubric: every difference, in words, and nothing where it says the same."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel
from small_year import SMALL

from sheetsync.core.differences import CHAIN, FREE, SETTINGS, TERMS, differences
from sheetsync.edition.lint.verdicts import RANKING
from sheetsync.edition.rubric import Rubric

RUBRIC = SMALL["rubric"]
TIERS = [
    {"text": "Vượt kế hoạch", "name": "Tốt", "points": 2},
    {"text": "Đạt kế hoạch", "name": "Đạt", "points": 1},
]
RANGES = [{"at_least": 90, "points": 2}, {"at_least": 80, "points": 1}]


def rubric(**changes: Any) -> Rubric:
    """The small rubric with some of its settings, or those of leaf 3 (`leaf`), replaced."""
    leaf = changes.pop("leaf", {})
    criteria = changes.pop("criteria", [*RUBRIC["criteria"][:2], RUBRIC["criteria"][2] | leaf])
    return Rubric.model_validate(RUBRIC | {"criteria": criteria} | changes)


def leaf(**settings: Any) -> Rubric:
    return rubric(leaf=settings)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (rubric(), rubric(max=26), "tổng điểm 25 → 26"),
        (rubric(), rubric(step="0,25"), "bước điểm 0,5 → 0,25"),
        (rubric(), rubric(title="Thang"), "tên thang điểm “Thang điểm thử” → “Thang”"),
        (rubric(), rubric(bonus={"cap": 6}), "điểm thưởng: trần 5 → 6"),
        (rubric(), rubric(bonus=None), "bỏ điểm thưởng"),
        (rubric(bonus=None), rubric(), "thêm điểm thưởng"),
        (rubric(), rubric(bonus_cap=3), "trần điểm thưởng không có → 3"),
        (rubric(), rubric(self_provisional=True), "tạm tính điểm tự chấm không → có"),
        (rubric(), rubric(compare="percent"), "cách so sánh chấm điểm → phần trăm"),
        (rubric(), rubric(ranking=["total", "1.1"]), "thứ tự xếp hạng tổng điểm → tổng điểm, 1.1"),
        (rubric(), rubric(ranking=["band", "total", "base", "bonus", "deductions"]),
         "thứ tự xếp hạng tổng điểm → xếp loại, tổng điểm, điểm tính, điểm thưởng, điểm trừ"),
        (rubric(quotas=[{"band": "Tốt", "percent": 5, "order": ["band", "total"]}]),
         rubric(quotas=[{"band": "Tốt", "percent": 5, "order": ["band", "3"]}]),
         "khống chế tỷ lệ Tốt: thứ tự ưu tiên xếp loại, tổng điểm → xếp loại, 3"),
        (rubric(), rubric(precedence=["department"]), "thứ tự người chấm cụm, bộ phận → bộ phận"),
        (leaf(), leaf(max=3), "3: điểm tối đa 2 → 3"),
        (leaf(), leaf(scorer="TG"), "3: bộ phận chấm VP → TG"),
        (leaf(), leaf(text="Việc"), "3: nội dung “Việc đột xuất” → “Việc”"),
        (leaf(), leaf(text="Việc " * 20), f"3: nội dung “Việc đột xuất” → “{'Việc ' * 11}Việc…”"),
        (leaf(), leaf(not_applicable="full"), "3: khi không phát sinh không có → trọn điểm"),
        (leaf(), leaf(not_for=["P1", "P2"]), "3: không áp dụng cho không có → P1, P2"),
        (leaf(), leaf(bonus={"cap": 1}), "3: thêm điểm thưởng"),
        (leaf(bonus={"cap": 1}), leaf(bonus={"cap": 2}), "3, điểm thưởng: trần 1 → 2"),
        (leaf(), leaf(rule={"kind": "ratio"}), "3: cách tính chấm điểm → tỷ lệ"),
        (leaf(rule={"kind": "ratio"}), leaf(rule={"kind": "ratio", "target": 90}), "3: chỉ tiêu 100 → 90"),
        (
            leaf(rule={"kind": "choice", "tiers": TIERS}),
            leaf(rule={"kind": "choice", "tiers": [TIERS[0], TIERS[1] | {"points": "0,5"}]}),
            "3, bậc Đạt: điểm 1 → 0,5",
        ),
        (
            leaf(rule={"kind": "choice", "tiers": TIERS}),
            leaf(rule={"kind": "choice", "tiers": TIERS[::-1]}),
            "3: đổi thứ tự bậc",
        ),
        (
            leaf(rule={"kind": "tiers", "of": "ratio", "tiers": RANGES}),
            leaf(rule={"kind": "tiers", "of": "ratio", "tiers": [RANGES[0], RANGES[1] | {"at_least": 75}]}),
            "3, bậc 2: từ 80 → 75",
        ),
        (rubric(), rubric(bands=[*RUBRIC["bands"][:2], {"name": "Khá", "minimum": 6}]), "xếp loại Khá: ngưỡng 5 → 6"),
        (rubric(), rubric(bands=RUBRIC["bands"][:2]), "bỏ xếp loại Khá"),
        (rubric(bands=[]), rubric(bands=RUBRIC["bands"][:1]), "thêm xếp loại Xuất sắc"),
        (rubric(), rubric(late=[{"phase": "BC", "per_day": 1}]), "thêm trừ điểm nộp chậm BC"),
        (
            rubric(sanctions=[{"criterion": "3", "drop": 1}, {"criterion": "3", "drop": 2}]),
            rubric(sanctions=[{"criterion": "3", "drop": 1}, {"criterion": "3", "drop": 3}]),
            "chế tài 2: số bậc bị hạ 2 → 3",
        ),
        (
            rubric(),
            rubric(criteria=[*RUBRIC["criteria"], {"code": "9", "text": "Mới", "max": 1, "criteria": [
                {"code": "9.1", "text": "Mới", "max": 1}]}]),
            "thêm tiêu chí 9",
        ),
        (rubric(), rubric(criteria=RUBRIC["criteria"][:2]), "bỏ tiêu chí 3"),
        (rubric(), rubric(criteria=RUBRIC["criteria"][::-1]), "đổi thứ tự tiêu chí"),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_words(old: Rubric, new: Rubric, said: str) -> None:
    assert differences(old, new) == (said,)


def test_a_criterion_that_moves_to_another_section_is_told_so() -> None:
    one, two, three = RUBRIC["criteria"]
    moved = rubric(criteria=[one, two | {"criteria": [*two["criteria"], three]}])
    assert differences(rubric(), moved) == ("3: chuyển từ ngoài sang 2",)
    assert differences(moved, rubric()) == ("3: chuyển từ 2 sang ngoài",)


def test_several_differences_are_told_those_of_the_whole_first() -> None:
    assert differences(rubric(), rubric(max=26, leaf={"max": 3})) == ("tổng điểm 25 → 26", "3: điểm tối đa 2 → 3")


def test_the_same_written_otherwise_is_no_difference() -> None:
    assert (
        differences(rubric(), rubric(max="25.0", step="0,50", leaf={"max": "2.00", "rule": {"kind": "points"}})) == ()
    )


# --- every setting has its words -------------------------------------------------------------------------------------


def models(model: type[BaseModel], seen: frozenset[type[BaseModel]] = frozenset()) -> Iterator[type[BaseModel]]:
    """Yield every model that a rubric is made of."""
    yield model
    for field in model.model_fields.values():
        for inner in parts(field.annotation):
            if isinstance(inner, type) and issubclass(inner, BaseModel) and inner not in {*seen, model}:
                yield from models(inner, frozenset({*seen, model}))


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for one in get_args(annotation):
        yield from parts(one)


ALL = tuple(dict.fromkeys(models(Rubric)))


def test_every_setting_of_a_rubric_has_a_name_that_people_know() -> None:
    assert len(ALL) > 15, "the search for models finds them"
    named = {name for model in ALL for name in model.model_fields} - {"code", "criteria"}
    assert named == set(SETTINGS), "code and criteria are what the rest is told by"
    assert named >= FREE


def test_every_word_that_a_setting_may_take_has_a_translation() -> None:
    found = {
        word
        for model in ALL
        for field in model.model_fields.values()
        for annotation in parts(field.annotation)
        if "Literal" in str(get_origin(annotation))
        for word in get_args(annotation)
    }
    assert {"ratio", "rebase", "cluster"} <= found, "the search for words finds them"
    assert found <= set(TERMS)


def test_every_word_that_units_may_be_ranked_by_has_a_translation() -> None:
    assert set(CHAIN) == set(RANKING)
