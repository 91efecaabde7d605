"""Excel looks read: openpyxl styles as Google's formats, without what a new spreadsheet looks like anyway."""

from types import MappingProxyType
from typing import Any

from openpyxl.cell.text import InlineFont

from sheetsync.emulator.book.styles import settled, with_colour_styles
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.colours import Colours, from_digits
from sheetsync.emulator.excel.looks import (
    BORDER_STYLES,
    DEFAULT_FAMILY,
    HORIZONTAL,
    LINK_COLOUR,
    QUARTER,
    STACKED,
    VERTICAL,
)
from sheetsync.emulator.excel.number_formats import from_excel
from sheetsync.emulator.excel.scene import Incoming

DEFAULT_SIZE = 10
BORDERS = MappingProxyType(
    {
        **{theirs: ours for ours, theirs in BORDER_STYLES.items()},
        "hair": "DOTTED",
        **dict.fromkeys(("dashDot", "dashDotDot"), "DASHED"),
        **dict.fromkeys(("mediumDashed", "mediumDashDot", "mediumDashDotDot", "slantDashDot"), "DASHED"),
    }
)
ALIGNED = MappingProxyType({**{theirs: ours for ours, theirs in HORIZONTAL.items()}, "centerContinuous": "CENTER"})
STOOD = MappingProxyType({theirs: ours for ours, theirs in VERTICAL.items()})


def cell_format(incoming: Incoming, cell: Any) -> Obj:
    """Return the format of a cell; empty for one that nobody formatted."""
    made: Obj = {}
    number_format = from_excel(cell.number_format, incoming.locale)
    if number_format:
        made["numberFormat"] = number_format
    background = fill_colour(cell.fill, incoming.colours)
    if background is not None:
        made["backgroundColor"] = background
    if lines := _borders(cell.border, incoming.colours):
        made["borders"] = lines
    made.update(_alignment(cell.alignment))
    if letters := text_format(cell.font, incoming.colours):
        made["textFormat"] = letters
    return settled(made)


def text_format(font: Any, colours: Colours) -> Obj:
    """Return what a font does other than the default one; `font` may be that of a cell or of a run of letters."""
    family = (font.rFont if isinstance(font, InlineFont) else font.name) or DEFAULT_FAMILY
    size = float(font.sz or DEFAULT_SIZE)
    made: Obj = {"fontFamily": family} if family != DEFAULT_FAMILY else {}
    if size != DEFAULT_SIZE:
        made["fontSize"] = max(1, round(size))
    return with_colour_styles({**made, **letters(font, colours)})


def letters(font: Any, colours: Colours) -> Obj:
    """Return what a font does to letters but for their kind and size."""
    struck = {"bold": font.b, "italic": font.i, "strikethrough": font.strike, "underline": font.u not in (None, "none")}
    made: Obj = {name: True for name, is_set in struck.items() if is_set}
    colour = colours(font.color)
    return {**made, "foregroundColor": colour} if colour else made


def unlinked(letters: Obj) -> Obj:
    """Return a text format without the look that links have by themselves."""
    blue = letters.get("foregroundColor") == from_digits(LINK_COLOUR)
    rest = {name: part for name, part in letters.items() if not (blue and name.startswith("foregroundColor"))}
    if "underline" in rest:
        del rest["underline"]
    else:
        rest["underline"] = False
    return rest


def fill_colour(fill: Any, colours: Colours) -> Obj | None:
    """Return the colour of a cell's background; patterns and gradients are taken for their first colour."""
    if getattr(fill, "patternType", None):
        return colours(fill.fgColor)
    stops = getattr(fill, "stop", None)
    return colours(stops[0].color) if stops else None


def _borders(border: Any, colours: Colours) -> Obj:
    found = {}
    for name in ("top", "bottom", "left", "right"):
        side = getattr(border, name)
        if side is not None and side.style:
            colour = colours(side.color) if side.color is not None else None
            found[name] = {"style": BORDERS.get(side.style, "SOLID"), "color": colour or {}}
    return found


def _alignment(alignment: Any) -> Obj:
    made: Obj = {}
    if alignment.horizontal in ALIGNED:
        made["horizontalAlignment"] = ALIGNED[alignment.horizontal]
    if alignment.vertical in STOOD and alignment.vertical != "bottom":
        made["verticalAlignment"] = STOOD[alignment.vertical]
    if alignment.wrap_text:
        made["wrapStrategy"] = "WRAP"
    turned = int(alignment.textRotation or 0)
    if turned == STACKED:
        made["textRotation"] = {"vertical": True}
    elif turned:
        made["textRotation"] = {"angle": turned if turned <= QUARTER else QUARTER - turned}
    if alignment.readingOrder in (1, 2):
        made["textDirection"] = ("LEFT_TO_RIGHT", "RIGHT_TO_LEFT")[int(alignment.readingOrder) - 1]
    return made
