"""The rules of a rubric in plain words."""

from decimal import Decimal

import pytest
from every_rule import EVERY
from small_year import small_edition

from sheetsync.core.howto import figure_name, header, how, span_words, tier_words, what, what_extra
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.rules import Span, Tiers

RUBRIC = EVERY.rubric


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("I", ""),
        ("1.1", "Gõ số điểm từ 0 đến 5, bội số của 0,25. Điểm thưởng ghi ở cột kế bên, tối đa 3 điểm."),
        (
            "1.2",
            (
                "Chọn một mức: Đầy đủ (đủ hồ sơ, nộp đúng hạn): 3 điểm; Thiếu (thiếu hoặc nộp chậm): 1,5 điểm; "
                "Lập hồ sơ khống: 0 điểm, mất điểm cả mục."
            ),
        ),
        (
            "2.1",
            (
                "Ghi tỷ lệ hộ, ví dụ 42/45 hoặc 93,3%. Từ 90 % trở lên: 5 điểm; thấp hơn: tỷ lệ / 90 % × 5 điểm, "
                "làm tròn đến 0,25. Không phát sinh: đủ điểm. 0/0: đủ điểm."
            ),
        ),
        (
            "2.2",
            (
                "Ghi tỷ lệ kiến nghị, ví dụ 42/45 hoặc 93,3%. ≥ 90 %: 4 điểm; từ 80 % đến dưới 90 %: 2 điểm; "
                "< 80 %: 0 điểm. 0/0: 0 điểm."
            ),
        ),
        ("2.3", "Gõ số vụ; không có thì gõ 0. 0 vụ: 3 điểm; từ 1 đến 2 vụ: 2 điểm; từ 3 vụ trở lên: 0 điểm."),
        (
            "2.4",
            (
                "Gõ số triệu đồng, có thể lẻ. ≥ 1,5 triệu đồng: 2 điểm; từ 0,5 đến dưới 1,5 triệu đồng: 1 điểm; "
                "< 0,5 triệu đồng: 0 điểm."
            ),
        ),
        ("2.5", "Gõ số mô hình; không có thì gõ 0. Mỗi mô hình 1 điểm, tối đa 4."),
        (
            "3.1",
            "Gõ số báo cáo chậm; không có thì gõ 0. Từ 6 điểm, trừ 0,5 điểm mỗi báo cáo chậm. Để trống: đủ điểm.",
        ),
        (
            "3.2",
            (
                "Gõ số đơn bị trừ; không có thì gõ 0. Số đơn được cộng ghi ở cột kế bên. Từ 6 điểm, trừ 0,5 điểm và "
                "cộng 0,25 điểm mỗi đơn; phần cộng vượt mức tối đa không quá 1 điểm."
            ),
        ),
        ("II", "Điểm thưởng: cả mục tối đa 6 điểm."),
        ("II.1", "Gõ số điểm thưởng từ 0 đến 4, bội số của 0,25. Để trống: 0 điểm."),
        ("III", "Điểm trừ: cả mục trừ tối đa 8 điểm."),
        ("III.1", "Gõ số người; không có thì gõ 0. Trừ 1 điểm mỗi người, tối đa 5. Để trống: không trừ."),
    ],
)
def test_a_criterion_says_what_to_give_and_what_it_is_worth(code: str, words: str) -> None:
    assert how(RUBRIC, RUBRIC.nodes[code]) == words


def changed(**leaf: object) -> tuple[Rubric, Criterion]:
    """A rubric of one section with one leaf, with these settings."""
    node = {"code": "1.1", "text": "Một việc", "max": 5, "scorer": "TG", **leaf}
    criteria = [{"code": "1", "text": "Mục", "max": 5, "bonus": {"cap": 2}, "criteria": [node]}]
    rubric = small_edition(rubric={"max": 5, "criteria": criteria}).rubric
    return rubric, rubric.leaves[0]


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        ({"bonus": {}}, "Gõ số điểm từ 0 đến 5, bội số của 0,5. Điểm thưởng ghi ở cột kế bên."),
        (
            {"rule": {"kind": "ratio"}, "not_applicable": "rebase"},
            (
                "Ghi tỷ lệ, ví dụ 42/45 hoặc 93,3%. Từ 100 % trở lên: 5 điểm; thấp hơn: tỷ lệ / 100 % × 5 điểm, "
                "làm tròn đến 0,5. Không phát sinh: không tính vào thang điểm."
            ),
        ),
        (
            {"rule": {"kind": "tiers", "of": "number", "tiers": [{"at_least": 1, "points": 5}]}},
            "Gõ một số, có thể lẻ. ≥ 1: 5 điểm.",
        ),
        (
            {"rule": {"kind": "tiers", "of": "count", "tiers": [{"at_least": 1, "points": 5, "killer": True}]}},
            "Gõ số trường hợp; không có thì gõ 0. Từ 1 trở lên: 5 điểm, mất điểm cả mục.",
        ),
        ({"rule": {"kind": "count", "per": 1}}, "Gõ số việc; không có thì gõ 0. Mỗi việc 1 điểm, tối đa 5."),
        (
            {"rule": {"kind": "minus", "per": 1}},
            "Gõ số trường hợp; không có thì gõ 0. Từ 5 điểm, trừ 1 điểm mỗi trường hợp.",
        ),
        (
            {"rule": {"kind": "minus_plus", "minus": 1, "plus": 2}},
            (
                "Gõ số trường hợp bị trừ; không có thì gõ 0. Số trường hợp được cộng ghi ở cột kế bên. Từ 5 điểm, trừ "
                "1 điểm và cộng 2 điểm mỗi trường hợp; phần cộng vượt mức tối đa không tính."
            ),
        ),
        ({"role": "deduction"}, "Gõ số điểm trừ từ 0 đến 5, bội số của 0,5."),
        (
            {"role": "deduction", "rule": {"kind": "choice", "tiers": [{"text": "Khiển trách", "points": 2}]}},
            "Chọn một mức: Khiển trách: trừ 2 điểm.",
        ),
        (
            {"role": "deduction", "rule": {"kind": "deduction", "per": 1}, "not_applicable": "full"},
            "Gõ số trường hợp; không có thì gõ 0. Trừ 1 điểm mỗi trường hợp, tối đa 5. Không phát sinh: không trừ.",
        ),
    ],
)
def test_what_a_rubric_leaves_out_is_left_out_of_the_words(leaf: dict[str, object], words: str) -> None:
    assert how(*changed(**leaf)) == words


def test_a_section_tells_its_cap_of_bonus() -> None:
    rubric, _ = changed(bonus={"cap": 3})
    assert how(rubric, rubric.criteria[0]) == "Điểm thưởng trong mục tối đa 2 điểm."


def test_the_second_figure_is_named_for_what_it_is() -> None:
    leaves = RUBRIC.nodes
    assert what_extra(leaves["1.1"]) == "Gõ điểm thưởng, tối đa 3; không có thì để trống."
    assert what_extra(leaves["3.2"]) == "Gõ số đơn được cộng; không có thì để trống."
    assert what_extra(changed(bonus={})[1]) == "Gõ điểm thưởng; không có thì để trống."


def test_points_and_choices_explain_themselves() -> None:
    assert [what(RUBRIC.nodes[code]) for code in ("1.3", "1.2")] == ["", ""]
    assert [figure_name(RUBRIC.nodes[code]) for code in ("1.3", "1.2")] == ["", "mức đạt"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1.3", "1.3 (tối đa 2)\nHọp giao ban"),
        ("2.1", "2.1 (tối đa 5)\nGhi: tỷ lệ hộ\nHộ đạt gia đình văn hóa"),
        ("II.2", "II.2 (thưởng tối đa 5)\nGhi: số sáng kiến\nSáng kiến được nhân rộng"),
        ("III.1", "III.1 (trừ tối đa 5)\nGhi: số người\nCán bộ vi phạm"),
    ],
)
def test_the_header_of_a_column_says_how_much_and_of_what(code: str, words: str) -> None:
    assert header(RUBRIC, RUBRIC.nodes[code]) == words


ZERO, ONE, TWO = Decimal(0), Decimal(1), Decimal(2)


@pytest.mark.parametrize(
    ("span", "words", "whole"),
    [
        (Span(ONE, low_in=True, high=None, high_in=False), "≥ 1 %", "từ 1 vụ trở lên"),
        (Span(ONE, low_in=False, high=None, high_in=False), "> 1 %", "từ 2 vụ trở lên"),
        (Span(None, low_in=False, high=TWO, high_in=True), "≤ 2 %", "không quá 2 vụ"),
        (Span(None, low_in=False, high=TWO, high_in=False), "< 2 %", "không quá 1 vụ"),
        (Span(ONE, low_in=True, high=TWO, high_in=True), "từ 1 % đến 2 %", "từ 1 đến 2 vụ"),
        (Span(ZERO, low_in=False, high=TWO, high_in=False), "trên 0 % đến dưới 2 %", "1 vụ"),
        (Span(TWO, low_in=True, high=TWO, high_in=True), "2 %", "2 vụ"),
        (Span(None, low_in=False, high=None, high_in=False), "bất kỳ", "từ 0 vụ trở lên"),
    ],
)
def test_the_limits_of_a_tier_are_told_as_people_say_them(span: Span, words: str, whole: str) -> None:
    assert span_words(span, " %") == words
    rule = Tiers.model_validate({"kind": "tiers", "of": "count", "measure": "vụ", "tiers": [{"points": 1}]})
    assert tier_words(rule, span) == whole
