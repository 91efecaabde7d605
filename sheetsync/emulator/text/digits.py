"""Digits: a number shown through a pattern of digit places: 0 # ? with groups, percent, powers of ten, fractions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache

from sheetsync.emulator.text.patterns import literal

PIECE = re.compile(r'"[^"]*"?|\\.?|\[[^\]]*\]|_.|\*.|General|@|[0#?]|E[+-](?=[0#?])|.', re.IGNORECASE | re.DOTALL)
PLACES = "0#?"
THOUSAND = 3
WIDE = Context(prec=800)  # enough for every digit of a double


@dataclass(frozen=True, slots=True)
class Style:
    """The marks of the locale, and how the number would be shown without a format."""

    decimal: str
    group: str
    general: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A section read once: its pieces, and which of them are digit places of what."""

    pieces: tuple[str, ...]
    whole: tuple[int, ...]
    fraction: tuple[int, ...]
    power: tuple[int, ...]
    point: int | None
    exponent: int | None
    silent: frozenset[int]  # commas that group or scale, and show nothing themselves
    grouped: bool
    scale: int  # powers of ten to shift by: percent signs up, commas after the digits down
    bar: int | None  # the `/` of a fraction


def show_digits(size: float, section: str, style: Style) -> str:
    """Return a number that is not negative as a section of a pattern shows it."""
    plan = _plan(section)
    amount = Decimal(repr(size)).scaleb(plan.scale, WIDE)
    if plan.bar is not None:
        return _fraction(amount, plan)
    power = _power(amount, plan) if plan.exponent is not None else 0
    rounded = amount.scaleb(-power, WIDE).quantize(Decimal(1).scaleb(-len(plan.fraction)), ROUND_HALF_UP, WIDE)
    digits, _, decimals = f"{rounded:f}".partition(".")
    shown = _whole_places(plan, digits.lstrip("0"), style.group if plan.grouped else "")
    shown.update(_fraction_places(plan, decimals))
    if plan.exponent is not None:
        shown.update(_filled(plan.pieces, plan.power, str(abs(power))))
        sign = "-" if power < 0 else "+" if plan.pieces[plan.exponent][1] == "+" else ""
        shown[plan.exponent] = "E" + sign
    if plan.point is not None:
        shown[plan.point] = style.decimal
    return "".join(_shown(index, piece, shown, plan, style) for index, piece in enumerate(plan.pieces))


def _shown(index: int, piece: str, shown: dict[int, str], plan: Plan, style: Style) -> str:
    if index in shown:
        return shown[index]
    if index in plan.silent:
        return ""
    return style.general() if piece == "@" or piece.casefold() == "general" else literal(piece)


@cache
def _plan(section: str) -> Plan:
    pieces = tuple(PIECE.findall(section))
    places = [index for index, piece in enumerate(pieces) if piece in PLACES]
    exponent = next((index for index, piece in enumerate(pieces) if piece[0] in "eE" and len(piece) > 1), None)
    mantissa = [index for index in places if exponent is None or index < exponent]
    point = next((index for index, piece in enumerate(pieces) if piece == "." and _is_point(index, mantissa)), None)
    grouping, scaling = _commas(pieces)
    return Plan(
        pieces=pieces,
        whole=tuple(index for index in mantissa if point is None or index < point),
        fraction=tuple(index for index in mantissa if point is not None and index > point),
        power=tuple(index for index in places if exponent is not None and index > exponent),
        point=point,
        exponent=exponent,
        silent=frozenset(grouping + scaling),
        grouped=bool(grouping),
        scale=2 * pieces.count("%") - 3 * len(scaling),
        bar=next((index for index, piece in enumerate(pieces) if piece == "/" and _is_bar(pieces, index)), None),
    )


def _commas(pieces: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """Return the commas between digit places, which group, and those after them, which divide by a thousand."""
    grouping: list[int] = []
    scaling: list[int] = []
    for index, piece in enumerate(pieces):
        before = next((other for other in reversed(pieces[:index]) if other != ","), "-")
        after = next((other for other in pieces[index + 1 :] if other != ","), "-")
        if piece == "," and before in PLACES:
            (grouping if after in PLACES else scaling).append(index)
    return grouping, scaling


def _is_point(index: int, places: list[int]) -> bool:
    """Tell whether a point stands beside a digit place: another one is a letter like any."""
    return index - 1 in places or index + 1 in places


def _is_bar(pieces: tuple[str, ...], index: int) -> bool:
    before, after = pieces[index - 1 : index], pieces[index + 1 : index + 2]
    return bool(before and after and before[0] in PLACES and (after[0] in PLACES or after[0].isdigit()))


def _power(amount: Decimal, plan: Plan) -> int:
    """Return the power of ten to take out; with several places before the point it is a multiple of their number."""
    if not amount:
        return 0
    step = max(len(plan.whole), 1)
    power = amount.adjusted() // step * step
    rounded = amount.scaleb(-power, WIDE).quantize(Decimal(1).scaleb(-len(plan.fraction)), ROUND_HALF_UP, WIDE)
    return power + step if rounded.adjusted() >= step else power


def _whole_places(plan: Plan, digits: str, group: str) -> dict[int, str]:
    """Give each digit place before the point its digit, the first one all that are left over."""
    shown = _filled(plan.pieces, plan.whole, digits)
    if group:
        count = 0
        for index in reversed(plan.whole):
            marked = ""
            for letter in reversed(shown[index]):
                mark = group if letter.isdigit() and count and count % THOUSAND == 0 else ""
                marked = letter + mark + marked
                count += letter.isdigit()
            shown[index] = marked
    return shown


def _filled(pieces: tuple[str, ...], places: tuple[int, ...], digits: str) -> dict[int, str]:
    shown: dict[int, str] = {}
    left = digits
    for place, index in reversed(tuple(enumerate(places))):
        own, left = (left[-1:], left[:-1]) if place else (left, "")
        # Right of a 0 every place shows a digit; right of a ? at least a space.
        ahead = {pieces[other] for other in places[: place + 1]}
        shown[index] = own or ("0" if "0" in ahead else " " if "?" in ahead else "")
    return shown


def _fraction_places(plan: Plan, decimals: str) -> dict[int, str]:
    shown: dict[int, str] = {}
    trailing = True
    for index, digit in reversed(tuple(zip(plan.fraction, decimals, strict=False))):
        trailing = trailing and digit == "0" and plan.pieces[index] != "0"
        shown[index] = {"?": " "}.get(plan.pieces[index], "") if trailing else digit
    return shown


def _fraction(amount: Decimal, plan: Plan) -> str:
    """Show `# ?/?` and `0 #/8`: the nearest fraction whose denominator fits its places."""
    bar, pieces = plan.bar or 0, plan.pieces
    above = _run(pieces, bar, -1)
    below = _run(pieces, bar, 1)
    whole = tuple(index for index in plan.whole if index < above[0])
    fixed = "".join(pieces[index] for index in below)
    exact = Fraction(amount)
    units = int(exact) if whole else 0
    if fixed.isdigit() and fixed.strip("0"):
        denominator = int(fixed)
        numerator = int((exact - units) * denominator + Fraction(1, 2))
    else:
        nearest = (exact - units).limit_denominator(10 ** len(below) - 1)
        numerator, denominator = nearest.numerator, nearest.denominator
    if whole and numerator == denominator:
        units, numerator = units + 1, 0
    shown = _filled(pieces, whole, str(units).lstrip("0"))
    hidden: range | tuple[()] = ()
    if whole and numerator == 0:
        hidden = range(whole[-1] + 1, below[-1] + 1)  # "the fraction part isn't rendered"
        if not any(shown.values()):
            shown[whole[-1]] = "0"
    else:
        shown.update(_filled(pieces, above, str(numerator)))
        first, *rest = below
        shown[first] = str(denominator)
        shown.update(dict.fromkeys(rest, ""))
    return "".join("" if index in hidden else shown.get(index, literal(piece)) for index, piece in enumerate(pieces))


def _run(pieces: tuple[str, ...], bar: int, step: int) -> tuple[int, ...]:
    index, found = bar + step, []
    while 0 <= index < len(pieces) and (pieces[index] in PLACES or pieces[index].isdigit()):
        found.append(index)
        index += step
    return tuple(sorted(found))
