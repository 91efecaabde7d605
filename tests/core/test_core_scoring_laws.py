"""What holds for any rubric and any figures: order does not matter, caps hold, what is shown adds up, better is better.

A better figure may lower a total by three rules of the language only, and rubrics without them are tested below:
a tier that kills (it is the better answer that kills), `once` (a larger item takes the place of another, or comes
before it), and a raise that leaves the scale (it is withheld, or a ratio becomes "không phát sinh").
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_bench import Sheet, Typed, evidence, leaf, section, year

from sheetsync.core.scoring.outcome import placed
from sheetsync.core.scoring.score import Basis, Scored, score_line
from sheetsync.core.scoring.standing import Evidence, Standing, settled_scores, standings
from sheetsync.core.values import format_number
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion, Rubric

laws = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

UNITS = ("P1", "P2", "P3")
quarters = st.integers(1, 24).map(lambda number: Decimal(number) / 4)
outcomes = st.sampled_from([None, None, "full", "zero", "rebase"])
odd = st.sampled_from(["", "", None, "không phát sinh", "?8đ", "999", "-1", "0,1", "0/0", "3/0", "giỏi"])
seconds = st.sampled_from(("", "0", "1", "2,5", "40", "?1đ", "-1", "không phát sinh"))
numbers = st.sampled_from(("", "", "", "0", "1", "1,5", "99", "?1đ", "không phát sinh", None))
points_of_units = st.dictionaries(st.sampled_from(UNITS), quarters.map(str))
few_units = st.lists(st.sampled_from(UNITS), max_size=1)
perhaps_quarters = st.none() | quarters.map(str)

KINDS = {
    "base": ("points", "choice", "ratio", "tiers", "count", "minus", "minus_plus"),
    "bonus": ("points", "choice", "tiers", "count"),
    "deduction": ("points", "choice", "tiers", "ratio", "deduction"),
}


def text(number: Decimal) -> str:
    return format_number(number).replace(".", "")


@st.composite
def rules(draw: st.DrawFn, kind: str, most: Decimal, *, killers: bool) -> dict[str, Any]:
    """The settings of a rule; its tiers from the best down, evenly spread, the worst perhaps a killer."""
    if kind in {"count", "minus", "deduction"}:
        return {"per": str(draw(quarters))}
    if kind == "minus_plus":
        return {"minus": str(draw(quarters)), "plus": str(draw(quarters)), "plus_cap": str(draw(quarters))}
    if kind == "ratio":
        return {"target": draw(st.sampled_from([80, 90, 100]))}
    if kind == "choice":
        killer = killers and draw(st.booleans())
        low = {"text": "mức 0", "points": 0, "killer": killer}
        return {"tiers": [{"text": "mức 1", "points": str(most)}, {"text": "mức ½", "points": str(most / 2)}, low]}
    if kind == "tiers":
        spans: list[dict[str, Any]] = [{"at_least": 90, "points": str(most)}, {"over": 5, "points": str(most / 2)}]
        killer = killers and draw(st.booleans())
        return {
            "of": draw(st.sampled_from(["ratio", "count", "number"])),
            "tiers": [*spans, {"points": 0, "killer": killer}],
        }
    return {}


@st.composite
def leaves(draw: st.DrawFn, code: str, role: str, *, killers: bool) -> dict[str, Any]:
    kind, most = draw(st.sampled_from(KINDS[role])), draw(quarters)
    more: dict[str, Any] = {name: draw(outcomes) for name in ("not_applicable", "zero_over_zero", "blank")}
    more["not_for"] = draw(few_units)
    if role == "base" and kind != "minus_plus" and draw(st.booleans()):
        more["bonus"] = {"cap": draw(perhaps_quarters)}
    return leaf(code, str(most), kind, **draw(rules(kind, most, killers=killers)), **more)


@st.composite
def nodes(draw: st.DrawFn, code: str, role: str, depth: int, *, killers: bool) -> dict[str, Any]:
    """A leaf, or a section; inside a section of the base others may stand."""
    if depth == 0 or draw(st.integers(0, 2)) == 0:
        return draw(leaves(code, role, killers=killers))
    roles = st.sampled_from(["base", "base", "bonus", "deduction"] if role == "base" else [role])
    parts = []
    for place in range(1, draw(st.integers(1, 3)) + 1):
        own = draw(roles)
        parts.append(draw(nodes(f"{code}.{place}", own, depth - 1, killers=killers)) | {"role": own})
    most = sum((Decimal(part["max"]) for part in parts if part["role"] == "base"), Decimal(0))
    cut = draw(st.sampled_from([1, 1, 2]))
    if role != "base":
        return section(code, str(draw(quarters)), *parts)
    more: dict[str, Any] = {"bonus": {"cap": str(draw(quarters))}} if draw(st.booleans()) else {}
    return section(code, str(most / cut), *parts, **more)


@st.composite
def editions(draw: st.DrawFn, *, plain: bool = False) -> Edition:
    """Any rubric up to three levels deep; a plain one without killers and items that exclude each other."""
    roles = ["base", *draw(st.lists(st.sampled_from(["base", "bonus", "deduction"]), max_size=2))]
    tops = [draw(nodes(str(place), role, 2, killers=not plain)) | {"role": role} for place, role in enumerate(roles, 1)]
    rubric: dict[str, Any] = {
        "compare": draw(st.sampled_from(["points", "percent"])),
        "self_provisional": draw(st.booleans()),
        "bonus_cap": draw(perhaps_quarters),
        "deduction_cap": draw(perhaps_quarters),
        "clamp": draw(
            st.sampled_from([None, None, {"maximum": 12}, {"minimum": 2}, {"maximum": 9, "applies_to": "bands"}])
        ),
    }
    made = year(*tops, units=len(UNITS), **rubric)
    codes = [one.code for one in made.rubric.leaves]
    if plain or len(codes) < 2 or draw(st.booleans()):
        return made
    items = draw(st.lists(st.sampled_from(codes), min_size=2, max_size=3, unique=True))
    return year(
        *tops, units=len(UNITS), once=[{"items": items, "keep": draw(st.sampled_from(["first", "largest"]))}], **rubric
    )


def ladder(one: Criterion) -> list[str]:
    """Figures for a leaf from the worst to the best, as people type them."""
    rule, steps = one.rule, int(one.max / Decimal("0.25"))
    match rule.kind:
        case "points":
            return [text(Decimal(place) / 4) for place in range(steps + 1)]
        case "choice":
            return ["mức 0", "mức ½", "mức 1"]
        case "ratio":
            return ["0/7", "1/3", "2/3", "42/45", "8/7"]
        case "tiers":
            return ["1%", "5,1%", "1/11", "90%", "130%"] if rule.of == "ratio" else ["0", "5", "6", "90", "1000"]
        case "count":
            return ["0", "1", "2", "7"]
        case _:
            return ["9", "3", "1", "0"]


def better(rubric: Rubric, one: Criterion) -> list[str]:
    """The same from the worst to the best for the unit: what takes away is worst where there is most of it."""
    taking = rubric.roles[one.code] == "deduction" and one.rule.kind != "deduction"
    return ladder(one)[::-1] if taking else ladder(one)


def typed(one: Criterion) -> st.SearchStrategy[Typed]:
    """What a hand may type for a leaf, also what it should not."""
    return _typed(tuple(ladder(one)), one.has_extra)


@cache  # to make a strategy anew costs more than to draw from it
def _typed(figures: tuple[str, ...], has_extra: bool) -> st.SearchStrategy[Typed]:  # noqa: FBT001 - a key of the cache
    first = st.sampled_from(figures) | st.sampled_from(figures) | odd
    return st.tuples(first, seconds) if has_extra else first


@st.composite
def sheets(draw: st.DrawFn, edition: Edition) -> Sheet:
    return {unit.code: {one.code: draw(typed(one)) for one in edition.rubric.leaves} for unit in edition.units}


@st.composite
def cases(draw: st.DrawFn, *, plain: bool = False) -> tuple[Edition, Evidence]:
    """An edition, and what departments, units and inspections typed; bonus of the register, lateness."""
    edition = draw(editions(plain=plain))
    agreed = {unit: {one.code: draw(numbers) for one in edition.rubric.leaves} for unit in UNITS}
    late = {unit: f"-{number}" for unit, number in draw(points_of_units).items()}
    return edition, evidence(
        edition, draw(sheets(edition)), draw(sheets(edition)), agreed, granted=draw(points_of_units), late=late
    )


def of(standing: Standing) -> tuple[object, ...]:
    names = Standing.__dataclass_fields__
    return tuple(getattr(standing, name) for name in names if name != "unit")


@laws
@given(cases(), st.randoms(use_true_random=False))
def test_no_order_of_units_lines_scores_or_proposals_changes_a_standing(
    case: tuple[Edition, Evidence], chance: Any
) -> None:
    edition, found = case
    before = {one.unit.code: of(one) for one in placed(edition, standings(edition, found))}

    def shuffled(mapping: Mapping[Any, Any]) -> dict[Any, Any]:
        keys = list(mapping)
        chance.shuffle(keys)
        return {key: mapping[key] for key in keys}

    units, bonus = list(edition.units), list(found.bonus)
    chance.shuffle(units)
    chance.shuffle(bonus)
    other = edition.model_copy(update={"units": tuple(units)})
    ledger = replace(found.ledger, lines=shuffled(found.ledger.lines))
    mixed = replace(found, ledger=ledger, scores=shuffled(found.scores), bonus=tuple(bonus), late=shuffled(found.late))
    assert {one.unit.code: of(one) for one in placed(other, standings(other, mixed))} == before


@laws
@given(cases())
def test_points_stay_within_the_caps_of_their_leaf(case: tuple[Edition, Evidence]) -> None:
    edition, found = case
    for scores in (found.scores, settled_scores(edition, found)):
        for (_, code), one in scores.items():
            within_leaf(edition.rubric, edition.rubric.nodes[code], one)


def within_leaf(rubric: Rubric, one: Criterion, scored: Scored) -> None:
    role, points = rubric.roles[one.code], scored.points
    assert (points is None) == (scored.basis in {Basis.MISSING, Basis.WITHHELD, Basis.EXEMPT})
    assert scored.over >= 0
    if points is None:
        assert scored.bonus == 0
    elif role == "deduction":
        assert -one.max <= points <= 0 == scored.bonus
    elif role == "bonus":
        assert 0 <= points == scored.bonus <= one.max
    else:
        cap = one.rule.plus_cap if one.rule.kind == "minus_plus" else one.bonus.cap if one.bonus else Decimal(0)
        assert 0 <= points - scored.bonus <= one.max
        assert scored.bonus >= 0
        assert cap is None or scored.bonus <= cap


@laws
@given(cases())
def test_points_stay_within_the_caps_of_their_sections(case: tuple[Edition, Evidence]) -> None:
    edition, found = case
    rubric, final = edition.rubric, settled_scores(edition, found)
    for unit in UNITS:
        for node in rubric.nodes.values():
            below = [one for _, one in node.walk() if one.is_leaf and final[unit, one.code].points is not None]
            scored = [(rubric.roles[one.code], final[unit, one.code]) for one in below]
            base = sum(((one.points or 0) - one.bonus for role, one in scored if role == "base"), Decimal(0))
            bonus = sum((one.bonus for role, one in scored if role == "base"), Decimal(0))
            if rubric.roles[node.code] == "base":
                assert 0 <= base <= node.max
                assert node.bonus is None or node.bonus.cap is None or bonus <= node.bonus.cap
            else:
                assert abs(summed([one.points for _, one in scored]) or Decimal(0)) <= node.max


def summed(values: Sequence[Decimal | None]) -> Decimal | None:
    given_ = [value for value in values if value is not None]
    return sum(given_, Decimal(0)) if given_ else None


@laws
@given(cases())
def test_the_sum_of_what_is_shown_is_the_total(case: tuple[Edition, Evidence]) -> None:
    edition, found = case
    register = {item.unit: item.counted for item in found.bonus}
    for one in standings(edition, found):
        tops = [one.nodes[top.code] for top in edition.rubric.criteria]
        assert one.self_total == summed([top.self_points for top in tops])
        assert one.department_total == summed([top.department_points for top in tops])
        for node in edition.rubric.nodes.values():
            children = [one.nodes[child.code] for child in node.criteria]
            for name in ("points", "self_points", "department_points") if children else ():
                assert getattr(one.nodes[node.code], name) == summed([getattr(child, name) for child in children])
        if one.computed is None:
            continue
        shown = summed([top.points for top in tops]) or Decimal(0)
        extras = register.get(one.unit.code, Decimal(0)) + one.late - one.bonus_cut - one.deduction_cut
        assert shown + extras + one.clamped == one.computed == one.total


@laws
@given(cases())
def test_a_scale_is_what_its_tops_hold_and_no_base_is_above_it(case: tuple[Edition, Evidence]) -> None:
    edition, found = case
    for one in standings(edition, found):
        tops = [top.code for top in edition.rubric.criteria if edition.rubric.roles[top.code] == "base"]
        assert one.scale == sum((one.nodes[code].maximum for code in tops), Decimal(0))
        assert 0 <= (one.base or 0) <= one.scale <= edition.rubric.max
        for code, node in one.nodes.items():
            assert 0 <= node.maximum <= edition.rubric.nodes[code].max


@st.composite
def raises(draw: st.DrawFn) -> tuple[Edition, Sheet, Sheet, str]:
    """A plain rubric with figures that all count, and the same with a better figure at one leaf of P1."""
    edition = draw(editions(plain=True))
    before: dict[str, Typed] = {}
    after: dict[str, Typed] = {}
    raised = draw(st.sampled_from([one.code for one in edition.rubric.leaves]))
    for one in edition.rubric.leaves:
        figures = better(edition.rubric, one)
        low = draw(st.integers(0, len(figures) - 1))
        extras = ["0", "1", "2", "7"]
        less = draw(st.integers(0, 3))
        high, more = draw(st.integers(low, len(figures) - 1)), draw(st.integers(less, 3))
        same = one.code != raised
        before[one.code] = (figures[low], extras[less]) if one.has_extra else figures[low]
        better_ = (figures[high], extras[more]) if one.has_extra else figures[high]
        after[one.code] = before[one.code] if same else better_
    return edition, {"P1": before}, {"P1": after}, raised


@laws
@given(raises())
def test_a_better_figure_never_lowers_a_total_in_a_plain_rubric(case: tuple[Edition, Sheet, Sheet, str]) -> None:
    edition, before, after, raised = case
    worse, better_ = (standings(edition, evidence(edition, sheet))[0] for sheet in (before, after))
    assert (worse.total is None) == (better_.total is None)
    assert worse.total is None or (better_.total is not None and better_.total >= worse.total), raised
    assert worse.mark is None or (better_.mark is not None and better_.mark >= worse.mark)


@laws
@given(cases())
def test_a_rank_is_one_more_than_the_number_of_better_marks(case: tuple[Edition, Evidence]) -> None:
    edition, found = case
    ranked = placed(edition, standings(edition, found))
    marks: list[Fraction] = [one.mark for one in ranked if one.mark is not None]
    for one in ranked:
        mark = one.mark
        assert one.rank == (None if mark is None else 1 + sum(other > mark for other in marks))


@laws
@given(cases())
def test_scoring_looks_at_nothing_but_what_it_is_given(case: tuple[Edition, Evidence]) -> None:
    edition, found = case
    before = standings(edition, found), settled_scores(edition, found)
    with localcontext(prec=5, rounding=ROUND_UP):
        scores = {place: score_line(edition.rubric, line) for place, line in found.ledger.lines.items()}
        assert scores == found.scores
        again = replace(found, scores=scores)
        assert (standings(edition, again), settled_scores(edition, again)) == before
        assert [one.total for one in standings(edition, again)] == [one.total for one in before[0]]
