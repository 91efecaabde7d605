"""What the terminal shows: tables, progress, plain JSON. Everything is in Vietnamese and fits a narrow window."""

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import Any

import click
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from sheetsync.core.assessment import Assessment
from sheetsync.core.ratios import round_fraction
from sheetsync.core.scoring.ranks import by_rank
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.tables.results import HUNDREDTH, state_words
from sheetsync.core.values import format_number, plain, shorten
from sheetsync.pulling import Progress as Tell

STAGES = {"pull": "Đọc các bảng", "lock": "Khóa các bảng", "publish": "Ghi kết quả", "notify": "Gửi thư"}


def console(*, err: bool = False) -> Console:
    """A console on standard output, or error, as it is now; text from sheets is never read as markup."""
    return Console(stderr=err, markup=False, emoji=False, highlight=False, soft_wrap=False)


def say(text: str = "", *, hanging: int | None = None, err: bool = False) -> None:
    """Print paragraphs, wrapped between words; lines hang as far in as their text begins, or as told.

    What is longer than a line, such as an address, stays whole, so that it can be copied.
    """
    width = console(err=err).width
    for one in plain(text).splitlines() or [""]:
        lead = len(one) - len(re.sub(r"^ *([→-] )?", "", one)) if hanging is None else hanging
        rest = " " * lead
        broken = textwrap.wrap(one, width, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
        line("\n".join(broken), err=err)


def line(text: str, *, err: bool = False) -> None:
    """Print what must not be broken, so that it can be copied: a path, a command."""
    console(err=err).print(plain(text), soft_wrap=True)


def show_json(value: Any) -> None:
    """Print one JSON value, Vietnamese as it is; what cannot be seen is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo("".join(one if plain(one) else json.dumps(one)[1:-1] for one in text))


@contextmanager
def progress(*, shown: bool) -> Iterator[Tell]:
    """Bars on standard error, one for each stage; silent where `shown` is false."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        disable=not shown,
    )
    tasks: dict[str, Any] = {}

    def tell(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=total)
        bars.update(tasks[stage], completed=done, total=total)
        bars.start()  # not before there is something to show: a refusal is then the first line

    try:
        yield tell
    finally:
        if tasks:
            bars.stop()


def table(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]]) -> None:
    """Print a table. `columns`: (header, "left" | "right" | "fold"); `fold` columns give way where room is short."""
    drawn = Table(title=plain(title) or None, title_justify="left", header_style="bold", box=box.SIMPLE_HEAD)
    drawn.pad_edge = False
    cells = [[_cell(value) for value in row] for row in rows]
    screen = console()
    widths, gap = _widths(columns, cells, screen.width)
    drawn.padding = (0, gap - 1, 0, 0)
    for (header, how), width in zip(columns, widths, strict=True):
        drawn.add_column(header, justify="right" if how == "right" else "left", width=width)
    for row in cells:
        drawn.add_row(*row)
    screen.print(drawn)


def _widths(columns: Sequence[tuple[str, str]], cells: Sequence[Sequence[str]], room: int) -> tuple[list[int], int]:
    """How wide each column is, and the gap between two: less than its text only where room is short, never than a word.

    Headers may be broken between words everywhere, texts in `fold` columns.
    """
    down = [[row[place] for row in cells] for place in range(len(columns))]
    widths = [max(map(cell_len, [header, *texts])) for (header, _), texts in zip(columns, down, strict=True)]
    least = [
        max(_longest_word(header), *(_longest_word(text) if how == "fold" else cell_len(text) for text in texts), 1)
        for (header, how), texts in zip(columns, down, strict=True)
    ]
    edges = 2
    gap = 2 if sum(widths) + 2 * len(widths) + edges <= room else 1
    excess = sum(widths) + gap * len(widths) + edges - room
    while excess > 0 and widths != least:
        widest = max(range(len(widths)), key=lambda place: widths[place] - least[place])
        widths[widest] -= 1
        excess -= 1
    return widths, gap


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)


def _cell(value: object) -> str:
    return "" if value is None else plain(str(value))


_BRIEF = 40
"""Characters of a state that the ranking shows; of what is longer only how it begins, and below the whole."""

WIDE = 76
"""From so many columns on, the ranking shows what the total is made of, too."""


def standing_table(assessment: Assessment) -> None:
    """Print the ranking, best first. What units are ranked by is shown in every window."""
    edition, rubric = assessment.edition, assessment.edition.rubric
    wide = console().width >= WIDE
    columns = [("Hạng", "right"), ("Đơn vị", "left")]
    columns += [("Trong cụm", "left")] if edition.clusters else []
    columns += [("Tự chấm", "right")] if wide and "unit" in edition.collects else []
    columns += [("Thưởng", "right")] if wide and rubric.has_bonus else []
    columns += [("Trừ", "right")] if wide and rubric.has_deductions else []
    columns += [("Tổng", "right")]
    columns += [("Thống nhất", "right")] if _some_decided(assessment) else []
    columns += [("%", "right")] if rubric.compare == "percent" else []
    columns += [("Xếp loại", "left")] if rubric.bands else []
    columns += [("Số liệu", "fold")]
    rows = [_standing_row(assessment, standing, wide=wide) for standing in by_rank(assessment.standings)]
    table(f"Kết quả thi đua năm {edition.year}", columns, rows)
    for standing in by_rank(assessment.standings):
        if len(state := state_words(assessment, standing)) > _BRIEF:
            say(f"{standing.unit.name}: {state}", hanging=2)


def _some_decided(assessment: Assessment) -> bool:
    """True where the committee gave a unit a total of its own: by that it ranks."""
    return any(standing.decided is not None for standing in assessment.standings)


def _percent(mark: Fraction | None) -> str:
    return "" if mark is None else format_number(round_fraction(mark, HUNDREDTH), decimals=2)


def _standing_row(assessment: Assessment, standing: Standing, *, wide: bool) -> list[object]:
    edition = assessment.edition
    decimals = edition.rubric.decimals

    def points(value: Decimal | None) -> str:
        return "" if value is None else format_number(value, decimals=decimals)

    def scored(value: Decimal) -> Decimal | None:
        """None where nothing has been scored yet: then 0 is no figure."""
        return value if value or standing.computed is not None else None

    row: list[object] = [standing.rank, standing.unit.name]
    places = filter(None, (standing.unit.cluster, standing.cluster_rank))
    row += [": ".join(map(str, places))] if edition.clusters else []
    row += [points(standing.self_total)] if wide and "unit" in edition.collects else []
    row += [points(scored(standing.bonus))] if wide and edition.rubric.has_bonus else []
    row += [points(scored(standing.deductions))] if wide and edition.rubric.has_deductions else []
    row += [points(standing.computed)]
    row += [points(standing.decided)] if _some_decided(assessment) else []
    row += [_percent(standing.mark)] if edition.rubric.compare == "percent" else []
    row += [standing.band] if edition.rubric.bands else []
    state = state_words(assessment, standing)
    return [*row, state if len(state) <= _BRIEF else f"{shorten(state.split('; ')[0], _BRIEF)}; …"]
