"""Excel charts: bars, columns, lines, areas, points, combinations of them, pies and rings.

Google's other kinds (bubble, candlestick, histogram, organisation, scorecard, treemap, waterfall) are left out: Excel
has some of them, but most not as openpyxl writes them. Excel has no subtitle and no steps: a stepped area is an area.
What is drawn in three dimensions is flat.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from openpyxl.chart import AreaChart, BarChart, DoughnutChart, LineChart, PieChart, ScatterChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel, XYSeries
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.colors import ColorChoice, SchemeColor
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D

from sheetsync.emulator.book.grid import Area, area_of
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.errors import Obj
from sheetsync.emulator.excel.colours import written
from sheetsync.emulator.excel.places import absolute
from sheetsync.emulator.excel.scene import CONTROL, Outgoing

EMU = 9525  # of Excel's units in a pixel
LEGENDS: Mapping[str, str] = MappingProxyType(
    {"BOTTOM_LEGEND": "b", "LEFT_LEGEND": "l", "RIGHT_LEGEND": "r", "TOP_LEGEND": "t"}
)
STACKED: Mapping[str, str] = MappingProxyType({"STACKED": "stacked", "PERCENT_STACKED": "percentStacked"})
DASHES: Mapping[str, str] = MappingProxyType(
    {
        "DOTTED": "sysDot",
        "MEDIUM_DASHED": "dash",
        "MEDIUM_DASHED_DOTTED": "dashDot",
        "LONG_DASHED": "lgDash",
        "LONG_DASHED_DOTTED": "lgDashDot",
    }
)
SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "CIRCLE": "circle",
        "DIAMOND": "diamond",
        "SQUARE": "square",
        "STAR": "star",
        "TRIANGLE": "triangle",
        "X_MARK": "x",
    }
)
DRAWN = ("BAR", "COLUMN", "LINE", "AREA", "STEPPED_AREA", "SCATTER", "COMBO")
HOLES = (10, 90)  # what Excel lets a ring be empty of, in percent
SECOND_AXIS = 200
Accent = Literal["accent1", "accent2", "accent3", "accent4", "accent5", "accent6"]
ACCENTS: tuple[Accent, ...] = ("accent1", "accent2", "accent3", "accent4", "accent5", "accent6")  # taken in turn


@dataclass(frozen=True, slots=True)
class Column:
    """One row or column of data: where its header is, and where its values are."""

    header: str | None
    values: str
    of_texts: bool


def write_charts(outgoing: Outgoing, sheet: Sheet, worksheet: Any) -> None:
    """Draw the charts of a tab where they stand."""
    for given in sheet.listed("charts"):
        overlay = given["position"].get("overlayPosition")
        chart = drawn(outgoing, given)
        if chart is not None and overlay:
            chart.anchor = _anchor(overlay)
            worksheet.add_chart(chart)


def drawn(outgoing: Outgoing, given: Obj) -> Any | None:
    """Return a chart as Excel has it; None for a kind, or for data, that it cannot draw."""
    spec = given["spec"]
    chart: Any | None = None
    if "basicChart" in spec:
        chart = _basic(outgoing, spec["basicChart"])
    elif "pieChart" in spec:
        chart = _pie(outgoing, spec["pieChart"])
    if chart is None:
        return None
    if spec.get("title"):
        chart.title = CONTROL.sub("", spec["title"])
        chart.title.overlay = False
    background, border = written(spec, "backgroundColor"), written(given.get("border", {}), "color")
    if background or border:
        chart.graphical_properties = GraphicalProperties(
            solidFill=background, ln=LineProperties(solidFill=border) if border else None
        )
    chart.visible_cells_only = spec.get("hiddenDimensionStrategy") != "SHOW_ALL"
    chart.roundedCorners = False
    return chart


def _basic(outgoing: Outgoing, basic: Obj) -> Any | None:
    kind = basic.get("chartType", "")
    if kind not in DRAWN:
        return None
    headers = basic.get("headerCount")
    domain = _columns(outgoing, [item.get("domain", {}) for item in basic.get("domains", [])][:1], headers)
    charts: dict[tuple[str, bool], Any] = {}
    for given in basic.get("series", []):
        columns = _columns(outgoing, [given.get("series", {})], headers)
        if not columns:
            continue
        drawn_as = given.get("type") or "COLUMN" if kind == "COMBO" else kind
        key = drawn_as, given.get("targetAxis") == "RIGHT_AXIS"
        if key not in charts:
            charts[key] = _kind(drawn_as, basic)
        charts[key].series.append(_series(columns[0], domain, given, drawn_as, len(charts[key].series)))
    if not charts:
        return None
    for index, series in enumerate(series for chart in charts.values() for series in chart.series):
        series.idx = series.order = index
        series.smooth = bool(basic.get("lineSmoothing"))  # of no effect on bars and areas; left out, Excel smooths
    (_, chart), *others = charts.items()
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False  # openpyxl leaves it open, and Excel then shows none
    _label_axes(chart, basic, on_right=next(iter(charts))[1])
    for (_, on_right), other in others:
        if on_right:
            _put_on_right(other, basic)
        chart += other
    position = basic.get("legendPosition", "")
    chart.legend = None if position == "NO_LEGEND" else Legend(legendPos=LEGENDS.get(position, "r"))  # type: ignore[arg-type]  # one of openpyxl's own words
    chart.display_blanks = "span" if basic.get("interpolateNulls") else "gap"
    return chart


def _kind(kind: str, basic: Obj) -> Any:
    stacked = STACKED.get(basic.get("stackedType", ""))
    if kind in ("BAR", "COLUMN"):
        bars = BarChart(barDir="bar" if kind == "BAR" else "col", grouping=stacked or "clustered")
        bars.overlap = 100 if stacked else None
        return bars
    if kind in ("AREA", "STEPPED_AREA"):
        return AreaChart(grouping=stacked or "standard")
    if kind == "SCATTER":
        return ScatterChart(scatterStyle="lineMarker")
    return LineChart(grouping="standard")


def _series(column: Column, domain: list[Column], given: Obj, kind: str, number: int) -> Any:
    values = NumDataSource(numRef=NumRef(f=column.values))
    label = SeriesLabel(strRef=StrRef(f=column.header)) if column.header else None
    colour, line = written(given, "color"), given.get("lineStyle", {})
    if kind == "SCATTER":
        made: Any = XYSeries(tx=label, yVal=values, xVal=_categories(domain))
    else:
        made = Series(tx=label, val=values, cat=_categories(domain))
    stroke = LineProperties(
        solidFill=colour if kind in ("LINE", "SCATTER") else None,
        w=line["width"] * EMU if "width" in line else None,
        prstDash=DASHES.get(line.get("type", "")),  # type: ignore[arg-type]  # as above
    )
    if line.get("type") == "INVISIBLE" or (kind == "SCATTER" and "lineStyle" not in given):
        stroke = LineProperties(noFill=True)
    made.graphicalProperties = GraphicalProperties(
        solidFill=colour if kind not in ("LINE", "SCATTER") else None,
        ln=stroke if dict(stroke) or _filled(stroke) else None,
    )
    made.marker = _marker(given, colour, kind, number) if kind in ("LINE", "SCATTER") else None
    if given.get("dataLabel", {}).get("type") == "DATA":
        made.dLbls = _labels(showVal=True)
    return made


def _filled(stroke: LineProperties) -> bool:
    return bool(stroke.noFill or stroke.solidFill or stroke.prstDash)


def _marker(given: Obj, colour: str | None, kind: str, number: int) -> Marker:
    point = given.get("pointStyle", {})
    shape = SHAPES.get(point.get("shape", ""), "circle") if "pointStyle" in given or kind == "SCATTER" else "none"
    made = Marker(symbol=shape, size=min(72, max(2, round(point["size"]))) if point.get("size") else None)  # type: ignore[arg-type]  # as above
    if shape != "none":
        # Said even where none was given: LibreOffice takes it from the line, which points do not have.
        own = ColorChoice(schemeClr=SchemeColor(val=ACCENTS[number % len(ACCENTS)]))  # type: ignore[arg-type]  # wrong in the stubs
        made.graphicalProperties = GraphicalProperties(
            solidFill=colour or own, ln=LineProperties(solidFill=colour or own)
        )
    return made


def _pie(outgoing: Outgoing, pie: Obj) -> Any | None:
    # Google does not say how many headers a pie has; a text above numbers is one.
    series = _columns(outgoing, [pie.get("series", {})], None)
    if not series:
        return None
    headers = 1 if series[0].header else 0
    domain = _columns(outgoing, [pie.get("domain", {})], headers)
    hole = round(pie.get("pieHole", 0) * 100)
    chart: Any = DoughnutChart(holeSize=min(max(hole, HOLES[0]), HOLES[1])) if hole else PieChart()
    label = SeriesLabel(strRef=StrRef(f=series[0].header)) if series[0].header else None
    made = Series(tx=label, val=NumDataSource(numRef=NumRef(f=series[0].values)), cat=_categories(domain))
    chart.series.append(made)
    chart.varyColors = True
    position = pie.get("legendPosition", "")
    if position == "LABELED_LEGEND":
        chart.dataLabels = _labels(showCatName=True, showPercent=True)
    hidden = position in ("NO_LEGEND", "LABELED_LEGEND")
    chart.legend = None if hidden else Legend(legendPos=LEGENDS.get(position, "r"))  # type: ignore[arg-type]  # as above
    return chart


def _labels(**shown: bool) -> DataLabelList:
    names = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    return DataLabelList(**{name: shown.get(name, False) for name in names})


def _categories(domain: list[Column]) -> AxDataSource | None:
    if not domain:
        return None
    if domain[0].of_texts:
        return AxDataSource(strRef=StrRef(f=domain[0].values))
    return AxDataSource(numRef=NumRef(f=domain[0].values))


def _columns(outgoing: Outgoing, data: Iterable[Obj], headers: int | None) -> list[Column]:
    found = []
    for item in data:
        sources = item.get("sourceRange", {}).get("sources", [])
        places = [place for source in sources if (place := _place(outgoing, source))]
        if places:
            found.append(_column(outgoing, places, headers))
    return found


def _place(outgoing: Outgoing, source: Obj) -> tuple[Sheet, Area] | None:
    sheet = outgoing.book.sheet(source.get("sheetId", 0))
    area = area_of(sheet, source) if sheet else None
    return (sheet, area) if sheet and area and area.height > 0 and area.width > 0 else None


def _column(outgoing: Outgoing, places: list[tuple[Sheet, Area]], headers: int | None) -> Column:
    """Return what a series is made of. Without a number of headers Google guesses: here a text above others is one."""
    (sheet, first), *more = places
    cells = list(first.cells())
    if headers is None:
        is_text = "stringValue" in outgoing.calculator.effective(sheet, *cells[0])
        following = outgoing.calculator.effective(sheet, *cells[1]) if len(cells) > 1 else {}
        headers = 1 if is_text and "numberValue" in following else 0
    headers = min(headers, len(cells) - 1)
    upright = first.width == 1
    rest = Area(
        first.start_row + (headers if upright else 0),
        first.end_row,
        first.start_column + (0 if upright else headers),
        first.end_column,
    )
    header = absolute(outgoing.titles[sheet.id], _cell(*cells[headers - 1])) if headers else None
    parts = [absolute(outgoing.titles[home.id], area) for home, area in ((sheet, rest), *more)]
    texts = any("stringValue" in outgoing.calculator.effective(sheet, *cell) for cell in rest.cells())
    return Column(header, parts[0] if len(parts) == 1 else f"({','.join(parts)})", texts)


def _cell(row: int, column: int) -> Area:
    return Area(row, row + 1, column, column + 1)


def _label_axes(chart: Any, basic: Obj, *, on_right: bool) -> None:
    """Give the axes their titles and ends; the domain is along the left side in a bar chart, else along the bottom."""
    sides = {axis.get("position"): axis for axis in basic.get("axis", [])}
    lying = basic.get("chartType") == "BAR"
    values = "BOTTOM_AXIS" if lying else "RIGHT_AXIS" if on_right else "LEFT_AXIS"
    for axis, position in ((chart.x_axis, "LEFT_AXIS" if lying else "BOTTOM_AXIS"), (chart.y_axis, values)):
        _label(axis, sides.get(position, {}))
    if any(item.get("reversed") for item in basic.get("domains", [])[:1]):
        chart.x_axis.scaling.orientation = "maxMin"


def _label(axis: Any, given: Obj) -> None:
    if given.get("title"):
        axis.title = CONTROL.sub("", given["title"])
        axis.title.overlay = False
    window = given.get("viewWindowOptions", {})
    axis.scaling.min, axis.scaling.max = window.get("viewWindowMin"), window.get("viewWindowMax")


def _put_on_right(chart: Any, basic: Obj) -> None:
    """Measure a chart by an axis of its own on the right side."""
    sides = {axis.get("position"): axis for axis in basic.get("axis", [])}
    chart.y_axis.axId = SECOND_AXIS
    chart.y_axis.crosses = "max"
    chart.y_axis.delete = False
    chart.y_axis.majorGridlines = None
    _label(chart.y_axis, sides.get("RIGHT_AXIS", {}))


def _anchor(overlay: Obj) -> OneCellAnchor:
    cell = overlay.get("anchorCell", {})
    marker = AnchorMarker(
        col=cell.get("columnIndex", 0),
        colOff=overlay.get("offsetXPixels", 0) * EMU,
        row=cell.get("rowIndex", 0),
        rowOff=overlay.get("offsetYPixels", 0) * EMU,
    )
    size = XDRPositiveSize2D(overlay.get("widthPixels", 600) * EMU, overlay.get("heightPixels", 371) * EMU)
    return OneCellAnchor(_from=marker, ext=size)
