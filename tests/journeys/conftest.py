"""Offices to start a journey from: bare, with books, with full books, published, in a muddle."""

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from sheetsync.cli import main

from .office import LATE, Office
from .small_town import MISTAKES, everything, write_edition

TRACED = frozenset(
    {"doctor", "import", "init", "local_commands", "lock", "login", "main_job", "provision_plan", "readers"}
)
"""The journeys whose lines count as covered: between them they go through every command. Tracing doubles the time of
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
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What earlier steps leave on the disk, so that not every journey has to take them again; all workers share it."""
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "archive"
    folder.mkdir(exist_ok=True)
    return folder


def _store(archive: Path, name: str, source: Path) -> None:
    """Leave a copy of a folder in the archive, there at once and whole; the first worker's stays."""
    fresh = Path(tempfile.mkdtemp(dir=archive))
    shutil.copytree(source, fresh, symlinks=True, dirs_exist_ok=True)
    try:
        fresh.rename(archive / name)
    except OSError:  # another worker was quicker
        shutil.rmtree(fresh)


def _resume(office: Office, archive: Path, name: str) -> bool:
    """Go on from what an earlier test has left, if it has."""
    kept = archive / name
    if kept.exists():
        shutil.copytree(kept, office.folder / ".sheetsync", dirs_exist_ok=True)
    return kept.exists()


def _keep(office: Office, archive: Path, name: str) -> None:
    """Leave a copy for later tests; whoever has started this one goes on from the same state."""
    office.close()
    office.traffic.clear()
    _store(archive, name, office.folder / ".sheetsync")


@pytest.fixture(scope="session")
def demos(archive: Path, tmp_path_factory: pytest.TempPathFactory, _watch: Any) -> Path:
    """A folder in which the demo of both editions that come with the program was run, and what it said each time."""
    if not (archive / "demos").exists():
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
        _store(archive, "demos", folder)
    return archive / "demos"


def _run_demo(folder: Path, edition: str) -> None:
    command = ["demo", "--edition", f"config/{edition}", "--out", "kết quả"]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(command)
    assert not ended.value.code, err.getvalue()
    (folder / f"{edition}.out").write_text(out.getvalue(), encoding="utf-8")
    (folder / f"{edition}.err").write_text(err.getvalue(), encoding="utf-8")


@pytest.fixture
def provisioned(office: Office, archive: Path) -> Office:
    """Every book is there and empty."""
    if not _resume(office, archive, "provisioned"):
        assert office.run("provision").code == 0
        _keep(office, archive, "provisioned")
    return office


@pytest.fixture
def filled(office: Office, archive: Path) -> Office:
    """Everybody has typed everything, and rightly."""
    if not _resume(office, archive, "filled"):
        assert office.run("provision").code == 0
        assert office.fill(everything()).code == 0
        _keep(office, archive, "filled")
    return office


@pytest.fixture
def published(office: Office, archive: Path) -> Office:
    """A right and full year, synced once."""
    if not _resume(office, archive, "published"):
        assert office.run("provision").code == 0
        assert office.fill(everything()).code == 0
        done = office.run("sync")
        assert done.code == 0, done
        _keep(office, archive, "published")
    return office


@pytest.fixture
def muddled(office: Office, archive: Path) -> Office:
    """A year with mistakes in it and one book that cannot be read, synced after everything was due."""
    office.moment = LATE
    if not _resume(office, archive, "muddled"):
        assert office.run("provision").code == 0
        assert office.fill(everything()).code == 0
        assert office.fill(MISTAKES).code == 0
        office.client.del_spreadsheet(office.ids["P2"])
        assert office.run("sync").code == 3
        _keep(office, archive, "muddled")
    return office
