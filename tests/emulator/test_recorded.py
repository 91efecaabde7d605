"""Recorded replies: every exchange recorded with Google is sent to a fresh emulator and must come back equal.

Ids that a reply hands out are mapped to those of the recording. The recordings are not part of this repository.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sheetsync.emulator import App, Store
from sheetsync.emulator.api.drive_files import SPREADSHEET, owner_permission, user

from .world import NOW, World

RECORDED = Path(__file__).parents[2].parent / "shared" / "recorded"
FILES = tuple(sorted(RECORDED.glob("*.jsonl"))) if RECORDED.is_dir() else ()
RECORDER = "tester@example-project.iam.gserviceaccount.com"
STRANGER = "somebody.else@example.com"
# Left out of the comparison, with the reason.
NOT_COMPARED = {
    "createdTime": "when it was recorded",
    "modifiedTime": "when it was recorded",
}
UPLOAD_REPLY = "the reply of Drive v2 is read by nobody beyond its kind, id and title"
IDS = {"id", "spreadsheetId", "sheetId", "protectedRangeId", "namedRangeId", "bandedRangeId"}


@pytest.fixture
def recorder() -> Iterator[World]:
    store = Store(None, owner=RECORDER)
    app = App(store, clock=lambda: NOW)
    session = World.session_for(app)
    yield World(store, app, session)
    session.close()
    store.close()


@pytest.mark.skipif(not FILES, reason="the recordings of Google's replies are not next to this repository")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_emulator_answers_as_google_did(path: Path, recorder: World) -> None:
    replay = Replay(recorder)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        replay.exchange(json.loads(line), f"{path.name}:{number}")


class Replay:
    """Sends recorded requests in order, translating the ids of the recording to those of the emulator."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ours: dict[str, str] = {}  # recorded id -> emulator id
        self._seeded: set[str] = set()  # files that were in the recorder's Drive before

    def exchange(self, recorded: dict[str, Any], place: str) -> None:
        self._prepare(recorded)
        reply = self._send(recorded)
        assert reply.status_code == recorded["status"], f"{place}: {reply.text}"
        if recorded["reply"] is None:
            assert not reply.content, place
            return
        theirs, ours = recorded["reply"], reply.json()
        if "/upload/" in recorded["uri"]:
            theirs, ours = ({name: body[name] for name in ("kind", "title", "mimeType")} for body in (theirs, ours))
        self._learn(theirs, ours)
        assert self._plain(theirs, translate=True) == self._plain(ours, translate=False), place

    def _send(self, recorded: dict[str, Any]) -> requests.Response:
        uri = self._translated(recorded["uri"])
        body = recorded["body"]
        if isinstance(body, str):
            return self._world.session.request(
                recorded["method"], uri, data=body.encode(), headers={"Content-Type": "text/csv"}
            )
        sent = json.loads(self._translated(json.dumps(body, ensure_ascii=False))) if body is not None else None
        return self._world.session.request(recorded["method"], uri, json=sent)

    def _prepare(self, recorded: dict[str, Any]) -> None:
        """Put in place what was in the recorder's Drive before: other files, and one that is somebody else's."""
        reply = recorded["reply"] or {}
        if "files" in reply:
            self._only_these_files(reply["files"])
        if recorded["status"] == 403:
            self._file({"id": recorded["uri"].split("/")[-1].split("?")[0], "name": "private"}, STRANGER)

    def _only_these_files(self, files: list[dict[str, Any]]) -> None:
        store = self._world.store
        wanted = {self._ours.get(file["id"], file["id"]): file for file in files}
        for gone in self._seeded - wanted.keys():
            store.delete_file(gone)
        self._seeded = {file_id for file_id in wanted if store.file(file_id) is None or file_id in self._seeded}
        for file_id, file in wanted.items():
            self._file({**file, "id": file_id}, RECORDER)

    def _file(self, given: dict[str, Any], owner: str) -> None:
        store = self._world.store
        old = store.file(given["id"]) or {}
        times = {"createdTime": "2020-01-01T00:00:00.000Z", "modifiedTime": "2020-01-01T00:00:00.000Z"}
        file = {"kind": "drive#file", "mimeType": SPREADSHEET, **times, **old, **given, "owners": [user(owner)]}
        store.save_file(file)
        store.save_permission(file["id"], owner_permission(owner))
        if store.book(file["id"]) is None:
            from sheetsync.emulator.api.sheets import new_book

            with store.transaction():
                store.save_book(new_book(file["id"], file["name"]))

    def _learn(self, theirs: Any, ours: Any) -> None:
        if isinstance(theirs, dict) and isinstance(ours, dict):
            for name in theirs.keys() & ours.keys():
                if name in IDS and theirs[name] != 0:
                    self._ours.setdefault(str(theirs[name]), str(ours[name]))
                self._learn(theirs[name], ours[name])
        elif isinstance(theirs, list) and isinstance(ours, list):
            for one, other in zip(theirs, ours, strict=False):
                self._learn(one, other)

    def _plain(self, value: Any, *, translate: bool) -> Any:
        if isinstance(value, dict):
            return {
                name: self._plain(item, translate=translate) for name, item in value.items() if name not in NOT_COMPARED
            }
        if isinstance(value, list):
            return [self._plain(item, translate=translate) for item in value]
        if translate and isinstance(value, str | int) and not isinstance(value, bool):
            mapped = self._ours.get(str(value))
            if mapped is not None:
                return mapped if isinstance(value, str) else int(mapped)
            return self._translated(value) if isinstance(value, str) else value
        return value

    def _translated(self, text: str) -> str:
        for theirs, ours in self._ours.items():
            text = re.sub(rf"(?<![\w-]){re.escape(theirs)}(?![\w-])", ours, text)
        return text
