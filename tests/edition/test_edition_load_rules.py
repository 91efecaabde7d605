"""Loading the language of rubrics: whatever cannot be read is told at its line, and the rest is linted all the same."""

from pathlib import Path

import pytest
from full_rubric import SOUND, Change, said, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_edition import RUBRIC, written

from sheetsync.edition import examine
from sheetsync.edition.lint import lint
from sheetsync.edition.model import Edition

KINDS = "'points', 'choice', 'ratio', 'tiers', 'count', 'minus', 'minus_plus', 'deduction'"
A3 = "rule: {kind: count, per: 1}"
TIER = "            - {at_least: 90, points: 3}"
ANSWER = "            - {text: Đủ và đúng hạn, points: 4}"

REFUSED = [
    # old, new, line, what is said
    (
        A3,
        "rule: {kind: counts, per: 1}",
        "counts",
        f"mục 'kind' không nhận giá trị 'counts'; chọn một kiểu chấm trong: {KINDS}",
    ),
    (A3, "rule: {per: 1}", "A.3", f"mục 'rule' thiếu 'kind' là kiểu chấm; thêm vào, chọn một trong: {KINDS}"),
    (A3, "rule: {kind: , per: 1}", "A.3", "mục 'kind' đang để trống"),
    (A3, "rule: {kind: [count], per: 1}", "A.3", "mục 'kind' không nhận giá trị một danh sách"),
    (
        A3,
        "rule: count",
        "rule: count",
        "phải gồm các mục con, ví dụ `rule: {kind: ratio}`; 'kind' là một trong: 'points'",
    ),
    (A3, "rule: [count]", "rule: [count]", "mục 'rule' phải gồm các mục con"),
    (A3, "rule: ", "A.3", "mục 'rule' đang để trống"),
    (A3, "rule: {kind: count}", "A.3", "thiếu mục 'per'"),
    (A3, "rule: {kind: count, per: một}", "A.3", "mục 'per' phải là một số, ví dụ 0.5 hoặc 8,5; đang ghi là 'một'"),
    (A3, "rule: {kind: count, per: -1}", "A.3", "mục 'per' phải từ 0 trở lên"),
    (
        A3,
        "rule: {kind: count, per: 1, cap: 3}",
        "A.3",
        "không có mục 'cap'; bỏ đi, hoặc dùng một trong: kind, per, measure",
    ),
    (A3, "rule: {kind: count, per: 1, measur: vụ}", "A.3", "không có mục 'measur'; có phải ý là 'measure'?"),
    (A3, "rule: {kind: count, per: 1, step: 1}", "A.3", "mục 'step' không đặt trong 'rule'; viết thẳng ở tiêu chí"),
    (A3, "per: 1", "A.3", "mục 'per' không đặt thẳng ở tiêu chí; viết trong mục 'rule'"),
    (A3, "rule: {kind: minus, per: 1, minus: 1}", "A.3", "không có mục 'minus'"),
    (A3, "rule: {kind: ratio, target: 0}", "A.3", "mục 'target' phải lớn hơn 0"),
    (A3, "rule: {kind: ratio, target: 1001}", "A.3", "mục 'target' không được quá 1000"),
    (A3, "rule: {kind: choice, tiers: []}", "A.3", "mục 'tiers' cần ít nhất 1 phần tử; ghi thêm vào"),
    (A3, "rule: {kind: choice, tiers: đủ}", "A.3", "mục 'tiers' phải là một danh sách"),
    (A3, "rule: {kind: choice}", "A.3", "thiếu mục 'tiers'"),
    ("          of: ratio\n", "          of: percent\n", "of: percent", "chọn một trong: 'ratio', 'count', 'number'"),
    ("          of: ratio\n", "", "rule:", "thiếu mục 'of'"),
    (TIER, "            - 90", "- 90", "phần tử thứ 1 của mục 'tiers' phải gồm các mục con"),
    (TIER, "            - {at_least: 90}", "{at_least: 90}", "thiếu mục 'points'"),
    (TIER, "            - {at_leat: 90, points: 3}", "at_leat", "không có mục 'at_leat'; có phải ý là 'at_least'?"),
    (
        TIER,
        "            - {at_least: 90, text: A, points: 3}",
        "text: A",
        "không có mục 'text'; bỏ đi, hoặc dùng một trong: at_least, over",
    ),
    (TIER, "            - {at_least: 90%, points: 3}", "90%", "mục 'at_least' phải là một số"),
    (TIER, "            - {at_least: 90, points: 3, killer: không}", "killer", "mục 'killer' phải là true hoặc false"),
    (ANSWER, "            - {points: 4}", "{points: 4}", "thiếu mục 'text'"),
    (ANSWER, '            - {text: "", points: 4}', 'text: ""', "mục 'text' đang để trống"),
    (ANSWER, "            - {text: Đủ, points: 4, nam: A}", "nam: A", "có phải ý là 'name'?"),
    ("    role: bonus", "    role: thưởng", "role: thưởng", "chọn một trong: 'base', 'bonus', 'deduction'"),
    ("zero_over_zero: zero}", "zero_over_zero: none}", "A.1", "chọn một trong: 'full', 'zero', 'rebase'"),
    ("    bonus: {cap: 2}\n", "    bonus: 2\n", "bonus: 2", "mục 'bonus' phải gồm các mục con"),
    (
        "    bonus: {cap: 2}\n",
        "    bonus: {max: 2}\n",
        "max: 2",
        "không có mục 'max'; bỏ đi, hoặc dùng một trong: cap, step",
    ),
    ("compare: points", "compare: điểm", "compare", "chọn một trong: 'points', 'percent'"),
    ("clamp: {minimum", "clamp: {minimun", "clamp", "có phải ý là 'minimum'?"),
    ("maximum: 30}", "maximum: 30, applies_to: all}", "clamp", "chọn một trong: 'total', 'bands'"),
    ("{phase: BC, ", "{", "per_day", "thiếu mục 'phase'"),
    ("items: [A.1, A.2]", "items: [A.1]", "items", "mục 'items' cần ít nhất 2 phần tử"),
    ("items: [A.1, A.2]", "items: [A.1, A 2]", "items", "mã 'A 2' không dùng được"),
    ("because: đã chấm tại A.1", "keep: last", "keep", "chọn một trong: 'first', 'largest'"),
    ("{criterion: A, percent: 60}", "{criterion: A, percent: 0}", "percent: 0", "mục 'percent' phải lớn hơn 0"),
    ("drop: 1", "drop: 0", "drop: 0", "mục 'drop' phải lớn hơn 0"),
    ("drop: 1", "drop: 1.5", "drop: 1.5", "mục 'drop' phải là số nguyên"),
    ("percent: 50,", "percent: 50%,", "50%", "mục 'percent' phải là một số"),
    ("percent: 50,", "per: ward, percent: 50,", "ward", "chọn một trong: 'cluster', 'all'"),
    ("deduction_cap: 7", "deduction_cap: -7", "deduction_cap", "mục 'deduction_cap' phải từ 0 trở lên"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), REFUSED)
def test_what_is_refused_is_told_at_its_line_and_nothing_is_made_up(
    tmp_path: Path, old: str, new: str, line: str, message: str
) -> None:
    found = told(tmp_path, (old, new))
    assert said(found, line, "error", message), found
    assert len(found) == 1, found


SLIPS: list[Change] = [
    ("{kind: count, per: 0.5}", "{kind: counts}"),
    ("            - {text: Thiếu, points: 1.7}", "            - {text: Thiếu, points: ít}"),
    ("    role: deduction", "    role: trừ"),
    ("compare: points", "compare: điểm"),
    ("percent: 99", "percent: 990%"),
    ("      - {code: A.4", "      - {cod: A.4"),
    ("title: Thang điểm\n", ""),
    ("step: 0.5\n", ""),
]
"""Each is refused; none of them may hide what is wrong elsewhere, or make anything up."""

WRONG: Change = ("rule: {kind: minus, per: 0.3}", "rule: {kind: minus, per: 0}")


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_one_place_leaves_the_others_linted(tmp_path: Path, slip: Change) -> None:
    found = told(tmp_path, slip, WRONG)
    assert said(found, "B.3", "error", "ghi số điểm ở 'per'"), found
    assert len([one for one in found if "B.3" not in one[0]]) == len(told(tmp_path, slip)) <= 2
    assert {one[1] for one in found} == {"error"}


def test_a_section_whose_only_leaf_is_refused_is_no_leaf_itself(tmp_path: Path) -> None:
    section = "  - code: B\n    text: Nhóm B\n    max: 8\n"
    only = "  - code: C\n    text: C\n    max: 0\n    criteria:\n      - {code: C.1, text: C, scorer: VP}\n"
    assert [one[2] for one in told(tmp_path, (section, only + section))] == ["thiếu mục 'max'; thêm mục này vào"]


def test_a_list_is_not_called_empty_because_its_only_item_is_refused(tmp_path: Path) -> None:
    (one,) = told(
        tmp_path,
        (
            "of: count, tiers: [{at_most: 0, points: 2}, {at_most: 2, points: 1}, {at_least: 3, points: 0}]",
            "of: count, tiers: [{at_most: 0, points: hai}]",
        ),
    )
    assert "mục 'points' phải là một số" in one[2]


def test_an_appendix_that_cannot_be_read_makes_no_figure_unknown(tmp_path: Path) -> None:
    folder = written(tmp_path, ("rubric.yaml", RUBRIC, SOUND))
    (folder / "appendix.yaml").write_text("figures: '", encoding="utf-8")
    assert {problem.file for problem in examine(folder)[1]} == {"appendix.yaml"}


# --- the linter judges, it never breaks ---

FIGURES = st.sampled_from(
    ["0", "0.3", "1", "2.5", "2", "50", "100", "1000000000000000", "0.000000000000000000000000000001"]
)
CODES = st.sampled_from(["A", "A.1", "A.2", "B", "total", "band", "P1", "Z"])
NAMES = st.sampled_from(["Tốt", "Khá", "TOT", "1", "nan"])
OUTCOMES = st.sampled_from(["full", "zero", "rebase"])


def some(**parts: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Settings each of which may be left out."""
    return st.fixed_dictionaries({}, optional=parts)


def with_(
    settings: dict[str, st.SearchStrategy[object]], **parts: st.SearchStrategy[object]
) -> st.SearchStrategy[object]:
    return st.fixed_dictionaries(settings, optional=parts)


ANSWERS = st.lists(with_({"text": NAMES, "points": FIGURES}, name=NAMES, killer=st.booleans()), min_size=1, max_size=4)
RANGES = st.lists(
    with_({"points": FIGURES}, at_least=FIGURES, over=FIGURES, below=FIGURES, at_most=FIGURES, killer=st.booleans()),
    min_size=1,
    max_size=4,
)
RULES = st.one_of(
    with_({"kind": st.just("choice"), "tiers": ANSWERS}),
    with_({"kind": st.just("tiers"), "of": st.sampled_from(["ratio", "count", "number"]), "tiers": RANGES}),
    with_({"kind": st.just("ratio")}),
    with_({"kind": st.sampled_from(["count", "minus", "deduction"]), "per": FIGURES}),
    with_({"kind": st.just("minus_plus"), "minus": FIGURES, "plus": FIGURES}, plus_cap=FIGURES),
)
NODE: dict[str, st.SearchStrategy[object]] = {"code": CODES, "text": st.just("?"), "max": FIGURES}
MORE: dict[str, st.SearchStrategy[object]] = {
    "role": st.sampled_from(["base", "bonus", "deduction"]),
    "rule": RULES,
    "bonus": some(cap=FIGURES, step=st.just("0.5")),
    "max_because": st.just("?"),
    "blank": OUTCOMES,
    "zero_over_zero": OUTCOMES,
    "not_for": st.lists(CODES, max_size=2),
}
NODES = st.recursive(
    with_(NODE, **MORE), lambda below: with_({**NODE, "criteria": st.lists(below, max_size=3)}, **MORE), max_leaves=6
)
BANDS = with_(
    {"name": NAMES, "minimum": FIGURES},
    needs=st.lists(
        some(
            criterion=CODES,
            percent=FIGURES.filter(lambda figure: figure in {"1", "50"}),
            points=FIGURES,
            count=FIGURES,
            figure=CODES,
            at_least=FIGURES,
            proposals=FIGURES,
        ),
        max_size=3,
    ),
)
RUBRICS = with_(
    {"title": st.just("?"), "max": FIGURES, "step": st.just("0.5"), "criteria": st.lists(NODES, max_size=4)},
    bonus=with_({"cap": FIGURES}),
    bonus_cap=FIGURES,
    deduction_cap=FIGURES,
    clamp=some(minimum=FIGURES, maximum=FIGURES, applies_to=st.sampled_from(["total", "bands"])),
    late=st.lists(with_({"phase": CODES}, per_day=FIGURES, cap=FIGURES), max_size=2),
    once=st.lists(with_({"items": st.lists(CODES, min_size=2, max_size=3)}), max_size=2),
    compare=st.sampled_from(["points", "percent"]),
    ranking=st.lists(CODES, max_size=3),
    bands=st.lists(BANDS, max_size=3),
    sanctions=st.lists(with_({"criterion": CODES}, not_above=NAMES, drop=st.just("1"), band=NAMES), max_size=2),
    quotas=st.lists(
        with_({"band": NAMES, "percent": st.just("10")}, per=st.sampled_from(["cluster", "all"])), max_size=2
    ),
)


BARE = {
    "name": "tiny",
    "title": "?",
    "body": "?",
    "year": "2020",
    "unit_noun": "?",
    "units": [{"code": "P1", "name": "?"}],
    "departments": [],
    "mail": {"sender": {"title": "?", "email": "ai@example.org"}},
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RUBRICS)
def test_the_linter_has_an_answer_to_every_rubric_that_loads(rubric: object) -> None:
    edition = Edition.model_validate({**BARE, "rubric": rubric})
    for doubt in lint(edition):
        assert doubt.message
        assert doubt.loc
        assert "{" not in doubt.message
