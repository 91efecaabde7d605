"""`sheetsync status`: how each book stands, and how far everybody is."""

from collections.abc import Sequence

import click

from sheetsync.cli import screen
from sheetsync.cli.records import status_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.assessment import BookStatus
from sheetsync.core.layout import MASTER
from sheetsync.core.reading import Reading
from sheetsync.core.tables.course import on_time_words
from sheetsync.core.tables.progress import BookProgress, Total, progress
from sheetsync.core.values import format_date, format_time
from sheetsync.job import recall


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, as_json: bool) -> None:
    """Show of each book: read or not, when, handed in, how complete, with how much evidence, on time or not.

    Then how many units of each cluster, and of all. Sends no request.

    \b
    Example:
      sheetsync -e config/quan5-2020 status
    """
    place = open_workplace(settings)
    with place.memory() as memory:
        assessment = recall(place.edition, memory, place.clock(), shows_points=False)
    found = progress(assessment)
    if as_json:
        screen.show_json([status_record(found, row) for row in found.books])
        return
    title, columns, rows = _books(found.books)
    screen.table(title, columns, rows)
    if found.totals:
        screen.table(f"Số {place.edition.unit_noun}", _TOTALS, [_total(total) for total in found.totals])


_READ = ("Đọc lúc", "fold")
_BOOKS = (
    *(("Mã", "left"), ("Bảng", "fold"), _READ, ("Nộp", "fold"), ("Đã điền", "right"), ("Minh chứng", "right")),
    ("Hạn", "fold"),
)
_TOTALS = (
    *(("Cụm", "fold"), ("Đọc được", "right"), ("Đã nộp", "right"), ("Đã đủ", "right"), ("Đúng hạn", "right")),
    ("Đủ minh chứng", "right"),
)


def _books(books: Sequence[BookProgress]) -> tuple[str, tuple[tuple[str, str], ...], list[tuple[str, ...]]]:
    """Title, columns and rows: what all books have in common, most often when they were read, stands in the title."""
    rows = [_book(row) for row in books]
    place, title = _BOOKS.index(_READ), "Tình trạng các bảng"
    moments = {row[place] for row in rows}
    if len(moments) > 1:
        return title, _BOOKS, rows
    return (
        f"{title}, đọc lúc {moments.pop()}",
        tuple(column for column in _BOOKS if column != _READ),
        [row[:place] + row[place + 1 :] for row in rows],
    )


def _book(row: BookProgress) -> tuple[str, ...]:
    status = row.status
    shown = (row.received_words, row.filled, str(row.evidence or ""), on_time_words(status))
    code = "" if status.book.code == MASTER else status.book.code  # its name, which stands beside, says it all
    return code, status.name, _read_words(status), *shown


def _total(total: Total) -> tuple[str, ...]:
    counts = (total.read, total.received, total.complete, total.on_time, total.evidence)
    return total.name, *(total.share(count) for count in counts)


def _read_words(status: BookStatus) -> str:
    """When the figures in use were read: "17g00 08/11/2020", with a word where they are not current."""
    if status.read_at is None or status.reading is Reading.NONE:
        return "chưa đọc được"
    moment = f"{format_time(status.read_at.time())} {format_date(status.read_at.date())}"
    return moment if status.reading is Reading.CURRENT else f"{moment} (cũ)"
