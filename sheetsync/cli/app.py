"""The `sheetsync` command: its options, and its subcommands, each loaded only when it is called."""

import errno
import gc
import importlib
import re
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from sheetsync.cli.settings import Settings
from sheetsync.errors import ConfigError, SheetsyncError

COMMANDS = {
    "init": ("init", "Write a new edition after a few questions."),
    "doctor": ("doctor", "Check everything that the work rests on, each with its mend."),
    "login": ("login", "Log in to Google as the secretary."),
    "provision": ("provision", "Create every book of the edition, or complete what is missing."),
    "sync": ("sync", "Pull, check, score, publish and mail: the main job."),
    "standing": ("standing", "Show totals, ranks and bands."),
    "findings": ("findings", "Show what has to be looked at again, cell by cell."),
    "status": ("status", "Show each book: read or not, how complete, on time or not."),
    "lock": ("lock", "Lock what past deadlines close, and show who can still type where."),
    "remind": ("remind", "Remind everybody of what is missing before a deadline and after it."),
    "explain": ("explain", "Show where one unit's points for one criterion come from."),
    "agenda": ("agenda", "Show what a cluster's inspection session has before it; write it as a page to print."),
    "margins": ("margins", "Show the smallest change that would alter each unit's rank or band."),
    "whatif": ("whatif", "Show who moves without bonus, without a criterion, with another threshold."),
    "fairness": ("fairness", "Show how departments, clusters and units score, side by side."),
    "export": ("export", "Save every book as .xlsx."),
    "import": ("import_", "Enter an exported book that was filled in Excel, cell by cell."),
    "check": ("check", "Check the edition's configuration."),
    "local": ("local", "Work with the books on this disk: fill, serve, reset."),
    "demo": ("demo", "Show the whole way on the sample of an edition."),
}
"""Command -> (module under sheetsync.cli, one line of help)."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and help, and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - Click's signature
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sheetsync.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's signature
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-e",
    "--edition",
    type=click.Path(path_type=Path),
    envvar="SHEETSYNC_EDITION",
    help="The edition's folder, e.g. config/quan5-2020 (or set SHEETSYNC_EDITION).",
)
@click.option("--local", "force_local", is_flag=True, help="Use the books on this disk even if Google is configured.")
@click.option("--at", "moment", metavar="MOMENT", help='Act as if it were "08g00 ngày 12/11/2020" (for rehearsals).')
@click.version_option(package_name="sheetsync")
@click.pass_context
def group(ctx: click.Context, edition: Path | None, moment: str | None, *, force_local: bool) -> None:
    """Collect scores from shared Google Sheets, check and rank them, publish the result, tell everyone.

    \b
    Example:
      sheetsync -e config/quan5-2020 sync --dry-run
    """
    ctx.obj = Settings(edition, force_local=force_local, moment=moment)


RARELY = 100_000, 20, 100
"""When to look for garbage in cycles: a run holds millions of small cells and leaves few cycles behind, and looking
through all of them as often as Python does by itself takes a third of its time."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command; whatever goes wrong reaches the user as a sentence and a next step, never as a traceback."""
    gc.set_threshold(*RARELY)
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        outcome: Any = group.main(arguments, prog_name="sheetsync", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        _say(SheetsyncError("Đã dừng theo yêu cầu. Chạy lại lệnh để tiếp tục; không có gì bị ghi dở."))
        return 2
    except click.ClickException as error:
        _refuse(error)
        return error.exit_code
    except SheetsyncError as error:
        _say(error)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last wall before the user
        return _unexpected(error)
    return outcome if isinstance(outcome, int) else 0


def _refuse(error: click.ClickException) -> None:
    """Tell what is wrong with a command as it was typed; a group without a command tells what there is."""
    if not isinstance(error, click.UsageError) or isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    path = error.ctx.command_path if error.ctx else "sheetsync"
    _say(SheetsyncError(_misuse(error), f"{_meant(error)}Cách dùng, có ví dụ: `{path} --help`."))


def _misuse(error: click.UsageError) -> str:
    """Click's own errors in Vietnamese, ours as they are."""
    match error:
        case click.exceptions.NoSuchCommand():
            return f"Không có lệnh “{error.command_name}”."
        case click.NoSuchOption():
            return f"Không có tùy chọn {error.option_name}."
        case click.MissingParameter(param=click.Parameter() as param):
            return f"Thiếu phần {_shown(param, error)}."
        case click.BadOptionUsage():
            lacks = "requires" in error.message
            return f"Tùy chọn {error.option_name} {'cần một giá trị' if lacks else 'không nhận giá trị nào'} đi sau."
        case click.BadParameter(param=click.Parameter() as param):
            return f"Giá trị của {_shown(param, error)} không dùng được{_wanted(param.type)}."
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message)
    return f"Lệnh này không nhận thêm “{extra[1]}”." if extra else error.message


def _shown(param: click.Parameter, error: click.UsageError) -> str:
    return param.get_error_hint(error.ctx).replace("'", "")


def _wanted(kind: click.ParamType[Any]) -> str:
    """What a value of this type has to be."""
    match kind:
        case click.IntRange():
            return f": phải là số nguyên từ {kind.min} đến {kind.max}"
        case click.Path(file_okay=False):
            return ": phải là thư mục, không phải tệp"
        case click.Path(dir_okay=False):
            return ": phải là tệp, không phải thư mục"
    return ""


def _meant(error: click.UsageError) -> str:
    """What may have been meant by a word that nothing is called."""
    close = error.possibilities if isinstance(error, (click.exceptions.NoSuchCommand, click.NoSuchOption)) else None
    return f"Có phải là {' hay '.join(close)}? " if close else ""


def _say(error: SheetsyncError) -> None:
    from sheetsync.cli import screen  # not above: `--help` needs none of what it loads

    told = list(map(str, error.problems)) if isinstance(error, ConfigError) else []
    told += [error.sentence, *([f"→ {error.next_step}"] if error.next_step else [])]
    for words in told:
        screen.say(words, hanging=2, err=True)


_NO_ROOM, _NO_RIGHT, _BROKEN = "hết chỗ trống", "không có quyền", "đĩa báo lỗi đọc ghi"
_DISK_SAYS = {
    **dict.fromkeys((errno.ENOSPC, errno.EFBIG, errno.EDQUOT), _NO_ROOM),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _NO_RIGHT),
    errno.EIO: _BROKEN,
}
_SQLITE_SAYS = {"FULL": _NO_ROOM, "READONLY": _NO_RIGHT, "CANTOPEN": _NO_RIGHT, "IOERR": _BROKEN}
"""Of the emulator's file; memory explains its own."""


def _unexpected(error: Exception) -> int:
    """Tell what the disk refuses as just that; of all else keep the traceback in a file for who mends the program."""
    if why := _refused_by_disk(error):
        _say(SheetsyncError(f"Không đọc hoặc ghi được trên đĩa: {why}.", _MIND_THE_DISK))
        return 2
    report = Path(".sheetsync") / "error.log"
    sentence = f"Có lỗi ngoài dự kiến: {type(error).__name__}"
    try:
        report.parent.mkdir(exist_ok=True)
        report.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{sentence} ({error}), {Path(last.filename).name}:{last.lineno}."
        _say(SheetsyncError(place, f"Không ghi được {report}; chụp màn hình này gửi người phụ trách kỹ thuật."))
        return 2
    _say(SheetsyncError(f"{sentence}.", f"Gửi tệp {report} cho người phụ trách kỹ thuật; chạy lại lệnh là an toàn."))
    return 2


_MIND_THE_DISK = "Kiểm tra đĩa còn chỗ trống và thư mục làm việc cho phép ghi, rồi chạy lại; chạy lại lệnh là an toàn."


def _refused_by_disk(error: Exception) -> str:
    """What the disk says no to; empty where it is something else."""
    if named := getattr(error, "sqlite_errorname", ""):  # "SQLITE_IOERR_WRITE"
        return _SQLITE_SAYS.get(named.split("_")[1], "")
    why = _DISK_SAYS.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    return f"{why} ({error.filename})" if why and isinstance(error, OSError) and error.filename else why
