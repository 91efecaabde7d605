"""The books of an edition: what each ward, department and cluster secretary fills; the master is in `master`."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from sheetsync.core.guide import cluster_steps, department_steps, unit_steps
from sheetsync.core.layout import FIGURE_KINDS, Ask, Book, Column, Kind, Look, Owner, Row, Tab, book_title, pair
from sheetsync.core.marks import ANSWERS_TAB, TOTAL_KEY, agreed_tab, numbered, points_tab, self_tab, self_tab_of
from sheetsync.core.master import LINK_WIDTH, band_names, master_book
from sheetsync.core.values import format_number
from sheetsync.edition.model import Cluster, Department, Edition, Figure, Remark, Unit

_EDITION, _PEOPLE, _SYNC = Owner.EDITION, Owner.PEOPLE, Owner.SYNC


def books(edition: Edition) -> tuple[Book, ...]:
    """Every book of the edition in the order a person would list them; the master comes last."""
    found: list[Book] = []
    if "unit" in edition.collects:
        scores = self_tab(edition)
        found += [_unit_book(edition, unit, self_tab_of(edition, unit, scores)) for unit in edition.units]
    if "department" in edition.collects:
        found += [_department_book(edition, department) for department in edition.departments]
    if "cluster" in edition.collects:
        found += [_cluster_book(edition, cluster) for cluster in edition.clusters]
    return (*found, master_book(edition))


# --- the ward's book -------------------------------------------------------------------------------------------------


def _unit_book(edition: Edition, unit: Unit, scores: Tab) -> Book:
    tabs = [scores]
    if edition.figures:
        tabs.append(_appendix_tab(edition, unit))
    if edition.highlights:
        tabs.append(_highlights_tab(edition, unit))
    if any(remark.unit == unit.code for remark in edition.remarks):
        tabs.append(_remedies_tab(edition, unit))
    tabs += [_answers_tab(edition, unit), _submission_tab(edition, unit)]
    guide = _guide(edition, unit.name, unit_steps(edition.rubric, {tab.name: tab.title for tab in tabs[1:]}))
    return Book(unit.code, "unit", book_title(edition.year, unit.name), (guide, *tabs, _feedback_tab(unit.name)))


def _appendix_tab(edition: Edition, unit: Unit) -> Tab:
    return Tab(
        name="appendix",
        title="Phụ lục số liệu",
        heading=f"{unit.name}: phụ lục số liệu năm {edition.year}",
        hint="Gõ đúng đơn vị tính ghi ở cột C. Không phát sinh thì ghi: không phát sinh.",
        columns=(
            Column("code", "Mã", _EDITION, width=70),
            Column("text", "Nội dung", _EDITION, width=380),
            Column("measure", "Đơn vị tính", _EDITION, width=100),
            Column("last_year", f"Năm {edition.year - 1}", _EDITION, Kind.AMOUNT, width=90),
            Column("value", f"Năm {edition.year}", _PEOPLE, Kind.AMOUNT, width=110),
            Column("note", "Ghi chú", _PEOPLE, width=280),
        ),
        key="code",
        rows=tuple(_figure_row(figure, unit) for figure in edition.figures),
        part="report",
    )


def _figure_row(figure: Figure, unit: Unit) -> Row:
    cells: dict[str, str | Decimal] = {"text": figure.text, "measure": figure.measure}
    if unit.code in figure.last_year:
        cells["last_year"] = figure.last_year[unit.code]
    return Row(figure.code, cells, asks=dict.fromkeys(("last_year", "value"), Ask(FIGURE_KINDS[figure.kind])))


def _highlights_tab(edition: Edition, unit: Unit) -> Tab:
    highlights = edition.highlights
    assert highlights is not None  # noqa: S101 - the caller asked
    most = format_number(Decimal(highlights.max_words))
    return Tab(
        name="highlights",
        title="Hoạt động nổi bật",
        heading=f"{unit.name}: hoạt động nổi bật, nội dung mới, mô hình sáng tạo",
        hint=f"Cả bảng {highlights.limit_text} (khoảng {most} chữ).",
        columns=(
            Column("code", "Mã", _EDITION, width=70),
            Column("text", "Nội dung", _EDITION, width=320),
            Column("content", "Việc đã làm, cách làm", _PEOPLE, width=420),
            Column("effect", "Kết quả, hiệu quả", _PEOPLE, width=320),
            Column(
                "words",
                "Số chữ",
                _SYNC,
                Kind.COUNT,
                width=80,
                hint=f"Hệ thống đếm khi đồng bộ; cả bảng không quá {most} chữ",
            ),
        ),
        key="code",
        rows=(
            *(Row(theme.code, {"text": theme.text}) for theme in highlights.themes),
            Row(TOTAL_KEY, {"text": f"Cộng ({highlights.limit_text})"}, Look.TOTAL, open=frozenset()),
        ),
        part="report",
    )


def _remedies_tab(edition: Edition, unit: Unit) -> Tab:
    remarks = [remark for remark in edition.remarks if remark.unit == unit.code]
    return Tab(
        name="remedies",
        title="Khắc phục hạn chế",
        heading=f"{unit.name}: khắc phục những mặt cần lưu ý theo nhận xét năm {edition.year - 1}",
        hint="Mỗi nhận xét ghi rõ đã làm gì, kết quả đến đâu và minh chứng.",
        columns=(
            Column("code", "Mã", _EDITION, width=70),
            Column("text", f"Nhận xét năm {edition.year - 1}", _EDITION, width=380),
            Column("action", "Biện pháp đã khắc phục", _PEOPLE, width=360),
            Column("result", "Kết quả", _PEOPLE, width=300),
            Column("evidence", "Minh chứng", _PEOPLE, width=240, hint=_EVIDENCE_HINT),
            *([Column("verdict", "Bộ phận đánh giá", _SYNC, width=240)] if _are_judged(remarks) else ()),
        ),
        key="code",
        rows=tuple(Row(remark.code, {"text": remark.text}) for remark in remarks),
        part="report",
    )


def _are_judged(remarks: Iterable[Remark]) -> bool:
    return any(remark.judge for remark in remarks)


def _answers_tab(edition: Edition, unit: Unit) -> Tab:
    return Tab(
        name="questions",
        title=ANSWERS_TAB,
        heading=f"{unit.name}: nội dung bộ phận chuyên đề đề nghị làm rõ",
        columns=(
            Column("code", "Mã", _SYNC, width=80),
            Column("department", "Bộ phận hỏi", _SYNC, width=200),
            Column("criterion", "Tiêu chí", _SYNC, width=80),
            Column("text", "Nội dung tiêu chí", _SYNC, width=260),
            Column("question", "Nội dung cần làm rõ", _SYNC, width=380),
            Column("answer", "Phường trả lời" if edition.unit_noun == "phường" else "Trả lời", _PEOPLE, width=380),
            Column("state", "Tình trạng", _SYNC, width=160),
        ),
        key="code",
        spare=edition.limits.question_rows,
        stamped=True,
        part="answers",
    )


SUBMITTED = "NOP"
"""The key of the row in which a unit says that its report is whole."""


def _submission_tab(edition: Edition, unit: Unit) -> Tab:
    return Tab(
        name="submission",
        title="Nộp báo cáo",
        heading=f"{unit.name}: nộp báo cáo thi đua năm {edition.year}",
        columns=(
            Column("code", "Mã", _EDITION, width=60),
            Column("text", "Nội dung", _EDITION, width=320),
            Column("done", "Đã nộp", _PEOPLE, Kind.YES_NO, width=90, choices=YES_NO),
            Column("note", "Ghi chú khi nộp", _PEOPLE, width=300, hint=_AGAIN_HINT),
            Column("state", "Tình trạng", _SYNC, width=220),
            Column("changes", "Thay đổi sau khi nộp", _SYNC, width=420),
        ),
        key="code",
        rows=(Row(SUBMITTED, {"text": "Đã điền đủ và thống nhất trong Ban Thường trực, nộp báo cáo"}),),
        stamped=True,
        part="submission",
    )


YES_NO = ("có", "chưa")
_AGAIN_HINT = "Sửa số liệu sau khi nộp thì ghi lại ghi chú này để nộp lại, ví dụ: nộp lại ngày 09/11/2020"
_EVIDENCE_HINT = "Số văn bản, hoặc đường dẫn tới tài liệu minh chứng"


# --- the department's book -------------------------------------------------------------------------------------------


def _department_book(edition: Edition, department: Department) -> Book:
    tabs = [
        points_tab(edition, department),
        *([_bonus_tab(edition, department)] if edition.rubric.bonus else ()),
        *([_asked_tab(edition, department)] if "unit" in edition.collects else ()),
        *([_verdicts_tab(edition, department)] if any(_judged_by(edition, department)) else ()),
    ]
    steps = department_steps(edition.rubric.scored_by(department.code), {tab.name: tab.title for tab in tabs[1:]})
    guide, title = _guide(edition, department.name, steps), book_title(edition.year, department.name)
    return Book(department.code, "department", title, (guide, *tabs, _feedback_tab(department.name)))


def _bonus_tab(edition: Edition, department: Department) -> Tab:
    return Tab(
        name="bonus",
        title="Đề xuất điểm thưởng",
        heading=f"{department.name}: đề xuất điểm thưởng cho mô hình, cách làm mới, hiệu quả",
        hint="Mỗi dòng một đề xuất; ghi đủ đơn vị, mô hình, điểm, lý do và minh chứng.",
        columns=(
            Column("no", "STT", _EDITION, width=50),
            Column("unit", "Đơn vị", _PEOPLE, Kind.UNIT, width=160),
            Column("model", "Mô hình, cách làm", _PEOPLE, width=320),
            Column("points", "Điểm thưởng đề xuất", _PEOPLE, Kind.POINTS, width=100),
            Column("reason", "Lý do, hiệu quả", _PEOPLE, width=380),
            Column("evidence", "Minh chứng", _PEOPLE, width=280, hint=_EVIDENCE_HINT),
        ),
        key="no",
        rows=numbered(edition.limits.bonus_rows),
        part="proposals",
    )


def _asked_tab(edition: Edition, department: Department) -> Tab:
    return Tab(
        name="questions",
        title="Nội dung chưa rõ",
        heading=f"{department.name}: nội dung chưa rõ, đề nghị {edition.unit_noun} giải trình",
        hint=f"Câu hỏi hiện trong bảng của {edition.unit_noun}, trả lời hiện ở cột “Trả lời”; rõ rồi thì ghi “có”.",
        columns=(
            Column("no", "STT", _EDITION, width=50),
            Column("unit", "Đơn vị", _PEOPLE, Kind.UNIT, width=160),
            Column("criterion", "Tiêu chí", _PEOPLE, Kind.CRITERION, width=90),
            Column("question", "Nội dung cần làm rõ", _PEOPLE, width=380),
            Column("answer", "Trả lời", _SYNC, width=380),
            Column("closed", "Đã rõ", _PEOPLE, Kind.YES_NO, width=90, choices=YES_NO, hint="Ghi “có” để khép câu hỏi"),
        ),
        key="no",
        rows=numbered(edition.limits.question_rows),
        part="questions",
    )


VERDICTS = ("đã khắc phục", "khắc phục một phần", "chưa khắc phục")
"""What a department says of how a unit remedied a remark of last year, the best first."""


def _judged_by(edition: Edition, department: Department) -> Iterator[Remark]:
    """The remarks of last year that a department judges, where wards answer them at all."""
    if "unit" in edition.collects:
        yield from (remark for remark in edition.remarks if remark.judge == department.code)


def _verdicts_tab(edition: Edition, department: Department) -> Tab:
    names = {unit.code: unit.name for unit in edition.units}
    return Tab(
        name="verdicts",
        title="Đánh giá khắc phục",
        heading=f"{department.name}: việc khắc phục những mặt cần lưu ý theo nhận xét năm {edition.year - 1}",
        hint=f"Đọc phần {edition.unit_noun} báo cáo rồi chọn một mức ở cột “Đánh giá”.",
        columns=(
            Column("code", "Mã", _EDITION, width=90),
            Column("unit", "Đơn vị", _EDITION, width=140),
            Column("text", f"Nhận xét năm {edition.year - 1}", _EDITION, width=320),
            Column("action", "Biện pháp đã khắc phục", _SYNC, width=300),
            Column("result", "Kết quả", _SYNC, width=240),
            Column("evidence", "Minh chứng", _SYNC, width=220),
            Column("verdict", "Đánh giá", _PEOPLE, Kind.CHOICE, width=150, choices=VERDICTS),
            Column("note", "Nhận xét", _PEOPLE, width=280),
        ),
        key="code",
        rows=tuple(
            Row(pair(remark.unit, remark.code), {"unit": names[remark.unit], "text": remark.text})
            for remark in _judged_by(edition, department)
            if remark.unit in names
        ),
        frozen_columns=2,
        part="verdicts",
    )


# --- the cluster's book ----------------------------------------------------------------------------------------------


def _cluster_book(edition: Edition, cluster: Cluster) -> Book:
    tabs = (
        _guide(edition, cluster.name, cluster_steps(banded=bool(edition.rubric.bands))),
        _reports_tab(edition, cluster),
        agreed_tab(edition, cluster),
        _feedback_tab(cluster.name),
    )
    return Book(cluster.code, "cluster", book_title(edition.year, cluster.name), tabs)


def _reports_tab(edition: Edition, cluster: Cluster) -> Tab:
    return Tab(
        name="reports",
        title="Tổng hợp cụm",
        heading=f"{cluster.name}: tổng hợp báo cáo và đề nghị xếp loại",
        columns=(
            Column("code", "Mã", _EDITION, width=60),
            Column("name", "Đơn vị", _EDITION, width=160),
            Column("received", "Đã nhận báo cáo", _PEOPLE, Kind.YES_NO, width=100, choices=YES_NO),
            Column("self", "Điểm tự chấm", _SYNC, Kind.POINTS, width=90),
            Column("department", "Điểm bộ phận chấm", _SYNC, Kind.POINTS, width=100),
            Column("remarks", "Nhận xét của cụm", _PEOPLE, width=420),
            Column("band", "Đề nghị xếp loại", _PEOPLE, Kind.CHOICE, width=130, choices=band_names(edition)),
            Column("judgement", "Nhận xét sơ bộ của Trưởng đoàn", _PEOPLE, width=360),
            Column("agreed", "Đã kiểm tra, thống nhất", _PEOPLE, Kind.YES_NO, width=110, choices=YES_NO),
            Column("step", "Bước", _SYNC, width=200),
        ),
        key="code",
        rows=tuple(Row(unit.code, {"name": unit.name}) for unit in edition.units_of(cluster.code)),
        frozen_columns=2,
        lists="unit",
        stamped=True,
        part="consolidation",
    )


# --- what several books share ----------------------------------------------------------------------------------------


def _guide(edition: Edition, name: str, steps: tuple[str, ...]) -> Tab:
    return Tab(
        name="guide",
        title="Hướng dẫn",
        heading=f"{name}: hướng dẫn điền bảng thi đua năm {edition.year}",
        hint=f"{edition.body}. {edition.title}.",
        columns=(Column("no", "Bước", _EDITION, width=60), Column("text", "Việc cần làm", _EDITION, width=760)),
        key="no",
        rows=tuple(Row(str(number), {"text": text}) for number, text in enumerate(steps, 1)),
    )


def _feedback_tab(name: str) -> Tab:
    return Tab(
        name="feedback",
        title="Phản hồi",
        heading=f"{name}: những ô cần xem lại",
        columns=(
            Column("no", "STT", _SYNC, width=50),
            Column("severity", "Mức", _SYNC, width=90),
            Column("place", "Chỗ cần xem", _SYNC, width=200),
            Column("message", "Nội dung", _SYNC, width=420),
            Column("advice", "Cách sửa", _SYNC, width=360),
            Column("link", "Mở ô", _SYNC, Kind.LINK, width=LINK_WIDTH),
        ),
        key="no",
        spare=60,
        stamped=True,
    )
