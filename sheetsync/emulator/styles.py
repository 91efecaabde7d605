"""Styles: formats laid over one another, and colours kept in both of the spellings Google prints."""

from typing import Any

from sheetsync.emulator.defaults import default_format
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.formats import pattern_of
from sheetsync.emulator.locales import locale_of


def with_colour_styles(value: Any) -> Any:
    """Return a resource in which every `xColor` has its `xColorStyle` and the other way round; the style decides."""
    if isinstance(value, list):
        return [with_colour_styles(item) for item in value]
    if not isinstance(value, dict):
        return value
    result = {name: with_colour_styles(item) for name, item in value.items()}
    for name, item in value.items():
        if name.endswith("ColorStyle") or name == "colorStyle":
            plain = name.removesuffix("Style")
            if "rgbColor" in item:
                result[plain] = item["rgbColor"]
        elif (name.endswith("Color") and name != "rgbColor") or name == "color":
            result.setdefault(f"{name}Style", {"rgbColor": item})
    return result


def laid_over(base: Obj, top: Obj) -> Obj:
    """Return `base` with what `top` says; colours and number formats are taken whole."""
    result = dict(base)
    for name, value in top.items():
        nested = name in ("textFormat", "borders", "padding")
        result[name] = {**result.get(name, {}), **value} if nested else value
    return result


def effective_format(entered: Obj, value: Obj, locale_name: str) -> Obj:
    """Return what a cell looks like: the default, its own format, and the alignment its value calls for."""
    shown = laid_over(default_format(), entered)
    if "numberFormat" in entered:
        number_format = entered["numberFormat"]
        shown["numberFormat"] = {**number_format, "pattern": pattern_of(number_format, locale_of(locale_name))}
    shown.setdefault("horizontalAlignment", _alignment(value))
    shown["hyperlinkDisplayType"] = entered.get("hyperlinkDisplayType", "PLAIN_TEXT")
    return shown


def _alignment(value: Obj) -> str:
    if "numberValue" in value:
        return "RIGHT"
    return "CENTER" if "boolValue" in value or "errorValue" in value else "LEFT"
