"""A whole book against its layout: whatever people did to it, a figure is found or something is said."""

from collections.abc import Callable

import pytest
from drawn_book import DrawnBook, number, text
from small_year import Row, drawn, filled_year

from sheetsync.core.layout import MASTER
from sheetsync.core.parse import Parsed

Damage = Callable[[DrawnBook], object]

ALL = ["9", "5", "5", "3", "2"]
"""What ward 1 gives itself."""


def parsed(damage: Damage, code: str = "P1") -> Parsed:
    year = filled_year()
    damage(year[code])
    return year.assess().parsed[code]


def points(book: Parsed) -> list[str]:
    """The points ward 1 gives itself, as far as they can be read."""
    entries = [book.entry("self", key, "points") for key in ("1.1", "1.2", "2.1", "2.2", "3")]
    return [entry.raw if entry.number is not None else entry.state.value for entry in entries]


def test_a_book_in_order_has_no_findings_and_all_its_figures() -> None:
    book = parsed(lambda drawn_book: drawn_book)
    assert (points(book), book.findings, book.damaged) == (ALL, (), False)
    assert book.given == 5 + 4 + 4 + 3 + 6, "points, figures, judgements, appendix, remedies"
    assert [key for key, _ in book.rows("self")] == ["1.1", "1.2", "2.1", "2.2", "3"]
    assert list(book.rows("highlights")) == []
    assert book.entry("self", "9.9", "points").state.value == "not-pulled"


@pytest.mark.parametrize(
    "harmless",
    [
        lambda book: book.insert_rows("self", 1, 3),
        lambda book: book.insert_rows("self", 6, 2),
        lambda book: book.order_rows("self", [4, 3, 2, 1, 0, 7, 6, 5]),
        lambda book: book.insert_column("self", 2, "Của tôi", "x", "y"),
        lambda book: book.move_column("self", "points", 1),
        lambda book: book.rename_tab("self", "Điểm của phường"),
        lambda book: book.forget_name("self", "points").forget_name("self", "code"),
        lambda book: book.put("self", "A1", "Phường 1 của chúng tôi"),
        lambda book: book.put("self", "B5", "Tuyên   truyền "),
        lambda book: book.put("self", "B5", "Tuyên truyê\u0300n"),
        lambda book: book.put("self", "C5", number(10.0)),
        lambda book: book.put("self", "K20", "một ghi chú"),
    ],
    ids=range(12),
)
def test_moving_inserting_and_renaming_harms_nothing(harmless: Damage) -> None:
    book = parsed(harmless)
    assert (points(book), book.findings, book.damaged) == (ALL, (), False)


@pytest.mark.parametrize(
    ("damage", "findings", "read"),
    [
        (
            lambda book: book.put("self", "D3", "Điểm"),
            [("cell-locked-changed", "P1", "self D3", "P1", None)],
            ALL,
        ),
        (
            lambda book: book.put("self", "B5", "Tuyên truyền giỏi"),
            [("cell-locked-changed", "P1", "self B5", "P1", None)],
            ALL,
        ),
        (
            lambda book: book.put("self", "C5", "100"),
            [("cell-locked-changed", "P1", "self C5", "P1", None)],
            ALL,
        ),
        (
            lambda book: book.put("self", "C5", ""),
            [("cell-locked-changed", "P1", "self C5", "P1", None)],
            ALL,
        ),
        (
            lambda book: book.put("self", "A6", text("1.1")),
            [("code-missing", "P1", "self", "P1", None), ("code-twice", "P1", "self A5", "P1", None)],
            ["not-pulled", "not-pulled", "5", "3", "2"],
        ),
        (
            lambda book: book.put("self", "A6", text("1.2b")),
            [("code-missing", "P1", "self", "P1", None), ("code-unknown", "P1", "self A6", "P1", None)],
            ["9", "not-pulled", "5", "3", "2"],
        ),
        (
            lambda book: book.delete_row("self", 6),
            [("code-missing", "P1", "self", "P1", None)],
            ["9", "not-pulled", "5", "3", "2"],
        ),
        (lambda book: book.put("self", "A10", number(3.0)), [], ALL),
        (lambda book: book.put("self", "D8", "").put("self", "A20", ""), [], ["9", "5", "blank", "3", "2"]),
    ],
    ids=["header", "locked text", "maximum", "emptied", "twice", "unknown", "row gone", "number", "blank"],
)
def test_a_damaged_row_or_locked_cell_is_found_and_the_rest_is_read(
    damage: Damage, findings: list[Row], read: list[str]
) -> None:
    book = parsed(damage)
    about = [(*row[:3], "P1", row[4]) for row in drawn(book.findings)]  # the assessment says whose book it is
    assert (sorted(about), points(book), book.damaged) == (sorted(findings), read, False)


@pytest.mark.parametrize(
    ("damage", "findings", "damaged"),
    [
        (lambda book: book.delete_tab("self"), [("tab-missing", "P1", "self", None, None)], True),
        (lambda book: book.delete_column("self", "points"), [("column-missing", "P1", "self", None, None)], True),
        (lambda book: book.delete_column("self", "code"), [("column-missing", "P1", "self", None, None)], True),
        (lambda book: book.delete_column("self", "max"), [("column-missing", "P1", "self", None, None)], False),
        (lambda book: book.delete_tab("guide"), [("tab-missing", "P1", "guide", None, None)], False),
        (lambda book: book.delete_column("guide", "no"), [("column-missing", "P1", "guide", None, None)], False),
        (lambda book: book.delete_tab("feedback"), [("tab-missing", "P1", "feedback", None, None)], False),
        (lambda book: book.delete_column("feedback", "no"), [("column-missing", "P1", "feedback", None, None)], False),
    ],
)
def test_a_book_is_damaged_where_what_people_fill_can_no_longer_be_found(
    damage: Damage, findings: list[Row], *, damaged: bool
) -> None:
    book = parsed(damage)
    assert (drawn(book.findings), book.damaged) == (findings, damaged)


def test_findings_on_the_structure_say_what_is_gone_and_what_to_do() -> None:
    def finding(damage: Damage) -> tuple[str, str]:
        (one,) = parsed(damage).findings
        return one.message, one.advice

    assert finding(lambda book: book.delete_tab("self")) == (
        "Bảng thiếu thẻ “Tự chấm điểm”.",
        "Khôi phục thẻ từ lịch sử phiên bản hoặc báo Văn phòng.",
    )
    assert finding(lambda book: book.delete_column("self", "points"))[0] == (
        "Thẻ “Tự chấm điểm” thiếu cột “Điểm tự chấm”."
    )
    assert finding(lambda book: book.put("self", "C5", "100")) == (
        "Ô khóa bị sửa: “100” thay cho “10”; hệ thống dùng nội dung gốc.",
        "Trả lại nội dung gốc: 10.",
    )
    assert finding(lambda book: book.delete_row("self", 6)) == (
        "Mất dòng mã 1.2.",
        "Thêm lại dòng có mã 1.2 hoặc báo Văn phòng.",
    )


def test_the_row_of_the_total_is_read_but_a_heading_has_nothing_to_read() -> None:
    book = parsed(lambda one: one.put("self", "D4", "14").put("self", "D11", "24").put("self", "E11", "ghi chú"))
    assert book.entry("self", "TONG", "points").number == 24
    assert book.entry("self", "TONG", "figures").state.value == "not-pulled"
    assert book.entry("self", "1", "points").state.value == "not-pulled"


def test_a_mistyped_total_is_about_no_criterion() -> None:
    (finding,) = parsed(lambda one: one.put("self", "D11", "24đ")).findings
    assert (finding.code, finding.unit, finding.criterion) == ("number-with-words", "P1", None)


def test_rows_that_nobody_laid_down_are_read_only_where_a_tab_lists_what_comes() -> None:
    year = filled_year()
    year["P1"].put("questions", "A4", "TG-1").put("questions", "F4", "Đã rõ").put("self", "A12", "9.9")
    book = year.assess().parsed["P1"]
    assert book.entry("questions", "TG-1", "answer").text == "Đã rõ"
    assert drawn(book.findings) == [("code-unknown", "P1", "self A12", None, None)]


def test_a_figure_of_the_appendix_is_read_as_its_own_kind() -> None:
    book = parsed(lambda one: one.type("appendix", "code | value \n S1 | '1.879 \n S2 | '1.879"))
    assert book.entry("appendix", "S1", "value").number == 1879
    assert book.entry("appendix", "S2", "value").state.value == "unreadable", "1.879 of millions may be 1,879"


def test_a_department_and_the_master_are_read_by_the_codes_of_the_units() -> None:
    department = parsed(lambda one: one.order_rows("points", [3, 2, 1, 0]).put("points", "C4", "8,5đ"), "TG")
    assert drawn(department.findings) == [("number-with-words", "TG", "points C4", "P10", "1.1")]
    assert department.entry("points", "P2", "1.1").raw == "8,5"
    master = parsed(lambda one: one.type("ranking", "code | agreed_points | reason \n P2 | 23 | Thống nhất"), MASTER)
    assert [(key, row["agreed_points"].raw) for key, row in master.rows("ranking")] == [("P2", "23")]
