"""A book with all that both Google and Excel have, and the ways from a spreadsheet to a file and back."""

import json
from typing import Any

from .world import DRIVE, SHEETS, Book, World

UPLOAD = "https://www.googleapis.com/upload/drive/v3/files"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RED, GREEN, BLUE = {"red": 1}, {"green": 1}, {"blue": 1}
OTHER = 7
LONG = [f"phường thứ {number}, quận 5" for number in range(40)]


def area(top: int, bottom: int, left: int, right: int, sheet_id: int = 0) -> dict[str, int]:
    sheet = {"sheetId": sheet_id} if sheet_id else {}
    bounds = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {**sheet, **bounds}


def coloured(colour: dict[str, Any]) -> dict[str, Any]:
    return {"foregroundColor": colour, "foregroundColorStyle": {"rgbColor": colour}}


def condition(kind: str, *values: str, **relative: str) -> dict[str, Any]:
    given: list[dict[str, str]] = [{"userEnteredValue": value} for value in values]
    if relative:
        given = [{"relativeDate": relative["relative"]}]
    return {"type": kind, **({"values": given} if given else {})}


def validated(where: dict[str, int], asked: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"setDataValidation": {"range": where, "rule": {"condition": asked, **more}}}


def rule(where: dict[str, int], asked: dict[str, Any], look: dict[str, Any]) -> dict[str, Any]:
    return {"ranges": [where], "booleanRule": {"condition": asked, "format": look}}


def data(*where: dict[str, int]) -> dict[str, Any]:
    return {"sourceRange": {"sources": list(where)}}


def chart(spec: dict[str, Any], row: int | None, column: int = 7, **more: Any) -> dict[str, Any]:
    over = {"anchorCell": {"rowIndex": row, "columnIndex": column}, "offsetXPixels": 9, "widthPixels": 480,
            "heightPixels": 300}  # fmt: skip
    position = {"newSheet": True} if row is None else {"overlayPosition": over}
    return {"addChart": {"chart": {"spec": spec, "position": position, **more}}}


def basic(kind: str, *series: dict[str, Any], **more: Any) -> dict[str, Any]:
    domain = [{"domain": data(area(0, 6, 0, 1))}]
    given = [{"targetAxis": "LEFT_AXIS", **item} for item in series]
    chart = {"chartType": kind, "domains": domain, "series": given, "headerCount": 1, "legendPosition": "BOTTOM_LEGEND"}
    return {"title": f"Biểu đồ {kind}", "basicChart": {**chart, **more}}


CONDITIONS = (
    condition("NUMBER_GREATER", "8"),
    condition("NUMBER_BETWEEN", "2", "5.5"),
    condition("NUMBER_LESS_THAN_EQ", "=$C$2"),
    condition("TEXT_CONTAINS", 'a*"b'),
    condition("TEXT_NOT_CONTAINS", "x"),
    condition("TEXT_STARTS_WITH", "1."),
    condition("TEXT_ENDS_WITH", "~"),
    condition("TEXT_EQ", "Tốt"),
    condition("BLANK"),
    condition("NOT_BLANK"),
    condition("DATE_EQ", "9/3/2026"),
    condition("DATE_BEFORE", relative="TODAY"),
    condition("DATE_AFTER", relative="PAST_MONTH"),
    condition("CUSTOM_FORMULA", '=AND($A2="x",B2>1)'),
)
VALIDATIONS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    (condition("ONE_OF_LIST", "Tốt", "Khá", "Đạt"), {"strict": True, "showCustomUi": True, "inputMessage": "Chọn"}),
    (condition("ONE_OF_LIST", *LONG), {"showCustomUi": True}),
    (condition("ONE_OF_RANGE", "='Phụ lục: Q3/2025'!$A$1:$A$9"), {"showCustomUi": True}),
    (condition("BOOLEAN"), {"strict": True}),
    (condition("NUMBER_BETWEEN", "0", "10.5"), {"strict": True}),
    (condition("NUMBER_NOT_EQ", "3"), {}),
    (condition("DATE_ON_OR_AFTER", "1/2/2026"), {"strict": True}),
    (condition("DATE_BETWEEN", "1/2/2026", "12/31/2026"), {}),
    (condition("DATE_IS_VALID"), {}),
    (condition("TEXT_CONTAINS", "a"), {}),
    (condition("TEXT_EQ", "có"), {}),
    (condition("TEXT_IS_EMAIL"), {}),
    (condition("TEXT_IS_URL"), {}),
    (condition("CUSTOM_FORMULA", "=B2>0"), {"strict": True}),
)
FORMATS = (
    {"type": "NUMBER", "pattern": "#,##0.00"},
    {"type": "PERCENT", "pattern": "0.0%"},
    {"type": "DATE", "pattern": "d/m/yyyy"},
    {"type": "TIME", "pattern": "h:mm am/pm"},
    {"type": "DATE_TIME", "pattern": 'd "tháng" m yyyy hh:mm:ss'},
    {"type": "CURRENCY", "pattern": '#,##0 "₫"'},
    {"type": "SCIENTIFIC", "pattern": "0.00E+00"},
    {"type": "TEXT", "pattern": "@"},
    {"type": "NUMBER", "pattern": '[Red]-0;[>5]0.0" điểm";0'},
    {"type": "TIME", "pattern": "[h]:mm:ss"},
)


def _values() -> list[dict[str, Any]]:
    texts = ["Phường", "Tự chấm", "Thẩm định", "Ngày", "Ghi chú"]
    rows: list[list[Any]] = [
        texts,
        *[[f"P{number}", number * 1.5, number + 2, 46000 + number, f"dòng {number}\nhai"] for number in range(1, 6)],
        ["=1 là chữ", "=SUM(B2:B6)", "=Sheet1!$B$2+'Phụ lục: Q3/2025'!A1", '=IF(B2>1,"a;b",TRUE)', True],
        ["  cách  ", -0.1, 1e21, 45000.123456789, "=1/0"],
    ]
    cells: list[list[dict[str, Any]]] = [[{"userEnteredValue": _extended(value)} for value in row] for row in rows]
    cells[6][0] = {"userEnteredValue": {"stringValue": "=1 là chữ"}, "note": "ghi chú\nhai dòng"}
    return [{"values": row} for row in cells]


def _extended(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": value}
    return {"formulaValue": value} if value.startswith("=") else {"stringValue": value}


def _looks() -> list[dict[str, Any]]:
    side = {"style": "SOLID_MEDIUM", "color": RED}
    looks: list[dict[str, Any]] = [
        {"textFormat": {"bold": True, "italic": True, "fontFamily": "IBM Plex Sans", "fontSize": 14}},
        {"textFormat": {"underline": True, "strikethrough": True, "foregroundColor": {"red": 0.2, "green": 0.6}}},
        {"backgroundColor": {"red": 0.2, "green": 0.4, "blue": 0.6}},
        {"horizontalAlignment": "CENTER", "verticalAlignment": "MIDDLE", "wrapStrategy": "WRAP"},
        {"textRotation": {"angle": 45}},
        {"textRotation": {"angle": -90}},
        {"textRotation": {"vertical": True}},
        {
            "borders": {
                "top": side,
                "bottom": {"style": "DOUBLE", "color": {}},
                "left": {"style": "DOTTED", "color": BLUE},
            }
        },
        {"textFormat": {"link": {"uri": "https://example.com/a?b=c#d"}}},
        {"textFormat": {"link": {"uri": "https://example.com"}, "bold": True, "foregroundColor": RED}},
    ]
    formatted = [{"userEnteredValue": {"stringValue": f"nét {at}"}, "userEnteredFormat": look}
                 for at, look in enumerate(looks)]  # fmt: skip
    numbers = [{"userEnteredValue": {"numberValue": 46000.75}, "userEnteredFormat": {"numberFormat": known}}
               for known in FORMATS]  # fmt: skip
    runs = {
        "userEnteredValue": {"stringValue": "đậm 😀 rồi đỏ"},
        "userEnteredFormat": {"textFormat": {"italic": True}},
        "textFormatRuns": [{"startIndex": 4, "format": {"bold": True}}, {"startIndex": 7, "format": {}},
                           {"startIndex": 11, "format": {**coloured(RED), "italic": False}}],
    }  # fmt: skip
    return [{"values": formatted}, {"values": numbers}, {"values": [runs]}]


def _lines() -> list[dict[str, Any]]:
    def sized(dimension: str, start: int, properties: dict[str, Any]) -> dict[str, Any]:
        where = {"dimension": dimension, "startIndex": start, "endIndex": start + 1}
        return {"updateDimensionProperties": {"range": where, "properties": properties, "fields": ",".join(properties)}}

    def group(dimension: str, start: int, end: int) -> dict[str, Any]:
        return {"range": {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}}

    return [
        sized("COLUMNS", 0, {"pixelSize": 250}),
        sized("COLUMNS", 5, {"hiddenByUser": True}),
        sized("ROWS", 0, {"pixelSize": 40}),
        sized("ROWS", 8, {"hiddenByUser": True}),
        {"addDimensionGroup": group("ROWS", 30, 36)},
        {"addDimensionGroup": group("ROWS", 32, 34)},
        {"addDimensionGroup": group("COLUMNS", 20, 22)},
        {"updateDimensionGroup": {
            "dimensionGroup": {**group("ROWS", 32, 34), "depth": 2, "collapsed": True}, "fields": "collapsed"}},
    ]  # fmt: skip


def _charts() -> list[dict[str, Any]]:
    first, second = data(area(0, 6, 1, 2)), data(area(0, 6, 2, 3))
    titled = [{"position": "BOTTOM_AXIS", "title": "Phường"}, {"position": "LEFT_AXIS", "title": "Điểm"}]
    column = basic("COLUMN", {"series": first, "color": RED}, {"series": second}, axis=titled, stackedType="STACKED")
    bar = basic("BAR", {"series": first, "targetAxis": "BOTTOM_AXIS"}, legendPosition="NO_LEGEND")
    line = basic("LINE", {"series": first, "lineStyle": {"width": 3, "type": "MEDIUM_DASHED"},
                          "pointStyle": {"shape": "DIAMOND", "size": 9}}, legendPosition="RIGHT_LEGEND")  # fmt: skip
    combined = basic(
        "COMBO", {"series": first, "type": "COLUMN"}, {"series": second, "type": "LINE", "targetAxis": "RIGHT_AXIS"}
    )
    dots = basic("SCATTER", {"series": second})
    dots["basicChart"]["domains"] = [{"domain": first}]
    pie = {"title": "Bánh", "pieChart": {"domain": data(area(0, 6, 0, 1)), "series": first, "pieHole": 0.5,
                                         "legendPosition": "LEFT_LEGEND"}}  # fmt: skip
    return [
        chart({**column, "backgroundColor": {"red": 0.8, "green": 1}}, 10, border={"color": BLUE}),
        chart(bar, 10, 12),
        chart(line, 26),
        chart(basic("AREA", {"series": first}, stackedType="PERCENT_STACKED"), 26, 12),
        chart(combined, 42),
        chart(dots, 42, 12),
        chart(pie, 58),
        chart(basic("COLUMN", {"series": second}), None),
    ]


def scene() -> list[dict[str, Any]]:
    """Return what makes the book."""
    validations = [validated(area(80 + at, 82 + at, 0, 2), asked, **more)
                   for at, (asked, more) in zip(range(0, 99, 2), VALIDATIONS, strict=False)]  # fmt: skip
    look = {"backgroundColor": GREEN, "textFormat": {"bold": True, "foregroundColor": RED}}
    rules = [{"addConditionalFormatRule": {"index": at, "rule": rule(area(1, 6, 1, 3), asked, look)}}
             for at, asked in enumerate(CONDITIONS)]  # fmt: skip
    points = {"minpoint": {"type": "MIN", "color": RED}, "midpoint": {"type": "PERCENT", "value": "40", "color": GREEN},
              "maxpoint": {"type": "NUMBER", "value": "9.5", "color": BLUE}}  # fmt: skip
    scale = {"ranges": [area(1, 6, 1, 2), area(1, 6, 4, 5)], "gradientRule": points}
    grid = {"gridProperties": {"frozenRowCount": 1, "frozenColumnCount": 2}, "tabColor": RED}
    other = {"sheetId": OTHER, "title": "Phụ lục: Q3/2025", "hidden": True, "rightToLeft": True,
             "gridProperties": {"rowCount": 1000, "columnCount": 26, "hideGridlines": True}}  # fmt: skip
    return [
        {"addSheet": {"properties": other}},
        {"updateCells": {"start": {}, "rows": _values(), "fields": "*"}},
        {"updateCells": {"start": {"rowIndex": 60}, "rows": _looks(), "fields": "*"}},
        {"updateCells": {"start": {"sheetId": OTHER}, "rows": _values()[:6], "fields": "*"}},
        {"mergeCells": {"range": area(70, 72, 2, 5)}},
        {"addNamedRange": {"namedRange": {"name": "điểm_số", "range": area(1, 6, 1, 2)}}},
        {"addNamedRange": {"namedRange": {"name": "phu_luc", "range": area(0, 9, 0, 2, OTHER)}}},
        {"addProtectedRange": {"protectedRange": {
            "range": {"sheetId": 0}, "unprotectedRanges": [area(1, 6, 1, 3), area(20, 22, 0, 1)]}}},
        {"addProtectedRange": {"protectedRange": {"range": area(0, 1, 0, 3, OTHER)}}},
        {"updateSheetProperties": {"properties": grid,
            "fields": "gridProperties.frozenRowCount,gridProperties.frozenColumnCount,tabColor"}},
        {"setBasicFilter": {"filter": {"range": area(0, 8, 0, 5), "criteria": {
            "0": {"hiddenValues": ["P2", "P4"]}, "1": {"condition": condition("NUMBER_GREATER", "1")}}}}},
        {"addTable": {"table": {"name": "Bảng", "range": area(0, 6, 0, 5, OTHER)}}},
        *validations, *rules,
        {"addConditionalFormatRule": {"index": len(rules), "rule": scale}},
        *_lines(), *_charts(),
    ]  # fmt: skip


def export(book: Book) -> bytes:
    reply = book.world.call("GET", f"{DRIVE}/{book.id}/export", mimeType=XLSX)
    assert reply.status_code == 200, reply.text
    return reply.content


def upload(world: World, content: bytes, name: str = "Sổ chấm điểm") -> Any:
    """Send a file to be converted, as clients of Drive v3 do, and return the reply."""
    metadata = json.dumps({"name": name, "mimeType": SPREADSHEET})
    head = f"--b0\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{metadata}\r\n"
    body = f"{head}--b0\r\nContent-Type: {XLSX}\r\n\r\n".encode() + content + b"\r\n--b0--\r\n"
    kind = {"Content-Type": "multipart/related; boundary=b0"}
    return world.session.post(UPLOAD, data=body, headers=kind, params={"uploadType": "multipart"})


def uploaded(world: World, content: bytes) -> Any:
    """Return a converted file as the Sheets API shows it."""
    reply = upload(world, content)
    assert reply.status_code == 200, reply.text
    return world.call("GET", f"{SHEETS}/{reply.json()['id']}", includeGridData=True).json()
