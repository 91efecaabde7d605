"""What one tab that is there has lost or had changed, and the requests that put it right. Pure.

Lost rows and columns are inserted where the layout has them, so that what people typed stays beside its code and under
its header. Of what stands there only the edition's own cells are ever written. Cells are told by the address they have
now, while requests name the one they get once everything is inserted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sheetsync.adapters.sheets import parts
from sheetsync.adapters.sheets.as_found import Condition, Standing
from sheetsync.adapters.sheets.blocks import Spot, grid_range, update_cells
from sheetsync.adapters.sheets.protection import Keepers, lock_changes, open_cells, standing_bed
from sheetsync.adapters.sheets.render import Request, cell_data
from sheetsync.adapters.sheets.rules import validation
from sheetsync.core.cells import CellRef, column_letters
from sheetsync.core.entries import shown
from sheetsync.core.layout import HEADER_ROW, STAMP_ROW, TITLE_ROW, Book, Column, Owner, Row, Setting, ask_of, is_open
from sheetsync.core.locate import Place
from sheetsync.core.mending import oddities
from sheetsync.core.mending.items import Item, Lack
from sheetsync.core.mending.oddities import holds, is_text, line, quoted, row_words
from sheetsync.core.mending.recovery import Insertion, insertions, moved, recover, recover_columns
from sheetsync.core.values import format_number

_DIGITS = re.compile(r"(\$?[A-Z]{1,3})\$?\d+(?!\w)")


class TabMending:
    """One tab as it is, as it will be, and the difference."""

    def __init__(self, book: Book, standing: Standing, place: Place, setting: Setting, keepers: Keepers) -> None:
        self._book, self._standing, self._setting, self._keepers = book, standing, setting, keepers
        self._found, self._tab = place, place.tab
        self._rows, self._columns = recover(place), recover_columns(place)
        self._now = replace(place, columns=self._columns.rows)
        self._items: list[Item] = []
        self._requests: list[Request] = []

    def mend(self) -> tuple[list[Item], list[Request]]:
        """What is to be said and what is to be done; called once."""
        if hopeless := oddities.hopeless(self._now, self._rows):
            return [hopeless], []
        self._find_room()
        self._lay_lost()
        self._write_again()
        self._name()
        self._ask()
        self._lock()
        anchors = self._standing.snapshot.anchors
        self._items += oddities.oddities(self._found, self._rows, self._columns, anchors)
        return self._items, self._requests

    # --- what is gone ------------------------------------------------------------------------------------------------

    def _find_room(self) -> None:
        """Decide where everything comes to stand."""
        tab, now, rows = self._tab, self._now, self._rows
        lost = [row.key for row in tab.rows if row.key in rows.rows or rows.is_lost(row.key)]
        end = max((now.header_row, *now.grid.used_rows)) + 1
        order = [column.name for column in tab.columns if self._is_safe(column)]
        columns, self._new_columns = insertions(order, now.columns, now.grid.column_count + 1)
        places, self._new_rows = insertions(lost, rows.rows, end)
        grid = replace(
            now.grid,
            row_count=now.grid.row_count + sum(one.count for one in self._new_rows),
            column_count=now.grid.column_count + sum(one.count for one in self._new_columns),
        )
        twice = {key: tuple(moved(row, self._new_rows) for row in found) for key, found in rows.twice.items()}
        known = {key: moved(row, self._new_rows) for key, row in rows.rows.items()}
        self._then = replace(now, grid=grid, columns=columns, rows=known, twice=twice)
        self._lost = [(row, places[row.key]) for row in tab.rows if row.key in places and row.key not in rows.rows]
        self._missing = [column for column in tab.columns if column.name in columns and column.name not in now.columns]
        self._bed = standing_bed(self._then, columns, self._lost)

    def _is_safe(self, column: Column) -> bool:
        """False for a lost column of people's while a column that nobody can tell may be that very one, renamed."""
        if column.owner is not Owner.PEOPLE or column.name in self._now.columns:
            return True
        if column.criterion and not self._columns.is_lost(column.criterion) and column.criterion == column.name:
            return False
        unknown = [col for col in self._gap(column) if self._is_unknown(col)]
        self._items += [oddities.perhaps_renamed(self._now, column, col) for col in unknown]
        return not unknown

    def _gap(self, column: Column) -> range:
        """Where a lost column has been: between its nearest neighbours that are there."""
        order, places = [one.name for one in self._tab.columns], self._now.columns
        number = order.index(column.name)
        before = [places[name] for name in order[:number] if name in places]
        after = [places[name] for name in order[number + 1 :] if name in places]
        return range(before[-1] + 1 if before else 1, after[0] if after else self._now.grid.column_count + 1)

    def _is_unknown(self, col: int) -> bool:
        """True for a column with a header that is none of ours, neither by text nor by name, in which people may type.

        What nobody but its owner may type in was never people's; where our lock is gone, any column may have been.
        """
        place = self._now
        if place.grid.at(place.header_row, col).is_blank or col in place.columns.values():
            return False
        mark, header = self._tab.anchor(""), (place.grid.sheet_id, place.header_row, col)
        anchors = self._standing.snapshot.anchors.items()
        if any(name.startswith(mark) and (one.sheet_id, one.row, one.col) == header for name, one in anchors):
            return False
        locks = [lock for lock in self._standing.locks.get(place.grid.sheet_id, ()) if parts.is_our_lock(lock)]
        holes = [hole for lock in locks for hole in lock.get("unprotectedRanges", ())]
        return not locks or any(
            hole.get("startColumnIndex", 0) < col <= hole.get("endColumnIndex", col) for hole in holes
        )

    def _lay_lost(self) -> None:
        """Insert and draw what is lost."""
        bed, tab, missing, decimals = self._bed, self._tab, self._missing, self._setting.decimals
        self._items += [self._item(Lack.COLUMN, f"thiếu cột “{line(one.header)}”") for one in missing]
        self._items += [self._item(Lack.ROW, f"thiếu dòng {row_words(row)}") for row, _ in self._lost]
        if not missing and not self._lost:
            return
        there = [column for column in tab.columns if column.name in bed.columns]
        cells = parts.headers(bed, missing) | parts.body(bed, bed.rows, missing, decimals)
        cells |= parts.body(bed, self._lost, there, decimals)
        self._requests += [
            *(_insert(bed.sheet_id, "COLUMNS", one) for one in self._new_columns),
            *(_insert(bed.sheet_id, "ROWS", one) for one in self._new_rows),
            *parts.drawn(bed.sheet_id, cells),
            *parts.free_formats(bed, missing, decimals),
            *parts.widths(bed, missing),
            *self._frame(),
            *self._unask(missing, there),
            *parts.validations(bed, missing),
            *parts.validations(replace(bed, rows=self._lost, free=range(0)), there),
            *parts.colours(self._book, bed, missing, self._then.grid.row_count),
            *self._colour_the_first(there),
        ]

    def _frame(self) -> Iterator[Request]:
        """What belongs to all columns: how many are frozen, and how high their headers are."""
        frozen, bed = self._tab.frozen_columns, self._bed
        if any(one.at <= frozen + 1 for one in self._new_columns) and frozen:
            grid = {"gridProperties": {"frozenColumnCount": frozen}}
            properties = {"sheetId": bed.sheet_id, **grid}
            fields = "gridProperties.frozenColumnCount"
            yield {"updateSheetProperties": {"properties": properties, "fields": fields}}
        if self._missing and bed.header_row == HEADER_ROW:
            yield parts.heights(bed)[-1]

    def _unask(self, missing: Iterable[Column], there: Iterable[Column]) -> Iterator[Request]:
        """New lines take over what the line before them asked for: take that away first."""
        bed, first, last = self._bed, self._bed.header_row + 1, self._then.grid.row_count
        for column in missing:
            span = grid_range(bed.sheet_id, first, bed.columns[column.name], max(1, last - first + 1))
            yield {"setDataValidation": {"range": span, "filteredRowsIncluded": True}}
        for number, one in enumerate(self._new_rows, 1):
            start = moved(one.at, self._new_rows[number:])
            for column in there:
                span = grid_range(bed.sheet_id, start, bed.columns[column.name], one.count)
                yield {"setDataValidation": {"range": span, "filteredRowsIncluded": True}}

    def _colour_the_first(self, there: Sequence[Column]) -> list[Request]:
        """Rows inserted right below the header push the conditional formats down, which then begin below them."""
        first = self._bed.header_row + 1
        pushed = sum(one.count for one in self._new_rows if one.at == first)
        if not pushed:
            return []
        old = [column for column in there if column not in self._missing]
        return parts.colours(self._book, self._bed, old, first + pushed - 1)

    # --- what was changed --------------------------------------------------------------------------------------------

    def _write_again(self) -> None:
        """Give the edition's own cells back what they are to hold."""
        cells: dict[Spot, Request] = {}
        notes: dict[Spot, Request] = {}
        for column in self._tab.columns:
            if self._now.columns.get(column.name) in {None, *self._columns.doubtful}:
                continue
            at = (self._then.header_row, self._then.columns[column.name])
            now = (self._now.header_row, self._now.columns[column.name])
            if not is_text(self._now.grid.at(*now), column.header):
                cells[at] = cell_data(column.header)
                self._changed(Lack.HEADER, now, column.header)
            if column.hint and not self._now.grid.at(*now).note:
                notes[at] = {"note": column.hint}
                self._items.append(self._item(Lack.HEADER, f"ghi chú ở tiêu đề cột “{line(column.header)}”"))
        for key, code in self._columns.recoded.items():
            words = f"cột {column_letters(self._now.columns[key])}: mã {quoted(code)} → “{key}”, theo tiêu đề của cột"
            self._items.append(self._item(Lack.COLUMN, words))
        cells |= self._codes() | self._locked() | self._head()
        sheet_id = self._now.grid.sheet_id
        self._requests += update_cells(sheet_id, cells, "userEnteredValue") + update_cells(sheet_id, notes, "note")

    def _codes(self) -> dict[Spot, Request]:
        """Codes that the texts beside them have given back."""
        if self._tab.key not in self._now.columns:
            return {}
        found = {}
        for key, code in self._rows.recoded.items():
            row = self._rows.rows[key]
            found[moved(row, self._new_rows), self._then.columns[self._tab.key]] = cell_data(key)
            words = f"dòng {row}: mã {quoted(code)} → “{key}”, theo nội dung của dòng"
            self._items.append(self._item(Lack.ROW, words))
        return found

    def _locked(self) -> dict[Spot, Request]:
        """Texts and maxima of the rows that are there; their keys too, where one is no longer text."""
        found: dict[Spot, Request] = {}
        for row in self._tab.rows:
            number = self._rows.rows.get(row.key)
            if number is None or number in self._rows.doubtful:
                continue
            for column in self._tab.owned_by(Owner.EDITION):
                is_key = column.name == self._tab.key
                if column.name not in self._now.columns or (is_key and row.key in self._rows.recoded):
                    continue
                meant = row.key if is_key else row.cells.get(column.name, "")
                now = (number, self._now.columns[column.name])
                if not holds(self._now.grid.at(*now), meant, is_key=is_key):
                    found[moved(number, self._new_rows), self._then.columns[column.name]] = cell_data(meant)
                    self._changed(Lack.TEXT, now, meant)
        return found

    def _head(self) -> dict[Spot, Request]:
        """The heading and the hint, only where nobody has put anything of her own around them."""
        tab, grid = self._tab, self._now.grid
        if self._now.header_row != HEADER_ROW:
            return {}
        texts = {(TITLE_ROW, 1): tab.heading, **({} if tab.stamped else {(STAMP_ROW, 1): tab.hint})}
        above = [cell for row in grid.rows[: HEADER_ROW - 1] for cell in row]
        found = {}
        for spot, meant in texts.items():
            if meant and not any(is_text(cell, meant) for cell in above):
                found[spot] = cell_data(meant)
                self._changed(Lack.TEXT, spot, meant)
        return found

    # --- names, rules, locks -----------------------------------------------------------------------------------------

    def _name(self) -> None:
        tab, known = self._tab, self._standing.range_ids
        there = [column for column in tab.columns if column.name in self._bed.columns]
        unnamed = [column for column in there if not self._is_named(column)]
        found = [*self._forget_names(), *parts.names(self._bed, unnamed, known)]
        if not self._is_here(tab.stamp_anchor):
            found += parts.stamp_name(self._bed, known)
        self._requests += found
        lost = [f"“{line(one.header)}”" for one in unnamed if one.name in self._now.columns and not self._is_moved(one)]
        if lost:
            self._items.append(self._item(Lack.NAME, f"thiếu tên vùng của cột {', '.join(lost)}"))
        elif found and not unnamed:
            self._items.append(self._item(Lack.NAME, "thiếu tên vùng của ô ghi lần công bố"))

    def _forget_names(self) -> Iterator[Request]:
        """Take away names of an earlier layout from columns that have another one now."""
        ours = set(self._now.columns.values()) - set(self._columns.doubtful)
        for name, anchor in oddities.left_names(self._now, self._standing.snapshot.anchors).items():
            if anchor.col in ours and (known := self._standing.range_ids.get(name)):
                yield {"deleteNamedRange": {"namedRangeId": known}}

    def _is_named(self, column: Column) -> bool:
        """True where the name of a column leads to it; it may have stayed with another criterion's."""
        name = column.name
        is_same = self._found.columns.get(name) == self._now.columns.get(name)
        return is_same and self._is_here(self._tab.anchor(name))

    def _is_moved(self, column: Column) -> bool:
        """True for a column that was another criterion's until now."""
        return column.criterion in self._columns.recoded

    def _is_here(self, name: str) -> bool:
        anchor = self._standing.snapshot.anchors.get(name)
        return anchor is not None and anchor.sheet_id == self._now.grid.sheet_id

    def _ask(self) -> None:
        """Lists and limits in the cells that people fill."""
        seen = self._standing.asked.get(self._now.grid.sheet_id)
        for column in self._tab.owned_by(Owner.PEOPLE) if seen is not None else ():
            if self._now.columns.get(column.name) in {None, *self._columns.doubtful}:
                continue
            if wrong := self._wrong(column, seen or {}):
                laid = [(row, number) for row, number in wrong if row is not None]
                free = [number for row, number in wrong if row is None]
                below = range(min(free), max(free) + 1) if free else range(0)
                bed = replace(self._bed, rows=laid, free=below)
                self._requests += parts.free_formats(bed, [column], self._setting.decimals)
                self._requests += parts.validations(bed, [column])
                listed = any(ask_of(column, row).choices for row, _ in wrong)
                what = "danh sách chọn" if listed else "giới hạn nhập"
                words = f"{what} ở cột “{line(column.header)}” ({len(wrong)} ô)"
                self._items.append(self._item(Lack.VALIDATION, words))

    def _wrong(self, column: Column, seen: Mapping[Spot, Condition]) -> list[tuple[Row | None, int]]:
        """The cells of a column whose rule is gone or another, by the row in which they come to stand."""
        col, shift = self._now.columns[column.name], sum(one.count for one in self._new_rows)
        letters = {
            column_letters(one): column_letters(moved(one, self._new_columns))
            for one in range(1, self._now.grid.column_count + 1)
        }
        cells: list[tuple[Row | None, int, int]] = [
            (row, number, moved(number, self._new_rows))
            for row in self._tab.rows
            if (number := self._rows.rows.get(row.key)) and number not in self._rows.doubtful
        ]
        cells += [(None, then - shift, then) for then in self._bed.free]
        found: list[tuple[Row | None, int]] = []
        for row, now, then in cells:
            ask = ask_of(column, row)
            rule = validation(self._tab, self._then.columns, column, then, ask) if is_open(column, row) else None
            stands = seen.get((now, col), {})
            if rule is not None and _essence(stands, letters) != _essence(rule["condition"], {}):
                found.append((row, then))
        return found

    def _lock(self) -> None:
        locks = self._standing.locks.get(self._now.grid.sheet_id)
        if locks is None:  # nobody looked
            return
        inserted = bool(self._new_columns or self._new_rows) and bool(open_cells(self._bed, self._setting.closed))
        if inserted:  # holes move with their cells: tell them anew
            locks = [{**lock, "unprotectedRanges": []} for lock in locks]
        changes = lock_changes(self._bed, self._then.grid.row_count, locks, self._setting.closed, self._keepers)
        self._requests += [one.request for one in changes]
        if inserted and any(map(parts.is_our_lock, locks)):
            return  # rows and columns come back with their lock: nothing to say of it
        self._items += [one.item for one in changes]

    # --- words -------------------------------------------------------------------------------------------------------

    def _item(self, kind: Lack, words: str) -> Item:
        return Item(kind, words, self._tab.title)

    def _changed(self, kind: Lack, spot: Spot, meant: str | Decimal) -> None:
        cell = CellRef(self._book.code, self._tab.name, self._now.grid.sheet_id, *spot)
        old = shown(self._now.grid.at(*spot))
        new = format_number(meant) if isinstance(meant, Decimal) else meant
        self._items.append(self._item(kind, f"ô {cell.a1}: {quoted(old)} → {quoted(new)}"))


def _essence(condition: Condition, letters: Mapping[str, str]) -> tuple[Any, ...]:
    """What a condition asks, with columns as they will be called, and without rows.

    Google may tell the rows of the cell itself, or those of the first cell of its range.
    """
    values = [str(value.get("userEnteredValue", "")) for value in condition.get("values", ())]
    if condition.get("type") == "CUSTOM_FORMULA":
        values = [_DIGITS.sub(lambda found: _renamed(found[1], letters), value.replace(" ", "")) for value in values]
    return condition.get("type"), tuple(values)


def _renamed(column: str, letters: Mapping[str, str]) -> str:
    bare = column.removeprefix("$")
    return letters.get(bare, bare)


def _insert(sheet_id: int, dimension: str, new: Insertion) -> Request:
    span = {"sheetId": sheet_id, "dimension": dimension, "startIndex": new.at - 1, "endIndex": new.at - 1 + new.count}
    return {"insertDimension": {"range": span, "inheritFromBefore": new.follows and new.at > 1}}
