"""`sheetsync init`: a new edition after a few questions."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import click

from sheetsync.adapters.files.scaffold import refuse_existing, write_edition
from sheetsync.cli import screen
from sheetsync.cli.workplace import templates_of
from sheetsync.edition.draft import Answers, Calendar, Table, drafted, first_monday, next_day
from sheetsync.edition.load import examine
from sheetsync.edition.roster import clean
from sheetsync.edition.terms import CODE, EMAIL
from sheetsync.errors import SheetsyncError

T = TypeVar("T")
_EXAMPLE = "example.org"


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--body", help="The body that runs the scoring.")
@click.option("--year", help="The year that is scored.")
@click.option("--unit-noun", help='What a unit is called: "phường", "xã", "tỉnh".')
@click.option("--units", metavar="FILE.csv", help="The units: code,name,cluster,title,email.")
@click.option("--unit-names", metavar="NAMES", help='Instead of a file: "Phường 1; Phường 2".')
@click.option("--departments", metavar="FILE.csv", help="The departments: code,name,title,email.")
@click.option("--clusters", metavar="FILE.csv", help="The clusters; left out, those that units name.")
@click.option("--report-from", metavar="DAY", help="When units begin to report: 02/11/2020.")
@click.option("--report-to", metavar="DAY", help="The last day for reports.")
@click.option("--consolidate-to", metavar="DAY", help="The last day for points and consolidation.")
@click.option("--inspect-from", metavar="DAY", help="The first day of inspections.")
@click.option("--inspect-to", metavar="DAY", help="The last day of inspections.")
@click.option("--decide-on", metavar="DAY", help="The day on which the committee decides.")
@click.option("--office", metavar="EMAIL", help="The office's address: it sends, and hears of every run.")
@click.option("--committee", metavar="EMAIL", help="The committee's address: it gets the ranking.")
@click.option("--defaults", is_flag=True, help="Ask nothing: take the usual answer for what is not given.")
def command(folder: Path, *, defaults: bool, **given: str | None) -> int:
    """Write a new edition into DIR: asks a few questions, explains every setting, touches nothing that is there.

    Tables of names are CSV (UTF-8); their first line is `code,name,cluster,title,email` or, in Vietnamese,
    `mã,tên,cụm,chức danh,email`. Only the name is needed; blank codes are made up ("Phường 4" is P4). A cell may hold
    several addresses.

    \b
    Examples:
      sheetsync init config/quan5-2027
      sheetsync init config/quan5-2027 --units phuong.csv --departments bo-phan.csv --defaults
    """
    refuse_existing(folder)
    if re.fullmatch(CODE, folder.name) is None:
        raise SheetsyncError(
            f"Tên thư mục “{folder.name}” không dùng làm tên đợt thi đua được.",
            "Chỉ dùng chữ, số, dấu chấm, gạch nối, gạch dưới, ví dụ config/quan5-2027.",
        )
    if not defaults:
        screen.say("Trả lời từng câu; bấm Enter để lấy phần ghi trong ngoặc vuông.")
    answers = _Questions(given, silent=defaults).all()
    names = write_edition(folder, templates_of("edition"), drafted(answers))
    _, problems = examine(folder)
    screen.say(f"Đã ghi {', '.join(names)} vào {folder}.")
    doubts = len(problems)
    screen.say(f"Còn {doubts} chỗ đáng xem lại, lệnh check nêu từng chỗ." if doubts else "Cấu hình dùng được ngay.")
    if _EXAMPLE in answers.office or _EXAMPLE in answers.committee:
        screen.say("Địa chỉ thư của cơ quan đang là địa chỉ mẫu: sửa mục mail trong edition.yaml.")
    screen.say("Việc tiếp theo:")
    screen.say("  1. Thay thang điểm mẫu trong rubric.yaml, xem lại lịch trong edition.yaml.", hanging=5)
    for number, (what, doing) in enumerate(
        (
            ("check", "soát cấu hình"),
            ("provision --plan", "xem những bảng sẽ được tạo"),
            ("provision --apply", "tạo các bảng"),
            ("sync --dry-run", "chạy thử"),
        ),
        2,
    ):
        screen.line(f"  {number}. sheetsync -e {folder} {what}  ({doing})")
    return 0


@dataclass(frozen=True, slots=True)
class _Questions:
    """What was given on the command line, and the questions about the rest."""

    given: dict[str, str | None]
    silent: bool

    def all(self) -> Answers:
        """Ask everything, in the order in which a plan tells it."""
        body = self.ask("body", "Cơ quan tổ chức", "Ủy ban MTTQ Việt Nam", _text)
        year = self.ask("year", "Năm thi đua", str(datetime.now().astimezone().year), _year)
        noun = self.ask("unit_noun", "Đơn vị được chấm gọi là (phường, xã, tỉnh…)", "phường", _text)
        units = self.units(noun)
        departments = self.table("departments", "Tệp CSV các bộ phận chấm (để trống: chỉ Văn phòng chấm)")
        clusters = self.table("clusters", "Tệp CSV các cụm (để trống: theo cột cụm của danh sách đơn vị)")
        calendar = self.calendar(noun, year)
        office = self.ask("office", "Địa chỉ thư của văn phòng", f"vanphong@{_EXAMPLE}", _email)
        committee = self.ask("committee", "Địa chỉ thư của Ban Thường trực", f"banthuongtruc@{_EXAMPLE}", _email)
        return Answers(body, year, noun, calendar, office, committee, units, departments, clusters)

    def units(self, noun: str) -> Table | list[str]:
        """The units: a table, or their names."""
        if not self.given["unit_names"]:
            question = f"Tệp CSV danh sách {noun} (để trống: gõ tên ngay tại đây)"
            if listed := self.ask("units", question, "", _table_or_names):
                return listed
        usual = "; ".join(f"{noun.capitalize()} {number}" for number in (1, 2, 3))
        return self.ask("unit_names", f"Tên các {noun}, cách nhau bằng dấu chấm phẩy", usual, _names)

    def calendar(self, noun: str, year: int) -> Calendar:
        """The days; each is proposed after the one before."""
        starts = self.ask("report_from", f"Các {noun} bắt đầu báo cáo ngày", first_monday(year), _day)
        reported = self.ask("report_to", f"Hạn cuối các {noun} gửi báo cáo", next_day(starts, 4), _day)
        scored = self.ask("consolidate_to", "Hạn cuối chấm điểm, tổng hợp", next_day(reported, 7), _day)
        visits = self.ask("inspect_from", "Kiểm tra từ ngày", next_day(scored, 3), _day)
        visited = self.ask("inspect_to", "Kiểm tra đến ngày", next_day(visits, 4), _day)
        decided = self.ask("decide_on", "Ngày họp xét", next_day(visited, 3), _day)
        return Calendar(starts, reported, scored, visits, visited, decided)

    def table(self, name: str, question: str) -> Table | None:
        """A file of names, or nothing."""
        return self.ask(name, question, "", _table)

    def ask(self, name: str, question: str, usual: str | date, read: Callable[[str], T]) -> T:
        """The option if it was given, else the answer; asked again until it can be read."""
        proposed = f"{usual:%d/%m/%Y}" if isinstance(usual, date) else usual
        given = self.given[name]
        if given is not None or self.silent:
            try:
                return read(proposed if given is None else given)
            except ValueError as error:
                raise SheetsyncError(f"--{name.replace('_', '-')}: {error}.", "Sửa lại rồi chạy lại lệnh.") from error
        while True:
            try:
                return read(click.prompt(question, default=proposed, show_default=bool(proposed)))
            except ValueError as error:
                told = str(error)
                screen.say(f"{told[0].upper()}{told[1:]}.")


def _text(text: str) -> str:
    if not (found := clean(text)):
        raise ValueError("phần này không để trống được")
    return found


def _names(text: str) -> list[str]:
    return [name for part in text.split(";") if (name := clean(part))] or [_text("")]


def _year(text: str) -> int:
    if not re.fullmatch(r"199\d|20\d\d|2100", text.strip(), re.ASCII):
        raise ValueError(f"năm ghi bằng bốn chữ số, ví dụ 2027; đang ghi là “{text}”")
    return int(text)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        raise ValueError(f"ngày phải có thật, ghi như 20/11/2027; đang ghi là “{text}”") from None


def _email(text: str) -> str:
    if not re.fullmatch(EMAIL, text.strip()):
        raise ValueError(f"địa chỉ thư ghi như ten@noi.vn; đang ghi là “{text}”")
    return text.strip()


def _table(text: str) -> Table | None:
    if not text.strip():
        return None
    path = Path(text.strip()).expanduser()
    try:
        return Table(path.name, path.read_bytes())
    except OSError as error:
        why = next((words for kind, words in _REFUSALS.items() if isinstance(error, kind)), "không đọc được")
        raise ValueError(f"không mở được tệp {path} ({why})") from error


_REFUSALS: Mapping[type[OSError], str] = MappingProxyType(
    {
        FileNotFoundError: "không có tệp này",
        NotADirectoryError: "không có tệp này",
        IsADirectoryError: "đó là thư mục",
        PermissionError: "không được phép đọc",
    }
)


def _table_or_names(text: str) -> Table | list[str] | None:
    """A file, or what can only be meant as names: people type them at the first question about units."""
    try:
        return _table(text)
    except ValueError:
        if ";" in text:
            return _names(text)
        raise
