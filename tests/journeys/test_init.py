"""A new edition after a few questions: it is in order at once, whatever stands in the names, and leads to a ranking."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetsync.adapters.files.scaffold import write_edition
from sheetsync.cli.workplace import templates_of
from sheetsync.edition.draft import Answers, Calendar, Table, drafted, first_monday
from sheetsync.edition.load import examine, load_edition
from sheetsync.edition.model import Edition
from sheetsync.edition.roster import clean

from .office import Office, Ran
from .small_town import NAME

NEW = "moi-2027"
WARDS = "mã;tên;cụm;chức danh;email\n;Phường 4;1;Mặt trận Phường 4;p4@example.org\n;Phường 10;2;;p10@example.org\n"
CLUSTERS = "tên cụm,email\nCụm 1,c1@example.org\nCụm 2,c2@example.org\n"
DEPARTMENTS = "tên,email\nBộ phận Tuyên giáo,tg@example.org\nVăn phòng,vp@example.org\n"


@pytest.fixture
def desk(office: Office) -> Office:
    """An office in whose folder lie tables of names."""
    (office.folder / "cum.csv").write_text(CLUSTERS, encoding="utf-8")
    (office.folder / "phuong.csv").write_text(WARDS, encoding="utf-8-sig")
    (office.folder / "bo-phan.csv").write_text(DEPARTMENTS, encoding="utf-8")
    return office


def begin(desk: Office, *options: str) -> Ran:
    return desk.bare("init", f"config/{NEW}", "--year", "2027", "--defaults", *options)


def edition_of(desk: Office) -> Edition:
    return load_edition(desk.folder / "config" / NEW)[0]


def test_from_init_to_a_ranking_on_local_books(desk: Office) -> None:
    done = begin(desk, "--units", "phuong.csv", "--departments", "bo-phan.csv", "--clusters", "cum.csv")
    assert (done.code, done.err) == (0, "")
    assert "Cấu hình dùng được ngay." in done.words
    assert f"sheetsync -e config/{NEW} check" in done.out
    assert f"sheetsync -e config/{NEW} provision --plan" in done.out
    at = ("-e", f"config/{NEW}", "--at", "08g00 ngày 30/11/2027")
    assert desk.bare(*at, "check").out == "Cấu hình dùng được.\n"
    assert desk.bare(*at, "provision", "--plan").code == 0
    assert desk.bare(*at, "provision", "--apply").code == 0
    keys = [("TG", "points", ward, code, "4") for ward in ("P4", "P10") for code in ("1.1", "1.2")]
    keys += [("VP", "points", ward, code, "3,5") for ward in ("P4", "P10") for code in ("2.1", "2.2")]
    assert desk.bare(*at, "local", "fill", str(desk.table(keys))).code == 0
    assert desk.bare(*at, "sync").code in {0, 1}
    rows = desk.bare(*at, "standing", "--json").json
    assert [(row["unit"], row["total"]) for row in rows] == [("P4", "15"), ("P10", "15")]
    assert desk.bare(*at, "doctor").code == 0


def test_what_was_answered_stands_in_the_edition(desk: Office) -> None:
    days = ("--report-from", "02/11/2027", "--report-to", "08/11/2027", "--consolidate-to", "12/11/2027")
    more = ("--inspect-from", "19/11/2027", "--inspect-to", "24/11/2027", "--decide-on", "26/11/2027")
    people = ("--office", "vp@example.org", "--committee", "btt@example.org", "--body", "Ủy ban: “Quận 5”")
    assert begin(desk, "--units", "phuong.csv", "--unit-noun", "xã", *days, *more, *people).code == 0
    edition = edition_of(desk)
    assert (edition.name, edition.year, edition.unit_noun, edition.body) == (NEW, 2027, "xã", "Ủy ban: “Quận 5”")
    assert [(unit.code, unit.name, unit.cluster) for unit in edition.units] == [
        ("P4", "Phường 4", "C1"),
        ("P10", "Phường 10", "C2"),
    ]
    assert [contact.title for unit in edition.units for contact in unit.contacts] == ["Mặt trận Phường 4", "Phường 10"]
    assert [(phase.starts.day, phase.ends.day) for phase in edition.phases] == [(2, 8), (9, 12), (19, 24), (26, 26)]
    assert edition.phases[0].closes == ("report",)
    assert (edition.mail.sender.email, edition.mail.committee[0].email) == ("vp@example.org", "btt@example.org")
    assert edition.reminders.before == (3, 1)
    assert "mẫu" in edition.rubric.title


def test_every_setting_that_is_written_is_explained(desk: Office) -> None:
    begin(desk, "--units", "phuong.csv")
    lines = (desk.folder / "config" / NEW / "edition.yaml").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line and not line.startswith((" ", "#", "year:")):
            assert lines[number - 1].lstrip().startswith("#"), line


def test_the_examples_in_comments_work_once_they_are_taken_up(desk: Office) -> None:
    begin(desk, "--units", "phuong.csv", "--clusters", "cum.csv")
    folder = desk.folder / "config" / NEW
    text = (folder / "extensions.yaml").read_text(encoding="utf-8").replace("extensions: []", "extensions:")
    (folder / "extensions.yaml").write_text(text.replace("\n#  ", "\n  "), encoding="utf-8")
    text = (folder / "edition.yaml").read_text(encoding="utf-8")
    for name in ("# inspections:", "  # smtp:", "# google:"):
        head, found, tail = text.partition(name)
        lines = tail.split("\n")
        taken = next(number for number, line in enumerate([*lines[1:], ""], 1) if not line.lstrip().startswith("#"))
        block = [line.replace("# ", "", 1) for line in lines[1:taken]]
        text = "\n".join([head + found.replace("# ", "", 1) + lines[0], *block, *lines[taken:]])
    (folder / "edition.yaml").write_text(text, encoding="utf-8")
    edition, problems = examine(folder)
    assert edition is not None, problems
    assert problems == ()
    assert (edition.extensions[0].book, edition.inspections[0].cluster) == ("P4", "C1")
    assert edition.google is not None
    assert edition.mail.smtp is not None


@pytest.mark.parametrize(
    "names",
    [
        "Phường 4",
        'Xã "Tân: An" # không; Xã {{ 7*7 }} {% raw %}; - Xã; *x; &y; !!python/object; yes; null; 010; 1e3; [a]; {b}',
        "Phường\u2028một; \U0001f3c6; 'Xã'; Xã\\n; %TAG; @a; `b`; ?; |; >; ~",
    ],
)
def test_odd_names_and_a_single_unit_without_clusters_make_an_edition_without_errors(desk: Office, names: str) -> None:
    assert begin(desk, "--unit-names", names).code == 0
    edition, problems = examine(desk.folder / "config" / NEW)
    assert edition is not None
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert [unit.name for unit in edition.units] == [" ".join(name.split()) for name in names.split(";")]
    assert (edition.clusters, edition.collects) == ((), ("unit", "department"))
    assert desk.bare("-e", f"config/{NEW}", "provision").code == 0


printable = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=12).filter(clean)
FIRST = first_monday(2027)
ANSWERS = Answers("x", 2027, "xã", Calendar(*[FIRST] * 6), "a@example.org", "b@example.org", ())


@settings(max_examples=25, deadline=None)
@given(names=st.lists(printable, min_size=1, max_size=3, unique_by=lambda name: clean(name).casefold()))
def test_whatever_is_typed_in_a_table_comes_out_of_the_edition_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([("name", "title", "email"), *((name, name, "a@example.org") for name in names)])
    folder = tmp_path_factory.mktemp("one") / "e-2027"
    write_edition(
        folder, templates_of("edition"), drafted(replace(ANSWERS, units=Table("u.csv", text.getvalue().encode())))
    )
    edition, problems = examine(folder)
    assert edition is not None, problems
    assert [unit.name for unit in edition.units] == [clean(name) for name in names]
    assert [unit.contacts[0].title for unit in edition.units] == [unit.name for unit in edition.units]


# --- what stops it ---------------------------------------------------------------------------------------------------


def test_an_edition_that_is_there_is_never_touched(desk: Office) -> None:
    before = {path: path.read_bytes() for path in desk.edition_folder.iterdir()}
    done = desk.bare("init", f"config/{NAME}", "--unit-names", "Phường 1", "--defaults")
    assert done.code == 2
    assert "không ghi đè" in done.words
    assert {path: path.read_bytes() for path in desk.edition_folder.iterdir()} == before


def test_a_file_in_the_way_is_not_touched_and_an_empty_folder_is_no_hindrance(desk: Office) -> None:
    file = desk.folder / "config" / NEW
    file.write_text("của tôi", encoding="utf-8")
    assert begin(desk, "--unit-names", "Phường 1").code == 2
    assert file.read_text(encoding="utf-8") == "của tôi"
    file.unlink()
    file.mkdir()
    assert begin(desk, "--unit-names", "Phường 1").code == 0
    assert edition_of(desk).units[0].code == "P1"


def test_what_a_killed_run_has_left_is_no_hindrance_and_does_not_stay(desk: Office) -> None:
    left = desk.folder / "config" / f".{NEW}.new"
    left.mkdir()
    (left / "edition.yaml").write_text("half", encoding="utf-8")
    assert begin(desk, "--unit-names", "Phường 1").code == 0
    assert not left.exists()
    assert edition_of(desk).units[0].code == "P1"


def test_a_folder_that_cannot_be_written_is_a_sentence(desk: Office) -> None:
    (desk.folder / "tep").write_text("", encoding="utf-8")
    done = desk.bare("init", f"tep/{NEW}", "--unit-names", "Phường 1", "--defaults")
    assert done.code == 2
    assert "Không ghi được thư mục" in done.err
    assert "Traceback" not in done.words


def test_every_problem_of_the_tables_is_told_at_once_with_file_and_line_and_nothing_is_written(desk: Office) -> None:
    (desk.folder / "phuong.csv").write_text("tên,email\nPhường 4,x\n,p5@example.org\n", encoding="utf-8")
    (desk.folder / "bo-phan.csv").write_text("mã,tên\nP 4,Văn phòng\n", encoding="utf-8")
    done = begin(desk, "--units", "phuong.csv", "--departments", "bo-phan.csv")
    assert done.code == 2
    assert [line.split(": ")[0] for line in done.sentences[:3]] == [
        "bo-phan.csv:2",
        "phuong.csv:2",
        "phuong.csv:3",
    ]
    assert not (desk.folder / "config" / NEW).exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--year", "27"), "--year: năm ghi bằng bốn chữ số"),
        (("--report-from", "31/11/2027"), "--report-from: ngày phải có thật"),
        (("--report-to", "01/10/2027"), "nhưng lại sớm hơn"),
        (("--office", "vanphong"), "--office: địa chỉ thư ghi như"),
        (("--units", "Khong-Co.csv"), "--units: không mở được tệp Khong-Co.csv (không có tệp này)."),
        (("--units", "config"), "--units: không mở được tệp config (đó là thư mục)."),
        (("--units", "phuong.csv/x"), "--units: không mở được tệp phuong.csv/x (không có tệp này)."),
        (("--units", "x" * 300), "(không đọc được)."),
        (("--body", "  "), "--body: phần này không để trống được"),
        (("--unit-names", " ; "), "--unit-names: phần này không để trống được"),
    ],
)
def test_an_option_that_cannot_be_read_is_named(desk: Office, options: tuple[str, ...], words: str) -> None:
    done = begin(desk, *options)
    assert done.code == 2
    assert words in done.words
    assert "→" in done.err
    assert not (desk.folder / "config" / NEW).exists()


def test_a_name_that_no_edition_can_have_is_refused_before_anything_is_asked(desk: Office) -> None:
    done = desk.bare("init", "config/đợt một")
    assert done.code == 2
    assert "không dùng làm tên đợt thi đua được" in done.words


# --- the questions ---------------------------------------------------------------------------------------------------


def test_the_questions_can_be_answered_one_by_one_and_are_asked_again_where_the_answer_is_none(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ("UB MTTQ Quận 5", "hai nghìn", "2027", "", "phuong.csv", "khong-co.csv", "bo-phan.csv", "")
    days = ("02/11/2027", "", "", "", "", "")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join((*answers, *days, "vp@example.org", "", ""))))
    done = desk.bare("init", f"config/{NEW}")
    assert done.code == 0, done
    assert "Năm ghi bằng bốn chữ số" in done.words
    assert "Không mở được tệp khong-co.csv (không có tệp này)." in done.words
    assert "Các phường bắt đầu báo cáo ngày [01/11/2027]" in done.words
    assert "Hạn cuối các phường gửi báo cáo [06/11/2027]" in done.words, "each day is proposed after the one before"
    assert "Địa chỉ thư của cơ quan đang là địa chỉ mẫu" in done.words
    edition = edition_of(desk)
    assert (edition.body, edition.unit_noun, len(edition.departments)) == ("UB MTTQ Quận 5", "phường", 2)


def test_names_typed_at_the_question_about_a_file_are_names(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ("", "2027", "", "khong-co.CSV", "Phường 1; Phường 2 ;", "", "")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join((*answers, *[""] * 9))))
    done = desk.bare("init", f"config/{NEW}")
    assert done.code == 0, done
    assert "Không mở được tệp khong-co.CSV (không có tệp này)." in done.words, "her letters stay"
    assert [(unit.name, unit.contacts) for unit in edition_of(desk).units] == [("Phường 1", ()), ("Phường 2", ())]


def test_more_names_than_a_file_name_can_be_long_are_names(desk: Office) -> None:
    assert begin(desk, "--units", "; ".join(f"Phường {number}" for number in range(1, 40))).code == 0
    assert len(edition_of(desk).units) == 39


def test_a_file_whose_name_has_a_semicolon_is_a_file(desk: Office) -> None:
    (desk.folder / "xa;phuong.csv").write_text(WARDS, encoding="utf-8")
    assert begin(desk, "--units", "xa;phuong.csv").code == 0
    assert [unit.code for unit in edition_of(desk).units] == ["P4", "P10"]


def test_several_addresses_in_one_cell_are_several_contacts_of_one_title(desk: Office) -> None:
    table = "STT;Tên đơn vị;Chức vụ;Địa chỉ thư\n1;Phường 4;Mặt trận Phường 4;p4@example.org, mt4@example.org\n"
    (desk.folder / "phuong.csv").write_text(table, encoding="utf-8")
    assert begin(desk, "--units", "phuong.csv").code == 0
    (unit,) = edition_of(desk).units
    assert [(contact.title, contact.email) for contact in unit.contacts] == [
        ("Mặt trận Phường 4", "p4@example.org"),
        ("Mặt trận Phường 4", "mt4@example.org"),
    ]


def test_an_answer_that_never_comes_stops_it_and_nothing_is_written(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("UB\n"))
    done = desk.bare("init", f"config/{NEW}")
    assert done.code == 2
    assert "Đã dừng theo yêu cầu" in done.words
    assert not (desk.folder / "config" / NEW).exists()


def test_the_office_may_edit_the_templates(desk: Office) -> None:
    own = desk.folder / "templates" / "edition"
    own.mkdir(parents=True)
    for path in (Path(__file__).parents[2] / "templates" / "edition").iterdir():
        (own / path.name).write_text("# Của Quận 5\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert begin(desk, "--unit-names", "Phường 1").code == 0
    assert (desk.folder / "config" / NEW / "rubric.yaml").read_text(encoding="utf-8").startswith("# Của Quận 5")
