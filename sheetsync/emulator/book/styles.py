"""Styles: formats laid over one another, and colours kept in both of the spellings Google prints."""

from dataclasses import dataclass, field
from functools import cache

from sheetsync.emulator.book.defaults import default_format
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.shapes.masks import Mask
from sheetsync.emulator.shapes.sharing import by_content
from sheetsync.emulator.text.formats import pattern_of
from sheetsync.emulator.text.locales import locale_of


def with_colour_styles(value: Obj) -> Obj:
    """Return a resource in which every `xColor` has its `xColorStyle` and the other way round; the style decides."""
    result: Obj = {}
    for name, item in value.items():
        if isinstance(item, dict):
            result[name] = with_colour_styles(item)
        elif isinstance(item, list):
            result[name] = [with_colour_styles(part) if isinstance(part, dict) else part for part in item]
        else:
            result[name] = item
        if name.endswith("olorStyle"):
            if "rgbColor" in item:
                result[name.removesuffix("Style")] = item["rgbColor"]
        elif name.endswith("olor") and name not in ("rgbColor", "themeColor") and f"{name}Style" not in value:
            result[f"{name}Style"] = {"rgbColor": item}
    return result


@by_content
def settled(cell_format: Obj) -> Obj:
    """Return a cell's format as it is kept: colours in both spellings, no borders of style NONE."""
    return with_colour_styles(_without_none_borders(cell_format))


def _without_none_borders(cell_format: Obj) -> Obj:
    """Drop borders whose style is NONE: writing one removes the border."""
    borders = cell_format.get("borders")
    if not borders:
        return cell_format
    kept = {side: border for side, border in borders.items() if border.get("style", "NONE") != "NONE"}
    rest = {name: part for name, part in cell_format.items() if name != "borders"}
    return {**rest, "borders": kept} if kept else rest


def laid_over(base: Obj, top: Obj) -> Obj:
    """Return `base` with what `top` says; colours and number formats are taken whole."""
    result = dict(base)
    for name, value in top.items():
        nested = name in ("textFormat", "borders", "padding")
        result[name] = {**result.get(name, {}), **value} if nested else value
    return result


@dataclass(frozen=True, slots=True)
class Paint:
    """What a cell's looks owe to others: `under` its own format banding, `over` it conditional formats.

    `number_format` is the one its formula's result brought along, or its own.
    """

    under: Obj = field(default_factory=dict)
    over: Obj = field(default_factory=dict)
    number_format: Obj = field(default_factory=dict)
    linked: bool = False


PLAIN = Paint()


def effective_format(entered: Obj, value: Obj, locale_name: str, mask: Mask, paint: Paint = PLAIN) -> Obj:
    """Return what a cell looks like: the default, banding, its own format, conditional formats, its value's alignment.

    That a cell's own background covers banding, and conditional formats everything, is what the UI shows.
    """
    only_number_format = mask.keys() == {"numberFormat"}  # what readers of values ask for, and cheap
    shown = {} if only_number_format else laid_over(_default(), entered)
    if paint.under and not only_number_format:
        shown = laid_over(laid_over(_default(), paint.under), entered)
    number_format = entered.get("numberFormat") or paint.number_format
    if number_format:
        pattern = pattern_of(number_format, locale_of(locale_name))
        complete = number_format.get("pattern") == pattern
        shown["numberFormat"] = number_format if complete else {**number_format, "pattern": pattern}
    if only_number_format:
        return shown
    if paint.over:
        shown = laid_over(shown, paint.over)
    shown.setdefault("horizontalAlignment", _alignment(value))
    # A link is rendered as one unless its cell says otherwise; what colour Google gives it is not known.
    shown["hyperlinkDisplayType"] = entered.get("hyperlinkDisplayType", "LINKED" if paint.linked else "PLAIN_TEXT")
    return shown


@cache
def _default() -> Obj:
    """Return the default format, shared and never changed."""
    return default_format()


def _alignment(value: Obj) -> str:
    if "numberValue" in value:
        return "RIGHT"
    return "CENTER" if "boolValue" in value or "errorValue" in value else "LEFT"
