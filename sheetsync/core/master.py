"""The master book: the one the committee reads and decides on."""

from sheetsync.core.layout import (
    FIGURE_KINDS,
    MASTER,
    MASTER_NAME,
    Ask,
    Book,
    Column,
    Kind,
    Owner,
    Row,
    Tab,
    book_title,
)
from sheetsync.edition.model import Edition, Unit

_EDITION, _PEOPLE, _SYNC = Owner.EDITION, Owner.PEOPLE, Owner.SYNC


def master_book(edition: Edition) -> Book:
    """Lay out the master: ranking and committee's columns first, the evidence behind them after."""
    tabs = [_ranking_tab(edition), _sections_tab(edition), _detail_tab(edition)]
    if "unit" in edition.collects:
        tabs.append(_gaps_tab(edition))
    if edition.rubric.bonus:
        tabs.append(_bonus_register_tab(edition))
    if edition.figures:
        tabs.append(_figures_tab(edition))
    if edition.highlights:
        tabs.append(_master_list("highlights", "Hoạt động nổi bật", "Hoạt động nổi bật của các đơn vị", _HIGHLIGHTS))
    if edition.remarks:
        tabs.append(_master_list("remedies", "Khắc phục hạn chế", "Khắc phục nhận xét năm trước", _REMEDIES))
    if "unit" in edition.collects:
        tabs.append(_master_list("questions", "Nội dung chưa rõ", "Những nội dung các bộ phận còn hỏi", _QUESTIONS))
    if any(phase.closes for phase in edition.phases):
        tabs.append(_master_list("late", "Thay đổi sau hạn", "Những ô được sửa sau khi hết hạn", _LATE))
    tabs += [
        _master_list("progress", "Tiến độ", "Tiến độ nộp và chấm", _PROGRESS),
        _master_list("findings", "Cần xem lại", "Những ô cần xem lại trong mọi bảng", _FINDINGS),
        _master_list("log", "Nhật ký công bố", "Nhật ký các lần công bố", _LOG),
    ]
    return Book(MASTER, MASTER, book_title(edition.year, MASTER_NAME), tuple(tabs))


_COUNTED = Column(
    "agreed", "Điểm tính", _SYNC, Kind.POINTS, width=90, hint="Điểm được tính ở các tiêu chí, chưa kể thưởng và trừ"
)


_TOTAL_HINT = "Hệ thống cộng; nơi đã ghi “Điểm thống nhất” thì xếp hạng theo điểm đó"


def _ranking_tab(edition: Edition) -> Tab:
    clustered, rubric = bool(edition.clusters), edition.rubric
    columns = [
        Column("code", "Mã", _EDITION, width=60),
        Column("name", "Đơn vị", _EDITION, width=190),
        *([Column("cluster", "Cụm", _EDITION, width=130)] if clustered else ()),
        *([Column("self", "Tự chấm", _SYNC, Kind.POINTS, width=80)] if "unit" in edition.collects else ()),
        Column("department", "Bộ phận chấm", _SYNC, Kind.POINTS, width=90),
        *([_COUNTED] if "cluster" in edition.collects else ()),
        *([Column("bonus", "Điểm thưởng", _SYNC, Kind.POINTS, width=90)] if rubric.has_bonus else ()),
        *([Column("deductions", "Điểm trừ", _SYNC, Kind.POINTS, width=90)] if rubric.has_deductions else ()),
        Column("total", "Tổng điểm", _SYNC, Kind.POINTS, width=90, hint=_TOTAL_HINT),
        *([Column("percent", "Phần trăm", _SYNC, Kind.PERCENT, width=90)] if rubric.compare == "percent" else ()),
        *([Column("cluster_rank", "Hạng trong cụm", _SYNC, Kind.RANK, width=80)] if clustered else ()),
        Column("rank", "Hạng chung", _SYNC, Kind.RANK, width=80),
        *(
            [Column("rank_without_bonus", "Hạng không tính thưởng", _SYNC, Kind.RANK, width=90)]
            if rubric.has_bonus
            else ()
        ),
        *([Column("band", "Xếp loại dự kiến", _SYNC, width=110)] if edition.rubric.bands else ()),
        *([Column("cluster_band", "Cụm đề nghị", _SYNC, width=110)] if "cluster" in edition.collects else ()),
        Column("state", "Tình trạng số liệu", _SYNC, width=230),
        *([Column("step", "Bước", _SYNC, width=180)] if "unit" in edition.collects else ()),
        Column("agreed_points", "Điểm thống nhất", _PEOPLE, Kind.POINTS, width=100),
        Column("agreed_band", "Xếp loại thống nhất", _PEOPLE, Kind.CHOICE, width=120, choices=band_names(edition)),
        Column("reason", "Lý do", _PEOPLE, width=280),
        Column("basis", "Căn cứ hiện tại", _SYNC, width=160),
        Column("decided_on", "Căn cứ khi quyết định", _SYNC, width=190),
    ]
    names = {cluster.code: cluster.name for cluster in edition.clusters}
    rows = tuple(
        Row(unit.code, {"name": unit.name, **({"cluster": names[unit.cluster]} if unit.cluster else {})})
        for unit in _by_cluster(edition)
    )
    return Tab(
        name="ranking",
        title="Xếp hạng",
        heading=f"{edition.body}: tổng hợp kết quả thi đua năm {edition.year}",
        columns=tuple(columns),
        key="code",
        rows=rows,
        frozen_columns=2,
        lists="unit",
        stamped=True,
        filterable=True,
        part="decisions",
    )


def band_names(edition: Edition) -> tuple[str, ...]:
    """The bands a person may choose from, best first."""
    return tuple(band.name for band in edition.rubric.bands)


def _by_cluster(edition: Edition) -> tuple[Unit, ...]:
    """Units cluster by cluster, those without a cluster last; the sort is stable, so their own order stays."""
    order = {cluster.code: place for place, cluster in enumerate(edition.clusters)}
    return tuple(sorted(edition.units, key=lambda unit: order.get(unit.cluster or "", len(order))))


def _sections_tab(edition: Edition) -> Tab:
    columns = [Column("code", "Mã", _EDITION, width=60), Column("name", "Đơn vị", _EDITION, width=190)]
    for section in edition.rubric.criteria:
        short = format(section.max.normalize(), "f").replace(".", ",")
        header = f"{section.code} (tối đa {short})\n{section.text}"
        columns += [
            Column(f"{section.code}-points", header, _SYNC, Kind.POINTS, width=120),
            Column(f"{section.code}-rank", f"Hạng {section.code}", _SYNC, Kind.RANK, width=70),
        ]
    return Tab(
        name="sections",
        title="Theo tiêu chuẩn",
        heading="Điểm và hạng theo từng tiêu chuẩn",
        columns=tuple(columns),
        key="code",
        rows=tuple(Row(unit.code, {"name": unit.name}) for unit in _by_cluster(edition)),
        frozen_columns=2,
        lists="unit",
        stamped=True,
    )


def has_overflow(edition: Edition) -> bool:
    """True where points of a criterion may be given that a cap, or a rule of counting once, does not let count."""
    rubric = edition.rubric
    counted = any(leaf.rule.kind in {"count", "deduction"} for leaf in rubric.leaves)
    beside = any(leaf.has_extra for leaf in rubric.leaves)
    return counted or beside or bool(rubric.once) or bool({"bonus", "deduction"} & set(rubric.roles.values()))


def _detail_tab(edition: Edition) -> Tab:
    beyond = has_overflow(edition)
    return Tab(
        name="detail",
        title="Chi tiết",
        heading="Điểm từng tiêu chí, theo từng người chấm",
        columns=(
            Column("key", "Mã dòng", _SYNC, width=90),
            Column("unit", "Đơn vị", _SYNC, width=160),
            Column("criterion", "Tiêu chí", _SYNC, width=70),
            Column("text", "Nội dung", _SYNC, width=360),
            Column("max", "Tối đa", _SYNC, Kind.POINTS, width=70),
            Column("self", "Tự chấm", _SYNC, Kind.POINTS, width=80),
            Column("department", "Bộ phận", _SYNC, Kind.POINTS, width=80),
            Column("cluster", "Kiểm tra", _SYNC, Kind.POINTS, width=80),
            Column("points", "Điểm tính", _SYNC, Kind.POINTS, width=80),
            *([Column("overflow", "Không được tính", _SYNC, Kind.POINTS, width=80)] if beyond else ()),
            Column("because", "Căn cứ", _SYNC, width=300),
            Column("figures", "Số liệu minh họa", _SYNC, width=360),
        ),
        key="key",
        spare=len(edition.units) * len(edition.rubric.leaves) + 5,
        frozen_columns=3,
        stamped=True,
        filterable=True,
    )


def _gaps_tab(edition: Edition) -> Tab:
    explained = edition.limits.explain_gap is not None
    return Tab(
        name="gaps",
        title="Chênh lệch",
        heading="Chênh lệch giữa điểm tự chấm và điểm bộ phận chấm, lớn nhất trước",
        columns=(
            Column("key", "STT", _SYNC, width=60),
            Column("unit", "Đơn vị", _SYNC, width=160),
            Column("criterion", "Tiêu chí", _SYNC, width=70),
            Column("text", "Nội dung", _SYNC, width=360),
            Column("self", "Tự chấm", _SYNC, Kind.POINTS, width=80),
            Column("department", "Bộ phận", _SYNC, Kind.POINTS, width=80),
            Column("gap", "Chênh lệch", _SYNC, Kind.POINTS, width=90),
            Column("scorer", "Bộ phận chấm", _SYNC, width=200),
            *([Column("explanation", "Đơn vị giải trình", _SYNC, width=360)] if explained else ()),
        ),
        key="key",
        spare=max(40, len(edition.units) * 4),
        stamped=True,
        filterable=True,
    )


_DECIDED_HINT = "Để trống: chưa quyết định. 0: không duyệt. Khác điểm đề xuất thì ghi lý do."


def _bonus_register_tab(edition: Edition) -> Tab:
    return Tab(
        name="bonus",
        title="Điểm thưởng",
        heading="Sổ đề xuất điểm thưởng",
        columns=(
            Column("key", "Mã", _SYNC, width=80),
            Column("unit", "Đơn vị", _SYNC, width=160),
            Column("department", "Bộ phận đề xuất", _SYNC, width=200),
            Column("model", "Mô hình, cách làm", _SYNC, width=320),
            Column("evidence", "Minh chứng", _SYNC, width=280),
            Column("reason", "Lý do", _SYNC, width=360),
            Column("points", "Đề xuất", _SYNC, Kind.POINTS, width=80),
            Column("decided", "Điểm được duyệt", _PEOPLE, Kind.POINTS, width=90, hint=_DECIDED_HINT),
            Column("decided_reason", "Lý do duyệt", _PEOPLE, width=280),
            Column("decided_on", "Căn cứ khi quyết định", _SYNC, width=200),
            Column("counted", "Được tính", _SYNC, Kind.POINTS, width=80),
            Column("cap", "Trần của đơn vị", _SYNC, Kind.POINTS, width=80),
            Column("overflow", "Vượt trần", _SYNC, Kind.POINTS, width=80),
        ),
        key="key",
        spare=max(30, len(edition.departments) * 8),
        stamped=True,
        part="decisions",
    )


def _figures_tab(edition: Edition) -> Tab:
    return Tab(
        name="figures",
        title="Số liệu tổng hợp",
        heading=f"Phụ lục số liệu năm {edition.year}, cộng từ các đơn vị",
        columns=(
            Column("code", "Mã", _EDITION, width=70),
            Column("text", "Nội dung", _EDITION, width=360),
            Column("measure", "Đơn vị tính", _EDITION, width=100),
            Column("sum", "Tổng hoặc bình quân", _SYNC, Kind.AMOUNT, width=120),
            Column("given", "Số đơn vị đã có", _SYNC, Kind.RANK, width=90),
            *(Column(unit.code, unit.name, _SYNC, Kind.AMOUNT, width=90) for unit in edition.units),
        ),
        key="code",
        rows=tuple(
            Row(
                figure.code,
                {"text": figure.text, "measure": figure.measure},
                asks=dict.fromkeys(("sum", *(unit.code for unit in edition.units)), Ask(FIGURE_KINDS[figure.kind])),
            )
            for figure in edition.figures
        ),
        frozen_columns=2,
        stamped=True,
    )


LINK_WIDTH = 240
"""Pixels in which a link to a cell is read whole: "PT: Đề xuất điểm thưởng, ô D12"."""

_HIGHLIGHTS = (
    ("key", "Mã", 80), ("unit", "Đơn vị", 160), ("theme", "Chủ đề", 260), ("content", "Việc đã làm", 420),
    ("effect", "Kết quả, hiệu quả", 360),
)  # fmt: skip
_REMEDIES = (
    ("key", "Mã", 80), ("unit", "Đơn vị", 160), ("remark", "Nhận xét năm trước", 360), ("action", "Đã khắc phục", 360),
    ("result", "Kết quả", 300), ("evidence", "Minh chứng", 240), ("department", "Bộ phận đánh giá", 180),
    ("verdict", "Đánh giá", 150), ("note", "Nhận xét của bộ phận", 280),
)  # fmt: skip
_QUESTIONS = (
    ("key", "Mã", 80), ("unit", "Đơn vị", 140), ("department", "Bộ phận hỏi", 180), ("criterion", "Tiêu chí", 70),
    ("question", "Nội dung cần làm rõ", 360), ("answer", "Trả lời", 360), ("state", "Tình trạng", 160),
    ("since", "Hỏi từ", 100), ("age", "Số ngày", 80),
)  # fmt: skip
_LATE = (
    ("key", "STT", 60), ("book", "Bảng tính", 160), ("place", "Chỗ sửa", 180), ("unit", "Đơn vị", 140),
    ("criterion", "Tiêu chí", 80), ("before", "Khi hết hạn", 260), ("after", "Nay", 260), ("closed", "Hạn", 180),
    ("allowed", "Được phép", 300),
)  # fmt: skip
_PROGRESS = (
    ("key", "Mã", 70), ("name", "Bảng tính", 240), ("state", "Đọc được", 130), ("expected", "Phải có", 110),
    ("received", "Đã nộp", 130), ("complete", "Đã điền", 130), ("on_time", "Đúng hạn", 200),
    ("evidence", "Có minh chứng", 130), ("findings", "Cần xem lại", 100),
)  # fmt: skip
_FINDINGS = (
    ("key", "STT", 60), ("severity", "Mức", 90), ("book", "Bảng tính", 180), ("place", "Chỗ cần xem", 180),
    ("unit", "Đơn vị", 140), ("criterion", "Tiêu chí", 80), ("message", "Nội dung", 420), ("advice", "Cách sửa", 360),
    ("link", "Mở ô", LINK_WIDTH),
)  # fmt: skip
_LOG = (
    ("key", "Số", 60), ("when", "Lúc", 200), ("read", "Số bảng đọc được", 140), ("unread", "Không đọc được", 240),
    ("findings", "Cần xem lại", 100), ("note", "Ghi chú", 480),
)  # fmt: skip


def _master_list(name: str, title: str, heading: str, columns: tuple[tuple[str, str, int], ...]) -> Tab:
    return Tab(
        name=name,
        title=title,
        heading=heading,
        columns=tuple(
            Column(column, header, _SYNC, Kind.LINK if column == "link" else Kind.TEXT, width)
            for column, header, width in columns
        ),
        key="key",
        spare=60,
        frozen_columns=2,
        stamped=True,
        filterable=name == "findings",
    )
