"""Payloads: a request body is read against Google's shapes; what does not fit is refused with Google's words.

Reading also normalises as protobuf does: snake_case names become camelCase, nulls vanish, defaults vanish unless the
field knows presence, 32-bit floats are rounded. What is stored is therefore exactly what a reply prints.
"""

import json
import struct
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sheetsync.emulator.errors import ApiError, Obj, invalid, invalid_field
from sheetsync.emulator.shapes.schema import ONEOFS, Field, camel, enum_type, fields_of
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
LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"


def read(message: str, body: Any, path: str = "") -> Obj:
    """Return the body as a normalised message; raises ApiError 400 for a name or value that does not belong."""
    if not isinstance(body, dict):
        raise invalid_field(
            path, f"Invalid value at '{path}' (type.googleapis.com/google.apps.sheets.v4.{message}), {_quoted(body)}"
        )
    fields = fields_of(message)
    found: Obj = {}
    for name, value in body.items():
        field = fields.get(name) or fields.get(camel(name))
        if field is None:
            raise unknown_name(name, path)
        if value is not None:
            kept = _value(field, value, path)
            if kept or field.presence or kept == {}:
                found[field.name] = kept
    if message in ONEOFS:
        _check_oneof(*ONEOFS[message], list(found), path)
    return found


def read_known(message: str, body: Any) -> Obj:
    """Return the body of a Drive request, which passes over names it does not know (gspread sends v2's `withLink`)."""
    known = fields_of(message)
    kept = {name: value for name, value in body.items() if name in known} if isinstance(body, dict) else body
    return read(message, kept)


def unknown_name(name: str, path: str) -> ApiError:
    """Return the 400 for a name the message does not have."""
    place = f" at '{path}'" if path else ""
    sentence = f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'
    return invalid(sentence, (path, sentence))


def parse_json(raw: bytes) -> Any:
    """Return the decoded body; an empty one is an empty message."""
    if not raw.strip():
        return {}
    try:
        return json.loads(raw)
    except ValueError as error:
        raise invalid(f"Invalid JSON payload received. {error}") from error


def _check_oneof(name: str, members: frozenset[str], given: list[str], path: str) -> None:
    taken = [member for member in given if member in members]
    if len(taken) > 1:
        sentence = f"Invalid value at '{path}' (oneof), oneof field '{name}' is already set. Cannot set '{taken[1]}'"
        raise invalid(sentence, (path, sentence))


def _value(field: Field, value: Any, path: str) -> Any:
    place = f"{path}.{field.snake}" if path else field.snake
    if field.type == "rows":
        return _rows(value, place)
    if field.keyed:
        return _keyed(field, value, place)
    if not field.many:
        return _single(field, value, place)
    # protobuf's JSON reader takes a lone value for a list of one; so does Google.
    items = value if isinstance(value, list) else [value]
    return [_single(field, item, f"{place}[{index}]") for index, item in enumerate(items)]


def _keyed(field: Field, value: Any, path: str) -> Obj:
    if not isinstance(value, dict):
        raise invalid_field(path, f"Invalid value at '{path}' (Map), {_quoted(value)}")
    # A null is kept: it is how a Drive property is taken away.
    return {str(key): None if item is None else _single(field, item, f'{path}["{key}"]') for key, item in value.items()}


def _single(field: Field, value: Any, path: str) -> Any:
    kind = field.type
    if kind in TYPE_NAMES:
        return _scalar(kind, value, path)
    if kind == "any":
        return value
    if kind == "enum":
        if value not in field.choices:
            raise invalid_field(path, f"Invalid value at '{path}' ({enum_type(field.name)}), {_quoted(value)}")
        return value
    if kind == "CellFormat" and isinstance(value, dict):
        try:
            return _cell_format(value)
        except ApiError:
            pass  # refused below in words that say where it stands
    return read(kind, value, path)


@by_content
def _cell_format(value: Obj) -> Obj:
    return read("CellFormat", value)


def _scalar(kind: str, value: Any, path: str) -> Any:
    if kind == "str" and isinstance(value, str):
        return value
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind not in ("str", "bool") and (number := _number(kind, value)) is not None:
        return number
    raise invalid_field(path, f"Invalid value at '{path}' ({TYPE_NAMES[kind]}), {_quoted(value)}")


def _number(kind: str, value: Any) -> int | float | None:
    if isinstance(value, str):
        try:
            value = float(value) if kind != "int" else int(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if kind == "float":
        return _float32(value)
    if kind == "channel":
        return _channel(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if kind == "int" and isinstance(value, float) else value


def _channel(value: float) -> int | float:
    """Cut a colour's share to one of 256 steps, as recorded: 0.5 comes back as 127/255."""
    return _float32(int(_single_precision(_single_precision(value) * 255)) / 255)


@lru_cache(maxsize=1024)
def _float32(value: float) -> int | float:
    """Round to 32 bits and print as Google does: the shortest decimal that names the same 32-bit float."""
    exact = _single_precision(value)
    for digits in range(1, 10):
        short = float(f"{exact:.{digits}g}")
        if _single_precision(short) == exact:
            return int(short) if short.is_integer() else short
    return exact


def _single_precision(value: float) -> float:
    return float(struct.unpack("f", struct.pack("f", value))[0])


def _rows(value: Any, path: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise invalid_field(path, f"Invalid value at '{path}' ({LIST_VALUE}), {_quoted(value)}")
    for index, row in enumerate(value):
        if not isinstance(row, list):
            place = f"{path}[{index}]"
            raise invalid_field(place, f"Invalid value at '{place}' ({LIST_VALUE}), {_quoted(row)}")
        for column, cell in enumerate(row):
            if isinstance(cell, dict | list):
                kind = "struct_value" if isinstance(cell, dict) else "list_value"
                raise invalid(f"Invalid values[{index}][{column}]: {kind} {{}}")
    return value


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
