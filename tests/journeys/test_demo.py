"""The whole way on the editions that come with the program: District 5's plan, and an index as published."""

import csv
import re
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from sheetsync.cli import main

from .office import Ran, part, read_letter

ROOT = Path(__file__).parents[2]
QUAN5 = ["-e", "config/quan5-2020"]
INDEX = ["-e", "config/index766-2026"]
COMPONENTS = {"CKMB": 18, "TDGQ": 20, "CLGQ": 12, "MDSH": 22, "MDHL": 18, "TTTT": 10}


@pytest.fixture
def after(demos: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the demo of both editions that come with the program was run once; it is only read."""
    monkeypatch.chdir(demos)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SHEETSYNC_EDITION", raising=False)
    return demos


@pytest.fixture
def again(after: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same once more, to go on in."""
    shutil.copytree(after, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ran:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    out, err = capsys.readouterr()
    return Ran(int(ended.value.code or 0), out, err)


def test_the_demo_goes_the_whole_way_and_a_second_one_changes_nothing(
    again: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Ran(0, *((again / f"quan5-2020.{said}").read_text(encoding="utf-8") for said in ("out", "err")))
    _shows_the_way(first)
    _names_files_that_are_there(again, first)
    letters = _letters_can_be_read(again / "kết quả" / "quan5-2020" / "letters")
    _readers_agree(capsys)

    second = run(capsys, "demo", "--out", "kết quả")
    assert second.code == 0
    assert "Điền số liệu mẫu: 0 ô." in second.words
    assert "25 lượt đọc, 0 lượt ghi. Đã ghi 0 ô; đã gửi 0 thư." in second.words
    assert _ranking(second.out) == _ranking(first.out)
    assert _letters_can_be_read(again / "kết quả" / "quan5-2020" / "letters") == letters


def _ranking(shown: str) -> list[str]:
    return [line.rstrip() for line in shown.splitlines() if re.match(r"^ +\d+ +Phường \d+ ", line)]


def _shows_the_way(first: Ran) -> None:
    assert "Kết quả thi đua năm 2020" in first.out
    rows = _ranking(first.out)
    assert len(rows) == 15
    ranks = [int(row.split()[0]) for row in rows]
    assert ranks == sorted(ranks)
    assert "Đọc được 25/25 bảng; 51 lượt đọc, 25 lượt ghi." in first.words
    for stage in ("Tạo các bảng", "Đọc các bảng", "Ghi kết quả", "Gửi thư"):
        assert stage in first.err
    assert first.words.index("Kết quả thi đua") < first.words.index("Mở xem:")


def _names_files_that_are_there(folder: Path, first: Ran) -> None:
    end = " ".join(first.out[first.out.index("Mở xem:") :].split())
    (master,) = (folder / "kết quả" / "quan5-2020" / "books").glob("master *.xlsx")
    assert str(master.relative_to(folder)) in end
    books = list(master.parent.glob("*.xlsx"))
    assert len(books) == 25
    assert "kết quả/quan5-2020/letters" in end
    workbook = openpyxl.load_workbook(master, read_only=True)
    shown = [[cell.value for cell in row] for row in workbook["Xếp hạng"].iter_rows()]
    assert [row for row in shown if "Phường 12" in row]


def _letters_can_be_read(folder: Path) -> dict[str, bytes]:
    letters = {path.name: path.read_bytes() for path in folder.glob("*.eml")}
    assert letters
    for name, content in letters.items():
        letter = read_letter(content)
        assert letter["To"].addresses[0].addr_spec.endswith("@example.org"), name
        assert str(letter["Subject"]).startswith("[Thi đua 2020] ")
        assert "Kính gửi: " in part(letter, "plain")
        assert "<html" in part(letter, "html")
    kinds = {name.split("-")[0] for name in letters}
    assert kinds == {"unit", "department", "cluster", "committee", "office"}
    return letters


def _readers_agree(capsys: pytest.CaptureFixture[str]) -> None:
    """The mistakes people make are all in the sample, and all found."""
    codes = {row["code"] for row in run(capsys, *QUAN5, "findings", "--json").json}
    assert codes >= {
        "number-as-text", "points-missing", "points-out-of-range", "number-is-date", "report-missing",
        "formula-in-text",
    }  # fmt: skip
    rows = {row["unit"]: row for row in run(capsys, *QUAN5, "standing", "--json").json}
    assert len(rows) == 15
    assert run(capsys, *QUAN5, "explain", "P4", "1.2").code == 0
    assert {row["read"] for row in run(capsys, *QUAN5, "status", "--json").json} == {"current"}


def test_check_finds_the_plan_s_own_mistake(after: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert after.is_dir()
    done = run(capsys, *QUAN5, "check")
    assert done.code == 0
    assert re.search(r"edition\.yaml:\d+: \[Ngờ\] .*22/11/2020.*thứ sáu.*chủ nhật", done.words, re.IGNORECASE)


def test_the_published_index_comes_out_as_published(after: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert after.is_dir()
    with (ROOT / "config" / "index766-2026" / "sample" / "published.csv").open(encoding="utf-8", newline="") as file:
        published = {row["code"]: row for row in csv.DictReader(file)}
    standing = {row["unit"]: row for row in run(capsys, *INDEX, "standing", "--json").json}
    assert len(standing) == len(published) == 34
    for code, row in published.items():
        ours = standing[code]
        assert (ours["name"], ours["rank"]) == (row["unit"], int(row["rank"]))
        assert Decimal(ours["total"]) == Decimal(row["total_100"])
        for component, most in COMPONENTS.items():
            section = ours["sections"][component]
            assert Decimal(section["points"]) == Decimal(row[f"{component}_{most}"]), (code, component)
            assert section["rank"] == int(row[f"rank_{component}"]), (code, component)
    assert run(capsys, *INDEX, "findings", "--json").json == []
