"""What holds for any year whatever: order does not matter, points stay on the scale, a rerun writes nothing."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd
from drawn_book import Drawn, DrawnBook, provisioned
from hypothesis import given, settings
from hypothesis import strategies as st
from small_year import EDITION, IDS, NOW, SMALL, Year, changes, empty_year, plans, published, small_edition

from sheetsync.core.assessment import Assessment, assess
from sheetsync.core.books import books
from sheetsync.core.layout import MASTER, Book, Column, Kind, Owner, Row, Tab
from sheetsync.core.plan import Content, Desired, Link, plan
from sheetsync.core.reading import Source
from sheetsync.core.scoring.ranks import by_rank
from sheetsync.core.tables.desired import Occasion, desired
from sheetsync.edition.reach import highest

few = settings(max_examples=20, deadline=None)

UNITS = [unit.code for unit in EDITION.units]
LEAVES = [leaf.code for leaf in EDITION.rubric.leaves]
SCORERS = {leaf.code: leaf.scorer or "" for leaf in EDITION.rubric.leaves}

quarters = st.integers(-2, 44).map(lambda quarters: str(quarters * 25 / 100).replace(".", ","))
"""Points in quarters: negative, off the step, beyond the maximum too."""
odd: st.SearchStrategy[Drawn] = st.sampled_from(
    ["", "0", "không phát sinh", "8,5đ", "'8,5", "85%", "=4+4", "TRUE", "5/11/2020"]
)
figures = st.one_of(quarters, quarters, odd)
texts = st.sampled_from(["", "", "Hay", "=IMPORTXML(A1)", "không phát sinh", "-"])

points = st.dictionaries(st.tuples(st.sampled_from(UNITS), st.sampled_from(LEAVES)), figures, max_size=20)
proposals = st.lists(st.tuples(st.sampled_from([*UNITS, "P9", ""]), texts, quarters, texts), max_size=4)
agreements = st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from([*LEAVES, "9.9"]), figures, texts), max_size=4)
decisions = st.dictionaries(st.sampled_from(UNITS), st.tuples(quarters, st.sampled_from(["", "Tốt"])), max_size=2)


@st.composite
def years(draw: st.DrawFn) -> Year:
    """A year in which anybody may have typed anything anywhere."""
    year = empty_year()
    for (unit, leaf), figure in draw(points).items():
        fill(year[SCORERS[leaf]], "points", unit, leaf, figure)
    for (unit, leaf), figure in draw(points).items():
        fill(year[unit], "self", leaf, "points", figure)
    for department in ("TG", "VP"):
        for number, (unit, model, figure, reason) in enumerate(draw(proposals), 1):
            row = {"unit": unit, "model": model, "points": figure, "reason": reason}
            for column, value in row.items():
                fill(year[department], "bonus", str(number), column, value)
    for cluster in ("C1", "C2"):
        for number, (unit, leaf, figure, reason) in enumerate(draw(agreements), 1):
            agreed: dict[str, Drawn] = {"unit": unit, "criterion": leaf, "points": figure, "reason": reason}
            for column, typed in agreed.items():
                fill(year[cluster], "agreed", str(number), column, typed)
    for unit, (total, band) in draw(decisions).items():
        fill(year[MASTER], "ranking", unit, "agreed_points", total)
        fill(year[MASTER], "ranking", unit, "agreed_band", band)
    return year


def fill(book: DrawnBook, tab: str, key: str, column: str, value: Drawn) -> None:
    book.put(tab, book.a1(tab, key, column), value)


def results(assessment: Assessment) -> dict[str, tuple[object, ...]]:
    """Where every ward stands, by its code."""
    return {
        one.unit.code: (one.total, one.rank, one.cluster_rank, one.band, one.missing, dict(one.nodes))
        for one in assessment.standings
    }


@few
@given(years(), st.randoms(use_true_random=False))
def test_no_order_of_units_books_or_rows_changes_a_standing(year: Year, chance: object) -> None:
    assert hasattr(chance, "shuffle")
    before = results(year.assess())
    for code, tab in (("TG", "points"), ("VP", "points"), ("TG", "bonus"), ("C1", "agreed"), (MASTER, "ranking")):
        places = list(range(len(year[code].sheets[tab].rows) - 3))
        chance.shuffle(places)
        year[code].order_rows(tab, places)
    units, departments = list(SMALL["units"]), list(SMALL["departments"])
    chance.shuffle(units)
    chance.shuffle(departments)
    edition = small_edition(units=units, departments=departments)
    sources = list(year.sources().items())
    chance.shuffle(sources)
    assert results(assess(edition, dict(sources), NOW)) == before


@few
@given(years())
def test_points_and_totals_stay_on_the_scale(year: Year) -> None:
    assessment = year.assess()
    for (_, leaf), scored in assessment.scores.items():
        assert scored.points is None or 0 <= scored.points <= EDITION.rubric.nodes[leaf].max
    most = highest(EDITION.rubric)
    assert most is not None
    for one in assessment.standings:
        assert one.base is None or 0 <= one.base <= EDITION.rubric.max
        assert EDITION.rubric.bonus
        assert 0 <= one.bonus <= EDITION.rubric.bonus.cap
        assert one.total is None or 0 <= one.total <= most


@few
@given(years())
def test_the_sections_add_up_to_the_base(year: Year) -> None:
    for one in year.assess().standings:
        tops = [one.nodes[top.code].points for top in EDITION.rubric.criteria]
        parts = [points for points in tops if points is not None]
        assert sum(parts, Decimal(0)) == (one.base or 0)
        assert bool(parts) == (one.base is not None)


@few
@given(years())
def test_a_rank_is_one_more_than_the_number_of_the_better(year: Year) -> None:
    standings = year.assess().standings
    for one in standings:
        if one.total is None:
            assert (one.rank, one.cluster_rank) == (None, None)
            continue
        better = [other for other in standings if other.total is not None and other.total > one.total]
        assert one.rank == 1 + len(better)
        assert one.cluster_rank == 1 + sum(other.unit.cluster == one.unit.cluster for other in better)
    ranks = [one.rank for one in by_rank(standings)]
    assert ranks == sorted(ranks, key=lambda rank: (rank is None, rank))


@few
@given(years())
def test_an_incomplete_ward_has_no_band_but_the_committees(year: Year) -> None:
    for one in year.assess().standings:
        assert one.complete or one.band == one.decided_band


@settings(max_examples=12, deadline=None)
@given(years())
def test_whatever_a_year_holds_a_second_publication_writes_nothing(year: Year) -> None:
    once, bases = published(year)
    assert changes(plans(once, bases, NOW.replace(hour=20))) == []
    assert results(once.assess()) == results(year.assess()), "what sync writes, sync does not score"
    for book in books(EDITION):
        assert people(once[book.code]) == people(year[book.code])


def people(book: DrawnBook) -> list[str]:
    """All that stands in a book's columns that are not ours."""
    found = []
    for tab in book.book.tabs:
        for column in (*tab.owned_by(Owner.PEOPLE), *tab.owned_by(Owner.EDITION)):
            rows = range(3, len(book.sheets[tab.name].rows) + 1)
            found += [book.stands(tab.name, row, book.col(tab.name, column.name)) for row in rows]
        found += ["|"]
    return [value for value in found if value]


# --- plans of any table over any sheet -------------------------------------------------------------------------------

ANY = Tab(
    "any",
    "Bảng",
    "Bảng",
    (
        Column("code", "Mã", Owner.SYNC),
        Column("text", "Chữ", Owner.EDITION),
        Column("a", "A", Owner.SYNC, Kind.POINTS),
        Column("note", "Ghi chú", Owner.PEOPLE),
        Column("b", "B", Owner.SYNC),
    ),
    "code",
    spare=3,
    stamped=True,
)
FIXED = Tab("fixed", "Cố định", "Cố định", ANY.columns, "text", rows=(Row("1"), Row("2"), Row("3")))
SHEET = Book("B", "master", "Sổ", (ANY, FIXED))

keys = st.sampled_from(["1", "2", "3", "P10-1.1"])
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=3)
links = st.sampled_from([Link("mở", "https://example.org/a"), Link("xem", "https://example.org/b")])
values = st.one_of(st.none(), numbers, st.integers(0, 99), texts, links)
tables = st.dictionaries(keys, st.tuples(values, values, values), max_size=4)
scribbles = st.lists(
    st.tuples(st.integers(4, 6), st.sampled_from("ABCDE"), st.one_of(odd, st.sampled_from(["1", "'1", "2", "mở"]))),
    max_size=4,
)


def wanted(table: Mapping[str, tuple[object, ...]]) -> Desired:
    rows = pd.DataFrame(list(table.values()), index=list(table), columns=["a", "b", "note"], dtype=object)
    return Desired({"any": rows, "fixed": rows}, "Lúc 08g00")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(tables, scribbles, scribbles), min_size=1, max_size=3))
def test_plan_apply_and_plan_again_is_empty_whatever_people_scribble(
    rounds: list[tuple[dict[str, tuple[object, ...]], list[tuple[int, str, Drawn]], list[tuple[int, str, Drawn]]]],
) -> None:
    book = provisioned(SHEET)
    base: Content = {}
    for table, here, there in rounds:
        for tab, scribbled in (("any", here), ("fixed", there)):
            for row, letter, value in scribbled:
                book.put(tab, f"{letter}{row}", value)
        first = plan(SHEET, book.snapshot(), wanted(table), base)
        for change in first.changes:
            tab_ = SHEET.tab(change.cell.tab)
            column = tab_.column(change.column) if tab_ else None
            assert column is None or column.owner is Owner.SYNC
            assert change.column in {"code", "a", "b", "stamp"}
        book = book.applied(first)
        base = base if first.is_empty else first.content
        second = plan(SHEET, book.snapshot(), wanted(table), base)
        assert second.is_empty, second.changes
        assert len(second.findings) == len(first.findings)


@settings(max_examples=60, deadline=None)
@given(tables, scribbles)
def test_what_a_person_typed_over_us_survives_any_table(
    table: dict[str, tuple[object, ...]], scribbled: list[tuple[int, str, Drawn]]
) -> None:
    book = provisioned(SHEET)
    for row, letter, value in scribbled:
        book.put("any", f"{letter}{row}", value)
    after = book.applied(plan(SHEET, book.snapshot(), wanted(table), {}))
    for row in range(4, 7):
        for col in range(1, 6):
            before = book.stands("any", row, col)
            assert not before.strip() or after.stands("any", row, col) == before


def test_a_plan_needs_no_source_of_any_kind_but_what_it_is_given() -> None:
    """An edition of which no book has been read at all is still assessed and laid out."""
    assessment = assess(EDITION, {}, NOW)
    tables_ = desired(assessment, assessment.book(MASTER), Occasion(NOW, 1, IDS)).tables
    assert list(tables_["ranking"]["total"]) == [None] * 4
    assert assess(EDITION, {code: Source() for code in UNITS}, NOW) == assessment
