"""Checks on points: missing, off the scale, without evidence, wrongly added, far apart, somebody else's."""

from collections.abc import Iterator
from dataclasses import replace

from sheetsync.core.cells import CellRef
from sheetsync.core.checks.scene import Scene
from sheetsync.core.entries import FILLED, NOT_PULLED, Entry, State
from sheetsync.core.findings import About, Finding, at, on
from sheetsync.core.howto import what
from sheetsync.core.ledger import Line
from sheetsync.core.locate import key_text
from sheetsync.core.marks import TOTAL_KEY
from sheetsync.core.scoring.score import agreed, hand_points, judge, score_hand
from sheetsync.core.scoring.settle import settling
from sheetsync.core.scoring.standing import total
from sheetsync.core.scoring.worth import Unusable, Worth
from sheetsync.core.values import format_number, is_multiple, round_half_up
from sheetsync.edition.model import Department, Unit
from sheetsync.edition.rubric import Rubric
from sheetsync.edition.terms import Hand


def self_points_missing(scene: Scene) -> Iterator[Finding]:
    """A unit that gave nothing at all, or that left single criteria out."""
    for unit in scene.edition.units:
        asked = _asked(scene, scene.lines(unit))
        blank = _blank(asked, "self")
        if blank and len(blank) == len(asked):
            yield on("report-missing", unit.code, "self", (unit.code, None), unit=unit.name)
        else:
            yield from (_points_missing(unit, line, "self") for line in blank)


def _asked(scene: Scene, lines: list[Line]) -> list[Line]:
    """The lines that want a figure; elsewhere a blank is nobody's fault."""
    return [line for line in lines if scene.edition.rubric.asked(line.criterion.code, line.unit)]


def _blank(lines: list[Line], hand: Hand) -> list[Line]:
    return [line for line in lines if line.hand(hand).state is State.BLANK]


def _points_missing(unit: Unit, line: Line, hand: Hand) -> Finding:
    code = line.criterion.code
    chosen = line.criterion.rule.kind == "choice"
    how = what(line.criterion) or ("Chọn một mức trong danh sách của ô." if chosen else "Gõ điểm; 0 điểm thì gõ 0.")
    return at("points-missing", _cell(line.hand(hand)), (unit.code, code), criterion=code, unit=unit.name, how=how)


def _cell(entry: Entry) -> CellRef:
    assert entry.cell is not None  # noqa: S101 - what was read, if only as blank, was read from a cell
    return entry.cell


def department_points_missing(scene: Scene) -> Iterator[Finding]:
    """A department that scored nobody, one unit not at all, or left single criteria out."""
    for department in scene.edition.departments:
        own = scene.edition.rubric.scored_by(department.code)
        if department.code not in scene.parsed or not own:
            continue
        asked = {
            unit.code: _asked(scene, [scene.ledger.lines[unit.code, leaf.code] for leaf in own])
            for unit in scene.edition.units
        }
        blank = {unit: _blank(lines, "department") for unit, lines in asked.items()}
        if any(blank.values()) and all(len(blank[unit]) == len(lines) for unit, lines in asked.items()):
            yield on("department-silent", department.code, "points", department=department.name)
            continue
        for unit in scene.edition.units:
            yield from _unscored(department, unit, blank[unit.code], len(asked[unit.code]))


def _unscored(department: Department, unit: Unit, blank: list[Line], expected: int) -> Iterator[Finding]:
    if len(blank) < max(expected, 2):
        yield from (_points_missing(unit, line, "department") for line in blank)
        return
    cell, words = _cell(blank[0].hand("department")), {"department": department.name, "unit": unit.name}
    yield at("unit-unscored", cell, (unit.code, None), **words)


def figures_off_the_scale(scene: Scene) -> Iterator[Finding]:
    """Figures that the rule of their criterion cannot count, whoever gave them: off the scale, in no tier, 0/0 ..."""
    for line, hand, extra in _given(scene):
        found = judge(scene.edition.rubric, line, hand)
        if isinstance(found, Unusable) and found.code:
            yield at(found.code, _cell(extra if found.beside else line.hand(hand)), _about(line), **dict(found.words))


def _given(scene: Scene) -> Iterator[tuple[Line, Hand, Entry]]:
    """Yield what hands gave, their second figures beside it: line by line (blanks too), of inspections row by row."""
    hands: tuple[Hand, ...] = ("self", "department")
    for line in scene.ledger.lines.values():
        yield from ((line, hand, line.extras.get(hand, NOT_PULLED)) for hand in hands if line.hand(hand).cell)
    leaves = {leaf.code: leaf for leaf in scene.edition.rubric.leaves}
    for row in scene.ledger.agreed:
        leaf = leaves.get(row.criterion or "")
        if leaf and row["points"].state in FILLED:
            line = Line(row.unit or "", leaf, {"cluster": row["points"]}, extras={"cluster": row["extra"]})
            yield line, "cluster", row["extra"]


def _about(line: Line) -> About:
    return line.unit or None, line.criterion.code


def extras_uncounted(scene: Scene) -> Iterator[Finding]:
    """A second figure (bonus, merits) that nothing counts: its criterion takes none, or nothing it could add to."""
    for line, hand, extra in _given(scene):
        if extra.number and (why := _why_uncounted(scene.edition.rubric, line, hand)):
            words = {"criterion": line.criterion.code, "raw": format_number(extra.number), "what": why}
            yield at("extra-uncounted", _cell(extra), _about(line), **words)


def _why_uncounted(rubric: Rubric, line: Line, hand: Hand) -> str:
    """Why what stands beside a figure, or beside a blank, does not count; empty where it does."""
    leaf, state, found = line.criterion, line.hand(hand).state, judge(rubric, line, hand)
    if not leaf.has_extra:
        return "tiêu chí này không có điểm thưởng"
    if isinstance(found, Worth) and found.rebased:
        return "tiêu chí này không tính vào thang điểm của đơn vị"
    silent = rubric.outcomes[leaf.code].blank is None or _passed_over(rubric, line, hand)
    if state is State.BLANK and (silent or not leaf.bonus):
        return "ô điểm của tiêu chí còn trống"
    return "đã ghi “không phát sinh”" if state is State.NOT_APPLICABLE and not leaf.bonus else ""


def _passed_over(rubric: Rubric, line: Line, hand: Hand) -> bool:
    """True where a weaker hand's figure counts instead of the blank of this one."""
    weaker = rubric.precedence[rubric.precedence.index(hand) + 1 :] if hand in rubric.precedence else ()
    return any(line.hand(other).state not in {State.BLANK, State.NOT_PULLED} for other in weaker)


def bonus_beyond_leaf(scene: Scene) -> Iterator[Finding]:
    """More bonus given at a criterion than its own cap lets count; perhaps a comma was lost."""
    for line, hand, extra in _given(scene):
        found = judge(scene.edition.rubric, line, hand) if line.criterion.has_extra else None
        if not isinstance(found, Worth) or not found.beyond:
            continue
        beside = extra.number is not None
        most = found.bonus if beside else found.points + found.bonus
        words = {"raw": most + found.beyond, "max": most, "meant": found.beyond}
        shown = {name: format_number(value) for name, value in words.items()}
        what, cell = ("số điểm thưởng", extra) if beside else ("số điểm", line.hand(hand))
        yield at("bonus-beyond-leaf", _cell(cell), _about(line), criterion=line.criterion.code, what=what, **shown)


def proposals_off_the_scale(scene: Scene) -> Iterator[Finding]:
    """Proposed bonus that is negative or off the step; what is beyond the cap is cut, and told elsewhere."""
    bonus = scene.edition.rubric.bonus
    if bonus is None:
        return
    step = bonus.step or scene.edition.rubric.step
    for row in scene.ledger.bonus:
        number, cell = row["points"].number, row["points"].cell
        if number is None or cell is None:
            continue
        shown, about = format_number(number), (row.unit, None)
        if number < 0:
            words = {"raw": shown, "max": format_number(bonus.cap), "criterion": "điểm thưởng"}
            yield at("points-out-of-range", cell, about, **words)
        elif not is_multiple(number, step):
            near = format_number(round_half_up(number, step))
            yield at("points-off-step", cell, about, raw=shown, step=format_number(step), meant=near)


def evidence_missing(scene: Scene) -> Iterator[Finding]:
    """Points given without figures or without a judgement: the plan asks for both beside every figure."""
    for line in scene.ledger.lines.values():
        points = line.hand("self")
        if not line.criterion.evidence or points.state is not State.GIVEN or points.number == 0 or points.cell is None:
            continue
        beside = ((line.figures, "số liệu minh họa"), (line.judgement, "nhận định, đánh giá hiệu quả"))
        what = " và ".join(name for entry, name in beside if entry.state is State.BLANK)
        if what:
            code = line.criterion.code
            words = {"criterion": code, "raw": points.raw, "what": what}
            yield at("evidence-missing", points.cell, (line.unit, code), **words)


def total_mismatch(scene: Scene) -> Iterator[Finding]:
    """A total typed by the unit that is not what its own figures come to; judged only once all of them can be read."""
    work = settling(scene.edition.rubric)
    for unit in scene.edition.units:
        if unit.code not in scene.parsed:
            continue
        typed = scene.parsed[unit.code].entry("self", TOTAL_KEY, "points")
        own = work.settle([score_hand(work.rubric, line, "self") for line in scene.lines(unit)])
        added = None if any(one.lacking for one in own) else total(one.points for one in own)
        if typed.number is not None and typed.cell and added is not None and typed.number != added:
            words = {"raw": format_number(typed.number), "meant": format_number(added)}
            yield at("total-mismatch", typed.cell, (unit.code, None), **words)


def gap_large(scene: Scene) -> Iterator[Finding]:
    """Self and department further apart than the edition lets pass, until an inspection or the committee settles it."""
    rubric = scene.edition.rubric
    for line in scene.ledger.lines.values():
        own, theirs = (hand_points(rubric, line, hand) for hand in ("self", "department"))
        cell = line.hand("department").cell
        if own is None or theirs is None or cell is None or abs(own - theirs) <= scene.edition.limits.gap:
            continue
        if agreed(rubric, line) or scene.decision(line.unit):
            continue
        words = {"self": own, "department": theirs, "gap": abs(own - theirs)}
        shown = {name: format_number(value) for name, value in words.items()}
        code = line.criterion.code
        yield at("gap-large", cell, (line.unit, code), unit=scene.unit_name(line.unit), criterion=code, **shown)


def criterion_foreign(scene: Scene) -> Iterator[Finding]:
    """A column that a department added to score what is not its own."""
    scorers = {leaf.code: leaf.scorer or "" for leaf in scene.edition.rubric.leaves}
    names = {department.code: department.name for department in scene.edition.departments}
    for department in scene.edition.departments:
        place = scene.parsed[department.code].places.get("points") if department.code in scene.parsed else None
        if place is None or place.tab.key not in place.columns or place.header_row > len(place.grid.rows):
            continue
        laid_out = set(place.columns.values())
        for col, cell in enumerate(place.grid.rows[place.header_row - 1], 1):
            words = key_text(cell).split(" ")
            code = words[0].rstrip(".:")
            if col not in laid_out and scorers.get(code, department.code) != department.code:
                ref = replace(place.ref(place.header_row, place.tab.key), col=col)
                raw, owner = " ".join(words), names.get(scorers[code], "")
                yield at("criterion-foreign", ref, (None, code), raw=raw, criterion=code, department=owner)
