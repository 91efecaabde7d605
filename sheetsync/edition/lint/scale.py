"""Rules of the linter about the tree: sums, caps, roles, bonus, what a section may say, units with a smaller scale."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from sheetsync.edition import reach
from sheetsync.edition.doubt import Doubt, Loc, warning
from sheetsync.edition.lint.places import LISTED, leaves, nodes, number, same, sections, total, unknown
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion, Role

ROLE_NAMES: dict[Role, str] = {"base": "thang điểm", "bonus": "điểm thưởng", "deduction": "điểm trừ"}


# --- sums and caps ---


def wrong_sums(edition: Edition) -> Iterator[Doubt]:
    """A section's maximum is what its criteria of the base add up to, and the rubric's what its sections do."""
    rubric = edition.rubric
    for loc, node in sections(edition):
        if rubric.roles[node.code] == "base" and node.max_because is None:
            yield from _wrong_sum(edition, (*loc, "max"), f"'{node.code}'", node.max, node.criteria)
    yield from _wrong_sum(edition, ("rubric", "max"), "toàn thang điểm", rubric.max, rubric.criteria)


def _wrong_sum(edition: Edition, loc: Loc, what: str, given: Decimal, parts: tuple[Criterion, ...]) -> Iterator[Doubt]:
    base = _base(edition, parts)
    if not same(base, [given]):
        beside = "" if len(base) == len(parts) else " (không kể phần thưởng, trừ)"
        sentence = (
            f"điểm tối đa của {what} ghi {number(given)} nhưng các phần cộng lại là {number(total(base))}{beside}"
        )
        way_out = "" if loc == ("rubric", "max") else ", hoặc nói rõ vì sao bằng 'max_because'"
        yield Doubt(loc, f"{sentence}; sửa một trong hai{way_out}")


def _base(edition: Edition, parts: tuple[Criterion, ...]) -> list[Decimal]:
    return [part.max for part in parts if edition.rubric.roles[part.code] == "base"]


def caps_beside_sums(edition: Edition) -> Iterator[Doubt]:
    """The cap of a section of bonus or deductions is usually what its items add up to: a difference is asked about."""
    for loc, node in sections(edition):
        parts = [child.max for child in node.criteria]
        if edition.rubric.roles[node.code] == "base" or node.max_because is not None or same(parts, [node.max]):
            continue
        whole = total(parts)
        sentence = f"các mục của '{node.code}' cộng lại {number(whole)}, trần {number(node.max)}"
        result = "phần vượt không được tính" if whole > node.max else "không bao giờ đạt trần"
        yield warning((*loc, "max"), f"{sentence}: {result}; sửa một số, hoặc nói rõ vì sao bằng 'max_because'")


def needless_reasons(edition: Edition) -> Iterator[Doubt]:
    """A reason for a maximum that needs none is left over from an earlier draft."""
    for loc, node in nodes(edition):
        if node.max_because is None:
            continue
        role = edition.rubric.roles[node.code]
        parts = _base(edition, node.criteria) if role == "base" else [child.max for child in node.criteria]
        if node.is_leaf:
            sentence = f"'{node.code}' không có tiêu chí con nên điểm tối đa không cần lý do; bỏ 'max_because'"
            yield warning((*loc, "max_because"), sentence)
        elif same(parts, [node.max]):
            sentence = f"điểm tối đa của '{node.code}' đúng bằng các phần cộng lại; bỏ 'max_because'"
            yield warning((*loc, "max_because"), sentence)


def caps_out_of_reach(edition: Edition) -> Iterator[Doubt]:
    """A cap over all bonus or all deductions that can never be reached is a slip, or something was left out."""
    rubric = edition.rubric
    for key, cap, offered, what in (
        ("bonus_cap", rubric.bonus_cap, reach.offered_bonus(rubric), "điểm thưởng"),
        ("deduction_cap", rubric.deduction_cap, reach.most_deducted(rubric), "điểm trừ"),
    ):
        if cap is not None and offered is not None and cap > offered:
            sentence = f"trần {what} chung là {number(cap)} nhưng tất cả {what} cộng lại chỉ có {number(offered)}"
            yield warning(("rubric", key), f"{sentence}; sửa lại, hoặc bỏ '{key}'")


def points_off_step(edition: Edition) -> Iterator[Doubt]:
    """A maximum that is no multiple of the step could never be given, where points are given or rounded in steps."""
    rubric = edition.rubric
    for loc, leaf in leaves(edition):
        step = rubric.step_of(leaf)
        if leaf.rule.kind in {"points", "ratio"}:
            yield from _off_step((*loc, "max"), f"tối đa của '{leaf.code}'", leaf.max, step)
        if leaf.bonus and leaf.bonus.cap is not None:
            place, what = (*loc, "bonus", "cap"), f"thưởng của '{leaf.code}'"
            yield from _off_step(place, what, leaf.bonus.cap, leaf.bonus.step or step)
    if rubric.bonus:
        yield from _off_step(("rubric", "bonus", "cap"), "thưởng", rubric.bonus.cap, rubric.bonus.step or rubric.step)


def _off_step(loc: Loc, what: str, points: Decimal, step: Decimal) -> Iterator[Doubt]:
    if Fraction(points) % Fraction(step):  # exact however many digits; Decimal gives up beyond 28
        yield Doubt(loc, f"điểm {what} là {number(points)}, không chia hết cho bước điểm {number(step)}; sửa một số")


# --- sections and roles ---


def sections_that_score(edition: Edition) -> Iterator[Doubt]:
    """Only leaves are scored: a scorer, a rule or a step on a section would say nothing."""
    for loc, node in sections(edition):
        for key in ("scorer", "step", "rule"):
            if key in node.model_fields_set and getattr(node, key) is not None:
                sentence = f"'{node.code}' có tiêu chí con nên không được chấm riêng; chuyển '{key}' xuống tiêu chí con"
                yield Doubt((*loc, key), sentence)
        if node.bonus and node.bonus.step is not None:
            sentence = f"'{node.code}' có tiêu chí con: 'bonus' ở đây chỉ là trần; chuyển 'step' xuống tiêu chí con"
            yield Doubt((*loc, "bonus", "step"), sentence)


def mixed_roles(edition: Edition) -> Iterator[Doubt]:
    """Inside a section of bonus or deductions everything does the same: its maximum caps the whole."""
    roles = edition.rubric.roles
    for loc, section in sections(edition):
        role = roles[section.code]
        for index, child in enumerate(section.criteria):
            if role != "base" and roles[child.code] != role:
                names = ROLE_NAMES[roles[child.code]], ROLE_NAMES[role]
                sentence = f"'{child.code}' là {names[0]} nhưng nằm trong '{section.code}' là {names[1]}"
                yield Doubt((*loc, "criteria", index, "role"), f"{sentence}; bỏ 'role', hoặc chuyển ra mục khác")


def rules_against_roles(edition: Edition) -> Iterator[Doubt]:
    """What only takes away stands in deductions, and what starts from the maximum does not."""
    for loc, leaf in leaves(edition):
        takes, kind = edition.rubric.roles[leaf.code] == "deduction", leaf.rule.kind
        if kind == "deduction" and not takes:
            sentence = f"'{leaf.code}' chấm theo kiểu 'deduction' (chỉ trừ) nhưng không thuộc mục điểm trừ"
            way_out = "thêm 'role: deduction', hoặc dùng 'kind: minus' nếu trừ từ điểm tối đa"
            yield Doubt((*loc, "rule", "kind"), f"{sentence}; {way_out}")
        elif takes and kind in {"minus", "minus_plus"}:
            sentence = f"'{leaf.code}' thuộc mục điểm trừ nhưng chấm theo kiểu '{kind}' (trừ từ điểm tối đa)"
            yield Doubt((*loc, "rule", "kind"), f"{sentence}; dùng 'kind: deduction'")


# --- bonus ---


def bonus_of_nothing(edition: Edition) -> Iterator[Doubt]:
    """A cap of 0 lets people propose what never counts."""
    bonus = edition.rubric.bonus
    if bonus and bonus.cap == 0:
        yield warning(("rubric", "bonus", "cap"), "điểm thưởng tối đa là 0; bỏ mục 'bonus' nếu không có điểm thưởng")
    for loc, leaf in leaves(edition):
        if leaf.bonus and leaf.bonus.cap == 0:
            sentence = f"điểm thưởng tối đa của '{leaf.code}' là 0; bỏ mục 'bonus' nếu không có điểm thưởng"
            yield warning((*loc, "bonus", "cap"), sentence)


def bonus_misplaced(edition: Edition) -> Iterator[Doubt]:
    """Bonus beside points belongs to the base, and to leaves that do not take another second figure."""
    roles = edition.rubric.roles
    for loc, node in nodes(edition):
        if node.bonus is None:
            continue
        if roles[node.code] != "base":
            sentence = f"'{node.code}' là {ROLE_NAMES[roles[node.code]]} nên không có thưởng riêng"
            yield Doubt((*loc, "bonus"), f"{sentence}; bỏ 'bonus', trần của mục là 'max'")
        elif node.is_leaf and node.rule.kind == "minus_plus":
            sentence = f"'{node.code}' chấm theo kiểu 'minus_plus' nên ô thứ hai đã dùng để ghi số lần được cộng"
            yield Doubt((*loc, "bonus"), f"{sentence}; bỏ 'bonus' và dùng 'plus_cap'")


def bonus_without_cap(edition: Edition) -> Iterator[Doubt]:
    """A bonus that nothing holds lets one slip of the pen decide everything; said once, not at every leaf."""
    rubric = edition.rubric
    bare = [(loc, node) for loc, node in nodes(edition) if node.bonus and node.bonus.cap is None]
    for loc, node in bare:
        if node.criteria and rubric.roles[node.code] == "base":
            yield warning((*loc, "bonus"), f"'bonus' của '{node.code}' chưa nói gì; ghi trần ở 'cap', hoặc bỏ đi")
    open_ones = [(loc, node) for loc, node in bare if node.is_leaf and reach.leaf_bonus(rubric, node) is None]
    free = [(loc, node) for loc, node in open_ones if not _held_above(edition, node)]
    if free and rubric.bonus_cap is None:
        listed = ", ".join(f"'{node.code}'" for _, node in free[:LISTED]) + (" …" if len(free) > LISTED else "")
        sentence = f"điểm thưởng của {listed} không có trần nào"
        yield warning((*free[0][0], "bonus"), f"{sentence}; ghi 'cap' ở tiêu chí hay mục bên trên, hoặc 'bonus_cap'")


def _held_above(edition: Edition, leaf: Criterion) -> bool:
    """Tell whether a section above caps the bonus of a leaf."""
    return any(above.bonus and above.bonus.cap is not None for above in edition.rubric.paths[leaf.code])


def section_bonus_out_of_reach(edition: Edition) -> Iterator[Doubt]:
    """The cap of a section's bonus is no more than its leaves can give."""
    for loc, node in sections(edition):
        offered = reach.offered_leaf_bonus(edition.rubric, node)
        cap = node.bonus.cap if node.bonus and edition.rubric.roles[node.code] == "base" else None
        if cap is not None and offered is not None and cap > offered:
            sentence = f"trần thưởng của '{node.code}' là {number(cap)} nhưng các tiêu chí con chỉ thưởng tới"
            yield warning((*loc, "bonus", "cap"), f"{sentence} {number(offered)}; sửa một số")


# --- units with a smaller scale ---


def scale_by_points(edition: Edition) -> Iterator[Doubt]:
    """Units whose scales differ cannot be compared by points."""
    if edition.rubric.compare == "percent":
        return
    for loc, node in nodes(edition):
        for key in ("not_applicable", "zero_over_zero", "blank"):
            if getattr(node, key) == "rebase":
                sentence = f"'{node.code}' ghi 'rebase' nên có đơn vị thang điểm nhỏ hơn, nhưng đang so bằng điểm"
                yield Doubt((*loc, key), f"{sentence}; thêm 'compare: percent', hoặc dùng full, zero")
        if node.not_for:
            sentence = (
                f"'{node.code}' không áp dụng cho vài đơn vị nên thang điểm của họ nhỏ hơn, nhưng đang so bằng điểm"
            )
            yield warning((*loc, "not_for"), f"{sentence}; thêm 'compare: percent' nếu muốn so công bằng")


def strangers(edition: Edition) -> Iterator[Doubt]:
    """Units that a node leaves out exist."""
    known = [unit.code for unit in edition.units]
    for loc, node in nodes(edition):
        for index, unit in enumerate(node.not_for):
            if unit not in known:
                yield unknown((*loc, "not_for", index), "đơn vị", unit, known)
