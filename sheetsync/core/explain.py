"""The receipt of one figure: every hand's entry, the cell it came from, the rule, the points and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from sheetsync.core.assessment import Assessment
from sheetsync.core.cells import cell_link
from sheetsync.core.entries import Entry, State
from sheetsync.core.findings import Finding
from sheetsync.core.score import HAND_NAMES
from sheetsync.core.values import format_number
from sheetsync.edition.rubric import Criterion
from sheetsync.edition.terms import HANDS, Hand

STATE_WORDS = {
    State.GIVEN: "đã cho",
    State.BLANK: "để trống",
    State.NOT_APPLICABLE: "không phát sinh",
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


@dataclass(frozen=True, slots=True)
class Receipt:
    """How the points of one unit for one criterion came about."""

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


def explain(assessment: Assessment, unit: str, criterion: str, ids: Mapping[str, str]) -> Receipt:
    """Trace one figure. `unit` and `criterion` are codes. Raises KeyError where there is no such pair."""
    line = assessment.ledger.lines[unit, criterion]
    scored = assessment.scores[unit, criterion]
    leaf = line.criterion
    hands = tuple(
        _receipt(assessment, hand, line.hands[hand], ids, counts=hand == scored.hand)
        for hand in HANDS
        if hand in line.hands
    )
    return Receipt(
        unit=assessment.name(unit),
        criterion=leaf,
        scorer=assessment.name(leaf.scorer),
        rule=_rule(assessment, leaf),
        hands=hands,
        points="" if scored.points is None else format_number(scored.points),
        basis=scored.basis,
        because=scored.because,
        figures=line.figures.text,
        judgement=line.judgement.text,
        findings=tuple(
            finding for finding in assessment.findings if finding.unit == unit and finding.criterion == criterion
        ),
    )


def _rule(assessment: Assessment, leaf: Criterion) -> str:
    """The rule in a sentence."""
    rubric = assessment.edition.rubric
    order = ", ".join(HAND_NAMES[hand] for hand in rubric.precedence)
    step = format_number(rubric.step_of(leaf))
    return f"Từ 0 đến {format_number(leaf.max)} điểm, theo bước {step}; lấy theo thứ tự: {order}."


def _receipt(assessment: Assessment, hand: Hand, entry: Entry, ids: Mapping[str, str], *, counts: bool) -> HandReceipt:
    cell = entry.cell
    tab = assessment.book(cell.book).tab(cell.tab) if cell else None
    return HandReceipt(
        hand=hand,
        name=HAND_NAMES[hand],
        state=STATE_WORDS[entry.state],
        value="" if entry.number is None else format_number(entry.number),
        raw=entry.raw,
        book=cell.book if cell else "",
        tab=tab.title if tab else "",
        cell=cell.a1 if cell else "",
        link=cell_link(ids[cell.book], cell) if cell and cell.book in ids else "",
        counts=counts,
    )
