"""A run that dies anywhere is simply run again: it finishes the work, and nothing is applied or told twice."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from .office import Office, address_of
from .small_town import BOOKS, NAME, RECIPIENTS

DYING = Path(__file__).with_name("dying.py")


def dies(office: Office, step: str, number: int, *options: str) -> None:
    """Run a sync in a process of its own that is killed at a step."""
    office.close()
    command = [sys.executable, str(DYING), step, str(number), "-e", f"config/{NAME}", "--at", office.moment, "sync"]
    ended = subprocess.run([*command, *options], cwd=office.folder, check=False, capture_output=True)  # noqa: S603 - our own command
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def epochs(office: Office, code: str) -> list[str]:
    """The publications a book carries."""
    reply = office.client.http_client.fetch_sheet_metadata(office.ids[code], {"fields": "developerMetadata"})
    return [item["metadataValue"].split(" ")[0] for item in reply.get("developerMetadata", ())]


def log(office: Office) -> list[str]:
    """The rows of the master's log of publications."""
    return [key for key in office.place("master", "log").rows if key]


def test_killed_right_before_a_publication(filled: Office) -> None:
    number = 4
    dies(filled, "before-publish", number)
    done = filled.sync()
    assert done["requests"] == {"reads": 2 * len(BOOKS) - number + 1, "writes": len(BOOKS) - number + 1}
    assert done["letters_sent"] == len(RECIPIENTS)
    assert [epochs(filled, code) for code in BOOKS] == [["1"]] * len(BOOKS)
    assert filled.see("master", "ranking", "P4", "total") == "21,00"
    assert log(filled) == ["1"]


def test_killed_after_a_publication_was_applied_but_before_that_was_noted(filled: Office) -> None:
    dies(filled, "after-publish", 1)
    assert epochs(filled, "master") == ["1"]
    # a rehearsal leaves the open question to the next run
    before = filled.everything()
    assert filled.sync("--dry-run")["requests"]["writes"] == 0
    assert filled.everything() == before
    done = filled.sync()
    assert done["requests"] == {"reads": 2 * len(BOOKS) - 1, "writes": len(BOOKS) - 1}
    assert [epochs(filled, code) for code in BOOKS] == [["1"]] * len(BOOKS)
    assert log(filled) == ["1"]
    assert filled.sync()["requests"]["writes"] == 0


def test_what_the_dead_run_published_is_still_known_as_ours(filled: Office) -> None:
    """Nothing of it is taken for something a person typed, and it follows what changed meanwhile."""
    dies(filled, "after-publish", len(BOOKS))
    filled.type("VP", "points", "P4", "2.1", "4,5")
    assert filled.sync()["requests"]["writes"] == 2
    assert filled.codes() == []
    assert filled.see("master", "ranking", "P4", "total") == "21,50"
    assert epochs(filled, "master") == ["1", "2"]
    assert epochs(filled, "P2") == ["1"]


@pytest.mark.parametrize(("step", "number", "out"), [("before-send", 4, 3), ("after-send", 11, 11)])
def test_killed_among_the_letters(filled: Office, step: str, number: int, out: int) -> None:
    dies(filled, step, number)
    folder = filled.data / "letters"
    before = {path.name: path.read_bytes() for path in folder.glob("*.eml")}
    assert len(before) == out
    done = filled.sync()
    assert done["letters_sent"] == len(RECIPIENTS) - number + 1
    assert done["requests"]["writes"] == 0
    after = {path.name: path.read_bytes() for path in folder.glob("*.eml")}
    assert before.items() <= after.items()
    assert Counter(map(address_of, filled.letters.values())) == Counter(RECIPIENTS)
    assert filled.sync()["letters_sent"] == 0


def test_a_letter_that_may_have_left_is_sent_again_as_it_was_before_newer_news(filled: Office) -> None:
    dies(filled, "after-send", 2)
    folder = filled.data / "letters"
    (old,) = folder.glob("unit-P4-*.eml")
    sent = old.read_bytes()
    old.unlink()
    filled.type("P4", "self", "1.1", "points", "8")
    filled.moment = "10g00 ngày 05/11/2020"
    filled.sync()
    assert old.read_bytes() == sent
    versions = [letter for name, letter in filled.letters.items() if name.startswith("unit-P4-")]
    assert len({letter["Message-ID"] for letter in versions}) == len(versions) == 2


def test_a_reply_lost_on_the_way_is_not_taken_for_a_failure(filled: Office) -> None:
    """The batch is sent again, Google says that it carries this epoch already, and all is well."""
    from requests import ConnectionError as NoReplyError
    from requests import PreparedRequest, Response

    lost: list[str] = []

    def accident(request: PreparedRequest, on: object) -> Response | None:
        if request.method == "POST" and ":batchUpdate" in str(request.url) and not lost:
            lost.append(str(request.url))
            assert callable(on)
            on()
            raise NoReplyError
        return None

    filled.accidents.append(accident)
    done = filled.run("sync", "--json")
    assert (done.code, len(lost)) == (0, 1)
    assert "failures" not in done.json
    assert [epochs(filled, code) for code in BOOKS] == [["1"]] * len(BOOKS)
