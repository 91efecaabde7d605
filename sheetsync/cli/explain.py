"""`sheetsync explain`: the receipt of one figure."""

import click

from sheetsync.cli import screen
from sheetsync.cli.named import named_criterion, named_unit
from sheetsync.cli.records import receipt_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.explain import Receipt, explain
from sheetsync.core.values import format_moment
from sheetsync.job import recall


@click.command("explain")
@click.argument("unit")
@click.argument("criterion")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, unit: str, criterion: str, *, as_json: bool) -> None:
    """Show where UNIT's points for CRITERION (or a whole section) come from: every hand, its cell, the rule.

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
    node = receipt.criterion
    screen.say(f"{receipt.unit}, {'tiêu chí' if node.is_leaf else 'mục'} {node.code}: {node.text}")
    screen.say(f"Tối đa {receipt.maximum} điểm; {receipt.scorer} chấm.")
    screen.say(f"Quy tắc: {receipt.rule}")
    if receipt.parts:
        _show_parts(receipt)
    else:
        _show_hands(receipt)
    screen.say(f"Điểm tính: {receipt.points or 'chưa có'} ({receipt.because})")
    noted = (
        ("Trong đó điểm thưởng", receipt.bonus),
        ("Không được tính do vượt trần hoặc đã tính ở mục khác", receipt.overflow),
        ("Số liệu minh họa", receipt.figures),
        ("Nhận định", receipt.judgement),
    )
    for label, text in noted:
        if text:
            screen.say(f"{label}: {text}")
    for finding in receipt.findings:
        screen.say(f"[{finding.severity.label}] {finding.message} → {finding.advice}", hanging=4)


def _show_hands(receipt: Receipt) -> None:
    rows = [
        (
            "→" if hand.counts else "",
            hand.name,
            " + ".join(filter(None, (hand.value or hand.raw or hand.state, hand.extra))),
            hand.worth,
            f"{hand.book} {hand.tab} {hand.cell}".strip(),
            format_moment(hand.read_at) if hand.read_at else "",
        )
        for hand in receipt.hands
    ]
    columns = [("", "left"), ("Ai cho", "left"), ("Đã ghi", "right"), ("Điểm", "right"), ("Ô", "fold"), ("Đọc", "fold")]
    screen.table("", columns, rows)
    for hand in receipt.hands:
        if hand.reason and hand.hand != "self":  # the unit's own stands below, as its judgement
            screen.say(f"Lý do, {hand.name}: {hand.reason}")


def _show_parts(receipt: Receipt) -> None:
    rows = [
        (
            part.criterion.code,
            part.criterion.text,
            part.maximum,
            part.self_points,
            part.department_points,
            "không chấm" if part.exempt else part.points or "chưa có",
        )
        for part in receipt.parts
    ]
    columns = [("Mã", "left"), ("Nội dung", "fold"), ("Tối đa", "right"), ("Tự chấm", "right"), ("Bộ phận", "right")]
    screen.table("", [*columns, ("Điểm tính", "right")], rows)
