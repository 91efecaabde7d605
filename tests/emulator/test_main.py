"""The emulator run alone, as a process of its own."""

import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from sheetsync.emulator.__main__ import main


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and the address that it says it serves on."""
    command = [sys.executable, "-m", "sheetsync.emulator", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        assert process.stdout
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found
            yield process, found[0]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_from_its_file_and_stops_when_told(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "new.db"
    with running("--store", str(path), "--owner", "me@example.org") as (process, address):
        made = requests.post(f"{address}/v4/spreadsheets", json={"properties": {"title": "kept"}}, timeout=5)
        assert made.status_code == 200
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
        assert (process.returncode, output, errors) == (0, "Stopped.\n", "")
    with running("--store", str(path)) as (_, address):
        reply = requests.get(f"{address}/drive/v3/files?fields=files(name,owners(emailAddress))", timeout=5)
        assert reply.json() == {"files": []}, "the owner is another now"
    with running("--store", str(path), "--owner", "me@example.org") as (_, address):
        reply = requests.get(f"{address}/drive/v3/files?fields=files(name,owners(emailAddress))", timeout=5)
        assert reply.json() == {"files": [{"name": "kept", "owners": [{"emailAddress": "me@example.org"}]}]}


def test_what_was_answered_outlives_a_kill_and_is_seen_by_every_server_of_the_file(tmp_path: Path) -> None:
    options = ("--store", str(tmp_path / "new.db"))
    with running(*options) as (_, one), running(*options) as (_, other):
        made = requests.post(f"{one}/v4/spreadsheets", json={"properties": {"title": "kept"}}, timeout=5).json()
        place = f"v4/spreadsheets/{made['spreadsheetId']}?fields=properties.title"
        assert requests.get(f"{other}/{place}", timeout=5).json() == {"properties": {"title": "kept"}}
    with running(*options) as (_, address):  # the two before were killed
        assert requests.get(f"{address}/{place}", timeout=5).json() == {"properties": {"title": "kept"}}


def test_control_and_quotas_come_only_when_asked_for() -> None:
    with running() as (_, address):
        assert requests.get(f"{address}/emulator", timeout=5).status_code == 404
        assert {requests.get(f"{address}/v4/spreadsheets/x", timeout=5).status_code for _ in range(61)} == {404}
    with running("--control", "--limits") as (_, address):
        assert requests.get(f"{address}/emulator/limits", timeout=5).json()["reads_per_user"] == 60
        requests.post(f"{address}/emulator/clock", json={"running": False}, timeout=5)
        found = [requests.get(f"{address}/v4/spreadsheets/x", timeout=5).status_code for _ in range(61)]
        assert found == [404] * 60 + [429]


def test_it_listens_on_the_loopback_address_only() -> None:
    with running() as (process, address):
        port = int(address.rpartition(":")[2])
        heard = Path(f"/proc/{process.pid}/net/tcp").read_text(encoding="ascii")
        locals_of = [line.split()[1] for line in heard.splitlines()[1:] if line.split()[3] == "0A"]
        assert [one for one in locals_of if one.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]


def fails(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """Return the one sentence that it fails with."""
    assert main(list(options)) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    return output.err


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert (
            fails(capsys, "--port", str(port)) == f"Port {port} on 127.0.0.1 cannot be used: Address already in use.\n"
        )


def test_a_store_in_no_folder_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "There is no folder" in fails(capsys, "--store", str(tmp_path / "no" / "store.db"))
    assert "is no file" in fails(capsys, "--store", str(tmp_path))


def test_a_file_that_is_no_store_is_left_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text, other = tmp_path / "letter.txt", tmp_path / "other.db"
    text.write_text("Dear Sir or Madam, " * 100, encoding="utf-8")
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE mine (a)")
    before = other.read_bytes()
    for path in (text, other):
        assert "is no store of the emulator" in fails(capsys, "--store", str(path))
    assert text.read_text(encoding="utf-8").startswith("Dear")
    assert other.read_bytes() == before


def test_a_store_that_somebody_holds_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetsync.emulator.__main__.PATIENCE", 0.05)
    path = tmp_path / "store.db"
    with running("--store", str(path)):
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert "cannot be used now: database is locked" in fails(capsys, "--store", str(path))


@pytest.mark.parametrize("options", [["--port", "65536"], ["--port", "x"], ["--host", "0.0.0.0"], ["store.db"]])  # noqa: S104 - that is the point
def test_other_options_are_refused(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(options)
    assert stopped.value.code == 2
    assert "usage: python -m sheetsync.emulator" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--port", "x", "x is no port: 0 to 65535."),
        ("--port", "-1", "-1 is no port: 0 to 65535."),
        ("--owner", "nobody", "'nobody' is no address: name@domain."),
        ("--owner", "", "'' is no address: name@domain."),
    ],
)
def test_a_value_that_makes_no_sense_is_said(
    option: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([f"{option}={text}"])
    assert capsys.readouterr().err.endswith(f"error: argument {option}: {said}\n")
