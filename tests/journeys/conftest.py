"""Offices to start a journey from: bare, with books, with full books, published, in a muddle."""

import io
import os
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from sheetsync.cli import main

from .archive import Archive
from .office import LATE, Office
from .small_town import MISTAKES, everything, write_edition

TRACED = frozenset({"doctor", "import", "init", "local_commands", "login", "main_job", "provision_plan", "year"})
"""The journeys whose lines count as covered: between them they go through most commands. Tracing doubles the time of
a journey, and the others lead through the same rooms."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tracer out of the long journeys."""
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path.stem.removeprefix("test_") not in TRACED:
            item.add_marker("no_cover")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Office]:
    """An edition is configured; nothing else has happened."""
    write_edition(tmp_path)
    desk = Office(tmp_path, monkeypatch, capsys)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Where earlier journeys leave what later ones go on from."""
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "archive"
    folder.mkdir(exist_ok=True)
    return Archive(folder)


@pytest.fixture(scope="session")
def demos(archive: Archive, tmp_path_factory: pytest.TempPathFactory, _watch: Any) -> Path:
    """A folder in which the demo of both editions that come with the program was run, and what it said each time."""
    kept = archive.folder / "demos"
    if not kept.exists():
        folder = tmp_path_factory.mktemp("demos")
        (folder / "config").symlink_to(Path(__file__).parents[2] / "config")
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            patch.delenv("SHEETSYNC_EDITION", raising=False)
            patch.setenv("COLUMNS", "80")
            _watch.complaints.clear()
            for edition in ("quan5-2020", "index766-2026"):
                _run_demo(folder, edition)
            assert not _watch.complaints
        archive.store("demos", folder)
    return kept


def _run_demo(folder: Path, edition: str) -> None:
    command = ["demo", "--edition", f"config/{edition}", "--out", "kết quả"]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(command)
    assert not ended.value.code, err.getvalue()
    (folder / f"{edition}.out").write_text(out.getvalue(), encoding="utf-8")
    (folder / f"{edition}.err").write_text(err.getvalue(), encoding="utf-8")


@pytest.fixture
def provisioned(office: Office, archive: Archive) -> Office:
    """Every book is there and empty."""
    if not archive.resume(office, "provisioned"):
        assert office.run("provision").code == 0
        archive.keep(office, "provisioned")
    return office


@pytest.fixture
def filled(office: Office, archive: Archive) -> Office:
    """Everybody has typed everything, and rightly."""
    if not archive.resume(office, "filled"):
        assert office.run("provision").code == 0
        assert office.fill(everything()).code == 0
        archive.keep(office, "filled")
    return office


@pytest.fixture
def published(office: Office, archive: Archive) -> Office:
    """A right and full year, synced once."""
    if not archive.resume(office, "published"):
        assert office.run("provision").code == 0
        assert office.fill(everything()).code == 0
        done = office.run("sync")
        assert done.code == 0, done
        archive.keep(office, "published")
    return office


@pytest.fixture
def muddled(office: Office, archive: Archive) -> Office:
    """A year with mistakes in it and one book that cannot be read, synced after everything was due."""
    office.moment = LATE
    if not archive.resume(office, "muddled"):
        assert office.run("provision").code == 0
        assert office.fill(everything()).code == 0
        assert office.fill(MISTAKES).code == 0
        office.client.del_spreadsheet(office.ids["P2"])
        assert office.run("sync").code == 3
        archive.keep(office, "muddled")
    return office
