"""The page on the language of rubrics is true: its pieces load, its tables come out, no setting is left unsaid."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel
from real_path import synced
from rubric_page import PAGE, Example, column, examples

from sheetsync.core.assessment import Assessment
from sheetsync.edition import load_edition, rubric, rules, verdict
from sheetsync.edition.terms import Frozen

EXAMPLES = examples()
WORDS = PAGE.read_text(encoding="utf-8")

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"line{example.line}")


def number(cell: str) -> Decimal | None:
    """What a table's figure means; None for a blank, which is not 0."""
    return Decimal(cell.replace(",", ".")) if cell else None


@each_example
def test_an_example_comes_out_as_its_table_says(example: Example, tmp_path: Path) -> None:
    edition, _ = load_edition(example.write(tmp_path))
    assessment = synced(edition, example.keys(), tmp_path, decisions=example.decisions())
    for unit, row in example.rows.items():
        for head, expected in row.items():
            if column(head).result:
                _compare(assessment, unit, head, expected)


def _compare(assessment: Assessment, unit: str, head: str, expected: str) -> None:
    named, standing = column(head), assessment.index.standings[unit]
    if named.what == "finding":
        found = {one.code for one in assessment.findings_of(unit)}
        assert found >= {expected.strip("`")} - {""}, (unit, found)
        assert expected or not found & {one.strip("`") for one in _all_findings()}, (unit, found)
    elif named.what == "because":
        assert expected in assessment.scores[unit, named.code].because, unit
    elif named.what == "because of the band":
        assert (expected in standing.band_because) if expected else not standing.band_because, standing.band_because
    elif named.what == "band":
        assert (standing.band or "") == expected, (unit, standing.band_because)
    elif named.what == "rank":
        assert standing.rank == number(expected), unit
    else:
        assert _figure(assessment, unit, named.what, named.code) == number(expected), (unit, head)


def _all_findings() -> set[str]:
    """Every code that some table expects somewhere."""
    return {
        cell
        for example in EXAMPLES
        for row in example.rows.values()
        for head, cell in row.items()
        if column(head).what == "finding"
    }


def _figure(assessment: Assessment, unit: str, what: str, code: str) -> Decimal | None:
    """The figure that the head of a column asks for."""
    standing = assessment.index.standings[unit]
    if what == "beyond":
        return assessment.scores[unit, code].over
    if what == "percent":
        assert standing.mark is not None
        return Decimal(standing.mark.numerator) / Decimal(standing.mark.denominator)
    if not what:
        return standing.nodes[code].points
    figure: Decimal | None = getattr(standing, what)
    return figure


def test_every_setting_of_the_language_is_on_the_page() -> None:
    models = {
        model
        for module in (rubric, rules, verdict)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and model is not Frozen
    }
    settings = {name for model in models for name in model.model_fields}
    assert len(models) > 20
    assert len(settings) > 50
    assert {name for name in settings if not re.search(rf"`{name}\b|\b{name}:", WORDS)} == set()


def test_every_kind_of_rule_has_an_example_of_its_own() -> None:
    pieces = "\n".join(piece for example in EXAMPLES for piece in example.pieces)
    kinds = set(re.findall(r"\bkind: (\w+)", pieces))
    assert kinds >= {"points", "choice", "ratio", "tiers", "count", "minus", "minus_plus", "deduction"}
    assert set(re.findall(r"\bof: (\w+)", pieces)) == {"ratio", "count", "number"}


def test_every_example_has_cases_and_something_that_comes_of_them() -> None:
    assert len(EXAMPLES) > 25
    for example in EXAMPLES:
        heads = [column(head) for head in next(iter(example.rows.values()))]
        assert any(head.result for head in heads), example.line
        assert any(not head.result for head in heads), example.line
