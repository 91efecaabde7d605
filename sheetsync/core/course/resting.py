"""What people typed to take a step of a unit's report, and what that step rests on: place -> text.

A place is known by its book, tab, row and column as the layout names them, so that a header or a title may be worded
anew; it is put in words only to be shown. Beside them stands a mark of the criterion's text: where a rubric is
renumbered, what is remembered goes where the text has gone.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sheetsync.core.books import SUBMITTED
from sheetsync.core.course.present import Present
from sheetsync.core.entries import FILLED, NOT_PULLED, NOTHING_AROSE, Entry, State
from sheetsync.core.layout import MASTER, extra_column
from sheetsync.core.values import format_number, normalize, shorten
from sheetsync.edition.model import Unit

YES = "có"
"""How the mark of a step begins; a note beside the tick belongs to it."""

LONGEST = 200
"""Characters of a text that are kept; a longer one is told from another by its fingerprint."""

_FINGERPRINT = "\x1f"
"""Before a fingerprint: no text read from a cell holds it."""

_BETWEEN = "\t"
"""Between the names that make up a place: no name holds it."""

Content = dict[str, str]


@dataclass(frozen=True, slots=True)
class Footing:
    """What one book says that a step rests on: place -> text."""

    book: str
    texts: Content

    def remembered(self, content: Mapping[str, str]) -> Content:
        """What is remembered of this book, whatever stands there now."""
        return {place: text for place, text in content.items() if place.startswith(f"{self.book}{_BETWEEN}")}


@dataclass(frozen=True, slots=True)
class ReportView:
    """One unit's report with all that is said about it in other books."""

    present: Present
    unit: Unit

    @property
    def cluster(self) -> str | None:
        """The book in which the unit's report is received and agreed on, where there is one."""
        return self.unit.cluster if "cluster" in self.present.edition.collects else None

    # --- what was typed to take a step: a mark, "" where nothing was, None where nobody can know

    def submission(self, column: str) -> Entry:
        """What the unit says of its report being whole: `done` is the tick, `note` stands beside it."""
        return self._entry(self.unit.code, "submission", SUBMITTED, column)

    def report(self, column: str) -> Entry:
        """What the cluster's secretary wrote about the unit."""
        return self._entry(self.cluster, "reports", self.unit.code, column)

    def submitted(self) -> str | None:
        """The unit's tick, with its note."""
        if "unit" not in self.present.edition.collects:
            return ""
        return self._mark(self.unit.code, self.submission("done"), self.submission("note"))

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

    def own(self) -> Iterator[Footing]:
        """The unit's own report: figures, words, the data appendix, highlights, remedies."""
        parsed, marks = self.present.parsed.get(self.unit.code), self._own_marks()
        texts = {
            _place(self.unit.code, tab, key, column, marks[tab][key]): text
            for (tab, key, column), entry in (parsed.entries.items() if parsed else ())
            if tab in marks and (text := _text(entry))
        }
        yield Footing(self.unit.code, texts)

    def scored(self) -> Iterator[Footing]:
        """What departments gave the unit."""
        figures = self._figures()
        for department in self.present.edition.departments:
            yield Footing(department.code, figures.get(department.code, {}))

    def inspected(self) -> Iterator[Footing]:
        """What was agreed on at the inspection: by criterion, wherever in the list it stands."""
        if self.cluster is None:
            return
        texts: Content = {}
        for row in self.present.agreed.get((self.cluster, self.unit.code), ()):
            if row.criterion:
                place = _place(self.cluster, "agreed", self.unit.code, row.criterion)
                given = "; ".join(filter(None, (_text(row[column]) for column in ("points", "extra", "reason"))))
                texts[place] = kept(" / ".join(filter(None, (texts.get(place, ""), given))))
        yield Footing(self.cluster, texts)

    def _figures(self) -> dict[str, Content]:
        """The departments' figures, by department."""
        found: dict[str, Content] = {}
        for leaf in self.present.edition.rubric.leaves:
            line = self.present.ledger.lines[self.unit.code, leaf.code]
            given = {
                leaf.code: line.hand("department"),
                extra_column(leaf.code): line.extras.get("department", NOT_PULLED),
            }
            for column, entry in given.items():
                if entry.state in FILLED and leaf.scorer:
                    place = _place(leaf.scorer, _POINTS, self.unit.code, column, _mark(leaf.text))
                    found.setdefault(leaf.scorer, {})[place] = _text(entry)
        return found

    # --- where it is now

    def followed(self, content: Mapping[str, str]) -> Content:
        """What is remembered, under the places where it is now; what was put in words stays as it is."""
        if is_in_words(content):
            return dict(content)
        marks = {(self.unit.code, tab): known for tab, known in self._own_marks().items()}
        for department in self.present.edition.departments:
            own = self.present.edition.rubric.scored_by(department.code)
            marks[department.code, _POINTS] = {leaf.code: _mark(leaf.text) for leaf in own}
        led = {place: _led(place, marks) for place in content}
        certain = {now for now, by_text in led.values() if by_text}
        return {
            now if by_text or now not in certain else place: content[place] for place, (now, by_text) in led.items()
        }

    def _own_marks(self) -> dict[str, dict[str, str]]:
        """The marks of all rows of the unit's own report, by tab and key."""
        book = self.present.books.get(self.unit.code)
        return {
            tab.name: {row.key: _mark(str(row.cells["text"])) for row in tab.rows}
            for tab in (book.tabs if book else ())
            if tab.part == "report"
        }

    def words(self, place: str) -> str:
        """A place as people say it: "Tự chấm điểm, 1.1: Điểm tự chấm", "Cụm 1, điểm thống nhất 1.1"."""
        code, name, key, column, *_ = place.split(_BETWEEN)
        if code == self.unit.code:
            tab = self.present.books[code].tab(name)
            described = tab.column(column) if tab else None
            header = normalize(described.header) if described else column
            return f"{tab.title if tab else name}, {key}: {header}"
        owner = self.present.edition.owner(code)
        whose = owner.name if owner else code
        if name == "agreed":
            return f"{whose}, điểm thống nhất {column}"
        criterion = column.removeprefix(extra_column(""))
        return f"{whose}, {criterion}: {'điểm' if criterion == column else 'điểm thưởng'}"

    def _entry(self, book: str | None, tab: str, key: str, column: str) -> Entry:
        parsed = self.present.parsed.get(book or "")
        return parsed.entry(tab, key, column) if parsed else NOT_PULLED


_POINTS = "points"
"""The tab of a department in which a criterion is a column, not a row."""


def _place(book: str, tab: str, key: str, column: str, *mark: str) -> str:
    return _BETWEEN.join((book, tab, key, column, *mark))


@lru_cache(maxsize=2**12)  # every unit's report has the same texts
def _mark(text: str) -> str:
    """By what a criterion's text is known, however long it is."""
    return hashlib.sha256(normalize(text).encode()).hexdigest()[:12]


def _led(place: str, marks: Mapping[tuple[str, str], Mapping[str, str]]) -> tuple[str, bool]:
    """Where a remembered place is now, and whether the text says so: else it is where its code is, reworded perhaps."""
    book, tab, key, column, *mark = place.split(_BETWEEN)
    known = marks.get((book, tab), {})
    first = column.removeprefix(extra_column(""))
    code = first if tab == _POINTS else key
    same = [code] if [known.get(code)] == mark else [one for one, text in known.items() if [text] == mark]
    now = same[0] if len(same) == 1 else code
    if now not in known:
        return place, False
    if tab == _POINTS:
        column = now if column == first else extra_column(now)
    else:
        key = now
    return _place(book, tab, key, column, known[now]), len(same) == 1


def is_in_words(content: Mapping[str, str]) -> bool:
    """True of what an earlier sheetsync remembered: by titles and headers, of which nobody knows whether they hold."""
    return any(_BETWEEN not in place for place in content)


def _text(entry: Entry) -> str:
    """What stands in a cell, the same for the same figure however it is written; empty for a blank."""
    if entry.state is State.NOT_APPLICABLE:
        return NOTHING_AROSE
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
