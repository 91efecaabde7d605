"""The published index of 34 provinces: the edition and its typed input are the published table."""

import csv
from collections.abc import Iterable
from decimal import Decimal

import pytest
from sample_rows import CONFIG, sample_rows

from sheetsync.edition import load_edition

FOLDER = CONFIG / "index766-2026"
MAXIMA = {"CKMB": 18, "TDGQ": 20, "CLGQ": 12, "MDSH": 22, "MDHL": 18, "TTTT": 10}


@pytest.fixture(scope="module")
def published() -> list[dict[str, str]]:
    with (FOLDER / "sample" / "published.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_it_loads_without_a_doubt() -> None:
    edition, warnings = load_edition(FOLDER)
    assert warnings == ()
    assert edition.collects == ("department",)
    assert (edition.clusters, edition.rubric.bonus, edition.rubric.bands) == ((), None, ())
    assert {leaf.code: leaf.max for leaf in edition.rubric.criteria} == MAXIMA
    assert (edition.rubric.step, edition.rubric.decimals) == (Decimal("0.01"), 2)


def test_the_provinces_are_the_published_ones(published: list[dict[str, str]]) -> None:
    edition, _ = load_edition(FOLDER)
    assert {unit.code: unit.name for unit in edition.units} == {row["code"]: row["unit"] for row in published}
    assert len(edition.units) == 34


def test_the_input_is_the_published_components_with_a_decimal_comma(published: list[dict[str, str]]) -> None:
    typed = {(row.key, row.column): row.value for row in sample_rows("index766-2026")}
    assert {(row.book, row.tab) for row in sample_rows("index766-2026")} == {("DVC", "points")}
    assert not [value for value in typed.values() if "." in value]
    assert {cell: Decimal(value.replace(",", ".")) for cell, value in typed.items()} == {
        (row["code"], code): Decimal(row[f"{code}_{most}"]) for row in published for code, most in MAXIMA.items()
    }


def test_the_published_table_agrees_with_itself(published: list[dict[str, str]]) -> None:
    """Components add up, and equal figures share a rank: what the main job has to bring out again."""
    totals = {row["code"]: Decimal(row["total_100"]) for row in published}
    for row in published:
        assert sum(Decimal(row[f"{code}_{most}"]) for code, most in MAXIMA.items()) == totals[row["code"]]
        assert _rank(totals[row["code"]], totals.values()) == int(row["rank"])
        for code, most in MAXIMA.items():
            figures = [Decimal(other[f"{code}_{most}"]) for other in published]
            assert _rank(Decimal(row[f"{code}_{most}"]), figures) == int(row[f"rank_{code}"])


def _rank(figure: Decimal, figures: Iterable[Decimal]) -> int:
    return 1 + sum(other > figure for other in figures)


def test_the_source_is_named() -> None:
    assert "Số liệu thật đã công bố, ngày 06/10/2026" in (FOLDER / "sample" / "README.md").read_text(encoding="utf-8")
