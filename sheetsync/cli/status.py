"""`sheetsync status`: how each book stands."""

import click

from sheetsync.cli import screen
from sheetsync.cli.records import status_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.assessment import BookStatus
from sheetsync.core.journal import on_time_words
from sheetsync.core.reading import Reading
from sheetsync.core.values import format_date, format_time
from sheetsync.job import recall


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, as_json: bool) -> None:
    """Show for each book: read or not, when, complete how far, on time or not. Sends no request.

    \b
    Example:
      sheetsync -e config/quan5-2020 status
    """
    place = open_workplace(settings)
    with place.memory() as memory:
        assessment = recall(place.edition, memory, place.clock(), shows_points=False)
    if as_json:
        screen.show_json([status_record(status) for status in assessment.statuses])
        return
    rows = [
        (
            status.book.code,
            status.name,
            _read_words(status),
            f"{status.done}/{status.expected}" if status.expected else "",
            on_time_words(status),
        )
        for status in assessment.statuses
    ]
    columns = [("Mã", "left"), ("Bảng", "fold"), ("Đọc lúc", "left"), ("Đã điền", "right"), ("Hạn", "fold")]
    screen.table("Tình trạng các bảng", columns, rows)


def _read_words(status: BookStatus) -> str:
    """When the figures in use were read: "17g00 08/11/2020", with a word where they are not current."""
    if status.read_at is None or status.reading is Reading.NONE:
        return "chưa đọc được"
    moment = f"{format_time(status.read_at.time())} {format_date(status.read_at.date())}"
    return moment if status.reading is Reading.CURRENT else f"{moment} (cũ)"
