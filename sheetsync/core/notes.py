"""Findings on the very cells: our part of a note says what is wrong, a conditional format of ours gives the colour.

Both are ours only. Our part of a note stands between two fixed lines, so that whatever a person writes before or after
it is kept to the byte and nothing has to be remembered between runs. The colour lies over the cell, whose own format
nobody touches; the rules of people stay as they are.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sheetsync.core.assessment import Assessment
from sheetsync.core.catalogue import Severity
from sheetsync.core.cells import MOST_LETTERS, Area, CellRef, Grid, Snapshot
from sheetsync.core.findings import Finding
from sheetsync.core.layout import Book
from sheetsync.core.locate import find_grid, locate
from sheetsync.core.reading import Reading
from sheetsync.core.values import normalize, shorten

OPENS = "[Hệ thống thi đua] Cần xem lại:"
CLOSES = "[Hệ thống tự xóa phần này khi ô đã được sửa.]"
"""The first and the last line of our part of a note."""

OPENS_INFO = "[Hệ thống thi đua] Thông tin:"
CLOSES_INFO = "[Hệ thống tự xóa phần này khi không còn cần.]"
"""The same of a part that asks for nothing."""

_MARKS = (OPENS, CLOSES, OPENS_INFO, CLOSES_INFO)

MOST_FINDINGS = 5
LONGEST_FINDING = 600

COLOURED = (Severity.ERROR, Severity.WARNING)
"""What a cell is coloured for; what is only good to know gets a note."""

_ITEM = "• "
_GAP = "\n\n"
"""Between what a person wrote and our part."""

_OPENS = f"(?:{re.escape(OPENS)}|{re.escape(OPENS_INFO)})"
_CLOSES = f"(?:{re.escape(CLOSES)}|{re.escape(CLOSES_INFO)})"
_OURS = re.compile(
    rf"(?:{_GAP})?(?:"
    rf"{_OPENS}(?:(?!{_OPENS}).)*?{_CLOSES}"  # as it was written, or with something typed into it
    rf"|{_OPENS}(?:\n{_ITEM}[^\n]*)*"  # its last line deleted
    rf"|(?:{_ITEM}[^\n]*\n)*{_CLOSES}"  # its first line deleted
    rf")",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Flag:
    """What is to be seen at one cell: the gravest severity found there, and our part of its note."""

    severity: Severity
    text: str


Flags = Mapping[CellRef, Flag]


@dataclass(frozen=True, slots=True)
class NoteChange:
    """A note to write, whole; the empty text takes it away."""

    cell: CellRef
    text: str


@dataclass(frozen=True, slots=True)
class TintChange:
    """What one conditional format of ours is to colour on a tab: (row, column) of each cell, in order.

    `index` is its place among the tab's rules where it is there already; without cells it goes.
    """

    sheet_id: int
    name: str
    cells: tuple[tuple[int, int], ...]
    index: int | None = None


# --- what is wanted --------------------------------------------------------------------------------------------------


def flags(assessment: Assessment, book: Book, snapshot: Snapshot) -> Flags:
    """Every cell of a book, as just pulled, at which its owner is told something, in the words of the feedback tab."""
    found: dict[CellRef, list[Finding]] = defaultdict(list)
    for finding in assessment.told_to(book.code):
        if cell := _cell_now(assessment, finding, book, snapshot):
            found[cell].append(finding)
    listed = next((tab.title for tab in book.tabs if tab.name in _LISTS), "")
    return {cell: _flag(assessment, book, findings, listed) for cell, findings in found.items()}


_LISTS = frozenset({"feedback", "findings"})
"""The tabs, one in each book, that list all its findings."""

_OF_THE_NEWEST_PULL = frozenset({"cell-ours-changed", "code-mixed-up", "code-twice"})
"""What is looked for in the newest pull, even where an earlier one is scored."""


def _cell_now(assessment: Assessment, finding: Finding, book: Book, snapshot: Snapshot) -> CellRef | None:
    """The cell of a finding in the book as just pulled; None where it has none there."""
    cell = finding.cell
    if cell is None or cell.book != book.code:
        return None
    read = assessment.index.statuses[book.code].reading
    if read is Reading.CURRENT or finding.code in _OF_THE_NEWEST_PULL:
        return cell
    tab, then = book.tab(cell.tab), assessment.parsed[book.code].places.get(cell.tab)
    now = locate(book, tab, snapshot) if tab else None
    return then.follow(cell, now) if then and now else None


def _flag(assessment: Assessment, book: Book, findings: Collection[Finding], listed: str) -> Flag:
    severity = min((one.severity for one in findings), key=lambda severity: severity.rank)
    lines = list(dict.fromkeys(_line(finding, assessment.advice_to(book.code, finding)) for finding in findings))
    shown, more = lines[:MOST_FINDINGS], len(lines) - MOST_FINDINGS
    if more > 0:
        shown.append(f"Còn {more} điều nữa, xem thẻ “{listed}”.")
    opens, closes = (OPENS_INFO, CLOSES_INFO) if severity is Severity.INFO else (OPENS, CLOSES)
    return Flag(severity, "\n".join([opens, *(f"{_ITEM}{line}" for line in shown), closes]))


def _line(finding: Finding, advice: str) -> str:
    line = normalize(f"{finding.severity.label}: {finding.message} {advice}")
    for mark in _MARKS:  # somebody may have typed them into the cell
        line = line.replace(mark, "…")
    return shorten(line, LONGEST_FINDING)


# --- what has to change ----------------------------------------------------------------------------------------------


def note_changes(book: Book, snapshot: Snapshot, wanted: Flags) -> Iterator[NoteChange]:
    """Yield the notes that do not say what is wanted; nothing but our part of them differs.

    Only our own tabs are gone through: a person's copy of one is that person's. What people have locked against us is
    left as it is: the rest of the book must not fail for it.
    """
    for name, grid in _tabs(book, snapshot):
        parts = {(cell.row, cell.col): flag.text for cell, flag in wanted.items() if cell.sheet_id == grid.sheet_id}
        notes = {
            (row, col): cell.note
            for row, cells in enumerate(grid.rows, 1)
            for col, cell in enumerate(cells, 1)
            if cell.note
        }
        for row, col in sorted(parts.keys() | notes.keys()):
            note = notes.get((row, col), "")
            text = with_part(note, parts.get((row, col), ""))
            long = len(text.encode("utf-16-le")) // 2 > MOST_LETTERS  # such a note is left to its people
            if text != note and not long and not _is_closed(grid, Area(row, col, 1, 1)):
                yield NoteChange(CellRef(book.code, name, grid.sheet_id, row, col), text)


def is_ours(note: str) -> bool:
    """True where a note holds a part of ours, or a line of one."""
    return any(mark in note for mark in _MARKS)


def with_part(note: str, part: str) -> str:
    """A note with our part as given, in its place; without a part, what people wrote and nothing else."""
    found = _OURS.search(note) if is_ours(note) else None
    before, after = (note[: found.start()], _OURS.sub("", note[found.end() :])) if found else (note, "")
    if part:
        return f"{before}{_GAP if before else ''}{part}{after}"
    if before and after and not after[0].isspace():
        after = f"\n{after}"
    # What is left of a line break behind our part is no note of anybody's.
    return before + after if (before + after).strip() or not found else ""


def tint_changes(book: Book, snapshot: Snapshot, wanted: Flags) -> Iterator[TintChange]:
    """Yield the rules of ours that colour other cells than those wanted, tab by tab."""
    for _, grid in _tabs(book, snapshot):
        marked: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for cell, flag in wanted.items():
            closed = _is_closed(grid, Area(cell.row, cell.col, 1, 1))
            if flag.severity in COLOURED and cell.sheet_id == grid.sheet_id and not closed:
                marked[flag.severity.value].append((cell.row, cell.col))
        yield from _tab_tints(grid, {name: tuple(sorted(cells)) for name, cells in sorted(marked.items())})


def _tab_tints(grid: Grid, marked: Mapping[str, tuple[tuple[int, int], ...]]) -> Iterator[TintChange]:
    """One rule a severity; what pasting has copied or split goes."""
    met: set[str] = set()
    for tint in grid.tints:
        cells = () if tint.name in met else marked.get(tint.name, ())
        met.add(tint.name)
        if not (cells and tint.covers(cells)) and not any(_is_closed(grid, area) for area in tint.areas):
            yield TintChange(grid.sheet_id, tint.name, cells, tint.index)
    yield from (TintChange(grid.sheet_id, name, cells) for name, cells in marked.items() if name not in met)


def _is_closed(grid: Grid, area: Area) -> bool:
    return any(area.meets(closed) for closed in grid.closed)


def _tabs(book: Book, snapshot: Snapshot) -> Iterator[tuple[str, Grid]]:
    """Yield our tabs with their grids, each grid once, wherever people have led the named ranges."""
    grids = {grid.sheet_id: (tab.name, grid) for tab in book.tabs if (grid := find_grid(tab, snapshot))}
    yield from grids.values()
