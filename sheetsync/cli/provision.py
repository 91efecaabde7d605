"""`sheetsync provision`: every book exists and is laid out."""

import click

from sheetsync.cli import screen
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.books import books
from sheetsync.provisioning import Provisioning


@click.command("provision")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, as_json: bool) -> None:
    """Create every book of the edition (ward, department, cluster, master), or complete what is missing.

    Running it again changes nothing that is in order, and never touches what people typed.

    \b
    Example:
      sheetsync -e config/quan5-2020 provision
    """
    place = open_workplace(settings)
    done = []
    with place.books() as drive, screen.progress(shown=not as_json) as tell:
        total = len(books(place.edition))
        provisioning = Provisioning(place.edition, place.book_list.read(), drive, place.book_list.write)
        for outcome in provisioning.run():
            done.append(outcome)
            tell("Tạo và soát các bảng", len(done), total)
    if as_json:
        screen.show_json(
            [
                {"book": one.book.code, "id": one.spreadsheet_id, "created": one.created, "changed": one.changed}
                for one in done
            ]
        )
        return
    created, changed = sum(one.created for one in done), sum(one.changed and not one.created for one in done)
    screen.say(f"{len(done)} bảng: tạo mới {created}, bổ sung {changed}, giữ nguyên {len(done) - created - changed}.")
    screen.say(f"Danh sách bảng: {place.book_list.path}")
