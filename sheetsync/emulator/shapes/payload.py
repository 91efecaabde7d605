"""Payloads: a request body is read against Google's shapes; what does not fit is refused with Google's words.

Reading also normalises as protobuf does: snake_case names become camelCase, nulls vanish, defaults vanish unless the
field knows presence, 32-bit floats are rounded. What is stored is therefore exactly what a reply prints.
"""

import json
import math
import struct
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import Any

import orjson

from sheetsync.emulator.errors import ApiError, Obj, invalid, invalid_field
from sheetsync.emulator.shapes.prototext import spelt
from sheetsync.emulator.shapes.schema import ONEOFS, Field, enum_type, fields_of
from sheetsync.emulator.shapes.sharing import by_content

TYPE_NAMES = MappingProxyType(
    {
        "int": "TYPE_INT32",
        "double": "TYPE_DOUBLE",
        "float": "TYPE_FLOAT",
        "channel": "TYPE_FLOAT",
        "bool": "TYPE_BOOL",
        "str": "TYPE_STRING",
    }
)
INT32 = 2**31 - 1
FLOAT32 = 2.0**128 - 2.0**104  # the largest number of 32 bits
LOW_BYTE = 255
LARGEST = MappingProxyType({"float": FLOAT32, "channel": FLOAT32 / 255})  # a channel is cut to steps of 255
EXACT = 2**53  # up to here, a whole number is the same as a JSON integer and as a double
Place = tuple[Any, str | int] | None  # the place of the message around, and a name or an index in it: spelt on demand
Reader = Callable[[Any, Place], Any]
NESTED = MappingProxyType({"Request": "BatchUpdateSpreadsheetRequest.Request"})
"""Messages that Google defines within another one: facts §1 [3P]."""
LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"


def read(message: str, body: Any, path: str = "") -> Obj:
    """Return the body as a normalised message; raises ApiError 400 for a name or value that does not belong."""
    return _message(message, body, (None, path) if path else None)


def read_known(message: str, body: Any) -> Obj:
    """Return the body of a Drive request, which passes over names it does not know (gspread sends v2's `withLink`)."""
    known = fields_of(message)
    kept = {name: value for name, value in body.items() if name in known} if isinstance(body, dict) else body
    return read(message, kept)


def parse_json(raw: bytes) -> Any:
    """Return the decoded body; an empty one is an empty message."""
    if not raw.strip():
        return {}
    try:
        return orjson.loads(raw)
    except ValueError as error:
        raise invalid(f"Invalid JSON payload received. {error}") from error


def _message(message: str, body: Any, place: Place) -> Obj:
    if not isinstance(body, dict):
        raise _misfit(place, f"type.googleapis.com/google.apps.sheets.v4.{NESTED.get(message, message)}", body)
    readers = _readers(message)
    found: Obj = {}
    for name, value in body.items():
        known = readers.get(name)
        if known is None:
            raise _unknown_name(name, place)
        if value is not None:
            field, reader = known
            kept = reader(value, place)
            if kept or field.presence or kept == {}:
                found[field.name] = kept
    if message in ONEOFS:
        _check_oneof(*ONEOFS[message], list(found), place)
    return found


@cache
def _readers(message: str) -> Mapping[str, tuple[Field, Reader]]:
    """Return how each field of a message is read, by both spellings of its name."""
    known = {field: (field, _field_reader(field)) for field in fields_of(message).values()}
    return MappingProxyType(
        {name: reader for field, reader in known.items() for name in (field.snake, field.name)},
    )


def _field_reader(field: Field) -> Reader:
    """Return how a field is read where its message stands."""
    name, one = field.snake, _value_reader(field)

    def many(value: Any, place: Place) -> Any:
        # protobuf's JSON reader takes a lone value for a list of one; so does Google.
        items, here = value if isinstance(value, list) else [value], (place, name)
        return [one(item, (here, index)) for index, item in enumerate(items)]

    def keyed(value: Any, place: Place) -> Any:
        if not isinstance(value, dict):
            raise _misfit((place, name), "Map", value)
        # A null is kept: it is how a Drive property is taken away.
        return {
            str(key): None if item is None else one(item, (place, f'{name}["{key}"]')) for key, item in value.items()
        }

    if field.keyed:
        return keyed
    return many if field.many else lambda value, place: one(value, (place, name))


def _value_reader(field: Field) -> Reader:
    """Return how one value of a field's type is read."""
    kind = field.type
    if kind in TYPE_NAMES:
        return _SCALARS.get(kind) or partial(_number, kind)
    if kind == "any":
        return lambda value, _: value
    if kind == "rows":
        return _rows
    if kind == "enum":
        return partial(_choice, field)
    return _cell_format if kind == "CellFormat" else partial(_message, kind)


def _text(value: Any, place: Place) -> str:
    if not isinstance(value, str):
        raise _misfit(place, TYPE_NAMES["str"], value)
    return value


def _truth(value: Any, place: Place) -> bool:
    if not isinstance(value, bool):
        raise _misfit(place, TYPE_NAMES["bool"], value)
    return value


_SCALARS: Mapping[str, Reader] = MappingProxyType({"str": _text, "bool": _truth})


def _choice(field: Field, value: Any, place: Place) -> str:
    if not isinstance(value, str) or value not in field.choices:
        raise _misfit(place, enum_type(field.name), value)
    return value


def _cell_format(value: Any, place: Place) -> Obj:
    if isinstance(value, dict):
        try:
            return _known_format(value)
        except ApiError:
            pass  # refused below in words that say where it stands
    return _message("CellFormat", value, place)


@by_content
def _known_format(value: Obj) -> Obj:
    return read("CellFormat", value)


def _number(kind: str, value: Any, place: Place) -> int | float:
    if type(value) is int and abs(value) <= INT32 and kind in ("int", "double"):
        return value  # what nearly all numbers are
    number = _as_number(kind, value)
    if number is None or not math.isfinite(number) or abs(number) > LARGEST.get(kind, math.inf):
        raise _misfit(place, TYPE_NAMES[kind], value)
    if kind == "float":
        return _float32(number)
    if kind == "channel":
        return _channel(number)
    return int(number) if abs(number) < EXACT and float(number).is_integer() else float(number)


def _as_number(kind: str, value: Any) -> int | float | None:
    if isinstance(value, str):
        try:
            value = float(value) if kind != "int" else int(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    whole = float(value).is_integer() and abs(value) <= INT32
    return value if whole or kind != "int" else None


def _channel(value: float) -> int | float:
    """Cut a colour's share to one of 256 steps, as recorded: 0.5 comes back as 127/255.

    Of a step beyond them the low byte is left: an orange given as 236, 161 and 51 came out blue, someone saw [3P].
    """
    return _float32((int(_single_precision(_single_precision(value) * 255)) & LOW_BYTE) / 255)


@lru_cache(maxsize=1024)
def _float32(value: float) -> int | float:
    """Round to 32 bits and print as Google does: the shortest decimal that names the same 32-bit float."""
    exact = _single_precision(value)
    for digits in range(1, 10):
        short = float(f"{exact:.{digits}g}")
        if _single_precision(short) == exact:
            return int(short) if short.is_integer() and abs(short) < EXACT else short
    return exact


def _single_precision(value: float) -> float:
    return float(struct.unpack("f", struct.pack("f", value))[0])


def _rows(value: Any, place: Place) -> list[list[Any]]:
    if not isinstance(value, list):
        raise _misfit(place, LIST_VALUE, value)
    for index, row in enumerate(value):
        if not isinstance(row, list):
            raise _misfit((place, index), LIST_VALUE, row)
        for column, cell in enumerate(row):
            if isinstance(cell, dict | list):
                raise invalid(f"Invalid values[{index}][{column}]: {spelt(cell)}")
    return value


def _path(place: Place) -> str:
    """Spell a place out as Google does: `requests[0].update_cells.rows`."""
    parts: list[str] = []
    while place:
        place, name = place
        mark = "." if place and isinstance(name, str) else ""
        parts.append(f"{mark}{name}" if isinstance(name, str) else f"[{name}]")
    return "".join(reversed(parts))


def _misfit(place: Place, kind: str, value: Any) -> ApiError:
    path = _path(place)
    return invalid_field(path, f"Invalid value at '{path}' ({kind}), {json.dumps(value, ensure_ascii=False)}")


def _unknown_name(name: str, place: Place) -> ApiError:
    path = _path(place)
    at = f" at '{path}'" if path else ""
    sentence = f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'
    return invalid(sentence, (path, sentence))


def _check_oneof(name: str, members: frozenset[str], given: list[str], place: Place) -> None:
    taken = [member for member in given if member in members]
    if len(taken) > 1:
        path = _path(place)
        sentence = f"Invalid value at '{path}' (oneof), oneof field '{name}' is already set. Cannot set '{taken[1]}'"
        raise invalid(sentence, (path, sentence))
