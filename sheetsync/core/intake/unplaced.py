"""What a file holds that its book has no place for: foreign tabs, rows and columns, locked cells, a file of others."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from sheetsync.core.cells import BLANK, Cell, Snapshot, column_letters
from sheetsync.core.entries import State, shown
from sheetsync.core.layout import Book, Column, Owner, Tab, is_open
from sheetsync.core.locate import Place, find_grid, key_text
from sheetsync.core.parse import Parsed, without
from sheetsync.core.telling import Mixed, mixed_columns, mixed_rows
from sheetsync.core.values import normalize, shorten


class Why(Enum):
    """Why something in a file has no place, or what the file lacks: the sentence, with named gaps."""

    TAB = "bảng không có thẻ này; {count} ô có nội dung không nhập được."
    ROW = "bảng không có dòng mã “{raw}”; {count} ô có nội dung không nhập được."
    NO_KEY = "dòng này không ghi mã; {count} ô có nội dung không nhập được."
    TWICE = "mã “{raw}” có ở nhiều dòng của tệp nên không biết nhập dòng nào."
    MIXED_ROW = (
        "mã “{raw}” và nội dung của dòng không khớp nhau; {count} ô có nội dung không nhập được; "
        "trả mã về đúng dòng, hoặc chép số liệu sang bản xuất lại, rồi nhập lại."
    )
    MIXED_COLUMN = (
        "tiêu đề “{raw}” không nằm ở đúng cột của nó; {count} ô có nội dung không nhập được; "
        "trả tiêu đề về đúng cột, hoặc chép số liệu sang bản xuất lại, rồi nhập lại."
    )
    COLUMN = "mẫu không có cột “{raw}”; {count} ô có nội dung không nhập được."
    LOCKED = "ô khóa, tệp ghi “{raw}” nhưng bảng ghi “{meant}”; giữ nội dung của bảng."
    CLOSED = "ô này không dùng để điền, tệp ghi “{raw}”; không nhập."
    GONE = "bảng hiện không có chỗ cho ô này (dòng “{raw}”, cột “{meant}”); chạy `sheetsync provision` rồi nhập lại."
    OURS = "cột “{raw}” do hệ thống ghi, {count} ô trong tệp khác với bảng; giữ nội dung của bảng."
    LACKS_TAB = "tệp không có thẻ này; giữ nội dung của bảng."
    LACKS_COLUMN = "tệp không có cột “{raw}”; giữ nội dung của bảng."
    LACKS_ROWS = "tệp không có dòng mã {raw}; giữ nội dung của bảng."


_NOTHING_LOST = frozenset({Why.OURS, Why.LACKS_TAB, Why.LACKS_COLUMN, Why.LACKS_ROWS})


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One thing that was not taken over: why, in which tab and at which cell of the file, what stands there."""

    why: Why
    tab: str
    cell: str = ""
    raw: str = ""
    meant: str = ""
    count: int = 1

    @property
    def message(self) -> str:
        """What it is, in one Vietnamese sentence that goes on after the place."""
        return self.why.value.format(raw=self.raw, meant=self.meant, count=self.count)

    @property
    def typed(self) -> bool:
        """True where something that a person typed stays behind."""
        return self.why not in _NOTHING_LOST


def unplaced(file: Parsed, snapshot: Snapshot, live: Parsed) -> tuple[Unplaced, ...]:
    """Everything in a file that the book as it is now (`live`) cannot take, tab by tab."""
    known = {place.grid.sheet_id for place in file.places.values()}
    found = [
        Unplaced(Why.TAB, grid.title, count=count)
        for grid in snapshot.grids
        if grid.sheet_id not in known and (count := sum(not cell.is_blank for row in grid.rows for cell in row))
    ]
    for tab in file.book.tabs:
        place = file.places.get(tab.name)
        if place:
            found += _of_tab(place, live.places.get(tab.name))
            found += _gone(file, live, place)
        elif tab.owned_by(Owner.PEOPLE):
            found.append(Unplaced(Why.LACKS_TAB, tab.title))
    return tuple(found)


# --- one tab ---------------------------------------------------------------------------------------------------------

_LONGEST = 60
"""Characters of a text that a sentence shows."""


def _of_tab(place: Place, live: Place | None) -> Iterator[Unplaced]:
    rows, columns = mixed_rows(place), mixed_columns(place)
    told = without(place, rows, columns)
    yield from _headers(told, live)
    yield from _locked_cells(told, live)
    yield from _ours(told, live)
    yield from _nowhere(told, rows)
    yield from _mixed_columns(place, columns)
    yield from _beside(place)
    yield from _lacks(place)


def _typed(place: Place) -> Iterator[tuple[int, Column, Cell]]:
    """Yield (row, column, cell) for all that stands below the headers in columns of the layout."""
    columns = [column for column in place.tab.columns if column.name in place.columns]
    for row in range(place.header_row + 1, len(place.grid.rows) + 1):
        for column in columns:
            if not (cell := place.cell(row, column.name)).is_blank:
                yield row, column, cell


def _in_known_rows(place: Place) -> Iterator[tuple[int, str, Column, Cell]]:
    """The same with the row's key, for rows of the layout and, in a list that sync writes, of the file."""
    tab = place.tab
    keys = {row: key for key, row in place.rows.items() if not tab.rows or tab.row(key) is not None}
    return ((row, keys[row], column, cell) for row, column, cell in _typed(place) if row in keys)


def _headers(place: Place, live: Place | None) -> Iterator[Unplaced]:
    for column in place.tab.columns:
        if column.name in place.columns and not (cell := place.cell(place.header_row, column.name)).is_blank:
            there = live.cell(live.header_row, column.name) if live and column.name in live.columns else BLANK
            yield from _locked(place, place.header_row, column, cell, (there, Cell(column.header)))


def _locked_cells(place: Place, live: Place | None) -> Iterator[Unplaced]:
    """What was typed where the edition's texts stand, or where nobody types."""
    for row, key, column, cell in _in_known_rows(place):
        laid = place.tab.row(key)
        if column.owner is not Owner.SYNC and laid and not is_open(column, laid):
            meant = laid.cells.get(column.name)
            laid_down = Cell(key if column.name == place.tab.key else meant)
            yield from _locked(place, row, column, cell, (_standing(live, key, column), laid_down))


def _locked(place: Place, row: int, column: Column, cell: Cell, right: tuple[Cell, Cell]) -> Iterator[Unplaced]:
    """A locked cell that holds neither what stands in the book nor what the layout says."""
    if not any(_alike(cell, one) for one in right):
        kept = next((shown(one) for one in right if not one.is_blank), "")
        why = Why.LOCKED if kept else Why.CLOSED
        raw, kept = shorten(shown(cell), _LONGEST), shorten(kept, _LONGEST)
        yield Unplaced(why, place.grid.title, place.ref(row, column.name).a1, raw, kept)


def _ours(place: Place, live: Place | None) -> Iterator[Unplaced]:
    """Columns of ours beside those that people fill, where file and book differ: sync may have run in between."""
    if place.tab.part:
        differ = Counter(
            normalize(column.header)
            for _, key, column, cell in _in_known_rows(place)
            if column.owner is Owner.SYNC and not _alike(cell, _standing(live, key, column))
        )
        for header, count in differ.items():
            yield Unplaced(Why.OURS, place.grid.title, raw=header, count=count)


def _nowhere(place: Place, mixed: Mixed) -> Iterator[Unplaced]:
    """Rows that something was typed into and whose key is none, is unknown, is there twice, or is not that row's."""
    tab, known = place.tab, {row for row, _, _, _ in _in_known_rows(place)}
    rows = Counter(row for row, column, _ in _typed(place) if row not in known and column.owner is Owner.PEOPLE)
    for row, count in rows.items():
        key = key_text(place.cell(row, tab.key)) if tab.key in place.columns else ""
        why = Why.TWICE if key in place.twice else Why.ROW if key else Why.NO_KEY
        why = Why.MIXED_ROW if row in mixed else why
        yield Unplaced(why, place.grid.title, f"dòng {row}", shorten(key, _LONGEST), count=count)


def _mixed_columns(place: Place, mixed: Mixed) -> Iterator[Unplaced]:
    """Columns that something was typed into and that carry one criterion and another one's header."""
    for name, col in place.columns.items():
        typed = [cell for _, cell in place.grid.column(col, place.header_row + 1) if not cell.is_blank]
        if col in mixed and typed:
            header = shorten(shown(place.cell(place.header_row, name)), _LONGEST)
            yield Unplaced(Why.MIXED_COLUMN, place.grid.title, f"cột {column_letters(col)}", header, count=len(typed))


def _beside(place: Place) -> Iterator[Unplaced]:
    """Columns that are not of the layout, and in which something was typed."""
    ours = set(place.columns.values())
    for col in range(1, place.grid.column_count + 1):
        if col not in ours and (
            count := sum(not cell.is_blank for _, cell in place.grid.column(col, place.header_row))
        ):
            letters, header = column_letters(col), shown(place.grid.at(place.header_row, col))
            yield Unplaced(Why.COLUMN, place.grid.title, f"cột {letters}", header or letters, count=count)


def _lacks(place: Place) -> Iterator[Unplaced]:
    """What people fill and the file has no more of."""
    tab, title = place.tab, place.grid.title
    people = tab.owned_by(Owner.PEOPLE)
    for column in place.missing:
        if column in people or (people and column.name == tab.key):
            yield Unplaced(Why.LACKS_COLUMN, title, raw=normalize(column.header))
    lost = [
        row.key
        for row in tab.rows
        if row.key not in place.rows and row.key not in place.twice and any(is_open(column, row) for column in people)
    ]
    if lost and tab.key in place.columns:
        yield Unplaced(Why.LACKS_ROWS, title, raw=shorten(", ".join(lost), _LONGEST), count=len(lost))


def _gone(file: Parsed, live: Parsed, place: Place) -> Iterator[Unplaced]:
    """Cells of the layout that the book has lost, or of a list in which the book has no such row any more."""
    tab = place.tab
    for (name, key, column), entry in file.entries.items():
        if name == tab.name and entry.state is not State.BLANK and (name, key, column) not in live.entries:
            header = next(one.header for one in tab.columns if one.name == column)
            cell = place.ref(place.rows[key], column).a1
            yield Unplaced(Why.GONE, place.grid.title, cell, shorten(key, _LONGEST), normalize(header))


def _standing(live: Place | None, key: str, column: Column) -> Cell:
    """What stands in the book where the file has this cell."""
    if live is None or key not in live.rows or column.name not in live.columns:
        return BLANK
    return live.cell(live.rows[key], column.name)


def _alike(one: Cell, other: Cell) -> bool:
    if isinstance(one.value, str) and isinstance(other.value, str):
        return normalize(one.value) == normalize(other.value)
    return one.value == other.value and one.error == other.error


# --- whose file it is ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stranger:
    """Whose a file is instead: the `book` of this edition, or the `heading` of another year; neither: nobody knows."""

    book: str = ""
    heading: str = ""


def stranger(book: Book, file: Snapshot, live: Snapshot, laid: Iterable[Book]) -> Stranger | None:
    """Tell by the headings of its tabs whether a file is another book than `book`; None where it is this one.

    A heading is right that the layout says, or that stands in the book, whose unit may have been renamed since.
    """
    others = [other for other in laid if other.code != book.code]
    recognised, another_year = False, ""
    for tab in book.tabs:
        found, right = _heading(tab, file), {_heading(tab, live), normalize(tab.heading)} - {""}
        if found in right:
            recognised = True
            continue
        for other in others:
            if any(normalize(one.heading) == found for one in other.tabs):
                return Stranger(book=other.code)
        if not another_year and _YEAR.sub("", found) in {_YEAR.sub("", heading) for heading in right}:
            another_year = found
    if another_year:
        return Stranger(heading=another_year)
    return None if recognised else Stranger()


_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")


def _heading(tab: Tab, snapshot: Snapshot) -> str:
    """The first text down the first column of a tab, where its heading is laid."""
    grid = find_grid(tab, snapshot)
    texts = (normalize(cell.value) for _, cell in grid.column(1, 1) if isinstance(cell.value, str)) if grid else ()
    return next(filter(None, texts), "")
