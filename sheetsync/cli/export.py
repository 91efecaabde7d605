"""`sheetsync export`: every book as .xlsx."""

import re
from pathlib import Path

import click

from sheetsync.adapters.files.printing import ready_to_print
from sheetsync.cli import screen
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.core.books import books
from sheetsync.errors import UNREACHED, SheetsyncError


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def command(settings: Settings, folder: Path) -> int:
    """Save every book of the edition as .xlsx in DIR, through the API's own export.

    \b
    Example:
      sheetsync -e config/quan5-2020 export out/
    """
    saved, failures = export_books(open_workplace(settings), folder, shown=True)
    screen.say(f"Đã lưu {len(saved)} bảng vào {folder}.")
    for failure in failures:
        screen.say(f"  {failure}")
    return UNREACHED if failures else 0


def export_books(place: Workplace, folder: Path, *, shown: bool) -> tuple[dict[str, Path], list[str]]:
    """Save the books that exist: book code -> file, and a sentence for each that could not be saved.

    Raises SheetsyncError where there is none yet, or where the folder cannot be made.
    """
    ids = place.book_list.read()
    laid = [book for book in books(place.edition) if book.code in ids]
    if not laid:
        raise SheetsyncError("Chưa có bảng nào để lưu.", "Chạy `sheetsync provision` trước.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SheetsyncError(f"Không tạo được thư mục {folder}.", "Chọn thư mục khác.") from error
    saved: dict[str, Path] = {}
    failures: list[str] = []
    with place.books() as drive, screen.progress(shown=shown) as tell:
        for done, book in enumerate(laid, 1):
            path = folder / (re.sub(r"[^\w .-]", "_", f"{book.code} {book.title}") + ".xlsx")
            try:
                path.write_bytes(ready_to_print(drive.export(ids[book.code])))
                saved[book.code] = path
            except SheetsyncError as error:
                failures.append(f"{book.title}: {error.sentence} {error.next_step}".strip())
            except ValueError:
                failures.append(f"{book.title}: Tệp Excel mà Google trả về không đọc được. Chạy lại lệnh vừa rồi.")
            tell("Lưu các bảng", done, len(laid))
    return saved, failures
