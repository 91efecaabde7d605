"""Where things stand in an edition, and the words that several rules of the linter share."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from sheetsync.edition.doubt import Doubt, Loc
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion

LISTED = 20
"""Codes that a sentence lists; of more, only those that look like the one written."""


def nodes(edition: Edition) -> Iterator[tuple[Loc, Criterion]]:
    """Yield every node of the rubric with its place."""

    def below(loc: Loc, criteria: tuple[Criterion, ...]) -> Iterator[tuple[Loc, Criterion]]:
        for index, node in enumerate(criteria):
            here = (*loc, "criteria", index)
            yield here, node
            yield from below(here, node.criteria)

    return below(("rubric",), edition.rubric.criteria)


def leaves(edition: Edition) -> Iterator[tuple[Loc, Criterion]]:
    """Yield every leaf of the rubric with its place."""
    return ((loc, node) for loc, node in nodes(edition) if node.is_leaf)


def sections(edition: Edition) -> Iterator[tuple[Loc, Criterion]]:
    """Yield every section of the rubric with its place."""
    return ((loc, node) for loc, node in nodes(edition) if not node.is_leaf)


def number(value: Decimal) -> str:
    """Write a figure as offices do: 8,5."""
    return f"{value:f}".replace(".", ",")


def total(values: Iterable[Decimal]) -> Decimal:
    """Add up points; exact for any figure a rubric can sensibly hold."""
    return sum(values, Decimal(0))


def same(one: Iterable[Decimal], other: Iterable[Decimal]) -> bool:
    """Tell whether two sums are equal, exactly, however many digits there are; Decimal gives up beyond 28."""
    return sum(map(Fraction, one)) == sum(map(Fraction, other))


def unknown(loc: Loc, noun: str, code: str, known: Iterable[str]) -> Doubt:
    """Say that a code names nothing, and which codes there are."""
    codes = list(known)
    near = get_close_matches(code, codes, n=3, cutoff=0.5)
    if len(codes) > LISTED and near:
        return Doubt(loc, f"không có {noun} nào mang mã '{code}'; mã gần giống: {', '.join(near)}")
    listed = ", ".join(codes[:LISTED]) + (" …" if len(codes) > LISTED else "") if codes else "chưa khai báo"
    return Doubt(loc, f"không có {noun} nào mang mã '{code}'; các mã đang có: {listed}")
