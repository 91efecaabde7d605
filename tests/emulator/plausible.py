"""Plausible requests: valid by Google's schema, about things that are mostly there, and random in all else.

Every strategy is read from the emulator's own table of messages, so that a new field is tried as soon as it is known.
What a request is about is drawn from a short list of ids, some of which the scene of `samples` has.
"""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from sheetsync.emulator.batch.runner import kinds
from sheetsync.emulator.shapes.schema import ONEOFS, Field, fields_of

from .samples import fixed

Drawn = st.SearchStrategy[Any]
COMMENT, POST, REPLY = "{comment}", "{post}", "{reply}"  # filled in with the ids of the book
DEEPEST = 5
PLACES = (0, 0, 1, 2, 3, 5, 8)
HUGE = 2**31 - 1

NUMBERS = st.sampled_from([0, 1, 1, 2, 3, 0.5, -1, 12.25, 43831, 1e6, 255, 1e15, 1e308, -2.5e-9, HUGE, 100000])
CELLS = st.sampled_from(
    ["A1", "B2", "$A$1", "A:A", "1:2", "A1:B3", "khác!A1", "'khác'!A1:B2", "tên", "Z99", "B4:", "Q"]
)
LEAVES = st.one_of(
    CELLS, st.sampled_from(["1", "0", "2,5", "2.5", '"a"', '""', "TRUE", "#REF!", "1e999", "Bang[Cột 1]", "{1,2}"])
)
FUNCTIONS = st.sampled_from(
    (
        *("SUM", "SUMIF", "COUNT", "COUNTA", "COUNTIF", "AVERAGE", "MIN", "MAX", "ROUND", "IF", "IFERROR", "AND", "OR"),
        *("NOT", "RANK", "VLOOKUP", "CONCATENATE", "HYPERLINK", "TODAY", "DATE", "LEN", "INDEX", "MATCH", "NOPE"),
    )
)


def _grown(inner: Drawn) -> Drawn:
    arguments = st.tuples(st.lists(inner, max_size=4), st.sampled_from([",", ";", ", "]))
    operator = st.sampled_from(("+", "-", "*", "/", "^", "&", "=", "<>", "<", ">", "<=", ">=", ":"))
    return st.one_of(
        st.builds(lambda name, given: f"{name}({given[1].join(given[0])})", FUNCTIONS, arguments),
        st.builds(lambda left, sign, right: f"{left}{sign}{right}", inner, operator, inner),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-{text}"),
        inner.map(lambda text: f"{text}%"),
    )


EXPRESSIONS = st.recursive(LEAVES, _grown, max_leaves=6)
GARBAGE = st.text("=()\"'!:;,{}+-%$#.A1ă\t\n ~^&<>[]0é", max_size=12)
FORMULAS = st.one_of(EXPRESSIONS, EXPRESSIONS, GARBAGE).map("={}".format)
TYPED = st.one_of(
    st.sampled_from(
        (
            *(
                "",
                "a",
                "x",
                "8,5",
                "1.234,5",
                "1,234.5",
                "12,5%",
                "50%",
                "3/9/2026",
                "2026-09-03",
                "31/2/2026",
                "12:30",
            ),
            *("TRUE", "'=1", "'", "=", "1e5", "1e400", "-", "$5", "₫ 5", "a,b;c", "  a  b ", "khác", "hàng 1", "\t"),
            *("a\nb", "25:61:61", "http://example.com", "a@example.com", "0x10", "1/2", "1 1/2", "9" * 400, "０", "٣"),
            *("²", "inf", "nan", "1_0"),
        )
    ),
    FORMULAS,
    st.text(max_size=6),
)
PATTERNS = st.one_of(
    st.sampled_from(
        ["0", "0.00", "#,##0", "0%", "0.0E+0", "dd/mm/yyyy", "hh:mm:ss", "[h]:mm", "@", '0;-0;"z"', "# ?/?"]
    ),
    st.text('0#?.,%E+-/ymdhs:[]@;"\\_* ăA$()<=>1', max_size=10),
)
TITLES = st.sampled_from(["một", "hai", "Sheet1", "khác", "KHÁC", "a'b", "Q3/2025", "x" * 101, "", "sao"])
NAMES = st.sampled_from(["tên", "hai", "diem", "A1", "R1C1", "TRUE", "", "1a", "Bang", "Hai", "a b", "Sheet1!A1"])

INTEGERS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("sheetId", "sourceSheetId"), (0, 0, 0, 7, 7, 5)),
    "newSheetId": (7, 5, 6, -1),
    "protectedRangeId": (11, 11, 18, 19),
    "bandedRangeId": (13, 13, 21),
    **dict.fromkeys(("filterViewId", "filterId"), (14, 14, 22)),
    **dict.fromkeys(("chartId", "objectId", "slicerId"), (15, 16, 15, 16, 23)),
    "metadataId": (12, 12, 20, 0, -1),
    **dict.fromkeys(("index", "newIndex", "sheetIndex", "newSheetIndex", "insertSheetIndex"), (0, 1, 2, 9, -1)),
    **dict.fromkeys(("rowCount",), (0, 1, 5, 9, 30, 60, 70)),
    **dict.fromkeys(("columnCount",), (0, 1, 3, 5, 12, 14)),
    **dict.fromkeys(("frozenRowCount", "frozenColumnCount"), (0, 1, 2, 5, 12, 60, -1)),
    **dict.fromkeys(("length", "fillLength"), (1, 1, 2, 3, -1, -2, 0, 70, HUGE)),
    "depth": (0, 1, 1, 2, 9),
    "pixelSize": (0, 1, 21, 100, -5, 5000),
    **dict.fromkeys(("destinationIndex", "startIndex", "endIndex"), (0, 1, 2, 3, 4, 9, 12, 60, 61, HUGE)),
    **dict.fromkeys(
        ("rowIndex", "columnIndex", "dimensionIndex", "columnReferenceIndex"), (0, 1, 2, 3, 4, 8, 12, 60, HUGE)
    ),
}
TEXTS: dict[str, Drawn] = {
    **dict.fromkeys(("namedRangeId",), st.sampled_from(["tên", "tên", "n2", ""])),
    "tableId": st.sampled_from(["bảng", "bảng", "t2", ""]),
    "commentId": st.sampled_from([COMMENT, COMMENT, "c2"]),
    "postId": st.sampled_from([POST, REPLY, REPLY, "p2"]),
    "a1Range": st.one_of(CELLS, GARBAGE),
    "formulaValue": FORMULAS,
    "pattern": PATTERNS,
    "name": NAMES,
    **dict.fromkeys(("title", "newSheetName"), TITLES),
    "columnName": st.sampled_from(["Cột 1", "Cột 2", "a", "", "  "]),
    "locale": st.sampled_from(["vi_VN", "en_US", "de_DE", "xx", ""]),
    "timeZone": st.sampled_from(["Asia/Ho_Chi_Minh", "UTC", "Nowhere/There", ""]),
    "metadataKey": st.sampled_from(["k", "k", "l", ""]),
    **dict.fromkeys(
        ("find", "replacement"), st.sampled_from(["a", "", "b", "(a)", "[", "hàng", "$1", "\\1", "\\", "=B1"])
    ),
    "delimiter": st.sampled_from([",", ";", "", "ab", " "]),
    "data": st.sampled_from(["1;2\n3;4", "<table><tr><td>1</td></tr></table>", "<td", "", "a,b", "=1"]),
    "userEnteredValue": TYPED,
    "stringValue": TYPED,
    "bandedRangeReference": st.just(""),
}
# What becomes of a value of a sample: most stay, else every request would be refused for one reason or another.
FATES = st.sampled_from(["kept"] * 24 + ["anew"] * 4 + ["dropped"])


@st.composite
def grid_range(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a GridRange, mostly small and within the scene's tabs, at times open, empty, backwards or beyond."""
    found: dict[str, Any] = {}
    sheet = draw(st.sampled_from([None, 0, 7, 7, 5]))
    if sheet is not None:
        found["sheetId"] = sheet
    for side, last in (("Row", 60), ("Column", 12)):
        form = draw(st.integers(0, 11))
        start = draw(st.sampled_from((*PLACES, last - 2 if form == 0 else 1)))
        if form != 1:
            found[f"start{side}Index"] = -1 if form == 2 and start == 8 else start
        if form != 3:
            found[f"end{side}Index"] = start + draw(
                st.sampled_from([1, 1, 2, 3, 4, 0 if form == 4 else HUGE - 8 if form == 5 else 5])
            )
    return found


@st.composite
def dimension_range(draw: st.DrawFn) -> dict[str, Any]:
    """Draw rows or columns, mostly few."""
    start = draw(st.sampled_from((*PLACES, 41, 58)))
    found = {
        "sheetId": draw(st.sampled_from([0, 0, 7, 7, 5])),
        "dimension": draw(st.sampled_from(["ROWS", "COLUMNS"])),
        "startIndex": start,
        "endIndex": start + draw(st.sampled_from([1, 1, 1, 2, 2, 3, 4, 7, 0, HUGE - 60])),
    }
    absent = draw(st.sampled_from(["", "", "", "", *found]))
    return {name: value for name, value in found.items() if name != absent}


SHARES = st.sampled_from([0, 1, 0.5, 0.25, -1, 2, 1e39])
PLAIN: dict[str, Drawn] = {"bool": st.booleans(), "double": NUMBERS, "float": SHARES, "channel": SHARES}
SPECIAL: dict[str, Drawn] = {"GridRange": grid_range(), "DimensionRange": dimension_range()}


@st.composite
def message(draw: st.DrawFn, name: str, depth: int = 0) -> dict[str, Any]:
    """Draw a message: nearly whole at the top, a few fields of it further down."""
    fields = fields_of(name)
    names = [field for field in fields if depth < DEEPEST or not fields_of(fields[field].type)]
    if not names:
        return {}
    if depth == 0:
        absent = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
        chosen = [field for field in names if field not in absent]
    else:
        chosen = draw(st.lists(st.sampled_from(names), max_size=max(4 - depth, 1), unique=True))
    _, members = ONEOFS.get(name, ("", frozenset()))
    taken = [field for field in chosen if field in members]
    if len(taken) > 1:
        kept = draw(st.sampled_from(taken))
        chosen = [field for field in chosen if field not in members or field == kept]
    return {field: draw(value_of(name, field, depth)) for field in chosen}


@cache
def value_of(owner: str, name: str, depth: int) -> Drawn:
    """Return the strategy of a field's value."""
    field = fields_of(owner)[name]
    one = _one(owner, field, depth)
    if field.keyed:
        return st.dictionaries(st.sampled_from(["0", "1", "9", "x"]), one, max_size=2)
    if field.many:
        return st.lists(one, max_size=2 if depth < 3 else 1)
    return one


def _one(owner: str, field: Field, depth: int) -> Drawn:
    if field.type in SPECIAL:
        return SPECIAL[field.type]
    if field.choices:
        return st.sampled_from(sorted(field.choices))
    if field.type == "int":
        return st.sampled_from(INTEGERS.get(field.name, (0, 1, 2, 3, 5, 90, -1, HUGE)))
    if field.type == "str":
        return masks(owner) if field.name == "fields" else TEXTS.get(field.name, TYPED)
    return PLAIN[field.type] if field.type in PLAIN else message(field.type, depth + 1)


@cache
def masks(owner: str) -> Drawn:
    """Return masks for what is updated by a request: some of its names, or all, or nonsense."""
    names = sorted({path for field in fields_of(owner).values() for path in _paths(field.type, 3)})
    some = st.lists(st.sampled_from(names or ["*"]), min_size=1, max_size=3).map(",".join)
    return st.one_of(some, some, st.sampled_from(["*", "*", "*", "", "nope", "a(", ",", "*,*"]))


def _paths(kind: str, depth: int) -> list[str]:
    if kind in ("RowData", "CellData") and depth:
        inner = "CellData"
        return [path for name, field in fields_of(inner).items() for path in (name, *_below(name, field, depth))]
    return [path for name, field in fields_of(kind).items() for path in (name, *_below(name, field, depth))]


def _below(name: str, field: Field, depth: int) -> list[str]:
    return [f"{name}.{path}" for path in _paths(field.type, depth - 1)] if depth > 1 and not field.many else []


@st.composite
def altered(draw: st.DrawFn, name: str, body: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """Draw a message like the given one, with some values of it drawn anew."""
    found = {}
    for field, value in body.items():
        fate = draw(FATES)
        if fate == "dropped":
            continue
        if fate == "anew":
            found[field] = draw(value_of(name, field, depth))
        elif isinstance(value, dict) and fields_of(fields_of(name)[field].type) and not fields_of(name)[field].keyed:
            found[field] = draw(altered(fields_of(name)[field].type, value, depth + 1))
        else:
            found[field] = value
    if depth < 2 and draw(FATES) != "kept":
        extra = draw(st.sampled_from(sorted(fields_of(name))))
        _, members = ONEOFS.get(name, ("", frozenset()))
        if extra not in members or not members & found.keys():
            found[extra] = draw(value_of(name, extra, depth))
    return found


SAMPLES: dict[str, Any] = {
    **fixed(),
    "insertComment": {"coordinate": {"rowIndex": 2}, "content": "x"},
    "addCommentReply": {"commentId": COMMENT, "post": {"content": "x", "commentAction": "RESOLVE"}},
    "updateCommentPost": {"commentId": COMMENT, "postId": POST, "content": "khác"},
    "deleteComment": {"commentId": COMMENT},
    "deleteCommentReply": {"commentId": COMMENT, "postId": REPLY},
}


def _request(kind: str) -> Drawn:
    name = fields_of("Request")[kind].type
    return st.one_of(
        altered(name, SAMPLES[kind]), message(name), altered(name, SAMPLES[kind]), st.just(SAMPLES[kind])
    ).map(lambda body: {kind: body})


REQUESTS = st.one_of([_request(kind) for kind in sorted(kinds())])
BATCHES = st.lists(st.lists(REQUESTS, min_size=1, max_size=3), min_size=1, max_size=6)
