"""The receipt of one figure: every hand's entry, the cell it came from, the rule, the points and why.

Of a section: what its children come to, hand by hand, what counts of them and what caps leave out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sheetsync.core.assessment import Assessment
from sheetsync.core.cells import cell_link
from sheetsync.core.entries import NOTHING_AROSE, Entry, State
from sheetsync.core.findings import Finding
from sheetsync.core.howto import how
from sheetsync.core.ledger import Line
from sheetsync.core.scoring.score import HAND_NAMES, OFF_SCALE, Basis, hand_points
from sheetsync.core.scoring.standing import NodeStanding
from sheetsync.core.values import format_number
from sheetsync.edition.rubric import Criterion
from sheetsync.edition.terms import HANDS, Hand

STATE_WORDS = {
    State.GIVEN: "đã cho",
    State.BLANK: "để trống",
    State.NOT_APPLICABLE: NOTHING_AROSE,
    State.UNREADABLE: "không đọc được",
    State.NOT_PULLED: "chưa đọc bảng",
}


@dataclass(frozen=True, slots=True)
class HandReceipt:
    """One hand: its name in Vietnamese, what it gave, where, and whether it is the one that counts."""

    hand: str
    name: str
    state: str
    value: str
    raw: str
    book: str
    tab: str
    cell: str
    link: str
    counts: bool
    worth: str = ""
    """The points of this figure by itself, whoever counts; "" where it has none."""
    extra: str = ""
    """The second figure as it was typed: bonus points, or the number of merits."""
    reason: str = ""
    """What the hand says for it: the inspection's reason, the unit's judgement, the department's remark."""
    read_at: datetime | None = None
    """When the book was read in which it stands."""


@dataclass(frozen=True, slots=True)
class Part:
    """One child of a section: what each hand's figures come to there, and what counts."""

    criterion: Criterion
    self_points: str
    department_points: str
    points: str
    maximum: str
    complete: bool
    exempt: bool = False
    """True where nothing of it stands on this unit's scale: then no points are missing, either."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How the points of one unit at one node of the rubric came about."""

    unit: str
    criterion: Criterion
    scorer: str
    rule: str
    hands: tuple[HandReceipt, ...]
    points: str
    basis: str
    because: str
    figures: str
    judgement: str
    findings: tuple[Finding, ...]
    maximum: str = ""
    """The most points there on this unit's own scale."""
    bonus: str = ""
    """The part of the points that is bonus; "" where there is none."""
    overflow: str = ""
    """What caps leave out; "" where nothing is."""
    parts: tuple[Part, ...] = ()
    """Of a section: its children in reading order."""


def explain(assessment: Assessment, unit: str, criterion: str, ids: Mapping[str, str]) -> Receipt:
    """Trace one figure. `unit` and `criterion` (a leaf or a section) are codes. Raises KeyError where one is none."""
    node = assessment.edition.rubric.nodes[criterion]
    if node.is_leaf:
        return _leaf(assessment, unit, node, ids)
    return _section(assessment, unit, node)


def _shown(points: Decimal | None) -> str:
    return "" if points is None else format_number(points)


def _findings(assessment: Assessment, unit: str, codes: frozenset[str]) -> tuple[Finding, ...]:
    return tuple(finding for finding in assessment.findings_of(unit) if finding.criterion in codes)


def _leaf(assessment: Assessment, unit: str, leaf: Criterion, ids: Mapping[str, str]) -> Receipt:
    line, scored = assessment.ledger.lines[unit, leaf.code], assessment.scores[unit, leaf.code]
    hands = tuple(
        _receipt(assessment, line, hand, ids, counts=hand == scored.hand) for hand in HANDS if hand in line.hands
    )
    return Receipt(
        unit=assessment.name(unit),
        criterion=leaf,
        scorer=assessment.name(leaf.scorer),
        rule=_rule(assessment, leaf, unit),
        hands=hands,
        points=_shown(scored.points),
        basis=scored.basis,
        because=scored.because,
        figures=line.figures.text,
        judgement=line.judgement.text,
        findings=_findings(assessment, unit, frozenset({leaf.code})),
        maximum=_shown(_node(assessment, unit, leaf).maximum),
        bonus=_shown(scored.bonus) if scored.bonus else "",
        overflow=_shown(scored.over) if scored.over else "",
    )


def _section(assessment: Assessment, unit: str, section: Criterion) -> Receipt:
    below = [node for _, node in section.walk() if node.is_leaf]
    scored = [assessment.scores[unit, leaf.code] for leaf in below]
    node = _node(assessment, unit, section)
    bonus, over = sum((one.bonus for one in scored), Decimal(0)), sum((one.over for one in scored), Decimal(0))
    parts = tuple(_part(assessment, unit, child) for child in section.criteria)
    return Receipt(
        unit=assessment.name(unit),
        criterion=section,
        scorer=", ".join(assessment.name(code) for code in dict.fromkeys(leaf.scorer for leaf in below)),
        rule=how(assessment.edition.rubric, section) or "Cộng điểm các tiêu chí bên dưới.",
        hands=(),
        points=_shown(node.points),
        basis=Basis.COMPUTED if node.complete else Basis.MISSING,
        because=_because(parts, node),
        figures="",
        judgement="",
        findings=_findings(assessment, unit, frozenset({section.code, *(leaf.code for leaf in below)})),
        maximum=_shown(node.maximum),
        bonus=_shown(bonus) if bonus else "",
        overflow=_shown(over) if over else "",
        parts=parts,
    )


def _node(assessment: Assessment, unit: str, node: Criterion) -> NodeStanding:
    return assessment.index.standings[unit].nodes[node.code]


def _part(assessment: Assessment, unit: str, child: Criterion) -> Part:
    node = _node(assessment, unit, child)
    own, theirs = _shown(node.self_points), _shown(node.department_points)
    below = [one for _, one in child.walk() if one.is_leaf]
    exempt = all(assessment.scores[unit, leaf.code].basis is Basis.EXEMPT for leaf in below)
    return Part(child, own, theirs, _shown(node.points), _shown(node.maximum), node.complete, exempt)


def _because(parts: tuple[Part, ...], node: NodeStanding) -> str:
    """The sum in a sentence: "1.1 (9) + 1.2 (5) = 14"."""
    given = [f"{part.criterion.code} ({part.points})" for part in parts if part.points]
    if not given:
        return OFF_SCALE if all(part.exempt for part in parts) else "chưa có điểm"
    missing = ", ".join(part.criterion.code for part in parts if not part.complete)
    lacking = f"; chưa đủ điểm ở {missing}" if missing else ""
    return f"{' + '.join(given)} = {_shown(node.points)}{lacking}"


def _rule(assessment: Assessment, leaf: Criterion, unit: str) -> str:
    """The rule in words, and whose figure counts first; nothing of it for a unit of which no figure is asked."""
    rubric = assessment.edition.rubric
    if not rubric.applies(leaf.code, unit):
        return f"{OFF_SCALE[0].upper()}{OFF_SCALE[1:]}."
    order = ", ".join(HAND_NAMES[hand] for hand in rubric.precedence)
    provisional = " Chưa ai trong số đó chấm thì tạm lấy điểm đơn vị tự chấm." if rubric.self_provisional else ""
    return f"{how(rubric, leaf)} Lấy theo thứ tự: {order}.{provisional}"


def _receipt(assessment: Assessment, line: Line, hand: Hand, ids: Mapping[str, str], *, counts: bool) -> HandReceipt:
    entry = line.hands[hand]
    cell = entry.cell
    tab = assessment.book(cell.book).tab(cell.tab) if cell else None
    typed = entry.raw if entry.state is State.GIVEN else ""
    asked = entry.state is not State.NOT_PULLED or assessment.edition.rubric.applies(line.criterion.code, line.unit)
    return HandReceipt(
        hand=hand,
        name=HAND_NAMES[hand],
        state=STATE_WORDS[entry.state] if asked else "không chấm",
        value=typed if entry.number is None else format_number(entry.number),
        raw=entry.raw,
        book=cell.book if cell else "",
        tab=tab.title if tab else "",
        cell=cell.a1 if cell else "",
        link=cell_link(ids[cell.book], cell) if cell and cell.book in ids else "",
        counts=counts,
        worth=_shown(hand_points(assessment.edition.rubric, line, hand)),
        extra=line.extras[hand].raw if hand in line.extras else "",
        reason=_reason(assessment, line, hand, entry),
        read_at=assessment.index.statuses[cell.book].read_at if cell else None,
    )


def _reason(assessment: Assessment, line: Line, hand: Hand, entry: Entry) -> str:
    """What a hand says for its figure, where there is a place for it."""
    if hand == "self":
        return line.judgement.text
    if hand == "department":
        scorer = assessment.parsed.get(line.criterion.scorer or "")
        return scorer.entry("points", line.unit, "remark").text if scorer else ""
    agreed = (row["reason"].text for row in assessment.ledger.agreed if row["points"].cell == entry.cell)
    return next(agreed, "")
