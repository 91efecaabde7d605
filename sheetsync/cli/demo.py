"""`sheetsync demo`: the whole way on an edition's sample."""

import dataclasses
import shutil
from pathlib import Path

import click

from sheetsync.cli import screen
from sheetsync.cli.export import export_books
from sheetsync.cli.local import fill_books
from sheetsync.cli.settings import Settings
from sheetsync.cli.sync import report, run_job
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.core.books import books
from sheetsync.core.layout import MASTER
from sheetsync.fill import read_table
from sheetsync.job import Options
from sheetsync.provisioning import Provisioning

DEFAULT = Path("config") / "quan5-2020"


@click.command("demo")
@click.option("--edition", "folder", type=click.Path(path_type=Path), help="The edition's folder [config/quan5-2020].")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True)
@click.pass_obj
def command(settings: Settings, folder: Path | None, out: Path) -> None:
    """Provision an edition's books on this disk, type its sample into them, sync, export.

    What already stands in the local books is kept; `sheetsync local reset` starts afresh.

    \b
    Example:
      sheetsync demo --edition config/index766-2026 --out out/
    """
    chosen = folder or settings.edition or DEFAULT
    place = open_workplace(Settings(chosen, force_local=True, moment=settings.moment or _sample_moment(chosen)))
    place = dataclasses.replace(place, letters=out / place.edition.name / "letters")
    _provision(place)
    typed = [line for path in sorted((chosen / "sample" / "books").glob("*.csv")) for line in read_table(path)]
    screen.say(f"Điền số liệu mẫu: {fill_books(place, typed, keep_typed=True)} ô.")
    outcome, _ = run_job(place, Options(), shown=True)
    report(outcome, dry_run=False)
    saved, _ = export_books(place, out / place.edition.name / "books", shown=True)
    _name_files(place, saved, settings.moment or _sample_moment(chosen))


def _sample_moment(folder: Path) -> str | None:
    """The moment at which the sample is meant to be read, so that its deadlines make sense."""
    path = folder / "sample" / "moment.txt"
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def _provision(place: Workplace) -> None:
    with place.books() as drive, screen.progress(shown=True) as tell:
        total = len(books(place.edition))
        ids, today = place.book_list.read(), place.clock().date()
        provisioning = Provisioning(place.edition, ids, drive, place.book_list.write, today)
        for done, outcome in enumerate(provisioning.run(), 1):
            if outcome.failures:
                raise outcome.failures[0]
            tell("Tạo các bảng", done, total)


def _name_files(place: Workplace, saved: dict[str, Path], moment: str | None) -> None:
    screen.say()
    screen.say("Mở xem:")
    screen.line(f"  Bảng tổng hợp: {saved[MASTER]}")
    others = [path for code, path in saved.items() if code != MASTER]
    screen.line(f"  Các bảng khác ({len(others)}), ví dụ: {others[0]}")
    letters = sorted(place.letters.glob("*.eml"))
    screen.line(f"  Thư ({len(letters)}): {place.letters}")
    program = "sheetsync" if shutil.which("sheetsync") else ".venv/bin/sheetsync"
    at = f' --at "{moment}"' if moment else ""
    screen.say("→ Thử tiếp:")
    for command_line in ("findings", f"explain {place.edition.units[0].code} {place.edition.rubric.leaves[0].code}"):
        screen.line(f"  {program} -e {place.folder}{at} {command_line}")
