"""`sheetsync findings`: what has to be looked at again."""

import click

from sheetsync.cli import screen
from sheetsync.cli.named import named_unit
from sheetsync.cli.records import finding_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.tables.desired import place_words
from sheetsync.core.values import format_moment
from sheetsync.job import recall

_INDENT = 4


@click.command("findings")
@click.option("--unit", help="Only what concerns this unit (code or name).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, unit: str | None, *, as_json: bool) -> None:
    """Show every finding of the last sync: where, what is wrong, what to do. Sends no request.

    \b
    Examples:
      sheetsync -e config/quan5-2020 findings --unit P4
      sheetsync -e config/quan5-2020 findings --json
    """
    place = open_workplace(settings)
    with place.memory() as memory:
        assessment = recall(place.edition, memory, place.clock())
    found = assessment.findings_of(named_unit(place.edition, unit)) if unit else assessment.findings
    ids = place.book_list.read()
    if as_json:
        screen.show_json([finding_record(assessment, finding, ids) for finding in found])
        return
    for finding in found:
        about = " · ".join(filter(None, (assessment.name(finding.book), place_words(assessment, finding))))
        screen.say(f"[{finding.severity.label}] {about}", hanging=_INDENT)
        screen.say(f"    {finding.message}")
        screen.say(f"    → {finding.advice}")
    told = f"{len(found)} chỗ" if found else "Không có chỗ nào cần xem lại"
    read = f" (đọc lúc {format_moment(assessment.read_at)})" if assessment.read_at else ""
    screen.say(f"{told}{read}.")
