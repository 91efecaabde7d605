"""The control route, and what it controls: journal, clock, limits, reset. The faults themselves: test_faults."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from google_shapes import document, method_of

from sheetsync.emulator import App, Fault, Limits, Store
from sheetsync.emulator.web.clock import Clock
from sheetsync.emulator.web.faults import Kind
from sheetsync.emulator.web.journal import Asked, Journal, Outcome
from sheetsync.emulator.web.routes import routes

from .world import DRIVE, NOW, SHEETS, Book, World

HERE = "https://sheets.googleapis.com/emulator"


@pytest.fixture
def controlled() -> Iterator[World]:
    store = Store(None)
    app = App(store, clock=lambda: NOW, control=True)
    session = World.session_for(app)
    yield World(store, app, session)
    session.close()
    store.close()


def told(world: World, method: str, place: str, body: Any = None, **params: Any) -> Any:
    reply = world.call(method, f"{HERE}{place}", body, **params)
    assert reply.status_code == 200, reply.text
    return reply.json()


# --- there or not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["", "/", "/faults", "/log", "/clock", "/limits", "/reset", "/x"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_without_being_asked_for_it_is_not_there(world: World, method: str, place: str) -> None:
    unknown = world.call(method, "https://sheets.googleapis.com/nothing")
    reply = world.call(method, f"{HERE}{place}", {} if method == "POST" else None)
    assert reply.status_code == unknown.status_code == 404
    assert reply.text.replace(f"/emulator{place}", "/nothing") == unknown.text


def test_a_page_in_a_browser_may_not_control(controlled: World) -> None:
    reply = controlled.session.post(f"{HERE}/reset", headers={"Origin": "https://example.org"})
    assert reply.status_code == 403


@pytest.mark.parametrize(
    ("method", "place"), [("GET", "/x"), ("PUT", "/faults"), ("DELETE", "/faults/9"), ("GET", "/reset"), ("PUT", "")]
)
def test_what_it_does_not_have_is_404(controlled: World, method: str, place: str) -> None:
    assert controlled.call(method, f"{HERE}{place}").status_code == 404


def test_it_says_what_is_set_and_how_to_use_it(controlled: World) -> None:
    overview = told(controlled, "GET", "")
    assert (overview["faults"], overview["requests"]) == ([], 0)
    assert overview["clock"] == {"time": "2026-09-03T08:00:00+00:00", "running": True}
    assert any("/emulator/faults" in line for line in overview["usage"])


# --- faults ----------------------------------------------------------------------------------------------------------


def test_faults_are_set_listed_and_taken_away(controlled: World) -> None:
    number = told(controlled, "POST", "/faults", {"kind": "503", "operation": "files.*", "count": 1})["number"]
    assert [controlled.call("GET", DRIVE).status_code for _ in range(2)] == [503, 200]
    (one,) = told(controlled, "GET", "/faults")["faults"]
    assert (one["number"], one["kind"], one["matched"], one["struck"]) == (number, "503", 2, 1)
    told(controlled, "POST", "/faults", {"kind": "500"})
    told(controlled, "DELETE", f"/faults/{number}")
    assert [one["kind"] for one in told(controlled, "GET", "/faults")["faults"]] == ["500"]
    assert told(controlled, "DELETE", "/faults") == {"faults": []}
    assert controlled.call("GET", DRIVE).status_code == 200


def test_faults_do_not_strike_the_control_route(controlled: World) -> None:
    controlled.app.faults.add(Fault("503"))
    told(controlled, "GET", "/faults")


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ("/faults", {}),
        ("/faults", {"kind": "418"}),
        ("/faults", {"kind": "503", "frobnicate": 1}),
        ("/faults", {"kind": "503", "count": "many"}),
        ("/faults", {"kind": "503", "seed": "x"}),
        ("/faults", {"kind": "503", "applied": 1}),
        ("/faults", {"kind": "slow", "seconds": "1"}),
        ("/faults", []),
        ("/clock", {"set": "noon"}),
        ("/clock", {"set": "2026-09-03T08:00:00"}),
        ("/clock", {"advance": "long"}),
        ("/clock", {"advance": 1e300}),
        ("/clock", {"running": "no"}),
        ("/clock", {"frobnicate": 1}),
        ("/limits", {"frobnicate": 1}),
        ("/limits", {"cells": "many"}),
        ("/limits", {"cells": -1}),
        ("/limits", {"cells": True}),
        ("/limits", {"grid": None}),
        ("/limits", {"service_accounts_own_files": None}),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(controlled: World, place: str, body: Any) -> None:
    reply = controlled.call("POST", f"{HERE}{place}", body)
    assert reply.status_code == 400
    assert reply.json()["error"]


@pytest.mark.parametrize("body", [{}, {"kind": "418"}, {"kind": ""}])
def test_a_fault_of_no_kind_is_told_the_kinds(controlled: World, body: Any) -> None:
    assert "429, 429-page, 401, 500, 503" in controlled.call("POST", f"{HERE}/faults", body).json()["error"]


def test_the_usage_names_every_kind_and_part_of_a_fault(controlled: World) -> None:
    usage = "\n".join(told(controlled, "GET", "")["usage"])
    assert f"kinds: {', '.join(Kind)}" in usage
    assert [one.name for one in fields(Fault) if one.name not in usage] == []


def test_what_is_no_json_is_refused(controlled: World) -> None:
    assert controlled.session.post(f"{HERE}/faults", data="{").status_code == 400


# --- limits and reset ------------------------------------------------------------------------------------------------


def test_limits_are_read_and_changed_by_name(controlled: World) -> None:
    assert told(controlled, "GET", "/limits")["cells"] == 10_000_000
    changed = told(controlled, "POST", "/limits", {"reads_per_user": 1, "cells": None})
    assert (changed["reads_per_user"], changed["cells"], changed["title_characters"]) == (1, None, 100)
    assert [controlled.call("GET", f"{SHEETS}/x").status_code for _ in range(2)] == [404, 429]


def test_whether_service_accounts_own_files_can_be_set(controlled: World) -> None:
    assert told(controlled, "POST", "/limits", {"service_accounts_own_files": True})["service_accounts_own_files"]


def test_reset_sets_everything_as_at_the_start(controlled: World) -> None:
    Book(controlled)
    controlled.app.faults.add(Fault("503", method="DELETE"))
    controlled.app.limits = Limits(reads_per_user=1)
    controlled.app.clock.advance(timedelta(hours=1))
    told(controlled, "POST", "/reset")
    assert (list(controlled.app.faults), len(controlled.app.journal)) == ([], 0)
    assert (controlled.app.limits, controlled.app.clock()) == (Limits(), NOW)
    assert controlled.app.requests.drive == 0
    assert controlled.call("GET", DRIVE).json()["files"] == []


# --- journal ---------------------------------------------------------------------------------------------------------


def test_each_request_is_written_down_with_its_cost(controlled: World) -> None:
    book = Book(controlled)
    controlled.app.journal.clear()
    book.tab.update([["x"]], "A1")
    controlled.call("GET", DRIVE, caller="other@example.org", pageSize=1)
    controlled.call("GET", f"{SHEETS}/unknown")
    write, listing, failed = told(controlled, "GET", "/log")["requests"]
    assert write["number"] == 1
    assert (write["method"], write["operation"], write["meter"]) == ("PUT", "spreadsheets.values.update", "write")
    assert (write["units"], write["status"], write["fault"], write["caller"]) == (1, 200, "", controlled.store.owner)
    assert write["path"] == f"/v4/spreadsheets/{book.id}/values/%27Sheet1%27%21A1"
    assert write["query"] == "valueInputOption=RAW"
    assert write["time"] == "2026-09-03T08:00:00+00:00"
    assert write["bytes_in"] == len('{"values": [["x"]], "majorDimension": null}')
    assert write["bytes_out"] > 0
    assert (listing["operation"], listing["units"], listing["caller"]) == ("files.list", 100, "other@example.org")
    assert (failed["operation"], failed["status"], failed["units"]) == ("spreadsheets.get", 404, 1)
    assert [one["number"] for one in told(controlled, "GET", "/log", after=2)["requests"]] == [3]
    told(controlled, "DELETE", "/log")
    assert told(controlled, "GET", "/log") == {"requests": []}


def test_what_never_arrived_or_was_turned_away_is_written_down_too(world: World) -> None:
    world.app.faults.add(Fault("reset", count=1))
    with pytest.raises(requests.ConnectionError):
        world.call("GET", DRIVE)
    world.app.limits = Limits(drive_queries=0)
    world.call("GET", DRIVE)
    world.call("GET", "https://sheets.googleapis.com/nothing")
    reset, refused, unknown = world.app.journal
    assert (reset.status, reset.bytes_out, reset.fault, reset.units) == (0, 0, "reset", 100)
    assert (refused.status, refused.units) == (403, 0)
    assert (unknown.status, unknown.asked.operation, unknown.asked.meter, unknown.units) == (404, "", "", 0)


def test_drive_has_its_own_prices(world: World) -> None:
    book = Book(world)
    world.app.journal.clear()
    world.call("GET", f"{DRIVE}/{book.id}")
    world.call("GET", f"{DRIVE}/{book.id}", alt="media")
    world.call("PATCH", f"{DRIVE}/{book.id}", {"name": "other"})
    world.call("GET", f"{DRIVE}/{book.id}/export", mimeType="text/csv")
    assert [entry.units for entry in world.app.journal] == [5, 200, 50, 200]


def test_the_journal_keeps_the_last_requests_only() -> None:
    journal = Journal(kept=2)
    asked = Asked(NOW, "GET", "/", "", "", "", "")
    for status in (200, 404, 500):
        journal.add(asked, Outcome(0, status, 0, 0, ""))
    assert [(entry.number, entry.status) for entry in journal] == [(2, 404), (3, 500)]


def test_every_operation_is_called_as_google_calls_it() -> None:
    known = {
        method["id"].partition(".")[2] for name in ("sheets.v4", "drive.v3") for method in _methods(document(name))
    }
    named = {route.operation for route in routes()} - {"token", "files.updateV2"}
    assert {"spreadsheets.values.batchGet", "files.list"} <= named
    assert named - known == set()


def _methods(resource: Any) -> Iterator[Any]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from _methods(inner)


def test_the_check_of_names_knows_a_name() -> None:
    found = method_of("GET", "/v4/spreadsheets/x/values/A1")
    assert found
    assert found[1]["id"] == "sheets.spreadsheets.values.get"


# --- clock -----------------------------------------------------------------------------------------------------------


class Ticking:
    """A source that goes one second on at each look."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def test_a_clock_follows_its_source_until_it_is_moved() -> None:
    clock = Clock(lambda: NOW)
    assert clock() == NOW
    clock.advance(timedelta(minutes=3))
    assert clock() == NOW + timedelta(minutes=3)
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    assert clock() == datetime(2030, 1, 1, tzinfo=UTC)
    clock.reset()
    assert clock() == NOW


def test_a_clock_stands_and_runs_on_from_where_it_stood() -> None:
    clock = Clock(Ticking())
    clock.stop()
    stood = clock()
    assert clock() == stood
    clock.advance(timedelta(hours=1))
    assert clock() == stood + timedelta(hours=1)
    clock.set(stood)
    assert not clock.running
    clock.run()
    assert stood < clock() < clock() < stood + timedelta(minutes=1)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Clock().set(datetime(2026, 9, 3))  # noqa: DTZ001 - that is the point


def test_the_clock_is_set_by_http_and_dates_what_happens(controlled: World) -> None:
    assert told(controlled, "POST", "/clock", {"set": "2030-01-01T07:00:00+07:00", "running": False}) == {
        "time": "2030-01-01T07:00:00+07:00",
        "running": False,
    }
    book = Book(controlled)
    told(controlled, "POST", "/clock", {"advance": 60})
    book.write("A1", ["x"])
    file = controlled.call("GET", f"{DRIVE}/{book.id}", fields="modifiedTime").json()
    assert file == {"modifiedTime": "2030-01-01T00:01:00.000Z"}
    assert told(controlled, "POST", "/clock", {"running": True})["running"]
