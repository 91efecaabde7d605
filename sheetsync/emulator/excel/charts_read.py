"""Excel charts read: the kinds that were exported, with the ranges their series come from."""

import re
from typing import Any

from sheetsync.emulator.book.grid import END_COLUMN, END_ROW, START_COLUMN, START_ROW
from sheetsync.emulator.book.ids import fresh_id
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.charts import DASHES, EMU, LEGENDS, SHAPES, STACKED
from sheetsync.emulator.excel.colours import from_digits
from sheetsync.emulator.excel.lines import pixels_high, pixels_wide
from sheetsync.emulator.excel.scene import Incoming

BARS, AREAS, LINES, POINTS = (
    ("barChart", "bar3DChart"),
    ("areaChart", "area3DChart"),
    ("lineChart", "line3DChart"),
    ("scatterChart",),
)
PIES = ("pieChart", "pie3DChart", "doughnutChart", "ofPieChart")
FURTHEST = 10_000  # pixels; no chart is larger
SKIPPED, SHOWN = "SKIP_HIDDEN_ROWS_AND_COLUMNS", "SHOW_ALL"


def read_charts(incoming: Incoming, worksheet: Any, sheet: Sheet, taken: set[int]) -> None:
    """Give a tab the charts of its worksheet; `taken` are the ids the book has by now."""
    charts = []
    for held in worksheet._charts:  # noqa: SLF001 - openpyxl tells nowhere else which charts a tab has
        given = _chart(incoming, held)
        if given is None:
            continue
        taken.add(chart_id := fresh_id(taken))
        alone = "gridProperties" not in sheet.body["properties"]
        position = {"sheetId": sheet.id} if alone else _position(worksheet, held.anchor, sheet)
        charts.append(
            {"chartId": chart_id, "spec": with_colour_styles(given["spec"]), "position": position, **_border(given)}
        )
    sheet.keep("charts", charts)


def _chart(incoming: Incoming, held: Any) -> Obj | None:
    parts = held._charts  # noqa: SLF001 - as above
    spec: Obj = {"title": title} if (title := _words(held.title)) else {}
    spec["hiddenDimensionStrategy"] = SHOWN if held.visible_cells_only is False else SKIPPED
    given: Obj = {"spec": spec}
    drawing = held.graphical_properties
    if drawing is not None and (background := _solid(drawing)):
        spec["backgroundColor"] = background
    if drawing is not None and drawing.ln is not None and (border := _solid(drawing.ln)):
        given["border"] = with_colour_styles({"color": border})
    if parts[0].tagname in PIES:
        spec["pieChart"] = _pie(incoming, held)
    else:
        basic = _basic(incoming, held, parts)
        if basic is None:
            return None
        spec["basicChart"] = basic
    return given


def _border(given: Obj) -> Obj:
    return {"border": given["border"]} if "border" in given else {}


def _basic(incoming: Incoming, held: Any, parts: list[Any]) -> Obj | None:
    kinds = [_kind(part) for part in parts]
    drawn = {kind for kind in kinds if kind}
    if None in kinds or not drawn:
        return None
    kind = drawn.pop() if len(drawn) == 1 else "COMBO"
    basic: Obj = {"chartType": kind, "legendPosition": _legend(held)}
    on_right = {id(part) for part in parts if part is not parts[0] and part.y_axis.crosses == "max"}
    axes = _axes(held, kind, [part for part in parts if id(part) in on_right])
    if axes:
        basic["axis"] = axes
    series = sorted(
        ((one.order, one, part, name) for part, name in zip(parts, kinds, strict=True) for one in part.series),
        key=lambda found: found[0],
    )
    headed = any(one.tx is not None and one.tx.strRef is not None for _, one, _, _ in series)
    if domain := _domain(incoming, [one for _, one, _, _ in series], headed=headed):
        reverse = {"reversed": True} if held.x_axis.scaling.orientation == "maxMin" else {}
        basic["domains"] = [{"domain": domain, **reverse}]
    basic["series"] = []
    for _, one, part, name in series:
        side = "RIGHT_AXIS" if id(part) in on_right else "BOTTOM_AXIS" if kind == "BAR" else "LEFT_AXIS"
        source = _source(incoming, one, headed=headed)
        if source:
            typed = {"type": name} if kind == "COMBO" else {}
            basic["series"].append({"series": source, "targetAxis": side, **typed, **_looks(one, name or "")})
    basic["headerCount"] = int(headed)
    stacked = {theirs: ours for ours, theirs in STACKED.items()}
    if grouping := next((stacked[part.grouping] for part in parts if getattr(part, "grouping", "") in stacked), None):
        basic["stackedType"] = grouping
    if any(one.smooth for _, one, _, _ in series):
        basic["lineSmoothing"] = True
    if held.display_blanks == "span":
        basic["interpolateNulls"] = True
    return basic if basic["series"] else None


def _kind(part: Any) -> str | None:
    if part.tagname in BARS:
        return "BAR" if part.barDir == "bar" else "COLUMN"
    for names, kind in ((AREAS, "AREA"), (LINES, "LINE"), (POINTS, "SCATTER")):
        if part.tagname in names:
            return kind
    return None


def _pie(incoming: Incoming, held: Any) -> Obj:
    pie: Obj = {"legendPosition": _legend(held)}
    labels = held.dLbls
    if held.legend is None and labels is not None and labels.showCatName:
        pie["legendPosition"] = "LABELED_LEGEND"
    for one in held.series[:1]:
        headed = one.tx is not None and one.tx.strRef is not None
        found = {"domain": _domain(incoming, [one], headed=headed), "series": _source(incoming, one, headed=headed)}
        pie |= {name: data for name, data in found.items() if data}
    if held.tagname == "doughnutChart":
        pie["pieHole"] = (held.holeSize or 50) / 100
    return pie


def _legend(held: Any) -> str:
    if held.legend is None:
        return "NO_LEGEND"
    return next((ours for ours, theirs in LEGENDS.items() if theirs == held.legend.position), "RIGHT_LEGEND")


def _axes(held: Any, kind: str, right: list[Any]) -> list[Obj]:
    lying = kind == "BAR"
    places = [
        ("BOTTOM_AXIS", held.y_axis if lying else held.x_axis),
        ("LEFT_AXIS", held.x_axis if lying else held.y_axis),
    ]
    places += [("RIGHT_AXIS", part.y_axis) for part in right[:1]]
    axes = []
    for position, axis in places:
        made: Obj = {"position": position}
        if words := _words(axis.title):
            made["title"] = words
        bounds = {"viewWindowMin": axis.scaling.min, "viewWindowMax": axis.scaling.max}
        if window := {name: bound for name, bound in bounds.items() if bound is not None}:
            made["viewWindowOptions"] = {**window, "viewWindowMode": "EXPLICIT"}
        if len(made) > 1:
            axes.append(made)
    return axes


def _looks(one: Any, kind: str) -> Obj:
    """Return colour, line and points of a series."""
    drawing, made = one.spPr, Obj()
    line = drawing.ln if drawing is not None else None
    lined = kind in ("LINE", "SCATTER")
    colour = _solid(line if lined else drawing)
    marker = one.marker if lined and one.marker is not None and one.marker.symbol not in (None, "none") else None
    if colour is None and marker is not None:
        colour = _solid(marker.spPr)
    if colour is not None:
        made["color"] = colour
    if line is not None and lined:
        dashes = {theirs: ours for ours, theirs in DASHES.items()}
        style = {"width": round(line.w / EMU)} if line.w else {}
        kind_of_line = dashes.get(line.prstDash or "")
        style |= {"type": kind_of_line} if kind_of_line else {}
        if style:
            made["lineStyle"] = style
    if marker is not None and not (kind == "SCATTER" and marker.symbol == "circle" and marker.size is None):
        shapes = {theirs: ours for ours, theirs in SHAPES.items()}
        made["pointStyle"] = {
            "shape": shapes.get(marker.symbol, "CIRCLE"),
            **({"size": marker.size} if marker.size else {}),
        }
    if one.dLbls is not None and one.dLbls.showVal:
        made["dataLabel"] = {"type": "DATA"}
    return made


def _solid(drawing: Any) -> Obj | None:
    fill = getattr(drawing, "solidFill", None)
    digits = getattr(fill, "srgbClr", None)
    return from_digits(digits) if digits else None


def _source(incoming: Incoming, one: Any, *, headed: bool) -> Obj | None:
    values = one.val if one.val is not None else one.yVal
    formula = values.numRef.f if values is not None and values.numRef is not None else None
    header = one.tx.strRef.f if one.tx is not None and one.tx.strRef is not None else None
    return _data(incoming, formula, header, headed=headed)


def _domain(incoming: Incoming, series: list[Any], *, headed: bool) -> Obj | None:
    for one in series:
        held = one.cat if one.cat is not None else one.xVal
        for name in ("strRef", "numRef", "multiLvlStrRef"):
            reference = getattr(held, name, None)
            if reference is not None:
                return _data(incoming, reference.f, None, headed=headed)
    return None


def _data(incoming: Incoming, formula: str | None, header: str | None, *, headed: bool) -> Obj | None:
    """Return the data of a series with its header, or with the cell before its values where others have headers."""
    pieces = re.findall(r"(?:'(?:[^']|'')*'|[^',()])+", formula or "")
    sources = [
        place for piece in pieces if (place := incoming.grid_range(piece)) and END_ROW in place and END_COLUMN in place
    ]
    if not sources:
        return None
    first = sources[0]
    above = incoming.grid_range(header) if header else None
    if headed:
        upright = first[END_COLUMN] - first[START_COLUMN] == 1
        flat = first[END_ROW] - first[START_ROW] == 1
        if above is not None and upright and flat:
            upright = above[START_COLUMN] == first[START_COLUMN]
        name = START_ROW if upright else START_COLUMN
        first = {**first, name: max(first[name] - 1, 0)}
    return {"sourceRange": {"sources": [first, *sources[1:]]}}


def _position(worksheet: Any, anchor: Any, sheet: Sheet) -> Obj:
    start = getattr(anchor, "_from", None)
    cell: Obj = {"sheetId": sheet.id} if sheet.id else {}
    overlay: Obj = {"anchorCell": cell}
    if start is not None:
        row, column = min(start.row, max(sheet.row_count - 1, 0)), min(start.col, max(sheet.column_count - 1, 0))
        cell |= {name: index for name, index in (("rowIndex", row), ("columnIndex", column)) if index}
        offsets = (("offsetXPixels", start.colOff), ("offsetYPixels", start.rowOff))
        overlay |= {name: round(offset / EMU) for name, offset in offsets if round(offset / EMU)}
    width, height = _size(worksheet, anchor)
    return {"overlayPosition": {**overlay, "widthPixels": width, "heightPixels": height}}


def _size(worksheet: Any, anchor: Any) -> tuple[int, int]:
    if getattr(anchor, "ext", None) is not None:
        return round(anchor.ext.width / EMU), round(anchor.ext.height / EMU)
    start, end = anchor._from, anchor.to  # noqa: SLF001 - the file's own name for it
    columns = range(start.col, min(end.col, start.col + FURTHEST))
    rows = range(start.row, min(end.row, start.row + FURTHEST))
    width = sum(pixels_wide(worksheet, index) for index in columns) + (end.colOff - start.colOff) / EMU
    height = sum(pixels_high(worksheet, index) for index in rows) + (end.rowOff - start.rowOff) / EMU
    return max(1, round(width)), max(1, round(height))


def _words(title: Any) -> str:
    """Return the text of a title."""
    text = title.tx if title is not None else None
    rich = text.rich if text is not None else None
    if rich is None:
        return ""
    return "\n".join("".join(run.t or "" for run in (line.r or [])) for line in rich.p)
