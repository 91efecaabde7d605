"""Rules of the linter about what totals become: bands, what they ask, sanctions, quotas, ranks, limits, lateness."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from sheetsync.edition import reach
from sheetsync.edition.doubt import Doubt, Loc, warning
from sheetsync.edition.lint.places import number, unknown
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion
from sheetsync.edition.rules import Count, Deduction, Minus, MinusPlus, Tiers
from sheetsync.edition.verdict import Band, Condition, Quota

RANKING = ("total", "band", "base", "bonus", "deductions")
"""The words by which units are ranked, besides the codes of the rubric."""


# --- bands ---


def bands_out_of_order(edition: Edition) -> Iterator[Doubt]:
    """Bands stand from the highest down, each with its own name and minimum."""
    names: set[str] = set()
    for index, band in enumerate(edition.rubric.bands):
        if band.name in names:
            sentence = f"loại '{band.name}' ghi hai lần"
            yield Doubt(("rubric", "bands", index, "name"), f"{sentence}; đặt tên khác, hoặc bỏ một loại")
        names.add(band.name)
    for index, (upper, lower) in enumerate(pairwise(edition.rubric.bands), start=1):
        if lower.minimum >= upper.minimum:
            sentence = f"loại '{lower.name}' có mức {number(lower.minimum)}, không thấp hơn '{upper.name}' ở trên"
            yield warning(("rubric", "bands", index, "minimum"), f"{sentence}; xếp các loại từ cao xuống thấp")


def _lowest(edition: Edition) -> int | None:
    bands = edition.rubric.bands
    return min(range(len(bands)), key=lambda index: bands[index].minimum, default=None)


def lowest_band(edition: Edition) -> Iterator[Doubt]:
    """Below the lowest band a unit would have none."""
    lowest = _lowest(edition)
    if lowest is None:
        return
    band, loc = edition.rubric.bands[lowest], ("rubric", "bands", lowest)
    if band.minimum > 0:
        sentence = f"đơn vị dưới {number(band.minimum)}{_unit(edition)} không được xếp loại nào; thêm loại có mức 0"
        yield warning((*loc, "minimum"), sentence)
    if band.needs:
        sentence = f"loại thấp nhất '{band.name}' còn đòi điều kiện nên đơn vị không đạt sẽ không có loại nào"
        yield warning((*loc, "needs"), f"{sentence}; bỏ 'needs' ở loại này")


def _unit(edition: Edition) -> str:
    return " %" if edition.rubric.compare == "percent" else " điểm"


def bands_out_of_reach(edition: Edition) -> Iterator[Doubt]:
    """Nobody can earn more than the scale gives, with all bonus and within every cap."""
    best, unit = reach.highest_mark(edition.rubric), _unit(edition)
    for index, band in enumerate(edition.rubric.bands):
        if best is not None and band.minimum > best:
            shown = number(best if unit == " điểm" else round(best, 2).normalize())
            sentence = f"loại '{band.name}' cần {number(band.minimum)}{unit} nhưng cao nhất chỉ có {shown}{unit}"
            yield warning(
                ("rubric", "bands", index, "minimum"), f"{sentence}; hạ mức của loại, hoặc xem lại thang điểm"
            )


# --- what bands ask besides ---


def _conditions(edition: Edition) -> Iterator[tuple[Loc, Band, Condition]]:
    for index, band in enumerate(edition.rubric.bands):
        for place, condition in enumerate(band.needs):
            yield ("rubric", "bands", index, "needs", place), band, condition


def unclear_conditions(edition: Edition) -> Iterator[Doubt]:
    """A condition has one subject and one measure that goes with it."""
    for loc, band, condition in _conditions(edition):
        subjects = [key for key in ("criterion", "figure", "proposals") if getattr(condition, key) is not None]
        measures = [key for key in ("percent", "points", "count", "at_least") if getattr(condition, key) is not None]
        if len(subjects) != 1:
            state = f"đang có {', '.join(subjects)}" if subjects else "đang thiếu"
            sentence = f"điều kiện của '{band.name}' cần đúng một trong 'criterion', 'figure', 'proposals'; {state}"
            yield Doubt(loc, sentence)
            continue
        fitting = {"criterion": ["percent", "points", "count"], "figure": ["at_least"], "proposals": []}[subjects[0]]
        if len(measures) != bool(fitting) or not set(measures) <= set(fitting):
            asked = f"cần đúng một trong {_quoted(fitting)}" if fitting else "không đi với mục nào khác"
            state = f"đang có {_quoted(measures)}" if measures else "đang thiếu"
            yield Doubt(loc, f"điều kiện '{subjects[0]}' của '{band.name}' {asked}; {state}")


def _quoted(keys: list[str]) -> str:
    return ", ".join(f"'{key}'" for key in keys)


def unknown_conditions(edition: Edition) -> Iterator[Doubt]:
    """Conditions name criteria that exist, and register proposals only where there is a register."""
    rubric = edition.rubric
    for loc, band, condition in _conditions(edition):
        if condition.criterion is not None and condition.criterion not in rubric.nodes:
            yield unknown((*loc, "criterion"), "tiêu chí", condition.criterion, rubric.nodes)
        if condition.proposals is not None and rubric.bonus is None:
            sentence = f"'{band.name}' đòi đề nghị thưởng nhưng thang điểm không có mục 'bonus' để đề nghị"
            yield Doubt((*loc, "proposals"), f"{sentence}; thêm 'bonus', hoặc bỏ điều kiện")


def unknown_figures(edition: Edition) -> Iterator[Doubt]:
    """Conditions name figures of the data appendix that exist."""
    known = [figure.code for figure in edition.figures]
    for loc, _, condition in _conditions(edition):
        if condition.figure is not None and condition.figure not in known:
            yield unknown((*loc, "figure"), "số liệu", condition.figure, known)


def conditions_out_of_reach(edition: Edition) -> Iterator[Doubt]:
    """What a band asks of a criterion can be had there."""
    rubric = edition.rubric
    for loc, band, condition in _conditions(edition):
        node = rubric.nodes.get(condition.criterion or "")
        if node is None:
            continue
        if condition.count is not None and not _counts(node):
            sentence = f"'{band.name}' đòi số lần ở '{node.code}' nhưng ở đó không đếm gì"
            yield Doubt((*loc, "count"), f"{sentence}; dùng 'points' hoặc 'percent', hoặc chọn tiêu chí có đếm")
        best = reach.most(rubric, node)
        for key, asked in (
            ("points", condition.points),
            ("percent", None if condition.percent is None else condition.percent * node.max / 100),
        ):
            if asked is not None and best is not None and asked > best:
                sentence = f"'{band.name}' đòi {number(asked)} điểm ở '{node.code}' nhưng ở đó cao nhất chỉ có"
                yield warning((*loc, key), f"{sentence} {number(best)}; sửa một số")


def _counts(node: Criterion) -> bool:
    """Tell whether things are counted at a node or below it."""
    rules = [leaf.rule for _, leaf in node.walk() if leaf.is_leaf]
    return any(
        isinstance(rule, Count | Minus | MinusPlus | Deduction) or (isinstance(rule, Tiers) and rule.of != "ratio")
        for rule in rules
    )


# --- sanctions and quotas ---


def _unknown_band(edition: Edition, loc: Loc, name: str | None) -> Iterator[Doubt]:
    names = [band.name for band in edition.rubric.bands]
    if name is not None and name not in names:
        listed = ", ".join(names) if names else "chưa khai báo"
        yield Doubt(loc, f"không có loại nào tên '{name}'; các loại đang có: {listed}")


def _unknown_leaf(edition: Edition, loc: Loc, code: str) -> Iterator[Doubt]:
    node = edition.rubric.nodes.get(code)
    if node is None:
        yield unknown(loc, "tiêu chí", code, (leaf.code for leaf in edition.rubric.leaves))
    elif not node.is_leaf:
        yield Doubt(loc, f"'{code}' là mục có tiêu chí con; ghi mã của từng tiêu chí con")


def sanctions(edition: Edition) -> Iterator[Doubt]:
    """A sanction names a leaf and says one thing about bands that exist."""
    bands = edition.rubric.bands
    for index, sanction in enumerate(edition.rubric.sanctions):
        loc: Loc = ("rubric", "sanctions", index)
        yield from _unknown_leaf(edition, (*loc, "criterion"), sanction.criterion)
        named = [key for key in ("not_above", "drop", "band") if getattr(sanction, key) is not None]
        if len(named) != 1:
            state = f"đang có {_quoted(named)}" if named else "đang thiếu"
            yield Doubt(loc, f"chế tài cần đúng một trong 'not_above', 'drop', 'band'; {state}")
        if not sanction.at_least:
            sentence = f"chế tài của '{sanction.criterion}' áp dụng từ 0 lần, tức là với mọi đơn vị"
            yield warning((*loc, "at_least"), f"{sentence}; ghi từ 1 trở lên")
        for key in ("not_above", "band"):
            yield from _unknown_band(edition, (*loc, key), getattr(sanction, key))
        if bands and sanction.not_above == max(bands, key=lambda band: band.minimum).name:
            sentence = f"'{sanction.not_above}' đã là loại cao nhất nên chế tài không có tác dụng"
            yield warning((*loc, "not_above"), f"{sentence}; ghi loại cao nhất còn được xét")
        if sanction.drop is not None and sanction.drop >= len(bands):
            sentence = f"hạ {sanction.drop} loại nhưng chỉ có {len(bands)} loại"
            yield warning((*loc, "drop"), f"{sentence}; sửa số loại, hoặc dùng 'band'")


def quotas(edition: Edition) -> Iterator[Doubt]:
    """A quota holds down one band that has another beneath it, once in each place."""
    lowest, seen = _lowest(edition), set()
    for index, quota in enumerate(edition.rubric.quotas):
        loc: Loc = ("rubric", "quotas", index)
        yield from _unknown_band(edition, (*loc, "band"), quota.band)
        if (quota.band, quota.per) in seen:
            sentence = f"loại '{quota.band}' đã có tỷ lệ khống chế ở trên trong cùng phạm vi"
            yield Doubt((*loc, "band"), f"{sentence}; chỉ giữ một")
        seen.add((quota.band, quota.per))
        if lowest is not None and quota.band == edition.rubric.bands[lowest].name:
            sentence = f"'{quota.band}' là loại thấp nhất nên đơn vị vượt tỷ lệ không còn loại nào để xuống"
            yield Doubt((*loc, "band"), f"{sentence}; khống chế loại cao hơn, hoặc bỏ đi")
        if quota.percent >= 100:  # noqa: PLR2004 - all of them
            sentence = f"tỷ lệ {number(quota.percent)} % không bao giờ khống chế '{quota.band}'"
            yield warning((*loc, "percent"), f"{sentence}; sửa lại, hoặc bỏ đi")
        yield from _order(edition, (*loc, "order"), quota.order)


def quotas_of_zero(edition: Edition) -> Iterator[Doubt]:
    """A share of few units rounds down to nobody."""
    for index, quota in enumerate(edition.rubric.quotas):
        loc: Loc = ("rubric", "quotas", index)
        if quota.per == "cluster" and not edition.clusters:
            sentence = "tỷ lệ khống chế tính theo cụm nhưng chưa khai báo cụm nào"
            yield Doubt((*loc, "per"), f"{sentence}; thêm 'clusters', hoặc ghi 'per: all'")
        for where, units in _grouped(edition, quota):
            if 0 < Fraction(quota.percent) * units < 100:  # noqa: PLR2004 - less than one whole unit
                sentence = f"{where} có {units} đơn vị, {number(quota.percent)} % là dưới 1 đơn vị"
                way_out = "tăng tỷ lệ, hoặc tính chung ('per: all')" if quota.per == "cluster" else "tăng tỷ lệ"
                yield warning((*loc, "percent"), f"{sentence}: không ai được '{quota.band}'; {way_out}")


def _grouped(edition: Edition, quota: Quota) -> list[tuple[str, int]]:
    """The groups in which a quota counts units, by name."""
    if quota.per == "all":
        return [("toàn đợt", len(edition.units))]
    outside = sum(unit.cluster is None for unit in edition.units) if edition.clusters else 0
    clusters = [(f"'{cluster.name}'", len(edition.units_of(cluster.code))) for cluster in edition.clusters]
    return [*clusters, ("nhóm không thuộc cụm nào", outside)]


# --- ranking ---


def ranking(edition: Edition) -> Iterator[Doubt]:
    """Units are ranked by something, the total among it."""
    order, loc = edition.rubric.ranking, ("rubric", "ranking")
    if not order:
        yield Doubt(loc, "chưa nói xếp hạng theo gì; ghi ví dụ [total, bonus], hoặc bỏ mục này")
    elif "total" not in order:
        yield warning(loc, "xếp hạng không dùng tổng điểm; thêm 'total' nếu không cố ý")
    yield from _order(edition, loc, order)


def _order(edition: Edition, loc: Loc, order: tuple[str, ...]) -> Iterator[Doubt]:
    """Each word of an order is known, stands once, and tells units apart."""
    for index, word in enumerate(order):
        if word not in RANKING and word not in edition.rubric.nodes:
            sentence = f"không xếp được theo '{word}'; dùng {', '.join(RANKING)}, hoặc mã một tiêu chí"
            yield Doubt((*loc, index), sentence)
        elif word in order[:index]:
            yield warning((*loc, index), f"'{word}' đã đứng trước trong thứ tự này; bỏ bớt một")
        elif word == "band" and not edition.rubric.bands:
            yield warning((*loc, index), "thang điểm không có 'bands' nên không xếp theo 'band' được; bỏ đi")


# --- limits of totals, lateness, items counted once ---


def clamps(edition: Edition) -> Iterator[Doubt]:
    """The limits of a total leave room for the scale."""
    clamp, loc = edition.rubric.clamp, ("rubric", "clamp")
    if clamp is None or clamp.maximum is None:
        return
    scale = edition.rubric.max if edition.rubric.compare == "points" or clamp.applies_to == "total" else Decimal(100)
    if clamp.minimum > clamp.maximum:
        sentence = f"giới hạn dưới {number(clamp.minimum)} cao hơn giới hạn trên {number(clamp.maximum)}"
        yield Doubt((*loc, "minimum"), f"{sentence}; sửa một số")
    elif clamp.maximum < scale:
        sentence = f"tổng điểm bị giới hạn ở {number(clamp.maximum)}, thấp hơn thang điểm {number(scale)}"
        yield warning((*loc, "maximum"), f"{sentence}; sửa một số")


def late_of_nothing(edition: Edition) -> Iterator[Doubt]:
    """Lateness takes something, from units that keep a book; a cap on it can be reached."""
    for index, late in enumerate(edition.rubric.late):
        loc: Loc = ("rubric", "late", index)
        if not late.per_day and not late.per_report:
            yield warning(loc, "chậm hạn không bị trừ điểm nào; ghi 'per_day' hoặc 'per_report', hoặc bỏ đi")
        elif not late.per_day and late.cap is not None and late.cap > late.per_report:
            sentence = (
                f"chậm hạn chỉ trừ {number(late.per_report)} điểm một lần, không bao giờ đạt trần {number(late.cap)}"
            )
            yield warning((*loc, "cap"), f"{sentence}; sửa một số, hoặc bỏ 'cap'")


def late_phases(edition: Edition) -> Iterator[Doubt]:
    """Lateness is held against a phase at whose end units' books are due."""
    known = {phase.code: phase for phase in edition.phases}
    for index, late in enumerate(edition.rubric.late):
        loc: Loc = ("rubric", "late", index, "phase")
        phase = known.get(late.phase)
        if phase is None:
            yield unknown(loc, "giai đoạn", late.phase, known)
        elif "unit" not in phase.due:
            sentence = f"giai đoạn '{phase.code}' không phải là hạn nộp của đơn vị"
            yield Doubt(loc, f"{sentence}; thêm 'unit' vào 'due' của giai đoạn ấy, hoặc chọn giai đoạn khác")
        elif "unit" not in edition.collects:
            sentence = "trừ điểm đơn vị nộp chậm nhưng 'collects' không có 'unit' nên đơn vị không có bảng nào để nộp"
            yield Doubt(loc, f"{sentence}; thêm vào 'collects', hoặc bỏ 'late'")


def once_items(edition: Edition) -> Iterator[Doubt]:
    """Items of which one counts are leaves, each named once."""
    for index, once in enumerate(edition.rubric.once):
        for place, code in enumerate(once.items):
            loc: Loc = ("rubric", "once", index, "items", place)
            if code in once.items[:place]:
                yield Doubt(loc, f"'{code}' đã có trong danh sách này; mỗi tiêu chí chỉ ghi một lần")
            else:
                yield from _unknown_leaf(edition, loc, code)
