"""Functions: what each takes for what, the errors it gives, and the format its result is shown with."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetsync.emulator.book.defaults import sheet_properties, spreadsheet_properties
from sheetsync.emulator.book.model import Book as Truth
from sheetsync.emulator.book.model import Sheet
from sheetsync.emulator.formulas.calculator import Calculator

from .world import Book

# Column A text, B numbers with a hole and a text, C mixed kinds, D numbers that are text, E dates
TABLE = (
    ["'An", 10, True, "'5", "1/1/2026"],
    ["'bình", 20, "'x", "'10%", "2/1/2026"],
    ["'An", "", 7, "'~a*b", "3/1/2026"],
    ["'Chi", "'text", "'", "'a?b", ""],
    ["'ÂN", 30.5, "", "'axb", ""],
)  # fmt: skip


@pytest.fixture
def table(book: Book) -> Book:
    book.write("A1", *(list(row) for row in TABLE))
    return book


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        # blanks, texts and truth values in ranges and typed in
        ("=SUM(B1:B5)", 60.5), ("=SUM(B4)", 0), ('=SUM("5",TRUE,1)', 7), ("=SUM(C1:C5)", 7), ("=SUM(D1:D2)", 0),
        ("=D1+D2", 5.1), ("=B3+1", 1), ("=C1+1", 2), ("=-B1%", -0.1), ("=AVERAGE(B1:B5)", 60.5 / 3),
        ("=MIN(A1:A5)", 0), ("=MAX(B1:B5,100)", 100), ('=COUNT(B1:B5,"5","x",TRUE,)', 5), ("=COUNTA(A1:C5)", 13),
        # criteria
        ('=COUNTIF(B1:B5,">=20")', 2), ('=COUNTIF(B1:B5,"<>")', 4), ('=COUNTIF(B1:B5,"")', 1),
        ("=COUNTIF(B1:B5,10)", 1),
        ('=COUNTIF(B:B,"")', 996), ('=COUNTIF(A1:A5,"an")', 2), ('=COUNTIF(A1:A5,"*n")', 3),
        ('=COUNTIF(A1:A5,">b")', 3),
        ('=COUNTIF(A1:A5,"???")', 1), ('=COUNTIF(D1:D5,"~~a~*b")', 1), ('=COUNTIF(D1:D5,"a~?b")', 1),
        ('=COUNTIF(D1:D5,"a?b")', 2), ("=COUNTIF(C1:C5,TRUE)", 1), ('=COUNTIF(C1:C5,"TRUE")', 1),
        ('=COUNTIF(C1:C5,"<>7")', 4), ('=COUNTIF(E1:E5,">=2/1/2026")', 2), ('=SUMIF(A1:A5,"an",B1:B5)', 10),
        ('=SUMIF(A:A,"<>An",B:B)', 50.5), ('=SUMIF(B1:B5,"<25")', 30), ('=SUMIF(A1:A5,"bình",B1)', 0),
        # rounding
        ("=ROUND(2.345,2)", 2.35), ("=ROUND(-2.5)", -3), ("=ROUND(1250,-2)", 1300), ("=ROUND(1.005,2)", 1.01),
        ("=ROUND(1E+300,20)", 1e300), ("=ROUND(5,1E+9)", 5), ("=ROUND(5,-1000)", 0),
        # truth
        ('=IF("true",1,2)', 1), ("=IF(B3,1,2)", 2), ("=IF(0.1,1,2)", 1), ("=IF(FALSE,1)", False),
        ("=AND(C1:C3,1)", True),
        ("=OR(C1:C3,0)", True), ("=NOT(B3)", True), ('=AND(TRUE,"false")', False),
        # comparison: numbers before text before truth values
        ('="z">999', True), ('=TRUE>"z"', True), ('="a"="A"', True), ("=B3=0", True), ('=B3=""', True),
        ("=B3=FALSE", True),
        ("=B3=B6", True), ('=B3<>"x"', True), ("=1=1=TRUE", True), ('="b">="B"', True),
        # ranks share the better place
        ("=RANK(10,B1:B5)", 3), ("=RANK(30.5,B1:B5)", 1), ("=RANK(10,B1:B5,1)", 1), ("=RANK(5,F1:F4)", 2),
        ("=RANK(5,F1:F4,TRUE)", 2),
        # looking up
        ('=VLOOKUP("an",A1:B5,2,FALSE)', 10), ('=VLOOKUP("b*",A1:B5,2,FALSE)', 20), ("=VLOOKUP(19,B1:C2,2)", True),
        ("=VLOOKUP(1000,F1:G9,1,TRUE)", 1), ('=VLOOKUP("CHI",A1:B5,2,0)', "text"),
        # text
        ('="a"&1&TRUE&B3', "a1TRUE"), ("=1/4&D1", "0.255"), ("=CONCATENATE(A1:B2,E1)", "An10bình201/1/2026"),
        ('="ngày "&E2', "ngày 2/1/2026"), ("=E2&1/3", "2/1/20260.3333333333333333"),
        # references of every kind
        ("=$B$1+B$2+$B1", 40), ("=SUM(2:2)", 46079), ("=SUM(F:F)", 20), ("=Sheet1!B1", 10), ("='Sheet1'!B1", 10),
        ("=SUM(B5:B1)", 60.5), ("=SUM(A1:B2000)", 60.5),
        # a column or row where one value is wanted: the cell beside or above
        ("=B1:B5", 10), ("=B:B*2", 20), ("=ROUND(B1:B5)", 10),
        # operators
        ("=2^3^2", 64), ("=-2^2", 4), ("=10%%", 0.001), ("=--5", 5), ('=+"a"', "a"), ("=2+3*4-6/2", 11),
        ("=(2+3)*4", 20),
        ("=2<3", True), ("=SUM(1;2)", 3), ("=sum( b1 , b2 )", 30), ("=2 & 3", "23"), ("=1E3+.5", 1000.5),
        ('="say ""hi"""', 'say "hi"'), ("=HYPERLINK(A1)", "An"), ('=HYPERLINK("u",B1)', 10), ("=IFERROR(1/0,7)", 7),
        ("=IFERROR(B1,7)", 10), ("=IF(TRUE,B1:B5)", 10),
    ],
)  # fmt: skip
def test_functions_take_values_as_google_does(table: Book, formula: str, result: object) -> None:
    table.write("F1", [5], [5], [9], [1])
    table.write("Z1", [formula])
    assert table.shown("Z1", "UNFORMATTED_VALUE") == [[result]]


@pytest.mark.parametrize("formula", ["=IFERROR(1/0)", "=IF(TRUE,,2)", "=B3", "=IF(TRUE,B3)"])
def test_a_result_can_be_blank(table: Book, formula: str) -> None:
    table.write("Z1", [formula])
    assert table.cell("Z1", "userEnteredValue,effectiveValue,formattedValue") == {
        "userEnteredValue": {"formulaValue": formula}
    }


@pytest.mark.parametrize(
    ("formula", "kind", "message"),
    [
        ("=SUM()", "N_A", "Wrong number of arguments to SUM. Expected at least 1 arguments, but got 0 arguments."),
        ("=NOT(1,2)", "N_A", "Wrong number of arguments to NOT. Expected 1 arguments, but got 2 arguments."),
        ("=IF(1)", "N_A", "Wrong number of arguments to IF. Expected between 2 and 3 arguments, but got 1 arguments."),
        ('=COUNTIF("x","x")', "N_A", "Argument must be a range."),
        ('=SUMIF(A1:A5,"x",1)', "N_A", "Argument must be a range."),
        ("=RANK(11,B1:B5)", "N_A", "RANK has no valid input data."),
        ("=AND(B3)", "N_A", "AND has no valid input data."),
        ("=VLOOKUP(B3,A1:B5,2,FALSE)", "N_A", "Did not find value '' in VLOOKUP evaluation."),
        ("=VLOOKUP(1,B1:B5,1)", "N_A", "Did not find value '1' in VLOOKUP evaluation."),
        ('=VLOOKUP("An",A1:B5,3,FALSE)', "REF", "VLOOKUP evaluates to an out of bounds range."),
        (
            '=VLOOKUP("An",A1:B5,0,FALSE)',
            "VALUE",
            "Function VLOOKUP parameter 3 value is 0. It should be greater than or equal to 1.",
        ),
        (
            '=SUM(1,"a")',
            "VALUE",
            "Function SUM parameter 2 expects number values. But 'a' is a text and cannot be coerced to a number.",
        ),
        (
            '=-""',
            "VALUE",
            "Function UMINUS parameter 1 expects number values. But '' is a text and cannot be coerced to a number.",
        ),
        (
            "=IF(A1,1)",
            "VALUE",
            "Function IF parameter 1 expects boolean values. But 'An' is a text and cannot be coerced to a boolean.",
        ),
        ("=A1:B5", "VALUE", "An array value could not be found."),
        ("=B2:B5+1", "VALUE", "An array value could not be found."),
        ("=(-8)^0.5", "NUM", "POW evaluates to an imaginary number."),
        (
            "=10^308*10",
            "NUM",
            "Result too large: numeric value is greater than 1.79769E+308 and cannot be displayed properly.",
        ),
        ("=0^-1", "DIVIDE_BY_ZERO", "Evaluation of function POW caused a divide by zero error."),
        ("=ZZ1", "REF", "Reference does not exist."),
        ("=#REF!+1", "REF", "Reference does not exist."),
        ("={1,2}", "ERROR", "Formula parse error."),
        ("=1 2", "ERROR", "Formula parse error."),
        ("=" + "(" * 3000 + "1" + ")" * 3000, "ERROR", "Formula parse error."),
        ("=TODAY()", "NAME", "Unknown function: 'TODAY'."),
        ("=SUM(B1,nope)", "NAME", "Unknown range name: 'NOPE'."),
        ("=SUM(1/0,nope)", "DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero."),
    ],
)
def test_errors_say_what_google_says(table: Book, formula: str, kind: str, message: str) -> None:
    table.write("Z1", [formula])
    error = {"type": kind, "message": message}
    assert table.cell("Z1", "effectiveValue") == {"effectiveValue": {"errorValue": error}}


def test_an_error_without_words_is_printed_with_empty_brackets(book: Book) -> None:
    book.write("A1", ["=#N/A"])
    assert book.shown("A1") == [["#N/A"]]
    assert book.shown("A1", "UNFORMATTED_VALUE") == [["#N/A ()"]]


def test_an_error_passes_through_what_looks_at_it(table: Book) -> None:
    table.write("P1", ["=1/0", "=SUM(P1,1)", '=P1&"a"', "=P1=1", '=COUNTIF(P1,"<>1")', "=COUNTA(P1)", "=COUNT(P1)"])
    assert table.shown("Q1:V1") == [["#DIV/0!", "#DIV/0!", "#DIV/0!", "0", "1", "0"]]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=E1", "1/1/2026"), ("=E1+1", "1/2/2026"), ("=E2-E1", "31"), ("=MAX(E1:E5)", "3/1/2026"), ("=E1*2", "92046"),
        ("=IF(TRUE,E1,0)", "1/1/2026"), ("=IF(FALSE,E1,5)", "5"), ('=VLOOKUP("bình",A1:E5,5,FALSE)', "2/1/2026"),
        ("=COUNT(E1:E5)", "3"), ("=SUM(G1:G2)", "60%"), ("=SUM(1,G1)", "110%"), ("=G1*200", "2000%"),
        ("=H1+H1", "$10.00"),
        ("=-H1", "-$5.00"),
        ("=G1*H1", "$0.50"), ("=H1>1", "TRUE"), ("=B1+E1", "1/11/2026"), ("=IFERROR(G1,0)", "10%"), ("=G1&H1", "0.15"),
    ],
)  # fmt: skip
def test_a_result_is_shown_like_the_cells_it_was_made_of(table: Book, formula: str, shown: str) -> None:
    table.write("G1", ["10%", "$5.00"], ["50%"])
    table.write("Z1", [formula], ["=Z1"])
    assert table.shown("Z1:Z2") == [[shown], [shown]]


def test_the_format_a_result_brought_along_is_its_effective_one_and_never_its_own(table: Book) -> None:
    table.write("Z1", ["=E1"], ["=A1"])
    both = "userEnteredFormat,effectiveFormat.numberFormat"
    assert table.cell("Z1", both) == {"effectiveFormat": {"numberFormat": {"type": "DATE", "pattern": "m/d/yyyy"}}}
    assert "numberFormat" not in table.cell("Z2", both).get("effectiveFormat", {})


def test_a_change_of_locale_spells_formulas_anew(book: Book) -> None:
    book.write("A1", ["=SUM(1.5,2)", '=IF(TRUE,"1.5,2",0)'])
    book.batch({"updateSpreadsheetProperties": {"properties": {"locale": "vi_VN"}, "fields": "locale"}})
    assert book.shown("A1:B1", "FORMULA") == [["=SUM(1,5;2)", '=IF(TRUE;"1.5,2";0)']]
    assert book.shown("A1:B1") == [["3,5", "1.5,2"]]


def test_iterative_calculation_is_refused_rather_than_ignored(book: Book) -> None:
    settings_ = {"iterativeCalculationSettings": {"maxIterations": 5}}
    request = {"properties": settings_, "fields": "iterativeCalculationSettings"}
    assert "iterative" in book.refused({"updateSpreadsheetProperties": request})


def test_ten_thousand_terms_are_no_deeper_than_one(book: Book) -> None:
    book.write("A1", [1, "=" + "+".join(["A1"] * 10_000)])
    assert book.shown("B1") == [["10000"]]


NAMES = "ABC"
ROWS = 4
CELLS = [f"{column}{row}" for row in range(1, ROWS + 1) for column in NAMES]


@st.composite
def formulas(draw: st.DrawFn) -> str:
    one, other = draw(st.sampled_from(CELLS)), draw(st.sampled_from(CELLS))
    shape = draw(st.sampled_from(["{0}+{1}", "SUM({0}:{1})", "IF({0}>{1},{0},1)", "IFERROR({0},3)", "{0}={1}", "-{0}"]))
    return "=" + shape.format(one, other)


GRIDS = st.lists(st.one_of(st.none(), st.integers(-9, 9), formulas()), min_size=len(CELLS), max_size=len(CELLS))


class Model:
    """A plain Python reading of the formulas above, each cell worked out by recursion."""

    def __init__(self, grid: list[Any]) -> None:
        self.grid = dict(zip(CELLS, grid, strict=True))
        self.in_a_circle = {name for name in CELLS if name in self.behind(name)}

    def behind(self, name: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(self.needs(name))
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting.extend(self.needs(other))
        return seen

    def needs(self, name: str) -> set[str]:
        formula = self.grid[name]
        if not isinstance(formula, str):
            return set()
        ends = [cell for cell in CELLS if cell in formula]
        return set(self.between(formula)) if "SUM" in formula else set(ends)

    def between(self, formula: str) -> list[str]:
        first, last = formula.removeprefix("=SUM(").removesuffix(")").split(":")
        columns, rows = sorted(first[0] + last[0]), sorted(first[1] + last[1])
        return [cell for cell in CELLS if columns[0] <= cell[0] <= columns[1] and rows[0] <= cell[1] <= rows[1]]

    def value(self, name: str) -> Any:
        formula = self.grid[name]
        if not isinstance(formula, str):
            return formula
        if name in self.in_a_circle:
            return ValueError
        if "SUM" in formula:
            values = [self.value(cell) for cell in self.between(formula)]
            if ValueError in values:
                return ValueError
            return sum(value for value in values if value is not None and not isinstance(value, bool))
        return self.small(formula)

    def small(self, formula: str) -> Any:
        names = [formula[at : at + 2] for at in range(len(formula)) if formula[at : at + 2] in CELLS]
        one, other = self.value(names[0]), self.value(names[1]) if len(names) > 1 else None
        if "IFERROR" in formula:
            return 3 if one is ValueError else one
        if ValueError in (one, other):
            return ValueError
        if "IF" in formula:
            return one if self.key(one, other) > self.key(other, one) else 1
        if formula.startswith("=-"):
            return -(one or 0)
        if "+" in formula:
            return (one or 0) + (other or 0)
        return self.key(one, other) == self.key(other, one)

    @staticmethod
    def key(value: Any, other: Any) -> tuple[bool, float]:
        return isinstance(other if value is None else value, bool), float(value or 0)


@settings(max_examples=300)
@given(GRIDS)
def test_the_calculator_agrees_with_plain_python_circles_included(grid: list[Any]) -> None:
    sheet = Sheet({"properties": sheet_properties(0, "Sheet1", 0)})
    for index, content in enumerate(grid):
        if content is not None:
            kind = "formulaValue" if isinstance(content, str) else "numberValue"
            sheet.put(index // len(NAMES), index % len(NAMES), {"userEnteredValue": {kind: content}})
    calculator = Calculator(Truth("x", {"properties": spreadsheet_properties("x")}, [sheet]))
    model = Model(grid)
    for index, name in enumerate(CELLS):
        found = calculator.effective(sheet, index // len(NAMES), index % len(NAMES))
        wanted = model.value(name)
        if wanted is ValueError:
            assert found.get("errorValue", {}).get("type") == "REF", name
        else:
            value: Any = next(iter(found.values()), None)
            assert isinstance(value, bool) == isinstance(wanted, bool), name
            assert value == wanted, name
