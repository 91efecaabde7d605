"""The steps of a unit's report: open, submitted, under review, agreed, decided; a change after a step puts it back.

A step remembers what people typed to take it and what it rested on then. Where that is no longer what stands there,
the step does not hold, nor does any above it, until the old content is back or somebody takes the step anew: by
ticking it again after a run has seen it unticked, or by writing its note anew. Who takes a step accepts those below it
as they stand: a report received on paper is submitted, one agreed on at the inspection is submitted with the changes
made there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from sheetsync.core.course.past import Past, Step
from sheetsync.core.course.present import Present
from sheetsync.core.course.resting import Content, Desk, Ground, shown
from sheetsync.core.entries import Entry
from sheetsync.core.findings import Finding, at
from sheetsync.core.scoring.decisions import Decided
from sheetsync.core.values import format_moment, shorten


class Stage(Enum):
    """How far a report is; the value is what people read."""

    OPEN = "Đang điền"
    SUBMITTED = "Đã nộp"
    REVIEWED = "Đang xét"
    AGREED = "Đã thống nhất"
    DECIDED = "Đã quyết định"


STEPS = (Stage.SUBMITTED, Stage.REVIEWED, Stage.AGREED, Stage.DECIDED)
"""The steps that are taken, in their order."""

WITHDRAWN = ""
"""The mark of a step that was taken and is no longer ticked."""

ACCEPTED = "theo bước sau"
"""The mark of a step that nobody ticked, taken with one above it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a step rested on and no longer does: the place as people say it, and both texts."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's report: the stage it holds, and of the steps that were taken and no longer hold, what changed."""

    unit: str
    stage: Stage
    put_back: Mapping[Stage, tuple[Change, ...]]
    steps: Mapping[Stage, Step]
    """The steps that hold, with when they were taken."""
    news: Mapping[str, Step] = field(default_factory=dict)
    """The steps taken or withdrawn since the last run, by their names in memory."""

    @property
    def reached(self) -> Stage:
        """The highest step that somebody has taken, whether it still holds or not."""
        return max((self.stage, *self.put_back), key=list(Stage).index)


def reports(present: Present, past: Past) -> dict[str, Report]:
    """Every unit's report, by unit."""
    return {unit.code: _report(Desk(present, unit), past) for unit in present.edition.units}


def _report(desk: Desk, past: Past) -> Report:
    unit, decision = desk.unit.code, desk.present.decisions.units.get(desk.unit.code)
    before = {stage: step for stage in STEPS if (step := past.steps.get((unit, stage.name.lower())))}
    taken = _taken(desk, before)
    held: dict[Stage, Step] = {}
    put_back: dict[Stage, tuple[Change, ...]] = {}
    broken: tuple[Change, ...] = ()
    for stage, step in taken.items():
        if step.mark == WITHDRAWN:
            broken = (Change(f"{stage.value}: ô đánh dấu", "có", ""),)
            continue
        changed = _stale(decision) if stage is Stage.DECIDED else _changes(step.content, _content(desk, stage, step))
        broken = changed or broken
        if not broken:
            held[stage] = step
        elif step.mark != ACCEPTED:
            put_back[stage] = broken
    news = {stage.name.lower(): step for stage, step in taken.items() if step != before.get(stage)}
    return Report(unit, list(held)[-1] if held else Stage.OPEN, put_back, held, news)


# --- which steps are taken -------------------------------------------------------------------------------------------

_MARKS: Mapping[Stage, Callable[[Desk], str | None]] = {
    Stage.SUBMITTED: Desk.submitted,
    Stage.REVIEWED: Desk.received,
    Stage.AGREED: Desk.agreed,
    Stage.DECIDED: Desk.decided,
}


def _taken(desk: Desk, before: Mapping[Stage, Step]) -> dict[Stage, Step]:
    """The steps that were ever taken, the lowest first, as they are to be remembered from now on."""
    found: dict[Stage, Step] = {}
    typed_above = anew_above = False
    for stage in reversed(STEPS):
        old = before.get(stage)
        typed = _typed(_MARKS[stage](desk), old)
        anew = anew_above or bool(typed and (old is None or old.mark != typed))
        if anew:
            found[stage] = _anew(desk, stage, old, typed or ACCEPTED)
        elif old:
            stands = typed or old.mark == WITHDRAWN or (old.mark == ACCEPTED and typed_above)
            found[stage] = old if stands else Step(WITHDRAWN, desk.present.now, {})
        typed_above, anew_above = typed_above or bool(typed), anew
    return {stage: found[stage] for stage in STEPS if stage in found}


def _typed(mark: str | None, old: Step | None) -> str:
    """What is typed to take a step; where nobody can know, what was typed when the book was last read."""
    if mark is not None:
        return mark
    return "" if old is None or old.mark == ACCEPTED else old.mark


def _anew(desk: Desk, stage: Stage, old: Step | None, mark: str) -> Step:
    """A step taken on what stands there now: since when it was, where only its note or the steps above are new."""
    content = _content(desk, stage, old)
    known = old and old.mark != WITHDRAWN
    if old and known and (old.mark == mark or (old.mark != ACCEPTED and old.content == content)):
        return Step(mark, old.at, content)
    return Step(mark, desk.present.now, content)


# --- what they rest on -----------------------------------------------------------------------------------------------


def _content(desk: Desk, stage: Stage, remembered: Step | None) -> Content:
    """What a step rests on now; of a book that cannot be read as it is now, what is remembered."""
    found: Content = {}
    for ground in _grounds(desk, stage):
        if remembered and ground.book not in desk.present.current:
            found |= {place: text for place, text in remembered.content.items() if place.startswith(ground.heads)}
        else:
            found |= ground.texts
    return found


def _grounds(desk: Desk, stage: Stage) -> Iterator[Ground]:
    """Yield what the books say on which a step rests. A decision knows that itself (`scoring.decisions`).

    A review that departments began with their first figure accepts nothing, so it rests on nothing.
    """
    if stage is Stage.DECIDED or (stage is Stage.REVIEWED and not desk.cluster):
        return
    yield from desk.own()
    if stage is Stage.AGREED:
        yield from desk.scored()
        yield from desk.inspected()


def _changes(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs, in the order of now; what is gone comes last."""
    return tuple(
        Change(place, shown(then.get(place, "")), shown(now.get(place, "")))
        for place in dict.fromkeys((*now, *then))
        if then.get(place) != now.get(place)
    )


def _stale(decision: Decided | None) -> tuple[Change, ...]:
    if decision is None or not decision.stale:
        return ()
    then, now = decision.then.words, decision.now.words
    return (Change("Căn cứ quyết định", then, now),)


# --- in words --------------------------------------------------------------------------------------------------------

FEW = 3
"""So many changes are told one by one; of more, the number."""
_SHORT = 40
"""Characters of a text that are shown of a change."""


def changes_words(changes: tuple[Change, ...], between: str = "; ") -> str:
    """What changed, old and new, not too long: "Tự chấm điểm, 1.2: Điểm tự chấm: “4,5” → “5”"."""
    told = [f"{one.place}: {_change_words(one)}" for one in changes[:FEW]]
    more = [f"và {len(changes) - FEW} chỗ khác"] if len(changes) > FEW else []
    return between.join((*told, *more))


def _change_words(change: Change) -> str:
    before, after = (f"“{shorten(text, _SHORT)}”" if text else "(trống)" for text in (change.before, change.after))
    return "đã sửa nội dung" if before == after else f"{before} → {after}"


def step_words(report: Report) -> str:
    """How far a report is, for who leads it on: "Đã thống nhất, 2 thay đổi sau đó"."""
    reached = report.reached
    changes = report.put_back.get(reached)
    return f"{reached.value}, {len(changes)} thay đổi sau đó" if changes else reached.value


def submission_words(report: Report) -> tuple[str, str]:
    """How far a report is and what was changed since it was submitted, for its unit."""
    if changes := report.put_back.get(Stage.SUBMITTED):
        return "Đã nộp nhưng có thay đổi sau khi nộp: ghi lại ghi chú để nộp lại", changes_words(changes, "\n")
    step = report.steps.get(Stage.SUBMITTED)
    if step is None:
        return "Chưa nộp", ""
    said = "Chưa ghi “có” ở cột “Đã nộp”" if step.mark == ACCEPTED else f"Đã nộp lúc {format_moment(step.at)}"
    return (said if report.stage is Stage.SUBMITTED else f"{said}; {report.stage.value.lower()}"), ""


# --- what is found ---------------------------------------------------------------------------------------------------

_AGAIN: Mapping[Stage, tuple[str, str]] = {
    Stage.SUBMITTED: (
        "đã nộp",
        "Xem lại; nếu số liệu mới là đúng, ghi lại ô “Ghi chú khi nộp” để nộp lại.",
    ),
    Stage.REVIEWED: (
        "đã được nhận",
        "Xem lại báo cáo; nếu đồng ý, ghi lại ô “Nhận xét của cụm”.",
    ),
    Stage.AGREED: (
        "đã kiểm tra, thống nhất",
        "Xem lại; nếu vẫn thống nhất, ghi lại ô “Nhận xét sơ bộ của Trưởng đoàn”.",
    ),
}
"""Of a step that does not hold: how it is told, and what to do."""

_TICKS = {Stage.AGREED: "agreed", Stage.REVIEWED: "received"}
"""The columns in which the cluster takes its steps, the highest first."""


def step_findings(present: Present, found: Mapping[str, Report]) -> Iterator[Finding]:
    """Yield a finding at every tick that no longer holds, the cluster's highest; a decision has one of its own."""
    for unit in present.edition.units:
        desk, report = Desk(present, unit), found[unit.code]
        if Stage.SUBMITTED in report.put_back:
            yield from _put_back(desk, report, Stage.SUBMITTED, desk.submission())
        for highest in [stage for stage in _TICKS if stage in report.put_back][:1]:
            yield from _put_back(desk, report, highest, desk.report(_TICKS[highest]))


def _put_back(desk: Desk, report: Report, stage: Stage, tick: Entry) -> Iterator[Finding]:
    step, how = _AGAIN[stage]
    if tick.cell:
        words = {"unit": desk.unit.name, "step": step, "change": changes_words(report.put_back[stage]), "how": how}
        yield at("step-put-back", tick.cell, (desk.unit.code, None), **words)
