"""`sheetsync status`: how each book stands."""

import click

from sheetsync.cli import screen
from sheetsync.cli.records import status_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.tables import READING_WORDS, on_time_words
from sheetsync.core.values import format_moment
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
        assessment = recall(place.edition, memory, place.clock())
    if as_json:
        screen.show_json([status_record(status) for status in assessment.statuses])
        return
    rows = [
        (
            status.book.code,
            status.name,
            READING_WORDS[status.reading],
            format_moment(status.read_at) if status.read_at else "",
            f"{status.done}/{status.expected}" if status.expected else "",
            on_time_words(status),
        )
        for status in assessment.statuses
    ]
    columns = [
        ("Mã", "left"),
        ("Bảng", "fold"),
        ("Đọc", "left"),
        ("Lúc", "left"),
        ("Đã điền", "right"),
        ("Hạn", "left"),
    ]
    screen.table("Tình trạng các bảng", columns, rows)
