"""Gradients: conditional formats whose background follows a number from point to point."""

from dataclasses import dataclass
from struct import pack, unpack
from typing import Self

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formulas.conditions import Setting
from sheetsync.emulator.formulas.values import FormulaError, from_extended, scalar
from sheetsync.emulator.text.entry import enter

CHANNELS = ("red", "green", "blue")
LEVELS = 255
POINTS = ("minpoint", "midpoint", "maxpoint")


@dataclass(frozen=True, slots=True)
class Scale:
    """The points of a gradient in rising order, each with its colour."""

    points: tuple[tuple[float, Obj], ...]

    @classmethod
    def of(cls, gradient: Obj, numbers: list[float], setting: Setting) -> Self:
        """Find the points among the sorted numbers of a rule's range; what cannot be found is left out."""
        found = []
        for name in POINTS:
            place = _place(gradient[name], numbers, setting) if name in gradient else None
            if place is not None:
                found.append((place, _rgb(gradient[name])))
        return cls(tuple(sorted(found, key=lambda point: point[0])))

    def format(self, value: Obj) -> Obj:
        """Return the background of a number; other values have none."""
        if "numberValue" not in value or not self.points:
            return {}
        colour = self._colour(value["numberValue"])
        return {"backgroundColor": colour, "backgroundColorStyle": {"rgbColor": colour}}

    def _colour(self, number: float) -> Obj:
        least, most = self.points[0], self.points[-1]
        if number <= least[0]:
            return least[1]
        if number >= most[0]:
            return most[1]
        above = next(index for index, (place, _) in enumerate(self.points) if number <= place)
        (start, low), (end, high) = self.points[above - 1], self.points[above]
        return _mixed(low, high, (number - start) / (end - start))


def _place(point: Obj, numbers: list[float], setting: Setting) -> float | None:
    kind = point.get("type")
    if kind in ("MIN", "MAX"):
        return numbers[0 if kind == "MIN" else -1] if numbers else None
    given = _number(point.get("value", ""), setting)
    if given is None or kind == "NUMBER":
        return given
    if not numbers:
        return None
    share = given / 100
    if kind == "PERCENT":
        return numbers[-1] * share + numbers[0] * (1 - share)
    at = min(max(share, 0), 1) * (len(numbers) - 1)  # PERCENTILE, between its neighbours
    below = int(at)
    above = min(below + 1, len(numbers) - 1)
    return numbers[below] + (numbers[above] - numbers[below]) * (at - below)


def _number(entered: str, setting: Setting) -> float | None:
    value = enter(entered, setting.locale, setting.today).value
    try:
        found = scalar(setting.evaluate(value["formulaValue"])) if "formulaValue" in value else from_extended(value)
    except FormulaError:
        return None
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def _rgb(point: Obj) -> Obj:
    colour: Obj = point.get("color", {})
    return colour


def _mixed(low: Obj, high: Obj, share: float) -> Obj:
    """Return a colour between two, in 256 levels as screens have; how finely Google mixes is not known."""
    mixed: Obj = {}
    for channel in CHANNELS:
        start, end = low.get(channel, 0), high.get(channel, 0)
        if level := round((start + (end - start) * share) * LEVELS):
            mixed[channel] = single(level / LEVELS)
    return mixed


def single(number: float) -> float:
    """Return a number as Google prints the single-precision one next to it: 66/255 is 0.25882354."""
    wanted = pack("f", number)
    digits = next(digits for digits in range(1, 10) if pack("f", float(f"{number:.{digits}g}")) == wanted)
    exact: float = float(f"{unpack('f', wanted)[0]:.{digits}g}")
    return int(exact) if exact.is_integer() else exact
