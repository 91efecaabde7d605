"""Excel export: what a book holds is still there when openpyxl reads the file again."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import gspread
import openpyxl
import pytest

from .world import Book

AREA = {"startRowIndex": 1, "endRowIndex": 5, "startColumnIndex": 1, "endColumnIndex": 2}


def _export(book: Book) -> bytes:
    return bytes(book.gspread.export(gspread.utils.ExportFormat.EXCEL))


def _open(book: Book) -> Any:
    return openpyxl.load_workbook(io.BytesIO(_export(book)))


def _fill(book: Book) -> None:
    """Make the book a small score sheet with one of everything."""
    header = {
        "userEnteredFormat": {
            "backgroundColor": {"red": 0.2, "green": 0.4, "blue": 0.6},
            "textFormat": {"bold": True, "foregroundColor": {"red": 1, "green": 1, "blue": 1}, "fontSize": 12},
            "horizontalAlignment": "CENTER",
            "verticalAlignment": "MIDDLE",
            "wrapStrategy": "WRAP",
            "borders": {"bottom": {"style": "SOLID_THICK"}},
        }
    }
    titles = ["Tiêu chí", "Điểm tự chấm", "Loại", "Ghi chú"]
    rows = [{"values": [{**header, "userEnteredValue": {"stringValue": title}} for title in titles]}]
    book.batch({"updateCells": {"start": {}, "rows": rows, "fields": "*"}})
    book.write(
        "A2",
        ["1.1", "8,5", "Tốt", "=1+1 là hai"],
        ["1.2", "12,5%", "Khá"],
        ["1.3", "3/9/2026"],
        ["Tổng", "=SUM(B2:B2;1,5)"],
    )
    injected = {"userEnteredValue": {"stringValue": '=HYPERLINK("http://evil")'}, "note": "chép từ đơn vị"}
    levels = [{"userEnteredValue": level} for level in ("Tốt", "Khá", "Đạt")]
    book.batch(
        {"updateCells": {"start": {"rowIndex": 1, "columnIndex": 3}, "rows": [{"values": [injected]}], "fields": "*"}},
        {"mergeCells": {"range": {"startRowIndex": 6, "endRowIndex": 7, "startColumnIndex": 1, "endColumnIndex": 4}}},
        {"addNamedRange": {"namedRange": {"name": "diem", "range": AREA}}},
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}, "unprotectedRanges": [AREA]}}},
        {"setDataValidation": {
            "range": {**AREA, "startColumnIndex": 2, "endColumnIndex": 3},
            "rule": {"condition": {"type": "ONE_OF_LIST", "values": levels}, "strict": True, "showCustomUi": True}}},
        {"addConditionalFormatRule": {"index": 0, "rule": {"ranges": [AREA], "booleanRule": {
            "condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "8"}]},
            "format": {"backgroundColor": {"green": 1}}}}}},
        {"addConditionalFormatRule": {"index": 1, "rule": {"ranges": [AREA], "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '=IF($C2="Tốt";TRUE;FALSE)'}]},
            "format": {"textFormat": {"bold": True}}}}}},
        {"updateSheetProperties": {
            "properties": {"tabColor": {"red": 1}, "gridProperties": {"frozenRowCount": 1, "frozenColumnCount": 1}},
            "fields": "tabColor,gridProperties.frozenRowCount,gridProperties.frozenColumnCount"}},
        {"updateDimensionProperties": {"range": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1},
                                       "properties": {"pixelSize": 250}, "fields": "pixelSize"}},
        {"updateDimensionProperties": {"range": {"dimension": "COLUMNS", "startIndex": 5, "endIndex": 6},
                                       "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}},
        {"updateDimensionProperties": {"range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1},
                                       "properties": {"pixelSize": 40}, "fields": "pixelSize"}},
        {"setBasicFilter": {"filter": {"range": {"endRowIndex": 5, "endColumnIndex": 4}}}},
        {"addSheet": {"properties": {"sheetId": 5, "title": "Phụ lục: Q3/2025", "hidden": True}}},
        {"updateCells": {"start": {"sheetId": 5}, "rows": [{"values": [
            {"userEnteredValue": {"formulaValue": "=Sheet1!B2*2"}}]}], "fields": "*"}},
    )  # fmt: skip
    book.write("E2", ["='Phụ lục: Q3/2025'!A1"])


def test_values_keep_their_kind(vietnamese: Book) -> None:
    _fill(vietnamese)
    sheet = _open(vietnamese)["Sheet1"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == (8.5, "n")
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=SUM(B2:B2,1.5)", "f")
    assert (sheet["B3"].number_format, sheet["B4"].number_format) == ("0.00%", "d/m/yyyy")
    assert sheet["E2"].value == "='Phụ lục_ Q3_2025'!A1"


def test_a_text_like_a_formula_is_exported_as_text(vietnamese: Book) -> None:
    _fill(vietnamese)
    cell = _open(vietnamese)["Sheet1"]["D2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://evil")', "s")


def test_looks_are_kept(vietnamese: Book) -> None:
    _fill(vietnamese)
    sheet = _open(vietnamese)["Sheet1"]
    head = sheet["A1"]
    assert head.fill.start_color.rgb == "00336699"
    assert (head.font.b, head.font.sz, head.font.color.rgb) == (True, 12, "00FFFFFF")
    assert (head.alignment.horizontal, head.alignment.vertical, head.alignment.wrap_text) == ("center", "center", True)
    assert head.border.bottom.style == "thick"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["B7:D7"]
    assert sheet.column_dimensions["A"].width == 35
    assert sheet.column_dimensions["F"].hidden
    assert sheet.row_dimensions[1].height == 30
    assert sheet.freeze_panes == "B2"
    assert sheet.sheet_properties.tabColor.rgb == "00FF0000"
    assert sheet.auto_filter.ref == "A1:D5"


def test_rules_notes_names_and_protection_are_kept(vietnamese: Book) -> None:
    _fill(vietnamese)
    workbook = _open(vietnamese)
    sheet = workbook["Sheet1"]
    assert sheet["D2"].comment.text == "chép từ đơn vị"
    assert workbook.defined_names["diem"].attr_text == "'Sheet1'!$B$2:$B$5"
    rule = sheet.data_validations.dataValidation[0]
    assert (rule.formula1, str(rule.sqref), rule.showDropDown) == ('"Tốt,Khá,Đạt"', "C2:C5", False)
    formulas = [rule.formula[0] for found in sheet.conditional_formatting for rule in found.rules]
    assert sorted(formulas) == ["8", 'IF($C2="Tốt",TRUE,FALSE)']
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked
    assert not sheet["B2"].protection.locked
    assert workbook["Phụ lục_ Q3_2025"].sheet_state == "hidden"


def test_tab_names_that_excel_takes_for_equal_stay_apart(book: Book) -> None:
    book.gspread.add_worksheet("a" * 40, 2, 2)
    book.gspread.add_worksheet("a" * 41, 2, 2)
    assert _open(book).sheetnames == ["Sheet1", "a" * 31, "a" * 29 + "_2"]


def _linked(text: str, uri: str, **text_format: Any) -> dict[str, Any]:
    return {
        "userEnteredValue": {"stringValue": text},
        "userEnteredFormat": {"textFormat": {"link": {"uri": uri}, **text_format}},
    }


def _write_column(book: Book, *cells: dict[str, Any]) -> Any:
    """Write cells below one another and return the tab as exported."""
    rows = [{"values": [cell]} for cell in cells]
    book.batch({"updateCells": {"start": {}, "rows": rows, "fields": "*"}})
    return _open(book)["Sheet1"]


def test_linked_cells_are_links_with_their_text_and_the_look_of_links(book: Book) -> None:
    uri = "https://docs.google.com/spreadsheets/d/abc/edit#gid=7&range=B4"
    runs = {
        "userEnteredValue": {"stringValue": "cả ô"},
        "textFormatRuns": [{"format": {"link": {"uri": "http://example.com/a b"}}}],
    }
    sheet = _write_column(book, _linked("Mở ô", uri), _linked('=HYPERLINK("http://evil")', uri), runs)
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [
        ("Mở ô", "s"),
        ('=HYPERLINK("http://evil")', "s"),
        ("cả ô", "s"),
    ]
    assert [cell.hyperlink.target for cell in sheet["A"]] == [uri, uri, "http://example.com/a%20b"]
    assert {(cell.font.u, cell.font.color.rgb) for cell in sheet["A"]} == {("single", "001155CC")}


def test_a_link_that_has_a_look_of_its_own_keeps_it(book: Book) -> None:
    cell = _linked("Mở ô", "https://example.com", underline=False, foregroundColor={"red": 1}, bold=True)
    exported = _write_column(book, cell)["A1"]
    assert (exported.font.u, exported.font.color.rgb, exported.font.b) == (None, "00FF0000", True)
    assert exported.hyperlink.target == "https://example.com"


def test_what_is_no_web_address_or_not_the_whole_cell_is_no_link(book: Book) -> None:
    part = {
        "userEnteredValue": {"stringValue": "một phần"},
        "textFormatRuns": [{"startIndex": 4, "format": {"link": {"uri": "https://example.com"}}}],
    }
    blank = {"userEnteredFormat": {"textFormat": {"link": {"uri": "https://example.com"}}}}
    addresses = ("javascript:alert(1)", "file:///etc/passwd", "#gid=0", "https://", "https://e.com/" + "a" * 2100)
    sheet = _write_column(book, *(_linked("text", uri) for uri in addresses), part, blank)
    assert [cell.hyperlink for cell in sheet["A"]] == [None] * 7
    assert {(cell.font.u, cell.font.color.rgb) for cell in sheet["A"]} == {(None, "00000000")}
    assert sheet["A7"].value is None


def test_cells_of_one_format_look_equal_and_those_of_others_do_not(vietnamese: Book) -> None:
    _fill(vietnamese)
    sheet = _open(vietnamese)["Sheet1"]
    parts = ("font", "fill", "border", "alignment", "number_format", "protection")
    looks = [[repr(getattr(sheet[place], part)) for part in parts] for place in ("A1", "C1", "A2", "B2")]
    assert looks[0] == looks[1]
    assert looks[0][:4] != looks[2][:4]
    assert looks[2][:5] == looks[3][:5]
    assert looks[2][5] != looks[3][5]  # of one format, but one is protected


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_export_and_agrees_on_the_sums(vietnamese: Book, tmp_path: Path) -> None:
    _fill(vietnamese)
    (tmp_path / "book.xlsx").write_bytes(_export(vietnamese))
    utf8_csv = "csv:Text - txt - csv (StarCalc):44,34,76"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        utf8_csv,
        "--outdir",
        str(tmp_path),
        str(tmp_path / "book.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - nothing foreign in it
    lines = (tmp_path / "book.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith('1.1,8.5,Tốt,"=HYPERLINK(""http://evil"")",17')
    assert lines[4].startswith("Tổng,10")
