"""Excel read: what was exported and uploaded is the same book; files from elsewhere become one; others are refused."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import ColorScale, DataBar, FormatObject, Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from sheetsync.emulator.excel.read import book_of

from .excel_book import LONG, OTHER, XLSX, chart, data, export, scene, upload, uploaded
from .excel_book import area as place
from .world import Book, World

IDS = ("sheetId", "chartId", "namedRangeId", "protectedRangeId", "tableId", "bandedRangeReference", "editors")
SAFE = "Phụ lục_ Q3_2025"


def _without_ids(value: Any) -> Any:
    """Return a resource without what is new in every book: ids, and who owns it."""
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_ids(part) for name, part in value.items() if name not in IDS}
    return value.replace("Phụ lục: Q3/2025", SAFE) if isinstance(value, str) else value


@pytest.fixture
def rich(book: Book) -> Book:
    book.batch(*scene())
    return book


def _file(fill: Callable[[Any, Any], None]) -> bytes:
    workbook = openpyxl.Workbook()
    fill(workbook, workbook.active)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _converted(world: World, fill: Callable[[Any, Any], None]) -> Any:
    return uploaded(world, _file(fill))


def _cells(shown: Any, tab: int = 0) -> list[list[Any]]:
    return [row.get("values", []) for row in shown["sheets"][tab]["data"][0].get("rowData", [])]


@pytest.fixture(scope="module")
def rounds() -> list[tuple[Any, Any]]:
    """The rich book's tabs before and after, once the first test has sent it out and back."""
    return []


@pytest.mark.parametrize("part", ["data", "merges", "protectedRanges", "conditionalFormats", "basicFilter", "charts",
                                  "tables", "rowGroups", "columnGroups", "properties"])  # fmt: skip
def test_what_was_exported_and_uploaded_again_is_the_same_book(
    book: Book, rounds: list[tuple[Any, Any]], part: str
) -> None:
    if not rounds:
        book.batch(*scene())
        rounds.append((book.get(includeGridData=True)["sheets"], uploaded(book.world, export(book))["sheets"]))
    before, after = rounds[0]
    assert [sheet["properties"]["title"] for sheet in after] == ["Sheet1", SAFE, "Chart1"]
    assert any(part in sheet for sheet in before)
    assert [_without_ids(sheet.get(part)) for sheet in after] == [_without_ids(sheet.get(part)) for sheet in before]


def test_names_and_the_tabs_they_point_to_come_back(rich: Book) -> None:
    after = uploaded(rich.world, export(rich))
    ids = {sheet["properties"]["title"]: sheet["properties"]["sheetId"] for sheet in after["sheets"]}
    found = {named["name"]: named["range"] for named in after["namedRanges"]}
    assert found == {"điểm_số": place(1, 6, 1, 2, ids["Sheet1"]), "phu_luc": place(0, 9, 0, 2, ids[SAFE])}
    assert after["properties"]["title"] == "Sổ chấm điểm"


def test_charts_come_back_over_their_own_tabs(rich: Book) -> None:
    after = uploaded(rich.world, export(rich))["sheets"]
    home = after[0]["properties"]["sheetId"]
    series = after[2]["charts"][0]["spec"]["basicChart"]["series"][0]["series"]
    assert series == data({**place(0, 6, 2, 3), "sheetId": home})
    assert after[2]["charts"][0]["position"] == {"sheetId": after[2]["properties"]["sheetId"]}


def test_a_second_round_changes_nothing(rich: Book) -> None:
    once = uploaded(rich.world, export(rich))
    again = Book.__new__(Book)
    again.world, again.id = rich.world, once["spreadsheetId"]
    assert _without_ids(uploaded(rich.world, export(again))["sheets"]) == _without_ids(once["sheets"])


def test_formulas_are_english_in_the_file_and_local_in_a_book_of_that_locale(vietnamese: Book) -> None:
    vietnamese.write("A1", ["=SUM(1,5;B1)", "8,5", '=IFS(B1>1;"IFS(;")'])
    content = export(vietnamese)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Sheet1"]
    assert [sheet[name].value for name in ("A1", "C1")] == ["=SUM(1.5,B1)", '=_xlfn.IFS(B1>1,"IFS(;")']
    back = book_of(content, "id", "t", "vi_VN").sheets[0]
    formulas = [back.cell(0, column)["userEnteredValue"]["formulaValue"] for column in (0, 2)]
    assert formulas == ["=SUM(1,5;B1)", '=IFS(B1>1;"IFS(;")']


def test_the_file_holds_the_results_of_its_formulas_but_of_unknown_functions(book: Book) -> None:
    book.write("A1", ["=1+1.5", '="a"&"<b>"', "=1=1", "=1/0", "=QUERY(A1)"])
    sheet = openpyxl.load_workbook(io.BytesIO(export(book)), data_only=True)["Sheet1"]
    assert [cell.value for cell in sheet[1]] == [2.5, "a<b>", True, "#DIV/0!", None]


def test_a_formula_excel_could_not_read_is_exported_as_its_text(book: Book) -> None:
    book.write("A1", ["=SUM(A2", '="a', "=1+", "=SUM(A2)"])
    sheet = openpyxl.load_workbook(io.BytesIO(export(book)))["Sheet1"]
    assert [cell.data_type for cell in sheet[1]] == ["s", "s", "s", "f"]


def test_a_list_too_long_for_a_rule_stands_in_a_tab_nobody_sees(rich: Book) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(export(rich)))
    assert workbook["_lists"].sheet_state == "veryHidden"
    assert [cell.value for cell in workbook["_lists"]["A"]] == LONG


def test_bands_are_painted_under_the_colours_of_cells(book: Book) -> None:
    colours = {"headerColor": {"red": 1}, "firstBandColor": {"green": 1}, "secondBandColor": {"blue": 1}}
    own = {"userEnteredFormat": {"backgroundColor": {"red": 1, "green": 1}}}
    book.batch(
        {"addBanding": {"bandedRange": {"range": place(0, 4, 0, 2), "rowProperties": colours}}},
        {"repeatCell": {"range": place(1, 2, 1, 2), "cell": own, "fields": "userEnteredFormat"}},
    )
    sheet = openpyxl.load_workbook(io.BytesIO(export(book)))["Sheet1"]
    shown = [[cell.fill.start_color.rgb for cell in row] for row in sheet["A1:B4"]]
    assert shown == [["00FF0000"] * 2, ["0000FF00", "00FFFF00"], ["000000FF"] * 2, ["0000FF00"] * 2]


def test_a_table_without_a_header_excel_takes_is_no_table_there(book: Book) -> None:
    book.write("A1", ["a", "A", "b", "c"], [1, 2, 3, 4])
    for name, left in (("Trùng", 0), ("Tốt", 2)):
        book.batch({"addTable": {"table": {"name": name, "range": place(0, 2, left, left + 2)}}})
    assert list(openpyxl.load_workbook(io.BytesIO(export(book)))["Sheet1"].tables) == ["Tốt"]


def test_a_protected_range_leaves_all_else_open_down_to_the_end_of_the_grid(book: Book) -> None:
    book.batch({"addProtectedRange": {"protectedRange": {"range": place(2, 1000, 1, 3)}}})
    found = uploaded(book.world, export(book))["sheets"][0]
    sheet_id = found["properties"]["sheetId"]
    assert [item["range"] for item in found["protectedRanges"]] == [place(2, 1000, 1, 3, sheet_id)]


def test_dates_keep_every_digit_in_either_calendar(world: World) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet["A1"], sheet["A2"] = 45000.123456789, datetime(2026, 9, 3)  # noqa: DTZ001 - Excel knows no zones
        sheet["A1"].number_format = sheet["A2"].number_format = "yyyy-mm-dd"

    def since_1904(workbook: Any, sheet: Any) -> None:
        workbook.epoch = CALENDAR_MAC_1904
        fill(workbook, sheet)
        sheet["A1"] = 43538.25
        sheet["A1"].number_format = "d/m/yy;@"
        sheet["A3"] = 5

    values = [row[0]["userEnteredValue"]["numberValue"] for row in _cells(_converted(world, fill))]
    assert values == [45000.123456789, 46268]
    rows = _cells(_converted(world, since_1904))
    assert [row[0]["userEnteredValue"]["numberValue"] for row in rows] == [45000.25, 46268, 5]
    assert rows[0][0]["userEnteredFormat"]["numberFormat"] == {"type": "DATE", "pattern": "d/m/yy"}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("General", None),
        ("0.00%", {"type": "PERCENT", "pattern": "0.00%"}),
        ("[$-409]h:mm AM/PM", {"type": "TIME", "pattern": "h:mm am/pm"}),
        ("[$₫-42A]#,##0", {"type": "CURRENCY", "pattern": "[$₫]#,##0"}),
        ("mm-dd-yy", {"type": "DATE", "pattern": "m/d/yyyy"}),
        ("[$-F800]dddd, mmmm dd, yyyy", {"type": "DATE", "pattern": "dddd, mmmm dd, yyyy"}),
        ('0.0" m"', {"type": "NUMBER", "pattern": '0.0" m"'}),
        ("##0.0E+0", {"type": "SCIENTIFIC", "pattern": "##0.0E+0"}),
        ("@", {"type": "TEXT", "pattern": "@"}),
    ],
)
def test_number_formats_get_the_type_google_gives_them(world: World, theirs: str, ours: Any) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet["A1"] = 1
        sheet["A1"].number_format = theirs

    cell = _cells(_converted(world, fill))[0][0]
    assert cell.get("userEnteredFormat", {}).get("numberFormat") == ours


def test_letters_a_pattern_of_google_has_unquoted_are_quoted_for_excel(book: Book) -> None:
    number_format = {"type": "NUMBER", "pattern": "0 đồng;-0"}
    cell = {"userEnteredValue": {"numberValue": 5}, "userEnteredFormat": {"numberFormat": number_format}}
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "*"}})
    assert openpyxl.load_workbook(io.BytesIO(export(book)))["Sheet1"]["A1"].number_format == '0 "đồng";-0'


def test_looks_of_other_programs_are_understood(world: World) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet["A1"] = "x"
        sheet["A1"].font = Font(name="Calibri", sz=11, b=True, color=Color(theme=4))
        sheet["A1"].fill = PatternFill("solid", start_color=Color(theme=0, tint=-0.5))
        sheet["A1"].border = Border(left=Side(style="hair", color=Color(indexed=10)))
        sheet["B2"].fill = PatternFill("solid", start_color="FFFF0000")

    rows = _cells(_converted(world, fill))
    look = rows[0][0]["userEnteredFormat"]
    letters = look["textFormat"]
    assert (letters["fontFamily"], letters["fontSize"], letters["bold"]) == ("Calibri", 11, True)
    assert letters["foregroundColor"] == {"red": 0.30980393, "green": 0.5058824, "blue": 0.7411765}
    assert look["backgroundColor"] == dict.fromkeys(("red", "green", "blue"), 0.5019608)
    assert look["borders"]["left"]["style"] == "DOTTED"
    assert look["borders"]["left"]["color"] == {"red": 1}
    assert rows[1][1]["userEnteredFormat"]["backgroundColor"] == {"red": 1}


def test_formulas_of_arrays_errors_and_strings_inside_cells(world: World) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet["A1"] = ArrayFormula("A1:A2", "=B1:B2*2")
        sheet["A2"] = 8
        sheet["B1"], sheet["B2"] = "#N/A", ""
        sheet["B1"].data_type = "e"
        sheet["C1"], sheet["C2"] = "=_xlfn.XLOOKUP(1,2,3)", "=chữ"
        sheet["C2"].data_type = "s"

    rows = _cells(_converted(world, fill))
    assert [cell.get("userEnteredValue") for cell in rows[0]] == [
        {"formulaValue": "=ARRAYFORMULA(B1:B2*2)"},
        {"formulaValue": "=#N/A"},
        {"formulaValue": "=XLOOKUP(1,2,3)"},
    ]
    assert rows[0][1]["effectiveValue"]["errorValue"]["type"] == "N_A"
    assert [cell.get("userEnteredValue") for cell in rows[1]] == [None, None, {"stringValue": "=chữ"}]


def test_rules_google_does_not_have_are_left_out_and_others_kept_in_their_order(world: World) -> None:
    def fill(_: Any, sheet: Any) -> None:
        red = PatternFill(bgColor="FFFF0000")
        rules = sheet.conditional_formatting
        bars = DataBar(cfvo=[FormatObject("min"), FormatObject("max")], color="FF00FF00")
        rules.add("A1:A9", Rule(type="dataBar", dataBar=bars))
        style = DifferentialStyle(fill=red)
        rules.add("B1:B9 D1:D9", Rule(type="cellIs", operator="lessThan", formula=["B$1*2"], dxf=style))
        points = [FormatObject("min"), FormatObject("percentile", 50), FormatObject("max")]
        colours = [Color("FFFF0000"), Color("FFFFFFFF"), Color("FF00FF00")]
        rules.add("A1:A9", Rule(type="colorScale", colorScale=ColorScale(cfvo=points, color=colours)))
        for held in (
            DataValidation(type="textLength", operator="lessThan", formula1="5", sqref="A1"),
            DataValidation(type="whole", operator="lessThan", formula1="5", sqref="A2"),
            DataValidation(type="list", formula1="$B$1:$B$3", sqref="A3"),
        ):
            sheet.add_data_validation(held)

    shown = _converted(world, fill)
    less, scale = shown["sheets"][0]["conditionalFormats"]
    values = [{"userEnteredValue": "=B$1*2"}]
    assert less["booleanRule"]["condition"] == {"type": "NUMBER_LESS", "values": values}
    assert [len(rule["ranges"]) for rule in (less, scale)] == [2, 1]
    assert scale["gradientRule"]["midpoint"]["value"] == "50"
    kinds = [
        row[0].get("dataValidation", {}).get("condition", {}).get("type") if row else None for row in _cells(shown)
    ]
    assert kinds == [None, "NUMBER_LESS", "ONE_OF_RANGE"]


def test_an_empty_workbook_is_an_empty_spreadsheet(world: World) -> None:
    shown = _converted(world, lambda *_: None)
    (sheet,) = shown["sheets"]
    assert sheet["properties"]["title"] == "Sheet"
    assert sheet["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}
    assert "rowData" not in sheet["data"][0]


def test_a_file_sent_to_a_spreadsheet_takes_the_place_of_its_content(book: Book) -> None:
    book.write("A1", ["cũ"])
    content = _file(lambda _, sheet: sheet.append(["mới", 2]))
    url = f"https://www.googleapis.com/upload/drive/v3/files/{book.id}"
    kind = {"Content-Type": XLSX}
    reply = book.world.session.patch(url, data=content, headers=kind, params={"uploadType": "media"})
    assert reply.status_code == 200, reply.text
    assert book.world.call("GET", f"{book.url}/values/Sheet").json()["values"] == [["mới", "2"]]


def _repacked(content: bytes, **changes: Any) -> bytes:
    """Return a workbook with other parts: `sheet` changes the first tab's XML, `extra` adds files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name in changes.get("extra", {}):
                continue
            part = old.read(name)
            new.writestr(name, changes["sheet"](part) if "sheet" in changes and name.endswith("sheet1.xml") else part)
        for name, part in changes.get("extra", {}).items():
            new.writestr(name, part)
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
PLAIN = _file(lambda _, sheet: sheet.append(["a"]))
BAD: dict[str, Callable[[], bytes]] = {
    "no zip": lambda: b"not a workbook",
    "nothing": lambda: b"",
    "a document with a password": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a zip of something else": lambda: _repacked(PLAIN, extra={"[Content_Types].xml": b"<x/>"}),
    "macros": lambda: _repacked(PLAIN, extra={"xl/vbaProject.bin": b"x"}),
    "a bomb": lambda: _repacked(PLAIN, extra={"xl/worksheets/bomb.xml": bytes(101 * 1024 * 1024)}),
    "entities": lambda: _repacked(PLAIN, sheet=lambda part: ENTITIES + part.partition(b"?>")[2]),
    "entities in UTF-16": lambda: _repacked(PLAIN, sheet=lambda part: (ENTITIES + part).decode().encode("utf-16")),
    "a merge of everything": lambda: _repacked(
        PLAIN,
        sheet=lambda part: part.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
    ),
    "a cell far away": lambda: _repacked(PLAIN, sheet=lambda part: part.replace(b'r="A1"', b'r="XFD1048576"')),
    "a number without end": lambda: _repacked(
        PLAIN,
        sheet=lambda part: part.replace(b"</sheetData>", b'<row r="2"><c r="A2"><v>1e999</v></c></row></sheetData>'),
    ),
    "half a file": lambda: PLAIN[: len(PLAIN) // 2],
    "broken XML": lambda: _repacked(PLAIN, sheet=lambda part: part[:-9]),
    "a style nobody has": lambda: _repacked(PLAIN, sheet=lambda part: part.replace(b'r="A1"', b'r="A1" s="999"')),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_file_that_is_no_workbook_or_a_threat_is_refused_and_leaves_nothing(
    world: World, content: Callable[[], bytes]
) -> None:
    reply = upload(world, content())
    assert reply.status_code == 400
    assert reply.json()["error"]["errors"] == [{"message": "Bad Request", "domain": "global", "reason": "badRequest"}]
    assert world.call("GET", "https://www.googleapis.com/drive/v3/files").json()["files"] == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_and_saves_the_export_with_the_same_values(rich: Book, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(export(rich))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
               "--outdir", str(tmp_path / "out"), str(tmp_path / "book.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - nothing foreign in it
    saved = (tmp_path / "out" / "book.xlsx").read_bytes()
    before, after = rich.get(includeGridData=True), uploaded(rich.world, saved)
    assert [len(sheet.get("charts", [])) for sheet in after["sheets"][:2]] == [7, 0]
    assert [sheet["properties"]["title"] for sheet in after["sheets"][:2]] == ["Sheet1", SAFE]
    for tab in (0, 1):
        # Not the fifth column: LibreOffice saves a truth as a call of TRUE().
        found = [[[_near(cell.get("effectiveValue")) for cell in row[:4]] for row in _cells(shown, tab)[:8]]
                 for shown in (before, after)]  # fmt: skip
        assert found[0] == found[1]
    assert after["sheets"][0]["merges"] == [place(70, 72, 2, 5, after["sheets"][0]["properties"]["sheetId"])]


def _near(value: Any) -> Any:
    """Return a value to fifteen digits, and of an error only its kind."""
    if value and "numberValue" in value:
        return f"{value['numberValue']:.14e}"
    return value["errorValue"]["type"] if value and "errorValue" in value else value


def test_kinds_of_charts_excel_does_not_draw_are_left_out_and_their_tab_stays(book: Book) -> None:
    org = {"orgChart": {"labels": data(place(0, 5, 0, 1))}}
    book.batch(chart(org, 3), chart(org, None))
    after = uploaded(book.world, export(book))["sheets"]
    assert [sheet["properties"]["title"] for sheet in after] == ["Sheet1", "Chart1"]
    assert ["charts" in sheet for sheet in after] == [False, False]
    assert OTHER not in [sheet["properties"]["sheetId"] for sheet in after]
