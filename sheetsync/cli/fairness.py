"""`sheetsync fairness`: whether the same measure is laid to all."""

from decimal import Decimal
from fractions import Fraction

import click

from sheetsync.cli import screen
from sheetsync.cli.committee import fairness_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.committee.fairness import (
    FEWEST_FIGURES,
    FEWEST_IN_CLUSTER,
    FEWEST_UNITS,
    Fairness,
    Undeciding,
    fairness,
    rounded,
    signed,
)
from sheetsync.core.values import format_number
from sheetsync.edition.model import Edition
from sheetsync.job import recall

MOST = 40
"""So many units are shown beside their own scores, those that differ most first."""


@click.command("fairness")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, as_json: bool) -> None:
    """Show how departments, clusters and units score, and what should be looked at. Corrects nothing.

    Looks at base points only, as the last sync found them. Sends no request.

    \b
    Example:
      sheetsync -e config/quan5-2020 fairness --json
    """
    place = open_workplace(settings)
    with place.memory() as memory:
        assessment = recall(place.edition, memory, place.clock())
    found = fairness(place.edition, assessment.evidence, assessment.standings, assessment.scores)
    if as_json:
        screen.show_json(fairness_record(found))
    else:
        _show(place.edition, found)


def _show(edition: Edition, found: Fairness) -> None:
    _departments(found)
    _undeciding(edition, found)
    _clusters(edition, found)
    _units(found)
    for caution in found.cautions:
        screen.say(f"[Nên xem] {caution.text}")
    if not found.cautions:
        screen.say("Không có điểm nào cần lưu ý.")
    few = f"{FEWEST_UNITS} {edition.unit_noun}, {FEWEST_FIGURES} lần chấm của một bộ phận"
    few += f", {FEWEST_IN_CLUSTER} {edition.unit_noun} đủ điểm của một cụm" if edition.clusters else ""
    screen.say(f"Chỉ lưu ý khi có từ {few} trở lên. Đây là để người xem xét: không điểm nào bị sửa.")


def _departments(found: Fairness) -> None:
    against_self = any(one.against_self is not None for one in found.departments)
    others = any(one.others is not None for one in found.departments)
    columns = [("Bộ phận", "fold"), ("Số lần chấm", "right"), ("Bình quân %", "right")]
    columns += [("Bộ phận khác %", "right")] if others else []
    columns += [("So tự chấm", "right")] if against_self else []
    columns += [("Tối đa %", "right"), ("Lệch chuẩn", "right")]
    rows = []
    for one in (one for one in found.departments if one.figures):
        row: list[object] = [one.department.name, one.figures, _two(one.mean)]
        row += [_two(one.others)] if others else []
        row += [_change(one.against_self)] if against_self else []
        rows.append([*row, _two(one.full), _two(one.spread)])
    screen.table("Các bộ phận chấm (phần trăm của điểm tối đa)", columns, rows)


def _two(value: Fraction | Decimal | None) -> str:
    """Two decimals, so that columns can be read downwards; blank for nothing."""
    return "" if value is None else format_number(rounded(value), decimals=2)


def _change(value: Fraction | None) -> str:
    return "" if value is None else signed(value)


def _undeciding(edition: Edition, found: Fairness) -> None:
    if not found.undeciding:
        screen.say(f"Không có tiêu chí nào mà mọi {edition.unit_noun} bằng điểm nhau.")
        return
    columns = [("Mã", "left"), ("Tiêu chí", "fold"), ("Điểm", "right"), ("Số đơn vị", "right")]
    rows = [(one.criterion.code, one.criterion.text, _points(one), one.units) for one in found.undeciding]
    screen.table(f"Tiêu chí mà mọi {edition.unit_noun} bằng điểm nhau (không phân loại được ai)", columns, rows)


def _points(one: Undeciding) -> str:
    return f"{format_number(one.points)}/{format_number(one.criterion.max)}"


def _clusters(edition: Edition, found: Fairness) -> None:
    if not found.clusters:
        return
    against_self = any(one.against_self is not None for one in found.clusters)
    columns = [("Cụm", "fold"), ("Đủ điểm", "left"), ("Tổng bình quân", "right"), ("Kiểm tra thay đổi", "right")]
    columns += [("Tự chấm hơn", "right")] if against_self else []
    rows = []
    for one in found.clusters:
        row: list[object] = [one.cluster.name, f"{one.scored}/{one.units} {edition.unit_noun}"]
        row += [_two(one.total), _change(one.raised)]
        row += [_change(one.against_self)] if against_self else []
        rows.append(row)
    screen.table(f"Các cụm (điểm, bình quân mỗi {edition.unit_noun} đã đủ điểm)", columns, rows)


def _units(found: Fairness) -> None:
    if not found.units:
        return
    columns = [("Đơn vị", "fold"), ("Tự chấm", "right"), ("Được tính", "right"), ("Chênh", "right"), ("Trên", "left")]
    rows = [
        (
            one.unit.name,
            format_number(one.own),
            format_number(one.counted),
            signed(one.difference),
            f"{one.leaves} tiêu chí",
        )
        for one in found.units[:MOST]
    ]
    screen.table("Tự chấm so với điểm được tính", columns, rows)
    if len(found.units) > MOST:
        screen.say(f"Còn {len(found.units) - MOST} đơn vị chênh ít hơn; xem đủ bằng --json.")
