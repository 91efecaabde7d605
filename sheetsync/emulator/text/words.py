"""Words: how Drive's search and sorting take a text apart.

Drive replaces all but letters and digits by spaces and compares what is left without regard to case.
"""

import re

WORD = re.compile(r"[^\W_]+")
PHRASE = re.compile(r'"([^"]*)"')
DIGITS = re.compile(r"(\d+)")


def words_of(text: str) -> list[str]:
    """Return the words of a text, as they are compared."""
    return WORD.findall(text.casefold())


def starts_words(text: str, wanted: str) -> bool:
    """Tell whether every wanted word begins a word of the text, as `name contains` asks.

    What has no letter or digit at all is looked for as it stands.
    """
    parts = words_of(wanted)
    if not parts:
        return wanted.casefold() in text.casefold()
    known = words_of(text)
    return all(any(word.startswith(part) for word in known) for part in parts)


def has_words(text: str, wanted: str) -> bool:
    """Tell whether the text has all wanted words whole, and every "quoted phrase" in a row, as `fullText` asks."""
    known = words_of(text)
    phrases = [words_of(phrase) for phrase in PHRASE.findall(wanted)]
    loose = set(words_of(PHRASE.sub(" ", wanted)))
    return loose <= set(known) and all(_in_a_row(known, phrase) for phrase in phrases)


def natural(text: str) -> str:
    """Return what sorts a name as people count: 2 before 12."""
    parts = DIGITS.split(text.casefold())
    return "".join(f"{len(part):06d}{part}" if part.isdigit() else part for part in parts)


def _in_a_row(known: list[str], phrase: list[str]) -> bool:
    size = len(phrase)
    return any(known[start : start + size] == phrase for start in range(len(known) - size + 1))
