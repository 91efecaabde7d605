"""A finding is data: a permanent code, a place, and the words that fill its sentence; it is never an exception."""

from dataclasses import dataclass

from sheetsync.core.catalogue import CATALOGUE, Severity
from sheetsync.core.cells import CellRef


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or doubtful, at a place. `words` fill the gaps of the catalogue's sentence."""

    code: str
    book: str
    tab: str | None = None
    cell: CellRef | None = None
    unit: str | None = None
    criterion: str | None = None
    words: tuple[tuple[str, str], ...] = ()

    @property
    def severity(self) -> Severity:
        """How grave the catalogue says this is."""
        return CATALOGUE[self.code].severity

    @property
    def message(self) -> str:
        """What is wrong, in one Vietnamese sentence."""
        return CATALOGUE[self.code].sentence.format_map(dict(self.words))

    @property
    def advice(self) -> str:
        """What to do about it, in one Vietnamese sentence."""
        return CATALOGUE[self.code].advice.format_map(dict(self.words))

    @property
    def advice_to_owner(self) -> str:
        """What the owner of the book can do about it, who has nothing but the book."""
        return CATALOGUE[self.code].owner.format_map(dict(self.words)) or self.advice

    @property
    def for_office(self) -> bool:
        """True where the owner of the book can do nothing about it."""
        return CATALOGUE[self.code].for_office


About = tuple[str | None, str | None]
"""The unit and the criterion that a finding is about, by code."""


def at(code: str, cell: CellRef, about: About = (None, None), **words: str) -> Finding:
    """A finding at a cell."""
    return Finding(code, cell.book, cell.tab, cell, *about, tuple(words.items()))


def on(code: str, book: str, tab: str | None = None, about: About = (None, None), **words: str) -> Finding:
    """A finding on a whole book or tab."""
    return Finding(code, book, tab, None, *about, tuple(words.items()))
