"""Real figures by the commands a secretary runs: one unit's year, and what the master shows of it."""

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from .test_demo import ROOT, run

FOLDER = "config/cai-lay-2022"


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """What `demo` leaves of the unit's year: the folder in which it ran."""
    (tmp_path / "config").symlink_to(ROOT / "config")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHEETSYNC_EDITION", raising=False)
    assert run(capsys, "demo", "--edition", FOLDER, "--out", "out").code == 0
    return tmp_path


def test_every_row_of_the_report_and_the_minutes_is_shown_as_it_was_given(
    shown: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (shown / FOLDER / "sample" / "published.csv").open(encoding="utf-8", newline="") as lines:
        published = {row["code"]: row for row in csv.DictReader(lines)}
    (standing,) = run(capsys, "-e", FOLDER, "standing", "--json").json
    assert (standing["self"], standing["department"], standing["total"]) == ("124.4", "118.4", "118.4")
    nodes = standing["nodes"]
    assert nodes.keys() == published.keys()
    for code, row in published.items():
        ours = tuple(Decimal(nodes[code][name]) for name in ("maximum", "self", "department", "points"))
        agreed = Decimal(row["agreed_points"])
        assert ours == (Decimal(row["base_max"]), Decimal(row["self_points"]), agreed, agreed), code


def test_the_master_lists_the_two_items_on_which_report_and_minutes_differ(shown: Path) -> None:
    (master,) = (shown / "out" / "cai-lay-2022" / "books").glob("master *.xlsx")
    workbook = openpyxl.load_workbook(master, read_only=True)
    rows = [[cell.value for cell in row] for row in workbook["Chênh lệch"].iter_rows()]
    listed = [(row[2], *row[4:7]) for row in rows if row[1] == "Cai Lậy"]
    assert listed in ([("a7", 11, 7, 4), ("d2", 13, 11, 2)], [("a7", 11, 7, -4), ("d2", 13, 11, -2)])


def test_where_a_figure_beyond_the_base_comes_from_can_be_asked(
    shown: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown.is_dir()
    told = run(capsys, "-e", FOLDER, "explain", "CL", "a7")
    assert told.code == 0
    assert "3 + thưởng 4" in told.words
