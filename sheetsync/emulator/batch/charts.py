"""Requests about charts: their specification is kept whole, checked and normalised; nothing is drawn."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.objects import found, new_id, placed
from sheetsync.emulator.book.styles import with_colour_styles
from sheetsync.emulator.errors import ApiError, Obj, RequestError

KIND = "Chart"  # every kind's field ends so: basicChart, pieChart ...
NO_KIND = (
    "One of basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart must be set on chartSpec."
)
NOT_A_LINE = "ChartSourceRange ranges require all rows or all columns to have length of 1"
UNTYPED = "BASIC_CHART_TYPE_UNSPECIFIED"
MAY_BE_DEEP = ("BAR", "COLUMN", "COMBO")
COMBINED = ("LINE", "AREA", "COLUMN")
DEFAULTS = (("hiddenDimensionStrategy", "SKIP_HIDDEN_ROWS_AND_COLUMNS"),)  # printed for every chart that was read


def add_chart(batch: Batch, request: Obj) -> Obj:
    """Add a chart over the cells of a tab, or on a tab of its own."""
    given = request.get("chart", {})
    chart_id = new_id(batch, given.get("chartId", 0), "chart")
    spec = _checked(batch, given.get("spec", {}))
    sheet, position = placed(batch, given.get("position", {}), alone=True)
    border = {"border": with_colour_styles(given["border"])} if given.get("border") else {}
    chart = {"chartId": chart_id, "spec": spec, "position": position, **border}
    sheet.keep("charts", [*sheet.listed("charts"), chart])
    return {"chart": chart}


def update_chart_spec(batch: Batch, request: Obj) -> None:
    """Replace a chart's specification, whole: the request has no mask."""
    sheet, name, old = found(batch, request.get("chartId", 0), "chart")
    new = {**old, "spec": _checked(batch, request.get("spec", {}))}
    sheet.keep(name, [new if item is old else item for item in sheet.listed(name)])


def _checked(batch: Batch, spec: Obj) -> Obj:
    """Return a specification as it is kept; raises for one that Google does not take."""
    if not any(name.endswith(KIND) for name in spec):
        raise RequestError(NO_KIND)
    if "dataSourceChartProperties" in spec:
        raise RequestError("The emulator has no data sources to chart.")
    basic = spec.get("basicChart")
    if basic is not None and not basic.get("domains") and not basic.get("series"):
        # Measured in public: Google fails here with a 500 instead of refusing.
        raise ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error encountered.", "INTERNAL")
    if basic is not None:
        _check_basic(basic)
    for source in _sources(spec):
        _, area = batch.area(source)
        if area.height != 1 and area.width != 1:
            raise RequestError(NOT_A_LINE)
    return {**dict(DEFAULTS), **with_colour_styles(spec)}


def _check_basic(basic: Obj) -> None:
    """Raise for what the discovery document rules out; what Google says then is not known (facts §6)."""
    kind = basic.get("chartType", UNTYPED)
    if kind == UNTYPED:
        return  # not said to be an error
    if basic.get("threeDimensional") and kind not in MAY_BE_DEEP:
        raise RequestError(f"BasicChartSpec.threeDimensional is not supported for {kind} charts.")
    if len(basic.get("domains", [])) > 1:
        raise RequestError("Only a single domain is supported.")
    axes = ("BOTTOM_AXIS",) if kind == "BAR" else ("LEFT_AXIS", "RIGHT_AXIS")
    for series in basic.get("series", []):
        if series.get("type") and (kind != "COMBO" or series["type"] not in COMBINED):
            raise RequestError(f"BasicChartSeries.type {series['type']} is not supported for {kind} charts.")
        if series.get("targetAxis", axes[0]) not in axes:
            raise RequestError(f"{series['targetAxis']} is not a valid minor axis for {kind} charts.")


def _sources(value: Any) -> Iterator[Obj]:
    """Yield every source range of a specification."""
    if isinstance(value, list):
        for item in value:
            yield from _sources(item)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name == "sources":
                yield from part
            else:
                yield from _sources(part)


KINDS = (("addChart", add_chart), ("updateChartSpec", update_chart_spec))
