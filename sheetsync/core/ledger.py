"""The hands side by side: who gave which figure for which unit and criterion, who proposed, asked and decided what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sheetsync.core.cells import CellRef
from sheetsync.core.entries import NOT_PULLED, Entry, State
from sheetsync.core.layout import MASTER, extra_column
from sheetsync.core.parse import Parsed
from sheetsync.core.values import normalize
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion
from sheetsync.edition.terms import Hand


@dataclass(frozen=True, slots=True)
class Line:
    """What every hand gave for one unit and one leaf criterion, and what the unit adds to its own figure."""

    unit: str
    criterion: Criterion
    hands: Mapping[Hand, Entry]
    figures: Entry = NOT_PULLED
    judgement: Entry = NOT_PULLED
    extras: Mapping[Hand, Entry] = field(default_factory=dict)
    """The second figure of each hand, where the leaf takes one: bonus points, or the number of merits."""

    def hand(self, name: Hand) -> Entry:
        """One hand's figure; NOT_PULLED where its book could not be read."""
        return self.hands.get(name, NOT_PULLED)

    def extra(self, name: Hand) -> Entry:
        """One hand's second figure; NOT_PULLED where its book could not be read, or the leaf takes none."""
        return self.extras.get(name, NOT_PULLED)


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that somebody wrote into a list. `key` names it everywhere: "TG-3"; `book` is whose list it is."""

    key: str
    book: str
    cells: Mapping[str, Entry]

    def __getitem__(self, column: str) -> Entry:
        return self.cells.get(column, NOT_PULLED)

    @property
    def unit(self) -> str | None:
        """The code of the unit the row is about, where it names one."""
        return self["unit"].text or None

    @property
    def criterion(self) -> str | None:
        """The code of the criterion the row is about, where it names one."""
        return self["criterion"].text or None

    @property
    def cell(self) -> CellRef:
        """Where the row begins: its first cell."""
        return next(entry.cell for entry in self.cells.values() if entry.cell)

    def lacks(self, **wanted: str) -> str:
        """The Vietnamese names of the columns still to be given (column=name), joined for a sentence.

        "không phát sinh" gives nothing here; what cannot be read has a finding of its own.
        """
        given = {State.GIVEN, State.UNREADABLE}
        return ", ".join(name for column, name in wanted.items() if self[column].state not in given)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands in the book of its unit: the code of its row there, and what the unit answered."""

    code: str
    answer: Entry = NOT_PULLED
    closed: bool = False
    """True where the department says that it is clear."""
    wordings: tuple[str, ...] = ()
    """The codes of the rows there that hold it, in these words or in earlier ones."""

    @property
    def answered(self) -> bool:
        """True where the unit answered these very words."""
        return self.answer.state not in {State.BLANK, State.NOT_PULLED}

    @property
    def said(self) -> str:
        """The answer as a text; empty where there is none."""
        return self.answer.text or self.answer.raw if self.answered else ""

    @property
    def waits(self) -> bool:
        """True where the unit still owes an answer."""
        return not self.answered and not self.closed


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that was given, nothing yet judged."""

    lines: Mapping[tuple[str, str], Line]
    bonus: tuple[ListRow, ...]
    agreed: tuple[ListRow, ...]
    questions: tuple[ListRow, ...]
    asked: Mapping[str, Asked]
    """The questions that can be put to a unit whose book was read, by the question's key."""
    reports: Mapping[str, Mapping[str, Entry]]
    """What the cluster secretary wrote about a unit: received, remarks, band."""
    decisions: Mapping[str, Mapping[str, Entry]]
    """What the committee wrote about a unit: agreed_points, agreed_band, reason."""
    bonus_decisions: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    """What the committee wrote beside a bonus proposal, by the proposal's key: decided, decided_reason."""
    decided_elsewhere: frozenset[str] = frozenset()
    """The proposals beside which a decision stands that was taken on another unit's, in a row since used again."""


def build_ledger(edition: Edition, parsed: Mapping[str, Parsed]) -> Ledger:
    """Put the books of an edition side by side. A book that was never read gives NOT_PULLED throughout."""
    agreed = tuple(_list_rows(edition, parsed, "cluster", "agreed"))
    questions = tuple(_list_rows(edition, parsed, "department", "questions"))
    homes = {unit.code: unit.cluster for unit in edition.units}
    by_place: dict[tuple[str | None, str | None], list[ListRow]] = {}
    for row in agreed:
        if row.unit and homes[row.unit] == row.book:  # a cluster speaks for its own units only
            by_place.setdefault((row.unit, row.criterion), []).append(row)
    return Ledger(
        lines={
            (unit.code, leaf.code): _line(edition, parsed, unit.code, leaf, by_place.get((unit.code, leaf.code), []))
            for unit in edition.units
            for leaf in edition.rubric.leaves
        },
        bonus=tuple(_list_rows(edition, parsed, "department", "bonus")),
        agreed=agreed,
        questions=questions,
        asked={
            row.key: replace(
                find_asked(row.key, row["question"].text, parsed[row.unit]), closed=row["closed"].value is True
            )
            for row in questions
            if row.unit in parsed and row.unit and row["question"].state is State.GIVEN
        },
        reports=_reports(edition, parsed),
        decisions=dict(parsed[MASTER].rows("ranking")) if MASTER in parsed else {},
        bonus_decisions=dict(parsed[MASTER].rows("bonus")) if MASTER in parsed else {},
    )


def _line(edition: Edition, parsed: Mapping[str, Parsed], unit: str, leaf: Criterion, agreed: list[ListRow]) -> Line:
    own, department = parsed.get(unit), parsed.get(leaf.scorer or "")
    hands: dict[Hand, Entry] = {}
    extras: dict[Hand, Entry] = {}
    if "unit" in edition.collects:
        hands["self"] = own.entry("self", leaf.code, "points") if own else NOT_PULLED
        extras["self"] = own.entry("self", leaf.code, "extra") if own else NOT_PULLED
    hands["department"] = department.entry("points", unit, leaf.code) if department else NOT_PULLED
    extras["department"] = department.entry("points", unit, extra_column(leaf.code)) if department else NOT_PULLED
    if len(agreed) == 1 and agreed[0]["reason"].state is State.GIVEN:
        hands["cluster"], extras["cluster"] = agreed[0]["points"], agreed[0]["extra"]
    return Line(
        unit,
        leaf,
        hands,
        own.entry("self", leaf.code, "figures") if own else NOT_PULLED,
        own.entry("self", leaf.code, "judgement") if own else NOT_PULLED,
        extras if leaf.has_extra else {},
    )


def find_asked(key: str, words: str, unit: Parsed, mark: str = ".") -> Asked:
    """Find a question in the book of its unit.

    An answer belongs to the words it stands beside: a row keeps its question, and a question put in other words takes
    a row of its own ("TG-1", then "TG-1.2"), so that an answer to the former is never taken for one to the latter.
    `mark` stands before the number of the wording.
    """
    place = unit.places.get("questions")
    if place is None or not {place.tab.key, "question"} <= place.columns.keys():
        return Asked(key)
    taken = {code: _version(code, key, mark) for code in (*place.rows, *place.twice)}
    wordings = tuple(code for code, version in taken.items() if version)
    for code, row in place.rows.items():
        stands = place.cell(row, "question")
        same = isinstance(stands.value, str) and stands.formula is None and normalize(stands.value) == normalize(words)
        if taken[code] and same:
            return Asked(code, unit.entry("questions", code, "answer"), wordings=wordings)
    last = max(taken.values(), default=0)
    return Asked(f"{key}{mark}{last + 1}" if last else key, wordings=wordings)


def _version(code: str, key: str, mark: str) -> int:
    """Which wording of the question `key` the row `code` holds, from 1; 0 for another question's."""
    number = code.removeprefix(f"{key}{mark}")
    if code == key:
        return 1
    return int(number) if number != code and number.isdecimal() else 0


def _list_rows(edition: Edition, parsed: Mapping[str, Parsed], kind: str, tab: str) -> Iterator[ListRow]:
    owners = edition.departments if kind == "department" else edition.clusters
    for owner in owners:
        if owner.code in parsed:
            for key, entries in parsed[owner.code].rows(tab):
                yield ListRow(f"{owner.code}-{key}", owner.code, entries)


def _reports(edition: Edition, parsed: Mapping[str, Parsed]) -> dict[str, Mapping[str, Entry]]:
    return {
        unit: entries
        for cluster in edition.clusters
        if cluster.code in parsed
        for unit, entries in parsed[cluster.code].rows("reports")
    }
