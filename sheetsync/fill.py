"""Types a table of values into books as a person would: the cell is found by row key and column, never by address."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sheetsync.core.cells import MOST_LETTERS, Snapshot
from sheetsync.core.layout import Book, Column, Tab, is_open
from sheetsync.core.locate import Place, locate
from sheetsync.core.values import format_number, normalize
from sheetsync.errors import ConfigError, ConfigProblem

COLUMNS = ("book", "tab", "key", "column", "value")


@dataclass(frozen=True, slots=True)
class Typed:
    """One line of such a table, with the file and line it stands on."""

    file: str
    line: int
    book: str
    tab: str
    key: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a value goes: the tab's title as it is now, the address, and what is to be typed there."""

    book: str
    tab_title: str
    a1: str
    value: str
    blank: bool
    """True where nothing stands there yet."""


def read_table(path: Path) -> list[Typed]:
    """Read one CSV (UTF-8, header `book,tab,key,column,value`). Raises ConfigError with the file and line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                message = f"dòng đầu phải là: {','.join(COLUMNS)} (các cột ngăn bằng dấu phẩy)"
                raise _unusable(ConfigProblem(path.name, 1, message))
            rows = [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise _unusable(ConfigProblem(path.name, 1, "không mở được tệp này; kiểm tra lại đường dẫn")) from error
    except (UnicodeDecodeError, csv.Error) as error:
        message = "tệp phải là CSV ghi bằng UTF-8, mọi ngoặc kép đều đóng"
        raise _unusable(ConfigProblem(path.name, 1, message)) from error
    if torn := [line for line, row in rows if None in row]:  # most often 8,5 without quotation marks
        message = f"dòng này có hơn {len(COLUMNS)} ô; giá trị có dấu phẩy phải đặt trong ngoặc kép"
        raise _unusable(*(ConfigProblem(path.name, line, message) for line in torn))
    return [Typed(path.name, line, *(row[column] or "" for column in COLUMNS)) for line, row in rows]


def _unusable(*problems: ConfigProblem) -> ConfigError:
    return ConfigError(problems, "Tệp số liệu", "Chưa điền ô nào. Sửa từng dòng nêu trên rồi chạy lại.")


def aim(typed: Iterable[Typed], laid: Iterable[Book], pulled: Mapping[str, Snapshot]) -> list[Target]:
    """Find the cell of every line. Raises ConfigError with all lines that lead nowhere; then nothing is typed."""
    by_code = {book.code: book for book in laid}
    targets: list[Target] = []
    problems: list[ConfigProblem] = []
    aimed: set[tuple[str, str, str]] = set()
    for line in typed:
        found = _aim_one(line, by_code.get(line.book), pulled.get(line.book))
        if isinstance(found, Target) and (found.book, found.tab_title, found.a1) in aimed:
            problems.append(ConfigProblem(line.file, line.line, f"ô {found.a1} này đã có ở một dòng trên"))
        elif isinstance(found, Target):
            aimed.add((found.book, found.tab_title, found.a1))
            targets.append(found)
        else:
            problems.append(ConfigProblem(line.file, line.line, found))
    if problems:
        raise _unusable(*problems)
    return targets


def _aim_one(line: Typed, book: Book | None, snapshot: Snapshot | None) -> Target | str:
    """The target of one line, or what is wrong with it."""
    if book is None or snapshot is None:
        return f"không có bảng “{line.book}”"
    tab = _tab(book, line.tab)
    place = locate(book, tab, snapshot) if tab else None
    if tab is None or place is None:
        return f"bảng {line.book} không có thẻ “{line.tab}”; có: {', '.join(tab.name for tab in book.tabs)}"
    wanted = normalize(line.column)
    column = next((one for one in tab.columns if wanted in (one.name, normalize(one.header))), None)
    if column is None or column.name not in place.columns:
        return f"thẻ {tab.name} không có cột “{line.column}”; có: {', '.join(one.name for one in tab.columns)}"
    return _aim_cell(line, place, column)


def _aim_cell(line: Typed, place: Place, column: Column) -> Target | str:
    """The target in a column that was found, or why nobody could type that there."""
    tab, key = place.tab, normalize(line.key)
    row = tab.row(key)
    if key not in place.rows:
        return f"thẻ {tab.name} không có dòng mã “{line.key}”"
    if not is_open(column, row):
        return f"thẻ {tab.name}, dòng {key}, cột {column.name} là ô khóa, không ai gõ vào đó"
    if len(line.value) > MOST_LETTERS or "\0" in line.value:
        return f"giá trị dài quá {format_number(Decimal(MOST_LETTERS))} ký tự hoặc có ký tự không gõ được"
    ref = place.ref(place.rows[key], column.name)
    return Target(line.book, place.grid.title, ref.a1, line.value, place.cell(ref.row, column.name).is_blank)


def _tab(book: Book, name: str) -> Tab | None:
    wanted = normalize(name)
    return next((tab for tab in book.tabs if wanted in (tab.name, tab.title)), None)
