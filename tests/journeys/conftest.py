"""Offices to start a journey from: bare, with books, with full books, published."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from office import Office
from small_town import everything, write_edition


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
    kept = archive / name
    if kept.exists():
        shutil.copytree(kept, office.folder / ".sheetsync", dirs_exist_ok=True)
    return kept.exists()


def _keep(office: Office, archive: Path, name: str) -> None:
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
