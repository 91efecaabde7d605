"""Excel looks: Google's formats, borders and colours as openpyxl styles.

Excel has no padding and does not clip a text at the edge of its cell.
"""

from types import MappingProxyType
from typing import Any, Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from sheetsync.emulator.book.defaults import default_format
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.colours import written

DEFAULT_FAMILY, DEFAULT_FAMILIES = "Arial", default_format()["textFormat"]["fontFamily"]
LINK_COLOUR = "1155CC"  # LINK in the theme of a new spreadsheet
QUARTER, STACKED = 90, 255
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


def font(text_format: Obj) -> Font:
    """Return the font of a TextFormat; what it does not say is as in a new spreadsheet, or as links look there."""
    is_link = "link" in text_format
    merged = {**default_format()["textFormat"], "underline": is_link, **text_format}
    return Font(
        name=DEFAULT_FAMILY if merged["fontFamily"] == DEFAULT_FAMILIES else str(merged["fontFamily"]).split(",")[0],
        size=merged["fontSize"],
        bold=merged["bold"],
        italic=merged["italic"],
        strike=merged["strikethrough"],
        underline="single" if merged["underline"] else None,
        color=written(text_format, "foregroundColor") or (LINK_COLOUR if is_link else "000000"),
    )


def fill(cell_format: Obj) -> PatternFill | None:
    """Return the background of a CellFormat."""
    background = written(cell_format, "backgroundColor")
    return PatternFill("solid", start_color=background, end_color=background) if background else None


def difference_fill(cell_format: Obj) -> PatternFill | None:
    """Return the background for a conditional format, where Excel looks at the other of the two colours."""
    background = written(cell_format, "backgroundColor")
    return PatternFill(bgColor=background) if background else None


def difference_font(text_format: Obj) -> Font | None:
    """Return only what a conditional format changes of the font."""
    if not text_format:
        return None
    return Font(
        bold=text_format.get("bold"),
        italic=text_format.get("italic"),
        strike=text_format.get("strikethrough"),
        underline="single" if text_format.get("underline") else None,
        color=written(text_format, "foregroundColor"),
    )


def alignment(cell_format: Obj) -> Alignment:
    """Return alignment and wrapping."""
    return Alignment(
        horizontal=HORIZONTAL.get(cell_format.get("horizontalAlignment", "")),
        vertical=VERTICAL[cell_format.get("verticalAlignment", "BOTTOM")],
        wrap_text=cell_format.get("wrapStrategy") in ("WRAP", "LEGACY_WRAP") or None,
        text_rotation=_rotation(cell_format.get("textRotation", {})),
        readingOrder={"LEFT_TO_RIGHT": 1, "RIGHT_TO_LEFT": 2}.get(cell_format.get("textDirection", ""), 0),
    )


def border(borders: Obj) -> Border:
    """Return the four sides."""
    sides: dict[str, Any] = {
        name: Side(style=BORDER_STYLES.get(side.get("style", "")), color=written(side, "color") or "000000")
        for name, side in borders.items()
    }
    return Border(**sides)


def _rotation(rotation: Obj) -> int:
    """Return degrees as Excel counts them: up to 90, from 91 on downwards, 255 for letters below one another."""
    angle: int = rotation.get("angle", 0)
    return STACKED if rotation.get("vertical") else angle if angle >= 0 else QUARTER - angle
