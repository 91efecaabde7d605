"""The steps of the guide in each book: only what its tabs and the rubric really ask for."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from sheetsync.core.marks import has_rules, is_by_rule
from sheetsync.edition.rubric import Criterion, Rubric

FEEDBACK = "Ô cần xem lại được tô đỏ nhạt (phải sửa) hoặc cam (cần xem), kèm ghi chú; thẻ “Phản hồi” liệt kê tất cả"


def unit_steps(rubric: Rubric, others: Mapping[str, str]) -> tuple[str, ...]:
    """What a unit does; `others`: the titles of its tabs besides the one of its score, by name."""
    plain = [title for name, title in others.items() if name not in _UNIT]
    rest = ", ".join(title.lower() for title in plain)
    return (
        *_own_score(rubric),
        "Điểm gõ bằng số, dấu phẩy thập phân: 8,5. Không gõ “8,5đ”, không gõ công thức.",
        "Không có việc để chấm thì ghi: không phát sinh. Chưa chấm thì để trống. Chấm 0 điểm thì gõ 0.",
        *([f"{'Các thẻ' if len(plain) > 1 else 'Thẻ'} phải điền thêm: {rest}."] if plain else ()),
        *_tabs(_UNIT, others),
        "Không sửa mã, nội dung và điểm tối đa (ô nền xám).",
        f"{FEEDBACK}. Sửa xong, lần đồng bộ sau màu, ghi chú và dòng ấy tự mất.",
    )


def _own_score(rubric: Rubric) -> Iterator[str]:
    proven = any(leaf.evidence for leaf in rubric.leaves)
    if has_rules(rubric):
        beside = ", kèm số liệu minh họa và nhận định" if proven else ""
        yield f"Thẻ “Tự chấm điểm”: ghi từng tiêu chí vào các ô nền vàng theo cột “Cách ghi”{beside}."
        yield from _by_rule(rubric.leaves)
    else:
        what = "điểm, số liệu minh họa và nhận định" if proven else "điểm"
        yield f"Thẻ “Tự chấm điểm”: gõ {what} cho từng tiêu chí vào các ô nền vàng."


def _by_rule(leaves: Sequence[Criterion]) -> Iterator[str]:
    """Yield the step that says how to write what the rules of these leaves take; none where all take points."""
    kinds = {getattr(leaf.rule, "of", leaf.rule.kind) for leaf in leaves}
    ways = (
        ({"ratio"}, "Tỷ lệ: ghi số đạt trên tổng số, ví dụ 42/45, hoặc phần trăm, ví dụ 93,3%."),
        ({"count", "minus", "minus_plus", "deduction"}, "Số vụ, số việc: gõ số nguyên."),
        ({"choice"}, "Tiêu chí có các mức: chọn một mức trong danh sách."),
    )
    if said := " ".join(way for taken, way in ways if kinds & taken):
        yield said


_UNIT: Mapping[str, str] = MappingProxyType(
    {
        "remedies": "mỗi nhận xét ghi biện pháp, kết quả và minh chứng",
        "questions": "trả lời từng câu hỏi; câu hỏi cũng hiện ở cột “Cần giải trình”, bên cạnh tiêu chí",
        "submission": "điền xong thì ghi “có” để nộp; sửa sau khi nộp thì viết lại ghi chú để nộp lại",
    }
)
_DEPARTMENT: Mapping[str, str] = MappingProxyType(
    {
        "bonus": "mỗi dòng một đề xuất, đủ lý do và minh chứng",
        "questions": "mỗi dòng một câu hỏi; trả lời hiện ở cột “Trả lời”, rõ rồi thì ghi “có” ở cột “Đã rõ”",
        "verdicts": "đọc phần đơn vị báo cáo, chọn một mức ở cột “Đánh giá” rồi ghi nhận xét",
    }
)
"""What to do in the tabs that want a step of their own, by the tab's name."""


def _tabs(steps: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[str]:
    yield from (f"Thẻ “{titles[name]}”: {step}." for name, step in steps.items() if name in titles)


def department_steps(leaves: Sequence[Criterion], others: Mapping[str, str]) -> tuple[str, ...]:
    """What a department does with its own leaves, and with its other tabs: titles by name."""
    return (
        *_points(leaves),
        "Điểm gõ bằng số, dấu phẩy thập phân: 8,5. Chưa chấm thì để trống, chấm 0 điểm thì gõ 0.",
        *_tabs(_DEPARTMENT, others),
        f"{FEEDBACK}.",
    )


def _points(leaves: Sequence[Criterion]) -> Iterator[str]:
    table = "Thẻ “Chấm điểm”: mỗi dòng một đơn vị, mỗi cột một tiêu chí của bộ phận;"
    if any(map(is_by_rule, leaves)):
        yield f"{table} ghi vào các ô nền vàng. Rê chuột lên tên cột để xem cách ghi và cách tính điểm."
        yield from _by_rule(leaves)
    else:
        yield f"{table} gõ điểm vào các ô nền vàng."


def cluster_steps(*, banded: bool) -> tuple[str, ...]:
    """What the secretary of a cluster does; `banded` where the rubric has bands to propose."""
    propose = ", nhận xét, đề nghị xếp loại từng đơn vị" if banded else ", nhận xét từng đơn vị"
    return (
        f"Thẻ “Tổng hợp cụm”: đã nhận báo cáo hay chưa{propose}.",
        "Thẻ “Điểm thống nhất”: chỉ ghi những tiêu chí mà đoàn kiểm tra thống nhất khác điểm bộ phận chấm.",
        "Kiểm tra xong đơn vị nào thì ghi nhận xét sơ bộ của Trưởng đoàn và “có” ở cột “Đã kiểm tra, thống nhất”.",
        f"{FEEDBACK}.",
    )
