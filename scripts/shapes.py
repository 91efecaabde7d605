"""Writes the emulator's table of Google's messages from the discovery documents in google-api-python-client.

Run `.venv/bin/python scripts/shapes.py` after raising that package; a test keeps table and documents equal.
"""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[1] / "sheetsync" / "emulator" / "shapes" / "shapes.txt"
HEAD = "# Google's messages: names, fields and types, from the discovery documents. Written by scripts/shapes.py."
# Of Drive only what the emulator speaks of; of Sheets all.
DRIVE_ROOTS = (
    "FileList",
    "GeneratedIds",
    "PermissionList",
    "CommentList",
    "ChangeList",
    "StartPageToken",
    "DriveList",
    "About",
)
SCALARS: Mapping[str, Mapping[str | None, str]] = {
    "string": {None: "str"},
    "boolean": {None: "bool"},
    "integer": {None: "int"},
    "number": {"float": "float", "double": "double"},
}


def discovery(name: str) -> Any:
    """Return a discovery document, such as that of `sheets.v4`."""
    documents = files("googleapiclient") / "discovery_cache" / "documents"
    return json.loads((documents / f"{name}.json").read_text(encoding="utf-8"))


def table() -> str:
    """Return the whole table as text."""
    sheets, drive = discovery("sheets.v4"), discovery("drive.v3")
    lines = [HEAD, f"# sheets.v4 {sheets['revision']}, drive.v3 {drive['revision']}"]
    messages = {
        **dict(_messages(sheets["schemas"], sheets["schemas"])),
        **dict(_messages(drive["schemas"], DRIVE_ROOTS)),
    }
    for name in sorted(messages):
        lines += [name, *(f"  {field} {kind}" for field, kind in sorted(messages[name].items()))]
    return "\n".join(lines) + "\n"


def _messages(schemas: Any, roots: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the messages under the roots; an object without a name of its own is called `Message.field`."""
    waiting = [(name, schemas[name]) for name in roots]
    seen: set[str] = set()
    while waiting:
        name, schema = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        fields = {}
        for field, described in schema.get("properties", {}).items():
            fields[field] = _kind(described, f"{name}.{field}")
            inner = described.get("items", described)
            if "properties" in inner:
                waiting.append((f"{name}.{field}", inner))
            named = inner.get("$ref") or inner.get("additionalProperties", {}).get("$ref")
            if named:
                waiting.append((named, schemas[named]))
        yield name, fields


def _kind(described: Any, own_name: str) -> str:
    if described.get("type") == "array":
        return f"[{_kind(described['items'], own_name)}]"
    if "additionalProperties" in described:
        return f"{{{_kind(described['additionalProperties'], own_name)}}}"
    if "$ref" in described:
        return str(described["$ref"])
    if "properties" in described:
        return own_name
    if "enum" in described:
        return "|".join(described["enum"])
    by_format = SCALARS.get(described.get("type", ""), {})
    return by_format.get(described.get("format"), by_format.get(None, "any"))


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
