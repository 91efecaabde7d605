"""`sheetsync remind`: who is missing what before a deadline and after it."""

import click

from sheetsync.cli import screen
from sheetsync.cli.records import reminded_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.core.reminders import Item, Reminder
from sheetsync.core.tables.course import READING_WORDS
from sheetsync.errors import UNREACHED
from sheetsync.job import Hands
from sheetsync.reminding import Reminded, Reminding


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Show who would be reminded of what; send and note nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
@click.pass_obj
def command(settings: Settings, *, dry_run: bool, as_json: bool) -> int:
    """Read every book and remind everybody of what is still missing: one letter a person, nothing told twice.

    On which days before and after a deadline is in edition.yaml (`reminders`). Extensions count; who is complete is
    left in peace; of a book that cannot be read the office is told, not its owner. Run it every day.

    \b
    Exit codes: 0 done, 2 usage or configuration, 3 some books could not be read or letters not sent,
    4 another run is going on.

    \b
    Examples:
      sheetsync -e config/quan5-2020 remind --dry-run
      sheetsync -e config/quan5-2020 remind
    """
    place = open_workplace(settings)
    if not dry_run:
        place.refuse_rehearsal("nhắc ai về bảng trên Google")
    reminded = _run(place, dry_run=dry_run, shown=not as_json)
    if as_json:
        screen.show_json(reminded_record(reminded))
    else:
        _report(reminded, dry_run=dry_run)
    return UNREACHED if reminded.assessment.unread or reminded.failures else 0


def _run(place: Workplace, *, dry_run: bool, shown: bool) -> Reminded:
    with (
        place.books() as drive,
        place.memory() as memory,
        place.postbox(sends=not dry_run) as postbox,
        screen.progress(shown=shown) as tell,
    ):
        hands = Hands(drive, memory, place.scribe(), postbox)
        return Reminding(place.edition, place.book_list.read(), hands, place.clock, tell).remind(dry_run=dry_run)


def _report(reminded: Reminded, *, dry_run: bool) -> None:
    for reminder in reminded.reminders:
        _table(reminder)
    for status in reminded.assessment.statuses:
        if status.reason:
            screen.say(f"{status.name}: {READING_WORDS[status.reading]}.")
    if not reminded.reminders:
        screen.say("Không có gì để nhắc.")
    elif dry_run:
        screen.say(f"Sẽ nhắc {len(reminded.reminders)} nơi; chưa gửi gì.")
    if reminded.sent:
        screen.say(f"Đã gửi {len(reminded.sent)} thư.")
    for sentence in reminded.failures:
        screen.say(f"  {sentence}")


def _table(reminder: Reminder) -> None:
    columns = [("Về", "fold"), ("Hạn", "fold"), ("Nội dung", "fold")]
    screen.table(f"{reminder.title} <{reminder.email}>", columns, [_row(item) for item in reminder.items])


def _row(item: Item) -> tuple[str, str, str]:
    about = f"Kiểm tra {item.name}" if item.kind == "session" else item.name
    told = " (đã nhắc)" if item.told else ""
    return about, f"{item.day}: {item.when}{told}", "\n".join(item.lacks)
