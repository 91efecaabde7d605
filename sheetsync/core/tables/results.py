"""What the master's tabs of results hold: the ranking, points by section and by criterion, gaps, the bonus register."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pandas as pd

from sheetsync.core.assessment import Assessment
from sheetsync.core.course.review import step_words
from sheetsync.core.entries import State
from sheetsync.core.layout import MASTER, Owner, pair
from sheetsync.core.ledger import Line
from sheetsync.core.names import FEW, few
from sheetsync.core.ratios import round_fraction
from sheetsync.core.reading import Reading
from sheetsync.core.scoring.decisions import stale_words
from sheetsync.core.scoring.gaps import Gap, gaps_of, to_explain
from sheetsync.core.scoring.register import proposal_texts
from sheetsync.core.scoring.score import hand_points
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.tables.frames import WAITING, frame, points_cell
from sheetsync.core.values import format_number
from sheetsync.edition.rubric import Rubric
from sheetsync.edition.terms import Hand

HUNDREDTH = Decimal("0.01")
TEN_THOUSANDTH = Decimal("0.0001")


def results(assessment: Assessment) -> dict[str, pd.DataFrame]:
    """The tabs of results, by name."""
    return {
        "ranking": _ranking(assessment),
        "sections": _sections(assessment),
        "detail": _detail(assessment),
        "gaps": _gaps(assessment),
        "bonus": _bonus(assessment),
    }


def _laid(assessment: Assessment, tab: str) -> list[str]:
    """Our columns of one tab of the master, as this edition lays it out; the key stands in the index."""
    laid = assessment.book(MASTER).tab(tab)
    return [column.name for column in laid.owned_by(Owner.SYNC) if column.name != laid.key] if laid else []


# --- the ranking -----------------------------------------------------------------------------------------------------


def _ranking(assessment: Assessment) -> pd.DataFrame:
    columns = _laid(assessment, "ranking")
    rows = {
        standing.unit.code: [_RANKING[column](assessment, standing) for column in columns]
        for standing in assessment.standings
    }
    return frame(columns, rows)


def _step(assessment: Assessment, standing: Standing) -> str:
    return step_words(assessment.course.reports[standing.unit.code])


def _cluster_band(assessment: Assessment, standing: Standing) -> str:
    band = assessment.ledger.reports.get(standing.unit.code, {}).get("band")
    return band.text if band else ""


def _decided_on(assessment: Assessment, standing: Standing) -> str:
    decided = assessment.decisions.units.get(standing.unit.code)
    return decided.text if decided else ""


def state_words(assessment: Assessment, standing: Standing, *, to_committee: bool = True) -> str:
    """How far a unit's result can be relied on: "Đủ", "Tạm tính: thiếu 3 tiêu chí", "Số liệu cũ" ...

    What a stale decision would do to ranks is told to those who decide, and to nobody else.
    """
    words = list(_completeness(standing))
    if _decision_unusable(assessment, standing):
        words.append("Điểm thống nhất không dùng được")
    if standing.band_because:
        words.append(f"Xếp loại: {standing.band_because}")
    words += _limits(standing)
    if standing.old:
        words.append("Số liệu cũ")
    if unread := list(_unread_books(assessment, standing)):
        books = f"bảng {', '.join(unread)}" if len(unread) <= FEW else f"{len(unread)} bảng"
        words.append(f"Chưa đọc được {books}")
    if to_committee:
        words += _stale(assessment, standing)
    return "; ".join(words) or "Đủ"


def _completeness(standing: Standing) -> Iterator[str]:
    if standing.total is None:
        yield "Chưa có điểm"
    elif not standing.complete:
        yield f"Tạm tính: thiếu {few(standing.missing, 'tiêu chí')}"
        if standing.provisional:
            yield f"Tạm lấy điểm tự chấm ở {few(standing.provisional, 'tiêu chí')}"
    if standing.decided is not None:
        yield "Đã thống nhất"


def _limits(standing: Standing) -> Iterator[str]:
    """Yield what the limits of the whole leave out of a total, or add to it: the figures beside it do not show it."""
    if standing.bonus_cut:
        yield f"Điểm thưởng vượt trần {format_number(standing.bonus_cut)} điểm, không tính"
    if standing.deduction_cut:
        yield f"Điểm trừ vượt trần {format_number(abs(standing.deduction_cut))} điểm, không trừ"
    if standing.clamped:
        done = "Cộng thêm" if standing.clamped > 0 else "Cắt bớt"
        yield f"{done} {format_number(abs(standing.clamped))} điểm theo giới hạn của tổng điểm"


def _decision_unusable(assessment: Assessment, standing: Standing) -> bool:
    """The committee typed a total that decides nothing: it cannot be read, or the scale cannot hold it."""
    typed = assessment.ledger.decisions.get(standing.unit.code, {}).get("agreed_points")
    return standing.decided is None and typed is not None and typed.state is not State.BLANK


def _unread_books(assessment: Assessment, standing: Standing) -> Iterator[str]:
    """Yield the names of the books a unit's result should rest on that could never be read."""
    scorers = (leaf.scorer for leaf in assessment.edition.rubric.leaves)
    for code in dict.fromkeys((standing.unit.code, standing.unit.cluster, *scorers)):
        status = assessment.index.statuses.get(code or "")
        if status and status.reading is Reading.NONE:
            yield status.name


def _stale(assessment: Assessment, standing: Standing) -> Iterator[str]:
    """Yield what is to be said of the decisions about a unit whose figures have changed since."""
    own = assessment.decisions.units.get(standing.unit.code)
    if own and own.stale:
        yield stale_words(own, standing)
    yield from (f"Điểm thưởng {key} được duyệt theo đề xuất cũ" for key in stale_bonus(assessment, standing.unit.code))


def stale_bonus(assessment: Assessment, unit: str) -> Iterator[str]:
    """Yield the proposals for a unit that were decided on as they once were, by their keys."""
    for key in assessment.index.proposals.get(unit, ()):
        granted = assessment.decisions.bonus.get(key)
        if granted and granted.stale:
            yield key


_RANKING: dict[str, Callable[[Assessment, Standing], object]] = {
    "self": lambda _, one: one.self_total,
    "department": lambda _, one: one.department_total,
    "agreed": lambda _, one: one.base,
    "bonus": lambda _, one: one.bonus,
    "deductions": lambda _, one: one.deductions,
    "total": lambda _, one: one.computed,
    "percent": lambda _, one: None if one.mark is None else round_fraction(one.mark, HUNDREDTH),
    "cluster_rank": lambda _, one: one.cluster_rank,
    "rank": lambda _, one: one.rank,
    "rank_without_bonus": lambda _, one: one.rank_without_bonus,
    "band": lambda _, one: one.band,
    "cluster_band": _cluster_band,
    "state": state_words,
    "step": _step,
    "basis": lambda assessment, one: str(assessment.decisions.bases[one.unit.code]),
    "decided_on": _decided_on,
}
"""What each column of the ranking shows of a unit's standing."""


# --- points by section and by criterion ------------------------------------------------------------------------------


def _sections(assessment: Assessment) -> pd.DataFrame:
    codes = [section.code for section in assessment.edition.rubric.criteria]
    columns = [f"{code}-{what}" for code in codes for what in ("points", "rank")]
    rows = {
        standing.unit.code: [
            value for code in codes for value in (standing.nodes[code].points, standing.nodes[code].rank)
        ]
        for standing in assessment.standings
    }
    return frame(columns, rows)


def _detail(assessment: Assessment) -> pd.DataFrame:
    rubric, columns = assessment.edition.rubric, _laid(assessment, "detail")
    rows = {}
    for (unit, code), line in assessment.ledger.lines.items():
        scored = assessment.scores[unit, code]
        worths: dict[str, object] = {hand: _worth_cell(rubric, line, hand) for hand in HANDS_SHOWN}
        shown: dict[str, object] = {
            **worths,
            "unit": assessment.name(unit),
            "criterion": code,
            "text": line.criterion.text,
            "max": line.criterion.max,
            "points": scored.points,
            "overflow": scored.over or None,
            "because": scored.because,
            "figures": line.figures.text,
        }
        rows[pair(unit, code)] = [shown[column] for column in columns]
    return frame(columns, rows)


HANDS_SHOWN: tuple[Hand, ...] = ("self", "department", "cluster")


def _worth_cell(rubric: Rubric, line: Line, hand: Hand) -> object:
    """What one hand's figure is worth by itself; of one that cannot count, what was typed; a word for an absence."""
    entry = line.hands.get(hand)
    if entry is None:
        return None
    if entry.state is not State.GIVEN:
        return points_cell(entry)
    worth = hand_points(rubric, line, hand)
    return worth if worth is not None else points_cell(entry) or entry.raw


# --- gaps and the register of bonus ----------------------------------------------------------------------------------


def _gaps(assessment: Assessment) -> pd.DataFrame:
    """Every difference between self and department, the largest first, equals in the edition's order."""
    edition, ledger = assessment.edition, assessment.ledger
    found = [gap for unit in edition.units for gap in gaps_of(edition, ledger, unit.code)]
    answers = {
        (gap.line.unit, gap.line.criterion.code): asked.answer.text or asked.answer.raw
        for unit in edition.units
        for gap, asked in to_explain(edition, ledger, assessment.parsed, unit.code)
    }
    columns = _laid(assessment, "gaps")
    rows = {}
    for number, gap in enumerate(sorted(found, key=lambda gap: gap.size, reverse=True), 1):
        shown = _gap_shown(assessment, gap, answers.get((gap.line.unit, gap.line.criterion.code), ""))
        rows[str(number)] = [shown[column] for column in columns]
    return frame(columns, rows)


def _gap_shown(assessment: Assessment, gap: Gap, explanation: str) -> dict[str, object]:
    leaf = gap.line.criterion
    return {
        "unit": assessment.name(gap.line.unit),
        "criterion": leaf.code,
        "text": leaf.text,
        "self": gap.own,
        "department": gap.theirs,
        "gap": gap.own - gap.theirs,
        "scorer": assessment.name(leaf.scorer),
        "explanation": explanation,
    }


def _bonus(assessment: Assessment) -> pd.DataFrame:
    columns, bonus = _laid(assessment, "bonus"), assessment.edition.rubric.bonus
    scored = {item.key: item for item in assessment.bonus}
    rows = {}
    for row in assessment.ledger.bonus if bonus else ():
        item, decided = scored[row.key], assessment.decisions.bonus.get(row.key)
        shown: dict[str, object] = {
            **proposal_texts(assessment.index.names, row),
            "department": assessment.name(row.book),
            "points": points_cell(row["points"]),
            "decided_on": decided.text if decided else "",
            "counted": WAITING if item.waiting else item.counted,
            "cap": bonus.cap if bonus else None,
            "overflow": item.overflow,
        }
        rows[row.key] = [shown[column] for column in columns]
    return frame(columns, rows)
