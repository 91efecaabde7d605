"""Provisioning and reminding that die at any write are simply run again, and come to the same end."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from .office import Json, Office
from .small_town import BOOKS, NAME
from .test_renumbered import swap_codes, type_over

DYING = Path(__file__).with_name("dying.py")


def dies(office: Office, step: str, number: int, *command: str) -> None:
    """Run a command in a process of its own that is killed at a step."""
    office.close()
    line = [sys.executable, str(DYING), step, str(number), "-e", f"config/{NAME}", "--at", office.moment, *command]
    ended = subprocess.run(line, cwd=office.folder, check=False, capture_output=True)  # noqa: S603 - our own command
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def contents(office: Office, codes: Iterable[str]) -> dict[str, Any]:
    """All that stands in some books, and who may open them, without the ids that Google gives."""
    found: dict[str, Any] = {}
    fields = "properties,namedRanges(name,range),sheets(properties,protectedRanges,data,conditionalFormats)"
    for code in codes:
        reply: Json = dict(office.client.http_client.fetch_sheet_metadata(office.ids[code], {"fields": fields}))
        for sheet in reply["sheets"]:
            for lock in sheet.get("protectedRanges", ()):
                lock.pop("protectedRangeId")
        named = sorted(reply.pop("namedRanges"), key=lambda one: str(one["name"]))
        people = office.client.http_client.list_permissions(office.ids[code])
        found[code] = reply, named, sorted(str(one.get("emailAddress")) for one in people)
    return found


def keep(office: Office) -> Path:
    """What is on the disk now, to come back to."""
    office.close()
    office.data.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copytree(office.data.parent, office.folder / "kept"))


def go_back(office: Office, kept: Path) -> None:
    office.close()
    shutil.rmtree(office.data.parent)
    shutil.copytree(kept, office.data.parent)


def nothing_left(office: Office) -> bool:
    plan = office.run("provision", "--plan", "--json").json
    return not any(book["items"] for book in plan)


def test_mending_that_is_killed_at_a_write_is_run_again_and_mends_the_same(filled: Office) -> None:
    """Three writes: a ward's codes and texts, who may open its book, and a department's columns."""
    swap_codes(filled)
    place = filled.place("VP", "points")
    one, other = (place.ref(place.header_row, name).a1 for name in ("2.1", "2.2"))
    first, second = (place.cell(place.header_row, name).value for name in ("2.1", "2.2"))
    type_over(filled, "VP", "points", [(one, str(second)), (other, str(first))])
    filled.configure("edition.yaml", "email: p4@example.org", "email: p4.moi@example.org")
    assert filled.run("provision", "--plan").code == 0
    kept = keep(filled)
    filled.traffic.clear()
    assert filled.run("provision", "--apply").code == 0
    assert filled.writes == 3
    meant = contents(filled, ("P4", "VP"))
    for step, number in (("before-write", 1), ("before-write", 2), ("before-write", 3), ("after-write", 3)):
        go_back(filled, kept)
        dies(filled, step, number, "provision", "--apply")
        assert filled.run("provision").code == 0
        assert contents(filled, ("P4", "VP")) == meant
    assert nothing_left(filled)


@pytest.mark.parametrize("number", [1, 2])
def test_books_that_were_being_made_are_finished_and_none_is_made_twice(office: Office, number: int) -> None:
    """The first book has been created, or laid out too, but not shared."""
    kept = keep(office)
    assert office.run("provision").code == 0
    meant = contents(office, BOOKS)
    go_back(office, kept)
    dies(office, "after-write", number, "provision")
    assert office.run("provision").code == 0
    assert contents(office, BOOKS) == meant
    assert len(office.client.list_spreadsheet_files()) == len(BOOKS)
    assert nothing_left(office)


def test_reminders_that_are_killed_at_a_letter_are_the_same_letters_once(filled: Office) -> None:
    for ward in ("P4", "P2"):
        filled.type(ward, "self", "1.1", "points", "")
    filled.moment = "08g00 ngày 06/11/2020"

    def letters() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (filled.data / "letters").glob("*.eml")}

    kept = keep(filled)
    assert filled.run("remind").code == 0
    meant = letters()
    assert len(meant) == 2
    for step, number in (("before-send", 1), ("after-send", 1), ("before-send", 2), ("after-send", 2)):
        go_back(filled, kept)
        dies(filled, step, number, "remind")
        assert filled.run("remind").code == 0
        assert letters() == meant
    assert filled.run("remind", "--json").json["letters_sent"] == 0
