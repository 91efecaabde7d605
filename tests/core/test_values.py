"""What people type, and what we write back."""

import math
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.core.values import (
    Absence,
    Problem,
    Reading,
    absence,
    exactly,
    fold,
    format_date,
    format_moment,
    format_number,
    format_time,
    is_multiple,
    normalize,
    plain,
    read_date,
    read_moment,
    read_number,
    read_time,
    round_half_up,
    serial_to_date,
    shorten,
    truthy,
)

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĐƠƯ \u00a0\u200b0123456789.,-+/%:()" + "\u0300\u0301\u0303\u0309\u0323"
vietnamese = st.text(LETTERS, max_size=24)
anything = st.text(max_size=24) | vietnamese
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
steps = st.sampled_from(["0.01", "0.05", "0.1", "0.125", "0.25", "0.3", "0.5", "1", "3", "5", "1E+2"]).map(Decimal)
minutes = st.datetimes().map(lambda moment: moment.replace(second=0, microsecond=0))
seconds = st.datetimes().map(lambda moment: moment.replace(microsecond=0))


def numbers(*texts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))


# --- text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Phường \t 4\n", "Phường 4"),
        ("1\u00a0879\u202f000\u3000đ", "1 879 000 đ"),
        ("Phươ\u0300ng", "Phường"),
        ("\ufeffPhườ\u200bng\u00ad 4", "Phường 4"),
        (" \u00a0 ", ""),
    ],
)
def test_normalizing_keeps_the_words_and_one_plain_space_between_them(typed: str, expected: str) -> None:
    assert normalize(typed) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("Uỷ ban", "Ủy  ban"),
        ("ĐIỂM", "diem"),
        ("Đường", unicodedata.normalize("NFD", "đường")),
        ("tiêu\u00a0chí ", "Tieu chi"),
    ],
)
def test_folding_forgets_case_tones_spacing_and_the_bar_of_d(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(anything)
def test_normalizing_and_folding_twice_change_nothing_more(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)
    assert fold(fold(text)) == fold(text) == fold(normalize(text))


@given(vietnamese)
def test_both_unicode_forms_are_read_alike(text: str) -> None:
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert normalize(composed) == normalize(apart)
    assert fold(composed) == fold(apart)
    assert absence(composed) == absence(apart)
    assert read_number(composed, whole=False) == read_number(apart, whole=False)
    assert read_moment(composed) == read_moment(apart)


# --- nothing given, nothing arose


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Absence.BLANK),
        (" \u00a0", Absence.BLANK),
        ("-", Absence.BLANK),
        ("–", Absence.BLANK),
        (" — ", Absence.BLANK),
        ("...", Absence.BLANK),
        ("…", Absence.BLANK),
        ("Chưa có", Absence.BLANK),
        ("chua co.", Absence.BLANK),
        ("Nhập tên tiêu chí con", Absence.BLANK),
        (unicodedata.normalize("NFD", "Nhập số liệu"), Absence.BLANK),
        ("[Nhập điểm]", Absence.BLANK),
        ("nhap...", Absence.BLANK),
        ("không phát sinh", Absence.NOT_APPLICABLE),
        (unicodedata.normalize("NFD", "KHÔNG PHÁT SINH"), Absence.NOT_APPLICABLE),
        ("khong phat sinh.", Absence.NOT_APPLICABLE),
        ("KPS", Absence.NOT_APPLICABLE),
        ("k phát sinh", Absence.NOT_APPLICABLE),
        ("Không có phát sinh", Absence.NOT_APPLICABLE),
        ("không", None),
        ("0", None),
        ("8,5", None),
        ("- 1", None),
        ("Không phát sinh đơn thư", None),
        ("chưa có kế hoạch", None),
        ("Nhập ngũ 12 thanh niên", None),
        ("Nháp", None),
        ("nhập, xuất kho", Absence.BLANK),
    ],
)
def test_blank_and_not_applicable_are_told_from_zero_and_from_words(typed: str, expected: Absence | None) -> None:
    assert absence(typed) is expected


# --- numbers


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8,5", "8.5"),
        ("87,88", "87.88"),
        ("07", "7"),
        ("0", "0"),
        ("không", "0"),
        (unicodedata.normalize("NFD", " Không "), "0"),
        ("+0,5", "0.5"),
        ("- 1", "-1"),
        ("−1", "-1"),
        ("\u00a08,5\u200b", "8.5"),
        ("1234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("421.500.000", "421500000"),
        ("0,125", "0.125"),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_a_number_with_one_reading_is_read(typed: str, value: str, *, whole: bool) -> None:
    assert read_number(typed, whole=whole) == Reading(Decimal(value))


@pytest.mark.parametrize(
    ("typed", "in_a_count", "elsewhere"),
    [
        ("1.879", Reading(Decimal(1879)), Reading(None, Problem.AMBIGUOUS, numbers("1879", "1.879"))),
        ("-1.500", Reading(Decimal(-1500)), Reading(None, Problem.AMBIGUOUS, numbers("-1500", "-1.5"))),
        ("1,000", Reading(None, Problem.AMBIGUOUS, numbers("1000", "1")), Reading(Decimal(1))),
        ("1.000,000", Reading(None, Problem.AMBIGUOUS, numbers("1000000", "1000")), Reading(Decimal(1000))),
    ],
)
def test_three_digits_after_one_mark_depend_on_the_column(typed: str, in_a_count: Reading, elsewhere: Reading) -> None:
    assert read_number(typed, whole=True) == in_a_count
    assert read_number(typed, whole=False) == elsewhere


@pytest.mark.parametrize(
    ("typed", "problem", "meant"),
    [
        # the way other countries write
        ("8.5", Problem.NOT_A_NUMBER, ["8.5"]),
        ("87.88", Problem.NOT_A_NUMBER, ["87.88"]),
        ("0.125", Problem.NOT_A_NUMBER, ["0.125"]),
        ("8.1234", Problem.NOT_A_NUMBER, ["8.1234"]),
        ("1,234,567", Problem.NOT_A_NUMBER, ["1234567"]),
        ("1,234.5", Problem.NOT_A_NUMBER, ["1234.5"]),
        ("- 421 500 000", Problem.NOT_A_NUMBER, ["-421500000"]),
        ("1000.000", Problem.AMBIGUOUS, ["1000000", "1000"]),
        # groups that are no groups
        ("1.000.0000", Problem.MALFORMED_GROUPS, []),
        ("1.00.000", Problem.MALFORMED_GROUPS, []),
        ("1.000.0000 đồng", Problem.MALFORMED_GROUPS, []),
        # something stuck to the number
        ("8,5đ", Problem.UNIT, ["8.5"]),
        ("8,5 điểm", Problem.UNIT, ["8.5"]),
        ("-0,5 điểm", Problem.UNIT, ["-0.5"]),
        ("8.5/10", Problem.UNIT, ["8.5"]),
        ("8,5 / 10", Problem.UNIT, ["8.5"]),
        ("63/63", Problem.UNIT, ["63"]),
        ("63/63 khu dân cư", Problem.UNIT, ["63"]),
        ("hơn 300 triệu đồng", Problem.UNIT, ["300"]),
        ("trên 65 triệu", Problem.UNIT, ["65"]),
        ("khoảng 20", Problem.UNIT, ["20"]),
        ("≥ 20", Problem.UNIT, ["20"]),
        ("tổng cộng khoảng 20", Problem.UNIT, ["20"]),
        ("500 nghìn đồng", Problem.UNIT, ["500"]),
        ("500.000.000₫", Problem.UNIT, ["500000000"]),
        ("07 căn (7 hộ)", Problem.UNIT, ["7"]),
        ("120 m2", Problem.UNIT, ["120"]),
        ("hơn 87,88% hộ", Problem.UNIT, ["87.88"]),
        ("1.879 suất quà", Problem.UNIT, ["1879", "1.879"]),
        ("154 cuộc, 142 lượt người", Problem.UNIT, ["154", "142"]),
        ("2 cuộc ngày 20/11/2020", Problem.UNIT, ["2"]),
        # a share
        ("87,88%", Problem.PERCENT, ["87.88"]),
        ("87,88 %", Problem.PERCENT, ["87.88"]),
        ("1.879%", Problem.PERCENT, ["1879", "1.879"]),
        # not a number at all
        ("", Problem.NOT_A_NUMBER, []),
        ("-", Problem.NOT_A_NUMBER, []),
        ("%", Problem.NOT_A_NUMBER, []),
        ("không phát sinh", Problem.NOT_A_NUMBER, []),
        ("Phường 4", Problem.NOT_A_NUMBER, []),
        ("12/KH-MTTQ", Problem.NOT_A_NUMBER, []),
        ("1, 2, 8, 10, 11", Problem.NOT_A_NUMBER, []),
        ("20/11/2020", Problem.NOT_A_NUMBER, []),
        ("20.11.2020", Problem.NOT_A_NUMBER, []),
        ("1.2.3", Problem.NOT_A_NUMBER, []),
        ("8,5.", Problem.NOT_A_NUMBER, []),
        ("+-1", Problem.NOT_A_NUMBER, []),
        ("٣", Problem.NOT_A_NUMBER, []),
        ("NaN", Problem.NOT_A_NUMBER, []),
    ],
)
def test_a_doubtful_number_has_no_value_but_says_what_may_be_meant(
    typed: str, problem: Problem, meant: list[str]
) -> None:
    assert read_number(typed, whole=False) == Reading(None, problem, numbers(*meant))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("87,88%", Reading(Decimal("87.88"))),
        ("87,88 %", Reading(Decimal("87.88"))),
        ("87,88", Reading(Decimal("87.88"))),
        ("87.88%", Reading(None, Problem.NOT_A_NUMBER, numbers("87.88"))),
        ("87,88% hộ", Reading(None, Problem.UNIT, numbers("87.88"))),
    ],
)
def test_a_percent_column_takes_the_sign_and_stays_in_percent_units(typed: str, expected: Reading) -> None:
    assert read_number(typed, whole=False, percent=True) == expected


@given(text=anything, whole=st.booleans(), percent=st.booleans())
def test_any_text_gives_either_a_value_or_a_problem(*, text: str, whole: bool, percent: bool) -> None:
    reading = read_number(text, whole=whole, percent=percent)
    assert (reading.value is None) == (reading.problem is not None)
    assert len(set(reading.meant)) == len(reading.meant)
    assert reading.value is None or not reading.meant


@given(decimals)
def test_what_we_write_is_read_back_or_named_among_what_may_be_meant(value: Decimal) -> None:
    reading = read_number(format_number(value), whole=False)
    assert value == reading.value or (reading.problem is Problem.AMBIGUOUS and value in reading.meant)


@given(st.integers())
def test_a_count_we_write_is_read_back(count: int) -> None:
    assert read_number(format_number(Decimal(count)), whole=True) == Reading(Decimal(count))


def test_a_number_of_any_length_is_read_and_written_exactly() -> None:
    digits = "9" * 60
    assert read_number(f"{digits},5", whole=False) == Reading(Decimal(f"{digits}.5"))
    assert format_number(Decimal(f"{digits}.5"), decimals=0) == "1" + ".000" * 20


# --- dates and times


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("20/11/2020", date(2020, 11, 20)),
        ("2/1/2021", date(2021, 1, 2)),
        ("20-11-2020", date(2020, 11, 20)),
        ("20.11.2020", date(2020, 11, 20)),
        ("20 / 11 / 2020", date(2020, 11, 20)),
        ("Ngày 26/11/2020", date(2020, 11, 26)),
        ("ngày 26 tháng 11 năm 2020", date(2020, 11, 26)),
        ("2020-11-20", date(2020, 11, 20)),
        ("29/2/2021", None),
        ("11/20/2020", None),
        ("0000-01-01", None),
        ("20/11-2020", None),
        ("20/11/20", None),
        ("11/2020", None),
        ("ngày mai", None),
        ("", None),
    ],
)
def test_a_date_is_read_day_first_or_not_at_all(typed: str, expected: date | None) -> None:
    assert read_date(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("08g00", time(8)),
        ("8h30", time(8, 30)),
        ("8H", time(8)),
        ("19 giờ 00", time(19)),
        ("8 giờ", time(8)),
        ("8 giờ 30 phút", time(8, 30)),
        ("08:00", time(8)),
        ("08:00:30", time(8, 0, 30)),
        ("24:00", None),
        ("8h60", None),
        ("8", None),
        ("8 giờ tối", None),
    ],
)
def test_a_time_is_read_in_the_ways_offices_write_it(typed: str, expected: time | None) -> None:
    assert read_time(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("08g00 ngày 20/11/2020", datetime.combine(date(2020, 11, 20), time(8))),
        ("Lúc 8 giờ 30, ngày 20/11/2020", datetime.combine(date(2020, 11, 20), time(8, 30))),
        ("Vào hồi 19 giờ 00 ngày 20 tháng 11 năm 2020", datetime.combine(date(2020, 11, 20), time(19))),
        ("20/11/2020", datetime.combine(date(2020, 11, 20), time())),
        ("20/11/2020 08:00", datetime.combine(date(2020, 11, 20), time(8))),
        ("2020-11-20T08:00", datetime.combine(date(2020, 11, 20), time(8))),
        ("sáng ngày 20/11/2020", None),
        ("08g00 ngày 31/11/2020", None),
        ("08g00 ngày 20/11/2020 09g00", None),
        ("08g00", None),
    ],
)
def test_a_moment_needs_a_date_and_may_have_a_time(typed: str, expected: datetime | None) -> None:
    assert read_moment(typed) == expected


@given(minutes)
def test_dates_times_and_moments_we_write_are_read_back(moment: datetime) -> None:
    assert read_moment(format_moment(moment)) == moment
    assert read_date(format_date(moment.date())) == moment.date()
    assert read_time(format_time(moment.time())) == moment.time()


def test_moments_are_written_as_the_office_writes_them() -> None:
    moment = datetime.combine(date(2020, 11, 2), time(8, 5, 59))
    assert format_date(moment.date()) == "02/11/2020"
    assert format_time(moment.time()) == "08g05"
    assert format_moment(moment) == "08g05 ngày 02/11/2020"


@pytest.mark.parametrize(
    ("serial", "moment"),
    [
        (43831, datetime.combine(date(2020, 1, 1), time())),
        (Decimal("44155.5"), datetime.combine(date(2020, 11, 20), time(12))),
        (44155 + 8 / 24, datetime.combine(date(2020, 11, 20), time(8))),
        (0, datetime.combine(date(1899, 12, 30), time())),
        (-1.25, datetime.combine(date(1899, 12, 28), time(18))),
    ],
)
def test_serials_count_days_from_the_end_of_1899(serial: Decimal | float, moment: datetime) -> None:
    assert serial_to_date(serial) == moment


@pytest.mark.parametrize("serial", [3_000_000, -700_000, 1e300, math.inf, math.nan, Decimal("NaN")])
def test_a_serial_outside_the_calendar_is_refused(serial: Decimal | float) -> None:
    with pytest.raises(ValueError, match=r"serial|NaN"):
        serial_to_date(serial)


# --- writing and rounding


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("8.5", None, "8,5"),
        ("8.50", None, "8,5"),
        ("8.00", None, "8"),
        ("1E+3", None, "1.000"),
        ("1234.5", None, "1.234,5"),
        ("-421500000", None, "-421.500.000"),
        ("0.00125", None, "0,00125"),
        ("-0", None, "0"),
        ("8", 2, "8,00"),
        ("8.125", 2, "8,13"),
        ("8.5", 0, "9"),
        ("-8.5", 0, "-9"),
        ("-0.04", 1, "0,0"),
    ],
)
def test_numbers_are_written_with_decimal_comma_and_thousands_dot(
    value: str, places: int | None, expected: str
) -> None:
    assert format_number(Decimal(value), decimals=places) == expected


@pytest.mark.parametrize(("value", "places"), [("NaN", None), ("Infinity", 1), ("1", -1)])
def test_what_cannot_be_written_is_refused(value: str, places: int | None) -> None:
    with pytest.raises(ValueError, match="cannot write"):
        format_number(Decimal(value), decimals=places)


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        ("8.125", "0.25", "8.25"),
        ("8.124", "0.25", "8"),
        ("-0.125", "0.25", "-0.25"),
        ("2.675", "0.01", "2.68"),
        ("0.95", "0.1", "1"),
        ("7.5", "5", "10"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: str, step: str, expected: str) -> None:
    assert round_half_up(Decimal(value), Decimal(step)) == Decimal(expected)


@given(decimals, steps)
def test_rounding_agrees_with_exact_fractions(value: Decimal, step: Decimal) -> None:
    ratio = abs(Fraction(value)) / Fraction(step)
    model = math.floor(ratio + Fraction(1, 2)) * Fraction(step) * (-1 if value < 0 else 1)
    rounded = round_half_up(value, step)
    assert Fraction(rounded) == model
    assert is_multiple(rounded, step)
    assert is_multiple(value, step) == (ratio.denominator == 1)
    assert str(rounded)[0] != "-" or rounded < 0


@pytest.mark.parametrize(("value", "step"), [("1", "0"), ("1", "-0.5"), ("NaN", "1"), ("1", "Infinity")])
def test_a_step_that_measures_nothing_is_refused(value: str, step: str) -> None:
    with pytest.raises(ValueError, match="steps"):
        round_half_up(Decimal(value), Decimal(step))
    with pytest.raises(ValueError, match="steps"):
        is_multiple(Decimal(value), Decimal(step))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *((text, True) for text in ("có", "Co", "x", "X", "1", "yes", "Đã nộp", "rồi")),
        *((text, False) for text in ("không", "Chưa", "0", "no")),
        *((text, None) for text in ("", "?", "có thể", "10")),
    ],
)
def test_an_answer_is_yes_no_or_unknown(typed: str, *, expected: bool | None) -> None:
    assert truthy(typed) is expected


def test_exact_work_rounds_nothing_whoever_calls_it_and_leaves_no_trace() -> None:
    long = Decimal("1" + "0" * 40)

    @exactly
    def more(number: Decimal) -> Decimal:
        """Add one."""
        return number + 1

    twice = exactly(lambda: more(more(long)))
    with localcontext(prec=5):
        assert str(more(long)) == "1" + "0" * 39 + "1"
        assert str(twice()) == "1" + "0" * 39 + "2"
        assert str(Decimal("1.23456") + 0) == "1.2346"
    assert more.__doc__ == "Add one."


@pytest.mark.parametrize(
    ("text", "shown"), [("Phường 4", "Phường 4"), ("Phường 10", "Phường…"), ("Tốt", "Tốt"), ("Phườngg10", "Phườngg…")]
)
def test_a_long_text_is_cut_to_its_length_and_says_so(text: str, shown: str) -> None:
    assert shorten(text, 8) == shown


def test_a_plain_text_has_nothing_that_steers_a_screen_or_turns_the_writing() -> None:
    assert plain("\x1b[31mĐỏ\x1b]0;t\x07\x9b \u202e8,5\u2069\udc80 điểm\x7f\r\n\tấy") == "[31mĐỏ]0;t 8,5 điểm\n\tấy"
