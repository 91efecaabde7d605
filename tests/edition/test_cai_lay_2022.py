"""One unit's real year: what its report and the minutes of the inspection say comes out at every node."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from real_path import sample_keys, synced
from sample_rows import CONFIG, sample_rows

from sheetsync.core.assessment import Assessment
from sheetsync.edition import load_edition

FOLDER = CONFIG / "cai-lay-2022"
UNIT = "CL"

Published = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def published() -> Published:
    with (FOLDER / "sample" / "published.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    edition, _ = load_edition(FOLDER)
    return synced(edition, sample_keys(FOLDER), tmp_path_factory.mktemp("cai-lay"))


# --- the edition


def test_the_tree_is_the_published_one(published: Published) -> None:
    edition, _ = load_edition(FOLDER)
    rubric = edition.rubric
    parents = {code: path[-1].code if path else "" for code, path in rubric.paths.items()}
    assert parents == {code: row["parent"] for code, row in published.items()}
    assert {code: node.max for code, node in rubric.nodes.items()} == {
        code: Decimal(row["base_max"]) for code, row in published.items()
    }
    assert len(rubric.nodes) == 38
    assert sum(leaf.max for leaf in rubric.leaves) == rubric.max == 100


def test_a_leaf_has_bonus_where_the_figures_exceed_its_base_and_nowhere_else(published: Published) -> None:
    edition, _ = load_edition(FOLDER)
    exceeding = {
        leaf.code
        for leaf in edition.rubric.leaves
        for row in [published[leaf.code]]
        if max(Decimal(row["self_points"]), Decimal(row["agreed_points"])) > leaf.max
    }
    assert {leaf.code for leaf in edition.rubric.leaves if leaf.bonus} == exceeding
    assert all(leaf.bonus.cap is None for leaf in edition.rubric.leaves if leaf.bonus)  # none was published


def test_the_published_figures_add_up_to_their_parents(published: Published) -> None:
    for column in ("base_max", "self_points", "agreed_bonus", "agreed_points"):
        for code in {row["parent"] for row in published.values()} - {""}:
            parts = sum(Decimal(row[column]) for row in published.values() if row["parent"] == code)
            assert parts == Decimal(published[code][column]), (code, column)


def test_what_is_typed_is_what_was_published(published: Published) -> None:
    typed = {(row.book, row.column, row.key): Decimal(row.value.replace(",", ".")) for row in sample_rows(FOLDER.name)}
    edition, _ = load_edition(FOLDER)
    for leaf in edition.rubric.leaves:
        row = published[leaf.code]
        assert typed.pop((UNIT, "points", leaf.code)) == Decimal(row["self_points"])
        bonus = typed.pop(("DKT", f"extra-{leaf.code}", UNIT), Decimal(0))
        assert bonus == Decimal(row["agreed_bonus"])
        assert typed.pop(("DKT", leaf.code, UNIT)) == Decimal(row["agreed_points"]) - bonus
    assert typed == {}


# --- what comes out


def test_every_node_comes_out_as_published(assessment: Assessment, published: Published) -> None:
    (standing,) = assessment.standings
    came_out = {
        code: (node.maximum, node.self_points, node.department_points, node.points)
        for code, node in standing.nodes.items()
    }
    assert came_out == {
        code: (
            Decimal(row["base_max"]),
            Decimal(row["self_points"]),
            Decimal(row["agreed_points"]),
            Decimal(row["agreed_points"]),
        )
        for code, row in published.items()
    }


def test_the_totals_are_those_of_the_report_and_of_the_minutes(assessment: Assessment) -> None:
    (standing,) = assessment.standings
    assert standing.complete
    assert (standing.self_total, standing.department_total, standing.total) == (
        Decimal("124.4"),
        Decimal("118.4"),
        Decimal("118.4"),
    )
    assert (standing.base, standing.bonus) == (Decimal(100), Decimal("18.4"))
    assert (standing.bonus_cut, standing.clamped) == (Decimal(0), Decimal(0))


def test_the_hands_differ_at_two_items_and_nothing_else_is_found(assessment: Assessment) -> None:
    found = [(finding.code, finding.criterion, dict(finding.words).get("gap")) for finding in assessment.findings]
    assert found == [("gap-large", "a7", "4"), ("gap-large", "d2", "2")]


def test_eleven_typed_where_three_is_the_most_is_three_and_eight(assessment: Assessment) -> None:
    line = assessment.ledger.lines[UNIT, "a7"]
    assert line.hands["self"].number == 11
    (standing,) = assessment.standings
    assert standing.nodes["a7"].self_points == 11
    assert assessment.scores[UNIT, "a7"].points == 7


def test_the_total_that_the_minutes_print_is_doubted(tmp_path: Path) -> None:
    """The minutes print 118,4 as the unit's own total; its items add up to 124,4, as its report says."""
    edition, _ = load_edition(FOLDER)
    typed = [*sample_keys(FOLDER), (UNIT, "self", "TONG", "points", "118,4")]
    (finding,) = [one for one in synced(edition, typed, tmp_path).findings if one.code != "gap-large"]
    assert (finding.code, dict(finding.words)["raw"], dict(finding.words)["meant"]) == (
        "total-mismatch",
        "118,4",
        "124,4",
    )


def test_a_cap_on_the_bonus_would_cut_what_exceeds_it(tmp_path: Path) -> None:
    edition, _ = load_edition(FOLDER)
    capped = edition.model_copy(update={"rubric": edition.rubric.model_copy(update={"bonus_cap": Decimal(15)})})
    (standing,) = synced(capped, sample_keys(FOLDER), tmp_path).standings
    assert (standing.bonus, standing.bonus_cut, standing.total) == (Decimal(15), Decimal("3.4"), Decimal(115))


def test_the_source_and_its_contradiction_are_told() -> None:
    readme = (FOLDER / "sample" / "README.md").read_text(encoding="utf-8")
    assert "số liệu thật" in readme
    assert "118.4" in readme
    assert "124.4" in readme


def test_check_asks_about_the_caps_that_were_not_published_and_about_nothing_else() -> None:
    _, (doubt,) = load_edition(FOLDER)
    assert doubt.severity == "warning"
    assert doubt.message.startswith("điểm thưởng của 'a4', 'a7'")
    assert "không có trần nào" in doubt.message
