"""What the code of this house looks like: small files and functions, honest names, no state, nothing left undone."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from house import ROOT, Module, comments, modules, nodes, texts

ALL = modules()
IDS = [module.name or "(root)" for module in ALL]
MOST_LINES, MOST_FUNCTION_LINES = 420, 60
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base", "tools"}

each_module = pytest.mark.parametrize("module", ALL, ids=IDS)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in nodes(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@each_module
def test_no_file_is_long(module: Module) -> None:
    assert len(module.lines) <= MOST_LINES


@each_module
def test_no_function_is_long(module: Module) -> None:
    long = {one.name: (one.end_lineno or one.lineno) - one.lineno + 1 for one in functions(module.tree)}
    assert {name: lines for name, lines in long.items() if lines > MOST_FUNCTION_LINES} == {}


@each_module
def test_a_module_is_named_for_what_it_is_for_and_says_so(module: Module) -> None:
    assert not set(module.name.split(".")) & VAGUE
    docstring = ast.get_docstring(module.tree)
    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":", "?"))


@each_module
def test_types_are_imported_where_they_are_used(module: Module) -> None:
    assert "TYPE_" + "CHECKING" not in "\n".join(module.lines)


LEFT_OVER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK|NotImplemented" + r"Error)\b")


@pytest.mark.parametrize("path", [path for path in texts() if path.suffix != ".csv"], ids=str)
def test_nothing_is_left_to_be_done(path: Path) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    assert [f"{path}:{number}" for number, line in enumerate(lines, 1) if LEFT_OVER.search(line)] == []


# --- no module-level state -------------------------------------------------------------------------------------------

MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKERS = {"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict", "bytearray"}
MUTATING = {
    *("append", "extend", "insert", "remove", "pop", "popitem", "clear", "update", "setdefault", "add", "discard"),
    *("sort", "reverse", "appendleft", "popleft", "difference_update", "intersection_update"),
}


def module_containers(tree: ast.Module) -> dict[str, int]:
    """The module-level names that are bound to a mutable container, with their line."""
    found: dict[str, int] = {}
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        called = node.value.func if isinstance(node.value, ast.Call) else None
        if isinstance(node.value, MUTABLE) or (isinstance(called, ast.Name) and called.id in MAKERS):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node.lineno for target in targets if isinstance(target, ast.Name)}
    return found


def mutated(tree: ast.AST) -> Iterator[str]:
    """Yield the last name of whatever is changed in place: `NAME.append(...)`, `NAME[...] = `, `del NAME[...]`."""
    for node in nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATING:
            yield _last_name(node.func.value)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            yield _last_name(node.value)
        elif isinstance(node, ast.AugAssign):
            yield _last_name(node.target)


@cache
def mutated_anywhere() -> frozenset[str]:
    return frozenset(name for module in ALL for name in mutated(module.tree))


def _last_name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@each_module
def test_no_module_keeps_state(module: Module) -> None:
    assert not [node.lineno for node in nodes(module.tree) if isinstance(node, ast.Global)]
    containers = module_containers(module.tree)
    state = [name for name in containers if name.strip("_") != name.strip("_").upper() and not name.startswith("__")]
    assert state == [], "a container of the module is a constant, and named as one"
    assert not set(containers) & mutated_anywhere()


def test_the_search_for_state_finds_it() -> None:
    tree = ast.parse(
        "SEEN = []\ncache: dict[str, int] = {}\nfrom x import y\ndef f():\n SEEN.append(1)\n y.cache[1] = 2"
    )
    assert module_containers(tree) == {"SEEN": 1, "cache": 2}
    assert set(mutated(tree)) == {"SEEN", "cache"}


# --- exceptions to the rules -----------------------------------------------------------------------------------------

SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore)")
EXPLAINED = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]*[0-9]|type:\s*ignore\[[a-z, -]+\])\s*(?:-|#)\s*\S")


@pytest.mark.parametrize("path", [path for path in texts() if path.suffix == ".py"], ids=str)
def test_who_silences_a_rule_names_it_and_says_why(path: Path) -> None:
    silent = [(line, text) for line, text in comments(path) if SILENCED.search(text) and not EXPLAINED.search(text)]
    assert [f"{path}:{line} {text}" for line, text in silent] == []
