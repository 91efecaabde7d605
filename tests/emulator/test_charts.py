"""Charts and slicers: kept as given, placed, moved, deleted; nothing is drawn."""

from typing import Any

import pytest

from .world import DRIVE, Book

COLUMN = {"startRowIndex": 0, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 1}
NEXT = {**COLUMN, "startColumnIndex": 1, "endColumnIndex": 2}
SQUARE = {**COLUMN, "endColumnIndex": 2}
OVER = {"overlayPosition": {"anchorCell": {"rowIndex": 2, "columnIndex": 3}}}
NO_KIND = (
    "One of basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart must be set on chartSpec."
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNPLACED = "One of EmbeddedObjectPosition.overlayPosition or EmbeddedObjectPosition.sheetId must be set"
NO_FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


def _data(*sources: dict[str, Any]) -> dict[str, Any]:
    return {"sourceRange": {"sources": list(sources)}}


def _bars(**more: Any) -> dict[str, Any]:
    chart = {"chartType": "COLUMN", "domains": [{"domain": _data(COLUMN)}], "series": [{"series": _data(NEXT)}]}
    return {"basicChart": {**chart, **more}}


def _add(spec: dict[str, Any], position: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    chart = {"spec": spec, "position": OVER if position is None else position, **more}
    return {"addChart": {"chart": chart}}


def test_a_chart_gets_an_id_a_size_and_its_colours_in_both_spellings(book: Book) -> None:
    spec = {"title": "Điểm", **_bars(), "backgroundColor": {"red": 1}}
    chart = book.batch(_add(spec))[0]["addChart"]["chart"]
    assert chart["chartId"] > 0
    size = {"widthPixels": 600, "heightPixels": 371}
    assert chart["position"] == {"overlayPosition": {**OVER["overlayPosition"], **size}}
    assert chart["spec"] == {
        **spec,
        "backgroundColorStyle": {"rgbColor": {"red": 1}},
        "hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS",
    }
    assert book.get()["sheets"][0]["charts"] == [chart]


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ({}, NO_KIND),
        ({"title": "no kind"}, NO_KIND),
        (
            {"pieChart": {"domain": _data(SQUARE)}},
            "ChartSourceRange ranges require all rows or all columns to have length of 1",
        ),
        ({"pieChart": {"domain": _data({**COLUMN, "sheetId": 9})}}, "No grid with id: 9"),
    ],
)
def test_a_spec_google_does_not_take_is_refused_on_adding_and_updating(
    book: Book, spec: dict[str, Any], sentence: str
) -> None:
    book.batch(_add(_bars(), chartId=5))
    assert book.refused(_add(spec)) == f"Invalid requests[0].addChart: {sentence}"
    refused = book.refused({"updateChartSpec": {"chartId": 5, "spec": spec}})
    assert refused == f"Invalid requests[0].updateChartSpec: {sentence}"


def test_a_chart_is_of_one_kind(book: Book) -> None:
    assert book.refused(_add({**_bars(), "pieChart": {}})) == (
        "Invalid value at 'requests[0].add_chart.chart.spec' (oneof), "
        "oneof field 'chart' is already set. Cannot set 'pieChart'"
    )


def test_a_chart_without_data_is_an_internal_error_as_at_google(book: Book) -> None:
    reply = book.try_batch(_add({"basicChart": {"chartType": "LINE"}}))
    assert reply.status_code == 500
    assert reply.json()["error"]["message"] == "Internal error encountered."
    assert "charts" not in book.get()["sheets"][0]


def test_charts_and_slicers_share_their_ids(book: Book) -> None:
    book.batch(_add(_bars(), chartId=5))
    taken = "an embedded object with that id already exists."
    assert taken in book.refused(_add(_bars(), chartId=5))
    assert taken in book.refused({"addSlicer": {"slicer": {"slicerId": 5, "spec": {"dataRange": SQUARE}}}})


def test_a_chart_must_be_somewhere(book: Book) -> None:
    assert book.refused(_add(_bars(), {})) == f"Invalid requests[0].addChart: {UNPLACED}"
    far = {"overlayPosition": {"anchorCell": {"rowIndex": 1000}}}
    assert "exceeds grid limits" in book.refused(_add(_bars(), far))


def test_a_chart_on_a_tab_of_its_own_lives_and_dies_with_it(book: Book) -> None:
    reply = book.batch(_add(_bars(), {"newSheet": True}, chartId=5))[0]["addChart"]["chart"]
    tab = book.get(includeGridData=True)["sheets"][1]
    sheet_id = tab["properties"]["sheetId"]
    assert tab["properties"] == {"sheetId": sheet_id, "title": "Chart1", "index": 1, "sheetType": "OBJECT"}
    assert reply["position"] == {"sheetId": sheet_id}
    taken = f"Cannot add chart to new sheet with ID: {sheet_id}, a sheet with that ID already exists."
    assert book.refused(_add(_bars(), {"sheetId": sheet_id})) == f"Invalid requests[0].addChart: {taken}"
    cells = {"updateCells": {"range": {"sheetId": sheet_id}, "rows": [], "fields": "*"}}
    assert book.refused(cells) == f"Invalid requests[0].updateCells: No grid with id: {sheet_id}"
    assert "exceeds grid limits" in book.world.call("GET", f"{book.url}/values/Chart1").text
    exported = book.world.call("GET", f"{DRIVE}/{book.id}/export", mimeType=XLSX)
    assert exported.status_code == 200
    book.batch({"duplicateSheet": {"sourceSheetId": sheet_id, "newSheetId": 99, "insertSheetIndex": 2}})
    assert book.get()["sheets"][2]["charts"][0]["position"] == {"sheetId": 99}
    book.batch({"deleteSheet": {"sheetId": sheet_id}})
    assert "No embedded object with id: 5" in book.refused({"deleteEmbeddedObject": {"objectId": 5}})


def test_a_chart_goes_from_its_own_tab_over_cells_and_back(book: Book) -> None:
    book.batch(_add(_bars(), {"sheetId": 77}, chartId=5))
    move = {"updateEmbeddedObjectPosition": {"objectId": 5, "newPosition": OVER, "fields": "anchorCell"}}
    assert book.batch(move)[0]["updateEmbeddedObjectPosition"]["position"]["overlayPosition"]["widthPixels"] == 600
    assert [len(sheet["charts"]) for sheet in book.get()["sheets"]] == [1]
    book.batch({"updateEmbeddedObjectPosition": {"objectId": 5, "newPosition": {"newSheet": True}}})
    assert ["charts" in sheet for sheet in book.get()["sheets"]] == [False, True]


def test_a_position_changes_only_where_its_mask_says(book: Book) -> None:
    book.batch(_add(_bars(), chartId=5))
    given = {"objectId": 5, "newPosition": {"overlayPosition": {"widthPixels": 50, "offsetXPixels": 9}}}
    refused = book.refused({"updateEmbeddedObjectPosition": given})
    assert refused == f"Invalid requests[0].updateEmbeddedObjectPosition: {NO_FIELDS}"
    reply = book.batch({"updateEmbeddedObjectPosition": {**given, "fields": "widthPixels"}})
    assert reply[0]["updateEmbeddedObjectPosition"]["position"] == {
        "overlayPosition": {**OVER["overlayPosition"], "widthPixels": 50, "heightPixels": 371}
    }


def test_a_border_is_coloured_and_taken_away(book: Book) -> None:
    book.batch(_add(_bars(), chartId=5))
    red = {"objectId": 5, "border": {"color": {"red": 1}}, "fields": "color"}
    book.batch({"updateEmbeddedObjectBorder": red})
    border = {"color": {"red": 1}, "colorStyle": {"rgbColor": {"red": 1}}}
    assert book.get()["sheets"][0]["charts"][0]["border"] == border
    book.batch({"updateEmbeddedObjectBorder": {"objectId": 5, "border": {}, "fields": "*"}})
    assert "border" not in book.get()["sheets"][0]["charts"][0]


def test_an_updated_spec_replaces_the_old_one_whole(book: Book) -> None:
    book.batch(_add({"title": "old", **_bars()}, chartId=5))
    pie = {"pieChart": {"domain": _data(COLUMN), "series": _data(NEXT)}}
    assert book.batch({"updateChartSpec": {"chartId": 5, "spec": pie}}) == [{}]
    spec = book.get()["sheets"][0]["charts"][0]["spec"]
    assert spec == {**pie, "hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS"}
    book.batch({"deleteEmbeddedObject": {"objectId": 5}})
    assert "charts" not in book.get()["sheets"][0]
    assert "No chart with id: 5" in book.refused({"updateChartSpec": {"chartId": 5, "spec": pie}})


def test_deleting_a_charted_column_takes_the_series_and_leaves_the_chart(book: Book) -> None:
    pie = {"pieChart": {"domain": _data(COLUMN), "series": _data(NEXT), "pieHole": 0.5}}
    book.batch(_add(_bars()), _add(pie))
    gone = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    assert book.batch({"deleteDimension": {"range": gone}}) == [{}]
    basic, round_one = (chart["spec"] for chart in book.get()["sheets"][0]["charts"])
    assert basic["basicChart"] == {"chartType": "COLUMN", "domains": [{"domain": _data(COLUMN)}]}
    assert round_one["pieChart"] == {"domain": _data(COLUMN), "pieHole": 0.5}


def test_a_copied_tab_has_charts_of_its_own_over_its_own_cells(book: Book) -> None:
    book.batch(
        {"addSheet": {"properties": {"sheetId": 8}}},
        _add(_bars(series=[{"series": _data({**NEXT, "sheetId": 8})}]), chartId=5),
        {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 9, "insertSheetIndex": 2}},
    )
    copy = book.get()["sheets"][2]["charts"][0]
    assert copy["chartId"] != 5
    assert copy["position"]["overlayPosition"]["anchorCell"] == {"sheetId": 9, "rowIndex": 2, "columnIndex": 3}
    basic = copy["spec"]["basicChart"]
    assert basic["domains"][0]["domain"] == _data({**COLUMN, "sheetId": 9})
    assert basic["series"][0]["series"] == _data({**NEXT, "sheetId": 8})


def test_a_slicer_is_added_changed_moved_and_deleted(book: Book) -> None:
    spec = {"dataRange": SQUARE, "columnIndex": 1, "title": "Phường", "applyToPivotTables": False}
    reply = book.batch({"addSlicer": {"slicer": {"slicerId": 6, "spec": spec, "position": OVER}}})
    assert reply[0]["addSlicer"]["slicer"]["spec"] == spec
    update = {"slicerId": 6, "spec": {"backgroundColor": {"blue": 1}}, "fields": "backgroundColor,title"}
    book.batch({"updateSlicerSpec": update})
    kept = {name: part for name, part in spec.items() if name != "title"}
    colour = {"backgroundColor": {"blue": 1}, "backgroundColorStyle": {"rgbColor": {"blue": 1}}}
    assert book.get()["sheets"][0]["slicers"][0]["spec"] == {**kept, **colour}
    assert NO_FIELDS in book.refused({"updateSlicerSpec": {"slicerId": 6, "spec": spec}})
    assert "No chart with id: 6" in book.refused({"updateEmbeddedObjectBorder": {"objectId": 6, "fields": "*"}})
    book.batch({"deleteEmbeddedObject": {"objectId": 6}})
    assert "slicers" not in book.get()["sheets"][0]


@pytest.mark.parametrize(
    ("slicer", "sentence"),
    [
        ({"spec": {"dataRange": SQUARE}, "position": {"newSheet": True}}, UNPLACED),
        ({"spec": {}, "position": OVER}, "SlicerSpec.dataRange must be specified."),
        (
            {"spec": {"dataRange": SQUARE, "columnIndex": 2}, "position": OVER},
            "SlicerSpec.columnIndex must be between 0 and 1: 2",
        ),
    ],
)
def test_a_slicer_that_cannot_be_is_refused(book: Book, slicer: dict[str, Any], sentence: str) -> None:
    assert book.refused({"addSlicer": {"slicer": slicer}}) == f"Invalid requests[0].addSlicer: {sentence}"


def test_a_slicer_keeps_to_its_column_when_columns_move(book: Book) -> None:
    spec = {"dataRange": SQUARE, "columnIndex": 1, "filterCriteria": {"hiddenValues": ["x"]}}
    book.batch({"addSlicer": {"slicer": {"spec": spec, "position": OVER}}})
    columns = {"sheetId": 0, "dimension": "COLUMNS"}
    book.batch({"insertDimension": {"range": {**columns, "startIndex": 1, "endIndex": 2}}})
    assert book.get()["sheets"][0]["slicers"][0]["spec"]["columnIndex"] == 2
    book.batch({"deleteDimension": {"range": {**columns, "startIndex": 2, "endIndex": 3}}})
    assert book.get()["sheets"][0]["slicers"][0]["spec"] == {"dataRange": SQUARE}
