"""What people in a Vietnamese office type, read as numbers, dates and answers; and the same written back.

Never guesses: where a text has two readings, or only one that the office would not write that way, the reading carries
a problem and what may have been meant, and the value stays empty. Writing follows CLDR for `vi` (decimal comma,
thousands dot), times follow the southern habit ("08g00").
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, getcontext, localcontext
from enum import Enum
from fractions import Fraction
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP)
"""Here sums, products and remainders are never rounded (decimal FAQ, "exact arithmetic")."""

_EPOCH = datetime.combine(date(1899, 12, 30), time.min)
_DAY_IN_MS = 86_400_000

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphen, zero-width marks, direction marks, BOM
_DASHES = re.compile("[\u2010-\u2015\u2212]")

_BODY = r"[0-9]++(?:[.,][0-9]++)*+"
_PLAIN = re.compile(rf"([+-]?) ?({_BODY})")
_NATIVE = re.compile(r"[0-9]+(?:,[0-9]+)?|[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_FOREIGN = re.compile(r"[0-9]+\.[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SPACED = re.compile(r"([+-]?) ?([1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?)")
_HEDGE_WORD = "hon|tren|duoi|gan|khoang|chung|tam|uoc|dat|duoc|co|tong(?: cong)?|it nhat|toi thieu|toi da"
_HEDGE = rf"(?:(?:{_HEDGE_WORD})(?![^ ])|[~≈<>≤≥]=?)"
_REMARK = re.compile(rf"(?:{_HEDGE} ?)*([+-]?) ?({_BODY})(?: ?/ ?{_BODY})?( ?[^\W\d_].*| ?[(%₫].*)?")
_NUMBER_IN_REMARK = re.compile(rf"(?<![\w.,/])(?<!/ ){_BODY}(?! ?/|\w)")

_BLANK = re.compile(r"[-.…_ ]*|chua co\.?")
_PLACEHOLDER = re.compile(r"[\[(<{]? ?nh[aậ]p\b(?! (?:học|ngũ|khẩu|hộ khẩu|tịch|cư|viện|kho|môn)\b).*")
_NOT_APPLICABLE = re.compile(r"(?:(?:khong|ko|kg|k)(?: co)? phat sinh|kps)\.?")

_DAY_FIRST = r"(?:ngay )?[0-9]{1,2}(?: ?(?P<mark>[/.-]) ?[0-9]{1,2} ?(?P=mark) ?| thang [0-9]{1,2} nam )[0-9]{4}"
_DATE = re.compile(rf"{_DAY_FIRST}|[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}")
_TIME = re.compile(r"([0-9]{1,2}) ?(?::([0-9]{2})(?::([0-9]{2}))?|(?:gio|g|h)(?: ?([0-9]{2})(?: ?(?:phut|p))?)?)")
_MOMENT = re.compile(rf"(?:(?P<before>[^,]+?),? )?(?P<date>{_DATE.pattern})(?:(?:,? |t)(?P<after>[^,]+))?")

_YES = frozenset({"co", "x", "1", "yes", "da nop", "roi"})
_NO = frozenset({"khong", "chua", "0", "no"})


class Absence(Enum):
    """Why a cell gives no figure although nothing is wrong with it; neither of the two is zero."""

    BLANK = "blank"
    NOT_APPLICABLE = "not-applicable"


class Problem(Enum):
    """Why a text has no value as a number."""

    NOT_A_NUMBER = "not-a-number"
    AMBIGUOUS = "ambiguous"
    MALFORMED_GROUPS = "malformed-groups"
    PERCENT = "percent"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Reading:
    """One text read as a number: either `value`, or a `problem` and the numbers that may have been meant.

    `meant` holds distinct numbers, the likelier first, never multiplied by a unit ("300 triệu" means 300 here);
    it is empty when there is a value or when nothing can be said.
    """

    value: Decimal | None
    problem: Problem | None = None
    meant: tuple[Decimal, ...] = ()


@lru_cache(maxsize=2**14)  # the texts of an edition stand in every book, and are looked at again and again
def normalize(text: str) -> str:
    """Return `text` in NFC, without invisible marks, every run of white space one plain space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def fold(text: str) -> str:
    """Return what is left of `text` when case, diacritics, đ and spacing do not count. Only for comparison.

    Tone placement ("hòa", "hoà") and Unicode form no longer matter; different words may meet ("hoa" too).
    """
    letters = unicodedata.normalize("NFD", normalize(text).casefold())
    return normalize("".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d"))


def plain(text: str) -> str:
    """Return `text` without the characters by which it could steer a screen or turn the direction of writing."""
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in _STEERING)


_STEERING = frozenset({"Cc", "Cf", "Cs"})
"""Control characters, marks of format, halves of broken characters."""


def absence(text: str) -> Absence | None:
    """Tell whether `text` says that nothing is given (also a placeholder left in the cell) or that nothing arose.

    None means that it says something else. "không" and "0" do: they are zero.
    """
    folded = _DASHES.sub("-", fold(text))
    if _NOT_APPLICABLE.fullmatch(folded):
        return Absence.NOT_APPLICABLE
    if _BLANK.fullmatch(folded) or _PLACEHOLDER.fullmatch(normalize(text).casefold()):
        return Absence.BLANK
    return None


def read_number(text: str, *, whole: bool, percent: bool = False) -> Reading:
    """Read a number as Vietnamese offices write them: "1.234,5", "07", "+0,5", "- 1", "không".

    `whole` says that the column counts things. It decides what one dot or comma before three digits is ("1.879" is
    1879 there, ambiguous elsewhere; "1,000" is ambiguous there, 1 elsewhere), not whether a fraction is allowed.
    `percent` allows, and does not require, a percent sign; the value is then in percent units ("87,88%" is 87.88).
    """
    typed = _DASHES.sub("-", normalize(text))
    bare = typed.removesuffix("%").rstrip()
    if fold(text) == "khong":
        return Reading(Decimal(0))
    if plain := _PLAIN.fullmatch(bare):
        reading = _read_plain(plain[1], plain[2], whole=whole)
        return reading if percent or bare == typed else Reading(None, Problem.PERCENT, _candidates(reading))
    if spaced := _SPACED.fullmatch(bare):
        meant = (_decimal(spaced[1], spaced[2].replace(" ", "")),)
        return Reading(None, Problem.NOT_A_NUMBER, meant)
    return _read_remark(_DASHES.sub("-", fold(text)), whole=whole)


def _read_plain(sign: str, body: str, *, whole: bool) -> Reading:
    """Read digits with dots and commas between them, nothing else."""
    native = _NATIVE.fullmatch(body)
    if native:
        value = _decimal(sign, body.replace(".", ""))
        doubtful = r"[1-9].*,[0-9]{3}" if whole else r"[0-9]+\.[0-9]{3}"
    elif _FOREIGN.fullmatch(body):
        value = _decimal(sign, body.replace(",", "").replace(".", ","))
        doubtful = r"0*[1-9][0-9]*\.[0-9]{3}"
    else:
        grouped = re.search("[.,][0-9]{3}", body) and read_date(body) is None  # else a date, or a clause such as 1.2.3
        return Reading(None, Problem.MALFORMED_GROUPS if grouped else Problem.NOT_A_NUMBER)
    if re.fullmatch(doubtful, body):
        ungrouped = _decimal(sign, re.sub("[.,]", "", body))
        return Reading(None, Problem.AMBIGUOUS, (ungrouped, _EXACT.scaleb(ungrouped, -3)))
    return Reading(value) if native else Reading(None, Problem.NOT_A_NUMBER, (value,))


def _read_remark(folded: str, *, whole: bool) -> Reading:
    """Read a number that words, a unit or a total are stuck to."""
    found = _REMARK.fullmatch(folded)
    if found is None:
        return Reading(None, Problem.NOT_A_NUMBER)
    first = _read_plain(found[1], found[2], whole=whole)
    if first.problem is Problem.MALFORMED_GROUPS:
        return first
    others = (_read_plain("", body, whole=whole) for body in _NUMBER_IN_REMARK.findall(found[3] or ""))
    meant = [number for reading in (first, *others) for number in _candidates(reading)]
    return Reading(None, Problem.UNIT, tuple(dict.fromkeys(meant)))


def _candidates(reading: Reading) -> tuple[Decimal, ...]:
    return reading.meant if reading.value is None else (reading.value,)


def _decimal(sign: str, digits: str) -> Decimal:
    return Decimal(sign + digits.replace(",", "."))


def read_date(text: str) -> date | None:
    """Read "26/11/2020", "26-11-2020", "26.11.2020", "ngày 26 tháng 11 năm 2020" or ISO; None for anything else.

    A year has four digits: two would be a guess.
    """
    folded = fold(text)
    if not _DATE.fullmatch(folded):
        return None
    first, month, last = (int(digits) for digits in re.findall("[0-9]+", folded))
    year, day = (first, last) if re.match("[0-9]{4}", folded) else (last, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """Read "08g00", "8h30", "19 giờ 00", "8 giờ", "08:00", "08:00:30"; None for anything else."""
    found = _TIME.fullmatch(fold(text))
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2] or found[4] or 0), int(found[3] or 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def read_moment(text: str) -> datetime | None:
    """Read a date with or without a time on either side of it, as a naive local moment; 00:00 without a time.

    "08g00 ngày 20/11/2020", "lúc 8 giờ, ngày 20/11/2020", "20/11/2020 08:00", "2020-11-20T08:00".
    """
    found = _MOMENT.fullmatch(re.sub("^(?:vao )?(?:luc|hoi) ", "", fold(text)))
    if found is None or (found["before"] and found["after"]):
        return None
    clock = found["before"] or found["after"]
    day, hour = read_date(found["date"]), read_time(clock) if clock else time.min
    return None if day is None or hour is None else datetime.combine(day, hour)


def serial_to_date(serial: Decimal | float) -> datetime:
    """Turn a Sheets serial (days since 1899-12-30) into a naive moment, to the millisecond.

    Raises ValueError when it is not finite or falls outside the years 1 to 9999.
    Source: Sheets API, DateTimeRenderOption.
    """
    try:
        return _EPOCH + timedelta(milliseconds=round(Fraction(serial) * _DAY_IN_MS))
    except OverflowError as error:
        raise ValueError(f"{serial} is not the serial of a day") from error


def format_number(value: Decimal, *, decimals: int | None = None) -> str:
    """Write "8,5", "1.234,5", "8": as short as is exact, or rounded half up to `decimals` places.

    Raises ValueError when `value` is not finite or `decimals` is negative. Zero never carries a sign.
    """
    if not value.is_finite() or (decimals or 0) < 0:
        raise ValueError(f"cannot write {value} with {decimals} decimals")
    return _written(value, decimals)


@lru_cache(maxsize=10_000)  # Babel reads its pattern and its locale anew every time, and few figures differ
def _written(value: Decimal, decimals: int | None) -> str:
    from babel.numbers import format_decimal

    rounded = value if decimals is None else round_half_up(value, Decimal(1).scaleb(-decimals))
    pattern = "#,##0.#" if decimals is None else "#,##0." + "0" * decimals
    with localcontext(_EXACT):  # Babel quantizes in the current context, which would refuse long numbers
        return format_decimal(rounded or Decimal(0), format=pattern, locale="vi", decimal_quantization=False)


def format_date(day: date) -> str:
    """Write "20/11/2020"."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_time(hour: time) -> str:
    """Write "08g00"; seconds are dropped."""
    return f"{hour.hour:02}g{hour.minute:02}"


def format_moment(moment: datetime) -> str:
    """Write "08g00 ngày 20/11/2020"."""
    return f"{format_time(moment.time())} ngày {format_date(moment)}"


def round_half_up(value: Decimal, step: Decimal) -> Decimal:
    """Round `value` to a multiple of `step`, a half away from zero: 8.125 to 0.25 is 8.25, -0.125 is -0.25.

    Exact for any length of number. Raises ValueError when one is not finite or `step` is not above zero.
    """
    _check_step(value, step)
    steps, rest = _EXACT.divmod(value.copy_abs(), step)
    if _EXACT.multiply(rest, Decimal(2)) >= step:
        steps = _EXACT.add(steps, Decimal(1))
    rounded = _EXACT.multiply(steps, step)
    return rounded.copy_sign(value) if rounded else rounded


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Tell whether `value` is a whole number of `step`. Raises ValueError as `round_half_up` does."""
    _check_step(value, step)
    return not _EXACT.remainder(value, step)


def _check_step(value: Decimal, step: Decimal) -> None:
    if not (value.is_finite() and step.is_finite() and step > 0):
        raise ValueError(f"{value} cannot be measured in steps of {step}")


def exactly(work: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Let `work` add, subtract and multiply decimals of any length without rounding, whoever calls it.

    Not for work that divides decimals: a third has no exact decimal. Fractions are for that.
    """

    @wraps(work)
    def exact(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        if getcontext().prec == MAX_PREC:  # already so, in a caller
            return work(*args, **kwargs)
        with localcontext(_EXACT):
            return work(*args, **kwargs)

    return exact


def shorten(text: str, longest: int) -> str:
    """Return `text` if it has at most `longest` characters, else its beginning and "…", together no longer."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def truthy(text: str) -> bool | None:
    """Read an answer: "có", "x", "1", "đã nộp" are True; "không", "chưa", "0" are False; anything else None."""
    folded = fold(text)
    if folded in _YES:
        return True
    return False if folded in _NO else None
