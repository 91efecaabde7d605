"""What people type where a rule asks for a ratio, a tier or a second figure: read as typed, or asked about."""

from decimal import Decimal

import pytest
from drawn_book import Drawn, error, formula, number, provisioned
from every_rule import BOOKS, EVERY

from sheetsync.core.entries import Entry, State
from sheetsync.core.findings import Finding
from sheetsync.core.layout import Book, Column, Kind, Owner, Row, Tab
from sheetsync.core.names import read_names
from sheetsync.core.parse import parse
from sheetsync.core.ratios import Ratio

GIVEN, BLANK, NOT_APPLICABLE, UNREADABLE = State.GIVEN, State.BLANK, State.NOT_APPLICABLE, State.UNREADABLE
NAMES = read_names(EVERY)

RATIO = ("X1", "self", "2.1", "points")
DEPARTMENTS_RATIO = ("PT", "points", "X1", "2.2")
TIER = ("X1", "self", "1.2", "points")
DEPARTMENTS_TIER = ("KT", "points", "X1", "1.2")

Place = tuple[str, str, str, str]


def read(place: Place, typed: Drawn, locale: str = "vi_VN") -> tuple[Entry, Finding | None]:
    """Type one thing into an empty book; what is read, what is found at that cell."""
    code, tab, key, column = place
    drawn = provisioned(BOOKS[code], locale)
    drawn.put(tab, drawn.a1(tab, key, column), typed)
    parsed = parse(BOOKS[code], drawn.snapshot(), NAMES, EVERY.locale)
    found = [finding for finding in parsed.findings if finding.code != "locale-wrong"]
    assert len(found) <= 1
    return parsed.entry(tab, key, column), found[0] if found else None


def share(numerator: str, denominator: str) -> Ratio:
    return Ratio(Decimal(numerator), Decimal(denominator))


@pytest.mark.parametrize("place", [RATIO, DEPARTMENTS_RATIO])
@pytest.mark.parametrize(
    ("typed", "ratio", "raw"),
    [
        ("42/45", share("42", "45"), "42/45"),
        ("42/45 hộ", share("42", "45"), "42/45 hộ"),
        ("'3/5", share("3", "5"), "3/5"),
        ("'93,3%", share("93.3", "100"), "93,3%"),
        ("93,3%", share("93.3", "100"), "93,3%"),
        ("0/0", share("0", "0"), "0/0"),
    ],
)
def test_a_ratio_is_a_share_or_a_percentage_typed_as_text_or_made_a_percent_by_sheets(
    place: Place, typed: Drawn, ratio: Ratio, raw: str
) -> None:
    entry, finding = read(place, typed)
    assert (entry.state, entry.ratio, entry.raw, entry.number, entry.text, finding) == (
        GIVEN,
        ratio,
        raw,
        None,
        "",
        None,
    )


@pytest.mark.parametrize(
    ("place", "typed", "state"),
    [
        (RATIO, "", BLANK),
        (RATIO, "-", BLANK),
        (RATIO, "chưa có", BLANK),
        (RATIO, "không phát sinh", NOT_APPLICABLE),
        (TIER, "…", BLANK),
        (TIER, "Không có phát sinh", NOT_APPLICABLE),
    ],
)
def test_an_absence_is_no_ratio_and_no_tier(place: Place, typed: Drawn, state: State) -> None:
    entry, finding = read(place, typed)
    assert (entry.state, entry.ratio, entry.value, finding) == (state, None, None, None)


MAY = number(44319, "DATE")  # 03/05/2021
CASES_OF_RATIO: list[tuple[Drawn, str, str]] = [
    (MAY, "ratio-is-date", "Ô hiện 03/05/2021, là ngày giờ, không phải tỷ lệ; có lẽ là 3/5."),
    (number(0.5, "TIME"), "ratio-is-date", "Ô hiện 12g00, là ngày giờ, không phải tỷ lệ; có lẽ là 42/45."),
    (number(1e12, "DATE"), "ratio-is-date", "Ô hiện 1.000.000.000.000, là ngày giờ"),
    ("93,3", "ratio-unclear", "“93,3” chưa rõ là tỷ lệ phần trăm hay số điểm; có lẽ là 93,3%."),
    ("'93,3", "ratio-unclear", "“93,3” chưa rõ là tỷ lệ phần trăm hay số điểm; có lẽ là 93,3%."),
    ("-5", "ratio-unclear", "“-5” chưa rõ"),
    (number(-0.5, "PERCENT"), "ratio-unclear", "“-50%” chưa rõ"),
    ("3/5/20", "ratio-unreadable", "“3/5/20” không đọc được thành tỷ lệ."),
    ("tốt", "ratio-unreadable", "“tốt” không đọc được thành tỷ lệ."),
    ("1,000/45", "number-ambiguous", "“1,000/45” có thể hiểu là 1.000/45 hoặc 1/45."),
    ("=42/45", "number-is-formula", "Ô chứa công thức =42/45"),
    (formula("=A1", {"stringValue": "42/45"}), "number-is-formula", "Ô chứa công thức =A1"),
    (error("REF"), "cell-error", "Ô báo lỗi"),
    ("TRUE", "number-is-choice", "Ô chứa TRUE"),
]


@pytest.mark.parametrize(("typed", "code", "message"), CASES_OF_RATIO)
def test_what_may_be_no_ratio_is_asked_about_and_never_converted(typed: Drawn, code: str, message: str) -> None:
    entry, finding = read(RATIO, typed)
    assert (entry.state, entry.value) == (UNREADABLE, None)
    assert finding
    assert (finding.code, finding.unit, finding.criterion) == (code, "X1", "2.1")
    assert finding.message.startswith(message)
    assert finding.advice


def test_a_day_that_was_a_share_is_told_with_what_to_type_again() -> None:
    _, finding = read(RATIO, MAY)
    assert finding
    assert finding.advice == "Chọn Định dạng > Số > Văn bản thuần túy cho ô này rồi gõ lại: 3/5."


@pytest.mark.parametrize("place", [TIER, DEPARTMENTS_TIER])
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Đầy đủ", "Đầy đủ"),
        ("đầy  ĐỦ", "Đầy đủ"),
        ("day du", "Đầy đủ"),
        ("Lập hồ sơ khống", "Lập hồ sơ khống"),
        ("1,5", Decimal("1.5")),
        ("'1,5", Decimal("1.5")),
        ("'3", Decimal(3)),
        ("2", Decimal(2)),
    ],
)
def test_a_tier_is_named_by_its_label_however_spelled_or_given_by_its_points(
    place: Place, typed: Drawn, value: str | Decimal
) -> None:
    entry, finding = read(place, typed)
    assert (entry.state, entry.value, finding) == (GIVEN, value, None)


@pytest.mark.parametrize("typed", ["tàm tạm", "3 điểm", "'1.234", number(0.5, "PERCENT"), MAY])
def test_an_answer_that_is_not_on_the_list_is_asked_about_with_the_list(typed: Drawn) -> None:
    entry, finding = read(TIER, typed)
    assert (entry.state, entry.value) == (UNREADABLE, None)
    assert finding
    assert (finding.code, finding.criterion) == ("tier-unreadable", "1.2")
    assert finding.message.endswith("không phải mức nào trong danh sách: Đầy đủ, Thiếu, Lập hồ sơ khống.")


LONG = "Có kế hoạch, triển khai đầy đủ và báo cáo kết quả đúng hạn cho Mặt trận cấp trên trong cả bốn quý"
ALIKE = Tab(
    "self",
    "Tự chấm điểm",
    "",
    (
        Column("code", "Mã", Owner.EDITION),
        Column("points", "Tự chấm", Owner.PEOPLE, Kind.TIER, choices=("Hòa giải", "Hoa giai", LONG, "2", "Không")),
    ),
    "code",
    rows=(Row("1"),),
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Hòa giải", "Hòa giải"),
        ("Hoa giai", "Hoa giai"),
        (LONG.upper(), LONG),
        ("2", "2"),
        ("không", "Không"),
        ("hoa giải", None),
    ],
)
def test_a_label_is_matched_to_the_letter_first_and_else_only_where_it_can_be_no_other(
    typed: Drawn, value: str | None
) -> None:
    book = Book("X1", "unit", "", (ALIKE,))
    drawn = provisioned(book)
    drawn.put("self", "B4", typed)
    parsed = parse(book, drawn.snapshot(), NAMES, EVERY.locale)
    assert parsed.entry("self", "1", "points").value == value
    messages = [finding.message for finding in parsed.findings]
    shortened = "Có kế hoạch, triển khai đầy đ…"
    unknown = f"“hoa giải” không phải mức nào trong danh sách: Hòa giải, Hoa giai, {shortened}, 2, Không."
    assert messages == ([] if value else [unknown])


@pytest.mark.parametrize(
    ("typed", "code"), [("=1+1", "number-is-formula"), (error("REF"), "cell-error"), ("FALSE", "number-is-choice")]
)
def test_a_formula_an_error_or_a_tick_is_no_tier(typed: Drawn, code: str) -> None:
    entry, finding = read(TIER, typed)
    assert entry.state is UNREADABLE
    assert finding
    assert finding.code == code


@pytest.mark.parametrize(
    ("place", "typed", "state"),
    [
        (RATIO, "'42/45", GIVEN),
        (RATIO, "93,3", UNREADABLE),
        (RATIO, number(0.933, "PERCENT"), UNREADABLE),
        (TIER, "'1,5", GIVEN),
        (TIER, "1,5", UNREADABLE),
        (TIER, "Thiếu", GIVEN),
    ],
)
def test_in_a_book_of_another_locale_texts_still_count_but_no_numbers(place: Place, typed: Drawn, state: State) -> None:
    entry, finding = read(place, typed, locale="en_US")
    assert (entry.state, finding) == (state, None), "one finding on the book says why"


@pytest.mark.parametrize(
    ("place", "typed", "value"),
    [
        (("X1", "self", "1.1", "extra"), "2,5", Decimal("2.5")),
        (("X1", "self", "3.2", "points"), "2", Decimal(2)),
        (("X1", "self", "3.2", "extra"), "'5", Decimal(5)),
        (("X1", "self", "2.4", "points"), "'0,75", Decimal("0.75")),
        (("PT", "points", "X1", "extra-1.1"), "3", Decimal(3)),
        (("KT", "points", "X1", "extra-3.2"), "1", Decimal(1)),
        (("C1", "agreed", "1", "extra"), "1,5", Decimal("1.5")),
    ],
)
def test_counts_and_second_figures_are_numbers(place: Place, typed: Drawn, value: Decimal) -> None:
    assert read(place, typed)[0].number == value


def test_nobody_is_asked_what_is_not_on_a_units_scale() -> None:
    drawn = provisioned(BOOKS["X4"])
    parsed = parse(BOOKS["X4"], drawn.snapshot(), NAMES, EVERY.locale)
    assert ("self", "2.4", "points") not in parsed.entries
    assert ("self", "2.3", "points") in parsed.entries
    drawn = provisioned(BOOKS["PT"])
    parsed = parse(BOOKS["PT"], drawn.snapshot(), NAMES, EVERY.locale)
    assert ("points", "X4", "2.4") not in parsed.entries
    assert ("points", "X3", "2.4") in parsed.entries
