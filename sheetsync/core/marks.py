"""The tabs in which criteria are scored: a unit's own, a department's, and what an inspection agrees on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from sheetsync.core.howto import header, how, what, what_extra
from sheetsync.core.layout import Ask, Column, Kind, Look, Owner, Row, Tab, extra_column
from sheetsync.core.values import format_number
from sheetsync.edition.model import Cluster, Department, Edition, Unit
from sheetsync.edition.reach import maxima, scale_left
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.rules import Choice

TOTAL_KEY = "TONG"
"""The key of the row in which a ward types its own total."""

_EDITION, _PEOPLE, _SYNC = Owner.EDITION, Owner.PEOPLE, Owner.SYNC


def has_rules(rubric: Rubric) -> bool:
    """True where something else than plain points is given for any leaf."""
    return any(map(is_by_rule, rubric.leaves))


def is_by_rule(leaf: Criterion) -> bool:
    """True where something else than plain points is given for the leaf."""
    return leaf.rule.kind != "points" or leaf.has_extra


def _has_extra(rubric: Rubric) -> bool:
    return any(leaf.has_extra for leaf in rubric.leaves)


# --- a unit's own score -----------------------------------------------------------------------------------------------


def self_tab(edition: Edition) -> Tab:
    """Lay out what units give themselves: what is the same in the books of all of them."""
    rubric = edition.rubric
    by_rules = has_rules(rubric)
    rows = [_criterion_row(rubric, depth, node) for depth, node in rubric.walk()]
    total: dict[str, str | Decimal] = {"text": "Tổng điểm tự chấm", "max": rubric.max}
    if by_rules:
        total["how"] = f"Có thể gõ tổng điểm để đối chiếu với cột “{_SCORED_HEADER}”."
    asks = {"points": Ask(Kind.POINTS, prompt="Tổng điểm, kể cả điểm thưởng và điểm trừ.")} if by_rules else {}
    rows.append(Row(TOTAL_KEY, total, Look.TOTAL, open=frozenset({"points"}), asks=asks))
    where = ", theo cột “Cách ghi”" if by_rules else ""
    return Tab(
        name="self",
        title="Tự chấm điểm",
        heading=f"bảng tự chấm điểm thi đua năm {edition.year}",
        hint=f"{rubric.title}. Chỉ gõ vào các ô nền vàng{where}; điểm gõ bằng số, dấu phẩy thập phân (ví dụ 8,5).",
        columns=(*(_self_columns(rubric) if by_rules else _PLAIN_SELF_COLUMNS), *_asked(edition)),
        key="code",
        rows=tuple(rows),
        frozen_columns=2,
        lists="criterion",
        part="report",
    )


def _asked(edition: Edition) -> tuple[Column, ...]:
    """The column in which questions show beside their criterion, where anybody can ask."""
    asks = "department" in edition.collects or edition.limits.explain_gap is not None
    return (_ASKED,) if asks else ()


def self_tab_of(edition: Edition, unit: Unit, common: Tab) -> Tab:
    """The tab of one unit: named after it, closed where a criterion does not stand on its scale."""
    heading, rubric = f"{unit.name}: {common.heading}", edition.rubric
    off_scale = {leaf.code for leaf in rubric.leaves if not rubric.applies(leaf.code, unit.code)}
    if not off_scale:
        return replace(common, heading=heading)
    left = maxima(rubric, off_scale)
    left |= {TOTAL_KEY: scale_left(rubric, left)}
    return replace(common, heading=heading, rows=tuple(_row_of(rubric, unit, row, left) for row in common.rows))


def _row_of(rubric: Rubric, unit: Unit, row: Row, left: Mapping[str, Decimal]) -> Row:
    """A row as it stands on the scale of one unit; what does not stand there keeps its maximum, and is closed."""
    if row.key == TOTAL_KEY or rubric.applies(row.key, unit.code):
        return replace(row, cells={**row.cells, "max": left[row.key]})
    said = {"how": f"Không chấm {unit.name}."} if has_rules(rubric) else {}
    return replace(row, cells={**row.cells, **said}, open=frozenset(), asks={})


_PLAIN_SELF_COLUMNS = (
    Column("code", "Mã", _EDITION, width=60),
    Column("text", "Tiêu chuẩn, tiêu chí", _EDITION, width=420),
    Column("max", "Điểm tối đa", _EDITION, Kind.POINTS, width=80),
    Column("points", "Điểm tự chấm", _PEOPLE, Kind.POINTS, width=90, hint="Số, ví dụ 8,5"),
    Column("figures", "Số liệu minh họa", _PEOPLE, width=280, hint="Số liệu chứng minh cho điểm tự chấm"),
    Column("judgement", "Nhận định, đánh giá hiệu quả", _PEOPLE, width=280),
)
ANSWERS_TAB = "Giải trình"
"""The title of the tab in which a unit answers what it is asked."""

_ASKED_HINT = f"Câu hỏi về tiêu chí này; trả lời ở thẻ “{ANSWERS_TAB}”"
_ASKED = Column("asked", "Cần giải trình", _SYNC, width=260, hint=_ASKED_HINT)
_SCORED_HEADER = "Điểm tính ra"


def _self_columns(rubric: Rubric) -> tuple[Column, ...]:
    """Where rules make points of what is given, a column says how to give it, and one shows what came of it."""
    extra = Column(
        "extra", "Thưởng / cộng thêm", _PEOPLE, Kind.POINTS, width=100, hint="Điểm thưởng, hoặc số việc được cộng"
    )
    return (
        Column("code", "Mã", _EDITION, width=60),
        Column("text", "Tiêu chuẩn, tiêu chí", _EDITION, width=340),
        Column("how", "Cách ghi", _EDITION, width=340),
        Column("max", "Điểm tối đa", _EDITION, Kind.POINTS, width=80),
        Column("points", "Tự chấm", _PEOPLE, Kind.POINTS, width=120, hint="Ghi theo cột “Cách ghi”"),
        *([extra] if _has_extra(rubric) else ()),
        Column("scored", _SCORED_HEADER, _SYNC, Kind.POINTS, width=80, hint="Hệ thống tính khi đồng bộ"),
        Column("figures", "Số liệu minh họa", _PEOPLE, width=260, hint="Số liệu chứng minh cho điểm tự chấm"),
        Column("judgement", "Nhận định, đánh giá hiệu quả", _PEOPLE, width=260),
    )


def _criterion_row(rubric: Rubric, depth: int, node: Criterion) -> Row:
    cells: dict[str, str | Decimal] = {"text": "   " * depth + node.text, "max": node.max}
    if has_rules(rubric) and (said := how(rubric, node)):
        cells["how"] = said
    if not node.is_leaf:
        return Row(node.code, cells, Look.SECTION, open=frozenset())
    asks = {"points": _ask(node)} if is_by_rule(node) else {}
    if node.has_extra:
        return Row(node.code, cells, asks=asks | {"extra": _extra_ask(node)})
    return Row(node.code, cells, open=_WITHOUT_EXTRA if _has_extra(rubric) else None, asks=asks)


_WITHOUT_EXTRA = frozenset({"points", "figures", "judgement"})


# --- a department's score ---------------------------------------------------------------------------------------------


def points_tab(edition: Edition, department: Department) -> Tab:
    """Lay out what a department gives: a row a unit, a column or two a leaf of its own."""
    rubric = edition.rubric
    own = rubric.scored_by(department.code)
    columns = (
        Column("code", "Mã", _EDITION, width=60),
        Column("name", "Đơn vị", _EDITION, width=180),
        *(column for leaf in own for column in _leaf_columns(rubric, leaf)),
        Column("remark", "Nhận xét", _PEOPLE, width=320),
    )
    more = "; rê chuột lên tên cột để xem cách ghi" if any(map(is_by_rule, own)) else ""
    return Tab(
        name="points",
        title="Chấm điểm",
        heading=f"{department.name}: chấm điểm {edition.unit_noun} theo lĩnh vực được phân công, năm {edition.year}",
        hint=f"Chỉ gõ vào các ô nền vàng; điểm gõ bằng số, dấu phẩy thập phân (ví dụ 8,5){more}.",
        columns=columns,
        key="code",
        rows=tuple(_scored_row(rubric, unit, columns) for unit in edition.units),
        frozen_columns=2,
        lists="unit",
        part="points",
    )


def _leaf_columns(rubric: Rubric, leaf: Criterion) -> Iterator[Column]:
    """The column of a leaf, and the one of its second figure."""
    ask = _ask(leaf)
    yield Column(
        leaf.code,
        header(rubric, leaf),
        _PEOPLE,
        ask.kind,
        width=160 if ask.choices else 130,
        choices=ask.choices,
        hint=f"{leaf.text}\n{how(rubric, leaf)}" if is_by_rule(leaf) else leaf.text,
        prompt=ask.prompt,
        most=ask.most,
        criterion=leaf.code,
    )
    if leaf.has_extra:
        extra = _extra_ask(leaf)
        named = "điểm thưởng" if leaf.bonus else "số được cộng"
        limit = "" if extra.most is None else f" (tối đa {format_number(extra.most)})"
        yield Column(
            extra_column(leaf.code),
            f"{leaf.code}: {named}{limit}",
            _PEOPLE,
            extra.kind,
            width=110,
            hint=extra.prompt,
            prompt=extra.prompt,
            most=extra.most,
            criterion=leaf.code,
        )


def _scored_row(rubric: Rubric, unit: Unit, columns: tuple[Column, ...]) -> Row:
    """A unit's row; what does not stand on its scale is closed."""
    people = [column for column in columns if column.owner is _PEOPLE]
    free = [one.name for one in people if not one.criterion or rubric.applies(one.criterion, unit.code)]
    return Row(unit.code, {"name": unit.name}, open=None if len(free) == len(people) else frozenset(free))


# --- what an inspection agrees on -------------------------------------------------------------------------------------


def agreed_tab(edition: Edition, cluster: Cluster) -> Tab:
    """Lay out the list of what was agreed: always points, whatever the rule asks for."""
    return Tab(
        name="agreed",
        title="Điểm thống nhất",
        heading=f"{cluster.name}: điểm thống nhất khi kiểm tra, nơi khác với điểm bộ phận chấm",
        hint="Mỗi dòng một tiêu chí của một đơn vị; ghi rõ lý do." + (_AS_POINTS if has_rules(edition.rubric) else ""),
        columns=(
            Column("no", "STT", _EDITION, width=50),
            Column("unit", "Đơn vị", _PEOPLE, Kind.UNIT, width=160),
            Column("criterion", "Tiêu chí", _PEOPLE, Kind.CRITERION, width=90),
            Column("points", "Điểm thống nhất", _PEOPLE, Kind.POINTS, width=100),
            *([Column("extra", "Điểm thưởng", _PEOPLE, Kind.POINTS, width=100)] if _has_extra(edition.rubric) else ()),
            Column("reason", "Lý do", _PEOPLE, width=420),
        ),
        key="no",
        rows=numbered(edition.limits.agreed_rows),
        part="agreed",
    )


_AS_POINTS = " Ghi số điểm, kể cả ở tiêu chí chấm bằng tỷ lệ, số vụ hay chọn mức."


def numbered(count: int) -> tuple[Row, ...]:
    """Rows 1, 2, 3 ... of a list."""
    return tuple(Row(str(number)) for number in range(1, count + 1))


# --- what a leaf asks -------------------------------------------------------------------------------------------------

_KINDS = {
    "choice": Kind.TIER,
    "ratio": Kind.RATIO,
    "count": Kind.COUNT,
    "minus": Kind.COUNT,
    "minus_plus": Kind.COUNT,
    "deduction": Kind.COUNT,
}
_TIERS_OF = {"ratio": Kind.RATIO, "count": Kind.COUNT, "number": Kind.AMOUNT}


def _ask(leaf: Criterion) -> Ask:
    """What the first figure of a leaf is."""
    rule = leaf.rule
    if rule.kind == "points":
        cap = leaf.bonus.cap if leaf.bonus else Decimal(0)
        prompt = "Gõ số điểm; phần vượt mức tối đa là điểm thưởng." if leaf.bonus else ""
        return Ask(Kind.POINTS, prompt=prompt, most=None if cap is None else leaf.max + cap)
    if rule.kind == "tiers":
        return Ask(_TIERS_OF[rule.of], prompt=what(leaf))
    choices = tuple(tier.label for tier in rule.tiers) if isinstance(rule, Choice) else ()
    return Ask(_KINDS[rule.kind], choices, what(leaf))


def _extra_ask(leaf: Criterion) -> Ask:
    """What the second figure of a leaf is."""
    if leaf.bonus is None:
        return Ask(Kind.COUNT, prompt=what_extra(leaf))
    return Ask(Kind.POINTS, prompt=what_extra(leaf), most=leaf.bonus.cap)
