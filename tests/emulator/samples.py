"""A spreadsheet with something of everything in it, and one request of each kind that changes it."""

from typing import Any

from .world import INCLUDED, Book

Request = dict[str, Any]
ROWS, COLUMNS = 60, 12


def area(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}


def lines(dimension: str, start: int, end: int) -> dict[str, Any]:
    return {"dimension": dimension, "startIndex": start, "endIndex": end}


def _rule(text: str) -> dict[str, Any]:
    condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
    return {
        "ranges": [area(0, 9, 0, 1)],
        "booleanRule": {"condition": condition, "format": {"textFormat": {"bold": True}}},
    }


def _metadata(number: int) -> dict[str, Any]:
    return {"metadataId": number, "metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}


def _banding(where: dict[str, int], number: int) -> dict[str, Any]:
    colours = {"firstBandColor": {"red": 1}, "secondBandColor": {"green": 1}}
    return {"bandedRangeId": number, "range": where, "rowProperties": colours}


def _chart(title: str) -> dict[str, Any]:
    def sources(where: dict[str, int]) -> dict[str, Any]:
        return {"sourceRange": {"sources": [{"sheetId": 0, **where}]}}

    basic = {
        "chartType": "COLUMN",
        "domains": [{"domain": sources(area(0, 9, 0, 1))}],
        "series": [{"series": sources(area(0, 9, 1, 2)), "targetAxis": "LEFT_AXIS"}],
        "headerCount": 1,
    }
    return {"title": title, "basicChart": basic}


def _position(row: int) -> dict[str, Any]:
    return {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": row, "columnIndex": 5}}}


SCENE: tuple[Request, ...] = (
    {"updateSheetProperties": {
        "properties": {"gridProperties": {"rowCount": ROWS, "columnCount": COLUMNS}},
        "fields": "gridProperties.rowCount,gridProperties.columnCount",
    }},
    {"addSheet": {"properties": {"sheetId": 7, "title": "khác", "gridProperties": {"rowCount": 9, "columnCount": 5}}}},
    {"addNamedRange": {"namedRange": {"namedRangeId": "tên", "name": "tên", "range": area(0, 3, 0, 2)}}},
    {"addProtectedRange": {"protectedRange": {"protectedRangeId": 11, "range": area(55, 56, 0, 2)}}},
    {"createDeveloperMetadata": {"developerMetadata": _metadata(12)}},
    {"addConditionalFormatRule": {"rule": _rule("x"), "index": 0}},
    {"addConditionalFormatRule": {"rule": _rule("y"), "index": 1}},
    {"addBanding": {"bandedRange": _banding(area(0, 9, 0, 2), 13)}},
    {"addDimensionGroup": {"range": {"sheetId": 0, **lines("ROWS", 40, 45)}}},
    {"addFilterView": {"filter": {"filterViewId": 14, "title": "lọc", "range": area(0, 9, 0, 3)}}},
    {"addChart": {"chart": {"chartId": 15, "spec": _chart("đồ thị"), "position": _position(3)}}},
    {"addSlicer": {"slicer": {
        "slicerId": 16, "spec": {"dataRange": area(0, 9, 0, 3), "title": "lát"}, "position": _position(9),
    }}},
    {"addTable": {"table": {"tableId": "bảng", "name": "Bang", "range": {"sheetId": 7, **area(0, 4, 0, 2)}}}},
    {"setBasicFilter": {"filter": {"range": area(0, 9, 0, 3)}}},
    {"mergeCells": {"range": area(50, 52, 8, 10), "mergeType": "MERGE_ALL"}},
)  # fmt: skip


def prepare(book: Book) -> dict[str, Request]:
    """Fill a book with the scene, and return a request of each kind that can be applied to it."""
    book.batch(*SCENE)
    values = [[f"  hàng {number % 50}", number, f"a,{number}", "=B1"] for number in range(ROWS - 20)]
    book.write("A1", *values)
    insert = {"insertComment": {"coordinate": {"rowIndex": 1}, "content": "hỏi"}}
    thread = book.batch(insert)[0]["insertComment"]["commentThread"]
    answer = {"addCommentReply": {"commentId": thread["commentId"], "post": {"content": "đáp"}}}
    reply = book.batch(answer)[0]["addCommentReply"]["post"]
    comment = {"commentId": thread["commentId"]}
    return {
        **fixed(),
        "insertComment": {"coordinate": {"rowIndex": 2}, "content": "x"},
        "addCommentReply": {**comment, "post": {"commentAction": "RESOLVE"}},
        "updateCommentPost": {**comment, "postId": thread["headPost"]["postId"], "content": "khác"},
        "deleteComment": comment,
        "deleteCommentReply": {**comment, "postId": reply["postId"]},
    }


def state(book: Book) -> Any:
    """Return all that the Sheets API tells of a book."""
    return book.get(includeGridData=True, commentsViewMode=INCLUDED)


def fixed() -> dict[str, Request]:
    """Return the requests that are the same for every book: all but those about comments."""
    return {**_cells(), **_places(), **_objects()}


def _cells() -> dict[str, Request]:
    """Kinds that are about what stands in cells."""
    corner, column = area(0, 1, 0, 1), area(0, 30, 2, 3)
    ascending = {"dimensionIndex": 1, "sortOrder": "DESCENDING"}
    text = {"userEnteredValue": {"stringValue": "mới"}}
    return {
        "updateCells": {"start": {}, "rows": [{"values": [text]}], "fields": "userEnteredValue"},
        "repeatCell": {"range": corner, "cell": {"note": "n"}, "fields": "note"},
        "appendCells": {"rows": [{"values": [text]}], "fields": "userEnteredValue"},
        "setDataValidation": {"range": corner, "rule": {"condition": {"type": "BOOLEAN"}}},
        "updateBorders": {"range": corner, "top": {"style": "SOLID"}},
        "copyPaste": {"source": corner, "destination": area(30, 31, 6, 7)},
        "cutPaste": {"source": corner, "destination": {"rowIndex": 30, "columnIndex": 6}},
        "insertRange": {"range": area(20, 22, 1, 2), "shiftDimension": "COLUMNS"},
        "deleteRange": {"range": area(20, 22, 1, 2), "shiftDimension": "COLUMNS"},
        "sortRange": {"range": area(10, 40, 0, 4), "sortSpecs": [ascending]},
        "randomizeRange": {"range": area(10, 40, 0, 4)},
        "deleteDuplicates": {"range": area(0, 40, 0, 4), "comparisonColumns": [lines("COLUMNS", 3, 4)]},
        "findReplace": {"find": "a", "replacement": "b", "allSheets": True},
        "textToColumns": {"source": column, "delimiterType": "COMMA"},
        "trimWhitespace": {"range": area(0, 40, 0, 1)},
        "autoFill": {
            "sourceAndDestination": {"source": area(10, 12, 1, 2), "dimension": "COLUMNS", "fillLength": 1},
        },
        "pasteData": {"coordinate": {"rowIndex": 58}, "data": "1;2", "delimiter": ";", "type": "PASTE_VALUES"},
    }


def _places() -> dict[str, Request]:
    """Kinds that are about tabs, rows, columns and named places."""
    group = {"range": {"sheetId": 0, **lines("ROWS", 40, 45)}, "depth": 1, "collapsed": True}
    lookup = {"developerMetadataLookup": {"metadataId": 12}}
    return {
        "updateSpreadsheetProperties": {"properties": {"title": "tên khác"}, "fields": "title"},
        "addSheet": {"properties": {"title": "ba"}},
        "deleteSheet": {"sheetId": 7},
        "duplicateSheet": {"sourceSheetId": 7, "newSheetName": "sao"},
        "updateSheetProperties": {"properties": {"sheetId": 7, "title": "đổi"}, "fields": "title"},
        "appendDimension": {"dimension": "ROWS", "length": 2},
        "insertDimension": {"range": lines("ROWS", 0, 2)},
        "deleteDimension": {"range": lines("COLUMNS", 0, 1)},
        "moveDimension": {"source": lines("ROWS", 20, 21), "destinationIndex": 30},
        "updateDimensionProperties": {
            "range": lines("COLUMNS", 0, 1),
            "properties": {"pixelSize": 50},
            "fields": "pixelSize",
        },
        "autoResizeDimensions": {"dimensions": lines("COLUMNS", 0, 3)},
        "addDimensionGroup": {"range": {"sheetId": 0, **lines("COLUMNS", 1, 3)}},
        "deleteDimensionGroup": {"range": {"sheetId": 0, **lines("ROWS", 40, 45)}},
        "updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"},
        "mergeCells": {"range": area(50, 51, 0, 2), "mergeType": "MERGE_ALL"},
        "unmergeCells": {"range": area(50, 52, 8, 10)},
        "addNamedRange": {"namedRange": {"name": "hai", "range": area(0, 1, 0, 1)}},
        "updateNamedRange": {"namedRange": {"namedRangeId": "tên", "name": "đổi"}, "fields": "name"},
        "deleteNamedRange": {"namedRangeId": "tên"},
        "addProtectedRange": {"protectedRange": {"range": area(57, 58, 0, 1)}},
        "updateProtectedRange": {
            "protectedRange": {"protectedRangeId": 11, "description": "khóa"},
            "fields": "description",
        },
        "deleteProtectedRange": {"protectedRangeId": 11},
        "createDeveloperMetadata": {"developerMetadata": _metadata(20)},
        "updateDeveloperMetadata": {
            "dataFilters": [lookup],
            "developerMetadata": {"metadataValue": "v"},
            "fields": "metadataValue",
        },
        "deleteDeveloperMetadata": {"dataFilter": lookup},
    }


def _objects() -> dict[str, Request]:
    """Kinds that are about looks, filters, charts and tables."""
    row = {"firstBandColor": {"blue": 1}, "secondBandColor": {"green": 1}}
    return {
        "addConditionalFormatRule": {"rule": _rule("z"), "index": 0},
        "updateConditionalFormatRule": {"rule": _rule("z"), "index": 1},
        "deleteConditionalFormatRule": {"index": 0},
        "addBanding": {"bandedRange": _banding(area(50, 55, 0, 2), 21)},
        "updateBanding": {"bandedRange": {"bandedRangeId": 13, "rowProperties": row}, "fields": "rowProperties"},
        "deleteBanding": {"bandedRangeId": 13},
        "setBasicFilter": {"filter": {"range": area(0, 20, 0, 4)}},
        "clearBasicFilter": {},
        "addFilterView": {"filter": {"title": "hai", "range": area(0, 9, 0, 3)}},
        "updateFilterView": {"filter": {"filterViewId": 14, "title": "đổi"}, "fields": "title"},
        "duplicateFilterView": {"filterId": 14},
        "deleteFilterView": {"filterId": 14},
        "addChart": {"chart": {"spec": _chart("hai"), "position": _position(20)}},
        "updateChartSpec": {"chartId": 15, "spec": _chart("đổi")},
        "updateEmbeddedObjectPosition": {"objectId": 15, "newPosition": _position(8), "fields": "*"},
        "updateEmbeddedObjectBorder": {
            "objectId": 15,
            "border": {"colorStyle": {"rgbColor": {"red": 1}}},
            "fields": "colorStyle",
        },
        "deleteEmbeddedObject": {"objectId": 15},
        "addSlicer": {"slicer": {"spec": {"dataRange": area(0, 9, 0, 3)}, "position": _position(30)}},
        "updateSlicerSpec": {"slicerId": 16, "spec": {"title": "đổi"}, "fields": "title"},
        "addTable": {"table": {"name": "Hai", "range": {"sheetId": 7, **area(5, 8, 0, 2)}}},
        "updateTable": {"table": {"tableId": "bảng", "name": "Doi"}, "fields": "name"},
        "deleteTable": {"tableId": "bảng"},
    }
