"""`sheetsync explain`: the receipt of one figure."""

import click

from sheetsync.cli import screen
from sheetsync.cli.named import named_criterion, named_unit
from sheetsync.cli.records import receipt_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.explain import Receipt, explain
from sheetsync.core.values import format_number
from sheetsync.job import recall


@click.command("explain")
@click.argument("unit")
@click.argument("criterion")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, unit: str, criterion: str, *, as_json: bool) -> None:
    """Show where UNIT's points for CRITERION come from: every hand, its cell, the rule, the points.

    \b
    Example:
      sheetsync -e config/quan5-2020 explain P4 1.2
    """
    place = open_workplace(settings)
    with place.memory() as memory:
        assessment = recall(place.edition, memory, place.clock())
    codes = named_unit(place.edition, unit), named_criterion(place.edition, criterion)
    receipt = explain(assessment, *codes, place.book_list.read())
    if as_json:
        screen.show_json(receipt_record(receipt))
    else:
        _show(receipt)


def _show(receipt: Receipt) -> None:
    leaf = receipt.criterion
    screen.say(f"{receipt.unit}, tiêu chí {leaf.code}: {leaf.text}")
    screen.say(f"Tối đa {format_number(leaf.max)} điểm; {receipt.scorer} chấm.")
    screen.say(f"Quy tắc: {receipt.rule}")
    rows = [
        (
            "→" if hand.counts else "",
            hand.name,
            hand.value or hand.raw or hand.state,
            f"{hand.book} {hand.tab} {hand.cell}".strip(),
        )
        for hand in receipt.hands
    ]
    screen.table("", [("", "left"), ("Ai cho", "left"), ("Điểm", "right"), ("Ô", "fold")], rows)
    screen.say(f"Điểm tính: {receipt.points or 'chưa có'} ({receipt.because})")
    for label, text in (("Số liệu minh họa", receipt.figures), ("Nhận định", receipt.judgement)):
        if text:
            screen.say(f"{label}: {text}")
    for finding in receipt.findings:
        screen.say(f"[{finding.severity.label}] {finding.message} → {finding.advice}")
