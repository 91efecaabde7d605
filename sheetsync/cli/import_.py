"""`sheetsync import`: a book that was filled in Excel, entered cell by cell."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import click

from sheetsync.adapters.files.excel_book import read_excel
from sheetsync.cli import screen
from sheetsync.cli.named import named_book
from sheetsync.cli.records import Json, decimal
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.catalogue import Severity
from sheetsync.core.cells import CellRef
from sheetsync.core.course.deadlines import setting_of
from sheetsync.core.findings import Finding
from sheetsync.core.intake.changes import Change, Fate, Wanted
from sheetsync.core.intake.unplaced import Unplaced
from sheetsync.core.layout import Book
from sheetsync.core.values import normalize, shorten
from sheetsync.importing import Desk, Review, enter, review

SOME_LEFT_OUT = 1
_LONGEST = 70
"""Characters of a text that the table shows."""


@click.command("import")
@click.argument("unit")
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Enter what is shown; without it nothing is written.")
@click.option("--with-blanks", is_flag=True, help="Also clear the cells of the book that are blank in the file.")
@click.option("--late", is_flag=True, help="Also enter cells whose deadline is over; sync marks them as late changes.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option, as Click wants it
    settings: Settings, unit: str, file: Path, *, yes: bool, with_blanks: bool, late: bool, as_json: bool
) -> int:
    """Show what FILE.xlsx, a book of `sheetsync export` filled in Excel, would change in UNIT's book.

    UNIT is the code or the name of a unit, department or cluster. Cells are found by row code and column, compared by
    what they say, and entered as typed, a formula by its result. What the file cannot place is listed. Exits with 1
    where something typed into the file stays out of the book.

    \b
    Examples:
      sheetsync -e config/quan5-2020 import P4 "P4 Phường 4.xlsx"
      sheetsync -e config/quan5-2020 import "Phường 4" p4.xlsx --yes
    """
    place = open_workplace(settings)
    if yes:
        place.refuse_rehearsal("nhập lên Google", "bỏ `--yes`")
    edition, wanted = place.edition, Wanted(blanks=with_blanks, late=late)
    book = named_book(edition, unit)
    sheet = read_excel(file, book, setting_of(edition, book, place.clock().date()))
    with place.books() as drive, place.memory() as memory:
        desk = Desk(edition, book, place.book_list.read().get(book.code), drive, memory, place.clock())
        reviewed = review(desk, sheet, wanted)
        entered = enter(desk, sheet, reviewed) if yes else 0
    if as_json:
        screen.show_json(_record(book, reviewed, entered))
    else:
        _show(book, file, reviewed, entered if yes else None)
    return SOME_LEFT_OUT if reviewed.intake.left_out(wanted) else 0


# --- the screen ------------------------------------------------------------------------------------------------------


def _show(book: Book, file: Path, reviewed: Review, entered: int | None) -> None:
    changes, wanted = reviewed.intake.changes, reviewed.intake.wanted(reviewed.wanted)
    screen.say(f"Tệp {file.name} so với bảng “{book.title}”:")
    for tab, of_tab in groupby(wanted, key=lambda change: change.source.tab):
        _table(_title(book, tab), list(of_tab))
    rest = [change for change in changes if not change.is_wanted(reviewed.wanted)]
    _show_unreadable(book, [change for change in rest if change.fate is Fate.UNREADABLE])
    late = [change for change in rest if change.late and change.fate is not Fate.UNREADABLE]
    for tab, of_tab in groupby(late, key=lambda change: change.source.tab):
        _table(f"{_title(book, tab)}: đã hết hạn, không nhập (thêm --late để nhập, sẽ ghi là sửa trễ)", list(of_tab))
    _show_blanks(book, [change for change in rest if change.fate is Fate.EMPTIED and change not in late])
    _show_unplaced(reviewed.intake.unplaced)
    _show_findings(book, reviewed, entered=entered is not None)
    _show_end(reviewed, entered)


def _title(book: Book, tab: str) -> str:
    described = book.tab(tab)
    return described.title if described else tab


def _table(title: str, changes: Sequence[Change]) -> None:
    columns = [("Ô", "left"), ("Mã", "left"), ("Cột", "fold"), ("Trong bảng", "fold"), ("Trong tệp", "fold")]
    screen.table(title, columns, [_row(change) for change in changes])


def _row(change: Change) -> list[str]:
    new = _brief(change.new) or "(xóa trống)"
    if change.formula:
        new += f" (Excel tính từ {_brief(change.formula)})"
    return [change.source.a1, change.key, _brief(change.column.header), _brief(change.old), f"→ {new}"]


def _brief(text: str) -> str:
    return shorten(normalize(text), _LONGEST)


def _show_unreadable(book: Book, changes: Sequence[Change]) -> None:
    if not changes:
        return
    screen.say(f"Không nhập {len(changes)} ô vì chưa đọc được; sửa trong tệp rồi nhập lại:")
    for change in changes:
        screen.say(f"  {_place(book, change.source)} ({change.key}): “{_brief(change.new or change.formula)}”")
        if change.finding:
            screen.say(f"    {change.finding.message}")
            screen.say(f"    → {change.finding.advice}")
    if any(change.finding and change.finding.code.startswith("number-") for change in changes):
        screen.say("  Excel cài tiếng Anh dùng dấu chấm thập phân: ở máy đó gõ 8.5, ô phải hiện là số, không là chữ.")


def _show_blanks(book: Book, changes: Sequence[Change]) -> None:
    if changes:
        screen.say(
            f"{len(changes)} ô trống trong tệp mà bảng có nội dung: giữ nguyên (thêm --with-blanks để xóa trống):"
        )
    for tab, of_tab in groupby(changes, key=lambda change: change.source.tab):
        cells = ", ".join(change.source.a1 for change in of_tab)
        screen.say(f"  {_title(book, tab)}: {cells}")


def _show_unplaced(found: Sequence[Unplaced]) -> None:
    if found:
        screen.say("Trong tệp có chỗ không đưa vào bảng được:")
    for one in found:
        screen.say(f"  {', '.join(filter(None, (f'Thẻ “{one.tab}”', one.cell)))}: {one.message}")


def _show_findings(book: Book, reviewed: Review, *, entered: bool) -> None:
    findings, others = reviewed.findings, reviewed.still_blank
    when = "Lần đồng bộ tới" if entered else "Nhập xong, lần đồng bộ tới"
    if findings:
        screen.say(f"{when} sẽ nêu thêm {len(findings)} chỗ (ô ghi theo tệp); không cản việc nhập:")
    for finding in findings:
        place = _place(book, finding.cell) if finding.cell else _title(book, finding.tab or "")
        screen.say(f"  [{finding.severity.label}] {place}")
        screen.say(f"    {finding.message}")
        screen.say(f"    → {finding.advice_to_owner}")
    if others:
        screen.say(f"{'Và' if findings else f'{when} sẽ nêu'} {others} chỗ khác còn trống như trước.")


def _place(book: Book, cell: CellRef) -> str:
    return f"{_title(book, cell.tab)}, ô {cell.a1}"


def _show_end(reviewed: Review, entered: int | None) -> None:
    count, same = len(reviewed.intake.wanted(reviewed.wanted)), reviewed.intake.same
    if not count:
        screen.say(f"Không có ô nào để nhập; {same} ô đã có trong bảng giống như tệp.")
    elif entered is None:
        screen.say(f"Sẽ nhập {count} ô; {same} ô giống nhau. Chưa ghi gì.")
        screen.say("→ Xem kỹ các ô trên; đúng thì chạy lại lệnh này với --yes.")
    else:
        screen.say(f"Đã nhập {entered} ô vào bảng; {same} ô giống nhau.")
        screen.say("→ Chạy `sheetsync sync` để kiểm tra, tính điểm và báo cho mọi người.")


# --- JSON ------------------------------------------------------------------------------------------------------------


def _record(book: Book, reviewed: Review, entered: int) -> Json:
    errors = sum(finding.severity is Severity.ERROR for finding in reviewed.findings)
    return {
        "book": book.code,
        "entered": entered,
        "same": reviewed.intake.same,
        "changes": [_change_record(change, reviewed.wanted) for change in reviewed.intake.changes],
        "unplaced": [
            {"why": one.why.name.lower().replace("_", "-"), "tab": one.tab, "cell": one.cell, "message": one.message}
            for one in reviewed.intake.unplaced
        ],
        "errors": errors,
        "findings": list(_finding_records(reviewed.findings)),
        "still_blank": reviewed.still_blank,
    }


def _change_record(change: Change, wanted: Wanted) -> Json:
    value = change.value
    return {
        "tab": change.source.tab,
        "key": change.key,
        "column": change.column.name,
        "cell": change.cell.a1,
        "file_cell": change.source.a1,
        "fate": change.fate.value,
        "late": change.late,
        "old": change.old,
        "new": change.new,
        "value": value if isinstance(value, str) else decimal(value),
        "formula": change.formula,
        "wanted": change.is_wanted(wanted),
        "finding": change.finding.code if change.finding else None,
    }


def _finding_records(findings: Iterable[Finding]) -> Iterable[Json]:
    for finding in findings:
        yield {
            "code": finding.code,
            "severity": finding.severity.value,
            "tab": finding.tab,
            "file_cell": finding.cell.a1 if finding.cell else None,
            "message": finding.message,
            "advice": finding.advice_to_owner,
        }
