"""What totals become: each rule by a change that it speaks of, and by one that it lets pass."""

from pathlib import Path

import pytest
from full_rubric import SOUND, Change, said, told
from tiny_edition import CONTACT

BANDS_90 = "clamp: {minimum: 0, maximum: 90, applies_to: bands}"
PERCENT = "      - {criterion: A, percent: 60}"
CLUSTERS = f"clusters:\n  - {{code: C1, name: Cụm 1, {CONTACT}}}\n  - {{code: C2, name: Cụm 2, {CONTACT}}}\n"
INSPECTIONS = """\
inspections:
  - {cluster: C1, day: 20/11/2020, weekday: thứ sáu, hour: 08g00, place: Phường 1}
  - cluster: C2
    day: 24/11/2020
    weekday: thứ ba
    hour: 08g00
    place: Phường 2
"""
NO_CLUSTERS: tuple[Change, ...] = (
    (CLUSTERS, ""),
    (INSPECTIONS, ""),
    (", cluster: C1,", ","),
    ("    cluster: C2\n", ""),
)


def needs(condition: str) -> list[Change]:
    return [(PERCENT, f"      - {{{condition}}}")]


SPOKEN = [
    # changes, line, severity, what is said
    # bands
    (
        [("{name: Yếu, minimum: 0}", "{name: Yếu, minimum: 0, needs: [{proposals: 1}]}")],
        "Yếu",
        "warning",
        "còn đòi điều kiện",
    ),
    (
        [("{name: Yếu, minimum: 0}", "{name: Yếu, minimum: 1}")],
        "Yếu",
        "warning",
        "đơn vị dưới 1 điểm không được xếp loại",
    ),
    (
        [("    minimum: 18", "    minimum: 30.5")],
        "minimum: 30.5",
        "warning",
        "cần 30,5 điểm nhưng cao nhất chỉ có 30 điểm",
    ),
    (
        [("compare: points", "compare: percent"), ("clamp: {minimum: 0, maximum: 30}\n", ""), ("mum: 18", "mum: 171")],
        "minimum: 171",
        "warning",
        "cần 171 % nhưng cao nhất chỉ có 170 %",
    ),
    (
        [("maximum: 30}", "maximum: 25, applies_to: bands}"), ("    minimum: 18", "    minimum: 25.5")],
        "minimum: 25.5",
        "warning",
        "cần 25,5 điểm nhưng cao nhất chỉ có 25 điểm",
    ),
    (
        [
            ("compare: points", "compare: percent"),
            ("clamp: {minimum: 0, maximum: 30}", BANDS_90),
            ("mum: 18", "mum: 95"),
        ],
        "minimum: 95",
        "warning",
        "cần 95 % nhưng cao nhất chỉ có 90 %",
    ),
    (
        [("compare: points", "compare: percent"), ("maximum: 30}", "maximum: 22}"), ("mum: 18", "mum: 110.5")],
        "minimum: 110.5",
        "warning",
        "cần 110,5 % nhưng cao nhất chỉ có 110 %",
    ),
    # conditions: one subject, one measure
    (needs("percent: 60"), "percent: 60", "error", "cần đúng một trong 'criterion', 'figure', 'proposals'; đang thiếu"),
    (needs("criterion: A, figure: S01, percent: 60"), "criterion: A,", "error", "đang có criterion, figure"),
    (needs("criterion: A"), "criterion: A}", "error", "cần đúng một trong 'percent', 'points', 'count'; đang thiếu"),
    (needs("criterion: A, percent: 60, points: 1"), "criterion: A,", "error", "đang có 'percent', 'points'"),
    (needs("criterion: A, at_least: 60"), "criterion: A,", "error", "đang có 'at_least'"),
    (needs("figure: S01"), "figure: S01}", "error", "cần đúng một trong 'at_least'; đang thiếu"),
    (needs("proposals: 2, count: 1"), "proposals: 2", "error", "không đi với mục nào khác; đang có 'count'"),
    # conditions: what they name, and whether it can be had
    (
        needs("criterion: Z, percent: 60"),
        "criterion: Z",
        "error",
        "không có tiêu chí nào mang mã 'Z'; các mã đang có: A, A.1",
    ),
    (needs("figure: S09, at_least: 1"), "figure: S09", "error", "không có số liệu nào mang mã 'S09'"),
    ([("bonus: {cap: 5}\nbonus_cap: 14", "bonus_cap: 9")], "proposals: 1", "error", "không có mục 'bonus' để đề nghị"),
    (needs("criterion: A.2, count: 1"), "criterion: A.2, count", "error", "nhưng ở đó không đếm gì"),
    (
        needs("criterion: A.4, points: 4.5"),
        "points: 4.5",
        "warning",
        "đòi 4,5 điểm ở 'A.4' nhưng ở đó cao nhất chỉ có 4",
    ),
    (needs("criterion: B, percent: 120"), "percent: 120", "warning", "đòi 9,6 điểm ở 'B' nhưng ở đó cao nhất chỉ có 9"),
    (needs("criterion: V, points: 7"), "points: 7", "warning", "cao nhất chỉ có 6"),
    (needs("criterion: T, points: 1"), "criterion: T", "warning", "cao nhất chỉ có 0"),
    # sanctions
    ([("{criterion: T.1, not", "{criterion: T.7, not")], "T.7", "error", "không có tiêu chí nào mang mã 'T.7'"),
    ([("{criterion: T.1, not", "{criterion: T, not")], "{criterion: T,", "error", "'T' là mục có tiêu chí con"),
    ([("not_above: Khá}", "not_above: Khá, drop: 1}")], "T.1", "error", "đang có 'not_above', 'drop'"),
    ([(", not_above: Khá}", "}")], "{criterion: T.1}", "error", "'not_above', 'drop', 'band'; đang thiếu"),
    (
        [("not_above: Khá}", "not_above: Giỏi}")],
        "Giỏi",
        "error",
        "không có loại nào tên 'Giỏi'; các loại đang có: Tốt, Khá",
    ),
    ([("band: Yếu}", "band: Kém}")], "Kém", "error", "không có loại nào tên 'Kém'"),
    ([("not_above: Khá}", "not_above: Tốt}")], "not_above: Tốt", "warning", "đã là loại cao nhất"),
    ([("drop: 1", "drop: 3")], "drop: 3", "warning", "hạ 3 loại nhưng chỉ có 3 loại"),
    ([("at_least: 2, drop", "at_least: 0, drop")], "drop", "warning", "áp dụng từ 0 lần"),
    # quotas
    ([("{band: Khá, percent", "{band: Giỏi, percent")], "Giỏi", "error", "không có loại nào tên 'Giỏi'"),
    ([("{band: Khá, percent", "{band: Tốt, percent")], "percent: 99", "error", "đã có tỷ lệ khống chế ở trên"),
    ([("{band: Khá, percent", "{band: Yếu, percent")], "percent: 99", "error", "'Yếu' là loại thấp nhất"),
    ([("percent: 99", "percent: 100")], "percent: 100", "warning", "tỷ lệ 100 % không bao giờ khống chế 'Khá'"),
    ([("percent: 50", "percent: 49.9")], "percent: 49.9", "warning", "toàn đợt có 2 đơn vị, 49,9 % là dưới 1 đơn vị"),
    ([("percent: 50", "per: cluster, percent: 50")], "per: cluster", "warning", "'Cụm 1' có 1 đơn vị, 50 %"),
    (
        [("order: [total, bonus]", "order: [total, điểm]")],
        "order",
        "error",
        "không xếp được theo 'điểm'; dùng total, band",
    ),
    # ranking
    ([("ranking: [total, band, bonus, A]", "ranking: [total, Z]")], "ranking", "error", "không xếp được theo 'Z'"),
    ([("ranking: [total, band, bonus, A]", "ranking: [total, total]")], "ranking", "warning", "'total' đã đứng trước"),
    ([("ranking: [total, band, bonus, A]", "ranking: [bonus]")], "ranking", "warning", "không dùng tổng điểm"),
    ([("ranking: [total, band, bonus, A]", "ranking: []")], "ranking", "error", "chưa nói xếp hạng theo gì"),
    # limits, lateness, once
    ([("{minimum: 0, maximum: 30}", "{minimum: 31, maximum: 30}")], "clamp", "error", "giới hạn dưới 31 cao hơn"),
    ([("{minimum: 0, maximum: 30}", "{maximum: 19}")], "clamp", "warning", "giới hạn ở 19, thấp hơn thang điểm 20"),
    ([("{phase: BC", "{phase: BD")], "BD", "error", "không có giai đoạn nào mang mã 'BD'; các mã đang có: BC, KT"),
    ([("{phase: BC", "{phase: KT")], "phase: KT", "error", "giai đoạn 'KT' không phải là hạn nộp của đơn vị"),
    ([("per_day: 0.5, per_report: 1, cap: 2", "cap: 2")], "phase: BC", "warning", "chậm hạn không bị trừ điểm nào"),
    ([("per_day: 0.5, per_report: 1", "per_report: 1")], "phase: BC", "warning", "không bao giờ đạt trần 2"),
    ([("items: [A.1, A.2]", "items: [A.1, A.9]")], "items", "error", "không có tiêu chí nào mang mã 'A.9'"),
    ([("items: [A.1, A.2]", "items: [A.1, A]")], "items", "error", "'A' là mục có tiêu chí con"),
    ([("items: [A.1, A.2]", "items: [A.1, A.1]")], "items", "error", "'A.1' đã có trong danh sách này"),
]

SILENT = [
    [("    minimum: 18", "    minimum: 30")],
    [("clamp: {minimum: 0, maximum: 30}\n", "clamp: {minimum: 1}\n"), ("mum: 18", "mum: 34")],
    [
        ("clamp: {minimum: 0, maximum: 30}\n", ""),
        ("bonus_cap: 14\n", ""),
        ("    bonus: {cap: 2}\n", ""),
        ("mum: 18", "mum: 34"),
    ],
    [
        ("compare: points", "compare: percent"),
        ("maximum: 30", "maximum: 100, applies_to: bands"),
        ("mum: 18", "mum: 100"),
    ],
    [("maximum: 30", "maximum: 30, applies_to: bands")],
    needs("criterion: A, count: 1"),  # something below it counts
    needs("criterion: B.2, count: 1"),
    needs("criterion: B.4, points: 2"),  # merits beyond the maximum
    needs("criterion: V.2, percent: 100"),
    [("percent: 50", "percent: 50.5")],
    [("ranking: [total, band, bonus, A]", "ranking: [band, total, base, deductions, B.2]")],
    [("per_day: 0.5, per_report: 1, cap: 2", "per_report: 2")],
    [("per_day: 0.5, per_report: 1, cap: 2", "per_day: 1"), ("deduction_cap: 7", "deduction_cap: 99")],
    [("items: [A.1, A.2]", "items: [A.2, B.2, T.1]")],
]


@pytest.mark.parametrize(("changes", "line", "severity", "message"), SPOKEN)
def test_each_rule_speaks_at_its_line(
    tmp_path: Path, changes: list[Change], line: str, severity: str, message: str
) -> None:
    found = told(tmp_path, *changes)
    assert said(found, line, severity, message), found


@pytest.mark.parametrize("changes", SILENT)
def test_what_is_meant_is_let_pass(tmp_path: Path, changes: list[Change]) -> None:
    assert told(tmp_path, *changes) == []


def test_a_rank_by_bands_needs_bands(tmp_path: Path) -> None:
    start, end = SOUND.index("bands:\n"), SOUND.index("criteria:\n  - code: A\n")
    found = told(tmp_path, (SOUND[start:end], ""))
    assert [one[1:] for one in found] == [
        ("warning", "thang điểm không có 'bands' nên không xếp theo 'band' được; bỏ đi")
    ]


def test_a_quota_in_clusters_needs_clusters(tmp_path: Path) -> None:
    found = told(tmp_path, ("percent: 50", "per: cluster, percent: 50"), edition=NO_CLUSTERS)
    assert [one[1:] for one in found] == [
        ("error", "tỷ lệ khống chế tính theo cụm nhưng chưa khai báo cụm nào; thêm 'clusters', hoặc ghi 'per: all'")
    ]


def test_units_outside_all_clusters_are_a_group_of_their_own(tmp_path: Path) -> None:
    outside = ((", cluster: C1,", ","),)
    found = told(tmp_path, ("percent: 50", "per: cluster, percent: 50"), edition=outside)
    assert said(found, "per: cluster", "warning", "nhóm không thuộc cụm nào có 1 đơn vị")


def test_lateness_counts_only_units_that_keep_a_book(tmp_path: Path) -> None:
    found = told(tmp_path, edition=(("year: 2020", "year: 2020\ncollects: [department, cluster]"),))
    assert said(found, "phase: BC", "error", "'collects' không có 'unit' nên đơn vị không có bảng nào để nộp")


def test_of_many_codes_only_those_are_named_that_look_like_the_one_written(tmp_path: Path) -> None:
    more = "".join(f"      - {{code: V.{n}, text: Thêm, max: 0, scorer: VP}}\n" for n in range(3, 12))
    many = ("  - code: T\n    text: Trừ\n", f"{more}  - code: T\n    text: Trừ\n")
    found = told(tmp_path, many, ("{criterion: T.1, not", "{criterion: T.11, not"))
    assert said(found, "T.11", "error", "không có tiêu chí nào mang mã 'T.11'; mã gần giống: T.1, V.11")
    listed = told(tmp_path, many, ("{criterion: T.1, not", "{criterion: xyz, not"))
    assert said(listed, "xyz", "error", "các mã đang có: A.1, A.2")
