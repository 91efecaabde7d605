"""The layout of books: names that Google accepts and that never collide, owners, subjects."""

import re
from itertools import chain

import pytest
from small_year import EDITION, SMALL, small_edition

from sheetsync.core.books import books
from sheetsync.core.layout import MASTER, Book, Kind, Look, Owner, Tab, anchor_name
from sheetsync.core.marks import TOTAL_KEY
from sheetsync.edition.model import Edition

BOOKS = {book.code: book for book in books(EDITION)}
TABS = [(book, tab) for book in BOOKS.values() for tab in book.tabs]
BARE = small_edition(
    collects=["department"],
    clusters=[],
    units=[{"code": "T1", "name": "Tỉnh một"}, {"code": "T2", "name": "Tỉnh hai"}],
    figures=[],
    highlights=None,
    remarks=[],
    rubric={"bonus": None, "bands": []},
)
"""An edition that has only what departments score."""


def tab_of(code: str, name: str) -> Tab:
    tab = BOOKS[code].tab(name)
    assert tab
    return tab


def names(tab: Tab) -> list[str]:
    return [column.name for column in tab.columns]


def tab_names(book: Book) -> list[str]:
    return [tab.name for tab in book.tabs]


def test_lists_call_a_book_by_its_code_and_the_master_by_its_name() -> None:
    assert [BOOKS[code].label for code in ("P1", MASTER)] == ["P1", "Bảng tổng hợp"]


def test_every_owner_has_a_book_and_the_master_comes_last() -> None:
    assert [(book.code, book.kind) for book in BOOKS.values()] == [
        *(("P1", "unit"), ("P2", "unit"), ("P3", "unit"), ("P10", "unit")),
        *(("TG", "department"), ("VP", "department"), ("C1", "cluster"), ("C2", "cluster")),
        (MASTER, MASTER),
    ]
    assert BOOKS["P1"].title == "Phường 1 - Thi đua 2020"


def test_each_kind_of_book_holds_the_tabs_its_owner_needs() -> None:
    unit = ["guide", "self", "appendix", "highlights"]
    assert tab_names(BOOKS["P1"]) == [*unit, "remedies", "questions", "submission", "feedback"]
    assert tab_names(BOOKS["P2"]) == [*unit, "questions", "submission", "feedback"], "nothing to remedy"
    assert tab_names(BOOKS["TG"]) == ["guide", "points", "bonus", "questions", "feedback"]
    assert tab_names(BOOKS["C1"]) == ["guide", "reports", "agreed", "feedback"]
    evidence = ["detail", "gaps", "bonus", "figures", "highlights", "remedies"]
    course = ["questions", "progress"]
    assert tab_names(BOOKS[MASTER]) == ["ranking", "sections", *evidence, *course, "findings", "log"]


def test_what_an_edition_does_not_ask_for_has_no_tab_and_no_column() -> None:
    department, _, master = books(BARE)
    assert tab_names(department) == ["guide", "points", "feedback"]
    assert tab_names(master) == ["ranking", "sections", "detail", "progress", "findings", "log"]
    people = ["agreed_points", "agreed_band", "reason"]
    ours = ["code", "name", "department", "total", "rank", "state"]
    assert names(master.tabs[0]) == [*ours, *people, "basis", "decided_on"]


DEDUCTION = {
    "code": "TR",
    "text": "Vi phạm",
    "max": 5,
    "scorer": "VP",
    "role": "deduction",
    "rule": {"kind": "deduction", "per": 1},
}


def test_the_ranking_has_a_column_for_whatever_makes_up_a_total() -> None:
    late = [{"phase": "BC", "per_day": 1}]
    whole = books(small_edition({"late": late, "compare": "percent"}))[-1].tabs[0]
    shown = [name for name in names(whole) if name not in names(books(small_edition())[-1].tabs[0])]
    assert shown == ["deductions", "percent"]
    order = ["agreed", "bonus", "deductions", "total", "percent", "cluster_rank", "rank", "rank_without_bonus", "band"]
    assert [name for name in names(whole) if name in order] == order
    assert "rank_without_bonus" not in names(books(BARE)[-1].tabs[0])


def test_the_detail_shows_what_is_left_out_where_anything_can_be() -> None:
    def detail(**rubric: object) -> list[str]:
        tab = books(small_edition(rubric))[-1].tab("detail")
        return names(tab) if tab else []

    assert "overflow" not in detail()
    assert "overflow" in detail(once=[{"items": ["1.1", "1.2"]}])
    assert "overflow" in detail(criteria=[*SMALL["rubric"]["criteria"], DEDUCTION])


def test_gaps_have_a_column_for_explanations_where_they_are_asked_for() -> None:
    def gaps(**limits: object) -> list[str]:
        tab = books(small_edition(limits=limits))[-1].tab("gaps")
        return names(tab) if tab else []

    assert "explanation" not in gaps()
    assert gaps(explain_gap=2)[-1] == "explanation"


def test_without_figures_and_highlights_a_ward_has_fewer_tabs() -> None:
    edition = small_edition(figures=[], highlights=None, remarks=[])
    assert tab_names(books(edition)[0]) == ["guide", "self", "questions", "submission", "feedback"]


def test_an_edition_may_ask_the_wards_alone() -> None:
    assert [book.kind for book in books(small_edition(collects=["unit"]))] == ["unit"] * 4 + [MASTER]


def test_a_row_of_the_self_score_is_a_criterion_a_heading_or_the_total() -> None:
    rows = tab_of("P1", "self").rows
    assert [(row.key, row.look, row.open) for row in rows] == [
        ("1", Look.SECTION, frozenset()),
        ("1.1", Look.PLAIN, None),
        ("1.2", Look.PLAIN, None),
        ("2", Look.SECTION, frozenset()),
        ("2.1", Look.PLAIN, None),
        ("2.2", Look.PLAIN, None),
        ("3", Look.PLAIN, None),
        (TOTAL_KEY, Look.TOTAL, frozenset({"points"})),
    ]
    assert rows[1].cells["text"] == "   Tuyên truyền"


def test_a_department_has_a_column_for_each_of_its_own_criteria() -> None:
    tab = tab_of("TG", "points")
    assert names(tab) == ["code", "name", "1.1", "1.2", "remark"]
    assert tab.columns[2].header == "1.1 (tối đa 10)\nTuyên truyền"
    assert [row.key for row in tab.rows] == ["P1", "P2", "P3", "P10"]


def test_the_appendix_shows_last_years_figure_only_to_the_unit_that_had_one() -> None:
    assert [dict(row.cells).get("last_year") for row in tab_of("P1", "appendix").rows] == [100, None, None, None]
    assert [dict(row.cells).get("last_year") for row in tab_of("P2", "appendix").rows] == [None] * 4
    kinds = [Kind.COUNT, Kind.AMOUNT, Kind.PERCENT, Kind.AMOUNT]
    assert [row.asks["value"].kind for row in tab_of("P2", "appendix").rows] == kinds


def test_the_ranking_lists_units_cluster_by_cluster_and_strangers_last() -> None:
    units = [
        {"code": "P9", "name": "Phường 9"},
        {"code": "P3", "name": "Phường 3", "cluster": "C2"},
        {"code": "P1", "name": "Phường 1", "cluster": "C1"},
    ]
    ranking = books(small_edition(units=units, remarks=[]))[-1].tabs[0]
    assert [(row.key, row.cells.get("cluster")) for row in ranking.rows] == [
        ("P1", "Cụm 1"),
        ("P3", "Cụm 2"),
        ("P9", None),
    ]


@pytest.mark.parametrize("edition", [EDITION, BARE])
def test_no_two_tabs_of_a_book_share_an_id_and_no_two_cells_a_name(edition: Edition) -> None:
    for book in books(edition):
        ids = [tab.sheet_id for tab in book.tabs]
        anchors = [tab.anchor(column.name) for tab in book.tabs for column in tab.columns]
        anchors += [tab.stamp_anchor for tab in book.tabs]
        assert len(set(ids)) == len(ids)
        assert 0 not in ids, "a person's own first tab has id 0"
        assert len(set(anchors)) == len(anchors)
        assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,249}", name) for name in anchors)


@pytest.mark.parametrize(("book", "tab"), TABS, ids=[f"{book.code} {tab.name}" for book, tab in TABS])
def test_every_tab_has_its_key_among_its_columns_and_no_key_twice(book: Book, tab: Tab) -> None:
    assert tab.column(tab.key), book.code
    assert len({column.name for column in tab.columns}) == len(tab.columns)
    assert len({column.header for column in tab.columns}) == len(tab.columns), "a lost column is found by its header"
    assert len({row.key for row in tab.rows}) == len(tab.rows)
    owned = chain.from_iterable(tab.owned_by(owner) for owner in Owner)
    assert {column.name for column in owned} == {column.name for column in tab.columns}
    assert tab.column("no such column") is None
    assert tab.row("no such row") is None


def test_the_name_of_a_range_uses_only_letters_google_takes() -> None:
    assert anchor_name("sections", "1.1-points") == "ss_sections_1_1_points"
    assert anchor_name("figures", "Đ4") == "ss_figures__4"


@pytest.mark.parametrize(
    ("code", "tab", "key", "column", "subject"),
    [
        ("P1", "self", "1.1", "points", ("P1", "1.1")),
        ("P1", "self", TOTAL_KEY, "points", ("P1", None)),
        ("P1", "self", "9.9", "points", ("P1", None)),
        ("P1", "appendix", "S1", "value", ("P1", None)),
        ("TG", "points", "P2", "1.1", ("P2", "1.1")),
        ("TG", "points", "P2", "remark", ("P2", None)),
        ("TG", "points", "P2", "no such column", ("P2", None)),
        ("TG", "bonus", "1", "points", (None, None)),
        ("C1", "reports", "P2", "band", ("P2", None)),
        (MASTER, "ranking", "P2", "agreed_points", ("P2", None)),
    ],
)
def test_a_cell_is_about_a_unit_and_a_criterion(
    code: str, tab: str, key: str, column: str, subject: tuple[str | None, str | None]
) -> None:
    assert BOOKS[code].subject(tab_of(code, tab), key, column) == subject
    assert BOOKS[code].tab("no such tab") is None
