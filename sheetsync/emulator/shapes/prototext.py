"""Protobuf's text format: how Google spells out a value that is no cell, in the sentence that refuses it."""

from typing import Any

ESCAPES = {ord(char): f"\\{letter}" for char, letter in zip('"\\\n\r\t', '"\\nrt', strict=True)} | {ord("'"): "\\'"}
FIRST_ASCII, LAST_ASCII = 0x20, 0x7E


def spelt(value: Any) -> str:
    """Return a JSON value as the text of a google.protobuf.Value, with the tab that Google's sentence has.

    Seen by others in full for lists, and for the tab: facts §1 [3P]; the rest is protobuf's rule.
    """
    first, *rest = _value(value)
    return "\n".join([first.replace(" {", " \t {", 1), *rest, ""])


def _value(value: Any) -> list[str]:
    if isinstance(value, list):
        return _block("list_value", [line for item in value for line in _block("values", _value(item))])
    if isinstance(value, dict):
        return _block("struct_value", [line for name, item in value.items() for line in _field(name, item)])
    if value is None:
        return ["null_value: NULL_VALUE"]
    if isinstance(value, bool):
        return [f"bool_value: {'true' if value else 'false'}"]
    return [f"string_value: {_quoted(value)}" if isinstance(value, str) else f"number_value: {float(value)}"]


def _field(name: str, item: Any) -> list[str]:
    return _block("fields", [f"key: {_quoted(name)}", *_block("value", _value(item))])


def _block(name: str, lines: list[str]) -> list[str]:
    return [f"{name} {{", *(f"  {line}" for line in lines), "}"]


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text.encode())) + '"'


def _escaped(byte: int) -> str:
    plain = FIRST_ASCII <= byte <= LAST_ASCII
    return ESCAPES.get(byte) or (chr(byte) if plain else f"\\{byte:03o}")
