"""Imports run one way. Who may see whom is written here, not derived: a change of the order is a decision."""

import ast
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

import pytest
from house import ROOT, Module, imported, modules, nodes, ours

ORDER = {
    "edition": (
        *("doubt", "terms", "rules", "verdict", "rubric", "model", "source", "reach", "lint"),
        *("roster", "draft", "load"),
    ),
    "edition.lint": ("places", "codes", "days", "scale", "tiering", "verdicts"),
    "core": (
        *("cells", "values", "ratios", "layout", "master", "howto", "marks", "guide", "books"),
        *("catalogue", "findings", "names", "locate", "telling", "entries", "mending", "parse", "intake"),
        *("reading", "ledger", "scoring", "checks", "course", "assessment", "notes", "plan", "standstill", "tables"),
        *("differences", "versions", "digest", "reminders", "explain", "agenda", "committee"),
    ),
    "core.mending": ("items", "recovery", "oddities"),
    "core.intake": ("unplaced", "changes"),
    "core.tables": ("frames", "results", "progress", "course", "desired"),
    "core.scoring": (
        *("worth", "points", "rules", "register", "score", "gaps", "settle", "standing", "ranks", "bands"),
        *("outcome", "late", "decisions"),
    ),
    "core.checks": ("scene", "points", "lists", "report"),
    "core.course": ("deadlines", "hold", "past", "present", "late", "inquiry", "resting", "review", "course"),
    "core.committee": ("options", "margins", "whatif", "fairness"),
    "adapters": ("sheets", "files", "google", "memory", "mail"),
    "adapters.sheets": (
        *("blocks", "looks", "rules", "render", "parts", "as_found", "protection", "holding", "mend", "provision"),
    ),
    "adapters.google": ("session", "account", "refusals", "drive", "books", "connect", "clinic", "locksmith"),
    "adapters.memory": ("schema", "database", "outbox", "year", "sqlite"),
}
"""Inside these packages a module sees only those before it."""

EMULATOR = (
    *("errors", "limits", "shapes", "text", "book", "formulas", "store", "access", "render", "batch", "excel"),
    *("api", "web"),
)
"""The emulator's rooms, each of which sees only those before it: the truth knows nothing of handlers, those of URLs."""

SEES: Mapping[str, frozenset[str]] = {
    "errors": frozenset(),
    "edition": frozenset({"errors"}),
    "core": frozenset({"errors", "edition"}),
    "hands": frozenset({"errors", "edition", "core"}),
    "fill": frozenset({"errors", "edition", "core"}),
    "provisioning": frozenset({"errors", "edition", "core", "hands"}),
    "pulling": frozenset({"errors", "edition", "core", "hands"}),
    "freezing": frozenset({"errors", "core", "hands"}),
    "mailing": frozenset({"errors", "core", "hands", "pulling"}),
    "locking": frozenset({"errors", "edition", "core", "hands", "pulling"}),
    "job": frozenset({"errors", "edition", "core", "hands", "pulling", "mailing", "freezing", "locking"}),
    "reminding": frozenset({"errors", "edition", "core", "hands", "pulling", "mailing", "job"}),
    "examining": frozenset({"errors", "edition", "core", "hands"}),
    "importing": frozenset({"errors", "edition", "core", "hands", "pulling"}),
    "adapters": frozenset({"errors", "edition", "core", "hands"}),
    "emulator": frozenset(),
    "cli": frozenset(
        {
            *("errors", "edition", "core", "hands", "fill", "provisioning", "pulling"),
            *("job", "locking", "reminding", "importing", "examining", "adapters", "emulator"),
        }
    ),
}
"""Each room of the house, and the rooms it may look into besides itself."""

THINKING = frozenset(
    {
        *("collections", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "itertools", "re"),
        *("hashlib", "heapq", "json", "math", "types", "typing", "unicodedata", "zlib", "babel", "pandas"),
    }
)
"""All that core needs from outside: no I/O, no clock, no chance, no log."""

HANDS = frozenset(
    {
        *("click", "css_inline", "email", "google", "gspread", "http", "jinja2", "openpyxl", "requests", "rich"),
        *("smtplib", "socket", "sqlite3", "tenacity", "urllib", "werkzeug"),
    }
)
"""What touches the outside world or the screen: nothing for the corridor, which is given its hands."""

CORRIDOR = (
    *("job", "examining", "hands", "pulling", "mailing", "reminding"),
    *("freezing", "locking", "fill", "provisioning", "importing"),
)
ALL = modules()
NAMES = [module.name or "(root)" for module in ALL]


def room(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


@pytest.mark.parametrize("module", ALL, ids=NAMES)
def test_a_module_looks_only_into_the_rooms_it_may_see(module: Module) -> None:
    if not module.name:
        assert not ours(module), "the package itself imports nothing, so that --help is quick"
        return
    assert room(module.name) in SEES, f"give {module.name} its place in SEES"
    seen = {room(name) for name in ours(module)} - {room(module.name)}
    assert seen <= SEES[room(module.name)]


@pytest.mark.parametrize("package", ORDER)
def test_inside_a_package_imports_follow_the_written_order(package: str) -> None:
    order = ORDER[package]
    place = {f"{package}.{name}": number for number, name in enumerate(order)}
    inside = [module for module in ALL if module.name.startswith(f"{package}.")]
    direct = {".".join(module.name.split(".")[: package.count(".") + 2]) for module in inside}
    assert direct == set(place), "every module has its place in ORDER, and every place its module"
    for module in inside:
        own = place[".".join(module.name.split(".")[: package.count(".") + 2])]
        seen = {name for name in ours(module) if name.startswith(f"{package}.")}
        later = {name for name in seen if place[".".join(name.split(".")[: package.count(".") + 2])] > own}
        assert not later, module.name


def test_inside_the_emulator_truth_handlers_and_urls_see_one_way() -> None:
    for module in (module for module in ALL if module.name.startswith("emulator.")):
        own = module.name.split(".")[1]
        assert own == "__main__" or own in EMULATOR, f"give {module.name} its place in EMULATOR"
        seen = {name.split(".")[1] for name in ours(module) if name.startswith("emulator.")} - {own}
        allowed = EMULATOR if own == "__main__" else EMULATOR[: EMULATOR.index(own)]
        assert seen <= set(allowed), module.name


def test_no_imports_run_in_a_circle() -> None:
    graph = {module.name: ours(module) - {module.name} for module in ALL if module.path.name != "__init__.py"}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("module", [one for one in ALL if room(one.name) == "core"], ids=lambda one: one.name)
def test_core_takes_nothing_from_outside_but_what_thinking_needs(module: Module) -> None:
    outside = {room(name) for name in imported(module.tree)} - {"sheetsync"}
    assert outside <= THINKING


CLOCKS = {"now", "today", "utcnow", "fromtimestamp"}
DOORS = {"open", "print", "input", "exec", "eval", "__import__"}


@pytest.mark.parametrize("module", [one for one in ALL if room(one.name) == "core"], ids=lambda one: one.name)
def test_core_asks_no_clock_and_opens_no_door(module: Module) -> None:
    calls = [node.func for node in nodes(module.tree) if isinstance(node, ast.Call)]
    clocks = {call.attr for call in calls if isinstance(call, ast.Attribute)} & CLOCKS
    doors = {call.id for call in calls if isinstance(call, ast.Name)} & DOORS
    assert not clocks | doors


@pytest.mark.parametrize("name", CORRIDOR)
def test_the_corridor_is_given_its_hands_and_imports_none(name: str) -> None:
    (module,) = (one for one in ALL if one.name == name)
    assert not {room(outside) for outside in imported(module.tree)} & HANDS


def test_the_emulator_is_seen_only_by_the_door_and_by_tests() -> None:
    seers = {room(module.name) for module in ALL if any(room(name) == "emulator" for name in ours(module))}
    assert seers <= {"cli", "emulator"}


def test_only_one_room_speaks_to_google_and_only_one_file_to_sqlite() -> None:
    def users(library: str) -> set[str]:
        outside = (one for one in ALL if room(one.name) != "emulator")
        return {module.name for module in outside if library in {room(name) for name in imported(module.tree)}}

    assert all(name.startswith("adapters.google.") for name in users("gspread"))
    assert users("sqlite3") <= {"adapters.memory.database"}
    assert users("smtplib") <= {"adapters.mail.postbox"}
    assert users("jinja2") <= {"adapters.mail.letters", "adapters.files.scaffold", "adapters.files.pages"}
    assert users("click") <= {name for name in users("click") if room(name) == "cli"}


def test_the_rooms_written_here_are_the_rooms_there_are() -> None:
    rooms = {room(module.name) for module in ALL if module.name}
    assert rooms == set(SEES)
    assert (ROOT / "sheetsync").is_dir()
