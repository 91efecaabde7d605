"""The District 5 plan as data: it is what the plan says, and its sample year is a real year with real mistakes."""

import re
from collections import Counter
from decimal import Decimal
from unicodedata import normalize

import pytest
from sample_rows import CONFIG, Typed, sample_rows

from sheetsync.core.layout import pair
from sheetsync.edition import Edition, load_edition
from sheetsync.errors import ConfigProblem

FOLDER = CONFIG / "quan5-2020"
INCOMPLETE = {"P3", "P6", "P13", "P14"}
FOUR_WAYS = re.compile(r"Phường (\d+)( Quận 5)?|P(\d+)(/Q5)?")
SURNAMES = "Nguyễn|Trần|Lê|Phạm|Hồ|Trương|Hoàng|Huỳnh|Vũ|Võ|Đặng|Bùi|Đỗ|Ngô|Dương|Lý|Phan|Nhân|Mai|Đinh|Tô|Châu"
STREETS = {"Nguyễn Duy Dương", "Nguyễn Trãi"}


@pytest.fixture(scope="module")
def loaded() -> tuple[Edition, tuple[ConfigProblem, ...]]:
    return load_edition(FOLDER)


@pytest.fixture(scope="module")
def edition(loaded: tuple[Edition, tuple[ConfigProblem, ...]]) -> Edition:
    return loaded[0]


@pytest.fixture(scope="module")
def rows() -> tuple[Typed, ...]:
    return sample_rows("quan5-2020")


def test_fifteen_wards_stand_in_numeric_order(edition: Edition) -> None:
    assert [unit.code for unit in edition.units] == [f"P{number}" for number in range(1, 16)]
    assert [unit.name for unit in edition.units] == [f"Phường {number}" for number in range(1, 16)]


@pytest.mark.parametrize(
    ("cluster", "wards"), [("C1", (4, 7, 9, 12, 15)), ("C2", (1, 2, 8, 10, 11)), ("C3", (3, 5, 6, 13, 14))]
)
def test_the_clusters_are_composed_as_in_the_plan(edition: Edition, cluster: str, wards: tuple[int, ...]) -> None:
    assert [unit.code for unit in edition.units_of(cluster)] == [f"P{ward}" for ward in wards]


def test_whose_a_book_is_is_told_by_its_code(edition: Edition) -> None:
    owners = edition.owners
    assert [owner.kind for owner in owners] == sorted(
        (owner.kind for owner in owners), key=["unit", "department", "cluster"].index
    )
    assert len(owners) == len(edition.units) + len(edition.departments) + len(edition.clusters)
    for code, kind in (("P4", "unit"), ("TG", "department"), ("C1", "cluster")):
        owner = edition.owner(code)
        assert owner is not None
        assert (owner.code, owner.kind) == (code, kind)
    assert edition.owner("master") is None


def test_the_calendar_is_the_plans(edition: Edition) -> None:
    days = [(f"{phase.starts:%d/%m}", f"{phase.ends:%d/%m}", phase.due) for phase in edition.phases]
    assert days == [
        ("02/11", "08/11", ("unit",)),
        ("08/11", "12/11", ("department", "cluster")),
        ("20/11", "24/11", ("cluster",)),
        ("26/11", "26/11", ()),
    ]
    assert [(i.cluster, f"{i.day:%d/%m/%Y}", i.weekday, f"{i.hour:%Hg%M}", i.place) for i in edition.inspections] == [
        ("C1", "20/11/2020", "thứ sáu", "08g00", "UBND Phường 12 (73 - 75 - 77 Tân Thành P12/Q5)"),
        ("C2", "24/11/2020", "thứ ba", "08g00", "UBND Phường 8 (47 Nguyễn Duy Dương, P8/Q5)"),
        ("C3", "22/11/2020", "thứ sáu", "08g00", "UBND Phường 3 (130 Nguyễn Trãi, Phường 3 Quận 5)"),
    ]


def test_the_plans_own_mistake_is_found_at_its_line(loaded: tuple[Edition, tuple[ConfigProblem, ...]]) -> None:
    lines = (FOLDER / "edition.yaml").read_text(encoding="utf-8").splitlines()
    (warning,) = [problem for problem in loaded[1] if "thứ sáu" in problem.message]
    assert warning.file == "edition.yaml"
    assert lines[warning.line - 1].strip() == "weekday: thứ sáu"
    assert "day: 22/11/2020" in "".join(lines[warning.line - 4 : warning.line])
    assert "22/11/2020" in warning.message
    assert "chủ nhật" in warning.message


def test_nothing_else_is_doubtful_but_what_the_plan_itself_says(
    loaded: tuple[Edition, tuple[ConfigProblem, ...]],
) -> None:
    assert Counter(re.findall(r"\d\d/11/2020", p.message)[0] for p in loaded[1]) == {"08/11/2020": 2, "22/11/2020": 2}


def test_the_rubric_says_it_is_illustrative_and_has_the_shape_of_the_guidance(edition: Edition) -> None:
    rubric = edition.rubric
    assert "minh họa" in rubric.title
    assert len(rubric.criteria) == 9
    assert (rubric.max, len(rubric.leaves), rubric.step) == (Decimal(95), 41, Decimal("0.5"))
    assert rubric.bonus is not None
    assert rubric.bonus.cap == 5
    assert list(rubric.precedence) == ["cluster", "department"]
    assert any(leaf.not_applicable == "full" for leaf in rubric.leaves)


def test_every_leaf_has_one_department_and_every_department_leaves(edition: Edition) -> None:
    assert len(edition.departments) == 6
    scored = [leaf.code for department in edition.departments for leaf in edition.rubric.scored_by(department.code)]
    assert sorted(scored) == sorted(leaf.code for leaf in edition.rubric.leaves)
    assert all(edition.rubric.scored_by(department.code) for department in edition.departments)


def test_the_appendix_asks_about_twenty_figures_of_every_kind(edition: Edition) -> None:
    assert 18 <= len(edition.figures) <= 24
    assert {figure.kind for figure in edition.figures} == {"count", "decimal", "money", "percent"}
    assert all(figure.max for figure in edition.figures)
    assert all(len(figure.last_year) in {0, 15} for figure in edition.figures)


def test_every_ward_has_one_to_three_remarks_to_answer(edition: Edition) -> None:
    remarks = Counter(remark.unit for remark in edition.remarks)
    assert set(remarks) == {unit.code for unit in edition.units}
    assert set(remarks.values()) == {1, 2, 3}
    assert {remark.judge for remark in edition.remarks} == {department.code for department in edition.departments}


@pytest.mark.parametrize("folder", ["quan5-2020", "index766-2026", "cai-lay-2022"])
def test_no_person_is_named_and_every_address_is_an_example(folder: str) -> None:
    name = re.compile(rf"\b(?:{SURNAMES})(?: [A-ZĐÂĂÊÔƠƯ]\w+){{1,3}}")
    for path in (CONFIG / folder).rglob("*.*"):
        text = normalize("NFC", path.read_text(encoding="utf-8"))
        assert set(name.findall(text)) - STREETS - {"Hồ Chí Minh"} == set(), path
        assert not re.search(r"\b(?:Ông|Bà|Anh|Chị|đồng chí) [A-ZĐ]\w+ [A-ZĐ]", text), path
        assert set(re.findall(r"@([\w.]+)", text)) <= {"example.org"}, path


def test_all_text_is_composed_but_one_cell(rows: tuple[Typed, ...]) -> None:
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert text == normalize("NFC", text), path
    decomposed = [row for row in rows if row.value != normalize("NFC", row.value)]
    assert [(row.book, row.tab, row.key) for row in decomposed] == [("P9", "self", "1.2")]
    assert decomposed[0].value == normalize("NFD", decomposed[0].value)


def _cells(edition: Edition) -> dict[tuple[str, str], tuple[set[str] | None, set[str]]]:
    """Give, per kind of book and tab, the keys that exist (None: numbered rows) and the columns people fill."""
    units, leaves = {unit.code for unit in edition.units}, {leaf.code for leaf in edition.rubric.leaves}
    themes = {theme.code for theme in edition.highlights.themes} if edition.highlights else set()
    remarks = {remark.code for remark in edition.remarks}
    return {
        ("unit", "self"): (leaves | {"TONG"}, {"points", "figures", "judgement"}),
        ("unit", "appendix"): ({figure.code for figure in edition.figures}, {"value", "note"}),
        ("unit", "highlights"): (themes, {"content", "effect"}),
        ("unit", "remedies"): (remarks, {"action", "result", "evidence"}),
        ("unit", "submission"): ({"NOP"}, {"done"}),
        ("department", "points"): (units, leaves | {"remark"}),
        ("department", "bonus"): (None, {"unit", "model", "points", "reason", "evidence"}),
        ("department", "questions"): (None, {"unit", "criterion", "question", "closed"}),
        ("department", "verdicts"): ({pair(one.unit, one.code) for one in edition.remarks}, {"verdict", "note"}),
        ("cluster", "reports"): (units, {"received", "remarks", "band"}),
        ("cluster", "agreed"): (None, {"unit", "criterion", "points", "reason"}),
    }


def test_the_sample_names_only_cells_that_exist(edition: Edition, rows: tuple[Typed, ...]) -> None:
    kinds = (
        {unit.code: "unit" for unit in edition.units}
        | {department.code: "department" for department in edition.departments}
        | {cluster.code: "cluster" for cluster in edition.clusters}
    )
    cells = _cells(edition)
    for row in rows:
        keys, columns = cells[kinds[row.book], row.tab]
        assert row.column in columns, row
        assert row.key in keys if keys is not None else row.key.isdigit(), row
        if row.tab in {"points", "reports"} and kinds[row.book] == "department" and row.column != "remark":
            assert row.column in {leaf.code for leaf in edition.rubric.scored_by(row.book)}, row
        if kinds[row.book] == "cluster" and row.tab == "reports":
            assert row.key in {unit.code for unit in edition.units_of(row.book)}, row
        if row.tab == "verdicts":
            judges = {pair(remark.unit, remark.code): remark.judge for remark in edition.remarks}
            assert judges[row.key] == row.book, row
        if row.tab == "remedies":
            assert (row.book, row.key) in {(remark.unit, remark.code) for remark in edition.remarks}, row


def test_no_cell_is_typed_twice(rows: tuple[Typed, ...]) -> None:
    cells = Counter((row.book, row.tab, row.key, row.column) for row in rows)
    assert max(cells.values()) == 1


MISTAKES = [
    ("P2", "self", "5.2", "points", "'8,5"),
    ("P8", "self", "1.3", "points", None),
    ("P1", "self", "4.3", "points", "không phát sinh"),
    ("P14", "self", "3.5", "points", "không phát sinh"),
    ("P6", "self", "7.3", "points", "3"),
    ("P5", "self", "3.4", "points", "8/5"),
    ("P7", "self", "3.4", "points", "8,5đ"),
    ("P10", "self", "5.2", "points", "8.5/10"),
    ("P12", "self", "3.4", "points", "90%"),
    ("P14", "self", "6.1", "points", "1,3"),
    ("P3", "self", "5.4", "figures", None),
    ("P3", "self", "5.4", "judgement", None),
    ("P15", "self", "2.3", "judgement", None),
    ("P4", "self", "TONG", "points", "94"),
    ("P11", "self", "9.3", "figures", '=IMPORTXML("http://example.org/x";"//a")'),
    ("P6", "appendix", "S07", "value", "421.500.000"),
    ("P1", "appendix", "S08", "value", "1.000.0000"),
    ("P9", "appendix", "S14", "value", None),
    ("P8", "appendix", "S02", "value", "814"),
    ("P2", "appendix", "S16", "value", "07"),
    ("P12", "remedies", "NX2", "action", None),
    ("P9", "remedies", "NX2", "evidence", None),
    ("P11", "remedies", "NX3", "evidence", None),
    ("PT", "verdicts", "P15/NX1", "verdict", None),
    ("P8", "submission", "NOP", "done", None),
    ("DC", "bonus", "2", "evidence", None),
    ("TG", "points", "P3", "1.4", "2/5"),
    ("PT", "points", "P14", "4.1", "3,5"),
    ("DC", "points", "P6", "5.2", None),
    ("DC", "bonus", "2", "reason", None),
    ("P4", "self", "3.4", "points", "10"),
    ("PT", "points", "P4", "3.4", "8,5"),
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_listed_mistake_is_there(rows: tuple[Typed, ...], mistake: tuple[str, str, str, str, str | None]) -> None:
    book, tab, key, column, value = mistake
    typed = {(row.book, row.tab, row.key, row.column): row.value for row in rows}
    assert typed.get((book, tab, key, column)) == value


def test_one_ward_typed_nothing(edition: Edition, rows: tuple[Typed, ...]) -> None:
    assert {unit.code for unit in edition.units} - {row.book for row in rows} == {"P13"}


def test_ward_names_are_written_four_ways(rows: tuple[Typed, ...]) -> None:
    names = {row.value for row in rows if row.column == "unit"}
    shapes = {re.sub(r"\d+", "4", name, count=1) for name in names}
    assert shapes == {"Phường 4", "P4", "P4/Q5", "Phường 4 Quận 5"}


def test_a_total_typed_is_the_sum_except_where_it_is_meant_not_to_be(edition: Edition, rows: tuple[Typed, ...]) -> None:
    wrong = {"P4"}
    for unit in edition.units:
        typed = {r.key: r.value for r in rows if (r.book, r.tab, r.column) == (unit.code, "self", "points")}
        total = _points(typed.pop("TONG", ""))
        points = [_points(value) for value in typed.values()]
        if None in points or len(points) < len(edition.rubric.leaves) or total is None:
            continue
        assert (sum(p for p in points if p is not None) == total) is (unit.code not in wrong), unit.code


def _points(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if re.fullmatch(r"\d+(,\d+)?", text) else None


def test_eleven_wards_are_complete_with_a_real_tie_and_close_calls(edition: Edition, rows: tuple[Typed, ...]) -> None:
    """Reckon the year by hand, far from the program: department points, the inspection over them, capped bonus."""
    given: dict[str, dict[str, Decimal]] = {unit.code: {} for unit in edition.units}
    for row in rows:
        leaf = next((leaf for leaf in edition.rubric.leaves if leaf.code == row.column), None)
        if row.tab != "points" or leaf is None:
            continue
        points = leaf.max if row.value == "không phát sinh" and leaf.not_applicable == "full" else _points(row.value)
        if points is not None and points <= leaf.max:
            assert points % Decimal("0.5") == 0, row
            given[row.key][leaf.code] = points
    bonus: Counter[str] = Counter()
    for line in _lines(rows, "agreed"):
        given[_ward(line["unit"])][line["criterion"]] = _points(line["points"]) or Decimal(0)
    for line in _lines(rows, "bonus"):
        if "reason" in line:
            bonus[_ward(line["unit"])] += int(Decimal(line["points"].replace(",", ".")) * 10)
    complete = {ward: sum(points.values()) for ward, points in given.items() if len(points) == 41}
    totals = {ward: base + min(Decimal(5), Decimal(bonus[ward]) / 10) for ward, base in complete.items()}
    assert set(given) - set(complete) == INCOMPLETE
    assert {ward: str(total.normalize()) for ward, total in totals.items()} == {
        "P12": "96",
        "P4": "94",
        "P5": "89.5",
        "P2": "87",
        "P10": "87",
        "P1": "86",
        "P9": "84.5",
        "P8": "81",
        "P15": "8E+1",
        "P7": "79.5",
        "P11": "76",
    }


def _ward(name: str) -> str:
    match = FOUR_WAYS.fullmatch(name)
    assert match, name
    return f"P{match[1] or match[3]}"


def _lines(rows: tuple[Typed, ...], tab: str) -> list[dict[str, str]]:
    """Give the lines people add to a list, by column."""
    lines: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row.tab == tab:
            lines.setdefault((row.book, row.key), {})[row.column] = row.value
    return list(lines.values())


def test_the_readme_of_the_sample_calls_it_illustrative_and_lists_the_mistakes() -> None:
    text = (FOLDER / "sample" / "README.md").read_text(encoding="utf-8")
    assert "số liệu minh họa" in text
    assert [value for *_, value in MISTAKES if value is not None and value[:11] not in text and len(value) > 2] == []


def test_wards_do_not_write_like_a_machine(rows: tuple[Typed, ...]) -> None:
    texts = [row.value for row in rows if row.column in {"figures", "judgement", "content"}]
    assert len(set(texts)) > len(texts) * 0.6
