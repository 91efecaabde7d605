"""Figures: numbers as they are typed, by locale: with groups, percent, money, brackets for minus, powers of ten."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import isfinite

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.locales import Locale

FOREIGN = "$€£¥₫"  # signs of money read everywhere; others, and letters such as đ, leave a text (stricter: facts §6)
EXACT = 2**53
SPACES = "[ \u00a0\u202f]"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and the number format that came with the way it was typed, if any."""

    number: float | int
    number_format: Obj | None = None


def whole(number: float) -> int | float:
    """Return an integral float as int, as Google prints it, while a float tells whole numbers apart."""
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) <= EXACT else number


def figure(text: str, locale: Locale) -> Figure | None:
    """Read a text without spaces around it as a number; None when it is none."""
    match = _pattern(locale).fullmatch(text)
    if not match or not (match["whole"] or match["fraction"]):
        return None
    signs = (match["sign"] or "") + (match["inner"] or "")
    money = match["front"] or match["back"]
    kinds = (bool(money), bool(match["percent"]), bool(match["power"]))
    if len(signs) > 1 or bool(match["open"]) != bool(match["close"]) or (match["open"] and signs) or sum(kinds) > 1:
        return None
    digits = re.sub(rf"{_group(locale)}", "", match["whole"] or "0")
    amount = Decimal(f"{digits}.{match['fraction'] or '0'}{match['power'] or ''}")
    number = float(amount.scaleb(-2) if match["percent"] else amount)
    if not isfinite(number):
        return None
    negative = "-" in signs or match["open"]
    number_format = _number_format(match, locale, grouped=digits != match["whole"])
    return Figure(whole(-number if negative else number), number_format)


def _number_format(match: re.Match[str], locale: Locale, *, grouped: bool) -> Obj | None:
    fraction = bool(match["fraction"])
    if match["percent"]:
        return {"type": "PERCENT", "pattern": "0.00%" if fraction else "0%"}
    if match["power"]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if money := match["front"] or match["back"]:
        digits = "#,##0.00" if fraction else "#,##0"
        if money == locale.currency:
            return {"type": "CURRENCY", "pattern": re.sub(r"#,##0(\.0+)?", digits, locale.currency_pattern)}
        return {"type": "CURRENCY", "pattern": f"[${money}]{digits}" if match["front"] else f"{digits} [${money}]"}
    if grouped and match["whole"]:
        return {"type": "NUMBER", "pattern": "#,##0.00" if fraction else "#,##0"}
    return None


@cache
def _pattern(locale: Locale) -> re.Pattern[str]:
    decimal, group = re.escape(locale.decimal), _group(locale)
    # en_US drops group marks wherever they stand between digits: "8,5" is 85 and "1234,1234" is 12,341,234, as
    # observed (facts §4). For a point as group mark that leniency is unknown, and "8.5" in vi_VN may be 8 May to
    # Google, 85, or text (facts §6). The stricter reading is taken: only true groups of three are a number; "8.5" stays
    # text, which a reader must report.
    grouped = rf"\d+(?:{group}\d+)+" if locale.group == "," else rf"\d{{1,3}}(?:{group}\d{{3}})+"
    money = "|".join(re.escape(sign) for sign in (locale.currency, *FOREIGN) if sign)
    return re.compile(
        rf"(?P<open>\()?(?P<sign>[+-])?(?:(?P<front>{money}){SPACES}?)?(?P<inner>[+-])?"
        rf"(?P<whole>{grouped}|\d+)?(?:{decimal}(?P<fraction>\d*))?(?P<power>[eE][+-]?\d{{1,4}})?"
        rf"(?:{SPACES}?(?P<percent>%))?(?:{SPACES}?(?P<back>{money}))?(?P<close>\))?",
        re.ASCII,  # full-width digits are letters here; whether Google reads them is unknown
    )


def _group(locale: Locale) -> str:
    if locale.group.isspace():
        return SPACES
    return "[’']" if locale.group == "’" else re.escape(locale.group)
