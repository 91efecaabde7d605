"""The steps of the guide in each book: only what its tabs and the rubric really ask for."""

from collections.abc import Iterable, Iterator, Sequence

from sheetsync.core.marks import has_rules, is_by_rule
from sheetsync.edition.rubric import Criterion, Rubric

FEEDBACK = "Thẻ “Phản hồi” cho biết ô nào cần xem lại"


def unit_steps(rubric: Rubric, others: Sequence[str]) -> tuple[str, ...]:
    """What a unit does; `others`: the titles of its tabs besides the one of its score."""
    rest = ", ".join(title.lower() for title in others)
    return (
        *_own_score(rubric),
        "Điểm gõ bằng số, dấu phẩy thập phân: 8,5. Không gõ “8,5đ”, không gõ công thức.",
        "Không có việc để chấm thì ghi: không phát sinh. Chưa chấm thì để trống. Chấm 0 điểm thì gõ 0.",
        f"{'Các thẻ' if len(others) > 1 else 'Thẻ'} còn lại: {rest}.",
        "Không sửa mã, nội dung và điểm tối đa (ô nền xám).",
        f"{FEEDBACK}; sửa xong, lần đồng bộ sau sẽ tự xóa dòng đó.",
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


def department_steps(leaves: Sequence[Criterion], lists: Sequence[str]) -> tuple[str, ...]:
    """What a department does; `leaves` are its own, `lists` the titles of its tabs besides the one of points."""
    return (
        *_points(leaves),
        "Điểm gõ bằng số, dấu phẩy thập phân: 8,5. Chưa chấm thì để trống, chấm 0 điểm thì gõ 0.",
        *_lists(lists),
        f"{FEEDBACK}.",
    )


def _points(leaves: Sequence[Criterion]) -> Iterator[str]:
    table = "Thẻ “Chấm điểm”: mỗi dòng một đơn vị, mỗi cột một tiêu chí của bộ phận;"
    if any(map(is_by_rule, leaves)):
        yield f"{table} ghi vào các ô nền vàng. Rê chuột lên tên cột để xem cách ghi và cách tính điểm."
        yield from _by_rule(leaves)
    else:
        yield f"{table} gõ điểm vào các ô nền vàng."


def _lists(titles: Iterable[str]) -> Iterator[str]:
    if named := " và ".join(f"“{title}”" for title in titles):
        yield f"Thẻ {named} (nếu có): mỗi dòng một việc."


def cluster_steps(*, banded: bool) -> tuple[str, ...]:
    """What the secretary of a cluster does; `banded` where the rubric has bands to propose."""
    propose = ", nhận xét, đề nghị xếp loại từng đơn vị" if banded else ", nhận xét từng đơn vị"
    return (
        f"Thẻ “Tổng hợp cụm”: đã nhận báo cáo hay chưa{propose}.",
        "Thẻ “Điểm thống nhất”: chỉ ghi những tiêu chí mà đoàn kiểm tra thống nhất khác điểm bộ phận chấm.",
        f"{FEEDBACK}.",
    )
