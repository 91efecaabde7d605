"""One cell -> one entry: five states kept apart, and every way to mistype a figure."""

from decimal import Decimal

import pytest
from drawn_book import Drawn, error, formula, number, text
from small_year import EDITION, Year, filled_year

from sheetsync.core.cells import Cell
from sheetsync.core.entries import Entry, State, prose, shown, written
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER
from sheetsync.core.tables.frames import points_cell

AUTUMN = number(44140, "DATE")  # 05/11/2020
GIVEN, BLANK, NOT_APPLICABLE, UNREADABLE = State.GIVEN, State.BLANK, State.NOT_APPLICABLE, State.UNREADABLE


def read(place: tuple[str, str, str, str], typed: Drawn, year: Year | None = None) -> tuple[Entry, Finding | None]:
    """Type something into (book, tab, key, column) of a year in which all is right; what is read, what is found."""
    code, tab, key, column = place
    year = year or filled_year()
    a1 = year[code].a1(tab, key, column)
    year[code].put(tab, a1, typed)
    assessment = year.assess()
    entry = assessment.parsed[code].entry(tab, key, column)
    here = [one for one in assessment.parsed[code].findings if one.cell and one.cell == entry.cell]
    assert len(here) <= 1
    return entry, here[0] if here else None


SELF = ("P1", "self", "1.1", "points")
COUNT = ("P1", "appendix", "S1", "value")
MONEY = ("P1", "appendix", "S2", "value")
PERCENT = ("P1", "appendix", "S3", "value")
TEXT = ("P1", "self", "1.1", "figures")


@pytest.mark.parametrize(
    ("typed", "state", "value", "raw"),
    [
        ("", BLANK, None, ""),
        ("'  ", BLANK, None, ""),
        ("-", BLANK, None, "-"),
        ("…", BLANK, None, "…"),
        ("chưa có", BLANK, None, "chưa có"),
        ("Nhập điểm", BLANK, None, "Nhập điểm"),
        ("0", GIVEN, 0, "0"),
        ("8,5", GIVEN, Decimal("8.5"), "8,5"),
        ("10", GIVEN, 10, "10"),
        ("không phát sinh", NOT_APPLICABLE, None, "không phát sinh"),
        ("Không có phát sinh.", NOT_APPLICABLE, None, "Không có phát sinh."),
        ("Kho\u0302ng pha\u0301t sinh", NOT_APPLICABLE, None, "Không phát sinh"),
    ],
)
def test_blank_zero_and_nothing_arose_are_three_different_things(
    typed: Drawn, state: State, value: Decimal | None, raw: str
) -> None:
    entry, finding = read(SELF, typed)
    assert (entry.state, entry.number, entry.raw, finding) == (state, value, raw, None)
    assert entry.cell
    assert entry.cell.a1 == "D5"


@pytest.mark.parametrize(
    ("typed", "code", "message"),
    [
        ("'8,5", "number-as-text", "“8,5” đang là chữ, chưa phải là số; có lẽ là 8,5."),
        ("'8.5", "number-as-text", "“8.5” đang là chữ, chưa phải là số; có lẽ là 8,5."),
        ("'không", "number-as-text", "“không” đang là chữ, chưa phải là số; có lẽ là 0."),
        ("8,5đ", "number-with-words", "“8,5đ” có chữ hoặc ký hiệu dính vào số; có lẽ là 8,5."),
        ("8,5 điểm", "number-with-words", "“8,5 điểm” có chữ hoặc ký hiệu dính vào số; có lẽ là 8,5."),
        ("8.5/10", "number-with-words", "“8.5/10” có chữ hoặc ký hiệu dính vào số; có lẽ là 8,5."),
        ("'1.234", "number-ambiguous", "“1.234” có thể hiểu là 1.234 hoặc 1,234."),
        ("1.000.0000", "number-malformed", "“1.000.0000” có dấu chấm ngăn hàng nghìn đặt sai chỗ."),
        ("chín", "number-unreadable", "“chín” không phải là số."),
        ("Tốt (xem báo cáo)", "number-unreadable", "“Tốt (xem báo cáo)” không phải là số."),
        ("05/11/2020", "number-is-date", "Ô hiện 05/11/2020, là ngày giờ, không phải số; có lẽ là 5,11."),
        (number(0.5, "TIME"), "number-is-date", "Ô hiện 12g00, là ngày giờ, không phải số; có lẽ là 8,5."),
        (number(7.25, "DATE"), "number-is-date", "Ô hiện 06/01/1900, là ngày giờ, không phải số; có lẽ là 7,25."),
        (number(44140.375, "DATE_TIME"), "number-is-date", "Ô hiện 09g00 ngày 05/11/2020, là ngày giờ, không phải số"),
        (number(1e12, "DATE"), "number-is-date", "Ô hiện 1.000.000.000.000, là ngày giờ, không phải số; có lẽ là 8,5."),
        ("85%", "number-is-percent", "Ô ghi 85%, là tỷ lệ phần trăm chứ không phải điểm."),
        ("'85%", "number-is-percent", "Ô ghi 85%, là tỷ lệ phần trăm chứ không phải điểm."),
        ("=4+4", "number-is-formula", "Ô chứa công thức =4+4, điểm và số liệu phải gõ thẳng."),
        (formula("=A1", {"stringValue": "9"}), "number-is-formula", "Ô chứa công thức =A1, điểm và số liệu"),
        ("#REF", "cell-error", "Ô báo lỗi =1/0."),
        ({"effectiveValue": {"errorValue": {"type": "LOADING"}}}, "cell-error", "Ô báo lỗi #LOADING."),
        ("TRUE", "number-is-choice", "Ô chứa TRUE, không phải số."),
        ("FALSE", "number-is-choice", "Ô chứa FALSE, không phải số."),
    ],
)
def test_points_typed_as_anything_but_a_number_are_asked_about_and_never_converted(
    typed: Drawn, code: str, message: str
) -> None:
    entry, finding = read(SELF, typed)
    assert (entry.state, entry.number, entry.value) == (UNREADABLE, None, None)
    assert finding
    assert (finding.code, finding.unit, finding.criterion) == (code, "P1", "1.1")
    assert finding.message.startswith(message)


def test_a_long_text_is_told_short() -> None:
    entry, finding = read(SELF, "Đã thực hiện " * 20)
    assert finding
    assert len(entry.raw) <= 80
    entry, finding = read(TEXT, "Đã thực hiện " * 20)
    assert (len(entry.raw), entry.raw[-1]) == (80, "…")
    assert len(entry.text) == 259, "but kept whole"


@pytest.mark.parametrize(
    ("place", "typed", "value"),
    [
        (COUNT, "'1.879", 1879),
        (COUNT, "'07", 7),
        (COUNT, "'421.500.000", 421_500_000),
        (MONEY, "'26,5", Decimal("26.5")),
        (PERCENT, "'87,88%", Decimal("87.88")),
        (PERCENT, "'87,88", Decimal("87.88")),
        (COUNT, "không", 0),
    ],
)
def test_figures_written_as_offices_write_them_are_read_and_the_ward_is_told(
    place: tuple[str, str, str, str], typed: Drawn, value: Decimal
) -> None:
    entry, finding = read(place, typed)
    assert (entry.state, entry.number) == (GIVEN, value)
    assert finding
    assert finding.code == "number-read-from-text"
    assert finding.severity == "info"


@pytest.mark.parametrize(
    ("place", "typed", "value"),
    [(PERCENT, "87,88%", Decimal("87.88")), (PERCENT, "87,88", Decimal("87.88")), (COUNT, "1879", 1879)],
)
def test_figures_typed_as_numbers_need_no_word(place: tuple[str, str, str, str], typed: Drawn, value: Decimal) -> None:
    assert read(place, typed)[0].number == value
    assert read(place, typed)[1] is None


@pytest.mark.parametrize(
    ("place", "typed", "code"),
    [
        (MONEY, "'1.234", "number-ambiguous"),
        (COUNT, "hơn 500 suất", "number-with-words"),
        (COUNT, "63/63", "number-with-words"),
        (COUNT, "7%", "number-is-percent"),
        (COUNT, "nhiều", "number-unreadable"),
        (MONEY, "05/11/2020", "number-is-date"),
    ],
)
def test_figures_with_two_readings_are_asked_about(place: tuple[str, str, str, str], typed: Drawn, code: str) -> None:
    entry, finding = read(place, typed)
    assert (entry.state, finding and finding.code) == (UNREADABLE, code)


@pytest.mark.parametrize(
    ("typed", "state", "value", "code"),
    [
        ("12 cuộc", GIVEN, "12 cuộc", None),
        ("  12   cuộc \n\n 300 lượt ", GIVEN, "12 cuộc\n\n300 lượt", None),
        ("Phu\u031bo\u031b\u0300ng", GIVEN, "Phường", None),
        ("12", GIVEN, "12", None),
        ("8,5", GIVEN, "8,5", None),
        (AUTUMN, GIVEN, "05/11/2020", None),
        ("85%", GIVEN, "85%", None),
        ("TRUE", GIVEN, "TRUE", None),
        ("-", BLANK, None, None),
        ("Nhập số liệu", BLANK, None, None),
        ("không phát sinh", NOT_APPLICABLE, None, None),
        ("=IMPORTXML(A1)", GIVEN, "=IMPORTXML(A1)", "formula-in-text"),
        (error("REF", "=Z9"), GIVEN, "=Z9", "formula-in-text"),
        (text('=IMPORTXML("http://example.org")'), GIVEN, '=IMPORTXML("http://example.org")', None),
        ({"effectiveValue": {"errorValue": {"type": "N_A"}}}, UNREADABLE, None, "cell-error"),
    ],
)
def test_a_text_is_what_the_ward_sees_and_a_formula_stays_its_own_text(
    typed: Drawn, state: State, value: str | None, code: str | None
) -> None:
    entry, finding = read(TEXT, typed)
    assert (entry.state, entry.value, finding and finding.code) == (state, value, code)
    assert entry.text == (value or "")
    assert entry.number is None


@pytest.mark.parametrize(
    ("place", "typed", "value", "code"),
    [
        (("C1", "reports", "P1", "received"), "có", True, None),
        (("C1", "reports", "P1", "received"), "Chưa", False, None),
        (("C1", "reports", "P1", "received"), "1", True, None),
        (("C1", "reports", "P1", "received"), "TRUE", True, None),
        (("C1", "reports", "P1", "received"), "FALSE", False, None),
        (("C1", "reports", "P1", "received"), "mai nộp", None, "choice-unknown"),
        (("C1", "reports", "P1", "band"), "xuất sắc", "Xuất sắc", None),
        (("C1", "reports", "P1", "band"), "Xuâ\u0301t să\u0301c", "Xuất sắc", None),
        (("C1", "reports", "P1", "band"), "A+", None, "choice-unknown"),
        (("C1", "agreed", "1", "unit"), "P1/Q5", "P1", None),
        (("C1", "agreed", "1", "unit"), "1", "P1", None),
        (("C1", "agreed", "1", "unit"), "Phường 99", None, "unit-unknown"),
        (("C1", "agreed", "1", "criterion"), "TC 1.2", "1.2", None),
        (("C1", "agreed", "1", "criterion"), "3", "3", None),
        (("C1", "agreed", "1", "criterion"), AUTUMN, None, "criterion-unknown"),
        (("C1", "agreed", "1", "criterion"), "9.9", None, "criterion-unknown"),
        (("C1", "agreed", "1", "criterion"), "#REF", None, "cell-error"),
        ((MASTER, "ranking", "P1", "agreed_band"), "tốt", "Tốt", None),
    ],
)
def test_a_choice_a_unit_and_a_criterion_are_read_or_asked_about(
    place: tuple[str, str, str, str], typed: Drawn, value: object, code: str | None
) -> None:
    entry, finding = read(place, typed)
    assert (entry.value, finding and finding.code) == (value, code)
    assert entry.state is (UNREADABLE if value is None else GIVEN)


def test_what_is_not_known_is_told_with_what_is() -> None:
    def found(column: str, typed: Drawn) -> Finding:
        finding = read(
            ("C1", "reports" if column == "band" else "agreed", "P1" if column == "band" else "1", column), typed
        )[1]
        assert finding
        return finding

    unit, criterion, band = found("unit", "Phường 99"), found("criterion", AUTUMN), found("band", "A+")
    assert (unit.message, unit.advice) == (
        "Không có đơn vị nào tên “Phường 99”.",
        "Ghi đúng tên hoặc mã, ví dụ P1.",
    )
    assert criterion.message == "Không có tiêu chí “05/11/2020” để chấm."
    assert criterion.advice == "Ghi đúng mã tiêu chí, ví dụ 1.1."
    assert band.message == "“A+” không có trong danh sách: Xuất sắc, Tốt, Khá."


def test_in_a_book_of_another_locale_no_number_is_trusted_and_one_finding_says_so() -> None:
    year = filled_year()
    year["P1"].locale = "en_US"
    assert read(SELF, number(85), year)[0] == Entry(UNREADABLE, None, "85", read(SELF, number(85), year)[0].cell)
    found = year.assess().parsed["P1"].findings
    assert [(finding.code, finding.cell) for finding in found] == [("locale-wrong", None)]
    assert read(SELF, "'8,5", year)[1], "what is text is still told apart"
    assert read(SELF, "", year)[0].state is BLANK
    assert read(SELF, "không phát sinh", year)[0].state is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("", None),
        ("0", 0),
        ("8,5", Decimal("8.5")),
        ("không phát sinh", "không phát sinh"),
        ("8,5đ", "không đọc được"),
    ],
)
def test_the_five_states_stay_apart_as_far_as_the_table(typed: Drawn, cell: object) -> None:
    assert points_cell(read(SELF, typed)[0]) == cell
    assert points_cell(Entry(State.NOT_PULLED)) == "chưa đọc bảng"


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        (Cell(), ""),
        (Cell("a\n b"), "a b"),
        (Cell(Decimal("1234.5")), "1.234,5"),
        (Cell(Decimal("0.5"), format="PERCENT"), "50%"),
        (Cell(Decimal(44140), format="DATE"), "05/11/2020"),
        (Cell(Decimal("0.3125"), format="TIME"), "07g30"),
        (Cell(Decimal(44140), format="NUMBER"), "44.140"),
        (Cell(value=True), "TRUE"),
        (Cell(Decimal(2), formula="=1+1"), "=1+1"),
        (Cell(error="N_A"), "#N_A"),
    ],
)
def test_a_cell_is_told_as_people_see_it(cell: Cell, seen: str) -> None:
    assert shown(cell) == seen


def test_prose_keeps_its_lines() -> None:
    assert prose(" một\r\n hai\u00a0 ba \n") == "một\nhai ba"
    assert (written("Mã"), written(Decimal("1234.50"))) == ("Mã", "1.234,5")
    assert EDITION.locale == "vi_VN"
