"""`sheetsync check`: the configuration, read with suspicion."""

import click

from sheetsync.cli import screen
from sheetsync.cli.settings import Settings
from sheetsync.edition.load import examine
from sheetsync.errors import ConfigProblem, SheetsyncError

WORDS = {"error": "Sai", "warning": "Ngờ"}


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, as_json: bool) -> int:
    """Load and lint the edition's files: every problem at once, with file and line.

    \b
    Exit codes: 0 usable (perhaps with doubts), 2 not usable.

    \b
    Example:
      sheetsync -e config/quan5-2020 check
    """
    if settings.edition is None:
        raise SheetsyncError("Chưa cho biết đợt thi đua nào.", "Thêm `-e config/quan5-2020`.")
    _, problems = examine(settings.edition)
    wrong = sum(problem.severity == "error" for problem in problems)
    if as_json:
        screen.show_json([_record(problem) for problem in problems])
        return 2 if wrong else 0
    for problem in problems:
        screen.say(f"{problem.file}:{problem.line}: [{WORDS[problem.severity]}] {problem.message}")
    if wrong:
        screen.say(f"{wrong} chỗ sai, {len(problems) - wrong} chỗ đáng ngờ.")
        screen.say("→ Sửa các chỗ sai rồi chạy lại `sheetsync check`.")
        return 2
    screen.say(f"Cấu hình dùng được; {len(problems)} chỗ đáng ngờ." if problems else "Cấu hình dùng được.")
    return 0


def _record(problem: ConfigProblem) -> dict[str, object]:
    return {"severity": problem.severity, "file": problem.file, "line": problem.line, "message": problem.message}
