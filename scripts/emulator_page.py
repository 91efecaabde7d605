"""The page that says what of Google the emulator does: read off its code and off Google's discovery documents."""

from collections.abc import Iterator
from typing import Any

from shapes import discovery

from sheetsync.emulator.batch.runner import kinds
from sheetsync.emulator.formulas.functions import FUNCTIONS
from sheetsync.emulator.web.routes import routes

# Resources of Drive that have to do with spreadsheets; the others (approvals, apps, labels ...) are out of scope.
DRIVE_RESOURCES = ("about", "files", "permissions", "comments", "replies", "changes", "drives")


def page() -> str:
    """The whole page."""
    return "\n".join([*_head(), *_kinds(), *_operations(), *_functions()]) + "\n"


def _head() -> Iterator[str]:
    yield "# What the emulator does of Google Sheets v4 and Drive v3"
    yield ""
    yield "Written by `scripts/docs.py` from the code and Google's discovery documents. What is not done is refused:"
    yield "a request of a kind without a tick answers 400, an operation without one 404."
    yield "How to use it: [emulator](emulator.md)."


def _kinds() -> Iterator[str]:
    google = sorted(discovery("sheets.v4")["schemas"]["Request"]["properties"])
    done = kinds()
    yield ""
    yield f"## Kinds of batchUpdate requests: {len(done)} of {len(google)}"
    yield ""
    yield "| kind | works | what it does |"
    yield "|---|---|---|"
    for kind in google:
        yield f"| `{kind}` | {'✓' if kind in done else '-'} | {_first_line(done.get(kind))} |"


def _operations() -> Iterator[str]:
    done = {route.handler.__name__: route.handler for route in routes()}
    for name, resources in (("sheets.v4", ("spreadsheets",)), ("drive.v3", DRIVE_RESOURCES)):
        known = discovery(name)["resources"]
        ids = sorted(method["id"] for resource in resources for method in methods(known[resource]))
        found = {method: done.get(handler_name(method)) for method in ids}
        yield ""
        yield f"## Operations of {name}: {sum(map(bool, found.values()))} of {len(found)}"
        yield ""
        yield "| operation | works | what it does |"
        yield "|---|---|---|"
        for method, handler in found.items():
            yield f"| `{method}` | {'✓' if handler else '-'} | {_first_line(handler)} |"


def _functions() -> Iterator[str]:
    yield ""
    yield f"## Functions in formulas: {len(FUNCTIONS)}"
    yield ""
    yield (
        ", ".join(f"`{name}`" for name in sorted(FUNCTIONS))
        + ". Any other is a `#NAME?` cell, as an unknown one is in Google."
    )


def handler_name(method: str) -> str:
    """The name of the handler of one of Google's methods: `sheets.spreadsheets.values.batchGet` in snake_case."""
    words = method.split(".", 1)[1].replace(".", "_")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in words)


def methods(resource: Any) -> Iterator[Any]:
    """Every method of a resource of a discovery document, and of those below it."""
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from methods(inner)


def _first_line(function: Any) -> str:
    text = (getattr(function, "__doc__", None) or "").split("\n\n")[0]
    return " ".join(text.split()).replace("|", "\\|")
