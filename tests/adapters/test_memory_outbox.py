"""The outbox: from queued to claimed to sent, through kills; nobody is told the same thing twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sheetsync.adapters.memory.sqlite import SqliteMemory
from sheetsync.hands import Letter

EIGHT = datetime(2020, 11, 20, 8, 0, tzinfo=UTC)
NINE = EIGHT + timedelta(hours=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mới" / "memory.sqlite"


@pytest.fixture
def memory(path: Path) -> Iterator[SqliteMemory]:
    with SqliteMemory(path) as opened:
        yield opened


def reopened(path: Path) -> SqliteMemory:
    """What a process finds that starts after the last one was killed."""
    return SqliteMemory(path)


def letter(
    key: str, body: bytes = b"Subject: x\r\n\r\n", about: str = "P4", recipient: str = "p4@example.org"
) -> Letter:
    return Letter(key, "unit", about, recipient, body)


def keys(memory: SqliteMemory) -> list[str]:
    return [waiting.key for waiting in memory.waiting()]


def send(memory: SqliteMemory, key: str) -> None:
    memory.claim(key)
    memory.mark_sent(key, NINE)


class TestOutbox:
    def last(self, memory: SqliteMemory) -> str | None:
        return memory.last_content("unit", "P4", "p4@example.org")

    def test_a_queued_letter_waits_until_it_is_sent(self, memory: SqliteMemory) -> None:
        assert self.last(memory) is None
        memory.queue(letter("k1"), "A", EIGHT)
        assert memory.waiting() == (letter("k1"),)
        send(memory, "k1")
        assert memory.waiting() == ()
        assert self.last(memory) == "A"

    def test_a_letter_claimed_before_a_kill_comes_first_with_the_same_bytes(self, path: Path) -> None:
        body = bytes(range(256))
        with SqliteMemory(path) as killed:
            killed.queue(letter("k0", about="P1"), "A", EIGHT)
            killed.queue(letter("k1", body), "A", EIGHT)
            killed.claim("k1")
        with reopened(path) as memory:
            memory.queue(letter("k2"), "B", NINE)  # newer, but the claimed one may have left
            assert keys(memory) == ["k1", "k0", "k2"]
            assert memory.waiting()[0].message == body
            send(memory, "k1")  # claimed a second time
            assert keys(memory) == ["k0", "k2"]
            assert self.last(memory) == "B"

    def test_a_newer_letter_drops_an_older_one_that_was_never_claimed(self, memory: SqliteMemory) -> None:
        memory.queue(letter("k1"), "A", EIGHT)
        memory.queue(letter("k2"), "B", NINE)
        assert keys(memory) == ["k2"]
        assert self.last(memory) == "B"

    def test_only_the_same_occasion_is_dropped(self, memory: SqliteMemory) -> None:
        memory.queue(letter("k1"), "A", EIGHT)
        memory.queue(letter("k2", recipient="another@example.org"), "A", EIGHT)
        memory.queue(letter("k3", about="P9"), "A", EIGHT)
        memory.queue(Letter("k4", "cluster", "P4", "p4@example.org", b""), "A", EIGHT)
        assert keys(memory) == ["k1", "k2", "k3", "k4"]

    def test_an_address_that_is_only_spelt_another_way_is_the_same_person(self, memory: SqliteMemory) -> None:
        memory.queue(letter("k1", recipient="P4@Example.org"), "A", EIGHT)
        assert self.last(memory) == "A"
        memory.drop_waiting({("unit", "P4", "p4@example.org")})
        assert keys(memory) == ["k1"], "the same is still to be told"
        memory.queue(letter("k2"), "B", NINE)
        assert keys(memory) == ["k2"], "what is newer takes its place"
        send(memory, "k2")
        memory.queue(letter("k3", recipient="P4@EXAMPLE.ORG"), "B", NINE)
        assert keys(memory) == []

    def test_what_returns_to_what_was_told_last_is_not_told_again(self, memory: SqliteMemory) -> None:
        memory.queue(letter("k1"), "A", EIGHT)
        send(memory, "k1")
        memory.queue(letter("k2"), "B", EIGHT)
        memory.queue(letter("k3"), "A", NINE)
        assert keys(memory) == []
        assert self.last(memory) == "A"

    def test_what_returns_after_another_was_told_is_told_again(self, memory: SqliteMemory) -> None:
        for key, content in (("k1", "A"), ("k2", "B"), ("k3", "A"), ("k4", "B")):
            memory.queue(letter(key), content, EIGHT)
            assert keys(memory) == [key]
            send(memory, key)

    def test_a_letter_once_in_the_outbox_never_changes(self, memory: SqliteMemory) -> None:
        memory.queue(letter("k1", b"first"), "A", EIGHT)
        memory.queue(letter("k1", b"second"), "A", NINE)
        assert memory.waiting()[0].message == b"first"
        send(memory, "k1")
        memory.queue(letter("k1", b"third"), "A", NINE)
        assert memory.waiting() == ()

    def test_steps_cannot_be_skipped(self, memory: SqliteMemory) -> None:
        memory.queue(letter("k1"), "A", EIGHT)
        with pytest.raises(LookupError):
            memory.mark_sent("k1", NINE)
        with pytest.raises(LookupError):
            memory.claim("unknown")
        send(memory, "k1")
        with pytest.raises(LookupError):
            memory.claim("k1")


class TestReminders:
    """Letters about a day: what they told is remembered with them, and no later result makes them untrue."""

    def reminder(self, key: str) -> Letter:
        return Letter(key, "reminder", "p4@example.org", "p4@example.org", b"Subject: x\r\n\r\n")

    def test_what_a_queued_one_told_its_reader_has_been_told(self, path: Path) -> None:
        with SqliteMemory(path) as memory:
            memory.queue_reminder(self.reminder("k1"), {"P4/1", "P4/2"}, EIGHT)
            memory.queue_reminder(self.reminder("k1"), {"P4/1", "P4/2"}, EIGHT)
        again = reopened(path)
        assert again.reminded("p4@example.org") == {"P4/1", "P4/2"}
        assert again.reminded("p9@example.org") == frozenset()
        assert keys(again) == ["k1"]

    def test_a_newer_one_takes_the_place_of_one_that_never_set_out(self, memory: SqliteMemory) -> None:
        memory.queue_reminder(self.reminder("k1"), {"P4/1"}, EIGHT)
        memory.queue_reminder(self.reminder("k2"), {"P4/2"}, NINE)
        assert keys(memory) == ["k2"]
        assert memory.reminded("p4@example.org") == {"P4/1", "P4/2"}

    def test_one_that_may_have_left_stays_as_it_is(self, memory: SqliteMemory) -> None:
        memory.queue_reminder(self.reminder("k1"), {"P4/1"}, EIGHT)
        memory.claim("k1")
        memory.queue_reminder(self.reminder("k2"), {"P4/2"}, NINE)
        assert keys(memory) == ["k1", "k2"]

    def test_it_waits_on_when_results_have_nothing_to_tell(self, memory: SqliteMemory) -> None:
        memory.queue_reminder(self.reminder("k1"), {"P4/1"}, EIGHT)
        memory.queue(letter("k2"), "A", EIGHT)
        memory.drop_waiting(set())
        assert keys(memory) == ["k1"]
