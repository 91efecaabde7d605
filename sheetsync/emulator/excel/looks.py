"""Excel looks: Google's formats, borders and colours as openpyxl styles."""

from types import MappingProxyType
from typing import Any, Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from sheetsync.emulator.book.defaults import default_format
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.text.formats import pattern_of
from sheetsync.emulator.text.locales import Locale

LINK_COLOUR = "1155CC"  # LINK in the theme of a new spreadsheet
BorderStyle = Literal["dotted", "dashed", "thin", "medium", "thick", "double"]
BORDER_STYLES: MappingProxyType[str, BorderStyle] = MappingProxyType(
    {
        "DOTTED": "dotted",
        "DASHED": "dashed",
        "SOLID": "thin",
        "SOLID_MEDIUM": "medium",
        "SOLID_THICK": "thick",
        "DOUBLE": "double",
    }
)
VERTICAL: MappingProxyType[str, Literal["top", "center", "bottom"]] = MappingProxyType(
    {"TOP": "top", "MIDDLE": "center", "BOTTOM": "bottom"}
)
HORIZONTAL: MappingProxyType[str, Literal["left", "center", "right"]] = MappingProxyType(
    {"LEFT": "left", "CENTER": "center", "RIGHT": "right"}
)


def colour(holder: Obj, name: str) -> str | None:
    """Return the colour `name` (a style or the plain spelling) as RRGGBB; None when it is not given as RGB."""
    rgb = holder.get(f"{name}Style", {}).get("rgbColor", holder.get(name))
    if rgb is None:
        return None
    return "".join(f"{round(rgb.get(channel, 0) * 255):02X}" for channel in ("red", "green", "blue"))


def font(text_format: Obj) -> Font:
    """Return the font of a TextFormat; what it does not say is as in a new spreadsheet, or as links look there."""
    is_link = "link" in text_format
    merged = {**default_format()["textFormat"], "underline": is_link, **text_format}
    family = str(merged["fontFamily"]).split(",", maxsplit=1)[0].title()
    return Font(
        name=family,
        size=merged["fontSize"],
        bold=merged["bold"],
        italic=merged["italic"],
        strike=merged["strikethrough"],
        underline="single" if merged["underline"] else None,
        color=colour(text_format, "foregroundColor") or (LINK_COLOUR if is_link else "000000"),
    )


def fill(cell_format: Obj) -> PatternFill | None:
    """Return the background of a CellFormat."""
    background = colour(cell_format, "backgroundColor")
    return PatternFill("solid", start_color=background, end_color=background) if background else None


def difference_fill(cell_format: Obj) -> PatternFill | None:
    """Return the background for a conditional format, where Excel looks at the other of the two colours."""
    background = colour(cell_format, "backgroundColor")
    return PatternFill(bgColor=background) if background else None


def difference_font(text_format: Obj) -> Font | None:
    """Return only what a conditional format changes of the font."""
    if not text_format:
        return None
    return Font(
        bold=text_format.get("bold"),
        italic=text_format.get("italic"),
        strike=text_format.get("strikethrough"),
        color=colour(text_format, "foregroundColor"),
    )


def alignment(cell_format: Obj) -> Alignment:
    """Return alignment and wrapping."""
    return Alignment(
        horizontal=HORIZONTAL.get(cell_format.get("horizontalAlignment", "")),
        vertical=VERTICAL[cell_format.get("verticalAlignment", "BOTTOM")],
        wrap_text=cell_format.get("wrapStrategy") in ("WRAP", "LEGACY_WRAP") or None,
        text_rotation=cell_format.get("textRotation", {}).get("angle", 0) % 180,
    )


def border(borders: Obj) -> Border:
    """Return the four sides."""
    sides: dict[str, Any] = {
        name: Side(style=BORDER_STYLES.get(side.get("style", "")), color=colour(side, "color") or "000000")
        for name, side in borders.items()
    }
    return Border(**sides)


def number_pattern(cell_format: Obj, locale: Locale) -> str:
    """Return the number format; Excel's patterns are those of Google but for the name of the plain one."""
    number_format = cell_format.get("numberFormat")
    return (pattern_of(number_format, locale) or "General") if number_format else "General"
