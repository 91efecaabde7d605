"""Masks: the `fields` parameter, for what a reply shows and for what an update writes.

A mask is read into a tree of names; an empty tree means everything below. Forms: `a.b`, `a/b`, `a(b,c)`, `*`, several
by comma, camelCase or snake_case.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sheetsync.emulator.errors import ApiError, Obj, RequestError, invalid
from sheetsync.emulator.shapes.schema import camel, fields_of, knows

Mask = dict[str, Any]
REMEMBERED = 512  # masks: a batch says the same one again and again
NO_FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


class MaskError(Exception):
    """The mask names a path that the message does not have, or cannot be read at all."""

    def __init__(self, path: str) -> None:
        """`path` is the part that does not fit."""
        super().__init__(path)
        self.path = path


@lru_cache(maxsize=REMEMBERED)
def parse(text: str, message: str) -> Mask:
    """Return the tree of a mask over a message, which nobody may change; raises MaskError at an unknown path."""
    mask: Mask = {}
    for path in _paths(text.replace(" ", "")):
        _insert(mask, _checked(path, message))
    return mask


def reply_mask(text: str, message: str) -> Mask:
    """Return the tree for a reply; raises Google's 400 at an unknown path."""
    try:
        return parse(text, message)
    except MaskError as error:
        raise _bad_reply_mask(error.path) from error


def update_mask(text: str, message: str) -> Mask:
    """Return the tree of an update's `fields`; raises RequestError when empty or unknown."""
    if not text.strip():
        raise RequestError(NO_FIELDS)
    try:
        return parse(text, message)
    except MaskError as error:
        raise RequestError(f"Invalid field: {error.path}") from error


def project(mask: Mask, value: Any) -> Any:
    """Return only what the mask shows of a JSON value."""
    if not mask:
        return value
    if isinstance(value, list):
        return [project(mask, item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: project(below, value[name]) for name, below in mask.items() if name in value}


def merge(mask: Mask, old: Obj, new: Obj) -> Obj:
    """Return `old` with the masked fields taken from `new`: a listed field that is absent there is cleared."""
    if not mask:
        return dict(new)
    result = dict(old)
    for name, below in mask.items():
        nested = below and isinstance(old.get(name, {}), dict) and isinstance(new.get(name, {}), dict)
        kept: Any = merge(below, old.get(name, {}), new.get(name, {})) if nested else new.get(name)
        if kept in (None, {}) and new.get(name) != {}:
            result.pop(name, None)
        else:
            result[name] = kept
    return result


def asks(mask: Mask, *path: str) -> bool:
    """Tell whether the mask shows anything at the path."""
    for name in path:
        if not mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def below(mask: Mask, *path: str) -> Mask:
    """Return the tree under a path that the mask asks for."""
    for name in path:
        mask = mask.get(name, {})
    return mask


def without(mask: Mask, *path: str) -> Mask:
    """Return the mask without what it says below a path: what stands there is shown as it is."""
    if not asks(mask, *path):
        return mask
    first, *rest = path
    return {**mask, first: without(mask[first], *rest) if rest else {}} if mask else mask


def _bad_reply_mask(path: str) -> ApiError:
    reason = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    return invalid("Request contains an invalid argument.", (path, reason))


def _insert(mask: Mask, names: list[str]) -> None:
    for position, name in enumerate(names):
        last = position == len(names) - 1
        if last:
            mask[name] = {}
        elif name in mask and not mask[name]:
            return  # everything below is shown already
        else:
            mask = mask.setdefault(name, {})


def _checked(path: str, message: str) -> list[str]:
    names: list[str] = []
    for name in path.replace("/", ".").split("."):
        if name == "*":
            break
        field = fields_of(message).get(camel(name))
        if field is None and (knows(message) or message != "any"):
            raise MaskError(path)
        names.append(camel(name))
        message = field.type if field else "any"
    return names


def _paths(text: str) -> Iterator[str]:
    """Spell out the parentheses: `a(b,c/d)` is `a.b` and `a.c/d`."""
    for part in _split(text):
        if "(" not in part:
            yield part
            continue
        head, inner = part.split("(", 1)
        if not inner.endswith(")"):
            raise MaskError(text)
        for path in _paths(inner[:-1]):
            yield f"{head}.{path}"


def _split(text: str) -> Iterator[str]:
    depth = start = 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield text[start:index]
            start = index + 1
    if depth != 0:
        raise MaskError(text)
    yield text[start:]
