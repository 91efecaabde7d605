"""Checks on the lists people keep: bonus proposals, agreed points, questions, the committee's decisions."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from sheetsync.core.checks.scene import Scene
from sheetsync.core.entries import NOT_PULLED, State
from sheetsync.core.findings import Finding, at, on
from sheetsync.core.layout import MASTER
from sheetsync.core.ledger import Asked, ListRow
from sheetsync.core.scoring.gaps import to_explain
from sheetsync.core.scoring.register import ZERO, BonusScored, decision_on, grantable, is_decided, score_bonus
from sheetsync.core.scoring.score import agreed, score_hand
from sheetsync.core.values import format_number, normalize, shorten
from sheetsync.edition.reach import highest

_LONGEST = 120
"""Characters of a question by which it is known; the whole stands in its row."""


def bonus_incomplete(scene: Scene) -> Iterator[Finding]:
    """A proposal that names no unit, model, points or reason."""
    for row in scene.ledger.bonus:
        wanted = {"unit": "đơn vị", "model": "mô hình, cách làm", "points": "điểm", "reason": "lý do"}
        if is_decided(decision_on(scene.ledger, row.key)):
            del wanted["points"]  # the committee gave them
        what = row.lacks(**wanted)
        if what:
            yield at("bonus-incomplete", row.cell, (row.unit, None), what=what)


def bonus_over_cap(scene: Scene) -> Iterator[Finding]:
    """More bonus proposed for a unit, in proposals that could count, than its cap lets count."""
    bonus = scene.edition.rubric.bonus
    if bonus is None:
        return
    scored = list(zip(scene.ledger.bonus, score_bonus(scene.edition.rubric, scene.ledger), strict=True))
    for unit in scene.edition.units:
        cut = [(row, item) for row, item in scored if item.unit == unit.code and item.overflow]
        if cut:
            over = sum((item.overflow for _, item in cut), Decimal(0))
            words = {"raw": bonus.cap + over, "max": bonus.cap, "meant": over}
            shown = {name: format_number(value) for name, value in words.items()}
            what = _how_granted([item for _, item in scored if item.unit == unit.code])
            yield at("bonus-over-cap", cut[-1][0].cell, (unit.code, None), unit=unit.name, what=what, **shown)


def _how_granted(items: Iterable[BonusScored]) -> str:
    """Whether what proposals give a unit, within its cap or beyond, was proposed, granted by the committee, or both."""
    decided = {item.decided is not None for item in items if item.counted or item.overflow}
    return " và ".join(name for name, own in (("đề xuất", False), ("duyệt", True)) if own in decided)


def bonus_undecided(scene: Scene) -> Iterator[Finding]:
    """A proposal that counts only once the committee has decided on it.

    It is found on the master's register, not at a cell: in the run that brings the proposal there is no cell yet, and
    the same fact must read the same in the next run.
    """
    for item in score_bonus(scene.edition.rubric, scene.ledger):
        if item.waiting:
            words = {"key": item.key, "unit": scene.unit_name(item.unit), "raw": format_number(item.proposed or ZERO)}
            yield on("bonus-undecided", MASTER, "bonus", (item.unit, None), **words)


def bonus_decision_unusable(scene: Scene) -> Iterator[Finding]:
    """A decision on bonus that is no number of points of the scale; what cannot be read has a finding of its own."""
    bonus = scene.edition.rubric.bonus
    for row in scene.ledger.bonus if bonus else ():
        entry = decision_on(scene.ledger, row.key)
        unread = entry.state in {State.BLANK, State.NOT_PULLED, State.UNREADABLE}
        if entry.cell and not unread and not grantable(scene.edition.rubric, entry.number):
            step = bonus.step if bonus and bonus.step else scene.edition.rubric.step
            words = {"key": row.key, "raw": entry.raw, "step": format_number(step)}
            yield at("bonus-decision-unusable", entry.cell, (row.unit, None), **words)


def bonus_decision_without_reason(scene: Scene) -> Iterator[Finding]:
    """Other points granted than were proposed, without a reason."""
    rows = {row.key: row for row in scene.ledger.bonus}
    for item in score_bonus(scene.edition.rubric, scene.ledger):
        entry = decision_on(scene.ledger, item.key)
        silent = scene.ledger.bonus_decisions.get(item.key, {}).get("decided_reason", NOT_PULLED).state is State.BLANK
        if item.decided is not None and item.decided != item.proposed and silent and entry.cell:
            proposed = rows[item.key]["points"].raw or "chưa ghi"
            words = {"key": item.key, "raw": format_number(item.decided), "meant": proposed}
            yield at("bonus-decision-without-reason", entry.cell, (item.unit, None), **words)


def gap_unexplained(scene: Scene) -> Iterator[Finding]:
    """A gap that the edition wants explained and its unit has not explained, at these very figures.

    Once points that an inspection agreed on count there, nobody waits for the explanation any more.
    """
    for unit in scene.edition.units:
        for gap, asked in to_explain(scene.edition, scene.ledger, scene.parsed, unit.code):
            if not asked.answered and not agreed(scene.edition.rubric, gap.line):
                code = gap.line.criterion.code
                figures = {"self": format_number(gap.own), "department": format_number(gap.theirs)}
                words = {"unit": unit.name, "criterion": code, **figures}
                yield _unanswered(scene, "gap-unexplained", asked, (unit.code, code), **words)


def _unanswered(scene: Scene, finding: str, asked: Asked, about: tuple[str, str | None], **words: str) -> Finding:
    """A finding at the cell in which a unit is to answer; on the tab where that has no row to answer in."""
    unit, cell = about[0], scene.answers.get((about[0], asked.code))
    if cell is None:
        return on(finding, unit, "questions", about, raw=asked.code, **words)
    return at(finding, cell, about, raw=asked.code, **words)


def agreed_incomplete(scene: Scene) -> Iterator[Finding]:
    """Agreed points that name no unit, criterion, points or reason."""
    for row in scene.ledger.agreed:
        wanted = {"unit": "đơn vị", "criterion": "tiêu chí", "points": "điểm", "reason": "lý do"}
        if row["points"].state is State.NOT_APPLICABLE:
            del wanted["points"]  # here that is a word that counts, by the rule of the criterion
        what = row.lacks(**wanted)
        if what:
            yield at("agreed-incomplete", row.cell, (row.unit, row.criterion), what=what)


def agreed_bonus_blank(scene: Scene) -> Iterator[Finding]:
    """Agreed points beside which nothing is said of the bonus that the department gave: it no longer counts."""
    rubric = scene.edition.rubric
    for line in scene.ledger.lines.values():
        extra = line.extras.get("cluster", NOT_PULLED)
        if extra.state is not State.BLANK or extra.cell is None or not agreed(rubric, line):
            continue
        theirs, code = score_hand(rubric, line, "department").bonus, line.criterion.code
        if theirs and not score_hand(rubric, line, "cluster").bonus:
            words = {"unit": scene.unit_name(line.unit), "criterion": code, "raw": format_number(theirs)}
            yield at("agreed-bonus-blank", extra.cell, (line.unit, code), **words)


def agreed_twice(scene: Scene) -> Iterator[Finding]:
    """Several rows of a cluster's agreed points for the same unit of its own and criterion."""
    seen: set[tuple[str, str]] = set()
    for row in scene.ledger.agreed:
        if row.unit and row.criterion and scene.home(row.unit) == row.book:
            if (row.unit, row.criterion) in seen:
                words = {"unit": scene.unit_name(row.unit), "criterion": row.criterion}
                yield at("agreed-twice", row.cell, (row.unit, row.criterion), **words)
            seen.add((row.unit, row.criterion))


def unit_not_in_cluster(scene: Scene) -> Iterator[Finding]:
    """Agreed points for a unit of another cluster."""
    for row in scene.ledger.agreed:
        if row.unit and scene.home(row.unit) != row.book:
            yield at("unit-not-in-cluster", row.cell, (row.unit, row.criterion), unit=scene.unit_name(row.unit))


def question_incomplete(scene: Scene) -> Iterator[Finding]:
    """A question that cannot be passed on because it names no unit or asks nothing."""
    for row in scene.ledger.questions:
        what = row.lacks(unit="đơn vị", question="nội dung cần làm rõ")
        if what:
            noun = scene.edition.unit_noun
            words = {"raw": row.key, "what": what, "unit_noun": noun}
            yield at("question-incomplete", row.cell, (row.unit, row.criterion), **words)


def question_unanswered(scene: Scene) -> Iterator[Finding]:
    """A question that its unit has not answered in the words in which it is put now."""
    for row in scene.ledger.questions:
        asked = scene.ledger.asked.get(row.key)
        if asked and row.unit and asked.waits:
            names = {"unit": scene.unit_name(row.unit), "department": scene.department_name(row.book)}
            what = f" về tiêu chí {row.criterion}" if row.criterion else ""
            words = {**names, "what": what, "question": _question(row)}
            yield _unanswered(scene, "question-unanswered", asked, (row.unit, row.criterion), **words)


def question_unclosed(scene: Scene) -> Iterator[Finding]:
    """An answer that the department has neither found clear nor followed up by another question."""
    for row in scene.ledger.questions:
        asked, cell = scene.ledger.asked.get(row.key), row["closed"].cell
        if asked and asked.answered and not asked.closed and cell:
            words = {"unit": scene.unit_name(row.unit), "raw": asked.code, "question": _question(row)}
            yield at("question-unclosed", cell, (row.unit, row.criterion), **words)


def _question(row: ListRow) -> str:
    """What is asked, on one line, cut where it is long."""
    return shorten(normalize(row["question"].text).rstrip(" ."), _LONGEST)  # a full stop follows the quotation marks


def decision_without_reason(scene: Scene) -> Iterator[Finding]:
    """Agreed points or an agreed band of the committee without a reason."""
    for unit, entries in scene.ledger.decisions.items():
        decided, reason = scene.decision(unit), entries.get("reason")
        if decided and decided.cell and reason and reason.state is State.BLANK:
            yield at("decision-without-reason", decided.cell, (unit, None), unit=scene.unit_name(unit))


def decision_off_the_scale(scene: Scene) -> Iterator[Finding]:
    """An agreed total below 0 or above base and bonus together."""
    top = highest(scene.edition.rubric)
    for unit, entries in scene.ledger.decisions.items():
        points = entries.get("agreed_points")
        if points is None or points.cell is None or points.number is None:
            continue
        shown = {"raw": format_number(points.number), "criterion": "tổng điểm"}
        if top is not None and not 0 <= points.number <= top:
            yield at("points-out-of-range", points.cell, (unit, None), **shown, max=format_number(top))
        elif points.number < 0:
            yield at("points-negative", points.cell, (unit, None), **shown)
