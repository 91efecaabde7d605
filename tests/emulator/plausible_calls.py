"""Plausible calls: of the routes beside batchUpdate, with options, masks, queries and bodies drawn at random."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from sheetsync.emulator.shapes.schema import fields_of

from .plausible import CELLS, GARBAGE, TYPED, Drawn, message
from .world import SHEETS

# Filled in with ids: of the rich book, of a file to be bent, and of one of its permissions.
BOOK, FILE, PERMISSION = "{book}", "{file}", "{permission}"
ROOT = "https://www.googleapis.com/drive/v3"


@dataclass(frozen=True)
class Call:
    """One call, as far as it is drawn. `path` are the names in the address, to be quoted."""

    method: str
    address: str
    path: tuple[str, ...] = ()
    body: Any = None
    query: dict[str, Any] = field(default_factory=dict)


RANGES = st.one_of(
    CELLS,
    CELLS,
    CELLS,
    st.sampled_from(["Sheet1", "khác", "'Sheet1'!", "Sheet1!A1:Z99", "A1:ZZZ9999999", "A0"]),
    GARBAGE,
)
VALUES = st.lists(
    st.lists(st.one_of(TYPED, st.sampled_from([None, 0, 1, -2.5, True, False, 1e300, 2**60])), max_size=4), max_size=4
)
FLAGS = st.sampled_from(["true", "false"])
RENDER = {
    "majorDimension": st.sampled_from(["ROWS", "COLUMNS", "DIMENSION_UNSPECIFIED"]),
    "valueRenderOption": st.sampled_from(["FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"]),
    "dateTimeRenderOption": st.sampled_from(["SERIAL_NUMBER", "FORMATTED_STRING"]),
}
WRITE = {
    "valueInputOption": st.sampled_from(["USER_ENTERED", "USER_ENTERED", "RAW", "INPUT_VALUE_OPTION_UNSPECIFIED"]),
    "includeValuesInResponse": FLAGS,
    "responseValueRenderOption": RENDER["valueRenderOption"],
    "responseDateTimeRenderOption": RENDER["dateTimeRenderOption"],
}
VALUE_RANGE: Drawn = st.fixed_dictionaries({"values": VALUES}, optional={"majorDimension": RENDER["majorDimension"]})
PLACED: Drawn = st.builds(lambda given, place: {**given, "range": place}, VALUE_RANGE, RANGES)
ANY_VALUES = st.one_of(VALUE_RANGE, VALUE_RANGE, PLACED)


@st.composite
def reply_masks(draw: st.DrawFn, name: str) -> str:
    """Draw a mask over a reply, in any of its spellings, or nonsense."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.text("a,()*./ sheetsproptikl", max_size=12))
    paths = []
    for _ in range(draw(st.integers(1, 3))):
        names: list[str] = []
        kind = name
        while fields_of(kind) and (not names or draw(st.booleans())):
            one = draw(st.sampled_from(sorted(fields_of(kind))))
            names.append(one)
            kind = fields_of(kind)[one].type
        paths.append(draw(st.sampled_from("./")).join(names))
    return ",".join(paths)


def _options(known: dict[str, Drawn], reply: str = "") -> Drawn:
    # Without the first option, most writes are refused.
    shown = {"fields": reply_masks(reply)} if reply else {}
    always = {name: known[name] for name in known if name == "valueInputOption"}
    return st.fixed_dictionaries(
        always, optional={name: some for name, some in {**known, **shown}.items() if name not in always}
    )


def _filters(extra: dict[str, Drawn]) -> Drawn:
    return st.fixed_dictionaries({"dataFilters": st.lists(message("DataFilter", 1), max_size=3)}, optional=extra)


def _entry() -> Drawn:
    return st.fixed_dictionaries({"dataFilter": message("DataFilter", 1), "values": VALUES})


def _sheets(
    method: str, tail: str, query: Drawn | None = None, body: Drawn | None = None, *, ranged: bool = False
) -> Drawn:
    return st.builds(
        lambda path, asked, sent: Call(method, f"{SHEETS}/{BOOK}{tail}", path, sent, asked),
        st.tuples(RANGES) if ranged else st.just(()),
        query if query is not None else st.just({}),
        body if body is not None else st.none(),
    )


WRITTEN_AS = {"valueInputOption": WRITE["valueInputOption"]}
INTO_VALUES = st.one_of(
    _sheets("GET", "/values/{}", _options(RENDER, "ValueRange"), ranged=True),
    _sheets("PUT", "/values/{}", _options(WRITE, "UpdateValuesResponse"), ANY_VALUES, ranged=True),
    _sheets(
        "POST",
        "/values/{}:append",
        _options({**WRITE, "insertDataOption": st.sampled_from(["OVERWRITE", "INSERT_ROWS"])}, "AppendValuesResponse"),
        ANY_VALUES,
        ranged=True,
    ),
    _sheets("POST", "/values/{}:clear", _options({}, "ClearValuesResponse"), st.just({}), ranged=True),
    _sheets("GET", "/values:batchGet", _options({**RENDER, "ranges": st.lists(RANGES, max_size=3)})),
    _sheets("POST", "/values:batchClear", None, st.fixed_dictionaries({"ranges": st.lists(RANGES, max_size=3)})),
    _sheets(
        "POST",
        "/values:batchUpdate",
        None,
        st.fixed_dictionaries(
            {**WRITTEN_AS, "data": st.lists(PLACED, max_size=3)}, optional={"includeValuesInResponse": st.booleans()}
        ),
    ),
    _sheets("POST", "/values:batchGetByDataFilter", None, _filters(RENDER)),
    _sheets("POST", "/values:batchClearByDataFilter", None, _filters({})),
    _sheets(
        "POST",
        "/values:batchUpdateByDataFilter",
        None,
        st.fixed_dictionaries(
            {**WRITTEN_AS, "data": st.lists(_entry(), max_size=2)}, optional={"includeValuesInResponse": st.booleans()}
        ),
    ),
)
INTO_BOOK = st.one_of(
    _sheets("GET", "", _options({"ranges": st.lists(RANGES, max_size=2), "includeGridData": FLAGS}, "Spreadsheet")),
    _sheets("POST", ":getByDataFilter", None, _filters({"includeGridData": st.booleans()})),
    _sheets("POST", "/developerMetadata:search", None, _filters({})),
    _sheets("GET", "/developerMetadata/12"),
    _sheets("POST", "/sheets/7:copyTo", None, st.just({"destinationSpreadsheetId": BOOK})),
    _sheets("POST", "/sheets/5:copyTo", None, st.just({"destinationSpreadsheetId": BOOK})),
)

WORDS = st.sampled_from(
    (
        *("name", "trashed", "mimeType", "modifiedTime", "createdTime", "viewedByMeTime", "starred", "sharedWithMe"),
        *("parents", "owners", "writers", "readers", "properties", "appProperties", "visibility", "fullText", "nope"),
    )
)
SIGNS = st.sampled_from(["=", "!=", "contains", "in", "has", "<", "<=", ">", ">=", "is"])
TEXTS = st.sampled_from(
    (
        *("'a'", "'sổ'", "''", "'it\\'s'", "true", "false", "'2026-09-03T00:00:00'", "'2026'", "'root'", "'me'", "5"),
        *("'owner@example.com'", "'limited'", "{ key='a' and value='b' }", "'a", "'\"x y\"'", '"a"'),
        "'application/vnd.google-apps.folder'",
    )
)
TERMS = st.one_of(
    st.builds("{} {} {}".format, WORDS, SIGNS, TEXTS),
    st.builds("{} in {}".format, TEXTS, st.sampled_from(["parents", "owners", "writers", "readers"])),
)
QUERIES = st.one_of(
    st.recursive(
        TERMS,
        lambda inner: st.one_of(
            st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or", "AND"]), inner),
            inner.map("({})".format),
            inner.map("not {}".format),
        ),
        max_leaves=4,
    ),
    st.text("nametrhd '\"\\()=!<>{}ổ%_*", max_size=16),
)
PAGING = {
    "pageSize": st.sampled_from(["1", "2", "100", "0", "-1", "1001", "x"]),
    "pageToken": st.sampled_from(["", "x", "1", "e30", "{page}"]),
}


def _drive(method: str, tail: str, query: dict[str, Drawn] | None = None, body: str = "", reply: str = "") -> Drawn:
    return st.builds(
        lambda asked, sent: Call(method, f"{ROOT}{tail}", (), sent, asked),
        _options(query or {}, reply),
        message(body, 1) if body else st.none(),
    )


ORDERS = st.lists(
    st.sampled_from(("name", "modifiedTime", "createdTime", "folder", "recency", "starred", "name_natural", "nope")),
    max_size=2,
)
SORTED = st.builds(
    lambda names, sign: ",".join(name + sign for name in names), ORDERS, st.sampled_from(["", " desc", " asc"])
)
LISTED = {
    "q": QUERIES,
    "orderBy": SORTED,
    "corpora": st.sampled_from(["user", "allDrives", "drive", "x"]),
    "spaces": st.sampled_from(["drive", "appDataFolder", ""]),
    **PAGING,
}
COMMENTS = f"/files/{FILE}/comments"
INTO_DRIVE = st.one_of(
    _drive("GET", "/files", LISTED, reply="FileList"),
    _drive("GET", "/files", LISTED),
    _drive("POST", "/files", body="File", reply="File"),
    _drive("GET", f"/files/{FILE}", reply="File"),
    _drive(
        "PATCH",
        f"/files/{FILE}",
        {"addParents": st.sampled_from(["root", "x"]), "removeParents": st.sampled_from(["root", "x"])},
        "File",
        "File",
    ),
    _drive("POST", f"/files/{FILE}/copy", body="File", reply="File"),
    _drive("GET", f"/files/{FILE}/export", {"mimeType": st.sampled_from(["text/csv", "application/pdf", "x", ""])}),
    _drive("GET", f"/files/{FILE}/permissions", PAGING, reply="PermissionList"),
    _drive(
        "POST",
        f"/files/{FILE}/permissions",
        {"sendNotificationEmail": FLAGS, "transferOwnership": FLAGS},
        "Permission",
        "Permission",
    ),
    _drive("PATCH", f"/files/{FILE}/permissions/{PERMISSION}", {"removeExpiration": FLAGS}, "Permission", "Permission"),
    _drive("DELETE", f"/files/{FILE}/permissions/{PERMISSION}"),
    _drive(
        "GET",
        COMMENTS,
        {**PAGING, "includeDeleted": FLAGS, "startModifiedTime": st.sampled_from(["2026-09-03T00:00:00Z", "x"])},
        reply="CommentList",
    ),
    _drive("POST", COMMENTS, {"fields": st.just("*")}, "Comment"),
    _drive("GET", "/changes", {**PAGING, "includeRemoved": FLAGS}, reply="ChangeList"),
    _drive("GET", "/changes/startPageToken"),
    _drive("GET", "/about", reply="About"),
    _drive("GET", "/drives", {**PAGING, "q": QUERIES}, reply="DriveList"),
    _drive("POST", "/drives", {"requestId": st.sampled_from(["a", "b", ""])}, "Drive"),
    _drive(
        "GET",
        "/files/generateIds",
        {"count": st.sampled_from(["1", "0", "-1", "1001", "x"]), "type": st.sampled_from(["files", "shortcuts", "x"])},
    ),
)
