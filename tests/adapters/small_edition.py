"""A small edition in code: two wards, one cluster, one department, and every kind of book and tab."""

from decimal import Decimal

from sheetsync.core.books import books
from sheetsync.core.layout import Book, Setting, Tab
from sheetsync.edition.model import (
    Cluster,
    Contact,
    Department,
    Edition,
    Figure,
    Highlights,
    Limits,
    Mail,
    Remark,
    Theme,
    Unit,
)
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.verdict import Band, Bonus

EDITION = Edition(
    name="nho-2020",
    title="Thi đua năm 2020",
    body="Mặt trận quận",
    year=2020,
    unit_noun="phường",
    clusters=(Cluster(code="C1", name="Cụm 1"),),
    units=(Unit(code="P1", name="Phường 1", cluster="C1"), Unit(code="P2", name="Phường 2", cluster="C1")),
    departments=(Department(code="VP", name="Văn phòng"),),
    limits=Limits(bonus_rows=3, question_rows=3, agreed_rows=3),
    mail=Mail(sender=Contact(title="Văn phòng", email="vp@example.org")),
    rubric=Rubric(
        title="Thang điểm minh họa",
        max=Decimal(10),
        step=Decimal("0.5"),
        bonus=Bonus(cap=Decimal(2)),
        bands=(
            Band(name="Xuất sắc", minimum=Decimal(9)),
            Band(name="Tốt", minimum=Decimal(8)),
            Band(name="Khá", minimum=Decimal(6)),
            Band(name="Trung bình", minimum=Decimal(4)),
            Band(name="Yếu", minimum=Decimal(0)),
        ),
        criteria=(
            Criterion(
                code="1",
                text="Tuyên truyền, vận động",
                max=Decimal(6),
                criteria=(
                    Criterion(code="1.1", text="Tuyên truyền", max=Decimal("3.5"), scorer="VP"),
                    Criterion(code="1.2", text="Vận động", max=Decimal("2.5"), scorer="VP"),
                ),
            ),
            Criterion(
                code="2",
                text="Tổ chức",
                max=Decimal(4),
                criteria=(Criterion(code="2.1", text="Tổ chức", max=Decimal(4), scorer="VP"),),
            ),
        ),
    ),
    figures=(
        Figure(code="S1", text="Số cuộc họp", measure="cuộc", kind="count", last_year={"P1": Decimal(12)}),
        Figure(
            code="S2", text="Quỹ vận động", measure="triệu đồng", kind="money", last_year={"P1": Decimal("1421.55")}
        ),
    ),
    highlights=Highlights(themes=(Theme(code="MH", text="Mô hình mới"),), max_words=500, limit_text="2 trang"),
    remarks=(Remark(unit="P1", code="N1", text="Báo cáo còn chậm"),),
)

BOOKS = {book.code: book for book in books(EDITION)}

SETTING = Setting(EDITION.locale, EDITION.timezone, EDITION.rubric.decimals)


def book(code: str) -> Book:
    """One of its books by code: P1, P2, VP, C1, master."""
    return BOOKS[code]


def tab_of(code: str, name: str) -> Tab:
    """One tab of one of its books."""
    tab = book(code).tab(name)
    assert tab is not None
    return tab
