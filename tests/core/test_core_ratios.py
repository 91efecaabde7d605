"""Ratios as people type them: exact, and never guessed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.core.ratios import Ratio, RatioReading, Unclear, read_ratio
from sheetsync.core.values import format_number

NOT, BARE, AMBIGUOUS = Unclear.NOT_A_RATIO, Unclear.BARE_NUMBER, Unclear.AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [
        ("42/45", "42", "45"),
        ("42 / 45", "42", "45"),
        ("  42/ 45 ", "42", "45"),
        ("42/45 hộ", "42", "45"),
        ("42/45hộ", "42", "45"),
        ("63/63 khu dân cư", "63", "63"),
        ("63/63 khu dân cư (đủ)", "63", "63"),
        ("1.250/1.300", "1250", "1300"),
        ("1.250/1300 hộ", "1250", "1300"),
        ("12,5/30", "12.5", "30"),
        ("07/10", "7", "10"),
        ("50/45", "50", "45"),
        ("3/5", "3", "5"),
        ("42\u204445", "42", "45"),
        ("0/45", "0", "45"),
        ("0/0", "0", "0"),
        ("5/0", "5", "0"),
        ("93,3%", "93.3", "100"),
        ("93,3 %", "93.3", "100"),
        ("100%", "100", "100"),
        ("107%", "107", "100"),
        ("0,5%", "0.5", "100"),
    ],
)
def test_a_share_or_a_percentage_is_read_as_typed(text: str, numerator: str, denominator: str) -> None:
    assert read_ratio(text) == RatioReading(Ratio(Decimal(numerator), Decimal(denominator)))


@pytest.mark.parametrize(
    ("text", "unclear", "meant"),
    [
        ("93,3", BARE, ("93,3%",)),
        ("42", BARE, ("42%",)),
        ("0", BARE, ("0%",)),
        ("không", BARE, ("0%",)),
        ("1,000/2,000", AMBIGUOUS, ("1.000/2.000", "1.000/2", "1/2.000", "1/2")),
        ("1,000/45", AMBIGUOUS, ("1.000/45", "1/45")),
        ("45/1,000", AMBIGUOUS, ("45/1.000", "45/1")),
        ("1.250%", AMBIGUOUS, ("1.250%", "1,25%")),
        ("-5", NOT, ()),
        ("-3/5", NOT, ()),
        ("3/-5", NOT, ()),
        ("-5%", NOT, ()),
        ("93.3%", NOT, ()),
        ("1/2/3", NOT, ()),
        ("3/5/2020", NOT, ()),
        ("05-11-2020", NOT, ()),
        ("42/45%", NOT, ()),
        ("42/45 hộ (93,3%)", NOT, ()),
        ("42/45 = 93,3%", NOT, ()),
        ("hơn 42/45", NOT, ()),
        ("42 hộ/45 hộ", NOT, ()),
        ("không/45", NOT, ()),
        ("1,000/4.5.6", NOT, ()),
        ("/45", NOT, ()),
        ("42/", NOT, ()),
        ("42 trên 45", NOT, ()),
        ("đạt", NOT, ()),
        ("%", NOT, ()),
        ("", NOT, ()),
    ],
)
def test_whatever_could_be_something_else_is_asked_about(text: str, unclear: Unclear, meant: tuple[str, ...]) -> None:
    assert read_ratio(text) == RatioReading(None, unclear, meant)


def test_the_percentage_is_exact_may_exceed_a_hundred_and_is_none_where_nothing_was_due() -> None:
    assert Ratio(Decimal(42), Decimal(45)).percentage == Fraction(280, 3)
    assert Ratio(Decimal(50), Decimal(45)).percentage == Fraction(1000, 9)
    assert Ratio(Decimal("93.3"), Decimal(100)).percentage == Fraction(933, 10)
    assert Ratio(Decimal(0), Decimal(0)).percentage is None
    assert Ratio(Decimal(5), Decimal(0)).percentage is None


FIGURES = st.decimals(0, 10**6, places=2)


@given(FIGURES, FIGURES)
def test_what_is_written_is_read_back(numerator: Decimal, denominator: Decimal) -> None:
    written = f"{format_number(numerator)}/{format_number(denominator)} hộ"
    assert read_ratio(written).value == Ratio(numerator, denominator)
    assert read_ratio(f"{format_number(numerator, decimals=2)}%").value == Ratio(numerator, Decimal(100))


@given(st.text(alphabet="0123456789.,/ -%ộh", max_size=12))
def test_nothing_typed_is_an_accident(text: str) -> None:
    reading = read_ratio(text)
    assert (reading.value is None) == (reading.unclear is not None)
    if reading.value is not None:
        assert reading.value.numerator >= 0
        assert reading.value.denominator >= 0
