"""The page about the emulator says what works: its Python is run, in its order."""

import re
from pathlib import Path
from typing import Any

from emulator_page import handler_name, methods
from shapes import discovery

from sheetsync.emulator import App, Store, serve
from sheetsync.emulator.web.routes import routes

PAGE = Path(__file__).parents[2] / "docs" / "emulator.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def run(*blocks: str, **known: Any) -> dict[str, Any]:
    names: dict[str, Any] = dict(known)
    for block in blocks:
        exec(block, names)  # noqa: S102 - the page's own examples
    return names


def test_the_first_example_is_five_lines_and_the_second_works_on_it() -> None:
    first, second = BLOCKS[:2]
    assert len([line for line in first.splitlines() if line]) == 5
    names = run(first, second)
    assert names["sheet"].title == "Sheet1"
    names["session"].close()


def test_the_same_goes_over_http_against_a_server_on_loopback() -> None:
    store = Store(None)
    with serve(App(store), 0) as server:
        names = run(BLOCKS[2].replace("8765", str(server.port)), BLOCKS[1])
        names["session"].close()
    assert [file["name"] for file in store.files()] == ["Chấm điểm"]
    store.close()


def test_callers_faults_clock_and_journal_are_used_as_the_page_says() -> None:
    names = run(BLOCKS[0], *BLOCKS[3:])
    app = names["app"]
    assert app.limits.reads_per_user == 60
    assert len(list(app.faults)) == 4
    assert names["ward"].get("https://sheets.googleapis.com/v4/spreadsheets/x/values/A1").status_code == 429
    (entry,) = app.journal
    assert (entry.asked.operation, entry.asked.caller) == ("spreadsheets.values.get", "phuong4@example.org")
    names["ward"].close()
    names["session"].close()
    app.store.close()


def test_every_fact_that_the_code_leans_on_is_on_the_page_of_facts() -> None:
    page = (PAGE.parent / "google-facts.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^## (§\d)", page, re.MULTILINE))
    code = (PAGE.parents[1] / "sheetsync" / "emulator").rglob("*.py")
    leaned_on = {found for path in code for found in re.findall(r"facts (§\d)", path.read_text(encoding="utf-8"))}
    assert leaned_on
    assert leaned_on <= sections


def test_every_handler_is_named_as_google_names_its_operation() -> None:
    known = {
        handler_name(method["id"])
        for name in ("sheets.v4", "drive.v3")
        for resource in discovery(name)["resources"].values()
        for method in methods(resource)
    }
    others = {route.handler.__name__ for route in routes()} - known
    assert others == {"token", "files_update_v2"}, (
        "sign-in is of another service, and gspread imports csv through Drive v2"
    )
