"""A ward that only has Excel: its book is exported, filled there, and comes back cell by cell."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from gspread.utils import ExportFormat
from openpyxl import load_workbook
from requests import PreparedRequest, Response

from .office import LATE, Office, answer

Sheets = Any
Fill = Callable[[Sheets], None]

SELF, APPENDIX = "Tự chấm điểm", "Phụ lục số liệu"


def nothing(_workbook: Sheets) -> None:
    """Nobody touches the file."""


def sent(office: Office, fill: Fill = nothing, code: str = "P4") -> str:
    """Export a book, and have somebody fill the file in Excel; returns where it is."""
    content = office.client.export(office.ids[code], ExportFormat.EXCEL)
    workbook = load_workbook(BytesIO(content))
    fill(workbook)
    file = office.folder / f"{code}.xlsx"
    workbook.save(file)
    return file.name


def cell(workbook: Sheets, tab: str, key: str, header: str) -> Any:
    sheet = workbook[tab]
    row = next(row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value == key)
    col = next(col for col in range(1, sheet.max_column + 1) if sheet.cell(3, col).value == header)
    return sheet.cell(row, col)


def filled_in_excel(workbook: Sheets) -> None:
    """What a person does: numbers, texts, a yes, a formula, and a few things that do not work."""
    cell(workbook, SELF, "1.1", "Điểm tự chấm").value = 9.5
    cell(workbook, SELF, "1.2", "Số liệu minh họa").value = "3 hội thi"
    text = cell(workbook, SELF, "2.1", "Nhận định, đánh giá hiệu quả")
    text.value, text.data_type = '=HYPERLINK("http://example.org")', "s"
    cell(workbook, SELF, "2.2", "Điểm tự chấm").value = "2,5"
    day = cell(workbook, SELF, "3", "Điểm tự chấm")
    day.value, day.number_format = date(2020, 5, 1), "dd/mm/yyyy"
    cell(workbook, APPENDIX, "S1", "Năm 2020").value = 2000
    cell(workbook, APPENDIX, "S2", "Năm 2020").value = None
    cell(workbook, "Nộp báo cáo", "NOP", "Đã nộp").value = "có"
    workbook[SELF].cell(30, 1).value, workbook[SELF].cell(30, 4).value = "9.9", 3
    workbook.create_sheet("Ghi chú")["A1"] = "Gửi anh chị"


def changes(office: Office, file: str, *options: str, unit: str = "P4") -> list[tuple[str, str, str, str, str]]:
    """What `--json` tells of every difference: tab, key, column, fate, new."""
    told = office.run("import", unit, file, "--json", *options).json
    return [(one["tab"], one["key"], one["column"], one["fate"], one["new"]) for one in told["changes"]]


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_an_export_that_nobody_touched_changes_nothing_in_any_book(published: Office) -> None:
    assert published.run("export", "out").code == 0
    for code in published.ids:
        (file,) = published.folder.glob(f"out/{code} *.xlsx")
        ran = published.run("import", code, str(file), "--yes")
        assert ran.code == 0, ran
        assert "Không có ô nào để nhập" in ran.words
        assert "không đưa vào bảng được" not in ran.words


def test_exactly_what_was_filled_is_shown_and_nothing_is_written(filled: Office) -> None:
    file, before = sent(filled, filled_in_excel), filled.everything()
    assert changes(filled, file) == [
        ("self", "1.1", "points", "changed", "9,5"),
        ("self", "1.2", "figures", "changed", "3 hội thi"),
        ("self", "2.1", "judgement", "changed", '=HYPERLINK("http://example.org")'),
        ("self", "2.2", "points", "unreadable", "2,5"),
        ("self", "3", "points", "unreadable", "01/05/2020"),
        ("appendix", "S1", "value", "changed", "2.000"),
        ("appendix", "S2", "value", "emptied", ""),
        ("submission", "NOP", "done", "new", "có"),
    ]
    ran = filled.run("import", "Phường 4", file)
    assert ran.code == 1, "not everything in the file can be entered"
    assert max(map(len, ran.out.splitlines())) <= 80
    for words in (
        "Tệp P4.xlsx so với bảng “Phường 4 - Thi đua 2020”:",
        "D5 1.1 Điểm tự chấm 8,5 → 9,5",
        "Không nhập 2 ô vì chưa đọc được",
        "Tự chấm điểm, ô D9 (2.2): “2,5” “2,5” đang là chữ",
        "Excel cài tiếng Anh dùng dấu chấm thập phân",
        "Ô hiện 01/05/2020, là ngày giờ, không phải số; có lẽ là 1,5.",
        "1 ô trống trong tệp mà bảng có nội dung: giữ nguyên (thêm --with-blanks để xóa trống): Phụ lục số liệu: E5",
        "Thẻ “Ghi chú”: bảng không có thẻ này; 1 ô có nội dung không nhập được.",
        "Thẻ “Tự chấm điểm”, dòng 30: bảng không có dòng mã “9.9”; 1 ô có nội dung không nhập được.",
        "[Cần xem] Phụ lục số liệu, ô E4 S1 (Số cuộc tuyên truyền) ghi 2.000 cuộc, lớn hơn mức thường gặp.",
        "Sẽ nhập 5 ô;",
        "→ Xem kỹ các ô trên; đúng thì chạy lại lệnh này với --yes.",
    ):
        assert words in ran.words, ran.out
    assert filled.everything() == before
    assert filled.writes == 0


def test_what_stands_beside_the_code_of_another_row_is_told_and_left_out(filled: Office) -> None:
    def sorted_codes(workbook: Sheets) -> None:
        sheet = workbook[SELF]
        sheet["A5"], sheet["A6"], sheet["D5"], sheet["E5"] = "1.2", "1.1", 2, "Số liệu mới"

    ran = filled.run("import", "P4", sent(filled, sorted_codes), "--yes")
    assert ran.code == 1
    words = "mã “1.2” và nội dung của dòng không khớp nhau; 3 ô có nội dung không nhập được;"
    assert f"Thẻ “Tự chấm điểm”, dòng 5: {words} trả mã về đúng dòng" in ran.words
    assert "ô khóa" not in ran.words


def test_a_file_without_names_is_placed_by_its_titles_headers_and_codes(filled: Office) -> None:
    def other_program(workbook: Sheets) -> None:
        for name in list(workbook.defined_names):
            del workbook.defined_names[name]
        workbook[SELF].insert_cols(2)
        workbook[SELF].insert_rows(5)
        workbook[SELF]["E6"] = 7

    assert changes(filled, sent(filled, other_program)) == [("self", "1.1", "points", "changed", "7")]


def test_json_tells_each_cell_in_book_and_file_and_what_becomes_of_it(filled: Office) -> None:
    told = filled.run("import", "P4", sent(filled, filled_in_excel), "--json").json
    assert (told["book"], told["entered"], told["same"]) == ("P4", 0, 15)
    assert told["changes"][0] == {
        "tab": "self", "key": "1.1", "column": "points", "cell": "D5", "file_cell": "D5", "fate": "changed",
        "late": False, "old": "8,5", "new": "9,5", "value": "9.5", "formula": "", "wanted": True, "finding": None,
    }  # fmt: skip
    assert told["changes"][3]["finding"] == "number-as-text"
    assert [(one["why"], one["tab"], one["cell"]) for one in told["unplaced"]] == [
        ("tab", "Ghi chú", ""),
        ("row", SELF, "dòng 30"),
    ]
    assert ("figure-implausible", "E4") in [(one["code"], one["file_cell"]) for one in told["findings"]]


# --- what is entered -------------------------------------------------------------------------------------------------


def test_yes_enters_it_in_one_request_as_typed_and_a_second_time_nothing(filled: Office) -> None:
    file = sent(filled, filled_in_excel)
    filled.traffic.clear()
    ran = filled.run("import", "P4", file, "--yes")
    assert "Đã nhập 5 ô vào bảng" in ran.words
    assert filled.writes == 1
    assert filled.holds("P4", "self", "1.1", "points") == 9.5
    assert filled.holds("P4", "self", "1.2", "figures") == "3 hội thi"
    assert filled.holds("P4", "self", "2.1", "judgement") == '=HYPERLINK("http://example.org")', "a text as ever"
    assert filled.holds("P4", "self", "2.2", "points") == 2.5, "what could not be read is left"
    assert filled.holds("P4", "appendix", "S2", "value") == 42.5, "and so is what the file leaves blank"
    assert filled.see("P4", "submission", "NOP", "done") == "có"
    before = filled.everything()
    assert "Không có ô nào để nhập" in filled.run("import", "P4", file, "--yes").words
    assert filled.everything() == before


def test_sync_then_finds_what_the_import_has_told(filled: Office) -> None:
    told = filled.run("import", "P4", sent(filled, filled_in_excel), "--yes", "--json").json
    filled.sync()
    found = {(one["code"], one["message"]) for one in filled.findings() if one["book"] == "P4"}
    assert {(one["code"], one["message"]) for one in told["findings"]} <= found
    assert told["findings"]


def test_a_few_cells_of_an_empty_book_tell_of_their_own_rows_and_count_what_stays_blank(provisioned: Office) -> None:
    def begun(workbook: Sheets) -> None:
        cell(workbook, SELF, "1.1", "Điểm tự chấm").value = 8

    file = sent(provisioned, begun)
    told = provisioned.run("import", "P4", file, "--json").json
    assert [(one["code"], one["file_cell"]) for one in told["findings"]] == [("evidence-missing", "D5")]
    assert told["still_blank"] == 7, "four criteria, two figures, a remark"
    ran = provisioned.run("import", "P4", file, "--yes")
    assert "sẽ nêu thêm 1 chỗ" in ran.words
    assert "Và 7 chỗ khác còn trống như trước." in ran.words
    assert "Chưa có điểm" not in ran.words
    provisioned.sync("--no-mail")
    assert len([one for one in provisioned.findings() if one["book"] == "P4"]) == 8

    def handed_in(workbook: Sheets) -> None:
        cell(workbook, SELF, "1.1", "Số liệu minh họa").value = "12 cuộc"
        cell(workbook, SELF, "1.1", "Nhận định, đánh giá hiệu quả").value = "Tốt"

    assert "sẽ nêu" not in provisioned.run("import", "P4", sent(provisioned, handed_in)).words, "known already"


def test_where_nothing_typed_is_doubtful_only_the_number_of_blanks_is_told(provisioned: Office) -> None:
    def figure(workbook: Sheets) -> None:
        cell(workbook, APPENDIX, "S1", "Năm 2020").value = 120

    ran = provisioned.run("import", "P4", sent(provisioned, figure))
    assert "Nhập xong, lần đồng bộ tới sẽ nêu 2 chỗ khác còn trống như trước." in ran.words


def test_blanks_clear_cells_only_if_that_is_wanted(filled: Office) -> None:
    file = sent(filled, filled_in_excel)
    assert "(xóa trống)" in filled.run("import", "P4", file, "--with-blanks").out
    filled.run("import", "P4", file, "--with-blanks", "--yes")
    assert filled.see("P4", "appendix", "S2", "value") == ""


def test_a_number_entered_where_a_day_was_shown_is_a_number_again(filled: Office) -> None:
    filled.type("P4", "self", "3", "points", "1/5/2020")
    filled.sync()
    assert "number-is-date" in filled.codes()

    def mended(workbook: Sheets) -> None:
        day = cell(workbook, SELF, "3", "Điểm tự chấm")
        day.value, day.number_format = 1.5, "General"

    assert filled.run("import", "P4", sent(filled, mended), "--yes").code == 0
    assert filled.see("P4", "self", "3", "points") == "1,5"
    filled.sync()
    assert "number-is-date" not in filled.codes()


def test_after_its_deadline_a_cell_is_entered_only_as_late(filled: Office) -> None:
    filled.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    file = sent(filled, filled_in_excel)
    filled.moment = LATE
    ran = filled.run("import", "P4", file, "--yes")
    assert "Tự chấm điểm: đã hết hạn, không nhập (thêm --late để nhập, sẽ ghi là sửa trễ)" in ran.words
    assert "Đã nhập 1 ô" in ran.words, "handing in is no part of the report"
    assert filled.holds("P4", "self", "1.1", "points") == 8.5
    assert ran.code == 1
    assert "Đã nhập 4 ô" in filled.run("import", "P4", file, "--late", "--yes").words
    assert filled.holds("P4", "self", "1.1", "points") == 9.5


def late_changes(office: Office) -> list[str]:
    return [one["message"] for one in office.findings() if one["code"] == "late-change"]


def test_what_is_entered_late_before_any_sync_is_told_by_the_next_one(filled: Office) -> None:
    filled.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    filled.moment = "17g00 ngày 07/11/2020"
    filled.sync("--no-mail")
    file = sent(filled, lambda workbook: setattr(cell(workbook, SELF, "1.1", "Điểm tự chấm"), "value", 9.5))
    filled.moment = "08g00 ngày 08/11/2020"
    shown = filled.run("import", "P4", file, "--late", "--json").json
    told = [one["message"] for one in shown["findings"] if one["code"] == "late-change"]
    assert told, "shown beforehand, too"
    assert filled.run("import", "P4", file, "--late", "--yes").code == 0
    filled.sync("--no-mail")
    assert late_changes(filled) == told
    assert "8,5" in told[0]
    assert "9,5" in told[0]
    assert filled.holds("P4", "self", "1.1", "points") == 9.5


def test_a_late_import_that_is_stopped_halfway_may_be_run_again(filled: Office) -> None:
    filled.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    filled.sync("--no-mail")
    file = sent(filled, lambda workbook: setattr(cell(workbook, SELF, "1.1", "Điểm tự chấm"), "value", 9.5))
    filled.moment = "08g00 ngày 08/11/2020"

    def refused(request: PreparedRequest, _on: Callable[[], Response]) -> Response | None:
        refusal = answer(403, {"error": {"code": 403, "message": "no"}})
        return refusal(request) if str(request.url).endswith(":batchUpdate") else None

    filled.accidents.append(refused)
    assert filled.run("import", "P4", file, "--late", "--yes").code == 3
    filled.accidents.clear()
    assert filled.run("import", "P4", file, "--late", "--yes").code == 0
    filled.sync("--no-mail")
    assert len(late_changes(filled)) == 1


def test_nothing_is_entered_late_into_a_book_of_which_no_record_can_be_kept(filled: Office) -> None:
    filled.configure("edition.yaml", "due: [unit]", "due: [unit], closes: [report]")
    filled.sync("--no-mail")
    file, col = sent(filled, filled_in_excel), cell_column(filled, "P4", "self", "judgement")
    filled.batch("P4", {"deleteDimension": {"range": col}})
    filled.moment = LATE
    ran = filled.run("import", "P4", file, "--late", "--yes")
    assert (ran.code, "chưa nhập trễ được" in ran.words) == (2, True)
    assert "Đã nhập 1 ô" in filled.run("import", "P4", file, "--yes").words, "what is still open goes in"


def cell_column(office: Office, book: str, tab: str, column: str) -> dict[str, Any]:
    """One column of a tab, as Google names it."""
    place = office.place(book, tab)
    start = place.columns[column] - 1
    return {"sheetId": place.grid.sheet_id, "dimension": "COLUMNS", "startIndex": start, "endIndex": start + 1}


def test_a_departments_book_comes_back_as_well(filled: Office) -> None:
    def proposed(workbook: Sheets) -> None:
        header = next(one.value for one in workbook["Chấm điểm"][3] if str(one.value).startswith("1.1"))
        cell(workbook, "Chấm điểm", "P10", header).value = 6.5
        cell(workbook, "Đề xuất điểm thưởng", "1", "Đơn vị").value = "P10"

    file = sent(filled, proposed, code="TG")
    assert filled.run("import", "bộ phận tuyên giáo", file, "--yes").code == 0
    assert filled.holds("TG", "points", "P10", "1.1") == 6.5
    assert filled.holds("TG", "bonus", "1", "unit") == "P10"


# --- what is refused -------------------------------------------------------------------------------------------------


def test_the_file_of_another_book_is_refused_with_its_name(filled: Office) -> None:
    ran = filled.run("import", "P1", sent(filled), "--yes")
    assert ran.code == 2
    assert "Tệp P4.xlsx là bảng của Phường 4, không phải của Phường 1." in ran.words
    assert "sheetsync import P4" in ran.words
    ran = filled.run("import", "TG", sent(filled))
    assert "Tệp P4.xlsx là bảng của Phường 4, không phải của Bộ phận Tuyên giáo." in ran.words


def test_a_file_of_another_year_or_of_nobody_is_refused(filled: Office) -> None:
    def last_year(workbook: Sheets) -> None:
        for sheet in workbook.worksheets:
            sheet["A1"] = str(sheet["A1"].value).replace("2020", "2019")

    def nobodys(workbook: Sheets) -> None:
        for sheet in workbook.worksheets:
            sheet["A1"] = None
            sheet["A2"] = None

    assert "của năm khác" in filled.run("import", "P4", sent(filled, last_year)).words
    assert "Tệp P4.xlsx không phải bảng của Phường 4." in filled.run("import", "P4", sent(filled, nobodys)).words


def test_an_unknown_name_and_a_file_that_is_none_are_refused(provisioned: Office) -> None:
    ran = provisioned.run("import", "Phường 99", "p.xlsx")
    assert (ran.code, "Không có bảng nào của “Phường 99”." in ran.words) == (2, True)
    assert "Không mở được tệp" in provisioned.run("import", "P4", "p.xlsx").words
    Path("p.xlsx").write_text("Ma,Diem", encoding="utf-8")
    assert "không phải tệp Excel .xlsx" in provisioned.run("import", "P4", "p.xlsx").words


def test_a_book_that_is_not_there_is_said_to_be_missing(filled: Office) -> None:
    file = sent(filled)
    filled.client.del_spreadsheet(filled.ids["P4"])
    ran = filled.run("import", "P4", file)
    assert (ran.code, "Không đọc được bảng “Phường 4 - Thi đua 2020”" in ran.words) == (3, True)
    (filled.data / "books.yaml").unlink()
    ran = filled.run("import", "P4", file)
    assert (ran.code, "Chưa có bảng “Phường 4 - Thi đua 2020” để nhập vào." in ran.words) == (2, True)


def test_a_book_whose_numbers_mean_something_else_takes_no_file(filled: Office) -> None:
    file = sent(filled, filled_in_excel)
    update = {"properties": {"locale": "en_US"}, "fields": "locale"}
    filled.batch("P4", {"updateSpreadsheetProperties": update})
    ran = filled.run("import", "P4", file, "--yes")
    assert (ran.code, "đang đặt ngôn ngữ en_US" in ran.words) == (2, True)


def test_a_book_that_changes_while_it_is_compared_stops_everything(filled: Office) -> None:
    file, reads = sent(filled, filled_in_excel), []

    def somebody_types(request: PreparedRequest, _on: Callable[[], Response]) -> Response | None:
        if request.method == "GET":
            reads.append(request)
            if len(reads) == 2:
                filled.type("P4", "self", "1.1", "points", "7")
        return None

    filled.accidents.append(somebody_types)
    ran = filled.run("import", "P4", file, "--yes")
    assert ran.code == 4
    assert "vừa thay đổi trong lúc đối chiếu; chưa nhập ô nào" in ran.words
    assert filled.holds("P4", "self", "1.1", "points") == 7
    assert filled.see("P4", "self", "1.2", "figures") == "Số liệu 1.2"


@pytest.mark.parametrize("lost", [False, True])
def test_a_write_that_google_refuses_or_that_is_lost_leaves_all_or_nothing(filled: Office, *, lost: bool) -> None:
    file, refusal = sent(filled, filled_in_excel), answer(403, {"error": {"code": 403, "message": "no"}})
    left = [1]

    def accident(request: PreparedRequest, on: Callable[[], Response]) -> Response | None:
        if not str(request.url).endswith(":batchUpdate") or (lost and not left):
            return None
        if lost:
            left.clear()
            on()
            return answer(503, {})(request)
        return refusal(request)

    filled.accidents.append(accident)
    ran = filled.run("import", "P4", file, "--yes")
    if lost:
        assert "Đã nhập 5 ô" in ran.words
        assert filled.holds("P4", "self", "1.1", "points") == 9.5
    else:
        assert ran.code == 3
        assert filled.holds("P4", "self", "1.1", "points") == 8.5


def test_another_day_enters_nothing_on_google(filled: Office) -> None:
    file = sent(filled, filled_in_excel)
    filled.configure("edition.yaml", "highlights:", "google: {service_account_env: KHOA_GOOGLE}\nhighlights:")
    filled.traffic.clear()
    ran = filled.run("import", "P4", file, "--yes")
    assert (ran.code, filled.traffic) == (2, [])
    assert "không nhập lên Google với giờ giả định" in ran.words
    assert "KHOA_GOOGLE" in filled.run("import", "P4", file).words, "only looking needs the key, as ever"


def test_a_result_of_a_formula_is_entered_and_its_formula_told(filled: Office) -> None:
    file = sent(filled, lambda workbook: setattr(cell(workbook, SELF, "1.1", "Điểm tự chấm"), "value", "=4*2"))
    within(filled.folder / file, "<f>4*2</f><v />", "<f>4*2</f><v>8</v>")
    assert "→ 8 (Excel tính từ =4*2)" in filled.run("import", "P4", file, "--yes").words
    assert filled.holds("P4", "self", "1.1", "points") == 8
    assert filled.holds("P4", "self", "2.1", "points") == 4


def within(path: Path, old: str, new: str) -> None:
    """Write into a file what Excel writes there: openpyxl does not calculate."""
    with ZipFile(BytesIO(path.read_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = {name: part.replace(old.encode(), new.encode()) for name, part in parts.items()}
    assert changed != parts
    with ZipFile(path, "w") as archive:
        for name, part in changed.items():
            archive.writestr(name, part)
