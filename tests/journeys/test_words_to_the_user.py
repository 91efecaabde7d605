"""Whatever goes wrong reaches the user as a sentence and a next step; every command explains itself."""

import errno
import re
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest

import sheetsync.cli.standing
from sheetsync.cli.app import COMMANDS, group

from .office import Office, Ran, part
from .small_town import NAME

ROOT = Path(__file__).parents[2]


def said(done: Ran) -> list[str]:
    """What stands on standard error, one thing a line; there must be a next step, and never a traceback."""
    assert max(map(len, done.err.splitlines()), default=0) <= 80, done.err
    lines = done.sentences
    assert lines, done
    assert lines[-1].startswith("→ "), done.err
    assert "Traceback" not in done.err
    assert done.out == ""
    return lines


def test_no_edition_named(office: Office) -> None:
    done = office.bare("standing")
    assert done.code == 2
    assert said(done)[0] == "Chưa cho biết đợt thi đua nào."


def test_the_edition_may_be_named_by_the_environment(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETSYNC_EDITION", f"config/{NAME}")
    assert office.bare("check").out == "Cấu hình dùng được.\n"


@pytest.mark.parametrize("command", ["provision", "sync", "standing", "findings", "status", "check"])
def test_an_edition_that_is_not_there(office: Office, command: str) -> None:
    done = office.bare("-e", "config/khong-co", command)
    assert done.code == 2
    assert "khong-co" in done.words
    assert "Traceback" not in done.words


def test_broken_yaml_is_named_with_file_and_line(office: Office) -> None:
    office.configure("edition.yaml", "clusters:", "clusters: [\n")
    done = office.run("standing")
    assert done.code == 2
    lines = said(done)
    assert re.match(r"edition\.yaml:\d+: ", lines[0])
    assert not re.search(r"expected|found|while parsing", lines[0])


def test_every_problem_of_the_configuration_is_named_at_once(office: Office) -> None:
    office.configure("edition.yaml", "year: 2020", "year: hai nghìn")
    office.configure("rubric.yaml", "step: 0.5", "step: nửa điểm")
    office.configure("appendix.yaml", "kind: count", "kind: đếm")
    done = office.run("sync")
    assert done.code == 2
    files = {line.split(":")[0] for line in said(done)[:-2]}
    assert files == {"edition.yaml", "rubric.yaml", "appendix.yaml"}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("findings", "--unit", "Phường 99"), "Không có đơn vị “Phường 99”."),
        (("explain", "P99", "1.1"), "Không có đơn vị “P99”."),
        (("explain", "P4", "9.9"), "Không có tiêu chí “9.9”."),
    ],
)
def test_an_unknown_unit_or_criterion(published: Office, command: tuple[str, ...], words: str) -> None:
    done = published.run(*command)
    assert done.code == 2
    assert said(done)[0] == words
    assert "Dùng một trong: " in done.words


def test_a_section_is_explained_by_what_is_below_it(published: Office) -> None:
    shown = published.run("explain", "P4", "1").out
    assert "1.1" in shown
    assert "1.2" in shown


def test_a_moment_that_is_none(office: Office) -> None:
    office.moment = "hôm qua"
    assert said(office.run("standing"))[0] == "Không hiểu thời điểm “hôm qua”."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("syncc",), "Không có lệnh “syncc”. → Cách dùng, có ví dụ: `sheetsync --help`."),
        (("local", "fil"), "Không có lệnh “fil”. → Có phải là fill? Cách dùng, có ví dụ: `sheetsync local --help`."),
        (("sync", "--drie-run"), "Không có tùy chọn --drie-run. → Có phải là --dry-run? Cách dùng, có ví dụ: "),
        (("explain", "P4"), "Thiếu phần CRITERION. → Cách dùng, có ví dụ: `sheetsync explain --help`."),
        (("standing", "P4"), "Lệnh này không nhận thêm “P4”."),
        (("sync", "--accept-empty"), "Tùy chọn --accept-empty cần một giá trị đi sau."),
        (("sync", "--json=3"), "Tùy chọn --json không nhận giá trị nào đi sau."),
        (("local", "serve", "--port", "x"), "Giá trị của --port không dùng được: phải là số nguyên từ 0 đến 65535."),
        (("export", "go.csv"), "Giá trị của DIR không dùng được: phải là thư mục, không phải tệp."),
        (("import", "P4", "config"), "Giá trị của FILE.xlsx không dùng được: phải là tệp, không phải thư mục."),
        (("provision", "--plan", "--apply"), "--plan và --apply không đi cùng nhau"),
    ],
)
def test_a_command_that_was_mistyped_is_told_in_vietnamese_with_a_next_step(
    office: Office, typed: tuple[str, ...], words: str
) -> None:
    office.table([])
    done = office.run(*typed)
    assert done.code == 2
    assert said(done)[-1].endswith(" --help`.")
    assert words in done.words
    assert not re.search(r"Usage|Error|Invalid|No such|Got|requires|Try", done.err)


def test_a_group_without_a_command_tells_what_there_is(office: Office) -> None:
    done = office.bare("local")
    assert done.code == 2
    assert "reset" in done.err


def test_an_unexpected_failure_is_a_sentence_and_leaves_its_traceback_in_a_file(
    published: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret details")

    monkeypatch.setattr(sheetsync.cli.standing, "recall", broken)
    done = published.run("standing")
    assert done.code == 2
    lines = said(done)
    assert len(lines) == 2
    assert "secret details" not in done.err
    report = published.folder / ".sheetsync" / "error.log"
    assert ".sheetsync/error.log" in done.words
    assert "ZeroDivisionError: secret details" in report.read_text(encoding="utf-8")


def test_an_unexpected_failure_is_told_though_its_report_cannot_be_written(
    published: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("what it says")

    monkeypatch.setattr(sheetsync.cli.standing, "recall", broken)
    (published.folder / ".sheetsync" / "error.log").mkdir()
    lines = said(published.run("standing"))
    assert re.fullmatch(
        r"Có lỗi ngoài dự kiến: ZeroDivisionError \(what it says\), test_words_to_the_user\.py:\d+\.", lines[0]
    )
    assert "chụp màn hình" in lines[1]


def sqlite_refusal(name: str) -> sqlite3.OperationalError:
    """What SQLite raises where the disk refuses, with the name it gives the reason."""
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "hết chỗ trống."),
        (OSError(errno.EFBIG, "File too large"), "hết chỗ trống."),
        (PermissionError(errno.EACCES, "Permission denied", ".sheetsync"), "không có quyền (.sheetsync)."),
        (sqlite_refusal("SQLITE_FULL"), "hết chỗ trống."),
        (sqlite_refusal("SQLITE_IOERR_WRITE"), "đĩa báo lỗi đọc ghi."),
    ],
    ids=str,
)
def test_what_the_disk_refuses_is_no_failure_of_the_program(
    published: Office, monkeypatch: pytest.MonkeyPatch, refusal: Exception, words: str
) -> None:
    def refused(*_: object) -> None:
        raise refusal

    monkeypatch.setattr(sheetsync.cli.standing, "recall", refused)
    done = published.run("standing")
    assert done.code == 2
    assert said(done) == [
        f"Không đọc hoặc ghi được trên đĩa: {words}",
        "→ Kiểm tra đĩa còn chỗ trống và thư mục làm việc cho phép ghi, rồi chạy lại; chạy lại lệnh là an toàn.",
    ]
    assert not (published.folder / ".sheetsync" / "error.log").exists()


def damage_the_file(memory: Path) -> None:
    memory.write_bytes(b"nothing of a database" * 100)


def damage_a_page(memory: Path) -> None:
    with closing(sqlite3.connect(memory)) as db, db:
        db.execute("UPDATE snapshots SET reply = zeroblob(length(reply))")


@pytest.mark.parametrize("damage", [damage_the_file, damage_a_page])
def test_a_memory_file_that_is_damaged_is_to_be_restored(published: Office, damage: Callable[[Path], None]) -> None:
    for path in published.data.glob("memory.db-*"):
        path.unlink()
    damage(published.data / "memory.db")
    done = published.run("standing")
    assert done.code == 2
    sentence, mend = said(done)
    assert sentence.startswith("Tệp bộ nhớ .sheetsync/nho-2020/memory.db đã hỏng (")
    assert "bản sao lưu" in mend
    assert "sync --adopt --no-mail" in mend


def not_utf8(path: Path) -> None:
    path.write_text("P4: 1AbC\n", encoding="utf-16")


def nested(path: Path) -> None:
    path.write_bytes(b"[" * 100_000)


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("spoil", [not_utf8, nested, a_folder])
@pytest.mark.parametrize(
    ("file", "command"), [("books.yaml", "lock"), ("provision-plan.json", "provision --apply")], ids=["books", "plan"]
)
def test_a_file_of_ours_that_is_spoilt_is_named(
    published: Office, spoil: Callable[[Path], None], file: str, command: str
) -> None:
    (published.data / file).unlink(missing_ok=True)
    spoil(published.data / file)
    done = published.run(*command.split())
    assert done.code == 2
    assert file in said(done)[0]
    assert "ngoài dự kiến" not in done.err


STEERING = "\x1b[31mX\x1b]0;t\x07\x9b2J\u202eY"


@pytest.mark.parametrize(
    "command",
    ["explain P4 1.1", "findings", "status", "agenda C1", "agenda C1 --out a.html", "agenda C1 --json", "margins"],
)
def test_what_is_typed_into_a_cell_steers_no_screen_and_no_page(filled: Office, command: str) -> None:
    for column in ("points", "judgement"):
        filled.type("P4", "self", "1.1", column, STEERING)
    filled.type("C1", "reports", "P4", "remarks", STEERING)
    filled.run("sync", "--no-mail")
    done = filled.run(*command.split())
    page = filled.folder / "a.html"
    seen = done.out + done.err + (page.read_text(encoding="utf-8") if page.exists() else "")
    assert {one for one in seen if unicodedata.category(one) in {"Cc", "Cf"}} <= {"\n", "\t"}


def test_an_agenda_shows_the_rest_of_what_was_typed(filled: Office) -> None:
    filled.type("C1", "reports", "P4", "remarks", "Tốt\u202e, \x1b[31mđỏ")
    filled.run("sync", "--no-mail")
    assert "Nhận xét của cụm: Tốt, [31mđỏ" in filled.run("agenda", "C1").words
    filled.run("agenda", "C1", "--out", "a.html")
    assert "Tốt, [31mđỏ" in (filled.folder / "a.html").read_text(encoding="utf-8")


def test_the_office_may_edit_the_letters_and_is_told_where_it_went_wrong(filled: Office) -> None:
    templates = filled.folder / "templates" / "mail"
    templates.mkdir(parents=True)
    for path in (ROOT / "templates" / "mail").iterdir():
        (templates / path.name).write_bytes(path.read_bytes())
    text = (templates / "unit.txt.j2").read_text(encoding="utf-8")
    (templates / "unit.txt.j2").write_text(text.replace("{% endif %}", "", 1), encoding="utf-8")
    done = filled.run("sync")
    assert done.code == 3
    assert re.search(r"unit\.txt\.j2, dòng \d+", done.words)
    assert "Kết quả thi đua" in done.out, "what was published is told all the same"
    assert "Traceback" not in done.words
    (templates / "unit.txt.j2").write_text("Xin chào {{ title }}.\n", encoding="utf-8")
    assert filled.run("sync").code == 0
    assert "Xin chào Mặt trận Phường 4." in part(filled.letter("unit-P4"), "plain")


# --- Google ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def on_google(office: Office) -> Office:
    """The same edition, whose books are Google's."""
    office.configure("edition.yaml", "highlights:", "google: {service_account_env: KHOA_GOOGLE}\nhighlights:")
    office.moment = ""
    return office


@pytest.mark.parametrize("command", ["provision", "sync", "export"])
def test_without_the_key_google_is_not_asked_and_the_variable_is_named(on_google: Office, command: str) -> None:
    (on_google.edition_folder / "books.yaml").write_text("P4: 1AbC\n", encoding="utf-8")
    done = on_google.run(*((command, "out") if command == "export" else (command,)))
    assert done.code == 2
    assert "KHOA_GOOGLE" in done.words
    assert "Traceback" not in done.words
    assert on_google.traffic == []


def test_a_key_that_is_none_is_named_but_never_shown(on_google: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    key = on_google.folder / "khoa.json"
    key.write_text('{"private_key": "tuyet-mat"', encoding="utf-8")
    monkeypatch.setenv("KHOA_GOOGLE", str(key))
    done = on_google.run("provision")
    assert done.code == 2
    assert "khoa.json" in done.words
    assert "tuyet-mat" not in done.words


def test_another_day_is_not_published_to_google(on_google: Office) -> None:
    on_google.moment = "08g00 ngày 05/11/2020"
    done = on_google.run("sync")
    assert done.code == 2
    assert "--dry-run" in said(done)[-1]


def test_an_edition_on_google_can_be_tried_on_this_disk(on_google: Office) -> None:
    assert on_google.run("--local", "provision").code == 0
    assert on_google.run("--local", "sync").code == 1
    assert on_google.run("--local", "standing").code == 0
    assert not (on_google.edition_folder / "books.yaml").exists()
    assert set(on_google.ids) >= {"P4", "master"}


# --- help ------------------------------------------------------------------------------------------------------------


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command and subcommand there is."""
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        yield (name,)
        if isinstance(command, click.Group):
            for below in command.commands:
                yield name, below


@pytest.mark.parametrize("command", [(), *commands()], ids=" ".join)
def test_every_command_explains_itself_with_an_example(office: Office, command: tuple[str, ...]) -> None:
    done = office.bare(*command, "--help")
    assert (done.code, done.err) == (0, "")
    if command != ("local",):
        assert re.search(r"Examples?:\n +sheetsync ", done.out), done.out
    assert office.bare(*command, "-h").out == done.out


def test_the_examples_in_the_help_name_commands_and_options_that_exist(office: Office) -> None:
    for command in commands():
        for line in re.findall(r"^    sheetsync (.*)$", office.bare(*command, "--help").out, re.MULTILINE):
            words = re.sub(r"^-e \S+ ", "", line).split()
            assert tuple(words[: len(command)]) == command
            described = office.bare(*command, "--help").out
            assert all(word in described for word in words if word.startswith("--"))


def test_help_is_quick_because_it_loads_nothing_heavy(office: Office) -> None:
    heavy = ("pandas", "numpy", "gspread", "pydantic", "google.auth", "jinja2", "openpyxl", "werkzeug", "ruamel.yaml")
    code = (
        "import sys\n"
        "from sheetsync.cli import main\n"
        "try:\n    main(['--help'])\n"
        f"except SystemExit:\n    sys.exit(repr([name for name in {heavy!r} if name in sys.modules]))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=office.folder, capture_output=True, check=False)  # noqa: S603 - our own program
    assert ended.stderr.decode().strip() == "[]"
    assert b"Example:" in ended.stdout


def test_version_is_told(office: Office) -> None:
    assert re.search(r"\d+\.\d+", office.bare("--version").out)
