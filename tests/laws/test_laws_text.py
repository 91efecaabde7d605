"""What every text file of the project keeps to: one Unicode form, no traces of a machine, only example addresses."""

import re
import unicodedata
from pathlib import Path

import pytest
from house import read, texts

ALL = list(texts())
CONFIG = [path for path in ALL if path.parts[0] in {"config", "templates"}]

MACHINE = re.compile(r"(?<![\w.])(?:/(?:home|root|Users|work|mnt|workspace)/\w|[A-Z]:\\\w)")
REGISTRY = re.compile(r"pypi\.|python[h]osted|index-url|find-links|registry\.|conda\.|\bproxy\.", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
ADDRESS = re.compile(r"https?://([\w.-]+)")

each_text = pytest.mark.parametrize("path", ALL, ids=str)


def lines_with(path: Path, pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()}"
        for number, line in enumerate(read(path).splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("path", [path for path in ALL if "sample" not in path.parts], ids=str)
def test_a_text_is_in_composed_form(path: Path) -> None:
    """Samples are left out: people's input comes in both forms, and one of the samples shows it."""
    text = read(path)
    assert [
        number for number, line in enumerate(text.splitlines(), 1) if not unicodedata.is_normalized("NFC", line)
    ] == []


@each_text
def test_a_text_ends_its_lines_the_same_way_and_with_one_newline(path: Path) -> None:
    text = read(path)
    assert "\r" not in text
    assert not text or (text.endswith("\n") and not text.endswith("\n\n"))


@pytest.mark.parametrize("path", [path for path in ALL if path.name != Path(__file__).name], ids=str)
def test_no_text_names_a_place_on_somebodys_machine_or_a_package_registry(path: Path) -> None:
    assert lines_with(path, MACHINE) == []
    assert lines_with(path, REGISTRY) == []


@pytest.mark.parametrize("path", CONFIG, ids=str)
def test_addresses_in_the_editions_are_examples(path: Path) -> None:
    text = read(path)
    assert {domain for domain in EMAIL.findall(text) if not domain.endswith("example.org")} == set()
    assert {host for host in ADDRESS.findall(text) if not host.endswith("example.org")} == set()
