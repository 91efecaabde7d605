"""Formulas: worked out from the values around them, again whenever those change."""

import pytest

from .world import Book

TABLE = (["a", 10, "x"], ["b", 20, "y"], ["c", 30, "x"], ["", "", ""], ["e", "text", True])


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=1+2*3^2", 19), ("=-2^2", 4), ("=(1+2)*3", 9), ("=10%", 0.1), ('="a"&1&TRUE', "a1TRUE"), ("=2=2", True),
        ('="A"="a"', True), ("=1<>2", True), ('="b">"a"', True), ("=SUM(B1:B5)", 60), ("=SUM(B1:B3,5)", 65),
        ('=SUMIF(C1:C3,"x",B1:B3)', 40), ('=SUMIF(B1:B3,">=20")', 50), ("=COUNT(A1:C5)", 3), ("=COUNTA(A1:C5)", 12),
        ('=COUNTIF(C1:C5,"X")', 2), ('=COUNTIF(A1:A5,"<>a")', 4), ("=AVERAGE(B1:B3)", 20), ("=MIN(B1:B3)", 10),
        ("=MAX(B1:B3)", 30), ("=ROUND(2.345,2)", 2.35), ("=ROUND(-2.5)", -3), ('=IF(B1>5,"hi","lo")', "hi"),
        ("=IF(B1>50,1)", False), ('=IFERROR(1/0,"none")', "none"), ("=AND(TRUE,B1>5)", True),
        ("=OR(FALSE,B1>50)", False),
        ("=NOT(TRUE)", False), ("=RANK(20,B1:B3)", 2), ("=RANK(10,B1:B3,TRUE)", 1), ("=RANK(B3,B1:B3,0)", 1),
        ('=CONCATENATE(A1:A3,"!")', "abc!"), ('=VLOOKUP("b",A1:C3,2,FALSE)', 20), ("=VLOOKUP(25,B1:C3,2)", "y"),
        ('=HYPERLINK("https://example.org","go")', "go"), ("=A1", "a"), ("=$B$2+B3", 50), ("=Sheet1!B1", 10),
    ],
)  # fmt: skip
def test_functions_and_operators(book: Book, formula: str, result: object) -> None:
    book.tab.update([list(row) for row in TABLE], "A1", raw=True)
    book.write("E1", [formula])
    assert book.shown("E1", "UNFORMATTED_VALUE") == [[result]]


@pytest.mark.parametrize(
    ("formula", "kind", "message"),
    [
        ("=1/0", "DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero."),
        ("=FROB(1)", "NAME", "Unknown function: 'FROB'."),
        ("=nope", "NAME", "Unknown range name: 'NOPE'."),
        ("=Nope!A1", "REF", "Unresolved sheet name 'Nope'."),
        ('=VLOOKUP("z",A1:B2,2,FALSE)', "N_A", "Did not find value 'z' in VLOOKUP evaluation."),
        ("=1+", "ERROR", "Formula parse error."),
        ("=E1", "REF", "Circular dependency detected. To resolve with iterative calculation, see File > Settings."),
        (
            '=1+"a"',
            "VALUE",
            "Function ADD parameter 2 expects number values. But 'a' is a text and cannot be coerced to a number.",
        ),
        ("=AVERAGE(Z1:Z9)", "DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error."),
    ],
)
def test_errors_carry_a_type_and_a_message(book: Book, formula: str, kind: str, message: str) -> None:
    book.write("E1", [formula])
    assert book.cell("E1", "effectiveValue")["effectiveValue"] == {"errorValue": {"type": kind, "message": message}}


def test_a_vietnamese_sheet_separates_arguments_by_semicolon(vietnamese: Book) -> None:
    vietnamese.write("A1", ["1,5", "2,5", "=SUM(A1;B1;0,5)", "=SUM(A1,B1)"])
    cell = vietnamese.cell("C1", "userEnteredValue,effectiveValue,formattedValue")
    assert cell == {
        "userEnteredValue": {"formulaValue": "=SUM(A1;B1;0,5)"},
        "effectiveValue": {"numberValue": 4.5},
        "formattedValue": "4,5",
    }
    assert vietnamese.shown("D1") == [["#ERROR!"]]


def test_results_follow_a_change_in_another_tab(book: Book) -> None:
    book.gspread.add_worksheet("Điểm số", 10, 10).update([[1], [2]], "A1")
    book.write("A1", ["=SUM('Điểm số'!A:A)", "=A1*2"])
    assert book.shown("A1:B1", "UNFORMATTED_VALUE") == [[3, 6]]
    book.gspread.worksheet("Điểm số").update([[10]], "A1")
    assert book.shown("A1:B1", "UNFORMATTED_VALUE") == [[12, 24]]


def test_cells_in_a_circle_are_errors_and_others_are_not(book: Book) -> None:
    book.write("A1", ["=B1", "=C1", "=A1", "=IFERROR(A1,7)", "=1+1"])
    assert book.shown("A1:E1") == [["#REF!", "#REF!", "#REF!", "7", "2"]]


def test_a_thousand_running_totals_do_not_overflow(book: Book) -> None:
    book.tab.update([["1"]] + [[f"=A{row}+1"] for row in range(1, 1000)], "A1", raw=False)
    assert book.shown("A1000", "UNFORMATTED_VALUE") == [[1000]]


def test_a_named_range_can_be_summed(book: Book) -> None:
    book.write("A1", [1, 2, 3, "=SUM(diem)"])
    book.batch({"addNamedRange": {"namedRange": {"name": "diem", "range": {"endRowIndex": 1, "endColumnIndex": 3}}}})
    assert book.shown("D1") == [["6"]]


def test_a_text_that_looks_like_a_formula_stays_text(book: Book) -> None:
    cell = {"userEnteredValue": {"stringValue": "=1+1"}}
    book.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}})
    assert book.cell("A1", "effectiveValue,formattedValue") == {
        "effectiveValue": {"stringValue": "=1+1"},
        "formattedValue": "=1+1",
    }


def test_a_hyperlink_shows_its_label_and_keeps_its_address(book: Book) -> None:
    book.write("A1", ['=HYPERLINK("https://example.org/" & "b", "go")'])
    assert book.cell("A1", "hyperlink,formattedValue") == {"hyperlink": "https://example.org/b", "formattedValue": "go"}
