"""Rules of the linter about how one leaf turns what people give into points: tiers, choices, points each, absences."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from unicodedata import combining, normalize

from sheetsync.edition.doubt import Doubt, Loc, warning
from sheetsync.edition.lint.places import leaves, nodes, number
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion
from sheetsync.edition.rules import Choice, Count, Deduction, Minus, MinusPlus, Range, Ratio, Span, Tier, Tiers

LOWER, UPPER = ("at_least", "over"), ("below", "at_most")
LIMITS = (*LOWER, *UPPER)

Cut = tuple[Fraction, bool]
"""Where values are parted: just before a value (False) or just behind it (True)."""


def _tiered(edition: Edition) -> Iterator[tuple[Loc, Criterion, tuple[Tier | Range, ...]]]:
    """Yield the leaves with tiers, with the place of the tiers."""
    for loc, leaf in leaves(edition):
        if isinstance(leaf.rule, Choice | Tiers):
            yield (*loc, "rule", "tiers"), leaf, leaf.rule.tiers


def _nth(index: int, leaf: Criterion) -> str:
    return f"bậc thứ {index + 1} của '{leaf.code}'"


# --- points of tiers ---


def tier_points(edition: Edition) -> Iterator[Doubt]:
    """The best tier earns the maximum, none earns more, and from the best on points do not rise."""
    for loc, leaf, tiers in _tiered(edition):
        for index, tier in enumerate(tiers):
            if tier.points > leaf.max:
                sentence = f"{_nth(index, leaf)} được {number(tier.points)} điểm, quá tối đa {number(leaf.max)}"
                yield Doubt((*loc, index, "points"), f"{sentence}; sửa một số")
        best = max(tier.points for tier in tiers)
        if best < leaf.max:
            sentence = f"bậc cao nhất của '{leaf.code}' chỉ được {number(best)} điểm, không bao giờ đạt tối đa"
            yield warning(loc, f"{sentence} {number(leaf.max)}; sửa một số")
        for index, (upper, lower) in enumerate(pairwise(tiers), start=1):
            if lower.points > upper.points:
                sentence = f"{_nth(index, leaf)} được {number(lower.points)} điểm, hơn bậc xếp trên nó"
                yield warning((*loc, index, "points"), f"{sentence}; xếp bậc tốt nhất lên đầu, rồi xem lại điểm")


def killers(edition: Edition) -> Iterator[Doubt]:
    """A tier that makes the parent 0 needs a parent."""
    for loc, leaf, index, _ in _killers(edition):
        if not edition.rubric.paths[leaf.code]:
            sentence = f"{_nth(index, leaf)} làm mất điểm cả mục bên trên ('killer'), nhưng không có mục nào bên trên"
            yield Doubt((*loc, "killer"), f"{sentence}; bỏ 'killer', hoặc xếp tiêu chí vào một mục")


def idle_killers(edition: Edition) -> Iterator[Doubt]:
    """The own points of a tier that makes the parent 0 say nothing; what is taken off, it never gives back."""
    rubric = edition.rubric
    sanctioned = {sanction.criterion for sanction in rubric.sanctions}
    for loc, leaf, index, tier in _killers(edition):
        above = rubric.paths[leaf.code]
        if not above:
            continue
        if rubric.roles[above[-1].code] == "deduction":
            if tier.points or leaf.code not in sanctioned:  # a killer without points is still a case for a sanction
                sentence = f"{_nth(index, leaf)} ghi 'killer' nhưng mục '{above[-1].code}' chỉ trừ điểm"
                yield warning(
                    (*loc, "killer"), f"{sentence} nên không có tác dụng; bỏ 'killer', điểm vẫn trừ như đã ghi"
                )
        elif tier.points and rubric.roles[leaf.code] != "deduction":
            sentence = f"{_nth(index, leaf)} làm mất điểm cả mục ('killer') nên {number(tier.points)} điểm không còn"
            yield warning((*loc, "points"), f"{sentence}; ghi 0, hoặc bỏ 'killer'")


def _killers(edition: Edition) -> Iterator[tuple[Loc, Criterion, int, Tier | Range]]:
    for loc, leaf, tiers in _tiered(edition):
        yield from (((*loc, index), leaf, index, tier) for index, tier in enumerate(tiers) if tier.killer)


# --- choices ---


def _fold(text: str) -> str:
    """What is left of a label when case, diacritics, đ and spacing do not count."""
    letters = normalize("NFD", text.casefold())
    return " ".join("".join(letter for letter in letters if not combining(letter)).replace("đ", "d").split())


def _typed_points(label: str) -> Decimal | None:
    try:
        points = Decimal(label.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return points if points.is_finite() else None


def unclear_choices(edition: Edition) -> Iterator[Doubt]:
    """What people pick or type names one answer: its label, or its points."""
    for loc, leaf in leaves(edition):
        if isinstance(leaf.rule, Choice):
            yield from _unclear_labels((*loc, "rule", "tiers"), leaf, leaf.rule.tiers)
            yield from _unclear_points((*loc, "rule", "tiers"), leaf, leaf.rule.tiers)


def _unclear_labels(loc: Loc, leaf: Criterion, tiers: tuple[Tier, ...]) -> Iterator[Doubt]:
    first: dict[str, int] = {}
    for index, tier in enumerate(tiers):
        key = "text" if tier.name is None else "name"
        earlier = first.setdefault(_fold(tier.label), index)
        typed = _typed_points(tier.label)
        if earlier != index:
            sentence = f"{_nth(index, leaf)} cùng tên '{tier.label}' với bậc thứ {earlier + 1} (không kể dấu, chữ hoa)"
            yield Doubt((*loc, index, key), f"{sentence}; đặt 'name' khác nhau để chọn không nhầm")
        elif typed is not None and typed != tier.points:
            sentence = f"{_nth(index, leaf)} mang tên '{tier.label}' nhưng được {number(tier.points)} điểm"
            yield Doubt((*loc, index, key), f"{sentence}: gõ số ấy sẽ bị hiểu là điểm; đặt 'name' bằng chữ")


def _unclear_points(loc: Loc, leaf: Criterion, tiers: tuple[Tier, ...]) -> Iterator[Doubt]:
    first: dict[Decimal, tuple[int, bool]] = {}
    for index, tier in enumerate(tiers):
        earlier, killer = first.setdefault(tier.points, (index, tier.killer))
        if killer != tier.killer:
            sentence = f"{_nth(index, leaf)} và bậc thứ {earlier + 1} cùng {number(tier.points)} điểm nhưng chỉ một bậc"
            way_out = "dặn người chấm chọn theo tên, hoặc sửa điểm"
            yield warning((*loc, index), f"{sentence} có 'killer': gõ số điểm sẽ không rõ là bậc nào; {way_out}")


# --- limits of tiers ---


def tier_limits(edition: Edition) -> Iterator[Doubt]:
    """Every value falls into exactly one tier."""
    for loc, leaf in leaves(edition):
        if isinstance(leaf.rule, Tiers):
            place = (*loc, "rule", "tiers")
            wrong = list(_wrong_limits(place, leaf, leaf.rule.tiers))
            yield from wrong or _wrong_spans(place, leaf, leaf.rule)


def _wrong_limits(loc: Loc, leaf: Criterion, tiers: tuple[Range, ...]) -> Iterator[Doubt]:
    """Find tiers with limits that contradict each other, and those with none."""
    for index, tier in enumerate(tiers):
        named = [key for key in LIMITS if getattr(tier, key) is not None]
        if not named:
            sentence = f"{_nth(index, leaf)} không có cận nào"
            yield Doubt((*loc, index), f"{sentence}; ghi ít nhất một trong {', '.join(LIMITS)}")
        for keys, what in ((LOWER, "dưới"), (UPPER, "trên")):
            if set(keys) <= set(named):
                sentence = f"{_nth(index, leaf)} có hai cận {what} '{keys[0]}' và '{keys[1]}'"
                yield Doubt((*loc, index, keys[1]), f"{sentence}; chỉ giữ một")


def _wrong_spans(loc: Loc, leaf: Criterion, rule: Tiers) -> Iterator[Doubt]:
    """Find tiers that hold nothing, share values or leave values out. What a tier lacks, its neighbours above give."""
    reached: list[tuple[Cut, Cut | None, int]] = []
    beneath: Cut = (Fraction(0), False)
    for index, span in enumerate(rule.spans):
        start, end = _cuts(span, whole=rule.of == "count")
        # One that names no lower limit begins where the tiers above it end, if those lie beneath it.
        if span.low is None and (end is None or beneath <= end):
            start = beneath
        if end is not None and start >= end:
            sentence = f"{_nth(index, leaf)} không chứa giá trị nào: cận dưới không nằm dưới cận trên"
            yield Doubt((*loc, index), f"{sentence}; sửa lại hai cận")
        else:
            reached.append((start, end, index))
        if end is not None and all(getattr(rule.tiers[index], key) is None for key in LOWER):
            beneath = max(beneath, end)
    if len(reached) == len(rule.tiers):
        yield from _overlaps_and_gaps(loc, leaf, sorted(reached, key=lambda one: one[0]), ratio=rule.of == "ratio")


def _cuts(span: Span, *, whole: bool) -> tuple[Cut, Cut | None]:
    """Where a tier begins and ends; of whole things, 2 ends where 3 begins."""
    low = (Fraction(span.low or 0), span.low is not None and not span.low_in)
    if span.high is None:
        return (_whole(low) if whole else low), None
    high = (Fraction(span.high), span.high_in)
    return (_whole(low), _whole(high)) if whole else (low, high)


def _whole(cut: Cut) -> Cut:
    value, behind = cut
    return Fraction(floor(value) + 1 if behind else ceil(value)), False


def _overlaps_and_gaps(
    loc: Loc,
    leaf: Criterion,
    ordered: list[tuple[Cut, Cut | None, int]],
    *,
    ratio: bool,
) -> Iterator[Doubt]:
    """Find values in two tiers, and values in none; of a ratio, what is beyond 100 % may be left out."""
    covered: Cut | None = (Fraction(0), False)
    last = ordered[0][2]
    for start, end, index in ordered:
        if covered is None or start < covered:
            sentence = f"{_nth(index, leaf)} chồng lên bậc thứ {last + 1}: có giá trị thuộc cả hai bậc"
            yield Doubt((*loc, index), f"{sentence}; ghi rõ cả hai cận (below rồi at_least thì liền nhau)")
        elif start > covered and not (ratio and covered >= (Fraction(100), True)):
            yield _gap((*loc, index), leaf, covered, start)
        if covered is not None and (end is None or end > covered):
            covered, last = end, index
    if covered is not None and not (ratio and covered >= (Fraction(100), True)):
        yield _gap((*loc, last), leaf, covered, None)


def _gap(loc: Loc, leaf: Criterion, start: Cut, end: Cut | None) -> Doubt:
    low = f"{'trên' if start[1] else 'từ'} {_shown(start[0])}"
    high = "trở lên" if end is None else f"đến {'hết' if end[1] else 'dưới'} {_shown(end[0])}"
    return Doubt(loc, f"các bậc của '{leaf.code}' bỏ trống khoảng {low} {high}; thêm bậc, hoặc sửa lại cận")


def _shown(value: Fraction) -> str:
    return number(Decimal(value.numerator) / Decimal(value.denominator))


# --- points each ---


def idle_rates(edition: Edition) -> Iterator[Doubt]:
    """Points each that are 0 never change anything; more than the maximum for one thing is surely a slip."""
    for loc, leaf in leaves(edition):
        rule, place = leaf.rule, (*loc, "rule")
        if isinstance(rule, Count | Minus | Deduction):
            if not rule.per:
                sentence = f"'{leaf.code}' ghi 0 điểm cho mỗi lần đếm nên điểm không bao giờ đổi"
                yield Doubt((*place, "per"), f"{sentence}; ghi số điểm ở 'per'")
            elif rule.per > leaf.max and not isinstance(rule, Minus):  # "a single case takes it all" is said that way
                sentence = f"'{leaf.code}' ghi {number(rule.per)} điểm cho mỗi lần nhưng tối đa chỉ {number(leaf.max)}"
                yield warning((*place, "per"), f"{sentence}; sửa một số")
        elif isinstance(rule, MinusPlus):
            if not rule.minus and not rule.plus:
                sentence = f"'{leaf.code}' trừ 0 và cộng 0 điểm mỗi lần nên điểm không bao giờ đổi"
                yield Doubt(place, f"{sentence}; ghi số điểm ở 'minus', 'plus'")
            elif not rule.plus and rule.plus_cap:
                sentence = f"'{leaf.code}' cho cộng tới {number(rule.plus_cap)} nhưng mỗi lần cộng 0 điểm"
                yield warning((*place, "plus"), f"{sentence}; ghi số điểm ở 'plus', hoặc bỏ 'plus_cap'")


# --- absences ---


def _is_ratio(leaf: Criterion) -> bool:
    return isinstance(leaf.rule, Ratio) or (isinstance(leaf.rule, Tiers) and leaf.rule.of == "ratio")


def zero_over_zero(edition: Edition) -> Iterator[Doubt]:
    """What 0/0 earns is said wherever it can happen, and nowhere else."""
    outcomes = edition.rubric.outcomes
    for loc, leaf in leaves(edition):
        if _is_ratio(leaf) and outcomes[leaf.code].zero_over_zero is None:
            sentence = f"'{leaf.code}' tính theo tỷ lệ nhưng chưa nói 0/0 được bao nhiêu"
            yield warning(loc, f"{sentence}; thêm 'zero_over_zero: full', 'zero' hoặc 'rebase' theo đúng hướng dẫn")
    for loc, node in nodes(edition):
        below = (one for _, one in node.walk() if one.is_leaf)
        if node.zero_over_zero is not None and not any(map(_is_ratio, below)):
            sentence = f"'{node.code}' không có tỷ lệ nào nên 'zero_over_zero' không có tác dụng; bỏ đi"
            yield warning((*loc, "zero_over_zero"), sentence)


def full_for_nothing(edition: Edition) -> Iterator[Doubt]:
    """A blank that earns the maximum hides that nobody has scored: fit for faults, not for achievements."""
    rubric = edition.rubric
    for loc, leaf in leaves(edition):
        earned = leaf.rule.kind in {"points", "choice", "count"} and rubric.roles[leaf.code] != "deduction"
        if leaf.blank == "full" and earned:
            sentence = f"'{leaf.code}' để trống cũng được trọn điểm nên không ai biết là chưa chấm"
            yield warning((*loc, "blank"), f"{sentence}; nếu không cố ý thì dùng 'not_applicable: full'")
