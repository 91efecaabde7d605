"""Offices to start a journey from: bare, with books, with full books, published, in a muddle."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .office import LATE, Office
from .small_town import MISTAKES, everything, write_edition


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Office]:
    """An edition is configured; nothing else has happened."""
    write_edition(tmp_path)
    desk = Office(tmp_path, monkeypatch, capsys)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What earlier steps leave on the disk, so that not every journey has to take them again."""
    return tmp_path_factory.mktemp("archive")


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
    shutil.copytree(office.folder / ".sheetsync", archive / name)


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
