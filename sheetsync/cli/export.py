"""`sheetsync export`: every book as .xlsx."""

import re
from pathlib import Path

import click

from sheetsync.cli import screen
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.core.books import books
from sheetsync.errors import SheetsyncError


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def command(settings: Settings, folder: Path) -> None:
    """Save every book of the edition as .xlsx in DIR, through the API's own export.

    \b
    Example:
      sheetsync -e config/quan5-2020 export out/
    """
    saved = export_books(open_workplace(settings), folder, shown=True)
    screen.say(f"Đã lưu {len(saved)} bảng vào {folder}.")


def export_books(place: Workplace, folder: Path, *, shown: bool) -> dict[str, Path]:
    """Save the books that exist; returns book code -> file. Raises SheetsyncError where there is none yet."""
    ids = place.book_list.read()
    laid = [book for book in books(place.edition) if book.code in ids]
    if not laid:
        raise SheetsyncError("Chưa có bảng nào để lưu.", "Chạy `sheetsync provision` trước.")
    folder.mkdir(parents=True, exist_ok=True)
    saved: dict[str, Path] = {}
    with place.books() as drive, screen.progress(shown=shown) as tell:
        for done, book in enumerate(laid, 1):
            path = folder / (re.sub(r"[^\w .-]", "_", f"{book.code} {book.title}") + ".xlsx")
            path.write_bytes(drive.export(ids[book.code]))
            saved[book.code] = path
            tell("Lưu các bảng", done, len(laid))
    return saved
