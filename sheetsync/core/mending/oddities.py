"""What in a tab only a person can put right, and how cells and rows are spoken of. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sheetsync.core.cells import Anchor, Cell, column_letters
from sheetsync.core.entries import shown
from sheetsync.core.layout import Column, Owner, Row
from sheetsync.core.locate import Place, key_text
from sheetsync.core.mending.items import Item, Lack
from sheetsync.core.mending.recovery import Recovered
from sheetsync.core.values import normalize, shorten

_LONGEST = 60
_HISTORY = "Khôi phục từ lịch sử phiên bản của bảng (Tệp > Nhật ký phiên bản), rồi chạy lại."

_UNTANGLE_ROWS = (
    "Hệ thống không sửa, không tính dòng này. Xem điểm ở đó là của tiêu chí nào, sửa ô mã cho khớp với nội dung "
    "(tiêu chí đã bỏ thì xóa ô mã), rồi chạy lại."
)
_UNTANGLE_COLUMNS = (
    "Hệ thống không sửa, không tính cột này. Xem điểm ở đó là của tiêu chí nào, sửa tiêu đề thành đúng tiêu đề của "
    "tiêu chí ấy (tiêu chí đã bỏ thì xóa cột), rồi chạy lại."
)
_CARRY_OVER = (
    "Xem lại: nếu tiêu chí đã đổi mã mà hệ thống không ghép được thì chép số liệu sang {what} mới của tiêu chí; "
    "không cần nữa thì tự xóa {what} này."
)
_UNIT_GONE = (
    "Đơn vị đã rút khỏi danh sách thì hệ thống không tính dòng này nữa và để nguyên điều đã gõ; không cần giữ thì tự "
    "xóa dòng. Gõ nhầm mã thì trả lại mã đúng, rồi chạy lại."
)
_COLUMN_GONE = (
    "Hệ thống không dùng cột này nữa (ví dụ đơn vị của cột đã rút khỏi danh sách) và để nguyên nội dung; không cần giữ "
    "thì tự xóa cột."
)


def hopeless(place: Place, rows: Recovered) -> Item | None:
    """Why nothing can be put back in a tab: nobody knows which row is which."""
    tab = place.tab
    key = tab.column(tab.key)
    if key is None or tab.key in place.columns:
        return None
    words = f"mất cột “{line(key.header)}”, không còn biết dòng nào là dòng nào"
    if key.owner is not Owner.EDITION:
        again = "Xóa thẻ này trong bảng rồi chạy lại `sheetsync provision`: hệ thống tạo lại và ghi lại nội dung."
        return _by_hand(place, Lack.COLUMN, words, _HISTORY if tab.owned_by(Owner.PEOPLE) else again)
    below = {row for row in place.grid.used_rows if row > place.header_row}
    return None if below <= set(rows.rows.values()) else _by_hand(place, Lack.COLUMN, words, _HISTORY)


def perhaps_renamed(place: Place, column: Column, col: int) -> Item:
    """A column of people's is lost, and one that nobody knows may be it."""
    where, header = column_letters(col), line(shown(place.grid.at(place.header_row, col)))
    words = f"mất cột “{line(column.header)}”, trong khi cột {where} “{header}” không thuộc mẫu"
    mend = f"Nếu cột {where} chính là cột ấy thì trả lại tiêu đề “{line(column.header)}”"
    return _by_hand(place, Lack.COLUMN, words, f"{mend}, nếu không thì xóa tiêu đề của nó, rồi chạy lại.")


def oddities(place: Place, rows: Recovered, columns: Recovered, anchors: Mapping[str, Anchor]) -> Iterator[Item]:
    """Yield rows and columns that are not of this layout, and codes that nobody can be sure of."""
    for key, found in rows.twice.items():
        words = f"mã “{short(key)}” có ở các dòng {', '.join(map(str, found))}"
        yield _by_hand(place, Lack.ROW, words, "Chỉ giữ một dòng, rồi chạy lại.")
    for row, (code, says) in rows.doubtful.items():
        yield _by_hand(place, Lack.ROW, f"dòng {row}: {_mixed_words(code, says)}", _UNTANGLE_ROWS)
    for col, (code, says) in columns.doubtful.items():
        words = f"cột {column_letters(col)} “{_header(place, col)}”: {_mixed_words(code, says)}"
        yield _by_hand(place, Lack.COLUMN, words, _UNTANGLE_COLUMNS)
    yield from _foreign_rows(place, rows)
    yield from _gone_columns(place, columns, anchors)


def _mixed_words(code: str, says: Sequence[str]) -> str:
    """What is odd about a row or a column that carries one code and texts that are not that one's."""
    if not says:
        return f"mang mã “{short(code)}”, nhưng nội dung của mã ấy ở chỗ khác"
    carried = f"mang mã “{short(code)}”" if code else "không mang mã nào"
    return f"{carried}, nhưng nội dung là của {' hoặc '.join(quoted(key) for key in says)}"


def _header(place: Place, col: int) -> str:
    return line(shown(place.grid.at(place.header_row, col)))


def _foreign_rows(place: Place, rows: Recovered) -> Iterator[Item]:
    """Rows whose code is not of this layout; where sync lists what it finds, any code is."""
    tab = place.tab
    key = tab.column(tab.key)
    if key is None or key.owner is not Owner.EDITION or tab.key not in place.columns:
        return
    known = {row.key for row in tab.rows} | set(rows.twice)
    laid = {rows.rows[row.key] for row in tab.rows if row.key in rows.rows} | set(rows.doubtful)
    for row, cell in place.grid.column(place.columns[tab.key], place.header_row + 1):
        code = key_text(cell)
        if code and code not in known and row not in laid:
            if tab.lists == "unit":
                yield _by_hand(place, Lack.ROW, f"dòng {row}: “{short(code)}” không có trong danh sách", _UNIT_GONE)
                continue
            words = f"dòng {row}: mã “{short(code)}” không có trong mẫu"
            yield _by_hand(place, Lack.ROW, words, _CARRY_OVER.format(what="dòng"))


def _gone_columns(place: Place, columns: Recovered, anchors: Mapping[str, Anchor]) -> Iterator[Item]:
    """Columns that an earlier layout had, known by the names it gave them, and those that have lost their criterion."""
    known = {*columns.rows.values(), *columns.doubtful}
    gone = {anchor.col for anchor in left_names(place, anchors).values()} | set(place.columns.values())
    for col in sorted(gone - known):
        words = f"cột {column_letters(col)} “{_header(place, col)}” không còn trong mẫu"
        scored = any(column.criterion for column in place.tab.columns)
        yield _by_hand(place, Lack.COLUMN, words, _CARRY_OVER.format(what="cột") if scored else _COLUMN_GONE)


def left_names(place: Place, anchors: Mapping[str, Anchor]) -> dict[str, Anchor]:
    """The names that an earlier layout gave to columns of this tab, and where they lead."""
    tab = place.tab
    ours = {tab.anchor(column.name) for column in tab.columns} | {tab.stamp_anchor}
    return {
        name: anchor
        for name, anchor in sorted(anchors.items())
        if anchor.sheet_id == place.grid.sheet_id and name.startswith(tab.anchor("")) and name not in ours
    }


def _by_hand(place: Place, kind: Lack, words: str, advice: str) -> Item:
    return Item(kind, words, place.tab.title, by_hand=True, advice=advice)


# --- how cells are compared and spoken of ----------------------------------------------------------------------------


def holds(cell: Cell, meant: str | Decimal, *, is_key: bool) -> bool:
    """True where one of the edition's cells holds what it is to hold."""
    if isinstance(meant, Decimal):
        return cell.value == meant and cell.formula is None
    if is_key:
        return key_text(cell) == meant and cell.formula is None
    return is_text(cell, meant) if meant else cell.is_blank


def is_text(cell: Cell, meant: str) -> bool:
    """True where a cell holds this text, however it is spaced."""
    return cell.formula is None and isinstance(cell.value, str) and normalize(cell.value) == normalize(meant)


def row_words(row: Row) -> str:
    """A row as people call it: its code and what it says."""
    text = row.cells.get("text") or row.cells.get("name")
    return quoted(f"{row.key} {text}" if isinstance(text, str) else row.key)


def line(text: str) -> str:
    """A text on one line, cut where it is long."""
    return short(normalize(text))


def short(text: str) -> str:
    """A text cut where it is long."""
    return shorten(text, _LONGEST)


def quoted(text: str) -> str:
    """What stands in a cell, in quotation marks; or that nothing does."""
    return f"“{line(text)}”" if text.strip() else "trống"
