"""Writes the reference pages under docs/ from the code itself: books, findings, settings, commands, emulator.

Run `.venv/bin/python scripts/docs.py` after changing any of those; a test keeps page and code equal.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import click
import emulator_page
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sheetsync.cli.app import group
from sheetsync.core.books import books
from sheetsync.core.catalogue import CATALOGUE
from sheetsync.core.layout import Book, Owner
from sheetsync.edition.load import load_edition
from sheetsync.edition.model import Edition

ROOT = Path(__file__).parents[1]

OWNERS = {Owner.EDITION: "edition (locked)", Owner.PEOPLE: "people", Owner.SYNC: "sync (locked)"}


def pages() -> dict[str, str]:
    """Every page by file name."""
    return {
        "findings.md": "\n".join(_findings()) + "\n",
        "settings.md": "\n".join(_settings()) + "\n",
        "commands.md": "\n".join(_commands()) + "\n",
        "books.md": "\n".join(_books()) + "\n",
        "emulator-coverage.md": emulator_page.page(),
    }


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _findings() -> Iterator[str]:
    yield "# Findings"
    yield ""
    yield "Codes are permanent. An *error* keeps the result from being final (`sync` then exits with 1)."
    yield ""
    yield "| code | severity | sentence | advice |"
    yield "|---|---|---|---|"
    for code, wording in sorted(CATALOGUE.items()):
        yield f"| `{code}` | {wording.severity} | {_cell(wording.sentence)} | {_cell(wording.advice)} |"


def _settings() -> Iterator[str]:
    yield "# Settings"
    yield ""
    yield "An edition is a folder: `edition.yaml`, `rubric.yaml` (the setting `rubric`), and where needed"
    yield "`appendix.yaml` (`figures`), `remarks.yaml` (`remarks`, by unit), `extensions.yaml` (`extensions`)."
    yield "`name` is the folder's name."
    yield "Days are written 20/11/2020, hours 08g00. An unknown setting is an error."
    for model in _models(Edition, []):
        yield ""
        yield f"## {model.__name__}"
        yield ""
        yield _cell((model.__doc__ or "").split("\n\n")[0])
        yield ""
        yield "| setting | where it is left out | meaning |"
        yield "|---|---|---|"
        for name, field in model.model_fields.items():
            yield f"| `{name}` | {_default(field)} | {_cell(field.description or '')} |"


def _default(field: FieldInfo) -> str:
    """What a setting is taken for where the files do not name it."""
    if field.is_required():
        return "an error"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}):
        return "none"
    if isinstance(value, BaseModel):
        return "as below"
    return f"`{', '.join(map(str, value)) if isinstance(value, tuple) else value}`"


def _models(model: type[BaseModel], seen: list[type[BaseModel]]) -> list[type[BaseModel]]:
    """A model and those it is made of, in reading order, each once."""
    if model in seen:
        return seen
    seen.append(model)
    for field in model.model_fields.values():
        for part in _parts(field.annotation):
            _models(part, seen)
    return seen


def _parts(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


def _commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "Every command takes the edition from `-e` or from `SHEETSYNC_EDITION`."
    context = click.Context(group, info_name="sheetsync", **group.context_settings)
    yield from _help(group, context, "sheetsync")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command:
            yield from _help(command, click.Context(command, info_name=name, parent=context), f"sheetsync {name}")


def _help(command: click.Command, context: click.Context, title: str) -> Iterator[str]:
    context.terminal_width = 100
    yield ""
    yield f"## {title}"
    yield ""
    yield "```text"
    yield command.get_help(context)
    yield "```"
    if isinstance(command, click.Group) and title != "sheetsync":
        for name, part in command.commands.items():
            yield from _help(part, click.Context(part, info_name=name, parent=context), f"{title} {name}")


def _books() -> Iterator[str]:
    yield "# Books"
    yield ""
    yield "The tabs of each kind of book, with the names that `local fill` uses: `tab`, `column`, and a row's `key`."
    yield "Only columns of *people* are typed into; sync writes its own columns and nothing else. Shown for an edition"
    yield "with everything (`config/quan5-2020`); in a department's `points` the columns are its criteria, by code."
    for book in _examples():
        yield ""
        yield f"## {book.kind}"
        for tab in book.tabs:
            yield ""
            yield f"### `{tab.name}`: {tab.title}"
            yield ""
            yield f"The key is in column `{tab.key}`" + (f", e.g. `{tab.rows[0].key}`." if tab.rows else ".")
            yield ""
            yield "| column | header | whose |"
            yield "|---|---|---|"
            for column in tab.columns:
                yield f"| `{column.name}` | {_cell(column.header)} | {OWNERS[column.owner]} |"


def _examples() -> list[Book]:
    """The first book of each kind of the District 5 edition."""
    edition, _ = load_edition(ROOT / "config" / "quan5-2020")
    first: Mapping[str, Book] = {book.kind: book for book in reversed(books(edition))}
    return [first[kind] for kind in ("unit", "department", "cluster", "master")]


def main() -> int:
    """Write every page; say which ones changed."""
    for name, text in pages().items():
        path = ROOT / "docs" / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
