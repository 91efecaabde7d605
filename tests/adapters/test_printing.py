"""An export is made ready for paper: pages a committee can read, and no page of empty rows."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.styles import Alignment, Border, Side

from sheetsync.adapters.files.printing import ready_to_print


def exported(widths: tuple[int, ...] = (10, 40), rows: tuple[tuple[Any, ...], ...] = (("Mã", "Nội dung"),)) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row, values in enumerate(rows, 1):
        for col, value in enumerate(values, 1):
            sheet.cell(row, col, value).alignment = Alignment(wrap_text=True)
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B4"
    sheet.row_dimensions[1].height = 27
    sheet.cell(300, 2).border = Border(top=Side("thin"))
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def printed(content: bytes) -> Any:
    return load_workbook(BytesIO(ready_to_print(content))).worksheets[0]


def test_a_page_is_as_wide_as_the_table_and_repeats_the_frozen_rows() -> None:
    sheet = printed(exported())
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.print_title_rows == "$1:$3"
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("&A", "Trang &P/&N")


def test_a_wide_table_goes_on_a_larger_sheet() -> None:
    assert int(printed(exported((10, 40))).page_setup.paperSize) == 9, "A4"
    assert int(printed(exported((120, 120))).page_setup.paperSize) == 8, "A3"


def test_a_very_wide_table_goes_over_several_sheets_each_with_the_frozen_columns() -> None:
    titles = tuple(f"Tiêu chí {place}" for place in range(8))
    sheet = printed(exported(tuple(60 for _ in titles), (titles,)))
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
    assert sheet.print_title_cols == "$A:$A"
    assert printed(exported((120, 120))).print_title_cols is None


def test_rows_that_are_formatted_but_empty_are_not_printed() -> None:
    assert printed(exported(rows=(("a", "b"), ("", None), ("c", "d")))).print_area == "'Sheet'!$A$1:$B$3"


def test_rows_are_as_high_as_their_wrapped_text_unless_they_have_a_height() -> None:
    sheet = printed(exported(rows=(("Mã", "x" * 500), ("1", "ngắn"), ("2", "chữ " * 40), ("3", "hai\ndòng"))))
    heights = [sheet.row_dimensions[row].height for row in range(1, 5)]
    assert heights[0] == 27
    assert heights[1] < heights[3] < heights[2]


def test_figures_and_texts_stay_as_they_are() -> None:
    sheet = printed(exported(rows=(("Mã", 8.5), ("=1+1", "Phường 1"))))
    assert [[cell.value for cell in row] for row in sheet["A1:B2"]] == [["Mã", 8.5], ["=1+1", "Phường 1"]]


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not an"):
        ready_to_print(content)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    workbook = Workbook()
    cell = workbook.worksheets[0].cell(1, 1, "=IMPORTXML(1;2)")
    cell.data_type = "s"
    out = BytesIO()
    workbook.save(out)
    assert printed(out.getvalue())["A1"].data_type == "s"


def test_a_book_with_a_chart_is_left_as_it_came() -> None:
    workbook = Workbook()
    workbook.worksheets[0].add_chart(BarChart(), "C3")
    out = BytesIO()
    workbook.save(out)
    assert ready_to_print(out.getvalue()) == out.getvalue()
