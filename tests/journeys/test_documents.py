"""The documents say what the code does."""

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

from sheetsync.cli.app import COMMANDS, group

from .test_words_to_the_user import commands

ROOT = Path(__file__).parents[2]
BY_HAND = ("emulator.md", "google.md", "google-facts.md", "rubric.md")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_script", ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    written: dict[str, str] = script("docs").pages()
    return written


def test_the_reference_is_what_the_code_says(pages: dict[str, str]) -> None:
    """If this fails: run scripts/docs.py."""
    assert {path.name for path in (ROOT / "docs").glob("*.md")} == {*pages, *BY_HAND}
    for name, text in pages.items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, name


def test_the_readme_names_exactly_the_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme[readme.index("## Commands") :]
    named = [tuple(re.findall(r"[a-z]+", cell)) for cell in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)]
    groups, wanted = {name for name, *below in commands() if below}, set(leaves())
    assert {command[: 2 if command[0] in groups else 1] for command in named} == wanted
    assert len(named) == len(wanted)


def test_the_readme_has_an_example_of_every_command_that_its_parser_takes() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^sheetsync ([^#\n]+)", readme, re.MULTILINE)
    shown = set()
    for words in map(shlex.split, lines):
        node: click.Command = group
        path: list[str] = []
        while isinstance(node, click.Group):
            path.append(words.pop(0))
            found = node.get_command(click.Context(node), path[-1])
            assert found, path
            node = found
        node.make_context(path[-1], words, resilient_parsing=False)
        shown.add(tuple(path))
    assert shown == set(leaves())


def leaves() -> Iterator[tuple[str, ...]]:
    """Every command that does something: groups only lead to theirs."""
    groups = {name for name, *below in commands() if below}
    yield from (path for path in commands() if path[0] not in groups or len(path) > 1)


def test_the_readme_begins_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in lines[2:6] if line.startswith("scripts/")] == ["scripts/demo", "scripts/test"]


def test_every_option_the_readme_mentions_exists() -> None:
    known: set[str] = set()
    for command in (group, *(group.get_command(click.Context(group), name) for name in COMMANDS)):
        assert command
        parts = command.commands.values() if isinstance(command, click.Group) and command is not group else [command]
        for part in parts:
            known |= {option for parameter in part.params for option in parameter.opts}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    mentioned = set(re.findall(r"`[^`]*?(--[a-z][a-z-]+)", readme))
    assert mentioned
    assert mentioned <= known | {"--strict"}


def test_every_file_the_readme_links_to_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
