"""The house as files: every module with its syntax tree and what it imports, and every text file of the project."""

import ast
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sheetsync"

_SUFFIXES = {".py", ".md", ".txt", ".toml", ".yaml", ".yml", ".csv", ".j2", ".html", ".cfg", ".ini", ".json", ""}
_NOT_OURS = {"__pycache__", "out", "build", "dist"}


@dataclass(frozen=True)
class Module:
    """One module of the package: its dotted name without `sheetsync.`, its tree, and its file."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines()


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package; a package itself goes by the name of its folder, the root by the empty name."""
    return tuple(_module(path) for path in sorted(PACKAGE.rglob("*.py")))


def _module(path: Path) -> Module:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    return Module(name, path, ast.parse(path.read_text(encoding="utf-8"), str(path)))


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Every node of a tree; walked once, since every law looks at every tree."""
    return tuple(ast.walk(tree))


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield every dotted name a tree imports, wherever the import stands; `from a import b` gives `a` and `a.b`."""
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports in this house are absolute"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(module: Module) -> set[str]:
    """The modules of the package that a module imports. A package counts only where something of its own is taken."""
    names = {one.name for one in modules()}
    found: set[str] = set()
    for node in nodes(module.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            inner = {member for member in members if member.removeprefix("sheetsync.") in names}
            found |= inner | (set() if inner == members else {node.module})
    return {name.removeprefix("sheetsync.") for name in found if name.startswith("sheetsync.")}


def texts() -> Iterator[Path]:
    """Every text file of the project, relative to its root."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        hidden = any(part.startswith(".") and part != ".ci" for part in inside.parts)
        foreign = any(part in _NOT_OURS or part.endswith(".egg-info") for part in inside.parts)
        if path.is_file() and path.suffix in _SUFFIXES and not hidden and not foreign:
            yield inside


def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, comment) of a Python file."""
    with (ROOT / path).open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
