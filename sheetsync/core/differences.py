"""Two rubrics, or what else of editions decides points -> in what they differ, in words: "1.2: điểm tối đa 3 → 4"."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sheetsync.core.values import format_date, format_number, shorten
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Rubric

Tree = Mapping[str, Any]
"""A piece of a rubric as plain data."""

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        # of nodes and rules
        "text": "nội dung",
        "max": "điểm tối đa",
        "max_because": "lý do của điểm tối đa",
        "role": "loại điểm",
        "scorer": "bộ phận chấm",
        "rule": "cách tính",
        "kind": "cách tính",
        "step": "bước điểm",
        "bonus": "điểm thưởng",
        "evidence": "cần minh chứng",
        "not_applicable": "khi không phát sinh",
        "zero_over_zero": "khi tỷ lệ là 0/0",
        "blank": "khi để trống",
        "not_for": "không áp dụng cho",
        "tiers": "bậc",
        "points": "điểm",
        "name": "tên",
        "killer": "mất điểm cả mục",
        "target": "chỉ tiêu",
        "measure": "đơn vị đếm",
        "at_least": "từ",
        "over": "trên",
        "below": "dưới",
        "at_most": "đến",
        "of": "cách xét bậc",
        "per": "mức tính",
        "minus": "điểm trừ mỗi lần",
        "plus": "điểm cộng mỗi lần",
        "plus_cap": "trần điểm cộng",
        # of the whole
        "title": "tên thang điểm",
        "bonus_cap": "trần điểm thưởng",
        "deduction_cap": "trần điểm trừ",
        "clamp": "giới hạn tổng điểm",
        "late": "trừ điểm nộp chậm",
        "once": "nhóm chỉ tính một lần",
        "compare": "cách so sánh",
        "ranking": "thứ tự xếp hạng",
        "bands": "xếp loại",
        "sanctions": "chế tài",
        "quotas": "khống chế tỷ lệ",
        "precedence": "thứ tự người chấm",
        "self_provisional": "tạm tính điểm tự chấm",
        # of bands and what else decides
        "cap": "trần",
        "needs_decision": "chờ quyết định",
        "minimum": "ngưỡng",
        "maximum": "mức cao nhất",
        "needs": "điều kiện",
        "criterion": "tiêu chí",
        "percent": "tỷ lệ phần trăm",
        "count": "số lượng",
        "figure": "số liệu",
        "proposals": "số đề xuất",
        "not_above": "không vượt quá",
        "drop": "số bậc bị hạ",
        "band": "xếp loại",
        "because": "lý do",
        "order": "thứ tự ưu tiên",
        "phase": "giai đoạn",
        "per_day": "điểm trừ mỗi ngày",
        "per_report": "điểm trừ mỗi báo cáo",
        "items": "các tiêu chí",
        "keep": "giữ lại",
        "applies_to": "áp dụng cho",
    }
)
"""What people call every setting of a rubric; a test keeps this complete."""

TERMS: Mapping[str, str] = MappingProxyType(
    {
        "base": "điểm chuẩn",
        "bonus": "điểm thưởng",
        "deduction": "điểm trừ",
        "full": "trọn điểm",
        "zero": "0 điểm",
        "rebase": "không đưa vào thang",
        "points": "chấm điểm",
        "choice": "chọn mức",
        "ratio": "tỷ lệ",
        "tiers": "theo bậc",
        "count": "đếm số lượng",
        "number": "số đo",
        "minus": "trừ dần",
        "minus_plus": "trừ và cộng",
        "percent": "phần trăm",
        "cluster": "cụm",
        "all": "tất cả",
        "first": "mục đầu tiên",
        "largest": "mục lớn nhất",
        "total": "tổng điểm",
        "bands": "xếp loại",
        "self": "đơn vị",
        "unit": "đơn vị",
        "department": "bộ phận",
        "committee": "Ban Thường trực",
    }
)
"""What people call the words from which a setting takes its value; a test keeps this complete."""

CHAIN: Mapping[str, str] = MappingProxyType(
    {
        "total": "tổng điểm",
        "band": "xếp loại",
        "base": "điểm tính",
        "bonus": "điểm thưởng",
        "deductions": "điểm trừ",
    }
)
"""What people call the words by which units are ranked, as in the ranking's heads; the others are codes."""

FREE = frozenset({"text", "title", "name", "max_because", "because", "measure"})
"""Settings whose value is the office's own wording, shown as it stands."""

NAMED_BY = ("name", "text", "criterion", "band", "phase")
"""What an entry of a list is known by, where every entry has it and no two the same; else by its place."""

LONGEST = 60


def edition_differences(old: Edition, new: Edition) -> tuple[str, ...]:
    """Everything that decides points and in which two editions differ: their rubrics first, then what is around."""
    return (*differences(old.rubric, new.rubric), *_around(old, new))


def _around(old: Edition, new: Edition) -> Iterator[str]:
    was, now = ({phase.code: phase.ends for phase in one.phases} for one in (old, new))
    named = {late.phase for late in old.rubric.late} & {late.phase for late in new.rubric.late}
    for code in sorted(named & was.keys() & now.keys()):
        if was[code] != now[code]:
            yield f"hạn của giai đoạn {code}: {format_date(was[code])} → {format_date(now[code])}"
    if old.timezone != new.timezone:
        yield f"múi giờ {old.timezone} → {new.timezone}"
    if set(old.collects) != set(new.collects):
        yield f"bên có bảng để ghi {_value('collects', old.collects)} → {_value('collects', new.collects)}"
    yield from _units(old, new)


def _units(old: Edition, new: Edition) -> Iterator[str]:
    """Yield which units came and went, and which are in another cluster."""
    was, now = ({unit.code: unit for unit in one.units} for one in (old, new))
    yield from (f"thêm đơn vị {unit.name}" for code, unit in now.items() if code not in was)
    yield from (f"bỏ đơn vị {code}" for code in was if code not in now)
    for code, unit in now.items():
        if code in was and was[code].cluster != unit.cluster:
            homes = (one.cluster or "ngoài các cụm" for one in (was[code], unit))
            yield f"{unit.name}: chuyển từ {next(homes)} sang {next(homes)}"


def differences(old: Rubric, new: Rubric) -> tuple[str, ...]:
    """Everything in which two rubrics differ, settings of the whole first; none exactly where they say the same."""
    before, after = old.model_dump(), new.model_dump()
    was, now = _nodes(before.pop("criteria"), ""), _nodes(after.pop("criteria"), "")
    return (*_settings((), before, after, {"max": "tổng điểm"}), *_tree(was, now))


def _nodes(criteria: Sequence[Tree], parent: str) -> dict[str, dict[str, Any]]:
    """Every node by its code, in reading order, with its parent's code in the place of its children."""
    found: dict[str, dict[str, Any]] = {}
    for node in criteria:
        own = {name: value for name, value in node.items() if name not in {"code", "criteria"}}
        found[node["code"]] = {**own, "parent": parent}
        found |= _nodes(node["criteria"], node["code"])
    return found


def _tree(was: Mapping[str, Tree], now: Mapping[str, Tree]) -> Iterator[str]:
    """Yield what came, went, moved and changed among the nodes; below a new one, all is new."""
    for ours, others, word in ((now, was, "thêm"), (was, now, "bỏ")):
        yield from (
            f"{word} tiêu chí {code}"
            for code, node in ours.items()
            if code not in others and (node["parent"] in others or not node["parent"])
        )
    common = [code for code in was if code in now]
    for code in common:
        before, after = was[code], now[code]
        if before["parent"] != after["parent"]:
            yield f"{code}: chuyển từ {before['parent'] or 'ngoài'} sang {after['parent'] or 'ngoài'}"
        yield from _settings((code,), _without(before, "parent"), _without(after, "parent"))
    if common != [code for code in now if code in was]:
        yield "đổi thứ tự tiêu chí"


def _without(tree: Tree, *names: str) -> dict[str, Any]:
    return {name: value for name, value in tree.items() if name not in names}


def _settings(path: tuple[str, ...], old: Tree, new: Tree, called: Mapping[str, str] = SETTINGS) -> Iterator[str]:
    """Yield the differences between two pieces of the same kind, at `path`."""
    at = f"{', '.join(path)}: " if path else ""
    for name in old:
        before, after, label = old[name], new[name], called.get(name, SETTINGS[name])
        if before == after:
            continue
        if name == "rule" and before["kind"] != after["kind"]:
            yield f"{at}{label} {_value('kind', before['kind'])} → {_value('kind', after['kind'])}"
        elif name == "rule":
            yield from _settings(path, before, after)
        elif isinstance(before, dict) and isinstance(after, dict):
            yield from _settings((*path, label), before, after)
        elif isinstance(before, dict) or isinstance(after, dict):
            yield f"{at}{'thêm' if before is None else 'bỏ'} {label}"
        elif any(isinstance(one, dict) for one in (*_items(before), *_items(after))):
            yield from _lists(path, label, before, after)
        else:
            yield f"{at}{label} {_value(name, before)} → {_value(name, after)}"


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, tuple) else ()


def _lists(path: tuple[str, ...], label: str, old: Sequence[Tree], new: Sequence[Tree]) -> Iterator[str]:
    """Yield what came, went and changed in a list of pieces."""
    at = f"{', '.join(path)}: " if path else ""
    by = next((name for name in NAMED_BY if _tells(name, old) and _tells(name, new)), None)
    was = {str(one[by] if by else place): one for place, one in enumerate(old, 1)}
    now = {str(one[by] if by else place): one for place, one in enumerate(new, 1)}
    yield from (f"{at}thêm {label} {shorten(key, LONGEST)}" for key in now if key not in was)
    yield from (f"{at}bỏ {label} {shorten(key, LONGEST)}" for key in was if key not in now)
    common = [key for key in was if key in now]
    for key in common:
        yield from _settings((*path, f"{label} {shorten(key, LONGEST)}"), was[key], now[key])
    if common != [key for key in now if key in was]:
        yield f"{at}đổi thứ tự {label}"


def _tells(name: str, entries: Sequence[Tree]) -> bool:
    """True where a setting tells the entries of a list apart."""
    values = [entry.get(name) for entry in entries]
    return None not in values and len(set(values)) == len(values)


def _value(name: str, value: object) -> str:
    """A setting's value in words."""
    if value is None or value in ("", ()):
        return "không có"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Decimal):
        return format_number(value)
    if isinstance(value, tuple):
        return ", ".join(_value(name, one) for one in value)
    if name in FREE:
        return f"“{shorten(str(value), LONGEST)}”"
    words = CHAIN if name in {"ranking", "order"} else TERMS
    return words.get(str(value), str(value))
