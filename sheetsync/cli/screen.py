"""What the terminal shows: tables, progress, plain JSON. Everything is in Vietnamese and fits a narrow window."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from sheetsync.core.assessment import Assessment
from sheetsync.core.findings import Severity
from sheetsync.core.standing import Standing, by_rank
from sheetsync.core.tables import state_words
from sheetsync.core.values import format_number
from sheetsync.job import Progress as Tell

STAGES = {"pull": "Đọc các bảng", "publish": "Ghi kết quả", "notify": "Gửi thư"}
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


def console() -> Console:
    """A console on standard output as it is now; text from sheets is never read as markup."""
    return Console(markup=False, highlight=False, soft_wrap=False)


def say(text: str = "") -> None:
    """Print one paragraph, wrapped between words."""
    console().print(text)


def show_json(value: Any) -> None:
    """Print one JSON value, Vietnamese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


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
    with bars:

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell


def table(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]]) -> None:
    """Print a table. `columns`: (header, "left" | "right" | "fold"); `fold` columns share the room that is left."""
    drawn = Table(title=escape(title) or None, title_justify="left", header_style="bold", box=box.SIMPLE_HEAD)
    drawn.pad_edge = False
    drawn.padding = (0, 1, 0, 0)
    for header, how in columns:
        fold = how == "fold"
        drawn.add_column(header, justify="right" if how == "right" else "left", no_wrap=not fold, ratio=int(fold))
    for row in rows:
        drawn.add_row(*(_cell(value) for value in row))
    console().print(drawn)


def _cell(value: object) -> str:
    return escape("" if value is None else str(value))


WIDE = 76
"""From so many columns on, the ranking shows what the total is made of, too."""


def standing_table(assessment: Assessment) -> None:
    """Print the ranking, best first."""
    edition = assessment.edition
    wide = console().width >= WIDE
    columns = [("Hạng", "right"), ("Đơn vị", "left")]
    columns += [("Trong cụm", "left")] if edition.clusters else []
    columns += [("Tự chấm", "right")] if wide and "unit" in edition.collects else []
    columns += [("Thưởng", "right")] if wide and edition.rubric.bonus else []
    columns += [("Tổng", "right")]
    columns += [("Xếp loại", "left")] if edition.rubric.bands else []
    columns += [("Số liệu", "fold")]
    rows = [_standing_row(assessment, standing, wide=wide) for standing in by_rank(assessment.standings)]
    table(f"Kết quả thi đua năm {edition.year}", columns, rows)


def _standing_row(assessment: Assessment, standing: Standing, *, wide: bool) -> list[object]:
    edition = assessment.edition
    decimals = edition.rubric.decimals

    def points(value: Decimal | None) -> str:
        return "" if value is None else format_number(value, decimals=decimals)

    row: list[object] = [standing.rank, standing.unit.name]
    row += [f"{standing.unit.cluster or ''}: {standing.cluster_rank or ''}"] if edition.clusters else []
    row += [points(standing.self_total)] if wide and "unit" in edition.collects else []
    row += [points(standing.bonus)] if wide and edition.rubric.bonus else []
    row += [points(standing.total)]
    row += [standing.band] if edition.rubric.bands else []
    return [*row, state_words(assessment, standing)]
