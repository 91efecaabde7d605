"""What is remembered of the year's course: records of deadlines, steps of reports, first sights."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sheetsync.adapters.memory.database import Database, iso
from sheetsync.core.course.past import Step
from sheetsync.hands import Kept


class YearMemory(Database):
    """The part of `hands.Memory` that follows the calendar."""

    def keep_record(self, phase: str, book: str, content_hash: str, at: datetime) -> None:
        """Remember this pull of a book as the record of a deadline; later calls change nothing."""
        self._do("INSERT OR IGNORE INTO records VALUES (?, ?, ?, ?)", phase, book, content_hash, iso(at))

    def records(self) -> Mapping[tuple[str, str], Kept]:
        """Books as the first pull after the end of a phase found them, by (phase, book)."""
        return {(row["phase"], row["book"]): as_kept(row) for row in self._rows("SELECT * FROM records")}

    def keep_step(self, unit: str, step: str, taken: Step) -> None:
        """Remember that a unit's report took a step; earlier ones of that name are kept, the last counts.

        The step that was the last already changes nothing.
        """
        content = json.dumps(dict(taken.content), ensure_ascii=False)
        unless_last = """
            INSERT INTO steps (unit, step, mark, at, content) SELECT ?1, ?2, ?3, ?4, ?5 WHERE (?3, ?4, ?5) IS NOT
            (SELECT mark, at, content FROM steps WHERE unit = ?1 AND step = ?2 ORDER BY number DESC LIMIT 1)"""
        self._do(unless_last, unit, step, taken.mark, iso(taken.at), content)

    def steps(self) -> Mapping[tuple[str, str], Step]:
        """The last step of each name that each unit's report took, by (unit, step)."""
        return {
            (row["unit"], row["step"]): Step(row["mark"], datetime.fromisoformat(row["at"]), json.loads(row["content"]))
            for row in self._rows("SELECT * FROM steps ORDER BY number")
        }

    def see(self, kind: str, keys: Collection[str], at: datetime) -> None:
        """Remember when things of a kind were first seen; later calls change nothing."""
        with self._change() as db:
            rows = [(kind, key, iso(at)) for key in sorted(keys)]
            db.executemany("INSERT OR IGNORE INTO sights (kind, key, at) VALUES (?, ?, ?)", rows)

    def seen(self, kind: str) -> Mapping[str, datetime]:
        """When each thing of a kind was first seen."""
        rows = self._rows("SELECT key, at FROM sights WHERE kind = ?", kind)
        return {row["key"]: datetime.fromisoformat(row["at"]) for row in rows}


def kept(rows: Sequence[Any]) -> Kept | None:
    """The pull that a query found, if any."""
    return as_kept(rows[0]) if rows else None


def as_kept(row: Any) -> Kept:
    """The pull that a row tells of."""
    return Kept(datetime.fromisoformat(row["at"]), row["hash"])
