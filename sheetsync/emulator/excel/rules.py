"""Excel conditional formats: rules that hold or do not, and scales of colour, both ways.

Excel's bars, icons, ranks and averages have no counterpart in Google's API; they are left out when read.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle

from sheetsync.emulator.book.grid import area_of, to_grid_range, whole
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.colours import written
from sheetsync.emulator.excel.conditions import DATES, NUMBERS, asked, comparison, operands, test_of
from sheetsync.emulator.excel.looks import difference_fill, difference_font
from sheetsync.emulator.excel.looks_read import letters
from sheetsync.emulator.excel.places import span
from sheetsync.emulator.excel.scene import Incoming, Outgoing
from sheetsync.emulator.formulas.conditions import FORMATS, KINDS, is_formula

NATIVE: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "TEXT_CONTAINS": ("containsText", "containsText"),
        "TEXT_NOT_CONTAINS": ("notContainsText", "notContains"),
        "TEXT_STARTS_WITH": ("beginsWith", "beginsWith"),
        "TEXT_ENDS_WITH": ("endsWith", "endsWith"),
        "BLANK": ("containsBlanks", None),
        "NOT_BLANK": ("notContainsBlanks", None),
    }
)
ASKED = ("expression", *(kind for kind, _ in NATIVE.values()))
POINTS: Mapping[str, str] = MappingProxyType(
    {"MIN": "min", "MAX": "max", "NUMBER": "num", "PERCENT": "percent", "PERCENTILE": "percentile"}
)
TWO_POINTS = 2


def write_rules(outgoing: Outgoing, sheet: Sheet, worksheet: Any) -> None:
    """Put the conditional formats of a tab into its worksheet, in their order."""
    for rule in sheet.listed("conditionalFormats"):
        areas = [area_of(sheet, item) for item in rule["ranges"]]
        areas = [area for area in areas if area.height > 0 and area.width > 0]
        made = _rule(rule, span(areas[0]).partition(":")[0], outgoing) if areas else None
        if made:
            worksheet.conditional_formatting.add(" ".join(map(span, areas)), made)


def read_rules(incoming: Incoming, worksheet: Any, sheet: Sheet) -> None:
    """Give a tab the conditional formats of its worksheet."""
    found: list[tuple[int, Obj]] = []
    grid = whole(sheet)
    for held in worksheet.conditional_formatting:
        areas = incoming.areas(str(held.sqref))
        places = [to_grid_range(sheet.id, area) for area in areas if grid.holds(area)]
        for rule in held.rules if places else ():
            made = _gradient(rule, incoming) if rule.type == "colorScale" else _boolean(rule, areas[0], incoming)
            if made:
                found.append((rule.priority or 0, with_colour_styles({"ranges": places, **made})))
    sheet.keep("conditionalFormats", [rule for _, rule in sorted(found, key=lambda pair: pair[0])])


def _rule(rule: Obj, corner: str, outgoing: Outgoing) -> Rule | None:
    if "gradientRule" in rule:
        return _scale(rule["gradientRule"], outgoing)
    condition, shown = rule["booleanRule"]["condition"], rule["booleanRule"].get("format", {})
    style = DifferentialStyle(font=difference_font(shown.get("textFormat", {})), fill=difference_fill(shown))
    operator = NUMBERS.get(condition["type"]) or DATES.get(condition["type"])
    if operator:
        compared = operands(condition, outgoing)
        return Rule(type="cellIs", operator=operator, formula=compared, dxf=style) if compared else None  # type: ignore[arg-type]  # one of openpyxl's own words
    test = test_of(condition, corner, outgoing)
    if test is None:
        return None
    kind, operator = NATIVE.get(condition["type"], ("expression", None))
    entered = (condition.get("values") or [{}])[0].get("userEnteredValue", "")
    text = entered if operator and not is_formula(entered) else None
    return Rule(type=kind, operator=operator, text=text, formula=[test], dxf=style)  # type: ignore[arg-type]  # as above


def _scale(gradient: Obj, outgoing: Outgoing) -> Rule | None:
    points = [gradient[name] for name in ("minpoint", "midpoint", "maxpoint") if name in gradient]
    objects, colours = [], []
    for point in points:
        kind, value = POINTS.get(point.get("type", "")), point.get("value", "")
        if kind is None:
            return None
        if value and is_formula(value):
            objects.append(FormatObject(type="formula", val=outgoing.bare_formula(value)))
        else:
            number = outgoing.number(value) if value else None
            if number is None and kind not in ("min", "max"):
                return None
            objects.append(FormatObject(type=kind, val=None if kind in ("min", "max") else number))  # type: ignore[arg-type]  # as above
        colours.append(Color(rgb="FF" + (written(point, "color") or "000000")))
    return Rule(type="colorScale", colorScale=ColorScale(cfvo=objects, color=colours))


def _boolean(rule: Any, area: Any, incoming: Incoming) -> Obj | None:
    condition: Obj | None = None
    formulas = [text for text in rule.formula if text]
    if rule.type == "cellIs":
        condition = comparison(rule.operator, formulas, incoming)
    elif rule.type in ASKED and formulas:
        condition = asked(formulas[0], span(area).partition(":")[0], incoming)
    if condition is None or FORMATS not in KINDS[condition["type"]].uses:
        return None
    return {"booleanRule": {"condition": condition, "format": _format(rule.dxf, incoming)}}


def _format(style: Any, incoming: Incoming) -> Obj:
    made: Obj = {}
    if style is not None and style.fill is not None:
        # Excel looks at the other of the two colours here; not every program knows that.
        colour = incoming.colours(style.fill.bgColor) or incoming.colours(style.fill.fgColor)
        if colour is not None:
            made["backgroundColor"] = colour
    if style is not None and style.font is not None and (changed := letters(style.font, incoming.colours)):
        made["textFormat"] = changed
    return made


def _gradient(rule: Any, incoming: Incoming) -> Obj | None:
    scale = rule.colorScale
    names = ("minpoint", "maxpoint") if len(scale.cfvo) == TWO_POINTS else ("minpoint", "midpoint", "maxpoint")
    if len(scale.cfvo) != len(names) or len(scale.color) != len(names):
        return None
    kinds = {theirs: ours for ours, theirs in POINTS.items()}
    points = {}
    for name, point, colour in zip(names, scale.cfvo, scale.color, strict=True):
        made: Obj = {"type": kinds.get(point.type, "NUMBER"), "color": incoming.colours(colour) or {}}
        if point.type == "formula":
            made["value"] = incoming.formula(str(point.val))
        elif point.type not in ("min", "max"):
            made["value"] = incoming.number(float(point.val))
        points[name] = made
    return {"gradientRule": points}
