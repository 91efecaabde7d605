"""Who should be told what: one digest per recipient and occasion, as data that a template turns into a letter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sheetsync.core.assessment import Assessment
from sheetsync.core.catalogue import Severity
from sheetsync.core.cells import book_link
from sheetsync.core.course.deadlines import over_words
from sheetsync.core.entries import FILLED
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER
from sheetsync.core.reading import Reading
from sheetsync.core.scoring.ranks import by_rank
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.tables.course import READING_WORDS, on_time_words
from sheetsync.core.tables.desired import finding_link, place_words
from sheetsync.core.tables.results import state_words
from sheetsync.core.values import format_number
from sheetsync.edition.model import Contact, Owner


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as a letter tells it."""

    severity: str
    """The Vietnamese word: "Phải sửa", "Cần xem", "Để biết"."""
    place: str
    """Where: "Tự chấm điểm, ô D12"."""
    message: str
    advice: str
    link: str
    can_be_mended: bool = True
    """False where a deadline has closed the place: there only the office can help."""
    counts_days: bool = False
    """True where the message is another one every day: that alone makes no new letter."""


COUNT_DAYS = frozenset({"report-late-points"})
"""The findings that tell how many days something lasts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's line in a table of results; figures already written the office's way, "" where there is none."""

    name: str
    cluster: str
    self_points: str
    department_points: str
    agreed_points: str
    """What counts of the base by the precedence of hands; "" where no inspection can change it."""
    bonus: str
    total: str
    """What all of that comes to, also where the committee gave another total."""
    cluster_rank: str
    rank: str
    band: str
    state: str
    deductions: str = ""
    """What is taken off, with its sign; "" where the rubric takes nothing off."""
    decided: str = ""
    """The committee's own total, which ranks instead of the computed one; "" where it gave none."""
    is_decided: bool = False
    """True once the committee has decided on the total or the band: then neither is provisional."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What one letter says. `kind` is unit, department, cluster, committee or office and names its template."""

    kind: str
    about: str
    """The code of the unit, department or cluster; the kind itself for committee and office."""
    title: str
    """The recipient's title."""
    email: str
    body: str
    """The body that runs the scoring ("Ủy ban MTTQ Việt Nam Quận 5")."""
    edition: str
    """The edition's title."""
    year: int
    name: str
    """The name of what the letter is about: "Phường 4"."""
    unit_noun: str
    book_link: str
    rows: tuple[Row, ...] = ()
    lines: tuple[Line, ...] = ()
    missing: tuple[str, ...] = ()
    """Department: the units it has not scored yet, as "Phường 9: 4 tiêu chí". Office: books not read, with why."""
    to_score: str = ""
    """Department: what it is to do about them."""
    complete: bool = True
    """Of an owner: whether all that must be filled is filled."""
    unread: bool = False
    """True where the owner's book could never be read: what is in it, or still lacking, is not known."""
    doubts: tuple[str, ...] = ()
    """Committee: why the ranking is not final yet, as "4 phường chưa đủ số liệu"."""
    facts: tuple[tuple[str, str], ...] = ()
    """Labelled figures in reading order: ("Số bảng đọc được", "24/25")."""
    has_bonus: bool = False
    has_bands: bool = False
    has_self: bool = False
    has_clusters: bool = False


def digests(assessment: Assessment, ids: Mapping[str, str]) -> tuple[Digest, ...]:
    """One digest per recipient: units, departments, clusters, committee, office. `ids`: book code -> spreadsheet id.

    Nothing in a digest depends on when or how often the job ran: the same results give the same digests.
    """
    teller = _Teller(assessment, ids)
    edition = assessment.edition
    collected = [owner for owner in edition.owners if owner.kind in edition.collects]
    told = [teller.owner(owner, contact) for owner in collected for contact in owner.contacts]
    told += [teller.committee(contact) for contact in edition.mail.committee]
    told += [teller.office(contact) for contact in edition.mail.office]
    return tuple(_each_once(told))


def _each_once(told: Iterable[Digest]) -> Iterator[Digest]:
    """Yield one digest an address and occasion, however the address is spelt: who holds two titles is told once."""
    found: dict[tuple[str, str, str], list[Digest]] = {}
    for one in told:
        found.setdefault((one.kind, one.about, one.email.casefold()), []).append(one)
    for same in found.values():
        yield replace(same[0], title="; ".join(dict.fromkeys(one.title for one in same)))


@dataclass(frozen=True, slots=True)
class _Teller:
    """Makes digests out of one assessment."""

    assessment: Assessment
    ids: Mapping[str, str]

    def owner(self, owner: Owner, contact: Contact) -> Digest:
        """What the owner of a book is told: its result or its table, and what is to be mended in its book."""
        status = self.assessment.index.statuses[owner.code]
        return replace(
            self._digest(owner.kind, owner.code, owner.name, contact),
            rows=self._rows(owner.kind, owner.code),
            lines=tuple(self._line_to(owner.code, finding) for finding in self.assessment.told_to(owner.code)),
            complete=status.complete,
            unread=status.reading is Reading.NONE,
            missing=tuple(self._unscored(owner.code)) if owner.kind == "department" else (),
            to_score=self._to_score(owner) if owner.kind == "department" else "",
            facts=self._progress(owner.code),
        )

    def committee(self, contact: Contact) -> Digest:
        """The ranking, and how final it is."""
        standings = self.assessment.standings
        complete = sum(standing.complete for standing in standings)
        facts = (
            (f"Số {self.assessment.edition.unit_noun} đủ điểm", f"{complete}/{len(standings)}"),
            ("Số chỗ phải sửa trước khi xét", str(self._count(Severity.ERROR))),
        )
        base = self._digest("committee", "committee", "Kết quả tổng hợp", contact)
        rows = tuple(
            replace(self._row(standing), state=state_words(self.assessment, standing))
            for standing in by_rank(standings)
        )
        return replace(base, rows=rows, facts=facts, doubts=tuple(self._doubts()))

    def _doubts(self) -> Iterator[str]:
        """Yield why the ranking is not final; a unit that lacks points is not counted for anything else."""
        complete = [standing for standing in self.assessment.standings if standing.complete]
        decided = self.assessment.decisions.units
        told = (
            (len(self.assessment.standings) - len(complete), "chưa đủ số liệu"),
            (sum(standing.old for standing in complete), "dùng số liệu cũ"),
            (sum(one.stale for one in decided.values()), "có quyết định dựa trên số cũ"),
        )
        noun = self.assessment.edition.unit_noun
        yield from (f"{count} {noun} {words}" for count, words in told if count)

    def office(self, contact: Contact) -> Digest:
        """How the run went: books not read or not complete, findings by severity; what to do about books and master."""
        statuses = [status for status in self.assessment.statuses if status.book.code != MASTER]
        current = sum(status.reading is Reading.CURRENT for status in statuses)
        facts = (
            ("Số bảng đọc được", f"{current}/{len(statuses)}"),
            ("Số bảng đã điền đủ", f"{sum(status.complete for status in statuses)}/{len(statuses)}"),
            *((severity.label, str(self._count(severity))) for severity in Severity),
        )
        base = self._digest("office", "office", "Văn phòng", contact)
        unread = tuple(
            f"{status.name}: {READING_WORDS[status.reading]}"
            for status in statuses
            if status.reading is not Reading.CURRENT
        )
        lines = tuple(
            replace(self._line(finding, self.assessment.advice_to(MASTER, finding)), place=self._place_in_book(finding))
            for finding in self.assessment.findings
            if finding.cell is None or finding.book == MASTER  # nobody else is told what is wrong in the master
        )
        return replace(base, lines=lines, missing=unread, facts=facts)

    def _digest(self, kind: str, about: str, name: str, contact: Contact) -> Digest:
        edition = self.assessment.edition
        book = MASTER if kind in {"committee", "office"} else about
        return Digest(
            kind=kind,
            about=about,
            title=contact.title,
            email=contact.email,
            body=edition.body,
            edition=edition.title,
            year=edition.year,
            name=name,
            unit_noun=edition.unit_noun,
            book_link=book_link(self.ids[book]) if book in self.ids else "",
            has_bonus=edition.rubric.has_bonus,
            has_bands=bool(edition.rubric.bands),
            has_self="unit" in edition.collects,
            has_clusters=bool(edition.clusters),
        )

    def _count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.assessment.findings)

    def _rows(self, kind: str, code: str) -> tuple[Row, ...]:
        if kind == "unit":  # its points, not its rank: that moves with everyone else's figures, and is the committee's
            return (replace(self._row(self.assessment.index.standings[code]), rank="", cluster_rank=""),)
        if kind == "cluster":
            own = (standing for standing in self.assessment.standings if standing.unit.cluster == code)
            return tuple(self._row(standing) for standing in by_rank(own))
        return ()

    def _row(self, standing: Standing) -> Row:
        decimals = self.assessment.edition.rubric.decimals

        def points(value: Decimal | None) -> str:
            return "" if value is None else format_number(value, decimals=decimals)

        return Row(
            name=standing.unit.name,
            cluster=self.assessment.name(standing.unit.cluster),
            self_points=points(standing.self_total),
            department_points=points(standing.department_total),
            agreed_points=points(standing.base) if "cluster" in self.assessment.edition.collects else "",
            bonus=points(standing.bonus),
            total=points(standing.computed),
            cluster_rank=str(standing.cluster_rank or ""),
            rank=str(standing.rank or ""),
            band=standing.band or "",
            state=state_words(self.assessment, standing, to_committee=False),
            deductions=points(standing.deductions) if self.assessment.edition.rubric.has_deductions else "",
            decided=points(standing.decided),
            is_decided=standing.is_decided,
        )

    def _place_in_book(self, finding: Finding) -> str:
        return f"{self.assessment.name(finding.book)}: {place_words(self.assessment, finding)}"

    def _to_score(self, department: Owner) -> str:
        if ended := self.assessment.over(department.code, "points"):
            return over_words(ended)
        return f"Đề nghị {department.name} chấm bổ sung; tiêu chí nào 0 điểm thì ghi 0, không để trống."

    def _line_to(self, book: str, finding: Finding) -> Line:
        advice = self.assessment.advice_to(book, finding)
        return replace(self._line(finding, advice), can_be_mended=advice == finding.advice_to_owner)

    def _line(self, finding: Finding, advice: str) -> Line:
        return Line(
            severity=finding.severity.label,
            place=place_words(self.assessment, finding),
            message=finding.message,
            advice=advice,
            link=finding_link(self.assessment, finding, self.ids) or "",
            counts_days=finding.code in COUNT_DAYS,
        )

    def _unscored(self, department: str) -> Iterator[str]:
        """Yield the units this department still owes points, with how many: what cannot be read is owed, too."""
        own = self.assessment.edition.rubric.scored_by(department)
        for unit in self.assessment.edition.units:
            lines = (self.assessment.ledger.lines[unit.code, leaf.code] for leaf in own)
            owed = sum(line.hand("department").state not in FILLED for line in lines)
            if owed:
                yield f"{unit.name}: {owed} tiêu chí"

    def _progress(self, code: str) -> tuple[tuple[str, str], ...]:
        status = self.assessment.index.statuses[code]
        facts = [("Đã điền", f"{status.done}/{status.expected} ô")] if status.expected else []
        if status.due:
            facts.append(("Hạn", on_time_words(status)))
        waiting = sum(one.waits for one in self.assessment.course.inquiries if one.unit == code)
        unclosed = sum(one.is_open for one in self.assessment.course.inquiries if one.own and one.department == code)
        facts += [("Câu hỏi chờ trả lời", str(waiting))] if waiting else []
        facts += [("Câu hỏi chưa khép", str(unclosed))] if unclosed else []
        return tuple(facts)
