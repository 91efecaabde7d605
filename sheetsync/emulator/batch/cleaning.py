"""Requests that clean up text: find and replace, split into columns, trim."""

import re
from collections.abc import Iterator

from sheetsync.emulator.batch.context import Batch
from sheetsync.emulator.batch.pasting import FORMAT, VALUE
from sheetsync.emulator.book.cells import Typing, check_size, typed_into
from sheetsync.emulator.book.grid import Area, whole
from sheetsync.emulator.book.model import COLUMNS, Sheet
from sheetsync.emulator.errors import Obj, RequestError
from sheetsync.emulator.text.formats import show

DELIMITERS = (("COMMA", ","), ("SEMICOLON", ";"), ("PERIOD", "."), ("SPACE", " "))
BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # a no-break space stays, as Google's help for the menu command says
JAVA_GROUP = re.compile(r"\\(.)|\$(\d+)|\$\{([A-Za-z][A-Za-z0-9]*)\}", re.DOTALL)
MOST_DIGITS = 4  # no regular expression has as many groups as five could count


def find_replace(batch: Batch, request: Obj) -> Obj:
    """Replace text in values, and in formulas if asked; what comes out is read as if typed."""
    pattern = _pattern(request)
    typing = typing_of(batch)
    counts = {"valuesChanged": 0, "formulasChanged": 0, "rowsChanged": 0, "sheetsChanged": 0, "occurrencesChanged": 0}
    calculator = batch.calculator()
    for sheet, area in _searched(batch, request):
        rows: set[int] = set()
        for row, column, cell in list(sheet.entries()):
            if VALUE not in cell or not area.has(row, column):
                continue
            formula = cell[VALUE].get("formulaValue")
            if formula and not request.get("includeFormulas"):
                continue
            text = formula or show(
                calculator.effective(sheet, row, column),
                cell.get(FORMAT, {}).get("numberFormat", {}),
                batch.book.locale,
            )
            replaced, times = _replaced(pattern, text, request)
            if times:
                batch.guard(sheet, Area(row, row + 1, column, column + 1))
                sheet.put(row, column, typed_into(cell, replaced, typing))
                counts["formulasChanged" if formula else "valuesChanged"] += 1
                counts["occurrencesChanged"] += times
                rows.add(row)
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {name: count for name, count in counts.items() if count}


def text_to_columns(batch: Batch, request: Obj) -> None:
    """Split the text of one column at a delimiter into that column and those beside it, each part as if typed."""
    sheet, area = batch.editable(request.get("source", {}))
    if area.width != 1:
        raise RequestError("The source range must span exactly one column.")
    texts = {row: text for row in range(area.start_row, area.end_row) if (text := _text(sheet, row, area.start_column))}
    delimiter = _delimiter(request, list(texts.values()))
    split = {row: parts for row, text in texts.items() if delimiter and len(parts := text.split(delimiter)) > 1}
    if not split:
        return
    width = max(len(parts) for parts in split.values())
    batch.guard(sheet, Area(area.start_row, area.end_row, area.start_column, area.start_column + width))
    batch.grow(sheet, COLUMNS, area.start_column + width)
    check_size(batch.book, batch.limits)
    typing = typing_of(batch)
    for row, parts in split.items():
        for column, part in enumerate(parts, start=area.start_column):
            sheet.put(row, column, typed_into(sheet.cell(row, column), part.strip(), typing))


def trim_whitespace(batch: Batch, request: Obj) -> Obj:
    """Take blanks off both ends of each text and make those between words one space; the text stays text."""
    sheet, area = batch.within(request.get("range", {}))
    changed = 0
    for row, column, cell in list(sheet.entries()):
        text = cell.get(VALUE, {}).get("stringValue")
        if text is None or not area.has(row, column):
            continue
        trimmed = BLANKS.sub(" ", text).strip(" ")
        if trimmed != text:
            kept = {name: part for name, part in cell.items() if name not in (VALUE, "textFormatRuns")}
            sheet.put(row, column, {**kept, VALUE: {"stringValue": trimmed}} if trimmed else kept)
            changed += 1
    return {"cellsChangedCount": changed} if changed else {}


def typing_of(batch: Batch) -> Typing:
    """Return how text is read that a request puts in as if typed."""
    return Typing(user_entered=True, locale=batch.locale, today=batch.now.date(), limits=batch.limits)


def _text(sheet: Sheet, row: int, column: int) -> str:
    return str(sheet.cell(row, column).get(VALUE, {}).get("stringValue", ""))


def _delimiter(request: Obj, texts: list[str]) -> str:
    """Return what to split at; by AUTODETECT the one that most cells have, the first of them by rank."""
    kind = request.get("delimiterType", "DELIMITER_TYPE_UNSPECIFIED")
    own = str(request.get("delimiter", ""))
    if kind == "DELIMITER_TYPE_UNSPECIFIED":
        raise RequestError("A delimiterType must be specified.")
    if kind == "CUSTOM":
        if not own:
            raise RequestError("A delimiter must be specified if the delimiterType is CUSTOM.")
        return own
    if own:
        raise RequestError("A delimiter can only be specified if the delimiterType is CUSTOM.")
    if kind == "AUTODETECT":
        counts = {mark: sum(mark in text for text in texts) for _, mark in DELIMITERS}
        best = max(counts, key=counts.__getitem__)
        return best if counts[best] else ""
    return dict(DELIMITERS)[kind]


def _searched(batch: Batch, request: Obj) -> Iterator[tuple[Sheet, Area]]:
    if "range" in request:
        yield batch.area(request["range"])
    elif "sheetId" in request:
        sheet = batch.sheet(request["sheetId"])
        yield sheet, whole(sheet)
    elif request.get("allSheets"):
        for sheet in batch.book.sheets:
            yield sheet, whole(sheet)
    else:
        raise RequestError("Must specify a scope.")


def _pattern(request: Obj) -> re.Pattern[str]:
    """Compile what to find. Google reads it as Java does; what Python's engine cannot read alike is refused."""
    wanted = request.get("find", "")
    if not wanted:
        raise RequestError("find must not be empty.")
    own = re.sub(r"\(\?<(?=[A-Za-z])", "(?P<", wanted) if request.get("searchByRegex") else re.escape(wanted)
    try:
        return re.compile(own, 0 if request.get("matchCase") else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:  # groups or repeats beyond count
        raise RequestError(f"Invalid regular expression: {wanted}") from error


def _replaced(pattern: re.Pattern[str], text: str, request: Obj) -> tuple[str, int]:
    template = request.get("replacement", "")

    def replacement(found: re.Match[str]) -> str:
        return _expanded(template, found) if request.get("searchByRegex") else template

    if request.get("matchEntireCell"):
        entire = pattern.fullmatch(text)
        return (replacement(entire), 1) if entire else (text, 0)
    return pattern.subn(replacement, text)


def _expanded(template: str, found: re.Match[str]) -> str:
    """Fill the groups into a replacement as Java spells them: `$1`, `${name}`, and a backslash before a plain mark."""

    def part(mark: re.Match[str]) -> str:
        if mark[1] is not None:
            return mark[1]
        if mark[3] is not None:
            return _group(found, mark[3], "")
        # Java takes further digits only while there is such a group.
        digits = mark[2][:MOST_DIGITS]
        while len(digits) > 1 and int(digits) > found.re.groups:
            digits = digits[:-1]
        return _group(found, int(digits), mark[2][len(digits) :])

    return JAVA_GROUP.sub(part, template)


def _group(found: re.Match[str], name: int | str, rest: str) -> str:
    try:
        return (found[name] or "") + rest
    except IndexError as error:
        raise RequestError(f"No group {name} in the regular expression.") from error


KINDS = (
    ("findReplace", find_replace),
    ("textToColumns", text_to_columns),
    ("trimWhitespace", trim_whitespace),
)
