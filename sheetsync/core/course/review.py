"""The steps of a unit's report: open, submitted, under review, agreed, decided; a change after a step puts it back.

A step remembers what people typed to take it and what it rested on then. Where that is no longer what stands there,
the step does not hold, nor does any above it, until the old content is back or somebody takes the step anew: by
ticking it again after a run has seen it unticked, or by writing its note anew. Who takes a step accepts those below it
as they stand: a report received on paper is submitted, one agreed on at the inspection is submitted with the changes
made there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from sheetsync.core.course.past import Past, Step
from sheetsync.core.course.present import Present
from sheetsync.core.course.resting import Content, Footing, ReportView, is_in_words, shown
from sheetsync.core.entries import Entry
from sheetsync.core.findings import Finding, at
from sheetsync.core.scoring.decisions import Decided
from sheetsync.core.values import format_date, format_moment, shorten


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
    return {unit.code: _report(ReportView(present, unit), past) for unit in present.edition.units}


def _report(view: ReportView, past: Past) -> Report:
    unit, decision = view.unit.code, view.present.decisions.units.get(view.unit.code)
    known = {stage: step for stage in STEPS if (step := past.steps.get((unit, stage.name.lower())))}
    before = {stage: replace(step, content=view.followed(step.content)) for stage, step in known.items()}
    taken = _taken(view, before)
    held: dict[Stage, Step] = {}
    put_back: dict[Stage, tuple[Change, ...]] = {}
    broken: tuple[Change, ...] = ()
    for stage, step in taken.items():
        if step.mark == WITHDRAWN:
            broken = (Change(f"{stage.value}: ô đánh dấu", "có", ""),)
            continue
        changed = (
            _stale(decision) if stage is Stage.DECIDED else _changes(view, step.content, _content(view, stage, step))
        )
        broken = changed or broken
        if not broken:
            held[stage] = step
        elif step.mark != ACCEPTED:
            put_back[stage] = broken
    news = {stage.name.lower(): step for stage, step in taken.items() if step != known.get(stage)}
    return Report(unit, list(held)[-1] if held else Stage.OPEN, put_back, held, news)


# --- which steps are taken -------------------------------------------------------------------------------------------

_MARKS: Mapping[Stage, Callable[[ReportView], str | None]] = {
    Stage.SUBMITTED: ReportView.submitted,
    Stage.REVIEWED: ReportView.received,
    Stage.AGREED: ReportView.agreed,
    Stage.DECIDED: ReportView.decided,
}


def _taken(view: ReportView, before: Mapping[Stage, Step]) -> dict[Stage, Step]:
    """The steps that were ever taken, the lowest first, as they are to be remembered from now on."""
    found: dict[Stage, Step] = {}
    typed_above = anew_above = False
    for stage in reversed(STEPS):
        old = before.get(stage)
        typed = _typed(_MARKS[stage](view), old)
        anew = anew_above or bool(typed and (old is None or old.mark != typed))
        if anew:
            found[stage] = _anew(view, stage, old, typed or ACCEPTED)
        elif old:
            stands = typed or old.mark == WITHDRAWN or (old.mark == ACCEPTED and typed_above)
            found[stage] = _standing(view, stage, old) if stands else Step(WITHDRAWN, view.present.now, {})
        typed_above, anew_above = typed_above or bool(typed), anew
    return {stage: found[stage] for stage in STEPS if stage in found}


def _typed(mark: str | None, old: Step | None) -> str:
    """What is typed to take a step; where nobody can know, what was typed when the book was last read."""
    if mark is not None:
        return mark
    return "" if old is None or old.mark == ACCEPTED else old.mark


def _standing(view: ReportView, stage: Stage, step: Step) -> Step:
    """A step as it goes on: one remembered in words rests from now on on what stands there, once all of it is read."""
    read = all(one.book in view.present.current for one in _footings(view, stage))
    return Step(step.mark, step.at, _content(view, stage, None)) if is_in_words(step.content) and read else step


def _anew(view: ReportView, stage: Stage, old: Step | None, mark: str) -> Step:
    """A step taken on what stands there now: since when it was, where only its note or the steps above are new."""
    content = _content(view, stage, old)
    known = old and old.mark != WITHDRAWN
    if old and known and (old.mark == mark or (old.mark != ACCEPTED and old.content == content)):
        return Step(mark, old.at, content)
    return Step(mark, view.present.now, content)


# --- what they rest on -----------------------------------------------------------------------------------------------


def _content(view: ReportView, stage: Stage, remembered: Step | None) -> Content:
    """What a step rests on now; of a book that cannot be read as it is now, what is remembered."""
    known = remembered.content if remembered and not is_in_words(remembered.content) else None
    found: Content = {}
    for one in _footings(view, stage):
        found |= one.texts if known is None or one.book in view.present.current else one.remembered(known)
    return found


def _footings(view: ReportView, stage: Stage) -> Iterator[Footing]:
    """Yield what the books say on which a step rests. A decision knows that itself (`scoring.decisions`).

    A review that departments began with their first figure accepts nothing, so it rests on nothing.
    """
    if stage is Stage.DECIDED or (stage is Stage.REVIEWED and not view.cluster):
        return
    yield from view.own()
    if stage is Stage.AGREED:
        yield from view.scored()
        yield from view.inspected()


def _changes(view: ReportView, then: Mapping[str, str], now: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs, in the order of now; what is gone comes last. Nothing can be held against what was put in words."""
    if is_in_words(then):
        return ()
    return tuple(
        Change(view.words(place), shown(then.get(place, "")), shown(now.get(place, "")))
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
    """The step that a report holds, for who leads it on, and which it held: "Đang xét, lùi từ Đã thống nhất..."."""
    changes = report.put_back.get(report.reached, ())
    back = f", lùi từ “{report.reached.value}” vì {len(changes)} thay đổi" if changes else ""
    return f"{report.stage.value}{back}"


def submission_words(report: Report, ended: date | None = None) -> tuple[str, str]:
    """How far a report is and what was changed since it was submitted, for its unit; `ended` where that is closed."""
    if changes := report.put_back.get(Stage.SUBMITTED):
        again = f"đã hết hạn nộp lại {format_date(ended)}" if ended else "ghi lại ghi chú để nộp lại"
        return f"Đã nộp nhưng có thay đổi sau khi nộp: {again}", changes_words(changes, "\n")
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

_NOTES = {Stage.AGREED: "judgement", Stage.REVIEWED: "remarks"}
"""The columns in which the cluster takes its steps anew, the highest first."""


def step_findings(present: Present, found: Mapping[str, Report]) -> Iterator[Finding]:
    """Yield a finding for every step that no longer holds, at the note that takes it anew: the cluster's highest.

    A decision has a finding of its own.
    """
    for unit in present.edition.units:
        view, report = ReportView(present, unit), found[unit.code]
        if Stage.SUBMITTED in report.put_back:
            yield from _put_back(view, report, Stage.SUBMITTED, view.submission("note"))
        for highest in [stage for stage in _NOTES if stage in report.put_back][:1]:
            yield from _put_back(view, report, highest, view.report(_NOTES[highest]))


def _put_back(view: ReportView, report: Report, stage: Stage, note: Entry) -> Iterator[Finding]:
    step, how = _AGAIN[stage]
    if note.cell:
        words = {"unit": view.unit.name, "step": step, "change": changes_words(report.put_back[stage]), "how": how}
        yield at("step-put-back", note.cell, (view.unit.code, None), **words)
