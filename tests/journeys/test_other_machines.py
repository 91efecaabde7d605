"""Two machines, two windows, a lost memory: whoever does not know what stands in the books writes nothing."""

import shutil
from datetime import datetime

from sheetsync.adapters.memory.sqlite import SqliteMemory

from .office import Office
from .small_town import RECIPIENTS


def test_a_machine_without_the_memory_stops_and_names_the_way_on(published: Office) -> None:
    for path in published.data.glob("memory.db*"):
        path.unlink()
    before = published.everything()
    done = published.run("sync")
    assert done.code == 4
    assert "sync --adopt" in done.words
    assert "máy này không biết" in done.words
    assert published.writes == 0
    assert published.everything() == before
    assert len(published.letters) == len(RECIPIENTS)


def test_told_to_adopt_it_goes_on_from_what_stands_there(published: Office) -> None:
    for path in published.data.glob("memory.db*"):
        path.unlink()
    published.type("VP", "points", "P4", "2.1", "4,5")
    assert published.run("sync", "--adopt", "--no-mail").code == 0
    assert published.see("master", "ranking", "P4", "total") == "21,50"
    assert published.codes() == []
    published.type("VP", "points", "P4", "2.1", "5")
    done = published.sync("--no-mail")
    assert done["requests"]["writes"] in (2, 3)
    assert published.see("master", "ranking", "P4", "total") == "22,00"


def test_after_a_publication_from_elsewhere_this_machine_stops(published: Office) -> None:
    here = published.folder / "here"
    shutil.copytree(published.data, here)
    published.type("VP", "points", "P4", "2.1", "4,5")
    assert published.sync()["requests"]["writes"] == 2
    for path in published.data.glob("memory.db*"):
        path.unlink()
    shutil.copy(here / "memory.db", published.data / "memory.db")
    published.type("VP", "points", "P4", "2.1", "5")
    before = published.everything()
    done = published.run("sync")
    assert done.code == 4
    assert "--adopt" in done.words
    assert published.everything() == before
    assert published.run("sync", "--adopt", "--no-mail").code == 0
    assert published.see("master", "ranking", "P4", "total") == "22,00"


def test_a_ward_s_book_brought_back_to_an_older_version_is_left_alone_and_the_others_go_on(published: Office) -> None:
    metadata = {"developerMetadataLookup": {"metadataKey": "sheetsync.publish"}}
    published.batch("P4", {"deleteDeveloperMetadata": {"dataFilter": metadata}})
    published.type("P4", "self", "1.1", "points", "11")
    published.type("VP", "points", "P2", "2.1", "4,5")
    feedback = published.text("P4", "feedback")
    done = published.run("sync", "--json")
    assert done.code == 4
    (held,) = done.json["held"]
    assert "P4" in held
    assert "--adopt" in held
    assert published.text("P4", "feedback") == feedback
    assert published.see("master", "ranking", "P2", "total") == "20,50"
    assert published.run("sync", "--adopt").code == 1
    assert "11 nằm ngoài khoảng" in published.text("P4", "feedback")
    assert published.run("sync").code == 1


def test_a_rehearsal_stops_likewise(published: Office) -> None:
    for path in published.data.glob("memory.db*"):
        path.unlink()
    assert published.run("sync", "--dry-run").code == 4


def test_while_one_run_works_a_second_one_says_so_and_leaves(published: Office) -> None:
    with SqliteMemory(published.data / "memory.db") as memory:
        run = memory.begin_run(datetime.fromisoformat("2020-11-05T08:00:00+07:00"))
        done = published.run("sync")
        assert done.code == 4
        assert done.err.splitlines()[0].startswith("Một lệnh khác đang chạy (bắt đầu lúc 08g00 ngày 05/11/2020)")
        assert "Chờ lệnh đó xong rồi chạy lại" in done.words
        assert published.traffic == []
        assert published.run("standing").code == 0
        memory.finish_run(run, {})
    assert published.run("sync").code == 0
