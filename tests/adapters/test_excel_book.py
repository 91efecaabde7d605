"""A filled Excel file becomes what a pull would have brought; what is no such file is refused in a sentence."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from local_google import local_books, snapshot_of
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from small_edition import SETTING, book

from sheetsync.adapters.files import excel_book, excel_package
from sheetsync.adapters.files.excel_book import read_excel
from sheetsync.adapters.google.books import FillCell
from sheetsync.core.books import books
from sheetsync.core.cells import BLANK, Anchor, Cell, Snapshot
from sheetsync.core.intake.changes import intake
from sheetsync.core.layout import HEADER_ROW, Setting
from sheetsync.core.names import read_names
from sheetsync.edition import load_edition
from sheetsync.errors import SheetsyncError

WARD = book("P1")
SELF = next(tab for tab in WARD.tabs if tab.name == "self")


def exported() -> Workbook:
    """The ward's empty book as an export leaves it: titles, headings, headers, codes, and a name on every header."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for tab in WARD.tabs:
        sheet = workbook.create_sheet(tab.title)
        sheet["A1"] = tab.heading
        for col, column in enumerate(tab.columns, 1):
            header = sheet.cell(HEADER_ROW, col, column.header)
            name = tab.anchor(column.name)
            place = f"'{tab.title}'!${header.column_letter}${HEADER_ROW}"
            workbook.defined_names[name] = DefinedName(name, attr_text=place)
        for number, row in enumerate(tab.rows, HEADER_ROW + 1):
            sheet.cell(number, 1, row.key)
    return workbook


def read(workbook: Workbook, folder: Path) -> Snapshot:
    path = folder / "p4.xlsx"
    workbook.save(path)
    return read_excel(path, WARD, SETTING)


def one_cell(folder: Path, value: Any, pattern: str = "General") -> Cell:
    """What a file is read as in which one thing was typed."""
    workbook = exported()
    cell = workbook[SELF.title]["D5"]
    cell.value, cell.number_format = value, pattern
    grid = read(workbook, folder).grid(SELF.sheet_id)
    assert grid
    return grid.at(5, 4)


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "pattern", "cell"),
    [
        (8.5, "General", Cell(Decimal("8.5"))),
        (8, "0.00", Cell(Decimal(8))),
        (0.1, "#,##0.0", Cell(Decimal("0.1"))),
        ("8,5", "General", Cell("8,5")),
        (True, "General", Cell(True)),
        (0.8788, "0.00%", Cell(Decimal("0.8788"), format="PERCENT")),
        (8.5, '0.0"%"', Cell(Decimal("8.5"))),
        (date(2020, 5, 8), "d-mmm", Cell(Decimal(43959), format="DATE")),
        (datetime(2020, 5, 8, 6, 0), "dd/mm/yyyy hh:mm", Cell(Decimal("43959.25"), format="DATE_TIME")),  # noqa: DTZ001 - Excel knows no zones
        (datetime(2020, 5, 8, 6, 0), "hh:mm", Cell(Decimal("43959.25"), format="TIME")),  # noqa: DTZ001 - as above
        (time(6, 0), "h:mm", Cell(Decimal("0.25"), format="TIME")),
        ("#DIV/0!", "General", Cell(error="DIVIDE_BY_ZERO")),
        ("a_x000D_\nb", "General", Cell("a\nb")),
        ("x_x0007_y", "General", Cell("xy")),
        (None, "0.00", BLANK),
    ],
)
def test_a_cell_is_read_by_its_type_and_format(tmp_path: Path, value: Any, pattern: str, cell: Cell) -> None:
    assert one_cell(tmp_path, value, pattern) == cell


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    workbook = exported()
    cell = workbook[SELF.title]["D5"]
    cell.value, cell.data_type = "=1+1", "s"
    grid = read(workbook, tmp_path).grid(SELF.sheet_id)
    assert grid
    assert grid.at(5, 4) == Cell("=1+1")


def within(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Change the XML of one part of a file, as other programs would have written it."""
    content = path.read_bytes()
    with ZipFile(BytesIO(content)) as old, ZipFile(path, "w", ZIP_DEFLATED) as new:
        for item in old.infolist():
            text = old.read(item)
            new.writestr(item, change(text.decode()).encode() if item.filename == part else text)
    return path


def test_a_formula_comes_with_what_excel_worked_out(tmp_path: Path) -> None:
    workbook = exported()
    sheet = workbook[SELF.title]
    sheet["D5"], sheet["D6"] = "=4*2", "=SUM(D5)"
    sheet["D7"] = ArrayFormula("D7", "=A1:A2")
    path = tmp_path / "p4.xlsx"
    workbook.save(path)
    part = f"xl/worksheets/sheet{workbook.sheetnames.index(SELF.title) + 1}.xml"
    within(path, part, lambda xml: re.sub(r"<f>4\*2</f><v ?/>", "<f>4*2</f><v>8</v>", xml))
    grid = read_excel(path, WARD, SETTING).grid(SELF.sheet_id)
    assert grid
    assert [grid.at(row, 4) for row in (5, 6, 7)] == [
        Cell(Decimal(8), "=4*2"),
        Cell(None, "=SUM(D5)"),
        Cell(None, "=A1:A2"),
    ]


def test_a_number_beyond_all_numbers_is_an_error(tmp_path: Path) -> None:
    workbook = exported()
    workbook[SELF.title]["D5"] = 12345
    path = tmp_path / "p4.xlsx"
    workbook.save(path)
    part = f"xl/worksheets/sheet{workbook.sheetnames.index(SELF.title) + 1}.xml"
    within(path, part, lambda xml: xml.replace("<v>12345</v>", "<v>1E999</v>"))
    grid = read_excel(path, WARD, SETTING).grid(SELF.sheet_id)
    assert grid
    assert grid.at(5, 4) == Cell(error="NUM")


def test_what_a_file_says_of_its_own_size_does_not_cut_it(tmp_path: Path) -> None:
    workbook = exported()
    workbook[SELF.title]["D9"] = 8.5
    path = tmp_path / "p4.xlsx"
    workbook.save(path)
    part = f"xl/worksheets/sheet{workbook.sheetnames.index(SELF.title) + 1}.xml"
    within(path, part, lambda xml: re.sub('<dimension ref="[^"]*"', '<dimension ref="A1:A2"', xml))
    grid = read_excel(path, WARD, SETTING).grid(SELF.sheet_id)
    assert grid
    assert grid.at(9, 4) == Cell(Decimal("8.5"))


def test_the_snapshot_is_as_if_it_had_been_pulled(tmp_path: Path) -> None:
    snapshot = read(exported(), tmp_path)
    assert (snapshot.title, snapshot.locale, snapshot.timezone) == ("p4.xlsx", SETTING.locale, SETTING.timezone)
    assert [grid.sheet_id for grid in snapshot.grids] == [tab.sheet_id for tab in WARD.tabs]
    assert snapshot.anchors[SELF.anchor("points")] == Anchor(SELF.sheet_id, HEADER_ROW, 4)
    grid = snapshot.grid(SELF.sheet_id)
    assert grid
    assert (grid.row_count, grid.column_count) == (HEADER_ROW + len(SELF.rows), len(SELF.columns))


# --- tabs ------------------------------------------------------------------------------------------------------------


def without_names(workbook: Workbook) -> Workbook:
    for name in list(workbook.defined_names):
        del workbook.defined_names[name]
    return workbook


@pytest.mark.parametrize("title", ["Tự chấm điểm", "TỰ CHẤM ĐIỂM", "Tu cham diem", "Tự chấm điểm (2)"])
def test_where_names_are_gone_a_tab_is_known_by_its_title(tmp_path: Path, title: str) -> None:
    workbook = without_names(exported())
    workbook[SELF.title].title = "x"  # openpyxl numbers a title that differs in nothing but its case
    workbook["x"].title = title
    snapshot = read(workbook, tmp_path)
    grid = snapshot.grid(SELF.sheet_id)
    assert grid
    assert (grid.title, snapshot.anchors) == (title, {})


def test_a_renamed_tab_is_known_by_its_names(tmp_path: Path) -> None:
    workbook = exported()
    workbook[SELF.title].title = "Sheet1"
    for name in workbook.defined_names.values():
        name.attr_text = str(name.attr_text).replace(f"'{SELF.title}'", "Sheet1")
    grid = read(workbook, tmp_path).grid(SELF.sheet_id)
    assert grid
    assert grid.title == "Sheet1"


def test_a_copy_of_a_tab_is_a_tab_of_its_own(tmp_path: Path) -> None:
    workbook = exported()
    copied = workbook.copy_worksheet(workbook[SELF.title])
    for name in [name for name in workbook.defined_names.values() if name.name.startswith("ss_self_")]:
        place = str(name.attr_text).replace(SELF.title, copied.title)
        copied.defined_names[name.name] = DefinedName(name.name, attr_text=place)
    snapshot = read(workbook, tmp_path)
    assert [grid.title for grid in snapshot.grids if grid.sheet_id < 0] == [copied.title]
    assert snapshot.anchors[SELF.anchor("points")].sheet_id == SELF.sheet_id


def test_two_tabs_of_one_title_are_not_guessed_at(tmp_path: Path) -> None:
    workbook = without_names(exported())
    workbook[SELF.title].title = "TU CHAM DIEM"
    workbook.create_sheet("Tự chấm điểm (2)")
    assert read(workbook, tmp_path).grid(SELF.sheet_id) is None


def test_names_that_lead_nowhere_or_are_no_places_do_no_harm(tmp_path: Path) -> None:
    workbook = exported()
    for name, place in ((SELF.anchor("points"), "#REF!"), ("so", "12"), ("cot", f"'{SELF.title}'!$A:$A")):
        workbook.defined_names[name] = DefinedName(name, attr_text=place)
    snapshot = read(workbook, tmp_path)
    assert SELF.anchor("points") not in snapshot.anchors
    assert snapshot.anchors[SELF.anchor("code")] == Anchor(SELF.sheet_id, HEADER_ROW, 1)


# --- there and back --------------------------------------------------------------------------------------------------

DISTRICT, _ = load_edition(Path(__file__).parents[2] / "config" / "quan5-2020")


def test_a_partly_filled_book_comes_back_with_exactly_what_was_edited(tmp_path: Path) -> None:
    ward = next(one for one in books(DISTRICT) if one.code == "P4")
    setting = Setting(DISTRICT.locale, DISTRICT.timezone, DISTRICT.rubric.decimals)
    with local_books(tmp_path) as drive:
        spreadsheet_id = drive.create(ward.title, "t/P4")
        drive.provision(spreadsheet_id, ward, setting)
        typed = {"D5": "1,5", "E5": "12 cuộc", "D6": "8/5/2020", "D7": "'0,5"}
        drive.fill(spreadsheet_id, [FillCell("Tự chấm điểm", a1, value) for a1, value in typed.items()])
        path = tmp_path / "p4.xlsx"
        path.write_bytes(drive.export(spreadsheet_id))
        live = snapshot_of(drive, spreadsheet_id)
    names = read_names(DISTRICT)
    untouched = intake(ward, read_excel(path, ward, setting), live, names, frozenset())
    assert (untouched.changes, untouched.unplaced, untouched.same) == ((), (), len(typed))
    workbook = load_workbook(path)
    sheet = workbook["Tự chấm điểm"]
    sheet["D5"], sheet["D6"], sheet["D6"].number_format = 2, 8.5, "General"
    workbook["Phụ lục số liệu"]["E4"] = "không phát sinh"
    workbook.save(path)
    edited = intake(ward, read_excel(path, ward, setting), live, names, frozenset())
    assert [(one.source.a1, one.old, one.new, one.value) for one in edited.changes] == [
        ("D5", "1,5", "2", Decimal(2)),
        ("D6", "08/05/2020", "8,5", Decimal("8.5")),
        ("E4", "", "không phát sinh", "không phát sinh"),
    ]
    assert edited.unplaced == ()


# --- what is refused -------------------------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(SheetsyncError) as refused:
        read_excel(path, WARD, SETTING)
    assert refused.value.next_step, "there is always a way on"
    return refused.value.sentence


def saved(folder: Path, name: str = "p4.xlsx") -> Path:
    path = folder / name
    exported().save(path)
    return path


def with_part(path: Path, name: str, content: bytes) -> Path:
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


OLD = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (OLD + b"Workbook", "Tệp p4.xlsx là tệp Excel đời cũ (.xls)."),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "Tệp p4.xlsx có mật khẩu."),
        (b"Ma,Diem\n1.1,9\n", "Tệp p4.xlsx không phải tệp Excel .xlsx, hoặc đã hỏng."),
        (b"", "Tệp p4.xlsx không phải tệp Excel .xlsx, hoặc đã hỏng."),
    ],
)
def test_what_is_no_xlsx_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "p4.xlsx"
    path.write_bytes(content)
    assert refusal(path) == sentence


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "p4.xlsx").startswith("Không mở được tệp")


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p4.xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(path) == "Tệp p4.xlsx không phải tệp Excel .xlsx, hoặc đã hỏng."


def test_a_file_with_macros_is_not_opened(tmp_path: Path) -> None:
    assert "có macro" in refusal(with_part(saved(tmp_path), "xl/vbaProject.bin", b"x"))


def test_a_file_that_declares_entities_is_not_opened(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    assert "đã hỏng" in refusal(with_part(saved(tmp_path), "xl/extra.xml", bomb.encode("utf-16")))


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = within(saved(tmp_path), "xl/workbook.xml", lambda _xml: "<workbook")
    assert refusal(path) == "Không đọc được tệp p4.xlsx."


TOO_LARGE = "Tệp p4.xlsx quá lớn so với một bảng thi đua."


def test_a_large_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path)
    monkeypatch.setattr(excel_package, "MOST_BYTES", 100)
    assert refusal(path) == TOO_LARGE


def test_a_file_that_unpacks_to_more_than_a_book_is_not_opened(tmp_path: Path) -> None:
    path = with_part(saved(tmp_path), "xl/worksheets/sheet99.xml", b" " * (excel_package.MOST_XML + 1))
    assert path.stat().st_size < excel_package.MOST_BYTES / 10
    assert refusal(path) == TOO_LARGE


def test_pictures_do_not_count(tmp_path: Path) -> None:
    path = with_part(saved(tmp_path), "xl/media/image1.png", b" " * (excel_package.MOST_XML + 1))
    assert len(read_excel(path, WARD, SETTING).grids) == len(WARD.tabs)


@pytest.mark.parametrize("place", [(excel_book.MOST_ROWS + 1, 1), (4, excel_book.MOST_COLUMNS + 1)])
def test_a_text_far_outside_of_any_book_is_refused(tmp_path: Path, place: tuple[int, int]) -> None:
    workbook = exported()
    workbook[SELF.title].cell(*place, "x")
    path = tmp_path / "p4.xlsx"
    workbook.save(path)
    assert refusal(path) == TOO_LARGE


def test_a_hundred_thousand_rows_that_are_only_painted_do_no_harm(tmp_path: Path) -> None:
    workbook = exported()
    workbook[SELF.title].cell(100_000, 1).number_format = "0.00"
    grid = read(workbook, tmp_path).grid(SELF.sheet_id)
    assert grid
    assert len(grid.rows) == HEADER_ROW + len(SELF.rows)


def test_cells_strewn_far_apart_do_not_take_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook = exported()
    for row in range(1, 9):
        workbook[SELF.title].cell(row, 1_000).number_format = "0.00"
    monkeypatch.setattr(excel_book, "MOST_CELLS", 5_000)
    path = tmp_path / "p4.xlsx"
    workbook.save(path)
    assert refusal(path) == TOO_LARGE


def test_the_file_stays_as_it_is(tmp_path: Path) -> None:
    path = saved(tmp_path)
    before = path.read_bytes()
    read_excel(path, WARD, SETTING)
    assert path.read_bytes() == before
    assert load_workbook(path)
