"""gspread's own tests pass against the emulator; the program that runs them works with any checkout of that shape."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "scripts" / "gspread_suite.py"
CHECKOUT = os.environ.get("GSPREAD_SUITE")
# As that suite is built: vcrpy in conftest, a mark on a fixture, a token that signs nothing, a client that backs off.
CONFTEST = """
import pytest
from google.oauth2.credentials import Credentials
from gspread.client import Client
from gspread.http_client import BackOffHTTPClient
from vcr import VCR
from vcr.errors import CannotOverwriteExistingCassetteException

@pytest.fixture(scope="module")
def client():
    return Client(auth=Credentials("<ACCESS_TOKEN>"), http_client=BackOffHTTPClient)
"""
TESTS = """
import gspread
import pytest

@pytest.fixture(autouse=True)
@pytest.mark.vcr()
def spreadsheet(client):
    made = client.create("one of ours")
    yield made
    client.del_spreadsheet(made.id)

@pytest.mark.vcr()
def test_cells(spreadsheet):
    spreadsheet.sheet1.update_acell("A1", "=1+1")
    assert spreadsheet.sheet1.acell("A1").value == "2"

@pytest.mark.vcr()
def test_files(client, spreadsheet):
    assert len(client.openall("one of ours")) == 1 < len(client.openall())
    with pytest.raises(PermissionError):
        client.open_by_key("1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc")
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("test")
"""
FAILS = """
import pytest

@pytest.mark.vcr()
def test_fails(client):
    client.http_client.request("get", "https://www.googleapis.com/drive/v3/files?fields=*&pageSize=none")
"""


def test_a_suite_built_like_gspreads_passes_in_process_and_over_a_socket(tmp_path: Path) -> None:
    _checkout(tmp_path, TESTS)
    for options in ((), ("--socket",)):
        ran = _run(tmp_path, *options)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "2 passed" in ran.stdout


def test_a_test_that_fails_fails_the_run_and_nothing_is_left_in_the_checkout(tmp_path: Path) -> None:
    _checkout(tmp_path, FAILS)
    ran = _run(tmp_path)
    assert ran.returncode == 1
    assert "1 failed" in ran.stdout
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["__init__.py", "conftest.py", "our_test.py", "tests"]


def test_a_directory_without_tests_is_refused(tmp_path: Path) -> None:
    ran = _run(tmp_path)
    assert ran.returncode == 2
    assert "has no tests directory" in ran.stderr


@pytest.mark.skipif(not CHECKOUT, reason="GSPREAD_SUITE does not name a checkout of gspread 6.2.1, with its tests")
@pytest.mark.parametrize("options", [(), ("--socket",)], ids=["in process", "over a socket"])
def test_gspreads_own_suite_passes(options: tuple[str, ...]) -> None:
    ran = _run(Path(str(CHECKOUT)), *options)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _checkout(path: Path, tests: str) -> None:
    (path / "tests").mkdir()
    for name, text in (("__init__", ""), ("conftest", CONFTEST), ("our_test", tests)):
        (path / "tests" / f"{name}.py").write_text(text, encoding="utf-8")


def _run(checkout: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV_"))}
    command = [sys.executable, str(PROGRAM), str(checkout), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=300)  # noqa: S603 - this program, with our own arguments
