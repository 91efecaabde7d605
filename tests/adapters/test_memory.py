"""What sheetsync remembers, through kills, second processes and threads."""

import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.adapters.memory.schema import MIGRATIONS
from sheetsync.adapters.memory.sqlite import SqliteMemory
from sheetsync.core.course.past import Step
from sheetsync.errors import SafetyStopError, SheetsyncError
from sheetsync.hands import Kept, Memory, Published, RubricVersion, Unread

SAIGON = timezone(timedelta(hours=7))
EIGHT = datetime(2020, 11, 20, 8, 0, tzinfo=SAIGON)
NINE = EIGHT + timedelta(hours=1)
REPLY = {"spreadsheetId": "b1", "sheets": [{"values": ["8,5", "Phường 4", None, 1.25, True]}]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteMemory]:
    with SqliteMemory(tmp_path_factory.mktemp("memory") / "memory.sqlite") as opened:
        opened.begin_run(EIGHT)
        yield opened


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


def test_it_is_what_the_job_asks_for(memory: SqliteMemory) -> None:
    as_asked: Memory = memory
    assert as_asked.latest("P4") is None


class TestRuns:
    def test_a_run_is_remembered_with_what_it_did(self, path: Path, memory: SqliteMemory) -> None:
        run = memory.begin_run(EIGHT)
        memory.finish_run(run, {"edits": ["Phường 9"]})
        assert memory.last_summary() == {"edits": ["Phường 9"]}
        ((number, started, finished),) = rows(path, "SELECT number, started, finished FROM runs")
        assert (number, started) == (run, EIGHT.isoformat())
        assert datetime.fromisoformat(finished).utcoffset() is not None

    def test_the_last_summary_is_that_of_the_last_finished_run(self, path: Path) -> None:
        with SqliteMemory(path) as killed:
            assert killed.last_summary() == {}
            killed.finish_run(killed.begin_run(EIGHT), {"edits": [1]})
            killed.begin_run(NINE)
            assert killed.last_summary() == {"edits": [1]}

    def test_a_run_that_was_killed_is_called_interrupted_by_the_next(self, path: Path) -> None:
        with SqliteMemory(path) as killed:
            killed.begin_run(EIGHT)
        with reopened(path) as memory:
            assert rows(path, INTERRUPTED) == [(1, 0)]
            memory.finish_run(memory.begin_run(NINE), {})
            assert rows(path, INTERRUPTED) == [(1, 1), (0, 0)]

    def test_a_second_run_is_stopped_with_what_to_do(self, path: Path, memory: SqliteMemory) -> None:
        memory.begin_run(EIGHT)
        with reopened(path) as second, pytest.raises(SafetyStopError) as stop:
            second.begin_run(NINE)
        assert stop.value.sentence == "Một lệnh khác đang chạy (bắt đầu lúc 08g00 ngày 20/11/2020)."
        assert "khóa tự mở" in stop.value.next_step
        with pytest.raises(SafetyStopError):
            memory.begin_run(NINE)

    def test_the_lock_ends_with_the_run(self, path: Path, memory: SqliteMemory) -> None:
        memory.finish_run(memory.begin_run(EIGHT), {})
        with reopened(path) as second:
            assert second.begin_run(NINE) == 2

    def test_the_lock_ends_even_where_the_run_cannot_be_closed(self, path: Path, memory: SqliteMemory) -> None:
        memory.begin_run(EIGHT)
        with pytest.raises(LookupError):
            memory.finish_run(99, {})
        with reopened(path) as second:
            assert second.begin_run(NINE) == 2

    def test_a_moment_without_an_offset_begins_nothing(self, path: Path, memory: SqliteMemory) -> None:
        with pytest.raises(ValueError, match="offset"):
            memory.begin_run(EIGHT.replace(tzinfo=None))
        with reopened(path) as second:
            assert second.begin_run(NINE) == 1

    def test_the_lock_holds_against_another_process_and_dies_with_it(self, path: Path, memory: SqliteMemory) -> None:
        program = (
            "import sys, pathlib, datetime as d; from sheetsync.adapters.memory.sqlite import SqliteMemory\n"
            "memory = SqliteMemory(pathlib.Path(sys.argv[1]))\n"
            "print(memory.begin_run(d.datetime.now(d.UTC)), flush=True); sys.stdin.read()"
        )
        command = [sys.executable, "-c", program, str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603 - our own program
            assert other.stdout is not None
            assert other.stdout.readline() == "1\n"
            with pytest.raises(SafetyStopError, match="Một lệnh khác đang chạy"):
                memory.begin_run(NINE)
            assert memory.latest("P4") is None  # readers of the command line are not kept out
            other.kill()
        assert memory.begin_run(NINE) == 2
        assert rows(path, INTERRUPTED) == [(1, 1), (1, 0)]


class TestSnapshots:
    def test_a_pulled_book_comes_back_whole(self, path: Path, memory: SqliteMemory) -> None:
        name = memory.keep(memory.begin_run(EIGHT), "P4", REPLY, EIGHT)
        with reopened(path) as later:
            assert later.latest("P4") == Kept(EIGHT, name)
            assert later.reply("P4", name) == REPLY

    def test_content_is_known_by_its_book_and_its_name(self, memory: SqliteMemory) -> None:
        name = memory.keep(memory.begin_run(EIGHT), "P4", REPLY, EIGHT)
        for book, unknown in (("P9", name), ("P4", "0")):
            with pytest.raises(LookupError, match=book):
                memory.reply(book, unknown)

    def test_what_is_kept_already_is_not_compressed_again(
        self, memory: SqliteMemory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = memory.begin_run(EIGHT)
        name = memory.keep(run, "P4", REPLY, EIGHT)
        monkeypatch.delattr(zlib, "compress")
        assert memory.keep(run, "P4", REPLY, NINE) == name
        assert memory.latest("P4") == Kept(NINE, name)

    def test_to_compare_content_none_is_unpacked(self, memory: SqliteMemory, monkeypatch: pytest.MonkeyPatch) -> None:
        name = memory.keep(memory.begin_run(EIGHT), "P4", REPLY, EIGHT)
        memory.accept("P4", name)
        memory.keep_record("BC", "P4", name, EIGHT)
        monkeypatch.delattr(zlib, "decompress")
        assert memory.latest("P4") == memory.accepted("P4") == memory.records()["BC", "P4"] == Kept(EIGHT, name)

    def test_every_pull_of_a_book_is_known_with_its_moment(self, memory: SqliteMemory) -> None:
        run = memory.begin_run(EIGHT)
        name = memory.keep(run, "P4", REPLY, EIGHT)
        memory.keep_unread(run, "P4", Unread("not-shared", "", EIGHT))
        memory.keep(run, "P9", REPLY, EIGHT)
        other = memory.keep(run, "P4", {"a": 1}, NINE)
        assert memory.pulls("P4") == (Kept(EIGHT, name), Kept(NINE, other))
        assert memory.pulls("P1") == ()

    def test_equal_content_is_stored_once_whatever_its_order(self, path: Path, memory: SqliteMemory) -> None:
        run = memory.begin_run(EIGHT)
        first = memory.keep(run, "P4", {"a": 1, "b": 2}, EIGHT)
        again = memory.keep(run, "P4", {"b": 2, "a": 1}, NINE)
        other = memory.keep(run, "P4", {"a": 1, "b": 3}, NINE)
        assert first == again != other
        assert count(path, "snapshots") == 2
        assert count(path, "pulls") == 3

    def test_equal_content_of_two_books_is_kept_for_each(self, path: Path, memory: SqliteMemory) -> None:
        run = memory.begin_run(EIGHT)
        memory.keep(run, "P4", REPLY, EIGHT)
        memory.keep(run, "P9", REPLY, EIGHT)
        assert count(path, "snapshots") == 2

    def test_the_newest_pull_is_the_last_kept_not_the_latest_by_the_clock(self, memory: SqliteMemory) -> None:
        run = memory.begin_run(NINE)
        memory.keep(run, "P4", {"n": 1}, NINE)
        newest = memory.keep(run, "P4", {"n": 2}, EIGHT)
        assert memory.latest("P4") == Kept(EIGHT, newest)

    def test_a_snapshot_is_compressed(self, path: Path, memory: SqliteMemory) -> None:
        memory.keep(memory.begin_run(EIGHT), "P4", {"rows": ["không phát sinh"] * 10_000}, EIGHT)
        db = sqlite3.connect(path)
        assert db.execute("SELECT length(reply) FROM snapshots").fetchone()[0] < 5_000
        db.close()

    def test_half_a_surrogate_pair_survives(self, memory: SqliteMemory) -> None:
        name = memory.keep(memory.begin_run(EIGHT), "P4", {"text": "\ud83d"}, EIGHT)
        assert memory.reply("P4", name) == {"text": "\ud83d"}

    def test_accepted_is_the_newest_pull_of_the_accepted_content(self, path: Path, memory: SqliteMemory) -> None:
        run = memory.begin_run(EIGHT)
        good = memory.keep(run, "P4", {"n": "good"}, EIGHT)
        memory.accept("P4", good)
        memory.keep(run, "P4", {"n": "broken"}, NINE)
        with reopened(path) as later:
            assert later.accepted("P4") == Kept(EIGHT, good)
            assert later.accepted("P9") is None
        memory.keep(run, "P4", {"n": "good"}, NINE)
        assert memory.accepted("P4") == Kept(NINE, good)

    def test_content_that_was_never_kept_cannot_be_accepted(self, memory: SqliteMemory) -> None:
        name = memory.keep(memory.begin_run(EIGHT), "P9", REPLY, EIGHT)
        with pytest.raises(LookupError):
            memory.accept("P4", name)

    def test_a_pull_belongs_to_a_run(self, memory: SqliteMemory) -> None:
        with pytest.raises(LookupError):
            memory.keep(7, "P4", REPLY, EIGHT)
        assert memory.latest("P4") is None

    def test_the_last_failure_is_told_until_a_pull_succeeds(self, memory: SqliteMemory) -> None:
        run = memory.begin_run(EIGHT)
        memory.keep(run, "P4", REPLY, EIGHT)
        memory.keep_unread(run, "P4", Unread("not-shared", "chưa chia sẻ", NINE))
        assert memory.last_unread("P4") == Unread("not-shared", "chưa chia sẻ", NINE)
        assert memory.latest("P4") is not None
        memory.keep(run, "P4", REPLY, NINE)
        assert memory.last_unread("P4") is None
        assert memory.last_unread("P9") is None

    @given(JSON)
    def test_any_reply_comes_back_equal(self, shared: SqliteMemory, value: object) -> None:
        reply = {"value": value}
        assert shared.reply("P4", shared.keep(1, "P4", reply, EIGHT)) == reply


INTERRUPTED = "SELECT finished IS NULL, interrupted FROM runs ORDER BY number"


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What another program finds in the file."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def count(path: Path, table: str) -> int:
    return int(rows(path, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a name of this test


class TestPublications:
    FIRST = Published(1, "1 abc", {"Xếp hạng": {"P4": {"total": "88.5"}, "": {"stamp": "x"}}})
    SECOND = Published(2, "2 def", {"Xếp hạng": {"P4": {"total": "89"}}})

    def test_an_intention_survives_a_kill_beside_what_was_published(self, path: Path) -> None:
        with SqliteMemory(path) as killed:
            killed.intend("master", self.FIRST)
            killed.confirm("master")
            killed.intend("master", self.SECOND)
        with reopened(path) as memory:
            assert memory.published("master") == self.FIRST
            assert memory.intended("master") == self.SECOND

    def test_a_confirmed_intention_is_the_last_publication(self, memory: SqliteMemory) -> None:
        for publication in (self.FIRST, self.SECOND):
            memory.intend("master", publication)
            memory.confirm("master")
        assert memory.published("master") == self.SECOND
        assert memory.intended("master") is None

    def test_a_withdrawn_intention_leaves_the_last_publication(self, memory: SqliteMemory) -> None:
        memory.intend("master", self.FIRST)
        memory.confirm("master")
        memory.intend("master", self.SECOND)
        memory.withdraw("master")
        assert memory.published("master") == self.FIRST
        assert memory.intended("master") is None

    def test_a_later_intention_replaces_an_earlier_one(self, memory: SqliteMemory) -> None:
        memory.intend("master", self.FIRST)
        memory.intend("master", self.SECOND)
        assert memory.intended("master") == self.SECOND
        assert memory.published("master") is None

    def test_nothing_can_be_confirmed_that_was_not_intended(self, memory: SqliteMemory) -> None:
        with pytest.raises(LookupError):
            memory.confirm("master")

    def test_books_do_not_mix(self, memory: SqliteMemory) -> None:
        memory.intend("master", self.FIRST)
        memory.intend("P4", self.SECOND)
        memory.confirm("P4")
        assert memory.intended("master") == self.FIRST
        assert memory.published("P4") == self.SECOND


def test_only_the_first_moment_of_completeness_counts(path: Path, memory: SqliteMemory) -> None:
    assert memory.completed("P4") is None
    memory.mark_completed("P4", EIGHT)
    memory.mark_completed("P4", NINE)
    with reopened(path) as later:
        assert later.completed("P4") == EIGHT


def test_the_last_moment_of_incompleteness_counts(path: Path, memory: SqliteMemory) -> None:
    assert memory.incomplete("P4") is None
    memory.mark_incomplete("P4", EIGHT)
    memory.mark_incomplete("P4", NINE)
    with reopened(path) as later:
        assert later.incomplete("P4") == NINE
        assert later.incomplete("P9") is None


def test_every_version_of_the_rubric_is_kept_the_one_in_force_last(path: Path, memory: SqliteMemory) -> None:
    assert memory.rubrics() == ()
    memory.freeze('{"max":"100"}', EIGHT)
    memory.freeze('{"max":"90"}', NINE, "Công văn 12", "Đổi thang điểm lần 1")
    with reopened(path) as later:
        assert later.rubrics() == (
            RubricVersion(1, EIGHT, '{"max":"100"}'),
            RubricVersion(2, NINE, '{"max":"90"}', "Công văn 12", "Đổi thang điểm lần 1"),
        )


def test_a_step_that_was_the_last_already_is_not_taken_again(path: Path, memory: SqliteMemory) -> None:
    sent, other = Step("a", EIGHT, {"1.1": "8"}), Step("b", EIGHT, {"1.1": "9"})
    for taken in (sent, sent, other, sent):
        memory.keep_step("P4", "submitted", taken)
    assert count(path, "steps") == 3
    assert memory.steps() == {("P4", "submitted"): sent}
    memory.keep_step("P9", "submitted", sent)
    memory.keep_step("P4", "accepted", sent)
    assert count(path, "steps") == 5


class TestFile:
    def test_threads_may_keep_at_once(self, path: Path, memory: SqliteMemory) -> None:
        run = memory.begin_run(EIGHT)

        def keep(number: int) -> str:
            return memory.keep(run, f"P{number}", {"n": number % 7, "text": "x" * 5_000}, EIGHT)

        with ThreadPoolExecutor(8) as pool:
            hashes = list(pool.map(keep, range(60)))
        assert [latest.content_hash for n in range(60) if (latest := memory.latest(f"P{n}"))] == hashes
        assert count(path, "pulls") == 60

    def test_two_that_open_a_new_file_at_once_both_may(self, path: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            for opened in list(pool.map(SqliteMemory, [path] * 8)):
                opened.close()

    def test_it_is_a_versioned_file_with_a_write_ahead_log(self, path: Path, memory: SqliteMemory) -> None:
        memory.mark_completed("P4", EIGHT)
        db = sqlite3.connect(path)
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        tables = db.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
        db.close()
        assert all(strict for name, strict in tables if not name.startswith("sqlite_"))

    def test_times_are_kept_with_their_offset(self, path: Path, memory: SqliteMemory) -> None:
        memory.mark_completed("P4", EIGHT)
        db = sqlite3.connect(path)
        assert db.execute("SELECT at FROM completed").fetchone() == ("2020-11-20T08:00:00+07:00",)
        db.close()
        assert memory.completed("P4") == EIGHT.astimezone(UTC)

    @pytest.mark.parametrize("steps", range(len(MIGRATIONS)))
    def test_a_file_of_an_earlier_sheetsync_keeps_what_it_has_and_gets_what_it_lacks(
        self, path: Path, steps: int
    ) -> None:
        path.parent.mkdir()
        db = sqlite3.connect(path)
        for step in MIGRATIONS[:steps]:
            db.executescript(step)
        if steps:
            db.execute("INSERT INTO completed VALUES ('P4', '2020-11-20T08:00:00+07:00')")
        db.execute(f"PRAGMA user_version = {steps}")
        db.commit()
        db.close()
        with SqliteMemory(path) as memory:
            assert memory.completed("P4") == (EIGHT if steps else None)
            memory.mark_incomplete("P4", NINE)
            memory.freeze("{}", NINE)
            assert len(memory.rubrics()) == 1
        SqliteMemory(path).close()

    def test_a_file_of_a_newer_sheetsync_is_left_alone(self, path: Path) -> None:
        SqliteMemory(path).close()
        db = sqlite3.connect(path)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        db.close()
        with pytest.raises(SheetsyncError, match="mới hơn") as stop:
            SqliteMemory(path)
        assert stop.value.next_step == "Cập nhật sheetsync rồi chạy lại."

    def test_a_file_that_is_no_memory_is_named(self, path: Path) -> None:
        path.parent.mkdir()
        path.write_text("Kính gửi: Văn phòng" * 100, encoding="utf-8")
        with pytest.raises(SheetsyncError, match=r"memory\.sqlite") as stop:
            SqliteMemory(path)
        assert "bản sao lưu" in stop.value.next_step

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "tệp").touch()
        with pytest.raises(SheetsyncError, match=r"memory\.sqlite"):
            SqliteMemory(tmp_path / "tệp" / "memory.sqlite")

    def test_a_change_that_fails_leaves_nothing_behind(self, path: Path, memory: SqliteMemory) -> None:
        with pytest.raises(LookupError):
            memory.keep(99, "P4", REPLY, EIGHT)  # no such run: the snapshot goes back as well
        assert count(path, "snapshots") == 0
        memory.mark_completed("P4", EIGHT)

    def test_changes_made_at_once_are_one_transaction(self, path: Path, memory: SqliteMemory) -> None:
        with memory.at_once():
            memory.mark_completed("P4", EIGHT)
            memory.mark_incomplete("P9", EIGHT)
            assert memory.completed("P4") == EIGHT, "whoever makes them sees them"
            assert (count(path, "completed"), count(path, "incomplete")) == (0, 0)
        assert (count(path, "completed"), count(path, "incomplete")) == (1, 1)

    def test_where_one_of_the_changes_made_at_once_fails_none_was_made(self, path: Path, memory: SqliteMemory) -> None:
        def change() -> None:
            with memory.at_once():
                memory.mark_completed("P4", EIGHT)
                memory.accept("P4", "never kept")

        with pytest.raises(LookupError):
            change()
        assert count(path, "completed") == 0
        memory.mark_completed("P4", NINE)
        assert count(path, "completed") == 1

    def test_closing_twice_is_closing_once(self, path: Path) -> None:
        memory = SqliteMemory(path)
        memory.close()
        memory.close()
