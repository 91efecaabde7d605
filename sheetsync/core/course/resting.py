"""What people typed to take a step of a unit's report, and what that step rests on: place -> text, as people say it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sheetsync.core.books import SUBMITTED
from sheetsync.core.course.present import Present
from sheetsync.core.entries import FILLED, NOT_PULLED, Entry, State
from sheetsync.core.layout import MASTER
from sheetsync.core.ledger import ListRow
from sheetsync.core.values import format_number, normalize, shorten
from sheetsync.edition.model import Unit

YES = "có"
"""How the mark of a step begins; a note beside the tick belongs to it."""

LONGEST = 200
"""Characters of a text that are kept; a longer one is told from another by its fingerprint."""

_FINGERPRINT = "\x1f"
"""Before a fingerprint: no text read from a cell holds it."""

_SAME = {("self", "points"): "Điểm tự chấm"}
"""What a column is called here although its header depends on the rubric: a rubric's growth changes no report."""

Content = dict[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What one book says that a step rests on. `heads` begin all its places, whatever stands there."""

    book: str
    heads: tuple[str, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """One unit's report with all that is said about it in other books."""

    present: Present
    unit: Unit

    @property
    def cluster(self) -> str | None:
        """The book in which the unit's report is received and agreed on, where there is one."""
        return self.unit.cluster if "cluster" in self.present.edition.collects else None

    # --- what was typed to take a step: a mark, "" where nothing was, None where nobody can know

    def submission(self) -> Entry:
        """The cell in which the unit says that its report is whole."""
        return self._entry(self.unit.code, "submission", SUBMITTED, "done")

    def report(self, column: str) -> Entry:
        """What the cluster's secretary wrote about the unit."""
        return self._entry(self.cluster, "reports", self.unit.code, column)

    def submitted(self) -> str | None:
        """The unit's tick, with its note."""
        if "unit" not in self.present.edition.collects:
            return ""
        note = self._entry(self.unit.code, "submission", SUBMITTED, "note")
        return self._mark(self.unit.code, self.submission(), note)

    def received(self) -> str | None:
        """The cluster's tick, with its remarks; without cluster books a department's first figure begins the review."""
        if self.cluster:
            return self._mark(self.cluster, self.report("received"), self.report("remarks"))
        scorers = {leaf.scorer for leaf in self.present.edition.rubric.leaves}
        if self._figures():
            return YES
        return "" if self.present.current >= scorers else None

    def agreed(self) -> str | None:
        """The cluster's tick for the inspection, with the head's judgement."""
        if not self.cluster:
            return ""
        return self._mark(self.cluster, self.report("agreed"), self.report("judgement"))

    def decided(self) -> str | None:
        """The committee's decision on the unit, by its own fingerprint."""
        decision = self.present.decisions.units.get(self.unit.code)
        if MASTER not in self.present.current:
            return None
        return f"{YES} {decision.identity}" if decision else ""

    def _mark(self, book: str, tick: Entry, note: Entry) -> str | None:
        if book not in self.present.current or tick.state in {State.UNREADABLE, State.NOT_PULLED}:
            return None
        return kept(" ".join(filter(None, (YES, note.text)))) if tick.value is True else ""

    # --- what a step rests on

    def own(self) -> Iterator[Ground]:
        """The unit's own report: figures, words, the data appendix, highlights, remedies."""
        book, parsed = self.present.books.get(self.unit.code), self.present.parsed.get(self.unit.code)
        tabs = [tab for tab in book.tabs if tab.part == "report"] if book else []
        headers = {(tab.name, column.name): normalize(column.header) for tab in tabs for column in tab.columns}
        headers |= _SAME
        titles = {tab.name: tab.title for tab in tabs}
        texts = {
            f"{titles[tab]}, {key}: {headers[tab, column]}": text
            for (tab, key, column), entry in (parsed.entries.items() if parsed else ())
            if tab in titles and (text := _text(entry))
        }
        yield Ground(self.unit.code, tuple(f"{title}, " for title in titles.values()), texts)

    def scored(self) -> Iterator[Ground]:
        """What departments gave the unit."""
        figures = self._figures()
        for department in self.present.edition.departments:
            texts = {
                f"{department.name}, {code}: {what}": text
                for (scorer, code, what), text in figures.items()
                if scorer == department.code
            }
            yield Ground(department.code, (f"{department.name}, ",), texts)

    def inspected(self) -> Iterator[Ground]:
        """What was agreed on at the inspection."""
        cluster = next((one for one in self.present.edition.clusters if one.code == self.cluster), None)
        if cluster:
            rows = (row for row in self.present.ledger.agreed if row.book == cluster.code)
            yield Ground(cluster.code, (f"{cluster.name}, ",), _agreed(cluster.name, self.unit.code, rows))

    def _figures(self) -> dict[tuple[str, str, str], str]:
        """The departments' figures by department, criterion and what it is."""
        found: dict[tuple[str, str, str], str] = {}
        for leaf in self.present.edition.rubric.leaves:
            line = self.present.ledger.lines[self.unit.code, leaf.code]
            given = {"điểm": line.hand("department"), "điểm thưởng": line.extras.get("department", NOT_PULLED)}
            for what, entry in given.items():
                if entry.state in FILLED and leaf.scorer:
                    found[leaf.scorer, leaf.code, what] = _text(entry)
        return found

    def _entry(self, book: str | None, tab: str, key: str, column: str) -> Entry:
        parsed = self.present.parsed.get(book or "")
        return parsed.entry(tab, key, column) if parsed else NOT_PULLED


def _agreed(cluster: str, unit: str, rows: Iterable[ListRow]) -> dict[str, str]:
    """The agreed points by criterion, wherever in the list they stand."""
    found: dict[str, str] = {}
    for row in rows:
        if row.unit == unit and row.criterion:
            place = f"{cluster}, điểm thống nhất {row.criterion}"
            given = "; ".join(filter(None, (_text(row[column]) for column in ("points", "extra", "reason"))))
            found[place] = kept(" / ".join(filter(None, (found.get(place, ""), given))))
    return found


def _text(entry: Entry) -> str:
    """What stands in a cell, the same for the same figure however it is written; empty for a blank."""
    if entry.state is State.NOT_APPLICABLE:
        return "không phát sinh"
    text = entry.text or entry.raw
    return kept(text if entry.number is None else format_number(entry.number))


def kept(text: str) -> str:
    """A text as memory keeps it: a long one by its beginning and its fingerprint."""
    if len(text) <= LONGEST:
        return text
    return f"{shorten(text, LONGEST)}{_FINGERPRINT}{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def shown(text: str) -> str:
    """What people are shown of a text that was kept, on one line."""
    return normalize(text.partition(_FINGERPRINT)[0])
