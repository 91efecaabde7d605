"""Excel colours: six digits of red, green and blue one way; palettes, themes and tints the other."""

from collections.abc import Callable
from colorsys import hls_to_rgb, rgb_to_hls
from functools import cache
from typing import Any

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.xml.functions import fromstring

from sheetsync.emulator.book.defaults import spreadsheet_theme
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.render.gradients import CHANNELS, LEVELS, single

NOTHING = "00000000"  # what openpyxl has where a file says no colour
# The order in which Excel counts the colours of a theme; in the file, dark and light stand the other way round.
THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
Colours = Callable[[Any], Obj | None]  # a colour of a workbook -> Google's


def written(holder: Obj, name: str) -> str | None:
    """Return the colour `name` (a style or the plain spelling) as RRGGBB; None when it is not given."""
    style = holder.get(f"{name}Style", {})
    rgb = _of_theme().get(style["themeColor"]) if "themeColor" in style else style.get("rgbColor", holder.get(name))
    if rgb is None:
        return None
    return "".join(f"{round(rgb.get(channel, 0) * LEVELS):02X}" for channel in CHANNELS)


def colours_of(theme: bytes | None) -> Colours:
    """Return what reads the colours of a workbook with this theme."""
    named = _scheme(theme)

    def read(colour: Any) -> Obj | None:
        kind = getattr(colour, "type", None)
        digits: str | None = None
        if kind == "rgb" and colour.rgb != NOTHING:
            digits = str(colour.rgb)[-6:]
        elif kind == "theme" and colour.theme < len(THEME):
            digits = named.get(THEME[colour.theme])
        elif kind == "indexed" and colour.indexed < len(COLOR_INDEX) and COLOR_INDEX[colour.indexed]:
            digits = COLOR_INDEX[colour.indexed][-6:]
        return None if digits is None else _rgb(digits, colour.tint)

    return read


def from_digits(digits: str) -> Obj:
    """Return RRGGBB as Google's colour."""
    return _rgb(digits, 0)


def _rgb(digits: str, tint: float) -> Obj:
    levels = [int(digits[place : place + 2], 16) / LEVELS for place in (0, 2, 4)]
    if tint:
        hue, light, saturation = rgb_to_hls(levels[0], levels[1], levels[2])
        light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
        levels = [round(level * LEVELS) / LEVELS for level in hls_to_rgb(hue, light, saturation)]
    return {channel: single(level) for channel, level in zip(CHANNELS, levels, strict=True) if level}


def _scheme(theme: bytes | None) -> dict[str, str]:
    found = {}
    for part in fromstring(theme).iter() if theme else ():
        name = str(part.tag).rpartition("}")[2]
        if name in THEME and len(part):
            found[name] = part[0].get("lastClr") or part[0].get("val") or "000000"
    return found


@cache
def _of_theme() -> dict[str, Obj]:
    return {pair["colorType"]: pair["color"]["rgbColor"] for pair in spreadsheet_theme()["themeColors"]}
