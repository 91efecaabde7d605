"""Faults on demand, as a client in this process meets them; over HTTP see test_server."""

from datetime import timedelta

import gspread
import pytest
import requests
from google.auth.credentials import Credentials

from sheetsync.emulator import App, Fault, Store

from .world import DRIVE, NOW, SHEETS, Book, World


def statuses(world: World, url: str, times: int) -> list[int]:
    return [world.call("GET", url).status_code for _ in range(times)]


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_429_is_googles_json(world: World, book: Book) -> None:
    world.app.faults.add(Fault("429", count=1))
    with pytest.raises(gspread.exceptions.APIError, match="Quota exceeded for quota metric 'Read requests'"):
        book.tab.get("A1")
    assert book.tab.get("A1") == [[]]


def test_429_can_be_a_page_that_is_no_json(world: World, book: Book) -> None:
    world.app.faults.add(Fault("429-page", count=1))
    reply = world.call("GET", book.url)
    assert (reply.status_code, reply.headers["Content-Type"]) == (429, "text/html; charset=UTF-8")
    assert "Sorry" in reply.text
    assert "automated queries" in reply.text
    with pytest.raises(requests.JSONDecodeError):
        reply.json()


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("500", "INTERNAL", "Internal error encountered."),
        ("503", "UNAVAILABLE", "The service is currently unavailable."),
        ("401", "UNAUTHENTICATED", "Request had invalid authentication credentials. Expected OAuth 2 access token"),
    ],
)
def test_other_errors_are_worded_as_google_words_them(world: World, kind: str, status: str, message: str) -> None:
    world.app.faults.add(Fault(kind))
    sheets, drive = world.call("GET", f"{SHEETS}/x"), world.call("GET", DRIVE)
    assert (sheets.status_code, drive.status_code) == (int(kind), int(kind))
    assert sheets.json()["error"]["status"] == status
    assert sheets.json()["error"]["message"].startswith(message.partition(" Expected")[0])
    assert {"domain", "reason", "message"} <= drive.json()["error"]["errors"][0].keys()


@pytest.mark.parametrize("kind", ["429", "429-page", "401", "500", "503"])
def test_a_request_that_is_refused_is_not_carried_out(world: World, book: Book, kind: str) -> None:
    world.app.faults.add(Fault(kind, operation="spreadsheets.batchUpdate"))
    assert book.try_batch({"addSheet": {"properties": {"title": "new"}}}).status_code == int(kind.partition("-")[0])
    assert [tab.title for tab in book.gspread.worksheets()] == ["Sheet1"]


@pytest.mark.parametrize("kind", ["500", "503"])
def test_an_error_can_come_after_the_write_was_applied(world: World, book: Book, kind: str) -> None:
    world.app.faults.add(Fault(kind, applied=True, operation="spreadsheets.batchUpdate", count=1))
    addition = {"addSheet": {"properties": {"title": "new", "sheetId": 7}}}
    assert book.try_batch(addition).status_code == int(kind)
    assert [tab.title for tab in book.gspread.worksheets()] == ["Sheet1", "new"]
    assert "already exists" in book.refused(addition)


@pytest.mark.parametrize("applied", [False, True])
def test_a_connection_is_reset_before_the_write_or_after(world: World, book: Book, applied: bool) -> None:  # noqa: FBT001 - pytest gives it
    world.app.faults.add(Fault("reset", applied=applied, method="PUT"))
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        book.tab.update([["x"]], "A1")
    assert book.shown("A1") == ([["x"]] if applied else [])


def test_a_truncated_answer_breaks_as_in_requests(world: World, book: Book) -> None:
    book.write("A1", ["something"])
    world.app.faults.add(Fault("truncated", count=1))
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        book.tab.get("A1")
    assert book.tab.get("A1") == [["something"]]


def test_a_slow_answer_waits_and_comes(book: Book) -> None:
    waited: list[float] = []
    app = App(book.world.store, clock=lambda: NOW, sleep=waited.append)
    app.faults.add(Fault("slow", seconds=90))
    session = World.session_for(app)
    assert session.get(book.url).status_code == 200
    assert session.get(book.url, timeout=91).status_code == 200
    with pytest.raises(requests.ReadTimeout):
        session.put(f"{book.url}/values/A1?valueInputOption=RAW", json={"values": [["late"]]}, timeout=(5, 10))
    assert waited == [90, 90, 10]
    assert book.shown("A1") == [["late"]]


def test_one_401_makes_google_auth_sign_in_again_and_repeat(world: World, book: Book) -> None:
    class Signed(Credentials):
        signed_in = 0

        def refresh(self, request: object) -> None:  # noqa: ARG002 - as google-auth calls it
            self.signed_in += 1
            self.token = f"token{self.signed_in}"

    signed = Signed()  # type: ignore[no-untyped-call]  # google-auth has no types
    client = gspread.authorize(signed)
    client.http_client.session.mount("https://", world.session.get_adapter("https://sheets.googleapis.com/"))
    world.app.faults.add(Fault("401", count=1))
    assert client.open_by_key(book.id).title == "Sổ chấm điểm"
    assert signed.signed_in == 2


def test_drive_shows_a_change_only_after_its_lag(world: World, book: Book) -> None:
    def seen() -> tuple[str, str]:
        reply = world.call("GET", f"{DRIVE}/{book.id}", fields="modifiedTime,version").json()
        return reply["modifiedTime"], reply["version"]

    before = seen()
    world.app.faults.add(Fault("lag", seconds=180, method="PUT"))
    _later(world, 60)
    book.tab.update([["first"]], "A1")
    _later(world, 60)
    book.tab.update([["second"]], "A1")
    assert book.shown("A1") == [["second"]]
    assert seen() == before
    _later(world, 119)
    assert seen() == before
    _later(world, 1)
    first = seen()
    assert first[0] == "2026-09-03T08:01:00.000Z"
    assert int(first[1]) > int(before[1])
    _later(world, 60)
    assert seen()[0] == "2026-09-03T08:02:00.000Z"
    assert int(seen()[1]) > int(first[1])
    everything = world.call("GET", f"{DRIVE}/{book.id}", fields="*").json()
    assert not [name for name in everything if "nseen" in name]


def test_a_change_that_does_not_lag_shows_at_once_but_not_before_an_older_one(world: World, book: Book) -> None:
    number = world.app.faults.add(Fault("lag", seconds=180))
    book.tab.update([["lags"]], "A1")
    world.app.faults.remove(number)
    before = world.call("GET", f"{DRIVE}/{book.id}", fields="version").json()
    book.tab.update([["does not"]], "A1")
    assert world.call("GET", f"{DRIVE}/{book.id}", fields="version").json() == before
    _later(world, 180)
    shown = world.call("GET", f"{DRIVE}/{book.id}", fields="version").json()
    book.tab.update([["does not either"]], "A1")
    assert world.call("GET", f"{DRIVE}/{book.id}", fields="version").json() != shown


def _later(world: World, seconds: int) -> None:
    world.app.clock.advance(timedelta(seconds=seconds))


# --- when, and for whom ----------------------------------------------------------------------------------------------


def test_a_fault_skips_the_first_and_stops_after_its_count(world: World) -> None:
    world.app.faults.add(Fault("503", skip=1, count=2))
    assert statuses(world, DRIVE, 5) == [200, 503, 503, 200, 200]


def test_a_rate_strikes_some_and_the_same_ones_each_time(world: World) -> None:
    def struck(seed: int) -> list[int]:
        number = world.app.faults.add(Fault("503", rate=0.3, seed=seed))
        found = statuses(world, DRIVE, 60)
        world.app.faults.remove(number)
        return found

    first = struck(1)
    assert 8 <= first.count(503) <= 30
    assert struck(1) == first
    assert struck(2) != first


@pytest.mark.parametrize(
    "pattern",
    [
        {"method": "PUT"},
        {"path": r"/values/Sheet1!B\d$"},
        {"operation": "spreadsheets.values.update"},
        {"operation": "*.update"},
        {"caller": "other@example.org"},
        {"method": "PUT", "operation": "spreadsheets.*", "caller": "other@example.org"},
    ],
)
def test_a_pattern_says_which_requests_are_struck(world: World, book: Book, pattern: dict[str, str]) -> None:
    world.app.faults.add(Fault("503", **pattern))  # type: ignore[arg-type]  # all of these are texts
    assert world.call("GET", f"{book.url}/values/A1").status_code == 200
    written = world.call(
        "PUT", f"{book.url}/values/Sheet1!B2", {"values": []}, "other@example.org", valueInputOption="RAW"
    )
    assert written.status_code == 503


def test_faults_in_a_row_each_take_their_turn(world: World) -> None:
    for kind in ("429", "500", "503"):
        world.app.faults.add(Fault(kind, count=1))
    assert statuses(world, DRIVE, 4) == [429, 500, 503, 200]


def test_a_delay_goes_together_with_another_fault() -> None:
    waited: list[float] = []
    store = Store(None)
    app = App(store, sleep=waited.append)
    app.faults.add(Fault("slow", seconds=3))
    app.faults.add(Fault("503"))
    assert World.session_for(app).get(DRIVE).status_code == 503
    assert waited == [3]
    assert [entry.fault for entry in app.journal] == ["503, slow"]
    store.close()


def test_faults_can_be_listed_and_taken_away(world: World) -> None:
    number = world.app.faults.add(Fault("503", skip=1))
    assert statuses(world, DRIVE, 2) == [200, 503]
    assert [(one.number, one.matched, one.struck) for one in world.app.faults] == [(number, 2, 1)]
    assert world.app.faults.remove(number)
    assert not world.app.faults.remove(number)
    world.app.faults.add(Fault("500"))
    world.app.faults.clear()
    assert statuses(world, DRIVE, 1) == [200]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "418"},
        {"kind": "429", "applied": True},
        {"kind": "slow"},
        {"kind": "503", "seconds": 1},
        {"kind": "503", "rate": 0},
        {"kind": "503", "rate": 1.5},
        {"kind": "503", "count": 0},
        {"kind": "503", "skip": -1},
        {"kind": "503", "path": "("},
        {"kind": "lag", "seconds": 1e99},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Fault(**wrong)  # type: ignore[arg-type]  # that is the point
