"""How values are shown: Google's patterns for numbers, dates and times, and values without any."""

from datetime import date
from math import isclose
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetsync.emulator.text.entry import enter
from sheetsync.emulator.text.formats import show
from sheetsync.emulator.text.locales import locale_of

from .world import Book

TODAY = date(2026, 9, 3)
# The moment of the examples in Google's guide: 5 April 2016, 16:08:53.528.
AFTERNOON = 42465 + (16 * 3600 + 8 * 60 + 53.528) / 86_400


def shown(number: float, pattern: str, locale: str = "en_US", kind: str = "NUMBER") -> str:
    return show({"numberValue": number}, {"type": kind, "pattern": pattern}, locale)


@pytest.mark.parametrize(
    ("number", "pattern", "text"),
    [
        # digits
        (12345.125, "####.#", "12345.1"),
        (12.34, "000.0000", "012.3400"),
        (12, "#.0#", "12.0"),
        (5, "0.##", "5."),
        (0, "#", ""),
        (5, "0###", "0005"),
        (1, "?.??", "1.  "),
        (5551234, "000-0000", "555-1234"),
        (2.5, "0", "3"),
        (0.285, "0.00", "0.29"),
        (1.005, "0.00", "1.01"),
        (-0.001, "0.00", "-0.00"),
        # groups and thousands
        (1234567, "#,##0", "1,234,567"),
        (5, "0,000", "0,005"),
        (12200000, "#,##0.0,,", "12.2"),
        (1234567, "0,", "1235"),
        (1e25, "#,##0.00", "10,000,000,000,000,000,000,000,000.00"),
        # percent and powers of ten
        (0.5, "0%", "50%"),
        (0.12345, "##0.00%", "12.35%"),
        (-0.25, "0%", "-25%"),
        (12345, "0.00E+00", "1.23E+04"),
        (9.999, "0.00E+00", "1.00E+01"),
        (0.00012, "0.0E-0", "1.2E-4"),
        (12345, "##0.0E+0", "12.3E+3"),
        (0, "0.00E+00", "0.00E+00"),
        # fractions
        (5.125, "# #/#", "5 1/8"),
        (23.25, "0 #/8", "23 2/8"),
        (23.1, "0 #/3", "23"),
        (23.25, "#/#", "93/4"),
        (0.99, "# #/#", "1"),
        # sections, conditions, colours
        (-1234.567, "#,##0.0;(#,##0.0)", "(1,234.6)"),
        (0, '0;-0;"none"', "none"),
        (-5, "0;;0", ""),
        (5, "[Red]0;[Blue]-0", "5"),
        (50, '[<100]"Low";[>=100]"High"', "Low"),
        (150, '[<100]"Low";0', "150"),
        (-7, "[Color12][<0](0);0", "(7)"),
        (-7, "[<100]0;0.0", "-7"),
        # letters
        (7, '00 "điểm"', "07 điểm"),
        (7, r"0\%", "7%"),
        (1.5, "0.0_)", "1.5 "),
        (3, "0*-", "3"),
        (12, "[$₫]#,##0", "₫12"),
        (12, "$0", "$12"),
        (12, "@", "12"),
        (12, 'General "x"', "12 x"),
    ],
)
def test_numbers_follow_their_pattern(number: float, pattern: str, text: str) -> None:
    assert shown(number, pattern) == text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        # the examples of Google's guide
        ("h:mm:ss.00 a/p", "4:08:53.53 p"),
        ('hh:mm A/P".M."', "04:08 P.M."),
        ("yyyy-mm-dd", "2016-04-05"),
        (r"mmmm d \[dddd\]", "April 5 [Tuesday]"),
        ("h PM, ddd mmm dd", "4 PM, Tue Apr 05"),
        ("dddd, m/d/yy at h:mm", "Tuesday, 4/5/16 at 16:08"),
        # minutes beside hours and seconds, months elsewhere; M is always a month
        ("mm:ss", "08:54"),
        ("hh:mm", "16:08"),
        ("MM/yyyy hh", "04/2016 16"),
        ("h:mm M", "16:08 4"),
        ("mmmmm", "A"),
        ("dd.mm.yyyy", "05.04.2016"),
        ("[$-409]d-mmm-yy;@", "5-Apr-16"),
        ("h am/pm", "4 PM"),
        ("ss.000", "53.528"),
    ],
)
def test_moments_follow_their_pattern(pattern: str, text: str) -> None:
    assert shown(AFTERNOON, pattern, kind="DATE_TIME") == text


@pytest.mark.parametrize(
    ("days", "pattern", "text"),
    [
        (11621.255 / 86_400, "[hh]:[mm]:[ss].000", "03:13:41.255"),
        (11621.255 / 86_400, "[mmmm]:[ss].000", "0193:41.255"),
        (1.5, "[h]:mm", "36:00"),
        (1.5, "h:mm", "12:00"),
        (-0.0625, "[h]:mm", "-1:30"),
        (-1, "yyyy-mm-dd", "1899-12-29"),
    ],
)
def test_lengths_of_time_count_on_past_a_day(days: float, pattern: str, text: str) -> None:
    assert shown(days, pattern, kind="TIME") == text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("#,##0.00", "1.234,50"),
        ('d "ngày" mmmm', "18 ngày tháng 5"),
        ("dddd, d/m", "Thứ Hai, 18/5"),
        ("ddd mmm", "Th 2 thg 5"),
        ("hh:mm:ss.0", "12:00:00,0"),
    ],
)
def test_a_vietnamese_sheet_has_its_own_marks_and_names(pattern: str, text: str) -> None:
    assert shown(1234.5, pattern, "vi_VN") == text


@pytest.mark.parametrize(
    ("locale", "kind", "text"),
    [
        ("en_US", "NUMBER", "1,000.13"), ("en_US", "PERCENT", "100012.50%"), ("en_US", "CURRENCY", "$1,000.13"),
        ("en_US", "DATE", "9/26/1902"), ("en_US", "TIME", "3:00:00 AM"), ("en_US", "DATE_TIME", "9/26/1902 3:00:00"),
        ("en_US", "SCIENTIFIC", "1.00E+03"), ("en_US", "TEXT", "1000.125"),
        ("vi_VN", "NUMBER", "1.000,13"), ("vi_VN", "CURRENCY", "1.000\xa0₫"), ("vi_VN", "DATE", "26/9/1902"),
        ("vi_VN", "TIME", "03:00:00"), ("vi_VN", "DATE_TIME", "26/9/1902 03:00:00"),
        ("de_DE", "DATE", "26.09.1902"), ("de_DE", "CURRENCY", "1.000,13\xa0€"), ("ja_JP", "DATE", "1902/09/26"),
        ("en_GB", "DATE", "26/09/1902"), ("fr_FR", "NUMBER", "1\u202f000,13"), ("no_NO", "DATE", "26.09.1902"),
    ],
)  # fmt: skip
def test_a_type_without_a_pattern_is_shown_as_its_locale_does(locale: str, kind: str, text: str) -> None:
    assert show({"numberValue": 1000.125}, {"type": kind}, locale) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1 / 3, "0.3333333333"), (1 / 24, "0.04166666667"), (2 / 300, "0.006666666667"), (0.1 + 0.2, "0.3"),
        (12345678901.5, "12345678902"), (999999999999999, "999999999999999"), (1e15, "1E+15"), (-1.5e-10, "-1.5E-10"),
        (0.3 - 0.2 - 0.1, "-2.77556E-17"), (-0.0, "0"), (123456.123456789, "123456.1235"), (1e-9, "0.000000001"),
    ],
)  # fmt: skip
def test_a_number_without_a_format_has_ten_significant_digits(number: float, text: str) -> None:
    assert show({"numberValue": number}, {}, "en_US") == text


def test_texts_have_a_section_of_their_own() -> None:
    assert show({"stringValue": "A"}, {"type": "NUMBER", "pattern": '0;0;0;"<"@">"'}, "en_US") == "<A>"
    assert show({"stringValue": "A"}, {"type": "TEXT", "pattern": '"lớp "@'}, "vi_VN") == "lớp A"
    assert show({"stringValue": "A"}, {"type": "NUMBER", "pattern": "0.00"}, "en_US") == "A"


def test_truth_and_errors_are_shown_whatever_the_format() -> None:
    own = {"type": "NUMBER", "pattern": "0.00"}
    assert show({"boolValue": True}, own, "vi_VN") == "TRUE"
    assert show({"errorValue": {"type": "N_A"}}, own, "vi_VN") == "#N/A"


def test_a_day_in_no_calendar_is_shown_as_a_number() -> None:
    assert shown(1e9, "yyyy-mm-dd", kind="DATE") == "1000000000"


LOCALES = st.sampled_from(["vi_VN", "en_US", "de_DE", "fr_FR", "ja_JP", "pt_BR"])


def typed_again(value: float, number_format: dict[str, Any], locale: str) -> float:
    text = show({"numberValue": value}, number_format, locale)
    entered = enter(text, locale_of(locale), TODAY).value
    assert "numberValue" in entered, text
    return float(entered["numberValue"])


@given(st.floats(allow_nan=False, allow_infinity=False), LOCALES)
@example(8.5, "de_DE")
def test_what_is_shown_and_typed_again_is_the_same_number(value: float, locale: str) -> None:
    digits = 1e-5 if not 1e-9 <= abs(value) < 1e15 else 1e-9
    assert isclose(typed_again(value, {}, locale), value, rel_tol=digits)


@given(st.integers(0, 73_000), st.integers(0, 86_399), LOCALES)
def test_a_date_shown_and_typed_again_is_the_same_day_and_time(day: int, second: int, locale: str) -> None:
    assert typed_again(day, {"type": "DATE"}, locale) == day
    assert isclose(typed_again(second / 86_400, {"type": "TIME"}, locale), second / 86_400, abs_tol=1e-9)
    both = typed_again(day + second / 86_400, {"type": "DATE_TIME"}, locale)
    assert isclose(both, day + second / 86_400, abs_tol=1e-6)


@given(st.integers(-(10**12), 10**12), LOCALES)
def test_money_and_groups_shown_and_typed_again_are_the_same_amount(amount: int, locale: str) -> None:
    for kind in ("NUMBER", "CURRENCY"):
        assert typed_again(amount, {"type": kind}, locale) == amount


PIECES = st.text(alphabet='0#?.,;%E+-/@"\\[]<>=_*dmyhs: a/pM', max_size=12)


@given(st.floats(allow_nan=False, allow_infinity=False), PIECES)
def test_no_pattern_is_too_strange_to_be_shown(value: float, pattern: str) -> None:
    for kind in ("NUMBER", "DATE"):
        assert isinstance(shown(value, pattern, "vi_VN", kind), str)


def test_a_pattern_reaches_the_reader_through_the_api(vietnamese: Book) -> None:
    cell = {
        "userEnteredValue": {"numberValue": 46268.5},
        "userEnteredFormat": {"numberFormat": {"type": "DATE_TIME", "pattern": 'dddd, "ngày" d mmmm, hh:mm'}},
    }
    vietnamese.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "*"}})
    assert vietnamese.shown("A1") == [["Thứ Năm, ngày 3 tháng 9, 12:00"]]
