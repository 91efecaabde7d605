"""Patterns: a number format's pattern taken apart into sections, and the section chosen that a value asks for.

The rules are those of Google's guide to date and number formats.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

PIECE = re.compile(r'"[^"]*"?|\\.?|\[[^\]]*\]|_.|\*.|.', re.DOTALL)
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
META = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]{1,2}|(?:<=|>=|<>|<|>|=)[^\]]*)\]", re.IGNORECASE
)
UNITS = re.compile(r"[dmyhs]", re.IGNORECASE)
FRACTION_OF_SECONDS = re.compile(r"(?<=[sS\]])[.,]0+")
HIDDEN = re.compile(r'"[^"]*"?|\\.?|\[(?!(?:h+|m+|s+)\])[^\]]*\]|_.|\*.', re.IGNORECASE | re.DOTALL)
COMPARE: MappingProxyType[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "=": operator.eq,
        "<>": operator.ne,
    }
)
NEGATIVE, ZERO, TEXT = 1, 2, 3  # the places of the sections after the one for positive numbers


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a pattern, without its colour and condition."""

    text: str
    condition: tuple[str, float] | None
    is_moment: bool
    is_general: bool
    is_text: bool

    def takes(self, number: float) -> bool:
        """Tell whether a number meets the section's condition; without one, all do."""
        return self.condition is None or COMPARE[self.condition[0]](number, self.condition[1])


def section_for(pattern: str, number: float) -> tuple[Section | None, str]:
    """Return the section that shows a number, and the minus to put before it; None when no condition is met.

    What Google shows when no condition is met is unknown; here it is the number without a format.
    """
    sections = sections_of(pattern)
    minus = "-" if number < 0 else ""
    if any(section.condition for section in sections):
        chosen = next((section for section in sections if section.takes(number)), None)
        only_negative = chosen and chosen.condition and chosen.condition[0] in ("<", "<=") and chosen.condition[1] <= 0
        return chosen, "" if only_negative else minus
    if number < 0 and len(sections) > NEGATIVE:
        return sections[NEGATIVE], ""
    if number == 0 and len(sections) > ZERO:
        return sections[ZERO], ""
    return sections[0], minus


def text_section(pattern: str, text: str) -> str:
    """Return a text as the pattern's section for texts shows it: the fourth one, or one that holds an `@`."""
    sections = sections_of(pattern)
    chosen = sections[TEXT] if len(sections) > TEXT else next((part for part in sections if part.is_text), None)
    if chosen is None:
        return text
    return "".join(text if piece == "@" else literal(piece) for piece in PIECE.findall(chosen.text))


def literal(piece: str) -> str:
    """Return what a piece shows that is no token: quoted and escaped text, money in brackets, blank space."""
    if piece[0] == "[":
        return piece[2:-1].split("-", maxsplit=1)[0] if piece.startswith("[$") else ""
    if piece[0] == "*":
        return ""  # fills the cell's width, which a text does not have
    return {'"': piece.strip('"'), "\\": piece[1:], "_": " "}.get(piece[0], piece)


@cache
def sections_of(pattern: str) -> tuple[Section, ...]:
    """Cut a pattern at its semicolons, those in quotes and brackets aside."""
    parts = [""]
    for piece in PIECE.findall(pattern):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return tuple(_section(part) for part in parts)


def _section(part: str) -> Section:
    condition = CONDITION.search(part)
    text = META.sub("", part)
    bare = HIDDEN.sub("", text)
    is_general = bare.strip().casefold() in ("general", "@")
    has_digits = re.search("[0#?]", FRACTION_OF_SECONDS.sub("", bare)) is not None
    return Section(
        text=text,
        condition=(condition[1], float(condition[2])) if condition else None,
        is_moment=not has_digits and not is_general and "general" not in bare.casefold() and bool(UNITS.search(bare)),
        is_general=is_general and text.strip().casefold() in ("general", "@"),
        is_text="@" in bare,
    )
