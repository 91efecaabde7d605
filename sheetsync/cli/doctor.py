"""`sheetsync doctor`: everything that the work rests on, in order, each with its mend."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime

import click

from sheetsync.adapters.google.clinic import GoogleClinic
from sheetsync.adapters.google.connect import google_time
from sheetsync.adapters.mail.postbox import SmtpPostbox
from sheetsync.adapters.mail.trial import trial_letter
from sheetsync.cli import screen
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.edition.load import examine
from sheetsync.errors import SheetsyncError
from sheetsync.examining import Check, Instruments, Verdict, examine_setup
from sheetsync.hands import Clinic

MARKS: Mapping[Verdict, str] = {
    Verdict.FINE: "✓",
    Verdict.DOUBTFUL: "!",
    Verdict.WRONG: "✗",
    Verdict.UNCHECKED: "?",
    Verdict.NEEDLESS: "-",
}
WORDS = {
    "configuration": "Cấu hình",
    "credentials": "Đăng nhập",
    "clock": "Đồng hồ",
    "access": "Quyền truy cập",
    "trash": "Thùng rác",
    "locale": "Ngôn ngữ, giờ",
    "layout": "Khung bảng",
    "protection": "Khóa bảo vệ",
    "quota": "Hạn mức",
    "mail": "Thư",
}
_INDENT = 18


@click.command("doctor")
@click.option("--letter", is_flag=True, help="Send one test letter to the edition's own sender.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, letter: bool, as_json: bool) -> int:
    """Check, in order: configuration, login, clock, access to each book, bin, locale, layout, protection, quota, mail.

    Reads every book once and changes nothing. `--at` does not change what time it is here.

    \b
    Exit codes: 0 nothing to mend, 1 something to mend.

    \b
    Examples:
      sheetsync -e config/quan5-2020 doctor
      sheetsync -e config/quan5-2020 doctor --letter
    """
    if settings.edition is None:
        raise SheetsyncError("Chưa cho biết đợt thi đua nào.", "Thêm `-e config/quan5-2020`.")
    edition, problems = examine(settings.edition)
    usable = edition is not None and all(problem.severity != "error" for problem in problems)
    with ExitStack() as stack:
        instruments = _instruments(open_workplace(settings), stack, letter=letter) if usable else None
        checks = []
        for check in examine_setup(edition, problems, instruments):
            checks.append(check)
            if not as_json:
                _show(check)
    if as_json:
        screen.show_json([asdict(check) for check in checks])
    wrong = sum(check.verdict in {Verdict.WRONG, Verdict.UNCHECKED} for check in checks)
    if not as_json:
        screen.say(_verdict(wrong, sum(check.verdict is Verdict.DOUBTFUL for check in checks)))
    return 1 if wrong else 0


def _verdict(wrong: int, doubtful: int) -> str:
    if wrong:
        return f"{wrong} chỗ phải sửa hoặc chưa kiểm tra được."
    return f"Làm việc được; {doubtful} chỗ nên xem lại (dấu !)." if doubtful else "Mọi thứ sẵn sàng."


def _instruments(place: Workplace, stack: ExitStack, *, letter: bool) -> Instruments:
    def admit() -> Clinic:
        return GoogleClinic(stack.enter_context(place.books()))

    def last_run() -> Mapping[str, object]:
        with place.memory() as memory:
            return memory.last_summary()

    return Instruments(
        local=place.local,
        admit=admit,
        server_time=google_time,
        now=lambda: datetime.now(UTC),
        today=lambda: place.clock().date(),
        ids=place.book_list.read,
        last_run=last_run,
        post=lambda: _post(place, letter=letter),
        quota=None if place.local else place.edition.quota,
    )


def _post(place: Workplace, *, letter: bool) -> str:
    """Try the way letters go. Raises SheetsyncError."""
    smtp, sender = place.edition.mail.smtp, place.edition.mail.sender
    with place.postbox(sends=True) as box:
        if letter:
            box.send(trial_letter(sender, place.edition.title, datetime.now(place.edition.zone)))
            if isinstance(box, SmtpPostbox):
                return f"Đã gửi một thư thử tới {sender.email}."
            return f"Đã ghi một thư thử vào thư mục {box.folder}."
        if isinstance(box, SmtpPostbox):
            box.greet()
            return f"Máy chủ thư nhận đăng nhập; chưa gửi gì (--letter gửi một thư thử tới {sender.email})."
    if smtp is None:
        return f"Chưa khai máy chủ thư: thư được ghi thành tệp .eml vào {place.letters}."
    return f"Đang diễn tập: thư chỉ được ghi thành tệp .eml vào {place.letters}."


def _show(check: Check) -> None:
    """One line of the table; what hangs below it is indented, addresses stand unbroken on their own."""
    indent = " " * _INDENT
    screen.say(f"{MARKS[check.verdict]} {WORDS[check.name]:<{_INDENT - 3}} {check.says}", hanging=_INDENT)
    if check.mend:
        screen.say(f"{indent}→ {check.mend}")
    if check.link and check.verdict is Verdict.WRONG:
        screen.say(indent + check.link)
