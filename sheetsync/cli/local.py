"""`sheetsync local`: the books on this disk."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from sheetsync.adapters.google.books import FillCell, GoogleBooks
from sheetsync.cli import screen
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.core.books import books
from sheetsync.core.cells import Snapshot, read_snapshot
from sheetsync.core.layout import Book
from sheetsync.emulator import App, Store, serve
from sheetsync.errors import BookUnreadableError, SheetsyncError
from sheetsync.fill import Typed, aim, read_table


@click.group("local")
def command() -> None:
    """Work with the books on this disk: fill them as people would, serve them over HTTP, delete them."""


@command.command("fill")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def fill(settings: Settings, files: tuple[Path, ...]) -> None:
    """Type each FILE (CSV: book,tab,key,column,value) into local books the way a person types; all of them or nothing.

    `key` is the row's code, `column` the column's layout name; docs/books.md lists both.

    \b
    Examples:
      sheetsync -e config/quan5-2020 local fill config/quan5-2020/sample/books/P04.csv
      sheetsync -e config/quan5-2020 local fill config/quan5-2020/sample/books/*.csv
    """
    place = _local(settings)
    count = fill_books(place, [line for file in files for line in read_table(file)], keep_typed=False)
    screen.say(f"Đã điền {count} ô.")


def fill_books(place: Workplace, typed: Sequence[Typed], *, keep_typed: bool) -> int:
    """Type into the books named; `keep_typed` leaves alone what already holds something. Returns the cells typed."""
    ids = place.book_list.read()
    laid = [book for book in books(place.edition) if book.code in {line.book for line in typed} & ids.keys()]
    if not ids:
        raise SheetsyncError("Chưa có bảng nào để điền.", "Chạy `sheetsync provision` trước.")
    with place.books() as drive:
        pulled = {book.code: _pull(drive, ids[book.code], book) for book in laid}
        targets = [target for target in aim(typed, laid, pulled) if target.blank or not keep_typed]
        for book in laid:
            cells = [FillCell(one.tab_title, one.a1, one.value) for one in targets if one.book == book.code]
            if cells:
                drive.fill(ids[book.code], cells)
    return len(targets)


def _pull(drive: GoogleBooks, spreadsheet_id: str, book: Book) -> Snapshot:
    try:
        return read_snapshot(drive.pull(spreadsheet_id))
    except BookUnreadableError as error:
        raise BookUnreadableError(error.reason, error.detail, book.title) from error


@command.command("serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="The port on 127.0.0.1; 0 takes a free one.",
)
@click.pass_obj
def serve_books(settings: Settings, port: int) -> None:
    """Answer Google's Sheets and Drive APIs over HTTP on 127.0.0.1, from the local books, until Ctrl+C.

    \b
    Example:
      sheetsync -e config/quan5-2020 local serve --port 8765
    """
    place = _local(settings)
    store = Store(place.store_path)
    try:
        server = serve(App(store, clock=place.clock), port)
        screen.say(f"Đang phục vụ tại http://127.0.0.1:{server.port} (nhấn Ctrl+C để dừng).")
        with suppress(KeyboardInterrupt):
            server.serve_forever()
    except OSError as error:
        raise SheetsyncError(f"Không mở được cổng {port}: {error.strerror}.", "Chọn cổng khác: --port 0.") from error
    finally:
        store.close()
    screen.say("Đã dừng.")


@command.command("reset")
@click.confirmation_option(prompt="Xóa mọi bảng, thư và nhật ký của đợt này trên máy?")
@click.pass_obj
def reset(settings: Settings) -> None:
    """Delete the edition's local books, letters and memory. Books on Google are not touched.

    \b
    Example:
      sheetsync -e config/quan5-2020 local reset --yes
    """
    place = _local(settings)
    kept = place.data / "google"
    for path in place.data.iterdir() if place.data.exists() else ():
        if path == kept:
            continue  # what is remembered of Google's books is no local data
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    screen.say(f"Đã xóa dữ liệu trên máy của đợt {place.edition.name}.")


def _local(settings: Settings) -> Workplace:
    return open_workplace(Settings(settings.edition, force_local=True, moment=settings.moment))
