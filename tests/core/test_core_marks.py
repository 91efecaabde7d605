"""The tabs in which criteria are scored, where rules ask for more than points."""

from decimal import Decimal

import pytest
from every_rule import BOOKS, EVERY, PROBLEMS, column_of, row_of, tab_of
from rule_bench import leaf, section, stood, year
from small_year import EDITION, small_edition

from sheetsync.core.books import books
from sheetsync.core.layout import Ask, Kind, Look, Owner, Tab, ask_of, is_open
from sheetsync.core.marks import TOTAL_KEY, has_rules
from sheetsync.edition.model import Edition


def asks(tab: Tab, column: str) -> dict[str, Kind | None]:
    """What each row of a tab asks in one column; None where it is closed."""
    described = tab.column(column)
    assert described
    return {row.key: ask_of(described, row).kind if is_open(described, row) else None for row in tab.rows}


def test_the_edition_of_every_rule_is_sound() -> None:
    assert PROBLEMS == ()
    assert has_rules(EVERY.rubric)
    assert not has_rules(EDITION.rubric)


def test_where_rules_make_points_a_ward_reads_how_to_give_them_and_sees_what_came_of_it() -> None:
    tab = tab_of("X1", "self")
    assert [(column.name, column.owner) for column in tab.columns] == [
        *((name, Owner.EDITION) for name in ("code", "text", "how", "max")),
        *((name, Owner.PEOPLE) for name in ("points", "extra")),
        ("scored", Owner.SYNC),
        *((name, Owner.PEOPLE) for name in ("figures", "judgement")),
        ("asked", Owner.SYNC),
    ]
    assert tab.heading == "Xã Một: bảng tự chấm điểm thi đua năm 2026"
    assert str(row_of("X1", "self", "2.1").cells["how"]).startswith("Ghi tỷ lệ hộ")
    assert "how" not in row_of("X1", "self", "I").cells, "nothing to say is nothing laid down"


def test_where_only_points_are_given_a_ward_sees_only_points() -> None:
    (tab,) = (tab for tab in books(EDITION)[0].tabs if tab.name == "self")
    assert [column.name for column in tab.columns] == [
        *("code", "text", "max", "points", "figures", "judgement", "asked"),
    ]
    assert all(not row.asks and "how" not in row.cells for row in tab.rows)


def test_rules_without_a_second_figure_need_no_column_for_it() -> None:
    leaf = {"code": "1", "text": "Một", "max": 5, "scorer": "TG", "rule": {"kind": "ratio"}}
    edition = small_edition(rubric={"max": 5, "criteria": [leaf]})
    found = {book.code: book for book in books(edition)}
    assert [column.name for column in found["P1"].tabs[1].columns][4:6] == ["points", "scored"]
    assert found["P1"].tabs[1].rows[0].open is None
    assert "extra" not in [column.name for column in found["C1"].tabs[2].columns]


def test_each_row_asks_for_what_its_rule_takes() -> None:
    tab = tab_of("X1", "self")
    ratio, tier, count, points = Kind.RATIO, Kind.TIER, Kind.COUNT, Kind.POINTS
    assert asks(tab, "points") == {
        "I": None,
        "1": None,
        "1.1": points,
        "1.2": tier,
        "1.3": points,
        "2": None,
        "2.1": ratio,
        "2.2": ratio,
        "2.3": count,
        "2.4": Kind.AMOUNT,
        "2.5": count,
        "3": None,
        "3.1": count,
        "3.2": count,
        "II": None,
        "II.1": points,
        "II.2": count,
        "III": None,
        "III.1": count,
        "III.2": count,
        TOTAL_KEY: points,
    }
    assert {key: kind for key, kind in asks(tab, "extra").items() if kind} == {"1.1": points, "3.2": count}
    assert asks(tab, "figures")["2.1"] is Kind.TEXT


def test_points_with_bonus_may_go_beyond_the_maximum_as_far_as_the_bonus_goes() -> None:
    row = row_of("X1", "self", "1.1")
    assert row.asks["points"].most == 8
    assert row.asks["extra"] == Ask(
        Kind.POINTS, prompt="Gõ điểm thưởng, tối đa 3; không có thì để trống.", most=Decimal(3)
    )
    leaf = {"code": "1", "text": "Một", "max": 5, "scorer": "TG", "bonus": {}}
    (unit, *_) = books(small_edition(rubric={"max": 5, "criteria": [leaf]}))
    assert unit.tabs[1].rows[0].asks["points"].most is None
    assert unit.tabs[1].rows[0].asks["extra"].most is None


def test_a_choice_offers_its_labels() -> None:
    labels = ("Đầy đủ", "Thiếu", "Lập hồ sơ khống")
    assert row_of("X1", "self", "1.2").asks["points"].choices == labels
    assert column_of("KT", "points", "1.2").choices == labels


def test_what_is_not_on_a_units_scale_is_closed_to_it_and_lowers_its_maximum() -> None:
    assert asks(tab_of("X4", "self"), "points")["2.4"] is None
    closed = row_of("X4", "self", "2.4")
    assert (closed.cells["how"], closed.asks, closed.look) == ("Không chấm Xã Bốn.", {}, Look.PLAIN)
    assert [row_of("X1", "self", key).cells["max"] for key in ("I", "1", "2", TOTAL_KEY)] == [40, 10, 18, 40]
    assert [row_of("X4", "self", key).cells["max"] for key in ("I", "1", "2", TOTAL_KEY)] == [38, 10, 16, 38]
    assert asks(tab_of("PT", "points"), "2.4") == {"X1": Kind.AMOUNT, "X2": Kind.AMOUNT, "X3": Kind.AMOUNT, "X4": None}
    assert asks(tab_of("PT", "points"), "remark")["X4"] is Kind.TEXT


def test_a_unit_reads_the_maximum_by_which_it_is_scored_where_a_section_holds_several_together() -> None:
    leaves = tuple(leaf(f"1.{place}", not_for=["P1"] if place > 1 else []) for place in range(4))
    edition = year(section("1", "10", *leaves, max_because="hai việc là đủ điểm"), units=2, compare="percent")
    one = stood(edition, {})["P1"]
    rows = {row.key: row.cells["max"] for row in books(edition)[0].tabs[1].rows}
    assert (rows["1"], rows[TOTAL_KEY]) == (one.nodes["1"].maximum, one.scale)
    assert one.scale == 10


def test_a_section_that_is_not_on_a_units_scale_is_taken_off_once_and_bonus_is_no_part_of_it() -> None:
    rubric = small_edition().rubric.model_dump(exclude_unset=True)
    section, *others = rubric["criteria"]
    first, second = section["criteria"]
    section |= {"not_for": ["P2"], "criteria": [first | {"not_for": ["P2"]}, second]}
    bonus = {"code": "T", "text": "Thưởng", "max": 3, "role": "bonus", "scorer": "TG", "not_for": ["P2"]}
    edition = small_edition(rubric={"criteria": [section, *others, bonus]})
    tab = next(book for book in books(edition) if book.code == "P2").tabs[1]
    assert [column.name for column in tab.columns][2] == "max", "still a rubric of points alone"
    assert tab.rows[-1].cells["max"] == 10
    assert [row.key for row in tab.rows if row.open == frozenset()] == ["1", "1.1", "1.2", "2", "T"]


def test_a_department_has_a_column_or_two_a_criterion_each_by_its_rule() -> None:
    tab = tab_of("PT", "points")
    assert [(column.name, column.kind, column.criterion) for column in tab.columns[2:]] == [
        ("1.1", Kind.POINTS, "1.1"),
        ("extra-1.1", Kind.POINTS, "1.1"),
        ("2.1", Kind.RATIO, "2.1"),
        ("2.2", Kind.RATIO, "2.2"),
        ("2.4", Kind.AMOUNT, "2.4"),
        ("2.5", Kind.COUNT, "2.5"),
        ("II.1", Kind.POINTS, "II.1"),
        ("II.2", Kind.COUNT, "II.2"),
        ("remark", Kind.TEXT, ""),
    ]
    assert column_of("PT", "points", "extra-1.1").header == "1.1: điểm thưởng (tối đa 3)"
    assert column_of("KT", "points", "extra-3.2").header == "3.2: số được cộng"
    assert column_of("PT", "points", "2.1").hint.startswith("Hộ đạt gia đình văn hóa\nGhi tỷ lệ hộ")
    assert column_of("KT", "points", "1.3").hint == "Họp giao ban"
    assert "rê chuột" in tab.hint


@pytest.mark.parametrize("column", ["2.1", "1.1", "extra-1.1"])
def test_whatever_a_department_types_is_about_a_unit_and_a_criterion(column: str) -> None:
    subject = BOOKS["PT"].subject(tab_of("PT", "points"), "X2", column)
    assert subject == ("X2", column.removeprefix("extra-"))


def test_an_inspection_agrees_on_points_and_bonus_whatever_the_rule() -> None:
    tab = tab_of("C1", "agreed")
    assert [(column.name, column.kind) for column in tab.columns[3:]] == [
        ("points", Kind.POINTS),
        ("extra", Kind.POINTS),
        ("reason", Kind.TEXT),
    ]
    assert tab.hint.endswith("Ghi số điểm, kể cả ở tiêu chí chấm bằng tỷ lệ, số vụ hay chọn mức.")


def test_the_guide_explains_ratios_and_tiers_only_where_there_are_any() -> None:
    def steps(tab: Tab) -> str:
        return " ".join(str(row.cells["text"]) for row in tab.rows)

    for book in ("X1", "PT"):
        assert "42/45" in steps(tab_of(book, "guide"))
    for plain in books(EDITION)[:-1]:
        assert "42/45" not in steps(plain.tabs[0])


def guides(edition: Edition) -> dict[str, list[str]]:
    """The steps of every guide, by book."""
    return {book.code: [str(row.cells["text"]) for row in book.tabs[0].rows] for book in books(edition)[:-1]}


def test_a_guide_names_no_tab_that_its_book_lacks() -> None:
    full, bare = guides(EDITION), guides(small_edition({"bonus": None}, figures=[], highlights=None, remarks=[]))
    assert "Các thẻ phải điền thêm: phụ lục số liệu, hoạt động nổi bật." in full["P1"]
    assert not [step for step in bare["P1"] if "phải điền thêm" in step]
    assert "Thẻ phải điền thêm: phụ lục số liệu." in guides(small_edition(highlights=None))["P1"]
    remedies = "Thẻ “Khắc phục hạn chế”: mỗi nhận xét ghi biện pháp, kết quả và minh chứng."
    assert [remedies in full[ward] for ward in ("P1", "P2")] == [True, False], "nobody remarked on the second"
    proposals = "Thẻ “Đề xuất điểm thưởng”: mỗi dòng một đề xuất, đủ lý do và minh chứng."
    assert [proposals in found["TG"] for found in (full, bare)] == [True, False]
    alone = guides(small_edition({"bonus": None}, collects=["department", "cluster"]))
    assert not [step for step in alone["TG"] if "Thẻ “Nội dung" in step]


def test_a_guide_says_how_to_hand_in_answer_judge_and_close() -> None:
    remarks = [{"unit": "P1", "code": "NX1", "text": "Báo cáo chậm", "judge": "TG"}]
    found = guides(small_edition(remarks=remarks))
    handing_in = "Thẻ “Nộp báo cáo”: điền xong thì ghi “có” để nộp; sửa sau khi nộp thì viết lại ghi chú để nộp lại."
    answering = "Thẻ “Giải trình”: trả lời từng câu hỏi; câu hỏi cũng hiện ở cột “Cần giải trình”, bên cạnh tiêu chí."
    assert {handing_in, answering} <= set(found["P1"])
    judging = "Thẻ “Đánh giá khắc phục”: đọc phần đơn vị báo cáo, chọn một mức ở cột “Đánh giá” rồi ghi nhận xét."
    assert [judging in found[department] for department in ("TG", "VP")] == [True, False]
    closing = "rõ rồi thì ghi “có” ở cột “Đã rõ”."
    assert [step.endswith(closing) for step in found["VP"] if "Nội dung chưa rõ" in step] == [True]
    assert any("“Đã kiểm tra, thống nhất”" in step for step in found["C1"])


def test_a_guide_asks_for_nothing_that_the_rubric_does_not() -> None:
    leaf = {"code": "1", "text": "Việc", "max": 25, "scorer": "TG", "evidence": False}
    plain = guides(small_edition({"criteria": [leaf], "bands": []}))
    assert plain["P1"][0] == "Thẻ “Tự chấm điểm”: gõ điểm cho từng tiêu chí vào các ô nền vàng."
    assert plain["C1"][0] == "Thẻ “Tổng hợp cụm”: đã nhận báo cáo hay chưa, nhận xét từng đơn vị."
    beside = guides(small_edition({"criteria": [leaf | {"bonus": {"cap": 1}}]}))
    assert beside["P1"][0] == "Thẻ “Tự chấm điểm”: ghi từng tiêu chí vào các ô nền vàng theo cột “Cách ghi”."
    assert not [step for step in beside["P1"] if "Tỷ lệ" in step or "số nguyên" in step or "chọn một mức" in step]
    cases = guides(small_edition({"criteria": [leaf | {"rule": {"kind": "minus", "per": 1}}]}))
    assert "Số vụ, số việc: gõ số nguyên." in cases["P1"]
    assert "Số vụ, số việc: gõ số nguyên." in cases["TG"]
    assert cases["VP"][0].endswith("gõ điểm vào các ô nền vàng."), "it scores none of these"
