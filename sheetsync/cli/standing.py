"""`sheetsync standing`: totals, ranks, bands."""

import click

from sheetsync.cli import screen
from sheetsync.cli.records import standing_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.scoring.ranks import by_rank
from sheetsync.job import recall


@click.command("standing")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, as_json: bool) -> None:
    """Show totals, ranks and bands as the last sync found them, best first. Sends no request.

    \b
    Example:
      sheetsync -e config/quan5-2020 standing --json
    """
    place = open_workplace(settings)
    with place.memory() as memory:
        assessment = recall(place.edition, memory, place.clock())
    if as_json:
        screen.show_json([standing_record(assessment, standing) for standing in by_rank(assessment.standings)])
    else:
        screen.standing_table(assessment)
