"""Files in the store: what Drive knows of each, who may see it, what changed, and the bytes of those that are no books.

Beside a file's body stand the columns that Drive's search and order look at, so that few are decoded in vain.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sheetsync.emulator.errors import Obj
from sheetsync.emulator.store.database import Database
from sheetsync.emulator.store.layout import ADDED, LAYOUT, SIZE, TABLES
from sheetsync.emulator.text.stamps import rfc3339
from sheetsync.emulator.text.words import has_words, natural, starts_words

KEYED = ("appProperties", "properties")
# Changes of files, and notes left for those a file was taken from: by name, or as members of a shared drive.
TOLD = """SELECT file, who, number, time FROM changes WHERE number >= ? AND (
    who IN ('', ?, ?, ?) OR who IN (SELECT file FROM permissions WHERE who IN (?, ?, ?))) ORDER BY number"""
MARKS = ("starred", "viewed", "modified", "shared", "sharer")


class FileStore(Database):
    """Files with their permissions, changes, marks and contents."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, or a store in memory, and make the tables that are missing."""
        super().__init__(path)
        self.clock: Callable[[], datetime] = _now  # the app puts its own here; changes of sharing are dated by it
        for name, function in (("starts_words", starts_words), ("naturally", natural), ("says", _says)):
            self._db.create_function(name, -1, function, deterministic=True)
        self._lay_out()

    def file(self, file_id: str) -> Obj | None:
        """Return a file's Drive resource as stored."""
        with self._lock:
            row = self._db.execute("SELECT body, version FROM files WHERE id = ?", (file_id,)).fetchone()
        return {**json.loads(row[0]), "version": str(row[1])} if row else None

    def files(self) -> list[Obj]:
        """Return all files, the last modified first, as Drive lists them."""
        with self._lock:
            rows = self._db.execute("SELECT body, version FROM files ORDER BY modified DESC, rowid DESC").fetchall()
        return [{**json.loads(body), "version": str(version)} for body, version in rows]

    def children(self, folder: str) -> list[Obj]:
        """Return the files that lie right in a folder."""
        with self._lock:
            rows = self._db.execute("SELECT id FROM files WHERE parent = ? ORDER BY rowid", (folder,)).fetchall()
        return [file for (file_id,) in rows if (file := self.file(file_id))]

    def in_drive(self, drive: str) -> list[tuple[str, bool]]:
        """Return the ids of the files of a shared drive, or of none, each with whether it is in the trash."""
        with self._lock:
            rows = self._db.execute("SELECT id, trashed FROM files WHERE drive = ? ORDER BY rowid", (drive,)).fetchall()
        return [(file_id, bool(trashed)) for file_id, trashed in rows]

    def save_file(self, body: Obj) -> None:
        """Insert or replace a file by its id."""
        with self.transaction():
            self._write_file(body)
            self._changed(body["id"])

    def delete_file(self, file_id: str) -> None:
        """Delete a file with its book and permissions; whom it was shared with is left a note that it is gone."""
        with self.transaction():
            shared = self._db.execute("SELECT DISTINCT who FROM permissions WHERE file = ?", (file_id,)).fetchall()
            drive = self._db.execute("SELECT drive FROM files WHERE id = ? AND drive != ''", (file_id,)).fetchall()
            self._db.execute("DELETE FROM files WHERE id = ?", (file_id,))
            self._db.execute("DELETE FROM changes WHERE file = ?", (file_id,))
            for (who,) in (*shared, *drive):
                self._changed(file_id, who)

    def permissions(self, file_id: str) -> list[Obj]:
        """Return a file's Permission resources, in the order they were given."""
        with self._lock:
            rows = self._db.execute("SELECT body FROM permissions WHERE file = ? ORDER BY rowid", (file_id,)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def save_permission(self, file_id: str, body: Obj, *, by: str = "") -> None:
        """Insert or replace a permission by its id; `by` is who shares."""
        who, role = who_of(body), body["role"]
        with self.transaction():
            known = self._db.execute("SELECT 1 FROM permissions WHERE file = ? AND who = ?", (file_id, who)).fetchone()
            self._db.execute(
                "INSERT INTO permissions VALUES (?, ?, ?, ?, ?) ON CONFLICT (file, id) DO UPDATE "
                "SET body = excluded.body, who = excluded.who, role = excluded.role",
                (file_id, body["id"], json.dumps(body), who, role),
            )
            if not known and role != "owner" and body["type"] in ("user", "group"):
                self.mark(file_id, who, shared=self._time(), sharer=by)
            for changed in self._with_all_below(file_id):
                self._changed(changed)

    def delete_permission(self, file_id: str, permission_id: str) -> bool:
        """Delete a permission; tell whether there was one."""
        with self.transaction():
            gone = self._db.execute(
                "DELETE FROM permissions WHERE file = ? AND id = ? RETURNING who", (file_id, permission_id)
            ).fetchall()
            for (who,) in gone:
                self.mark(file_id, who, shared="", sharer="")
                for changed in self._with_all_below(file_id):
                    self._changed(changed)
                    self._changed(changed, who)
        return bool(gone)

    def marks(self, file_id: str, person: str) -> Obj:
        """Return what a file is to one person: starred, and when it was viewed, modified and shared, by whom."""
        with self._lock:
            row = self._db.execute(
                f"SELECT {', '.join(MARKS)} FROM marks WHERE person = ? AND file = ?",  # noqa: S608 - our own names
                (person.casefold(), file_id),
            ).fetchone()
        return dict(zip(MARKS, row or (0, "", "", "", ""), strict=True))

    def mark(self, file_id: str, person: str, **given: Any) -> None:
        """Note what a file is to one person, by the names that `marks` gives."""
        with self.transaction():
            new = {**self.marks(file_id, person), **given}
            self._db.execute(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?)",
                (person.casefold(), file_id, *(new[name] for name in MARKS)),
            )

    def content(self, file_id: str) -> bytes | None:
        """Return the bytes of a file that is no spreadsheet."""
        with self._lock:
            row = self._db.execute("SELECT bytes FROM contents WHERE file = ?", (file_id,)).fetchone()
        return bytes(row[0]) if row else None

    def save_content(self, file_id: str, content: bytes) -> None:
        """Keep the bytes of a file."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", (file_id, content))

    def size(self, file_id: str) -> int:
        """Return how much room a file's cells or bytes take."""
        with self._lock:
            row = self._db.execute(f"SELECT {SIZE} FROM files f WHERE f.id = ?", (file_id,)).fetchone()  # noqa: S608 - our own words
        return int(row[0]) if row else 0

    def promise_ids(self, ids: Sequence[str]) -> None:
        """Remember ids that were handed out for files to come."""
        with self.transaction():
            self._db.executemany("INSERT INTO promised_ids VALUES (?)", [(one,) for one in ids])

    def promised(self, file_id: str) -> bool:
        """Tell whether an id was handed out for a file to come."""
        with self._lock:
            return self._db.execute("SELECT 1 FROM promised_ids WHERE id = ?", (file_id,)).fetchone() is not None

    def upload(self, session: str) -> tuple[Obj, bytes] | None:
        """Return what an upload in pieces was begun with, and the bytes that came so far."""
        with self._lock:
            row = self._db.execute("SELECT body, bytes FROM uploads WHERE id = ?", (session,)).fetchone()
        return (json.loads(row[0]), bytes(row[1])) if row else None

    def save_upload(self, session: str, body: Obj, content: bytes) -> None:
        """Keep the state of an upload in pieces."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO uploads VALUES (?, ?, ?)", (session, json.dumps(body), content))

    def last_change(self) -> int:
        """Return the number of the last change; 0 before the first."""
        return self.number("changes")

    def changes(self, person: str, start: int) -> AbstractContextManager[Iterator[tuple[Any, ...]]]:
        """Let the changes from a number on be read that a person may be told of: file, who lost it, number, time."""
        names = names_of(person)
        return self.rows(TOLD, (start, *names, *names))

    def _changed(self, file_id: str, who: str = "") -> None:
        """Note a change of a file; with `who`, that it was taken from these people. Only the last note is kept."""
        self._db.execute("UPDATE files SET version = version + 1 WHERE id = ?", (file_id,))
        self._db.execute(
            "INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?)",
            (file_id, who, self.next_number("changes"), self._time()),
        )

    def _with_all_below(self, file_id: str) -> list[str]:
        """Return a file and, if it is a folder, all that lies in it: who may see the one may see the others."""
        rows = self._db.execute(
            "WITH RECURSIVE below (id) AS (VALUES (?) UNION SELECT f.id FROM files f JOIN below b ON f.parent = b.id) "
            "SELECT id FROM below",
            (file_id,),
        )
        return [found for (found,) in rows.fetchall()]

    def _time(self) -> str:
        return rfc3339(self.clock())

    def _write_file(self, body: Obj) -> None:
        columns = {
            "modified": body["modifiedTime"],
            "body": json.dumps(body),
            "created": body.get("createdTime", ""),
            "name": body.get("name", "").casefold(),
            "mime": body.get("mimeType", ""),
            "parent": next(iter(body.get("parents", ())), ""),
            "drive": body.get("driveId", ""),
            "trashed": bool(body.get("trashed")),
        }
        self._db.execute(
            f"INSERT INTO files (id, {', '.join(columns)}) VALUES (?{', ?' * len(columns)}) ON CONFLICT (id) DO UPDATE "  # noqa: S608 - our own names
            f"SET {', '.join(f'{name} = excluded.{name}' for name in columns)}",
            (body["id"], *columns.values()),
        )
        self._db.execute("DELETE FROM properties WHERE file = ?", (body["id"],))
        self._db.executemany(
            "INSERT INTO properties VALUES (?, ?, ?, ?)",
            [(body["id"], kind, key, value) for kind in KEYED for key, value in body.get(kind, {}).items()],
        )

    def _lay_out(self) -> None:
        """Make the tables; in a file of an older layout, add the columns that it lacks and fill them."""
        with self.transaction():
            old = self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'files'").fetchone()
            if self._db.execute("PRAGMA user_version").fetchone()[0] == LAYOUT:
                old = None
            for table, columns in ADDED.items() if old else ():
                for column in columns:
                    self._db.execute(f"ALTER TABLE {table} ADD COLUMN {column} NOT NULL DEFAULT 0")
            for statement in TABLES.split(";"):
                self._db.execute(statement)
            if old:
                for file in self.files():
                    self._write_file(file)
                    for permission in self.permissions(file["id"]):
                        self.save_permission(file["id"], permission)
            self._db.execute(f"PRAGMA user_version = {LAYOUT}")


def who_of(permission: Obj) -> str:
    """Return whom a permission lets in: an address, `@` and a domain, or `*`; `names_of` is the other half."""
    if permission["type"] == "anyone":
        return "*"
    if permission["type"] == "domain":
        return "@" + str(permission.get("domain", "")).casefold()
    return str(permission.get("emailAddress", "")).casefold()


def names_of(person: str) -> tuple[str, str, str]:
    """Return all under which a permission may mean this person: the address, its domain, anyone."""
    address = person.casefold()
    return address, "@" + address.partition("@")[2], "*"


def new_file_id() -> str:
    """Return an id that looks like Google's: 44 characters, a 1 first."""
    return "1" + secrets.token_urlsafe(33)[:43]


def _says(named: str, cells: str | None, wanted: str) -> bool:
    """Tell whether a name, a description and the cells of a book hold the wanted words."""
    return has_words(f"{named} {' '.join(_texts(json.loads(f'[{cells}]')))}" if cells else named, wanted)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _now() -> datetime:
    return datetime.now(UTC)
