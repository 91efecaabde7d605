"""Options: query parameters that are enums or flags, read as Google's front end reads them.

That each one given counts, and that all wrong ones come in one refusal, was measured by others and made public: facts
§1 [3P]. What else it takes for a name (its number, small letters) or for true is left out: no client sends it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sheetsync.emulator.api.call import Call
from sheetsync.emulator.errors import RequestError, invalid
from sheetsync.emulator.shapes.schema import enum_type, snake

TRUE_WORDS = frozenset({"true", "1"})
FALSE_WORDS = frozenset({"false", "0"})


@dataclass(frozen=True, slots=True)
class Choice:
    """An enum of the query: its parameter, and its values in their order."""

    name: str
    values: tuple[str, ...]


MAJOR_DIMENSION = Choice("majorDimension", ("DIMENSION_UNSPECIFIED", "ROWS", "COLUMNS"))
RENDER_VALUES = ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
RENDER_DATES = ("SERIAL_NUMBER", "FORMATTED_STRING")
VALUE_RENDER = Choice("valueRenderOption", RENDER_VALUES)
DATE_RENDER = Choice("dateTimeRenderOption", RENDER_DATES)
RESPONSE_VALUE_RENDER = Choice("responseValueRenderOption", RENDER_VALUES)
RESPONSE_DATE_RENDER = Choice("responseDateTimeRenderOption", RENDER_DATES)
VALUE_INPUT = Choice("valueInputOption", ("INPUT_VALUE_OPTION_UNSPECIFIED", "RAW", "USER_ENTERED"))
INSERT_DATA = Choice("insertDataOption", ("OVERWRITE", "INSERT_ROWS"))
COMMENTS_VIEW = Choice(
    "commentsViewMode",
    (
        "COMMENTS_VIEW_MODE_UNSPECIFIED",
        "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS",
        "COMMENTS_VIEW_MODE_OMITTED",
        "COMMENTS_VIEW_MODE_INCLUDED",
    ),
)


def chosen(call: Call, *choices: Choice) -> list[str]:
    """Return each enum of the query, the last one given, its first value by default; raises 400 naming all wrong."""
    wrong = [
        (snake(choice.name), enum_type(choice.name), text)
        for choice in choices
        for text in call.query.get(choice.name, [])
        if text not in choice.values
    ]
    _refuse(wrong)
    return [call.query.get(choice.name, choice.values)[-1 if choice.name in call.query else 0] for choice in choices]


def flag(call: Call, name: str) -> bool:
    """Return a flag of the query; raises 400 for what is neither true nor false."""
    texts = call.query.get(name, [])
    _refuse([(snake(name), "TYPE_BOOL", text) for text in texts if text.lower() not in TRUE_WORDS | FALSE_WORDS])
    return bool(texts) and texts[-1].lower() in TRUE_WORDS


@contextmanager
def refusals(prefix: str = "") -> Iterator[None]:
    """Turn a RequestError into Google's 400, with what it concerns before the sentence."""
    try:
        yield
    except RequestError as error:
        raise invalid(f"{prefix}{error}") from error


def _refuse(wrong: list[tuple[str, str, str]]) -> None:
    violations = [(field, f"Invalid value at '{field}' ({kind}), \"{text}\"") for field, kind, text in wrong]
    if violations:
        raise invalid("\n".join(sentence for _, sentence in violations), *violations)
