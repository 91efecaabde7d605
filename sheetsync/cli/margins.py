"""`sheetsync margins`: how little would have changed the result."""

from collections.abc import Iterator

import click

from sheetsync.cli import screen
from sheetsync.cli.committee import FEW, changes_words, margins_record
from sheetsync.cli.named import named_unit
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.assessment import Assessment
from sheetsync.core.committee.fairness import rounded
from sheetsync.core.committee.margins import Goal, Margin, UnitMargins, margins
from sheetsync.core.scoring.ranks import by_rank
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.values import format_number
from sheetsync.errors import SheetsyncError
from sheetsync.job import recall

MOST = 500
"""So many units are looked at in one run: more would take minutes and nobody would read them."""


@click.command("margins")
@click.argument("units", metavar="[UNIT]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, units: tuple[str, ...], *, as_json: bool) -> None:
    """Show for each UNIT (all without one) the smallest change that would alter its rank or band, and where.

    Every figure that a hand could have given at one criterion is tried, through all rules of the rubric; the other
    units keep theirs. Sends no request.

    \b
    Examples:
      sheetsync -e config/quan5-2020 margins
      sheetsync -e config/quan5-2020 margins P4 "Phường 12" --json
    """
    place = open_workplace(settings)
    with place.memory() as memory:
        assessment = recall(place.edition, memory, place.clock())
    chosen = {named_unit(place.edition, text) for text in units} or {unit.code for unit in place.edition.units}
    if len(chosen) > MOST:
        raise SheetsyncError(
            f"Đợt này có {len(chosen)} {place.edition.unit_noun}, nhiều hơn {MOST}.",
            f"Nêu tên từng {place.edition.unit_noun} cần xem, ví dụ: margins {place.edition.units[0].code}.",
        )
    found = {
        one.standing.unit.code: one for one in margins(place.edition, assessment.evidence, assessment.standings, chosen)
    }
    in_order = [found[one.unit.code] for one in by_rank(assessment.standings) if one.unit.code in found]
    if as_json:
        screen.show_json([margins_record(one) for one in in_order])
    else:
        _show(assessment, in_order)


def _show(assessment: Assessment, found: list[UnitMargins]) -> None:
    percent = assessment.edition.rubric.compare == "percent"
    gap = "Cách (%)" if percent else "Cách"
    columns = [
        ("Hạng", "right"),
        ("Đơn vị", "fold"),
        ("Tổng", "right"),
        ("Để", "fold"),
        (gap, "right"),
        ("Thay đổi nhỏ nhất", "fold"),
    ]
    rows = [row for one in found for row in _rows(assessment, one)]
    screen.table("Thay đổi nhỏ nhất làm đổi hạng hoặc loại", columns, rows)
    noun = assessment.edition.unit_noun
    screen.say(f"Mỗi dòng chỉ đổi một con số ở một tiêu chí của chính {noun} đó; các {noun} khác giữ nguyên.")
    screen.say("“Một tiêu chí không đủ”: phải thay đổi ở từ hai tiêu chí trở lên.")
    screen.say("Đã xét mọi mức điểm mà thang điểm cho phép; không xét điểm thưởng đề xuất và điểm trừ nộp chậm.")


def _rows(assessment: Assessment, found: UnitMargins) -> Iterator[list[object]]:
    standing, decimals = found.standing, assessment.edition.rubric.decimals
    total = "" if standing.total is None else format_number(standing.total, decimals=decimals)
    head: list[object] = [standing.rank, standing.unit.name, total]
    lines = [(_goal_words(standing, one), _gap_words(one), _how(standing, one)) for one in found.margins]
    lines += [("", "", note) for note in _notes(assessment, standing, found)]
    for number, line in enumerate(lines):
        yield [*(head if not number else (None, None, None)), *line]


def _goal_words(standing: Standing, margin: Margin) -> str:
    names = ", ".join(unit.name for unit in margin.rivals[:FEW])
    more = len(margin.rivals) - FEW
    names += f" và {more} đơn vị khác" if more > 0 else ""
    words = {
        Goal.ABOVE: f"vượt {names}",
        Goal.AHEAD: f"hơn {names} (đang bằng)",
        Goal.BEHIND: f"kém {names} (đang bằng)",
        Goal.BELOW: f"tụt dưới {names}",
        Goal.BAND_UP: f"lên {margin.band}",
        Goal.BAND_DOWN: f"mất {standing.band}" if standing.band else f"xuống {margin.band or 'không xếp loại'}",
    }
    return words[margin.goal]


def _gap_words(margin: Margin) -> str:
    if margin.goal is Goal.BAND_UP and margin.gap <= 0:
        return "đủ điểm"  # something else keeps it down
    return format_number(rounded(margin.gap))


def _how(standing: Standing, margin: Margin) -> str:
    if margin.changes:
        return changes_words(margin.changes)
    if standing.decided is not None:
        return "Ban Thường trực đã thống nhất tổng điểm"
    return "một tiêu chí không đủ"


def _notes(assessment: Assessment, standing: Standing, found: UnitMargins) -> Iterator[str]:
    """Yield why there is less to show of a unit than of others."""
    if standing.mark is None:
        yield "chưa có điểm"
    elif assessment.edition.rubric.bands and standing.decided_band:
        yield f"loại {standing.decided_band} do Ban Thường trực quyết định"
    elif assessment.edition.rubric.bands and not standing.complete:
        yield f"còn thiếu {len(standing.missing)} tiêu chí nên chưa xét loại"
    elif not found.margins:
        yield "không có đơn vị nào để so, thang điểm không chia loại"
