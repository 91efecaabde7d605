"""The rubric in force: frozen by the first sync that finds scoring begun; from then on another one needs a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sheetsync.core.assessment import Assessment
from sheetsync.core.plan import Content
from sheetsync.core.reading import Source
from sheetsync.core.values import format_moment
from sheetsync.core.versions import Change, change_of, content_of, has_begun
from sheetsync.errors import SafetyStopError, SheetsyncError
from sheetsync.hands import Memory, RubricVersion


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged by the configured rubric: the result, from what, and when."""

    assessment: Assessment
    sources: Mapping[str, Source]
    now: datetime

    def change(self, frozen: RubricVersion) -> Change | None:
        """How the configured rubric differs from a frozen one; None where it does not."""
        return change_of(frozen.content, self.assessment, self.sources, self.now)

    def refusal(self, frozen: RubricVersion, change: Change) -> tuple[str, str]:
        """Why nothing is done by a rubric that was changed after scoring had begun, and the next step."""
        since = format_moment(frozen.at.astimezone(self.assessment.edition.zone))
        back = "nếu không, trả lại rubric.yaml và edition.yaml như cũ."
        return (
            f"Đã chấm điểm nên thang điểm đã khóa (từ {since}), nay cấu hình ghi khác: {change.words}",
            f'Nếu đúng là đổi, chạy `sheetsync sync --new-rubric "lý do"`; {back}',
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """What a run may do about the rubric."""

    versions: tuple[RubricVersion, ...] = ()
    """All versions, the one of this run last; none before scoring has begun."""
    fresh: bool = False
    """True where the last one is still to be frozen, before anything is published."""
    said: str = ""
    """What the secretary who asked for a new rubric is told."""

    def untold(self, master: Content) -> str:
        """The notes on versions that the log, as last published, does not hold: also those of a run that died."""
        told = [f"\n{note}\n" for note in log_notes(master)]
        notes = (version.note for version in self.versions)  # of one line or several: whole ones are looked for
        return "\n".join(note for note in notes if note and not any(f"\n{note}\n" in one for one in told))


def log_notes(master: Content) -> tuple[str, ...]:
    """What the log, as last published, has to tell of besides the runs themselves."""
    return tuple(columns.get("note", "") for columns in master.get("log", {}).values())


def settle(memory: Memory, case: Case, reason: str) -> Settled:
    """Settle by which rubric a run goes. Raises SafetyStopError where it was changed and no reason is given."""
    versions, content = tuple(memory.rubrics()), content_of(case.assessment.edition)
    if not versions:
        said = "Chưa có bản thang điểm nào được khóa nên không cần `--new-rubric`." if reason else ""
        if not has_begun(case.assessment.edition.rubric, case.assessment.ledger):
            return Settled(said=said)
        return Settled((RubricVersion(1, case.now, content),), fresh=True, said=said)
    change = case.change(versions[-1])
    if change is None:
        same = "Thang điểm không khác bản đã khóa nên không cần `--new-rubric`." if reason else ""
        if versions[-1].content == content:
            return Settled(versions, said=same)
        # An earlier sheetsync kept less of what decides points: from now on all of it is held.
        whole = RubricVersion(len(versions) + 1, versions[-1].at, content)
        return Settled((*versions, whole), fresh=True, said=same)
    if not reason:
        raise SafetyStopError(*case.refusal(versions[-1], change))
    note = change.note(1 + sum(bool(one.reason) for one in versions), reason)
    new = RubricVersion(len(versions) + 1, case.now, content, reason, note)
    return Settled((*versions, new), fresh=True, said=note)


def freeze(memory: Memory, settled: Settled) -> None:
    """Put the version that a run goes by in force, where it is not."""
    if settled.fresh:
        new = settled.versions[-1]
        memory.freeze(new.content, new.at, new.reason, new.note)


def must_be_in_force(memory: Memory, case: Case) -> None:
    """Raise SheetsyncError where readers would show points by another rubric than the one they were published by."""
    versions = memory.rubrics()
    if versions and (change := case.change(versions[-1])) is not None:
        raise SheetsyncError(*case.refusal(versions[-1], change))
